/* Running an act: references, posting dates, undoing a refusal whole, running again, keeping
 * persons apart; and replaying what was run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "acting.h"
#include "buurtkas/domain/replay.h"

enum {
    OPERATOR = 1,
    GRANTOR,
    SECRETARY
};

struct town {
    struct acting acting;
    struct uuid organisation;
    struct uuid council;
    struct uuid programme;
};

static const void *held(struct acting *acting, enum kind kind, struct uuid id)
{
    struct err err = { 0 };
    const void *out = NULL;
    assert_true(world_find(acting->world, kind, &id, 0, &out, &err));
    return out;
}

static const char *reference(struct acting *acting, enum kind kind, struct uuid id)
{
    const struct object *object = held(acting, kind, id);
    assert_non_null(object);
    return object->reference.text;
}

static struct body_programme_entered *programme_body(struct town *town)
{
    struct body_programme_entered *body =
        BODY_NEW(&town->acting, programme_entered, PROGRAMME_ENTERED);
    body->organisation = town->organisation;
    memcpy(body->task_field.text, "6.1", 4);
    body->budget_year = 2026;
    return body;
}

static void town_begin(struct town *town, const struct world_source *source)
{
    struct err err = { 0 };
    acting_begin(&town->acting, source);
    assert_true(open_installation(&town->acting, numbered(OPERATOR), &err));
    town->organisation = enter_organisation(&town->acting, numbered(OPERATOR), &err);
    struct giving_of_role grantor = { ROLE_GRANTOR, SCOPE_ORGANISATION, town->organisation,
                                      numbered(GRANTOR) };
    (void)appoint(&town->acting, numbered(OPERATOR), &grantor, &err);
    struct uuid area = enter_area(&town->acting, numbered(GRANTOR), town->organisation, &err);
    town->council = enter_council(&town->acting, numbered(GRANTOR), town->organisation, area, &err);
    struct act act = next_act(&town->acting, ACT_PROGRAMME_ENTERED, programme_body(town));
    assert_true(run_as(&town->acting, &act, numbered(GRANTOR), &err));
    town->programme = act.id;
}

static struct body_envelope_opened *envelope_body(struct town *town, unsigned grant)
{
    struct body_envelope_opened *body = BODY_NEW(&town->acting, envelope_opened, ENVELOPE_OPENED);
    body->organisation = town->organisation;
    body->council = town->council;
    body->programme = town->programme;
    body->mode = MODE_MUNICIPAL;
    body->cashier = CASHIER_MUNICIPALITY;
    body->from_date = date_of(2026, 1, 1);
    body->until_date = date_of(2027, 1, 1);
    body->amount_cents = 100000;
    body->document.bytes[0] = 1;
    body->grant_id = numbered(grant);
    return body;
}

static void test_references_count_by_kind_and_year(void **state)
{
    (void)state;
    struct town town;
    struct err err = { 0 };
    town_begin(&town, NULL);
    struct acting *acting = &town.acting;
    assert_string_equal(reference(acting, KIND_APPOINTMENT, numbered(1000)), "AP-2026-001");
    assert_string_equal(reference(acting, KIND_ORGANISATION, town.organisation), "ORG-2026-001");
    struct act act = next_act(acting, ACT_PROGRAMME_ENTERED, programme_body(&town));
    assert_true(run_as(acting, &act, numbered(GRANTOR), &err));
    assert_string_equal(act.reference.text, "PG-2026-002");
    assert_true(instant_parse(&acting->at, "2026-12-31T23:30:00Z", 20));
    act = next_act(acting, ACT_PROGRAMME_ENTERED, programme_body(&town));
    assert_true(run_as(acting, &act, numbered(GRANTOR), &err));
    assert_string_equal(act.reference.text, "PG-2027-001");
    acting_end(acting);
}

static void test_only_the_created_object_names_the_act(void **state)
{
    (void)state;
    struct town town;
    struct err err = { 0 };
    town_begin(&town, NULL);
    struct act act = next_act(&town.acting, ACT_ENVELOPE_OPENED, envelope_body(&town, 700));
    assert_true(run_as(&town.acting, &act, numbered(GRANTOR), &err));
    assert_string_equal(act.reference.text, "E-2026-001");
    assert_string_equal(reference(&town.acting, KIND_GRANT, numbered(700)), "G-2026-001");
    acting_end(&town.acting);
}

static void test_many_references_grow_a_digit(void **state)
{
    (void)state;
    struct town town;
    struct err err = { 0 };
    town_begin(&town, NULL);
    struct act act = { 0 };
    for (int i = 0; i < 1000; i++) {
        act = next_act(&town.acting, ACT_PROGRAMME_ENTERED, programme_body(&town));
        assert_true(run_as(&town.acting, &act, numbered(GRANTOR), &err));
    }
    assert_string_equal(act.reference.text, "PG-2026-1001");
    acting_end(&town.acting);
}

static void test_the_posting_date(void **state)
{
    (void)state;
    struct town town;
    struct err err = { 0 };
    town_begin(&town, NULL);
    struct act act = next_act(&town.acting, ACT_PROGRAMME_ENTERED, programme_body(&town));
    assert_true(run_as(&town.acting, &act, numbered(GRANTOR), &err));
    assert_int_equal(act.on.days, DATE_ABSENT);
    act = next_act(&town.acting, ACT_ENVELOPE_OPENED, envelope_body(&town, 700));
    assert_true(run_as(&town.acting, &act, numbered(GRANTOR), &err));
    assert_int_equal(act.on.days, date_of(2026, 3, 2).days);
    struct body_envelope_opened *body = envelope_body(&town, 701);
    body->on_date = date_of(2026, 2, 1);
    act = next_act(&town.acting, ACT_ENVELOPE_OPENED, body);
    assert_true(run_as(&town.acting, &act, numbered(GRANTOR), &err));
    assert_int_equal(act.on.days, date_of(2026, 2, 1).days);
    assert_int_equal(act.lines.count, 4);
    act = next_act(&town.acting, ACT_ENVELOPE_OPENED, envelope_body(&town, 702));
    act.on = date_of(2026, 1, 15);
    assert_true(run_as(&town.acting, &act, numbered(GRANTOR), &err));
    assert_int_equal(act.on.days, date_of(2026, 1, 15).days);
    acting_end(&town.acting);
}

static void test_a_refusal_leaves_no_trace(void **state)
{
    (void)state;
    struct town town;
    struct err err = { 0 };
    town_begin(&town, NULL);
    world_settle(town.acting.world);
    struct body_envelope_opened *body = envelope_body(&town, 700);
    body->on_date = date_of(2026, 3, 3); /* tomorrow */
    struct act act = next_act(&town.acting, ACT_ENVELOPE_OPENED, body);
    assert_false(run_as(&town.acting, &act, numbered(GRANTOR), &err));
    assert_int_equal(err.code, ERR_BAD_DATE);
    assert_int_equal(act.lines.count, 0);
    assert_int_equal(act.on.days, DATE_ABSENT);
    assert_string_equal(act.reference.text, "");
    assert_int_equal(world_changes(town.acting.world).count, 0);
    assert_null(held(&town.acting, KIND_ENVELOPE, act.id));
    body->on_date.days = DATE_ABSENT;
    assert_true(run_as(&town.acting, &act, numbered(GRANTOR), &err));
    assert_string_equal(act.reference.text, "E-2026-001");
    acting_end(&town.acting);
}

/* A batch that could not be written runs again: what was computed the first time does not count. */
static void test_running_again_gives_the_same(void **state)
{
    (void)state;
    struct town town;
    struct err err = { 0 };
    town_begin(&town, NULL);
    struct body_rule_set_adopted *body = BODY_NEW(&town.acting, rule_set_adopted, RULE_SET_ADOPTED);
    body->council = town.council;
    body->base = RULE_MAJORITY;
    body->from_date = date_of(2026, 1, 1);
    struct act act = next_act(&town.acting, ACT_RULE_SET_ADOPTED, body);
    assert_true(run_as(&town.acting, &act, numbered(GRANTOR), &err));
    struct body_rule_set_adopted first = *body;
    body->version = 77;
    body->void_on_roster_change = !first.void_on_roster_change;
    act.id = numbered(800);
    assert_true(act_run(&act, &err));
    assert_int_equal(body->version, first.version + 1);
    assert_int_equal(body->void_on_roster_change, first.void_on_roster_change);
    assert_int_equal(body->tie, first.tie);
    acting_end(&town.acting);
}

static void test_needs(void **state)
{
    (void)state;
    struct town town;
    struct err err = { 0 };
    town_begin(&town, NULL);
    struct act act = next_act(&town.acting, ACT_PROGRAMME_ENTERED, programme_body(&town));
    struct uuid zero = { { 0 } };
    assert_non_null(act_need(&act, KIND_COUNCIL, &town.council, "/council", &err));
    assert_null(act_need(&act, KIND_PROPOSAL_VERSION, &town.council, "/version", &err));
    assert_int_equal(err.code, ERR_UNKNOWN_REFERENCE);
    assert_string_equal(err.pointer, "/version");
    assert_non_null(strstr(err.detail, "proposal version"));
    err = (struct err){ 0 };
    assert_null(act_need(&act, KIND_COUNCIL, &zero, NULL, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    acting_end(&town.acting);
}

/* Handles 10 to 19 are one person's. */
static bool tens_are_one(void *self, const struct uuid *handle, const struct uuid *other, bool *out,
                         struct err *err)
{
    (void)self;
    (void)err;
    *out = handle->bytes[15] / 10 == 1 && other->bytes[15] / 10 == 1;
    return true;
}

static bool apart(struct act *act, unsigned a, unsigned b, struct err *err)
{
    struct uuid one = a == 0 ? (struct uuid){ { 0 } } : numbered(a);
    struct uuid two = b == 0 ? (struct uuid){ { 0 } } : numbered(b);
    *err = (struct err){ 0 };
    return act_keep_apart(act, &one, &two, "Who accepts may not pay (100% apart).", err);
}

static void test_one_person_is_kept_apart(void **state)
{
    (void)state;
    struct town town;
    struct err err;
    struct world_source source = { .same_person = tens_are_one };
    town_begin(&town, &source);
    struct act act = next_act(&town.acting, ACT_PROGRAMME_ENTERED, programme_body(&town));
    assert_true(apart(&act, 11, 21, &err));
    assert_false(apart(&act, 11, 12, &err));
    assert_int_equal(err.code, ERR_SEPARATION);
    assert_string_equal(err.detail, "Who accepts may not pay (100% apart).");
    assert_false(apart(&act, 21, 21, &err));
    assert_true(apart(&act, 0, 0, &err));
    assert_true(apart(&act, 11, 0, &err));
    acting_end(&town.acting);
    /* The record alone tells handles apart, not persons. */
    town_begin(&town, NULL);
    act = next_act(&town.acting, ACT_PROGRAMME_ENTERED, programme_body(&town));
    assert_true(apart(&act, 11, 12, &err));
    assert_false(apart(&act, 11, 11, &err));
    acting_end(&town.acting);
}

/* --- Replay. --- */

static bool no_leaves(void *self, uint64_t entry, struct hash *out, struct err *err)
{
    (void)self;
    (void)entry;
    *out = (struct hash){ { 0 } };
    return !err_is_set(err);
}

/* Runs the installation's opening and one organisation in a world, then in a replay. */
static void opened(struct acting *acting, struct act out[2])
{
    struct err err = { 0 };
    struct body_installation_opened *opening =
        BODY_NEW(acting, installation_opened, INSTALLATION_OPENED);
    opening->operator_handle = numbered(OPERATOR);
    out[0] = next_act(acting, ACT_INSTALLATION_OPENED, opening);
    assert_true(run_as(acting, &out[0], numbered(OPERATOR), &err));
    struct body_organisation_entered *entered =
        BODY_NEW(acting, organisation_entered, ORGANISATION_ENTERED);
    entered->kind = ORGANISATION_FUNDER;
    out[1] = next_act(acting, ACT_ORGANISATION_ENTERED, entered);
    assert_true(run_as(acting, &out[1], numbered(OPERATOR), &err));
}

static void test_replay_makes_the_same_again(void **state)
{
    (void)state;
    struct acting acting;
    struct err err = { 0 };
    struct act acts[2];
    acting_begin(&acting, NULL);
    opened(&acting, acts);
    const struct world_source record = { .leaf_hash = no_leaves };
    struct replay *replay = replay_new(&record, ACTING_BYTES);
    assert_true(replay_act(replay, &acts[0], &err));
    memset(&acts[1].reference, 0, sizeof acts[1].reference);
    assert_true(replay_act(replay, &acts[1], &err));
    assert_string_equal(acts[1].reference.text, "ORG-2026-001");
    assert_int_equal(world_changes(replay_world(replay)).count, 0);
    replay_free(replay);
    acting_end(&acting);
}

static void assert_corrupt(struct act *first, struct act *second, const char *word)
{
    struct err err = { 0 };
    const struct world_source record = { .leaf_hash = no_leaves };
    struct replay *replay = replay_new(&record, ACTING_BYTES);
    assert_true(replay_act(replay, first, &err));
    assert_false(replay_act(replay, second, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    assert_non_null(strstr(err.detail, word));
    replay_free(replay);
}

static void test_replay_refuses_what_the_rules_refuse(void **state)
{
    (void)state;
    struct acting acting;
    struct act acts[2];
    acting_begin(&acting, NULL);
    opened(&acting, acts);
    struct act wrong = acts[1];
    wrong.entry = 2;
    assert_corrupt(&acts[0], &wrong, "entry 2");
    wrong = acts[1];
    wrong.at.ms = acts[0].at.ms - 1;
    assert_corrupt(&acts[0], &wrong, "I9");
    wrong = acts[1];
    wrong.actor.role = ROLE_GRANTOR;
    assert_corrupt(&acts[0], &wrong, "I12");
    wrong = acts[1];
    wrong.actor.handle = numbered(77);
    assert_corrupt(&acts[0], &wrong, "forbidden");
    wrong = acts[0];
    wrong.entry = 1;
    assert_corrupt(&acts[0], &wrong, "forbidden");
    acting_end(&acting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_references_count_by_kind_and_year),
        cmocka_unit_test(test_only_the_created_object_names_the_act),
        cmocka_unit_test(test_many_references_grow_a_digit),
        cmocka_unit_test(test_the_posting_date),
        cmocka_unit_test(test_a_refusal_leaves_no_trace),
        cmocka_unit_test(test_running_again_gives_the_same),
        cmocka_unit_test(test_needs),
        cmocka_unit_test(test_one_person_is_kept_apart),
        cmocka_unit_test(test_replay_makes_the_same_again),
        cmocka_unit_test(test_replay_refuses_what_the_rules_refuse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
