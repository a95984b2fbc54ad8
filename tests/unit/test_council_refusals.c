/* Who may not, in a meeting: step back without a seat, hold a proxy without one, ask or cast without being there, and
 * acts on what does not exist. */
#include "powers_room.h"

#include "deciding_room.h"

static void end_term(struct council_room *room, struct uuid handle)
{
    struct object_list found;
    struct err err = { 0 };
    assert_true(
        world_related(room->acting.world, REL_APPOINTMENTS_BY_HANDLE, &handle, &found, &err));
    struct body_appointment_ended *body = NEW(room, appointment_ended, APPOINTMENT_ENDED);
    body->appointment = found.items[0]->id;
    body->until_date = date_in_amsterdam(room->acting.at);
    body->document.bytes[0] = 1;
    RUN(room, APPOINTMENT_ENDED, body, room->secretary);
    assert_done(room);
}

static void recuse_by_secretary(struct council_room *room, struct uuid motion, struct uuid member)
{
    struct body_recusal_declared *body = NEW(room, recusal_declared, RECUSAL_DECLARED);
    body->motion = motion;
    body->member = member;
    RUN(room, RECUSAL_DECLARED, body, room->secretary);
}

static void who_has_no_seat_does_not_step_back(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_ALONE);
    struct uuid motion = room_draft(&room, room_file(&room, 1000), 1000);
    struct uuid observer =
        room_appoint(&room, ROLE_OBSERVER, SCOPE_COUNCIL, room.council, room.secretary);
    struct uuid substitute =
        room_appoint(&room, ROLE_SUBSTITUTE, SCOPE_COUNCIL, room.council, room.secretary);
    struct uuid late = room_appoint(&room, ROLE_MEMBER, SCOPE_COUNCIL, room.council, room.secretary);
    end_term(&room, late);
    static const char no_seat[] = "This handle has no seat with a vote in the council today.";
    recuse_by_secretary(&room, motion, observer);
    assert_says(&room, ERR_NOT_ENTITLED, "/member", no_seat);
    recuse_by_secretary(&room, motion, late);
    assert_says(&room, ERR_NOT_ENTITLED, "/member", no_seat);
    recuse_by_secretary(&room, motion, numbered(9));
    assert_refused(&room, ERR_UNKNOWN_REFERENCE, "/member");
    recuse_by_secretary(&room, motion, substitute);
    assert_done(&room);
    recuse_by_secretary(&room, motion, room.member[2]);
    assert_done(&room);
    recuse_by_secretary(&room, motion, room.member[2]);
    assert_says(&room, ERR_ALREADY_EXISTS, "",
                "The member has stepped back from this motion already.");
    room_open_motion(&room, motion);
    assert_done(&room);
    recuse_by_secretary(&room, motion, late);
    assert_says(&room, ERR_NOT_ENTITLED, "/member",
                "The member is not on the roster of this motion.");
    struct body_recusal_declared *own = NEW(&room, recusal_declared, RECUSAL_DECLARED);
    own->motion = motion;
    own->member = room.member[0];
    RUN(&room, RECUSAL_DECLARED, own, room.member[0]);
    assert_done(&room);
    done_with(&room);
}

/* --- Proxies. --- */

static void proxy_to(struct council_room *room, struct uuid giver, struct uuid holder)
{
    struct body_proxy_given *body = NEW(room, proxy_given, PROXY_GIVEN);
    body->meeting = room->meeting;
    body->member = giver;
    body->holder = holder;
    RUN(room, PROXY_GIVEN, body, room->secretary);
}

static void a_proxy_passes_between_two_seats(void **state)
{
    (void)state;
    struct council_room room;
    room_found(&room, 4);
    room.meeting = room_convene(&room);
    static const char none_allowed[] = "The rules of this council allow no proxies.";
    static const char no_seat[] = "This handle has no seat with a vote in the council today.";
    proxy_to(&room, room.member[0], room.member[1]);
    assert_says(&room, ERR_MISMATCH, "", none_allowed); /* there are no rules at all */
    struct body_rule_set_adopted *rules = rules_body(&room, RULE_ASSOCIATION);
    rules->proxies_max = 0;
    room.rules = adopt(&room, rules);
    assert_done(&room);
    proxy_to(&room, room.member[0], room.member[1]);
    assert_says(&room, ERR_MISMATCH, "", none_allowed);
    rules = rules_body(&room, RULE_ASSOCIATION);
    rules->proxies_max = 1;
    rules->youth = YOUTH_ADVISES;
    room.rules = adopt(&room, rules);
    assert_done(&room);
    struct uuid youth =
        room_appoint(&room, ROLE_YOUTH_MEMBER, SCOPE_COUNCIL, room.council, room.secretary);
    struct uuid gone = room_appoint(&room, ROLE_MEMBER, SCOPE_COUNCIL, room.council, room.secretary);
    end_term(&room, gone);
    proxy_to(&room, room.member[0], youth);
    assert_says(&room, ERR_NOT_ENTITLED, "/holder", no_seat);
    proxy_to(&room, gone, room.member[0]);
    assert_says(&room, ERR_NOT_ENTITLED, "/member", no_seat);
    proxy_to(&room, room.member[3], room.member[0]);
    assert_done(&room);
    proxy_to(&room, room.member[2], room.member[0]);
    assert_says(&room, ERR_MISMATCH, "/holder",
                "The holder has 1 already, the most that the rules allow.");
    /* Its giver comes: it ends, and its holder may have another. */
    room_attend(&room, room.meeting, room.member[3], PRESENCE_ARRIVED);
    assert_done(&room);
    room_attend(&room, room.meeting, room.member[3], PRESENCE_LEFT);
    assert_done(&room);
    proxy_to(&room, room.member[2], room.member[0]);
    assert_done(&room);
    proxy_to(&room, room.member[3], room.member[1]);
    assert_done(&room);
    done_with(&room);
}

static void a_meeting_that_could_not_open_takes_no_proxy(void **state)
{
    (void)state;
    struct council_room room;
    room_found(&room, 4);
    struct body_rule_set_adopted *rules = rules_body(&room, RULE_MAJORITY);
    rules->proxies_max = 1;
    room.rules = adopt(&room, rules);
    assert_done(&room);
    room.meeting = room_convene(&room);
    room_lapse(&room, room.meeting);
    assert_done(&room);
    proxy_to(&room, room.member[0], room.member[1]);
    assert_says(&room, ERR_WRONG_STATE, "", "The meeting is not-opened.");
    done_with(&room);
}

/* --- Asking for a vote; the casting vote. --- */

static void ask_as(struct council_room *room, struct uuid motion, struct uuid member,
                   struct uuid actor)
{
    struct body_vote_requested *body = NEW(room, vote_requested, VOTE_REQUESTED);
    body->motion = motion;
    body->member = member;
    RUN(room, VOTE_REQUESTED, body, actor);
}

static struct uuid with_chair(struct council_room *room, int members)
{
    begin_by(room, RULE_FOUNDATION, members);
    struct body_rule_set_adopted *rules = rules_body(room, RULE_FOUNDATION);
    rules->tie = TIE_CHAIR;
    room->rules = adopt(room, rules);
    assert_done(room);
    struct uuid chair =
        room_appoint(room, ROLE_CHAIR, SCOPE_COUNCIL, room->council, room->secretary);
    room->meeting = call(room, call_body(room));
    arrive(room, room->meeting, 0, members);
    return chair;
}

static void who_asks_for_a_vote_is_there(void **state)
{
    (void)state;
    struct council_room room;
    struct uuid chair = with_chair(&room, 4);
    room_attend(&room, room.meeting, room.member[3], PRESENCE_LEFT);
    room_open_meeting(&room, room.meeting);
    assert_done(&room);
    struct uuid motion = put_motion(&room, room_file(&room, 1000), nobody);
    assert_done(&room);
    struct uuid later = room_appoint(&room, ROLE_MEMBER, SCOPE_COUNCIL, room.council, room.secretary);
    ask_as(&room, motion, later, room.secretary);
    assert_says(&room, ERR_NOT_ENTITLED, "/member",
                "The member is not on the roster of this motion.");
    ask_as(&room, motion, room.member[3], room.secretary);
    assert_says(&room, ERR_NOT_PRESENT, "/member", "The member is not there now.");
    ask_as(&room, motion, nobody, chair); /* the chair need not be on the list */
    assert_done(&room);
    ask_as(&room, motion, nobody, room.member[0]);
    assert_says(&room, ERR_ALREADY_EXISTS, "", "A vote, by show-of-hands, has been asked already.");
    done_with(&room);
}

static void cast_as(struct council_room *room, struct uuid motion, struct uuid chair)
{
    struct body_tie_broken *body = NEW(room, tie_broken, TIE_BROKEN);
    body->motion = motion;
    body->choice = CHOICE_FOR;
    RUN(room, TIE_BROKEN, body, chair);
}

static void a_casting_vote_is_the_chairs_who_is_there(void **state)
{
    (void)state;
    struct council_room room;
    struct uuid chair = with_chair(&room, 4);
    room_attend(&room, room.meeting, chair, PRESENCE_ARRIVED);
    room_open_meeting(&room, room.meeting);
    assert_done(&room);
    struct uuid open = put_motion(&room, room_file(&room, 1000), nobody);
    cast_as(&room, open, chair);
    assert_says(&room, ERR_WRONG_STATE, "",
                "The motion has no tie that the chair could break.");
    room_close_motion(&room, open);
    cast_as(&room, open, chair);
    assert_refused(&room, ERR_WRONG_STATE, ""); /* closed, and no tie */
    struct uuid tied = put_and_vote(&room, room_file(&room, 1000), nobody, 2, 2);
    struct uuid other =
        room_appoint(&room, ROLE_CHAIR, SCOPE_COUNCIL, room.council, room.secretary);
    cast_as(&room, tied, other);
    assert_says(&room, ERR_NOT_ENTITLED, "", "The chair is not on the roster of this motion.");
    room_attend(&room, room.meeting, chair, PRESENCE_LEFT);
    cast_as(&room, tied, chair);
    assert_says(&room, ERR_NOT_PRESENT, "", "The chair is not there now.");
    room_attend(&room, room.meeting, chair, PRESENCE_ARRIVED);
    /* Of two who may chair one stepped back: the other can break the tie. */
    room_attend(&room, room.meeting, other, PRESENCE_ARRIVED);
    assert_done(&room);
    struct uuid recused = put_motion(&room, room_file(&room, 1000), nobody);
    assert_done(&room);
    recuse_by_secretary(&room, recused, chair);
    assert_done(&room);
    vote_all(&room, recused, 0, 2, CHOICE_FOR);
    vote_all(&room, recused, 2, 4, CHOICE_AGAINST);
    assert_int_equal(close_up(&room, recused)->verdict, VERDICT_TIE_OPEN);
    cast_as(&room, recused, chair);
    assert_says(&room, ERR_RECUSED, "", "The chair stepped back from this motion.");
    cast_as(&room, recused, other);
    assert_done(&room);
    cast_as(&room, tied, chair);
    assert_done(&room);
    done_with(&room);
}

/* --- Acts on what does not exist: who acts is chosen by it, so nobody is. --- */

static void nobody_acts_on_what_is_not_there(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid missing = numbered(7);
    struct body_vote_cast *vote = NEW(room, vote_cast, VOTE_CAST);
    vote->motion = missing;
    vote->choice = CHOICE_FOR;
    vote->member = room->member[0];
    RUN(room, VOTE_CAST, vote, room->secretary);
    assert_refused(room, ERR_NOT_FOUND, "");
    struct body_interest_ended *interest = NEW(room, interest_ended, INTEREST_ENDED);
    interest->interest = missing;
    RUN(room, INTEREST_ENDED, interest, room->member[0]);
    assert_refused(room, ERR_NOT_FOUND, "");
    struct body_appointment_ended *ended = NEW(room, appointment_ended, APPOINTMENT_ENDED);
    ended->appointment = missing;
    ended->until_date = day_of(2026, 3, 2);
    ended->document = some_hash();
    RUN(room, APPOINTMENT_ENDED, ended, room->secretary);
    assert_refused(room, ERR_NOT_FOUND, "");
    struct body_allocation_released *released =
        NEW(room, allocation_released, ALLOCATION_RELEASED);
    released->decision = missing;
    released->amount_cents = 1;
    released->reason = RELEASE_NOT_NEEDED;
    RUN(room, ALLOCATION_RELEASED, released, room->grantor);
    assert_refused(room, ERR_NOT_FOUND, "");
    struct body_member_key_registered *key =
        NEW(room, member_key_registered, MEMBER_KEY_REGISTERED);
    key->appointment = missing;
    RUN(room, MEMBER_KEY_REGISTERED, key, room->member[0]);
    assert_refused(room, ERR_UNKNOWN_REFERENCE, "/appointment");
    struct body_member_key_revoked *revoked = NEW(room, member_key_revoked, MEMBER_KEY_REVOKED);
    revoked->member_key = missing;
    RUN(room, MEMBER_KEY_REVOKED, revoked, room->member[0]);
    assert_refused(room, ERR_NOT_FOUND, "");
    struct body_mandate_granted *share = room_mandate_body(room);
    share->parent = missing;
    RUN(room, MANDATE_GRANTED, share, room->holder);
    assert_refused(room, ERR_UNKNOWN_REFERENCE, "/parent");
    powers_end(&p);
}

/* Of a person with several appointments the first that may stands; in a vote the one on the
 * roster. */
static void one_person_may_have_two_appointments(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_ALONE);
    struct uuid chair =
        room_appoint(&room, ROLE_CHAIR, SCOPE_COUNCIL, room.council, room.secretary);
    struct uuid motion = put_motion(&room, room_file(&room, 1000), nobody);
    struct body_vote_cast *vote = NEW(&room, vote_cast, VOTE_CAST);
    vote->motion = motion;
    vote->choice = CHOICE_FOR;
    struct act act = next_act(&room.acting, ACT_VOTE_CAST, vote);
    const struct uuid orders[][2] = {
        {chair,           room.member[0]},
        { room.member[0], chair         },
        { numbered(99),   room.member[0]},
    };
    for (size_t i = 0; i < ARRAY_LEN(orders); i++) {
        struct err err = { 0 };
        assert_true(competence_choose(&act, orders[i], 2, &err));
        assert_true(uuid_equal(&act.actor.handle, i == 0 ? &chair : &room.member[0]));
    }
    struct body_motion_closed *closed = NEW(&room, motion_closed, MOTION_CLOSED);
    closed->motion = motion;
    act = next_act(&room.acting, ACT_MOTION_CLOSED, closed);
    const struct uuid both[2] = { chair, room.secretary };
    struct err err = { 0 };
    assert_true(competence_choose(&act, both, 2, &err));
    assert_true(uuid_equal(&act.actor.handle, &chair));
    const struct uuid neither[2] = { numbered(98), numbered(99) };
    assert_false(competence_choose(&act, neither, 2, &err));
    assert_int_equal(err.code, ERR_FORBIDDEN);
    done_with(&room);
}

/* What the clock does, nobody does: no appointment, and nobody's key to repeat it by. */
static void the_daemon_acts_for_nobody(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_ALONE);
    struct body_decision_lapsed *body = NEW(&room, decision_lapsed, DECISION_LAPSED);
    body->decision = numbered(7);
    struct act act = next_act(&room.acting, ACT_DECISION_LAPSED, body);
    struct err err = { 0 };
    assert_false(competence_choose(&act, &room.grantor, 1, &err));
    assert_int_equal(err.code, ERR_FORBIDDEN);
    assert_string_equal(err.detail, "decision.lapsed is done by the daemon itself, by the clock.");
    err = (struct err){ 0 };
    act.has_nonce = true;
    assert_false(competence_choose(&act, &nobody, 1, &err));
    assert_int_equal(err.code, ERR_FORBIDDEN);
    assert_string_equal(err.detail, "Nobody asked for decision.lapsed: it has no nonce.");
    err = (struct err){ 0 };
    act.has_nonce = false;
    assert_true(competence_choose(&act, &nobody, 1, &err));
    assert_int_equal(act.actor.role, role_absent);
    done_with(&room);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_has_no_seat_does_not_step_back),
        cmocka_unit_test(a_proxy_passes_between_two_seats),
        cmocka_unit_test(a_meeting_that_could_not_open_takes_no_proxy),
        cmocka_unit_test(who_asks_for_a_vote_is_there),
        cmocka_unit_test(a_casting_vote_is_the_chairs_who_is_there),
        cmocka_unit_test(nobody_acts_on_what_is_not_there),
        cmocka_unit_test(one_person_may_have_two_appointments),
        cmocka_unit_test(the_daemon_acts_for_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
