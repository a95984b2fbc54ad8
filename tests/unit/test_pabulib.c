/* Elections in Pabulib's format: what real files do is read, what cannot be meant is refused with
 * its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "buurtkas/base/str.h"
#include "buurtkas/domain/pabulib.h"

#define META "META\nkey;value\nunit;Voorbeeldstad\ninstance;2026\nnum_projects;2\nbudget;1000\n"
#define HEAD META "PROJECTS\nproject_id;cost;name\n"

struct reading {
    struct arena *arena;
    struct pabulib found;
    struct err err;
    bool is_read;
};

static struct reading read_bytes(const char *bytes, size_t len)
{
    struct reading reading = { .arena = arena_new(PABULIB_BYTES_MAX) };
    assert_non_null(reading.arena);
    reading.is_read = pabulib_read(&reading.found, reading.arena, bytes, len, &reading.err);
    assert_int_equal(reading.is_read, !err_is_set(&reading.err));
    return reading;
}

static void reading_end(struct reading *reading)
{
    arena_free(reading->arena);
}

#define READ(name, text)                                                                           \
    CLEANUP(reading_end) struct reading name = read_bytes(text, strlen(text));                     \
    if (!name.is_read) {                                                                           \
        fail_msg("%s", name.err.detail);                                                           \
    }

static void assert_refused(const char *text, enum err_code code, const char *detail)
{
    CLEANUP(reading_end) struct reading reading = read_bytes(text, strlen(text));
    assert_false(reading.is_read);
    assert_string_equal(reading.err.detail, detail);
    assert_int_equal(reading.err.code, code);
}

static void assert_invalid(const char *text, const char *detail)
{
    assert_refused(text, ERR_INVALID_FIELD, detail);
}

static void a_file_is_read(void **state)
{
    (void)state;
    READ(reading, "META\nkey;value\ndescription;x\nunit;Voorbeeldstad\ninstance;2026\n"
                  "num_projects;2\nnum_votes;3\nbudget;1000,5\ncurrency;EUR\nlater_key;y\n"
                  "PROJECTS\nproject_id;votes;cost;name;category;later;description\n"
                  "7;12;250;Een plan;Groen;z;Waarom\nB-1;3;4000.05;;None;;\n"
                  "VOTES\nvoter_id;vote\n1;7\n2;7,B-1\n3;B-1");
    const struct pabulib *found = &reading.found;
    assert_string_equal(found->unit, "Voorbeeldstad");
    assert_string_equal(found->instance, "2026");
    assert_string_equal(found->currency, "EUR");
    assert_int_equal(found->budget_cents, 100050);
    assert_int_equal(found->votes_said, 3);
    assert_int_equal(found->vote_count, 3);
    assert_true(found->has_votes);
    assert_int_equal(found->trimmed_count, 0);
    assert_int_equal(found->project_count, 2);
    const struct pabulib_project *first = &found->projects[0];
    assert_string_equal(first->id, "7");
    assert_int_equal(first->cost_cents, 25000);
    assert_string_equal(first->name, "Een plan");
    assert_string_equal(first->category, "Groen");
    assert_string_equal(first->description, "Waarom");
    assert_int_equal(first->line, 13);
    const struct pabulib_project *second = &found->projects[1];
    assert_string_equal(second->id, "B-1");
    assert_int_equal(second->cost_cents, 400005);
    assert_null(second->name);
    assert_null(second->category);
    assert_null(second->description);
    assert_int_equal(second->line, 14);
}

static void votes_may_be_absent_or_empty(void **state)
{
    (void)state;
    READ(absent, HEAD "1;2;a\n2;3;b\n");
    assert_false(absent.found.has_votes);
    assert_int_equal(absent.found.votes_said, -1);
    READ(empty, HEAD "1;2;a\n2;3;b\nVOTES\nvoter_id;vote\n");
    assert_true(empty.found.has_votes);
    assert_int_equal(empty.found.vote_count, 0);
}

static void line_ends_marks_case_and_blank_lines_do_not_matter(void **state)
{
    (void)state;
    READ(reading, "\xef\xbb\xbfmeta\r\nkey;value\r\nunit;Voorbeeldstad\r\ninstance;2026\r\n\r\n"
                  "num_projects;2\r\nbudget;1000\r\nProjects\r\nproject_id;cost;name\r\n"
                  "1;2;a\r\n \t\r\n2;3;b");
    assert_int_equal(reading.found.project_count, 2);
    assert_string_equal(reading.found.projects[1].name, "b");
    assert_int_equal(reading.found.projects[1].line, 12);
}

static void quotes_hold_separators_and_quotes(void **state)
{
    (void)state;
    READ(reading, HEAD "1;2;\"a; \"\"b\"\" c\"\n2;3;het \"Plein\"\n");
    assert_string_equal(reading.found.projects[0].name, "a; \"b\" c");
    assert_string_equal(reading.found.projects[1].name, "het \"Plein\"");
    READ(empty, HEAD "1;2;\"\"\n2;3;\"\"\"\"\n");
    assert_null(empty.found.projects[0].name);
    assert_string_equal(empty.found.projects[1].name, "\"");
}

static void spaces_around_cells_are_dropped_and_counted(void **state)
{
    (void)state;
    READ(reading, HEAD " 1;2 ; a\tb \n2;3;\" b \"\n");
    assert_string_equal(reading.found.projects[0].id, "1");
    assert_int_equal(reading.found.projects[0].cost_cents, 200);
    assert_string_equal(reading.found.projects[0].name, "a b");
    assert_string_equal(reading.found.projects[1].name, "b");
    assert_int_equal(reading.found.trimmed_count, 4);
}

static void amounts_are_whole_cents(void **state)
{
    (void)state;
    const struct {
        const char *text;
        int64_t cents;
    } good[] = {
        {"0",                   0                         },
        { "1",                  100                       },
        { "4000.0",             400000                    },
        { "4000,50",            400050                    },
        { "0.01",               1                         },
        { "007",                700                       },
        { "999999999999999.99", INT64_C(99999999999999999)},
    };
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        int64_t cents = -1;
        assert_true(pabulib_cents(&cents, good[i].text));
        assert_int_equal(cents, good[i].cents);
    }
    static const char *const bad[] = { "",      ".",     "1.",  ".5",
                                       "1.005", "1.000", "-1",  "+1",
                                       " 1",    "1 ",    "1e3", "1.000,00",
                                       "1,2.",  "EUR 1", "0x1", "1000000000000000",
                                       "nan" };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        int64_t cents = -1;
        if (pabulib_cents(&cents, bad[i])) {
            fail_msg("\"%s\" was read", bad[i]);
        }
        assert_int_equal(cents, -1);
    }
}

static void meta_that_is_not_right_is_refused(void **state)
{
    (void)state;
    assert_invalid("", "line 0: the file does not begin with META");
    assert_invalid("PROJECTS\n", "line 1: the file does not begin with META");
    assert_invalid("META\nunit;x\n", "line 2: the header of META is not key;value");
    assert_invalid("META\nkey;value\nunit\n",
                   "line 3: a row of META has a key and a value, this has 1 cell(s)");
    assert_invalid("META\nkey;value\nunit;a;b\n",
                   "line 3: a row of META has a key and a value, this has 3 cell(s)");
    assert_invalid("META\nkey;value\nunit;a\nunit;b\n", "line 4: unit was said before");
    assert_invalid("META\nkey;value\nunit;\n", "line 3: unit is empty");
    assert_invalid("META\nkey;value\nbudget;1.005\n",
                   "line 3: the budget is no amount with at most two decimals");
    assert_invalid("META\nkey;value\nnum_projects;-1\n", "line 3: num_projects is no number");
    assert_invalid("META\nkey;value\nnum_votes;many\n", "line 3: num_votes is no number");
    assert_invalid("META\nkey;value\nunit;a\nPROJECTS\n",
                   "line 4: META, which ends here, has no instance");
    assert_invalid(META, "line 6: the section PROJECTS is missing");
    assert_invalid(META "VOTES\n", "line 7: the section PROJECTS is missing");
}

static void projects_that_are_not_right_are_refused(void **state)
{
    (void)state;
    assert_invalid(META "PROJECTS\n",
                   "line 7: the header of PROJECTS does not begin with project_id");
    assert_invalid(META "PROJECTS\ncost;project_id\n",
                   "line 8: the header of PROJECTS does not begin with project_id");
    assert_invalid(META "PROJECTS\nproject_id;name\n", "line 8: the column cost is missing");
    assert_invalid(META "PROJECTS\nproject_id;cost;name;cost\n",
                   "line 8: the column cost stands here twice");
    assert_invalid(HEAD "1;2\n", "line 9: this row has 2 cells, the header of PROJECTS has 3");
    assert_invalid(HEAD "1;2;a;b\n", "line 9: this row has 4 cells, the header of PROJECTS has 3");
    assert_invalid(HEAD ";2;a\n", "line 9: project_id is empty");
    assert_invalid(HEAD "1;2.005;a\n", "line 9: the cost is no amount with at most two decimals");
    assert_invalid(HEAD "1;;a\n", "line 9: the cost is no amount with at most two decimals");
    assert_invalid(HEAD "1;2;a\n1;3;b\n", "line 10: project 1 stands on line 9 as well");
    assert_invalid(HEAD "1;2;a\n", "line 9: META says that there are 2 projects, this file has 1");
    assert_invalid(HEAD "1;2;a\n2;2;b\n3;2;c\nVOTES\n",
                   "line 12: META says that there are 2 projects, this file has 3");
    assert_invalid(HEAD "1;2;a\n2;2;b\nVOTES\n1;2\n",
                   "line 12: the header of VOTES does not begin with voter_id");
}

static void text_that_is_not_right_is_refused(void **state)
{
    (void)state;
    assert_invalid(HEAD "1;2;\"a\n2;3;b\"\n", "line 9: a quoted cell does not end on this line");
    assert_invalid(HEAD "1;2;\"a\"b\n", "line 9: something stands between a quote and the next ;");
    assert_invalid(HEAD "1;2;\xff\n", "line 9: this is not UTF-8 text");
    assert_invalid(HEAD "1;2;\xc0\xaf\n", "line 9: this is not UTF-8 text");
    assert_invalid(HEAD "1;2;a\x1b[2J\n", "line 9: a control character stands here");
    assert_invalid(HEAD "1;2;a\xc2\x9b\n", "line 9: a control character stands here");
    assert_invalid(HEAD "1;2;a\rb\n", "line 9: a control character stands here");
    static const char zero[] = HEAD "1;2;a\0b\n2;3;c\n";
    CLEANUP(reading_end) struct reading reading = read_bytes(zero, sizeof zero - 1);
    assert_false(reading.is_read);
    assert_string_equal(reading.err.detail, "line 9: this is not UTF-8 text");
}

/* HEAD, then `count` times `part`, then `tail`. */
static char *repeated(const char *head, const char *part, size_t count, const char *tail)
{
    size_t len = strlen(part);
    size_t start = strlen(head);
    char *text = malloc(start + len * count + strlen(tail) + 1);
    assert_non_null(text);
    memcpy(text, head, start);
    for (size_t i = 0; i < count; i++) {
        memcpy(text + start + i * len, part, len);
    }
    memcpy(text + start + len * count, tail, strlen(tail) + 1);
    return text;
}

static void assert_limit(char *text, const char *detail)
{
    assert_refused(text, ERR_TOO_LARGE, detail);
    free(text);
}

static void limits_are_kept(void **state)
{
    (void)state;
    assert_limit(repeated(HEAD "1;2;", "x", PABULIB_LINE_BYTES_MAX, "\n"),
                 "line 9: more than 262144 bytes");
    assert_limit(repeated(HEAD, ";", PABULIB_COLUMNS_MAX, "\n"), "line 9: more than 64 cells");
    assert_limit(repeated(HEAD, "1", PABULIB_ID_BYTES_MAX + 1, ";2;a\n"),
                 "line 9: more than 120 bytes of project_id");
    assert_limit(repeated(HEAD, "1;2;a\n", PABULIB_PROJECTS_MAX + 1, ""),
                 "line 20009: more than 20000 projects");
    assert_limit(repeated("META\nkey;value\n", "k;v\n", PABULIB_META_ROWS_MAX + 1, ""),
                 "line 259: more than 256 rows of META");
    assert_limit(repeated(HEAD "1;2;a\n2;2;b\nVOTES\nvoter_id\n", "1\n", PABULIB_VOTES_MAX + 1, ""),
                 "line 2000013: more than 2000000 votes");
}

static void what_just_fits_is_read(void **state)
{
    (void)state;
    char *text = repeated(HEAD "1;2;", "x", PABULIB_LINE_BYTES_MAX - 4, "\n2;3;b\n");
    READ(reading, text);
    assert_int_equal(strlen(reading.found.projects[0].name), PABULIB_LINE_BYTES_MAX - 4);
    free(text);
}

static void a_file_over_the_limit_is_refused_unread(void **state)
{
    (void)state;
    struct pabulib found;
    struct err err = { 0 };
    CLEANUP(arena_freep) struct arena *arena = arena_new(1024);
    assert_false(pabulib_read(&found, arena, "META", (size_t)PABULIB_BYTES_MAX + 1, &err));
    assert_int_equal(err.code, ERR_TOO_LARGE);
}

static void memory_that_is_out_is_an_error(void **state)
{
    (void)state;
    static const char text[] = HEAD "1;2;a\n2;3;b\n";
    size_t failed = 0;
    for (size_t room = 0; room <= 8192; room += 64) {
        struct pabulib found = { .project_count = 99 };
        struct err err = { 0 };
        CLEANUP(arena_freep) struct arena *arena = arena_new(PABULIB_LINE_BYTES_MAX + room);
        if (!pabulib_read(&found, arena, text, strlen(text), &err)) {
            assert_int_equal(err.code, ERR_MEMORY);
            assert_int_equal(found.project_count, 99);
            failed++;
        }
    }
    assert_in_range(failed, 1, 127);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_read),
        cmocka_unit_test(votes_may_be_absent_or_empty),
        cmocka_unit_test(line_ends_marks_case_and_blank_lines_do_not_matter),
        cmocka_unit_test(quotes_hold_separators_and_quotes),
        cmocka_unit_test(spaces_around_cells_are_dropped_and_counted),
        cmocka_unit_test(amounts_are_whole_cents),
        cmocka_unit_test(meta_that_is_not_right_is_refused),
        cmocka_unit_test(projects_that_are_not_right_are_refused),
        cmocka_unit_test(text_that_is_not_right_is_refused),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(what_just_fits_is_read),
        cmocka_unit_test(a_file_over_the_limit_is_refused_unread),
        cmocka_unit_test(memory_that_is_out_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
