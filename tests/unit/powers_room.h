/* A council's room with those behind it: chair, clerk, signatory; and their acts, one call each. */
#ifndef TESTS_UNIT_POWERS_ROOM_H
#define TESTS_UNIT_POWERS_ROOM_H

#include "council_room.h"

struct powers {
    struct council_room room;
    struct uuid chair, clerk, signatory;
    struct uuid payee;
};

static inline void powers_begin(struct powers *p, enum exercise exercise)
{
    struct council_room *room = &p->room;
    room_begin(room, 3, exercise);
    p->chair = room_appoint(room, ROLE_CHAIR, SCOPE_COUNCIL, room->council, room->secretary);
    p->clerk = room_appoint(room, ROLE_OBJECTIONS_CLERK, SCOPE_ORGANISATION, room->organisation,
                            room->grantor);
    p->signatory =
        room_appoint(room, ROLE_SIGNATORY, SCOPE_ORGANISATION, room->organisation, room->grantor);
    p->payee = room_payee(room, &room->party);
}

/* Everything again as a verifier would, with the invariants of the money. */
static inline void powers_end(struct powers *p)
{
    room_replay(&p->room);
    room_end(&p->room);
}

static inline struct hash some_hash(void)
{
    return (struct hash){ .bytes = { 5 } };
}

static inline const struct decision_status *status_of(struct powers *p, struct uuid decision)
{
    return OBJECT(&p->room, decision_status, DECISION_STATUS, decision);
}

static inline int64_t available(struct powers *p)
{
    return -room_balance(&p->room, ACCOUNT_BUDGET_AVAILABLE, p->room.envelope);
}

static inline int64_t counted(struct powers *p, struct uuid mandate, int32_t year)
{
    const struct mandate_year *of = room_object(&p->room, KIND_MANDATE_YEAR, mandate, year);
    return of == NULL ? 0 : of->amount_cents;
}

/* A mandate with these changes, consented to. */
static inline struct uuid consented(struct powers *p, struct body_mandate_granted *body)
{
    struct uuid mandate = RUN(&p->room, MANDATE_GRANTED, body, p->room.grantor);
    assert_done(&p->room);
    struct body_mandate_consented *yes = NEW(&p->room, mandate_consented, MANDATE_CONSENTED);
    yes->mandate = mandate;
    RUN(&p->room, MANDATE_CONSENTED, yes, p->room.holder);
    assert_done(&p->room);
    return mandate;
}

/* A decision that rests on no verdict. */
static inline struct body_decision_made *basis_body(struct powers *p, enum basis basis,
                                                    struct uuid proposal, int64_t cents)
{
    struct body_decision_made *body = NEW(&p->room, decision_made, DECISION_MADE);
    body->basis = (int)basis;
    body->proposal = proposal;
    body->mandate = p->room.mandate;
    body->amount_cents = cents;
    body->reasons = words("Het kan niet wachten.");
    body->effects = all_effects(&p->room);
    body->document = some_hash();
    return body;
}

static inline void notify(struct powers *p, struct uuid decision)
{
    struct body_decision_notified *told = NEW(&p->room, decision_notified, DECISION_NOTIFIED);
    told->decision = decision;
    told->channel = CHANNEL_LETTER;
    told->on_date = date_in_amsterdam(p->room.acting.at);
    RUN(&p->room, DECISION_NOTIFIED, told, p->room.secretary);
    assert_done(&p->room);
}

/* Granted by all three, in effect, told. */
static inline struct uuid granted(struct powers *p, int64_t cents)
{
    struct uuid decision = room_decide(&p->room, room_voted(&p->room, cents, 3, 0));
    assert_done(&p->room);
    notify(p, decision);
    return decision;
}

static inline struct uuid commit(struct powers *p, struct uuid decision, int64_t cents)
{
    struct body_commitment_made *body = NEW(&p->room, commitment_made, COMMITMENT_MADE);
    body->decision = decision;
    body->payee = p->payee;
    body->kind = COMMITMENT_ASSIGNMENT; /* to another than who asks */
    body->amount_cents = cents;
    return RUN(&p->room, COMMITMENT_MADE, body, p->signatory);
}

static inline struct uuid settle(struct powers *p, struct uuid commitment, int64_t cents)
{
    struct body_settlement_decided *body = NEW(&p->room, settlement_decided, SETTLEMENT_DECIDED);
    body->commitment = commitment;
    body->amount_cents = cents;
    body->reasons = words("Uitgevoerd.");
    body->effects = all_effects(&p->room);
    body->document = some_hash();
    return RUN(&p->room, SETTLEMENT_DECIDED, body, p->room.grantor);
}

static inline struct body_decision_withdrawn *
withdrawal_body(struct powers *p, struct uuid decision, enum withdrawal_ground ground)
{
    struct body_decision_withdrawn *body = NEW(&p->room, decision_withdrawn, DECISION_WITHDRAWN);
    body->decision = decision;
    body->ground = (int)ground;
    body->reasons = words("De tuin is niet aangelegd.");
    body->effects = all_effects(&p->room);
    body->document = some_hash();
    return body;
}

static inline struct body_objection_filed *objection_body(struct powers *p, struct uuid decision)
{
    struct body_objection_filed *body = NEW(&p->room, objection_filed, OBJECTION_FILED);
    body->decision = decision;
    body->filed_on = date_in_amsterdam(p->room.acting.at);
    body->grounds = words("De tuin komt voor mijn raam.");
    return body;
}

static inline struct uuid objected(struct powers *p, struct uuid decision)
{
    struct uuid id = RUN(&p->room, OBJECTION_FILED, objection_body(p, decision), p->room.secretary);
    assert_done(&p->room);
    return id;
}

static inline struct body_decision_ruled *ruling_body(struct powers *p, struct uuid decision,
                                                      struct uuid objection, enum ruling ruling)
{
    struct body_decision_ruled *body = NEW(&p->room, decision_ruled, DECISION_RULED);
    body->decision = decision;
    body->basis = BASIS_OBJECTION_RULING;
    body->objection = objection;
    body->ruling = (int)ruling;
    body->reasons = words("Het bezwaar is gewogen.");
    body->effects = all_effects(&p->room);
    body->document = some_hash();
    body->new_grant = room_id(&p->room);
    return body;
}

static inline void pass_days(struct powers *p, int days)
{
    p->room.acting.at.ms += INT64_C(86400000) * days;
}

#endif
