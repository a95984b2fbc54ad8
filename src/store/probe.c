/* Asking PostgreSQL every second whether it lives and takes writes. The writer's and the readers'
 * connections look sound while the server hangs, for nothing is heard on them either way. */
#include "buurtkas/store/probe.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "buurtkas/base/clock.h"
#include "pg_internal.h"

enum {
    SLICE_MS = 100 /* how soon a stop is noticed */
};

struct probe {
    const char *conninfo;
    PGconn *conn;
    pthread_t thread;
    atomic_bool is_stopping;
    _Atomic int64_t answered_ms; /* monotonic; 0: not yet */
    _Atomic int64_t started_ms;
    atomic_bool is_read_only;
};

/* Waits for the socket until the deadline. @return false when that passes, or at a stop */
static bool wait_socket(struct probe *probe, short events, int64_t deadline_ms)
{
    struct pollfd fd = { .fd = PQsocket(probe->conn), .events = events };
    while (!atomic_load(&probe->is_stopping) && clock_monotonic_ms() < deadline_ms) {
        if (poll(&fd, 1, SLICE_MS) > 0) {
            return true;
        }
    }
    return false;
}

static bool connect_now(struct probe *probe, int64_t deadline_ms)
{
    static const char *const keywords[] = { "dbname", "application_name", NULL };
    const char *const values[] = { probe->conninfo, "buurtkas-probe", NULL };
    probe->conn = PQconnectStartParams(keywords, values, 1);
    if (probe->conn == NULL || PQstatus(probe->conn) == CONNECTION_BAD) {
        return false;
    }
    PostgresPollingStatusType step = PGRES_POLLING_WRITING;
    while (step != PGRES_POLLING_OK && step != PGRES_POLLING_FAILED) {
        short events = step == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        if (!wait_socket(probe, events, deadline_ms)) {
            return false;
        }
        step = PQconnectPoll(probe->conn);
    }
    return step == PGRES_POLLING_OK;
}

/* Takes the whole answer. @return false when the deadline passes or the answer is none */
static bool take_answer(struct probe *probe, int64_t deadline_ms, bool *out_read_only)
{
    bool has_answer = false;
    for (;;) {
        while (PQisBusy(probe->conn)) {
            if (!wait_socket(probe, POLLIN, deadline_ms) || PQconsumeInput(probe->conn) != 1) {
                return false;
            }
        }
        CLEANUP(pg_result_freep) PGresult *result = PQgetResult(probe->conn);
        if (result == NULL) {
            return has_answer;
        }
        if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1) {
            *out_read_only = PQgetvalue(result, 0, 0)[0] == 't';
            has_answer = true;
        }
    }
}

static void ask(struct probe *probe)
{
    static const char sql[] =
        "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::bool";
    int64_t deadline_ms = clock_monotonic_ms() + PROBE_DEADLINE_MS;
    bool is_read_only = false;
    bool is_answered = (probe->conn != NULL || connect_now(probe, deadline_ms)) &&
                       PQsendQuery(probe->conn, sql) == 1 &&
                       take_answer(probe, deadline_ms, &is_read_only);
    if (is_answered) {
        atomic_store(&probe->is_read_only, is_read_only);
        atomic_store(&probe->answered_ms, clock_monotonic_ms());
        return;
    }
    PQfinish(probe->conn); /* the next question has a connection of its own */
    probe->conn = NULL;
}

static void *run(void *self)
{
    struct probe *probe = self;
    const struct timespec slice = { .tv_nsec = SLICE_MS * 1000 * 1000 };
    while (!atomic_load(&probe->is_stopping)) {
        ask(probe);
        for (int waited = 0; waited < PROBE_EVERY_MS && !atomic_load(&probe->is_stopping);
             waited += SLICE_MS) {
            (void)nanosleep(&slice, NULL);
        }
    }
    PQfinish(probe->conn);
    return NULL;
}

struct probe *probe_start(const char *conninfo, struct err *err)
{
    struct probe *probe = calloc(1, sizeof *probe);
    if (probe == NULL) {
        (void)err_set(err, ERR_MEMORY, "no memory for the probe of the database");
        return NULL;
    }
    probe->conninfo = conninfo;
    atomic_store(&probe->started_ms, clock_monotonic_ms());
    if (pthread_create(&probe->thread, NULL, run, probe) != 0) {
        free(probe);
        (void)err_set(err, ERR_MEMORY, "no thread for the probe of the database");
        return NULL;
    }
    return probe;
}

void probe_stop(struct probe *probe)
{
    if (probe != NULL) {
        atomic_store(&probe->is_stopping, true);
        (void)pthread_join(probe->thread, NULL);
        free(probe);
    }
}

const char *probe_trouble(const struct probe *probe)
{
    int64_t answered_ms = atomic_load(&probe->answered_ms);
    int64_t since_ms = answered_ms == 0 ? atomic_load(&probe->started_ms) : answered_ms;
    if (clock_monotonic_ms() - since_ms > PROBE_STALE_MS) {
        return "the database does not answer";
    }
    return atomic_load(&probe->is_read_only) ? "the database is read-only" : NULL;
}
