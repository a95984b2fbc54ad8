/* Rounds in writing whose days are over are closed by the daemon, in acts of its own that are
 * otherwise the secretary's or the chair's: nobody is asked anything any more, so nobody's choice of
 * a moment can change what comes out. The rules of those acts are the same. */
#include "buurtkas/domain/timed.h"
#include "domain/council_internal.h"

bool timed_round_is_over(const struct meeting *meeting, struct date today)
{
    return meeting->state == MEETING_OPENED && meeting_is_in_writing(meeting) &&
           meeting->until_date.days <= today.days;
}

static const struct uuid *meeting_of(struct act *act, struct err *err)
{
    if (act->kind->type == ACT_MEETING_CLOSED) {
        return &ACT_BODY(act, meeting_closed)->meeting;
    }
    const struct uuid *id = act->kind->type == ACT_MOTION_CLOSED
                                ? &ACT_BODY(act, motion_closed)->motion
                                : &ACT_BODY(act, voting_ended)->motion;
    const struct motion *motion = act_need(act, KIND_MOTION, id, NULL, err);
    return motion == NULL ? NULL : &motion->meeting;
}

bool timed_may_close(struct act *act, struct err *err)
{
    const struct uuid *id = meeting_of(act, err);
    const struct meeting *meeting = id == NULL ? NULL : act_need(act, KIND_MEETING, id, NULL, err);
    if (meeting == NULL) {
        return false;
    }
    return timed_round_is_over(meeting, act->today) ||
           err_set(err, ERR_FORBIDDEN,
                   "The daemon itself does %s in a round in writing whose days are over, and "
                   "nowhere else.",
                   act->kind->name);
}
