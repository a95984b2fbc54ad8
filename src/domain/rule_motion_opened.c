/* The rule of opening a motion: it binds proposal version, rules, mandate and roster. */
#include "buurtkas/domain/verdict.h"
#include "domain/agenda_internal.h"
#include "domain/interest_internal.h"
#include "domain/motion_internal.h"

static bool find_bound(struct act *act, const struct motion *motion, struct subject_of *out,
                       struct err *err)
{
    struct body_motion_drafted names = { .meeting = motion->meeting,
                                         .proposal = motion->proposal,
                                         .rule_set = motion->rule_set,
                                         .mandate = motion->mandate };
    return motion_find_subject(act, &names, out, err);
}

static bool meeting_is_open(const struct meeting *meeting, struct err *err)
{
    if (meeting->state != MEETING_OPENED) {
        return err_set(err, ERR_MEETING_NOT_OPEN, "The meeting is %s; no motion can open in it.",
                       field_enum_name(meeting_state_names, meeting->state));
    }
    return true;
}

/* V13: rules that let the council decide in writing, and a day that has not come. */
static bool may_be_in_writing(const struct act *act, const struct subject_of *of, struct err *err)
{
    if (!meeting_is_in_writing(of->meeting)) {
        return true;
    }
    if (of->rules->written == WRITTEN_OFF) {
        return err_set(err, ERR_MISMATCH,
                       "The rules of this council let nothing be decided in writing.");
    }
    return meeting_has_days(act, of->meeting, of->rules, err);
}

/* Ceilings and the envelope limit what is given out, not what is given back. */
static bool money_is_right(const struct motion *motion, const struct subject_of *of,
                           struct err *err)
{
    if (motion->subject != SUBJECT_ALLOCATION) {
        return true;
    }
    if (of->envelope->state != ENVELOPE_OPEN) {
        return err_set(err, ERR_ENVELOPE_NOT_OPEN, "The envelope is %s.",
                       field_enum_name(envelope_state_names, of->envelope->state));
    }
    if (!motion_proposal_is_undecided(of->proposal, err) ||
        !motion_is_at_most_asked(motion->amount_cents, of->version, err)) {
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

/* V16: Gemeentewet 24 keeps the budget out of closed meetings; nothing else does. */
static bool is_public_enough(const struct subject_of *of, struct err *err)
{
    return of->meeting->public || of->rules->base != RULE_RAAD ||
           err_set(err, ERR_MISMATCH,
                   "The meeting is closed to the public, and a municipal council decides nothing "
                   "about the budget there (Gemeentewet, article 24).");
}

static bool opening_is_right(struct act *act, const struct motion *motion,
                             const struct subject_of *of, struct err *err)
{
    return meeting_is_open(of->meeting, err) &&
           rule_set_must_bind(act, &motion->council, of->rules, err) &&
           may_be_in_writing(act, of, err) && is_public_enough(of, err) &&
           item_may_be_dealt_with(act, of->meeting, of->rules, motion->item,
                                  &of->version->object.id, err) &&
           mandates_must_be_in_force(act, of->mandate, act->today, err) &&
           motion_may_be_put_again(act, motion, of, err) && applicant_is_known(of->version, err) &&
           money_is_right(motion, of, err) &&
           there_is_room(act, &motion->council, err);
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
    return electorate_in(act, of->meeting, of->rules, &body->roster, err);
}

/* V9: an item that the second call repeats needs no quorum; any other needs the opening's, by who
 * is there now (Gemeentewet 20). */
static bool quorum_is_there(struct act *act, struct body_motion_opened *body,
                            const struct motion *motion, const struct subject_of *of,
                            struct err *err)
{
    if (!of->meeting->quorum_waived) {
        return true;
    }
    const void *found = NULL;
    int32_t present = 0;
    if (!world_find(act->world, KIND_AGENDA_ITEM, &motion->meeting, motion->item, &found, err) ||
        !electorate_present(act, &motion->meeting, &body->roster, &present, err)) {
        return false;
    }
    const struct agenda_item *item = found;
    body->in_second_call = item != NULL && item->repeats != FIELD_ABSENT_I32 &&
                           uuid_equal(&item->proposal, &motion->proposal);
    int32_t needed = 0;
    return body->in_second_call ||
           opening_quorum_met(of->rules, body->seats, (int32_t)body->roster.count, present,
                              &needed) ||
           err_set(err, ERR_NO_QUORUM,
                   "The item is not one that the second call repeats, so at least %" PRId32
                   " members must be present for it; %" PRId32 " are%s.",
                   needed, present, quorum_article(of->rules));
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

/* What the lists take of an entry, of which the rest must have some room too (16 KiB, design). */
enum {
    ENTRY_ROOM = 15000,
    SEAT_BYTES = 52,        /* {"member":"<36>"}, */
    CAPACITY_BYTES = 26,    /* "capacity":"youth-member", */
    INTERESTED_BYTES = 126, /* {"interest":"<36>","member":"<36>","recused":false}, */
};

/* Two hundred seats leave room for some forty with an interest; who has more steps back first, or
 * the applicant is none for this council. */
static bool fits_in_an_entry(const struct body_motion_opened *body, struct err *err)
{
    const struct item_roster_seat *seat = body->roster.items;
    size_t bytes = body->roster.count * SEAT_BYTES + body->interested.count * INTERESTED_BYTES;
    for (size_t i = 0; i < body->roster.count; i++) {
        bytes += seat[i].capacity == CAPACITY_MEMBER ? 0 : CAPACITY_BYTES;
    }
    return bytes <= ENTRY_ROOM ||
           err_set(err, ERR_TOO_LARGE,
                   "%zu of the %zu members have an interest in who asks; one entry has no room to "
                   "name them all.",
                   body->interested.count, body->roster.count);
}

/* A member is what a seat says when it says nothing: the roster is most of the entry. */
static void shorten_roster(struct list *roster)
{
    struct item_roster_seat *seat = roster->items;
    for (size_t i = 0; i < roster->count; i++) {
        seat[i].capacity = seat[i].capacity == CAPACITY_MEMBER ? 0 : seat[i].capacity;
    }
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
    int32_t recusals = 0;
    if (!find_bound(act, found, &of, err) || !opening_is_right(act, found, &of, err) ||
        !bind(act, body, &of, err) || !quorum_is_there(act, body, found, &of, err) ||
        !insert_roster(act, &body->roster, &body->motion, err) ||
        !interests_match(act, body, found, of.rules, &recusals, err) ||
        !fits_in_an_entry(body, err)) {
        return false;
    }
    shorten_roster(&body->roster);
    struct motion *motion = act_edit(act, found, err);
    if (motion == NULL) {
        return false;
    }
    motion->proposal_version = body->proposal_version;
    motion->opened_at = act->at;
    motion->seats = body->seats;
    motion->seated = (int32_t)body->roster.count;
    motion->in_second_call = body->in_second_call;
    motion->recusal_count = recusals;
    motion->state = MOTION_OPEN;
    return true;
}
