/* The rule of adopting a rule set: a shipped one, with or without changes. What it says stands
 * whole in the leaf, so that a stranger needs no table of ours; a set that contradicts itself, or
 * the law that binds it, is refused with the reason. */
#include <stdio.h>
#include "buurtkas/domain/ruleset.h"
#include "domain/council_internal.h"

/* The version's number, after a check that it does not begin before the one that it follows. */
static bool number_version(struct act *act, struct body_rule_set_adopted *body, struct err *err)
{
    struct object_list found;
    if (!world_related(act->world, REL_RULE_SETS_OF_COUNCIL, &body->council, &found, err)) {
        return false;
    }
    body->version = (int32_t)found.count + 1;
    for (size_t i = 0; i < found.count; i++) {
        const struct rule_set *rules = (const struct rule_set *)found.items[i];
        if (rules->from_date.days > body->from_date.days) {
            char day[11];
            date_print(day, rules->from_date);
            return err_set_at(err, ERR_BAD_DATE, "/fromDate",
                              "Version %" PRId32 " of the rules begins on %s, after this one.",
                              rules->version, day);
        }
    }
    return true;
}

/* --- Filling in what the request left out. --- */

/* A fraction goes with its base: without one it is 0/1, with one that the shipped set lacks 1/2. */
static void fill_fraction(int base, int shipped_base, int32_t *num, int32_t *den)
{
    bool is_new = base != BASE_NONE && shipped_base == BASE_NONE;
    if (*num == FIELD_ABSENT_I32 && (base == BASE_NONE || is_new)) {
        *num = is_new ? 1 : 0;
    }
    if (*den == FIELD_ABSENT_I32 && (base == BASE_NONE || is_new)) {
        *den = is_new ? 2 : 1;
    }
}

static bool is_absent(int64_t value)
{
    return value == 0 || value == FIELD_ABSENT_I32;
}

/* An I32 of 0 is a value, a word of 0 is absent; they differ in type only by name. */
#define ABSENT_int(value)     ((value) == 0)
#define ABSENT_int32_t(value) ((value) == FIELD_ABSENT_I32)
#define FILL(type, member, pointer, is_law)                                                        \
    if (ABSENT_##type(body->member)) {                                                             \
        body->member = from->member;                                                               \
    }

static bool fill_thresholds(struct act *act, struct body_rule_set_adopted *body,
                            const struct rule_template *from, struct err *err)
{
    if (body->thresholds.count > 0 || from->threshold_count == 0) {
        return true;
    }
    struct list made;
    if (!rule_list(act, from->threshold_count, sizeof(struct item_threshold), &made, err)) {
        return false;
    }
    struct item_threshold *item = made.items;
    for (size_t i = 0; i < made.count; i++) {
        const struct threshold *threshold = &from->thresholds[i];
        item[i] = (struct item_threshold){ .base = (int)threshold->base,
                                           .num = threshold->num,
                                           .den = threshold->den,
                                           .strict = threshold->is_strict };
    }
    body->thresholds = made;
    return true;
}

static bool fill(struct act *act, struct body_rule_set_adopted *body,
                 const struct rule_template *from, struct err *err)
{
    int opening = is_absent(body->opening_base) ? from->opening_base : body->opening_base;
    int validity = is_absent(body->validity_base) ? from->validity_base : body->validity_base;
    fill_fraction(opening, from->opening_base, &body->opening_num, &body->opening_den);
    fill_fraction(validity, from->validity_base, &body->validity_num, &body->validity_den);
    if (opening == BASE_NONE && body->second_call_hours == FIELD_ABSENT_I32) {
        body->second_call_hours = 0;
    }
    RULE_PARAMETERS(FILL)
    body->void_on_roster_change = from->void_on_roster_change;
    return fill_thresholds(act, body, from, err);
}

/* --- What cannot be adopted. --- */

static bool is_supported(const struct body_rule_set_adopted *body, struct err *err)
{
    const struct {
        bool is_asked;
        const char *pointer;
        const char *sentence;
    } later[] = {
        {body->interim == INTERIM_HIDDEN, "/interim",
         "Hidden interim counts are not supported yet; open ones are."                    },
        { body->written != WRITTEN_OFF,   "/written",
         "Decisions in writing are not supported yet; those of a meeting are."            },
        { body->tie == TIE_REVOTE,        "/tie",
         "A new vote and then the lot are for ballots on persons, which have them anyway."},
    };
    for (size_t i = 0; i < sizeof later / sizeof later[0]; i++) {
        if (later[i].is_asked) {
            return err_set_at(err, ERR_NOT_YET_SUPPORTED, later[i].pointer, "%s",
                              later[i].sentence);
        }
    }
    return true;
}

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
    if ((is_law) && body->member != from->member) {                                                \
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
    if (!thresholds_are_shipped(&body->thresholds, from)) {
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
        { body->validity_num >= body->validity_den,                           "/validityNum",
         "More than all can never take part: the fraction must be below 1."                    },
        { body->full_base != BASE_SEATS && body->full_base != BASE_SEATED,                "/fullBase",
         "A full meeting is one of all seats or of all seated."},
    };
    return NONE_OF(checks, err);
}

static bool threshold_is_right(const struct body_rule_set_adopted *body, size_t at, struct err *err)
{
    static const unsigned bases = 1u << BASE_CAST | 1u << BASE_CAST_WITH_ABSTAIN |
                                  1u << BASE_CAST_WITH_INVALID | 1u << BASE_PRESENT |
                                  1u << BASE_ELIGIBLE | 1u << BASE_SEATS;
    const struct item_threshold *all = body->thresholds.items;
    const struct item_threshold *item = &all[at];
    bool stands_twice = false;
    for (size_t i = 0; i < at; i++) {
        stands_twice = stands_twice || (all[i].base == item->base && all[i].num == item->num &&
                                        all[i].den == item->den && all[i].strict == item->strict);
    }
    char pointer[ERR_POINTER_MAX];
    (void)snprintf(pointer, sizeof pointer, "/thresholds/%zu", at);
    const struct contradiction checks[] = {
        {!is_one_of(item->base, bases),                                         pointer,
         "A threshold counts over votes cast, the present, the eligible or the seats; all members "
          "are the eligible, 1/1 and not strict." },
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

static bool thresholds_agree(const struct body_rule_set_adopted *body, struct err *err)
{
    for (size_t i = 0; i < body->thresholds.count; i++) {
        if (!threshold_is_right(body, i, err)) {
            return false;
        }
    }
    return true;
}

static bool votes_agree(const struct body_rule_set_adopted *body, struct err *err)
{
    const struct contradiction checks[] = {
        {body->must_vote == MUST_VOTE_ALWAYS && body->unasked == UNASKED_ADOPTED, "/unasked",
         "Who must always vote is always asked."},
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
        { is_consent && body->unasked != UNASKED_VOTE,            "/unasked",
         "Under consent everyone present is asked."                                                                    },
    };
    return NONE_OF(checks, err);
}

/* --- The objects. --- */

#define COPY(type, member, pointer, is_law) rules->member = body->member;
static void fill_rule_set(struct rule_set *rules, const struct body_rule_set_adopted *body)
{
    rules->council = body->council;
    rules->base = body->base;
    rules->version = body->version;
    rules->from_date = body->from_date;
    RULE_PARAMETERS(COPY)
    rules->change_vote = body->change_vote;
    rules->void_on_roster_change = body->void_on_roster_change;
    rules->names_public = body->names_public;
}

static bool insert(struct act *act, const struct body_rule_set_adopted *body, struct err *err)
{
    struct rule_set *rules = act_insert(act, KIND_RULE_SET, &act->id, 0, err);
    if (rules == NULL) {
        return false;
    }
    fill_rule_set(rules, body);
    const struct item_threshold *item = body->thresholds.items;
    for (size_t i = 0; i < body->thresholds.count; i++) {
        struct rule_threshold *threshold =
            act_insert(act, KIND_RULE_THRESHOLD, &act->id, (int32_t)i + 1, err);
        if (threshold == NULL) {
            return false;
        }
        threshold->base = item[i].base;
        threshold->num = item[i].num;
        threshold->den = item[i].den;
        threshold->strict = item[i].strict;
    }
    return true;
}

/* Rules that bind at once void what is open; rules of a later day leave it: the members voted
 * knowing them. */
bool rule_rule_set_adopted(struct act *act, struct err *err)
{
    struct body_rule_set_adopted *body = ACT_BODY(act, rule_set_adopted);
    if (act_need(act, KIND_COUNCIL, &body->council, "/council", err) == NULL) {
        return false;
    }
    const struct rule_template *from = rule_template_of((enum rule_base)body->base);
    if (!fill(act, body, from, err) || !is_supported(body, err) || !law_allows(body, from, err) ||
        !quorums_agree(body, err) || !votes_agree(body, err) || !consent_agrees(body, err) ||
        !thresholds_agree(body, err) || !number_version(act, body, err)) {
        return false;
    }
    if (body->from_date.days <= act->today.days &&
        !motions_void_of_council(act, &body->council, NULL, &body->voided, err)) {
        return false;
    }
    return insert(act, body, err);
}
