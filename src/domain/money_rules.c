/* What the money rules share: see money_internal.h. */
#include "domain/money_internal.h"

#include <string.h>

const void *money_find(struct act *act, enum kind kind, const struct uuid *id, struct err *err)
{
    const void *found = NULL;
    if (!world_find(act->world, kind, id, 0, &found, err)) {
        return NULL;
    }
    if (found == NULL) {
        char text[UUID_TEXT + 1];
        uuid_print(text, id);
        (void)err_set(err, ERR_CORRUPT, "The %s %s is named but not there.",
                      object_type(kind)->table, text);
    }
    return found;
}

bool deal_open(struct act *act, const struct uuid *commitment, const char *pointer,
               struct deal *out, struct err *err)
{
    const struct commitment *found = act_need(act, KIND_COMMITMENT, commitment, pointer, err);
    if (found == NULL) {
        return false;
    }
    const struct envelope *envelope = money_find(act, KIND_ENVELOPE, &found->envelope, err);
    if (envelope == NULL) {
        return false;
    }
    *out = (struct deal){
        .commitment = found,
        .envelope = envelope,
        .refs = {.envelope = envelope,
                 .proposal = found->proposal,
                 .commitment = found->object.id}
    };
    return true;
}

static const struct uuid *deal_ref(const struct deal *deal, enum account_code code)
{
    return account_type(code)->ref == REF_PROPOSAL ? &deal->refs.proposal : &deal->refs.commitment;
}

bool deal_balance(struct act *act, const struct deal *deal, enum account_code code,
                  int64_t *out_cents, struct err *err)
{
    return ledger_balance(act, code, deal_ref(deal, code), deal->envelope, out_cents, err);
}

bool deal_must_hold(struct act *act, const struct deal *deal, enum account_code code,
                    int64_t asked_cents, struct err *err)
{
    int64_t there = 0;
    return deal_balance(act, deal, code, &there, err) &&
           cents_within(asked_cents, there, account_type(code)->refusal, ledger_account_words(code),
                        err);
}

void deal_note(struct act *act, const struct deal *deal, const struct uuid *subject,
               int64_t amount_cents)
{
    ledger_note(act, &(struct transaction_note){ .envelope = deal->envelope->object.id,
                                                 .decision = deal->commitment->decision,
                                                 .commitment = deal->commitment->object.id,
                                                 .subject = *subject,
                                                 .amount_cents = amount_cents });
}

bool column_add(int64_t *column, int64_t addend, struct err *err)
{
    *column = cents_or_zero(*column);
    return cents_add(column, addend, err);
}

bool decision_count(struct act *act, const struct uuid *decision, int64_t committed_cents,
                    int64_t released_cents, struct err *err)
{
    const void *found = money_find(act, KIND_DECISION_STATUS, decision, err);
    struct decision_status *status = found == NULL ? NULL : act_edit(act, found, err);
    return status != NULL && column_add(&status->committed_cents, committed_cents, err) &&
           column_add(&status->released_cents, released_cents, err);
}

bool id_is_made(const struct uuid *id, struct err *err)
{
    return !uuid_is_zero(id) ||
           err_set(err, ERR_INTERNAL, "No id was made for a part of this act.");
}
