/* Signed notes, verifier keys, checkpoints and cosignatures.
 * Sources: C2SP signed-note, tlog-checkpoint, tlog-cosignature. */
#ifndef BUURTKAS_AUDIT_NOTE_H
#define BUURTKAS_AUDIT_NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/audit/hash.h"
#include "buurtkas/audit/keys.h"
#include "buurtkas/base/attr.h"
#include "buurtkas/base/err.h"
#include "buurtkas/base/str.h"

enum {
    NOTE_BYTES_MAX = 1 << 20,
    NOTE_SIGNATURES_MAX = 100,   /**< signature lines, unknown ones included */
    NOTE_SIGNATURE_BYTES = 8192, /**< of one line, decoded: room for those that we skip */
    NOTE_KEYS_MAX = 64,          /**< known verifier keys */
    CHECKPOINT_BODY_MAX = KEY_NAME_MAX + 1 + 20 + 1 + 44 + 1,
    COSIGNATURE_BYTES = 8 + 64,
    COSIGNED_BODY_MAX = 4096,
    COSIGNATURE_MESSAGE_MAX = 15 + 5 + 20 + 1 + COSIGNED_BODY_MAX,
};

/* --- Notes. --- */

/** The keys whose signatures count; at most NOTE_KEYS_MAX. */
struct vkeys {
    const struct vkey *keys;
    size_t count;
};

/** A note that was opened. */
struct note {
    const char *body; /**< into the note's text, with its last LF; not NUL-terminated */
    size_t body_len;
    size_t signature_count;              /**< lines, unknown ones included */
    uint64_t good;                       /**< bit i: keys[i] signed it */
    uint64_t signed_at_s[NOTE_KEYS_MAX]; /**< time in keys[i]'s cosignature (Unix seconds), 0 for
                                            plain signatures */
};

/** Adds `— name base64(keyid || signature)` and LF to a note that already has its blank line. */
void note_add_signature(struct str *note, const struct vkey *key, const uint8_t *signature,
                        size_t len);
/** Takes a note apart and verifies it. Lines of unknown keys are ignored.
 * @return false with ERR_CORRUPT when it is malformed, when a line of a known key does not verify,
 * or when no known key signed. Source: C2SP signed-note. */
MUST_CHECK bool note_open(struct note *out, const char *text, size_t len, const struct vkeys *known,
                          struct err *err);

/* --- Checkpoints. --- */

struct checkpoint {
    char origin[KEY_NAME_MAX + 1];
    uint64_t size;
    struct hash root;
};

/** Writes origin LF size LF base64(root) LF and a NUL: the bytes that are signed. @return length
 * without the NUL */
size_t checkpoint_print(char out[CHECKPOINT_BODY_MAX + 1], const struct checkpoint *checkpoint);
/** Reads a body strictly; extension lines are allowed and ignored. @return false with ERR_CORRUPT
 */
MUST_CHECK bool checkpoint_parse(struct checkpoint *out, const char *body, size_t len,
                                 struct err *err);
/** Adds the whole note: body, blank line, the key's line. The same input gives the same bytes. A
 * further key (while one replaces another) or witness adds its line with note_add_signature.
 * @return false with ERR_MISMATCH when the origin is not the key's name, ERR_MEMORY when `out` is
 * full */
MUST_CHECK bool checkpoint_sign(struct str *out, const struct checkpoint *checkpoint,
                                const struct log_key *key, struct err *err);
/** note_open and checkpoint_parse; besides, one of the good signatures must be a plain one (type
 * 01) by a key named as the origin: a witness alone does not make a checkpoint. */
MUST_CHECK bool checkpoint_open(struct checkpoint *out, const char *text, size_t len,
                                const struct vkeys *known, struct err *err);

/** Writes the bytes that a witness signs: "cosignature/v1" LF "time " seconds LF, then the note's
 * body. Source: C2SP tlog-cosignature. @return their number; 0 when the body is over
 * COSIGNED_BODY_MAX */
size_t cosignature_message(char out[COSIGNATURE_MESSAGE_MAX], uint64_t time_s, const char *body,
                           size_t len);
/** Verifies u64be time || Ed25519 signature over cosignature_message. @return false when it does
 * not verify */
MUST_CHECK bool cosignature_verify(const struct vkey *key,
                                   const uint8_t signature[COSIGNATURE_BYTES], const char *body,
                                   size_t len, uint64_t *out_time_s);

#endif
