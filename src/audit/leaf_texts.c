/* The texts of an act: where they stand in its body, by what path, and their commitments. */
#include "leaf_internal.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "buurtkas/audit/opening.h"

/** Texts found so far; `count` goes one beyond the room when there are more. */
struct finder {
    struct leaf_text *out;
    size_t count;
};

static void found(struct finder *finder, const char *path, const struct field *field, void *at)
{
    if (finder->count >= LEAF_TEXTS_MAX) {
        finder->count = LEAF_TEXTS_MAX + 1;
        return;
    }
    struct leaf_text *text = &finder->out[finder->count++];
    *text = (struct leaf_text){ .text = at, .field = field };
    size_t len = strlen(path);
    assert(len <= LEAF_PATH_MAX);
    memcpy(text->path, path, len + 1);
}

/* Paths come from the tables and from counts that are bounded by them. */
static void PRINTF_LIKE(2, 3) path_print(char out[LEAF_PATH_MAX + 1], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(out, LEAF_PATH_MAX + 1, format, args);
    va_end(args);
    assert(len > 0 && len <= LEAF_PATH_MAX);
}

static void find_texts(struct finder *finder, void *base, const struct field *fields,
                       const char *prefix);

/* Recursion ends with the tables, which are constants. */
static void find_in(struct finder *finder, void *base, const struct field *field,
                    const char *prefix)
{
    char path[LEAF_PATH_MAX + 1];
    char inner[LEAF_PATH_MAX + 1];
    const struct list *list = field_at(base, field);
    path_print(path, "%s%s", prefix, field->name);
    if (field->kind == FIELD_TEXT) {
        found(finder, path, field, field_at(base, field));
    } else if (field->kind == FIELD_OBJECT) {
        path_print(inner, "%s/", path);
        find_texts(finder, field_at(base, field), field->sub, inner);
    } else {
        for (size_t i = 0; i < list->count && finder->count <= LEAF_TEXTS_MAX; i++) {
            path_print(inner, "%s/%zu/", path, i);
            find_texts(finder, (char *)list->items + i * field->struct_size, field->sub, inner);
        }
    }
}

static void find_texts(struct finder *finder, void *base, const struct field *fields,
                       const char *prefix)
{
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        bool may_hold_text =
            field->kind == FIELD_TEXT || field->kind == FIELD_OBJECT || field->kind == FIELD_LIST;
        if (may_hold_text && (field->flags & FIELD_RECORD) != 0 && !field_is_absent(base, field)) {
            find_in(finder, base, field, prefix);
        }
    }
}

static int compare_paths(const void *left, const void *right)
{
    return strcmp(((const struct leaf_text *)left)->path, ((const struct leaf_text *)right)->path);
}

size_t leaf_texts(const struct act *act, struct leaf_text out[LEAF_TEXTS_MAX])
{
    struct finder finder = { .out = out };
    find_texts(&finder, act->body, act->kind->fields, "");
    if (finder.count > 1 && finder.count <= LEAF_TEXTS_MAX) {
        qsort(out, finder.count, sizeof *out, compare_paths);
    }
    return finder.count;
}

bool leaf_commit_texts(struct act *act, struct err *err)
{
    struct leaf_text texts[LEAF_TEXTS_MAX];
    uint8_t salts[LEAF_TEXTS_MAX][OPENING_SALT_BYTES];
    size_t count = leaf_texts(act, texts);
    if (count > LEAF_TEXTS_MAX) {
        return err_set(err, ERR_TOO_LARGE, "the act has more than %d texts", LEAF_TEXTS_MAX);
    }
    opening_make_salts(salts[0], count);
    for (size_t i = 0; i < count; i++) {
        static const struct hash none;
        bool is_sealed = (texts[i].field->flags & FIELD_SEALED) != 0 &&
                         !hash_equal(&texts[i].text->commitment, &none);
        if (is_sealed) {
            continue; /* the rule has done so: what is counted rests on it */
        }
        if (texts[i].text->ptr == NULL) {
            return err_set(err, ERR_INTERNAL, "%.63s has no text to commit to", texts[i].path);
        }
        memcpy(texts[i].text->salt, salts[i], OPENING_SALT_BYTES);
        text_commit(texts[i].text, &act->id, texts[i].path);
    }
    explicit_bzero(salts, sizeof salts);
    return true;
}

/* Takes the part of the path up to the next slash. */
static size_t take_part(const char **path, const char *end)
{
    const char *slash = memchr(*path, '/', (size_t)(end - *path));
    size_t len = (size_t)((slash == NULL ? end : slash) - *path);
    *path += len + (slash != NULL);
    return len;
}

/* Steps into an item of a list. @return NULL when the path's index names none */
static void *step_into(const struct list *list, const struct field *field, const char **path,
                       const char *end)
{
    const char *digits = *path;
    int64_t index = 0;
    size_t len = take_part(path, end);
    if (!i64_parse(&index, digits, len) || index < 0 || (uint64_t)index >= list->count) {
        return NULL;
    }
    return (char *)list->items + (size_t)index * field->struct_size;
}

struct text *leaf_text_at(void *body, const struct field *fields, const char *path, size_t len)
{
    const char *end = path + len;
    void *base = body;
    while (path < end && base != NULL) {
        const char *name = path;
        const struct field *field = field_find(fields, name, take_part(&path, end));
        if (field == NULL || (field->flags & FIELD_RECORD) == 0) {
            return NULL;
        }
        if (field->kind == FIELD_TEXT) {
            return path == end ? field_at(base, field) : NULL;
        }
        if (field->kind != FIELD_LIST && field->kind != FIELD_OBJECT) {
            return NULL;
        }
        fields = field->sub;
        base = field->kind == FIELD_LIST ? step_into(field_at(base, field), field, &path, end)
                                         : field_at(base, field);
    }
    return NULL;
}
