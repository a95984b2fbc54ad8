/* Rules of proposals: every filing and every change makes a new version that never changes; what is
 * asked is the costs less other money (domain, 18). */
#include "domain/council_internal.h"

/* The sums of a version. */
struct sums {
    int64_t cost_cents;
    int64_t asked_cents;
};

/* 100 lines of AMOUNT_CENTS_MAX stay within int64. */
static bool add_up(const struct list *costs, const struct list *financing, struct sums *out,
                   struct err *err)
{
    const struct item_cost_line *cost = costs->items;
    int64_t total = 0;
    for (size_t i = 0; i < costs->count; i++) {
        total += cost[i].amount_cents;
    }
    if (total > AMOUNT_CENTS_MAX) {
        return err_set_at(err, ERR_MISMATCH, "/costLines",
                          "The cost lines come to more than " EUR ".", EUR_ARGS(AMOUNT_CENTS_MAX));
    }
    const struct item_financing_line *line = financing->items;
    int64_t other = 0;
    for (size_t i = 0; i < financing->count; i++) {
        other += line[i].in_kind ? 0 : line[i].amount_cents;
    }
    if (other > total) {
        return err_set_at(err, ERR_MISMATCH, "/financingLines",
                          "Others pay " EUR ", more than the costs of " EUR ".", EUR_ARGS(other),
                          EUR_ARGS(total));
    }
    *out = (struct sums){ .cost_cents = total, .asked_cents = total - other };
    return true;
}

static bool insert_lines(struct act *act, const struct uuid *version, const struct list *costs,
                         const struct list *financing, struct err *err)
{
    const struct item_cost_line *cost = costs->items;
    for (size_t i = 0; i < costs->count; i++) {
        struct cost_line *line = act_insert(act, KIND_COST_LINE, version, (int32_t)i + 1, err);
        if (line == NULL) {
            return false;
        }
        line->amount_cents = cost[i].amount_cents;
    }
    const struct item_financing_line *given = financing->items;
    for (size_t i = 0; i < financing->count; i++) {
        struct financing_line *line =
            act_insert(act, KIND_FINANCING_LINE, version, (int32_t)i + 1, err);
        if (line == NULL) {
            return false;
        }
        line->amount_cents = given[i].amount_cents;
        line->in_kind = given[i].in_kind;
        line->status = given[i].status;
    }
    return true;
}

bool applicant_is_known(const struct proposal_version *version, struct err *err)
{
    return !uuid_is_zero(&version->applicant) ||
           err_set_at(err, ERR_MISMATCH, "/proposal",
                      "Nobody is known to ask this: no interest in it can be matched. Name the "
                      "applicant in a new version.");
}

/* What a version is of, and who asks it. */
struct asked {
    const struct uuid *proposal;
    const struct uuid *applicant;
    int32_t number;
};

static bool insert_version(struct act *act, const struct uuid *id, const struct asked *asked,
                           const struct sums *sums, struct err *err)
{
    struct proposal_version *version = act_insert(act, KIND_PROPOSAL_VERSION, id, 0, err);
    if (version == NULL) {
        return false;
    }
    version->proposal = *asked->proposal;
    version->number = asked->number;
    version->cost_cents = sums->cost_cents;
    version->asked_cents = sums->asked_cents;
    version->applicant = *asked->applicant;
    version->filed_by = act->actor.handle;
    return true;
}

static bool envelope_is_open(const struct envelope *envelope, struct err *err)
{
    if (envelope->state != ENVELOPE_OPEN) {
        return err_set(err, ERR_ENVELOPE_NOT_OPEN, "Envelope %s is %s; no money can be asked.",
                       envelope->object.reference.text,
                       field_enum_name(envelope_state_names, envelope->state));
    }
    return true;
}

static bool applicant_is_right(struct act *act, const struct uuid *applicant,
                               const struct envelope *envelope, struct err *err)
{
    if (uuid_is_zero(applicant)) {
        return true;
    }
    const struct payee *payee = act_need(act, KIND_PAYEE, applicant, "/applicant", err);
    if (payee == NULL) {
        return false;
    }
    if (!uuid_equal(&payee->organisation, &envelope->organisation)) {
        return err_set_at(err, ERR_MISMATCH, "/applicant",
                          "The applicant is registered with another organisation.");
    }
    return true;
}

bool rule_proposal_filed(struct act *act, struct err *err)
{
    struct body_proposal_filed *body = ACT_BODY(act, proposal_filed);
    const struct envelope *envelope =
        act_need(act, KIND_ENVELOPE, &body->envelope, "/envelope", err);
    struct sums sums;
    if (envelope == NULL || !envelope_is_open(envelope, err) ||
        !applicant_is_right(act, &body->applicant, envelope, err) ||
        !add_up(&body->cost_lines, &body->financing_lines, &sums, err)) {
        return false;
    }
    body->number = 1;
    body->cost_cents = sums.cost_cents;
    body->asked_cents = sums.asked_cents;
    struct proposal *proposal = act_insert(act, KIND_PROPOSAL, &act->id, 0, err);
    if (proposal == NULL) {
        return false;
    }
    proposal->envelope = body->envelope;
    proposal->applicant = body->applicant;
    proposal->category = body->category;
    proposal->source_ref = body->source_ref;
    proposal->version = body->version;
    proposal->version_number = body->number;
    proposal->state = PROPOSAL_FILED;
    const struct asked asked = { &act->id, &body->applicant, body->number };
    return insert_version(act, &body->version, &asked, &sums, err) &&
           insert_lines(act, &body->version, &body->cost_lines, &body->financing_lines, err);
}

/* A decision that waits for the holder is about the version that was put to the vote. */
static bool no_decision_waits(struct act *act, const struct uuid *proposal, struct err *err)
{
    struct object_list motions;
    if (!world_related(act->world, REL_MOTIONS_OF_PROPOSAL, proposal, &motions, err)) {
        return false;
    }
    for (size_t i = 0; i < motions.count; i++) {
        const struct motion *motion = (const struct motion *)motions.items[i];
        if (uuid_is_zero(&motion->decision)) {
            continue;
        }
        const struct decision_status *status =
            act_need(act, KIND_DECISION_STATUS, &motion->decision, NULL, err);
        if (status == NULL) {
            return false;
        }
        if (status->state == DECISION_WAITING) {
            return err_set(err, ERR_WRONG_STATE,
                           "A decision on this proposal waits for the mandate's holder.");
        }
    }
    return true;
}

bool rule_proposal_revised(struct act *act, struct err *err)
{
    struct body_proposal_revised *body = ACT_BODY(act, proposal_revised);
    const struct proposal *found = act_need(act, KIND_PROPOSAL, &body->proposal, NULL, err);
    if (found == NULL) {
        return false;
    }
    if (found->state != PROPOSAL_FILED) {
        return err_set(err, ERR_WRONG_STATE, "Proposal %s is %s; it gets no new version.",
                       found->object.reference.text,
                       field_enum_name(proposal_state_names, found->state));
    }
    const struct envelope *envelope = act_need(act, KIND_ENVELOPE, &found->envelope, NULL, err);
    struct sums sums;
    if (envelope == NULL || !envelope_is_open(envelope, err) ||
        !applicant_is_right(act, &body->applicant, envelope, err) ||
        !no_decision_waits(act, &body->proposal, err) ||
        !add_up(&body->cost_lines, &body->financing_lines, &sums, err)) {
        return false;
    }
    body->number = found->version_number + 1;
    body->cost_cents = sums.cost_cents;
    body->asked_cents = sums.asked_cents;
    if (!motions_void(act, REL_MOTIONS_OF_PROPOSAL, &body->proposal, &body->voided, err)) {
        return false;
    }
    struct proposal *proposal = act_edit(act, found, err);
    if (proposal == NULL) {
        return false;
    }
    proposal->version = act->id;
    proposal->version_number = body->number;
    if (!uuid_is_zero(&body->applicant)) {
        proposal->applicant = body->applicant;
    }
    const struct asked asked = { &body->proposal, &proposal->applicant, body->number };
    return insert_version(act, &act->id, &asked, &sums, err) &&
           insert_lines(act, &act->id, &body->cost_lines, &body->financing_lines, err);
}
