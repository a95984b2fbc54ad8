/* The log's files: bytes of its first tile, and the paths at the sizes that the format's text works
 * out. */
#include "log_vectors.h"
#include "buurtkas/audit/tile.h"

static void tile_0__has_the_bytes_of_the_log(void **state)
{
    (void)state;
    struct hash leaves[LOG_SIZE];
    log_leaf_hashes(leaves);
    assert_int_equal(sizeof leaves, 224);
    assert_sha256(leaves, sizeof leaves,
                  "915ec624b083e3defbc1dff9177ac17e1883faa0ee674aba8fdcdfca35dea605");
}

static void bundle__has_the_length_before_the_entry(void **state)
{
    (void)state;
    static const uint8_t begin[] = { 0x00, 0xe7, 0x7b, 0x22, 0x61, 0x6d };
    struct err err = { 0 };
    CLEANUP(arena_freep) struct arena *arena = arena_new(4096);
    struct str bundle = str_new(arena, 1024);
    assert_true(bundle_add(&bundle, (const uint8_t *)log_entry_5, strlen(log_entry_5), &err));
    assert_int_equal(bundle.len, 233);
    assert_memory_equal(bundle.ptr, begin, sizeof begin);
}

/* The last tile of each level of a tree, and a full one before it. */
static const struct {
    uint64_t size;
    struct tile_path path;
    const char *text;
} paths[] = {
    {7,                        { false, 0, 0, 7 },        "tile/0/000.p/7"            },
    { 7,                       { true, 0, 0, 7 },         "tile/entries/000.p/7"      },
    { 70000,                   { false, 0, 0, 256 },      "tile/0/000"                },
    { 70000,                   { false, 0, 272, 256 },    "tile/0/272"                },
    { 70000,                   { false, 0, 273, 112 },    "tile/0/273.p/112"          },
    { 70000,                   { true, 0, 273, 112 },     "tile/entries/273.p/112"    },
    { 70000,                   { false, 1, 0, 256 },      "tile/1/000"                },
    { 70000,                   { false, 1, 1, 17 },       "tile/1/001.p/17"           },
    { 70000,                   { false, 2, 0, 1 },        "tile/2/000.p/1"            },
    { 1000000,                 { false, 0, 3905, 256 },   "tile/0/x003/905"           },
    { 1000000,                 { false, 0, 3906, 64 },    "tile/0/x003/906.p/64"      },
    { 1000000,                 { false, 1, 15, 66 },      "tile/1/015.p/66"           },
    { 1000000,                 { false, 2, 0, 15 },       "tile/2/000.p/15"           },
    { UINT64_C(256) * 1234068, { true, 0, 1234067, 256 }, "tile/entries/x001/x234/067"},
    { UINT64_C(256) * 1234068, { false, 0, 5, 256 },      "tile/0/005"                },
    { UINT64_C(256) * 1234068, { false, 0, 1000, 256 },   "tile/0/x001/000"           },
};

static void path__is_printed_and_read_as_in_the_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        const struct tile_path *path = &paths[i].path;
        struct tile_path read;
        char text[TILE_PATH_MAX + 1];
        assert_int_equal(tile_width(paths[i].size, path->level, path->index), path->width);
        assert_int_equal(tile_path_print(text, path), strlen(paths[i].text));
        assert_string_equal(text, paths[i].text);
        assert_true(tile_path_parse(&read, text, strlen(text)));
        assert_int_equal(read.is_entries, path->is_entries);
        assert_int_equal(read.level, path->level);
        assert_int_equal(read.index, path->index);
        assert_int_equal(read.width, path->width);
    }
}

static void width__is_0_behind_the_last_tile(void **state)
{
    (void)state;
    static const struct {
        uint64_t size;
        unsigned level;
        uint64_t index;
    } cases[] = {
        {0,          0,  0         },
        { 7,         1,  0         },
        { 256,       0,  1         },
        { 70000,     0,  274       },
        { 70000,     1,  2         },
        { 70000,     3,  0         },
        { INT64_MAX, 8,  0         },
        { INT64_MAX, 63, 0         },
        { 70000,     0,  UINT64_MAX}
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(tile_width(cases[i].size, cases[i].level, cases[i].index), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tile_0__has_the_bytes_of_the_log),
        cmocka_unit_test(bundle__has_the_length_before_the_entry),
        cmocka_unit_test(path__is_printed_and_read_as_in_the_text),
        cmocka_unit_test(width__is_0_behind_the_last_tile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
