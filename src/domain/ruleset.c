/* The shipped rule sets as a table (domain, "Verdicts": V1, V2, V7, V14). Only `majority` can be
 * adopted now; the others stand here so that what they will ask is public. */
#include "buurtkas/domain/ruleset.h"

#include <assert.h>

/* More than half of the seated to open, more than half of the eligible for a valid vote (V7). */
#define HALF_OPENING  .opening_base = BASE_SEATED, .opening_num = 1, .opening_den = 2
#define HALF_VALIDITY .validity_base = BASE_ELIGIBLE, .validity_num = 1, .validity_den = 2
#define MORE_FOR_THAN_AGAINST                                                                      \
    .majority_base = BASE_CAST, .majority_num = 1, .majority_den = 2, .majority_strict = true

/* clang-format off */
static const struct rule_template templates[rule_base_end] = {
    [RULE_MAJORITY] = { .is_supported = true,
                        HALF_OPENING,
                        HALF_VALIDITY,
                        MORE_FOR_THAN_AGAINST,
                        .tie = TIE_REJECT,
                        .recusal = RECUSAL_BLOCK,
                        .offers_abstain = true,
                        .offers_blank = true,
                        .abstain_takes_part = true,
                        .blank_takes_part = true,
                        .void_on_roster_change = true },
    [RULE_RAAD] = { HALF_OPENING,
                    HALF_VALIDITY,
                    MORE_FOR_THAN_AGAINST,
                    .tie = TIE_POSTPONE,
                    .recusal = RECUSAL_ADVISE },
    [RULE_WIJKRAAD] = { HALF_OPENING,
                        HALF_VALIDITY,
                        MORE_FOR_THAN_AGAINST,
                        .tie = TIE_POSTPONE,
                        .recusal = RECUSAL_ADVISE,
                        .offers_abstain = true },
    /* Consent has no majority: nobody's reasoned objection stands (V10). */
    [RULE_CONSENT] = { HALF_OPENING,
                       HALF_VALIDITY,
                       .majority_den = 1,
                       .tie = TIE_REJECT,
                       .recusal = RECUSAL_BLOCK },
    [RULE_FOUNDATION] = { HALF_OPENING,
                          HALF_VALIDITY,
                          MORE_FOR_THAN_AGAINST,
                          .tie = TIE_REJECT,
                          .recusal = RECUSAL_BLOCK,
                          .offers_abstain = true,
                          .offers_blank = true,
                          .abstain_takes_part = true,
                          .blank_takes_part = true },
    [RULE_ASSOCIATION] = { .opening_den = 1,
                           .validity_den = 1,
                           MORE_FOR_THAN_AGAINST,
                           .tie = TIE_REJECT,
                           .recusal = RECUSAL_ADVISE,
                           .offers_abstain = true,
                           .offers_blank = true,
                           .abstain_takes_part = true,
                           .blank_takes_part = true },
};
/* clang-format on */

const struct rule_template *rule_template_of(enum rule_base base)
{
    assert(base > rule_base_absent && base < rule_base_end);
    return &templates[base];
}
