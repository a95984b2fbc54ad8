/* Who may not rule, vote or pay, though the record alone cannot tell: one person behind two handles.
 * What follows on a ruling; each end of a suspension and a conflict by its own act. */
#include "rulings_room.h"

static void who_took_part_does_not_rule(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = granted(&p, 1000);
    refused_to(&p, decision, room->member[0]);
    refused_to(&p, decision, p.chair); /* on the roster, and silent: the casting vote is the chair's */
    refused_to(&p, decision, room->secretary);
    refused_to(&p, decision, room->holder);
    refused_to(&p, decision, room->applicant);
    /* Who came to the roster later took no part. */
    struct uuid later = room_appoint(room, ROLE_MEMBER, SCOPE_COUNCIL, room->council,
                                     room->secretary);
    struct uuid objection = objected(&p, decision);
    same(&p, p.clerk, later);
    RUN(room, DECISION_RULED, ruling_body(&p, decision, objection, RULING_REJECTED), p.clerk);
    assert_done(room);
    powers_end(&p);
}

/* The clerk, also importer, filed a second version. */
static void who_filed_the_plan_does_not_rule(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid importer =
        room_appoint(room, ROLE_IMPORTER, SCOPE_ORGANISATION, room->organisation, room->grantor);
    struct uuid proposal = room_file(room, 1000);
    struct body_proposal_revised *body = NEW(room, proposal_revised, PROPOSAL_REVISED);
    struct item_cost_line line = { .label = words("Grond"), .amount_cents = 1000 };
    body->proposal = proposal;
    body->title = words("Buurtmoestuin");
    body->cost_lines = (struct list){ &line, 1 };
    RUN(room, PROPOSAL_REVISED, body, importer);
    assert_done(room);
    struct uuid decision =
        RUN(room, DECISION_MADE, basis_body(&p, BASIS_HOLDER, proposal, 1000), room->holder);
    assert_done(room);
    notify(&p, decision);
    refused_to(&p, decision, importer);
    refused_to(&p, decision, room->secretary);
    powers_end(&p);
}

static void who_decided_by_urgency_does_not_ratify(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    urgent_mandate(&p, 50000);
    struct uuid decision = urgent(&p, 20000);
    assert_done(room);
    room_attend(room, room->meeting, p.chair, PRESENCE_ARRIVED);
    struct uuid motion = put_ratification(&p, decision, 20000);
    struct body_vote_cast *body = NEW(room, vote_cast, VOTE_CAST);
    body->motion = motion;
    body->choice = CHOICE_FOR;
    RUN(room, VOTE_CAST, body, p.chair);
    assert_refused(room, ERR_SEPARATION, "");
    /* Nor does the secretary record it, nor the same person under the seat of a member. */
    body->member = p.chair;
    body->method = METHOD_SHOW_OF_HANDS;
    RUN(room, VOTE_CAST, body, room->secretary);
    assert_refused(room, ERR_SEPARATION, "");
    same(&p, p.chair, room->member[1]);
    room_vote(room, motion, 1, CHOICE_FOR, none);
    assert_refused(room, ERR_SEPARATION, "");
    same(&p, none, none);
    room_vote(room, motion, 1, CHOICE_FOR, none);
    assert_done(room);
    powers_end(&p);
}

/* One plan in several proposals: what the council has not ratified counts together. */
static void urgency_is_not_split(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    urgent_mandate(&p, 50000);
    struct uuid first = urgent(&p, 30000);
    assert_done(room);
    urgent(&p, 20001);
    assert_refused(room, ERR_OVER_CEILING, "/amountCents");
    assert_non_null(strstr(room->err.detail, "EUR 300.00"));
    /* Under another mandate of the council it is the same plan. */
    struct uuid other = urgent_mandate(&p, 50000);
    urgent(&p, 20001);
    assert_refused(room, ERR_OVER_CEILING, "/amountCents");
    /* Another applicant has another plan. */
    struct uuid before = room->applicant;
    room->applicant = none;
    struct uuid elsewhere = urgent(&p, 50000);
    assert_done(room);
    assert_false(uuid_is_zero(&elsewhere) || uuid_is_zero(&other));
    room->applicant = before;
    ratify(&p, first, 30000, CHOICE_FOR);
    struct uuid second = urgent(&p, 50000);
    assert_done(room);
    ratify(&p, second, 50000, CHOICE_AGAINST);
    urgent(&p, 1);
    assert_refused(room, ERR_OVER_CEILING, "/amountCents");
    powers_end(&p);
}

/* The council's word is annulled: it must be said again, and can be. */
static void a_ratification_that_was_annulled_is_asked_again(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    urgent_mandate(&p, 50000);
    struct uuid decision = urgent(&p, 20000);
    notify(&p, decision);
    struct uuid given = ratify(&p, decision, 20000, CHOICE_FOR);
    assert_int_equal(status_of(&p, decision)->ratification, RATIFICATION_GIVEN);
    notify(&p, given);
    struct body_decision_ruled *body = ruling_body(&p, given, objected(&p, given), RULING_UPHELD);
    body->annuls = true;
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_done(room);
    assert_int_equal(status_of(&p, decision)->ratification, RATIFICATION_NEEDED);
    commit(&p, decision, 1000);
    assert_refused(room, ERR_UNRATIFIED, "");
    ratify(&p, decision, 20000, CHOICE_FOR);
    commit(&p, decision, 1000);
    assert_done(room);
    powers_end(&p);
}

static void an_urgent_decision_is_on_the_next_agenda(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    urgent_mandate(&p, 50000);
    struct uuid decision = urgent(&p, 20000);
    struct body_meeting_convened *body = NEW(room, meeting_convened, MEETING_CONVENED);
    body->council = room->council;
    body->on_date = date_in_amsterdam(room->acting.at);
    RUN(room, MEETING_CONVENED, body, room->secretary);
    assert_refused(room, ERR_MISMATCH, "/agenda");
    struct item_agenda_item item = { .number = 1,
                                     .title = words("Bekrachtiging"),
                                     .proposal = room_file(room, 1),
                                     .repeats = FIELD_ABSENT_I32 };
    body->agenda = (struct list){ &item, 1 };
    RUN(room, MEETING_CONVENED, body, room->secretary);
    assert_refused(room, ERR_MISMATCH, "/agenda");
    item.proposal = OBJECT(room, decision, DECISION, decision)->proposal;
    RUN(room, MEETING_CONVENED, body, room->secretary);
    assert_done(room);
    ratify(&p, decision, 20000, CHOICE_AGAINST);
    struct body_meeting_convened *free = NEW(room, meeting_convened, MEETING_CONVENED);
    free->council = room->council;
    free->on_date = body->on_date;
    RUN(room, MEETING_CONVENED, free, room->secretary);
    assert_done(room);
    powers_end(&p);
}

static void after_a_ruling_there_is_only_the_court(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = room_decide(room, room_voted(room, 300000, 0, 3));
    notify(&p, decision);
    struct body_decision_ruled *body =
        ruling_body(&p, decision, objected(&p, decision), RULING_UPHELD);
    body->amount_cents = 300000;
    struct uuid ruling = RUN(room, DECISION_RULED, body, p.clerk);
    assert_done(room);
    notify(&p, ruling);
    RUN(room, OBJECTION_FILED, objection_body(&p, ruling), room->secretary);
    assert_refused(room, ERR_MISMATCH, "/decision");
    assert_non_null(strstr(room->err.detail, "Awb 8:1"));
    struct body_appeal_noted *appeal = NEW(room, appeal_noted, APPEAL_NOTED);
    appeal->decision = ruling;
    appeal->filed_on = date_in_amsterdam(room->acting.at);
    RUN(room, APPEAL_NOTED, appeal, room->secretary);
    assert_done(room);
    struct body_decision_ruled *court = ruling_body(&p, ruling, none, RULING_REJECTED);
    court->basis = BASIS_COURT_RULING;
    struct uuid judgement = RUN(room, DECISION_RULED, court, room->grantor);
    assert_done(room);
    notify(&p, judgement);
    RUN(room, OBJECTION_FILED, objection_body(&p, judgement), room->secretary);
    assert_refused(room, ERR_MISMATCH, "/decision");
    powers_end(&p);
}

/* --- Suspended and contested at once. --- */

static void each_ends_by_its_own_act(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = granted(&p, 1000);
    set_suspended(&p, decision, true);
    assert_done(room);
    contest(&p, decision, 0);
    assert_state(&p, decision, DECISION_CONTESTED);
    set_suspended(&p, decision, true);
    assert_refused(room, ERR_WRONG_STATE, "");
    RUN(room, DECISION_RULED, ruling_body(&p, decision, none, RULING_REJECTED), p.clerk);
    assert_done(room);
    assert_int_equal(ACT_BODY(room->last, decision_ruled)->state, DECISION_SUSPENDED);
    assert_state(&p, decision, DECISION_SUSPENDED);
    commit(&p, decision, 10);
    assert_refused(room, ERR_SUSPENDED, "");
    set_suspended(&p, decision, false);
    assert_state(&p, decision, DECISION_IN_EFFECT);
    set_suspended(&p, decision, false);
    assert_refused(room, ERR_WRONG_STATE, "");
    /* The other way round: the suspension ends, the conflict stays. */
    contest(&p, decision, 1);
    set_suspended(&p, decision, false);
    assert_refused(room, ERR_WRONG_STATE, "");
    set_suspended(&p, decision, true);
    assert_done(room);
    assert_state(&p, decision, DECISION_CONTESTED);
    set_suspended(&p, decision, false);
    assert_done(room);
    assert_state(&p, decision, DECISION_CONTESTED);
    /* A court's judgement is about all of it. */
    set_suspended(&p, decision, true);
    struct body_decision_ruled *court = ruling_body(&p, decision, none, RULING_REJECTED);
    court->basis = BASIS_COURT_RULING;
    RUN(room, DECISION_RULED, court, room->grantor);
    assert_done(room);
    assert_state(&p, decision, DECISION_IN_EFFECT);
    assert_false(status_of(&p, decision)->suspended);
    powers_end(&p);
}

/* A ruling of a court that gave money was recorded wrongly: both are back. */
static void a_court_ruling_undone_suspends_again(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid motion = room_draft(room, room_file(room, 2000), 1000);
    room_open_motion(room, motion);
    for (int i = 0; i < 3; i++) {
        room_vote(room, motion, i, CHOICE_FOR, none);
    }
    room_close_motion(room, motion);
    struct body_decision_made *made = room_decision_body(room, motion);
    made->partial_reason = words("De helft.");
    struct uuid decision = RUN(room, DECISION_MADE, made, room->secretary);
    assert_done(room);
    set_suspended(&p, decision, true);
    contest(&p, decision, 0);
    struct body_decision_ruled *court = ruling_body(&p, decision, none, RULING_UPHELD);
    court->basis = BASIS_COURT_RULING;
    court->amount_cents = 1000;
    struct uuid ruling = RUN(room, DECISION_RULED, court, room->grantor);
    assert_done(room);
    assert_state(&p, decision, DECISION_IN_EFFECT);
    struct body_transaction_reversed *undo = NEW(room, transaction_reversed, TRANSACTION_REVERSED);
    undo->transaction = ruling;
    undo->reason = words("Verkeerd dossier");
    RUN(room, TRANSACTION_REVERSED, undo,
        room_appoint(room, ROLE_CONTROLLER, SCOPE_ORGANISATION, room->organisation, room->grantor));
    assert_done(room);
    assert_state(&p, decision, DECISION_CONTESTED);
    assert_true(status_of(&p, decision)->suspended);
    powers_end(&p);
}

/* Two for, one against; without one of the two it is rejected. A conflict that was none is no doubt
 * in the next one. */
static void a_conflict_ruled_out_is_no_doubt(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    room_attend(room, room->meeting, p.chair, PRESENCE_ARRIVED);
    struct uuid motion = room_voted(room, 1000, 3, 0);
    struct uuid decision = room_decide(room, motion);
    contest(&p, decision, 0);
    contest(&p, decision, 1);
    assert_int_equal(ACT_BODY(room->last, conflict_found)->pivotal, true);
    RUN(room, DECISION_RULED, ruling_body(&p, decision, none, RULING_REJECTED), p.clerk);
    assert_done(room);
    contest(&p, decision, 2);
    assert_int_equal(ACT_BODY(room->last, conflict_found)->pivotal, false);
    powers_end(&p);
}

/* --- Under 18. --- */

static void appointed(struct powers *p, enum role role, struct uuid scope_id, enum scope scope,
                      struct uuid twin, struct uuid actor)
{
    struct council_room *room = &p->room;
    struct body_appointment_made *body = NEW(room, appointment_made, APPOINTMENT_MADE);
    body->role = (int)role;
    body->scope = (int)scope;
    body->scope_id = scope_id;
    body->from_date = date_in_amsterdam(room->acting.at);
    body->handle = room_id(room);
    same(p, body->handle, twin);
    RUN(room, APPOINTMENT_MADE, body, actor);
    same(p, none, none);
}

static void a_youth_member_has_no_payment_role(void **state)
{
    (void)state;
    static const enum role roles[] = { ROLE_SIGNATORY, ROLE_ACCEPTOR, ROLE_PAYER };
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid youth = room_appoint(room, ROLE_YOUTH_MEMBER, SCOPE_COUNCIL, room->council,
                                     room->secretary);
    for (size_t i = 0; i < 3; i++) {
        appointed(&p, roles[i], room->organisation, SCOPE_ORGANISATION, youth, room->grantor);
        assert_refused(room, ERR_SEPARATION, "");
        appointed(&p, roles[i], room->organisation, SCOPE_ORGANISATION, room->member[0],
                  room->grantor);
        assert_done(room);
    }
    appointed(&p, ROLE_IMPORTER, room->organisation, SCOPE_ORGANISATION, youth, room->grantor);
    assert_done(room);
    appointed(&p, ROLE_YOUTH_MEMBER, room->council, SCOPE_COUNCIL, p.signatory, room->secretary);
    assert_refused(room, ERR_SEPARATION, "");
    powers_end(&p);
}

/* In the years after, or the ones before, it is another matter: from the day on which the other has
 * ended, until the day on which the other begins. */
static void terms_that_do_not_overlap_may_be_one_persons(void **state)
{
    (void)state;
    static const struct {
        int32_t from[3], until[3];
        bool is_free;
    } terms[] = {
        { { 2026, 6, 1 },  { 2027, 1, 1 }, true  }, /* youth member until then */
        { { 2026, 5, 31 }, { 2027, 1, 1 }, false },
        { { 2026, 2, 1 },  { 2026, 3, 2 }, true  }, /* youth member from then on */
        { { 2026, 2, 1 },  { 2026, 3, 3 }, false },
    };
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct body_appointment_made *body = NEW(room, appointment_made, APPOINTMENT_MADE);
    body->role = ROLE_YOUTH_MEMBER;
    body->scope = SCOPE_COUNCIL;
    body->scope_id = room->council;
    body->from_date = day_of(2026, 3, 2);
    body->until_date = day_of(2026, 6, 1);
    body->handle = room_id(room);
    struct uuid youth = body->handle;
    RUN(room, APPOINTMENT_MADE, body, room->secretary);
    assert_done(room);
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++) {
        const int32_t *from = terms[i].from;
        const int32_t *until = terms[i].until;
        body = NEW(room, appointment_made, APPOINTMENT_MADE);
        body->role = ROLE_PAYER;
        body->scope = SCOPE_ORGANISATION;
        body->scope_id = room->organisation;
        body->from_date = day_of(from[0], from[1], from[2]);
        body->until_date = day_of(until[0], until[1], until[2]);
        body->handle = room_id(room);
        same(&p, body->handle, youth);
        RUN(room, APPOINTMENT_MADE, body, room->grantor);
        if (terms[i].is_free) {
            assert_done(room);
        } else {
            assert_refused(room, ERR_SEPARATION, "");
        }
    }
    powers_end(&p);
}

static void an_appointment_that_ran_out_is_not_ended(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    for (int late = 0; late < 2; late++) {
        struct body_appointment_made *body = NEW(room, appointment_made, APPOINTMENT_MADE);
        struct date today = date_in_amsterdam(room->acting.at);
        body->role = ROLE_OBSERVER;
        body->scope = SCOPE_COUNCIL;
        body->scope_id = room->council;
        body->from_date = today;
        body->until_date = (struct date){ today.days + 10 };
        body->handle = room_id(room);
        struct uuid made = RUN(room, APPOINTMENT_MADE, body, room->secretary);
        assert_done(room);
        pass_days(&p, late ? 10 : 9);
        struct body_appointment_ended *ended = NEW(room, appointment_ended, APPOINTMENT_ENDED);
        ended->appointment = made;
        ended->until_date = (struct date){ today.days + 9 };
        ended->document = some_hash();
        RUN(room, APPOINTMENT_ENDED, ended, room->secretary);
        if (late) {
            assert_says(room, ERR_WRONG_STATE, "", "The appointment ran out already.");
        } else {
            assert_done(room);
        }
    }
    powers_end(&p);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_took_part_does_not_rule),
        cmocka_unit_test(who_filed_the_plan_does_not_rule),
        cmocka_unit_test(who_decided_by_urgency_does_not_ratify),
        cmocka_unit_test(urgency_is_not_split),
        cmocka_unit_test(a_ratification_that_was_annulled_is_asked_again),
        cmocka_unit_test(an_urgent_decision_is_on_the_next_agenda),
        cmocka_unit_test(after_a_ruling_there_is_only_the_court),
        cmocka_unit_test(each_ends_by_its_own_act),
        cmocka_unit_test(a_court_ruling_undone_suspends_again),
        cmocka_unit_test(a_conflict_ruled_out_is_no_doubt),
        cmocka_unit_test(a_youth_member_has_no_payment_role),
        cmocka_unit_test(terms_that_do_not_overlap_may_be_one_persons),
        cmocka_unit_test(an_appointment_that_ran_out_is_not_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
