/* Rules of what a secret ballot amounts to: the tally by two who count, and the lot by two who
 * draw. */
#include "domain/ballot_internal.h"

/* One pile for each thing that a paper can say, and as many papers as were entered. */
static bool piles_are_right(const struct body_ballot_tallied *body, const struct ballot *ballot,
                            struct ballot_piles *out, struct err *err)
{
    bool has_second = body->votes_second != FIELD_ABSENT_I32;
    bool has_against = body->votes_against != FIELD_ABSENT_I32;
    if (has_second != (ballot->nominees == 2)) {
        return err_set_at(err, ERR_MISMATCH, "/votesSecond",
                          "Papers for a second nominee are counted when there are two.");
    }
    if (has_against != (ballot->nominees == 1)) {
        return err_set_at(err, ERR_MISMATCH, "/votesAgainst",
                          "Papers against are counted when there is one nominee.");
    }
    *out = (struct ballot_piles){ .first = body->votes_first,
                                  .other = has_second ? body->votes_second : body->votes_against,
                                  .blank = body->votes_blank,
                                  .invalid = body->votes_invalid };
    int32_t papers = out->first + out->other + out->blank + out->invalid;
    return papers == ballot->papers || err_set(err, ERR_MISMATCH,
                                               "The piles hold %" PRId32 " papers; %" PRId32
                                               " were found in the box and entered.",
                                               papers, ballot->papers);
}

static bool gather(struct act *act, const struct ballot *ballot, struct verdict_rules *rules,
                   struct ballot_facts *out, struct err *err)
{
    *out = (struct ballot_facts){ .nominees = ballot->nominees,
                                  .round = ballot->round,
                                  .seats = ballot->seats,
                                  .seated = ballot->seated,
                                  .recused = ballot->recused,
                                  .voted = ballot->voted,
                                  .doubtful = ballot->doubtful,
                                  .is_after_invalid = !uuid_is_zero(&ballot->retry_of) };
    return verdict_rules_of(act, &ballot->rule_set, false, rules, err);
}

static void record(struct body_ballot_tallied *body, const struct verdict_rules *rules,
                   const struct ballot_facts *facts, const struct ballot *ballot,
                   const struct ballot_sum *sum)
{
    body->box = ballot->box;
    body->round = facts->round;
    body->base = rules->set->base;
    body->nominees = facts->nominees;
    body->seats = facts->seats;
    body->seated = facts->seated;
    body->eligible = sum->eligible;
    body->voted = facts->voted;
    body->papers = sum->papers;
    body->cast = sum->cast;
    body->needed_take_part = sum->needed_take_part;
    body->waiver = (int)sum->waiver;
    body->needed_for = sum->needed_for;
    body->verdict = (int)sum->verdict;
    body->chosen = sum->chosen;
    body->doubtful = facts->doubtful;
    body->pivotal = sum->is_pivotal;
    body->few = sum->is_few;
    body->unanimous = sum->is_unanimous;
}

static bool insert_tally(struct act *act, const struct body_ballot_tallied *body, struct err *err)
{
    struct ballot_tally *tally = act_insert(act, KIND_BALLOT_TALLY, &body->ballot, body->box, err);
    if (tally == NULL) {
        return false;
    }
    tally->round = body->round;
    tally->votes_first = body->votes_first;
    tally->votes_second = body->votes_second;
    tally->votes_against = body->votes_against;
    tally->votes_blank = body->votes_blank;
    tally->votes_invalid = body->votes_invalid;
    tally->counter = body->counter;
    tally->second_counter = body->second_counter;
    tally->verdict = body->verdict;
    return true;
}

/* Whether something must follow in the same meeting: a new vote, or the lot. */
static bool is_unfinished(int verdict)
{
    return verdict == BALLOT_TALLY_VOID || verdict == BALLOT_TIED_REVOTE ||
           verdict == BALLOT_LOT_NEEDED;
}

bool rule_ballot_tallied(struct act *act, struct err *err)
{
    struct body_ballot_tallied *body = ACT_BODY(act, ballot_tallied);
    const struct ballot *found = ballot_in_state(act, &body->ballot, BALLOT_CLOSED, err);
    const struct uuid *two[] = { &body->counter, &body->second_counter };
    static const char *const pointers[] = { "/counter", "/secondCounter" };
    struct ballot_piles piles;
    struct verdict_rules rules = { 0 };
    struct ballot_facts facts;
    if (found == NULL || !piles_are_right(body, found, &piles, err) ||
        !ballot_two_are_right(act, found, two, pointers, err) ||
        !gather(act, found, &rules, &facts, err)) {
        return false;
    }
    struct ballot_sum sum;
    ballot_count(&sum, &rules, &facts, &piles);
    record(body, &rules, &facts, found, &sum);
    struct ballot *ballot = act_edit(act, found, err);
    if (ballot == NULL || !insert_tally(act, body, err)) {
        return false;
    }
    ballot->verdict = body->verdict;
    ballot->chosen = sum.chosen;
    if (is_unfinished(body->verdict)) {
        ballot->state = BALLOT_COUNTED;
        return true;
    }
    ballot->state = BALLOT_ENDED;
    ballot->closed_at = act->at;
    return true;
}

/* --- A tally that was entered wrong. --- */

/* Only the last count, and only while nothing has followed on it. What does not rest on the record
 * of the box (an appointment made by it) cannot be seen here; the minutes show both counts. */
static const struct ballot *find_counted(struct act *act, const struct uuid *id, struct err *err)
{
    const struct ballot *ballot = act_need(act, KIND_BALLOT, id, NULL, err);
    const struct ballot *found =
        ballot == NULL
            ? NULL
            : ballot_in_state(act, id,
                              ballot->state == BALLOT_ENDED ? BALLOT_ENDED : BALLOT_COUNTED, err);
    if (found != NULL && (found->verdict == BALLOT_ELECTED_BY_LOT ||
                          found->verdict == BALLOT_REJECTED_BY_LOT)) {
        (void)err_set(err, ERR_WRONG_STATE,
                      "A lot was drawn on that tally: it stands, and who finds it wrong contests "
                      "the outcome.");
        return NULL;
    }
    return found;
}

#define SUM_COPY(kind, member, json, flag, min, max, extra, doc, example)                           \
    to->member = from->member;

static void give_sums(struct body_ballot_corrected *to, const struct body_ballot_tallied *from)
{
    F_TALLY(SUM_COPY)
}
#undef SUM_COPY

static bool insert_correction(struct act *act, const struct body_ballot_corrected *body,
                              struct err *err)
{
    struct ballot_correction *made =
        act_insert(act, KIND_BALLOT_CORRECTION, &body->ballot, body->ordinal, err);
    if (made == NULL) {
        return false;
    }
    made->box = body->box;
    made->votes_first = body->votes_first;
    made->votes_second = body->votes_second;
    made->votes_against = body->votes_against;
    made->votes_blank = body->votes_blank;
    made->votes_invalid = body->votes_invalid;
    made->counter = body->counter;
    made->second_counter = body->second_counter;
    made->verdict = body->verdict;
    return true;
}

/* Counted again by the same rules over the same papers; the tally before stays on record. */
static bool count_again(struct act *act, struct body_ballot_corrected *body,
                        const struct ballot *ballot, struct err *err)
{
    struct body_ballot_tallied sums;
    ballot_tally_of(&sums, body);
    struct ballot_piles piles;
    struct verdict_rules rules = { 0 };
    struct ballot_facts facts;
    struct ballot_sum sum;
    if (!piles_are_right(&sums, ballot, &piles, err) ||
        !gather(act, ballot, &rules, &facts, err)) {
        return false;
    }
    ballot_count(&sum, &rules, &facts, &piles);
    record(&sums, &rules, &facts, ballot, &sum);
    give_sums(body, &sums);
    return true;
}

bool rule_ballot_corrected(struct act *act, struct err *err)
{
    struct body_ballot_corrected *body = ACT_BODY(act, ballot_corrected);
    const struct ballot *found = find_counted(act, &body->ballot, err);
    const struct uuid *two[] = { &body->counter, &body->second_counter };
    static const char *const pointers[] = { "/counter", "/secondCounter" };
    struct object_list before;
    if (found == NULL || !ballot_two_are_right(act, found, two, pointers, err) ||
        !world_related(act->world, REL_CORRECTIONS_OF_BALLOT, &body->ballot, &before, err) ||
        !count_again(act, body, found, err)) {
        return false;
    }
    if (before.count >= CORRECTIONS_MAX) {
        return err_set(err, ERR_WRONG_STATE, "It was corrected %d times.", CORRECTIONS_MAX);
    }
    body->ordinal = (int32_t)before.count + 1;
    body->superseded = found->verdict;
    struct ballot *ballot =
        insert_correction(act, body, err) ? act_edit(act, found, err) : NULL;
    if (ballot == NULL) {
        return false;
    }
    ballot->verdict = body->verdict;
    ballot->chosen = body->chosen;
    ballot->state = is_unfinished(body->verdict) ? BALLOT_COUNTED : BALLOT_ENDED;
    ballot->closed_at = ballot->state == BALLOT_ENDED ? act->at : (struct instant){ INSTANT_ABSENT };
    return true;
}

/* Gemeentewet 31: at once, in the same meeting. */
bool rule_lot_drawn(struct act *act, struct err *err)
{
    struct body_lot_drawn *body = ACT_BODY(act, lot_drawn);
    const struct ballot *found = ballot_in_state(act, &body->ballot, BALLOT_COUNTED, err);
    if (found == NULL) {
        return false;
    }
    if (found->verdict != BALLOT_LOT_NEEDED) {
        return err_set(err, ERR_WRONG_STATE,
                       "A lot is drawn after two ties; the last tally was %s.",
                       field_enum_name(ballot_verdict_names, found->verdict));
    }
    if (body->chosen > found->nominees || (body->chosen == 0 && found->nominees == 2)) {
        return err_set_at(err, ERR_MISMATCH, "/chosen",
                          "The lot names one of two nominees, or of one whether it is elected.");
    }
    const struct uuid *two[] = { &body->drawn_by, &body->witness };
    static const char *const pointers[] = { "/drawnBy", "/witness" };
    if (!ballot_two_are_right(act, found, two, pointers, err)) {
        return false;
    }
    struct ballot *ballot = act_edit(act, found, err);
    if (ballot == NULL) {
        return false;
    }
    body->verdict = body->chosen == 0 ? BALLOT_REJECTED_BY_LOT : BALLOT_ELECTED_BY_LOT;
    ballot->verdict = body->verdict;
    ballot->chosen = body->chosen;
    ballot->drawn_by = body->drawn_by;
    ballot->witness = body->witness;
    ballot->closed_at = act->at;
    ballot->state = BALLOT_ENDED;
    return true;
}
