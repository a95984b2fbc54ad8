/* A settlement: the decision on a commitment's final amount. What was promised above it and not
 * accepted becomes available again at once (rows 8 and 9); what was accepted above it is claimed
 * back by later acts. */
#include "domain/money_internal.h"

#include <string.h>

/* A replayed act knows only the commitment to a text. */
static bool is_given(const struct text *text)
{
    static const struct hash none = { { 0 } };
    return text->len > 0 || memcmp(&text->commitment, &none, sizeof none) != 0;
}

/* Decision 15: the four effects, each once and with its reason, also at a settlement. */
static bool effects_must_be_whole(const struct list *effects, struct err *err)
{
    bool is_seen[effect_kind_end] = { false };
    const struct item_effect *items = effects->items;
    for (size_t i = 0; i < effects->count; i++) {
        bool is_known = items[i].effect > effect_kind_absent && items[i].effect < effect_kind_end;
        if (!is_known || is_seen[items[i].effect] || items[i].answer == effect_answer_absent ||
            !is_given(&items[i].reason)) {
            return err_set_at(err, ERR_EFFECTS_MISSING, "/effects",
                              "Each of the four effects is answered once, with its reason.");
        }
        is_seen[items[i].effect] = true;
    }
    return effects->count == effect_kind_end - 1 ||
           err_set_at(err, ERR_EFFECTS_MISSING, "/effects",
                      "A settlement says its four effects on community life.");
}

static bool make_effects(struct act *act, const struct list *effects, struct err *err)
{
    const struct item_effect *items = effects->items;
    for (size_t i = 0; i < effects->count; i++) {
        struct effect *effect = act_insert(act, KIND_EFFECT, &act->id, (int32_t)i + 1, err);
        if (effect == NULL) {
            return false;
        }
        effect->effect = items[i].effect;
        effect->answer = items[i].answer;
    }
    return true;
}

static bool make_decision(struct act *act, const struct body_settlement_decided *body,
                          const struct deal *deal, int64_t released_cents, struct err *err)
{
    const struct decision *original =
        money_find(act, KIND_DECISION, &deal->commitment->decision, err);
    struct decision *decision =
        original == NULL ? NULL : act_insert(act, KIND_DECISION, &act->id, 0, err);
    struct decision_status *status =
        decision == NULL ? NULL : act_insert(act, KIND_DECISION_STATUS, &act->id, 0, err);
    if (status == NULL) {
        return false;
    }
    decision->basis = BASIS_SETTLEMENT;
    decision->outcome = OUTCOME_SETTLEMENT;
    decision->organisation = deal->commitment->organisation;
    decision->council = deal->commitment->council;
    decision->envelope = deal->commitment->envelope;
    decision->proposal = deal->commitment->proposal;
    decision->proposal_version = original->proposal_version;
    decision->mandate = original->mandate;
    decision->commitment = deal->commitment->object.id;
    decision->amount_cents = body->amount_cents;
    decision->document = body->document;
    decision->decided_by = act->actor.handle;
    status->state = DECISION_IN_EFFECT;
    /* Without a posting no date but today's stands in the record. */
    status->effective_on = released_cents > 0 ? ledger_day(act) : act->today;
    status->allocated_cents = 0;
    status->committed_cents = 0;
    status->released_cents = 0;
    return make_effects(act, &body->effects, err);
}

/* What is promised and not accepted, above the settled amount. */
static bool find_released(struct act *act, const struct deal *deal, int64_t amount_cents,
                          int64_t *out, struct err *err)
{
    int64_t committed = 0;
    int64_t payable = 0;
    int64_t paid = 0;
    if (!deal_balance(act, deal, ACCOUNT_BUDGET_COMMITTED, &committed, err) ||
        !deal_balance(act, deal, ACCOUNT_BUDGET_PAYABLE, &payable, err) ||
        !deal_balance(act, deal, ACCOUNT_BUDGET_PAID, &paid, err)) {
        return false;
    }
    int64_t accepted = payable + paid;
    if (!cents_within(amount_cents, accepted + committed, ERR_MORE_THAN_COMMITTED,
                      "payable, paid and committed together", err)) {
        return false;
    }
    *out = committed - (amount_cents > accepted ? amount_cents - accepted : 0);
    return true;
}

static bool post_release(struct act *act, const struct deal *deal, int64_t released_cents,
                         struct err *err)
{
    if (released_cents == 0) {
        return true;
    }
    return decision_count(act, &deal->commitment->decision, -released_cents, released_cents, err) &&
           ledger_add_row(act, ROW_8, &deal->refs, released_cents, err) &&
           ledger_add_row(act, ROW_9, &deal->refs, released_cents, err);
}

bool rule_settlement_decided(struct act *act, struct err *err)
{
    struct body_settlement_decided *body = ACT_BODY(act, settlement_decided);
    struct deal deal;
    int64_t released = 0;
    if (!deal_open(act, &body->commitment, NULL, &deal, err) ||
        !ledger_check_state(deal.envelope, ROW_8, err)) {
        return false;
    }
    if (deal.commitment->state != COMMITMENT_OPEN) {
        return err_set(err, ERR_WRONG_STATE, "The commitment is settled already.");
    }
    const struct payee *payee = money_find(act, KIND_PAYEE, &deal.commitment->payee, err);
    if (payee == NULL ||
        (!payee->legal_person &&
         !act_keep_apart(act, &act->actor.handle, &payee->object.id,
                         "Who decides may not be the one who is paid.", err)) ||
        !effects_must_be_whole(&body->effects, err) ||
        !find_released(act, &deal, body->amount_cents, &released, err)) {
        return false;
    }
    struct commitment *commitment = act_edit(act, deal.commitment, err);
    if (commitment == NULL || !make_decision(act, body, &deal, released, err)) {
        return false;
    }
    commitment->state = COMMITMENT_SETTLED;
    commitment->settled_cents = body->amount_cents;
    commitment->settlement = act->id;
    body->released_cents = released;
    deal_note(act, &deal, &act->id, released);
    return column_add(&commitment->raised_cents, -released, err) &&
           post_release(act, &deal, released, err);
}
