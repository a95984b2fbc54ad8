/* The append-only Merkle tree of RFC 6962: its frontier, a memory of its newest nodes, proofs made
 * from any reader of nodes, and their verification. Nothing here allocates or does I/O. */
#ifndef BUURTKAS_AUDIT_MERKLE_H
#define BUURTKAS_AUDIT_MERKLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/audit/hash.h"
#include "buurtkas/base/attr.h"
#include "buurtkas/base/err.h"

enum {
    MERKLE_LEVELS = 64,   /**< levels 0 (leaves) to 63 */
    MERKLE_PATH_MAX = 64, /**< most hashes in a proof */
    MERKLE_FRONTIER_MAX = MERKLE_LEVELS * HASH_BYTES,
    MERKLE_CACHE_LEAVES = 8192,
    /** Proofs for this many of the newest leaves never miss the cache. */
    MERKLE_CACHE_WINDOW = MERKLE_CACHE_LEAVES / 2,
    MERKLE_CACHE_NODES = 2 * MERKLE_CACHE_LEAVES + 4 * MERKLE_LEVELS,
};
/** Sizes are SQL's bigint: at most 2^63 - 1. */
#define MERKLE_SIZE_MAX ((uint64_t)INT64_MAX)

/* --- The frontier: all that is needed to append and to know the root. --- */

/** A tree by its frontier. `nodes[l]` means something only where bit l of `size` is set. Copy it
 * freely. */
struct merkle {
    uint64_t size;
    struct hash nodes[MERKLE_LEVELS];
};

/** The tree without leaves. */
void merkle_init(struct merkle *tree);
/** Appends one leaf hash (already with its 0x00 prefix); its index is the size before. RFC
 * 9162, 2.1.1. */
void merkle_append(struct merkle *tree, const struct hash *leaf);
/** Root of the tree; SHA-256("") when it has no leaves. */
void merkle_root(const struct merkle *tree, struct hash *out);
/** Writes the frontier: the hash of each complete subtree, one for each bit set in `size`, lowest
 * level first.
 * @return bytes written, 32 times the number of set bits */
size_t merkle_frontier_write(const struct merkle *tree, uint8_t out[MERKLE_FRONTIER_MAX]);
/** Reads what merkle_frontier_write wrote. @return false with ERR_CORRUPT when `len` does not fit
 * `size`. */
MUST_CHECK bool merkle_frontier_read(struct merkle *out, uint64_t size, const uint8_t *bytes,
                                     size_t len, struct err *err);

/* --- Readers of nodes. --- */

/** Answers the hash of the complete subtree over leaves [index*2^level, (index+1)*2^level). False:
 * *err is set. */
struct node_reader {
    bool (*node)(void *self, unsigned level, uint64_t index, struct hash *out, struct err *err);
    void *self;
};

/** The nodes over the newest leaves, a ring a level; about 530 KB, so keep it on the heap. One
 * thread at a time. */
struct merkle_cache {
    uint64_t size;
    uint64_t first[MERKLE_LEVELS]; /**< least index held at the level (if below the end) */
    struct hash nodes[MERKLE_CACHE_NODES];
};

/** Starts from a tree's frontier. Proofs for leaves appended later are complete; older ones need a
 * fallback. */
void merkle_cache_init(struct merkle_cache *cache, const struct merkle *tree);
/** Appends one leaf hash. */
void merkle_cache_append(struct merkle_cache *cache, const struct hash *leaf);
/** Takes the newest leaves away until `size` are left (a batch that was not committed).
 * @return false, with nothing changed, when that is more than MERKLE_CACHE_WINDOW leaves or before
 * the start. */
MUST_CHECK bool merkle_cache_rewind(struct merkle_cache *cache, uint64_t size);
/** A node, if it is held and complete. False means "ask somebody else" and is no error. */
MUST_CHECK bool merkle_cache_node(const struct merkle_cache *cache, unsigned level, uint64_t index,
                                  struct hash *out);
/** Root of the tree so far. */
void merkle_cache_root(const struct merkle_cache *cache, struct hash *out);

/** The cache first, then the fallback (tiles); without one a miss is ERR_NOT_FOUND. */
struct cached_reader {
    const struct merkle_cache *cache;
    struct node_reader fallback; /**< `.node` may be NULL */
};
/** The reader over both; lives as long as `cached`. */
struct node_reader cached_reader(struct cached_reader *cached);

/* --- Proofs. --- */

/** That the leaf at `index` is in the tree of `size`. */
struct inclusion {
    uint64_t index;
    uint64_t size;
    size_t count;
    struct hash path[MERKLE_PATH_MAX]; /**< from the leaf up */
};

/** That the tree of `old_size` is a prefix of the tree of `new_size`. */
struct consistency {
    uint64_t old_size;
    uint64_t new_size;
    size_t count;
    struct hash path[MERKLE_PATH_MAX];
};

/** Root of the tree as it was at `size`, from nodes. */
MUST_CHECK bool merkle_root_at(const struct node_reader *reader, uint64_t size, struct hash *out,
                               struct err *err);
/** PATH(index, D[size]) of RFC 6962, 2.1.1. @return false with ERR_INVALID_PARAMETER unless index <
 * size, or with the reader's error */
MUST_CHECK bool merkle_inclusion(const struct node_reader *reader, uint64_t index, uint64_t size,
                                 struct inclusion *out, struct err *err);
/** PROOF(old_size, D[new_size]) of RFC 6962, 2.1.2. @return false with ERR_INVALID_PARAMETER unless
 * 0 < old_size <= new_size, or with the reader's error */
MUST_CHECK bool merkle_consistency(const struct node_reader *reader, uint64_t old_size,
                                   uint64_t new_size, struct consistency *out, struct err *err);

/** Verifies an inclusion proof. @return false with ERR_CORRUPT. Source: RFC 9162, 2.1.3.2. */
MUST_CHECK bool merkle_verify_inclusion(const struct inclusion *proof, const struct hash *leaf,
                                        const struct hash *root, struct err *err);
/** Verifies a consistency proof between sizes 0 < old <= new. Source: RFC 9162, 2.1.4.2.
 * @return false with ERR_CORRUPT; also for old_size 0, about which nothing can be proved */
MUST_CHECK bool merkle_verify_consistency(const struct consistency *proof,
                                          const struct hash *old_root, const struct hash *new_root,
                                          struct err *err);

#endif
