/* UUIDs. The random parts come straight from the kernel: no generator of our own can be seeded
 * wrongly or copied by a fork. Without randomness no id, handle or salt may exist, so a failing
 * getrandom(2) ends the program. */
#include "buurtkas/base/uuid.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

bool uuid_is_zero(const struct uuid *uuid)
{
    static const struct uuid zero;
    return uuid_equal(uuid, &zero);
}

/* Requests of up to 256 bytes come whole (getrandom(2)); before the pool is ready the call may be
 * interrupted. */
static void fill_random(struct uuid *uuid)
{
    ssize_t got = -1;
    do {
        got = getrandom(uuid->bytes, sizeof uuid->bytes, 0);
    } while (got < 0 && errno == EINTR);
    if (got != (ssize_t)sizeof uuid->bytes) {
        abort();
    }
}

static void mark(struct uuid *uuid, unsigned version)
{
    uuid->bytes[6] = (uint8_t)((uuid->bytes[6] & 0x0F) | version << 4);
    uuid->bytes[8] = (uint8_t)((uuid->bytes[8] & 0x3F) | 0x80);
}

struct uuid uuid_v7(int64_t at_ms)
{
    assert(at_ms >= 0 && at_ms < INT64_C(1) << 48);
    struct uuid uuid;
    fill_random(&uuid);
    for (unsigned i = 0; i < 6; i++) {
        uuid.bytes[i] = (uint8_t)(at_ms >> (40 - 8 * i));
    }
    mark(&uuid, 7);
    return uuid;
}

static uint64_t ms_of(const struct uuid *uuid)
{
    uint64_t ms = 0;
    for (unsigned i = 0; i < 6; i++) {
        ms = ms << 8 | uuid->bytes[i];
    }
    return ms;
}

/* The 42 bits behind the time: 12 of rand_a, then the first 30 of rand_b. */
static uint64_t counter_of(const struct uuid *uuid)
{
    uint64_t counter = (uint64_t)(uuid->bytes[6] & 0x0F) << 8 | uuid->bytes[7];
    counter = counter << 6 | (uuid->bytes[8] & 0x3F);
    for (unsigned i = 9; i < 12; i++) {
        counter = counter << 8 | uuid->bytes[i];
    }
    return counter;
}

static void set_counter(struct uuid *uuid, uint64_t counter)
{
    for (unsigned i = 11; i > 8; i--) {
        uuid->bytes[i] = (uint8_t)counter;
        counter >>= 8;
    }
    uuid->bytes[8] = (uint8_t)(counter & 0x3F);
    uuid->bytes[7] = (uint8_t)(counter >> 6);
    uuid->bytes[6] = (uint8_t)(counter >> 14);
    mark(uuid, 7);
}

struct uuid uuid_v7_after(const struct uuid *last, int64_t at_ms)
{
    struct uuid uuid = uuid_v7(at_ms);
    if (ms_of(last) == (uint64_t)at_ms) {
        /* Never full: it starts in the lower half of 2^42. */
        set_counter(&uuid, counter_of(last) + 1);
    } else {
        set_counter(&uuid, counter_of(&uuid) >> 1);
    }
    return uuid;
}

struct uuid uuid_v4(void)
{
    struct uuid uuid;
    fill_random(&uuid);
    mark(&uuid, 4);
    return uuid;
}

/* A dash stands before bytes 4, 6, 8 and 10. */
static bool has_dash_before(size_t byte)
{
    return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

void uuid_print(char out[UUID_TEXT + 1], const struct uuid *uuid)
{
    static const char digits[] = "0123456789abcdef";
    char *at = out;
    for (size_t i = 0; i < UUID_BYTES; i++) {
        if (has_dash_before(i)) {
            *at++ = '-';
        }
        *at++ = digits[uuid->bytes[i] >> 4];
        *at++ = digits[uuid->bytes[i] & 15];
    }
    *at = '\0';
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool uuid_parse(struct uuid *out, const char *text, size_t len)
{
    if (len != UUID_TEXT) {
        return false;
    }
    struct uuid uuid;
    const char *at = text;
    for (size_t i = 0; i < UUID_BYTES; i++) {
        if (has_dash_before(i) && *at++ != '-') {
            return false;
        }
        int high = hex_value(*at++);
        int low = hex_value(*at++);
        if (high < 0 || low < 0) {
            return false;
        }
        uuid.bytes[i] = (uint8_t)(high * 16 + low);
    }
    *out = uuid;
    return true;
}
