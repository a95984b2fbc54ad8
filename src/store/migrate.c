/* Migrations: embedded, numbered from 1, forward only. Each runs in its own transaction together
 * with the row that records its SHA-256; an advisory lock keeps two programs from migrating at
 * once. A database whose recorded sums are not this program's, or that is ahead of it, is refused.
 */
#include "buurtkas/store/migrate.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

#include "buurtkas/audit/hash.h"
#include "buurtkas/base/str.h"

enum {
    SQL_INSERT_MAX = 512
};

static void conn_freep(PGconn **conn)
{
    PQfinish(*conn);
}

static void result_freep(PGresult **result)
{
    PQclear(*result);
}

static PGconn *connect_as(const char *conninfo, struct err *err)
{
    PGconn *conn = PQconnectdb(conninfo);
    if (conn != NULL && PQstatus(conn) == CONNECTION_OK) {
        return conn;
    }
    err_set(err, ERR_CONNECTION, "cannot connect to the database: %.200s",
            conn == NULL ? "out of memory" : PQerrorMessage(conn));
    PQfinish(conn);
    return NULL;
}

/* What the server said, without a line break, and its SQLSTATE. */
static bool fail_of(const PGconn *conn, const PGresult *result, const char *what, struct err *err)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (err_is_set(err)) {
        return false;
    }
    if (PQstatus(conn) != CONNECTION_OK) {
        return err_set(err, ERR_CONNECTION, "%s: the connection was lost", what);
    }
    if (state != NULL) {
        (void)snprintf(err->sqlstate, sizeof err->sqlstate, "%s", state);
    }
    return err_set(err, ERR_DATABASE, "%s: %.200s", what,
                   message == NULL ? "the database refused it" : message);
}

/* Runs SQL whose rows are of no interest. */
static bool run(PGconn *conn, const char *sql, const char *what, struct err *err)
{
    PGresult *result CLEANUP(result_freep) = PQexec(conn, sql);
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
           fail_of(conn, result, what, err);
}

static void sum_of(char out[2 * HASH_BYTES + 1], const struct migration *migration)
{
    struct hash hash;
    hash_bytes(&hash, migration->sql, strlen(migration->sql));
    hex_encode(out, hash.bytes, HASH_BYTES);
}

/* One row of the record against the migration that this program has of that number. */
static bool check_row(const PGresult *rows, int row, struct err *err)
{
    if ((size_t)row >= migrations_count) {
        return err_set(err, ERR_MISMATCH,
                       "the database is ahead of this program: it has %d migrations, this has %zu",
                       PQntuples(rows), migrations_count);
    }
    const struct migration *migration = &migrations[row];
    char number[16];
    (void)snprintf(number, sizeof number, "%d", migration->number);
    char sum[2 * HASH_BYTES + 1];
    sum_of(sum, migration);
    if (strcmp(PQgetvalue(rows, row, 0), number) != 0 ||
        strcmp(PQgetvalue(rows, row, 1), sum) != 0) {
        return err_set(err, ERR_MISMATCH,
                       "migration %04d_%s in the database is not the one of this program",
                       migration->number, migration->name);
    }
    return true;
}

/* @param out_done  how many of ours the database has, from the first on */
static bool read_done(PGconn *conn, size_t *out_done, struct err *err)
{
    PGresult *rows CLEANUP(result_freep) =
        PQexec(conn, "SELECT number, encode(sha256, 'hex') FROM schema_migration ORDER BY number");
    if (PQresultStatus(rows) != PGRES_TUPLES_OK) {
        return fail_of(conn, rows, "reading the migrations", err);
    }
    for (int row = 0; row < PQntuples(rows); row++) {
        if (!check_row(rows, row, err)) {
            return false;
        }
    }
    *out_done = (size_t)PQntuples(rows);
    return true;
}

/* Names are [a-z0-9_] by the generator's check, so they need no escape. */
static bool run_one(PGconn *conn, const struct migration *migration, struct err *err)
{
    char what[128];
    char sum[2 * HASH_BYTES + 1];
    char insert[SQL_INSERT_MAX];
    (void)snprintf(what, sizeof what, "migration %04d_%s", migration->number, migration->name);
    sum_of(sum, migration);
    (void)snprintf(insert, sizeof insert,
                   "INSERT INTO schema_migration (number, name, sha256, at) VALUES "
                   "(%d, '%s', '\\x%s', (extract(epoch FROM now()) * 1000)::int8)",
                   migration->number, migration->name, sum);
    return run(conn, "BEGIN", what, err) && run(conn, migration->sql, what, err) &&
           run(conn, insert, what, err) && run(conn, "COMMIT", what, err);
}

/* The lock is the session's: it ends with the connection, whatever happens. Its key is the ASCII of
 * "buurt", which is not the writer's. */
static const char *const settings[] = {
    "SET client_min_messages = warning",
    "SET search_path = public",
    "SET lock_timeout = '60s'",
    "SELECT pg_advisory_lock(x'6275757274'::int8)",
    "CREATE TABLE IF NOT EXISTS schema_migration (number int4 PRIMARY KEY, name text NOT NULL, "
    "sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32), at int8 NOT NULL)",
    NULL,
};

bool migrate_run(const char *owner_conninfo, int *out_run, struct err *err)
{
    PGconn *conn CLEANUP(conn_freep) = connect_as(owner_conninfo, err);
    if (conn == NULL) {
        return false;
    }
    for (size_t i = 0; settings[i] != NULL; i++) {
        if (!run(conn, settings[i], "preparing to migrate", err)) {
            return false;
        }
    }
    size_t done;
    if (!read_done(conn, &done, err)) {
        return false;
    }
    for (size_t i = done; i < migrations_count; i++) {
        if (!run_one(conn, &migrations[i], err)) {
            return false;
        }
    }
    *out_run = (int)(migrations_count - done);
    return true;
}

bool migrate_check(const char *conninfo, struct err *err)
{
    PGconn *conn CLEANUP(conn_freep) = connect_as(conninfo, err);
    if (conn == NULL) {
        return false;
    }
    PGresult *found CLEANUP(result_freep) =
        PQexec(conn, "SELECT to_regclass('public.schema_migration') IS NOT NULL");
    if (PQresultStatus(found) != PGRES_TUPLES_OK) {
        return fail_of(conn, found, "looking for the migrations", err);
    }
    size_t done = 0;
    if (PQgetvalue(found, 0, 0)[0] == 't' && !read_done(conn, &done, err)) {
        return false;
    }
    if (done < migrations_count) {
        return err_set(err, ERR_MISMATCH,
                       "the database has %zu of %zu migrations: run `buurtkas migrate`", done,
                       migrations_count);
    }
    return true;
}
