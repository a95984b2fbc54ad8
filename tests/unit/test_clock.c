/* Instants, dates and summer time, checked at the second where they change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "buurtkas/base/attr.h"
#include "buurtkas/base/clock.h"

static struct instant instant(const char *text)
{
    struct instant at = { INSTANT_ABSENT };
    assert_true(instant_parse(&at, text, strlen(text)));
    return at;
}

static struct date date(const char *text)
{
    struct date day = { DATE_ABSENT };
    assert_true(date_parse(&day, text, strlen(text)));
    return day;
}

static void assert_day(const char *at, const char *day)
{
    char text[11];
    date_print(text, date_in_amsterdam(instant(at)));
    assert_string_equal(text, day);
}

static void date_in_amsterdam__changes_at_local_midnight(void **state)
{
    (void)state;
    static const struct {
        const char *at;
        const char *day;
    } cases[] = {
        {"2026-01-01T22:59:59.999Z",  "2026-01-01"},
        { "2026-01-01T23:00:00Z",     "2026-01-02"},
        { "2025-12-31T22:59:59.999Z", "2025-12-31"},
        { "2025-12-31T23:00:00Z",     "2026-01-01"},
        { "2026-07-01T21:59:59.999Z", "2026-07-01"},
        { "2026-07-01T22:00:00Z",     "2026-07-02"},
 /* The last winter midnight and the first summer one: 29 March 2026. */
        { "2026-03-28T22:59:59.999Z", "2026-03-28"},
        { "2026-03-28T23:00:00Z",     "2026-03-29"},
        { "2026-03-29T00:59:59.999Z", "2026-03-29"},
        { "2026-03-29T01:00:00Z",     "2026-03-29"},
        { "2026-03-29T21:59:59.999Z", "2026-03-29"},
        { "2026-03-29T22:00:00Z",     "2026-03-30"},
 /* The last summer midnight and the first winter one: 25 October 2026. */
        { "2026-10-24T21:59:59.999Z", "2026-10-24"},
        { "2026-10-24T22:00:00Z",     "2026-10-25"},
        { "2026-10-25T01:00:00Z",     "2026-10-25"},
        { "2026-10-25T22:59:59.999Z", "2026-10-25"},
        { "2026-10-25T23:00:00Z",     "2026-10-26"},
 /* 31 March 2024 and 2030 are Sundays themselves. */
        { "2024-03-31T21:59:59.999Z", "2024-03-31"},
        { "2024-03-31T22:00:00Z",     "2024-04-01"},
        { "2030-03-30T23:00:00Z",     "2030-03-31"},
        { "2024-02-29T22:59:59.999Z", "2024-02-29"},
        { "2024-02-29T23:00:00Z",     "2024-03-01"},
        { "1999-12-31T23:00:00Z",     "2000-01-01"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_day(cases[i].at, cases[i].day);
    }
}

static void date_in_amsterdam__of_nothing_is_nothing(void **state)
{
    (void)state;
    static const int64_t outside[] = { INSTANT_ABSENT, INT64_MAX, INT64_MIN + 1 };
    for (size_t i = 0; i < ARRAY_LEN(outside); i++) {
        struct instant at = { outside[i] };
        assert_int_equal(date_in_amsterdam(at).days, DATE_ABSENT);
    }
}

static void date_start_in_amsterdam__is_local_midnight(void **state)
{
    (void)state;
    static const struct {
        const char *day;
        const char *start;
    } cases[] = {
        {"2026-01-01",  "2025-12-31T23:00:00.000Z"},
        { "2026-03-29", "2026-03-28T23:00:00.000Z"},
        { "2026-03-30", "2026-03-29T22:00:00.000Z"},
        { "2026-07-01", "2026-06-30T22:00:00.000Z"},
        { "2026-10-25", "2026-10-24T22:00:00.000Z"},
        { "2026-10-26", "2026-10-25T23:00:00.000Z"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[INSTANT_TEXT + 1];
        instant_print(text, date_start_in_amsterdam(date(cases[i].day)));
        assert_string_equal(text, cases[i].start);
    }
    struct date absent = { DATE_ABSENT };
    assert_true(date_start_in_amsterdam(absent).ms == INSTANT_ABSENT);
}

static void date_start_in_amsterdam__is_the_first_instant_of_its_day(void **state)
{
    (void)state;
    for (int32_t days = date("1996-01-01").days; days < date("2060-01-01").days; days++) {
        struct date day = { days };
        struct instant start = date_start_in_amsterdam(day);
        struct instant before = { start.ms - 1 };
        assert_int_equal(date_in_amsterdam(start).days, days);
        assert_int_equal(date_in_amsterdam(before).days, days - 1);
    }
}

static void date_of__agrees_with_parse_print_and_year(void **state)
{
    (void)state;
    int32_t expected = date("1900-01-01").days;
    assert_int_equal(expected, -25567);
    static const int32_t lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    for (int32_t year = 1900; year <= 2999; year++) {
        bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        for (int32_t month = 1; month <= 12; month++) {
            int32_t length = lengths[month - 1] + (month == 2 && is_leap);
            for (int32_t day = 1; day <= length; day++) {
                struct date made = date_of(year, month, day);
                assert_int_equal(made.days, expected++);
                assert_int_equal(date_year(made), year);
                char text[11];
                date_print(text, made);
                assert_int_equal(date(text).days, made.days);
            }
        }
    }
}

static void date_of__runs_on_over_months_and_years(void **state)
{
    (void)state;
    static const struct {
        int32_t year;
        int32_t month;
        int32_t day;
        const char *text;
    } cases[] = {
        {1970,  1,   1,  "1970-01-01"},
        { 2026, 13,  1,  "2027-01-01"},
        { 2026, 0,   31, "2025-12-31"},
        { 2024, 3,   0,  "2024-02-29"},
        { 2026, 2,   30, "2026-03-02"},
        { 2026, -11, 1,  "2025-01-01"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[11];
        date_print(text, date_of(cases[i].year, cases[i].month, cases[i].day));
        assert_string_equal(text, cases[i].text);
    }
    assert_int_equal(date_of(INT32_MAX, 12, 31).days, DATE_ABSENT);
    assert_int_equal(date_of(INT32_MIN, 1, 1).days, DATE_ABSENT);
}

static void date_print__is_empty_without_a_date(void **state)
{
    (void)state;
    static const int32_t outside[] = { DATE_ABSENT, INT32_MAX, 2932897, -719529 };
    for (size_t i = 0; i < ARRAY_LEN(outside); i++) {
        char text[11] = "x";
        date_print(text, (struct date){ outside[i] });
        assert_string_equal(text, "");
    }
    char text[11];
    date_print(text, (struct date){ 2932896 });
    assert_string_equal(text, "9999-12-31");
}

static void date_parse__refuses_near_misses(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",           "2026-1-1",   "2026-01-1",  "2026-01-011", "2026/01/01", "20260101",
        "2026-00-01", "2026-13-01", "2026-01-00", "2026-01-32",  "2026-02-29", "2100-02-29",
        "2026-04-31", "1899-12-31", "3000-01-01", "2026-01-0a",  "+026-01-01", "2026-01-01 ",
        " 2026-01-1", "2026-01--1", "0000-01-01", "2O26-01-01",  "2026-01:01",
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct date day = { 42 };
        assert_false(date_parse(&day, texts[i], strlen(texts[i])));
        assert_int_equal(day.days, 42);
    }
    assert_int_equal(date("2000-02-29").days - date("2000-02-28").days, 1);
    assert_int_equal(date("2024-03-01").days - date("2024-02-28").days, 2);
}

static void instant_parse__reads_offsets_and_decimals(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = {
        {"1970-01-01T00:00:00Z",         0                     },
        { "1970-01-01T00:00:00.000Z",    0                     },
        { "1969-12-31T23:59:59.999Z",    -1                    },
        { "2026-01-01T00:00:05Z",        INT64_C(1767225605000)},
        { "2026-01-01T00:00:05.1Z",      INT64_C(1767225605100)},
        { "2026-01-01T00:00:05.12Z",     INT64_C(1767225605120)},
        { "2026-01-01T00:00:05.123Z",    INT64_C(1767225605123)},
        { "2026-01-01T01:00:05+01:00",   INT64_C(1767225605000)},
        { "2025-12-31T18:30:05.5-05:30", INT64_C(1767225605500)},
        { "2026-01-01T00:00:05+00:00",   INT64_C(1767225605000)},
        { "2026-01-01T23:59:05+23:59",   INT64_C(1767225605000)},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_true(instant(cases[i].text).ms == cases[i].ms);
    }
}

static void instant_parse__refuses_near_misses(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "2026-01-01",
        "2026-01-01T00:00:00",
        "2026-01-01 00:00:00Z",
        "2026-01-01t00:00:00Z",
        "2026-01-01T00:00:00z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:60Z",
        "2026-12-31T23:59:60Z",
        "2026-01-01T00:00Z",
        "2026-01-01T0:00:00Z",
        "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00.1234Z",
        "2026-01-01T00:00:00,1Z",
        "2026-01-01T00:00:00.1",
        "2026-01-01T00:00:00-00:00",
        "2026-01-01T00:00:00+0100",
        "2026-01-01T00:00:00+01",
        "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00+01:60",
        "2026-01-01T00:00:00+01:00Z",
        "2026-01-01T00:00:00ZZ",
        "2026-01-01T00:00:00Z ",
        "2026-02-29T00:00:00Z",
        "2026-01-01T-1:00:00Z",
        "2026-01-01T00-00:00Z",
        "2026-01-01T00:00-00Z",
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct instant at = { 42 };
        assert_false(instant_parse(&at, texts[i], strlen(texts[i])));
        assert_true(at.ms == 42);
    }
}

static void instant_print__reads_back(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "1900-01-01T00:00:00.000Z", "1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00.000Z",
        "2024-02-29T12:34:56.789Z", "2026-03-29T01:00:00.000Z", "2999-12-31T23:59:59.999Z",
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        char text[INSTANT_TEXT + 1];
        instant_print(text, instant(texts[i]));
        assert_string_equal(text, texts[i]);
    }
    static const int64_t outside[] = { INSTANT_ABSENT, INT64_MAX, INT64_MIN + 1 };
    for (size_t i = 0; i < ARRAY_LEN(outside); i++) {
        char text[INSTANT_TEXT + 1] = "x";
        instant_print(text, (struct instant){ outside[i] });
        assert_string_equal(text, "");
    }
}

static void clock_system__is_later_than_this_file_and_moves_on(void **state)
{
    (void)state;
    struct clock *clock = clock_system();
    assert_true(clock->now(clock).ms > instant("2025-01-01T00:00:00Z").ms);
    int64_t before_ms = clock_monotonic_ms();
    assert_true(clock_monotonic_ms() >= before_ms);
}

static void clock_settable__goes_forwards_only(void **state)
{
    (void)state;
    struct clock_settable settable;
    clock_settable_init(&settable);
    struct clock *clock = &settable.clock;
    int64_t real_ms = clock_system()->now(clock_system()).ms;
    assert_true(clock->now(clock).ms >= real_ms);
    assert_false(clock_settable_set(&settable, instant("2020-01-01T00:00:00Z")));
    struct instant future = instant("2900-01-01T00:00:00Z");
    assert_true(clock_settable_set(&settable, future));
    assert_true(clock->now(clock).ms == future.ms);
    assert_true(clock_settable_set(&settable, future)); /* standing still is not going back */
    assert_false(clock_settable_set(&settable, (struct instant){ future.ms - 1 }));
    assert_false(clock_settable_set(&settable, (struct instant){ INSTANT_ABSENT }));
    assert_true(clock->now(clock).ms == future.ms);
    assert_false(clock_settable_release(&settable)); /* real time is centuries behind */
    assert_true(clock->now(clock).ms == future.ms);
}

static void clock_settable__goes_on_with_real_time(void **state)
{
    (void)state;
    struct clock_settable settable;
    clock_settable_init(&settable);
    struct clock *clock = &settable.clock;
    assert_true(clock_settable_release(&settable)); /* nothing to release */
    struct instant soon = { clock->now(clock).ms + 20 };
    assert_true(clock_settable_set(&settable, soon));
    while (!clock_settable_release(&settable)) {
        assert_true(clock->now(clock).ms == soon.ms);
    }
    assert_true(clock->now(clock).ms >= soon.ms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(date_in_amsterdam__changes_at_local_midnight),
        cmocka_unit_test(date_in_amsterdam__of_nothing_is_nothing),
        cmocka_unit_test(date_start_in_amsterdam__is_local_midnight),
        cmocka_unit_test(date_start_in_amsterdam__is_the_first_instant_of_its_day),
        cmocka_unit_test(date_of__agrees_with_parse_print_and_year),
        cmocka_unit_test(date_of__runs_on_over_months_and_years),
        cmocka_unit_test(date_print__is_empty_without_a_date),
        cmocka_unit_test(date_parse__refuses_near_misses),
        cmocka_unit_test(instant_parse__reads_offsets_and_decimals),
        cmocka_unit_test(instant_parse__refuses_near_misses),
        cmocka_unit_test(instant_print__reads_back),
        cmocka_unit_test(clock_system__is_later_than_this_file_and_moves_on),
        cmocka_unit_test(clock_settable__goes_forwards_only),
        cmocka_unit_test(clock_settable__goes_on_with_real_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
