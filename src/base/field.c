/* Walks over field tables: what each kind's "absent" is, enum names, and the SQL spelling of a
 * name. Recursion goes as deep as a table's sub-tables, which are constants. */
#include "buurtkas/base/field.h"

#include <assert.h>
#include <string.h>

size_t field_count(const struct field *fields)
{
    size_t count = 0;
    while (fields[count].kind != FIELD_END) {
        count++;
    }
    return count;
}

const struct field *field_find(const struct field *fields, const char *name, size_t len)
{
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        if (strlen(field->name) == len && memcmp(field->name, name, len) == 0) {
            return field;
        }
    }
    return NULL;
}

static bool hash_is_zero(const struct hash *hash)
{
    static const struct hash zero;
    return memcmp(hash, &zero, sizeof zero) == 0;
}

static bool signature_is_zero(const struct signature *signature)
{
    static const struct signature zero;
    return memcmp(signature, &zero, sizeof zero) == 0;
}

static bool text_is_absent(const struct text *text)
{
    return text->ptr == NULL && hash_is_zero(&text->commitment);
}

/* An object is absent when all of its fields are that can be; one that has nothing but BOOLs never
 * is. */
static bool object_is_absent(const void *object, const struct field *fields)
{
    bool is_tellable = false;
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        if (field->kind == FIELD_BOOL) {
            continue;
        }
        if (!field_is_absent(object, field)) {
            return false;
        }
        is_tellable = true;
    }
    return is_tellable;
}

bool field_is_absent(const void *base, const struct field *field)
{
    const void *at = field_at_const(base, field);
    switch (field->kind) {
    case FIELD_UUID:
        return uuid_is_zero(at);
    case FIELD_I64:
    case FIELD_CENTS:
        return *(const int64_t *)at == FIELD_ABSENT;
    case FIELD_I32:
        return *(const int32_t *)at == FIELD_ABSENT_I32;
    case FIELD_ENUM:
        return *(const int *)at == 0;
    case FIELD_DATE:
        return ((const struct date *)at)->days == DATE_ABSENT;
    case FIELD_INSTANT:
        return ((const struct instant *)at)->ms == INSTANT_ABSENT;
    case FIELD_HASH:
        return hash_is_zero(at);
    case FIELD_SIGNATURE:
        return signature_is_zero(at);
    case FIELD_CODE:
        return ((const struct code *)at)->text[0] == '\0';
    case FIELD_TEXT:
        return text_is_absent(at);
    case FIELD_OBJECT:
        return object_is_absent(at, field->sub);
    case FIELD_LIST:
        return ((const struct list *)at)->count == 0;
    case FIELD_BOOL:
    case FIELD_END:
        return false;
    }
    return false;
}

static void field_clear(void *base, const struct field *field)
{
    void *at = field_at(base, field);
    switch (field->kind) {
    case FIELD_UUID:
        *(struct uuid *)at = (struct uuid){ 0 };
        return;
    case FIELD_I64:
    case FIELD_CENTS:
        *(int64_t *)at = FIELD_ABSENT;
        return;
    case FIELD_I32:
        *(int32_t *)at = FIELD_ABSENT_I32;
        return;
    case FIELD_BOOL:
        *(bool *)at = false;
        return;
    case FIELD_ENUM:
        *(int *)at = 0;
        return;
    case FIELD_DATE:
        *(struct date *)at = (struct date){ DATE_ABSENT };
        return;
    case FIELD_INSTANT:
        *(struct instant *)at = (struct instant){ INSTANT_ABSENT };
        return;
    case FIELD_HASH:
        *(struct hash *)at = (struct hash){ 0 };
        return;
    case FIELD_SIGNATURE:
        *(struct signature *)at = (struct signature){ 0 };
        return;
    case FIELD_CODE:
        *(struct code *)at = (struct code){ 0 };
        return;
    case FIELD_TEXT:
        *(struct text *)at = (struct text){ 0 };
        return;
    case FIELD_OBJECT:
        field_clear_all(at, field->sub);
        return;
    case FIELD_LIST:
        *(struct list *)at = (struct list){ 0 };
        return;
    case FIELD_END:
        return;
    }
}

void field_clear_all(void *base, const struct field *fields)
{
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        field_clear(base, field);
    }
}

int field_enum_parse(const char *const *names, const char *text, size_t len)
{
    for (int i = 0; names[i] != NULL; i++) {
        if (strlen(names[i]) == len && memcmp(names[i], text, len) == 0) {
            return i + 1;
        }
    }
    return 0;
}

/* Walks, so that a value out of range (from a file) finds the end of the names and not what lies
 * behind it. */
const char *field_enum_name(const char *const *names, int value)
{
    for (int i = 0; names[i] != NULL; i++) {
        if (i + 1 == value) {
            return names[i];
        }
    }
    return "";
}

void field_snake_name(char *out, size_t out_size, const char *name)
{
    size_t len = 0;
    for (const char *at = name; *at != '\0'; at++) {
        bool is_upper = *at >= 'A' && *at <= 'Z';
        assert(len + is_upper + 1 < out_size);
        if (is_upper) {
            out[len++] = '_';
        }
        out[len++] = is_upper ? (char)(*at - 'A' + 'a') : *at;
    }
    assert(len < out_size);
    out[len] = '\0';
}
