/* The rule of a vote, the hottest act: it reads the motion, its rules, roster, attendance, recusals
 * and votes, adds one vote, and changes nothing else. Counting is for the closing. */
#include "buurtkas/domain/competence.h"
#include "domain/interest_internal.h"
#include "domain/key_internal.h"
#include "domain/sealed_internal.h"

enum {
    VOTES_OF_MEMBER_MAX = 100 /* the first and its corrections: a recusal lists them */
};

static bool method_is_given(const struct body_vote_cast *body, const struct motion *motion,
                            struct err *err)
{
    bool in_writing = motion->method == METHOD_IN_WRITING;
    if (body->method != vote_method_absent && in_writing != (body->method == METHOD_IN_WRITING)) {
        return err_set_at(err, ERR_MISMATCH, "/method",
                          in_writing ? "This vote is taken in writing."
                                     : "This vote is not taken in writing.");
    }
    if (body->method == vote_method_absent) {
        return err_set_at(err, ERR_MISMATCH, "/method",
                          "A vote that the secretary records says how it was given.");
    }
    if (body->method == METHOD_SECRET) {
        return err_set_at(err, ERR_NOT_YET_SUPPORTED, "/method",
                          "A secret vote is not supported yet, but in a ballot on persons.");
    }
    return true;
}

/* Cast by the member, or for the member that is named: by who holds the proxy, or recorded by the
 * secretary. Whether there is a proxy is asked in may_vote_for. */
static bool find_voter(const struct act *act, struct body_vote_cast *body,
                       const struct motion *motion, struct uuid *out, struct err *err)
{
    bool is_own = uuid_is_zero(&body->member) || uuid_equal(&body->member, &act->actor.handle);
    if (act->actor.role == ROLE_SECRETARY) {
        if (is_own) {
            return err_set_at(err, ERR_MISMATCH, "/member",
                              "The secretary records the vote of a member, who must be named.");
        }
        body->manner = MANNER_RECORDED;
        *out = body->member;
        return method_is_given(body, motion, err);
    }
    if (body->method != vote_method_absent) {
        return err_set_at(err, ERR_MISMATCH, "/method",
                          "Only a vote that the secretary records says how it was given.");
    }
    body->manner = is_own ? MANNER_CAST : MANNER_PROXY;
    *out = is_own ? act->actor.handle : body->member;
    return true;
}

/* V2: a paper can be blank, whatever the rules offer. */
bool choice_is_offered(const struct rule_set *rules, int method, int choice)
{
    bool is_on_paper = method == METHOD_PAPER && rules->base != RULE_CONSENT;
    const bool offered[choice_end] = {
        [CHOICE_FOR] = rules->base != RULE_CONSENT,
        [CHOICE_AGAINST] = rules->base != RULE_CONSENT,
        [CHOICE_ABSTAIN] = rules->abstain != OFFER_NO,
        [CHOICE_BLANK] = is_on_paper || rules->blank != OFFER_NO,
        [CHOICE_CONSENT] = rules->base == RULE_CONSENT,
        [CHOICE_OBJECTION] = rules->base == RULE_CONSENT,
        [CHOICE_STAND_ASIDE] = rules->base == RULE_CONSENT,
    };
    return offered[choice];
}

static bool choice_is_right(const struct body_vote_cast *body, const struct motion *motion,
                            const struct rule_set *rules, struct err *err)
{
    if (vote_is_sealed(body)) {
        return true; /* looked at when it is opened */
    }
    if (!choice_is_offered(rules, motion->method, body->choice)) {
        return err_set_at(err, ERR_CHOICE_NOT_OFFERED, "/choice",
                          "The rule set \"%s\" does not offer the choice \"%s\".",
                          field_enum_name(rule_base_names, rules->base),
                          field_enum_name(choice_names, body->choice));
    }
    return body->choice == CHOICE_OBJECTION || !text_is_given(&body->reason) ||
           err_set_at(err, ERR_MISMATCH, "/reason",
                      "Only an objection has a reason of its own; the decision has the others.");
}

/* Who casts is in office, or would not be the actor; of who is named that is asked here. */
static bool is_in_office(struct act *act, const struct uuid *member, struct err *err)
{
    const struct appointment *held = rule_appointment(act, member, "/member", err);
    if (held == NULL) {
        return false;
    }
    return appointment_in_force(held, act->today) ||
           err_set_at(err, ERR_NOT_ENTITLED, "/member", "The member is no longer in office.");
}

/* In writing a vote counts until the day that the call names. */
static bool is_in_time(struct act *act, const struct motion *motion, struct err *err)
{
    const struct meeting *meeting = act_need(act, KIND_MEETING, &motion->meeting, NULL, err);
    if (meeting == NULL || act->today.days < meeting->until_date.days) {
        return meeting != NULL;
    }
    char day[11];
    date_print(day, meeting->until_date);
    return err_set(err, ERR_MOTION_NOT_OPEN, "Votes in writing counted until %s; this is too late.",
                   day);
}

/* On the roster, and in the room. */
static bool may_vote(struct act *act, const struct motion *motion, const struct uuid *member,
                     struct err *err)
{
    const struct uuid *id = &motion->object.id;
    struct object_list found;
    if (!world_related(act->world, REL_ROSTER_OF_MOTION, id, &found, err)) {
        return false;
    }
    if (!roster_has(&found, member)) {
        return err_set(err, ERR_NOT_ENTITLED,
                       "The member is not one of the %zu on the roster of this motion.",
                       found.count);
    }
    if (motion->method == METHOD_IN_WRITING) {
        return is_in_time(act, motion, err);
    }
    if (!world_related(act->world, REL_ATTENDANCE_OF_MEETING, &motion->meeting, &found, err)) {
        return false;
    }
    if (!is_present_now(&found, member)) {
        return err_set(err, ERR_NOT_PRESENT,
                       "The attendance list does not say that the member is there now.");
    }
    return true;
}

/* V15: the proxy counts while its giver stays away and its holder is there; who stepped back has
 * none, and casts none. */
static bool may_vote_for(struct act *act, const struct motion *motion, const struct uuid *giver,
                         struct err *err)
{
    const struct uuid *holder = &act->actor.handle;
    struct object_list roster;
    struct object_list attendance;
    struct object_list recusals;
    struct object_list proxies;
    if (!world_related(act->world, REL_ROSTER_OF_MOTION, &motion->object.id, &roster, err) ||
        !world_related(act->world, REL_ATTENDANCE_OF_MEETING, &motion->meeting, &attendance, err) ||
        !world_related(act->world, REL_RECUSALS_OF_MOTION, &motion->object.id, &recusals, err) ||
        !world_related(act->world, REL_PROXIES_OF_MEETING, &motion->meeting, &proxies, err)) {
        return false;
    }
    const struct proxy *proxy = proxy_of(&proxies, &attendance, giver);
    if (proxy == NULL || !uuid_equal(&proxy->holder, holder) || !roster_has(&roster, giver)) {
        return err_set_at(err, ERR_NOT_ENTITLED, "/member",
                          "You hold no proxy of this member that counts now on this motion.");
    }
    if (!is_present_now(&attendance, holder)) {
        return err_set(err, ERR_NOT_PRESENT,
                       "The attendance list does not say that you are there now.");
    }
    return (!recusals_have(&recusals, giver) && !recusals_have(&recusals, holder)) ||
           err_set(err, ERR_RECUSED,
                   "Who stepped back from this motion has no proxy, and casts none.");
}

/* V12: a second vote names the one that it supersedes, and the rules must allow it. */
static bool number_vote(struct act *act, struct body_vote_cast *body, const struct rule_set *rules,
                        const struct uuid *member, struct err *err)
{
    struct object_list votes;
    if (!world_related(act->world, REL_VOTES_OF_MOTION, &body->motion, &votes, err)) {
        return false;
    }
    const struct vote *standing = standing_vote(&votes, member);
    if (standing == NULL) {
        body->ordinal = 1;
        return uuid_is_zero(&body->supersedes) ||
               err_set_at(err, ERR_MISMATCH, "/supersedes",
                          "The member has no vote on this motion that could be superseded.");
    }
    char id[UUID_TEXT + 1];
    uuid_print(id, &standing->object.id);
    if (!rules->change_vote) {
        return err_set(err, ERR_ALREADY_VOTED,
                       "The member has voted, with vote %s; the rules allow no correction.", id);
    }
    if (!uuid_equal(&body->supersedes, &standing->object.id)) {
        return err_set_at(err, ERR_ALREADY_VOTED, "/supersedes",
                          "The member has voted; a correction names vote %s in \"supersedes\".",
                          id);
    }
    if (!uuid_is_zero(&standing->signed_with) && body->manner == MANNER_RECORDED) {
        return err_set_at(err, ERR_MISMATCH, "/supersedes",
                          "Vote %s is signed by the member: only the member corrects it.", id);
    }
    if (standing->vote_ordinal >= VOTES_OF_MEMBER_MAX) {
        return err_set(err, ERR_ALREADY_VOTED,
                       "The member has voted %" PRId32 " times; vote %s stands.",
                       standing->vote_ordinal, id);
    }
    body->ordinal = standing->vote_ordinal + 1;
    return true;
}

/* Under "block" nobody votes on their own application. Who the applicant is stands outside the
 * record: the daemon refuses, and `verify` sees handles that differ. */
static bool is_not_own_application(struct act *act, const struct motion *motion,
                                   const struct rule_set *rules, const struct uuid *member,
                                   struct err *err)
{
    if (rules->recusal != RECUSAL_BLOCK) {
        return true;
    }
    const struct proposal *proposal = act_need(act, KIND_PROPOSAL, &motion->proposal, NULL, err);
    if (proposal == NULL || uuid_is_zero(&proposal->applicant)) {
        return proposal != NULL;
    }
    const struct payee *payee = act_need(act, KIND_PAYEE, &proposal->applicant, NULL, err);
    return payee != NULL &&
           (payee->legal_person ||
            act_keep_apart(act, member, &proposal->applicant,
                           "A member does not vote on their own application.", err));
}

bool rule_vote_cast(struct act *act, struct err *err)
{
    struct body_vote_cast *body = ACT_BODY(act, vote_cast);
    const struct motion *motion = act_need(act, KIND_MOTION, &body->motion, NULL, err);
    if (motion == NULL) {
        return false;
    }
    if (!motion_must_take_votes(motion, err)) {
        return false;
    }
    const struct rule_set *rules = act_need(act, KIND_RULE_SET, &motion->rule_set, NULL, err);
    struct uuid member;
    if (rules == NULL || !find_voter(act, body, motion, &member, err)) {
        return false;
    }
    if (!vote_unseal(act, body, rules, err) || !choice_is_right(body, motion, rules, err)) {
        return false;
    }
    bool by_proxy = body->manner == MANNER_PROXY;
    if ((body->manner != MANNER_CAST && !is_in_office(act, &member, err)) ||
        !(by_proxy ? may_vote_for(act, motion, &member, err)
                   : may_vote(act, motion, &member, err)) ||
        !is_not_own_application(act, motion, rules, &member, err) ||
        !interests_allow_vote(act, motion, &member, &body->flagged, err) ||
        !number_vote(act, body, rules, &member, err) ||
        !vote_signature_is_right(act, body, motion, &member, err) ||
        !vote_seal(act, body, rules, err)) {
        return false;
    }
    struct vote *vote = act_insert(act, KIND_VOTE, &act->id, 0, err);
    if (vote == NULL) {
        return false;
    }
    vote->motion = body->motion;
    vote->member = member;
    vote->vote_ordinal = body->ordinal;
    vote->choice = body->choice;
    vote->manner = body->manner;
    vote->method = body->method;
    vote->supersedes = body->supersedes;
    vote->with_reason = text_is_given(&body->reason);
    vote->flagged = body->flagged;
    vote->at = act->at;
    vote->signed_with = body->signed_with;
    vote->nonce = body->nonce;
    vote->signature = body->signature;
    vote->sealed = body->sealed.commitment;
    return true;
}
