/* Keys: the public verifier key (vkey) and the log's signing key, which lives in a file that only
 * its owner can read and, while loaded, in locked memory. */
#ifndef BUURTKAS_AUDIT_KEYS_H
#define BUURTKAS_AUDIT_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/base/attr.h"
#include "buurtkas/base/err.h"

enum {
    KEY_NAME_MAX = 255, /**< bytes */
    KEY_PUBLIC_BYTES = 32,
    KEY_SEED_BYTES = 32,
    KEY_SIGNATURE_BYTES = 64,
    VKEY_TEXT_MAX = KEY_NAME_MAX + 1 + 8 + 1 + 44,
};

/** The signature types that we verify. Source: C2SP signed-note. */
enum vkey_type {
    VKEY_ED25519 = 1,
    VKEY_COSIGNATURE = 4,
};

/** A verifier key. */
struct vkey {
    char name[KEY_NAME_MAX + 1];
    uint32_t id; /**< first four bytes (big-endian) of SHA-256(name LF type public_key) */
    enum vkey_type type;
    uint8_t public_key[KEY_PUBLIC_BYTES];
};

/** True for a name that a note can carry: not empty, UTF-8, no control, no Unicode space, no '+'.
 * Names of keys that we hold are at most KEY_NAME_MAX besides. */
bool key_name_is_valid(const char *name, size_t len);
/** Makes a vkey and its id. @return false with ERR_INVALID_PARAMETER when the name is not valid */
MUST_CHECK bool vkey_make(struct vkey *out, const char *name, enum vkey_type type,
                          const uint8_t public_key[KEY_PUBLIC_BYTES], struct err *err);
/** Reads name+hex8+base64 strictly, and recomputes the id. @return false with ERR_CORRUPT */
MUST_CHECK bool vkey_parse(struct vkey *out, const char *text, size_t len, struct err *err);
/** Writes name+hex8+base64 and a NUL. @return its length */
size_t vkey_print(char out[VKEY_TEXT_MAX + 1], const struct vkey *vkey);

/** The log's signing key; the secret is in sodium_malloc memory. Read-only after it is made: any
 * thread. */
struct log_key;

/** Makes a new key and writes its file: one line `buurtkas-key-v1 <name> <base64 seed>`, mode 0600,
 * whole or not at all, on disk when this returns.
 * @return false with ERR_ALREADY_EXISTS when there is a file (it is left alone), ERR_IO,
 * ERR_INVALID_PARAMETER */
MUST_CHECK bool log_key_generate(const char *path, const char *name, struct vkey *out,
                                 struct err *err);
/** Reads the file. @return NULL with ERR_IO when it cannot be read, when others than its owner may
 * read or write it, or when the owner is not the user that runs this; ERR_CORRUPT when it is not a
 * key file */
struct log_key *log_key_load(const char *path, struct err *err);
/** A key from its seed, for tests and simulated logs. @return NULL with *err set */
struct log_key *log_key_from_seed(const char *name, const uint8_t seed[KEY_SEED_BYTES],
                                  struct err *err);
/** Wipes and frees. NULL is allowed. */
void log_key_free(struct log_key *key);
/** For CLEANUP(log_key_freep). */
void log_key_freep(struct log_key **key);

/** The name of the key, which is the log's origin. Lives as long as the key. */
const char *log_key_origin(const struct log_key *key);
const struct vkey *log_key_vkey(const struct log_key *key);
/** Pure Ed25519 (RFC 8032): deterministic. */
void log_key_sign(const struct log_key *key, const void *message, size_t len,
                  uint8_t out[KEY_SIGNATURE_BYTES]);
/** Whether it is a signature by that key over the message: pure Ed25519, strict. Members' keys, not the log's. */
bool key_signature_is_valid(const uint8_t public_key[KEY_PUBLIC_BYTES],
                            const uint8_t signature[KEY_SIGNATURE_BYTES], const void *message,
                            size_t len);
/** A secret for one use, made from the key: HMAC-SHA-256 (RFC 2104) of the label under the seed. The same label gives
 * the same secret for as long as the key lasts. */
void log_key_derive(const struct log_key *key, const char *label, uint8_t out[32]);

#endif
