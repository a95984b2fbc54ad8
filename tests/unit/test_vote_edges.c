/* Votes at their edges: who records or casts them and how, on whose plan; what a sealed vote may say;
 * who has a seat; whose vote is in doubt. */
#include "powers_room.h"

#include "deciding_room.h"

static struct body_vote_cast *vote_body(struct council_room *room, struct uuid motion,
                                        struct uuid member, enum vote_method method)
{
    struct body_vote_cast *body = NEW(room, vote_cast, VOTE_CAST);
    body->motion = motion;
    body->choice = CHOICE_FOR;
    body->member = member;
    body->method = (int)method;
    return body;
}

/* --- Recorded by the secretary. --- */

static void a_secretary_has_no_vote_of_its_own(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_ALONE);
    struct uuid motion = put_motion(&room, room_file(&room, 1000), nobody);
    RUN(&room, VOTE_CAST, vote_body(&room, motion, room.secretary, METHOD_ROLL_CALL),
        room.secretary);
    assert_says(&room, ERR_MISMATCH, "/member",
                "The secretary records the vote of a member, who must be named.");
    done_with(&room);
}

static void what_is_recorded_says_how_it_was_given(void **state)
{
    (void)state;
    for (int in_writing = 0; in_writing < 2; in_writing++) {
        static struct item_threshold half = { BASE_ELIGIBLE, 1, 2, true };
        struct council_room room;
        room_begin(&room, 3, EXERCISE_ALONE);
        if (in_writing) {
            struct body_rule_set_adopted *rules = rules_body(&room, RULE_FOUNDATION);
            rules->written = WRITTEN_THRESHOLD;
            rules->written_thresholds = (struct list){ &half, 1 };
            room.rules = adopt(&room, rules);
            struct body_meeting_convened *body = call_body(&room);
            body->until_date = (struct date){ body->on_date.days + 10 };
            room.meeting = call(&room, body);
            room_open_meeting(&room, room.meeting);
            assert_done(&room);
        }
        struct uuid motion = put_motion(&room, room_file(&room, 1000), nobody);
        assert_done(&room);
        enum vote_method right = in_writing ? METHOD_IN_WRITING : METHOD_SHOW_OF_HANDS;
        enum vote_method wrong = in_writing ? METHOD_SHOW_OF_HANDS : METHOD_IN_WRITING;
        RUN(&room, VOTE_CAST, vote_body(&room, motion, room.member[0], wrong), room.secretary);
        assert_says(&room, ERR_MISMATCH, "/method",
                    in_writing ? "This vote is taken in writing."
                               : "This vote is not taken in writing.");
        RUN(&room, VOTE_CAST, vote_body(&room, motion, room.member[0], right), room.secretary);
        assert_done(&room);
        done_with(&room);
    }
}

/* --- On one's own plan. --- */

static struct uuid person(struct council_room *room)
{
    struct body_payee_registered *body = NEW(room, payee_registered, PAYEE_REGISTERED);
    body->organisation = room->organisation;
    body->kind = PAYEE_NATURAL_PERSON;
    body->legal_person = false;
    body->based_in_area = true;
    struct uuid id = RUN(room, PAYEE_REGISTERED, body, room->secretary);
    assert_done(room);
    return id;
}

/* Under "block" a member who asks the money has no vote on it; under "advise" nobody can be kept from
 * voting. */
static void nobody_votes_on_their_own_plan_where_the_rules_block(void **state)
{
    (void)state;
    for (int blocks = 0; blocks < 2; blocks++) {
        struct council_room room;
        begin_by(&room, blocks ? RULE_MAJORITY : RULE_ASSOCIATION, 3);
        meet(&room, 3);
        room.applicant = person(&room);
        struct uuid motion = put_motion(&room, room_file(&room, 1000), nobody);
        assert_done(&room);
        room.twin[0] = room.member[0];
        room.twin[1] = room.applicant;
        room_vote(&room, motion, 0, CHOICE_FOR, nobody);
        if (blocks) {
            assert_refused(&room, ERR_SEPARATION, "");
        } else {
            assert_done(&room);
        }
        room_vote(&room, motion, 1, CHOICE_FOR, nobody);
        assert_done(&room);
        done_with(&room);
    }
}

/* --- By proxy. --- */

/* In office since the motion opened, so on no roster; a proxy given then gives nothing. */
static void who_came_after_the_opening_has_no_vote_to_give(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_ASSOCIATION, 3);
    struct body_rule_set_adopted *rules = rules_body(&room, RULE_ASSOCIATION);
    rules->proxies_max = 1;
    room.rules = adopt(&room, rules);
    meet(&room, 3);
    struct uuid motion = put_motion(&room, room_file(&room, 1000), nobody);
    assert_done(&room);
    struct uuid late =
        room_appoint(&room, ROLE_MEMBER, SCOPE_COUNCIL, room.council, room.secretary);
    struct body_proxy_given *proxy = NEW(&room, proxy_given, PROXY_GIVEN);
    proxy->meeting = room.meeting;
    proxy->holder = room.member[1];
    RUN(&room, PROXY_GIVEN, proxy, late);
    assert_done(&room);
    RUN(&room, VOTE_CAST, vote_body(&room, motion, late, vote_method_absent), room.member[1]);
    assert_says(&room, ERR_NOT_ENTITLED, "/member",
                "You hold no proxy of this member that counts now on this motion.");
    done_with(&room);
}

/* --- What a vote may say where counts are hidden, and where they are not. --- */

static void a_vote_says_its_choice_or_seals_it(void **state)
{
    (void)state;
    for (int hidden = 0; hidden < 2; hidden++) {
        struct council_room room;
        room_found(&room, 3);
        struct body_rule_set_adopted *rules = rules_body(&room, RULE_MAJORITY);
        rules->interim = hidden ? INTERIM_HIDDEN : INTERIM_OPEN;
        room.rules = adopt(&room, rules);
        room.mandate = room_mandate(&room);
        room.envelope = room_envelope(&room, 2000000);
        meet(&room, 3);
        struct uuid motion = put_motion(&room, room_file(&room, 1000), nobody);
        /* As a leaf may have it: the commitment alone. */
        struct body_vote_cast *body = vote_body(&room, motion, nobody, vote_method_absent);
        body->sealed.commitment.bytes[0] = 1;
        RUN(&room, VOTE_CAST, body, room.member[0]);
        assert_says(&room, ERR_MISMATCH, "/sealed",
                    hidden ? "A sealed vote does not say its choice."
                           : "The rules hide no counts, so a vote says its choice.");
        body->choice = choice_absent;
        RUN(&room, VOTE_CAST, body, room.member[0]);
        if (hidden) {
            assert_done(&room);
        } else {
            assert_refused(&room, ERR_MISMATCH, "/sealed");
        }
        body = vote_body(&room, motion, nobody, vote_method_absent);
        body->choice = choice_absent;
        RUN(&room, VOTE_CAST, body, room.member[1]);
        assert_says(&room, ERR_MISMATCH, "/choice", "A vote has a choice.");
        done_with(&room);
    }
}

/* A record in which a choice stands in clear where the rules hide it was not written by the rules. */
static void a_replay_refuses_a_choice_in_clear(void **state)
{
    (void)state;
    struct council_room room;
    room_found(&room, 3);
    struct body_rule_set_adopted *rules = rules_body(&room, RULE_MAJORITY);
    rules->interim = INTERIM_HIDDEN;
    room.rules = adopt(&room, rules);
    room.mandate = room_mandate(&room);
    room.envelope = room_envelope(&room, 2000000);
    meet(&room, 3);
    struct uuid motion = put_motion(&room, room_file(&room, 1000), nobody);
    room_vote(&room, motion, 0, CHOICE_FOR, nobody);
    assert_done(&room);
    struct world_source record = room_record();
    record.seal = NULL; /* a stranger seals nothing */
    struct replay *replay = replay_new(&record, ACTING_BYTES);
    struct err err = { 0 };
    for (uint64_t entry = 0; entry < room.acting.entry; entry++) {
        struct act now = *room.done[entry];
        now.body = body_copy(room.acting.arena, now.kind, now.body);
        forget_sent_date(&now);
        forget_texts(&room, now.body, now.kind->fields);
        if (entry + 1 < room.acting.entry) {
            assert_true(replay_act(replay, &now, &err));
            continue;
        }
        struct body_vote_cast *body = ACT_BODY(&now, vote_cast);
        body->sealed = (struct text){ 0 };
        body->choice = CHOICE_FOR;
        assert_false(replay_act(replay, &now, &err));
        assert_int_equal(err.code, ERR_CORRUPT);
        assert_non_null(strstr(err.detail, "the record does not say the choice"));
        assert_string_equal(err.pointer, "/choice");
    }
    replay_free(replay);
    room_end(&room);
}

/* --- Who has a seat. --- */

static void stand_in(struct council_room *room, struct uuid substitute, struct uuid absent,
                     enum presence presence)
{
    struct body_attendance_recorded *body = NEW(room, attendance_recorded, ATTENDANCE_RECORDED);
    body->meeting = room->meeting;
    body->member = substitute;
    body->presence = (int)presence;
    body->in_place_of = absent;
    RUN(room, ATTENDANCE_RECORDED, body, room->secretary);
}

static void nobody_votes_in_a_seat_and_as_a_substitute(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_MAJORITY, 4);
    struct uuid substitute =
        room_appoint(&room, ROLE_SUBSTITUTE, SCOPE_COUNCIL, room.council, room.secretary);
    meet(&room, 3);
    stand_in(&room, substitute, room.member[3], PRESENCE_ARRIVED);
    assert_done(&room);
    room.twin[0] = substitute;
    room.twin[1] = room.member[0];
    struct uuid motion = put_motion(&room, room_file(&room, 1000), nobody);
    (void)motion;
    assert_says(&room, ERR_SEPARATION, "",
                "One person would vote twice: in a seat and as a substitute.");
    /* Gone again, the seat is the absent member's. */
    stand_in(&room, substitute, nobody, PRESENCE_LEFT);
    assert_done(&room);
    put_motion(&room, room_file(&room, 1000), nobody);
    assert_done(&room);
    const struct list *roster = &ACT_BODY(room.last, motion_opened)->roster;
    assert_int_equal(roster->count, 4);
    const struct item_roster_seat *seat = roster->items;
    for (size_t i = 0; i < roster->count; i++) {
        assert_int_not_equal(seat[i].capacity, CAPACITY_SUBSTITUTE);
    }
    done_with(&room);
}

/* A substitute whose term ended has no seat to take. */
static void who_is_out_of_office_stands_in_for_nobody(void **state)
{
    (void)state;
    for (int is_ended = 0; is_ended < 2; is_ended++) {
        struct council_room room;
        begin_by(&room, RULE_MAJORITY, 4);
        struct uuid substitute =
            room_appoint(&room, ROLE_SUBSTITUTE, SCOPE_COUNCIL, room.council, room.secretary);
        meet(&room, 3);
        stand_in(&room, substitute, room.member[3], PRESENCE_ARRIVED);
        assert_done(&room);
        if (is_ended) {
            struct object_list found;
            struct err err = { 0 };
            assert_true(world_related(room.acting.world, REL_APPOINTMENTS_BY_HANDLE, &substitute,
                                      &found, &err));
            struct body_appointment_ended *body = NEW(&room, appointment_ended, APPOINTMENT_ENDED);
            body->appointment = found.items[0]->id;
            body->until_date = date_in_amsterdam(room.acting.at);
            body->document = some_hash();
            RUN(&room, APPOINTMENT_ENDED, body, room.secretary);
            assert_done(&room);
        }
        put_motion(&room, room_file(&room, 1000), nobody);
        assert_done(&room);
        const struct list *roster = &ACT_BODY(room.last, motion_opened)->roster;
        const struct item_roster_seat *seat = roster->items;
        assert_int_equal(roster->count, 4);
        assert_int_equal(uuid_equal(&seat[3].member, &substitute), !is_ended);
        assert_int_equal(uuid_equal(&seat[3].member, &room.member[3]), is_ended);
        done_with(&room);
    }
}

/* Before it has rules a youth member counts as one of the seats. */
static void without_rules_a_youth_member_fills_a_seat(void **state)
{
    (void)state;
    struct council_room room;
    room_found(&room, 1); /* and four seats more */
    for (int i = 0; i < 4; i++) {
        room_appoint(&room, i == 0 ? ROLE_YOUTH_MEMBER : ROLE_MEMBER, SCOPE_COUNCIL, room.council,
                     room.secretary);
    }
    struct body_appointment_made *body = NEW(&room, appointment_made, APPOINTMENT_MADE);
    body->role = ROLE_MEMBER;
    body->scope = SCOPE_COUNCIL;
    body->scope_id = room.council;
    body->from_date = day_of(2026, 3, 2);
    body->handle = room_id(&room);
    RUN(&room, APPOINTMENT_MADE, body, room.secretary);
    assert_says(&room, ERR_MISMATCH, "/role", "All 5 seats of the council are taken then.");
    done_with(&room);
}

/* --- In doubt. --- */

static struct body_conflict_found *found_late(struct council_room *room, struct uuid decision,
                                              struct uuid member)
{
    struct body_conflict_found *body = NEW(room, conflict_found, CONFLICT_FOUND);
    body->decision = decision;
    body->member = member;
    body->document = some_hash();
    RUN(room, CONFLICT_FOUND, body, room->secretary);
    assert_done(room);
    return body;
}

/* Two for, one against, the chair silent: without one of the two for it would have been a tie that
 * the chair still had to break; without the chair nothing changes. */
static void without_a_vote_it_would_have_been_an_open_tie(void **state)
{
    (void)state;
    for (int is_chair = 0; is_chair < 2; is_chair++) {
        struct council_room room;
        begin_by(&room, RULE_FOUNDATION, 3);
        struct body_rule_set_adopted *rules = rules_body(&room, RULE_FOUNDATION);
        rules->tie = TIE_CHAIR;
        room.rules = adopt(&room, rules);
        struct uuid chair =
            room_appoint(&room, ROLE_CHAIR, SCOPE_COUNCIL, room.council, room.secretary);
        room.meeting = call(&room, call_body(&room));
        room_attend(&room, room.meeting, chair, PRESENCE_ARRIVED);
        arrive(&room, room.meeting, 0, 3);
        room_open_meeting(&room, room.meeting);
        struct uuid motion = put_and_vote(&room, room_file(&room, 1000), nobody, 2, 1);
        struct uuid decision = room_decide(&room, motion);
        assert_done(&room);
        const struct body_conflict_found *body =
            found_late(&room, decision, is_chair ? chair : room.member[0]);
        assert_int_equal(body->voted, !is_chair);
        assert_int_equal(body->verdict, VERDICT_ADOPTED);
        assert_int_equal(body->without, is_chair ? VERDICT_ADOPTED : VERDICT_TIE_OPEN);
        assert_int_equal(body->pivotal, !is_chair);
        done_with(&room);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_secretary_has_no_vote_of_its_own),
        cmocka_unit_test(what_is_recorded_says_how_it_was_given),
        cmocka_unit_test(nobody_votes_on_their_own_plan_where_the_rules_block),
        cmocka_unit_test(who_came_after_the_opening_has_no_vote_to_give),
        cmocka_unit_test(a_vote_says_its_choice_or_seals_it),
        cmocka_unit_test(a_replay_refuses_a_choice_in_clear),
        cmocka_unit_test(nobody_votes_in_a_seat_and_as_a_substitute),
        cmocka_unit_test(who_is_out_of_office_stands_in_for_nobody),
        cmocka_unit_test(without_rules_a_youth_member_fills_a_seat),
        cmocka_unit_test(without_a_vote_it_would_have_been_an_open_tie),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
