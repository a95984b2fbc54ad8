/* Votes whose counts are hidden while the motion is open: sealed when cast, opened when the voting
 * has ended, and counted then as any other; a stranger's replay comes to the same. */
#include "deciding_room.h"

#include "buurtkas/base/str.h"
#include "verdict_oracle.h"

/* What the daemon keeps beside the record: text and salt of each sealed vote. */
struct kept {
    struct uuid vote;
    struct text text;
};
struct box {
    struct kept kept[64];
    size_t count;
};

static void begin_hidden(struct council_room *room, enum rule_base base, int members)
{
    room_found(room, members);
    struct body_rule_set_adopted *body = rules_body(room, base);
    body->interim = INTERIM_HIDDEN;
    room->rules = adopt(room, body);
    assert_done(room);
    room->mandate = room_mandate(room);
    room->envelope = room_envelope(room, 2000000);
    meet(room, members);
}

static struct uuid put_hidden(struct council_room *room)
{
    struct uuid motion = put_motion(room, room_file(room, 1000), nobody);
    assert_done(room);
    return motion;
}

static struct uuid vote_sealed(struct council_room *room, struct box *box, struct uuid motion,
                               int member, enum choice choice, struct uuid supersedes)
{
    struct uuid id = room_vote(room, motion, member, choice, supersedes);
    if (!err_is_set(&room->err)) {
        const struct body_vote_cast *body = ACT_BODY(room->last, vote_cast);
        assert_int_equal(body->choice, choice_absent);
        const struct vote *vote = OBJECT(room, vote, VOTE, id);
        assert_int_equal(vote->choice, choice_absent);
        box->kept[box->count++] = (struct kept){ .vote = id, .text = body->sealed };
    }
    return id;
}

static void end_voting(struct council_room *room, struct uuid motion)
{
    struct body_voting_ended *body = NEW(room, voting_ended, VOTING_ENDED);
    body->motion = motion;
    RUN(room, VOTING_ENDED, body, room->secretary);
}

static struct body_votes_opened *opening_of(struct council_room *room, const struct box *box,
                                            struct uuid motion, size_t from, size_t count)
{
    struct body_votes_opened *body = NEW(room, votes_opened, VOTES_OPENED);
    struct item_vote_opening *item = arena_calloc(room->acting.arena, count + 1, sizeof *item);
    for (size_t i = 0; i < count; i++) {
        const struct text *text = &box->kept[from + i].text;
        size_t len = strcspn(text->ptr, "\n");
        item[i].vote = box->kept[from + i].vote;
        item[i].choice = field_enum_parse(choice_names, text->ptr, len);
        memcpy(item[i].salt.bytes, text->salt, HASH_BYTES);
    }
    body->motion = motion;
    body->openings = (struct list){ item, count };
    return body;
}

static void open_all(struct council_room *room, const struct box *box, struct uuid motion)
{
    if (box->count > 0) {
        RUN(room, VOTES_OPENED, opening_of(room, box, motion, 0, box->count), nobody);
        assert_done(room);
    }
}

static void a_voting_goes_from_sealed_to_closed(void **state)
{
    (void)state;
    struct council_room room;
    struct box box = { .count = 0 };
    begin_hidden(&room, RULE_MAJORITY, 5);
    struct uuid motion = put_hidden(&room);
    struct uuid first = vote_sealed(&room, &box, motion, 0, CHOICE_FOR, nobody);
    vote_sealed(&room, &box, motion, 1, CHOICE_AGAINST, nobody);
    /* A correction is as sealed as what it corrects. */
    vote_sealed(&room, &box, motion, 0, CHOICE_AGAINST, first);
    assert_done(&room);
    vote_sealed(&room, &box, motion, 2, CHOICE_FOR, nobody);
    vote_sealed(&room, &box, motion, 3, CHOICE_FOR, nobody);
    room_close_motion(&room, motion);
    assert_refused(&room, ERR_WRONG_STATE, "");
    RUN(&room, VOTES_OPENED, opening_of(&room, &box, motion, 0, 1), nobody);
    assert_refused(&room, ERR_WRONG_STATE, "/motion");
    end_voting(&room, motion);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, voting_ended)->sealed, 5);
    /* From here on nothing that bears on the count can happen any more. */
    room_vote(&room, motion, 4, CHOICE_FOR, nobody);
    assert_refused(&room, ERR_MOTION_NOT_OPEN, "");
    room_recuse(&room, motion, 1);
    assert_refused(&room, ERR_MOTION_NOT_OPEN, "");
    end_voting(&room, motion);
    assert_refused(&room, ERR_MOTION_NOT_OPEN, "");
    RUN(&room, VOTES_OPENED, opening_of(&room, &box, motion, 0, 3), nobody);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, votes_opened)->left, 2);
    room_close_motion(&room, motion);
    assert_refused(&room, ERR_WRONG_STATE, "");
    RUN(&room, VOTES_OPENED, opening_of(&room, &box, motion, 3, 2), nobody);
    assert_done(&room);
    const struct body_motion_closed *closed = close_up(&room, motion);
    assert_int_equal(closed->votes_for, 2);
    assert_int_equal(closed->votes_against, 2);
    assert_int_equal(closed->silent, 1);
    assert_int_equal(closed->verdict, VERDICT_REJECTED);
    done_with(&room);
}

/* A record may end anywhere: before the openings it has no verdict, and is right as far as it goes.
 */
static void a_record_may_end_before_the_openings(void **state)
{
    (void)state;
    struct council_room room;
    struct box box = { .count = 0 };
    begin_hidden(&room, RULE_MAJORITY, 3);
    struct uuid motion = put_hidden(&room);
    vote_sealed(&room, &box, motion, 0, CHOICE_FOR, nobody);
    vote_sealed(&room, &box, motion, 1, CHOICE_FOR, nobody);
    room_replay(&room);
    end_voting(&room, motion);
    room_replay(&room);
    RUN(&room, VOTES_OPENED, opening_of(&room, &box, motion, 0, 1), nobody);
    assert_done(&room);
    assert_int_equal(motion_at(&room, motion)->state, MOTION_OPEN);
    done_with(&room);
}

static void what_is_not_what_was_sealed_is_refused(void **state)
{
    (void)state;
    struct council_room room;
    struct box box = { .count = 0 };
    begin_hidden(&room, RULE_MAJORITY, 3);
    struct uuid motion = put_hidden(&room);
    vote_sealed(&room, &box, motion, 0, CHOICE_FOR, nobody);
    vote_sealed(&room, &box, motion, 1, CHOICE_FOR, nobody);
    struct uuid other = put_hidden(&room);
    struct box others = { .count = 0 };
    vote_sealed(&room, &others, other, 0, CHOICE_FOR, nobody);
    end_voting(&room, motion);
    end_voting(&room, other);
    assert_done(&room);
    struct body_votes_opened *body = opening_of(&room, &box, motion, 0, 2);
    struct item_vote_opening *item = body->openings.items;
    item[1].choice = CHOICE_AGAINST;
    RUN(&room, VOTES_OPENED, body, nobody);
    assert_refused(&room, ERR_MISMATCH, "/openings");
    item[1].choice = CHOICE_FOR;
    item[1].salt.bytes[31] ^= 1;
    RUN(&room, VOTES_OPENED, body, nobody);
    assert_refused(&room, ERR_MISMATCH, "/openings");
    item[1].salt.bytes[31] ^= 1;
    item[1].signature.bytes[0] = 1;
    RUN(&room, VOTES_OPENED, body, nobody);
    assert_refused(&room, ERR_MISMATCH, "/openings");
    /* The opening of one vote opens no other, and none twice. */
    item[1] = item[0];
    RUN(&room, VOTES_OPENED, body, nobody);
    assert_true(err_is_set(&room.err));
    item[1].vote = box.kept[1].vote;
    RUN(&room, VOTES_OPENED, body, nobody);
    assert_refused(&room, ERR_MISMATCH, "/openings");
    item[1] = *(struct item_vote_opening *)opening_of(&room, &others, other, 0, 1)->openings.items;
    RUN(&room, VOTES_OPENED, body, nobody);
    assert_refused(&room, ERR_MISMATCH, "/openings");
    open_all(&room, &box, motion);
    RUN(&room, VOTES_OPENED, opening_of(&room, &box, motion, 0, 1), nobody);
    assert_refused(&room, ERR_WRONG_STATE, "/motion");
    /* The daemon alone does this. */
    RUN(&room, VOTES_OPENED, opening_of(&room, &others, other, 0, 1), room.secretary);
    assert_refused(&room, ERR_FORBIDDEN, "");
    done_with(&room);
}

/* A vote that stepping back struck is opened too, and does not count. */
static void a_struck_vote_is_opened_and_does_not_count(void **state)
{
    (void)state;
    struct council_room room;
    struct box box = { .count = 0 };
    begin_hidden(&room, RULE_MAJORITY, 3);
    struct uuid motion = put_hidden(&room);
    vote_sealed(&room, &box, motion, 0, CHOICE_AGAINST, nobody);
    vote_sealed(&room, &box, motion, 1, CHOICE_FOR, nobody);
    vote_sealed(&room, &box, motion, 2, CHOICE_FOR, nobody);
    room_recuse(&room, motion, 0);
    assert_done(&room);
    end_voting(&room, motion);
    open_all(&room, &box, motion);
    const struct body_motion_closed *closed = close_up(&room, motion);
    assert_int_equal(closed->votes_against, 0);
    assert_int_equal(closed->votes_for, 2);
    assert_int_equal(closed->recused, 1);
    done_with(&room);
}

/* Who arrives after the voting has ended was not there. */
static void the_end_of_voting_is_the_end_of_presence(void **state)
{
    (void)state;
    struct council_room room;
    struct box box = { .count = 0 };
    begin_hidden(&room, RULE_MAJORITY, 5);
    room_attend(&room, room.meeting, room.member[4], PRESENCE_LEFT);
    assert_done(&room);
    struct uuid motion = put_hidden(&room);
    vote_sealed(&room, &box, motion, 0, CHOICE_FOR, nobody);
    end_voting(&room, motion);
    room_attend(&room, room.meeting, room.member[4], PRESENCE_ARRIVED);
    assert_done(&room);
    open_all(&room, &box, motion);
    assert_int_equal(close_up(&room, motion)->present, 4);
    done_with(&room);
}

/* What is voided is never opened. */
static void a_void_motion_keeps_its_seals(void **state)
{
    (void)state;
    struct council_room room;
    struct box box = { .count = 0 };
    begin_hidden(&room, RULE_MAJORITY, 3);
    struct uuid proposal = room_file(&room, 1000);
    struct uuid motion = put_motion(&room, proposal, nobody);
    vote_sealed(&room, &box, motion, 0, CHOICE_FOR, nobody);
    end_voting(&room, motion);
    room_revise(&room, proposal, 1000);
    assert_done(&room);
    assert_int_equal(motion_at(&room, motion)->state, MOTION_VOID);
    RUN(&room, VOTES_OPENED, opening_of(&room, &box, motion, 0, 1), nobody);
    assert_refused(&room, ERR_WRONG_STATE, "/motion");
    done_with(&room);
}

/* --- What was opened is known, and nothing takes it back. --- */

static struct body_mandate_suspended *suspension_of(struct council_room *room, struct uuid mandate)
{
    struct body_mandate_suspended *body = NEW(room, mandate_suspended, MANDATE_SUSPENDED);
    body->mandate = mandate;
    body->reason = words("Onderzoek");
    body->document.bytes[0] = 4;
    return body;
}

static struct body_mandate_withdrawn *end_of(struct council_room *room, struct uuid mandate)
{
    struct body_mandate_withdrawn *body = NEW(room, mandate_withdrawn, MANDATE_WITHDRAWN);
    body->mandate = mandate;
    body->reason = words("Onderzoek");
    body->document.bytes[0] = 4;
    return body;
}

static size_t end_seat(struct council_room *room, int member)
{
    struct object_list found;
    struct err err = { 0 };
    assert_true(world_related(room->acting.world, REL_APPOINTMENTS_BY_HANDLE, &room->member[member],
                              &found, &err));
    struct body_appointment_ended *body = NEW(room, appointment_ended, APPOINTMENT_ENDED);
    body->appointment = found.items[0]->id;
    body->until_date = date_in_amsterdam(room->acting.at);
    body->document.bytes[0] = 4;
    RUN(room, APPOINTMENT_ENDED, body, room->secretary);
    assert_done(room);
    return body->voided.count;
}

/* Ended: one for and two against, of five, of which so many are opened. */
static struct uuid voted_hidden(struct council_room *room, struct box *box, struct uuid proposal,
                                size_t opened)
{
    struct uuid motion = put_motion(room, proposal, nobody);
    assert_done(room);
    vote_sealed(room, box, motion, 0, CHOICE_FOR, nobody);
    vote_sealed(room, box, motion, 1, CHOICE_AGAINST, nobody);
    vote_sealed(room, box, motion, 2, CHOICE_AGAINST, nobody);
    end_voting(room, motion);
    assert_done(room);
    if (opened > 0) {
        RUN(room, VOTES_OPENED, opening_of(room, box, motion, 0, opened), nobody);
        assert_done(room);
    }
    return motion;
}

/* Who dislikes the count cannot have the same thing put again by a change of the electorate, of the
 * rules or of the plan; it closes on those who were entitled when the voting ended. */
static void a_count_that_is_known_is_not_voided(void **state)
{
    (void)state;
    struct council_room room;
    struct box box = { .count = 0 };
    begin_hidden(&room, RULE_MAJORITY, 5);
    struct uuid proposal = room_file(&room, 1000);
    struct uuid motion = voted_hidden(&room, &box, proposal, 3);
    assert_int_equal(end_seat(&room, 1), 0);
    room_revise(&room, proposal, 1000);
    assert_refused(&room, ERR_WRONG_STATE, "");
    assert_non_null(strstr(room.err.detail, "close it first"));
    struct body_rule_set_adopted *rules = rules_body(&room, RULE_MAJORITY);
    adopt(&room, rules);
    assert_done(&room);
    assert_int_equal(rules->voided.count, 0);
    assert_int_equal(motion_at(&room, motion)->state, MOTION_OPEN);
    const struct body_motion_closed *closed = close_up(&room, motion);
    assert_int_equal(closed->verdict, VERDICT_REJECTED);
    assert_int_equal(closed->eligible, 5);
    assert_int_equal(closed->votes_for, 1);
    assert_int_equal(closed->votes_against, 2);
    room_decide(&room, motion);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, decision_made)->outcome, OUTCOME_REFUSAL);
    done_with(&room);
}

/* Once it is closed the plan may change; what was voted on stays on record with its verdict. */
static void after_the_closing_a_plan_may_change(void **state)
{
    (void)state;
    struct council_room room;
    struct box box = { .count = 0 };
    begin_hidden(&room, RULE_MAJORITY, 5);
    struct uuid proposal = room_file(&room, 1000);
    struct uuid motion = voted_hidden(&room, &box, proposal, 3);
    (void)close_up(&room, motion);
    room_revise(&room, proposal, 900);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, proposal_revised)->voided.count, 0);
    assert_int_equal(motion_at(&room, motion)->verdict, VERDICT_REJECTED);
    done_with(&room);
}

/* The grantor's power is not bound by a vote: without a mandate there is a verdict and no decision. */
static void without_a_mandate_a_known_count_decides_nothing(void **state)
{
    (void)state;
    for (int ends = 0; ends < 2; ends++) {
        struct council_room room;
        struct box box = { .count = 0 };
        begin_hidden(&room, RULE_MAJORITY, 5);
        struct uuid motion = voted_hidden(&room, &box, room_file(&room, 1000), 3);
        if (ends) {
            struct body_mandate_withdrawn *body = end_of(&room, room.mandate);
            RUN(&room, MANDATE_WITHDRAWN, body, room.grantor);
            assert_int_equal(body->voided.count, 0);
        } else {
            struct body_mandate_suspended *body = suspension_of(&room, room.mandate);
            RUN(&room, MANDATE_SUSPENDED, body, room.grantor);
            assert_int_equal(body->voided.count, 0);
        }
        assert_done(&room);
        assert_int_equal(close_up(&room, motion)->verdict, VERDICT_REJECTED);
        room_decide(&room, motion);
        assert_refused(&room, ERR_NO_MANDATE, "");
        if (!ends) {
            struct body_mandate_resumed *body = NEW(&room, mandate_resumed, MANDATE_RESUMED);
            body->mandate = room.mandate;
            body->reason = words("Onderzoek");
            body->document.bytes[0] = 4;
            RUN(&room, MANDATE_RESUMED, body, room.grantor);
            assert_done(&room);
            room_decide(&room, motion);
            assert_done(&room);
        }
        done_with(&room);
    }
}

/* An opening that is gone leaves it unclosed for ever; then voiding is the way out. */
static void while_one_is_sealed_it_can_be_voided(void **state)
{
    (void)state;
    for (size_t opened = 0; opened < 3; opened += 2) {
        struct council_room room;
        struct box box = { .count = 0 };
        begin_hidden(&room, RULE_MAJORITY, 5);
        struct uuid motion = voted_hidden(&room, &box, room_file(&room, 1000), opened);
        assert_int_equal(end_seat(&room, 1), 1);
        assert_int_equal(motion_at(&room, motion)->state, MOTION_VOID);
        done_with(&room);
    }
}

static void only_hidden_counts_need_an_end(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_MAJORITY, 3);
    meet(&room, 3);
    struct uuid motion = put_hidden(&room);
    end_voting(&room, motion);
    assert_refused(&room, ERR_MISMATCH, "");
    done_with(&room);
    /* Under consent objections are heard. */
    room_found(&room, 3);
    struct body_rule_set_adopted *body = rules_body(&room, RULE_CONSENT);
    body->interim = INTERIM_HIDDEN;
    adopt(&room, body);
    assert_refused(&room, ERR_MISMATCH, "/interim");
    done_with(&room);
}

/* The batch that sealed a vote may be undone and run again: what is sealed then is the same choice,
 * for the id that the act has then. */
static void a_vote_that_is_run_again_is_sealed_anew(void **state)
{
    (void)state;
    struct council_room room;
    struct box box = { .count = 0 };
    begin_hidden(&room, RULE_MAJORITY, 3);
    struct uuid motion = put_hidden(&room);
    struct uuid other = put_hidden(&room);
    vote_sealed(&room, &box, other, 0, CHOICE_AGAINST, nobody);
    struct body_vote_cast *again = NEW(&room, vote_cast, VOTE_CAST);
    *again = *ACT_BODY(room.last, vote_cast);
    struct hash before = again->sealed.commitment;
    again->motion = motion;
    struct uuid id = RUN(&room, VOTE_CAST, again, room.member[0]);
    assert_done(&room);
    assert_string_equal(again->sealed.ptr, "against");
    assert_memory_not_equal(&before, &again->sealed.commitment, sizeof before);
    box = (struct box){ .kept = { { .vote = id, .text = again->sealed } }, .count = 1 };
    end_voting(&room, motion);
    open_all(&room, &box, motion);
    assert_int_equal(close_up(&room, motion)->votes_against, 1);
    done_with(&room);
}

/* --- Two programs, one answer, also where votes were sealed. --- */

static enum choice choice_of(char vote)
{
    return vote == 'f'   ? CHOICE_FOR
           : vote == 'a' ? CHOICE_AGAINST
           : vote == 'o' ? CHOICE_ABSTAIN
           : vote == 'b' ? CHOICE_BLANK
                         : choice_absent;
}

static void sealed_rooms_agree_with_the_oracle(void **state)
{
    (void)state;
    static const char ballot[] = "-faob";
    enum {
        MEMBERS = 3
    };
    for (int base = RULE_MAJORITY; base <= RULE_ASSOCIATION; base++) {
        if (base != RULE_MAJORITY && base != RULE_FOUNDATION && base != RULE_ASSOCIATION) {
            continue;
        }
        struct council_room room;
        begin_hidden(&room, (enum rule_base)base, MEMBERS);
        for (int n = 0; n < 125; n += base == RULE_MAJORITY ? 1 : 7) {
            struct box box = { .count = 0 };
            struct oracle_member members[MEMBERS] = { { .here = true } };
            struct uuid motion = put_hidden(&room);
            int rest = n;
            for (int i = 0; i < MEMBERS; i++, rest /= 5) {
                members[i] = (struct oracle_member){ .here = true, .vote = ballot[rest % 5] };
                if (members[i].vote != '-') {
                    vote_sealed(&room, &box, motion, i, choice_of(members[i].vote), nobody);
                    assert_done(&room);
                }
            }
            end_voting(&room, motion);
            open_all(&room, &box, motion);
            struct oracle_case of = { .base = (enum rule_base)base,
                                      .seats = MEMBERS + 4,
                                      .members = MEMBERS,
                                      .asked = true };
            assert_int_equal(close_up(&room, motion)->verdict, oracle_state(&of, members));
        }
        done_with(&room);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_voting_goes_from_sealed_to_closed),
        cmocka_unit_test(a_record_may_end_before_the_openings),
        cmocka_unit_test(what_is_not_what_was_sealed_is_refused),
        cmocka_unit_test(a_struck_vote_is_opened_and_does_not_count),
        cmocka_unit_test(the_end_of_voting_is_the_end_of_presence),
        cmocka_unit_test(a_void_motion_keeps_its_seals),
        cmocka_unit_test(a_count_that_is_known_is_not_voided),
        cmocka_unit_test(after_the_closing_a_plan_may_change),
        cmocka_unit_test(without_a_mandate_a_known_count_decides_nothing),
        cmocka_unit_test(while_one_is_sealed_it_can_be_voided),
        cmocka_unit_test(only_hidden_counts_need_an_end),
        cmocka_unit_test(a_vote_that_is_run_again_is_sealed_anew),
        cmocka_unit_test(sealed_rooms_agree_with_the_oracle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
