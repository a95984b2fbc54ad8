/* Counters that no number could hold any more, and texts and taxes that do not add up. Only a tampered record has such
 * counters; an act on one is refused as a whole, in whichever of its sums the number ends. */
#include "money_rig.h"

#define EUR(amount) (INT64_C(100) * (amount))

struct story {
    struct rig rig;
    struct uuid envelope, grant, proposal, decision, commitment, claim, payment;
};

static void ok(enum err_code code)
{
    assert_int_equal(code, ERR_OK);
}

/* EUR 600 promised on EUR 800 allocated, EUR 900 of EUR 1000 in the bank. */
static void begin(struct story *s)
{
    rig_set_up(&s->rig);
    s->envelope = rig_open(&s->rig, MODE_BANK, EUR(1000), &s->grant);
    s->proposal = rig_id(&s->rig);
    ok(rig_receive_grant(&s->rig, &s->grant, EUR(900)));
    ok(rig_decide(&s->rig, &s->envelope, &s->proposal, EUR(800)));
    s->decision = s->rig.act.id;
    ok(rig_commit(&s->rig, &s->decision, EUR(600)));
    s->commitment = s->rig.act.id;
}

static void pay(struct story *s, enum claim_kind kind, int64_t cents)
{
    ok(rig_file(&s->rig, &s->commitment, kind, cents));
    s->claim = s->rig.act.id;
    ok(rig_accept(&s->rig, &s->claim));
    ok(rig_order(&s->rig, &s->claim, cents));
    s->payment = s->rig.act.id;
}

/* An object of the world, to be changed without an act. */
static void *held(struct rig *rig, enum kind kind, struct uuid id)
{
    struct err err = { 0 };
    world_begin(rig->world, rig->entry++);
    void *edit = world_edit(rig->world, rig_find(rig, kind, &id), &err);
    assert_non_null(edit);
    world_keep(rig->world);
    world_settle(rig->world);
    return edit;
}

/* With the counter at the end of its numbers the act is refused, and the counter stays there. */
#define MUST_END(rig, counter, end, call)                                                          \
    do {                                                                                           \
        int64_t was_ = (counter);                                                                  \
        (counter) = (end);                                                                         \
        assert_int_equal((call), ERR_TOO_LARGE);                                                   \
        assert_string_equal((rig)->err.detail, "A sum of money is over the 64-bit range.");        \
        assert_true((counter) == (end));                                                           \
        (counter) = was_;                                                                          \
    } while (0)
#define MOST  INT64_MAX
#define LEAST (-INT64_MAX)

static void counters_of_a_promise(void **state)
{
    (void)state;
    struct story s;
    begin(&s);
    struct rig *rig = &s.rig;
    struct commitment *commitment = held(rig, KIND_COMMITMENT, s.commitment);
    struct decision_status *status = held(rig, KIND_DECISION_STATUS, s.decision);
    MUST_END(rig, commitment->raised_cents, MOST, rig_raise(rig, &s.commitment, EUR(1)));
    MUST_END(rig, commitment->raised_cents, LEAST, rig_release(rig, &s.commitment, EUR(1)));
    MUST_END(rig, status->committed_cents, LEAST, rig_release(rig, &s.commitment, EUR(1)));
    MUST_END(rig, commitment->raised_cents, LEAST, rig_reverse(rig, &s.commitment, false));
    MUST_END(rig, status->committed_cents, LEAST, rig_reverse(rig, &s.commitment, false));
    MUST_END(rig, commitment->raised_cents, LEAST, rig_settle(rig, &s.commitment, 0));
    MUST_END(rig, status->released_cents, MOST, rig_settle(rig, &s.commitment, 0));
    ok(rig_settle(rig, &s.commitment, 0));
    const struct uuid settlement = rig->act.id;
    MUST_END(rig, commitment->raised_cents, MOST, rig_reverse(rig, &settlement, false));
    ok(rig_reverse(rig, &settlement, false));
    rig_check_all(rig);
    rig_tear_down(rig);
}

static void counters_of_what_is_carried_over(void **state)
{
    (void)state;
    struct story s;
    begin(&s);
    struct rig *rig = &s.rig;
    struct uuid grant;
    const struct uuid target = rig_open(rig, MODE_BANK, EUR(10), &grant);
    struct commitment *commitment = held(rig, KIND_COMMITMENT, s.commitment);
    MUST_END(rig, commitment->raised_cents, LEAST,
             rig_carry_commitment(rig, &s.commitment, &target, NULL, EUR(500)));
    ok(rig_carry_commitment(rig, &s.commitment, &target, NULL, EUR(500)));
    const struct uuid carried_id = rig->act.id;
    MUST_END(rig, commitment->raised_cents, MOST, rig_reverse(rig, &carried_id, false));
    ok(rig_release(rig, &carried_id, EUR(5)));
    const struct uuid release = rig->act.id;
    struct commitment *carried = held(rig, KIND_COMMITMENT, carried_id);
    MUST_END(rig, carried->raised_cents, MOST, rig_reverse(rig, &release, false));
    ok(rig_reverse(rig, &release, false));
    rig_check_all(rig);
    rig_tear_down(rig);
}

static void counters_of_payments(void **state)
{
    (void)state;
    struct story s;
    begin(&s);
    struct rig *rig = &s.rig;
    pay(&s, CLAIM_INSTALMENT, EUR(100));
    struct claim *claim = held(rig, KIND_CLAIM, s.claim);
    MUST_END(rig, claim->ordered_cents, LEAST, rig_reverse(rig, &s.payment, false));
    MUST_END(rig, claim->ordered_cents, LEAST, rig_reject(rig, &s.payment));
    ok(rig_reject(rig, &s.payment));
    const struct uuid rejected = rig->act.id;
    MUST_END(rig, claim->ordered_cents, MOST, rig_reverse(rig, &rejected, false));
    ok(rig_order(rig, &s.claim, EUR(100)));
    const struct uuid payment = rig->act.id;
    ok(rig_book(rig, &payment));
    MUST_END(rig, claim->ordered_cents, LEAST, rig_come_back(rig, &payment));
    ok(rig_come_back(rig, &payment));
    rig_check_all(rig);
    rig_tear_down(rig);
}

static void counters_of_recoveries(void **state)
{
    (void)state;
    struct story s;
    begin(&s);
    struct rig *rig = &s.rig;
    pay(&s, CLAIM_DIRECT, EUR(300));
    ok(rig_book(rig, &s.payment));
    ok(rig_settle(rig, &s.commitment, EUR(250)));
    const struct uuid settlement = rig->act.id;
    ok(rig_claim_back(rig, &s.commitment, &settlement, EUR(50)));
    const struct uuid id = rig->act.id;
    struct recovery *recovery = held(rig, KIND_RECOVERY, id);
    struct commitment *commitment = held(rig, KIND_COMMITMENT, s.commitment);
    MUST_END(rig, commitment->claimed_back_cents, LEAST, rig_reverse(rig, &id, false));
    MUST_END(rig, commitment->returned_cents, MOST, rig_receive(rig, &id, EUR(20)));
    MUST_END(rig, commitment->written_off_cents, MOST, rig_write_off(rig, &id, EUR(20)));
    ok(rig_receive(rig, &id, EUR(20)));
    const struct uuid received = rig->act.id;
    MUST_END(rig, recovery->received_cents, LEAST, rig_reverse(rig, &received, true));
    MUST_END(rig, commitment->returned_cents, LEAST, rig_reverse(rig, &received, true));
    ok(rig_write_off(rig, &id, EUR(10)));
    const struct uuid written_off = rig->act.id;
    assert_int_equal(recovery->state, RECOVERY_OPEN);
    ok(rig_reverse(rig, &written_off, false));
    assert_int_equal(recovery->state, RECOVERY_OPEN);
    ok(rig_write_off(rig, &id, EUR(30)));
    assert_int_equal(recovery->state, RECOVERY_SETTLED);
    rig_check_all(rig);
    rig_tear_down(rig);
}

static void counters_of_an_allocation(void **state)
{
    (void)state;
    struct story s;
    begin(&s);
    struct rig *rig = &s.rig;
    ok(rig_end(rig, &s.envelope));
    ok(rig_free(rig, &s.decision, NULL, EUR(200)));
    const struct uuid freed = rig->act.id;
    struct decision_status *status = held(rig, KIND_DECISION_STATUS, s.decision);
    MUST_END(rig, status->released_cents, LEAST, rig_reverse(rig, &freed, false));
    ok(rig_reverse(rig, &freed, false));
    rig_check_all(rig);
    rig_tear_down(rig);
}

/* Balances beyond the numbers: the guards, the sums over accounts and over grants notice. */
static void balances(void **state)
{
    (void)state;
    struct story s;
    begin(&s);
    struct rig *rig = &s.rig;
    struct err err = { 0 };
    const void *found = NULL;
    assert_true(world_find(rig->world, KIND_ACCOUNT, &s.envelope, ACCOUNT_CASH_BANK, &found, &err));
    world_begin(rig->world, rig->entry++);
    struct account *bank = world_edit(rig->world, found, &err);
    assert_non_null(bank);
    world_keep(rig->world);
    world_settle(rig->world);
    MUST_END(rig, bank->balance_cents, MOST, rig_receive_grant(rig, &s.grant, EUR(1)));
    rig_check_all(rig);
    rig_tear_down(rig);
}

/* --- A claim's tax, and a settlement's effects. --- */

static void a_claims_tax_adds_up(void **state)
{
    (void)state;
    static const struct {
        int64_t vat, compensable;
        const char *pointer;
        const char *sentence;
    } rows[] = {
        {EUR(101),      FIELD_ABSENT, "/vatCents",            "The VAT is more than the claim."          },
        { EUR(21),      EUR(22),      "/vatCompensableCents",
         "The compensable part is more than the VAT."                                                    },
        { FIELD_ABSENT, 1,            "/vatCompensableCents",
         "The compensable part is more than the VAT."                                                    },
        { EUR(100),     EUR(100),     NULL,                   NULL                                       },
        { FIELD_ABSENT, FIELD_ABSENT, NULL,                   NULL                                       },
    };
    struct story s;
    begin(&s);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct body_claim_filed *body =
            RIG_ACT(&s.rig, claim_filed, CLAIM_FILED, ROLE_SECRETARY);
        body->commitment = s.commitment;
        body->kind = CLAIM_DIRECT;
        body->amount_cents = EUR(100);
        body->vat_cents = rows[i].vat;
        body->vat_compensable_cents = rows[i].compensable;
        rig_must(&s.rig, rows[i].pointer == NULL ? ERR_OK : ERR_MISMATCH);
        if (rows[i].pointer != NULL) {
            assert_string_equal(s.rig.err.pointer, rows[i].pointer);
            assert_string_equal(s.rig.err.detail, rows[i].sentence);
        }
    }
    rig_tear_down(&s.rig);
}

static void a_settlement_answers_four_effects(void **state)
{
    (void)state;
    static char reason[] = "Alles is uitgevoerd.";
    static const char each[] = "Each of the four effects is answered once, with its reason.";
    static const struct {
        size_t count;
        int effect; /* of the third */
        int answer;
        size_t reason_len;
        const char *sentence;
    } rows[] = {
        {3,  3,               ANSWER_YES, 5, "A settlement says its four effects on community life."},
        { 4, 0,               ANSWER_YES, 5, each                                                   },
        { 4, effect_kind_end, ANSWER_YES, 5, each                                                   },
        { 4, 2,               ANSWER_YES, 5, each                                                   },
        { 4, 3,               0,          5, each                                                   },
        { 4, 3,               ANSWER_YES, 0, each                                                   },
        { 4, 3,               ANSWER_NO,  5, NULL                                                   },
    };
    struct story s;
    begin(&s);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct body_settlement_decided *body =
            RIG_ACT(&s.rig, settlement_decided, SETTLEMENT_DECIDED, ROLE_GRANTOR);
        body->commitment = s.commitment;
        body->amount_cents = 0;
        body->document = rig_hash;
        body->effects = rig_effects(&s.rig);
        body->effects.count = rows[i].count;
        struct item_effect *third = (struct item_effect *)body->effects.items + 2;
        third->effect = rows[i].effect;
        third->answer = rows[i].answer;
        third->reason = (struct text){ .ptr = reason, .len = rows[i].reason_len };
        rig_must(&s.rig, rows[i].sentence == NULL ? ERR_OK : ERR_EFFECTS_MISSING);
        if (rows[i].sentence != NULL) {
            assert_string_equal(s.rig.err.pointer, "/effects");
            assert_string_equal(s.rig.err.detail, rows[i].sentence);
        }
    }
    rig_check_all(&s.rig);
    rig_tear_down(&s.rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counters_of_a_promise),
        cmocka_unit_test(counters_of_what_is_carried_over),
        cmocka_unit_test(counters_of_payments),
        cmocka_unit_test(counters_of_recoveries),
        cmocka_unit_test(counters_of_an_allocation),
        cmocka_unit_test(balances),
        cmocka_unit_test(a_claims_tax_adds_up),
        cmocka_unit_test(a_settlement_answers_four_effects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
