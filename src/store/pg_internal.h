/* A connection to PostgreSQL with all statements prepared, and the pump that sends and takes in
 * pipeline mode. One thread a connection. */
#ifndef BUURTKAS_STORE_PG_INTERNAL_H
#define BUURTKAS_STORE_PG_INTERNAL_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/base/attr.h"
#include "buurtkas/base/err.h"
#include "bind_internal.h"
#include "statements.gen.h"

/** How long a server may be silent before its connection counts as lost. */
enum {
    PG_SILENCE_MS_MAX = 15000
};

struct pg {
    PGconn *conn;   /**< NULL: not connected; else in pipeline mode, non-blocking */
    size_t pending; /**< commands and syncs whose results have not been taken */
    bool is_lost;   /**< nothing more can be sent or taken */
    const _Atomic int64_t *give_up_ms; /**< monotonic: waits end then; NULL or 0: never */
};

/** Connects, sets the session up with `settings` (SQL, one statement each, NULL-ended), prepares
 * every statement.
 * @return false with ERR_CONNECTION, ERR_BUSY or ERR_DATABASE (a statement does not fit the schema)
 */
MUST_CHECK bool pg_open(struct pg *pg, const char *conninfo, const char *const *settings,
                        struct err *err);
/** Ends the session. A closed one may be closed again. */
void pg_close(struct pg *pg);
bool pg_is_open(const struct pg *pg);
/** Position of a statement by its name, or STMT_COUNT. */
enum stmt_id pg_statement(const char *name);

/** Fills *err from a failed result: by SQLSTATE, then by constraint. @return false */
bool pg_fail(const PGresult *result, struct err *err);

void pg_result_freep(PGresult **result);

/* --- The pump (pipeline.c). --- */

/** Queues a prepared statement; nothing waits. @return false with ERR_CONNECTION */
MUST_CHECK bool pipeline_send(struct pg *pg, enum stmt_id statement, const struct bind *bind,
                              struct err *err);
/** Queues SQL text without parameters: BEGIN, COMMIT, SET. */
MUST_CHECK bool pipeline_text(struct pg *pg, const char *sql, struct err *err);
/** Queues the preparation of a statement. */
MUST_CHECK bool pipeline_prepare(struct pg *pg, const struct statement *statement, struct err *err);
/** Queues a sync: what failed before it fails alone. */
MUST_CHECK bool pipeline_sync(struct pg *pg, struct err *err);
/** Takes the result of the oldest command, waiting for it. A command that failed gives NULL and
 * sets *err; one that was skipped because an earlier one failed gives NULL and ERR_DATABASE, which
 * never hides the first cause. */
PGresult *pipeline_take(struct pg *pg, struct err *err);
/** Takes `count` results that hold nothing of interest. @return false with the first failure; all
 * are taken */
MUST_CHECK bool pipeline_skip(struct pg *pg, size_t count, struct err *err);
/** Takes everything up to the sync. @return false with ERR_CONNECTION */
MUST_CHECK bool pipeline_take_sync(struct pg *pg, struct err *err);
/** Sends one statement with its sync and takes its result. @return NULL with *err set */
PGresult *pipeline_query(struct pg *pg, enum stmt_id statement, const struct bind *bind,
                         struct err *err);
/** The same for SQL text, whose rows are dropped. */
MUST_CHECK bool pipeline_run(struct pg *pg, const char *sql, struct err *err);
/** Writes what is queued, as far as the server takes it within the time for silence. */
void pipeline_flush(struct pg *pg);
/** Looks whether the server has closed an idle connection; does not wait. */
void pipeline_probe(struct pg *pg);
/** Waits until a result can be taken without waiting, or `timeout_us` passed. @return false: lost
 */
bool pipeline_wait(struct pg *pg, int64_t timeout_us);

#endif
