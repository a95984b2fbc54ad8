/* Nothing is dated before what it rests on: every act with a posting date, one day too early and then
 * on a day that is right. */
#include "powers_room.h"

#include "money_rig.h"

#define EUR(euros) (INT64_C(100) * (euros))

/* One envelope from its opening on the first of March; the clock stands a month later. */
struct story {
    struct rig rig;
    bool is_seen[ACT_COUNT];
    struct uuid envelope, grant, other, other_grant, decision, commitment, claim, payment;
};

static struct date march(int day)
{
    return (struct date){ date_of(2026, 3, 1).days + day - 1 };
}

static void ok(struct story *s, enum err_code code)
{
    if (code != ERR_OK) {
        print_error("%s: %s\n", s->rig.act.kind->name, s->rig.err.detail);
    }
    assert_int_equal(code, ERR_OK);
    rig_check_all(&s->rig);
}

static void refused(struct story *s, enum err_code code, int after)
{
    char text[11];
    date_print(text, march(after));
    if (code != ERR_BAD_DATE || strstr(s->rig.err.detail, text) == NULL) {
        print_error("%s: %s\n", s->rig.act.kind->name, s->rig.err.detail);
    }
    assert_int_equal(code, ERR_BAD_DATE);
    assert_string_equal(s->rig.err.pointer, "/onDate");
    assert_non_null(strstr(s->rig.err.detail, text));
    s->is_seen[s->rig.act.kind->type] = true;
}

/* The day before `after` is refused and `after` is named; then it is done on `day`. */
#define FOLLOWS(s, after, day, call)                                                               \
    do {                                                                                           \
        (s)->rig.on = march((after) - 1);                                                          \
        refused((s), (call), (after));                                                             \
        (s)->rig.on = march(day);                                                                  \
        ok((s), (call));                                                                           \
    } while (false)

static void begin(struct story *s)
{
    *s = (struct story){ 0 };
    rig_set_up(&s->rig);
    s->envelope = rig_open(&s->rig, MODE_BANK, EUR(1000), &s->grant);
    s->rig.now_ms += INT64_C(86400000); /* the second */
    const struct uuid proposal = rig_id(&s->rig);
    ok(s, rig_decide(&s->rig, &s->envelope, &proposal, EUR(800)));
    s->decision = s->rig.act.id;
    s->rig.now_ms += INT64_C(86400000) * 27; /* the 29th */
    s->other = rig_open(&s->rig, MODE_BANK, EUR(100), &s->other_grant);
}

static void grants_follow(struct story *s)
{
    struct rig *rig = &s->rig;
    FOLLOWS(s, 1, 1, rig_receive_grant(rig, &s->grant, EUR(900)));
    FOLLOWS(s, 1, 5, rig_amend(rig, &s->envelope, AMENDMENT_UP, NULL, EUR(10)));
    const struct uuid second = ACT_BODY(&rig->act, envelope_amended)->new_grant;
    FOLLOWS(s, 5, 6, rig_receive_grant(rig, &second, EUR(5)));
    FOLLOWS(s, 5, 6, rig_amend(rig, &s->envelope, AMENDMENT_DOWN, &second, EUR(5)));
    FOLLOWS(s, 29, 29, rig_carry(rig, &s->envelope, &s->other, NULL, EUR(10)));
    FOLLOWS(s, 29, 29, rig_carry(rig, &s->envelope, &s->other, &s->other_grant, EUR(10)));
}

static void promises_follow(struct story *s)
{
    struct rig *rig = &s->rig;
    FOLLOWS(s, 2, 3, rig_commit(rig, &s->decision, EUR(100)));
    const struct uuid open = rig->act.id;
    FOLLOWS(s, 29, 29, rig_carry_commitment(rig, &open, &s->other, NULL, EUR(10)));
    FOLLOWS(s, 2, 3, rig_commit(rig, &s->decision, EUR(300)));
    s->commitment = rig->act.id;
    FOLLOWS(s, 3, 3, rig_raise(rig, &s->commitment, EUR(10)));
    FOLLOWS(s, 3, 3, rig_release(rig, &s->commitment, EUR(10)));
    const struct uuid releasing =
        rig_decide_release(rig, &s->envelope, &s->decision, EUR(100));
    FOLLOWS(s, 2, 3, rig_free(rig, &s->decision, &releasing, EUR(100)));
    rig->on = march(4);
    ok(s, rig_release(rig, &open, EUR(90)));
}

static void payments_follow(struct story *s)
{
    struct rig *rig = &s->rig;
    ok(s, rig_file(rig, &s->commitment, CLAIM_ADVANCE, EUR(100)));
    s->claim = rig->act.id;
    FOLLOWS(s, 3, 4, rig_accept(rig, &s->claim));
    FOLLOWS(s, 4, 5, rig_order(rig, &s->claim, EUR(100)));
    s->payment = rig->act.id;
    FOLLOWS(s, 5, 6, rig_reject(rig, &s->payment));
    FOLLOWS(s, 4, 5, rig_order(rig, &s->claim, EUR(100)));
    s->payment = rig->act.id;
    FOLLOWS(s, 5, 6, rig_book(rig, &s->payment));
    FOLLOWS(s, 6, 7, rig_come_back(rig, &s->payment));
    const struct uuid back = rig->act.id;
    FOLLOWS(s, 7, 7, rig_reverse(rig, &back, true));
    FOLLOWS(s, 6, 8, rig_come_back(rig, &s->payment));
    ok(s, rig_order(rig, &s->claim, EUR(100)));
    s->payment = rig->act.id;
    ok(s, rig_book(rig, &s->payment));
}

static void recoveries_follow(struct story *s)
{
    struct rig *rig = &s->rig;
    ok(s, rig_account(rig, &s->commitment, EUR(80), EUR(20)));
    const struct uuid account = rig->act.id;
    FOLLOWS(s, 4, 9, rig_accept_account(rig, &account));
    const struct uuid unused = ACT_BODY(&rig->act, accountability_accepted)->recovery;
    FOLLOWS(s, 9, 9, rig_receive(rig, &unused, EUR(15)));
    FOLLOWS(s, 9, 9, rig_write_off(rig, &unused, EUR(5)));
    FOLLOWS(s, 3, 10, rig_settle(rig, &s->commitment, EUR(50)));
    const struct uuid settlement = rig->act.id;
    FOLLOWS(s, 10, 11, rig_claim_back(rig, &s->commitment, &settlement, EUR(30)));
    const struct uuid recovery = rig->act.id;
    FOLLOWS(s, 11, 12, rig_receive(rig, &recovery, EUR(30)));
}

static void returns_follow(struct story *s)
{
    struct rig *rig = &s->rig;
    ok(s, rig_end(rig, &s->envelope));
    struct uuid none = { { 0 } };
    rig->on = march(13);
    ok(s, rig_free(rig, &s->decision, &none,
                   rig_balance(rig, ACCOUNT_BUDGET_ALLOCATED,
                               &((const struct decision *)rig_find(rig, KIND_DECISION,
                                                                   &s->decision))
                                    ->proposal)));
    const int64_t left = rig_balance(rig, ACCOUNT_BUDGET_AVAILABLE, &s->envelope);
    FOLLOWS(s, 1, 14, rig_return(rig, &s->envelope, left));
    const struct item_share *shares = ACT_BODY(&rig->act, envelope_returned)->shares.items;
    const size_t count = ACT_BODY(&rig->act, envelope_returned)->shares.count;
    struct uuid parts[2] = { { { 0 } } };
    for (size_t i = 0; i < count; i++) {
        parts[i] = shares[i].in_transit_cents > 0 ? shares[i].part : none;
    }
    for (size_t i = 0; i < count; i++) {
        if (!uuid_is_zero(&parts[i])) {
            FOLLOWS(s, 14, 15, rig_book_return(rig, &parts[i]));
        }
    }
    ok(s, rig_close(rig, &s->envelope));
    /* Not on the 6th: what was booked then came back, and was paid again on the 8th. */
    FOLLOWS(s, 8, 16, rig_refund(rig, &s->commitment, EUR(10)));
}

/* Of decisions there are tests with a council, below. */
static bool needs_a_council(enum act_type type)
{
    return type == ACT_DECISION_MADE || type == ACT_DECISION_CONCURRED ||
           type == ACT_DECISION_RULED || type == ACT_DECISION_WITHDRAWN ||
           type == ACT_PAYMENT_ABANDONED;
}

static void each_act_follows_what_it_rests_on(void **state)
{
    (void)state;
    struct story s;
    begin(&s);
    grants_follow(&s);
    promises_follow(&s);
    payments_follow(&s);
    recoveries_follow(&s);
    returns_follow(&s);
    enum act_type type;
    const char *words = NULL;
    for (size_t i = 0; act_date_basis(i, &type, &words); i++) {
        assert_true(strlen(words) > 0);
        if (!s.is_seen[type] && !needs_a_council(type)) {
            fail_msg("%s was not tried", act_kind(type)->name);
        }
    }
    rig_tear_down(&s.rig);
}

static void a_payment_given_up_came_back_first(void **state)
{
    (void)state;
    struct story s;
    begin(&s);
    struct rig *rig = &s.rig;
    rig->on = march(3);
    ok(&s, rig_receive_grant(rig, &s.grant, EUR(1000)));
    ok(&s, rig_commit(rig, &s.decision, EUR(800)));
    s.commitment = rig->act.id;
    ok(&s, rig_file(rig, &s.commitment, CLAIM_INSTALMENT, EUR(800)));
    s.claim = rig->act.id;
    ok(&s, rig_accept(rig, &s.claim));
    ok(&s, rig_order(rig, &s.claim, EUR(800)));
    s.payment = rig->act.id;
    ok(&s, rig_book(rig, &s.payment));
    ok(&s, rig_end(rig, &s.envelope));
    ok(&s, rig_return(rig, &s.envelope, EUR(200)));
    const struct item_share *shares = ACT_BODY(&rig->act, envelope_returned)->shares.items;
    const struct uuid part = shares[0].part;
    ok(&s, rig_book_return(rig, &part));
    ok(&s, rig_close(rig, &s.envelope));
    FOLLOWS(&s, 3, 8, rig_come_back(rig, &s.payment));
    FOLLOWS(&s, 8, 9, rig_abandon(rig, &s.payment));
    rig_tear_down(rig);
}

/* Neither an instalment nor an advance that was recorded wrongly. */
static void an_account_follows_the_first_advance_that_stands(void **state)
{
    (void)state;
    static const enum claim_kind kinds[] = { CLAIM_INSTALMENT, CLAIM_ADVANCE, CLAIM_ADVANCE };
    struct story s;
    begin(&s);
    struct rig *rig = &s.rig;
    rig->on = march(3);
    ok(&s, rig_commit(rig, &s.decision, EUR(300)));
    s.commitment = rig->act.id;
    for (int i = 0; i < 3; i++) {
        ok(&s, rig_file(rig, &s.commitment, kinds[i], EUR(50)));
        s.claim = rig->act.id;
        rig->on = march(4 + i); /* the advance that stands: the 6th */
        ok(&s, rig_accept(rig, &s.claim));
        if (i == 1) {
            const struct uuid wrong = rig->act.id;
            ok(&s, rig_reverse(rig, &wrong, false));
        }
    }
    ok(&s, rig_account(rig, &s.commitment, EUR(50), 0));
    const struct uuid account = rig->act.id;
    FOLLOWS(&s, 6, 6, rig_accept_account(rig, &account));
    rig_tear_down(rig);
}

/* The table knows every act that a client may date, but the one that opens an envelope. */
static void no_act_with_a_date_is_missing(void **state)
{
    (void)state;
    static const char name[] = "onDate";
    for (int type = 1; type < ACT_COUNT; type++) {
        const struct act_kind *kind = act_kind((enum act_type)type);
        const struct field *field = field_find(kind->fields, name, sizeof name - 1);
        bool is_posting_date =
            field != NULL && field->kind == FIELD_DATE && field->flags == FIELD_REQUEST;
        enum act_type found = ACT_NONE;
        const char *words = NULL;
        for (size_t i = 0; found != (enum act_type)type && act_date_basis(i, &found, &words); i++) {
        }
        bool is_there = found == (enum act_type)type;
        if (is_there != (is_posting_date && type != ACT_ENVELOPE_OPENED)) {
            fail_msg("%s", kind->name);
        }
    }
}

/* --- Decisions. --- */

static void a_withdrawal_follows_the_decision(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct uuid decision = granted(&p, 100000);
    struct date day = date_in_amsterdam(p.room.acting.at);
    pass_days(&p, 3);
    struct body_decision_withdrawn *body = withdrawal_body(&p, decision, WITHDRAWAL_NOT_DONE);
    body->on_date = (struct date){ day.days - 1 };
    RUN(&p.room, DECISION_WITHDRAWN, body, p.room.grantor);
    assert_refused(&p.room, ERR_BAD_DATE, "/onDate");
    body = withdrawal_body(&p, decision, WITHDRAWAL_NOT_DONE);
    body->on_date = day;
    RUN(&p.room, DECISION_WITHDRAWN, body, p.room.grantor);
    assert_done(&p.room);
    powers_end(&p);
}

static void a_ruling_follows_the_objection(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct uuid decision = granted(&p, 100000);
    pass_days(&p, 3);
    struct uuid objection = objected(&p, decision);
    struct date day = date_in_amsterdam(p.room.acting.at);
    pass_days(&p, 3);
    struct body_decision_ruled *body = ruling_body(&p, decision, objection, RULING_UPHELD);
    body->annuls = true;
    body->on_date = (struct date){ day.days - 1 };
    RUN(&p.room, DECISION_RULED, body, p.clerk);
    assert_refused(&p.room, ERR_BAD_DATE, "/onDate");
    assert_non_null(strstr(p.room.err.detail, "the objection was filed"));
    body = ruling_body(&p, decision, objection, RULING_UPHELD);
    body->annuls = true;
    body->on_date = day;
    RUN(&p.room, DECISION_RULED, body, p.clerk);
    assert_done(&p.room);
    powers_end(&p);
}

static void a_concurrence_follows_the_meeting(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_JOINT);
    struct uuid decision = room_decide(&p.room, room_voted(&p.room, 100000, 3, 0));
    assert_done(&p.room);
    struct body_decision_concurred *body =
        NEW(&p.room, decision_concurred, DECISION_CONCURRED);
    body->decision = decision;
    body->answer = CONCURRENCE_CONCURS;
    body->on_date = date_of(2026, 2, 28);
    RUN(&p.room, DECISION_CONCURRED, body, p.room.holder);
    assert_refused(&p.room, ERR_BAD_DATE, "/onDate");
    assert_non_null(strstr(p.room.err.detail, "the meeting that voted met"));
    powers_end(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_act_follows_what_it_rests_on),
        cmocka_unit_test(a_payment_given_up_came_back_first),
        cmocka_unit_test(an_account_follows_the_first_advance_that_stands),
        cmocka_unit_test(no_act_with_a_date_is_missing),
        cmocka_unit_test(a_withdrawal_follows_the_decision),
        cmocka_unit_test(a_ruling_follows_the_objection),
        cmocka_unit_test(a_concurrence_follows_the_meeting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
