/* The rule of adopting a rule set: a shipped one, with or without changes. What it says stands
 * whole in the leaf, so that a stranger needs no table of ours; a set that contradicts itself, or
 * the law that binds it, is refused with the reason. */
#include "domain/ruleset_internal.h"

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

static bool fill_thresholds(struct act *act, struct list *list, const struct threshold *shipped,
                            size_t count, struct err *err)
{
    if (list->count > 0 || count == 0) {
        return true;
    }
    struct list made;
    if (!rule_list(act, count, sizeof(struct item_threshold), &made, err)) {
        return false;
    }
    struct item_threshold *item = made.items;
    for (size_t i = 0; i < made.count; i++) {
        const struct threshold *threshold = &shipped[i];
        item[i] = (struct item_threshold){ .base = (int)threshold->base,
                                           .num = threshold->num,
                                           .den = threshold->den,
                                           .strict = threshold->is_strict };
    }
    *list = made;
    return true;
}

/* V13: who decides in writing does so by all, unless the request says otherwise. */
static bool fill_written(struct act *act, struct body_rule_set_adopted *body, struct err *err)
{
    static const struct threshold all = { BASE_ELIGIBLE, 1, 1, false };
    if (body->written == written_rule_absent || body->written == WRITTEN_OFF) {
        return true;
    }
    if (body->written_days == FIELD_ABSENT_I32) {
        body->written_days = WRITTEN_DAYS;
    }
    if (body->written_request == written_request_absent) {
        body->written_request = WRITTEN_REQUEST_ENDS;
    }
    return body->written == WRITTEN_CONSENT ||
           fill_thresholds(act, &body->written_thresholds, &all, 1, err);
}

/* A set without a majority of more than half has no ties, one without a quorum nothing to waive. */
static void fill_what_follows(struct body_rule_set_adopted *body, int validity)
{
    bool is_free = body->base != RULE_RAAD;
    if (is_free && body->tie == tie_rule_absent && body->thresholds.count > 0 &&
        !thresholds_can_tie(&body->thresholds) && !thresholds_can_tie(&body->written_thresholds)) {
        body->tie = TIE_REJECT;
    }
    if (body->validity_retry == retry_rule_absent && validity == BASE_NONE) {
        body->validity_retry = RETRY_ASKS;
    }
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
    if (body->written == written_rule_absent) {
        body->written = from->written;
    }
    fill_what_follows(body, validity);
    if (!fill_written(act, body, err)) {
        return false;
    }
    bool writes = body->written != WRITTEN_OFF || from->written == WRITTEN_OFF;
    int32_t days = body->written_days;
    int request = body->written_request;
    RULE_PARAMETERS(FILL)
    if (!writes) { /* what the shipped set says of writing goes with it */
        body->written_days = days;
        body->written_request = request;
    }
    body->void_on_roster_change = from->void_on_roster_change;
    return fill_thresholds(act, &body->thresholds, from->thresholds, from->threshold_count, err);
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

/* Those of a vote in writing stand after the meeting's. */
static bool insert_thresholds(struct act *act, const struct list *list, bool in_writing,
                              int32_t after, struct err *err)
{
    const struct item_threshold *item = list->items;
    for (size_t i = 0; i < list->count; i++) {
        struct rule_threshold *threshold =
            act_insert(act, KIND_RULE_THRESHOLD, &act->id, after + (int32_t)i + 1, err);
        if (threshold == NULL) {
            return false;
        }
        threshold->base = item[i].base;
        threshold->num = item[i].num;
        threshold->den = item[i].den;
        threshold->strict = item[i].strict;
        threshold->in_writing = in_writing;
    }
    return true;
}

static bool insert(struct act *act, const struct body_rule_set_adopted *body, struct err *err)
{
    struct rule_set *rules = act_insert(act, KIND_RULE_SET, &act->id, 0, err);
    if (rules == NULL) {
        return false;
    }
    fill_rule_set(rules, body);
    return insert_thresholds(act, &body->thresholds, false, 0, err) &&
           insert_thresholds(act, &body->written_thresholds, true,
                             (int32_t)body->thresholds.count, err);
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
    if (!fill(act, body, from, err) ||
        !rule_set_agrees(body, from, err) || !number_version(act, body, err)) {
        return false;
    }
    if (body->from_date.days <= act->today.days &&
        !motions_void_of_council(act, &body->council, NULL, &body->voided, err)) {
        return false;
    }
    return insert(act, body, err);
}
