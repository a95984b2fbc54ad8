/* The closed vocabularies: one enum and one list of names each. 0 always means "absent".
 * The names are what the API, the leaves and the database's CHECKs say (docs/glossary.md). */
#ifndef BUURTKAS_DOMAIN_WORDS_H
#define BUURTKAS_DOMAIN_WORDS_H

#define WORDS_role(X) \
    X(ROLE_OPERATOR, "operator") X(ROLE_GRANTOR, "grantor") X(ROLE_HOLDER, "holder") X(ROLE_CHAIR, "chair") \
    X(ROLE_SECRETARY, "secretary") X(ROLE_MEMBER, "member") X(ROLE_YOUTH_MEMBER, "youth-member") \
    X(ROLE_SUBSTITUTE, "substitute") X(ROLE_OBSERVER, "observer") X(ROLE_SIGNATORY, "signatory") \
    X(ROLE_PROJECT_LEAD, "project-lead") X(ROLE_ACCEPTOR, "acceptor") X(ROLE_PAYER, "payer") \
    X(ROLE_CONTROLLER, "controller") X(ROLE_OBJECTIONS_CLERK, "objections-clerk") \
    X(ROLE_PRIVACY_OFFICER, "privacy-officer") X(ROLE_IMPORTER, "importer")
#define WORDS_scope(X) \
    X(SCOPE_INSTALLATION, "installation") X(SCOPE_ORGANISATION, "organisation") X(SCOPE_COUNCIL, "council") \
    X(SCOPE_COMMITMENT, "commitment")
#define WORDS_organisation_kind(X) \
    X(ORGANISATION_MUNICIPALITY, "municipality") X(ORGANISATION_FOUNDATION, "foundation") \
    X(ORGANISATION_SERVICE, "service-organisation") X(ORGANISATION_FUNDER, "funder")
#define WORDS_statute(X) \
    X(STATUTE_NONE, "none") X(STATUTE_ORDINANCE, "ordinance") X(STATUTE_ASSOCIATION, "association") \
    X(STATUTE_FOUNDATION, "foundation")
#define WORDS_rule_base(X) \
    X(RULE_MAJORITY, "majority") X(RULE_RAAD, "raad") X(RULE_WIJKRAAD, "wijkraad") X(RULE_CONSENT, "consent") \
    X(RULE_FOUNDATION, "foundation") X(RULE_ASSOCIATION, "association")
#define WORDS_threshold_base(X) \
    X(BASE_CAST, "cast") X(BASE_CAST_WITH_ABSTAIN, "cast-with-abstain") X(BASE_CAST_WITH_INVALID, "cast-with-invalid") \
    X(BASE_PRESENT, "present") X(BASE_ELIGIBLE, "eligible") X(BASE_SEATED, "seated") X(BASE_SEATS, "seats") \
    X(BASE_NONE, "none")
#define WORDS_tie_rule(X) \
    X(TIE_REJECT, "reject") X(TIE_POSTPONE, "postpone-then-reject") X(TIE_CHAIR, "chair-casts") \
    X(TIE_CHAIR_TWICE, "chair-casts-twice") X(TIE_REVOTE, "revote-then-lot") X(TIE_UNTIL_FULL, "postpone-until-full")
#define WORDS_offer(X) \
    X(OFFER_NO, "not-offered") X(OFFER_YES, "offered") X(OFFER_TAKES_PART, "takes-part")
#define WORDS_must_vote_rule(X) \
    X(MUST_VOTE_NEVER, "never") X(MUST_VOTE_ROLL_CALL, "roll-call") X(MUST_VOTE_ALWAYS, "always")
#define WORDS_unasked_rule(X) X(UNASKED_ADOPTED, "adopted") X(UNASKED_VOTE, "vote-required")
#define WORDS_retry_rule(X) X(RETRY_WAIVES, "waived") X(RETRY_ASKS, "asked")
#define WORDS_youth_rule(X) X(YOUTH_VOTES, "votes") X(YOUTH_ADVISES, "advises")
#define WORDS_consent_silence(X) X(CONSENT_SILENCE_ASKS, "asks") X(CONSENT_SILENCE_CONSENTS, "consents")
#define WORDS_bare_objection(X) X(BARE_OBJECTION_DROPPED, "dropped") X(BARE_OBJECTION_STANDS, "stands")
#define WORDS_written_rule(X) X(WRITTEN_OFF, "off") X(WRITTEN_THRESHOLD, "threshold") X(WRITTEN_CONSENT, "consent")
#define WORDS_written_request(X) X(WRITTEN_REQUEST_ENDS, "ends") X(WRITTEN_REQUEST_REFUSED, "not-offered")
#define WORDS_late_items_rule(X) X(LATE_ITEMS_WAIT, "not-dealt-with") X(LATE_ITEMS_BY_ALL, "by-all-present")
#define WORDS_waiver(X) X(WAIVER_SECOND_CALL, "second-call") X(WAIVER_PUT_AGAIN, "put-again")
#define WORDS_recusal_rule(X) X(RECUSAL_ADVISE, "advise") X(RECUSAL_BLOCK, "block")
#define WORDS_interim_rule(X) X(INTERIM_OPEN, "open") X(INTERIM_HIDDEN, "hidden")
#define WORDS_vote_method(X) \
    X(METHOD_SHOW_OF_HANDS, "show-of-hands") X(METHOD_ROLL_CALL, "roll-call") X(METHOD_PAPER, "paper") \
    X(METHOD_SECRET, "secret") X(METHOD_IN_WRITING, "in-writing")
#define WORDS_choice(X) \
    X(CHOICE_FOR, "for") X(CHOICE_AGAINST, "against") X(CHOICE_ABSTAIN, "abstain") X(CHOICE_BLANK, "blank") \
    X(CHOICE_CONSENT, "consent") X(CHOICE_OBJECTION, "objection") X(CHOICE_STAND_ASIDE, "stand-aside")
#define WORDS_manner(X) X(MANNER_CAST, "cast") X(MANNER_RECORDED, "recorded") X(MANNER_PROXY, "by-proxy")
#define WORDS_capacity(X) \
    X(CAPACITY_MEMBER, "member") X(CAPACITY_CHAIR, "chair") X(CAPACITY_YOUTH_MEMBER, "youth-member") \
    X(CAPACITY_SUBSTITUTE, "substitute")
#define WORDS_cashier(X) \
    X(CASHIER_MUNICIPALITY, "municipality") X(CASHIER_FOUNDATION, "foundation") \
    X(CASHIER_SERVICE, "service-organisation")
#define WORDS_mode(X) X(MODE_MUNICIPAL, "municipal") X(MODE_BANK, "bank")
#define WORDS_envelope_state(X) X(ENVELOPE_OPEN, "open") X(ENVELOPE_ENDED, "ended") X(ENVELOPE_CLOSED, "closed")
#define WORDS_amendment_kind(X) \
    X(AMENDMENT_UP, "up") X(AMENDMENT_DOWN, "down") X(AMENDMENT_EXCEPTION, "exception")
#define WORDS_mandate_form(X) \
    X(FORM_MANDATE, "mandate") X(FORM_DELEGATION, "delegation") X(FORM_FOUNDATION, "foundation") \
    X(FORM_ADVICE, "advice")
#define WORDS_exercise(X) X(EXERCISE_ALONE, "alone") X(EXERCISE_JOINT, "joint") X(EXERCISE_ADVISORY, "advisory")
#define WORDS_silence(X) X(SILENCE_CONCURS, "concurs") X(SILENCE_DECLINES, "declines") X(SILENCE_NOTHING, "nothing")
#define WORDS_mandate_state(X) \
    X(MANDATE_GRANTED, "granted") X(MANDATE_IN_FORCE, "in-force") X(MANDATE_SUSPENDED, "suspended") \
    X(MANDATE_WITHDRAWN, "withdrawn")
#define WORDS_payee_kind(X) X(PAYEE_ORGANISATION, "organisation") X(PAYEE_NATURAL_PERSON, "natural-person")
#define WORDS_financing_status(X) X(FINANCING_ASKED, "asked") X(FINANCING_CONFIRMED, "confirmed")
#define WORDS_proposal_state(X) X(PROPOSAL_FILED, "filed") X(PROPOSAL_DECIDED, "decided") X(PROPOSAL_WITHDRAWN, "withdrawn")
#define WORDS_meeting_state(X) X(MEETING_CONVENED, "convened") X(MEETING_OPENED, "opened") X(MEETING_CLOSED, "closed") \
    X(MEETING_NOT_OPENED, "not-opened")
#define WORDS_presence(X) X(PRESENCE_ARRIVED, "arrived") X(PRESENCE_LEFT, "left")
#define WORDS_subject(X) \
    X(SUBJECT_ALLOCATION, "allocation") X(SUBJECT_RELEASE, "release") X(SUBJECT_RATIFICATION, "ratification")
#define WORDS_motion_state(X) \
    X(MOTION_DRAFTED, "drafted") X(MOTION_OPEN, "open") X(MOTION_CLOSED, "closed") X(MOTION_DECIDED, "decided") \
    X(MOTION_VOID, "void")
#define WORDS_verdict_state(X) \
    X(VERDICT_ADOPTED, "adopted") X(VERDICT_REJECTED, "rejected") X(VERDICT_INVALID_QUORUM, "invalid-quorum") \
    X(VERDICT_ADOPTED_UNASKED, "adopted-unasked") X(VERDICT_TIED_POSTPONED, "tied-postponed") \
    X(VERDICT_TIE_OPEN, "tie-open") X(VERDICT_CONSENT_BLOCKED, "consent-blocked") \
    X(VERDICT_PROCEDURE_ENDED, "procedure-ended")
#define WORDS_ballot_state(X) X(BALLOT_OPEN, "open") X(BALLOT_CLOSED, "closed") X(BALLOT_COUNTED, "counted") X(BALLOT_ENDED, "ended")
/* Counted are those after which something must follow in the same meeting. */
#define WORDS_ballot_verdict(X) \
    X(BALLOT_ELECTED, "elected") X(BALLOT_NOT_ELECTED, "not-elected") X(BALLOT_INVALID_QUORUM, "invalid-quorum") \
    X(BALLOT_TALLY_VOID, "tally-void") X(BALLOT_TIED_REVOTE, "tied-revote") X(BALLOT_LOT_NEEDED, "lot-needed") \
    X(BALLOT_ELECTED_BY_LOT, "elected-by-lot") X(BALLOT_REJECTED_BY_LOT, "rejected-by-lot")
#define WORDS_recusal_ground(X) \
    X(GROUND_DECLARED, "declared") X(GROUND_REGISTERED_INTEREST, "registered-interest")
#define WORDS_basis(X) \
    X(BASIS_VERDICT, "verdict") X(BASIS_HOLDER, "holder") X(BASIS_URGENCY, "urgency") \
    X(BASIS_OBJECTION_RULING, "objection-ruling") X(BASIS_COURT_RULING, "court-ruling") \
    X(BASIS_SETTLEMENT, "settlement") X(BASIS_WITHDRAWAL, "withdrawal") X(BASIS_GRANTOR, "grantor")
#define WORDS_outcome(X) \
    X(OUTCOME_GRANT, "grant") X(OUTCOME_PARTIAL, "partial") X(OUTCOME_REFUSAL, "refusal") X(OUTCOME_RELEASE, "release") \
    X(OUTCOME_SETTLEMENT, "settlement") X(OUTCOME_RATIFICATION, "ratification") X(OUTCOME_ANNULMENT, "annulment") \
    X(OUTCOME_STANDS, "stands") X(OUTCOME_WITHDRAWAL, "withdrawal")
#define WORDS_decision_state(X) \
    X(DECISION_WAITING, "waiting") X(DECISION_IN_EFFECT, "in-effect") X(DECISION_DECLINED, "declined") \
    X(DECISION_CONTESTED, "contested") X(DECISION_SUSPENDED, "suspended") X(DECISION_WITHDRAWN, "withdrawn") \
    X(DECISION_ANNULLED, "annulled")
#define WORDS_ruling(X) \
    X(RULING_UPHELD, "upheld") X(RULING_PARTLY, "partly-upheld") X(RULING_REJECTED, "rejected") \
    X(RULING_INADMISSIBLE, "inadmissible")
/* Awb 4:48(1)a-d; 4:49(1)a-c are the last three of these; or because who was granted it asks so. */
#define WORDS_withdrawal_ground(X) \
    X(WITHDRAWAL_NOT_DONE, "activities-not-done") X(WITHDRAWAL_OBLIGATIONS, "obligations-not-met") \
    X(WITHDRAWAL_WRONG_INFORMATION, "wrong-information") X(WITHDRAWAL_WRONG_DECISION, "wrong-decision") \
    X(WITHDRAWAL_AT_REQUEST, "at-request")
#define WORDS_ratification(X) \
    X(RATIFICATION_NEEDED, "needed") X(RATIFICATION_GIVEN, "given") X(RATIFICATION_REFUSED, "refused")
#define WORDS_objection_state(X) \
    X(OBJECTION_FILED, "filed") X(OBJECTION_RULED, "ruled") X(OBJECTION_WITHDRAWN, "withdrawn")
#define WORDS_request_state(X) X(REQUEST_ASKED, "asked") X(REQUEST_ANSWERED, "answered")
#define WORDS_effect_kind(X) \
    X(EFFECT_STRENGTHENS, "strengthens") X(EFFECT_RESTORES, "restores") X(EFFECT_REPLACES, "replaces") \
    X(EFFECT_NUMBS, "numbs")
#define WORDS_effect_answer(X) \
    X(ANSWER_YES, "yes") X(ANSWER_PARTLY, "partly") X(ANSWER_NO, "no") X(ANSWER_NOT_YET_KNOWN, "not-yet-known")
#define WORDS_concurrence_answer(X) X(CONCURRENCE_CONCURS, "concurs") X(CONCURRENCE_DECLINES, "declines")
#define WORDS_advice(X) X(ADVICE_FOLLOWED, "followed") X(ADVICE_DEPARTED, "departed")
#define WORDS_channel(X) X(CHANNEL_LETTER, "letter") X(CHANNEL_EMAIL, "email") X(CHANNEL_PORTAL, "portal") X(CHANNEL_HAND, "by-hand")
#define WORDS_commitment_kind(X) \
    X(COMMITMENT_SUBSIDY, "subsidy") X(COMMITMENT_PURCHASE, "purchase") X(COMMITMENT_ASSIGNMENT, "assignment") \
    X(COMMITMENT_EMPLOYMENT, "employment") X(COMMITMENT_INTERNAL, "internal-charge")
#define WORDS_commitment_state(X) X(COMMITMENT_OPEN, "open") X(COMMITMENT_SETTLED, "settled")
#define WORDS_release_reason(X) \
    X(RELEASE_NOT_NEEDED, "not-needed") X(RELEASE_NOT_DONE, "not-done") X(RELEASE_CHEAPER, "cheaper") \
    X(RELEASE_PAYEE_WITHDREW, "payee-withdrew") X(RELEASE_ENVELOPE_ENDED, "envelope-ended")
#define WORDS_claim_kind(X) \
    X(CLAIM_ADVANCE, "advance") X(CLAIM_INSTALMENT, "instalment") X(CLAIM_FINAL, "final") X(CLAIM_DIRECT, "directly-settled")
#define WORDS_claim_state(X) X(CLAIM_FILED, "filed") X(CLAIM_ACCEPTED, "accepted") X(CLAIM_REVERSED, "reversed")
#define WORDS_accountability_state(X) \
    X(ACCOUNTABILITY_FILED, "filed") X(ACCOUNTABILITY_ACCEPTED, "accepted") X(ACCOUNTABILITY_REVERSED, "reversed")
#define WORDS_payment_state(X) \
    X(PAYMENT_ORDERED, "ordered") X(PAYMENT_BOOKED, "booked") X(PAYMENT_REJECTED, "rejected") \
    X(PAYMENT_RETURNED, "returned") X(PAYMENT_ABANDONED, "abandoned") X(PAYMENT_REVERSED, "reversed")
#define WORDS_recovery_state(X) \
    X(RECOVERY_OPEN, "open") X(RECOVERY_SETTLED, "settled") X(RECOVERY_REVERSED, "reversed")
#define WORDS_return_state(X) X(RETURN_ORDERED, "ordered") X(RETURN_BOOKED, "booked") X(RETURN_REVERSED, "reversed")
#define WORDS_proof_kind(X) \
    X(PROOF_BANK_STATEMENT, "bank-statement") X(PROOF_LEDGER_EXTRACT, "ledger-extract") X(PROOF_PAYER_REPORT, "payer-report")
#define WORDS_book(X) X(BOOK_BUDGET, "budget") X(BOOK_CASH, "cash")
#define WORDS_stage(X) \
    X(STAGE_GRANTED, "granted") X(STAGE_AVAILABLE, "available") X(STAGE_ALLOCATED, "allocated") \
    X(STAGE_COMMITTED, "committed") X(STAGE_PAYABLE, "payable") X(STAGE_PAID, "paid") X(STAGE_RETURNED, "returned") \
    X(STAGE_RECEIVABLE, "receivable") X(STAGE_ADVANCE, "advance") X(STAGE_RECOVERY, "recovery") \
    X(STAGE_EXPENSE, "expense") X(STAGE_IN_TRANSIT, "in-transit") X(STAGE_UNSPENT_GRANT, "unspent-grant") \
    X(STAGE_INCOME, "income") X(STAGE_BANK, "bank") X(STAGE_MUNICIPALITY, "municipality")

#define WORDS_ALL(X) \
    X(role) X(scope) X(organisation_kind) X(statute) X(rule_base) X(threshold_base) X(tie_rule) X(offer) X(must_vote_rule) \
    X(unasked_rule) X(retry_rule) X(youth_rule) X(consent_silence) X(bare_objection) X(written_rule) X(written_request) X(late_items_rule) X(waiver) \
    X(recusal_rule) \
    X(interim_rule) X(vote_method) X(choice) X(manner) X(capacity) X(cashier) X(mode) X(envelope_state) \
    X(amendment_kind) X(mandate_form) X(exercise) X(silence) X(mandate_state) X(payee_kind) \
    X(financing_status) X(proposal_state) X(meeting_state) X(presence) X(subject) X(motion_state) \
    X(verdict_state) X(recusal_ground) X(basis) X(outcome) X(decision_state) X(effect_kind) X(effect_answer) \
    X(concurrence_answer) X(advice) X(channel) X(commitment_kind) X(commitment_state) X(release_reason) X(claim_kind) \
    X(claim_state) X(accountability_state) X(payment_state) X(recovery_state) X(return_state) X(proof_kind) \
    X(book) X(stage) X(ruling) X(withdrawal_ground) X(ratification) X(objection_state) X(request_state) \
    X(ballot_state) X(ballot_verdict)

#define WORD_ENUMERATOR(name, text) name,
#define WORDS_DECLARE(tag) \
    enum tag { tag##_absent = 0, WORDS_##tag(WORD_ENUMERATOR) tag##_end }; \
    extern const char *const tag##_names[];
WORDS_ALL(WORDS_DECLARE)
#undef WORDS_DECLARE

#endif
