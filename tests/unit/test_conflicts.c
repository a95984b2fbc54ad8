/* A conflict of interest found after the decision: contested, with what the verdict would have been
 * beside it; nothing is promised meanwhile, and only a ruling or a withdrawal ends it. Every
 * scenario is replayed as a verifier would. */
#include "deciding_room.h"
#include "powers_room.h"

static struct body_conflict_found *conflict_body(struct powers *p, struct uuid decision, int member)
{
    struct body_conflict_found *body = NEW(&p->room, conflict_found, CONFLICT_FOUND);
    body->decision = decision;
    body->member = p->room.member[member];
    body->document = some_hash();
    return body;
}

static struct uuid find(struct powers *p, struct uuid decision, int member)
{
    return RUN(&p->room, CONFLICT_FOUND, conflict_body(p, decision, member), p->room.secretary);
}

/* By these votes of the three, in effect, told. */
static struct uuid decided(struct powers *p, int votes_for, int votes_against)
{
    struct uuid decision =
        room_decide(&p->room, room_voted(&p->room, 100000, votes_for, votes_against));
    assert_done(&p->room);
    notify(p, decision);
    return decision;
}

/* Rows 33 (after the closing) and 34. */
static void rows_33_and_34_found_late(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = decided(&p, 2, 1);
    commit(&p, decision, 30000);
    assert_done(room);
    int64_t before = available(&p);
    struct uuid conflict = find(&p, decision, 0);
    assert_done(room);
    const struct body_conflict_found *body = ACT_BODY(room->last, conflict_found);
    assert_true(body->voted && body->pivotal);
    assert_int_equal(body->verdict, VERDICT_ADOPTED);
    assert_int_equal(body->without, VERDICT_REJECTED);
    assert_int_equal(body->state, DECISION_CONTESTED);
    assert_true(OBJECT(room, conflict, CONFLICT, conflict)->pivotal);
    assert_int_equal(status_of(&p, decision)->state, DECISION_CONTESTED);
    /* Nothing is reversed, and nothing new is promised. */
    assert_int_equal(available(&p), before);
    assert_int_equal(status_of(&p, decision)->committed_cents, 30000);
    commit(&p, decision, 1000);
    assert_refused(room, ERR_CONTESTED, "");
    find(&p, decision, 0);
    assert_refused(room, ERR_ALREADY_EXISTS, "");
    /* Without both of them nobody but who was against took part: not valid. */
    find(&p, decision, 1);
    assert_done(room);
    body = ACT_BODY(room->last, conflict_found);
    assert_true(body->pivotal);
    assert_int_equal(status_of(&p, decision)->state, DECISION_CONTESTED);
    struct body_decision_resumed *resume = NEW(room, decision_resumed, DECISION_RESUMED);
    resume->decision = decision;
    resume->reason = words("Het is wel goed zo.");
    resume->document = some_hash();
    RUN(room, DECISION_RESUMED, resume, room->grantor);
    assert_refused(room, ERR_WRONG_STATE, "");
    /* The competent body rules that it stands. */
    RUN(room, DECISION_RULED, ruling_body(&p, decision, nobody, RULING_REJECTED), p.clerk);
    assert_done(room);
    assert_int_equal(status_of(&p, decision)->state, DECISION_IN_EFFECT);
    commit(&p, decision, 1000);
    assert_done(room);
    powers_end(&p);
}

static void a_withdrawal_frees_what_nobody_was_promised(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = decided(&p, 2, 1);
    commit(&p, decision, 30000);
    assert_done(room);
    find(&p, decision, 1);
    assert_done(room);
    RUN(room, DECISION_WITHDRAWN, withdrawal_body(&p, decision, WITHDRAWAL_WRONG_DECISION),
        room->grantor);
    assert_done(room);
    assert_int_equal(ACT_BODY(room->last, decision_withdrawn)->freed_cents, 70000);
    assert_int_equal(status_of(&p, decision)->committed_cents, 30000);
    assert_int_equal(available(&p), 1970000);
    find(&p, decision, 0);
    assert_refused(room, ERR_WRONG_STATE, "");
    powers_end(&p);
}

/* The other end: the competent body annuls it; recorded wrongly, it is contested again. */
static void a_ruling_annuls_it(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = decided(&p, 2, 1);
    commit(&p, decision, 30000);
    find(&p, decision, 0);
    assert_done(room);
    struct body_decision_ruled *body = ruling_body(&p, decision, nobody, RULING_UPHELD);
    body->annuls = true;
    struct uuid ruling = RUN(room, DECISION_RULED, body, p.clerk);
    assert_done(room);
    assert_int_equal(status_of(&p, decision)->state, DECISION_ANNULLED);
    assert_int_equal(body->freed_cents, 70000);
    struct uuid controller =
        room_appoint(room, ROLE_CONTROLLER, SCOPE_ORGANISATION, room->organisation, room->grantor);
    struct body_transaction_reversed *undo = NEW(room, transaction_reversed, TRANSACTION_REVERSED);
    undo->transaction = ruling;
    undo->reason = words("Verkeerd dossier");
    RUN(room, TRANSACTION_REVERSED, undo, controller);
    assert_done(room);
    assert_int_equal(status_of(&p, decision)->state, DECISION_CONTESTED);
    commit(&p, decision, 1);
    assert_refused(room, ERR_CONTESTED, "");
    powers_end(&p);
}

/* V4: contested even without a vote, and a vote that made no difference. */
static void what_makes_no_difference_is_contested_too(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid unanimous = decided(&p, 3, 0);
    find(&p, unanimous, 2);
    assert_done(room);
    const struct body_conflict_found *body = ACT_BODY(room->last, conflict_found);
    assert_true(body->voted && !body->pivotal);
    assert_int_equal(body->without, VERDICT_ADOPTED);
    assert_int_equal(status_of(&p, unanimous)->state, DECISION_CONTESTED);
    /* The chair was on the roster, and not there. */
    struct uuid silent = decided(&p, 3, 0);
    struct body_conflict_found *found = conflict_body(&p, silent, 0);
    found->member = p.chair;
    RUN(room, CONFLICT_FOUND, found, room->secretary);
    assert_done(room);
    assert_false(found->voted || found->pivotal);
    assert_int_equal(found->without, VERDICT_ADOPTED);
    assert_int_equal(status_of(&p, silent)->state, DECISION_CONTESTED);
    powers_end(&p);
}

static struct body_conflict_found *found_in(struct council_room *room, struct uuid decision,
                                            struct uuid member)
{
    struct body_conflict_found *body = NEW(room, conflict_found, CONFLICT_FOUND);
    body->decision = decision;
    body->member = member;
    body->document.bytes[0] = 5;
    RUN(room, CONFLICT_FOUND, body, room->secretary);
    assert_done(room);
    return body;
}

/* Counted again later, the room is as it was: who came in since would have been silent, which
 * blocks consent; what came on the register since is not in it either. */
static void it_is_counted_as_it_was_then(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_CONSENT, 5);
    meet(&room, 4);
    struct uuid motion = put_motion(&room, room_file(&room, 1000), nobody);
    vote_all(&room, motion, 0, 4, CHOICE_CONSENT);
    assert_int_equal(close_up(&room, motion)->verdict, VERDICT_ADOPTED);
    struct uuid decision = room_decide(&room, motion);
    room_attend(&room, room.meeting, room.member[4], PRESENCE_ARRIVED);
    assert_done(&room);
    struct body_conflict_found *body = found_in(&room, decision, room.member[0]);
    assert_int_equal(body->without, VERDICT_ADOPTED);
    assert_false(body->pivotal);
    body = found_in(&room, decision, room.member[1]);
    assert_int_equal(body->without, VERDICT_ADOPTED);
    done_with(&room);
}

/* A tie that the chair broke: the casting vote stands in the count without the doubtful votes, or
 * is itself the one in doubt. */
static void after_a_casting_vote(void **state)
{
    (void)state;
    for (int who = 0; who < 3; who++) {
        struct council_room room;
        begin_by(&room, RULE_FOUNDATION, 4);
        struct body_rule_set_adopted *rules = rules_body(&room, RULE_FOUNDATION);
        rules->tie = TIE_CHAIR;
        room.rules = adopt(&room, rules);
        struct uuid chair =
            room_appoint(&room, ROLE_CHAIR, SCOPE_COUNCIL, room.council, room.secretary);
        room.meeting = call(&room, call_body(&room));
        room_attend(&room, room.meeting, chair, PRESENCE_ARRIVED);
        arrive(&room, room.meeting, 0, 4);
        room_open_meeting(&room, room.meeting);
        struct uuid motion = put_and_vote(&room, room_file(&room, 1000), nobody, 2, 2);
        struct body_tie_broken *tie = NEW(&room, tie_broken, TIE_BROKEN);
        tie->motion = motion;
        tie->choice = CHOICE_FOR;
        RUN(&room, TIE_BROKEN, tie, chair);
        assert_done(&room);
        struct uuid decision = room_decide(&room, motion);
        assert_done(&room);
        /* For, against, and the chair. */
        struct uuid member = who == 2 ? chair : room.member[who == 0 ? 0 : 2];
        struct body_conflict_found *body = found_in(&room, decision, member);
        assert_true(body->voted);
        assert_int_equal(body->verdict, VERDICT_ADOPTED);
        assert_int_equal(body->without, who == 1 ? VERDICT_ADOPTED : VERDICT_REJECTED);
        assert_int_equal(body->pivotal, who != 1);
        done_with(&room);
    }
}

static void who_and_what_can_be_contested(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = decided(&p, 2, 1);
    RUN(room, CONFLICT_FOUND, conflict_body(&p, decision, 0), room->member[1]);
    assert_refused(room, ERR_FORBIDDEN, "");
    struct body_conflict_found *body = conflict_body(&p, decision, 0);
    body->member = room->holder;
    RUN(room, CONFLICT_FOUND, body, room->secretary);
    assert_refused(room, ERR_NOT_ENTITLED, "/member");
    struct body_interest_registered *entered = NEW(room, interest_registered, INTEREST_REGISTERED);
    entered->council = room->council;
    entered->payee = p.payee;
    entered->relation = words("Bestuurder");
    entered->delete_on = day_of(2030, 1, 1);
    struct uuid interest = RUN(room, INTEREST_REGISTERED, entered, room->member[1]);
    assert_done(room);
    body = conflict_body(&p, decision, 0);
    body->interest = interest;
    RUN(room, CONFLICT_FOUND, body, room->secretary);
    assert_refused(room, ERR_MISMATCH, "/interest");
    struct uuid controller =
        room_appoint(room, ROLE_CONTROLLER, SCOPE_ORGANISATION, room->organisation, room->grantor);
    body = conflict_body(&p, decision, 1);
    body->interest = interest;
    RUN(room, CONFLICT_FOUND, body, controller);
    assert_done(room);
    /* A decision without a verdict has no votes. */
    struct uuid holders =
        RUN(room, DECISION_MADE, basis_body(&p, BASIS_HOLDER, room_file(room, 5000), 5000),
            room->holder);
    assert_done(room);
    find(&p, holders, 0);
    assert_refused(room, ERR_MISMATCH, "");
    powers_end(&p);
}

/* What waits for the holder can still be declined; what is suspended can be contested. */
static void the_states_from_which_it_is_contested(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_JOINT);
    struct council_room *room = &p.room;
    struct uuid decision = room_decide(room, room_voted(room, 100000, 2, 1));
    assert_done(room);
    find(&p, decision, 0);
    assert_refused(room, ERR_WRONG_STATE, "");
    room_concur(room, decision, CONCURRENCE_CONCURS);
    assert_done(room);
    struct body_decision_suspended *stop = NEW(room, decision_suspended, DECISION_SUSPENDED);
    stop->decision = decision;
    stop->reason = words("Er is twijfel.");
    stop->document = some_hash();
    RUN(room, DECISION_SUSPENDED, stop, room->grantor);
    assert_done(room);
    find(&p, decision, 0);
    assert_done(room);
    assert_int_equal(status_of(&p, decision)->state, DECISION_CONTESTED);
    powers_end(&p);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_33_and_34_found_late),
        cmocka_unit_test(a_withdrawal_frees_what_nobody_was_promised),
        cmocka_unit_test(a_ruling_annuls_it),
        cmocka_unit_test(what_makes_no_difference_is_contested_too),
        cmocka_unit_test(it_is_counted_as_it_was_then),
        cmocka_unit_test(after_a_casting_vote),
        cmocka_unit_test(who_and_what_can_be_contested),
        cmocka_unit_test(the_states_from_which_it_is_contested),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
