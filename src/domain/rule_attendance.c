/* The rule of the attendance list: a journal of who arrived and who left, and in whose place a
 * substitute came. */
#include "buurtkas/domain/competence.h"
#include "domain/council_internal.h"

/* Members, observers and substitutes are on the list; only who has a seat counts. */
static bool may_attend(struct act *act, const struct meeting *meeting, const struct uuid *member,
                       struct err *err)
{
    const struct appointment *appointment =
        council_appointment(act, &meeting->council, member, "/member", err);
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

/* V18: only a substitute, and only for a member who has a seat, is not there, and has no other
 * substitute in the room. */
static bool stands_in_rightly(struct act *act, const struct meeting *meeting,
                              const struct body_attendance_recorded *body,
                              const struct object_list *attendance, struct err *err)
{
    static const char pointer[] = "/inPlaceOf";
    if (uuid_is_zero(&body->in_place_of)) {
        return true;
    }
    const struct appointment *own = rule_appointment(act, &body->member, "/member", err);
    const struct appointment *absent =
        own == NULL ? NULL
                    : council_appointment(act, &meeting->council, &body->in_place_of, pointer, err);
    if (absent == NULL) {
        return false;
    }
    if (body->presence != PRESENCE_ARRIVED || own->role != ROLE_SUBSTITUTE) {
        return err_set_at(err, ERR_MISMATCH, pointer,
                          "Only a substitute who arrives takes the place of another.");
    }
    if (!role_has_vote(absent->role) || !appointment_in_force(absent, act->today)) {
        return err_set_at(err, ERR_MISMATCH, pointer, "This handle has no seat today.");
    }
    if (is_present_now(attendance, &body->in_place_of)) {
        return err_set_at(err, ERR_MISMATCH, pointer,
                          "The member is there, so nobody takes the "
                          "place.");
    }
    return stand_in_of(attendance, &body->in_place_of) == NULL ||
           err_set_at(err, ERR_MISMATCH, pointer, "Another substitute has taken the place.");
}

static bool place_is_free(const struct object_list *attendance, const struct uuid *member,
                          struct err *err)
{
    return stand_in_of(attendance, member) == NULL ||
           err_set(err, ERR_WRONG_STATE,
                   "A substitute sits in the member's place, and leaves before the member "
                   "arrives.");
}

static bool line_is_right(struct act *act, const struct meeting *meeting,
                          const struct body_attendance_recorded *body,
                          const struct object_list *attendance, struct err *err)
{
    bool is_arrival = body->presence == PRESENCE_ARRIVED;
    bool is_present = is_present_now(attendance, &body->member);
    /* Who is in the room may always leave it, also when the term has just ended. */
    if (!(is_present && !is_arrival) && !may_attend(act, meeting, &body->member, err)) {
        return false;
    }
    if (is_present == is_arrival) {
        return err_set(err, ERR_WRONG_STATE,
                       is_present ? "The member has arrived already and has not left."
                                  : "The member is not there, so cannot leave.");
    }
    return (!is_arrival || place_is_free(attendance, &body->member, err)) &&
           stands_in_rightly(act, meeting, body, attendance, err);
}

bool rule_attendance_recorded(struct act *act, struct err *err)
{
    struct body_attendance_recorded *body = ACT_BODY(act, attendance_recorded);
    const struct meeting *found = act_need(act, KIND_MEETING, &body->meeting, NULL, err);
    if (found == NULL) {
        return false;
    }
    if (found->state == MEETING_CLOSED || found->state == MEETING_NOT_OPENED) {
        return err_set(err, ERR_WRONG_STATE, "The meeting is %s.",
                       field_enum_name(meeting_state_names, found->state));
    }
    if (meeting_is_in_writing(found)) {
        return err_set(err, ERR_MISMATCH,
                       "Nobody meets in a round in writing, so it has no attendance list.");
    }
    struct object_list attendance;
    if (!world_related(act->world, REL_ATTENDANCE_OF_MEETING, &body->meeting, &attendance, err)) {
        return false;
    }
    if (!line_is_right(act, found, body, &attendance, err)) {
        return false;
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
    line->in_place_of = body->in_place_of;
    line->presence = body->presence;
    line->at = act->at;
    return true;
}
