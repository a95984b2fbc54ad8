/* What the verb import shares with the formats that it reads. */
#ifndef BUURTKAS_CLI_IMPORT_INTERNAL_H
#define BUURTKAS_CLI_IMPORT_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include "buurtkas/base/arena.h"
#include "buurtkas/base/err.h"
#include "buurtkas/base/str.h"
#include "buurtkas/base/uuid.h"
#include "buurtkas/client/http.h"

struct import_counts {
    size_t filed, there, skipped, refused;
};

/** One import: where it goes, how it is told, what came of it. */
struct import_job {
    struct client *client;
    struct arena *arena;   /**< of the whole file */
    struct arena *scratch; /**< of one act */
    char envelope[UUID_TEXT + 1];
    bool is_dry;        /**< read and checked, nothing sent */
    bool is_json;       /**< a JSON object a line instead of sentences */
    bool is_any_budget; /**< the file's budget need not be what was granted */
    bool is_refused;    /**< set when the daemon, or the budget, refuses the import as a whole */
    struct import_counts counts;
};

/** A warning on stderr about a line of the file. */
void import_warn(size_t line, const char *format, ...) PRINTF_LIKE(2, 3);

/** Files the projects of a Pabulib election as proposals, one act each, with keys made of the
 * file's hash: a repeat doubles nothing. Prints a line a project on stdout.
 * @return false when the import stopped: ERR_INVALID_FIELD or ERR_TOO_LARGE (the file),
 * ERR_CONNECTION, ERR_UNAVAILABLE, ERR_MEMORY; with `is_refused` set ERR_MISMATCH, ERR_NOT_FOUND or
 * ERR_FORBIDDEN */
MUST_CHECK bool import_pb(struct import_job *job, const struct str *file, struct err *err);

#endif
