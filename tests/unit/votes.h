/* Votes in a world, for its tests: made, found, listed in order. */
#ifndef TESTS_UNIT_VOTES_H
#define TESTS_UNIT_VOTES_H

#include <string.h>

#include "buurtkas/domain/world.h"

enum {
    BYTES = 1 << 22
};

static inline struct uuid id_of(unsigned n)
{
    struct uuid id = {
        {0x01, 0x90}
    };
    id.bytes[12] = (uint8_t)(n >> 24);
    id.bytes[13] = (uint8_t)(n >> 16);
    id.bytes[14] = (uint8_t)(n >> 8);
    id.bytes[15] = (uint8_t)n;
    return id;
}

static inline void insert_vote(struct world *world, unsigned n, unsigned motion)
{
    struct err err = { 0 };
    struct uuid id = id_of(n);
    struct vote *vote = world_insert(world, KIND_VOTE, &id, 0, &err);
    assert_non_null(vote);
    vote->motion = id_of(motion);
}

static inline void keep_vote(struct world *world, unsigned n, unsigned motion)
{
    world_begin(world, n);
    insert_vote(world, n, motion);
    world_keep(world);
}

static inline const void *find(struct world *world, enum kind kind, unsigned n, int32_t ordinal)
{
    struct err err = { 0 };
    struct uuid id = id_of(n);
    const void *out = NULL;
    assert_true(world_find(world, kind, &id, ordinal, &out, &err));
    return out;
}

static inline struct object_list votes_of(struct world *world, unsigned motion)
{
    struct err err = { 0 };
    struct uuid id = id_of(motion);
    struct object_list out;
    assert_true(world_related(world, REL_VOTES_OF_MOTION, &id, &out, &err));
    for (size_t i = 1; i < out.count; i++) {
        assert_true(memcmp(&out.items[i - 1]->id, &out.items[i]->id, UUID_BYTES) < 0);
    }
    return out;
}

#endif
