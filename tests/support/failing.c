/* The countdown, and what stands in the place of the functions that hand out memory. */
#include "support/failing.h"

#include <stddef.h>
#include <stdlib.h>

#include "buurtkas/base/arena.h"

enum {
    OFF = -1
};

static _Thread_local long left = OFF;
static _Thread_local long passed;
static _Thread_local bool was_hit;

void failing_after(long places)
{
    left = places;
    passed = 0;
    was_hit = false;
}

long failing_stop(void)
{
    left = OFF;
    return passed;
}

bool failing_was_hit(void)
{
    return was_hit;
}

bool failing_here(void)
{
    if (left == OFF) {
        return false;
    }
    if (left == 0) {
        left = OFF;
        was_hit = true;
        return true;
    }
    left--;
    passed++;
    return false;
}

void *__real_arena_alloc(struct arena *arena, size_t size);
void *__wrap_arena_alloc(struct arena *arena, size_t size);
void *__wrap_arena_alloc(struct arena *arena, size_t size)
{
    return failing_here() ? NULL : __real_arena_alloc(arena, size);
}

void *__real_arena_alloc_raw(struct arena *arena, size_t size);
void *__wrap_arena_alloc_raw(struct arena *arena, size_t size);
void *__wrap_arena_alloc_raw(struct arena *arena, size_t size)
{
    return failing_here() ? NULL : __real_arena_alloc_raw(arena, size);
}

void *__real_arena_calloc(struct arena *arena, size_t count, size_t size);
void *__wrap_arena_calloc(struct arena *arena, size_t count, size_t size);
void *__wrap_arena_calloc(struct arena *arena, size_t count, size_t size)
{
    return failing_here() ? NULL : __real_arena_calloc(arena, count, size);
}

char *__real_arena_strdup(struct arena *arena, const char *text);
char *__wrap_arena_strdup(struct arena *arena, const char *text);
char *__wrap_arena_strdup(struct arena *arena, const char *text)
{
    return failing_here() ? NULL : __real_arena_strdup(arena, text);
}

struct arena *__real_arena_new(size_t bytes_max);
struct arena *__wrap_arena_new(size_t bytes_max);
struct arena *__wrap_arena_new(size_t bytes_max)
{
    return failing_here() ? NULL : __real_arena_new(bytes_max);
}

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size)
{
    return failing_here() ? NULL : __real_calloc(count, size);
}
