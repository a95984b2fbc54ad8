/* The register of interests: an interest entered, which also counts for the motions that are open,
 * and an interest ended. What it is stays a text that few may read (domain, 9). */
#include "buurtkas/domain/competence.h"
#include "domain/interest_internal.h"

/* --- Who and in what. --- */

static bool member_has_a_seat(struct act *act, const struct uuid *council,
                              const struct uuid *member, struct err *err)
{
    const struct appointment *held = council_appointment(act, council, member, "/member", err);
    if (held == NULL) {
        return false;
    }
    bool may_vote = role_has_vote(held->role) || held->role == ROLE_SUBSTITUTE;
    return (may_vote && appointment_in_force(held, act->today)) ||
           err_set_at(err, ERR_NOT_ENTITLED, "/member",
                      "This handle has no seat with a vote in the council today.");
}

/* A person as applicant is not named in the log: then the member steps back from the motion. */
static bool payee_is_right(struct act *act, const struct body_interest_registered *body,
                           struct err *err)
{
    const struct payee *payee = act_need(act, KIND_PAYEE, &body->payee, "/payee", err);
    const struct council *council =
        payee == NULL ? NULL : act_need(act, KIND_COUNCIL, &body->council, "/council", err);
    if (council == NULL) {
        return false;
    }
    if (!payee->legal_person) {
        return err_set_at(err, ERR_MISMATCH, "/payee",
                          "The register names organisations, never a person; on a person's "
                          "application the member steps back from the motion.");
    }
    return uuid_equal(&payee->organisation, &council->organisation) ||
           err_set_at(err, ERR_MISMATCH, "/payee",
                      "The payee is one of another organisation than the council's.");
}

static bool day_is_right(const struct act *act, struct date delete_on, struct err *err)
{
    char text[11];
    date_print(text, delete_on);
    return delete_on.days > act->today.days ||
           err_set_at(err, ERR_BAD_DATE, "/deleteOn",
                      "The day %s from which the relation is shown to nobody must be to come.",
                      text);
}

static bool is_new(struct act *act, const struct body_interest_registered *body,
                   const struct uuid *member, struct err *err)
{
    struct object_list interests;
    if (!world_related(act->world, REL_INTERESTS_OF_PAYEE, &body->payee, &interests, err)) {
        return false;
    }
    for (size_t i = 0; i < interests.count; i++) {
        const struct interest *other = (const struct interest *)interests.items[i];
        if (uuid_equal(&other->member, member) && other->ended_in == FIELD_ABSENT) {
            return err_set(err, ERR_ALREADY_EXISTS,
                           "The member's interest in it is on the register: %s.",
                           other->object.reference.text);
        }
    }
    return true;
}

/* --- The motions that are open. --- */

/* The council's open motions on what the payee asks, with the member on the roster. */
struct touched {
    const struct motion *items[OPEN_MOTIONS_MAX];
    size_t count;
};

static bool touch(struct act *act, const struct motion *motion, const struct uuid *member,
                  const struct uuid *payee, struct touched *out, struct err *err)
{
    struct object_list roster;
    const struct proposal *proposal = act_need(act, KIND_PROPOSAL, &motion->proposal, NULL, err);
    if (proposal == NULL) {
        return false;
    }
    if (!uuid_equal(&proposal->applicant, payee)) {
        return true;
    }
    if (!world_related(act->world, REL_ROSTER_OF_MOTION, &motion->object.id, &roster, err)) {
        return false;
    }
    if (!roster_has(&roster, member)) {
        return true;
    }
    if (out->count == OPEN_MOTIONS_MAX) {
        return err_set(err, ERR_TOO_LARGE, "More than %d open motions would be touched at once.",
                       OPEN_MOTIONS_MAX);
    }
    out->items[out->count++] = motion;
    return true;
}

static bool find_touched(struct act *act, const struct body_interest_registered *body,
                         const struct uuid *member, struct touched *out, struct err *err)
{
    struct object_list meetings;
    if (!world_related(act->world, REL_MEETINGS_OF_COUNCIL, &body->council, &meetings, err)) {
        return false;
    }
    for (size_t i = 0; i < meetings.count; i++) {
        const struct meeting *meeting = (const struct meeting *)meetings.items[i];
        struct object_list motions = { 0 };
        bool takes_votes = meeting->state == MEETING_OPENED && !round_is_over(act, meeting);
        if (takes_votes &&
            !world_related(act->world, REL_MOTIONS_OF_MEETING, &meeting->object.id, &motions,
                           err)) {
            return false;
        }
        for (size_t j = 0; j < motions.count; j++) {
            const struct motion *motion = (const struct motion *)motions.items[j];
            if (motion_takes_votes(motion) &&
                !touch(act, motion, member, &body->payee, out, err)) {
                return false;
            }
        }
    }
    return true;
}

static bool add_id(struct list *list, const struct uuid *id, size_t most, struct err *err)
{
    if (list->count == most) {
        return err_set(err, ERR_TOO_LARGE, "More than %zu votes would be struck at once.", most);
    }
    struct item_uuid *item = list->items;
    item[list->count++].id = *id;
    return true;
}

/* Under `block` the member steps back as if by hand: the votes given are struck (domain, 8). */
static bool recuse(struct act *act, struct body_interest_registered *body,
                   const struct motion *found, const struct uuid *member, size_t votes_max,
                   struct err *err)
{
    struct object_list votes;
    struct motion *motion = act_edit(act, found, err);
    if (motion == NULL ||
        !world_related(act->world, REL_VOTES_OF_MOTION, &found->object.id, &votes, err)) {
        return false;
    }
    motion->recusal_count += 1;
    struct recusal *recusal =
        act_insert(act, KIND_RECUSAL, &motion->object.id, motion->recusal_count, err);
    if (recusal == NULL) {
        return false;
    }
    recusal->member = *member;
    recusal->ground = GROUND_REGISTERED_INTEREST;
    recusal->at = act->at;
    for (size_t i = 0; i < votes.count; i++) {
        const struct vote *vote = (const struct vote *)votes.items[i];
        if (uuid_equal(&vote->member, member) &&
            !add_id(&body->struck, &vote->object.id, votes_max, err)) {
            return false;
        }
    }
    return add_id(&body->recused, &motion->object.id, OPEN_MOTIONS_MAX, err);
}

static bool apply_to(struct act *act, struct body_interest_registered *body,
                     const struct motion *motion, const struct uuid *member, size_t votes_max,
                     struct err *err)
{
    struct object_list recusals;
    const struct rule_set *rules = act_need(act, KIND_RULE_SET, &motion->rule_set, NULL, err);
    if (rules == NULL ||
        !world_related(act->world, REL_RECUSALS_OF_MOTION, &motion->object.id, &recusals, err)) {
        return false;
    }
    if (recusals_have(&recusals, member)) {
        return true;
    }
    return rules->recusal == RECUSAL_BLOCK
               ? recuse(act, body, motion, member, votes_max, err)
               : add_id(&body->flagged, &motion->object.id, OPEN_MOTIONS_MAX, err);
}

static bool count_votes(struct act *act, const struct touched *touched, const struct uuid *member,
                        size_t *out, struct err *err)
{
    *out = 0;
    for (size_t i = 0; i < touched->count; i++) {
        struct object_list votes;
        if (!world_related(act->world, REL_VOTES_OF_MOTION, &touched->items[i]->object.id, &votes,
                           err)) {
            return false;
        }
        for (size_t j = 0; j < votes.count; j++) {
            *out += uuid_equal(&((const struct vote *)votes.items[j])->member, member);
        }
    }
    return true;
}

static bool apply_to_open(struct act *act, struct body_interest_registered *body,
                          const struct uuid *member, struct err *err)
{
    struct touched touched = { .count = 0 };
    size_t votes = 0;
    if (!find_touched(act, body, member, &touched, err) ||
        !count_votes(act, &touched, member, &votes, err) ||
        !rule_list(act, touched.count, sizeof(struct item_uuid), &body->recused, err) ||
        !rule_list(act, touched.count, sizeof(struct item_uuid), &body->flagged, err) ||
        !rule_list(act, votes, sizeof(struct item_uuid), &body->struck, err)) {
        return false;
    }
    body->recused.count = 0;
    body->flagged.count = 0;
    body->struck.count = 0;
    for (size_t i = 0; i < touched.count; i++) {
        if (!apply_to(act, body, touched.items[i], member, votes, err)) {
            return false;
        }
    }
    return true;
}

/* --- The acts. --- */

bool rule_interest_registered(struct act *act, struct err *err)
{
    struct body_interest_registered *body = ACT_BODY(act, interest_registered);
    struct uuid member = uuid_is_zero(&body->member) ? act->actor.handle : body->member;
    if (!member_has_a_seat(act, &body->council, &member, err) || !payee_is_right(act, body, err) ||
        !day_is_right(act, body->delete_on, err) || !is_new(act, body, &member, err) ||
        !apply_to_open(act, body, &member, err)) {
        return false;
    }
    struct interest *interest = act_insert(act, KIND_INTEREST, &act->id, 0, err);
    if (interest == NULL) {
        return false;
    }
    interest->council = body->council;
    interest->member = member;
    interest->payee = body->payee;
    interest->delete_on = body->delete_on;
    interest->at = act->at;
    return true;
}

bool rule_interest_ended(struct act *act, struct err *err)
{
    const struct body_interest_ended *body = ACT_BODY(act, interest_ended);
    const struct interest *found = act_need(act, KIND_INTEREST, &body->interest, NULL, err);
    if (found == NULL) {
        return false;
    }
    if (found->ended_in != FIELD_ABSENT) {
        return err_set(err, ERR_WRONG_STATE, "The interest has ended already.");
    }
    struct interest *interest = act_edit(act, found, err);
    if (interest == NULL) {
        return false;
    }
    interest->ended_at = act->at;
    interest->ended_in = (int64_t)act->entry;
    return true;
}
