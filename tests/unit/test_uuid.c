/* UUIDs: version and variant bits, order in time, one printed form, a strict reader. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "buurtkas/base/attr.h"
#include "buurtkas/base/uuid.h"

/* RFC 9562, A.6: 2022-02-22 19:22:22.000Z. */
static const char rfc_text[] = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
enum {
    TRIES = 1000
};

static void uuid_v7__carries_its_time_version_and_variant(void **state)
{
    (void)state;
    static const struct {
        int64_t at_ms;
        const char *start;
    } cases[] = {
        {0,                       "00000000-0000-7"},
        { 1,                      "00000000-0001-7"},
        { INT64_C(1645557742000), "017f22e2-79b0-7"},
        { (INT64_C(1) << 48) - 1, "ffffffff-ffff-7"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct uuid uuid = uuid_v7(cases[i].at_ms);
        char text[UUID_TEXT + 1];
        uuid_print(text, &uuid);
        assert_memory_equal(text, cases[i].start, strlen(cases[i].start));
        assert_non_null(strchr("89ab", text[19]));
    }
}

static void uuid_v7__sorts_by_time(void **state)
{
    (void)state;
    struct uuid before = uuid_v7(INT64_C(1767225600000));
    for (int64_t i = 1; i < TRIES; i++) {
        struct uuid after = uuid_v7(INT64_C(1767225600000) + i);
        assert_true(memcmp(before.bytes, after.bytes, UUID_BYTES) < 0);
        before = after;
    }
}

static void uuid_v7_after__counts_on_within_a_millisecond(void **state)
{
    (void)state;
    struct uuid last = { 0 };
    for (int i = 0; i < 100000; i++) {
        struct uuid next = uuid_v7_after(&last, INT64_C(1767225600000) + i / 50000);
        assert_true(memcmp(&last, &next, sizeof last) < 0);
        assert_int_equal(next.bytes[6] >> 4, 7);
        assert_int_equal(next.bytes[8] >> 6, 2);
        last = next;
    }
}

static void uuid_v7__differs_within_a_millisecond(void **state)
{
    (void)state;
    for (int i = 0; i < TRIES; i++) {
        struct uuid a = uuid_v7(5);
        struct uuid b = uuid_v7(5);
        assert_false(uuid_equal(&a, &b));
    }
}

static void uuid_v4__has_version_and_variant_and_is_random(void **state)
{
    (void)state;
    uint8_t seen_ones[UUID_BYTES] = { 0 };
    uint8_t seen_zeros[UUID_BYTES] = { 0 };
    for (int i = 0; i < TRIES; i++) {
        struct uuid uuid = uuid_v4();
        assert_int_equal(uuid.bytes[6] >> 4, 4);
        assert_int_equal(uuid.bytes[8] >> 6, 2);
        for (size_t b = 0; b < UUID_BYTES; b++) {
            seen_ones[b] |= uuid.bytes[b];
            seen_zeros[b] |= (uint8_t)~uuid.bytes[b];
        }
    }
    /* After a thousand draws each free bit has been both: it failing by chance is 2^-993. */
    for (size_t b = 0; b < UUID_BYTES; b++) {
        assert_int_equal(seen_ones[b], b == 6 ? 0x4F : b == 8 ? 0xBF : 0xFF);
        assert_int_equal(seen_zeros[b], b == 6 ? 0xBF : b == 8 ? 0x7F : 0xFF);
    }
}

static void uuid_parse__reads_what_was_printed(void **state)
{
    (void)state;
    for (int i = 0; i < TRIES; i++) {
        struct uuid uuid = uuid_v4();
        char text[UUID_TEXT + 1];
        uuid_print(text, &uuid);
        struct uuid back = { 0 };
        assert_true(uuid_parse(&back, text, strlen(text)));
        assert_true(uuid_equal(&uuid, &back));
    }
}

static void uuid_parse__allows_upper_case_and_prints_lower(void **state)
{
    (void)state;
    struct uuid uuid = { 0 };
    assert_true(uuid_parse(&uuid, "017F22E2-79B0-7CC3-98C4-DC0C0C07398F", UUID_TEXT));
    char text[UUID_TEXT + 1];
    uuid_print(text, &uuid);
    assert_string_equal(text, rfc_text);
}

static void uuid_parse__refuses_near_misses(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "017f22e279b07cc398c4dc0c0c07398f",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
        "{17f22e2-79b0-7cc3-98c4-dc0c0c07398}",
        "017f22e2-79b0-7cc3-98c4_dc0c0c07398f",
        "017f22e27-9b0-7cc3-98c4-dc0c0c07398f",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398 ",
        " 17f22e2-79b0-7cc3-98c4-dc0c0c07398f",
        "017f22e2-79b0-7cc3-98c4-dc0c0c0739-f",
        "017f22e2-79b0-7cc3-98c4-dc0c0c073@`f",
        "017f22e2-79b0-7cc3-98c4-dc0c0c073\x10\x19"
        "f",
    };
    struct uuid before = {
        {9, 9}
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct uuid uuid = before;
        assert_false(uuid_parse(&uuid, texts[i], strlen(texts[i])));
        assert_true(uuid_equal(&uuid, &before));
    }
}

static void uuid_is_zero__is_true_for_absent_only(void **state)
{
    (void)state;
    struct uuid uuid = { 0 };
    assert_true(uuid_is_zero(&uuid));
    for (size_t i = 0; i < UUID_BYTES; i++) {
        uuid = (struct uuid){ 0 };
        uuid.bytes[i] = 1;
        assert_false(uuid_is_zero(&uuid));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uuid_v7__carries_its_time_version_and_variant),
        cmocka_unit_test(uuid_v7__sorts_by_time),
        cmocka_unit_test(uuid_v7_after__counts_on_within_a_millisecond),
        cmocka_unit_test(uuid_v7__differs_within_a_millisecond),
        cmocka_unit_test(uuid_v4__has_version_and_variant_and_is_random),
        cmocka_unit_test(uuid_parse__reads_what_was_printed),
        cmocka_unit_test(uuid_parse__allows_upper_case_and_prints_lower),
        cmocka_unit_test(uuid_parse__refuses_near_misses),
        cmocka_unit_test(uuid_is_zero__is_true_for_absent_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
