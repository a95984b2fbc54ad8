/* The builder and the small encodings: what is written can be read, and nothing else can be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "buurtkas/base/str.h"

static void str_add__grows_and_stays_terminated(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(1 << 20);
    struct str str = str_new(arena, 100000);
    for (int i = 0; i < 5000; i++) {
        str_add(&str, "0123456789");
    }
    assert_false(str.failed);
    assert_int_equal(str.len, 50000);
    assert_int_equal(strlen(str.ptr), 50000);
    assert_string_equal(str.ptr + 49990, "0123456789");
}

static void str_add__of_nothing_still_gives_a_string(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(1024);
    struct str str = str_new(arena, 10);
    str_add(&str, "");
    assert_string_equal(str.ptr, "");
    assert_false(str.failed);
}

static void str_add__stops_at_its_ceiling(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(1024);
    struct str str = str_new(arena, 5);
    str_add(&str, "12345");
    assert_false(str.failed);
    str_add_char(&str, '6');
    assert_true(str.failed);
    str_add(&str, "");
    str_addf(&str, "%d", 7);
    assert_string_equal(str.ptr, "12345");
    assert_int_equal(str.len, 5);
    assert_false(arena_is_full(arena));
}

static void str_add__fails_when_the_arena_is_full(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(200);
    struct str str = str_new(arena, 10000);
    for (int i = 0; i < 100 && !str.failed; i++) {
        str_add(&str, "0123456789");
    }
    assert_true(str.failed);
    assert_int_equal(str.len % 10, 0); /* whole pieces or nothing */
    assert_int_equal(strlen(str.ptr), str.len);
}

static void str_addf__formats_to_the_last_byte(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(4096);
    struct str str = str_new(arena, 200);
    str_addf(&str, "%s-%03d", "D", 7);
    str_addf(&str, "%0195d", 1);
    assert_false(str.failed);
    assert_int_equal(str.len, 200);
    assert_memory_equal(str.ptr, "D-0070000", 9);
    str_addf(&str, "%s", "x");
    assert_true(str.failed);
}

static void str_add_i64__writes_every_value(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        const char *text;
    } cases[] = {
        {0,          "0"                   },
        { 7,         "7"                   },
        { -1,        "-1"                  },
        { 1000000,   "1000000"             },
        { INT64_MAX, "9223372036854775807" },
        { INT64_MIN, "-9223372036854775808"},
    };
    CLEANUP(arena_freep) struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str str = str_new(arena, 20);
        str_add_i64(&str, cases[i].value);
        assert_string_equal(str.ptr, cases[i].text);
        int64_t back = 0;
        assert_true(i64_parse(&back, str.ptr, str.len));
        assert_true(back == cases[i].value);
    }
}

static void str_add_json__escapes_only_what_it_must(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t len;
        const char *json;
    } cases[] = {
        {"",                          0, "\"\""                            },
        { "kas",                      3, "\"kas\""                         },
        { "\"\\/",                    3, "\"\\\"\\\\/\""                   },
        { "\b\t\n\f\r",               5, "\"\\b\\t\\n\\f\\r\""             },
        { "\0\x01\v\x1f",             4, "\"\\u0000\\u0001\\u000b\\u001f\""},
        { "\x7f\xc3\xa9\xe2\x82\xac", 6, "\"\x7f\xc3\xa9\xe2\x82\xac\""    },
        { "a\nb\nc",                  5, "\"a\\nb\\nc\""                   },
    };
    CLEANUP(arena_freep) struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str str = str_new(arena, 100);
        str_add_json(&str, cases[i].text, cases[i].len);
        assert_string_equal(str.ptr, cases[i].json);
    }
}

/* Text is looked at eight bytes at a time: each byte, at each place among others. */
static void str_add_json__finds_every_byte_everywhere(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(4096);
    for (unsigned c = 0; c < 256; c++) {
        for (size_t at = 0; at < 17; at++) {
            char text[17];
            bool is_escaped = c < 0x20 || c == '"' || c == '\\';
            bool is_short =
                is_escaped && (c == '"' || c == '\\' || (c >= '\b' && c <= '\r' && c != '\v'));
            memset(text, at % 2 == 0 ? 0xff : '!', sizeof text);
            text[at] = (char)c;
            arena_clear(arena);
            struct str str = str_new(arena, 100);
            str_add_json(&str, text, sizeof text);
            assert_int_equal(str.len, sizeof text + 2 + (is_short ? 1 : is_escaped ? 5 : 0));
            assert_int_equal(str.ptr[1 + at] == '\\', is_escaped);
            assert_memory_equal(str.ptr + 1, text, at);
        }
    }
}

/* RFC 4648, section 10. */
static const struct {
    const char *plain;
    const char *base64;
} base64_vectors[] = {
    {"",              ""        },
    { "f",            "Zg=="    },
    { "fo",           "Zm8="    },
    { "foo",          "Zm9v"    },
    { "foob",         "Zm9vYg=="},
    { "fooba",        "Zm9vYmE="},
    { "foobar",       "Zm9vYmFy"},
    { "\xfb\xff\xfe", "+//+"    },
};

static void base64__has_the_vectors_of_the_rfc(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(4096);
    for (size_t i = 0; i < ARRAY_LEN(base64_vectors); i++) {
        const char *plain = base64_vectors[i].plain;
        const char *coded = base64_vectors[i].base64;
        struct str str = str_new(arena, 100);
        str_add(&str, "");
        str_add_base64(&str, (const uint8_t *)plain, strlen(plain));
        assert_string_equal(str.ptr, coded);
        uint8_t out[16] = { 0 };
        assert_int_equal(base64_decode(out, sizeof out, coded, strlen(coded)), strlen(plain));
        assert_memory_equal(out, plain, strlen(plain));
    }
}

static void base64_decode__reads_back_every_length(void **state)
{
    (void)state;
    uint8_t bytes[70];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(i * 37 + 11);
    }
    CLEANUP(arena_freep) struct arena *arena = arena_new(1 << 16);
    for (size_t len = 0; len <= sizeof bytes; len++) {
        struct str str = str_new(arena, 100);
        str_add(&str, "");
        str_add_base64(&str, bytes, len);
        uint8_t out[70] = { 0 };
        assert_int_equal(base64_decode(out, len, str.ptr, str.len), len);
        assert_memory_equal(out, bytes, len);
        assert_true(len == 0 || base64_decode(out, len - 1, str.ptr, str.len) == -1);
    }
}

static void assert_no_base64(const char *text, size_t len)
{
    uint8_t out[32];
    memset(out, 0x5A, sizeof out);
    assert_int_equal(base64_decode(out, sizeof out, text, len), -1);
    for (size_t i = 0; i < sizeof out; i++) {
        assert_int_equal(out[i], 0x5A);
    }
}

static void base64_decode__refuses_non_canonical_bits(void **state)
{
    (void)state;
    static const char *const texts[] = { "Zh==", "Zv==", "ZP==", "Zm9=", "Zm+=", "Zm9vYh==" };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        assert_no_base64(texts[i], strlen(texts[i]));
    }
}

static void base64_decode__refuses_near_misses(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "Z",        "Zg",    "Zg=",      "=",        "==",   "====", "Z===",  "Zg==\n",
        "Zg== ",    " Zg==", "Zm9v\n",   "Zm 9v===", "Zm9-", "Zm9_", "Zm9v=", "Zg==Zg==",
        "Zm8=Zm8=", "Z=g=",  "Zm9v====", "Zm9\xc3",  "Zm.v", "@@@@", "[[[[",  "````",
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        assert_no_base64(texts[i], strlen(texts[i]));
    }
    assert_no_base64("Zm\0v", 4);
}

static void hex__is_lower_case_and_strict(void **state)
{
    (void)state;
    const uint8_t bytes[4] = { 0x00, 0x9f, 0xa0, 0xff };
    char text[9];
    hex_encode(text, bytes, sizeof bytes);
    assert_string_equal(text, "009fa0ff");
    uint8_t out[4] = { 0 };
    assert_true(hex_decode(out, 4, text, 8));
    assert_memory_equal(out, bytes, 4);
    assert_true(hex_decode(out, 0, "", 0));
    static const char *const wrong[] = { "009FA0FF", "009fa0f",  "009fa0ff0",  "009fa0fg", "",
                                         "009fa0 f", "0x9fa0ff", "009fa0ff00", "/0:0`0@0" };
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        uint8_t untouched[4] = { 1, 2, 3, 4 };
        assert_false(hex_decode(untouched, 4, wrong[i], strlen(wrong[i])));
        assert_memory_equal(untouched, ((const uint8_t[]){ 1, 2, 3, 4 }), 4);
    }
}

static void utf8__accepts_what_is_valid_and_counts_code_points(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t count;
    } cases[] = {
        {"",                                                  0 },
        { "kas",                                              3 },
        { "\x01\x7f",                                         2 },
        { "\xc2\x80\xdf\xbf",                                 2 },
        { "\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf", 4 },
        { "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf",                 2 },
        { "Bospolder–Tussendijken €",                     24},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_true(utf8_is_valid(cases[i].text, strlen(cases[i].text)));
        assert_int_equal(utf8_length(cases[i].text, strlen(cases[i].text)), cases[i].count);
    }
}

static void utf8__refuses_overlong_surrogate_and_cut_sequences(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "\x80",
        "\xbf",
        "a\xc3",
        "\xc0\x80",
        "\xc1\xbf",
        "\xc3(",
        "\xe0\x9f\xbf",
        "\xe2\x82",
        "\xe2\x82(",
        "\xed\xa0\x80",
        "\xed\xbf\xbf",
        "\xf0\x8f\xbf\xbf",
        "\xf0\x90\x80",
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        "\xff",
        "\xfe",
        "\xf0\x90\x80(",
        "\xe2\xc2\x80",
        "\xf0\x90(\x80",
        "\xc3\xc3\xa9",
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        assert_false(utf8_is_valid(texts[i], strlen(texts[i])));
    }
    assert_false(utf8_is_valid("a\0b", 3));
    assert_false(utf8_is_valid("\xe2\x82\xac", 2)); /* `len` counts, not what lies behind it */
}

static void i64_parse__reads_the_limits(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t value;
    } cases[] = {
        {"0",                     0         },
        { "-1",                   -1        },
        { "10",                   10        },
        { "9223372036854775807",  INT64_MAX },
        { "-9223372036854775807", -INT64_MAX},
        { "-9223372036854775808", INT64_MIN },
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t value = 42;
        assert_true(i64_parse(&value, cases[i].text, strlen(cases[i].text)));
        assert_true(value == cases[i].value);
    }
}

static void i64_parse__refuses_every_other_form(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "-",
        "--1",
        "+1",
        "01",
        "-01",
        "-0",
        "00",
        " 1",
        "1 ",
        "1.0",
        "1e3",
        "0x10",
        "1_0",
        "1\n",
        "٣",
        "9223372036854775808",
        "-9223372036854775809",
        "9999999999999999999",
        "18446744073709551616",
        "18446744073709551617",
        "100000000000000000000",
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        int64_t value = 42;
        assert_false(i64_parse(&value, texts[i], strlen(texts[i])));
        assert_true(value == 42);
    }
    int64_t value = 42;
    assert_false(i64_parse(&value, "1\0", 2));
    assert_true(i64_parse(&value, "123", 2));
    assert_true(value == 12);
}

static void bytes_equal_ct__sees_each_byte(void **state)
{
    (void)state;
    uint8_t a[32];
    uint8_t b[32];
    memset(a, 7, sizeof a);
    memset(b, 7, sizeof b);
    assert_true(bytes_equal_ct(a, b, sizeof a));
    for (size_t i = 0; i < sizeof a; i++) {
        b[i] ^= 0x80;
        assert_false(bytes_equal_ct(a, b, sizeof a));
        b[i] ^= 0x80;
    }
    assert_true(bytes_equal_ct(a, b, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(str_add__grows_and_stays_terminated),
        cmocka_unit_test(str_add__of_nothing_still_gives_a_string),
        cmocka_unit_test(str_add__stops_at_its_ceiling),
        cmocka_unit_test(str_add__fails_when_the_arena_is_full),
        cmocka_unit_test(str_addf__formats_to_the_last_byte),
        cmocka_unit_test(str_add_i64__writes_every_value),
        cmocka_unit_test(str_add_json__escapes_only_what_it_must),
        cmocka_unit_test(str_add_json__finds_every_byte_everywhere),
        cmocka_unit_test(base64__has_the_vectors_of_the_rfc),
        cmocka_unit_test(base64_decode__reads_back_every_length),
        cmocka_unit_test(base64_decode__refuses_non_canonical_bits),
        cmocka_unit_test(base64_decode__refuses_near_misses),
        cmocka_unit_test(hex__is_lower_case_and_strict),
        cmocka_unit_test(utf8__accepts_what_is_valid_and_counts_code_points),
        cmocka_unit_test(utf8__refuses_overlong_surrogate_and_cut_sequences),
        cmocka_unit_test(i64_parse__reads_the_limits),
        cmocka_unit_test(i64_parse__refuses_every_other_form),
        cmocka_unit_test(bytes_equal_ct__sees_each_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
