/* What the register of interests says of a motion: shared by opening, voting, closing and what is
 * found late. */
#ifndef DOMAIN_INTEREST_INTERNAL_H
#define DOMAIN_INTEREST_INTERNAL_H

#include "domain/council_internal.h"

/** The entries of the log between which an interest counts for a motion. */
struct motion_span {
    uint64_t opened_in;
    int64_t closed_in; /**< FIELD_ABSENT: it is open */
};

/** Who asks what the motion is on: zero when nobody is known to. */
MUST_CHECK bool motion_applicant(struct act *act, const struct motion *motion, struct uuid *out,
                                 struct err *err);
/** All interests, ended or not, in the applicant of the motion's proposal; none when it has no
 * applicant. */
MUST_CHECK bool interests_in_motion(struct act *act, const struct motion *motion,
                                    struct object_list *out, struct err *err);
/** The member's interest that counts: on the register before the closing, not ended before the
 * opening. @return NULL when there is none */
const struct interest *interest_of(const struct object_list *interests, const struct uuid *member,
                                   const struct motion_span *span);

/** At the opening: lists the members on the roster with an interest in force; under `block` the
 * register makes them step back at once (V14). @param out_recusals  recusals on the motion, after
 * it */
MUST_CHECK bool interests_match(struct act *act, struct body_motion_opened *body,
                                const struct motion *motion, const struct rule_set *rules,
                                int32_t *out_recusals, struct err *err);

/** Refuses with ERR_RECUSED, and says why, a vote of who stepped back where the rules block.
 * *out_flagged: it counts, and is flagged (V3). */
MUST_CHECK bool interests_allow_vote(struct act *act, const struct motion *motion,
                                     const struct uuid *member, bool *out_flagged, struct err *err);

#endif
