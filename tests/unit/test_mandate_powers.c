/* Mandates suspended, lifted and shared on; the grantor's instructions and questions; looking back
 * and members' differing views. Every scenario is replayed as a verifier would. */
#include "powers_room.h"

static struct body_mandate_suspended *suspension(struct powers *p)
{
    struct body_mandate_suspended *body = NEW(&p->room, mandate_suspended, MANDATE_SUSPENDED);
    body->mandate = p->room.mandate;
    body->reason = words("Onderzoek");
    body->document = some_hash();
    return body;
}

static struct body_mandate_resumed *lifting(struct powers *p)
{
    struct body_mandate_resumed *body = NEW(&p->room, mandate_resumed, MANDATE_RESUMED);
    body->mandate = p->room.mandate;
    body->reason = words("Niets gevonden");
    body->document = some_hash();
    return body;
}

static void a_decision_the_second_after_is_refused(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid voted = room_voted(room, 100000, 3, 0);
    struct uuid open = room_draft(room, room_file(room, 1000), 1000);
    room_open_motion(room, open);
    assert_done(room);
    RUN(room, MANDATE_RESUMED, lifting(&p), room->grantor);
    assert_refused(room, ERR_WRONG_STATE, "");
    RUN(room, MANDATE_SUSPENDED, suspension(&p), room->holder);
    assert_refused(room, ERR_FORBIDDEN, "");
    RUN(room, MANDATE_SUSPENDED, suspension(&p), room->grantor);
    assert_done(room);
    assert_int_equal(ACT_BODY(room->last, mandate_suspended)->voided.count, 1);
    assert_int_equal(OBJECT(room, motion, MOTION, open)->state, MOTION_VOID);
    struct instant suspended_at = room->last->at;
    room_decide(room, voted);
    assert_int_equal(room->last->at.ms, suspended_at.ms + 1000);
    assert_refused(room, ERR_NO_MANDATE, "");
    assert_non_null(strstr(room->err.detail, "MA-2026-001"));
    RUN(room, DECISION_MADE, basis_body(&p, BASIS_HOLDER, room_file(room, 1000), 1000),
        room->holder);
    assert_refused(room, ERR_NO_MANDATE, "");
    RUN(room, MANDATE_SUSPENDED, suspension(&p), room->grantor);
    assert_refused(room, ERR_WRONG_STATE, "");
    RUN(room, MANDATE_RESUMED, lifting(&p), room->grantor);
    assert_done(room);
    room_decide(room, voted);
    assert_done(room);
    powers_end(&p);
}

static struct body_mandate_granted *share_body(struct powers *p, struct uuid parent)
{
    struct body_mandate_granted *body = room_mandate_body(&p->room);
    body->parent = parent;
    body->ceiling_decision_cents = 200000;
    body->ceiling_year_cents = 300000;
    return body;
}

static void a_sub_mandate_stays_within_its_mandate(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid parent = room->mandate;
    RUN(room, MANDATE_GRANTED, share_body(&p, parent), room->grantor);
    assert_refused(room, ERR_FORBIDDEN, "");
    RUN(room, MANDATE_GRANTED, share_body(&p, parent), room->holder);
    assert_refused(room, ERR_NO_MANDATE, "/parent");
    struct body_mandate_granted *with = room_mandate_body(room);
    with->may_share = true;
    parent = consented(&p, with);
    struct uuid other =
        room_appoint(room, ROLE_HOLDER, SCOPE_ORGANISATION, room->organisation, room->grantor);
    RUN(room, MANDATE_GRANTED, share_body(&p, parent), other);
    assert_refused(room, ERR_FORBIDDEN, "");
    struct body_mandate_granted *body = share_body(&p, parent);
    body->ceiling_decision_cents = 1000001;
    RUN(room, MANDATE_GRANTED, body, room->holder);
    assert_refused(room, ERR_OVER_CEILING, "/ceilingDecisionCents");
    body = share_body(&p, parent);
    body->ceiling_year_cents = 1500001;
    RUN(room, MANDATE_GRANTED, body, room->holder);
    assert_refused(room, ERR_OVER_CEILING, "/ceilingYearCents");
    body = share_body(&p, parent);
    body->ceiling_urgency_cents = 1;
    RUN(room, MANDATE_GRANTED, body, room->holder);
    assert_refused(room, ERR_OVER_CEILING, "/ceilingUrgencyCents");
    body = share_body(&p, parent);
    body->until_date = (struct date){ DATE_ABSENT };
    RUN(room, MANDATE_GRANTED, body, room->holder);
    assert_refused(room, ERR_MISMATCH, "/untilDate");
    body = share_body(&p, parent);
    body->from_date = day_of(2025, 12, 31);
    RUN(room, MANDATE_GRANTED, body, room->holder);
    assert_refused(room, ERR_MISMATCH, "/fromDate");
    body = share_body(&p, parent);
    body->form = FORM_DELEGATION;
    RUN(room, MANDATE_GRANTED, body, room->holder);
    assert_refused(room, ERR_MISMATCH, "/parent");
    /* Its holder is another, who consents. */
    body = share_body(&p, parent);
    body->holder = other;
    room->mandate = RUN(room, MANDATE_GRANTED, body, room->holder);
    assert_done(room);
    struct body_mandate_consented *yes = NEW(room, mandate_consented, MANDATE_CONSENTED);
    yes->mandate = room->mandate;
    RUN(room, MANDATE_CONSENTED, yes, other);
    assert_done(room);
    /* What is decided under it counts under both. */
    room_decide(room, room_voted(room, 150000, 3, 0));
    assert_done(room);
    assert_int_equal(counted(&p, room->mandate, 2026), 150000);
    assert_int_equal(counted(&p, parent, 2026), 150000);
    /* And with the mandate above it, it stands still. */
    struct uuid sub = room->mandate;
    struct uuid voted = room_voted(room, 100000, 3, 0);
    struct uuid open = room_draft(room, room_file(room, 1000), 1000);
    room_open_motion(room, open);
    assert_done(room);
    room->mandate = parent;
    RUN(room, MANDATE_SUSPENDED, suspension(&p), room->grantor);
    assert_done(room);
    assert_int_equal(ACT_BODY(room->last, mandate_suspended)->voided.count, 1);
    assert_int_equal(OBJECT(room, motion, MOTION, open)->state, MOTION_VOID);
    room->mandate = sub;
    room_decide(room, voted);
    assert_refused(room, ERR_NO_MANDATE, "");
    powers_end(&p);
}

static const struct uuid none = { { 0 } };

static struct body_instruction_given *instruction_body(struct powers *p, struct uuid proposal)
{
    struct body_instruction_given *body = NEW(&p->room, instruction_given, INSTRUCTION_GIVEN);
    body->mandate = p->room.mandate;
    body->proposal = proposal;
    body->instruction = words("Vraag advies.");
    body->reason = words("De raad wil het.");
    body->document = some_hash();
    return body;
}

static void the_grantor_instructs_and_asks_in_public(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    RUN(room, INSTRUCTION_GIVEN, instruction_body(&p, none), room->holder);
    assert_refused(room, ERR_FORBIDDEN, "");
    RUN(room, INSTRUCTION_GIVEN, instruction_body(&p, none), room->grantor);
    assert_done(room);
    struct uuid proposal = room_file(room, 1000);
    RUN(room, INSTRUCTION_GIVEN, instruction_body(&p, proposal), room->grantor);
    assert_done(room);
    RUN(room, INSTRUCTION_GIVEN, instruction_body(&p, room_id(room)), room->grantor);
    assert_refused(room, ERR_UNKNOWN_REFERENCE, "/proposal");
    struct body_information_requested *ask =
        NEW(room, information_requested, INFORMATION_REQUESTED);
    ask->mandate = room->mandate;
    ask->question = words("Hoe zijn de buren betrokken?");
    ask->reason = words("Een raadsvraag");
    struct uuid request = RUN(room, INFORMATION_REQUESTED, ask, room->grantor);
    assert_done(room);
    struct body_information_answered *answer =
        NEW(room, information_answered, INFORMATION_ANSWERED);
    answer->request = request;
    answer->answer = words("Op twee avonden.");
    RUN(room, INFORMATION_ANSWERED, answer, room->grantor);
    assert_refused(room, ERR_FORBIDDEN, "");
    struct uuid act = RUN(room, INFORMATION_ANSWERED, answer, room->holder);
    assert_done(room);
    assert_true(
        uuid_equal(&OBJECT(room, information_request, INFORMATION_REQUEST, request)->answer, &act));
    RUN(room, INFORMATION_ANSWERED, answer, room->secretary);
    assert_refused(room, ERR_WRONG_STATE, "");
    /* A withdrawn mandate is used no more. */
    struct body_mandate_withdrawn *end = NEW(room, mandate_withdrawn, MANDATE_WITHDRAWN);
    end->mandate = room->mandate;
    end->reason = words("Klaar");
    RUN(room, MANDATE_WITHDRAWN, end, room->grantor);
    assert_done(room);
    RUN(room, INFORMATION_REQUESTED, ask, room->grantor);
    assert_refused(room, ERR_WRONG_STATE, "/mandate");
    powers_end(&p);
}

static void one_looks_back_when_all_is_settled(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = granted(&p, 100000);
    struct body_effect_reviewed *body = NEW(room, effect_reviewed, EFFECT_REVIEWED);
    body->decision = decision;
    body->effects = all_effects(room);
    RUN(room, EFFECT_REVIEWED, body, room->secretary);
    assert_refused(room, ERR_WRONG_STATE, "");
    struct uuid commitment = commit(&p, decision, 100000);
    RUN(room, EFFECT_REVIEWED, body, room->secretary);
    assert_refused(room, ERR_WRONG_STATE, "");
    settle(&p, commitment, 0);
    assert_done(room);
    body->effects.count = 3;
    RUN(room, EFFECT_REVIEWED, body, room->secretary);
    assert_refused(room, ERR_EFFECTS_MISSING, "/effects");
    body->effects.count = 4;
    struct uuid review = RUN(room, EFFECT_REVIEWED, body, room->secretary);
    assert_done(room);
    for (int i = 1; i <= 4; i++) {
        assert_non_null(room_object(room, KIND_EFFECT, review, i));
    }
    powers_end(&p);
}

static void a_member_may_see_it_differently_once(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = granted(&p, 100000);
    struct body_view_recorded *body = NEW(room, view_recorded, VIEW_RECORDED);
    body->decision = decision;
    body->view = words("De tuin vervangt wat buren al deden.");
    RUN(room, VIEW_RECORDED, body, room->secretary);
    assert_refused(room, ERR_FORBIDDEN, "");
    /* Who came later had no vote on it. */
    struct uuid late =
        room_appoint(room, ROLE_MEMBER, SCOPE_COUNCIL, room->council, room->secretary);
    RUN(room, VIEW_RECORDED, body, late);
    assert_refused(room, ERR_NOT_ENTITLED, "");
    RUN(room, VIEW_RECORDED, body, room->member[1]);
    assert_done(room);
    RUN(room, VIEW_RECORDED, body, room->member[1]);
    assert_refused(room, ERR_ALREADY_EXISTS, "");
    RUN(room, VIEW_RECORDED, body, room->member[2]);
    assert_done(room);
    powers_end(&p);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_decision_the_second_after_is_refused),
        cmocka_unit_test(a_sub_mandate_stays_within_its_mandate),
        cmocka_unit_test(the_grantor_instructs_and_asks_in_public),
        cmocka_unit_test(one_looks_back_when_all_is_settled),
        cmocka_unit_test(a_member_may_see_it_differently_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
