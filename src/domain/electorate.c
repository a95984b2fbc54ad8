/* Who has a seat and a vote in a council on a day, and who is in the room. A substitute has no seat
 * of its own, but takes that of the absent member for whom it came; a youth member votes and fills
 * a seat, or advises and fills none, by the rule set (V18). */
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

static const char *two_seats_sentence(int one, int other)
{
    if (one == CAPACITY_SUBSTITUTE || other == CAPACITY_SUBSTITUTE) {
        return "One person would vote twice: in a seat and as a substitute.";
    }
    return one == CAPACITY_CHAIR || other == CAPACITY_CHAIR
               ? "One person holds two seats of this council, one as chair; end one of the two "
                 "appointments."
               : "One person holds two seats of this council; end one of the two appointments.";
}

/* Nobody has two seats: whoever chairs has the chair's, a substitute the absent member's, a member
 * one. The record cannot tell, so this is refused where persons are known. */
static bool has_one_seat_each(struct act *act, const struct list *seats, struct err *err)
{
    const struct item_roster_seat *seat = seats->items;
    for (size_t i = 0; i < seats->count; i++) {
        for (size_t j = i + 1; j < seats->count; j++) {
            if (!act_keep_apart(act, &seat[i].member, &seat[j].member,
                                two_seats_sentence(seat[i].capacity, seat[j].capacity), err)) {
                return false;
            }
        }
    }
    return true;
}

bool role_has_seat(int role, const struct rule_set *rules)
{
    bool advises = role == ROLE_YOUTH_MEMBER && rules != NULL && rules->youth == YOUTH_ADVISES;
    return role_has_vote(role) && !advises;
}

const struct uuid *stand_in_of(const struct object_list *attendance, const struct uuid *member)
{
    const struct uuid *found = NULL;
    for (size_t i = 0; i < attendance->count; i++) {
        const struct attendance *line = (const struct attendance *)attendance->items[i];
        if (found != NULL && uuid_equal(&line->member, found)) {
            found = NULL; /* left, or came again for another */
        }
        if (uuid_equal(&line->in_place_of, member) && line->presence == PRESENCE_ARRIVED) {
            found = &line->member;
        }
    }
    return found;
}

static bool is_held_on(const struct object_list *appointments, const struct uuid *handle,
                       struct date day)
{
    for (size_t i = 0; i < appointments->count; i++) {
        const struct appointment *held = (const struct appointment *)appointments->items[i];
        if (uuid_equal(&held->handle, handle) && appointment_in_force(held, day)) {
            return true;
        }
    }
    return false;
}

/* V18: the substitute takes the place of the member who is not there. */
static struct item_roster_seat seat_of(const struct appointment *appointment,
                                       const struct object_list *appointments,
                                       const struct object_list *attendance, struct date day)
{
    struct item_roster_seat seat = { .member = appointment->handle,
                                     .capacity = (int)capacity_of(appointment->role) };
    const struct uuid *stand_in =
        is_present_now(attendance, &seat.member) ? NULL : stand_in_of(attendance, &seat.member);
    if (stand_in != NULL && is_held_on(appointments, stand_in, day)) {
        seat = (struct item_roster_seat){ .member = *stand_in, .capacity = CAPACITY_SUBSTITUTE };
    }
    return seat;
}

bool electorate_in(struct act *act, const struct meeting *meeting, const struct rule_set *rules,
                   struct list *out, struct err *err)
{
    struct object_list found;
    struct object_list attendance;
    struct list seats;
    if (!world_related(act->world, REL_APPOINTMENTS_OF_SCOPE, &meeting->council, &found, err) ||
        !world_related(act->world, REL_ATTENDANCE_OF_MEETING, &meeting->object.id, &attendance,
                       err) ||
        !rule_list(act, found.count, sizeof(struct item_roster_seat), &seats, err)) {
        return false;
    }
    struct item_roster_seat *seat = seats.items;
    seats.count = 0;
    for (size_t i = 0; i < found.count; i++) {
        const struct appointment *appointment = (const struct appointment *)found.items[i];
        if (role_has_seat(appointment->role, rules) && appointment_in_force(appointment, act->today)) {
            seat[seats.count++] = seat_of(appointment, &found, &attendance, act->today);
        }
    }
    if (seats.count > ROSTER_MAX) {
        return err_set(err, ERR_TOO_LARGE, "The council has %zu members; at most %d can vote.",
                       seats.count, ROSTER_MAX);
    }
    *out = seats;
    return has_one_seat_each(act, &seats, err);
}

const struct appointment *council_appointment(struct act *act, const struct uuid *council,
                                              const struct uuid *handle, const char *pointer,
                                              struct err *err)
{
    const struct appointment *found = rule_appointment(act, handle, pointer, err);
    if (found != NULL && !uuid_equal(&found->scope_id, council)) {
        (void)err_set_at(err, ERR_MISMATCH, pointer,
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

const struct recusal *recusal_of(const struct object_list *recusals, const struct uuid *member)
{
    for (size_t i = 0; i < recusals->count; i++) {
        const struct recusal *recusal = (const struct recusal *)recusals->items[i];
        if (uuid_equal(&recusal->member, member)) {
            return recusal;
        }
    }
    return NULL;
}

bool recusals_have(const struct object_list *recusals, const struct uuid *member)
{
    return recusal_of(recusals, member) != NULL;
}

const struct vote *standing_vote(const struct object_list *votes, const struct uuid *member)
{
    const struct vote *standing = NULL;
    for (size_t i = 0; i < votes->count; i++) {
        const struct vote *vote = (const struct vote *)votes->items[i];
        if (uuid_equal(&vote->member, member) &&
            (standing == NULL || vote->vote_ordinal > standing->vote_ordinal)) {
            standing = vote;
        }
    }
    return standing;
}

bool electorate_present(struct act *act, const struct uuid *meeting, const struct list *seats,
                        int32_t *out, struct err *err)
{
    struct object_list attendance;
    if (!world_related(act->world, REL_ATTENDANCE_OF_MEETING, meeting, &attendance, err)) {
        return false;
    }
    const struct item_roster_seat *seat = seats->items;
    int32_t present = 0;
    for (size_t i = 0; i < seats->count; i++) {
        present += is_present_now(&attendance, &seat[i].member);
    }
    *out = present;
    return true;
}
