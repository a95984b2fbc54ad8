/* Loads objects and relations for the world. Each load is a round trip on a local socket; the world
 * keeps what it got, so that hot acts load nothing. */
#include "world_source_internal.h"

#include <stdio.h>
#include <string.h>
#include "buurtkas/audit/keys.h"
#include "buurtkas/audit/opening.h"
#include "rows_internal.h"
#include "writer_internal.h"

/* The batch before does not wait for what this one must look up. */
static PGresult *ask(const struct pg_source *source, enum stmt_id statement,
                     const struct bind *bind, struct err *err)
{
    return source->batch != NULL ? writer_query(source->batch->writer, statement, bind, err)
                                 : pipeline_query(source->pg, statement, bind, err);
}

static bool take_rows(struct world *world, enum kind kind, const PGresult *result, world_take *take,
                      struct err *err)
{
    union any_object object;
    for (int row = 0; row < PQntuples(result); row++) {
        if (!rows_decode(&object, kind, result, row, err) || !take(world, &object.object, err)) {
            return false;
        }
    }
    return true;
}

static bool source_load(void *self, struct world *world, enum kind kind, const struct uuid *id,
                        int32_t ordinal, world_take *take, struct err *err)
{
    struct pg_source *source = self;
    struct bind bind = bind_new(source->arena);
    bind_uuid(&bind, id);
    if (object_type(kind)->is_child) {
        bind_i32(&bind, ordinal);
    }
    CLEANUP(pg_result_freep)
    PGresult *result = ask(source, rows_load_statement(kind), &bind, err);
    return result != NULL && take_rows(world, kind, result, take, err);
}

static bool source_load_related(void *self, struct world *world, enum relation relation,
                                const struct uuid *id, world_take *take, struct err *err)
{
    struct pg_source *source = self;
    struct bind bind = bind_new(source->arena);
    bind_uuid(&bind, id);
    CLEANUP(pg_result_freep)
    PGresult *result = ask(source, rows_related_statement(relation), &bind, err);
    return result != NULL && take_rows(world, relation_type(relation)->kind, result, take, err);
}

static bool source_leaf_hash(void *self, uint64_t entry, struct hash *out, struct err *err)
{
    struct pg_source *source = self;
    struct writer *writer = source->batch == NULL ? NULL : source->batch->writer;
    /* The hash may have to be asked for. */
    return (writer == NULL || writer_land(writer, err)) &&
           record_leaf_hash(source->record, entry, out, err);
}

static bool source_origin(void *self, struct code *out, struct err *err)
{
    const struct pg_source *source = self;
    (void)err;
    *out = (struct code){ 0 };
    (void)snprintf(out->text, sizeof out->text, "%s", source->origin);
    return true;
}

static bool source_signature_is_valid(const struct hash *public_key,
                                      const struct signature *signature, const void *message,
                                      size_t len)
{
    return key_signature_is_valid(public_key->bytes, signature->bytes, message, len);
}

/* Links of the open batch, and of one in flight, are not in the register yet. */
static bool link_in(const struct rows_of *made, const struct uuid *id, struct uuid *out)
{
    for (size_t i = 0; i < made->count; i++) {
        const struct person_link *link = (const struct person_link *)made->rows + i;
        if (uuid_equal(&link->handle, id)) {
            *out = link->person;
            return true;
        }
    }
    return false;
}

static bool link_in_batch(const struct batch *batch, const struct uuid *id, struct uuid *out)
{
    return batch != NULL &&
           (link_in(&batch->appointments, id, out) || link_in(&batch->payees, id, out));
}

/* A natural person as payee stands in the record as the payee, not under a handle. */
static bool person_of_payee(struct pg_source *source, const struct uuid *payee, struct uuid *out,
                            bool *out_found, struct err *err)
{
    struct bind bind = bind_new(source->arena);
    bind_uuid(&bind, payee);
    CLEANUP(pg_result_freep)
    PGresult *found = ask(source, STMT_PAYEE_PERSON_FIND, &bind, err);
    *out_found = found != NULL && PQntuples(found) == 1;
    if (*out_found) {
        *out = row_uuid(found, 0, 0);
    }
    return found != NULL;
}

/* Whose a handle is, or a payee. */
static bool person_behind(struct pg_source *source, const struct uuid *id, struct uuid *out,
                          bool *out_found, struct err *err)
{
    const struct batch *batch = source->batch;
    *out_found = link_in_batch(batch, id, out) ||
                 (batch != NULL && link_in_batch(batch->writer->in_flight, id, out)) ||
                 tokens_person(source->tokens, *id, out);
    return *out_found || person_of_payee(source, id, out, out_found, err);
}

static bool source_same_person(void *self, const struct uuid *handle, const struct uuid *other,
                               bool *out, struct err *err)
{
    struct uuid one;
    struct uuid two;
    bool has_one = false;
    bool has_two = false;
    *out = uuid_equal(handle, other);
    if (*out) {
        return true;
    }
    if (!person_behind(self, handle, &one, &has_one, err) ||
        !person_behind(self, other, &two, &has_two, err)) {
        return false;
    }
    *out = has_one && has_two && uuid_equal(&one, &two);
    return true;
}

/* --- What an earlier entry said. --- */

static bool reads_as(const struct text *text, const char *ptr, size_t len)
{
    return text->ptr != NULL && text->len == len && memcmp(text->ptr, ptr, len) == 0;
}

/* An entry of the open batch has no opening in its table yet. */
static const struct text *text_in_batch(const struct batch *batch, uint64_t entry,
                                        const char *field)
{
    for (size_t i = 0; batch != NULL && i < batch->openings.count; i++) {
        const struct opening_row *row = (const struct opening_row *)batch->openings.rows + i;
        if (row->entry == entry && strcmp(row->path, field) == 0) {
            return row->text;
        }
    }
    return NULL;
}

static bool source_same_text(void *self, uint64_t entry, const char *field,
                             const struct text *text, bool *out, struct err *err)
{
    struct pg_source *source = self;
    const struct text *held = text_in_batch(source->batch, entry, field);
    if (held != NULL) {
        *out = reads_as(text, held->ptr, held->len);
        return true;
    }
    struct bind bind = bind_new(source->arena);
    bind_i64(&bind, (int64_t)entry);
    CLEANUP(pg_result_freep)
    PGresult *found = ask(source, STMT_OPENING_OF_ENTRY, &bind, err);
    *out = text->ptr == NULL;
    for (int row = 0; found != NULL && row < PQntuples(found); row++) {
        struct cell path = row_cell(found, row, 0);
        struct cell value = row_cell(found, row, 1);
        if (strlen(field) == (size_t)path.len && memcmp(field, path.ptr, (size_t)path.len) == 0) {
            *out = reads_as(text, (const char *)value.ptr, (size_t)value.len);
        }
    }
    return found != NULL;
}

struct world_source pg_source_functions(struct pg_source *source)
{
    return (struct world_source){
        .load = source_load,
        .load_related = source_load_related,
        .leaf_hash = source_leaf_hash,
        .origin = source_origin,
        .signature_is_valid = source_signature_is_valid,
        .seal = text_seal,
        .opens = text_commitment_verify,
        .same_person = source_same_person,
        .same_text = source_same_text,
        .self = source,
    };
}
