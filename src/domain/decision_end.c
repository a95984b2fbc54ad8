/* How a decision that was in effect ends: what it allocated and nobody was promised becomes
 * available again (row 9), and its mandate's year no longer counts it ("When" 10). What was
 * promised is settled by acts of its own; nothing paid is ever simply reversed. */
#include "buurtkas/domain/money.h"
#include "domain/decision_internal.h"

static int64_t free_cents(const struct decision_status *status)
{
    return cents_or_zero(status->allocated_cents) - cents_or_zero(status->released_cents) -
           cents_or_zero(status->committed_cents);
}

/* What the mandate's year counted of it. */
static bool count_again(struct act *act, const struct decision *decision,
                        const struct decision_status *status, int sign, struct err *err)
{
    int64_t counted = cents_or_zero(status->allocated_cents);
    if (!basis_is_under_mandate(decision->basis) || counted == 0) {
        return true;
    }
    return mandates_count_year(act, &decision->mandate, date_year(status->effective_on),
                               sign * counted, false, err);
}

static struct decision_status *edit_status(struct act *act, const struct uuid *decision,
                                           struct err *err)
{
    const struct decision_status *found = act_need(act, KIND_DECISION_STATUS, decision, NULL, err);
    return found == NULL ? NULL : act_edit(act, found, err);
}

/* When the council's word on an urgent decision is annulled, the council must speak again. */
static bool reopen_ratification(struct act *act, const struct decision *ended, struct err *err)
{
    if (ended->basis != BASIS_VERDICT || uuid_is_zero(&ended->about)) {
        return true;
    }
    struct decision_status *urgent = edit_status(act, &ended->about, err);
    if (urgent == NULL) {
        return false;
    }
    urgent->ratification = RATIFICATION_NEEDED;
    return true;
}

bool decision_end(struct act *act, const struct decision *ended, int state, struct decision *ending,
                  struct err *err)
{
    struct decision_status *status = edit_status(act, &ended->object.id, err);
    const struct envelope *envelope =
        status == NULL ? NULL : act_need(act, KIND_ENVELOPE, &ended->envelope, NULL, err);
    if (envelope == NULL || !count_again(act, ended, status, -1, err)) {
        return false;
    }
    if (!reopen_ratification(act, ended, err)) {
        return false;
    }
    int64_t freed = free_cents(status);
    ending->found_state = status->state;
    ending->freed_cents = freed;
    status->state = state;
    if (freed == 0) {
        return true;
    }
    const struct row_refs refs = { .envelope = envelope, .proposal = ended->proposal };
    status->released_cents = cents_or_zero(status->released_cents) + freed;
    return ledger_add_row(act, ROW_9, &refs, freed, err);
}

static bool reopen_objection(struct act *act, const struct uuid *id, struct err *err)
{
    if (uuid_is_zero(id)) {
        return true;
    }
    const struct objection *found = act_need(act, KIND_OBJECTION, id, NULL, err);
    struct objection *objection = found == NULL ? NULL : act_edit(act, found, err);
    if (objection == NULL) {
        return false;
    }
    objection->state = OBJECTION_FILED;
    objection->ruling = (struct uuid){ { 0 } };
    return true;
}

int decision_uncontested_state(const struct decision_status *status)
{
    return status->suspended ? DECISION_SUSPENDED : DECISION_IN_EFFECT;
}

/* Where a decision stood after a ruling that ended nothing. */
static int state_left_by(const struct decision *ruling)
{
    if (!decision_is_lifted_by(ruling)) {
        return ruling->found_state;
    }
    bool stays = ruling->found_suspended && ruling->basis != BASIS_COURT_RULING;
    return stays ? DECISION_SUSPENDED : DECISION_IN_EFFECT;
}

bool decision_is_lifted_by(const struct decision *ruling)
{
    return uuid_is_zero(&ruling->objection); /* a court rules on the decision */
}

/* A ruling that let the decision stand ended nothing: then its year goes on counting it. */
bool decision_end_undo(struct act *act, const struct decision *ending, struct err *err)
{
    const struct decision *ended = act_need(act, KIND_DECISION, &ending->about, NULL, err);
    struct decision_status *status = ended == NULL ? NULL : edit_status(act, &ending->about, err);
    if (status == NULL) {
        return false;
    }
    bool is_ended = ending->freed_cents != FIELD_ABSENT;
    int64_t freed = cents_or_zero(ending->freed_cents);
    if (!is_ended && status->state != state_left_by(ending)) {
        return err_set(err, ERR_LATER_ROW_RESTS_ON_IT,
                       "A later act rests on it: the decision is %s.",
                       field_enum_name(decision_state_names, status->state));
    }
    status->state = ending->found_state;
    if (!is_ended && ending->basis == BASIS_COURT_RULING) {
        status->suspended = ending->found_suspended;
    }
    status->released_cents = cents_or_zero(status->released_cents) - freed;
    return reopen_objection(act, &ending->objection, err) &&
           (!is_ended || count_again(act, ended, status, 1, err));
}
