/* Schemas in the OpenAPI document: of acts' bodies from their field tables, of reads from the list
 * of columns. Recursion goes as deep as those constant tables. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "api/openapi_internal.h"
#include "buurtkas/json/encode.h"

enum column_type {
    TYPE_UUID,
    TYPE_STRING,
    TYPE_INTEGER,
    TYPE_CENTS,
    TYPE_BOOLEAN,
    TYPE_DATE,
    TYPE_INSTANT,
    TYPE_HASH,
    TYPE_SIGNATURE,
    TYPE_STRINGS,
    TYPE_SENTENCE,
    TYPE_OBJECTS,
};

static const char *const type_schemas[] = {
    [TYPE_UUID] = "\"type\":\"string\",\"format\":\"uuid\"",
    [TYPE_STRING] = "\"type\":\"string\"",
    [TYPE_INTEGER] = "\"type\":\"integer\",\"format\":\"int64\"",
    [TYPE_CENTS] = "\"type\":\"integer\",\"format\":\"int64\"",
    [TYPE_BOOLEAN] = "\"type\":\"boolean\"",
    [TYPE_DATE] = "\"type\":\"string\",\"format\":\"date\"",
    [TYPE_INSTANT] = "\"type\":\"string\",\"format\":\"date-time\"",
    [TYPE_HASH] = "\"type\":\"string\",\"pattern\":\"^[0-9a-f]{64}$\"",
    [TYPE_SIGNATURE] = "\"type\":\"string\",\"pattern\":\"^[0-9a-f]{128}$\"",
    [TYPE_STRINGS] = "\"type\":\"array\",\"items\":{\"type\":\"string\"}",
    [TYPE_SENTENCE] = "\"type\":\"object\",\"properties\":{\"nl\":{\"type\":\"string\"},"
                      "\"en\":{\"type\":\"string\"}}",
    [TYPE_OBJECTS] = "\"type\":\"array\"",
};

struct column {
    const char *name;
    enum column_type type;
    const char *doc;
    const char *example;
    const char *members; /* TYPE_OBJECTS */
};

#define C(label, kind, text, sample) { #label, TYPE_##kind, text, sample, NULL },
#define L(label, text, below)        { #label, TYPE_OBJECTS, text, NULL, below },
static const struct column columns[] = {
#include "api/columns.def"
};
#undef C
#undef L

struct statement {
    const char *name;
    const char *columns;
};
#define S(label, list) { #label, list },
static const struct statement statements[] = {
#include "api/statements.def"
};
#undef S

const char *openapi_columns(const char *statement)
{
    for (size_t i = 0; i < ARRAY_LEN(statements); i++) {
        if (strcmp(statements[i].name, statement) == 0) {
            return statements[i].columns;
        }
    }
    return NULL;
}

void openapi_add_text(struct str *out, const char *name, const char *text)
{
    str_addf(out, ",\"%s\":", name);
    str_add_json(out, text, strlen(text));
}

void openapi_type_name(char out[64], const char *operation)
{
    (void)snprintf(out, 64, "%s", operation);
    out[0] = (char)toupper((unsigned char)out[0]);
}

/* --- Fields of acts. --- */

static void add_bounds(struct str *out, const struct field *field, const char *least,
                       const char *most)
{
    str_addf(out, ",\"%s\":%" PRId64 ",\"%s\":%" PRId64, least, field->min, most, field->max);
}

static void add_enum(struct str *out, const char *const *names)
{
    str_add(out, ",\"enum\":[");
    for (size_t i = 0; names[i] != NULL; i++) {
        str_addf(out, "%s\"%s\"", i == 0 ? "" : ",", names[i]);
    }
    str_add_char(out, ']');
}

static void add_field_type(struct str *out, const struct field *field, unsigned flags);

static void add_field(struct str *out, const struct field *field, unsigned flags)
{
    str_add_char(out, '{');
    add_field_type(out, field, flags);
    if (field->doc != NULL) {
        openapi_add_text(out, "description", field->doc);
    }
    if (field->example != NULL) {
        str_addf(out, ",\"example\":%s", field->example);
    }
    str_add_char(out, '}');
}

static void add_field_type(struct str *out, const struct field *field, unsigned flags)
{
    bool is_answer = (flags & FIELD_RECORD) != 0;
    switch (field->kind) {
    case FIELD_UUID:
        str_add(out, type_schemas[TYPE_UUID]);
        return;
    case FIELD_I64:
    case FIELD_CENTS:
        str_add(out, type_schemas[TYPE_CENTS]);
        add_bounds(out, field, "minimum", "maximum");
        return;
    case FIELD_I32:
        str_add(out, "\"type\":\"integer\",\"format\":\"int32\"");
        add_bounds(out, field, "minimum", "maximum");
        return;
    case FIELD_BOOL:
        str_add(out, type_schemas[TYPE_BOOLEAN]);
        return;
    case FIELD_ENUM:
        str_add(out, type_schemas[TYPE_STRING]);
        add_enum(out, field->names);
        return;
    case FIELD_DATE:
        str_add(out, type_schemas[TYPE_DATE]);
        return;
    case FIELD_INSTANT:
        str_add(out, type_schemas[TYPE_INSTANT]);
        return;
    case FIELD_HASH:
        str_add(out, type_schemas[TYPE_HASH]);
        return;
    case FIELD_SIGNATURE:
        str_add(out, type_schemas[TYPE_SIGNATURE]);
        return;
    case FIELD_CODE:
        str_add(out, "\"type\":\"string\",\"pattern\":\"^[A-Za-z0-9._:/-]+$\"");
        add_bounds(out, field, "minLength", "maxLength");
        return;
    case FIELD_TEXT:
        /* An erased text stands as null. */
        str_add(out, is_answer ? "\"type\":\"string\",\"nullable\":true" : "\"type\":\"string\"");
        add_bounds(out, field, "minLength", "maxLength");
        return;
    case FIELD_LIST:
        str_add(out, "\"type\":\"array\",\"items\":");
        openapi_add_fields(out, field->sub, flags);
        add_bounds(out, field, "minItems", "maxItems");
        return;
    case FIELD_OBJECT:
    case FIELD_END:
        str_add(out, "\"type\":\"object\"");
        return;
    }
}

static bool is_among(const struct field *field, unsigned flags)
{
    bool is_hidden = (flags & FIELD_RECORD) != 0 && (field->flags & FIELD_PRIVATE) != 0;
    return (field->flags & flags) != 0 && !is_hidden;
}

bool openapi_has_fields(const struct field *fields, unsigned flags, unsigned all)
{
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        if (is_among(field, flags) && (field->flags & all) == all) {
            return true;
        }
    }
    return false;
}

static void add_properties(struct str *out, const struct field *fields, unsigned flags,
                           bool needs_comma)
{
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        if (is_among(field, flags)) {
            str_addf(out, "%s\"%s\":", needs_comma ? "," : "", field->name);
            add_field(out, field, flags);
            needs_comma = true;
        }
    }
}

void openapi_add_fields(struct str *out, const struct field *fields, unsigned flags)
{
    str_add(out, "{\"type\":\"object\",\"properties\":{");
    add_properties(out, fields, flags, false);
    str_add_char(out, '}');
    if (openapi_has_fields(fields, flags, FIELD_REQUIRED)) {
        bool is_first = true;
        str_add(out, ",\"required\":[");
        for (const struct field *field = fields; field->kind != FIELD_END; field++) {
            if (is_among(field, flags) && (field->flags & FIELD_REQUIRED) != 0) {
                str_addf(out, "%s\"%s\"", is_first ? "" : ",", field->name);
                is_first = false;
            }
        }
        str_add_char(out, ']');
    }
    /* What a request may hold is exactly this; an answer may grow. */
    str_add(out, (flags & FIELD_REQUEST) != 0 ? ",\"additionalProperties\":false}" : "}");
}

void openapi_add_act_answer(struct str *out, const struct act_kind *kind)
{
    str_add(out, "{\"allOf\":[{\"$ref\":\"#/components/schemas/Act\"},{\"type\":\"object\","
                 "\"properties\":{");
    add_properties(out, kind->fields, FIELD_RECORD, false);
    if (kind->type == ACT_MOTION_CLOSED || kind->type == ACT_BALLOT_TALLIED) {
        str_add(out, ",\"verdictSentence\":{\"type\":\"object\",\"description\":\"The sum behind "
                     "the verdict, in one sentence.\",\"properties\":{\"nl\":{\"type\":\"string\"},"
                     "\"en\":{\"type\":\"string\"}}}");
    }
    str_add(out, "}}]}");
}

/* --- Columns of reads. --- */

static const struct column *find_column(const char *name, size_t len)
{
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        if (strlen(columns[i].name) == len && memcmp(columns[i].name, name, len) == 0) {
            return &columns[i];
        }
    }
    return NULL;
}

static void add_column_list(struct str *out, const char *list, const char *public_list,
                            bool needs_comma);

static void add_column(struct str *out, const struct column *column, bool is_inside_only)
{
    char name[64];
    json_name_of_column(name, sizeof name, column->name);
    str_addf(out, "\"%s\":{%s", name, type_schemas[column->type]);
    if (column->type == TYPE_OBJECTS) {
        str_add(out, ",\"items\":{\"type\":\"object\",\"properties\":{");
        add_column_list(out, column->members, NULL, false);
        str_add(out, "}}");
    }
    str_add(out, ",\"description\":\"");
    str_add(out, column->doc);
    str_add(out, is_inside_only ? " Only for who has an appointment in the organisation.\"" : "\"");
    if (column->example != NULL) {
        str_addf(out, ",\"example\":%s", column->example);
    }
    str_add_char(out, '}');
}

static bool list_has(const char *list, const char *name, size_t len)
{
    for (const char *at = list; *at != '\0'; at += *at == ' ') {
        size_t each = strcspn(at, " ");
        if (each == len && memcmp(at, name, len) == 0) {
            return true;
        }
        at += each;
    }
    return false;
}

/* `public_list` NULL: everything is public. */
static void add_column_list(struct str *out, const char *list, const char *public_list,
                            bool needs_comma)
{
    for (const char *at = list; *at != '\0'; at += *at == ' ') {
        size_t len = strcspn(at, " ");
        const struct column *column = find_column(at, len);
        if (column != NULL) {
            str_add(out, needs_comma ? "," : "");
            add_column(out, column, public_list != NULL && !list_has(public_list, at, len));
            needs_comma = true;
        }
        at += len;
    }
}

void openapi_add_row(struct str *out, const struct route *route)
{
    const char *public_list = openapi_columns(route->statement);
    const char *inside_list = route->inside == NULL ? public_list : openapi_columns(route->inside);
    str_add(out, "{\"type\":\"object\",\"properties\":{");
    if (public_list != NULL && inside_list != NULL) {
        add_column_list(out, inside_list, public_list, false);
    }
    if (route->kind == ROUTE_ITEM || route->item_path != NULL) {
        str_add(out, ",\"links\":{\"$ref\":\"#/components/schemas/Links\"}");
    }
    str_add(out, "}}");
}

void openapi_add_parameter_schema(struct str *out, const struct query_parameter *parameter)
{
    struct field field = { .kind = parameter->kind,
                           .names = parameter->names,
                           .min = parameter->kind == FIELD_CODE ? 1 : 0,
                           .max = parameter->kind == FIELD_CODE ? CODE_MAX : INT64_MAX };
    str_add_char(out, '{');
    add_field_type(out, &field, FIELD_REQUEST);
    str_add_char(out, '}');
}
