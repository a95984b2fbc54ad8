/* The posting rows of the specification as one table, what each may do when, and back(g): how money
 * goes back to a grant. */
#include "domain/ledger_internal.h"

#include <assert.h>
#include <string.h>

#include "buurtkas/domain/money.h"

enum {
    ROW_LINES_MAX = POSTING_SIDES_MAX
};

/* A side of a row that depends on the envelope's mode stands outside the chart of accounts. */
enum {
    SIDE_TILL = ACCOUNT_COUNT, /* bank or municipality */
    SIDE_FUNDING,              /* receivable of the grant, or municipality */
};

struct row_line {
    int code; /* an account code, or a SIDE */
    int sign; /* 1 debit, -1 credit */
};

enum {
    WHEN_OPEN = 1,
    WHEN_ENDED = 2,
    WHEN_CLOSED = 4,
    WHEN_ANY = WHEN_OPEN | WHEN_ENDED | WHEN_CLOSED,
    WITHIN_PERIOD = 8, /* may not be dated after the envelope's end */
    BANK_MODE = 16,    /* falls away in municipal mode */
};

struct row {
    const char *name;
    unsigned flags;
    struct row_line lines[ROW_LINES_MAX];
};

/* A table is read by its columns. */
/* clang-format off */
#define D(code) { ACCOUNT_##code, 1 }
#define C(code) { ACCOUNT_##code, -1 }
#define D_TILL  { SIDE_TILL, 1 }
#define C_TILL  { SIDE_TILL, -1 }

static const struct row rows[ROW_COUNT] = {
    [ROW_1] = { "1", WHEN_OPEN | WITHIN_PERIOD,
        { D(BUDGET_GRANTED), C(BUDGET_AVAILABLE), { SIDE_FUNDING, 1 }, C(CASH_UNSPENT_GRANT) } },
    [ROW_1D] = { "1d", WHEN_OPEN | WHEN_ENDED,
        { D(BUDGET_AVAILABLE), C(BUDGET_GRANTED), D(CASH_UNSPENT_GRANT) } },
    [ROW_2] = { "2", WHEN_OPEN | WHEN_ENDED | BANK_MODE,
        { D(CASH_BANK), C(CASH_RECEIVABLE) } },
    [ROW_3] = { "3", WHEN_OPEN | WITHIN_PERIOD,
        { D(BUDGET_AVAILABLE), C(BUDGET_ALLOCATED) } },
    [ROW_4] = { "4", WHEN_OPEN | WITHIN_PERIOD,
        { D(BUDGET_ALLOCATED), C(BUDGET_COMMITTED) } },
    [ROW_5] = { "5", WHEN_OPEN | WHEN_ENDED,
        { D(BUDGET_COMMITTED), C(BUDGET_PAYABLE), D(CASH_EXPENSE), C(CASH_PAYABLE),
          D(CASH_UNSPENT_GRANT), C(CASH_INCOME) } },
    [ROW_5V] = { "5v", WHEN_OPEN | WHEN_ENDED,
        { D(BUDGET_COMMITTED), C(BUDGET_PAYABLE), D(CASH_ADVANCE), C(CASH_PAYABLE) } },
    [ROW_5A] = { "5a", WHEN_OPEN | WHEN_ENDED,
        { D(CASH_EXPENSE), C(CASH_ADVANCE), D(CASH_UNSPENT_GRANT), C(CASH_INCOME) } },
    [ROW_5U] = { "5u", WHEN_OPEN | WHEN_ENDED,
        { D(CASH_RECOVERY), C(CASH_ADVANCE) } },
    [ROW_6] = { "6", WHEN_ANY,
        { D(CASH_PAYABLE), C(CASH_IN_TRANSIT) } },
    [ROW_7] = { "7", WHEN_ANY,
        { D(BUDGET_PAYABLE), C(BUDGET_PAID), D(CASH_IN_TRANSIT), C_TILL } },
    [ROW_7A] = { "7a", WHEN_ANY,
        { D(CASH_IN_TRANSIT), C(CASH_PAYABLE) } },
    [ROW_7B] = { "7b", WHEN_ANY,
        { D(BUDGET_PAID), C(BUDGET_PAYABLE), D_TILL, C(CASH_PAYABLE) } },
    [ROW_8] = { "8", WHEN_OPEN | WHEN_ENDED,
        { D(BUDGET_COMMITTED), C(BUDGET_ALLOCATED) } },
    [ROW_9] = { "9", WHEN_OPEN | WHEN_ENDED,
        { D(BUDGET_ALLOCATED), C(BUDGET_AVAILABLE) } },
    [ROW_10] = { "10", WHEN_OPEN | WHEN_ENDED,
        { D(CASH_RECOVERY), C(CASH_EXPENSE), D(CASH_INCOME), C(CASH_UNSPENT_GRANT) } },
    [ROW_11] = { "11", WHEN_OPEN | WHEN_ENDED,
        { D(BUDGET_PAID), C(BUDGET_AVAILABLE), D_TILL, C(CASH_RECOVERY) } },
    [ROW_11A] = { "11a", WHEN_OPEN | WHEN_ENDED,
        { D(CASH_EXPENSE), C(CASH_RECOVERY), D(CASH_UNSPENT_GRANT), C(CASH_INCOME) } },
    [ROW_11C] = { "11c", WHEN_CLOSED,
        { D(BUDGET_PAID), C(BUDGET_RETURNED), D_TILL, C(CASH_EXPENSE), D(CASH_INCOME) } },
    [ROW_8C] = { "8c", WHEN_CLOSED,
        { D(BUDGET_PAYABLE), C(BUDGET_RETURNED), D(CASH_PAYABLE), C(CASH_EXPENSE),
          D(CASH_INCOME) } },
    [ROW_12] = { "12", WHEN_ENDED,
        { D(BUDGET_AVAILABLE), C(BUDGET_RETURNED), D(CASH_UNSPENT_GRANT) } },
    [ROW_12P] = { "12p", WHEN_ANY | BANK_MODE,
        { D(CASH_IN_TRANSIT_BACK), C(CASH_BANK) } },
    [ROW_12A_FROM] = { "12a (from)", WHEN_OPEN | WHEN_ENDED,
        { D(BUDGET_AVAILABLE), C(BUDGET_RETURNED), D(CASH_UNSPENT_GRANT), C_TILL } },
    [ROW_12A_TO] = { "12a (to)", WHEN_OPEN,
        { D(BUDGET_GRANTED), C(BUDGET_AVAILABLE), D_TILL, C(CASH_UNSPENT_GRANT) } },
    [ROW_12B_FROM] = { "12b (from)", WHEN_OPEN | WHEN_ENDED,
        { D(BUDGET_COMMITTED), C(BUDGET_RETURNED), D(CASH_UNSPENT_GRANT), C_TILL } },
    [ROW_12B_TO] = { "12b (to)", WHEN_OPEN,
        { D(BUDGET_GRANTED), C(BUDGET_COMMITTED), D_TILL, C(CASH_UNSPENT_GRANT) } },
};

#undef D
#undef C
#undef D_TILL
#undef C_TILL
/* clang-format on */

static const unsigned state_flags[envelope_state_end] = {
    [ENVELOPE_OPEN] = WHEN_OPEN,
    [ENVELOPE_ENDED] = WHEN_ENDED,
    [ENVELOPE_CLOSED] = WHEN_CLOSED,
};

static const struct row *row_of(enum posting_row row)
{
    assert(row > ROW_NONE && row < ROW_COUNT);
    return &rows[row];
}

const char *posting_row_name(enum posting_row row)
{
    return row_of(row)->name;
}

static enum account_code side_account(int code, const struct envelope *envelope)
{
    if (code == SIDE_FUNDING && envelope->mode == MODE_BANK) {
        return ACCOUNT_CASH_RECEIVABLE;
    }
    return code >= ACCOUNT_COUNT ? ledger_till(envelope) : (enum account_code)code;
}

static const struct uuid *side_ref(enum account_code code, const struct row_refs *refs)
{
    switch (account_type(code)->ref) {
    case REF_NONE:
        return NULL;
    case REF_GRANT:
        return &refs->grant;
    case REF_PROPOSAL:
        return &refs->proposal;
    case REF_COMMITMENT:
        return &refs->commitment;
    }
    return NULL;
}

size_t posting_row_sides(enum posting_row row, enum mode mode,
                         struct posting_side out[POSTING_SIDES_MAX])
{
    const struct envelope envelope = { .mode = (int)mode };
    if ((row_of(row)->flags & BANK_MODE) != 0 && mode != MODE_BANK) {
        return 0;
    }
    const struct row_line *lines = row_of(row)->lines;
    size_t count = 0;
    for (; count < ROW_LINES_MAX && lines[count].sign != 0; count++) {
        out[count] = (struct posting_side){ side_account(lines[count].code, &envelope),
                                            lines[count].sign > 0 };
    }
    return count;
}

bool posting_row_may(enum posting_row row, enum envelope_state state)
{
    return (row_of(row)->flags & state_flags[state]) != 0;
}

bool posting_row_is_within_period(enum posting_row row)
{
    return (row_of(row)->flags & WITHIN_PERIOD) != 0;
}

bool ledger_add_row(struct act *act, enum posting_row row, const struct row_refs *refs,
                    int64_t amount_cents, struct err *err)
{
    if (amount_cents < 1) {
        return err_set(err, ERR_INTERNAL, "Row %s of less than a cent.", row_of(row)->name);
    }
    if (!ledger_check_state(refs->envelope, row, err) ||
        !ledger_check_date(act, refs->envelope, row, err)) {
        return false;
    }
    const struct row_line *lines = row_of(row)->lines;
    for (size_t i = 0; i < ROW_LINES_MAX && lines[i].sign != 0; i++) {
        enum account_code code = side_account(lines[i].code, refs->envelope);
        if (!ledger_add(act, code, side_ref(code, refs), refs->envelope,
                        lines[i].sign * amount_cents, err)) {
            return false;
        }
    }
    return true;
}

bool ledger_add_back(struct act *act, const struct row_refs *refs, int64_t amount_cents,
                     bool to_receivable, int64_t *out_in_transit_cents, struct err *err)
{
    const struct envelope *envelope = refs->envelope;
    *out_in_transit_cents = 0;
    if (envelope->mode != MODE_BANK) {
        return ledger_add(act, ACCOUNT_CASH_MUNICIPALITY, NULL, envelope, -amount_cents, err);
    }
    int64_t owed = 0;
    if (to_receivable &&
        !ledger_balance(act, ACCOUNT_CASH_RECEIVABLE, &refs->grant, envelope, &owed, err)) {
        return false;
    }
    int64_t unpaid = amount_cents < owed ? amount_cents : owed;
    int64_t in_transit = amount_cents - unpaid;
    if (unpaid > 0 &&
        !ledger_add(act, ACCOUNT_CASH_RECEIVABLE, &refs->grant, envelope, -unpaid, err)) {
        return false;
    }
    if (in_transit > 0 &&
        !ledger_add(act, ACCOUNT_CASH_IN_TRANSIT_BACK, &refs->grant, envelope, -in_transit, err)) {
        return false;
    }
    *out_in_transit_cents = in_transit;
    return true;
}

bool ledger_check_day(const struct act *act, const struct envelope *envelope, struct err *err)
{
    struct date day = ledger_day(act);
    char day_text[11];
    char limit_text[11];
    date_print(day_text, day);
    if (day.days > act->today.days) {
        date_print(limit_text, act->today);
        return err_set_at(err, ERR_BAD_DATE, "/onDate",
                          "A posting may not be dated %s, after the day of the act, %s.", day_text,
                          limit_text);
    }
    if (day.days < envelope->from_date.days) {
        date_print(limit_text, envelope->from_date);
        return err_set_at(err, ERR_BAD_DATE, "/onDate",
                          "A posting may not be dated %s, before the envelope's first day, %s.",
                          day_text, limit_text);
    }
    return true;
}

bool ledger_check_date(const struct act *act, const struct envelope *envelope, enum posting_row row,
                       struct err *err)
{
    if (!ledger_check_day(act, envelope, err)) {
        return false;
    }
    struct date day = ledger_day(act);
    if ((row_of(row)->flags & WITHIN_PERIOD) != 0 && day.days >= envelope->until_date.days) {
        char day_text[11];
        char limit_text[11];
        date_print(day_text, day);
        date_print(limit_text, envelope->until_date);
        return err_set_at(err, ERR_BAD_DATE, "/onDate",
                          "Row %s may not be dated %s: the envelope's period ends before %s.",
                          row_of(row)->name, day_text, limit_text);
    }
    return true;
}

bool ledger_check_state(const struct envelope *envelope, enum posting_row row, struct err *err)
{
    unsigned flags = row_of(row)->flags;
    if ((flags & BANK_MODE) != 0 && envelope->mode != MODE_BANK) {
        return err_set(err, ERR_WRONG_STATE,
                       "The municipality pays from its own account: nothing is received or sent "
                       "back (row %s).",
                       row_of(row)->name);
    }
    bool is_known = envelope->state > 0 && envelope->state < envelope_state_end;
    if (is_known && (flags & state_flags[envelope->state]) != 0) {
        return true;
    }
    bool is_open_only = (flags & WHEN_ANY) == WHEN_OPEN;
    return err_set(err, is_open_only ? ERR_ENVELOPE_NOT_OPEN : ERR_WRONG_STATE,
                   "The envelope is %s: row %s is not allowed.",
                   is_known ? envelope_state_names[envelope->state - 1] : "in no known state",
                   row_of(row)->name);
}
