/* Envelopes: opened, amended, money received, ended, what is left returned and booked, closed
 * (rows 1, 1d, 2, 12, 12p). */
#include "domain/money_internal.h"

static bool envelope_parts_fit(struct act *act, const struct body_envelope_opened *body,
                               struct err *err)
{
    const struct council *council = act_need(act, KIND_COUNCIL, &body->council, "/council", err);
    if (council == NULL) {
        return false;
    }
    const struct programme *programme =
        act_need(act, KIND_PROGRAMME, &body->programme, "/programme", err);
    if (programme == NULL) {
        return false;
    }
    if (!uuid_equal(&council->organisation, &body->organisation)) {
        return err_set_at(err, ERR_MISMATCH, "/council",
                          "The council decides on money of another organisation.");
    }
    if (!uuid_equal(&programme->organisation, &body->organisation)) {
        return err_set_at(err, ERR_MISMATCH, "/programme",
                          "The programme is of another organisation.");
    }
    /* Who keeps the money decides the mode: the municipality pays from its own account, others have
     * a bank account. */
    if ((body->cashier == CASHIER_MUNICIPALITY) != (body->mode == MODE_MUNICIPAL)) {
        return err_set_at(
            err, ERR_MISMATCH, "/mode",
            "The municipality as cashier means the municipal mode, and no other does.");
    }
    if (body->from_date.days >= body->until_date.days) {
        return err_set_at(err, ERR_MISMATCH, "/untilDate",
                          "The envelope's period must end after it has begun.");
    }
    return true;
}

/* Another's money in the envelope: an organisation that is known. Absent: the organisation itself.
 */
static bool funder_of(struct act *act, const struct uuid *asked, const struct uuid *organisation,
                      struct uuid *out, struct err *err)
{
    *out = uuid_is_zero(asked) ? *organisation : *asked;
    return act_need(act, KIND_ORGANISATION, out, uuid_is_zero(asked) ? "/organisation" : "/funder",
                    err) != NULL;
}

static bool make_grant(struct act *act, const struct envelope *envelope, const struct uuid *id,
                       const struct uuid *funder, struct err *err)
{
    if (!id_is_made(id, err)) {
        return false;
    }
    struct grant *grant = act_insert(act, KIND_GRANT, id, 0, err);
    if (grant == NULL) {
        return false;
    }
    grant->envelope = envelope->object.id;
    grant->funder = *funder;
    grant->on_date = ledger_day(act);
    return true;
}

static void note_grant(struct act *act, const struct envelope *envelope, const struct uuid *subject,
                       int64_t amount_cents)
{
    ledger_note(act, &(struct transaction_note){ .envelope = envelope->object.id,
                                                 .subject = *subject,
                                                 .amount_cents = amount_cents });
}

bool rule_envelope_opened(struct act *act, struct err *err)
{
    const struct body_envelope_opened *body = ACT_BODY(act, envelope_opened);
    struct uuid funder;
    if (act_need(act, KIND_ORGANISATION, &body->organisation, "/organisation", err) == NULL ||
        !envelope_parts_fit(act, body, err) ||
        !funder_of(act, &body->funder, &body->organisation, &funder, err)) {
        return false;
    }
    struct envelope *envelope = act_insert(act, KIND_ENVELOPE, &act->id, 0, err);
    if (envelope == NULL) {
        return false;
    }
    envelope->organisation = body->organisation;
    envelope->council = body->council;
    envelope->programme = body->programme;
    envelope->mode = body->mode;
    envelope->cashier = body->cashier;
    envelope->vat_compensable = body->vat_compensable;
    envelope->from_date = body->from_date;
    envelope->until_date = body->until_date;
    envelope->original_cents = body->amount_cents;
    envelope->state = ENVELOPE_OPEN;
    note_grant(act, envelope, &body->grant_id, body->amount_cents);
    const struct row_refs refs = { .envelope = envelope, .grant = body->grant_id };
    return make_grant(act, envelope, &body->grant_id, &funder, err) &&
           ledger_add_row(act, ROW_1, &refs, body->amount_cents, err);
}

/* The grant that an amendment names, which must be this envelope's. */
static bool grant_must_fit(struct act *act, const struct body_envelope_amended *body,
                           const struct envelope *envelope, struct err *err)
{
    const struct grant *grant = act_need(act, KIND_GRANT, &body->grant_id, "/grant", err);
    if (grant == NULL) {
        return false;
    }
    if (!uuid_equal(&grant->envelope, &envelope->object.id)) {
        return err_set_at(err, ERR_MISMATCH, "/grant", "The grant is of another envelope.");
    }
    if (!uuid_is_zero(&body->funder) && !uuid_equal(&body->funder, &grant->funder)) {
        return err_set_at(err, ERR_MISMATCH, "/funder", "The grant is another funder's.");
    }
    return true;
}

/* More than can share in what goes back would leave money that cannot. */
static bool must_have_room_for_a_grant(struct act *act, const struct envelope *envelope,
                                       struct err *err)
{
    struct object_list grants = { 0 };
    if (!world_related(act->world, REL_GRANTS_OF_ENVELOPE, &envelope->object.id, &grants, err)) {
        return false;
    }
    return grants.count < SHARES_MAX ||
           err_set_at(err, ERR_MISMATCH, "/grant",
                      "The envelope has %zu grants, the most it may have.", grants.count);
}

static bool amend_up(struct act *act, struct body_envelope_amended *body,
                     const struct envelope *envelope, struct err *err)
{
    struct row_refs refs = { .envelope = envelope, .grant = body->grant_id };
    if (!ledger_check_state(envelope, ROW_1, err)) {
        return false;
    }
    if (uuid_is_zero(&body->grant_id)) {
        struct uuid funder;
        if (!funder_of(act, &body->funder, &envelope->organisation, &funder, err) ||
            !must_have_room_for_a_grant(act, envelope, err) ||
            !make_grant(act, envelope, &body->new_grant, &funder, err)) {
            return false;
        }
        refs.grant = body->new_grant;
    } else {
        body->new_grant = (struct uuid){ { 0 } };
        if (!grant_must_fit(act, body, envelope, err)) {
            return false;
        }
    }
    note_grant(act, envelope, &refs.grant, body->amount_cents);
    return ledger_add_row(act, ROW_1, &refs, body->amount_cents, err);
}

static bool amend_down(struct act *act, struct body_envelope_amended *body,
                       const struct envelope *envelope, struct err *err)
{
    body->new_grant = (struct uuid){ { 0 } };
    if (!ledger_check_state(envelope, ROW_1D, err)) {
        return false;
    }
    if (uuid_is_zero(&body->grant_id)) {
        return err_set_at(err, ERR_MISMATCH, "/grant",
                          "An amendment down names the grant that becomes smaller.");
    }
    int64_t available = 0;
    int64_t granted = 0;
    if (!grant_must_fit(act, body, envelope, err) ||
        !ledger_balance(act, ACCOUNT_BUDGET_AVAILABLE, NULL, envelope, &available, err) ||
        !ledger_balance(act, ACCOUNT_BUDGET_GRANTED, &body->grant_id, envelope, &granted, err) ||
        !cents_within(body->amount_cents, available, ERR_MORE_THAN_AVAILABLE, "available", err) ||
        !cents_within(body->amount_cents, granted, ERR_MORE_THAN_GRANTED, "granted", err)) {
        return false;
    }
    const struct row_refs refs = { .envelope = envelope, .grant = body->grant_id };
    const struct grant_share share = { .grant = body->grant_id,
                                       .amount_cents = body->amount_cents };
    note_grant(act, envelope, &body->grant_id, body->amount_cents);
    return ledger_add_row(act, ROW_1D, &refs, body->amount_cents, err) &&
           return_to_grant(act, envelope, &share, &body->shares, err);
}

/* What it is granted is no column of its own, so its version says that it changed. */
bool envelope_touch(struct act *act, const struct envelope *envelope, struct err *err)
{
    return act_edit(act, envelope, err) != NULL;
}

bool rule_envelope_amended(struct act *act, struct err *err)
{
    struct body_envelope_amended *body = ACT_BODY(act, envelope_amended);
    const struct envelope *envelope = act_need(act, KIND_ENVELOPE, &body->envelope, NULL, err);
    if (envelope == NULL || !envelope_touch(act, envelope, err)) {
        return false;
    }
    switch ((enum amendment_kind)body->kind) {
    case AMENDMENT_UP:
        return amend_up(act, body, envelope, err);
    case AMENDMENT_DOWN:
        return amend_down(act, body, envelope, err);
    case AMENDMENT_EXCEPTION:
    case amendment_kind_absent:
    case amendment_kind_end:
        break;
    }
    return err_set_at(err, ERR_MISMATCH, "/kind",
                      "The exception for an upheld objection is funded in the ruling itself.");
}

bool rule_grant_received(struct act *act, struct err *err)
{
    const struct body_grant_received *body = ACT_BODY(act, grant_received);
    const struct grant *grant = act_need(act, KIND_GRANT, &body->grant_id, NULL, err);
    const struct envelope *envelope =
        grant == NULL ? NULL : money_find(act, KIND_ENVELOPE, &grant->envelope, err);
    int64_t owed = 0;
    if (envelope == NULL || !ledger_check_state(envelope, ROW_2, err) ||
        !ledger_balance(act, ACCOUNT_CASH_RECEIVABLE, &body->grant_id, envelope, &owed, err) ||
        !cents_within(body->amount_cents, owed, ERR_MORE_THAN_RECEIVABLE, "still to be received",
                      err)) {
        return false;
    }
    const struct row_refs refs = { .envelope = envelope, .grant = body->grant_id };
    note_grant(act, envelope, &body->grant_id, body->amount_cents);
    return ledger_add_row(act, ROW_2, &refs, body->amount_cents, err);
}

static bool move_envelope(struct act *act, const struct envelope *envelope, int from, int to,
                          struct err *err)
{
    if (envelope->state != from) {
        return err_set(err, from == ENVELOPE_OPEN ? ERR_ENVELOPE_NOT_OPEN : ERR_WRONG_STATE,
                       "The envelope is %s, it must be %s.",
                       state_word(envelope_state_names, envelope->state),
                       state_word(envelope_state_names, from));
    }
    struct envelope *edit = act_edit(act, envelope, err);
    if (edit == NULL) {
        return false;
    }
    edit->state = to;
    act->note.envelope = envelope->object.id;
    return true;
}

bool rule_envelope_ended(struct act *act, struct err *err)
{
    const struct body_envelope_ended *body = ACT_BODY(act, envelope_ended);
    const struct envelope *envelope = act_need(act, KIND_ENVELOPE, &body->envelope, NULL, err);
    return envelope != NULL && move_envelope(act, envelope, ENVELOPE_OPEN, ENVELOPE_ENDED, err);
}

bool rule_envelope_returned(struct act *act, struct err *err)
{
    struct body_envelope_returned *body = ACT_BODY(act, envelope_returned);
    const struct envelope *envelope = act_need(act, KIND_ENVELOPE, &body->envelope, NULL, err);
    int64_t available = 0;
    if (envelope == NULL || !ledger_check_state(envelope, ROW_12, err) ||
        !ledger_balance(act, ACCOUNT_BUDGET_AVAILABLE, NULL, envelope, &available, err) ||
        !cents_within(body->amount_cents, available, ERR_MORE_THAN_AVAILABLE, "available", err)) {
        return false;
    }
    const struct row_refs refs = { .envelope = envelope };
    const struct uuid first = share_part_id(&act->id, 1);
    note_grant(act, envelope, &first, body->amount_cents);
    return ledger_add_row(act, ROW_12, &refs, body->amount_cents, err) &&
           return_by_shares(act, envelope, body->amount_cents, true, &body->shares, err);
}

bool rule_return_booked(struct act *act, struct err *err)
{
    struct body_return_booked *body = ACT_BODY(act, return_booked);
    const struct return_part *part = act_need(act, KIND_RETURN_PART, &body->part, NULL, err);
    const struct envelope *envelope =
        part == NULL ? NULL : money_find(act, KIND_ENVELOPE, &part->envelope, err);
    if (envelope == NULL || !ledger_check_state(envelope, ROW_12P, err)) {
        return false;
    }
    if (part->state != RETURN_ORDERED) {
        return err_set(err, ERR_WRONG_STATE, "The return is %s, nothing of it is in transit.",
                       state_word(return_state_names, part->state));
    }
    struct return_part *edit = act_edit(act, part, err);
    if (edit == NULL) {
        return false;
    }
    edit->state = RETURN_BOOKED;
    edit->booked_on = ledger_day(act);
    body->amount_cents = part->in_transit_cents;
    const struct row_refs refs = { .envelope = envelope, .grant = part->grant_id };
    note_grant(act, envelope, &part->object.id, body->amount_cents);
    return ledger_add_row(act, ROW_12P, &refs, body->amount_cents, err);
}

/* "When" 5: what may still hold money once closed. */
static bool may_stay(const struct account *account)
{
    switch ((enum stage)account->stage) {
    case STAGE_GRANTED:
    case STAGE_PAID:
    case STAGE_RETURNED:
    case STAGE_EXPENSE:
    case STAGE_INCOME:
        return true;
    case STAGE_AVAILABLE:
    case STAGE_ALLOCATED:
    case STAGE_COMMITTED:
    case STAGE_PAYABLE:
    case STAGE_RECEIVABLE:
    case STAGE_ADVANCE:
    case STAGE_RECOVERY:
    case STAGE_IN_TRANSIT:
    case STAGE_UNSPENT_GRANT:
    case STAGE_BANK:
    case STAGE_MUNICIPALITY:
    case stage_absent:
    case stage_end:
        break;
    }
    return account->balance_cents == 0;
}

static bool must_be_settled_up(struct act *act, const struct envelope *envelope, struct err *err)
{
    struct object_list accounts = { 0 };
    if (!world_related(act->world, REL_ACCOUNTS_OF_ENVELOPE, &envelope->object.id, &accounts,
                       err)) {
        return false;
    }
    for (size_t i = 0; i < accounts.count; i++) {
        const struct account *account = (const struct account *)accounts.items[i];
        if (!may_stay(account)) {
            char name[ACCOUNT_NAME_MAX + 1];
            char amount[CENTS_TEXT_MAX + 1];
            enum account_code code = (enum account_code)account->object.ordinal;
            int64_t balance = account->balance_cents;
            (void)account_name_print(name, code, &envelope->object.id, &account->object.id);
            cents_print(amount, account_type(code)->is_debit ? balance : -balance);
            return err_set(err, ERR_NOT_SETTLED_UP, "The account %s still holds %s.", name, amount);
        }
    }
    return true;
}

bool rule_envelope_closed(struct act *act, struct err *err)
{
    const struct body_envelope_closed *body = ACT_BODY(act, envelope_closed);
    const struct envelope *envelope = act_need(act, KIND_ENVELOPE, &body->envelope, NULL, err);
    return envelope != NULL &&
           (envelope->state != ENVELOPE_ENDED || must_be_settled_up(act, envelope, err)) &&
           move_envelope(act, envelope, ENVELOPE_ENDED, ENVELOPE_CLOSED, err);
}
