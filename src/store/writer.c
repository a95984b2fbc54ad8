/* The writer's thread: takes all that waits, runs it as one batch behind the one whose COMMIT is on
 * its way, and sees to it that a batch that fell harms nobody but the guilty, and that a COMMIT
 * whose answer was lost is settled by the record. */
#include "writer_internal.h"

#include <assert.h>
#include <string.h>
#include "buurtkas/base/log.h"

enum {
    IDLE_MS = 1000,
    STATUS_UNAVAILABLE = 503,
    WORLD_BYTES_KEPT = 256 << 20, /* above it the world is forgotten between batches */
};

/* --- One batch. --- */

/* The room that neither a batch in flight nor one that still has to be answered takes. */
static struct batch *free_batch(struct writer *writer)
{
    const struct batch *busy = writer->in_flight != NULL ? writer->in_flight : writer->committed;
    return busy == &writer->both[0] ? &writer->both[1] : &writer->both[0];
}

static enum batch_end failed(const struct writer *writer)
{
    return writer->pg.is_lost ? BATCH_LOST : BATCH_ABORTED;
}

/* Keys are asked for only where one may be a repeat; otherwise the table's own key is the judge,
 * and a batch that it stops is run again with the question. The answer has to be waited for: so the
 * batch before lands first. */
static bool ask_keys(struct batch *batch, struct err *err)
{
    struct writer *writer = batch->writer;
    if (!writer->must_ask && !writer->is_apart && !batch_may_repeat(batch)) {
        /* A session that ended meanwhile is better known of before a COMMIT is on its way to it. */
        pipeline_probe(&writer->pg);
        return !writer->pg.is_lost || err_set(err, ERR_CONNECTION, "the session has ended");
    }
    if (!writer_land(writer, err)) {
        return false;
    }
    bool is_asked = batch_ask(batch, err);
    writer_fault(writer, "asked");
    writer_finish(writer);
    return is_asked;
}

/* Runs commands up to their COMMIT. The one before, when it stands, is settled and answered as soon
 * as this one waits for the database: so the two work at the same time. */
static enum batch_end run_and_send(struct batch *batch, struct command **commands, size_t count,
                                   struct err *err)
{
    struct writer *writer = batch->writer;
    enum batch_end end = BATCH_ABORTED;
    if (!batch_begin(batch, commands, count)) {
        (void)err_set(err, ERR_MEMORY, "the batch's memory is full");
    } else if (!ask_keys(batch, err)) {
        end = failed(writer);
    } else {
        end = batch_run(batch, err);
    }
    writer->source.batch = NULL;
    return end;
}

/* A repeat is made again out of what the database holds, which cannot be asked while another batch
 * is under way. And without an act nothing in the next one's head depends on this one. */
static bool may_fly(const struct batch *batch)
{
    bool has_repeat = false;
    for (size_t i = 0; i < batch->count && !has_repeat; i++) {
        has_repeat = batch->items[i].state == ITEM_FOUND;
    }
    return batch->acts > 0 && !has_repeat;
}

/* --- Apart: with no other batch beside it. --- */

static void log_lost(const struct batch *batch)
{
    log_event(LOG_WARN, "writer.connection_lost", LOG_I64("size", (int64_t)batch->count),
              LOG_I64("commit_sent", batch->is_commit_sent));
}

/* The session ended under these batches. Says which of them stand, by asking the record where a
 * COMMIT may have come through. @return false: nobody could wait for that, and all are answered */
static bool settle_lost(struct writer *writer, struct batch *const *batches, size_t count,
                        bool *out_stands)
{
    static const struct err unknown = { .code = ERR_DEADLINE,
                                        .detail = "The database did not answer in time." };
    size_t sent = 0;
    atomic_store(&writer->is_ready, false);
    pg_close(&writer->pg);
    batch_undo(batches[0]);
    for (size_t i = 0; i < count; i++) {
        log_lost(batches[i]);
        out_stands[i] = false;
        sent += batches[i]->is_commit_sent ? 1 : 0;
    }
    atomic_fetch_add(&writer->lost_commits, sent);
    if (sent == 0 || writer_ask_record(writer, batches, count, out_stands)) {
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t at = 0; at < batches[i]->count; at++) {
            writer_refuse(batches[i]->items[at].command, &unknown);
        }
    }
    return false;
}

/* @return true when all is done; false: nothing happened, *err says why, and *count are left */
static bool try_apart(struct writer *writer, struct command **commands, size_t *count,
                      struct err *err)
{
    struct batch *batch = free_batch(writer);
    bool stands = false;
    enum batch_end end = run_and_send(batch, commands, *count, err);
    if (end == BATCH_SENT) {
        end = batch_take(batch, err);
    }
    writer_finish(writer);
    if (end == BATCH_SETTLED) {
        writer_stands(writer, batch);
        writer_finish(writer);
        stands = true;
    } else if (end == BATCH_ABORTED) {
        batch_undo(batch);
    } else {
        *count = settle_lost(writer, &batch, 1, &stands) ? *count : 0;
        *err = (struct err){ .code = ERR_CONNECTION };
    }
    return stands;
}

/* Once more when the connection went and nothing happened. */
static bool try_twice(struct writer *writer, struct command **commands, size_t *count,
                      struct err *err)
{
    bool is_done = false;
    bool is_lost = true;
    for (int i = 0; i < 2 && is_lost && !is_done; i++) {
        *err = (struct err){ 0 };
        *count = writer_wait(writer, commands, *count);
        is_done = *count == 0 || try_apart(writer, commands, count, err) || *count == 0;
        is_lost = err->code == ERR_CONNECTION;
    }
    return is_done;
}

/* A batch that the database refused twice: each in a transaction of its own, so that only the
 * guilty fails. */
static void run_one_by_one(struct writer *writer, struct command **commands, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct err err = { 0 };
        size_t one = 1;
        if (!try_twice(writer, commands + i, &one, &err)) {
            writer_refuse_all(commands + i, one, &err);
        }
    }
}

/* Commands of a batch that fell, for themselves: with the question for their keys, since one of
 * them may be a repeat, and then one by one. */
static void run_apart(struct writer *writer, struct command **commands, size_t count)
{
    struct err err = { 0 };
    writer->is_apart = true;
    if (!try_twice(writer, commands, &count, &err)) {
        if (count == 1 || err_status(err.code) == STATUS_UNAVAILABLE) {
            /* A held lock, a full disk: nobody is guilty, and one by one would take its time each.
             */
            writer_refuse_all(commands, count, &err);
        } else {
            log_event(LOG_WARN, "writer.batch_retried", LOG_I64("size", (int64_t)count),
                      LOG_TEXT("sqlstate", err.sqlstate));
            atomic_fetch_add(&writer->replayed_batches, 1);
            run_one_by_one(writer, commands, count);
        }
    }
    writer->is_apart = false;
}

/* --- Batches that fell. --- */

/* What became of a batch, and with it of one that ran on top of it. */
struct fall {
    struct batch *batches[2];
    struct err causes[2];
    bool stands[2];
    size_t count;
};

static void fall_add(struct fall *fall, struct batch *batch, const struct err *cause)
{
    fall->batches[fall->count] = batch;
    fall->causes[fall->count] = *cause;
    fall->count++;
}

/* Everything is undone: again, apart from each other, what stands of neither. */
static void run_again(struct writer *writer, const struct fall *fall)
{
    size_t counts[2] = { 0 };
    struct command **lists[2] = { writer->again, writer->again + writer->options.batch_max };
    for (size_t i = 0; i < fall->count; i++) {
        counts[i] = fall->stands[i] ? 0 : fall->batches[i]->count;
        for (size_t at = 0; at < counts[i]; at++) {
            lists[i][at] = fall->batches[i]->items[at].command;
        }
    }
    for (size_t i = 0; i < fall->count; i++) {
        const struct err *cause = &fall->causes[i];
        bool is_lost = cause->code == ERR_CONNECTION || cause->code == ERR_OK;
        if (!is_lost && err_status(cause->code) == STATUS_UNAVAILABLE) {
            writer_refuse_all(lists[i], counts[i], cause);
        } else {
            run_apart(writer, lists[i], counts[i]);
        }
    }
}

/* @param next  ran on top of the one that fell, or fell itself; NULL: none
 * @param end  of `next` */
static void recover(struct writer *writer, struct batch *next, enum batch_end end,
                    const struct err *cause)
{
    const struct err none = { 0 };
    struct fall fall = { .count = 0 };
    struct batch *first = writer->fallen;
    writer->fallen = NULL;
    if (first != NULL) {
        fall_add(&fall, first, &first->err);
    }
    if (next != NULL) {
        fall_add(&fall, next, first != NULL ? &none : cause);
    }
    if (end == BATCH_SENT && !writer->pg.is_lost) {
        struct err ignored = { 0 };
        end = batch_take(next, &ignored);
        assert(end != BATCH_SETTLED); /* its head is that of a record that never was */
    }
    if (!writer->pg.is_lost) {
        batch_undo(fall.batches[0]);
    } else if (!settle_lost(writer, fall.batches, fall.count, fall.stands)) {
        return;
    }
    run_again(writer, &fall);
}

void writer_rest(struct writer *writer)
{
    struct err err = { 0 };
    if (!writer_land(writer, &err)) {
        recover(writer, NULL, BATCH_ABORTED, &err);
    }
    writer_finish(writer);
}

void writer_run_batch(struct writer *writer, struct command **commands, size_t count)
{
    struct err err = { 0 };
    struct err fell = { 0 };
    bool is_full = world_used_bytes(writer->world) > WORLD_BYTES_KEPT;
    if (!pg_is_open(&writer->pg) || is_full) {
        writer_rest(writer);
        count = writer_wait(writer, commands, count);
    }
    if (is_full) {
        world_clear(writer->world);
    }
    if (count == 0) {
        return;
    }
    struct batch *batch = free_batch(writer);
    enum batch_end end = run_and_send(batch, commands, count, &err);
    bool stands = writer_land(writer, &fell) && writer->fallen == NULL;
    writer_finish(writer);
    if (end != BATCH_SENT || !stands) {
        recover(writer, batch, end, &err);
        return;
    }
    writer->in_flight = batch;
    if (!may_fly(batch)) {
        writer_rest(writer);
    }
}

/* --- The thread. --- */

static size_t take_later(struct writer *writer)
{
    size_t count = 0;
    while (writer->later_first != NULL && count < writer->options.batch_max) {
        struct command *command = writer->later_first;
        writer->later_first = command->next_same_key;
        writer->taken[count++] = command;
    }
    return count;
}

/* Nobody waits for the database: what is under way gets its answer, or the connection a look. */
static void use_pause(struct writer *writer, bool is_closed)
{
    struct err err = { 0 };
    if (writer->in_flight != NULL) {
        if (!writer_land(writer, &err)) {
            recover(writer, NULL, BATCH_ABORTED, &err);
        }
    } else if (writer->committed != NULL) {
        writer_finish(writer);
    } else if (!is_closed) {
        writer_look(writer);
    }
}

static void linger(struct writer *writer)
{
    struct err err = { 0 };
    if (writer->in_flight != NULL && !writer_linger(writer, &err)) {
        recover(writer, NULL, BATCH_ABORTED, &err);
    }
}

static bool is_under_way(const struct writer *writer)
{
    return writer->in_flight != NULL || writer->committed != NULL;
}

void *writer_main(void *self)
{
    struct writer *writer = self;
    for (bool is_closed = false;
         !is_closed || writer->later_first != NULL || is_under_way(writer);) {
        linger(writer);
        size_t count = take_later(writer);
        if (count == 0) {
            void **items = (void **)writer->taken;
            int wait_ms = is_under_way(writer) ? 0 : IDLE_MS;
            count =
                queue_take(writer->queue, items, writer->options.batch_max, wait_ms, &is_closed);
        }
        if (count > 0) {
            writer_run_batch(writer, writer->taken, count);
        } else {
            use_pause(writer, is_closed);
        }
        if (!is_closed) {
            writer_timed(writer);
        }
    }
    return NULL;
}
