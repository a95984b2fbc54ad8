/* What the money rules share: an act's envelope, a commitment with what surrounds it, and money on
 * its way back to its funders. */
#ifndef DOMAIN_MONEY_INTERNAL_H
#define DOMAIN_MONEY_INTERNAL_H

#include "buurtkas/domain/act.h"
#include "buurtkas/domain/money.h"
#include "domain/ledger_internal.h"
#include "domain/rules_internal.h"

enum {
    SHARES_MAX = 20
};

/** A commitment, its envelope, and the accounts its rows touch. */
struct deal {
    const struct commitment *commitment;
    const struct envelope *envelope;
    struct row_refs refs;
};
/** @param pointer  JSON pointer of the field that names it, NULL for the path's id */
MUST_CHECK bool deal_open(struct act *act, const struct uuid *commitment, const char *pointer,
                          struct deal *out, struct err *err);
/** Balance of one of the commitment's (or its envelope's) accounts. */
MUST_CHECK bool deal_balance(struct act *act, const struct deal *deal, enum account_code code,
                             int64_t *out_cents, struct err *err);
/** Refuses with the account's refusal when it holds less than `asked_cents`. */
MUST_CHECK bool deal_must_hold(struct act *act, const struct deal *deal, enum account_code code,
                               int64_t asked_cents, struct err *err);
/** Notes the transaction under the commitment and its decision. */
void deal_note(struct act *act, const struct deal *deal, const struct uuid *subject,
               int64_t amount_cents);

/** An object that another names: it is there unless the record is broken. @return NULL with
 * ERR_CORRUPT */
MUST_CHECK const void *money_find(struct act *act, enum kind kind, const struct uuid *id,
                                  struct err *err);
/** Adds to a column of an object that is being edited; absent counts as 0. */
MUST_CHECK bool column_add(int64_t *column, int64_t addend, struct err *err);
/** Adds to what a decision has committed and released. Either may be 0. */
MUST_CHECK bool decision_count(struct act *act, const struct uuid *decision,
                               int64_t committed_cents, int64_t released_cents, struct err *err);
/** An id that the daemon must have made. @return false with ERR_INTERNAL when it has not */
MUST_CHECK bool id_is_made(const struct uuid *id, struct err *err);
/** A word of the vocabulary; "" for absent. */
static inline const char *state_word(const char *const *names, int value)
{
    return value == 0 ? "" : names[value - 1];
}

/* --- rule_commitment.c --- */

/** Refuses a promise on a decision that is not in effect, not ratified where it must be, or not
 * notified where its mandate's form asks that. */
MUST_CHECK bool decision_must_allow_promise(struct act *act, const struct uuid *id,
                                            struct err *err);

/* --- rule_payment.c --- */

/** Refuses with ERR_MORE_THAN_BANK what leaves an envelope's own account (rows 6, 12a and 12b)
 * above what is there and not in transit. In municipal mode it holds. */
MUST_CHECK bool bank_must_hold(struct act *act, const struct envelope *envelope,
                               int64_t amount_cents, struct err *err);

/* --- return_parts.c --- */

/** Makes the envelope's version that of this act: what it is granted changed, which is no column of its own. */
MUST_CHECK bool envelope_touch(struct act *act, const struct envelope *envelope, struct err *err);
/** Sends `amount_cents` back to the envelope's grants by shares: adds back(g) of each, makes a
 * return part of each, and lists them in `out_shares` (struct item_share). @param to_receivable  as
 * ledger_add_back */
MUST_CHECK bool return_by_shares(struct act *act, const struct envelope *envelope,
                                 int64_t amount_cents, bool to_receivable, struct list *out_shares,
                                 struct err *err);
/** The same for money of one grant. */
MUST_CHECK bool return_to_grant(struct act *act, const struct envelope *envelope,
                                const struct grant_share *share, struct list *out_shares,
                                struct err *err);
/** Undoes the return parts that an act made. @return false with ERR_LATER_ROW_RESTS_ON_IT when one
 * has left the bank */
MUST_CHECK bool return_parts_reverse(struct act *act, const struct uuid *made_by, struct err *err);

/* --- separations.c --- */

/** What one person may not do on a commitment beside what was done on it before. */
enum separation {
    DUTY_ACCEPTS_WHAT_WAS_SIGNED,
    DUTY_SIGNS_WHAT_WAS_ACCEPTED,
    DUTY_ACCEPTS_WHAT_WAS_PAID,   /**< accounts of advances */
    DUTY_PAYS_WHAT_WAS_ACCOUNTED, /**< advances */
};
/** Compares the act's person with the actors of the commitment's transactions.
 * @return false with ERR_SEPARATION, or the source's failure */
MUST_CHECK bool separation_must_hold(struct act *act, enum separation which,
                                     const struct uuid *commitment, struct err *err);

/* --- rule_reversal_undo.c --- */

/** Puts the objects of a reversed transaction back as they were before it.
 * @return false with ERR_NOT_REVERSIBLE or ERR_LATER_ROW_RESTS_ON_IT */
MUST_CHECK bool reversal_undo(struct act *act, const struct transaction *reversed, struct err *err);
/** Whether an act of this type recorded money at the bank or the municipality, so that undoing it
 * needs a proof. */
bool reversal_needs_proof(enum act_type type);
/** Whether an act of this type may be reversed after the envelope has closed. */
bool reversal_allowed_when_closed(enum act_type type);

#endif
