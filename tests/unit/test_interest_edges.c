/* The register at its edges: who has no seat, motions that are not touched, interests that ended; and rulings that say
 * more than their outcome, grants of another funder. */
#include "powers_room.h"

#include "deciding_room.h"

static struct body_interest_registered *interest_body(struct council_room *room, struct uuid payee)
{
    struct body_interest_registered *body = NEW(room, interest_registered, INTEREST_REGISTERED);
    body->council = room->council;
    body->payee = payee;
    body->relation = words("Penningmeester is mijn zus.");
    body->delete_on = day_of(2030, 1, 1);
    return body;
}

static struct uuid file_for(struct council_room *room, struct uuid payee)
{
    struct item_cost_line *line = arena_alloc(room->acting.arena, sizeof *line);
    *line = (struct item_cost_line){ .label = words("Grond"), .amount_cents = 1000 };
    struct body_proposal_filed *body = NEW(room, proposal_filed, PROPOSAL_FILED);
    body->envelope = room->envelope;
    body->applicant = payee;
    body->title = words("Buurtmoestuin");
    body->cost_lines = (struct list){ line, 1 };
    body->version = room_id(room);
    struct uuid proposal = RUN(room, PROPOSAL_FILED, body, room->secretary);
    assert_done(room);
    return proposal;
}

static void enter_for(struct council_room *room, struct uuid payee, struct uuid member)
{
    struct body_interest_registered *body = interest_body(room, payee);
    body->member = member;
    RUN(room, INTEREST_REGISTERED, body, room->secretary);
}

static void only_who_may_vote_is_on_the_register(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_ALONE);
    struct uuid payee = room_payee(&room, &room.party);
    struct uuid observer =
        room_appoint(&room, ROLE_OBSERVER, SCOPE_COUNCIL, room.council, room.secretary);
    struct uuid substitute =
        room_appoint(&room, ROLE_SUBSTITUTE, SCOPE_COUNCIL, room.council, room.secretary);
    struct uuid gone = room_appoint(&room, ROLE_MEMBER, SCOPE_COUNCIL, room.council, room.secretary);
    struct object_list found;
    struct err err = { 0 };
    assert_true(world_related(room.acting.world, REL_APPOINTMENTS_BY_HANDLE, &gone, &found, &err));
    struct body_appointment_ended *ended = NEW(&room, appointment_ended, APPOINTMENT_ENDED);
    ended->appointment = found.items[0]->id;
    ended->until_date = date_in_amsterdam(room.acting.at);
    ended->document.bytes[0] = 1;
    RUN(&room, APPOINTMENT_ENDED, ended, room.secretary);
    assert_done(&room);
    static const char no_seat[] = "This handle has no seat with a vote in the council today.";
    enter_for(&room, payee, observer);
    assert_says(&room, ERR_NOT_ENTITLED, "/member", no_seat);
    enter_for(&room, payee, gone);
    assert_says(&room, ERR_NOT_ENTITLED, "/member", no_seat);
    enter_for(&room, payee, substitute);
    assert_done(&room);
    done_with(&room);
}

/* Open motions on what the organisation asks are touched: of who is on their roster and has not
 * stepped back already. */
static void only_open_motions_with_the_member_are_touched(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid proposal = file_for(room, p.payee);
    struct uuid mine = put_motion(room, proposal, nobody);
    assert_done(room);
    struct uuid other = put_motion(room, room_file(room, 1000), nobody);
    assert_done(room);
    struct uuid late =
        room_appoint(room, ROLE_MEMBER, SCOPE_COUNCIL, room->council, room->secretary);
    enter_for(room, p.payee, late); /* not on the roster of either */
    assert_done(room);
    const struct body_interest_registered *body = ACT_BODY(room->last, interest_registered);
    assert_int_equal(body->recused.count + body->flagged.count, 0);
    room_recuse(room, mine, 0);
    assert_done(room);
    enter_for(room, p.payee, room->member[0]);
    assert_done(room);
    body = ACT_BODY(room->last, interest_registered);
    assert_int_equal(body->recused.count + body->flagged.count, 0);
    enter_for(room, p.payee, room->member[1]);
    assert_done(room);
    body = ACT_BODY(room->last, interest_registered);
    assert_int_equal(body->recused.count, 1);
    const struct item_uuid *recused = body->recused.items;
    assert_true(uuid_equal(&recused[0].id, &mine));
    room_close_motion(room, mine);
    room_close_motion(room, other);
    room_close_meeting(room, room->meeting);
    assert_done(room);
    enter_for(room, p.payee, room->member[2]); /* the meeting is over */
    assert_done(room);
    body = ACT_BODY(room->last, interest_registered);
    assert_int_equal(body->recused.count + body->flagged.count, 0);
    powers_end(&p);
}

/* --- Rulings. --- */

static void what_fails_changes_nothing(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid decision = granted(&p, 100000);
    struct uuid objection = objected(&p, decision);
    static const char nothing[] = "A ruling that is not (partly) upheld changes nothing.";
    struct body_decision_ruled *body = ruling_body(&p, decision, objection, RULING_REJECTED);
    body->annuls = true;
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_says(room, ERR_MISMATCH, "/ruling", nothing);
    body = ruling_body(&p, decision, objection, RULING_REJECTED);
    body->amount_cents = 1;
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_says(room, ERR_MISMATCH, "/ruling", nothing);
    body = ruling_body(&p, decision, objection, RULING_REJECTED);
    body->exception_cents = 1;
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_says(room, ERR_MISMATCH, "/ruling", nothing);
    body = ruling_body(&p, decision, objection, RULING_UPHELD);
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_says(room, ERR_MISMATCH, "/annuls",
                "A ruling that upholds annuls the decision, grants something, or both.");
    body = ruling_body(&p, decision, objection, RULING_UPHELD);
    body->annuls = true;
    body->exception_cents = 1;
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_says(room, ERR_MISMATCH, "/exceptionCents",
                "The ruling grants nothing that an exception could fund.");
    body->exception_cents = FIELD_ABSENT;
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_done(room);
    powers_end(&p);
}

/* The exception of Awb 4:25(3) has its authority and its document. */
static void an_exception_names_its_document(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct uuid refusal = room_decide(room, room_voted(room, 900000, 1, 2));
    assert_done(room);
    notify(&p, refusal);
    /* All that is left goes elsewhere. */
    room->mandate = consented(&p, room_mandate_body(room));
    struct uuid first = granted(&p, 900000);
    struct uuid second = granted(&p, 600000);
    assert_false(uuid_is_zero(&first) || uuid_is_zero(&second));
    struct uuid objection = objected(&p, refusal);
    struct body_decision_ruled *body = ruling_body(&p, refusal, objection, RULING_UPHELD);
    body->annuls = true;
    body->amount_cents = 900000;
    body->exception_cents = 900000 - available(&p);
    static const char names[] = "The exception names its authority, and its document by hash.";
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_says(room, ERR_MISMATCH, "/exceptionDocument", names);
    body->exception_authority = words("College van burgemeester en wethouders");
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_says(room, ERR_MISMATCH, "/exceptionDocument", names);
    body->exception_document = some_hash();
    RUN(room, DECISION_RULED, body, p.clerk);
    assert_done(room);
    powers_end(&p);
}

/* --- An envelope's grants. --- */

static void an_amendment_is_of_the_funder_of_the_grant(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct council_room *room = &p.room;
    struct object_list grants;
    struct err err = { 0 };
    assert_true(world_related(room->acting.world, REL_GRANTS_OF_ENVELOPE, &room->envelope, &grants,
                              &err));
    const struct council_party other = room_neighbour(room);
    const struct uuid funders[] = { other.organisation, room->organisation, nobody };
    for (size_t i = 0; i < ARRAY_LEN(funders); i++) {
        struct body_envelope_amended *body = NEW(room, envelope_amended, ENVELOPE_AMENDED);
        body->envelope = room->envelope;
        body->kind = AMENDMENT_UP;
        body->grant_id = grants.items[0]->id;
        body->funder = funders[i];
        body->amount_cents = 100;
        body->document = some_hash();
        body->new_grant = room_id(room);
        RUN(room, ENVELOPE_AMENDED, body, room->grantor);
        if (i == 0) {
            assert_says(room, ERR_MISMATCH, "/funder", "The grant is another funder's.");
        } else {
            assert_done(room);
        }
    }
    powers_end(&p);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_who_may_vote_is_on_the_register),
        cmocka_unit_test(only_open_motions_with_the_member_are_touched),
        cmocka_unit_test(what_fails_changes_nothing),
        cmocka_unit_test(an_exception_names_its_document),
        cmocka_unit_test(an_amendment_is_of_the_funder_of_the_grant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
