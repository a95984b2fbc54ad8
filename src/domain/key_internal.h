/* Members' own keys and the signatures of votes: what the rules of keys and of votes share. */
#ifndef DOMAIN_KEY_INTERNAL_H
#define DOMAIN_KEY_INTERNAL_H

#include "buurtkas/domain/act.h"
#include "buurtkas/domain/statement.h"
#include "domain/rules_internal.h"

/** The key of a handle that was registered and not revoked; *out is NULL when there is none. */
MUST_CHECK bool key_in_force(struct act *act, const struct uuid *handle,
                             const struct member_key **out, struct err *err);

/** Refuses with ERR_BAD_SIGNATURE at "/signature" unless the key signed the vote's statement.
 * @param of  member, choice and nonce; the rest is the motion's */
MUST_CHECK bool vote_is_signed(struct act *act, const struct motion *motion,
                               const struct vote_claim *of, const struct member_key *key,
                               const struct signature *signature, struct err *err);

/** Refuses a vote (with ERR_BAD_SIGNATURE, ERR_MISMATCH, ERR_ALREADY_EXISTS) unless it is signed as
 * it must be: by the key of who casts it when that has one in force, else not. Sets
 * body->signed_with.
 * @param member  handle of the member whose vote it is; body->manner has been set */
MUST_CHECK bool vote_signature_is_right(struct act *act, struct body_vote_cast *body,
                                        const struct motion *motion, const struct uuid *member,
                                        struct err *err);

#endif
