/* Votes in doubt, over random rooms: that a member stands on the register or is found to have an
 * interest never changes the verdict, only what is set beside it; and that is the verdict as if
 * these members had stepped back before the opening (V3, V4, V14). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "verdict_room.h"

enum {
    ROUNDS = 60000,
    PEOPLE_MAX = 17
};

static size_t people(uint64_t *seed, struct verdict_member out[PEOPLE_MAX])
{
    size_t count = next_random(seed) % PEOPLE_MAX + 1;
    for (size_t i = 0; i < count; i++) {
        out[i] = MEMBER(.is_present = next_random(seed) % 5 != 0,
                        .is_recused = next_random(seed) % 6 == 0,
                        .choice = (enum choice)(next_random(seed) % 3), .is_chair = i == 0);
    }
    return count;
}

/* Marks some, and says in the other list what they would be if they had stepped back in time. */
static int32_t mark(uint64_t *seed, const struct deciding *by, struct verdict_member *members,
                    struct verdict_member *others, size_t count)
{
    bool advises = by->set.recusal == RECUSAL_ADVISE;
    int32_t doubtful = 0;
    for (size_t i = 0; i < count; i++) {
        struct verdict_member *member = &members[i];
        bool voted = member->is_present && member->choice != choice_absent &&
                     (!member->is_recused || advises);
        member->is_interested = next_random(seed) % 4 == 0;
        member->is_conflicted = !member->is_recused && next_random(seed) % 6 == 0;
        bool by_rules = advises && (member->is_interested || member->is_recused);
        others[i] = *member;
        others[i].is_interested = others[i].is_conflicted = false;
        if (voted && (by_rules || member->is_conflicted)) {
            others[i].is_recused = true;
            others[i].choice = choice_absent;
            doubtful++;
        }
    }
    return doubtful;
}

static struct deciding any_rules(uint64_t *seed)
{
    struct deciding by = deciding_by((enum rule_base)(next_random(seed) % (rule_base_end - 1) + 1));
    by.set.tie = (int)(next_random(seed) % TIE_CHAIR_TWICE + 1);
    by.facts.is_asked = next_random(seed) % 2 == 0;
    return by;
}

static void marks_change_nothing_but_what_is_beside_it(void **state)
{
    (void)state;
    uint64_t seed = first_seed();
    print_message("SEED=%llu\n", (unsigned long long)seed);
    int pivotal = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct deciding by = any_rules(&seed);
        struct verdict_member members[PEOPLE_MAX];
        struct verdict_member others[PEOPLE_MAX];
        size_t count = people(&seed, members);
        struct verdict plain = decide_among(&by, PEOPLE_MAX, members, count);
        int32_t doubtful = mark(&seed, &by, members, others, count);
        struct verdict marked = decide_among(&by, PEOPLE_MAX, members, count);
        struct deciding asked = by;
        asked.facts.is_asked = true;
        struct verdict without = decide_among(&asked, PEOPLE_MAX, others, count);
        assert_int_equal(marked.state, plain.state);
        assert_int_equal(marked.recused, plain.recused);
        assert_int_equal(marked.took_part, plain.took_part);
        assert_int_equal(marked.doubtful, doubtful);
        assert_int_equal(marked.is_pivotal, doubtful > 0 && without.state != plain.state);
        pivotal += marked.is_pivotal;
    }
    assert_true(pivotal > ROUNDS / 100);
}

/* Row 34 once more, with a conflict under rules that block: it was counted, and it decided. */
static void a_conflict_is_in_doubt_under_any_rules(void **state)
{
    (void)state;
    for (int base = RULE_MAJORITY; base <= RULE_ASSOCIATION; base++) {
        if (base == RULE_CONSENT) {
            continue;
        }
        struct deciding by = deciding_by((enum rule_base)base);
        struct verdict_member members[MEMBERS_MAX];
        size_t count = fill(members, &(struct room){ .votes_for = 9, .votes_against = 8 });
        members[0].is_conflicted = true;
        struct verdict v = decide_among(&by, 17, members, count);
        assert_int_equal(v.state, VERDICT_ADOPTED);
        assert_int_equal(v.doubtful, 1);
        assert_true(v.is_pivotal);
        members[0].is_present = false;
        v = decide_among(&by, 17, members, count);
        assert_int_equal(v.doubtful, 0);
        assert_false(v.is_pivotal);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_change_nothing_but_what_is_beside_it),
        cmocka_unit_test(a_conflict_is_in_doubt_under_any_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
