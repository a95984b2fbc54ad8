/* What waits for the holder of a mandate that was shared on: it stands still while either of the two
 * mandates cannot be used, and by silence nobody uses one whose mandate above is gone. */
#include "powers_room.h"

#include "buurtkas/domain/timed.h"

static const struct uuid none = { { 0 } };

struct shared {
    struct powers p;
    struct uuid above;
    struct uuid below;
    struct uuid decision; /* under the one below, with 14 days for its holder, then silence concurs */
};

static struct uuid given(struct powers *p, struct uuid above)
{
    struct body_mandate_granted *body = room_mandate_body(&p->room);
    body->exercise = EXERCISE_JOINT;
    body->silence = SILENCE_CONCURS;
    body->deadline_days = 14;
    body->may_share = true;
    body->parent = above;
    struct council_room *room = &p->room;
    struct uuid mandate =
        RUN(room, MANDATE_GRANTED, body, uuid_is_zero(&above) ? room->grantor : room->holder);
    assert_done(room);
    struct body_mandate_consented *yes = NEW(room, mandate_consented, MANDATE_CONSENTED);
    yes->mandate = mandate;
    RUN(room, MANDATE_CONSENTED, yes, room->holder);
    assert_done(room);
    return mandate;
}

static struct uuid decided_under(struct powers *p, struct uuid mandate)
{
    p->room.mandate = mandate;
    struct uuid decision = room_decide(&p->room, room_voted(&p->room, 1000, 3, 0));
    assert_done(&p->room);
    return decision;
}

static void begin(struct shared *s)
{
    powers_begin(&s->p, EXERCISE_JOINT);
    s->above = given(&s->p, none);
    s->below = given(&s->p, s->above);
    s->decision = decided_under(&s->p, s->below);
}

static void suspend(struct shared *s, struct uuid mandate)
{
    struct council_room *room = &s->p.room;
    struct body_mandate_suspended *body = NEW(room, mandate_suspended, MANDATE_SUSPENDED);
    body->mandate = mandate;
    body->reason = words("Onderzoek");
    body->document = some_hash();
    RUN(room, MANDATE_SUSPENDED, body, room->grantor);
    assert_done(room);
}

static void resume(struct shared *s, struct uuid mandate)
{
    struct council_room *room = &s->p.room;
    struct body_mandate_resumed *body = NEW(room, mandate_resumed, MANDATE_RESUMED);
    body->mandate = mandate;
    body->reason = words("Onderzoek klaar");
    body->document = some_hash();
    RUN(room, MANDATE_RESUMED, body, room->grantor);
    assert_done(room);
}

static void withdraw(struct shared *s, struct uuid mandate)
{
    struct council_room *room = &s->p.room;
    struct body_mandate_withdrawn *body = NEW(room, mandate_withdrawn, MANDATE_WITHDRAWN);
    body->mandate = mandate;
    body->reason = words("Klaar");
    body->document = some_hash();
    RUN(room, MANDATE_WITHDRAWN, body, room->grantor);
    assert_done(room);
}

static bool is_due(struct shared *s)
{
    return timed_decision_is_due(status_of(&s->p, s->decision),
                                 date_in_amsterdam(s->p.room.acting.at));
}

static void lapses_to(struct shared *s, enum decision_state state)
{
    struct council_room *room = &s->p.room;
    struct body_decision_lapsed *body = NEW(room, decision_lapsed, DECISION_LAPSED);
    body->decision = s->decision;
    RUN(room, DECISION_LAPSED, body, none);
    assert_done(room);
    assert_int_equal(status_of(&s->p, s->decision)->state, state);
}

/* Both are suspended, in either order, and come back one by one: ten days were left, and are. */
static void time_stands_still_until_both_can_be_used(void **state)
{
    (void)state;
    for (int above_first = 0; above_first < 2; above_first++) {
        struct shared s;
        begin(&s);
        pass_days(&s.p, 5);
        suspend(&s, s.above);
        assert_int_equal(status_of(&s.p, s.decision)->days_left, 10);
        suspend(&s, s.below);
        pass_days(&s.p, 20);
        resume(&s, above_first ? s.above : s.below);
        pass_days(&s.p, 20);
        assert_false(is_due(&s));
        assert_int_equal(status_of(&s.p, s.decision)->days_left, 10);
        resume(&s, above_first ? s.below : s.above);
        pass_days(&s.p, 9);
        assert_false(is_due(&s));
        pass_days(&s.p, 1);
        assert_true(is_due(&s));
        lapses_to(&s, DECISION_IN_EFFECT);
        powers_end(&s.p);
    }
}

/* What waits under the mandate above has nothing to do with the one below. */
static void the_one_below_does_not_stop_the_one_above(void **state)
{
    (void)state;
    struct shared s;
    begin(&s);
    s.decision = decided_under(&s.p, s.above);
    suspend(&s, s.below);
    pass_days(&s.p, 15);
    assert_true(is_due(&s));
    lapses_to(&s, DECISION_IN_EFFECT);
    powers_end(&s.p);
}

static void by_silence_nobody_uses_a_share_of_what_is_gone(void **state)
{
    (void)state;
    for (int was_suspended = 0; was_suspended < 2; was_suspended++) {
        struct shared s;
        begin(&s);
        if (was_suspended) {
            suspend(&s, s.above);
        }
        withdraw(&s, s.above);
        pass_days(&s.p, 14);
        assert_false(is_due(&s));
        pass_days(&s.p, 1);
        assert_true(is_due(&s));
        lapses_to(&s, DECISION_DECLINED);
        /* Answered, it waits for nobody any more, whatever becomes of the mandate below. */
        withdraw(&s, s.below);
        assert_false(is_due(&s));
        powers_end(&s.p);
    }
}

static void what_is_due_is_told_as_far_as_there_is_room(void **state)
{
    (void)state;
    struct shared s;
    begin(&s);
    decided_under(&s.p, s.below);
    pass_days(&s.p, 15);
    struct date today = date_in_amsterdam(s.p.room.acting.at);
    struct uuid due[3];
    assert_int_equal(timed_due(s.p.room.acting.world, today, due, 0), 0);
    assert_int_equal(timed_due(s.p.room.acting.world, today, due, 1), 1);
    assert_int_equal(timed_due(s.p.room.acting.world, today, due, 3), 2);
    powers_end(&s.p);
}

/* Eight in a row, and no more (Awb 10:9). */
static void a_mandate_is_shared_on_so_often(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_JOINT);
    struct council_room *room = &p.room;
    struct uuid last = given(&p, none);
    for (int i = 2; i <= 8; i++) {
        last = given(&p, last);
    }
    struct body_mandate_granted *body = room_mandate_body(room);
    body->may_share = true;
    body->parent = last;
    RUN(room, MANDATE_GRANTED, body, room->holder);
    assert_says(room, ERR_MISMATCH, "/parent", "A mandate is shared on at most 7 times in a row.");
    powers_end(&p);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_stands_still_until_both_can_be_used),
        cmocka_unit_test(the_one_below_does_not_stop_the_one_above),
        cmocka_unit_test(by_silence_nobody_uses_a_share_of_what_is_gone),
        cmocka_unit_test(what_is_due_is_told_as_far_as_there_is_room),
        cmocka_unit_test(a_mandate_is_shared_on_so_often),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
