/* A bounded bump arena: one a request. When it is full, allocation returns NULL and the arena
 * remembers it; nothing aborts. Freed as a whole. */
#ifndef BUURTKAS_BASE_ARENA_H
#define BUURTKAS_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include "buurtkas/base/attr.h"

struct arena;

/** Makes an arena that hands out at most `bytes_max` bytes in all. @return NULL when memory is out. */
struct arena *arena_new(size_t bytes_max);
/** Runs the deferred destructors (last first) and frees everything. NULL is allowed. */
void arena_free(struct arena *arena);
/** For CLEANUP(arena_freep). */
void arena_freep(struct arena **arena);
/** Forgets everything handed out (destructors run), keeps one chunk for the next use. */
void arena_clear(struct arena *arena);

/** `size` zeroed bytes, aligned for any type; NULL when the arena is full. `size` may be 0. */
void *arena_alloc(struct arena *arena, size_t size);
/** As arena_alloc, but not zeroed: for whoever writes all of it. */
void *arena_alloc_raw(struct arena *arena, size_t size);
/** Makes a block larger where it stands, when it is the last one handed out; what is added is not zeroed.
 * @param size      what it was asked for with, not 0
 * @param new_size  not less
 * @return false when it cannot; the block is then as it was, and the arena not full */
bool arena_extend(struct arena *arena, void *block, size_t size, size_t new_size);
/** `count` zeroed items; NULL on overflow or when full. */
void *arena_calloc(struct arena *arena, size_t count, size_t size);
/** A NUL-terminated copy of `len` bytes; NULL when full. */
char *arena_strndup(struct arena *arena, const char *text, size_t len);
char *arena_strdup(struct arena *arena, const char *text);
/** printf into the arena; NULL when full. */
char *arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
/** Calls fn(pointer) when the arena is freed or cleared. @return false when full (fn is then called at once). */
bool arena_defer(struct arena *arena, void (*fn)(void *), void *pointer);
/** True when an allocation has failed since the last clear. */
bool arena_is_full(const struct arena *arena);
size_t arena_used_bytes(const struct arena *arena);

#endif
