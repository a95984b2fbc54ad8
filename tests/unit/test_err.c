/* Errors as values: the first cause wins, the table is whole, a cut text stays valid UTF-8. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "buurtkas/base/err.h"
#include "buurtkas/base/str.h"

static void err_set__always_returns_false_and_fills(void **state)
{
    (void)state;
    struct err err = { 0 };
    assert_false(err_is_set(&err));
    assert_false(err_set(&err, ERR_OVER_CEILING, "%d is more than %d", 12, 10));
    assert_true(err_is_set(&err));
    assert_int_equal(err.code, ERR_OVER_CEILING);
    assert_string_equal(err.detail, "12 is more than 10");
    assert_string_equal(err.pointer, "");
    assert_string_equal(err.sqlstate, "");
}

static void err_set__first_cause_wins(void **state)
{
    (void)state;
    struct err err = { 0 };
    assert_false(err_set_at(&err, ERR_INVALID_FIELD, "/lines/1/amountCents", "must be positive"));
    assert_false(err_set(&err, ERR_INTERNAL, "and this came of it"));
    assert_false(err_set_at(&err, ERR_BUSY, "/other", "and this"));
    assert_int_equal(err.code, ERR_INVALID_FIELD);
    assert_string_equal(err.pointer, "/lines/1/amountCents");
    assert_string_equal(err.detail, "must be positive");
}

static void err_set__cuts_what_is_too_long(void **state)
{
    (void)state;
    char long_text[1000];
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    struct err err = { 0 };
    assert_false(err_set_at(&err, ERR_IO, long_text, "%s", long_text));
    assert_int_equal(strlen(err.pointer), ERR_POINTER_MAX - 1);
    assert_int_equal(strlen(err.detail), ERR_DETAIL_MAX - 1);
}

static void err_set__never_cuts_inside_a_character(void **state)
{
    (void)state;
    static const char *const characters[] = { "é", "€", "😀" };
    for (size_t c = 0; c < ARRAY_LEN(characters); c++) {
        for (size_t lead = 0; lead < 4; lead++) {
            char text[1000] = { 0 };
            memset(text, 'x', lead);
            while (strlen(text) < sizeof text - 8) {
                strncat(text, characters[c], sizeof text - strlen(text) - 1);
            }
            struct err err = { 0 };
            assert_false(err_set_at(&err, ERR_IO, text, "%s", text));
            assert_true(utf8_is_valid(err.pointer, strlen(err.pointer)));
            assert_true(utf8_is_valid(err.detail, strlen(err.detail)));
            assert_true(strlen(err.detail) >= ERR_DETAIL_MAX - 4);
            assert_memory_equal(err.detail, text, strlen(err.detail));
        }
    }
}

static void err_set__keeps_a_text_that_just_fits(void **state)
{
    (void)state;
    char text[ERR_DETAIL_MAX];
    memset(text, 'x', sizeof text);
    memcpy(text + sizeof text - 3, "é", 3); /* with the NUL */
    struct err err = { 0 };
    assert_false(err_set(&err, ERR_IO, "%s", text));
    assert_string_equal(err.detail, text);
}

static void err_table__has_a_distinct_type_and_a_title_for_each_code(void **state)
{
    (void)state;
    for (int i = 0; i < ERR_COUNT; i++) {
        enum err_code code = (enum err_code)i;
        assert_true(strlen(err_title(code)) > 0);
        assert_int_equal(err_by_type(err_type(code)), code);
        assert_int_equal(strspn(err_type(code), "abcdefghijklmnopqrstuvwxyz-"),
                         strlen(err_type(code)));
    }
}

static void err_table__has_http_statuses_by_kind(void **state)
{
    (void)state;
    static const struct {
        enum err_code code;
        int status;
    } cases[] = {
        {ERR_OK,                   200},
        { ERR_INVALID_FIELD,       400},
        { ERR_UNAUTHENTICATED,     401},
        { ERR_FORBIDDEN,           403},
        { ERR_NOT_FOUND,           404},
        { ERR_KEY_REUSED,          422},
        { ERR_MORE_THAN_AVAILABLE, 409},
        { ERR_INTERNAL,            500},
        { ERR_BUSY,                503},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(err_status(cases[i].code), cases[i].status);
    }
    for (int i = 0; i < ERR_COUNT; i++) {
        int status = err_status((enum err_code)i);
        assert_true(status == 200 || (status >= 400 && status <= 503));
    }
}

static void err_by_type__knows_no_other_word(void **state)
{
    (void)state;
    static const char *const unknown[] = { "", "more-than", "MORE-THAN-AVAILABLE", "ok " };
    for (size_t i = 0; i < ARRAY_LEN(unknown); i++) {
        assert_int_equal(err_by_type(unknown[i]), ERR_COUNT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(err_set__always_returns_false_and_fills),
        cmocka_unit_test(err_set__first_cause_wins),
        cmocka_unit_test(err_set__cuts_what_is_too_long),
        cmocka_unit_test(err_set__never_cuts_inside_a_character),
        cmocka_unit_test(err_set__keeps_a_text_that_just_fits),
        cmocka_unit_test(err_table__has_a_distinct_type_and_a_title_for_each_code),
        cmocka_unit_test(err_table__has_http_statuses_by_kind),
        cmocka_unit_test(err_by_type__knows_no_other_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
