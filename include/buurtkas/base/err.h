/* Errors are values: each function that can fail fills a caller-owned struct err.
 * The first cause wins. Nothing here allocates, logs or keeps a global. */
#ifndef BUURTKAS_BASE_ERR_H
#define BUURTKAS_BASE_ERR_H

#include <stdbool.h>
#include "buurtkas/base/attr.h"

enum err_code {
#define X(code, status, type, title) ERR_##code,
#include "buurtkas/base/err.def"
#undef X
    ERR_COUNT
};

enum { ERR_POINTER_MAX = 128, ERR_DETAIL_MAX = 320 };

/** A failure. Zero-initialised means "no error". */
struct err {
    enum err_code code;
    char pointer[ERR_POINTER_MAX]; /**< JSON pointer (RFC 6901) of the guilty field, or empty */
    char detail[ERR_DETAIL_MAX];   /**< one plain English sentence with its numbers; no personal data */
    char sqlstate[6];              /**< when the database said so, else empty */
};

/** Sets *err unless it is set already. @return always false, so that callers can `return err_set(…)`. */
bool err_set(struct err *err, enum err_code code, const char *format, ...) PRINTF_LIKE(3, 4);

/** As err_set, and names the guilty field by its JSON pointer, e.g. "/lines/1/amountCents". */
bool err_set_at(struct err *err, enum err_code code, const char *pointer, const char *format, ...)
    PRINTF_LIKE(4, 5);

static inline bool err_is_set(const struct err *err)
{
    return err->code != ERR_OK;
}

/** HTTP status of a code, 200 to 503. */
int err_status(enum err_code code);
/** Last part of the problem type's URI, e.g. "more-than-available". */
const char *err_type(enum err_code code);
/** Short title, the same for every occurrence (RFC 9457, 3.1.4). */
const char *err_title(enum err_code code);
/** Finds a code by its type. @return ERR_COUNT when there is none. */
enum err_code err_by_type(const char *type);

#endif
