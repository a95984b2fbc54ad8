/* Who may do which act: one row a leaf type (the domain's table "Competence"), and who may give
 * which role. The few rows whose roles depend on more than the type are narrowed in competence.c.
 */
#include "domain/competence_internal.h"

#include <assert.h>

#define OPERATOR     ROLE_BIT(ROLE_OPERATOR)
#define GRANTOR      ROLE_BIT(ROLE_GRANTOR)
#define HOLDER       ROLE_BIT(ROLE_HOLDER)
#define SECRETARY    ROLE_BIT(ROLE_SECRETARY)
#define CHAIR        ROLE_BIT(ROLE_CHAIR)
#define SIGNATORY    ROLE_BIT(ROLE_SIGNATORY)
#define PROJECT_LEAD ROLE_BIT(ROLE_PROJECT_LEAD)
#define ACCEPTOR     ROLE_BIT(ROLE_ACCEPTOR)
#define PAYER        ROLE_BIT(ROLE_PAYER)
#define CONTROLLER   ROLE_BIT(ROLE_CONTROLLER)
#define CLERK        ROLE_BIT(ROLE_OBJECTIONS_CLERK)
#define IMPORTER     ROLE_BIT(ROLE_IMPORTER)
#define BUREAU       (SECRETARY | CHAIR)

/* clang-format off */
#define ROW(NAME, who, body_text, field_name, KIND) \
    [ACT_##NAME] = { .roles = (who), .body = body_text, .field = field_name, .kind = KIND_##KIND },
#define ROW_WITHIN(NAME, who, body_text, field_name, KIND) \
    [ACT_##NAME] = { .roles = (who), .body = body_text, .field = field_name, .kind = KIND_##KIND, \
                     .is_within = true },
#define ROW_BY_CLOCK(NAME, who, body_text, field_name, KIND) \
    [ACT_##NAME] = { .roles = (who), .body = body_text, .field = field_name, .kind = KIND_##KIND, \
                     .is_by_clock = true },
static const struct competence competences[ACT_COUNT] = {
    ROW(INSTALLATION_OPENED, OPERATOR, "operator", NULL, NONE)
    ROW(ORGANISATION_ENTERED, OPERATOR, "operator", NULL, NONE)
    ROW(APPOINTMENT_MADE, OPERATOR | GRANTOR | SECRETARY,
        "the body that the statute names; entered by the operator, the grantor or the secretary",
        "scopeId", NONE)
    ROW(APPOINTMENT_ENDED, OPERATOR | GRANTOR | SECRETARY,
        "the body that the statute names; entered by the operator, the grantor or the secretary",
        "appointment", APPOINTMENT)
    ROW(AREA_ENTERED, GRANTOR, "grantor", "organisation", ORGANISATION)
    ROW(COUNCIL_ENTERED, GRANTOR, "grantor", "organisation", ORGANISATION)
    ROW(RULE_SET_ADOPTED, GRANTOR | SECRETARY,
        "the body that the council's statute names; entered by the grantor or the secretary",
        "council", COUNCIL)
    ROW(PROGRAMME_ENTERED, GRANTOR, "grantor", "organisation", ORGANISATION)
    ROW(MANDATE_GRANTED, GRANTOR | HOLDER,
        "grantor; a sub-mandate by the holder of the mandate that it shares on", "organisation",
        ORGANISATION)
    ROW(MANDATE_CONSENTED, HOLDER, "holder", "mandate", MANDATE)
    ROW(MANDATE_WITHDRAWN, GRANTOR, "grantor", "mandate", MANDATE)
    ROW_WITHIN(PAYEE_REGISTERED, SECRETARY | IMPORTER, "secretary or importer", "organisation",
               ORGANISATION)
    ROW(PROPOSAL_FILED, SECRETARY | IMPORTER, "secretary or importer", "envelope", ENVELOPE)
    ROW(PROPOSAL_REVISED, SECRETARY | IMPORTER, "secretary or importer", "proposal", PROPOSAL)
    ROW(MEETING_CONVENED, BUREAU, "secretary or chair", "council", COUNCIL)
    ROW(AGENDA_AMENDED, BUREAU, "secretary or chair", "meeting", MEETING)
    ROW(ITEM_ADMITTED, BUREAU, "all members present; recorded by the secretary or the chair",
        "meeting", MEETING)
    ROW(ATTENDANCE_RECORDED, BUREAU, "secretary or chair", "meeting", MEETING)
    ROW(PROXY_GIVEN, ROLES_VOTING | SECRETARY,
        "member; given by the member or recorded by the secretary", "meeting", MEETING)
    ROW(MEETING_OPENED, BUREAU, "secretary or chair", "meeting", MEETING)
    ROW(MEETING_LAPSED, BUREAU, "secretary or chair", "meeting", MEETING)
    ROW_BY_CLOCK(MEETING_CLOSED, BUREAU,
        "secretary or chair; in writing also the daemon, when the days are over", "meeting", MEETING)
    ROW(MOTION_DRAFTED, BUREAU, "secretary or chair", "meeting", MEETING)
    ROW(MOTION_OPENED, BUREAU, "secretary or chair", "motion", MOTION)
    ROW(RECUSAL_DECLARED, ROLES_VOTING | SECRETARY,
        "member; entered by the member or the secretary", "motion", MOTION)
    ROW(VOTE_CAST, ROLES_VOTING | SECRETARY,
        "member; cast by the member or by who holds the proxy, or recorded by the secretary", "motion",
        MOTION)
    ROW(VOTE_REQUESTED, ROLES_VOTING | SECRETARY,
        "member or chair; entered by them or by the secretary", "motion", MOTION)
    ROW_BY_CLOCK(MOTION_CLOSED, BUREAU,
        "secretary or chair; in writing also the daemon, when the days are over", "motion", MOTION)
    ROW(TIE_BROKEN, CHAIR, "chair", "motion", MOTION)
    ROW(DECISION_MADE, BUREAU | GRANTOR | HOLDER,
        "council under its mandate, entered by the secretary or the chair; under an advisory "
        "mandate the grantor or the holder; in person the holder, by urgency the holder or the "
        "chair, taking a case back the grantor", "motion", MOTION)
    ROW(DECISION_CONCURRED, HOLDER, "holder", "decision", DECISION)
    ROW(DECISION_NOTIFIED, BUREAU, "secretary or chair", "decision", DECISION)
    ROW(DECISION_PUBLISHED, BUREAU, "secretary or chair", "decision", DECISION)
    ROW(ENVELOPE_OPENED, GRANTOR, "municipal council; entered by the grantor", "organisation",
        ORGANISATION)
    ROW(ENVELOPE_AMENDED, GRANTOR, "municipal council; entered by the grantor", "envelope",
        ENVELOPE)
    ROW(GRANT_RECEIVED, PAYER, "payer", "grant", GRANT)
    ROW(ENVELOPE_ENDED, GRANTOR, "grantor", "envelope", ENVELOPE)
    ROW(ENVELOPE_RETURNED, GRANTOR, "grantor", "envelope", ENVELOPE)
    ROW(RETURN_BOOKED, PAYER, "payer", "return", RETURN_PART)
    ROW(ENVELOPE_CLOSED, GRANTOR, "grantor", "envelope", ENVELOPE)
    ROW(ALLOCATION_RELEASED, BUREAU | GRANTOR,
        "council, entered by the secretary or the chair; grantor once the envelope has ended",
        "decision", DECISION)
    ROW(COMMITMENT_MADE, SIGNATORY, "signatory", "decision", DECISION)
    ROW(COMMITMENT_RAISED, SIGNATORY, "signatory", "commitment", COMMITMENT)
    ROW(COMMITMENT_RELEASED, SIGNATORY, "signatory", "commitment", COMMITMENT)
    ROW(CLAIM_FILED, PROJECT_LEAD | SECRETARY, "project lead of the commitment, else secretary",
        "commitment", COMMITMENT)
    ROW(CLAIM_ACCEPTED, ACCEPTOR, "acceptor", "claim", CLAIM)
    ROW(ACCOUNTABILITY_FILED, PROJECT_LEAD | SECRETARY,
        "project lead of the commitment, else secretary", "commitment", COMMITMENT)
    ROW(ACCOUNTABILITY_ACCEPTED, ACCEPTOR, "acceptor", "accountability", ACCOUNTABILITY)
    ROW(PAYMENT_ORDERED, PAYER, "payer", "claim", CLAIM)
    ROW(PAYMENT_BOOKED, PAYER, "payer", "payment", PAYMENT)
    ROW(PAYMENT_REJECTED, PAYER, "payer", "payment", PAYMENT)
    ROW(PAYMENT_RETURNED, PAYER, "payer", "payment", PAYMENT)
    ROW(PAYMENT_ABANDONED, PAYER, "payer", "payment", PAYMENT)
    ROW(SETTLEMENT_DECIDED, GRANTOR, "grantor", "commitment", COMMITMENT)
    ROW(RECOVERY_CLAIMED, GRANTOR, "grantor", "commitment", COMMITMENT)
    ROW(RECOVERY_RECEIVED, PAYER, "payer", "recovery", RECOVERY)
    ROW(REFUND_RECEIVED, PAYER, "payer", "commitment", COMMITMENT)
    ROW(RECOVERY_WRITTEN_OFF, GRANTOR, "grantor", "recovery", RECOVERY)
    ROW(TRANSACTION_REVERSED, CONTROLLER, "controller", "transaction", TRANSACTION)
    ROW(DECISION_RULED, CLERK | GRANTOR,
        "grantor by its objections clerk; a court's ruling is entered by the grantor", "decision",
        DECISION)
    ROW(DECISION_WITHDRAWN, GRANTOR, "grantor", "decision", DECISION)
    ROW(DECISION_SUSPENDED, GRANTOR | CLERK, "grantor, or the court; entered by the grantor or "
        "its objections clerk", "decision", DECISION)
    ROW(DECISION_RESUMED, GRANTOR | CLERK, "grantor, or the court; entered by the grantor or "
        "its objections clerk", "decision", DECISION)
    ROW(DECISION_LAPSED, 0, "nobody: the daemon, when the holder's deadline has passed",
        "decision", DECISION)
    ROW(OBJECTION_FILED, SECRETARY | CLERK, "who is affected; entered by the secretary or the "
        "objections clerk", "decision", DECISION)
    ROW(OBJECTION_WITHDRAWN, SECRETARY | CLERK, "who objected; entered by the secretary or the "
        "objections clerk", "objection", OBJECTION)
    ROW(APPEAL_NOTED, SECRETARY | CLERK, "the court; noted by the secretary or the objections "
        "clerk", "decision", DECISION)
    ROW(MANDATE_SUSPENDED, GRANTOR, "grantor", "mandate", MANDATE)
    ROW(MANDATE_RESUMED, GRANTOR, "grantor", "mandate", MANDATE)
    ROW(INSTRUCTION_GIVEN, GRANTOR, "grantor", "mandate", MANDATE)
    ROW(INFORMATION_REQUESTED, GRANTOR, "grantor", "mandate", MANDATE)
    ROW(INFORMATION_ANSWERED, HOLDER | BUREAU, "holder or council, entered by the holder, the "
        "secretary or the chair", "informationRequest", INFORMATION_REQUEST)
    ROW(ENVELOPE_CARRIED_OVER, GRANTOR, "municipal council; entered by the grantor", "envelope",
        ENVELOPE)
    ROW(COMMITMENT_CARRIED_OVER, GRANTOR, "municipal council; entered by the grantor",
        "commitment", COMMITMENT)
    ROW(EFFECT_REVIEWED, BUREAU, "council; entered by the secretary or the chair", "decision",
        DECISION)
    ROW(VIEW_RECORDED, ROLES_VOTING, "member", "decision", DECISION)
    ROW(INTEREST_REGISTERED, ROLES_VOTING | SECRETARY,
        "member; entered by the member or the secretary", "council", COUNCIL)
    ROW(INTEREST_ENDED, ROLES_VOTING | SECRETARY,
        "member; entered by the member or the secretary", "interest", INTEREST)
    ROW(CONFLICT_FOUND, SECRETARY | CONTROLLER, "secretary or controller", "decision", DECISION)
    ROW(BALLOT_OPENED, BUREAU, "secretary or chair", "meeting", MEETING)
    ROW(BALLOT_CLOSED, BUREAU, "secretary or chair", "ballot", BALLOT)
    ROW(PAPER_HANDED_IN, SECRETARY, "secretary, when the closed box is emptied", "ballot", BALLOT)
    ROW(BALLOT_TALLIED, SECRETARY, "two who count; entered by the secretary", "ballot", BALLOT)
    ROW(BALLOT_REPEATED, BUREAU, "secretary or chair", "ballot", BALLOT)
    ROW(LOT_DRAWN, BUREAU, "two who draw; entered by the secretary or the chair", "ballot",
        BALLOT)
    ROW(BALLOT_CORRECTED, BUREAU, "two who count; entered by the secretary or the chair", "ballot",
        BALLOT)
    ROW(MEMBER_KEY_REGISTERED, ROLES_VOTING, "member, for the own appointment", "appointment",
        APPOINTMENT)
    ROW(MEMBER_KEY_REVOKED, ROLES_VOTING | SECRETARY, "member; by the member or the secretary",
        "memberKey", MEMBER_KEY)
    ROW(MEETING_REQUESTED, ROLES_VOTING | SECRETARY,
        "member; entered by the member or the secretary", "motion", MOTION)
    ROW_BY_CLOCK(VOTING_ENDED, BUREAU,
        "secretary or chair; in writing also the daemon, when the days are over", "motion", MOTION)
    ROW(VOTES_OPENED, 0, "nobody: the daemon, when a voting with hidden counts has ended", "motion",
        MOTION)
};

#define INSTALLATION (1u << SCOPE_INSTALLATION)
#define ORGANISATION (1u << SCOPE_ORGANISATION)
#define COUNCIL      (1u << SCOPE_COUNCIL)
#define COMMITMENT   (1u << SCOPE_COMMITMENT)

static const struct giving givings[role_end] = {
    [ROLE_OPERATOR] = { INSTALLATION, OPERATOR, 0 },
    [ROLE_GRANTOR] = { ORGANISATION, GRANTOR, OPERATOR },
    [ROLE_HOLDER] = { ORGANISATION | COUNCIL, GRANTOR, 0 },
    [ROLE_CHAIR] = { COUNCIL, SECRETARY, 0 },
    [ROLE_SECRETARY] = { COUNCIL | ORGANISATION, SECRETARY, GRANTOR },
    [ROLE_MEMBER] = { COUNCIL, SECRETARY, 0 },
    [ROLE_YOUTH_MEMBER] = { COUNCIL, SECRETARY, 0 },
    [ROLE_SUBSTITUTE] = { COUNCIL, SECRETARY, 0 },
    [ROLE_OBSERVER] = { COUNCIL, SECRETARY, 0 },
    [ROLE_SIGNATORY] = { ORGANISATION | COUNCIL | COMMITMENT, GRANTOR, 0 },
    [ROLE_PROJECT_LEAD] = { COMMITMENT, GRANTOR | SECRETARY, 0 },
    [ROLE_ACCEPTOR] = { ORGANISATION | COUNCIL | COMMITMENT, GRANTOR, 0 },
    [ROLE_PAYER] = { ORGANISATION | COUNCIL | COMMITMENT, GRANTOR, 0 },
    [ROLE_CONTROLLER] = { INSTALLATION | ORGANISATION | COUNCIL, GRANTOR, 0 },
    [ROLE_OBJECTIONS_CLERK] = { ORGANISATION | COUNCIL, GRANTOR, 0 },
    [ROLE_PRIVACY_OFFICER] = { INSTALLATION | ORGANISATION, GRANTOR, 0 },
    [ROLE_IMPORTER] = { INSTALLATION | ORGANISATION | COUNCIL, GRANTOR, 0 },
};
/* clang-format on */

const struct competence *competence_of(enum act_type type)
{
    assert(type > ACT_NONE && type < ACT_COUNT);
    return &competences[type];
}

const struct giving *giving_of(enum role role)
{
    assert(role > role_absent && role < role_end);
    return &givings[role];
}
