/* Money on its way back to its funders: one return part a share, under an id that follows from the
 * act's, so that a replay makes the same one. */
#include "domain/money_internal.h"

/* What does not go through the bank needs no booking: it is back at once. */
static bool make_part(struct act *act, const struct envelope *envelope,
                      const struct item_share *item, struct err *err)
{
    struct return_part *part = act_insert(act, KIND_RETURN_PART, &item->part, 0, err);
    if (part == NULL) {
        return false;
    }
    bool is_back = item->in_transit_cents == 0;
    part->envelope = envelope->object.id;
    part->grant_id = item->grant_id;
    part->amount_cents = item->amount_cents;
    part->in_transit_cents = item->in_transit_cents;
    part->ordered_on = ledger_day(act);
    part->booked_on = is_back ? ledger_day(act) : (struct date){ DATE_ABSENT };
    part->state = is_back ? RETURN_BOOKED : RETURN_ORDERED;
    return true;
}

struct shares {
    struct grant_share lines[SHARES_MAX];
    size_t count;
};

static bool send_back(struct act *act, const struct envelope *envelope, const struct shares *shares,
                      bool to_receivable, struct list *out_shares, struct err *err)
{
    struct list list = { 0 };
    if (!rule_list(act, shares->count, sizeof(struct item_share), &list, err)) {
        return false;
    }
    struct item_share *items = list.items;
    for (size_t i = 0; i < shares->count; i++) {
        const struct row_refs refs = { .envelope = envelope, .grant = shares->lines[i].grant };
        items[i].grant_id = shares->lines[i].grant;
        items[i].part = share_part_id(&act->id, (unsigned)i + 1);
        items[i].amount_cents = shares->lines[i].amount_cents;
        if (!ledger_add_back(act, &refs, items[i].amount_cents, to_receivable,
                             &items[i].in_transit_cents, err) ||
            !make_part(act, envelope, &items[i], err)) {
            return false;
        }
    }
    *out_shares = list;
    return true;
}

bool return_by_shares(struct act *act, const struct envelope *envelope, int64_t amount_cents,
                      bool to_receivable, struct list *out_shares, struct err *err)
{
    struct shares shares = { 0 };
    return ledger_shares(act, envelope, amount_cents, shares.lines, SHARES_MAX, &shares.count,
                         err) &&
           send_back(act, envelope, &shares, to_receivable, out_shares, err);
}

bool return_to_grant(struct act *act, const struct envelope *envelope,
                     const struct grant_share *share, struct list *out_shares, struct err *err)
{
    struct shares shares = { .lines = { *share }, .count = 1 };
    return send_back(act, envelope, &shares, true, out_shares, err);
}

static bool reverse_part(struct act *act, const struct return_part *part, struct err *err)
{
    if (part->in_transit_cents > 0 && part->state == RETURN_BOOKED) {
        char text[UUID_TEXT + 1];
        uuid_print(text, &part->object.id);
        return err_set(err, ERR_LATER_ROW_RESTS_ON_IT,
                       "The return %s has left the bank: reverse its booking first.", text);
    }
    struct return_part *edit = act_edit(act, part, err);
    if (edit == NULL) {
        return false;
    }
    edit->state = RETURN_REVERSED;
    edit->booked_on = (struct date){ DATE_ABSENT };
    return true;
}

bool return_parts_reverse(struct act *act, const struct uuid *made_by, struct err *err)
{
    for (unsigned number = 1; number <= SHARES_MAX; number++) {
        struct uuid id = share_part_id(made_by, number);
        const void *part = NULL;
        if (!world_find(act->world, KIND_RETURN_PART, &id, 0, &part, err)) {
            return false;
        }
        if (part == NULL) {
            return true;
        }
        if (!reverse_part(act, part, err)) {
            return false;
        }
    }
    return true;
}
