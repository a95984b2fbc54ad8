/* Reading the whole database in one snapshot, a page at a time, so that memory stays bounded
 * however long the record is. Pages are generated or named statements (sql/scan.sql) that begin at
 * a key. */
#include "buurtkas/store/audit_scan.h"

#include <stdlib.h>
#include <string.h>
#include "rows_internal.h"

enum {
    SCAN_ARENA_MAX = 1 << 20, /* parameters of one statement */
};

struct audit_scan {
    struct pg pg;
    struct arena *arena;
};

/* --- The session. --- */

static bool session_open(struct audit_scan *scan, const char *conninfo, struct err *err)
{
    static const char *const settings[] = {
        "SET default_transaction_read_only = on",      "SET statement_timeout = 0",
        "SET idle_in_transaction_session_timeout = 0", /* the fold takes its time between pages */
        "SET plan_cache_mode = force_generic_plan",    NULL,
    };
    scan->arena = arena_new(SCAN_ARENA_MAX);
    if (scan->arena == NULL) {
        return err_set(err, ERR_MEMORY, "no memory to read the database");
    }
    return pg_open(&scan->pg, conninfo, settings, err) &&
           pipeline_run(&scan->pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", err);
}

struct audit_scan *audit_scan_open(const char *conninfo, struct err *err)
{
    struct audit_scan *scan = calloc(1, sizeof *scan);
    if (scan == NULL) {
        (void)err_set(err, ERR_MEMORY, "no memory to read the database");
        return NULL;
    }
    if (!session_open(scan, conninfo, err)) {
        audit_scan_close(scan);
        return NULL;
    }
    return scan;
}

void audit_scan_give_up(struct audit_scan *scan, const _Atomic int64_t *give_up_ms)
{
    scan->pg.give_up_ms = give_up_ms;
}

/* Closing the connection ends the transaction. */
void audit_scan_close(struct audit_scan *scan)
{
    if (scan != NULL) {
        pg_close(&scan->pg);
        arena_free(scan->arena);
        free(scan);
    }
}

static struct bind begin_bind(struct audit_scan *scan)
{
    arena_clear(scan->arena);
    return bind_new(scan->arena);
}

static const uint8_t *hash_or_null(const struct cell *cell)
{
    return cell->len == HASH_BYTES ? cell->ptr : NULL;
}

static size_t cell_len(const struct cell *cell)
{
    return cell->len < 0 ? 0 : (size_t)cell->len;
}

/* --- Leaves and openings: two tables in order of their entries, merged. --- */

/* A table that is read in order of `entry`, its first column. */
struct entry_table {
    struct audit_scan *scan;
    enum stmt_id statement;
    PGresult *page; /* NULL: none yet */
    int row;        /* the next one */
    int64_t entry;  /* of the last row */
    int64_t of_it;  /* rows that had that entry */
};

static void entry_table_release(struct entry_table *table)
{
    PQclear(table->page);
    table->page = NULL;
}

static bool next_page(struct entry_table *table, struct err *err)
{
    struct bind bind = begin_bind(table->scan);
    bind_i64(&bind, table->entry);
    bind_i64(&bind, table->of_it);
    PQclear(table->page);
    table->page = pipeline_query(&table->scan->pg, table->statement, &bind, err);
    table->row = 0;
    return table->page != NULL;
}

/* Goes to a page that has a next row. @param out  whether there is one */
static bool has_next(struct entry_table *table, bool *out, struct err *err)
{
    if ((table->page == NULL || table->row == PQntuples(table->page)) && !next_page(table, err)) {
        return false;
    }
    *out = table->row < PQntuples(table->page);
    return true;
}

static int64_t next_entry(const struct entry_table *table)
{
    return row_i64(table->page, table->row, 0);
}

static int take_row(struct entry_table *table)
{
    int64_t entry = next_entry(table);
    table->of_it = entry == table->entry ? table->of_it + 1 : 1;
    table->entry = entry;
    return table->row++;
}

static bool visit_leaf(struct entry_table *table, const struct audit_visitor *visitor,
                       struct err *err)
{
    int row = take_row(table);
    struct cell hash = row_cell(table->page, row, 4);
    struct cell bytes = row_cell(table->page, row, 5);
    struct audit_leaf leaf = {
        .entry = table->entry,
        .at_ms = row_i64(table->page, row, 1),
        .type = row_i32(table->page, row, 2),
        .id = row_uuid(table->page, row, 3),
        .hash = hash_or_null(&hash),
        .bytes = bytes.ptr,
        .len = cell_len(&bytes),
    };
    return visitor->leaf(visitor->self, &leaf, err);
}

static bool visit_opening(struct entry_table *table, const struct audit_visitor *visitor,
                          struct err *err)
{
    int row = take_row(table);
    struct cell field = row_cell(table->page, row, 2);
    struct cell value = row_cell(table->page, row, 3);
    struct cell salt = row_cell(table->page, row, 4);
    struct audit_opening opening = {
        .entry = table->entry,
        .object = row_uuid(table->page, row, 1),
        .field = (const char *)field.ptr,
        .field_len = cell_len(&field),
        .value = (const char *)value.ptr,
        .value_len = cell_len(&value),
        .salt = hash_or_null(&salt),
    };
    return visitor->opening(visitor->self, &opening, err);
}

bool audit_scan_record(struct audit_scan *scan, const struct audit_visitor *visitor,
                       struct err *err)
{
    CLEANUP(entry_table_release)
    struct entry_table leaves = { scan, STMT_LEAF_SCAN, .entry = INT64_MIN };
    CLEANUP(entry_table_release)
    struct entry_table openings = { scan, STMT_OPENING_SCAN, .entry = INT64_MIN };
    for (;;) {
        bool has_leaf = false;
        bool has_opening = false;
        if (!has_next(&leaves, &has_leaf, err) || !has_next(&openings, &has_opening, err)) {
            return false;
        }
        if (!has_leaf && !has_opening) {
            return true;
        }
        bool is_leaf = has_leaf && (!has_opening || next_entry(&leaves) <= next_entry(&openings));
        if (is_leaf ? !visit_leaf(&leaves, visitor, err)
                    : !visit_opening(&openings, visitor, err)) {
            return false;
        }
    }
}

/* --- Objects. --- */

/* Where the next page begins. */
struct row_key {
    struct uuid id;
    int32_t ordinal;
    int64_t of_it; /* rows so far that had this key */
};

static void note_key(struct row_key *key, const struct object *object)
{
    bool is_same = uuid_equal(&key->id, &object->id) && key->ordinal == object->ordinal;
    key->of_it = is_same ? key->of_it + 1 : 1;
    key->id = object->id;
    key->ordinal = object->ordinal;
}

/* A bool has no absent value in C: NULL would look like false. */
static bool has_null_bool(const PGresult *page, int row, enum kind kind, struct err *flaw)
{
    const struct object_type *type = object_type(kind);
    int column = 2 + type->is_child + !type->is_journal + (type->prefix != NULL);
    for (const struct field *field = type->columns; field->kind != FIELD_END; field++, column++) {
        if (field->kind == FIELD_BOOL && PQgetisnull(page, row, column)) {
            (void)err_set(flaw, ERR_CORRUPT, "column %s is NULL", field->name);
            return true;
        }
    }
    return false;
}

static PGresult *query_page(struct audit_scan *scan, enum kind kind, const struct row_key *key,
                            struct err *err)
{
    struct bind bind = begin_bind(scan);
    bind_uuid(&bind, &key->id);
    if (object_type(kind)->is_child) {
        bind_i32(&bind, key->ordinal);
    }
    bind_i64(&bind, key->of_it);
    return pipeline_query(&scan->pg, rows_scan_statement(kind), &bind, err);
}

bool audit_scan_rows(struct audit_scan *scan, enum kind kind, audit_visit_row *visit, void *self,
                     struct err *err)
{
    struct row_key key = { .ordinal = object_type(kind)->is_child ? INT32_MIN : 0 };
    for (;;) {
        CLEANUP(pg_result_freep) PGresult *page = query_page(scan, kind, &key, err);
        if (page == NULL || PQntuples(page) == 0) {
            return page != NULL;
        }
        for (int i = 0; i < PQntuples(page); i++) {
            union any_object object;
            struct err flaw = { 0 };
            bool is_whole =
                rows_decode(&object, kind, page, i, &flaw) && !has_null_bool(page, i, kind, &flaw);
            struct audit_row row = { &object.object, is_whole ? NULL : flaw.detail };
            object.object.kind = kind;
            note_key(&key, &object.object);
            if (!visit(self, &row, err)) {
                return false;
            }
        }
    }
}

bool audit_scan_has_row(struct audit_scan *scan, const struct object *object, bool *out,
                        struct err *err)
{
    struct bind bind = begin_bind(scan);
    bind_uuid(&bind, &object->id);
    if (object_type(object->kind)->is_child) {
        bind_i32(&bind, object->ordinal);
    }
    CLEANUP(pg_result_freep)
    PGresult *row = pipeline_query(&scan->pg, rows_load_statement(object->kind), &bind, err);
    if (row == NULL) {
        return false;
    }
    *out = PQntuples(row) > 0;
    return true;
}

/* --- Tiles and the head. --- */

bool audit_scan_tiles(struct audit_scan *scan,
                      bool (*visit)(void *self, const struct audit_tile *tile, struct err *err),
                      void *self, struct err *err)
{
    struct audit_tile last = { .level = INT32_MIN, .index = INT64_MIN };
    int64_t of_it = 0;
    for (;;) {
        struct bind bind = begin_bind(scan);
        bind_i32(&bind, last.level);
        bind_i64(&bind, last.index);
        bind_i64(&bind, of_it);
        CLEANUP(pg_result_freep)
        PGresult *page = pipeline_query(&scan->pg, STMT_TILE_SCAN, &bind, err);
        if (page == NULL || PQntuples(page) == 0) {
            return page != NULL;
        }
        for (int row = 0; row < PQntuples(page); row++) {
            struct cell hashes = row_cell(page, row, 2);
            struct audit_tile tile = { row_i32(page, row, 0), row_i64(page, row, 1), hashes.ptr,
                                       cell_len(&hashes) };
            bool is_same = tile.level == last.level && tile.index == last.index;
            of_it = is_same ? of_it + 1 : 1;
            last = (struct audit_tile){ .level = tile.level, .index = tile.index };
            if (!visit(self, &tile, err)) {
                return false;
            }
        }
    }
}

bool audit_scan_head(struct audit_scan *scan,
                     bool (*visit)(void *self, const struct audit_head *head, struct err *err),
                     void *self, struct err *err)
{
    struct bind bind = begin_bind(scan);
    CLEANUP(pg_result_freep)
    PGresult *page = pipeline_query(&scan->pg, STMT_HEAD_SCAN, &bind, err);
    for (int row = 0; page != NULL && row < PQntuples(page); row++) {
        struct cell root = row_cell(page, row, 1);
        struct cell frontier = row_cell(page, row, 2);
        struct audit_head head = {
            .size = row_i64(page, row, 0),
            .root = hash_or_null(&root),
            .frontier = frontier.ptr,
            .frontier_len = cell_len(&frontier),
            .at_ms = row_i64(page, row, 3),
        };
        if (!visit(self, &head, err)) {
            return false;
        }
    }
    return page != NULL;
}
