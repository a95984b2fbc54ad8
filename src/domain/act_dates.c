/* "When" 9 goes on where the specification stops: a posting is not dated before what it rests on. One
 * table says for every act with a posting date what that is, and where its day stands. An act
 * without a date of its own (a claim filed, an envelope ended) sets no bound: the record says only
 * when it was entered. */
#include <stddef.h>
#include <string.h>

#include "domain/ledger_internal.h"

enum {
    STEPS_MAX = 3
};

/* An object, and where in it the next id stands; in the last one a date. */
struct step {
    enum kind kind;
    size_t at;
};

typedef bool find_day(struct act *act, struct date *out, struct err *err);

struct support {
    enum act_type type;
    const char *words;
    size_t id; /* where in the body the first object's id stands */
    struct step steps[STEPS_MAX];
    find_day *find; /* instead of steps */
};

/* --- What no chain of ids leads to: the first posting of a type on a commitment. --- */

/* Only postings about an object of which a word is so: a claim of an advance, a payment that did
 * not come back. */
struct sought {
    enum act_type type;
    enum kind kind;
    size_t at; /* where in the object the word stands */
    int word;
};

static bool is_sought(struct act *act, const struct transaction *transaction,
                      const struct sought *sought, bool *out, struct err *err)
{
    const void *found = NULL;
    *out = transaction->act_type == (int32_t)sought->type && uuid_is_zero(&transaction->reversed_by);
    if (!*out) {
        return true;
    }
    if (!world_find(act->world, sought->kind, &transaction->subject, 0, &found, err)) {
        return false;
    }
    int word = 0;
    if (found != NULL) {
        memcpy(&word, (const char *)found + sought->at, sizeof word);
    }
    *out = word == sought->word;
    return true;
}

static bool find_first(struct act *act, const struct uuid *commitment, const struct sought *sought,
                       struct date *out, struct err *err)
{
    struct object_list list = { 0 };
    if (!world_related(act->world, REL_TRANSACTIONS_OF_COMMITMENT, commitment, &list, err)) {
        return false;
    }
    for (size_t i = 0; i < list.count; i++) {
        const struct transaction *transaction = (const struct transaction *)list.items[i];
        bool is_one = false;
        if (!is_sought(act, transaction, sought, &is_one, err)) {
            return false;
        }
        if (is_one && (out->days == DATE_ABSENT || transaction->on_date.days < out->days)) {
            *out = transaction->on_date;
        }
    }
    return true;
}

static bool first_advance(struct act *act, struct date *out, struct err *err)
{
    static const struct sought advance = { ACT_CLAIM_ACCEPTED, KIND_CLAIM,
                                           offsetof(struct claim, kind), CLAIM_ADVANCE };
    const void *found = NULL;
    if (!world_find(act->world, KIND_ACCOUNTABILITY,
                    &ACT_BODY(act, accountability_accepted)->accountability, 0, &found, err)) {
        return false;
    }
    const struct accountability *accountability = found;
    return accountability == NULL ||
           find_first(act, &accountability->commitment, &advance, out, err);
}

static bool first_payment(struct act *act, struct date *out, struct err *err)
{
    static const struct sought payment = { ACT_PAYMENT_BOOKED, KIND_PAYMENT,
                                           offsetof(struct payment, state), PAYMENT_BOOKED };
    return find_first(act, &ACT_BODY(act, refund_received)->commitment, &payment, out, err);
}

/* --- The table. --- */

/* A table is read by its columns. */
/* clang-format off */
#define FROM(tag, member) offsetof(struct body_##tag, member)
#define AT(NAME, tag, member) { KIND_##NAME, offsetof(struct tag, member) }
#define POSTED(tag, member) FROM(tag, member), { AT(TRANSACTION, transaction, on_date) }, NULL
#define EFFECT_OF(tag, member) FROM(tag, member), { AT(DECISION_STATUS, decision_status, effective_on) }, NULL
#define VOTE_OF(tag) FROM(tag, decision), { AT(DECISION, decision, motion), AT(MOTION, motion, meeting), \
                                            AT(MEETING, meeting, on_date) }, NULL

static const char envelope_opened[] = "the envelope was opened";
static const char grant_made[] = "the grant was made";
static const char meeting_voted[] = "the meeting that voted met";
static const char effect_taken[] = "the decision took effect";
static const char told[] = "the decision was notified";
static const char promised[] = "the commitment was made";
static const char claimed_back[] = "the money was claimed back";
static const char ordered[] = "the payment was ordered";

static const struct support supports[] = {
    { ACT_ENVELOPE_AMENDED, envelope_opened, POSTED(envelope_amended, envelope) },
    { ACT_ENVELOPE_AMENDED, grant_made, FROM(envelope_amended, grant_id), { AT(GRANT, grant, on_date) }, NULL },
    { ACT_GRANT_RECEIVED, grant_made, FROM(grant_received, grant_id), { AT(GRANT, grant, on_date) }, NULL },
    { ACT_ENVELOPE_RETURNED, envelope_opened, POSTED(envelope_returned, envelope) },
    { ACT_RETURN_BOOKED, "the return was ordered", FROM(return_booked, part), { AT(RETURN_PART, return_part, ordered_on) }, NULL },
    { ACT_ENVELOPE_CARRIED_OVER, envelope_opened, POSTED(envelope_carried_over, envelope) },
    { ACT_ENVELOPE_CARRIED_OVER, "the other envelope was opened", POSTED(envelope_carried_over, target) },
    { ACT_ENVELOPE_CARRIED_OVER, grant_made, FROM(envelope_carried_over, grant_id), { AT(GRANT, grant, on_date) }, NULL },
    { ACT_COMMITMENT_CARRIED_OVER, promised, POSTED(commitment_carried_over, commitment) },
    { ACT_COMMITMENT_CARRIED_OVER, "the other envelope was opened", POSTED(commitment_carried_over, target) },
    { ACT_COMMITMENT_CARRIED_OVER, grant_made, FROM(commitment_carried_over, grant_id), { AT(GRANT, grant, on_date) }, NULL },
    { ACT_DECISION_MADE, meeting_voted, FROM(decision_made, motion), { AT(MOTION, motion, meeting), AT(MEETING, meeting, on_date) }, NULL },
    { ACT_DECISION_CONCURRED, meeting_voted, VOTE_OF(decision_concurred) },
    { ACT_DECISION_RULED, effect_taken, EFFECT_OF(decision_ruled, decision) },
    { ACT_DECISION_RULED, "the objection was filed", FROM(decision_ruled, objection), { AT(OBJECTION, objection, filed_on) }, NULL },
    { ACT_DECISION_WITHDRAWN, effect_taken, EFFECT_OF(decision_withdrawn, decision) },
    { ACT_ALLOCATION_RELEASED, effect_taken, EFFECT_OF(allocation_released, decision) },
    { ACT_ALLOCATION_RELEASED, "the decision to release took effect", EFFECT_OF(allocation_released, releasing) },
    { ACT_COMMITMENT_MADE, effect_taken, EFFECT_OF(commitment_made, decision) },
    { ACT_COMMITMENT_MADE, told, FROM(commitment_made, decision), { AT(DECISION_STATUS, decision_status, notified_on) }, NULL },
    { ACT_COMMITMENT_RAISED, promised, POSTED(commitment_raised, commitment) },
    { ACT_COMMITMENT_RELEASED, promised, POSTED(commitment_released, commitment) },
    { ACT_SETTLEMENT_DECIDED, promised, POSTED(settlement_decided, commitment) },
    { ACT_CLAIM_ACCEPTED, promised, FROM(claim_accepted, claim), { AT(CLAIM, claim, commitment), AT(TRANSACTION, transaction, on_date) }, NULL },
    { ACT_ACCOUNTABILITY_ACCEPTED, "the first advance was accepted", 0, { { 0 } }, first_advance },
    { ACT_PAYMENT_ORDERED, "the claim was accepted", FROM(payment_ordered, claim), { AT(CLAIM, claim, accepted_on) }, NULL },
    { ACT_PAYMENT_BOOKED, ordered, POSTED(payment_booked, payment) },
    { ACT_PAYMENT_REJECTED, ordered, POSTED(payment_rejected, payment) },
    { ACT_PAYMENT_RETURNED, "the payment was booked", FROM(payment_returned, payment), { AT(PAYMENT, payment, booked_on) }, NULL },
    { ACT_PAYMENT_ABANDONED, "the payment came back", FROM(payment_abandoned, payment), { AT(PAYMENT, payment, returned_on) }, NULL },
    { ACT_RECOVERY_CLAIMED, "the commitment was settled", EFFECT_OF(recovery_claimed, settlement) },
    { ACT_RECOVERY_RECEIVED, claimed_back, FROM(recovery_received, recovery), { AT(RECOVERY, recovery, claimed_on) }, NULL },
    { ACT_RECOVERY_WRITTEN_OFF, claimed_back, FROM(recovery_written_off, recovery), { AT(RECOVERY, recovery, claimed_on) }, NULL },
    { ACT_REFUND_RECEIVED, "the first payment that did not come back was booked", 0, { { 0 } }, first_payment },
    { ACT_TRANSACTION_REVERSED, "what it corrects was posted", POSTED(transaction_reversed, transaction) },
};

#undef FROM
#undef AT
#undef POSTED
#undef EFFECT_OF
#undef VOTE_OF
/* clang-format on */

/* @param out  absent where an id on the way is, or the date itself */
static bool walk(struct act *act, const struct support *support, struct date *out, struct err *err)
{
    const char *at = (const char *)act->body + support->id;
    for (size_t i = 0; i < STEPS_MAX && support->steps[i].kind != KIND_NONE; i++) {
        struct uuid id;
        const void *found = NULL;
        memcpy(&id, at, sizeof id);
        if (uuid_is_zero(&id)) {
            return true;
        }
        if (!world_find(act->world, support->steps[i].kind, &id, 0, &found, err)) {
            return false;
        }
        if (found == NULL) {
            return true;
        }
        at = (const char *)found + support->steps[i].at;
    }
    memcpy(out, at, sizeof *out);
    return true;
}

static bool must_not_precede(struct act *act, const struct support *support, struct err *err)
{
    struct date bound = { DATE_ABSENT };
    struct date day = ledger_day(act);
    if (!(support->find != NULL ? support->find(act, &bound, err) : walk(act, support, &bound, err))) {
        return false;
    }
    if (bound.days == DATE_ABSENT || day.days >= bound.days) {
        return true;
    }
    char posted[11];
    char limit[11];
    date_print(posted, day);
    date_print(limit, bound);
    return err_set_at(err, ERR_BAD_DATE, "/onDate",
                      "A posting may not be dated %s, before what it rests on: %s on %s.", posted,
                      support->words, limit);
}

bool act_date_follows(struct act *act, struct err *err)
{
    for (size_t i = 0; i < sizeof supports / sizeof supports[0]; i++) {
        if (supports[i].type == act->kind->type && !must_not_precede(act, &supports[i], err)) {
            return false;
        }
    }
    return true;
}

bool act_date_basis(size_t number, enum act_type *out_type, const char **out_words)
{
    if (number >= sizeof supports / sizeof supports[0]) {
        return false;
    }
    *out_type = supports[number].type;
    *out_words = supports[number].words;
    return true;
}
