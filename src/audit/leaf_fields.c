/* The order of a leaf's fields, and what a value must be to stand in one. */
#include "leaf_internal.h"

#include <assert.h>
#include <string.h>

/* Insertion sort: the tables are short, and nothing here may keep a sorted copy. */
void leaf_fields_sort(struct leaf_fields *out, const struct field *fields)
{
    out->count = 0;
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        if ((field->flags & FIELD_RECORD) == 0) {
            continue;
        }
        assert(out->count < LEAF_FIELDS_MAX);
        size_t at = out->count++;
        while (at > 0 && strcmp(out->items[at - 1]->name, field->name) > 0) {
            out->items[at] = out->items[at - 1];
            at--;
        }
        out->items[at] = field;
    }
}

bool leaf_instant_is_valid(struct instant at)
{
    static const int64_t year_3000_ms = INT64_C(32503676400000); /* 2999-12-31T23:00:00Z */
    return at.ms >= 0 && at.ms < year_3000_ms;
}

bool leaf_date_is_valid(struct date date)
{
    return date.days >= date_of(1900, 1, 1).days && date.days <= date_of(2999, 12, 31).days;
}

static bool is_code_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == ':' || c == '/' || c == '-';
}

bool leaf_code_is_valid(const struct code *code)
{
    size_t len = strnlen(code->text, sizeof code->text);
    for (size_t i = 0; i < len; i++) {
        if (!is_code_char(code->text[i])) {
            return false;
        }
    }
    return len > 0 && len <= CODE_MAX;
}

/* Bounds of a number; a row without any means every integer that JSON has exactly. */
static bool is_within(int64_t value, const struct field *field)
{
    bool has_bounds = field->min != 0 || field->max != 0;
    int64_t min = has_bounds ? field->min : -LEAF_INTEGER_MAX;
    int64_t max = has_bounds ? field->max : LEAF_INTEGER_MAX;
    return value >= min && value <= max;
}

/* Bounds of a count or a length; a row without a greatest one leaves it to the kind. */
static bool is_count_within(size_t count, const struct field *field)
{
    return (int64_t)count >= field->min && (field->max == 0 || (int64_t)count <= field->max);
}

static bool is_value_valid(const void *at, const struct field *field)
{
    switch (field->kind) {
    case FIELD_I64:
    case FIELD_CENTS:
        return is_within(*(const int64_t *)at, field);
    case FIELD_I32:
        return is_within(*(const int32_t *)at, field);
    case FIELD_ENUM:
        return field_enum_name(field->names, *(const int *)at)[0] != '\0';
    case FIELD_DATE:
        return leaf_date_is_valid(*(const struct date *)at);
    case FIELD_INSTANT:
        return leaf_instant_is_valid(*(const struct instant *)at);
    case FIELD_CODE:
        return leaf_code_is_valid(at) &&
               is_count_within(strnlen(((const struct code *)at)->text, CODE_MAX), field);
    case FIELD_LIST:
        return is_count_within(((const struct list *)at)->count, field);
    case FIELD_UUID:
    case FIELD_BOOL:
    case FIELD_HASH:
    case FIELD_SIGNATURE:
    case FIELD_TEXT:
    case FIELD_OBJECT:
    case FIELD_END:
        return true;
    }
    return true;
}

const char *leaf_field_flaw(const void *base, const struct field *field)
{
    if (field_is_absent(base, field)) {
        bool may_be_sealed = (field->flags & FIELD_SEALED) != 0;
        return (field->flags & FIELD_REQUIRED) != 0 && !may_be_sealed ? "is missing" : NULL;
    }
    return is_value_valid(field_at_const(base, field), field) ? NULL : "is out of its range";
}
