/* Objects as rows: the columns that rowsql made the statements of, in the same order. */
#ifndef BUURTKAS_STORE_ROWS_INTERNAL_H
#define BUURTKAS_STORE_ROWS_INTERNAL_H

#include "buurtkas/domain/objects.h"
#include "pg_internal.h"

/** Room for an object of any kind. */
union any_object {
    struct object object;
#define OBJECT_ROOM(tag, NAME, class, child) struct tag tag;
    OBJECT_KINDS(OBJECT_ROOM)
#undef OBJECT_ROOM
};

enum stmt_id rows_load_statement(enum kind kind);
/** A page of the whole table, for audit_scan.c. */
enum stmt_id rows_scan_statement(enum kind kind);
enum stmt_id rows_insert_statement(enum kind kind);
/** Journals have none: STMT_COUNT. */
enum stmt_id rows_update_statement(enum kind kind);
enum stmt_id rows_related_statement(enum relation relation);

/** Binds one array a column. All objects are of `kind`. */
void rows_bind_insert(struct bind *bind, enum kind kind, const struct object *const *objects,
                      size_t count);
void rows_bind_update(struct bind *bind, enum kind kind, const struct object *const *objects,
                      size_t count);
/** Fills in an object from a row of a load or a relation. @return false with ERR_CORRUPT */
MUST_CHECK bool rows_decode(union any_object *out, enum kind kind, const PGresult *result, int row,
                            struct err *err);

/* Cells of a result; the types are those that the statement declares. */
struct cell row_cell(const PGresult *result, int row, int column);
/** NULL becomes zero. */
struct uuid row_uuid(const PGresult *result, int row, int column);
int64_t row_i64(const PGresult *result, int row, int column);
int32_t row_i32(const PGresult *result, int row, int column);
/** @return false when it is not 32 bytes */
bool row_hash(const PGresult *result, int row, int column, struct hash *out);

#endif
