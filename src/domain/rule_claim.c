/* Claims and accountabilities: filed, accepted (rows 5, 5v, 5a, 5u). An advance is accounted for
 * before the final claim; who accepts is not who signed, filed, pays or is paid. */
#include "domain/money_internal.h"

static bool envelope_must_not_be_closed(const struct envelope *envelope, struct err *err)
{
    return envelope->state != ENVELOPE_CLOSED ||
           err_set(err, ERR_WRONG_STATE, "The envelope is closed.");
}

/* Absent counts as 0: information only, but it must add up. */
static bool vat_must_add_up(const struct body_claim_filed *body, struct err *err)
{
    int64_t vat = cents_or_zero(body->vat_cents);
    if (vat > body->amount_cents) {
        return err_set_at(err, ERR_MISMATCH, "/vatCents", "The VAT is more than the claim.");
    }
    return cents_or_zero(body->vat_compensable_cents) <= vat ||
           err_set_at(err, ERR_MISMATCH, "/vatCompensableCents",
                      "The compensable part is more than the VAT.");
}

bool rule_claim_filed(struct act *act, struct err *err)
{
    const struct body_claim_filed *body = ACT_BODY(act, claim_filed);
    struct deal deal;
    if (!deal_open(act, &body->commitment, "/commitment", &deal, err) ||
        !envelope_must_not_be_closed(deal.envelope, err) || !vat_must_add_up(body, err)) {
        return false;
    }
    struct claim *claim = act_insert(act, KIND_CLAIM, &act->id, 0, err);
    if (claim == NULL) {
        return false;
    }
    claim->commitment = body->commitment;
    claim->kind = body->kind;
    claim->amount_cents = body->amount_cents;
    claim->vat_cents = body->vat_cents;
    claim->vat_compensable_cents = body->vat_compensable_cents;
    claim->document = body->document;
    claim->filed_by = act->actor.handle;
    claim->ordered_cents = 0;
    claim->accepted_on = (struct date){ DATE_ABSENT };
    claim->state = CLAIM_FILED;
    return true;
}

/* Also of a claim that somebody else filed for the project. */
static bool must_not_lead_the_project(struct act *act, const struct uuid *commitment,
                                      struct err *err)
{
    struct object_list held = { 0 };
    if (!world_related(act->world, REL_APPOINTMENTS_OF_SCOPE, commitment, &held, err)) {
        return false;
    }
    for (size_t i = 0; i < held.count; i++) {
        const struct appointment *lead = (const struct appointment *)held.items[i];
        if (lead->role == ROLE_PROJECT_LEAD &&
            !act_keep_apart(act, &act->actor.handle, &lead->handle,
                            "Who accepts may not be who leads the project.", err)) {
            return false;
        }
    }
    return true;
}

/* domain.md, Roles: acceptor ≠ signatory, project lead, payee. The payer is compared when paying.
 */
static bool acceptor_must_stand_apart(struct act *act, const struct commitment *commitment,
                                      const struct uuid *filed_by, struct err *err)
{
    const struct uuid *acceptor = &act->actor.handle;
    const struct payee *payee = money_find(act, KIND_PAYEE, &commitment->payee, err);
    return payee != NULL &&
           separation_must_hold(act, DUTY_ACCEPTS_WHAT_WAS_SIGNED, &commitment->object.id, err) &&
           act_keep_apart(act, acceptor, filed_by, "Who accepts may not be who filed it.", err) &&
           must_not_lead_the_project(act, &commitment->object.id, err) &&
           (payee->legal_person ||
            act_keep_apart(act, acceptor, &payee->object.id,
                           "Who accepts may not be the one who is paid.", err));
}

/* A settled commitment is paid up to its final amount, no further. */
static bool must_be_within_settlement(struct act *act, const struct deal *deal,
                                      int64_t amount_cents, struct err *err)
{
    int64_t payable = 0;
    int64_t paid = 0;
    if (deal->commitment->state != COMMITMENT_SETTLED) {
        return true;
    }
    return deal_balance(act, deal, ACCOUNT_BUDGET_PAYABLE, &payable, err) &&
           deal_balance(act, deal, ACCOUNT_BUDGET_PAID, &paid, err) &&
           cents_within(amount_cents, deal->commitment->settled_cents - payable - paid,
                        ERR_MORE_THAN_COMMITTED, "left of the settled amount", err);
}

static bool advance_must_be_accounted_for(struct act *act, const struct deal *deal, struct err *err)
{
    int64_t advance = 0;
    if (!deal_balance(act, deal, ACCOUNT_CASH_ADVANCE, &advance, err)) {
        return false;
    }
    if (advance > 0) {
        char text[CENTS_TEXT_MAX + 1];
        cents_print(text, advance);
        return err_set(err, ERR_ADVANCE_OPEN, "An advance of %s is still to be accounted for.",
                       text);
    }
    return true;
}

bool rule_claim_accepted(struct act *act, struct err *err)
{
    struct body_claim_accepted *body = ACT_BODY(act, claim_accepted);
    const struct claim *claim = act_need(act, KIND_CLAIM, &body->claim, NULL, err);
    struct deal deal;
    if (claim == NULL || !deal_open(act, &claim->commitment, NULL, &deal, err)) {
        return false;
    }
    enum posting_row row = claim->kind == CLAIM_ADVANCE ? ROW_5V : ROW_5;
    if (claim->state != CLAIM_FILED) {
        return err_set(err, ERR_WRONG_STATE, "The claim is %s.",
                       state_word(claim_state_names, claim->state));
    }
    if (!ledger_check_state(deal.envelope, row, err) ||
        !acceptor_must_stand_apart(act, deal.commitment, &claim->filed_by, err) ||
        !deal_must_hold(act, &deal, ACCOUNT_BUDGET_COMMITTED, claim->amount_cents, err) ||
        !must_be_within_settlement(act, &deal, claim->amount_cents, err) ||
        (claim->kind == CLAIM_FINAL && !advance_must_be_accounted_for(act, &deal, err))) {
        return false;
    }
    struct claim *edit = act_edit(act, claim, err);
    if (edit == NULL) {
        return false;
    }
    edit->state = CLAIM_ACCEPTED;
    edit->accepted_on = ledger_day(act);
    edit->accepted_by = act->actor.handle;
    body->kind = edit->kind;
    body->amount_cents = edit->amount_cents;
    deal_note(act, &deal, &body->claim, body->amount_cents);
    return ledger_add_row(act, row, &deal.refs, body->amount_cents, err);
}

bool rule_accountability_filed(struct act *act, struct err *err)
{
    const struct body_accountability_filed *body = ACT_BODY(act, accountability_filed);
    struct deal deal;
    if (!deal_open(act, &body->commitment, NULL, &deal, err) ||
        !envelope_must_not_be_closed(deal.envelope, err)) {
        return false;
    }
    if (body->spent_cents == 0 && body->unused_cents == 0) {
        return err_set_at(err, ERR_MISMATCH, "/spentCents", "Nothing is accounted for.");
    }
    struct accountability *made = act_insert(act, KIND_ACCOUNTABILITY, &act->id, 0, err);
    if (made == NULL) {
        return false;
    }
    made->commitment = body->commitment;
    made->spent_cents = body->spent_cents;
    made->unused_cents = body->unused_cents;
    made->document = body->document;
    made->filed_by = act->actor.handle;
    made->state = ACCOUNTABILITY_FILED;
    return true;
}

static bool claim_back_unused(struct act *act, const struct accountability *accountability,
                              const struct deal *deal, const struct uuid *id, struct err *err)
{
    if (!id_is_made(id, err)) {
        return false;
    }
    struct recovery *recovery = act_insert(act, KIND_RECOVERY, id, 0, err);
    if (recovery == NULL) {
        return false;
    }
    recovery->commitment = deal->commitment->object.id;
    recovery->amount_cents = accountability->unused_cents;
    recovery->received_cents = 0;
    recovery->written_off_cents = 0;
    recovery->state = RECOVERY_OPEN;
    recovery->claimed_on = ledger_day(act);
    return ledger_add_row(act, ROW_5U, &deal->refs, accountability->unused_cents, err);
}

static bool accept_parts(struct act *act, struct accountability *edit, const struct deal *deal,
                         struct err *err)
{
    struct body_accountability_accepted *body = ACT_BODY(act, accountability_accepted);
    edit->state = ACCOUNTABILITY_ACCEPTED;
    edit->accepted_by = act->actor.handle;
    body->spent_cents = edit->spent_cents;
    body->unused_cents = edit->unused_cents;
    if (edit->spent_cents > 0 &&
        !ledger_add_row(act, ROW_5A, &deal->refs, edit->spent_cents, err)) {
        return false;
    }
    if (edit->unused_cents == 0) {
        body->recovery = (struct uuid){ { 0 } };
        return true;
    }
    edit->recovery = body->recovery;
    return claim_back_unused(act, edit, deal, &body->recovery, err);
}

bool rule_accountability_accepted(struct act *act, struct err *err)
{
    const struct body_accountability_accepted *body = ACT_BODY(act, accountability_accepted);
    const struct accountability *found =
        act_need(act, KIND_ACCOUNTABILITY, &body->accountability, NULL, err);
    struct deal deal;
    if (found == NULL || !deal_open(act, &found->commitment, NULL, &deal, err)) {
        return false;
    }
    if (found->state != ACCOUNTABILITY_FILED) {
        return err_set(err, ERR_WRONG_STATE, "The accountability is %s.",
                       state_word(accountability_state_names, found->state));
    }
    int64_t sum = found->spent_cents;
    if (!ledger_check_state(deal.envelope, ROW_5A, err) ||
        !acceptor_must_stand_apart(act, deal.commitment, &found->filed_by, err) ||
        !separation_must_hold(act, DUTY_ACCEPTS_WHAT_WAS_PAID, &deal.commitment->object.id, err) ||
        !cents_add(&sum, found->unused_cents, err) ||
        !deal_must_hold(act, &deal, ACCOUNT_CASH_ADVANCE, sum, err)) {
        return false;
    }
    struct accountability *edit = act_edit(act, found, err);
    if (edit == NULL) {
        return false;
    }
    deal_note(act, &deal, &body->accountability, sum);
    return accept_parts(act, edit, &deal, err);
}
