/* Rules of meetings: convened, opened with enough members in the room, closed when nothing is open;
 * and the attendance list, a journal of who arrived and who left. */
#include "buurtkas/domain/competence.h"
#include "buurtkas/domain/verdict.h"
#include "domain/council_internal.h"

static bool meeting_must_be(const struct meeting *meeting, enum meeting_state state,
                            struct err *err)
{
    if (meeting->state != (int)state) {
        return err_set(err, ERR_WRONG_STATE, "The meeting is %s, not %s.",
                       field_enum_name(meeting_state_names, meeting->state),
                       field_enum_name(meeting_state_names, (int)state));
    }
    return true;
}

/* A second call repeats a meeting that never opened. `majority` gives it no smaller quorum (V7,
 * V9). */
static bool second_call_is_right(struct act *act, const struct body_meeting_convened *body,
                                 struct err *err)
{
    if (uuid_is_zero(&body->second_call_of)) {
        return true;
    }
    const struct meeting *first =
        act_need(act, KIND_MEETING, &body->second_call_of, "/secondCallOf", err);
    if (first == NULL) {
        return false;
    }
    if (!uuid_equal(&first->council, &body->council)) {
        return err_set_at(err, ERR_MISMATCH, "/secondCallOf",
                          "The first meeting is of another council.");
    }
    if (first->state != MEETING_CONVENED) {
        return err_set_at(err, ERR_MISMATCH, "/secondCallOf",
                          "The first meeting was opened, so it needs no second call.");
    }
    return true;
}

bool rule_meeting_convened(struct act *act, struct err *err)
{
    struct body_meeting_convened *body = ACT_BODY(act, meeting_convened);
    if (act_need(act, KIND_COUNCIL, &body->council, "/council", err) == NULL ||
        !second_call_is_right(act, body, err)) {
        return false;
    }
    struct meeting *meeting = act_insert(act, KIND_MEETING, &act->id, 0, err);
    if (meeting == NULL) {
        return false;
    }
    meeting->council = body->council;
    meeting->on_date = body->on_date;
    meeting->public = body->is_public;
    meeting->second_call_of = body->second_call_of;
    meeting->attendance_count = 0;
    meeting->state = MEETING_CONVENED;
    return true;
}

/* Members, observers and substitutes are on the list; only who has a seat counts. */
static bool may_attend(struct act *act, const struct meeting *meeting, const struct uuid *member,
                       struct err *err)
{
    const struct appointment *appointment =
        council_appointment(act, &meeting->council, member, err);
    if (appointment == NULL) {
        return false;
    }
    if (!role_has_vote(appointment->role) && appointment->role != ROLE_OBSERVER &&
        appointment->role != ROLE_SUBSTITUTE) {
        return err_set_at(err, ERR_MISMATCH, "/member",
                          "A %s of the council is not on the attendance list.",
                          field_enum_name(role_names, appointment->role));
    }
    if (!appointment_in_force(appointment, act->today)) {
        return err_set_at(err, ERR_MISMATCH, "/member", "The member is not in office today.");
    }
    return true;
}

bool rule_attendance_recorded(struct act *act, struct err *err)
{
    struct body_attendance_recorded *body = ACT_BODY(act, attendance_recorded);
    const struct meeting *found = act_need(act, KIND_MEETING, &body->meeting, NULL, err);
    if (found == NULL) {
        return false;
    }
    if (found->state == MEETING_CLOSED) {
        return err_set(err, ERR_WRONG_STATE, "The meeting is closed.");
    }
    struct object_list attendance;
    if (!world_related(act->world, REL_ATTENDANCE_OF_MEETING, &body->meeting, &attendance, err)) {
        return false;
    }
    bool is_arrival = body->presence == PRESENCE_ARRIVED;
    bool is_present = is_present_now(&attendance, &body->member);
    /* Who is in the room may always leave it, also when the term has just ended. */
    if (!(is_present && !is_arrival) && !may_attend(act, found, &body->member, err)) {
        return false;
    }
    if (is_present == is_arrival) {
        return err_set(err, ERR_WRONG_STATE,
                       is_present ? "The member has arrived already and has not left."
                                  : "The member is not there, so cannot leave.");
    }
    body->ordinal = found->attendance_count + 1;
    struct meeting *meeting = act_edit(act, found, err);
    struct attendance *line =
        meeting == NULL ? NULL
                        : act_insert(act, KIND_ATTENDANCE, &body->meeting, body->ordinal, err);
    if (line == NULL) {
        return false;
    }
    meeting->attendance_count = body->ordinal;
    line->member = body->member;
    line->presence = body->presence;
    line->at = act->at;
    return true;
}

/* How many of the seated are in the room. */
static bool count_present(struct act *act, const struct uuid *meeting, const struct list *seats,
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

static bool quorum_is_met(const struct body_meeting_opened *body, const struct rule_set *rules,
                          struct err *err)
{
    int32_t needed = 0;
    if (opening_quorum_met(rules, body->seats, body->seated, body->present, &needed)) {
        return true;
    }
    return err_set(err, ERR_NO_QUORUM,
                   "%" PRId32 " of the %" PRId32 " members in office are present; at least %" PRId32
                   " are needed to open.",
                   body->present, body->seated, needed);
}

/* The day of the meeting has come: a decision cannot be dated before the meeting that took it. */
static bool day_has_come(const struct act *act, const struct meeting *meeting, struct err *err)
{
    if (meeting->on_date.days > act->today.days) {
        char day[11];
        date_print(day, meeting->on_date);
        return err_set(err, ERR_BAD_DATE, "The meeting is on %s; it cannot open before that day.",
                       day);
    }
    return true;
}

bool rule_meeting_opened(struct act *act, struct err *err)
{
    struct body_meeting_opened *body = ACT_BODY(act, meeting_opened);
    const struct meeting *found = act_need(act, KIND_MEETING, &body->meeting, NULL, err);
    if (found == NULL || !meeting_must_be(found, MEETING_CONVENED, err) ||
        !day_has_come(act, found, err)) {
        return false;
    }
    const struct council *council = act_need(act, KIND_COUNCIL, &found->council, NULL, err);
    const struct rule_set *rules =
        council == NULL ? NULL : act_need(act, KIND_RULE_SET, &body->rule_set, "/ruleSet", err);
    struct list seats;
    if (rules == NULL || !rule_set_must_bind(act, &found->council, rules, err) ||
        !electorate_on(act, &found->council, act->today, &seats, err) ||
        !count_present(act, &body->meeting, &seats, &body->present, err)) {
        return false;
    }
    body->seats = council->seats;
    body->seated = (int32_t)seats.count;
    if (!quorum_is_met(body, rules, err)) {
        return false;
    }
    struct meeting *meeting = act_edit(act, found, err);
    if (meeting == NULL) {
        return false;
    }
    meeting->opened_at = act->at;
    meeting->present_at_opening = body->present;
    meeting->state = MEETING_OPENED;
    return true;
}

static bool no_motion_is_open(struct act *act, const struct uuid *meeting, struct err *err)
{
    struct object_list motions;
    if (!world_related(act->world, REL_MOTIONS_OF_MEETING, meeting, &motions, err)) {
        return false;
    }
    size_t open = 0;
    for (size_t i = 0; i < motions.count; i++) {
        open += ((const struct motion *)motions.items[i])->state == MOTION_OPEN;
    }
    if (open > 0) {
        return err_set(err, ERR_WRONG_STATE, "%zu %s of this meeting still open.", open,
                       open == 1 ? "motion is" : "motions are");
    }
    return true;
}

bool rule_meeting_closed(struct act *act, struct err *err)
{
    struct body_meeting_closed *body = ACT_BODY(act, meeting_closed);
    const struct meeting *found = act_need(act, KIND_MEETING, &body->meeting, NULL, err);
    if (found == NULL || !meeting_must_be(found, MEETING_OPENED, err) ||
        !no_motion_is_open(act, &body->meeting, err)) {
        return false;
    }
    struct meeting *meeting = act_edit(act, found, err);
    if (meeting == NULL) {
        return false;
    }
    meeting->closed_at = act->at;
    meeting->state = MEETING_CLOSED;
    return true;
}
