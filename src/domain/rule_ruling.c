/* A ruling on a decision: on an objection by somebody who did not take it (Awb 10:3(3)), on a
 * conflict found late, or by a court. It lets the decision stand, annuls it, grants what it
 * refused, or both; above the ceiling it is funded first, in the same act ("When" 8). */
#include "buurtkas/domain/money.h"
#include "domain/decision_internal.h"

/* What is ruled on, found once. */
struct ruled {
    const struct decision *decision;
    const struct decision_status *status;
    const struct envelope *envelope;
    const struct objection *objection; /* NULL: a court, or a conflict found late */
    int64_t granted_cents;             /* by the ruling itself */
};

static bool is_successful(const struct body_decision_ruled *body)
{
    return body->ruling == RULING_UPHELD || body->ruling == RULING_PARTLY;
}

static bool find_ruled(struct act *act, const struct body_decision_ruled *body, struct ruled *out,
                       struct err *err)
{
    *out = (struct ruled){ .granted_cents = cents_or_zero(body->amount_cents) };
    out->decision = act_need(act, KIND_DECISION, &body->decision, NULL, err);
    out->status = out->decision == NULL
                      ? NULL
                      : act_need(act, KIND_DECISION_STATUS, &body->decision, NULL, err);
    out->envelope = out->status == NULL
                        ? NULL
                        : act_need(act, KIND_ENVELOPE, &out->decision->envelope, NULL, err);
    if (out->envelope == NULL || uuid_is_zero(&body->objection)) {
        return out->envelope != NULL;
    }
    out->objection = act_need(act, KIND_OBJECTION, &body->objection, "/objection", err);
    return out->objection != NULL;
}

static bool state_allows_it(const struct ruled *ruled, struct err *err)
{
    return decision_stands(ruled->status->state) ||
           err_set(err, ERR_WRONG_STATE, "The decision is %s: there is nothing to rule on.",
                   field_enum_name(decision_state_names, ruled->status->state));
}

static bool objection_is_right(const struct body_decision_ruled *body, const struct ruled *ruled,
                               struct err *err)
{
    const struct objection *objection = ruled->objection;
    if (objection == NULL) {
        return ruled->status->state == DECISION_CONTESTED ||
               err_set_at(err, ERR_MISMATCH, "/objection",
                          "The decision is not contested, so the ruling names the objection.");
    }
    if (!uuid_equal(&objection->decision, &body->decision)) {
        return err_set_at(err, ERR_MISMATCH, "/objection",
                          "The objection is against another decision.");
    }
    if (objection->state != OBJECTION_FILED) {
        return err_set_at(err, ERR_WRONG_STATE, "/objection", "The objection is %s already.",
                          field_enum_name(objection_state_names, objection->state));
    }
    return !objection->late || objection->excused || body->ruling == RULING_INADMISSIBLE ||
           err_set_at(err, ERR_MISMATCH, "/ruling",
                      "The objection came too late and has no excuse: it is inadmissible.");
}

static bool basis_is_right(const struct body_decision_ruled *body, const struct ruled *ruled,
                           struct err *err)
{
    if (body->basis == BASIS_OBJECTION_RULING) {
        return objection_is_right(body, ruled, err);
    }
    if (body->basis != BASIS_COURT_RULING) {
        return err_set_at(err, ERR_MISMATCH, "/basis",
                          "A ruling rests on an objection or on a court.");
    }
    return ruled->objection == NULL ||
           err_set_at(err, ERR_MISMATCH, "/objection",
                      "A court rules on the decision, not on the objection.");
}

/* --- What the ruling grants. --- */

static bool failure_gives_nothing(const struct body_decision_ruled *body, const struct ruled *ruled,
                                  struct err *err)
{
    if (is_successful(body)) {
        return body->annuls || ruled->granted_cents > 0 ||
               err_set_at(err, ERR_MISMATCH, "/annuls",
                          "A ruling that upholds annuls the decision, grants something, or both.");
    }
    return (!body->annuls && ruled->granted_cents == 0 && body->exception_cents == FIELD_ABSENT) ||
           err_set_at(err, ERR_MISMATCH, "/ruling",
                      "A ruling that is not (partly) upheld changes nothing.");
}

/* What a decision leaves with the proposal, less what was released: while it stands all it gave,
 * the years to come of its plan too; once it has ended what it had promised. */
static bool add_standing(struct act *act, const struct decision *decision, int64_t *cents,
                         struct err *err)
{
    const struct decision_status *status =
        act_need(act, KIND_DECISION_STATUS, &decision->object.id, NULL, err);
    return status != NULL &&
           cents_add(cents,
                     cents_or_zero(decision_stands(status->state) ? decision->amount_cents
                                                                  : status->allocated_cents),
                     err) &&
           cents_add(cents, -cents_or_zero(status->released_cents), err);
}

/* What stands on the proposal beside this ruling: by the decision, unless the ruling takes its
 * place, and by every earlier ruling. */
static bool find_standing(struct act *act, const struct body_decision_ruled *body,
                          const struct ruled *ruled, int64_t *out_cents, struct err *err)
{
    struct object_list decisions;
    int64_t cents = 0;
    if (!world_related(act->world, REL_DECISIONS_OF_PROPOSAL, &ruled->decision->proposal,
                       &decisions, err)) {
        return false;
    }
    for (size_t i = 0; i < decisions.count; i++) {
        const struct decision *decision = (const struct decision *)decisions.items[i];
        bool is_replaced = body->annuls && uuid_equal(&decision->object.id, &body->decision);
        if (outcome_gives(decision->outcome) && !is_replaced && !add_standing(act, decision, &cents, err)) {
            return false;
        }
    }
    *out_cents = cents;
    return true;
}

/* What stands on the proposal, and the ruling's own: at most what was asked. */
static bool find_outcome(struct act *act, struct body_decision_ruled *body,
                         const struct ruled *ruled, struct err *err)
{
    const struct decision *decision = ruled->decision;
    if (ruled->granted_cents == 0) {
        body->outcome = body->annuls ? OUTCOME_ANNULMENT : OUTCOME_STANDS;
        return true;
    }
    if (!outcome_gives(decision->outcome) && decision->outcome != OUTCOME_REFUSAL) {
        return err_set_at(err, ERR_MISMATCH, "/amountCents",
                          "Nothing was asked in a decision that is a %s.",
                          field_enum_name(outcome_names, decision->outcome));
    }
    const struct proposal_version *version =
        act_need(act, KIND_PROPOSAL_VERSION, &decision->proposal_version, NULL, err);
    int64_t standing = 0;
    if (version == NULL || !find_standing(act, body, ruled, &standing, err)) {
        return false;
    }
    int64_t total = standing;
    if (!cents_add(&total, ruled->granted_cents, err)) {
        return false;
    }
    if (total > version->asked_cents) {
        return err_set_at(err, ERR_MORE_THAN_ASKED, "/amountCents",
                          "With the " EUR " that stands on the proposal already it comes to " EUR
                          "; the proposal asks " EUR ".",
                          EUR_ARGS(standing), EUR_ARGS(total), EUR_ARGS(version->asked_cents));
    }
    bool is_partial = total < version->asked_cents;
    body->outcome = is_partial ? OUTCOME_PARTIAL : OUTCOME_GRANT;
    return !is_partial || text_is_given(&body->partial_reason) ||
           err_set_at(err, ERR_MISMATCH, "/partialReason",
                      "The ruling leaves " EUR " of the " EUR " asked, without saying why.",
                      EUR_ARGS(total), EUR_ARGS(version->asked_cents));
}

/* Row 1 of kind exception: exactly what lacks, with its authority and document. */
static bool fund_exception(struct act *act, const struct body_decision_ruled *body,
                           const struct ruled *ruled, int64_t lacking, struct err *err)
{
    static const struct hash none = { { 0 } };
    if (body->exception_cents != lacking) {
        return err_set_at(err, ERR_MISMATCH, "/exceptionCents",
                          "The exception funds what lacks: " EUR ".", EUR_ARGS(lacking));
    }
    if (!text_is_given(&body->exception_authority) ||
        memcmp(&body->exception_document, &none, sizeof none) == 0) {
        return err_set_at(err, ERR_MISMATCH, "/exceptionDocument",
                          "The exception names its authority, and its document by hash.");
    }
    if (uuid_is_zero(&body->new_grant)) {
        return err_set(err, ERR_INTERNAL, "No id was made for a part of this act.");
    }
    struct grant *grant = act_insert(act, KIND_GRANT, &body->new_grant, 0, err);
    if (grant == NULL) {
        return false;
    }
    grant->envelope = ruled->envelope->object.id;
    grant->funder = ruled->envelope->organisation;
    grant->on_date = act_day(act);
    const struct row_refs refs = { .envelope = ruled->envelope, .grant = body->new_grant };
    return ledger_add_row(act, ROW_1, &refs, lacking, err);
}

/* Row 3 of what the ruling grants. `available` never goes below zero: what lacks comes first. */
static bool allocate(struct act *act, struct body_decision_ruled *body, const struct ruled *ruled,
                     int64_t freed_cents, struct err *err)
{
    int64_t there = 0;
    if (!ledger_balance(act, ACCOUNT_BUDGET_AVAILABLE, NULL, ruled->envelope, &there, err) ||
        !cents_add(&there, freed_cents, err)) {
        return false;
    }
    int64_t lacking = ruled->granted_cents > there ? ruled->granted_cents - there : 0;
    if (body->exception_cents == FIELD_ABSENT) {
        body->new_grant = (struct uuid){ { 0 } };
        if (!cents_within(ruled->granted_cents, there, ERR_MORE_THAN_AVAILABLE, "available", err)) {
            return false;
        }
    } else if (!fund_exception(act, body, ruled, lacking, err)) {
        return false;
    }
    const struct row_refs refs = { .envelope = ruled->envelope,
                                   .proposal = ruled->decision->proposal };
    return ledger_add_row(act, ROW_3, &refs, ruled->granted_cents, err);
}

/* --- The ruling is a decision. --- */

static struct decision *insert_ruling(struct act *act, const struct body_decision_ruled *body,
                                      const struct ruled *ruled, struct err *err)
{
    struct decision *decision = act_insert(act, KIND_DECISION, &act->id, 0, err);
    if (decision == NULL) {
        return NULL;
    }
    const struct decision *about = ruled->decision;
    decision->basis = body->basis;
    decision->outcome = body->outcome;
    decision->organisation = about->organisation;
    decision->council = about->council;
    decision->envelope = about->envelope;
    decision->proposal = about->proposal;
    decision->proposal_version = about->proposal_version;
    decision->mandate = about->mandate;
    decision->amount_cents = ruled->granted_cents;
    decision->document = body->document;
    decision->decided_by = act->actor.handle;
    decision->about = body->decision;
    decision->objection = body->objection;
    decision->ruling = body->ruling;
    decision->found_state = ruled->status->state;
    decision->found_suspended = ruled->status->suspended;
    return decision;
}

static bool close_objection(struct act *act, const struct objection *found, struct err *err)
{
    struct objection *objection = found == NULL ? NULL : act_edit(act, found, err);
    if (objection == NULL) {
        return found == NULL;
    }
    objection->state = OBJECTION_RULED;
    objection->ruling = act->id;
    return true;
}

/* A ruling on the conflict ends the conflict and leaves a suspension; a court's ends both. */
static bool settle_ruled(struct act *act, const struct body_decision_ruled *body,
                         const struct ruled *ruled, struct decision *ruling, struct err *err)
{
    if (body->annuls) {
        return decision_end(act, ruled->decision, DECISION_ANNULLED, ruling, err);
    }
    if (!decision_is_lifted_by(ruling)) {
        return true;
    }
    struct decision_status *status = act_edit(act, ruled->status, err);
    if (status == NULL) {
        return false;
    }
    status->suspended = status->suspended && ruling->basis != BASIS_COURT_RULING;
    status->state = decision_uncontested_state(status);
    return true;
}

static bool check(struct act *act, struct body_decision_ruled *body, struct ruled *ruled,
                  struct err *err)
{
    return find_ruled(act, body, ruled, err) && state_allows_it(ruled, err) &&
           basis_is_right(body, ruled, err) &&
           (body->basis == BASIS_COURT_RULING ||
            decision_ruler_is_another(act, ruled->decision, err)) &&
           failure_gives_nothing(body, ruled, err) && find_outcome(act, body, ruled, err) &&
           decision_effects_are_complete(&body->effects, err);
}

bool rule_decision_ruled(struct act *act, struct err *err)
{
    struct body_decision_ruled *body = ACT_BODY(act, decision_ruled);
    struct ruled ruled;
    if (!check(act, body, &ruled, err)) {
        return false;
    }
    struct decision *ruling = insert_ruling(act, body, &ruled, err);
    struct decision_status *status = ruling == NULL ? NULL : decision_insert_status(act, err);
    if (status == NULL || !decision_insert_effects(act, &body->effects, err) ||
        !close_objection(act, ruled.objection, err) ||
        !settle_ruled(act, body, &ruled, ruling, err)) {
        return false;
    }
    status->state = DECISION_IN_EFFECT;
    status->effective_on = ruled.granted_cents > 0 ? act_day(act) : act->today;
    status->allocated_cents = ruled.granted_cents;
    body->state = ruled.status->state;
    body->freed_cents = cents_or_zero(ruling->freed_cents);
    ledger_note(act, &(struct transaction_note){ .envelope = ruling->envelope,
                                                 .decision = act->id,
                                                 .subject = body->decision,
                                                 .amount_cents = ruled.granted_cents });
    if (ruled.granted_cents > 0) {
        return allocate(act, body, &ruled, body->freed_cents, err);
    }
    body->new_grant = (struct uuid){ { 0 } };
    return body->exception_cents == FIELD_ABSENT ||
           err_set_at(err, ERR_MISMATCH, "/exceptionCents",
                      "The ruling grants nothing that an exception could fund.");
}
