/* What a rule set says the votes amount to: counting, quorum, thresholds, and the sentence that
 * explains the sum. Pure: the daemon, the pages and the offline verifier call the same code. */
#include "buurtkas/domain/verdict.h"

#include <stdio.h>
#include <string.h>

int32_t threshold_needed(int32_t num, int32_t den, bool is_strict, int32_t base)
{
    if (base <= 0) {
        return 1;
    }
    int64_t product = (int64_t)num * base;
    if (is_strict) {
        return (int32_t)(product / den + 1);
    }
    return (int32_t)((product + den - 1) / den);
}

/* V5: base `seats` never shrinks by recusals; V6: there is no vacancy in `eligible`. Invalid papers
 * are not counted here: a named vote cannot be invalid. */
static int32_t base_of(const struct verdict *v, enum threshold_base base)
{
    switch (base) {
    case BASE_CAST:
        return v->votes_for + v->votes_against;
    case BASE_CAST_WITH_ABSTAIN:
        return v->votes_for + v->votes_against + v->votes_abstain;
    case BASE_CAST_WITH_INVALID:
        return v->votes_for + v->votes_against;
    case BASE_PRESENT:
        return v->present;
    case BASE_ELIGIBLE:
        return v->eligible;
    case BASE_SEATED:
        return v->seated;
    case BASE_SEATS:
        return v->seats;
    case threshold_base_absent:
    case threshold_base_end:
        break;
    }
    return 0;
}

/* V1, V2: which choices count as taking part. */
static void count_choice(struct verdict *out, const struct rule_set *rules, enum choice choice)
{
    switch (choice) {
    case CHOICE_FOR:
        out->votes_for++;
        out->took_part++;
        break;
    case CHOICE_AGAINST:
        out->votes_against++;
        out->took_part++;
        break;
    case CHOICE_ABSTAIN:
        out->votes_abstain++;
        out->took_part += rules->abstain_takes_part;
        break;
    case CHOICE_BLANK:
        out->votes_blank++;
        out->took_part += rules->blank_takes_part;
        break;
    case CHOICE_CONSENT:
    case CHOICE_OBJECTION:
    case CHOICE_STAND_ASIDE:
    case choice_absent:
    case choice_end:
        break;
    }
}

static void count_member(struct verdict *out, const struct rule_set *rules,
                         const struct verdict_member *member)
{
    bool has_voted = member->is_present && member->choice != choice_absent;
    /* V3: under `advise` a vote despite the recusal puts the member back. */
    bool is_out = member->is_recused && !(rules->recusal == RECUSAL_ADVISE && has_voted);
    if (is_out) {
        out->recused++;
        return;
    }
    if (member->is_present) {
        out->present++;
        count_choice(out, rules, member->choice);
    }
}

/* V8: a tie is for = against > 0 where the failing threshold is "more than half" and for is exactly
 * half of its base. */
static bool is_tie(const struct verdict *v, const struct rule_set *rules, int32_t base)
{
    return rules->majority_strict && rules->majority_num * 2 == rules->majority_den &&
           v->votes_for > 0 && v->votes_for == v->votes_against && v->votes_for * 2 == base;
}

void verdict_of(struct verdict *out, const struct rule_set *rules, int32_t seats,
                const struct verdict_member *members, size_t count)
{
    *out = (struct verdict){ .seats = seats, .seated = (int32_t)count };
    for (size_t i = 0; i < count; i++) {
        count_member(out, rules, &members[i]);
    }
    out->eligible = out->seated - out->recused;
    if (rules->validity_base != threshold_base_absent) {
        out->needed_take_part = threshold_needed(rules->validity_num, rules->validity_den, true,
                                                 base_of(out, rules->validity_base));
    }
    int32_t base = base_of(out, rules->majority_base);
    out->needed_for =
        threshold_needed(rules->majority_num, rules->majority_den, rules->majority_strict, base);
    if (out->took_part < out->needed_take_part) {
        out->state = VERDICT_INVALID_QUORUM;
    } else if (base > 0 && out->votes_for >= out->needed_for) {
        out->state = VERDICT_ADOPTED;
    } else {
        out->state = VERDICT_REJECTED;
        out->is_tie = is_tie(out, rules, base);
    }
}

bool opening_quorum_met(const struct rule_set *rules, int32_t seats, int32_t seated,
                        int32_t present, int32_t *out_needed)
{
    *out_needed = 0;
    if (rules->opening_base == threshold_base_absent) {
        return true;
    }
    int32_t base = rules->opening_base == BASE_SEATS ? seats : seated;
    *out_needed = threshold_needed(rules->opening_num, rules->opening_den, true, base);
    return present >= *out_needed;
}
