/* The tree against its definition: every proof verifies, every damaged one is refused, and the
 * memory of the newest nodes gives the same answers as the recursion over all leaves. Seeded, so
 * that a failure can be had again. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <cmocka.h>
#include "naive_tree.h"

enum {
    EXHAUSTIVE_SIZE = 66,
    RANDOM_SIZE = 3000,
    SEED = 20260101,
};

/* Leaves, the root after each of them, and a cache that holds all nodes. */
struct forest {
    struct hash leaves[RANDOM_SIZE];
    struct hash roots[RANDOM_SIZE + 1];
    struct merkle_cache cache;
    struct cached_reader cached;
    struct node_reader reader;
    uint64_t random;
};

/* xorshift64 */
static uint64_t next_random(struct forest *f)
{
    f->random ^= f->random << 13;
    f->random ^= f->random >> 7;
    f->random ^= f->random << 17;
    return f->random;
}

static int set_up(void **state)
{
    struct forest *f = calloc(1, sizeof *f);
    struct merkle tree;
    f->random = SEED;
    merkle_init(&tree);
    merkle_cache_init(&f->cache, &tree);
    merkle_root(&tree, &f->roots[0]);
    for (size_t i = 0; i < RANDOM_SIZE; i++) {
        uint64_t entry = next_random(f);
        hash_leaf(&f->leaves[i], (const uint8_t *)&entry, sizeof entry);
        merkle_append(&tree, &f->leaves[i]);
        merkle_cache_append(&f->cache, &f->leaves[i]);
        merkle_root(&tree, &f->roots[i + 1]);
    }
    f->cached = (struct cached_reader){ .cache = &f->cache };
    f->reader = cached_reader(&f->cached);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    free(*state);
    return 0;
}

/* --- Inclusion. --- */

static void expect_inclusion(bool expected, const struct inclusion *proof, const struct hash *leaf,
                             const struct hash *root)
{
    struct err err = { 0 };
    bool ok = merkle_verify_inclusion(proof, leaf, root, &err);
    if (ok != expected) {
        fail_msg("entry %llu of %llu, %zu hashes: %s", (unsigned long long)proof->index,
                 (unsigned long long)proof->size, proof->count, ok ? "accepted" : err.detail);
    }
    assert_int_equal(err.code, ok ? ERR_OK : ERR_CORRUPT);
}

/* Removes hash `at`. */
static void remove_hash(struct hash *path, size_t *count, size_t at)
{
    memmove(&path[at], &path[at + 1], (*count - at - 1) * sizeof path[0]);
    --*count;
}

static void insert_hash(struct hash *path, size_t *count, size_t at, const struct hash *hash)
{
    memmove(&path[at + 1], &path[at], (*count - at) * sizeof path[0]);
    path[at] = *hash;
    ++*count;
}

static void refuse_other_positions(const struct inclusion *good, const struct hash *leaf,
                                   const struct hash *root)
{
    const uint64_t i = good->index;
    const uint64_t n = good->size;
    const uint64_t others[][2] = {
        {i + 1,       n         },
        { i - 1,      n         },
        { i ^ 2,      n         },
        { i,          n * 2     },
        { i,          n / 2     },
        { i + n,      n         },
        { n,          n         },
        { UINT64_MAX, n         },
        { i,          0         },
        { i,          UINT64_MAX}
    };
    for (size_t k = 0; k < sizeof others / sizeof others[0]; k++) {
        struct inclusion bad = *good;
        bad.index = others[k][0];
        bad.size = others[k][1];
        expect_inclusion(false, &bad, leaf, root);
    }
}

static void refuse_other_paths(const struct inclusion *good, const struct hash *leaf,
                               const struct hash *root)
{
    const struct hash garbage = {
        {0xde, 0xad}
    };
    const struct hash *extras[] = { root, &garbage, leaf };
    for (size_t k = 0; k < good->count; k++) {
        struct inclusion bad = *good;
        bad.path[k].bytes[k % HASH_BYTES] ^= (uint8_t)(1U << (k % 8));
        expect_inclusion(false, &bad, leaf, root);
        bad = *good;
        remove_hash(bad.path, &bad.count, k);
        expect_inclusion(false, &bad, leaf, root);
    }
    for (size_t k = 0; k <= good->count; k++) {
        for (size_t e = 0; e < sizeof extras / sizeof extras[0]; e++) {
            struct inclusion bad = *good;
            insert_hash(bad.path, &bad.count, k, extras[e]);
            expect_inclusion(false, &bad, leaf, root);
        }
    }
    struct inclusion bad = *good;
    bad.count = MERKLE_PATH_MAX + 1;
    expect_inclusion(false, &bad, leaf, root);
}

static void refuse_other_ends(const struct inclusion *good, const struct hash *leaf,
                              const struct hash *root)
{
    struct hash bad = *root;
    bad.bytes[31] ^= 1;
    expect_inclusion(false, good, leaf, &bad);
    hash_empty_root(&bad);
    expect_inclusion(false, good, leaf, &bad);
    memset(&bad, 0, sizeof bad);
    expect_inclusion(false, good, leaf, &bad);
    expect_inclusion(false, good, &bad, root);
    bad = *leaf;
    bad.bytes[0] ^= 0x80;
    expect_inclusion(false, good, &bad, root);
}

static void inclusion__of_every_leaf_is_the_definition(void **state)
{
    struct forest *f = *state;
    for (uint64_t n = 1; n <= EXHAUSTIVE_SIZE; n++) {
        for (uint64_t i = 0; i < n; i++) {
            struct inclusion proof;
            struct naive_proof naive = { 0 };
            struct err err = { 0 };
            assert_true(merkle_inclusion(&f->reader, i, n, &proof, &err));
            naive_path(i, f->leaves, n, &naive);
            assert_int_equal(proof.count, naive.count);
            assert_memory_equal(proof.path, naive.path, naive.count * sizeof naive.path[0]);
            expect_inclusion(true, &proof, &f->leaves[i], &f->roots[n]);
        }
    }
}

static void inclusion__refuses_every_mutation(void **state)
{
    struct forest *f = *state;
    for (uint64_t n = 1; n <= EXHAUSTIVE_SIZE; n++) {
        for (uint64_t i = 0; i < n; i++) {
            struct inclusion proof;
            struct err err = { 0 };
            assert_true(merkle_inclusion(&f->reader, i, n, &proof, &err));
            refuse_other_positions(&proof, &f->leaves[i], &f->roots[n]);
            refuse_other_paths(&proof, &f->leaves[i], &f->roots[n]);
            refuse_other_ends(&proof, &f->leaves[i], &f->roots[n]);
        }
    }
}

static void inclusion__of_all_leaves_of_random_trees(void **state)
{
    struct forest *f = *state;
    for (unsigned round = 0; round < 40; round++) {
        uint64_t n = round == 0 ? RANDOM_SIZE : 1 + next_random(f) % RANDOM_SIZE;
        for (uint64_t i = 0; i < n; i++) {
            struct inclusion proof;
            struct err err = { 0 };
            assert_true(merkle_inclusion(&f->reader, i, n, &proof, &err));
            expect_inclusion(true, &proof, &f->leaves[i], &f->roots[n]);
        }
    }
}

static void inclusion__refuses_to_prove_what_is_not_there(void **state)
{
    struct forest *f = *state;
    const uint64_t cases[][2] = {
        {0,  0         },
        { 7, 7         },
        { 8, 7         },
        { 0, UINT64_MAX}
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        struct inclusion proof;
        struct err err = { 0 };
        assert_false(merkle_inclusion(&f->reader, cases[k][0], cases[k][1], &proof, &err));
        assert_int_equal(err.code, ERR_INVALID_PARAMETER);
    }
}

/* --- Consistency. --- */

static void expect_consistency(bool expected, const struct consistency *proof,
                               const struct hash *old_root, const struct hash *new_root)
{
    struct err err = { 0 };
    bool ok = merkle_verify_consistency(proof, old_root, new_root, &err);
    if (ok != expected) {
        fail_msg("%llu to %llu, %zu hashes: %s", (unsigned long long)proof->old_size,
                 (unsigned long long)proof->new_size, proof->count, ok ? "accepted" : err.detail);
    }
    assert_int_equal(err.code, ok ? ERR_OK : ERR_CORRUPT);
}

static void refuse_other_sizes(const struct consistency *good, const struct hash *old_root,
                               const struct hash *new_root)
{
    const uint64_t m = good->old_size;
    const uint64_t n = good->new_size;
    const uint64_t others[][2] = {
        {m + 1,  n         },
        { m - 1, n         },
        { m ^ 2, n         },
        { m,     n * 2     },
        { m,     n / 2     },
        { 0,     n         },
        { n + 1, n         },
        { m,     0         },
        { m,     UINT64_MAX}
    };
    for (size_t k = 0; k < sizeof others / sizeof others[0]; k++) {
        struct consistency bad = *good;
        bad.old_size = others[k][0];
        bad.new_size = others[k][1];
        expect_consistency(false, &bad, old_root, new_root);
    }
}

static void refuse_other_hashes(const struct consistency *good, const struct hash *old_root,
                                const struct hash *new_root)
{
    const struct hash garbage = {
        {0xde, 0xad}
    };
    const struct hash *extras[] = { old_root, new_root, &garbage };
    for (size_t k = 0; k < good->count; k++) {
        struct consistency bad = *good;
        bad.path[k].bytes[(k * 7) % HASH_BYTES] ^= (uint8_t)(1U << (k % 8));
        expect_consistency(false, &bad, old_root, new_root);
        bad = *good;
        remove_hash(bad.path, &bad.count, k);
        expect_consistency(false, &bad, old_root, new_root);
    }
    for (size_t k = 0; k <= good->count; k++) {
        for (size_t e = 0; e < sizeof extras / sizeof extras[0]; e++) {
            struct consistency bad = *good;
            insert_hash(bad.path, &bad.count, k, extras[e]);
            expect_consistency(false, &bad, old_root, new_root);
        }
    }
}

static void refuse_other_roots(const struct consistency *good, const struct hash *old_root,
                               const struct hash *new_root)
{
    struct hash bad;
    hash_empty_root(&bad);
    expect_consistency(false, good, &bad, new_root);
    expect_consistency(false, good, old_root, &bad);
    memset(&bad, 0x5a, sizeof bad);
    expect_consistency(false, good, &bad, new_root);
    expect_consistency(false, good, old_root, &bad);
    if (good->old_size != good->new_size) {
        expect_consistency(false, good, new_root, old_root);
    }
}

static void consistency__of_every_pair_is_the_definition(void **state)
{
    struct forest *f = *state;
    for (uint64_t n = 1; n <= EXHAUSTIVE_SIZE; n++) {
        for (uint64_t m = 1; m <= n; m++) {
            struct consistency proof;
            struct naive_proof naive = { 0 };
            struct err err = { 0 };
            assert_true(merkle_consistency(&f->reader, m, n, &proof, &err));
            naive_subproof(m, f->leaves, n, true, &naive);
            assert_int_equal(proof.count, naive.count);
            assert_memory_equal(proof.path, naive.path, naive.count * sizeof naive.path[0]);
            expect_consistency(true, &proof, &f->roots[m], &f->roots[n]);
        }
    }
}

static void consistency__refuses_every_mutation(void **state)
{
    struct forest *f = *state;
    for (uint64_t n = 1; n <= EXHAUSTIVE_SIZE; n++) {
        for (uint64_t m = 1; m <= n; m++) {
            struct consistency proof;
            struct err err = { 0 };
            assert_true(merkle_consistency(&f->reader, m, n, &proof, &err));
            refuse_other_sizes(&proof, &f->roots[m], &f->roots[n]);
            refuse_other_hashes(&proof, &f->roots[m], &f->roots[n]);
            refuse_other_roots(&proof, &f->roots[m], &f->roots[n]);
        }
    }
}

static void consistency__of_random_pairs(void **state)
{
    struct forest *f = *state;
    for (unsigned round = 0; round < 40; round++) {
        uint64_t n = round == 0 ? RANDOM_SIZE : 1 + next_random(f) % RANDOM_SIZE;
        for (uint64_t m = 1; m <= n; m++) {
            struct consistency proof;
            struct err err = { 0 };
            assert_true(merkle_consistency(&f->reader, m, n, &proof, &err));
            expect_consistency(true, &proof, &f->roots[m], &f->roots[n]);
        }
    }
}

static void consistency__refuses_to_prove_backwards(void **state)
{
    struct forest *f = *state;
    const uint64_t cases[][2] = {
        {0,  7         },
        { 8, 7         },
        { 1, UINT64_MAX}
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        struct consistency proof;
        struct err err = { 0 };
        assert_false(merkle_consistency(&f->reader, cases[k][0], cases[k][1], &proof, &err));
        assert_int_equal(err.code, ERR_INVALID_PARAMETER);
    }
}

/* --- Roots and the frontier. --- */

static void root__is_the_definition(void **state)
{
    struct forest *f = *state;
    for (uint64_t n = 0; n <= RANDOM_SIZE; n += n < 300 ? 1 : 97) {
        struct hash naive = naive_root(f->leaves, n);
        struct hash at;
        struct err err = { 0 };
        assert_true(merkle_root_at(&f->reader, n, &at, &err));
        assert_memory_equal(&f->roots[n], &naive, sizeof naive);
        assert_memory_equal(&at, &naive, sizeof naive);
    }
}

static void frontier__is_written_and_read(void **state)
{
    struct forest *f = *state;
    struct merkle tree;
    merkle_init(&tree);
    for (size_t n = 0; n <= 300; n++) {
        uint8_t bytes[MERKLE_FRONTIER_MAX];
        struct merkle read;
        struct hash root;
        struct err err = { 0 };
        size_t len = merkle_frontier_write(&tree, bytes);
        assert_int_equal(len, 32 * __builtin_popcountll(n));
        assert_true(merkle_frontier_read(&read, n, bytes, len, &err));
        merkle_root(&read, &root);
        assert_memory_equal(&root, &f->roots[n], sizeof root);
        assert_false(merkle_frontier_read(&read, n, bytes, len + 32, &err));
        assert_int_equal(err.code, ERR_CORRUPT);
        merkle_append(&tree, &f->leaves[n]);
    }
}

/* --- The cache. --- */

enum {
    LONG_SIZE = 30000,
    BATCH = 1024
};

static struct hash long_leaf(uint64_t i)
{
    struct hash leaf;
    hash_leaf(&leaf, (const uint8_t *)&i, sizeof i);
    return leaf;
}

static void cache__has_all_proofs_of_the_newest_leaves(void **state)
{
    (void)state;
    struct merkle_cache *cache = malloc(sizeof *cache);
    struct cached_reader cached = { .cache = cache };
    struct node_reader reader = cached_reader(&cached);
    struct merkle tree;
    struct hash batch_root = { 0 };
    merkle_init(&tree);
    merkle_cache_init(cache, &tree);
    for (uint64_t n = 1; n <= LONG_SIZE; n++) {
        struct hash leaf = long_leaf(n - 1);
        merkle_append(&tree, &leaf);
        merkle_cache_append(cache, &leaf);
        if (n % BATCH != 0 && n != LONG_SIZE) {
            continue;
        }
        struct hash root;
        struct hash cache_root;
        struct consistency step;
        struct err err = { 0 };
        merkle_root(&tree, &root);
        merkle_cache_root(cache, &cache_root);
        assert_memory_equal(&root, &cache_root, sizeof root);
        for (uint64_t i = n > MERKLE_CACHE_WINDOW ? n - MERKLE_CACHE_WINDOW : 0; i < n; i++) {
            struct inclusion proof;
            leaf = long_leaf(i);
            assert_true(merkle_inclusion(&reader, i, n, &proof, &err));
            expect_inclusion(true, &proof, &leaf, &root);
        }
        if (n > BATCH && n % BATCH == 0) {
            assert_true(merkle_consistency(&reader, n - BATCH, n, &step, &err));
            expect_consistency(true, &step, &batch_root, &root);
        }
        batch_root = root;
    }
    free(cache);
}

static void cache__says_so_when_a_node_is_too_old(void **state)
{
    (void)state;
    struct merkle_cache *cache = malloc(sizeof *cache);
    struct cached_reader cached = { .cache = cache };
    struct node_reader reader = cached_reader(&cached);
    struct merkle tree;
    struct hash hash;
    struct inclusion proof;
    struct err err = { 0 };
    merkle_init(&tree);
    merkle_cache_init(cache, &tree);
    for (uint64_t i = 0; i < LONG_SIZE; i++) {
        hash = long_leaf(i);
        merkle_cache_append(cache, &hash);
    }
    assert_false(merkle_cache_node(cache, 0, 0, &hash));
    assert_false(merkle_cache_node(cache, 0, LONG_SIZE - MERKLE_CACHE_LEAVES - 1, &hash));
    assert_true(merkle_cache_node(cache, 0, LONG_SIZE - MERKLE_CACHE_LEAVES, &hash));
    assert_false(merkle_cache_node(cache, 0, LONG_SIZE, &hash));
    assert_false(merkle_cache_node(cache, 64, 0, &hash));
    assert_false(merkle_inclusion(&reader, 5, LONG_SIZE, &proof, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    free(cache);
}

/* A daemon that starts again knows the frontier only: new leaves have their proofs, old ones come
 * from elsewhere. */
static void cache__goes_on_from_a_frontier(void **state)
{
    struct forest *f = *state;
    struct naive_leaves list = { f->leaves, RANDOM_SIZE };
    const uint64_t starts[] = { 1, 2, 3, 255, 256, 1000, 1023, 2047, 2048, 2999 };
    struct merkle_cache *cache = malloc(sizeof *cache);
    for (size_t k = 0; k < sizeof starts / sizeof starts[0]; k++) {
        struct merkle tree;
        struct cached_reader alone = { .cache = cache };
        struct cached_reader both = { .cache = cache, .fallback = naive_reader(&list) };
        struct node_reader reader = cached_reader(&alone);
        struct node_reader full = cached_reader(&both);
        merkle_init(&tree);
        for (uint64_t i = 0; i < starts[k]; i++) {
            merkle_append(&tree, &f->leaves[i]);
        }
        merkle_cache_init(cache, &tree);
        for (uint64_t n = starts[k] + 1; n <= RANDOM_SIZE; n++) {
            merkle_cache_append(cache, &f->leaves[n - 1]);
            if (n % 61 != 0 && n != starts[k] + 1) {
                continue;
            }
            for (uint64_t i = starts[k]; i < n; i += 7) {
                struct inclusion proof;
                struct err err = { 0 };
                assert_true(merkle_inclusion(&reader, i, n, &proof, &err));
                expect_inclusion(true, &proof, &f->leaves[i], &f->roots[n]);
            }
            struct inclusion old;
            struct consistency grown;
            struct err err = { 0 };
            assert_true(merkle_inclusion(&full, 0, n, &old, &err));
            expect_inclusion(true, &old, &f->leaves[0], &f->roots[n]);
            assert_true(merkle_consistency(&reader, starts[k], n, &grown, &err));
            expect_consistency(true, &grown, &f->roots[starts[k]], &f->roots[n]);
        }
    }
    free(cache);
}

static void cache__takes_a_batch_back(void **state)
{
    (void)state;
    struct merkle_cache *cache = malloc(sizeof *cache);
    struct merkle tree;
    merkle_init(&tree);
    merkle_cache_init(cache, &tree);
    struct forest random = { .random = SEED };
    while (tree.size < 3 * LONG_SIZE / 2) {
        struct hash root;
        struct hash cache_root;
        uint64_t wrong = next_random(&random) % (BATCH + 1);
        uint64_t right = next_random(&random) % (BATCH + 1);
        for (uint64_t i = 0; i < wrong; i++) {
            struct hash leaf = long_leaf(UINT64_MAX - i);
            merkle_cache_append(cache, &leaf);
        }
        assert_true(merkle_cache_rewind(cache, tree.size));
        for (uint64_t i = 0; i < right; i++) {
            struct hash leaf = long_leaf(tree.size);
            merkle_append(&tree, &leaf);
            merkle_cache_append(cache, &leaf);
        }
        merkle_root(&tree, &root);
        merkle_cache_root(cache, &cache_root);
        assert_int_equal(cache->size, tree.size);
        assert_memory_equal(&root, &cache_root, sizeof root);
    }
    assert_false(merkle_cache_rewind(cache, tree.size + 1));
    assert_false(merkle_cache_rewind(cache, tree.size - MERKLE_CACHE_WINDOW - 1));
    merkle_cache_init(cache, &tree);
    assert_false(merkle_cache_rewind(cache, tree.size - 1 - (tree.size & 1)));
    free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inclusion__of_every_leaf_is_the_definition),
        cmocka_unit_test(inclusion__refuses_every_mutation),
        cmocka_unit_test(inclusion__of_all_leaves_of_random_trees),
        cmocka_unit_test(inclusion__refuses_to_prove_what_is_not_there),
        cmocka_unit_test(consistency__of_every_pair_is_the_definition),
        cmocka_unit_test(consistency__refuses_every_mutation),
        cmocka_unit_test(consistency__of_random_pairs),
        cmocka_unit_test(consistency__refuses_to_prove_backwards),
        cmocka_unit_test(root__is_the_definition),
        cmocka_unit_test(frontier__is_written_and_read),
        cmocka_unit_test(cache__has_all_proofs_of_the_newest_leaves),
        cmocka_unit_test(cache__says_so_when_a_node_is_too_old),
        cmocka_unit_test(cache__goes_on_from_a_frontier),
        cmocka_unit_test(cache__takes_a_batch_back),
    };
    return cmocka_run_group_tests_name("seed 20260101", tests, set_up, tear_down);
}
