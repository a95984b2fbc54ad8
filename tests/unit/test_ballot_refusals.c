/* Secret ballots that are not as they should be: who is named, which meeting, what is counted, and who draws the lot. */
#include "deciding_room.h"

#include "buurtkas/domain/ballot.h"

static struct body_ballot_opened *ballot_body(struct council_room *room, bool has_two)
{
    struct body_ballot_opened *body = NEW(room, ballot_opened, BALLOT_OPENED);
    body->meeting = room->meeting;
    body->rule_set = room->rules;
    body->item = 2;
    body->purpose = words("Voorzitter");
    body->method = METHOD_SECRET;
    body->first_name = words("Voorbeeld Eerste");
    if (has_two) {
        body->second_name = words("Voorbeeld Tweede");
    }
    return body;
}

static struct uuid opened(struct council_room *room, struct body_ballot_opened *body)
{
    return RUN(room, BALLOT_OPENED, body, room->secretary);
}

static struct list handles(struct council_room *room, const struct uuid *of, size_t count)
{
    struct item_handle *item = arena_calloc(room->acting.arena, count, sizeof *item);
    for (size_t i = 0; i < count; i++) {
        item[i].handle = of[i];
    }
    return (struct list){ item, count };
}

static void close_with(struct council_room *room, struct uuid ballot, struct list voters)
{
    struct body_ballot_closed *body = NEW(room, ballot_closed, BALLOT_CLOSED);
    body->ballot = ballot;
    body->voters = voters;
    RUN(room, BALLOT_CLOSED, body, room->secretary);
}

static void hand_in(struct council_room *room, struct uuid ballot)
{
    struct body_paper_handed_in *body = NEW(room, paper_handed_in, PAPER_HANDED_IN);
    body->ballot = ballot;
    RUN(room, PAPER_HANDED_IN, body, room->secretary);
}

static struct body_ballot_tallied *tally_body(struct council_room *room, struct uuid ballot,
                                              struct ballot_piles piles, bool has_two)
{
    struct body_ballot_tallied *body = NEW(room, ballot_tallied, BALLOT_TALLIED);
    body->ballot = ballot;
    body->votes_first = piles.first;
    body->votes_second = has_two ? piles.other : FIELD_ABSENT_I32;
    body->votes_against = has_two ? FIELD_ABSENT_I32 : piles.other;
    body->votes_blank = piles.blank;
    body->votes_invalid = piles.invalid;
    body->counter = room->secretary;
    body->second_counter = room->member[0];
    return body;
}

/* Closed with so many voters, as many papers, and counted. */
static void count(struct council_room *room, struct uuid ballot, struct ballot_piles piles,
                  bool has_two)
{
    int papers = piles.first + piles.other + piles.blank + piles.invalid;
    close_with(room, ballot, handles(room, room->member, (size_t)papers));
    assert_done(room);
    for (int i = 0; i < papers; i++) {
        hand_in(room, ballot);
        assert_done(room);
    }
    RUN(room, BALLOT_TALLIED, tally_body(room, ballot, piles, has_two), room->secretary);
    assert_done(room);
}

static struct body_lot_drawn *lot_body(struct council_room *room, struct uuid ballot,
                                       int32_t chosen)
{
    struct body_lot_drawn *body = NEW(room, lot_drawn, LOT_DRAWN);
    body->ballot = ballot;
    body->chosen = chosen;
    body->drawn_by = room->secretary;
    body->witness = room->member[0];
    return body;
}

static void begin(struct council_room *room, enum rule_base base)
{
    begin_by(room, base, 6);
    meet(room, 6);
}

static void persons_are_chosen_in_secret_or_by_consent(void **state)
{
    (void)state;
    struct council_room room;
    begin(&room, RULE_ASSOCIATION);
    struct body_ballot_opened *body = ballot_body(&room, true);
    body->method = METHOD_ROLL_CALL;
    (void)opened(&room, body);
    assert_says(&room, ERR_MISMATCH, "/method", "A vote on persons is secret.");
    body = ballot_body(&room, false);
    body->second_nominee = room.member[1];
    (void)opened(&room, body);
    assert_says(&room, ERR_MISMATCH, "/secondNominee", "The second nominee has a name.");
    body = ballot_body(&room, true);
    body->second_nominee = numbered(9);
    (void)opened(&room, body);
    assert_refused(&room, ERR_UNKNOWN_REFERENCE, "/secondNominee");
    body = ballot_body(&room, true);
    body->first_nominee = body->second_nominee = room.member[1];
    (void)opened(&room, body);
    assert_says(&room, ERR_SEPARATION, "", "The two nominees are one person.");
    room_close_meeting(&room, room.meeting);
    assert_done(&room);
    (void)opened(&room, ballot_body(&room, true));
    assert_says(&room, ERR_MEETING_NOT_OPEN, "", "The meeting is closed.");
    done_with(&room);
    begin(&room, RULE_CONSENT);
    (void)opened(&room, ballot_body(&room, true));
    assert_says(&room, ERR_MISMATCH, "/ruleSet",
                "By consent persons are chosen in the open: there is no ballot.");
    done_with(&room);
}

/* Only where the Gemeentewet binds, or an ordinance follows it, do nominees stay out by
 * themselves. */
static void nominees_stay_out_by_the_rules(void **state)
{
    (void)state;
    static const struct {
        enum rule_base base;
        int32_t recused;
    } rows[] = {
        {RULE_RAAD,         2},
        { RULE_WIJKRAAD,    2},
        { RULE_ASSOCIATION, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct council_room room;
        begin(&room, rows[i].base);
        struct body_ballot_opened *body = ballot_body(&room, true);
        body->first_nominee = room.member[1];
        body->second_nominee = room.member[2];
        (void)opened(&room, body);
        assert_done(&room);
        assert_int_equal(body->recused, rows[i].recused);
        done_with(&room);
    }
}

static void who_is_named_has_a_seat_once(void **state)
{
    (void)state;
    struct council_room room;
    begin(&room, RULE_ASSOCIATION);
    const struct uuid twice[2] = { room.member[1], room.member[1] };
    const struct uuid stranger[2] = { room.member[1], room.secretary };
    static const char no_seat[] = "This handle is not on the roster of the ballot.";
    struct body_ballot_opened *body = ballot_body(&room, true);
    body->stepped_back = handles(&room, stranger, 2);
    (void)opened(&room, body);
    assert_says(&room, ERR_NOT_ENTITLED, "/steppedBack/1/handle", no_seat);
    body->stepped_back = handles(&room, twice, 2);
    (void)opened(&room, body);
    assert_says(&room, ERR_MISMATCH, "/steppedBack/1/handle", "This member is named twice.");
    struct uuid ballot = opened(&room, ballot_body(&room, true));
    close_with(&room, ballot, handles(&room, stranger, 2));
    assert_says(&room, ERR_NOT_ENTITLED, "/voters/1/handle", no_seat);
    close_with(&room, ballot, handles(&room, twice, 2));
    assert_says(&room, ERR_MISMATCH, "/voters/1/handle", "This member is named twice.");
    hand_in(&room, ballot);
    assert_says(&room, ERR_WRONG_STATE, "", "The ballot is open, not closed.");
    room_attend(&room, room.meeting, room.member[5], PRESENCE_LEFT);
    close_with(&room, ballot, handles(&room, room.member, 6));
    assert_refused(&room, ERR_NOT_PRESENT, "/voters");
    close_with(&room, ballot, handles(&room, room.member, 5));
    assert_done(&room);
    done_with(&room);
}

static void what_is_counted_is_what_was_asked(void **state)
{
    (void)state;
    struct council_room room;
    begin(&room, RULE_ASSOCIATION);
    struct uuid ballot = opened(&room, ballot_body(&room, false));
    close_with(&room, ballot, handles(&room, room.member, 3));
    hand_in(&room, ballot);
    assert_done(&room);
    static const struct ballot_piles one = { 1, 0, 0, 0 };
    struct body_ballot_tallied *body = tally_body(&room, ballot, one, true);
    RUN(&room, BALLOT_TALLIED, body, room.secretary);
    assert_says(&room, ERR_MISMATCH, "/votesSecond",
                "Papers for a second nominee are counted when there are two.");
    body = tally_body(&room, ballot, one, false);
    body->votes_against = FIELD_ABSENT_I32;
    RUN(&room, BALLOT_TALLIED, body, room.secretary);
    assert_says(&room, ERR_MISMATCH, "/votesAgainst",
                "Papers against are counted when there is one nominee.");
    body = tally_body(&room, ballot, (struct ballot_piles){ 1, 1, 0, 0 }, false);
    RUN(&room, BALLOT_TALLIED, body, room.secretary);
    assert_says(&room, ERR_MISMATCH, "",
                "The piles hold 2 papers; 1 were found in the box and entered.");
    /* Who counts is in office, and is another than the nominees. */
    struct uuid gone =
        room_appoint(&room, ROLE_OBSERVER, SCOPE_COUNCIL, room.council, room.secretary);
    struct object_list found;
    struct err err = { 0 };
    assert_true(world_related(room.acting.world, REL_APPOINTMENTS_BY_HANDLE, &gone, &found, &err));
    struct body_appointment_ended *ended = NEW(&room, appointment_ended, APPOINTMENT_ENDED);
    ended->appointment = found.items[0]->id;
    ended->until_date = date_in_amsterdam(room.acting.at);
    ended->document.bytes[0] = 1;
    RUN(&room, APPOINTMENT_ENDED, ended, room.secretary);
    assert_done(&room);
    body = tally_body(&room, ballot, one, false);
    body->second_counter = gone;
    RUN(&room, BALLOT_TALLIED, body, room.secretary);
    assert_says(&room, ERR_MISMATCH, "/secondCounter", "This appointment is not in force today.");
    body->second_counter = room.member[1];
    RUN(&room, BALLOT_TALLIED, body, room.secretary);
    assert_done(&room);
    done_with(&room);
}

static void the_second_nominee_does_not_count(void **state)
{
    (void)state;
    struct council_room room;
    begin(&room, RULE_ASSOCIATION);
    struct body_ballot_opened *open = ballot_body(&room, true);
    open->second_nominee = room.member[0];
    struct uuid ballot = opened(&room, open);
    close_with(&room, ballot, handles(&room, room.member, 1));
    hand_in(&room, ballot);
    struct body_ballot_tallied *body =
        tally_body(&room, ballot, (struct ballot_piles){ 1, 0, 0, 0 }, true);
    RUN(&room, BALLOT_TALLIED, body, room.secretary);
    assert_says(&room, ERR_SEPARATION, "", "A nominee neither counts nor draws.");
    done_with(&room);
}

/* On one nominee the lot says yes or no; on two it names one. Only after two ties is it drawn. */
static void a_lot_is_drawn_after_two_ties(void **state)
{
    (void)state;
    struct council_room room;
    begin(&room, RULE_RAAD);
    struct uuid ballot = opened(&room, ballot_body(&room, false));
    count(&room, ballot, (struct ballot_piles){ 3, 3, 0, 0 }, false);
    RUN(&room, LOT_DRAWN, lot_body(&room, ballot, 1), room.secretary);
    assert_says(&room, ERR_WRONG_STATE, "",
                "A lot is drawn after two ties; the last tally was tied-revote.");
    struct body_ballot_repeated *again = NEW(&room, ballot_repeated, BALLOT_REPEATED);
    again->ballot = ballot;
    RUN(&room, BALLOT_REPEATED, again, room.secretary);
    assert_done(&room);
    count(&room, ballot, (struct ballot_piles){ 3, 3, 0, 0 }, false);
    RUN(&room, LOT_DRAWN, lot_body(&room, ballot, 2), room.secretary);
    assert_says(&room, ERR_MISMATCH, "/chosen",
                "The lot names one of two nominees, or of one whether it is elected.");
    RUN(&room, LOT_DRAWN, lot_body(&room, ballot, 0), room.secretary);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, lot_drawn)->verdict, BALLOT_REJECTED_BY_LOT);
    done_with(&room);
}

/* A second call waives the quorum for what it repeats, and it repeats no ballots. */
static void a_second_call_holds_no_ballot_for_a_few(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_WIJKRAAD, 6);
    struct uuid first = call(&room, call_body(&room));
    room_lapse(&room, first);
    assert_done(&room);
    struct body_meeting_convened *body = call_body(&room);
    body->second_call_of = first;
    room.acting.at.ms += INT64_C(72) * HOUR;
    body->on_date = date_in_amsterdam(room.acting.at);
    room.meeting = call(&room, body);
    assert_done(&room);
    room.acting.at.ms += INT64_C(72) * HOUR;
    arrive(&room, room.meeting, 0, 2);
    room_open_meeting(&room, room.meeting);
    assert_done(&room);
    assert_true(OBJECT(&room, meeting, MEETING, room.meeting)->quorum_waived);
    (void)opened(&room, ballot_body(&room, true));
    assert_refused(&room, ERR_NO_QUORUM, "");
    assert_non_null(strstr(room.err.detail, "A second call repeats no ballots"));
    assert_non_null(strstr(room.err.detail, "2 are"));
    arrive(&room, room.meeting, 2, 6);
    (void)opened(&room, ballot_body(&room, true));
    assert_done(&room);
    done_with(&room);
}

static void only_what_was_not_valid_is_held_again(void **state)
{
    (void)state;
    struct council_room room;
    begin(&room, RULE_RAAD);
    struct uuid valid = opened(&room, ballot_body(&room, true));
    count(&room, valid, (struct ballot_piles){ 5, 1, 0, 0 }, true);
    room_close_meeting(&room, room.meeting);
    meet(&room, 6);
    static const char only[] = "Only a ballot of an earlier meeting of this council that was not "
                               "valid is held again.";
    struct body_ballot_opened *body = ballot_body(&room, true);
    body->retry_of = valid;
    (void)opened(&room, body);
    assert_says(&room, ERR_MISMATCH, "/retryOf", only);
    body->retry_of = numbered(9);
    (void)opened(&room, body);
    assert_refused(&room, ERR_UNKNOWN_REFERENCE, "/retryOf");
    done_with(&room);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(persons_are_chosen_in_secret_or_by_consent),
        cmocka_unit_test(nominees_stay_out_by_the_rules),
        cmocka_unit_test(who_is_named_has_a_seat_once),
        cmocka_unit_test(what_is_counted_is_what_was_asked),
        cmocka_unit_test(the_second_nominee_does_not_count),
        cmocka_unit_test(a_lot_is_drawn_after_two_ties),
        cmocka_unit_test(a_second_call_holds_no_ballot_for_a_few),
        cmocka_unit_test(only_what_was_not_valid_is_held_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
