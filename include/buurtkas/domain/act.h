/* An act: one accepted request (or one of the daemon's own), its body, its consequences. A rule fills in
 * what is computed, changes the world and posts money; the same rule runs in the daemon and in `verify`. */
#ifndef BUURTKAS_DOMAIN_ACT_H
#define BUURTKAS_DOMAIN_ACT_H

#include "buurtkas/base/arena.h"
#include "buurtkas/domain/acts.h"
#include "buurtkas/domain/ledger.h"
#include "buurtkas/domain/world.h"

enum { NONCE_BYTES = 16 };

/** Who acts: an appointment's handle, and the role in which. */
struct actor {
    struct uuid handle;
    enum role role;
};

/** What a transaction is about: stands in the journal of transactions beside its lines. Any may be zero. */
struct transaction_note {
    struct uuid envelope;
    struct uuid decision;
    struct uuid commitment;
    struct uuid subject;  /**< the object the posting is about: grant, claim, payment, recovery, return … */
    int64_t amount_cents;
    struct uuid reverses;
};

struct act {
    const struct act_kind *kind;
    struct uuid id;        /**< UUIDv7; also the id of the object it creates */
    uint64_t entry;        /**< its index in the log */
    struct instant at;
    struct date today;     /**< the day of `at` in Europe/Amsterdam */
    struct date on;        /**< posting date; DATE_ABSENT when nothing is posted */
    struct actor actor;
    bool has_nonce;
    uint8_t nonce[NONCE_BYTES]; /**< first bytes of SHA-256(Idempotency-Key) */
    struct code reference; /**< of the object it creates; empty when none */
    void *body;            /**< struct body_<tag> of its kind */
    struct posting_draft lines; /**< in order of first touch; once posted by (book, code, account), with balances */
    struct transaction_note note;
    struct world *world;
    struct arena *arena;   /**< lists that the rule makes live here */
};

/** Body of the act as its struct: ACT_BODY(act, claim_accepted)->amount_cents. */
#define ACT_BODY(act, tag) ((struct body_##tag *)(act)->body)

/** A rule: checks everything first, in the order a reader expects the refusals; then computes, changes, posts.
 * @return false with a refusal (409) or a failure; the caller then undoes the world */
typedef bool act_rule(struct act *act, struct err *err);

/** The rules, one row a leaf type; NULL where there is none (installation.opened has one too). */
act_rule *act_rule_of(enum act_type type);

/** Runs an act: begins, runs its rule, posts its lines, numbers its reference, keeps; or undoes and says why.
 * On entry kind, id, entry, at, actor, nonce, body (with what the client sent and what was MADE), world and arena are
 * set; `on` holds the date sent, or DATE_ABSENT for today.
 * Competence (domain/competence.h) has been checked by the caller, who chose `actor` by it. */
MUST_CHECK bool act_run(struct act *act, struct err *err);

/** What a posting rests on: refuses with ERR_BAD_DATE at /onDate when it is dated before one of them ("When" 9). */
MUST_CHECK bool act_date_follows(struct act *act, struct err *err);
/** The table behind it, for docs and tests: the n-th (from 0) act type and what its date may not precede, in words.
 * @return false past the last */
bool act_date_basis(size_t number, enum act_type *out_type, const char **out_words);

/* --- For rules. --- */

/** An object that must be there. @param pointer  JSON pointer of the field that names it, NULL for the path's id
 * @return NULL with ERR_UNKNOWN_REFERENCE (or ERR_NOT_FOUND for the path), or the source's failure */
MUST_CHECK const void *act_need(struct act *act, enum kind kind, const struct uuid *id, const char *pointer,
                                struct err *err);
/** Makes an object; its reference is numbered when the kind has a prefix. @return NULL with *err set */
MUST_CHECK void *act_insert(struct act *act, enum kind kind, const struct uuid *id, int32_t ordinal, struct err *err);
/** As world_edit. */
MUST_CHECK void *act_edit(struct act *act, const void *object, struct err *err);
/** Refuses with ERR_SEPARATION and `sentence` when both handles are of one person. Absent handles never are. */
MUST_CHECK bool act_keep_apart(struct act *act, const struct uuid *handle, const struct uuid *other,
                               const char *sentence, struct err *err);
#endif
