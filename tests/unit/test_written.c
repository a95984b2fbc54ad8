/* Decisions in writing (V13; rows 40 to 44 of the voting reference): a round without presence, open
 * until a day, decided by thresholds of its own. */
#include "deciding_room.h"

enum {
    DAY_MS = 24 * HOUR
};

static void pass_days(struct council_room *room, int days)
{
    room->acting.at.ms += (int64_t)days * DAY_MS;
}

static struct body_meeting_convened *round_body(struct council_room *room, int days)
{
    struct body_meeting_convened *body = call_body(room);
    body->until_date = (struct date){ body->on_date.days + days };
    return body;
}

/* Called and opened for so many days; room->meeting from then on. */
static void begin_round(struct council_room *room, int days)
{
    room->meeting = call(room, round_body(room, days));
    assert_done(room);
    room_open_meeting(room, room->meeting);
}

static struct uuid put_in_writing(struct council_room *room)
{
    struct uuid motion = put_motion(room, room_file(room, 1000), nobody);
    assert_done(room);
    assert_int_equal(motion_at(room, motion)->method, METHOD_IN_WRITING);
    return motion;
}

/* By more than half of all, of whom each may correct the own vote. */
static void begin_by_majority(struct council_room *room, int members)
{
    static const struct item_threshold half = { BASE_ELIGIBLE, 1, 2, true };
    room_found(room, members);
    struct body_rule_set_adopted *body = rules_body(room, RULE_FOUNDATION);
    struct item_threshold *item = arena_calloc(room->acting.arena, 1, sizeof *item);
    *item = half;
    body->written = WRITTEN_THRESHOLD;
    body->written_thresholds = (struct list){ item, 1 };
    room->rules = adopt(room, body);
    assert_done(room);
    room->mandate = room_mandate(room);
    room->envelope = room_envelope(room, 2000000);
    begin_round(room, 10);
    assert_done(room);
}

/* Row 40. */
static void all_must_agree_in_an_association(void **state)
{
    (void)state;
    for (int silent = 0; silent < 2; silent++) {
        struct council_room room;
        begin_by(&room, RULE_ASSOCIATION, 12);
        begin_round(&room, 7);
        assert_done(&room);
        struct uuid motion = put_in_writing(&room);
        vote_all(&room, motion, 0, 12 - silent, CHOICE_FOR);
        pass_days(&room, 7);
        const struct body_motion_closed *closed = close_up(&room, motion);
        assert_int_equal(closed->verdict, silent ? VERDICT_REJECTED : VERDICT_ADOPTED);
        assert_int_equal(closed->needed_for, 12);
        assert_int_equal(closed->left_office, 0);
        assert_int_equal(closed->present, 12);
        assert_int_equal(closed->needed_take_part, 0);
        done_with(&room);
    }
}

/* Row 41: settled before the last day, and still open to a change. */
static void it_closes_on_the_day_and_not_before(void **state)
{
    (void)state;
    for (int change = 0; change < 2; change++) {
        struct council_room room;
        begin_by_majority(&room, 13);
        struct uuid motion = put_in_writing(&room);
        struct uuid last = nobody;
        for (int i = 0; i < 7; i++) {
            last = room_vote(&room, motion, i, CHOICE_FOR, nobody);
            assert_done(&room);
        }
        room_close_motion(&room, motion);
        assert_refused(&room, ERR_WRONG_STATE, "");
        pass_days(&room, 9);
        room_close_motion(&room, motion);
        assert_refused(&room, ERR_WRONG_STATE, "");
        if (change) {
            room_vote(&room, motion, 6, CHOICE_AGAINST, last);
            assert_done(&room);
        }
        pass_days(&room, 1);
        room_vote(&room, motion, 8, CHOICE_FOR, nobody);
        assert_refused(&room, ERR_MOTION_NOT_OPEN, "");
        const struct body_motion_closed *closed = close_up(&room, motion);
        assert_int_equal(closed->verdict, change ? VERDICT_REJECTED : VERDICT_ADOPTED);
        assert_int_equal(closed->votes_for, change ? 6 : 7);
        room_decide(&room, motion);
        assert_done(&room);
        done_with(&room);
    }
}

static void run_as_nobody(struct council_room *room, enum act_type type, struct uuid id)
{
    void *body = new_body(&room->acting, type);
    *(struct uuid *)body = id; /* the one field of these acts that is asked */
    room_run(room, type, body, nobody);
}

/* The daemon closes what is over: the motion, then the round; not a day before, and no meeting. */
static void what_is_over_is_closed_by_nobody(void **state)
{
    (void)state;
    struct council_room room;
    begin_by_majority(&room, 5);
    struct uuid motion = put_in_writing(&room);
    vote_all(&room, motion, 0, 5, CHOICE_FOR);
    run_as_nobody(&room, ACT_MOTION_CLOSED, motion);
    assert_refused(&room, ERR_FORBIDDEN, "");
    pass_days(&room, 9);
    run_as_nobody(&room, ACT_MOTION_CLOSED, motion);
    assert_refused(&room, ERR_FORBIDDEN, "");
    run_as_nobody(&room, ACT_MEETING_CLOSED, room.meeting);
    assert_refused(&room, ERR_FORBIDDEN, "");
    pass_days(&room, 1);
    run_as_nobody(&room, ACT_VOTING_ENDED, motion); /* these rules hide nothing */
    assert_refused(&room, ERR_MISMATCH, "");
    run_as_nobody(&room, ACT_MEETING_CLOSED, room.meeting);
    assert_refused(&room, ERR_WRONG_STATE, "");
    run_as_nobody(&room, ACT_MOTION_CLOSED, motion);
    assert_done(&room);
    assert_int_equal(room.last->actor.role, role_absent);
    assert_int_equal(ACT_BODY(room.last, motion_closed)->verdict, VERDICT_ADOPTED);
    run_as_nobody(&room, ACT_MOTION_CLOSED, motion);
    assert_refused(&room, ERR_MOTION_NOT_OPEN, "");
    run_as_nobody(&room, ACT_MEETING_CLOSED, room.meeting);
    assert_done(&room);
    run_as_nobody(&room, ACT_MEETING_CLOSED, room.meeting);
    assert_refused(&room, ERR_FORBIDDEN, "");
    run_as_nobody(&room, ACT_MEETING_CLOSED, numbered(77));
    assert_refused(&room, ERR_NOT_FOUND, "");
    run_as_nobody(&room, ACT_MOTION_CLOSED, numbered(77));
    assert_refused(&room, ERR_NOT_FOUND, "");
    /* Where people meet, somebody closes. */
    meet(&room, 5);
    motion = put_motion(&room, room_file(&room, 1000), nobody);
    vote_all(&room, motion, 0, 5, CHOICE_FOR);
    pass_days(&room, 30);
    run_as_nobody(&room, ACT_MOTION_CLOSED, motion);
    assert_refused(&room, ERR_FORBIDDEN, "");
    run_as_nobody(&room, ACT_MEETING_CLOSED, room.meeting);
    assert_refused(&room, ERR_FORBIDDEN, "");
    done_with(&room);
}

/* A key says that somebody asked: then that somebody needs the role. */
static void who_sends_a_key_is_somebody(void **state)
{
    (void)state;
    struct council_room room;
    struct err err = { 0 };
    begin_by_majority(&room, 5);
    struct uuid motion = put_in_writing(&room);
    pass_days(&room, 10);
    struct body_motion_closed *body = NEW(&room, motion_closed, MOTION_CLOSED);
    body->motion = motion;
    struct act act = next_act(&room.acting, ACT_MOTION_CLOSED, body);
    act.has_nonce = true;
    assert_false(competence_choose(&act, &nobody, 1, &err));
    assert_int_equal(err.code, ERR_FORBIDDEN);
    act.has_nonce = false;
    err = (struct err){ 0 };
    assert_true(competence_choose(&act, NULL, 0, &err));
    done_with(&room);
}

/* Row 42. */
static void a_member_may_ask_for_a_meeting(void **state)
{
    (void)state;
    struct council_room room;
    begin_by_majority(&room, 5);
    struct uuid motion = put_in_writing(&room);
    vote_all(&room, motion, 0, 4, CHOICE_FOR);
    struct body_meeting_requested *body = NEW(&room, meeting_requested, MEETING_REQUESTED);
    body->motion = motion;
    RUN(&room, MEETING_REQUESTED, body, room.member[4]);
    assert_done(&room);
    assert_int_equal(motion_at(&room, motion)->verdict, VERDICT_PROCEDURE_ENDED);
    room_vote(&room, motion, 4, CHOICE_FOR, nobody);
    assert_refused(&room, ERR_MOTION_NOT_OPEN, "");
    room_decide(&room, motion);
    assert_true(err_is_set(&room.err));
    /* In a meeting it is put again, not in writing. */
    struct uuid proposal = motion_at(&room, motion)->proposal;
    (void)put_motion(&room, proposal, motion);
    assert_refused(&room, ERR_MISMATCH, "/retryOf");
    meet(&room, 5);
    struct uuid again = put_and_vote(&room, proposal, motion, 3, 2);
    assert_int_equal(motion_at(&room, again)->verdict, VERDICT_ADOPTED);
    done_with(&room);
}

static void who_may_not_ask_is_told(void **state)
{
    (void)state;
    struct council_room room;
    begin_by_majority(&room, 5);
    struct uuid motion = put_in_writing(&room);
    room_recuse(&room, motion, 4);
    assert_done(&room);
    struct body_meeting_requested *body = NEW(&room, meeting_requested, MEETING_REQUESTED);
    body->motion = motion;
    RUN(&room, MEETING_REQUESTED, body, room.member[4]);
    assert_refused(&room, ERR_RECUSED, "/member");
    RUN(&room, MEETING_REQUESTED, body, room.secretary);
    assert_refused(&room, ERR_FORBIDDEN, "");
    body->member = room.secretary;
    RUN(&room, MEETING_REQUESTED, body, room.secretary);
    assert_refused(&room, ERR_NOT_ENTITLED, "/member");
    body->member = room.member[1];
    RUN(&room, MEETING_REQUESTED, body, room.member[2]);
    assert_refused(&room, ERR_FORBIDDEN, "");
    pass_days(&room, 10);
    RUN(&room, MEETING_REQUESTED, body, room.secretary);
    assert_refused(&room, ERR_MOTION_NOT_OPEN, "");
    meet(&room, 5);
    body->motion = put_motion(&room, room_file(&room, 1000), nobody);
    assert_done(&room);
    RUN(&room, MEETING_REQUESTED, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "");
    done_with(&room);
}

static void end_term_on(struct council_room *room, int member, int days)
{
    struct object_list found;
    struct err err = { 0 };
    assert_true(world_related(room->acting.world, REL_APPOINTMENTS_BY_HANDLE, &room->member[member],
                              &found, &err));
    struct body_appointment_ended *body = NEW(room, appointment_ended, APPOINTMENT_ENDED);
    body->appointment = found.items[0]->id;
    body->document.bytes[0] = 1;
    body->until_date.days = date_in_amsterdam(room->acting.at).days + days;
    RUN(room, APPOINTMENT_ENDED, body, room->secretary);
    assert_done(room);
}

static void end_term(struct council_room *room, int member)
{
    end_term_on(room, member, 0);
}

/* Row 44: who left before casting is not entitled; after it the vote falls out; both shrink the
 * base. */
static void who_leaves_no_longer_counts(void **state)
{
    (void)state;
    struct council_room room;
    begin_by_majority(&room, 5);
    struct uuid motion = put_in_writing(&room);
    vote_all(&room, motion, 0, 3, CHOICE_FOR);
    pass_days(&room, 1);
    end_term(&room, 0);
    end_term(&room, 3);
    pass_days(&room, 9);
    const struct body_motion_closed *closed = close_up(&room, motion);
    assert_int_equal(closed->left_office, 2);
    assert_int_equal(closed->seated, 5);
    assert_int_equal(closed->eligible, 3);
    assert_int_equal(closed->votes_for, 2);
    assert_int_equal(closed->verdict, VERDICT_ADOPTED);
    /* A term that is ended afterwards, back to a day in the round, changes nothing of what was
     * counted, also when it is counted again. */
    struct uuid decision = room_decide(&room, motion);
    assert_done(&room);
    pass_days(&room, 1);
    end_term_on(&room, 1, -9);
    struct body_conflict_found *conflict = NEW(&room, conflict_found, CONFLICT_FOUND);
    conflict->decision = decision;
    conflict->member = room.member[4];
    conflict->document.bytes[0] = 1;
    RUN(&room, CONFLICT_FOUND, conflict, room.secretary);
    assert_done(&room);
    assert_int_equal(conflict->without, VERDICT_ADOPTED);
    assert_false(conflict->pivotal);
    done_with(&room);
}

/* A recusal shrinks the base, and under `block` no vote follows it. */
static void who_steps_back_is_not_counted(void **state)
{
    (void)state;
    struct council_room room;
    begin_by_majority(&room, 4);
    struct uuid motion = put_in_writing(&room);
    vote_all(&room, motion, 0, 2, CHOICE_FOR);
    room_recuse(&room, motion, 3);
    assert_done(&room);
    room_vote(&room, motion, 3, CHOICE_FOR, nobody);
    assert_refused(&room, ERR_RECUSED, "");
    pass_days(&room, 10);
    const struct body_motion_closed *closed = close_up(&room, motion);
    assert_int_equal(closed->eligible, 3);
    assert_int_equal(closed->verdict, VERDICT_ADOPTED);
    done_with(&room);
}

/* When the days are over the counts are known: nobody's vote can be struck then, by anyone. */
static void nobody_steps_back_when_the_days_are_over(void **state)
{
    (void)state;
    struct council_room room;
    begin_by_majority(&room, 4);
    struct uuid motion = put_in_writing(&room);
    vote_all(&room, motion, 0, 3, CHOICE_FOR);
    pass_days(&room, 9);
    room_recuse(&room, motion, 3);
    assert_done(&room);
    pass_days(&room, 1);
    room_recuse(&room, motion, 0);
    assert_refused(&room, ERR_MOTION_NOT_OPEN, "");
    const struct body_motion_closed *closed = close_up(&room, motion);
    assert_int_equal(closed->votes_for, 3);
    assert_int_equal(closed->eligible, 3);
    done_with(&room);
}

/* In writing everyone speaks, or there is no consent. */
static void consent_is_asked_of_all(void **state)
{
    (void)state;
    for (int silent = 0; silent < 2; silent++) {
        struct council_room room;
        room_found(&room, 3);
        struct body_rule_set_adopted *body = rules_body(&room, RULE_CONSENT);
        body->written = WRITTEN_CONSENT;
        room.rules = adopt(&room, body);
        room.mandate = room_mandate(&room);
        room.envelope = room_envelope(&room, 2000000);
        begin_round(&room, 8);
        assert_done(&room);
        struct uuid motion = put_in_writing(&room);
        vote_all(&room, motion, 0, 3 - silent, CHOICE_CONSENT);
        pass_days(&room, 8);
        assert_int_equal(close_up(&room, motion)->verdict,
                         silent ? VERDICT_CONSENT_BLOCKED : VERDICT_ADOPTED);
        done_with(&room);
    }
}

static void a_round_is_no_meeting(void **state)
{
    (void)state;
    struct council_room room;
    begin_by_majority(&room, 5);
    room_attend(&room, room.meeting, room.member[0], PRESENCE_ARRIVED);
    assert_refused(&room, ERR_MISMATCH, "");
    struct body_proxy_given *proxy = NEW(&room, proxy_given, PROXY_GIVEN);
    proxy->meeting = room.meeting;
    proxy->holder = room.member[1];
    RUN(&room, PROXY_GIVEN, proxy, room.member[0]);
    assert_refused(&room, ERR_MISMATCH, "");
    struct uuid motion = put_in_writing(&room);
    struct body_vote_requested *asks = NEW(&room, vote_requested, VOTE_REQUESTED);
    asks->motion = motion;
    RUN(&room, VOTE_REQUESTED, asks, room.member[0]);
    assert_refused(&room, ERR_MISMATCH, "");
    struct body_vote_cast *vote = NEW(&room, vote_cast, VOTE_CAST);
    vote->motion = motion;
    vote->choice = CHOICE_FOR;
    vote->member = room.member[0];
    vote->method = METHOD_SHOW_OF_HANDS;
    RUN(&room, VOTE_CAST, vote, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/method");
    vote->method = METHOD_IN_WRITING;
    RUN(&room, VOTE_CAST, vote, room.secretary);
    assert_done(&room);
    struct body_motion_drafted *draft = room_draft_body(&room, room_file(&room, 1000), 1000);
    draft->method = METHOD_PAPER;
    RUN(&room, MOTION_DRAFTED, draft, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/method");
    meet(&room, 5);
    draft = room_draft_body(&room, room_file(&room, 1000), 1000);
    draft->method = METHOD_IN_WRITING;
    RUN(&room, MOTION_DRAFTED, draft, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/method");
    done_with(&room);
}

static void a_round_is_called_in_time(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_ASSOCIATION, 3);
    call(&room, round_body(&room, 0));
    assert_refused(&room, ERR_BAD_DATE, "/untilDate");
    room.meeting = call(&room, round_body(&room, 6));
    assert_done(&room);
    struct body_meeting_lapsed *lapsed = NEW(&room, meeting_lapsed, MEETING_LAPSED);
    lapsed->meeting = room.meeting;
    lapsed->rule_set = room.rules;
    RUN(&room, MEETING_LAPSED, lapsed, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "");
    room_open_meeting(&room, room.meeting);
    assert_refused(&room, ERR_BAD_DATE, "");
    begin_round(&room, 7);
    assert_done(&room);
    /* A motion that opens later would give its members fewer days. */
    pass_days(&room, 1);
    (void)put_motion(&room, room_file(&room, 1000), nobody);
    assert_refused(&room, ERR_BAD_DATE, "");
    done_with(&room);
    /* Rules that know no writing open no round. */
    begin_by(&room, RULE_MAJORITY, 3);
    begin_round(&room, 30);
    assert_refused(&room, ERR_MISMATCH, "/ruleSet");
    done_with(&room);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_must_agree_in_an_association),
        cmocka_unit_test(it_closes_on_the_day_and_not_before),
        cmocka_unit_test(what_is_over_is_closed_by_nobody),
        cmocka_unit_test(who_sends_a_key_is_somebody),
        cmocka_unit_test(a_member_may_ask_for_a_meeting),
        cmocka_unit_test(who_may_not_ask_is_told),
        cmocka_unit_test(who_leaves_no_longer_counts),
        cmocka_unit_test(who_steps_back_is_not_counted),
        cmocka_unit_test(nobody_steps_back_when_the_days_are_over),
        cmocka_unit_test(consent_is_asked_of_all),
        cmocka_unit_test(a_round_is_no_meeting),
        cmocka_unit_test(a_round_is_called_in_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
