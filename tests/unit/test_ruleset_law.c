/* Every parameter that the Gemeentewet fixes, one by one: a municipal council's rules of order cannot change it. And
 * contradictions that only one part of a fraction makes. */
#include "deciding_room.h"

/* A parameter set to the least value that it does not have. */
struct departure {
    const char *pointer;
    size_t offset;
    bool is_law;
    int shipped;
};

#define DEPARTURE(type, member, where, law)                                                        \
    { (where), offsetof(struct body_rule_set_adopted, member), (law), (int)raad->member },

static void nothing_that_the_law_fixes_is_changed(void **state)
{
    (void)state;
    const struct rule_template *raad = rule_template_of(RULE_RAAD);
    const struct departure all[] = { RULE_PARAMETERS(DEPARTURE) };
    struct council_room room;
    room_found(&room, 3);
    size_t refused = 0;
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct body_rule_set_adopted *body = rules_body(&room, RULE_RAAD);
        int *value = (int *)(void *)((char *)body + all[i].offset);
        *value = all[i].shipped == 1 ? 2 : 1;
        (void)adopt(&room, body);
        if (!all[i].is_law || room.err.code == ERR_NOT_YET_SUPPORTED) {
            continue;
        }
        if (room.err.code != ERR_MISMATCH || strcmp(room.err.pointer, all[i].pointer) != 0) {
            fail_msg("%s: %s (%s)", all[i].pointer, room.err.detail, room.err.pointer);
        }
        assert_string_equal(room.err.detail,
                            "The Gemeentewet fixes this for a council of the municipality; "
                            "\"wijkraad\" is the rule set of a council that an ordinance makes.");
        refused++;
    }
    assert_true(refused >= 18);
    done_with(&room);
}

/* More than half of the votes cast, and nothing else, is the law's majority. */
static void the_laws_majority_is_one_threshold(void **state)
{
    (void)state;
    static const struct item_threshold lists[][2] = {
        {{ BASE_SEATS, 1, 2, true },    { 0 }                      },
        { { BASE_CAST, 2, 3, true },    { 0 }                      },
        { { BASE_CAST, 1, 3, true },    { 0 }                      },
        { { BASE_CAST, 1, 2, false },   { 0 }                      },
        { { BASE_CAST, 1, 2, true },    { BASE_PRESENT, 1, 2, true }},
    };
    struct council_room room;
    room_found(&room, 3);
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        struct item_threshold items[2] = { lists[i][0], lists[i][1] };
        struct body_rule_set_adopted *body = rules_body(&room, RULE_RAAD);
        body->thresholds = (struct list){ items, items[1].den == 0 ? 1 : 2 };
        (void)adopt(&room, body);
        assert_refused(&room, ERR_MISMATCH, "/thresholds");
    }
    struct item_threshold shipped = { BASE_CAST, 1, 2, true };
    struct body_rule_set_adopted *body = rules_body(&room, RULE_RAAD);
    body->thresholds = (struct list){ &shipped, 1 };
    (void)adopt(&room, body);
    assert_done(&room);
    done_with(&room);
}

static void a_fraction_of_nothing_is_none_in_both_its_parts(void **state)
{
    (void)state;
    static const struct {
        bool is_opening;
        int32_t num, den;
        const char *pointer;
        const char *sentence;
    } rows[] = {
        {true,   1, 1, "/openingNum",  "Without an opening quorum there is no fraction: 0 of 1."},
        { true,  0, 2, "/openingDen",  "Without an opening quorum there is no fraction: 0 of 1."},
        { false, 1, 1, "/validityNum", "Without a validity test there is no fraction: 0 of 1."  },
        { false, 0, 2, "/validityDen", "Without a validity test there is no fraction: 0 of 1."  },
        { true,  0, 1, NULL,           NULL                                                     },
        { false, 0, 1, NULL,           NULL                                                     },
    };
    struct council_room room;
    room_found(&room, 3);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct body_rule_set_adopted *body = rules_body(&room, RULE_ASSOCIATION);
        if (rows[i].is_opening) {
            body->opening_base = BASE_NONE;
            body->opening_num = rows[i].num;
            body->opening_den = rows[i].den;
        } else {
            body->validity_base = BASE_NONE;
            body->validity_num = rows[i].num;
            body->validity_den = rows[i].den;
        }
        (void)adopt(&room, body);
        if (rows[i].pointer == NULL) {
            assert_done(&room);
        } else {
            assert_says(&room, ERR_MISMATCH, rows[i].pointer, rows[i].sentence);
        }
    }
    done_with(&room);
}

/* Two thresholds are one only when they are alike in everything. */
static void a_threshold_stands_once(void **state)
{
    (void)state;
    static const struct {
        struct item_threshold second;
        bool is_twice;
    } rows[] = {
        {{ BASE_CAST, 1, 2, true },     true },
        { { BASE_PRESENT, 1, 2, true }, false},
        { { BASE_CAST, 2, 3, true },    false},
        { { BASE_CAST, 1, 3, true },    false},
        { { BASE_CAST, 1, 2, false },   false},
    };
    struct council_room room;
    /* Each set keeps its own: the record is played again at the end. */
    struct item_threshold both[ARRAY_LEN(rows)][2];
    room_found(&room, 3);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct item_threshold *items = both[i];
        items[0] = (struct item_threshold){ BASE_CAST, 1, 2, true };
        items[1] = rows[i].second;
        struct body_rule_set_adopted *body = rules_body(&room, RULE_MAJORITY);
        body->thresholds = (struct list){ items, 2 };
        (void)adopt(&room, body);
        if (rows[i].is_twice) {
            assert_says(&room, ERR_MISMATCH, "/thresholds/1", "This threshold stands twice.");
        } else {
            assert_done(&room);
        }
    }
    done_with(&room);
}

/* Who must vote always is never unasked; who must vote at a roll call may be. */
static void only_who_must_always_vote_is_always_asked(void **state)
{
    (void)state;
    struct council_room room;
    room_found(&room, 3);
    for (int must = must_vote_rule_absent + 1; must < must_vote_rule_end; must++) {
        for (int unasked = unasked_rule_absent + 1; unasked < unasked_rule_end; unasked++) {
            struct body_rule_set_adopted *body = rules_body(&room, RULE_WIJKRAAD);
            body->must_vote = must;
            body->unasked = unasked;
            (void)adopt(&room, body);
            if (must == MUST_VOTE_ALWAYS && unasked == UNASKED_ADOPTED) {
                assert_says(&room, ERR_MISMATCH, "/unasked", "Who must always vote is always asked.");
            } else {
                assert_done(&room);
            }
        }
    }
    done_with(&room);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_that_the_law_fixes_is_changed),
        cmocka_unit_test(the_laws_majority_is_one_threshold),
        cmocka_unit_test(a_fraction_of_nothing_is_none_in_both_its_parts),
        cmocka_unit_test(a_threshold_stands_once),
        cmocka_unit_test(only_who_must_always_vote_is_always_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
