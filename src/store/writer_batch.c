/* One batch: looks up the keys of its commands where one may be a repeat, then runs the new ones
 * one after another against the world. Nothing is written before all have run; refusals are
 * outcomes and do not hurt their neighbours. */
#include "writer_internal.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>
#include "buurtkas/domain/competence.h"
#include "rows_internal.h"

enum {
    ROWS_FIRST = 32,
};

void *rows_of_add(struct rows_of *rows, struct arena *arena, size_t size)
{
    if (rows->count == rows->room) {
        size_t room = rows->room == 0 ? ROWS_FIRST : rows->room * 2;
        void *moved = arena_calloc(arena, room, size);
        if (moved == NULL) {
            return NULL;
        }
        if (rows->count > 0) {
            memcpy(moved, rows->rows, rows->count * size);
        }
        rows->rows = moved;
        rows->room = room;
    }
    return (char *)rows->rows + rows->count++ * size;
}

static void refuse(struct item *item)
{
    item->state = ITEM_REFUSED;
}

/* --- One act. --- */

struct uuid writer_next_id(struct writer *writer, int64_t at_ms)
{
    writer->last_id = uuid_v7_after(&writer->last_id, at_ms);
    return writer->last_id;
}

static void fill_made(struct writer *writer, struct act *act, const char *origin)
{
    for (const struct field *field = act->kind->fields; field->kind != FIELD_END; field++) {
        void *at = field_at(act->body, field);
        if ((field->flags & FIELD_GIVEN) == 0) {
            continue;
        }
        if (field->kind == FIELD_UUID) {
            /* Handles are random, so that they tell nothing of when they were made. */
            bool is_handle =
                strcmp(field->name, "handle") == 0 || strcmp(field->name, "operator") == 0;
            *(struct uuid *)at = is_handle ? uuid_v4() : writer_next_id(writer, act->at.ms);
        } else if (field->kind == FIELD_CODE) {
            struct code *code = at;
            size_t len = strnlen(origin, CODE_MAX);
            memcpy(code->text, origin, len);
            code->text[len] = '\0';
        }
    }
}

static void act_begin(struct batch *batch, const struct command *command, struct act *act)
{
    struct writer *writer = batch->writer;
    struct instant now = writer->options.clock->now(writer->options.clock);
    struct hash digest;
    /* All but the room for lines, which is nearly all of an act. */
    memset(act, 0, offsetof(struct act, lines));
    act->lines.count = 0;
    act->note = (struct transaction_note){ 0 };
    act->kind = command->act_kind;
    act->entry = writer->record.tree.size;
    act->at = (struct instant){ now.ms > writer->record.at_ms ? now.ms : writer->record.at_ms };
    act->on = (struct date){ DATE_ABSENT };
    act->body = command->body;
    act->world = writer->world;
    act->arena = command->arena;
    act->today = date_in_amsterdam(act->at);
    act->id = writer_next_id(writer, act->at.ms);
    act->has_nonce = command->key_len > 0;
    if (act->has_nonce) {
        hash_bytes(&digest, command->key, command->key_len);
        memcpy(act->nonce, digest.bytes, NONCE_BYTES);
    }
    fill_made(batch->writer, act, log_key_origin(writer->options.key));
}

/* Chooses the appointment. The first operator has none yet: the rule makes it. */
static bool choose_actor(struct batch *batch, const struct command *command, struct act *act,
                         struct err *err)
{
    struct uuid handles[HANDLES_MAX];
    if (act->kind->type == ACT_INSTALLATION_OPENED) {
        if (batch->first_operator == NULL) {
            return err_set(err, ERR_FORBIDDEN, "The installation is opened once, by its start.");
        }
        act->actor.handle = ACT_BODY(act, installation_opened)->operator_handle;
        act->actor.role = ROLE_OPERATOR;
        return true;
    }
    size_t count =
        tokens_handles(batch->writer->options.tokens, command->person, handles, HANDLES_MAX);
    return competence_choose(act, handles, count, err);
}

/* The kind of the object in the path: that of the competence table, or else its field's name is a
 * kind. */
static enum kind kind_in_path(const struct act *act, const struct field *path)
{
    const struct competence *row = competence_of(act->kind->type);
    char table[64];
    if (row->field != NULL && strcmp(row->field, path->name) == 0) {
        return row->kind;
    }
    field_snake_name(table, sizeof table, path->name);
    for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++) {
        if (strcmp(object_type((enum kind)kind)->table, table) == 0) {
            return (enum kind)kind;
        }
    }
    return KIND_NONE;
}

static bool check_if_match(const struct command *command, struct act *act, struct err *err)
{
    const struct field *path = act->kind->fields;
    while (path->kind != FIELD_END && (path->flags & FIELD_PATH) == 0) {
        path++;
    }
    if (!command->has_if_match || path->kind != FIELD_UUID) {
        return true;
    }
    enum kind kind = kind_in_path(act, path);
    if (kind == KIND_DECISION) {
        kind =
            KIND_DECISION_STATUS; /* a decision never changes: what the resource shows of it does */
    }
    const struct object *object =
        kind == KIND_NONE ? NULL : act_need(act, kind, field_at_const(act->body, path), NULL, err);
    if (err_is_set(err)) {
        return false;
    }
    uint64_t version = object == NULL ? UINT64_MAX : object->changed;
    return version == command->if_match ||
           err_set(err, ERR_PRECONDITION_FAILED,
                   "The resource was last changed by entry %llu, not by entry %llu.",
                   (unsigned long long)version, (unsigned long long)command->if_match);
}

/* The person in a body of a request that names one: never in the record, so linked beside it. */
static const struct uuid *person_in_body(const struct batch *batch, const struct act *act)
{
    if (act->kind->type == ACT_INSTALLATION_OPENED) {
        return &batch->first_operator->person;
    }
    if (act->kind->type == ACT_APPOINTMENT_MADE) {
        return &ACT_BODY(act, appointment_made)->person;
    }
    return act->kind->type == ACT_PAYEE_REGISTERED ? &ACT_BODY(act, payee_registered)->person
                                                   : NULL;
}

static bool check_person(struct batch *batch, const struct act *act, struct err *err)
{
    const struct uuid *person = person_in_body(batch, act);
    if (person == NULL || uuid_is_zero(person)) {
        return act->kind->type != ACT_APPOINTMENT_MADE ||
               err_set_at(err, ERR_UNKNOWN_REFERENCE, "/person",
                          "An appointment is that of a person.");
    }
    return person_exists(batch, person, "/person", err);
}

static struct uuid made_handle(const struct act *act)
{
    return act->kind->type == ACT_INSTALLATION_OPENED
               ? ACT_BODY(act, installation_opened)->operator_handle
               : ACT_BODY(act, appointment_made)->handle;
}

static bool link_person(struct batch *batch, const struct act *act, struct err *err)
{
    const struct uuid *person = person_in_body(batch, act);
    if (person == NULL || uuid_is_zero(person)) {
        return true;
    }
    bool is_payee = act->kind->type == ACT_PAYEE_REGISTERED;
    struct person_link *link =
        rows_of_add(is_payee ? &batch->payees : &batch->appointments, batch->arena, sizeof *link);
    if (link == NULL) {
        return err_set(err, ERR_MEMORY, "the batch's memory is full");
    }
    link->id = act->id;
    link->person = *person;
    link->handle = is_payee ? act->id : made_handle(act);
    return true;
}

static bool keep_openings(struct batch *batch, const struct act *act, struct err *err)
{
    struct leaf_text *texts = batch->writer->texts;
    size_t count = leaf_texts(act, texts);
    for (size_t i = 0; i < count && i < LEAF_TEXTS_MAX; i++) {
        struct opening_row *row = rows_of_add(&batch->openings, batch->arena, sizeof *row);
        const char *path = arena_strdup(batch->arena, texts[i].path);
        if (row == NULL || path == NULL) {
            return err_set(err, ERR_MEMORY, "the batch's memory is full");
        }
        *row = (struct opening_row){
            .object = act->id, .entry = act->entry, .path = path, .text = texts[i].text
        };
    }
    return true;
}

static bool keep_leaf(struct batch *batch, struct item *item, const struct act *act,
                      struct err *err)
{
    struct record *record = &batch->writer->record;
    struct full_tile full[TILE_LEVELS];
    struct str leaf = str_new(batch->arena, LEAF_BYTES_MAX + 1);
    if (!leaf_write(&leaf, act, err)) {
        return false;
    }
    item->leaf = (const uint8_t *)leaf.ptr;
    item->leaf_len = leaf.len;
    item->entry = act->entry;
    hash_leaf(&item->leaf_hash, item->leaf, item->leaf_len);
    size_t count = record_append(record, &item->leaf_hash, full);
    record->at_ms = act->at.ms;
    batch->acts++;
    for (size_t i = 0; i < count; i++) {
        struct full_tile *kept = rows_of_add(&batch->tiles, batch->arena, sizeof *kept);
        if (kept == NULL) {
            return err_set(err, ERR_MEMORY, "the batch's memory is full");
        }
        *kept = full[i];
    }
    return true;
}

/* Up to the rule nothing has changed but who is behind a new handle, which the rule may ask; after
 * it every failure spoils the batch. */
static bool run_act(struct batch *batch, struct item *item)
{
    struct command *command = item->command;
    struct act *act = &command->act;
    struct err *err = &command->err;
    size_t appointments = batch->appointments.count, payees = batch->payees.count;
    act_begin(batch, command, act);
    if (!choose_actor(batch, command, act, err) || !check_if_match(command, act, err) ||
        !check_person(batch, act, err) || !link_person(batch, act, err)) {
        return false;
    }
    if (!act_run(act, err)) {
        batch->appointments.count = appointments;
        batch->payees.count = payees;
        return false;
    }
    batch->is_spoiled = !leaf_commit_texts(act, err) || !keep_leaf(batch, item, act, err) ||
                        !keep_openings(batch, act, err);
    return !batch->is_spoiled;
}

/* --- All of them. --- */

/* Whether what the item failed of is the transaction's or the connection's failure, not its own. */
static enum batch_end end_of(struct batch *batch)
{
    struct pg *pg = &batch->writer->pg;
    if (pg->is_lost) {
        return BATCH_LOST;
    }
    bool is_aborted = PQtransactionStatus(pg->conn) == PQTRANS_INERROR;
    return is_aborted || batch->is_spoiled || batch->writer->fallen != NULL ? BATCH_ABORTED
                                                                            : BATCH_SETTLED;
}

static enum batch_end run_items(struct batch *batch, struct err *err)
{
    for (size_t i = 0; i < batch->count; i++) {
        struct item *item = &batch->items[i];
        struct command *command = item->command;
        if (item->state != ITEM_NEW) {
            continue;
        }
        bool ok = command->kind == COMMAND_ACT ? run_act(batch, item)
                                               : private_run(batch, item, &command->err);
        item->state = ok ? ITEM_DONE : ITEM_REFUSED;
        enum batch_end end = ok ? BATCH_SETTLED : end_of(batch);
        if (end != BATCH_SETTLED) {
            *err = command->err;
            return end;
        }
    }
    return BATCH_SETTLED;
}

/* Where the keys were not asked for, a refusal may be that of a repeat, whose outcome is another.
 */
static bool look_up_refused(struct batch *batch, struct err *err)
{
    size_t doubts = 0;
    for (size_t i = 0; i < batch->count; i++) {
        struct item *item = &batch->items[i];
        bool is_late = item->command->err.code == ERR_DEADLINE;
        if (item->state == ITEM_REFUSED && item->command->key_len > 0 && !is_late) {
            item->state = ITEM_NEW;
            doubts++;
        }
    }
    if (doubts == 0) {
        return true;
    }
    bool is_found = writer_land(batch->writer, err);
    writer_finish(batch->writer);
    is_found = is_found && keys_ask(batch, err) && keys_take(batch, 0, err);
    for (size_t i = 0; i < batch->count; i++) {
        struct item *item = &batch->items[i];
        item->state = item->state == ITEM_NEW ? ITEM_REFUSED : item->state;
    }
    return is_found;
}

static void refuse_late(struct batch *batch)
{
    int64_t now_ms = clock_monotonic_ms();
    for (size_t i = 0; i < batch->count; i++) {
        struct command *command = batch->items[i].command;
        if (now_ms >= command->deadline_ms) {
            (void)err_set(&command->err, ERR_DEADLINE, "The request waited too long for its turn.");
            refuse(&batch->items[i]);
        }
    }
}

bool batch_begin(struct batch *batch, struct command **commands, size_t count)
{
    struct writer *writer = batch->writer;
    struct arena *arena = batch->arena;
    arena_clear(arena);
    writer->source.arena = arena;
    memset(batch, 0, offsetof(struct batch, mark));
    batch->writer = writer;
    batch->arena = arena;
    batch->count = count;
    batch->from_us = clock_monotonic_us();
    batch->items = arena_calloc(arena, count, sizeof *batch->items);
    for (size_t i = 0; i < count && batch->items != NULL; i++) {
        commands[i]->err = (struct err){ 0 };
        commands[i]->is_replay = false;
        commands[i]->receipt = NULL;
        batch->items[i].command = commands[i];
    }
    record_mark(&writer->record, &batch->mark);
    writer->source.batch = batch;
    batch->first = writer->record.tree.size;
    if (batch->items == NULL) {
        return false;
    }
    refuse_late(batch);
    return keys_mark_later(batch);
}

bool batch_ask(struct batch *batch, struct err *err)
{
    keys_remember(batch);
    batch->is_asked = pipeline_text(&batch->writer->pg, "BEGIN", err) && keys_ask(batch, err);
    pipeline_flush(&batch->writer->pg);
    return batch->is_asked;
}

void batch_undo(struct batch *batch)
{
    struct writer *writer = batch->writer;
    world_clear(writer->world);
    record_rewind(&writer->record, &batch->mark);
    bool is_clean = writer->pg.pending == 0 && pg_is_open(&writer->pg) &&
                    PQtransactionStatus(writer->pg.conn) == PQTRANS_IDLE;
    if (pg_is_open(&writer->pg) && !is_clean) {
        struct err err = { 0 };
        (void)!pipeline_run(&writer->pg, "ROLLBACK", &err);
    }
}

static enum batch_end failed(struct batch *batch)
{
    return batch->writer->pg.is_lost ? BATCH_LOST : BATCH_ABORTED;
}

enum batch_end batch_run(struct batch *batch, struct err *err)
{
    if (batch->is_asked && !keys_take(batch, 1, err)) {
        return failed(batch);
    }
    enum batch_end end = run_items(batch, err);
    if (end == BATCH_SETTLED && !batch->is_asked) {
        keys_remember(batch);
        end = look_up_refused(batch, err) ? BATCH_SETTLED : failed(batch);
    }
    merkle_root(&batch->writer->record.tree, &batch->root);
    return end == BATCH_SETTLED ? batch_send(batch, err) : end;
}
