/* The invariants of the specification, checked on what a world holds: I2 to I6 of an envelope from
 * its accounts, I1 and I10 of every transaction, I4 of every commitment, I8 of every decision. I7
 * and I9 follow from the fold and the tree, I11 and I12 from the rules that the fold runs again. */
#include "buurtkas/domain/replay.h"

#include <inttypes.h>
#include <string.h>

#include "buurtkas/domain/money.h"

/* Balances on their normal side, summed by account code. */
struct sums {
    int64_t of[ACCOUNT_COUNT];
};

static int64_t normal_side(const struct account *account)
{
    return account_type((enum account_code)account->object.ordinal)->is_debit
               ? account->balance_cents
               : -account->balance_cents;
}

static bool broken(struct err *err, const char *invariant, const struct uuid *id,
                   const int64_t sides[2])
{
    char text[UUID_TEXT + 1];
    char left[CENTS_TEXT_MAX + 1];
    char right[CENTS_TEXT_MAX + 1];
    uuid_print(text, id);
    cents_print(left, sides[0]);
    cents_print(right, sides[1]);
    return err_set(err, ERR_CORRUPT, "%s does not hold of %s: %s against %s", invariant, text, left,
                   right);
}

static bool must_equal(int64_t left, int64_t right, const char *invariant, const struct uuid *id,
                       struct err *err)
{
    const int64_t sides[2] = { left, right };
    return left == right || broken(err, invariant, id, sides);
}

static bool check_account(const struct account *account, struct err *err)
{
    const struct account_type *type = account_type((enum account_code)account->object.ordinal);
    const int64_t sides[2] = { normal_side(account), 0 };
    if (type->is_guarded && sides[0] < 0) {
        return broken(err, "I3 (a guarded account on its side of zero)", &account->object.id,
                      sides);
    }
    return true;
}

/* I2, I5, I6: sums over the whole envelope. */
static bool check_sums(const struct envelope *envelope, const struct sums *sums, struct err *err)
{
    const int64_t *of = sums->of;
    const struct uuid *id = &envelope->object.id;
    int64_t granted = of[ACCOUNT_BUDGET_GRANTED];
    int64_t paid = of[ACCOUNT_BUDGET_PAID];
    int64_t payable = of[ACCOUNT_BUDGET_PAYABLE];
    int64_t returned = of[ACCOUNT_BUDGET_RETURNED];
    int64_t unspent =
        of[ACCOUNT_BUDGET_AVAILABLE] + of[ACCOUNT_BUDGET_ALLOCATED] + of[ACCOUNT_BUDGET_COMMITTED];
    int64_t open = of[ACCOUNT_CASH_ADVANCE] + of[ACCOUNT_CASH_RECOVERY];
    int64_t till = of[ACCOUNT_CASH_BANK] + of[ACCOUNT_CASH_MUNICIPALITY];
    return must_equal(granted, unspent + payable + paid + returned, "I2", id, err) &&
           must_equal(of[ACCOUNT_CASH_UNSPENT_GRANT], unspent + open, "I5 (unspent grant)", id,
                      err) &&
           must_equal(of[ACCOUNT_CASH_EXPENSE], payable + paid - open, "I5 (expense)", id, err) &&
           must_equal(of[ACCOUNT_CASH_INCOME], of[ACCOUNT_CASH_EXPENSE], "I5 (income)", id, err) &&
           must_equal(till + of[ACCOUNT_CASH_RECEIVABLE] - of[ACCOUNT_CASH_IN_TRANSIT_BACK],
                      granted - paid - returned, "I6", id, err);
}

/* I4, and what the commitment's own columns say. */
static bool check_commitment(struct world *world, const struct uuid *id, const struct sums *sums,
                             struct err *err)
{
    const void *found = NULL;
    if (!world_find(world, KIND_COMMITMENT, id, 0, &found, err)) {
        return false;
    }
    const struct commitment *commitment = found;
    const int64_t *of = sums->of;
    int64_t payable = of[ACCOUNT_BUDGET_PAYABLE];
    int64_t paid = of[ACCOUNT_BUDGET_PAID];
    int64_t promised = commitment == NULL ? 0
                                          : cents_or_zero(commitment->raised_cents) -
                                                cents_or_zero(commitment->returned_cents);
    return must_equal(of[ACCOUNT_BUDGET_COMMITTED] + payable + paid, promised, "I4 (promised)", id,
                      err) &&
           must_equal(payable, of[ACCOUNT_CASH_PAYABLE] + of[ACCOUNT_CASH_IN_TRANSIT],
                      "I4 (payable)", id, err) &&
           must_equal(of[ACCOUNT_CASH_EXPENSE] + of[ACCOUNT_CASH_ADVANCE] +
                          of[ACCOUNT_CASH_RECOVERY],
                      payable + paid, "I4 (expense, advance, recovery)", id, err);
}

static bool add_to(struct sums *sums, const struct account *account, struct err *err)
{
    return cents_add(&sums->of[account->object.ordinal], normal_side(account), err);
}

/* Accounts come in order of (id, code): one commitment's stand together. @return how many they are
 */
static size_t accounts_of_one(const struct object_list *accounts, size_t first)
{
    size_t count = 1;
    while (first + count < accounts->count &&
           uuid_equal(&accounts->items[first + count]->id, &accounts->items[first]->id)) {
        count++;
    }
    return count;
}

static bool is_of_commitment(const struct account *account)
{
    return account_type((enum account_code)account->object.ordinal)->ref == REF_COMMITMENT;
}

/* One run of accounts under the same id: of a commitment, a grant, a proposal or the envelope. */
static bool check_run(struct world *world, const struct object *const *items, size_t count,
                      struct sums *total, struct err *err)
{
    struct sums own = { { 0 } };
    bool has_commitment = false;
    for (size_t i = 0; i < count; i++) {
        const struct account *account = (const struct account *)items[i];
        if (!check_account(account, err) || !add_to(total, account, err) ||
            !add_to(&own, account, err)) {
            return false;
        }
        has_commitment = has_commitment || is_of_commitment(account);
    }
    struct uuid id = items[0]->id;
    return !has_commitment || check_commitment(world, &id, &own, err);
}

bool invariants_of_envelope(struct world *world, const struct envelope *envelope, struct err *err)
{
    struct object_list accounts = { 0 };
    struct sums sums = { { 0 } };
    if (!world_related(world, REL_ACCOUNTS_OF_ENVELOPE, &envelope->object.id, &accounts, err)) {
        return false;
    }
    for (size_t i = 0; i < accounts.count;) {
        size_t count = accounts_of_one(&accounts, i);
        if (!check_run(world, accounts.items + i, count, &sums, err)) {
            return false;
        }
        i += count;
    }
    return check_sums(envelope, &sums, err);
}

/* What a walk over all objects carries. */
struct walk {
    struct world *world;
    struct err *err;
};

static bool visit_envelope(void *self, const struct object *object)
{
    const struct walk *walk = self;
    return invariants_of_envelope(walk->world, (const struct envelope *)object, walk->err);
}

/* A commitment without accounts has promised nothing. */
static bool visit_commitment(void *self, const struct object *object)
{
    const struct walk *walk = self;
    const struct commitment *commitment = (const struct commitment *)object;
    const void *found = NULL;
    if (!world_find(walk->world, KIND_ACCOUNT, &object->id, ACCOUNT_BUDGET_COMMITTED, &found,
                    walk->err)) {
        return false;
    }
    return found != NULL || must_equal(cents_or_zero(commitment->raised_cents), 0, "I4 (promised)",
                                       &object->id, walk->err);
}

static bool visit_decision(void *self, const struct object *object)
{
    const struct walk *walk = self;
    const struct decision *decision = (const struct decision *)object;
    const void *found = NULL;
    if (!world_find(walk->world, KIND_DECISION_STATUS, &object->id, 0, &found, walk->err)) {
        return false;
    }
    if (decision->outcome != OUTCOME_GRANT && decision->outcome != OUTCOME_PARTIAL) {
        return true;
    }
    if (found == NULL) {
        return err_set(walk->err, ERR_CORRUPT, "I8: a decision has no status");
    }
    const struct decision_status *status = found;
    const int64_t sides[2] = { cents_or_zero(status->committed_cents),
                               cents_or_zero(status->allocated_cents) -
                                   cents_or_zero(status->released_cents) };
    return sides[0] <= sides[1] || broken(walk->err, "I8", &object->id, sides);
}

static bool must_mirror(const struct object_list *lines, const struct object_list *mirrored,
                        const struct uuid *id, struct err *err)
{
    char text[UUID_TEXT + 1];
    uuid_print(text, id);
    bool is_mirror = lines->count == mirrored->count;
    for (size_t i = 0; is_mirror && i < lines->count; i++) {
        const struct posting *line = (const struct posting *)lines->items[i];
        const struct posting *other = (const struct posting *)mirrored->items[i];
        is_mirror = line->account_code == other->account_code &&
                    uuid_equal(&line->account, &other->account) &&
                    line->amount_cents == -other->amount_cents;
    }
    return is_mirror || err_set(err, ERR_CORRUPT,
                                "I10: the reversal %s is not the mirror of what it reverses", text);
}

static bool check_reversal(const struct walk *walk, const struct transaction *transaction)
{
    const void *found = NULL;
    struct object_list lines = { 0 };
    struct object_list mirrored = { 0 };
    if (!world_find(walk->world, KIND_TRANSACTION, &transaction->reverses, 0, &found, walk->err)) {
        return false;
    }
    const struct transaction *reversed = found;
    if (reversed == NULL || !uuid_is_zero(&reversed->reverses) ||
        !uuid_equal(&reversed->reversed_by, &transaction->object.id)) {
        return err_set(walk->err, ERR_CORRUPT,
                       "I10: a reversal does not stand against one recording");
    }
    return world_related(walk->world, REL_POSTINGS_OF_TRANSACTION, &transaction->reverses,
                         &mirrored, walk->err) &&
           world_related(walk->world, REL_POSTINGS_OF_TRANSACTION, &transaction->object.id, &lines,
                         walk->err) &&
           must_mirror(&lines, &mirrored, &transaction->object.id, walk->err);
}

/* I1: both books balance, two lines at least, none zero. */
static bool visit_transaction(void *self, const struct object *object)
{
    const struct walk *walk = self;
    const struct transaction *transaction = (const struct transaction *)object;
    struct object_list lines = { 0 };
    int64_t sums[book_end] = { 0 };
    if (!world_related(walk->world, REL_POSTINGS_OF_TRANSACTION, &object->id, &lines, walk->err)) {
        return false;
    }
    for (size_t i = 0; i < lines.count; i++) {
        const struct posting *line = (const struct posting *)lines.items[i];
        if (line->amount_cents == 0) {
            return err_set(walk->err, ERR_CORRUPT, "I1: a line of zero");
        }
        if (!cents_add(&sums[line->book], line->amount_cents, walk->err)) {
            return false;
        }
    }
    return must_equal(sums[BOOK_BUDGET], 0, "I1 (budget book)", &object->id, walk->err) &&
           must_equal(sums[BOOK_CASH], 0, "I1 (cash book)", &object->id, walk->err) &&
           (lines.count >= 2 || err_set(walk->err, ERR_CORRUPT, "I1: fewer than two lines")) &&
           (uuid_is_zero(&transaction->reverses) || check_reversal(walk, transaction));
}

bool invariants_of_all(struct world *world, struct err *err)
{
    struct walk walk = { .world = world, .err = err };
    return world_each(world, KIND_ENVELOPE, visit_envelope, &walk) &&
           world_each(world, KIND_COMMITMENT, visit_commitment, &walk) &&
           world_each(world, KIND_DECISION, visit_decision, &walk) &&
           world_each(world, KIND_TRANSACTION, visit_transaction, &walk);
}

size_t act_envelopes(const struct act *act, struct uuid out[ACT_ENVELOPES_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < act->lines.count && count < ACT_ENVELOPES_MAX; i++) {
        const struct uuid *envelope = &act->lines.lines[i].envelope;
        if (count == 0 || !uuid_equal(&out[0], envelope)) {
            out[count++] = *envelope;
        }
    }
    if (count == 0 && !uuid_is_zero(&act->note.envelope)) {
        out[count++] = act->note.envelope;
    }
    return count;
}
