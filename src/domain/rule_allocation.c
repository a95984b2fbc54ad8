/* An allocation released (row 9): what a decision set aside for a proposal becomes available again,
 * by the council's decision to release, or without one once the envelope has ended. */
#include "domain/money_internal.h"

/* What the decision has set aside and not yet promised or released. */
static int64_t free_cents(const struct decision_status *status)
{
    return cents_or_zero(status->allocated_cents) - cents_or_zero(status->released_cents) -
           cents_or_zero(status->committed_cents);
}

/* The deciding body's own act: in effect, about this allocation, and not used up. */
static bool releasing_must_cover(struct act *act, const struct body_allocation_released *body,
                                 struct err *err)
{
    const struct decision *releasing =
        act_need(act, KIND_DECISION, &body->releasing, "/releasingDecision", err);
    const struct decision_status *status =
        releasing == NULL ? NULL : money_find(act, KIND_DECISION_STATUS, &body->releasing, err);
    if (status == NULL) {
        return false;
    }
    if (!uuid_equal(&releasing->releases, &body->decision)) {
        return err_set_at(err, ERR_MISMATCH, "/releasingDecision",
                          "That decision does not release this allocation.");
    }
    if (status->state != DECISION_IN_EFFECT) {
        return err_set_at(err, ERR_NOT_IN_EFFECT, "/releasingDecision",
                          "The decision to release is %s.",
                          state_word(decision_state_names, status->state));
    }
    int64_t left = cents_or_zero(releasing->amount_cents) - cents_or_zero(status->released_cents);
    return cents_within(body->amount_cents, left, ERR_MORE_THAN_ALLOCATED,
                        "left of what the council decided to release", err) &&
           decision_count(act, &body->releasing, 0, body->amount_cents, err);
}

static bool release_must_be_decided(struct act *act, const struct body_allocation_released *body,
                                    const struct envelope *envelope, struct err *err)
{
    if (!uuid_is_zero(&body->releasing)) {
        return releasing_must_cover(act, body, err);
    }
    return envelope->state == ENVELOPE_ENDED ||
           err_set_at(err, ERR_MISMATCH, "/releasingDecision",
                      "While the envelope is open, the council's decision to release is needed.");
}

bool rule_allocation_released(struct act *act, struct err *err)
{
    const struct body_allocation_released *body = ACT_BODY(act, allocation_released);
    const struct decision *decision = act_need(act, KIND_DECISION, &body->decision, NULL, err);
    const struct decision_status *status =
        decision == NULL ? NULL : money_find(act, KIND_DECISION_STATUS, &body->decision, err);
    if (status == NULL) {
        return false;
    }
    if (!outcome_gives(decision->outcome)) {
        return err_set(err, ERR_MISMATCH, "The decision (%s) allocates nothing.",
                       state_word(outcome_names, decision->outcome));
    }
    const struct envelope *envelope = money_find(act, KIND_ENVELOPE, &decision->envelope, err);
    if (envelope == NULL || !ledger_check_state(envelope, ROW_9, err) ||
        !cents_within(body->amount_cents, free_cents(status), ERR_MORE_THAN_ALLOCATED,
                      "allocated and not promised", err) ||
        !release_must_be_decided(act, body, envelope, err) ||
        !decision_count(act, &body->decision, 0, body->amount_cents, err)) {
        return false;
    }
    ledger_note(act, &(struct transaction_note){ .envelope = envelope->object.id,
                                                 .decision = body->decision,
                                                 .subject = body->releasing,
                                                 .amount_cents = body->amount_cents });
    const struct row_refs refs = { .envelope = envelope, .proposal = decision->proposal };
    return ledger_add_row(act, ROW_9, &refs, body->amount_cents, err);
}
