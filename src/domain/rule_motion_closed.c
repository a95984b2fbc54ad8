/* The rule of closing a motion: the verdict over roster, attendance, recusals and votes, with every
 * number on the record. */
#include "domain/motion_internal.h"

static bool record_thresholds(struct act *act, struct body_motion_closed *body,
                              const struct verdict *verdict, struct err *err)
{
    struct list made;
    if (!rule_list(act, verdict->threshold_count, sizeof(struct item_threshold_sum), &made, err)) {
        return false;
    }
    struct item_threshold_sum *item = made.items;
    for (size_t i = 0; i < made.count; i++) {
        const struct threshold_sum *sum = &verdict->thresholds[i];
        item[i] = (struct item_threshold_sum){ .base = (int)sum->threshold.base,
                                               .num = sum->threshold.num,
                                               .den = sum->threshold.den,
                                               .strict = sum->threshold.is_strict,
                                               .over = sum->over,
                                               .needed = sum->needed };
    }
    body->thresholds = made;
    return true;
}

static void record_verdict(struct body_motion_closed *body, const struct verdict *verdict)
{
    body->verdict = (int)verdict->state;
    body->base = (int)verdict->base;
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
    body->votes_consent = verdict->votes_consent;
    body->votes_objection = verdict->votes_objection;
    body->dropped = verdict->dropped;
    body->votes_stand_aside = verdict->votes_stand_aside;
    body->silent = verdict->silent;
    body->refused = verdict->refused;
    body->needed_take_part = verdict->needed_take_part;
    body->waiver = (int)verdict->waiver;
    body->needed_for = verdict->needed_for;
    body->is_tie = verdict->is_tie;
    body->is_full = verdict->is_full;
    body->doubtful = verdict->doubtful;
    body->pivotal = verdict->is_pivotal;
    body->left_office = verdict->is_in_writing ? verdict->left : FIELD_ABSENT_I32;
}

static void close_motion(struct motion *motion, const struct act *act,
                         const struct verdict *verdict)
{
    motion->closed_at = act->at;
    motion->closed_in = (int64_t)act->entry;
    motion->recused = verdict->recused;
    motion->present = verdict->present;
    motion->took_part = verdict->took_part;
    motion->votes_for = verdict->votes_for;
    motion->votes_against = verdict->votes_against;
    motion->votes_abstain = verdict->votes_abstain;
    motion->votes_blank = verdict->votes_blank;
    motion->votes_consent = verdict->votes_consent;
    motion->votes_objection = verdict->votes_objection;
    motion->votes_stand_aside = verdict->votes_stand_aside;
    motion->doubtful = verdict->doubtful;
    motion->pivotal = verdict->is_pivotal;
    motion->verdict = (int)verdict->state;
    motion->state = MOTION_CLOSED;
}

/* A vote in writing closes when its time is over, not before, even if everybody voted: until then a
 * vote may be corrected. */
bool motion_time_has_come(const struct act *act, const struct meeting *meeting, struct err *err)
{
    if (!meeting_is_in_writing(meeting) || act->today.days >= meeting->until_date.days) {
        return true;
    }
    char day[11];
    date_print(day, meeting->until_date);
    return err_set(err, ERR_WRONG_STATE,
                   "Members can vote in writing until %s; from that day on the motion closes.",
                   day);
}

/* Where counts were hidden, every vote has been opened; then the verdict can be computed by anyone. */
static bool all_is_opened(struct act *act, const struct motion *motion, struct err *err)
{
    const struct rule_set *rules = act_need(act, KIND_RULE_SET, &motion->rule_set, NULL, err);
    if (rules == NULL || rules->interim != INTERIM_HIDDEN) {
        return rules != NULL;
    }
    if (motion->voting_ended_in == FIELD_ABSENT) {
        return err_set(err, ERR_WRONG_STATE,
                       "The votes are sealed: end the voting first, so that they are opened.");
    }
    return motion->sealed_left == 0 ||
           err_set(err, ERR_WRONG_STATE,
                   "%" PRId32 " votes are still sealed; the daemon is opening them.",
                   motion->sealed_left);
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
    struct motion_count count;
    const struct meeting *meeting = act_need(act, KIND_MEETING, &found->meeting, NULL, err);
    if (meeting == NULL || !motion_time_has_come(act, meeting, err) ||
        !all_is_opened(act, found, err) || !motion_gather(act, found, &count, err)) {
        return false;
    }
    struct verdict verdict;
    verdict_of(&verdict, &count.rules, &count.facts, count.members.items, count.members.count);
    verdict.is_pivotal =
        verdict_is_pivotal(&count.rules, &count.facts, count.members.items, count.members.count);
    record_verdict(body, &verdict);
    if (!record_thresholds(act, body, &verdict, err)) {
        return false;
    }
    struct motion *motion = act_edit(act, found, err);
    if (motion == NULL) {
        return false;
    }
    close_motion(motion, act, &verdict);
    return true;
}
