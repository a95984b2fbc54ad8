/* Commitments: what stands in the signed bytes in place of a text, and the opening (text and salt)
 * that lives in an erasable table. When the opening is gone, nothing can be guessed from the
 * commitment. */
#ifndef BUURTKAS_AUDIT_OPENING_H
#define BUURTKAS_AUDIT_OPENING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/audit/hash.h"
#include "buurtkas/base/attr.h"
#include "buurtkas/base/field.h"
#include "buurtkas/base/uuid.h"

enum {
    OPENING_SALT_BYTES = 32,
    COMMITMENT_TEXT = 12 + 2 * HASH_BYTES, /**< "hmac-sha256:" and the hex digits */
};

/** What opens a commitment. Neither id nor field holds a line feed, so the message has one reading.
 */
struct opening {
    const char *entry_id; /**< the act's UUID as text */
    const char *field;    /**< name in the leaf's "text", e.g. "title" */
    const char *value;    /**< UTF-8; may hold anything */
    size_t value_len;
    uint8_t salt[OPENING_SALT_BYTES]; /**< fresh for each entry and field */
};

/** `count` fresh salts (32 bytes each, after one another) from the system's randomness, in one
 * call. */
void opening_make_salts(uint8_t *out, size_t count);
/** HMAC-SHA-256(salt, "pbl-commit-v1" LF entry id LF field LF value). */
void opening_commit(struct hash *out, const struct opening *opening);
/** True when the commitment is of this opening. Constant time. */
MUST_CHECK bool opening_verify(const struct opening *opening, const struct hash *commitment);

/** A fresh salt, and the commitment. @return true */
bool text_seal(struct text *text, const struct uuid *entry_id, const char *field);
/** Sets text->commitment from its ptr, len and salt. */
void text_commit(struct text *text, const struct uuid *entry_id, const char *field);
/** True when text->commitment is of its ptr, len and salt. Constant time. */
MUST_CHECK bool text_commitment_verify(const struct text *text, const struct uuid *entry_id,
                                       const char *field);

/** Writes "hmac-sha256:<64 hex digits>" and a NUL. */
void commitment_print(char out[COMMITMENT_TEXT + 1], const struct hash *commitment);
/** Reads exactly that form. @return false on any other */
MUST_CHECK bool commitment_parse(struct hash *out, const char *text, size_t len);

#endif
