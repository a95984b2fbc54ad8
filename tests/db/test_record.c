/* The record in memory against a long one in the database: open tiles are found again at start, and
 * receipts for old entries at old sizes are made from full tiles, far behind what the cache holds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <time.h>

#include <cmocka.h>

#include "buurtkas/audit/proof.h"
#include "store/writer_internal.h"
#include "support/pg_fixture.h"

/* More than a full tile of level 1, so that level 2 is open. */
enum {
    LEAVES = 65536 + 2 * 256 + 77,
    STEP = 3000,
    LEAF_BYTES = 24,
    ARENA_BYTES = 8 << 20
};

static const char *const no_settings[] = { "SET synchronous_commit = off", NULL };

static struct log_key *key;
static struct pg pg;
static struct record *record;

static size_t leaf_text(char out[LEAF_BYTES], uint64_t entry)
{
    return (size_t)snprintf(out, LEAF_BYTES, "leaf %llu", (unsigned long long)entry);
}

static struct hash leaf_hash_of(uint64_t entry)
{
    char text[LEAF_BYTES];
    struct hash hash;
    size_t len = leaf_text(text, entry);
    hash_leaf(&hash, (const uint8_t *)text, len);
    return hash;
}

/* Number columns of `count` leaves from `first` on. */
static void bind_numbers(struct bind *bind, uint64_t first, size_t count)
{
    for (int column = 0; column < 2; column++) {
        struct bind_array numbers = bind_array_begin(bind, BIND_I64, count, count * 8);
        for (size_t i = 0; i < count; i++) {
            array_i64(&numbers, column == 0 ? (int64_t)(first + i) : 0);
        }
        bind_array_end(&numbers);
    }
    struct bind_array types = bind_array_begin(bind, BIND_I32, count, count * 4);
    for (size_t i = 0; i < count; i++) {
        array_i32(&types, 1);
    }
    bind_array_end(&types);
    struct bind_array ids = bind_array_begin(bind, BIND_UUID, count, count * UUID_BYTES);
    for (size_t i = 0; i < count; i++) {
        const struct uuid id = uuid_v4();
        array_uuid(&ids, &id);
    }
    bind_array_end(&ids);
}

static void bind_leaves(struct bind *bind, uint64_t first, size_t count)
{
    char text[LEAF_BYTES];
    bind_numbers(bind, first, count);
    struct bind_array hashes = bind_array_begin(bind, BIND_BYTES, count, count * HASH_BYTES);
    struct bind_array texts;
    for (size_t i = 0; i < count; i++) {
        struct hash hash = leaf_hash_of(first + i);
        array_bytes(&hashes, hash.bytes, HASH_BYTES);
    }
    bind_array_end(&hashes);
    texts = bind_array_begin(bind, BIND_BYTES, count, count * LEAF_BYTES);
    for (size_t i = 0; i < count; i++) {
        array_bytes(&texts, text, leaf_text(text, first + i));
    }
    bind_array_end(&texts);
}

static void send_tile(struct arena *arena, const struct full_tile *tile, struct err *err)
{
    struct bind bind = bind_new(arena);
    struct bind_array level = bind_array_begin(&bind, BIND_I32, 1, 4);
    array_i32(&level, (int32_t)tile->level);
    bind_array_end(&level);
    struct bind_array index = bind_array_begin(&bind, BIND_I64, 1, 8);
    array_i64(&index, (int64_t)tile->index);
    bind_array_end(&index);
    struct bind_array hashes = bind_array_begin(&bind, BIND_BYTES, 1, sizeof tile->hashes);
    array_bytes(&hashes, tile->hashes, sizeof tile->hashes);
    bind_array_end(&hashes);
    assert_true(pipeline_send(&pg, STMT_TILE_INSERT, &bind, err));
}

static void send_head(struct arena *arena, uint64_t before, struct err *err)
{
    uint8_t frontier[MERKLE_FRONTIER_MAX];
    struct hash root;
    struct bind bind = bind_new(arena);
    merkle_root(&record->tree, &root);
    size_t len = merkle_frontier_write(&record->tree, frontier);
    bind_i64(&bind, (int64_t)before);
    bind_i64(&bind, record->epoch);
    bind_i64(&bind, (int64_t)record->tree.size);
    bind_bytes(&bind, root.bytes, HASH_BYTES);
    bind_bytes(&bind, frontier, len);
    bind_i64(&bind, 0);
    assert_true(pipeline_send(&pg, STMT_HEAD_UPDATE, &bind, err));
}

/* One transaction of `count` leaves. */
static void grow(size_t count)
{
    struct full_tile full[TILE_LEVELS];
    struct arena *arena = arena_new(ARENA_BYTES);
    struct bind bind = bind_new(arena);
    struct err err = { 0 };
    uint64_t before = record->tree.size;
    bind_leaves(&bind, before, count);
    assert_true(pipeline_text(&pg, "BEGIN", &err));
    assert_true(pipeline_send(&pg, STMT_LEAF_INSERT, &bind, &err));
    size_t sent = 4; /* BEGIN, leaves, head, COMMIT */
    for (size_t i = 0; i < count; i++) {
        struct hash hash = leaf_hash_of(before + i);
        size_t tiles = record_append(record, &hash, full);
        for (size_t tile = 0; tile < tiles; tile++) {
            send_tile(arena, &full[tile], &err);
        }
        sent += tiles;
    }
    send_head(arena, before, &err);
    assert_true(pipeline_text(&pg, "COMMIT", &err));
    assert_true(pipeline_sync(&pg, &err));
    if (!pipeline_skip(&pg, sent, &err) || !pipeline_take_sync(&pg, &err)) {
        fail_msg("%s %s", err.detail, err.sqlstate);
    }
    arena_free(arena);
}

static void load(void)
{
    struct err err = { 0 };
    struct arena *arena = record->arena;
    memset(record, 0, sizeof *record);
    record->pg = &pg;
    record->arena = arena;
    if (!record_load(record, key, &err)) {
        fail_msg("%s", err.detail);
    }
}

/* The receipt of an entry in the tree of a size verifies, and is for that. */
static void check_receipt(uint64_t entry, uint64_t size)
{
    const struct vkeys known = { log_key_vkey(key), 1 };
    struct arena *arena = arena_new(ARENA_BYTES);
    struct str note = str_new(arena, CHECKPOINT_NOTE_MAX);
    struct str text = str_new(arena, 1 << 16);
    struct err err = { 0 };
    char leaf[LEAF_BYTES];
    const struct receipt_of of = { (const uint8_t *)leaf, leaf_text(leaf, entry), entry, size,
                                   &note };
    struct receipt receipt;
    if (!record_checkpoint(record, key, size, &note, &err) ||
        !record_receipt(record, &of, &text, &err)) {
        fail_msg("entry %llu of %llu: %s", (unsigned long long)entry, (unsigned long long)size,
                 err.detail);
    }
    const struct receipt_text read = { text.ptr, text.len };
    if (!receipt_verify(&receipt, arena, &read, &known, &err)) {
        fail_msg("entry %llu of %llu: %s", (unsigned long long)entry, (unsigned long long)size,
                 err.detail);
    }
    assert_int_equal(receipt.index, entry);
    assert_int_equal(receipt.checkpoint.size, size);
    arena_free(arena);
}

static void long_record__is_found_again(void **state)
{
    struct hash before;
    struct hash after;
    (void)state;
    while (record->tree.size < LEAVES) {
        uint64_t left = LEAVES - record->tree.size;
        grow(left < STEP ? (size_t)left : STEP);
    }
    struct hash open[TILE_LEVELS][TILE_WIDTH];
    memcpy(open, record->open, sizeof open);
    merkle_root(&record->tree, &before);
    load();
    merkle_root(&record->tree, &after);
    assert_int_equal(record->tree.size, LEAVES);
    assert_true(hash_equal(&before, &after));
    assert_memory_equal(open[0], record->open[0], (LEAVES % 256) * HASH_BYTES);
    assert_memory_equal(open[1], record->open[1], (LEAVES / 256 % 256) * HASH_BYTES);
    assert_memory_equal(open[2], record->open[2], (LEAVES / 65536) * HASH_BYTES);
}

static void old_receipts__are_made_from_tiles(void **state)
{
    unsigned seed = (unsigned)time(NULL);
    (void)state;
    print_message("seed %u\n", seed);
    static const uint64_t sizes[] = { 1,    2,     255,   256,   257,         511,        512,
                                      4096, 65535, 65536, 65537, 65536 + 256, LEAVES - 1, LEAVES };
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        check_receipt(0, sizes[i]);
        check_receipt(sizes[i] / 2, sizes[i]);
        check_receipt(sizes[i] - 1, sizes[i]);
    }
    for (int i = 0; i < 200; i++) {
        uint64_t size = 1 + (uint64_t)rand_r(&seed) % LEAVES;
        check_receipt((uint64_t)rand_r(&seed) % size, size);
    }
}

static void leaf_hashes__are_known_everywhere(void **state)
{
    static const uint64_t entries[] = { 0, 255, 256, 4095, 65535, 65536, LEAVES - 1 };
    struct err err = { 0 };
    struct hash found;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(entries); i++) {
        struct hash made = leaf_hash_of(entries[i]);
        assert_true(record_leaf_hash(record, entries[i], &found, &err));
        assert_true(hash_equal(&found, &made));
    }
    assert_false(record_leaf_hash(record, LEAVES, &found, &err));
}

/* A batch that fills tiles and is not committed leaves nothing behind. */
static void rewind__brings_everything_back(void **state)
{
    struct record_mark *mark = calloc(1, sizeof *mark);
    struct full_tile full[TILE_LEVELS];
    struct hash before;
    struct hash after;
    (void)state;
    merkle_root(&record->tree, &before);
    record_mark(record, mark);
    for (uint64_t i = 0; i < 700; i++) {
        struct hash hash = leaf_hash_of(i + 1000000);
        (void)record_append(record, &hash, full);
    }
    record_rewind(record, mark);
    merkle_root(&record->tree, &after);
    assert_true(hash_equal(&before, &after));
    grow(500);
    check_receipt(LEAVES - 1, LEAVES + 500);
    check_receipt(LEAVES + 499, LEAVES + 500);
    load();
    check_receipt(3, LEAVES + 500);
    free(mark);
}

static void hole__is_found_at_start(void **state)
{
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    struct err err = { 0 };
    pg_do(conn, "SET session_replication_role = replica");
    pg_do(conn, "ALTER TABLE leaf DISABLE TRIGGER nothing_is_edited");
    pg_do(conn,
          "UPDATE leaf SET hash = sha256('another') WHERE entry = (SELECT size - 5 FROM head)");
    assert_false(record_load(record, key, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    err = (struct err){ 0 };
    pg_do(conn, "DELETE FROM leaf WHERE entry = (SELECT size - 5 FROM head)");
    assert_false(record_load(record, key, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    PQfinish(conn);
}

static int setup(void **state)
{
    static const uint8_t seed[KEY_SEED_BYTES] = { 9 };
    struct err err = { 0 };
    if (pg_fixture_setup(state) != 0) {
        return -1;
    }
    key = log_key_from_seed("test.example/log", seed, &err);
    record = calloc(1, sizeof *record);
    record->arena = arena_new(ARENA_BYTES);
    if (!pg_open(&pg, pg_fixture_conninfo(*state, PG_DAEMON), no_settings, &err)) {
        print_error("%s\n", err.detail);
        return -1;
    }
    load();
    return 0;
}

static int teardown(void **state)
{
    pg_close(&pg);
    arena_free(record->arena);
    free(record);
    log_key_free(key);
    return pg_fixture_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_record__is_found_again),
        cmocka_unit_test(old_receipts__are_made_from_tiles),
        cmocka_unit_test(leaf_hashes__are_known_everywhere),
        cmocka_unit_test(rewind__brings_everything_back),
        cmocka_unit_test(hole__is_found_at_start),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
