/* Copying and comparing bodies of acts by their field tables. */
#include "support/bodies.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void copy_lists(struct arena *arena, void *base, const struct field *fields)
{
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        if (field->kind != FIELD_LIST) {
            continue;
        }
        struct list *list = field_at(base, field);
        if (list->count == 0) {
            continue;
        }
        char *items = arena_calloc(arena, list->count, field->struct_size);
        assert_non_null(items);
        memcpy(items, list->items, list->count * field->struct_size);
        for (size_t i = 0; i < list->count; i++) {
            copy_lists(arena, items + i * field->struct_size, field->sub);
        }
        list->items = items;
    }
}

void *body_copy(struct arena *arena, const struct act_kind *kind, const void *body)
{
    void *copy = arena_alloc(arena, kind->body_size);
    assert_non_null(copy);
    memcpy(copy, body, kind->body_size);
    copy_lists(arena, copy, kind->fields);
    return copy;
}

static bool are_same_items(const struct list *one, const struct list *other,
                           const struct field *field, const char **out_name)
{
    if (one->count != other->count) {
        *out_name = field->name;
        return false;
    }
    for (size_t i = 0; i < one->count; i++) {
        if (!bodies_are_same((const char *)one->items + i * field->struct_size,
                             (const char *)other->items + i * field->struct_size, field->sub,
                             out_name)) {
            return false;
        }
    }
    return true;
}

bool bodies_are_same(const void *one, const void *other, const struct field *fields,
                     const char **out_name)
{
    static const size_t sizes[FIELD_LIST + 1] = { [FIELD_UUID] = sizeof(struct uuid),
                                                  [FIELD_CENTS] = sizeof(int64_t),
                                                  [FIELD_I32] = sizeof(int32_t),
                                                  [FIELD_BOOL] = sizeof(bool),
                                                  [FIELD_ENUM] = sizeof(int),
                                                  [FIELD_HASH] = sizeof(struct hash),
                                                  [FIELD_SIGNATURE] = sizeof(struct signature) };
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        const void *a = field_at_const(one, field);
        const void *b = field_at_const(other, field);
        if (field->kind == FIELD_LIST) {
            if (!are_same_items(a, b, field, out_name)) {
                return false;
            }
        } else if (memcmp(a, b, sizes[field->kind]) != 0) {
            *out_name = field->name;
            return false;
        }
    }
    return true;
}
