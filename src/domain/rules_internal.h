/* The rules, one a leaf type, and the small helpers that several of them share. The table that
 * joins them to their types is domain/rules.c. */
#ifndef DOMAIN_RULES_INTERNAL_H
#define DOMAIN_RULES_INTERNAL_H

#include "buurtkas/domain/act.h"

/* bool rule_claim_accepted(struct act *act, struct err *err); and so on, each in its rule_*.c file.
 */
#define RULE_DECLARE(tag, NAME, text, creates) act_rule rule_##tag;
ACT_TYPES(RULE_DECLARE)
#undef RULE_DECLARE

/** Whether `from` <= `day` < `until`; an absent bound is open. */
bool period_covers(struct date from, struct date until, struct date day);

/** The appointment with that handle, whatever its dates.
 * @return NULL with ERR_UNKNOWN_REFERENCE at `pointer`, or the source's failure */
MUST_CHECK const struct appointment *rule_appointment(struct act *act, const struct uuid *handle,
                                                      const char *pointer, struct err *err);

/** Whether a decision with this outcome gives money to a proposal. */
static inline bool outcome_gives(int outcome)
{
    static const bool gives[outcome_end] = { [OUTCOME_GRANT] = true, [OUTCOME_PARTIAL] = true };
    return gives[outcome];
}
/** Whether a decision in this state stands, be it contested or suspended. */
static inline bool decision_stands(int state)
{
    static const bool stands[decision_state_end] = { [DECISION_IN_EFFECT] = true,
                                                     [DECISION_CONTESTED] = true,
                                                     [DECISION_SUSPENDED] = true };
    return stands[state];
}

/** A list of `count` items in the act's arena, every byte zero. @return false with ERR_MEMORY */
MUST_CHECK bool rule_list(struct act *act, size_t count, size_t item_size, struct list *out,
                          struct err *err);

#endif
