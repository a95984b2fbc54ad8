/* What the ledger's files and the money rules share beyond domain/ledger.h. */
#ifndef DOMAIN_LEDGER_INTERNAL_H
#define DOMAIN_LEDGER_INTERNAL_H

#include "buurtkas/domain/act.h"

/** The account's id: the reference where its type has one, else the envelope. */
struct uuid ledger_account_id(enum account_code code, const struct uuid *ref,
                              const struct envelope *envelope);
/** "Available", "in transit": what is in an account, as a refusal says it. */
const char *ledger_account_words(enum account_code code);
/** The account that holds the envelope's money: bank or municipality. */
enum account_code ledger_till(const struct envelope *envelope);

/** The first of the act's lines, in order of first touch, after which a guarded account would be on
 * the other side of zero. `*out` is NULL when there is none; `*out_before` is its balance now, on
 * its normal side. */
MUST_CHECK bool ledger_find_broken(struct act *act, const struct posting_line **out,
                                   int64_t *out_before, struct err *err);

/** The day a posting is dated: as sent, or the day of the act. */
struct date ledger_day(const struct act *act);
/** Not after the act's day, not before the envelope's start. */
MUST_CHECK bool ledger_check_day(const struct act *act, const struct envelope *envelope,
                                 struct err *err);

/** Id of the n-th share (from 1) of what an act sends back: the act's id plus n, so that replay
 * makes the same. */
struct uuid share_part_id(const struct uuid *act, unsigned number);

#endif
