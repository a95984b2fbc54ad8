/* What a member signs with a key of their own: a few lines of ASCII that say which record, which motion on which version of
 * the proposal, whose vote, and the choice. Anyone can write them again and check the signature with any Ed25519
 * (RFC 8032): docs/auditor.md has the recipe. */
#ifndef BUURTKAS_DOMAIN_STATEMENT_H
#define BUURTKAS_DOMAIN_STATEMENT_H

#include "buurtkas/base/field.h"

enum { STATEMENT_MAX = 383 };

struct statement {
    char text[STATEMENT_MAX + 1]; /**< lines that end in LF; NUL-terminated */
    size_t len;
};

/** What the statement of a vote says. */
struct vote_claim {
    struct code origin;       /**< name of the log */
    struct uuid motion;
    struct hash proposal;     /**< leaf hash of the entry that made the version that the motion binds */
    struct uuid member;       /**< handle of the member whose vote it is */
    int choice;               /**< enum choice */
    struct hash nonce;        /**< 32 random bytes, new for each vote */
};

/** `buurtkas-vote-v1`, origin, motion, proposal hash, member, choice, nonce: one a line. */
void statement_of_vote(struct statement *out, const struct vote_claim *claim);
/** `buurtkas-key-v1`, origin, handle of the appointment, public key: what a registration's proof signs. */
void statement_of_key(struct statement *out, const struct code *origin, const struct uuid *handle,
                      const struct hash *public_key);

#endif
