/* The scan behind `verify --database`: every row once and in order over many pages, also rows that
 * have no key of their own; openings beside their leaves; one snapshot; a cell that C cannot hold
 * is said, not guessed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "buurtkas/store/audit_scan.h"
#include "support/pg_fixture.h"

enum {
    ROWS = 1500, /* about three pages */
    SAME = 1100, /* more than two pages of one key */
};

/* What the visits saw. */
struct seen {
    size_t rows;
    size_t flaws;
    size_t leaves;
    size_t openings;
    size_t strays; /* openings that are not beside their leaf */
    int64_t last_entry;
    bool is_unordered;
    struct uuid last_id;
    int32_t last_ordinal;
    char flaw[ERR_DETAIL_MAX];
};

static PGconn *super(void **state)
{
    return pg_fixture_connect(*state, PG_SUPER);
}

static struct audit_scan *open_scan(void **state)
{
    struct err err = { 0 };
    struct audit_scan *scan = audit_scan_open(pg_fixture_conninfo(*state, PG_DAEMON), &err);
    if (scan == NULL) {
        fail_msg("%s", err.detail);
    }
    return scan;
}

static bool see_row(void *self, const struct audit_row *row, struct err *err)
{
    struct seen *seen = self;
    int order = memcmp(seen->last_id.bytes, row->object->id.bytes, UUID_BYTES);
    (void)err;
    seen->is_unordered |=
        seen->rows > 0 && (order > 0 || (order == 0 && seen->last_ordinal > row->object->ordinal));
    seen->rows++;
    seen->last_id = row->object->id;
    seen->last_ordinal = row->object->ordinal;
    if (row->flaw != NULL) {
        seen->flaws++;
        (void)snprintf(seen->flaw, sizeof seen->flaw, "%s", row->flaw);
    }
    return true;
}

static struct seen scan_rows(struct audit_scan *scan, enum kind kind)
{
    struct seen seen = { 0 };
    struct err err = { 0 };
    if (!audit_scan_rows(scan, kind, see_row, &seen, &err)) {
        fail_msg("%s", err.detail);
    }
    return seen;
}

static void rows__come_once_and_in_order(void **state)
{
    PGconn *conn = super(state);
    char sql[256];
    pg_do(conn, "SET session_replication_role = replica");
    (void)snprintf(sql, sizeof sql,
                   "INSERT INTO area_code SELECT gen_random_uuid(), n, 1, 'X' FROM"
                   " generate_series(1, %d) AS n",
                   ROWS);
    pg_do(conn, sql);
    pg_do(conn,
          "INSERT INTO area_code VALUES ('00000000-0000-0000-0000-000000000000', -7, 1, 'X')");
    struct audit_scan *scan = open_scan(state);
    struct seen seen = scan_rows(scan, KIND_AREA_CODE);
    assert_int_equal(seen.rows, ROWS + 1);
    assert_int_equal(seen.flaws, 0);
    assert_false(seen.is_unordered);
    audit_scan_close(scan);
    PQfinish(conn);
}

static void rows_of_one_key__come_all(void **state)
{
    PGconn *conn = super(state);
    char sql[256];
    pg_do(conn, "SET session_replication_role = replica");
    pg_do(conn, "ALTER TABLE cost_line DROP CONSTRAINT cost_line_pkey");
    (void)snprintf(sql, sizeof sql,
                   "INSERT INTO cost_line SELECT '01900000-0000-7000-8000-000000000001', 1, 1, n"
                   " FROM generate_series(1, %d) AS n",
                   SAME);
    pg_do(conn, sql);
    pg_do(conn, "INSERT INTO cost_line VALUES ('01900000-0000-7000-8000-000000000002', 1, 1, 1)");
    struct audit_scan *scan = open_scan(state);
    assert_int_equal(scan_rows(scan, KIND_COST_LINE).rows, SAME + 1);
    audit_scan_close(scan);
    PQfinish(conn);
}

/* One snapshot: what is committed meanwhile belongs to another record. */
static void rows_written_later__are_not_seen(void **state)
{
    PGconn *conn = super(state);
    struct audit_scan *scan = open_scan(state);
    size_t before = scan_rows(scan, KIND_AREA_CODE).rows;
    pg_do(conn, "SET session_replication_role = replica");
    pg_do(conn, "INSERT INTO area_code SELECT gen_random_uuid(), 1, 1, 'X'");
    assert_int_equal(scan_rows(scan, KIND_AREA_CODE).rows, before);
    audit_scan_close(scan);
    scan = open_scan(state);
    assert_int_equal(scan_rows(scan, KIND_AREA_CODE).rows, before + 1);
    audit_scan_close(scan);
    PQfinish(conn);
}

static void cells_that_c_cannot_hold__are_said(void **state)
{
    PGconn *conn = super(state);
    pg_do(conn, "SET session_replication_role = replica");
    pg_do(conn, "ALTER TABLE organisation DROP CONSTRAINT organisation_kind_check");
    pg_do(conn, "ALTER TABLE financing_line ALTER in_kind DROP NOT NULL");
    pg_do(conn,
          "INSERT INTO organisation VALUES ('01900000-0000-7000-8000-000000000001', 1, 'ORG-1',"
          " 'kingdom', 'X')");
    pg_do(conn,
          "INSERT INTO financing_line VALUES ('01900000-0000-7000-8000-000000000001', 1, 1, 5,"
          " NULL, 'asked')");
    struct audit_scan *scan = open_scan(state);
    struct seen seen = scan_rows(scan, KIND_ORGANISATION);
    assert_int_equal(seen.flaws, 1);
    assert_non_null(strstr(seen.flaw, "kind"));
    seen = scan_rows(scan, KIND_FINANCING_LINE);
    assert_int_equal(seen.flaws, 1);
    assert_non_null(strstr(seen.flaw, "in_kind"));
    audit_scan_close(scan);
    PQfinish(conn);
}

static bool see_leaf(void *self, const struct audit_leaf *leaf, struct err *err)
{
    struct seen *seen = self;
    (void)err;
    seen->is_unordered |= seen->leaves > 0 && leaf->entry <= seen->last_entry;
    seen->leaves++;
    seen->last_entry = leaf->entry;
    return true;
}

static bool see_opening(void *self, const struct audit_opening *opening, struct err *err)
{
    struct seen *seen = self;
    (void)err;
    seen->openings++;
    seen->strays += seen->leaves == 0 || opening->entry != seen->last_entry;
    return true;
}

static void openings__come_beside_their_leaves(void **state)
{
    PGconn *conn = super(state);
    char sql[512];
    pg_do(conn, "SET session_replication_role = replica");
    (void)snprintf(sql, sizeof sql,
                   "INSERT INTO leaf SELECT n, 1, 1, gen_random_uuid(), sha256('x'), 'x' FROM"
                   " generate_series(0, %d) AS n WHERE n <> 700",
                   ROWS - 1);
    pg_do(conn, sql);
    (void)snprintf(
        sql, sizeof sql,
        "INSERT INTO opening SELECT gen_random_uuid(), 'f' || m, n, 'x', sha256('x') FROM"
        " generate_series(0, %d) AS n, generate_series(1, 2) AS m",
        ROWS);
    pg_do(conn, sql);
    struct audit_scan *scan = open_scan(state);
    struct seen seen = { 0 };
    struct err err = { 0 };
    const struct audit_visitor visitor = { see_leaf, see_opening, &seen };
    assert_true(audit_scan_record(scan, &visitor, &err));
    assert_int_equal(seen.leaves, ROWS - 1);
    assert_int_equal(seen.openings, 2 * (ROWS + 1));
    assert_int_equal(seen.strays, 4); /* of entry 700, and of the one after the last */
    assert_false(seen.is_unordered);
    audit_scan_close(scan);
    PQfinish(conn);
}

static void the_session__cannot_write(void **state)
{
    PGconn *conn = super(state);
    struct audit_scan *scan = open_scan(state);
    const char *held =
        "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
        " WHERE a.application_name = 'buurtkas' AND (l.locktype = 'advisory' OR l.mode NOT IN"
        " ('AccessShareLock', 'ExclusiveLock'))"; /* its own transaction id is held ExclusiveLock */
    (void)scan_rows(scan, KIND_AREA_CODE);
    assert_string_equal(pg_value(conn, held), "0");
    audit_scan_close(scan);
    PQfinish(conn);
}

static void a_folder_without_a_database__is_an_error(void **state)
{
    struct arena *arena = arena_new(65536);
    const struct pg_fixture *fixture = *state;
    const char *conninfo = NULL;
    char folder[64];
    struct err err = { 0 };
    assert_true(cluster_find(fixture->folder, arena, &conninfo, &err));
    assert_string_equal(conninfo, cluster_daemon_conninfo(fixture->cluster));
    assert_true(pg_fixture_make_folder(folder));
    assert_false(cluster_find(folder, arena, &conninfo, &err));
    assert_int_equal(err.code, ERR_IO);
    pg_fixture_remove_folder(folder);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows__come_once_and_in_order),
        cmocka_unit_test(rows_of_one_key__come_all),
        cmocka_unit_test(rows_written_later__are_not_seen),
        cmocka_unit_test(cells_that_c_cannot_hold__are_said),
        cmocka_unit_test(openings__come_beside_their_leaves),
        cmocka_unit_test(the_session__cannot_write),
        cmocka_unit_test(a_folder_without_a_database__is_an_error),
    };
    return cmocka_run_group_tests(tests, pg_fixture_setup, pg_fixture_teardown);
}
