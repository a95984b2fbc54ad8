/* The verdict: what a rule set says the votes amount to. A pure function for the daemon, the pages and the
 * offline verifier alike; its sum is explained in one sentence. Source: the domain's V1 to V20. */
#ifndef BUURTKAS_DOMAIN_VERDICT_H
#define BUURTKAS_DOMAIN_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/domain/objects.h"
#include "buurtkas/domain/ruleset.h"

/** A rule set with its thresholds: those of a meeting, or of a vote in writing. */
struct verdict_rules {
    const struct rule_set *set;
    struct threshold thresholds[THRESHOLDS_MAX];
    size_t threshold_count;
};

/** A member on the roster of a motion, as the verdict sees it. */
struct verdict_member {
    bool is_present;    /**< arrived before closing and left at or after opening (V17) */
    bool is_recused;
    bool is_interested; /**< by the register; under `advise` the vote is doubtful, under `block` the member is recused */
    bool is_conflicted; /**< found late: the vote was counted, and is doubtful whatever the rules say */
    enum choice choice; /**< the vote that counts; 0: none. Of a recused member: one cast after stepping back */
    bool has_reason;    /**< an objection that says why */
    bool is_chair;
    bool has_left;      /**< in writing: left office before the last day; the vote falls out, and the base shrinks */
};

/** What the meeting and earlier attempts bring to a motion. */
struct verdict_facts {
    int32_t seats;           /**< seats of the council, vacancies included */
    enum vote_method method; /**< in writing: nobody is present, and neither opening nor validity is asked (V13) */
    bool is_asked;           /**< a vote was asked for; casting one is asking */
    bool is_in_second_call;  /**< an item that the second call repeats (V9) */
    bool is_after_invalid;   /**< put again, in a later meeting, after an invalid vote (V9) */
    bool is_after_tie;       /**< put again in the meeting to which a tie was postponed (V9) */
};

/** One threshold with its sum. */
struct threshold_sum {
    struct threshold threshold;
    int32_t over;   /**< what its base comes to */
    int32_t needed; /**< least number of votes for */
};

/** Whole numbers of the sum; the leaf carries all of them. */
struct verdict {
    enum verdict_state state;
    enum rule_base base;
    int32_t seats;     /**< seats of the council, vacancies included */
    int32_t seated;    /**< members on the roster */
    int32_t recused;   /**< those who stayed out (V3) */
    int32_t left;      /**< in writing: those who left office */
    bool is_in_writing;
    int32_t eligible;  /**< seated less recused and left */
    int32_t present;   /**< present and not recused */
    int32_t took_part; /**< by the rule set's list of choices */
    int32_t votes_for;
    int32_t votes_against;
    int32_t votes_abstain;
    int32_t votes_blank;
    int32_t votes_consent;
    int32_t votes_objection; /**< those that stand */
    int32_t dropped;         /**< objections without a reason, where the rules drop these */
    int32_t votes_stand_aside;
    int32_t silent;           /**< present and not recused, without a vote */
    int32_t refused;          /**< the silent, where the rules oblige to vote */
    int32_t needed_take_part; /**< least number for a valid vote; 0 when none is asked */
    enum waiver waiver;       /**< why validity is not asked although the rules have it; 0 otherwise */
    int32_t needed_for;       /**< least number of votes for that passes every threshold; 0 under consent */
    struct threshold_sum thresholds[THRESHOLDS_MAX];
    size_t threshold_count;
    bool is_tie;
    bool is_full;     /**< all who need not step back cast for or against, and no seat is empty */
    int32_t doubtful; /**< votes that count although the member stepped back or has a registered interest (V3) */
    bool is_pivotal;  /**< set by who asks verdict_is_pivotal: the state differs without the doubtful votes */
};

/** @param members  `count` members of the roster, in any order: the result does not depend on it */
void verdict_of(struct verdict *out, const struct verdict_rules *rules, const struct verdict_facts *facts,
                const struct verdict_member *members, size_t count);
/** The verdict if all whose vote is doubtful had stepped back before the opening. @param count  at most ROSTER_MAX */
void verdict_without(struct verdict *out, const struct verdict_rules *rules, const struct verdict_facts *facts,
                     const struct verdict_member *members, size_t count);
/** V4: whether the state would differ if all whose vote is doubtful had stayed out. @param count  at most ROSTER_MAX */
bool verdict_is_pivotal(const struct verdict_rules *rules, const struct verdict_facts *facts,
                        const struct verdict_member *members, size_t count);
/** Whether it carries a decision that gives what was asked. */
bool verdict_adopts(enum verdict_state state);
/** Whether a decision can rest on it: adopted or rejected, in whatever way. */
bool verdict_is_final(enum verdict_state state);

/** Least whole number of votes that passes num/den of `base`: strict more than, else at least. Base 0 never passes: the
 * result is then 1. No floating point: strict is v*den > num*base. */
int32_t threshold_needed(int32_t num, int32_t den, bool is_strict, int32_t base);
/** Whether the meeting may open: more than num/den of the opening base are present (V5, V20: everyone seated). */
bool opening_quorum_met(const struct rule_set *rules, int32_t seats, int32_t seated, int32_t present,
                        int32_t *out_needed);

enum { VERDICT_SENTENCE_MAX = 1400 };
/** One plain sentence with every number. It names articles only for `raad`, which the Gemeentewet binds. `is_dutch`: the
 * same in Dutch (B1). */
void verdict_sentence(char out[VERDICT_SENTENCE_MAX], const struct verdict *verdict, bool is_dutch);

#endif
