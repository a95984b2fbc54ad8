/* The strict readers of the small encodings. Each accepts exactly one spelling of a value, so that
 * two files that differ in a byte never mean the same; each looks at the whole input before it
 * writes anything. */
#include <string.h>

#include "buurtkas/base/str.h"

/* 0 to 15, or -1: lower case only. */
static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hex_decode(uint8_t *out, size_t len, const char *text, size_t text_len)
{
    if (text_len % 2 != 0 || text_len / 2 != len) {
        return false;
    }
    for (size_t i = 0; i < text_len; i++) {
        if (hex_value(text[i]) < 0) {
            return false;
        }
    }
    for (size_t i = 0; i < len; i++) {
        out[i] = (uint8_t)(hex_value(text[2 * i]) * 16 + hex_value(text[2 * i + 1]));
    }
    return true;
}

/* 0 to 63, or -1. */
static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* True when `text` is whole quads of digits, padded as RFC 4648, 4 wants, with zero bits under the
 * padding (3.5). */
static bool is_canonical_base64(const char *text, size_t digits, size_t padding)
{
    for (size_t i = 0; i < digits; i++) {
        if (base64_value(text[i]) < 0) {
            return false;
        }
    }
    int unused_bits = padding == 1 ? 3 : padding == 2 ? 15 : 0;
    return padding == 0 || (base64_value(text[digits - 1]) & unused_bits) == 0;
}

ptrdiff_t base64_decode(uint8_t *out, size_t out_size, const char *text, size_t text_len)
{
    if (text_len % 4 != 0) {
        return -1;
    }
    size_t padding = 0;
    while (padding < 2 && padding < text_len && text[text_len - 1 - padding] == '=') {
        padding++;
    }
    size_t digits = text_len - padding;
    size_t len = text_len / 4 * 3 - padding;
    if (len > out_size || !is_canonical_base64(text, digits, padding)) {
        return -1;
    }
    uint32_t bits = 0;
    size_t at = 0;
    for (size_t i = 0; i < digits; i++) {
        bits = bits << 6 | (uint32_t)base64_value(text[i]);
        size_t phase = i % 4;
        if (phase > 0) {
            out[at++] = (uint8_t)(bits >> (6 - 2 * phase));
        }
    }
    return (ptrdiff_t)len;
}

/* Length of the sequence at `text` by the table of RFC 3629, 4; 0 when it is not valid. */
static size_t utf8_sequence(const unsigned char *text, size_t len)
{
    unsigned char lead = text[0];
    if (lead < 0x80) {
        return lead == 0 ? 0 : 1;
    }
    size_t want = lead >= 0xC2 && lead <= 0xDF ? 2 : (lead & 0xF0) == 0xE0 ? 3 : 4;
    if (lead < 0xC2 || lead > 0xF4 || len < want) {
        return 0;
    }
    unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (text[1] < low || text[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < want; i++) {
        if ((text[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    return want;
}

bool utf8_is_valid(const char *text, size_t len)
{
    const unsigned char *bytes = (const unsigned char *)text;
    for (size_t at = 0; at < len;) {
        size_t step = utf8_sequence(bytes + at, len - at);
        if (step == 0) {
            return false;
        }
        at += step;
    }
    return true;
}

size_t utf8_length(const char *text, size_t len)
{
    size_t count = 0;
    for (size_t i = 0; i < len; i++) {
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return count;
}

bool i64_parse(int64_t *out, const char *text, size_t len)
{
    bool is_negative = len > 0 && text[0] == '-';
    const char *digits = text + is_negative;
    size_t count = len - is_negative;
    if (count == 0 || count > 19 || (digits[0] == '0' && (count > 1 || is_negative))) {
        return false;
    }
    /* Nineteen digits fit in 64 unsigned bits. */
    uint64_t value = 0;
    for (size_t i = 0; i < count; i++) {
        if (digits[i] < '0' || digits[i] > '9') {
            return false;
        }
        value = value * 10 + (uint64_t)(digits[i] - '0');
    }
    if (value > (uint64_t)INT64_MAX + is_negative) {
        return false;
    }
    *out = is_negative ? -(int64_t)(value - 1) - 1 : (int64_t)value;
    return true;
}

bool bytes_equal_ct(const uint8_t *a, const uint8_t *b, size_t len)
{
    volatile uint8_t difference = 0;
    for (size_t i = 0; i < len; i++) {
        difference = (uint8_t)(difference | (a[i] ^ b[i]));
    }
    return difference == 0;
}
