/* Idempotency keys of a batch, before it runs: which may be a repeat, which come twice, and what
 * the database knows of them. */
#include "writer_internal.h"

#include <string.h>

static bool is_same_key(const struct command *a, const struct command *b)
{
    return a->key_len == b->key_len && memcmp(a->key, b->key, a->key_len) == 0 &&
           uuid_equal(&a->person, &b->person);
}

static uint64_t key_hash(const struct command *command)
{
    uint64_t hash = 14695981039346656037U; /* FNV-1a: spreads, and need not resist anybody */
    for (size_t i = 0; i < command->key_len; i++) {
        hash = (hash ^ (uint8_t)command->key[i]) * 1099511628211U;
    }
    for (size_t i = 0; i < UUID_BYTES; i++) {
        hash = (hash ^ command->person.bytes[i]) * 1099511628211U;
    }
    return hash;
}

bool batch_may_repeat(const struct batch *batch)
{
    bool may = false;
    for (size_t i = 0; i < batch->count && !may; i++) {
        const struct command *command = batch->items[i].command;
        uint64_t hash = key_hash(command);
        may = command->key_len > 0 && batch->writer->keys_seen[hash % KEYS_SEEN] == hash;
    }
    return may;
}

void keys_remember(struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        const struct command *command = batch->items[i].command;
        uint64_t hash = key_hash(command);
        if (command->key_len > 0) {
            batch->writer->keys_seen[hash % KEYS_SEEN] = hash;
        }
    }
}

bool keys_mark_later(struct batch *batch)
{
    size_t room = 16;
    while (room < 2 * batch->count) {
        room *= 2;
    }
    const struct command **seen = arena_calloc(batch->arena, room, sizeof *seen);
    if (seen == NULL) {
        return false;
    }
    for (size_t i = 0; i < batch->count; i++) {
        const struct command *command = batch->items[i].command;
        size_t at = (size_t)key_hash(command) % room;
        if (batch->items[i].state != ITEM_NEW || command->key_len == 0) {
            continue;
        }
        while (seen[at] != NULL && !is_same_key(seen[at], command)) {
            at = (at + 1) % room;
        }
        if (seen[at] != NULL) {
            batch->items[i].state = ITEM_LATER;
        } else {
            seen[at] = command;
        }
    }
    return true;
}

static void bind_keys(struct batch *batch, struct bind *bind)
{
    size_t bytes = 0;
    for (size_t i = 0; i < batch->count; i++) {
        bytes += batch->items[i].command->key_len;
    }
    struct bind_array persons =
        bind_array_begin(bind, BIND_UUID, batch->count, batch->count * UUID_BYTES);
    for (size_t i = 0; i < batch->count; i++) {
        array_bytes(&persons, batch->items[i].command->person.bytes, UUID_BYTES);
    }
    bind_array_end(&persons);
    struct bind_array keys = bind_array_begin(bind, BIND_TEXT, batch->count, bytes);
    for (size_t i = 0; i < batch->count; i++) {
        array_bytes(&keys, batch->items[i].command->key, batch->items[i].command->key_len);
    }
    bind_array_end(&keys);
}

bool keys_ask(struct batch *batch, struct err *err)
{
    struct bind bind = bind_new(batch->arena);
    bind_keys(batch, &bind);
    return pipeline_send(&batch->writer->pg, STMT_IDEMPOTENCY_FIND, &bind, err) &&
           pipeline_sync(&batch->writer->pg, err);
}

bool keys_take(struct batch *batch, size_t before, struct err *err)
{
    struct pg *pg = &batch->writer->pg;
    bool ok = pipeline_skip(pg, before, err);
    CLEANUP(pg_result_freep) PGresult *found = pipeline_take(pg, err);
    if (!pipeline_take_sync(pg, err) || !ok || found == NULL) {
        return false;
    }
    replay_find(batch, found);
    return true;
}
