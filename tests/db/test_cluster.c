/* The private cluster: made once, adopted after a kill, started again when it dies, one clear line
 * when its folder cannot be used. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/pg_fixture.h"

enum {
    PATH_SIZE = 512,
    WAIT_STEPS = 300,
    WAIT_STEP_US = 100000
};

static int make_folder(void **state)
{
    char *folder = calloc(1, 64);
    *state = folder;
    return folder != NULL && pg_fixture_make_folder(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    pg_fixture_remove_folder(*state);
    free(*state);
    return 0;
}

static struct cluster *must_start(const char *folder)
{
    struct err err = { 0 };
    struct cluster *cluster = cluster_start(folder, &err);
    if (cluster == NULL) {
        fail_msg("did not start: %s", err.detail);
    }
    return cluster;
}

static void must_fail(const char *folder, enum err_code code, const char *part)
{
    struct err err = { 0 };
    struct cluster *cluster = cluster_start(folder, &err);
    assert_null(cluster);
    assert_int_equal(err.code, code);
    if (strstr(err.detail, part) == NULL) {
        fail_msg("\"%s\" is not in: %s", part, err.detail);
    }
    assert_null(strchr(err.detail, '\n'));
}

static bool answers(const char *conninfo)
{
    return PQping(conninfo) == PQPING_OK;
}

static void run_as(const char *conninfo, const char *sql)
{
    PGconn *conn = PQconnectdb(conninfo);
    if (PQstatus(conn) != CONNECTION_OK) {
        fail_msg("%s", PQerrorMessage(conn));
    }
    pg_do(conn, sql);
    PQfinish(conn);
}

/* First line of postmaster.pid; 0 when there is none. */
static pid_t postmaster_of(const char *folder)
{
    char path[PATH_SIZE];
    char line[32] = "";
    (void)snprintf(path, sizeof path, "%s/postgres/postmaster.pid", folder);
    FILE *file = fopen(path, "r");
    if (file != NULL) {
        (void)!fgets(line, sizeof line, file);
        (void)fclose(file);
    }
    return (pid_t)strtol(line, NULL, 10);
}

static void cluster__keeps_what_was_written_and_is_safe(void **state)
{
    const char *folder = *state;
    struct cluster *cluster = must_start(folder);
    PGconn *conn = PQconnectdb(cluster_super_conninfo(cluster));
    assert_string_equal(pg_value(conn, "SHOW fsync"), "on");
    assert_string_equal(pg_value(conn, "SHOW full_page_writes"), "on");
    assert_string_equal(pg_value(conn, "SHOW synchronous_commit"), "on");
    assert_string_equal(pg_value(conn, "SHOW data_checksums"), "on");
    assert_string_equal(pg_value(conn, "SHOW server_encoding"), "UTF8");
    assert_string_equal(pg_value(conn, "SHOW lc_collate"), "C");
    assert_string_equal(pg_value(conn, "SHOW listen_addresses"), "");
    PQfinish(conn);
    run_as(cluster_owner_conninfo(cluster), "CREATE TABLE kept (n int4)");
    run_as(cluster_owner_conninfo(cluster), "INSERT INTO kept VALUES (1)");
    run_as(cluster_daemon_conninfo(cluster), "SELECT 1");
    assert_true(cluster_supervise(cluster));
    cluster_stop(cluster);
    assert_int_equal(postmaster_of(folder), 0);

    cluster = must_start(folder);
    run_as(cluster_owner_conninfo(cluster), "SELECT 1 / count(*) FROM kept");
    cluster_stop(cluster);
}

static void cluster__is_shut_to_other_users(void **state)
{
    const char *folder = *state;
    struct cluster *cluster = must_start(folder);
    static const char *const names[] = { "postgres", "run", "postgres.log", "lock" };
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        char path[PATH_SIZE];
        struct stat about;
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        assert_int_equal(stat(path, &about), 0);
        assert_int_equal(about.st_mode & 077, 0);
        assert_true(i > 1 || geteuid() != 0 || about.st_uid != 0);
    }
    struct stat about;
    assert_int_equal(stat(folder, &about), 0);
    assert_int_equal(about.st_mode & 066, 0);
    cluster_stop(cluster);
}

static void cluster__takes_one_daemon_a_folder(void **state)
{
    struct cluster *cluster = must_start(*state);
    must_fail(*state, ERR_BUSY, "another daemon");
    assert_true(answers(cluster_super_conninfo(cluster)));
    cluster_stop(cluster);
}

static void cluster_find__finds_what_runs_and_starts_nothing(void **state)
{
    const char *folder = *state;
    struct arena *arena = arena_new(65536);
    struct err err = { 0 };
    const char *conninfo = "untouched";
    assert_false(cluster_find(folder, arena, &conninfo, &err));
    assert_int_equal(err.code, ERR_IO);
    err = (struct err){ 0 };
    struct cluster *cluster = must_start(folder);
    assert_true(cluster_find(folder, arena, &conninfo, &err));
    assert_string_equal(conninfo, cluster_daemon_conninfo(cluster));
    cluster_stop(cluster);
    assert_true(cluster_find(folder, arena, &conninfo, &err));
    assert_null(conninfo);
    assert_false(cluster_find("/no/such/folder", arena, &conninfo, &err));
    assert_int_equal(err.code, ERR_IO);
    arena_free(arena);
}

/* A daemon that is killed leaves its postmaster; the next one takes it over, and stops it in the
 * end. */
static void cluster__adopts_a_live_postmaster(void **state)
{
    const char *folder = *state;
    pid_t daemon = fork();
    if (daemon == 0) {
        struct err err = { 0 };
        _exit(cluster_start(folder, &err) == NULL ? 1 : 0);
    }
    int status = 1;
    assert_int_equal(waitpid(daemon, &status, 0), daemon);
    assert_int_equal(status, 0);
    pid_t left = postmaster_of(folder);
    assert_true(left > 1);
    assert_int_equal(kill(left, 0), 0);

    struct cluster *cluster = must_start(folder);
    assert_int_equal(postmaster_of(folder), left);
    assert_true(answers(cluster_daemon_conninfo(cluster)));
    assert_true(cluster_supervise(cluster));
    cluster_stop(cluster);
    assert_int_equal(postmaster_of(folder), 0);
}

/* As the daemon's supervisor: looks until it answers. @return looks that found it down; -1 for
 * never */
static int supervise_until_it_answers(struct cluster *cluster)
{
    int down = 0;
    for (int i = 0; i < WAIT_STEPS; i++) {
        bool runs = cluster_supervise(cluster);
        down += runs ? 0 : 1;
        if (runs && answers(cluster_super_conninfo(cluster))) {
            return down;
        }
        (void)usleep(WAIT_STEP_US);
    }
    return -1;
}

static void cluster__is_started_again_when_it_dies(void **state)
{
    const char *folder = *state;
    struct cluster *cluster = must_start(folder);
    run_as(cluster_owner_conninfo(cluster), "CREATE TABLE kept (n int4)");
    PGconn *session =
        PQconnectdb(cluster_daemon_conninfo(cluster)); /* a backend that outlives it a while */
    for (int round = 0; round < 2; round++) {
        pid_t before = postmaster_of(folder);
        assert_int_equal(kill(before, SIGKILL), 0);
        assert_true(supervise_until_it_answers(cluster) >= 1);
        assert_int_not_equal(postmaster_of(folder), before);
        run_as(cluster_owner_conninfo(cluster), "SELECT * FROM kept");
    }
    PQfinish(session);
    cluster_stop(cluster);
    assert_int_equal(postmaster_of(folder), 0);
}

/* A pid file that names a process which is somebody else's by now (here: our own) is no obstacle.
 */
static void cluster__is_not_misled_by_a_stale_pid_file(void **state)
{
    const char *folder = *state;
    cluster_stop(must_start(folder));
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/postgres/postmaster.pid", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fprintf(file, "%ld\n%s/postgres\n1\n5432\n%s/run\n\n0 0\nready\n", (long)getpid(), folder,
                  folder);
    (void)fclose(file);
    struct cluster *cluster = must_start(folder);
    assert_int_not_equal(postmaster_of(folder), getpid());
    cluster_stop(cluster);
}

/* A start that was killed inside initdb leaves postgres.new: it is no cluster. */
static void cluster__is_made_whole_or_not_at_all(void **state)
{
    const char *folder = *state;
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/postgres.new", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    (void)snprintf(path, sizeof path, "%s/postgres.new/PG_VERSION", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs("99\n", file);
    (void)fclose(file);
    cluster_stop(must_start(folder));
    assert_int_not_equal(access(path, F_OK), 0);
}

static void cluster__a_long_path_moves_the_socket(void **state)
{
    char folder[PATH_SIZE];
    (void)snprintf(folder, sizeof folder, "%s/it's a 'long' path, with %064d", (const char *)*state,
                   0);
    if (geteuid() == 0) {
        assert_int_equal(chmod(*state, 0711), 0);
    }
    struct cluster *cluster = must_start(folder);
    assert_non_null(strstr(cluster_super_conninfo(cluster), "'/tmp/buurtkas-"));
    char socket[64];
    assert_int_equal(sscanf(cluster_super_conninfo(cluster), "host='%63[^']'", socket), 1);
    assert_true(answers(cluster_daemon_conninfo(cluster)));
    cluster_stop(cluster);
    assert_int_not_equal(access(socket, F_OK), 0);
}

static void cluster__a_shut_folder_is_one_clear_line(void **state)
{
    if (geteuid() != 0) {
        skip();
    }
    char folder[PATH_SIZE];
    (void)snprintf(folder, sizeof folder, "%s/inner", (const char *)*state);
    must_fail(folder, ERR_IO,
              "cannot be reached by"); /* the outer one is 0700 and not ours to open */
    must_fail(folder, ERR_IO, *state);
    must_fail("/proc/no-such-place", ERR_IO, "cannot make");
}

static void cluster__a_server_that_will_not_start_is_told(void **state)
{
    const char *folder = *state;
    cluster_stop(must_start(folder));
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/postgres/global/pg_control", folder);
    assert_int_equal(truncate(path, 0), 0);
    must_fail(folder, ERR_IO, "postgres.log");
}

#define CLUSTER_TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLUSTER_TEST(cluster__keeps_what_was_written_and_is_safe),
        CLUSTER_TEST(cluster__is_shut_to_other_users),
        CLUSTER_TEST(cluster__takes_one_daemon_a_folder),
        CLUSTER_TEST(cluster_find__finds_what_runs_and_starts_nothing),
        CLUSTER_TEST(cluster__adopts_a_live_postmaster),
        CLUSTER_TEST(cluster__is_started_again_when_it_dies),
        CLUSTER_TEST(cluster__is_not_misled_by_a_stale_pid_file),
        CLUSTER_TEST(cluster__is_made_whole_or_not_at_all),
        CLUSTER_TEST(cluster__a_long_path_moves_the_socket),
        CLUSTER_TEST(cluster__a_shut_folder_is_one_clear_line),
        CLUSTER_TEST(cluster__a_server_that_will_not_start_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
