/* Makers of parameters and readers of cells: PostgreSQL's binary form, big-endian, and the day of
 * its dates, which it counts from 2000. */
#include "buurtkas/base/rowset.h"

#include <assert.h>
#include <string.h>

enum {
    /* 2000-01-01 in days since 1970-01-01: where PostgreSQL's dates begin. */
    EPOCH_DAYS = 10957,
};

struct param param_uuid(struct uuid uuid)
{
    return (struct param){ .type = VALUE_UUID, .uuid = uuid };
}

struct param param_i64(int64_t value)
{
    return (struct param){ .type = VALUE_I64, .i64 = value };
}

struct param param_i32(int32_t value)
{
    return (struct param){ .type = VALUE_I32, .i64 = value };
}

struct param param_bool(bool value)
{
    return (struct param){ .type = VALUE_BOOL, .i64 = value ? 1 : 0 };
}

struct param param_date(int32_t days)
{
    return (struct param){ .type = VALUE_DATE, .i64 = days };
}

struct param param_text(const char *text, size_t len)
{
    return (struct param){
        .type = VALUE_TEXT, .bytes = {.ptr = text, .len = len}
    };
}

struct param param_bytes(const void *bytes, size_t len)
{
    return (struct param){
        .type = VALUE_BYTES, .bytes = {.ptr = bytes, .len = len}
    };
}

struct param param_uuids(const struct uuid *uuids, size_t count)
{
    return (struct param){
        .type = VALUE_UUIDS, .bytes = {.ptr = uuids, .len = count}
    };
}

struct param param_null(enum value_type type)
{
    return (struct param){ .type = type, .is_null = true };
}

const struct cell *rowset_cell(const struct rowset *rows, size_t row, size_t column)
{
    assert(row < rows->row_count && column < rows->column_count);
    return &rows->cells[row * rows->column_count + column];
}

size_t rowset_column(const struct rowset *rows, const char *name)
{
    size_t at = 0;
    while (at < rows->column_count && strcmp(rows->columns[at].name, name) != 0) {
        at++;
    }
    assert(at < rows->column_count);
    return at;
}

bool cell_is_null(const struct cell *cell)
{
    return cell->len < 0;
}

/* The lengths are the server's own for the statement's declared types: a wrong one is our bug. */
static uint64_t big_endian(const struct cell *cell, int32_t len)
{
    assert(cell->len == len);
    uint64_t value = 0;
    for (int32_t i = 0; i < len; i++) {
        value = value << 8 | cell->ptr[i];
    }
    return value;
}

int64_t cell_i64(const struct cell *cell)
{
    return (int64_t)big_endian(cell, 8);
}

int32_t cell_i32(const struct cell *cell)
{
    return (int32_t)(uint32_t)big_endian(cell, 4);
}

bool cell_bool(const struct cell *cell)
{
    return big_endian(cell, 1) != 0;
}

int32_t cell_date_days(const struct cell *cell)
{
    int32_t days = cell_i32(cell);
    assert(days <= INT32_MAX - EPOCH_DAYS);
    return days + EPOCH_DAYS;
}

struct uuid cell_uuid(const struct cell *cell)
{
    struct uuid uuid;
    assert(cell->len == UUID_BYTES);
    memcpy(uuid.bytes, cell->ptr, UUID_BYTES);
    return uuid;
}
