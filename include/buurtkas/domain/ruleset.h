/* The shipped rule sets: one row each of the parameters that a council's rule set starts from. Printed
 * into the docs. */
#ifndef BUURTKAS_DOMAIN_RULESET_H
#define BUURTKAS_DOMAIN_RULESET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/domain/words.h"

enum {
    THRESHOLDS_MAX = 5,     /**< of one rule set; all must hold */
    CONSENT_ROUNDS = 3,     /**< shipped: rounds on one proposal under consent */
    WRITTEN_DAYS = 7,       /**< least days of a vote in writing, where the rules do not say */
    SECOND_CALL_HOURS = 24, /**< shipped: least time between a second call and its meeting (Gemeentewet 20) */
};

/** What votes for must reach: more than (strict), or at least, num/den of a base. */
struct threshold {
    enum threshold_base base;
    int32_t num;
    int32_t den;
    bool is_strict;
};

/* The parameters that a request may set: P(C type, member, JSON pointer, fixed for `raad` by the Gemeentewet). The
 * members are those of struct body_rule_set_adopted and struct rule_set. An `int` is a word (0: absent). */
#define RULE_PARAMETERS(P) \
    P(int, opening_base, "/openingBase", true) P(int32_t, opening_num, "/openingNum", true) \
    P(int32_t, opening_den, "/openingDen", true) P(int32_t, second_call_hours, "/secondCallHours", true) \
    P(int, validity_base, "/validityBase", true) P(int32_t, validity_num, "/validityNum", true) \
    P(int32_t, validity_den, "/validityDen", true) P(int, validity_retry, "/validityRetry", true) \
    P(int, abstain, "/abstain", true) P(int, blank, "/blank", true) P(int, must_vote, "/mustVote", true) \
    P(int, unasked, "/unasked", true) P(int, tie, "/tie", true) P(int, full_base, "/fullBase", false) \
    P(int, recusal, "/recusal", true) P(int, youth, "/youth", true) \
    P(int32_t, consent_rounds, "/consentRounds", true) P(int, consent_silence, "/consentSilence", true) \
    P(int, bare_objection, "/bareObjection", true) P(int, written, "/written", true) \
    P(int32_t, proxies_max, "/proxiesMax", true) P(int, interim, "/interim", false) \
    P(int32_t, written_days, "/writtenDays", true) P(int, written_request, "/writtenRequest", true) \
    P(int32_t, notice_days, "/noticeDays", false) P(int, late_items, "/lateItems", false)

#define RULE_TEMPLATE_MEMBER(type, member, pointer, is_law) type member;
/** Parameters of a shipped rule set. A base `none` asks nothing; its fraction is then 0/1. */
struct rule_template {
    RULE_PARAMETERS(RULE_TEMPLATE_MEMBER)
    bool void_on_roster_change;
    struct threshold thresholds[THRESHOLDS_MAX]; /**< none under consent */
    size_t threshold_count;
    struct threshold written_thresholds[THRESHOLDS_MAX]; /**< of a vote in writing, instead of the others (V13) */
    size_t written_threshold_count;
};
#undef RULE_TEMPLATE_MEMBER

/** @param base  RULE_MAJORITY to RULE_ASSOCIATION */
const struct rule_template *rule_template_of(enum rule_base base);

#endif
