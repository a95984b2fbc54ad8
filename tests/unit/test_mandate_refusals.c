/* Mandates and appointments at their edges: dates, ceilings and forms of a share, chains that are too long, ends outside
 * their term; and decisions and promises that a mandate's form does not know. */
#include "powers_room.h"

#include "deciding_room.h"

static struct uuid sharing(struct powers *p, void (*change)(struct body_mandate_granted *body))
{
    struct body_mandate_granted *body = room_mandate_body(&p->room);
    body->may_share = true;
    if (change != NULL) {
        change(body);
    }
    return consented(p, body);
}

static struct body_mandate_granted *share_of(struct powers *p, struct uuid parent)
{
    struct body_mandate_granted *body = room_mandate_body(&p->room);
    body->parent = parent;
    return body;
}

static void has_urgency(struct body_mandate_granted *body)
{
    body->ceiling_urgency_cents = 5000;
}

static void has_no_end(struct body_mandate_granted *body)
{
    body->until_date = (struct date){ DATE_ABSENT };
}

static void is_joint(struct body_mandate_granted *body)
{
    body->exercise = EXERCISE_JOINT;
    body->silence = SILENCE_NOTHING;
    body->deadline_days = 14;
}

static void a_share_is_within_what_is_shared(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid parent = sharing(&p, has_urgency);
    struct body_mandate_granted *body = share_of(&p, parent);
    body->ceiling_urgency_cents = 5001;
    RUN(room, MANDATE_GRANTED, body, room->holder);
    assert_says(room, ERR_OVER_CEILING, "/ceilingUrgencyCents",
                "A sub-mandate of up to EUR 50.01 is above the EUR 50.00 of its mandate.");
    body->ceiling_urgency_cents = 5000;
    RUN(room, MANDATE_GRANTED, body, room->holder);
    assert_done(room);
    body = share_of(&p, parent);
    body->until_date.days++;
    RUN(room, MANDATE_GRANTED, body, room->holder);
    assert_says(room, ERR_MISMATCH, "/untilDate",
                "A sub-mandate lies within the dates of its mandate.");
    struct uuid endless = sharing(&p, has_no_end);
    body = share_of(&p, endless);
    body->until_date = (struct date){ DATE_ABSENT };
    RUN(room, MANDATE_GRANTED, body, room->holder);
    assert_done(room);
    body = share_of(&p, numbered(7));
    RUN(room, MANDATE_GRANTED, body, room->holder);
    assert_refused(room, ERR_UNKNOWN_REFERENCE, "/parent");
    powers_end(&p);
}

static void a_share_is_exercised_as_what_is_shared(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid joint = sharing(&p, is_joint);
    RUN(room, MANDATE_GRANTED, share_of(&p, joint), room->holder);
    assert_says(room, ERR_MISMATCH, "/exercise",
                "The mandate above is exercised as \"joint\"; a share of it is too.");
    struct body_mandate_granted *body = share_of(&p, joint);
    is_joint(body);
    RUN(room, MANDATE_GRANTED, body, room->holder);
    assert_done(room);
    powers_end(&p);
}

static void a_mandate_is_shared_on_seven_times(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid last = sharing(&p, NULL);
    for (int times = 1; times <= 7; times++) {
        struct body_mandate_granted *body = share_of(&p, last);
        body->may_share = true;
        last = RUN(room, MANDATE_GRANTED, body, room->holder);
        assert_done(room);
        struct body_mandate_consented *yes = NEW(room, mandate_consented, MANDATE_CONSENTED);
        yes->mandate = last;
        RUN(room, MANDATE_CONSENTED, yes, room->holder);
        assert_done(room);
    }
    RUN(room, MANDATE_GRANTED, share_of(&p, last), room->holder);
    assert_says(room, ERR_MISMATCH, "/parent",
                "A mandate is shared on at most 7 times in a row.");
    powers_end(&p);
}

/* --- Holders and appointments. --- */

static void end_on(struct council_room *room, struct uuid handle, struct date day,
                   struct uuid actor)
{
    struct object_list found;
    struct err err = { 0 };
    assert_true(
        world_related(room->acting.world, REL_APPOINTMENTS_BY_HANDLE, &handle, &found, &err));
    struct body_appointment_ended *body = NEW(room, appointment_ended, APPOINTMENT_ENDED);
    body->appointment = found.items[0]->id;
    body->until_date = day;
    body->document = some_hash();
    RUN(room, APPOINTMENT_ENDED, body, actor);
}

static void a_holder_is_in_office(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid gone =
        room_appoint(room, ROLE_HOLDER, SCOPE_ORGANISATION, room->organisation, room->grantor);
    struct uuid leaving =
        room_appoint(room, ROLE_HOLDER, SCOPE_ORGANISATION, room->organisation, room->grantor);
    end_on(room, gone, day_of(2026, 3, 2), room->grantor);
    assert_done(room);
    end_on(room, leaving, day_of(2026, 6, 1), room->grantor);
    assert_done(room);
    struct body_mandate_granted *body = room_mandate_body(room);
    body->holder = gone;
    RUN(room, MANDATE_GRANTED, body, room->grantor);
    assert_says(room, ERR_MISMATCH, "/holder", "The holder's appointment ended on 2026-03-02.");
    body = room_mandate_body(room);
    body->holder = leaving;
    RUN(room, MANDATE_GRANTED, body, room->grantor);
    assert_done(room);
    powers_end(&p);
}

static void an_appointment_ends_once_within_its_term(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct body_appointment_made *made = NEW(room, appointment_made, APPOINTMENT_MADE);
    made->role = ROLE_MEMBER;
    made->scope = SCOPE_COUNCIL;
    made->scope_id = room->council;
    made->from_date = day_of(2026, 1, 1);
    made->until_date = day_of(2026, 1, 1);
    made->document = some_hash();
    made->handle = room_id(room);
    RUN(room, APPOINTMENT_MADE, made, room->secretary);
    assert_refused(room, ERR_BAD_DATE, "/untilDate");
    made->until_date = day_of(2026, 7, 1);
    RUN(room, APPOINTMENT_MADE, made, room->secretary);
    assert_done(room);
    static const char outside[] = "The end lies outside the dates of the appointment.";
    end_on(room, made->handle, day_of(2026, 7, 2), room->secretary);
    assert_says(room, ERR_BAD_DATE, "/untilDate", outside);
    end_on(room, made->handle, day_of(2025, 12, 31), room->secretary);
    assert_says(room, ERR_BAD_DATE, "/untilDate", outside);
    end_on(room, made->handle, day_of(2026, 6, 1), room->secretary);
    assert_done(room);
    end_on(room, made->handle, day_of(2026, 5, 1), room->secretary);
    assert_says(room, ERR_WRONG_STATE, "", "The appointment was ended already.");
    powers_end(&p);
}

/* --- What a foundation decides is no besluit. --- */

static void a_foundations_decision_knows_no_objection(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct body_mandate_granted *body = room_mandate_body(room);
    body->form = FORM_FOUNDATION;
    room->mandate = consented(&p, body);
    struct uuid decision = room_decide(room, room_voted(room, 100000, 3, 0));
    assert_done(room);
    /* Nobody is notified before it is promised. */
    struct uuid commitment = commit(&p, decision, 100000);
    assert_done(room);
    assert_false(uuid_is_zero(&commitment));
    notify(&p, decision);
    RUN(room, OBJECTION_FILED, objection_body(&p, decision), room->secretary);
    assert_says(room, ERR_MISMATCH, "/decision",
                "A foundation's decision is no besluit: no objection is open to it.");
    powers_end(&p);
}

static void nothing_is_promised_before_notice_or_on_a_refusal(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = room_decide(room, room_voted(room, 100000, 3, 0));
    assert_done(room);
    RUN(room, OBJECTION_FILED, objection_body(&p, decision), room->secretary);
    assert_refused(room, ERR_NOT_NOTIFIED, "/decision");
    commit(&p, decision, 100000);
    assert_says(room, ERR_NOT_NOTIFIED, "", "The decision has not been notified.");
    notify(&p, decision);
    struct body_objection_filed *early = objection_body(&p, decision);
    early->filed_on.days--;
    RUN(room, OBJECTION_FILED, early, room->secretary);
    assert_refused(room, ERR_BAD_DATE, "/filedOn");
    struct uuid refusal = room_decide(room, room_voted(room, 5000, 1, 2));
    assert_done(room);
    notify(&p, refusal);
    commit(&p, refusal, 1);
    assert_says(room, ERR_MISMATCH, "/decision", "The decision (refusal) allocates nothing.");
    RUN(room, DECISION_WITHDRAWN, withdrawal_body(&p, refusal, WITHDRAWAL_NOT_DONE),
        room->grantor);
    assert_refused(room, ERR_MISMATCH, "");
    powers_end(&p);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_share_is_within_what_is_shared),
        cmocka_unit_test(a_share_is_exercised_as_what_is_shared),
        cmocka_unit_test(a_mandate_is_shared_on_seven_times),
        cmocka_unit_test(a_holder_is_in_office),
        cmocka_unit_test(an_appointment_ends_once_within_its_term),
        cmocka_unit_test(a_foundations_decision_knows_no_objection),
        cmocka_unit_test(nothing_is_promised_before_notice_or_on_a_refusal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
