/* Reversals of what has moved on: the balances alone would allow each of these, so the undo looks at the object. One
 * column of one object is changed, the reversal is refused with its sentence; changed back, it goes through. */
#include "money_rig.h"
#include "powers_room.h"

#define EUR(amount) (INT64_C(100) * (amount))

struct story {
    struct rig rig;
    struct uuid envelope, grant, proposal, decision, commitment, claim;
};

static void ok(enum err_code code)
{
    assert_int_equal(code, ERR_OK);
}

/* A bank-mode envelope with a commitment of EUR 600 on a decision of EUR 800. */
static void begin(struct story *s)
{
    rig_set_up(&s->rig);
    s->envelope = rig_open(&s->rig, MODE_BANK, EUR(1000), &s->grant);
    s->proposal = rig_id(&s->rig);
    ok(rig_receive_grant(&s->rig, &s->grant, EUR(900)));
    ok(rig_decide(&s->rig, &s->envelope, &s->proposal, EUR(800)));
    s->decision = s->rig.act.id;
    ok(rig_commit(&s->rig, &s->decision, EUR(600)));
    s->commitment = s->rig.act.id;
}

static void accept(struct story *s, enum claim_kind kind, int64_t cents)
{
    ok(rig_file(&s->rig, &s->commitment, kind, cents));
    s->claim = s->rig.act.id;
    ok(rig_accept(&s->rig, &s->claim));
}

/* An object of the world, to be changed without an act. */
static void *held(struct rig *rig, enum kind kind, struct uuid id, int32_t ordinal)
{
    struct err err = { 0 };
    const void *found = NULL;
    assert_true(world_find(rig->world, kind, &id, ordinal, &found, &err));
    assert_non_null(found);
    world_begin(rig->world, rig->entry++);
    void *edit = world_edit(rig->world, found, &err);
    world_keep(rig->world);
    world_settle(rig->world);
    return edit;
}

static void must_rest(struct rig *rig, struct uuid transaction, const char *why)
{
    char sentence[200];
    (void)snprintf(sentence, sizeof sentence, "A later act rests on it: %s.", why);
    assert_int_equal(rig_reverse(rig, &transaction, true), ERR_LATER_ROW_RESTS_ON_IT);
    assert_string_equal(rig->err.detail, sentence);
    assert_string_equal(rig->err.pointer, "");
}

/* With another value in its place the reversal is refused; then it is as it was. */
#define MUST_REST(rig, transaction, place, value, why)                                             \
    do {                                                                                           \
        __typeof__(place) was_ = (place);                                                          \
        (place) = (value);                                                                         \
        must_rest((rig), (transaction), (why));                                                    \
        (place) = was_;                                                                            \
    } while (0)

static void a_claim_and_its_payment(void **state)
{
    (void)state;
    struct story s;
    begin(&s);
    accept(&s, CLAIM_INSTALMENT, EUR(100));
    const struct uuid accepted = s.rig.act.id;
    struct claim *claim = held(&s.rig, KIND_CLAIM, s.claim, 0);
    MUST_REST(&s.rig, accepted, claim->state, CLAIM_FILED, "the claim has been paid on");
    MUST_REST(&s.rig, accepted, claim->ordered_cents, 1, "the claim has been paid on");
    ok(rig_order(&s.rig, &s.claim, EUR(100)));
    const struct uuid payment = s.rig.act.id;
    struct payment *paid = held(&s.rig, KIND_PAYMENT, payment, 0);
    static const char again[] = "the claim has been paid again or reversed";
    MUST_REST(&s.rig, payment, paid->state, PAYMENT_BOOKED, "the payment has moved on");
    MUST_REST(&s.rig, payment, claim->state, CLAIM_REVERSED, again);
    MUST_REST(&s.rig, payment, claim->amount_cents, -1, again);
    ok(rig_reverse(&s.rig, &payment, false));
    ok(rig_reverse(&s.rig, &accepted, false));
    rig_check_all(&s.rig);
    rig_tear_down(&s.rig);
}

static void an_accountability_and_its_recovery(void **state)
{
    (void)state;
    struct story s;
    begin(&s);
    accept(&s, CLAIM_ADVANCE, EUR(300));
    ok(rig_order(&s.rig, &s.claim, EUR(300)));
    const struct uuid payment = s.rig.act.id;
    ok(rig_book(&s.rig, &payment));
    ok(rig_account(&s.rig, &s.commitment, EUR(200), EUR(100)));
    const struct uuid filed = s.rig.act.id;
    ok(rig_accept_account(&s.rig, &filed));
    const struct uuid accepted = s.rig.act.id;
    const struct uuid id = ACT_BODY(&s.rig.act, accountability_accepted)->recovery;
    struct accountability *accountability = held(&s.rig, KIND_ACCOUNTABILITY, filed, 0);
    struct recovery *recovery = held(&s.rig, KIND_RECOVERY, id, 0);
    static const char used[] = "the recovery has been received or written off";
    MUST_REST(&s.rig, accepted, accountability->state, ACCOUNTABILITY_FILED,
              "the accountability is no longer accepted");
    MUST_REST(&s.rig, accepted, recovery->state, RECOVERY_SETTLED, used);
    MUST_REST(&s.rig, accepted, recovery->received_cents, 1, used);
    MUST_REST(&s.rig, accepted, recovery->written_off_cents, 1, used);
    ok(rig_reverse(&s.rig, &accepted, false));
    rig_check_all(&s.rig);
    rig_tear_down(&s.rig);
}

static void a_settlement(void **state)
{
    (void)state;
    struct story s;
    begin(&s);
    ok(rig_settle(&s.rig, &s.commitment, 0));
    const struct uuid settlement = s.rig.act.id;
    struct commitment *commitment = held(&s.rig, KIND_COMMITMENT, s.commitment, 0);
    static const char claimed[] = "money was claimed back on the settlement";
    MUST_REST(&s.rig, settlement, commitment->state, COMMITMENT_OPEN, claimed);
    MUST_REST(&s.rig, settlement, commitment->settlement, s.decision, claimed);
    MUST_REST(&s.rig, settlement, commitment->claimed_back_cents, 1, claimed);
    ok(rig_reverse(&s.rig, &settlement, false));
    rig_check_all(&s.rig);
    rig_tear_down(&s.rig);
}

static void a_return_that_was_booked(void **state)
{
    (void)state;
    struct story s;
    begin(&s);
    ok(rig_end(&s.rig, &s.envelope));
    ok(rig_return(&s.rig, &s.envelope, EUR(200)));
    const struct item_share *share = ACT_BODY(&s.rig.act, envelope_returned)->shares.items;
    const struct uuid id = share->part;
    ok(rig_book_return(&s.rig, &id));
    const struct uuid booked = s.rig.act.id;
    struct return_part *part = held(&s.rig, KIND_RETURN_PART, id, 0);
    MUST_REST(&s.rig, booked, part->state, RETURN_ORDERED, "the return is no longer booked");
    ok(rig_reverse(&s.rig, &booked, true));
    rig_check_all(&s.rig);
    rig_tear_down(&s.rig);
}

static void what_a_withdrawal_ended(void **state)
{
    (void)state;
    struct story s;
    begin(&s);
    ok(rig_withdraw(&s.rig, &s.decision, WITHDRAWAL_NOT_DONE));
    const struct uuid withdrawal = s.rig.act.id;
    struct decision_status *status = held(&s.rig, KIND_DECISION_STATUS, withdrawal, 0);
    static const char used[] = "what it granted was promised, released or withdrawn since";
    MUST_REST(&s.rig, withdrawal, status->state, DECISION_WITHDRAWN, used);
    MUST_REST(&s.rig, withdrawal, status->committed_cents, 1, used);
    MUST_REST(&s.rig, withdrawal, status->released_cents, 1, used);
    ok(rig_reverse(&s.rig, &withdrawal, false));
    rig_check_all(&s.rig);
    rig_tear_down(&s.rig);
}

static void a_promise_carried_over(void **state)
{
    (void)state;
    struct story s;
    begin(&s);
    struct uuid grant;
    const struct uuid target = rig_open(&s.rig, MODE_BANK, EUR(10), &grant);
    ok(rig_carry_commitment(&s.rig, &s.commitment, &target, NULL, EUR(500)));
    const struct uuid carrying = s.rig.act.id;
    struct commitment *old = held(&s.rig, KIND_COMMITMENT, s.commitment, 0);
    struct commitment *carried = held(&s.rig, KIND_COMMITMENT, carrying, 0);
    static const char used[] = "the commitment was released, settled or carried over since";
    MUST_REST(&s.rig, carrying, carried->state, COMMITMENT_SETTLED, used);
    MUST_REST(&s.rig, carrying, carried->raised_cents, EUR(400), used);
    MUST_REST(&s.rig, carrying, old->state, COMMITMENT_SETTLED, used);
    ok(rig_reverse(&s.rig, &carrying, false));
    rig_check_all(&s.rig);
    rig_tear_down(&s.rig);
}

/* Freed for another purpose: the decision that frees counts it too, and both count back. */
static void an_allocation_that_was_released(void **state)
{
    (void)state;
    struct story s;
    begin(&s);
    ok(rig_release(&s.rig, &s.commitment, EUR(600)));
    const struct uuid releasing =
        rig_decide_release(&s.rig, &s.envelope, &s.decision, EUR(300));
    ok(rig_free(&s.rig, &s.decision, &releasing, EUR(300)));
    const struct uuid freed = s.rig.act.id;
    const struct decision_status *of =
        rig_find(&s.rig, KIND_DECISION_STATUS, &releasing);
    assert_int_equal(of->released_cents, EUR(300));
    ok(rig_reverse(&s.rig, &freed, false));
    assert_int_equal(of->released_cents, 0);
    ok(rig_end(&s.rig, &s.envelope));
    ok(rig_free(&s.rig, &s.decision, NULL, EUR(300)));
    const struct uuid freed_after = s.rig.act.id;
    ok(rig_reverse(&s.rig, &freed_after, false));
    assert_int_equal(of->released_cents, 0);
    rig_check_all(&s.rig);
    rig_tear_down(&s.rig);
}

/* --- What only a tampered record says. --- */

static void lines_of_no_account_are_not_reversed(void **state)
{
    (void)state;
    static const int unknown[] = { ACCOUNT_NONE, -1, ACCOUNT_COUNT };
    struct story s;
    begin(&s);
    struct posting *line = held(&s.rig, KIND_POSTING, s.commitment, 1);
    int code = line->account_code;
    for (size_t i = 0; i < ARRAY_LEN(unknown); i++) {
        line->account_code = unknown[i];
        assert_int_equal(rig_reverse(&s.rig, &s.commitment, false), ERR_CORRUPT);
        assert_string_equal(s.rig.err.detail, "A line has no known account code.");
    }
    line->account_code = code;
    struct uuid id = rig_id(&s.rig);
    world_begin(s.rig.world, s.rig.entry++);
    struct transaction *empty = rig_insert(&s.rig, KIND_TRANSACTION, id);
    world_keep(s.rig.world);
    world_settle(s.rig.world);
    empty->envelope = s.envelope;
    empty->act_type = ACT_COMMITMENT_MADE;
    empty->reverses = empty->reversed_by = (struct uuid){ { 0 } };
    assert_int_equal(rig_reverse(&s.rig, &id, false), ERR_CORRUPT);
    assert_string_equal(s.rig.err.detail, "The transaction has no lines to reverse.");
    rig_tear_down(&s.rig);
}

static void only_acts_with_an_undo_are_reversed(void **state)
{
    (void)state;
    static const int others[] = { ACT_NONE, -1, ACT_COUNT, ACT_VOTE_CAST, ACT_TRANSACTION_REVERSED };
    struct story s;
    begin(&s);
    struct transaction *made = held(&s.rig, KIND_TRANSACTION, s.commitment, 0);
    int type = made->act_type;
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        made->act_type = others[i];
        assert_int_equal(rig_reverse(&s.rig, &s.commitment, false), ERR_NOT_REVERSIBLE);
        assert_string_equal(s.rig.err.pointer, "/transaction");
        assert_string_equal(s.rig.err.detail, "An act of that type cannot be reversed.");
    }
    made->act_type = type;
    ok(rig_reverse(&s.rig, &s.commitment, false));
    rig_tear_down(&s.rig);
}

/* A kind of proof without its document is no proof. */
static void a_proof_is_a_document(void **state)
{
    (void)state;
    struct story s;
    begin(&s);
    ok(rig_receive_grant(&s.rig, &s.grant, EUR(10)));
    const struct uuid received = s.rig.act.id;
    struct body_transaction_reversed *body =
        RIG_ACT(&s.rig, transaction_reversed, TRANSACTION_REVERSED, ROLE_CONTROLLER);
    body->transaction = received;
    body->proof_kind = PROOF_BANK_STATEMENT;
    rig_must(&s.rig, ERR_PROOF_NEEDED);
    assert_string_equal(s.rig.err.pointer, "/proof");
    ok(rig_reverse(&s.rig, &received, true));
    rig_tear_down(&s.rig);
}

/* --- In a council: a concurrence, a decision of the holder and a ruling recorded wrongly. --- */

static void reverse_in(struct council_room *room, struct uuid controller, struct uuid transaction)
{
    struct body_transaction_reversed *body = NEW(room, transaction_reversed, TRANSACTION_REVERSED);
    body->transaction = transaction;
    body->reason = words("Verkeerd ingevoerd.");
    RUN(room, TRANSACTION_REVERSED, body, controller);
}

static struct uuid controller_of(struct council_room *room)
{
    return room_appoint(room, ROLE_CONTROLLER, SCOPE_ORGANISATION, room->organisation,
                        room->grantor);
}

static void a_concurrence_waits_again(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_JOINT);
    struct council_room *room = &p.room;
    struct uuid controller = controller_of(room);
    struct uuid decision = room_decide(room, room_voted(room, 100000, 3, 0));
    assert_done(room);
    struct uuid concurred = room_concur(room, decision, CONCURRENCE_CONCURS);
    assert_done(room);
    assert_int_equal(counted(&p, room->mandate, 2026), 100000);
    reverse_in(room, controller, concurred);
    assert_done(room);
    assert_int_equal(status_of(&p, decision)->state, DECISION_WAITING);
    assert_int_equal(status_of(&p, decision)->allocated_cents, 0);
    assert_int_equal(counted(&p, room->mandate, 2026), 0);
    assert_int_equal(available(&p), -room_balance(room, ACCOUNT_BUDGET_AVAILABLE, room->envelope));
    /* And the holder can answer otherwise. */
    room_concur(room, decision, CONCURRENCE_CONCURS);
    assert_done(room);
    assert_int_equal(counted(&p, room->mandate, 2026), 100000);
    powers_end(&p);
}

/* The grantor's own decision counted under no mandate, so nothing is counted back; the holder's
 * did. */
static void a_decision_without_a_motion(void **state)
{
    (void)state;
    static const struct {
        enum basis basis;
        int64_t counted_cents;
    } rows[] = {
        {BASIS_GRANTOR, 0     },
        { BASIS_HOLDER, 100000},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct powers p;
        powers_begin(&p, EXERCISE_ALONE);
        struct council_room *room = &p.room;
        struct uuid controller = controller_of(room);
        struct uuid proposal = room_file(room, 100000);
        struct uuid decision =
            RUN(room, DECISION_MADE, basis_body(&p, rows[i].basis, proposal, 100000),
                rows[i].basis == BASIS_GRANTOR ? room->grantor : room->holder);
        assert_done(room);
        assert_int_equal(counted(&p, room->mandate, 2026), rows[i].counted_cents);
        reverse_in(room, controller, decision);
        assert_done(room);
        assert_int_equal(counted(&p, room->mandate, 2026), 0);
        assert_int_equal(status_of(&p, decision)->state, DECISION_ANNULLED);
        assert_int_equal(OBJECT(room, proposal, PROPOSAL, proposal)->state, PROPOSAL_FILED);
        powers_end(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_claim_and_its_payment),
        cmocka_unit_test(an_accountability_and_its_recovery),
        cmocka_unit_test(a_settlement),
        cmocka_unit_test(a_return_that_was_booked),
        cmocka_unit_test(what_a_withdrawal_ended),
        cmocka_unit_test(a_promise_carried_over),
        cmocka_unit_test(an_allocation_that_was_released),
        cmocka_unit_test(lines_of_no_account_are_not_reversed),
        cmocka_unit_test(only_acts_with_an_undo_are_reversed),
        cmocka_unit_test(a_proof_is_a_document),
        cmocka_unit_test(a_concurrence_waits_again),
        cmocka_unit_test(a_decision_without_a_motion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
