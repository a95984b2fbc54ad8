/* The rules around a vote: asking for one, by roll call or not; and the chair's casting vote when a
 * tie is open. */
#include "buurtkas/domain/competence.h"
#include "domain/interest_internal.h"
#include "domain/motion_internal.h"

/* The chair asks; or a member who is there and on the roster, for whom the secretary may record it.
 */
static bool may_ask(struct act *act, const struct motion *motion,
                    const struct body_vote_requested *body, struct err *err)
{
    const struct uuid *member = uuid_is_zero(&body->member) ? &act->actor.handle : &body->member;
    if (act->actor.role == ROLE_CHAIR && uuid_equal(member, &act->actor.handle)) {
        return true;
    }
    struct object_list roster;
    struct object_list attendance;
    if (!world_related(act->world, REL_ROSTER_OF_MOTION, &motion->object.id, &roster, err) ||
        !world_related(act->world, REL_ATTENDANCE_OF_MEETING, &motion->meeting, &attendance, err)) {
        return false;
    }
    if (!roster_has(&roster, member)) {
        return err_set_at(err, ERR_NOT_ENTITLED, "/member",
                          "The member is not on the roster of this motion.");
    }
    return is_present_now(&attendance, member) ||
           err_set_at(err, ERR_NOT_PRESENT, "/member", "The member is not there now.");
}

bool rule_vote_requested(struct act *act, struct err *err)
{
    const struct body_vote_requested *body = ACT_BODY(act, vote_requested);
    const struct motion *found = act_need(act, KIND_MOTION, &body->motion, NULL, err);
    if (found == NULL) {
        return false;
    }
    if (!motion_must_take_votes(found, err)) {
        return false;
    }
    if (found->method == METHOD_IN_WRITING) {
        return err_set(err, ERR_MISMATCH, "In writing everyone is asked already.");
    }
    if (body->method != vote_method_absent && body->method != METHOD_ROLL_CALL) {
        return err_set_at(err, ERR_MISMATCH, "/method",
                          "While a motion is open a roll call can be asked, and nothing else.");
    }
    if (!may_ask(act, found, body, err)) {
        return false;
    }
    if (found->asked && (body->method == vote_method_absent || found->method == body->method)) {
        return err_set(err, ERR_ALREADY_EXISTS, "A vote, by %s, has been asked already.",
                       field_enum_name(vote_method_names, found->method));
    }
    struct motion *motion = act_edit(act, found, err);
    if (motion == NULL) {
        return false;
    }
    motion->asked = true;
    motion->method = body->method == vote_method_absent ? motion->method : body->method;
    return true;
}

/* --- The casting vote. --- */

/* Who chairs is on the roster as such, was not kept away, and is still there. */
static bool may_cast(struct act *act, const struct motion *motion, struct err *err)
{
    const struct uuid *chair = &act->actor.handle;
    struct object_list roster;
    struct object_list attendance;
    struct object_list recusals;
    if (!world_related(act->world, REL_ROSTER_OF_MOTION, &motion->object.id, &roster, err) ||
        !world_related(act->world, REL_ATTENDANCE_OF_MEETING, &motion->meeting, &attendance, err) ||
        !world_related(act->world, REL_RECUSALS_OF_MOTION, &motion->object.id, &recusals, err)) {
        return false;
    }
    if (!roster_has(&roster, chair)) {
        return err_set(err, ERR_NOT_ENTITLED, "The chair is not on the roster of this motion.");
    }
    if (recusals_have(&recusals, chair)) {
        return err_set(err, ERR_RECUSED, "The chair stepped back from this motion.");
    }
    return motion->method == METHOD_IN_WRITING || is_present_now(&attendance, chair) ||
           err_set(err, ERR_NOT_PRESENT, "The chair is not there now.");
}

/* Under `advise` the casting vote of a chair with a registered interest counts, and is one vote
 * more in doubt; whether the doubtful votes decided is known only now. */
static bool test_doubt(struct act *act, const struct motion *motion, struct body_tie_broken *body,
                       struct err *err)
{
    if (!interests_allow_vote(act, motion, &act->actor.handle, &body->flagged, err)) {
        return false;
    }
    struct motion_doubt doubt = { .members = &act->actor.handle,
                                  .count = body->flagged ? 1 : 0,
                                  .casting = body->choice,
                                  .verdict = body->verdict };
    if (!motion_without(act, motion, &doubt, err)) {
        return false;
    }
    body->doubtful = doubt.doubtful;
    body->pivotal = doubt.is_pivotal;
    return true;
}

/* At an open tie every threshold that fails lacks one vote, so the casting vote decides alone. */
bool rule_tie_broken(struct act *act, struct err *err)
{
    struct body_tie_broken *body = ACT_BODY(act, tie_broken);
    const struct motion *found = act_need(act, KIND_MOTION, &body->motion, NULL, err);
    if (found == NULL) {
        return false;
    }
    if (found->state != MOTION_CLOSED || found->verdict != VERDICT_TIE_OPEN) {
        return err_set(err, ERR_WRONG_STATE, "The motion has no tie that the chair could break.");
    }
    if (body->choice != CHOICE_FOR && body->choice != CHOICE_AGAINST) {
        return err_set_at(err, ERR_CHOICE_NOT_OFFERED, "/choice",
                          "A casting vote is for or against.");
    }
    if (!may_cast(act, found, err)) {
        return false;
    }
    body->verdict = body->choice == CHOICE_FOR ? VERDICT_ADOPTED : VERDICT_REJECTED;
    struct motion *motion = test_doubt(act, found, body, err) ? act_edit(act, found, err) : NULL;
    if (motion == NULL) {
        return false;
    }
    motion->doubtful = body->doubtful;
    motion->pivotal = body->pivotal;
    motion->casting = body->choice;
    motion->verdict = body->verdict;
    return true;
}
