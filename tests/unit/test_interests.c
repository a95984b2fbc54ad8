/* The register of interests: who is on it, whom it keeps from a vote, whose vote it flags, and the
 * rows 6, 32 to 34 and 39 of the voting reference where the register is the ground. Every evening
 * is replayed as a verifier would. */
#include "buurtkas/domain/verdict.h"
#include "deciding_room.h"

static struct uuid payee_of(struct council_room *room, bool legal_person)
{
    struct body_payee_registered *body = NEW(room, payee_registered, PAYEE_REGISTERED);
    body->organisation = room->organisation;
    body->kind = legal_person ? PAYEE_ORGANISATION : PAYEE_NATURAL_PERSON;
    body->legal_person = legal_person;
    body->name = words("Stichting Voorbeeld");
    struct uuid payee = RUN(room, PAYEE_REGISTERED, body, room->secretary);
    assert_done(room);
    return payee;
}

static struct uuid file_for(struct council_room *room, struct uuid payee)
{
    struct item_cost_line *line = arena_alloc(room->acting.arena, sizeof *line);
    *line = (struct item_cost_line){ .label = words("Grond"), .amount_cents = 1000 };
    struct body_proposal_filed *body = NEW(room, proposal_filed, PROPOSAL_FILED);
    body->envelope = room->envelope;
    body->applicant = payee;
    body->title = words("Buurtmoestuin");
    body->cost_lines = (struct list){ line, 1 };
    body->version = room_id(room);
    struct uuid proposal = RUN(room, PROPOSAL_FILED, body, room->secretary);
    assert_done(room);
    return proposal;
}

static struct body_interest_registered *interest_body(struct council_room *room, struct uuid payee)
{
    struct body_interest_registered *body = NEW(room, interest_registered, INTEREST_REGISTERED);
    body->council = room->council;
    body->payee = payee;
    body->relation = words("Penningmeester is mijn zus.");
    body->delete_on = day_of(2030, 1, 1);
    return body;
}

static struct uuid enter(struct council_room *room, struct uuid payee, int member)
{
    return RUN(room, INTEREST_REGISTERED, interest_body(room, payee), room->member[member]);
}

static void end(struct council_room *room, struct uuid interest, struct uuid actor)
{
    struct body_interest_ended *body = NEW(room, interest_ended, INTEREST_ENDED);
    body->interest = interest;
    RUN(room, INTEREST_ENDED, body, actor);
}

static const struct recusal *recusal_at(struct council_room *room, struct uuid motion, int32_t at)
{
    return room_object(room, KIND_RECUSAL, motion, at);
}

/* --- The register. --- */

static void who_and_what_stands_on_the_register(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_MAJORITY, 3);
    struct uuid payee = payee_of(&room, true);
    struct body_interest_registered *body = interest_body(&room, payee_of(&room, false));
    RUN(&room, INTEREST_REGISTERED, body, room.member[0]);
    assert_refused(&room, ERR_MISMATCH, "/payee");
    body = interest_body(&room, payee);
    body->delete_on = day_of(2026, 3, 2);
    RUN(&room, INTEREST_REGISTERED, body, room.member[0]);
    assert_refused(&room, ERR_BAD_DATE, "/deleteOn");
    body = interest_body(&room, payee);
    body->member = room.member[1];
    RUN(&room, INTEREST_REGISTERED, body, room.member[0]);
    assert_refused(&room, ERR_FORBIDDEN, "");
    body = interest_body(&room, payee);
    RUN(&room, INTEREST_REGISTERED, body, room.secretary);
    assert_refused(&room, ERR_FORBIDDEN, "");
    body->member = room.holder;
    RUN(&room, INTEREST_REGISTERED, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/member");
    body->member = room.secretary;
    RUN(&room, INTEREST_REGISTERED, body, room.secretary);
    assert_refused(&room, ERR_NOT_ENTITLED, "/member");
    body->member = room.member[1];
    struct uuid interest = RUN(&room, INTEREST_REGISTERED, body, room.secretary);
    assert_done(&room);
    assert_int_equal(body->recused.count + body->flagged.count + body->struck.count, 0);
    enter(&room, payee, 1);
    assert_refused(&room, ERR_ALREADY_EXISTS, "");
    end(&room, interest, room.member[0]);
    assert_refused(&room, ERR_FORBIDDEN, "");
    end(&room, interest, room.member[1]);
    assert_done(&room);
    end(&room, interest, room.secretary);
    assert_refused(&room, ERR_WRONG_STATE, "");
    /* A new one after the end, which the secretary ends. */
    interest = enter(&room, payee, 1);
    assert_done(&room);
    end(&room, interest, room.secretary);
    assert_done(&room);
    done_with(&room);
}

static void a_payee_of_another_organisation_is_none_of_this_council(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_MAJORITY, 3);
    struct body_organisation_entered *other =
        NEW(&room, organisation_entered, ORGANISATION_ENTERED);
    other->kind = ORGANISATION_FOUNDATION;
    struct uuid organisation = RUN(&room, ORGANISATION_ENTERED, other, room.operator_handle);
    assert_done(&room);
    struct uuid grantor =
        room_appoint(&room, ROLE_GRANTOR, SCOPE_ORGANISATION, organisation, room.operator_handle);
    struct uuid importer =
        room_appoint(&room, ROLE_IMPORTER, SCOPE_ORGANISATION, organisation, grantor);
    struct body_payee_registered *body = NEW(&room, payee_registered, PAYEE_REGISTERED);
    body->organisation = organisation;
    body->kind = PAYEE_ORGANISATION;
    body->legal_person = true;
    struct uuid payee = RUN(&room, PAYEE_REGISTERED, body, importer);
    assert_done(&room);
    enter(&room, payee, 0);
    assert_refused(&room, ERR_MISMATCH, "/payee");
    done_with(&room);
}

/* --- Under `block`. --- */

/* V14; row 32. */
static void row_32_block_the_register_alone_makes_recused(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_MAJORITY, 5);
    struct uuid payee = payee_of(&room, true);
    struct uuid interest = enter(&room, payee, 2);
    assert_done(&room);
    enter(&room, payee, 3);
    assert_done(&room);
    meet(&room, 5);
    struct body_motion_drafted *draft = room_draft_body(&room, file_for(&room, payee), 1000);
    struct uuid motion = RUN(&room, MOTION_DRAFTED, draft, room.secretary);
    assert_done(&room);
    room_recuse(&room, motion, 3); /* before the register could */
    assert_done(&room);
    room_open_motion(&room, motion);
    assert_done(&room);
    const struct body_motion_opened *opened = ACT_BODY(room.last, motion_opened);
    assert_int_equal(opened->interested.count, 2);
    const struct item_interested *item = opened->interested.items;
    assert_true(uuid_equal(&item[0].member, &room.member[2]) && item[0].recused);
    assert_true(uuid_equal(&item[0].interest, &interest));
    assert_true(uuid_equal(&item[1].member, &room.member[3]) && !item[1].recused);
    assert_int_equal(recusal_at(&room, motion, 1)->ground, GROUND_DECLARED);
    assert_int_equal(recusal_at(&room, motion, 2)->ground, GROUND_REGISTERED_INTEREST);
    assert_true(uuid_equal(&recusal_at(&room, motion, 2)->member, &room.member[2]));
    assert_null(recusal_at(&room, motion, 3));
    room_vote(&room, motion, 2, CHOICE_FOR, nobody);
    assert_refused(&room, ERR_RECUSED, "");
    assert_non_null(strstr(room.err.detail, "registered interest in "));
    assert_non_null(
        strstr(room.err.detail, OBJECT(&room, payee, PAYEE, payee)->object.reference.text));
    room_vote(&room, motion, 3, CHOICE_FOR, nobody);
    assert_refused(&room, ERR_RECUSED, "");
    assert_non_null(strstr(room.err.detail, "stepped back"));
    /* Stepped back by the register is stepped back; and an end comes too late. */
    room_recuse(&room, motion, 2);
    assert_refused(&room, ERR_ALREADY_EXISTS, "");
    end(&room, interest, room.member[2]);
    assert_done(&room);
    room_vote(&room, motion, 2, CHOICE_FOR, nobody);
    assert_refused(&room, ERR_RECUSED, "");
    vote_all(&room, motion, 0, 2, CHOICE_FOR);
    assert_false(ACT_BODY(room.last, vote_cast)->flagged);
    const struct body_motion_closed *closed = close_up(&room, motion);
    assert_int_equal(closed->recused, 2);
    assert_int_equal(closed->eligible, 3);
    assert_int_equal(closed->doubtful, 0);
    assert_int_equal(closed->verdict, VERDICT_ADOPTED);
    /* On the next it has ended. */
    motion = put_motion(&room, file_for(&room, payee), nobody);
    assert_done(&room);
    opened = ACT_BODY(room.last, motion_opened);
    assert_int_equal(opened->interested.count, 1);
    room_vote(&room, motion, 2, CHOICE_FOR, nobody);
    assert_done(&room);
    /* And what others ask has nothing to do with it. */
    motion = put_motion(&room, file_for(&room, payee_of(&room, true)), nobody);
    assert_int_equal(ACT_BODY(room.last, motion_opened)->interested.count, 0);
    motion = put_motion(&room, room_file(&room, 1000), nobody);
    assert_int_equal(ACT_BODY(room.last, motion_opened)->interested.count, 0);
    vote_all(&room, motion, 2, 4, CHOICE_FOR);
    done_with(&room);
}

/* Row 6: the base shrinks by the register as it does by hand. */
static void row_6_the_register_shrinks_the_base(void **state)
{
    (void)state;
    for (int take_part = 6; take_part <= 7; take_part++) {
        struct council_room room;
        begin_by(&room, RULE_MAJORITY, 13);
        struct uuid payee = payee_of(&room, true);
        enter(&room, payee, 12);
        meet(&room, 7);
        struct uuid motion = put_motion(&room, file_for(&room, payee), nobody);
        vote_all(&room, motion, 0, take_part, CHOICE_FOR);
        const struct body_motion_closed *closed = close_up(&room, motion);
        assert_int_equal(closed->eligible, 12);
        assert_int_equal(closed->needed_take_part, 7);
        assert_int_equal(closed->verdict,
                         take_part == 6 ? VERDICT_INVALID_QUORUM : VERDICT_ADOPTED);
        done_with(&room);
    }
}

/* Row 33, before the closing: what was voted is struck, on this motion and no other. */
static void row_33_registered_while_the_motion_is_open(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_MAJORITY, 5);
    struct uuid payee = payee_of(&room, true);
    meet(&room, 5);
    struct uuid motion = put_motion(&room, file_for(&room, payee), nobody);
    struct uuid other = put_motion(&room, room_file(&room, 1000), nobody);
    struct uuid first = room_vote(&room, motion, 0, CHOICE_FOR, nobody);
    struct uuid second = room_vote(&room, motion, 0, CHOICE_AGAINST, first);
    assert_done(&room);
    room_vote(&room, other, 0, CHOICE_FOR, nobody);
    vote_all(&room, motion, 1, 3, CHOICE_FOR);
    enter(&room, payee, 0);
    assert_done(&room);
    const struct body_interest_registered *body = ACT_BODY(room.last, interest_registered);
    assert_int_equal(body->recused.count, 1);
    assert_int_equal(body->flagged.count, 0);
    assert_int_equal(body->struck.count, 2);
    const struct item_uuid *struck = body->struck.items;
    assert_true(uuid_equal(&struck[0].id, &first) && uuid_equal(&struck[1].id, &second));
    room_vote(&room, motion, 0, CHOICE_FOR, second);
    assert_refused(&room, ERR_RECUSED, "");
    const struct body_motion_closed *closed = close_up(&room, motion);
    assert_int_equal(closed->recused, 1);
    assert_int_equal(closed->votes_for, 2);
    assert_int_equal(closed->votes_against, 0);
    assert_int_equal(closed->eligible, 4);
    vote_all(&room, other, 1, 3, CHOICE_FOR);
    assert_int_equal(close_up(&room, other)->votes_for, 3);
    /* After the closing it touches nothing. */
    enter(&room, payee, 1);
    assert_done(&room);
    body = ACT_BODY(room.last, interest_registered);
    assert_int_equal(body->recused.count + body->struck.count, 0);
    done_with(&room);
}

/* --- Under `advise`. --- */

/* Rows 32 and 34: 9-8 of 17, and one of the nine stands on the register. */
static void rows_32_and_34_advise_counts_flags_and_tests(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_RAAD, 17);
    struct uuid payee = payee_of(&room, true);
    enter(&room, payee, 0);
    enter(&room, payee, 16);
    meet(&room, 17);
    struct uuid motion = put_motion(&room, file_for(&room, payee), nobody);
    const struct body_motion_opened *opened = ACT_BODY(room.last, motion_opened);
    assert_int_equal(opened->interested.count, 2);
    assert_false(((const struct item_interested *)opened->interested.items)[0].recused);
    assert_null(recusal_at(&room, motion, 1));
    struct uuid vote = room_vote(&room, motion, 0, CHOICE_FOR, nobody);
    assert_done(&room);
    assert_true(ACT_BODY(room.last, vote_cast)->flagged);
    assert_true(OBJECT(&room, vote, VOTE, vote)->flagged);
    vote_all(&room, motion, 1, 9, CHOICE_FOR);
    assert_false(ACT_BODY(room.last, vote_cast)->flagged);
    vote_all(&room, motion, 9, 16, CHOICE_AGAINST);
    /* The other steps back, and votes all the same: flagged once. */
    room_recuse(&room, motion, 16);
    assert_done(&room);
    room_vote(&room, motion, 16, CHOICE_AGAINST, nobody);
    assert_done(&room);
    assert_true(ACT_BODY(room.last, vote_cast)->flagged);
    const struct body_motion_closed *closed = close_up(&room, motion);
    assert_int_equal(closed->verdict, VERDICT_ADOPTED);
    assert_int_equal(closed->doubtful, 2);
    assert_int_equal(closed->recused, 0);
    assert_int_equal(closed->eligible, 17);
    /* 8-7 without both. */
    assert_false(closed->pivotal);
    done_with(&room);
}

static void row_34_one_vote_that_decides(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_RAAD, 17);
    struct uuid payee = payee_of(&room, true);
    enter(&room, payee, 0);
    meet(&room, 17);
    struct uuid motion = put_motion(&room, file_for(&room, payee), nobody);
    vote_all(&room, motion, 0, 9, CHOICE_FOR);
    vote_all(&room, motion, 9, 17, CHOICE_AGAINST);
    const struct body_motion_closed *closed = close_up(&room, motion);
    assert_int_equal(closed->verdict, VERDICT_ADOPTED);
    assert_int_equal(closed->doubtful, 1);
    assert_true(closed->pivotal);
    assert_true(motion_at(&room, motion)->pivotal);
    struct verdict verdict = {
        .state = VERDICT_ADOPTED, .base = RULE_RAAD, .doubtful = 1, .is_pivotal = true
    };
    char text[VERDICT_SENTENCE_MAX];
    verdict_sentence(text, &verdict, false);
    assert_non_null(strstr(text, "1 voted although they stepped back or have a registered "
                                 "interest, and without that the verdict differs"));
    /* One on the register only flags (V4): the decision is taken and in effect. */
    struct uuid decision = room_decide(&room, motion);
    assert_done(&room);
    assert_int_equal(OBJECT(&room, decision_status, DECISION_STATUS, decision)->state,
                     DECISION_IN_EFFECT);
    done_with(&room);
}

/* V3 and V14: under `advise` the register alone makes nobody step back. */
static void advise_an_interest_is_not_a_recusal(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_ASSOCIATION, 5);
    struct uuid payee = payee_of(&room, true);
    enter(&room, payee, 4);
    meet(&room, 5);
    struct uuid motion = put_motion(&room, file_for(&room, payee), nobody);
    vote_all(&room, motion, 0, 3, CHOICE_FOR);
    const struct body_motion_closed *closed = close_up(&room, motion);
    assert_int_equal(closed->recused, 0);
    assert_int_equal(closed->eligible, 5);
    assert_int_equal(closed->doubtful, 0);
    assert_false(closed->pivotal);
    done_with(&room);
}

/* Registered while it is open: the vote given before counts, and is doubtful. */
static void advise_registered_while_the_motion_is_open(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_RAAD, 5);
    struct uuid payee = payee_of(&room, true);
    meet(&room, 5);
    struct uuid motion = put_motion(&room, file_for(&room, payee), nobody);
    vote_all(&room, motion, 0, 3, CHOICE_FOR);
    vote_all(&room, motion, 3, 5, CHOICE_AGAINST);
    struct uuid interest = enter(&room, payee, 0);
    assert_done(&room);
    const struct body_interest_registered *body = ACT_BODY(room.last, interest_registered);
    assert_int_equal(body->recused.count, 0);
    assert_int_equal(body->flagged.count, 1);
    assert_int_equal(body->struck.count, 0);
    /* Ended while it is open, it still counts. */
    end(&room, interest, room.member[0]);
    assert_done(&room);
    const struct body_motion_closed *closed = close_up(&room, motion);
    assert_int_equal(closed->votes_for, 3);
    assert_int_equal(closed->doubtful, 1);
    assert_true(closed->pivotal);
    done_with(&room);
}

/* The casting vote of a chair on the register is a vote in doubt; what the others' came to is known
 * only then. */
static void advise_a_chair_on_the_register_casts(void **state)
{
    (void)state;
    for (int who = 0; who < 4; who++) {
        bool is_chairs = who < 2;
        struct council_room room;
        begin_by(&room, RULE_ASSOCIATION, 4);
        struct body_rule_set_adopted *rules = rules_body(&room, RULE_ASSOCIATION);
        rules->tie = TIE_CHAIR;
        room.rules = adopt(&room, rules);
        assert_done(&room);
        struct uuid chair =
            room_appoint(&room, ROLE_CHAIR, SCOPE_COUNCIL, room.council, room.secretary);
        struct uuid payee = payee_of(&room, true);
        RUN(&room, INTEREST_REGISTERED, interest_body(&room, payee),
            is_chairs ? chair : room.member[0]);
        assert_done(&room);
        room.meeting = call(&room, call_body(&room));
        room_attend(&room, room.meeting, chair, PRESENCE_ARRIVED);
        arrive(&room, room.meeting, 0, 4);
        room_open_meeting(&room, room.meeting);
        struct uuid motion = put_and_vote(&room, file_for(&room, payee), nobody, 2, 2);
        const struct body_motion_closed *closed = ACT_BODY(room.last, motion_closed);
        assert_int_equal(closed->verdict, VERDICT_TIE_OPEN);
        assert_int_equal(closed->doubtful, is_chairs ? 0 : 1);
        struct body_tie_broken *tie = NEW(&room, tie_broken, TIE_BROKEN);
        tie->motion = motion;
        tie->choice = who % 2 == 0 ? CHOICE_FOR : CHOICE_AGAINST;
        RUN(&room, TIE_BROKEN, tie, chair);
        assert_done(&room);
        assert_int_equal(tie->flagged, is_chairs);
        assert_int_equal(tie->doubtful, 1);
        /* Without it, the tie or the one vote for less rejects. */
        assert_int_equal(tie->pivotal, tie->choice == CHOICE_FOR);
        assert_int_equal(motion_at(&room, motion)->pivotal, tie->pivotal);
        assert_int_equal(motion_at(&room, motion)->doubtful, 1);
        done_with(&room);
    }
}

/* Row 39: who is recused by the register has no proxy, and casts none. */
static void row_39_the_register_and_proxies(void **state)
{
    (void)state;
    struct council_room room;
    room_found(&room, 5);
    struct body_rule_set_adopted *rules = rules_body(&room, RULE_MAJORITY);
    rules->proxies_max = 1;
    room.rules = adopt(&room, rules);
    assert_done(&room);
    room.mandate = room_mandate(&room);
    room.envelope = room_envelope(&room, 2000000);
    struct uuid payee = payee_of(&room, true);
    enter(&room, payee, 4);
    assert_done(&room);
    room.meeting = call(&room, call_body(&room));
    arrive(&room, room.meeting, 0, 4);
    struct body_proxy_given *given = NEW(&room, proxy_given, PROXY_GIVEN);
    given->meeting = room.meeting;
    given->holder = room.member[0];
    RUN(&room, PROXY_GIVEN, given, room.member[4]);
    assert_done(&room);
    room_open_meeting(&room, room.meeting);
    assert_done(&room);
    struct uuid motion = put_motion(&room, file_for(&room, payee), nobody);
    assert_done(&room);
    struct body_vote_cast *body = NEW(&room, vote_cast, VOTE_CAST);
    body->motion = motion;
    body->choice = CHOICE_FOR;
    body->member = room.member[4];
    RUN(&room, VOTE_CAST, body, room.member[0]);
    assert_refused(&room, ERR_RECUSED, "");
    vote_all(&room, motion, 0, 3, CHOICE_FOR);
    assert_int_equal(close_up(&room, motion)->votes_for, 3);
    done_with(&room);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_and_what_stands_on_the_register),
        cmocka_unit_test(a_payee_of_another_organisation_is_none_of_this_council),
        cmocka_unit_test(row_32_block_the_register_alone_makes_recused),
        cmocka_unit_test(row_6_the_register_shrinks_the_base),
        cmocka_unit_test(row_33_registered_while_the_motion_is_open),
        cmocka_unit_test(rows_32_and_34_advise_counts_flags_and_tests),
        cmocka_unit_test(row_34_one_vote_that_decides),
        cmocka_unit_test(advise_an_interest_is_not_a_recusal),
        cmocka_unit_test(advise_registered_while_the_motion_is_open),
        cmocka_unit_test(advise_a_chair_on_the_register_casts),
        cmocka_unit_test(row_39_the_register_and_proxies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
