/* The bump arena. Memory comes in chunks that grow with use, so that a small request stays small;
 * the ceiling counts what was handed out, not the chunks. A block is zeroed when it is handed out,
 * because a cleared arena keeps a used chunk; whoever writes all of it takes it raw. */
#include "buurtkas/base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CHUNK_FIRST_BYTES = 4096,
    CHUNK_GROWTH_MAX_BYTES = 65536
};

struct chunk {
    struct chunk *older;
    size_t size;
    size_t used;
    alignas(max_align_t) char bytes[];
};

struct deferred {
    struct deferred *earlier;
    void (*fn)(void *);
    void *pointer;
};

struct arena {
    struct chunk *newest;
    struct deferred *last;
    size_t bytes_max;
    size_t used_bytes;
    bool is_full;
};

struct arena *arena_new(size_t bytes_max)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (arena != NULL) {
        arena->bytes_max = bytes_max;
    }
    return arena;
}

static void run_deferred(struct arena *arena)
{
    while (arena->last != NULL) {
        struct deferred *deferred = arena->last;
        arena->last = deferred->earlier;
        deferred->fn(deferred->pointer);
    }
}

static void free_chunks(struct chunk *chunk)
{
    while (chunk != NULL) {
        struct chunk *older = chunk->older;
        free(chunk);
        chunk = older;
    }
}

void arena_free(struct arena *arena)
{
    if (arena != NULL) {
        run_deferred(arena);
        free_chunks(arena->newest);
        free(arena);
    }
}

void arena_freep(struct arena **arena)
{
    arena_free(*arena);
    *arena = NULL;
}

void arena_clear(struct arena *arena)
{
    run_deferred(arena);
    if (arena->newest != NULL) {
        free_chunks(arena->newest->older);
        arena->newest->older = NULL;
        arena->newest->used = 0;
    }
    arena->used_bytes = 0;
    arena->is_full = false;
}

/* A chunk with room for `size` bytes on top of the list. */
static bool add_chunk(struct arena *arena, size_t size)
{
    size_t chunk_size = arena->newest == NULL ? CHUNK_FIRST_BYTES : arena->newest->size * 2;
    if (chunk_size > CHUNK_GROWTH_MAX_BYTES) {
        chunk_size = CHUNK_GROWTH_MAX_BYTES;
    }
    if (chunk_size < size) {
        chunk_size = size;
    }
    if (chunk_size > SIZE_MAX - sizeof(struct chunk)) {
        return false;
    }
    struct chunk *chunk = malloc(sizeof *chunk + chunk_size);
    if (chunk == NULL) {
        return false;
    }
    chunk->older = arena->newest;
    chunk->size = chunk_size;
    chunk->used = 0;
    arena->newest = chunk;
    return true;
}

static void *refuse(struct arena *arena)
{
    arena->is_full = true;
    return NULL;
}

/* What a block of `size` bytes takes, 0 when it is more than is left. */
static size_t whole_size(const struct arena *arena, size_t size)
{
    const size_t align = alignof(max_align_t);
    size_t left = arena->bytes_max - arena->used_bytes;
    if (size > left || size > SIZE_MAX - align) {
        return 0;
    }
    size_t whole = size == 0 ? align : (size + align - 1) / align * align;
    return whole > left ? 0 : whole;
}

void *arena_alloc_raw(struct arena *arena, size_t size)
{
    size_t whole = whole_size(arena, size);
    struct chunk *chunk = arena->newest;
    if (whole == 0 ||
        ((chunk == NULL || chunk->size - chunk->used < whole) && !add_chunk(arena, whole))) {
        return refuse(arena);
    }
    chunk = arena->newest;
    void *block = chunk->bytes + chunk->used;
    chunk->used += whole;
    arena->used_bytes += whole;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    void *block = arena_alloc_raw(arena, size);
    return block == NULL ? NULL : memset(block, 0, size);
}

bool arena_extend(struct arena *arena, void *block, size_t size, size_t new_size)
{
    struct chunk *chunk = arena->newest;
    const size_t align = alignof(max_align_t);
    assert(size > 0 && new_size >= size);
    if (chunk == NULL || new_size > SIZE_MAX - align) {
        return false;
    }
    size_t whole = (size + align - 1) / align * align;
    size_t more = (new_size + align - 1) / align * align - whole;
    bool is_last = whole <= chunk->used && (char *)block == chunk->bytes + (chunk->used - whole);
    if (!is_last || more > chunk->size - chunk->used ||
        more > arena->bytes_max - arena->used_bytes) {
        return false;
    }
    chunk->used += more;
    arena->used_bytes += more;
    return true;
}

void *arena_calloc(struct arena *arena, size_t count, size_t size)
{
    size_t total = 0;
    if (__builtin_mul_overflow(count, size, &total)) {
        return refuse(arena);
    }
    return arena_alloc(arena, total);
}

char *arena_strndup(struct arena *arena, const char *text, size_t len)
{
    if (len == SIZE_MAX) {
        return refuse(arena);
    }
    char *copy = arena_alloc_raw(arena, len + 1);
    if (copy != NULL) {
        memcpy(copy, len > 0 ? text : "", len);
        copy[len] = '\0';
    }
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return arena_strndup(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    assert(len >= 0);
    char *text = arena_alloc(arena, (size_t)len + 1);
    if (text != NULL) {
        va_start(args, format);
        (void)vsnprintf(text, (size_t)len + 1, format, args);
        va_end(args);
    }
    return text;
}

bool arena_defer(struct arena *arena, void (*fn)(void *), void *pointer)
{
    struct deferred *deferred = arena_alloc(arena, sizeof *deferred);
    if (deferred == NULL) {
        fn(pointer);
        return false;
    }
    deferred->earlier = arena->last;
    deferred->fn = fn;
    deferred->pointer = pointer;
    arena->last = deferred;
    return true;
}

bool arena_is_full(const struct arena *arena)
{
    return arena->is_full;
}

size_t arena_used_bytes(const struct arena *arena)
{
    return arena->used_bytes;
}
