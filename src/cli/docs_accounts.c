/* docs/accounts.md: the chart of accounts and the posting rows, from the ledger's own tables. */
#include <string.h>

#include "cli/docs_internal.h"

/* What a row is for, and the acts that post it. */
/* clang-format off */
static const struct {
    const char *meaning;
    const char *acts;
} texts[ROW_COUNT] = {
    [ROW_1] = { "money is granted", "envelope.opened, envelope.amended" },
    [ROW_1D] = { "a grant is lowered", "envelope.amended" },
    [ROW_2] = { "a grant's money comes in", "grant.received" },
    [ROW_3] = { "a decision takes effect", "decision.made, decision.concurred" },
    [ROW_4] = { "a promise is made or raised", "commitment.made, commitment.raised" },
    [ROW_5] = { "an instalment, final or direct claim is accepted", "claim.accepted" },
    [ROW_5V] = { "an advance is accepted", "claim.accepted" },
    [ROW_5A] = { "the spent part of an advance is accepted", "accountability.accepted" },
    [ROW_5U] = { "its unused part is claimed back", "accountability.accepted" },
    [ROW_6] = { "a payment is ordered", "payment.ordered" },
    [ROW_7] = { "it leaves the account", "payment.booked" },
    [ROW_7A] = { "the bank refuses it", "payment.rejected" },
    [ROW_7B] = { "it comes back", "payment.returned" },
    [ROW_8] = { "a promise is lowered", "commitment.released, settlement.decided" },
    [ROW_9] = { "an allocation is released", "allocation.released, settlement.decided" },
    [ROW_10] = { "money is claimed back after a settlement", "recovery.claimed" },
    [ROW_11] = { "it comes in", "recovery.received" },
    [ROW_11A] = { "it is written off", "recovery.written-off" },
    [ROW_11C] = { "it comes in after closing", "recovery.received, refund.received" },
    [ROW_8C] = { "a returned payment is given up after closing", "payment.abandoned" },
    [ROW_12] = { "what is left goes back", "envelope.returned" },
    [ROW_12P] = { "it leaves the bank", "return.booked" },
};
/* clang-format on */

static void print_account(FILE *out, enum account_code code)
{
    static const char *const refs[] = {
        [REF_NONE] = "",
        [REF_GRANT] = ":<grant>",
        [REF_PROPOSAL] = ":<proposal>",
        [REF_COMMITMENT] = ":<commitment>",
    };
    const struct account_type *type = account_type(code);
    (void)fprintf(out, "%s%s", stage_names[type->stage - 1], refs[type->ref]);
}

static void print_chart(FILE *out)
{
    (void)fputs(
        "| code | account | normal side | guarded | refused with |\n|---|---|---|---|---|\n", out);
    for (int code = 1; code < ACCOUNT_COUNT; code++) {
        const struct account_type *type = account_type((enum account_code)code);
        (void)fprintf(out, "| %d | `%s:<envelope>:", code, book_names[type->book - 1]);
        print_account(out, (enum account_code)code);
        (void)fprintf(out, "` | %s | %s | ", type->is_debit ? "debit" : "credit",
                      type->is_guarded ? "yes" : "no");
        (void)fprintf(out, type->is_guarded ? "`%s` |\n" : "– |\n", err_type(type->refusal));
    }
}

/* Debits, then credits, of one book. In the rows that send money back the cash book's sides do not
 * balance: what is missing is back(g). */
static void print_sides(FILE *out, enum posting_row row, enum mode mode, enum book book)
{
    struct posting_side sides[POSTING_SIDES_MAX];
    size_t count = posting_row_sides(row, mode, sides);
    int sum = 0;
    for (int debit = 1; debit >= 0; debit--) {
        const char *between = "";
        for (size_t i = 0; i < count; i++) {
            if (account_type(sides[i].code)->book == book && sides[i].is_debit == (debit == 1)) {
                (void)fprintf(out, "%s`", between);
                print_account(out, sides[i].code);
                (void)fputs("`", out);
                between = ", ";
                sum += debit == 1 ? 1 : -1;
            }
        }
        if (debit == 0 && sum > 0) {
            (void)fprintf(out, "%s*back(g)*", between);
            between = ", ";
        }
        (void)fprintf(out, "%s%s", *between == '\0' ? "–" : "", debit == 1 ? " / " : " | ");
    }
}

static void print_states(FILE *out, enum posting_row row)
{
    const char *between = "";
    for (int state = 1; state < envelope_state_end; state++) {
        if (posting_row_may(row, (enum envelope_state)state)) {
            (void)fprintf(out, "%s%s", between, envelope_state_names[state - 1]);
            between = ", ";
        }
    }
    (void)fprintf(out, "%s |\n", posting_row_is_within_period(row) ? "; dated in its period" : "");
}

static void print_rows(FILE *out, enum mode mode)
{
    (void)fputs("| row | when | act | budget: debit / credit | cash: debit / credit | envelope is "
                "|\n|---|---|---|---|---|---|\n",
                out);
    for (int row = ROW_NONE + 1; row < ROW_COUNT; row++) {
        struct posting_side sides[POSTING_SIDES_MAX];
        if (posting_row_sides((enum posting_row)row, mode, sides) == 0) {
            continue;
        }
        (void)fprintf(out, "| %s | %s | %s | ", posting_row_name((enum posting_row)row),
                      texts[row].meaning, texts[row].acts);
        print_sides(out, (enum posting_row)row, mode, BOOK_BUDGET);
        print_sides(out, (enum posting_row)row, mode, BOOK_CASH);
        print_states(out, (enum posting_row)row);
    }
}

/* The table of act_dates.c: an act's rows stand together. */
static void print_dates(FILE *out)
{
    enum act_type type = ACT_NONE;
    enum act_type before = ACT_NONE;
    const char *words = NULL;
    (void)fputs("\n## Dates\n\nA posting is dated (`onDate`, else the day of the act) not after the "
                "day of the act, not before the envelope's\nfirst day, and not before what it "
                "rests on; rows 1, 3 and 4 not after the envelope's period. An act without\na "
                "date of its own (a claim filed, an envelope ended) sets no bound.\n\n"
                "| act | not dated before the day on which |\n|---|---|",
                out);
    for (size_t i = 0; act_date_basis(i, &type, &words); i++) {
        if (type == before) {
            (void)fprintf(out, ", and %s", words);
        } else {
            (void)fprintf(out, "%s\n| `%s` | %s", before == ACT_NONE ? "" : " |",
                          act_kind(type)->name, words);
        }
        before = type;
    }
    (void)fputs(" |\n", out);
}

void docs_accounts(FILE *out)
{
    docs_begin(out, "Accounts and postings", "accounts");
    (void)fputs("Two books an envelope, *budget* and *cash*; in each transaction each of them sums "
                "to zero. Amounts are whole\neuro cents; debit is positive. A transaction has one "
                "net line an account, and each line carries the balance\nafter it. A *guarded* "
                "account never stands on the other side of zero: the act that would do so is "
                "refused.\n\n## Accounts\n\n",
                out);
    print_chart(out);
    (void)fputs(
        "\n## Rows, when the municipality pays from its own account\n\n*back(g)* is a credit "
        "of `municipality`.\n\n",
        out);
    print_rows(out, MODE_MUNICIPAL);
    (void)fputs("\n## Rows, when the envelope has its own bank account\n\n*back(g)* credits "
                "`receivable:<grant>` down to zero, and `in-transit:<grant>` for the rest; in rows "
                "11c and\n8c all of it is in transit.\n\n",
                out);
    print_rows(out, MODE_BANK);
    (void)fputs("\n## Row R\n\n`transaction.reversed` posts the exact mirror of a recording, once, "
                "by another person, with a proof where\nbank or municipal money was recorded, and "
                "not when a later row rests on it. A settlement\nthat released nothing posted "
                "nothing; reversing it posts nothing either, and the commitment is open again.\n",
                out);
    print_dates(out);
}
