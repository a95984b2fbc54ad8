/* The ledger: the chart of accounts and the posting rows of the specification, as tables, and the one way
 * to post. Two books an envelope; debit is positive; a transaction has one net line an account. */
#ifndef BUURTKAS_DOMAIN_LEDGER_H
#define BUURTKAS_DOMAIN_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/base/clock.h"
#include "buurtkas/base/err.h"
#include "buurtkas/base/uuid.h"
#include "buurtkas/domain/objects.h"

/** What an account's reference is. */
enum account_ref { REF_NONE = 0, REF_GRANT, REF_PROPOSAL, REF_COMMITMENT };

/* X(CODE, book, stage, ref, is_debit, is_guarded, refusal): the refusal is what a broken guard means. The codes are
 * in the database: append only. */
#define LEDGER_ACCOUNTS(X) \
    X(BUDGET_GRANTED, BUDGET, GRANTED, GRANT, true, true, MORE_THAN_GRANTED) \
    X(BUDGET_AVAILABLE, BUDGET, AVAILABLE, NONE, false, true, MORE_THAN_AVAILABLE) \
    X(BUDGET_ALLOCATED, BUDGET, ALLOCATED, PROPOSAL, false, true, MORE_THAN_ALLOCATED) \
    X(BUDGET_COMMITTED, BUDGET, COMMITTED, COMMITMENT, false, true, MORE_THAN_COMMITTED) \
    X(BUDGET_PAYABLE, BUDGET, PAYABLE, COMMITMENT, false, true, MORE_THAN_PAYABLE) \
    X(BUDGET_PAID, BUDGET, PAID, COMMITMENT, false, true, MORE_THAN_PAID) \
    X(BUDGET_RETURNED, BUDGET, RETURNED, NONE, false, true, MORE_THAN_AVAILABLE) \
    X(CASH_RECEIVABLE, CASH, RECEIVABLE, GRANT, true, true, MORE_THAN_RECEIVABLE) \
    X(CASH_ADVANCE, CASH, ADVANCE, COMMITMENT, true, true, MORE_THAN_ADVANCE) \
    X(CASH_RECOVERY, CASH, RECOVERY, COMMITMENT, true, true, MORE_THAN_RECOVERY) \
    X(CASH_EXPENSE, CASH, EXPENSE, COMMITMENT, true, true, MORE_THAN_EXPENSE) \
    X(CASH_PAYABLE, CASH, PAYABLE, COMMITMENT, false, true, MORE_THAN_PAYABLE) \
    X(CASH_IN_TRANSIT, CASH, IN_TRANSIT, COMMITMENT, false, true, MORE_THAN_IN_TRANSIT) \
    X(CASH_IN_TRANSIT_BACK, CASH, IN_TRANSIT, GRANT, false, true, MORE_THAN_IN_TRANSIT) \
    X(CASH_UNSPENT_GRANT, CASH, UNSPENT_GRANT, NONE, false, true, MORE_THAN_AVAILABLE) \
    X(CASH_INCOME, CASH, INCOME, NONE, false, true, MORE_THAN_EXPENSE) \
    X(CASH_BANK, CASH, BANK, NONE, true, false, MORE_THAN_BANK) \
    X(CASH_MUNICIPALITY, CASH, MUNICIPALITY, NONE, true, false, MORE_THAN_BANK)

enum account_code {
    ACCOUNT_NONE = 0,
#define ACCOUNT_ENUM(CODE, book, stage, ref, is_debit, is_guarded, refusal) ACCOUNT_##CODE,
    LEDGER_ACCOUNTS(ACCOUNT_ENUM)
#undef ACCOUNT_ENUM
        ACCOUNT_COUNT
};

struct account_type {
    enum book book;
    enum stage stage;
    enum account_ref ref;
    bool is_debit;   /**< its normal side */
    bool is_guarded; /**< never on the other side of zero */
    enum err_code refusal;
};
/** @param code  1 to ACCOUNT_COUNT - 1 */
const struct account_type *account_type(enum account_code code);

enum { ACCOUNT_NAME_MAX = 100, POSTING_LINES_MAX = 64 };
/** Writes "budget:<envelope>:committed:<commitment>" and a NUL. @param ref  NULL or zero when the account has none */
size_t account_name_print(char out[ACCOUNT_NAME_MAX + 1], enum account_code code, const struct uuid *envelope,
                          const struct uuid *ref);
/** Reads exactly that form. `out_id` is the reference, or the envelope without one: the account object's id.
 * A name with "in-transit" is read as the commitment's: only the account itself says that its reference is a grant. */
MUST_CHECK bool account_name_parse(const char *text, size_t len, enum account_code *out_code,
                                   struct uuid *out_envelope, struct uuid *out_id);

/** One net line of a transaction. Debit is positive. */
struct posting_line {
    enum account_code code;
    struct uuid account; /**< the account object's id: its reference, or the envelope */
    struct uuid envelope;
    int64_t amount_cents;
    int64_t balance_cents; /**< after this line; known once posted */
    int64_t version;       /**< of the account after this line; known once posted */
};

/** What an act wants to post. Zero-initialised is empty. */
struct posting_draft {
    struct posting_line lines[POSTING_LINES_MAX];
    size_t count;
};

/** The rows of the specification. */
enum posting_row {
    ROW_NONE = 0,
    ROW_1, ROW_1D, ROW_2, ROW_3, ROW_4, ROW_5, ROW_5V, ROW_5A, ROW_5U, ROW_6, ROW_7, ROW_7A, ROW_7B, ROW_8, ROW_9, ROW_10,
    ROW_11, ROW_11A, ROW_11C, ROW_8C, ROW_12, ROW_12P,
    ROW_12A_FROM, ROW_12A_TO, ROW_12B_FROM, ROW_12B_TO, /* each side in its own envelope */
    ROW_COUNT
};
/** The row's name as the specification writes it: "5v". */
const char *posting_row_name(enum posting_row row);

enum { POSTING_SIDES_MAX = 6 };
/** One side of a row, for who prints the rows. */
struct posting_side {
    enum account_code code;
    bool is_debit;
};
/** The sides of a row in an envelope of that mode, without back(g).
 * @return how many; 0 when the row has no place in that mode */
size_t posting_row_sides(enum posting_row row, enum mode mode, struct posting_side out[POSTING_SIDES_MAX]);
/** Whether an envelope in that state may have the row. */
bool posting_row_may(enum posting_row row, enum envelope_state state);
/** Whether the row may not be dated after the envelope's period. */
bool posting_row_is_within_period(enum posting_row row);

struct act; /* domain/act.h */

/** Whose accounts a row touches. What a row does not need may be zero. */
struct row_refs {
    const struct envelope *envelope;
    struct uuid grant;
    struct uuid proposal;
    struct uuid commitment;
};
/** Adds a row to the act's lines (net). In rows 1d, 12, 11c and 8c the cash part back(g) is added by
 * ledger_add_back. `amount_cents` is 1 or more. @return false with ERR_TOO_LARGE beyond 64 lines or int64 */
MUST_CHECK bool ledger_add_row(struct act *act, enum posting_row row, const struct row_refs *refs,
                               int64_t amount_cents, struct err *err);
/** Adds `amount` to one account (debit positive), merged with a line that is there. */
MUST_CHECK bool ledger_add(struct act *act, enum account_code code, const struct uuid *ref,
                           const struct envelope *envelope, int64_t amount_cents, struct err *err);
/** back(g): credits receivable:g down to zero, the rest in-transit:g (bank mode); municipality (municipal mode).
 * @param to_receivable  false in rows 11c and 8c: all of it goes in transit
 * @param out_in_transit_cents  what still has to be paid back by the bank */
MUST_CHECK bool ledger_add_back(struct act *act, const struct row_refs *refs, int64_t amount_cents, bool to_receivable,
                                int64_t *out_in_transit_cents, struct err *err);
/** Splits `amount` over the envelope's grants by shares of what each has granted, largest remainder to the oldest.
 * `out` has room for `out_max`. @return false with ERR_TOO_LARGE when there are more grants */
struct grant_share {
    struct uuid grant;
    int64_t amount_cents;
};
MUST_CHECK bool ledger_shares(struct act *act, const struct envelope *envelope, int64_t amount_cents,
                              struct grant_share *out, size_t out_max, size_t *out_count, struct err *err);

/** Balance of an account on its normal side (0 when it has never been touched), before the act's own lines. */
MUST_CHECK bool ledger_balance(struct act *act, enum account_code code, const struct uuid *ref,
                               const struct envelope *envelope, int64_t *out_cents, struct err *err);

/** What the rule says about the transaction its lines make; the last call wins. */
struct transaction_note;
void ledger_note(struct act *act, const struct transaction_note *note);

/** Posts the act's lines: drops zero lines, checks each book's sum and each guard, writes account, posting and
 * transaction objects. Called by act_run. @return false with the refusal of the first guard that would break */
MUST_CHECK bool ledger_post(struct act *act, struct err *err);
/** "When" 9: not after the act's day, not before the envelope's start, and rows 1, 3, 4 not after its end.
 * Called by ledger_add_row for its row. */
MUST_CHECK bool ledger_check_date(const struct act *act, const struct envelope *envelope, enum posting_row row,
                                  struct err *err);
/** "When" 5: whether the envelope's state allows the row. @param is_late  for 6, 7, 7a, 8c, 7b, 11c once closed */
MUST_CHECK bool ledger_check_state(const struct envelope *envelope, enum posting_row row, struct err *err);

#endif
