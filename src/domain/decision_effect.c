/* How a decision takes effect: under a mandate in force and within its ceilings, with its
 * allocation in the ledger (row 3), in the one act that makes it so. */
#include "domain/decision_internal.h"

bool grounds_find(struct act *act, const struct uuid *motion, const char *pointer,
                  struct grounds *out, struct err *err)
{
    *out = (struct grounds){ .motion = act_need(act, KIND_MOTION, motion, pointer, err) };
    if (out->motion == NULL) {
        return false;
    }
    const struct motion *of = out->motion;
    out->meeting = act_need(act, KIND_MEETING, &of->meeting, pointer, err);
    out->mandate =
        out->meeting == NULL ? NULL : act_need(act, KIND_MANDATE, &of->mandate, pointer, err);
    out->proposal =
        out->mandate == NULL ? NULL : act_need(act, KIND_PROPOSAL, &of->proposal, pointer, err);
    out->version = out->proposal == NULL
                       ? NULL
                       : act_need(act, KIND_PROPOSAL_VERSION, &of->proposal_version, pointer, err);
    out->envelope =
        out->version == NULL ? NULL : act_need(act, KIND_ENVELOPE, &of->envelope, pointer, err);
    return out->envelope != NULL;
}

bool grounds_still_hold(const struct grounds *grounds, struct err *err)
{
    const struct proposal *proposal = grounds->proposal;
    if (grounds->motion != NULL && grounds->motion->subject != SUBJECT_ALLOCATION) {
        return true;
    }
    if (proposal->state != PROPOSAL_FILED) {
        return err_set(err, ERR_WRONG_STATE, "Proposal %s is %s already.",
                       proposal->object.reference.text,
                       field_enum_name(proposal_state_names, proposal->state));
    }
    if (!uuid_equal(&proposal->version, &grounds->version->object.id)) {
        return err_set(err, ERR_MISMATCH,
                       "The vote was on version %" PRId32 " of the proposal; version %" PRId32
                       " has been filed since.",
                       grounds->version->number, proposal->version_number);
    }
    return true;
}

bool decider_must_not_ask(struct act *act, const struct grounds *grounds, struct err *err)
{
    return act_keep_apart(act, &act->actor.handle, &grounds->proposal->applicant,
                          "Who decides may not be who asks the money.", err);
}

/* What the mandate allows one decision, and the decisions of a year. */
static bool ceilings_hold(struct act *act, const struct decision *decision,
                          const struct mandate *mandate, int64_t due_cents, struct err *err)
{
    struct date day = act_day(act);
    if (!mandates_must_be_in_force(act, mandate, act->today, err) ||
        !mandates_must_be_in_force(act, mandate, day, err)) {
        return false;
    }
    if (decision->amount_cents > mandate->ceiling_decision_cents) {
        return err_set(err, ERR_OVER_CEILING,
                       "The decision gives " EUR
                       "; one decision under mandate %s may give at most " EUR ".",
                       EUR_ARGS(decision->amount_cents), mandate->object.reference.text,
                       EUR_ARGS(mandate->ceiling_decision_cents));
    }
    return mandates_count_year(act, &mandate->object.id, date_year(day), due_cents, true, err);
}

static bool allocate(struct act *act, const struct decision *decision,
                     const struct grounds *grounds, int64_t due_cents, struct err *err)
{
    if (!grounds->is_of_grantor &&
        !ceilings_hold(act, decision, grounds->mandate, due_cents, err)) {
        return false;
    }
    struct row_refs refs = { .envelope = grounds->envelope, .proposal = decision->proposal };
    if (!ledger_add_row(act, ROW_3, &refs, due_cents, err)) {
        return false;
    }
    ledger_note(act, &(struct transaction_note){ .envelope = decision->envelope,
                                                 .decision = decision->object.id,
                                                 .amount_cents = due_cents });
    return true;
}

/* The council has spoken on an urgent decision. */
static bool ratify(struct act *act, const struct decision *decision, struct err *err)
{
    const struct decision_status *found =
        act_need(act, KIND_DECISION_STATUS, &decision->about, "/motion", err);
    if (found == NULL) {
        return false;
    }
    if (found->ratification != RATIFICATION_NEEDED) {
        return err_set_at(err, ERR_WRONG_STATE, "/motion",
                          "The decision that the motion is about needs no ratification any more.");
    }
    struct decision_status *urgent = act_edit(act, found, err);
    if (urgent == NULL) {
        return false;
    }
    urgent->ratification =
        decision->outcome == OUTCOME_RATIFICATION ? RATIFICATION_GIVEN : RATIFICATION_REFUSED;
    return true;
}

bool decision_take_effect(struct act *act, const struct decision *decision,
                          const struct grounds *grounds, int64_t due_cents,
                          struct decision_status *status, struct err *err)
{
    if (due_cents > 0 && !allocate(act, decision, grounds, due_cents, err)) {
        return false;
    }
    /* Without a posting no date but today's stands in the record. */
    status->effective_on = due_cents > 0 ? act_day(act) : act->today;
    status->allocated_cents = due_cents;
    status->state = DECISION_IN_EFFECT;
    status->lapses_on = (struct date){ DATE_ABSENT };
    if (grounds->motion != NULL && grounds->motion->subject == SUBJECT_RATIFICATION) {
        return ratify(act, decision, err);
    }
    if (grounds->motion != NULL && grounds->motion->subject == SUBJECT_RELEASE) {
        return true;
    }
    struct proposal *proposal = act_edit(act, grounds->proposal, err);
    if (proposal == NULL) {
        return false;
    }
    proposal->state = PROPOSAL_DECIDED;
    return true;
}
