/* Rows of objects against the world that the leaves make: column by column, then what is missing. A
 * table is read in the order of its keys; the world is looked up, so that neither is copied. */
#include "cli/verify_database_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    VALUE_TEXT_MAX = 2 * SIGNATURE_BYTES,
    ROW_NAME_MAX = 119,
};

/** One table under comparison. */
struct table_check {
    struct database_check *check;
    enum kind kind;
    struct uuid last_id;
    int32_t last_ordinal;
    uint64_t rows;
    uint64_t known; /**< rows that the world has too, each key once */
    uint64_t made;  /**< objects that the world has */
    struct err *err;
};

/** How a row is named in a finding: "table motion, row 0190…". */
struct row_name {
    char text[ROW_NAME_MAX + 1];
};

static struct row_name name_row(const struct object *object)
{
    const struct object_type *type = object_type(object->kind);
    char id[UUID_TEXT + 1];
    struct row_name name;
    uuid_print(id, &object->id);
    int len = snprintf(name.text, sizeof name.text, "table %s, row %s", type->table, id);
    if (type->is_child) {
        (void)snprintf(name.text + len, sizeof name.text - (size_t)len, " ordinal %" PRId32,
                       object->ordinal);
    }
    return name;
}

/* --- Values. --- */

static void print_value(char out[VALUE_TEXT_MAX + 1], const struct field *field, const void *base)
{
    const void *at = field_at_const(base, field);
    if (field_is_absent(base, field)) {
        (void)snprintf(out, VALUE_TEXT_MAX + 1, "nothing");
        return;
    }
    switch (field->kind) {
    case FIELD_UUID:
        uuid_print(out, at);
        return;
    case FIELD_I64:
    case FIELD_CENTS:
        (void)snprintf(out, VALUE_TEXT_MAX + 1, "%" PRId64, *(const int64_t *)at);
        return;
    case FIELD_INSTANT:
        (void)snprintf(out, VALUE_TEXT_MAX + 1, "%" PRId64, ((const struct instant *)at)->ms);
        return;
    case FIELD_I32:
        (void)snprintf(out, VALUE_TEXT_MAX + 1, "%" PRId32, *(const int32_t *)at);
        return;
    case FIELD_BOOL:
        (void)snprintf(out, VALUE_TEXT_MAX + 1, "%s", *(const bool *)at ? "true" : "false");
        return;
    case FIELD_ENUM:
        (void)snprintf(out, VALUE_TEXT_MAX + 1, "%s",
                       field_enum_name(field->names, *(const int *)at));
        return;
    case FIELD_DATE:
        date_print(out, *(const struct date *)at);
        return;
    case FIELD_HASH:
        hex_encode(out, ((const struct hash *)at)->bytes, HASH_BYTES);
        return;
    case FIELD_SIGNATURE:
        hex_encode(out, ((const struct signature *)at)->bytes, SIGNATURE_BYTES);
        return;
    case FIELD_CODE:
        (void)snprintf(out, VALUE_TEXT_MAX + 1, "%s", ((const struct code *)at)->text);
        return;
    case FIELD_TEXT:
    case FIELD_OBJECT:
    case FIELD_LIST:
    case FIELD_END:
        break;
    }
    (void)snprintf(out, VALUE_TEXT_MAX + 1, "something else");
}

static bool is_same_value(const struct field *field, const void *left, const void *right)
{
    const void *a = field_at_const(left, field);
    const void *b = field_at_const(right, field);
    switch (field->kind) {
    case FIELD_UUID:
        return uuid_equal(a, b);
    case FIELD_I64:
    case FIELD_CENTS:
        return *(const int64_t *)a == *(const int64_t *)b;
    case FIELD_INSTANT:
        return ((const struct instant *)a)->ms == ((const struct instant *)b)->ms;
    case FIELD_I32:
        return *(const int32_t *)a == *(const int32_t *)b;
    case FIELD_BOOL:
        return *(const bool *)a == *(const bool *)b;
    case FIELD_ENUM:
        return *(const int *)a == *(const int *)b;
    case FIELD_DATE:
        return ((const struct date *)a)->days == ((const struct date *)b)->days;
    case FIELD_HASH:
        return memcmp(a, b, HASH_BYTES) == 0;
    case FIELD_SIGNATURE:
        return memcmp(a, b, SIGNATURE_BYTES) == 0;
    case FIELD_CODE:
        return strcmp(((const struct code *)a)->text, ((const struct code *)b)->text) == 0;
    case FIELD_TEXT:
    case FIELD_OBJECT:
    case FIELD_LIST:
    case FIELD_END:
        break;
    }
    return false; /* no column is of these: saying so is better than passing over it */
}

/* --- One row. --- */

/* What every object begins with, as fields. */
#define HEAD_FIELD(field_kind, member, flag)                                                       \
    {                                                                                              \
        .name = #member, .kind = field_kind, .offset = offsetof(struct object, member),            \
        .flags = flag                                                                              \
    }
static const struct field head_fields[] = {
    HEAD_FIELD(FIELD_I64, entry, FIELD_FIXED),
    HEAD_FIELD(FIELD_CODE, reference, FIELD_FIXED),
    { 0 },
};
static const struct field changed_fields[] = {
    HEAD_FIELD(FIELD_I64, changed, 0),
    { 0 },
};

/** A row, and the object that the leaves make of the same key. */
struct pair {
    const struct object *row;
    const struct object *made;
};

/* What never changes comes of the entry that made it, the rest of the one that changed it last. */
static void compare_fields(struct findings *findings, const struct pair *pair,
                           const struct field *fields)
{
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        if (is_same_value(field, pair->row, pair->made)) {
            continue;
        }
        char there[VALUE_TEXT_MAX + 1];
        char made[VALUE_TEXT_MAX + 1];
        bool is_fixed = (field->flags & FIELD_FIXED) != 0;
        print_value(there, field, pair->row);
        print_value(made, field, pair->made);
        findings_add(findings, is_fixed ? pair->made->entry : pair->made->changed,
                     "%s, column %s: it has %s, the leaves make %s", name_row(pair->row).text,
                     field->name, there, made);
    }
}

static void compare_row(struct table_check *table, const struct pair *pair)
{
    struct findings *findings = &table->check->findings;
    const struct object_type *type = object_type(table->kind);
    compare_fields(findings, pair, head_fields);
    if (!type->is_journal) {
        compare_fields(findings, pair, changed_fields);
    }
    compare_fields(findings, pair, type->columns);
}

/* True when the row before had the same key: only without its primary key can a table hold that. */
static bool is_second(struct table_check *table, const struct object *object)
{
    bool is_same = table->rows > 0 && uuid_equal(&table->last_id, &object->id) &&
                   table->last_ordinal == object->ordinal;
    table->rows++;
    table->last_id = object->id;
    table->last_ordinal = object->ordinal;
    return is_same;
}

static bool visit_row(void *self, const struct audit_row *row, struct err *err)
{
    struct table_check *table = self;
    struct findings *findings = &table->check->findings;
    const void *made = NULL;
    if (!world_find(verify_fold_world(&table->check->fold), table->kind, &row->object->id,
                    row->object->ordinal, &made, err)) {
        return false;
    }
    bool is_again = is_second(table, row->object);
    if (made == NULL) {
        findings_add(findings, FINDING_NO_ENTRY,
                     "%s: no leaf makes it; it says that entry %" PRIu64 " did",
                     name_row(row->object).text, row->object->entry);
        return true;
    }
    struct pair pair = { row->object, made };
    table->known += !is_again;
    if (is_again) {
        findings_add(findings, pair.made->entry, "%s: it stands there twice",
                     name_row(row->object).text);
    }
    if (row->flaw != NULL) {
        findings_add(findings, pair.made->changed, "%s: %s", name_row(row->object).text, row->flaw);
        return true;
    }
    compare_row(table, &pair);
    return true;
}

/* --- What is missing. --- */

static bool count_object(void *self, const struct object *object)
{
    struct table_check *table = self;
    (void)object;
    table->made++;
    return true;
}

static bool look_up_row(void *self, const struct object *object)
{
    struct table_check *table = self;
    bool is_there = false;
    if (!audit_scan_has_row(table->check->scan, object, &is_there, table->err)) {
        return false;
    }
    if (!is_there) {
        findings_add(&table->check->findings, object->entry, "%s: it is missing",
                     name_row(object).text);
    }
    return true;
}

/* Each row is looked up only where the counts differ. */
static bool check_table(struct database_check *check, enum kind kind, struct err *err)
{
    struct table_check table = { .check = check, .kind = kind, .err = err };
    struct world *world = verify_fold_world(&check->fold);
    if (!audit_scan_rows(check->scan, kind, visit_row, &table, err) ||
        !world_each(world, kind, count_object, &table)) {
        return false;
    }
    check->rows += table.rows;
    return table.known == table.made || world_each(world, kind, look_up_row, &table);
}

bool check_objects(struct database_check *check, struct err *err)
{
    for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++) {
        if (!check_table(check, (enum kind)kind, err)) {
            return false;
        }
    }
    return true;
}
