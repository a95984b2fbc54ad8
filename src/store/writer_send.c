/* The round trip of a batch: everything set-wise, one array a column, and COMMIT, in one pipeline
 * with one sync. While it is under way, the batch before is settled and answered, and the next one
 * runs. */
#include "writer_internal.h"

#include <assert.h>
#include <string.h>
#include "rows_internal.h"

/* --- What the record gets. --- */

/* Items that have a leaf stand in order of entry. */
static size_t list_leaves(const struct batch *batch, const struct item **out)
{
    size_t count = 0;
    for (size_t i = 0; i < batch->count; i++) {
        const struct item *item = &batch->items[i];
        if (item->state == ITEM_DONE && item->command->kind == COMMAND_ACT) {
            out[count++] = item;
        }
    }
    return count;
}

static void bind_leaf_numbers(struct bind *bind, const struct item **leaves, size_t count)
{
    struct bind_array entries = bind_array_begin(bind, BIND_I64, count, count * 8);
    for (size_t i = 0; i < count; i++) {
        array_i64(&entries, (int64_t)leaves[i]->entry);
    }
    bind_array_end(&entries);
    struct bind_array times = bind_array_begin(bind, BIND_I64, count, count * 8);
    for (size_t i = 0; i < count; i++) {
        array_i64(&times, leaves[i]->command->act.at.ms);
    }
    bind_array_end(&times);
    struct bind_array types = bind_array_begin(bind, BIND_I32, count, count * 4);
    for (size_t i = 0; i < count; i++) {
        array_i32(&types, (int32_t)leaves[i]->command->act.kind->type);
    }
    bind_array_end(&types);
}

static void bind_leaf_bytes(struct bind *bind, const struct item **leaves, size_t count)
{
    size_t bytes = 0;
    struct bind_array ids = bind_array_begin(bind, BIND_UUID, count, count * UUID_BYTES);
    for (size_t i = 0; i < count; i++) {
        array_bytes(&ids, leaves[i]->command->act.id.bytes, UUID_BYTES);
        bytes += leaves[i]->leaf_len;
    }
    bind_array_end(&ids);
    struct bind_array hashes = bind_array_begin(bind, BIND_BYTES, count, count * HASH_BYTES);
    for (size_t i = 0; i < count; i++) {
        array_bytes(&hashes, leaves[i]->leaf_hash.bytes, HASH_BYTES);
    }
    bind_array_end(&hashes);
    struct bind_array texts = bind_array_begin(bind, BIND_BYTES, count, bytes);
    for (size_t i = 0; i < count; i++) {
        array_bytes(&texts, leaves[i]->leaf, leaves[i]->leaf_len);
    }
    bind_array_end(&texts);
}

/* What is being sent: counts the results to take. */
struct sending {
    struct batch *batch;
    struct pg *pg;
    size_t sent;
};

static bool send_one(struct sending *sending, enum stmt_id statement, const struct bind *bind,
                     struct err *err)
{
    sending->sent++;
    return pipeline_send(sending->pg, statement, bind, err);
}

static bool send_leaves(struct sending *sending, struct err *err)
{
    struct batch *batch = sending->batch;
    struct bind bind = bind_new(batch->arena);
    if (batch->acts == 0) {
        return true;
    }
    const struct item **leaves = arena_calloc(batch->arena, batch->acts, sizeof(void *));
    if (leaves == NULL) {
        return err_set(err, ERR_MEMORY, "the batch's memory is full");
    }
    size_t count = list_leaves(batch, leaves);
    assert(count == batch->acts);
    bind_leaf_numbers(&bind, leaves, count);
    bind_leaf_bytes(&bind, leaves, count);
    return send_one(sending, STMT_LEAF_INSERT, &bind, err);
}

static bool send_openings(struct sending *sending, struct err *err)
{
    const struct opening_row *rows = sending->batch->openings.rows;
    size_t count = sending->batch->openings.count;
    struct bind bind = bind_new(sending->batch->arena);
    size_t bytes = 0;
    if (count == 0) {
        return true;
    }
    struct bind_array objects = bind_array_begin(&bind, BIND_UUID, count, count * UUID_BYTES);
    for (size_t i = 0; i < count; i++) {
        array_bytes(&objects, rows[i].object.bytes, UUID_BYTES);
        bytes += rows[i].text->len;
    }
    bind_array_end(&objects);
    struct bind_array paths = bind_array_begin(&bind, BIND_TEXT, count, count * LEAF_PATH_MAX);
    for (size_t i = 0; i < count; i++) {
        array_bytes(&paths, rows[i].path, strlen(rows[i].path));
    }
    bind_array_end(&paths);
    struct bind_array entries = bind_array_begin(&bind, BIND_I64, count, count * 8);
    for (size_t i = 0; i < count; i++) {
        array_i64(&entries, (int64_t)rows[i].entry);
    }
    bind_array_end(&entries);
    struct bind_array values = bind_array_begin(&bind, BIND_TEXT, count, bytes);
    for (size_t i = 0; i < count; i++) {
        array_bytes(&values, rows[i].text->ptr, rows[i].text->len);
    }
    bind_array_end(&values);
    struct bind_array salts = bind_array_begin(&bind, BIND_BYTES, count, count * 32);
    for (size_t i = 0; i < count; i++) {
        array_bytes(&salts, rows[i].text->salt, sizeof rows[i].text->salt);
    }
    bind_array_end(&salts);
    return send_one(sending, STMT_OPENING_INSERT, &bind, err);
}

static bool send_tiles(struct sending *sending, struct err *err)
{
    const struct full_tile *tiles = sending->batch->tiles.rows;
    size_t count = sending->batch->tiles.count;
    struct bind bind = bind_new(sending->batch->arena);
    if (count == 0) {
        return true;
    }
    struct bind_array levels = bind_array_begin(&bind, BIND_I32, count, count * 4);
    for (size_t i = 0; i < count; i++) {
        array_i32(&levels, (int32_t)tiles[i].level);
    }
    bind_array_end(&levels);
    struct bind_array indexes = bind_array_begin(&bind, BIND_I64, count, count * 8);
    for (size_t i = 0; i < count; i++) {
        array_i64(&indexes, (int64_t)tiles[i].index);
    }
    bind_array_end(&indexes);
    struct bind_array hashes =
        bind_array_begin(&bind, BIND_BYTES, count, count * sizeof tiles->hashes);
    for (size_t i = 0; i < count; i++) {
        array_bytes(&hashes, tiles[i].hashes, sizeof tiles[i].hashes);
    }
    bind_array_end(&hashes);
    return send_one(sending, STMT_TILE_INSERT, &bind, err);
}

static bool send_head(struct sending *sending, struct err *err)
{
    struct batch *batch = sending->batch;
    const struct record *record = &batch->writer->record;
    struct bind bind = bind_new(batch->arena);
    uint8_t *frontier = arena_alloc(batch->arena, MERKLE_FRONTIER_MAX);
    if (batch->acts == 0 && !batch->is_on_top) {
        return true; /* else the head is the fence: without the batch before, this one falls too */
    }
    if (frontier == NULL) {
        return err_set(err, ERR_MEMORY, "the batch's memory is full");
    }
    size_t frontier_len = merkle_frontier_write(&record->tree, frontier);
    bind_i64(&bind, (int64_t)batch->first);
    bind_i64(&bind, record->epoch);
    bind_i64(&bind, (int64_t)record->tree.size);
    bind_bytes(&bind, batch->root.bytes, HASH_BYTES);
    bind_bytes(&bind, frontier, frontier_len);
    bind_i64(&bind, record->at_ms);
    return send_one(sending, STMT_HEAD_UPDATE, &bind, err);
}

/* --- Objects. --- */

/* The batch's objects of one kind. */
struct of_kind {
    const struct object **items;
    size_t count;
};

/* Groups by kind what the world says is new or changed; journals first made, first written. */
static bool group_changes(struct batch *batch, enum object_mark mark,
                          struct of_kind out[KIND_COUNT])
{
    struct object_list changes = world_changes(batch->writer->world);
    memset(out, 0, KIND_COUNT * sizeof *out);
    for (size_t i = 0; i < changes.count; i++) {
        out[changes.items[i]->kind].count += changes.items[i]->mark == mark ? 1 : 0;
    }
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        out[kind].items = arena_calloc(batch->arena, out[kind].count, sizeof(void *));
        if (out[kind].items == NULL) {
            return false;
        }
        out[kind].count = 0;
    }
    for (size_t i = 0; i < changes.count; i++) {
        struct of_kind *of = &out[changes.items[i]->kind];
        if (changes.items[i]->mark == mark) {
            of->items[of->count++] = changes.items[i];
        }
    }
    return true;
}

static bool send_objects(struct sending *sending, enum object_mark mark, struct err *err)
{
    struct of_kind groups[KIND_COUNT];
    if (!group_changes(sending->batch, mark, groups)) {
        return err_set(err, ERR_MEMORY, "the batch's memory is full");
    }
    for (int i = KIND_NONE + 1; i < KIND_COUNT; i++) {
        enum kind kind = (enum kind)i;
        struct bind bind = bind_new(sending->batch->arena);
        if (groups[i].count == 0) {
            continue;
        }
        if (mark == OBJECT_NEW) {
            rows_bind_insert(&bind, kind, groups[i].items, groups[i].count);
        } else {
            rows_bind_update(&bind, kind, groups[i].items, groups[i].count);
        }
        enum stmt_id statement =
            mark == OBJECT_NEW ? rows_insert_statement(kind) : rows_update_statement(kind);
        if (!send_one(sending, statement, &bind, err)) {
            return false;
        }
    }
    return true;
}

/* --- Private rows. --- */

static bool send_links(struct sending *sending, const struct rows_of *links, enum stmt_id statement,
                       struct err *err)
{
    const struct person_link *rows = links->rows;
    struct bind bind = bind_new(sending->batch->arena);
    if (links->count == 0) {
        return true;
    }
    struct bind_array whose =
        bind_array_begin(&bind, BIND_UUID, links->count, links->count * UUID_BYTES);
    for (size_t i = 0; i < links->count; i++) {
        array_bytes(&whose, rows[i].handle.bytes, UUID_BYTES);
    }
    bind_array_end(&whose);
    struct bind_array persons =
        bind_array_begin(&bind, BIND_UUID, links->count, links->count * UUID_BYTES);
    for (size_t i = 0; i < links->count; i++) {
        array_bytes(&persons, rows[i].person.bytes, UUID_BYTES);
    }
    bind_array_end(&persons);
    return send_one(sending, statement, &bind, err);
}

/* The log's first key, with its first entry. */
static bool send_log_key(struct sending *sending, struct err *err)
{
    struct batch *batch = sending->batch;
    char *vkey = arena_alloc(batch->arena, VKEY_TEXT_MAX + 1);
    struct bind bind = bind_new(batch->arena);
    if (vkey == NULL) {
        return err_set(err, ERR_MEMORY, "the batch's memory is full");
    }
    size_t len = vkey_print(vkey, log_key_vkey(batch->writer->options.key));
    bind_bytes(&bind, vkey, len);
    bind_i64(&bind, 0);
    return send_one(sending, STMT_LOG_KEY_INSERT, &bind, err);
}

static bool send_private(struct sending *sending, struct err *err)
{
    struct batch *batch = sending->batch;
    if (batch->first_operator != NULL && !send_log_key(sending, err)) {
        return false;
    }
    for (size_t i = 0; i < batch->count; i++) {
        const struct item *item = &batch->items[i];
        if (item->state == ITEM_DONE && !private_send(batch, item, &sending->sent, err)) {
            return false;
        }
    }
    return send_links(sending, &batch->appointments, STMT_APPOINTMENT_PERSON_INSERT, err) &&
           send_links(sending, &batch->payees, STMT_PAYEE_PERSON_INSERT, err);
}

/* --- All of it. --- */

static bool send_begin(struct sending *sending, struct err *err)
{
    if (sending->batch->is_asked) {
        return true;
    }
    sending->sent++;
    return pipeline_text(sending->pg, "BEGIN", err);
}

static bool send_all(struct sending *sending, struct err *err)
{
    return send_begin(sending, err) && send_leaves(sending, err) && send_openings(sending, err) &&
           send_objects(sending, OBJECT_NEW, err) && send_objects(sending, OBJECT_CHANGED, err) &&
           send_private(sending, err) && keys_send(sending->batch, &sending->sent, err) &&
           send_tiles(sending, err) && send_head(sending, err);
}

static enum batch_end failed(struct batch *batch)
{
    return batch->writer->pg.is_lost ? BATCH_LOST : BATCH_ABORTED;
}

/* What was queued must not be left in the pipeline: its sync lets it be taken, after what is in
 * flight before it. */
static void take_back(struct batch *batch)
{
    struct writer *writer = batch->writer;
    struct err ignored = { 0 };
    if (!writer->pg.is_lost && pipeline_sync(&writer->pg, &ignored) &&
        writer_land(writer, &ignored)) {
        (void)!pipeline_take_sync(&writer->pg, &ignored);
    }
}

enum batch_end batch_send(struct batch *batch, struct err *err)
{
    struct writer *writer = batch->writer;
    struct sending sending = { .batch = batch, .pg = &writer->pg };
    batch->is_on_top = writer->in_flight != NULL;
    if (!send_all(&sending, err) || !batch_note(batch, err)) {
        take_back(batch);
        return failed(batch);
    }
    writer_fault(writer, "before_commit");
    if (!pipeline_text(&writer->pg, "COMMIT", err) || !pipeline_sync(&writer->pg, err)) {
        return failed(batch);
    }
    batch->sent = sending.sent + 1;
    batch->is_commit_sent = true;
    batch->sent_us = clock_monotonic_us();
    world_settle(writer->world);
    pipeline_flush(&writer->pg);
    writer_finish(writer);
    writer_fault(writer, "commit_sent");
    return BATCH_SENT;
}

enum batch_end batch_take(struct batch *batch, struct err *err)
{
    struct writer *writer = batch->writer;
    bool ok = pipeline_skip(&writer->pg, batch->sent, err);
    if (!pipeline_take_sync(&writer->pg, err)) {
        return BATCH_LOST;
    }
    writer_fault(writer, "committed");
    return ok ? BATCH_SETTLED : BATCH_ABORTED;
}
