/* Nodes from hash tiles: level 8*t is stored in the tiles of level t; the seven levels above are
 * computed. */
#include "buurtkas/audit/tile.h"

enum {
    LEVEL_BITS = 8
};

void tile_reader_init(struct tile_reader *reader, tile_fetch *fetch, void *self)
{
    reader->fetch = fetch;
    reader->self = self;
    for (unsigned i = 0; i < TILE_READER_SLOTS; i++) {
        reader->slots[i].width = 0;
    }
}

/* The tile with at least `width` hashes, remembered or fetched. */
static const struct tile *tile_at(struct tile_reader *reader, unsigned level, uint64_t index,
                                  unsigned width, struct err *err)
{
    struct tile *tile = &reader->slots[level % TILE_READER_SLOTS];
    if (tile->width >= width && tile->level == level && tile->index == index) {
        return tile;
    }
    tile->level = level;
    tile->index = index;
    tile->width = width;
    bool ok = reader->fetch(reader->self, tile, err);
    if (ok && (tile->width < width || tile->width > TILE_WIDTH)) {
        ok = err_set(err, ERR_CORRUPT, "tile %llu of level %u has %u hashes where %u are needed",
                     (unsigned long long)index, level, tile->width, width);
    }
    if (!ok) {
        tile->width = 0;
        return NULL;
    }
    return tile;
}

/* Root of 2^height hashes, at most 128 as a full tile's 256 stand in the level above. */
static void fold(struct hash *out, const struct hash *hashes, unsigned height)
{
    struct hash row[TILE_WIDTH / 4];
    if (height == 0) {
        *out = hashes[0];
        return;
    }
    size_t count = (size_t)1 << (height - 1);
    for (size_t i = 0; i < count; i++) {
        hash_node(&row[i], &hashes[2 * i], &hashes[2 * i + 1]);
    }
    for (count /= 2; count > 0; count /= 2) {
        for (size_t i = 0; i < count; i++) {
            hash_node(&row[i], &row[2 * i], &row[2 * i + 1]);
        }
    }
    *out = row[0];
}

static bool tile_node(void *self, unsigned level, uint64_t index, struct hash *out, struct err *err)
{
    struct tile_reader *reader = self;
    unsigned height = level % LEVEL_BITS;
    uint64_t tile_index = index >> (LEVEL_BITS - height);
    unsigned from = (unsigned)(index << height) % TILE_WIDTH;
    unsigned width = from + (1U << height);
    const struct tile *tile = tile_at(reader, level / LEVEL_BITS, tile_index, width, err);
    if (tile == NULL) {
        return false;
    }
    fold(out, tile->hashes + from, height);
    return true;
}

struct node_reader tile_node_reader(struct tile_reader *reader)
{
    return (struct node_reader){ .node = tile_node, .self = reader };
}
