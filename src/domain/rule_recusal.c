/* The rule of stepping back from a motion, which strikes the votes that the member gave before. */
#include "buurtkas/domain/competence.h"
#include "domain/council_internal.h"

/* Who steps back: the actor, or the member whom the secretary names. Nobody else may name another:
 * see who_speaks_for in competence.c. */
static struct uuid member_of(const struct act *act, const struct body_recusal_declared *body)
{
    return uuid_is_zero(&body->member) ? act->actor.handle : body->member;
}

/* Before the opening any member in office may step back; after it who is on the roster. */
static bool may_step_back(struct act *act, const struct motion *motion, const struct uuid *member,
                          struct err *err)
{
    if (motion->state == MOTION_OPEN) {
        struct object_list roster;
        if (!world_related(act->world, REL_ROSTER_OF_MOTION, &motion->object.id, &roster, err)) {
            return false;
        }
        return roster_has(&roster, member) ||
               err_set_at(err, ERR_NOT_ENTITLED, "/member",
                          "The member is not on the roster of this motion.");
    }
    const struct appointment *appointment =
        council_appointment(act, &motion->council, member, "/member", err);
    if (appointment == NULL) {
        return false;
    }
    bool may_vote = role_has_vote(appointment->role) || appointment->role == ROLE_SUBSTITUTE;
    if (!may_vote || !appointment_in_force(appointment, act->today)) {
        return err_set_at(err, ERR_NOT_ENTITLED, "/member",
                          "This handle has no seat with a vote in the council today.");
    }
    return true;
}

static bool not_stepped_back(struct act *act, const struct uuid *motion, const struct uuid *member,
                             struct err *err)
{
    struct object_list recusals;
    if (!world_related(act->world, REL_RECUSALS_OF_MOTION, motion, &recusals, err)) {
        return false;
    }
    return !recusals_have(&recusals, member) ||
           err_set(err, ERR_ALREADY_EXISTS,
                   "The member has stepped back from this motion already.");
}

/* Places the member's votes by their number, which is their order. */
static bool strike_votes(struct act *act, const struct uuid *motion, const struct uuid *member,
                         struct list *out, struct err *err)
{
    struct object_list votes;
    if (!world_related(act->world, REL_VOTES_OF_MOTION, motion, &votes, err)) {
        return false;
    }
    size_t count = 0;
    for (size_t i = 0; i < votes.count; i++) {
        count += uuid_equal(&((const struct vote *)votes.items[i])->member, member);
    }
    struct list struck;
    if (!rule_list(act, count, sizeof(struct item_uuid), &struck, err)) {
        return false;
    }
    struct item_uuid *item = struck.items;
    for (size_t i = 0; i < votes.count; i++) {
        const struct vote *vote = (const struct vote *)votes.items[i];
        if (uuid_equal(&vote->member, member)) {
            item[vote->vote_ordinal - 1].id = vote->object.id;
        }
    }
    *out = struck;
    return true;
}

/* In writing the voting is over when its days are: who could still strike a vote then would change
 * what everyone has seen. */
static bool can_be_left(struct act *act, const struct motion *motion, struct err *err)
{
    if (motion->state != MOTION_OPEN || motion->method != METHOD_IN_WRITING) {
        return motion->state != MOTION_OPEN || motion_must_take_votes(motion, err);
    }
    const struct meeting *meeting = act_need(act, KIND_MEETING, &motion->meeting, NULL, err);
    if (meeting == NULL || !motion_must_take_votes(motion, err)) {
        return false;
    }
    return !round_is_over(act, meeting) ||
           err_set(err, ERR_MOTION_NOT_OPEN,
                   "The days for voting in writing are over; a conflict that is found now contests "
                   "the decision.");
}

/* A conflict found after the closing contests the decision instead (domain, 8 and 11). */
bool rule_recusal_declared(struct act *act, struct err *err)
{
    struct body_recusal_declared *body = ACT_BODY(act, recusal_declared);
    const struct motion *found = act_need(act, KIND_MOTION, &body->motion, NULL, err);
    if (found == NULL) {
        return false;
    }
    if (!can_be_left(act, found, err)) {
        return false;
    }
    if (found->state != MOTION_DRAFTED && found->state != MOTION_OPEN) {
        return err_set(err, ERR_MOTION_NOT_OPEN,
                       "The motion is %s; a member steps back before it closes.",
                       field_enum_name(motion_state_names, found->state));
    }
    struct uuid member = member_of(act, body);
    if (!may_step_back(act, found, &member, err) ||
        !not_stepped_back(act, &body->motion, &member, err) ||
        !strike_votes(act, &body->motion, &member, &body->struck, err)) {
        return false;
    }
    body->ground = GROUND_DECLARED;
    body->ordinal = found->recusal_count + 1;
    struct motion *motion = act_edit(act, found, err);
    struct recusal *recusal =
        motion == NULL ? NULL : act_insert(act, KIND_RECUSAL, &body->motion, body->ordinal, err);
    if (recusal == NULL) {
        return false;
    }
    motion->recusal_count = body->ordinal;
    recusal->member = member;
    recusal->ground = body->ground;
    recusal->at = act->at;
    return true;
}
