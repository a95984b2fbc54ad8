/* What a rule set says the votes amount to: counting, quorum, thresholds, ties and consent. Pure:
 * the daemon, the pages and the offline verifier call the same code. */
#include "buurtkas/domain/verdict.h"

#include <assert.h>
#include <string.h>
#include "buurtkas/domain/acts.h"

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

bool verdict_adopts(enum verdict_state state)
{
    return state == VERDICT_ADOPTED || state == VERDICT_ADOPTED_UNASKED;
}

bool verdict_is_final(enum verdict_state state)
{
    return verdict_adopts(state) || state == VERDICT_REJECTED;
}

/* V5: base `seats` never shrinks by recusals; V6: there is no vacancy in `eligible`. A named vote
 * cannot be invalid, but a blank one is a paper handed in. */
static int32_t base_of(const struct verdict *v, enum threshold_base base)
{
    int32_t cast = v->votes_for + v->votes_against;
    switch (base) {
    case BASE_CAST:
        return cast;
    case BASE_CAST_WITH_ABSTAIN:
        return cast + v->votes_abstain;
    case BASE_CAST_WITH_INVALID:
        return cast;
    case BASE_PRESENT:
        return v->present;
    case BASE_ELIGIBLE:
        return v->eligible;
    case BASE_SEATED:
        return v->seated;
    case BASE_SEATS:
        return v->seats;
    case BASE_NONE:
    case threshold_base_absent:
    case threshold_base_end:
        break;
    }
    return 0;
}

/* --- Counting. --- */

static void count_objection(struct verdict *out, const struct rule_set *rules, bool has_reason)
{
    out->took_part++;
    if (has_reason || rules->bare_objection == BARE_OBJECTION_STANDS) {
        out->votes_objection++;
    } else {
        out->dropped++;
    }
}

/* V1, V2, V10: which choices count as taking part. On paper every paper handed in does. */
static void count_choice(struct verdict *out, const struct rule_set *rules, bool is_on_paper,
                         const struct verdict_member *member)
{
    switch (member->choice) {
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
        out->took_part += rules->abstain == OFFER_TAKES_PART;
        break;
    case CHOICE_BLANK:
        out->votes_blank++;
        out->took_part += is_on_paper || rules->blank == OFFER_TAKES_PART;
        break;
    case CHOICE_CONSENT:
        out->votes_consent++;
        out->took_part++;
        break;
    case CHOICE_OBJECTION:
        count_objection(out, rules, member->has_reason);
        break;
    case CHOICE_STAND_ASIDE:
        out->votes_stand_aside++;
        out->took_part++;
        break;
    case choice_absent:
    case choice_end:
        out->silent++;
        out->took_part +=
            rules->base == RULE_CONSENT && rules->consent_silence == CONSENT_SILENCE_CONSENTS;
        break;
    }
}

/* V3: under `advise` a vote despite the recusal or a registered interest puts the member back. */
static bool is_doubtful(const struct rule_set *rules, const struct verdict_member *member)
{
    bool is_advised =
        rules->recusal == RECUSAL_ADVISE && (member->is_recused || member->is_interested);
    return (is_advised || member->is_conflicted) && member->is_present &&
           member->choice != choice_absent;
}

static bool is_out(const struct rule_set *rules, const struct verdict_member *member)
{
    return member->is_recused && !is_doubtful(rules, member);
}

/* V13: in writing everyone on the roster is asked; who left office before the last day no longer
 * counts (row 44 of the voting reference). */
static bool has_left(const struct verdict *v, const struct verdict_member *member)
{
    return v->is_in_writing && member->has_left;
}

static void count_members(struct verdict *out, const struct rule_set *rules, bool is_on_paper,
                          const struct verdict_member *members, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (has_left(out, &members[i])) {
            out->left++;
        } else if (is_out(rules, &members[i])) {
            out->recused++;
        } else if (members[i].is_present) {
            out->present++;
            out->doubtful += is_doubtful(rules, &members[i]);
            count_choice(out, rules, is_on_paper, &members[i]);
        }
    }
    out->seated = (int32_t)count;
    out->eligible = out->seated - out->recused - out->left;
    int32_t all = rules->full_base == BASE_SEATED ? out->seated : out->seats;
    out->is_full = out->votes_for + out->votes_against == all - out->recused - out->left;
}

static bool must_vote(const struct rule_set *rules, enum vote_method method)
{
    return rules->must_vote == MUST_VOTE_ALWAYS ||
           (rules->must_vote == MUST_VOTE_ROLL_CALL && method == METHOD_ROLL_CALL);
}

/* --- Validity. --- */

static enum waiver waiver_of(const struct rule_set *rules, const struct verdict_facts *facts)
{
    if (facts->is_in_second_call && rules->second_call_hours > 0) {
        return WAIVER_SECOND_CALL;
    }
    if (facts->is_after_invalid && rules->validity_retry == RETRY_WAIVES) {
        return WAIVER_PUT_AGAIN;
    }
    return waiver_absent;
}

static bool is_valid(struct verdict *out, const struct rule_set *rules,
                     const struct verdict_facts *facts)
{
    if (rules->validity_base == BASE_NONE || out->is_in_writing) {
        return true;
    }
    out->waiver = waiver_of(rules, facts);
    if (out->waiver == waiver_absent) {
        out->needed_take_part = threshold_needed(rules->validity_num, rules->validity_den, true,
                                                 base_of(out, rules->validity_base));
    }
    return out->took_part >= out->needed_take_part;
}

/* --- Thresholds and ties. --- */

static bool passes(const struct verdict *v, const struct threshold_sum *sum)
{
    return sum->over > 0 && v->votes_for >= sum->needed;
}

static bool is_half(const struct verdict *v, const struct threshold_sum *sum)
{
    const struct threshold *threshold = &sum->threshold;
    return threshold->is_strict && (int64_t)threshold->num * 2 == threshold->den &&
           v->votes_for * 2 == sum->over;
}

/* All must hold. V8: a tie is for = against > 0 where each that fails asks more than half, and for
 * is exactly half of its base. */
static bool pass_all(struct verdict *out, const struct verdict_rules *rules)
{
    bool is_passed = true;
    bool is_balanced = out->votes_for > 0 && out->votes_for == out->votes_against;
    out->threshold_count = rules->threshold_count;
    for (size_t i = 0; i < rules->threshold_count; i++) {
        const struct threshold *threshold = &rules->thresholds[i];
        struct threshold_sum *sum = &out->thresholds[i];
        sum->threshold = *threshold;
        sum->over = base_of(out, threshold->base);
        sum->needed =
            threshold_needed(threshold->num, threshold->den, threshold->is_strict, sum->over);
        out->needed_for = sum->needed > out->needed_for ? sum->needed : out->needed_for;
        if (!passes(out, sum)) {
            is_passed = false;
            is_balanced = is_balanced && is_half(out, sum);
        }
    }
    out->is_tie = !is_passed && is_balanced;
    return is_passed;
}

/* V8: a chair who has voted has no second vote, unless the rules give one. */
static bool chair_may_cast(const struct verdict *v, const struct rule_set *rules,
                           const struct verdict_member *members)
{
    for (int32_t i = 0; i < v->seated; i++) {
        const struct verdict_member *member = &members[i];
        if (member->is_chair && member->is_present && !is_out(rules, member) &&
            !has_left(v, member) &&
            (member->choice == choice_absent || rules->tie == TIE_CHAIR_TWICE)) {
            return true;
        }
    }
    return false;
}

static enum verdict_state state_of_tie(const struct verdict *v, const struct rule_set *rules,
                                       const struct verdict_facts *facts,
                                       const struct verdict_member *members)
{
    switch ((enum tie_rule)rules->tie) {
    case TIE_POSTPONE:
        return v->is_full || facts->is_after_tie ? VERDICT_REJECTED : VERDICT_TIED_POSTPONED;
    case TIE_UNTIL_FULL:
        return v->is_full ? VERDICT_REJECTED : VERDICT_TIED_POSTPONED;
    case TIE_CHAIR:
    case TIE_CHAIR_TWICE:
        return chair_may_cast(v, rules, members) ? VERDICT_TIE_OPEN : VERDICT_REJECTED;
    case TIE_REJECT:
    case TIE_REVOTE:
    case tie_rule_absent:
    case tie_rule_end:
        break;
    }
    return VERDICT_REJECTED;
}

/* --- Consent. --- */

/* V10. Standing aside and a dropped objection are speaking, not consenting. */
static bool is_consented(const struct verdict *v, const struct rule_set *rules)
{
    bool silence_consents = rules->consent_silence == CONSENT_SILENCE_CONSENTS;
    int32_t consents = v->votes_consent + (silence_consents ? v->silent : 0);
    return v->votes_objection == 0 && (v->silent == 0 || silence_consents) && consents > 0;
}

/* --- The verdict. --- */

static bool has_votes(const struct verdict *v)
{
    return v->present > v->silent;
}

/* V16. Nobody in the room adopts nothing. */
static bool is_adopted_unasked(const struct verdict *v, const struct rule_set *rules,
                               const struct verdict_facts *facts)
{
    return rules->unasked == UNASKED_ADOPTED && !v->is_in_writing && !facts->is_asked && !has_votes(v) && v->present > 0;
}

static enum verdict_state state_of(struct verdict *out, const struct verdict_rules *rules,
                                   const struct verdict_facts *facts,
                                   const struct verdict_member *members)
{
    if (is_adopted_unasked(out, rules->set, facts)) {
        return VERDICT_ADOPTED_UNASKED;
    }
    bool is_passed = pass_all(out, rules);
    if (!is_valid(out, rules->set, facts)) {
        out->is_tie = false;
        return VERDICT_INVALID_QUORUM;
    }
    if (rules->set->base == RULE_CONSENT) {
        return is_consented(out, rules->set) ? VERDICT_ADOPTED : VERDICT_CONSENT_BLOCKED;
    }
    if (is_passed) {
        return VERDICT_ADOPTED;
    }
    return out->is_tie ? state_of_tie(out, rules->set, facts, members) : VERDICT_REJECTED;
}

void verdict_of(struct verdict *out, const struct verdict_rules *rules,
                const struct verdict_facts *facts, const struct verdict_member *members,
                size_t count)
{
    memset(out, 0, sizeof *out);
    out->seats = facts->seats;
    out->base = (enum rule_base)rules->set->base;
    out->is_in_writing = facts->method == METHOD_IN_WRITING;
    count_members(out, rules->set, facts->method == METHOD_PAPER, members, count);
    out->state = state_of(out, rules, facts, members);
    if (out->state != VERDICT_ADOPTED_UNASKED && must_vote(rules->set, facts->method)) {
        out->refused = out->silent;
    }
}

void verdict_without(struct verdict *out, const struct verdict_rules *rules,
                     const struct verdict_facts *facts, const struct verdict_member *members,
                     size_t count)
{
    struct verdict_member others[ROSTER_MAX];
    assert(count <= ROSTER_MAX);
    for (size_t i = 0; i < count; i++) {
        others[i] = members[i];
        if (is_doubtful(rules->set, &members[i])) {
            others[i].choice = choice_absent;
            others[i].is_recused = true;
        }
    }
    /* That a vote was taken stays true, also when only doubtful votes were given. */
    struct verdict_facts asked = *facts;
    asked.is_asked = true;
    verdict_of(out, rules, &asked, others, count);
}

bool verdict_is_pivotal(const struct verdict_rules *rules, const struct verdict_facts *facts,
                        const struct verdict_member *members, size_t count)
{
    struct verdict with;
    struct verdict without;
    verdict_of(&with, rules, facts, members, count);
    verdict_without(&without, rules, facts, members, count);
    return with.doubtful > 0 && with.state != without.state;
}

bool opening_quorum_met(const struct rule_set *rules, int32_t seats, int32_t seated,
                        int32_t present, int32_t *out_needed)
{
    *out_needed = 0;
    if (rules->opening_base == BASE_NONE) {
        return true;
    }
    int32_t base = rules->opening_base == BASE_SEATS ? seats : seated;
    *out_needed = threshold_needed(rules->opening_num, rules->opening_den, true, base);
    return present >= *out_needed;
}
