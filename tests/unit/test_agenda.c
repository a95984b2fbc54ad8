/* The agenda: a call with the days that the rules ask, items that came later, what all who are there agree to deal with;
 * and the ways around it. */
#include "deciding_room.h"

enum {
    DAY = 24 * HOUR
};

static void adopt_notice(struct council_room *room, enum rule_base base, int32_t days,
                         enum late_items_rule late)
{
    struct body_rule_set_adopted *body = rules_body(room, base);
    body->notice_days = days;
    body->late_items = (int)late;
    room->rules = adopt(room, body);
    assert_done(room);
}

/* It is 2 March 2026; the rules ask a week. */
static void begin_with_a_week(struct council_room *room, enum rule_base base,
                              enum late_items_rule late)
{
    begin_by(room, base, 5);
    adopt_notice(room, base, 7, late);
}

static void now_is(struct council_room *room, const char *text)
{
    struct instant at;
    assert_true(instant_parse(&at, text, strlen(text)));
    assert_true(at.ms >= room->acting.at.ms);
    room->acting.at = at;
}

static struct body_meeting_convened *call_for(struct council_room *room, struct date day,
                                              struct uuid proposal)
{
    struct body_meeting_convened *body = call_body(room);
    body->on_date = day;
    body->agenda = agenda_item(room, 1, proposal, 0);
    return body;
}

/* Called in time for 9 March, and opened then by the first so many. */
static void meet_after_a_week(struct council_room *room, struct uuid proposal, int present)
{
    room->meeting = call(room, call_for(room, day_of(2026, 3, 9), proposal));
    assert_done(room);
    now_is(room, "2026-03-09T18:30:00Z");
    arrive(room, room->meeting, 0, present);
    room_open_meeting(room, room->meeting);
    assert_done(room);
}

static struct uuid draft_on(struct council_room *room, struct uuid proposal, int32_t item)
{
    struct body_motion_drafted *body = room_draft_body(room, proposal, 1000);
    body->item = item;
    return RUN(room, MOTION_DRAFTED, body, room->secretary);
}

static void admit(struct council_room *room, int32_t item, int32_t agreed)
{
    struct body_item_admitted *body = NEW(room, item_admitted, ITEM_ADMITTED);
    body->meeting = room->meeting;
    body->rule_set = room->rules;
    body->item = item;
    body->agreed = agreed;
    RUN(room, ITEM_ADMITTED, body, room->secretary);
}

static void a_call_gives_the_days_of_the_rules(void **state)
{
    (void)state;
    struct council_room room;
    begin_with_a_week(&room, RULE_MAJORITY, LATE_ITEMS_WAIT);
    struct uuid proposal = room_file(&room, 1000);
    call(&room, call_for(&room, day_of(2026, 3, 8), proposal));
    assert_refused(&room, ERR_NOTICE_TOO_SHORT, "/onDate");
    assert_non_null(strstr(room.err.detail, "asks at least 7 days"));
    assert_non_null(strstr(room.err.detail, "for 2026-03-09 or later"));
    assert_non_null(strstr(room.err.detail, OBJECT(&room, rule_set, RULE_SET, room.rules)
                                                ->object.reference.text));
    meet_after_a_week(&room, proposal, 5);
    struct uuid motion = draft_on(&room, proposal, 1);
    room_open_motion(&room, motion);
    assert_done(&room);
    done_with(&room);
    /* Rules that bind only from the meeting's day on are known at the call. */
    begin_by(&room, RULE_MAJORITY, 5);
    struct body_rule_set_adopted *body = rules_body(&room, RULE_MAJORITY);
    body->notice_days = 7;
    body->from_date = day_of(2026, 3, 5);
    adopt(&room, body);
    proposal = room_file(&room, 1000);
    call(&room, call_for(&room, day_of(2026, 3, 5), proposal));
    assert_refused(&room, ERR_NOTICE_TOO_SHORT, "/onDate");
    call(&room, call_for(&room, day_of(2026, 3, 4), proposal));
    assert_done(&room);
    done_with(&room);
}

/* Days are those of the calendar in Amsterdam: an hour more or less in a night changes nothing, and a quarter to midnight in
 * UTC is the next day. */
static void days_are_counted_by_the_calendar(void **state)
{
    (void)state;
    static const struct {
        const char *called;
        struct { int month, day; } on;
        bool is_right;
    } rows[] = {
        {"2026-03-21T22:59:59Z",  { 3, 28 },  true }, /* 23:59 on the 21st, winter */
        { "2026-03-21T23:00:00Z", { 3, 28 },  false}, /* midnight: the 22nd */
        { "2026-03-22T20:00:00Z", { 3, 29 },  true }, /* the night of 28 March has 23 hours */
        { "2026-03-22T22:59:59Z", { 3, 29 },  true },
        { "2026-03-22T23:00:00Z", { 3, 29 },  false},
        { "2026-03-29T21:59:59Z", { 4, 5 },   true }, /* 23:59 on the 29th, summer */
        { "2026-03-29T22:00:00Z", { 4, 5 },   false},
        { "2026-10-18T21:59:59Z", { 10, 25 }, true }, /* the day of 25 October has 25 hours */
        { "2026-10-18T22:00:00Z", { 10, 25 }, false},
    };
    struct council_room room;
    begin_with_a_week(&room, RULE_MAJORITY, LATE_ITEMS_WAIT);
    struct uuid proposal = room_file(&room, 1000);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        now_is(&room, rows[i].called);
        call(&room, call_for(&room, day_of(2026, rows[i].on.month, rows[i].on.day), proposal));
        assert_int_equal(room.err.code, rows[i].is_right ? ERR_OK : ERR_NOTICE_TOO_SHORT);
    }
    done_with(&room);
}

/* Rules that ask more were adopted after the call: the meeting neither opens nor counts as one to which nobody came. */
static void a_meeting_called_too_late_does_not_open(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_RAAD, 5);
    struct uuid proposal = room_file(&room, 1000);
    struct uuid meeting = call(&room, call_for(&room, day_of(2026, 3, 5), proposal));
    assert_done(&room);
    adopt_notice(&room, RULE_RAAD, 7, LATE_ITEMS_BY_ALL);
    now_is(&room, "2026-03-12T18:30:00Z");
    arrive(&room, meeting, 0, 5);
    room_open_meeting(&room, meeting);
    assert_refused(&room, ERR_NOTICE_TOO_SHORT, "");
    assert_non_null(strstr(room.err.detail, "The meeting of 2026-03-05 is called on 2026-03-02"));
    assert_non_null(strstr(room.err.detail, "for 2026-03-19 or later"));
    for (int i = 0; i < 4; i++) {
        room_attend(&room, meeting, room.member[i], PRESENCE_LEFT);
        assert_done(&room);
    }
    room_lapse(&room, meeting);
    assert_refused(&room, ERR_NOTICE_TOO_SHORT, "");
    done_with(&room);
}

static void only_what_is_on_the_agenda_is_put_to_the_vote(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_MAJORITY, 5);
    struct uuid proposal = room_file(&room, 1000);
    struct body_meeting_convened *body = call_body(&room);
    body->agenda = (struct list){ 0 };
    room.meeting = call(&room, body);
    assert_done(&room);
    assert_int_equal(OBJECT(&room, meeting, MEETING, room.meeting)->agenda_version, 0);
    draft_on(&room, proposal, 1);
    assert_refused(&room, ERR_NOT_ON_AGENDA, "/item");
    /* The agenda is published after the call, and added to while the meeting is under way. */
    amend(&room, room.meeting, 1, proposal);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, agenda_amended)->version, 1);
    arrive(&room, room.meeting, 0, 5);
    room_open_meeting(&room, room.meeting);
    amend(&room, room.meeting, 2, proposal);
    assert_done(&room);
    const struct meeting *meeting = OBJECT(&room, meeting, MEETING, room.meeting);
    assert_int_equal(meeting->agenda_version, 2);
    assert_int_equal(meeting->agenda_at.ms, room.last->at.ms);
    struct uuid motion = draft_on(&room, proposal, 2);
    assert_done(&room);
    room_open_motion(&room, motion);
    assert_done(&room);
    room_close_motion(&room, motion);
    room_close_meeting(&room, room.meeting);
    assert_done(&room);
    amend(&room, room.meeting, 3, proposal);
    assert_refused(&room, ERR_WRONG_STATE, "");
    done_with(&room);
}

/* An item that was announced stays as it was: its words, its plan and its number. */
static void what_was_announced_stays(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_MAJORITY, 5);
    struct uuid proposal = room_file(&room, 1000);
    struct uuid other = room_file(&room, 1000);
    room.meeting = call(&room, call_for(&room, day_of(2026, 3, 2), proposal));
    amend(&room, room.meeting, 1, other);
    assert_refused(&room, ERR_ALREADY_EXISTS, "/agenda/0/number");
    amend(&room, room.meeting, 2, numbered(77));
    assert_refused(&room, ERR_UNKNOWN_REFERENCE, "/agenda/0/proposal");
    struct body_agenda_amended *body = NEW(&room, agenda_amended, AGENDA_AMENDED);
    body->meeting = room.meeting;
    body->agenda = agenda_item(&room, 2, other, 1);
    RUN(&room, AGENDA_AMENDED, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/agenda/0/repeats");
    draft_on(&room, other, 1);
    assert_refused(&room, ERR_MISMATCH, "/item");
    for (int32_t i = 2; i <= AGENDA_VERSIONS_MAX; i++) {
        amend(&room, room.meeting, i, other);
        assert_done(&room);
    }
    amend(&room, room.meeting, 500, other);
    assert_refused(&room, ERR_WRONG_STATE, "");
    amend(&room, numbered(78), 1, other);
    assert_refused(&room, ERR_NOT_FOUND, "");
    done_with(&room);
}

static void an_item_that_came_too_late_waits(void **state)
{
    (void)state;
    struct council_room room;
    begin_with_a_week(&room, RULE_MAJORITY, LATE_ITEMS_WAIT);
    struct uuid proposal = room_file(&room, 1000);
    struct uuid other = room_file(&room, 1000);
    room.meeting = call(&room, call_for(&room, day_of(2026, 3, 16), proposal));
    now_is(&room, "2026-03-09T22:59:58Z"); /* a second before midnight: a week before */
    amend(&room, room.meeting, 2, other);
    assert_done(&room);
    now_is(&room, "2026-03-09T23:00:00Z");
    amend(&room, room.meeting, 3, other);
    assert_done(&room);
    now_is(&room, "2026-03-16T18:30:00Z");
    arrive(&room, room.meeting, 0, 5);
    room_open_meeting(&room, room.meeting);
    assert_done(&room);
    struct uuid motion = draft_on(&room, other, 3);
    assert_done(&room);
    room_open_motion(&room, motion);
    assert_refused(&room, ERR_NOTICE_TOO_SHORT, "");
    assert_non_null(strstr(room.err.detail, "announced on 2026-03-10 for the meeting of 2026-03-16"));
    assert_non_null(strstr(room.err.detail, "It waits for another meeting."));
    admit(&room, 3, 5);
    assert_refused(&room, ERR_NOTICE_TOO_SHORT, "");
    motion = draft_on(&room, other, 2);
    room_open_motion(&room, motion);
    assert_done(&room);
    done_with(&room);
}

static void all_who_are_there_may_agree(void **state)
{
    (void)state;
    struct council_room room;
    begin_with_a_week(&room, RULE_MAJORITY, LATE_ITEMS_BY_ALL);
    struct uuid proposal = room_file(&room, 1000);
    struct uuid other = room_file(&room, 1000);
    room.meeting = call(&room, call_for(&room, day_of(2026, 3, 9), proposal));
    amend(&room, room.meeting, 2, other);
    assert_done(&room);
    now_is(&room, "2026-03-08T10:00:00Z");
    amend(&room, room.meeting, 3, other);
    admit(&room, 3, 4);
    assert_refused(&room, ERR_MEETING_NOT_OPEN, "");
    now_is(&room, "2026-03-09T18:30:00Z");
    arrive(&room, room.meeting, 0, 4);
    room_open_meeting(&room, room.meeting);
    struct uuid motion = draft_on(&room, other, 3);
    room_open_motion(&room, motion);
    assert_refused(&room, ERR_NOTICE_TOO_SHORT, "");
    assert_non_null(strstr(room.err.detail, "when all who are there agree"));
    admit(&room, 9, 4);
    assert_refused(&room, ERR_NOT_ON_AGENDA, "/item");
    admit(&room, 2, 4);
    assert_refused(&room, ERR_WRONG_STATE, "/item"); /* it was in time */
    admit(&room, 3, 3);
    assert_refused(&room, ERR_MISMATCH, "/agreed");
    admit(&room, 3, 5);
    assert_refused(&room, ERR_MISMATCH, "/agreed");
    /* Fewer than make a meeting cannot agree for the others. */
    room_attend(&room, room.meeting, room.member[3], PRESENCE_LEFT);
    room_attend(&room, room.meeting, room.member[2], PRESENCE_LEFT);
    admit(&room, 3, 2);
    assert_refused(&room, ERR_NO_QUORUM, "");
    arrive(&room, room.meeting, 2, 4);
    admit(&room, 3, 4);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, item_admitted)->present, 4);
    admit(&room, 3, 4);
    assert_refused(&room, ERR_ALREADY_EXISTS, "/item");
    room_open_motion(&room, motion);
    assert_done(&room);
    done_with(&room);
}

/* The plan got other words after it was announced: the members were called for another one. */
static void another_version_was_not_announced(void **state)
{
    (void)state;
    struct council_room room;
    begin_with_a_week(&room, RULE_MAJORITY, LATE_ITEMS_BY_ALL);
    struct uuid proposal = room_file(&room, 1000);
    meet_after_a_week(&room, proposal, 5);
    room_revise(&room, proposal, 2000);
    assert_done(&room);
    struct body_motion_drafted *body = room_draft_body(&room, proposal, 2000);
    struct uuid motion = RUN(&room, MOTION_DRAFTED, body, room.secretary);
    assert_done(&room);
    room_open_motion(&room, motion);
    assert_refused(&room, ERR_NOTICE_TOO_SHORT, "");
    assert_non_null(strstr(room.err.detail, "the plan has another version since"));
    admit(&room, 1, 5);
    assert_done(&room);
    struct uuid admitted = ACT_BODY(room.last, item_admitted)->proposal_version;
    const struct proposal *now = OBJECT(&room, proposal, PROPOSAL, proposal);
    assert_true(uuid_equal(&admitted, &now->version));
    /* And changed again after they agreed. */
    room_revise(&room, proposal, 3000);
    room_open_motion(&room, motion);
    assert_refused(&room, ERR_NOTICE_TOO_SHORT, "");
    done_with(&room);
}

/* "Other plans" announces none of them. */
static void an_item_names_its_plan(void **state)
{
    (void)state;
    struct council_room room;
    begin_with_a_week(&room, RULE_MAJORITY, LATE_ITEMS_BY_ALL);
    struct uuid proposal = room_file(&room, 1000);
    meet_after_a_week(&room, nobody, 5);
    struct uuid motion = draft_on(&room, proposal, 1);
    assert_done(&room);
    room_open_motion(&room, motion);
    assert_refused(&room, ERR_NOT_ON_AGENDA, "");
    admit(&room, 1, 5);
    assert_refused(&room, ERR_WRONG_STATE, "/item");
    done_with(&room);
}

/* Gemeentewet 20: a day is enough for what the first meeting was called for, and for nothing else. */
static void a_second_call_has_hours_of_its_own(void **state)
{
    (void)state;
    struct council_room room;
    begin_with_a_week(&room, RULE_RAAD, LATE_ITEMS_BY_ALL);
    struct uuid proposal = room_file(&room, 1000);
    struct uuid other = room_file(&room, 1000);
    struct uuid first = call(&room, call_for(&room, day_of(2026, 3, 9), proposal));
    now_is(&room, "2026-03-09T18:30:00Z");
    amend(&room, first, 2, other); /* that evening, when it is clear that too few come */
    assert_done(&room);
    arrive(&room, first, 0, 2);
    room_lapse(&room, first);
    assert_done(&room);
    amend(&room, first, 3, other);
    assert_refused(&room, ERR_WRONG_STATE, "");
    struct body_meeting_convened *body = call_for(&room, day_of(2026, 3, 11), proposal);
    body->second_call_of = first;
    body->agenda = agenda_item(&room, 2, other, 2);
    call(&room, body);
    assert_refused(&room, ERR_MISMATCH, "/agenda/0/repeats");
    assert_non_null(strstr(room.err.detail, "too late for that meeting"));
    body->agenda = agenda_item(&room, 1, proposal, 1);
    room.meeting = call(&room, body);
    assert_done(&room);
    /* What it repeats stands in the call: the hours run from that. */
    struct body_agenda_amended *late = NEW(&room, agenda_amended, AGENDA_AMENDED);
    late->meeting = room.meeting;
    late->agenda = agenda_item(&room, 2, proposal, 1);
    RUN(&room, AGENDA_AMENDED, late, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/agenda/0/repeats");
    amend(&room, room.meeting, 2, other);
    assert_done(&room);
    now_is(&room, "2026-03-11T18:30:00Z");
    arrive(&room, room.meeting, 0, 3);
    room_open_meeting(&room, room.meeting);
    assert_done(&room);
    struct uuid motion = draft_on(&room, proposal, 1);
    room_open_motion(&room, motion);
    assert_done(&room);
    motion = draft_on(&room, other, 2);
    room_open_motion(&room, motion);
    assert_refused(&room, ERR_NOTICE_TOO_SHORT, "");
    admit(&room, 2, 3);
    assert_done(&room);
    room_open_motion(&room, motion);
    assert_done(&room);
    done_with(&room);
}

/* Without days of notice too: what was added on the evening itself was not what the meeting was called for. */
static void the_evening_itself_is_too_late_to_be_repeated(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_WIJKRAAD, 5);
    struct uuid proposal = room_file(&room, 1000);
    struct uuid other = room_file(&room, 1000);
    struct uuid first = call(&room, call_for(&room, day_of(2026, 3, 4), proposal));
    now_is(&room, "2026-03-03T10:00:00Z");
    amend(&room, first, 2, other);
    now_is(&room, "2026-03-04T19:00:00Z");
    amend(&room, first, 3, other);
    room_lapse(&room, first);
    assert_done(&room);
    struct body_meeting_convened *body = call_for(&room, day_of(2026, 3, 6), other);
    body->second_call_of = first;
    body->agenda = agenda_item(&room, 1, other, 3);
    call(&room, body);
    assert_refused(&room, ERR_MISMATCH, "/agenda/0/repeats");
    body->agenda = agenda_item(&room, 1, other, 2);
    call(&room, body);
    assert_done(&room);
    done_with(&room);
}

static struct uuid call_again(struct council_room *room, struct uuid first, struct date day,
                              int32_t number, struct uuid proposal, int32_t repeats)
{
    struct body_meeting_convened *body = call_for(room, day, proposal);
    body->second_call_of = first;
    body->agenda = agenda_item(room, number, proposal, repeats);
    return call(room, body);
}

/* Else a plan with another amount would need neither the days nor a quorum: a day after the members stayed away from one. */
static void a_second_call_repeats_the_version_that_was_announced(void **state)
{
    (void)state;
    struct council_room room;
    begin_with_a_week(&room, RULE_RAAD, LATE_ITEMS_BY_ALL);
    struct uuid proposal = room_file(&room, 1000);
    struct uuid first = call(&room, call_for(&room, day_of(2026, 3, 9), proposal));
    now_is(&room, "2026-03-09T18:30:00Z");
    room_lapse(&room, first);
    assert_done(&room);
    room_revise(&room, proposal, 90000);
    assert_done(&room);
    call_again(&room, first, day_of(2026, 3, 11), 1, proposal, 1);
    assert_refused(&room, ERR_MISMATCH, "/agenda/0/repeats");
    assert_non_null(strstr(room.err.detail, "another version of the plan"));
    call_again(&room, first, day_of(2026, 3, 11), 1, proposal, 0);
    assert_done(&room);
    done_with(&room);
    /* Where no days are asked, none are asked of a version. */
    begin_by(&room, RULE_RAAD, 5);
    proposal = room_file(&room, 1000);
    first = call(&room, call_for(&room, day_of(2026, 3, 4), proposal));
    now_is(&room, "2026-03-04T18:30:00Z");
    room_lapse(&room, first);
    room_revise(&room, proposal, 90000);
    call_again(&room, first, day_of(2026, 3, 6), 1, proposal, 1);
    assert_done(&room);
    done_with(&room);
}

/* What was new in a second call had its hours, not its days: a third call does not make them good. */
static void a_third_call_repeats_what_the_first_was_called_for(void **state)
{
    (void)state;
    struct council_room room;
    begin_with_a_week(&room, RULE_RAAD, LATE_ITEMS_BY_ALL);
    struct uuid proposal = room_file(&room, 1000);
    struct uuid other = room_file(&room, 1000);
    struct uuid first = call(&room, call_for(&room, day_of(2026, 3, 9), proposal));
    now_is(&room, "2026-03-09T18:30:00Z");
    room_lapse(&room, first);
    assert_done(&room);
    struct body_meeting_convened *body = call_for(&room, day_of(2026, 3, 11), proposal);
    body->second_call_of = first;
    struct item_agenda_item *item = arena_calloc(room.acting.arena, 2, sizeof *item);
    item[0] = *(struct item_agenda_item *)agenda_item(&room, 1, proposal, 1).items;
    item[1] = *(struct item_agenda_item *)agenda_item(&room, 2, other, 0).items;
    body->agenda = (struct list){ .items = item, .count = 2 };
    struct uuid second = call(&room, body);
    assert_done(&room);
    now_is(&room, "2026-03-11T18:30:00Z");
    room_lapse(&room, second); /* nobody at all came */
    assert_done(&room);
    call_again(&room, second, day_of(2026, 3, 13), 1, other, 2);
    assert_refused(&room, ERR_MISMATCH, "/agenda/0/repeats");
    call_again(&room, second, day_of(2026, 3, 13), 1, proposal, 1);
    assert_done(&room);
    done_with(&room);
}

/* In writing the members have days from the opening of the motion on; nobody meets, so nobody is called. */
static void a_round_in_writing_asks_no_notice(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_ASSOCIATION, 5);
    adopt_notice(&room, RULE_ASSOCIATION, 14, LATE_ITEMS_WAIT);
    struct uuid proposal = room_file(&room, 1000);
    struct body_meeting_convened *body = call_for(&room, day_of(2026, 3, 2), proposal);
    body->until_date = day_of(2026, 3, 20);
    room.meeting = call(&room, body);
    assert_done(&room);
    room_open_meeting(&room, room.meeting);
    assert_done(&room);
    amend(&room, room.meeting, 2, proposal);
    struct uuid motion = draft_on(&room, proposal, 2);
    room_open_motion(&room, motion);
    assert_done(&room);
    done_with(&room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_gives_the_days_of_the_rules),
        cmocka_unit_test(days_are_counted_by_the_calendar),
        cmocka_unit_test(a_meeting_called_too_late_does_not_open),
        cmocka_unit_test(only_what_is_on_the_agenda_is_put_to_the_vote),
        cmocka_unit_test(what_was_announced_stays),
        cmocka_unit_test(an_item_that_came_too_late_waits),
        cmocka_unit_test(all_who_are_there_may_agree),
        cmocka_unit_test(another_version_was_not_announced),
        cmocka_unit_test(an_item_names_its_plan),
        cmocka_unit_test(a_second_call_has_hours_of_its_own),
        cmocka_unit_test(the_evening_itself_is_too_late_to_be_repeated),
        cmocka_unit_test(a_second_call_repeats_the_version_that_was_announced),
        cmocka_unit_test(a_third_call_repeats_what_the_first_was_called_for),
        cmocka_unit_test(a_round_in_writing_asks_no_notice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
