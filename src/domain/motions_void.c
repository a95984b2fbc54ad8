/* The states of a motion, and the voiding of open motions by a change of proposal, rules, mandate
 * or electorate, on the record of the act that changed it (domain, 10). Once the votes are in and
 * how they count is known, nothing voids it any more: else who dislikes the count could have the
 * same thing put again. */
#include "domain/council_internal.h"

const bool motion_transitions[motion_state_end][motion_state_end] = {
    [MOTION_DRAFTED] = {[MOTION_OPEN] = true   },
    [MOTION_OPEN] = { [MOTION_CLOSED] = true, [MOTION_VOID] = true },
    [MOTION_CLOSED] = { [MOTION_DECIDED] = true                     },
};

/* Motions picked out of relations, before any of them is changed. */
struct picked {
    const struct motion *items[OPEN_MOTIONS_MAX];
    size_t count;
};

static bool pick(struct picked *picked, const struct motion *motion, struct err *err)
{
    if (picked->count == OPEN_MOTIONS_MAX) {
        return err_set(err, ERR_TOO_LARGE, "More than %d open motions would be void at once.",
                       OPEN_MOTIONS_MAX);
    }
    picked->items[picked->count++] = motion;
    return true;
}

/* Where counts were hidden: once every vote was opened. In writing, where everybody saw how it
 * stood: once the days are over. In a meeting with open counts members vote until the closing. */
static bool count_is_known(struct act *act, const struct motion *motion, bool *out, struct err *err)
{
    *out = false;
    if (motion->voting_ended_in != FIELD_ABSENT) {
        *out = motion->sealed_left == 0;
        return true;
    }
    if (motion->method != METHOD_IN_WRITING) {
        return true;
    }
    const struct rule_set *rules = act_need(act, KIND_RULE_SET, &motion->rule_set, NULL, err);
    const struct meeting *meeting =
        rules == NULL ? NULL : act_need(act, KIND_MEETING, &motion->meeting, NULL, err);
    if (meeting == NULL) {
        return false;
    }
    *out = rules->interim != INTERIM_HIDDEN && round_is_over(act, meeting);
    return true;
}

/* Those that can still be voided. @param must_be_all  refuse when a count is known */
static bool pick_open(struct act *act, enum relation relation, const struct uuid *id,
                      bool must_be_all, struct picked *picked, struct err *err)
{
    struct object_list motions;
    if (!world_related(act->world, relation, id, &motions, err)) {
        return false;
    }
    for (size_t i = 0; i < motions.count; i++) {
        const struct motion *motion = (const struct motion *)motions.items[i];
        bool is_known = false;
        if (motion->state != MOTION_OPEN) {
            continue;
        }
        if (!count_is_known(act, motion, &is_known, err)) {
            return false;
        }
        if (is_known && must_be_all) {
            return err_set(err, ERR_WRONG_STATE,
                           "The voting on motion %s is over: close it first.",
                           motion->object.reference.text);
        }
        if (!is_known && !pick(picked, motion, err)) {
            return false;
        }
    }
    return true;
}

static bool pick_open_of_council(struct act *act, const struct uuid *council, struct picked *picked,
                                 struct err *err)
{
    struct object_list meetings;
    struct list ids;
    if (!world_related(act->world, REL_MEETINGS_OF_COUNCIL, council, &meetings, err) ||
        !rule_list(act, meetings.count, sizeof(struct uuid), &ids, err)) {
        return false;
    }
    /* A meeting cannot close while a motion is open, so only opened ones can have any. */
    struct uuid *id = ids.items;
    size_t count = 0;
    for (size_t i = 0; i < meetings.count; i++) {
        const struct meeting *meeting = (const struct meeting *)meetings.items[i];
        if (meeting->state == MEETING_OPENED) {
            id[count++] = meeting->object.id;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (!pick_open(act, REL_MOTIONS_OF_MEETING, &id[i], false, picked, err)) {
            return false;
        }
    }
    return true;
}

/* Whether the loss of this member voids the motion. */
static bool rests_on_member(struct act *act, const struct motion *motion, const struct uuid *member,
                            bool *out, struct err *err)
{
    const struct rule_set *rules = act_need(act, KIND_RULE_SET, &motion->rule_set, NULL, err);
    struct object_list roster;
    if (rules == NULL ||
        !world_related(act->world, REL_ROSTER_OF_MOTION, &motion->object.id, &roster, err)) {
        return false;
    }
    *out = rules->void_on_roster_change && roster_has(&roster, member);
    return true;
}

static bool keep_those_of(struct act *act, struct picked *picked, const struct uuid *member,
                          struct err *err)
{
    size_t kept = 0;
    for (size_t i = 0; i < picked->count; i++) {
        bool rests = false;
        if (!rests_on_member(act, picked->items[i], member, &rests, err)) {
            return false;
        }
        if (rests) {
            picked->items[kept++] = picked->items[i];
        }
    }
    picked->count = kept;
    return true;
}

static bool void_picked(struct act *act, const struct picked *picked, struct list *out,
                        struct err *err)
{
    struct list ids;
    if (!rule_list(act, picked->count, sizeof(struct item_uuid), &ids, err)) {
        return false;
    }
    struct item_uuid *item = ids.items;
    for (size_t i = 0; i < picked->count; i++) {
        struct motion *motion = act_edit(act, &picked->items[i]->object, err);
        if (motion == NULL) {
            return false;
        }
        motion->state = MOTION_VOID;
        item[i].id = motion->object.id;
    }
    *out = ids;
    return true;
}

bool motions_void(struct act *act, enum relation relation, const struct uuid *id, struct list *out,
                  struct err *err)
{
    struct picked picked = { .count = 0 };
    return pick_open(act, relation, id, true, &picked, err) &&
           void_picked(act, &picked, out, err);
}

bool motions_void_of_mandate(struct act *act, const struct uuid *mandate, struct list *out,
                             struct err *err)
{
    struct picked picked = { .count = 0 };
    struct list chain;
    if (!mandates_below(act, mandate, &chain, err)) {
        return false;
    }
    const struct uuid *id = chain.items;
    for (size_t i = 0; i < chain.count; i++) {
        if (!pick_open(act, REL_MOTIONS_OF_MANDATE, &id[i], false, &picked, err)) {
            return false;
        }
    }
    return void_picked(act, &picked, out, err);
}

bool motions_void_of_council(struct act *act, const struct uuid *council, const struct uuid *member,
                             struct list *out, struct err *err)
{
    struct picked picked = { .count = 0 };
    if (!pick_open_of_council(act, council, &picked, err)) {
        return false;
    }
    if (member != NULL && !keep_those_of(act, &picked, member, err)) {
        return false;
    }
    return void_picked(act, &picked, out, err);
}

bool motions_open_count(struct act *act, const struct uuid *council, size_t *out_count,
                        struct err *err)
{
    struct picked picked = { .count = 0 };
    if (!pick_open_of_council(act, council, &picked, err)) {
        return false;
    }
    *out_count = picked.count;
    return true;
}
