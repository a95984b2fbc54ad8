/* The rules of areas, councils, rule sets, payees, mandates, proposals and meetings. Everything
 * done is replayed at the end as a verifier would. */
#include "council_room.h"

static void an_area_is_a_set_of_codes_of_a_municipality(void **state)
{
    (void)state;
    struct council_room room;
    room_found(&room, 3);
    struct item_code twice[3] = { { { "BU99990101" } }, { { "BU99990102" } },
                                   { { "BU99990101" } } };
    struct body_area_entered *body = NEW(&room, area_entered, AREA_ENTERED);
    body->organisation = room.organisation;
    body->from_date = day_of(2026, 1, 1);
    body->codes = (struct list){ twice, 3 };
    RUN(&room, AREA_ENTERED, body, room.grantor);
    assert_refused(&room, ERR_MISMATCH, "/codes/2");
    body = NEW(&room, area_entered, AREA_ENTERED);
    body->organisation = room.organisation;
    body->from_date = day_of(2026, 1, 1);
    body->until_date = day_of(2026, 1, 1);
    body->codes = (struct list){ twice, 2 };
    RUN(&room, AREA_ENTERED, body, room.grantor);
    assert_refused(&room, ERR_BAD_DATE, "/untilDate");
    body = NEW(&room, area_entered, AREA_ENTERED);
    body->organisation = room.organisation;
    body->from_date = day_of(2026, 1, 1);
    body->codes = (struct list){ twice, 2 };
    struct uuid area = RUN(&room, AREA_ENTERED, body, room.grantor);
    assert_done(&room);
    const struct area_code *code = room_object(&room, KIND_AREA_CODE, area, 2);
    assert_string_equal(code->code.text, "BU99990102");
    /* A foundation has no areas, but its council may be of any; a municipality's council is of its
     * own. */
    struct uuid other[2];
    for (int i = 0; i < 2; i++) {
        struct body_organisation_entered *organisation =
            NEW(&room, organisation_entered, ORGANISATION_ENTERED);
        organisation->kind = i == 0 ? ORGANISATION_FOUNDATION : ORGANISATION_MUNICIPALITY;
        other[i] = RUN(&room, ORGANISATION_ENTERED, organisation, room.operator_handle);
        struct uuid grantor =
            room_appoint(&room, ROLE_GRANTOR, SCOPE_ORGANISATION, other[i], room.operator_handle);
        struct body_council_entered *council = NEW(&room, council_entered, COUNCIL_ENTERED);
        council->organisation = other[i];
        council->area = area;
        council->statute = STATUTE_NONE;
        council->seats = 5;
        RUN(&room, COUNCIL_ENTERED, council, grantor);
        if (i == 0) {
            assert_done(&room);
            body = NEW(&room, area_entered, AREA_ENTERED);
            body->organisation = other[i];
            body->from_date = day_of(2026, 1, 1);
            body->codes = (struct list){ twice, 2 };
            RUN(&room, AREA_ENTERED, body, grantor);
            assert_refused(&room, ERR_MISMATCH, "/organisation");
        } else {
            assert_refused(&room, ERR_MISMATCH, "/area");
        }
    }
    room_replay(&room);
    room_end(&room);
}

static void only_majority_can_be_adopted(void **state)
{
    (void)state;
    struct council_room room;
    room_found(&room, 3);
    for (int base = RULE_MAJORITY; base < rule_base_end; base++) {
        struct body_rule_set_adopted *body = NEW(&room, rule_set_adopted, RULE_SET_ADOPTED);
        body->council = room.council;
        body->base = base;
        body->from_date = day_of(2026, 1, 1);
        RUN(&room, RULE_SET_ADOPTED, body, room.grantor);
        if (base == RULE_MAJORITY) {
            assert_done(&room);
            continue;
        }
        assert_refused(&room, ERR_NOT_YET_SUPPORTED, "/base");
        assert_non_null(strstr(room.err.detail, rule_base_names[base - 1]));
    }
    struct body_rule_set_adopted *body = NEW(&room, rule_set_adopted, RULE_SET_ADOPTED);
    body->council = room.council;
    body->base = RULE_MAJORITY;
    body->from_date = day_of(2026, 1, 1);
    body->interim = INTERIM_HIDDEN;
    RUN(&room, RULE_SET_ADOPTED, body, room.grantor);
    assert_refused(&room, ERR_NOT_YET_SUPPORTED, "/interim");
    /* A version does not begin before the one that it follows. */
    body = NEW(&room, rule_set_adopted, RULE_SET_ADOPTED);
    body->council = room.council;
    body->base = RULE_MAJORITY;
    body->from_date = day_of(2025, 12, 31);
    RUN(&room, RULE_SET_ADOPTED, body, room.grantor);
    assert_refused(&room, ERR_BAD_DATE, "/fromDate");
    struct uuid second = room_rules(&room, true);
    assert_done(&room);
    const struct rule_set *rules = OBJECT(&room, rule_set, RULE_SET, second);
    assert_int_equal(rules->version, 2);
    assert_int_equal(rules->interim, INTERIM_OPEN);
    assert_int_equal(rules->opening_base, BASE_SEATED);
    assert_int_equal(rules->validity_base, BASE_ELIGIBLE);
    assert_int_equal(rules->majority_base, BASE_CAST);
    assert_true(rules->majority_strict && rules->change_vote && rules->offers_abstain);
    assert_int_equal(rules->recusal, RECUSAL_BLOCK);
    room_replay(&room);
    room_end(&room);
}

static void a_natural_person_is_no_legal_person(void **state)
{
    (void)state;
    struct council_room room;
    room_found(&room, 3);
    static const struct {
        enum payee_kind kind;
        bool legal_person;
        bool has_person;
        enum err_code refusal;
        const char *pointer;
    } rows[] = {
        {PAYEE_ORGANISATION,    true,  false, ERR_OK,       ""            },
        { PAYEE_ORGANISATION,   false, false, ERR_OK,       ""            },
        { PAYEE_NATURAL_PERSON, false, true,  ERR_OK,       ""            },
        { PAYEE_NATURAL_PERSON, true,  false, ERR_MISMATCH, "/legalPerson"},
        { PAYEE_ORGANISATION,   true,  true,  ERR_MISMATCH, "/person"     },
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct body_payee_registered *body = NEW(&room, payee_registered, PAYEE_REGISTERED);
        body->organisation = room.organisation;
        body->kind = (int)rows[i].kind;
        body->name = words("Stichting Voorbeeld");
        body->legal_person = rows[i].legal_person;
        body->person = rows[i].has_person ? numbered(77) : (struct uuid){ { 0 } };
        RUN(&room, PAYEE_REGISTERED, body, room.secretary);
        assert_int_equal(room.err.code, rows[i].refusal);
        assert_string_equal(room.err.pointer, rows[i].pointer);
    }
    room_replay(&room);
    room_end(&room);
}

static void refuse_mandate(struct council_room *room, struct body_mandate_granted *body,
                           enum err_code code, const char *pointer)
{
    RUN(room, MANDATE_GRANTED, body, room->grantor);
    assert_refused(room, code, pointer);
}

static void a_mandate_says_how_it_is_exercised(void **state)
{
    (void)state;
    struct council_room room;
    room_found(&room, 3);
    struct body_mandate_granted *body = room_mandate_body(&room);
    body->holder = numbered(77);
    refuse_mandate(&room, body, ERR_UNKNOWN_REFERENCE, "/holder");
    body = room_mandate_body(&room);
    body->holder = room.grantor;
    refuse_mandate(&room, body, ERR_MISMATCH, "/holder");
    body = room_mandate_body(&room);
    body->form = FORM_ADVICE;
    refuse_mandate(&room, body, ERR_MISMATCH, "/exercise");
    body = room_mandate_body(&room);
    body->silence = SILENCE_NOTHING;
    refuse_mandate(&room, body, ERR_MISMATCH, "/silence");
    body = room_mandate_body(&room);
    body->deadline_days = 14;
    refuse_mandate(&room, body, ERR_MISMATCH, "/deadlineDays");
    body = room_mandate_body(&room);
    body->exercise = EXERCISE_JOINT;
    body->silence = SILENCE_CONCURS;
    refuse_mandate(&room, body, ERR_NOT_YET_SUPPORTED, "/silence");
    assert_non_null(strstr(room.err.detail, "eadlines"));
    body = room_mandate_body(&room);
    body->until_date = body->from_date;
    refuse_mandate(&room, body, ERR_BAD_DATE, "/untilDate");
    body = room_mandate_body(&room);
    body->exercise = EXERCISE_JOINT;
    body->silence = SILENCE_NOTHING;
    body->deadline_days = 14;
    RUN(&room, MANDATE_GRANTED, body, room.grantor);
    assert_done(&room);
    room_replay(&room);
    room_end(&room);
}

static void its_holder_consents_in_person(void **state)
{
    (void)state;
    struct council_room room;
    room_found(&room, 3);
    struct uuid other =
        room_appoint(&room, ROLE_HOLDER, SCOPE_ORGANISATION, room.organisation, room.grantor);
    struct uuid mandate = RUN(&room, MANDATE_GRANTED, room_mandate_body(&room), room.grantor);
    assert_int_equal(OBJECT(&room, mandate, MANDATE, mandate)->state, MANDATE_GRANTED);
    struct body_mandate_consented *body = NEW(&room, mandate_consented, MANDATE_CONSENTED);
    body->mandate = mandate;
    RUN(&room, MANDATE_CONSENTED, body, other);
    assert_refused(&room, ERR_FORBIDDEN, "");
    RUN(&room, MANDATE_CONSENTED, body, room.holder);
    assert_done(&room);
    assert_int_equal(OBJECT(&room, mandate, MANDATE, mandate)->state, MANDATE_IN_FORCE);
    assert_true(OBJECT(&room, mandate, MANDATE, mandate)->consented_at.ms == room.last->at.ms);
    body = NEW(&room, mandate_consented, MANDATE_CONSENTED);
    body->mandate = mandate;
    RUN(&room, MANDATE_CONSENTED, body, room.holder);
    assert_refused(&room, ERR_WRONG_STATE, "");
    body = NEW(&room, mandate_consented, MANDATE_CONSENTED);
    body->mandate = numbered(77);
    RUN(&room, MANDATE_CONSENTED, body, room.holder);
    assert_refused(&room, ERR_NOT_FOUND, "");
    room_replay(&room);
    room_end(&room);
}

static struct body_proposal_filed *filing(struct council_room *room, const int64_t costs[2],
                                          const struct item_financing_line *financing, size_t count)
{
    struct item_cost_line *line = arena_calloc(room->acting.arena, 2, sizeof *line);
    struct item_financing_line *given = arena_calloc(room->acting.arena, count, sizeof *given);
    for (int i = 0; i < 2; i++) {
        line[i] = (struct item_cost_line){ .label = words("Grond"), .amount_cents = costs[i] };
    }
    for (size_t i = 0; i < count; i++) {
        given[i] = financing[i];
        given[i].source = words("Voorbeeldfonds");
    }
    struct body_proposal_filed *body = NEW(room, proposal_filed, PROPOSAL_FILED);
    body->envelope = room->envelope;
    body->title = words("Buurtmoestuin");
    body->cost_lines = (struct list){ line, 2 };
    body->financing_lines = (struct list){ given, count };
    body->version = room_id(room);
    return body;
}

static void asked_is_costs_less_other_money(void **state)
{
    (void)state;
    struct council_room room;
    room_begin(&room, 3, EXERCISE_ALONE);
    static const int64_t costs[2] = { 300000, 50000 };
    static const struct item_financing_line financing[3] = {
        {.amount_cents = 100000,         .status = FINANCING_CONFIRMED},
        {                      .amount_cents = 40000,     .status = FINANCING_ASKED                            },
        { .amount_cents = 900000, .in_kind = true,                             .status = FINANCING_CONFIRMED },
    };
    struct body_proposal_filed *body = filing(&room, costs, financing, 3);
    struct uuid proposal = RUN(&room, PROPOSAL_FILED, body, room.secretary);
    assert_done(&room);
    assert_int_equal(body->cost_cents, 350000);
    assert_int_equal(body->asked_cents, 210000);
    assert_int_equal(body->number, 1);
    const struct proposal *filed = OBJECT(&room, proposal, PROPOSAL, proposal);
    assert_true(uuid_equal(&filed->version, &body->version));
    assert_int_equal(filed->state, PROPOSAL_FILED);
    assert_int_equal(
        ((const struct cost_line *)room_object(&room, KIND_COST_LINE, body->version, 2))
            ->amount_cents,
        50000);
    assert_true(
        ((const struct financing_line *)room_object(&room, KIND_FINANCING_LINE, body->version, 3))
            ->in_kind);
    /* Not below nothing. */
    static const struct item_financing_line too_much = { .amount_cents = 350001,
                                                         .status = FINANCING_ASKED };
    RUN(&room, PROPOSAL_FILED, filing(&room, costs, &too_much, 1), room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/financingLines");
    static const int64_t huge[2] = { AMOUNT_CENTS_MAX, 1 };
    RUN(&room, PROPOSAL_FILED, filing(&room, huge, NULL, 0), room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/costLines");
    body = filing(&room, costs, NULL, 0);
    body->applicant = numbered(77);
    RUN(&room, PROPOSAL_FILED, body, room.secretary);
    assert_refused(&room, ERR_UNKNOWN_REFERENCE, "/applicant");
    /* A change makes a version; the first one stays as it was. */
    struct uuid first = filed->version;
    room_revise(&room, proposal, 100000);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, proposal_revised)->number, 2);
    assert_true(uuid_equal(&filed->version, &room.last->id));
    assert_int_equal(OBJECT(&room, proposal_version, PROPOSAL_VERSION, first)->asked_cents, 210000);
    assert_int_equal(OBJECT(&room, proposal_version, PROPOSAL_VERSION, filed->version)->asked_cents,
                     100000);
    /* Not once the envelope has ended. */
    struct body_envelope_ended *ended = NEW(&room, envelope_ended, ENVELOPE_ENDED);
    ended->envelope = room.envelope;
    RUN(&room, ENVELOPE_ENDED, ended, room.grantor);
    assert_done(&room);
    RUN(&room, PROPOSAL_FILED, filing(&room, costs, NULL, 0), room.secretary);
    assert_refused(&room, ERR_ENVELOPE_NOT_OPEN, "");
    room_revise(&room, proposal, 1);
    assert_refused(&room, ERR_ENVELOPE_NOT_OPEN, "");
    room_replay(&room);
    room_end(&room);
}

static void a_meeting_opens_with_more_than_half(void **state)
{
    (void)state;
    struct council_room room;
    room_found(&room, 6);
    room.rules = room_rules(&room, true);
    struct uuid observer =
        room_appoint(&room, ROLE_OBSERVER, SCOPE_COUNCIL, room.council, room.secretary);
    struct uuid meeting = room_convene(&room);
    room_attend(&room, meeting, observer, PRESENCE_ARRIVED);
    assert_done(&room);
    for (int i = 0; i < 4; i++) {
        room_open_meeting(&room, meeting);
        assert_refused(&room, ERR_NO_QUORUM, "");
        room_attend(&room, meeting, room.member[i], PRESENCE_ARRIVED);
        assert_done(&room);
        assert_int_equal(ACT_BODY(room.last, attendance_recorded)->ordinal, i + 2);
    }
    room_open_meeting(&room, meeting);
    assert_done(&room);
    const struct body_meeting_opened *body = ACT_BODY(room.last, meeting_opened);
    assert_int_equal(body->seats, 10);
    assert_int_equal(body->seated, 6);
    assert_int_equal(body->present, 4);
    assert_int_equal(OBJECT(&room, meeting, MEETING, meeting)->present_at_opening, 4);
    room_open_meeting(&room, meeting);
    assert_refused(&room, ERR_WRONG_STATE, "");
    room_close_meeting(&room, meeting);
    assert_done(&room);
    room_attend(&room, meeting, room.member[5], PRESENCE_ARRIVED);
    assert_refused(&room, ERR_WRONG_STATE, "");
    room_close_meeting(&room, meeting);
    assert_refused(&room, ERR_WRONG_STATE, "");
    room_replay(&room);
    room_end(&room);
}

static void attendance_is_a_journal_of_members(void **state)
{
    (void)state;
    struct council_room room;
    room_found(&room, 3);
    room.rules = room_rules(&room, true);
    struct uuid meeting = room_convene(&room);
    room_attend(&room, meeting, room.member[0], PRESENCE_LEFT);
    assert_refused(&room, ERR_WRONG_STATE, "");
    room_attend(&room, meeting, room.member[0], PRESENCE_ARRIVED);
    assert_done(&room);
    room_attend(&room, meeting, room.member[0], PRESENCE_ARRIVED);
    assert_refused(&room, ERR_WRONG_STATE, "");
    room_attend(&room, meeting, room.member[0], PRESENCE_LEFT);
    assert_done(&room);
    room_attend(&room, meeting, room.member[0], PRESENCE_ARRIVED);
    assert_done(&room);
    assert_int_equal(OBJECT(&room, meeting, MEETING, meeting)->attendance_count, 3);
    room_attend(&room, meeting, numbered(77), PRESENCE_ARRIVED);
    assert_refused(&room, ERR_UNKNOWN_REFERENCE, "/member");
    room_attend(&room, meeting, room.holder, PRESENCE_ARRIVED);
    assert_refused(&room, ERR_MISMATCH, "/member");
    room_attend(&room, meeting, room.secretary, PRESENCE_ARRIVED);
    assert_refused(&room, ERR_MISMATCH, "/member");
    /* Whose term has ended does not arrive any more, but may leave. */
    struct body_appointment_ended *ended = NEW(&room, appointment_ended, APPOINTMENT_ENDED);
    struct object_list found;
    struct err err = { 0 };
    assert_true(world_related(room.acting.world, REL_APPOINTMENTS_BY_HANDLE, &room.member[0],
                              &found, &err));
    ended->appointment = found.items[0]->id;
    ended->until_date = day_of(2026, 3, 2);
    RUN(&room, APPOINTMENT_ENDED, ended, room.secretary);
    assert_done(&room);
    room_attend(&room, meeting, room.member[0], PRESENCE_LEFT);
    assert_done(&room);
    room_attend(&room, meeting, room.member[0], PRESENCE_ARRIVED);
    assert_refused(&room, ERR_MISMATCH, "/member");
    room_replay(&room);
    room_end(&room);
}

static void a_meeting_has_its_day_and_its_rules(void **state)
{
    (void)state;
    struct council_room room;
    room_found(&room, 3);
    struct body_meeting_convened *body = NEW(&room, meeting_convened, MEETING_CONVENED);
    body->council = room.council;
    body->on_date = day_of(2026, 3, 3);
    struct uuid later = RUN(&room, MEETING_CONVENED, body, room.secretary);
    assert_done(&room);
    room_open_meeting(&room, later);
    assert_refused(&room, ERR_BAD_DATE, "");
    struct uuid meeting = room_convene(&room);
    room_open_meeting(&room, meeting);
    assert_refused(&room, ERR_UNKNOWN_REFERENCE, "/ruleSet");
    /* Rules that begin tomorrow do not bind today. */
    struct body_rule_set_adopted *rules = NEW(&room, rule_set_adopted, RULE_SET_ADOPTED);
    rules->council = room.council;
    rules->base = RULE_MAJORITY;
    rules->from_date = day_of(2026, 3, 3);
    room.rules = RUN(&room, RULE_SET_ADOPTED, rules, room.grantor);
    room_open_meeting(&room, meeting);
    assert_refused(&room, ERR_MISMATCH, "/ruleSet");
    /* A second call is of a meeting of this council that never opened. */
    body = NEW(&room, meeting_convened, MEETING_CONVENED);
    body->council = room.council;
    body->on_date = day_of(2026, 3, 3);
    body->second_call_of = numbered(77);
    RUN(&room, MEETING_CONVENED, body, room.secretary);
    assert_refused(&room, ERR_UNKNOWN_REFERENCE, "/secondCallOf");
    room.acting.at.ms += 24 * 3600 * 1000;
    for (int i = 0; i < 3; i++) {
        room_attend(&room, meeting, room.member[i], PRESENCE_ARRIVED);
    }
    room_open_meeting(&room, meeting);
    assert_done(&room);
    body = NEW(&room, meeting_convened, MEETING_CONVENED);
    body->council = room.council;
    body->on_date = day_of(2026, 3, 3);
    body->second_call_of = meeting;
    RUN(&room, MEETING_CONVENED, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/secondCallOf");
    body = NEW(&room, meeting_convened, MEETING_CONVENED);
    body->council = room.council;
    body->on_date = day_of(2026, 3, 4);
    body->second_call_of = later;
    RUN(&room, MEETING_CONVENED, body, room.secretary);
    assert_done(&room);
    room_replay(&room);
    room_end(&room);
}

/* --- Persons: known to the daemon's source only. --- */

/* Handles whose last bytes differ by one belong to one person. */
static bool paired_handles(void *self, const struct uuid *handle, const struct uuid *other,
                           bool *out, struct err *err)
{
    (void)self;
    (void)err;
    *out = handle->bytes[UUID_BYTES - 1] + 1 == other->bytes[UUID_BYTES - 1];
    return true;
}

static void nobody_has_two_seats(void **state)
{
    (void)state;
    struct world_source source = { .leaf_hash = fake_leaf_hash, .same_person = paired_handles };
    struct council_room room;
    room_found(&room, 2);
    struct uuid chair =
        room_appoint(&room, ROLE_CHAIR, SCOPE_COUNCIL, room.council, room.secretary);
    struct uuid double_seat =
        room_appoint(&room, ROLE_MEMBER, SCOPE_COUNCIL, room.council, room.secretary);
    assert_int_equal(chair.bytes[UUID_BYTES - 1] + 1, double_seat.bytes[UUID_BYTES - 1]);
    room.rules = room_rules(&room, true);
    struct uuid meeting = room_convene(&room);
    room_attend(&room, meeting, room.member[0], PRESENCE_ARRIVED);
    room_attend(&room, meeting, room.member[1], PRESENCE_ARRIVED);
    room_attend(&room, meeting, chair, PRESENCE_ARRIVED);
    assert_done(&room);
    /* The same acts in a world that knows persons. */
    struct world *forgetful = room.acting.world;
    struct world *knowing = world_new(&source, ACTING_BYTES);
    room.acting.world = knowing;
    for (uint64_t entry = 0; entry < room.acting.entry; entry++) {
        struct act again = *room.done[entry];
        struct err err = { 0 };
        again.world = knowing;
        assert_true(act_run(&again, &err));
    }
    room_open_meeting(&room, meeting);
    assert_refused(&room, ERR_SEPARATION, "");
    room.acting.world = forgetful;
    room_open_meeting(&room, meeting);
    assert_done(&room);
    world_free(knowing);
    room_end(&room);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_area_is_a_set_of_codes_of_a_municipality),
        cmocka_unit_test(only_majority_can_be_adopted),
        cmocka_unit_test(a_natural_person_is_no_legal_person),
        cmocka_unit_test(a_mandate_says_how_it_is_exercised),
        cmocka_unit_test(its_holder_consents_in_person),
        cmocka_unit_test(asked_is_costs_less_other_money),
        cmocka_unit_test(a_meeting_opens_with_more_than_half),
        cmocka_unit_test(attendance_is_a_journal_of_members),
        cmocka_unit_test(a_meeting_has_its_day_and_its_rules),
        cmocka_unit_test(nobody_has_two_seats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
