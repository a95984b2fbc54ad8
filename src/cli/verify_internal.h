/* Verification of the record: where it comes from, the fold over its leaves, what was found. The
 * fold is used over a public log and over the database's own leaves. */
#ifndef BUURTKAS_VERIFY_INTERNAL_H
#define BUURTKAS_VERIFY_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/audit/merkle.h"
#include "buurtkas/audit/note.h"
#include "buurtkas/base/arena.h"
#include "buurtkas/base/str.h"
#include "buurtkas/domain/replay.h"

/* --- The fold. --- */

/** Hashes in the order of their entries (or of their place at a level of the tree). */
struct hash_array {
    struct hash *items; /**< malloc'ed */
    size_t count;
    size_t room;
};
MUST_CHECK bool hash_array_add(struct hash_array *array, const struct hash *hash, struct err *err);
/** Adds to `to` the root of each full tile of `from`: these are the hashes of the next level.
 * @return false with ERR_MEMORY */
MUST_CHECK bool hash_array_climb(const struct hash_array *from, struct hash_array *to,
                                 struct err *err);
void hash_array_release(struct hash_array *array);

/** A world made again from leaves alone, and the tree over them. 32 bytes an entry, and the world.
 */
struct verify_fold {
    struct merkle tree;       /**< of the leaves taken so far; `size` is the next entry */
    struct hash_array leaves; /**< RFC 6962 leaf hash of each */
    struct replay *replay;
    struct arena *arena; /**< of the last act; cleared by the next */
    struct act act;      /**< the last one taken, as its rule makes it */
    struct code origin;  /**< as installation.opened says: in every statement that members sign */
    bool is_stuck; /**< one could not be run: those after it rest on it, and are only hashed */
};

/** Begins with nothing. Release it whatever this returns. @return false with ERR_MEMORY */
MUST_CHECK bool verify_fold_begin(struct verify_fold *fold, struct err *err);
/** Takes the next leaf: reads it strictly, runs its rule again, writes it again, compares the
 * bytes, and checks the invariants of the envelope that it touches. Every leaf counts in the tree;
 * after one that cannot be read or run the next ones are only hashed.
 * @return false with what does not hold (fold_is_finding), or with ERR_MEMORY */
MUST_CHECK bool verify_fold_take(struct verify_fold *fold, const uint8_t *leaf, size_t len,
                                 struct err *err);
/** Checks the invariants of everything. @return as verify_fold_take */
MUST_CHECK bool verify_fold_end(struct verify_fold *fold, struct err *err);
/** The world as the leaves make it. Lives as long as the fold. */
struct world *verify_fold_world(struct verify_fold *fold);
/** Frees everything. */
void verify_fold_release(struct verify_fold *fold);
/** True when the error is about the record, false when about this machine (memory, files). */
bool fold_is_finding(const struct err *err);

/** Sums over all envelopes, each on its normal side, in euro cents. */
struct verify_sums {
    uint64_t envelopes;
    int64_t budget_cents[stage_end]; /**< by stage: the budget book's seven */
};
MUST_CHECK bool verify_fold_sums(struct verify_fold *fold, struct verify_sums *out,
                                 struct err *err);

/* --- What was found. --- */

enum {
    FINDINGS_MAX = 100, /**< kept and printed; the rest are counted */
};
#define FINDING_NO_ENTRY UINT64_MAX

struct finding {
    uint64_t entry; /**< FINDING_NO_ENTRY when it is about something else */
    char reason[ERR_DETAIL_MAX];
};
struct findings {
    uint64_t count;
    struct finding items[FINDINGS_MAX];
};
void findings_add(struct findings *findings, uint64_t entry, const char *format, ...)
    PRINTF_LIKE(3, 4);
/** Prints those that are kept, one a line, and how many more there were. */
void findings_print(const struct findings *findings);
/** Adds `,"findingCount":n,"findings":[…]`. */
void findings_add_json(struct str *out, const struct findings *findings);
/** Prints a line with the number of envelopes and their sums. */
void sums_print(const struct verify_sums *sums);

/** The verb's run over the daemon's own database: verify --database. @return the exit code */
int verify_database(int argc, char **argv);

/* --- Where the record comes from. --- */

/** A log's files by their paths below /log: "checkpoint", "tile/0/000.p/7". */
struct source {
    const char *name; /**< as given: a folder or a URL without the last slash */
    /** Adds the file's bytes. @return false with ERR_NOT_FOUND, ERR_TOO_LARGE beyond out->max,
     * ERR_IO */
    bool (*fetch)(void *self, const char *path, struct str *out, struct err *err);
    void *self;
    struct remote *remote; /**< of a URL, else NULL */
};
/** A source of a folder or of an http(s) URL ending in /log; `arena` holds its name.
 * @return false with ERR_USAGE when `text` is neither */
MUST_CHECK bool source_open(struct source *out, struct arena *arena, const char *text,
                            struct err *err);
void source_close(struct source *source);
/** Adds a local file's bytes. Errors as fetch. */
MUST_CHECK bool source_read_file(const char *path, struct str *out, struct err *err);

/* --- The keys whose signatures count. --- */

struct known_keys {
    struct vkey keys[NOTE_KEYS_MAX];
    uint64_t from[NOTE_KEYS_MAX]; /**< the size of the tree from which it signs */
    size_t count;
    bool is_from_log; /**< nobody gave any: they are the log's own word */
};
/** Adds one by its text. @return false with ERR_USAGE */
MUST_CHECK bool known_keys_add(struct known_keys *known, const char *text, size_t len,
                               uint64_t from, struct err *err);
/** Adds those of a text with lines `<vkey> <from-size>`; the size may be left out. Empty lines and
 * lines that begin with # are skipped. @return false with ERR_CORRUPT */
MUST_CHECK bool known_keys_read(struct known_keys *known, const char *text, size_t len,
                                struct err *err);
/** The keys that sign at a size of the tree. `out` has room for NOTE_KEYS_MAX. */
struct vkeys known_keys_at(const struct known_keys *known, uint64_t size,
                           struct vkey out[NOTE_KEYS_MAX]);
/** Opens a checkpoint with the keys that sign at its size. @return as checkpoint_open */
MUST_CHECK bool known_keys_open(const struct known_keys *known, const char *note, size_t len,
                                struct checkpoint *out, struct err *err);

/* --- The whole of a log. --- */

struct verify_result {
    struct checkpoint checkpoint;
    struct verify_sums sums;
    uint64_t stopped_at; /**< the entry that could not be run; FINDING_NO_ENTRY: all were */
    struct findings findings;
};
/** Verifies all of a log: its checkpoint, every entry, every tile, the root. `known` without keys
 * is filled from the log's own list. What is wrong with the record goes to out->findings.
 * @return false when it could not be verified at all: files or memory failed */
MUST_CHECK bool verify_log(const struct source *source, struct known_keys *known,
                           struct verify_result *out, struct err *err);

#endif
