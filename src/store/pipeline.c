/* The one place that polls. The connection never blocks: what is sent waits in libpq's buffer, and
 * whoever takes a result writes and reads until it is there. Both must go on at once, or the two
 * sides fill each other's buffers and stop. */
#include "pg_internal.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <time.h>
#include "buurtkas/base/clock.h"

static bool lost(struct pg *pg, struct err *err, const char *why)
{
    pg->is_lost = true;
    return err_set(err, ERR_CONNECTION, "the connection to the database is lost: %s", why);
}

static bool queued(struct pg *pg, int rc, struct err *err)
{
    if (rc != 1) {
        return lost(pg, err, "nothing can be sent");
    }
    pg->pending++;
    return true;
}

bool pipeline_send(struct pg *pg, enum stmt_id statement, const struct bind *bind, struct err *err)
{
    if (pg->is_lost) {
        return lost(pg, err, "it was lost before");
    }
    if (bind != NULL && bind->failed) {
        return err_set(err, ERR_MEMORY, "no memory for a statement's parameters");
    }
    int count = bind == NULL ? 0 : bind->count;
    assert(count == statements[statement].param_count);
    return queued(pg,
                  PQsendQueryPrepared(
                      pg->conn, statements[statement].name, count, count == 0 ? NULL : bind->values,
                      count == 0 ? NULL : bind->lengths, count == 0 ? NULL : bind->formats, 1),
                  err);
}

bool pipeline_text(struct pg *pg, const char *sql, struct err *err)
{
    if (pg->is_lost) {
        return lost(pg, err, "it was lost before");
    }
    return queued(pg, PQsendQueryParams(pg->conn, sql, 0, NULL, NULL, NULL, NULL, 1), err);
}

bool pipeline_prepare(struct pg *pg, const struct statement *statement, struct err *err)
{
    return queued(pg,
                  PQsendPrepare(pg->conn, statement->name, statement->sql, statement->param_count,
                                statement->param_types),
                  err);
}

bool pipeline_sync(struct pg *pg, struct err *err)
{
    if (pg->is_lost) {
        return lost(pg, err, "it was lost before");
    }
    return queued(pg, PQpipelineSync(pg->conn), err);
}

/* One turn: writes what can be written, waits, reads what has come. */
static bool turn(struct pg *pg, int64_t timeout_us, bool *out_timed_out)
{
    int unsent = PQflush(pg->conn);
    if (unsent < 0 || PQstatus(pg->conn) != CONNECTION_OK) {
        return false;
    }
    struct pollfd fd = { .fd = PQsocket(pg->conn),
                         .events = (short)(POLLIN | (unsent > 0 ? POLLOUT : 0)) };
    const struct timespec timeout = { .tv_sec = timeout_us / 1000000,
                                      .tv_nsec = timeout_us % 1000000 * 1000 };
    int ready = ppoll(&fd, 1, &timeout, NULL);
    *out_timed_out = ready == 0;
    if (ready < 0) {
        return errno == EINTR;
    }
    return ready == 0 || (fd.revents & (POLLIN | POLLERR | POLLHUP)) == 0 ||
           PQconsumeInput(pg->conn) == 1;
}

bool pipeline_wait(struct pg *pg, int64_t timeout_us)
{
    int64_t until_us = clock_monotonic_us() + timeout_us;
    while (!pg->is_lost && PQisBusy(pg->conn)) {
        int64_t left_us = until_us - clock_monotonic_us();
        bool timed_out = false;
        if (!turn(pg, left_us > 0 ? left_us : 0, &timed_out)) {
            /* What had come before the end may still hold the answer that matters. */
            pg->is_lost = PQisBusy(pg->conn) != 0;
            break;
        }
        if (timed_out && left_us <= 0) {
            break;
        }
    }
    return !pg->is_lost;
}

void pipeline_flush(struct pg *pg)
{
    int64_t until_ms = clock_monotonic_ms() + PG_SILENCE_MS_MAX;
    bool timed_out = false;
    while (!pg->is_lost && PQflush(pg->conn) > 0 && clock_monotonic_ms() < until_ms) {
        pg->is_lost = !turn(pg, PG_SILENCE_MS_MAX * INT64_C(1000), &timed_out);
    }
}

void pipeline_probe(struct pg *pg)
{
    bool timed_out = false;
    while (!pg->is_lost && !timed_out) {
        if (!turn(pg, 0, &timed_out) || PQstatus(pg->conn) != CONNECTION_OK) {
            pg->is_lost = true;
        } else if (!timed_out) {
            (void)PQisBusy(pg->conn); /* reads a last word of the server: see pg_open */
        }
    }
}

/* How long the next result may take. */
static int64_t patience_us(const struct pg *pg)
{
    int64_t give_up_ms = pg->give_up_ms == NULL ? 0 : *pg->give_up_ms;
    int64_t left_ms = give_up_ms - clock_monotonic_ms();
    if (give_up_ms == 0 || left_ms > PG_SILENCE_MS_MAX) {
        return PG_SILENCE_MS_MAX * INT64_C(1000);
    }
    return left_ms > 0 ? left_ms * 1000 : 0;
}

/* The next result, results' ends left out. NULL: lost. */
static PGresult *next_result(struct pg *pg, struct err *err)
{
    for (;;) {
        if (!pipeline_wait(pg, patience_us(pg)) || PQisBusy(pg->conn)) {
            (void)lost(pg, err, "the server does not answer");
            return NULL;
        }
        PGresult *result = PQgetResult(pg->conn);
        if (result != NULL) {
            return result;
        }
        if (PQstatus(pg->conn) != CONNECTION_OK) {
            (void)lost(pg, err, "the server closed it");
            return NULL;
        }
    }
}

PGresult *pipeline_take(struct pg *pg, struct err *err)
{
    if (pg->is_lost) {
        (void)lost(pg, err, "it was lost before");
        return NULL;
    }
    if (pg->pending == 0) {
        /* A session that the server ended gives more results than were asked for, or none to the
         * sync: what is missing will not come. */
        (void)lost(pg, err, "nothing more is to come");
        return NULL;
    }
    PGresult *result = next_result(pg, err);
    if (result == NULL) {
        return NULL;
    }
    pg->pending--;
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_PIPELINE_SYNC) {
        return result;
    }
    if (status == PGRES_PIPELINE_ABORTED) {
        (void)err_set(err, ERR_DATABASE, "skipped after an earlier failure");
    } else {
        (void)pg_fail(result, err);
    }
    if (PQstatus(pg->conn) != CONNECTION_OK) {
        pg->is_lost = true;
    }
    PQclear(result);
    return NULL;
}

bool pipeline_skip(struct pg *pg, size_t count, struct err *err)
{
    bool ok = true;
    for (size_t i = 0; i < count && !pg->is_lost; i++) {
        PGresult *result = pipeline_take(pg, err);
        ok = result != NULL && ok;
        PQclear(result);
    }
    return ok && !pg->is_lost;
}

bool pipeline_take_sync(struct pg *pg, struct err *err)
{
    for (;;) {
        struct err ignored = { 0 };
        CLEANUP(pg_result_freep) PGresult *result = pipeline_take(pg, &ignored);
        if (result != NULL && PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
            return true;
        }
        if (pg->is_lost) {
            return lost(pg, err, "no sync came");
        }
    }
}

PGresult *pipeline_query(struct pg *pg, enum stmt_id statement, const struct bind *bind,
                         struct err *err)
{
    if (pg->pending > 0) { /* their results would be taken for this one's */
        (void)err_set(err, ERR_INTERNAL, "a question among others that are not answered yet");
        return NULL;
    }
    if (!pipeline_send(pg, statement, bind, err) || !pipeline_sync(pg, err)) {
        return NULL;
    }
    PGresult *result = pipeline_take(pg, err);
    if (!pipeline_take_sync(pg, err)) {
        PQclear(result);
        return NULL;
    }
    return result;
}

bool pipeline_run(struct pg *pg, const char *sql, struct err *err)
{
    if (!pipeline_text(pg, sql, err) || !pipeline_sync(pg, err)) {
        return false;
    }
    CLEANUP(pg_result_freep) PGresult *result = pipeline_take(pg, err);
    return pipeline_take_sync(pg, err) && result != NULL;
}
