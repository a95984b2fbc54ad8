/* Leaves, openings, tiles and the head: what the tables of the record say, against what the bytes
 * of the leaves give. An opening that is gone was erased, which is anybody's right; one that does
 * not open its commitment is a finding. No word of an opening is ever printed. */
#include "cli/verify_database_internal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "buurtkas/audit/leaf.h"
#include "buurtkas/audit/opening.h"
#include "buurtkas/audit/tile.h"

enum {
    READ_ARENA_MAX = 8 << 20,
    LEVELS_STORED = 8, /* of tiles: what the schema lets in */
};

/** Where the record's scan is. */
struct record_check {
    struct database_check *check;
    struct arena *arena;     /**< of `own` */
    struct act own;          /**< the last leaf, when the fold did not read it */
    const struct act *act;   /**< the last leaf as read; NULL when it cannot be */
    int64_t entry;           /**< of the last leaf's row; -1 before */
    struct leaf_text *texts; /**< of the last leaf; room for LEAF_TEXTS_MAX */
    size_t text_count;
    bool has_texts; /**< `texts` are of `act` */
};

/* --- Leaves. --- */

static void read_by_itself(struct record_check *record, const struct audit_leaf *leaf)
{
    struct err ignored = { 0 }; /* the fold has said what is wrong with it */
    arena_clear(record->arena);
    record->own = (struct act){ .entry = (uint64_t)leaf->entry };
    record->act = leaf_read(&record->own, record->arena, leaf->bytes, leaf->len, &ignored)
                      ? &record->own
                      : NULL;
}

static void compare_leaf(struct record_check *record, const struct audit_leaf *leaf)
{
    struct findings *findings = &record->check->findings;
    uint64_t entry = (uint64_t)leaf->entry;
    struct hash hash;
    const struct act *act = record->act;
    char id[UUID_TEXT + 1];
    uuid_print(id, &leaf->id);
    hash_leaf(&hash, leaf->bytes, leaf->len);
    if (leaf->hash == NULL || memcmp(leaf->hash, hash.bytes, HASH_BYTES) != 0) {
        findings_add(findings, entry, "table leaf, row %s, column hash: not that of its bytes", id);
    }
    if (act == NULL) {
        return;
    }
    if (!uuid_equal(&act->id, &leaf->id)) {
        char made[UUID_TEXT + 1];
        uuid_print(made, &act->id);
        findings_add(findings, entry, "table leaf, row %s, column id: the leaf has %s", id, made);
    }
    if (leaf->type != (int32_t)act->kind->type) {
        findings_add(findings, entry,
                     "table leaf, row %s, column type: it has %" PRId32 ", the leaf is %s: %d", id,
                     leaf->type, act->kind->name, (int)act->kind->type);
    }
    if (leaf->at_ms != act->at.ms) {
        findings_add(findings, entry,
                     "table leaf, row %s, column at: it has %" PRId64 ", the leaf %" PRId64, id,
                     leaf->at_ms, act->at.ms);
    }
}

/* Behind a gap every hash and every number would differ, and say nothing. */
static void note_gap(struct record_check *record, const struct audit_leaf *leaf)
{
    struct database_check *check = record->check;
    int64_t next = record->entry + 1;
    if (leaf->entry < next) {
        findings_add(&check->findings, (uint64_t)leaf->entry,
                     "table leaf: there are two rows of this entry");
    } else {
        findings_add(&check->findings, (uint64_t)next,
                     "table leaf: %" PRId64 " row(s) are missing from here", leaf->entry - next);
    }
    check->has_gap = true;
}

static bool fold_leaf(struct database_check *check, const struct audit_leaf *leaf, struct err *err)
{
    struct err flaw = { 0 };
    bool was_stuck = check->fold.is_stuck;
    uint64_t entry = check->fold.tree.size;
    if (verify_fold_take(&check->fold, leaf->bytes, leaf->len, &flaw)) {
        return true;
    }
    if (!fold_is_finding(&flaw)) {
        *err = flaw;
        return false;
    }
    findings_add(&check->findings, entry, "table leaf, column bytes: %s", flaw.detail);
    if (!was_stuck && check->fold.is_stuck) {
        check->stopped_at = entry;
    }
    return true;
}

static bool take_leaf(void *self, const struct audit_leaf *leaf, struct err *err)
{
    struct record_check *record = self;
    struct database_check *check = record->check;
    if (leaf->entry != record->entry + 1) {
        note_gap(record, leaf);
    }
    if (!check->has_gap && !fold_leaf(check, leaf, err)) {
        return false;
    }
    record->entry = leaf->entry;
    record->has_texts = false;
    if (check->has_gap || check->fold.is_stuck) {
        read_by_itself(record, leaf);
    } else {
        record->act = &check->fold.act;
    }
    compare_leaf(record, leaf);
    return true;
}

/* --- Openings. --- */

static const struct text *find_text(struct record_check *record,
                                    const struct audit_opening *opening)
{
    if (!record->has_texts) {
        record->text_count = leaf_texts(record->act, record->texts);
        record->has_texts = true;
    }
    for (size_t i = 0; i < record->text_count && i < LEAF_TEXTS_MAX; i++) {
        const char *path = record->texts[i].path;
        if (strlen(path) == opening->field_len &&
            memcmp(path, opening->field, opening->field_len) == 0) {
            return record->texts[i].text;
        }
    }
    return NULL;
}

/* What does not hold about an opening; NULL: nothing. */
static const char *opening_flaw(struct record_check *record, const struct audit_opening *opening)
{
    if (opening->entry != record->entry) {
        return "there is no leaf of its entry";
    }
    if (record->act == NULL) {
        return NULL; /* the leaf is no leaf: that was said */
    }
    if (!uuid_equal(&opening->object, &record->act->id)) {
        return "column object: it is not the id of that entry's act";
    }
    const struct text *committed = find_text(record, opening);
    if (committed == NULL) {
        return "column field: that entry's leaf has no such text";
    }
    struct text text = { .ptr = opening->value_len == 0 ? "" : opening->value,
                         .len = opening->value_len,
                         .commitment = committed->commitment };
    if (opening->salt == NULL) {
        return "column salt: it is not 32 bytes";
    }
    memcpy(text.salt, opening->salt, OPENING_SALT_BYTES);
    char path[LEAF_PATH_MAX + 1] = "";
    memcpy(path, opening->field, opening->field_len); /* as long as one that was found */
    return text_commitment_verify(&text, &record->act->id, path)
               ? NULL
               : "columns value and salt do not open the leaf's commitment";
}

/* A name from the table, with nothing in it that a terminal would obey. */
static void print_field(char out[LEAF_PATH_MAX + 1], const struct audit_opening *opening)
{
    size_t len = opening->field_len < LEAF_PATH_MAX ? opening->field_len : LEAF_PATH_MAX;
    for (size_t i = 0; i < len; i++) {
        bool is_plain = opening->field[i] > ' ' && opening->field[i] < 0x7f;
        out[i] = is_plain ? opening->field[i] : '?';
    }
    out[len] = '\0';
}

static bool take_opening(void *self, const struct audit_opening *opening, struct err *err)
{
    struct record_check *record = self;
    const char *flaw = opening_flaw(record, opening);
    (void)err;
    if (flaw == NULL) {
        record->check->openings++;
        return true;
    }
    char object[UUID_TEXT + 1];
    char field[LEAF_PATH_MAX + 1];
    uuid_print(object, &opening->object);
    print_field(field, opening);
    findings_add(&record->check->findings, (uint64_t)opening->entry,
                 "table opening, row %s field %s: %s", object, field, flaw);
    return true;
}

static void note_last(struct record_check *record)
{
    struct database_check *check = record->check;
    check->knows_last_at = record->act != NULL;
    check->last_at_ms = record->act == NULL ? 0 : record->act->at.ms;
}

static bool scan_record(struct record_check *record, struct err *err)
{
    const struct audit_visitor visitor = { take_leaf, take_opening, record };
    struct database_check *check = record->check;
    struct err flaw = { 0 };
    if (!audit_scan_record(check->scan, &visitor, err)) {
        return false;
    }
    note_last(record);
    if (check->has_gap || verify_fold_end(&check->fold, &flaw)) {
        return true;
    }
    if (!fold_is_finding(&flaw)) {
        *err = flaw;
        return false;
    }
    findings_add(&check->findings, FINDING_NO_ENTRY, "%s", flaw.detail);
    return true;
}

bool check_record(struct database_check *check, struct err *err)
{
    struct record_check record = { .check = check, .entry = -1 };
    record.arena = arena_new(READ_ARENA_MAX);
    record.texts = calloc(LEAF_TEXTS_MAX, sizeof *record.texts);
    bool is_done = record.arena != NULL && record.texts != NULL
                       ? scan_record(&record, err)
                       : err_set(err, ERR_MEMORY, "no memory to read leaves");
    arena_free(record.arena);
    free(record.texts);
    return is_done;
}

/* --- Tiles. --- */

/** The full tiles that there are to be, in the order of the table. */
struct tile_check {
    struct database_check *check;
    struct hash_array levels[LEVELS_STORED]; /**< level 0 is the fold's own */
    unsigned level;                          /**< the next one that is to come */
    uint64_t index;
};

/* @return false when no tile is to come */
static bool is_to_come(struct tile_check *tiles)
{
    while (tiles->level < LEVELS_STORED &&
           tiles->index >= tiles->levels[tiles->level].count / TILE_WIDTH) {
        tiles->level++;
        tiles->index = 0;
    }
    return tiles->level < LEVELS_STORED;
}

static uint64_t first_entry(unsigned level, uint64_t index)
{
    return index << (8 * (level + 1));
}

/* Up to a place, not including it. */
static void note_missing(struct tile_check *tiles, int64_t level, int64_t index)
{
    while (is_to_come(tiles) &&
           (tiles->level < level || (tiles->level == level && (int64_t)tiles->index < index))) {
        findings_add(&tiles->check->findings, first_entry(tiles->level, tiles->index),
                     "table tile, row level %u index %" PRIu64 ": it is missing", tiles->level,
                     tiles->index);
        tiles->index++;
    }
}

static void compare_tile(struct tile_check *tiles, const struct audit_tile *tile)
{
    struct findings *findings = &tiles->check->findings;
    uint64_t first = first_entry(tiles->level, tiles->index);
    const struct hash *made = tiles->levels[tiles->level].items + tiles->index * TILE_WIDTH;
    if (tile->len != (size_t)TILE_WIDTH * HASH_BYTES) {
        findings_add(findings, first,
                     "table tile, row level %u index %" PRIu64 ", column hashes: %zu bytes, not %d",
                     tiles->level, tiles->index, tile->len, TILE_WIDTH * HASH_BYTES);
        return;
    }
    for (size_t i = 0; i < TILE_WIDTH; i++) {
        if (memcmp(tile->hashes + i * HASH_BYTES, made[i].bytes, HASH_BYTES) != 0) {
            findings_add(findings, first + (i << (8 * tiles->level)),
                         "table tile, row level %u index %" PRIu64
                         ", column hashes: hash %zu is not that of the leaves",
                         tiles->level, tiles->index, i);
        }
    }
}

static bool take_tile(void *self, const struct audit_tile *tile, struct err *err)
{
    struct tile_check *tiles = self;
    (void)err;
    note_missing(tiles, tile->level, tile->index);
    if (is_to_come(tiles) && (int32_t)tiles->level == tile->level &&
        (int64_t)tiles->index == tile->index) {
        compare_tile(tiles, tile);
        tiles->index++;
        return true;
    }
    findings_add(&tiles->check->findings, FINDING_NO_ENTRY,
                 "table tile, row level %" PRId32 " index %" PRId64
                 ": the leaves fill no such tile",
                 tile->level, tile->index);
    return true;
}

static bool check_tiles(struct database_check *check, struct err *err)
{
    struct tile_check tiles = { .check = check, .levels = { check->fold.leaves } };
    bool is_done = true;
    for (size_t level = 0; level + 1 < LEVELS_STORED && is_done; level++) {
        is_done = hash_array_climb(&tiles.levels[level], &tiles.levels[level + 1], err);
    }
    is_done = is_done && audit_scan_tiles(check->scan, take_tile, &tiles, err);
    if (is_done) {
        note_missing(&tiles, LEVELS_STORED, 0);
    }
    for (size_t level = 1; level < LEVELS_STORED; level++) {
        hash_array_release(&tiles.levels[level]);
    }
    return is_done;
}

/* --- The head. --- */

static bool take_head(void *self, const struct audit_head *head, struct err *err)
{
    struct database_check *check = self;
    struct findings *findings = &check->findings;
    uint8_t frontier[MERKLE_FRONTIER_MAX];
    struct hash root;
    size_t len = merkle_frontier_write(&check->fold.tree, frontier);
    (void)err;
    check->heads++;
    merkle_root(&check->fold.tree, &root);
    if (head->size != (int64_t)check->fold.tree.size) {
        findings_add(findings, FINDING_NO_ENTRY,
                     "table head, column size: it has %" PRId64 ", the leaves make %" PRIu64,
                     head->size, check->fold.tree.size);
    }
    if (head->root == NULL || memcmp(head->root, root.bytes, HASH_BYTES) != 0) {
        findings_add(findings, FINDING_NO_ENTRY, "table head, column root: not that of the leaves");
    }
    if (head->frontier_len != len || memcmp(head->frontier, frontier, len) != 0) {
        findings_add(findings, FINDING_NO_ENTRY,
                     "table head, column frontier: not that of the leaves");
    }
    if (check->knows_last_at && head->at_ms != check->last_at_ms) {
        findings_add(findings, FINDING_NO_ENTRY,
                     "table head, column at: it has %" PRId64 ", the last leaf %" PRId64,
                     head->at_ms, check->last_at_ms);
    }
    return true;
}

bool check_tree(struct database_check *check, struct err *err)
{
    if (!check_tiles(check, err) || !audit_scan_head(check->scan, take_head, check, err)) {
        return false;
    }
    if (check->heads != 1) {
        findings_add(&check->findings, FINDING_NO_ENTRY, "table head: it has %" PRIu64 " rows",
                     check->heads);
    }
    return true;
}
