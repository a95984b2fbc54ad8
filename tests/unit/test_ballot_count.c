/* The count of a secret ballot and its sentence by themselves: every base, ties of every kind, and each number in words
 * only where there is one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "buurtkas/base/attr.h"
#include "buurtkas/domain/ballot.h"

/* Nine seats, eight filled, of whom one stepped back; six were handed a paper: 3, 1, 1 blank and
 * 1 invalid. */
static const struct ballot_facts facts = {
    .nominees = 2, .round = 1, .seats = 9, .seated = 8, .recused = 1, .voted = 6
};
static const struct ballot_piles piles = { 3, 1, 1, 1 };

static struct verdict_rules majority_of(enum threshold_base base, struct rule_set *set)
{
    *set = (struct rule_set){ .base = RULE_ASSOCIATION, .validity_base = BASE_NONE };
    return (struct verdict_rules){ .set = set,
                                   .thresholds = { { base, 1, 2, true } },
                                   .threshold_count = 1 };
}

static void each_base_is_a_number_of_the_meeting(void **state)
{
    (void)state;
    static const struct {
        enum threshold_base base;
        int32_t of;
    } rows[] = {
        {BASE_CAST,               4},
        { BASE_CAST_WITH_ABSTAIN, 4},
        { BASE_CAST_WITH_INVALID, 5},
        { BASE_PRESENT,           6},
        { BASE_ELIGIBLE,          7},
        { BASE_SEATED,            8},
        { BASE_SEATS,             9},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct rule_set set;
        const struct verdict_rules rules = majority_of(rows[i].base, &set);
        struct ballot_sum sum;
        ballot_count(&sum, &rules, &facts, &piles);
        assert_int_equal(sum.needed_for, rows[i].of / 2 + 1);
        assert_int_equal(sum.verdict,
                         3 > rows[i].of / 2 ? BALLOT_ELECTED : BALLOT_NOT_ELECTED);
        assert_int_equal(sum.chosen, 3 > rows[i].of / 2 ? 1 : 0);
    }
}

/* Of no base there is no majority. */
static void a_base_of_nothing_elects_nobody(void **state)
{
    (void)state;
    struct rule_set set;
    const struct verdict_rules rules = majority_of(BASE_NONE, &set);
    struct ballot_sum sum;
    ballot_count(&sum, &rules, &facts, &piles);
    assert_int_equal(sum.verdict, BALLOT_NOT_ELECTED);
}

static void validity_is_waived_only_where_the_rules_do(void **state)
{
    (void)state;
    static const struct {
        bool is_after_invalid;
        enum retry_rule retry;
        enum ballot_verdict verdict;
        enum waiver waiver;
    } rows[] = {
        {false,  RETRY_WAIVES, BALLOT_INVALID_QUORUM, waiver_absent   },
        { true,  RETRY_ASKS,   BALLOT_INVALID_QUORUM, waiver_absent   },
        { true,  RETRY_WAIVES, BALLOT_ELECTED,        WAIVER_PUT_AGAIN},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct rule_set set;
        const struct verdict_rules rules = majority_of(BASE_CAST, &set);
        set.validity_base = BASE_SEATS;
        set.validity_num = 2;
        set.validity_den = 3;
        set.validity_retry = (int)rows[i].retry;
        struct ballot_facts of = facts;
        of.is_after_invalid = rows[i].is_after_invalid;
        struct ballot_sum sum;
        ballot_count(&sum, &rules, &of, &piles);
        assert_int_equal(sum.verdict, rows[i].verdict);
        assert_int_equal(sum.waiver, rows[i].waiver);
        assert_int_equal(sum.needed_take_part, rows[i].waiver == waiver_absent ? 7 : 0);
    }
}

/* Whoever has as many as another is not elected: a new vote, then the lot; but only where half of
 * the votes is all that lacks. */
static void ties(void **state)
{
    (void)state;
    static const struct {
        struct threshold threshold;
        struct ballot_piles piles;
        int32_t nominees;
        int32_t round;
        enum ballot_verdict verdict;
        int32_t chosen;
    } rows[] = {
        {{ BASE_CAST, 1, 2, true },   { 3, 3, 0, 0 }, 2, 1, BALLOT_TIED_REVOTE, 0},
        { { BASE_CAST, 1, 2, true },  { 3, 3, 0, 0 }, 2, 2, BALLOT_LOT_NEEDED,  0},
        { { BASE_CAST, 1, 2, true },  { 3, 3, 0, 0 }, 1, 2, BALLOT_LOT_NEEDED,  0},
        /* At least half: both have it. */
        { { BASE_CAST, 1, 2, false }, { 3, 3, 0, 0 }, 2, 1, BALLOT_TIED_REVOTE, 0},
        { { BASE_CAST, 1, 2, false }, { 3, 3, 0, 0 }, 1, 1, BALLOT_TIED_REVOTE, 0},
        /* Of the present: three of seven is no half. */
        { { BASE_SEATS, 1, 2, true }, { 3, 3, 1, 0 }, 2, 1, BALLOT_NOT_ELECTED, 0},
        { { BASE_CAST, 2, 3, true },  { 3, 3, 0, 0 }, 2, 1, BALLOT_NOT_ELECTED, 0},
        { { BASE_CAST, 2, 3, false }, { 3, 3, 0, 0 }, 2, 1, BALLOT_NOT_ELECTED, 0},
        { { BASE_CAST, 1, 2, true },  { 0, 0, 3, 0 }, 2, 1, BALLOT_NOT_ELECTED, 0},
        { { BASE_CAST, 1, 2, true },  { 2, 3, 0, 0 }, 2, 1, BALLOT_ELECTED,     2},
        /* Against is nobody: more against elect no second nominee. */
        { { BASE_CAST, 1, 2, true },  { 2, 3, 0, 0 }, 1, 1, BALLOT_NOT_ELECTED, 0},
        { { BASE_CAST, 1, 3, true },  { 2, 3, 0, 0 }, 2, 1, BALLOT_ELECTED,     2},
        { { BASE_CAST, 1, 3, true },  { 3, 2, 0, 0 }, 2, 1, BALLOT_ELECTED,     1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct rule_set set;
        struct verdict_rules rules = majority_of(BASE_CAST, &set);
        rules.thresholds[0] = rows[i].threshold;
        struct ballot_facts of = { .nominees = rows[i].nominees,
                                   .round = rows[i].round,
                                   .seats = 9,
                                   .seated = 8,
                                   .voted = 7 };
        struct ballot_sum sum;
        ballot_count(&sum, &rules, &of, &rows[i].piles);
        if (sum.verdict != rows[i].verdict || sum.chosen != rows[i].chosen) {
            fail_msg("row %zu: verdict %d, chosen %d", i, (int)sum.verdict, (int)sum.chosen);
        }
    }
}

/* More papers than were handed out: void, whatever is in doubt. */
static void a_void_tally_is_never_pivotal(void **state)
{
    (void)state;
    struct rule_set set;
    const struct verdict_rules rules = majority_of(BASE_CAST, &set);
    struct ballot_facts of = facts;
    of.voted = 5;
    of.doubtful = 1;
    struct ballot_sum sum;
    ballot_count(&sum, &rules, &of, &piles);
    assert_int_equal(sum.verdict, BALLOT_TALLY_VOID);
    assert_false(sum.is_pivotal);
    assert_true(sum.is_few);
}

/* --- Sentences. --- */

static void must_say(const struct body_ballot_tallied *body, const char *english, const char *dutch)
{
    char sentence[BALLOT_SENTENCE_MAX];
    ballot_sentence(sentence, body, false);
    assert_string_equal(sentence, english);
    ballot_sentence(sentence, body, true);
    assert_string_equal(sentence, dutch);
}

/* A board of one nominee, without any least number. */
static void a_sentence_names_only_what_there_is(void **state)
{
    (void)state;
    struct body_ballot_tallied body = { .base = RULE_ASSOCIATION,
                                        .nominees = 1,
                                        .verdict = BALLOT_ELECTED,
                                        .chosen = 1,
                                        .votes_first = 6,
                                        .votes_against = 2,
                                        .votes_blank = 1,
                                        .seats = 10,
                                        .seated = 10,
                                        .eligible = 10,
                                        .voted = 9,
                                        .papers = 9,
                                        .cast = 8 };
    must_say(&body,
             "Elected: 6 for, 2 against, 1 blank, 0 invalid; of 10 seats 10 were filled and 10 "
             "members could take part; 9 were handed a paper and 9 papers were in the box.",
             "Gekozen: 6 voor, 2 tegen, 1 blanco, 0 ongeldig; van de 10 zetels waren er 10 bezet "
             "en 10 leden konden meedoen; 9 kregen een briefje en in de bus zaten er 9.");
    body.nominees = 2;
    body.chosen = 2;
    body.votes_second = 7;
    body.votes_first = 1;
    body.waiver = WAIVER_PUT_AGAIN;
    body.needed_for = 5;
    body.unanimous = true;
    must_say(&body,
             "Elected, nominee 2: 1 for the first, 7 for the second, 1 blank, 0 invalid; of 10 "
             "seats 10 were filled and 10 members could take part; 9 were handed a paper and 9 "
             "papers were in the box (no least number after an invalid vote); 8 papers were "
             "properly filled and 5 were needed to be elected. All papers are alike, so the vote "
             "was not secret.",
             "Gekozen, kandidaat 2: 1 voor de eerste, 7 voor de tweede, 1 blanco, 0 ongeldig; van "
             "de 10 zetels waren er 10 bezet en 10 leden konden meedoen; 9 kregen een briefje en "
             "in de bus zaten er 9 (geen minimum na een ongeldige stemming); 8 briefjes waren goed "
             "ingevuld en 5 waren nodig om gekozen te worden. Alle briefjes zijn gelijk, dus de "
             "stemming was niet geheim.");
}

/* Only a council of the Gemeentewet has its articles, and of a lot there is none to name. */
static void articles_bind_a_raad_only(void **state)
{
    (void)state;
    static const struct {
        enum ballot_verdict verdict;
        const char *article;
    } rows[] = {
        {BALLOT_INVALID_QUORUM,   "article 29"},
        { BALLOT_ELECTED,         "article 30"},
        { BALLOT_NOT_ELECTED,     "article 30"},
        { BALLOT_TIED_REVOTE,     "article 31"},
        { BALLOT_LOT_NEEDED,      "article 31"},
        { BALLOT_TALLY_VOID,      NULL        },
        { BALLOT_ELECTED_BY_LOT,  NULL        },
        { BALLOT_REJECTED_BY_LOT, NULL        },
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct body_ballot_tallied body = { .base = RULE_RAAD,
                                            .nominees = 2,
                                            .verdict = (int)rows[i].verdict };
        char sentence[BALLOT_SENTENCE_MAX];
        ballot_sentence(sentence, &body, false);
        const char *found = strstr(sentence, "article");
        assert_int_equal(found == NULL, rows[i].article == NULL);
        assert_true(found == NULL || strncmp(found, rows[i].article, 10) == 0);
        body.base = RULE_WIJKRAAD;
        ballot_sentence(sentence, &body, false);
        assert_null(strstr(sentence, "article"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_base_is_a_number_of_the_meeting),
        cmocka_unit_test(a_base_of_nothing_elects_nobody),
        cmocka_unit_test(validity_is_waived_only_where_the_rules_do),
        cmocka_unit_test(ties),
        cmocka_unit_test(a_void_tally_is_never_pivotal),
        cmocka_unit_test(a_sentence_names_only_what_there_is),
        cmocka_unit_test(articles_bind_a_raad_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
