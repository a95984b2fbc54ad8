/* What the papers of a secret ballot on persons amount to, by the rule set: taking part, majority,
 * ties and what would have been without papers that are in doubt. Pure: the daemon and the offline
 * verifier call the same code. */
#include "buurtkas/domain/ballot.h"

/* A ballot has no abstentions: whoever keeps a paper does not take part. */
static int32_t base_of(const struct ballot_sum *sum, const struct ballot_facts *facts,
                       const struct ballot_piles *piles, enum threshold_base base)
{
    switch (base) {
    case BASE_CAST:
    case BASE_CAST_WITH_ABSTAIN:
        return sum->cast;
    case BASE_CAST_WITH_INVALID:
        return sum->cast + piles->invalid;
    case BASE_PRESENT:
        return facts->voted;
    case BASE_ELIGIBLE:
        return sum->eligible;
    case BASE_SEATED:
        return facts->seated;
    case BASE_SEATS:
        return facts->seats;
    case BASE_NONE:
    case threshold_base_absent:
    case threshold_base_end:
        break;
    }
    return 0;
}

static bool is_valid(struct ballot_sum *sum, const struct rule_set *rules,
                     const struct ballot_facts *facts, const struct ballot_piles *piles)
{
    if (rules->validity_base == BASE_NONE) {
        return true;
    }
    if (facts->is_after_invalid && rules->validity_retry == RETRY_WAIVES) {
        sum->waiver = WAIVER_PUT_AGAIN;
        return true;
    }
    int32_t base = base_of(sum, facts, piles, (enum threshold_base)rules->validity_base);
    sum->needed_take_part = threshold_needed(rules->validity_num, rules->validity_den, true, base);
    return sum->papers >= sum->needed_take_part;
}

/* How the thresholds look from one pile. */
struct passing {
    bool is_passed;
    bool is_half; /* every threshold that fails asks more than half, and the pile is exactly half */
};

static struct passing pass_all(struct ballot_sum *sum, const struct verdict_rules *rules,
                               const struct ballot_facts *facts, const struct ballot_piles *piles,
                               int32_t votes)
{
    struct passing out = { .is_passed = true, .is_half = true };
    for (size_t i = 0; i < rules->threshold_count; i++) {
        const struct threshold *threshold = &rules->thresholds[i];
        int32_t base = base_of(sum, facts, piles, threshold->base);
        int32_t needed =
            threshold_needed(threshold->num, threshold->den, threshold->is_strict, base);
        sum->needed_for = needed > sum->needed_for ? needed : sum->needed_for;
        if (base <= 0 || votes < needed) {
            out.is_passed = false;
            out.is_half = out.is_half && threshold->is_strict &&
                          threshold->num * 2 == threshold->den && votes * 2 == base;
        }
    }
    return out;
}

static enum ballot_verdict verdict_on_piles(struct ballot_sum *sum,
                                            const struct verdict_rules *rules,
                                            const struct ballot_facts *facts,
                                            const struct ballot_piles *piles)
{
    struct passing first = pass_all(sum, rules, facts, piles, piles->first);
    struct passing other = pass_all(sum, rules, facts, piles, piles->other);
    if (first.is_passed && piles->first > piles->other) {
        sum->chosen = 1;
        return BALLOT_ELECTED;
    }
    if (facts->nominees == 2 && other.is_passed && piles->other > piles->first) {
        sum->chosen = 2;
        return BALLOT_ELECTED;
    }
    bool is_tie =
        piles->first == piles->other && piles->first > 0 && (first.is_passed || first.is_half);
    if (!is_tie) {
        return BALLOT_NOT_ELECTED;
    }
    return facts->round == 1 ? BALLOT_TIED_REVOTE : BALLOT_LOT_NEEDED;
}

static void count_without_pivotal(struct ballot_sum *out, const struct verdict_rules *rules,
                                  const struct ballot_facts *facts,
                                  const struct ballot_piles *piles)
{
    *out = (struct ballot_sum){
        .eligible = facts->seated - facts->recused + facts->doubtful,
        .papers = piles->first + piles->other + piles->blank + piles->invalid,
        .cast = piles->first + piles->other,
    };
    out->is_few = out->cast < BALLOT_FEW;
    out->is_unanimous =
        out->papers > 0 && (piles->first == out->papers || piles->other == out->papers ||
                            piles->blank == out->papers || piles->invalid == out->papers);
    if (out->papers > facts->voted) {
        out->verdict = BALLOT_TALLY_VOID;
    } else if (!is_valid(out, rules->set, facts, piles)) {
        out->verdict = BALLOT_INVALID_QUORUM;
    } else {
        out->verdict = verdict_on_piles(out, rules, facts, piles);
    }
}

static int32_t least(int32_t left, int32_t right)
{
    return left < right ? left : right;
}

static bool differs(const struct ballot_sum *sum, const struct verdict_rules *rules,
                    const struct ballot_facts *facts, const struct ballot_piles *piles)
{
    struct ballot_sum without;
    count_without_pivotal(&without, rules, facts, piles);
    return without.verdict != sum->verdict || without.chosen != sum->chosen;
}

/* V4: nobody knows which papers are in doubt, so every way of taking out as many is tried. A paper
 * that was handed out and kept is one of those ways. */
static bool is_pivotal(const struct ballot_sum *sum, const struct verdict_rules *rules,
                       const struct ballot_facts *facts, const struct ballot_piles *piles)
{
    struct ballot_facts fewer = *facts;
    fewer.voted -= facts->doubtful;
    fewer.doubtful = 0;
    int32_t kept = facts->voted - sum->papers;
    for (int32_t most = facts->doubtful, out = most - least(kept, most); out <= most; out++) {
        for (int32_t a = 0; a <= least(out, piles->first); a++) {
            for (int32_t b = 0; b <= least(out - a, piles->other); b++) {
                for (int32_t c = 0; c <= least(out - a - b, piles->blank); c++) {
                    int32_t d = out - a - b - c;
                    struct ballot_piles left = { piles->first - a, piles->other - b,
                                                 piles->blank - c, piles->invalid - d };
                    if (d <= piles->invalid && differs(sum, rules, &fewer, &left)) {
                        return true;
                    }
                }
            }
        }
    }
    return false;
}

void ballot_count(struct ballot_sum *out, const struct verdict_rules *rules,
                  const struct ballot_facts *facts, const struct ballot_piles *piles)
{
    count_without_pivotal(out, rules, facts, piles);
    out->is_pivotal = facts->doubtful > 0 && out->verdict != BALLOT_TALLY_VOID &&
                      is_pivotal(out, rules, facts, piles);
}
