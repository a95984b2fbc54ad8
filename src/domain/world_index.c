/* The world's tables: hashing, places of objects, and lists in order. Nothing here knows about
 * acts; memory comes from the world's arena only, so that world_clear forgets everything at once.
 */
#include "domain/world_internal.h"

#include <stddef.h>
#include <string.h>

enum {
    BUCKETS_FIRST = 256,
    ARRAY_FIRST = 4
};

bool array_reserve(struct arena *arena, struct array *array, size_t item_size)
{
    if (array->count < array->cap) {
        return true;
    }
    size_t cap = array->cap == 0 ? ARRAY_FIRST : array->cap * 2;
    void *items = arena_calloc(arena, cap, item_size);
    if (items == NULL) {
        return false;
    }
    if (array->count > 0) {
        memcpy(items, array->items, array->count * item_size);
    }
    array->items = items;
    array->cap = cap;
    return true;
}

/* The last step of MurmurHash3: every bit of the input reaches every bit of the result. */
static uint64_t mix(uint64_t value)
{
    value ^= value >> 33;
    value *= UINT64_C(0xff51afd7ed558ccd);
    value ^= value >> 33;
    value *= UINT64_C(0xc4ceb9fe1a85ec53);
    return value ^ (value >> 33);
}

static uint64_t hash_of(const struct uuid *id, uint32_t major, uint32_t minor)
{
    uint64_t halves[2];
    memcpy(halves, id->bytes, sizeof halves);
    return mix(halves[0] ^ mix(halves[1] ^ mix(((uint64_t)major << 32) | minor)));
}

static bool table_grow(struct arena *arena, struct table *table)
{
    size_t count = table->bucket_count == 0 ? BUCKETS_FIRST : table->bucket_count * 2;
    struct node **buckets = arena_calloc(arena, count, sizeof(struct node *));
    if (buckets == NULL) {
        return false;
    }
    for (size_t i = 0; i < table->bucket_count; i++) {
        struct node *node = table->buckets[i];
        while (node != NULL) {
            struct node *next = node->next;
            struct node **bucket = &buckets[node->hash & (count - 1)];
            node->next = *bucket;
            *bucket = node;
            node = next;
        }
    }
    table->buckets = buckets;
    table->bucket_count = count;
    return true;
}

static bool table_add(struct arena *arena, struct table *table, struct node *node)
{
    if (table->count >= table->bucket_count && !table_grow(arena, table)) {
        return false;
    }
    struct node **bucket = &table->buckets[node->hash & (table->bucket_count - 1)];
    node->next = *bucket;
    *bucket = node;
    table->count++;
    return true;
}

static void table_remove(struct table *table, struct node *node)
{
    struct node **at = &table->buckets[node->hash & (table->bucket_count - 1)];
    while (*at != node) {
        at = &(*at)->next;
    }
    *at = node->next;
    table->count--;
}

static struct node *table_first(const struct table *table, uint64_t hash)
{
    return table->bucket_count == 0 ? NULL : table->buckets[hash & (table->bucket_count - 1)];
}

struct slot *slot_find(const struct world *world, enum kind kind, const struct uuid *id,
                       int32_t ordinal)
{
    uint64_t hash = hash_of(id, (uint32_t)kind, (uint32_t)ordinal);
    for (struct node *node = table_first(&world->slots, hash); node != NULL; node = node->next) {
        struct slot *slot = (struct slot *)node;
        if (node->hash == hash && slot->kind == kind && slot->ordinal == ordinal &&
            uuid_equal(&slot->id, id)) {
            return slot;
        }
    }
    return NULL;
}

static struct slot *slot_take_spare(struct world *world, enum kind kind)
{
    struct slot *slot = world->spare[kind];
    if (slot == NULL) {
        return arena_alloc(world->arena, sizeof *slot);
    }
    world->spare[kind] = slot->older_of_kind;
    struct object *object = slot->object;
    *slot = (struct slot){ .object = object };
    return slot;
}

struct slot *slot_add(struct world *world, enum kind kind, const struct uuid *id, int32_t ordinal,
                      bool with_object)
{
    struct slot *slot = slot_find(world, kind, id, ordinal);
    bool is_placed = slot != NULL;
    slot = is_placed ? slot : slot_take_spare(world, kind);
    if (slot == NULL) {
        return NULL;
    }
    /* Before it has a place: a place without an object says that there is none. */
    if (with_object && slot->object == NULL) {
        slot->object = arena_alloc(world->arena, object_type(kind)->size);
        if (slot->object == NULL) {
            return NULL;
        }
    }
    if (is_placed) {
        slot->was_absent = true;
        return slot;
    }
    slot->node.hash = hash_of(id, (uint32_t)kind, (uint32_t)ordinal);
    slot->kind = kind;
    slot->id = *id;
    slot->ordinal = ordinal;
    return table_add(world->arena, &world->slots, &slot->node) ? slot : NULL;
}

void slot_hold(struct world *world, struct slot *slot)
{
    slot->is_held = true;
    slot->newer_of_kind = NULL;
    slot->older_of_kind = world->last_of_kind[slot->kind];
    if (slot->older_of_kind != NULL) {
        slot->older_of_kind->newer_of_kind = slot;
    } else {
        world->first_of_kind[slot->kind] = slot;
    }
    world->last_of_kind[slot->kind] = slot;
}

void slot_drop(struct world *world, struct slot *slot)
{
    if (slot->older_of_kind != NULL) {
        slot->older_of_kind->newer_of_kind = slot->newer_of_kind;
    } else {
        world->first_of_kind[slot->kind] = slot->newer_of_kind;
    }
    if (slot->newer_of_kind != NULL) {
        slot->newer_of_kind->older_of_kind = slot->older_of_kind;
    } else {
        world->last_of_kind[slot->kind] = slot->older_of_kind;
    }
    slot->is_held = false;
    if (!slot->was_absent) {
        table_remove(&world->slots, &slot->node);
        slot->older_of_kind = world->spare[slot->kind];
        world->spare[slot->kind] = slot;
    }
}

const struct uuid *relation_value(const struct world *world, enum relation relation,
                                  const struct object *object)
{
    return (const struct uuid *)(const void *)((const char *)object + world->offset_of[relation]);
}

struct related *related_find(const struct world *world, int relation, const struct uuid *id)
{
    uint64_t hash = hash_of(id, (uint32_t)relation, 0);
    for (struct node *node = table_first(&world->lists, hash); node != NULL; node = node->next) {
        struct related *list = (struct related *)node;
        if (node->hash == hash && list->relation == relation && uuid_equal(&list->id, id)) {
            return list;
        }
    }
    return NULL;
}

struct related *related_add(struct world *world, int relation, const struct uuid *id)
{
    struct related *list = arena_alloc(world->arena, sizeof *list);
    if (list == NULL) {
        return NULL;
    }
    list->node.hash = hash_of(id, (uint32_t)relation, 0);
    list->relation = relation;
    list->id = *id;
    return table_add(world->arena, &world->lists, &list->node) ? list : NULL;
}

static int order_of(const struct object *a, const struct object *b)
{
    int order = memcmp(a->id.bytes, b->id.bytes, UUID_BYTES);
    return order != 0 ? order : (a->ordinal > b->ordinal) - (a->ordinal < b->ordinal);
}

/* Ids grow with time, so the place is nearly always at the end: looked for from there. */
bool related_put(struct world *world, struct related *list, const struct object *object)
{
    size_t at = list->count;
    while (at > 0 && order_of(list->items[at - 1], object) > 0) {
        at--;
    }
    if (at > 0 && list->items[at - 1] == object) {
        return true;
    }
    struct array array = { .items = list->items, .count = list->count, .cap = list->cap };
    if (!array_reserve(world->arena, &array, sizeof(const struct object *))) {
        return false;
    }
    list->items = array.items;
    list->cap = array.cap;
    memmove(list->items + at + 1, list->items + at, (list->count - at) * sizeof *list->items);
    list->items[at] = object;
    list->count++;
    return true;
}

bool world_has_source(const struct world *world)
{
    return world->source.load_related != NULL;
}
