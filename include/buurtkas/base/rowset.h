/* Values on their way to and from the database: parameters of a named statement, and the rows that came
 * back, in PostgreSQL's binary form. They cross from store to api without either knowing the other. */
#ifndef BUURTKAS_BASE_ROWSET_H
#define BUURTKAS_BASE_ROWSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/base/arena.h"
#include "buurtkas/base/clock.h"
#include "buurtkas/base/err.h"
#include "buurtkas/base/uuid.h"

/** The types that statements use; nothing else is accepted by the build. */
enum value_type {
    VALUE_UUID = 1,
    VALUE_I64,   /**< int8 */
    VALUE_I32,   /**< int4 */
    VALUE_BOOL,
    VALUE_TEXT,
    VALUE_BYTES, /**< bytea */
    VALUE_DATE,  /**< days since 1970-01-01 in C */
    VALUE_JSON,  /**< jsonb; result only; one JSON text */
    VALUE_UUIDS, /**< uuid[]; parameter only */
};

enum { PARAMS_MAX = 12, READ_PARTS_MAX = 12 };

/** One parameter; the pointed-to bytes live as long as the job. */
struct param {
    enum value_type type;
    bool is_null;
    union {
        struct uuid uuid;
        int64_t i64; /**< also I32, BOOL, DATE */
        struct {
            const void *ptr; /**< TEXT, BYTES; UUIDS: `len` uuids after one another */
            size_t len;
        } bytes;
    };
};
struct param param_uuid(struct uuid uuid);
struct param param_i64(int64_t value);
struct param param_i32(int32_t value);
struct param param_bool(bool value);
struct param param_date(int32_t days);
struct param param_text(const char *text, size_t len);
struct param param_bytes(const void *bytes, size_t len);
struct param param_uuids(const struct uuid *uuids, size_t count);
struct param param_null(enum value_type type);

struct rowset_column {
    const char *name; /**< snake_case, as the statement declares it */
    enum value_type type;
};

/** One value, as PostgreSQL sent it (JSON: without jsonb's version byte). */
struct cell {
    const uint8_t *ptr;
    int32_t len; /**< -1: NULL */
};

/** The rows of one statement; all in an arena or in what the arena defers. */
struct rowset {
    const struct rowset_column *columns;
    size_t column_count;
    size_t row_count;
    const struct cell *cells; /**< row after row */
};
/** A cell; `row` and `column` must exist. */
const struct cell *rowset_cell(const struct rowset *rows, size_t row, size_t column);
/** Position of a column by name; asserts that there is one. */
size_t rowset_column(const struct rowset *rows, const char *name);
bool cell_is_null(const struct cell *cell);
int64_t cell_i64(const struct cell *cell);  /**< VALUE_I64 */
int32_t cell_i32(const struct cell *cell);  /**< VALUE_I32 */
bool cell_bool(const struct cell *cell);
int32_t cell_date_days(const struct cell *cell); /**< days since 1970-01-01 */
struct uuid cell_uuid(const struct cell *cell);

/** One statement of a read. `statement` is a name of store's table of statements. */
struct read_part {
    const char *statement;
    struct param params[PARAMS_MAX];
    size_t param_count;
    struct rowset rows; /**< filled in by the reader */
};

/** What is recorded of a read of private columns, before anything of it is shown: a row of private_read. */
struct read_note {
    struct uuid person;    /**< who reads */
    struct date today;     /**< the day on which they hold the role under which they read */
    struct instant at;
    const char *operation; /**< operationId of the route */
    const char *kind;      /**< collection of what is read: "payees" */
    struct uuid object;    /**< zero: a list */
    size_t rows_max;       /**< no more rows of a statement than these are shown */
};

/** A read: up to six statements in one snapshot, all sent at once. Lives in its request's arena. */
struct read_job {
    struct read_part parts[READ_PARTS_MAX];
    size_t part_count;
    struct arena *arena;
    int64_t deadline_ms; /**< monotonic */
    const struct read_note *note; /**< NULL: reads of private columns are not recorded */
    uint64_t size;       /**< size of the log in that snapshot; filled in by the reader */
    struct err err;
    void (*done)(struct read_job *job); /**< called by a reader's thread; nothing of the job is touched afterwards */
    void *owner;
};

#endif
