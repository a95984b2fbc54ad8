/* Elections in Pabulib's format that break off or break the form, in each section; each is refused with its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "buurtkas/base/attr.h"
#include "buurtkas/domain/pabulib.h"

#define META     "META\nkey;value\nunit;Voorbeeldstad\ninstance;2026\nbudget;1000\nnum_projects;1\n"
#define PROJECTS META "PROJECTS\nproject_id;cost\n1;250\n"

static bool read_file(struct pabulib *found, struct arena *arena, const char *text, size_t len,
                      struct err *err)
{
    *err = (struct err){ 0 };
    return pabulib_read(found, arena, text, len, err);
}

struct refusal {
    const char *text;
    size_t line;
    const char *why; /* NULL: that there is one is enough */
};

static void must_refuse(const struct refusal *row)
{
    struct arena *arena = arena_new(PABULIB_BYTES_MAX);
    struct pabulib found;
    struct err err;
    char where[32];
    (void)snprintf(where, sizeof where, "line %zu: ", row->line);
    if (read_file(&found, arena, row->text, strlen(row->text), &err)) {
        fail_msg("read: %s", row->text);
    }
    assert_int_equal(err.code, ERR_INVALID_FIELD);
    if (strncmp(err.detail, where, strlen(where)) != 0 ||
        (row->why != NULL && strcmp(err.detail + strlen(where), row->why) != 0)) {
        fail_msg("%s, expected %s%s", err.detail, where, row->why == NULL ? "" : row->why);
    }
    arena_free(arena);
}

/* A control byte in a row that is read is refused in whichever section it stands. */
static void no_section_has_control_bytes(void **state)
{
    (void)state;
    static const struct refusal rows[] = {
        {"\x01META\n",                                  1,  NULL},
        { "META\n\x01key;value\n",                      2,  NULL},
        { "META\nkey;value\nunit;\x7f\n",               3,  NULL},
        { META "PROJECTS\nproject_id;\x02\n",           8,  NULL},
        { META "PROJECTS\nproject_id;cost\n1;\x03\n",   9,  NULL},
        { PROJECTS "VOTES\nvoter_id;\x1f\n",            11, NULL},
        { META "PROJECTS\nproject_id;cost\n\xc2\x9f;1", 9,  NULL},
        { META "PROJECTS\nproject_id;cost\n\xc2\x80;1", 9,  NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        must_refuse(&rows[i]);
    }
}

static void headers_are_as_the_format_says(void **state)
{
    (void)state;
    static const char meta[] = "the header of META is not key;value";
    static const char votes[] = "the header of VOTES does not begin with voter_id";
    static const char projects[] = "the header of PROJECTS does not begin with project_id";
    static const struct refusal rows[] = {
        {"META\nkey;value;unit\n",               2,  meta                                },
        { "META\nname;value\n",                  2,  meta                                },
        { "PROJECTS\nproject_id;cost\n",         1,  "the file does not begin with META" },
        { META "PROJECTS\n",                     7,  projects                            },
        { META "PROJECTS\ncost;project_id\n",    8,  projects                            },
        { META "PROJECTS\nproject_id;name\n",    8,  "the column cost is missing"        },
        { PROJECTS "VOTES\n",                    10, votes                               },
        { PROJECTS "VOTES\nvote;voter_id\n",     11, votes                               },
        { META "VOTES\nvoter_id\n",              7,  "the section PROJECTS is missing"   },
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        must_refuse(&rows[i]);
    }
}

static void what_is_needed_is_not_empty(void **state)
{
    (void)state;
    static const struct refusal rows[] = {
        {"META\nkey;value\nunit;\n",                        3, "unit is empty"                   },
        { "META\nkey;value\ninstance;None\n",               3, "instance is empty"               },
        { "META\nkey;value\nnum_projects;-1\n",             3, "num_projects is no number"       },
        { "META\nkey;value\nnum_projects;x\n",              3, "num_projects is no number"       },
        { "META\nkey;value\nunit;A\nunit;B\n",              4, "unit was said before"            },
        { "META\nkey;value\nbudget;1.234\n",                3,
         "the budget is no amount with at most two decimals"                                     },
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        must_refuse(&rows[i]);
    }
    /* What is not needed may be empty, and may then be said. */
    static const char text[] = "META\nkey;value\nunit;A\ninstance;1\nbudget;5\nnum_projects;0\n"
                               "currency;None\nnum_votes;\ncurrency;EUR\nPROJECTS\n"
                               "project_id;cost;name\n";
    struct arena *arena = arena_new(PABULIB_BYTES_MAX);
    struct pabulib found;
    struct err err;
    if (!read_file(&found, arena, text, sizeof text - 1, &err)) {
        fail_msg("%s", err.detail);
    }
    assert_int_equal(found.project_count, 0);
    assert_int_equal(found.votes_said, -1);
    assert_string_equal(found.currency, "EUR");
    assert_false(found.has_votes);
    arena_free(arena);
}

/* A paper's line may be long, but not endless; tabs are spaces, and a letter after 0xc2 is one. */
static void votes_are_lines_of_bounded_length(void **state)
{
    (void)state;
    static const char head[] = PROJECTS "VOTES\nvoter_id;vote\n";
    size_t len = sizeof head - 1 + PABULIB_LINE_BYTES_MAX + 1;
    char *text = malloc(len);
    assert_non_null(text);
    memcpy(text, head, sizeof head - 1);
    memset(text + sizeof head - 1, '1', PABULIB_LINE_BYTES_MAX + 1);
    struct arena *arena = arena_new(PABULIB_BYTES_MAX);
    struct pabulib found;
    struct err err;
    assert_true(read_file(&found, arena, text, len - 1, &err));
    assert_int_equal(found.vote_count, 1);
    assert_false(read_file(&found, arena, text, len, &err));
    assert_int_equal(err.code, ERR_TOO_LARGE);
    static const char marked[] = META "PROJECTS\r\nproject_id;cost;name\r\n1;250;\tcaf\xc3\xa9 \xc2\xa9\r\n\r\n";
    assert_true(read_file(&found, arena, marked, sizeof marked - 1, &err));
    assert_string_equal(found.projects[0].name, "caf\xc3\xa9 \xc2\xa9");
    arena_free(arena);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_section_has_control_bytes),
        cmocka_unit_test(headers_are_as_the_format_says),
        cmocka_unit_test(what_is_needed_is_not_empty),
        cmocka_unit_test(votes_are_lines_of_bounded_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
