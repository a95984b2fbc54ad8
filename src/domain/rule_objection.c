/* Objections and appeals: filed within six weeks of the notification (Awb 6:7, 6:8), taken back,
 * and what is before a court. They stop nothing; a suspension does (domain, 6). */
#include "domain/council_internal.h"

enum {
    OBJECTION_DAYS = 42 /* six weeks, from the day after the notification */
};

/* A foundation issues no besluit, and an adviser sends no letter: nothing to object to. */
static bool there_is_an_objection_clause(struct act *act, const struct decision *decision,
                                         struct err *err)
{
    const struct mandate *mandate =
        act_need(act, KIND_MANDATE, &decision->mandate, "/decision", err);
    if (mandate == NULL) {
        return false;
    }
    return mandate->form != FORM_FOUNDATION ||
           err_set_at(err, ERR_MISMATCH, "/decision",
                      "A foundation's decision is no besluit: no objection is open to it.");
}

/* What the grantor says on an objection goes to the court; what the court says, to a higher one. */
static bool it_is_no_last_word(const struct decision *decision, struct err *err)
{
    if (decision->basis == BASIS_COURT_RULING) {
        return err_set_at(err, ERR_MISMATCH, "/decision",
                          "It is a court's ruling: no objection is open to it, only an appeal.");
    }
    return decision->basis != BASIS_OBJECTION_RULING || uuid_is_zero(&decision->objection) ||
           err_set_at(err, ERR_MISMATCH, "/decision",
                      "It is the ruling on an objection: only an appeal to the court is open to "
                      "it (Awb 8:1).");
}

static bool day_is_past(const struct act *act, struct date day, struct date notified,
                        const char *pointer, struct err *err)
{
    char text[11];
    date_print(text, day);
    if (day.days > act->today.days) {
        return err_set_at(err, ERR_BAD_DATE, pointer, "The day %s is still to come.", text);
    }
    return day.days >= notified.days ||
           err_set_at(err, ERR_BAD_DATE, pointer, "The day %s is before the decision was notified.",
                      text);
}

static bool excuse_is_right(const struct body_objection_filed *body, struct err *err)
{
    if (body->excused && !body->late) {
        return err_set_at(err, ERR_MISMATCH, "/excused", "The objection came in time.");
    }
    return !body->excused || text_is_given(&body->excuse) ||
           err_set_at(err, ERR_MISMATCH, "/excuse",
                      "A late objection that is admissible says why.");
}

static const struct decision_status *find_notified(struct act *act, const struct uuid *decision,
                                                   const char *pointer, struct err *err)
{
    const struct decision_status *status =
        act_need(act, KIND_DECISION_STATUS, decision, pointer, err);
    if (status != NULL && status->notified_on.days == DATE_ABSENT) {
        (void)err_set_at(err, ERR_NOT_NOTIFIED, pointer == NULL ? "" : pointer,
                         "The decision has not been notified: no period runs yet.");
        return NULL;
    }
    return status;
}

bool rule_objection_filed(struct act *act, struct err *err)
{
    struct body_objection_filed *body = ACT_BODY(act, objection_filed);
    const struct decision *decision =
        act_need(act, KIND_DECISION, &body->decision, "/decision", err);
    const struct decision_status *status =
        decision == NULL || !there_is_an_objection_clause(act, decision, err) ||
                !it_is_no_last_word(decision, err)
            ? NULL
            : find_notified(act, &body->decision, "/decision", err);
    if (status == NULL || !day_is_past(act, body->filed_on, status->notified_on, "/filedOn", err)) {
        return false;
    }
    body->deadline.days = status->notified_on.days + OBJECTION_DAYS;
    body->late = body->filed_on.days > body->deadline.days;
    struct objection *objection =
        excuse_is_right(body, err) ? act_insert(act, KIND_OBJECTION, &act->id, 0, err) : NULL;
    if (objection == NULL) {
        return false;
    }
    objection->decision = body->decision;
    objection->filed_on = body->filed_on;
    objection->deadline = body->deadline;
    objection->late = body->late;
    objection->excused = body->excused;
    objection->document = body->document;
    objection->state = OBJECTION_FILED;
    return true;
}

bool rule_objection_withdrawn(struct act *act, struct err *err)
{
    const struct body_objection_withdrawn *body = ACT_BODY(act, objection_withdrawn);
    const struct objection *found = act_need(act, KIND_OBJECTION, &body->objection, NULL, err);
    if (found == NULL) {
        return false;
    }
    if (found->state != OBJECTION_FILED) {
        return err_set(err, ERR_WRONG_STATE, "The objection is %s already.",
                       field_enum_name(objection_state_names, found->state));
    }
    struct objection *objection = act_edit(act, found, err);
    if (objection == NULL) {
        return false;
    }
    objection->state = OBJECTION_WITHDRAWN;
    return true;
}

bool rule_appeal_noted(struct act *act, struct err *err)
{
    const struct body_appeal_noted *body = ACT_BODY(act, appeal_noted);
    const struct decision *decision = act_need(act, KIND_DECISION, &body->decision, NULL, err);
    const struct decision_status *status =
        decision == NULL || !there_is_an_objection_clause(act, decision, err)
            ? NULL
            : find_notified(act, &body->decision, NULL, err);
    if (status == NULL || !day_is_past(act, body->filed_on, status->notified_on, "/filedOn", err)) {
        return false;
    }
    struct appeal *appeal = act_insert(act, KIND_APPEAL, &act->id, 0, err);
    if (appeal == NULL) {
        return false;
    }
    appeal->decision = body->decision;
    appeal->filed_on = body->filed_on;
    appeal->court_case = body->court_case;
    appeal->document = body->document;
    return true;
}
