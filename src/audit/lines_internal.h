/* Reading of the line-based texts of the log: notes, checkpoints, proofs, key files. */
#ifndef BUURTKAS_AUDIT_LINES_INTERNAL_H
#define BUURTKAS_AUDIT_LINES_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "buurtkas/base/field.h"
#include "buurtkas/base/str.h"

/** A piece of somebody else's bytes. */
struct span {
    const char *ptr;
    size_t len;
};

/** Takes the first line, without its LF, from the text. @return false when there is no LF */
static inline bool take_line(struct span *text, struct span *out)
{
    const char *end = text->len == 0 ? NULL : memchr(text->ptr, '\n', text->len);
    if (end == NULL) {
        return false;
    }
    *out = (struct span){ text->ptr, (size_t)(end - text->ptr) };
    text->len -= out->len + 1;
    text->ptr = end + 1;
    return true;
}

/** Takes a literal from the front. */
static inline bool take_prefix(struct span *text, const char *prefix)
{
    size_t len = strlen(prefix);
    if (text->len < len || memcmp(text->ptr, prefix, len) != 0) {
        return false;
    }
    text->ptr += len;
    text->len -= len;
    return true;
}

/** A size or an index: decimal without leading zeros, at most 2^63 - 1. */
static inline bool read_decimal(struct span text, uint64_t *out)
{
    int64_t value = 0;
    if (text.len == 0 || text.ptr[0] == '-' || !i64_parse(&value, text.ptr, text.len)) {
        return false;
    }
    *out = (uint64_t)value;
    return true;
}

/** Base64 of exactly 32 bytes. */
static inline bool read_hash(struct span text, struct hash *out)
{
    uint8_t bytes[HASH_BYTES + 1]; /* 44 characters may hold 33 */
    if (text.len != 44 || base64_decode(bytes, sizeof bytes, text.ptr, text.len) != HASH_BYTES) {
        return false;
    }
    memcpy(out->bytes, bytes, HASH_BYTES);
    explicit_bzero(bytes, sizeof bytes); /* it may be a key's seed */
    return true;
}

#endif
