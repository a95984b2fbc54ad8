/* Reading files of SQL blocks for the generator sqlembed: see there for the form. */
#ifndef BUURTKAS_TOOLS_SQLBLOCK_H
#define BUURTKAS_TOOLS_SQLBLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "buurtkas/base/arena.h"
#include "buurtkas/base/attr.h"

enum {
    BLOCKS_MAX = 2048,
    PARAMS_MAX_OF_BLOCK = 64,
    COLUMNS_MAX_OF_BLOCK = 64,
    NAME_MAX_LEN = 63, /* PostgreSQL's own limit on a prepared statement's name */
};

/* A type that a statement may use. Arrays are parameters only, JSON a result only. */
struct sql_type {
    const char *name;
    unsigned oid;           /* pg_type.oid: these are fixed for ever */
    const char *value_type; /* enum value_type of base/rowset.h; NULL: no result */
    bool is_param;
};

struct column {
    const char *name;
    const struct sql_type *type;
    bool is_private; /* may name a natural person, or say what ties one: see decision 0023 */
};

/* A statement as it was read. */
struct block {
    const char *path;
    int line; /* of its name */
    const char *name;
    bool has_params;
    bool has_result;
    size_t param_count;
    const struct sql_type *params[PARAMS_MAX_OF_BLOCK];
    size_t column_count;
    struct column columns[COLUMNS_MAX_OF_BLOCK];
    const char *text; /* all of it, comments included; `text_len` bytes */
    size_t text_len;
};

struct input {
    const char *path;
    int line;
    struct arena *arena;
};

struct blocks {
    struct block *items;
    size_t count;
};

/* Ends the build with file, line and the reason. */
void fail(const struct input *input, const char *format, ...) PRINTF_LIKE(2, 3)
    __attribute__((noreturn));
/* The whole file with a NUL behind it, in the input's arena. */
char *read_file(const struct input *input, size_t *out_len);
/* Adds the file's blocks; `blocks->items` has room for BLOCKS_MAX. */
void read_blocks(struct input *input, struct blocks *blocks);
/* [a-z_][a-z0-9_]*, at most NAME_MAX_LEN. `text` ends with a NUL somewhere behind it. */
bool is_name(const char *text, size_t len);

#endif
