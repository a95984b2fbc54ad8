/* The holder of a joint mandate kept silent past the deadline: what the mandate says that silence
 * means happens by the clock, in an act of the daemon itself. */
#include "buurtkas/domain/timed.h"
#include "domain/decision_internal.h"

bool timed_decision_is_due(const struct decision_status *status, struct date today)
{
    return status->state == DECISION_WAITING && status->lapses_on.days != DATE_ABSENT &&
           status->lapses_on.days <= today.days;
}

struct search {
    struct date today;
    struct uuid *out;
    size_t count;
    size_t room;
};

static bool look_at(void *self, const struct object *object)
{
    struct search *search = self;
    const struct decision_status *status = (const struct decision_status *)object;
    if (timed_decision_is_due(status, search->today)) {
        search->out[search->count++] = object->id;
    }
    return search->count < search->room;
}

size_t timed_due(struct world *world, struct date today, struct uuid *out, size_t room)
{
    struct search search = { .today = today, .out = out, .room = room };
    if (room > 0) {
        (void)world_each(world, KIND_DECISION_STATUS, look_at, &search);
    }
    return search.count;
}

/* By silence nobody uses a power that was withdrawn or has run out: then it declines, whatever
 * silence meant, and the proposal is open again. While a mandate is suspended nothing lapses.
 * Without consent no vote under it was opened. */
static bool mandate_can_be_used(struct act *act, const struct mandate *mandate, bool *out,
                                struct err *err)
{
    struct err why = { 0 };
    *out = mandates_must_be_in_force(act, mandate, act->today, &why);
    if (*out || why.code == ERR_NO_MANDATE) {
        return true;
    }
    *err = why;
    return false;
}

bool rule_decision_lapsed(struct act *act, struct err *err)
{
    struct body_decision_lapsed *body = ACT_BODY(act, decision_lapsed);
    const struct decision *decision =
        act_need(act, KIND_DECISION, &body->decision, "/decision", err);
    const struct decision_status *found =
        decision == NULL ? NULL
                         : act_need(act, KIND_DECISION_STATUS, &body->decision, "/decision", err);
    struct grounds grounds;
    if (found == NULL || !grounds_find(act, &decision->motion, "/decision", &grounds, err)) {
        return false;
    }
    if (!timed_decision_is_due(found, act->today)) {
        return err_set_at(err, ERR_WRONG_STATE, "/decision",
                          "The decision is %s, or its holder still has time.",
                          field_enum_name(decision_state_names, found->state));
    }
    struct decision_status *status = act_edit(act, found, err);
    if (status == NULL) {
        return false;
    }
    bool can_concur = false;
    body->silence = grounds.mandate->silence;
    status->lapses_on = (struct date){ DATE_ABSENT };
    if (!mandate_can_be_used(act, grounds.mandate, &can_concur, err)) {
        return false;
    }
    if (body->silence == SILENCE_CONCURS && can_concur) {
        if (!decision_concur(act, decision, &grounds, status, err)) {
            return false;
        }
    } else {
        status->state = DECISION_DECLINED;
    }
    body->state = status->state;
    return true;
}
