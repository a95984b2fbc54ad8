/* Meetings of councils: the quorum, a meeting that could not open and its second call, the agenda,
 * substitutes and youth members (rows 1 to 5 of the voting reference; V9, V18). */
#include "deciding_room.h"

/* Rows 1 and 2, with 13 and then 12 in office; and that it could not open is a fact of its own. */
static void rows_1_and_2_more_than_half_of_the_seated(void **state)
{
    (void)state;
    for (int members = 12; members <= 13; members++) {
        struct council_room room;
        begin_by(&room, RULE_RAAD, members);
        struct uuid meeting = call(&room, call_body(&room));
        arrive(&room, meeting, 0, 6);
        room_open_meeting(&room, meeting);
        assert_refused(&room, ERR_NO_QUORUM, "");
        struct uuid lapsed = call(&room, call_body(&room));
        arrive(&room, lapsed, 0, 6);
        room_lapse(&room, lapsed);
        assert_done(&room);
        const struct body_meeting_lapsed *body = ACT_BODY(room.last, meeting_lapsed);
        assert_int_equal(body->present, 6);
        assert_int_equal(body->seated, members);
        assert_int_equal(body->seats, members + 4);
        assert_int_equal(body->needed, 7);
        assert_int_equal(OBJECT(&room, meeting, MEETING, lapsed)->state, MEETING_NOT_OPENED);
        room_open_meeting(&room, lapsed);
        assert_refused(&room, ERR_WRONG_STATE, "");
        /* The seventh comes: it opens, and is then none that could not. */
        arrive(&room, meeting, 6, 7);
        room_lapse(&room, meeting);
        assert_refused(&room, ERR_WRONG_STATE, "");
        room_open_meeting(&room, meeting);
        assert_done(&room);
        assert_int_equal(ACT_BODY(room.last, meeting_opened)->needed, 7);
        assert_false(ACT_BODY(room.last, meeting_opened)->quorum_waived);
        done_with(&room);
    }
}

/* A meeting on item 1, about the proposal, that could not open; and its second call. */
static struct uuid call_again(struct council_room *room, struct uuid proposal)
{
    struct body_meeting_convened *body = call_body(room);
    body->agenda = agenda_item(room, 1, proposal, 0);
    struct uuid first = call(room, body);
    assert_done(room);
    room_lapse(room, first);
    assert_done(room);
    body = call_body(room);
    body->second_call_of = first;
    body->agenda = agenda_item(room, 3, proposal, 1);
    room->meeting = call(room, body);
    assert_done(room);
    return room->meeting;
}

static struct body_motion_drafted *on_item(struct council_room *room, struct uuid proposal,
                                           int32_t item)
{
    struct body_motion_drafted *body = room_draft_body(room, proposal, 1000);
    body->item = item;
    return body;
}

static void rows_3_to_5_a_second_call(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_RAAD, 13);
    struct uuid proposal = room_file(&room, 1000);
    struct uuid other = room_file(&room, 1000);
    struct uuid meeting = call_again(&room, proposal);
    arrive(&room, meeting, 0, 4);
    /* Row 5: 23 hours after the call. */
    struct instant called = OBJECT(&room, meeting, MEETING, meeting)->convened_at;
    room.acting.at.ms = called.ms + 24 * (int64_t)HOUR - 1;
    room_open_meeting(&room, meeting);
    assert_refused(&room, ERR_BAD_DATE, "");
    room.acting.at.ms = called.ms + 24 * (int64_t)HOUR;
    room_open_meeting(&room, meeting);
    assert_done(&room);
    assert_true(ACT_BODY(room.last, meeting_opened)->quorum_waived);
    /* Row 3: the same item, 3-1. */
    struct uuid motion = RUN(&room, MOTION_DRAFTED, on_item(&room, proposal, 3), room.secretary);
    assert_done(&room);
    room_open_motion(&room, motion);
    assert_done(&room);
    assert_true(ACT_BODY(room.last, motion_opened)->in_second_call);
    vote_all(&room, motion, 0, 3, CHOICE_FOR);
    vote_all(&room, motion, 3, 4, CHOICE_AGAINST);
    const struct body_motion_closed *body = close_up(&room, motion);
    assert_int_equal(body->verdict, VERDICT_ADOPTED);
    assert_int_equal(body->waiver, WAIVER_SECOND_CALL);
    /* Row 4: a new item needs seven. */
    amend(&room, meeting, 4, other);
    assert_done(&room);
    motion = RUN(&room, MOTION_DRAFTED, on_item(&room, other, 4), room.secretary);
    assert_done(&room);
    room_open_motion(&room, motion);
    assert_refused(&room, ERR_NO_QUORUM, "");
    assert_non_null(strstr(room.err.detail, "at least 7"));
    arrive(&room, meeting, 4, 7);
    room_open_motion(&room, motion);
    assert_done(&room);
    assert_false(ACT_BODY(room.last, motion_opened)->in_second_call);
    done_with(&room);
}

static void a_second_call_needs_somebody_and_its_rules(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_WIJKRAAD, 5);
    struct uuid meeting = call_again(&room, room_file(&room, 1000));
    room.acting.at.ms += 24 * (int64_t)HOUR;
    room_open_meeting(&room, meeting);
    assert_refused(&room, ERR_NO_QUORUM, "");
    arrive(&room, meeting, 0, 1);
    room_lapse(&room, meeting);
    assert_refused(&room, ERR_WRONG_STATE, "");
    room_open_meeting(&room, meeting);
    assert_done(&room);
    done_with(&room);
    /* Nobody comes: it could not open either, and may be called once more. */
    begin_by(&room, RULE_WIJKRAAD, 5);
    struct uuid proposal = room_file(&room, 1000);
    meeting = call_again(&room, proposal);
    room_lapse(&room, meeting);
    assert_done(&room);
    struct body_meeting_convened *third = call_body(&room);
    third->second_call_of = meeting;
    third->agenda = agenda_item(&room, 1, proposal, 3);
    call(&room, third);
    assert_done(&room);
    done_with(&room);
    /* `majority` has no second call: the quorum is asked again. */
    begin_by(&room, RULE_MAJORITY, 5);
    meeting = call_again(&room, room_file(&room, 1000));
    arrive(&room, meeting, 0, 2);
    room.acting.at.ms += 48 * (int64_t)HOUR;
    room_open_meeting(&room, meeting);
    assert_refused(&room, ERR_NO_QUORUM, "");
    arrive(&room, meeting, 2, 3);
    room_open_meeting(&room, meeting);
    assert_done(&room);
    assert_false(ACT_BODY(room.last, meeting_opened)->quorum_waived);
    done_with(&room);
}

static void an_agenda_holds_together(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_RAAD, 5);
    struct uuid proposal = room_file(&room, 1000);
    struct uuid other = room_file(&room, 1000);
    struct item_agenda_item items[2] = {
        {.number = 2, .title = words("Tuin"), .proposal = proposal, .repeats = FIELD_ABSENT_I32 },
        { .number = 2,          .title = words("Rondvraag"),                     .repeats = FIELD_ABSENT_I32    },
    };
    struct body_meeting_convened *body = call_body(&room);
    body->agenda = (struct list){ items, 2 };
    call(&room, body);
    assert_refused(&room, ERR_MISMATCH, "/agenda/1/number");
    items[1].number = 3;
    items[1].proposal = numbered(77);
    call(&room, body);
    assert_refused(&room, ERR_UNKNOWN_REFERENCE, "/agenda/1/proposal");
    items[1].proposal = nobody;
    items[1].repeats = 2;
    call(&room, body);
    assert_refused(&room, ERR_MISMATCH, "/agenda/1/repeats");
    items[1].repeats = FIELD_ABSENT_I32;
    struct uuid first = call(&room, body);
    assert_done(&room);
    /* Item 2 is about the garden, item 3 about anything. */
    room.meeting = first;
    RUN(&room, MOTION_DRAFTED, on_item(&room, other, 2), room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/item");
    RUN(&room, MOTION_DRAFTED, on_item(&room, other, 3), room.secretary);
    assert_done(&room);
    room_lapse(&room, first);
    assert_done(&room);
    RUN(&room, MOTION_DRAFTED, on_item(&room, proposal, 2), room.secretary);
    assert_refused(&room, ERR_WRONG_STATE, "/meeting");
    /* What is repeated must have stood there, about the same. */
    static const struct {
        int32_t repeats;
        bool is_other;
    } rows[] = {
        {1,  false},
        { 2, true },
        { 3, true },
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        body = call_body(&room);
        body->second_call_of = first;
        body->agenda = agenda_item(&room, 1, rows[i].is_other ? other : proposal, rows[i].repeats);
        call(&room, body);
        assert_refused(&room, ERR_MISMATCH, "/agenda/0/repeats");
    }
    body->agenda = agenda_item(&room, 1, proposal, 2);
    call(&room, body);
    assert_done(&room);
    done_with(&room);
}

/* --- Substitutes and youth members (V18). --- */

static void attend_for(struct council_room *room, struct uuid substitute, struct uuid absent)
{
    struct body_attendance_recorded *body = NEW(room, attendance_recorded, ATTENDANCE_RECORDED);
    body->meeting = room->meeting;
    body->member = substitute;
    body->presence = PRESENCE_ARRIVED;
    body->in_place_of = absent;
    RUN(room, ATTENDANCE_RECORDED, body, room->secretary);
}

static void a_substitute_takes_the_absent_members_place(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_MAJORITY, 5);
    struct uuid substitute =
        room_appoint(&room, ROLE_SUBSTITUTE, SCOPE_COUNCIL, room.council, room.secretary);
    struct uuid second =
        room_appoint(&room, ROLE_SUBSTITUTE, SCOPE_COUNCIL, room.council, room.secretary);
    room.meeting = call(&room, call_body(&room));
    arrive(&room, room.meeting, 0, 2);
    room_open_meeting(&room, room.meeting);
    assert_refused(&room, ERR_NO_QUORUM, "");
    /* Not a member, not for one who is there, not for one without a seat. */
    attend_for(&room, room.member[2], room.member[4]);
    assert_refused(&room, ERR_MISMATCH, "/inPlaceOf");
    attend_for(&room, substitute, room.member[0]);
    assert_refused(&room, ERR_MISMATCH, "/inPlaceOf");
    attend_for(&room, substitute, second);
    assert_refused(&room, ERR_MISMATCH, "/inPlaceOf");
    attend_for(&room, substitute, room.member[4]);
    assert_done(&room);
    attend_for(&room, second, room.member[4]);
    assert_refused(&room, ERR_MISMATCH, "/inPlaceOf");
    room_attend(&room, room.meeting, room.member[4], PRESENCE_ARRIVED);
    assert_refused(&room, ERR_WRONG_STATE, "");
    /* Now three of five seats are there. */
    room_open_meeting(&room, room.meeting);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, meeting_opened)->seated, 5);
    assert_int_equal(ACT_BODY(room.last, meeting_opened)->present, 3);
    struct uuid motion = put_motion(&room, room_file(&room, 1000), nobody);
    assert_done(&room);
    const struct body_motion_opened *body = ACT_BODY(room.last, motion_opened);
    const struct item_roster_seat *seat = body->roster.items;
    assert_int_equal(body->roster.count, 5);
    assert_true(uuid_equal(&seat[4].member, &substitute));
    assert_int_equal(seat[4].capacity, CAPACITY_SUBSTITUTE);
    struct body_vote_cast *vote = NEW(&room, vote_cast, VOTE_CAST);
    vote->motion = motion;
    vote->choice = CHOICE_FOR;
    RUN(&room, VOTE_CAST, vote, substitute);
    assert_done(&room);
    /* The member whose place is taken has none on this motion, also after coming back. */
    room_attend(&room, room.meeting, substitute, PRESENCE_LEFT);
    assert_done(&room);
    room_attend(&room, room.meeting, room.member[4], PRESENCE_ARRIVED);
    assert_done(&room);
    room_vote(&room, motion, 4, CHOICE_AGAINST, nobody);
    assert_refused(&room, ERR_NOT_ENTITLED, "");
    vote_all(&room, motion, 0, 2, CHOICE_FOR);
    assert_int_equal(close_up(&room, motion)->votes_for, 3);
    motion = put_motion(&room, room_file(&room, 1000), nobody);
    assert_done(&room);
    seat = ACT_BODY(room.last, motion_opened)->roster.items;
    assert_true(uuid_equal(&seat[4].member, &room.member[4]));
    done_with(&room);
}

static void a_youth_member_votes_or_advises(void **state)
{
    (void)state;
    for (int youth = YOUTH_VOTES; youth <= YOUTH_ADVISES; youth++) {
        struct council_room room;
        begin_by(&room, RULE_MAJORITY, 4);
        struct body_rule_set_adopted *rules = rules_body(&room, RULE_MAJORITY);
        rules->youth = youth;
        room.rules = adopt(&room, rules);
        assert_done(&room);
        struct uuid young =
            room_appoint(&room, ROLE_YOUTH_MEMBER, SCOPE_COUNCIL, room.council, room.secretary);
        room.meeting = call(&room, call_body(&room));
        room_attend(&room, room.meeting, young, PRESENCE_ARRIVED);
        assert_done(&room);
        arrive(&room, room.meeting, 0, 3);
        room_open_meeting(&room, room.meeting);
        assert_done(&room);
        bool votes = youth == YOUTH_VOTES;
        assert_int_equal(ACT_BODY(room.last, meeting_opened)->seated, votes ? 5 : 4);
        assert_int_equal(ACT_BODY(room.last, meeting_opened)->present, votes ? 4 : 3);
        struct uuid motion = put_motion(&room, room_file(&room, 1000), nobody);
        assert_done(&room);
        struct body_vote_cast *vote = NEW(&room, vote_cast, VOTE_CAST);
        vote->motion = motion;
        vote->choice = CHOICE_FOR;
        RUN(&room, VOTE_CAST, vote, young);
        assert_int_equal(room.err.code, votes ? ERR_OK : ERR_NOT_ENTITLED);
        done_with(&room);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_1_and_2_more_than_half_of_the_seated),
        cmocka_unit_test(rows_3_to_5_a_second_call),
        cmocka_unit_test(a_second_call_needs_somebody_and_its_rules),
        cmocka_unit_test(an_agenda_holds_together),
        cmocka_unit_test(a_substitute_takes_the_absent_members_place),
        cmocka_unit_test(a_youth_member_votes_or_advises),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
