/* What follows on a decision: the holder's concurrence under a joint mandate, telling the
 * applicant, and making it public (domain, 2, 5 and 6). */
#include "domain/decision_internal.h"

/* --- Concurrence. --- */

static bool may_concur(struct act *act, const struct body_decision_concurred *body,
                       const struct decision_status *status, const struct grounds *grounds,
                       struct err *err)
{
    if (status->state != DECISION_WAITING) {
        return err_set(err, ERR_WRONG_STATE, "The decision is %s; it waits for nobody.",
                       field_enum_name(decision_state_names, status->state));
    }
    if (!uuid_equal(&act->actor.handle, &grounds->mandate->holder)) {
        return err_set(err, ERR_FORBIDDEN, "Only the holder named in mandate %s answers here.",
                       grounds->mandate->object.reference.text);
    }
    if (body->answer == CONCURRENCE_DECLINES && !text_is_given(&body->reason)) {
        return err_set_at(err, ERR_MISMATCH, "/reason", "Declining needs a reason.");
    }
    return decider_must_not_ask(act, grounds, err);
}

/* What is allocated now: the amount, or that of the posting date's year in a plan over years. */
static bool find_due(struct act *act, const struct decision *decision, int64_t *out_cents,
                     struct err *err)
{
    if (!outcome_gives(decision->outcome)) {
        *out_cents = 0;
        return true;
    }
    struct object_list years;
    if (!world_related(act->world, REL_YEARS_OF_DECISION, &decision->object.id, &years, err)) {
        return false;
    }
    int32_t year = date_year(act_day(act));
    int64_t due = years.count == 0 ? decision->amount_cents : 0;
    for (size_t i = 0; i < years.count; i++) {
        const struct decision_year *of = (const struct decision_year *)years.items[i];
        due += of->object.ordinal == year ? of->amount_cents : 0;
    }
    *out_cents = due;
    return due > 0 || err_set_at(err, ERR_MISMATCH, "/onDate",
                                 "The plan has no amount for %" PRId32 ", the year of the posting "
                                 "date.",
                                 year);
}

bool decision_concur(struct act *act, const struct decision *decision,
                     const struct grounds *grounds, struct decision_status *status, struct err *err)
{
    int64_t due = 0;
    return mandates_must_be_in_force(act, grounds->mandate, act->today, err) &&
           grounds_still_hold(grounds, err) && find_due(act, decision, &due, err) &&
           decision_take_effect(act, decision, grounds, due, status, err);
}

bool rule_decision_concurred(struct act *act, struct err *err)
{
    struct body_decision_concurred *body = ACT_BODY(act, decision_concurred);
    const struct decision *decision = act_need(act, KIND_DECISION, &body->decision, NULL, err);
    const struct decision_status *found =
        decision == NULL ? NULL : act_need(act, KIND_DECISION_STATUS, &body->decision, NULL, err);
    struct grounds grounds;
    if (found == NULL || !grounds_find(act, &decision->motion, NULL, &grounds, err) ||
        !may_concur(act, body, found, &grounds, err)) {
        return false;
    }
    struct decision_status *status = act_edit(act, found, err);
    struct concurrence *concurrence =
        status == NULL ? NULL : act_insert(act, KIND_CONCURRENCE, &act->id, 0, err);
    if (concurrence == NULL) {
        return false;
    }
    concurrence->decision = body->decision;
    status->lapses_on = (struct date){ DATE_ABSENT };
    concurrence->answer = body->answer;
    if (body->answer == CONCURRENCE_DECLINES) {
        status->state = DECISION_DECLINED;
    } else if (!decision_concur(act, decision, &grounds, status, err)) {
        return false;
    }
    body->state = status->state;
    return true;
}

/* --- Notification and publication. --- */

/* @return NULL with ERR_UNKNOWN_REFERENCE, ERR_NOT_IN_EFFECT, or the source's failure */
static const struct decision_status *find_settled(struct act *act, const struct uuid *decision,
                                                  struct err *err)
{
    if (act_need(act, KIND_DECISION, decision, "/decision", err) == NULL) {
        return NULL;
    }
    const struct decision_status *status =
        act_need(act, KIND_DECISION_STATUS, decision, "/decision", err);
    if (status != NULL && status->state == DECISION_WAITING) {
        (void)err_set_at(err, ERR_NOT_IN_EFFECT, "/decision",
                         "The decision waits for the mandate's holder.");
        return NULL;
    }
    return status;
}

static bool day_is_right(const struct act *act, struct date day,
                         const struct decision_status *status, struct err *err)
{
    char text[11];
    date_print(text, day);
    if (day.days > act->today.days) {
        return err_set_at(err, ERR_BAD_DATE, "/onDate", "The day %s is still to come.", text);
    }
    if (status->effective_on.days != DATE_ABSENT && day.days < status->effective_on.days) {
        char effective[11];
        date_print(effective, status->effective_on);
        return err_set_at(err, ERR_BAD_DATE, "/onDate",
                          "The day %s is before the decision took effect, on %s.", text, effective);
    }
    return true;
}

/* Telling the applicant again is another notification; the first one started the objection period.
 */
bool rule_decision_notified(struct act *act, struct err *err)
{
    const struct body_decision_notified *body = ACT_BODY(act, decision_notified);
    const struct decision_status *found = find_settled(act, &body->decision, err);
    if (found == NULL || !day_is_right(act, body->on_date, found, err)) {
        return false;
    }
    struct notification *notification = act_insert(act, KIND_NOTIFICATION, &act->id, 0, err);
    if (notification == NULL) {
        return false;
    }
    notification->decision = body->decision;
    notification->channel = body->channel;
    notification->on_date = body->on_date;
    if (found->notified_on.days != DATE_ABSENT) {
        return true;
    }
    struct decision_status *status = act_edit(act, found, err);
    if (status == NULL) {
        return false;
    }
    status->notified_on = body->on_date;
    return true;
}

bool rule_decision_published(struct act *act, struct err *err)
{
    const struct body_decision_published *body = ACT_BODY(act, decision_published);
    const struct decision_status *found = find_settled(act, &body->decision, err);
    if (found == NULL) {
        return false;
    }
    if (found->published_at.ms != INSTANT_ABSENT) {
        char at[INSTANT_TEXT + 1];
        instant_print(at, found->published_at);
        return err_set_at(err, ERR_WRONG_STATE, "/decision", "The decision was published at %s.",
                          at);
    }
    struct publication *publication = act_insert(act, KIND_PUBLICATION, &act->id, 0, err);
    struct decision_status *status = publication == NULL ? NULL : act_edit(act, found, err);
    if (status == NULL) {
        return false;
    }
    publication->decision = body->decision;
    publication->at = act->at;
    status->published_at = act->at;
    return true;
}
