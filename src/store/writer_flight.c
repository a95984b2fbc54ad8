/* Batches on their way. While the COMMIT of one is under way the next one runs already, in a world
 * where the first has happened, and is sent behind it. Should the first fall, so does the second:
 * its head fits no other record. Nobody is answered before his own batch stands. */
#include "writer_internal.h"

#include <assert.h>

/* --- Answers. --- */

static void answer(struct command *command)
{
    command->next_same_key = NULL;
    command->done(command);
}

void writer_refuse(struct command *command, const struct err *cause)
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

void writer_refuse_all(struct command **commands, size_t count, const struct err *cause)
{
    for (size_t i = 0; i < count; i++) {
        writer_refuse(commands[i], cause);
    }
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

/* All but those that wait for an earlier one with their key are answered. */
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

/* --- Landing. --- */

/* A running mean over the last few. */
static void learn(int64_t *mean_us, int64_t us)
{
    enum {
        OVER = 8
    };
    *mean_us += (us - *mean_us) / OVER;
}

/* The database begins with a batch when it has come and the one before is done. */
static int64_t taken_up_us(const struct writer *writer, const struct batch *batch)
{
    return batch->sent_us > writer->landed_us ? batch->sent_us : writer->landed_us;
}

static void learn_times(struct writer *writer, const struct batch *batch)
{
    int64_t now_us = clock_monotonic_us();
    learn(&writer->run_us, batch->sent_us - batch->from_us);
    learn(&writer->flight_us, now_us - taken_up_us(writer, batch));
    writer->landed_us = now_us;
}

void writer_stands(struct writer *writer, struct batch *batch)
{
    assert(writer->committed == NULL);
    atomic_fetch_add(&writer->batches, 1);
    atomic_store(&writer->last_commit_us, writer->landed_us - batch->from_us);
    batch_tell(batch);
    writer->committed = batch;
}

bool writer_land(struct writer *writer, struct err *err)
{
    struct batch *batch = writer->in_flight;
    if (batch == NULL) {
        return true;
    }
    enum batch_end end = batch_take(batch, &batch->err);
    writer->in_flight = NULL;
    if (end == BATCH_SETTLED) {
        learn_times(writer, batch);
        writer_stands(writer, batch);
        return true;
    }
    writer->fallen = batch;
    return err_set(err, ERR_BUSY, "the batch before did not come through");
}

bool writer_linger(struct writer *writer, struct err *err)
{
    const struct batch *batch = writer->in_flight;
    int64_t until_us = taken_up_us(writer, batch) + writer->flight_us - writer->run_us;
    int64_t left_us = until_us - clock_monotonic_us();
    if (left_us > 0) {
        (void)pipeline_wait(&writer->pg, left_us);
    }
    return PQisBusy(writer->pg.conn) || writer_land(writer, err);
}

PGresult *writer_query(struct writer *writer, enum stmt_id statement, const struct bind *bind,
                       struct err *err)
{
    if (!writer_land(writer, err)) {
        return NULL;
    }
    writer_finish(writer);
    return pipeline_query(&writer->pg, statement, bind, err);
}
