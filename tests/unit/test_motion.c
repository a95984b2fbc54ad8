/* Motions: what they bind, who votes on them, who steps back, and what the closing makes of it.
 * Everything done is replayed at the end as a verifier would. */
#include "council_room.h"

static const struct uuid none;

static const struct motion *motion_of(struct council_room *room, struct uuid id)
{
    return OBJECT(room, motion, MOTION, id);
}

static void opening_binds_what_is_voted_on(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 5, EXERCISE_ALONE);
    struct uuid proposal = room_file(&room, 250000);
    struct uuid motion = room_draft(&room, proposal, 250000);
    assert_int_equal(motion_of(&room, motion)->method, METHOD_SHOW_OF_HANDS);
    room_open_motion(&room, motion);
    assert_done(&room);
    const struct body_motion_opened *body = ACT_BODY(room.last, motion_opened);
    const struct proposal *filed = OBJECT(&room, proposal, PROPOSAL, proposal);
    struct hash expected;
    assert_true(uuid_equal(&body->proposal_version, &filed->version));
    fake_leaf_hash(NULL, filed->object.entry, &expected, NULL);
    assert_memory_equal(&body->proposal_hash, &expected, sizeof expected);
    fake_leaf_hash(NULL, OBJECT(&room, rule_set, RULE_SET, room.rules)->object.entry, &expected,
                   NULL);
    assert_memory_equal(&body->rule_set_hash, &expected, sizeof expected);
    fake_leaf_hash(NULL, OBJECT(&room, mandate, MANDATE, room.mandate)->object.entry, &expected,
                   NULL);
    assert_memory_equal(&body->mandate_hash, &expected, sizeof expected);
    assert_int_equal(body->seats, 9);
    assert_int_equal(body->roster.count, 5);
    const struct item_roster_seat *seat = body->roster.items;
    for (int i = 0; i < 5; i++) {
        assert_true(uuid_equal(&seat[i].member, &room.member[i]));
        assert_int_equal(seat[i].capacity, 0); /* as a member */
    }
    assert_int_equal(motion_of(&room, motion)->state, MOTION_OPEN);
    room_open_motion(&room, motion);
    assert_refused(&room, ERR_WRONG_STATE, "");
    room_replay(&room);
    room_end(&room);
}

static void the_roster_is_who_has_a_seat_and_a_vote(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 4, EXERCISE_ALONE);
    struct uuid chair =
        room_appoint(&room, ROLE_CHAIR, SCOPE_COUNCIL, room.council, room.secretary);
    struct uuid youth =
        room_appoint(&room, ROLE_YOUTH_MEMBER, SCOPE_COUNCIL, room.council, room.secretary);
    struct uuid substitute =
        room_appoint(&room, ROLE_SUBSTITUTE, SCOPE_COUNCIL, room.council, room.secretary);
    room_appoint(&room, ROLE_OBSERVER, SCOPE_COUNCIL, room.council, room.secretary);
    struct uuid motion = room_draft(&room, room_file(&room, 1000), 1000);
    room_open_motion(&room, motion);
    assert_done(&room);
    const struct body_motion_opened *body = ACT_BODY(room.last, motion_opened);
    const struct item_roster_seat *seat = body->roster.items;
    assert_int_equal(body->roster.count, 6);
    assert_true(uuid_equal(&seat[4].member, &chair));
    assert_int_equal(seat[4].capacity, CAPACITY_CHAIR);
    assert_true(uuid_equal(&seat[5].member, &youth));
    assert_int_equal(seat[5].capacity, CAPACITY_YOUTH_MEMBER);
    /* V18: a substitute has no seat of its own, and who joins later is not entitled. */
    struct uuid late =
        room_appoint(&room, ROLE_YOUTH_MEMBER, SCOPE_COUNCIL, room.council, room.secretary);
    struct uuid outsiders[2] = { substitute, late };
    for (int i = 0; i < 2; i++) {
        room_attend(&room, room.meeting, outsiders[i], PRESENCE_ARRIVED);
        assert_done(&room);
        struct body_vote_cast *vote = NEW(&room, vote_cast, VOTE_CAST);
        vote->motion = motion;
        vote->choice = CHOICE_FOR;
        RUN(&room, VOTE_CAST, vote, outsiders[i]);
        assert_refused(&room, ERR_NOT_ENTITLED, "");
    }
    room_replay(&room);
    room_end(&room);
}

static void a_draft_must_hold_together(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_ALONE);
    struct uuid proposal = room_file(&room, 250000);
    struct body_motion_drafted *body = room_draft_body(&room, proposal, 250001);
    RUN(&room, MOTION_DRAFTED, body, room.secretary);
    assert_refused(&room, ERR_MORE_THAN_ASKED, "/amountCents");
    body = room_draft_body(&room, proposal, 249999);
    RUN(&room, MOTION_DRAFTED, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/partialReason");
    body = room_draft_body(&room, proposal, 250000);
    body->method = METHOD_SECRET;
    RUN(&room, MOTION_DRAFTED, body, room.secretary);
    assert_refused(&room, ERR_NOT_YET_SUPPORTED, "/method");
    body = room_draft_body(&room, proposal, 250000);
    body->rule_set = room.mandate;
    RUN(&room, MOTION_DRAFTED, body, room.secretary);
    assert_refused(&room, ERR_UNKNOWN_REFERENCE, "/ruleSet");
    body = room_draft_body(&room, proposal, 250000);
    body->subject = SUBJECT_RELEASE;
    RUN(&room, MOTION_DRAFTED, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/releases");
    body = room_draft_body(&room, proposal, 250000);
    body->releases = proposal;
    RUN(&room, MOTION_DRAFTED, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/releases");
    body = room_draft_body(&room, proposal, 250000);
    body->effects = all_effects(&room);
    ((struct item_effect *)body->effects.items)[3].effect = EFFECT_STRENGTHENS;
    RUN(&room, MOTION_DRAFTED, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/effects");
    ((struct item_effect *)body->effects.items)[3].effect = EFFECT_NUMBS;
    RUN(&room, MOTION_DRAFTED, body, room.secretary);
    assert_done(&room);
    /* A mandate and rules of another council. */
    struct council_room kept = room;
    struct body_council_entered *council = NEW(&room, council_entered, COUNCIL_ENTERED);
    council->organisation = room.organisation;
    council->area = room.area;
    council->statute = STATUTE_NONE;
    council->seats = 3;
    room.council = RUN(&room, COUNCIL_ENTERED, council, room.grantor);
    struct uuid other_rules = room_rules(&room, true);
    struct uuid other_mandate = room_mandate(&room);
    room.council = kept.council;
    body = room_draft_body(&room, proposal, 250000);
    body->rule_set = other_rules;
    RUN(&room, MOTION_DRAFTED, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/ruleSet");
    body = room_draft_body(&room, proposal, 250000);
    body->mandate = other_mandate;
    RUN(&room, MOTION_DRAFTED, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/mandate");
    room_replay(&room);
    room_end(&room);
}

static void opening_needs_meeting_mandate_and_ceiling(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_ALONE);
    struct uuid motion = room_draft(&room, room_file(&room, 1000001), 1000001);
    room_open_motion(&room, motion);
    assert_refused(&room, ERR_OVER_CEILING, "");
    assert_int_equal(motion_of(&room, motion)->state, MOTION_DRAFTED);
    struct uuid proposal = room_file(&room, 5000);
    /* In a meeting that is not open. */
    struct uuid open_meeting = room.meeting;
    room.meeting = room_convene(&room);
    motion = room_draft(&room, proposal, 5000);
    room_open_motion(&room, motion);
    assert_refused(&room, ERR_MEETING_NOT_OPEN, "");
    room.meeting = open_meeting;
    /* Under a mandate without consent, and one that has not begun. */
    struct uuid in_force = room.mandate;
    room.mandate = RUN(&room, MANDATE_GRANTED, room_mandate_body(&room), room.grantor);
    motion = room_draft(&room, proposal, 5000);
    room_open_motion(&room, motion);
    assert_refused(&room, ERR_NO_CONSENT, "");
    struct body_mandate_granted *later = room_mandate_body(&room);
    later->from_date = day_of(2026, 3, 3);
    room.mandate = RUN(&room, MANDATE_GRANTED, later, room.grantor);
    struct body_mandate_consented *consent = NEW(&room, mandate_consented, MANDATE_CONSENTED);
    consent->mandate = room.mandate;
    RUN(&room, MANDATE_CONSENTED, consent, room.holder);
    assert_done(&room);
    motion = room_draft(&room, proposal, 5000);
    room_open_motion(&room, motion);
    assert_refused(&room, ERR_NO_MANDATE, "");
    room.mandate = in_force;
    /* In a meeting that is over. */
    struct uuid over = room_convene(&room);
    for (int i = 0; i < 3; i++) {
        room_attend(&room, over, room.member[i], PRESENCE_ARRIVED);
    }
    room_open_meeting(&room, over);
    room_close_meeting(&room, over);
    assert_done(&room);
    struct body_motion_drafted *too_late = room_draft_body(&room, proposal, 5000);
    too_late->meeting = over;
    RUN(&room, MOTION_DRAFTED, too_late, room.secretary);
    assert_refused(&room, ERR_WRONG_STATE, "/meeting");
    /* A proposal that asks less by now than the motion gives. */
    motion = room_draft(&room, proposal, 5000);
    room_revise(&room, proposal, 4000);
    assert_done(&room);
    room_open_motion(&room, motion);
    assert_refused(&room, ERR_MORE_THAN_ASKED, "/amountCents");
    /* An envelope that has ended. */
    motion = room_draft(&room, proposal, 4000);
    struct body_envelope_ended *ended = NEW(&room, envelope_ended, ENVELOPE_ENDED);
    ended->envelope = room.envelope;
    RUN(&room, ENVELOPE_ENDED, ended, room.grantor);
    assert_done(&room);
    room_open_motion(&room, motion);
    assert_refused(&room, ERR_ENVELOPE_NOT_OPEN, "");
    room_replay(&room);
    room_end(&room);
}

static void corrections_have_an_end(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_ALONE);
    struct uuid motion = room_draft(&room, room_file(&room, 1000), 1000);
    room_open_motion(&room, motion);
    struct uuid vote = none;
    for (int i = 0; i < 100; i++) {
        vote = room_vote(&room, motion, 0, CHOICE_FOR, vote);
        assert_done(&room);
    }
    room_vote(&room, motion, 0, CHOICE_AGAINST, vote);
    assert_refused(&room, ERR_ALREADY_VOTED, "");
    room_recuse(&room, motion, 0);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, recusal_declared)->struck.count, 100);
    room_replay(&room);
    room_end(&room);
}

static void votes_are_one_a_member(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 4, EXERCISE_ALONE);
    struct uuid motion = room_draft(&room, room_file(&room, 1000), 1000);
    room_vote(&room, motion, 0, CHOICE_FOR, none);
    assert_refused(&room, ERR_MOTION_NOT_OPEN, "");
    room_open_motion(&room, motion);
    assert_done(&room);
    struct uuid first = room_vote(&room, motion, 0, CHOICE_FOR, none);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, vote_cast)->ordinal, 1);
    assert_int_equal(ACT_BODY(room.last, vote_cast)->manner, MANNER_CAST);
    /* V12: a second vote names the first, else it is told which one. */
    char id[UUID_TEXT + 1];
    uuid_print(id, &first);
    room_vote(&room, motion, 0, CHOICE_AGAINST, none);
    assert_refused(&room, ERR_ALREADY_VOTED, "/supersedes");
    assert_non_null(strstr(room.err.detail, id));
    room_vote(&room, motion, 0, CHOICE_AGAINST, motion);
    assert_refused(&room, ERR_ALREADY_VOTED, "/supersedes");
    room_vote(&room, motion, 1, CHOICE_AGAINST, first);
    assert_refused(&room, ERR_MISMATCH, "/supersedes");
    struct uuid second = room_vote(&room, motion, 0, CHOICE_AGAINST, first);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, vote_cast)->ordinal, 2);
    room_vote(&room, motion, 0, CHOICE_FOR, first);
    assert_refused(&room, ERR_ALREADY_VOTED, "/supersedes");
    room_vote(&room, motion, 0, CHOICE_BLANK, second);
    assert_done(&room);
    /* Row 21: abstaining is offered under `majority`, objecting is not. */
    room_vote(&room, motion, 1, CHOICE_ABSTAIN, none);
    assert_done(&room);
    room_vote(&room, motion, 2, CHOICE_OBJECTION, none);
    assert_refused(&room, ERR_CHOICE_NOT_OFFERED, "/choice");
    room_vote(&room, motion, 2, CHOICE_FOR, none);
    assert_done(&room);
    room_close_motion(&room, motion);
    assert_done(&room);
    const struct body_motion_closed *verdict = ACT_BODY(room.last, motion_closed);
    assert_int_equal(verdict->votes_for, 1);
    assert_int_equal(verdict->votes_against, 0);
    assert_int_equal(verdict->votes_blank, 1);
    assert_int_equal(verdict->votes_abstain, 1);
    assert_int_equal(verdict->took_part, 3);
    assert_int_equal(verdict->verdict, VERDICT_ADOPTED);
    room_vote(&room, motion, 3, CHOICE_FOR, none);
    assert_refused(&room, ERR_MOTION_NOT_OPEN, "");
    room_close_motion(&room, motion);
    assert_refused(&room, ERR_MOTION_NOT_OPEN, "");
    room_replay(&room);
    room_end(&room);
}

static void rules_may_refuse_corrections(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_ALONE);
    room.rules = room_rules(&room, false);
    assert_int_equal(ACT_BODY(room.last, rule_set_adopted)->version, 2);
    struct uuid motion = room_draft(&room, room_file(&room, 1000), 1000);
    room_open_motion(&room, motion);
    assert_done(&room);
    struct uuid first = room_vote(&room, motion, 0, CHOICE_FOR, none);
    room_vote(&room, motion, 0, CHOICE_AGAINST, first);
    assert_refused(&room, ERR_ALREADY_VOTED, "");
    room_end(&room);
}

static void the_secretary_records_votes(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_ALONE);
    struct uuid motion = room_draft(&room, room_file(&room, 1000), 1000);
    room_open_motion(&room, motion);
    struct body_vote_cast *body = NEW(&room, vote_cast, VOTE_CAST);
    body->motion = motion;
    body->choice = CHOICE_FOR;
    body->member = room.member[1];
    RUN(&room, VOTE_CAST, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/method");
    body->method = METHOD_SECRET;
    RUN(&room, VOTE_CAST, body, room.secretary);
    assert_refused(&room, ERR_NOT_YET_SUPPORTED, "/method");
    body->method = METHOD_ROLL_CALL;
    struct uuid vote = RUN(&room, VOTE_CAST, body, room.secretary);
    assert_done(&room);
    assert_int_equal(body->manner, MANNER_RECORDED);
    const struct vote *made = OBJECT(&room, vote, VOTE, vote);
    assert_true(uuid_equal(&made->member, &room.member[1]));
    assert_int_equal(made->method, METHOD_ROLL_CALL);
    /* No member votes for another, and says no method. */
    body = NEW(&room, vote_cast, VOTE_CAST);
    body->motion = motion;
    body->choice = CHOICE_FOR;
    body->member = room.member[2];
    RUN(&room, VOTE_CAST, body, room.member[0]);
    assert_refused(&room, ERR_FORBIDDEN, "");
    body->member = room.member[0];
    body->method = METHOD_ROLL_CALL;
    RUN(&room, VOTE_CAST, body, room.member[0]);
    assert_refused(&room, ERR_MISMATCH, "/method");
    body->method = 0;
    RUN(&room, VOTE_CAST, body, room.member[0]);
    assert_done(&room);
    assert_int_equal(body->manner, MANNER_CAST);
    room_replay(&room);
    room_end(&room);
}

static void end_term(struct council_room *room, struct uuid handle, struct date until)
{
    struct object_list held;
    struct err err = { 0 };
    assert_true(
        world_related(room->acting.world, REL_APPOINTMENTS_BY_HANDLE, &handle, &held, &err));
    struct body_appointment_ended *body = NEW(room, appointment_ended, APPOINTMENT_ENDED);
    body->appointment = held.items[0]->id;
    body->until_date = until;
    RUN(room, APPOINTMENT_ENDED, body, room->secretary);
    assert_done(room);
}

static void a_seat_that_empties_voids_the_motion(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 4, EXERCISE_ALONE);
    struct uuid motion = room_draft(&room, room_file(&room, 1000), 1000);
    room_open_motion(&room, motion);
    /* Tomorrow's end leaves today's motion; tomorrow nobody records a vote of who has left. */
    end_term(&room, room.member[2], day_of(2026, 3, 3));
    assert_int_equal(ACT_BODY(room.last, appointment_ended)->voided.count, 0);
    room.acting.at.ms += 24 * 3600 * 1000;
    struct body_vote_cast *body = NEW(&room, vote_cast, VOTE_CAST);
    body->motion = motion;
    body->choice = CHOICE_FOR;
    body->member = room.member[2];
    body->method = METHOD_ROLL_CALL;
    RUN(&room, VOTE_CAST, body, room.secretary);
    assert_refused(&room, ERR_NOT_ENTITLED, "/member");
    room_vote(&room, motion, 2, CHOICE_FOR, none);
    assert_refused(&room, ERR_FORBIDDEN, "");
    /* Who came later is on no roster, so takes nothing down. */
    struct uuid late =
        room_appoint(&room, ROLE_MEMBER, SCOPE_COUNCIL, room.council, room.secretary);
    end_term(&room, late, day_of(2026, 3, 3));
    assert_int_equal(ACT_BODY(room.last, appointment_ended)->voided.count, 0);
    end_term(&room, room.member[3], day_of(2026, 3, 3));
    assert_int_equal(ACT_BODY(room.last, appointment_ended)->voided.count, 1);
    assert_int_equal(motion_of(&room, motion)->state, MOTION_VOID);
    /* The next roster has the two that remain. */
    motion = room_draft(&room, room_file(&room, 1000), 1000);
    room_open_motion(&room, motion);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, motion_opened)->roster.count, 2);
    room_replay(&room);
    room_end(&room);
}

/* V17: there at any moment between opening and closing; a vote needs the room at that moment. */
static void presence_is_one_fact(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 6, EXERCISE_ALONE);
    room_attend(&room, room.meeting, room.member[0], PRESENCE_LEFT);
    room_attend(&room, room.meeting, room.member[1], PRESENCE_LEFT);
    struct uuid motion = room_draft(&room, room_file(&room, 1000), 1000);
    room_open_motion(&room, motion);
    assert_done(&room);
    room_vote(&room, motion, 0, CHOICE_FOR, none);
    assert_refused(&room, ERR_NOT_PRESENT, "");
    for (int i = 2; i < 5; i++) {
        room_vote(&room, motion, i, CHOICE_FOR, none);
        assert_done(&room);
    }
    room_attend(&room, room.meeting, room.member[0], PRESENCE_ARRIVED);
    room_vote(&room, motion, 0, CHOICE_AGAINST, none);
    assert_done(&room);
    /* Who leaves after voting was there, and so was who came and went without a vote. */
    room_attend(&room, room.meeting, room.member[0], PRESENCE_LEFT);
    room_attend(&room, room.meeting, room.member[5], PRESENCE_LEFT);
    room_vote(&room, motion, 5, CHOICE_FOR, none);
    assert_refused(&room, ERR_NOT_PRESENT, "");
    room_close_motion(&room, motion);
    assert_done(&room);
    const struct body_motion_closed *verdict = ACT_BODY(room.last, motion_closed);
    assert_int_equal(verdict->present, 5);
    assert_int_equal(verdict->took_part, 4);
    assert_int_equal(verdict->votes_against, 1);
    assert_int_equal(verdict->seats, 10);
    assert_int_equal(verdict->seated, 6);
    assert_int_equal(verdict->eligible, 6);
    assert_int_equal(verdict->needed_take_part, 4);
    assert_int_equal(verdict->needed_for, 3);
    room_replay(&room);
    room_end(&room);
}

/* Row 33: the vote is struck and stays on record, the base shrinks; row 32: a vote after it is
 * refused. */
static void stepping_back_strikes_votes(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 6, EXERCISE_ALONE);
    struct uuid motion = room_draft(&room, room_file(&room, 1000), 1000);
    room_recuse(&room, motion, 5);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, recusal_declared)->struck.count, 0);
    assert_int_equal(ACT_BODY(room.last, recusal_declared)->ground, GROUND_DECLARED);
    room_open_motion(&room, motion);
    assert_done(&room);
    room_vote(&room, motion, 5, CHOICE_FOR, none);
    assert_refused(&room, ERR_RECUSED, "");
    struct uuid first = room_vote(&room, motion, 0, CHOICE_FOR, none);
    struct uuid second = room_vote(&room, motion, 0, CHOICE_AGAINST, first);
    assert_done(&room);
    room_recuse(&room, motion, 0);
    assert_done(&room);
    const struct body_recusal_declared *body = ACT_BODY(room.last, recusal_declared);
    const struct item_uuid *struck = body->struck.items;
    assert_int_equal(body->ordinal, 2);
    assert_int_equal(body->struck.count, 2);
    assert_true(uuid_equal(&struck[0].id, &first));
    assert_true(uuid_equal(&struck[1].id, &second));
    room_recuse(&room, motion, 0);
    assert_refused(&room, ERR_ALREADY_EXISTS, "");
    for (int i = 1; i < 4; i++) {
        room_vote(&room, motion, i, CHOICE_FOR, none);
        assert_done(&room);
    }
    room_close_motion(&room, motion);
    assert_done(&room);
    const struct body_motion_closed *verdict = ACT_BODY(room.last, motion_closed);
    assert_int_equal(verdict->recused, 2);
    assert_int_equal(verdict->eligible, 4);
    assert_int_equal(verdict->present, 4);
    assert_int_equal(verdict->votes_against, 0);
    assert_int_equal(verdict->needed_take_part, 3);
    assert_int_equal(verdict->verdict, VERDICT_ADOPTED);
    room_recuse(&room, motion, 1);
    assert_refused(&room, ERR_MOTION_NOT_OPEN, "");
    assert_non_null(OBJECT(&room, vote, VOTE, second));
    room_replay(&room);
    room_end(&room);
}

static void the_secretary_records_who_steps_back(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_ALONE);
    struct uuid motion = room_draft(&room, room_file(&room, 1000), 1000);
    room_open_motion(&room, motion);
    struct body_recusal_declared *body = NEW(&room, recusal_declared, RECUSAL_DECLARED);
    body->motion = motion;
    body->member = room.member[2];
    RUN(&room, RECUSAL_DECLARED, body, room.member[1]);
    assert_refused(&room, ERR_FORBIDDEN, "");
    RUN(&room, RECUSAL_DECLARED, body, room.secretary);
    assert_done(&room);
    body = NEW(&room, recusal_declared, RECUSAL_DECLARED);
    body->motion = motion;
    body->member = room.holder;
    RUN(&room, RECUSAL_DECLARED, body, room.secretary);
    assert_refused(&room, ERR_NOT_ENTITLED, "/member");
    room_replay(&room);
    room_end(&room);
}

static void changes_void_open_motions(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_ALONE);
    struct uuid proposal = room_file(&room, 1000);
    struct uuid open = room_draft(&room, proposal, 1000);
    struct uuid drafted = room_draft(&room, proposal, 1000);
    room_open_motion(&room, open);
    room_revise(&room, proposal, 2000);
    assert_done(&room);
    const struct body_proposal_revised *revised = ACT_BODY(room.last, proposal_revised);
    assert_int_equal(revised->voided.count, 1);
    assert_int_equal(revised->number, 2);
    assert_true(uuid_equal(&((const struct item_uuid *)revised->voided.items)->id, &open));
    assert_int_equal(motion_of(&room, open)->state, MOTION_VOID);
    assert_int_equal(motion_of(&room, drafted)->state, MOTION_DRAFTED);
    room_vote(&room, open, 0, CHOICE_FOR, none);
    assert_refused(&room, ERR_MOTION_NOT_OPEN, "");
    /* The draft binds the new version when it opens. */
    room_open_motion(&room, drafted);
    assert_done(&room);
    assert_true(uuid_equal(&motion_of(&room, drafted)->proposal_version,
                           &OBJECT(&room, proposal, PROPOSAL, proposal)->version));
    /* New rules. */
    struct uuid old_rules = room.rules;
    room.rules = room_rules(&room, true);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, rule_set_adopted)->voided.count, 1);
    assert_int_equal(motion_of(&room, drafted)->state, MOTION_VOID);
    struct uuid new_rules = room.rules;
    room.rules = old_rules;
    struct uuid stale = room_draft(&room, proposal, 2000);
    room_open_motion(&room, stale);
    assert_refused(&room, ERR_MISMATCH, "/ruleSet");
    room.rules = new_rules;
    /* The mandate withdrawn. */
    struct uuid last = room_draft(&room, proposal, 2000);
    room_open_motion(&room, last);
    assert_done(&room);
    struct body_mandate_withdrawn *body = NEW(&room, mandate_withdrawn, MANDATE_WITHDRAWN);
    body->mandate = room.mandate;
    body->reason = words("De pilot is afgelopen.");
    RUN(&room, MANDATE_WITHDRAWN, body, room.grantor);
    assert_done(&room);
    assert_int_equal(body->voided.count, 1);
    assert_int_equal(motion_of(&room, last)->state, MOTION_VOID);
    struct body_mandate_withdrawn *again = NEW(&room, mandate_withdrawn, MANDATE_WITHDRAWN);
    again->mandate = room.mandate;
    RUN(&room, MANDATE_WITHDRAWN, again, room.grantor);
    assert_refused(&room, ERR_WRONG_STATE, "");
    room_replay(&room);
    room_end(&room);
}

static void rules_of_a_later_day_leave_what_is_open(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_ALONE);
    struct uuid motion = room_draft(&room, room_file(&room, 1000), 1000);
    room_open_motion(&room, motion);
    struct body_rule_set_adopted *body = NEW(&room, rule_set_adopted, RULE_SET_ADOPTED);
    body->council = room.council;
    body->base = RULE_MAJORITY;
    body->from_date = day_of(2026, 3, 3);
    struct uuid later = RUN(&room, RULE_SET_ADOPTED, body, room.grantor);
    assert_done(&room);
    assert_int_equal(body->voided.count, 0);
    assert_int_equal(motion_of(&room, motion)->state, MOTION_OPEN);
    /* It binds from its date on, and not before. */
    room.rules = later;
    motion = room_draft(&room, room_file(&room, 1000), 1000);
    room_open_motion(&room, motion);
    assert_refused(&room, ERR_MISMATCH, "/ruleSet");
    room.acting.at.ms += 24 * 3600 * 1000;
    room_open_motion(&room, motion);
    assert_done(&room);
    room_replay(&room);
    room_end(&room);
}

static void a_council_has_at_most_200_open_motions(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_ALONE);
    struct uuid proposal = room_file(&room, 1000);
    for (int i = 0; i < OPEN_MOTIONS_MAX; i++) {
        room_open_motion(&room, room_draft(&room, proposal, 1000));
        assert_done(&room);
    }
    struct uuid motion = room_draft(&room, proposal, 1000);
    room_open_motion(&room, motion);
    assert_refused(&room, ERR_WRONG_STATE, "");
    room_close_meeting(&room, room.meeting);
    assert_refused(&room, ERR_WRONG_STATE, "");
    room_revise(&room, proposal, 900);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, proposal_revised)->voided.count, OPEN_MOTIONS_MAX);
    room_close_meeting(&room, room.meeting);
    assert_done(&room);
    room_replay(&room);
    room_end(&room);
}

static void states_follow_the_table(void **state)
{
    (void)state;
    int allowed = 0;
    for (int from = 0; from < motion_state_end; from++) {
        assert_false(motion_may(from, from));
        assert_false(motion_may(MOTION_VOID, from));
        assert_false(motion_may(MOTION_DECIDED, from));
        for (int to = 0; to < motion_state_end; to++) {
            allowed += motion_may(from, to);
        }
    }
    assert_int_equal(allowed, 4);
    assert_true(motion_may(MOTION_DRAFTED, MOTION_OPEN));
    assert_true(motion_may(MOTION_OPEN, MOTION_CLOSED));
    assert_true(motion_may(MOTION_OPEN, MOTION_VOID));
    assert_true(motion_may(MOTION_CLOSED, MOTION_DECIDED));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(opening_binds_what_is_voted_on),
        cmocka_unit_test(the_roster_is_who_has_a_seat_and_a_vote),
        cmocka_unit_test(a_draft_must_hold_together),
        cmocka_unit_test(opening_needs_meeting_mandate_and_ceiling),
        cmocka_unit_test(votes_are_one_a_member),
        cmocka_unit_test(rules_may_refuse_corrections),
        cmocka_unit_test(corrections_have_an_end),
        cmocka_unit_test(the_secretary_records_votes),
        cmocka_unit_test(a_seat_that_empties_voids_the_motion),
        cmocka_unit_test(presence_is_one_fact),
        cmocka_unit_test(stepping_back_strikes_votes),
        cmocka_unit_test(the_secretary_records_who_steps_back),
        cmocka_unit_test(changes_void_open_motions),
        cmocka_unit_test(rules_of_a_later_day_leave_what_is_open),
        cmocka_unit_test(a_council_has_at_most_200_open_motions),
        cmocka_unit_test(states_follow_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
