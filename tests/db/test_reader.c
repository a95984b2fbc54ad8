/* Readers over a real cluster: one snapshot a read, many reads at once, failures that stay alone,
 * deadlines, and connections that die. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <pthread.h>
#include <unistd.h>

#include <cmocka.h>

#include "buurtkas/base/clock.h"
#include "buurtkas/store/reader.h"
#include "support/town.h"

enum {
    READERS = 2,
    QUEUE_MAX = 256,
    JOB_BYTES = 1 << 20,
    WAIT_MS = 10000
};

static struct town town;
static struct council_of council;
static struct readers *readers;

/* A job and what waits for it. */
struct waiting {
    struct read_job job;
    pthread_mutex_t lock;
    pthread_cond_t done;
    bool is_done;
};

static void settled(struct read_job *job)
{
    struct waiting *waiting = job->owner;
    pthread_mutex_lock(&waiting->lock);
    waiting->is_done = true;
    pthread_cond_signal(&waiting->done);
    pthread_mutex_unlock(&waiting->lock);
}

static void prepare(struct waiting *waiting)
{
    *waiting =
        (struct waiting){ .lock = PTHREAD_MUTEX_INITIALIZER, .done = PTHREAD_COND_INITIALIZER };
    waiting->job.arena = arena_new(JOB_BYTES);
    waiting->job.deadline_ms = clock_monotonic_ms() + WAIT_MS;
    waiting->job.done = settled;
    waiting->job.owner = waiting;
    assert_non_null(waiting->job.arena);
}

static void add_part(struct waiting *waiting, const char *statement, const struct param *params,
                     size_t count)
{
    struct read_part *part = &waiting->job.parts[waiting->job.part_count++];
    part->statement = statement;
    part->param_count = count;
    for (size_t i = 0; i < count; i++) {
        part->params[i] = params[i];
    }
}

static void add_uuid_part(struct waiting *waiting, const char *statement, struct uuid id)
{
    const struct param param = param_uuid(id);
    add_part(waiting, statement, &param, 1);
}

static void submit(struct waiting *waiting)
{
    assert_true(readers_submit(readers, &waiting->job));
}

static void wait_done(struct waiting *waiting)
{
    pthread_mutex_lock(&waiting->lock);
    while (!waiting->is_done) {
        pthread_cond_wait(&waiting->done, &waiting->lock);
    }
    pthread_mutex_unlock(&waiting->lock);
}

static enum err_code run(struct waiting *waiting)
{
    submit(waiting);
    wait_done(waiting);
    return waiting->job.err.code;
}

static void finish(struct waiting *waiting)
{
    arena_free(waiting->job.arena);
}

static const struct cell *cell_of(const struct waiting *waiting, size_t part, const char *column)
{
    const struct rowset *rows = &waiting->job.parts[part].rows;
    assert_int_equal(rows->row_count, 1);
    return rowset_cell(rows, 0, rowset_column(rows, column));
}

static void rows__come_with_their_types(void **state)
{
    struct waiting read;
    (void)state;
    prepare(&read);
    add_uuid_part(&read, "council_load", council.council);
    add_uuid_part(&read, "meeting_load", council.meeting);
    add_uuid_part(&read, "motion_load", council.motion);
    assert_int_equal(run(&read), ERR_OK);
    assert_int_equal(read.job.size, writer_published_size(town.writer));
    struct uuid id = cell_uuid(cell_of(&read, 0, "id"));
    struct uuid organisation = cell_uuid(cell_of(&read, 0, "organisation"));
    const struct cell *statute = cell_of(&read, 0, "statute");
    assert_true(uuid_equal(&id, &council.council));
    assert_true(uuid_equal(&organisation, &council.organisation));
    assert_int_equal(cell_i32(cell_of(&read, 0, "seats")), (int32_t)council.count);
    assert_false(cell_bool(cell_of(&read, 0, "names_public")));
    assert_int_equal(statute->len, 4);
    assert_memory_equal(statute->ptr, "none", 4);
    assert_int_equal(cell_date_days(cell_of(&read, 1, "on_date")),
                     date_in_amsterdam(town.clock.clock.now(&town.clock.clock)).days);
    assert_true(cell_is_null(cell_of(&read, 1, "closed_at")));
    assert_int_equal(cell_i64(cell_of(&read, 2, "amount_cents")), 250000);
    finish(&read);
}

static void json__comes_as_its_text(void **state)
{
    struct waiting read;
    size_t params = 0;
    const struct rowset_column *columns = NULL;
    size_t column_count = 0;
    (void)state;
    assert_true(statement_describe("motion_item_inside", &params, &columns, &column_count));
    prepare(&read);
    struct param list[PARAMS_MAX];
    for (size_t i = 0; i < params; i++) {
        list[i] = param_uuids(&council.organisation, 1);
    }
    list[0] = param_uuid(council.motion);
    list[2] = param_uuid(council.persons[0]); /* who asks, and when */
    list[3] = param_date(0);
    add_part(&read, "motion_item_inside", list, params);
    if (run(&read) != ERR_OK) {
        fail_msg("%s", read.job.err.detail);
    }
    const struct cell *roster = cell_of(&read, 0, "roster");
    assert_true(roster->len > 2);
    assert_int_equal(roster->ptr[0], '[');
    assert_int_equal(roster->ptr[roster->len - 1], ']');
    finish(&read);
}

static void many_reads__are_answered(void **state)
{
    enum {
        COUNT = 200
    };
    static struct waiting reads[COUNT];
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        prepare(&reads[i]);
        add_uuid_part(&reads[i], "motion_related_motions_of_meeting", council.meeting);
        submit(&reads[i]);
    }
    for (size_t i = 0; i < COUNT; i++) {
        wait_done(&reads[i]);
        assert_int_equal(reads[i].job.err.code, ERR_OK);
        assert_int_equal(reads[i].job.parts[0].rows.row_count, 1);
        finish(&reads[i]);
    }
}

/* A part whose parameter has the wrong length is refused by the server; its neighbours are not. */
static void failed_read__fails_alone(void **state)
{
    enum {
        COUNT = 9,
        BAD = 4
    };
    static struct waiting reads[COUNT];
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        const struct param bad = param_i32(7);
        prepare(&reads[i]);
        add_uuid_part(&reads[i], "motion_load", council.motion);
        if (i == BAD) {
            add_part(&reads[i], "motion_load", &bad, 1);
        }
        add_uuid_part(&reads[i], "council_load", council.council);
    }
    for (size_t i = 0; i < COUNT; i++) {
        submit(&reads[i]);
    }
    for (size_t i = 0; i < COUNT; i++) {
        wait_done(&reads[i]);
        assert_int_equal(reads[i].job.err.code, i == BAD ? ERR_DATABASE : ERR_OK);
        finish(&reads[i]);
    }
}

static void unknown_statement__is_our_mistake(void **state)
{
    struct waiting read;
    (void)state;
    prepare(&read);
    add_uuid_part(&read, "council_load", council.council);
    add_uuid_part(&read, "no_such_statement", council.council);
    assert_int_equal(run(&read), ERR_INTERNAL);
    finish(&read);
    prepare(&read);
    add_part(&read, "council_load", NULL, 0);
    assert_int_equal(run(&read), ERR_INTERNAL);
    finish(&read);
    prepare(&read);
    add_uuid_part(&read, "council_load", council.council);
    assert_int_equal(run(&read), ERR_OK);
    finish(&read);
}

static void write__is_refused(void **state)
{
    struct waiting read;
    (void)state;
    prepare(&read);
    const struct param params[] = { param_text("key", 3), param_i64(1) };
    add_part(&read, "log_key_insert", params, 2);
    assert_int_equal(run(&read), ERR_UNAVAILABLE);
    finish(&read);
}

static void too_much__is_refused(void **state)
{
    struct waiting read;
    (void)state;
    prepare(&read);
    arena_free(read.job.arena);
    read.job.arena = arena_new(1024);
    add_uuid_part(&read, "roster_seat_related_roster_of_motion", council.motion);
    assert_int_equal(run(&read), ERR_MEMORY);
    finish(&read);
}

/* The first member becomes a controller too. */
static void make_controller(PGconn *conn)
{
    char person[UUID_TEXT + 1];
    char sql[1024];
    uuid_print(person, &council.persons[0]);
    (void)snprintf(sql, sizeof sql,
                   "WITH made AS (INSERT INTO appointment SELECT (jsonb_populate_record(x, "
                   "jsonb_build_object('id', gen_random_uuid(), 'handle', gen_random_uuid(), "
                   "'reference', 'B-TEST', 'role', 'controller', 'scope', 'organisation', "
                   "'scope_id', x.organisation))).* FROM appointment AS x JOIN appointment_person "
                   "AS p ON p.handle = x.handle WHERE p.person = '%s' LIMIT 1 RETURNING handle) "
                   "INSERT INTO appointment_person SELECT handle, '%s' FROM made",
                   person, person);
    pg_do(conn, sql);
}

static struct read_note note_of(struct uuid person)
{
    struct instant now = town.clock.clock.now(&town.clock.clock);
    return (struct read_note){ .person = person,
                               .today = date_in_amsterdam(now),
                               .at = now,
                               .operation = "minutesPage",
                               .kind = "meetings",
                               .object = council.meeting,
                               .rows_max = SIZE_MAX };
}

/* Of many reads at once those with a note are recorded, one row each; the one that cannot be is not
 * answered, and its neighbours are. The sessions stay read-only. */
static void private_read__is_recorded_or_not_answered(void **state)
{
    enum {
        COUNT = 40,
        STRANGE = 7
    };
    static struct waiting reads[COUNT];
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    make_controller(conn);
    const struct read_note known = note_of(council.persons[0]);
    const struct read_note strange = note_of(council.persons[1]); /* no controller */
    const struct param params[] = { param_uuid(council.meeting), param_null(VALUE_UUIDS),
                                    param_uuid(council.persons[0]), param_date(0) };
    for (size_t i = 0; i < COUNT; i++) {
        prepare(&reads[i]);
        add_part(&reads[i], "minutes_lines_inside", params, 4);
        reads[i].job.note = i == STRANGE ? &strange : i % 2 == 0 ? &known : NULL;
        submit(&reads[i]);
    }
    for (size_t i = 0; i < COUNT; i++) {
        wait_done(&reads[i]);
        assert_int_equal(reads[i].job.err.code, i == STRANGE ? ERR_UNAVAILABLE : ERR_OK);
        assert_true(reads[i].job.parts[0].rows.row_count > 1);
        finish(&reads[i]);
    }
    assert_string_equal("20", pg_value(conn, "SELECT count(*) FROM private_read WHERE operation = "
                                             "'minutesPage' AND object IS NOT NULL"));
    assert_string_equal("0", pg_value(conn, "SELECT count(*) FROM pg_stat_activity WHERE state LIKE "
                                            "'idle in transaction%'"));
    PQfinish(conn);
    write__is_refused(state);
}

/* A note alone is nothing: without a private value no row is made, and none is needed. */
static void read_without_private_rows__is_not_recorded(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    const struct read_note strange = note_of(council.persons[1]);
    struct waiting read;
    prepare(&read);
    add_uuid_part(&read, "council_load", council.council);
    read.job.note = &strange;
    assert_int_equal(run(&read), ERR_OK);
    finish(&read);
    struct read_note none_shown = strange;
    none_shown.rows_max = 0;
    const struct param params[] = { param_uuid(council.meeting), param_null(VALUE_UUIDS),
                                    param_uuid(council.persons[0]), param_date(0) };
    prepare(&read);
    add_part(&read, "minutes_lines_inside", params, 4);
    read.job.note = &none_shown;
    assert_int_equal(run(&read), ERR_OK);
    finish(&read);
    assert_string_equal("20", pg_value(conn, "SELECT count(*) FROM private_read"));
    PQfinish(conn);
}

/* Not even the parameters fit; the reads around it are answered as if it had not been. */
static void full_arena__fails_alone(void **state)
{
    enum {
        COUNT = 5,
        FULL = 2
    };
    static struct waiting reads[COUNT];
    static struct uuid ids[100];
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        const struct param params[] = { param_uuid(council.motion), param_uuids(ids, 100),
                                        param_uuid(council.persons[0]), param_date(0) };
        prepare(&reads[i]);
        add_uuid_part(&reads[i], "council_load", council.council);
        if (i == FULL) {
            arena_free(reads[i].job.arena);
            reads[i].job.arena = arena_new(512);
            add_part(&reads[i], "motion_item_inside", params, 4);
        }
    }
    for (size_t i = 0; i < COUNT; i++) {
        submit(&reads[i]);
    }
    for (size_t i = 0; i < COUNT; i++) {
        wait_done(&reads[i]);
        assert_int_equal(reads[i].job.err.code, i == FULL ? ERR_MEMORY : ERR_OK);
        finish(&reads[i]);
    }
}

static void late_read__is_not_run(void **state)
{
    struct waiting read;
    (void)state;
    prepare(&read);
    read.job.deadline_ms = clock_monotonic_ms() - 1;
    add_uuid_part(&read, "council_load", council.council);
    assert_int_equal(run(&read), ERR_DEADLINE);
    finish(&read);
}

static void lost_connection__is_made_again(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    struct waiting read;
    enum err_code code = ERR_UNAVAILABLE;
    pg_do(conn, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                "usename = 'buurtkas_daemon' AND pid NOT IN "
                "(SELECT pid FROM pg_locks WHERE locktype = 'advisory')");
    for (int tries = 0; tries < 50 && code != ERR_OK; tries++) {
        prepare(&read);
        add_uuid_part(&read, "council_load", council.council);
        code = run(&read);
        assert_true(code == ERR_OK || code == ERR_UNAVAILABLE);
        finish(&read);
    }
    assert_int_equal(code, ERR_OK);
    assert_true(readers_are_ready(readers));
    PQfinish(conn);
}

static void statement__is_described(void **state)
{
    size_t params = 0;
    const struct rowset_column *columns = NULL;
    size_t count = 0;
    (void)state;
    assert_true(statement_describe("council_load", &params, &columns, &count));
    assert_int_equal(params, 1);
    assert_string_equal(columns[0].name, "id");
    assert_int_equal(columns[0].type, VALUE_UUID);
    assert_true(statement_describe("council_load", &params, NULL, NULL));
    assert_false(statement_describe("council_loa", &params, &columns, &count));
    assert_false(statement_describe("", &params, &columns, &count));
}

static int setup(void **state)
{
    struct err err = { 0 };
    if (pg_fixture_setup(state) != 0) {
        return -1;
    }
    town_found(&town, *state);
    town_start(&town);
    town_open_motion(&town, &council, 30);
    readers = readers_start(pg_fixture_conninfo(*state, PG_DAEMON), READERS, QUEUE_MAX, &err);
    return readers == NULL ? -1 : 0;
}

static int teardown(void **state)
{
    readers_stop(readers);
    town_stop(&town);
    town_close(&town);
    return pg_fixture_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows__come_with_their_types),
        cmocka_unit_test(json__comes_as_its_text),
        cmocka_unit_test(many_reads__are_answered),
        cmocka_unit_test(failed_read__fails_alone),
        cmocka_unit_test(unknown_statement__is_our_mistake),
        cmocka_unit_test(write__is_refused),
        cmocka_unit_test(private_read__is_recorded_or_not_answered),
        cmocka_unit_test(read_without_private_rows__is_not_recorded),
        cmocka_unit_test(too_much__is_refused),
        cmocka_unit_test(full_arena__fails_alone),
        cmocka_unit_test(late_read__is_not_run),
        cmocka_unit_test(lost_connection__is_made_again),
        cmocka_unit_test(statement__is_described),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
