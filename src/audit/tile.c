/* Tile paths, widths and entry bundles. */
#include "buurtkas/audit/tile.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Six groups: up to 10^18, and a tree of 2^63 leaves has fewer than 10^17 tiles. */
enum {
    INDEX_GROUPS_MAX = 6,
    LEVEL_BITS = 8
};

/* A number below `limit` from the front of *text, digits only; moves *text past them. */
static bool take_number(uint64_t *out, const char **text, const char *end, uint64_t limit)
{
    const char *at = *text;
    uint64_t value = 0;
    while (at < end && *at >= '0' && *at <= '9' && value < limit) {
        value = value * 10 + (uint64_t)(*at - '0');
        at++;
    }
    if (at == *text || value >= limit) {
        return false;
    }
    *text = at;
    *out = value;
    return true;
}

/* Groups of three digits, all but the last with an x in front. Forms that are too generous are
 * found by the caller's comparison with the one right form. */
static bool take_index(uint64_t *out, const char **text, const char *end)
{
    uint64_t index = 0;
    for (unsigned groups = 0; groups < INDEX_GROUPS_MAX; groups++) {
        bool has_more = *text < end && **text == 'x';
        uint64_t group = 0;
        *text += has_more;
        if (!take_number(&group, text, end, 1000)) {
            return false;
        }
        index = index * 1000 + group;
        if (!has_more) {
            *out = index;
            return true;
        }
        if (*text == end || **text != '/') {
            return false;
        }
        ++*text;
    }
    return false;
}

static bool take_literal(const char **text, const char *end, const char *literal)
{
    size_t len = strlen(literal);
    if ((size_t)(end - *text) < len || memcmp(*text, literal, len) != 0) {
        return false;
    }
    *text += len;
    return true;
}

bool tile_path_parse(struct tile_path *out, const char *text, size_t len)
{
    const char *at = text;
    const char *end = text + len;
    struct tile_path path = { .width = TILE_WIDTH };
    uint64_t number = 0;
    if (!take_literal(&at, end, "tile/")) {
        return false;
    }
    path.is_entries = take_literal(&at, end, "entries/");
    if (!path.is_entries) {
        if (!take_number(&number, &at, end, TILE_LEVEL_MAX + 1) || !take_literal(&at, end, "/")) {
            return false;
        }
        path.level = (unsigned)number;
    }
    if (!take_index(&path.index, &at, end)) {
        return false;
    }
    if (at < end) {
        if (!take_literal(&at, end, ".p/") || !take_number(&number, &at, end, TILE_WIDTH) ||
            number == 0) {
            return false;
        }
        path.width = (unsigned)number;
    }
    char canonical[TILE_PATH_MAX + 1];
    if (at != end || tile_path_print(canonical, &path) != len ||
        memcmp(canonical, text, len) != 0) {
        return false;
    }
    *out = path;
    return true;
}

size_t tile_path_print(char out[TILE_PATH_MAX + 1], const struct tile_path *path)
{
    assert(path->width >= 1 && path->width <= TILE_WIDTH && path->level <= TILE_LEVEL_MAX);
    uint64_t divisor = 1;
    while (path->index / divisor >= 1000) {
        divisor *= 1000;
    }
    int len = path->is_entries ? snprintf(out, TILE_PATH_MAX + 1, "tile/entries/")
                               : snprintf(out, TILE_PATH_MAX + 1, "tile/%u/", path->level);
    for (; divisor >= 1; divisor /= 1000) {
        len +=
            snprintf(out + len, (size_t)(TILE_PATH_MAX + 1 - len),
                     divisor > 1 ? "x%03" PRIu64 "/" : "%03" PRIu64, path->index / divisor % 1000);
    }
    if (path->width < TILE_WIDTH) {
        len += snprintf(out + len, (size_t)(TILE_PATH_MAX + 1 - len), ".p/%u", path->width);
    }
    return (size_t)len;
}

unsigned tile_width(uint64_t size, unsigned level, uint64_t index)
{
    if (level * LEVEL_BITS >= 64) {
        return 0;
    }
    uint64_t hashes = size >> (level * LEVEL_BITS);
    if (index > hashes / TILE_WIDTH) {
        return 0;
    }
    uint64_t width = hashes - index * TILE_WIDTH;
    return width < TILE_WIDTH ? (unsigned)width : TILE_WIDTH;
}

bool bundle_add(struct str *bundle, const uint8_t *entry, size_t len, struct err *err)
{
    if (len > ENTRY_BYTES_MAX) {
        return err_set(err, ERR_TOO_LARGE, "an entry of %zu bytes is over %d", len,
                       ENTRY_BYTES_MAX);
    }
    uint8_t prefix[2] = { (uint8_t)(len >> 8), (uint8_t)len };
    str_add_len(bundle, prefix, sizeof prefix);
    str_add_len(bundle, entry, len);
    if (bundle->failed) {
        return err_set(err, ERR_MEMORY, "the entry bundle does not fit");
    }
    return true;
}

bool bundle_parse(struct bundle *out, const uint8_t *bytes, size_t len, struct err *err)
{
    unsigned count = 0;
    for (size_t at = 0; at < len; count++) {
        size_t left = len - at;
        size_t entry_len = left >= 2 ? (size_t)bytes[at] << 8 | bytes[at + 1] : 0;
        if (count == TILE_WIDTH) {
            return err_set(err, ERR_CORRUPT, "the entry bundle has more than %d entries",
                           TILE_WIDTH);
        }
        if (left < 2 || left - 2 < entry_len) {
            return err_set(err, ERR_CORRUPT, "the entry bundle is cut off in entry %u", count);
        }
        out->entries[count] = (struct bundle_entry){ .ptr = bytes + at + 2, .len = entry_len };
        at += 2 + entry_len;
    }
    out->count = count;
    return true;
}
