/* Loads objects and relations for the world. Each load is a round trip on a local socket; the world
 * keeps what it got, so that hot acts load nothing. */
#include "world_source_internal.h"

#include <stdio.h>
#include "buurtkas/audit/keys.h"
#include "rows_internal.h"
#include "writer_internal.h"

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
    PGresult *result = pipeline_query(source->pg, rows_load_statement(kind), &bind, err);
    return result != NULL && take_rows(world, kind, result, take, err);
}

static bool source_load_related(void *self, struct world *world, enum relation relation,
                                const struct uuid *id, world_take *take, struct err *err)
{
    struct pg_source *source = self;
    struct bind bind = bind_new(source->arena);
    bind_uuid(&bind, id);
    CLEANUP(pg_result_freep)
    PGresult *result = pipeline_query(source->pg, rows_related_statement(relation), &bind, err);
    return result != NULL && take_rows(world, relation_type(relation)->kind, result, take, err);
}

static bool source_leaf_hash(void *self, uint64_t entry, struct hash *out, struct err *err)
{
    struct pg_source *source = self;
    return record_leaf_hash(source->record, entry, out, err);
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

/* An appointment of the open batch is not in the register yet. */
static bool person_behind(const struct pg_source *source, const struct uuid *handle,
                          struct uuid *out)
{
    const struct rows_of *made = source->batch == NULL ? NULL : &source->batch->appointments;
    for (size_t i = 0; made != NULL && i < made->count; i++) {
        const struct person_link *link = (const struct person_link *)made->rows + i;
        if (uuid_equal(&link->handle, handle)) {
            *out = link->person;
            return true;
        }
    }
    return tokens_person(source->tokens, *handle, out);
}

static bool source_same_person(void *self, const struct uuid *handle, const struct uuid *other,
                               bool *out, struct err *err)
{
    (void)err;
    struct uuid one;
    struct uuid two;
    *out =
        uuid_equal(handle, other) || (person_behind(self, handle, &one) &&
                                      person_behind(self, other, &two) && uuid_equal(&one, &two));
    return true;
}

struct world_source pg_source_functions(struct pg_source *source)
{
    return (struct world_source){
        .load = source_load,
        .load_related = source_load_related,
        .leaf_hash = source_leaf_hash,
        .origin = source_origin,
        .signature_is_valid = source_signature_is_valid,
        .same_person = source_same_person,
        .self = source,
    };
}
