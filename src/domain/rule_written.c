/* Decisions in writing (V13): a round is a meeting where nobody meets. It is called with a day
 * until which votes count, has no attendance and no opening quorum, and ends early only when the
 * rules let a member ask for a meeting instead. */
#include "domain/motion_internal.h"
#include "domain/written_internal.h"

bool round_is_right(const struct body_meeting_convened *body, struct err *err)
{
    if (body->until_date.days == DATE_ABSENT) {
        return true;
    }
    if (!uuid_is_zero(&body->second_call_of)) {
        return err_set_at(err, ERR_MISMATCH, "/secondCallOf",
                          "A second call is for a meeting: in writing nobody can be too few.");
    }
    return body->until_date.days > body->on_date.days ||
           err_set_at(err, ERR_BAD_DATE, "/untilDate",
                      "A round in writing ends after the day on which it opens.");
}

bool meeting_has_days(const struct act *act, const struct meeting *meeting,
                      const struct rule_set *rules, struct err *err)
{
    if (meeting->until_date.days - act->today.days >= rules->written_days) {
        return true;
    }
    char day[11];
    date_print(day, meeting->until_date);
    return err_set(err, ERR_BAD_DATE,
                   "Votes count until %s; the rules give the members at least %" PRId32
                   " days to vote in writing.",
                   day, rules->written_days);
}

bool round_may_open(const struct act *act, const struct meeting *meeting,
                    const struct rule_set *rules, struct err *err)
{
    if (rules->written == WRITTEN_OFF) {
        return err_set_at(err, ERR_MISMATCH, "/ruleSet",
                          "The rules of this council let nothing be decided in writing.");
    }
    return meeting_has_days(act, meeting, rules, err);
}

/* --- A member asks for a meeting instead. --- */

/* A member on the roster who has not stepped back; the secretary may enter it for one. */
static bool may_ask(struct act *act, const struct body_meeting_requested *body, struct err *err)
{
    const struct uuid *member = uuid_is_zero(&body->member) ? &act->actor.handle : &body->member;
    struct object_list roster;
    struct object_list recusals;
    if (!world_related(act->world, REL_ROSTER_OF_MOTION, &body->motion, &roster, err) ||
        !world_related(act->world, REL_RECUSALS_OF_MOTION, &body->motion, &recusals, err)) {
        return false;
    }
    if (!roster_has(&roster, member)) {
        return err_set_at(err, ERR_NOT_ENTITLED, "/member",
                          "The member is not on the roster of this motion.");
    }
    return !recusals_have(&recusals, member) ||
           err_set_at(err, ERR_RECUSED, "/member", "The member stepped back from this motion.");
}

static bool can_be_asked(struct act *act, const struct motion *motion, struct err *err)
{
    const struct meeting *meeting = act_need(act, KIND_MEETING, &motion->meeting, NULL, err);
    const struct rule_set *rules =
        meeting == NULL ? NULL : act_need(act, KIND_RULE_SET, &motion->rule_set, NULL, err);
    if (rules == NULL) {
        return false;
    }
    if (!motion_must_take_votes(motion, err)) {
        return false;
    }
    if (!meeting_is_in_writing(meeting) || rules->written_request != WRITTEN_REQUEST_ENDS) {
        return err_set(err, ERR_MISMATCH,
                       meeting_is_in_writing(meeting)
                           ? "The rules of this council let no member end a vote in writing."
                           : "The motion is in a meeting already.");
    }
    return act->today.days < meeting->until_date.days ||
           err_set(err, ERR_MOTION_NOT_OPEN, "The days for voting in writing are over.");
}

/* Nothing is counted: the motion goes to a meeting, where it is put again. */
bool rule_meeting_requested(struct act *act, struct err *err)
{
    const struct body_meeting_requested *body = ACT_BODY(act, meeting_requested);
    const struct motion *found = act_need(act, KIND_MOTION, &body->motion, NULL, err);
    if (found == NULL || !can_be_asked(act, found, err) || !may_ask(act, body, err)) {
        return false;
    }
    struct motion *motion = act_edit(act, found, err);
    if (motion == NULL) {
        return false;
    }
    motion->closed_at = act->at;
    motion->closed_in = (int64_t)act->entry;
    motion->verdict = VERDICT_PROCEDURE_ENDED;
    motion->state = MOTION_CLOSED;
    return true;
}
