/* The pieces of a page: escaping, amounts, days and times, words, and which language is asked for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "api/page_internal.h"

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_new(1 << 20);
    return arena == NULL ? -1 : 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static void test_what_could_be_markup_is_escaped(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"plain é €",                           "plain é €"                  },
        { "<script>\"'&",                          "&lt;script&gt;&quot;&#39;&amp;"},
        { "a\x01\x0b\x1f\x7f\tb\nc\rd",            "a\tb\ncd"                      },
        { "a\xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbd", "a\xef\xbf\xbd"                 },
        { "\xef\xbf",                              "\xef\xbf"                      },
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str out = str_new(arena, 1000);
        html_add_text(&out, cases[i].text);
        assert_string_equal(out.ptr, cases[i].expected);
    }
}

/* A row of one column. */
static struct rowset rows_of(const struct rowset_column *column, const struct cell *cell)
{
    return (struct rowset){ .columns = column, .column_count = 1, .row_count = 1, .cells = cell };
}

static const char *euros(int64_t cents, enum language language)
{
    static const struct rowset_column column = { "amount_cents", VALUE_I64 };
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)((uint64_t)cents >> (56 - 8 * i));
    }
    struct cell cell = { bytes, 8 };
    struct rowset rows = rows_of(&column, &cell);
    struct str out = str_new(arena, 100);
    struct view view = { &out, language, &rows, 0 };
    view_euros(&view, "amount_cents");
    return out.ptr;
}

static void test_amounts_in_both_languages(void **state)
{
    (void)state;
    assert_string_equal(euros(123450, LANGUAGE_DUTCH), "€\u00a01.234,50");
    assert_string_equal(euros(123450, LANGUAGE_ENGLISH), "€1,234.50");
    assert_string_equal(euros(100000000, LANGUAGE_ENGLISH), "€1,000,000");
    assert_string_equal(euros(0, LANGUAGE_DUTCH), "€\u00a00");
    assert_string_equal(euros(-5, LANGUAGE_DUTCH), "-€\u00a00,05");
}

static void test_the_time_of_day_in_amsterdam(void **state)
{
    (void)state;
    static const struct {
        const char *at, *expected;
    } cases[] = {
        {"2026-01-05T18:30:00Z",  "19:30"},
        { "2026-07-01T17:30:00Z", "19:30"},
        { "2026-01-04T23:00:00Z", "00:00"},
        { "2026-03-29T00:59:59Z", "01:59"},
        { "2026-03-29T01:00:00Z", "03:00"},
        { "2026-10-25T00:59:00Z", "02:59"},
        { "2026-10-25T01:00:00Z", "02:00"},
        { "2026-10-25T22:59:00Z", "23:59"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct instant at;
        char expected[40];
        assert_true(instant_parse(&at, cases[i].at, strlen(cases[i].at)));
        struct str out = str_new(arena, 100);
        html_add_time(&out, at);
        (void)snprintf(expected, sizeof expected, "<time>%s</time>", cases[i].expected);
        assert_string_equal(out.ptr, expected);
    }
}

static void test_days_in_both_languages(void **state)
{
    (void)state;
    struct str out = str_new(arena, 200);
    html_add_day(&out, date_of(2026, 3, 1), LANGUAGE_DUTCH);
    html_add_day(&out, date_of(2026, 12, 31), LANGUAGE_ENGLISH);
    assert_string_equal(out.ptr, "<time datetime=\"2026-03-01\">1 maart 2026</time>"
                                 "<time datetime=\"2026-12-31\">31 December 2026</time>");
}

static void test_which_language_is_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        enum language expected;
    } cases[] = {
        {NULL,                       LANGUAGE_DUTCH  },
        { "",                        LANGUAGE_DUTCH  },
        { "en",                      LANGUAGE_ENGLISH},
        { "EN-gb",                   LANGUAGE_ENGLISH},
        { "nl, en",                  LANGUAGE_DUTCH  },
        { "nl;q=0.5, en;q=0.9",      LANGUAGE_ENGLISH},
        { "en;q=0.5,nl;q=0.55",      LANGUAGE_DUTCH  },
        { "en;q=0",                  LANGUAGE_DUTCH  },
        { "en;q=",                   LANGUAGE_ENGLISH},
        { "eng",                     LANGUAGE_DUTCH  },
        { "fr-FR,fr;q=0.9,en;q=0.1", LANGUAGE_ENGLISH},
        { "de, *;q=0.1",             LANGUAGE_DUTCH  },
        { ",,;;==, en ;q=1.0",       LANGUAGE_ENGLISH},
    };
    struct param none = param_null(VALUE_TEXT);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        if (language_of(&none, cases[i].header) != cases[i].expected) {
            fail_msg("%s", cases[i].header);
        }
    }
    struct param english = param_text("en", 2);
    assert_int_equal(language_of(&english, "nl"), LANGUAGE_ENGLISH);
    struct param dutch = param_text("nl", 2);
    assert_int_equal(language_of(&dutch, "en"), LANGUAGE_DUTCH);
}

static void test_words_of_the_record(void **state)
{
    (void)state;
    static const struct rowset_column column = { "effect", VALUE_TEXT };
    static const struct {
        const char *word, *expected;
    } cases[] = {
        {"numbs", "bedwelmt" },
        { "<b>",  "&lt;b&gt;"},
        { "",     ""         }
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct cell cell = { (const uint8_t *)cases[i].word, (int32_t)strlen(cases[i].word) };
        struct rowset rows = rows_of(&column, &cell);
        struct str out = str_new(arena, 100);
        str_add(&out, "");
        struct view view = { &out, LANGUAGE_DUTCH, &rows, 0 };
        view_word(&view, "effect", words_effect, words_effect_count);
        assert_string_equal(out.len == 0 ? "" : out.ptr, cases[i].expected);
    }
}

/* Every word that a record can hold has words in both languages. */
static void check_names(const char *const *names, const struct word *words, size_t count)
{
    for (size_t i = 0; names[i] != NULL; i++) {
        bool is_there = false;
        for (size_t k = 0; k < count; k++) {
            is_there = is_there || strcmp(words[k].word, names[i]) == 0;
            assert_true(strlen(words[k].says[0]) > 0 && strlen(words[k].says[1]) > 0);
        }
        if (!is_there) {
            fail_msg("%s has no words", names[i]);
        }
    }
}

static void test_every_word_has_words(void **state)
{
    (void)state;
    check_names(verdict_state_names, words_verdict, words_verdict_count);
    check_names(motion_state_names, words_motion, words_motion_count);
    check_names(outcome_names, words_outcome, words_outcome_count);
    check_names(choice_names, words_choice, words_choice_count);
    check_names(effect_kind_names, words_effect, words_effect_count);
    check_names(effect_answer_names, words_answer, words_answer_count);
    check_names(vote_method_names, words_method, words_method_count);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_could_be_markup_is_escaped),
        cmocka_unit_test(test_amounts_in_both_languages),
        cmocka_unit_test(test_the_time_of_day_in_amsterdam),
        cmocka_unit_test(test_days_in_both_languages),
        cmocka_unit_test(test_which_language_is_asked_for),
        cmocka_unit_test(test_words_of_the_record),
        cmocka_unit_test(test_every_word_has_words),
    };
    return cmocka_run_group_tests(tests, setup, teardown) == 0 ? 0 : 1;
}
