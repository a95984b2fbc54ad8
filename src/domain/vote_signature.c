/* Whether a vote is signed as it must be. Who has a key in force signs every vote that they cast,
 * also one by proxy; the statement then names the member whose vote it is. What the secretary
 * records is marked so and carries no signature. */
#include <string.h>
#include "buurtkas/domain/statement.h"
#include "domain/key_internal.h"
#include "domain/sealed_internal.h"

static bool nonce_is_given(const struct body_vote_cast *body)
{
    static const struct hash none;
    return memcmp(&body->nonce, &none, sizeof none) != 0;
}

static bool signature_is_given(const struct body_vote_cast *body)
{
    static const struct signature none;
    return memcmp(&body->signature, &none, sizeof none) != 0;
}

static bool carries_none(const struct body_vote_cast *body, struct err *err)
{
    if (!nonce_is_given(body) && !signature_is_given(body)) {
        return true;
    }
    const char *pointer = signature_is_given(body) ? "/signature" : "/nonce";
    if (body->manner == MANNER_RECORDED) {
        return err_set_at(err, ERR_MISMATCH, pointer,
                          "A vote that the secretary records carries no signature.");
    }
    return err_set_at(err, ERR_MISMATCH, pointer,
                      "No key of yours is in force, so the vote carries no signature.");
}

static bool carries_both(const struct body_vote_cast *body, const struct member_key *key,
                         struct err *err)
{
    if (!signature_is_given(body) && !vote_is_sealed(body)) {
        return err_set_at(err, ERR_BAD_SIGNATURE, "/signature",
                          "Your key %s is in force, so the vote must carry a signature by it.",
                          key->object.reference.text);
    }
    return nonce_is_given(body) || err_set_at(err, ERR_BAD_SIGNATURE, "/nonce",
                                              "A signed vote carries the nonce of its statement.");
}

/* A statement counts once: else a vote that was corrected could be put back by who kept it. */
static bool nonce_is_new(struct act *act, const struct body_vote_cast *body,
                         const struct member_key *key, struct err *err)
{
    struct object_list votes;
    if (!world_related(act->world, REL_VOTES_OF_MOTION, &body->motion, &votes, err)) {
        return false;
    }
    for (size_t i = 0; i < votes.count; i++) {
        const struct vote *vote = (const struct vote *)votes.items[i];
        if (uuid_equal(&vote->signed_with, &key->object.id) &&
            memcmp(&vote->nonce, &body->nonce, sizeof vote->nonce) == 0) {
            return err_set_at(
                err, ERR_ALREADY_EXISTS, "/nonce",
                "Vote %s on this motion has this nonce; each statement has a new one.",
                vote->object.reference.text);
        }
    }
    return true;
}

static bool claim_of(struct act *act, const struct motion *motion, struct vote_claim *out,
                     struct err *err)
{
    const struct proposal_version *version =
        act_need(act, KIND_PROPOSAL_VERSION, &motion->proposal_version, NULL, err);
    out->motion = motion->object.id;
    return version != NULL && world_origin(act->world, &out->origin, err) &&
           world_leaf_hash(act->world, version->object.entry, &out->proposal, err);
}

bool vote_is_signed(struct act *act, const struct motion *motion, const struct vote_claim *of,
                    const struct member_key *key, const struct signature *signature,
                    struct err *err)
{
    struct vote_claim claim = *of;
    struct statement statement;
    if (!claim_of(act, motion, &claim, err)) {
        return false;
    }
    statement_of_vote(&statement, &claim);
    return world_signature_is_valid(act->world, &key->public_key, signature, statement.text,
                                    statement.len) ||
           err_set_at(err, ERR_BAD_SIGNATURE, "/signature",
                      "The signature is not one by your key %s over the statement of this vote.",
                      key->object.reference.text);
}

bool vote_signature_is_right(struct act *act, struct body_vote_cast *body,
                             const struct motion *motion, const struct uuid *member,
                             struct err *err)
{
    const struct member_key *key = NULL;
    if (body->manner != MANNER_RECORDED && !key_in_force(act, &act->actor.handle, &key, err)) {
        return false;
    }
    if (key == NULL) {
        return carries_none(body, err);
    }
    if (!carries_both(body, key, err) || !nonce_is_new(act, body, key, err)) {
        return false;
    }
    body->signed_with = key->object.id;
    const struct vote_claim claim = { .member = *member,
                                      .choice = body->choice,
                                      .nonce = body->nonce };
    return vote_is_sealed(body) ||
           vote_is_signed(act, motion, &claim, key, &body->signature, err);
}
