/* What is put again is the same (V9, Gemeentewet 29(2)a); a lapsed meeting has one second call; a
 * tally that was entered wrong is corrected while its meeting is open. Each scenario is replayed. */
#include "deciding_room.h"

#include "buurtkas/audit/leaf.h"
#include "buurtkas/domain/ballot.h"

/* --- Put again. --- */

/* Eight members, three of whom vote: not valid. Then a later meeting. */
static struct uuid not_valid(struct council_room *room, struct uuid proposal)
{
    meet(room, 8);
    struct uuid motion = put_and_vote(room, proposal, nobody, 3, 0);
    assert_int_equal(motion_at(room, motion)->verdict, VERDICT_INVALID_QUORUM);
    room_close_meeting(room, room->meeting);
    meet(room, 8);
    return motion;
}

static void another_mandate_or_other_words_are_a_new_motion(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_RAAD, 8);
    struct uuid proposal = room_file(&room, 1000);
    struct uuid first = not_valid(&room, proposal);
    struct uuid mandate = room.mandate;
    room.mandate = room_mandate(&room);
    struct body_motion_drafted *body = room_draft_body(&room, proposal, 1000);
    body->retry_of = first;
    RUN(&room, MOTION_DRAFTED, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/mandate");
    room.mandate = mandate;
    body = room_draft_body(&room, proposal, 1000);
    body->retry_of = first;
    room.said = "Krijgt de tuin het geld?";
    body->conditions = words("Het hek blijft open.");
    RUN(&room, MOTION_DRAFTED, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/conditions");
    body->conditions = (struct text){ 0 };
    body->question = words("Krijgt de sportclub het geld?");
    RUN(&room, MOTION_DRAFTED, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/question");
    body->question = words("Krijgt de tuin het geld?");
    struct uuid again = RUN(&room, MOTION_DRAFTED, body, room.secretary);
    assert_done(&room);
    room_open_motion(&room, again);
    vote_all(&room, again, 0, 3, CHOICE_FOR);
    assert_int_equal(close_up(&room, again)->waiver, WAIVER_PUT_AGAIN);
    done_with(&room);
}

static void draft_again(struct council_room *room, struct uuid proposal, int64_t cents,
                        struct uuid earlier)
{
    struct body_motion_drafted *body = room_draft_body(room, proposal, cents);
    body->retry_of = earlier;
    RUN(room, MOTION_DRAFTED, body, room->secretary);
}

/* On another version, even of the same amount, it is a new motion. */
static void another_version_is_a_new_motion(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_MAJORITY, 8);
    struct uuid proposal = room_file(&room, 1000);
    struct uuid first = not_valid(&room, proposal);
    room_revise(&room, proposal, 1000);
    assert_done(&room);
    draft_again(&room, proposal, 1000, first);
    assert_says(&room, ERR_MISMATCH, "/retryOf",
                "The earlier motion was on another amount or version; this is a new motion.");
    draft_again(&room, room_file(&room, 1000), 1000, first);
    assert_says(&room, ERR_MISMATCH, "/retryOf",
                "The earlier motion was on something else than this one.");
    done_with(&room);
}

static void what_is_still_open_or_void_is_not_put_again(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_MAJORITY, 8);
    meet(&room, 8);
    struct uuid proposal = room_file(&room, 1000);
    struct uuid first = put_motion(&room, proposal, nobody);
    assert_done(&room);
    draft_again(&room, proposal, 1000, first);
    assert_refused(&room, ERR_WRONG_STATE, "/retryOf");
    assert_non_null(strstr(room.err.detail, "The earlier motion is open;"));
    room_revise(&room, proposal, 1000);
    draft_again(&room, proposal, 1000, first);
    assert_refused(&room, ERR_WRONG_STATE, "/retryOf");
    assert_non_null(strstr(room.err.detail, "The earlier motion is void;"));
    done_with(&room);
}

/* One that was put again and then voided can be put again once more; one that stands cannot. */
static void what_was_voided_does_not_stand_in_the_way(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_MAJORITY, 8);
    struct uuid proposal = room_file(&room, 1000);
    struct uuid first = not_valid(&room, proposal);
    struct uuid second = put_motion(&room, proposal, first);
    assert_done(&room);
    draft_again(&room, proposal, 1000, first);
    assert_refused(&room, ERR_ALREADY_EXISTS, "/retryOf");
    struct object_list found;
    struct err err = { 0 };
    assert_true(world_related(room.acting.world, REL_APPOINTMENTS_BY_HANDLE, &room.member[7],
                              &found, &err));
    struct body_appointment_ended *ended = NEW(&room, appointment_ended, APPOINTMENT_ENDED);
    ended->appointment = found.items[0]->id;
    ended->until_date = date_in_amsterdam(room.acting.at);
    RUN(&room, APPOINTMENT_ENDED, ended, room.secretary);
    assert_done(&room);
    assert_int_equal(motion_at(&room, second)->state, MOTION_VOID);
    draft_again(&room, proposal, 1000, first);
    assert_done(&room);
    done_with(&room);
}

static struct body_ballot_opened *ballot_body(struct council_room *room, const char *first,
                                              const char *second)
{
    struct body_ballot_opened *body = NEW(room, ballot_opened, BALLOT_OPENED);
    body->meeting = room->meeting;
    body->rule_set = room->rules;
    body->item = 2;
    body->purpose = words("Voorzitter");
    body->method = METHOD_SECRET;
    body->first_name = words(first);
    if (second != NULL) {
        body->second_name = words(second);
    }
    return body;
}

/* The first `papers` members are handed one, and as many are found. */
static void hold(struct council_room *room, struct uuid ballot, int papers)
{
    struct item_handle *item = arena_calloc(room->acting.arena, (size_t)papers, sizeof *item);
    for (int i = 0; i < papers; i++) {
        item[i].handle = room->member[i];
    }
    struct body_ballot_closed *closed = NEW(room, ballot_closed, BALLOT_CLOSED);
    closed->ballot = ballot;
    closed->voters = (struct list){ item, (size_t)papers };
    RUN(room, BALLOT_CLOSED, closed, room->secretary);
    assert_done(room);
    for (int i = 0; i < papers; i++) {
        struct body_paper_handed_in *paper = NEW(room, paper_handed_in, PAPER_HANDED_IN);
        paper->ballot = ballot;
        RUN(room, PAPER_HANDED_IN, paper, room->secretary);
        assert_done(room);
    }
}

static void tally(struct council_room *room, struct uuid ballot, int first, int second)
{
    struct body_ballot_tallied *body = NEW(room, ballot_tallied, BALLOT_TALLIED);
    body->ballot = ballot;
    body->votes_first = first;
    body->votes_second = second;
    body->votes_blank = 0;
    body->votes_invalid = 0;
    body->counter = room->secretary;
    body->second_counter = room->member[room->members - 1];
    RUN(room, BALLOT_TALLIED, body, room->secretary);
}

static void a_ballot_is_held_again_on_the_same_persons(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_RAAD, 8);
    meet(&room, 8);
    struct body_ballot_opened *body = ballot_body(&room, "Eerste", "Tweede");
    body->first_nominee = room.secretary;
    struct uuid ballot = RUN(&room, BALLOT_OPENED, body, room.secretary);
    assert_done(&room);
    /* A meeting that opened before the ballot ended is no later one. */
    struct uuid meeting = room.meeting;
    meet(&room, 8);
    struct uuid beside = room.meeting;
    hold(&room, ballot, 3);
    struct body_ballot_tallied *count = NEW(&room, ballot_tallied, BALLOT_TALLIED);
    count->ballot = ballot;
    count->votes_first = 2;
    count->votes_second = 1;
    count->votes_blank = 0;
    count->votes_invalid = 0;
    count->counter = room.member[6];
    count->second_counter = room.member[7];
    RUN(&room, BALLOT_TALLIED, count, room.secretary);
    assert_done(&room);
    assert_int_equal(count->verdict, BALLOT_INVALID_QUORUM);
    room.meeting = beside;
    body = ballot_body(&room, "Eerste", "Tweede");
    body->first_nominee = room.secretary;
    body->retry_of = ballot;
    RUN(&room, BALLOT_OPENED, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/retryOf");
    room.meeting = meeting;
    room_close_meeting(&room, meeting);
    meet(&room, 8);
    struct body_ballot_opened *other = ballot_body(&room, "Eerste", "Tweede");
    other->first_nominee = room.member[7];
    other->retry_of = ballot;
    RUN(&room, BALLOT_OPENED, other, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/retryOf");
    other = ballot_body(&room, "Eerste", NULL);
    other->first_nominee = room.secretary;
    other->retry_of = ballot;
    RUN(&room, BALLOT_OPENED, other, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/retryOf");
    body->meeting = room.meeting;
    room.said = "Wethouder";
    RUN(&room, BALLOT_OPENED, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/retryOf");
    room.said = NULL;
    RUN(&room, BALLOT_OPENED, body, room.secretary);
    assert_done(&room);
    done_with(&room);
}

/* --- The second call. --- */

static struct body_meeting_convened *second_call(struct council_room *room, struct uuid first)
{
    struct body_meeting_convened *body = call_body(room);
    body->second_call_of = first;
    return body;
}

static struct uuid lapse_one(struct council_room *room, struct uuid proposal)
{
    struct body_meeting_convened *body = call_body(room);
    body->agenda = agenda_item(room, 1, proposal, 0);
    struct uuid first = call(room, body);
    arrive(room, first, 0, 2);
    room_lapse(room, first);
    assert_done(room);
    return first;
}

static void a_lapsed_meeting_has_one_second_call(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_RAAD, 8);
    struct uuid proposal = room_file(&room, 1000);
    struct uuid first = lapse_one(&room, proposal);
    struct body_meeting_convened *body = second_call(&room, first);
    struct list one = agenda_item(&room, 1, proposal, 1);
    struct list two = agenda_item(&room, 2, proposal, 1);
    struct item_agenda_item both[2] = { *(struct item_agenda_item *)one.items,
                                        *(struct item_agenda_item *)two.items };
    body->agenda = (struct list){ both, 2 };
    call(&room, body);
    assert_refused(&room, ERR_MISMATCH, "/agenda/1/repeats");
    body->agenda = one;
    struct uuid second = call(&room, body);
    assert_done(&room);
    call(&room, second_call(&room, first));
    assert_refused(&room, ERR_ALREADY_EXISTS, "/secondCallOf");
    /* Nobody came: the place is free again, for one. */
    room.acting.at.ms += INT64_C(48) * HOUR;
    room_lapse(&room, second);
    assert_done(&room);
    struct uuid third = call(&room, second_call(&room, first));
    assert_done(&room);
    /* Its day passed and it never opened: another may be convened, and one of the two opens. */
    room.acting.at.ms += INT64_C(48) * HOUR;
    struct uuid fourth = call(&room, second_call(&room, first));
    assert_done(&room);
    room.acting.at.ms += INT64_C(48) * HOUR;
    arrive(&room, fourth, 0, 2);
    room_open_meeting(&room, fourth);
    assert_done(&room);
    arrive(&room, third, 2, 4);
    room_open_meeting(&room, third);
    assert_refused(&room, ERR_ALREADY_EXISTS, "");
    call(&room, second_call(&room, first));
    assert_refused(&room, ERR_ALREADY_EXISTS, "/secondCallOf");
    done_with(&room);
}

/* --- A tally corrected. --- */

static struct body_ballot_corrected *correction(struct council_room *room, struct uuid ballot,
                                                int first, int second)
{
    struct body_ballot_corrected *body = NEW(room, ballot_corrected, BALLOT_CORRECTED);
    body->ballot = ballot;
    body->votes_first = first;
    body->votes_second = second;
    body->votes_blank = 0;
    body->votes_invalid = 0;
    body->counter = room->secretary;
    body->second_counter = room->member[room->members - 1];
    body->reason = words("Twee stapels verwisseld.");
    return body;
}

static void a_tally_entered_wrong_is_corrected(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_RAAD, 9);
    meet(&room, 9);
    struct uuid ballot =
        RUN(&room, BALLOT_OPENED, ballot_body(&room, "Eerste", "Tweede"), room.secretary);
    assert_done(&room);
    RUN(&room, BALLOT_CORRECTED, correction(&room, ballot, 3, 5), room.secretary);
    assert_refused(&room, ERR_WRONG_STATE, "");
    hold(&room, ballot, 8);
    tally(&room, ballot, 5, 3);
    assert_done(&room);
    assert_int_equal(OBJECT(&room, ballot, BALLOT, ballot)->chosen, 1);
    /* Not with other papers than were found, and not by one alone. */
    RUN(&room, BALLOT_CORRECTED, correction(&room, ballot, 5, 4), room.secretary);
    assert_refused(&room, ERR_MISMATCH, "");
    struct body_ballot_corrected *body = correction(&room, ballot, 3, 5);
    body->second_counter = body->counter;
    RUN(&room, BALLOT_CORRECTED, body, room.secretary);
    assert_refused(&room, ERR_SEPARATION, "");
    RUN(&room, BALLOT_CORRECTED, correction(&room, ballot, 3, 5), room.member[0]);
    assert_refused(&room, ERR_FORBIDDEN, "");
    body = correction(&room, ballot, 3, 5);
    RUN(&room, BALLOT_CORRECTED, body, room.secretary);
    assert_done(&room);
    assert_int_equal(body->superseded, BALLOT_ELECTED);
    assert_int_equal(body->verdict, BALLOT_ELECTED);
    assert_int_equal(body->chosen, 2);
    assert_int_equal(OBJECT(&room, ballot, BALLOT, ballot)->chosen, 2);
    /* The wrong tally stays on record. */
    const struct ballot_tally *wrong = room_object(&room, KIND_BALLOT_TALLY, ballot, 1);
    assert_int_equal(wrong->votes_first, 5);
    /* Counted right it is a tie: the meeting cannot close before it is voted again. */
    body = correction(&room, ballot, 4, 4);
    RUN(&room, BALLOT_CORRECTED, body, room.secretary);
    assert_done(&room);
    assert_int_equal(body->ordinal, 2);
    assert_int_equal(OBJECT(&room, ballot, BALLOT, ballot)->state, BALLOT_COUNTED);
    room_close_meeting(&room, room.meeting);
    assert_refused(&room, ERR_WRONG_STATE, "");
    struct body_ballot_repeated *again = NEW(&room, ballot_repeated, BALLOT_REPEATED);
    again->ballot = ballot;
    RUN(&room, BALLOT_REPEATED, again, room.secretary);
    assert_done(&room);
    RUN(&room, BALLOT_CORRECTED, correction(&room, ballot, 5, 3), room.secretary);
    assert_refused(&room, ERR_WRONG_STATE, "");
    hold(&room, ballot, 8);
    tally(&room, ballot, 4, 4);
    assert_done(&room);
    struct body_lot_drawn *lot = NEW(&room, lot_drawn, LOT_DRAWN);
    lot->ballot = ballot;
    lot->chosen = 1;
    lot->drawn_by = room.secretary;
    lot->witness = room.member[8];
    RUN(&room, LOT_DRAWN, lot, room.secretary);
    assert_done(&room);
    RUN(&room, BALLOT_CORRECTED, correction(&room, ballot, 5, 3), room.secretary);
    assert_refused(&room, ERR_WRONG_STATE, "");
    assert_non_null(strstr(room.err.detail, "lot"));
    done_with(&room);
}

static void a_closed_meeting_is_not_counted_again(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_RAAD, 9);
    meet(&room, 9);
    struct uuid ballot =
        RUN(&room, BALLOT_OPENED, ballot_body(&room, "Eerste", "Tweede"), room.secretary);
    hold(&room, ballot, 8);
    tally(&room, ballot, 5, 3);
    room_close_meeting(&room, room.meeting);
    assert_done(&room);
    RUN(&room, BALLOT_CORRECTED, correction(&room, ballot, 3, 5), room.secretary);
    assert_refused(&room, ERR_MEETING_NOT_OPEN, "");
    done_with(&room);
}

/* --- Two hundred seats. --- */

static bool fits(const struct act *act, struct arena *arena)
{
    struct err err = { 0 };
    struct str out = str_new(arena, LEAF_BYTES_MAX);
    return leaf_write(&out, act, &err) && out.len <= LEAF_BYTES_MAX;
}

static struct list seats_of(struct arena *arena, size_t count, enum capacity capacity)
{
    struct item_roster_seat *seat = arena_calloc(arena, count, sizeof *seat);
    for (size_t i = 0; i < count; i++) {
        seat[i] = (struct item_roster_seat){ numbered((unsigned)i + 1), (int)capacity };
    }
    return (struct list){ seat, count };
}

/* What the rule lets through, an entry holds; one seat in it is a chair's. */
static void the_largest_roster_has_room_for_many_interests(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_MAJORITY, 3);
    meet(&room, 3);
    struct uuid motion = put_motion(&room, room_file(&room, 1000), nobody);
    assert_done(&room);
    assert_false(uuid_is_zero(&motion));
    struct act act = *room.last;
    struct body_motion_opened body = *ACT_BODY(&act, motion_opened);
    act.body = &body;
    const struct item_roster_seat *seat = body.roster.items;
    assert_int_equal(seat[0].capacity, 0);
    for (size_t i = 0; i < 36; i++) {
        body.roster = seats_of(room.acting.arena, ROSTER_MAX, 0);
        struct item_interested *item = arena_calloc(room.acting.arena, i + 1, sizeof *item);
        for (size_t j = 0; j <= i; j++) {
            item[j] = (struct item_interested){ numbered(1), numbered(2), false };
        }
        body.interested = (struct list){ item, i + 1 };
        assert_true(fits(&act, room.acting.arena));
    }
    done_with(&room);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_mandate_or_other_words_are_a_new_motion),
        cmocka_unit_test(another_version_is_a_new_motion),
        cmocka_unit_test(what_is_still_open_or_void_is_not_put_again),
        cmocka_unit_test(what_was_voided_does_not_stand_in_the_way),
        cmocka_unit_test(a_ballot_is_held_again_on_the_same_persons),
        cmocka_unit_test(a_lapsed_meeting_has_one_second_call),
        cmocka_unit_test(a_tally_entered_wrong_is_corrected),
        cmocka_unit_test(a_closed_meeting_is_not_counted_again),
        cmocka_unit_test(the_largest_roster_has_room_for_many_interests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
