/* An election in Pabulib's format (.pb), as far as an importer needs it: who held it, the budget,
 * and the projects. Ballots are counted and otherwise passed over: nothing of a voter is kept.
 * Pure: bytes in, a struct out. Source: the format's page at pabulib.org/format. */
#ifndef BUURTKAS_DOMAIN_PABULIB_H
#define BUURTKAS_DOMAIN_PABULIB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/base/arena.h"
#include "buurtkas/base/err.h"

/** Limits against abuse. */
enum {
    PABULIB_BYTES_MAX = 64 << 20,
    PABULIB_LINE_BYTES_MAX = 1 << 18,
    PABULIB_COLUMNS_MAX = 64,
    PABULIB_ID_BYTES_MAX = 120,
    PABULIB_META_ROWS_MAX = 256,
    PABULIB_PROJECTS_MAX = 20000,
    PABULIB_VOTES_MAX = 2000000,
};

/** One row of PROJECTS. Texts are trimmed, NUL-terminated and in the arena; NULL: the column is
 * absent or empty. */
struct pabulib_project {
    const char *id; /**< unique in the file, never empty */
    const char *name, *category, *description;
    int64_t cost_cents; /**< 0 or more; who imports decides what 0 means */
    size_t line;        /**< of the file, from 1 */
};

struct pabulib {
    const char *unit;     /**< who held it, most often a city; never empty */
    const char *instance; /**< its year or number; never empty */
    const char *currency; /**< ISO 4217 as written; NULL when absent */
    int64_t budget_cents;
    struct pabulib_project *projects; /**< in the file's order */
    size_t project_count;
    size_t vote_count;    /**< rows of VOTES */
    int64_t votes_said;   /**< num_votes of META; -1 when absent */
    size_t trimmed_count; /**< cells that had spaces around them */
    bool has_votes;       /**< there is a section VOTES */
};

/** Reads a whole file. Lines end at LF, one CR before it is dropped; a byte order mark is allowed;
 * a quoted cell (RFC 4180) ends on its own line; a tab counts as a space; `None` stands for an
 * empty cell; a cost or budget has `.` or `,` and at most two decimals. Refused are unknown shapes,
 * projects named twice, and another number of projects than META says: a file that was cut off.
 * @param bytes  need not be NUL-terminated; nothing points into them afterwards
 * @param out    untouched on failure
 * @return false with ERR_INVALID_FIELD ("line 12: …"), ERR_TOO_LARGE (over a limit) or ERR_MEMORY
 */
MUST_CHECK bool pabulib_read(struct pabulib *out, struct arena *arena, const char *bytes,
                             size_t len, struct err *err);

/** An amount as Pabulib writes it, "4000", "4000.0" or "4000,50", in cents. @return false on any
 * other form */
bool pabulib_cents(int64_t *out, const char *text);

#endif
