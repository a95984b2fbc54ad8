/* The shipped rule sets a second time, written from the text of the law and the domain's V1 to V16
 * and not from the code: no table, no thresholds, each set spelled out. Compared with the verdict
 * over all small rooms. */
#ifndef TESTS_UNIT_VERDICT_ORACLE_H
#define TESTS_UNIT_VERDICT_ORACLE_H

#include <stdbool.h>

#include "buurtkas/domain/words.h"

struct oracle_member {
    bool here;
    bool stepped_back;
    bool gone;  /* in writing: left office before the last day */
    char vote; /* '-' none, f, a, o (abstains), b (blank), c, x (objects), y (objects without a
                  reason), s (stands aside) */
};

struct oracle_case {
    enum rule_base base;
    int seats;
    int members;
    bool asked;         /* for a vote */
    bool second_call;   /* an item that it repeats */
    bool after_invalid; /* in a later meeting */
    bool after_tie;     /* in the meeting to which it was postponed */
    bool in_writing;    /* by more than half of all; under consent by consent; an association by all */
    bool until_full;    /* a tie is postponed until the meeting is full */
};

static inline bool oracle_is_council_like(enum rule_base base)
{
    return base == RULE_RAAD || base == RULE_WIJKRAAD;
}

/* V14: nobody can be kept from voting in a raad, a wijkraad, an association. */
static inline bool oracle_stays_out(enum rule_base base, const struct oracle_member *member)
{
    bool can_vote_anyway = oracle_is_council_like(base) || base == RULE_ASSOCIATION;
    bool voted_anyway = can_vote_anyway && member->here && member->vote != '-';
    return member->stepped_back && !voted_anyway;
}

static inline int oracle_count(const struct oracle_case *of, const struct oracle_member *members,
                               const char *votes)
{
    int count = 0;
    for (int i = 0; i < of->members; i++) {
        if (!oracle_stays_out(of->base, &members[i]) && members[i].here) {
            for (const char *vote = votes; *vote != '\0'; vote++) {
                count += members[i].vote == *vote;
            }
        }
    }
    return count;
}

static inline int oracle_out(const struct oracle_case *of, const struct oracle_member *members)
{
    int count = 0;
    for (int i = 0; i < of->members; i++) {
        count += oracle_stays_out(of->base, &members[i]);
    }
    return count;
}

/* Gemeentewet 29; V7: an association asks nothing. */
static inline bool oracle_is_valid(const struct oracle_case *of, int took_part, int remaining)
{
    if (of->base == RULE_ASSOCIATION) {
        return true;
    }
    if (oracle_is_council_like(of->base) && (of->second_call || of->after_invalid)) {
        return true;
    }
    return took_part + took_part > remaining;
}

static inline enum verdict_state oracle_consent(const struct oracle_case *of,
                                                const struct oracle_member *members)
{
    bool someone_objects = oracle_count(of, members, "x") > 0;
    bool someone_is_silent = oracle_count(of, members, "-") > 0;
    bool someone_consents = oracle_count(of, members, "c") > 0;
    return !someone_objects && !someone_is_silent && someone_consents ? VERDICT_ADOPTED
                                                                      : VERDICT_CONSENT_BLOCKED;
}

/* V13: no presence, no quorum; all who are left are asked, and silence is a voice short. */
static inline enum verdict_state oracle_in_writing(const struct oracle_case *of,
                                                   const struct oracle_member *members)
{
    int all = 0;
    int in_favour = 0;
    int against = 0;
    int consenting = 0;
    int silent = 0;
    int objecting = 0;
    int gone = 0;
    int out = 0;
    for (int i = 0; i < of->members; i++) {
        bool can_vote_anyway = oracle_is_council_like(of->base) || of->base == RULE_ASSOCIATION;
        if (members[i].gone) {
            gone++;
            continue;
        }
        if (members[i].stepped_back && !(can_vote_anyway && members[i].vote != '-')) {
            out++;
            continue;
        }
        all++;
        in_favour += members[i].vote == 'f';
        against += members[i].vote == 'a';
        consenting += members[i].vote == 'c';
        objecting += members[i].vote == 'x';
        silent += members[i].vote == '-';
    }
    if (of->base == RULE_CONSENT) {
        return objecting == 0 && silent == 0 && consenting > 0 ? VERDICT_ADOPTED
                                                                : VERDICT_CONSENT_BLOCKED;
    }
    if (of->base == RULE_ASSOCIATION) {
        return all > 0 && in_favour == all ? VERDICT_ADOPTED : VERDICT_REJECTED;
    }
    if (in_favour + in_favour > all) {
        return VERDICT_ADOPTED;
    }
    bool is_tie = in_favour > 0 && in_favour == against && in_favour + against == all;
    bool is_full = in_favour + against == of->seats - out - gone;
    if (is_tie && of->until_full) {
        return is_full ? VERDICT_REJECTED : VERDICT_TIED_POSTPONED;
    }
    if (is_tie && oracle_is_council_like(of->base)) {
        return is_full || of->after_tie ? VERDICT_REJECTED : VERDICT_TIED_POSTPONED;
    }
    return VERDICT_REJECTED;
}

static inline enum verdict_state oracle_state(const struct oracle_case *of,
                                              const struct oracle_member *members)
{
    if (of->in_writing) {
        return oracle_in_writing(of, members);
    }
    int in_favour = oracle_count(of, members, "f");
    int against = oracle_count(of, members, "a");
    int out = oracle_out(of, members);
    int voted = oracle_count(of, members, "faobcxys");
    int silent = oracle_count(of, members, "-");
    if (oracle_is_council_like(of->base) && !of->asked && voted == 0 && silent > 0) {
        return VERDICT_ADOPTED_UNASKED; /* Gemeentewet 32 */
    }
    int took_part = oracle_is_council_like(of->base) ? in_favour + against : voted; /* V1 */
    if (!oracle_is_valid(of, took_part, of->members - out)) {
        return VERDICT_INVALID_QUORUM;
    }
    if (of->base == RULE_CONSENT) {
        return oracle_consent(of, members);
    }
    if (in_favour > against) {
        return VERDICT_ADOPTED; /* Gemeentewet 30: more than half of those who cast a vote */
    }
    bool is_tie = in_favour == against && in_favour > 0;
    if (is_tie && of->until_full) {
        return in_favour + against == of->seats - out ? VERDICT_REJECTED : VERDICT_TIED_POSTPONED;
    }
    if (is_tie && oracle_is_council_like(of->base)) {
        bool everyone_cast = in_favour + against == of->seats - out;
        return everyone_cast || of->after_tie ? VERDICT_REJECTED : VERDICT_TIED_POSTPONED;
    }
    return VERDICT_REJECTED;
}

#endif
