/* Keys, checkpoints, signatures and cosignatures: byte for byte. */
#include "log_vectors.h"
#include "buurtkas/audit/note.h"

static void vkey__is_made_and_read_as_written(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint8_t seed_first;
        const char *text;
    } cases[] = {
        {LOG_ORIGIN,  0x00, LOG_VKEY  },
        { LOG_ORIGIN, 0x40, LOG_VKEY_2}
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        uint8_t seed[32];
        char text[VKEY_TEXT_MAX + 1];
        struct vkey read;
        struct err err = { 0 };
        make_seed(seed, cases[i].seed_first);
        CLEANUP(log_key_freep) struct log_key *key = log_key_from_seed(cases[i].name, seed, &err);
        assert_non_null(key);
        assert_int_equal(vkey_print(text, log_key_vkey(key)), strlen(cases[i].text));
        assert_string_equal(text, cases[i].text);
        assert_true(vkey_parse(&read, text, strlen(text), &err));
        assert_memory_equal(read.public_key, log_key_vkey(key)->public_key, KEY_PUBLIC_BYTES);
        assert_int_equal(read.id, log_key_vkey(key)->id);
    }
}

static void vkey__of_the_witness(void **state)
{
    (void)state;
    struct vkey vkey;
    struct err err = { 0 };
    struct hash public_key =
        hash_of_hex("29acbae141bccaf0b22e1a94d34d0bc7361e526d0bfe12c89794bc9322966dd7");
    assert_true(vkey_parse(&vkey, WITNESS_KEY, strlen(WITNESS_KEY), &err));
    assert_int_equal(vkey.type, VKEY_COSIGNATURE);
    assert_int_equal(vkey.id, 0x09b8b633);
    assert_memory_equal(vkey.public_key, public_key.bytes, KEY_PUBLIC_BYTES);
}

/* The example in the documentation of Go's golang.org/x/mod/sumdb/note. */
static void note__of_go_is_opened(void **state)
{
    (void)state;
    static const char key[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    static const char text[] =
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n\n"
        "\xe2\x80\x94 PeterNeumann "
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    struct vkey vkey;
    struct vkeys known = { &vkey, 1 };
    struct note note;
    struct err err = { 0 };
    assert_true(vkey_parse(&vkey, key, strlen(key), &err));
    assert_true(note_open(&note, text, strlen(text), &known, &err));
    assert_int_equal(note.signature_count, 1);
}

static void checkpoint__is_printed_and_read(void **state)
{
    (void)state;
    struct checkpoint checkpoint = { .origin = LOG_ORIGIN,
                                     .size = 7,
                                     .root = hash_of_hex(log_roots[7]) };
    struct checkpoint read;
    struct err err = { 0 };
    char body[CHECKPOINT_BODY_MAX + 1];
    size_t len = checkpoint_print(body, &checkpoint);
    assert_int_equal(len, 74);
    assert_string_equal(body, LOG_BODY);
    assert_sha256(body, len, "c46d280b01c6af4a3b0678952ba3c8442661fb46df4d1bc26e923bbe0fe3b534");
    assert_true(checkpoint_parse(&read, body, len, &err));
    assert_string_equal(read.origin, LOG_ORIGIN);
    assert_int_equal(read.size, 7);
    assert_hash(&read.root, log_roots[7]);
}

static void checkpoint__is_signed(void **state)
{
    (void)state;
    struct checkpoint checkpoint = { .origin = LOG_ORIGIN,
                                     .size = 7,
                                     .root = hash_of_hex(log_roots[7]) };
    uint8_t seed[32];
    uint8_t signature[KEY_SIGNATURE_BYTES];
    uint8_t expected[KEY_SIGNATURE_BYTES];
    static const char hex[] = "3ec1d0f151e8491bea3266490e74470f073d922223bb2c5fa091c7014dc306ee"
                              "d15e4285a06ad834347f9c8e5b87d348827f76aa3d56da18ac85c82119abd50b";
    struct err err = { 0 };
    make_seed(seed, 0x00);
    CLEANUP(arena_freep) struct arena *arena = arena_new(8192);
    CLEANUP(log_key_freep) struct log_key *key = log_key_from_seed(LOG_ORIGIN, seed, &err);
    struct str note = str_new(arena, 2048);
    log_key_sign(key, LOG_BODY, strlen(LOG_BODY), signature);
    assert_true(hex_decode(expected, sizeof expected, hex, strlen(hex)));
    assert_memory_equal(signature, expected, sizeof expected);
    assert_true(checkpoint_sign(&note, &checkpoint, key, &err));
    assert_int_equal(note.len, strlen(LOG_BODY "\n" LOG_SIGNATURE_LINE));
    assert_memory_equal(note.ptr, log_checkpoint, note.len);
}

static void checkpoint__with_witness_is_opened(void **state)
{
    (void)state;
    struct vkey keys[2];
    struct vkeys known = { keys, 2 };
    struct note note;
    struct checkpoint checkpoint;
    struct err err = { 0 };
    assert_int_equal(strlen(log_checkpoint), 332);
    assert_sha256(log_checkpoint, 332,
                  "d5db869e73abf552a71468ec632d0c8e52c92f976845988a005ac42519546fde");
    assert_true(vkey_parse(&keys[0], LOG_VKEY, strlen(LOG_VKEY), &err));
    assert_true(vkey_parse(&keys[1], WITNESS_KEY, strlen(WITNESS_KEY), &err));
    assert_true(note_open(&note, log_checkpoint, strlen(log_checkpoint), &known, &err));
    assert_int_equal(note.signature_count, 2);
    assert_int_equal(note.good, 3);
    assert_int_equal(note.signed_at_s[0], 0);
    assert_int_equal(note.signed_at_s[1], 1767229200);
    assert_int_equal(note.body_len, 74);
    assert_true(checkpoint_open(&checkpoint, log_checkpoint, strlen(log_checkpoint), &known, &err));
    assert_int_equal(checkpoint.size, 7);
}

static void cosignature__is_over_the_message(void **state)
{
    (void)state;
    static const char hex[] = "000000006955c710"
                              "879f05dd6794b8f4283308b05d10a5e62415604b8b31e21d7cdc4ba1126ae74a"
                              "c0b1f7fea1fc5b3d78f0f3175b7cec02570103e949348c8b1265f33b3bc4520c";
    char message[COSIGNATURE_MESSAGE_MAX];
    uint8_t signature[COSIGNATURE_BYTES];
    uint64_t time_s = 0;
    struct vkey witness;
    struct err err = { 0 };
    size_t len = cosignature_message(message, 1767229200, LOG_BODY, strlen(LOG_BODY));
    assert_int_equal(len, 105);
    assert_sha256(message, len, "96f354f5e107c03197dd14f01e983c74a785c52cf1f82998a7511836764dd886");
    assert_true(vkey_parse(&witness, WITNESS_KEY, strlen(WITNESS_KEY), &err));
    assert_true(hex_decode(signature, sizeof signature, hex, strlen(hex)));
    assert_true(cosignature_verify(&witness, signature, LOG_BODY, strlen(LOG_BODY), &time_s));
    assert_int_equal(time_s, 1767229200);
    signature[7] ^= 1; /* another time */
    assert_false(cosignature_verify(&witness, signature, LOG_BODY, strlen(LOG_BODY), &time_s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vkey__is_made_and_read_as_written),
        cmocka_unit_test(vkey__of_the_witness),
        cmocka_unit_test(note__of_go_is_opened),
        cmocka_unit_test(checkpoint__is_printed_and_read),
        cmocka_unit_test(checkpoint__is_signed),
        cmocka_unit_test(checkpoint__with_witness_is_opened),
        cmocka_unit_test(cosignature__is_over_the_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
