/* The objects that acts make and change: one struct a kind, generated with its column table from one list.
 * The daemon loads them from PostgreSQL, `verify` keeps them in memory; the rules see no difference.
 * An object is known by (id, ordinal); most have ordinal 0, children stand under their parent's id. */
#ifndef BUURTKAS_DOMAIN_OBJECTS_H
#define BUURTKAS_DOMAIN_OBJECTS_H

#include "buurtkas/base/clock.h"
#include "buurtkas/base/field.h"
#include "buurtkas/base/uuid.h"
#include "buurtkas/domain/words.h"

#include "buurtkas/domain/objects_ballots.def"
#include "buurtkas/domain/objects_powers.def"
#include "buurtkas/domain/objects_interests.def"
#include "buurtkas/domain/objects_keys.def"

/* C(kind, member, flag, names): flag FIXED never changes after the insert, STATE may. */
#define OBJECT_organisation(C) C(ENUM, kind, FIXED, organisation_kind_names) C(CODE, code, FIXED, 0)
#define OBJECT_appointment(C) \
    C(UUID, handle, FIXED, 0) C(ENUM, role, FIXED, role_names) C(ENUM, scope, FIXED, scope_names) \
    C(UUID, scope_id, FIXED, 0) C(UUID, organisation, FIXED, 0) C(DATE, from_date, FIXED, 0) \
    C(DATE, until_date, STATE, 0) C(INSTANT, ended_at, STATE, 0)
#define OBJECT_area(C) C(UUID, organisation, FIXED, 0) C(DATE, from_date, FIXED, 0) C(DATE, until_date, FIXED, 0)
#define OBJECT_area_code(C) C(CODE, code, FIXED, 0)
#define OBJECT_council(C) \
    C(UUID, organisation, FIXED, 0) C(UUID, area, FIXED, 0) C(ENUM, statute, FIXED, statute_names) \
    C(I32, seats, FIXED, 0) C(BOOL, names_public, FIXED, 0)
#define OBJECT_rule_set(C) \
    C(UUID, council, FIXED, 0) C(ENUM, base, FIXED, rule_base_names) C(I32, version, FIXED, 0) \
    C(DATE, from_date, FIXED, 0) \
    C(ENUM, opening_base, FIXED, threshold_base_names) C(I32, opening_num, FIXED, 0) C(I32, opening_den, FIXED, 0) \
    C(I32, second_call_hours, FIXED, 0) \
    C(ENUM, validity_base, FIXED, threshold_base_names) C(I32, validity_num, FIXED, 0) C(I32, validity_den, FIXED, 0) \
    C(ENUM, validity_retry, FIXED, retry_rule_names) C(ENUM, abstain, FIXED, offer_names) \
    C(ENUM, blank, FIXED, offer_names) C(ENUM, must_vote, FIXED, must_vote_rule_names) \
    C(ENUM, unasked, FIXED, unasked_rule_names) C(ENUM, tie, FIXED, tie_rule_names) \
    C(ENUM, full_base, FIXED, threshold_base_names) C(ENUM, recusal, FIXED, recusal_rule_names) \
    C(ENUM, youth, FIXED, youth_rule_names) C(I32, consent_rounds, FIXED, 0) \
    C(ENUM, consent_silence, FIXED, consent_silence_names) C(ENUM, bare_objection, FIXED, bare_objection_names) \
    C(ENUM, written, FIXED, written_rule_names) C(I32, proxies_max, FIXED, 0) \
    C(ENUM, interim, FIXED, interim_rule_names) C(BOOL, change_vote, FIXED, 0) \
    C(BOOL, void_on_roster_change, FIXED, 0) C(BOOL, names_public, FIXED, 0) \
    C(I32, written_days, FIXED, 0) C(ENUM, written_request, FIXED, written_request_names) \
    C(I32, notice_days, FIXED, 0) C(ENUM, late_items, FIXED, late_items_rule_names)
/* All of them must hold for a motion to be adopted; under consent there is none. Those of a vote in writing hold
 * instead of the others. */
#define OBJECT_rule_threshold(C) \
    C(ENUM, base, FIXED, threshold_base_names) C(I32, num, FIXED, 0) C(I32, den, FIXED, 0) C(BOOL, strict, FIXED, 0) \
    C(BOOL, in_writing, FIXED, 0)
#define OBJECT_programme(C) C(UUID, organisation, FIXED, 0) C(CODE, task_field, FIXED, 0) C(I32, budget_year, FIXED, 0)
#define OBJECT_envelope(C) \
    C(UUID, organisation, FIXED, 0) C(UUID, council, FIXED, 0) C(UUID, programme, FIXED, 0) \
    C(ENUM, mode, FIXED, mode_names) C(ENUM, cashier, FIXED, cashier_names) C(BOOL, vat_compensable, FIXED, 0) \
    C(DATE, from_date, FIXED, 0) C(DATE, until_date, FIXED, 0) C(I64, original_cents, FIXED, 0) \
    C(ENUM, state, STATE, envelope_state_names)
/* on_date and the other days of what follows: the posting date of the act that made it so, which what rests on it may
 * not precede (act_dates.c). Absent: it is not so yet. */
#define OBJECT_grant(C) C(UUID, envelope, FIXED, 0) C(UUID, funder, FIXED, 0) C(DATE, on_date, FIXED, 0)
#define OBJECT_mandate(C) \
    C(UUID, organisation, FIXED, 0) C(UUID, council, FIXED, 0) C(ENUM, form, FIXED, mandate_form_names) \
    C(ENUM, exercise, FIXED, exercise_names) C(UUID, holder, FIXED, 0) C(CODE, legal_basis, FIXED, 0) \
    C(I64, ceiling_decision_cents, FIXED, 0) C(I64, ceiling_year_cents, FIXED, 0) \
    C(I64, ceiling_urgency_cents, FIXED, 0) C(UUID, parent, FIXED, 0) C(BOOL, may_share, FIXED, 0) \
    C(ENUM, silence, FIXED, silence_names) C(I32, deadline_days, FIXED, 0) \
    C(DATE, from_date, FIXED, 0) C(DATE, until_date, FIXED, 0) \
    C(INSTANT, consented_at, STATE, 0) C(ENUM, state, STATE, mandate_state_names)
#define OBJECT_mandate_year(C) C(I64, amount_cents, STATE, 0)
#define OBJECT_payee(C) \
    C(UUID, organisation, FIXED, 0) C(ENUM, kind, FIXED, payee_kind_names) C(BOOL, legal_person, FIXED, 0) \
    C(BOOL, based_in_area, FIXED, 0)
#define OBJECT_proposal(C) \
    C(UUID, envelope, FIXED, 0) C(UUID, applicant, STATE, 0) C(CODE, category, FIXED, 0) C(CODE, source_ref, FIXED, 0) \
    C(UUID, version, STATE, 0) C(I32, version_number, STATE, 0) C(ENUM, state, STATE, proposal_state_names)
#define OBJECT_proposal_version(C) \
    C(UUID, proposal, FIXED, 0) C(I32, number, FIXED, 0) C(I64, cost_cents, FIXED, 0) C(I64, asked_cents, FIXED, 0) \
    C(UUID, applicant, FIXED, 0) C(UUID, filed_by, FIXED, 0)
#define OBJECT_cost_line(C) C(I64, amount_cents, FIXED, 0)
#define OBJECT_financing_line(C) \
    C(I64, amount_cents, FIXED, 0) C(BOOL, in_kind, FIXED, 0) C(ENUM, status, FIXED, financing_status_names)
/* voting_ended_in, sealed_left: of a motion whose interim counts are hidden: log index of the entry that ended the voting,
 * and how many votes are still sealed. opened_in, closed_in: log index of the entry that did so, for what came before what. until_date: a round in writing,
 * where nobody meets: the first day on which no vote counts any more. */
#define OBJECT_meeting(C) \
    C(UUID, council, FIXED, 0) C(DATE, on_date, FIXED, 0) C(BOOL, public, FIXED, 0) C(UUID, second_call_of, FIXED, 0) \
    C(INSTANT, convened_at, FIXED, 0) C(BOOL, quorum_waived, STATE, 0) \
    C(I64, opened_in, STATE, 0) C(INSTANT, opened_at, STATE, 0) C(INSTANT, closed_at, STATE, 0) C(I32, attendance_count, STATE, 0) C(I32, proxy_count, STATE, 0) \
    C(I32, present_at_opening, STATE, 0) C(ENUM, state, STATE, meeting_state_names) C(DATE, until_date, FIXED, 0) \
    C(I32, agenda_version, STATE, 0) C(INSTANT, agenda_at, STATE, 0)
/* agenda_version: 0 while no agenda was published; agenda_at: when its last version was. */
/* Stands under its meeting; the ordinal is the number of the item. proposal_version: the one that was announced; version
 * and at: of the agenda that announced it. Nothing of it changes: what is announced otherwise is another item. */
#define OBJECT_agenda_item(C) \
    C(UUID, proposal, FIXED, 0) C(I32, repeats, FIXED, 0) C(UUID, proposal_version, FIXED, 0) C(I32, version, FIXED, 0) \
    C(INSTANT, at, FIXED, 0)
/* An item that came too late, and all who were there agreed to deal with: has its id and ordinal. */
#define OBJECT_item_admission(C) C(UUID, proposal_version, FIXED, 0) C(I32, present, FIXED, 0) C(INSTANT, at, FIXED, 0)
/* Stands under its meeting: the giver is not there, and the holder votes for the giver. */
#define OBJECT_proxy(C) C(UUID, giver, FIXED, 0) C(UUID, holder, FIXED, 0) C(INSTANT, at, FIXED, 0)
#define OBJECT_attendance(C) \
    C(UUID, member, FIXED, 0) C(UUID, in_place_of, FIXED, 0) C(ENUM, presence, FIXED, presence_names) C(INSTANT, at, FIXED, 0)
#define OBJECT_motion(C) \
    C(UUID, meeting, FIXED, 0) C(UUID, council, FIXED, 0) C(UUID, envelope, FIXED, 0) C(ENUM, subject, FIXED, subject_names) \
    C(UUID, proposal, FIXED, 0) C(UUID, proposal_version, STATE, 0) C(UUID, releases, FIXED, 0) \
    C(UUID, rule_set, FIXED, 0) C(UUID, mandate, FIXED, 0) C(I64, amount_cents, FIXED, 0) C(I32, item, FIXED, 0) \
    C(UUID, retry_of, FIXED, 0) C(I32, attempt, FIXED, 0) C(BOOL, after_tie, FIXED, 0) C(UUID, retried_by, STATE, 0) \
    C(ENUM, method, STATE, vote_method_names) C(BOOL, asked, STATE, 0) C(BOOL, in_second_call, STATE, 0) C(I64, closed_in, STATE, 0) \
    C(INSTANT, opened_at, STATE, 0) C(INSTANT, closed_at, STATE, 0) C(I32, seats, STATE, 0) C(I32, seated, STATE, 0) \
    C(I32, recused, STATE, 0) C(I32, present, STATE, 0) C(I32, took_part, STATE, 0) C(I32, votes_for, STATE, 0) \
    C(I32, votes_against, STATE, 0) C(I32, votes_abstain, STATE, 0) C(I32, votes_blank, STATE, 0) \
    C(I32, votes_consent, STATE, 0) C(I32, votes_objection, STATE, 0) C(I32, votes_stand_aside, STATE, 0) \
    C(I32, doubtful, STATE, 0) C(BOOL, pivotal, STATE, 0) C(ENUM, casting, STATE, choice_names) \
    C(I32, recusal_count, STATE, 0) C(ENUM, verdict, STATE, verdict_state_names) C(UUID, decision, STATE, 0) \
    C(ENUM, state, STATE, motion_state_names) C(I64, voting_ended_in, STATE, 0) C(I32, sealed_left, STATE, 0)
#define OBJECT_roster_seat(C) C(UUID, member, FIXED, 0) C(ENUM, capacity, FIXED, capacity_names)
#define OBJECT_recusal(C) \
    C(UUID, member, FIXED, 0) C(ENUM, ground, FIXED, recusal_ground_names) C(INSTANT, at, FIXED, 0)
/* Where the rules hide interim counts, a vote has no choice but a commitment to it, `sealed`, until it is opened. */
#define OBJECT_vote(C) \
    C(UUID, motion, FIXED, 0) C(UUID, member, FIXED, 0) C(I32, vote_ordinal, FIXED, 0) C(ENUM, choice, FIXED, choice_names) \
    C(ENUM, manner, FIXED, manner_names) C(ENUM, method, FIXED, vote_method_names) C(UUID, supersedes, FIXED, 0) \
    C(BOOL, with_reason, FIXED, 0) C(BOOL, flagged, FIXED, 0) C(INSTANT, at, FIXED, 0) C(UUID, signed_with, FIXED, 0) \
    C(HASH, nonce, FIXED, 0) C(SIGNATURE, signature, FIXED, 0) C(HASH, sealed, FIXED, 0)
/* What a sealed vote says: has the id of its vote. */
#define OBJECT_vote_opening(C) C(UUID, motion, FIXED, 0) C(ENUM, choice, FIXED, choice_names) C(SIGNATURE, signature, FIXED, 0)
#define OBJECT_decision(C) \
    C(ENUM, basis, FIXED, basis_names) C(ENUM, outcome, FIXED, outcome_names) C(UUID, motion, FIXED, 0) \
    C(UUID, organisation, FIXED, 0) C(UUID, council, FIXED, 0) C(UUID, envelope, FIXED, 0) C(UUID, proposal, FIXED, 0) \
    C(UUID, proposal_version, FIXED, 0) C(UUID, mandate, FIXED, 0) C(UUID, releases, FIXED, 0) \
    C(UUID, commitment, FIXED, 0) C(I64, amount_cents, FIXED, 0) C(ENUM, advice, FIXED, advice_names) \
    C(HASH, document, FIXED, 0) C(UUID, decided_by, FIXED, 0) C(UUID, about, FIXED, 0) \
    C(UUID, objection, FIXED, 0) C(ENUM, ruling, FIXED, ruling_names) C(ENUM, ground, FIXED, withdrawal_ground_names) \
    C(ENUM, found_state, FIXED, decision_state_names) C(I64, freed_cents, FIXED, 0) \
    C(UUID, instruction, FIXED, 0) C(BOOL, found_suspended, FIXED, 0)
/* about: the decision that this one rules on, withdraws or ratifies, which was in found_state;
 * freed_cents is absent when it ended nothing. found_suspended: that one was suspended too.
 * instruction: the grantor's, by which the case was taken from a council that had voted on it.
 * lapses_on: the first day on which the holder's silence counts, absent when it means nothing or
 * while the time stands still; days_left: what was left of it when the mandate was suspended.
 * suspended: also while the decision is contested, which its state then says. */
#define OBJECT_decision_status(C) \
    C(ENUM, state, STATE, decision_state_names) C(DATE, effective_on, STATE, 0) C(DATE, notified_on, STATE, 0) \
    C(INSTANT, published_at, STATE, 0) C(DATE, lapses_on, STATE, 0) C(ENUM, ratification, STATE, ratification_names) \
    C(I64, allocated_cents, STATE, 0) C(I64, committed_cents, STATE, 0) \
    C(I64, released_cents, STATE, 0) C(BOOL, suspended, STATE, 0) C(I32, days_left, STATE, 0)
#define OBJECT_decision_year(C) C(I64, amount_cents, FIXED, 0)
#define OBJECT_effect(C) C(ENUM, effect, FIXED, effect_kind_names) C(ENUM, answer, FIXED, effect_answer_names)
#define OBJECT_concurrence(C) C(UUID, decision, FIXED, 0) C(ENUM, answer, FIXED, concurrence_answer_names)
#define OBJECT_notification(C) \
    C(UUID, decision, FIXED, 0) C(ENUM, channel, FIXED, channel_names) C(DATE, on_date, FIXED, 0)
#define OBJECT_publication(C) C(UUID, decision, FIXED, 0) C(INSTANT, at, FIXED, 0)
/* raised: what was promised less what was released (rows 4 and 8); returned: rows 11, 11c and 8c; claimed back: row 10;
 * written off: row 11a; settled: the final amount, absent until there is one. All net of reversals. */
#define OBJECT_commitment(C) \
    C(UUID, decision, FIXED, 0) C(UUID, proposal, FIXED, 0) C(UUID, envelope, FIXED, 0) C(UUID, organisation, FIXED, 0) \
    C(UUID, council, FIXED, 0) C(UUID, payee, FIXED, 0) C(ENUM, kind, FIXED, commitment_kind_names) \
    C(UUID, signed_by, FIXED, 0) C(I64, raised_cents, STATE, 0) C(I64, returned_cents, STATE, 0) \
    C(I64, claimed_back_cents, STATE, 0) C(I64, written_off_cents, STATE, 0) C(I64, settled_cents, STATE, 0) \
    C(UUID, settlement, STATE, 0) C(UUID, carried_from, FIXED, 0) C(ENUM, state, STATE, commitment_state_names)
#define OBJECT_claim(C) \
    C(UUID, commitment, FIXED, 0) C(ENUM, kind, FIXED, claim_kind_names) C(I64, amount_cents, FIXED, 0) \
    C(I64, vat_cents, FIXED, 0) C(I64, vat_compensable_cents, FIXED, 0) C(HASH, document, FIXED, 0) \
    C(UUID, filed_by, FIXED, 0) C(UUID, accepted_by, STATE, 0) C(I64, ordered_cents, STATE, 0) \
    C(ENUM, state, STATE, claim_state_names) C(DATE, accepted_on, STATE, 0)
#define OBJECT_accountability(C) \
    C(UUID, commitment, FIXED, 0) C(I64, spent_cents, FIXED, 0) C(I64, unused_cents, FIXED, 0) C(HASH, document, FIXED, 0) \
    C(UUID, filed_by, FIXED, 0) C(UUID, accepted_by, STATE, 0) C(UUID, recovery, STATE, 0) \
    C(ENUM, state, STATE, accountability_state_names)
#define OBJECT_payment(C) \
    C(UUID, claim, FIXED, 0) C(UUID, commitment, FIXED, 0) C(I64, amount_cents, FIXED, 0) C(CODE, end_to_end_id, FIXED, 0) \
    C(UUID, end_to_end_key, FIXED, 0) C(UUID, ordered_by, FIXED, 0) C(DATE, booked_on, STATE, 0) C(ENUM, state, STATE, payment_state_names) \
    C(DATE, returned_on, STATE, 0)
#define OBJECT_recovery(C) \
    C(UUID, commitment, FIXED, 0) C(I64, amount_cents, FIXED, 0) C(I64, received_cents, STATE, 0) \
    C(I64, written_off_cents, STATE, 0) C(ENUM, state, STATE, recovery_state_names) C(DATE, claimed_on, FIXED, 0)
#define OBJECT_return_part(C) \
    C(UUID, envelope, FIXED, 0) C(UUID, grant_id, FIXED, 0) C(I64, amount_cents, FIXED, 0) C(I64, in_transit_cents, FIXED, 0) \
    C(DATE, booked_on, STATE, 0) C(ENUM, state, STATE, return_state_names) C(DATE, ordered_on, FIXED, 0)
#define OBJECT_transaction(C) \
    C(I32, act_type, FIXED, 0) C(UUID, envelope, FIXED, 0) C(DATE, on_date, FIXED, 0) C(UUID, decision, FIXED, 0) \
    C(UUID, commitment, FIXED, 0) C(UUID, subject, FIXED, 0) C(I64, amount_cents, FIXED, 0) C(UUID, reverses, FIXED, 0) \
    C(UUID, actor, FIXED, 0) C(UUID, reversed_by, STATE, 0)

/* An account's id is the id its reference names (grant, proposal, commitment) or, without one, the envelope's;
 * its ordinal is the account code of domain/ledger.h. So (id, ordinal) is the account. */
#define OBJECT_account(C) \
    C(UUID, envelope, FIXED, 0) C(ENUM, book, FIXED, book_names) C(ENUM, stage, FIXED, stage_names) \
    C(I64, balance_cents, STATE, 0) C(I64, version, STATE, 0) C(UUID, last_transaction, STATE, 0)
/* A line stands under its transaction: id is the act's, ordinal the number of the line from 1. */
#define OBJECT_posting(C) \
    C(UUID, account, FIXED, 0) C(I32, account_code, FIXED, 0) C(UUID, envelope, FIXED, 0) \
    C(ENUM, book, FIXED, book_names) C(ENUM, stage, FIXED, stage_names) C(I64, amount_cents, FIXED, 0) \
    C(I64, balance_cents, FIXED, 0) C(I64, version, FIXED, 0)
/* The last number given to a kind's references in a year: id is made of the kind, ordinal is the year. */
#define OBJECT_counter(C) C(I32, value, STATE, 0)

/* K(tag, ENUM, class, is_child): class J journal (INSERT only) or P projection. */
#define OBJECT_KINDS(K) \
    K(organisation, ORGANISATION, J, 0) K(appointment, APPOINTMENT, P, 0) K(area, AREA, J, 0) \
    K(area_code, AREA_CODE, J, 1) K(council, COUNCIL, J, 0) K(rule_set, RULE_SET, J, 0) \
    K(rule_threshold, RULE_THRESHOLD, J, 1) \
    K(programme, PROGRAMME, J, 0) K(envelope, ENVELOPE, P, 0) K(grant, GRANT, J, 0) K(mandate, MANDATE, P, 0) \
    K(mandate_year, MANDATE_YEAR, P, 1) K(payee, PAYEE, J, 0) K(proposal, PROPOSAL, P, 0) \
    K(proposal_version, PROPOSAL_VERSION, J, 0) K(cost_line, COST_LINE, J, 1) \
    K(financing_line, FINANCING_LINE, J, 1) K(meeting, MEETING, P, 0) \
    K(agenda_item, AGENDA_ITEM, J, 1) K(proxy, PROXY, J, 1) K(attendance, ATTENDANCE, J, 1) \
    K(motion, MOTION, P, 0) K(roster_seat, ROSTER_SEAT, J, 1) K(recusal, RECUSAL, J, 1) K(vote, VOTE, J, 0) \
    K(decision, DECISION, J, 0) K(decision_status, DECISION_STATUS, P, 0) K(decision_year, DECISION_YEAR, J, 1) \
    K(effect, EFFECT, J, 1) K(concurrence, CONCURRENCE, J, 0) K(notification, NOTIFICATION, J, 0) \
    K(publication, PUBLICATION, J, 0) K(commitment, COMMITMENT, P, 0) K(claim, CLAIM, P, 0) \
    K(accountability, ACCOUNTABILITY, P, 0) K(payment, PAYMENT, P, 0) K(recovery, RECOVERY, P, 0) \
    K(return_part, RETURN_PART, P, 0) K(transaction, TRANSACTION, P, 0) \
    K(account, ACCOUNT, P, 1) K(posting, POSTING, J, 1) K(counter, COUNTER, P, 1) OBJECT_KINDS_POWERS(K) \
    OBJECT_KINDS_BALLOTS(K) OBJECT_KINDS_INTERESTS(K) OBJECT_KINDS_KEYS(K) K(vote_opening, VOTE_OPENING, J, 0) \
    K(ballot_correction, BALLOT_CORRECTION, J, 1) K(item_admission, ITEM_ADMISSION, J, 1)

enum kind {
    KIND_NONE = 0,
#define OBJECT_ENUM(tag, NAME, class, child) KIND_##NAME,
    OBJECT_KINDS(OBJECT_ENUM)
#undef OBJECT_ENUM
        KIND_COUNT
};

enum object_mark { OBJECT_CLEAN = 0, OBJECT_NEW, OBJECT_CHANGED };

/** What every object begins with. */
struct object {
    struct uuid id;
    int32_t ordinal;       /**< 0 unless a child */
    enum kind kind;
    enum object_mark mark; /**< what the current act did to it */
    uint64_t entry;        /**< log index of the entry that made it */
    uint64_t changed;      /**< log index of the entry that changed it last: its version */
    struct code reference; /**< readable, e.g. "D-2026-007"; empty for kinds without a prefix */
};

#define FIELD_TYPE_UUID    struct uuid
#define FIELD_TYPE_I64     int64_t
#define FIELD_TYPE_CENTS   int64_t
#define FIELD_TYPE_I32     int32_t
#define FIELD_TYPE_BOOL    bool
#define FIELD_TYPE_ENUM    int
#define FIELD_TYPE_DATE    struct date
#define FIELD_TYPE_INSTANT struct instant
#define FIELD_TYPE_HASH    struct hash
#define FIELD_TYPE_SIGNATURE struct signature
#define FIELD_TYPE_CODE    struct code
#define FIELD_TYPE_TEXT    struct text
#define FIELD_TYPE_LIST    struct list

#define OBJECT_MEMBER(kind, member, flag, names) FIELD_TYPE_##kind member;
#define OBJECT_STRUCT(tag, NAME, class, child) \
    struct tag { \
        struct object object; \
        OBJECT_##tag(OBJECT_MEMBER) \
    };
OBJECT_KINDS(OBJECT_STRUCT)
#undef OBJECT_STRUCT

/** One kind's description: its table, its struct's size, its columns (without id, ordinal, entry, changed). */
struct object_type {
    const char *table;
    const char *prefix;          /**< of its references ("D"), NULL when it has none */
    size_t size;
    const struct field *columns; /**< names in snake_case; flags FIELD_FIXED for what never changes */
    bool is_journal;             /**< INSERT only: it has no `changed` column */
    bool is_child;               /**< its key is (id, ordinal) */
};

/** @param kind  1 to KIND_COUNT - 1 */
const struct object_type *object_type(enum kind kind);

/** A way to look up several objects: those of `kind` whose `column` is the given id, in order of (id, ordinal). */
#define RELATIONS(R) \
    R(APPOINTMENTS_BY_HANDLE, APPOINTMENT, handle) R(APPOINTMENTS_OF_SCOPE, APPOINTMENT, scope_id) \
    R(APPOINTMENTS_OF_ORGANISATION, APPOINTMENT, organisation) R(DECISIONS_OF_COUNCIL, DECISION, council) \
    R(CODES_OF_AREA, AREA_CODE, id) R(RULE_SETS_OF_COUNCIL, RULE_SET, council) R(THRESHOLDS_OF_RULE_SET, RULE_THRESHOLD, id) \
    R(GRANTS_OF_ENVELOPE, GRANT, envelope) \
    R(VERSIONS_OF_PROPOSAL, PROPOSAL_VERSION, proposal) \
    R(ATTENDANCE_OF_MEETING, ATTENDANCE, id) R(PROXIES_OF_MEETING, PROXY, id) \
    R(MOTIONS_OF_MEETING, MOTION, meeting) \
    R(MOTIONS_OF_PROPOSAL, MOTION, proposal) R(MOTIONS_OF_MANDATE, MOTION, mandate) R(ROSTER_OF_MOTION, ROSTER_SEAT, id) \
    R(RECUSALS_OF_MOTION, RECUSAL, id) R(VOTES_OF_MOTION, VOTE, motion) R(DECISIONS_OF_MOTION, DECISION, motion) \
    R(DECISIONS_OF_PROPOSAL, DECISION, proposal) \
    R(EFFECTS_OF_DECISION, EFFECT, id) R(CLAIMS_OF_COMMITMENT, CLAIM, commitment) \
    R(PAYMENTS_OF_CLAIM, PAYMENT, claim) R(COMMITMENTS_OF_ENVELOPE, COMMITMENT, envelope) \
    R(ACCOUNTS_OF_ENVELOPE, ACCOUNT, envelope) R(POSTINGS_OF_TRANSACTION, POSTING, id) \
    R(YEARS_OF_DECISION, DECISION_YEAR, id) R(COSTS_OF_VERSION, COST_LINE, id) \
    R(FINANCING_OF_VERSION, FINANCING_LINE, id) R(PROPOSALS_OF_ENVELOPE, PROPOSAL, envelope) \
    R(COMMITMENTS_OF_DECISION, COMMITMENT, decision) R(COMMITMENTS_OF_PAYEE, COMMITMENT, payee) R(PAYMENTS_BY_END_TO_END, PAYMENT, end_to_end_key) \
    R(MEETINGS_OF_COUNCIL, MEETING, council) R(TRANSACTIONS_OF_COMMITMENT, TRANSACTION, commitment) \
    RELATIONS_POWERS(R) \
    RELATIONS_BALLOTS(R) RELATIONS_INTERESTS(R) RELATIONS_KEYS(R)

enum relation {
#define RELATION_ENUM(name, kind, column) REL_##name,
    RELATIONS(RELATION_ENUM)
#undef RELATION_ENUM
        REL_COUNT
};

struct relation_type {
    enum kind kind;
    const char *column; /**< "id" for a child kind's parent */
    const char *name;   /**< as in the list, e.g. "VOTES_OF_MOTION" */
};
const struct relation_type *relation_type(enum relation relation);

#endif
