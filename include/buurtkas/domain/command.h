/* A command: what a request asks of the writer. Made by api, carried by http, done by store.
 * Everything it points to lives in the request's arena until `done` has been called. */
#ifndef BUURTKAS_DOMAIN_COMMAND_H
#define BUURTKAS_DOMAIN_COMMAND_H

#include "buurtkas/domain/act.h"

enum command_kind {
    COMMAND_ACT = 1,      /**< an act: a leaf, its postings, a receipt */
    COMMAND_PERSON,       /**< a private row: no leaf */
    COMMAND_TOKEN,        /**< a private row: no leaf */
    COMMAND_TOKEN_REVOKE, /**< a private row: no leaf */
};

enum { IDEMPOTENCY_KEY_MAX = 255, TOKEN_TEXT_MAX = 79, PERSON_NAME_MAX = 200 };

/** Body of POST /v1/persons. Private. */
struct person_body {
    struct text name;
};
/** Body of POST /v1/tokens. Private. */
struct token_body {
    struct uuid person;
    struct date until_date; /**< first day on which it is no longer valid */
};
extern const struct field person_body_fields[];
extern const struct field token_body_fields[];

struct command {
    enum command_kind kind;
    const struct act_kind *act_kind; /**< COMMAND_ACT */
    void *body;                      /**< act body; struct person_body; struct token_body; NULL */
    struct uuid path_id;             /**< COMMAND_TOKEN_REVOKE: the token */
    struct uuid person;              /**< who asks */
    const char *key;                 /**< the Idempotency-Key as sent */
    size_t key_len;
    struct hash fingerprint;         /**< HMAC of method, path and body under the daemon's key */
    bool has_if_match;
    uint64_t if_match;               /**< version (index of the last entry that changed it) of the object in the path */
    int64_t deadline_ms;             /**< monotonic; past it the command is refused with ERR_DEADLINE before it runs */
    struct arena *arena;

    /* Filled in by the writer. */
    struct err err;                  /**< set: refused or failed */
    bool is_replay;                  /**< the key was used before for the same request */
    struct act act;                  /**< COMMAND_ACT without err: the act, its texts where not erased */
    const char *receipt;             /**< COMMAND_ACT without err: the tlog-proof text, NUL-terminated */
    size_t receipt_len;
    struct uuid made_id;             /**< COMMAND_PERSON, COMMAND_TOKEN */
    char token[TOKEN_TEXT_MAX + 1];  /**< COMMAND_TOKEN: the secret, shown in this answer only */

    /** Called by the writer's thread when the command is settled; nothing of it is touched afterwards. */
    void (*done)(struct command *command);
    void *owner;                     /**< the request */
    struct command *next_same_key;   /**< the writer's own: equal keys within one batch */
};

#endif
