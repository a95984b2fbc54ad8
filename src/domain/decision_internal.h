/* A decision taking effect: shared by the act that decides (alone, advisory) and the holder's
 * concurrence. */
#ifndef DOMAIN_DECISION_INTERNAL_H
#define DOMAIN_DECISION_INTERNAL_H

#include "domain/council_internal.h"

/** What a decision rests on, found once. */
struct grounds {
    const struct motion *motion;
    const struct meeting *meeting;
    const struct mandate *mandate;
    const struct proposal *proposal;
    const struct proposal_version *version; /**< the one voted on */
    const struct envelope *envelope;
};
/** Finds all of it from the motion. @param pointer  the field that led to the motion; NULL: the
 * path */
MUST_CHECK bool grounds_find(struct act *act, const struct uuid *motion, const char *pointer,
                             struct grounds *out, struct err *err);
/** Refuses when the proposal was decided meanwhile or has a newer version than the one voted on. A
 * motion on a release asks neither. */
MUST_CHECK bool grounds_still_hold(const struct grounds *grounds, struct err *err);

/** Refuses when the actor is the one who asks the money: a natural person, who is compared in
 * private (domain, Roles: decider ≠ proposer). */
MUST_CHECK bool decider_must_not_ask(struct act *act, const struct grounds *grounds,
                                     struct err *err);

/** The decision takes effect now: checks mandate, ceilings and dates, posts row 3, and marks status
 * and proposal.
 * @param due_cents  what is allocated now: the amount, or this year's of a plan over years; 0 posts
 * nothing */
MUST_CHECK bool decision_take_effect(struct act *act, const struct decision *decision,
                                     const struct grounds *grounds, int64_t due_cents,
                                     struct decision_status *status, struct err *err);

#endif
