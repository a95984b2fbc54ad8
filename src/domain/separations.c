/* Separations of duties that earlier acts on a commitment decide: who signed, accepted and paid
 * stands as actor of its transactions, whichever of several persons it was. A recording that was
 * reversed binds nobody. */
#include "domain/money_internal.h"

struct duty {
    enum act_type types[2];
    bool of_advances; /* of payments: only those of an advance */
    const char *sentence;
};

static const struct duty duties[] = {
    [DUTY_ACCEPTS_WHAT_WAS_SIGNED] = {{ ACT_COMMITMENT_MADE, ACT_COMMITMENT_RAISED },
                                      false, "Who accepts may not be who signed the promise."          },
    [DUTY_SIGNS_WHAT_WAS_ACCEPTED] = { { ACT_CLAIM_ACCEPTED, ACT_ACCOUNTABILITY_ACCEPTED },
                                      false, "Who signs a promise may not be who accepts on it."       },
    [DUTY_ACCEPTS_WHAT_WAS_PAID] = { { ACT_PAYMENT_ORDERED, ACT_PAYMENT_BOOKED },
                                      true,  "Who accepts may not be who paid."                        },
    [DUTY_PAYS_WHAT_WAS_ACCOUNTED] = { { ACT_ACCOUNTABILITY_ACCEPTED, ACT_NONE },
                                      false, "Who pays an advance may not be who accepted its account."},
};

static bool is_of_advance(struct act *act, const struct uuid *id, bool *out, struct err *err)
{
    const struct payment *payment = money_find(act, KIND_PAYMENT, id, err);
    const struct claim *claim =
        payment == NULL ? NULL : money_find(act, KIND_CLAIM, &payment->claim, err);
    *out = claim != NULL && claim->kind == CLAIM_ADVANCE;
    return claim != NULL;
}

static bool keep_apart_from(struct act *act, const struct duty *duty,
                            const struct transaction *earlier, struct err *err)
{
    int type = earlier->act_type;
    bool binds = (type == (int)duty->types[0] || type == (int)duty->types[1]) &&
                 uuid_is_zero(&earlier->reversed_by);
    if (binds && duty->of_advances && !is_of_advance(act, &earlier->subject, &binds, err)) {
        return false;
    }
    return !binds || act_keep_apart(act, &act->actor.handle, &earlier->actor, duty->sentence, err);
}

bool separation_must_hold(struct act *act, enum separation which, const struct uuid *commitment,
                          struct err *err)
{
    struct object_list earlier = { 0 };
    if (!world_related(act->world, REL_TRANSACTIONS_OF_COMMITMENT, commitment, &earlier, err)) {
        return false;
    }
    for (size_t i = 0; i < earlier.count; i++) {
        if (!keep_apart_from(act, &duties[which], (const struct transaction *)earlier.items[i],
                             err)) {
            return false;
        }
    }
    return true;
}
