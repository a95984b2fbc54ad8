/* What an act touches: the object that its row of the competence table names, and what that belongs
 * to. A few types name another object than their row says, by what is in their body. */
#include "domain/competence_internal.h"
#include "domain/rules_internal.h"

#include <stdio.h>
#include <string.h>

static enum kind kind_of_scope(enum scope scope)
{
    switch (scope) {
    case SCOPE_ORGANISATION:
        return KIND_ORGANISATION;
    case SCOPE_COUNCIL:
        return KIND_COUNCIL;
    case SCOPE_COMMITMENT:
        return KIND_COMMITMENT;
    case scope_absent:
    case SCOPE_INSTALLATION:
    case scope_end:
        return KIND_NONE;
    }
    return KIND_NONE;
}

/* The object that the act's row names. `field` NULL: the installation. */
struct named {
    const char *field;
    enum kind kind;
};

static struct named named_of(const struct act *act)
{
    const struct competence *row = competence_of(act->kind->type);
    struct named named = { .field = row->field, .kind = row->kind };
    if (act->kind->type == ACT_APPOINTMENT_MADE) {
        named.kind = kind_of_scope((enum scope)ACT_BODY(act, appointment_made)->scope);
        named.field = named.kind == KIND_NONE ? NULL : row->field;
    } else if (act->kind->type == ACT_DECISION_MADE &&
               uuid_is_zero(&ACT_BODY(act, decision_made)->motion)) {
        named = (struct named){ .field = "proposal", .kind = KIND_PROPOSAL };
    } else if (act->kind->type == ACT_MANDATE_GRANTED &&
               !uuid_is_zero(&ACT_BODY(act, mandate_granted)->parent)) {
        named = (struct named){ .field = "parent", .kind = KIND_MANDATE };
    }
    return named;
}

/* A settlement that released nothing has no transaction: the reversal names the decision itself. */
static bool find_unposted(struct act *act, struct named *named, struct err *err)
{
    const void *found = NULL;
    if (act->kind->type != ACT_TRANSACTION_REVERSED) {
        return true;
    }
    const struct uuid *id = &ACT_BODY(act, transaction_reversed)->transaction;
    if (!world_find(act->world, KIND_TRANSACTION, id, 0, &found, err)) {
        return false;
    }
    if (found != NULL) {
        return true;
    }
    if (!world_find(act->world, KIND_DECISION, id, 0, &found, err)) {
        return false;
    }
    const struct decision *decision = found;
    if (decision != NULL && decision->outcome == OUTCOME_SETTLEMENT) {
        named->kind = KIND_DECISION;
    }
    return true;
}

bool competence_reach(struct act *act, struct reach *out, struct err *err)
{
    *out = (struct reach){ 0 };
    struct named named = named_of(act);
    if (named.field == NULL) {
        return true;
    }
    if (!find_unposted(act, &named, err)) {
        return false;
    }
    const struct field *field = field_find(act->kind->fields, named.field, strlen(named.field));
    char pointer[ERR_POINTER_MAX];
    (void)snprintf(pointer, sizeof pointer, "/%s", named.field);
    bool is_path = (field->flags & FIELD_PATH) != 0;
    const void *object =
        act_need(act, named.kind, field_at_const(act->body, field), is_path ? NULL : pointer, err);
    return object != NULL && reach_of_object(act->world, object, out, err);
}
