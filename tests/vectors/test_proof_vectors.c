/* The receipt of entry 5: text, parts and verification. */
#include "log_vectors.h"
#include "../unit/naive_tree.h"
#include "buurtkas/audit/proof.h"

static const char *const path_lines[] = {
    "SeSPXHW0ad9zyif11Lm81CoTt5I40HkNSVPCJOMdBK0=",
    "67mCDfh2gIoK8ue8y+pX3UzoMMvOuV5gli6bkobOLf0=",
    "hPpc6tSyoXACjvj78gRfqp6NkfdINXtZc7iWxM53RPs=",
};

struct fixture {
    struct arena *arena;
    struct vkey keys[2];
    struct vkeys known;
    struct tlog_proof proof;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct hash leaves[LOG_SIZE];
    struct inclusion inclusion;
    struct err err = { 0 };
    log_leaf_hashes(leaves);
    struct naive_leaves list = { leaves, LOG_SIZE };
    struct node_reader reader = naive_reader(&list);
    f->arena = arena_new(1 << 16);
    assert_true(vkey_parse(&f->keys[0], LOG_VKEY, strlen(LOG_VKEY), &err));
    assert_true(vkey_parse(&f->keys[1], WITNESS_KEY, strlen(WITNESS_KEY), &err));
    f->known = (struct vkeys){ f->keys, 2 };
    assert_true(merkle_inclusion(&reader, 5, LOG_SIZE, &inclusion, &err));
    f->proof = (struct tlog_proof){ .index = 5,
                                    .count = inclusion.count,
                                    .note = log_checkpoint,
                                    .note_len = strlen(log_checkpoint) };
    memcpy(f->proof.path, inclusion.path, sizeof inclusion.path);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    arena_free(f->arena);
    free(f);
    return 0;
}

static void proof__has_the_bytes_of_the_vector(void **state)
{
    struct fixture *f = *state;
    struct err err = { 0 };
    struct str text = str_new(f->arena, 4096);
    assert_true(tlog_proof_write(&text, &f->proof, &err));
    for (size_t i = 0; i < ARRAY_LEN(path_lines); i++) {
        assert_non_null(strstr(text.ptr, path_lines[i]));
    }
    assert_sha256(text.ptr, text.len,
                  "652b5364c331584b6099a97538634f4a34547ef7f48e0e0d3ab555d96365c3ad");
}

static void proof__is_read_and_verified(void **state)
{
    struct fixture *f = *state;
    struct err err = { 0 };
    struct tlog_proof read;
    struct checkpoint checkpoint;
    struct hash leaf = hash_of_hex(log_leaves[5]);
    struct str text = str_new(f->arena, 4096);
    assert_true(tlog_proof_write(&text, &f->proof, &err));
    assert_true(tlog_proof_parse(&read, f->arena, text.ptr, text.len, &err));
    assert_false(read.has_extra);
    assert_int_equal(read.index, 5);
    assert_int_equal(read.count, 3);
    assert_true(tlog_proof_verify(&read, &leaf, &f->known, &checkpoint, &err));
    assert_int_equal(checkpoint.size, 7);
}

static void receipt__holds_its_entry(void **state)
{
    struct fixture *f = *state;
    struct err err = { 0 };
    struct receipt receipt;
    struct str text = str_new(f->arena, 4096);
    f->proof.has_extra = true;
    f->proof.extra = (const uint8_t *)log_entry_5;
    f->proof.extra_len = strlen(log_entry_5);
    assert_true(tlog_proof_write(&text, &f->proof, &err));
    const struct receipt_text given = { text.ptr, text.len };
    assert_int_equal(text.len, 814);
    assert_true(receipt_verify(&receipt, f->arena, &given, &f->known, &err));
    assert_int_equal(receipt.index, 5);
    assert_int_equal(receipt.checkpoint.size, 7);
    assert_int_equal(receipt.leaf_len, strlen(log_entry_5));
    assert_memory_equal(receipt.leaf, log_entry_5, receipt.leaf_len);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(proof__has_the_bytes_of_the_vector, set_up, tear_down),
        cmocka_unit_test_setup_teardown(proof__is_read_and_verified, set_up, tear_down),
        cmocka_unit_test_setup_teardown(receipt__holds_its_entry, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
