/* Deciding, from the question to the decision: the rows of the voting reference that are about who
 * may do what when, named by their numbers. What a tally settles stands in test_verdict_cases.c,
 * which also says which rows come later; meetings and their second calls (rows 1 to 5) in
 * test_council_meetings.c; rows 51 and 52 in test_motion.c. */
#include "deciding_room.h"

static void ask(struct council_room *room, struct uuid motion, int member, enum vote_method method)
{
    struct body_vote_requested *body = NEW(room, vote_requested, VOTE_REQUESTED);
    body->motion = motion;
    body->method = (int)method;
    RUN(room, VOTE_REQUESTED, body, room->member[member]);
}

static void again(struct council_room *room, struct uuid proposal, struct uuid retry_of)
{
    struct body_motion_drafted *body = room_draft_body(room, proposal, 1000);
    body->retry_of = retry_of;
    RUN(room, MOTION_DRAFTED, body, room->secretary);
}

/* Rows 6 and 7: put again in the same meeting it must be valid, in the next it need not be. */
static void rows_6_and_7_an_invalid_vote_put_again(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_RAAD, 13);
    struct uuid proposal = room_file(&room, 1000);
    meet(&room, 7);
    struct uuid first = put_motion(&room, proposal, nobody);
    room_recuse(&room, first, 12);
    assert_done(&room);
    vote_all(&room, first, 0, 6, CHOICE_FOR);
    const struct body_motion_closed *body = close_up(&room, first);
    assert_int_equal(body->verdict, VERDICT_INVALID_QUORUM);
    assert_int_equal(body->eligible, 12);
    assert_int_equal(body->needed_take_part, 7);
    room_decide(&room, first);
    assert_refused(&room, ERR_NOT_ADOPTED, "/motion");
    struct uuid second = put_and_vote(&room, proposal, first, 2, 1);
    body = ACT_BODY(room.last, motion_closed);
    assert_int_equal(body->verdict, VERDICT_INVALID_QUORUM);
    assert_int_equal(body->waiver, waiver_absent);
    assert_int_equal(motion_at(&room, second)->attempt, 2);
    /* One motion follows another. */
    again(&room, proposal, first);
    assert_refused(&room, ERR_ALREADY_EXISTS, "/retryOf");
    room_close_meeting(&room, room.meeting);
    meet(&room, 7);
    struct uuid third = put_and_vote(&room, proposal, second, 2, 1);
    body = ACT_BODY(room.last, motion_closed);
    assert_int_equal(body->verdict, VERDICT_ADOPTED);
    assert_int_equal(body->waiver, WAIVER_PUT_AGAIN);
    room_decide(&room, third);
    assert_done(&room);
    done_with(&room);
}

/* Rows 8 and 9. */
static void rows_8_and_9_a_tie_is_postponed_once(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_RAAD, 13);
    struct uuid proposal = room_file(&room, 1000);
    struct uuid other_evening = meet(&room, 12);
    meet(&room, 12);
    struct uuid first = put_and_vote(&room, proposal, nobody, 6, 6);
    assert_int_equal(motion_at(&room, first)->verdict, VERDICT_TIED_POSTPONED);
    room_decide(&room, first);
    assert_refused(&room, ERR_NOT_ADOPTED, "/motion");
    again(&room, proposal, first);
    assert_refused(&room, ERR_MISMATCH, "/retryOf");
    /* A meeting that opened before is not a later one. */
    room.meeting = other_evening;
    put_motion(&room, proposal, first);
    assert_refused(&room, ERR_MISMATCH, "");
    done_with(&room);
    begin_by(&room, RULE_RAAD, 13);
    proposal = room_file(&room, 1000);
    meet(&room, 12);
    first = put_and_vote(&room, proposal, nobody, 6, 6);
    room_close_meeting(&room, room.meeting);
    meet(&room, 12);
    struct uuid second = put_and_vote(&room, proposal, first, 6, 6);
    const struct body_motion_closed *body = ACT_BODY(room.last, motion_closed);
    assert_int_equal(body->verdict, VERDICT_REJECTED);
    assert_true(body->is_tie && !body->is_full);
    again(&room, proposal, second);
    assert_refused(&room, ERR_WRONG_STATE, "/retryOf");
    room_decide(&room, second);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, decision_made)->outcome, OUTCOME_REFUSAL);
    done_with(&room);
}

/* The meeting to which it was postponed could not open, or ended before it came up. */
static void a_draft_that_never_came_up_can_be_put_again(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_RAAD, 13);
    struct uuid proposal = room_file(&room, 1000);
    meet(&room, 12);
    struct uuid first = put_and_vote(&room, proposal, nobody, 6, 6);
    room_close_meeting(&room, room.meeting);
    room.meeting = call(&room, call_body(&room));
    again(&room, proposal, first);
    assert_done(&room);
    again(&room, proposal, first);
    assert_refused(&room, ERR_ALREADY_EXISTS, "/retryOf");
    room_lapse(&room, room.meeting);
    assert_done(&room);
    meet(&room, 12);
    again(&room, proposal, first);
    assert_done(&room);
    room_close_meeting(&room, room.meeting);
    meet(&room, 12);
    struct uuid last = put_and_vote(&room, proposal, first, 6, 6);
    assert_int_equal(motion_at(&room, last)->verdict, VERDICT_REJECTED);
    done_with(&room);
}

/* A question put again is the same question. */
static void what_is_put_again_is_the_same(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_RAAD, 13);
    struct uuid proposal = room_file(&room, 1000);
    struct uuid other = room_file(&room, 1000);
    meet(&room, 12);
    struct uuid first = put_and_vote(&room, proposal, nobody, 6, 6);
    struct uuid adopted = put_and_vote(&room, other, nobody, 9, 0);
    room_close_meeting(&room, room.meeting);
    meet(&room, 12);
    again(&room, other, first);
    assert_refused(&room, ERR_MISMATCH, "/retryOf");
    again(&room, other, adopted);
    assert_refused(&room, ERR_WRONG_STATE, "/retryOf");
    again(&room, proposal, numbered(77));
    assert_refused(&room, ERR_UNKNOWN_REFERENCE, "/retryOf");
    struct body_motion_drafted *body = room_draft_body(&room, proposal, 900);
    body->partial_reason = words("Het hek betaalt de gemeente.");
    body->retry_of = first;
    RUN(&room, MOTION_DRAFTED, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/retryOf");
    /* A draft of before the new version cannot open on it. */
    body = room_draft_body(&room, proposal, 1000);
    body->retry_of = first;
    struct uuid motion = RUN(&room, MOTION_DRAFTED, body, room.secretary);
    assert_done(&room);
    room_revise(&room, proposal, 1000);
    assert_done(&room);
    room_open_motion(&room, motion);
    assert_refused(&room, ERR_MISMATCH, "");
    again(&room, proposal, nobody);
    assert_done(&room);
    done_with(&room);
}

/* Row 19. */
static void row_19_nobody_asks_for_a_vote(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_RAAD, 13);
    meet(&room, 7);
    struct uuid motion = put_motion(&room, room_file(&room, 1000), nobody);
    const struct body_motion_closed *body = close_up(&room, motion);
    assert_int_equal(body->verdict, VERDICT_ADOPTED_UNASKED);
    assert_int_equal(body->votes_for, 0);
    assert_int_equal(body->thresholds.count, 0);
    room_decide(&room, motion);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, decision_made)->outcome, OUTCOME_GRANT);
    /* One member asks: then there is a vote, and nobody casting one is no vote at all. */
    motion = put_motion(&room, room_file(&room, 1000), nobody);
    ask(&room, motion, 3, vote_method_absent);
    assert_done(&room);
    ask(&room, motion, 4, vote_method_absent);
    assert_refused(&room, ERR_ALREADY_EXISTS, "");
    assert_int_equal(close_up(&room, motion)->verdict, VERDICT_INVALID_QUORUM);
    /* A vote that was struck by stepping back was asked for too. */
    motion = put_motion(&room, room_file(&room, 1000), nobody);
    vote_all(&room, motion, 0, 1, CHOICE_AGAINST);
    room_recuse(&room, motion, 0);
    assert_done(&room);
    assert_int_equal(close_up(&room, motion)->verdict, VERDICT_INVALID_QUORUM);
    done_with(&room);
}

/* Row 20. */
static void row_20_a_roll_call_on_request(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_RAAD, 13);
    meet(&room, 8);
    struct uuid motion = put_motion(&room, room_file(&room, 1000), nobody);
    ask(&room, motion, 9, METHOD_ROLL_CALL);
    assert_refused(&room, ERR_NOT_PRESENT, "/member");
    ask(&room, motion, 2, METHOD_PAPER);
    assert_refused(&room, ERR_MISMATCH, "/method");
    struct body_vote_requested *body = NEW(&room, vote_requested, VOTE_REQUESTED);
    body->motion = motion;
    body->member = room.member[2];
    body->method = METHOD_ROLL_CALL;
    RUN(&room, VOTE_REQUESTED, body, room.secretary);
    assert_done(&room);
    assert_int_equal(motion_at(&room, motion)->method, METHOD_ROLL_CALL);
    ask(&room, motion, 3, METHOD_ROLL_CALL);
    assert_refused(&room, ERR_ALREADY_EXISTS, "");
    room_recuse(&room, motion, 7);
    vote_all(&room, motion, 0, 4, CHOICE_FOR);
    vote_all(&room, motion, 4, 6, CHOICE_AGAINST);
    const struct body_motion_closed *closed = close_up(&room, motion);
    assert_int_equal(closed->refused, 1);
    assert_int_equal(closed->took_part, 6);
    assert_int_equal(closed->verdict, VERDICT_INVALID_QUORUM);
    ask(&room, motion, 3, METHOD_ROLL_CALL);
    assert_refused(&room, ERR_MOTION_NOT_OPEN, "");
    done_with(&room);
}

/* Row 21, and V2: a paper can be blank. */
static void row_21_what_is_offered(void **state)
{
    (void)state;
    static const struct {
        enum rule_base base;
        enum vote_method method;
        enum choice choice;
        bool is_offered;
    } rows[] = {
        {RULE_RAAD,         METHOD_SHOW_OF_HANDS, CHOICE_ABSTAIN,   false},
        { RULE_RAAD,        METHOD_SHOW_OF_HANDS, CHOICE_BLANK,     false},
        { RULE_RAAD,        METHOD_PAPER,         CHOICE_BLANK,     true },
        { RULE_WIJKRAAD,    METHOD_ROLL_CALL,     CHOICE_ABSTAIN,   true },
        { RULE_WIJKRAAD,    METHOD_SHOW_OF_HANDS, CHOICE_BLANK,     false},
        { RULE_MAJORITY,    METHOD_SHOW_OF_HANDS, CHOICE_ABSTAIN,   true },
        { RULE_FOUNDATION,  METHOD_SHOW_OF_HANDS, CHOICE_BLANK,     true },
        { RULE_ASSOCIATION, METHOD_SHOW_OF_HANDS, CHOICE_CONSENT,   false},
        { RULE_CONSENT,     METHOD_SHOW_OF_HANDS, CHOICE_FOR,       false},
        { RULE_CONSENT,     METHOD_PAPER,         CHOICE_BLANK,     false},
        { RULE_CONSENT,     METHOD_SHOW_OF_HANDS, CHOICE_OBJECTION, true },
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct council_room room;
        begin_by(&room, rows[i].base, 3);
        meet(&room, 3);
        struct body_motion_drafted *body = room_draft_body(&room, room_file(&room, 1000), 1000);
        body->method = (int)rows[i].method;
        struct uuid motion = RUN(&room, MOTION_DRAFTED, body, room.secretary);
        room_open_motion(&room, motion);
        assert_done(&room);
        room_vote(&room, motion, 0, rows[i].choice, nobody);
        if (rows[i].is_offered) {
            assert_done(&room);
        } else {
            assert_refused(&room, ERR_CHOICE_NOT_OFFERED, "/choice");
        }
        done_with(&room);
    }
}

/* --- Row 30: the chair's casting vote. --- */

static void break_tie(struct council_room *room, struct uuid motion, struct uuid chair,
                      enum choice choice)
{
    struct body_tie_broken *body = NEW(room, tie_broken, TIE_BROKEN);
    body->motion = motion;
    body->choice = (int)choice;
    RUN(room, TIE_BROKEN, body, chair);
}

static void chair_votes(struct council_room *room, struct uuid motion, struct uuid chair,
                        enum choice choice)
{
    struct body_vote_cast *body = NEW(room, vote_cast, VOTE_CAST);
    body->motion = motion;
    body->choice = (int)choice;
    RUN(room, VOTE_CAST, body, chair);
    assert_done(room);
}

static struct uuid begin_with_chair(struct council_room *room, enum tie_rule tie)
{
    begin_by(room, RULE_FOUNDATION, 4);
    struct body_rule_set_adopted *rules = rules_body(room, RULE_FOUNDATION);
    rules->tie = (int)tie;
    room->rules = adopt(room, rules);
    assert_done(room);
    struct uuid chair =
        room_appoint(room, ROLE_CHAIR, SCOPE_COUNCIL, room->council, room->secretary);
    room->meeting = call(room, call_body(room));
    room_attend(room, room->meeting, chair, PRESENCE_ARRIVED);
    arrive(room, room->meeting, 0, 4);
    room_open_meeting(room, room->meeting);
    assert_done(room);
    return chair;
}

static void row_30_the_chair_breaks_a_tie(void **state)
{
    (void)state;
    struct council_room room;
    struct uuid chair = begin_with_chair(&room, TIE_CHAIR);
    for (int choice = CHOICE_FOR; choice <= CHOICE_AGAINST; choice++) {
        struct uuid motion = put_and_vote(&room, room_file(&room, 1000), nobody, 2, 2);
        assert_int_equal(motion_at(&room, motion)->verdict, VERDICT_TIE_OPEN);
        room_decide(&room, motion);
        assert_refused(&room, ERR_NOT_ADOPTED, "/motion");
        break_tie(&room, motion, room.member[0], (enum choice)choice);
        assert_refused(&room, ERR_FORBIDDEN, "");
        break_tie(&room, motion, chair, CHOICE_ABSTAIN);
        assert_refused(&room, ERR_CHOICE_NOT_OFFERED, "/choice");
        break_tie(&room, motion, chair, (enum choice)choice);
        assert_done(&room);
        enum verdict_state expected = choice == CHOICE_FOR ? VERDICT_ADOPTED : VERDICT_REJECTED;
        assert_int_equal(ACT_BODY(room.last, tie_broken)->verdict, expected);
        assert_int_equal(motion_at(&room, motion)->verdict, expected);
        assert_int_equal(motion_at(&room, motion)->casting, choice);
        break_tie(&room, motion, chair, (enum choice)choice);
        assert_refused(&room, ERR_WRONG_STATE, "");
        room_decide(&room, motion);
        assert_done(&room);
    }
    done_with(&room);
}

static void row_30_a_second_vote_only_by_the_rules(void **state)
{
    (void)state;
    for (int tie = TIE_CHAIR; tie <= TIE_CHAIR_TWICE; tie++) {
        struct council_room room;
        struct uuid chair = begin_with_chair(&room, (enum tie_rule)tie);
        struct uuid motion = put_motion(&room, room_file(&room, 1000), nobody);
        chair_votes(&room, motion, chair, CHOICE_FOR);
        vote_all(&room, motion, 0, 1, CHOICE_FOR);
        vote_all(&room, motion, 1, 3, CHOICE_AGAINST);
        const struct body_motion_closed *body = close_up(&room, motion);
        assert_true(body->is_tie);
        assert_int_equal(body->verdict,
                         tie == TIE_CHAIR_TWICE ? VERDICT_TIE_OPEN : VERDICT_REJECTED);
        if (tie == TIE_CHAIR_TWICE) {
            room_attend(&room, room.meeting, chair, PRESENCE_LEFT);
            assert_done(&room);
            break_tie(&room, motion, chair, CHOICE_FOR);
            assert_refused(&room, ERR_NOT_PRESENT, "");
            room_attend(&room, room.meeting, chair, PRESENCE_ARRIVED);
        }
        break_tie(&room, motion, chair, CHOICE_FOR);
        assert_int_equal(room.err.code, tie == TIE_CHAIR_TWICE ? ERR_OK : ERR_WRONG_STATE);
        done_with(&room);
    }
}

/* Row 31, V16: only the Gemeentewet keeps money out of closed meetings. */
static void row_31_no_budget_behind_closed_doors(void **state)
{
    (void)state;
    for (int base = 1; base < rule_base_end; base++) {
        struct council_room room;
        begin_by(&room, (enum rule_base)base, 5);
        struct body_meeting_convened *body = call_body(&room);
        body->is_public = false;
        room.meeting = call(&room, body);
        arrive(&room, room.meeting, 0, 5);
        room_open_meeting(&room, room.meeting);
        assert_done(&room);
        put_motion(&room, room_file(&room, 1000), nobody);
        if (base == RULE_RAAD) {
            assert_refused(&room, ERR_MISMATCH, "");
            assert_non_null(strstr(room.err.detail, "article 24"));
        } else {
            assert_done(&room);
        }
        done_with(&room);
    }
}

/* Rows 32 to 34. */
static void rows_32_to_34_a_vote_despite_stepping_back(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_WIJKRAAD, 9);
    meet(&room, 9);
    struct uuid motion = put_motion(&room, room_file(&room, 1000), nobody);
    vote_all(&room, motion, 0, 5, CHOICE_FOR);
    vote_all(&room, motion, 5, 9, CHOICE_AGAINST);
    struct uuid struck = room_vote(&room, motion, 0, CHOICE_FOR, (struct uuid){ { 0 } });
    assert_refused(&room, ERR_ALREADY_VOTED, "/supersedes");
    /* Row 33: stepping back after voting strikes the vote, and the base shrinks. */
    room_recuse(&room, motion, 0);
    assert_done(&room);
    const struct item_uuid *item = ACT_BODY(room.last, recusal_declared)->struck.items;
    struck = item[0].id;
    struct uuid other = put_motion(&room, room_file(&room, 1000), nobody);
    vote_all(&room, other, 0, 5, CHOICE_FOR);
    vote_all(&room, other, 5, 9, CHOICE_AGAINST);
    room_recuse(&room, other, 0);
    const struct body_motion_closed *body = close_up(&room, other);
    assert_int_equal(body->votes_for, 4);
    assert_int_equal(body->eligible, 8);
    assert_int_equal(body->doubtful, 0);
    assert_int_equal(body->verdict, VERDICT_TIED_POSTPONED);
    /* Row 32: a vote after it counts, flagged; row 34: and here it decides. */
    room_vote(&room, motion, 0, CHOICE_FOR, struck);
    assert_done(&room);
    body = close_up(&room, motion);
    assert_int_equal(body->verdict, VERDICT_ADOPTED);
    assert_int_equal(body->eligible, 9);
    assert_int_equal(body->doubtful, 1);
    assert_true(body->pivotal);
    assert_true(motion_at(&room, motion)->pivotal);
    /* Row 33, second half: after the closing nobody steps back. */
    room_recuse(&room, motion, 1);
    assert_refused(&room, ERR_MOTION_NOT_OPEN, "");
    done_with(&room);
    /* Row 32 under `block`. */
    begin_by(&room, RULE_FOUNDATION, 3);
    meet(&room, 3);
    motion = put_motion(&room, room_file(&room, 1000), nobody);
    room_recuse(&room, motion, 0);
    room_vote(&room, motion, 0, CHOICE_FOR, nobody);
    assert_refused(&room, ERR_RECUSED, "");
    done_with(&room);
}

/* Row 35: no proxies, unless the rules have them; row 43: the order of the record decides what was
 * in time. */
static void rows_35_and_43_one_votes_for_oneself_in_time(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_ASSOCIATION, 3);
    meet(&room, 3);
    struct uuid motion = put_motion(&room, room_file(&room, 1000), nobody);
    struct body_vote_cast *body = NEW(&room, vote_cast, VOTE_CAST);
    body->motion = motion;
    body->choice = CHOICE_FOR;
    body->member = room.member[1];
    RUN(&room, VOTE_CAST, body, room.member[0]);
    assert_refused(&room, ERR_FORBIDDEN, "");
    struct body_proxy_given *proxy = NEW(&room, proxy_given, PROXY_GIVEN);
    proxy->meeting = room.meeting;
    proxy->holder = room.member[0];
    RUN(&room, PROXY_GIVEN, proxy, room.member[1]);
    assert_refused(&room, ERR_MISMATCH, "");
    vote_all(&room, motion, 0, 1, CHOICE_FOR);
    assert_int_equal(close_up(&room, motion)->verdict, VERDICT_ADOPTED);
    room_vote(&room, motion, 2, CHOICE_AGAINST, nobody);
    assert_refused(&room, ERR_MOTION_NOT_OPEN, "");
    done_with(&room);
}

/* --- Proxies: rows 36 to 39. --- */

static void begin_with_proxies(struct council_room *room, int most)
{
    begin_by(room, RULE_ASSOCIATION, 5);
    struct body_rule_set_adopted *rules = rules_body(room, RULE_ASSOCIATION);
    rules->proxies_max = most;
    room->rules = adopt(room, rules);
    assert_done(room);
    room->meeting = call(room, call_body(room));
}

static void give_proxy(struct council_room *room, int giver, int holder)
{
    struct body_proxy_given *body = NEW(room, proxy_given, PROXY_GIVEN);
    body->meeting = room->meeting;
    body->holder = room->member[holder];
    RUN(room, PROXY_GIVEN, body, room->member[giver]);
}

static struct uuid vote_for(struct council_room *room, struct uuid motion, int holder, int giver)
{
    struct body_vote_cast *body = NEW(room, vote_cast, VOTE_CAST);
    body->motion = motion;
    body->choice = CHOICE_AGAINST;
    body->member = room->member[giver];
    return RUN(room, VOTE_CAST, body, room->member[holder]);
}

static void open_with(struct council_room *room, int present)
{
    arrive(room, room->meeting, 0, present);
    room_open_meeting(room, room->meeting);
    assert_done(room);
}

/* Rows 36 and 38. */
static void rows_36_and_38_who_may_hold_a_proxy(void **state)
{
    (void)state;
    struct council_room room;
    begin_with_proxies(&room, 1);
    give_proxy(&room, 3, 3);
    assert_refused(&room, ERR_MISMATCH, "/holder");
    give_proxy(&room, 3, 1);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, proxy_given)->ordinal, 1);
    give_proxy(&room, 3, 2);
    assert_refused(&room, ERR_ALREADY_EXISTS, "");
    give_proxy(&room, 4, 1);
    assert_refused(&room, ERR_MISMATCH, "/holder");
    /* A to B to C, either way round. */
    give_proxy(&room, 1, 2);
    assert_refused(&room, ERR_MISMATCH, "");
    give_proxy(&room, 4, 3);
    assert_refused(&room, ERR_MISMATCH, "/holder");
    open_with(&room, 1);
    give_proxy(&room, 0, 2);
    assert_refused(&room, ERR_WRONG_STATE, "");
    /* The holder is absent: the giver's vote is not cast, by nobody. */
    struct uuid motion = put_motion(&room, room_file(&room, 1000), nobody);
    assert_done(&room);
    vote_for(&room, motion, 1, 3);
    assert_refused(&room, ERR_NOT_PRESENT, "");
    vote_for(&room, motion, 0, 3);
    assert_refused(&room, ERR_FORBIDDEN, "");
    room_close_motion(&room, motion);
    room_close_meeting(&room, room.meeting);
    give_proxy(&room, 4, 0);
    assert_refused(&room, ERR_WRONG_STATE, "");
    done_with(&room);
}

/* Row 37: it ends when the giver arrives; what was cast before stands until the giver corrects it.
 */
static void row_37_the_giver_arrives(void **state)
{
    (void)state;
    struct council_room room;
    begin_with_proxies(&room, 2);
    give_proxy(&room, 3, 0);
    give_proxy(&room, 4, 0);
    assert_done(&room);
    open_with(&room, 1);
    assert_int_equal(ACT_BODY(room.last, meeting_opened)->present, 1);
    struct uuid first = put_motion(&room, room_file(&room, 1000), nobody);
    struct uuid second = put_motion(&room, room_file(&room, 1000), nobody);
    struct uuid cast = vote_for(&room, first, 0, 3);
    assert_done(&room);
    assert_int_equal(OBJECT(&room, vote, VOTE, cast)->manner, MANNER_PROXY);
    vote_for(&room, first, 0, 4);
    assert_done(&room);
    vote_for(&room, first, 0, 4);
    assert_refused(&room, ERR_ALREADY_VOTED, "/supersedes");
    arrive(&room, room.meeting, 3, 4);
    vote_for(&room, second, 0, 3);
    assert_refused(&room, ERR_NOT_ENTITLED, "/member");
    room_attend(&room, room.meeting, room.member[3], PRESENCE_LEFT);
    vote_for(&room, second, 0, 3);
    assert_refused(&room, ERR_NOT_ENTITLED, "/member");
    const struct body_motion_closed *body = close_up(&room, first);
    assert_int_equal(body->votes_against, 2);
    assert_int_equal(body->present, 3);
    room_attend(&room, room.meeting, room.member[3], PRESENCE_ARRIVED);
    room_vote(&room, second, 3, CHOICE_FOR, nobody);
    assert_done(&room);
    assert_int_equal(close_up(&room, second)->verdict, VERDICT_ADOPTED);
    done_with(&room);
}

/* Row 39. */
static void row_39_who_stepped_back_has_no_proxy(void **state)
{
    (void)state;
    struct council_room room;
    begin_with_proxies(&room, 1);
    give_proxy(&room, 3, 0);
    give_proxy(&room, 4, 1);
    assert_done(&room);
    open_with(&room, 2);
    struct uuid motion = put_motion(&room, room_file(&room, 1000), nobody);
    room_recuse(&room, motion, 3);
    assert_done(&room);
    vote_for(&room, motion, 0, 3);
    assert_refused(&room, ERR_RECUSED, "");
    vote_all(&room, motion, 0, 1, CHOICE_FOR);
    room_recuse(&room, motion, 1);
    vote_for(&room, motion, 1, 4);
    assert_refused(&room, ERR_RECUSED, "");
    const struct body_motion_closed *body = close_up(&room, motion);
    assert_int_equal(body->votes_for, 1);
    assert_int_equal(body->recused, 2);
    done_with(&room);
}

/* --- Consent: rows 45 to 47. --- */

static void object_to(struct council_room *room, struct uuid motion, int member, const char *reason)
{
    struct body_vote_cast *body = NEW(room, vote_cast, VOTE_CAST);
    body->motion = motion;
    body->choice = CHOICE_OBJECTION;
    if (reason != NULL) {
        body->reason = words(reason);
    }
    RUN(room, VOTE_CAST, body, room->member[member]);
}

static struct uuid blocked_round(struct council_room *room, struct uuid proposal,
                                 struct uuid before)
{
    struct uuid motion = put_motion(room, proposal, before);
    assert_done(room);
    vote_all(room, motion, 0, 4, CHOICE_CONSENT);
    object_to(room, motion, 4, "Het plein wordt te druk.");
    assert_done(room);
    const struct body_motion_closed *body = close_up(room, motion);
    assert_int_equal(body->verdict, VERDICT_CONSENT_BLOCKED);
    assert_int_equal(body->votes_objection, 1);
    assert_int_equal(body->votes_consent, 4);
    return motion;
}

static void rows_45_to_47_rounds_of_consent(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_CONSENT, 5);
    meet(&room, 5);
    struct uuid proposal = room_file(&room, 1000);
    struct uuid motion = blocked_round(&room, proposal, nobody);
    room_decide(&room, motion);
    assert_refused(&room, ERR_NOT_ADOPTED, "/motion");
    /* The objection changes the proposal; the next round is on the new version, the same evening.
     */
    room_revise(&room, proposal, 1000);
    motion = blocked_round(&room, proposal, motion);
    assert_int_equal(motion_at(&room, motion)->attempt, 2);
    motion = blocked_round(&room, proposal, motion);
    assert_int_equal(motion_at(&room, motion)->attempt, 3);
    /* Row 47: after the last round other rules make a new decision, which names none before. */
    again(&room, proposal, motion);
    assert_refused(&room, ERR_WRONG_STATE, "/retryOf");
    room.rules = adopt(&room, rules_body(&room, RULE_MAJORITY));
    assert_done(&room);
    again(&room, proposal, motion);
    assert_refused(&room, ERR_MISMATCH, "/retryOf");
    motion = put_and_vote(&room, proposal, nobody, 3, 2);
    assert_int_equal(motion_at(&room, motion)->verdict, VERDICT_ADOPTED);
    assert_int_equal(motion_at(&room, motion)->attempt, 1);
    done_with(&room);
}

static void row_45_an_objection_says_why(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_CONSENT, 5);
    meet(&room, 5);
    struct uuid motion = put_motion(&room, room_file(&room, 1000), nobody);
    struct body_vote_cast *body = NEW(&room, vote_cast, VOTE_CAST);
    body->motion = motion;
    body->choice = CHOICE_STAND_ASIDE;
    body->reason = words("Ik woon er niet.");
    RUN(&room, VOTE_CAST, body, room.member[0]);
    assert_refused(&room, ERR_MISMATCH, "/reason");
    body = NEW(&room, vote_cast, VOTE_CAST);
    body->motion = motion;
    body->choice = CHOICE_STAND_ASIDE;
    RUN(&room, VOTE_CAST, body, room.member[0]);
    assert_done(&room);
    vote_all(&room, motion, 1, 4, CHOICE_CONSENT);
    object_to(&room, motion, 4, NULL);
    assert_done(&room);
    const struct body_motion_closed *closed = close_up(&room, motion);
    assert_int_equal(closed->verdict, VERDICT_ADOPTED);
    assert_int_equal(closed->dropped, 1);
    assert_int_equal(closed->votes_objection, 0);
    assert_int_equal(closed->votes_stand_aside, 1);
    assert_int_equal(closed->took_part, 5);
    room_decide(&room, motion);
    assert_done(&room);
    done_with(&room);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_6_and_7_an_invalid_vote_put_again),
        cmocka_unit_test(rows_8_and_9_a_tie_is_postponed_once),
        cmocka_unit_test(a_draft_that_never_came_up_can_be_put_again),
        cmocka_unit_test(what_is_put_again_is_the_same),
        cmocka_unit_test(row_19_nobody_asks_for_a_vote),
        cmocka_unit_test(row_20_a_roll_call_on_request),
        cmocka_unit_test(row_21_what_is_offered),
        cmocka_unit_test(row_30_the_chair_breaks_a_tie),
        cmocka_unit_test(row_30_a_second_vote_only_by_the_rules),
        cmocka_unit_test(row_31_no_budget_behind_closed_doors),
        cmocka_unit_test(rows_32_to_34_a_vote_despite_stepping_back),
        cmocka_unit_test(rows_35_and_43_one_votes_for_oneself_in_time),
        cmocka_unit_test(rows_36_and_38_who_may_hold_a_proxy),
        cmocka_unit_test(row_37_the_giver_arrives),
        cmocka_unit_test(row_39_who_stepped_back_has_no_proxy),
        cmocka_unit_test(rows_45_to_47_rounds_of_consent),
        cmocka_unit_test(row_45_an_objection_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
