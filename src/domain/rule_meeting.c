/* Rules of meetings: convened with an agenda, opened with enough members in the room or on a second
 * call, not opened for want of members, closed when nothing is open. */
#include "buurtkas/domain/verdict.h"
#include "domain/agenda_internal.h"
#include "domain/written_internal.h"

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

/* Whether the other meeting takes the place of a second call of the same: it was held, or its day
 * has not passed. One that could not open, or never did, leaves the place to a new one. */
static bool takes_its_place(const struct act *act, const struct meeting *other)
{
    return other->state == MEETING_OPENED || other->state == MEETING_CLOSED ||
           (other->state == MEETING_CONVENED && other->on_date.days >= act->today.days);
}

/* V9; Gemeentewet 20: one lapsed meeting has one second call. @param own  zero: not convened yet */
static bool is_the_only_second_call(struct act *act, const struct uuid *council,
                                    const struct uuid *first, const struct uuid *own,
                                    struct err *err)
{
    struct object_list meetings;
    if (!world_related(act->world, REL_MEETINGS_OF_COUNCIL, council, &meetings, err)) {
        return false;
    }
    for (size_t i = 0; i < meetings.count; i++) {
        const struct meeting *other = (const struct meeting *)meetings.items[i];
        bool is_second_call = uuid_equal(&other->second_call_of, first) &&
                              !uuid_equal(&other->object.id, own);
        bool is_held = other->state == MEETING_OPENED || other->state == MEETING_CLOSED;
        if (is_second_call && (uuid_is_zero(own) ? takes_its_place(act, other) : is_held)) {
            return err_set_at(err, ERR_ALREADY_EXISTS, uuid_is_zero(own) ? "/secondCallOf" : "",
                              "The meeting that could not open has its second call: %s.",
                              other->object.reference.text);
        }
    }
    return true;
}

/* A second call repeats a meeting of which the record says that it could not open. */
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
    if (first->state != MEETING_NOT_OPENED) {
        return err_set_at(err, ERR_MISMATCH, "/secondCallOf",
                          "The first meeting is %s; a second call follows one that could not open "
                          "for want of members.",
                          field_enum_name(meeting_state_names, first->state));
    }
    static const struct uuid not_yet = { { 0 } };
    return is_the_only_second_call(act, &body->council, &body->second_call_of, &not_yet, err);
}

/* An urgent decision is on the next agenda for ratification (domain, 5), and on each one after it
 * until the council has spoken. */
static bool urgent_ones_are_on_it(struct act *act, const struct body_meeting_convened *body,
                                  struct err *err)
{
    struct object_list decisions;
    if (!world_related(act->world, REL_DECISIONS_OF_COUNCIL, &body->council, &decisions, err)) {
        return false;
    }
    for (size_t i = 0; i < decisions.count; i++) {
        const struct decision *decision = (const struct decision *)decisions.items[i];
        bool waits = false;
        if (!decision_waits_for_council(act, decision, &waits, err)) {
            return false;
        }
        if (waits && !agenda_has(&body->agenda, &decision->proposal)) {
            return err_set_at(err, ERR_MISMATCH, "/agenda",
                              "Urgent decision %s waits for the council's ratification: the next "
                              "agenda has an item on its proposal.",
                              decision->object.reference.text);
        }
    }
    return true;
}

bool rule_meeting_convened(struct act *act, struct err *err)
{
    struct body_meeting_convened *body = ACT_BODY(act, meeting_convened);
    if (act_need(act, KIND_COUNCIL, &body->council, "/council", err) == NULL ||
        !second_call_is_right(act, body, err) || !round_is_right(body, err) ||
        !urgent_ones_are_on_it(act, body, err) || !call_gives_notice(act, body, err)) {
        return false;
    }
    struct meeting *meeting = act_insert(act, KIND_MEETING, &act->id, 0, err);
    if (meeting == NULL) {
        return false;
    }
    bool has_agenda = body->agenda.count > 0;
    meeting->council = body->council;
    meeting->on_date = body->on_date;
    meeting->public = body->is_public;
    meeting->second_call_of = body->second_call_of;
    meeting->until_date = body->until_date;
    meeting->convened_at = act->at;
    meeting->quorum_waived = false;
    meeting->attendance_count = 0;
    meeting->proxy_count = 0;
    meeting->state = MEETING_CONVENED;
    meeting->agenda_version = has_agenda ? 1 : 0;
    meeting->agenda_at = has_agenda ? act->at : (struct instant){ INSTANT_ABSENT };
    return agenda_announce(act, meeting, &body->agenda, err);
}

/* --- Opening, or not. --- */

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

bool meeting_quorum(struct act *act, const struct meeting *meeting, const struct rule_set *rules,
                    struct quorum *out, struct err *err)
{
    const struct council *council = act_need(act, KIND_COUNCIL, &meeting->council, NULL, err);
    struct list seats;
    if (council == NULL || !rule_set_must_bind(act, &meeting->council, rules, err) ||
        !electorate_in(act, meeting, rules, &seats, err) ||
        !electorate_present(act, &meeting->object.id, &seats, &out->present, err)) {
        return false;
    }
    out->seats = council->seats;
    out->seated = (int32_t)seats.count;
    if (meeting_is_in_writing(meeting)) {
        out->is_met = true;
        return true;
    }
    out->is_met = opening_quorum_met(rules, out->seats, out->seated, out->present, &out->needed);
    return true;
}

enum {
    HOUR_MS = 3600000
};

/* V9; Gemeentewet 20: the time runs from the call to the meeting. */
static bool second_call_may_open(const struct act *act, const struct meeting *meeting,
                                 const struct rule_set *rules, const struct quorum *quorum,
                                 struct err *err)
{
    int64_t waited_ms = act->at.ms - meeting->convened_at.ms;
    if (waited_ms < (int64_t)rules->second_call_hours * HOUR_MS) {
        return err_set(err, ERR_BAD_DATE,
                       "The second call was made %" PRId64 " whole hours ago; a meeting that it "
                       "calls opens after at least %" PRId32 " hours%s.",
                       waited_ms / HOUR_MS, rules->second_call_hours, quorum_article(rules));
    }
    return quorum->present > 0 ||
           err_set(err, ERR_NO_QUORUM, "Nobody with a vote is there: 0 of %" PRId32 ".",
                   quorum->seated);
}

static bool may_open(struct act *act, const struct meeting *meeting,
                     const struct rule_set *rules, const struct quorum *quorum, struct err *err)
{
    if (meeting_is_in_writing(meeting)) {
        return round_may_open(act, meeting, rules, err);
    }
    if (meeting_is_second_call(meeting, rules)) {
        return is_the_only_second_call(act, &meeting->council, &meeting->second_call_of,
                                       &meeting->object.id, err) &&
               second_call_may_open(act, meeting, rules, quorum, err);
    }
    if (!meeting_had_notice(act, meeting, rules, err)) {
        return false;
    }
    return quorum->is_met ||
           err_set(err, ERR_NO_QUORUM,
                   "%" PRId32 " of the %" PRId32 " members in office are present; at least %" PRId32
                   " are needed to open%s.",
                   quorum->present, quorum->seated, quorum->needed, quorum_article(rules));
}

bool rule_meeting_opened(struct act *act, struct err *err)
{
    struct body_meeting_opened *body = ACT_BODY(act, meeting_opened);
    const struct meeting *found = act_need(act, KIND_MEETING, &body->meeting, NULL, err);
    if (found == NULL || !meeting_must_be(found, MEETING_CONVENED, err) ||
        !day_has_come(act, found, err)) {
        return false;
    }
    const struct rule_set *rules = act_need(act, KIND_RULE_SET, &body->rule_set, "/ruleSet", err);
    struct quorum quorum = { 0 };
    if (rules == NULL || !meeting_quorum(act, found, rules, &quorum, err) ||
        !may_open(act, found, rules, &quorum, err)) {
        return false;
    }
    body->seats = quorum.seats;
    body->seated = quorum.seated;
    body->present = quorum.present;
    body->needed = quorum.needed;
    body->quorum_waived = meeting_is_second_call(found, rules);
    struct meeting *meeting = act_edit(act, found, err);
    if (meeting == NULL) {
        return false;
    }
    meeting->opened_at = act->at;
    meeting->opened_in = (int64_t)act->entry;
    meeting->present_at_opening = body->present;
    meeting->quorum_waived = body->quorum_waived;
    meeting->state = MEETING_OPENED;
    return true;
}

/* That it could not open is a fact of its own: a second call rests on it. For want of members, not
 * of days: who was called too late need not come, and a second call would need nobody. */
bool rule_meeting_lapsed(struct act *act, struct err *err)
{
    struct body_meeting_lapsed *body = ACT_BODY(act, meeting_lapsed);
    const struct meeting *found = act_need(act, KIND_MEETING, &body->meeting, NULL, err);
    if (found == NULL || !meeting_must_be(found, MEETING_CONVENED, err) ||
        !day_has_come(act, found, err)) {
        return false;
    }
    if (meeting_is_in_writing(found)) {
        return err_set(err, ERR_MISMATCH,
                       "In writing nobody is present, so nobody can be too few to open.");
    }
    const struct rule_set *rules = act_need(act, KIND_RULE_SET, &body->rule_set, "/ruleSet", err);
    struct quorum quorum = { 0 };
    if (rules == NULL || !meeting_quorum(act, found, rules, &quorum, err) ||
        !meeting_had_notice(act, found, rules, err)) {
        return false;
    }
    if (quorum.is_met || (meeting_is_second_call(found, rules) && quorum.present > 0)) {
        return err_set(err, ERR_WRONG_STATE,
                       "%" PRId32 " of the %" PRId32 " members in office are present; that is "
                       "enough to open.",
                       quorum.present, quorum.seated);
    }
    body->seats = quorum.seats;
    body->seated = quorum.seated;
    body->present = quorum.present;
    body->needed = quorum.needed;
    struct meeting *meeting = act_edit(act, found, err);
    if (meeting == NULL) {
        return false;
    }
    meeting->state = MEETING_NOT_OPENED;
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

/* A tie between nominees is settled in the same meeting. */
static bool no_ballot_is_open(struct act *act, const struct uuid *meeting, struct err *err)
{
    struct object_list ballots;
    if (!world_related(act->world, REL_BALLOTS_OF_MEETING, meeting, &ballots, err)) {
        return false;
    }
    for (size_t i = 0; i < ballots.count; i++) {
        const struct ballot *ballot = (const struct ballot *)ballots.items[i];
        if (ballot->state != BALLOT_ENDED) {
            return err_set(err, ERR_WRONG_STATE, "Ballot %s of this meeting has not ended.",
                           ballot->object.reference.text);
        }
    }
    return true;
}

bool rule_meeting_closed(struct act *act, struct err *err)
{
    struct body_meeting_closed *body = ACT_BODY(act, meeting_closed);
    const struct meeting *found = act_need(act, KIND_MEETING, &body->meeting, NULL, err);
    if (found == NULL || !meeting_must_be(found, MEETING_OPENED, err) ||
        !no_motion_is_open(act, &body->meeting, err) ||
        !no_ballot_is_open(act, &body->meeting, err)) {
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
