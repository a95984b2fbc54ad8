/* Reading everything that the record is kept in, for `verify --database`: one snapshot, read page by page,
 * beside a running daemon or without one. It writes nothing and takes no lock. */
#ifndef BUURTKAS_STORE_AUDIT_SCAN_H
#define BUURTKAS_STORE_AUDIT_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/base/attr.h"
#include "buurtkas/base/err.h"
#include "buurtkas/domain/objects.h"

struct audit_scan;

/** Opens a session with one snapshot (REPEATABLE READ, READ ONLY) that lives until audit_scan_close.
 * @param conninfo  the daemon's role is enough: it reads, and nothing else
 * @return NULL with ERR_CONNECTION, or ERR_DATABASE when the schema is not this program's */
struct audit_scan *audit_scan_open(const char *conninfo, struct err *err);
/** Waits for the database end at *give_up_ms (monotonic; NULL or 0: never), with ERR_CONNECTION. It must outlive the
 * scan, and may be set by another thread. */
void audit_scan_give_up(struct audit_scan *scan, const _Atomic int64_t *give_up_ms);
/** NULL is allowed. */
void audit_scan_close(struct audit_scan *scan);

/** A row of `leaf`. Its bytes live until the visit returns. */
struct audit_leaf {
    int64_t entry;
    int64_t at_ms;
    int32_t type;
    struct uuid id;
    const uint8_t *hash; /**< 32 bytes; NULL when it is not that long */
    const uint8_t *bytes;
    size_t len;
};

/** A row of `opening`. Its bytes live until the visit returns. */
struct audit_opening {
    struct uuid object;
    const char *field; /**< not NUL-terminated */
    size_t field_len;
    int64_t entry;
    const char *value; /**< not NUL-terminated; anybody's words: never printed */
    size_t value_len;
    const uint8_t *salt; /**< 32 bytes; NULL when it is not that long */
};

/** Who looks at leaves and openings. A visit that fails ends the scan. */
struct audit_visitor {
    bool (*leaf)(void *self, const struct audit_leaf *leaf, struct err *err);
    bool (*opening)(void *self, const struct audit_opening *opening, struct err *err);
    void *self;
};
/** Visits leaves in order of their entries, and after each leaf the openings of its entry. An opening whose entry
 * no leaf has comes where its leaf would stand. @return false with the visit's error, or as audit_scan_open */
MUST_CHECK bool audit_scan_record(struct audit_scan *scan, const struct audit_visitor *visitor, struct err *err);

/** A row of an object's table. */
struct audit_row {
    const struct object *object; /**< the kind's struct, as far as it could be read; lives until the visit returns */
    const char *flaw;            /**< why it could not be read whole; else NULL */
};
typedef bool audit_visit_row(void *self, const struct audit_row *row, struct err *err);
/** Visits every row of a kind's table in order of (id, ordinal). @return as audit_scan_record */
MUST_CHECK bool audit_scan_rows(struct audit_scan *scan, enum kind kind, audit_visit_row *visit, void *self,
                                struct err *err);
/** Whether a kind's table has such a row. */
MUST_CHECK bool audit_scan_has_row(struct audit_scan *scan, const struct object *object, bool *out, struct err *err);

/** A row of `tile`. */
struct audit_tile {
    int32_t level;
    int64_t index;
    const uint8_t *hashes;
    size_t len; /**< in bytes */
};
/** Visits every tile in order of (level, index). @return as audit_scan_record */
MUST_CHECK bool audit_scan_tiles(struct audit_scan *scan,
                                 bool (*visit)(void *self, const struct audit_tile *tile, struct err *err),
                                 void *self, struct err *err);

/** A row of `head`. */
struct audit_head {
    int64_t size;
    int64_t at_ms;
    const uint8_t *root; /**< 32 bytes; NULL when it is not that long */
    const uint8_t *frontier;
    size_t frontier_len;
};
/** Visits every row of `head`: there is to be one. @return as audit_scan_record */
MUST_CHECK bool audit_scan_head(struct audit_scan *scan,
                                bool (*visit)(void *self, const struct audit_head *head, struct err *err),
                                void *self, struct err *err);

#endif
