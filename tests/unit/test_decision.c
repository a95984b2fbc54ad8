/* Decisions on a verdict: alone, jointly and on advice; ceilings, plans over years, what follows.
 * Everything done is replayed at the end as a verifier would, with the invariants of the money. */
#include "council_room.h"

static const struct decision_status *status_of(struct council_room *room, struct uuid decision)
{
    return OBJECT(room, decision_status, DECISION_STATUS, decision);
}

static const struct decision *decision_of(struct council_room *room, struct uuid decision)
{
    return OBJECT(room, decision, DECISION, decision);
}

static const struct motion *motion_of(struct council_room *room, struct uuid id)
{
    return OBJECT(room, motion, MOTION, id);
}

static int64_t year_amount(struct council_room *room, int32_t year)
{
    const struct mandate_year *of = room_object(room, KIND_MANDATE_YEAR, room->mandate, year);
    return of == NULL ? 0 : of->amount_cents;
}

static void alone_the_verdict_allocates(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 5, EXERCISE_ALONE);
    struct uuid motion = room_voted(&room, 250000, 3, 2);
    struct uuid proposal = motion_of(&room, motion)->proposal;
    struct uuid decision = room_decide(&room, motion);
    assert_done(&room);
    const struct body_decision_made *body = ACT_BODY(room.last, decision_made);
    assert_int_equal(body->outcome, OUTCOME_GRANT);
    assert_int_equal(body->state, DECISION_IN_EFFECT);
    assert_true(uuid_equal(&body->envelope, &room.envelope));
    assert_true(uuid_equal(&body->mandate, &room.mandate));
    assert_int_equal(room.last->lines.count, 2);
    assert_int_equal(room.last->on.days, day_of(2026, 3, 2).days);
    assert_true(uuid_equal(&room.last->note.decision, &decision));
    assert_int_equal(room_balance(&room, ACCOUNT_BUDGET_AVAILABLE, room.envelope), -1750000);
    assert_int_equal(room_balance(&room, ACCOUNT_BUDGET_ALLOCATED, proposal), -250000);
    assert_int_equal(status_of(&room, decision)->allocated_cents, 250000);
    assert_int_equal(status_of(&room, decision)->effective_on.days, day_of(2026, 3, 2).days);
    assert_int_equal(decision_of(&room, decision)->amount_cents, 250000);
    assert_true(uuid_equal(&decision_of(&room, decision)->decided_by, &room.secretary));
    assert_int_equal(motion_of(&room, motion)->state, MOTION_DECIDED);
    assert_int_equal(OBJECT(&room, proposal, PROPOSAL, proposal)->state, PROPOSAL_DECIDED);
    for (int i = 1; i <= 4; i++) {
        assert_non_null(room_object(&room, KIND_EFFECT, decision, i));
    }
    assert_int_equal(year_amount(&room, 2026), 250000);
    /* Once. */
    room_decide(&room, motion);
    assert_refused(&room, ERR_WRONG_STATE, "/motion");
    room_revise(&room, proposal, 1000);
    assert_refused(&room, ERR_WRONG_STATE, "");
    struct body_motion_drafted *again = room_draft_body(&room, proposal, 250000);
    RUN(&room, MOTION_DRAFTED, again, room.secretary);
    assert_refused(&room, ERR_WRONG_STATE, "/proposal");
    room_replay(&room);
    room_end(&room);
}

static void a_rejected_motion_is_a_refusal(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 5, EXERCISE_ALONE);
    /* A tie is rejected too. */
    struct uuid motion = room_voted(&room, 250000, 2, 2);
    assert_int_equal(ACT_BODY(room.last, motion_closed)->verdict, VERDICT_REJECTED);
    struct body_decision_made *body = room_decision_body(&room, motion);
    body->amount_cents = 250000;
    RUN(&room, DECISION_MADE, body, room.secretary);
    assert_refused(&room, ERR_NOT_ADOPTED, "/amountCents");
    struct uuid decision = room_decide(&room, motion);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, decision_made)->outcome, OUTCOME_REFUSAL);
    assert_int_equal(room.last->lines.count, 0);
    assert_int_equal(room.last->on.days, DATE_ABSENT);
    assert_int_equal(decision_of(&room, decision)->amount_cents, 0);
    assert_int_equal(status_of(&room, decision)->allocated_cents, 0);
    assert_int_equal(status_of(&room, decision)->state, DECISION_IN_EFFECT);
    assert_int_equal(year_amount(&room, 2026), 0);
    room_replay(&room);
    room_end(&room);
}

static void what_does_not_carry_a_decision(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 5, EXERCISE_ALONE);
    struct uuid motion = room_draft(&room, room_file(&room, 1000), 1000);
    room_decide(&room, motion);
    assert_refused(&room, ERR_WRONG_STATE, "/motion");
    /* Two of five took part. */
    motion = room_voted(&room, 1000, 2, 0);
    assert_int_equal(ACT_BODY(room.last, motion_closed)->verdict, VERDICT_INVALID_QUORUM);
    room_decide(&room, motion);
    assert_refused(&room, ERR_NOT_ADOPTED, "/motion");
    motion = room_voted(&room, 1000, 5, 0);
    struct body_decision_made *body = room_decision_body(&room, motion);
    body->basis = BASIS_HOLDER;
    RUN(&room, DECISION_MADE, body, room.holder);
    assert_refused(&room, ERR_MISMATCH, "/motion");
    body = room_decision_body(&room, motion);
    body->amount_cents = 999;
    RUN(&room, DECISION_MADE, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/amountCents");
    body = room_decision_body(&room, motion);
    body->advice = ADVICE_FOLLOWED;
    RUN(&room, DECISION_MADE, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/advice");
    /* The holder decides nothing that the council may decide alone. */
    RUN(&room, DECISION_MADE, room_decision_body(&room, motion), room.holder);
    assert_refused(&room, ERR_FORBIDDEN, "");
    /* The four effects, each once, each with a reason. */
    body = room_decision_body(&room, motion);
    ((struct item_effect *)body->effects.items)[2].reason = (struct text){ 0 };
    RUN(&room, DECISION_MADE, body, room.secretary);
    assert_refused(&room, ERR_EFFECTS_MISSING, "/effects");
    assert_non_null(strstr(room.err.detail, "replaces"));
    body = room_decision_body(&room, motion);
    ((struct item_effect *)body->effects.items)[3].effect = EFFECT_RESTORES;
    RUN(&room, DECISION_MADE, body, room.secretary);
    assert_refused(&room, ERR_EFFECTS_MISSING, "/effects");
    body = room_decision_body(&room, motion);
    body->effects.count = 3;
    RUN(&room, DECISION_MADE, body, room.secretary);
    assert_refused(&room, ERR_EFFECTS_MISSING, "/effects");
    /* The vote was on version 1. */
    room_revise(&room, motion_of(&room, motion)->proposal, 2000);
    assert_done(&room);
    room_decide(&room, motion);
    assert_refused(&room, ERR_MISMATCH, "");
    assert_int_equal(motion_of(&room, motion)->state, MOTION_CLOSED);
    room_replay(&room);
    room_end(&room);
}

static void less_than_asked_is_partial_with_a_reason(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_ALONE);
    struct uuid motion = room_draft(&room, room_file(&room, 250000), 200000);
    room_open_motion(&room, motion);
    for (int i = 0; i < 3; i++) {
        room_vote(&room, motion, i, CHOICE_FOR, (struct uuid){ { 0 } });
    }
    room_close_motion(&room, motion);
    room_decide(&room, motion);
    assert_refused(&room, ERR_MISMATCH, "/partialReason");
    struct body_decision_made *body = room_decision_body(&room, motion);
    body->partial_reason = words("Het hek betaalt de gemeente.");
    RUN(&room, DECISION_MADE, body, room.secretary);
    assert_done(&room);
    assert_int_equal(body->outcome, OUTCOME_PARTIAL);
    assert_int_equal(room_balance(&room, ACCOUNT_BUDGET_AVAILABLE, room.envelope), -1800000);
    room_replay(&room);
    room_end(&room);
}

static void ceilings_and_money_hold(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_ALONE);
    room_decide(&room, room_voted(&room, 1000000, 3, 0));
    assert_done(&room);
    /* EUR 10,000 of the year's EUR 15,000 is gone. */
    struct uuid too_much = room_voted(&room, 500001, 3, 0);
    room_decide(&room, too_much);
    assert_refused(&room, ERR_OVER_CEILING, "");
    assert_int_equal(year_amount(&room, 2026), 1000000);
    room_decide(&room, room_voted(&room, 500000, 3, 0));
    assert_done(&room);
    assert_int_equal(year_amount(&room, 2026), 1500000);
    /* A refusal asks nothing of the ceiling. */
    room_decide(&room, room_voted(&room, 700000, 0, 3));
    assert_done(&room);
    /* The next calendar year has its own, and the envelope EUR 5,000 left. */
    (void)instant_parse(&room.acting.at, "2026-12-31T23:30:00Z", 20);
    struct body_decision_made *body = room_decision_body(&room, too_much);
    RUN(&room, DECISION_MADE, body, room.secretary);
    assert_refused(&room, ERR_MORE_THAN_AVAILABLE, "");
    assert_int_equal(year_amount(&room, 2027), 0);
    assert_int_equal(motion_of(&room, too_much)->state, MOTION_CLOSED);
    struct uuid fits = room_voted(&room, 500000, 3, 0);
    body = room_decision_body(&room, fits);
    body->on_date = day_of(2026, 12, 31);
    RUN(&room, DECISION_MADE, body, room.secretary);
    assert_refused(&room, ERR_OVER_CEILING, "");
    room_decide(&room, fits);
    assert_done(&room);
    assert_int_equal(room.last->on.days, day_of(2027, 1, 1).days);
    assert_int_equal(year_amount(&room, 2027), 500000);
    room_replay(&room);
    room_end(&room);
}

static void the_posting_date_lies_within_meeting_mandate_and_today(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_ALONE);
    struct uuid motion = room_voted(&room, 1000, 3, 0);
    struct body_decision_made *body = room_decision_body(&room, motion);
    body->on_date = day_of(2026, 2, 28);
    RUN(&room, DECISION_MADE, body, room.secretary);
    assert_refused(&room, ERR_BAD_DATE, "/onDate");
    body = room_decision_body(&room, motion);
    body->on_date = day_of(2026, 3, 3);
    RUN(&room, DECISION_MADE, body, room.secretary);
    assert_int_equal(room.err.code, ERR_BAD_DATE);
    body = room_decision_body(&room, motion);
    body->on_date = day_of(2026, 3, 1);
    struct uuid decision = RUN(&room, DECISION_MADE, body, room.secretary);
    assert_done(&room);
    assert_int_equal(status_of(&room, decision)->effective_on.days, day_of(2026, 3, 1).days);
    /* The mandate has run out. */
    motion = room_voted(&room, 1000, 3, 0);
    (void)instant_parse(&room.acting.at, "2028-01-01T10:00:00Z", 20);
    body = room_decision_body(&room, motion);
    body->on_date = day_of(2027, 12, 31);
    RUN(&room, DECISION_MADE, body, room.secretary);
    assert_refused(&room, ERR_NO_MANDATE, "");
    room_replay(&room);
    room_end(&room);
}

static void jointly_it_waits_for_the_holder(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_JOINT);
    struct uuid motion = room_voted(&room, 250000, 3, 0);
    struct uuid decision = room_decide(&room, motion);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, decision_made)->state, DECISION_WAITING);
    assert_int_equal(room.last->lines.count, 0);
    assert_int_equal(room_balance(&room, ACCOUNT_BUDGET_AVAILABLE, room.envelope), -2000000);
    assert_int_equal(year_amount(&room, 2026), 0);
    assert_int_equal(status_of(&room, decision)->effective_on.days, DATE_ABSENT);
    /* Not told, not shown, not changed while it waits. */
    struct body_decision_notified *told = NEW(&room, decision_notified, DECISION_NOTIFIED);
    told->decision = decision;
    told->channel = CHANNEL_LETTER;
    told->on_date = day_of(2026, 3, 2);
    RUN(&room, DECISION_NOTIFIED, told, room.secretary);
    assert_refused(&room, ERR_NOT_IN_EFFECT, "/decision");
    struct body_decision_published *shown = NEW(&room, decision_published, DECISION_PUBLISHED);
    shown->decision = decision;
    RUN(&room, DECISION_PUBLISHED, shown, room.secretary);
    assert_refused(&room, ERR_NOT_IN_EFFECT, "/decision");
    room_revise(&room, motion_of(&room, motion)->proposal, 100);
    assert_refused(&room, ERR_WRONG_STATE, "");
    /* Another holder is not this holder. */
    struct uuid holder = room.holder;
    room.holder =
        room_appoint(&room, ROLE_HOLDER, SCOPE_ORGANISATION, room.organisation, room.grantor);
    room_concur(&room, decision, CONCURRENCE_CONCURS);
    assert_refused(&room, ERR_FORBIDDEN, "");
    room.holder = holder;
    room_concur(&room, decision, CONCURRENCE_CONCURS);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, decision_concurred)->state, DECISION_IN_EFFECT);
    assert_int_equal(room.last->lines.count, 2);
    assert_true(uuid_equal(&room.last->note.decision, &decision));
    assert_int_equal(status_of(&room, decision)->allocated_cents, 250000);
    assert_int_equal(year_amount(&room, 2026), 250000);
    room_concur(&room, decision, CONCURRENCE_CONCURS);
    assert_refused(&room, ERR_WRONG_STATE, "");
    room_replay(&room);
    room_end(&room);
}

static void withdraw_mandate(struct council_room *room)
{
    struct body_mandate_withdrawn *body = NEW(room, mandate_withdrawn, MANDATE_WITHDRAWN);
    body->mandate = room->mandate;
    body->reason = words("De pilot is afgelopen.");
    RUN(room, MANDATE_WITHDRAWN, body, room->grantor);
    assert_done(room);
}

/* A refusal too is decided under a mandate. */
static void without_a_mandate_nothing_is_decided(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_JOINT);
    struct uuid waiting = room_decide(&room, room_voted(&room, 1000, 0, 3));
    assert_done(&room);
    struct uuid motion = room_voted(&room, 1000, 0, 3);
    withdraw_mandate(&room);
    room_decide(&room, motion);
    assert_refused(&room, ERR_NO_MANDATE, "");
    room_concur(&room, waiting, CONCURRENCE_CONCURS);
    assert_refused(&room, ERR_NO_MANDATE, "");
    room_concur(&room, waiting, CONCURRENCE_DECLINES);
    assert_done(&room);
    room_replay(&room);
    room_end(&room);
}

static void the_holder_declines_with_a_reason(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_JOINT);
    struct uuid motion = room_voted(&room, 250000, 3, 0);
    struct uuid decision = room_decide(&room, motion);
    struct body_decision_concurred *body = NEW(&room, decision_concurred, DECISION_CONCURRED);
    body->decision = decision;
    body->answer = CONCURRENCE_DECLINES;
    RUN(&room, DECISION_CONCURRED, body, room.holder);
    assert_refused(&room, ERR_MISMATCH, "/reason");
    room_concur(&room, decision, CONCURRENCE_DECLINES);
    assert_done(&room);
    assert_int_equal(status_of(&room, decision)->state, DECISION_DECLINED);
    assert_int_equal(room.last->lines.count, 0);
    assert_int_equal(room_balance(&room, ACCOUNT_BUDGET_AVAILABLE, room.envelope), -2000000);
    room_concur(&room, decision, CONCURRENCE_CONCURS);
    assert_refused(&room, ERR_WRONG_STATE, "");
    /* It is told as well, and the proposal can be changed and voted on again. */
    struct body_decision_notified *told = NEW(&room, decision_notified, DECISION_NOTIFIED);
    told->decision = decision;
    told->channel = CHANNEL_LETTER;
    told->on_date = day_of(2026, 3, 2);
    RUN(&room, DECISION_NOTIFIED, told, room.secretary);
    assert_done(&room);
    room_revise(&room, motion_of(&room, motion)->proposal, 100000);
    assert_done(&room);
    room_replay(&room);
    room_end(&room);
}

static void with_too_little_free_it_keeps_waiting(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_JOINT);
    room.envelope = room_envelope(&room, 300000);
    struct uuid first = room_decide(&room, room_voted(&room, 200000, 3, 0));
    struct uuid second = room_decide(&room, room_voted(&room, 200000, 3, 0));
    assert_done(&room);
    room_concur(&room, first, CONCURRENCE_CONCURS);
    assert_done(&room);
    room_concur(&room, second, CONCURRENCE_CONCURS);
    assert_refused(&room, ERR_MORE_THAN_AVAILABLE, "");
    assert_int_equal(status_of(&room, second)->state, DECISION_WAITING);
    assert_int_equal(year_amount(&room, 2026), 200000);
    room_replay(&room);
    room_end(&room);
}

static void one_proposal_is_granted_once(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_JOINT);
    struct uuid proposal = room_file(&room, 100000);
    struct uuid decision[2];
    for (int i = 0; i < 2; i++) {
        struct uuid motion = room_draft(&room, proposal, 100000);
        room_open_motion(&room, motion);
        for (int j = 0; j < 3; j++) {
            room_vote(&room, motion, j, CHOICE_FOR, (struct uuid){ { 0 } });
        }
        room_close_motion(&room, motion);
        decision[i] = room_decide(&room, motion);
        assert_done(&room);
    }
    room_concur(&room, decision[0], CONCURRENCE_CONCURS);
    assert_done(&room);
    room_concur(&room, decision[1], CONCURRENCE_CONCURS);
    assert_refused(&room, ERR_WRONG_STATE, "");
    room_concur(&room, decision[1], CONCURRENCE_DECLINES);
    assert_done(&room);
    assert_int_equal(room_balance(&room, ACCOUNT_BUDGET_ALLOCATED, proposal), -100000);
    room_replay(&room);
    room_end(&room);
}

/* One row: what was advised, what the deciding body says, and what comes of it. */
struct advised {
    bool is_adopted;
    enum advice advice;
    int64_t amount_cents; /* FIELD_ABSENT: not said */
    enum err_code refusal;
    enum outcome outcome;
    int64_t allocated_cents;
};

static void on_advice_the_deciding_body_follows_or_departs(void **state)
{
    (void)state;
    static const struct advised rows[] = {
        {true,   ADVICE_FOLLOWED, FIELD_ABSENT, ERR_OK,              OUTCOME_GRANT,   50000},
        { false, ADVICE_FOLLOWED, FIELD_ABSENT, ERR_OK,              OUTCOME_REFUSAL, 0    },
        { true,  ADVICE_DEPARTED, FIELD_ABSENT, ERR_OK,              OUTCOME_REFUSAL, 0    },
        { false, ADVICE_DEPARTED, FIELD_ABSENT, ERR_OK,              OUTCOME_GRANT,   50000},
        { true,  ADVICE_DEPARTED, 20000,        ERR_OK,              OUTCOME_PARTIAL, 20000},
        { false, ADVICE_DEPARTED, 20000,        ERR_OK,              OUTCOME_PARTIAL, 20000},
        { true,  ADVICE_DEPARTED, 50000,        ERR_MISMATCH,        0,               0    },
        { false, ADVICE_DEPARTED, 0,            ERR_MISMATCH,        0,               0    },
        { true,  ADVICE_DEPARTED, 50001,        ERR_MORE_THAN_ASKED, 0,               0    },
        { true,  ADVICE_FOLLOWED, 20000,        ERR_MISMATCH,        0,               0    },
        { true,  advice_absent,   FIELD_ABSENT, ERR_MISMATCH,        0,               0    },
    };
    struct council_room room;
    room_begin(&room, 3, EXERCISE_ADVISORY);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct uuid motion =
            room_voted(&room, 50000, rows[i].is_adopted ? 3 : 0, rows[i].is_adopted ? 0 : 3);
        struct body_decision_made *body = room_decision_body(&room, motion);
        body->advice = (int)rows[i].advice;
        body->amount_cents = rows[i].amount_cents;
        body->partial_reason = words("De rest betaalt het fonds.");
        struct uuid decision =
            RUN(&room, DECISION_MADE, body, i % 2 == 0 ? room.grantor : room.holder);
        assert_int_equal(room.err.code, rows[i].refusal);
        if (rows[i].refusal == ERR_OK) {
            assert_int_equal(body->outcome, rows[i].outcome);
            assert_int_equal(body->state, DECISION_IN_EFFECT);
            assert_int_equal(status_of(&room, decision)->allocated_cents, rows[i].allocated_cents);
            assert_int_equal(decision_of(&room, decision)->advice, rows[i].advice);
        }
    }
    /* Departing upwards stays under the ceiling of EUR 10,000. */
    struct uuid big = room_draft(&room, room_file(&room, 1200000), 900000);
    room_open_motion(&room, big);
    for (int i = 0; i < 3; i++) {
        room_vote(&room, big, i, CHOICE_FOR, (struct uuid){ { 0 } });
    }
    room_close_motion(&room, big);
    struct body_decision_made *more = room_decision_body(&room, big);
    more->advice = ADVICE_DEPARTED;
    more->amount_cents = 1000001;
    more->partial_reason = words("De rest betaalt het fonds.");
    RUN(&room, DECISION_MADE, more, room.grantor);
    assert_refused(&room, ERR_OVER_CEILING, "");
    /* The council itself does not decide here. */
    struct body_decision_made *body = room_decision_body(&room, room_voted(&room, 50000, 3, 0));
    body->advice = ADVICE_FOLLOWED;
    RUN(&room, DECISION_MADE, body, room.secretary);
    assert_refused(&room, ERR_FORBIDDEN, "");
    room_replay(&room);
    room_end(&room);
}

static struct list years_of(struct council_room *room, int64_t first, int64_t second, int32_t from)
{
    struct item_year *year = arena_calloc(room->acting.arena, 2, sizeof *year);
    year[0] = (struct item_year){ .year = from, .amount_cents = first };
    year[1] = (struct item_year){ .year = from + 1, .amount_cents = second };
    return (struct list){ year, 2 };
}

static void a_plan_over_years_posts_this_year(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_ALONE);
    struct uuid motion = room_voted(&room, 300000, 3, 0);
    struct body_decision_made *body = room_decision_body(&room, motion);
    body->years = years_of(&room, 100000, 100000, 2026);
    RUN(&room, DECISION_MADE, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/years");
    body = room_decision_body(&room, motion);
    body->years = years_of(&room, 100000, 200000, 2025);
    RUN(&room, DECISION_MADE, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/years");
    body = room_decision_body(&room, motion);
    body->years = years_of(&room, 100000, 200000, 2027);
    RUN(&room, DECISION_MADE, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/years");
    body = room_decision_body(&room, motion);
    body->years = years_of(&room, 100000, 200000, 2026);
    ((struct item_year *)body->years.items)[1].year = 2026;
    RUN(&room, DECISION_MADE, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/years");
    body = room_decision_body(&room, motion);
    body->years = years_of(&room, 100000, 200000, 2026);
    struct uuid decision = RUN(&room, DECISION_MADE, body, room.secretary);
    assert_done(&room);
    assert_int_equal(decision_of(&room, decision)->amount_cents, 300000);
    assert_int_equal(status_of(&room, decision)->allocated_cents, 100000);
    assert_int_equal(year_amount(&room, 2026), 100000);
    assert_int_equal(year_amount(&room, 2027), 0);
    assert_int_equal(
        ((const struct decision_year *)room_object(&room, KIND_DECISION_YEAR, decision, 2027))
            ->amount_cents,
        200000);
    /* Jointly: the year in which the holder concurs. */
    room.exercise = EXERCISE_JOINT;
    room.mandate = room_mandate(&room);
    motion = room_voted(&room, 300000, 3, 0);
    body = room_decision_body(&room, motion);
    body->years = years_of(&room, 100000, 200000, 2026);
    decision = RUN(&room, DECISION_MADE, body, room.secretary);
    assert_done(&room);
    (void)instant_parse(&room.acting.at, "2027-01-05T10:00:00Z", 20);
    room_concur(&room, decision, CONCURRENCE_CONCURS);
    assert_done(&room);
    assert_int_equal(status_of(&room, decision)->allocated_cents, 200000);
    assert_int_equal(year_amount(&room, 2027), 200000);
    room_replay(&room);
    room_end(&room);
}

static struct uuid voted_release(struct council_room *room, struct uuid releases, int64_t cents)
{
    struct uuid proposal = decision_of(room, releases)->proposal;
    struct body_motion_drafted *body = room_draft_body(room, proposal, cents);
    body->subject = SUBJECT_RELEASE;
    body->releases = releases;
    struct uuid motion = RUN(room, MOTION_DRAFTED, body, room->secretary);
    if (err_is_set(&room->err)) {
        return motion;
    }
    room_open_motion(room, motion);
    for (int i = 0; i < 3; i++) {
        room_vote(room, motion, i, CHOICE_FOR, (struct uuid){ { 0 } });
    }
    room_close_motion(room, motion);
    return motion;
}

static void a_release_posts_in_its_own_act(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_ALONE);
    struct uuid granted = room_decide(&room, room_voted(&room, 250000, 3, 0));
    struct uuid other = room_file(&room, 250000);
    struct body_motion_drafted *wrong = room_draft_body(&room, other, 1000);
    wrong->subject = SUBJECT_RELEASE;
    wrong->releases = granted;
    RUN(&room, MOTION_DRAFTED, wrong, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/releases");
    (void)voted_release(&room, granted, 250001);
    assert_refused(&room, ERR_MORE_THAN_ALLOCATED, "/amountCents");
    struct uuid motion = voted_release(&room, granted, 100000);
    assert_done(&room);
    struct uuid decision = room_decide(&room, motion);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, decision_made)->outcome, OUTCOME_RELEASE);
    assert_int_equal(room.last->lines.count, 0);
    assert_int_equal(decision_of(&room, decision)->amount_cents, 100000);
    assert_true(uuid_equal(&decision_of(&room, decision)->releases, &granted));
    assert_int_equal(status_of(&room, decision)->allocated_cents, 0);
    assert_int_equal(year_amount(&room, 2026), 250000);
    struct body_allocation_released *body = NEW(&room, allocation_released, ALLOCATION_RELEASED);
    body->decision = granted;
    body->releasing = decision;
    body->amount_cents = 100000;
    RUN(&room, ALLOCATION_RELEASED, body, room.secretary);
    assert_done(&room);
    assert_int_equal(room_balance(&room, ACCOUNT_BUDGET_AVAILABLE, room.envelope), -1850000);
    room_replay(&room);
    room_end(&room);
}

static void telling_repeats_and_publishing_does_not(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_ALONE);
    struct uuid decision = room_decide(&room, room_voted(&room, 250000, 3, 0));
    static const struct {
        int32_t day;
        enum err_code refusal;
    } rows[] = {
        {1,  ERR_BAD_DATE},
        { 3, ERR_BAD_DATE},
        { 2, ERR_OK      },
        { 2, ERR_OK      }
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct body_decision_notified *told = NEW(&room, decision_notified, DECISION_NOTIFIED);
        told->decision = decision;
        told->channel = CHANNEL_LETTER;
        told->on_date = day_of(2026, 3, rows[i].day);
        RUN(&room, DECISION_NOTIFIED, told, room.secretary);
        assert_int_equal(room.err.code, rows[i].refusal);
    }
    room.acting.at.ms += 24 * 3600 * 1000;
    struct body_decision_notified *later = NEW(&room, decision_notified, DECISION_NOTIFIED);
    later->decision = decision;
    later->channel = CHANNEL_EMAIL;
    later->on_date = day_of(2026, 3, 3);
    RUN(&room, DECISION_NOTIFIED, later, room.secretary);
    assert_done(&room);
    assert_int_equal(status_of(&room, decision)->notified_on.days, day_of(2026, 3, 2).days);
    for (int i = 0; i < 2; i++) {
        struct body_decision_published *shown = NEW(&room, decision_published, DECISION_PUBLISHED);
        shown->decision = decision;
        RUN(&room, DECISION_PUBLISHED, shown, room.secretary);
        assert_int_equal(room.err.code, i == 0 ? ERR_OK : ERR_WRONG_STATE);
    }
    assert_true(status_of(&room, decision)->published_at.ms != INSTANT_ABSENT);
    room_replay(&room);
    room_end(&room);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(alone_the_verdict_allocates),
        cmocka_unit_test(a_rejected_motion_is_a_refusal),
        cmocka_unit_test(what_does_not_carry_a_decision),
        cmocka_unit_test(less_than_asked_is_partial_with_a_reason),
        cmocka_unit_test(ceilings_and_money_hold),
        cmocka_unit_test(the_posting_date_lies_within_meeting_mandate_and_today),
        cmocka_unit_test(jointly_it_waits_for_the_holder),
        cmocka_unit_test(without_a_mandate_nothing_is_decided),
        cmocka_unit_test(the_holder_declines_with_a_reason),
        cmocka_unit_test(with_too_little_free_it_keeps_waiting),
        cmocka_unit_test(one_proposal_is_granted_once),
        cmocka_unit_test(on_advice_the_deciding_body_follows_or_departs),
        cmocka_unit_test(a_plan_over_years_posts_this_year),
        cmocka_unit_test(a_release_posts_in_its_own_act),
        cmocka_unit_test(telling_repeats_and_publishing_does_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
