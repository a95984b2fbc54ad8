/* Build-time generator: the SQL of the object rows, from the same lists as their structs. Without
 * arguments it prints named blocks for sqlembed; with --ddl a draft of the tables, from which the
 * migrations were written by hand (they say more: constraints, reasons, rights).
 *
 * A row is id, ordinal (children only), entry, changed (projections only), reference (kinds with a
 * prefix only), then the columns in the order of domain/objects.h. Every identifier is quoted, so
 * that a table may be called "grant" and a column "at". */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "buurtkas/domain/objects.h"

enum {
    ROW_COLUMNS_MAX = 64
};

/* A column of a table, those of the head included. */
struct row_column {
    char name[64];
    const char *type;
    const struct field *field; /* NULL for the head */
    bool is_state;             /* written by an update */
};

struct row {
    const struct object_type *type;
    struct row_column columns[ROW_COLUMNS_MAX];
    size_t count;
};

static const char *sql_type_of(enum field_kind kind)
{
    switch (kind) {
    case FIELD_UUID:
        return "uuid";
    case FIELD_I64:
    case FIELD_CENTS:
    case FIELD_INSTANT:
        return "int8";
    case FIELD_I32:
        return "int4";
    case FIELD_BOOL:
        return "bool";
    case FIELD_DATE:
        return "date";
    case FIELD_HASH:
    case FIELD_SIGNATURE:
        return "bytea";
    case FIELD_ENUM:
    case FIELD_CODE:
    case FIELD_TEXT:
        return "text";
    case FIELD_OBJECT:
    case FIELD_LIST:
    case FIELD_END:
        break;
    }
    return NULL;
}

static void add_column(struct row *row, const char *name, const char *type, bool is_state)
{
    struct row_column *column = &row->columns[row->count++];
    *column = (struct row_column){ .type = type, .is_state = is_state };
    field_snake_name(column->name, sizeof column->name, name);
}

static bool row_make(struct row *row, enum kind kind)
{
    const struct object_type *type = object_type(kind);
    *row = (struct row){ .type = type };
    add_column(row, "id", "uuid", false);
    if (type->is_child) {
        add_column(row, "ordinal", "int4", false);
    }
    add_column(row, "entry", "int8", false);
    if (!type->is_journal) {
        add_column(row, "changed", "int8", true);
    }
    if (type->prefix != NULL) {
        add_column(row, "reference", "text", false);
    }
    for (const struct field *field = type->columns; field->kind != FIELD_END; field++) {
        const char *sql_type = sql_type_of(field->kind);
        if (sql_type == NULL || row->count == ROW_COLUMNS_MAX) {
            (void)fprintf(stderr, "rowsql: %s.%s fits in no column\n", type->table, field->name);
            return false;
        }
        add_column(row, field->name, sql_type, (field->flags & FIELD_FIXED) == 0);
        row->columns[row->count - 1].field = field;
    }
    return true;
}

/* --- Statements. --- */

static void print_columns(const struct row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        printf("%s\"%s\"", i == 0 ? "" : ", ", row->columns[i].name);
    }
}

static void print_result(const struct row *row)
{
    printf("-- result: ");
    for (size_t i = 0; i < row->count; i++) {
        printf("%s%s %s", i == 0 ? "" : ", ", row->columns[i].name, row->columns[i].type);
    }
    printf("\nSELECT ");
    print_columns(row);
    printf("\nFROM \"%s\"\n", row->type->table);
}

static void print_load(const struct row *row)
{
    bool is_child = row->type->is_child;
    printf("-- name: %s_load\n-- params: uuid%s\n", row->type->table, is_child ? ", int4" : "");
    print_result(row);
    printf("WHERE \"id\" = $1%s\n\n", is_child ? " AND \"ordinal\" = $2" : "");
}

static void print_related(const struct row *row, const struct relation_type *relation)
{
    char column[64];
    field_snake_name(column, sizeof column, relation->column);
    printf("-- name: %s_related_", row->type->table);
    for (const char *c = relation->name; *c != '\0'; c++) {
        (void)putchar(tolower((unsigned char)*c));
    }
    printf("\n-- params: uuid\n");
    print_result(row);
    printf("WHERE \"%s\" = $1\nORDER BY \"id\"%s\n\n", column,
           row->type->is_child ? ", \"ordinal\"" : "");
}

/* A page of the whole table, from a key on, less the rows that the page before had of that key. */
static void print_scan(const struct row *row)
{
    bool is_child = row->type->is_child;
    printf("-- name: %s_scan\n-- params: uuid, %sint8\n", row->type->table,
           is_child ? "int4, " : "");
    print_result(row);
    printf(is_child ? "WHERE (\"id\", \"ordinal\") >= ($1, $2)\nORDER BY \"id\", \"ordinal\" "
                    : "WHERE \"id\" >= $1\nORDER BY \"id\" ");
    printf("LIMIT 512 OFFSET $%d\n\n", is_child ? 3 : 2);
}

/* The arrays stand in the list of columns, where they are read in step, and not in FROM, where each
 * would be kept in a store of its own first. */
static void print_insert(const struct row *row)
{
    printf("-- name: %s_insert\n-- params: ", row->type->table);
    for (size_t i = 0; i < row->count; i++) {
        printf("%s%s[]", i == 0 ? "" : ", ", row->columns[i].type);
    }
    printf("\n-- result:\nINSERT INTO \"%s\" (", row->type->table);
    print_columns(row);
    printf(")\nSELECT ");
    for (size_t i = 0; i < row->count; i++) {
        printf("%sunnest($%zu::%s[])", i == 0 ? "" : ", ", i + 1, row->columns[i].type);
    }
    printf("\n\n");
}

/* The columns of an update's arrays: the key, then what may change. */
static size_t update_columns(const struct row *row, const struct row_column *out[ROW_COLUMNS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < row->count; i++) {
        bool is_key = i == 0 || (i == 1 && row->type->is_child);
        if (is_key || row->columns[i].is_state) {
            out[count++] = &row->columns[i];
        }
    }
    return count;
}

static void print_update(const struct row *row)
{
    const struct row_column *columns[ROW_COLUMNS_MAX];
    size_t count = update_columns(row, columns);
    size_t keys = row->type->is_child ? 2 : 1;
    printf("-- name: %s_update\n-- params: ", row->type->table);
    for (size_t i = 0; i < count; i++) {
        printf("%s%s[]", i == 0 ? "" : ", ", columns[i]->type);
    }
    printf("\n-- result:\nUPDATE \"%s\" AS t SET ", row->type->table);
    for (size_t i = keys; i < count; i++) {
        printf("%s\"%s\" = v.\"%s\"", i == keys ? "" : ", ", columns[i]->name, columns[i]->name);
    }
    printf("\nFROM unnest(");
    for (size_t i = 0; i < count; i++) {
        printf("%s$%zu::%s[]", i == 0 ? "" : ", ", i + 1, columns[i]->type);
    }
    printf(")\n    AS v(");
    for (size_t i = 0; i < count; i++) {
        printf("%s\"%s\"", i == 0 ? "" : ", ", columns[i]->name);
    }
    printf(")\nWHERE t.\"id\" = v.\"id\"%s\n\n",
           keys == 2 ? " AND t.\"ordinal\" = v.\"ordinal\"" : "");
}

static void print_statements(const struct row *row, enum kind kind)
{
    print_load(row);
    print_scan(row);
    for (int relation = 0; relation < REL_COUNT; relation++) {
        const struct relation_type *type = relation_type((enum relation)relation);
        if (type->kind == kind) {
            print_related(row, type);
        }
    }
    print_insert(row);
    if (!row->type->is_journal) {
        print_update(row);
    }
}

/* --- Tables. --- */

static void print_check(const struct row_column *column)
{
    printf(" CHECK (\"%s\" IN (", column->name);
    for (size_t i = 0; column->field->names[i] != NULL; i++) {
        printf("%s'%s'", i == 0 ? "" : ", ", column->field->names[i]);
    }
    printf("))");
}

/* In a draft all that never changes is NOT NULL but for UUIDs, which may be absent. */
static void print_table_column(const struct row_column *column)
{
    printf("    \"%s\" %s", column->name, column->type);
    if (column->field == NULL || (!column->is_state && column->field->kind != FIELD_UUID)) {
        printf(" NOT NULL");
    }
    if (column->field != NULL && column->field->kind == FIELD_ENUM) {
        print_check(column);
    }
    if (column->field != NULL && column->field->kind == FIELD_HASH) {
        printf(" CHECK (octet_length(\"%s\") = 32)", column->name);
    }
    if (column->field != NULL && column->field->kind == FIELD_SIGNATURE) {
        printf(" CHECK (octet_length(\"%s\") = 64)", column->name);
    }
    printf(",\n");
}

static void print_table(const struct row *row)
{
    printf("CREATE TABLE \"%s\" (\n", row->type->table);
    for (size_t i = 0; i < row->count; i++) {
        print_table_column(&row->columns[i]);
    }
    printf("    PRIMARY KEY (\"id\"%s)\n);\n\n", row->type->is_child ? ", \"ordinal\"" : "");
}

int main(int argc, char **argv)
{
    bool is_ddl = argc == 2 && strcmp(argv[1], "--ddl") == 0;
    if (argc > 1 && !is_ddl) {
        (void)fprintf(stderr, "usage: rowsql [--ddl]\n");
        return 2;
    }
    for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++) {
        struct row row;
        if (!row_make(&row, (enum kind)kind)) {
            return 1;
        }
        if (is_ddl) {
            print_table(&row);
        } else {
            print_statements(&row, (enum kind)kind);
        }
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
