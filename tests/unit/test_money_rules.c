/* The money rules act by act: the specification's example to the cent, the refusal of each row, the
 * two modes, and what happens at the end of an envelope. */
#include "money_rig.h"

#define EUR(amount) (INT64_C(100) * (amount))

/* One line of the specification's table, in euros; the columns in its order. */
struct expected {
    int64_t granted, available, allocated, committed, payable, paid, returned;
    int64_t advance, recovery, unspent_grant, expense;
};

struct example {
    struct rig rig;
    struct uuid envelope, grant, proposal, decision, commitment, claim, recovery;
};

static void expect(struct example *x, const struct expected *e)
{
    const struct {
        enum account_code code;
        const struct uuid *id;
        int64_t euros;
    } columns[] = {
        {ACCOUNT_BUDGET_GRANTED,      &x->grant,      e->granted      },
        { ACCOUNT_BUDGET_AVAILABLE,   &x->envelope,   e->available    },
        { ACCOUNT_BUDGET_ALLOCATED,   &x->proposal,   e->allocated    },
        { ACCOUNT_BUDGET_COMMITTED,   &x->commitment, e->committed    },
        { ACCOUNT_BUDGET_PAYABLE,     &x->commitment, e->payable      },
        { ACCOUNT_BUDGET_PAID,        &x->commitment, e->paid         },
        { ACCOUNT_BUDGET_RETURNED,    &x->envelope,   e->returned     },
        { ACCOUNT_CASH_ADVANCE,       &x->commitment, e->advance      },
        { ACCOUNT_CASH_RECOVERY,      &x->commitment, e->recovery     },
        { ACCOUNT_CASH_UNSPENT_GRANT, &x->envelope,   e->unspent_grant},
        { ACCOUNT_CASH_EXPENSE,       &x->commitment, e->expense      },
    };
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        int64_t cents = rig_balance(&x->rig, columns[i].code, columns[i].id);
        if (cents != EUR(columns[i].euros)) {
            print_error("after %s, column %zu: %lld cents, expected EUR %lld\n",
                        x->rig.act.kind->name, i, (long long)cents, (long long)columns[i].euros);
        }
        assert_true(cents == EUR(columns[i].euros));
    }
    rig_check_all(&x->rig);
}

#define EXPECT(x, ...) expect((x), &(struct expected){ __VA_ARGS__ })

static void ok(enum err_code code)
{
    if (code != ERR_OK) {
        print_error("refused: %s\n", err_type(code));
    }
    assert_int_equal(code, ERR_OK);
}

/* Lines 1 to 3 of the example. */
static void example_set_up(struct example *x)
{
    rig_set_up(&x->rig);
    x->envelope = rig_open(&x->rig, MODE_MUNICIPAL, EUR(1000000), &x->grant);
    x->proposal = rig_id(&x->rig);
    EXPECT(x, 1000000, 1000000, 0, 0, 0, 0, 0, 0, 0, 1000000, 0);
    ok(rig_decide(&x->rig, &x->envelope, &x->proposal, EUR(40000)));
    x->decision = x->rig.act.id;
    EXPECT(x, 1000000, 960000, 40000, 0, 0, 0, 0, 0, 0, 1000000, 0);
    ok(rig_commit(&x->rig, &x->decision, EUR(30000)));
    x->commitment = x->rig.act.id;
    EXPECT(x, 1000000, 960000, 10000, 30000, 0, 0, 0, 0, 0, 1000000, 0);
}

static void pay(struct example *x, enum claim_kind kind, int64_t cents)
{
    ok(rig_file(&x->rig, &x->commitment, kind, cents));
    x->claim = x->rig.act.id;
    ok(rig_accept(&x->rig, &x->claim));
    ok(rig_order(&x->rig, &x->claim, cents));
    const struct uuid payment = x->rig.act.id;
    ok(rig_book(&x->rig, &payment));
}

/* From the commitment to the settlement. */
static void example_run(struct example *x)
{
    struct rig *rig = &x->rig;
    const struct uuid releasing = rig_decide_release(rig, &x->envelope, &x->decision, EUR(10000));
    ok(rig_free(rig, &x->decision, &releasing, EUR(10000)));
    EXPECT(x, 1000000, 970000, 0, 30000, 0, 0, 0, 0, 0, 1000000, 0);

    ok(rig_file(rig, &x->commitment, CLAIM_ADVANCE, EUR(20000)));
    x->claim = rig->act.id;
    ok(rig_accept(rig, &x->claim));
    EXPECT(x, 1000000, 970000, 0, 10000, 20000, 0, 0, 20000, 0, 1000000, 0);
    ok(rig_order(rig, &x->claim, EUR(20000)));
    const struct uuid payment = rig->act.id;
    ok(rig_book(rig, &payment));
    EXPECT(x, 1000000, 970000, 0, 10000, 0, 20000, 0, 20000, 0, 1000000, 0);

    ok(rig_account(rig, &x->commitment, EUR(18000), EUR(2000)));
    const struct uuid accountability = rig->act.id;
    ok(rig_accept_account(rig, &accountability));
    x->recovery = ACT_BODY(&rig->act, accountability_accepted)->recovery;
    EXPECT(x, 1000000, 970000, 0, 10000, 0, 20000, 0, 0, 2000, 982000, 18000);
    ok(rig_receive(rig, &x->recovery, EUR(2000)));
    EXPECT(x, 1000000, 972000, 0, 10000, 0, 18000, 0, 0, 0, 982000, 18000);
    pay(x, CLAIM_FINAL, EUR(8000));
    EXPECT(x, 1000000, 972000, 0, 2000, 0, 26000, 0, 0, 0, 974000, 26000);
    ok(rig_settle(rig, &x->commitment, EUR(26000)));
    assert_int_equal(ACT_BODY(&rig->act, settlement_decided)->released_cents, EUR(2000));
    EXPECT(x, 1000000, 974000, 0, 0, 0, 26000, 0, 0, 0, 974000, 26000);
}

static void close_example(struct example *x)
{
    ok(rig_end(&x->rig, &x->envelope));
    ok(rig_return(&x->rig, &x->envelope,
                  rig_balance(&x->rig, ACCOUNT_BUDGET_AVAILABLE, &x->envelope)));
    ok(rig_close(&x->rig, &x->envelope));
}

static void money__follows_the_example_of_the_specification(void **state)
{
    (void)state;
    struct example x;
    example_set_up(&x);
    example_run(&x);
    ok(rig_amend(&x.rig, &x.envelope, AMENDMENT_DOWN, &x.grant, EUR(100000)));
    ok(rig_amend(&x.rig, &x.envelope, AMENDMENT_UP, &x.grant, EUR(50000)));
    EXPECT(&x, 950000, 924000, 0, 0, 0, 26000, 0, 0, 0, 924000, 26000);
    close_example(&x);
    EXPECT(&x, 950000, 0, 0, 0, 0, 26000, 924000, 0, 0, 0, 26000);
    ok(rig_receive(&x.rig, &x.recovery, EUR(500)));
    assert_int_equal(ACT_BODY(&x.rig.act, recovery_received)->shares.count, 1);
    EXPECT(&x, 950000, 0, 0, 0, 0, 25500, 924500, 0, 0, 0, 25500);
    rig_tear_down(&x.rig);
}

static void refused(struct example *x, enum err_code code, enum err_code expected)
{
    if (code != expected) {
        print_error("%s: %s (%s), expected %s\n", x->rig.act.kind->name, err_type(code),
                    x->rig.err.detail, err_type(expected));
    }
    assert_int_equal(code, expected);
    rig_check_all(&x->rig);
}

static void envelope__refuses_what_the_rows_say(void **state)
{
    (void)state;
    struct example x;
    example_set_up(&x);
    struct rig *rig = &x.rig;
    refused(&x, rig_amend(rig, &x.envelope, AMENDMENT_DOWN, &x.grant, EUR(960001)),
            ERR_MORE_THAN_AVAILABLE);
    refused(&x, rig_amend(rig, &x.envelope, AMENDMENT_DOWN, NULL, EUR(1)), ERR_MISMATCH);
    refused(&x, rig_amend(rig, &x.envelope, AMENDMENT_EXCEPTION, &x.grant, EUR(1)), ERR_MISMATCH);
    refused(&x, rig_receive_grant(rig, &x.grant, EUR(1)), ERR_WRONG_STATE);
    refused(&x, rig_return(rig, &x.envelope, EUR(1)), ERR_WRONG_STATE);
    refused(&x, rig_close(rig, &x.envelope), ERR_WRONG_STATE);
    refused(&x, rig_decide(rig, &x.envelope, &x.proposal, EUR(960001)), ERR_MORE_THAN_AVAILABLE);
    ok(rig_amend(rig, &x.envelope, AMENDMENT_UP, NULL, EUR(100)));
    const struct uuid small = ACT_BODY(&rig->act, envelope_amended)->new_grant;
    refused(&x, rig_amend(rig, &x.envelope, AMENDMENT_DOWN, &small, EUR(101)),
            ERR_MORE_THAN_GRANTED);
    ok(rig_end(rig, &x.envelope));
    refused(&x, rig_end(rig, &x.envelope), ERR_ENVELOPE_NOT_OPEN);
    refused(&x, rig_amend(rig, &x.envelope, AMENDMENT_UP, &x.grant, EUR(1)), ERR_ENVELOPE_NOT_OPEN);
    refused(&x, rig_decide(rig, &x.envelope, &x.proposal, EUR(1)), ERR_ENVELOPE_NOT_OPEN);
    refused(&x, rig_commit(rig, &x.decision, EUR(1)), ERR_ENVELOPE_NOT_OPEN);
    refused(&x, rig_raise(rig, &x.commitment, EUR(1)), ERR_ENVELOPE_NOT_OPEN);
    refused(&x, rig_return(rig, &x.envelope, EUR(960101)), ERR_MORE_THAN_AVAILABLE);
    refused(&x, rig_close(rig, &x.envelope), ERR_NOT_SETTLED_UP);
    assert_non_null(strstr(rig->err.detail, ":available still holds EUR"));
    ok(rig_amend(rig, &x.envelope, AMENDMENT_DOWN, &small, EUR(100)));
    rig_tear_down(rig);
}

static struct body_envelope_opened *opening(struct example *x)
{
    struct body_envelope_opened *body =
        RIG_ACT(&x->rig, envelope_opened, ENVELOPE_OPENED, ROLE_GRANTOR);
    body->organisation = x->rig.organisation;
    body->council = x->rig.council;
    body->programme = x->rig.programme;
    body->mode = MODE_MUNICIPAL;
    body->cashier = CASHIER_MUNICIPALITY;
    body->from_date = date_of(2026, 1, 1);
    body->until_date = date_of(2027, 1, 1);
    body->amount_cents = EUR(1);
    body->grant_id = rig_id(&x->rig);
    return body;
}

static void envelope__opens_only_when_its_parts_fit(void **state)
{
    (void)state;
    struct example x;
    example_set_up(&x);
    (void)opening(&x);
    ok(rig_run(&x.rig));
    opening(&x)->organisation = x.rig.council;
    refused(&x, rig_run(&x.rig), ERR_UNKNOWN_REFERENCE);
    opening(&x)->organisation = x.rig.funder;
    refused(&x, rig_run(&x.rig), ERR_MISMATCH);
    assert_string_equal(x.rig.err.pointer, "/council");
    opening(&x)->funder = x.rig.payee;
    refused(&x, rig_run(&x.rig), ERR_UNKNOWN_REFERENCE);
    opening(&x)->cashier = CASHIER_FOUNDATION;
    refused(&x, rig_run(&x.rig), ERR_MISMATCH);
    opening(&x)->until_date = date_of(2026, 1, 1);
    refused(&x, rig_run(&x.rig), ERR_MISMATCH);
    opening(&x)->from_date = date_of(2026, 6, 1);
    refused(&x, rig_run(&x.rig), ERR_BAD_DATE);
    opening(&x)->grant_id = (struct uuid){ { 0 } };
    refused(&x, rig_run(&x.rig), ERR_INTERNAL);
    rig_tear_down(&x.rig);
}

static struct decision_status *status_of(struct example *x)
{
    struct err err = { 0 };
    world_begin(x->rig.world, x->rig.entry++);
    struct decision_status *status =
        world_edit(x->rig.world, rig_find(&x->rig, KIND_DECISION_STATUS, &x->decision), &err);
    world_keep(x->rig.world);
    return status;
}

static void commitment__needs_a_decision_that_binds(void **state)
{
    (void)state;
    struct example x;
    example_set_up(&x);
    struct rig *rig = &x.rig;
    const struct {
        enum decision_state state;
        enum err_code code;
    } cases[] = {
        {DECISION_WAITING,    ERR_NOT_IN_EFFECT},
        { DECISION_DECLINED,  ERR_NOT_IN_EFFECT},
        { DECISION_CONTESTED, ERR_CONTESTED    },
        { DECISION_SUSPENDED, ERR_SUSPENDED    },
        { DECISION_WITHDRAWN, ERR_WRONG_STATE  },
        { DECISION_ANNULLED,  ERR_WRONG_STATE  },
        { DECISION_IN_EFFECT, ERR_OK           },
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        status_of(&x)->state = (int)cases[i].state;
        refused(&x, rig_commit(rig, &x.decision, EUR(1)), cases[i].code);
        refused(&x, rig_raise(rig, &x.commitment, EUR(1)), cases[i].code);
    }
    refused(&x, rig_commit(rig, &x.decision, EUR(9999)), ERR_MORE_THAN_ALLOCATED);
    assert_string_equal(rig->err.detail,
                        "EUR 9999.00 asked, EUR 9998.00 allocated and not promised.");
    status_of(&x)->notified_on = (struct date){ DATE_ABSENT };
    refused(&x, rig_commit(rig, &x.decision, EUR(1)), ERR_NOT_NOTIFIED);
    status_of(&x)->notified_on = (struct date){ rig->act.today.days + 1 };
    refused(&x, rig_commit(rig, &x.decision, EUR(1)), ERR_BAD_DATE);
    const struct uuid unknown = rig_id(rig);
    refused(&x, rig_commit(rig, &unknown, EUR(1)), ERR_UNKNOWN_REFERENCE);
    assert_string_equal(rig->err.pointer, "/decision");
    rig_tear_down(rig);
}

/* Writes to a council object outside any act, as if another act had. */
static void *change(struct example *x, enum kind kind, const struct uuid *id)
{
    struct err err = { 0 };
    world_begin(x->rig.world, x->rig.entry++);
    void *object = world_edit(x->rig.world, rig_find(&x->rig, kind, id), &err);
    assert_non_null(object);
    world_keep(x->rig.world);
    return object;
}

static enum err_code commit_to(struct example *x, const struct uuid *payee)
{
    struct body_commitment_made *body =
        RIG_ACT(&x->rig, commitment_made, COMMITMENT_MADE, ROLE_SIGNATORY);
    body->decision = x->decision;
    body->payee = *payee;
    body->kind = COMMITMENT_SUBSIDY;
    body->amount_cents = EUR(1);
    return rig_run(&x->rig);
}

static void commitment__is_to_a_payee_of_the_organisation(void **state)
{
    (void)state;
    struct example x;
    example_set_up(&x);
    struct rig *rig = &x.rig;
    const struct uuid signatory = rig->handles[ROLE_SIGNATORY];
    rig->handles[ROLE_SIGNATORY] = rig->person_payee; /* the world says: one person */
    refused(&x, commit_to(&x, &rig->person_payee), ERR_SEPARATION);
    rig->handles[ROLE_SIGNATORY] = signatory;
    ok(commit_to(&x, &rig->person_payee));
    refused(&x, commit_to(&x, &rig->person_payee), ERR_MISMATCH); /* a new handle each time */
    ((struct payee *)change(&x, KIND_PAYEE, &rig->payee))->organisation = rig->funder;
    refused(&x, commit_to(&x, &rig->payee), ERR_MISMATCH);
    const struct uuid unknown = rig_id(rig);
    refused(&x, commit_to(&x, &unknown), ERR_UNKNOWN_REFERENCE);
    rig_tear_down(rig);
}

static void commitment__of_a_foundation_needs_no_notification(void **state)
{
    (void)state;
    struct example x;
    example_set_up(&x);
    status_of(&x)->notified_on = (struct date){ DATE_ABSENT };
    static const enum mandate_form forms[] = { FORM_MANDATE, FORM_DELEGATION, FORM_ADVICE,
                                               FORM_FOUNDATION };
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        ((struct mandate *)change(&x, KIND_MANDATE, &x.rig.mandate))->form = (int)forms[i];
        refused(&x, rig_commit(&x.rig, &x.decision, EUR(1)),
                forms[i] == FORM_FOUNDATION ? ERR_OK : ERR_NOT_NOTIFIED);
    }
    rig_tear_down(&x.rig);
}

/* Two decisions on one proposal share an account; each still has its own bound. */
static void commitment__is_bound_by_its_own_decision(void **state)
{
    (void)state;
    struct example x;
    example_set_up(&x);
    struct rig *rig = &x.rig;
    ok(rig_decide(rig, &x.envelope, &x.proposal, EUR(500)));
    const struct uuid second = rig->act.id;
    refused(&x, rig_commit(rig, &second, EUR(501)), ERR_MORE_THAN_ALLOCATED);
    refused(&x, rig_free(rig, &second, NULL, EUR(1)), ERR_MISMATCH);
    const struct uuid releasing = rig_decide_release(rig, &x.envelope, &second, EUR(200));
    refused(&x, rig_free(rig, &x.decision, &releasing, EUR(1)), ERR_MISMATCH);
    ((struct decision_status *)change(&x, KIND_DECISION_STATUS, &releasing))->state =
        DECISION_WAITING;
    refused(&x, rig_free(rig, &second, &releasing, EUR(1)), ERR_NOT_IN_EFFECT);
    ((struct decision_status *)change(&x, KIND_DECISION_STATUS, &releasing))->state =
        DECISION_IN_EFFECT;
    ok(rig_free(rig, &second, &releasing, EUR(150)));
    refused(&x, rig_free(rig, &second, &releasing, EUR(51)), ERR_MORE_THAN_ALLOCATED);
    refused(&x, rig_commit(rig, &second, EUR(351)), ERR_MORE_THAN_ALLOCATED);
    ok(rig_commit(rig, &second, EUR(350)));
    ok(rig_end(rig, &x.envelope));
    refused(&x, rig_free(rig, &second, NULL, EUR(1)), ERR_MORE_THAN_ALLOCATED);
    ok(rig_free(rig, &x.decision, NULL, EUR(10000)));
    rig_tear_down(rig);
}

static void claim__keeps_to_what_is_committed(void **state)
{
    (void)state;
    struct example x;
    example_set_up(&x);
    struct rig *rig = &x.rig;
    ok(rig_file(rig, &x.commitment, CLAIM_INSTALMENT, EUR(30001)));
    const struct uuid high = rig->act.id;
    refused(&x, rig_accept(rig, &high), ERR_MORE_THAN_COMMITTED);
    ok(rig_file(rig, &x.commitment, CLAIM_ADVANCE, EUR(1000)));
    const struct uuid advance = rig->act.id;
    refused(&x, rig_order(rig, &advance, EUR(1)), ERR_WRONG_STATE);
    ok(rig_accept(rig, &advance));
    refused(&x, rig_accept(rig, &advance), ERR_WRONG_STATE);
    ok(rig_file(rig, &x.commitment, CLAIM_FINAL, EUR(100)));
    const struct uuid final = rig->act.id;
    refused(&x, rig_accept(rig, &final), ERR_ADVANCE_OPEN);
    ok(rig_account(rig, &x.commitment, EUR(900), EUR(101)));
    const struct uuid above = rig->act.id;
    refused(&x, rig_accept_account(rig, &above), ERR_MORE_THAN_ADVANCE);
    refused(&x, rig_account(rig, &x.commitment, 0, 0), ERR_MISMATCH);
    ok(rig_account(rig, &x.commitment, EUR(1000), 0));
    const struct uuid right = rig->act.id;
    ok(rig_accept_account(rig, &right));
    assert_true(uuid_is_zero(&ACT_BODY(&rig->act, accountability_accepted)->recovery));
    ok(rig_accept(rig, &final));
    refused(&x, rig_release(rig, &x.commitment, EUR(28901)), ERR_MORE_THAN_COMMITTED);
    ok(rig_release(rig, &x.commitment, EUR(28900)));
    rig_tear_down(rig);
}

static void payment__keeps_to_the_claim(void **state)
{
    (void)state;
    struct example x;
    example_set_up(&x);
    struct rig *rig = &x.rig;
    ok(rig_file(rig, &x.commitment, CLAIM_INSTALMENT, EUR(100)));
    const struct uuid first = rig->act.id;
    ok(rig_accept(rig, &first));
    ok(rig_file(rig, &x.commitment, CLAIM_INSTALMENT, EUR(100)));
    const struct uuid second = rig->act.id;
    ok(rig_accept(rig, &second));
    refused(&x, rig_order(rig, &first, EUR(101)), ERR_MORE_THAN_PAYABLE);
    ok(rig_order(rig, &first, EUR(60)));
    const struct uuid payment = rig->act.id;
    refused(&x, rig_order(rig, &first, EUR(41)), ERR_MORE_THAN_PAYABLE);
    refused(&x, rig_come_back(rig, &payment), ERR_WRONG_STATE);
    ok(rig_reject(rig, &payment));
    refused(&x, rig_book(rig, &payment), ERR_WRONG_STATE);
    ok(rig_order(rig, &first, EUR(100)));
    const struct uuid again = rig->act.id;
    ok(rig_book(rig, &again));
    refused(&x, rig_reject(rig, &again), ERR_WRONG_STATE);
    ok(rig_come_back(rig, &again));
    refused(&x, rig_abandon(rig, &again), ERR_WRONG_STATE);
    ok(rig_order(rig, &first, EUR(100)));
    rig_tear_down(rig);
}

static void payment__has_an_end_to_end_id_that_is_unique_for_ever(void **state)
{
    (void)state;
    struct example x;
    example_set_up(&x);
    struct rig *rig = &x.rig;
    ok(rig_file(rig, &x.commitment, CLAIM_INSTALMENT, EUR(100)));
    const struct uuid claim = rig->act.id;
    ok(rig_accept(rig, &claim));
    for (int i = 0; i < 2; i++) {
        struct body_payment_ordered *body =
            RIG_ACT(rig, payment_ordered, PAYMENT_ORDERED, ROLE_PAYER);
        body->claim = claim;
        body->amount_cents = EUR(10);
        memcpy(body->end_to_end_id.text, "BK-2026-0001", sizeof "BK-2026-0001");
        refused(&x, rig_run(rig), i == 0 ? ERR_OK : ERR_ALREADY_EXISTS);
        const struct uuid payment = rig->act.id;
        if (i == 0) {
            ok(rig_reject(rig, &payment));
        }
    }
    rig_tear_down(rig);
}

static void settlement__frees_claims_back_and_writes_off(void **state)
{
    (void)state;
    struct example x;
    example_set_up(&x);
    struct rig *rig = &x.rig;
    pay(&x, CLAIM_DIRECT, EUR(20000));
    refused(&x, rig_settle(rig, &x.commitment, EUR(30001)), ERR_MORE_THAN_COMMITTED);
    ok(rig_settle(rig, &x.commitment, EUR(15000)));
    const struct uuid settlement = rig->act.id;
    assert_int_equal(ACT_BODY(&rig->act, settlement_decided)->released_cents, EUR(10000));
    EXPECT(&x, 1000000, 970000, 10000, 0, 0, 20000, 0, 0, 0, 980000, 20000);
    refused(&x, rig_settle(rig, &x.commitment, EUR(1)), ERR_WRONG_STATE);
    refused(&x, rig_raise(rig, &x.commitment, EUR(1)), ERR_WRONG_STATE);
    refused(&x, rig_claim_back(rig, &x.commitment, &x.decision, EUR(1)), ERR_MISMATCH);
    refused(&x, rig_claim_back(rig, &x.commitment, &settlement, EUR(5001)), ERR_MORE_THAN_EXPENSE);
    ok(rig_claim_back(rig, &x.commitment, &settlement, EUR(5000)));
    const struct uuid recovery = rig->act.id;
    EXPECT(&x, 1000000, 970000, 10000, 0, 0, 20000, 0, 0, 5000, 985000, 15000);
    refused(&x, rig_claim_back(rig, &x.commitment, &settlement, EUR(1)), ERR_MORE_THAN_EXPENSE);
    refused(&x, rig_receive(rig, &recovery, EUR(5001)), ERR_MORE_THAN_RECOVERY);
    ok(rig_receive(rig, &recovery, EUR(3000)));
    refused(&x, rig_write_off(rig, &recovery, EUR(2001)), ERR_MORE_THAN_RECOVERY);
    ok(rig_write_off(rig, &recovery, EUR(2000)));
    EXPECT(&x, 1000000, 973000, 10000, 0, 0, 17000, 0, 0, 0, 983000, 17000);
    refused(&x, rig_claim_back(rig, &x.commitment, &settlement, EUR(1)), ERR_MORE_THAN_EXPENSE);
    refused(&x, rig_receive(rig, &recovery, EUR(1)), ERR_WRONG_STATE);
    rig_tear_down(rig);
}

static void settlement__leaves_what_is_still_to_be_claimed(void **state)
{
    (void)state;
    struct example x;
    example_set_up(&x);
    struct rig *rig = &x.rig;
    pay(&x, CLAIM_INSTALMENT, EUR(20000));
    ok(rig_settle(rig, &x.commitment, EUR(25000)));
    assert_int_equal(ACT_BODY(&rig->act, settlement_decided)->released_cents, EUR(5000));
    const struct decision_status *status = rig_find(rig, KIND_DECISION_STATUS, &rig->act.id);
    assert_int_equal(status->state, DECISION_IN_EFFECT);
    assert_int_equal(status->effective_on.days, rig->act.today.days);
    EXPECT(&x, 1000000, 965000, 10000, 5000, 0, 20000, 0, 0, 0, 980000, 20000);
    pay(&x, CLAIM_FINAL, EUR(5000));
    rig_tear_down(rig);
}

/* "When" 3: what was accepted above the settlement and not paid is reversed first, and accepted
 * again at most up to it. */
static void settlement__bounds_what_is_accepted_after_it(void **state)
{
    (void)state;
    struct example x;
    example_set_up(&x);
    struct rig *rig = &x.rig;
    ok(rig_file(rig, &x.commitment, CLAIM_INSTALMENT, EUR(20000)));
    const struct uuid claim = rig->act.id;
    ok(rig_accept(rig, &claim));
    const struct uuid accepted = rig->act.id;
    ok(rig_settle(rig, &x.commitment, EUR(15000)));
    const struct uuid settlement = rig->act.id;
    /* Nothing was paid: there is nothing to claim back. */
    refused(&x, rig_claim_back(rig, &x.commitment, &settlement, EUR(1)), ERR_MORE_THAN_EXPENSE);
    ok(rig_reverse(rig, &accepted, false));
    ok(rig_file(rig, &x.commitment, CLAIM_INSTALMENT, EUR(15001)));
    const struct uuid high = rig->act.id;
    refused(&x, rig_accept(rig, &high), ERR_MORE_THAN_COMMITTED);
    pay(&x, CLAIM_FINAL, EUR(15000));
    ok(rig_release(rig, &x.commitment, EUR(5000)));
    rig_check_all(rig);
    rig_tear_down(rig);
}

static void settlement__claims_back_only_after_the_advance(void **state)
{
    (void)state;
    struct example x;
    example_set_up(&x);
    struct rig *rig = &x.rig;
    pay(&x, CLAIM_DIRECT, EUR(1000));
    pay(&x, CLAIM_ADVANCE, EUR(500));
    ok(rig_settle(rig, &x.commitment, EUR(700)));
    const struct uuid settlement = rig->act.id;
    refused(&x, rig_claim_back(rig, &x.commitment, &settlement, EUR(10)), ERR_ADVANCE_OPEN);
    ok(rig_account(rig, &x.commitment, 0, EUR(500)));
    const struct uuid accountability = rig->act.id;
    ok(rig_accept_account(rig, &accountability));
    refused(&x, rig_claim_back(rig, &x.commitment, &settlement, EUR(301)), ERR_MORE_THAN_EXPENSE);
    ok(rig_claim_back(rig, &x.commitment, &settlement, EUR(300)));
    rig_tear_down(rig);
}

static void settlement__says_its_effects(void **state)
{
    (void)state;
    struct example x;
    example_set_up(&x);
    struct rig *rig = &x.rig;
    struct body_settlement_decided *body =
        RIG_ACT(rig, settlement_decided, SETTLEMENT_DECIDED, ROLE_GRANTOR);
    body->commitment = x.commitment;
    body->amount_cents = 0;
    refused(&x, rig_run(rig), ERR_EFFECTS_MISSING);
    rig_tear_down(rig);
}

static void one_handle(struct example *x, enum role a, enum role b)
{
    x->rig.handles[a] = x->rig.handles[b];
}

static void duties__are_kept_apart(void **state)
{
    (void)state;
    static const enum role pairs[][2] = {
        {ROLE_ACCEPTOR,  ROLE_SIGNATORY},
        { ROLE_ACCEPTOR, ROLE_SECRETARY},
    };
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        struct example x;
        example_set_up(&x);
        one_handle(&x, pairs[i][0], pairs[i][1]);
        ok(rig_file(&x.rig, &x.commitment, CLAIM_ADVANCE, EUR(10)));
        const struct uuid claim = x.rig.act.id;
        refused(&x, rig_accept(&x.rig, &claim), ERR_SEPARATION);
        rig_tear_down(&x.rig);
    }
    struct example x;
    example_set_up(&x);
    ok(rig_file(&x.rig, &x.commitment, CLAIM_ADVANCE, EUR(10)));
    const struct uuid claim = x.rig.act.id;
    ok(rig_accept(&x.rig, &claim));
    const struct uuid payer = x.rig.handles[ROLE_PAYER];
    one_handle(&x, ROLE_PAYER, ROLE_ACCEPTOR);
    refused(&x, rig_order(&x.rig, &claim, EUR(10)), ERR_SEPARATION);
    x.rig.handles[ROLE_PAYER] = payer;
    ok(rig_order(&x.rig, &claim, EUR(10)));
    ok(rig_account(&x.rig, &x.commitment, EUR(10), 0));
    const struct uuid accountability = x.rig.act.id;
    one_handle(&x, ROLE_ACCEPTOR, ROLE_PAYER);
    refused(&x, rig_accept_account(&x.rig, &accountability), ERR_SEPARATION);
    rig_tear_down(&x.rig);
}

/* Whoever of several signed, accepted or paid: the promise's raiser, the payment's booker. */
static void duties__compare_every_person_on_the_commitment(void **state)
{
    (void)state;
    struct example x;
    example_set_up(&x);
    struct rig *rig = &x.rig;
    const struct uuid other = rig_id(rig);
    const struct uuid signatory = rig->handles[ROLE_SIGNATORY];
    const struct uuid acceptor = rig->handles[ROLE_ACCEPTOR];
    const struct uuid payer = rig->handles[ROLE_PAYER];
    rig->handles[ROLE_SIGNATORY] = other;
    ok(rig_raise(rig, &x.commitment, EUR(1)));
    rig->handles[ROLE_SIGNATORY] = signatory;
    ok(rig_file(rig, &x.commitment, CLAIM_ADVANCE, EUR(10)));
    const struct uuid claim = rig->act.id;
    rig->handles[ROLE_ACCEPTOR] = other;
    refused(&x, rig_accept(rig, &claim), ERR_SEPARATION);
    rig->handles[ROLE_ACCEPTOR] = acceptor;
    ok(rig_accept(rig, &claim));
    one_handle(&x, ROLE_SIGNATORY, ROLE_ACCEPTOR);
    refused(&x, rig_raise(rig, &x.commitment, EUR(1)), ERR_SEPARATION);
    ok(rig_order(rig, &claim, EUR(5)));
    const struct uuid payment = rig->act.id;
    const struct uuid booker = rig_id(rig);
    rig->handles[ROLE_PAYER] = booker;
    ok(rig_book(rig, &payment));
    ok(rig_account(rig, &x.commitment, EUR(5), 0));
    const struct uuid accountability = rig->act.id;
    rig->handles[ROLE_ACCEPTOR] = booker;
    refused(&x, rig_accept_account(rig, &accountability), ERR_SEPARATION);
    rig->handles[ROLE_ACCEPTOR] = rig_id(rig);
    ok(rig_accept_account(rig, &accountability));
    one_handle(&x, ROLE_PAYER, ROLE_ACCEPTOR);
    refused(&x, rig_order(rig, &claim, EUR(1)), ERR_SEPARATION);
    rig->handles[ROLE_PAYER] = payer;
    ok(rig_order(rig, &claim, EUR(1)));
    rig_tear_down(rig);
}

/* Whoever filed the claim: here it was the secretary. */
static void duties__keep_the_project_lead_from_accepting(void **state)
{
    (void)state;
    struct example x;
    example_set_up(&x);
    struct rig *rig = &x.rig;
    world_begin(rig->world, rig->entry++);
    struct appointment *lead = rig_insert(rig, KIND_APPOINTMENT, rig_id(rig));
    lead->handle = rig->handles[ROLE_ACCEPTOR];
    lead->role = ROLE_PROJECT_LEAD;
    lead->scope = SCOPE_COMMITMENT;
    lead->scope_id = x.commitment;
    world_keep(rig->world);
    world_settle(rig->world);
    ok(rig_file(rig, &x.commitment, CLAIM_ADVANCE, EUR(10)));
    const struct uuid claim = rig->act.id;
    refused(&x, rig_accept(rig, &claim), ERR_SEPARATION);
    rig->handles[ROLE_ACCEPTOR] = rig_id(rig);
    ok(rig_accept(rig, &claim));
    rig_tear_down(rig);
}

static void dates__lie_within_the_envelope_and_not_ahead(void **state)
{
    (void)state;
    struct example x;
    example_set_up(&x);
    struct rig *rig = &x.rig;
    struct body_envelope_amended *body =
        RIG_ACT(rig, envelope_amended, ENVELOPE_AMENDED, ROLE_GRANTOR);
    body->envelope = x.envelope;
    body->kind = AMENDMENT_UP;
    body->grant_id = x.grant;
    body->amount_cents = EUR(1);
    const struct {
        struct date on;
        enum err_code code;
    } cases[] = {
        {{ rig->act.today.days + 1 }, ERR_BAD_DATE},
        {  date_of(2025, 12,                        31), ERR_BAD_DATE },
        { date_of(2026, 2,                              28), ERR_BAD_DATE }, /* not opened yet */
        { date_of(2026, 3,                               1), ERR_OK },
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        body->on_date = cases[i].on;
        rig->act.entry = rig->entry;
        rig->act.id = rig_id(rig);
        rig->err = (struct err){ 0 };
        refused(&x, rig_run(rig), cases[i].code);
    }
    /* A year later: claims go on, promises do not. */
    ok(rig_file(rig, &x.commitment, CLAIM_INSTALMENT, EUR(10)));
    const struct uuid claim = rig->act.id;
    rig->now_ms += INT64_C(365) * 24 * 3600 * 1000;
    refused(&x, rig_commit(rig, &x.decision, EUR(1)), ERR_BAD_DATE);
    ok(rig_accept(rig, &claim));
    assert_int_equal(rig->act.on.days, rig->act.today.days);
    rig_tear_down(rig);
}

/* --- Bank mode. --- */

static void bank__pays_only_what_it_holds(void **state)
{
    (void)state;
    struct example x;
    rig_set_up(&x.rig);
    struct rig *rig = &x.rig;
    x.envelope = rig_open(rig, MODE_BANK, EUR(1000), &x.grant);
    x.proposal = rig_id(rig);
    ok(rig_decide(rig, &x.envelope, &x.proposal, EUR(800)));
    x.decision = rig->act.id;
    ok(rig_commit(rig, &x.decision, EUR(800)));
    x.commitment = rig->act.id;
    ok(rig_file(rig, &x.commitment, CLAIM_INSTALMENT, EUR(800)));
    x.claim = rig->act.id;
    ok(rig_accept(rig, &x.claim));
    refused(&x, rig_order(rig, &x.claim, EUR(1)), ERR_MORE_THAN_BANK);
    refused(&x, rig_receive_grant(rig, &x.grant, EUR(1001)), ERR_MORE_THAN_RECEIVABLE);
    ok(rig_receive_grant(rig, &x.grant, EUR(500)));
    ok(rig_order(rig, &x.claim, EUR(300)));
    const struct uuid payment = rig->act.id;
    refused(&x, rig_order(rig, &x.claim, EUR(201)), ERR_MORE_THAN_BANK);
    assert_string_equal(rig->err.detail,
                        "EUR 201.00 asked, EUR 200.00 in the bank and not in transit.");
    ok(rig_book(rig, &payment));
    ok(rig_order(rig, &x.claim, EUR(200)));
    rig_tear_down(rig);
}

static void bank__has_room_for_twenty_grants(void **state)
{
    (void)state;
    struct example x;
    rig_set_up(&x.rig);
    struct rig *rig = &x.rig;
    x.envelope = rig_open(rig, MODE_BANK, EUR(1), &x.grant);
    for (int i = 1; i < 20; i++) {
        ok(rig_amend(rig, &x.envelope, AMENDMENT_UP, NULL, EUR(i)));
    }
    refused(&x, rig_amend(rig, &x.envelope, AMENDMENT_UP, NULL, EUR(1)), ERR_MISMATCH);
    ok(rig_amend(rig, &x.envelope, AMENDMENT_UP, &x.grant, EUR(1)));
    ok(rig_end(rig, &x.envelope));
    ok(rig_return(rig, &x.envelope, rig_balance(rig, ACCOUNT_BUDGET_AVAILABLE, &x.envelope)));
    assert_int_equal(ACT_BODY(&rig->act, envelope_returned)->shares.count, 20);
    ok(rig_close(rig, &x.envelope));
    rig_check_all(rig);
    rig_tear_down(rig);
}

static int64_t share(const struct rig *rig, const struct list *shares, size_t i,
                     const struct uuid *grant)
{
    (void)rig;
    const struct item_share *items = shares->items;
    assert_true(i < shares->count);
    assert_true(uuid_equal(&items[i].grant_id, grant));
    return items[i].amount_cents;
}

static void bank__returns_by_shares_through_transit(void **state)
{
    (void)state;
    struct example x;
    rig_set_up(&x.rig);
    struct rig *rig = &x.rig;
    x.envelope = rig_open(rig, MODE_BANK, EUR(600), &x.grant);
    ok(rig_amend(rig, &x.envelope, AMENDMENT_UP, NULL, EUR(300)));
    const struct uuid second = ACT_BODY(&rig->act, envelope_amended)->new_grant;
    ok(rig_receive_grant(rig, &x.grant, EUR(600)));
    ok(rig_receive_grant(rig, &second, EUR(100)));
    ok(rig_end(rig, &x.envelope));
    /* 100.01 by 2 : 1 is 66.67 1/3 and 33.33 2/3: the larger remainder gets the cent. */
    ok(rig_return(rig, &x.envelope, 10001));
    const struct list *shares = &ACT_BODY(&rig->act, envelope_returned)->shares;
    assert_int_equal(shares->count, 2);
    assert_int_equal(share(rig, shares, 0, &x.grant), 6667);
    assert_int_equal(share(rig, shares, 1, &second), 3334);
    const struct item_share *items = shares->items;
    assert_int_equal(items[0].in_transit_cents, 6667);
    assert_int_equal(items[1].in_transit_cents, 0); /* it had not been received */
    const struct uuid part = items[0].part;
    const struct uuid done = items[1].part;
    refused(&x, rig_close(rig, &x.envelope), ERR_NOT_SETTLED_UP);
    refused(&x, rig_book_return(rig, &done), ERR_WRONG_STATE);
    ok(rig_book_return(rig, &part));
    assert_int_equal(ACT_BODY(&rig->act, return_booked)->amount_cents, 6667);
    refused(&x, rig_book_return(rig, &part), ERR_WRONG_STATE);
    assert_int_equal(rig_balance(rig, ACCOUNT_CASH_BANK, &x.envelope), EUR(700) - 6667);
    rig_tear_down(rig);
}

static void bank__keeps_late_money_out_of_the_closed_envelope(void **state)
{
    (void)state;
    struct example x;
    rig_set_up(&x.rig);
    struct rig *rig = &x.rig;
    x.envelope = rig_open(rig, MODE_BANK, EUR(1000), &x.grant);
    ok(rig_receive_grant(rig, &x.grant, EUR(1000)));
    x.proposal = rig_id(rig);
    ok(rig_decide(rig, &x.envelope, &x.proposal, EUR(1000)));
    x.decision = rig->act.id;
    ok(rig_commit(rig, &x.decision, EUR(1000)));
    x.commitment = rig->act.id;
    ok(rig_file(rig, &x.commitment, CLAIM_DIRECT, EUR(1000)));
    x.claim = rig->act.id;
    ok(rig_accept(rig, &x.claim));
    ok(rig_order(rig, &x.claim, EUR(1000)));
    const struct uuid payment = rig->act.id;
    ok(rig_book(rig, &payment));
    ok(rig_end(rig, &x.envelope));
    ok(rig_close(rig, &x.envelope));
    refused(&x, rig_abandon(rig, &payment), ERR_WRONG_STATE);
    ok(rig_come_back(rig, &payment));
    rig_check_all(rig);
    ok(rig_order(rig, &x.claim, EUR(1000)));
    const struct uuid again = rig->act.id;
    refused(&x, rig_abandon(rig, &payment), ERR_MORE_THAN_PAYABLE);
    ok(rig_reject(rig, &again));
    ok(rig_abandon(rig, &payment));
    rig_check_all(rig);
    const struct item_share *items = ACT_BODY(&rig->act, payment_abandoned)->shares.items;
    assert_int_equal(items[0].in_transit_cents, EUR(1000));
    const struct uuid part = items[0].part;
    refused(&x, rig_order(rig, &x.claim, 1), ERR_MORE_THAN_PAYABLE);
    const struct claim *claim = rig_find(rig, KIND_CLAIM, &x.claim);
    assert_int_equal(claim->ordered_cents, EUR(1000)); /* nothing of it is left to pay */
    ok(rig_book_return(rig, &part));
    rig_check_all(rig);
    assert_int_equal(rig_balance(rig, ACCOUNT_CASH_BANK, &x.envelope), 0);
    assert_int_equal(rig_balance(rig, ACCOUNT_BUDGET_RETURNED, &x.envelope), EUR(1000));
    rig_tear_down(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(money__follows_the_example_of_the_specification),
        cmocka_unit_test(envelope__refuses_what_the_rows_say),
        cmocka_unit_test(envelope__opens_only_when_its_parts_fit),
        cmocka_unit_test(commitment__needs_a_decision_that_binds),
        cmocka_unit_test(commitment__is_to_a_payee_of_the_organisation),
        cmocka_unit_test(commitment__of_a_foundation_needs_no_notification),
        cmocka_unit_test(commitment__is_bound_by_its_own_decision),
        cmocka_unit_test(claim__keeps_to_what_is_committed),
        cmocka_unit_test(payment__keeps_to_the_claim),
        cmocka_unit_test(payment__has_an_end_to_end_id_that_is_unique_for_ever),
        cmocka_unit_test(settlement__frees_claims_back_and_writes_off),
        cmocka_unit_test(settlement__leaves_what_is_still_to_be_claimed),
        cmocka_unit_test(settlement__bounds_what_is_accepted_after_it),
        cmocka_unit_test(settlement__claims_back_only_after_the_advance),
        cmocka_unit_test(settlement__says_its_effects),
        cmocka_unit_test(duties__are_kept_apart),
        cmocka_unit_test(duties__compare_every_person_on_the_commitment),
        cmocka_unit_test(duties__keep_the_project_lead_from_accepting),
        cmocka_unit_test(dates__lie_within_the_envelope_and_not_ahead),
        cmocka_unit_test(bank__pays_only_what_it_holds),
        cmocka_unit_test(bank__has_room_for_twenty_grants),
        cmocka_unit_test(bank__returns_by_shares_through_transit),
        cmocka_unit_test(bank__keeps_late_money_out_of_the_closed_envelope),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
