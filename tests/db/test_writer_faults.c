/* The writer over a real cluster: acts end to end, replays byte for byte, key reuse, many votes in
 * one batch, one guilty command among many, lost commits, restarts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/writer_internal.h"
#include "support/town.h"
#include "support/writer_fault.h"

static struct town town;
static struct writer_fault fault;

static void equal_keys_in_a_batch__share_an_outcome(void **state)
{
    struct command *holder =
        fault_hold(&fault, &town, *state, "before_commit", fault_wait_for_gate);
    struct command *one = town_organisation(&town, "Samen", "key-5");
    struct command *two = town_organisation(&town, "Samen", "key-5");
    struct command *three = town_organisation(&town, "Anders", "key-5");
    two->fingerprint = one->fingerprint;
    town_submit(&town, one);
    town_submit(&town, two);
    town_submit(&town, three);
    fault_release(&fault, holder);
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
    enum {
        COUNT = 10,
        GUILTY = 4
    };
    struct command *commands[COUNT];
    struct writer_counters before;
    struct writer_counters after;
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    pg_do(conn, "ALTER TABLE organisation ADD CONSTRAINT made_for_this_test CHECK (code <> 'BAD')");
    writer_counters(town.writer, &before);
    uint64_t size = town_published(&town).size;
    struct command *holder =
        fault_hold(&fault, &town, *state, "before_commit", fault_wait_for_gate);
    for (int i = 0; i < COUNT; i++) {
        struct body_organisation_entered body = {
            .name = {.ptr = "Tien", .len = 4 },
              .kind = ORGANISATION_FUNDER, .code = { "GOOD"           }
        };
        if (i == GUILTY) {
            body.code = (struct code){ "BAD" };
        }
        commands[i] = town_command(&town, ACT_ORGANISATION_ENTERED, &body, NULL);
        town_submit(&town, commands[i]);
    }
    fault_release(&fault, holder);
    for (int i = 0; i < COUNT; i++) {
        town_wait(commands[i]);
        assert_int_equal(commands[i]->err.code, i == GUILTY ? ERR_INTERNAL : ERR_OK);
        if (i != GUILTY) {
            town_check_receipt(&town, commands[i]);
        }
        town_free_command(commands[i]);
    }
    writer_counters(town.writer, &after);
    assert_int_equal(after.replayed_batches, before.replayed_batches + 1);
    assert_int_equal(town_published(&town).size, size + 1 + COUNT - 1);
    pg_do(conn, "ALTER TABLE organisation DROP CONSTRAINT made_for_this_test");
    PQfinish(conn);
}

/* An act while the session dies at `point`. @return how many entries it made */
static uint64_t act_with_fault(const struct pg_fixture *pg, const char *point,
                               void (*act)(struct writer_fault *))
{
    uint64_t size = town_published(&town).size;
    fault_arm(&fault, &town, pg, point, act);
    struct command *command = town_must(&town, town_organisation(&town, "Toch", NULL));
    assert_true(fault.is_reached);
    assert_false(command->is_replay);
    town_check_receipt(&town, command);
    assert_int_equal(command->act.entry, size);
    town_free_command(command);
    return town_published(&town).size - size;
}

static void lost_before_commit__is_run_again(void **state)
{
    struct writer_counters before;
    struct writer_counters after;
    writer_counters(town.writer, &before);
    assert_int_equal(act_with_fault(*state, "before_commit", fault_kill_session), 1);
    writer_counters(town.writer, &after);
    assert_int_equal(after.reconnects, before.reconnects + 1);
}

static void lost_answer__is_settled_by_the_record(void **state)
{
    struct writer_counters before;
    struct writer_counters after;
    writer_counters(town.writer, &before);
    assert_int_equal(act_with_fault(*state, "commit_sent", fault_lose_answer), 1);
    writer_counters(town.writer, &after);
    assert_int_equal(after.lost_commits, before.lost_commits + 1);
    /* And the writer goes on from there. */
    struct command *next = town_must(&town, town_organisation(&town, "Verder", NULL));
    town_check_receipt(&town, next);
    town_free_command(next);
}

/* Two batches, the first on disk and not answered yet when the session dies under the second at
 * `point`. */
static void lose_second(const struct pg_fixture *pg, const char *point,
                        void (*act)(struct writer_fault *))
{
    uint64_t size = town_published(&town).size;
    struct command *commands[3];
    struct command *holder = fault_hold(&fault, &town, pg, "before_commit", fault_wait_for_gate);
    for (int i = 0; i < 3; i++) {
        commands[i] = town_organisation(&town, "Erachter", NULL);
        town_submit(&town, commands[i]);
    }
    fault_arm(&fault, &town, pg, point, act);
    fault.is_open = true;
    town_wait(holder);
    for (int i = 0; i < 3; i++) {
        town_wait(commands[i]);
        assert_int_equal(commands[i]->err.code, ERR_OK);
        town_check_receipt(&town, commands[i]);
        town_free_command(commands[i]);
    }
    assert_false(fault.is_armed);
    assert_int_equal(holder->err.code, ERR_OK);
    town_check_receipt(&town, holder);
    town_free_command(holder);
    assert_int_equal(town_published(&town).size, size + 4);
}

static void lost_behind_another__both_stand(void **state)
{
    struct writer_counters before;
    struct writer_counters after;
    writer_counters(town.writer, &before);
    lose_second(*state, "before_commit", fault_kill_session);
    town.writer->must_ask = true;
    lose_second(*state, "asked", fault_kill_session);
    town.writer->must_ask = false;
    lose_second(*state, "commit_sent", fault_lose_answer);
    writer_counters(town.writer, &after);
    assert_int_equal(after.reconnects, before.reconnects + 3);
    assert_int_equal(after.replayed_batches, before.replayed_batches);
}

/* A lock holds the batch's statements back, and the session dies behind it: nothing of it stands.
 */
static PGconn *locker;

static void die_then_unlock(struct writer_fault *armed)
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

/* --- The database away. --- */

static void away__is_unavailable_until_it_is_back(void **state)
{
    pg_super_do(*state, "ALTER ROLE buurtkas_daemon NOLOGIN");
    kill_writers_session(*state);
    struct command *command = town_organisation(&town, "Weg", NULL);
    command->deadline_ms = clock_monotonic_ms() + 300;
    (void)town_do(&town, command);
    assert_int_equal(command->err.code, ERR_UNAVAILABLE);
    assert_false(writer_is_ready(town.writer));
    pg_super_do(*state, "ALTER ROLE buurtkas_daemon LOGIN");
    struct command *next = town_must(&town, town_organisation(&town, "Terug", NULL));
    assert_true(writer_is_ready(town.writer));
    town_check_receipt(&town, next);
    town_free_command(command);
    town_free_command(next);
}

static void stop_while_away__answers_all(void **state)
{
    pg_super_do(*state, "ALTER ROLE buurtkas_daemon NOLOGIN");
    kill_writers_session(*state);
    struct command *command = town_organisation(&town, "Blijft", NULL);
    town_submit(&town, command);
    int64_t from_ms = clock_monotonic_ms();
    writer_drain(town.writer, 500);
    assert_true(clock_monotonic_ms() - from_ms < 3000);
    town_wait(command);
    assert_int_equal(command->err.code, ERR_UNAVAILABLE);
    town_free_command(command);
    pg_super_do(*state, "ALTER ROLE buurtkas_daemon LOGIN");
    town_stop(&town);
    town_start(&town);
}

static void lose_answer_and_stay_away(struct writer_fault *armed)
{
    pg_super_do(armed->pg, "ALTER ROLE buurtkas_daemon NOLOGIN");
    fault_lose_answer(armed);
}

/* Nobody knows in time whether it stands; the same key asked again knows. What it changed is not answered out of
 * what was kept before. */
static void unknown_outcome__is_told_by_the_key(void **state)
{
    fault_arm(&fault, &town, *state, "commit_sent", lose_answer_and_stay_away);
    fault.conn = pg_fixture_connect(*state, PG_DAEMON);
    uint64_t size = town_published(&town).size;
    const struct uuid anything = { { 7 } };
    uint64_t stamp = writer_stamp(town.writer, &anything);
    struct command *command = town_organisation(&town, "Onbekend", "key-unknown");
    command->deadline_ms = clock_monotonic_ms() + 1000;
    (void)town_do(&town, command);
    assert_int_equal(command->err.code, ERR_DEADLINE);
    pg_super_do(*state, "ALTER ROLE buurtkas_daemon LOGIN");
    struct command *again = town_organisation(&town, "Onbekend", "key-unknown");
    again->fingerprint = command->fingerprint;
    (void)town_must(&town, again);
    assert_true(again->is_replay);
    assert_int_equal(again->act.entry, size);
    assert_int_not_equal(writer_stamp(town.writer, &anything), stamp);
    town_check_receipt(&town, again);
    PQfinish(fault.conn);
    fault.conn = NULL;
    town_free_command(command);
    town_free_command(again);
}

static void wait_then_lock(struct writer_fault *armed)
{
    fault_wait_for_gate(armed);
    pg_do(armed->conn, "BEGIN; LOCK TABLE opening IN EXCLUSIVE MODE");
}

/* Somebody's long lock: busy for the whole batch at once, and nothing is written. */
static void held_lock__is_busy(void **state)
{
    enum {
        COUNT = 4
    };
    struct command *commands[COUNT];
    fault.conn = pg_fixture_connect(*state, PG_SUPER);
    struct command *holder = fault_hold(&fault, &town, *state, "committed", wait_then_lock);
    for (int i = 0; i < COUNT; i++) {
        commands[i] = town_organisation(&town, "Wacht", NULL);
        town_submit(&town, commands[i]);
    }
    fault_release(&fault, holder);
    int64_t from_ms = clock_monotonic_ms();
    uint64_t size = town_published(&town).size;
    for (int i = 0; i < COUNT; i++) {
        town_wait(commands[i]);
        assert_int_equal(commands[i]->err.code, ERR_BUSY);
        town_free_command(commands[i]);
    }
    assert_true(clock_monotonic_ms() - from_ms < 9000);
    assert_int_equal(town_published(&town).size, size);
    pg_do(fault.conn, "COMMIT");
    PQfinish(fault.conn);
    fault.conn = NULL;
    town_free_command(town_must(&town, town_organisation(&town, "Verder", NULL)));
}

/* --- Start and stop. --- */

static void restart__finds_the_head(void **state)
{
    struct published before = town_published(&town);
    struct command *first = town_must(&town, town_organisation(&town, "Voor", "key-6"));
    struct published after = town_published(&town);
    (void)state;
    town_stop(&town);
    town_start(&town);
    struct published again = town_published(&town);
    assert_int_not_equal(before.size, after.size);
    assert_int_equal(again.size, after.size);
    assert_string_equal(again.note, after.note);
    struct command *replay = town_organisation(&town, "Voor", "key-6");
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

static int setup(void **state)
{
    if (pg_fixture_setup(state) != 0) {
        return -1;
    }
    town_found(&town, *state);
    town.fault = fault_at_point;
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
        cmocka_unit_test(equal_keys_in_a_batch__share_an_outcome),
        cmocka_unit_test(guilty_command__fails_alone),
        cmocka_unit_test(lost_before_commit__is_run_again),
        cmocka_unit_test(lost_answer__is_settled_by_the_record),
        cmocka_unit_test(lost_commit_that_never_was__is_run_again),
        cmocka_unit_test(held_lock__is_busy),
        cmocka_unit_test(lost_behind_another__both_stand),
        cmocka_unit_test(unknown_outcome__is_told_by_the_key),
        cmocka_unit_test(away__is_unavailable_until_it_is_back),
        cmocka_unit_test(stop_while_away__answers_all),
        cmocka_unit_test(restart__finds_the_head),
        cmocka_unit_test(second_writer__is_refused),
        cmocka_unit_test(spoiled_head__is_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
