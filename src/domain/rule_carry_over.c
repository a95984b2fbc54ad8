/* Money carried over into another envelope by the municipal council: what is available (row 12a),
 * and open commitments, one act each (row 12b). Advances, debts and recoveries never move ("When"
 * 5). */
#include <string.h>
#include "domain/money_internal.h"

/* Where it goes. */
struct destination {
    const struct envelope *envelope;
    struct uuid grant;
};

struct carried {
    const struct envelope *from;
    const struct uuid *target;
    const struct uuid *grant; /* zero: a new one */
    struct uuid *new_grant;
    int64_t amount_cents;
    bool has_proof;
};

static bool has_proof(const struct hash *proof, int proof_kind)
{
    static const struct hash none = { { 0 } };
    return proof_kind != proof_kind_absent && memcmp(proof, &none, sizeof none) != 0;
}

/* The rows say that the money is in the other till. With one cashier and one kind of account that
 * is where it was; else it moved, and that is a fact at a bank, which a proof shows. What was never
 * received cannot move. */
static bool money_can_move(struct act *act, const struct carried *carried,
                           const struct envelope *to, struct err *err)
{
    const struct envelope *from = carried->from;
    bool moves = from->mode != to->mode || from->cashier != to->cashier;
    if (moves && !carried->has_proof) {
        return err_set_at(err, ERR_PROOF_NEEDED, "/proof",
                          "The two envelopes have different cashiers or accounts: that the money "
                          "moved needs a proof.");
    }
    return bank_must_hold(act, from, carried->amount_cents, err);
}

static bool envelopes_belong_together(const struct envelope *from, const struct envelope *to,
                                      struct err *err)
{
    if (uuid_equal(&from->object.id, &to->object.id)) {
        return err_set_at(err, ERR_MISMATCH, "/to", "Money is carried over to another envelope.");
    }
    return (uuid_equal(&from->organisation, &to->organisation) &&
            uuid_equal(&from->council, &to->council)) ||
           err_set_at(err, ERR_MISMATCH, "/to",
                      "Money is carried over within one organisation and one council.");
}

static bool make_grant(struct act *act, const struct carried *carried, const struct envelope *to,
                       struct err *err)
{
    struct object_list grants = { 0 };
    if (!id_is_made(carried->new_grant, err) ||
        !world_related(act->world, REL_GRANTS_OF_ENVELOPE, &to->object.id, &grants, err)) {
        return false;
    }
    if (grants.count >= SHARES_MAX) {
        return err_set(err, ERR_TOO_LARGE, "The envelope has %zu grants, the most it may have.",
                       grants.count);
    }
    struct grant *grant = act_insert(act, KIND_GRANT, carried->new_grant, 0, err);
    if (grant == NULL) {
        return false;
    }
    grant->envelope = to->object.id;
    grant->funder = to->organisation;
    grant->on_date = ledger_day(act);
    return true;
}

static bool find_grant(struct act *act, const struct carried *carried, struct destination *out,
                       struct err *err)
{
    if (uuid_is_zero(carried->grant)) {
        out->grant = *carried->new_grant;
        return make_grant(act, carried, out->envelope, err);
    }
    *carried->new_grant = (struct uuid){ { 0 } };
    out->grant = *carried->grant;
    const struct grant *grant = act_need(act, KIND_GRANT, carried->grant, "/grant", err);
    if (grant == NULL) {
        return false;
    }
    return uuid_equal(&grant->envelope, &out->envelope->object.id) ||
           err_set_at(err, ERR_MISMATCH, "/grant", "The grant is of another envelope.");
}

static bool find_destination(struct act *act, const struct carried *carried,
                             struct destination *out, struct err *err)
{
    *out = (struct destination){ .envelope =
                                     act_need(act, KIND_ENVELOPE, carried->target, "/to", err) };
    return out->envelope != NULL && envelopes_belong_together(carried->from, out->envelope, err) &&
           money_can_move(act, carried, out->envelope, err) &&
           find_grant(act, carried, out, err);
}

bool rule_envelope_carried_over(struct act *act, struct err *err)
{
    struct body_envelope_carried_over *body = ACT_BODY(act, envelope_carried_over);
    const struct envelope *from = act_need(act, KIND_ENVELOPE, &body->envelope, NULL, err);
    int64_t available = 0;
    if (from == NULL || !ledger_check_state(from, ROW_12A_FROM, err) ||
        !ledger_balance(act, ACCOUNT_BUDGET_AVAILABLE, NULL, from, &available, err) ||
        !cents_within(body->amount_cents, available, ERR_MORE_THAN_AVAILABLE, "available", err)) {
        return false;
    }
    const struct carried carried = { .from = from,
                                     .target = &body->target,
                                     .grant = &body->grant_id,
                                     .new_grant = &body->new_grant,
                                     .amount_cents = body->amount_cents,
                                     .has_proof = has_proof(&body->proof, body->proof_kind) };
    struct destination to;
    if (!find_destination(act, &carried, &to, err) || !envelope_touch(act, from, err) ||
        !envelope_touch(act, to.envelope, err)) {
        return false;
    }
    ledger_note(act, &(struct transaction_note){ .envelope = body->envelope,
                                                 .subject = to.grant,
                                                 .amount_cents = body->amount_cents });
    const struct row_refs out = { .envelope = from };
    const struct row_refs in = { .envelope = to.envelope, .grant = to.grant };
    return ledger_add_row(act, ROW_12A_FROM, &out, body->amount_cents, err) &&
           ledger_add_row(act, ROW_12A_TO, &in, body->amount_cents, err);
}

/* The promise goes on in the other envelope under a number of its own: an account is of one
 * envelope. */
static bool make_commitment(struct act *act, const struct commitment *old,
                            const struct destination *to, int64_t amount_cents, struct err *err)
{
    struct commitment *commitment = act_insert(act, KIND_COMMITMENT, &act->id, 0, err);
    if (commitment == NULL) {
        return false;
    }
    commitment->decision = old->decision;
    commitment->proposal = old->proposal;
    commitment->envelope = to->envelope->object.id;
    commitment->organisation = to->envelope->organisation;
    commitment->council = to->envelope->council;
    commitment->payee = old->payee;
    commitment->kind = old->kind;
    commitment->signed_by = old->signed_by;
    commitment->carried_from = old->object.id;
    commitment->raised_cents = amount_cents;
    commitment->returned_cents = 0;
    commitment->claimed_back_cents = 0;
    commitment->written_off_cents = 0;
    commitment->state = COMMITMENT_OPEN;
    struct commitment *edit = act_edit(act, old, err);
    return edit != NULL && column_add(&edit->raised_cents, -amount_cents, err);
}

bool rule_commitment_carried_over(struct act *act, struct err *err)
{
    struct body_commitment_carried_over *body = ACT_BODY(act, commitment_carried_over);
    struct deal deal;
    if (!deal_open(act, &body->commitment, NULL, &deal, err) ||
        !ledger_check_state(deal.envelope, ROW_12B_FROM, err)) {
        return false;
    }
    if (deal.commitment->state != COMMITMENT_OPEN) {
        return err_set(err, ERR_WRONG_STATE, "The commitment is settled: nothing of it is open.");
    }
    /* In the other envelope it is a new promise on the same decision. */
    if (!decision_must_allow_promise(act, &deal.commitment->decision, err)) {
        return false;
    }
    const struct carried carried = { .from = deal.envelope,
                                     .target = &body->target,
                                     .grant = &body->grant_id,
                                     .new_grant = &body->new_grant,
                                     .amount_cents = body->amount_cents,
                                     .has_proof = has_proof(&body->proof, body->proof_kind) };
    struct destination to;
    if (!deal_must_hold(act, &deal, ACCOUNT_BUDGET_COMMITTED, body->amount_cents, err) ||
        !find_destination(act, &carried, &to, err) ||
        !envelope_touch(act, deal.envelope, err) || !envelope_touch(act, to.envelope, err) ||
        !make_commitment(act, deal.commitment, &to, body->amount_cents, err)) {
        return false;
    }
    deal_note(act, &deal, &act->id, body->amount_cents);
    const struct row_refs in = { .envelope = to.envelope,
                                 .grant = to.grant,
                                 .commitment = act->id };
    return ledger_add_row(act, ROW_12B_FROM, &deal.refs, body->amount_cents, err) &&
           ledger_add_row(act, ROW_12B_TO, &in, body->amount_cents, err);
}
