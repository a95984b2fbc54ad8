/* The choice of the appointment under which a person acts: which roles may do the act here, and the
 * first of the person's appointments that is in force, has such a role and reaches what the act
 * touches (competence_reach.c). */
#include "buurtkas/domain/timed.h"
#include "domain/competence_internal.h"
#include "domain/rules_internal.h"

#include <stdio.h>
#include <string.h>

/* Which roles may do this very act. A member may always do for himself what a secretary does for
 * him. */
struct who {
    role_set roles;
    role_set self_roles;
    struct uuid self;  /* zero: self_roles do not count */
    struct uuid proxy; /* who holds the proxy of `self`, with the same roles */
};

bool appointment_in_force(const struct appointment *appointment, struct date day)
{
    return period_covers(appointment->from_date, appointment->until_date, day);
}

bool role_is_held(struct world *world, const struct uuid *scope_id, enum role role, struct date day,
                  bool *out, struct err *err)
{
    struct object_list list;
    if (!world_related(world, REL_APPOINTMENTS_OF_SCOPE, scope_id, &list, err)) {
        return false;
    }
    *out = false;
    for (size_t i = 0; i < list.count; i++) {
        const struct appointment *held = (const struct appointment *)list.items[i];
        if (held->role == (int)role && appointment_in_force(held, day)) {
            *out = true;
        }
    }
    return true;
}

/* --- Which roles may. --- */

/* Who may give (or end) a role; `is_end`: who could give it first may end it too. */
static bool givers_of(struct act *act, enum role role, const struct appointment *of, bool is_end,
                      struct who *out, struct err *err)
{
    const struct giving *giving = giving_of(role);
    if (of->scope == SCOPE_INSTALLATION) {
        out->roles = ROLE_BIT(ROLE_OPERATOR);
        return true;
    }
    bool is_held = false;
    if (!is_end && giving->givers_when_vacant != 0 &&
        !role_is_held(act->world, &of->scope_id, role, act->today, &is_held, err)) {
        return false;
    }
    out->roles = giving->givers | (is_held ? 0 : giving->givers_when_vacant);
    if (of->scope == SCOPE_ORGANISATION) {
        out->roles |= ROLE_BIT(ROLE_GRANTOR);
    }
    return true;
}

static bool who_appoints(struct act *act, struct who *out, struct err *err)
{
    const struct body_appointment_made *body = act->body;
    struct appointment of = { .scope = body->scope, .scope_id = body->scope_id };
    return givers_of(act, (enum role)body->role, &of, false, out, err);
}

static bool who_dismisses(struct act *act, struct who *out, struct err *err)
{
    const struct appointment *ended =
        act_need(act, KIND_APPOINTMENT, &ACT_BODY(act, appointment_ended)->appointment, NULL, err);
    return ended != NULL && givers_of(act, (enum role)ended->role, ended, true, out, err);
}

/* Without a member named, members speak for themselves; for another it is the secretary who
 * records. */
static void who_speaks_for(const struct uuid *member, struct who *out)
{
    if (uuid_is_zero(member)) {
        out->roles = ROLES_VOTING;
    } else {
        *out = (struct who){ .roles = ROLE_BIT(ROLE_SECRETARY),
                             .self_roles = ROLES_VOTING,
                             .self = *member };
    }
}

/* The vote of a member who gave a proxy is cast by its holder. Whether it still counts is for the
 * rule. */
static bool who_votes(struct act *act, struct who *out, struct err *err)
{
    const struct body_vote_cast *body = act->body;
    who_speaks_for(&body->member, out);
    if (uuid_is_zero(&body->member)) {
        return true;
    }
    const struct motion *motion = act_need(act, KIND_MOTION, &body->motion, NULL, err);
    struct object_list proxies;
    if (motion == NULL ||
        !world_related(act->world, REL_PROXIES_OF_MEETING, &motion->meeting, &proxies, err)) {
        return false;
    }
    for (size_t i = 0; i < proxies.count; i++) {
        const struct proxy *proxy = (const struct proxy *)proxies.items[i];
        if (uuid_equal(&proxy->giver, &body->member)) {
            out->proxy = proxy->holder;
        }
    }
    return true;
}

/* Whose interest it is may end it. */
static bool who_ends_interest(struct act *act, struct who *out, struct err *err)
{
    const struct interest *interest =
        act_need(act, KIND_INTEREST, &ACT_BODY(act, interest_ended)->interest, NULL, err);
    if (interest != NULL) {
        who_speaks_for(&interest->member, out);
    }
    return interest != NULL;
}

static role_set deciders_of_basis(enum basis basis)
{
    switch (basis) {
    case BASIS_VERDICT:
        return ROLE_BIT(ROLE_SECRETARY) | ROLE_BIT(ROLE_CHAIR);
    case BASIS_HOLDER:
        return ROLE_BIT(ROLE_HOLDER);
    case BASIS_URGENCY:
        return ROLE_BIT(ROLE_HOLDER) | ROLE_BIT(ROLE_CHAIR);
    case BASIS_OBJECTION_RULING:
        return ROLE_BIT(ROLE_OBJECTIONS_CLERK);
    case BASIS_GRANTOR:
    case BASIS_COURT_RULING:
    case BASIS_SETTLEMENT:
    case BASIS_WITHDRAWAL:
    case basis_absent:
    case basis_end:
        return ROLE_BIT(ROLE_GRANTOR);
    }
    return 0;
}

/* A basis that belongs to another act is nobody's here: then whoever decides at all is told so by
 * the rule. */
static role_set deciders_of(enum act_type type, enum basis basis)
{
    role_set all = competence_of(type)->roles;
    role_set some = deciders_of_basis(basis) & all;
    return some != 0 ? some : all;
}

/* Under an advisory mandate the verdict is an advice, and the body that gave the mandate decides.
 */
static bool who_decides(struct act *act, struct who *out, struct err *err)
{
    const struct body_decision_made *body = act->body;
    out->roles = deciders_of(ACT_DECISION_MADE, (enum basis)body->basis);
    if (body->basis != BASIS_VERDICT || uuid_is_zero(&body->motion)) {
        return true;
    }
    const struct motion *motion = act_need(act, KIND_MOTION, &body->motion, "/motion", err);
    if (motion == NULL) {
        return false;
    }
    const struct mandate *mandate = act_need(act, KIND_MANDATE, &motion->mandate, "/motion", err);
    if (mandate != NULL && mandate->exercise == EXERCISE_ADVISORY) {
        out->roles = ROLE_BIT(ROLE_GRANTOR) | ROLE_BIT(ROLE_HOLDER);
    }
    return mandate != NULL;
}

static bool who_releases(struct act *act, struct who *out, struct err *err)
{
    const struct body_allocation_released *body = act->body;
    const struct decision *decision = act_need(act, KIND_DECISION, &body->decision, NULL, err);
    if (decision == NULL) {
        return false;
    }
    const struct envelope *envelope =
        act_need(act, KIND_ENVELOPE, &decision->envelope, "/decision", err);
    if (envelope != NULL && envelope->state == ENVELOPE_OPEN) {
        out->roles &= ~ROLE_BIT(ROLE_GRANTOR);
    }
    return envelope != NULL;
}

/* A key is registered by the member it is of, and by nobody else. */
static bool who_registers_key(struct act *act, struct who *out, struct err *err)
{
    const struct uuid *id = &ACT_BODY(act, member_key_registered)->appointment;
    const struct appointment *own = act_need(act, KIND_APPOINTMENT, id, "/appointment", err);
    if (own != NULL) {
        *out = (struct who){ .self_roles = ROLES_VOTING, .self = own->handle };
    }
    return own != NULL;
}

static bool who_revokes_key(struct act *act, struct who *out, struct err *err)
{
    const struct uuid *id = &ACT_BODY(act, member_key_revoked)->member_key;
    const struct member_key *key = act_need(act, KIND_MEMBER_KEY, id, NULL, err);
    if (key != NULL) {
        who_speaks_for(&key->member, out);
    }
    return key != NULL;
}

static bool who_may(struct act *act, struct who *out, struct err *err)
{
    enum act_type type = act->kind->type;
    *out = (struct who){ .roles = competence_of(type)->roles };
    if (type == ACT_APPOINTMENT_MADE) {
        return who_appoints(act, out, err);
    }
    if (type == ACT_APPOINTMENT_ENDED) {
        return who_dismisses(act, out, err);
    }
    if (type == ACT_DECISION_MADE) {
        return who_decides(act, out, err);
    }
    if (type == ACT_ALLOCATION_RELEASED) {
        return who_releases(act, out, err);
    }
    if (type == ACT_INTEREST_ENDED) {
        return who_ends_interest(act, out, err);
    }
    if (type == ACT_MEMBER_KEY_REGISTERED) {
        return who_registers_key(act, out, err);
    }
    if (type == ACT_MEMBER_KEY_REVOKED) {
        return who_revokes_key(act, out, err);
    }
    if (type == ACT_DECISION_RULED) {
        out->roles = deciders_of(type, (enum basis)ACT_BODY(act, decision_ruled)->basis);
    } else if (type == ACT_MANDATE_GRANTED) {
        bool is_shared_on = !uuid_is_zero(&ACT_BODY(act, mandate_granted)->parent);
        out->roles = ROLE_BIT(is_shared_on ? ROLE_HOLDER : ROLE_GRANTOR);
    } else if (type == ACT_VOTE_CAST) {
        return who_votes(act, out, err);
    } else if (type == ACT_RECUSAL_DECLARED) {
        who_speaks_for(&ACT_BODY(act, recusal_declared)->member, out);
    } else if (type == ACT_VOTE_REQUESTED) {
        who_speaks_for(&ACT_BODY(act, vote_requested)->member, out);
    } else if (type == ACT_MEETING_REQUESTED) {
        who_speaks_for(&ACT_BODY(act, meeting_requested)->member, out);
    } else if (type == ACT_PROXY_GIVEN) {
        who_speaks_for(&ACT_BODY(act, proxy_given)->member, out);
    } else if (type == ACT_INTEREST_REGISTERED) {
        who_speaks_for(&ACT_BODY(act, interest_registered)->member, out);
    }
    return true;
}

/* --- The choice. --- */

static bool covers(const struct competence *row, const struct reach *reach,
                   const struct appointment *appointment)
{
    if (appointment->scope == SCOPE_INSTALLATION) {
        return true;
    }
    const struct uuid *id = &appointment->scope_id;
    if (uuid_is_zero(id)) {
        return false;
    }
    return uuid_equal(id, &reach->organisation) || uuid_equal(id, &reach->council) ||
           uuid_equal(id, &reach->commitment) ||
           (row->is_within && uuid_equal(&appointment->organisation, &reach->organisation));
}

static bool has_role(const struct who *who, const struct appointment *appointment)
{
    role_set role = ROLE_BIT(appointment->role);
    return (who->roles & role) != 0 ||
           ((who->self_roles & role) != 0 && (uuid_equal(&who->self, &appointment->handle) ||
                                              uuid_equal(&who->proxy, &appointment->handle)));
}

/* One person may be member and chair: the appointment on the roster is the one that votes. */
static bool is_on_roster(struct act *act, const struct uuid *handle, bool *out, struct err *err)
{
    *out = true;
    if (act->kind->type != ACT_VOTE_CAST) {
        return true;
    }
    struct object_list roster;
    if (!world_related(act->world, REL_ROSTER_OF_MOTION, &ACT_BODY(act, vote_cast)->motion, &roster,
                       err)) {
        return false;
    }
    bool is_found = false;
    for (size_t i = 0; i < roster.count; i++) {
        is_found =
            is_found || uuid_equal(&((const struct roster_seat *)roster.items[i])->member, handle);
    }
    *out = is_found;
    return true;
}

static bool refuse_actor(const struct act *act, role_set roles, struct err *err)
{
    char names[ERR_DETAIL_MAX / 2] = "";
    for (int role = 1; role < role_end; role++) {
        if ((roles & ROLE_BIT(role)) != 0) {
            size_t len = strlen(names);
            (void)snprintf(names + len, sizeof names - len, "%s%s", len == 0 ? "" : ", ",
                           field_enum_name(role_names, role));
        }
    }
    char day[11];
    date_print(day, act->today);
    return err_set(err, ERR_FORBIDDEN,
                   "%s is for one of these roles: %s. No appointment of yours that is in force "
                   "on %s gives one that reaches this.",
                   act->kind->name, names, day);
}

/* The record's first entry makes the first operator, who therefore acts in it. */
static bool choose_first_operator(struct act *act, struct err *err)
{
    const struct uuid *handle = &ACT_BODY(act, installation_opened)->operator_handle;
    if (act->entry != 0) {
        return err_set(err, ERR_FORBIDDEN, "The installation was opened by the first entry.");
    }
    act->actor = (struct actor){ .handle = *handle, .role = ROLE_OPERATOR };
    return true;
}

static bool is_nobody(const struct uuid *handles, size_t count)
{
    bool is_somebody = false;
    for (size_t i = 0; i < count; i++) {
        is_somebody = is_somebody || !uuid_is_zero(&handles[i]);
    }
    return !is_somebody;
}

/* A timed act is done by nobody: no appointment may do it. */
static bool choose_daemon(struct act *act, const struct uuid *handles, size_t count,
                          struct err *err)
{
    if (!is_nobody(handles, count)) {
        return err_set(err, ERR_FORBIDDEN, "%s is done by the daemon itself, by the clock.",
                       act->kind->name);
    }
    if (act->has_nonce) {
        return err_set(err, ERR_FORBIDDEN, "Nobody asked for %s: it has no nonce.",
                       act->kind->name);
    }
    act->actor = (struct actor){ 0 };
    return true;
}

/* The first that may stands, unless a later one is on the roster and it is not. */
static bool is_to_be_replaced(struct act *act, const struct actor *best, bool *out, struct err *err)
{
    bool is_best = false;
    if (best->role != role_absent && !is_on_roster(act, &best->handle, &is_best, err)) {
        return false;
    }
    *out = !is_best;
    return true;
}

static bool consider(struct act *act, const struct who *who, const struct reach *reach,
                     const struct appointment *held, struct err *err)
{
    if (!appointment_in_force(held, act->today) || !has_role(who, held) ||
        !covers(competence_of(act->kind->type), reach, held)) {
        return true;
    }
    bool is_better = false;
    if (!is_to_be_replaced(act, &act->actor, &is_better, err)) {
        return false;
    }
    if (is_better) {
        act->actor = (struct actor){ .handle = held->handle, .role = (enum role)held->role };
    }
    return true;
}

static bool choose_among(struct act *act, const struct reach *reach, const struct who *who,
                         const struct uuid *handle, struct err *err)
{
    struct object_list found;
    if (!world_related(act->world, REL_APPOINTMENTS_BY_HANDLE, handle, &found, err)) {
        return false;
    }
    for (size_t i = 0; i < found.count; i++) {
        if (!consider(act, who, reach, (const struct appointment *)found.items[i], err)) {
            return false;
        }
    }
    return true;
}

bool competence_choose(struct act *act, const struct uuid *handles, size_t count, struct err *err)
{
    if (act->kind->type == ACT_INSTALLATION_OPENED) {
        return choose_first_operator(act, err);
    }
    const struct competence *row = competence_of(act->kind->type);
    if (row->roles == 0) {
        return choose_daemon(act, handles, count, err);
    }
    if (row->is_by_clock && !act->has_nonce && is_nobody(handles, count)) {
        return timed_may_close(act, err) && choose_daemon(act, handles, count, err);
    }
    struct reach reach;
    struct who who;
    if (!competence_reach(act, &reach, err) || !who_may(act, &who, err)) {
        return false;
    }
    act->actor = (struct actor){ 0 };
    for (size_t i = 0; i < count; i++) {
        if (!choose_among(act, &reach, &who, &handles[i], err)) {
            return false;
        }
    }
    return act->actor.role != role_absent || refuse_actor(act, who.roles | who.self_roles, err);
}
