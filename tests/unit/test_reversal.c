/* Reversals: each type of recording undone, to the state that was there before it; once, never of a
 * reversal, with a proof where money was recorded, and not while something later rests on it. */
#include "money_rig.h"

#define EUR(amount) (INT64_C(100) * (amount))

struct undoing {
    struct rig rig;
    struct uuid envelope, grant, proposal, decision, commitment, claim, payment;
};

static void ok(enum err_code code)
{
    if (code != ERR_OK) {
        print_error("refused: %s\n", err_type(code));
    }
    assert_int_equal(code, ERR_OK);
}

/* A bank-mode envelope with a commitment of EUR 600 on a decision of EUR 800. */
static void undoing_set_up(struct undoing *u)
{
    rig_set_up(&u->rig);
    u->envelope = rig_open(&u->rig, MODE_BANK, EUR(1000), &u->grant);
    u->proposal = rig_id(&u->rig);
    ok(rig_receive_grant(&u->rig, &u->grant, EUR(900)));
    ok(rig_decide(&u->rig, &u->envelope, &u->proposal, EUR(800)));
    u->decision = u->rig.act.id;
    ok(rig_commit(&u->rig, &u->decision, EUR(600)));
    u->commitment = u->rig.act.id;
}

static void accept_claim(struct undoing *u, enum claim_kind kind, int64_t cents)
{
    ok(rig_file(&u->rig, &u->commitment, kind, cents));
    u->claim = u->rig.act.id;
    ok(rig_accept(&u->rig, &u->claim));
}

static void pay(struct undoing *u, enum claim_kind kind, int64_t cents)
{
    accept_claim(u, kind, cents);
    ok(rig_order(&u->rig, &u->claim, cents));
    u->payment = u->rig.act.id;
    ok(rig_book(&u->rig, &u->payment));
}

/* Everything an undo must bring back: balances, counters and states; not what only says that it
 * happened. */
struct picture {
    int64_t balances[ACCOUNT_COUNT];
    int64_t committed, released, allocated;
    int64_t raised, returned, claimed_back, written_off, settled;
    int commitment_state, decision_state;
};

static void add_balance(const struct account *account, struct picture *out)
{
    out->balances[account->object.ordinal] += account->balance_cents;
}

static bool see_account(void *self, const struct object *object)
{
    add_balance((const struct account *)object, self);
    return true;
}

static struct picture look(struct undoing *u)
{
    struct picture out = { 0 };
    assert_true(world_each(u->rig.world, KIND_ACCOUNT, see_account, &out));
    const struct decision_status *status = rig_find(&u->rig, KIND_DECISION_STATUS, &u->decision);
    const struct commitment *commitment = rig_find(&u->rig, KIND_COMMITMENT, &u->commitment);
    out.committed = status->committed_cents;
    out.released = status->released_cents;
    out.allocated = status->allocated_cents;
    out.decision_state = status->state;
    out.raised = commitment->raised_cents;
    out.returned = commitment->returned_cents;
    out.claimed_back = commitment->claimed_back_cents;
    out.written_off = commitment->written_off_cents;
    out.settled = commitment->settled_cents;
    out.commitment_state = commitment->state;
    return out;
}

/* Reverses the last act and looks whether everything is as it was in `before`. */
static void must_undo(struct undoing *u, const struct picture *before, bool needs_proof)
{
    const struct uuid transaction = u->rig.act.id;
    const char *name = u->rig.act.kind->name;
    if (needs_proof) {
        assert_int_equal(rig_reverse(&u->rig, &transaction, false), ERR_PROOF_NEEDED);
    }
    if (rig_reverse(&u->rig, &transaction, needs_proof) != ERR_OK) {
        print_error("%s: %s\n", name, u->rig.err.detail);
        fail();
    }
    const struct uuid reversal = u->rig.act.id;
    rig_check_all(&u->rig);
    struct picture after = look(u);
    for (int code = 1; code < ACCOUNT_COUNT; code++) {
        if (after.balances[code] != before->balances[code]) {
            print_error("%s: account code %d: %lld, was %lld\n", name, code,
                        (long long)after.balances[code], (long long)before->balances[code]);
        }
    }
    assert_memory_equal(&after, before, sizeof after);
    assert_int_equal(rig_reverse(&u->rig, &transaction, true), ERR_ALREADY_REVERSED);
    assert_int_equal(rig_reverse(&u->rig, &reversal, true), ERR_NOT_REVERSIBLE);
}

static int claim_state(struct undoing *u)
{
    return ((const struct claim *)rig_find(&u->rig, KIND_CLAIM, &u->claim))->state;
}

static const struct payment *payment_of(struct undoing *u)
{
    return rig_find(&u->rig, KIND_PAYMENT, &u->payment);
}

static void reversal__undoes_promises_and_releases(void **state)
{
    (void)state;
    struct undoing u;
    undoing_set_up(&u);
    struct picture before = look(&u);
    ok(rig_amend(&u.rig, &u.envelope, AMENDMENT_UP, &u.grant, EUR(50)));
    must_undo(&u, &before, false);
    ok(rig_amend(&u.rig, &u.envelope, AMENDMENT_DOWN, &u.grant, EUR(150)));
    must_undo(&u, &before, false);
    ok(rig_receive_grant(&u.rig, &u.grant, EUR(100)));
    must_undo(&u, &before, true);
    ok(rig_commit(&u.rig, &u.decision, EUR(200)));
    must_undo(&u, &before, false);
    ok(rig_raise(&u.rig, &u.commitment, EUR(200)));
    must_undo(&u, &before, false);
    ok(rig_release(&u.rig, &u.commitment, EUR(600)));
    must_undo(&u, &before, false);
    const struct uuid releasing = rig_decide_release(&u.rig, &u.envelope, &u.decision, EUR(200));
    ok(rig_free(&u.rig, &u.decision, &releasing, EUR(200)));
    must_undo(&u, &before, false);
    /* What the council decided to release may be released again. */
    ok(rig_free(&u.rig, &u.decision, &releasing, EUR(200)));
    rig_tear_down(&u.rig);
}

static void reversal__undoes_claims_and_payments(void **state)
{
    (void)state;
    struct undoing u;
    undoing_set_up(&u);
    accept_claim(&u, CLAIM_ADVANCE, EUR(100));
    assert_int_equal(rig_accept(&u.rig, &u.claim), ERR_WRONG_STATE);
    ok(rig_file(&u.rig, &u.commitment, CLAIM_INSTALMENT, EUR(100)));
    const struct uuid second = u.rig.act.id;
    struct picture before = look(&u);
    ok(rig_accept(&u.rig, &second));
    u.claim = second;
    must_undo(&u, &before, false);
    assert_int_equal(claim_state(&u), CLAIM_REVERSED);
    assert_int_equal(rig_accept(&u.rig, &second), ERR_WRONG_STATE);

    accept_claim(&u, CLAIM_INSTALMENT, EUR(50));
    before = look(&u);
    ok(rig_order(&u.rig, &u.claim, EUR(50)));
    u.payment = u.rig.act.id;
    must_undo(&u, &before, false);
    assert_int_equal(payment_of(&u)->state, PAYMENT_REVERSED);
    ok(rig_order(&u.rig, &u.claim, EUR(50)));
    u.payment = u.rig.act.id;
    before = look(&u);
    ok(rig_reject(&u.rig, &u.payment));
    must_undo(&u, &before, false);
    assert_int_equal(payment_of(&u)->state, PAYMENT_ORDERED);
    ok(rig_book(&u.rig, &u.payment));
    must_undo(&u, &before, true);
    assert_int_equal(payment_of(&u)->state, PAYMENT_ORDERED);
    assert_int_equal(payment_of(&u)->booked_on.days, DATE_ABSENT);
    ok(rig_book(&u.rig, &u.payment));
    before = look(&u);
    ok(rig_come_back(&u.rig, &u.payment));
    must_undo(&u, &before, true);
    assert_int_equal(payment_of(&u)->state, PAYMENT_BOOKED);
    rig_tear_down(&u.rig);
}

static void reversal__undoes_accountability_and_recovery(void **state)
{
    (void)state;
    struct undoing u;
    undoing_set_up(&u);
    pay(&u, CLAIM_ADVANCE, EUR(300));
    struct picture before = look(&u);
    ok(rig_account(&u.rig, &u.commitment, EUR(200), EUR(100)));
    const struct uuid wrong = u.rig.act.id;
    ok(rig_accept_account(&u.rig, &wrong));
    const struct uuid gone = ACT_BODY(&u.rig.act, accountability_accepted)->recovery;
    must_undo(&u, &before, false);
    assert_int_equal(((const struct recovery *)rig_find(&u.rig, KIND_RECOVERY, &gone))->state,
                     RECOVERY_REVERSED);
    assert_int_equal(rig_receive(&u.rig, &gone, 1), ERR_WRONG_STATE);

    ok(rig_account(&u.rig, &u.commitment, EUR(200), EUR(100)));
    const struct uuid right = u.rig.act.id;
    ok(rig_accept_account(&u.rig, &right));
    const struct uuid recovery = ACT_BODY(&u.rig.act, accountability_accepted)->recovery;
    before = look(&u);
    ok(rig_receive(&u.rig, &recovery, EUR(100)));
    must_undo(&u, &before, true);
    ok(rig_write_off(&u.rig, &recovery, EUR(100)));
    must_undo(&u, &before, false);
    assert_int_equal(((const struct recovery *)rig_find(&u.rig, KIND_RECOVERY, &recovery))->state,
                     RECOVERY_OPEN);
    rig_tear_down(&u.rig);
}

static void reversal__undoes_a_settlement_and_what_it_claims_back(void **state)
{
    (void)state;
    struct undoing u;
    undoing_set_up(&u);
    pay(&u, CLAIM_DIRECT, EUR(300));
    struct picture before = look(&u);
    ok(rig_settle(&u.rig, &u.commitment, EUR(250)));
    must_undo(&u, &before, false);
    ok(rig_settle(&u.rig, &u.commitment, EUR(250)));
    const struct uuid settlement = u.rig.act.id;
    struct picture settled = look(&u);
    ok(rig_claim_back(&u.rig, &u.commitment, &settlement, EUR(50)));
    const struct uuid recovery = u.rig.act.id;
    assert_int_equal(rig_reverse(&u.rig, &settlement, false), ERR_LATER_ROW_RESTS_ON_IT);
    u.rig.act.id = recovery;
    u.rig.act.kind = act_kind(ACT_RECOVERY_CLAIMED);
    must_undo(&u, &settled, false);
    ok(rig_reverse(&u.rig, &settlement, false));
    rig_check_all(&u.rig);
    rig_tear_down(&u.rig);
}

static void reversal__undoes_a_return_and_its_booking(void **state)
{
    (void)state;
    struct undoing u;
    undoing_set_up(&u);
    ok(rig_end(&u.rig, &u.envelope));
    struct picture before = look(&u);
    ok(rig_return(&u.rig, &u.envelope, EUR(200)));
    must_undo(&u, &before, false);
    ok(rig_return(&u.rig, &u.envelope, EUR(200)));
    const struct uuid transaction = u.rig.act.id;
    const struct item_share *items = ACT_BODY(&u.rig.act, envelope_returned)->shares.items;
    assert_int_equal(items[0].in_transit_cents, EUR(100));
    const struct uuid part = items[0].part;
    before = look(&u);
    ok(rig_book_return(&u.rig, &part));
    must_undo(&u, &before, true);
    ok(rig_book_return(&u.rig, &part));
    assert_int_equal(rig_reverse(&u.rig, &transaction, false), ERR_LATER_ROW_RESTS_ON_IT);
    rig_tear_down(&u.rig);
}

/* A row 3 is undone only while nothing was promised on it; then the mandate's year has room again.
 */
static void reversal__undoes_an_allocation(void **state)
{
    (void)state;
    struct undoing u;
    undoing_set_up(&u);
    struct err err = { 0 };
    world_begin(u.rig.world, u.rig.entry++);
    struct mandate_year *year =
        world_insert(u.rig.world, KIND_MANDATE_YEAR, &u.rig.mandate, 2026, &err);
    assert_non_null(year);
    year->amount_cents = EUR(900);
    world_keep(u.rig.world);
    const struct uuid motion_id = rig_id(&u.rig);
    world_begin(u.rig.world, u.rig.entry++);
    struct motion *motion = rig_insert(&u.rig, KIND_MOTION, motion_id);
    motion->decision = u.decision;
    motion->state = MOTION_DECIDED;
    struct proposal *proposal = rig_insert(&u.rig, KIND_PROPOSAL, u.proposal);
    proposal->state = PROPOSAL_DECIDED;
    struct decision *decision =
        world_edit(u.rig.world, rig_find(&u.rig, KIND_DECISION, &u.decision), &err);
    assert_non_null(decision);
    decision->motion = motion_id;
    world_keep(u.rig.world);
    assert_int_equal(rig_reverse(&u.rig, &u.decision, false), ERR_LATER_ROW_RESTS_ON_IT);
    ok(rig_reverse(&u.rig, &u.commitment, false));
    ok(rig_reverse(&u.rig, &u.decision, false));
    assert_int_equal(motion->state, MOTION_CLOSED);
    assert_true(uuid_is_zero(&motion->decision));
    assert_int_equal(proposal->state, PROPOSAL_FILED);
    rig_check_all(&u.rig);
    const struct decision_status *status = rig_find(&u.rig, KIND_DECISION_STATUS, &u.decision);
    assert_int_equal(status->state, DECISION_ANNULLED);
    assert_int_equal(status->effective_on.days, DATE_ABSENT);
    assert_int_equal(status->allocated_cents, 0);
    assert_int_equal(year->amount_cents, EUR(100));
    assert_int_equal(rig_commit(&u.rig, &u.decision, 1), ERR_WRONG_STATE);
    rig_tear_down(&u.rig);
}

static void reversal__names_the_later_row(void **state)
{
    (void)state;
    struct undoing u;
    undoing_set_up(&u);
    accept_claim(&u, CLAIM_INSTALMENT, EUR(600));
    char later[UUID_TEXT + 1];
    uuid_print(later, &u.rig.act.id);
    uint64_t entry = u.rig.act.entry;
    assert_int_equal(rig_reverse(&u.rig, &u.commitment, false), ERR_LATER_ROW_RESTS_ON_IT);
    char name[ACCOUNT_NAME_MAX + 1];
    (void)account_name_print(name, ACCOUNT_BUDGET_COMMITTED, &u.envelope, &u.commitment);
    assert_non_null(strstr(u.rig.err.detail, name));
    assert_non_null(strstr(u.rig.err.detail, later));
    char where[40];
    (void)snprintf(where, sizeof where, "(entry %llu)", (unsigned long long)entry);
    assert_non_null(strstr(u.rig.err.detail, where));
    rig_check_all(&u.rig);
    rig_tear_down(&u.rig);
}

/* Accounts are pooled by commitment: the guard alone would let these through. */
static void reversal__looks_at_the_object_and_not_only_at_the_pool(void **state)
{
    (void)state;
    struct undoing u;
    undoing_set_up(&u);
    accept_claim(&u, CLAIM_INSTALMENT, EUR(100));
    const struct uuid accepted = u.rig.act.id;
    const struct uuid paid_claim = u.claim;
    ok(rig_order(&u.rig, &paid_claim, EUR(100)));
    u.payment = u.rig.act.id;
    ok(rig_book(&u.rig, &u.payment));
    /* Another claim of the same size keeps payable:c high enough. */
    accept_claim(&u, CLAIM_INSTALMENT, EUR(100));
    assert_int_equal(rig_reverse(&u.rig, &accepted, false), ERR_LATER_ROW_RESTS_ON_IT);
    /* A payment that came back and was paid again: its coming back cannot be undone. */
    ok(rig_come_back(&u.rig, &u.payment));
    const struct uuid came_back = u.rig.act.id;
    ok(rig_order(&u.rig, &paid_claim, EUR(100)));
    assert_int_equal(rig_reverse(&u.rig, &came_back, true), ERR_LATER_ROW_RESTS_ON_IT);
    rig_check_all(&u.rig);
    rig_tear_down(&u.rig);
}

/* Two decisions share allocated:p: what one released may not be promised again at the other's cost.
 */
static void reversal__keeps_each_decision_within_its_own_allocation(void **state)
{
    (void)state;
    struct undoing u;
    undoing_set_up(&u);
    struct rig *rig = &u.rig;
    ok(rig_release(rig, &u.commitment, EUR(600)));
    const struct uuid release = rig->act.id;
    const struct uuid releasing = rig_decide_release(rig, &u.envelope, &u.decision, EUR(800));
    ok(rig_free(rig, &u.decision, &releasing, EUR(800)));
    ok(rig_decide(rig, &u.envelope, &u.proposal, EUR(700)));
    assert_int_equal(rig_reverse(rig, &release, false), ERR_LATER_ROW_RESTS_ON_IT);
    rig_check_all(rig);
    rig_tear_down(rig);
}

/* Two returns to one grant share in-transit:g: the one that left the bank stays. */
static void reversal__leaves_a_return_that_left_the_bank(void **state)
{
    (void)state;
    struct undoing u;
    undoing_set_up(&u);
    struct rig *rig = &u.rig;
    ok(rig_receive_grant(rig, &u.grant, EUR(100)));
    ok(rig_end(rig, &u.envelope));
    ok(rig_return(rig, &u.envelope, EUR(50)));
    const struct uuid first = rig->act.id;
    const struct uuid part =
        ((const struct item_share *)ACT_BODY(&rig->act, envelope_returned)->shares.items)[0].part;
    ok(rig_return(rig, &u.envelope, EUR(60)));
    ok(rig_book_return(rig, &part));
    assert_int_equal(rig_reverse(rig, &first, false), ERR_LATER_ROW_RESTS_ON_IT);
    rig_check_all(rig);
    rig_tear_down(rig);
}

static void reversal__is_by_another_person_and_dated_like_a_posting(void **state)
{
    (void)state;
    struct undoing u;
    undoing_set_up(&u);
    const struct uuid controller = u.rig.handles[ROLE_CONTROLLER];
    u.rig.handles[ROLE_CONTROLLER] = u.rig.handles[ROLE_SIGNATORY];
    assert_int_equal(rig_reverse(&u.rig, &u.commitment, false), ERR_SEPARATION);
    u.rig.handles[ROLE_CONTROLLER] = controller;
    struct body_transaction_reversed *body =
        RIG_ACT(&u.rig, transaction_reversed, TRANSACTION_REVERSED, ROLE_CONTROLLER);
    body->transaction = u.commitment;
    body->on_date = date_of(2025, 12, 31);
    assert_int_equal(rig_run(&u.rig), ERR_BAD_DATE);
    rig_tear_down(&u.rig);
}

/* The first share of what the last act returned. */
static struct uuid share_of(struct rig *rig)
{
    const struct item_share *items = ACT_BODY(&rig->act, envelope_returned)->shares.items;
    return items[0].part;
}

/* After closing only what was recorded after closing can be reversed. */
static void reversal__after_closing_reaches_late_money_only(void **state)
{
    (void)state;
    struct undoing u;
    undoing_set_up(&u);
    struct rig *rig = &u.rig;
    pay(&u, CLAIM_DIRECT, EUR(600));
    const struct uuid early = rig->act.id;
    ok(rig_end(rig, &u.envelope));
    ok(rig_free(rig, &u.decision, NULL, EUR(200)));
    ok(rig_return(rig, &u.envelope, EUR(400)));
    const struct uuid returned = rig->act.id;
    const struct uuid part = share_of(rig);
    ok(rig_book_return(rig, &part));
    ok(rig_close(rig, &u.envelope));
    assert_int_equal(rig_reverse(rig, &early, true), ERR_WRONG_STATE);
    assert_int_equal(rig_reverse(rig, &returned, true), ERR_WRONG_STATE);
    struct picture before = look(&u);
    ok(rig_come_back(rig, &u.payment));
    must_undo(&u, &before, true);
    ok(rig_come_back(rig, &u.payment));
    before = look(&u);
    ok(rig_abandon(rig, &u.payment));
    must_undo(&u, &before, false);
    ok(rig_abandon(rig, &u.payment));
    rig_check_all(rig);
    rig_tear_down(rig);
}

/* Money that comes in after closing, recorded wrongly: the recovery is not touched, the share on
 * its way back is. */
static void reversal__undoes_late_money(void **state)
{
    (void)state;
    struct undoing u;
    undoing_set_up(&u);
    struct rig *rig = &u.rig;
    pay(&u, CLAIM_ADVANCE, EUR(600));
    ok(rig_account(rig, &u.commitment, EUR(400), EUR(200)));
    const struct uuid accountability = rig->act.id;
    ok(rig_accept_account(rig, &accountability));
    const struct uuid recovery = ACT_BODY(&rig->act, accountability_accepted)->recovery;
    ok(rig_write_off(rig, &recovery, EUR(200)));
    ok(rig_end(rig, &u.envelope));
    ok(rig_free(rig, &u.decision, NULL, EUR(200)));
    ok(rig_return(rig, &u.envelope, EUR(400)));
    const struct uuid part = share_of(rig);
    ok(rig_book_return(rig, &part));
    ok(rig_close(rig, &u.envelope));
    struct picture before = look(&u);
    assert_int_equal(rig_receive(rig, &recovery, EUR(601)), ERR_MORE_THAN_EXPENSE);
    ok(rig_receive(rig, &recovery, EUR(50)));
    const struct recovery *found = rig_find(rig, KIND_RECOVERY, &recovery);
    assert_int_equal(found->received_cents, 0);
    must_undo(&u, &before, true);
    assert_int_equal(found->state, RECOVERY_SETTLED);
    assert_int_equal(found->received_cents, 0);
    rig_tear_down(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reversal__undoes_promises_and_releases),
        cmocka_unit_test(reversal__undoes_claims_and_payments),
        cmocka_unit_test(reversal__undoes_accountability_and_recovery),
        cmocka_unit_test(reversal__undoes_a_settlement_and_what_it_claims_back),
        cmocka_unit_test(reversal__undoes_a_return_and_its_booking),
        cmocka_unit_test(reversal__undoes_an_allocation),
        cmocka_unit_test(reversal__names_the_later_row),
        cmocka_unit_test(reversal__looks_at_the_object_and_not_only_at_the_pool),
        cmocka_unit_test(reversal__keeps_each_decision_within_its_own_allocation),
        cmocka_unit_test(reversal__leaves_a_return_that_left_the_bank),
        cmocka_unit_test(reversal__is_by_another_person_and_dated_like_a_posting),
        cmocka_unit_test(reversal__after_closing_reaches_late_money_only),
        cmocka_unit_test(reversal__undoes_late_money),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
