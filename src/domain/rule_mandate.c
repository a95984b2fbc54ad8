/* Rules of mandates: granted by the organisation or shared on by its holder, consented to by the
 * holder in person, suspended and withdrawn with effect at once (domain, 1 to 4). */
#include "domain/council_internal.h"

bool mandate_must_be_in_force(const struct mandate *mandate, struct date day, struct err *err)
{
    if (mandate->state == MANDATE_GRANTED) {
        return err_set(err, ERR_NO_CONSENT, "The holder of mandate %s has not consented to it.",
                       mandate->object.reference.text);
    }
    if (mandate->state != MANDATE_IN_FORCE) {
        return err_set(err, ERR_NO_MANDATE, "Mandate %s is %s.", mandate->object.reference.text,
                       field_enum_name(mandate_state_names, mandate->state));
    }
    if (!period_covers(mandate->from_date, mandate->until_date, day)) {
        char text[11];
        date_print(text, day);
        return err_set(err, ERR_NO_MANDATE, "Mandate %s is not in force on %s.",
                       mandate->object.reference.text, text);
    }
    return true;
}

/* What the form and the exercise allow: silence counts after a deadline only. */
static bool exercise_is_right(const struct body_mandate_granted *body, struct err *err)
{
    if (body->form == FORM_ADVICE && body->exercise != EXERCISE_ADVISORY) {
        return err_set_at(err, ERR_MISMATCH, "/exercise",
                          "A mandate of the form \"advice\" is exercised as \"advisory\".");
    }
    if (body->exercise != EXERCISE_JOINT) {
        if (body->silence != silence_absent) {
            return err_set_at(err, ERR_MISMATCH, "/silence",
                              "Only a joint mandate says what the holder's silence means.");
        }
        if (body->deadline_days != FIELD_ABSENT_I32) {
            return err_set_at(err, ERR_MISMATCH, "/deadlineDays",
                              "Only a joint mandate gives its holder a deadline.");
        }
    }
    bool silence_counts = body->silence != silence_absent && body->silence != SILENCE_NOTHING;
    return !silence_counts || body->deadline_days != FIELD_ABSENT_I32 ||
           err_set_at(err, ERR_MISMATCH, "/deadlineDays",
                      "Silence can mean something only after a deadline.");
}

static bool holder_is_right(struct act *act, const struct body_mandate_granted *body,
                            struct err *err)
{
    const struct appointment *holder = rule_appointment(act, &body->holder, "/holder", err);
    if (holder == NULL) {
        return false;
    }
    if (holder->role != ROLE_HOLDER || !uuid_equal(&holder->organisation, &body->organisation)) {
        return err_set_at(err, ERR_MISMATCH, "/holder",
                          "This handle is not of a holder in the grantor's organisation.");
    }
    if (holder->until_date.days != DATE_ABSENT && holder->until_date.days <= act->today.days) {
        char day[11];
        date_print(day, holder->until_date);
        return err_set_at(err, ERR_MISMATCH, "/holder", "The holder's appointment ended on %s.",
                          day);
    }
    return true;
}

static bool ceiling_is_within(int64_t cents, int64_t above, const char *pointer, struct err *err)
{
    return cents <= above ||
           err_set_at(err, ERR_OVER_CEILING, pointer,
                      "A sub-mandate of up to " EUR " is above the " EUR " of its mandate.",
                      EUR_ARGS(cents), EUR_ARGS(above));
}

/* Nothing is shared on that one does not have oneself. */
static bool share_is_within(const struct body_mandate_granted *body, const struct mandate *parent,
                            struct err *err)
{
    int64_t urgency =
        parent->ceiling_urgency_cents == FIELD_ABSENT ? 0 : parent->ceiling_urgency_cents;
    bool ends_later =
        parent->until_date.days != DATE_ABSENT &&
        (body->until_date.days == DATE_ABSENT || body->until_date.days > parent->until_date.days);
    bool begins_earlier =
        parent->from_date.days != DATE_ABSENT && body->from_date.days < parent->from_date.days;
    if (ends_later || begins_earlier) {
        return err_set_at(err, ERR_MISMATCH, ends_later ? "/untilDate" : "/fromDate",
                          "A sub-mandate lies within the dates of its mandate.");
    }
    return ceiling_is_within(body->ceiling_decision_cents, parent->ceiling_decision_cents,
                             "/ceilingDecisionCents", err) &&
           ceiling_is_within(body->ceiling_year_cents, parent->ceiling_year_cents,
                             "/ceilingYearCents", err) &&
           (body->ceiling_urgency_cents == FIELD_ABSENT ||
            ceiling_is_within(body->ceiling_urgency_cents, urgency, "/ceilingUrgencyCents", err));
}

/* Awb 10:9: only with the permission of who gave the mandate. */
static bool sub_mandate_is_right(struct act *act, const struct body_mandate_granted *body,
                                 struct err *err)
{
    if (uuid_is_zero(&body->parent)) {
        return true;
    }
    const struct mandate *parent = act_need(act, KIND_MANDATE, &body->parent, "/parent", err);
    if (parent == NULL) {
        return false;
    }
    if (!uuid_equal(&act->actor.handle, &parent->holder)) {
        return err_set(err, ERR_FORBIDDEN, "Only the holder named in mandate %s can share it on.",
                       parent->object.reference.text);
    }
    if (!parent->may_share) {
        return err_set_at(err, ERR_NO_MANDATE, "/parent",
                          "Mandate %s does not allow a sub-mandate.",
                          parent->object.reference.text);
    }
    if (!uuid_equal(&parent->organisation, &body->organisation) || parent->form != body->form) {
        return err_set_at(err, ERR_MISMATCH, "/parent",
                          "A sub-mandate is of the organisation and the form of its mandate.");
    }
    /* Who needs the holder's concurrence, or only advises, cannot let another decide alone. */
    if (parent->exercise != EXERCISE_ALONE && parent->exercise != (int)body->exercise) {
        return err_set_at(err, ERR_MISMATCH, "/exercise",
                          "The mandate above is exercised as \"%s\"; a share of it is too.",
                          field_enum_name(exercise_names, parent->exercise));
    }
    return mandates_must_be_in_force(act, parent, act->today, err) &&
           mandate_depth_is_right(act, parent, err) && share_is_within(body, parent, err);
}

static void fill_mandate(struct mandate *mandate, const struct body_mandate_granted *body)
{
    mandate->organisation = body->organisation;
    mandate->council = body->council;
    mandate->form = body->form;
    mandate->exercise = body->exercise;
    mandate->holder = body->holder;
    mandate->legal_basis = body->legal_basis;
    mandate->ceiling_decision_cents = body->ceiling_decision_cents;
    mandate->ceiling_year_cents = body->ceiling_year_cents;
    mandate->ceiling_urgency_cents = body->ceiling_urgency_cents;
    mandate->parent = body->parent;
    mandate->may_share = body->may_share;
    mandate->silence = body->silence;
    mandate->deadline_days = body->deadline_days;
    mandate->from_date = body->from_date;
    mandate->until_date = body->until_date;
    mandate->state = MANDATE_GRANTED;
}

bool rule_mandate_granted(struct act *act, struct err *err)
{
    struct body_mandate_granted *body = ACT_BODY(act, mandate_granted);
    if (act_need(act, KIND_ORGANISATION, &body->organisation, "/organisation", err) == NULL) {
        return false;
    }
    const struct council *council = act_need(act, KIND_COUNCIL, &body->council, "/council", err);
    if (council == NULL) {
        return false;
    }
    if (!uuid_equal(&council->organisation, &body->organisation)) {
        return err_set_at(err, ERR_MISMATCH, "/council",
                          "The council is of another organisation than the grantor's.");
    }
    if (!holder_is_right(act, body, err) || !exercise_is_right(body, err) ||
        !period_is_right(body->from_date, body->until_date, "/untilDate", err) ||
        !sub_mandate_is_right(act, body, err)) {
        return false;
    }
    struct mandate *mandate = act_insert(act, KIND_MANDATE, &act->id, 0, err);
    if (mandate == NULL) {
        return false;
    }
    fill_mandate(mandate, body);
    return true;
}

bool rule_mandate_consented(struct act *act, struct err *err)
{
    const struct body_mandate_consented *body = ACT_BODY(act, mandate_consented);
    const struct mandate *found = act_need(act, KIND_MANDATE, &body->mandate, NULL, err);
    if (found == NULL) {
        return false;
    }
    if (found->state != MANDATE_GRANTED) {
        return err_set(err, ERR_WRONG_STATE, "Mandate %s is %s; it waits for no consent.",
                       found->object.reference.text,
                       field_enum_name(mandate_state_names, found->state));
    }
    if (!uuid_equal(&act->actor.handle, &found->holder)) {
        return err_set(err, ERR_FORBIDDEN, "Only the holder named in mandate %s can consent to it.",
                       found->object.reference.text);
    }
    struct mandate *mandate = act_edit(act, found, err);
    if (mandate == NULL) {
        return false;
    }
    mandate->consented_at = act->at;
    mandate->state = MANDATE_IN_FORCE;
    return true;
}

bool rule_mandate_withdrawn(struct act *act, struct err *err)
{
    struct body_mandate_withdrawn *body = ACT_BODY(act, mandate_withdrawn);
    const struct mandate *found = act_need(act, KIND_MANDATE, &body->mandate, NULL, err);
    if (found == NULL) {
        return false;
    }
    if (found->state == MANDATE_WITHDRAWN) {
        return err_set(err, ERR_WRONG_STATE, "Mandate %s was withdrawn already.",
                       found->object.reference.text);
    }
    if (!motions_void_of_mandate(act, &body->mandate, &body->voided, err) ||
        !mandates_end_clocks(act, &body->mandate, err)) {
        return false;
    }
    struct mandate *mandate = act_edit(act, found, err);
    if (mandate == NULL) {
        return false;
    }
    mandate->state = MANDATE_WITHDRAWN;
    return true;
}

/* A mandate that was never consented to cannot be used: there is nothing to suspend. */
bool rule_mandate_suspended(struct act *act, struct err *err)
{
    struct body_mandate_suspended *body = ACT_BODY(act, mandate_suspended);
    const struct mandate *found = act_need(act, KIND_MANDATE, &body->mandate, NULL, err);
    if (found == NULL) {
        return false;
    }
    if (found->state != MANDATE_IN_FORCE) {
        return err_set(err, ERR_WRONG_STATE, "Mandate %s is %s, not in force.",
                       found->object.reference.text,
                       field_enum_name(mandate_state_names, found->state));
    }
    if (!motions_void_of_mandate(act, &body->mandate, &body->voided, err) ||
        !mandates_stop_clocks(act, &body->mandate, err)) {
        return false;
    }
    struct mandate *mandate = act_edit(act, found, err);
    if (mandate == NULL) {
        return false;
    }
    mandate->state = MANDATE_SUSPENDED;
    return true;
}

bool rule_mandate_resumed(struct act *act, struct err *err)
{
    const struct body_mandate_resumed *body = ACT_BODY(act, mandate_resumed);
    const struct mandate *found = act_need(act, KIND_MANDATE, &body->mandate, NULL, err);
    if (found == NULL) {
        return false;
    }
    if (found->state != MANDATE_SUSPENDED) {
        return err_set(err, ERR_WRONG_STATE, "Mandate %s is %s, not suspended.",
                       found->object.reference.text,
                       field_enum_name(mandate_state_names, found->state));
    }
    struct mandate *mandate =
        mandates_resume_clocks(act, &body->mandate, err) ? act_edit(act, found, err) : NULL;
    if (mandate == NULL) {
        return false;
    }
    mandate->state = MANDATE_IN_FORCE;
    return true;
}
