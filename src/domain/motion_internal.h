/* A motion's life, shared by drafting, opening, closing and putting it again. */
#ifndef DOMAIN_MOTION_INTERNAL_H
#define DOMAIN_MOTION_INTERNAL_H

#include "buurtkas/domain/verdict.h"
#include "domain/council_internal.h"

/** What a motion is about, found once. */
struct subject_of {
    const struct meeting *meeting;
    const struct proposal *proposal;
    const struct proposal_version *version; /**< the proposal's latest */
    const struct envelope *envelope;
    const struct rule_set *rules;
    const struct mandate *mandate;
};
/** @param body  of which meeting, proposal, rule set and mandate count
 * @return false with ERR_UNKNOWN_REFERENCE at the field, or the source's failure */
MUST_CHECK bool motion_find_subject(struct act *act, const struct body_motion_drafted *body,
                                    struct subject_of *out, struct err *err);
/** Refuses with ERR_WRONG_STATE at "/proposal" when it was decided or withdrawn. */
MUST_CHECK bool motion_proposal_is_undecided(const struct proposal *proposal, struct err *err);
/** Refuses with ERR_MORE_THAN_ASKED at "/amountCents". */
MUST_CHECK bool motion_is_at_most_asked(int64_t amount_cents,
                                        const struct proposal_version *version, struct err *err);

/* --- motion_again.c --- */

/** The motion that a draft puts again; *out is NULL when it names none. Refuses with ERR_MISMATCH,
 * ERR_WRONG_STATE or ERR_ALREADY_EXISTS at "/retryOf". */
MUST_CHECK bool motion_find_earlier(struct act *act, const struct body_motion_drafted *body,
                                    const struct subject_of *of, const struct motion **out,
                                    struct err *err);
/** At opening: what was postponed opens in a later meeting, on the version that was voted on. */
MUST_CHECK bool motion_may_be_put_again(struct act *act, const struct motion *motion,
                                        const struct subject_of *of, struct err *err);

/* --- motion_count.c --- */

/** A rule set with its thresholds: those of a meeting, or those of a vote in writing. */
MUST_CHECK bool verdict_rules_of(struct act *act, const struct uuid *rule_set, bool in_writing,
                                 struct verdict_rules *out, struct err *err);

/** What closing a motion counts. */
struct motion_count {
    struct verdict_rules rules;
    struct verdict_facts facts;
    struct list members; /**< struct verdict_member, in the act's arena */
};
/** What the record says of each member on the roster, of the rules, and of earlier attempts. */
MUST_CHECK bool motion_gather(struct act *act, const struct motion *motion,
                              struct motion_count *out, struct err *err);

/* --- motion_doubt.c --- */

/** What a closed motion's verdict rests on. */
struct motion_doubt {
    const struct uuid *members; /**< whose vote is in doubt whatever the rules say */
    size_t count;
    int casting;           /**< the chair's casting vote; 0: there is none */
    int verdict;           /**< the verdict, with it */
    bool is_first_counted; /**< out: whether a vote of the first of the members counted */
    int32_t doubtful;      /**< out: votes in doubt, those by the rules too */
    int without;           /**< out: the verdict without them */
    bool is_pivotal;       /**< out: the two differ because of them */
};
/** Counts a closed motion again as it was at its closing, without the votes that are in doubt (V4).
 */
MUST_CHECK bool motion_without(struct act *act, const struct motion *motion,
                               struct motion_doubt *doubt, struct err *err);

#endif
