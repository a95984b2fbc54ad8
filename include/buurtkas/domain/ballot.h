/* The count of a secret ballot on persons: what a rule set says the papers amount to. A pure function, for the daemon
 * and the offline verifier alike. Source: the domain's V1, V4, V9, V11, V19; Gemeentewet 28 to 31. */
#ifndef BUURTKAS_DOMAIN_BALLOT_H
#define BUURTKAS_DOMAIN_BALLOT_H

#include "buurtkas/domain/acts.h"
#include "buurtkas/domain/verdict.h"

/** The piles on the table. */
struct ballot_piles {
    int32_t first;   /**< for the nominee, or the first of two */
    int32_t other;   /**< for the second nominee; with one nominee: against */
    int32_t blank;
    int32_t invalid; /**< not properly filled */
};

/** What the meeting brings to the count. */
struct ballot_facts {
    int32_t nominees; /**< 1 or 2 (V19) */
    int32_t round;    /**< 1, or 2 for the re-vote after a tie */
    int32_t seats;    /**< seats of the council, vacancies included */
    int32_t seated;   /**< members on the roster */
    int32_t recused;  /**< of these, who should stay out */
    int32_t voted;    /**< members who were handed a paper */
    int32_t doubtful; /**< of these, who should have stayed out (V3) */
    bool is_after_invalid; /**< held again, in a later meeting, after one that was not valid (V9) */
};

/** Whole numbers of the sum; the leaf carries all of them. */
struct ballot_sum {
    enum ballot_verdict verdict;
    int32_t chosen;           /**< 1 or 2; 0: nobody */
    int32_t eligible;         /**< seated less those who stayed out */
    int32_t papers;           /**< all of them took part (V1) */
    int32_t cast;             /**< those properly filled (Gemeentewet 30) */
    int32_t needed_take_part; /**< 0 when none is asked */
    enum waiver waiver;
    int32_t needed_for;       /**< least number that passes every threshold */
    bool is_pivotal;          /**< V4 */
    bool is_few;              /**< fewer than BALLOT_FEW cast */
    bool is_unanimous;        /**< all papers alike */
};

enum { BALLOT_FEW = 5, BALLOT_PAPERS_MAX = 400 };

/** More papers than members who were handed one make the tally void: never is one taken out. */
void ballot_count(struct ballot_sum *out, const struct verdict_rules *rules, const struct ballot_facts *facts,
                  const struct ballot_piles *piles);

enum { BALLOT_SENTENCE_MAX = 1000 };
/** One plain sentence with every number of the tally and its warnings. `is_dutch`: the same in Dutch (B1). */
void ballot_sentence(char out[BALLOT_SENTENCE_MAX], const struct body_ballot_tallied *tally, bool is_dutch);
/** A corrected tally as the tally that it stands for. */
void ballot_tally_of(struct body_ballot_tallied *to, const struct body_ballot_corrected *from);

#endif
