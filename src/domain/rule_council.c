/* Rules of areas, councils, rule sets, programmes and payees: what must be there before anybody
 * decides. */
#include "buurtkas/domain/codes.h"
#include "buurtkas/domain/ruleset.h"
#include "domain/council_internal.h"

#include <stdio.h>

/* Refuses at "/codes/<n>" what is no CBS code (ERR_INVALID_FIELD), or stands twice (ERR_MISMATCH).
 */
static bool codes_are_right(const struct list *codes, struct err *err)
{
    const struct item_code *code = codes->items;
    for (size_t i = 0; i < codes->count; i++) {
        char pointer[ERR_POINTER_MAX];
        (void)snprintf(pointer, sizeof pointer, "/codes/%zu", i);
        if (!code_is_cbs_area(&code[i].code)) {
            return err_set_at(err, ERR_INVALID_FIELD, pointer, "%s is no CBS code (GM, WK or BU).",
                              code[i].code.text);
        }
        for (size_t j = 0; j < i; j++) {
            if (strcmp(code[i].code.text, code[j].code.text) == 0) {
                return err_set_at(err, ERR_MISMATCH, pointer, "The code %s stands twice.",
                                  code[i].code.text);
            }
        }
    }
    return true;
}

bool rule_area_entered(struct act *act, struct err *err)
{
    struct body_area_entered *body = ACT_BODY(act, area_entered);
    const struct organisation *organisation =
        act_need(act, KIND_ORGANISATION, &body->organisation, "/organisation", err);
    if (organisation == NULL) {
        return false;
    }
    if (organisation->kind != ORGANISATION_MUNICIPALITY) {
        return err_set_at(err, ERR_MISMATCH, "/organisation",
                          "An area lies in a municipality, and this organisation is none.");
    }
    if (!period_is_right(body->from_date, body->until_date, "/untilDate", err) ||
        !codes_are_right(&body->codes, err)) {
        return false;
    }
    struct area *area = act_insert(act, KIND_AREA, &act->id, 0, err);
    if (area == NULL) {
        return false;
    }
    area->organisation = body->organisation;
    area->from_date = body->from_date;
    area->until_date = body->until_date;
    const struct item_code *item = body->codes.items;
    for (size_t i = 0; i < body->codes.count; i++) {
        struct area_code *code = act_insert(act, KIND_AREA_CODE, &act->id, (int32_t)i + 1, err);
        if (code == NULL) {
            return false;
        }
        code->code = item[i].code;
    }
    return true;
}

/* A municipality's council is of a neighbourhood of its own; a foundation owns no areas. */
bool rule_council_entered(struct act *act, struct err *err)
{
    struct body_council_entered *body = ACT_BODY(act, council_entered);
    const struct organisation *organisation =
        act_need(act, KIND_ORGANISATION, &body->organisation, "/organisation", err);
    const struct area *area =
        organisation == NULL ? NULL : act_need(act, KIND_AREA, &body->area, "/area", err);
    if (area == NULL) {
        return false;
    }
    if (organisation->kind == ORGANISATION_MUNICIPALITY &&
        !uuid_equal(&area->organisation, &body->organisation)) {
        return err_set_at(err, ERR_MISMATCH, "/area",
                          "The area lies in another municipality than the council's.");
    }
    struct council *council = act_insert(act, KIND_COUNCIL, &act->id, 0, err);
    if (council == NULL) {
        return false;
    }
    council->organisation = body->organisation;
    council->area = body->area;
    council->statute = body->statute;
    council->seats = body->seats;
    council->names_public = body->names_public;
    return true;
}

bool rule_set_on(struct act *act, const struct uuid *council, struct date day,
                 const struct rule_set **out, struct err *err)
{
    struct object_list found;
    if (!world_related(act->world, REL_RULE_SETS_OF_COUNCIL, council, &found, err)) {
        return false;
    }
    const struct rule_set *latest = NULL;
    for (size_t i = 0; i < found.count; i++) {
        const struct rule_set *rules = (const struct rule_set *)found.items[i];
        if (rules->from_date.days <= day.days &&
            (latest == NULL || rules->version > latest->version)) {
            latest = rules;
        }
    }
    *out = latest;
    return true;
}

bool rule_set_must_bind(struct act *act, const struct uuid *council, const struct rule_set *rules,
                        struct err *err)
{
    if (!uuid_equal(&rules->council, council)) {
        return err_set_at(err, ERR_MISMATCH, "/ruleSet", "The rule set is of another council.");
    }
    const struct rule_set *binding = NULL;
    if (!rule_set_on(act, council, act->today, &binding, err)) {
        return false;
    }
    if (binding == NULL) {
        return err_set_at(err, ERR_MISMATCH, "/ruleSet", "No rule set of this council binds yet.");
    }
    if (binding != rules) {
        return err_set_at(err, ERR_MISMATCH, "/ruleSet",
                          "Version %" PRId32 " of the rules binds today, not version %" PRId32 ".",
                          binding->version, rules->version);
    }
    return true;
}

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

static void fill_parameters(struct body_rule_set_adopted *body, const struct rule_template *from)
{
    body->opening_base = (int)from->opening_base;
    body->opening_num = from->opening_num;
    body->opening_den = from->opening_den;
    body->validity_base = (int)from->validity_base;
    body->validity_num = from->validity_num;
    body->validity_den = from->validity_den;
    body->majority_base = (int)from->majority_base;
    body->majority_num = from->majority_num;
    body->majority_den = from->majority_den;
    body->majority_strict = from->majority_strict;
    body->tie = (int)from->tie;
    body->recusal = (int)from->recusal;
    body->offers_abstain = from->offers_abstain;
    body->offers_blank = from->offers_blank;
    body->abstain_takes_part = from->abstain_takes_part;
    body->blank_takes_part = from->blank_takes_part;
    body->void_on_roster_change = from->void_on_roster_change;
}

static void fill_rule_set(struct rule_set *rules, const struct body_rule_set_adopted *body)
{
    rules->council = body->council;
    rules->base = body->base;
    rules->version = body->version;
    rules->from_date = body->from_date;
    rules->opening_base = body->opening_base;
    rules->opening_num = body->opening_num;
    rules->opening_den = body->opening_den;
    rules->validity_base = body->validity_base;
    rules->validity_num = body->validity_num;
    rules->validity_den = body->validity_den;
    rules->majority_base = body->majority_base;
    rules->majority_num = body->majority_num;
    rules->majority_den = body->majority_den;
    rules->majority_strict = body->majority_strict;
    rules->tie = body->tie;
    rules->recusal = body->recusal;
    rules->interim = body->interim == interim_rule_absent ? INTERIM_OPEN : body->interim;
    rules->offers_abstain = body->offers_abstain;
    rules->offers_blank = body->offers_blank;
    rules->abstain_takes_part = body->abstain_takes_part;
    rules->blank_takes_part = body->blank_takes_part;
    rules->change_vote = body->change_vote;
    rules->void_on_roster_change = body->void_on_roster_change;
    rules->names_public = body->names_public;
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
    if (!from->is_supported) {
        return err_set_at(err, ERR_NOT_YET_SUPPORTED, "/base",
                          "The rule set \"%s\" is not supported yet; \"majority\" is.",
                          field_enum_name(rule_base_names, body->base));
    }
    if (body->interim == INTERIM_HIDDEN) {
        return err_set_at(err, ERR_NOT_YET_SUPPORTED, "/interim",
                          "Hidden interim counts are not supported yet; open ones are.");
    }
    if (!number_version(act, body, err)) {
        return false;
    }
    fill_parameters(body, from);
    if (body->from_date.days <= act->today.days &&
        !motions_void_of_council(act, &body->council, NULL, &body->voided, err)) {
        return false;
    }
    struct rule_set *rules = act_insert(act, KIND_RULE_SET, &act->id, 0, err);
    if (rules == NULL) {
        return false;
    }
    fill_rule_set(rules, body);
    return true;
}

bool rule_programme_entered(struct act *act, struct err *err)
{
    struct body_programme_entered *body = ACT_BODY(act, programme_entered);
    if (act_need(act, KIND_ORGANISATION, &body->organisation, "/organisation", err) == NULL) {
        return false;
    }
    if (!code_is_task_field(&body->task_field)) {
        return err_set_at(err, ERR_INVALID_FIELD, "/taskField", "%s is no task field, such as 6.1.",
                          body->task_field.text);
    }
    struct programme *programme = act_insert(act, KIND_PROGRAMME, &act->id, 0, err);
    if (programme == NULL) {
        return false;
    }
    programme->organisation = body->organisation;
    programme->task_field = body->task_field;
    programme->budget_year = body->budget_year;
    return true;
}

bool rule_payee_registered(struct act *act, struct err *err)
{
    struct body_payee_registered *body = ACT_BODY(act, payee_registered);
    if (act_need(act, KIND_ORGANISATION, &body->organisation, "/organisation", err) == NULL) {
        return false;
    }
    if (body->kind == PAYEE_NATURAL_PERSON && body->legal_person) {
        return err_set_at(err, ERR_MISMATCH, "/legalPerson",
                          "A natural person, also a sole trader, is not a legal person.");
    }
    if (body->legal_person && !uuid_is_zero(&body->person)) {
        return err_set_at(err, ERR_MISMATCH, "/person",
                          "Only a payee that is no legal person can be a person known here.");
    }
    struct payee *payee = act_insert(act, KIND_PAYEE, &act->id, 0, err);
    if (payee == NULL) {
        return false;
    }
    payee->organisation = body->organisation;
    payee->kind = body->kind;
    payee->legal_person = body->legal_person;
    payee->based_in_area = body->based_in_area;
    return true;
}
