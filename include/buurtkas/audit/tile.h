/* The public log's files: tile paths, widths, entry bundles, and nodes read from hash tiles.
 * Source: C2SP tlog-tiles. */
#ifndef BUURTKAS_AUDIT_TILE_H
#define BUURTKAS_AUDIT_TILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/audit/merkle.h"
#include "buurtkas/base/str.h"

enum {
    TILE_WIDTH = 256,
    TILE_LEVEL_MAX = 63,     /**< in a path; above 7 no tile ever has a hash */
    TILE_PATH_MAX = 63,      /**< without the NUL */
    ENTRY_BYTES_MAX = 65535, /**< the bundle's length prefix is a u16 */
};

/** What a path names: a tile of hashes, or a bundle of entries. */
struct tile_path {
    bool is_entries;
    unsigned level; /**< 0 for entries */
    uint64_t index;
    unsigned width; /**< 1 to 255: partial; 256: full */
};

/** Reads `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]` (no slash in front), exactly as
 * tile_path_print writes it; every other spelling is refused. @return false when it names no tile
 */
MUST_CHECK bool tile_path_parse(struct tile_path *out, const char *text, size_t len);
/** Writes the path with a NUL. @return its length */
size_t tile_path_print(char out[TILE_PATH_MAX + 1], const struct tile_path *path);
/** How many hashes (or, at level 0, entries) the tile has in a tree of `size`: 0 to 256. */
unsigned tile_width(uint64_t size, unsigned level, uint64_t index);

/** Adds u16be length and the bytes. @return false with ERR_TOO_LARGE above ENTRY_BYTES_MAX,
 * ERR_MEMORY when full */
MUST_CHECK bool bundle_add(struct str *bundle, const uint8_t *entry, size_t len, struct err *err);

struct bundle_entry {
    const uint8_t *ptr; /**< into the bundle's bytes */
    size_t len;
};

struct bundle {
    unsigned count;
    struct bundle_entry entries[TILE_WIDTH];
};

/** Splits a bundle's bytes. @return false with ERR_CORRUPT when cut off or with more than 256
 * entries */
MUST_CHECK bool bundle_parse(struct bundle *out, const uint8_t *bytes, size_t len, struct err *err);

/** A hash tile, or the first part of one. */
struct tile {
    unsigned level;
    uint64_t index;
    unsigned width; /**< hashes known */
    struct hash hashes[TILE_WIDTH];
};

/** Fetches tile (tile->level, tile->index): on entry `width` is the least width that is needed; on
 * success it is the width there is, not less. @return false with *err set */
typedef bool tile_fetch(void *self, struct tile *tile, struct err *err);

enum {
    TILE_READER_SLOTS = 4
};

/** Answers nodes from tiles and remembers the last tile of each level; about 33 KB. One thread at a
 * time. */
struct tile_reader {
    tile_fetch *fetch;
    void *self;
    struct tile slots[TILE_READER_SLOTS];
};

void tile_reader_init(struct tile_reader *reader, tile_fetch *fetch, void *self);
/** The reader of nodes over these tiles; lives as long as `reader`. Hashes inside a tile are
 * computed. */
struct node_reader tile_node_reader(struct tile_reader *reader);

#endif
