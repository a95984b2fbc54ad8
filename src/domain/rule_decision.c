/* The rule of a decision on a verdict: what it amounts to, its effects, its plan over years, and
 * whether it takes effect at once (alone, advisory) or waits for the holder (joint). Other bases
 * stand in rule_decision_basis.c. */
#include "buurtkas/domain/verdict.h"
#include "domain/decision_internal.h"

static bool find_grounds(struct act *act, const struct body_decision_made *body,
                         struct grounds *out, struct err *err)
{
    if (uuid_is_zero(&body->motion)) {
        return err_set_at(err, ERR_MISMATCH, "/motion",
                          "A decision on a verdict names its motion.");
    }
    if (!grounds_find(act, &body->motion, "/motion", out, err)) {
        return false;
    }
    if (!uuid_is_zero(&body->proposal) && !uuid_equal(&body->proposal, &out->motion->proposal)) {
        return err_set_at(err, ERR_MISMATCH, "/proposal",
                          "The motion was on another proposal than this one.");
    }
    return true;
}

static bool is_adopted(const struct motion *motion)
{
    return verdict_adopts((enum verdict_state)motion->verdict);
}

static bool verdict_carries(const struct motion *motion, struct err *err)
{
    if (!motion_may(motion->state, MOTION_DECIDED)) {
        return err_set_at(err, ERR_WRONG_STATE, "/motion",
                          "The motion is %s; a decision follows on a closed one.",
                          field_enum_name(motion_state_names, motion->state));
    }
    if (!verdict_is_final((enum verdict_state)motion->verdict) &&
        motion->verdict != VERDICT_INVALID_QUORUM) {
        return err_set_at(err, ERR_NOT_ADOPTED, "/motion",
                          "The verdict is %s: no decision can rest on it.",
                          field_enum_name(verdict_state_names, motion->verdict));
    }
    if (motion->verdict == VERDICT_INVALID_QUORUM) {
        return err_set_at(err, ERR_NOT_ADOPTED, "/motion",
                          "The vote was not valid: %" PRId32 " of %" PRId32
                          " eligible members took part.",
                          motion->took_part, motion->seated - motion->recused);
    }
    return true;
}

static bool advice_is_right(const struct body_decision_made *body, const struct mandate *mandate,
                            struct err *err)
{
    bool is_advisory = mandate->exercise == EXERCISE_ADVISORY;
    if (is_advisory && body->advice == advice_absent) {
        return err_set_at(err, ERR_MISMATCH, "/advice",
                          "Under an advisory mandate the decision says whether it follows the "
                          "advice.");
    }
    if (!is_advisory && body->advice != advice_absent) {
        return err_set_at(err, ERR_MISMATCH, "/advice",
                          "The mandate is exercised %s: the verdict is no advice.",
                          field_enum_name(exercise_names, mandate->exercise));
    }
    return true;
}

static struct decided decided_of(const struct grounds *grounds, int64_t amount_cents)
{
    if (grounds->motion->subject == SUBJECT_RELEASE) {
        return (struct decided){ OUTCOME_RELEASE, amount_cents };
    }
    if (grounds->motion->subject == SUBJECT_RATIFICATION) {
        return (struct decided){ OUTCOME_RATIFICATION, amount_cents };
    }
    bool is_partial = amount_cents < grounds->version->asked_cents;
    return (struct decided){ is_partial ? OUTCOME_PARTIAL : OUTCOME_GRANT, amount_cents };
}

/* The verdict decides. */
static bool rule_as_voted(const struct body_decision_made *body, const struct grounds *grounds,
                          struct decided *out, struct err *err)
{
    const struct motion *motion = grounds->motion;
    bool is_given = body->amount_cents != FIELD_ABSENT;
    if (!is_adopted(motion)) {
        if (is_given && body->amount_cents != 0) {
            return err_set_at(err, ERR_NOT_ADOPTED, "/amountCents",
                              "The motion was rejected, so it gives nothing.");
        }
        *out = (struct decided){ OUTCOME_REFUSAL, 0 };
        return true;
    }
    if (is_given && body->amount_cents != motion->amount_cents) {
        return err_set_at(err, ERR_MISMATCH, "/amountCents",
                          "The vote was on " EUR "; the decision says " EUR ".",
                          EUR_ARGS(motion->amount_cents), EUR_ARGS(body->amount_cents));
    }
    *out = decided_of(grounds, motion->amount_cents);
    return true;
}

/* The amount of a decision that departs: refusing what was adopted, another amount, or granting
 * what was rejected. */
static int64_t departing_amount(const struct body_decision_made *body, const struct motion *motion)
{
    if (body->amount_cents != FIELD_ABSENT) {
        return body->amount_cents;
    }
    return is_adopted(motion) ? 0 : motion->amount_cents;
}

static bool rule_departing(const struct body_decision_made *body, const struct grounds *grounds,
                           struct decided *out, struct err *err)
{
    const struct motion *motion = grounds->motion;
    int64_t amount = departing_amount(body, motion);
    int64_t advised = is_adopted(motion) ? motion->amount_cents : 0;
    if (amount == advised) {
        return err_set_at(err, ERR_MISMATCH, "/advice",
                          "The advice is " EUR ", and so is the decision: it does not depart.",
                          EUR_ARGS(advised));
    }
    if (motion->subject != SUBJECT_ALLOCATION && amount != 0 && amount != motion->amount_cents) {
        return err_set_at(
            err, ERR_MISMATCH, "/amountCents", "A %s is of the " EUR " of the motion, or refused.",
            field_enum_name(subject_names, motion->subject), EUR_ARGS(motion->amount_cents));
    }
    if (motion->subject == SUBJECT_ALLOCATION && amount > grounds->version->asked_cents) {
        return err_set_at(err, ERR_MORE_THAN_ASKED, "/amountCents",
                          "The decision says " EUR "; the proposal asks " EUR ".", EUR_ARGS(amount),
                          EUR_ARGS(grounds->version->asked_cents));
    }
    *out = amount == 0 ? (struct decided){ OUTCOME_REFUSAL, 0 } : decided_of(grounds, amount);
    return true;
}

bool decision_says_why(const struct body_decision_made *body, const struct decided *decided,
                       int64_t asked_cents, struct err *err)
{
    if (decided->outcome == OUTCOME_PARTIAL && !text_is_given(&body->partial_reason)) {
        return err_set_at(err, ERR_MISMATCH, "/partialReason",
                          "The decision gives " EUR " of the " EUR " asked, without saying why.",
                          EUR_ARGS(decided->amount_cents), EUR_ARGS(asked_cents));
    }
    return true;
}

static bool find_decided(const struct body_decision_made *body, const struct grounds *grounds,
                         struct decided *out, struct err *err)
{
    bool is_right = body->advice == ADVICE_DEPARTED ? rule_departing(body, grounds, out, err)
                                                    : rule_as_voted(body, grounds, out, err);
    if (!is_right) {
        return false;
    }
    return decision_says_why(body, out, grounds->version->asked_cents, err);
}

/* Each of the four effects once, with its reason. */
bool decision_effects_are_complete(const struct list *effects, struct err *err)
{
    const struct item_effect *item = effects->items;
    bool is_said[effect_kind_end] = { false };
    for (size_t i = 0; i < effects->count; i++) {
        is_said[item[i].effect] = text_is_given(&item[i].reason) && item[i].answer != 0;
    }
    for (int effect = 1; effect < effect_kind_end; effect++) {
        if (!is_said[effect]) {
            return err_set_at(err, ERR_EFFECTS_MISSING, "/effects",
                              "The effect \"%s\" is not answered with a reason.",
                              field_enum_name(effect_kind_names, effect));
        }
    }
    size_t expected = effect_kind_end - 1;
    return effects->count == expected ||
           err_set_at(err, ERR_EFFECTS_MISSING, "/effects",
                      "There are %zu effects; each of the %zu stands once.", effects->count,
                      expected);
}

/* A plan over years: each year once, and together the amount. */
bool decision_years_are_right(const struct list *years, const struct decided *decided,
                              struct err *err)
{
    const struct item_year *item = years->items;
    if (years->count == 0) {
        return true;
    }
    if (!outcome_gives((int)decided->outcome)) {
        return err_set_at(err, ERR_MISMATCH, "/years", "A %s has no plan over years.",
                          field_enum_name(outcome_names, (int)decided->outcome));
    }
    int64_t sum = 0;
    for (size_t i = 0; i < years->count; i++) {
        sum += item[i].amount_cents;
        for (size_t j = 0; j < i; j++) {
            if (item[i].year == item[j].year) {
                return err_set_at(err, ERR_MISMATCH, "/years", "The year %" PRId32 " stands twice.",
                                  item[i].year);
            }
        }
    }
    return sum == decided->amount_cents ||
           err_set_at(err, ERR_MISMATCH, "/years",
                      "The years come to " EUR "; the decision gives " EUR ".", EUR_ARGS(sum),
                      EUR_ARGS(decided->amount_cents));
}

/* What is allocated now. A later year is conditional on that year's budget and posts nothing
 * (domain, 18). */
bool decision_find_due(const struct act *act, const struct body_decision_made *body,
                       const struct decided *decided, int64_t *out_cents, struct err *err)
{
    if (!outcome_gives((int)decided->outcome)) {
        *out_cents = 0;
        return true;
    }
    if (body->years.count == 0) {
        *out_cents = decided->amount_cents;
        return true;
    }
    int32_t year = date_year(act_day(act));
    const struct item_year *item = body->years.items;
    int64_t due = 0;
    for (size_t i = 0; i < body->years.count; i++) {
        if (item[i].year < year) {
            return err_set_at(err, ERR_MISMATCH, "/years",
                              "The year %" PRId32 " is over: the money is allocated in %" PRId32
                              ".",
                              item[i].year, year);
        }
        due += item[i].year == year ? item[i].amount_cents : 0;
    }
    *out_cents = due;
    return due > 0 ||
           err_set_at(err, ERR_MISMATCH, "/years",
                      "The plan has no amount for %" PRId32 ", the year of the decision.", year);
}

static struct decision *insert_decision(struct act *act, const struct body_decision_made *body,
                                        const struct grounds *grounds,
                                        const struct decided *decided, struct err *err)
{
    struct decision *decision = act_insert(act, KIND_DECISION, &act->id, 0, err);
    if (decision == NULL) {
        return NULL;
    }
    const struct motion *motion = grounds->motion;
    decision->basis = body->basis;
    decision->outcome = (int)decided->outcome;
    decision->motion = body->motion;
    decision->organisation = grounds->envelope->organisation;
    decision->council = motion->council;
    decision->envelope = motion->envelope;
    decision->proposal = motion->proposal;
    decision->proposal_version = motion->proposal_version;
    decision->mandate = motion->mandate;
    if (motion->subject == SUBJECT_RATIFICATION) {
        decision->about = motion->releases;
    } else {
        decision->releases = motion->releases;
    }
    decision->amount_cents = decided->amount_cents;
    decision->advice = body->advice;
    decision->document = body->document;
    decision->decided_by = act->actor.handle;
    return decision;
}

bool decision_insert_effects(struct act *act, const struct list *list, struct err *err)
{
    const struct item_effect *effects = list->items;
    for (size_t i = 0; i < list->count; i++) {
        struct effect *effect = act_insert(act, KIND_EFFECT, &act->id, (int32_t)i + 1, err);
        if (effect == NULL) {
            return false;
        }
        effect->effect = effects[i].effect;
        effect->answer = effects[i].answer;
    }
    return true;
}

bool decision_insert_years(struct act *act, const struct list *list, struct err *err)
{
    const struct item_year *years = list->items;
    for (size_t i = 0; i < list->count; i++) {
        struct decision_year *year =
            act_insert(act, KIND_DECISION_YEAR, &act->id, years[i].year, err);
        if (year == NULL) {
            return false;
        }
        year->amount_cents = years[i].amount_cents;
    }
    return true;
}

static bool mark_motion(struct act *act, const struct motion *found, struct err *err)
{
    struct motion *motion = act_edit(act, found, err);
    if (motion == NULL) {
        return false;
    }
    motion->decision = act->id;
    motion->state = MOTION_DECIDED;
    return true;
}

struct decision_status *decision_insert_status(struct act *act, struct err *err)
{
    struct decision_status *status = act_insert(act, KIND_DECISION_STATUS, &act->id, 0, err);
    if (status != NULL) {
        status->allocated_cents = 0;
        status->committed_cents = 0;
        status->released_cents = 0;
        status->suspended = false;
        status->state = DECISION_WAITING;
    }
    return status;
}

static bool check(struct act *act, const struct body_decision_made *body, struct grounds *grounds,
                  struct decided *decided, struct err *err)
{
    return find_grounds(act, body, grounds, err) && verdict_carries(grounds->motion, err) &&
           decider_must_not_ask(act, grounds, err) &&
           mandates_must_be_in_force(act, grounds->mandate, act->today, err) &&
           advice_is_right(body, grounds->mandate, err) && grounds_still_hold(grounds, err) &&
           find_decided(body, grounds, decided, err) &&
           decision_effects_are_complete(&body->effects, err) &&
           decision_years_are_right(&body->years, decided, err);
}

/* The mandate of a decision on a verdict is the motion's. */
static bool mandate_is_right(const struct body_decision_made *body, const struct motion *motion,
                             struct err *err)
{
    return uuid_is_zero(&body->mandate) || uuid_equal(&body->mandate, &motion->mandate) ||
           err_set_at(err, ERR_MISMATCH, "/mandate", "The vote was under another mandate.");
}

/* A joint mandate's holder has some days; after them silence counts, when the mandate says so. */
static void start_deadline(const struct act *act, const struct mandate *mandate,
                           struct decision_status *status)
{
    if (mandate->silence == SILENCE_CONCURS || mandate->silence == SILENCE_DECLINES) {
        status->lapses_on.days = act->today.days + mandate->deadline_days + 1;
    }
}

bool rule_decision_made(struct act *act, struct err *err)
{
    struct body_decision_made *body = ACT_BODY(act, decision_made);
    struct grounds grounds;
    struct decided decided = { 0 };
    if (body->basis != BASIS_VERDICT) {
        return decision_without_verdict(act, err);
    }
    if (!check(act, body, &grounds, &decided, err) ||
        !mandate_is_right(body, grounds.motion, err)) {
        return false;
    }
    body->envelope = grounds.motion->envelope;
    body->mandate = grounds.motion->mandate;
    body->outcome = (int)decided.outcome;
    bool waits = grounds.mandate->exercise == EXERCISE_JOINT;
    body->state = waits ? DECISION_WAITING : DECISION_IN_EFFECT;
    struct decision *decision = insert_decision(act, body, &grounds, &decided, err);
    struct decision_status *status = decision == NULL ? NULL : decision_insert_status(act, err);
    if (status == NULL || !decision_insert_effects(act, &body->effects, err) ||
        !decision_insert_years(act, &body->years, err) || !mark_motion(act, grounds.motion, err)) {
        return false;
    }
    if (waits) {
        start_deadline(act, grounds.mandate, status);
        return true;
    }
    int64_t due = 0;
    return decision_find_due(act, body, &decided, &due, err) &&
           decision_take_effect(act, decision, &grounds, due, status, err);
}
