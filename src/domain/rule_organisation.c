/* Rules of the installation, organisations and appointments. Who may give which role has been
 * settled by the choice of the actor (domain/competence.h); here is whether such an appointment can
 * exist. */
#include "domain/competence_internal.h"
#include "domain/council_internal.h"

bool rule_installation_opened(struct act *act, struct err *err)
{
    const struct body_installation_opened *body = act->body;
    if (act->entry != 0) {
        return err_set(err, ERR_WRONG_STATE, "The installation was opened by the first entry.");
    }
    struct appointment *first = act_insert(act, KIND_APPOINTMENT, &act->id, 0, err);
    if (first == NULL) {
        return false;
    }
    first->handle = body->operator_handle;
    first->role = ROLE_OPERATOR;
    first->scope = SCOPE_INSTALLATION;
    first->from_date = act->today;
    return true;
}

bool rule_organisation_entered(struct act *act, struct err *err)
{
    const struct body_organisation_entered *body = act->body;
    struct organisation *organisation = act_insert(act, KIND_ORGANISATION, &act->id, 0, err);
    if (organisation == NULL) {
        return false;
    }
    organisation->kind = body->kind;
    organisation->code = body->code;
    return true;
}

static bool check_scope(const struct body_appointment_made *body, struct err *err)
{
    const char *role = field_enum_name(role_names, body->role);
    const char *scope = field_enum_name(scope_names, body->scope);
    if ((giving_of((enum role)body->role)->scopes & (1u << body->scope)) == 0) {
        return err_set_at(err, ERR_MISMATCH, "/scope", "The role %s is not held in scope %s.", role,
                          scope);
    }
    bool is_whole = body->scope == SCOPE_INSTALLATION;
    if (is_whole != uuid_is_zero(&body->scope_id)) {
        return err_set_at(err, ERR_MISMATCH, "/scopeId",
                          is_whole ? "Scope %s has no id." : "Scope %s needs its id.", scope);
    }
    return true;
}

/* A council has no more voters than seats on the day on which a new one begins. Before it has rules,
 * a youth member counts as one. */
static bool check_seats(struct act *act, const struct body_appointment_made *body, struct err *err)
{
    const struct rule_set *rules = NULL;
    struct object_list list;
    if (body->scope != SCOPE_COUNCIL || !role_has_vote(body->role)) {
        return true;
    }
    const struct council *council = act_need(act, KIND_COUNCIL, &body->scope_id, "/scopeId", err);
    if (council == NULL ||
        !world_related(act->world, REL_APPOINTMENTS_OF_SCOPE, &body->scope_id, &list, err) ||
        !rule_set_on(act, &body->scope_id, body->from_date, &rules, err)) {
        return false;
    }
    if (!role_has_seat(body->role, rules)) {
        return true;
    }
    int32_t taken = 0;
    for (size_t i = 0; i < list.count; i++) {
        const struct appointment *held = (const struct appointment *)list.items[i];
        taken += role_has_seat(held->role, rules) && appointment_in_force(held, body->from_date);
    }
    return taken < council->seats ||
           err_set_at(err, ERR_MISMATCH, "/role", "All %d seats of the council are taken then.",
                      (int)council->seats);
}

static bool is_payment_role(int role)
{
    return role == ROLE_SIGNATORY || role == ROLE_ACCEPTOR || role == ROLE_PAYER;
}

static bool is_paying_youth(int one, int other)
{
    return (one == ROLE_YOUTH_MEMBER && is_payment_role(other)) ||
           (other == ROLE_YOUTH_MEMBER && is_payment_role(one));
}

static bool overlaps(const struct appointment *held, const struct body_appointment_made *body)
{
    return (held->until_date.days == DATE_ABSENT ||
            held->until_date.days > body->from_date.days) &&
           (body->until_date.days == DATE_ABSENT || body->until_date.days > held->from_date.days);
}

/* Domain, 7: under 18 no payment role. Nobody's age is known; who is a youth member is. */
static bool check_youth(struct act *act, const struct body_appointment_made *body,
                        const struct uuid *organisation, struct err *err)
{
    struct object_list list;
    if (uuid_is_zero(organisation) ||
        (body->role != ROLE_YOUTH_MEMBER && !is_payment_role(body->role))) {
        return true;
    }
    if (!world_related(act->world, REL_APPOINTMENTS_OF_ORGANISATION, organisation, &list, err)) {
        return false;
    }
    for (size_t i = 0; i < list.count; i++) {
        const struct appointment *held = (const struct appointment *)list.items[i];
        if (is_paying_youth(held->role, body->role) && overlaps(held, body) &&
            !act_keep_apart(act, &body->handle, &held->handle,
                            "A youth member may be under 18, and so has no payment role: "
                            "signatory, acceptor or payer.",
                            err)) {
            return false;
        }
    }
    return true;
}

static bool check_handle(struct act *act, const struct uuid *handle, struct err *err)
{
    struct object_list list;
    if (!world_related(act->world, REL_APPOINTMENTS_BY_HANDLE, handle, &list, err)) {
        return false;
    }
    return list.count == 0 ||
           err_set(err, ERR_ALREADY_EXISTS, "Each appointment has a handle of its own.");
}

bool rule_appointment_made(struct act *act, struct err *err)
{
    const struct body_appointment_made *body = act->body;
    struct reach reach;
    if (!check_scope(body, err) ||
        !period_is_right(body->from_date, body->until_date, "/untilDate", err) ||
        !competence_reach(act, &reach, err) || !check_seats(act, body, err) ||
        !check_handle(act, &body->handle, err) ||
        !check_youth(act, body, &reach.organisation, err)) {
        return false;
    }
    struct appointment *made = act_insert(act, KIND_APPOINTMENT, &act->id, 0, err);
    if (made == NULL) {
        return false;
    }
    made->handle = body->handle;
    made->role = body->role;
    made->scope = body->scope;
    made->scope_id = body->scope_id;
    made->organisation = reach.organisation;
    made->from_date = body->from_date;
    made->until_date = body->until_date;
    return true;
}

/* One that ran out stays as it was: an earlier end would change who was in office when it counted. */
static bool check_end(const struct act *act, const struct appointment *held, struct date until,
                      struct err *err)
{
    if (held->ended_at.ms != INSTANT_ABSENT) {
        return err_set(err, ERR_WRONG_STATE, "The appointment was ended already.");
    }
    if (held->until_date.days != DATE_ABSENT && act->today.days >= held->until_date.days) {
        return err_set(err, ERR_WRONG_STATE, "The appointment ran out already.");
    }
    if (until.days < held->from_date.days ||
        (held->until_date.days != DATE_ABSENT && until.days > held->until_date.days)) {
        return err_set_at(err, ERR_BAD_DATE, "/untilDate",
                          "The end lies outside the dates of the appointment.");
    }
    return true;
}

bool rule_appointment_ended(struct act *act, struct err *err)
{
    struct body_appointment_ended *body = ACT_BODY(act, appointment_ended);
    const struct appointment *held = act_need(act, KIND_APPOINTMENT, &body->appointment, NULL, err);
    if (held == NULL || !check_end(act, held, body->until_date, err)) {
        return false;
    }
    struct appointment *ended = act_edit(act, held, err);
    if (ended == NULL) {
        return false;
    }
    ended->until_date = body->until_date;
    ended->ended_at = act->at;
    /* A seat that empties later empties after today's motions. */
    bool is_seat = ended->scope == SCOPE_COUNCIL && role_has_vote(ended->role);
    return !is_seat || appointment_in_force(ended, act->today) ||
           motions_void_of_council(act, &ended->scope_id, &ended->handle, &body->voided, err);
}
