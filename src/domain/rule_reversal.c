/* A recording corrected (row R): the exact mirror of a transaction's lines, once, never of a
 * reversal, and only while nothing later rests on it. Money that really moved comes back by other
 * acts. */
#include "domain/money_internal.h"

#include <inttypes.h>
#include <string.h>

static bool must_be_reversible(const struct transaction *reversed, struct err *err)
{
    if (!uuid_is_zero(&reversed->reverses)) {
        return err_set_at(err, ERR_NOT_REVERSIBLE, "/transaction",
                          "That is itself a reversal: record the act again instead.");
    }
    if (!uuid_is_zero(&reversed->reversed_by)) {
        char text[UUID_TEXT + 1];
        uuid_print(text, &reversed->reversed_by);
        return err_set_at(err, ERR_ALREADY_REVERSED, "/transaction",
                          "The transaction was reversed by %s.", text);
    }
    return true;
}

/* "When" 5: after closing only what was recorded after closing, and only some of it. Nothing
 * changes an envelope after it has closed, so its last change is the closing. */
static bool envelope_must_allow(const struct envelope *envelope, const struct transaction *reversed,
                                struct err *err)
{
    return envelope->state != ENVELOPE_CLOSED ||
           (reversal_allowed_when_closed((enum act_type)reversed->act_type) &&
            reversed->object.entry > envelope->object.changed) ||
           err_set(err, ERR_WRONG_STATE,
                   "The envelope is closed: that transaction can no longer be reversed.");
}

static bool proof_must_be_there(const struct body_transaction_reversed *body,
                                const struct transaction *reversed, struct err *err)
{
    static const struct hash none = { { 0 } };
    bool has_proof =
        body->proof_kind != proof_kind_absent && memcmp(&body->proof, &none, sizeof none) != 0;
    return has_proof || !reversal_needs_proof((enum act_type)reversed->act_type) ||
           err_set_at(err, ERR_PROOF_NEEDED, "/proof",
                      "Undoing what was recorded of the bank or the municipality needs a proof.");
}

/* A line's own envelope: a carry-over touches two. */
static const struct envelope *envelope_of_line(struct act *act, const struct posting *posting,
                                               const struct transaction *reversed, struct err *err)
{
    const struct envelope *envelope = money_find(act, KIND_ENVELOPE, &posting->envelope, err);
    return envelope != NULL && envelope_must_allow(envelope, reversed, err) ? envelope : NULL;
}

static bool mirror_lines(struct act *act, const struct transaction *reversed, struct err *err)
{
    struct object_list postings = { 0 };
    if (!world_related(act->world, REL_POSTINGS_OF_TRANSACTION, &reversed->object.id, &postings,
                       err)) {
        return false;
    }
    for (size_t i = 0; i < postings.count; i++) {
        const struct posting *posting = (const struct posting *)postings.items[i];
        if (posting->account_code <= ACCOUNT_NONE || posting->account_code >= ACCOUNT_COUNT) {
            return err_set(err, ERR_CORRUPT, "A line has no known account code.");
        }
        const struct envelope *envelope = envelope_of_line(act, posting, reversed, err);
        if (envelope == NULL ||
            !ledger_add(act, (enum account_code)posting->account_code, &posting->account, envelope,
                        -posting->amount_cents, err)) {
            return false;
        }
    }
    return postings.count > 0 ||
           err_set(err, ERR_CORRUPT, "The transaction has no lines to reverse.");
}

static bool name_what_rests_on_it(struct act *act, const struct posting_line *broken,
                                  struct err *err)
{
    const void *found = NULL;
    if (!world_find(act->world, KIND_ACCOUNT, &broken->account, (int32_t)broken->code, &found,
                    err)) {
        return false;
    }
    char name[ACCOUNT_NAME_MAX + 1];
    (void)account_name_print(name, broken->code, &broken->envelope, &broken->account);
    const struct account *account = found;
    const struct transaction *last =
        account == NULL ? NULL : money_find(act, KIND_TRANSACTION, &account->last_transaction, err);
    if (last == NULL) {
        return err_set(err, ERR_LATER_ROW_RESTS_ON_IT, "The account %s would break.", name);
    }
    char text[UUID_TEXT + 1];
    uuid_print(text, &last->object.id);
    return err_set(err, ERR_LATER_ROW_RESTS_ON_IT,
                   "The account %s would be overdrawn: transaction %s (entry %" PRIu64
                   ") was posted on it since.",
                   name, text, last->object.entry);
}

static bool nothing_may_rest_on_it(struct act *act, struct err *err)
{
    const struct posting_line *broken = NULL;
    int64_t before = 0;
    if (!ledger_find_broken(act, &broken, &before, err)) {
        return false;
    }
    return broken == NULL || name_what_rests_on_it(act, broken, err);
}

static void note_reversal(struct act *act, const struct transaction *reversed)
{
    ledger_note(act, &(struct transaction_note){ .envelope = reversed->envelope,
                                                 .decision = reversed->decision,
                                                 .commitment = reversed->commitment,
                                                 .subject = reversed->subject,
                                                 .amount_cents = reversed->amount_cents,
                                                 .reverses = reversed->object.id });
}

/* What is reversed: a transaction, or a settlement that released nothing and so posted nothing. */
struct wrong {
    const struct transaction *recording;
    bool is_posted;
};

/* What the settlement's transaction would say, had it released something. */
static const struct transaction *stand_in(struct act *act, const struct decision *settlement,
                                          struct err *err)
{
    const struct commitment *commitment =
        money_find(act, KIND_COMMITMENT, &settlement->commitment, err);
    if (commitment == NULL) {
        return NULL;
    }
    /* Not by the decision's state: a ruling may have annulled it, and only this opens the
     * commitment again. */
    if (!uuid_equal(&commitment->settlement, &settlement->object.id)) {
        (void)err_set_at(err, ERR_ALREADY_REVERSED, "/transaction",
                         "The settlement %s was reversed.", settlement->object.reference.text);
        return NULL;
    }
    struct transaction *made = arena_calloc(act->arena, 1, sizeof *made);
    if (made == NULL) {
        (void)err_set(err, ERR_MEMORY, "The memory for one act is full.");
        return NULL;
    }
    made->object = settlement->object;
    made->act_type = ACT_SETTLEMENT_DECIDED;
    made->envelope = settlement->envelope;
    made->decision = commitment->decision;
    made->commitment = commitment->object.id;
    made->subject = settlement->object.id;
    made->actor = settlement->decided_by;
    return made;
}

static bool find_wrong(struct act *act, const struct uuid *id, struct wrong *out, struct err *err)
{
    const void *found = NULL;
    if (!world_find(act->world, KIND_TRANSACTION, id, 0, &found, err)) {
        return false;
    }
    *out = (struct wrong){ .recording = found, .is_posted = found != NULL };
    if (found != NULL) {
        return must_be_reversible(found, err);
    }
    if (!world_find(act->world, KIND_DECISION, id, 0, &found, err)) {
        return false;
    }
    const struct decision *decision = found;
    out->recording = decision != NULL && decision->outcome == OUTCOME_SETTLEMENT
                         ? stand_in(act, decision, err)
                         : act_need(act, KIND_TRANSACTION, id, "/transaction", err);
    return out->recording != NULL;
}

/* The mirror of no lines is no line: what the settlement fixed is open again, and that is all. */
static bool mirror(struct act *act, const struct wrong *wrong, const struct envelope *envelope,
                   struct err *err)
{
    if (!wrong->is_posted) {
        return true;
    }
    struct transaction *edit = act_edit(act, wrong->recording, err);
    if (edit == NULL || !ledger_check_day(act, envelope, err) ||
        !mirror_lines(act, wrong->recording, err) || !nothing_may_rest_on_it(act, err)) {
        return false;
    }
    edit->reversed_by = act->id;
    return true;
}

bool rule_transaction_reversed(struct act *act, struct err *err)
{
    const struct body_transaction_reversed *body = ACT_BODY(act, transaction_reversed);
    struct wrong wrong;
    if (!find_wrong(act, &body->transaction, &wrong, err)) {
        return false;
    }
    const struct transaction *reversed = wrong.recording;
    const struct envelope *envelope = money_find(act, KIND_ENVELOPE, &reversed->envelope, err);
    if (envelope == NULL || !envelope_must_allow(envelope, reversed, err) ||
        !proof_must_be_there(body, reversed, err) ||
        !act_keep_apart(act, &act->actor.handle, &reversed->actor,
                        "Who reverses a recording may not be who made it.", err) ||
        !mirror(act, &wrong, envelope, err) || !reversal_undo(act, reversed, err)) {
        return false;
    }
    note_reversal(act, reversed);
    return true;
}
