/* The shipped rule sets: one row each of the parameters that a council's rule set starts from. Printed
 * into the docs. */
#ifndef BUURTKAS_DOMAIN_RULESET_H
#define BUURTKAS_DOMAIN_RULESET_H

#include <stdbool.h>
#include <stdint.h>
#include "buurtkas/domain/words.h"

/** Parameters of a shipped rule set, as in `rule_set` of domain/objects.h. A base that is absent (0) asks nothing. */
struct rule_template {
    bool is_supported; /**< false: adopting it is refused with ERR_NOT_YET_SUPPORTED */
    enum threshold_base opening_base;
    int32_t opening_num; /**< more than opening_num/opening_den of the opening base must be present */
    int32_t opening_den;
    enum threshold_base validity_base;
    int32_t validity_num; /**< more than validity_num/validity_den must take part */
    int32_t validity_den;
    enum threshold_base majority_base;
    int32_t majority_num;
    int32_t majority_den;
    bool majority_strict; /**< true: more than; false: at least */
    enum tie_rule tie;
    enum recusal_rule recusal;
    bool offers_abstain;
    bool offers_blank;
    bool abstain_takes_part;
    bool blank_takes_part;
    bool void_on_roster_change;
};

/** @param base  RULE_MAJORITY to RULE_ASSOCIATION */
const struct rule_template *rule_template_of(enum rule_base base);

#endif
