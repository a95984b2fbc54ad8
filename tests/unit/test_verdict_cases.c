/* The rows of the voting reference (6.3, numbers as there) and of the field study (4c) that a tally
 * of named votes settles. Rows about who may do what when stand in test_council_deciding.c.
 *
 * Not here, because what they are about comes later: 16 (counting papers without names), 17 and 18
 * (votes on persons), 28 (invalid papers), 40 to 42 and 44 (decisions in
 * writing), 48 to 50 (a result that is challenged, corrected or annulled), 53 and 54 (residents'
 * ballots). Rows 1 to 15, 19, 20 and 31 rest on the Gemeentewet, 27 and 24 to 26 on common
 * practice; the field study's article numbers in 4c are marked there as recalled, and nothing here
 * prints them: what is printed are 24, 29, 30 and 32, which the voting reference took from the
 * statute. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

#include "verdict_room.h"

/* What a row changes in its shipped rule set, or brings from before. */
enum change {
    AS_SHIPPED = 0,
    OVER_ABSTAIN, /* more than half of the cast with the abstained */
    TWO_THIRDS,   /* of the cast, at least; no validity test */
    TWO_THIRDS_SEATS,
    THREE_QUARTERS, /* of the cast, more than; no validity test */
    PRESENT_AND_TWO_THIRDS,
    ALL_CAST, /* unanimity of the cast */
    ALL_MEMBERS,
    FULL_IS_SEATED,
    CHAIR_CASTS,
    CHAIR_CASTS_TWICE,
    ON_PAPER,
    AT_ROLL_CALL,
    SECOND_CALL,
    AFTER_INVALID,
    AFTER_TIE,
    UNASKED,
    STANDS_BARE,
    SILENCE_CONSENTS,
};

static void change_thresholds(struct deciding *by, enum change change)
{
    static const struct threshold others[] = {
        [TWO_THIRDS] = {BASE_CAST,      2, 3, false},
        [TWO_THIRDS_SEATS] = { BASE_SEATS,    2, 3, false},
        [THREE_QUARTERS] = { BASE_CAST,     3, 4, true },
        [PRESENT_AND_TWO_THIRDS] = { BASE_PRESENT,  1, 2, true },
        [ALL_CAST] = { BASE_CAST,     1, 1, false},
        [ALL_MEMBERS] = { BASE_ELIGIBLE, 1, 1, false},
    };
    if (change == OVER_ABSTAIN) {
        by->thresholds[0].base = BASE_CAST_WITH_ABSTAIN;
    } else if (change >= TWO_THIRDS && change <= ALL_MEMBERS) {
        by->thresholds[0] = others[change];
        by->set.validity_base = BASE_NONE;
    }
    if (change == PRESENT_AND_TWO_THIRDS) {
        by->thresholds[by->threshold_count++] = others[TWO_THIRDS];
    }
}

static void change_rest(struct deciding *by, enum change change)
{
    by->facts.is_in_second_call = change == SECOND_CALL;
    by->facts.is_after_invalid = change == AFTER_INVALID;
    by->facts.is_after_tie = change == AFTER_TIE;
    by->facts.is_asked = change != UNASKED;
    if (change == ON_PAPER || change == AT_ROLL_CALL) {
        by->facts.method = change == ON_PAPER ? METHOD_PAPER : METHOD_ROLL_CALL;
    } else if (change == FULL_IS_SEATED) {
        by->set.full_base = BASE_SEATED;
    } else if (change == CHAIR_CASTS || change == CHAIR_CASTS_TWICE) {
        by->set.tie = change == CHAIR_CASTS ? TIE_CHAIR : TIE_CHAIR_TWICE;
    } else if (change == STANDS_BARE) {
        by->set.bare_objection = BARE_OBJECTION_STANDS;
    } else if (change == SILENCE_CONSENTS) {
        by->set.consent_silence = CONSENT_SILENCE_CONSENTS;
    }
}

struct row {
    const char *name;
    enum rule_base base;
    enum change change;
    int32_t seats;
    struct room room;
    enum verdict_state expected;
};

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct deciding by = deciding_by(rows[i].base);
        change_thresholds(&by, rows[i].change);
        change_rest(&by, rows[i].change);
        struct verdict v = decide(&by, rows[i].seats, &rows[i].room);
        if (v.state != rows[i].expected) {
            char text[VERDICT_SENTENCE_MAX];
            verdict_sentence(text, &v, false);
            print_error("%s: expected %s; %s\n", rows[i].name,
                        verdict_state_names[rows[i].expected - 1], text);
            fail();
        }
    }
}

/* clang-format off */
#define ROOM(...) { __VA_ARGS__ }
static const struct row council_rows[] = {
    { "3 second call, 4 present, 3-1", RULE_RAAD, SECOND_CALL, 13,
      ROOM(.votes_for = 3, .votes_against = 1, .absent = 9), VERDICT_ADOPTED },
    { "3 the same without a second call", RULE_RAAD, AS_SHIPPED, 13,
      ROOM(.votes_for = 3, .votes_against = 1, .absent = 9), VERDICT_INVALID_QUORUM },
    { "6a one recused, 6 take part", RULE_RAAD, AS_SHIPPED, 13,
      ROOM(.votes_for = 4, .votes_against = 2, .absent = 6, .recused = 1), VERDICT_INVALID_QUORUM },
    { "6b one recused, 7 take part", RULE_RAAD, AS_SHIPPED, 13,
      ROOM(.votes_for = 4, .votes_against = 3, .absent = 5, .recused = 1), VERDICT_ADOPTED },
    { "7 put again in the next meeting, 2-1", RULE_RAAD, AFTER_INVALID, 13,
      ROOM(.votes_for = 2, .votes_against = 1, .absent = 10), VERDICT_ADOPTED },
    { "8 6-6, one absent", RULE_RAAD, AS_SHIPPED, 13,
      ROOM(.votes_for = 6, .votes_against = 6, .absent = 1), VERDICT_TIED_POSTPONED },
    { "9 6-6 in the next meeting", RULE_RAAD, AFTER_TIE, 13,
      ROOM(.votes_for = 6, .votes_against = 6, .absent = 1), VERDICT_REJECTED },
    { "10 one recused, the others 6-6", RULE_RAAD, AS_SHIPPED, 13,
      ROOM(.votes_for = 6, .votes_against = 6, .recused = 1), VERDICT_REJECTED },
    { "11 one vacancy, 6-6", RULE_RAAD, AS_SHIPPED, 13,
      ROOM(.votes_for = 6, .votes_against = 6), VERDICT_TIED_POSTPONED },
    { "11 full is seated", RULE_RAAD, FULL_IS_SEATED, 13,
      ROOM(.votes_for = 6, .votes_against = 6), VERDICT_REJECTED },
    { "12* 6-5, 2 blank papers", RULE_RAAD, ON_PAPER, 13,
      ROOM(.votes_for = 6, .votes_against = 5, .blank = 2), VERDICT_ADOPTED },
    { "13* 6-6, 1 blank paper", RULE_RAAD, ON_PAPER, 13,
      ROOM(.votes_for = 6, .votes_against = 6, .blank = 1), VERDICT_TIED_POSTPONED },
    { "14* 3-2, 8 blank papers", RULE_RAAD, ON_PAPER, 13,
      ROOM(.votes_for = 3, .votes_against = 2, .blank = 8), VERDICT_ADOPTED },
    { "15* 13 blank papers", RULE_RAAD, ON_PAPER, 13, ROOM(.blank = 13), VERDICT_REJECTED },
    { "19 nobody asks for a vote", RULE_RAAD, UNASKED, 13,
      ROOM(.silent = 7, .absent = 6), VERDICT_ADOPTED_UNASKED },
    { "19 in a wijkraad", RULE_WIJKRAAD, UNASKED, 9,
      ROOM(.silent = 5, .absent = 4), VERDICT_ADOPTED_UNASKED },
    { "19 others need a vote", RULE_MAJORITY, UNASKED, 9,
      ROOM(.silent = 5, .absent = 4), VERDICT_INVALID_QUORUM },
    { "19 asked, and nobody votes", RULE_RAAD, AS_SHIPPED, 13,
      ROOM(.silent = 7, .absent = 6), VERDICT_INVALID_QUORUM },
    { "19 nobody is there", RULE_RAAD, UNASKED, 13, ROOM(.absent = 13), VERDICT_INVALID_QUORUM },
    { "20 at a roll call silence is a refusal, not cast", RULE_RAAD, AT_ROLL_CALL, 13,
      ROOM(.votes_for = 4, .votes_against = 3, .silent = 6), VERDICT_ADOPTED },
    { "V9 a first tie in a second call", RULE_RAAD, SECOND_CALL, 13,
      ROOM(.votes_for = 2, .votes_against = 2, .absent = 9), VERDICT_TIED_POSTPONED },
    { "4c 9 seats, 6 signed in, 1 recused, 3-2", RULE_WIJKRAAD, AS_SHIPPED, 9,
      ROOM(.votes_for = 3, .votes_against = 2, .recused = 1, .absent = 3), VERDICT_ADOPTED },
    { "4c 2-2, 1 abstains", RULE_WIJKRAAD, AS_SHIPPED, 9,
      ROOM(.votes_for = 2, .votes_against = 2, .abstain = 1, .recused = 1, .absent = 3),
      VERDICT_INVALID_QUORUM },
    { "4d second call with one member", RULE_RAAD, SECOND_CALL, 13,
      ROOM(.votes_for = 1, .absent = 12), VERDICT_ADOPTED },
    { "32 block: the vote despite stepping back is not there", RULE_MAJORITY, AS_SHIPPED, 9,
      ROOM(.votes_for = 2, .votes_against = 3, .recused_for = 2), VERDICT_REJECTED },
    { "32 advise: it counts", RULE_WIJKRAAD, AS_SHIPPED, 9,
      ROOM(.votes_for = 2, .votes_against = 3, .recused_for = 2), VERDICT_ADOPTED },
};

static const struct row threshold_rows[] = {
    { "22 5-4-4", RULE_MAJORITY, AS_SHIPPED, 13,
      ROOM(.votes_for = 5, .votes_against = 4, .abstain = 4), VERDICT_ADOPTED },
    { "22 5-4-4 with the abstained", RULE_MAJORITY, OVER_ABSTAIN, 13,
      ROOM(.votes_for = 5, .votes_against = 4, .abstain = 4), VERDICT_REJECTED },
    { "23 0-0-9", RULE_MAJORITY, AS_SHIPPED, 13, ROOM(.abstain = 9, .absent = 4), VERDICT_REJECTED },
    { "24a 8-4", RULE_MAJORITY, TWO_THIRDS, 13, ROOM(.votes_for = 8, .votes_against = 4, .absent = 1),
      VERDICT_ADOPTED },
    { "24b 7-4", RULE_MAJORITY, TWO_THIRDS, 13, ROOM(.votes_for = 7, .votes_against = 4, .absent = 2),
      VERDICT_REJECTED },
    { "24c 2-1", RULE_MAJORITY, TWO_THIRDS, 13, ROOM(.votes_for = 2, .votes_against = 1, .absent = 10),
      VERDICT_ADOPTED },
    { "25 9 of 13 seats", RULE_MAJORITY, TWO_THIRDS_SEATS, 13, ROOM(.votes_for = 9, .recused = 3),
      VERDICT_ADOPTED },
    { "25 8 of 13 seats", RULE_MAJORITY, TWO_THIRDS_SEATS, 13, ROOM(.votes_for = 8, .recused = 3),
      VERDICT_REJECTED },
    { "26 9-3", RULE_MAJORITY, THREE_QUARTERS, 13,
      ROOM(.votes_for = 9, .votes_against = 3, .absent = 1), VERDICT_REJECTED },
    { "26 10-3", RULE_MAJORITY, THREE_QUARTERS, 13, ROOM(.votes_for = 10, .votes_against = 3),
      VERDICT_ADOPTED },
    { "27 7-4-2", RULE_MAJORITY, PRESENT_AND_TWO_THIRDS, 13,
      ROOM(.votes_for = 7, .votes_against = 4, .abstain = 2), VERDICT_REJECTED },
    { "27 2-1-10", RULE_MAJORITY, PRESENT_AND_TWO_THIRDS, 13,
      ROOM(.votes_for = 2, .votes_against = 1, .abstain = 10), VERDICT_REJECTED },
    { "27 9-4-0", RULE_MAJORITY, PRESENT_AND_TWO_THIRDS, 13,
      ROOM(.votes_for = 9, .votes_against = 4), VERDICT_ADOPTED },
    { "29 unanimity of the cast, 12-0-1", RULE_ASSOCIATION, ALL_CAST, 13,
      ROOM(.votes_for = 12, .abstain = 1), VERDICT_ADOPTED },
    { "29 unanimity of all members, 12-0-1", RULE_ASSOCIATION, ALL_MEMBERS, 13,
      ROOM(.votes_for = 12, .abstain = 1), VERDICT_REJECTED },
    { "30 the chair has voted", RULE_FOUNDATION, CHAIR_CASTS, 13,
      ROOM(.votes_for = 5, .chair_for = 1, .votes_against = 6), VERDICT_REJECTED },
    { "30 the rules give a second vote", RULE_FOUNDATION, CHAIR_CASTS_TWICE, 13,
      ROOM(.votes_for = 5, .chair_for = 1, .votes_against = 6), VERDICT_TIE_OPEN },
    { "30 the chair has not voted", RULE_FOUNDATION, CHAIR_CASTS, 13,
      ROOM(.votes_for = 6, .votes_against = 6, .silent_chair = 1), VERDICT_TIE_OPEN },
    { "30 the chair stepped back", RULE_FOUNDATION, CHAIR_CASTS_TWICE, 13,
      ROOM(.votes_for = 6, .votes_against = 6, .recused_chair = 1), VERDICT_REJECTED },
    { "30 nobody chairs", RULE_FOUNDATION, CHAIR_CASTS, 13,
      ROOM(.votes_for = 6, .votes_against = 6, .silent = 1), VERDICT_REJECTED },
};

static const struct row consent_rows[] = {
    { "45 no objection", RULE_CONSENT, AS_SHIPPED, 9, ROOM(.consent = 7, .absent = 2),
      VERDICT_ADOPTED },
    { "45 one reasoned objection", RULE_CONSENT, AS_SHIPPED, 9,
      ROOM(.consent = 8, .objection = 1), VERDICT_CONSENT_BLOCKED },
    { "45 an objection without a reason is dropped", RULE_CONSENT, AS_SHIPPED, 9,
      ROOM(.consent = 8, .bare_objection = 1), VERDICT_ADOPTED },
    { "45 or stands, where the rules say so", RULE_CONSENT, STANDS_BARE, 9,
      ROOM(.consent = 8, .bare_objection = 1), VERDICT_CONSENT_BLOCKED },
    { "46 standing aside is no objection", RULE_CONSENT, AS_SHIPPED, 9,
      ROOM(.consent = 1, .stand_aside = 8), VERDICT_ADOPTED },
    { "46 but one at least consents", RULE_CONSENT, AS_SHIPPED, 9, ROOM(.stand_aside = 9),
      VERDICT_CONSENT_BLOCKED },
    { "46 silence is not consent", RULE_CONSENT, AS_SHIPPED, 9, ROOM(.consent = 8, .silent = 1),
      VERDICT_CONSENT_BLOCKED },
    { "46 unless the rules say so", RULE_CONSENT, SILENCE_CONSENTS, 9,
      ROOM(.consent = 1, .silent = 8), VERDICT_ADOPTED },
    { "46 all silent, and silence consents", RULE_CONSENT, SILENCE_CONSENTS, 9, ROOM(.silent = 9),
      VERDICT_ADOPTED },
    { "V10 validity holds too", RULE_CONSENT, AS_SHIPPED, 9, ROOM(.consent = 4, .absent = 5),
      VERDICT_INVALID_QUORUM },
    { "V10 who steps back need not speak", RULE_CONSENT, AS_SHIPPED, 9,
      ROOM(.consent = 5, .recused = 4), VERDICT_ADOPTED },
};
/* clang-format on */

static void rows_of_councils(void **state)
{
    (void)state;
    check_rows(council_rows, ARRAY_LEN(council_rows));
}

static void rows_of_thresholds(void **state)
{
    (void)state;
    check_rows(threshold_rows, ARRAY_LEN(threshold_rows));
}

static void rows_of_consent(void **state)
{
    (void)state;
    check_rows(consent_rows, ARRAY_LEN(consent_rows));
}

/* Rows 1 and 2: 6 and 7 of 13 seated, of 12 seated. */
static void row_1_and_2_opening(void **state)
{
    (void)state;
    struct rule_set rules = deciding_by(RULE_RAAD).set;
    int32_t needed = 0;
    assert_false(opening_quorum_met(&rules, 13, 13, 6, &needed));
    assert_true(opening_quorum_met(&rules, 13, 13, 7, &needed));
    assert_false(opening_quorum_met(&rules, 13, 12, 6, &needed));
    assert_true(opening_quorum_met(&rules, 13, 12, 7, &needed));
    /* Field study 4c: 9 seats, 6 signed in; the opening counts the recused too. */
    assert_true(opening_quorum_met(&rules, 9, 9, 6, &needed));
    assert_int_equal(needed, 5);
}

/* Rows 3 and 7: the waiver is named, with what it waives. */
static void waived_validity_is_named(void **state)
{
    (void)state;
    struct room room = { .votes_for = 2, .votes_against = 1, .absent = 10 };
    struct deciding by = deciding_by(RULE_RAAD);
    char text[VERDICT_SENTENCE_MAX];
    by.facts.is_in_second_call = true;
    struct verdict v = decide(&by, 13, &room);
    assert_int_equal(v.waiver, WAIVER_SECOND_CALL);
    assert_int_equal(v.needed_take_part, 0);
    verdict_sentence(text, &v, false);
    assert_non_null(strstr(text, "(no least number in a second call) (Gemeentewet, article 29)"));
    by.facts.is_in_second_call = false;
    by.facts.is_after_invalid = true;
    v = decide(&by, 13, &room);
    assert_int_equal(v.waiver, WAIVER_PUT_AGAIN);
    /* Rules that ask validity again do not waive it; nor is there a second call without hours. */
    by.set.validity_retry = RETRY_ASKS;
    assert_int_equal(decide(&by, 13, &room).state, VERDICT_INVALID_QUORUM);
    by.facts.is_in_second_call = true;
    by.set.second_call_hours = 0;
    assert_int_equal(decide(&by, 13, &room).state, VERDICT_INVALID_QUORUM);
}

/* Row 20: the silent at a roll call are recorded as refusing; elsewhere silence is just that. */
static void row_20_silence_at_a_roll_call(void **state)
{
    (void)state;
    struct room room = { .votes_for = 7, .silent = 2, .absent = 4 };
    struct deciding by = deciding_by(RULE_RAAD);
    assert_int_equal(decide(&by, 13, &room).refused, 0);
    by.facts.method = METHOD_ROLL_CALL;
    struct verdict v = decide(&by, 13, &room);
    assert_int_equal(v.refused, 2);
    assert_int_equal(v.took_part, 7);
    by = deciding_by(RULE_WIJKRAAD);
    by.facts.method = METHOD_ROLL_CALL;
    assert_int_equal(decide(&by, 13, &room).refused, 0);
    by.set.must_vote = MUST_VOTE_ALWAYS;
    by.facts.method = METHOD_SHOW_OF_HANDS;
    assert_int_equal(decide(&by, 13, &room).refused, 2);
}

/* Row 34: 9-8 of 17, one of the nine conflicted. */
static void row_34_a_pivotal_vote(void **state)
{
    (void)state;
    struct deciding by = deciding_by(RULE_RAAD);
    struct verdict v =
        decide(&by, 17, &(struct room){ .votes_for = 8, .recused_for = 1, .votes_against = 8 });
    assert_int_equal(v.state, VERDICT_ADOPTED);
    assert_int_equal(v.doubtful, 1);
    assert_true(v.is_pivotal);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_councils),         cmocka_unit_test(rows_of_thresholds),
        cmocka_unit_test(rows_of_consent),          cmocka_unit_test(row_1_and_2_opening),
        cmocka_unit_test(waived_validity_is_named), cmocka_unit_test(row_20_silence_at_a_roll_call),
        cmocka_unit_test(row_34_a_pivotal_vote),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
