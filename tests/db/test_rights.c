/* Every table has a class, and the rights and triggers of its class: nothing is edited, whoever
 * tries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "buurtkas/domain/objects.h"
#include "support/pg_fixture.h"

static void tables__all_have_a_class(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    assert_string_equal("",
                        pg_value(conn, "SELECT string_agg(relname, ', ') FROM pg_class "
                                       "WHERE relnamespace = 'public'::regnamespace AND relkind "
                                       "IN ('r', 'p', 'v', 'm', 'f', 'S') "
                                       "AND relname NOT IN (SELECT name FROM table_class)"));
    assert_string_equal("", pg_value(conn, "SELECT string_agg(name, ', ') FROM table_class "
                                           "WHERE to_regclass(quote_ident(name)) IS NULL"));
    PQfinish(conn);
}

static void objects__have_the_class_of_the_headers(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    for (int kind = 1; kind < KIND_COUNT; kind++) {
        const struct object_type *type = object_type((enum kind)kind);
        char sql[256];
        (void)snprintf(sql, sizeof sql, "SELECT class FROM table_class WHERE name = '%s'",
                       type->table);
        const char *expected = type->is_journal ? "journal" : "projection";
        const char *got = pg_value(conn, sql);
        if (strcmp(got, expected) != 0) {
            fail_msg("%s is \"%s\", not %s", type->table, got, expected);
        }
    }
    PQfinish(conn);
}

/* The columns that an update statement writes, and no other. */
static void objects__state_columns_are_those_of_the_headers(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    for (int kind = 1; kind < KIND_COUNT; kind++) {
        const struct object_type *type = object_type((enum kind)kind);
        char expected[1024];
        int len = snprintf(expected, sizeof expected, "%s", type->is_journal ? "" : "changed");
        for (const struct field *field = type->columns; field->kind != FIELD_END; field++) {
            if (!type->is_journal && (field->flags & FIELD_FIXED) == 0) {
                len += snprintf(expected + len, sizeof expected - (size_t)len, ",%s", field->name);
            }
        }
        char sql[512];
        (void)snprintf(
            sql, sizeof sql,
            "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute "
            "WHERE attrelid = 'public.\"%s\"'::regclass AND attnum > 0 AND NOT attisdropped "
            "AND has_column_privilege('buurtkas_daemon', attrelid, attnum, 'UPDATE')",
            type->table);
        const char *got = pg_value(conn, sql);
        if (strcmp(got, expected) != 0) {
            fail_msg("%s: may update \"%s\", not \"%s\"", type->table, got, expected);
        }
    }
    PQfinish(conn);
}

/* What pg_catalog says against what the class says, for every table at once. */
static void rights__equal_the_class(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    pg_do(
        conn,
        "CREATE TEMP VIEW rights AS SELECT name, class, state_columns, "
        "has_table_privilege('buurtkas_daemon', quote_ident(name), 'SELECT') AS s, "
        "has_table_privilege('buurtkas_daemon', quote_ident(name), 'INSERT') AS i, "
        "has_table_privilege('buurtkas_daemon', quote_ident(name), 'UPDATE') AS u, "
        "has_any_column_privilege('buurtkas_daemon', quote_ident(name), 'UPDATE') AS uc, "
        "has_table_privilege('buurtkas_daemon', quote_ident(name), 'DELETE') AS d, "
        "has_table_privilege('buurtkas_daemon', quote_ident(name), 'TRUNCATE, TRIGGER, REFERENCES') "
        "AS t, (SELECT string_agg(p.grantee::regrole::text, ',') FROM pg_class, "
        "aclexplode(relacl) AS p WHERE pg_class.oid = quote_ident(name)::regclass AND p.grantee "
        "NOT IN (to_regrole('buurtkas_daemon'), to_regrole('buurtkas_owner'))) AS others "
        "FROM table_class");
    assert_string_equal("",
                        pg_value(conn, "SELECT string_agg(name, ', ') FROM rights WHERE NOT s OR u "
                                       "OR d OR t OR others IS NOT NULL"));
    assert_string_equal("", pg_value(conn, "SELECT string_agg(name, ', ') FROM rights "
                                           "WHERE i <> (class NOT IN ('schema', 'view'))"));
    assert_string_equal("", pg_value(conn, "SELECT string_agg(name, ', ') FROM rights "
                                           "WHERE uc <> (cardinality(state_columns) > 0)"));
    assert_string_equal("", pg_value(conn, "SELECT string_agg(name, ', ') FROM rights WHERE "
                                           "(class = 'projection' AND NOT uc) OR "
                                           "(class IN ('journal', 'opening', 'schema', 'view') AND uc)"));
    assert_string_equal("", pg_value(conn,
                                     "SELECT string_agg(rolname, ', ') FROM pg_roles WHERE rolname "
                                     "LIKE 'buurtkas%' AND (rolsuper OR rolcreatedb OR "
                                     "rolcreaterole OR rolreplication OR rolbypassrls)"));
    PQfinish(conn);
}

/* Calls `check` with the quoted name of each table of a class; the string lives for the call only.
 */
static void each_table(PGconn *conn, const char *class, void (*check)(PGconn *, const char *))
{
    char sql[256];
    (void)snprintf(sql, sizeof sql,
                   "SELECT quote_ident(name) FROM table_class WHERE class = '%s' ORDER BY name",
                   class);
    PGresult *tables = PQexec(conn, sql);
    assert_true(PQntuples(tables) > 0);
    for (int i = 0; i < PQntuples(tables); i++) {
        check(conn, PQgetvalue(tables, i, 0));
    }
    PQclear(tables);
}

/* An update of the table's first column to itself, whatever that is called. */
static void update_refused(PGconn *conn, const char *table, const char *sqlstate)
{
    char sql[512];
    (void)snprintf(sql, sizeof sql,
                   "DO $do$ BEGIN EXECUTE (SELECT format('UPDATE %%s SET %%I = %%I', "
                   "attrelid::regclass, attname, attname) FROM pg_attribute "
                   "WHERE attrelid = '%s'::regclass AND attnum = 1); END $do$",
                   table);
    pg_refused(conn, sql, sqlstate, NULL);
}

static void delete_refused(PGconn *conn, const char *table, const char *sqlstate)
{
    char sql[256];
    (void)snprintf(sql, sizeof sql, "DELETE FROM %s", table);
    pg_refused(conn, sql, sqlstate, NULL);
    (void)snprintf(sql, sizeof sql, "TRUNCATE %s CASCADE", table);
    pg_refused(conn, sql, sqlstate, NULL);
}

static void check_rights_refuse(PGconn *conn, const char *table)
{
    update_refused(conn, table, "42501");
    delete_refused(conn, table, "42501");
}

static void check_triggers_refuse(PGconn *conn, const char *table)
{
    update_refused(conn, table, "23001");
    delete_refused(conn, table, "23001");
}

static void check_projection_refuses(PGconn *conn, const char *table)
{
    delete_refused(conn, table, "23001");
}

static void journals__refuse_the_daemon(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_DAEMON);
    each_table(conn, "journal", check_rights_refuse);
    each_table(conn, "opening", check_rights_refuse);
    PQfinish(conn);
}

/* Even the owner, and a superuser who turned ordinary triggers off. */
static void journals__refuse_everyone_by_trigger(void **state)
{
    PGconn *owner = pg_fixture_connect(*state, PG_OWNER);
    each_table(owner, "journal", check_triggers_refuse);
    each_table(owner, "projection", check_projection_refuses);
    PQfinish(owner);
    PGconn *super = pg_fixture_connect(*state, PG_SUPER);
    pg_do(super, "SET session_replication_role = replica");
    each_table(super, "journal", check_triggers_refuse);
    PQfinish(super);
}

static void openings__can_be_erased_but_not_changed(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_OWNER);
    pg_do(conn, "INSERT INTO opening VALUES (gen_random_uuid(), 'title', 0, 'x', sha256('x'))");
    pg_refused(conn, "UPDATE opening SET value = 'y'", "23001", "nothing_is_edited");
    pg_do(conn, "DELETE FROM opening");
    PQfinish(conn);
}

static void daemon__cannot_make_or_drop_anything(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_DAEMON);
    pg_refused(conn, "CREATE TABLE mine (n int4)", "42501", NULL);
    pg_refused(conn, "CREATE TEMP TABLE mine (n int4)", "42501", NULL);
    pg_refused(conn, "DROP TABLE vote", "42501", NULL);
    pg_refused(conn, "ALTER TABLE vote DISABLE TRIGGER ALL", "42501", NULL);
    pg_refused(conn, "SET session_replication_role = replica", "42501", NULL);
    pg_refused(conn, "CALL class_table('vote', 'private')", "42501", NULL);
    pg_refused(conn, "SET ROLE buurtkas_owner", "42501", NULL);
    pg_refused(conn, "UPDATE token SET hash = sha256('x')", "42501", NULL);
    PQfinish(conn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables__all_have_a_class),
        cmocka_unit_test(objects__have_the_class_of_the_headers),
        cmocka_unit_test(objects__state_columns_are_those_of_the_headers),
        cmocka_unit_test(rights__equal_the_class),
        cmocka_unit_test(journals__refuse_the_daemon),
        cmocka_unit_test(journals__refuse_everyone_by_trigger),
        cmocka_unit_test(openings__can_be_erased_but_not_changed),
        cmocka_unit_test(daemon__cannot_make_or_drop_anything),
    };
    return cmocka_run_group_tests(tests, pg_fixture_setup, pg_fixture_teardown);
}
