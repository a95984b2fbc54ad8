/* The world: finding, loading and changing objects, and what an act or a batch changed. Lists of a
 * relation see an insert from world_keep on, never earlier: so a rule finds the same list whether
 * it was held or has just been loaded, in the daemon and in `verify` alike. */
#include "domain/world_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static bool refuse_memory(struct err *err)
{
    return err_set(err, ERR_MEMORY, "The memory for the objects of the record is full.");
}

static void learn_offsets(struct world *world)
{
    for (int i = 0; i < REL_COUNT; i++) {
        const struct relation_type *type = relation_type((enum relation)i);
        const struct field *columns = object_type(type->kind)->columns;
        const struct field *column = field_find(columns, type->column, strlen(type->column));
        world->offset_of[i] = column == NULL ? offsetof(struct object, id) : column->offset;
    }
}

struct world *world_new(const struct world_source *source, size_t bytes_max)
{
    struct world *world = calloc(1, sizeof *world);
    if (world == NULL) {
        return NULL;
    }
    world->arena = arena_new(bytes_max);
    world->undo_arena = arena_new(bytes_max);
    if (world->arena == NULL || world->undo_arena == NULL) {
        world_free(world);
        return NULL;
    }
    if (source != NULL) {
        world->source = *source;
    }
    learn_offsets(world);
    return world;
}

void world_free(struct world *world)
{
    if (world != NULL) {
        arena_free(world->arena);
        arena_free(world->undo_arena);
        free(world);
    }
}

void world_freep(struct world **world)
{
    world_free(*world);
    *world = NULL;
}

void world_clear(struct world *world)
{
    assert(!world->is_in_act);
    struct world empty = { .source = world->source,
                           .arena = world->arena,
                           .undo_arena = world->undo_arena,
                           .act_number = world->act_number };
    memcpy(empty.offset_of, world->offset_of, sizeof empty.offset_of);
    *world = empty;
    arena_clear(world->arena);
    arena_clear(world->undo_arena);
}

size_t world_used_bytes(const struct world *world)
{
    return arena_used_bytes(world->arena) + arena_used_bytes(world->undo_arena);
}

/* --- Finding and loading. --- */

/* Asked for often before they exist, and never by an id that a client made up: worth remembering.
 */
static bool is_absence_kept(enum kind kind)
{
    return kind == KIND_ACCOUNT || kind == KIND_COUNTER || kind == KIND_MANDATE_YEAR;
}

/* What is held is never older than what a source brings, so it stays as it is. */
static bool take(struct world *world, const struct object *object, struct err *err)
{
    struct slot *slot = slot_find(world, object->kind, &object->id, object->ordinal);
    if (slot == NULL || !slot->is_held) {
        slot = slot_add(world, object->kind, &object->id, object->ordinal, true);
        if (slot == NULL) {
            return refuse_memory(err);
        }
        memcpy(slot->object, object, object_type(object->kind)->size);
        slot->object->mark = OBJECT_CLEAN;
        slot_hold(world, slot);
    }
    if (!world->is_taking_list) {
        return true;
    }
    if (!array_reserve(world->arena, &world->taken, sizeof(const struct object *))) {
        return refuse_memory(err);
    }
    const struct object **items = world->taken.items;
    items[world->taken.count++] = slot->object;
    return true;
}

bool world_find(struct world *world, enum kind kind, const struct uuid *id, int32_t ordinal,
                const void **out, struct err *err)
{
    if (world->is_broken) {
        return refuse_memory(err);
    }
    struct slot *slot = slot_find(world, kind, id, ordinal);
    if (slot == NULL && world->source.load != NULL && !uuid_is_zero(id)) {
        if (!world->source.load(world->source.self, world, kind, id, ordinal, take, err)) {
            return false;
        }
        slot = slot_find(world, kind, id, ordinal);
        if (slot == NULL && is_absence_kept(kind) &&
            slot_add(world, kind, id, ordinal, false) == NULL) {
            return refuse_memory(err);
        }
    }
    *out = slot != NULL && slot->is_held ? slot->object : NULL;
    return true;
}

/* Rows of the open batch are not in the source yet. Those of the open act come with world_keep. */
static bool put_kept(struct world *world, struct related *list)
{
    enum relation relation = (enum relation)list->relation;
    const struct object *const *changes = world->changes.items;
    size_t count = world->is_in_act ? world->act_start : world->changes.count;
    for (size_t i = 0; i < count; i++) {
        if (changes[i]->kind == relation_type(relation)->kind && changes[i]->mark == OBJECT_NEW &&
            uuid_equal(relation_value(world, relation, changes[i]), &list->id) &&
            !related_put(world, list, changes[i])) {
            return false;
        }
    }
    return true;
}

static bool load_list(struct world *world, enum relation relation, const struct uuid *id,
                      struct err *err)
{
    world->taken.count = 0;
    world->is_taking_list = true;
    bool is_loaded = world->source.load_related(world->source.self, world, relation, id, take, err);
    world->is_taking_list = false;
    if (!is_loaded) {
        return false;
    }
    struct related *list = related_add(world, (int)relation, id);
    bool is_whole = list != NULL;
    const struct object *const *taken = world->taken.items;
    for (size_t i = 0; is_whole && i < world->taken.count; i++) {
        is_whole = related_put(world, list, taken[i]);
    }
    if (!is_whole || !put_kept(world, list)) {
        world->is_broken = true; /* a part of a list must never pass for the whole */
        return refuse_memory(err);
    }
    return true;
}

bool world_related(struct world *world, enum relation relation, const struct uuid *id,
                   struct object_list *out, struct err *err)
{
    if (world->is_broken) {
        return refuse_memory(err);
    }
    struct related *list = related_find(world, (int)relation, id);
    bool is_made_here = related_find(world, REL_COUNT, id) != NULL;
    if (list == NULL && world_has_source(world) && !is_made_here && !uuid_is_zero(id)) {
        if (!load_list(world, relation, id, err)) {
            return false;
        }
        list = related_find(world, (int)relation, id);
    }
    *out = (struct object_list){ 0 };
    if (list != NULL) {
        *out = (struct object_list){ .items = list->items, .count = list->count };
    }
    return true;
}

bool world_leaf_hash(struct world *world, uint64_t entry, struct hash *out, struct err *err)
{
    if (world->source.leaf_hash == NULL) {
        return err_set(err, ERR_INTERNAL, "There is no record to take a leaf's hash from.");
    }
    return world->source.leaf_hash(world->source.self, entry, out, err);
}

bool world_origin(struct world *world, struct code *out, struct err *err)
{
    if (world->source.origin == NULL) {
        return err_set(err, ERR_INTERNAL, "There is no record to take a log's name from.");
    }
    return world->source.origin(world->source.self, out, err);
}

bool world_signature_is_valid(const struct world *world, const struct hash *public_key,
                              const struct signature *signature, const void *message, size_t len)
{
    return world->source.signature_is_valid != NULL &&
           world->source.signature_is_valid(public_key, signature, message, len);
}

bool world_seal(const struct world *world, struct text *text, const struct uuid *entry_id,
                const char *field)
{
    return world->source.seal != NULL && world->source.seal(text, entry_id, field);
}

bool world_opens(const struct world *world, const struct text *text, const struct uuid *entry_id,
                 const char *field)
{
    return world->source.opens != NULL && world->source.opens(text, entry_id, field);
}

bool world_same_person(struct world *world, const struct uuid *handle, const struct uuid *other,
                       bool *out, struct err *err)
{
    if (uuid_equal(handle, other)) {
        *out = true;
        return true;
    }
    if (world->source.same_person == NULL) {
        *out = false;
        return true;
    }
    return world->source.same_person(world->source.self, handle, other, out, err);
}

bool world_same_text(struct world *world, uint64_t entry, const char *field,
                     const struct text *text, bool *out, struct err *err)
{
    *out = true;
    return world->source.same_text == NULL ||
           world->source.same_text(world->source.self, entry, field, text, out, err);
}

/* --- Changes. --- */

void world_begin(struct world *world, uint64_t entry)
{
    assert(!world->is_in_act);
    world->is_in_act = true;
    world->entry = entry;
    world->act_number++;
    world->act_start = world->changes.count;
    world->undo = (struct array){ 0 };
    arena_clear(world->undo_arena);
}

/* Notes an undo step; a first touch since world_settle also becomes a change. */
static bool note_change(struct world *world, struct slot *slot, void *before)
{
    bool is_first = slot->object->mark == OBJECT_CLEAN;
    if (!array_reserve(world->undo_arena, &world->undo, sizeof(struct undo)) ||
        (is_first && !array_reserve(world->arena, &world->changes, sizeof(struct object *)))) {
        return false;
    }
    struct undo *undo = world->undo.items;
    undo[world->undo.count++] = (struct undo){ .slot = slot, .before = before };
    if (is_first) {
        const struct object **changes = world->changes.items;
        changes[world->changes.count++] = slot->object;
    }
    slot->touched_in = world->act_number;
    slot->object->changed = world->entry;
    return true;
}

void *world_insert(struct world *world, enum kind kind, const struct uuid *id, int32_t ordinal,
                   struct err *err)
{
    assert(world->is_in_act);
    struct slot *slot = slot_find(world, kind, id, ordinal);
    if (slot != NULL && slot->is_held) {
        (void)err_set(err, ERR_ALREADY_EXISTS, "There is a %s with this id already.",
                      object_type(kind)->table);
        return NULL;
    }
    slot = slot_add(world, kind, id, ordinal, true);
    if (slot == NULL) {
        (void)refuse_memory(err);
        return NULL;
    }
    memset(slot->object, 0, object_type(kind)->size);
    field_clear_all(slot->object, object_type(kind)->columns);
    *slot->object =
        (struct object){ .id = *id, .ordinal = ordinal, .kind = kind, .entry = world->entry };
    slot_hold(world, slot);
    if (!note_change(world, slot, NULL)) {
        slot_drop(world, slot);
        (void)refuse_memory(err);
        return NULL;
    }
    slot->object->mark = OBJECT_NEW;
    return slot->object;
}

void *world_edit(struct world *world, const void *object, struct err *err)
{
    assert(world->is_in_act);
    const struct object *head = object;
    struct slot *slot = slot_find(world, head->kind, &head->id, head->ordinal);
    assert(slot != NULL && slot->object == head);
    if (slot->touched_in == world->act_number) {
        return slot->object;
    }
    size_t size = object_type(head->kind)->size;
    void *before = arena_alloc(world->undo_arena, size);
    if (before != NULL) {
        memcpy(before, object, size);
    }
    if (before == NULL || !note_change(world, slot, before)) {
        (void)refuse_memory(err);
        return NULL;
    }
    if (slot->object->mark == OBJECT_CLEAN) {
        slot->object->mark = OBJECT_CHANGED;
    }
    return slot->object;
}

/* Whether lists under the object's id begin empty with it. Children come later than the id they
 * stand under; so does, by its nature, the status of a decision. */
static bool is_beginning(const struct object *object)
{
    return !object_type(object->kind)->is_child && object->kind != KIND_DECISION_STATUS;
}

static bool mark_made_here(struct world *world, const struct object *object)
{
    return !world_has_source(world) || !is_beginning(object) ||
           related_find(world, REL_COUNT, &object->id) != NULL ||
           related_add(world, REL_COUNT, &object->id) != NULL;
}

/* Adds an object to the lists that are held, and to those that begin with it. */
static bool list_object(struct world *world, const struct object *object)
{
    for (int i = 0; i < REL_COUNT; i++) {
        if (relation_type((enum relation)i)->kind != object->kind) {
            continue;
        }
        const struct uuid *id = relation_value(world, (enum relation)i, object);
        if (uuid_is_zero(id)) {
            continue;
        }
        struct related *list = related_find(world, i, id);
        if (list == NULL && world_has_source(world) && related_find(world, REL_COUNT, id) == NULL) {
            continue; /* whoever asks for it loads it */
        }
        list = list == NULL ? related_add(world, i, id) : list;
        if (list == NULL || !related_put(world, list, object)) {
            return false;
        }
    }
    return true;
}

void world_keep(struct world *world)
{
    assert(world->is_in_act);
    world->is_in_act = false;
    const struct undo *undo = world->undo.items;
    bool is_listed = true;
    for (size_t i = 0; is_listed && i < world->undo.count; i++) {
        is_listed = undo[i].before != NULL || mark_made_here(world, undo[i].slot->object);
    }
    for (size_t i = 0; is_listed && i < world->undo.count; i++) {
        is_listed = undo[i].before != NULL || list_object(world, undo[i].slot->object);
    }
    world->is_broken = world->is_broken || !is_listed;
}

void world_undo(struct world *world)
{
    assert(world->is_in_act);
    world->is_in_act = false;
    const struct undo *undo = world->undo.items;
    for (size_t i = world->undo.count; i > 0; i--) {
        struct slot *slot = undo[i - 1].slot;
        if (undo[i - 1].before == NULL) {
            slot_drop(world, slot);
        } else {
            memcpy(slot->object, undo[i - 1].before, object_type(slot->kind)->size);
        }
    }
    world->changes.count = world->act_start;
}

struct object_list world_changes(struct world *world)
{
    return (struct object_list){ .items = world->changes.items, .count = world->changes.count };
}

void world_settle(struct world *world)
{
    assert(!world->is_in_act);
    struct object *const *changes = world->changes.items;
    for (size_t i = 0; i < world->changes.count; i++) {
        changes[i]->mark = OBJECT_CLEAN;
    }
    world->changes.count = 0;
    world->act_start = 0;
}

bool world_each(struct world *world, enum kind kind,
                bool (*visit)(void *self, const struct object *object), void *self)
{
    for (struct slot *slot = world->first_of_kind[kind]; slot != NULL; slot = slot->newer_of_kind) {
        if (!visit(self, slot->object)) {
            return false;
        }
    }
    return true;
}
