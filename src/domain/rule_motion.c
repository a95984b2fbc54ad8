/* The rule of drafting a motion, for the first time or again. Opening stands in
 * rule_motion_opened.c, closing in rule_motion_closed.c, votes in rule_vote.c. */
#include "domain/agenda_internal.h"
#include "domain/motion_internal.h"

bool motion_find_subject(struct act *act, const struct body_motion_drafted *body,
                         struct subject_of *out, struct err *err)
{
    out->meeting = act_need(act, KIND_MEETING, &body->meeting, "/meeting", err);
    out->proposal = out->meeting == NULL
                        ? NULL
                        : act_need(act, KIND_PROPOSAL, &body->proposal, "/proposal", err);
    if (out->proposal == NULL) {
        return false;
    }
    out->version = act_need(act, KIND_PROPOSAL_VERSION, &out->proposal->version, "/proposal", err);
    out->envelope = out->version == NULL
                        ? NULL
                        : act_need(act, KIND_ENVELOPE, &out->proposal->envelope, "/proposal", err);
    out->rules = out->envelope == NULL
                     ? NULL
                     : act_need(act, KIND_RULE_SET, &body->rule_set, "/ruleSet", err);
    out->mandate =
        out->rules == NULL ? NULL : act_need(act, KIND_MANDATE, &body->mandate, "/mandate", err);
    return out->mandate != NULL;
}

static bool belongs_together(const struct subject_of *of, struct err *err)
{
    const struct uuid *council = &of->meeting->council;
    if (!uuid_equal(&of->envelope->council, council)) {
        return err_set_at(err, ERR_MISMATCH, "/proposal",
                          "The proposal asks money of another council.");
    }
    if (!uuid_equal(&of->rules->council, council)) {
        return err_set_at(err, ERR_MISMATCH, "/ruleSet", "The rule set is of another council.");
    }
    if (!uuid_equal(&of->mandate->council, council)) {
        return err_set_at(err, ERR_MISMATCH, "/mandate", "The mandate is of another council.");
    }
    if (!uuid_equal(&of->mandate->organisation, &of->envelope->organisation)) {
        return err_set_at(err, ERR_MISMATCH, "/mandate",
                          "The mandate is of another organisation than the envelope's.");
    }
    return true;
}

bool motion_proposal_is_undecided(const struct proposal *proposal, struct err *err)
{
    if (proposal->state != PROPOSAL_FILED) {
        return err_set_at(err, ERR_WRONG_STATE, "/proposal", "The proposal is %s already.",
                          field_enum_name(proposal_state_names, proposal->state));
    }
    return true;
}

bool motion_is_at_most_asked(int64_t amount_cents, const struct proposal_version *version,
                             struct err *err)
{
    if (amount_cents > version->asked_cents) {
        return err_set_at(err, ERR_MORE_THAN_ASKED, "/amountCents",
                          "The motion is on " EUR "; the proposal asks " EUR ".",
                          EUR_ARGS(amount_cents), EUR_ARGS(version->asked_cents));
    }
    return true;
}

static bool allocation_is_right(const struct body_motion_drafted *body, const struct subject_of *of,
                                struct err *err)
{
    if (!uuid_is_zero(&body->releases)) {
        return err_set_at(err, ERR_MISMATCH, "/releases",
                          "Only a motion on a release names the decision it releases.");
    }
    if (!motion_proposal_is_undecided(of->proposal, err) ||
        !motion_is_at_most_asked(body->amount_cents, of->version, err)) {
        return false;
    }
    if (body->amount_cents < of->version->asked_cents && !text_is_given(&body->partial_reason)) {
        return err_set_at(err, ERR_MISMATCH, "/partialReason",
                          "The motion is on " EUR " of the " EUR " asked, without saying why.",
                          EUR_ARGS(body->amount_cents), EUR_ARGS(of->version->asked_cents));
    }
    return true;
}

/* At most what the decision allocated and nobody has committed or released. */
static bool release_is_right(struct act *act, const struct body_motion_drafted *body,
                             struct err *err)
{
    if (uuid_is_zero(&body->releases)) {
        return err_set_at(err, ERR_MISMATCH, "/releases",
                          "A motion on a release names the decision whose money it frees.");
    }
    const struct decision *decision =
        act_need(act, KIND_DECISION, &body->releases, "/releases", err);
    const struct decision_status *status =
        decision == NULL ? NULL
                         : act_need(act, KIND_DECISION_STATUS, &body->releases, "/releases", err);
    if (status == NULL) {
        return false;
    }
    if (!uuid_equal(&decision->proposal, &body->proposal)) {
        return err_set_at(err, ERR_MISMATCH, "/releases",
                          "The decision is on another proposal than the motion.");
    }
    int64_t free_cents = status->allocated_cents - status->committed_cents - status->released_cents;
    if (body->amount_cents > free_cents) {
        return err_set_at(err, ERR_MORE_THAN_ALLOCATED, "/amountCents",
                          "The motion is on " EUR "; " EUR " of the decision is still free.",
                          EUR_ARGS(body->amount_cents), EUR_ARGS(free_cents));
    }
    return true;
}

/* The council's word on a decision that could not wait for it. */
static bool ratification_is_right(struct act *act, const struct body_motion_drafted *body,
                                  struct err *err)
{
    if (uuid_is_zero(&body->releases)) {
        return err_set_at(err, ERR_MISMATCH, "/releases",
                          "A motion on a ratification names the urgent decision.");
    }
    const struct decision *decision =
        act_need(act, KIND_DECISION, &body->releases, "/releases", err);
    const struct decision_status *status =
        decision == NULL ? NULL
                         : act_need(act, KIND_DECISION_STATUS, &body->releases, "/releases", err);
    if (status == NULL) {
        return false;
    }
    if (status->ratification != RATIFICATION_NEEDED ||
        !uuid_equal(&decision->proposal, &body->proposal)) {
        return err_set_at(err, ERR_MISMATCH, "/releases",
                          "That is no urgent decision on the proposal that waits for "
                          "ratification.");
    }
    return body->amount_cents == decision->amount_cents ||
           err_set_at(err, ERR_MISMATCH, "/amountCents", "The urgent decision gave " EUR ".",
                      EUR_ARGS(decision->amount_cents));
}

static bool subject_is_right(struct act *act, const struct body_motion_drafted *body,
                             const struct subject_of *of, struct err *err)
{
    switch ((enum subject)body->subject) {
    case SUBJECT_ALLOCATION:
        return allocation_is_right(body, of, err);
    case SUBJECT_RELEASE:
        return release_is_right(act, body, err);
    case SUBJECT_RATIFICATION:
        return ratification_is_right(act, body, err);
    case subject_absent:
    case subject_end:
        break;
    }
    return err_set_at(err, ERR_MISMATCH, "/subject", "A motion has a subject.");
}

/* Drafted effects may be fewer than four, but none stands twice. */
static bool drafts_are_distinct(const struct list *effects, struct err *err)
{
    const struct item_effect *item = effects->items;
    bool is_seen[effect_kind_end] = { false };
    for (size_t i = 0; i < effects->count; i++) {
        if (is_seen[item[i].effect]) {
            return err_set_at(err, ERR_MISMATCH, "/effects", "The effect \"%s\" stands twice.",
                              field_enum_name(effect_kind_names, item[i].effect));
        }
        is_seen[item[i].effect] = true;
    }
    return true;
}

/* Only what is on the agenda is put to the vote; where it says what an item is about, the motion is
 * about that. */
static bool item_is_right(struct act *act, const struct body_motion_drafted *body,
                          const struct meeting *meeting, struct err *err)
{
    const struct agenda_item *item = agenda_find(act, meeting, body->item, err);
    return item != NULL && (uuid_is_zero(&item->proposal) ||
                            uuid_equal(&item->proposal, &body->proposal) ||
                            err_set_at(err, ERR_MISMATCH, "/item",
                                       "Item %" PRId32 " of the agenda is about another proposal.",
                                       body->item));
}

static bool draft_is_right(struct act *act, const struct body_motion_drafted *body,
                           const struct subject_of *of, struct err *err)
{
    if (of->meeting->state == MEETING_CLOSED || of->meeting->state == MEETING_NOT_OPENED) {
        return err_set_at(err, ERR_WRONG_STATE, "/meeting", "The meeting is %s.",
                          field_enum_name(meeting_state_names, of->meeting->state));
    }
    if (!belongs_together(of, err)) {
        return false;
    }
    if (body->method == METHOD_SECRET) {
        return err_set_at(err, ERR_NOT_YET_SUPPORTED, "/method",
                          "A secret vote is not supported yet, but in a ballot on persons.");
    }
    bool in_writing = meeting_is_in_writing(of->meeting);
    if (body->method != vote_method_absent && in_writing != (body->method == METHOD_IN_WRITING)) {
        return err_set_at(err, ERR_MISMATCH, "/method",
                          in_writing ? "In a round in writing votes are taken in writing only."
                                     : "In writing votes are taken in a round of its own only.");
    }
    return subject_is_right(act, body, of, err) && item_is_right(act, body, of->meeting, err) &&
           drafts_are_distinct(&body->effects, err);
}

static bool was_postponed(const struct motion *earlier)
{
    return earlier->verdict == VERDICT_TIED_POSTPONED;
}

static bool mark_retried(struct act *act, const struct motion *found, struct err *err)
{
    struct motion *earlier = act_edit(act, found, err);
    if (earlier != NULL) {
        earlier->retried_by = act->id;
    }
    return earlier != NULL;
}

static int method_of(const struct body_motion_drafted *body, const struct meeting *meeting)
{
    if (meeting_is_in_writing(meeting)) {
        return METHOD_IN_WRITING;
    }
    return body->method == vote_method_absent ? METHOD_SHOW_OF_HANDS : body->method;
}

bool rule_motion_drafted(struct act *act, struct err *err)
{
    struct body_motion_drafted *body = ACT_BODY(act, motion_drafted);
    struct subject_of of = { 0 };
    const struct motion *earlier = NULL;
    if (!motion_find_subject(act, body, &of, err) || !draft_is_right(act, body, &of, err) ||
        !motion_find_earlier(act, body, &of, &earlier, err)) {
        return false;
    }
    body->attempt = earlier == NULL ? 1 : earlier->attempt + 1;
    struct motion *motion = act_insert(act, KIND_MOTION, &act->id, 0, err);
    if (motion == NULL) {
        return false;
    }
    motion->meeting = body->meeting;
    motion->council = of.meeting->council;
    motion->envelope = of.proposal->envelope;
    motion->subject = body->subject;
    motion->proposal = body->proposal;
    motion->proposal_version = of.proposal->version;
    motion->releases = body->releases;
    motion->rule_set = body->rule_set;
    motion->mandate = body->mandate;
    motion->amount_cents = body->amount_cents;
    motion->item = body->item;
    motion->method = method_of(body, of.meeting);
    motion->recusal_count = 0;
    motion->retry_of = body->retry_of;
    motion->attempt = body->attempt;
    motion->after_tie = earlier != NULL && (earlier->after_tie || was_postponed(earlier));
    motion->asked = false;
    motion->in_second_call = false;
    motion->pivotal = false;
    motion->state = MOTION_DRAFTED;
    return earlier == NULL || mark_retried(act, earlier, err);
}
