/* What follows from a commit: the new checkpoint is signed and shown, the register of tokens and
 * the stamps learn of the changes, and every act gets its receipt. */
#include "writer_internal.h"

#include <assert.h>
#include <string.h>

static void must(int rc)
{
    assert(rc == 0);
    (void)rc;
}

/* After a lost session the whole record is shown before the batches that turn out to stand in it
 * get their receipts: what is shown never becomes smaller, whatever they are signed at.
 * @param out_note  in the arena */
static bool publish(struct writer *writer, struct arena *arena, uint64_t size,
                    const struct hash *root, struct str *out_note, struct err *err)
{
    *out_note = str_new(arena, CHECKPOINT_NOTE_MAX - 1);
    if (!record_sign(writer->options.key, size, root, out_note, err)) {
        return false;
    }
    if (size >= atomic_load(&writer->published_size)) {
        must(pthread_mutex_lock(&writer->lock));
        writer->published.size = size;
        writer->published.note_len = out_note->len;
        memcpy(writer->published.note, out_note->ptr, out_note->len + 1);
        must(pthread_mutex_unlock(&writer->lock));
        atomic_store(&writer->published_size, size);
    }
    return true;
}

bool writer_publish(struct writer *writer, struct err *err)
{
    struct hash root;
    struct str note;
    merkle_root(&writer->record.tree, &root);
    return publish(writer, writer->arena, writer->record.tree.size, &root, &note, err);
}

static uint16_t stamp_of(const struct uuid *id)
{
    size_t at = (size_t)id->bytes[UUID_BYTES - 1] << 8 | id->bytes[UUID_BYTES - 2];
    return (uint16_t)(at % STAMPS);
}

uint64_t writer_stamp(struct writer *writer, const struct uuid *id)
{
    return atomic_load(&writer->stamps[stamp_of(id)]) + atomic_load(&writer->editions);
}

/* What is seen of a decision decides what is seen of others: of what it ended, of its proposal's
 * case. So all that is kept is read anew when one is notified or published. */
static bool is_edition(const struct object *object)
{
    return object->kind == KIND_NOTIFICATION || object->kind == KIND_PUBLICATION;
}

static bool touch(struct batch *batch, const struct uuid *id)
{
    uint16_t *stamp = rows_of_add(&batch->touched, batch->arena, sizeof *stamp);
    if (stamp == NULL) {
        return false;
    }
    *stamp = stamp_of(id);
    return true;
}

/* An object's answer may show what names it: a new vote changes what a motion's page says. */
static bool touch_object(struct batch *batch, const struct object *object)
{
    bool ok = touch(batch, &object->id);
    for (const struct field *field = object_type(object->kind)->columns;
         ok && field->kind != FIELD_END; field++) {
        ok = field->kind != FIELD_UUID || field_is_absent(object, field) ||
             touch(batch, field_at_const(object, field));
    }
    return ok;
}

static bool note_appointment(struct batch *batch, const struct object *object)
{
    struct appointment *kept;
    if (object->kind != KIND_APPOINTMENT) {
        return true;
    }
    kept = rows_of_add(&batch->appointed, batch->arena, sizeof *kept);
    if (kept == NULL) {
        return false;
    }
    memcpy(kept, object, sizeof *kept);
    return true;
}

bool batch_note(struct batch *batch, struct err *err)
{
    struct object_list changes = world_changes(batch->writer->world);
    for (size_t i = 0; i < changes.count; i++) {
        if (!touch_object(batch, changes.items[i]) || !note_appointment(batch, changes.items[i])) {
            return err_set(err, ERR_MEMORY, "the batch's memory is full");
        }
        batch->has_edition = batch->has_edition || is_edition(changes.items[i]);
    }
    return true;
}

/* Whose an appointment is: linked by this batch, or known. */
static void tell_appointment(struct batch *batch, const struct appointment *appointment)
{
    struct tokens *tokens = batch->writer->options.tokens;
    const struct person_link *links = batch->appointments.rows;
    struct uuid person;
    bool is_known = tokens_person(tokens, appointment->handle, &person);
    for (size_t i = 0; i < batch->appointments.count && !is_known; i++) {
        if (uuid_equal(&links[i].handle, &appointment->handle)) {
            person = links[i].person;
            is_known = true;
        }
    }
    if (is_known) {
        (void)!tokens_appoint(tokens, person, appointment);
    }
}

void batch_tell(struct batch *batch)
{
    const uint16_t *touched = batch->touched.rows;
    const struct appointment *appointed = batch->appointed.rows;
    for (size_t i = 0; i < batch->touched.count; i++) {
        atomic_fetch_add(&batch->writer->stamps[touched[i]], 1);
    }
    if (batch->has_edition) {
        atomic_fetch_add(&batch->writer->editions, 1);
    }
    for (size_t i = 0; i < batch->appointed.count; i++) {
        tell_appointment(batch, &appointed[i]);
    }
    for (size_t i = 0; i < batch->count; i++) {
        const struct item *item = &batch->items[i];
        if (item->state == ITEM_DONE && item->command->kind != COMMAND_ACT) {
            private_settle(batch, item);
        } else if (item->state == ITEM_DONE &&
                   item->command->act_kind->type == ACT_VOTING_ENDED) {
            batch->writer->timed.may_be_sealed = true;
        }
    }
}

static bool settle_item(struct batch *batch, struct item *item, const struct str *checkpoint)
{
    struct command *command = item->command;
    if (command->kind != COMMAND_ACT) {
        return true;
    }
    return item->state == ITEM_DONE
               ? receipt_make(batch, item, batch->first + batch->acts, checkpoint, &command->err)
               : replay_act_of(batch, item, &command->err);
}

void batch_settle(struct batch *batch)
{
    struct writer *writer = batch->writer;
    struct err err = { 0 };
    struct str checkpoint = { .ptr = writer->published.note, .len = writer->published.note_len };
    if (batch->acts > 0) {
        /* The commit stands in any case; what cannot be signed now is signed at the next start. */
        (void)!publish(writer, batch->arena, batch->first + batch->acts, &batch->root, &checkpoint,
                       &err);
    }
    for (size_t i = 0; i < batch->count; i++) {
        struct item *item = &batch->items[i];
        if (item->state == ITEM_DONE || item->state == ITEM_FOUND) {
            _Atomic uint64_t *counter =
                item->state == ITEM_DONE ? &writer->acts : &writer->replayed;
            if (settle_item(batch, item, &checkpoint)) {
                atomic_fetch_add(counter, 1);
            } else if (item->command->err.code == ERR_CONNECTION) {
                item->command->err.code = ERR_UNAVAILABLE;
            }
        } else if (item->state == ITEM_REFUSED) {
            atomic_fetch_add(&writer->refused, 1);
        }
    }
}
