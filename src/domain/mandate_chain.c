/* A sub-mandate is in force only while the mandates above it are, and what is decided under it
 * counts under all of them (Awb 10:9). What waits for a holder waits as long as none of them can
 * be used. */
#include "domain/decision_internal.h"

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

/* --- What rests on a mandate. --- */

enum {
    SUB_MANDATES_MAX = 256
};

static bool add_sub_mandates(struct act *act, struct list *chain, const struct uuid *of,
                             struct err *err)
{
    struct object_list found;
    struct uuid *id = chain->items;
    if (!world_related(act->world, REL_SUB_MANDATES_OF_MANDATE, of, &found, err)) {
        return false;
    }
    if (found.count > SUB_MANDATES_MAX - chain->count) {
        return err_set(err, ERR_TOO_LARGE, "More than %d mandates rest on this one.",
                       SUB_MANDATES_MAX - 1);
    }
    for (size_t i = 0; i < found.count; i++) {
        id[chain->count++] = found.items[i]->id;
    }
    return true;
}

bool mandates_below(struct act *act, const struct uuid *mandate, struct list *out, struct err *err)
{
    if (!rule_list(act, SUB_MANDATES_MAX, sizeof(struct uuid), out, err)) {
        return false;
    }
    struct uuid *id = out->items;
    id[0] = *mandate;
    out->count = 1;
    for (size_t i = 0; i < out->count; i++) {
        if (!add_sub_mandates(act, out, &id[i], err)) {
            return false;
        }
    }
    return true;
}

/* --- Time while a mandate cannot be used. --- */

enum turn {
    TURN_STOP,   /* the mandate is suspended */
    TURN_RESUME, /* and in force again */
    TURN_END,    /* or withdrawn: then the holder has what was left, and no more */
};

/* A holder who may not concur cannot be silent: the days that were left stay as they are. */
static bool turn_clock(struct act *act, const struct uuid *decision, enum turn turn,
                       struct err *err)
{
    const struct decision_status *found =
        uuid_is_zero(decision) ? NULL : act_need(act, KIND_DECISION_STATUS, decision, NULL, err);
    if (found == NULL) {
        return uuid_is_zero(decision);
    }
    bool runs = found->lapses_on.days != DATE_ABSENT;
    bool stands_still = found->days_left != FIELD_ABSENT_I32;
    if (found->state != DECISION_WAITING || (turn == TURN_STOP ? !runs : !stands_still)) {
        return true;
    }
    struct decision_status *status = act_edit(act, found, err);
    if (status == NULL) {
        return false;
    }
    if (turn == TURN_STOP) {
        int32_t left = status->lapses_on.days - act->today.days;
        status->days_left = left > 0 ? left : 0;
        status->lapses_on = (struct date){ DATE_ABSENT };
    } else {
        status->lapses_on.days = act->today.days + (status->days_left > 0 ? status->days_left : 1);
        status->days_left = FIELD_ABSENT_I32;
    }
    return true;
}

/* Whether everything above the mandate is in force, the one that is just being resumed as well. */
static bool is_usable(struct act *act, const struct uuid *id, const struct uuid *resumed, bool *out,
                      struct err *err)
{
    const struct mandate *at = act_need(act, KIND_MANDATE, id, NULL, err);
    *out = true;
    for (; at != NULL; at = parent_of(act, at, err)) {
        bool is_up = at->state == MANDATE_IN_FORCE || uuid_equal(&at->object.id, resumed);
        *out = *out && is_up;
    }
    return !err_is_set(err);
}

static bool turn_clocks(struct act *act, const struct uuid *mandate, enum turn turn,
                        struct err *err)
{
    struct list chain;
    if (!mandates_below(act, mandate, &chain, err)) {
        return false;
    }
    const struct uuid *id = chain.items;
    for (size_t i = 0; i < chain.count; i++) {
        struct object_list motions;
        bool is_on = true;
        if ((turn == TURN_RESUME && !is_usable(act, &id[i], mandate, &is_on, err)) ||
            !world_related(act->world, REL_MOTIONS_OF_MANDATE, &id[i], &motions, err)) {
            return false;
        }
        for (size_t j = 0; is_on && j < motions.count; j++) {
            const struct motion *motion = (const struct motion *)motions.items[j];
            if (!turn_clock(act, &motion->decision, turn, err)) {
                return false;
            }
        }
    }
    return true;
}

bool mandates_stop_clocks(struct act *act, const struct uuid *mandate, struct err *err)
{
    return turn_clocks(act, mandate, TURN_STOP, err);
}

bool mandates_resume_clocks(struct act *act, const struct uuid *mandate, struct err *err)
{
    return turn_clocks(act, mandate, TURN_RESUME, err);
}

bool mandates_end_clocks(struct act *act, const struct uuid *mandate, struct err *err)
{
    return turn_clocks(act, mandate, TURN_END, err);
}
