/* Answers: structs and rows to JSON text. Keys in the order of their table; the bytes depend on the input only. */
#ifndef BUURTKAS_JSON_ENCODE_H
#define BUURTKAS_JSON_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include "buurtkas/base/field.h"
#include "buurtkas/base/rowset.h"
#include "buurtkas/base/str.h"

/** Adds the members of a struct (without the braces): every RECORD field that is present and not PRIVATE. A text that is
 * unknown or erased stands as null. Instants as date-times. @return the number of members added */
size_t json_members(struct str *out, const void *base, const struct field *fields, bool needs_comma);
/** Adds the members of one row (without the braces): lowerCamelCase of the column's name; NULL members are left out.
 * An int8 column named `at`, or whose name ends in `_at`, is an instant; bytea is hex; JSON stands as it is. */
size_t json_row_members(struct str *out, const struct rowset *rows, size_t row, bool needs_comma);
/** Adds "name": and the value of a cell. */
void json_cell(struct str *out, const struct rowset_column *column, const struct cell *cell);
/** lowerCamelCase of a snake_case name; `out` holds 64 bytes. */
void json_name_of_column(char *out, size_t out_size, const char *column);

#endif
