/* A vote without a council around it, for tests of the verdict: a shipped rule set that may be
 * changed, and a room with so many members of each kind. */
#ifndef TESTS_UNIT_VERDICT_ROOM_H
#define TESTS_UNIT_VERDICT_ROOM_H

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "buurtkas/base/attr.h"
#include "buurtkas/domain/ruleset.h"
#include "buurtkas/domain/verdict.h"

enum {
    MEMBERS_MAX = 100
};

/* How a vote is decided: everything but the members. */
struct deciding {
    struct rule_set set;
    struct threshold thresholds[THRESHOLDS_MAX];
    size_t threshold_count;
    struct verdict_facts facts;
};

/* By a shipped rule set, a vote by show of hands that was asked for. */
static inline struct deciding deciding_by(enum rule_base base)
{
    const struct rule_template *from = rule_template_of(base);
    struct deciding by = { .threshold_count = from->threshold_count };
    by.set.base = (int)base;
#define TAKE(type, member, pointer, is_law) by.set.member = from->member;
    RULE_PARAMETERS(TAKE)
#undef TAKE
    memcpy(by.thresholds, from->thresholds, sizeof by.thresholds);
    by.facts = (struct verdict_facts){ .method = METHOD_SHOW_OF_HANDS, .is_asked = true };
    return by;
}

static inline struct verdict_rules rules_of(const struct deciding *by)
{
    struct verdict_rules rules = { .set = &by->set, .threshold_count = by->threshold_count };
    memcpy(rules.thresholds, by->thresholds, sizeof rules.thresholds);
    return rules;
}

/* So many members of each kind; all but the absent are present. */
struct room {
    int32_t votes_for;
    int32_t votes_against;
    int32_t abstain;
    int32_t blank;
    int32_t silent;
    int32_t absent;
    int32_t recused; /* present, without a vote */
    int32_t recused_absent;
    int32_t recused_for; /* stepped back, and voted for all the same */
    int32_t consent;
    int32_t objection;
    int32_t bare_objection; /* without a reason */
    int32_t stand_aside;
    int32_t silent_chair;
    int32_t chair_for;
    int32_t recused_chair;
};

#define MEMBER(...) ((struct verdict_member){ __VA_ARGS__ })

static inline size_t put(struct verdict_member *out, size_t at, int32_t count,
                         struct verdict_member member)
{
    for (int32_t i = 0; i < count; i++) {
        out[at++] = member;
    }
    return at;
}

static inline struct verdict_member voter(enum choice choice)
{
    return MEMBER(.is_present = true, .choice = choice, .has_reason = true);
}

static inline size_t fill(struct verdict_member out[MEMBERS_MAX], const struct room *room)
{
    size_t at = 0;
    at = put(out, at, room->votes_for, voter(CHOICE_FOR));
    at = put(out, at, room->votes_against, voter(CHOICE_AGAINST));
    at = put(out, at, room->abstain, voter(CHOICE_ABSTAIN));
    at = put(out, at, room->blank, voter(CHOICE_BLANK));
    at = put(out, at, room->silent, voter(choice_absent));
    at = put(out, at, room->absent, MEMBER(.is_present = false));
    at = put(out, at, room->recused, MEMBER(.is_present = true, .is_recused = true));
    at = put(out, at, room->recused_absent, MEMBER(.is_recused = true));
    at = put(out, at, room->recused_for,
             MEMBER(.is_present = true, .is_recused = true, .choice = CHOICE_FOR));
    at = put(out, at, room->consent, voter(CHOICE_CONSENT));
    at = put(out, at, room->objection, voter(CHOICE_OBJECTION));
    at = put(out, at, room->bare_objection, MEMBER(.is_present = true, .choice = CHOICE_OBJECTION));
    at = put(out, at, room->stand_aside, voter(CHOICE_STAND_ASIDE));
    at = put(out, at, room->silent_chair, MEMBER(.is_present = true, .is_chair = true));
    at = put(out, at, room->chair_for,
             MEMBER(.is_present = true, .is_chair = true, .choice = CHOICE_FOR));
    return put(out, at, room->recused_chair,
               MEMBER(.is_present = true, .is_chair = true, .is_recused = true));
}

static inline struct verdict decide_among(const struct deciding *by, int32_t seats,
                                          const struct verdict_member *members, size_t count)
{
    struct verdict verdict;
    struct verdict_rules rules = rules_of(by);
    struct verdict_facts facts = by->facts;
    facts.seats = seats;
    verdict_of(&verdict, &rules, &facts, members, count);
    verdict.is_pivotal = verdict_is_pivotal(&rules, &facts, members, count);
    return verdict;
}

static inline struct verdict decide(const struct deciding *by, int32_t seats,
                                    const struct room *room)
{
    struct verdict_member members[MEMBERS_MAX];
    return decide_among(by, seats, members, fill(members, room));
}

/* xorshift64; the seed is never 0. */
static inline uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* SEED of the environment, or one of the clock. */
static inline uint64_t first_seed(void)
{
    const char *given = getenv("SEED");
    return given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL) * 2654435761u | 1;
}

#endif
