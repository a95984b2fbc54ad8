/* A growing, bounded string builder on an arena, and the small encodings that everything needs. */
#ifndef BUURTKAS_BASE_STR_H
#define BUURTKAS_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/base/arena.h"

/** A builder. After an overflow (of `max` or of the arena) `failed` is set and nothing more is added. */
struct str {
    struct arena *arena;
    char *ptr; /**< NUL-terminated once something was added */
    size_t len;
    size_t cap;
    size_t max; /**< ceiling in bytes, without the NUL */
    bool failed;
};

/** A builder that grows inside `arena` up to `max` bytes. */
struct str str_new(struct arena *arena, size_t max);
void str_add(struct str *str, const char *text);
void str_add_len(struct str *str, const void *bytes, size_t len);
void str_add_char(struct str *str, char c);
void str_addf(struct str *str, const char *format, ...) PRINTF_LIKE(2, 3);
void str_add_i64(struct str *str, int64_t value);
/** Adds `text` as a JSON string with its quotes: only \" \\ and controls are escaped (RFC 8785, 3.2.2.2). */
void str_add_json(struct str *str, const char *text, size_t len);
/** Adds standard padded base64 (RFC 4648, 4). */
void str_add_base64(struct str *str, const uint8_t *bytes, size_t len);

/** Lower-case hex. `out` has room for 2*len+1. */
void hex_encode(char *out, const uint8_t *bytes, size_t len);
/** Strict lower-case hex of exactly 2*len digits. @return false on anything else. */
bool hex_decode(uint8_t *out, size_t len, const char *text, size_t text_len);
/** Standard padded base64, strict (no spaces, canonical trailing bits).
 * @return the number of bytes, or -1. `out` has room for text_len/4*3. */
ptrdiff_t base64_decode(uint8_t *out, size_t out_size, const char *text, size_t text_len);
/** True for valid UTF-8 (RFC 3629) without NUL. */
bool utf8_is_valid(const char *text, size_t len);
/** Number of code points of valid UTF-8. */
size_t utf8_length(const char *text, size_t len);
/** Whole decimal int64, optional leading '-', no other form ("01", "-0" and "+1" refused). */
bool i64_parse(int64_t *out, const char *text, size_t len);
/** Constant-time comparison of `len` bytes. */
bool bytes_equal_ct(const uint8_t *a, const uint8_t *b, size_t len);

#endif
