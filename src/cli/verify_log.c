/* All of a public log: the checkpoint, each bundle of entries through the fold, each tile of hashes
 * against the hashes that the entries give, and the root. */
#include "cli/verify_internal.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "buurtkas/audit/leaf.h"
#include "buurtkas/audit/tile.h"

enum {
    KEYS_MAX = 64 << 10,
    BUNDLE_MAX = TILE_WIDTH * (2 + ENTRY_BYTES_MAX),
    TILE_MAX = TILE_WIDTH * HASH_BYTES,
    BUNDLE_ARENA_MAX = 4 * BUNDLE_MAX, /* a builder grows by doubling */
};

/** A verification under way. */
struct walk {
    const struct source *source;
    struct verify_result *out;
    struct verify_fold fold;
    struct arena *arena; /**< of one bundle or tile */
};

void findings_add(struct findings *findings, uint64_t entry, const char *format, ...)
{
    if (findings->count < FINDINGS_MAX) {
        struct finding *finding = &findings->items[findings->count];
        va_list args;
        va_start(args, format);
        (void)vsnprintf(finding->reason, sizeof finding->reason, format, args);
        va_end(args);
        finding->entry = entry;
    }
    findings->count++;
}

/* Notes a finding and goes on. @return false when it is no finding but a failure of this machine */
static bool note_or_fail(struct walk *walk, uint64_t entry, struct err *flaw, struct err *err)
{
    if (!fold_is_finding(flaw)) {
        *err = *flaw;
        return false;
    }
    findings_add(&walk->out->findings, entry, "%s", flaw->detail);
    return true;
}

/* --- Files. --- */

/** A file fetched; `is_there` false when the log does not serve it (noted as a finding). */
struct file {
    bool is_there;
    const char *ptr;
    size_t len;
};

static bool fetch(struct walk *walk, const char *path, size_t max, struct file *out,
                  struct err *err)
{
    struct str text = str_new(walk->arena, max);
    struct err flaw = { 0 };
    if (!walk->source->fetch(walk->source->self, path, &text, &flaw)) {
        if (flaw.code != ERR_NOT_FOUND && flaw.code != ERR_TOO_LARGE) {
            *err = flaw;
            return false;
        }
        *out = (struct file){ 0 };
        return true;
    }
    *out = (struct file){ .is_there = true, .ptr = text.len == 0 ? "" : text.ptr, .len = text.len };
    return true;
}

/* A partial tile may have made room for the full one, of which it is the first part. */
static bool fetch_tile(struct walk *walk, const struct tile_path *path, struct file *out,
                       struct err *err)
{
    char name[TILE_PATH_MAX + 1];
    struct tile_path full = *path;
    size_t max = path->is_entries ? BUNDLE_MAX : TILE_MAX;
    tile_path_print(name, path);
    if (!fetch(walk, name, max, out, err)) {
        return false;
    }
    if (!out->is_there && path->width < TILE_WIDTH) {
        char full_name[TILE_PATH_MAX + 1];
        full.width = TILE_WIDTH;
        tile_path_print(full_name, &full);
        if (!fetch(walk, full_name, max, out, err)) {
            return false;
        }
    }
    if (!out->is_there) {
        findings_add(&walk->out->findings, FINDING_NO_ENTRY, "%s is missing or too large", name);
    }
    return true;
}

/* --- Checkpoint and keys. --- */

static bool load_keys(struct walk *walk, struct known_keys *known, struct err *err)
{
    struct file file;
    struct err flaw = { 0 };
    if (known->count > 0) {
        return true;
    }
    known->is_from_log = true;
    if (!fetch(walk, "keys", KEYS_MAX, &file, err)) {
        return false;
    }
    if (!file.is_there) {
        return err_set(err, ERR_NOT_FOUND, "%.200s has no list of keys; give --keys or --vkey",
                       walk->source->name);
    }
    return known_keys_read(known, file.ptr, file.len, &flaw) ||
           note_or_fail(walk, FINDING_NO_ENTRY, &flaw, err);
}

static bool load_checkpoint(struct walk *walk, const struct known_keys *known, struct err *err)
{
    struct file file;
    struct err flaw = { 0 };
    if (!fetch(walk, "checkpoint", NOTE_BYTES_MAX, &file, err)) {
        return false;
    }
    if (!file.is_there) {
        return err_set(err, ERR_NOT_FOUND, "%.200s has no checkpoint", walk->source->name);
    }
    if (known_keys_open(known, file.ptr, file.len, &walk->out->checkpoint, &flaw)) {
        return true;
    }
    findings_add(&walk->out->findings, FINDING_NO_ENTRY, "checkpoint: %s", flaw.detail);
    return true;
}

/* --- Entries. --- */

/* The log's name stands in its first entry too. */
static void check_origin(struct walk *walk, uint64_t entry)
{
    const struct act *act = &walk->fold.act;
    bool is_opening = act->kind != NULL && act->kind->type == ACT_INSTALLATION_OPENED;
    if ((entry == 0) != is_opening) {
        findings_add(&walk->out->findings, entry, "the first entry, and no other, opens the log");
    } else if (is_opening && strcmp(ACT_BODY(act, installation_opened)->origin.text,
                                    walk->out->checkpoint.origin) != 0) {
        findings_add(&walk->out->findings, entry, "it opens the log %s, the checkpoint is of %s",
                     ACT_BODY(act, installation_opened)->origin.text, walk->out->checkpoint.origin);
    }
}

static bool take_entry(struct walk *walk, const struct bundle_entry *entry, struct err *err)
{
    struct err flaw = { 0 };
    uint64_t index = walk->fold.tree.size;
    bool is_good = verify_fold_take(&walk->fold, entry->ptr, entry->len, &flaw);
    if (!is_good && !note_or_fail(walk, index, &flaw, err)) {
        return false;
    }
    if (!is_good && walk->fold.is_stuck) {
        walk->out->stopped_at = index;
    }
    if (!walk->fold.is_stuck) {
        check_origin(walk, index);
    }
    return true;
}

/* @param out_went_on  false when the entries behind this bundle cannot be placed */
static bool take_bundle(struct walk *walk, uint64_t index, unsigned width, bool *out_went_on,
                        struct err *err)
{
    struct tile_path path = { .is_entries = true, .index = index, .width = width };
    struct file file;
    struct bundle bundle;
    struct err flaw = { 0 };
    char name[TILE_PATH_MAX + 1];
    *out_went_on = false;
    arena_clear(walk->arena);
    if (!fetch_tile(walk, &path, &file, err)) {
        return false;
    }
    if (!file.is_there) {
        return true;
    }
    tile_path_print(name, &path);
    if (!bundle_parse(&bundle, (const uint8_t *)file.ptr, file.len, &flaw)) {
        findings_add(&walk->out->findings, index * TILE_WIDTH, "%s: %s", name, flaw.detail);
        return true;
    }
    if (bundle.count != width && bundle.count != TILE_WIDTH) {
        findings_add(&walk->out->findings, index * TILE_WIDTH, "%s has %u entries, not %u", name,
                     bundle.count, width);
        return true;
    }
    for (unsigned i = 0; i < width; i++) {
        if (!take_entry(walk, &bundle.entries[i], err)) {
            return false;
        }
    }
    *out_went_on = true;
    return true;
}

/* --- Tiles of hashes. --- */

/** The hashes of one level, and which level. */
struct level {
    unsigned number;
    struct hash_array hashes;
};

static void note_wrong_hash(struct walk *walk, const char *name, const struct level *level,
                            uint64_t at)
{
    uint64_t each = UINT64_C(1) << (8 * level->number);
    if (level->number == 0) {
        findings_add(&walk->out->findings, at, "its hash is not the one in %s", name);
    } else {
        findings_add(&walk->out->findings, at * each,
                     "%s: hash %" PRIu64 " is not that of the entries %" PRIu64 " to %" PRIu64,
                     name, at % TILE_WIDTH, at * each, at * each + each - 1);
    }
}

static bool check_tile(struct walk *walk, const struct level *level, uint64_t index,
                       struct err *err)
{
    uint64_t first = index * TILE_WIDTH;
    uint64_t left = level->hashes.count - first;
    struct tile_path path = { .level = level->number,
                              .index = index,
                              .width = left < TILE_WIDTH ? (unsigned)left : TILE_WIDTH };
    struct file file;
    char name[TILE_PATH_MAX + 1];
    arena_clear(walk->arena);
    tile_path_print(name, &path);
    if (!fetch_tile(walk, &path, &file, err)) {
        return false;
    }
    if (!file.is_there) {
        return true;
    }
    if (file.len != path.width * HASH_BYTES && file.len != TILE_MAX) {
        findings_add(&walk->out->findings, FINDING_NO_ENTRY, "%s has %zu bytes, not %u", name,
                     file.len, path.width * HASH_BYTES);
        return true;
    }
    for (unsigned i = 0; i < path.width; i++) {
        if (memcmp(file.ptr + i * HASH_BYTES, level->hashes.items[first + i].bytes, HASH_BYTES) !=
            0) {
            note_wrong_hash(walk, name, level, first + i);
        }
    }
    return true;
}

static void level_release(struct level *level)
{
    hash_array_release(&level->hashes);
}

/* Level after level, until one has no hashes. The fold's own array is level 0 and stays its. */
static bool check_tiles(struct walk *walk, struct err *err)
{
    CLEANUP(level_release) struct level held = { 0 };
    struct level level = { .hashes = walk->fold.leaves };
    while (level.hashes.count > 0) {
        for (uint64_t tile = 0; tile * TILE_WIDTH < level.hashes.count; tile++) {
            if (!check_tile(walk, &level, tile, err)) {
                return false;
            }
        }
        struct level next = { .number = level.number + 1 };
        bool is_good = hash_array_climb(&level.hashes, &next.hashes, err);
        level_release(&held);
        held = next;
        level = next;
        if (!is_good) {
            return false;
        }
    }
    return true;
}

/* --- The whole. --- */

static bool take_entries(struct walk *walk, bool *out_all, struct err *err)
{
    uint64_t size = walk->out->checkpoint.size;
    *out_all = true;
    for (uint64_t index = 0; index * TILE_WIDTH < size && *out_all; index++) {
        if (!take_bundle(walk, index, tile_width(size, 0, index), out_all, err)) {
            return false;
        }
    }
    return true;
}

static void check_root(struct walk *walk)
{
    struct hash root;
    merkle_root(&walk->fold.tree, &root);
    if (!hash_equal(&root, &walk->out->checkpoint.root)) {
        findings_add(&walk->out->findings, FINDING_NO_ENTRY,
                     "the entries give another root than the checkpoint's");
    }
}

static bool walk_log(struct walk *walk, struct known_keys *known, struct err *err)
{
    struct err flaw = { 0 };
    bool has_all = false;
    if (!load_keys(walk, known, err) || !load_checkpoint(walk, known, err)) {
        return false;
    }
    if (walk->out->findings.count > 0) {
        return true; /* nothing that a stranger signed is worth folding */
    }
    if (!take_entries(walk, &has_all, err)) {
        return false;
    }
    if (!has_all) {
        return true;
    }
    if (!check_tiles(walk, err)) {
        return false;
    }
    check_root(walk);
    if (!verify_fold_end(&walk->fold, &flaw) && !note_or_fail(walk, FINDING_NO_ENTRY, &flaw, err)) {
        return false;
    }
    return verify_fold_sums(&walk->fold, &walk->out->sums, err);
}

bool verify_log(const struct source *source, struct known_keys *known, struct verify_result *out,
                struct err *err)
{
    struct walk walk = { .source = source, .out = out };
    out->stopped_at = FINDING_NO_ENTRY;
    walk.arena = arena_new(BUNDLE_ARENA_MAX);
    bool is_done = verify_fold_begin(&walk.fold, err) &&
                   (walk.arena != NULL || err_set(err, ERR_MEMORY, "no memory for a bundle")) &&
                   walk_log(&walk, known, err);
    verify_fold_release(&walk.fold);
    arena_free(walk.arena);
    return is_done;
}
