/* A decision withdrawn on a named ground (Awb 4:48, 4:49), suspended, and in effect again. */
#include "domain/decision_internal.h"

struct standing {
    const struct decision *decision;
    const struct decision_status *status;
};

static bool find_standing(struct act *act, const struct uuid *decision, struct standing *out,
                          struct err *err)
{
    out->decision = act_need(act, KIND_DECISION, decision, NULL, err);
    out->status =
        out->decision == NULL ? NULL : act_need(act, KIND_DECISION_STATUS, decision, NULL, err);
    return out->status != NULL;
}

static bool must_be_in(const struct standing *of, const int *states, size_t count, const char *what,
                       struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (of->status->state == states[i]) {
            return true;
        }
    }
    return err_set(err, ERR_WRONG_STATE, "The decision is %s: it cannot be %s.",
                   field_enum_name(decision_state_names, of->status->state), what);
}

/* After the settlement only the grounds of Awb 4:49 are left. */
static bool ground_is_right(struct act *act, const struct body_decision_withdrawn *body,
                            struct err *err)
{
    struct object_list commitments;
    if (!world_related(act->world, REL_COMMITMENTS_OF_DECISION, &body->decision, &commitments,
                       err)) {
        return false;
    }
    bool is_settled = false;
    for (size_t i = 0; i < commitments.count; i++) {
        const struct commitment *commitment = (const struct commitment *)commitments.items[i];
        is_settled = is_settled || commitment->state == COMMITMENT_SETTLED;
    }
    return !is_settled || body->ground != WITHDRAWAL_NOT_DONE ||
           err_set_at(err, ERR_MISMATCH, "/ground",
                      "After a settlement a decision is withdrawn on a ground of Awb 4:49 only.");
}

static struct decision *insert_withdrawal(struct act *act,
                                          const struct body_decision_withdrawn *body,
                                          const struct decision *about, struct err *err)
{
    struct decision *decision = act_insert(act, KIND_DECISION, &act->id, 0, err);
    if (decision == NULL) {
        return NULL;
    }
    decision->basis = BASIS_WITHDRAWAL;
    decision->outcome = OUTCOME_WITHDRAWAL;
    decision->organisation = about->organisation;
    decision->council = about->council;
    decision->envelope = about->envelope;
    decision->proposal = about->proposal;
    decision->proposal_version = about->proposal_version;
    decision->mandate = about->mandate;
    decision->amount_cents = 0;
    decision->document = body->document;
    decision->decided_by = act->actor.handle;
    decision->about = body->decision;
    decision->ground = body->ground;
    return decision;
}

bool rule_decision_withdrawn(struct act *act, struct err *err)
{
    static const int states[] = { DECISION_IN_EFFECT, DECISION_CONTESTED, DECISION_SUSPENDED };
    struct body_decision_withdrawn *body = ACT_BODY(act, decision_withdrawn);
    struct standing of;
    if (!find_standing(act, &body->decision, &of, err) ||
        !must_be_in(&of, states, 3, "withdrawn", err)) {
        return false;
    }
    if (!outcome_gives(of.decision->outcome)) {
        return err_set(err, ERR_MISMATCH, "The decision (%s) gave nothing that can be withdrawn.",
                       field_enum_name(outcome_names, of.decision->outcome));
    }
    if (!ground_is_right(act, body, err) || !decision_effects_are_complete(&body->effects, err)) {
        return false;
    }
    struct decision *withdrawal = insert_withdrawal(act, body, of.decision, err);
    struct decision_status *status = withdrawal == NULL ? NULL : decision_insert_status(act, err);
    if (status == NULL || !decision_insert_effects(act, &body->effects, err) ||
        !decision_end(act, of.decision, DECISION_WITHDRAWN, withdrawal, err)) {
        return false;
    }
    status->state = DECISION_IN_EFFECT;
    status->effective_on = act->today;
    body->freed_cents = withdrawal->freed_cents;
    ledger_note(act, &(struct transaction_note){ .envelope = of.decision->envelope,
                                                 .decision = act->id,
                                                 .subject = body->decision,
                                                 .amount_cents = withdrawal->freed_cents });
    return true;
}

/* Suspended or not, whatever else is found: a conflict shows first, and outlasts it. */
static bool set_suspended(struct act *act, const struct standing *of, bool suspended,
                          struct err *err)
{
    struct decision_status *status = act_edit(act, of->status, err);
    if (status == NULL) {
        return false;
    }
    status->suspended = suspended;
    if (status->state != DECISION_CONTESTED) {
        status->state = decision_uncontested_state(status);
    }
    return true;
}

bool rule_decision_suspended(struct act *act, struct err *err)
{
    static const int states[] = { DECISION_IN_EFFECT, DECISION_CONTESTED };
    const struct body_decision_suspended *body = ACT_BODY(act, decision_suspended);
    struct standing of;
    if (!find_standing(act, &body->decision, &of, err) ||
        !must_be_in(&of, states, 2, "suspended", err)) {
        return false;
    }
    if (of.status->suspended) {
        return err_set(err, ERR_WRONG_STATE, "The decision is suspended already.");
    }
    return set_suspended(act, &of, true, err);
}

bool rule_decision_resumed(struct act *act, struct err *err)
{
    static const int states[] = { DECISION_SUSPENDED, DECISION_CONTESTED };
    const struct body_decision_resumed *body = ACT_BODY(act, decision_resumed);
    struct standing of;
    if (!find_standing(act, &body->decision, &of, err) ||
        !must_be_in(&of, states, 2, "in effect again", err)) {
        return false;
    }
    if (!of.status->suspended) {
        return err_set(err, ERR_WRONG_STATE, "The decision is not suspended.");
    }
    return set_suspended(act, &of, false, err);
}
