/* Posting: an act's lines become account, posting and transaction objects, after each book's sum
 * and each guard has been checked. Which lines a row makes stands in ledger_rows.c. */
#include "domain/ledger_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "buurtkas/domain/money.h"

bool ledger_balance(struct act *act, enum account_code code, const struct uuid *ref,
                    const struct envelope *envelope, int64_t *out_cents, struct err *err)
{
    struct uuid id = ledger_account_id(code, ref, envelope);
    const void *found = NULL;
    if (!world_find(act->world, KIND_ACCOUNT, &id, (int32_t)code, &found, err)) {
        return false;
    }
    const struct account *account = found;
    int64_t balance = account == NULL ? 0 : account->balance_cents;
    *out_cents = account_type(code)->is_debit ? balance : -balance;
    return true;
}

static struct posting_line *find_line(struct posting_draft *draft, enum account_code code,
                                      const struct uuid *account)
{
    for (size_t i = 0; i < draft->count; i++) {
        struct posting_line *line = &draft->lines[i];
        if (line->code == code && uuid_equal(&line->account, account)) {
            return line;
        }
    }
    return NULL;
}

bool ledger_add(struct act *act, enum account_code code, const struct uuid *ref,
                const struct envelope *envelope, int64_t amount_cents, struct err *err)
{
    struct uuid account = ledger_account_id(code, ref, envelope);
    struct posting_line *line = find_line(&act->lines, code, &account);
    if (line == NULL) {
        if (act->lines.count == POSTING_LINES_MAX) {
            return err_set(err, ERR_TOO_LARGE, "The act would post more than %d lines.",
                           POSTING_LINES_MAX);
        }
        line = &act->lines.lines[act->lines.count++];
        *line = (struct posting_line){ .code = code,
                                       .account = account,
                                       .envelope = envelope->object.id };
    }
    return cents_add(&line->amount_cents, amount_cents, err);
}

void ledger_note(struct act *act, const struct transaction_note *note)
{
    act->note = *note;
}

struct date ledger_day(const struct act *act)
{
    return act->on.days == DATE_ABSENT ? act->today : act->on;
}

bool ledger_find_broken(struct act *act, const struct posting_line **out, int64_t *out_before,
                        struct err *err)
{
    *out = NULL;
    for (size_t i = 0; i < act->lines.count; i++) {
        const struct posting_line *line = &act->lines.lines[i];
        const struct account_type *type = account_type(line->code);
        const void *found = NULL;
        if (!world_find(act->world, KIND_ACCOUNT, &line->account, (int32_t)line->code, &found,
                        err)) {
            return false;
        }
        int64_t before = found == NULL ? 0 : ((const struct account *)found)->balance_cents;
        int64_t after = before;
        if (!cents_add(&after, line->amount_cents, err)) {
            return false;
        }
        /* A line of zero is dropped later: it breaks nothing. */
        if (type->is_guarded && line->amount_cents != 0 &&
            (type->is_debit ? after < 0 : after > 0)) {
            *out = line;
            *out_before = type->is_debit ? before : -before;
            return true;
        }
    }
    return true;
}

static bool check_guards(struct act *act, struct err *err)
{
    const struct posting_line *broken = NULL;
    int64_t before = 0;
    if (!ledger_find_broken(act, &broken, &before, err)) {
        return false;
    }
    if (broken == NULL) {
        return true;
    }
    int64_t asked = broken->amount_cents < 0 ? -broken->amount_cents : broken->amount_cents;
    return cents_within(asked, before, account_type(broken->code)->refusal,
                        ledger_account_words(broken->code), err);
}

/* I1: what the rows' table makes is balanced; this is the belt to those braces. */
static bool check_books(const struct posting_draft *draft, struct err *err)
{
    int64_t sums[book_end] = { 0 };
    for (size_t i = 0; i < draft->count; i++) {
        const struct posting_line *line = &draft->lines[i];
        if (!cents_add(&sums[account_type(line->code)->book], line->amount_cents, err)) {
            return false;
        }
    }
    if (sums[BOOK_BUDGET] != 0 || sums[BOOK_CASH] != 0 || draft->count < 2) {
        return err_set(err, ERR_INTERNAL, "The act's lines do not balance.");
    }
    return true;
}

static void drop_zero_lines(struct posting_draft *draft)
{
    size_t kept = 0;
    for (size_t i = 0; i < draft->count; i++) {
        if (draft->lines[i].amount_cents != 0) {
            draft->lines[kept++] = draft->lines[i];
        }
    }
    draft->count = kept;
}

/* Codes stand in the order of the books, so this is (book, code, account). */
static int compare_lines(const void *left, const void *right)
{
    const struct posting_line *a = left;
    const struct posting_line *b = right;
    if (a->code != b->code) {
        return a->code < b->code ? -1 : 1;
    }
    return memcmp(a->account.bytes, b->account.bytes, UUID_BYTES);
}

static struct account *open_account(struct act *act, const struct posting_line *line,
                                    struct err *err)
{
    const void *found = NULL;
    if (!world_find(act->world, KIND_ACCOUNT, &line->account, (int32_t)line->code, &found, err)) {
        return NULL;
    }
    if (found != NULL) {
        return world_edit(act->world, found, err);
    }
    struct account *account =
        world_insert(act->world, KIND_ACCOUNT, &line->account, (int32_t)line->code, err);
    if (account != NULL) {
        account->envelope = line->envelope;
        account->book = (int)account_type(line->code)->book;
        account->stage = (int)account_type(line->code)->stage;
        account->balance_cents = 0;
        account->version = 0;
    }
    return account;
}

/* What a leaf can hold: numbers that every reader of JSON keeps exactly (RFC 8259, 6). */
#define BALANCE_CENTS_MAX ((INT64_C(1) << 53) - 1)

static bool must_be_recordable(int64_t balance_cents, struct err *err)
{
    return (balance_cents <= BALANCE_CENTS_MAX && balance_cents >= -BALANCE_CENTS_MAX) ||
           err_set(err, ERR_MISMATCH, "An account would hold more than the record can say.");
}

static bool post_line(struct act *act, struct posting_line *line, int32_t ordinal, struct err *err)
{
    struct account *account = open_account(act, line, err);
    if (account == NULL || !cents_add(&account->balance_cents, line->amount_cents, err) ||
        !must_be_recordable(account->balance_cents, err)) {
        return false;
    }
    account->version++;
    account->last_transaction = act->id;
    line->balance_cents = account->balance_cents;
    line->version = account->version;

    struct posting *posting = world_insert(act->world, KIND_POSTING, &act->id, ordinal, err);
    if (posting == NULL) {
        return false;
    }
    posting->account = line->account;
    posting->account_code = (int32_t)line->code;
    posting->envelope = line->envelope;
    posting->book = (int)account_type(line->code)->book;
    posting->stage = (int)account_type(line->code)->stage;
    posting->amount_cents = line->amount_cents;
    posting->balance_cents = line->balance_cents;
    posting->version = line->version;
    return true;
}

static bool make_transaction(struct act *act, struct err *err)
{
    struct transaction *transaction = world_insert(act->world, KIND_TRANSACTION, &act->id, 0, err);
    if (transaction == NULL) {
        return false;
    }
    transaction->act_type = (int32_t)act->kind->type;
    transaction->envelope = act->note.envelope;
    transaction->on_date = ledger_day(act);
    transaction->decision = act->note.decision;
    transaction->commitment = act->note.commitment;
    transaction->subject = act->note.subject;
    transaction->amount_cents = act->note.amount_cents;
    transaction->reverses = act->note.reverses;
    transaction->actor = act->actor.handle;
    return true;
}

bool ledger_post(struct act *act, struct err *err)
{
    struct posting_draft *draft = &act->lines;
    drop_zero_lines(draft);
    if (draft->count == 0) {
        return true;
    }
    if (!check_books(draft, err) || !check_guards(act, err)) {
        return false;
    }
    qsort(draft->lines, draft->count, sizeof draft->lines[0], compare_lines);
    for (size_t i = 0; i < draft->count; i++) {
        if (!post_line(act, &draft->lines[i], (int32_t)i + 1, err)) {
            return false;
        }
    }
    return make_transaction(act, err);
}
