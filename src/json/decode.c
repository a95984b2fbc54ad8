/* Request bodies: the bytes are looked over before jansson sees them (NUL, UTF-8, depth), because
 * it swallows a raw NUL after a number and would recurse far deeper than any body needs. Then the
 * field table is walked and everything that is wrong is collected. Recursion goes as deep as the
 * table. */
#include "buurtkas/json/decode.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "buurtkas/base/str.h"
#include "json/decode_internal.h"

bool decoder_find(struct decoder *decoder, const char *pointer, const char *format, ...)
{
    struct findings *findings = decoder->findings;
    if (findings->count < FINDINGS_MAX) {
        struct finding *finding = &findings->items[findings->count];
        (void)snprintf(finding->pointer, sizeof finding->pointer, "%s", pointer);
        va_list args;
        va_start(args, format);
        (void)vsnprintf(finding->detail, sizeof finding->detail, format, args);
        va_end(args);
    }
    findings->count++;
    return false;
}

/* One step deeper: `parent`/`name`, with the escapes of RFC 6901. A name that a client made up may
 * be long: it is cut between two characters. */
static void point(char out[ERR_POINTER_MAX], const char *parent, const char *name)
{
    size_t len = (size_t)snprintf(out, ERR_POINTER_MAX, "%s/", parent);
    for (const char *at = name; *at != '\0' && len + 6 < ERR_POINTER_MAX; at++) {
        bool is_start = ((unsigned char)*at & 0xc0) != 0x80;
        if (is_start && len + 12 >= ERR_POINTER_MAX) {
            break;
        }
        if (*at == '~' || *at == '/') {
            out[len++] = '~';
            out[len++] = *at == '~' ? '0' : '1';
        } else {
            out[len++] = *at;
        }
    }
    out[len < ERR_POINTER_MAX ? len : ERR_POINTER_MAX - 1] = '\0';
}

static bool decode_object(struct decoder *decoder, void *base, const struct field *fields,
                          json_t *object, const char *pointer);

static bool decode_list(struct decoder *decoder, struct list *out, const struct field *field,
                        const json_t *array, const char *pointer)
{
    if (!json_is_array(array)) {
        return decoder_find(decoder, pointer, "must be an array");
    }
    size_t count = json_array_size(array);
    if ((int64_t)count < field->min || (int64_t)count > field->max) {
        return decoder_find(decoder, pointer, "must have %lld to %lld items", (long long)field->min,
                            (long long)field->max);
    }
    if (count == 0) {
        return true;
    }
    char *items = arena_calloc(decoder->arena, count, field->struct_size);
    if (items == NULL) {
        decoder->is_out_of_memory = true;
        return false;
    }
    bool is_good = true;
    for (size_t i = 0; i < count; i++) {
        char below[ERR_POINTER_MAX];
        char number[24];
        (void)snprintf(number, sizeof number, "%zu", i);
        point(below, pointer, number);
        void *item = items + i * field->struct_size;
        field_clear_all(item, field->sub);
        is_good &= decode_object(decoder, item, field->sub, json_array_get(array, i), below);
    }
    *out = (struct list){ .items = items, .count = count };
    return is_good;
}

static bool decode_member(struct decoder *decoder, void *base, const struct field *field,
                          json_t *value, const char *pointer)
{
    void *at = field_at(base, field);
    if (json_is_null(value)) {
        return decoder_find(decoder, pointer, "must not be null; leave it out instead");
    }
    if (field->kind == FIELD_LIST) {
        return decode_list(decoder, at, field, value, pointer);
    }
    if (field->kind == FIELD_OBJECT) {
        return decode_object(decoder, at, field->sub, value, pointer);
    }
    return decode_value(decoder, at, field, value, pointer);
}

static bool find_unknown(struct decoder *decoder, const struct field *fields, json_t *object,
                         const char *pointer)
{
    bool is_good = true;
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        const struct field *field = field_find(fields, name, strlen(name));
        if (field == NULL || (field->flags & FIELD_REQUEST) == 0) {
            char below[ERR_POINTER_MAX];
            point(below, pointer, name);
            is_good = decoder_find(decoder, below, "is not a member of this body");
        }
    }
    return is_good;
}

static bool decode_object(struct decoder *decoder, void *base, const struct field *fields,
                          json_t *object, const char *pointer)
{
    if (!json_is_object(object)) {
        return decoder_find(decoder, pointer, "must be an object");
    }
    bool is_good = true;
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        if ((field->flags & FIELD_REQUEST) == 0) {
            continue;
        }
        char below[ERR_POINTER_MAX];
        point(below, pointer, field->name);
        json_t *value = json_object_get(object, field->name);
        if (value != NULL) {
            is_good &= decode_member(decoder, base, field, value, below);
        } else if ((field->flags & FIELD_REQUIRED) != 0) {
            is_good = decoder_find(decoder, below, "is required");
        }
    }
    return find_unknown(decoder, fields, object, pointer) && is_good;
}

/* Counts brackets outside strings; what is not JSON at all is jansson's to refuse. */
static bool is_too_deep(const char *body, size_t len)
{
    size_t depth = 0;
    bool is_string = false;
    for (size_t i = 0; i < len; i++) {
        char c = body[i];
        if (is_string) {
            i += c == '\\';
            is_string = c != '"';
        } else if (c == '"') {
            is_string = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
        }
        if (depth > JSON_DEPTH_MAX) {
            return true;
        }
    }
    return false;
}

static json_t *parse(const char *body, size_t len, struct err *err)
{
    if (memchr(body, '\0', len) != NULL) {
        err_set(err, ERR_MALFORMED_JSON, "The body holds a NUL byte.");
        return NULL;
    }
    if (!utf8_is_valid(body, len)) {
        err_set(err, ERR_MALFORMED_JSON, "The body is not valid UTF-8.");
        return NULL;
    }
    if (is_too_deep(body, len)) {
        err_set(err, ERR_MALFORMED_JSON, "The body is nested deeper than %d levels.",
                JSON_DEPTH_MAX);
        return NULL;
    }
    json_error_t fault;
    /* A lone "x" or 7 is JSON; that it is no object is a finding, not bad syntax. */
    json_t *root = json_loadb(body, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &fault);
    if (root == NULL) {
        /* jansson's text quotes the input near the fault; the place is enough. */
        err_set(err, ERR_MALFORMED_JSON, "The body is not valid JSON at line %d, column %d%s.",
                fault.line, fault.column,
                json_error_code(&fault) == json_error_duplicate_key ? ": a name stands twice" : "");
    }
    return root;
}

static void json_drop(json_t **root)
{
    json_decref(*root);
}

bool json_decode(void *out, const struct field *fields, const char *body, size_t len,
                 struct arena *arena, struct findings *findings, struct err *err)
{
    field_clear_all(out, fields);
    json_t *root CLEANUP(json_drop) = parse(len == 0 ? "" : body, len, err);
    if (root == NULL) {
        return false;
    }
    struct decoder decoder = { .arena = arena, .findings = findings };
    if (decode_object(&decoder, out, fields, root, "")) {
        return true;
    }
    if (decoder.is_out_of_memory || findings->count == 0) {
        return err_set(err, ERR_MEMORY, "The request needs more memory than one may have.");
    }
    const struct finding *first = &findings->items[0];
    return err_set_at(err, ERR_INVALID_FIELD, first->pointer, "%s %s.",
                      first->pointer[0] == '\0' ? "The body" : first->pointer, first->detail);
}
