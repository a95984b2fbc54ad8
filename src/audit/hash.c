/* SHA-256 by libcrypto's low-level functions. They are marked deprecated in favour of EVP, but they
 * need neither an allocation nor a context kept per thread, cannot fail, and use the processor's
 * SHA instructions all the same. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "buurtkas/audit/hash.h"

#include <assert.h>
#include <openssl/sha.h>

enum {
    HMAC_BLOCK = 64
};

static_assert(HASH_BYTES == SHA256_DIGEST_LENGTH, "struct hash holds a SHA-256");

void hash_bytes(struct hash *out, const void *bytes, size_t len)
{
    SHA256_CTX ctx;
    SHA256_Init(&ctx);
    if (len > 0) {
        SHA256_Update(&ctx, bytes, len);
    }
    SHA256_Final(out->bytes, &ctx);
}

void hash_leaf(struct hash *out, const uint8_t *entry, size_t len)
{
    static const uint8_t prefix = 0x00;
    SHA256_CTX ctx;
    SHA256_Init(&ctx);
    SHA256_Update(&ctx, &prefix, 1);
    if (len > 0) {
        SHA256_Update(&ctx, entry, len);
    }
    SHA256_Final(out->bytes, &ctx);
}

void hash_node(struct hash *out, const struct hash *left, const struct hash *right)
{
    uint8_t message[1 + 2 * HASH_BYTES];
    message[0] = 0x01;
    memcpy(message + 1, left->bytes, HASH_BYTES);
    memcpy(message + 1 + HASH_BYTES, right->bytes, HASH_BYTES);
    hash_bytes(out, message, sizeof message);
}

void hash_empty_root(struct hash *out)
{
    hash_bytes(out, NULL, 0);
}

/* The key, padded to a block and XORed with `pad`, begins each of HMAC's two hashes (RFC 2104, 2).
 */
static void hmac_begin(SHA256_CTX *ctx, const uint8_t key[32], uint8_t pad)
{
    uint8_t block[HMAC_BLOCK];
    memset(block, pad, sizeof block);
    for (size_t i = 0; i < 32; i++) {
        block[i] ^= key[i];
    }
    SHA256_Init(ctx);
    SHA256_Update(ctx, block, sizeof block);
}

void hmac_sha256(struct hash *out, const uint8_t key[32], const struct hash_part *parts,
                 size_t count)
{
    SHA256_CTX ctx;
    struct hash inner;
    hmac_begin(&ctx, key, 0x36);
    for (size_t i = 0; i < count; i++) {
        if (parts[i].len > 0) {
            SHA256_Update(&ctx, parts[i].ptr, parts[i].len);
        }
    }
    SHA256_Final(inner.bytes, &ctx);
    hmac_begin(&ctx, key, 0x5c);
    SHA256_Update(&ctx, inner.bytes, sizeof inner.bytes);
    SHA256_Final(out->bytes, &ctx);
}
