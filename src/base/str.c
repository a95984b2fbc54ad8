/* The string builder and its writers. A builder grows by doubling inside its arena; the old bytes
 * stay behind until the arena is cleared, which is why `max` is a parameter and not a habit. The
 * strict readers are in encode.c. */
#include "buurtkas/base/str.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    STR_FIRST_BYTES = 64
};

struct str str_new(struct arena *arena, size_t max)
{
    assert(max < SIZE_MAX / 4);
    return (struct str){ .arena = arena, .max = max };
}

static bool refuse(struct str *str)
{
    str->failed = true;
    return false;
}

/* Makes room for `more` bytes and the NUL. */
static bool reserve(struct str *str, size_t more)
{
    if (str->failed || more > str->max - str->len) {
        return refuse(str);
    }
    size_t needed = str->len + more + 1;
    if (needed <= str->cap) {
        return true;
    }
    size_t cap = str->cap == 0 ? STR_FIRST_BYTES : str->cap * 2;
    if (cap > str->max + 1) {
        cap = str->max + 1;
    }
    if (cap < needed) {
        cap = needed;
    }
    if (str->cap > 0 && arena_extend(str->arena, str->ptr, str->cap, cap)) {
        str->cap = cap;
        return true;
    }
    char *grown = arena_alloc_raw(str->arena, cap);
    if (grown == NULL) {
        return refuse(str);
    }
    if (str->len > 0) {
        memcpy(grown, str->ptr, str->len);
    }
    str->ptr = grown;
    str->cap = cap;
    return true;
}

void str_add_len(struct str *str, const void *bytes, size_t len)
{
    if (!reserve(str, len)) {
        return;
    }
    if (len > 0) {
        memcpy(str->ptr + str->len, bytes, len);
    }
    str->len += len;
    str->ptr[str->len] = '\0';
}

void str_add(struct str *str, const char *text)
{
    str_add_len(str, text, strlen(text));
}

void str_add_char(struct str *str, char c)
{
    str_add_len(str, &c, 1);
}

void str_addf(struct str *str, const char *format, ...)
{
    va_list args;
    /* Mostly it fits where it goes, and is printed once. */
    size_t room = str->cap - (str->cap > 0 ? str->len : 0);
    va_start(args, format);
    int len = vsnprintf(room > 0 ? str->ptr + str->len : NULL, room, format, args);
    va_end(args);
    assert(len >= 0);
    bool is_there = (size_t)len < room && !str->failed;
    if (room > 0 && !is_there) {
        str->ptr[str->len] = '\0';
    }
    if (is_there || !reserve(str, (size_t)len)) {
        str->len += is_there ? (size_t)len : 0;
        return;
    }
    va_start(args, format);
    (void)vsnprintf(str->ptr + str->len, (size_t)len + 1, format, args);
    va_end(args);
    str->len += (size_t)len;
}

void str_add_i64(struct str *str, int64_t value)
{
    char digits[20]; /* 19 digits and a sign */
    size_t at = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        digits[--at] = '-';
    }
    str_add_len(str, digits + at, sizeof digits - at);
}

static const char hex_digits[] = "0123456789abcdef";

/* The shortest escapes, in the order of RFC 8785, 3.2.2.2. */
static void add_escape(struct str *str, unsigned char c)
{
    static const char short_names[] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'
    };
    char escape[6] = { '\\', 'u', '0', '0', hex_digits[c >> 4], hex_digits[c & 15] };
    size_t len = sizeof escape;
    if (c == '"' || c == '\\') {
        escape[1] = (char)c;
        len = 2;
    } else if (c < sizeof short_names && short_names[c] != 0) {
        escape[1] = short_names[c];
        len = 2;
    }
    str_add_len(str, escape, len);
}

static bool needs_escape(unsigned char c)
{
    return c < 0x20 || c == '"' || c == '\\';
}

/* Whether none of eight bytes needs an escape, asked of all at once. What a byte borrows from the
 * next one can only make it look as if it needed one. */
static bool is_plain(const char *text)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t tops = ones << 7;
    uint64_t word;
    memcpy(&word, text, sizeof word);
    uint64_t quote = word ^ ones * '"';
    uint64_t backslash = word ^ ones * '\\';
    uint64_t below = (word - ones * 0x20) & ~word;
    return ((below | ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash)) & tops) == 0;
}

void str_add_json(struct str *str, const char *text, size_t len)
{
    size_t run = 0;
    size_t i = 0;
    str_add_char(str, '"');
    while (i < len) {
        unsigned char c = (unsigned char)text[i];
        if (len - i >= sizeof(uint64_t) && is_plain(text + i)) {
            i += sizeof(uint64_t);
        } else if (needs_escape(c)) {
            str_add_len(str, text + run, i - run);
            add_escape(str, c);
            run = ++i;
        } else {
            i++;
        }
    }
    if (run < len) {
        str_add_len(str, text + run, len - run);
    }
    str_add_char(str, '"');
}

void str_add_base64(struct str *str, const uint8_t *bytes, size_t len)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (len > SIZE_MAX / 2 || !reserve(str, (len + 2) / 3 * 4)) {
        (void)refuse(str);
        return;
    }
    char *out = str->ptr + str->len;
    for (size_t i = 0; i < len; i += 3) {
        size_t have = len - i < 3 ? len - i : 3;
        uint32_t group = (uint32_t)bytes[i] << 16;
        group |= have > 1 ? (uint32_t)bytes[i + 1] << 8 : 0;
        group |= have > 2 ? (uint32_t)bytes[i + 2] : 0;
        *out++ = digits[group >> 18];
        *out++ = digits[group >> 12 & 63];
        *out++ = have > 1 ? digits[group >> 6 & 63] : '=';
        *out++ = have > 2 ? digits[group & 63] : '=';
    }
    *out = '\0';
    str->len = (size_t)(out - str->ptr);
}

void hex_encode(char *out, const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        out[2 * i] = hex_digits[bytes[i] >> 4];
        out[2 * i + 1] = hex_digits[bytes[i] & 15];
    }
    out[2 * len] = '\0';
}
