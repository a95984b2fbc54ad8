/* The writer over a real cluster: acts end to end, replays byte for byte, key reuse, many votes in
 * one batch, one guilty command among many, lost commits, restarts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "store/writer_internal.h"
#include "support/town.h"

static struct town town;

static void act__is_committed_with_a_receipt(void **state)
{
    struct command *command = town_must(&town, town_organisation(&town, "Fonds", NULL));
    PGconn *conn = pg_fixture_connect(*state, PG_DAEMON);
    char sql[256];
    town_check_receipt(&town, command);
    assert_false(command->is_replay);
    assert_string_not_equal(command->act.reference.text, "");
    (void)snprintf(sql, sizeof sql, "SELECT value FROM opening WHERE entry = %llu",
                   (unsigned long long)command->act.entry);
    assert_string_equal(pg_value(conn, sql), "Fonds");
    (void)snprintf(sql, sizeof sql, "SELECT size = %llu FROM head",
                   (unsigned long long)town_published(&town).size);
    assert_string_equal(pg_value(conn, sql), "t");
    assert_int_equal(town_published(&town).size, command->act.entry + 1);
    PQfinish(conn);
    town_free_command(command);
}

/* Submits all at once, so that they meet in a few batches, and waits. */
static void do_all(struct command **commands, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        town_submit(&town, commands[i]);
    }
    for (size_t i = 0; i < count; i++) {
        town_wait(commands[i]);
    }
}

static void votes__meet_in_a_batch(void **state)
{
    enum {
        VOTES = 100
    };
    static struct council_of council;
    static struct command *votes[VOTES];
    struct writer_counters before;
    struct writer_counters after;
    PGconn *conn = pg_fixture_connect(*state, PG_DAEMON);
    town_open_motion(&town, &council, VOTES);
    writer_counters(town.writer, &before);
    for (size_t i = 0; i < VOTES; i++) {
        const struct body_vote_cast body = { .motion = council.motion,
                                             .choice = i % 3 == 0 ? CHOICE_AGAINST : CHOICE_FOR };
        votes[i] = town_command(&town, ACT_VOTE_CAST, &body, NULL);
        votes[i]->person = council.persons[i];
    }
    uint64_t stamp = writer_stamp(town.writer, &council.motion);
    do_all(votes, VOTES);
    assert_int_not_equal(writer_stamp(town.writer, &council.motion), stamp);
    writer_counters(town.writer, &after);
    for (size_t i = 0; i < VOTES; i++) {
        if (err_is_set(&votes[i]->err)) {
            fail_msg("vote %zu: %s", i, votes[i]->err.detail);
        }
        town_check_receipt(&town, votes[i]);
        town_free_command(votes[i]);
    }
    assert_true(after.batches - before.batches < 50);
    assert_string_equal(pg_value(conn, "SELECT count(*) FROM vote"), "100");
    PQfinish(conn);
}

/* --- Keys. --- */

static void same_key__gives_the_same_bytes(void **state)
{
    (void)state;
    struct command *first = town_must(&town, town_organisation(&town, "Stichting", "key-1"));
    /* Other entries come in between: the receipt must still be for the size of then. */
    for (int i = 0; i < 300; i++) {
        town_free_command(town_must(&town, town_organisation(&town, "Tussendoor", NULL)));
    }
    struct command *again = town_organisation(&town, "Stichting", "key-1");
    again->fingerprint = first->fingerprint;
    (void)town_must(&town, again);
    const struct body_organisation_entered *body = again->act.body;
    assert_true(again->is_replay);
    assert_int_equal(again->act.entry, first->act.entry);
    assert_true(uuid_equal(&again->act.id, &first->act.id));
    assert_string_equal(again->act.reference.text, first->act.reference.text);
    assert_int_equal(again->receipt_len, first->receipt_len);
    assert_memory_equal(again->receipt, first->receipt, first->receipt_len);
    assert_string_equal(body->name.ptr, "Stichting");
    town_free_command(first);
    town_free_command(again);
}

static void erased_text__stays_unknown(void **state)
{
    struct command *first = town_must(&town, town_organisation(&town, "Weg", "key-erased"));
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    char sql[128];
    (void)snprintf(sql, sizeof sql, "DELETE FROM opening WHERE entry = %llu",
                   (unsigned long long)first->act.entry);
    pg_do(conn, sql);
    struct command *again = town_organisation(&town, "Weg", "key-erased");
    again->fingerprint = first->fingerprint;
    (void)town_must(&town, again);
    const struct body_organisation_entered *body = again->act.body;
    const struct body_organisation_entered *before = first->act.body;
    assert_null(body->name.ptr);
    assert_true(hash_equal(&body->name.commitment, &before->name.commitment));
    assert_memory_equal(again->receipt, first->receipt, first->receipt_len);
    town_free_command(first);
    town_free_command(again);
    PQfinish(conn);
}

static void same_key_other_request__is_refused(void **state)
{
    (void)state;
    struct command *first = town_must(&town, town_organisation(&town, "Een", "key-2"));
    struct command *other = town_do(&town, town_organisation(&town, "Twee", "key-2"));
    assert_int_equal(other->err.code, ERR_KEY_REUSED);
    /* Another person's equal key is another key. */
    const struct person_body body = {
        .name = {.ptr = "Someone", .len = 7}
    };
    struct command *person = town_must(&town, town_private(&town, COMMAND_PERSON, &body, "key-2b"));
    struct command *theirs = town_organisation(&town, "Twee", "key-2");
    theirs->person = person->made_id;
    (void)town_do(&town, theirs);
    assert_int_equal(theirs->err.code, ERR_FORBIDDEN);
    town_free_command(first);
    town_free_command(other);
    town_free_command(person);
    town_free_command(theirs);
}

static struct command *area_of_nobody(const char *key)
{
    struct item_code codes[1] = { { .code = { "BU05990110" } } };
    struct body_area_entered body = {
        .name = {.ptr = "Wijk", .len = 4},
        .from_date = date_of(2026, 1, 1),
        .until_date = { DATE_ABSENT },
        .codes = { codes,            1        }
    };
    memset(body.organisation.bytes, 9, UUID_BYTES);
    return town_command(&town, ACT_AREA_ENTERED, &body, key);
}

static void refusal__is_kept(void **state)
{
    (void)state;
    uint64_t size = town_published(&town).size;
    struct command *first = town_do(&town, area_of_nobody("key-3"));
    assert_int_equal(first->err.code, ERR_UNKNOWN_REFERENCE);
    assert_false(first->is_replay);
    struct command *again = area_of_nobody("key-3");
    again->fingerprint = first->fingerprint;
    (void)town_do(&town, again);
    assert_true(again->is_replay);
    assert_int_equal(again->err.code, first->err.code);
    assert_string_equal(again->err.detail, first->err.detail);
    assert_string_equal(again->err.pointer, first->err.pointer);
    assert_int_equal(town_published(&town).size, size);
    town_free_command(first);
    town_free_command(again);
}

/* The writer forgets which keys came lately, as after a restart. */
static void forget_keys(void)
{
    memset(town.writer->keys_seen, 0, sizeof town.writer->keys_seen);
}

/* Without a question the table's own key finds the repeat; with one, so does the question. */
static void forgotten_key__gives_the_same_answer(void **state)
{
    (void)state;
    struct command *one =
        town_must(&town, town_organisation(&town, "Lang geleden", "key-long-ago"));
    uint64_t size = town_published(&town).size;
    forget_keys();
    struct command *again = town_organisation(&town, "Lang geleden", "key-long-ago");
    struct command *with_it = town_organisation(&town, "Nieuw", NULL);
    again->fingerprint = one->fingerprint;
    town_submit(&town, again);
    town_submit(&town, with_it);
    town_wait(again);
    town_wait(with_it);
    assert_int_equal(again->err.code, ERR_OK);
    assert_true(again->is_replay);
    assert_int_equal(again->act.entry, one->act.entry);
    assert_memory_equal(one->receipt, again->receipt, one->receipt_len);
    assert_int_equal(with_it->err.code, ERR_OK);
    assert_int_equal(town_published(&town).size, size + 1);
    forget_keys();
    struct command *other = town_organisation(&town, "Anders", "key-long-ago");
    (void)town_do(&town, other);
    assert_int_equal(other->err.code, ERR_KEY_REUSED);
    town_free_command(one);
    town_free_command(again);
    town_free_command(with_it);
    town_free_command(other);
}

/* A repeat that would be refused now, as the world has moved on since, was done then. */
static void forgotten_key__is_looked_up_before_a_refusal(void **state)
{
    (void)state;
    const struct person_body name = {
        .name = {.ptr = "Iemand", .len = 6}
    };
    struct command *person = town_must(&town, town_private(&town, COMMAND_PERSON, &name, NULL));
    struct body_appointment_made made_body = { .role = ROLE_OPERATOR, .scope = SCOPE_INSTALLATION };
    made_body.person = person->made_id;
    made_body.from_date = date_of(2020, 1, 1);
    made_body.until_date = (struct date){ DATE_ABSENT };
    memset(made_body.document.bytes, 1, HASH_BYTES);
    struct command *made =
        town_must(&town, town_command(&town, ACT_APPOINTMENT_MADE, &made_body, NULL));
    struct body_appointment_ended body = { .until_date = date_of(2999, 12, 31) };
    body.appointment = made->act.id;
    memset(body.document.bytes, 1, HASH_BYTES);
    struct command *ends[2];
    for (int i = 0; i < 2; i++) {
        ends[i] = town_command(&town, ACT_APPOINTMENT_ENDED, &body, "key-end");
        ends[i]->has_if_match = true;
        ends[i]->if_match = made->act.entry;
        ends[i]->fingerprint = ends[0]->fingerprint;
        forget_keys();
        (void)town_must(&town, ends[i]);
    }
    assert_false(ends[0]->is_replay);
    assert_true(ends[1]->is_replay);
    assert_int_equal(ends[0]->act.entry, ends[1]->act.entry);
    assert_memory_equal(ends[0]->receipt, ends[1]->receipt, ends[0]->receipt_len);
    town_free_command(person);
    town_free_command(made);
    town_free_command(ends[0]);
    town_free_command(ends[1]);
}

/* Ends an appointment if it is still at that version. */
static enum err_code end_if_match(struct uuid appointment, uint64_t version)
{
    struct body_appointment_ended body = { .until_date = date_of(2999, 12, 31) };
    body.appointment = appointment;
    memset(body.document.bytes, 1, HASH_BYTES);
    struct command *command = town_command(&town, ACT_APPOINTMENT_ENDED, &body, NULL);
    command->has_if_match = true;
    command->if_match = version;
    (void)town_do(&town, command);
    enum err_code code = command->err.code;
    town_free_command(command);
    return code;
}

static void stale_version__is_refused(void **state)
{
    (void)state;
    const struct person_body name = {
        .name = {.ptr = "Someone", .len = 7}
    };
    struct command *person = town_must(&town, town_private(&town, COMMAND_PERSON, &name, NULL));
    struct body_appointment_made body = { .role = ROLE_OPERATOR, .scope = SCOPE_INSTALLATION };
    body.person = person->made_id;
    body.from_date = date_of(2020, 1, 1);
    body.until_date = (struct date){ DATE_ABSENT };
    memset(body.document.bytes, 1, HASH_BYTES);
    struct command *made = town_must(&town, town_command(&town, ACT_APPOINTMENT_MADE, &body, NULL));
    struct uuid nobody;
    memset(nobody.bytes, 3, UUID_BYTES);
    assert_int_equal(end_if_match(nobody, 1), ERR_NOT_FOUND);
    assert_int_equal(end_if_match(made->act.id, made->act.entry + 1), ERR_PRECONDITION_FAILED);
    assert_int_equal(end_if_match(made->act.id, made->act.entry), ERR_OK);
    assert_int_equal(end_if_match(made->act.id, made->act.entry), ERR_PRECONDITION_FAILED);
    town_free_command(person);
    town_free_command(made);
}

static void late_command__is_not_run(void **state)
{
    (void)state;
    struct command *command = town_organisation(&town, "Te laat", NULL);
    command->deadline_ms = clock_monotonic_ms() - 1;
    (void)town_do(&town, command);
    assert_int_equal(command->err.code, ERR_DEADLINE);
    town_free_command(command);
}

static void token__identifies_until_it_is_revoked(void **state)
{
    (void)state;
    const struct token_body body = { .person = town.operator.person,
                                     .until_date = date_of(2027, 1, 1) };
    struct command *made = town_must(&town, town_private(&town, COMMAND_TOKEN, &body, "key-4"));
    struct command *again = town_must(&town, town_private(&town, COMMAND_TOKEN, &body, "key-4"));
    struct identity identity;
    struct hash hash;
    assert_memory_equal(made->token, "bk_", 3);
    assert_string_equal(made->token, again->token);
    assert_true(again->is_replay);
    hash_bytes(&hash, made->token, strlen(made->token));
    assert_true(tokens_identify(town.tokens, &hash, date_of(2026, 12, 31), &identity));
    assert_true(uuid_equal(&identity.person, &town.operator.person));
    assert_true(identity.is_installation);
    assert_false(tokens_identify(town.tokens, &hash, date_of(2027, 1, 1), &identity));
    struct command *revoke = town_private(&town, COMMAND_TOKEN_REVOKE, NULL, NULL);
    revoke->path_id = made->made_id;
    (void)town_must(&town, revoke);
    assert_false(tokens_identify(town.tokens, &hash, date_of(2026, 12, 31), &identity));
    town_free_command(made);
    town_free_command(again);
    town_free_command(revoke);
}

static void stop__settles_what_waits(void **state)
{
    enum {
        COUNT = 50
    };
    struct command *commands[COUNT];
    (void)state;
    uint64_t size = town_published(&town).size;
    for (size_t i = 0; i < COUNT; i++) {
        commands[i] = town_organisation(&town, "Nog net", NULL);
        town_submit(&town, commands[i]);
    }
    writer_drain(town.writer, 5000);
    struct command *late = town_organisation(&town, "Te laat", NULL);
    assert_false(writer_submit(town.writer, late));
    assert_false(writer_is_ready(town.writer));
    for (size_t i = 0; i < COUNT; i++) {
        town_wait(commands[i]);
        assert_int_equal(commands[i]->err.code, ERR_OK);
        town_free_command(commands[i]);
    }
    town_free_command(late);
    town_stop(&town);
    town_start(&town);
    assert_int_equal(town_published(&town).size, size + COUNT);
}

static void change__moves_the_stamp(void **state)
{
    (void)state;
    struct command *made = town_must(&town, town_organisation(&town, "Stempel", NULL));
    uint64_t before = writer_stamp(town.writer, &made->act.id);
    struct item_code codes[1] = { { .code = { "BU05990110" } } };
    struct body_area_entered body = {
        .organisation = made->act.id,
        .name = {.ptr = "Wijk", .len = 4},
        .from_date = date_of(2026, 1, 1),
        .until_date = { DATE_ABSENT },
        .codes = { codes,            1        }
    };
    struct command *area = town_do(&town, town_command(&town, ACT_AREA_ENTERED, &body, NULL));
    assert_int_equal(area->err.code, ERR_FORBIDDEN);
    assert_int_equal(writer_stamp(town.writer, &made->act.id), before);
    town_free_command(made);
    town_free_command(area);
}

static void second_opening__is_refused(void **state)
{
    struct err err = { 0 };
    struct first_operator operator= { .name = "Second", .until_date = date_of(2999, 1, 1) };
    town_stop(&town);
    const struct writer_options options = { .conninfo = pg_fixture_conninfo(*state, PG_DAEMON),
                                            .key = town.key,
                                            .clock = &town.clock.clock };
    assert_false(writer_bootstrap(&options, &operator, & err));
    assert_int_equal(err.code, ERR_ALREADY_EXISTS);
    town_start(&town);
}

static void other_key__is_refused(void **state)
{
    static const uint8_t seed[KEY_SEED_BYTES] = { 8 };
    struct err err = { 0 };
    struct tokens *tokens = tokens_new();
    town_stop(&town);
    struct log_key *other = log_key_from_seed("other.example/log", seed, &err);
    const struct writer_options options = { .conninfo = pg_fixture_conninfo(*state, PG_DAEMON),
                                            .key = other,
                                            .clock = &town.clock.clock,
                                            .tokens = tokens,
                                            .queue_max = 1,
                                            .batch_max = 1 };
    assert_null(writer_start(&options, &err));
    assert_int_equal(err.code, ERR_MISMATCH);
    tokens_free(tokens);
    log_key_free(other);
    town_start(&town);
}

static int setup(void **state)
{
    if (pg_fixture_setup(state) != 0) {
        return -1;
    }
    town_found(&town, *state);
    town_start(&town);
    return 0;
}

static int teardown(void **state)
{
    town_stop(&town);
    town_close(&town);
    return pg_fixture_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(act__is_committed_with_a_receipt),
        cmocka_unit_test(same_key__gives_the_same_bytes),
        cmocka_unit_test(erased_text__stays_unknown),
        cmocka_unit_test(same_key_other_request__is_refused),
        cmocka_unit_test(refusal__is_kept),
        cmocka_unit_test(forgotten_key__gives_the_same_answer),
        cmocka_unit_test(forgotten_key__is_looked_up_before_a_refusal),
        cmocka_unit_test(stale_version__is_refused),
        cmocka_unit_test(late_command__is_not_run),
        cmocka_unit_test(token__identifies_until_it_is_revoked),
        cmocka_unit_test(votes__meet_in_a_batch),
        cmocka_unit_test(change__moves_the_stamp),
        cmocka_unit_test(second_opening__is_refused),
        cmocka_unit_test(other_key__is_refused),
        cmocka_unit_test(stop__settles_what_waits),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
