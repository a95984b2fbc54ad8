/* Rows 12a and 12b: money and promises carried over into another envelope, in both modes; what
 * refuses it, what becomes of a promise there, and its reversal. After each act every invariant of
 * both. */
#include "money_rig.h"

#define EUR(euros) (INT64_C(100) * (euros))

struct carrying {
    struct rig rig;
    struct uuid old, new, old_grant, new_grant;
    struct uuid proposal, decision, commitment;
};

/* EUR 10,000 in the old envelope, of which 3,000 allocated and 2,000 of that promised; EUR 500 in
 * the new. */
static void set_up(struct carrying *c, enum mode from, enum mode to)
{
    struct rig *rig = &c->rig;
    rig_set_up(rig);
    c->old = rig_open(rig, from, EUR(10000), &c->old_grant);
    c->new = rig_open(rig, to, EUR(500), &c->new_grant);
    /* What was never received cannot be carried over. */
    if (from == MODE_BANK) {
        assert_int_equal(rig_receive_grant(rig, &c->old_grant, EUR(6000)), ERR_OK);
    }
    c->proposal = rig_id(rig);
    assert_int_equal(rig_decide(rig, &c->old, &c->proposal, EUR(3000)), ERR_OK);
    c->decision = rig->act.id;
    assert_int_equal(rig_commit(rig, &c->decision, EUR(2000)), ERR_OK);
    c->commitment = rig->act.id;
}

static void check(struct carrying *c, enum err_code code, enum err_code expected)
{
    if (code != expected) {
        print_error("%s: %s\n", c->rig.act.kind->name, c->rig.err.detail);
    }
    assert_int_equal(code, expected);
    rig_check_all(&c->rig);
}

static const struct posting_line *line_of(const struct act *act, enum account_code code,
                                          const struct uuid *account)
{
    for (size_t i = 0; i < act->lines.count; i++) {
        const struct posting_line *line = &act->lines.lines[i];
        if (line->code == code && uuid_equal(&line->account, account)) {
            return line;
        }
    }
    fail_msg("no line of account %d", (int)code);
    return NULL;
}

static enum account_code till(enum mode mode)
{
    return mode == MODE_BANK ? ACCOUNT_CASH_BANK : ACCOUNT_CASH_MUNICIPALITY;
}

static void available__goes_along_in_both_books_of_both(void **state)
{
    (void)state;
    static const enum mode modes[][2] = {
        {MODE_MUNICIPAL,  MODE_MUNICIPAL},
        { MODE_BANK,      MODE_BANK     },
        { MODE_MUNICIPAL, MODE_BANK     }
    };
    for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
        struct carrying c;
        set_up(&c, modes[i][0], modes[i][1]);
        check(&c, rig_carry(&c.rig, &c.old, &c.new, &c.new_grant, EUR(1200)), ERR_OK);
        const struct act *act = &c.rig.act;
        assert_int_equal(act->lines.count, 8);
        const struct {
            enum account_code code;
            const struct uuid *account;
            int64_t euros;
        } rows[] = {
            {ACCOUNT_BUDGET_AVAILABLE,    &c.old,       1200 },
            { ACCOUNT_BUDGET_RETURNED,    &c.old,       -1200},
            { ACCOUNT_BUDGET_GRANTED,     &c.new_grant, 1200 },
            { ACCOUNT_BUDGET_AVAILABLE,   &c.new,       -1200},
            { ACCOUNT_CASH_UNSPENT_GRANT, &c.old,       1200 },
            { till(modes[i][0]),          &c.old,       -1200},
            { till(modes[i][1]),          &c.new,       1200 },
            { ACCOUNT_CASH_UNSPENT_GRANT, &c.new,       -1200},
        };
        for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
            assert_int_equal(line_of(act, rows[k].code, rows[k].account)->amount_cents,
                             EUR(rows[k].euros));
        }
        assert_int_equal(rig_balance(&c.rig, ACCOUNT_BUDGET_AVAILABLE, &c.old), EUR(5800));
        assert_int_equal(rig_balance(&c.rig, ACCOUNT_BUDGET_AVAILABLE, &c.new), EUR(1700));
        rig_tear_down(&c.rig);
    }
}

static void carry_over__is_refused(void **state)
{
    (void)state;
    struct carrying c;
    set_up(&c, MODE_MUNICIPAL, MODE_MUNICIPAL);
    struct rig *rig = &c.rig;
    const struct uuid unknown = rig_id(rig);
    check(&c, rig_carry(rig, &c.old, &c.new, NULL, EUR(7001)), ERR_MORE_THAN_AVAILABLE);
    check(&c, rig_carry(rig, &c.old, &c.old, NULL, EUR(1)), ERR_MISMATCH);
    check(&c, rig_carry(rig, &c.old, &unknown, NULL, EUR(1)), ERR_UNKNOWN_REFERENCE);
    check(&c, rig_carry(rig, &c.old, &c.new, &c.old_grant, EUR(1)), ERR_MISMATCH);
    check(&c, rig_carry_commitment(rig, &c.commitment, &c.new, NULL, EUR(2001)),
          ERR_MORE_THAN_COMMITTED);
    check(&c, rig_carry_commitment(rig, &c.commitment, &c.old, NULL, EUR(1)), ERR_MISMATCH);
    /* Out of an ended envelope, yes; into one, no. */
    check(&c, rig_end(rig, &c.old), ERR_OK);
    check(&c, rig_carry(rig, &c.new, &c.old, &c.old_grant, EUR(1)), ERR_ENVELOPE_NOT_OPEN);
    check(&c, rig_carry(rig, &c.old, &c.new, NULL, EUR(1)), ERR_OK);
    assert_false(uuid_is_zero(&ACT_BODY(&rig->act, envelope_carried_over)->new_grant));
    check(&c, rig_settle(rig, &c.commitment, 0), ERR_OK);
    check(&c, rig_carry_commitment(rig, &c.commitment, &c.new, NULL, EUR(1)), ERR_WRONG_STATE);
    rig_tear_down(rig);
}

/* Rows 12a and 12b say that the money is in the other till. */
static void what_was_not_received_or_did_not_move__is_refused(void **state)
{
    (void)state;
    static const enum mode modes[][2] = {
        {MODE_BANK,       MODE_BANK     },
        { MODE_MUNICIPAL, MODE_BANK     },
        { MODE_BANK,      MODE_MUNICIPAL}
    };
    for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
        struct carrying c;
        set_up(&c, modes[i][0], modes[i][1]);
        struct rig *rig = &c.rig;
        bool moves = modes[i][0] != modes[i][1];
        rig->has_no_proof = true;
        check(&c, rig_carry(rig, &c.old, &c.new, NULL, EUR(1)), moves ? ERR_PROOF_NEEDED : ERR_OK);
        check(&c, rig_carry_commitment(rig, &c.commitment, &c.new, NULL, EUR(1)),
              moves ? ERR_PROOF_NEEDED : ERR_OK);
        rig->has_no_proof = false;
        check(&c, rig_carry(rig, &c.old, &c.new, NULL, EUR(1)), ERR_OK);
        if (modes[i][0] == MODE_BANK) {
            check(&c, rig_carry(rig, &c.old, &c.new, NULL, EUR(6001)), ERR_MORE_THAN_BANK);
            check(&c, rig_carry(rig, &c.old, &c.new, NULL, EUR(5000)), ERR_OK);
            check(&c, rig_carry_commitment(rig, &c.commitment, &c.new, NULL, EUR(1000)),
                  ERR_MORE_THAN_BANK);
        }
        rig_tear_down(rig);
    }
}

static void promise__goes_on_in_the_new_envelope(void **state)
{
    (void)state;
    struct carrying c;
    set_up(&c, MODE_BANK, MODE_BANK);
    struct rig *rig = &c.rig;
    check(&c, rig_end(rig, &c.old), ERR_OK);
    check(&c, rig_carry_commitment(rig, &c.commitment, &c.new, &c.new_grant, EUR(1500)), ERR_OK);
    const struct uuid carried = rig->act.id;
    assert_int_equal(rig->act.lines.count, 8);
    assert_int_equal(line_of(&rig->act, ACCOUNT_BUDGET_COMMITTED, &c.commitment)->amount_cents,
                     EUR(1500));
    assert_int_equal(line_of(&rig->act, ACCOUNT_BUDGET_COMMITTED, &carried)->amount_cents,
                     -EUR(1500));
    const struct commitment *commitment = rig_find(rig, KIND_COMMITMENT, &carried);
    assert_true(uuid_equal(&commitment->carried_from, &c.commitment));
    assert_true(uuid_equal(&commitment->decision, &c.decision));
    /* Claims go on there; the amount does not grow. */
    check(&c, rig_raise(rig, &carried, EUR(1)), ERR_WRONG_STATE);
    check(&c, rig_file(rig, &carried, CLAIM_INSTALMENT, EUR(400)), ERR_OK);
    const struct uuid claim = rig->act.id;
    check(&c, rig_accept(rig, &claim), ERR_OK);
    /* What is released there is available at once: its allocation stayed behind. */
    check(&c, rig_release(rig, &carried, EUR(100)), ERR_OK);
    assert_int_equal(rig_balance(rig, ACCOUNT_BUDGET_AVAILABLE, &c.new), EUR(600));
    const struct uuid release = rig->act.id;
    check(&c, rig_reverse(rig, &release, false), ERR_OK);
    assert_int_equal(rig_balance(rig, ACCOUNT_BUDGET_AVAILABLE, &c.new), EUR(500));
    check(&c, rig_settle(rig, &carried, EUR(400)), ERR_OK);
    assert_int_equal(rig_balance(rig, ACCOUNT_BUDGET_AVAILABLE, &c.new), EUR(1600));
    assert_int_equal(rig_balance(rig, ACCOUNT_BUDGET_COMMITTED, &c.commitment), EUR(500));
    rig_tear_down(rig);
}

static void carry_over__is_reversed_once_and_while_nothing_rests_on_it(void **state)
{
    (void)state;
    struct carrying c;
    set_up(&c, MODE_MUNICIPAL, MODE_BANK);
    struct rig *rig = &c.rig;
    check(&c, rig_carry(rig, &c.old, &c.new, NULL, EUR(1000)), ERR_OK);
    const struct uuid money = rig->act.id;
    check(&c, rig_reverse(rig, &money, false), ERR_OK);
    assert_int_equal(rig_balance(rig, ACCOUNT_BUDGET_AVAILABLE, &c.old), EUR(7000));
    assert_int_equal(rig_balance(rig, ACCOUNT_BUDGET_AVAILABLE, &c.new), EUR(500));
    check(&c, rig_reverse(rig, &money, false), ERR_ALREADY_REVERSED);
    check(&c, rig_carry_commitment(rig, &c.commitment, &c.new, NULL, EUR(1500)), ERR_OK);
    const struct uuid promise = rig->act.id;
    check(&c, rig_release(rig, &promise, EUR(1)), ERR_OK);
    const struct uuid release = rig->act.id;
    check(&c, rig_reverse(rig, &promise, false), ERR_LATER_ROW_RESTS_ON_IT);
    check(&c, rig_reverse(rig, &release, false), ERR_OK);
    check(&c, rig_reverse(rig, &promise, false), ERR_OK);
    assert_int_equal(rig_balance(rig, ACCOUNT_BUDGET_COMMITTED, &c.commitment), EUR(2000));
    /* Spent there: it cannot go back. */
    check(&c, rig_carry(rig, &c.old, &c.new, NULL, EUR(1000)), ERR_OK);
    const struct uuid again = rig->act.id;
    const struct uuid proposal = rig_id(rig);
    assert_int_equal(rig_decide(rig, &c.new, &proposal, EUR(1400)), ERR_OK);
    check(&c, rig_reverse(rig, &again, false), ERR_LATER_ROW_RESTS_ON_IT);
    rig_tear_down(rig);
}

static void withdrawal__is_reversed(void **state)
{
    (void)state;
    struct carrying c;
    set_up(&c, MODE_MUNICIPAL, MODE_MUNICIPAL);
    struct rig *rig = &c.rig;
    check(&c, rig_withdraw(rig, &c.decision, WITHDRAWAL_NOT_DONE), ERR_OK);
    const struct uuid withdrawal = rig->act.id;
    assert_int_equal(rig_balance(rig, ACCOUNT_BUDGET_AVAILABLE, &c.old), EUR(8000));
    check(&c, rig_reverse(rig, &withdrawal, false), ERR_OK);
    assert_int_equal(rig_balance(rig, ACCOUNT_BUDGET_AVAILABLE, &c.old), EUR(7000));
    check(&c, rig_commit(rig, &c.decision, EUR(1000)), ERR_OK);
    check(&c, rig_commit(rig, &c.decision, 1), ERR_MORE_THAN_ALLOCATED);
    rig_tear_down(rig);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(available__goes_along_in_both_books_of_both),
        cmocka_unit_test(carry_over__is_refused),
        cmocka_unit_test(what_was_not_received_or_did_not_move__is_refused),
        cmocka_unit_test(promise__goes_on_in_the_new_envelope),
        cmocka_unit_test(carry_over__is_reversed_once_and_while_nothing_rests_on_it),
        cmocka_unit_test(withdrawal__is_reversed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
