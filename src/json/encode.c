/* Answers: members of structs and of rows, in the order of their tables. Nothing here decides what
 * may be shown; private fields and fields that are no part of the record never are. */
#include "buurtkas/json/encode.h"

#include <assert.h>
#include <string.h>

static void add_text(struct str *out, const char *text)
{
    str_add_json(out, text, strlen(text));
}

static void add_uuid(struct str *out, const struct uuid *uuid)
{
    char text[UUID_TEXT + 1];
    uuid_print(text, uuid);
    str_addf(out, "\"%s\"", text);
}

static void add_date(struct str *out, struct date date)
{
    char text[11];
    date_print(text, date);
    str_addf(out, "\"%s\"", text);
}

static void add_instant(struct str *out, struct instant at)
{
    char text[INSTANT_TEXT + 1];
    instant_print(text, at);
    str_addf(out, "\"%s\"", text);
}

static void add_hex(struct str *out, const uint8_t *bytes, size_t len)
{
    str_add_char(out, '"');
    for (size_t i = 0; i < len; i++) {
        char digits[3];
        hex_encode(digits, bytes + i, 1);
        str_add_len(out, digits, 2);
    }
    str_add_char(out, '"');
}

static void add_opened(struct str *out, const struct text *text)
{
    if (text->ptr == NULL) {
        str_add(out, "null");
        return;
    }
    str_add_json(out, text->ptr, text->len);
}

static void add_list(struct str *out, const struct list *list, const struct field *field)
{
    str_add_char(out, '[');
    for (size_t i = 0; i < list->count; i++) {
        str_add(out, i == 0 ? "{" : ",{");
        (void)json_members(out, (const char *)list->items + i * field->struct_size, field->sub,
                           false);
        str_add_char(out, '}');
    }
    str_add_char(out, ']');
}

static void add_value(struct str *out, const void *base, const struct field *field)
{
    const void *at = field_at_const(base, field);
    switch (field->kind) {
    case FIELD_UUID:
        add_uuid(out, at);
        return;
    case FIELD_I64:
    case FIELD_CENTS:
        str_add_i64(out, *(const int64_t *)at);
        return;
    case FIELD_I32:
        str_add_i64(out, *(const int32_t *)at);
        return;
    case FIELD_BOOL:
        str_add(out, *(const bool *)at ? "true" : "false");
        return;
    case FIELD_ENUM:
        add_text(out, field_enum_name(field->names, *(const int *)at));
        return;
    case FIELD_DATE:
        add_date(out, *(const struct date *)at);
        return;
    case FIELD_INSTANT:
        add_instant(out, *(const struct instant *)at);
        return;
    case FIELD_HASH:
        add_hex(out, ((const struct hash *)at)->bytes, HASH_BYTES);
        return;
    case FIELD_SIGNATURE:
        add_hex(out, ((const struct signature *)at)->bytes, SIGNATURE_BYTES);
        return;
    case FIELD_CODE:
        add_text(out, ((const struct code *)at)->text);
        return;
    case FIELD_TEXT:
        add_opened(out, at);
        return;
    case FIELD_OBJECT:
        str_add_char(out, '{');
        (void)json_members(out, at, field->sub, false);
        str_add_char(out, '}');
        return;
    case FIELD_LIST:
        add_list(out, at, field);
        return;
    case FIELD_END:
        return;
    }
}

size_t json_members(struct str *out, const void *base, const struct field *fields, bool needs_comma)
{
    size_t count = 0;
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        bool is_shown = (field->flags & FIELD_RECORD) != 0 && (field->flags & FIELD_PRIVATE) == 0;
        if (!is_shown || field_is_absent(base, field)) {
            continue;
        }
        if (needs_comma || count > 0) {
            str_add_char(out, ',');
        }
        add_text(out, field->name);
        str_add_char(out, ':');
        add_value(out, base, field);
        count++;
    }
    return count;
}

void json_name_of_column(char *out, size_t out_size, const char *column)
{
    size_t len = 0;
    bool is_upper = false;
    for (const char *at = column; *at != '\0'; at++) {
        if (*at == '_') {
            is_upper = true;
            continue;
        }
        assert(len + 1 < out_size);
        out[len++] = is_upper && *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
        is_upper = false;
    }
    assert(len < out_size);
    out[len] = '\0';
}

static bool is_instant(const char *column)
{
    size_t len = strlen(column);
    return strcmp(column, "at") == 0 || (len > 3 && strcmp(column + len - 3, "_at") == 0);
}

static void add_cell(struct str *out, const struct rowset_column *column, const struct cell *cell)
{
    switch (column->type) {
    case VALUE_UUID: {
        struct uuid uuid = cell_uuid(cell);
        add_uuid(out, &uuid);
        return;
    }
    case VALUE_I64:
        if (is_instant(column->name)) {
            add_instant(out, (struct instant){ cell_i64(cell) });
            return;
        }
        str_add_i64(out, cell_i64(cell));
        return;
    case VALUE_I32:
        str_add_i64(out, cell_i32(cell));
        return;
    case VALUE_BOOL:
        str_add(out, cell_bool(cell) ? "true" : "false");
        return;
    case VALUE_TEXT:
        str_add_json(out, (const char *)cell->ptr, (size_t)cell->len);
        return;
    case VALUE_BYTES:
        add_hex(out, cell->ptr, (size_t)cell->len);
        return;
    case VALUE_DATE:
        add_date(out, (struct date){ cell_date_days(cell) });
        return;
    case VALUE_JSON:
        str_add_len(out, cell->ptr, (size_t)cell->len);
        return;
    case VALUE_UUIDS:
        break;
    }
    assert(!"a list of ids is a parameter only");
}

void json_cell(struct str *out, const struct rowset_column *column, const struct cell *cell)
{
    char name[64];
    json_name_of_column(name, sizeof name, column->name);
    add_text(out, name);
    str_add_char(out, ':');
    if (cell_is_null(cell)) {
        str_add(out, "null");
        return;
    }
    add_cell(out, column, cell);
}

size_t json_row_members(struct str *out, const struct rowset *rows, size_t row, bool needs_comma)
{
    size_t count = 0;
    for (size_t i = 0; i < rows->column_count; i++) {
        const struct cell *cell = rowset_cell(rows, row, i);
        if (cell_is_null(cell)) {
            continue;
        }
        if (needs_comma || count > 0) {
            str_add_char(out, ',');
        }
        json_cell(out, &rows->columns[i], cell);
        count++;
    }
    return count;
}
