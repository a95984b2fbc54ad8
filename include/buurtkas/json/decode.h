/* Request bodies: JSON text to a struct by its field table, strictly, with all findings at once. */
#ifndef BUURTKAS_JSON_DECODE_H
#define BUURTKAS_JSON_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include "buurtkas/base/arena.h"
#include "buurtkas/base/err.h"
#include "buurtkas/base/field.h"

enum { FINDINGS_MAX = 32, JSON_DEPTH_MAX = 16 };

/** What is wrong with one field. */
struct finding {
    char pointer[ERR_POINTER_MAX]; /**< RFC 6901 */
    char detail[160];
};
struct findings {
    struct finding items[FINDINGS_MAX];
    size_t count; /**< more than FINDINGS_MAX: the rest was dropped */
};

/** Decodes the REQUEST fields of the table into the struct (all other fields are left absent).
 * Refused: a NUL byte, bad UTF-8, duplicate keys, depth over JSON_DEPTH_MAX, reals (even 5.0), null, unknown members, missing
 * required ones, wrong types, out of range, texts that are empty or too long or hold control characters other than LF.
 * A text of length n means n code points.
 * @param out  the struct, cleared by field_clear_all first
 * @return false with ERR_MALFORMED_JSON (line and column in detail) or ERR_INVALID_FIELD (findings filled; err has the
 * first), or ERR_MEMORY */
MUST_CHECK bool json_decode(void *out, const struct field *fields, const char *body, size_t len, struct arena *arena,
                            struct findings *findings, struct err *err);

#endif
