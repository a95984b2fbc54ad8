/* Parameters of a statement in PostgreSQL's binary form, single values and arrays; the bytes are in
 * an arena. */
#ifndef BUURTKAS_STORE_BIND_INTERNAL_H
#define BUURTKAS_STORE_BIND_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/base/arena.h"
#include "buurtkas/base/rowset.h"

enum {
    BIND_MAX = 64
};

struct bind {
    struct arena *arena;
    int count;
    bool failed; /**< the arena was full; sending refuses */
    const char *values[BIND_MAX];
    int lengths[BIND_MAX];
    int formats[BIND_MAX]; /**< all 1: binary */
};

/** Types of array elements, by their OID in pg_type. */
enum bind_oid {
    BIND_BOOL = 16,
    BIND_BYTES = 17,
    BIND_I64 = 20,
    BIND_I32 = 23,
    BIND_TEXT = 25,
    BIND_DATE = 1082,
    BIND_UUID = 2950,
};

static inline struct bind bind_new(struct arena *arena)
{
    return (struct bind){ .arena = arena };
}
void bind_null(struct bind *bind);
void bind_uuid(struct bind *bind, const struct uuid *uuid);
void bind_i64(struct bind *bind, int64_t value);
void bind_i32(struct bind *bind, int32_t value);
/** @param days  since 1970-01-01 */
void bind_date(struct bind *bind, int32_t days);
/** Text or bytea: the bytes are not copied and must live until the statement was sent. */
void bind_bytes(struct bind *bind, const void *bytes, size_t len);
/** A parameter that came with a read. */
void bind_param(struct bind *bind, const struct param *param);

/** An array that is filled element by element; bind_array_end makes it the next parameter. */
struct bind_array {
    struct bind *bind;
    uint8_t *at;
    uint8_t *end;
    uint8_t *start;
    size_t left; /**< elements still to add */
};
/** @param bytes_max  room for the elements' bytes, without their lengths */
struct bind_array bind_array_begin(struct bind *bind, enum bind_oid type, size_t count,
                                   size_t bytes_max);
void array_null(struct bind_array *array);
void array_bytes(struct bind_array *array, const void *bytes, size_t len);
void array_uuid(struct bind_array *array, const struct uuid *uuid); /**< zero: NULL */
void array_i64(struct bind_array *array, int64_t value);
void array_i32(struct bind_array *array, int32_t value);
void array_bool(struct bind_array *array, bool value);
void array_date(struct bind_array *array, int32_t days);
void bind_array_end(struct bind_array *array);

#endif
