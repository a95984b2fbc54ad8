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

static bool publish(struct writer *writer, uint64_t size, const struct hash *root, struct err *err)
{
    struct str note = str_new(writer->arena, CHECKPOINT_NOTE_MAX - 1);
    if (!record_sign(writer->options.key, size, root, &note, err)) {
        return false;
    }
    must(pthread_mutex_lock(&writer->lock));
    writer->published.size = size;
    writer->published.note_len = note.len;
    memcpy(writer->published.note, note.ptr, note.len + 1);
    must(pthread_mutex_unlock(&writer->lock));
    atomic_store(&writer->published_size, size);
    return true;
}

bool writer_publish(struct writer *writer, struct err *err)
{
    struct hash root;
    merkle_root(&writer->record.tree, &root);
    return publish(writer, writer->record.tree.size, &root, err);
}

static void bump(struct writer *writer, const struct uuid *id)
{
    size_t at = ((size_t)id->bytes[UUID_BYTES - 1] << 8 | id->bytes[UUID_BYTES - 2]) % STAMPS;
    atomic_fetch_add(&writer->stamps[at], 1);
}

uint64_t writer_stamp(struct writer *writer, const struct uuid *id)
{
    size_t at = ((size_t)id->bytes[UUID_BYTES - 1] << 8 | id->bytes[UUID_BYTES - 2]) % STAMPS;
    return atomic_load(&writer->stamps[at]) + atomic_load(&writer->editions);
}

/* What is seen of a decision decides what is seen of others: of what it ended, of its proposal's
 * case. So all that is kept is read anew when one is notified or published. */
static bool is_edition(const struct object *object)
{
    return object->kind == KIND_NOTIFICATION || object->kind == KIND_PUBLICATION;
}

/* An object's answer may show what names it: a new vote changes what a motion's page says. */
static void bump_object(struct writer *writer, const struct object *object)
{
    bump(writer, &object->id);
    for (const struct field *field = object_type(object->kind)->columns; field->kind != FIELD_END;
         field++) {
        if (field->kind == FIELD_UUID && !field_is_absent(object, field)) {
            bump(writer, field_at_const(object, field));
        }
    }
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

static void tell_changes(struct batch *batch)
{
    struct object_list changes = world_changes(batch->writer->world);
    for (size_t i = 0; i < changes.count; i++) {
        const struct object *object = changes.items[i];
        bump_object(batch->writer, object);
        if (is_edition(object)) {
            atomic_fetch_add(&batch->writer->editions, 1);
        }
        if (object->kind == KIND_APPOINTMENT) {
            tell_appointment(batch, (const struct appointment *)object);
        }
    }
    world_settle(batch->writer->world);
}

void batch_tell(struct batch *batch)
{
    if (batch->acts > 0) {
        tell_changes(batch);
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
    if (batch->acts > 0) {
        /* The commit stands in any case; what cannot be signed now is signed at the next start. */
        (void)!publish(writer, batch->first + batch->acts, &batch->root, &err);
    }
    const struct str checkpoint = { .ptr = writer->published.note,
                                    .len = writer->published.note_len };
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
