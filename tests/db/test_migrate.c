/* Migrations: twice changes nothing, two at once run each one once, what was changed behind the
 * program's back is refused, one that fails leaves nothing. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "buurtkas/store/migrate.h"
#include "support/pg_fixture.h"

struct runner {
    pthread_t thread;
    const char *conninfo;
    int count;
    bool is_done;
};

static void *run_migrations(void *self)
{
    struct runner *runner = self;
    struct err err = { 0 };
    runner->is_done = migrate_run(runner->conninfo, &runner->count, &err);
    return NULL;
}

static void migrate_check__says_what_is_missing(void **state)
{
    struct err err = { 0 };
    assert_false(migrate_check(pg_fixture_conninfo(*state, PG_DAEMON), &err));
    assert_int_equal(err.code, ERR_MISMATCH);
    assert_non_null(strstr(err.detail, "0 of"));
}

static void migrate_run__two_at_once_run_each_one_once(void **state)
{
    struct runner runners[2] = { 0 };
    for (size_t i = 0; i < 2; i++) {
        runners[i].conninfo = pg_fixture_conninfo(*state, PG_OWNER);
        assert_int_equal(pthread_create(&runners[i].thread, NULL, run_migrations, &runners[i]), 0);
    }
    for (size_t i = 0; i < 2; i++) {
        (void)pthread_join(runners[i].thread, NULL);
        assert_true(runners[i].is_done);
    }
    assert_int_equal((size_t)(runners[0].count + runners[1].count), migrations_count);
}

static void migrate_run__again_changes_nothing(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    static const char snapshot[] =
        "SELECT md5(string_agg(c::text, '|' ORDER BY c.oid)) FROM pg_class c WHERE relnamespace = "
        "'public'::regnamespace";
    char before[64];
    (void)snprintf(before, sizeof before, "%s", pg_value(conn, snapshot));
    struct err err = { 0 };
    int count = -1;
    assert_true(migrate_run(pg_fixture_conninfo(*state, PG_OWNER), &count, &err));
    assert_int_equal(count, 0);
    assert_string_equal(before, pg_value(conn, snapshot));
    assert_true(migrate_check(pg_fixture_conninfo(*state, PG_DAEMON), &err));
    PQfinish(conn);
}

static void expect_mismatch(void **state, const char *part)
{
    struct err err = { 0 };
    int count = -1;
    assert_false(migrate_run(pg_fixture_conninfo(*state, PG_OWNER), &count, &err));
    assert_int_equal(err.code, ERR_MISMATCH);
    assert_non_null(strstr(err.detail, part));
    assert_int_equal(count, -1);
    err = (struct err){ 0 };
    assert_false(migrate_check(pg_fixture_conninfo(*state, PG_DAEMON), &err));
    assert_int_equal(err.code, ERR_MISMATCH);
}

static void migrate_run__refuses_another_checksum(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    pg_do(conn, "UPDATE schema_migration SET sha256 = sha256('x') WHERE number = 2");
    expect_mismatch(state, "0002_");
    pg_do(conn, "UPDATE schema_migration SET number = 1000 WHERE number = 2");
    expect_mismatch(state, "0002_");
    pg_do(conn, "DELETE FROM schema_migration WHERE number = 1000");
    expect_mismatch(state, "0002_");
    PQfinish(conn);
}

/* Runs after the one above: starts with a new database. */
static void migrate_run__refuses_a_database_that_is_ahead(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    pg_do(conn, "DROP SCHEMA public CASCADE");
    pg_do(conn, "CREATE SCHEMA public AUTHORIZATION pg_database_owner");
    struct err err = { 0 };
    int count = -1;
    assert_true(migrate_run(pg_fixture_conninfo(*state, PG_OWNER), &count, &err));
    assert_int_equal((size_t)count, migrations_count);
    pg_do(conn, "INSERT INTO schema_migration VALUES (999, 'future', sha256('x'), 0)");
    expect_mismatch(state, "ahead");
    PQfinish(conn);
}

/* A table in the way of a later migration: the earlier ones stand, the failed one left nothing. */
static void migrate_run__a_failed_one_leaves_nothing(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    pg_do(conn, "DROP SCHEMA public CASCADE");
    pg_do(conn, "CREATE SCHEMA public AUTHORIZATION pg_database_owner");
    pg_do(conn, "CREATE TABLE public.token (n int4)");
    struct err err = { 0 };
    int count = -1;
    assert_false(migrate_run(pg_fixture_conninfo(*state, PG_OWNER), &count, &err));
    assert_int_equal(err.code, ERR_DATABASE);
    assert_string_equal(err.sqlstate, "42P07");
    assert_non_null(strstr(err.detail, "0003_private"));
    assert_string_equal(pg_value(conn, "SELECT max(number) FROM schema_migration"), "2");
    assert_string_equal(pg_value(conn, "SELECT to_regclass('public.person')"), "");
    pg_do(conn, "DROP TABLE public.token");
    err = (struct err){ 0 };
    assert_true(migrate_run(pg_fixture_conninfo(*state, PG_OWNER), &count, &err));
    assert_int_equal((size_t)count, migrations_count - 2);
    PQfinish(conn);
}

/* A council that met before agendas had versions. Parents that no migration touches are left out. */
static void seed_a_meeting(PGconn *conn)
{
    static const char *const rows[] = {
        "SET session_replication_role = replica",
        "INSERT INTO organisation (id, entry, reference, kind) VALUES "
        "('00000000-0000-0000-0000-000000000001', 1, 'O-1', 'municipality')",
        "INSERT INTO area (id, entry, reference, organisation, from_date) VALUES "
        "('00000000-0000-0000-0000-000000000002', 2, 'A-1', "
        "'00000000-0000-0000-0000-000000000001', '2025-01-01')",
        "INSERT INTO council (id, entry, reference, organisation, area, statute, seats, "
        "names_public) VALUES ('00000000-0000-0000-0000-000000000003', 3, 'C-1', "
        "'00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002', 'none', "
        "9, false)",
        "INSERT INTO proposal (id, entry, changed, reference, envelope, version, version_number, "
        "state) VALUES ('00000000-0000-0000-0000-000000000004', 4, 9, 'P-1', "
        "'00000000-0000-0000-0000-00000000000f', '00000000-0000-0000-0000-000000000009', 3, "
        "'filed')",
        "INSERT INTO proposal_version (id, entry, reference, proposal, number, cost_cents, "
        "asked_cents) SELECT ('00000000-0000-0000-0000-00000000000' || e)::uuid, e, 'P-1.' || n, "
        "'00000000-0000-0000-0000-000000000004', n, 100, 100 "
        "FROM (VALUES (4, 1), (5, 2), (9, 3)) AS v (e, n)",
        "INSERT INTO meeting (id, entry, changed, reference, council, on_date, public, "
        "convened_at, quorum_waived, state) SELECT ('00000000-0000-0000-0000-00000000000' || "
        "e)::uuid, e, e, 'M-' || e, '00000000-0000-0000-0000-000000000003', '2025-02-11', true, "
        "1739000000000, false, 'convened' FROM (VALUES (6), (7)) AS v (e)",
        "INSERT INTO agenda_item (id, ordinal, entry, proposal) VALUES "
        "('00000000-0000-0000-0000-000000000006', 1, 6, NULL), "
        "('00000000-0000-0000-0000-000000000006', 4, 6, '00000000-0000-0000-0000-000000000004')",
        "SET session_replication_role = DEFAULT",
        NULL,
    };
    for (size_t i = 0; rows[i] != NULL; i++) {
        pg_do(conn, rows[i]);
    }
}

/* Migrations also run where a record is: an agenda becomes its first version, with the version of the plan that stood
 * then. A table in the way stops them before that. */
static void migrate_run__takes_meetings_of_before_along(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    pg_do(conn, "DROP SCHEMA public CASCADE");
    pg_do(conn, "CREATE SCHEMA public AUTHORIZATION pg_database_owner");
    pg_do(conn, "CREATE TABLE public.item_admission (n int4)");
    struct err err = { 0 };
    int count = -1;
    assert_false(migrate_run(pg_fixture_conninfo(*state, PG_OWNER), &count, &err));
    assert_non_null(strstr(err.detail, "0019_agenda"));
    pg_do(conn, "DROP TABLE public.item_admission");
    seed_a_meeting(conn);
    err = (struct err){ 0 };
    if (!migrate_run(pg_fixture_conninfo(*state, PG_OWNER), &count, &err)) {
        print_error("%s\n", err.detail);
    }
    assert_false(err_is_set(&err));
    assert_int_equal((size_t)count, migrations_count - 18);
    assert_string_equal(pg_value(conn, "SELECT string_agg(concat_ws(' ', entry, agenda_version, "
                                       "agenda_at), ', ' ORDER BY entry) FROM meeting"),
                        "6 1 1739000000000, 7 0");
    assert_string_equal(pg_value(conn, "SELECT string_agg(concat_ws(' ', ordinal, version, at, "
                                       "right(proposal_version::text, 1)), ', ' ORDER BY ordinal) "
                                       "FROM agenda_item"),
                        "1 1 1739000000000, 4 1 1739000000000 5");
    PQfinish(conn);
}

static void migrate_run__no_database_is_a_lost_connection(void **state)
{
    (void)state;
    struct err err = { 0 };
    int count = -1;
    assert_false(migrate_run("host=/nowhere dbname=none", &count, &err));
    assert_int_equal(err.code, ERR_CONNECTION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(migrate_check__says_what_is_missing),
        cmocka_unit_test(migrate_run__two_at_once_run_each_one_once),
        cmocka_unit_test(migrate_run__again_changes_nothing),
        cmocka_unit_test(migrate_run__refuses_another_checksum),
        cmocka_unit_test(migrate_run__refuses_a_database_that_is_ahead),
        cmocka_unit_test(migrate_run__a_failed_one_leaves_nothing),
        cmocka_unit_test(migrate_run__takes_meetings_of_before_along),
        cmocka_unit_test(migrate_run__no_database_is_a_lost_connection),
    };
    return cmocka_run_group_tests(tests, pg_fixture_setup_bare, pg_fixture_teardown);
}
