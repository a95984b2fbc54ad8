/* A decision taking effect: shared by the act that decides (alone, advisory) and the holder's
 * concurrence. */
#ifndef DOMAIN_DECISION_INTERNAL_H
#define DOMAIN_DECISION_INTERNAL_H

#include "domain/council_internal.h"

/** What a decision rests on, found once. */
struct grounds {
    const struct motion *motion;   /**< NULL on other bases than a verdict */
    const struct meeting *meeting; /**< likewise */
    const struct mandate *mandate;
    const struct proposal *proposal;
    const struct proposal_version *version; /**< the one voted on */
    const struct envelope *envelope;
    bool is_of_grantor; /**< taken by the grantor himself: no mandate's ceiling binds */
};
/** What a decision comes to. */
struct decided {
    enum outcome outcome;
    int64_t amount_cents; /**< 0 for a refusal */
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

/** Each of the four effects once, with its reason. @return false with ERR_EFFECTS_MISSING */
MUST_CHECK bool decision_effects_are_complete(const struct list *effects, struct err *err);
/** Refuses with ERR_MISMATCH a partial grant that does not say why, and a plan over years that does
 * not come to the amount. */
MUST_CHECK bool decision_says_why(const struct body_decision_made *body,
                                  const struct decided *decided, int64_t asked_cents,
                                  struct err *err);
MUST_CHECK bool decision_years_are_right(const struct list *years, const struct decided *decided,
                                         struct err *err);
/** What is allocated now: the amount, or that of the posting date's year in a plan over years. */
MUST_CHECK bool decision_find_due(const struct act *act, const struct body_decision_made *body,
                                  const struct decided *decided, int64_t *out_cents,
                                  struct err *err);
/** Makes the effects of the decision (or review) with the act's id. */
MUST_CHECK bool decision_insert_effects(struct act *act, const struct list *effects,
                                        struct err *err);
/** Makes the decision's status: waiting, nothing allocated. @return NULL with *err set */
MUST_CHECK struct decision_status *decision_insert_status(struct act *act, struct err *err);
MUST_CHECK bool decision_insert_years(struct act *act, const struct list *years, struct err *err);

/* --- rule_decision_basis.c --- */

/** A decision of the holder in person, by urgency, or of the grantor himself. */
MUST_CHECK bool decision_without_verdict(struct act *act, struct err *err);

/* --- decision_case.c --- */

/** Refuses with ERR_WRONG_STATE a decision without the council while it votes on the proposal, or
 * after it voted, unless the grantor took the case back: that instruction is put into the body. */
MUST_CHECK bool decision_case_is_free(struct act *act, struct body_decision_made *body,
                                      struct err *err);
/** Refuses with ERR_NO_MANDATE or ERR_OVER_CEILING: the ceiling of one urgent decision is also that
 * of all to one applicant that the council has not ratified.
 * @param amount_cents  that of the decision, in euro cents */
MUST_CHECK bool decision_urgency_is_right(struct act *act, const struct grounds *grounds,
                                          int64_t amount_cents, struct err *err);

/* --- rule_decision_after.c --- */

/** A waiting decision takes effect because its holder concurs, or by his silence. */
MUST_CHECK bool decision_concur(struct act *act, const struct decision *decision,
                                const struct grounds *grounds, struct decision_status *status,
                                struct err *err);

/* --- decision_end.c --- */

/** Ends a decision that was in effect: its state, what is uncommitted (row 9), the mandate's year.
 * `ending` is the decision that ends it: where it stood and what was freed are written there. */
MUST_CHECK bool decision_end(struct act *act, const struct decision *ended, int state,
                             struct decision *ending, struct err *err);
/** Whether a ruling that ends nothing lifts what stands on a decision: a court's both conflict and
 * suspension, one on the conflict found late just that. One on an objection leaves it as it is. */
bool decision_is_lifted_by(const struct decision *ruling);
/** Where a decision that is not (or no longer) contested stands: suspended, or in effect. */
int decision_uncontested_state(const struct decision_status *status);
/** Undoes decision_end, or a ruling that let the decision stand. */
MUST_CHECK bool decision_end_undo(struct act *act, const struct decision *ending, struct err *err);

#endif
