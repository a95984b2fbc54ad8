/* Money that comes back though nobody claimed it (row 11c), and a settlement that posted nothing and was
 * recorded wrongly; in both the invariants after each act. */
#include "powers_room.h"

#include "money_rig.h"

#define EUR(euros) (INT64_C(100) * (euros))

struct story {
    struct rig rig;
    struct uuid envelope, grant, decision, commitment;
};

static void check(struct story *s, enum err_code code, enum err_code expected)
{
    if (code != expected) {
        print_error("%s: %s\n", s->rig.act.kind->name, s->rig.err.detail);
    }
    assert_int_equal(code, expected);
    rig_check_all(&s->rig);
}

static void ok(struct story *s, enum err_code code)
{
    check(s, code, ERR_OK);
}

/* EUR 300 paid of EUR 1000; all of it is promised. */
static void begin(struct story *s, enum mode mode)
{
    *s = (struct story){ 0 };
    struct rig *rig = &s->rig;
    rig_set_up(rig);
    s->envelope = rig_open(rig, mode, EUR(1000), &s->grant);
    if (mode == MODE_BANK) {
        ok(s, rig_receive_grant(rig, &s->grant, EUR(1000)));
    }
    const struct uuid proposal = rig_id(rig);
    ok(s, rig_decide(rig, &s->envelope, &proposal, EUR(300)));
    s->decision = rig->act.id;
    ok(s, rig_commit(rig, &s->decision, EUR(300)));
    s->commitment = rig->act.id;
    ok(s, rig_file(rig, &s->commitment, CLAIM_DIRECT, EUR(300)));
    const struct uuid claim = rig->act.id;
    ok(s, rig_accept(rig, &claim));
    ok(s, rig_order(rig, &claim, EUR(300)));
    const struct uuid payment = rig->act.id;
    ok(s, rig_book(rig, &payment));
}

static void close_all(struct story *s, enum mode mode)
{
    struct rig *rig = &s->rig;
    ok(s, rig_end(rig, &s->envelope));
    ok(s, rig_return(rig, &s->envelope, EUR(700)));
    if (mode == MODE_BANK) {
        const struct item_share *shares = ACT_BODY(&rig->act, envelope_returned)->shares.items;
        const struct uuid part = shares[0].part;
        ok(s, rig_book_return(rig, &part));
    }
    ok(s, rig_close(rig, &s->envelope));
}

static int64_t held(struct story *s, enum account_code code, const struct uuid *id)
{
    return rig_balance(&s->rig, code, id);
}

static void comes_back_unasked(enum mode mode)
{
    struct story s;
    begin(&s, mode);
    struct rig *rig = &s.rig;
    check(&s, rig_refund(rig, &s.commitment, EUR(50)), ERR_WRONG_STATE);
    close_all(&s, mode);
    check(&s, rig_refund(rig, &s.commitment, EUR(301)), ERR_MORE_THAN_EXPENSE);
    ok(&s, rig_refund(rig, &s.commitment, EUR(50)));
    const struct uuid refund = rig->act.id;
    assert_int_equal(held(&s, ACCOUNT_BUDGET_PAID, &s.commitment), EUR(250));
    assert_int_equal(held(&s, ACCOUNT_BUDGET_RETURNED, &s.envelope), EUR(750));
    assert_int_equal(held(&s, ACCOUNT_CASH_EXPENSE, &s.commitment), EUR(250));
    assert_int_equal(held(&s, ACCOUNT_CASH_IN_TRANSIT_BACK, &s.grant),
                     mode == MODE_BANK ? EUR(50) : 0);
    const struct recovery *made = rig_find(rig, KIND_RECOVERY, &refund);
    assert_int_equal(made->state, RECOVERY_SETTLED);
    assert_int_equal(made->received_cents, EUR(50));
    /* More of it may come in; and it may have been recorded wrongly. */
    ok(&s, rig_receive(rig, &refund, EUR(10)));
    check(&s, rig_reverse(rig, &refund, false), ERR_PROOF_NEEDED);
    ok(&s, rig_reverse(rig, &refund, true));
    made = rig_find(rig, KIND_RECOVERY, &refund);
    assert_int_equal(made->state, RECOVERY_REVERSED);
    assert_int_equal(held(&s, ACCOUNT_BUDGET_RETURNED, &s.envelope), EUR(710));
    check(&s, rig_reverse(rig, &refund, true), ERR_ALREADY_REVERSED);
    check(&s, rig_receive(rig, &refund, EUR(10)), ERR_WRONG_STATE);
    rig_tear_down(rig);
}

static void money_comes_back_unasked_to_a_bank(void **state)
{
    (void)state;
    comes_back_unasked(MODE_BANK);
}

static void money_comes_back_unasked_to_the_municipality(void **state)
{
    (void)state;
    comes_back_unasked(MODE_MUNICIPAL);
}

static void what_left_the_bank_stays_away(void **state)
{
    (void)state;
    struct story s;
    begin(&s, MODE_BANK);
    struct rig *rig = &s.rig;
    close_all(&s, MODE_BANK);
    ok(&s, rig_refund(rig, &s.commitment, EUR(50)));
    const struct uuid refund = rig->act.id;
    const struct item_share *shares = ACT_BODY(&rig->act, refund_received)->shares.items;
    const struct uuid part = shares[0].part;
    ok(&s, rig_book_return(rig, &part));
    check(&s, rig_reverse(rig, &refund, true), ERR_LATER_ROW_RESTS_ON_IT);
    const struct uuid unknown = rig_id(rig);
    check(&s, rig_refund(rig, &unknown, EUR(1)), ERR_NOT_FOUND);
    rig_tear_down(rig);
}

static void a_settlement_that_released_nothing_is_corrected(void **state)
{
    (void)state;
    struct story s;
    begin(&s, MODE_MUNICIPAL);
    struct rig *rig = &s.rig;
    ok(&s, rig_settle(rig, &s.commitment, EUR(300)));
    const struct uuid wrong = rig->act.id;
    assert_null(rig_find(rig, KIND_TRANSACTION, &wrong));
    const struct uuid controller = rig->handles[ROLE_CONTROLLER];
    rig->handles[ROLE_CONTROLLER] = rig->handles[ROLE_GRANTOR];
    check(&s, rig_reverse(rig, &wrong, false), ERR_SEPARATION);
    rig->handles[ROLE_CONTROLLER] = controller;
    ok(&s, rig_reverse(rig, &wrong, false));
    const struct uuid reversal = rig->act.id;
    assert_int_equal(rig->act.lines.count, 0);
    assert_int_equal(rig->act.on.days, DATE_ABSENT);
    assert_null(rig_find(rig, KIND_TRANSACTION, &reversal));
    const struct commitment *commitment = rig_find(rig, KIND_COMMITMENT, &s.commitment);
    assert_int_equal(commitment->state, COMMITMENT_OPEN);
    assert_true(commitment->settled_cents == FIELD_ABSENT);
    const struct decision_status *status = rig_find(rig, KIND_DECISION_STATUS, &wrong);
    assert_int_equal(status->state, DECISION_ANNULLED);
    assert_int_equal(status->effective_on.days, DATE_ABSENT);
    check(&s, rig_reverse(rig, &wrong, false), ERR_ALREADY_REVERSED);
    check(&s, rig_reverse(rig, &reversal, false), ERR_UNKNOWN_REFERENCE);
    ok(&s, rig_settle(rig, &s.commitment, EUR(250)));
    const struct uuid right = rig->act.id;
    ok(&s, rig_claim_back(rig, &s.commitment, &right, EUR(50)));
    check(&s, rig_reverse(rig, &right, false), ERR_LATER_ROW_RESTS_ON_IT);
    rig_tear_down(rig);
}

static void not_after_closing(void **state)
{
    (void)state;
    struct story s;
    begin(&s, MODE_MUNICIPAL);
    struct rig *rig = &s.rig;
    ok(&s, rig_settle(rig, &s.commitment, EUR(300)));
    const struct uuid settlement = rig->act.id;
    close_all(&s, MODE_MUNICIPAL);
    check(&s, rig_reverse(rig, &settlement, false), ERR_WRONG_STATE);
    rig_tear_down(rig);
}

/* Promised EUR 10; settled at 10 it released nothing. */
static struct uuid settled(struct powers *p, int64_t cents, struct uuid *out_commitment)
{
    struct uuid decision = granted(p, 100000);
    *out_commitment = commit(p, decision, 1000);
    assert_done(&p->room);
    struct uuid settlement = settle(p, *out_commitment, cents);
    assert_done(&p->room);
    notify(p, settlement);
    return settlement;
}

static void annul(struct powers *p, struct uuid decision)
{
    struct body_decision_ruled *body =
        ruling_body(p, decision, objected(p, decision), RULING_UPHELD);
    body->annuls = true;
    RUN(&p->room, DECISION_RULED, body, p->clerk);
    assert_done(&p->room);
}

static void claim_back(struct powers *p, struct uuid commitment, struct uuid settlement)
{
    struct body_recovery_claimed *body = NEW(&p->room, recovery_claimed, RECOVERY_CLAIMED);
    body->commitment = commitment;
    body->settlement = settlement;
    body->amount_cents = 100;
    RUN(&p->room, RECOVERY_CLAIMED, body, p->room.grantor);
}

/* On a settlement that a ruling annulled nothing is claimed back; the controller's reversal opens the
 * commitment for the right one, also when it had released nothing. */
static void an_annulled_settlement_claims_nothing_back(void **state)
{
    (void)state;
    for (int64_t cents = 600; cents <= 1000; cents += 400) {
        struct powers p;
        struct uuid commitment;
        powers_begin(&p, EXERCISE_ALONE);
        struct uuid settlement = settled(&p, cents, &commitment);
        claim_back(&p, commitment, settlement);
        assert_int_equal(p.room.err.code, ERR_MORE_THAN_EXPENSE);
        annul(&p, settlement);
        claim_back(&p, commitment, settlement);
        assert_refused(&p.room, ERR_NOT_IN_EFFECT, "/settlement");
        struct body_transaction_reversed *body =
            NEW(&p.room, transaction_reversed, TRANSACTION_REVERSED);
        body->transaction = settlement;
        body->reason = words("Vernietigd.");
        RUN(&p.room, TRANSACTION_REVERSED, body,
            room_appoint(&p.room, ROLE_CONTROLLER, SCOPE_ORGANISATION, p.room.organisation,
                         p.room.grantor));
        assert_done(&p.room);
        (void)settle(&p, commitment, cents);
        assert_done(&p.room);
        powers_end(&p);
    }
}

/* --- To whom a subsidy goes. --- */

static struct uuid registered(struct powers *p, enum payee_kind kind)
{
    struct body_payee_registered *body = NEW(&p->room, payee_registered, PAYEE_REGISTERED);
    body->organisation = p->room.organisation;
    body->kind = (int)kind;
    body->legal_person = kind == PAYEE_ORGANISATION;
    struct uuid id = RUN(&p->room, PAYEE_REGISTERED, body, p->room.secretary);
    assert_done(&p->room);
    return id;
}

static void promise(struct powers *p, struct uuid decision, struct uuid payee,
                    enum commitment_kind kind)
{
    struct body_commitment_made *body = NEW(&p->room, commitment_made, COMMITMENT_MADE);
    body->decision = decision;
    body->payee = payee;
    body->kind = (int)kind;
    body->amount_cents = 1000;
    RUN(&p->room, COMMITMENT_MADE, body, p->signatory);
}

static void a_subsidy_goes_to_who_asked_it(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct uuid decision = granted(&p, 100000);
    const enum payee_kind kinds[] = { PAYEE_ORGANISATION, PAYEE_NATURAL_PERSON };
    for (size_t i = 0; i < 2; i++) {
        struct uuid other = registered(&p, kinds[i]);
        promise(&p, decision, other, COMMITMENT_SUBSIDY);
        assert_refused(&p.room, ERR_MISMATCH, "/payee");
        promise(&p, decision, other, COMMITMENT_PURCHASE);
        assert_done(&p.room);
    }
    promise(&p, decision, room_applicant(&p.room), COMMITMENT_SUBSIDY);
    assert_done(&p.room);
    powers_end(&p);
}

/* A person is a new payee for each commitment: the record cannot tell whether it is who asked. */
static void a_person_who_asked_is_paid_under_a_new_handle(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    p.room.applicant = registered(&p, PAYEE_NATURAL_PERSON);
    struct uuid decision = granted(&p, 100000);
    promise(&p, decision, registered(&p, PAYEE_NATURAL_PERSON), COMMITMENT_SUBSIDY);
    assert_done(&p.room);
    promise(&p, decision, p.room.applicant, COMMITMENT_SUBSIDY);
    assert_done(&p.room);
    promise(&p, decision, registered(&p, PAYEE_ORGANISATION), COMMITMENT_SUBSIDY);
    assert_refused(&p.room, ERR_MISMATCH, "/payee");
    powers_end(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(money_comes_back_unasked_to_a_bank),
        cmocka_unit_test(money_comes_back_unasked_to_the_municipality),
        cmocka_unit_test(what_left_the_bank_stays_away),
        cmocka_unit_test(a_settlement_that_released_nothing_is_corrected),
        cmocka_unit_test(not_after_closing),
        cmocka_unit_test(an_annulled_settlement_claims_nothing_back),
        cmocka_unit_test(a_subsidy_goes_to_who_asked_it),
        cmocka_unit_test(a_person_who_asked_is_paid_under_a_new_handle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
