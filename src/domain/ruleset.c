/* The shipped rule sets as a table (domain, "Verdicts": V1, V2, V7, V10, V14, V16). A council
 * adopts one of them, with or without changes; what it adopted stands whole in its leaf. */
#include "buurtkas/domain/ruleset.h"

#include <assert.h>
#include "buurtkas/base/field.h"

/* More than half of the seated to open, more than half of the eligible for a valid vote (V7). */
#define HALF_OPENING  .opening_base = BASE_SEATED, .opening_num = 1, .opening_den = 2
#define HALF_VALIDITY .validity_base = BASE_ELIGIBLE, .validity_num = 1, .validity_den = 2
#define MORE_FOR_THAN_AGAINST                                                                      \
    .thresholds = { { BASE_CAST, 1, 2, true } }, .threshold_count = 1
/* V1, V2: whether abstaining and blank votes are offered, and whether they take part. */
#define OFFERS_ALL     .abstain = OFFER_TAKES_PART, .blank = OFFER_TAKES_PART
#define OFFERS_ABSTAIN .abstain = OFFER_YES, .blank = OFFER_NO
#define OFFERS_NEITHER .abstain = OFFER_NO, .blank = OFFER_NO
#define NO_SECOND_CALL .second_call_hours = 0, .validity_retry = RETRY_ASKS
#define SECOND_CALL    .second_call_hours = SECOND_CALL_HOURS, .validity_retry = RETRY_WAIVES
#define NO_CONSENT     .consent_rounds = FIELD_ABSENT_I32
/* No statute names a number of days for the call of any of them, the Gemeentewet (19) included: the
 * council's rules of order, ordinance or statutes do, so that who adopts a set says how many. */
#define NO_NOTICE .notice_days = 0, .late_items = LATE_ITEMS_WAIT
/* What all shipped sets have in common. */
#define COMMON .full_base = BASE_SEATS, .proxies_max = 0, .interim = INTERIM_OPEN, NO_NOTICE
/* V13: in writing by all, or not at all. */
#define NOT_IN_WRITING .written = WRITTEN_OFF, .written_days = FIELD_ABSENT_I32
#define BY_ALL_IN_WRITING                                                                          \
    .written = WRITTEN_THRESHOLD, .written_days = WRITTEN_DAYS,                                    \
    .written_request = WRITTEN_REQUEST_ENDS,                                                       \
    .written_thresholds = { { BASE_ELIGIBLE, 1, 1, false } }, .written_threshold_count = 1

/* clang-format off */
static const struct rule_template templates[rule_base_end] = {
    [RULE_MAJORITY] = { HALF_OPENING, HALF_VALIDITY, NO_SECOND_CALL, MORE_FOR_THAN_AGAINST,
                        OFFERS_ALL, COMMON, NOT_IN_WRITING, NO_CONSENT,
                        .must_vote = MUST_VOTE_NEVER,
                        .unasked = UNASKED_VOTE,
                        .tie = TIE_REJECT,
                        .recusal = RECUSAL_BLOCK,
                        .youth = YOUTH_VOTES,
                        .void_on_roster_change = true },
    /* Gemeentewet 20, 28 to 32: only members of the council vote. */
    [RULE_RAAD] = { HALF_OPENING, HALF_VALIDITY, SECOND_CALL, MORE_FOR_THAN_AGAINST,
                    OFFERS_NEITHER, COMMON, NOT_IN_WRITING, NO_CONSENT,
                    .must_vote = MUST_VOTE_ROLL_CALL,
                    .unasked = UNASKED_ADOPTED,
                    .tie = TIE_POSTPONE,
                    .recusal = RECUSAL_ADVISE,
                    .youth = YOUTH_ADVISES },
    [RULE_WIJKRAAD] = { HALF_OPENING, HALF_VALIDITY, SECOND_CALL, MORE_FOR_THAN_AGAINST,
                        OFFERS_ABSTAIN, COMMON, NOT_IN_WRITING, NO_CONSENT,
                        .must_vote = MUST_VOTE_NEVER,
                        .unasked = UNASKED_ADOPTED,
                        .tie = TIE_POSTPONE,
                        .recusal = RECUSAL_ADVISE,
                        .youth = YOUTH_VOTES },
    /* Consent has no majority: nobody's reasoned objection stands (V10). */
    [RULE_CONSENT] = { HALF_OPENING, HALF_VALIDITY, NO_SECOND_CALL,
                       OFFERS_NEITHER, COMMON, NOT_IN_WRITING,
                       .must_vote = MUST_VOTE_NEVER,
                       .unasked = UNASKED_VOTE,
                       .tie = TIE_REJECT,
                       .recusal = RECUSAL_BLOCK,
                       .youth = YOUTH_VOTES,
                       .consent_rounds = CONSENT_ROUNDS,
                       .consent_silence = CONSENT_SILENCE_ASKS,
                       .bare_objection = BARE_OBJECTION_DROPPED },
    [RULE_FOUNDATION] = { HALF_OPENING, HALF_VALIDITY, NO_SECOND_CALL, MORE_FOR_THAN_AGAINST,
                          OFFERS_ALL, COMMON, NOT_IN_WRITING, NO_CONSENT,
                          .must_vote = MUST_VOTE_NEVER,
                          .unasked = UNASKED_VOTE,
                          .tie = TIE_REJECT,
                          .recusal = RECUSAL_BLOCK,
                          .youth = YOUTH_VOTES },
    [RULE_ASSOCIATION] = { .opening_base = BASE_NONE, .opening_den = 1,
                           .validity_base = BASE_NONE, .validity_den = 1,
                           NO_SECOND_CALL, MORE_FOR_THAN_AGAINST, OFFERS_ALL, COMMON,
                           BY_ALL_IN_WRITING, NO_CONSENT,
                           .must_vote = MUST_VOTE_NEVER,
                           .unasked = UNASKED_VOTE,
                           .tie = TIE_REJECT,
                           .recusal = RECUSAL_ADVISE,
                           .youth = YOUTH_VOTES },
};
/* clang-format on */

const struct rule_template *rule_template_of(enum rule_base base)
{
    assert(base > rule_base_absent && base < rule_base_end);
    return &templates[base];
}
