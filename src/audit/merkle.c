/* The tree's frontier, and proofs generated from nodes. Proofs are made without recursion: the path
 * of a leaf goes up level by level. Below the level where it joins the path of the last leaf, every
 * sibling stands in the tree (the topmost may be incomplete); from there on only left siblings
 * count, because lone right nodes are promoted. */
#include "buurtkas/audit/merkle.h"

#include <assert.h>

void merkle_init(struct merkle *tree)
{
    memset(tree, 0, sizeof *tree);
}

void merkle_append(struct merkle *tree, const struct hash *leaf)
{
    assert(tree->size < MERKLE_SIZE_MAX);
    struct hash node = *leaf;
    unsigned level = 0;
    for (uint64_t left = tree->size; left & 1; left >>= 1) {
        hash_node(&node, &tree->nodes[level], &node);
        level++;
    }
    tree->nodes[level] = node;
    tree->size++;
}

void merkle_root(const struct merkle *tree, struct hash *out)
{
    if (tree->size == 0) {
        hash_empty_root(out);
        return;
    }
    unsigned level = (unsigned)__builtin_ctzll(tree->size);
    struct hash root = tree->nodes[level];
    for (level++; tree->size >> level != 0; level++) {
        if (tree->size >> level & 1) {
            hash_node(&root, &tree->nodes[level], &root);
        }
    }
    *out = root;
}

size_t merkle_frontier_write(const struct merkle *tree, uint8_t out[MERKLE_FRONTIER_MAX])
{
    size_t len = 0;
    for (unsigned level = 0; level < MERKLE_LEVELS; level++) {
        if (tree->size >> level & 1) {
            memcpy(out + len, tree->nodes[level].bytes, HASH_BYTES);
            len += HASH_BYTES;
        }
    }
    return len;
}

bool merkle_frontier_read(struct merkle *out, uint64_t size, const uint8_t *bytes, size_t len,
                          struct err *err)
{
    if (size > MERKLE_SIZE_MAX || len != HASH_BYTES * (size_t)__builtin_popcountll(size)) {
        return err_set(err, ERR_CORRUPT,
                       "a frontier of %zu bytes does not fit a tree of %llu leaves", len,
                       (unsigned long long)size);
    }
    merkle_init(out);
    out->size = size;
    for (unsigned level = 0; level < MERKLE_LEVELS; level++) {
        if (size >> level & 1) {
            memcpy(out->nodes[level].bytes, bytes, HASH_BYTES);
            bytes += HASH_BYTES;
        }
    }
    return true;
}

static bool read_node(const struct node_reader *reader, unsigned level, uint64_t index,
                      struct hash *out, struct err *err)
{
    return reader->node(reader->self, level, index, out, err);
}

/* Root of the leaves [begin, end), where begin is a multiple of a power of two that is at least
 * their number. */
static bool range_root(const struct node_reader *reader, uint64_t begin, uint64_t end,
                       struct hash *out, struct err *err)
{
    assert(begin < end);
    uint64_t count = end - begin;
    unsigned level = (unsigned)__builtin_ctzll(count);
    struct hash root;
    if (!read_node(reader, level, (end >> level) - 1, &root, err)) {
        return false;
    }
    for (level++; level < MERKLE_LEVELS && count >> level != 0; level++) {
        struct hash left;
        if ((count >> level & 1) == 0) {
            continue;
        }
        if (!read_node(reader, level, (end >> level) - 1, &left, err)) {
            return false;
        }
        hash_node(&root, &left, &root);
    }
    *out = root;
    return true;
}

bool merkle_root_at(const struct node_reader *reader, uint64_t size, struct hash *out,
                    struct err *err)
{
    if (size > MERKLE_SIZE_MAX) {
        return err_set(err, ERR_INVALID_PARAMETER, "the size is over the largest tree");
    }
    if (size == 0) {
        hash_empty_root(out);
        return true;
    }
    return range_root(reader, 0, size, out, err);
}

/* Where a path begins and in which tree. */
struct climb {
    uint64_t leaf;  /* any leaf under the node */
    unsigned level; /* of the node */
    uint64_t size;
};

/* Adds the siblings on the way from a node to the root, lowest first. */
static bool climb_path(const struct node_reader *reader, const struct climb *from,
                       struct hash *path, size_t *count, struct err *err)
{
    uint64_t differs = from->leaf ^ (from->size - 1);
    for (unsigned level = from->level; level < MERKLE_LEVELS; level++) {
        uint64_t index = from->leaf >> level;
        bool ok = true;
        if (differs >> level != 0) {
            uint64_t begin = (index ^ 1) << level;
            uint64_t width = UINT64_C(1) << level;
            uint64_t end = from->size - begin < width ? from->size : begin + width;
            ok = range_root(reader, begin, end, &path[*count], err);
        } else if (index & 1) {
            ok = read_node(reader, level, index - 1, &path[*count], err);
        } else {
            continue;
        }
        if (!ok) {
            return false;
        }
        ++*count;
    }
    return true;
}

bool merkle_inclusion(const struct node_reader *reader, uint64_t index, uint64_t size,
                      struct inclusion *out, struct err *err)
{
    if (index >= size || size > MERKLE_SIZE_MAX) {
        return err_set(err, ERR_INVALID_PARAMETER, "entry %llu is not in a tree of %llu entries",
                       (unsigned long long)index, (unsigned long long)size);
    }
    struct climb from = { .leaf = index, .level = 0, .size = size };
    struct inclusion proof = { .index = index, .size = size };
    if (!climb_path(reader, &from, proof.path, &proof.count, err)) {
        return false;
    }
    *out = proof;
    return true;
}

bool merkle_consistency(const struct node_reader *reader, uint64_t old_size, uint64_t new_size,
                        struct consistency *out, struct err *err)
{
    if (old_size == 0 || old_size > new_size || new_size > MERKLE_SIZE_MAX) {
        return err_set(err, ERR_INVALID_PARAMETER,
                       "no tree of %llu entries can grow from one of %llu",
                       (unsigned long long)new_size, (unsigned long long)old_size);
    }
    struct consistency proof = { .old_size = old_size, .new_size = new_size };
    if (old_size < new_size) {
        /* The lowest subtree of the old tree is the largest that both trees share at the old tree's
         * edge. */
        unsigned level = (unsigned)__builtin_ctzll(old_size);
        struct climb from = { .leaf = old_size - 1, .level = level, .size = new_size };
        if (old_size >> level != 1) {
            if (!read_node(reader, level, (old_size >> level) - 1, &proof.path[0], err)) {
                return false;
            }
            proof.count = 1;
        }
        if (!climb_path(reader, &from, proof.path, &proof.count, err)) {
            return false;
        }
    }
    *out = proof;
    return true;
}
