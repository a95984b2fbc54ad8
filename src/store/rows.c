/* From the column tables of domain/objects.h to arrays of parameters, and from rows to structs. The
 * order of the columns is that of src/tools/rowsql.c: id, ordinal of a child, entry, changed of a
 * projection, reference where the kind has one, then the list. Absent is NULL. */
#include "rows_internal.h"

#include <assert.h>
#include <string.h>

/* --- Which statement. --- */

#define LOAD_ROW(tag, NAME, class, child)   [KIND_##NAME] = STMT_##NAME##_LOAD,
#define SCAN_ROW(tag, NAME, class, child)   [KIND_##NAME] = STMT_##NAME##_SCAN,
#define INSERT_ROW(tag, NAME, class, child) [KIND_##NAME] = STMT_##NAME##_INSERT,
#define UPDATE_OF_J(NAME)                   STMT_COUNT
#define UPDATE_OF_P(NAME)                   STMT_##NAME##_UPDATE
#define UPDATE_ROW(tag, NAME, class, child) [KIND_##NAME] = UPDATE_OF_##class(NAME),
#define RELATED_ROW(name, KIND, column)     [REL_##name] = STMT_##KIND##_RELATED_##name,

enum stmt_id rows_load_statement(enum kind kind)
{
    static const enum stmt_id table[KIND_COUNT] = { OBJECT_KINDS(LOAD_ROW) };
    return table[kind];
}

enum stmt_id rows_scan_statement(enum kind kind)
{
    static const enum stmt_id table[KIND_COUNT] = { OBJECT_KINDS(SCAN_ROW) };
    return table[kind];
}

enum stmt_id rows_insert_statement(enum kind kind)
{
    static const enum stmt_id table[KIND_COUNT] = { OBJECT_KINDS(INSERT_ROW) };
    return table[kind];
}

enum stmt_id rows_update_statement(enum kind kind)
{
    static const enum stmt_id table[KIND_COUNT] = { OBJECT_KINDS(UPDATE_ROW) };
    return table[kind];
}

enum stmt_id rows_related_statement(enum relation relation)
{
    static const enum stmt_id table[REL_COUNT] = { RELATIONS(RELATED_ROW) };
    return table[relation];
}

/* --- Objects to arrays. --- */

struct objects {
    const struct object *const *items;
    size_t count;
};

/* Element type and the most bytes one value takes; 0: it varies. */
struct column_form {
    enum bind_oid oid;
    size_t bytes;
};
static struct column_form form_of(enum field_kind kind)
{
    static const struct column_form forms[] = {
        [FIELD_UUID] = {BIND_UUID,   16             },
          [FIELD_I64] = { BIND_I64,   8              },
        [FIELD_CENTS] = { BIND_I64,   8              },
          [FIELD_I32] = { BIND_I32,   4              },
        [FIELD_BOOL] = { BIND_BOOL,  1              },
          [FIELD_ENUM] = { BIND_TEXT,  0              },
        [FIELD_DATE] = { BIND_DATE,  4              },
          [FIELD_INSTANT] = { BIND_I64,   8              },
        [FIELD_HASH] = { BIND_BYTES, 32             },
          [FIELD_SIGNATURE] = { BIND_BYTES, SIGNATURE_BYTES},
        [FIELD_CODE] = { BIND_TEXT,  CODE_MAX       },
    };
    assert((size_t)kind < ARRAY_LEN(forms) && forms[kind].oid != 0);
    return forms[kind];
}

static size_t enum_bytes_max(const struct field *field)
{
    size_t longest = 0;
    for (size_t i = 0; field->names[i] != NULL; i++) {
        size_t len = strlen(field->names[i]);
        longest = len > longest ? len : longest;
    }
    return longest;
}

static void array_text(struct bind_array *array, const char *text)
{
    array_bytes(array, text, strlen(text));
}

static void array_value(struct bind_array *array, const struct field *field, const void *at)
{
    switch (field->kind) {
    case FIELD_UUID:
        array_bytes(array, ((const struct uuid *)at)->bytes, UUID_BYTES);
        break;
    case FIELD_I64:
    case FIELD_CENTS:
        array_i64(array, *(const int64_t *)at);
        break;
    case FIELD_INSTANT:
        array_i64(array, ((const struct instant *)at)->ms);
        break;
    case FIELD_I32:
        array_i32(array, *(const int32_t *)at);
        break;
    case FIELD_BOOL:
        array_bool(array, *(const bool *)at);
        break;
    case FIELD_DATE:
        array_date(array, ((const struct date *)at)->days);
        break;
    case FIELD_HASH:
        array_bytes(array, ((const struct hash *)at)->bytes, HASH_BYTES);
        break;
    case FIELD_SIGNATURE:
        array_bytes(array, ((const struct signature *)at)->bytes, SIGNATURE_BYTES);
        break;
    case FIELD_CODE:
        array_text(array, ((const struct code *)at)->text);
        break;
    case FIELD_ENUM:
        array_text(array, field_enum_name(field->names, *(const int *)at));
        break;
    case FIELD_TEXT:
    case FIELD_OBJECT:
    case FIELD_LIST:
    case FIELD_END:
        assert(!"such a column fits in no table");
    }
}

static void bind_column(struct bind *bind, const struct field *field, struct objects objects)
{
    struct column_form form = form_of(field->kind);
    size_t bytes = form.bytes > 0 ? form.bytes : enum_bytes_max(field);
    struct bind_array array =
        bind_array_begin(bind, form.oid, objects.count, objects.count * bytes);
    for (size_t i = 0; i < objects.count; i++) {
        if (field_is_absent(objects.items[i], field)) {
            array_null(&array);
        } else {
            array_value(&array, field, field_at_const(objects.items[i], field));
        }
    }
    bind_array_end(&array);
}

/* What every object begins with, as fields, so that one function binds them. */
#define HEAD_FIELD(field_kind, member)                                                             \
    {                                                                                              \
        .name = #member, .kind = field_kind, .offset = offsetof(struct object, member)             \
    }
static const struct field head_id = HEAD_FIELD(FIELD_UUID, id);
static const struct field head_ordinal = HEAD_FIELD(FIELD_I32, ordinal);
static const struct field head_entry = HEAD_FIELD(FIELD_I64, entry);
static const struct field head_changed = HEAD_FIELD(FIELD_I64, changed);
static const struct field head_reference = HEAD_FIELD(FIELD_CODE, reference);

void rows_bind_insert(struct bind *bind, enum kind kind, const struct object *const *items,
                      size_t count)
{
    const struct object_type *type = object_type(kind);
    const struct objects objects = { items, count };
    bind_column(bind, &head_id, objects);
    if (type->is_child) {
        bind_column(bind, &head_ordinal, objects);
    }
    bind_column(bind, &head_entry, objects);
    if (!type->is_journal) {
        bind_column(bind, &head_changed, objects);
    }
    if (type->prefix != NULL) {
        bind_column(bind, &head_reference, objects);
    }
    for (const struct field *field = type->columns; field->kind != FIELD_END; field++) {
        bind_column(bind, field, objects);
    }
}

void rows_bind_update(struct bind *bind, enum kind kind, const struct object *const *items,
                      size_t count)
{
    const struct object_type *type = object_type(kind);
    const struct objects objects = { items, count };
    assert(!type->is_journal);
    bind_column(bind, &head_id, objects);
    if (type->is_child) {
        bind_column(bind, &head_ordinal, objects);
    }
    bind_column(bind, &head_changed, objects);
    for (const struct field *field = type->columns; field->kind != FIELD_END; field++) {
        if ((field->flags & FIELD_FIXED) == 0) {
            bind_column(bind, field, objects);
        }
    }
}

/* --- Rows to objects. --- */

struct cell row_cell(const PGresult *result, int row, int column)
{
    if (PQgetisnull(result, row, column)) {
        return (struct cell){ .len = -1 };
    }
    return (struct cell){ .ptr = (const uint8_t *)PQgetvalue(result, row, column),
                          .len = PQgetlength(result, row, column) };
}

struct uuid row_uuid(const PGresult *result, int row, int column)
{
    struct cell cell = row_cell(result, row, column);
    return cell_is_null(&cell) ? (struct uuid){ 0 } : cell_uuid(&cell);
}

int64_t row_i64(const PGresult *result, int row, int column)
{
    struct cell cell = row_cell(result, row, column);
    return cell_is_null(&cell) ? 0 : cell_i64(&cell);
}

int32_t row_i32(const PGresult *result, int row, int column)
{
    struct cell cell = row_cell(result, row, column);
    return cell_is_null(&cell) ? 0 : cell_i32(&cell);
}

bool row_hash(const PGresult *result, int row, int column, struct hash *out)
{
    struct cell cell = row_cell(result, row, column);
    if (cell.len != HASH_BYTES) {
        return false;
    }
    memcpy(out->bytes, cell.ptr, HASH_BYTES);
    return true;
}

/* A text column: an enum's word or a code. */
static bool decode_text(void *at, const struct field *field, const struct cell *cell)
{
    const char *text = (const char *)cell->ptr;
    size_t len = (size_t)cell->len;
    if (field->kind == FIELD_ENUM) {
        *(int *)at = field_enum_parse(field->names, text, len);
        return *(int *)at != 0;
    }
    struct code *code = at;
    if (len > CODE_MAX) {
        return false;
    }
    memcpy(code->text, text, len);
    code->text[len] = '\0';
    return true;
}

static bool decode_cell(void *at, const struct field *field, const struct cell *cell)
{
    switch (field->kind) {
    case FIELD_UUID:
        *(struct uuid *)at = cell_uuid(cell);
        return true;
    case FIELD_I64:
    case FIELD_CENTS:
        *(int64_t *)at = cell_i64(cell);
        return true;
    case FIELD_INSTANT:
        ((struct instant *)at)->ms = cell_i64(cell);
        return true;
    case FIELD_I32:
        *(int32_t *)at = cell_i32(cell);
        return true;
    case FIELD_BOOL:
        *(bool *)at = cell_bool(cell);
        return true;
    case FIELD_DATE:
        ((struct date *)at)->days = cell_date_days(cell);
        return true;
    case FIELD_HASH:
        memcpy(at, cell->ptr, cell->len == HASH_BYTES ? HASH_BYTES : 0);
        return cell->len == HASH_BYTES;
    case FIELD_SIGNATURE:
        memcpy(at, cell->ptr, cell->len == SIGNATURE_BYTES ? SIGNATURE_BYTES : 0);
        return cell->len == SIGNATURE_BYTES;
    case FIELD_CODE:
    case FIELD_ENUM:
        return decode_text(at, field, cell);
    case FIELD_TEXT:
    case FIELD_OBJECT:
    case FIELD_LIST:
    case FIELD_END:
        break;
    }
    return false;
}

/* A row that is being read, column after column. */
struct row_cursor {
    const PGresult *result;
    int row;
    int column;
};

static bool decode_next(struct row_cursor *at, void *base, const struct field *field)
{
    struct cell cell = row_cell(at->result, at->row, at->column++);
    return cell_is_null(&cell) || decode_cell(field_at(base, field), field, &cell);
}

bool rows_decode(union any_object *out, enum kind kind, const PGresult *result, int row,
                 struct err *err)
{
    const struct object_type *type = object_type(kind);
    struct row_cursor at = { result, row, 0 };
    memset(out, 0, sizeof *out);
    field_clear_all(out, type->columns);
    bool ok = decode_next(&at, out, &head_id);
    ok = ok && (!type->is_child || decode_next(&at, out, &head_ordinal));
    ok = ok && decode_next(&at, out, &head_entry);
    out->object.changed = out->object.entry;
    ok = ok && (type->is_journal || decode_next(&at, out, &head_changed));
    ok = ok && (type->prefix == NULL || decode_next(&at, out, &head_reference));
    out->object.kind = kind;
    for (const struct field *field = type->columns; ok && field->kind != FIELD_END; field++) {
        ok = decode_next(&at, out, field);
        if (!ok) {
            return err_set(err, ERR_CORRUPT, "column %s of a row of %s cannot be read", field->name,
                           type->table);
        }
    }
    return ok || err_set(err, ERR_CORRUPT, "a row of %s cannot be read", type->table);
}
