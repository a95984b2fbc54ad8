/* The table of rules, one row a leaf type, and the helpers that rules share. */
#include "domain/rules_internal.h"

#include <assert.h>

#define RULE_ROW(tag, NAME, text, creates) [ACT_##NAME] = rule_##tag,
static act_rule *const rules[ACT_COUNT] = { ACT_TYPES(RULE_ROW) };

act_rule *act_rule_of(enum act_type type)
{
    assert(type > ACT_NONE && type < ACT_COUNT);
    return rules[type];
}

bool period_covers(struct date from, struct date until, struct date day)
{
    return (from.days == DATE_ABSENT || from.days <= day.days) &&
           (until.days == DATE_ABSENT || day.days < until.days);
}

const struct appointment *rule_appointment(struct act *act, const struct uuid *handle,
                                           const char *pointer, struct err *err)
{
    struct object_list found;
    if (!world_related(act->world, REL_APPOINTMENTS_BY_HANDLE, handle, &found, err)) {
        return NULL;
    }
    if (found.count == 0) {
        char text[UUID_TEXT + 1];
        uuid_print(text, handle);
        (void)err_set_at(err, ERR_UNKNOWN_REFERENCE, pointer,
                         "There is no appointment with the handle %s.", text);
        return NULL;
    }
    return (const struct appointment *)found.items[0];
}

bool rule_list(struct act *act, size_t count, size_t item_size, struct list *out, struct err *err)
{
    void *items = arena_calloc(act->arena, count, item_size);
    if (items == NULL) {
        return err_set(err, ERR_MEMORY, "The memory for the lists of one act is full.");
    }
    *out = (struct list){ .items = items, .count = count };
    return true;
}
