/* The writer's life: what it is made of, how it starts and stops, and how commands come in. */
#include "writer_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "buurtkas/store/migrate.h"

enum {
    BATCH_BYTES_MAX = 256 << 20,
    RECORD_BYTES_MAX = 4 << 20,
    WORLD_BYTES_MAX = 512 << 20,
};

static void must(int rc)
{
    assert(rc == 0);
    (void)rc;
}

struct writer *writer_new(const struct writer_options *options, struct err *err)
{
    struct writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL) {
        (void)err_set(err, ERR_MEMORY, "no memory for the writer");
        return NULL;
    }
    must(pthread_mutex_init(&writer->lock, NULL));
    writer->options = *options;
    size_t most = options->batch_max;
    writer->options.batch_max = most == 0                   ? 1
                                : most < BATCH_COMMANDS_MAX ? most
                                                            : BATCH_COMMANDS_MAX;
    writer->arena = arena_new(RECORD_BYTES_MAX);
    for (size_t i = 0; i < ARRAY_LEN(writer->both); i++) {
        writer->both[i].writer = writer;
        writer->both[i].arena = arena_new(BATCH_BYTES_MAX);
    }
    writer->source = (struct pg_source){ .pg = &writer->pg,
                                         .arena = writer->arena,
                                         .record = &writer->record,
                                         .origin = log_key_origin(options->key),
                                         .tokens = options->tokens };
    const struct world_source source = pg_source_functions(&writer->source);
    writer->world = world_new(&source, WORLD_BYTES_MAX);
    writer->record.pg = &writer->pg;
    writer->record.arena = arena_new(RECORD_BYTES_MAX);
    writer->queue = queue_new(options->queue_max == 0 ? 1 : options->queue_max);
    writer->taken = calloc(writer->options.batch_max, sizeof(struct command *));
    writer->again = calloc(2 * writer->options.batch_max, sizeof(struct command *));
    writer->texts = calloc(LEAF_TEXTS_MAX, sizeof *writer->texts);
    writer->pg.give_up_ms = &writer->give_up_ms;
    log_key_derive(options->key, "buurtkas-token-v1", writer->token_secret);
    if (writer->arena == NULL || writer->both[0].arena == NULL || writer->both[1].arena == NULL ||
        writer->record.arena == NULL || writer->world == NULL || writer->queue == NULL ||
        writer->taken == NULL || writer->again == NULL || writer->texts == NULL) {
        (void)err_set(err, ERR_MEMORY, "no memory for the writer");
        writer_free(writer);
        return NULL;
    }
    return writer;
}

void writer_free(struct writer *writer)
{
    if (writer == NULL) {
        return;
    }
    assert(!writer->has_thread);
    pg_close(&writer->pg);
    world_free(writer->world);
    arena_free(writer->arena);
    arena_free(writer->both[0].arena);
    arena_free(writer->both[1].arena);
    arena_free(writer->record.arena);
    queue_free(writer->queue);
    free(writer->taken);
    free(writer->again);
    free(writer->texts);
    must(pthread_mutex_destroy(&writer->lock));
    explicit_bzero(writer->token_secret, sizeof writer->token_secret);
    free(writer);
}

struct writer *writer_start(const struct writer_options *options, struct err *err)
{
    struct writer *writer = writer_new(options, err);
    if (writer == NULL) {
        return NULL;
    }
    if (!migrate_check(options->conninfo, err) || !writer_connect(writer, err)) {
        writer_free(writer);
        return NULL;
    }
    if (pthread_create(&writer->thread, NULL, writer_main, writer) != 0) {
        (void)err_set(err, ERR_MEMORY, "the writer's thread does not start");
        writer_free(writer);
        return NULL;
    }
    writer->has_thread = true;
    return writer;
}

bool writer_submit(struct writer *writer, struct command *command)
{
    return queue_push(writer->queue, command);
}

void writer_drain(struct writer *writer, int deadline_ms)
{
    if (!writer->has_thread) {
        return;
    }
    atomic_store(&writer->give_up_ms, clock_monotonic_ms() + deadline_ms);
    queue_close(writer->queue);
    must(pthread_join(writer->thread, NULL));
    writer->has_thread = false;
    atomic_store(&writer->is_ready, false);
}
