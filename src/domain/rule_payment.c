/* Payments: ordered, booked, rejected, come back, given up (rows 6, 7, 7a, 7b, 8c). Paying is two
 * acts; paid means booked. A claim's `ordered_cents` counts what has been ordered and has not come
 * back. */
#include "domain/money_internal.h"

#include <string.h>

/* FNV-1a with 128 bits (draft-eastlake-fnv, 5): a key for the index; the texts themselves are
 * compared. */
static struct uuid end_to_end_key(const struct code *text)
{
    __extension__ typedef unsigned __int128 wide;
    const wide prime = ((wide)1 << 88) + 0x13B;
    wide hash = ((wide)UINT64_C(0x6c62272e07bb0142) << 64) + UINT64_C(0x62b821756295c58d);
    for (const char *at = text->text; *at != '\0'; at++) {
        hash = (hash ^ (unsigned char)*at) * prime;
    }
    struct uuid key;
    for (size_t i = UUID_BYTES; i-- > 0; hash >>= 8) {
        key.bytes[i] = (uint8_t)hash;
    }
    return key;
}

/* I10: unique for ever, also of payments that were rejected, came back or were reversed. */
static bool end_to_end_must_be_new(struct act *act, const struct code *id, struct err *err)
{
    const struct uuid key = end_to_end_key(id);
    struct object_list found = { 0 };
    if (!world_related(act->world, REL_PAYMENTS_BY_END_TO_END, &key, &found, err)) {
        return false;
    }
    for (size_t i = 0; i < found.count; i++) {
        const struct payment *payment = (const struct payment *)found.items[i];
        if (strcmp(payment->end_to_end_id.text, id->text) == 0) {
            return err_set_at(err, ERR_ALREADY_EXISTS, "/endToEndId",
                              "A payment with the EndToEndId %s exists.", id->text);
        }
    }
    return true;
}

/* Bank mode: no order above what is in the bank less what is on its way out already. */
bool bank_must_hold(struct act *act, const struct envelope *envelope, int64_t amount_cents,
                    struct err *err)
{
    struct object_list accounts = { 0 };
    if (envelope->mode != MODE_BANK) {
        return true;
    }
    if (!world_related(act->world, REL_ACCOUNTS_OF_ENVELOPE, &envelope->object.id, &accounts,
                       err)) {
        return false;
    }
    int64_t free_cents = 0;
    for (size_t i = 0; i < accounts.count; i++) {
        const struct account *account = (const struct account *)accounts.items[i];
        /* In transit is a credit: adding the balance subtracts what is on its way. */
        if ((account->stage == STAGE_BANK || account->stage == STAGE_IN_TRANSIT) &&
            !cents_add(&free_cents, account->balance_cents, err)) {
            return false;
        }
    }
    return cents_within(amount_cents, free_cents, ERR_MORE_THAN_BANK,
                        "in the bank and not in transit", err);
}

/* What of an accepted claim may still be ordered. */
static int64_t claim_left(const struct claim *claim)
{
    return claim->amount_cents - cents_or_zero(claim->ordered_cents);
}

static bool count_ordered(struct act *act, const struct claim *claim, int64_t cents,
                          struct err *err)
{
    struct claim *edit = act_edit(act, claim, err);
    return edit != NULL && column_add(&edit->ordered_cents, cents, err);
}

static bool payer_must_stand_apart(struct act *act, const struct claim *claim, struct err *err)
{
    return act_keep_apart(act, &act->actor.handle, &claim->accepted_by,
                          "Who pays may not be who accepted the claim.", err) &&
           (claim->kind != CLAIM_ADVANCE ||
            separation_must_hold(act, DUTY_PAYS_WHAT_WAS_ACCOUNTED, &claim->commitment, err));
}

static bool payment_must_fit(struct act *act, const struct body_payment_ordered *body,
                             const struct claim *claim, const struct deal *deal, struct err *err)
{
    if (claim->state != CLAIM_ACCEPTED) {
        return err_set_at(err, ERR_WRONG_STATE, "/claim", "The claim is %s.",
                          state_word(claim_state_names, claim->state));
    }
    return ledger_check_state(deal->envelope, ROW_6, err) &&
           payer_must_stand_apart(act, claim, err) &&
           cents_within(body->amount_cents, claim_left(claim), ERR_MORE_THAN_PAYABLE,
                        "of the claim still to be paid", err) &&
           deal_must_hold(act, deal, ACCOUNT_CASH_PAYABLE, body->amount_cents, err) &&
           bank_must_hold(act, deal->envelope, body->amount_cents, err) &&
           end_to_end_must_be_new(act, &body->end_to_end_id, err);
}

bool rule_payment_ordered(struct act *act, struct err *err)
{
    const struct body_payment_ordered *body = ACT_BODY(act, payment_ordered);
    const struct claim *claim = act_need(act, KIND_CLAIM, &body->claim, "/claim", err);
    struct deal deal;
    if (claim == NULL || !deal_open(act, &claim->commitment, NULL, &deal, err) ||
        !payment_must_fit(act, body, claim, &deal, err) ||
        !count_ordered(act, claim, body->amount_cents, err)) {
        return false;
    }
    struct payment *payment = act_insert(act, KIND_PAYMENT, &act->id, 0, err);
    if (payment == NULL) {
        return false;
    }
    payment->claim = body->claim;
    payment->commitment = deal.commitment->object.id;
    payment->amount_cents = body->amount_cents;
    payment->end_to_end_id = body->end_to_end_id;
    payment->end_to_end_key = end_to_end_key(&body->end_to_end_id);
    payment->ordered_by = act->actor.handle;
    payment->booked_on = (struct date){ DATE_ABSENT };
    payment->returned_on = (struct date){ DATE_ABSENT };
    payment->state = PAYMENT_ORDERED;
    deal_note(act, &deal, &act->id, body->amount_cents);
    return ledger_add_row(act, ROW_6, &deal.refs, body->amount_cents, err);
}

/* A payment with its claim and commitment. */
struct paying {
    struct payment *payment; /* being edited */
    const struct claim *claim;
    struct deal deal;
};

/* Opens a payment that must be in a state, for a row that the envelope's state must allow. */
static bool open_payment(struct act *act, const struct uuid *id, int state, enum posting_row row,
                         struct paying *out, struct err *err)
{
    const struct payment *payment = act_need(act, KIND_PAYMENT, id, NULL, err);
    if (payment == NULL || !deal_open(act, &payment->commitment, NULL, &out->deal, err)) {
        return false;
    }
    if (payment->state != state) {
        return err_set(err, ERR_WRONG_STATE, "The payment is %s, it must be %s.",
                       state_word(payment_state_names, payment->state),
                       state_word(payment_state_names, state));
    }
    out->claim = money_find(act, KIND_CLAIM, &payment->claim, err);
    if (out->claim == NULL || !ledger_check_state(out->deal.envelope, row, err)) {
        return false;
    }
    out->payment = act_edit(act, payment, err);
    if (out->payment == NULL) {
        return false;
    }
    deal_note(act, &out->deal, id, out->payment->amount_cents);
    return true;
}

bool rule_payment_booked(struct act *act, struct err *err)
{
    struct body_payment_booked *body = ACT_BODY(act, payment_booked);
    struct paying paying;
    if (!open_payment(act, &body->payment, PAYMENT_ORDERED, ROW_7, &paying, err) ||
        !payer_must_stand_apart(act, paying.claim, err)) {
        return false;
    }
    paying.payment->state = PAYMENT_BOOKED;
    paying.payment->booked_on = ledger_day(act);
    body->amount_cents = paying.payment->amount_cents;
    return ledger_add_row(act, ROW_7, &paying.deal.refs, body->amount_cents, err);
}

bool rule_payment_rejected(struct act *act, struct err *err)
{
    struct body_payment_rejected *body = ACT_BODY(act, payment_rejected);
    struct paying paying;
    if (!open_payment(act, &body->payment, PAYMENT_ORDERED, ROW_7A, &paying, err)) {
        return false;
    }
    paying.payment->state = PAYMENT_REJECTED;
    body->amount_cents = paying.payment->amount_cents;
    return count_ordered(act, paying.claim, -body->amount_cents, err) &&
           ledger_add_row(act, ROW_7A, &paying.deal.refs, body->amount_cents, err);
}

bool rule_payment_returned(struct act *act, struct err *err)
{
    struct body_payment_returned *body = ACT_BODY(act, payment_returned);
    struct paying paying;
    if (!open_payment(act, &body->payment, PAYMENT_BOOKED, ROW_7B, &paying, err)) {
        return false;
    }
    paying.payment->state = PAYMENT_RETURNED;
    paying.payment->returned_on = ledger_day(act);
    body->amount_cents = paying.payment->amount_cents;
    return deal_must_hold(act, &paying.deal, ACCOUNT_BUDGET_PAID, body->amount_cents, err) &&
           count_ordered(act, paying.claim, -body->amount_cents, err) &&
           ledger_add_row(act, ROW_7B, &paying.deal.refs, body->amount_cents, err);
}

bool rule_payment_abandoned(struct act *act, struct err *err)
{
    struct body_payment_abandoned *body = ACT_BODY(act, payment_abandoned);
    struct paying paying;
    if (!open_payment(act, &body->payment, PAYMENT_RETURNED, ROW_8C, &paying, err)) {
        return false;
    }
    if (paying.claim->state != CLAIM_ACCEPTED) {
        return err_set(err, ERR_WRONG_STATE, "The claim is %s: nothing of it is still to be paid.",
                       state_word(claim_state_names, paying.claim->state));
    }
    paying.payment->state = PAYMENT_ABANDONED;
    body->amount_cents = paying.payment->amount_cents;
    const struct deal *deal = &paying.deal;
    struct commitment *commitment = act_edit(act, deal->commitment, err);
    return commitment != NULL &&
           cents_within(body->amount_cents, claim_left(paying.claim), ERR_MORE_THAN_PAYABLE,
                        "of the claim still to be paid", err) &&
           deal_must_hold(act, deal, ACCOUNT_CASH_PAYABLE, body->amount_cents, err) &&
           count_ordered(act, paying.claim, body->amount_cents, err) &&
           column_add(&commitment->returned_cents, body->amount_cents, err) &&
           ledger_add_row(act, ROW_8C, &deal->refs, body->amount_cents, err) &&
           return_by_shares(act, deal->envelope, body->amount_cents, false, &body->shares, err);
}
