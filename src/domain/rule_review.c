/* Looking back: what a decision did to community life after what it paid for was completed, and
 * what a member who voted sees differently (domain, 15). */
#include "domain/decision_internal.h"

static bool must_be_completed(struct act *act, const struct uuid *decision, struct err *err)
{
    struct object_list commitments;
    if (!world_related(act->world, REL_COMMITMENTS_OF_DECISION, decision, &commitments, err)) {
        return false;
    }
    if (commitments.count == 0) {
        return err_set(err, ERR_WRONG_STATE, "Nothing was promised on the decision yet.");
    }
    for (size_t i = 0; i < commitments.count; i++) {
        const struct commitment *commitment = (const struct commitment *)commitments.items[i];
        if (commitment->state != COMMITMENT_SETTLED) {
            return err_set(err, ERR_WRONG_STATE,
                           "Commitment %s is still open: one looks back when all is settled.",
                           commitment->object.reference.text);
        }
    }
    return true;
}

bool rule_effect_reviewed(struct act *act, struct err *err)
{
    const struct body_effect_reviewed *body = ACT_BODY(act, effect_reviewed);
    if (act_need(act, KIND_DECISION, &body->decision, NULL, err) == NULL ||
        !must_be_completed(act, &body->decision, err) ||
        !decision_effects_are_complete(&body->effects, err)) {
        return false;
    }
    struct review *review = act_insert(act, KIND_REVIEW, &act->id, 0, err);
    if (review == NULL || !decision_insert_effects(act, &body->effects, err)) {
        return false;
    }
    review->decision = body->decision;
    review->reviewed_by = act->actor.handle;
    review->at = act->at;
    return true;
}

static bool must_be_first_view(struct act *act, const struct uuid *decision, struct err *err)
{
    struct object_list views;
    if (!world_related(act->world, REL_VIEWS_OF_DECISION, decision, &views, err)) {
        return false;
    }
    for (size_t i = 0; i < views.count; i++) {
        const struct differing_view *view = (const struct differing_view *)views.items[i];
        if (uuid_equal(&view->member, &act->actor.handle)) {
            return err_set(err, ERR_ALREADY_EXISTS,
                           "This member's differing view is on record: %s.",
                           view->object.reference.text);
        }
    }
    return true;
}

/* Only who was entitled to vote on it. */
static bool must_be_on_roster(struct act *act, const struct decision *decision, struct err *err)
{
    struct object_list roster = { 0 };
    if (!uuid_is_zero(&decision->motion) &&
        !world_related(act->world, REL_ROSTER_OF_MOTION, &decision->motion, &roster, err)) {
        return false;
    }
    return roster_has(&roster, &act->actor.handle) ||
           err_set(err, ERR_NOT_ENTITLED,
                   "A differing view is of a member who was entitled to vote on the decision.");
}

bool rule_view_recorded(struct act *act, struct err *err)
{
    const struct body_view_recorded *body = ACT_BODY(act, view_recorded);
    const struct decision *decision = act_need(act, KIND_DECISION, &body->decision, NULL, err);
    if (decision == NULL || !must_be_on_roster(act, decision, err) ||
        !must_be_first_view(act, &body->decision, err)) {
        return false;
    }
    struct differing_view *view = act_insert(act, KIND_DIFFERING_VIEW, &act->id, 0, err);
    if (view == NULL) {
        return false;
    }
    view->decision = body->decision;
    view->member = act->actor.handle;
    view->at = act->at;
    return true;
}
