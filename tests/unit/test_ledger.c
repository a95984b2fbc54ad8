/* The ledger by itself: the chart of accounts and its names, each row's lines in both modes, what
 * goes back to whom, guards and sums, and that the invariants notice what does not hold. */
#include "money_rig.h"

#include "buurtkas/domain/money.h"
#include "domain/ledger_internal.h"

/* --- Names. --- */

static void account_name__has_one_form(void **state)
{
    (void)state;
    struct uuid envelope;
    struct uuid commitment;
    static const char e[] = "01993e5a-0000-7000-8000-000000000001";
    static const char c[] = "01993e5a-0000-7000-8000-00000000000c";
    assert_true(uuid_parse(&envelope, e, UUID_TEXT));
    assert_true(uuid_parse(&commitment, c, UUID_TEXT));
    char name[ACCOUNT_NAME_MAX + 1];
    size_t len = account_name_print(name, ACCOUNT_BUDGET_COMMITTED, &envelope, &commitment);
    assert_string_equal(name, "budget:01993e5a-0000-7000-8000-000000000001:committed:"
                              "01993e5a-0000-7000-8000-00000000000c");
    assert_int_equal(len, strlen(name));
    (void)account_name_print(name, ACCOUNT_CASH_BANK, &envelope, NULL);
    assert_string_equal(name, "cash:01993e5a-0000-7000-8000-000000000001:bank");
}

static void account_name__is_read_back(void **state)
{
    (void)state;
    const struct uuid envelope = {
        {1, 2, 3}
    };
    const struct uuid ref = {
        {4, 5, 6}
    };
    for (int code = 1; code < ACCOUNT_COUNT; code++) {
        char name[ACCOUNT_NAME_MAX + 1];
        bool has_ref = account_type((enum account_code)code)->ref != REF_NONE;
        size_t len =
            account_name_print(name, (enum account_code)code, &envelope, has_ref ? &ref : NULL);
        enum account_code read = ACCOUNT_NONE;
        struct uuid read_envelope;
        struct uuid read_id;
        assert_true(account_name_parse(name, len, &read, &read_envelope, &read_id));
        assert_true(uuid_equal(&read_envelope, &envelope));
        assert_true(uuid_equal(&read_id, has_ref ? &ref : &envelope));
        /* Money in transit of a commitment and of a grant share a stage, and so a name. */
        if (code != ACCOUNT_CASH_IN_TRANSIT_BACK) {
            assert_int_equal(read, code);
        }
    }
}

static void account_name__refuses_other_forms(void **state)
{
    (void)state;
#define E_ "01993e5a-0000-7000-8000-000000000001"
    static const char *const wrong[] = {
        "",
        "budget",
        "budget:" E_,
        "budget:" E_ ":",
        "budget:" E_ ":available:",
        "budget:" E_ ":available:" E_,
        "budget:" E_ ":committed",
        "budget:" E_ ":committed:",
        "budget:" E_ ":committed:" E_ ":",
        "budget:" E_ ":committed:" E_ ":x",
        "budget:" E_ ":bank",
        "cash:" E_ ":available",
        "Budget:" E_ ":available",
        "budget:01993E5A-0000-7000-8000-000000000001:available",
        "budget:" E_ ":none",
        " budget:" E_ ":available",
    };
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        enum account_code code;
        struct uuid envelope;
        struct uuid id;
        assert_false(account_name_parse(wrong[i], strlen(wrong[i]), &code, &envelope, &id));
    }
#undef E_
}

/* The name is cut by its length, not by a zero; no part is longer than a code may be. */
static void account_name__is_cut_by_its_length(void **state)
{
    (void)state;
    static const char name[] = "cash:01993e5a-0000-7000-8000-000000000001:bank";
    enum account_code code = ACCOUNT_NONE;
    struct uuid envelope;
    struct uuid id;
    assert_true(account_name_parse(name, sizeof name - 1, &code, &envelope, &id));
    assert_int_equal(code, ACCOUNT_CASH_BANK);
    assert_false(account_name_parse(name, sizeof name, &code, &envelope, &id));
    char longer[ACCOUNT_NAME_MAX + 2];
    memset(longer, 'a', sizeof longer);
    assert_false(account_name_parse(longer, ACCOUNT_NAME_MAX, &code, &envelope, &id));
    assert_false(account_name_parse(longer, ACCOUNT_NAME_MAX + 1, &code, &envelope, &id));
    /* Of an account without a reference, one that is given is not printed. */
    char text[ACCOUNT_NAME_MAX + 1];
    (void)account_name_print(text, ACCOUNT_CASH_BANK, &envelope, &envelope);
    assert_string_equal(text, name);
}

/* --- Money. --- */

static void cents__print_and_add(void **state)
{
    (void)state;
    static const struct {
        int64_t cents;
        const char *text;
    } cases[] = {
        {0,          "EUR 0.00"                 },
        { 5,         "EUR 0.05"                 },
        { 123456,    "EUR 1234.56"              },
        { -10,       "-EUR 0.10"                },
        { INT64_MIN, "-EUR 92233720368547758.08"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[CENTS_TEXT_MAX + 1];
        cents_print(text, cases[i].cents);
        assert_string_equal(text, cases[i].text);
    }
    struct err err = { 0 };
    int64_t sum = INT64_MAX - 1;
    assert_true(cents_add(&sum, 1, &err));
    assert_false(cents_add(&sum, 1, &err));
    assert_int_equal(err.code, ERR_TOO_LARGE);
    assert_true(sum == INT64_MAX);
}

static void cents_share__does_not_overflow(void **state)
{
    (void)state;
    int64_t remainder = 0;
    int64_t whole = INT64_C(4000000000000000000);
    assert_true(cents_share(whole - 1, whole - 1, whole, &remainder) == whole - 2);
    assert_true(remainder == 1);
    assert_true(cents_share(100, 1, 3, &remainder) == 33);
    assert_true(remainder == 1);
}

/* --- Rows: what the specification's table says, written out again by hand. --- */

/* "+" debit, "-" credit; T is bank or municipality, F receivable or municipality. */
struct row_case {
    enum posting_row row;
    enum envelope_state state;
    const char *lines;
};

/* clang-format off */
static const struct row_case row_cases[] = {
    { ROW_1, ENVELOPE_OPEN, "+budget:granted:g -budget:available +F -cash:unspent-grant" },
    { ROW_1D, ENVELOPE_OPEN, "+budget:available -budget:granted:g +cash:unspent-grant" },
    { ROW_2, ENVELOPE_OPEN, "+cash:bank -cash:receivable:g" },
    { ROW_3, ENVELOPE_OPEN, "+budget:available -budget:allocated:p" },
    { ROW_4, ENVELOPE_OPEN, "+budget:allocated:p -budget:committed:c" },
    { ROW_5, ENVELOPE_ENDED, "+budget:committed:c -budget:payable:c +cash:expense:c "
                             "-cash:payable:c +cash:unspent-grant -cash:income" },
    { ROW_5V, ENVELOPE_ENDED, "+budget:committed:c -budget:payable:c +cash:advance:c "
                              "-cash:payable:c" },
    { ROW_5A, ENVELOPE_ENDED, "+cash:expense:c -cash:advance:c +cash:unspent-grant -cash:income" },
    { ROW_5U, ENVELOPE_ENDED, "+cash:recovery:c -cash:advance:c" },
    { ROW_6, ENVELOPE_CLOSED, "+cash:payable:c -cash:in-transit:c" },
    { ROW_7, ENVELOPE_CLOSED, "+budget:payable:c -budget:paid:c +cash:in-transit:c -T" },
    { ROW_7A, ENVELOPE_CLOSED, "+cash:in-transit:c -cash:payable:c" },
    { ROW_7B, ENVELOPE_CLOSED, "+budget:paid:c -budget:payable:c +T -cash:payable:c" },
    { ROW_8, ENVELOPE_ENDED, "+budget:committed:c -budget:allocated:p" },
    { ROW_9, ENVELOPE_ENDED, "+budget:allocated:p -budget:available" },
    { ROW_10, ENVELOPE_ENDED, "+cash:recovery:c -cash:expense:c +cash:income -cash:unspent-grant" },
    { ROW_11, ENVELOPE_ENDED, "+budget:paid:c -budget:available +T -cash:recovery:c" },
    { ROW_11A, ENVELOPE_ENDED, "+cash:expense:c -cash:recovery:c +cash:unspent-grant "
                               "-cash:income" },
    { ROW_11C, ENVELOPE_CLOSED, "+budget:paid:c -budget:returned +T -cash:expense:c "
                                "+cash:income" },
    { ROW_8C, ENVELOPE_CLOSED, "+budget:payable:c -budget:returned +cash:payable:c "
                               "-cash:expense:c +cash:income" },
    { ROW_12, ENVELOPE_ENDED, "+budget:available -budget:returned +cash:unspent-grant" },
    { ROW_12P, ENVELOPE_CLOSED, "+cash:in-transit:g -cash:bank" },
    { ROW_12A_FROM, ENVELOPE_ENDED, "+budget:available -budget:returned +cash:unspent-grant -T" },
    { ROW_12A_TO, ENVELOPE_OPEN, "+budget:granted:g -budget:available +T -cash:unspent-grant" },
    { ROW_12B_FROM, ENVELOPE_ENDED, "+budget:committed:c -budget:returned +cash:unspent-grant "
                                    "-T" },
    { ROW_12B_TO, ENVELOPE_OPEN, "+budget:granted:g -budget:committed:c +T -cash:unspent-grant" },
};
/* clang-format on */
_Static_assert(ARRAY_LEN(row_cases) == ROW_COUNT - 1, "every row");

/* The row's lines with T and F written out for the mode. */
static void write_out(const char *lines, enum mode mode, char *out, size_t room)
{
    const char *till = mode == MODE_BANK ? "cash:bank" : "cash:municipality";
    const char *funding = mode == MODE_BANK ? "cash:receivable:g" : "cash:municipality";
    size_t used = 0;
    for (const char *at = lines; *at != '\0'; at++) {
        const char one[] = { *at, '\0' };
        const char *text = *at == 'T' ? till : *at == 'F' ? funding : one;
        used += (size_t)snprintf(out + used, room - used, "%s", text);
    }
}

static void print_lines(const struct act *act, const struct row_refs *refs, char *out, size_t room)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < act->lines.count; i++) {
        const struct posting_line *line = &act->lines.lines[i];
        const struct account_type *type = account_type(line->code);
        static const char *const letters[] = { "", ":g", ":p", ":c" };
        const struct uuid *const ids[] = { &refs->envelope->object.id, &refs->grant,
                                           &refs->proposal, &refs->commitment };
        assert_true(uuid_equal(&line->account, ids[type->ref]));
        assert_true(line->amount_cents == 7 || line->amount_cents == -7);
        used += (size_t)snprintf(out + used, room - used, "%s%c%s:%s%s", i == 0 ? "" : " ",
                                 line->amount_cents > 0 ? '+' : '-', book_names[type->book - 1],
                                 stage_names[type->stage - 1], letters[type->ref]);
    }
}

static struct envelope some_envelope(enum mode mode, enum envelope_state state)
{
    return (struct envelope){
        .object = {.id = { { 9 } }, .kind = KIND_ENVELOPE},
        .mode = (int)mode,
        .from_date = date_of(2026, 1, 1),
        .until_date = date_of(2027, 1, 1),
        .state = (int)state
    };
}

/* What the documents print of a row is what the row does. */
static void must_have_sides(const struct act *act, enum posting_row row, enum mode mode)
{
    struct posting_side sides[POSTING_SIDES_MAX];
    size_t count = posting_row_sides(row, mode, sides);
    assert_int_equal(count, act->lines.count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(sides[i].code, act->lines.lines[i].code);
        assert_int_equal(sides[i].is_debit, act->lines.lines[i].amount_cents > 0);
    }
}

static void rows__are_those_of_the_specification(void **state)
{
    (void)state;
    struct rig rig;
    rig_set_up(&rig);
    for (size_t i = 0; i < ARRAY_LEN(row_cases); i++) {
        for (int mode = MODE_MUNICIPAL; mode <= MODE_BANK; mode++) {
            const struct row_case *row = &row_cases[i];
            bool falls_away = mode == MODE_MUNICIPAL && (row->row == ROW_2 || row->row == ROW_12P);
            char expected[300];
            write_out(row->lines, (enum mode)mode, expected, sizeof expected);
            struct envelope envelope = some_envelope((enum mode)mode, row->state);
            const struct row_refs refs = { .envelope = &envelope,
                                           .grant = { { 1 } },
                                           .proposal = { { 2 } },
                                           .commitment = { { 3 } } };
            (void)RIG_ACT(&rig, payment_booked, PAYMENT_BOOKED, ROLE_PAYER);
            struct err err = { 0 };
            bool is_there = ledger_add_row(&rig.act, row->row, &refs, 7, &err);
            assert_int_equal(is_there, !falls_away);
            must_have_sides(&rig.act, row->row, (enum mode)mode);
            if (!is_there) {
                assert_int_equal(err.code, ERR_WRONG_STATE);
                continue;
            }
            char text[300];
            print_lines(&rig.act, &refs, text, sizeof text);
            if (strcmp(text, expected) != 0) {
                print_error("row %s\n", posting_row_name(row->row));
            }
            assert_string_equal(text, expected);
        }
    }
    rig_tear_down(&rig);
}

/* "When" 5 in one table: o open, e ended, c closed. */
static void rows__are_allowed_in_the_states_of_the_specification(void **state)
{
    (void)state;
    static const char *const allowed[ROW_COUNT] = {
        [ROW_1] = "o",         [ROW_1D] = "oe",    [ROW_2] = "oe",        [ROW_3] = "o",
        [ROW_4] = "o",         [ROW_5] = "oe",     [ROW_5V] = "oe",       [ROW_5A] = "oe",
        [ROW_5U] = "oe",       [ROW_6] = "oec",    [ROW_7] = "oec",       [ROW_7A] = "oec",
        [ROW_7B] = "oec",      [ROW_8] = "oe",     [ROW_9] = "oe",        [ROW_10] = "oe",
        [ROW_11] = "oe",       [ROW_11A] = "oe",   [ROW_11C] = "c",       [ROW_8C] = "c",
        [ROW_12] = "e",        [ROW_12P] = "oec",  [ROW_12A_FROM] = "oe", [ROW_12A_TO] = "o",
        [ROW_12B_FROM] = "oe", [ROW_12B_TO] = "o",
    };
    for (int row = 1; row < ROW_COUNT; row++) {
        for (int at = ENVELOPE_OPEN; at < envelope_state_end; at++) {
            struct envelope envelope = some_envelope(MODE_BANK, (enum envelope_state)at);
            struct err err = { 0 };
            bool expected = strchr(allowed[row], "?oec"[at]) != NULL;
            bool is_allowed = ledger_check_state(&envelope, (enum posting_row)row, &err);
            assert_int_equal(is_allowed, expected);
            if (!expected) {
                bool is_open_only = strcmp(allowed[row], "o") == 0;
                assert_int_equal(err.code, is_open_only ? ERR_ENVELOPE_NOT_OPEN : ERR_WRONG_STATE);
            }
        }
    }
}

/* Only a tampered record says so: then no row is allowed. */
static void rows__are_for_known_states(void **state)
{
    (void)state;
    static const int unknown[] = { -1, 0, envelope_state_end };
    for (size_t i = 0; i < ARRAY_LEN(unknown); i++) {
        struct envelope envelope = some_envelope(MODE_BANK, ENVELOPE_OPEN);
        struct err err = { 0 };
        envelope.state = unknown[i];
        assert_false(ledger_check_state(&envelope, ROW_6, &err));
        assert_int_equal(err.code, ERR_WRONG_STATE);
        assert_string_equal(err.detail,
                            "The envelope is in no known state: row 6 is not allowed.");
    }
}

static void rows__are_of_a_cent_at_least(void **state)
{
    (void)state;
    struct rig rig;
    rig_set_up(&rig);
    struct envelope envelope = some_envelope(MODE_MUNICIPAL, ENVELOPE_OPEN);
    const struct row_refs refs = { .envelope = &envelope };
    (void)RIG_ACT(&rig, envelope_opened, ENVELOPE_OPENED, ROLE_GRANTOR);
    assert_false(ledger_add_row(&rig.act, ROW_1, &refs, 0, &rig.err));
    assert_int_equal(rig.err.code, ERR_INTERNAL);
    assert_string_equal(rig.err.detail, "Row 1 of less than a cent.");
    assert_int_equal(rig.act.lines.count, 0);
    rig_tear_down(&rig);
}

static void rows__keep_to_their_dates(void **state)
{
    (void)state;
    struct envelope envelope = some_envelope(MODE_BANK, ENVELOPE_OPEN);
    struct act act = { .today = date_of(2027, 3, 1) };
    const struct {
        struct date on;
        bool early, late;
    } cases[] = {
        {date_of(2025,  12, 31), false, false},
        { date_of(2026, 1,  1),  true,  true },
        { date_of(2026, 12, 31), true,  true },
        { date_of(2027, 1,  1),  false, true },
        { date_of(2027, 3,  1),  false, true },
        { date_of(2027, 3,  2),  false, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        act.on = cases[i].on;
        for (int row = 1; row < ROW_COUNT; row++) {
            bool within = row == ROW_1 || row == ROW_3 || row == ROW_4;
            struct err err = { 0 };
            assert_int_equal(ledger_check_date(&act, &envelope, (enum posting_row)row, &err),
                             within ? cases[i].early : cases[i].late);
            assert_true(err.code == ERR_OK || err.code == ERR_BAD_DATE);
        }
    }
}

/* --- Back to the funders. --- */

static void shares__are_exact_and_fair(void **state)
{
    (void)state;
    struct rig rig;
    rig_set_up(&rig);
    static const int64_t grants[] = { 1000, 1000, 1000, 1, 70000007 };
    struct uuid ids[ARRAY_LEN(grants)];
    const struct uuid envelope = rig_open(&rig, MODE_BANK, grants[0], &ids[0]);
    for (size_t i = 1; i < ARRAY_LEN(grants); i++) {
        assert_int_equal(rig_amend(&rig, &envelope, AMENDMENT_UP, NULL, grants[i]), ERR_OK);
        ids[i] = ACT_BODY(&rig.act, envelope_amended)->new_grant;
    }
    const struct envelope *found = rig_find(&rig, KIND_ENVELOPE, &envelope);
    int64_t total = 0;
    for (size_t i = 0; i < ARRAY_LEN(grants); i++) {
        total += grants[i];
    }
    for (int64_t amount = 1; amount < total; amount = amount * 3 + 1) {
        struct grant_share shares[ARRAY_LEN(grants)];
        size_t count = 0;
        assert_true(
            ledger_shares(&rig.act, found, amount, shares, ARRAY_LEN(shares), &count, &rig.err));
        int64_t sum = 0;
        for (size_t i = 0; i < count; i++) {
            size_t which = 0;
            while (!uuid_equal(&ids[which], &shares[i].grant)) {
                which++;
            }
            int64_t remainder = 0;
            int64_t floor = cents_share(amount, grants[which], total, &remainder);
            assert_true(shares[i].amount_cents == floor || shares[i].amount_cents == floor + 1);
            assert_true(shares[i].amount_cents > 0);
            sum += shares[i].amount_cents;
        }
        assert_true(sum == amount);
    }
    rig_tear_down(&rig);
}

static void shares__favour_the_oldest_when_equal(void **state)
{
    (void)state;
    struct rig rig;
    rig_set_up(&rig);
    struct uuid first;
    const struct uuid envelope = rig_open(&rig, MODE_BANK, 100, &first);
    assert_int_equal(rig_amend(&rig, &envelope, AMENDMENT_UP, NULL, 100), ERR_OK);
    const struct envelope *found = rig_find(&rig, KIND_ENVELOPE, &envelope);
    struct grant_share shares[2];
    size_t count = 0;
    assert_true(ledger_shares(&rig.act, found, 101, shares, 2, &count, &rig.err));
    assert_int_equal(count, 2);
    assert_true(uuid_equal(&shares[0].grant, &first));
    assert_int_equal(shares[0].amount_cents, 51);
    assert_int_equal(shares[1].amount_cents, 50);
    assert_true(ledger_shares(&rig.act, found, 1, shares, 2, &count, &rig.err));
    assert_int_equal(count, 1);
    assert_false(ledger_shares(&rig.act, found, 101, shares, 1, &count, &rig.err));
    assert_int_equal(rig.err.code, ERR_TOO_LARGE);
    rig_tear_down(&rig);
}

static void share_part_id__counts_in_the_free_bits(void **state)
{
    (void)state;
    struct uuid act;
    static const char text[] = "01993e5a-0000-7000-bfff-fffffffffffe";
    assert_true(uuid_parse(&act, text, UUID_TEXT));
    static const char *const expected[] = { "01993e5a-0000-7000-bfff-ffffffffffff",
                                            "01993e5a-0000-7000-8000-000000000000",
                                            "01993e5a-0000-7000-8000-000000000001" };
    for (unsigned i = 0; i < ARRAY_LEN(expected); i++) {
        struct uuid id = share_part_id(&act, i + 1);
        char printed[UUID_TEXT + 1];
        uuid_print(printed, &id);
        assert_string_equal(printed, expected[i]);
    }
}

/* --- Posting. --- */

static void post__checks_sums_and_guards_and_sorts(void **state)
{
    (void)state;
    struct rig rig;
    rig_set_up(&rig);
    struct uuid grant;
    const struct uuid envelope = rig_open(&rig, MODE_BANK, 10000, &grant);
    assert_int_equal(rig.act.lines.count, 4);
    for (size_t i = 1; i < rig.act.lines.count; i++) {
        assert_true(rig.act.lines.lines[i - 1].code < rig.act.lines.lines[i].code);
    }
    assert_int_equal(rig.act.lines.lines[1].balance_cents, -10000); /* available is a credit */
    assert_int_equal(rig.act.lines.lines[1].version, 1);
    const struct envelope *found = rig_find(&rig, KIND_ENVELOPE, &envelope);
    const struct uuid proposal = rig_id(&rig);

    (void)RIG_ACT(&rig, decision_made, DECISION_MADE, ROLE_SECRETARY);
    assert_true(ledger_add(&rig.act, ACCOUNT_BUDGET_AVAILABLE, NULL, found, 10001, &rig.err));
    assert_true(ledger_add(&rig.act, ACCOUNT_BUDGET_ALLOCATED, &proposal, found, -10001, &rig.err));
    assert_false(ledger_post(&rig.act, &rig.err));
    assert_int_equal(rig.err.code, ERR_MORE_THAN_AVAILABLE);
    assert_string_equal(rig.err.detail, "EUR 100.01 asked, EUR 100.00 available.");

    (void)RIG_ACT(&rig, decision_made, DECISION_MADE, ROLE_SECRETARY);
    assert_true(ledger_add(&rig.act, ACCOUNT_BUDGET_AVAILABLE, NULL, found, 5, &rig.err));
    assert_true(ledger_add(&rig.act, ACCOUNT_BUDGET_ALLOCATED, &proposal, found, -4, &rig.err));
    assert_false(ledger_post(&rig.act, &rig.err));
    assert_int_equal(rig.err.code, ERR_INTERNAL);

    /* What nets to zero posts nothing. */
    (void)RIG_ACT(&rig, decision_made, DECISION_MADE, ROLE_SECRETARY);
    assert_true(ledger_add(&rig.act, ACCOUNT_BUDGET_AVAILABLE, NULL, found, 5, &rig.err));
    assert_true(ledger_add(&rig.act, ACCOUNT_BUDGET_AVAILABLE, NULL, found, -5, &rig.err));
    assert_true(ledger_post(&rig.act, &rig.err));
    assert_int_equal(rig.act.lines.count, 0);
    assert_null(rig_find(&rig, KIND_TRANSACTION, &rig.act.id));
    rig_tear_down(&rig);
}

static void post__has_room_for_64_lines(void **state)
{
    (void)state;
    struct rig rig;
    rig_set_up(&rig);
    struct envelope envelope = some_envelope(MODE_BANK, ENVELOPE_OPEN);
    (void)RIG_ACT(&rig, decision_made, DECISION_MADE, ROLE_SECRETARY);
    for (int i = 0; i < POSTING_LINES_MAX; i++) {
        const struct uuid ref = rig_id(&rig);
        assert_true(ledger_add(&rig.act, ACCOUNT_BUDGET_PAID, &ref, &envelope, 1, &rig.err));
    }
    assert_false(ledger_add(&rig.act, ACCOUNT_CASH_BANK, NULL, &envelope, 1, &rig.err));
    assert_int_equal(rig.err.code, ERR_TOO_LARGE);
    rig_tear_down(&rig);
}

/* Lines that do not fit a row's pattern, as only a wrong rule would make them. */
static void post__refuses_what_does_not_balance(void **state)
{
    (void)state;
    struct rig rig;
    rig_set_up(&rig);
    struct uuid grant;
    const struct uuid envelope = rig_open(&rig, MODE_MUNICIPAL, 10000, &grant);
    const struct envelope *found = rig_find(&rig, KIND_ENVELOPE, &envelope);
    const struct uuid ref = rig_id(&rig);
    const struct {
        enum account_code code;
        int64_t cents;
        enum account_code other;
        int64_t other_cents;
    } cases[] = {
        {ACCOUNT_BUDGET_AVAILABLE,    5, ACCOUNT_BUDGET_PAID,       -4},
        { ACCOUNT_CASH_MUNICIPALITY,  5, ACCOUNT_CASH_EXPENSE,      -4},
        { ACCOUNT_CASH_EXPENSE,       5, ACCOUNT_CASH_EXPENSE,      0 },
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        (void)RIG_ACT(&rig, envelope_amended, ENVELOPE_AMENDED, ROLE_GRANTOR);
        assert_true(ledger_add(&rig.act, cases[i].code, &ref, found, cases[i].cents, &rig.err));
        assert_true(
            ledger_add(&rig.act, cases[i].other, &ref, found, cases[i].other_cents, &rig.err));
        assert_false(ledger_post(&rig.act, &rig.err));
        assert_int_equal(rig.err.code, ERR_INTERNAL);
        assert_string_equal(rig.err.detail, "The act's lines do not balance.");
    }
    rig_tear_down(&rig);
}

/* An account that was never opened holds nothing, and not a cent can be taken from it. */
static void post__takes_nothing_from_an_account_that_is_not_there(void **state)
{
    (void)state;
    struct rig rig;
    rig_set_up(&rig);
    struct envelope envelope = some_envelope(MODE_MUNICIPAL, ENVELOPE_OPEN);
    size_t tried = 0;
    for (int code = ACCOUNT_NONE + 1; code < ACCOUNT_COUNT; code++) {
        const struct account_type *type = account_type((enum account_code)code);
        const struct uuid ref = rig_id(&rig);
        const struct posting_line *broken = NULL;
        int64_t before = 7;
        if (!type->is_guarded) {
            continue;
        }
        (void)RIG_ACT(&rig, envelope_amended, ENVELOPE_AMENDED, ROLE_GRANTOR);
        assert_true(ledger_add(&rig.act, (enum account_code)code, &ref, &envelope,
                               type->is_debit ? -1 : 1, &rig.err));
        assert_true(ledger_find_broken(&rig.act, &broken, &before, &rig.err));
        assert_ptr_equal(broken, &rig.act.lines.lines[0]);
        assert_true(before == 0);
        tried++;
    }
    assert_true(tried > 5);
    rig_tear_down(&rig);
}

/* Beyond what a reader of JSON keeps exactly, on either side of zero. */
static void post__keeps_to_what_the_record_can_say(void **state)
{
    (void)state;
    static const int64_t most = (INT64_C(1) << 53) - 1;
    struct rig rig;
    rig_set_up(&rig);
    struct uuid grant;
    const struct uuid envelope = rig_open(&rig, MODE_MUNICIPAL, 10000, &grant);
    const struct envelope *found = rig_find(&rig, KIND_ENVELOPE, &envelope);
    for (int64_t over = 0; over <= 1; over++) {
        /* Granted is a debit, available a credit: EUR 100 stand on both. */
        int64_t cents = most - 10000 + over;
        (void)RIG_ACT(&rig, envelope_amended, ENVELOPE_AMENDED, ROLE_GRANTOR);
        world_begin(rig.world, rig.entry);
        assert_true(ledger_add(&rig.act, ACCOUNT_BUDGET_GRANTED, &grant, found, cents, &rig.err));
        assert_true(ledger_add(&rig.act, ACCOUNT_BUDGET_AVAILABLE, NULL, found, -cents, &rig.err));
        bool is_posted = ledger_post(&rig.act, &rig.err);
        world_undo(rig.world);
        assert_int_equal(is_posted, over == 0);
        assert_int_equal(rig.err.code, over == 0 ? ERR_OK : ERR_MISMATCH);
    }
    assert_string_equal(rig.err.detail, "An account would hold more than the record can say.");
    (void)RIG_ACT(&rig, envelope_amended, ENVELOPE_AMENDED, ROLE_GRANTOR);
    world_begin(rig.world, rig.entry);
    assert_true(
        ledger_add(&rig.act, ACCOUNT_CASH_MUNICIPALITY, NULL, found, -most - 10001, &rig.err));
    assert_true(ledger_add(&rig.act, ACCOUNT_CASH_EXPENSE, &grant, found, most + 10001, &rig.err));
    assert_false(ledger_post(&rig.act, &rig.err));
    assert_int_equal(rig.err.code, ERR_MISMATCH);
    world_undo(rig.world);
    rig_tear_down(&rig);
}

/* --- Invariants: each notices a wrong number. --- */

struct town {
    struct rig rig;
    struct uuid envelope, grant, decision, commitment, reversed, reversal;
};

static void town_set_up(struct town *t)
{
    struct rig *rig = &t->rig;
    rig_set_up(rig);
    t->envelope = rig_open(rig, MODE_MUNICIPAL, 100000, &t->grant);
    const struct uuid proposal = rig_id(rig);
    assert_int_equal(rig_decide(rig, &t->envelope, &proposal, 50000), ERR_OK);
    t->decision = rig->act.id;
    assert_int_equal(rig_commit(rig, &t->decision, 20000), ERR_OK);
    t->commitment = rig->act.id;
    assert_int_equal(rig_raise(rig, &t->commitment, 500), ERR_OK);
    t->reversed = rig->act.id;
    assert_int_equal(rig_reverse(rig, &t->reversed, false), ERR_OK);
    t->reversal = rig->act.id;
    rig_check_all(rig);
}

static void *tamper(struct town *t, enum kind kind, const struct uuid *id, int32_t ordinal)
{
    struct err err = { 0 };
    const void *found = NULL;
    assert_true(world_find(t->rig.world, kind, id, ordinal, &found, &err));
    assert_non_null(found);
    world_begin(t->rig.world, t->rig.entry++);
    void *edit = world_edit(t->rig.world, found, &err);
    assert_non_null(edit);
    world_keep(t->rig.world);
    return edit;
}

static void must_notice(struct town *t, const char *invariant)
{
    struct err err = { 0 };
    assert_false(invariants_of_all(t->rig.world, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    if (strncmp(err.detail, invariant, strlen(invariant)) != 0) {
        print_error("expected %s: %s\n", invariant, err.detail);
    }
    assert_true(strncmp(err.detail, invariant, strlen(invariant)) == 0);
}

static void invariants__notice_a_wrong_balance(void **state)
{
    (void)state;
    struct town t;
    const struct {
        enum account_code code;
        const char *invariant;
    } cases[] = {
        {ACCOUNT_BUDGET_AVAILABLE,    "I2"},
        { ACCOUNT_BUDGET_GRANTED,     "I2"},
        { ACCOUNT_BUDGET_COMMITTED,   "I4"},
        { ACCOUNT_CASH_UNSPENT_GRANT, "I5"},
        { ACCOUNT_CASH_MUNICIPALITY,  "I6"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        town_set_up(&t);
        struct uuid *ids[] = { &t.envelope, &t.grant, NULL, &t.commitment };
        const struct uuid *id = ids[account_type(cases[i].code)->ref];
        struct account *account = tamper(&t, KIND_ACCOUNT, id, (int32_t)cases[i].code);
        account->balance_cents -= 1;
        must_notice(&t, cases[i].invariant);
        account->balance_cents += 1;
        rig_check_all(&t.rig);
        if (account_type(cases[i].code)->is_guarded) {
            account->balance_cents = account_type(cases[i].code)->is_debit ? -1 : 1;
            must_notice(&t, "I3");
        }
        rig_tear_down(&t.rig);
    }
}

static void invariants__notice_wrong_counters_and_lines(void **state)
{
    (void)state;
    struct town t;
    town_set_up(&t);
    struct commitment *commitment = tamper(&t, KIND_COMMITMENT, &t.commitment, 0);
    commitment->raised_cents++;
    must_notice(&t, "I4");
    commitment->raised_cents--;
    struct decision_status *status = tamper(&t, KIND_DECISION_STATUS, &t.decision, 0);
    status->committed_cents = 50001;
    must_notice(&t, "I8");
    status->committed_cents = 20000;
    struct posting *posting = tamper(&t, KIND_POSTING, &t.commitment, 1);
    int64_t amount = posting->amount_cents;
    posting->amount_cents++;
    must_notice(&t, "I1");
    posting->amount_cents = 0;
    must_notice(&t, "I1");
    posting->amount_cents = amount;
    struct posting *a = tamper(&t, KIND_POSTING, &t.reversal, 1);
    struct posting *b = tamper(&t, KIND_POSTING, &t.reversal, 2);
    a->amount_cents *= 2;
    b->amount_cents *= 2;
    must_notice(&t, "I10");
    a->amount_cents /= 2;
    b->amount_cents /= 2;
    struct transaction *reversed = tamper(&t, KIND_TRANSACTION, &t.reversed, 0);
    reversed->reversed_by = t.commitment;
    must_notice(&t, "I10");
    reversed->reversed_by = t.reversal;
    rig_check_all(&t.rig);
    rig_tear_down(&t.rig);
}

/* A reversal that is not the mirror in one place only; one of a reversal; one of nothing. */
static void invariants__notice_what_a_reversal_is_not(void **state)
{
    (void)state;
    static const char mirror[] = "I10: the reversal";
    static const char against[] = "I10: a reversal does not stand";
    struct town t;
    town_set_up(&t);
    struct posting *a = tamper(&t, KIND_POSTING, &t.reversal, 1);
    struct posting *b = tamper(&t, KIND_POSTING, &t.reversal, 2);
    const struct posting was[2] = { *a, *b };
    a->account_code = was[1].account_code;
    must_notice(&t, mirror);
    *a = was[0];
    b->account.bytes[0] ^= 1;
    must_notice(&t, mirror);
    *b = was[1];
    struct transaction *reversal = tamper(&t, KIND_TRANSACTION, &t.reversal, 0);
    reversal->reverses = t.decision;
    must_notice(&t, against);
    static const struct uuid unknown = { { 9, 9 } };
    reversal->reverses = unknown;
    must_notice(&t, against);
    reversal->reverses = t.reversed;
    struct transaction *reversed = tamper(&t, KIND_TRANSACTION, &t.reversed, 0);
    reversed->reverses = t.reversal;
    must_notice(&t, against);
    reversed->reverses = (struct uuid){ { 0 } };
    rig_check_all(&t.rig);
    rig_tear_down(&t.rig);
}

/* What stands alone: a promise without accounts, a decision without a status, a transaction without
 * lines, sums that no number holds. */
static void invariants__notice_what_is_missing(void **state)
{
    (void)state;
    struct town t;
    town_set_up(&t);
    static const struct uuid id = { { 7, 7 } };
    struct decision *decision = NULL;
    world_begin(t.rig.world, t.rig.entry++);
    struct commitment *commitment = rig_insert(&t.rig, KIND_COMMITMENT, id);
    world_keep(t.rig.world);
    commitment->raised_cents = 0;
    rig_check_all(&t.rig);
    commitment->raised_cents = 1;
    must_notice(&t, "I4 (promised)");
    commitment->raised_cents = 0;
    world_begin(t.rig.world, t.rig.entry++);
    decision = rig_insert(&t.rig, KIND_DECISION, id);
    world_keep(t.rig.world);
    decision->outcome = OUTCOME_REFUSAL;
    rig_check_all(&t.rig);
    decision->outcome = OUTCOME_PARTIAL;
    must_notice(&t, "I8: a decision has no status");
    decision->outcome = OUTCOME_REFUSAL;
    struct posting *line = tamper(&t, KIND_POSTING, &t.commitment, 1);
    int64_t amount = line->amount_cents;
    struct posting *last = tamper(&t, KIND_POSTING, &t.commitment, 2);
    int64_t last_amount = last->amount_cents;
    last->book = line->book;
    line->amount_cents = last->amount_cents = INT64_MAX;
    struct err err = { 0 };
    assert_false(invariants_of_all(t.rig.world, &err));
    assert_int_equal(err.code, ERR_TOO_LARGE);
    line->amount_cents = amount;
    last->amount_cents = last_amount;
    world_begin(t.rig.world, t.rig.entry++);
    (void)rig_insert(&t.rig, KIND_TRANSACTION, id);
    world_keep(t.rig.world);
    must_notice(&t, "I1: fewer than two lines");
    rig_tear_down(&t.rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(account_name__has_one_form),
        cmocka_unit_test(account_name__is_read_back),
        cmocka_unit_test(account_name__refuses_other_forms),
        cmocka_unit_test(account_name__is_cut_by_its_length),
        cmocka_unit_test(cents__print_and_add),
        cmocka_unit_test(cents_share__does_not_overflow),
        cmocka_unit_test(rows__are_those_of_the_specification),
        cmocka_unit_test(rows__are_allowed_in_the_states_of_the_specification),
        cmocka_unit_test(rows__are_for_known_states),
        cmocka_unit_test(rows__are_of_a_cent_at_least),
        cmocka_unit_test(rows__keep_to_their_dates),
        cmocka_unit_test(shares__are_exact_and_fair),
        cmocka_unit_test(shares__favour_the_oldest_when_equal),
        cmocka_unit_test(share_part_id__counts_in_the_free_bits),
        cmocka_unit_test(post__checks_sums_and_guards_and_sorts),
        cmocka_unit_test(post__has_room_for_64_lines),
        cmocka_unit_test(post__refuses_what_does_not_balance),
        cmocka_unit_test(post__takes_nothing_from_an_account_that_is_not_there),
        cmocka_unit_test(post__keeps_to_what_the_record_can_say),
        cmocka_unit_test(invariants__notice_a_wrong_balance),
        cmocka_unit_test(invariants__notice_wrong_counters_and_lines),
        cmocka_unit_test(invariants__notice_what_a_reversal_is_not),
        cmocka_unit_test(invariants__notice_what_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
