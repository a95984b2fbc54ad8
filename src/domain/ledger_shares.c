/* Shares: pooled money goes back to its funders in proportion to what each granted, to the cent, by
 * largest remainder; equal remainders favour the oldest grant. */
#include "domain/money_internal.h"

#include <assert.h>
#include <string.h>

struct share_line {
    const struct grant *grant;
    int64_t granted_cents;
    int64_t remainder;
    int64_t amount_cents;
};

struct uuid share_part_id(const struct uuid *act, unsigned number)
{
    /* RFC 9562, 5.7: the last 62 bits are free; the two variant bits before them stay. */
    uint64_t tail = 0;
    for (size_t i = 8; i < UUID_BYTES; i++) {
        tail = tail << 8 | act->bytes[i];
    }
    const uint64_t free_bits = (UINT64_C(1) << 62) - 1;
    tail = (tail & ~free_bits) | ((tail + number) & free_bits);
    struct uuid id = *act;
    for (size_t i = UUID_BYTES; i-- > 8; tail >>= 8) {
        id.bytes[i] = (uint8_t)tail;
    }
    return id;
}

static bool is_older(const struct grant *a, const struct grant *b)
{
    if (a->object.entry != b->object.entry) {
        return a->object.entry < b->object.entry;
    }
    return memcmp(a->object.id.bytes, b->object.id.bytes, UUID_BYTES) < 0;
}

/* The grants that have granted something, oldest first. */
static bool list_grants(struct act *act, const struct envelope *envelope, struct share_line *lines,
                        size_t *out_count, struct err *err)
{
    struct object_list grants = { 0 };
    if (!world_related(act->world, REL_GRANTS_OF_ENVELOPE, &envelope->object.id, &grants, err)) {
        return false;
    }
    if (grants.count > SHARES_MAX) {
        return err_set(err, ERR_TOO_LARGE, "The envelope has %zu grants, at most %d are shared.",
                       grants.count, SHARES_MAX);
    }
    size_t count = 0;
    for (size_t i = 0; i < grants.count; i++) {
        struct share_line line = { .grant = (const struct grant *)grants.items[i] };
        size_t place = count++;
        for (; place > 0 && is_older(line.grant, lines[place - 1].grant); place--) {
            lines[place] = lines[place - 1];
        }
        lines[place] = line;
    }
    for (size_t i = 0; i < count; i++) {
        if (!ledger_balance(act, ACCOUNT_BUDGET_GRANTED, &lines[i].grant->object.id, envelope,
                            &lines[i].granted_cents, err)) {
            return false;
        }
    }
    *out_count = count;
    return true;
}

static struct share_line *largest_remainder(struct share_line *lines, size_t count)
{
    struct share_line *best = &lines[0];
    for (size_t i = 1; i < count; i++) {
        if (lines[i].remainder > best->remainder) {
            best = &lines[i];
        }
    }
    return best;
}

static void split(struct share_line *lines, size_t count, int64_t amount_cents, int64_t total)
{
    int64_t left = amount_cents;
    for (size_t i = 0; i < count; i++) {
        lines[i].amount_cents =
            cents_share(amount_cents, lines[i].granted_cents, total, &lines[i].remainder);
        left -= lines[i].amount_cents;
    }
    assert(left >= 0 && left < (int64_t)count);
    for (; left > 0; left--) {
        struct share_line *line = largest_remainder(lines, count);
        line->amount_cents++;
        line->remainder = -1;
    }
}

bool ledger_shares(struct act *act, const struct envelope *envelope, int64_t amount_cents,
                   struct grant_share *out, size_t out_max, size_t *out_count, struct err *err)
{
    struct share_line lines[SHARES_MAX] = { 0 };
    size_t count = 0;
    if (!list_grants(act, envelope, lines, &count, err)) {
        return false;
    }
    int64_t total = 0;
    for (size_t i = 0; i < count; i++) {
        if (!cents_add(&total, lines[i].granted_cents, err)) {
            return false;
        }
    }
    if (total < 1) {
        return err_set(err, ERR_MORE_THAN_GRANTED, "Nothing is granted to send money back to.");
    }
    split(lines, count, amount_cents, total);
    size_t made = 0;
    for (size_t i = 0; i < count; i++) {
        if (lines[i].amount_cents == 0) {
            continue;
        }
        if (made == out_max) {
            return err_set(err, ERR_TOO_LARGE, "More than %zu grants share in this.", out_max);
        }
        out[made++] = (struct grant_share){ .grant = lines[i].grant->object.id,
                                            .amount_cents = lines[i].amount_cents };
    }
    *out_count = made;
    return true;
}
