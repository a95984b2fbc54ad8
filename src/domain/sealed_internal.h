/* Votes whose choice is hidden while the motion is open: sealed when cast, opened when the voting
 * has ended. */
#ifndef DOMAIN_SEALED_INTERNAL_H
#define DOMAIN_SEALED_INTERNAL_H

#include "domain/council_internal.h"

/** Whether the choice is a commitment of which the content is not known here: in a replay. */
static inline bool vote_is_sealed(const struct body_vote_cast *body)
{
    return body->choice == choice_absent && text_is_given(&body->sealed);
}
/** Before the rule: takes choice and signature back out of what an attempt that was undone had
 * sealed. Refuses with ERR_MISMATCH a leaf that says what it should seal, or seals what it should
 * say. */
MUST_CHECK bool vote_unseal(struct act *act, struct body_vote_cast *body,
                            const struct rule_set *rules, struct err *err);
/** Where the rules hide interim counts: moves choice and signature into `sealed`, committed to. */
MUST_CHECK bool vote_seal(struct act *act, struct body_vote_cast *body,
                          const struct rule_set *rules, struct err *err);
/** What is committed to, in the act's arena: the choice, and the signature unless it is absent. */
MUST_CHECK bool sealed_text(struct act *act, int choice, const struct signature *signature,
                            struct text *out, struct err *err);
/** *out becomes what the opened vote says; of a vote that was never sealed it stays as it is.
 * Counting begins when all are opened. */
MUST_CHECK bool sealed_choice(struct act *act, const struct vote *vote, enum choice *out,
                              struct err *err);

/* --- rule_vote.c --- */

/** Whether the rules offer it, by that method of voting. */
bool choice_is_offered(const struct rule_set *rules, int method, int choice);

#endif
