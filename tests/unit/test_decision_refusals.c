/* What a decision on a verdict may not say: another proposal, amount, mandate or plan than what was voted on, and
 * effects that do not add up. */
#include "powers_room.h"

static struct body_decision_made *voted_body(struct powers *p, int votes_for)
{
    return room_decision_body(&p->room, room_voted(&p->room, 100000, votes_for, 3 - votes_for));
}

static void it_says_what_was_voted_on(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid motion = room_voted(room, 100000, 3, 0);
    struct uuid own = OBJECT(room, motion, MOTION, motion)->proposal;
    struct uuid other = room_file(room, 500);
    struct body_decision_made *body = room_decision_body(room, motion);
    body->proposal = other;
    RUN(room, DECISION_MADE, body, room->secretary);
    assert_says(room, ERR_MISMATCH, "/proposal",
                "The motion was on another proposal than this one.");
    body->proposal = own;
    body->amount_cents = 99999;
    RUN(room, DECISION_MADE, body, room->secretary);
    assert_says(room, ERR_MISMATCH, "/amountCents",
                "The vote was on EUR 1000.00; the decision says EUR 999.99.");
    body->amount_cents = 100000;
    body->mandate = room_mandate(room);
    RUN(room, DECISION_MADE, body, room->secretary);
    assert_says(room, ERR_MISMATCH, "/mandate", "The vote was under another mandate.");
    body->mandate = room->mandate;
    RUN(room, DECISION_MADE, body, room->secretary);
    assert_done(room);
    assert_int_equal(body->outcome, OUTCOME_GRANT);
    powers_end(&p);
}

static void without_a_motion_there_is_no_verdict(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct body_decision_made *body = room_decision_body(room, (struct uuid){ { 0 } });
    body->proposal = room_file(room, 500);
    RUN(room, DECISION_MADE, body, room->secretary);
    assert_says(room, ERR_MISMATCH, "/motion", "A decision on a verdict names its motion.");
    body = room_decision_body(room, numbered(5));
    RUN(room, DECISION_MADE, body, room->secretary);
    assert_refused(room, ERR_UNKNOWN_REFERENCE, "/motion");
    powers_end(&p);
}

static void what_was_rejected_gives_nothing(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct body_decision_made *body = voted_body(&p, 1);
    struct item_year year = { .year = 2026, .amount_cents = 1 };
    body->amount_cents = 1;
    RUN(room, DECISION_MADE, body, room->secretary);
    assert_says(room, ERR_NOT_ADOPTED, "/amountCents",
                "The motion was rejected, so it gives nothing.");
    body->amount_cents = 0;
    body->years = (struct list){ &year, 1 };
    RUN(room, DECISION_MADE, body, room->secretary);
    assert_says(room, ERR_MISMATCH, "/years", "A refusal has no plan over years.");
    body->years = (struct list){ 0 };
    RUN(room, DECISION_MADE, body, room->secretary);
    assert_done(room);
    assert_int_equal(body->outcome, OUTCOME_REFUSAL);
    powers_end(&p);
}

static void effects_are_four_each_answered(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct body_decision_made *body = voted_body(&p, 3);
    struct item_effect five[5];
    memcpy(five, body->effects.items, 4 * sizeof five[0]);
    five[4] = five[0];
    body->effects = (struct list){ five, 5 };
    RUN(room, DECISION_MADE, body, room->secretary);
    assert_says(room, ERR_EFFECTS_MISSING, "/effects",
                "There are 5 effects; each of the 4 stands once.");
    body->effects.count = 4;
    five[2].answer = 0; /* none */
    RUN(room, DECISION_MADE, body, room->secretary);
    assert_refused(room, ERR_EFFECTS_MISSING, "/effects");
    five[2].answer = ANSWER_NO;
    five[3].reason = (struct text){ 0 };
    RUN(room, DECISION_MADE, body, room->secretary);
    assert_refused(room, ERR_EFFECTS_MISSING, "/effects");
    five[3].reason = words("Buren leren elkaar kennen.");
    RUN(room, DECISION_MADE, body, room->secretary);
    assert_done(room);
    powers_end(&p);
}

/* A motion on less than was asked gives a part, which may be planned over years; this year's is due
 * now. */
static void a_part_may_be_planned_over_years(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid motion = room_draft(room, room_file(room, 100000), 60000);
    room_open_motion(room, motion);
    for (int i = 0; i < 3; i++) {
        room_vote(room, motion, i, CHOICE_FOR, (struct uuid){ { 0 } });
    }
    room_close_motion(room, motion);
    assert_done(room);
    struct body_decision_made *body = room_decision_body(room, motion);
    struct item_year years[2] = {
        {.year = 2027,  .amount_cents = 20000},
        { .year = 2028, .amount_cents = 40000}
    };
    body->years = (struct list){ years, 2 };
    body->partial_reason = words("Het hek betaalt de gemeente.");
    RUN(room, DECISION_MADE, body, room->secretary);
    assert_says(room, ERR_MISMATCH, "/years",
                "The plan has no amount for 2026, the year of the decision.");
    years[0].year = 2026;
    RUN(room, DECISION_MADE, body, room->secretary);
    assert_done(room);
    assert_int_equal(body->outcome, OUTCOME_PARTIAL);
    assert_int_equal(room_balance(room, ACCOUNT_BUDGET_ALLOCATED,
                                  OBJECT(room, motion, MOTION, motion)->proposal),
                     -20000);
    powers_end(&p);
}

/* --- Departing from an advice. --- */

static struct body_decision_made *departing(struct powers *p, struct uuid motion, int64_t cents)
{
    struct body_decision_made *body = room_decision_body(&p->room, motion);
    body->advice = ADVICE_DEPARTED;
    body->amount_cents = cents;
    body->partial_reason = words("De rest betaalt het fonds.");
    return body;
}

static void who_departs_gives_something_else(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ADVISORY);
    struct council_room *room = &p.room;
    struct uuid motion = room_voted(room, 100000, 3, 0);
    RUN(room, DECISION_MADE, departing(&p, motion, 100000), room->holder);
    assert_says(room, ERR_MISMATCH, "/advice",
                "The advice is EUR 1000.00, and so is the decision: it does not depart.");
    RUN(room, DECISION_MADE, departing(&p, motion, 100001), room->holder);
    assert_says(room, ERR_MORE_THAN_ASKED, "/amountCents",
                "The decision says EUR 1000.01; the proposal asks EUR 1000.00.");
    struct body_decision_made *body = departing(&p, motion, 40000);
    RUN(room, DECISION_MADE, body, room->holder);
    assert_done(room);
    assert_int_equal(body->outcome, OUTCOME_PARTIAL);
    powers_end(&p);
}

/* A release is of the motion's amount, or refused. */
static void who_departs_from_a_release_refuses_it(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ADVISORY);
    struct council_room *room = &p.room;
    struct uuid voted = room_voted(room, 100000, 3, 0);
    struct body_decision_made *grant = room_decision_body(room, voted);
    grant->advice = ADVICE_FOLLOWED;
    struct uuid granted = RUN(room, DECISION_MADE, grant, room->holder);
    assert_done(room);
    struct body_motion_drafted *draft =
        room_draft_body(room, OBJECT(room, motion, MOTION, voted)->proposal, 30000);
    draft->subject = SUBJECT_RELEASE;
    draft->releases = granted;
    struct uuid motion = RUN(room, MOTION_DRAFTED, draft, room->secretary);
    assert_done(room);
    room_open_motion(room, motion);
    assert_done(room);
    for (int i = 0; i < 3; i++) {
        room_vote(room, motion, i, CHOICE_FOR, (struct uuid){ { 0 } });
    }
    room_close_motion(room, motion);
    assert_done(room);
    RUN(room, DECISION_MADE, departing(&p, motion, 20000), room->holder);
    assert_says(room, ERR_MISMATCH, "/amountCents",
                "A release is of the EUR 300.00 of the motion, or refused.");
    struct body_decision_made *body = departing(&p, motion, 0);
    RUN(room, DECISION_MADE, body, room->holder);
    assert_done(room);
    assert_int_equal(body->outcome, OUTCOME_REFUSAL);
    powers_end(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_says_what_was_voted_on),
        cmocka_unit_test(without_a_motion_there_is_no_verdict),
        cmocka_unit_test(what_was_rejected_gives_nothing),
        cmocka_unit_test(effects_are_four_each_answered),
        cmocka_unit_test(a_part_may_be_planned_over_years),
        cmocka_unit_test(who_departs_gives_something_else),
        cmocka_unit_test(who_departs_from_a_release_refuses_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
