/* Stepping back from a motion, and closing it: the verdict over roster, attendance, recusals and
 * votes, with every number on the record. */
#include "buurtkas/domain/competence.h"
#include "buurtkas/domain/verdict.h"
#include "domain/council_internal.h"

/* --- Recusal. --- */

/* Who steps back: the actor, or the member whom the secretary or chair names. */
static bool find_member(const struct act *act, const struct body_recusal_declared *body,
                        struct uuid *out, struct err *err)
{
    bool is_own = uuid_is_zero(&body->member) || uuid_equal(&body->member, &act->actor.handle);
    if (!is_own && act->actor.role != ROLE_SECRETARY && act->actor.role != ROLE_CHAIR) {
        return err_set_at(err, ERR_FORBIDDEN, "/member",
                          "Only the secretary or the chair records that another member steps "
                          "back.");
    }
    *out = is_own ? act->actor.handle : body->member;
    return true;
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
    const struct appointment *appointment = council_appointment(act, &motion->council, member, err);
    if (appointment == NULL) {
        return false;
    }
    if (!role_has_vote(appointment->role) || !appointment_in_force(appointment, act->today)) {
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

/* A conflict found after the closing contests the decision instead (domain, 8 and 11). */
bool rule_recusal_declared(struct act *act, struct err *err)
{
    struct body_recusal_declared *body = ACT_BODY(act, recusal_declared);
    const struct motion *found = act_need(act, KIND_MOTION, &body->motion, NULL, err);
    if (found == NULL) {
        return false;
    }
    if (found->state != MOTION_DRAFTED && found->state != MOTION_OPEN) {
        return err_set(err, ERR_MOTION_NOT_OPEN,
                       "The motion is %s; a member steps back before it closes.",
                       field_enum_name(motion_state_names, found->state));
    }
    struct uuid member;
    if (!find_member(act, body, &member, err) || !may_step_back(act, found, &member, err) ||
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

/* --- Closing. --- */

/* The member's vote that stands: the one with the highest number. */
static enum choice standing_choice(const struct object_list *votes, const struct uuid *member)
{
    const struct vote *standing = NULL;
    for (size_t i = 0; i < votes->count; i++) {
        const struct vote *vote = (const struct vote *)votes->items[i];
        if (uuid_equal(&vote->member, member) &&
            (standing == NULL || vote->vote_ordinal > standing->vote_ordinal)) {
            standing = vote;
        }
    }
    return standing == NULL ? choice_absent : (enum choice)standing->choice;
}

/* What the record says of each member on the roster. */
static bool gather(struct act *act, const struct motion *motion, struct list *out, struct err *err)
{
    const struct uuid *id = &motion->object.id;
    struct object_list roster;
    struct object_list attendance;
    struct object_list recusals;
    struct object_list votes;
    struct list members;
    if (!world_related(act->world, REL_ROSTER_OF_MOTION, id, &roster, err) ||
        !world_related(act->world, REL_ATTENDANCE_OF_MEETING, &motion->meeting, &attendance, err) ||
        !world_related(act->world, REL_RECUSALS_OF_MOTION, id, &recusals, err) ||
        !world_related(act->world, REL_VOTES_OF_MOTION, id, &votes, err) ||
        !rule_list(act, roster.count, sizeof(struct verdict_member), &members, err)) {
        return false;
    }
    struct verdict_member *member = members.items;
    for (size_t i = 0; i < roster.count; i++) {
        const struct roster_seat *seat = (const struct roster_seat *)roster.items[i];
        /* The roster was written by the act that opened the motion. */
        member[i] = (struct verdict_member){
            .is_present = was_present_since(&attendance, &seat->member, seat->object.entry),
            .is_recused = recusals_have(&recusals, &seat->member),
            .choice = standing_choice(&votes, &seat->member),
        };
    }
    *out = members;
    return true;
}

static void record_verdict(struct body_motion_closed *body, const struct verdict *verdict)
{
    body->verdict = (int)verdict->state;
    body->seats = verdict->seats;
    body->seated = verdict->seated;
    body->recused = verdict->recused;
    body->eligible = verdict->eligible;
    body->present = verdict->present;
    body->took_part = verdict->took_part;
    body->votes_for = verdict->votes_for;
    body->votes_against = verdict->votes_against;
    body->votes_abstain = verdict->votes_abstain;
    body->votes_blank = verdict->votes_blank;
    body->needed_take_part = verdict->needed_take_part;
    body->needed_for = verdict->needed_for;
}

static void close_motion(struct motion *motion, const struct act *act,
                         const struct verdict *verdict)
{
    motion->closed_at = act->at;
    motion->recused = verdict->recused;
    motion->present = verdict->present;
    motion->took_part = verdict->took_part;
    motion->votes_for = verdict->votes_for;
    motion->votes_against = verdict->votes_against;
    motion->votes_abstain = verdict->votes_abstain;
    motion->votes_blank = verdict->votes_blank;
    motion->verdict = (int)verdict->state;
    motion->state = MOTION_CLOSED;
}

bool rule_motion_closed(struct act *act, struct err *err)
{
    struct body_motion_closed *body = ACT_BODY(act, motion_closed);
    const struct motion *found = act_need(act, KIND_MOTION, &body->motion, NULL, err);
    if (found == NULL) {
        return false;
    }
    if (!motion_may(found->state, MOTION_CLOSED)) {
        return err_set(err, ERR_MOTION_NOT_OPEN, "The motion is %s, not open.",
                       field_enum_name(motion_state_names, found->state));
    }
    const struct rule_set *rules = act_need(act, KIND_RULE_SET, &found->rule_set, NULL, err);
    struct list members;
    if (rules == NULL || !gather(act, found, &members, err)) {
        return false;
    }
    struct verdict verdict;
    verdict_of(&verdict, rules, found->seats, members.items, members.count);
    record_verdict(body, &verdict);
    struct motion *motion = act_edit(act, found, err);
    if (motion == NULL) {
        return false;
    }
    close_motion(motion, act, &verdict);
    return true;
}
