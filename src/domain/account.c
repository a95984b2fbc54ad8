/* The chart of accounts as a table, and the accounts' names: book:envelope:stage[:ref]. */
#include "domain/ledger_internal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define ACCOUNT_ROW(CODE, book_, stage_, ref_, debit, guarded, refusal_)                           \
    [ACCOUNT_##CODE] = { .book = BOOK_##book_,                                                     \
                         .stage = STAGE_##stage_,                                                  \
                         .ref = REF_##ref_,                                                        \
                         .is_debit = debit,                                                        \
                         .is_guarded = guarded,                                                    \
                         .refusal = ERR_##refusal_ },
static const struct account_type account_types[ACCOUNT_COUNT] = { LEDGER_ACCOUNTS(ACCOUNT_ROW) };

/* How a refusal says what there is. */
static const char *const stage_words[] = {
    [STAGE_GRANTED] = "granted",
    [STAGE_AVAILABLE] = "available",
    [STAGE_ALLOCATED] = "allocated",
    [STAGE_COMMITTED] = "committed",
    [STAGE_PAYABLE] = "payable",
    [STAGE_PAID] = "paid",
    [STAGE_RETURNED] = "returned",
    [STAGE_RECEIVABLE] = "still to be received",
    [STAGE_ADVANCE] = "still to account for",
    [STAGE_RECOVERY] = "being recovered",
    [STAGE_EXPENSE] = "accounted as spent",
    [STAGE_IN_TRANSIT] = "in transit",
    [STAGE_UNSPENT_GRANT] = "not yet spent",
    [STAGE_INCOME] = "accounted as income",
    [STAGE_BANK] = "in the bank",
    [STAGE_MUNICIPALITY] = "with the municipality",
};
_Static_assert(ARRAY_LEN(stage_words) == stage_end, "one row a stage");

const struct account_type *account_type(enum account_code code)
{
    assert(code > ACCOUNT_NONE && code < ACCOUNT_COUNT);
    return &account_types[code];
}

const char *ledger_account_words(enum account_code code)
{
    return stage_words[account_type(code)->stage];
}

struct uuid ledger_account_id(enum account_code code, const struct uuid *ref,
                              const struct envelope *envelope)
{
    if (account_type(code)->ref == REF_NONE) {
        return envelope->object.id;
    }
    assert(ref != NULL && !uuid_is_zero(ref));
    return *ref;
}

enum account_code ledger_till(const struct envelope *envelope)
{
    return envelope->mode == MODE_BANK ? ACCOUNT_CASH_BANK : ACCOUNT_CASH_MUNICIPALITY;
}

size_t account_name_print(char out[ACCOUNT_NAME_MAX + 1], enum account_code code,
                          const struct uuid *envelope, const struct uuid *ref)
{
    const struct account_type *type = account_type(code);
    char envelope_text[UUID_TEXT + 1];
    char ref_text[UUID_TEXT + 1] = "";
    uuid_print(envelope_text, envelope);
    if (type->ref != REF_NONE && ref != NULL) {
        uuid_print(ref_text, ref);
    }
    int len = snprintf(out, ACCOUNT_NAME_MAX + 1, "%s:%s:%s%s%s", book_names[type->book - 1],
                       envelope_text, stage_names[type->stage - 1], ref_text[0] == '\0' ? "" : ":",
                       ref_text);
    assert(len > 0 && len <= ACCOUNT_NAME_MAX);
    return (size_t)len;
}

/* Cuts the next part off `*text`; the last part ends with the text. */
static struct code next_part(const char **text, size_t *len)
{
    struct code part = { .text = "" };
    const char *colon = memchr(*text, ':', *len);
    size_t part_len = colon == NULL ? *len : (size_t)(colon - *text);
    if (part_len <= CODE_MAX) {
        memcpy(part.text, *text, part_len);
    }
    size_t used = part_len + (colon == NULL ? 0 : 1);
    *text += used;
    *len -= used;
    return part;
}

/* in-transit is a stage of commitments and of grants: the name alone does not tell which, so the
 * first code whose name it can be is taken, and the account's own row says the rest. */
static enum account_code find_code(int book, int stage, bool has_ref)
{
    for (int code = ACCOUNT_NONE + 1; code < ACCOUNT_COUNT; code++) {
        const struct account_type *type = &account_types[code];
        if ((int)type->book == book && (int)type->stage == stage &&
            (type->ref != REF_NONE) == has_ref) {
            return (enum account_code)code;
        }
    }
    return ACCOUNT_NONE;
}

bool account_name_parse(const char *text, size_t len, enum account_code *out_code,
                        struct uuid *out_envelope, struct uuid *out_id)
{
    if (len == 0 || len > ACCOUNT_NAME_MAX || memchr(text, '\0', len) != NULL) {
        return false;
    }
    const char *rest = text;
    size_t left = len;
    struct code book = next_part(&rest, &left);
    struct code envelope_text = next_part(&rest, &left);
    struct code stage = next_part(&rest, &left);
    bool has_ref = left > 0;
    struct code ref_text = next_part(&rest, &left);
    struct uuid envelope = { { 0 } };
    struct uuid ref = { { 0 } };
    enum account_code code =
        find_code(field_enum_parse(book_names, book.text, strlen(book.text)),
                  field_enum_parse(stage_names, stage.text, strlen(stage.text)), has_ref);
    if (code == ACCOUNT_NONE ||
        !uuid_parse(&envelope, envelope_text.text, strlen(envelope_text.text)) ||
        (has_ref && !uuid_parse(&ref, ref_text.text, strlen(ref_text.text)))) {
        return false;
    }
    /* One form only: what is printed again must be what was read. */
    char again[ACCOUNT_NAME_MAX + 1];
    if (account_name_print(again, code, &envelope, &ref) != len || memcmp(again, text, len) != 0) {
        return false;
    }
    *out_code = code;
    *out_envelope = envelope;
    *out_id = has_ref ? ref : envelope;
    return true;
}
