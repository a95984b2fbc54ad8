/* The register of tokens and appointments, and that a start fills it from the database as it was.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "buurtkas/audit/hash.h"
#include "support/town.h"

static struct hash hash_of(const char *text)
{
    struct hash hash;
    hash_bytes(&hash, text, strlen(text));
    return hash;
}

static struct appointment appointment_of(enum role role, enum scope scope, int32_t from_year)
{
    return (struct appointment){ .handle = uuid_v4(),
                                 .role = role,
                                 .scope = scope,
                                 .scope_id = uuid_v4(),
                                 .organisation = uuid_v4(),
                                 .from_date = date_of(from_year, 1, 1),
                                 .until_date = { DATE_ABSENT } };
}

static void token__is_found_by_its_hash(void **state)
{
    struct tokens *tokens = tokens_new();
    struct identity identity;
    struct uuid person = uuid_v4();
    struct hash hash = hash_of("bk_one");
    struct hash other = hash_of("bk_two");
    const struct date day = date_of(2026, 6, 1);
    (void)state;
    assert_false(tokens_identify(tokens, &hash, day, &identity));
    assert_true(tokens_add(tokens, uuid_v4(), &hash, person, date_of(2026, 6, 2)));
    assert_true(tokens_identify(tokens, &hash, day, &identity));
    assert_true(uuid_equal(&identity.person, &person));
    assert_int_equal(identity.roles, 0);
    assert_false(identity.is_installation);
    assert_false(tokens_identify(tokens, &hash, date_of(2026, 6, 2), &identity));
    assert_false(tokens_identify(tokens, &other, day, &identity));
    tokens_free(tokens);
}

static void many_tokens__keep_apart(void **state)
{
    enum {
        COUNT = 3000
    };
    static struct uuid ids[COUNT];
    struct tokens *tokens = tokens_new();
    struct identity identity;
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        struct hash hash;
        ids[i] = uuid_v4();
        hash_bytes(&hash, &i, sizeof i);
        assert_true(tokens_add(tokens, ids[i], &hash, ids[i], date_of(2999, 1, 1)));
    }
    for (size_t i = 0; i < COUNT; i += 2) {
        tokens_revoke(tokens, ids[i]);
    }
    tokens_revoke(tokens, uuid_v4());
    for (size_t i = 0; i < COUNT; i++) {
        struct hash hash;
        hash_bytes(&hash, &i, sizeof i);
        assert_int_equal(tokens_identify(tokens, &hash, date_of(2026, 1, 1), &identity),
                         i % 2 == 1);
        assert_true(i % 2 == 0 || uuid_equal(&identity.person, &ids[i]));
    }
    tokens_free(tokens);
}

static void appointments__give_reach(void **state)
{
    struct tokens *tokens = tokens_new();
    struct identity identity;
    struct uuid person = uuid_v4();
    struct hash hash = hash_of("bk_three");
    struct appointment chair = appointment_of(ROLE_CHAIR, SCOPE_COUNCIL, 2020);
    struct appointment member = appointment_of(ROLE_MEMBER, SCOPE_COUNCIL, 2020);
    struct appointment later = appointment_of(ROLE_PAYER, SCOPE_ORGANISATION, 2030);
    (void)state;
    member.organisation = chair.organisation;
    assert_true(tokens_add(tokens, uuid_v4(), &hash, person, date_of(2999, 1, 1)));
    assert_true(tokens_appoint(tokens, person, &chair));
    assert_true(tokens_appoint(tokens, person, &member));
    assert_true(tokens_appoint(tokens, person, &later));
    assert_true(tokens_identify(tokens, &hash, date_of(2026, 1, 1), &identity));
    assert_int_equal(identity.roles, 1u << ROLE_CHAIR | 1u << ROLE_MEMBER);
    assert_int_equal(identity.organisation_count, 1);
    assert_true(uuid_equal(&identity.organisations[0], &chair.organisation));
    member.until_date = date_of(2025, 1, 1);
    assert_true(tokens_appoint(tokens, person, &member));
    assert_true(tokens_identify(tokens, &hash, date_of(2026, 1, 1), &identity));
    assert_int_equal(identity.roles, 1u << ROLE_CHAIR);
    assert_true(tokens_identify(tokens, &hash, date_of(2031, 1, 1), &identity));
    assert_int_equal(identity.organisation_count, 2);
    tokens_free(tokens);
}

static void handles__are_in_order(void **state)
{
    struct tokens *tokens = tokens_new();
    struct uuid person = uuid_v4();
    struct uuid handles[3];
    struct uuid found[3];
    struct uuid whose;
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct appointment made = appointment_of(ROLE_MEMBER, SCOPE_COUNCIL, 2020);
        handles[i] = made.handle;
        assert_true(tokens_appoint(tokens, person, &made));
    }
    assert_int_equal(tokens_handles(tokens, person, found, 3), 3);
    assert_memory_equal(found, handles, sizeof handles);
    assert_int_equal(tokens_handles(tokens, uuid_v4(), found, 3), 0);
    assert_int_equal(tokens_handles(tokens, person, found, 2), 2);
    assert_true(tokens_person(tokens, handles[1], &whose));
    assert_true(uuid_equal(&whose, &person));
    assert_false(tokens_person(tokens, uuid_v4(), &whose));
    tokens_free(tokens);
}

static void start__fills_the_register(void **state)
{
    static struct town town;
    static struct council_of council;
    struct identity identity;
    struct uuid person;
    town_found(&town, *state);
    struct hash hash = hash_of(town.operator.token);
    town_start(&town);
    town_open_motion(&town, &council, 5);
    town_stop(&town);
    town_start(&town);
    assert_true(tokens_identify(town.tokens, &hash, date_of(2998, 12, 31), &identity));
    assert_true(identity.is_installation);
    assert_true(uuid_equal(&identity.person, &town.operator.person));
    for (size_t i = 0; i < council.count; i++) {
        struct uuid handle;
        assert_true(tokens_person(town.tokens, council.handles[i], &person));
        assert_true(uuid_equal(&person, &council.persons[i]));
        assert_int_equal(tokens_handles(town.tokens, person, &handle, 1), 1);
        assert_true(uuid_equal(&handle, &council.handles[i]));
    }
    town_stop(&town);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(token__is_found_by_its_hash), cmocka_unit_test(many_tokens__keep_apart),
        cmocka_unit_test(appointments__give_reach),    cmocka_unit_test(handles__are_in_order),
        cmocka_unit_test(start__fills_the_register),
    };
    return cmocka_run_group_tests(tests, pg_fixture_setup, pg_fixture_teardown);
}
