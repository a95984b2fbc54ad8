/* Urgent decisions and their ratification, rulings by one person behind two handles, suspensions and
 * conflicts: one call each, for tests. */
#ifndef TESTS_UNIT_RULINGS_ROOM_H
#define TESTS_UNIT_RULINGS_ROOM_H

#include "powers_room.h"

static const struct uuid none = { { 0 } };

static inline void same(struct powers *p, struct uuid one, struct uuid other)
{
    p->room.twin[0] = one;
    p->room.twin[1] = other;
}

/* Ruled on by the clerk, who is also `other`: refused; and by somebody else it is not. */
static inline void refused_to(struct powers *p, struct uuid decision, struct uuid other)
{
    struct council_room *room = &p->room;
    struct uuid objection = objected(p, decision);
    same(p, p->clerk, other);
    RUN(room, DECISION_RULED, ruling_body(p, decision, objection, RULING_REJECTED), p->clerk);
    assert_refused(room, ERR_SEPARATION, "");
    same(p, none, none);
    RUN(room, DECISION_RULED, ruling_body(p, decision, objection, RULING_REJECTED), p->clerk);
    assert_done(room);
}

static inline struct uuid urgent_mandate(struct powers *p, int64_t cents)
{
    struct body_mandate_granted *body = room_mandate_body(&p->room);
    body->ceiling_urgency_cents = cents;
    p->room.mandate = consented(p, body);
    return p->room.mandate;
}

static inline struct uuid urgent(struct powers *p, int64_t cents)
{
    struct council_room *room = &p->room;
    struct uuid id = RUN(room, DECISION_MADE,
                         basis_body(p, BASIS_URGENCY, room_file(room, cents), cents), p->chair);
    return id;
}

static inline struct uuid put_ratification(struct powers *p, struct uuid decision, int64_t cents)
{
    struct council_room *room = &p->room;
    struct body_motion_drafted *body =
        room_draft_body(room, OBJECT(room, decision, DECISION, decision)->proposal, cents);
    body->subject = SUBJECT_RATIFICATION;
    body->releases = decision;
    struct uuid motion = RUN(room, MOTION_DRAFTED, body, room->secretary);
    assert_done(room);
    room_open_motion(room, motion);
    assert_done(room);
    return motion;
}

static inline struct uuid ratify(struct powers *p, struct uuid decision, int64_t cents, enum choice choice)
{
    struct council_room *room = &p->room;
    struct uuid motion = put_ratification(p, decision, cents);
    for (int i = 0; i < 3; i++) {
        room_vote(room, motion, i, choice, none);
        assert_done(room);
    }
    room_close_motion(room, motion);
    struct uuid made = room_decide(room, motion);
    assert_done(room);
    return made;
}

static inline void set_suspended(struct powers *p, struct uuid decision, bool suspended)
{
    struct council_room *room = &p->room;
    if (suspended) {
        struct body_decision_suspended *body = NEW(room, decision_suspended, DECISION_SUSPENDED);
        body->decision = decision;
        body->reason = words("De voorzieningenrechter");
        body->document = some_hash();
        RUN(room, DECISION_SUSPENDED, body, room->grantor);
    } else {
        struct body_decision_resumed *body = NEW(room, decision_resumed, DECISION_RESUMED);
        body->decision = decision;
        body->reason = words("De voorzieningenrechter");
        body->document = some_hash();
        RUN(room, DECISION_RESUMED, body, room->grantor);
    }
}

static inline void contest(struct powers *p, struct uuid decision, int member)
{
    struct council_room *room = &p->room;
    struct body_conflict_found *body = NEW(room, conflict_found, CONFLICT_FOUND);
    body->decision = decision;
    body->member = room->member[member];
    body->document = some_hash();
    RUN(room, CONFLICT_FOUND, body, room->secretary);
    assert_done(room);
}

static inline void assert_state(struct powers *p, struct uuid decision, enum decision_state state)
{
    assert_int_equal(status_of(p, decision)->state, state);
}

static inline void undo(struct powers *p, struct uuid transaction)
{
    struct council_room *room = &p->room;
    struct body_transaction_reversed *body = NEW(room, transaction_reversed, TRANSACTION_REVERSED);
    body->transaction = transaction;
    body->reason = words("Verkeerd dossier");
    RUN(room, TRANSACTION_REVERSED, body,
        room_appoint(room, ROLE_CONTROLLER, SCOPE_ORGANISATION, room->organisation, room->grantor));
}

#endif
