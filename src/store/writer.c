/* The writer's thread: takes all that waits, runs it as one batch, and sees to it that a batch that
 * failed harms nobody but the guilty, and that a COMMIT whose answer was lost is settled by the
 * record. */
#include "writer_internal.h"

#include <time.h>
#include "buurtkas/base/log.h"

enum {
    IDLE_MS = 1000,
    STATUS_UNAVAILABLE = 503,
    RECONNECT_FIRST_MS = 50,
    RECONNECT_MAX_MS = 1000,
    WORLD_BYTES_KEPT = 256 << 20, /* above it the world is forgotten between batches */
};

/* --- Answers. --- */

static void answer(struct command *command)
{
    command->next_same_key = NULL;
    command->done(command);
}

static void answer_failed(struct command *command, const struct err *cause)
{
    bool is_lost = cause->code == ERR_CONNECTION || cause->code == ERR_UNAVAILABLE;
    command->err = (struct err){ 0 };
    if (is_lost) {
        (void)err_set(&command->err, ERR_UNAVAILABLE, "The database is not available just now.");
    } else {
        command->err = *cause;
    }
    answer(command);
}

static void keep_for_later(struct writer *writer, struct command *command)
{
    command->next_same_key = NULL;
    if (writer->later_first == NULL) {
        writer->later_first = command;
    } else {
        writer->later_last->next_same_key = command;
    }
    writer->later_last = command;
}

/* Settles what stands, and answers all but those that wait for an earlier one with their key. */
void writer_finish(struct writer *writer)
{
    struct batch *batch = writer->committed;
    if (batch == NULL) {
        return;
    }
    writer->committed = NULL;
    batch_settle(batch);
    for (size_t i = 0; i < batch->count; i++) {
        struct item *item = &batch->items[i];
        if (item->state == ITEM_LATER) {
            keep_for_later(writer, item->command);
        } else {
            answer(item->command);
        }
    }
}

/* A repeat is made again out of what the database holds: it cannot wait until the next batch's
 * questions are on their way. */
static bool has_repeat(const struct batch *batch)
{
    bool has = false;
    for (size_t i = 0; i < batch->count && !has; i++) {
        has = batch->items[i].state == ITEM_FOUND;
    }
    return has;
}

/* --- Connection. --- */

static bool is_giving_up(struct writer *writer)
{
    int64_t give_up_ms = atomic_load(&writer->give_up_ms);
    return give_up_ms != 0 && clock_monotonic_ms() >= give_up_ms;
}

/* Connects again, and says in the log how that went. */
static bool reconnect(struct writer *writer, struct err *err)
{
    if (!writer_connect(writer, err)) {
        log_event(LOG_WARN, "writer.cannot_connect", LOG_TEXT("why", err_type(err->code)));
        return false;
    }
    log_event(LOG_INFO, "writer.connected", LOG_I64("size", (int64_t)writer->record.tree.size));
    return true;
}

static void sleep_ms(int64_t ms)
{
    const struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
    (void)nanosleep(&time, NULL);
}

/* While the database is away: tries again with growing pauses, as long as one command's deadline
 * allows; the others are answered as they run out. @return how many are left */
static size_t wait_for_database(struct writer *writer, struct command **commands, size_t count)
{
    int64_t pause_ms = RECONNECT_FIRST_MS;
    struct err err = { 0 };
    while (count > 0 && !pg_is_open(&writer->pg) && !reconnect(writer, &err)) {
        const struct err unavailable = { .code = ERR_UNAVAILABLE };
        int64_t now_ms = clock_monotonic_ms();
        size_t left = 0;
        for (size_t i = 0; i < count; i++) {
            if (now_ms >= commands[i]->deadline_ms || is_giving_up(writer)) {
                answer_failed(commands[i], &unavailable);
            } else {
                commands[left++] = commands[i];
            }
        }
        count = left;
        if (count > 0) {
            sleep_ms(pause_ms);
            pause_ms = pause_ms * 2 < RECONNECT_MAX_MS ? pause_ms * 2 : RECONNECT_MAX_MS;
        }
        err = (struct err){ 0 };
    }
    return count;
}

/* --- Batches. --- */

/* Back to what is on disk. */
static void batch_undo(struct writer *writer)
{
    world_clear(writer->world);
    record_rewind(&writer->record, &writer->mark);
    bool is_clean = writer->pg.pending == 0 && pg_is_open(&writer->pg) &&
                    PQtransactionStatus(writer->pg.conn) == PQTRANS_IDLE;
    if (pg_is_open(&writer->pg) && !is_clean) {
        struct err err = { 0 };
        (void)!pipeline_run(&writer->pg, "ROLLBACK", &err);
    }
}

/* After a lost COMMIT: does the record hold the batch's first leaf where the batch put it? */
static bool is_in_record(struct batch *batch)
{
    struct writer *writer = batch->writer;
    const struct item *first = NULL;
    struct hash hash;
    struct err err = { 0 };
    for (size_t i = 0; i < batch->count && first == NULL; i++) {
        bool is_act = batch->items[i].command->kind == COMMAND_ACT;
        first = is_act && batch->items[i].state == ITEM_DONE ? &batch->items[i] : NULL;
    }
    return first != NULL && writer->record.tree.size == batch->first + batch->acts &&
           record_leaf_hash(&writer->record, first->entry, &hash, &err) &&
           hash_equal(&hash, &first->leaf_hash);
}

static void answer_all(struct command **commands, size_t count, const struct err *cause)
{
    for (size_t i = 0; i < count; i++) {
        answer_failed(commands[i], cause);
    }
}

static int64_t last_deadline_ms(struct command **commands, size_t count)
{
    int64_t last_ms = 0;
    for (size_t i = 0; i < count; i++) {
        last_ms = commands[i]->deadline_ms > last_ms ? commands[i]->deadline_ms : last_ms;
    }
    return last_ms;
}

/* Connects again, so that the record can be asked before anybody is answered; gives up when nobody
 * can wait any longer. A client that then asks again with its key learns what became of it. */
static bool reconnect_in_time(struct writer *writer, int64_t until_ms, struct err *err)
{
    int64_t pause_ms = RECONNECT_FIRST_MS;
    while (!reconnect(writer, err)) {
        if (is_giving_up(writer) || clock_monotonic_ms() >= until_ms) {
            return false;
        }
        *err = (struct err){ 0 };
        sleep_ms(pause_ms);
        pause_ms = pause_ms * 2 < RECONNECT_MAX_MS ? pause_ms * 2 : RECONNECT_MAX_MS;
    }
    return true;
}

/* The connection went. Waits for it, asks the record, and says whether the batch stands.
 * `count` becomes the number of commands that are still to be answered. */
static bool settle_lost(struct batch *batch, struct command **commands, size_t *count)
{
    struct writer *writer = batch->writer;
    atomic_store(&writer->is_ready, false);
    pg_close(&writer->pg);
    if (!batch->is_commit_sent) {
        batch_undo(writer);
        return false;
    }
    atomic_fetch_add(&writer->lost_commits, 1);
    struct err err = { 0 };
    if (!reconnect_in_time(writer, last_deadline_ms(commands, *count), &err)) {
        const struct err unknown = { .code = ERR_DEADLINE,
                                     .detail = "The database did not answer in time." };
        world_clear(writer->world);
        answer_all(commands, *count, &unknown);
        *count = 0;
        return false;
    }
    if (is_in_record(batch)) {
        return true;
    }
    world_clear(writer->world);
    return false;
}

static void run_one_by_one(struct writer *writer, struct command **commands, size_t count);

/* Runs a batch up to its COMMIT. The one before, which stands already, is settled and answered as
 * soon as this one waits for the database: so the two work at the same time. Keys are asked for
 * only where one may be a repeat; otherwise the table's own key is the judge, and the batch is run
 * again with the question when it says no. */
static enum batch_end begin_and_run(struct batch *batch, struct command **commands, size_t count,
                                    struct err *err)
{
    struct writer *writer = batch->writer;
    struct arena *arena = writer->arena;
    writer->arena = writer->other_arena;
    writer->other_arena = arena;
    if (!batch_begin(writer, batch, commands, count)) {
        (void)err_set(err, ERR_MEMORY, "the batch's memory is full");
        return BATCH_ABORTED;
    }
    if (writer->must_ask || batch_may_repeat(batch)) {
        bool is_asked = batch_ask(batch, err);
        writer_fault(writer, "asked");
        writer_finish(writer);
        if (!is_asked) {
            return writer->pg.is_lost ? BATCH_LOST : BATCH_ABORTED;
        }
    }
    if (!batch->is_asked) {
        /* A session that ended meanwhile is better known of before a COMMIT is on its way to it. */
        pipeline_probe(&writer->pg);
        if (writer->pg.is_lost) {
            return BATCH_LOST;
        }
    }
    return batch_run(batch, err);
}

/* @return true when it stands and will be answered; false: nothing happened, *err says why, and
 * *count commands are left */
static bool try_batch(struct writer *writer, struct command **commands, size_t *count,
                      struct err *err)
{
    struct batch *batch = &writer->both[writer->committed == &writer->both[0] ? 1 : 0];
    int64_t from_ms = clock_monotonic_ms();
    batch->writer = writer;
    enum batch_end end = begin_and_run(batch, commands, *count, err);
    writer_finish(writer);
    bool stands = end == BATCH_SETTLED;
    if (end == BATCH_LOST) {
        log_event(LOG_WARN, "writer.connection_lost", LOG_I64("size", (int64_t)*count),
                  LOG_I64("commit_sent", batch->is_commit_sent));
        stands = settle_lost(batch, commands, count);
        *err = (struct err){ .code = ERR_CONNECTION };
    } else if (end == BATCH_ABORTED) {
        batch_undo(writer);
    }
    writer->source.batch = NULL;
    writer->last_asked = batch->is_asked;
    if (stands) {
        atomic_fetch_add(&writer->batches, 1);
        atomic_store(&writer->last_commit_us, (clock_monotonic_ms() - from_ms) * 1000);
        batch_tell(batch);
        writer->committed = batch;
        if (has_repeat(batch)) {
            writer_finish(writer);
        }
        if (world_used_bytes(writer->world) > WORLD_BYTES_KEPT) {
            world_clear(writer->world);
        }
    }
    return stands;
}

/* Once more after asking for the keys, unless that was so already: a repeat then finds its outcome.
 */
static bool try_asking(struct writer *writer, struct command **commands, size_t *count,
                       struct err *err)
{
    if (writer->last_asked || err->code == ERR_CONNECTION ||
        err_status(err->code) == STATUS_UNAVAILABLE) {
        return false;
    }
    *err = (struct err){ 0 };
    writer->must_ask = true;
    bool stands = try_batch(writer, commands, count, err);
    writer->must_ask = false;
    return stands;
}

void writer_run_batch(struct writer *writer, struct command **commands, size_t count)
{
    struct err err = { 0 };
    if (!pg_is_open(&writer->pg)) {
        writer_finish(writer);
    }
    count = wait_for_database(writer, commands, count);
    if (count == 0 || try_batch(writer, commands, &count, &err)) {
        return;
    }
    if (count > 0 && err.code == ERR_CONNECTION) {
        /* Nothing happened: once more, for those whose deadline allows. */
        err = (struct err){ 0 };
        count = wait_for_database(writer, commands, count);
        if (count == 0 || try_batch(writer, commands, &count, &err)) {
            return;
        }
    }
    if (count > 0 && try_asking(writer, commands, &count, &err)) {
        return;
    }
    if (count == 0) {
        return;
    }
    if (count == 1 || err_status(err.code) == STATUS_UNAVAILABLE) {
        /* A held lock, a full disk: nobody is guilty, and one by one would take its time each. */
        answer_all(commands, count, &err);
        return;
    }
    log_event(LOG_WARN, "writer.batch_retried", LOG_I64("size", (int64_t)count),
              LOG_TEXT("sqlstate", err.sqlstate));
    atomic_fetch_add(&writer->replayed_batches, 1);
    run_one_by_one(writer, commands, count);
}

/* A batch that the database refused: each in a transaction of its own, so that only the guilty
 * fails. */
static void run_one_by_one(struct writer *writer, struct command **commands, size_t count)
{
    writer->must_ask = true;
    for (size_t i = 0; i < count; i++) {
        struct err err = { 0 };
        if (!pg_is_open(&writer->pg)) {
            writer_finish(writer);
        }
        size_t one = wait_for_database(writer, commands + i, 1);
        if (one == 1 && !try_batch(writer, commands + i, &one, &err) && one == 1) {
            answer_all(commands + i, 1, &err);
        }
    }
    writer->must_ask = false;
}

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

static void look_at_connection(struct writer *writer)
{
    struct err err = { 0 };
    if (pg_is_open(&writer->pg)) {
        pipeline_probe(&writer->pg);
    }
    if (!pg_is_open(&writer->pg)) {
        atomic_store(&writer->is_ready, false);
        pg_close(&writer->pg);
        arena_clear(writer->arena);
        (void)!reconnect(writer, &err);
    }
}

void *writer_main(void *self)
{
    struct writer *writer = self;
    for (bool is_closed = false;
         !is_closed || writer->later_first != NULL || writer->committed != NULL;) {
        size_t count = take_later(writer);
        if (count == 0) {
            void **items = (void **)writer->taken;
            int wait_ms = writer->committed != NULL ? 0 : IDLE_MS;
            count =
                queue_take(writer->queue, items, writer->options.batch_max, wait_ms, &is_closed);
        }
        if (count > 0) {
            writer_run_batch(writer, writer->taken, count);
        } else if (writer->committed != NULL) {
            writer_finish(writer); /* nobody waits: at once */
        } else if (!is_closed) {
            look_at_connection(writer);
        }
        if (!is_closed) {
            writer_timed(writer);
        }
    }
    return NULL;
}
