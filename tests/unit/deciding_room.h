/* A council that decides by any of the shipped rule sets, for tests: rules, meetings with an
 * agenda, who is there, motions put again. */
#ifndef TESTS_UNIT_DECIDING_ROOM_H
#define TESTS_UNIT_DECIDING_ROOM_H

#include "council_room.h"

#include "buurtkas/domain/ruleset.h"

static const struct uuid nobody;

enum {
    HOUR = 3600000
};

static inline struct body_rule_set_adopted *rules_body(struct council_room *room,
                                                       enum rule_base base)
{
    struct body_rule_set_adopted *body = NEW(room, rule_set_adopted, RULE_SET_ADOPTED);
    body->council = room->council;
    body->base = (int)base;
    body->from_date = day_of(2026, 1, 1);
    body->change_vote = true;
    return body;
}

static inline struct uuid adopt(struct council_room *room, struct body_rule_set_adopted *body)
{
    return RUN(room, RULE_SET_ADOPTED, body, room->grantor);
}

/* A council of so many members in as many seats and four more, with mandate and money. */
static inline void begin_by(struct council_room *room, enum rule_base base, int members)
{
    room_found(room, members);
    room->rules = adopt(room, rules_body(room, base));
    assert_done(room);
    room->mandate = room_mandate(room);
    room->envelope = room_envelope(room, 2000000);
}

static inline struct body_meeting_convened *call_body(struct council_room *room)
{
    struct body_meeting_convened *body = NEW(room, meeting_convened, MEETING_CONVENED);
    body->council = room->council;
    body->on_date = date_in_amsterdam(room->acting.at);
    body->is_public = true;
    body->agenda = room_agenda();
    return body;
}

static inline struct uuid call(struct council_room *room, struct body_meeting_convened *body)
{
    return RUN(room, MEETING_CONVENED, body, room->secretary);
}

static inline void arrive(struct council_room *room, struct uuid meeting, int from, int until)
{
    for (int i = from; i < until; i++) {
        room_attend(room, meeting, room->member[i], PRESENCE_ARRIVED);
        assert_done(room);
    }
}

/* A new meeting, opened with the first so many; room->meeting from then on. */
static inline struct uuid meet(struct council_room *room, int present)
{
    room->meeting = call(room, call_body(room));
    assert_done(room);
    arrive(room, room->meeting, 0, present);
    room_open_meeting(room, room->meeting);
    assert_done(room);
    return room->meeting;
}

static inline struct list agenda_item(struct council_room *room, int32_t number,
                                      struct uuid proposal, int32_t repeats)
{
    struct item_agenda_item *item = arena_calloc(room->acting.arena, 1, sizeof *item);
    *item = (struct item_agenda_item){ .number = number,
                                       .title = words("Buurtmoestuin"),
                                       .proposal = proposal,
                                       .repeats = repeats == 0 ? FIELD_ABSENT_I32 : repeats };
    return (struct list){ item, 1 };
}

/* One more item, under the next version of the agenda. */
static inline void amend(struct council_room *room, struct uuid meeting, int32_t number,
                         struct uuid proposal)
{
    struct body_agenda_amended *body = NEW(room, agenda_amended, AGENDA_AMENDED);
    body->meeting = meeting;
    body->agenda = agenda_item(room, number, proposal, 0);
    RUN(room, AGENDA_AMENDED, body, room->secretary);
}

/* Drafted and opened in room->meeting on all that the proposal asks. */
static inline struct uuid put_motion(struct council_room *room, struct uuid proposal,
                                     struct uuid retry_of)
{
    struct body_motion_drafted *body = room_draft_body(room, proposal, 1000);
    body->retry_of = retry_of;
    struct uuid motion = RUN(room, MOTION_DRAFTED, body, room->secretary);
    if (!err_is_set(&room->err)) {
        room_open_motion(room, motion);
    }
    return motion;
}

static inline void vote_all(struct council_room *room, struct uuid motion, int from, int until,
                            enum choice choice)
{
    for (int i = from; i < until; i++) {
        room_vote(room, motion, i, choice, nobody);
        assert_done(room);
    }
}

static inline const struct body_motion_closed *close_up(struct council_room *room,
                                                        struct uuid motion)
{
    room_close_motion(room, motion);
    assert_done(room);
    return ACT_BODY(room->last, motion_closed);
}

/* Put, voted by the first `votes_for` and the next `votes_against`, closed. */
static inline struct uuid put_and_vote(struct council_room *room, struct uuid proposal,
                                       struct uuid retry_of, int votes_for, int votes_against)
{
    struct uuid motion = put_motion(room, proposal, retry_of);
    assert_done(room);
    vote_all(room, motion, 0, votes_for, CHOICE_FOR);
    vote_all(room, motion, votes_for, votes_for + votes_against, CHOICE_AGAINST);
    (void)close_up(room, motion);
    return motion;
}

static inline const struct motion *motion_at(struct council_room *room, struct uuid id)
{
    return OBJECT(room, motion, MOTION, id);
}

static inline void done_with(struct council_room *room)
{
    room_replay(room);
    room_end(room);
}

#endif
