/* Reader threads: each takes a few of the reads that wait, sends them all, then takes their answers
 * one by one. Between two reads stands a sync, so that one that fails harms no other. */
#include "reader_internal.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include "buurtkas/base/clock.h"
#include "buurtkas/base/queue.h"

enum {
    JOBS_AT_ONCE = 32,
    IDLE_MS = 1000,
    RETRY_MS = 100,
    READERS_MAX = 64,
};

struct readers;

struct reader {
    struct readers *all;
    struct pg pg;
    int64_t retry_at_ms; /* monotonic */
    pthread_t thread;
};

struct readers {
    const char *conninfo;
    struct queue *queue;
    _Atomic size_t connected;
    size_t count;
    struct reader readers[READERS_MAX];
};

static void must(int rc)
{
    assert(rc == 0);
    (void)rc;
}

bool statement_describe(const char *name, size_t *out_param_count,
                        const struct rowset_column **out_columns, size_t *out_column_count)
{
    enum stmt_id statement = pg_statement(name);
    if (statement == STMT_COUNT) {
        return false;
    }
    *out_param_count = (size_t)statements[statement].param_count;
    if (out_columns != NULL) {
        *out_columns = statements[statement].columns;
        *out_column_count = (size_t)statements[statement].column_count;
    }
    return true;
}

static bool reader_connect(struct reader *reader, struct err *err)
{
    static const char *const settings[] = {
        "SET default_transaction_isolation = 'repeatable read'",
        "SET default_transaction_read_only = on",
        "SET statement_timeout = '5s'",
        "SET jit = off",
        NULL,
    };
    if (!pg_open(&reader->pg, reader->all->conninfo, settings, err)) {
        return false;
    }
    atomic_fetch_add(&reader->all->connected, 1);
    return true;
}

static void reader_disconnect(struct reader *reader)
{
    if (reader->pg.conn != NULL) {
        pg_close(&reader->pg);
        atomic_fetch_sub(&reader->all->connected, 1);
    }
}

static void finish_unavailable(struct read_job *job)
{
    job->err = (struct err){ 0 };
    (void)err_set(&job->err, ERR_UNAVAILABLE, "The database is not available just now.");
    job->done(job);
}

static bool is_late(struct read_job *job)
{
    return clock_monotonic_ms() >= job->deadline_ms &&
           !err_set(&job->err, ERR_DEADLINE, "The request waited too long for its turn.");
}

/* Answers those that are too late; the others move to the front. @return how many are left */
static size_t drop_late(struct read_job **jobs, size_t count)
{
    size_t left = 0;
    for (size_t i = 0; i < count; i++) {
        jobs[i]->err = (struct err){ 0 };
        if (is_late(jobs[i])) {
            jobs[i]->done(jobs[i]);
        } else {
            jobs[left++] = jobs[i];
        }
    }
    return left;
}

/* Those whose read is to be recorded wait until the connection is free for it. */
static void record_jobs(struct reader *reader, struct read_job **jobs, size_t count, bool is_open)
{
    for (size_t i = 0; i < count; i++) {
        is_open = is_open && read_record(&reader->pg, jobs[i], read_private_rows(jobs[i]));
        if (is_open) {
            jobs[i]->done(jobs[i]);
        } else {
            finish_unavailable(jobs[i]);
        }
    }
}

static void run_jobs(struct reader *reader, struct read_job **jobs, size_t count)
{
    struct err err = { 0 };
    bool is_open = pg_is_open(&reader->pg);
    count = drop_late(jobs, count);
    for (size_t i = 0; i < count && is_open; i++) {
        is_open = read_send(&reader->pg, jobs[i], &err);
    }
    struct read_job *held[JOBS_AT_ONCE];
    size_t held_count = 0;
    for (size_t i = 0; i < count; i++) {
        is_open = is_open && read_take(&reader->pg, jobs[i]);
        if (!is_open) {
            finish_unavailable(jobs[i]);
        } else if (read_private_rows(jobs[i]) > 0) {
            held[held_count++] = jobs[i];
        } else {
            jobs[i]->done(jobs[i]);
        }
    }
    record_jobs(reader, held, held_count, is_open);
}

/* Connects when there is no connection. After a failed try reads are refused at once for a moment,
 * so that nobody waits for a database that is away. */
static void look_at_connection(struct reader *reader)
{
    struct err err = { 0 };
    if (pg_is_open(&reader->pg) || clock_monotonic_ms() < reader->retry_at_ms) {
        return;
    }
    reader_disconnect(reader);
    if (!reader_connect(reader, &err)) {
        reader->retry_at_ms = clock_monotonic_ms() + RETRY_MS;
    }
}

static void *reader_main(void *self)
{
    struct reader *reader = self;
    struct read_job *jobs[JOBS_AT_ONCE];
    for (bool is_closed = false; !is_closed;) {
        size_t count =
            queue_take(reader->all->queue, (void **)jobs, JOBS_AT_ONCE, IDLE_MS, &is_closed);
        if (count == 0 && !is_closed && pg_is_open(&reader->pg)) {
            pipeline_probe(&reader->pg);
        }
        if (!is_closed) {
            look_at_connection(reader);
        }
        if (count > 0) {
            run_jobs(reader, jobs, count);
        }
    }
    return NULL;
}

static bool start_all(struct readers *readers, size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        struct reader *reader = &readers->readers[i];
        reader->all = readers;
        if (!reader_connect(reader, err)) {
            return false;
        }
        if (pthread_create(&reader->thread, NULL, reader_main, reader) != 0) {
            reader_disconnect(reader);
            return err_set(err, ERR_MEMORY, "a reader's thread does not start");
        }
        readers->count++;
    }
    return true;
}

struct readers *readers_start(const char *conninfo, size_t count, size_t queue_max, struct err *err)
{
    struct readers *readers = calloc(1, sizeof *readers);
    if (readers == NULL || (readers->queue = queue_new(queue_max)) == NULL) {
        free(readers);
        (void)err_set(err, ERR_MEMORY, "no memory for the readers");
        return NULL;
    }
    readers->conninfo = conninfo;
    if (!start_all(readers, count < READERS_MAX ? count : READERS_MAX, err)) {
        readers_stop(readers);
        return NULL;
    }
    return readers;
}

bool readers_submit(struct readers *readers, struct read_job *job)
{
    return queue_push(readers->queue, job);
}

void readers_stop(struct readers *readers)
{
    if (readers == NULL) {
        return;
    }
    queue_close(readers->queue);
    for (size_t i = 0; i < readers->count; i++) {
        must(pthread_join(readers->readers[i].thread, NULL));
        reader_disconnect(&readers->readers[i]);
    }
    queue_free(readers->queue);
    free(readers);
}

bool readers_are_ready(struct readers *readers)
{
    return atomic_load(&readers->connected) > 0;
}
