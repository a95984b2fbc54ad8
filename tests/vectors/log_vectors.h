/* A complete log of seven entries whose bytes other implementations of the C2SP formats accepted:
 * its leaf hashes, roots, keys and signed checkpoint. Seeds: the log 00..1f, its second key 40..5f,
 * the witness 20..3f. */
#ifndef BUURTKAS_TESTS_LOG_VECTORS_H
#define BUURTKAS_TESTS_LOG_VECTORS_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "buurtkas/audit/hash.h"
#include "buurtkas/base/str.h"

enum {
    LOG_SIZE = 7
};

#define LOG_ORIGIN  "budget.example/ledger/2026"
#define LOG_VKEY    LOG_ORIGIN "+930dfe37+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
#define LOG_VKEY_2  LOG_ORIGIN "+346b4f4d+ASVDuS/xCVURR2rcg2nbbdyTNmWhGXjdoUBO4QZsqVWd"
#define WITNESS     "witness.example/auditor"
#define WITNESS_KEY WITNESS "+09b8b633+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X"

static const char *const log_leaves[LOG_SIZE] = {
    "a3454d6b8dd76b080ab5b978bc9941848af6e72cb55d836b25007435ce57e1cf",
    "2cc288886cb39a5125072f7b8804c107518ffcf77c019d62dc84eefe2bf54e35",
    "e26b6626311d0c0886d388b490c084648771e70bf27647f799212d549a3f91f9",
    "230a41f3064bc29a8f154887d10fc30eaddfd5dd2a7c1a4860dfe4261c109afe",
    "49e48f5c75b469df73ca27f5d4b9bcd42a13b79238d0790d4953c224e31d04ad",
    "3d1ed34131516b40d926dee9dab0a0bdfa50288365aad714342b029f6bfc7f34",
    "ebb9820df876808a0af2e7bccbea57dd4ce830cbceb95e60962e9b9286ce2dfd",
};

/* Root of the first n leaves. */
static const char *const log_roots[LOG_SIZE + 1] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "a3454d6b8dd76b080ab5b978bc9941848af6e72cb55d836b25007435ce57e1cf",
    "ee2954b7565a9afd7892b6d141c1d6aeb28dd6d3991aeb9e13b2fb3962f74ac3",
    "7152faeef12ddb3c312b09387f12f8bd7b539667c2c20fdb7e73a2afbacc91cb",
    "84fa5cead4b2a170028ef8fbf2045faa9e8d91f748357b5973b896c4ce7744fb",
    "14063eda083187e4c869b90d88a489086dee415420f7c4c56a0c65dbcaac4374",
    "aba0e3405bdd1c3659d080544c5d9381725600a194ac73227169b2fff0e8d74b",
    "6b8cce5398946efd702cde13416eae653ced5a0e2300e53ab53e64f6700ee7c8",
};

/* The fifth entry; its "by" is the commitment of test_merkle_vectors.c. */
static const char log_entry_5[] =
    "{\"amount\":{\"cur\":\"EUR\",\"minor\":685},\"at\":1767225605000,\"by\":\"hmac-sha256:"
    "88fbcb48d24ac1752c5436033c5e94364ce6eb149b0e84a6cae4fa96cc0235ec\",\"id\":\"d-000005\","
    "\"programme\":\"parks-2026\",\"project\":\"P005\",\"type\":\"allocation.decided\",\"v\":1}";

#define LOG_BODY LOG_ORIGIN "\n7\na4zOU5iUbv1wLN4TQW6uZTztWg4jAOU6tT5k9nAO58g=\n"

#define LOG_SIGNATURE_LINE                                                                         \
    "\xe2\x80\x94 " LOG_ORIGIN " kw3+Nz7B0PFR6Ekb6jJmSQ50Rw8HPZIiI7ssX6CRxwFNwwbu0V5ChaBq2DQ0f5yO" \
    "W4fTSIJ/dqo9VtoYrIXIIRmr1Qs=\n"

#define WITNESS_SIGNATURE_LINE                                                                     \
    "\xe2\x80\x94 " WITNESS                                                                        \
    " Cbi2MwAAAABpVccQh58F3WeUuPQoMwiwXRCl5iQVYEuLMeIdfNxLoRJq50rAsff+ofxb"                        \
    "PXjw8xdbfOwCVwED6Uk0jIsSZfM7O8RSDA==\n"

static const char log_checkpoint[] = LOG_BODY "\n" LOG_SIGNATURE_LINE WITNESS_SIGNATURE_LINE;

static inline struct hash hash_of_hex(const char *hex)
{
    struct hash hash;
    assert_true(hex_decode(hash.bytes, HASH_BYTES, hex, strlen(hex)));
    return hash;
}

static inline void assert_hash(const struct hash *actual, const char *hex)
{
    struct hash expected = hash_of_hex(hex);
    assert_memory_equal(actual->bytes, expected.bytes, HASH_BYTES);
}

static inline void assert_sha256(const void *bytes, size_t len, const char *hex)
{
    struct hash hash;
    hash_bytes(&hash, bytes, len);
    assert_hash(&hash, hex);
}

static inline void log_leaf_hashes(struct hash out[LOG_SIZE])
{
    for (size_t i = 0; i < LOG_SIZE; i++) {
        out[i] = hash_of_hex(log_leaves[i]);
    }
}

/* The seed of 32 bytes that count up from `first`. */
static inline void make_seed(uint8_t seed[32], uint8_t first)
{
    for (unsigned i = 0; i < 32; i++) {
        seed[i] = (uint8_t)(first + i);
    }
}

#endif
