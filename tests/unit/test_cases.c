/* Cases decided without the council that voted on them; who asks, known late; and what waits for a
 * holder whose mandate cannot be used. Each scenario is replayed as a verifier would. */
#include "powers_room.h"

#include "buurtkas/domain/timed.h"

static const struct uuid none = { { 0 } };

static struct uuid instruct(struct powers *p, struct uuid mandate, struct uuid proposal)
{
    struct council_room *room = &p->room;
    struct body_instruction_given *body = NEW(room, instruction_given, INSTRUCTION_GIVEN);
    body->mandate = mandate;
    body->proposal = proposal;
    body->instruction = words("De grantor beslist zelf.");
    body->reason = words("Stedelijk belang");
    body->document = some_hash();
    struct uuid id = RUN(room, INSTRUCTION_GIVEN, body, room->grantor);
    assert_done(room);
    return id;
}

static void decide(struct powers *p, enum basis basis, struct uuid proposal, struct uuid actor)
{
    RUN(&p->room, DECISION_MADE, basis_body(p, basis, proposal, 1000), actor);
}

/* The council has just rejected it; nobody grants it behind its back. */
static void what_the_council_rejected_is_granted_on_the_record_only(void **state)
{
    (void)state;
    static const enum exercise exercises[] = { EXERCISE_ALONE, EXERCISE_JOINT };
    for (size_t i = 0; i < 2; i++) {
        struct powers p;
        powers_begin(&p, exercises[i]);
        struct council_room *room = &p.room;
        struct uuid motion = room_voted(room, 1000, 0, 3);
        struct uuid proposal = OBJECT(room, motion, MOTION, motion)->proposal;
        decide(&p, BASIS_HOLDER, proposal, room->holder);
        assert_refused(room, ERR_WRONG_STATE, "/basis");
        assert_non_null(strstr(room->err.detail, "rejected"));
        decide(&p, BASIS_GRANTOR, proposal, room->grantor);
        assert_refused(room, ERR_WRONG_STATE, "/basis");
        /* A new version is not a new case. */
        room_revise(room, proposal, 1000);
        assert_done(room);
        decide(&p, BASIS_GRANTOR, proposal, room->grantor);
        assert_refused(room, ERR_WRONG_STATE, "/basis");
        /* An instruction on something else, or under another mandate, is not this act. */
        instruct(&p, room->mandate, none);
        instruct(&p, room->mandate, room_file(room, 1));
        instruct(&p, room_mandate(room), proposal);
        decide(&p, BASIS_GRANTOR, proposal, room->grantor);
        assert_refused(room, ERR_WRONG_STATE, "/basis");
        struct uuid given = instruct(&p, room->mandate, proposal);
        struct body_decision_made *body = basis_body(&p, BASIS_GRANTOR, proposal, 1000);
        RUN(room, DECISION_MADE, body, room->grantor);
        assert_done(room);
        assert_true(uuid_equal(&body->instruction, &given));
        powers_end(&p);
    }
}

static void an_instruction_before_the_vote_is_no_taking_back(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid proposal = room_file(room, 1000);
    instruct(&p, room->mandate, proposal);
    struct uuid motion = room_draft(room, proposal, 1000);
    room_open_motion(room, motion);
    decide(&p, BASIS_HOLDER, proposal, room->holder);
    assert_refused(room, ERR_WRONG_STATE, "/proposal");
    for (int i = 0; i < 3; i++) {
        room_vote(room, motion, i, CHOICE_AGAINST, none);
    }
    room_close_motion(room, motion);
    decide(&p, BASIS_HOLDER, proposal, room->holder);
    assert_refused(room, ERR_WRONG_STATE, "/basis");
    instruct(&p, room->mandate, proposal);
    decide(&p, BASIS_HOLDER, proposal, room->holder);
    assert_done(room);
    powers_end(&p);
}

static void after_a_vote_nothing_is_urgent(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct body_mandate_granted *with = room_mandate_body(room);
    with->ceiling_urgency_cents = 50000;
    room->mandate = consented(&p, with);
    struct uuid motion = room_voted(room, 1000, 0, 3);
    struct uuid proposal = OBJECT(room, motion, MOTION, motion)->proposal;
    instruct(&p, room->mandate, proposal);
    decide(&p, BASIS_URGENCY, proposal, p.chair);
    assert_refused(room, ERR_WRONG_STATE, "/basis");
    powers_end(&p);
}

/* --- Who asks. --- */

static struct body_proposal_revised *revision(struct powers *p, struct uuid proposal,
                                              struct uuid applicant)
{
    struct council_room *room = &p->room;
    struct item_cost_line *line = arena_calloc(room->acting.arena, 1, sizeof *line);
    *line = (struct item_cost_line){ .label = words("Grond"), .amount_cents = 1000 };
    struct body_proposal_revised *body = NEW(room, proposal_revised, PROPOSAL_REVISED);
    body->proposal = proposal;
    body->title = words("Buurtmoestuin");
    body->cost_lines = (struct list){ line, 1 };
    body->applicant = applicant;
    return body;
}

static struct uuid filed_by_nobody(struct powers *p)
{
    struct council_room *room = &p->room;
    struct item_cost_line *line = arena_calloc(room->acting.arena, 1, sizeof *line);
    *line = (struct item_cost_line){ .label = words("Grond"), .amount_cents = 1000 };
    struct body_proposal_filed *body = NEW(room, proposal_filed, PROPOSAL_FILED);
    body->envelope = room->envelope;
    body->title = words("Buurtmoestuin");
    body->cost_lines = (struct list){ line, 1 };
    body->version = room_id(room);
    struct uuid proposal = RUN(room, PROPOSAL_FILED, body, room->secretary);
    assert_done(room);
    return proposal;
}

static void interested(struct powers *p, int member)
{
    struct council_room *room = &p->room;
    struct body_interest_registered *body = NEW(room, interest_registered, INTEREST_REGISTERED);
    body->council = room->council;
    body->payee = p->payee;
    body->relation = words("Penningmeester");
    body->delete_on = day_of(2030, 1, 1);
    RUN(room, INTEREST_REGISTERED, body, room->member[member]);
    assert_done(room);
}

/* A plan of nobody escapes the register: it opens for no motion, and who joins later is matched. */
static void who_asks_is_known_when_a_motion_opens(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    interested(&p, 0);
    struct uuid proposal = filed_by_nobody(&p);
    struct uuid motion = room_draft(room, proposal, 1000);
    room_open_motion(room, motion);
    assert_refused(room, ERR_MISMATCH, "/proposal");
    decide(&p, BASIS_HOLDER, proposal, room->holder);
    assert_refused(room, ERR_MISMATCH, "/proposal");
    RUN(room, PROPOSAL_REVISED, revision(&p, proposal, room_id(room)), room->secretary);
    assert_refused(room, ERR_UNKNOWN_REFERENCE, "/applicant");
    RUN(room, PROPOSAL_REVISED, revision(&p, proposal, p.payee), room->secretary);
    assert_done(room);
    room_open_motion(room, motion);
    assert_done(room);
    assert_int_equal(ACT_BODY(room->last, motion_opened)->interested.count, 1);
    room_vote(room, motion, 0, CHOICE_FOR, none);
    assert_refused(room, ERR_RECUSED, "");
    powers_end(&p);
}

/* Another asks from the next version on: the open motion is void, and the closed one keeps the
 * register of who asked then. */
static void another_applicant_voids_the_motion(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    interested(&p, 0);
    struct uuid proposal = room_file(room, 1000);
    struct uuid motion = room_draft(room, proposal, 1000);
    room_open_motion(room, motion);
    assert_int_equal(ACT_BODY(room->last, motion_opened)->interested.count, 0);
    room_vote(room, motion, 0, CHOICE_FOR, none);
    assert_done(room);
    struct body_proposal_revised *body = revision(&p, proposal, p.payee);
    RUN(room, PROPOSAL_REVISED, body, room->secretary);
    assert_done(room);
    assert_int_equal(body->voided.count, 1);
    struct uuid next = room_draft(room, proposal, 1000);
    room_open_motion(room, next);
    assert_int_equal(ACT_BODY(room->last, motion_opened)->interested.count, 1);
    /* A version that names nobody is still of who asked before. */
    RUN(room, PROPOSAL_REVISED, revision(&p, proposal, none), room->secretary);
    assert_done(room);
    next = room_draft(room, proposal, 1000);
    room_open_motion(room, next);
    assert_int_equal(ACT_BODY(room->last, motion_opened)->interested.count, 1);
    powers_end(&p);
}

/* --- Waiting for the holder. --- */

static void set_suspended(struct powers *p, bool suspended)
{
    struct council_room *room = &p->room;
    if (suspended) {
        struct body_mandate_suspended *body = NEW(room, mandate_suspended, MANDATE_SUSPENDED);
        body->mandate = room->mandate;
        body->reason = words("Onderzoek");
        body->document = some_hash();
        RUN(room, MANDATE_SUSPENDED, body, room->grantor);
    } else {
        struct body_mandate_resumed *body = NEW(room, mandate_resumed, MANDATE_RESUMED);
        body->mandate = room->mandate;
        body->reason = words("Onderzoek klaar");
        body->document = some_hash();
        RUN(room, MANDATE_RESUMED, body, room->grantor);
    }
    assert_done(room);
}

static struct uuid waiting(struct powers *p, enum silence silence)
{
    struct council_room *room = &p->room;
    struct body_mandate_granted *body = room_mandate_body(room);
    body->exercise = EXERCISE_JOINT;
    body->silence = (int)silence;
    body->deadline_days = 14;
    room->mandate = consented(p, body);
    struct uuid decision = room_decide(room, room_voted(room, 1000, 3, 0));
    assert_done(room);
    return decision;
}

/* The daemon acts, by the clock. */
static bool lapse(struct powers *p, struct uuid decision)
{
    struct council_room *room = &p->room;
    struct body_decision_lapsed *body = NEW(room, decision_lapsed, DECISION_LAPSED);
    body->decision = decision;
    struct uuid done = RUN(room, DECISION_LAPSED, body, none);
    return !uuid_is_zero(&done);
}

static bool is_due(struct powers *p, struct uuid decision)
{
    return timed_decision_is_due(status_of(p, decision),
                                 date_in_amsterdam(p->room.acting.at));
}

/* Ten days left at the suspension are ten days left when it ends, whatever silence means. */
static void time_stands_still_while_the_mandate_is_suspended(void **state)
{
    (void)state;
    static const enum silence silences[] = { SILENCE_CONCURS, SILENCE_DECLINES };
    for (size_t i = 0; i < 2; i++) {
        struct powers p;
        powers_begin(&p, EXERCISE_JOINT);
        struct council_room *room = &p.room;
        struct uuid decision = waiting(&p, silences[i]);
        pass_days(&p, 5);
        set_suspended(&p, true);
        assert_int_equal(status_of(&p, decision)->days_left, 10);
        pass_days(&p, 30);
        assert_false(is_due(&p, decision));
        assert_false(lapse(&p, decision));
        room_concur(room, decision, CONCURRENCE_CONCURS);
        assert_refused(room, ERR_NO_MANDATE, "");
        set_suspended(&p, false);
        pass_days(&p, 9);
        assert_false(is_due(&p, decision));
        pass_days(&p, 1);
        assert_true(is_due(&p, decision));
        assert_true(lapse(&p, decision));
        assert_int_equal(status_of(&p, decision)->state, silences[i] == SILENCE_CONCURS
                                                             ? DECISION_IN_EFFECT
                                                             : DECISION_DECLINED);
        powers_end(&p);
    }
}

/* What can never be concurred in again is declined, and the proposal is open. */
static void by_silence_nobody_uses_a_mandate_that_is_gone(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_JOINT);
    struct council_room *room = &p.room;
    struct uuid decision = waiting(&p, SILENCE_CONCURS);
    set_suspended(&p, true);
    pass_days(&p, 30);
    struct body_mandate_withdrawn *end = NEW(room, mandate_withdrawn, MANDATE_WITHDRAWN);
    end->mandate = room->mandate;
    end->reason = words("Klaar");
    RUN(room, MANDATE_WITHDRAWN, end, room->grantor);
    assert_done(room);
    pass_days(&p, 15);
    assert_true(is_due(&p, decision));
    assert_true(lapse(&p, decision));
    assert_int_equal(status_of(&p, decision)->state, DECISION_DECLINED);
    assert_int_equal(ACT_BODY(room->last, decision_lapsed)->silence, SILENCE_CONCURS);
    const struct decision *made = OBJECT(room, decision, DECISION, decision);
    assert_int_equal(OBJECT(room, proposal, PROPOSAL, made->proposal)->state, PROPOSAL_FILED);
    powers_end(&p);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_council_rejected_is_granted_on_the_record_only),
        cmocka_unit_test(an_instruction_before_the_vote_is_no_taking_back),
        cmocka_unit_test(after_a_vote_nothing_is_urgent),
        cmocka_unit_test(who_asks_is_known_when_a_motion_opens),
        cmocka_unit_test(another_applicant_voids_the_motion),
        cmocka_unit_test(time_stands_still_while_the_mandate_is_suspended),
        cmocka_unit_test(by_silence_nobody_uses_a_mandate_that_is_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
