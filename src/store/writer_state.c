/* Taking hold of the record, and what other threads may ask of the writer at any time. */
#include "writer_internal.h"

#include <assert.h>
#include <time.h>
#include "rows_internal.h"

enum {
    LOCK_WAIT_MS = 5000,
    LOCK_TRY_MS = 25,
};

/* Any constant will do, as long as every release uses the same: "buurtkas" in ASCII. */
#define WRITER_LOCK INT64_C(0x62757572746b6173)

static void must(int rc)
{
    assert(rc == 0);
    (void)rc;
}

static bool try_lock(struct writer *writer, bool *out_is_locked, struct err *err)
{
    struct bind bind = bind_new(writer->arena);
    bind_i64(&bind, WRITER_LOCK);
    CLEANUP(pg_result_freep)
    PGresult *result = pipeline_query(&writer->pg, STMT_WRITER_LOCK, &bind, err);
    if (result == NULL) {
        return false;
    }
    struct cell cell = row_cell(result, 0, 0);
    *out_is_locked = cell_bool(&cell);
    return true;
}

/* The lock belongs to the session: an old one of ours holds it until its transaction has ended. */
static bool take_lock(struct writer *writer, struct err *err)
{
    int64_t until_ms = clock_monotonic_ms() + LOCK_WAIT_MS;
    for (;;) {
        bool is_locked = false;
        if (!try_lock(writer, &is_locked, err)) {
            return false;
        }
        if (is_locked) {
            return true;
        }
        if (clock_monotonic_ms() >= until_ms) {
            return err_set(err, ERR_BUSY, "another daemon writes to this database");
        }
        const struct timespec pause = { .tv_nsec = LOCK_TRY_MS * 1000000L };
        (void)nanosleep(&pause, NULL);
    }
}

bool writer_connect(struct writer *writer, struct err *err)
{
    static const char *const settings[] = {
        "SET statement_timeout = '10s'",
        "SET lock_timeout = '5s'",
        "SET idle_in_transaction_session_timeout = '60s'",
        "SET synchronous_commit = on",
        /* Every statement of the writer finds its rows by an index. A plan made while a table was
         * still empty would read it whole, and would be kept while the table grows. */
        "SET plan_cache_mode = force_generic_plan",
        "SET enable_seqscan = off",
        "SET enable_hashjoin = off",
        "SET enable_mergejoin = off",
        "SET jit = off",
        NULL,
    };
    bool is_again = atomic_load(&writer->published_size) > 0;
    arena_clear(writer->arena);
    if (!pg_open(&writer->pg, writer->options.conninfo, settings, err)) {
        return false;
    }
    /* The register too: a batch whose outcome nobody waited for may have changed it. */
    if (!take_lock(writer, err) || !record_load(&writer->record, writer->options.key, err) ||
        !private_load(writer, err) || !writer_publish(writer, err)) {
        pg_close(&writer->pg);
        return false;
    }
    if (is_again) {
        /* So may it have changed what answers are kept of, or have ended a voting. */
        atomic_fetch_add(&writer->editions, 1);
        writer->timed.may_be_sealed = true;
        atomic_fetch_add(&writer->reconnects, 1);
    }
    atomic_store(&writer->is_ready, true);
    return true;
}

void writer_fault(struct writer *writer, const char *point)
{
    if (writer->options.fault != NULL) {
        writer->options.fault(writer->options.fault_self, point);
    }
}

void writer_published(struct writer *writer, struct published *out)
{
    must(pthread_mutex_lock(&writer->lock));
    *out = writer->published;
    must(pthread_mutex_unlock(&writer->lock));
}

uint64_t writer_published_size(struct writer *writer)
{
    return atomic_load(&writer->published_size);
}

bool writer_is_ready(struct writer *writer)
{
    return atomic_load(&writer->is_ready);
}

void writer_counters(struct writer *writer, struct writer_counters *out)
{
    *out = (struct writer_counters){
        .acts = atomic_load(&writer->acts),
        .refused = atomic_load(&writer->refused),
        .replayed = atomic_load(&writer->replayed),
        .batches = atomic_load(&writer->batches),
        .replayed_batches = atomic_load(&writer->replayed_batches),
        .lost_commits = atomic_load(&writer->lost_commits),
        .reconnects = atomic_load(&writer->reconnects),
        .waiting = queue_length(writer->queue),
        .last_commit_us = atomic_load(&writer->last_commit_us),
    };
}
