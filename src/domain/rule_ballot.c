/* Rules of secret ballots on persons before the count: opened with the roster, the box closed and
 * emptied, held again after a tie. Nothing here takes a choice: that comes with the tally. */
#include <stdio.h>
#include "buurtkas/domain/competence.h"
#include "domain/agenda_internal.h"
#include "domain/ballot_internal.h"

static bool meeting_takes_place(const struct meeting *meeting, struct err *err)
{
    return meeting->state == MEETING_OPENED ||
           err_set(err, ERR_MEETING_NOT_OPEN, "The meeting is %s.",
                   field_enum_name(meeting_state_names, meeting->state));
}

const struct ballot *ballot_in_state(struct act *act, const struct uuid *id,
                                     enum ballot_state state, struct err *err)
{
    const struct ballot *ballot = act_need(act, KIND_BALLOT, id, NULL, err);
    if (ballot == NULL) {
        return NULL;
    }
    if (ballot->state != (int)state) {
        (void)err_set(err, ERR_WRONG_STATE, "The ballot is %s, not %s.",
                      field_enum_name(ballot_state_names, ballot->state),
                      field_enum_name(ballot_state_names, (int)state));
        return NULL;
    }
    const struct meeting *meeting = act_need(act, KIND_MEETING, &ballot->meeting, NULL, err);
    return meeting != NULL && meeting_takes_place(meeting, err) ? ballot : NULL;
}

bool ballot_two_are_right(struct act *act, const struct ballot *ballot, const struct uuid *two[2],
                          const char *const pointers[2], struct err *err)
{
    for (size_t i = 0; i < 2; i++) {
        const char *sentence = "A nominee neither counts nor draws.";
        const struct appointment *held =
            council_appointment(act, &ballot->council, two[i], pointers[i], err);
        if (held == NULL) {
            return false;
        }
        if (!appointment_in_force(held, act->today)) {
            return err_set_at(err, ERR_MISMATCH, pointers[i],
                              "This appointment is not in force today.");
        }
        if (!act_keep_apart(act, two[i], &ballot->first_nominee, sentence, err) ||
            !act_keep_apart(act, two[i], &ballot->second_nominee, sentence, err)) {
            return false;
        }
    }
    return act_keep_apart(act, two[0], two[1], "Two persons do this, not one twice.", err);
}

/* --- Opening. --- */

/* V19; and what is not secret is refused, in a municipal council by law. */
static bool nomination_is_right(struct act *act, const struct body_ballot_opened *body,
                                const struct rule_set *rules, struct err *err)
{
    if (body->method != METHOD_SECRET) {
        return err_set_at(err, ERR_MISMATCH, "/method", "A vote on persons is secret%s.",
                          rules->base == RULE_RAAD ? " (Gemeentewet, article 31)" : "");
    }
    if (rules->base == RULE_CONSENT) {
        return err_set_at(err, ERR_MISMATCH, "/ruleSet",
                          "By consent persons are chosen in the open: there is no ballot.");
    }
    if (!uuid_is_zero(&body->second_nominee) && !text_is_given(&body->second_name)) {
        return err_set_at(err, ERR_MISMATCH, "/secondNominee", "The second nominee has a name.");
    }
    const struct uuid *handles[] = { &body->first_nominee, &body->second_nominee };
    const char *const pointers[] = { "/firstNominee", "/secondNominee" };
    for (size_t i = 0; i < 2; i++) {
        if (!uuid_is_zero(handles[i]) &&
            rule_appointment(act, handles[i], pointers[i], err) == NULL) {
            return false;
        }
    }
    return act_keep_apart(act, &body->first_nominee, &body->second_nominee,
                          "The two nominees are one person.", err);
}

static bool item_has(const struct list *handles, const struct uuid *handle)
{
    const struct item_handle *item = handles->items;
    for (size_t i = 0; i < handles->count; i++) {
        if (uuid_equal(&item[i].handle, handle)) {
            return true;
        }
    }
    return false;
}

/* Who is named has a seat, and is named once. */
static bool handles_are_right(const struct list *handles, const struct list *roster,
                              const char *name, struct err *err)
{
    const struct item_handle *item = handles->items;
    for (size_t i = 0; i < handles->count; i++) {
        char pointer[ERR_POINTER_MAX];
        (void)snprintf(pointer, sizeof pointer, "/%s/%zu/handle", name, i);
        if (!item_has(roster, &item[i].handle)) {
            return err_set_at(err, ERR_NOT_ENTITLED, pointer,
                              "This handle is not on the roster of the ballot.");
        }
        struct list before = { .items = handles->items, .count = i };
        if (item_has(&before, &item[i].handle)) {
            return err_set_at(err, ERR_MISMATCH, pointer, "This member is named twice.");
        }
    }
    return true;
}

/* Gemeentewet 28: a choice that is limited to persons concerns those persons. */
static bool is_recused(const struct body_ballot_opened *body, const struct rule_set *rules,
                       const struct uuid *member)
{
    bool nominees_stay_out = rules->base == RULE_RAAD || rules->base == RULE_WIJKRAAD;
    bool is_nominee =
        uuid_equal(member, &body->first_nominee) || uuid_equal(member, &body->second_nominee);
    return item_has(&body->stepped_back, member) || (nominees_stay_out && is_nominee);
}

/* V9: a second call waives the quorum for what it repeats, and it repeats proposals, no ballots. */
static bool quorum_is_there(struct act *act, const struct meeting *meeting,
                            const struct rule_set *rules, const struct list *seats, struct err *err)
{
    const struct council *council = act_need(act, KIND_COUNCIL, &meeting->council, NULL, err);
    if (council == NULL) {
        return false;
    }
    int32_t present = 0;
    int32_t needed = 0;
    if (!meeting->quorum_waived) {
        return true;
    }
    if (!electorate_present(act, &meeting->object.id, seats, &present, err)) {
        return false;
    }
    return opening_quorum_met(rules, council->seats, (int32_t)seats->count, present, &needed) ||
           err_set(err, ERR_NO_QUORUM,
                   "A second call repeats no ballots, so at least %" PRId32
                   " members must be present; %" PRId32 " are%s.",
                   needed, present, quorum_article(rules));
}

/* The same persons for the same post (Gemeentewet 29(2)a): by handle where they have one, and by
 * what the members read. */
static bool nomination_is_the_same(struct act *act, const struct body_ballot_opened *body,
                                   const struct ballot *earlier, struct err *err)
{
    static const char *const fields[] = { "purpose", "firstName", "secondName" };
    const struct text *texts[] = { &body->purpose, &body->first_name, &body->second_name };
    bool is_same = uuid_equal(&earlier->first_nominee, &body->first_nominee) &&
                   uuid_equal(&earlier->second_nominee, &body->second_nominee) &&
                   (earlier->nominees == 2) == text_is_given(&body->second_name);
    for (size_t i = 0; is_same && i < sizeof texts / sizeof texts[0]; i++) {
        if (!world_same_text(act->world, earlier->object.entry, fields[i], texts[i], &is_same,
                             err)) {
            return false;
        }
    }
    return is_same ||
           err_set_at(err, ERR_MISMATCH, "/retryOf",
                      "Ballot %s was on other persons or for something else; this is a new ballot.",
                      earlier->object.reference.text);
}

/* V9: the ballot of an earlier meeting that was not valid, once. *out is NULL: it names none. */
static bool find_earlier(struct act *act, const struct body_ballot_opened *body,
                         const struct meeting *meeting, const struct ballot **out, struct err *err)
{
    *out = NULL;
    if (uuid_is_zero(&body->retry_of)) {
        return true;
    }
    const struct ballot *earlier = act_need(act, KIND_BALLOT, &body->retry_of, "/retryOf", err);
    if (earlier == NULL) {
        return false;
    }
    if (!uuid_equal(&earlier->council, &meeting->council) ||
        earlier->verdict != BALLOT_INVALID_QUORUM ||
        (uuid_is_zero(&earlier->retried_by) &&
         meeting->opened_in <= (int64_t)earlier->object.changed)) {
        return err_set_at(err, ERR_MISMATCH, "/retryOf",
                          "Only a ballot of an earlier meeting of this council that was not valid "
                          "is held again.");
    }
    if (!uuid_is_zero(&earlier->retried_by)) {
        return err_set_at(err, ERR_ALREADY_EXISTS, "/retryOf", "It has been held again already.");
    }
    *out = earlier;
    return nomination_is_the_same(act, body, earlier, err);
}

static bool take_roster(struct act *act, struct body_ballot_opened *body, const struct list *seats,
                        struct err *err)
{
    const struct item_roster_seat *seat = seats->items;
    if (!rule_list(act, seats->count, sizeof(struct item_handle), &body->roster, err)) {
        return false;
    }
    struct item_handle *item = body->roster.items;
    for (size_t i = 0; i < seats->count; i++) {
        item[i].handle = seat[i].member;
    }
    return true;
}

static bool insert_seats(struct act *act, struct body_ballot_opened *body,
                         const struct rule_set *rules, struct err *err)
{
    const struct item_handle *item = body->roster.items;
    body->recused = 0;
    for (size_t i = 0; i < body->roster.count; i++) {
        struct ballot_seat *seat = act_insert(act, KIND_BALLOT_SEAT, &act->id, (int32_t)i + 1, err);
        if (seat == NULL) {
            return false;
        }
        seat->member = item[i].handle;
        seat->recused = is_recused(body, rules, &item[i].handle);
        body->recused += seat->recused;
    }
    return true;
}

static bool insert_ballot(struct act *act, const struct body_ballot_opened *body,
                          const struct uuid *council, const struct ballot *earlier, struct err *err)
{
    struct ballot *again = earlier == NULL ? NULL : act_edit(act, earlier, err);
    struct ballot *ballot =
        earlier != NULL && again == NULL ? NULL : act_insert(act, KIND_BALLOT, &act->id, 0, err);
    if (ballot == NULL) {
        return false;
    }
    if (again != NULL) {
        again->retried_by = act->id;
    }
    ballot->meeting = body->meeting;
    ballot->council = *council;
    ballot->rule_set = body->rule_set;
    ballot->item = body->item;
    ballot->nominees = body->nominees;
    ballot->first_nominee = body->first_nominee;
    ballot->second_nominee = body->second_nominee;
    ballot->retry_of = body->retry_of;
    ballot->seats = body->seats;
    ballot->seated = (int32_t)body->roster.count;
    ballot->recused = body->recused;
    ballot->opened_at = act->at;
    ballot->box = 1;
    ballot->round = 1;
    ballot->state = BALLOT_OPEN;
    return true;
}

bool rule_ballot_opened(struct act *act, struct err *err)
{
    struct body_ballot_opened *body = ACT_BODY(act, ballot_opened);
    const struct meeting *meeting = act_need(act, KIND_MEETING, &body->meeting, "/meeting", err);
    const struct rule_set *rules =
        meeting == NULL ? NULL : act_need(act, KIND_RULE_SET, &body->rule_set, "/ruleSet", err);
    const struct council *council =
        rules == NULL ? NULL : act_need(act, KIND_COUNCIL, &meeting->council, NULL, err);
    const struct ballot *earlier = NULL;
    struct list seats;
    if (council != NULL && meeting_is_in_writing(meeting)) {
        return err_set_at(err, ERR_MISMATCH, "/meeting",
                          "A ballot on persons is held in a meeting, on paper.");
    }
    if (council == NULL || !meeting_takes_place(meeting, err) ||
        !rule_set_must_bind(act, &meeting->council, rules, err) ||
        !item_may_be_dealt_with(act, meeting, rules, body->item, NULL, err) ||
        !nomination_is_right(act, body, rules, err) ||
        !find_earlier(act, body, meeting, &earlier, err) ||
        !electorate_in(act, meeting, rules, &seats, err) || !take_roster(act, body, &seats, err)) {
        return false;
    }
    body->seats = council->seats;
    body->nominees = text_is_given(&body->second_name) ? 2 : 1;
    return handles_are_right(&body->stepped_back, &body->roster, "steppedBack", err) &&
           quorum_is_there(act, meeting, rules, &seats, err) &&
           insert_seats(act, body, rules, err) &&
           insert_ballot(act, body, &meeting->council, earlier, err);
}

/* --- The box is closed, and emptied. --- */

static bool voter_is_right(struct act *act, const struct ballot_seat *seat, bool blocks,
                           const struct object_list *attendance, struct err *err)
{
    const struct appointment *held = rule_appointment(act, &seat->member, "/voters", err);
    if (held == NULL) {
        return false;
    }
    if (!appointment_in_force(held, act->today)) {
        return err_set_at(err, ERR_NOT_ENTITLED, "/voters",
                          "The term of one of them has ended since the ballot opened.");
    }
    if (!is_present_now(attendance, &seat->member)) {
        return err_set_at(err, ERR_NOT_PRESENT, "/voters",
                          "The attendance list does not say of all of them that they are there "
                          "now.");
    }
    return !(seat->recused && blocks) ||
           err_set_at(err, ERR_RECUSED, "/voters",
                      "One of them stays out of this ballot, and its rules then refuse a paper.");
}

/* The list is put in the order of the roster, for the leaf too: in which order papers were handed
 * out is not kept. */
static bool sort_voters(struct act *act, struct body_ballot_closed *body,
                        const struct object_list *seats, struct err *err)
{
    struct list sorted;
    if (!rule_list(act, body->voters.count, sizeof(struct item_handle), &sorted, err)) {
        return false;
    }
    struct item_handle *item = sorted.items;
    size_t count = 0;
    for (size_t i = 0; i < seats->count; i++) {
        const struct ballot_seat *seat = (const struct ballot_seat *)seats->items[i];
        if (item_has(&body->voters, &seat->member)) {
            item[count++].handle = seat->member;
        }
    }
    body->voters = sorted;
    return true;
}

static bool insert_voters(struct act *act, struct body_ballot_closed *body,
                          const struct ballot *ballot, const struct object_list *seats,
                          struct err *err)
{
    const struct rule_set *rules = act_need(act, KIND_RULE_SET, &ballot->rule_set, NULL, err);
    struct object_list attendance;
    if (rules == NULL ||
        !world_related(act->world, REL_ATTENDANCE_OF_MEETING, &ballot->meeting, &attendance, err)) {
        return false;
    }
    bool blocks = rules->recusal == RECUSAL_BLOCK;
    int32_t ordinal = (ballot->box - 1) * ROSTER_MAX;
    body->doubtful = 0;
    for (size_t i = 0; i < seats->count; i++) {
        const struct ballot_seat *seat = (const struct ballot_seat *)seats->items[i];
        if (!item_has(&body->voters, &seat->member)) {
            continue;
        }
        if (!voter_is_right(act, seat, blocks, &attendance, err)) {
            return false;
        }
        struct ballot_voter *voter =
            act_insert(act, KIND_BALLOT_VOTER, &body->ballot, ++ordinal, err);
        if (voter == NULL) {
            return false;
        }
        voter->member = seat->member;
        voter->box = ballot->box;
        body->doubtful += seat->recused;
    }
    return true;
}

static bool list_seats(struct act *act, const struct object_list *seats, struct list *out,
                       struct err *err)
{
    if (!rule_list(act, seats->count, sizeof(struct item_handle), out, err)) {
        return false;
    }
    struct item_handle *item = out->items;
    for (size_t i = 0; i < seats->count; i++) {
        item[i].handle = ((const struct ballot_seat *)seats->items[i])->member;
    }
    return true;
}

bool rule_ballot_closed(struct act *act, struct err *err)
{
    struct body_ballot_closed *body = ACT_BODY(act, ballot_closed);
    const struct ballot *found = ballot_in_state(act, &body->ballot, BALLOT_OPEN, err);
    struct object_list seats;
    struct list roster;
    if (found == NULL ||
        !world_related(act->world, REL_SEATS_OF_BALLOT, &body->ballot, &seats, err) ||
        !list_seats(act, &seats, &roster, err) ||
        !handles_are_right(&body->voters, &roster, "voters", err) ||
        !sort_voters(act, body, &seats, err) || !insert_voters(act, body, found, &seats, err)) {
        return false;
    }
    struct ballot *ballot = act_edit(act, found, err);
    if (ballot == NULL) {
        return false;
    }
    body->box = ballot->box;
    body->round = ballot->round;
    body->voted = (int32_t)body->voters.count;
    ballot->voted = body->voted;
    ballot->doubtful = body->doubtful;
    ballot->papers = 0;
    ballot->state = BALLOT_CLOSED;
    return true;
}

bool rule_paper_handed_in(struct act *act, struct err *err)
{
    const struct body_paper_handed_in *body = ACT_BODY(act, paper_handed_in);
    const struct ballot *found = ballot_in_state(act, &body->ballot, BALLOT_CLOSED, err);
    if (found == NULL) {
        return false;
    }
    if (found->papers >= BALLOT_PAPERS_MAX) {
        return err_set(err, ERR_TOO_LARGE, "A ballot has at most %d papers.", BALLOT_PAPERS_MAX);
    }
    struct ballot *ballot = act_edit(act, found, err);
    struct ballot_paper *paper =
        ballot == NULL ? NULL : act_insert(act, KIND_BALLOT_PAPER, &act->id, 0, err);
    if (paper == NULL) {
        return false;
    }
    ballot->papers++;
    paper->ballot = body->ballot;
    paper->box = ballot->box;
    return true;
}

/* --- Held again. --- */

/* After a tie the second round; after a void tally the same round once more. */
bool rule_ballot_repeated(struct act *act, struct err *err)
{
    struct body_ballot_repeated *body = ACT_BODY(act, ballot_repeated);
    const struct ballot *found = ballot_in_state(act, &body->ballot, BALLOT_COUNTED, err);
    if (found == NULL) {
        return false;
    }
    if (found->verdict == BALLOT_LOT_NEEDED) {
        return err_set(err, ERR_WRONG_STATE, "The re-vote was tied too: now a lot is drawn.");
    }
    if (found->box >= BOXES_MAX) {
        return err_set(err, ERR_WRONG_STATE, "The box was emptied %d times; it is enough.",
                       BOXES_MAX);
    }
    struct ballot *ballot = act_edit(act, found, err);
    if (ballot == NULL) {
        return false;
    }
    ballot->round = found->verdict == BALLOT_TIED_REVOTE ? 2 : found->round;
    ballot->box++;
    ballot->voted = FIELD_ABSENT_I32;
    ballot->doubtful = FIELD_ABSENT_I32;
    ballot->papers = FIELD_ABSENT_I32;
    ballot->verdict = ballot_verdict_absent;
    ballot->state = BALLOT_OPEN;
    body->box = ballot->box;
    body->round = ballot->round;
    return true;
}
