/* Who has a seat and a vote in a council on a day, and who is in the room. A substitute has no seat
 * of its own and is not on a roster; a youth member of the shipped rule sets votes and fills a seat
 * (V18). */
#include "domain/council_internal.h"

#include "buurtkas/domain/competence.h"

/* The capacity in which a role votes; absent: it has no vote. */
static enum capacity capacity_of(int role)
{
    static const enum capacity capacities[role_end] = {
        [ROLE_MEMBER] = CAPACITY_MEMBER,
        [ROLE_CHAIR] = CAPACITY_CHAIR,
        [ROLE_YOUTH_MEMBER] = CAPACITY_YOUTH_MEMBER,
    };
    return capacities[role];
}

bool role_has_vote(int role)
{
    return capacity_of(role) != capacity_absent;
}

bool period_is_right(struct date from, struct date until, const char *pointer, struct err *err)
{
    if (until.days != DATE_ABSENT && until.days <= from.days) {
        char first[11];
        char last[11];
        date_print(first, from);
        date_print(last, until);
        return err_set_at(err, ERR_BAD_DATE, pointer,
                          "The first day no longer in force, %s, must be after the first day, %s.",
                          last, first);
    }
    return true;
}

/* Nobody has two seats: whoever chairs has the chair's, and no other. The record cannot tell, so
 * this is refused where persons are known. */
static bool chair_has_one_seat(struct act *act, const struct list *seats, struct err *err)
{
    const struct item_roster_seat *seat = seats->items;
    for (size_t i = 0; i < seats->count; i++) {
        for (size_t j = 0; seat[i].capacity == CAPACITY_CHAIR && j < seats->count; j++) {
            if (i != j && !act_keep_apart(act, &seat[i].member, &seat[j].member,
                                          "One person holds two seats of this council, one as "
                                          "chair; end one of the two appointments.",
                                          err)) {
                return false;
            }
        }
    }
    return true;
}

bool electorate_on(struct act *act, const struct uuid *council, struct date day, struct list *out,
                   struct err *err)
{
    struct object_list found;
    struct list seats;
    if (!world_related(act->world, REL_APPOINTMENTS_OF_SCOPE, council, &found, err) ||
        !rule_list(act, found.count, sizeof(struct item_roster_seat), &seats, err)) {
        return false;
    }
    struct item_roster_seat *seat = seats.items;
    seats.count = 0;
    for (size_t i = 0; i < found.count; i++) {
        const struct appointment *appointment = (const struct appointment *)found.items[i];
        if (role_has_vote(appointment->role) && appointment_in_force(appointment, day)) {
            seat[seats.count++] =
                (struct item_roster_seat){ .member = appointment->handle,
                                           .capacity = (int)capacity_of(appointment->role) };
        }
    }
    if (seats.count > ROSTER_MAX) {
        return err_set(err, ERR_TOO_LARGE, "The council has %zu members; at most %d can vote.",
                       seats.count, ROSTER_MAX);
    }
    if (!chair_has_one_seat(act, &seats, err)) {
        return false;
    }
    *out = seats;
    return true;
}

const struct appointment *council_appointment(struct act *act, const struct uuid *council,
                                              const struct uuid *handle, struct err *err)
{
    const struct appointment *found = rule_appointment(act, handle, "/member", err);
    if (found != NULL && !uuid_equal(&found->scope_id, council)) {
        (void)err_set_at(err, ERR_MISMATCH, "/member",
                         "This handle is of an appointment elsewhere, not to this council.");
        return NULL;
    }
    return found;
}

bool is_present_now(const struct object_list *attendance, const struct uuid *member)
{
    bool is_present = false;
    for (size_t i = 0; i < attendance->count; i++) {
        const struct attendance *line = (const struct attendance *)attendance->items[i];
        if (uuid_equal(&line->member, member)) {
            is_present = line->presence == PRESENCE_ARRIVED;
        }
    }
    return is_present;
}

bool was_present_since(const struct object_list *attendance, const struct uuid *member,
                       uint64_t opened_in)
{
    bool is_present = false;
    bool was_present = false;
    for (size_t i = 0; i < attendance->count; i++) {
        const struct attendance *line = (const struct attendance *)attendance->items[i];
        if (!uuid_equal(&line->member, member)) {
            continue;
        }
        is_present = line->presence == PRESENCE_ARRIVED;
        /* Who leaves after the opening was there; who arrives after it is there too. */
        was_present = was_present || line->object.entry > opened_in;
    }
    return was_present || is_present;
}

bool roster_has(const struct object_list *roster, const struct uuid *member)
{
    for (size_t i = 0; i < roster->count; i++) {
        if (uuid_equal(&((const struct roster_seat *)roster->items[i])->member, member)) {
            return true;
        }
    }
    return false;
}

bool recusals_have(const struct object_list *recusals, const struct uuid *member)
{
    for (size_t i = 0; i < recusals->count; i++) {
        if (uuid_equal(&((const struct recusal *)recusals->items[i])->member, member)) {
            return true;
        }
    }
    return false;
}
