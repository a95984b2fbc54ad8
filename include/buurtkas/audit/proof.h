/* Receipts: a leaf, its inclusion proof and the signed checkpoint in one text that can be checked
 * offline. Source: C2SP tlog-proof; the leaf's bytes stand in `extra`. */
#ifndef BUURTKAS_AUDIT_PROOF_H
#define BUURTKAS_AUDIT_PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/audit/merkle.h"
#include "buurtkas/audit/note.h"
#include "buurtkas/base/arena.h"
#include "buurtkas/base/str.h"

enum {
    TLOG_PROOF_BYTES_MAX = 2 << 20
};

struct tlog_proof {
    bool has_extra;
    const uint8_t *extra; /**< in a receipt the leaf's bytes */
    size_t extra_len;
    uint64_t index;
    size_t count;
    struct hash path[MERKLE_PATH_MAX];
    const char *note; /**< the signed checkpoint, verbatim */
    size_t note_len;
};

/** Adds the proof as text. @return false with ERR_MEMORY when `out` is full */
MUST_CHECK bool tlog_proof_write(struct str *out, const struct tlog_proof *proof, struct err *err);
/** Reads one strictly; `extra` is decoded into `arena`, `note` points into `text`. Verifies
 * nothing.
 * @return false with ERR_CORRUPT, or ERR_MEMORY */
MUST_CHECK bool tlog_proof_parse(struct tlog_proof *out, struct arena *arena, const char *text,
                                 size_t len, struct err *err);
/** Verifies that SHA-256(0x00 || leaf) stands at proof->index of the tree that a known key signed.
 * @return false with ERR_CORRUPT and the reason */
MUST_CHECK bool tlog_proof_verify(const struct tlog_proof *proof, const struct hash *leaf_hash,
                                  const struct vkeys *known, struct checkpoint *out,
                                  struct err *err);

/** What a receipt proves. */
struct receipt {
    const uint8_t *leaf; /**< in the arena */
    size_t leaf_len;
    uint64_t index;
    struct checkpoint checkpoint;
};

/** A receipt to be read. */
struct receipt_text {
    const char *ptr;
    size_t len;
};

/** Reads and verifies a self-contained receipt: the leaf in `extra`, its path, the checkpoint's
 * signatures.
 * @return false with ERR_CORRUPT and the reason, or ERR_MEMORY */
MUST_CHECK bool receipt_verify(struct receipt *out, struct arena *arena,
                               const struct receipt_text *text, const struct vkeys *known,
                               struct err *err);

#endif
