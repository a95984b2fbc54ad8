/* How the world keeps what it holds: two hash tables over one arena, objects by (kind, id, ordinal)
 * and lists by (relation, id). Shared by world.c (changes, the source) and world_index.c (tables,
 * lists). */
#ifndef DOMAIN_WORLD_INTERNAL_H
#define DOMAIN_WORLD_INTERNAL_H

#include "buurtkas/base/arena.h"
#include "buurtkas/domain/world.h"

struct node {
    struct node *next;
    uint64_t hash;
};

struct table {
    struct node **buckets;
    size_t bucket_count; /* a power of two, or 0 before the first node */
    size_t count;
};

/* One object's place. A place that is not held says that the source has no such object. */
struct slot {
    struct node node; /* first: a node of the table of slots is a slot */
    struct slot *older_of_kind;
    struct slot *newer_of_kind;
    struct object *object; /* its memory; NULL until it was held once */
    enum kind kind;
    int32_t ordinal;
    struct uuid id;
    uint64_t touched_in; /* number of the act that inserted it or saved what it was */
    bool is_held;
    bool was_absent; /* the place said "absent" before this insert */
};

/* A list that is complete. Under relation REL_COUNT stands a mark without items: this id was made
 * here. */
struct related {
    struct node node; /* first, as in struct slot */
    struct uuid id;
    int relation;
    const struct object **items;
    size_t count;
    size_t cap;
};

struct undo {
    struct slot *slot;
    void *before; /* NULL: it was inserted */
};

struct array {
    void *items;
    size_t count;
    size_t cap;
};

struct world {
    struct world_source source;
    struct arena *arena;
    struct arena *undo_arena;
    struct table slots;
    struct table lists;
    struct slot *first_of_kind[KIND_COUNT];
    struct slot *last_of_kind[KIND_COUNT];
    struct slot *spare[KIND_COUNT]; /* places of undone inserts, chained by older_of_kind */
    struct array changes;           /* const struct object *: since world_settle */
    struct array undo;              /* struct undo: of the open act */
    struct array taken; /* const struct object *: what load_related has brought so far */
    size_t act_start;   /* number of changes when the open act began */
    uint64_t act_number;
    uint64_t entry;
    bool is_in_act;
    bool is_taking_list;
    bool is_broken;              /* a kept act could not be listed: memory was out */
    size_t offset_of[REL_COUNT]; /* of the relation's column in its kind's struct */
};

/** Makes room for one more item. @return false when memory is out */
bool array_reserve(struct arena *arena, struct array *array, size_t item_size);

struct slot *slot_find(const struct world *world, enum kind kind, const struct uuid *id,
                       int32_t ordinal);
/** A place in the table with memory for its object. @return NULL when memory is out */
struct slot *slot_add(struct world *world, enum kind kind, const struct uuid *id, int32_t ordinal,
                      bool with_object);
/** Takes a held place out of its kind's list, and out of the table unless it said "absent" before.
 */
void slot_drop(struct world *world, struct slot *slot);
void slot_hold(struct world *world, struct slot *slot);

const struct uuid *relation_value(const struct world *world, enum relation relation,
                                  const struct object *object);
struct related *related_find(const struct world *world, int relation, const struct uuid *id);
/** An empty list. @return NULL when memory is out */
struct related *related_add(struct world *world, int relation, const struct uuid *id);
/** Puts an object at its place in order of (id, ordinal), once. @return false when memory is out */
bool related_put(struct world *world, struct related *list, const struct object *object);
bool world_has_source(const struct world *world);

#endif
