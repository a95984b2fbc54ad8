/* Decisions that rest on no verdict: of the mandate's holder in person, of the holder or the chair
 * by urgency (which the council must still ratify), and of the grantor himself, who takes a case
 * back (domain, 4 and 5). Rulings, settlements and withdrawals are acts of their own. */
#include "domain/decision_internal.h"

static bool basis_has_an_act_of_its_own(const struct body_decision_made *body, struct err *err)
{
    switch ((enum basis)body->basis) {
    case BASIS_HOLDER:
    case BASIS_URGENCY:
    case BASIS_GRANTOR:
        return false;
    case BASIS_VERDICT:
    case BASIS_OBJECTION_RULING:
    case BASIS_COURT_RULING:
    case BASIS_SETTLEMENT:
    case BASIS_WITHDRAWAL:
    case basis_absent:
    case basis_end:
        break;
    }
    (void)err_set_at(err, ERR_MISMATCH, "/basis",
                     "A decision on the basis \"%s\" is another act: a ruling, a settlement or a "
                     "withdrawal.",
                     field_enum_name(basis_names, body->basis));
    return true;
}

static bool find_parts(struct act *act, const struct body_decision_made *body, struct grounds *out,
                       struct err *err)
{
    *out = (struct grounds){ .is_of_grantor = body->basis == BASIS_GRANTOR };
    if (!uuid_is_zero(&body->motion) || body->advice != advice_absent) {
        return err_set_at(err, ERR_MISMATCH, body->advice != advice_absent ? "/advice" : "/motion",
                          "Only a decision on a verdict has a motion and an advice.");
    }
    out->proposal = act_need(act, KIND_PROPOSAL, &body->proposal, "/proposal", err);
    out->mandate =
        out->proposal == NULL ? NULL : act_need(act, KIND_MANDATE, &body->mandate, "/mandate", err);
    out->version = out->mandate == NULL ? NULL
                                        : act_need(act, KIND_PROPOSAL_VERSION,
                                                   &out->proposal->version, "/proposal", err);
    out->envelope = out->version == NULL
                        ? NULL
                        : act_need(act, KIND_ENVELOPE, &out->proposal->envelope, "/proposal", err);
    return out->envelope != NULL && decider_must_not_ask(act, out, err);
}

static bool parts_belong_together(const struct body_decision_made *body,
                                  const struct grounds *grounds, struct err *err)
{
    static const struct hash none = { { 0 } };
    if (!uuid_equal(&grounds->mandate->council, &grounds->envelope->council) ||
        !uuid_equal(&grounds->mandate->organisation, &grounds->envelope->organisation)) {
        return err_set_at(err, ERR_MISMATCH, "/mandate",
                          "The mandate is not about the council's money that the proposal asks.");
    }
    return memcmp(&body->document, &none, sizeof none) != 0 ||
           err_set_at(err, ERR_MISMATCH, "/document",
                      "A decision on the basis \"%s\" names its document by hash.",
                      field_enum_name(basis_names, body->basis));
}

/* The holder is the one named in the mandate; the chair is the council's. */
static bool actor_is_right(const struct act *act, const struct grounds *grounds, struct err *err)
{
    return act->actor.role != ROLE_HOLDER ||
           uuid_equal(&act->actor.handle, &grounds->mandate->holder) ||
           err_set(err, ERR_FORBIDDEN, "Only the holder named in mandate %s decides under it.",
                   grounds->mandate->object.reference.text);
}

static bool find_decided(const struct body_decision_made *body, const struct grounds *grounds,
                         struct decided *out, struct err *err)
{
    int64_t asked = grounds->version->asked_cents;
    if (body->amount_cents == FIELD_ABSENT) {
        return err_set_at(err, ERR_MISMATCH, "/amountCents",
                          "A decision without a motion says its amount; 0 refuses.");
    }
    if (body->amount_cents > asked) {
        return err_set_at(err, ERR_MORE_THAN_ASKED, "/amountCents",
                          "The decision says " EUR "; the proposal asks " EUR ".",
                          EUR_ARGS(body->amount_cents), EUR_ARGS(asked));
    }
    enum outcome outcome = body->amount_cents == 0      ? OUTCOME_REFUSAL
                           : body->amount_cents < asked ? OUTCOME_PARTIAL
                                                        : OUTCOME_GRANT;
    *out = (struct decided){ outcome, body->amount_cents };
    return decision_says_why(body, out, asked, err) &&
           decision_years_are_right(&body->years, out, err);
}

/* The grantor may take a case back from a mandate in any state; others need it in force. */
static bool check(struct act *act, struct body_decision_made *body, struct grounds *grounds,
                  struct decided *decided, struct err *err)
{
    return !basis_has_an_act_of_its_own(body, err) && find_parts(act, body, grounds, err) &&
           parts_belong_together(body, grounds, err) && actor_is_right(act, grounds, err) &&
           (grounds->is_of_grantor ||
            mandates_must_be_in_force(act, grounds->mandate, act->today, err)) &&
           grounds_still_hold(grounds, err) && applicant_is_known(grounds->version, err) &&
           decision_case_is_free(act, body, err) && find_decided(body, grounds, decided, err) &&
           (body->basis != BASIS_URGENCY ||
            decision_urgency_is_right(act, grounds, decided->amount_cents, err)) &&
           decision_effects_are_complete(&body->effects, err);
}

static struct decision *insert_decision(struct act *act, const struct body_decision_made *body,
                                        const struct grounds *grounds,
                                        const struct decided *decided, struct err *err)
{
    struct decision *decision = act_insert(act, KIND_DECISION, &act->id, 0, err);
    if (decision == NULL) {
        return NULL;
    }
    decision->basis = body->basis;
    decision->outcome = (int)decided->outcome;
    decision->organisation = grounds->envelope->organisation;
    decision->council = grounds->envelope->council;
    decision->envelope = grounds->envelope->object.id;
    decision->proposal = body->proposal;
    decision->proposal_version = grounds->version->object.id;
    decision->mandate = body->mandate;
    decision->amount_cents = decided->amount_cents;
    decision->document = body->document;
    decision->decided_by = act->actor.handle;
    decision->instruction = body->instruction;
    return decision;
}

bool decision_without_verdict(struct act *act, struct err *err)
{
    struct body_decision_made *body = ACT_BODY(act, decision_made);
    struct grounds grounds;
    struct decided decided = { 0 };
    if (!check(act, body, &grounds, &decided, err)) {
        return false;
    }
    body->envelope = grounds.envelope->object.id;
    body->outcome = (int)decided.outcome;
    body->state = DECISION_IN_EFFECT;
    const struct decision *decision = insert_decision(act, body, &grounds, &decided, err);
    struct decision_status *status = decision == NULL ? NULL : decision_insert_status(act, err);
    int64_t due = 0;
    if (status == NULL || !decision_insert_effects(act, &body->effects, err) ||
        !decision_insert_years(act, &body->years, err) ||
        !decision_find_due(act, body, &decided, &due, err)) {
        return false;
    }
    if (body->basis == BASIS_URGENCY && due > 0) {
        status->ratification = RATIFICATION_NEEDED;
    }
    return decision_take_effect(act, decision, &grounds, due, status, err);
}
