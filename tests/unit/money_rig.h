/* A small world for tests of the money: one municipality with a council, a programme, a mandate and
 * payees, one person a role, and ways to run acts on it. Council objects are put there directly;
 * money moves by acts only. */
#ifndef TESTS_UNIT_MONEY_RIG_H
#define TESTS_UNIT_MONEY_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "buurtkas/base/attr.h"
#include "buurtkas/domain/act.h"
#include "buurtkas/domain/replay.h"
#include "support/torture.h"

enum {
    RIG_MEMORY = 512 * 1024 * 1024,
    RIG_ARENA = 4 * 1024 * 1024
};

/* 2026-03-01T12:00:00Z. */
#define RIG_START_MS INT64_C(1772366400000)

struct rig {
    struct world *world;
    struct arena *arena; /* of the act that runs */
    uint64_t entry;
    uint64_t next_id;
    int64_t now_ms;
    struct uuid handles[role_end];
    struct uuid organisation;
    struct uuid funder;
    struct uuid council;
    struct uuid programme;
    struct uuid mandate;
    struct uuid payee;
    bool has_no_proof; /* carry over without one */
    struct date on;    /* posting date of the acts to come; 0: the day of each */
    struct uuid person_payee;
    struct act act; /* the last one */
    struct err err; /* its refusal */
};

/* Ids of the form of UUIDv7, in order of making. */
static inline struct uuid rig_id(struct rig *rig)
{
    struct uuid id = {
        {0x01, 0x9c}
    };
    uint64_t number = ++rig->next_id;
    for (size_t i = 0; i < 4; i++) {
        id.bytes[5 - i] = (uint8_t)(number >> (8 * i));
        id.bytes[13 - i] = (uint8_t)(number >> (8 * i));
    }
    id.bytes[6] = 0x70;
    id.bytes[8] = 0x80;
    return id;
}

static inline void *rig_insert(struct rig *rig, enum kind kind, struct uuid id)
{
    struct err err = { 0 };
    void *object = world_insert(rig->world, kind, &id, 0, &err);
    assert_non_null(object);
    return object;
}

static inline struct uuid rig_payee(struct rig *rig, enum payee_kind kind)
{
    struct uuid id = rig_id(rig);
    struct payee *payee = rig_insert(rig, KIND_PAYEE, id);
    payee->organisation = rig->organisation;
    payee->kind = (int)kind;
    return id;
}

static inline void rig_set_up(struct rig *rig)
{
    static const struct world_source none = { 0 };
    *rig = (struct rig){ .now_ms = RIG_START_MS };
    rig->world = world_new(&none, RIG_MEMORY);
    rig->arena = arena_new(RIG_ARENA);
    assert_non_null(rig->world);
    assert_non_null(rig->arena);
    for (int role = 1; role < role_end; role++) {
        rig->handles[role] = rig_id(rig);
    }
    world_begin(rig->world, rig->entry++);
    rig->organisation = rig_id(rig);
    rig->funder = rig_id(rig);
    rig->council = rig_id(rig);
    rig->programme = rig_id(rig);
    rig->mandate = rig_id(rig);
    ((struct organisation *)rig_insert(rig, KIND_ORGANISATION, rig->organisation))->kind =
        ORGANISATION_MUNICIPALITY;
    ((struct organisation *)rig_insert(rig, KIND_ORGANISATION, rig->funder))->kind =
        ORGANISATION_FUNDER;
    ((struct council *)rig_insert(rig, KIND_COUNCIL, rig->council))->organisation =
        rig->organisation;
    ((struct programme *)rig_insert(rig, KIND_PROGRAMME, rig->programme))->organisation =
        rig->organisation;
    struct mandate *mandate = rig_insert(rig, KIND_MANDATE, rig->mandate);
    mandate->organisation = rig->organisation;
    mandate->council = rig->council;
    mandate->form = FORM_MANDATE;
    mandate->state = MANDATE_IN_FORCE;
    rig->payee = rig_payee(rig, PAYEE_ORGANISATION);
    rig->person_payee = rig_payee(rig, PAYEE_NATURAL_PERSON);
    world_keep(rig->world);
    world_settle(rig->world);
}

static inline void rig_tear_down(struct rig *rig)
{
    world_free(rig->world);
    arena_free(rig->arena);
}

static inline void rig_begin(struct rig *rig, enum act_type type, enum role role)
{
    arena_clear(rig->arena);
    rig->err = (struct err){ 0 };
    rig->now_ms += 1000;
    struct instant at = { rig->now_ms };
    rig->act = (struct act){
        .kind = act_kind(type),
        .id = rig_id(rig),
        .entry = rig->entry,
        .at = at,
        .today = date_in_amsterdam(at),
        .on = {rig->on.days == 0 ? DATE_ABSENT : rig->on.days},
        .actor = { rig->handles[role],       role },
        .world = rig->world,
        .arena = rig->arena
    };
    rig->act.body = arena_alloc(rig->arena, rig->act.kind->body_size);
    assert_non_null(rig->act.body);
    field_clear_all(rig->act.body, rig->act.kind->fields);
}

/* Starts an act; its body can then be filled in. */
#define RIG_ACT(rig, tag, TYPE, role)                                                              \
    (rig_begin((rig), ACT_##TYPE, (role)), (struct body_##tag *)(rig)->act.body)

/* Runs it, after every failure that could come in between; says ERR_OK or the refusal, whose
 * sentence is in rig->err. */
static inline enum err_code rig_run(struct rig *rig)
{
    torture_act(&rig->act, NULL);
    if (!act_run(&rig->act, &rig->err)) {
        assert_true(err_is_set(&rig->err));
        return rig->err.code;
    }
    world_settle(rig->world);
    rig->entry++;
    return ERR_OK;
}

static inline void rig_must(struct rig *rig, enum err_code expected)
{
    enum err_code code = rig_run(rig);
    if (code != expected) {
        print_error("%s: %s (%s), expected %s\n", rig->act.kind->name, err_type(code),
                    rig->err.detail, err_type(expected));
    }
    assert_int_equal(code, expected);
}

static inline const void *rig_find(struct rig *rig, enum kind kind, const struct uuid *id)
{
    struct err err = { 0 };
    const void *found = NULL;
    assert_true(world_find(rig->world, kind, id, 0, &found, &err));
    return found;
}

static inline int64_t rig_balance(struct rig *rig, enum account_code code, const struct uuid *id)
{
    struct err err = { 0 };
    const void *found = NULL;
    assert_true(world_find(rig->world, KIND_ACCOUNT, id, (int32_t)code, &found, &err));
    int64_t cents = found == NULL ? 0 : ((const struct account *)found)->balance_cents;
    return account_type(code)->is_debit ? cents : -cents;
}

static inline void rig_check_envelope(struct rig *rig, const struct uuid *envelope)
{
    struct err err = { 0 };
    bool is_right =
        invariants_of_envelope(rig->world, rig_find(rig, KIND_ENVELOPE, envelope), &err);
    if (!is_right) {
        print_error("after %s: %s\n", rig->act.kind->name, err.detail);
    }
    assert_true(is_right);
}

static inline void rig_check_all(struct rig *rig)
{
    struct err err = { 0 };
    bool is_right = invariants_of_all(rig->world, &err);
    if (!is_right) {
        print_error("after %s: %s\n", rig->act.kind->name, err.detail);
    }
    assert_true(is_right);
}

static const struct hash rig_hash = {
    {1, 2, 3}
};

/* --- Acts with the usual content. Each leaves its id in rig->act.id. --- */

static inline struct uuid rig_open(struct rig *rig, enum mode mode, int64_t cents,
                                   struct uuid *out_grant)
{
    struct body_envelope_opened *body =
        RIG_ACT(rig, envelope_opened, ENVELOPE_OPENED, ROLE_GRANTOR);
    body->organisation = rig->organisation;
    body->council = rig->council;
    body->programme = rig->programme;
    body->mode = (int)mode;
    body->cashier = mode == MODE_BANK ? CASHIER_FOUNDATION : CASHIER_MUNICIPALITY;
    body->from_date = date_of(2026, 1, 1);
    body->until_date = date_of(2027, 1, 1);
    body->amount_cents = cents;
    body->document = rig_hash;
    body->grant_id = rig_id(rig);
    *out_grant = body->grant_id;
    rig_must(rig, ERR_OK);
    return rig->act.id;
}

/* A decision that has taken effect and was notified: what decision.made and decision.notified leave
 * behind. */
static inline enum err_code rig_decide(struct rig *rig, const struct uuid *envelope,
                                       const struct uuid *proposal, int64_t cents)
{
    (void)RIG_ACT(rig, decision_made, DECISION_MADE, ROLE_SECRETARY);
    struct act *act = &rig->act;
    const struct row_refs refs = { .envelope = rig_find(rig, KIND_ENVELOPE, envelope),
                                   .proposal = *proposal };
    world_begin(rig->world, rig->entry);
    struct decision *decision = rig_insert(rig, KIND_DECISION, act->id);
    decision->basis = BASIS_VERDICT;
    decision->outcome = OUTCOME_GRANT;
    decision->organisation = rig->organisation;
    decision->council = rig->council;
    decision->envelope = *envelope;
    decision->proposal = *proposal;
    decision->mandate = rig->mandate;
    decision->amount_cents = cents;
    struct decision_status *status = rig_insert(rig, KIND_DECISION_STATUS, act->id);
    status->state = DECISION_IN_EFFECT;
    status->effective_on = act->today;
    status->notified_on = act->today;
    status->allocated_cents = cents;
    const struct transaction_note note = { .envelope = *envelope,
                                           .decision = act->id,
                                           .amount_cents = cents };
    ledger_note(act, &note);
    if (!ledger_add_row(act, ROW_3, &refs, cents, &rig->err) || !ledger_post(act, &rig->err)) {
        world_undo(rig->world);
        return rig->err.code;
    }
    world_keep(rig->world);
    world_settle(rig->world);
    rig->entry++;
    return ERR_OK;
}

/* A decision to release what another set aside. */
static inline struct uuid rig_decide_release(struct rig *rig, const struct uuid *envelope,
                                             const struct uuid *releases, int64_t cents)
{
    struct uuid id = rig_id(rig);
    world_begin(rig->world, rig->entry++);
    struct decision *decision = rig_insert(rig, KIND_DECISION, id);
    decision->basis = BASIS_VERDICT;
    decision->outcome = OUTCOME_RELEASE;
    decision->envelope = *envelope;
    decision->releases = *releases;
    decision->amount_cents = cents;
    ((struct decision_status *)rig_insert(rig, KIND_DECISION_STATUS, id))->state =
        DECISION_IN_EFFECT;
    world_keep(rig->world);
    world_settle(rig->world);
    return id;
}

static inline enum err_code rig_commit(struct rig *rig, const struct uuid *decision, int64_t cents)
{
    struct body_commitment_made *body =
        RIG_ACT(rig, commitment_made, COMMITMENT_MADE, ROLE_SIGNATORY);
    body->decision = *decision;
    body->payee = rig->payee;
    body->kind = COMMITMENT_SUBSIDY;
    body->amount_cents = cents;
    return rig_run(rig);
}

static inline enum err_code rig_file(struct rig *rig, const struct uuid *commitment,
                                     enum claim_kind kind, int64_t cents)
{
    struct body_claim_filed *body = RIG_ACT(rig, claim_filed, CLAIM_FILED, ROLE_SECRETARY);
    body->commitment = *commitment;
    body->kind = (int)kind;
    body->amount_cents = cents;
    return rig_run(rig);
}

static inline enum err_code rig_accept(struct rig *rig, const struct uuid *claim)
{
    RIG_ACT(rig, claim_accepted, CLAIM_ACCEPTED, ROLE_ACCEPTOR)->claim = *claim;
    return rig_run(rig);
}

static inline enum err_code rig_order(struct rig *rig, const struct uuid *claim, int64_t cents)
{
    struct body_payment_ordered *body = RIG_ACT(rig, payment_ordered, PAYMENT_ORDERED, ROLE_PAYER);
    body->claim = *claim;
    body->amount_cents = cents;
    (void)snprintf(body->end_to_end_id.text, sizeof body->end_to_end_id.text, "BK-%llu",
                   (unsigned long long)rig->next_id);
    return rig_run(rig);
}

static inline enum err_code rig_book(struct rig *rig, const struct uuid *payment)
{
    struct body_payment_booked *body = RIG_ACT(rig, payment_booked, PAYMENT_BOOKED, ROLE_PAYER);
    body->payment = *payment;
    body->proof_kind = PROOF_BANK_STATEMENT;
    body->proof = rig_hash;
    return rig_run(rig);
}

static inline enum err_code rig_come_back(struct rig *rig, const struct uuid *payment)
{
    struct body_payment_returned *body =
        RIG_ACT(rig, payment_returned, PAYMENT_RETURNED, ROLE_PAYER);
    body->payment = *payment;
    body->proof_kind = PROOF_BANK_STATEMENT;
    body->proof = rig_hash;
    return rig_run(rig);
}

static inline enum err_code rig_reject(struct rig *rig, const struct uuid *payment)
{
    RIG_ACT(rig, payment_rejected, PAYMENT_REJECTED, ROLE_PAYER)->payment = *payment;
    return rig_run(rig);
}

static inline enum err_code rig_abandon(struct rig *rig, const struct uuid *payment)
{
    RIG_ACT(rig, payment_abandoned, PAYMENT_ABANDONED, ROLE_PAYER)->payment = *payment;
    return rig_run(rig);
}

static inline enum err_code rig_account(struct rig *rig, const struct uuid *commitment,
                                        int64_t spent, int64_t unused)
{
    struct body_accountability_filed *body =
        RIG_ACT(rig, accountability_filed, ACCOUNTABILITY_FILED, ROLE_SECRETARY);
    body->commitment = *commitment;
    body->spent_cents = spent;
    body->unused_cents = unused;
    body->document = rig_hash;
    return rig_run(rig);
}

/* The recovery's id is in the body afterwards. */
static inline enum err_code rig_accept_account(struct rig *rig, const struct uuid *accountability)
{
    struct body_accountability_accepted *body =
        RIG_ACT(rig, accountability_accepted, ACCOUNTABILITY_ACCEPTED, ROLE_ACCEPTOR);
    body->accountability = *accountability;
    body->recovery = rig_id(rig);
    return rig_run(rig);
}

static inline enum err_code rig_receive(struct rig *rig, const struct uuid *recovery, int64_t cents)
{
    struct body_recovery_received *body =
        RIG_ACT(rig, recovery_received, RECOVERY_RECEIVED, ROLE_PAYER);
    body->recovery = *recovery;
    body->amount_cents = cents;
    body->proof_kind = PROOF_BANK_STATEMENT;
    body->proof = rig_hash;
    return rig_run(rig);
}

/* Nobody had claimed it. */
static inline enum err_code rig_refund(struct rig *rig, const struct uuid *commitment,
                                       int64_t cents)
{
    struct body_refund_received *body = RIG_ACT(rig, refund_received, REFUND_RECEIVED, ROLE_PAYER);
    body->commitment = *commitment;
    body->amount_cents = cents;
    body->proof_kind = PROOF_BANK_STATEMENT;
    body->proof = rig_hash;
    return rig_run(rig);
}

static inline enum err_code rig_write_off(struct rig *rig, const struct uuid *recovery,
                                          int64_t cents)
{
    struct body_recovery_written_off *body =
        RIG_ACT(rig, recovery_written_off, RECOVERY_WRITTEN_OFF, ROLE_GRANTOR);
    body->recovery = *recovery;
    body->amount_cents = cents;
    return rig_run(rig);
}

static inline enum err_code rig_claim_back(struct rig *rig, const struct uuid *commitment,
                                           const struct uuid *settlement, int64_t cents)
{
    struct body_recovery_claimed *body =
        RIG_ACT(rig, recovery_claimed, RECOVERY_CLAIMED, ROLE_GRANTOR);
    body->commitment = *commitment;
    body->settlement = *settlement;
    body->amount_cents = cents;
    return rig_run(rig);
}

static inline struct list rig_effects(struct rig *rig)
{
    static char reason[] = "Alles is uitgevoerd.";
    struct item_effect *effects = arena_calloc(rig->arena, 4, sizeof *effects);
    assert_non_null(effects);
    for (int i = 0; i < 4; i++) {
        effects[i].effect = i + 1;
        effects[i].answer = ANSWER_YES;
        effects[i].reason = (struct text){ .ptr = reason, .len = sizeof reason - 1 };
    }
    return (struct list){ .items = effects, .count = 4 };
}

static inline enum err_code rig_settle(struct rig *rig, const struct uuid *commitment,
                                       int64_t cents)
{
    struct body_settlement_decided *body =
        RIG_ACT(rig, settlement_decided, SETTLEMENT_DECIDED, ROLE_GRANTOR);
    body->commitment = *commitment;
    body->amount_cents = cents;
    body->document = rig_hash;
    body->effects = rig_effects(rig);
    return rig_run(rig);
}

static inline enum err_code rig_release(struct rig *rig, const struct uuid *commitment,
                                        int64_t cents)
{
    struct body_commitment_released *body =
        RIG_ACT(rig, commitment_released, COMMITMENT_RELEASED, ROLE_SIGNATORY);
    body->commitment = *commitment;
    body->amount_cents = cents;
    body->reason = RELEASE_CHEAPER;
    return rig_run(rig);
}

static inline enum err_code rig_raise(struct rig *rig, const struct uuid *commitment, int64_t cents)
{
    struct body_commitment_raised *body =
        RIG_ACT(rig, commitment_raised, COMMITMENT_RAISED, ROLE_SIGNATORY);
    body->commitment = *commitment;
    body->amount_cents = cents;
    return rig_run(rig);
}

static inline enum err_code rig_free(struct rig *rig, const struct uuid *decision,
                                     const struct uuid *releasing, int64_t cents)
{
    struct body_allocation_released *body =
        RIG_ACT(rig, allocation_released, ALLOCATION_RELEASED, ROLE_GRANTOR);
    body->decision = *decision;
    if (releasing != NULL) {
        body->releasing = *releasing;
    }
    body->amount_cents = cents;
    body->reason = RELEASE_NOT_NEEDED;
    return rig_run(rig);
}

/* @param grant  NULL: a new grant of the other funder, whose id is in the body afterwards */
static inline enum err_code rig_amend(struct rig *rig, const struct uuid *envelope,
                                      enum amendment_kind kind, const struct uuid *grant,
                                      int64_t cents)
{
    struct body_envelope_amended *body =
        RIG_ACT(rig, envelope_amended, ENVELOPE_AMENDED, ROLE_GRANTOR);
    body->envelope = *envelope;
    body->kind = (int)kind;
    body->new_grant = rig_id(rig);
    if (grant != NULL) {
        body->grant_id = *grant;
    } else {
        body->funder = rig->funder;
    }
    body->amount_cents = cents;
    body->document = rig_hash;
    return rig_run(rig);
}

/* @param grant  NULL: a new grant, whose id is in the body afterwards */
static inline enum err_code rig_carry(struct rig *rig, const struct uuid *envelope,
                                      const struct uuid *target, const struct uuid *grant,
                                      int64_t cents)
{
    struct body_envelope_carried_over *body =
        RIG_ACT(rig, envelope_carried_over, ENVELOPE_CARRIED_OVER, ROLE_GRANTOR);
    body->envelope = *envelope;
    body->target = *target;
    body->amount_cents = cents;
    body->new_grant = rig_id(rig);
    if (grant != NULL) {
        body->grant_id = *grant;
    }
    body->document = rig_hash;
    if (!rig->has_no_proof) {
        body->proof = rig_hash;
        body->proof_kind = PROOF_BANK_STATEMENT;
    }
    return rig_run(rig);
}

static inline enum err_code rig_carry_commitment(struct rig *rig, const struct uuid *commitment,
                                                 const struct uuid *target,
                                                 const struct uuid *grant, int64_t cents)
{
    struct body_commitment_carried_over *body =
        RIG_ACT(rig, commitment_carried_over, COMMITMENT_CARRIED_OVER, ROLE_GRANTOR);
    body->commitment = *commitment;
    body->target = *target;
    body->amount_cents = cents;
    body->new_grant = rig_id(rig);
    if (grant != NULL) {
        body->grant_id = *grant;
    }
    body->document = rig_hash;
    if (!rig->has_no_proof) {
        body->proof = rig_hash;
        body->proof_kind = PROOF_BANK_STATEMENT;
    }
    return rig_run(rig);
}

static inline enum err_code rig_withdraw(struct rig *rig, const struct uuid *decision,
                                         enum withdrawal_ground ground)
{
    struct body_decision_withdrawn *body =
        RIG_ACT(rig, decision_withdrawn, DECISION_WITHDRAWN, ROLE_GRANTOR);
    body->decision = *decision;
    body->ground = (int)ground;
    body->document = rig_hash;
    body->effects = rig_effects(rig);
    return rig_run(rig);
}

static inline enum err_code rig_receive_grant(struct rig *rig, const struct uuid *grant,
                                              int64_t cents)
{
    struct body_grant_received *body = RIG_ACT(rig, grant_received, GRANT_RECEIVED, ROLE_PAYER);
    body->grant_id = *grant;
    body->amount_cents = cents;
    body->proof_kind = PROOF_BANK_STATEMENT;
    body->proof = rig_hash;
    return rig_run(rig);
}

static inline enum err_code rig_end(struct rig *rig, const struct uuid *envelope)
{
    RIG_ACT(rig, envelope_ended, ENVELOPE_ENDED, ROLE_GRANTOR)->envelope = *envelope;
    return rig_run(rig);
}

static inline enum err_code rig_close(struct rig *rig, const struct uuid *envelope)
{
    RIG_ACT(rig, envelope_closed, ENVELOPE_CLOSED, ROLE_GRANTOR)->envelope = *envelope;
    return rig_run(rig);
}

static inline enum err_code rig_return(struct rig *rig, const struct uuid *envelope, int64_t cents)
{
    struct body_envelope_returned *body =
        RIG_ACT(rig, envelope_returned, ENVELOPE_RETURNED, ROLE_GRANTOR);
    body->envelope = *envelope;
    body->amount_cents = cents;
    return rig_run(rig);
}

static inline enum err_code rig_book_return(struct rig *rig, const struct uuid *part)
{
    struct body_return_booked *body = RIG_ACT(rig, return_booked, RETURN_BOOKED, ROLE_PAYER);
    body->part = *part;
    body->proof_kind = PROOF_BANK_STATEMENT;
    body->proof = rig_hash;
    return rig_run(rig);
}

static inline enum err_code rig_reverse(struct rig *rig, const struct uuid *transaction,
                                        bool has_proof)
{
    struct body_transaction_reversed *body =
        RIG_ACT(rig, transaction_reversed, TRANSACTION_REVERSED, ROLE_CONTROLLER);
    body->transaction = *transaction;
    if (has_proof) {
        body->proof = rig_hash;
        body->proof_kind = PROOF_BANK_STATEMENT;
    }
    return rig_run(rig);
}

#endif
