/* The register of interests against a motion: who on its roster has an interest in the applicant,
 * whom that keeps from the vote, and whose vote it flags (domain, 9; V3, V4, V14). */
#include "domain/interest_internal.h"

/* The version that is voted on says who asks it, whoever asks the next one. While a motion is
 * drafted that is the latest. */
bool motion_applicant(struct act *act, const struct motion *motion, struct uuid *out,
                      struct err *err)
{
    const struct proposal *proposal = act_need(act, KIND_PROPOSAL, &motion->proposal, NULL, err);
    if (proposal == NULL) {
        return false;
    }
    *out = proposal->applicant;
    if (motion->state == MOTION_DRAFTED) {
        return true;
    }
    const struct proposal_version *version =
        act_need(act, KIND_PROPOSAL_VERSION, &motion->proposal_version, NULL, err);
    if (version == NULL) {
        return false;
    }
    *out = version->applicant;
    return true;
}

bool interests_in_motion(struct act *act, const struct motion *motion, struct object_list *out,
                         struct err *err)
{
    *out = (struct object_list){ 0 };
    struct uuid applicant;
    return motion_applicant(act, motion, &applicant, err) &&
           (uuid_is_zero(&applicant) ||
            world_related(act->world, REL_INTERESTS_OF_PAYEE, &applicant, out, err));
}

/* What came before what is told by the order of the record. */
static bool counts_in(const struct interest *interest, const struct motion_span *span)
{
    bool is_in_time =
        span->closed_in == FIELD_ABSENT || (int64_t)interest->object.entry < span->closed_in;
    bool is_over =
        interest->ended_in != FIELD_ABSENT && interest->ended_in < (int64_t)span->opened_in;
    return is_in_time && !is_over;
}

const struct interest *interest_of(const struct object_list *interests, const struct uuid *member,
                                   const struct motion_span *span)
{
    for (size_t i = 0; i < interests->count; i++) {
        const struct interest *interest = (const struct interest *)interests->items[i];
        if (uuid_equal(&interest->member, member) && counts_in(interest, span)) {
            return interest;
        }
    }
    return NULL;
}

/* --- The opening. --- */

static bool step_back(struct act *act, const struct motion *motion, const struct uuid *member,
                      int32_t *recusals, struct err *err)
{
    *recusals += 1;
    struct recusal *recusal = act_insert(act, KIND_RECUSAL, &motion->object.id, *recusals, err);
    if (recusal == NULL) {
        return false;
    }
    recusal->member = *member;
    recusal->ground = GROUND_REGISTERED_INTEREST;
    recusal->at = act->at;
    return true;
}

bool interests_match(struct act *act, struct body_motion_opened *body, const struct motion *motion,
                     const struct rule_set *rules, int32_t *out_recusals, struct err *err)
{
    struct object_list interests;
    struct object_list recusals;
    struct list made;
    if (!interests_in_motion(act, motion, &interests, err) ||
        !world_related(act->world, REL_RECUSALS_OF_MOTION, &motion->object.id, &recusals, err) ||
        !rule_list(act, body->roster.count, sizeof(struct item_interested), &made, err)) {
        return false;
    }
    const struct motion_span now = { .opened_in = act->entry, .closed_in = FIELD_ABSENT };
    const struct item_roster_seat *seat = body->roster.items;
    struct item_interested *item = made.items;
    made.count = 0;
    *out_recusals = motion->recusal_count;
    for (size_t i = 0; i < body->roster.count; i++) {
        const struct interest *interest = interest_of(&interests, &seat[i].member, &now);
        if (interest == NULL) {
            continue;
        }
        bool is_recused =
            rules->recusal == RECUSAL_BLOCK && !recusals_have(&recusals, &seat[i].member);
        item[made.count++] = (struct item_interested){ .member = seat[i].member,
                                                       .interest = interest->object.id,
                                                       .recused = is_recused };
        if (is_recused && !step_back(act, motion, &seat[i].member, out_recusals, err)) {
            return false;
        }
    }
    body->interested = made;
    return true;
}

/* --- The vote. --- */

static bool refuse_vote(struct act *act, const struct motion *motion, const struct recusal *recusal,
                        struct err *err)
{
    if (recusal->ground == GROUND_DECLARED) {
        return err_set(err, ERR_RECUSED,
                       "The member stepped back from this motion, and its rules then refuse a "
                       "vote.");
    }
    struct uuid applicant;
    const struct payee *payee = motion_applicant(act, motion, &applicant, err)
                                    ? act_need(act, KIND_PAYEE, &applicant, NULL, err)
                                    : NULL;
    return payee != NULL &&
           err_set(err, ERR_RECUSED,
                   "The member has a registered interest in %s, who asks for this, and the rules "
                   "of this motion then refuse a vote.",
                   payee->object.reference.text);
}

static bool is_interested(struct act *act, const struct motion *motion, const struct uuid *member,
                          bool *out, struct err *err)
{
    struct object_list interests;
    struct object_list roster;
    if (!interests_in_motion(act, motion, &interests, err) ||
        !world_related(act->world, REL_ROSTER_OF_MOTION, &motion->object.id, &roster, err)) {
        return false;
    }
    *out = false;
    if (interests.count > 0 && roster.count > 0) {
        const struct motion_span span = { .opened_in = roster.items[0]->entry,
                                          .closed_in = FIELD_ABSENT };
        *out = interest_of(&interests, member, &span) != NULL;
    }
    return true;
}

bool interests_allow_vote(struct act *act, const struct motion *motion, const struct uuid *member,
                          bool *out_flagged, struct err *err)
{
    const struct rule_set *rules = act_need(act, KIND_RULE_SET, &motion->rule_set, NULL, err);
    struct object_list recusals;
    *out_flagged = false;
    if (rules == NULL || !ratifier_is_another(act, motion, member, err) ||
        !world_related(act->world, REL_RECUSALS_OF_MOTION, &motion->object.id, &recusals, err)) {
        return false;
    }
    const struct recusal *recusal = recusal_of(&recusals, member);
    if (recusal != NULL && rules->recusal == RECUSAL_BLOCK) {
        return refuse_vote(act, motion, recusal, err);
    }
    if (recusal != NULL) {
        *out_flagged = true;
        return true;
    }
    return rules->recusal != RECUSAL_ADVISE || is_interested(act, motion, member, out_flagged, err);
}
