/* The database away: waiting for it no longer than anybody can wait, and asking the record what
 * became of a COMMIT whose answer was lost. */
#include "writer_internal.h"

#include <time.h>
#include "buurtkas/base/log.h"

enum {
    RECONNECT_FIRST_MS = 50,
    RECONNECT_MAX_MS = 1000,
};

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

static int64_t longer(int64_t pause_ms)
{
    return pause_ms * 2 < RECONNECT_MAX_MS ? pause_ms * 2 : RECONNECT_MAX_MS;
}

/* Answers those whose time has run out. @return how many are left */
static size_t refuse_late(struct writer *writer, struct command **commands, size_t count)
{
    const struct err unavailable = { .code = ERR_UNAVAILABLE };
    int64_t now_ms = clock_monotonic_ms();
    size_t left = 0;
    for (size_t i = 0; i < count; i++) {
        if (now_ms >= commands[i]->deadline_ms || is_giving_up(writer)) {
            writer_refuse(commands[i], &unavailable);
        } else {
            commands[left++] = commands[i];
        }
    }
    return left;
}

size_t writer_wait(struct writer *writer, struct command **commands, size_t count)
{
    int64_t pause_ms = RECONNECT_FIRST_MS;
    struct err err = { 0 };
    while (count > 0 && !pg_is_open(&writer->pg) && !reconnect(writer, &err)) {
        count = refuse_late(writer, commands, count);
        if (count > 0) {
            sleep_ms(pause_ms);
            pause_ms = longer(pause_ms);
        }
        err = (struct err){ 0 };
    }
    return count;
}

/* --- After a lost COMMIT. --- */

/* Does the record hold the batch's first leaf where the batch put it? */
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
    return batch->is_commit_sent && first != NULL &&
           writer->record.tree.size >= batch->first + batch->acts &&
           record_leaf_hash(&writer->record, first->entry, &hash, &err) &&
           hash_equal(&hash, &first->leaf_hash);
}

static int64_t last_deadline_ms(const struct batch *batch, int64_t last_ms)
{
    for (size_t i = 0; i < batch->count; i++) {
        int64_t deadline_ms = batch->items[i].command->deadline_ms;
        last_ms = deadline_ms > last_ms ? deadline_ms : last_ms;
    }
    return last_ms;
}

/* Gives up when nobody can wait any longer. A client that then asks again with its key learns what
 * became of it. */
static bool reconnect_in_time(struct writer *writer, int64_t until_ms)
{
    int64_t pause_ms = RECONNECT_FIRST_MS;
    struct err err = { 0 };
    while (!reconnect(writer, &err)) {
        if (is_giving_up(writer) || clock_monotonic_ms() >= until_ms) {
            return false;
        }
        err = (struct err){ 0 };
        sleep_ms(pause_ms);
        pause_ms = longer(pause_ms);
    }
    return true;
}

bool writer_ask_record(struct writer *writer, struct batch *const *batches, size_t count,
                       bool *out_stands)
{
    int64_t until_ms = 0;
    for (size_t i = 0; i < count; i++) {
        until_ms = last_deadline_ms(batches[i], until_ms);
    }
    if (!reconnect_in_time(writer, until_ms)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        out_stands[i] = is_in_record(batches[i]);
        if (out_stands[i]) {
            writer_stands(writer, batches[i]);
            writer_finish(writer);
        }
    }
    return true;
}

void writer_look(struct writer *writer)
{
    struct err err = { 0 };
    if (pg_is_open(&writer->pg)) {
        pipeline_probe(&writer->pg);
    }
    if (!pg_is_open(&writer->pg)) {
        atomic_store(&writer->is_ready, false);
        pg_close(&writer->pg);
        (void)!reconnect(writer, &err);
    }
}
