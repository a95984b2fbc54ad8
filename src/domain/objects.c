/* Column tables of the objects, from the same lists as their structs. */
#include "buurtkas/domain/objects.h"

#include <assert.h>
#include <stddef.h>

#define COLUMN_FLAG_FIXED (FIELD_RECORD | FIELD_FIXED)
#define COLUMN_FLAG_STATE FIELD_RECORD

#define COLUMN_ROW(field_kind, member, flag, words)                                                \
    { .name = #member,                                                                             \
      .kind = FIELD_##field_kind,                                                                  \
      .offset = offsetof(COLUMN_STRUCT, member),                                                   \
      .flags = COLUMN_FLAG_##flag,                                                                 \
      .names = words },

/* offsetof needs the struct's name inside each row: one block a kind. */
#define COLUMNS_BEGIN(tag) static const struct field tag##_columns[] = {
#define COLUMNS_END                                                                                \
    {                                                                                              \
        0                                                                                          \
    }                                                                                              \
    }                                                                                              \
    ;

#define COLUMN_STRUCT struct organisation
COLUMNS_BEGIN(organisation)
OBJECT_organisation(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct appointment
    COLUMNS_BEGIN(appointment) OBJECT_appointment(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct area
    COLUMNS_BEGIN(area) OBJECT_area(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct area_code
    COLUMNS_BEGIN(area_code) OBJECT_area_code(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct council
    COLUMNS_BEGIN(council) OBJECT_council(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct rule_set
    COLUMNS_BEGIN(rule_set) OBJECT_rule_set(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct rule_threshold
    COLUMNS_BEGIN(rule_threshold) OBJECT_rule_threshold(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct programme
    COLUMNS_BEGIN(programme) OBJECT_programme(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct envelope
    COLUMNS_BEGIN(envelope) OBJECT_envelope(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct grant
    COLUMNS_BEGIN(grant) OBJECT_grant(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct mandate
    COLUMNS_BEGIN(mandate) OBJECT_mandate(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct mandate_year
    COLUMNS_BEGIN(mandate_year) OBJECT_mandate_year(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct payee
    COLUMNS_BEGIN(payee) OBJECT_payee(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct proposal
    COLUMNS_BEGIN(proposal) OBJECT_proposal(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct proposal_version
    COLUMNS_BEGIN(proposal_version) OBJECT_proposal_version(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct cost_line
    COLUMNS_BEGIN(cost_line) OBJECT_cost_line(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct financing_line
    COLUMNS_BEGIN(financing_line) OBJECT_financing_line(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct meeting
    COLUMNS_BEGIN(meeting) OBJECT_meeting(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct agenda_item
    COLUMNS_BEGIN(agenda_item) OBJECT_agenda_item(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct proxy
    COLUMNS_BEGIN(proxy) OBJECT_proxy(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct attendance
    COLUMNS_BEGIN(attendance) OBJECT_attendance(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct motion
    COLUMNS_BEGIN(motion) OBJECT_motion(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct roster_seat
    COLUMNS_BEGIN(roster_seat) OBJECT_roster_seat(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct recusal
    COLUMNS_BEGIN(recusal) OBJECT_recusal(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct vote
    COLUMNS_BEGIN(vote) OBJECT_vote(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct decision
    COLUMNS_BEGIN(decision) OBJECT_decision(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct decision_status
    COLUMNS_BEGIN(decision_status) OBJECT_decision_status(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct decision_year
    COLUMNS_BEGIN(decision_year) OBJECT_decision_year(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct effect
    COLUMNS_BEGIN(effect) OBJECT_effect(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct concurrence
    COLUMNS_BEGIN(concurrence) OBJECT_concurrence(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct notification
    COLUMNS_BEGIN(notification) OBJECT_notification(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct publication
    COLUMNS_BEGIN(publication) OBJECT_publication(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct commitment
    COLUMNS_BEGIN(commitment) OBJECT_commitment(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct claim
    COLUMNS_BEGIN(claim) OBJECT_claim(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct accountability
    COLUMNS_BEGIN(accountability) OBJECT_accountability(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct payment
    COLUMNS_BEGIN(payment) OBJECT_payment(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct recovery
    COLUMNS_BEGIN(recovery) OBJECT_recovery(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct return_part
    COLUMNS_BEGIN(return_part) OBJECT_return_part(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct transaction
    COLUMNS_BEGIN(transaction) OBJECT_transaction(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT

#define COLUMN_STRUCT struct account
    COLUMNS_BEGIN(account) OBJECT_account(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct posting
    COLUMNS_BEGIN(posting) OBJECT_posting(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct counter
    COLUMNS_BEGIN(counter) OBJECT_counter(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct objection
    COLUMNS_BEGIN(objection) OBJECT_objection(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct appeal
    COLUMNS_BEGIN(appeal) OBJECT_appeal(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct instruction
    COLUMNS_BEGIN(instruction) OBJECT_instruction(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct information_request
    COLUMNS_BEGIN(information_request) OBJECT_information_request(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct review
    COLUMNS_BEGIN(review) OBJECT_review(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct differing_view
    COLUMNS_BEGIN(differing_view) OBJECT_differing_view(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct interest
    COLUMNS_BEGIN(interest) OBJECT_interest(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct conflict
    COLUMNS_BEGIN(conflict) OBJECT_conflict(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct ballot
    COLUMNS_BEGIN(ballot) OBJECT_ballot(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct ballot_seat
    COLUMNS_BEGIN(ballot_seat) OBJECT_ballot_seat(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct ballot_voter
    COLUMNS_BEGIN(ballot_voter) OBJECT_ballot_voter(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct ballot_paper
    COLUMNS_BEGIN(ballot_paper) OBJECT_ballot_paper(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct ballot_tally
    COLUMNS_BEGIN(ballot_tally) OBJECT_ballot_tally(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct ballot_correction
    COLUMNS_BEGIN(ballot_correction) OBJECT_ballot_correction(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT

#define COLUMN_STRUCT struct member_key
    COLUMNS_BEGIN(member_key) OBJECT_member_key(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT

#define COLUMN_STRUCT struct item_admission
    COLUMNS_BEGIN(item_admission) OBJECT_item_admission(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT
#define COLUMN_STRUCT struct vote_opening
    COLUMNS_BEGIN(vote_opening) OBJECT_vote_opening(COLUMN_ROW) COLUMNS_END
#undef COLUMN_STRUCT

/* What a kind's references begin with. Children have none, nor has what stands under another's id.
 */
#define PREFIX_organisation        "ORG"
#define PREFIX_appointment         "AP"
#define PREFIX_area                "AR"
#define PREFIX_area_code           NULL
#define PREFIX_council             "C"
#define PREFIX_rule_set            "RS"
#define PREFIX_rule_threshold      NULL
#define PREFIX_programme           "PG"
#define PREFIX_envelope            "E"
#define PREFIX_grant               "G"
#define PREFIX_mandate             "MA"
#define PREFIX_mandate_year        NULL
#define PREFIX_payee               "PE"
#define PREFIX_proposal            "P"
#define PREFIX_proposal_version    "PV"
#define PREFIX_cost_line           NULL
#define PREFIX_financing_line      NULL
#define PREFIX_meeting             "ME"
#define PREFIX_agenda_item         NULL
#define PREFIX_proxy            NULL
#define PREFIX_attendance          NULL
#define PREFIX_motion              "M"
#define PREFIX_roster_seat         NULL
#define PREFIX_recusal             NULL
#define PREFIX_vote                "V"
#define PREFIX_decision            "D"
#define PREFIX_decision_status     NULL
#define PREFIX_decision_year       NULL
#define PREFIX_effect              NULL
#define PREFIX_concurrence         "CC"
#define PREFIX_notification        "N"
#define PREFIX_publication         "PU"
#define PREFIX_commitment          "CM"
#define PREFIX_claim               "CL"
#define PREFIX_accountability      "AC"
#define PREFIX_payment             "PA"
#define PREFIX_recovery            "R"
#define PREFIX_return_part         "RT"
#define PREFIX_transaction         NULL
#define PREFIX_account             NULL
#define PREFIX_posting             NULL
#define PREFIX_counter             NULL
#define PREFIX_objection           "OB"
#define PREFIX_appeal              "BE"
#define PREFIX_instruction         "IN"
#define PREFIX_information_request "IR"
#define PREFIX_review              "RV"
#define PREFIX_differing_view      "VW"
#define PREFIX_interest            "IT"
#define PREFIX_conflict            "CF"
#define PREFIX_ballot              "B"
#define PREFIX_ballot_seat         NULL
#define PREFIX_ballot_voter        NULL
#define PREFIX_ballot_paper        NULL
#define PREFIX_ballot_tally        NULL
#define PREFIX_ballot_correction   NULL
#define PREFIX_member_key          "K"
#define PREFIX_vote_opening        NULL
#define PREFIX_item_admission      NULL

#define CLASS_IS_JOURNAL_J true
#define CLASS_IS_JOURNAL_P false
#define OBJECT_TYPE_ROW(tag, NAME, class, child)                                                   \
    [KIND_##NAME] = { .table = #tag,                                                               \
                      .prefix = PREFIX_##tag,                                                      \
                      .size = sizeof(struct tag),                                                  \
                      .columns = tag##_columns,                                                    \
                      .is_journal = CLASS_IS_JOURNAL_##class,                                      \
                      .is_child = (child) == 1 },
    static const struct object_type object_types[KIND_COUNT] = { OBJECT_KINDS(OBJECT_TYPE_ROW) };

const struct object_type *object_type(enum kind kind)
{
    assert(kind > KIND_NONE && kind < KIND_COUNT);
    return &object_types[kind];
}

#define RELATION_ROW(relation, KIND, name_of_column)                                               \
    [REL_##relation] = { .kind = KIND_##KIND, .column = #name_of_column, .name = #relation },
static const struct relation_type relation_types[REL_COUNT] = { RELATIONS(RELATION_ROW) };

const struct relation_type *relation_type(enum relation relation)
{
    assert((int)relation >= 0 && relation < REL_COUNT);
    return &relation_types[relation];
}
