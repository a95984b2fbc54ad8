/* SHA-256 and the two prefixes that make it a Merkle tree's hash. Stateless: any thread. */
#ifndef BUURTKAS_AUDIT_HASH_H
#define BUURTKAS_AUDIT_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "buurtkas/base/field.h"

/** A part of a message that is hashed as if all parts stood after one another. */
struct hash_part {
    const void *ptr;
    size_t len;
};

static inline bool hash_equal(const struct hash *a, const struct hash *b)
{
    return memcmp(a->bytes, b->bytes, HASH_BYTES) == 0;
}

/** Plain SHA-256 (FIPS 180-4). `bytes` may be NULL when `len` is 0. */
void hash_bytes(struct hash *out, const void *bytes, size_t len);
/** Hash of a leaf: SHA-256(0x00 || entry). Source: RFC 6962, 2.1. */
void hash_leaf(struct hash *out, const uint8_t *entry, size_t len);
/** Hash of an interior node: SHA-256(0x01 || left || right). `out` may be one of the two. RFC
 * 6962, 2.1. */
void hash_node(struct hash *out, const struct hash *left, const struct hash *right);
/** Root of the tree without leaves: SHA-256(""). Source: RFC 6962, 2.1. */
void hash_empty_root(struct hash *out);
/** HMAC-SHA-256 (RFC 2104) under a key of exactly 32 bytes over the parts, in order. */
void hmac_sha256(struct hash *out, const uint8_t key[32], const struct hash_part *parts,
                 size_t count);

#endif
