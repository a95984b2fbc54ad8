/* The record in memory: frontier, newest nodes, and the open tile of each level. What a proof needs
 * and is not here is read from full tiles in the database. A batch appends here first; when it is
 * not committed, everything goes back to the mark. */
#include "writer_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "buurtkas/audit/proof.h"
#include "rows_internal.h"

enum {
    TILE_BITS = 8,
    /* At start so many of the newest leaves, at most, are put into the cache again. */
    WARM_LEAVES = 4096,
};

static unsigned open_width(uint64_t size, unsigned level)
{
    return (unsigned)((size >> (TILE_BITS * level)) % TILE_WIDTH);
}

/* --- Tiles from the database. --- */

static bool load_full(struct record *record, unsigned level, uint64_t index,
                      struct hash out[TILE_WIDTH], struct err *err)
{
    arena_clear(record->arena);
    struct bind bind = bind_new(record->arena);
    bind_i32(&bind, (int32_t)level);
    bind_i64(&bind, (int64_t)index);
    CLEANUP(pg_result_freep)
    PGresult *result = pipeline_query(record->pg, STMT_TILE_LOAD, &bind, err);
    if (result == NULL) {
        return false;
    }
    if (PQntuples(result) != 1 || PQgetlength(result, 0, 0) != TILE_WIDTH * HASH_BYTES) {
        return err_set(err, ERR_CORRUPT, "tile %llu of level %u is not whole",
                       (unsigned long long)index, level);
    }
    memcpy(out, PQgetvalue(result, 0, 0), TILE_WIDTH * HASH_BYTES);
    return true;
}

static bool fetch_tile(void *self, struct tile *tile, struct err *err)
{
    struct record *record = self;
    uint64_t open = record->tree.size >> (TILE_BITS * (tile->level + 1));
    if (tile->level < TILE_LEVELS && tile->index == open) {
        tile->width = open_width(record->tree.size, tile->level);
        memcpy(tile->hashes, record->open[tile->level], tile->width * sizeof(struct hash));
        return true;
    }
    tile->width = TILE_WIDTH;
    return load_full(record, tile->level, tile->index, tile->hashes, err);
}

/* --- Appending. --- */

size_t record_append(struct record *record, const struct hash *leaf, struct full_tile *out_full)
{
    uint64_t index = record->tree.size;
    struct hash node = *leaf;
    size_t full = 0;
    merkle_append(&record->tree, leaf);
    merkle_cache_append(&record->cache, leaf);
    for (unsigned level = 0; level < TILE_LEVELS; level++) {
        unsigned at = (unsigned)(index % TILE_WIDTH);
        record->open[level][at] = node;
        index /= TILE_WIDTH;
        if (at != TILE_WIDTH - 1) {
            break;
        }
        out_full[full].level = level;
        out_full[full].index = index;
        memcpy(out_full[full].hashes, record->open[level], sizeof out_full[full].hashes);
        full++;
        bool is_held = merkle_cache_node(&record->cache, TILE_BITS * (level + 1), index, &node);
        assert(is_held); /* made by the append just now */
        (void)is_held;
    }
    return full;
}

void record_mark(const struct record *record, struct record_mark *out)
{
    out->tree = record->tree;
    out->at_ms = record->at_ms;
    for (unsigned level = 0; level < TILE_LEVELS; level++) {
        memcpy(out->open[level], record->open[level],
               open_width(record->tree.size, level) * sizeof(struct hash));
    }
}

void record_rewind(struct record *record, const struct record_mark *mark)
{
    record->tree = mark->tree;
    record->at_ms = mark->at_ms;
    for (unsigned level = 0; level < TILE_LEVELS; level++) {
        memcpy(record->open[level], mark->open[level],
               open_width(mark->tree.size, level) * sizeof(struct hash));
    }
    if (!merkle_cache_rewind(&record->cache, mark->tree.size)) {
        merkle_cache_init(&record->cache, &record->tree);
    }
    tile_reader_init(&record->reader, fetch_tile, record);
}

/* --- Proofs. --- */

bool record_leaf_hash(struct record *record, uint64_t entry, struct hash *out, struct err *err)
{
    struct cached_reader cached = { &record->cache, tile_node_reader(&record->reader) };
    struct node_reader reader = cached_reader(&cached);
    if (entry >= record->tree.size) {
        return err_set(err, ERR_INTERNAL, "entry %llu is not in the record yet",
                       (unsigned long long)entry);
    }
    return reader.node(reader.self, 0, entry, out, err);
}

bool record_sign(const struct log_key *key, uint64_t size, const struct hash *root, struct str *out,
                 struct err *err)
{
    struct checkpoint checkpoint = { .size = size, .root = *root };
    size_t origin_len = strlen(log_key_origin(key));
    assert(origin_len < sizeof checkpoint.origin);
    memcpy(checkpoint.origin, log_key_origin(key), origin_len + 1);
    return checkpoint_sign(out, &checkpoint, key, err);
}

bool record_checkpoint(struct record *record, const struct log_key *key, uint64_t size,
                       struct str *out, struct err *err)
{
    struct cached_reader cached = { &record->cache, tile_node_reader(&record->reader) };
    struct node_reader reader = cached_reader(&cached);
    struct hash root;
    if (size == record->tree.size) {
        merkle_root(&record->tree, &root);
    } else if (!merkle_root_at(&reader, size, &root, err)) {
        return false;
    }
    return record_sign(key, size, &root, out, err);
}

bool record_receipt(struct record *record, const struct receipt_of *of, struct str *out,
                    struct err *err)
{
    struct cached_reader cached = { &record->cache, tile_node_reader(&record->reader) };
    struct node_reader reader = cached_reader(&cached);
    struct inclusion inclusion;
    if (!merkle_inclusion(&reader, of->entry, of->size, &inclusion, err)) {
        return false;
    }
    struct tlog_proof proof = {
        .has_extra = true,
        .extra = of->leaf,
        .extra_len = of->leaf_len,
        .index = of->entry,
        .count = inclusion.count,
        .note = of->checkpoint->ptr,
        .note_len = of->checkpoint->len,
    };
    memcpy(proof.path, inclusion.path, inclusion.count * sizeof(struct hash));
    return tlog_proof_write(out, &proof, err);
}

/* --- At start. --- */

/* The key's name is the log's origin: a record that knows other keys only is not this key's. */
static bool check_key(struct record *record, const struct log_key *key, struct err *err)
{
    char vkey[VKEY_TEXT_MAX + 1];
    size_t len = vkey_print(vkey, log_key_vkey(key));
    CLEANUP(pg_result_freep)
    PGresult *result = pipeline_query(record->pg, STMT_LOG_KEYS_LOAD, NULL, err);
    if (result == NULL) {
        return false;
    }
    for (int row = 0; row < PQntuples(result); row++) {
        struct cell known = row_cell(result, row, 0);
        if ((size_t)known.len == len && memcmp(known.ptr, vkey, len) == 0) {
            return true;
        }
    }
    return PQntuples(result) == 0 ||
           err_set(err, ERR_MISMATCH, "the record in the database is not that of the key %.100s",
                   log_key_origin(key));
}

static bool load_head(struct record *record, struct hash *out_root, struct err *err)
{
    CLEANUP(pg_result_freep)
    PGresult *result = pipeline_query(record->pg, STMT_HEAD_OPEN, NULL, err);
    if (result == NULL) {
        return false;
    }
    if (PQntuples(result) != 1 || !row_hash(result, 0, 1, out_root)) {
        return err_set(err, ERR_CORRUPT, "the head of the record cannot be read");
    }
    struct cell frontier = row_cell(result, 0, 2);
    record->epoch = row_i64(result, 0, 3);
    record->at_ms = row_i64(result, 0, 4);
    return merkle_frontier_read(&record->tree, (uint64_t)row_i64(result, 0, 0), frontier.ptr,
                                (size_t)frontier.len, err);
}

/* Nodes of the open tiles above the leaves: each is the root of a full tile one level below. */
static bool load_open_above(struct record *record, unsigned level, struct err *err)
{
    struct hash hashes[TILE_WIDTH];
    unsigned width = open_width(record->tree.size, level);
    unsigned shift = TILE_BITS * (level + 1);
    uint64_t base = shift < 64 ? record->tree.size >> shift << TILE_BITS : 0;
    for (unsigned i = 0; i < width; i++) {
        struct merkle tile;
        if (!load_full(record, level - 1, base + i, hashes, err)) {
            return false;
        }
        merkle_init(&tile);
        for (unsigned at = 0; at < TILE_WIDTH; at++) {
            merkle_append(&tile, &hashes[at]);
        }
        merkle_root(&tile, &record->open[level][i]);
    }
    return true;
}

/* The tree as it was at a round size: its nodes are those of the larger one. */
static struct merkle tree_at_multiple(const struct merkle *tree, uint64_t multiple)
{
    struct merkle older = *tree;
    older.size = tree->size / multiple * multiple;
    return older;
}

static bool load_newest_leaves(struct record *record, struct err *err)
{
    struct merkle older = tree_at_multiple(&record->tree, WARM_LEAVES);
    uint64_t open_from = record->tree.size / TILE_WIDTH * TILE_WIDTH;
    arena_clear(record->arena);
    struct bind bind = bind_new(record->arena);
    struct hash leaf;
    bind_i64(&bind, (int64_t)older.size);
    bind_i64(&bind, (int64_t)record->tree.size);
    CLEANUP(pg_result_freep)
    PGresult *result = pipeline_query(record->pg, STMT_LEAF_HASHES, &bind, err);
    if (result == NULL) {
        return false;
    }
    merkle_cache_init(&record->cache, &older);
    for (int row = 0; row < PQntuples(result); row++) {
        uint64_t entry = (uint64_t)row_i64(result, row, 0);
        if (entry != record->cache.size || !row_hash(result, row, 1, &leaf)) {
            return err_set(err, ERR_CORRUPT, "entry %llu of the record is missing",
                           (unsigned long long)record->cache.size);
        }
        merkle_cache_append(&record->cache, &leaf);
        if (entry >= open_from) {
            record->open[0][entry - open_from] = leaf;
        }
    }
    return true;
}

bool record_load(struct record *record, const struct log_key *key, struct err *err)
{
    struct hash root;
    struct hash from_frontier;
    struct hash from_leaves;
    tile_reader_init(&record->reader, fetch_tile, record);
    if (!check_key(record, key, err) || !load_head(record, &root, err) ||
        !load_newest_leaves(record, err)) {
        return false;
    }
    merkle_root(&record->tree, &from_frontier);
    merkle_cache_root(&record->cache, &from_leaves);
    if (record->cache.size != record->tree.size || !hash_equal(&root, &from_frontier) ||
        !hash_equal(&root, &from_leaves)) {
        return err_set(err, ERR_CORRUPT,
                       "the head of %llu entries does not fit its frontier and newest leaves",
                       (unsigned long long)record->tree.size);
    }
    for (unsigned level = 1; level < TILE_LEVELS; level++) {
        if (!load_open_above(record, level, err)) {
            return false;
        }
    }
    return true;
}
