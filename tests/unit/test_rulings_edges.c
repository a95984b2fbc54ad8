/* Who may rule and who ratifies, at the edges: proxies, ratifications, recordings; which vote of the
 * council a case waits for; what a ruling leaves behind when it is recorded wrongly. */
#include "rulings_room.h"

#include "deciding_room.h"

static void rules_with_proxies(struct council_room *room)
{
    struct body_rule_set_adopted *body = rules_body(room, RULE_MAJORITY);
    body->proxies_max = 1;
    room->rules = adopt(room, body);
    assert_done(room);
}

static void give_proxy(struct council_room *room, struct uuid giver, struct uuid holder)
{
    struct body_proxy_given *body = NEW(room, proxy_given, PROXY_GIVEN);
    body->meeting = room->meeting;
    body->holder = holder;
    RUN(room, PROXY_GIVEN, body, giver);
    assert_done(room);
}

static void end_seat(struct council_room *room, struct uuid handle)
{
    struct object_list found;
    struct err err = { 0 };
    assert_true(world_related(room->acting.world, REL_APPOINTMENTS_BY_HANDLE, &handle, &found, &err));
    struct body_appointment_ended *body = NEW(room, appointment_ended, APPOINTMENT_ENDED);
    body->appointment = found.items[0]->id;
    body->until_date = date_in_amsterdam(room->acting.at);
    body->document = some_hash();
    RUN(room, APPOINTMENT_ENDED, body, room->secretary);
    assert_done(room);
}

/* --- Who may rule. --- */

/* Out of office before the vote, so on no roster; but with a proxy in hand at the meeting. */
static void who_held_a_proxy_does_not_rule(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    rules_with_proxies(room);
    room->meeting = call(room, call_body(room));
    arrive(room, room->meeting, 0, 2);
    room_attend(room, room->meeting, p.chair, PRESENCE_ARRIVED);
    room_open_meeting(room, room->meeting);
    assert_done(room);
    give_proxy(room, room->member[2], room->member[1]);
    end_seat(room, room->member[1]);
    struct uuid motion = put_motion(room, room_file(room, 1000), nobody);
    assert_done(room);
    room_vote(room, motion, 0, CHOICE_FOR, nobody);
    struct body_vote_cast *body = NEW(room, vote_cast, VOTE_CAST);
    body->motion = motion;
    body->choice = CHOICE_FOR;
    RUN(room, VOTE_CAST, body, p.chair);
    assert_int_equal(close_up(room, motion)->verdict, VERDICT_ADOPTED);
    struct uuid decision = room_decide(room, motion);
    assert_done(room);
    notify(&p, decision);
    refused_to(&p, decision, room->member[1]);
    powers_end(&p);
}

/* The council's word made it the council's decision as well; before that it was not. */
static void who_ratified_does_not_rule_on_the_urgent_decision(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    urgent_mandate(&p, 50000);
    struct uuid decision = urgent(&p, 20000);
    assert_done(room);
    notify(&p, decision);
    same(&p, p.clerk, room->member[2]);
    RUN(room, DECISION_RULED,
        ruling_body(&p, decision, objected(&p, decision), RULING_REJECTED), p.clerk);
    assert_done(room);
    same(&p, none, none);
    ratify(&p, decision, 20000, CHOICE_FOR);
    refused_to(&p, decision, room->member[2]);
    /* Ruling on another urgent decision has nothing to do with that ratification. */
    struct uuid other = urgent(&p, 10000);
    assert_done(room);
    notify(&p, other);
    same(&p, p.clerk, room->member[2]);
    RUN(room, DECISION_RULED, ruling_body(&p, other, objected(&p, other), RULING_REJECTED),
        p.clerk);
    assert_done(room);
    powers_end(&p);
}

static void vote_on_ratification(struct powers *p, struct uuid motion, struct uuid member,
                                 struct uuid actor)
{
    struct council_room *room = &p->room;
    struct body_vote_cast *body = NEW(room, vote_cast, VOTE_CAST);
    body->motion = motion;
    body->choice = CHOICE_FOR;
    body->member = member;
    body->method = uuid_equal(&actor, &room->secretary) ? METHOD_SHOW_OF_HANDS : vote_method_absent;
    RUN(room, VOTE_CAST, body, actor);
}

/* Who decided by urgency casts nobody's vote on it either; a secretary only records. */
static void nor_by_proxy_does_who_decided_ratify(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    urgent_mandate(&p, 50000);
    struct uuid decision = urgent(&p, 20000);
    assert_done(room);
    rules_with_proxies(room);
    struct body_meeting_convened *body = call_body(room);
    body->agenda = agenda_item(room, 1, OBJECT(room, decision, DECISION, decision)->proposal, 0);
    room->meeting = call(room, body);
    assert_done(room);
    arrive(room, room->meeting, 0, 2);
    room_attend(room, room->meeting, p.chair, PRESENCE_ARRIVED);
    room_open_meeting(room, room->meeting);
    assert_done(room);
    give_proxy(room, room->member[2], p.chair);
    struct uuid motion = put_ratification(&p, decision, 20000);
    vote_on_ratification(&p, motion, room->member[2], p.chair);
    assert_refused(room, ERR_SEPARATION, "");
    /* The secretary and who decided are one person: recording is no voting. */
    same(&p, room->secretary, p.chair);
    vote_on_ratification(&p, motion, room->member[0], room->secretary);
    assert_done(room);
    powers_end(&p);
}

/* The holder decided, and has a seat under another handle: the vote of whom they stand in for is
 * theirs as well. */
static void nor_does_a_member_who_decided_as_the_holder(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    urgent_mandate(&p, 50000);
    struct uuid decision =
        RUN(room, DECISION_MADE, basis_body(&p, BASIS_URGENCY, room_file(room, 20000), 20000),
            room->holder);
    assert_done(room);
    rules_with_proxies(room);
    struct body_meeting_convened *body = call_body(room);
    body->agenda = agenda_item(room, 1, OBJECT(room, decision, DECISION, decision)->proposal, 0);
    room->meeting = call(room, body);
    arrive(room, room->meeting, 0, 2);
    room_attend(room, room->meeting, p.chair, PRESENCE_ARRIVED);
    room_open_meeting(room, room->meeting);
    assert_done(room);
    give_proxy(room, room->member[2], room->member[1]);
    struct uuid motion = put_ratification(&p, decision, 20000);
    same(&p, room->holder, room->member[1]);
    vote_on_ratification(&p, motion, room->member[2], room->member[1]);
    assert_refused(room, ERR_SEPARATION, "");
    same(&p, none, none);
    vote_on_ratification(&p, motion, room->member[2], room->member[1]);
    assert_done(room);
    powers_end(&p);
}

/* By urgency nobody voted: who decided is one person, and does not rule. */
static void who_decided_by_urgency_does_not_rule_on_it(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    urgent_mandate(&p, 50000);
    struct uuid decision = urgent(&p, 20000);
    assert_done(&p.room);
    notify(&p, decision);
    refused_to(&p, decision, p.chair);
    powers_end(&p);
}

/* What a court says is only put on record, by whoever is before it. */
static void who_decided_records_what_the_court_said(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision =
        RUN(room, DECISION_MADE, basis_body(&p, BASIS_GRANTOR, room_file(room, 30000), 30000),
            room->grantor);
    assert_done(room);
    notify(&p, decision);
    struct body_decision_ruled *court = ruling_body(&p, decision, none, RULING_UPHELD);
    court->basis = BASIS_COURT_RULING;
    court->annuls = true;
    RUN(room, DECISION_RULED, court, room->grantor);
    assert_done(room);
    assert_state(&p, decision, DECISION_ANNULLED);
    powers_end(&p);
}

/* --- Which vote a case waits for. --- */

static struct uuid instruct(struct powers *p, struct uuid proposal)
{
    struct council_room *room = &p->room;
    struct body_instruction_given *body = NEW(room, instruction_given, INSTRUCTION_GIVEN);
    body->mandate = room->mandate;
    body->proposal = proposal;
    body->instruction = words("De grantor beslist zelf.");
    body->reason = words("Stedelijk belang");
    body->document = some_hash();
    struct uuid id = RUN(room, INSTRUCTION_GIVEN, body, room->grantor);
    assert_done(room);
    return id;
}

static void by_grantor(struct powers *p, struct uuid proposal)
{
    RUN(&p->room, DECISION_MADE, basis_body(p, BASIS_GRANTOR, proposal, 1000), p->room.grantor);
}

static void what_was_no_vote_leaves_the_case_free(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    /* One of four took part: not valid. */
    struct uuid proposal = room_file(room, 1000);
    struct uuid motion = put_motion(room, proposal, nobody);
    room_vote(room, motion, 0, CHOICE_AGAINST, nobody);
    assert_int_equal(close_up(room, motion)->verdict, VERDICT_INVALID_QUORUM);
    by_grantor(&p, proposal);
    assert_done(room);
    /* Drafted, and never opened. */
    proposal = room_file(room, 1000);
    room_draft(room, proposal, 1000);
    by_grantor(&p, proposal);
    assert_done(room);
    /* Voided by a new version. */
    proposal = room_file(room, 1000);
    motion = put_motion(room, proposal, nobody);
    vote_all(room, motion, 0, 3, CHOICE_AGAINST);
    room_revise(room, proposal, 1000);
    assert_int_equal(motion_at(room, motion)->state, MOTION_VOID);
    by_grantor(&p, proposal);
    assert_done(room);
    powers_end(&p);
}

/* The last one is the one that closed last, whichever was put first. */
static void each_vote_asks_an_instruction_of_its_own(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid proposal = room_file(room, 1000);
    struct uuid first = put_motion(room, proposal, nobody);
    struct uuid second = put_motion(room, proposal, nobody);
    vote_all(room, second, 0, 3, CHOICE_AGAINST);
    vote_all(room, first, 0, 3, CHOICE_AGAINST);
    (void)close_up(room, second);
    instruct(&p, proposal);
    (void)close_up(room, first);
    by_grantor(&p, proposal);
    assert_refused(room, ERR_WRONG_STATE, "/basis");
    /* And where the one put last closes last. */
    instruct(&p, proposal);
    struct uuid third = put_motion(room, proposal, nobody);
    vote_all(room, third, 0, 3, CHOICE_AGAINST);
    (void)close_up(room, third);
    by_grantor(&p, proposal);
    assert_refused(room, ERR_WRONG_STATE, "/basis");
    assert_non_null(strstr(room->err.detail, motion_at(room, third)->object.reference.text));
    struct uuid given = instruct(&p, proposal);
    by_grantor(&p, proposal);
    assert_done(room);
    assert_true(uuid_equal(&ACT_BODY(room->last, decision_made)->instruction, &given));
    powers_end(&p);
}

/* The holder declined what the council adopted: that the council voted stays so. */
static void what_the_holder_declined_was_voted_on(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_JOINT);
    struct council_room *room = &p.room;
    struct uuid motion = room_voted(room, 1000, 3, 0);
    struct uuid proposal = motion_at(room, motion)->proposal;
    room_concur(room, room_decide(room, motion), CONCURRENCE_DECLINES);
    assert_done(room);
    assert_int_equal(motion_at(room, motion)->state, MOTION_DECIDED);
    by_grantor(&p, proposal);
    assert_refused(room, ERR_WRONG_STATE, "/basis");
    instruct(&p, proposal);
    by_grantor(&p, proposal);
    assert_done(room);
    powers_end(&p);
}

/* An urgent decision was recorded wrongly after the council had spoken on it: on its ratification,
 * not on the plan. */
static void a_ratification_is_no_vote_on_the_case(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    urgent_mandate(&p, 50000);
    struct uuid decision = urgent(&p, 20000);
    struct uuid proposal = OBJECT(room, decision, DECISION, decision)->proposal;
    struct uuid motion = put_ratification(&p, decision, 20000);
    vote_all(room, motion, 0, 3, CHOICE_AGAINST);
    (void)close_up(room, motion);
    undo(&p, decision);
    assert_done(room);
    by_grantor(&p, proposal);
    assert_refused(room, ERR_MISMATCH, "/partialReason"); /* EUR 10 of EUR 200: the case is free */
    RUN(room, DECISION_MADE, basis_body(&p, BASIS_URGENCY, proposal, 20000), p.chair);
    assert_done(room);
    powers_end(&p);
}

/* --- Urgent decisions that stand no more. --- */

static void urgent_decisions_that_ended_count_no_more(void **state)
{
    (void)state;
    for (int is_ruled = 0; is_ruled < 2; is_ruled++) {
        struct powers p;
        powers_begin(&p, EXERCISE_ALONE);
        struct council_room *room = &p.room;
        urgent_mandate(&p, 50000);
        struct uuid first = urgent(&p, 30000);
        assert_done(room);
        notify(&p, first);
        /* Suspended it stands, and waits for the council. */
        set_suspended(&p, first, true);
        assert_done(room);
        urgent(&p, 20001);
        assert_refused(room, ERR_OVER_CEILING, "/amountCents");
        (void)call(room, call_body(room));
        assert_refused(room, ERR_MISMATCH, "/agenda");
        if (is_ruled) {
            struct body_decision_ruled *body =
                ruling_body(&p, first, objected(&p, first), RULING_UPHELD);
            body->annuls = true;
            RUN(room, DECISION_RULED, body, p.clerk);
        } else {
            RUN(room, DECISION_WITHDRAWN, withdrawal_body(&p, first, WITHDRAWAL_AT_REQUEST),
                room->grantor);
        }
        assert_done(room);
        (void)call(room, call_body(room));
        assert_done(room);
        urgent(&p, 50000);
        assert_done(room);
        powers_end(&p);
    }
}

/* Above what one may give, and above what all may give, are told apart. */
static void one_urgent_decision_has_a_ceiling_of_its_own(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    urgent_mandate(&p, 50000);
    urgent(&p, 50001);
    assert_refused(room, ERR_OVER_CEILING, "/amountCents");
    assert_non_null(strstr(room->err.detail, "by urgency mandate"));
    struct uuid decision = urgent(&p, 50000);
    assert_done(room);
    urgent(&p, 1);
    assert_refused(room, ERR_OVER_CEILING, "/amountCents");
    assert_non_null(strstr(room->err.detail, "has not ratified"));
    /* Once the council has said yes, it need not stand on its agenda again. */
    ratify(&p, decision, 50000, CHOICE_FOR);
    (void)call(room, call_body(room));
    assert_done(room);
    powers_end(&p);
}

/* --- Endings. --- */

/* What the grantor decided himself never counted under the council's ceiling. */
static void annulling_the_grantors_decision_leaves_the_councils_year(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    granted(&p, 70000);
    struct uuid decision =
        RUN(room, DECISION_MADE, basis_body(&p, BASIS_GRANTOR, room_file(room, 30000), 30000),
            room->grantor);
    assert_done(room);
    notify(&p, decision);
    assert_int_equal(counted(&p, room->mandate, 2026), 70000);
    struct body_decision_ruled *body =
        ruling_body(&p, decision, objected(&p, decision), RULING_UPHELD);
    body->annuls = true;
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_done(room);
    assert_int_equal(body->freed_cents, 30000);
    assert_int_equal(counted(&p, room->mandate, 2026), 70000);
    powers_end(&p);
}

static void annulling_a_refusal_frees_nothing(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = room_decide(room, room_voted(room, 300000, 0, 3));
    notify(&p, decision);
    struct body_decision_ruled *body =
        ruling_body(&p, decision, objected(&p, decision), RULING_UPHELD);
    body->annuls = true;
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_done(room);
    assert_int_equal(body->outcome, OUTCOME_ANNULMENT);
    assert_int_equal(body->freed_cents, 0);
    assert_state(&p, decision, DECISION_ANNULLED);
    assert_int_equal(available(&p), 2000000);
    powers_end(&p);
}

/* What was released before is not freed twice. */
static void what_was_released_is_not_freed_again(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = granted(&p, 100000);
    struct body_motion_drafted *drafted =
        room_draft_body(room, OBJECT(room, decision, DECISION, decision)->proposal, 30000);
    drafted->subject = SUBJECT_RELEASE;
    drafted->releases = decision;
    struct uuid motion = RUN(room, MOTION_DRAFTED, drafted, room->secretary);
    assert_done(room);
    room_open_motion(room, motion);
    vote_all(room, motion, 0, 3, CHOICE_FOR);
    (void)close_up(room, motion);
    struct body_allocation_released *released =
        NEW(room, allocation_released, ALLOCATION_RELEASED);
    released->decision = decision;
    released->releasing = room_decide(room, motion);
    assert_done(room);
    released->amount_cents = 30000;
    RUN(room, ALLOCATION_RELEASED, released, room->secretary);
    assert_done(room);
    assert_int_equal(available(&p), 1930000);
    struct body_decision_ruled *body =
        ruling_body(&p, decision, objected(&p, decision), RULING_UPHELD);
    body->annuls = true;
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_done(room);
    assert_int_equal(body->freed_cents, 70000);
    assert_int_equal(available(&p), 2000000);
    powers_end(&p);
}

/* The grantor's ruling gave what was refused, and a court annuls the ruling: that was no ratification,
 * and nothing waits for one. */
static void annulling_a_ruling_asks_nobody_to_ratify(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid refusal = room_decide(room, room_voted(room, 300000, 0, 3));
    notify(&p, refusal);
    struct body_decision_ruled *body =
        ruling_body(&p, refusal, objected(&p, refusal), RULING_UPHELD);
    body->amount_cents = 300000;
    struct uuid ruling = RUN(room, DECISION_RULED, body, p.clerk);
    assert_done(room);
    struct body_decision_ruled *court = ruling_body(&p, ruling, none, RULING_UPHELD);
    court->basis = BASIS_COURT_RULING;
    court->annuls = true;
    RUN(room, DECISION_RULED, court, room->grantor);
    assert_done(room);
    assert_state(&p, ruling, DECISION_ANNULLED);
    assert_int_equal(status_of(&p, refusal)->ratification, ratification_absent);
    assert_int_equal(available(&p), 2000000);
    powers_end(&p);
}

/* An objection to a withdrawal cannot make it give what nobody asked in it. */
static void a_ruling_on_a_withdrawal_grants_nothing(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = granted(&p, 1000);
    struct uuid withdrawal =
        RUN(room, DECISION_WITHDRAWN, withdrawal_body(&p, decision, WITHDRAWAL_AT_REQUEST),
            room->grantor);
    assert_done(room);
    notify(&p, withdrawal);
    struct body_decision_ruled *body =
        ruling_body(&p, withdrawal, objected(&p, withdrawal), RULING_UPHELD);
    body->amount_cents = 500;
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_says(room, ERR_MISMATCH, "/amountCents",
                "Nothing was asked in a decision that is a withdrawal.");
    body->amount_cents = FIELD_ABSENT;
    body->annuls = true;
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_done(room);
    powers_end(&p);
}

/* An urgent decision's ratification lapsed for want of members; a release is something else. */
static void a_ratification_is_put_again_as_a_ratification(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    urgent_mandate(&p, 50000);
    struct uuid decision = urgent(&p, 20000);
    assert_done(room);
    struct uuid motion = put_ratification(&p, decision, 20000);
    room_vote(room, motion, 0, CHOICE_FOR, nobody);
    assert_int_equal(close_up(room, motion)->verdict, VERDICT_INVALID_QUORUM);
    struct body_motion_drafted *body =
        room_draft_body(room, OBJECT(room, decision, DECISION, decision)->proposal, 20000);
    body->subject = SUBJECT_RELEASE;
    body->releases = decision;
    body->retry_of = motion;
    RUN(room, MOTION_DRAFTED, body, room->secretary);
    assert_says(room, ERR_MISMATCH, "/retryOf",
                "The earlier motion was on something else than this one.");
    body->subject = SUBJECT_RATIFICATION;
    RUN(room, MOTION_DRAFTED, body, room->secretary);
    assert_done(room);
    powers_end(&p);
}

/* Withdrawn while suspended, and recorded wrongly: it is suspended again. */
static void a_withdrawal_undone_finds_it_as_it_was(void **state)
{
    (void)state;
    for (int suspended = 0; suspended < 2; suspended++) {
        struct powers p;
        powers_begin(&p, EXERCISE_ALONE);
        struct council_room *room = &p.room;
        struct uuid decision = granted(&p, 1000);
        if (suspended) {
            set_suspended(&p, decision, true);
            assert_done(room);
        }
        struct uuid withdrawal =
            RUN(room, DECISION_WITHDRAWN, withdrawal_body(&p, decision, WITHDRAWAL_AT_REQUEST),
                room->grantor);
        assert_done(room);
        assert_state(&p, decision, DECISION_WITHDRAWN);
        undo(&p, withdrawal);
        assert_done(room);
        assert_state(&p, decision, suspended ? DECISION_SUSPENDED : DECISION_IN_EFFECT);
        assert_int_equal(counted(&p, room->mandate, 2026), 1000);
        powers_end(&p);
    }
}

/* Recorded wrongly, the objection waits for a ruling again, and names none. */
static void a_ruling_undone_leaves_the_objection_filed(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = granted(&p, 1000);
    struct uuid id = objected(&p, decision);
    struct body_decision_ruled *body = ruling_body(&p, decision, id, RULING_UPHELD);
    body->annuls = true;
    struct uuid ruling = RUN(room, DECISION_RULED, body, p.clerk);
    assert_done(room);
    assert_true(uuid_equal(&OBJECT(room, objection, OBJECTION, id)->ruling, &ruling));
    undo(&p, ruling);
    assert_done(room);
    assert_true(uuid_is_zero(&OBJECT(room, objection, OBJECTION, id)->ruling));
    assert_int_equal(OBJECT(room, objection, OBJECTION, id)->state, OBJECTION_FILED);
    powers_end(&p);
}

/* EUR 10 of the EUR 20 asked. */
static struct uuid given_in_part(struct powers *p)
{
    struct council_room *room = &p->room;
    struct uuid motion = room_draft(room, room_file(room, 2000), 1000);
    room_open_motion(room, motion);
    vote_all(room, motion, 0, 3, CHOICE_FOR);
    (void)close_up(room, motion);
    struct body_decision_made *made = room_decision_body(room, motion);
    made->partial_reason = words("De helft.");
    struct uuid decision = RUN(room, DECISION_MADE, made, room->secretary);
    assert_done(room);
    return decision;
}

/* On the conflict, and it gives the other half: the conflict ends, the suspension stays. Recorded
 * wrongly, both are as they were; not when somebody acted on it since. */
static void a_ruling_on_a_conflict_undone(void **state)
{
    (void)state;
    enum {
        PLAIN,
        SUSPENDED,
        RESUMED_SINCE,
        SUSPENDED_SINCE,
        CASES
    };
    for (int at = 0; at < CASES; at++) {
        struct powers p;
        powers_begin(&p, EXERCISE_ALONE);
        struct council_room *room = &p.room;
        struct uuid decision = given_in_part(&p);
        bool was_suspended = at == SUSPENDED || at == RESUMED_SINCE;
        if (was_suspended) {
            set_suspended(&p, decision, true);
            assert_done(room);
        }
        contest(&p, decision, 0);
        struct body_decision_ruled *body = ruling_body(&p, decision, none, RULING_UPHELD);
        body->amount_cents = 1000;
        struct uuid ruling = RUN(room, DECISION_RULED, body, p.clerk);
        assert_done(room);
        assert_state(&p, decision, was_suspended ? DECISION_SUSPENDED : DECISION_IN_EFFECT);
        assert_int_equal(counted(&p, room->mandate, 2026), 1000); /* the ruling's is the grantor's */
        if (at == RESUMED_SINCE || at == SUSPENDED_SINCE) {
            set_suspended(&p, decision, at == SUSPENDED_SINCE);
            assert_done(room);
            undo(&p, ruling);
            assert_refused(room, ERR_LATER_ROW_RESTS_ON_IT, "");
        } else {
            undo(&p, ruling);
            assert_done(room);
            assert_state(&p, decision, DECISION_CONTESTED);
            assert_int_equal(status_of(&p, decision)->suspended, was_suspended);
            assert_int_equal(counted(&p, room->mandate, 2026), 1000);
        }
        powers_end(&p);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_held_a_proxy_does_not_rule),
        cmocka_unit_test(who_ratified_does_not_rule_on_the_urgent_decision),
        cmocka_unit_test(nor_by_proxy_does_who_decided_ratify),
        cmocka_unit_test(nor_does_a_member_who_decided_as_the_holder),
        cmocka_unit_test(who_decided_by_urgency_does_not_rule_on_it),
        cmocka_unit_test(who_decided_records_what_the_court_said),
        cmocka_unit_test(what_was_no_vote_leaves_the_case_free),
        cmocka_unit_test(each_vote_asks_an_instruction_of_its_own),
        cmocka_unit_test(what_the_holder_declined_was_voted_on),
        cmocka_unit_test(a_ratification_is_no_vote_on_the_case),
        cmocka_unit_test(urgent_decisions_that_ended_count_no_more),
        cmocka_unit_test(one_urgent_decision_has_a_ceiling_of_its_own),
        cmocka_unit_test(what_was_released_is_not_freed_again),
        cmocka_unit_test(annulling_a_ruling_asks_nobody_to_ratify),
        cmocka_unit_test(a_ruling_on_a_withdrawal_grants_nothing),
        cmocka_unit_test(a_ratification_is_put_again_as_a_ratification),
        cmocka_unit_test(a_withdrawal_undone_finds_it_as_it_was),
        cmocka_unit_test(a_ruling_undone_leaves_the_objection_filed),
        cmocka_unit_test(annulling_the_grantors_decision_leaves_the_councils_year),
        cmocka_unit_test(annulling_a_refusal_frees_nothing),
        cmocka_unit_test(a_ruling_on_a_conflict_undone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
