/* The public log: checkpoint, keys, tiles and bundles as C2SP tlog-tiles names them. What is served
 * is cut at the published size: a tile or width beyond it does not exist yet. */
#include <string.h>

#include "api/api_internal.h"
#include "buurtkas/audit/tile.h"

enum {
    NOTE_TEXT_MAX = 4096,
};

static bool answer_text(struct api_call *call, const char *text, size_t len, struct err *err)
{
    struct str out = str_new(call->arena, ANSWER_BYTES_MAX);
    str_add_len(&out, text, len);
    call->next = API_ANSWER;
    return answer_fill(call, 200, MEDIA_TEXT, &out, err);
}

bool checkpoint_prepare(struct api_call *call, struct err *err)
{
    char note[NOTE_TEXT_MAX];
    size_t len = call->site->checkpoint(call->site->self, note, sizeof note);
    return answer_text(call, note, len, err);
}

bool keys_prepare(struct api_call *call, struct err *err)
{
    char lines[NOTE_TEXT_MAX];
    size_t len = call->site->keys(call->site->self, lines, sizeof lines);
    return answer_text(call, lines, len, err);
}

/* A full hash tile stands in the table of tiles; a part of one is made of the level below: of the
 * leaves' hashes at level 0, else of the roots of the full tiles there. */
static bool add_tile_part(struct api_call *call, const struct tile_path *path, struct err *err)
{
    bool is_full = !path->is_entries && path->width == TILE_WIDTH;
    const char *statement = is_full            ? "log_tile"
                            : path->is_entries ? "log_entries"
                            : path->level == 0 ? "log_leaf_hashes"
                                               : "log_tiles_below";
    struct read_part *part = read_add(call, statement);
    if (part == NULL) {
        return err_set(err, ERR_INTERNAL, "A tile is one statement.");
    }
    if (is_full) {
        part_add(part, param_i32((int32_t)path->level));
        part_add(part, param_i64((int64_t)path->index));
        return true;
    }
    if (!path->is_entries && path->level > 0) {
        part_add(part, param_i32((int32_t)path->level - 1));
    }
    int64_t first = (int64_t)(path->index * TILE_WIDTH);
    part_add(part, param_i64(first));
    part_add(part, param_i64(first + (int64_t)path->width));
    return true;
}

bool tile_prepare(struct api_call *call, struct err *err)
{
    const char *name = call->request.path + strlen("/log/");
    struct tile_path *path = arena_alloc(call->arena, sizeof *path);
    if (path == NULL) {
        return err_set(err, ERR_MEMORY, "The request needs more memory than one may have.");
    }
    uint64_t size = call->site->size(call->site->self);
    if (!tile_path_parse(path, name, strlen(name)) ||
        path->width > tile_width(size, path->level, path->index)) {
        return err_set(err, ERR_NOT_FOUND, "The log has no such tile yet.");
    }
    call->read =
        (struct read_job){ .arena = call->arena, .deadline_ms = call->request.deadline_ms };
    call->state = path;
    call->next = API_READ;
    return add_tile_part(call, path, err);
}

/* One hash of a tile above level 0 is the root of a whole tile below it. */
static bool add_root(struct str *out, const struct cell *hashes, struct err *err)
{
    struct hash nodes[TILE_WIDTH];
    if (hashes->len != (int32_t)sizeof nodes) {
        return err_set(err, ERR_CORRUPT, "A tile of the log has %d bytes.", (int)hashes->len);
    }
    memcpy(nodes, hashes->ptr, sizeof nodes);
    for (size_t width = TILE_WIDTH; width > 1; width /= 2) {
        for (size_t i = 0; i < width / 2; i++) {
            hash_node(&nodes[i], &nodes[2 * i], &nodes[2 * i + 1]);
        }
    }
    str_add_len(out, nodes[0].bytes, HASH_BYTES);
    return true;
}

static bool add_cell(struct str *out, const struct tile_path *path, const struct cell *cell,
                     struct err *err)
{
    if (path->is_entries) {
        return bundle_add(out, cell->ptr, (size_t)cell->len, err);
    }
    bool is_full = path->width == TILE_WIDTH;
    if (path->level > 0 && !is_full) {
        return add_root(out, cell, err);
    }
    str_add_len(out, cell->ptr, (size_t)cell->len);
    return true;
}

bool tile_render(struct api_call *call, struct err *err)
{
    const struct tile_path *path = call->state;
    const struct rowset *rows = &call->read.parts[0].rows;
    bool is_one_row = !path->is_entries && path->width == TILE_WIDTH;
    if (rows->row_count != (is_one_row ? 1 : path->width)) {
        return err_set(err, ERR_CORRUPT, "The log lacks entries of a published tile.");
    }
    struct str out = str_new(call->arena, ANSWER_BYTES_MAX);
    for (size_t i = 0; i < rows->row_count; i++) {
        if (!add_cell(&out, path, rowset_cell(rows, i, 0), err)) {
            return false;
        }
    }
    call->answer = (struct api_answer){ .cache_control = CACHE_IMMUTABLE };
    return answer_fill(call, 200, MEDIA_BYTES, &out, err);
}
