/* Commitments: made, raised, released (rows 4 and 8). Nothing is promised on a decision that is not
 * in effect, not notified where its mandate's form asks that (Awb 3:40), or above what it
 * allocated. */
#include "domain/money_internal.h"

static bool decision_must_bind(const struct decision *decision,
                               const struct decision_status *status, struct err *err)
{
    if (!outcome_gives(decision->outcome)) {
        return err_set_at(err, ERR_MISMATCH, "/decision", "The decision (%s) allocates nothing.",
                          state_word(outcome_names, decision->outcome));
    }
    const char *word = state_word(decision_state_names, status->state);
    switch ((enum decision_state)status->state) {
    case DECISION_IN_EFFECT:
        return true;
    case DECISION_WAITING:
    case DECISION_DECLINED:
    case decision_state_absent:
    case decision_state_end:
        return err_set(err, ERR_NOT_IN_EFFECT, "The decision is %s.", word);
    case DECISION_CONTESTED:
        return err_set(err, ERR_CONTESTED,
                       "The decision is contested: nothing may be promised on it before somebody "
                       "has ruled on it.");
    case DECISION_SUSPENDED:
        return err_set(err, ERR_SUSPENDED,
                       "The decision is suspended: nothing may be promised on it meanwhile.");
    case DECISION_WITHDRAWN:
    case DECISION_ANNULLED:
        break;
    }
    return err_set(err, ERR_WRONG_STATE, "The decision is %s: nothing may be promised on it.",
                   word);
}

/* The ratification is a decision too: it counts while it is in effect itself. */
static bool ratification_must_stand(struct act *act, const struct decision *urgent, struct err *err)
{
    struct object_list decisions;
    const char *word = "not on record";
    if (!world_related(act->world, REL_DECISIONS_OF_PROPOSAL, &urgent->proposal, &decisions, err)) {
        return false;
    }
    for (size_t i = 0; i < decisions.count; i++) {
        const struct decision *decision = (const struct decision *)decisions.items[i];
        if (decision->outcome != OUTCOME_RATIFICATION ||
            !uuid_equal(&decision->about, &urgent->object.id)) {
            continue;
        }
        const struct decision_status *status =
            money_find(act, KIND_DECISION_STATUS, &decision->object.id, err);
        if (status == NULL || status->state == DECISION_IN_EFFECT) {
            return status != NULL;
        }
        word = state_word(decision_state_names, status->state);
    }
    return err_set(err, ERR_UNRATIFIED, "The ratification of the urgent decision is %s.", word);
}

/* An urgent decision binds once the council has ratified it, and while that stands. */
static bool decision_must_be_ratified(struct act *act, const struct decision *decision,
                                      const struct decision_status *status, struct err *err)
{
    if (status->ratification == RATIFICATION_GIVEN) {
        return ratification_must_stand(act, decision, err);
    }
    if (status->ratification == RATIFICATION_NEEDED) {
        return err_set(err, ERR_UNRATIFIED,
                       "The urgent decision still waits for the council's ratification.");
    }
    return status->ratification != RATIFICATION_REFUSED ||
           err_set(err, ERR_UNRATIFIED, "The council refused to ratify the urgent decision.");
}

/* A foundation issues no besluit and so notifies none; every other form does. */
static bool decision_must_be_notified(struct act *act, const struct decision *decision,
                                      const struct decision_status *status, struct err *err)
{
    const struct mandate *mandate = money_find(act, KIND_MANDATE, &decision->mandate, err);
    if (mandate == NULL || mandate->form == FORM_FOUNDATION) {
        return mandate != NULL;
    }
    return status->notified_on.days != DATE_ABSENT ||
           err_set(err, ERR_NOT_NOTIFIED, "The decision has not been notified.");
}

static bool decision_must_carry(struct act *act, const struct decision *decision,
                                const struct decision_status *status, struct err *err)
{
    return decision_must_bind(decision, status, err) &&
           decision_must_be_ratified(act, decision, status, err) &&
           decision_must_be_notified(act, decision, status, err);
}

bool decision_must_allow_promise(struct act *act, const struct uuid *id, struct err *err)
{
    const struct decision *decision = money_find(act, KIND_DECISION, id, err);
    const struct decision_status *status =
        decision == NULL ? NULL : money_find(act, KIND_DECISION_STATUS, id, err);
    return status != NULL && decision_must_carry(act, decision, status, err);
}

/* I8: what a decision has promised stays within what it allocated and did not release. */
static bool decision_must_cover(struct act *act, const struct uuid *id, int64_t amount_cents,
                                struct err *err)
{
    const struct decision *decision = act_need(act, KIND_DECISION, id, "/decision", err);
    const struct decision_status *status =
        decision == NULL ? NULL : money_find(act, KIND_DECISION_STATUS, id, err);
    if (status == NULL || !decision_must_carry(act, decision, status, err)) {
        return false;
    }
    int64_t left = cents_or_zero(status->allocated_cents) - cents_or_zero(status->released_cents) -
                   cents_or_zero(status->committed_cents);
    return cents_within(amount_cents, left, ERR_MORE_THAN_ALLOCATED, "allocated and not promised",
                        err) &&
           decision_count(act, id, amount_cents, 0, err);
}

/* The payee's person is private: the source compares, the record alone cannot. */
static bool payee_must_stand_apart(struct act *act, const struct uuid *payee,
                                   const struct uuid *decision, struct err *err)
{
    const struct decision *of = act_need(act, KIND_DECISION, decision, "/decision", err);
    return of != NULL &&
           act_keep_apart(act, &act->actor.handle, payee,
                          "Who signs a promise may not be the one who is paid.", err) &&
           act_keep_apart(act, &of->decided_by, payee,
                          "Who decided may not be the one who is paid.", err);
}

/* A natural person as payee has a new handle for each commitment, so that the record does not join
 * them. */
static bool payee_must_be_new(struct act *act, const struct payee *payee, struct err *err)
{
    struct object_list had;
    if (!world_related(act->world, REL_COMMITMENTS_OF_PAYEE, &payee->object.id, &had, err)) {
        return false;
    }
    return payee->kind != PAYEE_NATURAL_PERSON || had.count == 0 ||
           err_set_at(err, ERR_MISMATCH, "/payee",
                      "A natural person is registered as a new payee for each commitment.");
}

static bool payee_must_fit(struct act *act, const struct uuid *id, const struct uuid *organisation,
                           const struct uuid *decision, struct err *err)
{
    const struct payee *payee = act_need(act, KIND_PAYEE, id, "/payee", err);
    if (payee == NULL) {
        return false;
    }
    if (!uuid_equal(&payee->organisation, organisation)) {
        return err_set_at(err, ERR_MISMATCH, "/payee", "The payee is another organisation's.");
    }
    return payee->legal_person ||
           (payee_must_be_new(act, payee, err) && payee_must_stand_apart(act, id, decision, err));
}

/* A subsidy is for the activities of who asks it. Goods and work that a plan needs come from
 * whoever delivers them: that is another kind of promise. The record cannot tell whether two natural
 * persons are one, because a person is a new payee for each commitment. */
static bool subsidy_must_be_the_applicants(struct act *act, const struct body_commitment_made *body,
                                           const struct decision *decision, struct err *err)
{
    const void *found = NULL;
    if (body->kind != COMMITMENT_SUBSIDY) {
        return true;
    }
    if (!world_find(act->world, KIND_PROPOSAL_VERSION, &decision->proposal_version, 0, &found,
                    err)) {
        return false;
    }
    const struct proposal_version *version = found;
    if (version == NULL || uuid_is_zero(&version->applicant) ||
        uuid_equal(&version->applicant, &body->payee)) {
        return true;
    }
    const struct payee *payee = money_find(act, KIND_PAYEE, &body->payee, err);
    const struct payee *applicant =
        payee == NULL ? NULL : money_find(act, KIND_PAYEE, &version->applicant, err);
    if (applicant == NULL) {
        return false;
    }
    return (!payee->legal_person && !applicant->legal_person) ||
           err_set_at(err, ERR_MISMATCH, "/payee",
                      "A subsidy goes to the applicant, payee %s. Who delivers something for the "
                      "plan is promised it as a purchase, an assignment, employment or an internal "
                      "charge.",
                      applicant->object.reference.text);
}

static const struct envelope *envelope_of_decision(struct act *act, const struct uuid *decision,
                                                   const struct decision **out, struct err *err)
{
    *out = act_need(act, KIND_DECISION, decision, "/decision", err);
    return *out == NULL ? NULL : money_find(act, KIND_ENVELOPE, &(*out)->envelope, err);
}

static struct commitment *make_commitment(struct act *act, const struct body_commitment_made *body,
                                          const struct decision *decision,
                                          const struct envelope *envelope, struct err *err)
{
    struct commitment *commitment = act_insert(act, KIND_COMMITMENT, &act->id, 0, err);
    if (commitment == NULL) {
        return NULL;
    }
    commitment->decision = body->decision;
    commitment->proposal = decision->proposal;
    commitment->envelope = envelope->object.id;
    commitment->organisation = envelope->organisation;
    commitment->council = envelope->council;
    commitment->payee = body->payee;
    commitment->kind = body->kind;
    commitment->signed_by = act->actor.handle;
    commitment->raised_cents = body->amount_cents;
    commitment->returned_cents = 0;
    commitment->claimed_back_cents = 0;
    commitment->written_off_cents = 0;
    commitment->state = COMMITMENT_OPEN;
    return commitment;
}

bool rule_commitment_made(struct act *act, struct err *err)
{
    const struct body_commitment_made *body = ACT_BODY(act, commitment_made);
    const struct decision *decision = NULL;
    const struct envelope *envelope = envelope_of_decision(act, &body->decision, &decision, err);
    if (envelope == NULL ||
        !payee_must_fit(act, &body->payee, &envelope->organisation, &body->decision, err) ||
        !subsidy_must_be_the_applicants(act, body, decision, err) ||
        !ledger_check_state(envelope, ROW_4, err) ||
        !decision_must_cover(act, &body->decision, body->amount_cents, err)) {
        return false;
    }
    const struct commitment *commitment = make_commitment(act, body, decision, envelope, err);
    if (commitment == NULL) {
        return false;
    }
    const struct deal deal = {
        .commitment = commitment,
        .envelope = envelope,
        .refs = {.envelope = envelope, .proposal = decision->proposal, .commitment = act->id}
    };
    deal_note(act, &deal, &act->id, body->amount_cents);
    return ledger_add_row(act, ROW_4, &deal.refs, body->amount_cents, err);
}

/* What was promised less what was released, by `cents`. */
static bool count_promise(struct act *act, const struct commitment *commitment, int64_t cents,
                          struct err *err)
{
    struct commitment *edit = act_edit(act, commitment, err);
    return edit != NULL && column_add(&edit->raised_cents, cents, err);
}

bool rule_commitment_raised(struct act *act, struct err *err)
{
    const struct body_commitment_raised *body = ACT_BODY(act, commitment_raised);
    struct deal deal;
    if (!deal_open(act, &body->commitment, NULL, &deal, err) ||
        !ledger_check_state(deal.envelope, ROW_4, err)) {
        return false;
    }
    if (deal.commitment->state != COMMITMENT_OPEN) {
        return err_set(err, ERR_WRONG_STATE, "The commitment is settled: more is a new decision.");
    }
    if (!uuid_is_zero(&deal.commitment->carried_from)) {
        return err_set(err, ERR_WRONG_STATE,
                       "The commitment was carried over: more is a new decision.");
    }
    if (!payee_must_fit(act, &deal.commitment->payee, &deal.commitment->organisation,
                        &deal.commitment->decision, err) ||
        !decision_must_cover(act, &deal.commitment->decision, body->amount_cents, err) ||
        !separation_must_hold(act, DUTY_SIGNS_WHAT_WAS_ACCEPTED, &body->commitment, err) ||
        !count_promise(act, deal.commitment, body->amount_cents, err)) {
        return false;
    }
    deal_note(act, &deal, &body->commitment, body->amount_cents);
    return ledger_add_row(act, ROW_4, &deal.refs, body->amount_cents, err);
}

bool rule_commitment_released(struct act *act, struct err *err)
{
    const struct body_commitment_released *body = ACT_BODY(act, commitment_released);
    struct deal deal;
    if (!deal_open(act, &body->commitment, NULL, &deal, err) ||
        !ledger_check_state(deal.envelope, ROW_8, err) ||
        !deal_must_hold(act, &deal, ACCOUNT_BUDGET_COMMITTED, body->amount_cents, err) ||
        !count_promise(act, deal.commitment, -body->amount_cents, err)) {
        return false;
    }
    /* What was carried over goes back to no allocation: that stayed in the old envelope. */
    bool is_carried = !uuid_is_zero(&deal.commitment->carried_from);
    deal_note(act, &deal, &body->commitment, body->amount_cents);
    return decision_count(act, &deal.commitment->decision, -body->amount_cents,
                          is_carried ? body->amount_cents : 0, err) &&
           ledger_add_row(act, ROW_8, &deal.refs, body->amount_cents, err) &&
           (!is_carried || ledger_add_row(act, ROW_9, &deal.refs, body->amount_cents, err));
}
