/* A sub-mandate is in force only while the mandates above it are, and what is decided under it
 * counts under all of them (Awb 10:9). */
#include "domain/council_internal.h"

enum {
    CHAIN_MAX = 8 /* a sub-mandate of a sub-mandate, and so on: no deeper */
};

/* @return NULL at the top, or with *err set */
static const struct mandate *parent_of(struct act *act, const struct mandate *mandate,
                                       struct err *err)
{
    return uuid_is_zero(&mandate->parent)
               ? NULL
               : act_need(act, KIND_MANDATE, &mandate->parent, "/mandate", err);
}

bool mandates_must_be_in_force(struct act *act, const struct mandate *mandate, struct date day,
                               struct err *err)
{
    for (const struct mandate *at = mandate; at != NULL; at = parent_of(act, at, err)) {
        if (!mandate_must_be_in_force(at, day, err)) {
            return false;
        }
    }
    return !err_is_set(err);
}

bool mandate_depth_is_right(struct act *act, const struct mandate *parent, struct err *err)
{
    int depth = 1;
    for (const struct mandate *at = parent; at != NULL; at = parent_of(act, at, err)) {
        depth++;
    }
    return !err_is_set(err) &&
           (depth <= CHAIN_MAX ||
            err_set_at(err, ERR_MISMATCH, "/parent",
                       "A mandate is shared on at most %d times in a row.", CHAIN_MAX - 1));
}

static bool count_one(struct act *act, const struct mandate *mandate, int32_t year, int64_t cents,
                      bool within, struct err *err)
{
    const void *held = NULL;
    if (!world_find(act->world, KIND_MANDATE_YEAR, &mandate->object.id, year, &held, err)) {
        return false;
    }
    if (held == NULL && cents < 0) {
        return true;
    }
    int64_t before = held == NULL ? 0 : ((const struct mandate_year *)held)->amount_cents;
    if (within && before + cents > mandate->ceiling_year_cents) {
        return err_set(err, ERR_OVER_CEILING,
                       EUR " was allocated in %" PRId32 " under mandate %s; with " EUR
                           " more it would be above its yearly ceiling of " EUR ".",
                       EUR_ARGS(before), year, mandate->object.reference.text, EUR_ARGS(cents),
                       EUR_ARGS(mandate->ceiling_year_cents));
    }
    struct mandate_year *counted =
        held == NULL ? act_insert(act, KIND_MANDATE_YEAR, &mandate->object.id, year, err)
                     : act_edit(act, held, err);
    if (counted == NULL) {
        return false;
    }
    counted->amount_cents = before + cents;
    return true;
}

bool mandates_count_year(struct act *act, const struct uuid *mandate, int32_t year, int64_t cents,
                         bool within, struct err *err)
{
    const struct mandate *at = act_need(act, KIND_MANDATE, mandate, "/mandate", err);
    for (; at != NULL; at = parent_of(act, at, err)) {
        if (!count_one(act, at, year, cents, within, err)) {
            return false;
        }
    }
    return !err_is_set(err);
}
