/* The writer over a real cluster: acts end to end, replays byte for byte, key reuse, many votes in one
 * batch, one guilty command among many, lost commits, restarts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "buurtkas/audit/proof.h"
#include "store/writer_internal.h"
#include "support/town.h"

static struct town town;

static struct command *organisation(const char *name, const char *key)
{
    struct body_organisation_entered body = { .name = { .ptr = name, .len = strlen(name) },
                                              .kind = ORGANISATION_FUNDER };
    return town_command(&town, ACT_ORGANISATION_ENTERED, &body, key);
}

static struct published published(void)
{
    struct published head;
    writer_published(town.writer, &head);
    return head;
}

/* The receipt verifies, and its leaf is the entry in the database. */
static void check_receipt(const struct command *command)
{
    const struct vkeys known = { log_key_vkey(town.key), 1 };
    const struct receipt_text text = { command->receipt, command->receipt_len };
    struct arena *arena = arena_new(1 << 20);
    struct receipt receipt;
    struct err err = { 0 };
    if (!receipt_verify(&receipt, arena, &text, &known, &err)) {
        fail_msg("receipt: %s", err.detail);
    }
    assert_int_equal(receipt.index, command->act.entry);
    arena_free(arena);
}

static void act__is_committed_with_a_receipt(void **state)
{
    struct command *command = town_must(&town, organisation("Fonds", NULL));
    PGconn *conn = pg_fixture_connect(*state, PG_DAEMON);
    char sql[256];
    check_receipt(command);
    assert_false(command->is_replay);
    assert_string_not_equal(command->act.reference.text, "");
    (void)snprintf(sql, sizeof sql, "SELECT value FROM opening WHERE entry = %llu",
                   (unsigned long long)command->act.entry);
    assert_string_equal(pg_value(conn, sql), "Fonds");
    (void)snprintf(sql, sizeof sql, "SELECT size = %llu FROM head",
                   (unsigned long long)published().size);
    assert_string_equal(pg_value(conn, sql), "t");
    assert_int_equal(published().size, command->act.entry + 1);
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
    enum { VOTES = 100 };
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
    do_all(votes, VOTES);
    writer_counters(town.writer, &after);
    for (size_t i = 0; i < VOTES; i++) {
        if (err_is_set(&votes[i]->err)) {
            fail_msg("vote %zu: %s", i, votes[i]->err.detail);
        }
        check_receipt(votes[i]);
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
    struct command *first = town_must(&town, organisation("Stichting", "key-1"));
    /* Other entries come in between: the receipt must still be for the size of then. */
    for (int i = 0; i < 300; i++) {
        town_free_command(town_must(&town, organisation("Tussendoor", NULL)));
    }
    struct command *again = organisation("Stichting", "key-1");
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
    struct command *first = town_must(&town, organisation("Weg", "key-erased"));
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    char sql[128];
    (void)snprintf(sql, sizeof sql, "DELETE FROM opening WHERE entry = %llu",
                   (unsigned long long)first->act.entry);
    pg_do(conn, sql);
    struct command *again = organisation("Weg", "key-erased");
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
    struct command *first = town_must(&town, organisation("Een", "key-2"));
    struct command *other = town_do(&town, organisation("Twee", "key-2"));
    assert_int_equal(other->err.code, ERR_KEY_REUSED);
    /* Another person's equal key is another key. */
    const struct person_body body = { .name = { .ptr = "Someone", .len = 7 } };
    struct command *person = town_must(&town, town_private(&town, COMMAND_PERSON, &body, "key-2b"));
    struct command *theirs = organisation("Twee", "key-2");
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
    struct body_area_entered body = { .name = { .ptr = "Wijk", .len = 4 },
                                      .from_date = date_of(2026, 1, 1),
                                      .until_date = { DATE_ABSENT },
                                      .codes = { codes, 1 } };
    memset(body.organisation.bytes, 9, UUID_BYTES);
    return town_command(&town, ACT_AREA_ENTERED, &body, key);
}

static void refusal__is_kept(void **state)
{
    (void)state;
    uint64_t size = published().size;
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
    assert_int_equal(published().size, size);
    town_free_command(first);
    town_free_command(again);
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
    const struct person_body name = { .name = { .ptr = "Someone", .len = 7 } };
    struct command *person = town_must(&town, town_private(&town, COMMAND_PERSON, &name, NULL));
    struct body_appointment_made body = { .role = ROLE_OPERATOR, .scope = SCOPE_INSTALLATION };
    body.person = person->made_id;
    body.from_date = date_of(2020, 1, 1);
    body.until_date = (struct date){ DATE_ABSENT };
    memset(body.document.bytes, 1, HASH_BYTES);
    struct command *made = town_must(
        &town, town_command(&town, ACT_APPOINTMENT_MADE, &body, NULL));
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
    struct command *command = organisation("Te laat", NULL);
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

/* --- Faults. --- */

/* What happens at a point of a batch, once. */
struct fault {
    const char *point;
    void (*act)(struct fault *fault);
    const struct pg_fixture *pg;
    _Atomic bool is_armed;
    _Atomic bool is_reached;
    _Atomic bool is_open;
};
static struct fault fault;

static void at_point(void *self, const char *point)
{
    struct fault *armed = self;
    if (armed->is_armed && strcmp(point, armed->point) == 0) {
        armed->is_armed = false;
        armed->act(armed);
        armed->is_reached = true;
    }
}

static void arm(const struct pg_fixture *pg, const char *point, void (*act)(struct fault *))
{
    fault.pg = pg;
    fault.point = point;
    fault.act = act;
    fault.is_reached = false;
    fault.is_open = false;
    fault.is_armed = true;
}

static void sleep_a_little(void)
{
    (void)usleep(2000);
}

static void wait_for_gate(struct fault *armed)
{
    armed->is_reached = true;
    while (!armed->is_open) {
        sleep_a_little();
    }
}

/* Holds the writer in a batch of one, so that all that is submitted meanwhile is the next batch. */
static struct command *hold_writer(const struct pg_fixture *pg)
{
    struct command *holder = organisation("Houdt op", NULL);
    arm(pg, "before_commit", wait_for_gate);
    town_submit(&town, holder);
    while (!fault.is_reached) {
        sleep_a_little();
    }
    return holder;
}

static void release_writer(struct command *holder)
{
    fault.is_open = true;
    town_wait(holder);
    assert_int_equal(holder->err.code, ERR_OK);
    town_free_command(holder);
}

static void equal_keys_in_a_batch__share_an_outcome(void **state)
{
    struct command *holder = hold_writer(*state);
    struct command *one = organisation("Samen", "key-5");
    struct command *two = organisation("Samen", "key-5");
    struct command *three = organisation("Anders", "key-5");
    two->fingerprint = one->fingerprint;
    town_submit(&town, one);
    town_submit(&town, two);
    town_submit(&town, three);
    release_writer(holder);
    town_wait(one);
    town_wait(two);
    town_wait(three);
    assert_int_equal(one->err.code, ERR_OK);
    assert_int_equal(two->err.code, ERR_OK);
    assert_false(one->is_replay);
    assert_true(two->is_replay);
    assert_int_equal(one->act.entry, two->act.entry);
    assert_memory_equal(one->receipt, two->receipt, one->receipt_len);
    assert_int_equal(three->err.code, ERR_KEY_REUSED);
    town_free_command(one);
    town_free_command(two);
    town_free_command(three);
}

static void guilty_command__fails_alone(void **state)
{
    enum { COUNT = 10, GUILTY = 4 };
    struct command *commands[COUNT];
    struct writer_counters before;
    struct writer_counters after;
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    pg_do(conn, "ALTER TABLE organisation ADD CONSTRAINT made_for_this_test CHECK (code <> 'BAD')");
    writer_counters(town.writer, &before);
    uint64_t size = published().size;
    struct command *holder = hold_writer(*state);
    for (int i = 0; i < COUNT; i++) {
        struct body_organisation_entered body = { .name = { .ptr = "Tien", .len = 4 },
                                                  .kind = ORGANISATION_FUNDER,
                                                  .code = { "GOOD" } };
        if (i == GUILTY) {
            body.code = (struct code){ "BAD" };
        }
        commands[i] = town_command(&town, ACT_ORGANISATION_ENTERED, &body, NULL);
        town_submit(&town, commands[i]);
    }
    release_writer(holder);
    for (int i = 0; i < COUNT; i++) {
        town_wait(commands[i]);
        assert_int_equal(commands[i]->err.code, i == GUILTY ? ERR_INTERNAL : ERR_OK);
        if (i != GUILTY) {
            check_receipt(commands[i]);
        }
        town_free_command(commands[i]);
    }
    writer_counters(town.writer, &after);
    assert_int_equal(after.replayed_batches, before.replayed_batches + 1);
    assert_int_equal(published().size, size + 1 + COUNT - 1);
    pg_do(conn, "ALTER TABLE organisation DROP CONSTRAINT made_for_this_test");
    PQfinish(conn);
}

static void kill_writers_session(const struct pg_fixture *pg)
{
    PGconn *conn = pg_fixture_connect(pg, PG_SUPER);
    pg_do(conn, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");
    PQfinish(conn);
}

static void kill_now(struct fault *armed)
{
    kill_writers_session(armed->pg);
}

/* An act while the session dies at `point`. @return how many entries it made */
static uint64_t act_with_fault(const struct pg_fixture *pg, const char *point,
                               void (*act)(struct fault *))
{
    uint64_t size = published().size;
    arm(pg, point, act);
    struct command *command = town_must(&town, organisation("Toch", NULL));
    assert_true(fault.is_reached);
    assert_false(command->is_replay);
    check_receipt(command);
    assert_int_equal(command->act.entry, size);
    town_free_command(command);
    return published().size - size;
}

static void lost_before_commit__is_run_again(void **state)
{
    struct writer_counters before;
    struct writer_counters after;
    writer_counters(town.writer, &before);
    assert_int_equal(act_with_fault(*state, "before_commit", kill_now), 1);
    writer_counters(town.writer, &after);
    assert_int_equal(after.reconnects, before.reconnects + 1);
}

/* The commit stands, and its answer is thrown away before libpq sees it. */
static void lose_answer(struct fault *armed)
{
    int fd = PQsocket(town.writer->pg.conn);
    char sql[64];
    uint8_t bytes[4096];
    PGconn *conn = pg_fixture_connect(armed->pg, PG_DAEMON);
    (void)snprintf(sql, sizeof sql, "SELECT size FROM head WHERE size > %llu",
                   (unsigned long long)published().size);
    while (strcmp(pg_value(conn, sql), "") == 0) {
        sleep_a_little();
    }
    sleep_a_little();
    while (recv(fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0) {
    }
    PQfinish(conn);
    kill_writers_session(armed->pg);
}

static void lost_answer__is_settled_by_the_record(void **state)
{
    struct writer_counters before;
    struct writer_counters after;
    writer_counters(town.writer, &before);
    assert_int_equal(act_with_fault(*state, "commit_sent", lose_answer), 1);
    writer_counters(town.writer, &after);
    assert_int_equal(after.lost_commits, before.lost_commits + 1);
    /* And the writer goes on from there. */
    struct command *next = town_must(&town, organisation("Verder", NULL));
    check_receipt(next);
    town_free_command(next);
}

/* A lock holds the batch's statements back, and the session dies behind it: nothing of it stands. */
static PGconn *locker;

static void die_then_unlock(struct fault *armed)
{
    kill_writers_session(armed->pg);
    (void)usleep(200000);
    pg_do(locker, "COMMIT");
}

static void lost_commit_that_never_was__is_run_again(void **state)
{
    struct writer_counters before;
    struct writer_counters after;
    locker = pg_fixture_connect(*state, PG_SUPER);
    pg_do(locker, "BEGIN; LOCK TABLE leaf IN EXCLUSIVE MODE");
    writer_counters(town.writer, &before);
    assert_int_equal(act_with_fault(*state, "commit_sent", die_then_unlock), 1);
    writer_counters(town.writer, &after);
    assert_int_equal(after.lost_commits, before.lost_commits + 1);
    PQfinish(locker);
}

/* --- Start and stop. --- */

static void restart__finds_the_head(void **state)
{
    struct published before = published();
    struct command *first = town_must(&town, organisation("Voor", "key-6"));
    struct published after = published();
    (void)state;
    town_stop(&town);
    town_start(&town);
    struct published again = published();
    assert_int_not_equal(before.size, after.size);
    assert_int_equal(again.size, after.size);
    assert_string_equal(again.note, after.note);
    struct command *replay = organisation("Voor", "key-6");
    replay->fingerprint = first->fingerprint;
    (void)town_must(&town, replay);
    assert_true(replay->is_replay);
    assert_memory_equal(replay->receipt, first->receipt, first->receipt_len);
    town_free_command(first);
    town_free_command(replay);
}

static void second_writer__is_refused(void **state)
{
    struct err err = { 0 };
    struct tokens *tokens = tokens_new();
    const struct writer_options options = { .conninfo = pg_fixture_conninfo(*state, PG_DAEMON),
                                            .key = town.key,
                                            .clock = &town.clock.clock,
                                            .tokens = tokens,
                                            .queue_max = 1,
                                            .batch_max = 1 };
    assert_null(writer_start(&options, &err));
    assert_int_equal(err.code, ERR_BUSY);
    tokens_free(tokens);
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

static void spoiled_head__is_refused(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    struct err err = { 0 };
    struct tokens *tokens = tokens_new();
    town_stop(&town);
    pg_do(conn, "BEGIN; CREATE TABLE root_before AS SELECT root FROM head;"
                "UPDATE head SET root = sha256('another'); COMMIT");
    const struct writer_options options = { .conninfo = pg_fixture_conninfo(*state, PG_DAEMON),
                                            .key = town.key,
                                            .clock = &town.clock.clock,
                                            .tokens = tokens,
                                            .queue_max = 1,
                                            .batch_max = 1 };
    assert_null(writer_start(&options, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    pg_do(conn, "UPDATE head SET root = (SELECT root FROM root_before); DROP TABLE root_before");
    tokens_free(tokens);
    PQfinish(conn);
    town_start(&town);
}

static void second_opening__is_refused(void **state)
{
    struct err err = { 0 };
    struct first_operator operator = { .name = "Second", .until_date = date_of(2999, 1, 1) };
    town_stop(&town);
    const struct writer_options options = { .conninfo = pg_fixture_conninfo(*state, PG_DAEMON),
                                            .key = town.key,
                                            .clock = &town.clock.clock };
    assert_false(writer_bootstrap(&options, &operator, &err));
    assert_int_equal(err.code, ERR_ALREADY_EXISTS);
    town_start(&town);
}

static int setup(void **state)
{
    if (pg_fixture_setup(state) != 0) {
        return -1;
    }
    town_found(&town, *state);
    town.fault = at_point;
    town.fault_self = &fault;
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
        cmocka_unit_test(stale_version__is_refused),
        cmocka_unit_test(late_command__is_not_run),
        cmocka_unit_test(token__identifies_until_it_is_revoked),
        cmocka_unit_test(equal_keys_in_a_batch__share_an_outcome),
        cmocka_unit_test(guilty_command__fails_alone),
        cmocka_unit_test(lost_before_commit__is_run_again),
        cmocka_unit_test(lost_answer__is_settled_by_the_record),
        cmocka_unit_test(lost_commit_that_never_was__is_run_again),
        cmocka_unit_test(votes__meet_in_a_batch),
        cmocka_unit_test(restart__finds_the_head),
        cmocka_unit_test(second_writer__is_refused),
        cmocka_unit_test(other_key__is_refused),
        cmocka_unit_test(spoiled_head__is_refused),
        cmocka_unit_test(second_opening__is_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
