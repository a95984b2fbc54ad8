/* Rounds in writing at their edges: no second call, no meeting asked where it cannot be, rules that know none; and a
 * round counted again later, when members have left since. */
#include "powers_room.h"

#include "deciding_room.h"

enum {
    DAYS = 10
};

/* By more than half of all who are eligible. */
static void adopt_written(struct council_room *room, enum written_request request)
{
    static struct item_threshold half = { BASE_ELIGIBLE, 1, 2, true };
    struct body_rule_set_adopted *body = rules_body(room, RULE_FOUNDATION);
    body->written = WRITTEN_THRESHOLD;
    body->written_thresholds = (struct list){ &half, 1 };
    body->written_request = (int)request;
    room->rules = adopt(room, body);
    assert_done(room);
}

static void open_round(struct council_room *room)
{
    struct body_meeting_convened *body = call_body(room);
    body->until_date = (struct date){ body->on_date.days + DAYS };
    room->meeting = call(room, body);
    assert_done(room);
    room_open_meeting(room, room->meeting);
    assert_done(room);
}

static void ask_for_meeting(struct council_room *room, struct uuid motion, struct uuid member)
{
    struct body_meeting_requested *body = NEW(room, meeting_requested, MEETING_REQUESTED);
    body->motion = motion;
    RUN(room, MEETING_REQUESTED, body, member);
}

static void a_round_is_no_second_call(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid first = room_convene(room);
    room_lapse(room, first);
    assert_done(room);
    struct body_meeting_convened *body = call_body(room);
    body->until_date = (struct date){ body->on_date.days + DAYS };
    body->second_call_of = first;
    (void)call(room, body);
    assert_says(room, ERR_MISMATCH, "/secondCallOf",
                "A second call is for a meeting: in writing nobody can be too few.");
    body->second_call_of = nobody;
    body->until_date = body->on_date;
    (void)call(room, body);
    assert_says(room, ERR_BAD_DATE, "/untilDate",
                "A round in writing ends after the day on which it opens.");
    powers_end(&p);
}

static void a_meeting_is_asked_for_in_an_open_round(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid in_meeting = put_motion(room, room_file(room, 1000), nobody);
    assert_done(room);
    ask_for_meeting(room, in_meeting, room->member[0]);
    assert_says(room, ERR_MISMATCH, "", "The motion is in a meeting already.");
    adopt_written(room, WRITTEN_REQUEST_ENDS);
    open_round(room);
    struct uuid motion = put_motion(room, room_file(room, 1000), nobody);
    assert_done(room);
    struct uuid late =
        room_appoint(room, ROLE_MEMBER, SCOPE_COUNCIL, room->council, room->secretary);
    ask_for_meeting(room, motion, late);
    assert_says(room, ERR_NOT_ENTITLED, "/member",
                "The member is not on the roster of this motion.");
    ask_for_meeting(room, motion, room->member[0]);
    assert_done(room);
    ask_for_meeting(room, motion, room->member[1]);
    assert_refused(room, ERR_MOTION_NOT_OPEN, "");
    powers_end(&p);
}

/* A member left after the round had closed: counted again with a late conflict, the vote is what
 * it was. */
static void who_left_since_was_there_then(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    adopt_written(room, WRITTEN_REQUEST_ENDS);
    open_round(room);
    struct uuid motion = put_motion(room, room_file(room, 1000), nobody);
    assert_done(room);
    vote_all(room, motion, 0, 3, CHOICE_FOR); /* of four: the chair is silent */
    pass_days(&p, DAYS);
    assert_int_equal(close_up(room, motion)->verdict, VERDICT_ADOPTED);
    struct uuid decision = room_decide(room, motion);
    assert_done(room);
    notify(&p, decision);
    for (int member = 1; member <= 2; member++) {
        struct object_list found;
        struct err err = { 0 };
        assert_true(world_related(room->acting.world, REL_APPOINTMENTS_BY_HANDLE,
                                  &room->member[member], &found, &err));
        struct body_appointment_ended *ended = NEW(room, appointment_ended, APPOINTMENT_ENDED);
        ended->appointment = found.items[0]->id;
        ended->until_date = day_of(2026, 3, 3); /* within the round, but known only now */
        ended->document = some_hash();
        RUN(room, APPOINTMENT_ENDED, ended, room->secretary);
        assert_done(room);
    }
    struct body_conflict_found *body = NEW(room, conflict_found, CONFLICT_FOUND);
    body->decision = decision;
    body->member = room->member[0];
    body->document = some_hash();
    RUN(room, CONFLICT_FOUND, body, room->secretary);
    assert_done(room);
    assert_true(body->voted);
    assert_int_equal(body->verdict, VERDICT_ADOPTED);
    assert_int_equal(body->without, VERDICT_ADOPTED); /* two of three */
    powers_end(&p);
}

static size_t end_seat(struct council_room *room, int member)
{
    struct object_list found;
    struct err err = { 0 };
    assert_true(world_related(room->acting.world, REL_APPOINTMENTS_BY_HANDLE, &room->member[member],
                              &found, &err));
    struct body_appointment_ended *ended = NEW(room, appointment_ended, APPOINTMENT_ENDED);
    ended->appointment = found.items[0]->id;
    ended->until_date = day_of(2026, 3, 3); /* within the round */
    ended->document = some_hash();
    RUN(room, APPOINTMENT_ENDED, ended, room->secretary);
    assert_done(room);
    return ended->voided.count;
}

/* Said when the days are over and the counts are known, that somebody had left takes no vote away. */
static void who_is_said_to_have_left_too_late_counts(void **state)
{
    (void)state;
    for (int late = 0; late < 2; late++) {
        struct powers p;
        powers_begin(&p, EXERCISE_ALONE);
        struct council_room *room = &p.room;
        adopt_written(room, WRITTEN_REQUEST_ENDS);
        open_round(room);
        struct uuid motion = put_motion(room, room_file(room, 1000), nobody);
        assert_done(room);
        vote_all(room, motion, 0, 3, CHOICE_FOR);
        pass_days(&p, late ? DAYS : DAYS - 1);
        assert_int_equal(end_seat(room, 1), 0); /* these rules recompute */
        pass_days(&p, late ? 0 : 1);
        const struct body_motion_closed *closed = close_up(room, motion);
        assert_int_equal(closed->left_office, late ? 0 : 1);
        assert_int_equal(closed->votes_for, late ? 3 : 2);
        powers_end(&p);
    }
}

/* What is entered in the register when the days are over strikes no vote: the counts are known then. */
static void an_interest_entered_too_late_strikes_nothing(void **state)
{
    (void)state;
    for (int late = 0; late < 2; late++) {
        struct powers p;
        powers_begin(&p, EXERCISE_ALONE);
        struct council_room *room = &p.room;
        adopt_written(room, WRITTEN_REQUEST_ENDS);
        open_round(room);
        struct item_cost_line line = { .label = words("Grond"), .amount_cents = 1000 };
        struct body_proposal_filed *filed = NEW(room, proposal_filed, PROPOSAL_FILED);
        filed->envelope = room->envelope;
        filed->applicant = p.payee;
        filed->title = words("Buurtmoestuin");
        filed->cost_lines = (struct list){ &line, 1 };
        filed->version = room_id(room);
        struct uuid proposal = RUN(room, PROPOSAL_FILED, filed, room->secretary);
        struct uuid motion = put_motion(room, proposal, nobody);
        assert_done(room);
        vote_all(room, motion, 0, 3, CHOICE_FOR);
        pass_days(&p, late ? DAYS : DAYS - 1);
        struct body_interest_registered *body = NEW(room, interest_registered, INTEREST_REGISTERED);
        body->council = room->council;
        body->member = room->member[0];
        body->payee = p.payee;
        body->relation = words("Penningmeester is mijn zus.");
        body->delete_on = day_of(2030, 1, 1);
        RUN(room, INTEREST_REGISTERED, body, room->secretary);
        assert_done(room);
        assert_int_equal(body->struck.count, late ? 0 : 1);
        pass_days(&p, late ? 0 : 1);
        assert_int_equal(close_up(room, motion)->votes_for, late ? 3 : 2);
        powers_end(&p);
    }
}

/* Rules by which a change of the electorate voids: until the days are over. From then on everybody
 * knows how it counts, unless counts are hidden and nobody has ended the voting yet. */
static void when_the_days_are_over_nothing_voids(void **state)
{
    (void)state;
    enum {
        IN_TIME,
        OVER,
        OVER_AND_HIDDEN,
        CASES
    };
    static struct item_threshold half = { BASE_ELIGIBLE, 1, 2, true };
    for (int at = 0; at < CASES; at++) {
        struct powers p;
        powers_begin(&p, EXERCISE_ALONE);
        struct council_room *room = &p.room;
        struct body_rule_set_adopted *rules = rules_body(room, RULE_MAJORITY);
        rules->written = WRITTEN_THRESHOLD;
        rules->written_thresholds = (struct list){ &half, 1 };
        rules->interim = at == OVER_AND_HIDDEN ? INTERIM_HIDDEN : INTERIM_OPEN;
        room->rules = adopt(room, rules);
        open_round(room);
        struct uuid proposal = room_file(room, 1000);
        struct uuid motion = put_motion(room, proposal, nobody);
        assert_done(room);
        vote_all(room, motion, 0, 3, CHOICE_AGAINST);
        pass_days(&p, at == IN_TIME ? DAYS - 1 : DAYS);
        assert_int_equal(end_seat(room, 1), at == OVER ? 0 : 1);
        assert_int_equal(motion_at(room, motion)->state, at == OVER ? MOTION_OPEN : MOTION_VOID);
        if (at == OVER) {
            room_revise(room, proposal, 900);
            assert_refused(room, ERR_WRONG_STATE, "");
            assert_int_equal(close_up(room, motion)->votes_against, 3);
            room_revise(room, proposal, 900);
            assert_done(room);
        }
        powers_end(&p);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_round_is_no_second_call),
        cmocka_unit_test(a_meeting_is_asked_for_in_an_open_round),
        cmocka_unit_test(who_left_since_was_there_then),
        cmocka_unit_test(who_is_said_to_have_left_too_late_counts),
        cmocka_unit_test(an_interest_entered_too_late_strikes_nothing),
        cmocka_unit_test(when_the_days_are_over_nothing_voids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
