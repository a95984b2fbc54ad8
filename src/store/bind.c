/* Writes values big-endian as PostgreSQL's receive functions read them. An array is: dimensions,
 * whether it has NULLs, the element's type, its length, its lower bound; then each element with its
 * length. */
#include "bind_internal.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

enum {
    EPOCH_DAYS = 10957, /* 2000-01-01 in days since 1970-01-01 */
    ARRAY_HEAD_BYTES = 20,
    LENGTH_BYTES = 4,
};

static void put(uint8_t *at, uint64_t value, size_t len)
{
    for (size_t i = len; i > 0; i--) {
        at[i - 1] = (uint8_t)value;
        value >>= 8;
    }
}

static void bind_add(struct bind *bind, const void *bytes, size_t len)
{
    assert(bind->count < BIND_MAX);
    if (len > INT_MAX) {
        bind->failed = true;
        return;
    }
    /* A pointer to nothing would mean NULL. */
    bind->values[bind->count] = bytes == NULL ? "" : bytes;
    bind->formats[bind->count] = 1;
    bind->lengths[bind->count++] = (int)len;
}

static void bind_number(struct bind *bind, uint64_t value, size_t len)
{
    uint8_t *bytes = arena_alloc(bind->arena, len);
    if (bytes == NULL) {
        bind->failed = true;
        return;
    }
    put(bytes, value, len);
    bind_add(bind, bytes, len);
}

void bind_null(struct bind *bind)
{
    assert(bind->count < BIND_MAX);
    bind->values[bind->count] = NULL;
    bind->formats[bind->count] = 1;
    bind->lengths[bind->count++] = 0;
}

void bind_uuid(struct bind *bind, const struct uuid *uuid)
{
    uint8_t *bytes = arena_alloc(bind->arena, UUID_BYTES);
    if (bytes == NULL) {
        bind->failed = true;
        return;
    }
    memcpy(bytes, uuid->bytes, UUID_BYTES);
    bind_add(bind, bytes, UUID_BYTES);
}

void bind_i64(struct bind *bind, int64_t value)
{
    bind_number(bind, (uint64_t)value, 8);
}

void bind_i32(struct bind *bind, int32_t value)
{
    bind_number(bind, (uint32_t)value, 4);
}

void bind_date(struct bind *bind, int32_t days)
{
    bind_i32(bind, days - EPOCH_DAYS);
}

void bind_bytes(struct bind *bind, const void *bytes, size_t len)
{
    bind_add(bind, bytes, len);
}

static void bind_uuids(struct bind *bind, const struct uuid *uuids, size_t count)
{
    struct bind_array array = bind_array_begin(bind, BIND_UUID, count, count * UUID_BYTES);
    for (size_t i = 0; i < count; i++) {
        array_bytes(&array, uuids[i].bytes, UUID_BYTES);
    }
    bind_array_end(&array);
}

void bind_param(struct bind *bind, const struct param *param)
{
    if (param->is_null) {
        bind_null(bind);
        return;
    }
    switch (param->type) {
    case VALUE_UUID:
        bind_uuid(bind, &param->uuid);
        break;
    case VALUE_I64:
        bind_i64(bind, param->i64);
        break;
    case VALUE_I32:
        bind_i32(bind, (int32_t)param->i64);
        break;
    case VALUE_BOOL:
        bind_number(bind, param->i64 != 0 ? 1 : 0, 1);
        break;
    case VALUE_DATE:
        bind_date(bind, (int32_t)param->i64);
        break;
    case VALUE_TEXT:
    case VALUE_BYTES:
    case VALUE_JSON:
        bind_bytes(bind, param->bytes.ptr, param->bytes.len);
        break;
    case VALUE_UUIDS:
        bind_uuids(bind, param->bytes.ptr, param->bytes.len);
        break;
    }
}

struct bind_array bind_array_begin(struct bind *bind, enum bind_oid type, size_t count,
                                   size_t bytes_max)
{
    struct bind_array array = { .bind = bind, .left = count };
    assert(count <= INT32_MAX && bytes_max <= INT32_MAX);
    size_t size = ARRAY_HEAD_BYTES + count * LENGTH_BYTES + bytes_max;
    array.start = arena_alloc(bind->arena, size);
    if (array.start == NULL) {
        bind->failed = true;
        return array;
    }
    put(array.start, 1, 4);
    put(array.start + 4, 1, 4);
    put(array.start + 8, (uint64_t)type, 4);
    put(array.start + 12, count, 4);
    put(array.start + 16, 1, 4);
    array.at = array.start + ARRAY_HEAD_BYTES;
    array.end = array.start + size;
    return array;
}

/* Room for an element of `len` bytes after its length; NULL when the arena was full. */
static uint8_t *element(struct bind_array *array, size_t len)
{
    assert(array->left > 0);
    array->left--;
    if (array->at == NULL) {
        return NULL;
    }
    assert((size_t)(array->end - array->at) >= LENGTH_BYTES + len);
    uint8_t *bytes = array->at + LENGTH_BYTES;
    put(array->at, len, LENGTH_BYTES);
    array->at = bytes + len;
    return bytes;
}

void array_null(struct bind_array *array)
{
    uint8_t *after = element(array, 0);
    if (after != NULL) {
        memset(after - LENGTH_BYTES, 0xff, LENGTH_BYTES);
    }
}

void array_bytes(struct bind_array *array, const void *bytes, size_t len)
{
    uint8_t *at = element(array, len);
    if (at != NULL && len > 0) {
        memcpy(at, bytes, len);
    }
}

void array_uuid(struct bind_array *array, const struct uuid *uuid)
{
    if (uuid_is_zero(uuid)) {
        array_null(array);
    } else {
        array_bytes(array, uuid->bytes, UUID_BYTES);
    }
}

static void array_number(struct bind_array *array, uint64_t value, size_t len)
{
    uint8_t *at = element(array, len);
    if (at != NULL) {
        put(at, value, len);
    }
}

void array_i64(struct bind_array *array, int64_t value)
{
    array_number(array, (uint64_t)value, 8);
}

void array_i32(struct bind_array *array, int32_t value)
{
    array_number(array, (uint32_t)value, 4);
}

void array_bool(struct bind_array *array, bool value)
{
    array_number(array, value ? 1 : 0, 1);
}

void array_date(struct bind_array *array, int32_t days)
{
    array_i32(array, days - EPOCH_DAYS);
}

void bind_array_end(struct bind_array *array)
{
    assert(array->left == 0);
    bind_add(array->bind, array->start,
             array->start == NULL ? 0 : (size_t)(array->at - array->start));
}
