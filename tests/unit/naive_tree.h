/* The Merkle tree exactly as RFC 6962, 2.1, defines it: by recursion over the list of leaves. Slow,
 * and plain enough to be believed; the tests compare the real one with it. */
#ifndef BUURTKAS_TESTS_NAIVE_TREE_H
#define BUURTKAS_TESTS_NAIVE_TREE_H

#include <string.h>
#include "buurtkas/audit/merkle.h"

struct naive_proof {
    size_t count;
    struct hash path[MERKLE_PATH_MAX];
};

/* Largest power of two smaller than n. */
static inline size_t naive_split(size_t n)
{
    size_t k = 1;
    while (k * 2 < n) {
        k *= 2;
    }
    return k;
}

static inline struct hash naive_root(const struct hash *leaves, size_t n)
{
    struct hash root;
    if (n == 0) {
        hash_empty_root(&root);
        return root;
    }
    if (n == 1) {
        return leaves[0];
    }
    size_t k = naive_split(n);
    struct hash left = naive_root(leaves, k);
    struct hash right = naive_root(leaves + k, n - k);
    hash_node(&root, &left, &right);
    return root;
}

static inline void naive_add(struct naive_proof *proof, struct hash hash)
{
    proof->path[proof->count++] = hash;
}

/* PATH(m, D[n]) */
static inline void naive_path(size_t m, const struct hash *leaves, size_t n,
                              struct naive_proof *out)
{
    if (n <= 1) {
        return;
    }
    size_t k = naive_split(n);
    if (m < k) {
        naive_path(m, leaves, k, out);
        naive_add(out, naive_root(leaves + k, n - k));
    } else {
        naive_path(m - k, leaves + k, n - k, out);
        naive_add(out, naive_root(leaves, k));
    }
}

/* SUBPROOF(m, D[n], b) */
static inline void naive_subproof(size_t m, const struct hash *leaves, size_t n, bool b,
                                  struct naive_proof *out)
{
    if (m == n) {
        if (!b) {
            naive_add(out, naive_root(leaves, n));
        }
        return;
    }
    size_t k = naive_split(n);
    if (m <= k) {
        naive_subproof(m, leaves, k, b, out);
        naive_add(out, naive_root(leaves + k, n - k));
    } else {
        naive_subproof(m - k, leaves + k, n - k, false, out);
        naive_add(out, naive_root(leaves, k));
    }
}

/* A reader of nodes over a list of leaves. */
struct naive_leaves {
    const struct hash *leaves;
    size_t count;
};

static inline bool naive_node(void *self, unsigned level, uint64_t index, struct hash *out,
                              struct err *err)
{
    const struct naive_leaves *list = self;
    if (level >= 32 || (index + 1) << level > list->count) {
        return err_set(err, ERR_NOT_FOUND, "no node %llu of level %u", (unsigned long long)index,
                       level);
    }
    *out = naive_root(list->leaves + (index << level), (size_t)1 << level);
    return true;
}

static inline struct node_reader naive_reader(struct naive_leaves *list)
{
    return (struct node_reader){ .node = naive_node, .self = list };
}

#endif
