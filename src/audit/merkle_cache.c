/* The newest nodes of the tree, a ring a level. Level l has room for 8192 >> l nodes and for four
 * at least: the path of any of the newest 4096 leaves needs nodes no further back than that. */
#include "buurtkas/audit/merkle.h"

#include <assert.h>

enum {
    LEAST_RING = 4,
    /* The level at which the rings have shrunk to LEAST_RING: 8192 >> 11. */
    LEAST_LEVEL = 11,
};
static_assert(MERKLE_CACHE_LEAVES >> LEAST_LEVEL == LEAST_RING, "the rings' sizes meet");

static uint64_t ring_size(unsigned level)
{
    return level < LEAST_LEVEL ? (uint64_t)MERKLE_CACHE_LEAVES >> level : LEAST_RING;
}

/* Rings stand after one another: 8192 + 4096 + … + 8, then fours. */
static size_t ring_start(unsigned level)
{
    size_t twice = 2 * (size_t)MERKLE_CACHE_LEAVES;
    if (level < LEAST_LEVEL) {
        return twice - (twice >> level);
    }
    return twice - (twice >> LEAST_LEVEL) + (size_t)LEAST_RING * (level - LEAST_LEVEL);
}

static size_t slot_of(unsigned level, uint64_t index)
{
    return ring_start(level) + (size_t)(index & (ring_size(level) - 1));
}

/* Least index that the ring still holds. */
static uint64_t least_held(const struct merkle_cache *cache, unsigned level)
{
    uint64_t end = cache->size >> level;
    uint64_t room = ring_size(level);
    uint64_t oldest = end > room ? end - room : 0;
    return oldest > cache->first[level] ? oldest : cache->first[level];
}

void merkle_cache_init(struct merkle_cache *cache, const struct merkle *tree)
{
    cache->size = tree->size;
    for (unsigned level = 0; level < MERKLE_LEVELS; level++) {
        uint64_t end = tree->size >> level;
        bool has_node = (end & 1) != 0;
        cache->first[level] = has_node ? end - 1 : end;
        if (has_node) {
            cache->nodes[slot_of(level, end - 1)] = tree->nodes[level];
        }
    }
}

void merkle_cache_append(struct merkle_cache *cache, const struct hash *leaf)
{
    assert(cache->size < MERKLE_SIZE_MAX);
    uint64_t index = cache->size;
    unsigned level = 0;
    struct hash node = *leaf;
    cache->nodes[slot_of(0, index)] = node;
    while (index & 1) {
        hash_node(&node, &cache->nodes[slot_of(level, index - 1)], &node);
        index >>= 1;
        level++;
        cache->nodes[slot_of(level, index)] = node;
    }
    cache->size++;
}

/* True when all nodes that a tree of `size` needs to grow are held. */
static bool has_frontier(const struct merkle_cache *cache, uint64_t size)
{
    for (unsigned level = 0; level < MERKLE_LEVELS; level++) {
        if ((size >> level & 1) != 0 && (size >> level) - 1 < least_held(cache, level)) {
            return false;
        }
    }
    return true;
}

bool merkle_cache_rewind(struct merkle_cache *cache, uint64_t size)
{
    if (size > cache->size || cache->size - size > MERKLE_CACHE_WINDOW ||
        !has_frontier(cache, size)) {
        return false;
    }
    for (unsigned level = 0; level < MERKLE_LEVELS; level++) {
        /* What was overwritten by the leaves that go does not come back. */
        uint64_t least = least_held(cache, level);
        uint64_t end = size >> level;
        cache->first[level] = least < end ? least : end;
    }
    cache->size = size;
    return true;
}

bool merkle_cache_node(const struct merkle_cache *cache, unsigned level, uint64_t index,
                       struct hash *out)
{
    if (level >= MERKLE_LEVELS || index >= cache->size >> level ||
        index < least_held(cache, level)) {
        return false;
    }
    *out = cache->nodes[slot_of(level, index)];
    return true;
}

static bool cached_node(void *self, unsigned level, uint64_t index, struct hash *out,
                        struct err *err)
{
    const struct cached_reader *cached = self;
    if (merkle_cache_node(cached->cache, level, index, out)) {
        return true;
    }
    if (cached->fallback.node == NULL) {
        return err_set(err, ERR_NOT_FOUND, "node %llu of level %u is not in memory",
                       (unsigned long long)index, level);
    }
    return cached->fallback.node(cached->fallback.self, level, index, out, err);
}

struct node_reader cached_reader(struct cached_reader *cached)
{
    return (struct node_reader){ .node = cached_node, .self = cached };
}

void merkle_cache_root(const struct merkle_cache *cache, struct hash *out)
{
    struct cached_reader cached = { .cache = cache };
    struct node_reader reader = cached_reader(&cached);
    struct err err = { 0 };
    bool ok = merkle_root_at(&reader, cache->size, out, &err);
    assert(ok); /* the frontier is always held */
    (void)ok;
}
