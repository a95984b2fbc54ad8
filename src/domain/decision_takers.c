/* Who took part in a decision, for what they may not do afterwards: rule on an objection against it
 * (Awb 10:3, third paragraph), or vote on its ratification. Persons are compared where they are
 * known; the record says that handles differ. */
#include "domain/decision_internal.h"

static bool keep_from_ruling(struct act *act, const struct uuid *other, const char *sentence,
                             struct err *err)
{
    return act_keep_apart(act, &act->actor.handle, other, sentence, err);
}

/* Who votes, casts the chair's vote at a tie or lets a motion pass in silence: all on the roster. */
static bool voters_are_others(struct act *act, const struct uuid *motion, struct err *err)
{
    struct object_list roster;
    if (!world_related(act->world, REL_ROSTER_OF_MOTION, motion, &roster, err)) {
        return false;
    }
    for (size_t i = 0; i < roster.count; i++) {
        const struct roster_seat *seat = (const struct roster_seat *)roster.items[i];
        if (!keep_from_ruling(act, &seat->member,
                              "Who was entitled to vote on the decision may not rule on it "
                              "(Awb 10:3).",
                              err)) {
            return false;
        }
    }
    return true;
}

/* Who could vote for another is perhaps not on the roster. */
static bool proxies_are_others(struct act *act, const struct uuid *id, struct err *err)
{
    struct object_list proxies;
    const struct motion *motion = act_need(act, KIND_MOTION, id, NULL, err);
    if (motion == NULL ||
        !world_related(act->world, REL_PROXIES_OF_MEETING, &motion->meeting, &proxies, err)) {
        return false;
    }
    for (size_t i = 0; i < proxies.count; i++) {
        const struct proxy *proxy = (const struct proxy *)proxies.items[i];
        if (!keep_from_ruling(act, &proxy->holder,
                              "Who held a proxy at the vote may not rule on the decision "
                              "(Awb 10:3).",
                              err)) {
            return false;
        }
    }
    return true;
}

static bool council_is_others(struct act *act, const struct uuid *motion, struct err *err)
{
    return uuid_is_zero(motion) ||
           (voters_are_others(act, motion, err) && proxies_are_others(act, motion, err));
}

/* An urgent decision is also the council's that ratified it. */
static bool ratifiers_are_others(struct act *act, const struct decision *decision, struct err *err)
{
    struct object_list decisions;
    if (decision->basis != BASIS_URGENCY) {
        return true;
    }
    if (!world_related(act->world, REL_DECISIONS_OF_PROPOSAL, &decision->proposal, &decisions,
                       err)) {
        return false;
    }
    for (size_t i = 0; i < decisions.count; i++) {
        const struct decision *later = (const struct decision *)decisions.items[i];
        if (uuid_equal(&later->about, &decision->object.id) &&
            !council_is_others(act, &later->motion, err)) {
            return false;
        }
    }
    return true;
}

/* Who asked, and who entered what was asked: both prepared what is ruled on. */
static bool askers_are_others(struct act *act, const struct decision *decision, struct err *err)
{
    struct object_list versions;
    if (!world_related(act->world, REL_VERSIONS_OF_PROPOSAL, &decision->proposal, &versions,
                       err)) {
        return false;
    }
    for (size_t i = 0; i < versions.count; i++) {
        const struct proposal_version *version =
            (const struct proposal_version *)versions.items[i];
        if (!keep_from_ruling(act, &version->filed_by,
                              "Who filed the proposal may not rule on the decision.", err) ||
            !keep_from_ruling(act, &version->applicant,
                              "Who asks the money may not rule on the decision.", err)) {
            return false;
        }
    }
    return true;
}

bool decision_ruler_is_another(struct act *act, const struct decision *decision, struct err *err)
{
    static const char sentence[] = "Who took the decision may not rule on it (Awb 10:3).";
    /* Every decision names a mandate: also the grantor's, who takes the case back from it. */
    const struct mandate *mandate = act_need(act, KIND_MANDATE, &decision->mandate, NULL, err);
    return mandate != NULL && keep_from_ruling(act, &decision->decided_by, sentence, err) &&
           keep_from_ruling(act, &mandate->holder, sentence, err) &&
           council_is_others(act, &decision->motion, err) &&
           ratifiers_are_others(act, decision, err) && askers_are_others(act, decision, err);
}

bool ratifier_is_another(struct act *act, const struct motion *motion, const struct uuid *member,
                         struct err *err)
{
    static const char sentence[] = "Who took the urgent decision does not vote on its "
                                   "ratification, and steps back from it.";
    if (motion->subject != SUBJECT_RATIFICATION) {
        return true;
    }
    const struct decision *urgent = act_need(act, KIND_DECISION, &motion->releases, NULL, err);
    if (urgent == NULL || !act_keep_apart(act, member, &urgent->decided_by, sentence, err)) {
        return false;
    }
    /* By proxy somebody else votes; a secretary only records. */
    return act->actor.role == ROLE_SECRETARY ||
           act_keep_apart(act, &act->actor.handle, &urgent->decided_by, sentence, err);
}
