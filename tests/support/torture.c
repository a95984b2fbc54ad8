/* Running an act to failure at every place in turn. */
#include "support/torture.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "buurtkas/domain/competence.h"
#include "support/bodies.h"
#include "support/failing.h"

enum {
    WORLD_BYTES = 1 << 26,
    OBJECT_BYTES_MAX = 4096,
    TRIED_MAX = 96,
    STEP = 31
};

/* One run of the act in a world of its own. */
struct attempt {
    struct act act;
    struct arena *arena;
    struct err err;
    bool is_done;
};

struct trial {
    const struct act *act;
    const struct uuid *handle;
    struct attempt undisturbed;
};

static bool is_resting;
static uint64_t tried[ACT_COUNT][TRIED_MAX];
static uint64_t way; /* what the act asked for so far, in order */

/* --- A world that is asked as a database is. --- */

static bool is_down(uint64_t asked, struct err *err)
{
    way = way * STEP + asked;
    return failing_here() && !err_set(err, ERR_CONNECTION, "The database does not answer.");
}

static bool load(void *self, struct world *world, enum kind kind, const struct uuid *id,
                 int32_t ordinal, world_take *take, struct err *err)
{
    const void *object = NULL;
    return !is_down((uint64_t)kind, err) && world_find(self, kind, id, ordinal, &object, err) &&
           (object == NULL || take(world, object, err));
}

static bool load_related(void *self, struct world *world, enum relation relation,
                         const struct uuid *id, world_take *take, struct err *err)
{
    struct object_list list;
    if (is_down(KIND_COUNT + (uint64_t)relation, err) || !world_related(self, relation, id, &list, err)) {
        return false;
    }
    for (size_t i = 0; i < list.count; i++) {
        if (!take(world, list.items[i], err)) {
            return false;
        }
    }
    return true;
}

static bool leaf_hash(void *self, uint64_t entry, struct hash *out, struct err *err)
{
    return !is_down(KIND_COUNT + REL_COUNT, err) && world_leaf_hash(self, entry, out, err);
}

static bool origin(void *self, struct code *out, struct err *err)
{
    return !is_down(KIND_COUNT + REL_COUNT + 1, err) && world_origin(self, out, err);
}

static bool same_person(void *self, const struct uuid *handle, const struct uuid *other, bool *out,
                        struct err *err)
{
    return !is_down(KIND_COUNT + REL_COUNT + 2, err) && world_same_person(self, handle, other, out, err);
}

/* Whose signatures are asked about: this one question comes without `self`. */
static const struct world *signatures_of;

static bool signature_is_valid(const struct hash *public_key, const struct signature *signature,
                               const void *message, size_t len)
{
    return world_signature_is_valid(signatures_of, public_key, signature, message, len);
}

static bool seal(struct text *text, const struct uuid *entry_id, const char *field)
{
    return world_seal(signatures_of, text, entry_id, field);
}

static bool opens(const struct text *text, const struct uuid *entry_id, const char *field)
{
    return world_opens(signatures_of, text, entry_id, field);
}

static struct world *world_behind(struct world *rows)
{
    const struct world_source source = { .load = load,
                                         .load_related = load_related,
                                         .leaf_hash = leaf_hash,
                                         .origin = origin,
                                         .signature_is_valid = signature_is_valid,
                                         .seal = seal,
                                         .opens = opens,
                                         .same_person = same_person,
                                         .self = rows };
    signatures_of = rows;
    struct world *world = world_new(&source, WORLD_BYTES);
    assert_non_null(world);
    return world;
}

/* --- Attempts. --- */

static void run(const struct trial *trial, struct attempt *attempt)
{
    struct act *act = &attempt->act;
    attempt->err = (struct err){ 0 };
    attempt->is_done =
        (trial->handle == NULL || competence_choose(act, trial->handle, 1, &attempt->err)) &&
        act_run(act, &attempt->err);
    assert_true(attempt->is_done != err_is_set(&attempt->err));
}

/* The act as it came, in the world given. */
static void prepare(const struct trial *trial, struct attempt *attempt, struct world *world)
{
    attempt->arena = arena_new(WORLD_BYTES);
    attempt->act = *trial->act;
    attempt->act.world = world;
    attempt->act.arena = attempt->arena;
    attempt->act.body = body_copy(attempt->arena, trial->act->kind, trial->act->body);
}

static bool is_spoiled(struct world *world)
{
    static const struct uuid none;
    const void *found = NULL;
    struct err err = { 0 };
    return !world_find(world, KIND_ORGANISATION, &none, 0, &found, &err);
}

/* --- What must hold. --- */

static void complain(const struct trial *trial, long place, const char *what)
{
    fail_msg("%s, failing at place %ld: %s", trial->act->kind->name, place, what);
}

static bool are_same_objects(const struct object *one, const struct object *other)
{
    uint8_t copies[2][OBJECT_BYTES_MAX];
    size_t size = object_type(one->kind)->size;
    assert_true(size <= OBJECT_BYTES_MAX);
    memcpy(copies[0], one, size);
    memcpy(copies[1], other, size);
    ((struct object *)(void *)copies[0])->mark = OBJECT_CLEAN;
    ((struct object *)(void *)copies[1])->mark = OBJECT_CLEAN;
    return one->kind == other->kind && memcmp(copies[0], copies[1], size) == 0;
}

static bool is_as_before(void *rows, const struct object *object)
{
    const void *before = NULL;
    struct err err = { 0 };
    return world_find(rows, object->kind, &object->id, object->ordinal, &before, &err) &&
           before != NULL && are_same_objects(object, before);
}

static bool nothing_is_changed(struct world *world, struct world *rows)
{
    bool is_same = world_changes(world).count == 0;
    for (int kind = 0; is_same && kind < KIND_COUNT; kind++) {
        is_same = world_each(world, (enum kind)kind, is_as_before, rows);
    }
    return is_same;
}

static bool are_same_changes(struct world *one, struct world *other)
{
    const struct object_list a = world_changes(one);
    const struct object_list b = world_changes(other);
    bool is_same = a.count == b.count;
    for (size_t i = 0; is_same && i < a.count; i++) {
        is_same = a.items[i]->mark == b.items[i]->mark && are_same_objects(a.items[i], b.items[i]);
    }
    return is_same;
}

/* It came to what it comes to undisturbed: in the body, the lines, the world; or in the refusal. */
static void must_be_undisturbed(const struct trial *trial, const struct attempt *attempt,
                                long place)
{
    const struct attempt *right = &trial->undisturbed;
    const char *name = "";
    if (attempt->is_done != right->is_done || attempt->err.code != right->err.code) {
        complain(trial, place, attempt->is_done ? "it is no longer refused" : attempt->err.detail);
    }
    if (strcmp(attempt->err.detail, right->err.detail) != 0 ||
        strcmp(attempt->err.pointer, right->err.pointer) != 0) {
        complain(trial, place, attempt->err.detail);
    }
    if (!bodies_are_same(attempt->act.body, right->act.body, right->act.kind->fields, &name)) {
        complain(trial, place, name);
    }
    if (memcmp(&attempt->act.lines, &right->act.lines, sizeof right->act.lines) != 0 ||
        memcmp(&attempt->act.note, &right->act.note, sizeof right->act.note) != 0 ||
        strcmp(attempt->act.reference.text, right->act.reference.text) != 0 ||
        attempt->act.on.days != right->act.on.days) {
        complain(trial, place, "other lines, note, reference or day");
    }
    if (!are_same_changes(attempt->act.world, right->act.world)) {
        complain(trial, place, "other changes of the world");
    }
}

/* It failed, and left the world and the act as they were. */
static void must_be_untouched(const struct trial *trial, const struct attempt *attempt, long place)
{
    const struct act *act = &attempt->act;
    if (attempt->err.code != ERR_MEMORY && attempt->err.code != ERR_CONNECTION) {
        complain(trial, place, attempt->err.detail);
    }
    if (!nothing_is_changed(act->world, trial->act->world)) {
        complain(trial, place, "an object is half-done");
    }
    if (act->lines.count != 0 || act->reference.text[0] != '\0' ||
        act->on.days != trial->act->on.days) {
        complain(trial, place, "the act itself is half-done");
    }
}

/* With the body as the failure left it, as the daemon does, and in the same world but for a spoiled
 * one. */
static void try_again(const struct trial *trial, struct attempt *attempt, bool spoiled, long place)
{
    struct world *world = attempt->act.world;
    if (spoiled) {
        run(trial, attempt);
        if (attempt->is_done) {
            complain(trial, place, "a spoiled world goes on");
        }
    }
    if (spoiled) {
        world_clear(world);
    }
    run(trial, attempt);
    must_be_undisturbed(trial, attempt, place);
}

static void fail_at(const struct trial *trial, long place)
{
    struct world *world = world_behind(trial->act->world);
    struct attempt attempt;
    prepare(trial, &attempt, world);
    failing_after(place);
    run(trial, &attempt);
    (void)failing_stop();
    assert_true(failing_was_hit());
    bool spoiled = is_spoiled(world);
    if (attempt.is_done) {
        must_be_undisturbed(trial, &attempt, place);
        if (!spoiled) {
            complain(trial, place, "the failure was not noticed");
        }
    } else {
        must_be_untouched(trial, &attempt, place);
    }
    try_again(trial, &attempt, spoiled, place);
    arena_free(attempt.arena);
    world_free(world);
}

/* --- Choosing. --- */

/* @return whether no act of this type has gone this way before */
static bool is_new(enum act_type type, uint64_t gone)
{
    for (size_t i = 0; i < TRIED_MAX; i++) {
        if (tried[type][i] == gone) {
            return false;
        }
        if (tried[type][i] == 0) {
            tried[type][i] = gone;
            return true;
        }
    }
    return false;
}

/* What a client sent and what was made; nothing computed by an earlier run. */
static struct act fresh_act(const struct act *act, struct arena *arena)
{
    struct err err = { 0 };
    struct act fresh = *act;
    fresh.arena = arena;
    fresh.body = body_copy(arena, act->kind, act->body);
    fresh.world = world_behind(act->world);
    failing_after(0);
    bool is_done = act_run(&fresh, &err);
    (void)failing_stop();
    assert_false(is_done && failing_was_hit() && !is_spoiled(fresh.world));
    world_free(fresh.world);
    fresh.world = act->world;
    return fresh;
}

void torture_act(const struct act *act, const struct uuid *handle)
{
    if (is_resting) {
        return;
    }
    struct arena *arena = arena_new(WORLD_BYTES);
    const struct act fresh = fresh_act(act, arena);
    struct trial trial = { .act = &fresh, .handle = handle };
    prepare(&trial, &trial.undisturbed, world_behind(act->world));
    way = 1;
    failing_after(LONG_MAX);
    run(&trial, &trial.undisturbed);
    long places = failing_stop();
    if (is_new(act->kind->type, way * STEP + (uint64_t)places)) {
        for (long place = 0; place < places; place++) {
            fail_at(&trial, place);
        }
    }
    world_free(trial.undisturbed.act.world);
    arena_free(trial.undisturbed.arena);
    arena_free(arena);
}

void torture_rest(void)
{
    is_resting = true;
}
