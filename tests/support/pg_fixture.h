/* A throw-away PostgreSQL cluster for a test program: the daemon's own private cluster in a new
 * folder under /tmp, gone when the program ends. */
#ifndef BUURTKAS_TESTS_PG_FIXTURE_H
#define BUURTKAS_TESTS_PG_FIXTURE_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <sys/types.h>

#include "buurtkas/store/cluster.h"

struct pg_fixture {
    char folder[64];
    struct cluster *cluster;
    pid_t guard; /* cleans up when the program crashes */
    int guard_fd;
};

/** Who connects. */
enum pg_role {
    PG_SUPER,
    PG_OWNER,
    PG_DAEMON
};

/** Group setup of cmocka: a cluster with all migrations; *state becomes a struct pg_fixture. */
int pg_fixture_setup(void **state);
/** The same without migrations. */
int pg_fixture_setup_bare(void **state);
int pg_fixture_teardown(void **state);

/** A new temporary folder; `out` holds 64 bytes. */
bool pg_fixture_make_folder(char out[64]);
void pg_fixture_remove_folder(const char *folder);

/** Connection string of a role to the database `buurtkas`; lives until the next call. */
const char *pg_fixture_conninfo(const struct pg_fixture *fixture, enum pg_role role);
/** A connection; fails the test when there is none. */
PGconn *pg_fixture_connect(const struct pg_fixture *fixture, enum pg_role role);

/** Runs SQL that must succeed; fails the test with the server's message. */
void pg_do(PGconn *conn, const char *sql);
/** Runs SQL that must be refused with that SQLSTATE, and (when not NULL) by that constraint. */
void pg_refused(PGconn *conn, const char *sql, const char *sqlstate, const char *constraint);
/** First value of the first row as text, in a buffer that lives until the next call; "" for NULL or
 * no row. */
const char *pg_value(PGconn *conn, const char *sql);

#endif
