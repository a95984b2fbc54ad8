/* The verdict: what a rule set says the votes amount to. A pure function for the daemon, the pages and the
 * offline verifier alike; its sum is explained in one sentence. Source: the domain's V1 to V20. */
#ifndef BUURTKAS_DOMAIN_VERDICT_H
#define BUURTKAS_DOMAIN_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/domain/objects.h"

/** A member on the roster of a motion, as the verdict sees it. */
struct verdict_member {
    bool is_present;      /**< arrived before closing and left at or after opening (V17) */
    bool is_recused;
    enum choice choice;   /**< the vote that counts; 0: none */
};

/** Whole numbers of the sum; the leaf carries all of them. */
struct verdict {
    enum verdict_state state;
    int32_t seats;     /**< seats of the council, vacancies included */
    int32_t seated;    /**< members on the roster */
    int32_t recused;
    int32_t eligible;  /**< seated less recused */
    int32_t present;   /**< present and not recused */
    int32_t took_part; /**< by the rule set's list of choices */
    int32_t votes_for;
    int32_t votes_against;
    int32_t votes_abstain;
    int32_t votes_blank;
    int32_t needed_take_part; /**< least number for a valid vote; 0 when the rules ask none */
    int32_t needed_for;       /**< least number of votes for that adopts, given this base */
    bool is_tie;
};

/** @param members  `count` members of the roster, in any order: the result does not depend on it */
void verdict_of(struct verdict *out, const struct rule_set *rules, int32_t seats, const struct verdict_member *members,
                size_t count);
/** Least whole number of votes that passes num/den of `base`: strict more than, else at least. Base 0 never passes: the
 * result is then 1. No floating point: strict is v*den > num*base. */
int32_t threshold_needed(int32_t num, int32_t den, bool is_strict, int32_t base);
/** Whether the meeting may open: more than num/den of the opening base are present (V5, V20: everyone seated). */
bool opening_quorum_met(const struct rule_set *rules, int32_t seats, int32_t seated, int32_t present,
                        int32_t *out_needed);

enum { VERDICT_SENTENCE_MAX = 400 };
/** One plain sentence with every number, e.g. "Adopted: 5 for, 2 against, 1 abstained; 8 of 8 who need not step back
 * took part (at least 5 needed); more than half of the 7 votes cast is 4." `is_dutch`: the same in Dutch (B1). */
void verdict_sentence(char out[VERDICT_SENTENCE_MAX], const struct verdict *verdict, bool is_dutch);

#endif
