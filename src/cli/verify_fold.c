/* The fold: each leaf is read, its rule runs again in a world made of the leaves before it, and
 * what comes out is written and compared with what stands there. */
#include "cli/verify_internal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "buurtkas/audit/keys.h"
#include "buurtkas/audit/opening.h"
#include "buurtkas/audit/leaf.h"
#include "buurtkas/audit/tile.h"
#include "buurtkas/domain/money.h"

enum {
    ACT_ARENA_MAX = 8 << 20,
    FIRST_ROOM = 1024,
    AROUND = 28, /* bytes shown before and after a difference */
};
/* A ceiling that tells a runaway world from a large one; nothing is set aside. */
static const size_t world_bytes_max = (size_t)64 << 30;

bool hash_array_add(struct hash_array *array, const struct hash *hash, struct err *err)
{
    if (array->count == array->room) {
        size_t room = array->room == 0 ? FIRST_ROOM : array->room * 2;
        struct hash *items =
            room > SIZE_MAX / sizeof *items ? NULL : realloc(array->items, room * sizeof *items);
        if (items == NULL) {
            return err_set(err, ERR_MEMORY, "no memory for the hashes of %zu entries", room);
        }
        array->items = items;
        array->room = room;
    }
    array->items[array->count++] = *hash;
    return true;
}

bool hash_array_climb(const struct hash_array *from, struct hash_array *to, struct err *err)
{
    for (size_t tile = 0; tile < from->count / TILE_WIDTH; tile++) {
        struct merkle tree;
        struct hash root;
        merkle_init(&tree);
        for (size_t i = 0; i < TILE_WIDTH; i++) {
            merkle_append(&tree, &from->items[tile * TILE_WIDTH + i]);
        }
        merkle_root(&tree, &root);
        if (!hash_array_add(to, &root, err)) {
            return false;
        }
    }
    return true;
}

void hash_array_release(struct hash_array *array)
{
    free(array->items);
    *array = (struct hash_array){ 0 };
}

static bool leaf_hash(void *self, uint64_t entry, struct hash *out, struct err *err)
{
    const struct verify_fold *fold = self;
    if (entry >= fold->leaves.count) {
        return err_set(err, ERR_CORRUPT, "there is no entry %llu yet", (unsigned long long)entry);
    }
    *out = fold->leaves.items[entry];
    return true;
}

/* As the first entry says, whose leaf was compared with the log's key. */
static bool origin(void *self, struct code *out, struct err *err)
{
    const struct verify_fold *fold = self;
    (void)err;
    *out = fold->origin;
    return true;
}

static bool signature_is_valid(const struct hash *public_key, const struct signature *signature,
                               const void *message, size_t len)
{
    return key_signature_is_valid(public_key->bytes, signature->bytes, message, len);
}

bool verify_fold_begin(struct verify_fold *fold, struct err *err)
{
    *fold = (struct verify_fold){ 0 };
    merkle_init(&fold->tree);
    fold->arena = arena_new(ACT_ARENA_MAX);
    const struct world_source record = { .leaf_hash = leaf_hash,
                                         .origin = origin,
                                         .signature_is_valid = signature_is_valid,
                                         .opens = text_commitment_verify,
                                         .self = fold };
    fold->replay = replay_new(&record, world_bytes_max);
    if (fold->arena == NULL || fold->replay == NULL) {
        return err_set(err, ERR_MEMORY, "no memory to begin with");
    }
    return true;
}

void verify_fold_release(struct verify_fold *fold)
{
    replay_free(fold->replay);
    arena_free(fold->arena);
    hash_array_release(&fold->leaves);
    *fold = (struct verify_fold){ 0 };
}

struct world *verify_fold_world(struct verify_fold *fold)
{
    return replay_world(fold->replay);
}

bool fold_is_finding(const struct err *err)
{
    return err->code == ERR_CORRUPT || err->code == ERR_TOO_LARGE;
}

/** A name of a leaf's top-level part, as "body" or, inside body, "body.amountCents". */
struct part {
    char name[64];
};

/* Which part the byte at `at` belongs to: the last key at depth 1 (and 2, in an object) before
 * it. Leaves hold no escapes, so a quote always ends a string. */
static struct part part_of(const char *leaf, size_t at)
{
    struct part part = { "" };
    char outer[40] = "";
    int depth = 0;
    for (size_t i = 0; i < at; i++) {
        depth += leaf[i] == '{' || leaf[i] == '[';
        depth -= leaf[i] == '}' || leaf[i] == ']';
        if (leaf[i] != '"') {
            continue;
        }
        const char *start = leaf + i + 1;
        const char *end = strchr(start, '"');
        if (end == NULL) {
            break;
        }
        i = (size_t)(end - leaf);
        int len = end - start < 39 ? (int)(end - start) : 39;
        if (end[1] == ':' && depth == 1) {
            (void)snprintf(outer, sizeof outer, "%.*s", len, start);
            (void)snprintf(part.name, sizeof part.name, "%s", outer);
        } else if (end[1] == ':' && depth == 2) {
            (void)snprintf(part.name, sizeof part.name, "%.20s.%.*s", outer, len, start);
        }
    }
    return part;
}

/** A piece of a leaf around a byte. */
struct glimpse {
    int len;
    const char *ptr;
};

static struct glimpse glimpse_at(const char *leaf, size_t len, size_t at)
{
    size_t start = at > AROUND ? at - AROUND : 0;
    size_t end = len - at > AROUND ? at + AROUND : len;
    return (struct glimpse){ (int)(end - start), leaf + start };
}

/* Both texts are NUL-terminated. */
static bool refuse_difference(const struct str *there, const struct str *made, struct err *err)
{
    size_t at = 0;
    while (at < there->len && at < made->len && there->ptr[at] == made->ptr[at]) {
        at++;
    }
    struct part part = part_of(there->ptr, at);
    struct glimpse left = glimpse_at(there->ptr, there->len, at);
    struct glimpse right = glimpse_at(made->ptr, made->len, at);
    return err_set(err, ERR_CORRUPT, "%s differs: the record has …%.*s…, the rule gives …%.*s…",
                   part.name[0] == '\0' ? "the leaf" : part.name, left.len, left.ptr, right.len,
                   right.ptr);
}

static bool compare_again(struct verify_fold *fold, const uint8_t *leaf, size_t len,
                          struct err *err)
{
    struct str made = str_new(fold->arena, LEAF_BYTES_MAX);
    struct err flaw = { 0 };
    if (!leaf_write(&made, &fold->act, &flaw)) {
        return err_set(err, flaw.code == ERR_MEMORY ? ERR_MEMORY : ERR_CORRUPT,
                       "the rule gives an act that fits no leaf: %s", flaw.detail);
    }
    if (made.len == len && memcmp(made.ptr, leaf, len) == 0) {
        return true;
    }
    struct str there = str_new(fold->arena, LEAF_BYTES_MAX);
    str_add_len(&there, leaf, len);
    if (there.failed) {
        return err_set(err, ERR_MEMORY, "no memory to compare leaves");
    }
    return refuse_difference(&there, &made, err);
}

static bool check_envelope(struct verify_fold *fold, struct err *err)
{
    struct world *world = replay_world(fold->replay);
    struct uuid ids[ACT_ENVELOPES_MAX];
    size_t count = act_envelopes(&fold->act, ids);
    for (size_t i = 0; i < count; i++) {
        const void *envelope = NULL;
        if (!world_find(world, KIND_ENVELOPE, &ids[i], 0, &envelope, err) ||
            (envelope != NULL && !invariants_of_envelope(world, envelope, err))) {
            return false;
        }
    }
    return true;
}

static bool run_again(struct verify_fold *fold, const uint8_t *leaf, size_t len, struct err *err)
{
    fold->is_stuck = !leaf_read(&fold->act, fold->arena, leaf, len, err);
    if (!fold->is_stuck && fold->act.kind->type == ACT_INSTALLATION_OPENED) {
        fold->origin = ACT_BODY(&fold->act, installation_opened)->origin;
    }
    fold->is_stuck = fold->is_stuck || !replay_act(fold->replay, &fold->act, err);
    return !fold->is_stuck;
}

bool verify_fold_take(struct verify_fold *fold, const uint8_t *leaf, size_t len, struct err *err)
{
    struct hash hash;
    uint64_t entry = fold->tree.size;
    hash_leaf(&hash, leaf, len);
    if (!hash_array_add(&fold->leaves, &hash, err)) {
        return false;
    }
    merkle_append(&fold->tree, &hash);
    if (fold->is_stuck) {
        return true;
    }
    arena_clear(fold->arena);
    fold->act = (struct act){ .entry = entry, .world = replay_world(fold->replay) };
    return run_again(fold, leaf, len, err) && compare_again(fold, leaf, len, err) &&
           check_envelope(fold, err);
}

bool verify_fold_end(struct verify_fold *fold, struct err *err)
{
    return fold->is_stuck || invariants_of_all(replay_world(fold->replay), err);
}

/* --- Sums. --- */

struct summing {
    struct verify_sums *out;
    struct err *err;
};

static bool sum_account(void *self, const struct object *object)
{
    struct summing *summing = self;
    const struct account *account = (const struct account *)object;
    const struct account_type *type = account_type((enum account_code)object->ordinal);
    if (type->book != BOOK_BUDGET) {
        return true;
    }
    int64_t balance = account->balance_cents;
    return cents_add(&summing->out->budget_cents[type->stage], type->is_debit ? balance : -balance,
                     summing->err);
}

static bool count_envelope(void *self, const struct object *object)
{
    struct summing *summing = self;
    (void)object;
    summing->out->envelopes++;
    return true;
}

bool verify_fold_sums(struct verify_fold *fold, struct verify_sums *out, struct err *err)
{
    struct verify_sums sums = { 0 };
    struct summing summing = { .out = &sums, .err = err };
    struct world *world = replay_world(fold->replay);
    if (!world_each(world, KIND_ENVELOPE, count_envelope, &summing) ||
        !world_each(world, KIND_ACCOUNT, sum_account, &summing)) {
        return false;
    }
    *out = sums;
    return true;
}
