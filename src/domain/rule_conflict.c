/* A conflict of interest found after the decision: the decision is contested, and it is computed
 * and put beside it what the verdict would have been. Nothing is deleted, and nothing paid is
 * reversed; only a ruling or a withdrawal ends it (domain, 11; V4). */
#include "domain/decision_internal.h"
#include "domain/motion_internal.h"

static bool can_be_contested(const struct decision *decision, const struct decision_status *status,
                             struct err *err)
{
    if (!decision_stands(status->state)) {
        return err_set(err, ERR_WRONG_STATE, "The decision is %s: there is nothing to contest.",
                       field_enum_name(decision_state_names, status->state));
    }
    return !uuid_is_zero(&decision->motion) ||
           err_set(err, ERR_MISMATCH,
                   "The decision rests on no verdict of the council (%s): nobody voted on it.",
                   field_enum_name(basis_names, decision->basis));
}

static bool member_is_right(struct act *act, const struct body_conflict_found *body,
                            const struct uuid *motion, struct err *err)
{
    struct object_list roster;
    if (!world_related(act->world, REL_ROSTER_OF_MOTION, motion, &roster, err)) {
        return false;
    }
    if (!roster_has(&roster, &body->member)) {
        return err_set_at(err, ERR_NOT_ENTITLED, "/member",
                          "The member was not on the roster of the motion.");
    }
    if (uuid_is_zero(&body->interest)) {
        return true;
    }
    const struct interest *interest =
        act_need(act, KIND_INTEREST, &body->interest, "/interest", err);
    if (interest == NULL) {
        return false;
    }
    return uuid_equal(&interest->member, &body->member) ||
           err_set_at(err, ERR_MISMATCH, "/interest", "The interest is another member's.");
}

static bool is_new(const struct object_list *conflicts, const struct uuid *member, struct err *err)
{
    for (size_t i = 0; i < conflicts->count; i++) {
        const struct conflict *other = (const struct conflict *)conflicts->items[i];
        if (uuid_equal(&other->member, member)) {
            return err_set(err, ERR_ALREADY_EXISTS, "This conflict is on record: %s.",
                           other->object.reference.text);
        }
    }
    return true;
}

/* Whether it was ruled, after it was found, that there was no such conflict. */
static bool is_dismissed(const struct conflict *conflict, const struct object_list *decisions)
{
    for (size_t i = 0; i < decisions->count; i++) {
        const struct decision *ruling = (const struct decision *)decisions->items[i];
        bool is_on_conflict = uuid_equal(&ruling->about, &conflict->decision) &&
                              ruling->found_state == DECISION_CONTESTED &&
                              decision_is_lifted_by(ruling);
        if (is_on_conflict && ruling->ruling == RULING_REJECTED &&
            ruling->object.entry > conflict->object.entry) {
            return true;
        }
    }
    return false;
}

/* With the conflicts found before, whose votes are in doubt as well, unless they were ruled out. */
static bool compute(struct act *act, struct body_conflict_found *body, const struct motion *motion,
                    const struct object_list *conflicts, struct err *err)
{
    struct motion_doubt doubt = { .casting = motion->casting, .verdict = motion->verdict };
    struct object_list decisions;
    struct list members;
    if (!rule_list(act, conflicts->count + 1, sizeof(struct uuid), &members, err) ||
        !world_related(act->world, REL_DECISIONS_OF_PROPOSAL, &motion->proposal, &decisions, err)) {
        return false;
    }
    struct uuid *member = members.items;
    member[doubt.count++] = body->member;
    for (size_t i = 0; i < conflicts->count; i++) {
        const struct conflict *before = (const struct conflict *)conflicts->items[i];
        if (!is_dismissed(before, &decisions)) {
            member[doubt.count++] = before->member;
        }
    }
    doubt.members = member;
    if (!motion_without(act, motion, &doubt, err)) {
        return false;
    }
    body->verdict = motion->verdict;
    body->voted = doubt.is_first_counted;
    body->without = doubt.without;
    body->pivotal = doubt.is_pivotal;
    return true;
}

static bool record(struct act *act, const struct body_conflict_found *body,
                   const struct decision_status *found, struct err *err)
{
    struct conflict *conflict = act_insert(act, KIND_CONFLICT, &act->id, 0, err);
    struct decision_status *status = conflict == NULL ? NULL : act_edit(act, found, err);
    if (status == NULL) {
        return false;
    }
    conflict->decision = body->decision;
    conflict->member = body->member;
    conflict->interest = body->interest;
    conflict->document = body->document;
    conflict->voted = body->voted;
    conflict->verdict_without = body->without;
    conflict->pivotal = body->pivotal;
    conflict->at = act->at;
    status->state = DECISION_CONTESTED;
    return true;
}

bool rule_conflict_found(struct act *act, struct err *err)
{
    struct body_conflict_found *body = ACT_BODY(act, conflict_found);
    const struct decision *decision = act_need(act, KIND_DECISION, &body->decision, NULL, err);
    const struct decision_status *status =
        decision == NULL ? NULL : act_need(act, KIND_DECISION_STATUS, &body->decision, NULL, err);
    struct object_list conflicts;
    if (status == NULL || !can_be_contested(decision, status, err) ||
        !member_is_right(act, body, &decision->motion, err) ||
        !world_related(act->world, REL_CONFLICTS_OF_DECISION, &body->decision, &conflicts, err) ||
        !is_new(&conflicts, &body->member, err)) {
        return false;
    }
    const struct motion *motion = act_need(act, KIND_MOTION, &decision->motion, NULL, err);
    body->state = DECISION_CONTESTED;
    return motion != NULL && compute(act, body, motion, &conflicts, err) &&
           record(act, body, status, err);
}
