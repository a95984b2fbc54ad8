/* What a rule set cannot say: what contradicts itself, and what the law that binds it decides
 * otherwise. Each row has its reason; docs/decisions/0018 lists them by pairs of settings. */
#include <stdio.h>
#include "domain/ruleset_internal.h"

static bool thresholds_are_shipped(const struct list *thresholds, const struct rule_template *from)
{
    const struct item_threshold *item = thresholds->items;
    if (thresholds->count != from->threshold_count) {
        return false;
    }
    for (size_t i = 0; i < thresholds->count; i++) {
        const struct threshold *shipped = &from->thresholds[i];
        if (item[i].base != (int)shipped->base || item[i].num != shipped->num ||
            item[i].den != shipped->den || item[i].strict != shipped->is_strict) {
            return false;
        }
    }
    return true;
}

/* The Gemeentewet decides for a municipal council; its rules of order cannot set it aside. */
#define CHECK_LAW(type, member, where, is_law)                                                     \
    if ((is_law) && pointer == NULL && body->member != from->member) {                             \
        pointer = (where);                                                                         \
    }
static bool law_allows(const struct body_rule_set_adopted *body, const struct rule_template *from,
                       struct err *err)
{
    const char *pointer = NULL;
    if (body->base != RULE_RAAD) {
        return true;
    }
    RULE_PARAMETERS(CHECK_LAW)
    if (pointer == NULL && !thresholds_are_shipped(&body->thresholds, from)) {
        pointer = "/thresholds";
    }
    return pointer == NULL ||
           err_set_at(err, ERR_MISMATCH, pointer,
                      "The Gemeentewet fixes this for a council of the municipality; \"wijkraad\" "
                      "is the rule set of a council that an ordinance makes.");
}

/* One way in which parameters contradict each other. */
struct contradiction {
    bool is_there;
    const char *pointer;
    const char *sentence;
};

static bool none_is_there(const struct contradiction *checks, size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (checks[i].is_there) {
            return err_set_at(err, ERR_MISMATCH, checks[i].pointer, "%s", checks[i].sentence);
        }
    }
    return true;
}
#define NONE_OF(checks, err) none_is_there((checks), sizeof(checks) / sizeof((checks)[0]), (err))

static bool is_one_of(int base, unsigned bases)
{
    return ((1u << base) & bases) != 0;
}

static bool quorums_agree(const struct body_rule_set_adopted *body, struct err *err)
{
    static const unsigned opening = 1u << BASE_SEATED | 1u << BASE_SEATS | 1u << BASE_NONE;
    static const unsigned validity = opening | 1u << BASE_ELIGIBLE | 1u << BASE_PRESENT;
    bool opens_freely = body->opening_base == BASE_NONE;
    bool is_always_valid = body->validity_base == BASE_NONE;
    const struct contradiction checks[] = {
        {!is_one_of(body->opening_base,                                                     opening), "/openingBase",
         "The opening quorum counts over the seated, the seats, or none." },
        { opens_freely && body->opening_num != 0,                                                                                "/openingNum",
         "Without an opening quorum there is no fraction: 0 of 1."          },
        { opens_freely && body->opening_den != 1,                                                                                "/openingDen",
         "Without an opening quorum there is no fraction: 0 of 1." },
        { body->opening_num >= body->opening_den,                                                                                "/openingNum",
         "More than all can never be present: the fraction must be below 1."          },
        { opens_freely && body->second_call_hours > 0,                                                                                "/secondCallHours",
         "Without an opening quorum every meeting opens, so none needs a second call."},
        { !is_one_of(body->validity_base,                                                                                validity),                                                          "/validityBase",
         "Validity counts over the eligible, the present, the seated, the seats, or none." },
        { is_always_valid && body->validity_num != 0, "/validityNum",
         "Without a validity test there is no fraction: 0 of 1."                  },
        { is_always_valid && body->validity_den != 1,                           "/validityDen",
         "Without a validity test there is no fraction: 0 of 1."                           },
        { is_always_valid && body->validity_retry == RETRY_WAIVES,                           "/validityRetry",
         "Without a validity test there is none to waive when a vote is put again."     },
        { body->validity_num >= body->validity_den,        "/validityNum",
         "More than all can never take part: the fraction must be below 1."                       },
        { body->full_base != BASE_SEATS && body->full_base != BASE_SEATED,                "/fullBase",
         "A full meeting is one of all seats or of all seated."},
    };
    return NONE_OF(checks, err);
}

/* One list of thresholds: those of a meeting, or those of a vote in writing. */
struct threshold_kind {
    const char *pointer;
    unsigned bases;
    const char *sentence;
};

static const struct threshold_kind in_meeting = {
    "/thresholds",
    1u << BASE_CAST | 1u << BASE_CAST_WITH_ABSTAIN | 1u << BASE_CAST_WITH_INVALID |
        1u << BASE_PRESENT | 1u << BASE_ELIGIBLE | 1u << BASE_SEATS,
    "A threshold counts over votes cast, the present, the eligible or the seats; all members are "
    "the eligible, 1/1 and not strict.",
};
/* V13: nothing but its threshold says how many must speak. */
static const struct threshold_kind in_writing = {
    "/writtenThresholds",
    1u << BASE_ELIGIBLE | 1u << BASE_SEATS,
    "In writing nobody is present and no least number takes part, so a threshold counts over the "
    "eligible or the seats: over votes cast one could decide alone.",
};

static bool threshold_is_right(const struct body_rule_set_adopted *body, const struct list *list,
                               const struct threshold_kind *kind, size_t at, struct err *err)
{
    const struct item_threshold *all = list->items;
    const struct item_threshold *item = &all[at];
    bool stands_twice = false;
    for (size_t i = 0; i < at; i++) {
        stands_twice = stands_twice || (all[i].base == item->base && all[i].num == item->num &&
                                        all[i].den == item->den && all[i].strict == item->strict);
    }
    char pointer[ERR_POINTER_MAX];
    (void)snprintf(pointer, sizeof pointer, "%s/%zu", kind->pointer, at);
    const struct contradiction checks[] = {
        {!is_one_of(item->base, kind->bases),                                   pointer,                    kind->sentence },
        { item->base == BASE_CAST_WITH_ABSTAIN && body->abstain == OFFER_NO,                    pointer,
         "It counts abstentions, and abstaining is not offered."},
        { item->strict && item->num >= item->den,                    pointer,
         "More than all can never be for: the fraction must be below 1."                            },
        { !item->strict && (item->num < 1 || item->num > item->den),                    pointer,
         "At least none is always for, and more than all never: 0 < fraction <= 1."},
        { stands_twice,                    pointer,                                                      "This threshold stands twice."                                                                         },
    };
    return NONE_OF(checks, err);
}

static bool thresholds_agree(const struct body_rule_set_adopted *body, const struct list *list,
                             const struct threshold_kind *kind, struct err *err)
{
    for (size_t i = 0; i < list->count; i++) {
        if (!threshold_is_right(body, list, kind, i, err)) {
            return false;
        }
    }
    return true;
}

bool thresholds_can_tie(const struct list *thresholds)
{
    const struct item_threshold *item = thresholds->items;
    bool can_tie = false;
    for (size_t i = 0; i < thresholds->count; i++) {
        can_tie = can_tie || (item[i].strict && item[i].num * 2 == item[i].den);
    }
    return can_tie;
}

/* V8; Gemeentewet 31 draws lots on persons, 32 postpones or rejects other matters. */
static bool ties_agree(const struct body_rule_set_adopted *body, struct err *err)
{
    bool can_tie =
        thresholds_can_tie(&body->thresholds) || thresholds_can_tie(&body->written_thresholds);
    const struct contradiction checks[] = {
        {body->tie == TIE_REVOTE,                                            "/tie",
         "Lots are drawn on persons only, and a ballot on persons has that anyway: a decision on "
          "money rests on reasons, which a lot does not give."},
        { body->tie != TIE_REJECT && body->base != RULE_CONSENT && !can_tie, "/tie",
         "No threshold is more than half, so for and against can never be a tie: it is "
          "rejected."                                         },
    };
    return NONE_OF(checks, err);
}

static bool votes_agree(const struct body_rule_set_adopted *body, struct err *err)
{
    const struct contradiction checks[] = {
        {body->must_vote == MUST_VOTE_ALWAYS && body->unasked == UNASKED_ADOPTED,                  "/unasked",
         "Who must always vote is always asked."                                                                                                                       },
        { body->must_vote != MUST_VOTE_NEVER && body->consent_silence == CONSENT_SILENCE_CONSENTS,
         "/mustVote",                                                                                          "Silence cannot both consent and be a refusal to speak."},
    };
    return NONE_OF(checks, err);
}

static bool consent_agrees(const struct body_rule_set_adopted *body, struct err *err)
{
    bool is_consent = body->base == RULE_CONSENT;
    const struct contradiction checks[] = {
        {!is_consent && body->consent_rounds != FIELD_ABSENT_I32, "/consentRounds",
         "Only \"consent\" has rounds."                                                                                },
        { !is_consent && body->consent_silence != 0,              "/consentSilence",
         "Only under \"consent\" can silence consent."                                                                 },
        { !is_consent && body->bare_objection != 0,               "/bareObjection",
         "Only \"consent\" has objections."                                                                            },
        { is_consent && body->thresholds.count > 0,               "/thresholds",
         "Consent has no majority: nobody's reasoned objection stands."                                                },
        { is_consent && body->tie != TIE_REJECT,                  "/tie",            "Under consent there are no ties."},
        { is_consent && body->abstain != OFFER_NO,                "/abstain",
         "Under consent one stands aside instead of abstaining."                                                       },
        { is_consent && body->blank != OFFER_NO,                  "/blank",
         "Under consent one stands aside instead of voting blank."                                                     },
        { is_consent && body->interim == INTERIM_HIDDEN, "/interim",
          "Under consent an objection is heard while the motion is open, so it cannot be hidden." },
        { is_consent && body->unasked != UNASKED_VOTE,            "/unasked",
         "Under consent everyone present is asked."                                                                    },
    };
    return NONE_OF(checks, err);
}

/* V13: a vote in writing has thresholds of its own, or consent. */
static bool writing_agrees(const struct body_rule_set_adopted *body, struct err *err)
{
    bool is_off = body->written == WRITTEN_OFF;
    bool is_consent = body->base == RULE_CONSENT;
    const struct contradiction checks[] = {
        {is_consent && body->written == WRITTEN_THRESHOLD,                          "/written",
         "Consent has no majority, also in writing: \"consent\" or \"off\"."                                   },
        { !is_consent && body->written == WRITTEN_CONSENT,                          "/written",
         "Only under \"consent\" is consent asked in writing."                                                 },
        { body->written != WRITTEN_THRESHOLD && body->written_thresholds.count > 0,
         "/writtenThresholds",                                                                         is_off ? "Nothing is decided in writing, so that has no thresholds."
                 : "Consent has no majority: nobody's reasoned objection stands."},
        { is_off && body->written_days != FIELD_ABSENT_I32,                         "/writtenDays",
         "Nothing is decided in writing, so members need no days for it."                                      },
        { is_off && body->written_request != written_request_absent,                "/writtenRequest",
         "Nothing is decided in writing, so no member ends it by asking for a meeting."                        },
    };
    return NONE_OF(checks, err);
}

static bool notice_agrees(const struct body_rule_set_adopted *body, struct err *err)
{
    const struct contradiction checks[] = {
        {body->notice_days == 0 && body->late_items == LATE_ITEMS_BY_ALL, "/lateItems",
         "Without days of notice no item comes too late, so nobody need agree on it."},
    };
    return NONE_OF(checks, err);
}

bool rule_set_agrees(const struct body_rule_set_adopted *body, const struct rule_template *from,
                     struct err *err)
{
    return law_allows(body, from, err) && quorums_agree(body, err) && votes_agree(body, err) &&
           consent_agrees(body, err) && writing_agrees(body, err) && notice_agrees(body, err) &&
           thresholds_agree(body, &body->thresholds, &in_meeting, err) &&
           thresholds_agree(body, &body->written_thresholds, &in_writing, err) &&
           ties_agree(body, err);
}
