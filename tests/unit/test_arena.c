/* The arena: zeroed and aligned blocks, a ceiling that refuses instead of aborting, destructors
 * last first. */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "buurtkas/base/arena.h"

static void assert_zeroed(const unsigned char *block, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        assert_int_equal(block[i], 0);
    }
}

static void arena_alloc__gives_zeroed_aligned_blocks_that_do_not_overlap(void **state)
{
    (void)state;
    static const size_t sizes[] = { 0, 1, 7, 8, 16, 17, 100, 4096, 5000, 1, 70000, 3 };
    unsigned char *blocks[ARRAY_LEN(sizes)];
    CLEANUP(arena_freep) struct arena *arena = arena_new(1 << 20);
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        blocks[i] = arena_alloc(arena, sizes[i]);
        assert_non_null(blocks[i]);
        assert_int_equal((uintptr_t)blocks[i] % alignof(max_align_t), 0);
        assert_zeroed(blocks[i], sizes[i]);
        memset(blocks[i], (int)i + 1, sizes[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        for (size_t at = 0; at < sizes[i]; at++) {
            assert_int_equal(blocks[i][at], i + 1);
        }
    }
}

static void arena_alloc__refuses_beyond_its_ceiling_and_remembers(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(256);
    assert_non_null(arena_alloc(arena, 240));
    assert_int_equal(arena_used_bytes(arena), 240);
    assert_false(arena_is_full(arena));
    assert_null(arena_alloc(arena, 17));
    assert_true(arena_is_full(arena));
    assert_non_null(arena_alloc(arena, 16)); /* what fits is still given */
    assert_true(arena_is_full(arena));
    assert_null(arena_alloc(arena, 0));
    assert_true(arena_used_bytes(arena) <= 256);
}

static void arena_alloc__refuses_sizes_that_wrap_around(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(SIZE_MAX);
    assert_null(arena_alloc(arena, SIZE_MAX));
    assert_null(arena_alloc(arena, SIZE_MAX - 15));
    assert_null(arena_calloc(arena, SIZE_MAX / 2, 3));
    assert_null(arena_calloc(arena, (size_t)1 << 32, (size_t)1 << 32));
    assert_true(arena_is_full(arena));
    assert_int_equal(arena_used_bytes(arena), 0);
}

static void arena_calloc__gives_all_items(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(4096);
    int64_t *items = arena_calloc(arena, 100, sizeof *items);
    assert_non_null(items);
    assert_zeroed((const unsigned char *)items, 100 * sizeof *items);
    assert_non_null(arena_calloc(arena, 0, sizeof *items));
}

static void arena_extend__makes_only_the_last_block_larger(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(8192);
    char *first = arena_alloc_raw(arena, 10);
    char *last = arena_alloc_raw(arena, 20);
    assert_false(arena_extend(arena, first, 10, 100));
    memset(last, 7, 20);
    assert_true(arena_extend(arena, last, 20, 1000));
    memset(last + 20, 8, 980);
    assert_int_equal(last[19], 7);
    char *next = arena_alloc(arena, 16);
    assert_true(next >= last + 1000);
    assert_int_equal(arena_used_bytes(arena), 16 + 1008 + 16);
    assert_false(arena_extend(arena, next, 16, 9000)); /* beyond the ceiling */
    assert_false(arena_extend(arena, next, 16, SIZE_MAX));
    assert_false(arena_is_full(arena));
}

static void arena_strndup__copies_and_ends_with_nul(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(1024);
    assert_string_equal(arena_strndup(arena, "wijkbudget", 4), "wijk");
    assert_string_equal(arena_strndup(arena, NULL, 0), "");
    assert_string_equal(arena_strdup(arena, "buurt"), "buurt");
    assert_memory_equal(arena_strndup(arena, "a\0b", 3), "a\0b", 4);
    assert_null(arena_strndup(arena, "x", SIZE_MAX));
}

static void arena_printf__is_as_long_as_needed_or_null(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(1024);
    assert_string_equal(arena_printf(arena, "%s has %d", "De Kas", 12), "De Kas has 12");
    assert_string_equal(arena_printf(arena, "%s", ""), "");
    assert_int_equal(strlen(arena_printf(arena, "%0500d", 7)), 500);
    assert_null(arena_printf(arena, "%0500d", 7));
    assert_true(arena_is_full(arena));
}

/* Destructors write their letter here, in the order in which they run. */
struct trace {
    char text[16];
};
struct letter {
    struct trace *trace;
    char letter;
};

static void write_letter(void *pointer)
{
    const struct letter *letter = pointer;
    size_t len = strlen(letter->trace->text);
    letter->trace->text[len] = letter->letter;
}

static void arena_defer__runs_last_first_on_free(void **state)
{
    (void)state;
    struct trace trace = { 0 };
    struct letter letters[] = {
        {&trace,  'a'},
        { &trace, 'b'},
        { &trace, 'c'}
    };
    struct arena *arena = arena_new(1024);
    for (size_t i = 0; i < ARRAY_LEN(letters); i++) {
        assert_true(arena_defer(arena, write_letter, &letters[i]));
    }
    assert_string_equal(trace.text, "");
    arena_free(arena);
    assert_string_equal(trace.text, "cba");
}

static void arena_defer__runs_once_on_clear(void **state)
{
    (void)state;
    struct trace trace = { 0 };
    struct letter letters[] = {
        {&trace,  'a'},
        { &trace, 'b'}
    };
    struct arena *arena = arena_new(1024);
    assert_true(arena_defer(arena, write_letter, &letters[0]));
    arena_clear(arena);
    assert_string_equal(trace.text, "a");
    assert_true(arena_defer(arena, write_letter, &letters[1]));
    arena_free(arena);
    assert_string_equal(trace.text, "ab");
}

static void arena_defer__runs_at_once_when_full(void **state)
{
    (void)state;
    struct trace trace = { 0 };
    struct letter letter = { &trace, 'x' };
    CLEANUP(arena_freep) struct arena *arena = arena_new(8);
    assert_false(arena_defer(arena, write_letter, &letter));
    assert_string_equal(trace.text, "x");
    assert_true(arena_is_full(arena));
    arena_clear(arena);
    assert_string_equal(trace.text, "x");
}

static void arena_clear__gives_everything_back_zeroed(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(100000);
    arena_clear(arena); /* before any use */
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 10; i++) {
            unsigned char *block = arena_alloc(arena, 10000);
            assert_non_null(block);
            assert_zeroed(block, 10000);
            memset(block, 0xAA, 10000);
        }
        assert_null(arena_alloc(arena, 1));
        assert_true(arena_is_full(arena));
        arena_clear(arena);
        assert_false(arena_is_full(arena));
        assert_int_equal(arena_used_bytes(arena), 0);
    }
}

static void arena_free__allows_null(void **state)
{
    (void)state;
    arena_free(NULL);
    CLEANUP(arena_freep) struct arena *arena = NULL;
    arena_freep(&arena);
    assert_null(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_alloc__gives_zeroed_aligned_blocks_that_do_not_overlap),
        cmocka_unit_test(arena_alloc__refuses_beyond_its_ceiling_and_remembers),
        cmocka_unit_test(arena_alloc__refuses_sizes_that_wrap_around),
        cmocka_unit_test(arena_calloc__gives_all_items),
        cmocka_unit_test(arena_extend__makes_only_the_last_block_larger),
        cmocka_unit_test(arena_strndup__copies_and_ends_with_nul),
        cmocka_unit_test(arena_printf__is_as_long_as_needed_or_null),
        cmocka_unit_test(arena_defer__runs_last_first_on_free),
        cmocka_unit_test(arena_defer__runs_once_on_clear),
        cmocka_unit_test(arena_defer__runs_at_once_when_full),
        cmocka_unit_test(arena_clear__gives_everything_back_zeroed),
        cmocka_unit_test(arena_free__allows_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
