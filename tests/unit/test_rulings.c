/* Objections, appeals and rulings: periods, who may rule, what a ruling does to the decision and to
 * the money, and the exception of Awb 4:25(3). Every scenario is replayed as a verifier would. */
#include "powers_room.h"

static const struct uuid none = { { 0 } };

static void six_weeks_after_the_notification(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = room_decide(room, room_voted(room, 100000, 3, 0));
    RUN(room, OBJECTION_FILED, objection_body(&p, decision), room->secretary);
    assert_refused(room, ERR_NOT_NOTIFIED, "/decision");
    notify(&p, decision);
    struct body_objection_filed *body = objection_body(&p, decision);
    body->filed_on = day_of(2026, 3, 1);
    RUN(room, OBJECTION_FILED, body, room->secretary);
    assert_refused(room, ERR_BAD_DATE, "/filedOn");
    body->filed_on = day_of(2026, 3, 3);
    RUN(room, OBJECTION_FILED, body, room->secretary);
    assert_refused(room, ERR_BAD_DATE, "/filedOn");
    body = objection_body(&p, decision);
    body->excused = true;
    RUN(room, OBJECTION_FILED, body, room->secretary);
    assert_refused(room, ERR_MISMATCH, "/excused");
    pass_days(&p, 60);
    /* The last day is Monday 13 April 2026. */
    body = objection_body(&p, decision);
    body->filed_on = day_of(2026, 4, 13);
    RUN(room, OBJECTION_FILED, body, p.clerk);
    assert_done(room);
    assert_false(body->late);
    assert_int_equal(body->deadline.days, day_of(2026, 4, 13).days);
    body = objection_body(&p, decision);
    body->filed_on = day_of(2026, 4, 14);
    body->excused = true;
    RUN(room, OBJECTION_FILED, body, room->secretary);
    assert_refused(room, ERR_MISMATCH, "/excuse");
    body->excuse = words("Ziekenhuisopname");
    struct uuid excused = RUN(room, OBJECTION_FILED, body, room->secretary);
    assert_done(room);
    assert_true(body->late);
    body = objection_body(&p, decision);
    struct uuid late = RUN(room, OBJECTION_FILED, body, room->secretary);
    assert_done(room);
    /* What came too late can only be inadmissible. */
    RUN(room, DECISION_RULED, ruling_body(&p, decision, late, RULING_REJECTED), p.clerk);
    assert_refused(room, ERR_MISMATCH, "/ruling");
    RUN(room, DECISION_RULED, ruling_body(&p, decision, late, RULING_INADMISSIBLE), p.clerk);
    assert_done(room);
    RUN(room, DECISION_RULED, ruling_body(&p, decision, excused, RULING_REJECTED), p.clerk);
    assert_done(room);
    assert_int_equal(ACT_BODY(room->last, decision_ruled)->outcome, OUTCOME_STANDS);
    /* An objection stops nothing. */
    commit(&p, decision, 1000);
    assert_done(room);
    powers_end(&p);
}

static void who_took_the_decision_does_not_rule_on_it(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = granted(&p, 100000);
    struct uuid objection = objected(&p, decision);
    RUN(room, DECISION_RULED, ruling_body(&p, decision, objection, RULING_REJECTED), room->grantor);
    assert_refused(room, ERR_FORBIDDEN, "");
    RUN(room, DECISION_RULED, ruling_body(&p, decision, objection, RULING_REJECTED),
        room->secretary);
    assert_refused(room, ERR_FORBIDDEN, "");
    struct uuid other = granted(&p, 50000);
    RUN(room, DECISION_RULED, ruling_body(&p, other, objection, RULING_REJECTED), p.clerk);
    assert_refused(room, ERR_MISMATCH, "/objection");
    RUN(room, DECISION_RULED, ruling_body(&p, decision, none, RULING_REJECTED), p.clerk);
    assert_refused(room, ERR_MISMATCH, "/objection");
    struct body_decision_ruled *body = ruling_body(&p, decision, objection, RULING_REJECTED);
    body->annuls = true;
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_refused(room, ERR_MISMATCH, "/ruling");
    body = ruling_body(&p, decision, objection, RULING_UPHELD);
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_refused(room, ERR_MISMATCH, "/annuls");
    body->annuls = true;
    body->effects.count = 2;
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_refused(room, ERR_EFFECTS_MISSING, "/effects");
    RUN(room, DECISION_RULED, ruling_body(&p, decision, objection, RULING_REJECTED), p.clerk);
    assert_done(room);
    RUN(room, DECISION_RULED, ruling_body(&p, decision, objection, RULING_REJECTED), p.clerk);
    assert_refused(room, ERR_WRONG_STATE, "/objection");
    struct body_objection_withdrawn *back = NEW(room, objection_withdrawn, OBJECTION_WITHDRAWN);
    back->objection = objection;
    RUN(room, OBJECTION_WITHDRAWN, back, room->secretary);
    assert_refused(room, ERR_WRONG_STATE, "");
    back->objection = objected(&p, decision);
    RUN(room, OBJECTION_WITHDRAWN, back, room->secretary);
    assert_done(room);
    powers_end(&p);
}

static void an_annulment_frees_what_nobody_was_promised(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = granted(&p, 100000);
    commit(&p, decision, 30000);
    assert_done(room);
    struct body_decision_ruled *body =
        ruling_body(&p, decision, objected(&p, decision), RULING_UPHELD);
    body->annuls = true;
    struct uuid ruling = RUN(room, DECISION_RULED, body, p.clerk);
    assert_done(room);
    assert_int_equal(body->outcome, OUTCOME_ANNULMENT);
    assert_int_equal(body->state, DECISION_ANNULLED);
    assert_int_equal(body->freed_cents, 70000);
    assert_int_equal(available(&p), 1970000);
    assert_int_equal(counted(&p, room->mandate, 2026), 0);
    commit(&p, decision, 1);
    assert_refused(room, ERR_WRONG_STATE, "");
    /* Recorded wrongly: all is as it was, the objection too. */
    struct uuid controller =
        room_appoint(room, ROLE_CONTROLLER, SCOPE_ORGANISATION, room->organisation, room->grantor);
    struct body_transaction_reversed *undo = NEW(room, transaction_reversed, TRANSACTION_REVERSED);
    undo->transaction = ruling;
    undo->reason = words("Verkeerd dossier");
    RUN(room, TRANSACTION_REVERSED, undo, controller);
    assert_done(room);
    assert_int_equal(status_of(&p, decision)->state, DECISION_IN_EFFECT);
    assert_int_equal(counted(&p, room->mandate, 2026), 100000);
    assert_int_equal(available(&p), 1900000);
    assert_int_equal(
        OBJECT(room, objection, OBJECTION, OBJECT(room, decision, DECISION, ruling)->objection)
            ->state,
        OBJECTION_FILED);
    commit(&p, decision, 70000);
    assert_done(room);
    powers_end(&p);
}

/* A refusal that was wrong is granted by the ruling, and by nothing else. */
static void what_was_refused_is_granted(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = room_decide(room, room_voted(room, 300000, 0, 3));
    assert_done(room);
    notify(&p, decision);
    struct uuid objection = objected(&p, decision);
    struct body_decision_ruled *body = ruling_body(&p, decision, objection, RULING_PARTLY);
    body->amount_cents = 300001;
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_refused(room, ERR_MORE_THAN_ASKED, "/amountCents");
    body->amount_cents = 200000;
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_refused(room, ERR_MISMATCH, "/partialReason");
    body->partial_reason = words("Het hek niet.");
    body->exception_cents = 1;
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_refused(room, ERR_MISMATCH, "/exceptionCents");
    body->exception_cents = FIELD_ABSENT;
    struct uuid ruling = RUN(room, DECISION_RULED, body, p.clerk);
    assert_done(room);
    assert_int_equal(body->outcome, OUTCOME_PARTIAL);
    assert_true(uuid_is_zero(&body->new_grant));
    assert_int_equal(status_of(&p, ruling)->allocated_cents, 200000);
    assert_int_equal(available(&p), 1800000);
    /* It is the grantor's: the council's ceiling counts nothing of it. */
    assert_int_equal(counted(&p, room->mandate, 2026), 0);
    commit(&p, ruling, 1000);
    assert_refused(room, ERR_NOT_NOTIFIED, "");
    notify(&p, ruling);
    commit(&p, ruling, 200000);
    assert_done(room);
    powers_end(&p);
}

static void above_the_ceiling_it_is_funded_first(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = room_decide(room, room_voted(room, 300000, 0, 3));
    notify(&p, decision);
    /* The money is gone: EUR 1,000 is left of EUR 20,000. */
    granted(&p, 1000000);
    struct uuid big = room_file(room, 900000);
    RUN(room, DECISION_MADE, basis_body(&p, BASIS_GRANTOR, big, 900000), room->grantor);
    assert_done(room);
    struct body_decision_ruled *body =
        ruling_body(&p, decision, objected(&p, decision), RULING_UPHELD);
    body->amount_cents = 300000;
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_refused(room, ERR_MORE_THAN_AVAILABLE, "");
    body->exception_cents = 100000;
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_refused(room, ERR_MISMATCH, "/exceptionCents");
    body->exception_cents = 200000;
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_refused(room, ERR_MISMATCH, "/exceptionDocument");
    body->exception_authority = words("Het college");
    body->exception_document = some_hash();
    struct uuid grant = room_id(room);
    body->new_grant = grant;
    struct uuid ruling = RUN(room, DECISION_RULED, body, p.clerk);
    assert_done(room);
    assert_int_equal(available(&p), 0);
    assert_int_equal(room_balance(room, ACCOUNT_BUDGET_GRANTED, grant), 200000);
    assert_int_equal(status_of(&p, ruling)->allocated_cents, 300000);
    /* One transaction in one act: granted, available, allocated; municipality, unspent. */
    assert_int_equal(room->last->lines.count, 5);
    powers_end(&p);
}

static void a_court_rules_and_what_was_contested_is_settled(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = granted(&p, 100000);
    struct uuid objection = objected(&p, decision);
    RUN(room, DECISION_RULED, ruling_body(&p, decision, objection, RULING_REJECTED), p.clerk);
    assert_done(room);
    struct body_appeal_noted *appeal = NEW(room, appeal_noted, APPEAL_NOTED);
    appeal->decision = decision;
    appeal->filed_on = date_in_amsterdam(room->acting.at);
    RUN(room, APPEAL_NOTED, appeal, room->secretary);
    assert_done(room);
    struct body_decision_ruled *body = ruling_body(&p, decision, none, RULING_UPHELD);
    body->basis = BASIS_COURT_RULING;
    body->annuls = true;
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_refused(room, ERR_FORBIDDEN, "");
    body->objection = objection;
    RUN(room, DECISION_RULED, body, room->grantor);
    assert_refused(room, ERR_MISMATCH, "/objection");
    body->objection = none;
    body->basis = BASIS_SETTLEMENT;
    RUN(room, DECISION_RULED, body, room->grantor);
    assert_refused(room, ERR_MISMATCH, "/basis");
    body->basis = BASIS_COURT_RULING;
    RUN(room, DECISION_RULED, body, room->grantor);
    assert_done(room);
    assert_int_equal(available(&p), 2000000);
    struct body_decision_ruled *again = ruling_body(&p, decision, none, RULING_UPHELD);
    again->basis = BASIS_COURT_RULING;
    RUN(room, DECISION_RULED, again, room->grantor);
    assert_refused(room, ERR_WRONG_STATE, "");
    powers_end(&p);
}

static void a_waiting_decision_is_not_ruled_on(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_JOINT);
    struct council_room *room = &p.room;
    struct uuid decision = room_decide(room, room_voted(room, 100000, 3, 0));
    struct body_decision_ruled *body = ruling_body(&p, decision, none, RULING_UPHELD);
    body->basis = BASIS_COURT_RULING;
    body->annuls = true;
    RUN(room, DECISION_RULED, body, room->grantor);
    assert_refused(room, ERR_WRONG_STATE, "");
    RUN(room, DECISION_WITHDRAWN, withdrawal_body(&p, decision, WITHDRAWAL_AT_REQUEST),
        room->grantor);
    assert_refused(room, ERR_WRONG_STATE, "");
    powers_end(&p);
}

static struct body_decision_ruled *upheld(struct powers *p, struct uuid decision, int64_t cents)
{
    struct body_decision_ruled *body =
        ruling_body(p, decision, objected(p, decision), RULING_UPHELD);
    body->amount_cents = cents;
    return body;
}

/* EUR 1,000 asked, EUR 400 granted: what is ruled more than once still comes to what was asked. */
static void rulings_together_give_no_more_than_was_asked(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct body_decision_made *part = basis_body(&p, BASIS_HOLDER, room_file(room, 100000), 40000);
    part->partial_reason = words("Eerst de helft.");
    struct uuid decision = RUN(room, DECISION_MADE, part, room->holder);
    assert_done(room);
    notify(&p, decision);
    struct body_decision_ruled *second = upheld(&p, decision, 60000);
    struct uuid first = RUN(room, DECISION_RULED, upheld(&p, decision, 60000), p.clerk);
    assert_done(room);
    RUN(room, DECISION_RULED, second, p.clerk);
    assert_refused(room, ERR_MORE_THAN_ASKED, "/amountCents");
    assert_non_null(strstr(room->err.detail, "EUR 1000.00"));
    assert_non_null(strstr(room->err.detail, "EUR 1600.00"));
    struct body_decision_ruled *court = ruling_body(&p, decision, none, RULING_UPHELD);
    court->basis = BASIS_COURT_RULING;
    court->amount_cents = 1;
    RUN(room, DECISION_RULED, court, room->grantor);
    assert_refused(room, ERR_MORE_THAN_ASKED, "/amountCents");
    /* Annulling takes the place of what it annuls, and of nothing else. */
    second->annuls = true;
    RUN(room, DECISION_RULED, second, p.clerk);
    assert_refused(room, ERR_MORE_THAN_ASKED, "/amountCents");
    assert_non_null(strstr(room->err.detail, "EUR 1200.00"));
    second->amount_cents = 40000;
    RUN(room, DECISION_RULED, second, p.clerk);
    assert_done(room);
    assert_int_equal(second->outcome, OUTCOME_GRANT);
    assert_int_equal(status_of(&p, first)->allocated_cents, 60000);
    assert_int_equal(available(&p), 1900000);
    powers_end(&p);
}

static void stop(struct powers *p, struct uuid decision)
{
    struct council_room *room = &p->room;
    struct body_decision_suspended *body = NEW(room, decision_suspended, DECISION_SUSPENDED);
    body->decision = decision;
    body->reason = words("De voorzieningenrechter");
    body->document = some_hash();
    RUN(room, DECISION_SUSPENDED, body, room->grantor);
    assert_done(room);
}

static void contest(struct powers *p, struct uuid decision)
{
    struct council_room *room = &p->room;
    struct body_conflict_found *body = NEW(room, conflict_found, CONFLICT_FOUND);
    body->decision = decision;
    body->member = room->member[0];
    body->document = some_hash();
    RUN(room, CONFLICT_FOUND, body, room->secretary);
    assert_done(room);
}

static void undo(struct powers *p, struct uuid transaction)
{
    struct council_room *room = &p->room;
    struct body_transaction_reversed *body = NEW(room, transaction_reversed, TRANSACTION_REVERSED);
    body->transaction = transaction;
    body->reason = words("Verkeerd dossier");
    RUN(room, TRANSACTION_REVERSED, body,
        room_appoint(room, ROLE_CONTROLLER, SCOPE_ORGANISATION, room->organisation, room->grantor));
    assert_done(room);
}

/* The council gave EUR 400 of the EUR 1,000 asked. */
static struct uuid given_in_part(struct powers *p)
{
    struct council_room *room = &p->room;
    struct uuid motion = room_draft(room, room_file(room, 100000), 40000);
    room_open_motion(room, motion);
    for (int i = 0; i < 3; i++) {
        room_vote(room, motion, i, CHOICE_FOR, none);
    }
    room_close_motion(room, motion);
    struct body_decision_made *body = room_decision_body(room, motion);
    body->partial_reason = words("Eerst de helft.");
    struct uuid decision = RUN(room, DECISION_MADE, body, room->secretary);
    assert_done(room);
    notify(p, decision);
    return decision;
}

/* A ruling on an objection does not settle a conflict found late, nor end a suspension. */
static void an_objection_lifts_neither_conflict_nor_suspension(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid contested = given_in_part(&p);
    struct uuid objection = objected(&p, contested);
    struct body_decision_ruled *more = upheld(&p, contested, 60000);
    contest(&p, contested);
    RUN(room, DECISION_RULED, ruling_body(&p, contested, objection, RULING_INADMISSIBLE), p.clerk);
    assert_done(room);
    assert_int_equal(status_of(&p, contested)->state, DECISION_CONTESTED);
    commit(&p, contested, 1000);
    assert_refused(room, ERR_CONTESTED, "");
    struct uuid ruling = RUN(room, DECISION_RULED, more, p.clerk);
    assert_done(room);
    assert_int_equal(status_of(&p, contested)->state, DECISION_CONTESTED);
    undo(&p, ruling);
    assert_int_equal(status_of(&p, contested)->state, DECISION_CONTESTED);
    assert_int_equal(OBJECT(room, objection, OBJECTION, more->objection)->state, OBJECTION_FILED);
    RUN(room, DECISION_RULED, ruling_body(&p, contested, none, RULING_REJECTED), p.clerk);
    assert_done(room);
    assert_int_equal(status_of(&p, contested)->state, DECISION_IN_EFFECT);
    struct uuid suspended = granted(&p, 50000);
    objection = objected(&p, suspended);
    stop(&p, suspended);
    RUN(room, DECISION_RULED, ruling_body(&p, suspended, objection, RULING_REJECTED), p.clerk);
    assert_done(room);
    assert_int_equal(status_of(&p, suspended)->state, DECISION_SUSPENDED);
    struct body_decision_ruled *court = ruling_body(&p, suspended, none, RULING_REJECTED);
    court->basis = BASIS_COURT_RULING;
    RUN(room, DECISION_RULED, court, room->grantor);
    assert_done(room);
    assert_int_equal(status_of(&p, suspended)->state, DECISION_IN_EFFECT);
    powers_end(&p);
}

static void carry(struct powers *p, struct uuid commitment, struct uuid target)
{
    struct council_room *room = &p->room;
    struct body_commitment_carried_over *body =
        NEW(room, commitment_carried_over, COMMITMENT_CARRIED_OVER);
    body->commitment = commitment;
    body->target = target;
    body->new_grant = room_id(room);
    body->amount_cents = 10000;
    body->document = some_hash();
    RUN(room, COMMITMENT_CARRIED_OVER, body, room->grantor);
}

/* In the other envelope it would be a new promise. */
static void what_binds_no_more_is_not_carried_over(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid target = room_envelope(room, 100000);
    struct uuid decision = granted(&p, 100000);
    struct uuid commitment = commit(&p, decision, 30000);
    assert_done(room);
    carry(&p, commitment, target);
    assert_done(room);
    contest(&p, decision);
    carry(&p, commitment, target);
    assert_refused(room, ERR_CONTESTED, "");
    struct body_decision_ruled *body = ruling_body(&p, decision, none, RULING_UPHELD);
    body->annuls = true;
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_done(room);
    carry(&p, commitment, target);
    assert_refused(room, ERR_WRONG_STATE, "");
    struct uuid withdrawn = granted(&p, 50000);
    commitment = commit(&p, withdrawn, 20000);
    stop(&p, withdrawn);
    carry(&p, commitment, target);
    assert_refused(room, ERR_SUSPENDED, "");
    RUN(room, DECISION_WITHDRAWN, withdrawal_body(&p, withdrawn, WITHDRAWAL_AT_REQUEST),
        room->grantor);
    assert_done(room);
    carry(&p, commitment, target);
    assert_refused(room, ERR_WRONG_STATE, "");
    powers_end(&p);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(six_weeks_after_the_notification),
        cmocka_unit_test(who_took_the_decision_does_not_rule_on_it),
        cmocka_unit_test(an_annulment_frees_what_nobody_was_promised),
        cmocka_unit_test(what_was_refused_is_granted),
        cmocka_unit_test(above_the_ceiling_it_is_funded_first),
        cmocka_unit_test(a_court_rules_and_what_was_contested_is_settled),
        cmocka_unit_test(a_waiting_decision_is_not_ruled_on),
        cmocka_unit_test(rulings_together_give_no_more_than_was_asked),
        cmocka_unit_test(an_objection_lifts_neither_conflict_nor_suspension),
        cmocka_unit_test(what_binds_no_more_is_not_carried_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
