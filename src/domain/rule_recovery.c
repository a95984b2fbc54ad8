/* Recoveries: claimed on a settlement, received, written off (rows 10, 11, 11a, 11c). What comes in
 * is available again, never committed again; after closing it goes straight back to the funders,
 * also when nobody had claimed it. */
#include "domain/money_internal.h"

/* What was accepted above the settled amount and is neither being recovered nor given up; never
 * more than was paid. */
static bool excess_cents(struct act *act, const struct deal *deal, int64_t *out, struct err *err)
{
    int64_t payable = 0;
    int64_t paid = 0;
    int64_t recovery = 0;
    if (!deal_balance(act, deal, ACCOUNT_BUDGET_PAYABLE, &payable, err) ||
        !deal_balance(act, deal, ACCOUNT_BUDGET_PAID, &paid, err) ||
        !deal_balance(act, deal, ACCOUNT_CASH_RECOVERY, &recovery, err)) {
        return false;
    }
    int64_t above = paid + payable - deal->commitment->settled_cents;
    int64_t bound = above < paid ? above : paid;
    bound -= recovery + cents_or_zero(deal->commitment->written_off_cents);
    *out = bound > 0 ? bound : 0;
    return true;
}

static bool must_rest_on_settlement(struct act *act, const struct body_recovery_claimed *body,
                                    const struct deal *deal, struct err *err)
{
    if (act_need(act, KIND_DECISION, &body->settlement, "/settlement", err) == NULL) {
        return false;
    }
    if (deal->commitment->state != COMMITMENT_SETTLED ||
        !uuid_equal(&deal->commitment->settlement, &body->settlement)) {
        return err_set_at(err, ERR_MISMATCH, "/settlement",
                          "That is not the settlement in force of this commitment.");
    }
    const struct decision_status *status =
        money_find(act, KIND_DECISION_STATUS, &body->settlement, err);
    if (status == NULL) {
        return false;
    }
    if (status->state != DECISION_IN_EFFECT) {
        return err_set_at(err, ERR_NOT_IN_EFFECT, "/settlement",
                          "The settlement is %s: nothing is claimed back on it.",
                          state_word(decision_state_names, status->state));
    }
    int64_t advance = 0;
    if (!deal_balance(act, deal, ACCOUNT_CASH_ADVANCE, &advance, err)) {
        return false;
    }
    return advance == 0 || err_set(err, ERR_ADVANCE_OPEN,
                                   "An advance is accounted for before money is claimed back.");
}

/* Nobody claims back from, or forgives, themselves. */
static bool must_not_be_own_debt(struct act *act, const struct deal *deal, struct err *err)
{
    const struct payee *payee = money_find(act, KIND_PAYEE, &deal->commitment->payee, err);
    return payee != NULL &&
           (payee->legal_person ||
            act_keep_apart(act, &act->actor.handle, &payee->object.id,
                           "Who decides on a recovery may not be the one who owes it.", err));
}

bool rule_recovery_claimed(struct act *act, struct err *err)
{
    const struct body_recovery_claimed *body = ACT_BODY(act, recovery_claimed);
    struct deal deal;
    int64_t excess = 0;
    if (!deal_open(act, &body->commitment, "/commitment", &deal, err) ||
        !ledger_check_state(deal.envelope, ROW_10, err) ||
        !must_rest_on_settlement(act, body, &deal, err) || !must_not_be_own_debt(act, &deal, err) ||
        !deal_must_hold(act, &deal, ACCOUNT_CASH_EXPENSE, body->amount_cents, err) ||
        !excess_cents(act, &deal, &excess, err) ||
        !cents_within(body->amount_cents, excess, ERR_MORE_THAN_EXPENSE,
                      "paid above the settled amount", err)) {
        return false;
    }
    struct commitment *commitment = act_edit(act, deal.commitment, err);
    struct recovery *recovery =
        commitment == NULL ? NULL : act_insert(act, KIND_RECOVERY, &act->id, 0, err);
    if (recovery == NULL) {
        return false;
    }
    recovery->commitment = body->commitment;
    recovery->amount_cents = body->amount_cents;
    recovery->received_cents = 0;
    recovery->written_off_cents = 0;
    recovery->state = RECOVERY_OPEN;
    recovery->claimed_on = ledger_day(act);
    deal_note(act, &deal, &act->id, body->amount_cents);
    act->note.decision = body->settlement;
    return column_add(&commitment->claimed_back_cents, body->amount_cents, err) &&
           ledger_add_row(act, ROW_10, &deal.refs, body->amount_cents, err);
}

static int64_t recovery_left(const struct recovery *recovery)
{
    return recovery->amount_cents - cents_or_zero(recovery->received_cents) -
           cents_or_zero(recovery->written_off_cents);
}

/* Money that comes in while the envelope is not closed is part of what is still being recovered. */
static bool receive(struct act *act, const struct recovery *recovery, const struct deal *deal,
                    int64_t amount_cents, struct err *err)
{
    if (!ledger_check_state(deal->envelope, ROW_11, err)) {
        return false;
    }
    if (recovery->state != RECOVERY_OPEN) {
        return err_set(err, ERR_WRONG_STATE, "The recovery is %s.",
                       state_word(recovery_state_names, recovery->state));
    }
    return cents_within(amount_cents, recovery_left(recovery), ERR_MORE_THAN_RECOVERY,
                        "being recovered", err) &&
           ledger_add_row(act, ROW_11, &deal->refs, amount_cents, err);
}

/* Row 11c: straight from paid to returned, and back to the funders by shares. */
static bool send_on(struct act *act, const struct deal *deal, int64_t amount_cents,
                    struct list *out_shares, struct err *err)
{
    return deal_must_hold(act, deal, ACCOUNT_CASH_EXPENSE, amount_cents, err) &&
           deal_must_hold(act, deal, ACCOUNT_BUDGET_PAID, amount_cents, err) &&
           ledger_add_row(act, ROW_11C, &deal->refs, amount_cents, err) &&
           return_by_shares(act, deal->envelope, amount_cents, false, out_shares, err);
}

/* Once closed nothing is being recovered any more: what still comes in is recorded and goes back,
 * and the recovery stays as it ended. */
static bool receive_late(struct act *act, const struct recovery *recovery, const struct deal *deal,
                         struct body_recovery_received *body, struct err *err)
{
    if (recovery->state == RECOVERY_REVERSED) {
        return err_set(err, ERR_WRONG_STATE, "The recovery is reversed.");
    }
    return send_on(act, deal, body->amount_cents, &body->shares, err);
}

/* Counts what came in while it was being recovered. */
static bool count_received(struct act *act, const struct recovery *found, int64_t cents,
                           struct err *err)
{
    struct recovery *recovery = act_edit(act, found, err);
    if (recovery == NULL || !column_add(&recovery->received_cents, cents, err)) {
        return false;
    }
    if (recovery_left(recovery) == 0) {
        recovery->state = RECOVERY_SETTLED;
    }
    return true;
}

bool rule_recovery_received(struct act *act, struct err *err)
{
    struct body_recovery_received *body = ACT_BODY(act, recovery_received);
    const struct recovery *recovery = act_need(act, KIND_RECOVERY, &body->recovery, NULL, err);
    struct deal deal;
    if (recovery == NULL || !deal_open(act, &recovery->commitment, NULL, &deal, err)) {
        return false;
    }
    deal_note(act, &deal, &body->recovery, body->amount_cents);
    bool is_late = deal.envelope->state == ENVELOPE_CLOSED;
    if (is_late ? !receive_late(act, recovery, &deal, body, err)
                : !receive(act, recovery, &deal, body->amount_cents, err) ||
                      !count_received(act, recovery, body->amount_cents, err)) {
        return false;
    }
    struct commitment *commitment = act_edit(act, deal.commitment, err);
    return commitment != NULL && column_add(&commitment->returned_cents, body->amount_cents, err);
}

/* Until the closing money that came back unasked is claimed first: then it is available again. */
static bool must_be_closed(const struct envelope *envelope, struct err *err)
{
    return envelope->state == ENVELOPE_CLOSED ||
           err_set(err, ERR_WRONG_STATE,
                   "The envelope is %s: settle the commitment at what it cost, claim the rest back "
                   "(row 10) and record it as that (row 11). Only once closed is it recorded "
                   "without a claim.",
                   state_word(envelope_state_names, envelope->state));
}

/* Nobody claimed it, and it is in the bank: a recovery that was never open says so. */
static bool make_refund(struct act *act, const struct body_refund_received *body, struct err *err)
{
    struct recovery *recovery = act_insert(act, KIND_RECOVERY, &act->id, 0, err);
    if (recovery == NULL) {
        return false;
    }
    recovery->commitment = body->commitment;
    recovery->amount_cents = body->amount_cents;
    recovery->received_cents = body->amount_cents;
    recovery->written_off_cents = 0;
    recovery->state = RECOVERY_SETTLED;
    recovery->claimed_on = ledger_day(act);
    return true;
}

bool rule_refund_received(struct act *act, struct err *err)
{
    struct body_refund_received *body = ACT_BODY(act, refund_received);
    struct deal deal;
    if (!deal_open(act, &body->commitment, NULL, &deal, err) ||
        !must_be_closed(deal.envelope, err) ||
        !send_on(act, &deal, body->amount_cents, &body->shares, err) ||
        !make_refund(act, body, err)) {
        return false;
    }
    struct commitment *commitment = act_edit(act, deal.commitment, err);
    deal_note(act, &deal, &act->id, body->amount_cents);
    return commitment != NULL && column_add(&commitment->returned_cents, body->amount_cents, err);
}

bool rule_recovery_written_off(struct act *act, struct err *err)
{
    const struct body_recovery_written_off *body = ACT_BODY(act, recovery_written_off);
    const struct recovery *found = act_need(act, KIND_RECOVERY, &body->recovery, NULL, err);
    struct deal deal;
    if (found == NULL || !deal_open(act, &found->commitment, NULL, &deal, err) ||
        !ledger_check_state(deal.envelope, ROW_11A, err) ||
        !must_not_be_own_debt(act, &deal, err)) {
        return false;
    }
    if (found->state != RECOVERY_OPEN) {
        return err_set(err, ERR_WRONG_STATE, "The recovery is %s.",
                       state_word(recovery_state_names, found->state));
    }
    struct recovery *recovery = act_edit(act, found, err);
    struct commitment *commitment = recovery == NULL ? NULL : act_edit(act, deal.commitment, err);
    if (commitment == NULL ||
        !cents_within(body->amount_cents, recovery_left(recovery), ERR_MORE_THAN_RECOVERY,
                      "being recovered", err) ||
        !column_add(&recovery->written_off_cents, body->amount_cents, err) ||
        !column_add(&commitment->written_off_cents, body->amount_cents, err)) {
        return false;
    }
    if (recovery_left(recovery) == 0) {
        recovery->state = RECOVERY_SETTLED;
    }
    deal_note(act, &deal, &body->recovery, body->amount_cents);
    return ledger_add_row(act, ROW_11A, &deal.refs, body->amount_cents, err);
}
