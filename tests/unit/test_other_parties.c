/* What belongs to another municipality or council is refused wherever an act names it. Two of them stand side by side,
 * and each act of the one names one thing of the other. */
#include "powers_room.h"

#include "deciding_room.h"

struct neighbours {
    struct powers p;
    struct council_party other;
    struct uuid proposal;
    struct uuid others_payee;
};

static void neighbours_begin(struct neighbours *n)
{
    powers_begin(&n->p, EXERCISE_ALONE);
    n->other = room_neighbour(&n->p.room);
    n->proposal = room_file(&n->p.room, 100000);
    n->others_payee = room_payee(&n->p.room, &n->other);
}

static void a_mandate_is_of_one_organisation(void **state)
{
    (void)state;
    struct neighbours n;
    neighbours_begin(&n);
    struct council_room *room = &n.p.room;
    struct body_mandate_granted *body = room_mandate_body(room);
    body->council = n.other.council;
    RUN(room, MANDATE_GRANTED, body, room->grantor);
    assert_says(room, ERR_MISMATCH, "/council",
                "The council is of another organisation than the grantor's.");
    body = room_mandate_body(room);
    body->holder = n.other.holder;
    RUN(room, MANDATE_GRANTED, body, room->grantor);
    assert_says(room, ERR_MISMATCH, "/holder",
                "This handle is not of a holder in the grantor's organisation.");
    body = room_mandate_body(room);
    body->council = numbered(9);
    RUN(room, MANDATE_GRANTED, body, room->grantor);
    assert_refused(room, ERR_UNKNOWN_REFERENCE, "/council");
    powers_end(&n.p);
}

static void a_motion_is_about_one_council(void **state)
{
    (void)state;
    struct neighbours n;
    neighbours_begin(&n);
    struct council_room *room = &n.p.room;
    const struct council_party home = room->party;
    room->party = n.other;
    struct uuid others = room_file(room, 100000);
    room->party = home;
    RUN(room, MOTION_DRAFTED, room_draft_body(room, others, 100000), room->secretary);
    assert_says(room, ERR_MISMATCH, "/proposal", "The proposal asks money of another council.");
    struct body_motion_drafted *body = room_draft_body(room, n.proposal, 100000);
    body->rule_set = n.other.rules;
    RUN(room, MOTION_DRAFTED, body, room->secretary);
    assert_says(room, ERR_MISMATCH, "/ruleSet", "The rule set is of another council.");
    body = room_draft_body(room, n.proposal, 100000);
    body->mandate = n.other.mandate;
    RUN(room, MOTION_DRAFTED, body, room->secretary);
    assert_says(room, ERR_MISMATCH, "/mandate", "The mandate is of another council.");
    body = room_draft_body(room, n.proposal, 100000);
    body->subject = subject_absent;
    RUN(room, MOTION_DRAFTED, body, room->secretary);
    assert_says(room, ERR_MISMATCH, "/subject", "A motion has a subject.");
    powers_end(&n.p);
}

static void an_envelope_is_of_one_organisation(void **state)
{
    (void)state;
    struct neighbours n;
    neighbours_begin(&n);
    struct council_room *room = &n.p.room;
    static const struct {
        bool is_programme;
        const char *pointer;
        const char *sentence;
    } rows[] = {
        {true,   "/programme", "The programme is of another organisation."           },
        { false, "/council",   "The council decides on money of another organisation."},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct body_envelope_opened *body = NEW(room, envelope_opened, ENVELOPE_OPENED);
        body->organisation = room->organisation;
        body->council = rows[i].is_programme ? room->council : n.other.council;
        body->programme = rows[i].is_programme ? n.other.programme : room->programme;
        body->mode = MODE_MUNICIPAL;
        body->cashier = CASHIER_MUNICIPALITY;
        body->from_date = day_of(2026, 1, 1);
        body->until_date = day_of(2027, 1, 1);
        body->amount_cents = 100;
        body->document = some_hash();
        body->grant_id = room_id(room);
        RUN(room, ENVELOPE_OPENED, body, room->grantor);
        assert_says(room, ERR_MISMATCH, rows[i].pointer, rows[i].sentence);
    }
    powers_end(&n.p);
}

static void money_is_carried_over_within_a_council(void **state)
{
    (void)state;
    struct neighbours n;
    neighbours_begin(&n);
    struct council_room *room = &n.p.room;
    struct body_envelope_carried_over *body =
        NEW(room, envelope_carried_over, ENVELOPE_CARRIED_OVER);
    body->envelope = room->envelope;
    body->target = n.other.envelope;
    body->amount_cents = 100;
    body->document = some_hash();
    body->new_grant = room_id(room);
    RUN(room, ENVELOPE_CARRIED_OVER, body, room->grantor);
    assert_says(room, ERR_MISMATCH, "/to",
                "Money is carried over within one organisation and one council.");
    /* Nor to another council of the same organisation. */
    struct body_council_entered *council = NEW(room, council_entered, COUNCIL_ENTERED);
    council->organisation = room->organisation;
    council->area = room->area;
    council->statute = STATUTE_NONE;
    council->seats = 3;
    const struct council_party home = room->party;
    room->council = RUN(room, COUNCIL_ENTERED, council, room->grantor);
    assert_done(room);
    struct uuid envelope = room_envelope(room, 100);
    room->party = home;
    body->target = envelope;
    RUN(room, ENVELOPE_CARRIED_OVER, body, room->grantor);
    assert_says(room, ERR_MISMATCH, "/to",
                "Money is carried over within one organisation and one council.");
    powers_end(&n.p);
}

static void who_applies_or_is_known_is_registered_here(void **state)
{
    (void)state;
    struct neighbours n;
    neighbours_begin(&n);
    struct council_room *room = &n.p.room;
    struct body_proposal_filed *body = NEW(room, proposal_filed, PROPOSAL_FILED);
    struct item_cost_line line = { .label = words("Grond"), .amount_cents = 100 };
    body->envelope = room->envelope;
    body->title = words("Buurtmoestuin");
    body->applicant = n.others_payee;
    body->cost_lines = (struct list){ &line, 1 };
    body->version = room_id(room);
    RUN(room, PROPOSAL_FILED, body, room->secretary);
    assert_says(room, ERR_MISMATCH, "/applicant",
                "The applicant is registered with another organisation.");
    struct body_interest_registered *interest =
        NEW(room, interest_registered, INTEREST_REGISTERED);
    interest->council = room->council;
    interest->payee = n.others_payee;
    interest->relation = words("Bestuurslid");
    interest->delete_on = day_of(2027, 1, 1);
    RUN(room, INTEREST_REGISTERED, interest, room->member[0]);
    assert_says(room, ERR_MISMATCH, "/payee",
                "The payee is one of another organisation than the council's.");
    powers_end(&n.p);
}

static void a_meeting_follows_one_of_its_council_by_its_rules(void **state)
{
    (void)state;
    struct neighbours n;
    neighbours_begin(&n);
    struct council_room *room = &n.p.room;
    struct body_meeting_convened *body = call_body(room);
    body->second_call_of = n.other.meeting;
    (void)call(room, body);
    assert_says(room, ERR_MISMATCH, "/secondCallOf", "The first meeting is of another council.");
    struct uuid meeting = room_convene(room);
    struct body_meeting_opened *opened = NEW(room, meeting_opened, MEETING_OPENED);
    opened->meeting = meeting;
    opened->rule_set = n.other.rules;
    RUN(room, MEETING_OPENED, opened, room->secretary);
    assert_refused(room, ERR_MISMATCH, "/ruleSet");
    powers_end(&n.p);
}

static void a_seat_is_taken_for_one_who_has_it(void **state)
{
    (void)state;
    struct neighbours n;
    neighbours_begin(&n);
    struct council_room *room = &n.p.room;
    struct uuid substitute =
        room_appoint(room, ROLE_SUBSTITUTE, SCOPE_COUNCIL, room->council, room->secretary);
    struct uuid observer =
        room_appoint(room, ROLE_OBSERVER, SCOPE_COUNCIL, room->council, room->secretary);
    struct uuid meeting = room_convene(room);
    const struct {
        struct uuid member, in_place_of;
        enum presence presence;
        const char *sentence;
    } rows[] = {
        {substitute,       observer,        PRESENCE_ARRIVED, "This handle has no seat today."},
        { substitute,      room->member[0], PRESENCE_LEFT,
         "Only a substitute who arrives takes the place of another."                          },
        { room->member[1], room->member[0], PRESENCE_ARRIVED,
         "Only a substitute who arrives takes the place of another."                          },
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct body_attendance_recorded *body = NEW(room, attendance_recorded, ATTENDANCE_RECORDED);
        body->meeting = meeting;
        body->member = rows[i].member;
        body->in_place_of = rows[i].in_place_of;
        body->presence = (int)rows[i].presence;
        if (rows[i].presence == PRESENCE_LEFT) {
            room_attend(room, meeting, rows[i].member, PRESENCE_ARRIVED);
            assert_done(room);
        }
        RUN(room, ATTENDANCE_RECORDED, body, room->secretary);
        assert_says(room, ERR_MISMATCH, "/inPlaceOf", rows[i].sentence);
    }
    struct body_attendance_recorded *body = NEW(room, attendance_recorded, ATTENDANCE_RECORDED);
    body->meeting = meeting;
    body->member =
        room_appoint(room, ROLE_SUBSTITUTE, SCOPE_COUNCIL, room->council, room->secretary);
    body->in_place_of = n.other.member[0];
    body->presence = PRESENCE_ARRIVED;
    RUN(room, ATTENDANCE_RECORDED, body, room->secretary);
    assert_refused(room, ERR_MISMATCH, "/inPlaceOf");
    powers_end(&n.p);
}

/* The grantor takes a case back from the mandate about that money, and no other. */
static void a_case_is_taken_back_from_its_own_mandate(void **state)
{
    (void)state;
    struct neighbours n;
    neighbours_begin(&n);
    struct council_room *room = &n.p.room;
    struct body_decision_made *body = basis_body(&n.p, BASIS_GRANTOR, n.proposal, 100000);
    body->mandate = n.other.mandate;
    RUN(room, DECISION_MADE, body, room->grantor);
    assert_says(room, ERR_MISMATCH, "/mandate",
                "The mandate is not about the council's money that the proposal asks.");
    body = basis_body(&n.p, BASIS_SETTLEMENT, n.proposal, 100000);
    RUN(room, DECISION_MADE, body, room->grantor);
    assert_says(room, ERR_MISMATCH, "/basis",
                "A decision on the basis \"settlement\" is another act: a ruling, a settlement or "
                "a withdrawal.");
    powers_end(&n.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mandate_is_of_one_organisation),
        cmocka_unit_test(a_motion_is_about_one_council),
        cmocka_unit_test(an_envelope_is_of_one_organisation),
        cmocka_unit_test(money_is_carried_over_within_a_council),
        cmocka_unit_test(who_applies_or_is_known_is_registered_here),
        cmocka_unit_test(a_meeting_follows_one_of_its_council_by_its_rules),
        cmocka_unit_test(a_seat_is_taken_for_one_who_has_it),
        cmocka_unit_test(a_case_is_taken_back_from_its_own_mandate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
