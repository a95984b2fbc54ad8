/* What closing a motion counts: rules and thresholds, the members on the roster with their
 * presence, recusals and votes, and what earlier attempts bring. */
#include <assert.h>
#include "buurtkas/domain/competence.h"
#include "domain/interest_internal.h"
#include "domain/sealed_internal.h"
#include "domain/motion_internal.h"

bool verdict_rules_of(struct act *act, const struct uuid *rule_set, bool in_writing,
                      struct verdict_rules *out, struct err *err)
{
    struct object_list found;
    out->set = act_need(act, KIND_RULE_SET, rule_set, NULL, err);
    if (out->set == NULL ||
        !world_related(act->world, REL_THRESHOLDS_OF_RULE_SET, rule_set, &found, err)) {
        return false;
    }
    out->threshold_count = 0;
    for (size_t i = 0; i < found.count; i++) {
        const struct rule_threshold *item = (const struct rule_threshold *)found.items[i];
        if (item->in_writing != in_writing) {
            continue;
        }
        assert(out->threshold_count < THRESHOLDS_MAX);
        out->thresholds[out->threshold_count++] = (struct threshold){ .base = (enum threshold_base)item->base,
                                                 .num = item->num,
                                                 .den = item->den,
                                                 .is_strict = item->strict };
    }
    return true;
}

/* V9: a vote that was not valid waives validity in a later meeting, not in its own. */
static bool is_after_invalid(struct act *act, const struct motion *motion, bool *out,
                             struct err *err)
{
    *out = false;
    if (uuid_is_zero(&motion->retry_of)) {
        return true;
    }
    const struct motion *earlier = act_need(act, KIND_MOTION, &motion->retry_of, NULL, err);
    const struct meeting *meeting =
        earlier == NULL ? NULL : act_need(act, KIND_MEETING, &motion->meeting, NULL, err);
    if (meeting == NULL) {
        return false;
    }
    *out = earlier->verdict == VERDICT_INVALID_QUORUM && meeting->opened_in > earlier->closed_in;
    return true;
}

/* The lists that a motion is counted from. */
struct lists {
    struct object_list roster;
    struct object_list attendance;
    struct object_list recusals;
    struct object_list votes;
    struct object_list interests;
    int64_t closed_in;
    bool in_writing;
};

static bool find_lists(struct act *act, const struct motion *motion, struct lists *out,
                       struct err *err)
{
    const struct uuid *id = &motion->object.id;
    out->closed_in = motion->closed_in;
    if (motion->voting_ended_in != FIELD_ABSENT) {
        out->closed_in = motion->voting_ended_in; /* V17: from then on nobody came in time */
    }
    return interests_in_motion(act, motion, &out->interests, err) &&
           world_related(act->world, REL_ROSTER_OF_MOTION, id, &out->roster, err) &&
           world_related(act->world, REL_ATTENDANCE_OF_MEETING, &motion->meeting, &out->attendance,
                         err) &&
           world_related(act->world, REL_RECUSALS_OF_MOTION, id, &out->recusals, err) &&
           world_related(act->world, REL_VOTES_OF_MOTION, id, &out->votes, err);
}

/* Of a motion that is counted again later, who came and went after its closing counts no more. */
static void drop_later(struct lists *lists)
{
    struct object_list *list = &lists->attendance;
    while (lists->closed_in != FIELD_ABSENT && list->count > 0 &&
           (int64_t)list->items[list->count - 1]->entry > lists->closed_in) {
        list->count--;
    }
}

/* A vote given before stepping back was struck by that; one given after it stands, where the rules
 * let it be given. The roster was written by the act that opened the motion. */
static struct verdict_member count_of(const struct lists *lists, const struct roster_seat *seat,
                                      const struct vote **out_vote)
{
    const struct recusal *recusal = recusal_of(&lists->recusals, &seat->member);
    const struct vote *vote = standing_vote(&lists->votes, &seat->member);
    bool is_struck = vote != NULL && recusal != NULL && vote->object.entry < recusal->object.entry;
    const struct motion_span span = { .opened_in = seat->object.entry,
                                      .closed_in = lists->closed_in };
    *out_vote = is_struck ? NULL : vote;
    bool by_proxy = vote != NULL && !is_struck && vote->manner == MANNER_PROXY;
    return (struct verdict_member){
        .is_present =
            lists->in_writing || by_proxy ||
            was_present_since(&lists->attendance, &seat->member, seat->object.entry),
        .is_recused = recusal != NULL,
        .is_interested = interest_of(&lists->interests, &seat->member, &span) != NULL,
        .choice = vote == NULL || is_struck ? choice_absent : (enum choice)vote->choice,
        .has_reason = vote != NULL && !is_struck && vote->with_reason,
        .is_chair = seat->capacity == CAPACITY_CHAIR,
    };
}

/* Left office on or before the last day on which a vote counted, as was known when the days were
 * over: who could still say it then would choose by the counts, which are known too. */
static bool find_left(struct act *act, const struct motion *motion, const struct roster_seat *seat,
                      bool *out, struct err *err)
{
    const struct meeting *meeting = act_need(act, KIND_MEETING, &motion->meeting, NULL, err);
    const struct appointment *held =
        meeting == NULL ? NULL : rule_appointment(act, &seat->member, NULL, err);
    if (held == NULL) {
        return false;
    }
    const struct date last = { meeting->until_date.days - 1 };
    bool ended_later = held->ended_at.ms != INSTANT_ABSENT &&
                       held->ended_at.ms >= date_start_in_amsterdam(meeting->until_date).ms;
    *out = !ended_later && !appointment_in_force(held, last);
    return true;
}

bool motion_gather(struct act *act, const struct motion *motion, struct motion_count *out,
                   struct err *err)
{
    struct lists lists;
    bool follows_invalid = false;
    lists.in_writing = motion->method == METHOD_IN_WRITING;
    if (!verdict_rules_of(act, &motion->rule_set, lists.in_writing, &out->rules, err) ||
        !find_lists(act, motion, &lists, err) ||
        !is_after_invalid(act, motion, &follows_invalid, err) ||
        !rule_list(act, lists.roster.count, sizeof(struct verdict_member), &out->members, err)) {
        return false;
    }
    drop_later(&lists);
    struct verdict_member *member = out->members.items;
    for (size_t i = 0; i < lists.roster.count; i++) {
        const struct roster_seat *seat = (const struct roster_seat *)lists.roster.items[i];
        const struct vote *vote = NULL;
        member[i] = count_of(&lists, seat, &vote);
        if (vote != NULL && !sealed_choice(act, vote, &member[i].choice, err)) {
            return false;
        }
        if (lists.in_writing && !find_left(act, motion, seat, &member[i].has_left, err)) {
            return false;
        }
    }
    out->facts = (struct verdict_facts){ .seats = motion->seats,
                                         .method = (enum vote_method)motion->method,
                                         .is_asked = motion->asked || lists.votes.count > 0,
                                         .is_in_second_call = motion->in_second_call,
                                         .is_after_invalid = follows_invalid,
                                         .is_after_tie = motion->after_tie };
    return true;
}
