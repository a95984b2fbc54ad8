/* Hashing, roots, proofs and the commitment against published and accepted vectors. */
#include "log_vectors.h"
#include "../unit/naive_tree.h"
#include "buurtkas/audit/opening.h"

enum {
    CT_SIZE = 8
};

/* The classic leaves of Certificate Transparency's tests, in hex. */
static const char *const ct_leaves[CT_SIZE] = {
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
};

/* Roots of the first 1 to 8 of them. */
static const char *const ct_roots[CT_SIZE] = {
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

static const char node_4_to_6[] =
    "3a72142810e5e94a322966d30a9c8cb474ad1aa9061849e3126695b9d252e9d8";
static const char node_4_to_5[] =
    "14c6719e99b25dfe5d1725903b0556f488213001517103bdff3cec3bd23fdd8a";
static const char node_2_to_3[] =
    "d27620b6f603d7b3a782056b14aeb20106b36f3b7c9fc0ca16ec42c82c91732e";

static void tree__has_the_roots_of_ct(void **state)
{
    (void)state;
    struct merkle tree;
    struct hash root;
    merkle_init(&tree);
    merkle_root(&tree, &root);
    assert_hash(&root, log_roots[0]);
    for (size_t i = 0; i < CT_SIZE; i++) {
        uint8_t entry[16];
        struct hash leaf;
        size_t len = strlen(ct_leaves[i]) / 2;
        assert_true(hex_decode(entry, len, ct_leaves[i], 2 * len));
        hash_leaf(&leaf, entry, len);
        merkle_append(&tree, &leaf);
        merkle_root(&tree, &root);
        assert_hash(&root, ct_roots[i]);
    }
}

static void tree__has_the_roots_of_the_log(void **state)
{
    (void)state;
    struct hash leaves[LOG_SIZE];
    struct merkle tree;
    log_leaf_hashes(leaves);
    merkle_init(&tree);
    for (size_t n = 0; n <= LOG_SIZE; n++) {
        struct hash root;
        merkle_root(&tree, &root);
        assert_hash(&root, log_roots[n]);
        if (n < LOG_SIZE) {
            merkle_append(&tree, &leaves[n]);
        }
    }
}

static void leaf__has_the_hash_of_entry_5(void **state)
{
    (void)state;
    struct hash leaf;
    assert_int_equal(strlen(log_entry_5), 231);
    hash_leaf(&leaf, (const uint8_t *)log_entry_5, strlen(log_entry_5));
    assert_hash(&leaf, log_leaves[5]);
}

static void inclusion__has_the_paths_of_the_log(void **state)
{
    (void)state;
    const struct {
        uint64_t index;
        const char *path[3];
        size_t count;
    } cases[] = {
        {3,  { log_leaves[2], log_roots[2], node_4_to_6 }, 3},
        { 6, { node_4_to_5, log_roots[4] },                2},
        { 0, { log_leaves[1], node_2_to_3, node_4_to_6 },  3},
    };
    struct hash leaves[LOG_SIZE];
    log_leaf_hashes(leaves);
    struct naive_leaves list = { leaves, LOG_SIZE };
    struct node_reader reader = naive_reader(&list);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct inclusion proof;
        struct err err = { 0 };
        struct hash root = hash_of_hex(log_roots[LOG_SIZE]);
        assert_true(merkle_inclusion(&reader, cases[i].index, LOG_SIZE, &proof, &err));
        assert_int_equal(proof.count, cases[i].count);
        for (size_t j = 0; j < proof.count; j++) {
            assert_hash(&proof.path[j], cases[i].path[j]);
        }
        assert_true(merkle_verify_inclusion(&proof, &leaves[cases[i].index], &root, &err));
    }
}

static void consistency__has_the_proofs_of_the_log(void **state)
{
    (void)state;
    const struct {
        uint64_t old_size;
        const char *path[4];
        size_t count;
    } cases[] = {
        {3,  { log_leaves[2], log_leaves[3], log_roots[2], node_4_to_6 }, 4},
        { 4, { node_4_to_6 },                                             1},
        { 6, { node_4_to_5, log_leaves[6], log_roots[4] },                3},
        { 7, { NULL },                                                    0},
    };
    struct hash leaves[LOG_SIZE];
    log_leaf_hashes(leaves);
    struct naive_leaves list = { leaves, LOG_SIZE };
    struct node_reader reader = naive_reader(&list);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct consistency proof;
        struct err err = { 0 };
        struct hash old_root = hash_of_hex(log_roots[cases[i].old_size]);
        struct hash new_root = hash_of_hex(log_roots[LOG_SIZE]);
        assert_true(merkle_consistency(&reader, cases[i].old_size, LOG_SIZE, &proof, &err));
        assert_int_equal(proof.count, cases[i].count);
        for (size_t j = 0; j < proof.count; j++) {
            assert_hash(&proof.path[j], cases[i].path[j]);
        }
        assert_true(merkle_verify_consistency(&proof, &old_root, &new_root, &err));
    }
}

static void commitment__is_the_one_in_entry_5(void **state)
{
    (void)state;
    struct opening opening = {
        .entry_id = "d-000005", .field = "by", .value = "member-5", .value_len = 8
    };
    struct hash commitment;
    char text[COMMITMENT_TEXT + 1];
    struct hash salt =
        hash_of_hex("0b8cfb4e6f178e3ab1586c1c5615e0740efe2ab3ac5cd01daefedf9fc01d075b");
    memcpy(opening.salt, salt.bytes, sizeof opening.salt);
    opening_commit(&commitment, &opening);
    commitment_print(text, &commitment);
    assert_non_null(strstr(log_entry_5, text));
    assert_true(opening_verify(&opening, &commitment));
}

/* RFC 4231, test case 4 with its key of 25 bytes padded by zeros, which HMAC does itself. */
static void hmac__has_the_value_of_rfc_4231(void **state)
{
    (void)state;
    uint8_t key[32] = { 0 };
    uint8_t data[50];
    struct hash hmac;
    for (uint8_t i = 0; i < 25; i++) {
        key[i] = (uint8_t)(i + 1);
    }
    memset(data, 0xcd, sizeof data);
    const struct hash_part parts[] = {
        {data,       20},
        { NULL,      0 },
        { data + 20, 30}
    };
    hmac_sha256(&hmac, key, parts, 3);
    assert_hash(&hmac, "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tree__has_the_roots_of_ct),
        cmocka_unit_test(tree__has_the_roots_of_the_log),
        cmocka_unit_test(leaf__has_the_hash_of_entry_5),
        cmocka_unit_test(inclusion__has_the_paths_of_the_log),
        cmocka_unit_test(consistency__has_the_proofs_of_the_log),
        cmocka_unit_test(commitment__is_the_one_in_entry_5),
        cmocka_unit_test(hmac__has_the_value_of_rfc_4231),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
