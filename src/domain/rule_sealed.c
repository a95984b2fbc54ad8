/* The end of a voting with hidden counts, and the opening of its votes by the daemon: in leaves of
 * at most so many, each compared with the commitment of its vote. All are opened, those that were
 * corrected or struck too, so that the record is what it would have been with open counts. */
#include "domain/key_internal.h"
#include "domain/sealed_internal.h"

bool motion_must_take_votes(const struct motion *motion, struct err *err)
{
    if (motion->state != MOTION_OPEN) {
        return err_set(err, ERR_MOTION_NOT_OPEN, "The motion is %s, not open.",
                       field_enum_name(motion_state_names, motion->state));
    }
    return motion->voting_ended_in == FIELD_ABSENT ||
           err_set(err, ERR_MOTION_NOT_OPEN, "The voting on this motion has ended.");
}

/* In writing the members have until the day that the call names, as at any closing. */
static bool may_end(struct act *act, const struct motion *motion, struct err *err)
{
    const struct meeting *meeting = act_need(act, KIND_MEETING, &motion->meeting, NULL, err);
    const struct rule_set *rules =
        meeting == NULL ? NULL : act_need(act, KIND_RULE_SET, &motion->rule_set, NULL, err);
    if (rules == NULL || !motion_must_take_votes(motion, err)) {
        return false;
    }
    if (rules->interim != INTERIM_HIDDEN) {
        return err_set(err, ERR_MISMATCH,
                       "The rules hide no interim counts: close the motion, and its voting ends.");
    }
    return motion_time_has_come(act, meeting, err);
}

bool rule_voting_ended(struct act *act, struct err *err)
{
    struct body_voting_ended *body = ACT_BODY(act, voting_ended);
    const struct motion *found = act_need(act, KIND_MOTION, &body->motion, NULL, err);
    struct object_list votes;
    if (found == NULL || !may_end(act, found, err) ||
        !world_related(act->world, REL_VOTES_OF_MOTION, &body->motion, &votes, err)) {
        return false;
    }
    struct motion *motion = act_edit(act, found, err);
    if (motion == NULL) {
        return false;
    }
    body->sealed = (int32_t)votes.count;
    motion->voting_ended_in = (int64_t)act->entry;
    motion->sealed_left = body->sealed;
    return true;
}

/* --- Opening. --- */

static bool is_told_right(struct act *act, const struct vote *vote,
                          const struct item_vote_opening *item, struct err *err)
{
    struct text text;
    if (!sealed_text(act, item->choice, &item->signature, &text, err)) {
        return false;
    }
    memcpy(text.salt, item->salt.bytes, sizeof text.salt);
    text.commitment = vote->sealed;
    return world_opens(act->world, &text, &vote->object.id, "sealed") ||
           err_set_at(err, ERR_MISMATCH, "/openings",
                      "What is said of vote %s is not what was sealed.",
                      vote->object.reference.text);
}

/* What could not be looked at while it was sealed: offered by the rules, signed by the member. */
static bool is_a_right_vote(struct act *act, const struct motion *motion, const struct vote *vote,
                            const struct item_vote_opening *item, struct err *err)
{
    const struct rule_set *rules = act_need(act, KIND_RULE_SET, &motion->rule_set, NULL, err);
    if (rules == NULL || !choice_is_offered(rules, motion->method, item->choice)) {
        return rules != NULL && err_set_at(err, ERR_CHOICE_NOT_OFFERED, "/openings",
                                           "Vote %s has a choice that the rules do not offer.",
                                           vote->object.reference.text);
    }
    if (uuid_is_zero(&vote->signed_with)) {
        return true;
    }
    const struct member_key *key =
        act_need(act, KIND_MEMBER_KEY, &vote->signed_with, "/openings", err);
    const struct vote_claim claim = { .member = vote->member,
                                      .choice = item->choice,
                                      .nonce = vote->nonce };
    return key != NULL && vote_is_signed(act, motion, &claim, key, &item->signature, err);
}

static bool open_vote(struct act *act, const struct motion *motion,
                      const struct item_vote_opening *item, struct err *err)
{
    const struct vote *vote = act_need(act, KIND_VOTE, &item->vote, "/openings", err);
    if (vote == NULL) {
        return false;
    }
    if (!uuid_equal(&vote->motion, &motion->object.id) || vote->choice != choice_absent) {
        return err_set_at(err, ERR_MISMATCH, "/openings",
                          "Vote %s is no sealed vote on this motion.", vote->object.reference.text);
    }
    if (!is_told_right(act, vote, item, err) || !is_a_right_vote(act, motion, vote, item, err)) {
        return false;
    }
    struct vote_opening *opening = act_insert(act, KIND_VOTE_OPENING, &item->vote, 0, err);
    if (opening == NULL) {
        return false;
    }
    opening->motion = motion->object.id;
    opening->choice = item->choice;
    opening->signature = item->signature;
    return true;
}

bool rule_votes_opened(struct act *act, struct err *err)
{
    struct body_votes_opened *body = ACT_BODY(act, votes_opened);
    const struct motion *found = act_need(act, KIND_MOTION, &body->motion, "/motion", err);
    if (found == NULL) {
        return false;
    }
    if (found->state != MOTION_OPEN || found->voting_ended_in == FIELD_ABSENT ||
        found->sealed_left < (int32_t)body->openings.count) {
        return err_set_at(err, ERR_WRONG_STATE, "/motion",
                          "The motion has no such number of sealed votes whose voting has ended.");
    }
    struct motion *motion = act_edit(act, found, err);
    const struct item_vote_opening *item = body->openings.items;
    for (size_t i = 0; motion != NULL && i < body->openings.count; i++) {
        if (!open_vote(act, motion, &item[i], err)) {
            return false;
        }
    }
    if (motion == NULL) {
        return false;
    }
    motion->sealed_left -= (int32_t)body->openings.count;
    body->left = motion->sealed_left;
    return true;
}
