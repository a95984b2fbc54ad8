/* Bearer tokens and the appointments of their persons, in memory: who is asking. Filled at start, changed by
 * the writer's thread only, read by any. */
#ifndef BUURTKAS_STORE_TOKENS_H
#define BUURTKAS_STORE_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include "buurtkas/base/clock.h"
#include "buurtkas/base/field.h"
#include "buurtkas/base/uuid.h"

enum { IDENTITY_REACH_MAX = 64 };

/** A person behind a valid token, and the organisations where they hold an appointment in force. */
struct identity {
    struct uuid person;
    unsigned roles;           /**< bit (1 << enum role): held anywhere, in force */
    bool is_installation;     /**< holds an appointment over the whole installation */
    size_t organisation_count;
    struct uuid organisations[IDENTITY_REACH_MAX];
};

struct tokens;
struct tokens *tokens_new(void);
void tokens_free(struct tokens *tokens);
/** @param hash  SHA-256 of the whole token text */
bool tokens_add(struct tokens *tokens, struct uuid id, const struct hash *hash, struct uuid person,
                struct date until_date);
void tokens_revoke(struct tokens *tokens, struct uuid id);
/** An appointment made or changed. */
struct appointment;
bool tokens_appoint(struct tokens *tokens, struct uuid person, const struct appointment *appointment);
/** Handles of a person, oldest first. @return their number, at most `max` */
size_t tokens_handles(struct tokens *tokens, struct uuid person, struct uuid *out, size_t max);
/** Person behind a handle. @return false when there is none */
bool tokens_person(struct tokens *tokens, struct uuid handle, struct uuid *out);
/** Constant-time in the hash. @return false when unknown, revoked or expired on `day` */
bool tokens_identify(struct tokens *tokens, const struct hash *hash, struct date day, struct identity *out);

#endif
