/* Rule sets: what adopting one checks. */
#ifndef DOMAIN_RULESET_INTERNAL_H
#define DOMAIN_RULESET_INTERNAL_H

#include "buurtkas/domain/ruleset.h"
#include "domain/council_internal.h"

/** Refuses with ERR_MISMATCH, at the field and with the reason, a set that contradicts itself or
 * the law that binds it.
 * @param body  with all that the request left out filled in
 * @param from  the shipped set that it starts from */
MUST_CHECK bool rule_set_agrees(const struct body_rule_set_adopted *body,
                                const struct rule_template *from, struct err *err);
/** Whether one of the thresholds is "more than half": without one there are no ties (V8). */
bool thresholds_can_tie(const struct list *thresholds);

#endif
