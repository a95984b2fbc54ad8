/* A case that is decided without the council: not after the council voted on it, unless the grantor
 * took it back by an instruction on record (domain, 4); and by urgency no more than its ceiling at
 * once for one who asks, into however many proposals the plan is split. */
#include "domain/decision_internal.h"

static bool was_voted_on(const struct motion *motion)
{
    static const bool is_over[motion_state_end] = { [MOTION_CLOSED] = true, [MOTION_DECIDED] = true };
    return is_over[motion->state] && motion->verdict != VERDICT_INVALID_QUORUM;
}

/* The council's last vote on the proposal, whatever version; what was not valid was no vote. */
static bool find_last_vote(struct act *act, const struct uuid *proposal, const struct motion **out,
                           struct err *err)
{
    struct object_list motions;
    *out = NULL;
    if (!world_related(act->world, REL_MOTIONS_OF_PROPOSAL, proposal, &motions, err)) {
        return false;
    }
    for (size_t i = 0; i < motions.count; i++) {
        const struct motion *motion = (const struct motion *)motions.items[i];
        if (motion->subject != SUBJECT_ALLOCATION) {
            continue;
        }
        if (motion->state == MOTION_OPEN) {
            return err_set_at(err, ERR_WRONG_STATE, "/proposal",
                              "Motion %s on it is open: the council is voting.",
                              motion->object.reference.text);
        }
        if (was_voted_on(motion) && (*out == NULL || motion->closed_in > (*out)->closed_in)) {
            *out = motion;
        }
    }
    return true;
}

/* The grantor's instruction in this case, under the mandate of the vote and after it. */
static bool find_instruction(struct act *act, const struct motion *vote, struct uuid *out,
                             struct err *err)
{
    struct object_list instructions;
    if (!world_related(act->world, REL_INSTRUCTIONS_OF_PROPOSAL, &vote->proposal, &instructions,
                       err)) {
        return false;
    }
    *out = (struct uuid){ { 0 } };
    for (size_t i = 0; i < instructions.count; i++) {
        const struct instruction *given = (const struct instruction *)instructions.items[i];
        if (uuid_equal(&given->mandate, &vote->mandate) &&
            (int64_t)given->object.entry > vote->closed_in) {
            *out = given->object.id;
        }
    }
    return true;
}

bool decision_case_is_free(struct act *act, struct body_decision_made *body, struct err *err)
{
    const struct motion *vote = NULL;
    if (!find_last_vote(act, &body->proposal, &vote, err)) {
        return false;
    }
    if (vote == NULL) {
        return true;
    }
    if (body->basis == BASIS_URGENCY) {
        return err_set_at(err, ERR_WRONG_STATE, "/basis",
                          "The council has voted on it (motion %s, %s): nothing is left that could "
                          "not wait for it.",
                          vote->object.reference.text,
                          field_enum_name(verdict_state_names, vote->verdict));
    }
    if (!find_instruction(act, vote, &body->instruction, err)) {
        return false;
    }
    return !uuid_is_zero(&body->instruction) ||
           err_set_at(err, ERR_WRONG_STATE, "/basis",
                      "The council has voted on it (motion %s, %s): decide on that verdict, or the "
                      "grantor first takes the case back by an instruction on this proposal (Awb "
                      "10:6).",
                      vote->object.reference.text,
                      field_enum_name(verdict_state_names, vote->verdict));
}

/* --- Urgency. --- */

bool decision_waits_for_council(struct act *act, const struct decision *decision, bool *out,
                                struct err *err)
{
    *out = false;
    if (decision->basis != BASIS_URGENCY) {
        return true;
    }
    const struct decision_status *status =
        act_need(act, KIND_DECISION_STATUS, &decision->object.id, NULL, err);
    if (status == NULL) {
        return false;
    }
    *out = decision_stands(status->state) && status->ratification == RATIFICATION_NEEDED;
    return true;
}

/* By urgency for the same applicant, and the council has not said yes: still to be ratified, or
 * refused. */
static bool add_unratified(struct act *act, const struct decision *decision,
                           const struct uuid *applicant, int64_t *cents, struct err *err)
{
    if (decision->basis != BASIS_URGENCY) {
        return true;
    }
    const struct decision_status *status =
        act_need(act, KIND_DECISION_STATUS, &decision->object.id, NULL, err);
    const struct proposal *proposal =
        status == NULL ? NULL : act_need(act, KIND_PROPOSAL, &decision->proposal, NULL, err);
    bool is_same = false;
    if (proposal == NULL ||
        !world_same_person(act->world, applicant, &proposal->applicant, &is_same, err)) {
        return false;
    }
    bool counts = is_same && decision_stands(status->state) &&
                  (status->ratification == RATIFICATION_NEEDED ||
                   status->ratification == RATIFICATION_REFUSED);
    *cents += counts ? decision->amount_cents : 0;
    return true;
}

bool decision_urgency_is_right(struct act *act, const struct grounds *grounds, int64_t amount_cents,
                               struct err *err)
{
    const struct mandate *mandate = grounds->mandate;
    struct object_list decisions;
    int64_t before = 0;
    if (mandate->ceiling_urgency_cents == FIELD_ABSENT) {
        return err_set_at(err, ERR_NO_MANDATE, "/basis",
                          "Mandate %s gives nobody the power to decide by urgency.",
                          mandate->object.reference.text);
    }
    if (amount_cents > mandate->ceiling_urgency_cents) {
        return err_set_at(err, ERR_OVER_CEILING, "/amountCents",
                          "The decision gives " EUR "; by urgency mandate %s allows at most " EUR
                          ".",
                          EUR_ARGS(amount_cents), mandate->object.reference.text,
                          EUR_ARGS(mandate->ceiling_urgency_cents));
    }
    if (!world_related(act->world, REL_DECISIONS_OF_COUNCIL, &mandate->council, &decisions, err)) {
        return false;
    }
    for (size_t i = 0; i < decisions.count; i++) {
        if (!add_unratified(act, (const struct decision *)decisions.items[i],
                            &grounds->proposal->applicant, &before, err)) {
            return false;
        }
    }
    return amount_cents <= mandate->ceiling_urgency_cents - before ||
           err_set_at(err, ERR_OVER_CEILING, "/amountCents",
                      "Who asks was given " EUR " by urgency that the council has not ratified; "
                      "with " EUR " more it would be above the " EUR " that mandate %s allows "
                      "before it does.",
                      EUR_ARGS(before), EUR_ARGS(amount_cents),
                      EUR_ARGS(mandate->ceiling_urgency_cents), mandate->object.reference.text);
}
