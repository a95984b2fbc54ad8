/* Reads files of named SQL blocks and checks their declarations. Any mistake ends the build. */
#include "sqlblock.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct sql_type sql_types[] = {
    {"uuid",     2950, "VALUE_UUID",  true },
    { "uuid[]",  2951, NULL,          true },
    { "int8",    20,   "VALUE_I64",   true },
    { "int8[]",  1016, NULL,          true },
    { "int4",    23,   "VALUE_I32",   true },
    { "int4[]",  1007, NULL,          true },
    { "bool",    16,   "VALUE_BOOL",  true },
    { "bool[]",  1000, NULL,          true },
    { "text",    25,   "VALUE_TEXT",  true },
    { "text[]",  1009, NULL,          true },
    { "bytea",   17,   "VALUE_BYTES", true },
    { "bytea[]", 1001, NULL,          true },
    { "date",    1082, "VALUE_DATE",  true },
    { "date[]",  1182, NULL,          true },
    { "jsonb",   3802, "VALUE_JSON",  false},
};

void fail(const struct input *input, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)fprintf(stderr, "%s:%d: ", input->path, input->line);
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
    va_end(args);
    exit(1);
}

static void *need(const struct input *input, void *memory)
{
    if (memory == NULL) {
        fail(input, "more SQL than this generator has memory for");
    }
    return memory;
}

char *read_file(const struct input *input, size_t *out_len)
{
    FILE *file = fopen(input->path, "rb");
    if (file == NULL) {
        fail(input, "cannot be read: %s", strerror(errno));
    }
    long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    if (size < 0 || fseek(file, 0, SEEK_SET) != 0) {
        fail(input, "cannot be read: %s", strerror(errno));
    }
    size_t len = (size_t)size;
    char *text = need(input, arena_alloc(input->arena, len + 1)); /* zeroed: ends with a NUL */
    if (fread(text, 1, len, file) != len) {
        fail(input, "cannot be read whole");
    }
    (void)fclose(file);
    if (memchr(text, '\0', len) != NULL) {
        fail(input, "has a NUL byte");
    }
    *out_len = len;
    return text;
}

/* --- Reading blocks. --- */

bool is_name(const char *text, size_t len)
{
    if (len == 0 || len > NAME_MAX_LEN || (text[0] >= '0' && text[0] <= '9')) {
        return false;
    }
    return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_") >= len;
}

static const struct sql_type *find_type(const struct input *input, const char *text, size_t len)
{
    for (size_t i = 0; i < ARRAY_LEN(sql_types); i++) {
        if (strlen(sql_types[i].name) == len && memcmp(sql_types[i].name, text, len) == 0) {
            return &sql_types[i];
        }
    }
    fail(input, "unknown type \"%.*s\"", (int)len, text);
}

/* The next item of a list that is parted by commas, without its spaces; false at the end. */
static bool next_item(const char **at, const char *end, const char **out, size_t *out_len)
{
    if (*at > end) {
        return false;
    }
    const char *comma = memchr(*at, ',', (size_t)(end - *at));
    const char *stop = comma == NULL ? end : comma;
    const char *from = *at;
    *at = stop + 1;
    while (from < stop && *from == ' ') {
        from++;
    }
    while (stop > from && (stop[-1] == ' ' || stop[-1] == '\r')) {
        stop--;
    }
    *out = from;
    *out_len = (size_t)(stop - from);
    return true;
}

static bool is_blank(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] != ' ' && text[i] != '\r' && text[i] != '\t') {
            return false;
        }
    }
    return true;
}

static void read_params(const struct input *input, struct block *block, const char *text,
                        size_t len)
{
    block->has_params = true;
    const char *at = text;
    const char *item;
    size_t item_len;
    while (!is_blank(text, len) && next_item(&at, text + len, &item, &item_len)) {
        const struct sql_type *type = find_type(input, item, item_len);
        if (!type->is_param) {
            fail(input, "%s cannot be a parameter", type->name);
        }
        if (block->param_count == PARAMS_MAX_OF_BLOCK) {
            fail(input, "more than %d parameters", PARAMS_MAX_OF_BLOCK);
        }
        block->params[block->param_count++] = type;
    }
}

static void read_result(const struct input *input, struct block *block, const char *text,
                        size_t len)
{
    block->has_result = true;
    const char *at = text;
    const char *item;
    size_t item_len;
    while (!is_blank(text, len) && next_item(&at, text + len, &item, &item_len)) {
        const char *space = memchr(item, ' ', item_len);
        if (space == NULL || !is_name(item, (size_t)(space - item))) {
            fail(input, "a column is \"name type\", not \"%.*s\"", (int)item_len, item);
        }
        size_t name_len = (size_t)(space - item);
        const struct sql_type *type = find_type(input, space + 1, item_len - name_len - 1);
        if (type->value_type == NULL) {
            fail(input, "%s cannot be a column", type->name);
        }
        if (block->column_count == COLUMNS_MAX_OF_BLOCK) {
            fail(input, "more than %d columns", COLUMNS_MAX_OF_BLOCK);
        }
        block->columns[block->column_count++] =
            (struct column){ need(input, arena_strndup(input->arena, item, name_len)), type, false };
    }
}

/* Columns of the result that are private: `-- private: name, place_name`. */
static void read_private(const struct input *input, struct block *block, const char *text,
                         size_t len)
{
    const char *at = text;
    const char *item;
    size_t item_len;
    while (next_item(&at, text + len, &item, &item_len)) {
        size_t i = 0;
        while (i < block->column_count && (strlen(block->columns[i].name) != item_len ||
                                           memcmp(block->columns[i].name, item, item_len) != 0)) {
            i++;
        }
        if (i == block->column_count) {
            fail(input, "no column \"%.*s\" above this line", (int)item_len, item);
        }
        block->columns[i].is_private = true;
    }
}

static void check_block(const struct block *block, struct arena *arena)
{
    if (block == NULL) {
        return;
    }
    struct input at = { block->path, block->line, arena };
    if (!block->has_params || !block->has_result) {
        fail(&at, "\"%s\" lacks its \"-- %s:\" line", block->name,
             block->has_params ? "result" : "params");
    }
    if (is_blank(block->text, block->text_len)) {
        fail(&at, "\"%s\" has no text", block->name);
    }
}

static struct block *new_block(const struct input *input, struct blocks *blocks, const char *name,
                               size_t len)
{
    while (len > 0 && (name[len - 1] == ' ' || name[len - 1] == '\r')) {
        len--;
    }
    if (!is_name(name, len)) {
        fail(input, "not a name: \"%.*s\"", (int)len, name);
    }
    for (size_t i = 0; i < blocks->count; i++) {
        const struct block *other = &blocks->items[i];
        if (strlen(other->name) == len && memcmp(other->name, name, len) == 0) {
            fail(input, "\"%s\" stands in %s:%d already", other->name, other->path, other->line);
        }
    }
    if (blocks->count == BLOCKS_MAX) {
        fail(input, "more than %d statements", BLOCKS_MAX);
    }
    struct block *block = &blocks->items[blocks->count++];
    block->path = input->path;
    block->line = input->line;
    block->name = need(input, arena_strndup(input->arena, name, len));
    block->text = "";
    return block;
}

/* A line's value when it begins with the head, else NULL. */
static const char *line_value(const char *line, size_t len, const char *head)
{
    size_t head_len = strlen(head);
    if (len < head_len || memcmp(line, head, head_len) != 0) {
        return NULL;
    }
    const char *value = line + head_len;
    while (value < line + len && *value == ' ') {
        value++;
    }
    return value;
}

static void add_text(const struct input *input, struct block *block, const char *line, size_t len)
{
    if (block == NULL) {
        if (!is_blank(line, len)) {
            fail(input, "SQL before the first \"-- name:\"");
        }
        return;
    }
    if (is_blank(line, len)) {
        return;
    }
    if (!block->has_params || !block->has_result) {
        fail(input, "\"%s\" lacks its \"-- %s:\" line", block->name,
             block->has_params ? "result" : "params");
    }
    char *text = need(input, arena_alloc(input->arena, block->text_len + len + 2));
    memcpy(text, block->text, block->text_len);
    memcpy(text + block->text_len, line, len);
    text[block->text_len + len] = '\n';
    block->text = text;
    block->text_len += len + 1;
}

static void read_line(const struct input *input, struct blocks *blocks, const char *line,
                      size_t len)
{
    struct block *block = blocks->count == 0 ? NULL : &blocks->items[blocks->count - 1];
    if (block != NULL && block->path != input->path) {
        block = NULL;
    }
    const char *name = line_value(line, len, "-- name:");
    const char *params = line_value(line, len, "-- params:");
    const char *result = line_value(line, len, "-- result:");
    const char *private = line_value(line, len, "-- private:");
    if (name != NULL) {
        check_block(block, input->arena);
        (void)new_block(input, blocks, name, (size_t)(line + len - name));
        return;
    }
    if (private != NULL) {
        if (block == NULL || !block->has_result || block->text_len > 0) {
            fail(input, "this line belongs under \"-- result:\", before the text");
        }
        read_private(input, block, private, (size_t)(line + len - private));
        return;
    }
    if (params != NULL || result != NULL) {
        const char *value = params != NULL ? params : result;
        bool is_twice = block != NULL && (params != NULL ? block->has_params : block->has_result);
        if (block == NULL || is_twice || block->text_len > 0) {
            fail(input, "this line belongs once under \"-- name:\", before the text");
        }
        (params != NULL ? read_params : read_result)(input, block, value,
                                                     (size_t)(line + len - value));
        return;
    }
    if (line_value(line, len, "--") == NULL) {
        add_text(input, block, line, len);
    }
}

void read_blocks(struct input *input, struct blocks *blocks)
{
    size_t len;
    const char *text = read_file(input, &len);
    const char *end = text + len;
    for (const char *line = text; line < end;) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const char *stop = newline == NULL ? end : newline;
        input->line++;
        read_line(input, blocks, line, (size_t)(stop - line));
        line = stop + 1;
    }
    if (blocks->count > 0 && blocks->items[blocks->count - 1].path == input->path) {
        check_block(&blocks->items[blocks->count - 1], input->arena);
    }
}
