/* Two programs, one answer: the verdict against a second one written from the text, over all rooms
 * of up to four members. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

#include "verdict_oracle.h"
#include "verdict_room.h"

enum {
    ORACLE_MEMBERS = 4,
    FACTS = 64 /* six that are true or false */
};

/* The votes that a member may give, by kind of rule set. */
static const char *const ballots[2] = { "-faob", "-cxys" };

static enum choice choice_of(char vote)
{
    switch (vote) {
    case 'f':
        return CHOICE_FOR;
    case 'a':
        return CHOICE_AGAINST;
    case 'o':
        return CHOICE_ABSTAIN;
    case 'b':
        return CHOICE_BLANK;
    case 'c':
        return CHOICE_CONSENT;
    case 'x':
    case 'y':
        return CHOICE_OBJECTION;
    case 's':
        return CHOICE_STAND_ASIDE;
    default:
        return choice_absent;
    }
}

/* The n-th of twelve: absent or there with one of five votes, each stepped back or not. */
static struct oracle_member nth_member(int n, const char *ballot)
{
    bool stepped_back = n % 2 == 1;
    int rest = n / 2;
    return rest == 0 ? (struct oracle_member){ .stepped_back = stepped_back, .vote = '-' }
                     : (struct oracle_member){
                           .here = true, .stepped_back = stepped_back, .vote = ballot[rest - 1] };
}

static void decide_in_writing(struct deciding *by)
{
    by->facts.method = METHOD_IN_WRITING;
    bool by_all = by->set.base == RULE_ASSOCIATION;
    by->thresholds[0] = by_all ? (struct threshold){ BASE_ELIGIBLE, 1, 1, false }
                               : (struct threshold){ BASE_ELIGIBLE, 1, 2, true };
}

/* In a room nobody is gone; in writing who is not "here" is. */
static struct oracle_member in_place(struct oracle_member member, bool in_writing)
{
    if (in_writing) {
        member.gone = !member.here;
    }
    return member;
}

static void check(const struct oracle_case *of, const struct oracle_member *members)
{
    struct verdict_member same[ORACLE_MEMBERS];
    struct deciding by = deciding_by(of->base);
    by.facts.is_asked = of->asked;
    by.facts.is_in_second_call = of->second_call;
    by.facts.is_after_invalid = of->after_invalid;
    by.facts.is_after_tie = of->after_tie;
    if (of->until_full) {
        by.set.tie = TIE_UNTIL_FULL;
    }
    if (of->in_writing) {
        decide_in_writing(&by);
    }
    for (int i = 0; i < of->members; i++) {
        same[i] =
            MEMBER(.is_present = members[i].here, .is_recused = members[i].stepped_back,
                   .choice = choice_of(members[i].vote), .has_reason = members[i].vote == 'x',
                   .has_left = members[i].gone);
        same[i].is_present = same[i].is_present || of->in_writing;
    }
    struct verdict verdict = decide_among(&by, of->seats, same, (size_t)of->members);
    enum verdict_state expected = oracle_state(of, members);
    if (verdict.state != expected) {
        print_error("%s, %d seats, asked %d, second call %d, after invalid %d, after tie %d, in "
                    "writing %d, until full %d:",
                    rule_base_names[of->base - 1], of->seats, of->asked, of->second_call,
                    of->after_invalid, of->after_tie, of->in_writing, of->until_full);
        for (int i = 0; i < of->members; i++) {
            print_error(" %c%s%s", members[i].vote, members[i].here ? "" : " absent",
                        members[i].stepped_back ? " out" : "");
        }
        print_error(": verdict %d, oracle %d\n", (int)verdict.state, (int)expected);
        fail();
    }
}

static long check_all_rooms(enum rule_base base, int count, int facts)
{
    const char *ballot = ballots[base == RULE_CONSENT];
    long rooms = 1;
    for (int i = 0; i < count; i++) {
        rooms *= 12;
    }
    for (long room = 0; room < rooms; room++) {
        struct oracle_member members[ORACLE_MEMBERS];
        long rest = room;
        for (int i = 0; i < count; i++) {
            members[i] = in_place(nth_member((int)(rest % 12), ballot), (facts & 16) != 0);
            rest /= 12;
        }
        for (int vacancies = 0; vacancies < 2; vacancies++) {
            struct oracle_case of = { .base = base,
                                      .seats = count + vacancies,
                                      .members = count,
                                      .asked = (facts & 1) != 0,
                                      .second_call = (facts & 2) != 0,
                                      .after_invalid = (facts & 4) != 0,
                                      .after_tie = (facts & 8) != 0,
                                      .in_writing = (facts & 16) != 0,
                                      .until_full = (facts & 32) != 0 };
            check(&of, members);
        }
    }
    return rooms * 2;
}

/* A raad decides nothing in writing; what no rule reads there is not gone through again. */
static bool makes_a_difference(enum rule_base base, int count, int facts)
{
    bool in_writing = (facts & 16) != 0;
    bool until_full = (facts & 32) != 0;
    if (in_writing && (base == RULE_RAAD || (facts & 7) != 0)) {
        return false;
    }
    return !until_full || (base != RULE_CONSENT && count <= 3);
}

static void all_small_rooms_agree(void **state)
{
    (void)state;
    long checked = 0;
    for (int base = 1; base < rule_base_end; base++) {
        for (int count = 0; count <= ORACLE_MEMBERS; count++) {
            for (int facts = 0; facts < FACTS; facts++) {
                if (!makes_a_difference((enum rule_base)base, count, facts)) {
                    continue;
                }
                checked += check_all_rooms((enum rule_base)base, count, facts);
            }
        }
    }
    print_message("%ld verdicts agree\n", checked);
    assert_true(checked > 5000000);
}

/* The comparison finds a rule that is wrong: a tie that adopts. */
static void a_difference_is_found(void **state)
{
    (void)state;
    struct oracle_member members[2] = {
        { .here = true, .vote = 'f' },
        { .here = true, .vote = 'a' }
    };
    struct oracle_case of = { .base = RULE_MAJORITY, .seats = 2, .members = 2, .asked = true };
    struct deciding by = deciding_by(RULE_MAJORITY);
    by.thresholds[0].is_strict = false;
    struct verdict wrong = decide(&by, 2, &(struct room){ .votes_for = 1, .votes_against = 1 });
    assert_int_equal(oracle_state(&of, members), VERDICT_REJECTED);
    assert_int_equal(wrong.state, VERDICT_ADOPTED);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_small_rooms_agree),
        cmocka_unit_test(a_difference_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
