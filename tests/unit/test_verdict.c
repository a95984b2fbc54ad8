/* The verdict: counting, thresholds, quorum, ties, consent and the sentence, and properties over
 * random votes. The rows of the voting reference stand in test_verdict_cases.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

#include "verdict_room.h"

static void majority_counts_what_is_cast(void **state)
{
    (void)state;
    struct deciding rules = deciding_by(RULE_MAJORITY);
    /* Row 22: 5-4-4 over the cast. */
    struct verdict v =
        decide(&rules, 13, &(struct room){ .votes_for = 5, .votes_against = 4, .abstain = 4 });
    assert_int_equal(v.state, VERDICT_ADOPTED);
    assert_int_equal(v.seated, 13);
    assert_int_equal(v.eligible, 13);
    assert_int_equal(v.present, 13);
    assert_int_equal(v.took_part, 13);
    assert_int_equal(v.votes_abstain, 4);
    assert_int_equal(v.needed_take_part, 7);
    assert_int_equal(v.needed_for, 5);
    /* Row 22, second half: over the cast and the abstained, 10 > 13 is false, and it is no tie. */
    rules.thresholds[0].base = BASE_CAST_WITH_ABSTAIN;
    v = decide(&rules, 13, &(struct room){ .votes_for = 5, .votes_against = 4, .abstain = 4 });
    assert_int_equal(v.state, VERDICT_REJECTED);
    assert_int_equal(v.needed_for, 7);
    assert_false(v.is_tie);
}

static void nothing_cast_never_passes(void **state)
{
    (void)state;
    struct deciding rules = deciding_by(RULE_MAJORITY);
    /* Row 23: 0-0-9. */
    struct verdict v = decide(&rules, 13, &(struct room){ .abstain = 9, .absent = 4 });
    assert_int_equal(v.state, VERDICT_REJECTED);
    assert_int_equal(v.took_part, 9);
    assert_int_equal(v.needed_for, 1);
    assert_false(v.is_tie);
    /* Also where "at least nothing" would: base 0 never passes. */
    rules.thresholds[0].is_strict = false;
    v = decide(&rules, 13, &(struct room){ .blank = 9, .absent = 4 });
    assert_int_equal(v.state, VERDICT_REJECTED);
}

static void a_tie_is_rejected_and_named(void **state)
{
    (void)state;
    struct deciding rules = deciding_by(RULE_MAJORITY);
    struct verdict v =
        decide(&rules, 13, &(struct room){ .votes_for = 6, .votes_against = 6, .absent = 1 });
    assert_int_equal(v.state, VERDICT_REJECTED);
    assert_true(v.is_tie);
    /* 4-5 is just rejected. */
    v = decide(&rules, 13, &(struct room){ .votes_for = 4, .votes_against = 5, .absent = 4 });
    assert_int_equal(v.state, VERDICT_REJECTED);
    assert_false(v.is_tie);
    /* As many for as against, but for is not half of the base. */
    rules.thresholds[0].base = BASE_CAST_WITH_ABSTAIN;
    v = decide(&rules, 13, &(struct room){ .votes_for = 6, .votes_against = 6, .abstain = 1 });
    assert_int_equal(v.state, VERDICT_REJECTED);
    assert_false(v.is_tie);
    rules.thresholds[0].base = BASE_CAST;
    /* Half of the eligible are for, as many against: but the failing threshold asks two thirds. */
    rules.thresholds[0].num = 2;
    rules.thresholds[0].den = 3;
    rules.thresholds[0].is_strict = false;
    v = decide(&rules, 13, &(struct room){ .votes_for = 6, .votes_against = 6, .absent = 1 });
    assert_false(v.is_tie);
}

static void too_few_make_no_valid_vote(void **state)
{
    (void)state;
    struct deciding rules = deciding_by(RULE_MAJORITY);
    /* Row 6: one recused leaves twelve; six taking part are not more than six. */
    struct verdict v =
        decide(&rules, 13, &(struct room){ .votes_for = 6, .absent = 6, .recused = 1 });
    assert_int_equal(v.state, VERDICT_INVALID_QUORUM);
    assert_int_equal(v.recused, 1);
    assert_int_equal(v.eligible, 12);
    assert_int_equal(v.present, 6);
    assert_int_equal(v.needed_take_part, 7);
    v = decide(&rules, 13,
               &(struct room){ .votes_for = 4, .votes_against = 3, .absent = 5, .recused = 1 });
    assert_int_equal(v.state, VERDICT_ADOPTED);
    /* Who sits there silently did not take part; who votes blank did (V1). */
    v = decide(&rules, 13, &(struct room){ .votes_for = 6, .silent = 7 });
    assert_int_equal(v.state, VERDICT_INVALID_QUORUM);
    assert_int_equal(v.present, 13);
    v = decide(&rules, 13, &(struct room){ .votes_for = 6, .blank = 1, .absent = 6 });
    assert_int_equal(v.state, VERDICT_ADOPTED);
    /* An empty roster decides nothing. */
    v = decide(&rules, 13, &(struct room){ 0 });
    assert_int_equal(v.state, VERDICT_INVALID_QUORUM);
}

static void thresholds_are_exact(void **state)
{
    (void)state;
    static const struct {
        int32_t num, den;
        bool is_strict;
        int32_t base, needed;
    } rows[] = {
        {1,     2,    true,  12,  7  },
        { 1,    2,    true,  13,  7  },
        { 1,    2,    false, 12,  6  },
        { 1,    2,    false, 13,  7  },
        { 2,    3,    false, 12,  8  },
        { 2,    3,    false, 11,  8  },
        { 2,    3,    false, 3,   2  },
        { 2,    3,    false, 13,  9  },
        { 3,    4,    true,  12,  10 },
        { 3,    4,    true,  13,  10 },
        { 1,    1,    false, 13,  13 },
        { 1,    2,    true,  0,   1  },
        { 1,    2,    false, 0,   1  },
        { 1,    2,    true,  1,   1  },
        { 1000, 1000, false, 200, 200},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_int_equal(
            threshold_needed(rows[i].num, rows[i].den, rows[i].is_strict, rows[i].base),
            rows[i].needed);
    }
    /* The least number that passes: it does, and one less does not. */
    for (int32_t base = 1; base <= 200; base++) {
        for (int32_t den = 1; den <= 12; den++) {
            for (int32_t num = 1; num <= den; num++) {
                int64_t strict = threshold_needed(num, den, true, base);
                int64_t least = threshold_needed(num, den, false, base);
                assert_true(strict * den > (int64_t)num * base);
                assert_false((strict - 1) * den > (int64_t)num * base);
                assert_true(least * den >= (int64_t)num * base);
                assert_false((least - 1) * den >= (int64_t)num * base);
            }
        }
    }
}

/* Rows 24 to 27 and 29: other thresholds by the same function. */
static void other_bases(void **state)
{
    (void)state;
    struct deciding rules = deciding_by(RULE_MAJORITY);
    rules.set.validity_base = BASE_NONE;
    rules.thresholds[0].num = 2;
    rules.thresholds[0].den = 3;
    rules.thresholds[0].is_strict = false;
    assert_int_equal(
        decide(&rules, 13,
               &(struct room){
                   .votes_for = 8, .votes_against = 4, .abstain = 0, .absent = 1, .recused = 0 })
            .state,
        VERDICT_ADOPTED);
    assert_int_equal(
        decide(&rules, 13,
               &(struct room){
                   .votes_for = 7, .votes_against = 4, .abstain = 0, .absent = 2, .recused = 0 })
            .state,
        VERDICT_REJECTED);
    struct verdict v =
        decide(&rules, 13,
               &(struct room){
                   .votes_for = 2, .votes_against = 1, .abstain = 0, .absent = 10, .recused = 0 });
    assert_int_equal(v.state, VERDICT_ADOPTED);
    assert_int_equal(v.needed_take_part, 0);
    rules.thresholds[0].base = BASE_SEATS;
    assert_int_equal(
        decide(&rules, 13,
               &(struct room){
                   .votes_for = 9, .votes_against = 0, .abstain = 0, .absent = 0, .recused = 3 })
            .state,
        VERDICT_ADOPTED);
    assert_int_equal(
        decide(&rules, 13,
               &(struct room){
                   .votes_for = 8, .votes_against = 0, .abstain = 0, .absent = 0, .recused = 3 })
            .state,
        VERDICT_REJECTED);
    rules.thresholds[0].base = BASE_PRESENT;
    rules.thresholds[0].num = 1;
    rules.thresholds[0].den = 2;
    rules.thresholds[0].is_strict = true;
    assert_int_equal(
        decide(&rules, 13,
               &(struct room){
                   .votes_for = 7, .votes_against = 4, .abstain = 2, .absent = 0, .recused = 0 })
            .state,
        VERDICT_ADOPTED);
    assert_int_equal(
        decide(&rules, 13,
               &(struct room){
                   .votes_for = 6, .votes_against = 4, .abstain = 3, .absent = 0, .recused = 0 })
            .state,
        VERDICT_REJECTED);
    rules.thresholds[0].base = BASE_ELIGIBLE;
    rules.thresholds[0].num = 1;
    rules.thresholds[0].den = 1;
    rules.thresholds[0].is_strict = false;
    assert_int_equal(
        decide(&rules, 13,
               &(struct room){
                   .votes_for = 12, .votes_against = 0, .abstain = 0, .absent = 0, .recused = 1 })
            .state,
        VERDICT_ADOPTED);
    assert_int_equal(
        decide(&rules, 13,
               &(struct room){
                   .votes_for = 12, .votes_against = 0, .abstain = 1, .absent = 0, .recused = 0 })
            .state,
        VERDICT_REJECTED);
}

static void a_recused_vote_counts_by_the_rules(void **state)
{
    (void)state;
    struct room room = { .recused_for = 1, .votes_against = 1, .recused_absent = 1 };
    struct deciding block = deciding_by(RULE_MAJORITY);
    struct verdict v = decide(&block, 3, &room);
    assert_int_equal(v.recused, 2);
    assert_int_equal(v.eligible, 1);
    assert_int_equal(v.votes_for, 0);
    assert_int_equal(v.doubtful, 0);
    assert_int_equal(v.state, VERDICT_REJECTED);
    /* V3: under `advise` the vote puts the member back; who stayed out remains out, present or not.
     */
    struct deciding advise = deciding_by(RULE_RAAD);
    v = decide(&advise, 3, &room);
    assert_int_equal(v.recused, 1);
    assert_int_equal(v.eligible, 2);
    assert_int_equal(v.votes_for, 1);
    assert_int_equal(v.doubtful, 1);
    assert_true(v.is_tie && v.is_full);
    assert_int_equal(v.state, VERDICT_REJECTED);
}

/* V4: all doubtful votes are struck together. */
static void pivotal_is_another_state_without_them(void **state)
{
    (void)state;
    struct deciding by = deciding_by(RULE_WIJKRAAD);
    assert_true(
        decide(&by, 17, &(struct room){ .votes_for = 8, .recused_for = 1, .votes_against = 8 })
            .is_pivotal);
    assert_false(
        decide(&by, 17, &(struct room){ .votes_for = 9, .recused_for = 1, .votes_against = 7 })
            .is_pivotal);
    /* Each of two makes no difference, both together do. */
    struct verdict v =
        decide(&by, 13, &(struct room){ .votes_for = 5, .recused_for = 2, .votes_against = 6 });
    assert_int_equal(v.state, VERDICT_ADOPTED);
    assert_int_equal(v.doubtful, 2);
    assert_true(v.is_pivotal);
    /* Without the doubtful vote too few took part. */
    v = decide(&by, 4, &(struct room){ .votes_for = 1, .recused_for = 2, .absent = 1 });
    assert_int_equal(v.state, VERDICT_ADOPTED);
    assert_true(v.is_pivotal);
    /* Nobody doubtful, nothing pivotal. */
    assert_false(decide(&by, 3, &(struct room){ .votes_for = 2, .votes_against = 1 }).is_pivotal);
    /* A motion on which only doubtful votes were given is not one that nobody asked to vote on. */
    by.facts.is_asked = false;
    v = decide(&by, 3, &(struct room){ .recused_for = 1, .silent = 2 });
    assert_int_equal(v.state, VERDICT_INVALID_QUORUM);
    assert_false(v.is_pivotal);
}

static void an_absent_member_has_no_vote(void **state)
{
    (void)state;
    struct deciding by = deciding_by(RULE_MAJORITY);
    struct verdict_member members[2] = {
        {.is_present = false, .choice = CHOICE_FOR    },
        { .is_present = true, .choice = CHOICE_AGAINST},
    };
    struct verdict v = decide_among(&by, 2, members, 2);
    assert_int_equal(v.votes_for, 0);
    assert_int_equal(v.took_part, 1);
    assert_int_equal(v.present, 1);
}

static void opening_needs_more_than_half_of_the_seated(void **state)
{
    (void)state;
    struct rule_set rules = deciding_by(RULE_MAJORITY).set;
    int32_t needed = 0;
    assert_false(opening_quorum_met(&rules, 13, 13, 6, &needed));
    assert_int_equal(needed, 7);
    assert_true(opening_quorum_met(&rules, 13, 13, 7, &needed));
    assert_false(opening_quorum_met(&rules, 13, 12, 6, &needed));
    assert_true(opening_quorum_met(&rules, 13, 11, 6, &needed));
    assert_false(opening_quorum_met(&rules, 13, 0, 0, &needed));
    rules.opening_base = BASE_SEATS;
    assert_false(opening_quorum_met(&rules, 13, 11, 6, &needed));
    rules = deciding_by(RULE_ASSOCIATION).set;
    assert_true(opening_quorum_met(&rules, 13, 13, 0, &needed));
    assert_int_equal(needed, 0);
}

/* V1, V2, V7, V10, V14 to V16. */
static void shipped_rule_sets_say_what_the_domain_says(void **state)
{
    (void)state;
    for (int base = 1; base < rule_base_end; base++) {
        const struct rule_template *of = rule_template_of((enum rule_base)base);
        bool is_council_like = base == RULE_RAAD || base == RULE_WIJKRAAD;
        bool advises = is_council_like || base == RULE_ASSOCIATION;
        bool is_consent = base == RULE_CONSENT;
        assert_int_equal(of->recusal, advises ? RECUSAL_ADVISE : RECUSAL_BLOCK);
        assert_int_equal(of->opening_base == BASE_NONE, base == RULE_ASSOCIATION);
        assert_int_equal(of->validity_base == BASE_NONE, base == RULE_ASSOCIATION);
        bool counts_all =
            base == RULE_MAJORITY || base == RULE_FOUNDATION || base == RULE_ASSOCIATION;
        assert_int_equal(of->abstain == OFFER_TAKES_PART, counts_all);
        assert_int_equal(of->blank == OFFER_TAKES_PART, counts_all);
        assert_true(of->opening_den > 0 && of->validity_den > 0);
        assert_int_equal(of->threshold_count, is_consent ? 0 : 1);
        assert_int_equal(of->unasked, is_council_like ? UNASKED_ADOPTED : UNASKED_VOTE);
        assert_int_equal(of->tie, is_council_like ? TIE_POSTPONE : TIE_REJECT);
        assert_int_equal(of->second_call_hours, is_council_like ? 24 : 0);
        assert_int_equal(of->validity_retry, is_council_like ? RETRY_WAIVES : RETRY_ASKS);
        assert_int_equal(of->consent_rounds > 0, is_consent);
        assert_int_equal(of->proxies_max, 0);
        assert_int_equal(of->written, base == RULE_ASSOCIATION ? WRITTEN_THRESHOLD : WRITTEN_OFF);
    }
    assert_int_equal(rule_template_of(RULE_RAAD)->abstain, OFFER_NO);
    assert_int_equal(rule_template_of(RULE_WIJKRAAD)->abstain, OFFER_YES);
    assert_int_equal(rule_template_of(RULE_WIJKRAAD)->blank, OFFER_NO);
    assert_int_equal(rule_template_of(RULE_RAAD)->must_vote, MUST_VOTE_ROLL_CALL);
}

static void count_number(const char *text, int number)
{
    char word[16];
    (void)snprintf(word, sizeof word, "%d", number);
    if (strstr(text, word) == NULL) {
        print_error("%d is not in: %s\n", number, text);
        fail();
    }
}

static struct verdict verdict_of_large_numbers(void)
{
    return (struct verdict){
        .state = VERDICT_REJECTED,
        .base = RULE_MAJORITY,
        .seats = 90,
        .seated = 81,
        .recused = 72,
        .eligible = 63,
        .present = 54,
        .took_part = 45,
        .votes_for = 36,
        .votes_against = 27,
        .votes_abstain = 18,
        .votes_blank = 19,
        .silent = 17,
        .refused = 16,
        .needed_take_part = 28,
        .needed_for = 38,
        .thresholds = {{ { BASE_CAST, 1, 2, true }, 74, 38 },
                       { { BASE_SEATS, 31, 32, false }, 33, 37 }},
        .threshold_count = 2,
        .doubtful = 15,
    };
}

static void the_sentence_has_every_number(void **state)
{
    (void)state;
    struct verdict v = verdict_of_large_numbers();
    static const int numbers[] = { 90, 81, 72, 63, 54, 45, 36, 27, 18, 19,
                                   17, 16, 28, 38, 74, 31, 32, 33, 37, 15 };
    char text[VERDICT_SENTENCE_MAX];
    for (int dutch = 0; dutch <= 1; dutch++) {
        verdict_sentence(text, &v, dutch == 1);
        for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
            count_number(text, numbers[i]);
        }
        assert_null(strstr(text, dutch ? "staken" : "tie"));
        assert_null(strstr(text, "Gemeentewet"));
        assert_int_equal(text[strlen(text) - 1], '.');
    }
    verdict_sentence(text, &v, false);
    assert_string_equal(
        text,
        "Rejected: 36 for, 27 against, 18 abstained, 19 blank, 17 silent; of 90 seats 81 were "
        "filled, 72 stepped back and 63 remained; 54 of these were present and 45 took part "
        "(at least 28 needed); 38 for needed, more than 1/2 of 74 for and against; 37 for "
        "needed, at least 31/32 of 33 seats; 16 present refused to vote; 15 voted although "
        "they stepped back or have a registered interest, which makes no difference.");
    v.is_tie = true;
    v.is_full = true;
    v.is_pivotal = true;
    v.needed_take_part = 0;
    verdict_sentence(text, &v, false);
    assert_memory_equal(text, "Rejected, a tie in a full meeting: ", 35);
    assert_null(strstr(text, "(at least"));
    assert_non_null(strstr(text, "without that the verdict differs"));
    verdict_sentence(text, &v, true);
    assert_memory_equal(text, "Verworpen, de stemmen staken in een voltallige vergadering: ", 60);
}

/* V12 of the domain: an explanation never names an article that does not bind. The articles are
 * those of the table of the voting reference that cite the statute itself, not recollection. */
static void only_a_raad_names_articles(void **state)
{
    (void)state;
    char text[VERDICT_SENTENCE_MAX];
    for (int base = 1; base < rule_base_end; base++) {
        for (int dutch = 0; dutch <= 1; dutch++) {
            struct verdict v = verdict_of_large_numbers();
            v.base = (enum rule_base)base;
            v.is_tie = true;
            verdict_sentence(text, &v, dutch == 1);
            bool has_article = strstr(text, "Gemeentewet") != NULL;
            assert_int_equal(has_article, base == RULE_RAAD);
        }
    }
    struct deciding by = deciding_by(RULE_RAAD);
    struct verdict v = decide(&by, 13, &(struct room){ .votes_for = 7, .votes_against = 6 });
    verdict_sentence(text, &v, true);
    assert_string_equal(
        text,
        "Aangenomen: 7 voor, 6 tegen, 0 onthouding, 0 blanco, 0 stil; van de 13 zetels waren "
        "er 13 bezet, 0 trokken zich terug en 13 bleven over; daarvan waren er 13 aanwezig en "
        "deden er 13 mee (minstens 7 nodig) (Gemeentewet, artikel 29); 7 voor nodig, meer dan "
        "1/2 van 13 voor en tegen (Gemeentewet, artikel 30).");
    by.facts.is_asked = false;
    v = decide(&by, 13, &(struct room){ .silent = 7, .absent = 6 });
    verdict_sentence(text, &v, false);
    assert_string_equal(
        text, "Adopted, nobody asked for a vote (Gemeentewet, article 32): of 13 seats 13 were "
              "filled, 0 stepped back and 13 remained; 7 of these were present and 0 took part.");
}

/* The longest numbers in the longest words still fit, or the sentence is cut, never overrun. */
static void the_longest_sentence_fits(void **state)
{
    (void)state;
    struct verdict v;
    char text[VERDICT_SENTENCE_MAX];
    for (int base = 1; base < rule_base_end; base++) {
        for (int of_state = 1; of_state < verdict_state_end; of_state++) {
            memset(&v, 0x7f, sizeof v);
            v.base = (enum rule_base)base;
            v.state = (enum verdict_state)of_state;
            v.waiver = waiver_absent;
            v.is_tie = true;
            v.is_full = true;
            v.is_pivotal = true;
            v.threshold_count = THRESHOLDS_MAX;
            for (size_t i = 0; i < THRESHOLDS_MAX; i++) {
                v.thresholds[i].threshold =
                    (struct threshold){ BASE_CAST_WITH_ABSTAIN, 999, 1000, true };
            }
            for (int which = 0; which < 4; which++) {
                v.is_in_writing = which >= 2;
                verdict_sentence(text, &v, which % 2 == 1);
                assert_true(strlen(text) < VERDICT_SENTENCE_MAX - 1);
                assert_int_equal(text[strlen(text) - 1], '.');
            }
        }
    }
}

/* --- Properties over random rooms. --- */

static size_t random_members(uint64_t *seed, bool is_consent,
                             struct verdict_member out[MEMBERS_MAX])
{
    size_t filled = next_random(seed) % 41;
    for (size_t i = 0; i < filled; i++) {
        int choice = (int)(next_random(seed) % (is_consent ? 4 : 5));
        out[i] = (struct verdict_member){
            .is_present = next_random(seed) % 4 != 0,
            .is_recused = next_random(seed) % 6 == 0,
            .choice = (enum choice)(is_consent && choice > 0 ? choice + CHOICE_BLANK : choice),
            .has_reason = next_random(seed) % 3 != 0,
            .is_chair = i == 0,
        };
    }
    return filled;
}

static struct deciding random_rules(uint64_t *seed)
{
    struct deciding by = deciding_by((enum rule_base)(next_random(seed) % (rule_base_end - 1) + 1));
    by.facts = (struct verdict_facts){ .method = METHOD_ROLL_CALL,
                                       .is_asked = next_random(seed) % 2 == 0,
                                       .is_in_second_call = next_random(seed) % 4 == 0,
                                       .is_after_invalid = next_random(seed) % 4 == 0,
                                       .is_after_tie = next_random(seed) % 2 == 0 };
    if (by.set.base == RULE_CONSENT) {
        by.set.consent_silence = (int)(next_random(seed) % 2 + 1);
        by.set.bare_objection = (int)(next_random(seed) % 2 + 1);
        return by;
    }
    by.set.tie = (int)(next_random(seed) % TIE_CHAIR_TWICE + 1);
    by.threshold_count = next_random(seed) % 3 + 1;
    for (size_t i = 0; i < by.threshold_count; i++) {
        struct threshold *threshold = &by.thresholds[i];
        threshold->base = (enum threshold_base)(next_random(seed) % BASE_SEATS + 1);
        threshold->den = (int32_t)(next_random(seed) % 5 + 1);
        threshold->num = (int32_t)(next_random(seed) % (uint64_t)threshold->den);
        threshold->is_strict = threshold->num == 0 || next_random(seed) % 2 == 0;
    }
    return by;
}

static void shuffle(uint64_t *seed, struct verdict_member *members, size_t filled)
{
    for (size_t i = filled; i > 1; i--) {
        size_t j = next_random(seed) % i;
        struct verdict_member kept = members[i - 1];
        members[i - 1] = members[j];
        members[j] = kept;
    }
}

static void check_sums(const struct verdict *v, size_t filled)
{
    int32_t votes = v->votes_for + v->votes_against + v->votes_abstain + v->votes_blank +
                    v->votes_consent + v->votes_objection + v->dropped + v->votes_stand_aside;
    assert_int_equal(v->seated, filled);
    assert_int_equal(v->eligible + v->recused, v->seated);
    assert_true(v->present <= v->eligible);
    assert_true(v->took_part <= v->present);
    assert_int_equal(votes + v->silent, v->present);
    assert_true(v->refused == 0 || v->refused == v->silent);
    if (v->state == VERDICT_ADOPTED && v->base != RULE_CONSENT) {
        assert_true(v->votes_for >= v->needed_for && v->took_part >= v->needed_take_part);
        assert_false(v->is_tie);
    }
    assert_true(v->state != VERDICT_TIED_POSTPONED || v->is_tie);
    assert_true(v->state != VERDICT_TIE_OPEN || v->is_tie);
}

/* Turning the vote of one who is present and not recused into favour never turns adopted into
 * anything else. */
static void check_monotone(const struct deciding *by, struct verdict_member *members, size_t filled)
{
    struct verdict before = decide_among(by, MEMBERS_MAX, members, filled);
    for (size_t i = 0; i < filled && verdict_adopts(before.state); i++) {
        if (!members[i].is_present || members[i].is_recused ||
            before.state == VERDICT_ADOPTED_UNASKED) {
            continue;
        }
        struct verdict_member kept = members[i];
        members[i].choice = by->set.base == RULE_CONSENT ? CHOICE_CONSENT : CHOICE_FOR;
        assert_int_equal(decide_among(by, MEMBERS_MAX, members, filled).state, VERDICT_ADOPTED);
        members[i] = kept;
    }
}

/* Stepping back is never a vote against: the sums of the others stay, and what was adopted with the
 * member against is not rejected without the member. */
static void check_stepping_back(const struct deciding *by, struct verdict_member *members,
                                size_t filled)
{
    for (size_t i = 0; i < filled; i++) {
        struct verdict_member kept = members[i];
        if (!kept.is_present || kept.is_recused || by->set.base == RULE_CONSENT) {
            continue;
        }
        members[i].choice = CHOICE_AGAINST;
        struct verdict against = decide_among(by, MEMBERS_MAX, members, filled);
        members[i].choice = choice_absent;
        members[i].is_recused = true;
        struct verdict without = decide_among(by, MEMBERS_MAX, members, filled);
        members[i] = kept;
        assert_int_equal(without.votes_against, against.votes_against - 1);
        assert_int_equal(without.votes_for, against.votes_for);
        assert_int_equal(without.eligible, against.eligible - 1);
        assert_int_equal(without.silent, against.silent);
        if (against.state == VERDICT_ADOPTED) {
            assert_true(without.state == VERDICT_ADOPTED ||
                        without.state == VERDICT_INVALID_QUORUM);
        }
    }
}

static void properties_hold(void **state)
{
    (void)state;
    uint64_t seed = first_seed();
    print_message("SEED=%llu\n", (unsigned long long)seed);
    for (int round = 0; round < 4000; round++) {
        struct verdict_member members[MEMBERS_MAX];
        struct deciding by = random_rules(&seed);
        size_t filled = random_members(&seed, by.set.base == RULE_CONSENT, members);
        struct verdict first = decide_among(&by, MEMBERS_MAX, members, filled);
        check_sums(&first, filled);
        check_monotone(&by, members, filled);
        check_stepping_back(&by, members, filled);
        shuffle(&seed, members, filled);
        struct verdict second = decide_among(&by, MEMBERS_MAX, members, filled);
        assert_memory_equal(&first, &second, sizeof first);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(majority_counts_what_is_cast),
        cmocka_unit_test(nothing_cast_never_passes),
        cmocka_unit_test(a_tie_is_rejected_and_named),
        cmocka_unit_test(too_few_make_no_valid_vote),
        cmocka_unit_test(thresholds_are_exact),
        cmocka_unit_test(other_bases),
        cmocka_unit_test(a_recused_vote_counts_by_the_rules),
        cmocka_unit_test(pivotal_is_another_state_without_them),
        cmocka_unit_test(an_absent_member_has_no_vote),
        cmocka_unit_test(opening_needs_more_than_half_of_the_seated),
        cmocka_unit_test(shipped_rule_sets_say_what_the_domain_says),
        cmocka_unit_test(the_sentence_has_every_number),
        cmocka_unit_test(only_a_raad_names_articles),
        cmocka_unit_test(the_longest_sentence_fits),
        cmocka_unit_test(properties_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
