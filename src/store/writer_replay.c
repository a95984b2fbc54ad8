/* Idempotency keys: what a key was answered with is stored as a few columns, never as a body. A
 * repeat is rendered from the record again: the leaf, its openings where they still stand, and the
 * receipt at the size of the tree at that time. Signatures are deterministic, so the bytes are the
 * same. */
#include "writer_internal.h"

#include <string.h>
#include "rows_internal.h"

enum {
    STATUS_DONE = 200,
    STATUS_REFUSED = 409, /* the refusals that are kept: what the world's state forbade */
};

/* Columns of idempotency_find. */
enum {
    FOUND_NUMBER,
    FOUND_FINGERPRINT,
    FOUND_STATUS,
    FOUND_CODE,
    FOUND_DETAIL,
    FOUND_POINTER,
    FOUND_ENTRY,
    FOUND_TREE_SIZE,
    FOUND_MADE_ID
};

static void copy_text(char *out, size_t out_size, struct cell cell)
{
    size_t len = cell_is_null(&cell) ? 0 : (size_t)cell.len;
    len = len < out_size ? len : out_size - 1;
    if (len > 0) {
        memcpy(out, cell.ptr, len);
    }
    out[len] = '\0';
}

static void refuse_again(struct item *item, const PGresult *found, int row)
{
    struct err *err = &item->command->err;
    char type[64];
    char detail[ERR_DETAIL_MAX];
    copy_text(type, sizeof type, row_cell(found, row, FOUND_CODE));
    copy_text(detail, sizeof detail, row_cell(found, row, FOUND_DETAIL));
    enum err_code code = err_by_type(type);
    (void)err_set(err, code == ERR_COUNT || code == ERR_OK ? ERR_INTERNAL : code, "%s", detail);
    copy_text(err->pointer, sizeof err->pointer, row_cell(found, row, FOUND_POINTER));
    item->state = ITEM_REFUSED;
    item->is_kept_refusal = true;
    item->command->is_replay = true;
}

static void answer_again(struct batch *batch, struct item *item, const PGresult *found, int row)
{
    struct command *command = item->command;
    struct cell entry = row_cell(found, row, FOUND_ENTRY);
    item->state = ITEM_FOUND;
    command->is_replay = true;
    command->made_id = row_uuid(found, row, FOUND_MADE_ID);
    if (command->kind == COMMAND_TOKEN) {
        const struct token_body *body = command->body;
        token_text(batch->writer, &body->person, &command->made_id, command->token);
    }
    if (!cell_is_null(&entry)) {
        item->entry = (uint64_t)cell_i64(&entry);
        item->tree_size = (uint64_t)row_i64(found, row, FOUND_TREE_SIZE);
    }
}

void replay_find(struct batch *batch, const PGresult *found)
{
    struct hash fingerprint;
    for (int row = 0; row < PQntuples(found); row++) {
        int64_t number = row_i64(found, row, FOUND_NUMBER);
        struct item *item = &batch->items[number - 1];
        if (item->state != ITEM_NEW) {
            continue; /* late, or later */
        }
        item->command->err = (struct err){ 0 };
        if (!row_hash(found, row, FOUND_FINGERPRINT, &fingerprint) ||
            !hash_equal(&fingerprint, &item->command->fingerprint)) {
            (void)err_set(&item->command->err, ERR_KEY_REUSED,
                          "This Idempotency-Key came before with another method, path or body.");
            item->state = ITEM_REFUSED;
            item->is_kept_refusal = true;
        } else if (row_i32(found, row, FOUND_STATUS) >= STATUS_REFUSED) {
            refuse_again(item, found, row);
        } else {
            answer_again(batch, item, found, row);
        }
    }
}

/* --- The keys of this batch. --- */

static bool is_kept(const struct item *item)
{
    bool is_refusal = item->state == ITEM_REFUSED && !item->is_kept_refusal &&
                      err_status(item->command->err.code) == STATUS_REFUSED;
    return item->command->key_len > 0 && (item->state == ITEM_DONE || is_refusal);
}

struct kept {
    const struct item **items;
    size_t count;
    size_t key_bytes;
};

static void bind_askers(struct bind *bind, const struct kept *kept)
{
    struct bind_array persons =
        bind_array_begin(bind, BIND_UUID, kept->count, kept->count * UUID_BYTES);
    for (size_t i = 0; i < kept->count; i++) {
        array_bytes(&persons, kept->items[i]->command->person.bytes, UUID_BYTES);
    }
    bind_array_end(&persons);
    struct bind_array keys = bind_array_begin(bind, BIND_TEXT, kept->count, kept->key_bytes);
    for (size_t i = 0; i < kept->count; i++) {
        array_bytes(&keys, kept->items[i]->command->key, kept->items[i]->command->key_len);
    }
    bind_array_end(&keys);
    struct bind_array prints =
        bind_array_begin(bind, BIND_BYTES, kept->count, kept->count * HASH_BYTES);
    for (size_t i = 0; i < kept->count; i++) {
        array_bytes(&prints, kept->items[i]->command->fingerprint.bytes, HASH_BYTES);
    }
    bind_array_end(&prints);
}

static void bind_outcomes(struct bind *bind, const struct kept *kept, uint64_t tree_size)
{
    enum {
        TYPE_BYTES_MAX = 64
    };
    struct bind_array statuses = bind_array_begin(bind, BIND_I32, kept->count, kept->count * 4);
    for (size_t i = 0; i < kept->count; i++) {
        array_i32(&statuses, kept->items[i]->state == ITEM_DONE ? STATUS_DONE : STATUS_REFUSED);
    }
    bind_array_end(&statuses);
    struct bind_array codes =
        bind_array_begin(bind, BIND_TEXT, kept->count, kept->count * TYPE_BYTES_MAX);
    for (size_t i = 0; i < kept->count; i++) {
        const char *type = err_type(kept->items[i]->command->err.code);
        array_bytes(&codes, type, strlen(type));
    }
    bind_array_end(&codes);
    for (int is_size = 0; is_size < 2; is_size++) {
        struct bind_array numbers = bind_array_begin(bind, BIND_I64, kept->count, kept->count * 8);
        for (size_t i = 0; i < kept->count; i++) {
            const struct item *item = kept->items[i];
            if (item->state == ITEM_DONE && item->command->kind == COMMAND_ACT) {
                array_i64(&numbers, (int64_t)(is_size ? tree_size : item->entry));
            } else {
                array_null(&numbers);
            }
        }
        bind_array_end(&numbers);
    }
}

static void bind_refusals(struct bind *bind, const struct kept *kept)
{
    for (int is_pointer = 0; is_pointer < 2; is_pointer++) {
        size_t most = is_pointer ? ERR_POINTER_MAX : ERR_DETAIL_MAX;
        struct bind_array texts =
            bind_array_begin(bind, BIND_TEXT, kept->count, kept->count * most);
        for (size_t i = 0; i < kept->count; i++) {
            const struct err *err = &kept->items[i]->command->err;
            const char *text = is_pointer ? err->pointer : err->detail;
            if (text[0] == '\0') {
                array_null(&texts);
            } else {
                array_bytes(&texts, text, strlen(text));
            }
        }
        bind_array_end(&texts);
    }
    struct bind_array made =
        bind_array_begin(bind, BIND_UUID, kept->count, kept->count * UUID_BYTES);
    for (size_t i = 0; i < kept->count; i++) {
        array_uuid(&made, &kept->items[i]->command->made_id);
    }
    bind_array_end(&made);
}

bool keys_send(struct batch *batch, size_t *sent, struct err *err)
{
    struct kept kept = { .items = arena_calloc(batch->arena, batch->count, sizeof(void *)) };
    if (kept.items == NULL) {
        return err_set(err, ERR_MEMORY, "the batch's memory is full");
    }
    for (size_t i = 0; i < batch->count; i++) {
        if (is_kept(&batch->items[i])) {
            kept.items[kept.count++] = &batch->items[i];
            kept.key_bytes += batch->items[i].command->key_len;
        }
    }
    if (kept.count == 0) {
        return true;
    }
    struct bind bind = bind_new(batch->arena);
    bind_askers(&bind, &kept);
    bind_outcomes(&bind, &kept, batch->writer->record.tree.size);
    bind_refusals(&bind, &kept);
    ++*sent;
    return pipeline_send(&batch->writer->pg, STMT_IDEMPOTENCY_INSERT, &bind, err);
}

/* --- Acts again. --- */

bool receipt_make(struct batch *batch, struct item *item, uint64_t size,
                  const struct str *checkpoint, struct err *err)
{
    struct command *command = item->command;
    /* Base64 of the leaf, 64 hashes of a path, the note. */
    struct str text = str_new(command->arena, 2 * item->leaf_len + 64 * 48 + CHECKPOINT_NOTE_MAX);
    const struct receipt_of of = { .leaf = item->leaf,
                                   .leaf_len = item->leaf_len,
                                   .entry = item->entry,
                                   .size = size,
                                   .checkpoint = checkpoint };
    if (!record_receipt(&batch->writer->record, &of, &text, err)) {
        return false;
    }
    command->receipt = text.ptr;
    command->receipt_len = text.len;
    return true;
}

static bool load_leaf(struct batch *batch, struct item *item, struct err *err)
{
    struct bind bind = bind_new(batch->arena);
    bind_i64(&bind, (int64_t)item->entry);
    CLEANUP(pg_result_freep)
    PGresult *result = pipeline_query(&batch->writer->pg, STMT_LEAF_BYTES, &bind, err);
    if (result == NULL) {
        return false;
    }
    if (PQntuples(result) != 1) {
        return err_set(err, ERR_CORRUPT, "entry %llu is missing", (unsigned long long)item->entry);
    }
    struct cell bytes = row_cell(result, 0, 0);
    item->leaf_len = (size_t)bytes.len;
    item->leaf = (const uint8_t *)arena_strndup(item->command->arena, (const char *)bytes.ptr,
                                                item->leaf_len);
    return item->leaf != NULL || err_set(err, ERR_MEMORY, "the request's memory is full");
}

static bool open_text(struct text *text, const PGresult *openings, int row, struct arena *arena)
{
    struct cell value = row_cell(openings, row, 1);
    struct cell salt = row_cell(openings, row, 2);
    text->ptr = arena_strndup(arena, (const char *)value.ptr, (size_t)value.len);
    text->len = (size_t)value.len;
    if (salt.len == sizeof text->salt) {
        memcpy(text->salt, salt.ptr, sizeof text->salt);
    }
    return text->ptr != NULL;
}

/* Fills in the texts that are still there; an erased one stays unknown. */
static bool load_openings(struct batch *batch, struct item *item, struct err *err)
{
    struct leaf_text *texts = batch->writer->texts;
    struct command *command = item->command;
    size_t count = leaf_texts(&command->act, texts);
    struct bind bind = bind_new(batch->arena);
    bind_i64(&bind, (int64_t)item->entry);
    if (count == 0) {
        return true;
    }
    CLEANUP(pg_result_freep)
    PGresult *found = pipeline_query(&batch->writer->pg, STMT_OPENING_OF_ENTRY, &bind, err);
    for (int row = 0; found != NULL && row < PQntuples(found); row++) {
        struct cell path = row_cell(found, row, 0);
        for (size_t i = 0; i < count && i < LEAF_TEXTS_MAX; i++) {
            if (strlen(texts[i].path) != (size_t)path.len ||
                memcmp(texts[i].path, path.ptr, (size_t)path.len) != 0) {
                continue;
            }
            if (!open_text(texts[i].text, found, row, command->arena)) {
                return err_set(err, ERR_MEMORY, "the request's memory is full");
            }
        }
    }
    return found != NULL;
}

bool replay_act_of(struct batch *batch, struct item *item, struct err *err)
{
    struct writer *writer = batch->writer;
    struct command *command = item->command;
    struct str checkpoint = str_new(batch->arena, CHECKPOINT_NOTE_MAX);
    command->act = (struct act){ .entry = item->entry, .arena = command->arena };
    return load_leaf(batch, item, err) &&
           leaf_read(&command->act, command->arena, item->leaf, item->leaf_len, err) &&
           load_openings(batch, item, err) &&
           record_checkpoint(&writer->record, writer->options.key, item->tree_size, &checkpoint,
                             err) &&
           receipt_make(batch, item, item->tree_size, &checkpoint, err);
}
