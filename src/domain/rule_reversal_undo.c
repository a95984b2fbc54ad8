/* What a reversal does to the objects that the reversed act made or moved: one undo an act type.
 * Accounts are pooled by commitment or proposal, so a guard alone does not see that an object has
 * moved on: each undo looks. */
#include "domain/decision_internal.h"
#include "domain/money_internal.h"

typedef bool undo_fn(struct act *act, const struct transaction *reversed, struct err *err);

static bool rests_on_it(struct err *err, const char *what)
{
    return err_set(err, ERR_LATER_ROW_RESTS_ON_IT, "A later act rests on it: %s.", what);
}

/* The act's object, for editing. */
static void *subject_of(struct act *act, enum kind kind, const struct transaction *reversed,
                        struct err *err)
{
    const void *found = money_find(act, kind, &reversed->subject, err);
    return found == NULL ? NULL : act_edit(act, found, err);
}

static struct commitment *commitment_of(struct act *act, const struct transaction *reversed,
                                        struct err *err)
{
    const void *found = money_find(act, KIND_COMMITMENT, &reversed->commitment, err);
    return found == NULL ? NULL : act_edit(act, found, err);
}

/* Counts back, and keeps I8: promised within allocated less released. */
static bool recount(struct act *act, const struct uuid *decision, int64_t committed_cents,
                    int64_t released_cents, struct err *err)
{
    if (!decision_count(act, decision, committed_cents, released_cents, err)) {
        return false;
    }
    const struct decision_status *status = money_find(act, KIND_DECISION_STATUS, decision, err);
    return status != NULL && (status->committed_cents + status->released_cents <=
                                  cents_or_zero(status->allocated_cents) ||
                              rests_on_it(err, "the allocation was promised or released since"));
}

static bool undo_nothing(struct act *act, const struct transaction *reversed, struct err *err)
{
    (void)reversed;
    (void)err;
    return act != NULL;
}

static bool undo_return(struct act *act, const struct transaction *reversed, struct err *err)
{
    return return_parts_reverse(act, &reversed->object.id, err);
}

static bool undo_return_booked(struct act *act, const struct transaction *reversed, struct err *err)
{
    struct return_part *part = subject_of(act, KIND_RETURN_PART, reversed, err);
    if (part == NULL) {
        return false;
    }
    if (part->state != RETURN_BOOKED) {
        return rests_on_it(err, "the return is no longer booked");
    }
    part->state = RETURN_ORDERED;
    part->booked_on = (struct date){ DATE_ABSENT };
    return true;
}

/* "When" 10: the mandate's year counts what took effect, less what was undone. */
static bool uncount_year(struct act *act, const struct decision *decision, struct date effective_on,
                         int64_t amount_cents, struct err *err)
{
    if (!basis_is_under_mandate(decision->basis) || effective_on.days == DATE_ABSENT) {
        return true;
    }
    return mandates_count_year(act, &decision->mandate, date_year(effective_on), -amount_cents,
                               false, err);
}

/* The proposal is undecided again. */
static bool undecide_proposal(struct act *act, const struct decision *decision, struct err *err)
{
    const void *found = NULL;
    if (!world_find(act->world, KIND_PROPOSAL, &decision->proposal, 0, &found, err)) {
        return false;
    }
    struct proposal *proposal = found == NULL ? NULL : act_edit(act, found, err);
    if (proposal == NULL) {
        return !err_is_set(err);
    }
    proposal->state = PROPOSAL_FILED;
    return true;
}

/* Row 3: the allocation is taken off; what it does to the decision differs between its two acts. */
static bool undo_allocation(struct act *act, const struct transaction *reversed,
                            const struct decision *decision, int state, struct err *err)
{
    const void *found = money_find(act, KIND_DECISION_STATUS, &reversed->decision, err);
    struct decision_status *status = found == NULL ? NULL : act_edit(act, found, err);
    if (status == NULL) {
        return false;
    }
    if (cents_or_zero(status->committed_cents) != 0 || cents_or_zero(status->released_cents) != 0) {
        return rests_on_it(err, "the allocation was promised or released since");
    }
    if (!uncount_year(act, decision, status->effective_on, reversed->amount_cents, err) ||
        !column_add(&status->allocated_cents, -reversed->amount_cents, err)) {
        return false;
    }
    status->state = state;
    status->effective_on = (struct date){ DATE_ABSENT };
    status->notified_on = (struct date){ DATE_ABSENT };
    return undecide_proposal(act, decision, err);
}

/* The decision was recorded wrongly: the motion's verdict stands, and can be decided on anew. */
static bool undo_decision_made(struct act *act, const struct transaction *reversed, struct err *err)
{
    const struct decision *decision = money_find(act, KIND_DECISION, &reversed->decision, err);
    if (decision == NULL || !undo_allocation(act, reversed, decision, DECISION_ANNULLED, err)) {
        return false;
    }
    const void *found = NULL;
    if (uuid_is_zero(&decision->motion)) {
        return true;
    }
    if (!world_find(act->world, KIND_MOTION, &decision->motion, 0, &found, err)) {
        return false;
    }
    struct motion *motion = found == NULL ? NULL : act_edit(act, found, err);
    if (motion == NULL) {
        return !err_is_set(err);
    }
    motion->decision = (struct uuid){ { 0 } };
    motion->state = MOTION_CLOSED;
    return true;
}

/* The holder's concurrence was recorded wrongly: the decision waits again. */
static bool undo_decision_concurred(struct act *act, const struct transaction *reversed,
                                    struct err *err)
{
    const struct decision *decision = money_find(act, KIND_DECISION, &reversed->decision, err);
    return decision != NULL && undo_allocation(act, reversed, decision, DECISION_WAITING, err);
}

static bool undo_allocation_released(struct act *act, const struct transaction *reversed,
                                     struct err *err)
{
    return recount(act, &reversed->decision, 0, -reversed->amount_cents, err) &&
           (uuid_is_zero(&reversed->subject) ||
            decision_count(act, &reversed->subject, 0, -reversed->amount_cents, err));
}

/* Row 4 undone by -amount, row 8 by +amount. */
static bool repromise(struct act *act, const struct transaction *reversed, int64_t cents,
                      struct err *err)
{
    struct commitment *commitment = commitment_of(act, reversed, err);
    if (commitment == NULL) {
        return false;
    }
    if (commitment->state != COMMITMENT_OPEN) {
        return rests_on_it(err, "the commitment is settled");
    }
    return column_add(&commitment->raised_cents, cents, err) &&
           recount(act, &reversed->decision, cents, 0, err);
}

/* A release of what was carried over freed it at once. */
static bool undo_carried_release(struct act *act, const struct transaction *reversed,
                                 struct commitment *commitment, struct err *err)
{
    return column_add(&commitment->raised_cents, reversed->amount_cents, err) &&
           decision_count(act, &reversed->decision, reversed->amount_cents, -reversed->amount_cents,
                          err);
}

/* The promise stands in the old envelope again; nothing may have been done with the new one. */
static bool undo_commitment_carried(struct act *act, const struct transaction *reversed,
                                    struct err *err)
{
    struct commitment *commitment = commitment_of(act, reversed, err);
    struct commitment *carried =
        commitment == NULL ? NULL : subject_of(act, KIND_COMMITMENT, reversed, err);
    if (carried == NULL) {
        return false;
    }
    if (carried->state != COMMITMENT_OPEN || carried->raised_cents != reversed->amount_cents ||
        commitment->state != COMMITMENT_OPEN) {
        return rests_on_it(err, "the commitment was released, settled or carried over since");
    }
    carried->raised_cents = 0;
    return column_add(&commitment->raised_cents, reversed->amount_cents, err);
}

/* A ruling or a withdrawal was recorded wrongly: what it ended is as it was. */
static bool undo_ending(struct act *act, const struct transaction *reversed, struct err *err)
{
    const struct decision *ending = money_find(act, KIND_DECISION, &reversed->decision, err);
    const void *found =
        ending == NULL ? NULL : money_find(act, KIND_DECISION_STATUS, &reversed->decision, err);
    struct decision_status *status = found == NULL ? NULL : act_edit(act, found, err);
    if (status == NULL) {
        return false;
    }
    if (status->state != DECISION_IN_EFFECT || cents_or_zero(status->committed_cents) != 0 ||
        cents_or_zero(status->released_cents) != 0) {
        return rests_on_it(err, "what it granted was promised, released or withdrawn since");
    }
    status->state = DECISION_ANNULLED;
    status->effective_on = (struct date){ DATE_ABSENT };
    status->notified_on = (struct date){ DATE_ABSENT };
    status->allocated_cents = 0;
    return decision_end_undo(act, ending, err);
}

static bool undo_promised(struct act *act, const struct transaction *reversed, struct err *err)
{
    return repromise(act, reversed, -reversed->amount_cents, err);
}

static bool undo_released(struct act *act, const struct transaction *reversed, struct err *err)
{
    struct commitment *commitment = commitment_of(act, reversed, err);
    if (commitment == NULL) {
        return false;
    }
    bool is_carried = !uuid_is_zero(&commitment->carried_from);
    return is_carried && commitment->state == COMMITMENT_OPEN
               ? undo_carried_release(act, reversed, commitment, err)
               : repromise(act, reversed, reversed->amount_cents, err);
}

static bool undo_claim_accepted(struct act *act, const struct transaction *reversed,
                                struct err *err)
{
    struct claim *claim = subject_of(act, KIND_CLAIM, reversed, err);
    if (claim == NULL) {
        return false;
    }
    if (claim->state != CLAIM_ACCEPTED || cents_or_zero(claim->ordered_cents) != 0) {
        return rests_on_it(err, "the claim has been paid on");
    }
    claim->state = CLAIM_REVERSED;
    return true;
}

static bool undo_recovery(struct act *act, const struct uuid *id, struct err *err)
{
    const void *found = money_find(act, KIND_RECOVERY, id, err);
    struct recovery *recovery = found == NULL ? NULL : act_edit(act, found, err);
    if (recovery == NULL) {
        return false;
    }
    if (recovery->state != RECOVERY_OPEN || cents_or_zero(recovery->received_cents) != 0 ||
        cents_or_zero(recovery->written_off_cents) != 0) {
        return rests_on_it(err, "the recovery has been received or written off");
    }
    recovery->state = RECOVERY_REVERSED;
    return true;
}

static bool undo_accountability(struct act *act, const struct transaction *reversed,
                                struct err *err)
{
    struct accountability *found = subject_of(act, KIND_ACCOUNTABILITY, reversed, err);
    if (found == NULL) {
        return false;
    }
    if (found->state != ACCOUNTABILITY_ACCEPTED) {
        return rests_on_it(err, "the accountability is no longer accepted");
    }
    found->state = ACCOUNTABILITY_REVERSED;
    return uuid_is_zero(&found->recovery) || undo_recovery(act, &found->recovery, err);
}

/* Moves a payment back, and counts on its claim what is ordered then. */
static bool move_payment(struct act *act, const struct transaction *reversed, const int states[2],
                         int64_t ordered_cents, struct err *err)
{
    struct payment *payment = subject_of(act, KIND_PAYMENT, reversed, err);
    const void *found = payment == NULL ? NULL : money_find(act, KIND_CLAIM, &payment->claim, err);
    struct claim *claim = found == NULL ? NULL : act_edit(act, found, err);
    if (claim == NULL || !column_add(&claim->ordered_cents, ordered_cents, err)) {
        return false;
    }
    if (payment->state != states[0]) {
        return rests_on_it(err, "the payment has moved on");
    }
    if (claim->ordered_cents > claim->amount_cents || claim->state != CLAIM_ACCEPTED) {
        return rests_on_it(err, "the claim has been paid again or reversed");
    }
    payment->state = states[1];
    if (states[0] == PAYMENT_RETURNED) {
        payment->returned_on = (struct date){ DATE_ABSENT };
    }
    if (states[1] == PAYMENT_ORDERED || states[1] == PAYMENT_REVERSED) {
        payment->booked_on = (struct date){ DATE_ABSENT };
    }
    return true;
}

static bool undo_ordered(struct act *act, const struct transaction *reversed, struct err *err)
{
    static const int states[2] = { PAYMENT_ORDERED, PAYMENT_REVERSED };
    return move_payment(act, reversed, states, -reversed->amount_cents, err);
}

static bool undo_booked(struct act *act, const struct transaction *reversed, struct err *err)
{
    static const int states[2] = { PAYMENT_BOOKED, PAYMENT_ORDERED };
    return move_payment(act, reversed, states, 0, err);
}

static bool undo_rejected(struct act *act, const struct transaction *reversed, struct err *err)
{
    static const int states[2] = { PAYMENT_REJECTED, PAYMENT_ORDERED };
    return move_payment(act, reversed, states, reversed->amount_cents, err);
}

static bool undo_came_back(struct act *act, const struct transaction *reversed, struct err *err)
{
    static const int states[2] = { PAYMENT_RETURNED, PAYMENT_BOOKED };
    return move_payment(act, reversed, states, reversed->amount_cents, err);
}

static bool undo_abandoned(struct act *act, const struct transaction *reversed, struct err *err)
{
    static const int states[2] = { PAYMENT_ABANDONED, PAYMENT_RETURNED };
    struct commitment *commitment = commitment_of(act, reversed, err);
    return commitment != NULL &&
           column_add(&commitment->returned_cents, -reversed->amount_cents, err) &&
           move_payment(act, reversed, states, -reversed->amount_cents, err) &&
           return_parts_reverse(act, &reversed->object.id, err);
}

static bool undo_settlement(struct act *act, const struct transaction *reversed, struct err *err)
{
    struct commitment *commitment = commitment_of(act, reversed, err);
    const void *found =
        commitment == NULL ? NULL : money_find(act, KIND_DECISION_STATUS, &reversed->subject, err);
    struct decision_status *status = found == NULL ? NULL : act_edit(act, found, err);
    if (status == NULL) {
        return false;
    }
    if (commitment->state != COMMITMENT_SETTLED ||
        !uuid_equal(&commitment->settlement, &reversed->subject) ||
        cents_or_zero(commitment->claimed_back_cents) != 0) {
        return rests_on_it(err, "money was claimed back on the settlement");
    }
    commitment->state = COMMITMENT_OPEN;
    commitment->settled_cents = FIELD_ABSENT;
    commitment->settlement = (struct uuid){ { 0 } };
    status->state = DECISION_ANNULLED;
    status->effective_on = (struct date){ DATE_ABSENT };
    return column_add(&commitment->raised_cents, reversed->amount_cents, err) &&
           recount(act, &commitment->decision, reversed->amount_cents, -reversed->amount_cents,
                   err);
}

static bool undo_recovery_claimed(struct act *act, const struct transaction *reversed,
                                  struct err *err)
{
    struct commitment *commitment = commitment_of(act, reversed, err);
    return commitment != NULL &&
           column_add(&commitment->claimed_back_cents, -reversed->amount_cents, err) &&
           undo_recovery(act, &reversed->subject, err);
}

/* Takes back what was received or written off; the recovery is open again when something is left of
 * it. */
static bool reopen_recovery(struct act *act, const struct transaction *reversed, bool is_receipt,
                            struct err *err)
{
    struct recovery *recovery = subject_of(act, KIND_RECOVERY, reversed, err);
    struct commitment *commitment = recovery == NULL ? NULL : commitment_of(act, reversed, err);
    if (commitment == NULL) {
        return false;
    }
    int64_t *part = is_receipt ? &recovery->received_cents : &recovery->written_off_cents;
    int64_t *sum = is_receipt ? &commitment->returned_cents : &commitment->written_off_cents;
    if (!column_add(part, -reversed->amount_cents, err) ||
        !column_add(sum, -reversed->amount_cents, err)) {
        return false;
    }
    if (recovery->amount_cents - cents_or_zero(recovery->received_cents) -
            cents_or_zero(recovery->written_off_cents) >
        0) {
        recovery->state = RECOVERY_OPEN;
    }
    return true;
}

/* Only late money can be reversed after closing, and it left the recovery as it was. */
static bool undo_late(struct act *act, const struct transaction *reversed, struct err *err)
{
    struct commitment *commitment = commitment_of(act, reversed, err);
    return commitment != NULL &&
           column_add(&commitment->returned_cents, -reversed->amount_cents, err) &&
           return_parts_reverse(act, &reversed->object.id, err);
}

/* It was never open, so there is nothing to go back to. */
static bool undo_refund(struct act *act, const struct transaction *reversed, struct err *err)
{
    struct recovery *refund = subject_of(act, KIND_RECOVERY, reversed, err);
    if (refund == NULL) {
        return false;
    }
    refund->received_cents = 0;
    refund->state = RECOVERY_REVERSED;
    return undo_late(act, reversed, err);
}

static bool undo_received(struct act *act, const struct transaction *reversed, struct err *err)
{
    const struct envelope *envelope = money_find(act, KIND_ENVELOPE, &reversed->envelope, err);
    if (envelope == NULL) {
        return false;
    }
    return envelope->state == ENVELOPE_CLOSED ? undo_late(act, reversed, err)
                                              : reopen_recovery(act, reversed, true, err);
}

static bool undo_written_off(struct act *act, const struct transaction *reversed, struct err *err)
{
    return reopen_recovery(act, reversed, false, err);
}

struct undo_row {
    undo_fn *undo;
    bool needs_proof;         /* "When" 7: it undoes 2, 7, 7b, 11, 11c or 12p */
    bool allowed_when_closed; /* "When" 5 */
};

static const struct undo_row undo_rows[ACT_COUNT] = {
    [ACT_DECISION_MADE] = {undo_decision_made,        false, false},
    [ACT_DECISION_CONCURRED] = { undo_decision_concurred,  false, false},
    [ACT_ENVELOPE_OPENED] = { undo_nothing,             false, false},
    [ACT_ENVELOPE_AMENDED] = { undo_return,              false, false},
    [ACT_GRANT_RECEIVED] = { undo_nothing,             true,  false},
    [ACT_ENVELOPE_RETURNED] = { undo_return,              false, false},
    [ACT_RETURN_BOOKED] = { undo_return_booked,       true,  true },
    [ACT_ALLOCATION_RELEASED] = { undo_allocation_released, false, false},
    [ACT_COMMITMENT_MADE] = { undo_promised,            false, false},
    [ACT_COMMITMENT_RAISED] = { undo_promised,            false, false},
    [ACT_COMMITMENT_RELEASED] = { undo_released,            false, false},
    [ACT_CLAIM_ACCEPTED] = { undo_claim_accepted,      false, false},
    [ACT_ACCOUNTABILITY_ACCEPTED] = { undo_accountability,      false, false},
    [ACT_PAYMENT_ORDERED] = { undo_ordered,             false, true },
    [ACT_PAYMENT_BOOKED] = { undo_booked,              true,  true },
    [ACT_PAYMENT_REJECTED] = { undo_rejected,            false, true },
    [ACT_PAYMENT_RETURNED] = { undo_came_back,           true,  true },
    [ACT_PAYMENT_ABANDONED] = { undo_abandoned,           false, true },
    [ACT_SETTLEMENT_DECIDED] = { undo_settlement,          false, false},
    [ACT_RECOVERY_CLAIMED] = { undo_recovery_claimed,    false, false},
    [ACT_RECOVERY_RECEIVED] = { undo_received,            true,  true },
    [ACT_RECOVERY_WRITTEN_OFF] = { undo_written_off,         false, false},
    [ACT_REFUND_RECEIVED] = { undo_refund,              true,  true },
    [ACT_DECISION_LAPSED] = { undo_decision_concurred,  false, false},
    [ACT_DECISION_RULED] = { undo_ending,              false, false},
    [ACT_DECISION_WITHDRAWN] = { undo_ending,              false, false},
    [ACT_ENVELOPE_CARRIED_OVER] = { undo_nothing,             false, false},
    [ACT_COMMITMENT_CARRIED_OVER] = { undo_commitment_carried,  false, false},
};

static const struct undo_row *undo_row_of(enum act_type type)
{
    static const struct undo_row none = { 0 };
    return (int)type > ACT_NONE && (int)type < ACT_COUNT ? &undo_rows[type] : &none;
}

bool reversal_needs_proof(enum act_type type)
{
    return undo_row_of(type)->needs_proof;
}

bool reversal_allowed_when_closed(enum act_type type)
{
    return undo_row_of(type)->allowed_when_closed;
}

bool reversal_undo(struct act *act, const struct transaction *reversed, struct err *err)
{
    undo_fn *undo = undo_row_of((enum act_type)reversed->act_type)->undo;
    if (undo == NULL) {
        return err_set_at(err, ERR_NOT_REVERSIBLE, "/transaction",
                          "An act of that type cannot be reversed.");
    }
    return undo(act, reversed, err);
}
