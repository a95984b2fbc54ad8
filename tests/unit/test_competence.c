/* Who may: givers of roles, scopes, dates, the first grantor and the first secretary, voters and
 * who records. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "acting.h"

enum {
    OPERATOR = 1,
    GRANTOR,
    SECRETARY,
    MEMBER,
    CHAIR,
    OTHER,
    HOLDER
};

/* An installation with an organisation, its grantor, and a council of two seats with its secretary.
 */
struct town {
    struct acting acting;
    struct uuid organisation;
    struct uuid area;
    struct uuid council;
};

static struct uuid give(struct town *town, unsigned actor, struct giving_of_role given,
                        struct err *err)
{
    return appoint(&town->acting, numbered(actor), &given, err);
}

static void town_begin(struct town *town)
{
    struct err err = { 0 };
    acting_begin(&town->acting, NULL);
    assert_true(open_installation(&town->acting, numbered(OPERATOR), &err));
    town->organisation = enter_organisation(&town->acting, numbered(OPERATOR), &err);
    assert_false(uuid_is_zero(&town->organisation));
    (void)give(town, OPERATOR,
               (struct giving_of_role){ ROLE_GRANTOR, SCOPE_ORGANISATION, town->organisation,
                                        numbered(GRANTOR) },
               &err);
    town->area = enter_area(&town->acting, numbered(GRANTOR), town->organisation, &err);
    town->council =
        enter_council(&town->acting, numbered(GRANTOR), town->organisation, town->area, &err);
    assert_false(uuid_is_zero(&town->council));
    (void)give(town, GRANTOR,
               (struct giving_of_role){ ROLE_SECRETARY, SCOPE_COUNCIL, town->council,
                                        numbered(SECRETARY) },
               &err);
    assert_int_equal(err.code, ERR_OK);
}

static void assert_refused(struct uuid made, const struct err *err, enum err_code code)
{
    assert_true(uuid_is_zero(&made));
    assert_int_equal(err->code, code);
}

static void test_only_the_first_entry_opens(void **state)
{
    (void)state;
    struct acting acting;
    struct err err = { 0 };
    acting_begin(&acting, NULL);
    assert_true(open_installation(&acting, numbered(OPERATOR), &err));
    assert_false(open_installation(&acting, numbered(OTHER), &err));
    assert_int_equal(err.code, ERR_FORBIDDEN);
    acting_end(&acting);
}

static void test_operator_gives_the_first_grantor_only(void **state)
{
    (void)state;
    struct town town;
    struct err err = { 0 };
    town_begin(&town);
    struct giving_of_role grantor = { ROLE_GRANTOR, SCOPE_ORGANISATION, town.organisation,
                                      numbered(OTHER) };
    assert_refused(give(&town, OPERATOR, grantor, &err), &err, ERR_FORBIDDEN);
    assert_non_null(strstr(err.detail, "grantor"));
    struct uuid made = give(&town, GRANTOR, grantor, &err);
    assert_false(uuid_is_zero(&made));
    struct giving_of_role payer = { ROLE_PAYER, SCOPE_ORGANISATION, town.organisation,
                                    numbered(50) };
    assert_refused(give(&town, OPERATOR, payer, &err), &err, ERR_FORBIDDEN);
    made = give(&town, GRANTOR, payer, &err);
    assert_false(uuid_is_zero(&made));
    struct giving_of_role whole = { ROLE_CONTROLLER, SCOPE_INSTALLATION, { { 0 } }, numbered(51) };
    assert_refused(give(&town, GRANTOR, whole, &err), &err, ERR_FORBIDDEN);
    made = give(&town, OPERATOR, whole, &err);
    assert_false(uuid_is_zero(&made));
    acting_end(&town.acting);
}

static void test_grantor_gives_the_first_secretary_only(void **state)
{
    (void)state;
    struct town town;
    struct err err = { 0 };
    town_begin(&town);
    struct giving_of_role secretary = { ROLE_SECRETARY, SCOPE_COUNCIL, town.council,
                                        numbered(OTHER) };
    struct giving_of_role member = { ROLE_MEMBER, SCOPE_COUNCIL, town.council, numbered(MEMBER) };
    assert_refused(give(&town, GRANTOR, secretary, &err), &err, ERR_FORBIDDEN);
    assert_refused(give(&town, GRANTOR, member, &err), &err, ERR_FORBIDDEN);
    struct uuid made = give(&town, SECRETARY, secretary, &err);
    assert_false(uuid_is_zero(&made));
    made = give(&town, SECRETARY, member, &err);
    assert_false(uuid_is_zero(&made));
    acting_end(&town.acting);
}

static void test_a_scope_ends_at_its_border(void **state)
{
    (void)state;
    struct town town;
    struct err err = { 0 };
    town_begin(&town);
    struct uuid elsewhere = enter_organisation(&town.acting, numbered(OPERATOR), &err);
    struct uuid made = enter_area(&town.acting, numbered(GRANTOR), elsewhere, &err);
    assert_refused(made, &err, ERR_FORBIDDEN);
    made = enter_area(&town.acting, numbered(SECRETARY), town.organisation, &err);
    assert_refused(made, &err, ERR_FORBIDDEN);
    assert_non_null(strstr(err.detail, "area.entered"));
    made = enter_area(&town.acting, numbered(GRANTOR), numbered(99), &err);
    assert_refused(made, &err, ERR_UNKNOWN_REFERENCE);
    assert_string_equal(err.pointer, "/organisation");
    acting_end(&town.acting);
}

static bool end_appointment(struct town *town, unsigned actor, struct uuid appointment,
                            int32_t days, struct err *err)
{
    struct body_appointment_ended *body =
        BODY_NEW(&town->acting, appointment_ended, APPOINTMENT_ENDED);
    body->appointment = appointment;
    body->until_date.days = date_in_amsterdam(town->acting.at).days + days;
    struct act act = next_act(&town->acting, ACT_APPOINTMENT_ENDED, body);
    return run_as(&town->acting, &act, numbered(actor), err);
}

static void test_an_ended_role_is_no_role(void **state)
{
    (void)state;
    struct town town;
    struct err err = { 0 };
    town_begin(&town);
    struct giving_of_role chair = { ROLE_CHAIR, SCOPE_COUNCIL, town.council, numbered(CHAIR) };
    struct uuid made = give(&town, SECRETARY, chair, &err);
    assert_false(end_appointment(&town, CHAIR, made, 1, &err));
    assert_int_equal(err.code, ERR_FORBIDDEN);
    assert_false(end_appointment(&town, SECRETARY, numbered(99), 1, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_false(end_appointment(&town, SECRETARY, made, -1, &err));
    assert_int_equal(err.code, ERR_BAD_DATE);
    assert_true(end_appointment(&town, SECRETARY, made, 1, &err));
    assert_false(end_appointment(&town, SECRETARY, made, 0, &err));
    assert_int_equal(err.code, ERR_WRONG_STATE);
    const void *found = NULL;
    assert_true(world_find(town.acting.world, KIND_APPOINTMENT, &made, 0, &found, &err));
    struct date today = date_in_amsterdam(town.acting.at);
    assert_true(appointment_in_force(found, today));
    assert_false(appointment_in_force(found, (struct date){ today.days + 1 }));
    assert_false(appointment_in_force(found, (struct date){ today.days - 1 }));
    acting_end(&town.acting);
}

static void test_a_vacancy_lets_the_grantor_in_again(void **state)
{
    (void)state;
    struct town town;
    struct err err = { 0 };
    town_begin(&town);
    struct giving_of_role second = { ROLE_SECRETARY, SCOPE_COUNCIL, town.council, numbered(OTHER) };
    struct object_list list;
    struct uuid handle = numbered(SECRETARY);
    assert_true(world_related(town.acting.world, REL_APPOINTMENTS_BY_HANDLE, &handle, &list, &err));
    assert_true(end_appointment(&town, GRANTOR, list.items[0]->id, 0, &err));
    struct uuid made = give(&town, GRANTOR, second, &err);
    assert_false(uuid_is_zero(&made));
    acting_end(&town.acting);
}

static void test_appointments_that_cannot_be(void **state)
{
    (void)state;
    struct town town;
    struct err err = { 0 };
    town_begin(&town);
    struct giving_of_role odd = { ROLE_PAYER, SCOPE_INSTALLATION, { { 0 } }, numbered(60) };
    assert_refused(give(&town, OPERATOR, odd, &err), &err, ERR_MISMATCH);
    assert_string_equal(err.pointer, "/scope");
    odd =
        (struct giving_of_role){ ROLE_CONTROLLER, SCOPE_INSTALLATION, town.council, numbered(60) };
    assert_refused(give(&town, OPERATOR, odd, &err), &err, ERR_MISMATCH);
    assert_string_equal(err.pointer, "/scopeId");
    odd = (struct giving_of_role){ ROLE_HOLDER, SCOPE_ORGANISATION, { { 0 } }, numbered(60) };
    assert_refused(give(&town, GRANTOR, odd, &err), &err, ERR_UNKNOWN_REFERENCE);
    odd = (struct giving_of_role){ ROLE_HOLDER, SCOPE_ORGANISATION, town.organisation,
                                   numbered(SECRETARY) };
    assert_refused(give(&town, GRANTOR, odd, &err), &err, ERR_ALREADY_EXISTS);
    odd =
        (struct giving_of_role){ ROLE_PROJECT_LEAD, SCOPE_COMMITMENT, numbered(98), numbered(60) };
    assert_refused(give(&town, GRANTOR, odd, &err), &err, ERR_UNKNOWN_REFERENCE);
    acting_end(&town.acting);
}

static void test_no_more_members_than_seats(void **state)
{
    (void)state;
    struct town town;
    struct err err = { 0 };
    town_begin(&town);
    for (unsigned i = 0; i < 3; i++) {
        struct giving_of_role member = { ROLE_MEMBER, SCOPE_COUNCIL, town.council,
                                         numbered(60 + i) };
        struct uuid made = give(&town, SECRETARY, member, &err);
        assert_true(uuid_is_zero(&made) == (i == 2));
    }
    assert_int_equal(err.code, ERR_MISMATCH);
    acting_end(&town.acting);
}

static void test_among_several_the_one_that_may(void **state)
{
    (void)state;
    struct town town;
    struct err err = { 0 };
    town_begin(&town);
    const struct uuid handles[] = { numbered(OTHER), numbered(OPERATOR), numbered(SECRETARY),
                                    numbered(GRANTOR) };
    struct body_area_entered *body = BODY_NEW(&town.acting, area_entered, AREA_ENTERED);
    body->organisation = town.organisation;
    struct act act = next_act(&town.acting, ACT_AREA_ENTERED, body);
    assert_true(competence_choose(&act, handles, 4, &err));
    assert_int_equal(act.actor.role, ROLE_GRANTOR);
    assert_true(uuid_equal(&act.actor.handle, &handles[3]));
    assert_false(competence_choose(&act, handles, 3, &err));
    assert_int_equal(err.code, ERR_FORBIDDEN);
    err = (struct err){ 0 };
    assert_false(competence_choose(&act, handles, 0, &err));
    act.today.days -= 1;
    err = (struct err){ 0 };
    assert_false(competence_choose(&act, handles, 4, &err));
    acting_end(&town.acting);
}

static bool may_vote(struct town *town, const unsigned *handles, size_t count, unsigned member,
                     struct act *out)
{
    struct err err = { 0 };
    struct uuid ids[4];
    for (size_t i = 0; i < count; i++) {
        ids[i] = numbered(handles[i]);
    }
    struct body_vote_cast *body = BODY_NEW(&town->acting, vote_cast, VOTE_CAST);
    body->motion = numbered(500);
    body->member = member == 0 ? (struct uuid){ { 0 } } : numbered(member);
    *out = next_act(&town->acting, ACT_VOTE_CAST, body);
    return competence_choose(out, ids, count, &err);
}

static void town_with_motion(struct town *town)
{
    struct err err = { 0 };
    town_begin(town);
    (void)give(
        town, SECRETARY,
        (struct giving_of_role){ ROLE_MEMBER, SCOPE_COUNCIL, town->council, numbered(MEMBER) },
        &err);
    (void)give(town, SECRETARY,
               (struct giving_of_role){ ROLE_CHAIR, SCOPE_COUNCIL, town->council, numbered(CHAIR) },
               &err);
    (void)give(town, GRANTOR,
               (struct giving_of_role){ ROLE_HOLDER, SCOPE_ORGANISATION, town->organisation,
                                        numbered(HOLDER) },
               &err);
    assert_int_equal(err.code, ERR_OK);
    world_begin(town->acting.world, town->acting.entry);
    struct motion *motion = put_object(&town->acting, KIND_MOTION, 500, 0);
    motion->council = town->council;
    motion->mandate = numbered(501);
    ((struct roster_seat *)put_object(&town->acting, KIND_ROSTER_SEAT, 500, 1))->member =
        numbered(MEMBER);
    struct mandate *mandate = put_object(&town->acting, KIND_MANDATE, 501, 0);
    mandate->exercise = EXERCISE_ALONE;
    world_keep(town->acting.world);
}

static void test_members_vote_and_the_secretary_records(void **state)
{
    (void)state;
    struct town town;
    struct act act;
    town_with_motion(&town);
    assert_true(may_vote(&town, (unsigned[]){ MEMBER }, 1, 0, &act));
    assert_int_equal(act.actor.role, ROLE_MEMBER);
    assert_false(may_vote(&town, (unsigned[]){ SECRETARY }, 1, 0, &act));
    assert_true(may_vote(&town, (unsigned[]){ SECRETARY }, 1, MEMBER, &act));
    assert_int_equal(act.actor.role, ROLE_SECRETARY);
    assert_true(may_vote(&town, (unsigned[]){ MEMBER }, 1, MEMBER, &act));
    assert_false(may_vote(&town, (unsigned[]){ CHAIR }, 1, MEMBER, &act));
    assert_false(may_vote(&town, (unsigned[]){ GRANTOR, OPERATOR }, 2, 0, &act));
    /* Who is chair and member votes with the seat that is on the roster, in whatever order they
     * come. */
    assert_true(may_vote(&town, (unsigned[]){ CHAIR, MEMBER }, 2, 0, &act));
    assert_int_equal(act.actor.role, ROLE_MEMBER);
    assert_true(may_vote(&town, (unsigned[]){ MEMBER, CHAIR }, 2, 0, &act));
    assert_int_equal(act.actor.role, ROLE_MEMBER);
    acting_end(&town.acting);
}

static bool may_decide(struct town *town, enum basis basis, unsigned handle)
{
    struct err err = { 0 };
    struct uuid id = numbered(handle);
    struct body_decision_made *body = BODY_NEW(&town->acting, decision_made, DECISION_MADE);
    body->basis = basis;
    body->motion = numbered(500);
    struct act act = next_act(&town->acting, ACT_DECISION_MADE, body);
    return competence_choose(&act, &id, 1, &err);
}

static void test_who_decides_depends_on_basis_and_mandate(void **state)
{
    (void)state;
    struct town town;
    struct err err = { 0 };
    town_with_motion(&town);
    assert_true(may_decide(&town, BASIS_VERDICT, SECRETARY));
    assert_true(may_decide(&town, BASIS_VERDICT, CHAIR));
    assert_false(may_decide(&town, BASIS_VERDICT, GRANTOR));
    assert_false(may_decide(&town, BASIS_VERDICT, MEMBER));
    assert_true(may_decide(&town, BASIS_URGENCY, CHAIR));
    assert_true(may_decide(&town, BASIS_HOLDER, HOLDER));
    assert_false(may_decide(&town, BASIS_HOLDER, CHAIR));
    assert_false(may_decide(&town, BASIS_COURT_RULING, HOLDER));
    const void *mandate = NULL;
    struct uuid id = numbered(501);
    assert_true(world_find(town.acting.world, KIND_MANDATE, &id, 0, &mandate, &err));
    world_begin(town.acting.world, town.acting.entry);
    ((struct mandate *)world_edit(town.acting.world, mandate, &err))->exercise = EXERCISE_ADVISORY;
    world_keep(town.acting.world);
    assert_false(may_decide(&town, BASIS_VERDICT, SECRETARY));
    assert_true(may_decide(&town, BASIS_VERDICT, GRANTOR));
    assert_true(may_decide(&town, BASIS_VERDICT, HOLDER));
    acting_end(&town.acting);
}

static void test_a_council_secretary_registers_payees_of_the_organisation(void **state)
{
    (void)state;
    struct town town;
    struct err err = { 0 };
    town_begin(&town);
    struct uuid handle = numbered(SECRETARY);
    struct body_payee_registered *body = BODY_NEW(&town.acting, payee_registered, PAYEE_REGISTERED);
    body->organisation = town.organisation;
    struct act act = next_act(&town.acting, ACT_PAYEE_REGISTERED, body);
    assert_true(competence_choose(&act, &handle, 1, &err));
    body->organisation = enter_organisation(&town.acting, numbered(OPERATOR), &err);
    assert_false(competence_choose(&act, &handle, 1, &err));
    assert_int_equal(err.code, ERR_FORBIDDEN);
    acting_end(&town.acting);
}

static void test_reach_walks_up_from_every_kind(void **state)
{
    (void)state;
    struct town town;
    struct err err = { 0 };
    town_begin(&town);
    world_begin(town.acting.world, 90);
    struct envelope *envelope = put_object(&town.acting, KIND_ENVELOPE, 600, 0);
    envelope->organisation = town.organisation;
    envelope->council = town.council;
    ((struct grant *)put_object(&town.acting, KIND_GRANT, 601, 0))->envelope = numbered(600);
    struct commitment *commitment = put_object(&town.acting, KIND_COMMITMENT, 602, 0);
    commitment->organisation = town.organisation;
    commitment->council = town.council;
    ((struct claim *)put_object(&town.acting, KIND_CLAIM, 603, 0))->commitment = numbered(602);
    ((struct payment *)put_object(&town.acting, KIND_PAYMENT, 604, 0))->commitment = numbered(602);
    ((struct return_part *)put_object(&town.acting, KIND_RETURN_PART, 605, 0))->envelope =
        numbered(600);
    ((struct motion *)put_object(&town.acting, KIND_MOTION, 606, 0))->council = town.council;
    ((struct vote *)put_object(&town.acting, KIND_VOTE, 607, 0))->motion = numbered(606);
    (void)put_object(&town.acting, KIND_ROSTER_SEAT, 606, 3);
    ((struct proposal *)put_object(&town.acting, KIND_PROPOSAL, 608, 0))->envelope = numbered(600);
    ((struct proposal_version *)put_object(&town.acting, KIND_PROPOSAL_VERSION, 609, 0))->proposal =
        numbered(608);
    ((struct vote *)put_object(&town.acting, KIND_VOTE, 610, 0))->motion = numbered(611);
    world_keep(town.acting.world);
    static const struct {
        enum kind kind;
        unsigned id;
        int32_t ordinal;
        bool has_commitment;
    } cases[] = {
        {KIND_ENVELOPE,          600, 0, false},
        { KIND_GRANT,            601, 0, false},
        { KIND_COMMITMENT,       602, 0, true },
        { KIND_CLAIM,            603, 0, true },
        { KIND_PAYMENT,          604, 0, true },
        { KIND_RETURN_PART,      605, 0, false},
        { KIND_VOTE,             607, 0, false},
        { KIND_ROSTER_SEAT,      606, 3, false},
        { KIND_PROPOSAL_VERSION, 609, 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reach reach;
        const void *object = NULL;
        struct uuid id = numbered(cases[i].id);
        assert_true(
            world_find(town.acting.world, cases[i].kind, &id, cases[i].ordinal, &object, &err));
        assert_true(reach_of_object(town.acting.world, object, &reach, &err));
        assert_true(uuid_equal(&reach.organisation, &town.organisation));
        assert_true(uuid_equal(&reach.council, &town.council));
        assert_int_equal(!uuid_is_zero(&reach.commitment), cases[i].has_commitment);
    }
    struct reach reach;
    const void *orphan = NULL;
    struct uuid id = numbered(610);
    assert_true(world_find(town.acting.world, KIND_VOTE, &id, 0, &orphan, &err));
    assert_false(reach_of_object(town.acting.world, orphan, &reach, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    acting_end(&town.acting);
}

/* A member who leaves voids what is open with the member on its roster, if the rules say so. */
static void test_who_leaves_voids_open_motions(void **state)
{
    (void)state;
    for (int is_void = 0; is_void < 2; is_void++) {
        struct town town;
        struct err err = { 0 };
        town_with_motion(&town);
        struct world *world = town.acting.world;
        world_begin(world, town.acting.entry);
        struct meeting *meeting = put_object(&town.acting, KIND_MEETING, 502, 0);
        meeting->council = town.council;
        meeting->state = MEETING_OPENED;
        ((struct rule_set *)put_object(&town.acting, KIND_RULE_SET, 503, 0))
            ->void_on_roster_change = is_void == 1;
        struct motion *motion = put_object(&town.acting, KIND_MOTION, 504, 0);
        motion->meeting = numbered(502);
        motion->rule_set = numbered(503);
        motion->state = MOTION_OPEN;
        ((struct roster_seat *)put_object(&town.acting, KIND_ROSTER_SEAT, 504, 1))->member =
            numbered(MEMBER);
        world_keep(world);
        struct object_list list;
        struct uuid handle = numbered(MEMBER);
        assert_true(world_related(world, REL_APPOINTMENTS_BY_HANDLE, &handle, &list, &err));
        assert_true(end_appointment(&town, SECRETARY, list.items[0]->id, 0, &err));
        assert_int_equal(
            ((const struct motion *)held_object(&town.acting, KIND_MOTION, 504))->state,
            is_void == 1 ? MOTION_VOID : MOTION_OPEN);
        acting_end(&town.acting);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_the_first_entry_opens),
        cmocka_unit_test(test_operator_gives_the_first_grantor_only),
        cmocka_unit_test(test_grantor_gives_the_first_secretary_only),
        cmocka_unit_test(test_a_scope_ends_at_its_border),
        cmocka_unit_test(test_an_ended_role_is_no_role),
        cmocka_unit_test(test_a_vacancy_lets_the_grantor_in_again),
        cmocka_unit_test(test_appointments_that_cannot_be),
        cmocka_unit_test(test_no_more_members_than_seats),
        cmocka_unit_test(test_among_several_the_one_that_may),
        cmocka_unit_test(test_members_vote_and_the_secretary_records),
        cmocka_unit_test(test_who_decides_depends_on_basis_and_mandate),
        cmocka_unit_test(test_a_council_secretary_registers_payees_of_the_organisation),
        cmocka_unit_test(test_who_leaves_voids_open_motions),
        cmocka_unit_test(test_reach_walks_up_from_every_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
