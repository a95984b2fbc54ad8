/* Decisions that rest on no verdict: the holder in person, urgency with its ratification, a case
 * taken back, withdrawal, suspension, and the holder's silence past a deadline. Every scenario is
 * replayed as a verifier would. */
#include "powers_room.h"

#include "buurtkas/domain/timed.h"

static void the_holder_decides_in_person(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid proposal = room_file(room, 300000);
    struct uuid decision =
        RUN(room, DECISION_MADE, basis_body(&p, BASIS_HOLDER, proposal, 300000), room->holder);
    assert_done(room);
    assert_int_equal(ACT_BODY(room->last, decision_made)->outcome, OUTCOME_GRANT);
    assert_int_equal(available(&p), 1700000);
    assert_int_equal(counted(&p, room->mandate, 2026), 300000);
    assert_int_equal(status_of(&p, decision)->state, DECISION_IN_EFFECT);
    assert_int_equal(status_of(&p, decision)->ratification, ratification_absent);
    /* Once decided, the proposal is. */
    RUN(room, DECISION_MADE, basis_body(&p, BASIS_HOLDER, proposal, 300000), room->holder);
    assert_refused(room, ERR_WRONG_STATE, "");
    /* Nothing is a refusal, with its effects too. */
    struct uuid other = room_file(room, 1100000);
    struct body_decision_made *no = basis_body(&p, BASIS_HOLDER, other, 0);
    no->effects.count = 3;
    RUN(room, DECISION_MADE, no, room->holder);
    assert_refused(room, ERR_EFFECTS_MISSING, "/effects");
    RUN(room, DECISION_MADE, basis_body(&p, BASIS_HOLDER, other, 0), room->holder);
    assert_done(room);
    assert_int_equal(ACT_BODY(room->last, decision_made)->outcome, OUTCOME_REFUSAL);
    powers_end(&p);
}

static void what_a_decision_without_a_verdict_lacks(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid proposal = room_file(room, 1100000);
    struct body_decision_made *body = basis_body(&p, BASIS_HOLDER, proposal, 1100000);
    RUN(room, DECISION_MADE, body, room->holder);
    assert_refused(room, ERR_OVER_CEILING, "");
    body = basis_body(&p, BASIS_HOLDER, proposal, 1100001);
    RUN(room, DECISION_MADE, body, room->holder);
    assert_refused(room, ERR_MORE_THAN_ASKED, "/amountCents");
    body = basis_body(&p, BASIS_HOLDER, proposal, 1000);
    RUN(room, DECISION_MADE, body, room->holder);
    assert_refused(room, ERR_MISMATCH, "/partialReason");
    body->partial_reason = words("De rest betaalt het fonds.");
    body->document = (struct hash){ 0 };
    RUN(room, DECISION_MADE, body, room->holder);
    assert_refused(room, ERR_MISMATCH, "/document");
    body->document = some_hash();
    body->amount_cents = FIELD_ABSENT;
    RUN(room, DECISION_MADE, body, room->holder);
    assert_refused(room, ERR_MISMATCH, "/amountCents");
    body->amount_cents = 1000;
    body->advice = ADVICE_FOLLOWED;
    RUN(room, DECISION_MADE, body, room->holder);
    assert_refused(room, ERR_MISMATCH, "/advice");
    body->advice = advice_absent;
    body->mandate = (struct uuid){ { 0 } };
    RUN(room, DECISION_MADE, body, room->holder);
    assert_refused(room, ERR_UNKNOWN_REFERENCE, "/mandate");
    /* Only the holder named in the mandate; the council's secretary never. */
    body->mandate = room->mandate;
    struct uuid another =
        room_appoint(room, ROLE_HOLDER, SCOPE_ORGANISATION, room->organisation, room->grantor);
    RUN(room, DECISION_MADE, body, another);
    assert_refused(room, ERR_FORBIDDEN, "");
    RUN(room, DECISION_MADE, body, room->secretary);
    assert_refused(room, ERR_FORBIDDEN, "");
    /* A ruling, a settlement and a withdrawal are acts of their own. */
    static const enum basis others[] = { BASIS_COURT_RULING, BASIS_SETTLEMENT, BASIS_WITHDRAWAL };
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        body->basis = (int)others[i];
        RUN(room, DECISION_MADE, body, room->grantor);
        assert_refused(room, ERR_MISMATCH, "/basis");
    }
    powers_end(&p);
}

static struct uuid urgent(struct powers *p, struct uuid proposal, int64_t cents)
{
    return RUN(&p->room, DECISION_MADE, basis_body(p, BASIS_URGENCY, proposal, cents), p->chair);
}

static struct uuid ratify(struct powers *p, struct uuid decision, struct uuid proposal,
                          int64_t cents, enum choice choice)
{
    struct council_room *room = &p->room;
    struct body_motion_drafted *body = room_draft_body(room, proposal, cents);
    body->subject = SUBJECT_RATIFICATION;
    body->releases = decision;
    struct uuid motion = RUN(room, MOTION_DRAFTED, body, room->secretary);
    assert_done(room);
    room_open_motion(room, motion);
    assert_done(room);
    for (int i = 0; i < 3; i++) {
        room_vote(room, motion, i, choice, (struct uuid){ { 0 } });
        assert_done(room);
    }
    room_close_motion(room, motion);
    struct uuid id = room_decide(room, motion);
    assert_done(room);
    return id;
}

static void urgency_needs_a_ceiling_and_a_ratification(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid proposal = room_file(room, 200000);
    urgent(&p, proposal, 200000);
    assert_refused(room, ERR_NO_MANDATE, "/basis");
    struct body_mandate_granted *body = room_mandate_body(room);
    body->ceiling_urgency_cents = 200000;
    room->mandate = consented(&p, body);
    struct uuid big = room_file(room, 200001);
    urgent(&p, big, 200001);
    assert_refused(room, ERR_OVER_CEILING, "/amountCents");
    struct uuid decision = urgent(&p, proposal, 200000);
    assert_done(room);
    assert_int_equal(status_of(&p, decision)->ratification, RATIFICATION_NEEDED);
    assert_int_equal(available(&p), 1800000);
    notify(&p, decision);
    commit(&p, decision, 1000);
    assert_refused(room, ERR_UNRATIFIED, "");
    struct body_motion_drafted *wrong = room_draft_body(room, proposal, 1000);
    wrong->subject = SUBJECT_RATIFICATION;
    RUN(room, MOTION_DRAFTED, wrong, room->secretary);
    assert_refused(room, ERR_MISMATCH, "/releases");
    wrong->releases = decision;
    RUN(room, MOTION_DRAFTED, wrong, room->secretary);
    assert_refused(room, ERR_MISMATCH, "/amountCents");
    struct uuid ratification = ratify(&p, decision, proposal, 200000, CHOICE_FOR);
    assert_int_equal(ACT_BODY(room->last, decision_made)->outcome, OUTCOME_RATIFICATION);
    assert_int_equal(room->last->lines.count, 0);
    assert_true(uuid_equal(&OBJECT(room, decision, DECISION, ratification)->about, &decision));
    assert_int_equal(status_of(&p, decision)->ratification, RATIFICATION_GIVEN);
    assert_int_equal(counted(&p, room->mandate, 2026), 200000);
    commit(&p, decision, 1000);
    assert_done(room);
    /* Once. */
    wrong->amount_cents = 200000;
    RUN(room, MOTION_DRAFTED, wrong, room->secretary);
    assert_refused(room, ERR_MISMATCH, "/releases");
    powers_end(&p);
}

static void refused_ratification_blocks_further_promises(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct body_mandate_granted *body = room_mandate_body(room);
    body->ceiling_urgency_cents = 200000;
    room->mandate = consented(&p, body);
    struct uuid proposal = room_file(room, 200000);
    struct uuid decision = urgent(&p, proposal, 200000);
    assert_done(room);
    notify(&p, decision);
    ratify(&p, decision, proposal, 200000, CHOICE_AGAINST);
    assert_int_equal(ACT_BODY(room->last, decision_made)->outcome, OUTCOME_REFUSAL);
    assert_int_equal(status_of(&p, decision)->ratification, RATIFICATION_REFUSED);
    commit(&p, decision, 1000);
    assert_refused(room, ERR_UNRATIFIED, "");
    assert_non_null(strstr(room->err.detail, "refused"));
    /* What it set aside comes back by a withdrawal. */
    RUN(room, DECISION_WITHDRAWN, withdrawal_body(&p, decision, WITHDRAWAL_WRONG_DECISION),
        room->grantor);
    assert_done(room);
    assert_int_equal(available(&p), 2000000);
    powers_end(&p);
}

/* What the council said on an urgent decision is a decision as well, and can be contested. */
static void a_ratification_counts_while_it_is_in_effect(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct body_mandate_granted *mandate = room_mandate_body(room);
    mandate->ceiling_urgency_cents = 200000;
    room->mandate = consented(&p, mandate);
    struct uuid proposal = room_file(room, 200000);
    struct uuid decision = urgent(&p, proposal, 200000);
    assert_done(room);
    notify(&p, decision);
    struct uuid ratification = ratify(&p, decision, proposal, 200000, CHOICE_FOR);
    struct uuid commitment = commit(&p, decision, 1000);
    assert_done(room);
    struct body_conflict_found *conflict = NEW(room, conflict_found, CONFLICT_FOUND);
    conflict->decision = ratification;
    conflict->member = room->member[0];
    conflict->document = some_hash();
    RUN(room, CONFLICT_FOUND, conflict, room->secretary);
    assert_done(room);
    commit(&p, decision, 1000);
    assert_refused(room, ERR_UNRATIFIED, "");
    assert_non_null(strstr(room->err.detail, "contested"));
    struct body_commitment_raised *more = NEW(room, commitment_raised, COMMITMENT_RAISED);
    more->commitment = commitment;
    more->amount_cents = 1000;
    RUN(room, COMMITMENT_RAISED, more, p.signatory);
    assert_refused(room, ERR_UNRATIFIED, "");
    static const struct uuid none = { { 0 } };
    RUN(room, DECISION_RULED, ruling_body(&p, ratification, none, RULING_REJECTED), p.clerk);
    assert_done(room);
    commit(&p, decision, 1000);
    assert_done(room);
    struct body_decision_ruled *court = ruling_body(&p, ratification, none, RULING_UPHELD);
    court->basis = BASIS_COURT_RULING;
    court->annuls = true;
    RUN(room, DECISION_RULED, court, room->grantor);
    assert_done(room);
    commit(&p, decision, 1000);
    assert_refused(room, ERR_UNRATIFIED, "");
    assert_int_equal(status_of(&p, decision)->ratification, RATIFICATION_NEEDED);
    powers_end(&p);
}

static void the_grantor_takes_a_case_back(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    /* Above the ceiling of the mandate, which does not bind who gave it. */
    struct uuid proposal = room_file(room, 1200000);
    struct body_decision_made *body = basis_body(&p, BASIS_GRANTOR, proposal, 1200000);
    RUN(room, DECISION_MADE, body, room->holder);
    assert_refused(room, ERR_FORBIDDEN, "");
    struct uuid decision = RUN(room, DECISION_MADE, body, room->grantor);
    assert_done(room);
    assert_int_equal(available(&p), 800000);
    assert_int_equal(counted(&p, room->mandate, 2026), 0);
    assert_int_equal(OBJECT(room, decision, DECISION, decision)->basis, BASIS_GRANTOR);
    /* But not above what is there. */
    struct uuid more = room_file(room, 800001);
    RUN(room, DECISION_MADE, basis_body(&p, BASIS_GRANTOR, more, 800001), room->grantor);
    assert_refused(room, ERR_MORE_THAN_AVAILABLE, "");
    powers_end(&p);
}

static void a_withdrawal_frees_what_nobody_was_promised(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = granted(&p, 500000);
    struct uuid commitment = commit(&p, decision, 200000);
    assert_done(room);
    assert_int_equal(counted(&p, room->mandate, 2026), 500000);
    struct body_decision_withdrawn *body =
        withdrawal_body(&p, decision, WITHDRAWAL_WRONG_INFORMATION);
    body->effects.count = 3;
    RUN(room, DECISION_WITHDRAWN, body, room->grantor);
    assert_refused(room, ERR_EFFECTS_MISSING, "/effects");
    RUN(room, DECISION_WITHDRAWN, body, room->secretary);
    assert_refused(room, ERR_FORBIDDEN, "");
    body->effects.count = 4;
    struct uuid withdrawal = RUN(room, DECISION_WITHDRAWN, body, room->grantor);
    assert_done(room);
    assert_int_equal(body->freed_cents, 300000);
    assert_int_equal(status_of(&p, decision)->state, DECISION_WITHDRAWN);
    assert_int_equal(available(&p), 1800000);
    assert_int_equal(counted(&p, room->mandate, 2026), 0);
    assert_int_equal(OBJECT(room, decision, DECISION, withdrawal)->basis, BASIS_WITHDRAWAL);
    commit(&p, decision, 1);
    assert_refused(room, ERR_WRONG_STATE, "");
    RUN(room, DECISION_WITHDRAWN, withdrawal_body(&p, decision, WITHDRAWAL_AT_REQUEST),
        room->grantor);
    assert_refused(room, ERR_WRONG_STATE, "");
    /* The promise itself is settled. */
    settle(&p, commitment, 0);
    assert_done(room);
    assert_int_equal(available(&p), 2000000);
    /* After a settlement "not done" is no ground any more (Awb 4:49). */
    struct uuid other = granted(&p, 100000);
    settle(&p, commit(&p, other, 100000), 50000);
    RUN(room, DECISION_WITHDRAWN, withdrawal_body(&p, other, WITHDRAWAL_NOT_DONE), room->grantor);
    assert_refused(room, ERR_MISMATCH, "/ground");
    powers_end(&p);
}

static void while_suspended_nothing_is_promised(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = granted(&p, 100000);
    struct body_decision_suspended *stop = NEW(room, decision_suspended, DECISION_SUSPENDED);
    stop->decision = decision;
    stop->reason = words("De voorzieningenrechter");
    stop->document = some_hash();
    struct body_decision_resumed *go = NEW(room, decision_resumed, DECISION_RESUMED);
    go->decision = decision;
    go->reason = words("Het verzoek is afgewezen.");
    go->document = some_hash();
    RUN(room, DECISION_RESUMED, go, room->grantor);
    assert_refused(room, ERR_WRONG_STATE, "");
    RUN(room, DECISION_SUSPENDED, stop, room->secretary);
    assert_refused(room, ERR_FORBIDDEN, "");
    RUN(room, DECISION_SUSPENDED, stop, p.clerk);
    assert_done(room);
    commit(&p, decision, 1000);
    assert_refused(room, ERR_SUSPENDED, "");
    RUN(room, DECISION_SUSPENDED, stop, room->grantor);
    assert_refused(room, ERR_WRONG_STATE, "");
    RUN(room, DECISION_RESUMED, go, room->grantor);
    assert_done(room);
    commit(&p, decision, 1000);
    assert_done(room);
    powers_end(&p);
}

/* --- The holder's silence. --- */

static struct uuid waiting(struct powers *p, enum silence silence)
{
    struct council_room *room = &p->room;
    struct body_mandate_granted *body = room_mandate_body(room);
    body->exercise = EXERCISE_JOINT;
    body->silence = (int)silence;
    body->deadline_days = 14;
    room->mandate = consented(p, body);
    struct uuid decision = room_decide(room, room_voted(room, 250000, 3, 0));
    assert_done(room);
    return decision;
}

static struct body_decision_lapsed *lapse_body(struct powers *p, struct uuid decision)
{
    struct body_decision_lapsed *body = NEW(&p->room, decision_lapsed, DECISION_LAPSED);
    body->decision = decision;
    return body;
}

static size_t due_now(struct powers *p, struct uuid *out)
{
    return timed_due(p->room.acting.world, date_in_amsterdam(p->room.acting.at), out, 4);
}

static void silence_can_concur(void **state)
{
    (void)state;
    static const struct uuid nobody = { { 0 } };
    struct powers p;
    powers_begin(&p, EXERCISE_JOINT);
    struct council_room *room = &p.room;
    struct uuid decision = waiting(&p, SILENCE_CONCURS);
    struct uuid due[4];
    assert_int_equal(status_of(&p, decision)->lapses_on.days, day_of(2026, 3, 17).days);
    pass_days(&p, 14);
    assert_int_equal(due_now(&p, due), 0);
    RUN(room, DECISION_LAPSED, lapse_body(&p, decision), nobody);
    assert_refused(room, ERR_WRONG_STATE, "/decision");
    pass_days(&p, 1);
    assert_int_equal(due_now(&p, due), 1);
    assert_true(uuid_equal(&due[0], &decision));
    /* No person does it. */
    RUN(room, DECISION_LAPSED, lapse_body(&p, decision), room->holder);
    assert_refused(room, ERR_FORBIDDEN, "");
    RUN(room, DECISION_LAPSED, lapse_body(&p, decision), nobody);
    assert_done(room);
    assert_int_equal(room->last->actor.role, role_absent);
    assert_int_equal(ACT_BODY(room->last, decision_lapsed)->silence, SILENCE_CONCURS);
    assert_int_equal(status_of(&p, decision)->state, DECISION_IN_EFFECT);
    assert_int_equal(available(&p), 1750000);
    assert_int_equal(due_now(&p, due), 0);
    RUN(room, DECISION_LAPSED, lapse_body(&p, decision), nobody);
    assert_refused(room, ERR_WRONG_STATE, "/decision");
    powers_end(&p);
}

static void silence_can_decline_or_mean_nothing(void **state)
{
    (void)state;
    static const struct uuid nobody = { { 0 } };
    struct powers p;
    powers_begin(&p, EXERCISE_JOINT);
    struct council_room *room = &p.room;
    struct uuid declined = waiting(&p, SILENCE_DECLINES);
    struct uuid waits = waiting(&p, SILENCE_NOTHING);
    struct uuid due[4];
    pass_days(&p, 40);
    assert_int_equal(due_now(&p, due), 1);
    RUN(room, DECISION_LAPSED, lapse_body(&p, waits), nobody);
    assert_refused(room, ERR_WRONG_STATE, "/decision");
    RUN(room, DECISION_LAPSED, lapse_body(&p, declined), nobody);
    assert_done(room);
    assert_int_equal(status_of(&p, declined)->state, DECISION_DECLINED);
    assert_int_equal(available(&p), 2000000);
    /* Where it means nothing the holder may still answer. */
    room_concur(room, waits, CONCURRENCE_CONCURS);
    assert_done(room);
    assert_int_equal(status_of(&p, waits)->state, DECISION_IN_EFFECT);
    powers_end(&p);
}

static void silence_under_a_suspended_mandate_waits(void **state)
{
    (void)state;
    static const struct uuid nobody = { { 0 } };
    struct powers p;
    powers_begin(&p, EXERCISE_JOINT);
    struct council_room *room = &p.room;
    struct uuid decision = waiting(&p, SILENCE_CONCURS);
    struct body_mandate_suspended *stop = NEW(room, mandate_suspended, MANDATE_SUSPENDED);
    stop->mandate = room->mandate;
    stop->reason = words("Onderzoek");
    RUN(room, MANDATE_SUSPENDED, stop, room->grantor);
    assert_done(room);
    pass_days(&p, 20);
    RUN(room, DECISION_LAPSED, lapse_body(&p, decision), nobody);
    assert_refused(room, ERR_WRONG_STATE, "/decision");
    assert_int_equal(status_of(&p, decision)->state, DECISION_WAITING);
    powers_end(&p);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_holder_decides_in_person),
        cmocka_unit_test(what_a_decision_without_a_verdict_lacks),
        cmocka_unit_test(urgency_needs_a_ceiling_and_a_ratification),
        cmocka_unit_test(refused_ratification_blocks_further_promises),
        cmocka_unit_test(a_ratification_counts_while_it_is_in_effect),
        cmocka_unit_test(the_grantor_takes_a_case_back),
        cmocka_unit_test(a_withdrawal_frees_what_nobody_was_promised),
        cmocka_unit_test(while_suspended_nothing_is_promised),
        cmocka_unit_test(silence_can_concur),
        cmocka_unit_test(silence_can_decline_or_mean_nothing),
        cmocka_unit_test(silence_under_a_suspended_mandate_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
