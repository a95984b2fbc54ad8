/* A closed motion counted again without the votes that are in doubt: of who stepped back or stands
 * on the register where the rules advise, and of who is found to have an interest (V4). */
#include "domain/motion_internal.h"

/* A casting vote was the chair's: of a chair who had not voted it is the vote in doubt. */
static void mark(struct verdict_member *member, int casting)
{
    member->is_conflicted = true;
    if (member->is_chair && member->choice == choice_absent && casting != choice_absent) {
        member->choice = (enum choice)casting;
    }
}

static bool mark_all(struct act *act, const struct motion *motion, struct motion_doubt *doubt,
                     struct verdict_member *members, struct err *err)
{
    struct object_list roster;
    if (!world_related(act->world, REL_ROSTER_OF_MOTION, &motion->object.id, &roster, err)) {
        return false;
    }
    doubt->is_first_counted = false;
    for (size_t i = 0; i < roster.count; i++) {
        const struct uuid *member = &((const struct roster_seat *)roster.items[i])->member;
        for (size_t j = 0; j < doubt->count; j++) {
            if (!uuid_equal(&doubt->members[j], member)) {
                continue;
            }
            mark(&members[i], doubt->casting);
            if (j == 0) {
                doubt->is_first_counted =
                    members[i].is_present && members[i].choice != choice_absent;
            }
        }
    }
    return true;
}

/* The casting vote that broke a tie breaks that without the doubtful votes too, if it is still open
 * then; where the chair's is in doubt it is not. */
static enum verdict_state after_casting(enum verdict_state state, int casting)
{
    if (state != VERDICT_TIE_OPEN || casting == choice_absent) {
        return state;
    }
    return casting == CHOICE_FOR ? VERDICT_ADOPTED : VERDICT_REJECTED;
}

bool motion_without(struct act *act, const struct motion *motion, struct motion_doubt *doubt,
                    struct err *err)
{
    struct motion_count count;
    if (!motion_gather(act, motion, &count, err) ||
        !mark_all(act, motion, doubt, count.members.items, err)) {
        return false;
    }
    struct verdict with;
    struct verdict without;
    verdict_of(&with, &count.rules, &count.facts, count.members.items, count.members.count);
    verdict_without(&without, &count.rules, &count.facts, count.members.items, count.members.count);
    doubt->doubtful = with.doubtful;
    doubt->without = (int)after_casting(without.state, doubt->casting);
    doubt->is_pivotal = with.doubtful > 0 && doubt->without != doubt->verdict;
    return true;
}
