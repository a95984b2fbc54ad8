/* Rules of the agenda: items announced by the call or after it, each with its moment, none of which
 * changes; the days that the rules ask between announcing and meeting; and what all who are there
 * agree to deal with although it came too late. The Gemeentewet (19) asks a call and an agenda and
 * no number of days: that is for the rules of the council itself. */
#include <stdio.h>
#include "domain/agenda_internal.h"

/* --- Announcing. --- */

/* Gemeentewet 20: a second call is about what the first was held for. What was added to that agenda
 * on the day itself, or too late by the rules, was not; nor, where the rules ask days, another
 * version of the plan. A first meeting that was itself a second call gave days to nothing but what
 * it repeated. */
static bool was_called_for(struct act *act, const struct meeting *second,
                           const struct meeting *first, const struct agenda_item *item,
                           const struct proposal *proposal, bool *out, struct err *err)
{
    const struct rule_set *rules = NULL;
    if (!rule_set_on(act, &second->council, second->on_date, &rules, err)) {
        return false;
    }
    bool asks_any = rules != NULL && rules->notice_days > 0;
    bool is_of_call =
        item->object.entry == first->object.entry &&
        (uuid_is_zero(&first->second_call_of) || item->repeats != FIELD_ABSENT_I32);
    bool is_same = !asks_any || uuid_equal(&item->proposal_version, &proposal->version);
    int32_t days = first->on_date.days - date_in_amsterdam(item->at).days;
    *out = is_same && (is_of_call || days >= (asks_any ? rules->notice_days : 1));
    return true;
}

/* What is repeated stood on the first agenda, about the same proposal. @param proposal  NULL: the
 * item is about none */
static bool repeats_rightly(struct act *act, const struct meeting *meeting,
                            const struct item_agenda_item *item, const struct proposal *proposal,
                            const char *pointer, struct err *err)
{
    if (item->repeats == FIELD_ABSENT_I32) {
        return true;
    }
    if (uuid_is_zero(&meeting->second_call_of)) {
        return err_set_at(err, ERR_MISMATCH, pointer, "Only a second call repeats items.");
    }
    if (act->kind->type != ACT_MEETING_CONVENED) {
        return err_set_at(err, ERR_MISMATCH, pointer,
                          "The hours of a second call run from the call, so that says which items "
                          "it repeats.");
    }
    const void *found = NULL;
    const struct meeting *first = act_need(act, KIND_MEETING, &meeting->second_call_of, NULL, err);
    if (first == NULL || !world_find(act->world, KIND_AGENDA_ITEM, &meeting->second_call_of,
                                     item->repeats, &found, err)) {
        return false;
    }
    const struct agenda_item *old = found;
    if (old == NULL || proposal == NULL ||
        !uuid_equal(&old->proposal, &proposal->object.id)) {
        return err_set_at(err, ERR_MISMATCH, pointer,
                          "Item %" PRId32 " of the first meeting is not about this proposal.",
                          item->repeats);
    }
    bool was_called = false;
    return was_called_for(act, meeting, first, old, proposal, &was_called, err) &&
           (was_called ||
            err_set_at(err, ERR_MISMATCH, pointer,
                       "Item %" PRId32 " was added to the first agenda too late for that meeting, "
                       "or announced another version of the plan; here it is a new item.",
                       item->repeats));
}

/* An item of the lapsed meeting is repeated once. */
static bool repeats_once(const struct item_agenda_item *items, size_t at, const char *pointer,
                         struct err *err)
{
    for (size_t i = 0; items[at].repeats != FIELD_ABSENT_I32 && i < at; i++) {
        if (items[i].repeats == items[at].repeats) {
            return err_set_at(err, ERR_MISMATCH, pointer,
                              "Item %" PRId32 " of the first meeting is repeated twice.",
                              items[at].repeats);
        }
    }
    return true;
}

/* Numbers rise, and none is used again: what was announced stays as it was. */
static bool number_is_free(struct act *act, const struct meeting *meeting,
                           const struct item_agenda_item *items, size_t at, struct err *err)
{
    char pointer[ERR_POINTER_MAX];
    const void *found = NULL;
    (void)snprintf(pointer, sizeof pointer, "/agenda/%zu/number", at);
    if (at > 0 && items[at - 1].number >= items[at].number) {
        return err_set_at(err, ERR_MISMATCH, pointer,
                          "Item %" PRId32 " comes after item %" PRId32 "; the numbers rise.",
                          items[at].number, items[at - 1].number);
    }
    if (!world_find(act->world, KIND_AGENDA_ITEM, &meeting->object.id, items[at].number, &found,
                    err)) {
        return false;
    }
    return found == NULL ||
           err_set_at(err, ERR_ALREADY_EXISTS, pointer,
                      "Item %" PRId32 " is on the agenda already, and what was announced stays as "
                      "it is; give this one another number.",
                      items[at].number);
}

static bool announce_item(struct act *act, const struct meeting *meeting, const struct list *agenda,
                          size_t at, struct err *err)
{
    const struct item_agenda_item *items = agenda->items;
    const struct proposal *proposal = NULL;
    char pointer[ERR_POINTER_MAX];
    (void)snprintf(pointer, sizeof pointer, "/agenda/%zu/proposal", at);
    if (!number_is_free(act, meeting, items, at, err)) {
        return false;
    }
    if (!uuid_is_zero(&items[at].proposal)) {
        proposal = act_need(act, KIND_PROPOSAL, &items[at].proposal, pointer, err);
        if (proposal == NULL) {
            return false;
        }
    }
    (void)snprintf(pointer, sizeof pointer, "/agenda/%zu/repeats", at);
    if (!repeats_once(items, at, pointer, err) ||
        !repeats_rightly(act, meeting, &items[at], proposal, pointer, err)) {
        return false;
    }
    struct agenda_item *item =
        act_insert(act, KIND_AGENDA_ITEM, &meeting->object.id, items[at].number, err);
    if (item == NULL) {
        return false;
    }
    item->proposal = items[at].proposal;
    item->repeats = items[at].repeats;
    item->version = meeting->agenda_version;
    item->at = act->at;
    if (proposal != NULL) {
        item->proposal_version = proposal->version;
    }
    return true;
}

bool agenda_announce(struct act *act, const struct meeting *meeting, const struct list *agenda,
                     struct err *err)
{
    for (size_t i = 0; i < agenda->count; i++) {
        if (!announce_item(act, meeting, agenda, i, err)) {
            return false;
        }
    }
    return true;
}

bool agenda_has(const struct list *agenda, const struct uuid *proposal)
{
    const struct item_agenda_item *item = agenda->items;
    for (size_t i = 0; i < agenda->count; i++) {
        if (uuid_equal(&item[i].proposal, proposal)) {
            return true;
        }
    }
    return false;
}

static bool may_be_amended(const struct meeting *meeting, struct err *err)
{
    if (meeting->state != MEETING_CONVENED && meeting->state != MEETING_OPENED) {
        return err_set(err, ERR_WRONG_STATE, "The meeting is %s; its agenda stays as it is.",
                       field_enum_name(meeting_state_names, meeting->state));
    }
    return meeting->agenda_version < AGENDA_VERSIONS_MAX ||
           err_set(err, ERR_WRONG_STATE, "The agenda has %d versions; no more are added.",
                   AGENDA_VERSIONS_MAX);
}

bool rule_agenda_amended(struct act *act, struct err *err)
{
    struct body_agenda_amended *body = ACT_BODY(act, agenda_amended);
    const struct meeting *found = act_need(act, KIND_MEETING, &body->meeting, NULL, err);
    if (found == NULL || !may_be_amended(found, err)) {
        return false;
    }
    struct meeting *meeting = act_edit(act, found, err);
    if (meeting == NULL) {
        return false;
    }
    meeting->agenda_version++;
    meeting->agenda_at = act->at;
    body->version = meeting->agenda_version;
    return agenda_announce(act, meeting, &body->agenda, err);
}

/* --- Notice. --- */

/* In writing nobody meets, and the members have days of their own from the opening of the motion. */
static bool asks_days(const struct meeting *meeting, const struct rule_set *rules)
{
    return rules->notice_days > 0 && !meeting_is_in_writing(meeting);
}

static bool refuse_call(struct act *act, const struct rule_set *rules, struct date called,
                        struct date on_date, const char *pointer, struct err *err)
{
    char call[11];
    char day[11];
    char earliest[11];
    date_print(call, called);
    date_print(day, on_date);
    date_print(earliest, (struct date){ act->today.days + rules->notice_days });
    return err_set_at(err, ERR_NOTICE_TOO_SHORT, pointer,
                      "The meeting of %s is called on %s; rule set %s asks at least %" PRId32
                      " days between the two. Who calls today, calls for %s or later.",
                      day, call, rules->object.reference.text, rules->notice_days, earliest);
}

bool call_gives_notice(struct act *act, const struct body_meeting_convened *body, struct err *err)
{
    const struct rule_set *rules = NULL;
    const struct meeting meeting = { .on_date = body->on_date,
                                     .until_date = body->until_date,
                                     .second_call_of = body->second_call_of };
    if (!rule_set_on(act, &body->council, body->on_date, &rules, err)) {
        return false;
    }
    return rules == NULL || !asks_days(&meeting, rules) ||
           meeting_is_second_call(&meeting, rules) ||
           body->on_date.days - act->today.days >= rules->notice_days ||
           refuse_call(act, rules, act->today, body->on_date, "/onDate", err);
}

bool meeting_had_notice(struct act *act, const struct meeting *meeting,
                        const struct rule_set *rules, struct err *err)
{
    struct date called = date_in_amsterdam(meeting->convened_at);
    return !asks_days(meeting, rules) || meeting_is_second_call(meeting, rules) ||
           meeting->on_date.days - called.days >= rules->notice_days ||
           refuse_call(act, rules, called, meeting->on_date, "", err);
}

const struct agenda_item *agenda_find(struct act *act, const struct meeting *meeting,
                                      int32_t number, struct err *err)
{
    const void *found = NULL;
    if (!world_find(act->world, KIND_AGENDA_ITEM, &meeting->object.id, number, &found, err)) {
        return NULL;
    }
    if (found == NULL) {
        (void)err_set_at(err, ERR_NOT_ON_AGENDA, "/item",
                         "Item %" PRId32 " is not on the agenda of this meeting; add it to the "
                         "agenda first.",
                         number);
    }
    return found;
}

/* What is announced is a version of a plan: with other words or another amount it is another one. */
static bool is_in_time(const struct meeting *meeting, const struct rule_set *rules,
                       const struct agenda_item *item, const struct uuid *version)
{
    if (!asks_days(meeting, rules)) {
        return true;
    }
    bool is_repeated = item->repeats != FIELD_ABSENT_I32 && meeting_is_second_call(meeting, rules);
    bool is_same = version == NULL || uuid_equal(version, &item->proposal_version);
    int32_t days = meeting->on_date.days - date_in_amsterdam(item->at).days;
    return is_same && (is_repeated || days >= rules->notice_days);
}

static bool refuse_late(const struct meeting *meeting, const struct rule_set *rules,
                        const struct agenda_item *item, const struct uuid *version, struct err *err)
{
    char at[11];
    char day[11];
    date_print(at, date_in_amsterdam(item->at));
    date_print(day, meeting->on_date);
    bool is_same = version == NULL || uuid_equal(version, &item->proposal_version);
    return err_set(err, ERR_NOTICE_TOO_SHORT,
                   "Item %" PRId32 " was announced on %s for the meeting of %s%s; rule set %s asks "
                   "at least %" PRId32 " days. It %s.",
                   item->object.ordinal, at, day,
                   is_same ? "" : ", and the plan has another version since",
                   rules->object.reference.text, rules->notice_days,
                   rules->late_items == LATE_ITEMS_BY_ALL
                       ? "is dealt with when all who are there agree"
                       : "waits for another meeting");
}

bool item_may_be_dealt_with(struct act *act, const struct meeting *meeting,
                            const struct rule_set *rules, int32_t number,
                            const struct uuid *version, struct err *err)
{
    const void *found = NULL;
    const struct agenda_item *item = agenda_find(act, meeting, number, err);
    if (item == NULL) {
        return false;
    }
    if (asks_days(meeting, rules) && version != NULL && uuid_is_zero(&item->proposal)) {
        return err_set(err, ERR_NOT_ON_AGENDA,
                       "Item %" PRId32 " announced no proposal, so nobody could know that this one "
                       "would be decided on; add an item that names it.",
                       number);
    }
    if (is_in_time(meeting, rules, item, version)) {
        return true;
    }
    if (!world_find(act->world, KIND_ITEM_ADMISSION, &meeting->object.id, number, &found, err)) {
        return false;
    }
    const struct item_admission *admission = found;
    bool is_admitted = admission != NULL && rules->late_items == LATE_ITEMS_BY_ALL &&
                       (version == NULL || uuid_equal(version, &admission->proposal_version));
    return is_admitted || refuse_late(meeting, rules, item, version, err);
}

/* --- Dealt with all the same. --- */

/* @param version  zero: the item is about no proposal */
static bool can_be_admitted(struct act *act, const struct meeting *meeting,
                            const struct rule_set *rules, const struct agenda_item *item,
                            const struct uuid *version, struct err *err)
{
    const void *found = NULL;
    bool is_about_a_plan = !uuid_is_zero(version);
    if (is_in_time(meeting, rules, item, is_about_a_plan ? version : NULL)) {
        return err_set_at(err, ERR_WRONG_STATE, "/item",
                          "Item %" PRId32 " is dealt with anyway: it did not come too late.",
                          item->object.ordinal);
    }
    if (rules->late_items != LATE_ITEMS_BY_ALL) {
        return refuse_late(meeting, rules, item, is_about_a_plan ? version : NULL, err);
    }
    if (!world_find(act->world, KIND_ITEM_ADMISSION, &meeting->object.id, item->object.ordinal,
                    &found, err)) {
        return false;
    }
    return found == NULL || err_set_at(err, ERR_ALREADY_EXISTS, "/item",
                                       "All who were there agreed on item %" PRId32 " already.",
                                       item->object.ordinal);
}

/* As many as make a meeting, and every one of them. */
static bool all_agree(const struct body_item_admitted *body, const struct rule_set *rules,
                      const struct quorum *quorum, struct err *err)
{
    if (!quorum->is_met || quorum->present == 0) {
        return err_set(err, ERR_NO_QUORUM,
                       "%" PRId32 " of the %" PRId32 " members in office are present; at least "
                       "%" PRId32 " are needed to deal with an item that came too late%s.",
                       quorum->present, quorum->seated, quorum->needed, quorum_article(rules));
    }
    return body->agreed == quorum->present ||
           err_set_at(err, ERR_MISMATCH, "/agreed",
                      "%" PRId32 " members agree and %" PRId32 " are present: all of them must.",
                      body->agreed, quorum->present);
}

/* The version that the members have before them: the proposal's latest. */
static bool version_now(struct act *act, const struct agenda_item *item, struct uuid *out,
                        struct err *err)
{
    *out = (struct uuid){ { 0 } };
    if (uuid_is_zero(&item->proposal)) {
        return true;
    }
    const struct proposal *proposal = act_need(act, KIND_PROPOSAL, &item->proposal, "/item", err);
    if (proposal != NULL) {
        *out = proposal->version;
    }
    return proposal != NULL;
}

bool rule_item_admitted(struct act *act, struct err *err)
{
    struct body_item_admitted *body = ACT_BODY(act, item_admitted);
    const struct meeting *meeting = act_need(act, KIND_MEETING, &body->meeting, NULL, err);
    if (meeting == NULL) {
        return false;
    }
    if (meeting->state != MEETING_OPENED) {
        return err_set(err, ERR_MEETING_NOT_OPEN,
                       "The meeting is %s; who is there agrees while it is under way.",
                       field_enum_name(meeting_state_names, meeting->state));
    }
    const struct rule_set *rules = act_need(act, KIND_RULE_SET, &body->rule_set, "/ruleSet", err);
    const struct agenda_item *item =
        rules == NULL ? NULL : agenda_find(act, meeting, body->item, err);
    struct quorum quorum = { 0 };
    if (item == NULL || !meeting_quorum(act, meeting, rules, &quorum, err) ||
        !version_now(act, item, &body->proposal_version, err) ||
        !can_be_admitted(act, meeting, rules, item, &body->proposal_version, err) ||
        !all_agree(body, rules, &quorum, err)) {
        return false;
    }
    body->present = quorum.present;
    struct item_admission *admission =
        act_insert(act, KIND_ITEM_ADMISSION, &body->meeting, body->item, err);
    if (admission == NULL) {
        return false;
    }
    admission->proposal_version = body->proposal_version;
    admission->present = quorum.present;
    admission->at = act->at;
    return true;
}
