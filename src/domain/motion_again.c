/* A motion put again: after a tie that was postponed, after a vote that was not valid, or in the
 * next round of consent (V9, V10). Anything else is a new motion. */
#include "domain/motion_internal.h"

enum {
    ATTEMPTS_MAX = 100
};

/* What the members have before them: the words of the question and of what goes with it. An
 * objection may change those too. */
static bool words_are_the_same(struct act *act, const struct body_motion_drafted *body,
                               const struct motion *earlier, struct err *err)
{
    static const struct {
        const char *field;
        const char *pointer;
    } names[] = { { "question", "/question" },
                  { "conditions", "/conditions" },
                  { "partialReason", "/partialReason" } };
    const struct text *texts[] = { &body->question, &body->conditions, &body->partial_reason };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        bool is_same = false;
        if (!world_same_text(act->world, earlier->object.entry, names[i].field, texts[i], &is_same,
                             err)) {
            return false;
        }
        if (!is_same) {
            return err_set_at(err, ERR_MISMATCH, names[i].pointer,
                              "What is put again reads as it did in motion %s; with other words it "
                              "is a new motion.",
                              earlier->object.reference.text);
        }
    }
    return true;
}

static bool is_the_same_question(struct act *act, const struct body_motion_drafted *body,
                                 const struct subject_of *of, const struct motion *earlier,
                                 struct err *err)
{
    bool is_next_round = earlier->verdict == VERDICT_CONSENT_BLOCKED;
    if (!uuid_equal(&earlier->proposal, &body->proposal) || earlier->subject != body->subject ||
        !uuid_equal(&earlier->releases, &body->releases)) {
        return err_set_at(err, ERR_MISMATCH, "/retryOf",
                          "The earlier motion was on something else than this one.");
    }
    /* An objection may change the proposal; a tie or an invalid vote is about the same thing. */
    if (!is_next_round && (earlier->amount_cents != body->amount_cents ||
                           !uuid_equal(&earlier->proposal_version, &of->version->object.id))) {
        return err_set_at(err, ERR_MISMATCH, "/retryOf",
                          "The earlier motion was on another amount or version; this is a new "
                          "motion.");
    }
    if (!is_next_round && !uuid_equal(&earlier->mandate, &body->mandate)) {
        return err_set_at(err, ERR_MISMATCH, "/mandate",
                          "The earlier motion was to be decided under another mandate; this is a "
                          "new motion.");
    }
    return is_next_round || words_are_the_same(act, body, earlier, err);
}

static bool may_follow(const struct motion *earlier, struct err *err)
{
    if (earlier->state == MOTION_CLOSED &&
        (earlier->verdict == VERDICT_TIED_POSTPONED || earlier->verdict == VERDICT_INVALID_QUORUM ||
         earlier->verdict == VERDICT_CONSENT_BLOCKED ||
         earlier->verdict == VERDICT_PROCEDURE_ENDED)) {
        return true;
    }
    bool has_verdict = earlier->verdict != verdict_state_absent;
    return err_set_at(err, ERR_WRONG_STATE, "/retryOf",
                      "The earlier motion is %s; put again is what was postponed by a tie, not "
                      "valid, blocked by an objection, or ended in writing.",
                      has_verdict ? field_enum_name(verdict_state_names, earlier->verdict)
                                  : field_enum_name(motion_state_names, earlier->state));
}

static bool round_is_right(const struct motion *earlier, const struct rule_set *rules,
                           struct err *err)
{
    bool is_next_round = earlier->verdict == VERDICT_CONSENT_BLOCKED;
    if (is_next_round && rules->base != RULE_CONSENT) {
        return err_set_at(err, ERR_MISMATCH, "/retryOf",
                          "No consent was reached; under other rules this is a new decision, and "
                          "names no earlier motion.");
    }
    int32_t most = is_next_round ? rules->consent_rounds : ATTEMPTS_MAX;
    return earlier->attempt < most ||
           err_set_at(err, ERR_WRONG_STATE, "/retryOf",
                      "It was put %" PRId32 " times, the most that the rules allow.",
                      earlier->attempt);
}

/* A draft for a meeting that is over, or could not open, can never be voted on. */
static bool is_out_of_time(struct act *act, const struct motion *next, bool *out, struct err *err)
{
    const struct meeting *meeting = act_need(act, KIND_MEETING, &next->meeting, "/retryOf", err);
    *out = next->state == MOTION_DRAFTED && meeting != NULL &&
           (meeting->state == MEETING_CLOSED || meeting->state == MEETING_NOT_OPENED);
    return meeting != NULL;
}

/* One motion follows another, unless it was voided or never came to a vote. */
static bool is_not_followed(struct act *act, const struct motion *earlier, struct err *err)
{
    bool is_lost = false;
    if (uuid_is_zero(&earlier->retried_by)) {
        return true;
    }
    const struct motion *next = act_need(act, KIND_MOTION, &earlier->retried_by, "/retryOf", err);
    if (next == NULL || !is_out_of_time(act, next, &is_lost, err)) {
        return false;
    }
    return next->state == MOTION_VOID || is_lost ||
           err_set_at(err, ERR_ALREADY_EXISTS, "/retryOf", "It was put again as motion %s.",
                      next->object.reference.text);
}

bool motion_find_earlier(struct act *act, const struct body_motion_drafted *body,
                         const struct subject_of *of, const struct motion **out, struct err *err)
{
    *out = NULL;
    if (uuid_is_zero(&body->retry_of)) {
        return true;
    }
    const struct motion *earlier = act_need(act, KIND_MOTION, &body->retry_of, "/retryOf", err);
    if (earlier == NULL || !may_follow(earlier, err) ||
        !is_the_same_question(act, body, of, earlier, err) || !round_is_right(earlier, of->rules, err) ||
        !is_not_followed(act, earlier, err)) {
        return false;
    }
    if (earlier->verdict == VERDICT_TIED_POSTPONED &&
        uuid_equal(&earlier->meeting, &body->meeting)) {
        return err_set_at(err, ERR_MISMATCH, "/retryOf",
                          "The tie was postponed to a later meeting; this is the same one.");
    }
    if (earlier->verdict != VERDICT_CONSENT_BLOCKED && meeting_is_in_writing(of->meeting)) {
        return err_set_at(err, ERR_MISMATCH, "/retryOf",
                          "It is put again in a meeting, not in writing.");
    }
    *out = earlier;
    return true;
}

bool motion_may_be_put_again(struct act *act, const struct motion *motion,
                             const struct subject_of *of, struct err *err)
{
    if (uuid_is_zero(&motion->retry_of)) {
        return true;
    }
    const struct motion *earlier = act_need(act, KIND_MOTION, &motion->retry_of, NULL, err);
    if (earlier == NULL) {
        return false;
    }
    if (earlier->verdict == VERDICT_CONSENT_BLOCKED) {
        return true;
    }
    if (!uuid_equal(&earlier->proposal_version, &of->version->object.id)) {
        return err_set(err, ERR_MISMATCH,
                       "The first vote was on another version of the proposal; on version %" PRId32
                       " it is a new motion.",
                       of->version->number);
    }
    return earlier->verdict != VERDICT_TIED_POSTPONED ||
           of->meeting->opened_in > earlier->closed_in ||
           err_set(err, ERR_MISMATCH,
                   "The tie was postponed to a later meeting; this one opened before it.");
}
