/* The throw-away cluster, and the few calls with which the database tests speak SQL. */
#include "support/pg_fixture.h"

#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "buurtkas/store/migrate.h"

bool pg_fixture_make_folder(char out[64])
{
    (void)snprintf(out, 64, "/tmp/buurtkas-test-XXXXXX");
    return mkdtemp(out) != NULL;
}

static int remove_entry(const char *path, const struct stat *about, int type, struct FTW *ftw)
{
    (void)about;
    (void)type;
    (void)ftw;
    return remove(path);
}

void pg_fixture_remove_folder(const char *folder)
{
    (void)nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* What is left of a test program that crashed: its postmaster and its folder. */
static void clean_up_after_crash(const char *folder)
{
    char path[128];
    char line[32] = "";
    (void)snprintf(path, sizeof path, "%s/postgres/postmaster.pid", folder);
    FILE *file = fopen(path, "r");
    if (file != NULL && fgets(line, sizeof line, file) != NULL) {
        (void)kill((pid_t)strtol(line, NULL, 10), SIGQUIT);
        (void)sleep(1);
    }
    pg_fixture_remove_folder(folder);
}

/* A child that only waits for our end, however it comes. It is made before the cluster, so that it
 * holds none of its files. */
static bool start_guard(struct pg_fixture *fixture)
{
    int ends[2];
    if (pipe(ends) != 0) {
        return false;
    }
    fixture->guard = fork();
    if (fixture->guard == 0) {
        char byte;
        (void)setsid();
        (void)close(ends[1]);
        (void)!read(ends[0], &byte, 1);
        if (access(fixture->folder, F_OK) == 0) {
            clean_up_after_crash(fixture->folder);
        }
        _exit(0);
    }
    (void)close(ends[0]);
    fixture->guard_fd = ends[1];
    return fixture->guard > 0;
}

int pg_fixture_setup_bare(void **state)
{
    static struct pg_fixture fixture;
    struct err err = { 0 };
    if (!pg_fixture_make_folder(fixture.folder) || !start_guard(&fixture)) {
        return -1;
    }
    fixture.cluster = cluster_start(fixture.folder, &err);
    if (fixture.cluster == NULL) {
        print_error("the cluster did not start: %s\n", err.detail);
        pg_fixture_remove_folder(fixture.folder);
        return -1;
    }
    *state = &fixture;
    return 0;
}

int pg_fixture_setup(void **state)
{
    if (pg_fixture_setup_bare(state) != 0) {
        return -1;
    }
    const struct pg_fixture *fixture = *state;
    struct err err = { 0 };
    int count = 0;
    if (!migrate_run(cluster_owner_conninfo(fixture->cluster), &count, &err)) {
        print_error("%s\n", err.detail);
        (void)pg_fixture_teardown(state);
        return -1;
    }
    return 0;
}

int pg_fixture_teardown(void **state)
{
    struct pg_fixture *fixture = *state;
    cluster_stop(fixture->cluster);
    pg_fixture_remove_folder(fixture->folder);
    (void)close(fixture->guard_fd);
    (void)waitpid(fixture->guard, NULL, 0);
    return 0;
}

const char *pg_fixture_conninfo(const struct pg_fixture *fixture, enum pg_role role)
{
    static char super[8192];
    switch (role) {
    case PG_OWNER:
        return cluster_owner_conninfo(fixture->cluster);
    case PG_DAEMON:
        return cluster_daemon_conninfo(fixture->cluster);
    case PG_SUPER:
        break;
    }
    /* The last of two settings counts: the superuser, but in the daemon's database. */
    (void)snprintf(super, sizeof super, "%s dbname=buurtkas",
                   cluster_super_conninfo(fixture->cluster));
    return super;
}

PGconn *pg_fixture_connect(const struct pg_fixture *fixture, enum pg_role role)
{
    PGconn *conn = PQconnectdb(pg_fixture_conninfo(fixture, role));
    if (PQstatus(conn) != CONNECTION_OK) {
        fail_msg("cannot connect: %s", PQerrorMessage(conn));
    }
    pg_do(conn, "SET client_min_messages = warning");
    return conn;
}

void pg_do(PGconn *conn, const char *sql)
{
    PGresult *result = PQexec(conn, sql);
    ExecStatusType status = PQresultStatus(result);
    PQclear(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        fail_msg("%.200s: %s", sql, PQerrorMessage(conn));
    }
}

void pg_refused(PGconn *conn, const char *sql, const char *sqlstate, const char *constraint)
{
    PGresult *result = PQexec(conn, sql);
    const char *got = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *by = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    if (got == NULL) {
        PQclear(result);
        fail_msg("was not refused: %s", sql);
        return;
    }
    if (strcmp(got, sqlstate) != 0 ||
        (constraint != NULL && (by == NULL || strcmp(by, constraint) != 0))) {
        print_error("%s\n", sql);
        fail_msg("refused with %s by %s, not %s by %s: %s", got, by == NULL ? "-" : by, sqlstate,
                 constraint == NULL ? "-" : constraint, PQresultErrorMessage(result));
    }
    PQclear(result);
}

const char *pg_value(PGconn *conn, const char *sql)
{
    static char value[8192];
    PGresult *result = PQexec(conn, sql);
    if (PQresultStatus(result) != PGRES_TUPLES_OK) {
        fail_msg("%.200s: %s", sql, PQerrorMessage(conn));
    }
    (void)snprintf(value, sizeof value, "%s",
                   PQntuples(result) == 0 ? "" : PQgetvalue(result, 0, 0));
    PQclear(result);
    return value;
}
