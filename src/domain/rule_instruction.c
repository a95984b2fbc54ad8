/* The grantor acts on the record (domain, 4): instructions, general or in one case (Awb 10:6), and
 * requests for information with their answers. Taking a case back is a decision of its own
 * (rule_decision_basis.c). */
#include "domain/council_internal.h"

/* A withdrawn mandate is not used any more. @param proposal  may be zero */
static const struct mandate *find_mandate(struct act *act, const struct uuid *id,
                                          const struct uuid *proposal, struct err *err)
{
    const struct mandate *mandate = act_need(act, KIND_MANDATE, id, "/mandate", err);
    if (mandate == NULL) {
        return NULL;
    }
    if (mandate->state == MANDATE_WITHDRAWN) {
        (void)err_set_at(err, ERR_WRONG_STATE, "/mandate", "Mandate %s was withdrawn.",
                         mandate->object.reference.text);
        return NULL;
    }
    if (uuid_is_zero(proposal)) {
        return mandate;
    }
    const struct proposal *case_of = act_need(act, KIND_PROPOSAL, proposal, "/proposal", err);
    const struct envelope *envelope =
        case_of == NULL ? NULL : act_need(act, KIND_ENVELOPE, &case_of->envelope, "/proposal", err);
    if (envelope != NULL && !uuid_equal(&envelope->council, &mandate->council)) {
        (void)err_set_at(err, ERR_MISMATCH, "/proposal",
                         "The proposal is before another council than the mandate's.");
        return NULL;
    }
    return envelope == NULL ? NULL : mandate;
}

bool rule_instruction_given(struct act *act, struct err *err)
{
    const struct body_instruction_given *body = ACT_BODY(act, instruction_given);
    if (find_mandate(act, &body->mandate, &body->proposal, err) == NULL) {
        return false;
    }
    struct instruction *instruction = act_insert(act, KIND_INSTRUCTION, &act->id, 0, err);
    if (instruction == NULL) {
        return false;
    }
    instruction->mandate = body->mandate;
    instruction->proposal = body->proposal;
    instruction->document = body->document;
    instruction->at = act->at;
    return true;
}

bool rule_information_requested(struct act *act, struct err *err)
{
    const struct body_information_requested *body = ACT_BODY(act, information_requested);
    if (find_mandate(act, &body->mandate, &body->proposal, err) == NULL) {
        return false;
    }
    struct information_request *request =
        act_insert(act, KIND_INFORMATION_REQUEST, &act->id, 0, err);
    if (request == NULL) {
        return false;
    }
    request->mandate = body->mandate;
    request->proposal = body->proposal;
    request->at = act->at;
    request->state = REQUEST_ASKED;
    return true;
}

bool rule_information_answered(struct act *act, struct err *err)
{
    const struct body_information_answered *body = ACT_BODY(act, information_answered);
    const struct information_request *found =
        act_need(act, KIND_INFORMATION_REQUEST, &body->request, NULL, err);
    if (found == NULL) {
        return false;
    }
    if (found->state != REQUEST_ASKED) {
        return err_set(err, ERR_WRONG_STATE, "The request was answered already.");
    }
    struct information_request *request = act_edit(act, found, err);
    if (request == NULL) {
        return false;
    }
    request->state = REQUEST_ANSWERED;
    request->answered_by = act->actor.handle;
    request->answered_at = act->at;
    request->answer = act->id;
    return true;
}
