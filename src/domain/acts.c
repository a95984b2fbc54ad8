/* The field tables of the acts, from the same lists as their structs. */
#include "buurtkas/domain/acts.h"

#include <assert.h>
#include <string.h>

#define FLAG_IN   (FIELD_REQUEST | FIELD_RECORD | FIELD_REQUIRED)
#define FLAG_OPT  (FIELD_REQUEST | FIELD_RECORD)
#define FLAG_PATH (FIELD_PATH | FIELD_RECORD | FIELD_REQUIRED)
#define FLAG_SEAL (FIELD_REQUEST | FIELD_RECORD | FIELD_REQUIRED | FIELD_SEALED)
#define FLAG_KEPT (FIELD_GIVEN | FIELD_RECORD | FIELD_SEALED)
#define FLAG_MADE (FIELD_GIVEN | FIELD_RECORD)
#define FLAG_CALC (FIELD_COMPUTED | FIELD_RECORD)
#define FLAG_PRIV (FIELD_REQUEST | FIELD_PRIVATE | FIELD_REQUIRED)
#define FLAG_PRIO (FIELD_REQUEST | FIELD_PRIVATE)
#define FLAG_SENT FIELD_REQUEST

/* Where the `extra` column of a row goes depends on its kind. */
#define ENUM_NAMES(tag)  tag##_names
#define NAMES_UUID(x)    NULL
#define NAMES_CENTS(x)   NULL
#define NAMES_I32(x)     NULL
#define NAMES_BOOL(x)    NULL
#define NAMES_DATE(x)    NULL
#define NAMES_HASH(x)    NULL
#define NAMES_SIGNATURE(x) NULL
#define NAMES_CODE(x)    NULL
#define NAMES_TEXT(x)    NULL
#define NAMES_LIST(x)    NULL
#define NAMES_I64(x)     NULL
#define NAMES_ENUM(x)    ENUM_NAMES(x)
#define SUB_UUID(x)      NULL
#define SUB_CENTS(x)     NULL
#define SUB_I32(x)       NULL
#define SUB_BOOL(x)      NULL
#define SUB_DATE(x)      NULL
#define SUB_HASH(x)      NULL
#define SUB_SIGNATURE(x) NULL
#define SUB_CODE(x)      NULL
#define SUB_TEXT(x)      NULL
#define SUB_ENUM(x)      NULL
#define SUB_LIST(x)      item_##x##_fields
#define SIZE_UUID(x)     0
#define SIZE_CENTS(x)    0
#define SIZE_I32(x)      0
#define SIZE_BOOL(x)     0
#define SIZE_DATE(x)     0
#define SIZE_HASH(x)     0
#define SIZE_SIGNATURE(x) 0
#define SIZE_CODE(x)     0
#define SIZE_TEXT(x)     0
#define SIZE_ENUM(x)     0
#define SIZE_LIST(x)     sizeof(struct item_##x)

#define FIELD_ROW(field_kind, member, json, flag, least, most, extra, text, sample) \
    { .name = json, .kind = FIELD_##field_kind, .offset = offsetof(ROW_STRUCT, member), .flags = FLAG_##flag, \
      .min = least, .max = most, .names = NAMES_##field_kind(extra), .sub = SUB_##field_kind(extra), \
      .struct_size = SIZE_##field_kind(extra), .doc = text, .example = sample },

#define ROW_STRUCT struct item_code
static const struct field item_code_fields[] = { ITEM_code(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct item_cost_line
static const struct field item_cost_line_fields[] = { ITEM_cost_line(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct item_financing_line
static const struct field item_financing_line_fields[] = { ITEM_financing_line(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct item_year
static const struct field item_year_fields[] = { ITEM_year(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct item_roster_seat
static const struct field item_roster_seat_fields[] = { ITEM_roster_seat(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct item_effect
static const struct field item_effect_fields[] = { ITEM_effect(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct item_uuid
static const struct field item_uuid_fields[] = { ITEM_uuid(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct item_share
static const struct field item_share_fields[] = { ITEM_share(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct item_threshold
static const struct field item_threshold_fields[] = { ITEM_threshold(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct item_threshold_sum
static const struct field item_threshold_sum_fields[] = { ITEM_threshold_sum(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct item_agenda_item
static const struct field item_agenda_item_fields[] = { ITEM_agenda_item(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct item_interested
static const struct field item_interested_fields[] = { ITEM_interested(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct item_vote_opening
static const struct field item_vote_opening_fields[] = { ITEM_vote_opening(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct item_handle
static const struct field item_handle_fields[] = { ITEM_handle(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_installation_opened
static const struct field installation_opened_fields[] = { BODY_installation_opened(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_organisation_entered
static const struct field organisation_entered_fields[] = { BODY_organisation_entered(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_appointment_made
static const struct field appointment_made_fields[] = { BODY_appointment_made(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_appointment_ended
static const struct field appointment_ended_fields[] = { BODY_appointment_ended(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_area_entered
static const struct field area_entered_fields[] = { BODY_area_entered(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_council_entered
static const struct field council_entered_fields[] = { BODY_council_entered(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_rule_set_adopted
static const struct field rule_set_adopted_fields[] = { BODY_rule_set_adopted(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_programme_entered
static const struct field programme_entered_fields[] = { BODY_programme_entered(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_mandate_granted
static const struct field mandate_granted_fields[] = { BODY_mandate_granted(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_mandate_consented
static const struct field mandate_consented_fields[] = { BODY_mandate_consented(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_mandate_withdrawn
static const struct field mandate_withdrawn_fields[] = { BODY_mandate_withdrawn(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_payee_registered
static const struct field payee_registered_fields[] = { BODY_payee_registered(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_proposal_filed
static const struct field proposal_filed_fields[] = { BODY_proposal_filed(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_proposal_revised
static const struct field proposal_revised_fields[] = { BODY_proposal_revised(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_meeting_convened
static const struct field meeting_convened_fields[] = { BODY_meeting_convened(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_attendance_recorded
static const struct field attendance_recorded_fields[] = { BODY_attendance_recorded(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_proxy_given
static const struct field proxy_given_fields[] = { BODY_proxy_given(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_meeting_opened
static const struct field meeting_opened_fields[] = { BODY_meeting_opened(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_meeting_lapsed
static const struct field meeting_lapsed_fields[] = { BODY_meeting_lapsed(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_meeting_closed
static const struct field meeting_closed_fields[] = { BODY_meeting_closed(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_motion_drafted
static const struct field motion_drafted_fields[] = { BODY_motion_drafted(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_motion_opened
static const struct field motion_opened_fields[] = { BODY_motion_opened(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_recusal_declared
static const struct field recusal_declared_fields[] = { BODY_recusal_declared(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_vote_cast
static const struct field vote_cast_fields[] = { BODY_vote_cast(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_vote_requested
static const struct field vote_requested_fields[] = { BODY_vote_requested(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_motion_closed
static const struct field motion_closed_fields[] = { BODY_motion_closed(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_tie_broken
static const struct field tie_broken_fields[] = { BODY_tie_broken(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_decision_made
static const struct field decision_made_fields[] = { BODY_decision_made(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_decision_concurred
static const struct field decision_concurred_fields[] = { BODY_decision_concurred(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_decision_notified
static const struct field decision_notified_fields[] = { BODY_decision_notified(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_decision_published
static const struct field decision_published_fields[] = { BODY_decision_published(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_envelope_opened
static const struct field envelope_opened_fields[] = { BODY_envelope_opened(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_envelope_amended
static const struct field envelope_amended_fields[] = { BODY_envelope_amended(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_grant_received
static const struct field grant_received_fields[] = { BODY_grant_received(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_envelope_ended
static const struct field envelope_ended_fields[] = { BODY_envelope_ended(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_envelope_returned
static const struct field envelope_returned_fields[] = { BODY_envelope_returned(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_return_booked
static const struct field return_booked_fields[] = { BODY_return_booked(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_envelope_closed
static const struct field envelope_closed_fields[] = { BODY_envelope_closed(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_allocation_released
static const struct field allocation_released_fields[] = { BODY_allocation_released(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_commitment_made
static const struct field commitment_made_fields[] = { BODY_commitment_made(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_commitment_raised
static const struct field commitment_raised_fields[] = { BODY_commitment_raised(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_commitment_released
static const struct field commitment_released_fields[] = { BODY_commitment_released(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_claim_filed
static const struct field claim_filed_fields[] = { BODY_claim_filed(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_claim_accepted
static const struct field claim_accepted_fields[] = { BODY_claim_accepted(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_accountability_filed
static const struct field accountability_filed_fields[] = { BODY_accountability_filed(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_accountability_accepted
static const struct field accountability_accepted_fields[] = { BODY_accountability_accepted(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_payment_ordered
static const struct field payment_ordered_fields[] = { BODY_payment_ordered(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_payment_booked
static const struct field payment_booked_fields[] = { BODY_payment_booked(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_payment_rejected
static const struct field payment_rejected_fields[] = { BODY_payment_rejected(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_payment_returned
static const struct field payment_returned_fields[] = { BODY_payment_returned(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_payment_abandoned
static const struct field payment_abandoned_fields[] = { BODY_payment_abandoned(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_settlement_decided
static const struct field settlement_decided_fields[] = { BODY_settlement_decided(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_recovery_claimed
static const struct field recovery_claimed_fields[] = { BODY_recovery_claimed(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_refund_received
static const struct field refund_received_fields[] = { BODY_refund_received(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_recovery_received
static const struct field recovery_received_fields[] = { BODY_recovery_received(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_recovery_written_off
static const struct field recovery_written_off_fields[] = { BODY_recovery_written_off(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_transaction_reversed
static const struct field transaction_reversed_fields[] = { BODY_transaction_reversed(FIELD_ROW) { 0 } };
#undef ROW_STRUCT

#define ROW_STRUCT struct body_decision_ruled
static const struct field decision_ruled_fields[] = { BODY_decision_ruled(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_decision_withdrawn
static const struct field decision_withdrawn_fields[] = { BODY_decision_withdrawn(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_decision_suspended
static const struct field decision_suspended_fields[] = { BODY_decision_suspended(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_decision_resumed
static const struct field decision_resumed_fields[] = { BODY_decision_resumed(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_decision_lapsed
static const struct field decision_lapsed_fields[] = { BODY_decision_lapsed(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_objection_filed
static const struct field objection_filed_fields[] = { BODY_objection_filed(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_objection_withdrawn
static const struct field objection_withdrawn_fields[] = { BODY_objection_withdrawn(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_appeal_noted
static const struct field appeal_noted_fields[] = { BODY_appeal_noted(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_mandate_suspended
static const struct field mandate_suspended_fields[] = { BODY_mandate_suspended(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_mandate_resumed
static const struct field mandate_resumed_fields[] = { BODY_mandate_resumed(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_instruction_given
static const struct field instruction_given_fields[] = { BODY_instruction_given(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_information_requested
static const struct field information_requested_fields[] = { BODY_information_requested(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_information_answered
static const struct field information_answered_fields[] = { BODY_information_answered(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_envelope_carried_over
static const struct field envelope_carried_over_fields[] = { BODY_envelope_carried_over(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_commitment_carried_over
static const struct field commitment_carried_over_fields[] = { BODY_commitment_carried_over(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_effect_reviewed
static const struct field effect_reviewed_fields[] = { BODY_effect_reviewed(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_member_key_registered
static const struct field member_key_registered_fields[] = { BODY_member_key_registered(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_member_key_revoked
static const struct field member_key_revoked_fields[] = { BODY_member_key_revoked(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_view_recorded
static const struct field view_recorded_fields[] = { BODY_view_recorded(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_interest_registered
static const struct field interest_registered_fields[] = { BODY_interest_registered(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_interest_ended
static const struct field interest_ended_fields[] = { BODY_interest_ended(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_conflict_found
static const struct field conflict_found_fields[] = { BODY_conflict_found(FIELD_ROW) { 0 } };
#undef ROW_STRUCT

#define ROW_STRUCT struct body_ballot_opened
static const struct field ballot_opened_fields[] = { BODY_ballot_opened(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_ballot_closed
static const struct field ballot_closed_fields[] = { BODY_ballot_closed(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_paper_handed_in
static const struct field paper_handed_in_fields[] = { BODY_paper_handed_in(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_ballot_tallied
static const struct field ballot_tallied_fields[] = { BODY_ballot_tallied(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_ballot_repeated
static const struct field ballot_repeated_fields[] = { BODY_ballot_repeated(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_lot_drawn
static const struct field lot_drawn_fields[] = { BODY_lot_drawn(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_ballot_corrected
static const struct field ballot_corrected_fields[] = { BODY_ballot_corrected(FIELD_ROW) { 0 } };
#undef ROW_STRUCT

#define ROW_STRUCT struct body_voting_ended
static const struct field voting_ended_fields[] = { BODY_voting_ended(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_votes_opened
static const struct field votes_opened_fields[] = { BODY_votes_opened(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_meeting_requested
static const struct field meeting_requested_fields[] = { BODY_meeting_requested(FIELD_ROW) { 0 } };
#undef ROW_STRUCT

#define ROW_STRUCT struct body_agenda_amended
static const struct field agenda_amended_fields[] = { BODY_agenda_amended(FIELD_ROW) { 0 } };
#undef ROW_STRUCT
#define ROW_STRUCT struct body_item_admitted
static const struct field item_admitted_fields[] = { BODY_item_admitted(FIELD_ROW) { 0 } };
#undef ROW_STRUCT

#define ACT_KIND_ROW(tag, NAME, text, made) \
    [ACT_##NAME] = { .type = ACT_##NAME, .name = text, .fields = tag##_fields, \
                     .body_size = sizeof(struct body_##tag), .creates = (enum kind)(made) },
static const struct act_kind act_kinds[ACT_COUNT] = { ACT_TYPES(ACT_KIND_ROW) };

const struct act_kind *act_kind(enum act_type type)
{
    assert(type > ACT_NONE && type < ACT_COUNT);
    return &act_kinds[type];
}

const struct act_kind *act_kind_by_name(const char *name, size_t len)
{
    for (int i = ACT_NONE + 1; i < ACT_COUNT; i++) {
        if (strlen(act_kinds[i].name) == len && memcmp(act_kinds[i].name, name, len) == 0) {
            return &act_kinds[i];
        }
    }
    return NULL;
}
