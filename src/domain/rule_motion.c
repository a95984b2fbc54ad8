/* Rules of motions: drafted, opened (binding proposal version, rules, mandate and roster), and
 * stepped back from. Closing stands in rule_motion_closed.c, votes in rule_vote.c. */
#include "buurtkas/domain/competence.h"
#include "domain/council_internal.h"

/* What a motion is about, found once. */
struct subject_of {
    const struct meeting *meeting;
    const struct proposal *proposal;
    const struct proposal_version *version;
    const struct envelope *envelope;
    const struct rule_set *rules;
    const struct mandate *mandate;
};

static bool find_subject(struct act *act, const struct body_motion_drafted *body,
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

static bool proposal_is_undecided(const struct proposal *proposal, struct err *err)
{
    if (proposal->state != PROPOSAL_FILED) {
        return err_set_at(err, ERR_WRONG_STATE, "/proposal", "The proposal is %s already.",
                          field_enum_name(proposal_state_names, proposal->state));
    }
    return true;
}

static bool is_at_most_asked(int64_t amount_cents, const struct proposal_version *version,
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
    if (!proposal_is_undecided(of->proposal, err) ||
        !is_at_most_asked(body->amount_cents, of->version, err)) {
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

static bool draft_is_right(struct act *act, const struct body_motion_drafted *body,
                           const struct subject_of *of, struct err *err)
{
    if (of->meeting->state == MEETING_CLOSED) {
        return err_set_at(err, ERR_WRONG_STATE, "/meeting", "The meeting is closed.");
    }
    if (!belongs_together(of, err)) {
        return false;
    }
    if (body->method == METHOD_SECRET) {
        return err_set_at(err, ERR_NOT_YET_SUPPORTED, "/method",
                          "A secret vote is not supported yet.");
    }
    bool is_right = body->subject == SUBJECT_RELEASE ? release_is_right(act, body, err)
                                                     : allocation_is_right(body, of, err);
    return is_right && drafts_are_distinct(&body->effects, err);
}

bool rule_motion_drafted(struct act *act, struct err *err)
{
    const struct body_motion_drafted *body = ACT_BODY(act, motion_drafted);
    struct subject_of of = { 0 };
    if (!find_subject(act, body, &of, err) || !draft_is_right(act, body, &of, err)) {
        return false;
    }
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
    motion->method = body->method == vote_method_absent ? METHOD_SHOW_OF_HANDS : body->method;
    motion->recusal_count = 0;
    motion->state = MOTION_DRAFTED;
    return true;
}

/* --- Opening. --- */

static bool find_bound(struct act *act, const struct motion *motion, struct subject_of *out,
                       struct err *err)
{
    struct body_motion_drafted names = { .meeting = motion->meeting,
                                         .proposal = motion->proposal,
                                         .rule_set = motion->rule_set,
                                         .mandate = motion->mandate };
    return find_subject(act, &names, out, err);
}

static bool meeting_is_open(const struct meeting *meeting, struct err *err)
{
    if (meeting->state != MEETING_OPENED) {
        return err_set(err, ERR_MEETING_NOT_OPEN, "The meeting is %s; no motion can open in it.",
                       field_enum_name(meeting_state_names, meeting->state));
    }
    return true;
}

/* Ceilings and the envelope limit what is given out, not what is given back. */
static bool money_is_right(const struct motion *motion, const struct subject_of *of,
                           struct err *err)
{
    if (motion->subject == SUBJECT_RELEASE) {
        return true;
    }
    if (of->envelope->state != ENVELOPE_OPEN) {
        return err_set(err, ERR_ENVELOPE_NOT_OPEN, "The envelope is %s.",
                       field_enum_name(envelope_state_names, of->envelope->state));
    }
    if (!proposal_is_undecided(of->proposal, err) ||
        !is_at_most_asked(motion->amount_cents, of->version, err)) {
        return false;
    }
    if (motion->amount_cents > of->mandate->ceiling_decision_cents) {
        return err_set(
            err, ERR_OVER_CEILING,
            "The motion is on " EUR "; one decision under the mandate may give at most " EUR ".",
            EUR_ARGS(motion->amount_cents), EUR_ARGS(of->mandate->ceiling_decision_cents));
    }
    return true;
}

static bool there_is_room(struct act *act, const struct uuid *council, struct err *err)
{
    size_t open = 0;
    if (!motions_open_count(act, council, &open, err)) {
        return false;
    }
    if (open >= OPEN_MOTIONS_MAX) {
        return err_set(err, ERR_WRONG_STATE,
                       "%zu motions of the council are open; more than %d cannot be.", open,
                       OPEN_MOTIONS_MAX);
    }
    return true;
}

static bool opening_is_right(struct act *act, const struct motion *motion,
                             const struct subject_of *of, struct err *err)
{
    return meeting_is_open(of->meeting, err) &&
           rule_set_must_bind(act, &motion->council, of->rules, err) &&
           mandate_must_be_in_force(of->mandate, act->today, err) &&
           money_is_right(motion, of, err) && there_is_room(act, &motion->council, err);
}

/* Binds what the members vote on by the leaf hash of the entry that made it, and the roster. */
static bool bind(struct act *act, struct body_motion_opened *body, const struct subject_of *of,
                 struct err *err)
{
    body->proposal_version = of->version->object.id;
    if (!world_leaf_hash(act->world, of->version->object.entry, &body->proposal_hash, err) ||
        !world_leaf_hash(act->world, of->rules->object.entry, &body->rule_set_hash, err) ||
        !world_leaf_hash(act->world, of->mandate->object.entry, &body->mandate_hash, err)) {
        return false;
    }
    const struct council *council = act_need(act, KIND_COUNCIL, &of->meeting->council, NULL, err);
    if (council == NULL) {
        return false;
    }
    body->seats = council->seats;
    return electorate_on(act, &of->meeting->council, act->today, &body->roster, err);
}

static bool insert_roster(struct act *act, const struct list *roster, const struct uuid *motion,
                          struct err *err)
{
    const struct item_roster_seat *item = roster->items;
    for (size_t i = 0; i < roster->count; i++) {
        struct roster_seat *seat = act_insert(act, KIND_ROSTER_SEAT, motion, (int32_t)i + 1, err);
        if (seat == NULL) {
            return false;
        }
        seat->member = item[i].member;
        seat->capacity = item[i].capacity;
    }
    return true;
}

bool rule_motion_opened(struct act *act, struct err *err)
{
    struct body_motion_opened *body = ACT_BODY(act, motion_opened);
    const struct motion *found = act_need(act, KIND_MOTION, &body->motion, NULL, err);
    if (found == NULL) {
        return false;
    }
    if (!motion_may(found->state, MOTION_OPEN)) {
        return err_set(err, ERR_WRONG_STATE, "The motion is %s, not drafted.",
                       field_enum_name(motion_state_names, found->state));
    }
    struct subject_of of = { 0 };
    if (!find_bound(act, found, &of, err) || !opening_is_right(act, found, &of, err) ||
        !bind(act, body, &of, err) || !insert_roster(act, &body->roster, &body->motion, err)) {
        return false;
    }
    struct motion *motion = act_edit(act, found, err);
    if (motion == NULL) {
        return false;
    }
    motion->proposal_version = body->proposal_version;
    motion->opened_at = act->at;
    motion->seats = body->seats;
    motion->seated = (int32_t)body->roster.count;
    motion->state = MOTION_OPEN;
    return true;
}
