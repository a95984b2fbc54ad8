/* One JSON value to one C value, by the kind of its field. A value is refused with a sentence that
 * says what would be right and never repeats what was sent: it may hold personal data. */
#include "json/decode_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "buurtkas/domain/codes.h"
#include "buurtkas/base/str.h"

static bool decode_integer(struct decoder *decoder, int64_t *out, const struct field *field,
                           const json_t *value, const char *pointer)
{
    if (!json_is_integer(value)) {
        return decoder_find(decoder, pointer, "must be a whole number without a decimal point");
    }
    json_int_t number = json_integer_value(value);
    if (number < field->min || number > field->max) {
        return decoder_find(decoder, pointer, "must be from %" PRId64 " to %" PRId64, field->min,
                            field->max);
    }
    *out = number;
    return true;
}

static bool decode_i32(struct decoder *decoder, int32_t *out, const struct field *field,
                       const json_t *value, const char *pointer)
{
    int64_t number = 0;
    if (!decode_integer(decoder, &number, field, value, pointer)) {
        return false;
    }
    if (number < INT32_MIN + 1 || number > INT32_MAX) {
        return decoder_find(decoder, pointer, "must fit in 32 bits");
    }
    *out = (int32_t)number;
    return true;
}

static bool decode_enum(struct decoder *decoder, int *out, const struct field *field,
                        const json_t *value, const char *pointer)
{
    int found = field_enum_parse(field->names, json_string_value(value), json_string_length(value));
    if (found != 0) {
        *out = found;
        return true;
    }
    char words[128] = "";
    size_t len = 0;
    for (size_t i = 0; field->names[i] != NULL; i++) {
        int added =
            snprintf(words + len, sizeof words - len, "%s%s", i == 0 ? "" : ", ", field->names[i]);
        if (added < 0 || (size_t)added >= sizeof words - len) {
            words[len] = '\0';
            return decoder_find(decoder, pointer, "must be one of %s, ...", words);
        }
        len += (size_t)added;
    }
    return decoder_find(decoder, pointer, "must be one of %s", words);
}

static bool is_code_char(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("._:/-", c) != NULL);
}

static bool decode_code(struct decoder *decoder, struct code *out, const struct field *field,
                        const json_t *value, const char *pointer)
{
    const char *text = json_string_value(value);
    size_t len = json_string_length(value);
    if (len < (size_t)field->min || len > (size_t)field->max || len > CODE_MAX || len == 0) {
        return decoder_find(decoder, pointer, "must be %" PRId64 " to %" PRId64 " characters long",
                            field->min, field->max);
    }
    for (size_t i = 0; i < len; i++) {
        if (!is_code_char(text[i])) {
            return decoder_find(decoder, pointer, "may hold only A-Z a-z 0-9 . _ : / -");
        }
    }
    memcpy(out->text, text, len);
    out->text[len] = '\0';
    /* A code stands in clear in the public record, where an account number may never be. */
    return !code_is_iban(out) ||
           decoder_find(decoder, pointer, "must not be an account number (IBAN)");
}

/* Overrides and isolates of the writing direction (U+202A to U+202E, U+2066 to U+2069; UTF-8 E2 80
 * AA to AE, E2 81 A6 to A9) make a text read as other than it is. Source: Unicode Technical Report
 * 36, 2.6. */
static bool holds_override(const char *text, size_t len)
{
    for (size_t i = 0; i + 2 < len; i++) {
        const unsigned char *at = (const unsigned char *)text + i;
        if (at[0] == 0xe2 && ((at[1] == 0x80 && at[2] >= 0xaa && at[2] <= 0xae) ||
                              (at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9))) {
            return true;
        }
    }
    return false;
}

/* Controls are U+0000 to U+001F, U+007F, and U+0080 to U+009F, which UTF-8 writes as C2 80 to C2
 * 9F.
 */
static bool holds_control(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        unsigned char next = i + 1 < len ? (unsigned char)text[i + 1] : 0;
        if ((c < 0x20 && c != '\n') || c == 0x7f || (c == 0xc2 && next >= 0x80 && next <= 0x9f)) {
            return true;
        }
    }
    return false;
}

static bool decode_text(struct decoder *decoder, struct text *out, const struct field *field,
                        const json_t *value, const char *pointer)
{
    const char *text = json_string_value(value);
    size_t len = json_string_length(value);
    if (!utf8_is_valid(text, len)) {
        return decoder_find(decoder, pointer, "must be valid UTF-8");
    }
    int64_t length = (int64_t)utf8_length(text, len);
    if (length == 0 || length < field->min || length > field->max) {
        return decoder_find(decoder, pointer, "must be %" PRId64 " to %" PRId64 " characters long",
                            field->min, field->max);
    }
    if (len > TEXT_BYTES_MAX) {
        return decoder_find(decoder, pointer, "must be at most %d bytes of UTF-8", TEXT_BYTES_MAX);
    }
    if (strspn(text, " \n") == len) {
        return decoder_find(decoder, pointer, "must not be blank");
    }
    if (holds_control(text, len)) {
        return decoder_find(decoder, pointer, "may hold no control characters but the line feed");
    }
    if (holds_override(text, len)) {
        return decoder_find(decoder, pointer, "may not change the writing direction");
    }
    out->ptr = arena_strndup(decoder->arena, text, len);
    out->len = len;
    decoder->is_out_of_memory = decoder->is_out_of_memory || out->ptr == NULL;
    return out->ptr != NULL;
}

static bool decode_uuid(struct decoder *decoder, struct uuid *out, const json_t *value,
                        const char *pointer)
{
    struct uuid uuid;
    if (!uuid_parse(&uuid, json_string_value(value), json_string_length(value)) ||
        uuid_is_zero(&uuid)) {
        return decoder_find(decoder, pointer, "must be a UUID");
    }
    *out = uuid;
    return true;
}

static bool decode_hash(struct decoder *decoder, struct hash *out, const json_t *value,
                        const char *pointer)
{
    static const struct hash zero;
    struct hash hash;
    if (!hex_decode(hash.bytes, HASH_BYTES, json_string_value(value), json_string_length(value)) ||
        memcmp(&hash, &zero, sizeof hash) == 0) {
        return decoder_find(decoder, pointer, "must be a SHA-256 as 64 lower-case hex digits");
    }
    *out = hash;
    return true;
}

static bool decode_time(struct decoder *decoder, void *at, const struct field *field,
                        const json_t *value, const char *pointer)
{
    const char *text = json_string_value(value);
    size_t len = json_string_length(value);
    if (field->kind == FIELD_DATE) {
        return date_parse(at, text, len) ||
               decoder_find(decoder, pointer, "must be a date as YYYY-MM-DD");
    }
    return instant_parse(at, text, len) ||
           decoder_find(decoder, pointer, "must be a date-time as 2026-03-01T19:30:00.000Z");
}

static bool decode_string(struct decoder *decoder, void *at, const struct field *field,
                          const json_t *value, const char *pointer)
{
    if (!json_is_string(value)) {
        return decoder_find(decoder, pointer, "must be a string");
    }
    switch (field->kind) {
    case FIELD_UUID:
        return decode_uuid(decoder, at, value, pointer);
    case FIELD_ENUM:
        return decode_enum(decoder, at, field, value, pointer);
    case FIELD_DATE:
    case FIELD_INSTANT:
        return decode_time(decoder, at, field, value, pointer);
    case FIELD_HASH:
        return decode_hash(decoder, at, value, pointer);
    case FIELD_CODE:
        return decode_code(decoder, at, field, value, pointer);
    case FIELD_TEXT:
        return decode_text(decoder, at, field, value, pointer);
    case FIELD_END:
    case FIELD_I64:
    case FIELD_CENTS:
    case FIELD_I32:
    case FIELD_BOOL:
    case FIELD_OBJECT:
    case FIELD_LIST:
        break;
    }
    return false;
}

bool decode_value(struct decoder *decoder, void *at, const struct field *field, const json_t *value,
                  const char *pointer)
{
    switch (field->kind) {
    case FIELD_I64:
    case FIELD_CENTS:
        return decode_integer(decoder, at, field, value, pointer);
    case FIELD_I32:
        return decode_i32(decoder, at, field, value, pointer);
    case FIELD_BOOL:
        if (!json_is_boolean(value)) {
            return decoder_find(decoder, pointer, "must be true or false");
        }
        *(bool *)at = json_is_true(value);
        return true;
    case FIELD_UUID:
    case FIELD_ENUM:
    case FIELD_DATE:
    case FIELD_INSTANT:
    case FIELD_HASH:
    case FIELD_CODE:
    case FIELD_TEXT:
    case FIELD_END:
    case FIELD_OBJECT:
    case FIELD_LIST:
        break;
    }
    return decode_string(decoder, at, field, value, pointer);
}
