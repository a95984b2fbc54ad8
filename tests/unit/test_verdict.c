/* The verdict: counting, thresholds, quorum, ties and the sentence, with the rows of the voting
 * reference that concern `majority`, and properties over random votes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "buurtkas/base/attr.h"
#include "buurtkas/domain/ruleset.h"
#include "buurtkas/domain/verdict.h"

enum {
    MEMBERS_MAX = 40
};

/* A rule set with the parameters of a shipped one. */
static struct rule_set rules_of(enum rule_base base)
{
    const struct rule_template *from = rule_template_of(base);
    return (struct rule_set){ .base = (int)base,
                              .opening_base = (int)from->opening_base,
                              .opening_num = from->opening_num,
                              .opening_den = from->opening_den,
                              .validity_base = (int)from->validity_base,
                              .validity_num = from->validity_num,
                              .validity_den = from->validity_den,
                              .majority_base = (int)from->majority_base,
                              .majority_num = from->majority_num,
                              .majority_den = from->majority_den,
                              .majority_strict = from->majority_strict,
                              .tie = (int)from->tie,
                              .recusal = (int)from->recusal,
                              .offers_abstain = from->offers_abstain,
                              .offers_blank = from->offers_blank,
                              .abstain_takes_part = from->abstain_takes_part,
                              .blank_takes_part = from->blank_takes_part };
}

/* A room: so many present with each choice, silent, absent, recused. */
struct room {
    int32_t votes_for;
    int32_t votes_against;
    int32_t abstain;
    int32_t blank;
    int32_t silent;
    int32_t absent;
    int32_t recused; /* present, without a vote */
};

static size_t put(struct verdict_member *out, size_t at, int32_t count,
                  struct verdict_member member)
{
    for (int32_t i = 0; i < count; i++) {
        out[at++] = member;
    }
    return at;
}

static size_t fill(struct verdict_member out[MEMBERS_MAX], const struct room *room)
{
    size_t at = 0;
    at = put(out, at, room->votes_for, (struct verdict_member){ true, false, CHOICE_FOR });
    at = put(out, at, room->votes_against, (struct verdict_member){ true, false, CHOICE_AGAINST });
    at = put(out, at, room->abstain, (struct verdict_member){ true, false, CHOICE_ABSTAIN });
    at = put(out, at, room->blank, (struct verdict_member){ true, false, CHOICE_BLANK });
    at = put(out, at, room->silent, (struct verdict_member){ true, false, choice_absent });
    at = put(out, at, room->absent, (struct verdict_member){ false, false, choice_absent });
    return put(out, at, room->recused, (struct verdict_member){ true, true, choice_absent });
}

static struct verdict count(const struct rule_set *rules, int32_t seats, const struct room *room)
{
    struct verdict_member members[MEMBERS_MAX];
    size_t filled = fill(members, room);
    struct verdict verdict;
    verdict_of(&verdict, rules, seats, members, filled);
    return verdict;
}

static void majority_counts_what_is_cast(void **state)
{
    (void)state;
    struct rule_set rules = rules_of(RULE_MAJORITY);
    /* Row 22: 5-4-4 over the cast. */
    struct verdict v =
        count(&rules, 13, &(struct room){ .votes_for = 5, .votes_against = 4, .abstain = 4 });
    assert_int_equal(v.state, VERDICT_ADOPTED);
    assert_int_equal(v.seated, 13);
    assert_int_equal(v.eligible, 13);
    assert_int_equal(v.present, 13);
    assert_int_equal(v.took_part, 13);
    assert_int_equal(v.votes_abstain, 4);
    assert_int_equal(v.needed_take_part, 7);
    assert_int_equal(v.needed_for, 5);
    /* Row 22, second half: over the cast and the abstained, 10 > 13 is false, and it is no tie. */
    rules.majority_base = BASE_CAST_WITH_ABSTAIN;
    v = count(&rules, 13, &(struct room){ .votes_for = 5, .votes_against = 4, .abstain = 4 });
    assert_int_equal(v.state, VERDICT_REJECTED);
    assert_int_equal(v.needed_for, 7);
    assert_false(v.is_tie);
}

static void nothing_cast_never_passes(void **state)
{
    (void)state;
    struct rule_set rules = rules_of(RULE_MAJORITY);
    /* Row 23: 0-0-9. */
    struct verdict v = count(&rules, 13, &(struct room){ .abstain = 9, .absent = 4 });
    assert_int_equal(v.state, VERDICT_REJECTED);
    assert_int_equal(v.took_part, 9);
    assert_int_equal(v.needed_for, 1);
    assert_false(v.is_tie);
    /* Also where "at least nothing" would: base 0 never passes. */
    rules.majority_strict = false;
    v = count(&rules, 13, &(struct room){ .blank = 9, .absent = 4 });
    assert_int_equal(v.state, VERDICT_REJECTED);
}

static void a_tie_is_rejected_and_named(void **state)
{
    (void)state;
    struct rule_set rules = rules_of(RULE_MAJORITY);
    struct verdict v =
        count(&rules, 13, &(struct room){ .votes_for = 6, .votes_against = 6, .absent = 1 });
    assert_int_equal(v.state, VERDICT_REJECTED);
    assert_true(v.is_tie);
    /* 4-5 is just rejected. */
    v = count(&rules, 13, &(struct room){ .votes_for = 4, .votes_against = 5, .absent = 4 });
    assert_int_equal(v.state, VERDICT_REJECTED);
    assert_false(v.is_tie);
    /* As many for as against, but for is not half of the base. */
    rules.majority_base = BASE_CAST_WITH_ABSTAIN;
    v = count(&rules, 13, &(struct room){ .votes_for = 6, .votes_against = 6, .abstain = 1 });
    assert_int_equal(v.state, VERDICT_REJECTED);
    assert_false(v.is_tie);
    rules.majority_base = BASE_CAST;
    /* Half of the eligible are for, as many against: but the failing threshold asks two thirds. */
    rules.majority_num = 2;
    rules.majority_den = 3;
    rules.majority_strict = false;
    v = count(&rules, 13, &(struct room){ .votes_for = 6, .votes_against = 6, .absent = 1 });
    assert_false(v.is_tie);
}

static void too_few_make_no_valid_vote(void **state)
{
    (void)state;
    struct rule_set rules = rules_of(RULE_MAJORITY);
    /* Row 6: one recused leaves twelve; six taking part are not more than six. */
    struct verdict v =
        count(&rules, 13, &(struct room){ .votes_for = 6, .absent = 6, .recused = 1 });
    assert_int_equal(v.state, VERDICT_INVALID_QUORUM);
    assert_int_equal(v.recused, 1);
    assert_int_equal(v.eligible, 12);
    assert_int_equal(v.present, 6);
    assert_int_equal(v.needed_take_part, 7);
    v = count(&rules, 13,
              &(struct room){ .votes_for = 4, .votes_against = 3, .absent = 5, .recused = 1 });
    assert_int_equal(v.state, VERDICT_ADOPTED);
    /* Who sits there silently did not take part; who votes blank did (V1). */
    v = count(&rules, 13, &(struct room){ .votes_for = 6, .silent = 7 });
    assert_int_equal(v.state, VERDICT_INVALID_QUORUM);
    assert_int_equal(v.present, 13);
    v = count(&rules, 13, &(struct room){ .votes_for = 6, .blank = 1, .absent = 6 });
    assert_int_equal(v.state, VERDICT_ADOPTED);
    /* An empty roster decides nothing. */
    v = count(&rules, 13, &(struct room){ 0 });
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
    struct rule_set rules = rules_of(RULE_MAJORITY);
    rules.validity_base = threshold_base_absent;
    rules.majority_num = 2;
    rules.majority_den = 3;
    rules.majority_strict = false;
    assert_int_equal(count(&rules, 13, &(struct room){ 8, 4, 0, 0, 0, 1, 0 }).state,
                     VERDICT_ADOPTED);
    assert_int_equal(count(&rules, 13, &(struct room){ 7, 4, 0, 0, 0, 2, 0 }).state,
                     VERDICT_REJECTED);
    struct verdict v = count(&rules, 13, &(struct room){ 2, 1, 0, 0, 0, 10, 0 });
    assert_int_equal(v.state, VERDICT_ADOPTED);
    assert_int_equal(v.needed_take_part, 0);
    rules.majority_base = BASE_SEATS;
    assert_int_equal(count(&rules, 13, &(struct room){ 9, 0, 0, 0, 0, 0, 3 }).state,
                     VERDICT_ADOPTED);
    assert_int_equal(count(&rules, 13, &(struct room){ 8, 0, 0, 0, 0, 0, 3 }).state,
                     VERDICT_REJECTED);
    rules.majority_base = BASE_PRESENT;
    rules.majority_num = 1;
    rules.majority_den = 2;
    rules.majority_strict = true;
    assert_int_equal(count(&rules, 13, &(struct room){ 7, 4, 2, 0, 0, 0, 0 }).state,
                     VERDICT_ADOPTED);
    assert_int_equal(count(&rules, 13, &(struct room){ 6, 4, 3, 0, 0, 0, 0 }).state,
                     VERDICT_REJECTED);
    rules.majority_base = BASE_ELIGIBLE;
    rules.majority_num = 1;
    rules.majority_den = 1;
    rules.majority_strict = false;
    assert_int_equal(count(&rules, 13, &(struct room){ 12, 0, 0, 0, 0, 0, 1 }).state,
                     VERDICT_ADOPTED);
    assert_int_equal(count(&rules, 13, &(struct room){ 12, 0, 1, 0, 0, 0, 0 }).state,
                     VERDICT_REJECTED);
}

static void a_recused_vote_counts_by_the_rules(void **state)
{
    (void)state;
    struct verdict_member members[3] = {
        {true,   true,  CHOICE_FOR    },
        { true,  false, CHOICE_AGAINST},
        { false, true,  choice_absent }
    };
    struct verdict v;
    struct rule_set block = rules_of(RULE_MAJORITY);
    verdict_of(&v, &block, 3, members, 3);
    assert_int_equal(v.recused, 2);
    assert_int_equal(v.eligible, 1);
    assert_int_equal(v.votes_for, 0);
    assert_int_equal(v.state, VERDICT_REJECTED);
    /* V3: under `advise` the vote puts the member back; who stayed out remains out, present or not.
     */
    struct rule_set advise = rules_of(RULE_RAAD);
    verdict_of(&v, &advise, 3, members, 3);
    assert_int_equal(v.recused, 1);
    assert_int_equal(v.eligible, 2);
    assert_int_equal(v.votes_for, 1);
    assert_true(v.is_tie);
}

static void an_absent_member_has_no_vote(void **state)
{
    (void)state;
    struct rule_set rules = rules_of(RULE_MAJORITY);
    struct verdict_member members[2] = {
        {false, false, CHOICE_FOR    },
        { true, false, CHOICE_AGAINST}
    };
    struct verdict v;
    verdict_of(&v, &rules, 2, members, 2);
    assert_int_equal(v.votes_for, 0);
    assert_int_equal(v.took_part, 1);
    assert_int_equal(v.present, 1);
}

static void opening_needs_more_than_half_of_the_seated(void **state)
{
    (void)state;
    struct rule_set rules = rules_of(RULE_MAJORITY);
    int32_t needed = 0;
    assert_false(opening_quorum_met(&rules, 13, 13, 6, &needed));
    assert_int_equal(needed, 7);
    assert_true(opening_quorum_met(&rules, 13, 13, 7, &needed));
    assert_false(opening_quorum_met(&rules, 13, 12, 6, &needed));
    assert_true(opening_quorum_met(&rules, 13, 11, 6, &needed));
    assert_false(opening_quorum_met(&rules, 13, 0, 0, &needed));
    rules.opening_base = BASE_SEATS;
    assert_false(opening_quorum_met(&rules, 13, 11, 6, &needed));
    rules = rules_of(RULE_ASSOCIATION);
    assert_true(opening_quorum_met(&rules, 13, 13, 0, &needed));
    assert_int_equal(needed, 0);
}

/* V1, V2, V7, V14. */
static void shipped_rule_sets_say_what_the_domain_says(void **state)
{
    (void)state;
    for (int base = 1; base < rule_base_end; base++) {
        const struct rule_template *of = rule_template_of((enum rule_base)base);
        assert_int_equal(of->is_supported, base == RULE_MAJORITY);
        bool advises = base == RULE_RAAD || base == RULE_WIJKRAAD || base == RULE_ASSOCIATION;
        assert_int_equal(of->recusal, advises ? RECUSAL_ADVISE : RECUSAL_BLOCK);
        assert_int_equal(of->opening_base == threshold_base_absent, base == RULE_ASSOCIATION);
        assert_int_equal(of->validity_base == threshold_base_absent, base == RULE_ASSOCIATION);
        bool counts_all =
            base == RULE_MAJORITY || base == RULE_FOUNDATION || base == RULE_ASSOCIATION;
        assert_int_equal(of->abstain_takes_part, counts_all);
        assert_int_equal(of->blank_takes_part, counts_all);
        assert_true(of->majority_den > 0 && of->opening_den > 0 && of->validity_den > 0);
    }
    assert_false(rule_template_of(RULE_RAAD)->offers_abstain);
    assert_true(rule_template_of(RULE_MAJORITY)->offers_abstain);
    assert_true(rule_template_of(RULE_WIJKRAAD)->offers_abstain);
    assert_false(rule_template_of(RULE_WIJKRAAD)->abstain_takes_part);
}

static void the_sentence_has_every_number(void **state)
{
    (void)state;
    struct verdict v = { .state = VERDICT_REJECTED,
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
                         .needed_take_part = 28,
                         .needed_for = 37 };
    static const char *const numbers[] = { "90", "81", "72", "63", "54", "45",
                                           "36", "27", "18", "19", "28", "37" };
    char text[VERDICT_SENTENCE_MAX];
    for (int dutch = 0; dutch <= 1; dutch++) {
        verdict_sentence(text, &v, dutch == 1);
        for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
            assert_non_null(strstr(text, numbers[i]));
        }
        assert_null(strstr(text, dutch ? "staken" : "tie"));
        assert_int_equal(text[strlen(text) - 1], '.');
    }
    verdict_sentence(text, &v, false);
    assert_string_equal(
        text, "Rejected: 36 for, 27 against, 18 abstained, 19 blank; of 90 seats 81 were filled, "
              "72 stepped back and 63 remained; 54 of these were present and 45 took part (at "
              "least 28 needed); at least 37 for needed.");
    v.is_tie = true;
    v.needed_take_part = 0;
    verdict_sentence(text, &v, false);
    assert_memory_equal(text, "Rejected, a tie: ", 17);
    assert_null(strstr(text, "(at least"));
    verdict_sentence(text, &v, true);
    assert_memory_equal(text, "Verworpen, de stemmen staken: ", 30);
    /* The longest numbers still fit. */
    v = (struct verdict){ VERDICT_INVALID_QUORUM,
                          INT32_MAX,
                          INT32_MAX,
                          INT32_MAX,
                          INT32_MAX,
                          INT32_MAX,
                          INT32_MAX,
                          INT32_MAX,
                          INT32_MAX,
                          INT32_MAX,
                          INT32_MAX,
                          INT32_MAX,
                          INT32_MAX,
                          false };
    verdict_sentence(text, &v, true);
    assert_int_equal(text[strlen(text) - 1], '.');
}

/* --- Properties over random rooms. --- */

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static size_t random_members(uint64_t *seed, struct verdict_member out[MEMBERS_MAX])
{
    size_t filled = next_random(seed) % (MEMBERS_MAX + 1);
    for (size_t i = 0; i < filled; i++) {
        out[i] = (struct verdict_member){ next_random(seed) % 4 != 0, next_random(seed) % 6 == 0,
                                          (enum choice)(next_random(seed) % (CHOICE_BLANK + 1)) };
    }
    return filled;
}

static struct rule_set random_rules(uint64_t *seed)
{
    struct rule_set rules = rules_of((enum rule_base)(next_random(seed) % 3 + 1));
    rules.majority_base = (int)(next_random(seed) % BASE_SEATS + 1);
    rules.majority_den = (int32_t)(next_random(seed) % 5 + 1);
    rules.majority_num = (int32_t)(next_random(seed) % (uint64_t)rules.majority_den);
    rules.majority_strict = rules.majority_num == 0 || next_random(seed) % 2 == 0;
    return rules;
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
    assert_int_equal(v->seated, filled);
    assert_int_equal(v->eligible + v->recused, v->seated);
    assert_true(v->present <= v->eligible);
    assert_true(v->took_part <= v->present);
    assert_true(v->votes_for + v->votes_against + v->votes_abstain + v->votes_blank <= v->present);
    if (v->state == VERDICT_ADOPTED) {
        assert_true(v->votes_for >= v->needed_for && v->took_part >= v->needed_take_part);
        assert_false(v->is_tie);
    }
}

/* Turning the vote of one who is present and not recused to "for" never turns adopted into anything
 * else. */
static void check_monotone(const struct rule_set *rules, struct verdict_member *members,
                           size_t filled)
{
    struct verdict before;
    verdict_of(&before, rules, MEMBERS_MAX, members, filled);
    for (size_t i = 0; i < filled && before.state == VERDICT_ADOPTED; i++) {
        if (!members[i].is_present || members[i].is_recused) {
            continue;
        }
        struct verdict_member kept = members[i];
        struct verdict after;
        members[i].choice = CHOICE_FOR;
        verdict_of(&after, rules, MEMBERS_MAX, members, filled);
        members[i] = kept;
        assert_int_equal(after.state, VERDICT_ADOPTED);
    }
}

static void properties_hold(void **state)
{
    (void)state;
    const char *given = getenv("SEED");
    uint64_t seed =
        given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL) * 2654435761u | 1;
    print_message("SEED=%llu\n", (unsigned long long)seed);
    for (int round = 0; round < 20000; round++) {
        struct verdict_member members[MEMBERS_MAX];
        size_t filled = random_members(&seed, members);
        struct rule_set rules = random_rules(&seed);
        struct verdict first;
        struct verdict second;
        verdict_of(&first, &rules, MEMBERS_MAX, members, filled);
        check_sums(&first, filled);
        check_monotone(&rules, members, filled);
        shuffle(&seed, members, filled);
        verdict_of(&second, &rules, MEMBERS_MAX, members, filled);
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
        cmocka_unit_test(an_absent_member_has_no_vote),
        cmocka_unit_test(opening_needs_more_than_half_of_the_seated),
        cmocka_unit_test(shipped_rule_sets_say_what_the_domain_says),
        cmocka_unit_test(the_sentence_has_every_number),
        cmocka_unit_test(properties_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
