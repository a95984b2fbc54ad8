/* UUIDs (RFC 9562): version 7 for ids (in order of time), version 4 for handles (random). */
#ifndef BUURTKAS_BASE_UUID_H
#define BUURTKAS_BASE_UUID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { UUID_BYTES = 16, UUID_TEXT = 36 };

/** All zero means "absent". */
struct uuid {
    uint8_t bytes[UUID_BYTES];
};

static inline bool uuid_equal(const struct uuid *a, const struct uuid *b)
{
    return memcmp(a->bytes, b->bytes, UUID_BYTES) == 0;
}

bool uuid_is_zero(const struct uuid *uuid);
/** Version 7 with the milliseconds of `at_ms` in front (RFC 9562, 5.7). Random part from getrandom(2). */
struct uuid uuid_v7(int64_t at_ms);
/** Version 7, greater than `last` when both are of the same millisecond: 42 bits behind the time count on from it
 * (RFC 9562, 6.2, method 1). @param last  made by this function before, or zero */
struct uuid uuid_v7_after(const struct uuid *last, int64_t at_ms);
/** Version 4 (RFC 9562, 5.4). */
struct uuid uuid_v4(void);
/** Writes 36 characters and a NUL, lower case. */
void uuid_print(char out[UUID_TEXT + 1], const struct uuid *uuid);
/** Strict: 36 characters, lower or upper case hex, dashes in place. */
bool uuid_parse(struct uuid *out, const char *text, size_t len);

#endif
