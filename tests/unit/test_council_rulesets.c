/* Adopting rule sets: a council may change a shipped one, but not into one that contradicts itself,
 * the law that binds it, or what is there yet. */
#include "deciding_room.h"

static struct list threshold_list(struct council_room *room, const struct item_threshold *from,
                                  size_t count)
{
    struct item_threshold *items = arena_calloc(room->acting.arena, count, sizeof *items);
    memcpy(items, from, count * sizeof *items);
    return (struct list){ items, count };
}

static void what_the_request_says_stands(void **state)
{
    (void)state;
    struct council_room room;
    room_found(&room, 3);
    static const struct item_threshold two[2] = {
        {BASE_PRESENT, 1, 2, true },
        { BASE_CAST,   2, 3, false},
    };
    struct body_rule_set_adopted *body = rules_body(&room, RULE_MAJORITY);
    body->thresholds = threshold_list(&room, two, 2);
    body->second_call_hours = 48;
    body->validity_base = BASE_NONE;
    body->tie = TIE_CHAIR;
    body->abstain = OFFER_YES;
    body->unasked = UNASKED_ADOPTED;
    struct uuid id = adopt(&room, body);
    assert_done(&room);
    const struct rule_set *rules = OBJECT(&room, rule_set, RULE_SET, id);
    assert_int_equal(rules->second_call_hours, 48);
    assert_int_equal(rules->validity_base, BASE_NONE);
    assert_int_equal(rules->validity_num, 0);
    assert_int_equal(rules->validity_den, 1);
    assert_int_equal(rules->opening_num, 1);
    assert_int_equal(rules->tie, TIE_CHAIR);
    assert_int_equal(rules->abstain, OFFER_YES);
    assert_int_equal(rules->blank, OFFER_TAKES_PART);
    assert_int_equal(body->blank, OFFER_TAKES_PART);
    const struct rule_threshold *second = room_object(&room, KIND_RULE_THRESHOLD, id, 2);
    assert_int_equal(second->base, BASE_CAST);
    assert_int_equal(second->num, 2);
    /* A base where the shipped set has none asks more than half, unless it says otherwise. */
    body = rules_body(&room, RULE_ASSOCIATION);
    body->opening_base = BASE_SEATED;
    body->opening_num = 1;
    body->opening_den = 3;
    body->validity_base = BASE_PRESENT;
    id = adopt(&room, body);
    assert_done(&room);
    rules = OBJECT(&room, rule_set, RULE_SET, id);
    assert_int_equal(rules->opening_den, 3);
    assert_int_equal(rules->validity_num, 1);
    assert_int_equal(rules->validity_den, 2);
    done_with(&room);
}

/* One change of a shipped set, and where it is refused. */
struct contradiction_row {
    enum rule_base base;
    void (*change)(struct body_rule_set_adopted *body);
    const char *pointer;
};

#define CHANGE(name, statement)                                                                    \
    static void name(struct body_rule_set_adopted *body)                                           \
    {                                                                                              \
        statement;                                                                                 \
    }
CHANGE(opening_of_cast, body->opening_base = BASE_CAST)
CHANGE(all_must_be_more, body->opening_num = 2)
CHANGE(fraction_of_none, body->opening_base = BASE_NONE; body->opening_num = 1)
CHANGE(den_of_none, body->validity_base = BASE_NONE; body->validity_den = 2)
CHANGE(call_without_quorum, body->opening_base = BASE_NONE; body->second_call_hours = 24)
CHANGE(validity_of_cast, body->validity_base = BASE_CAST)
CHANGE(more_than_all_take_part, body->validity_num = 3)
CHANGE(full_of_present, body->full_base = BASE_PRESENT)
CHANGE(rounds, body->consent_rounds = 2)
CHANGE(silence, body->consent_silence = CONSENT_SILENCE_CONSENTS)
CHANGE(bare, body->bare_objection = BARE_OBJECTION_STANDS)
CHANGE(tie_of_consent, body->tie = TIE_POSTPONE)
CHANGE(abstain_of_consent, body->abstain = OFFER_YES)
CHANGE(blank_of_consent, body->blank = OFFER_YES)
CHANGE(consent_unasked, body->unasked = UNASKED_ADOPTED)
CHANGE(all_vote_unasked, body->must_vote = MUST_VOTE_ALWAYS; body->unasked = UNASKED_ADOPTED)
CHANGE(association_calls_twice, body->second_call_hours = 24)

static void a_set_does_not_contradict_itself(void **state)
{
    (void)state;
    static const struct contradiction_row rows[] = {
        {RULE_MAJORITY,     opening_of_cast,         "/openingBase"    },
        { RULE_MAJORITY,    all_must_be_more,        "/openingNum"     },
        { RULE_MAJORITY,    fraction_of_none,        "/openingNum"     },
        { RULE_MAJORITY,    den_of_none,             "/validityDen"    },
        { RULE_MAJORITY,    call_without_quorum,     "/secondCallHours"},
        { RULE_ASSOCIATION, association_calls_twice, "/secondCallHours"},
        { RULE_MAJORITY,    validity_of_cast,        "/validityBase"   },
        { RULE_MAJORITY,    more_than_all_take_part, "/validityNum"    },
        { RULE_FOUNDATION,  full_of_present,         "/fullBase"       },
        { RULE_MAJORITY,    rounds,                  "/consentRounds"  },
        { RULE_MAJORITY,    silence,                 "/consentSilence" },
        { RULE_MAJORITY,    bare,                    "/bareObjection"  },
        { RULE_CONSENT,     tie_of_consent,          "/tie"            },
        { RULE_CONSENT,     abstain_of_consent,      "/abstain"        },
        { RULE_CONSENT,     blank_of_consent,        "/blank"          },
        { RULE_CONSENT,     consent_unasked,         "/unasked"        },
        { RULE_WIJKRAAD,    all_vote_unasked,        "/unasked"        },
    };
    struct council_room room;
    room_found(&room, 3);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct body_rule_set_adopted *body = rules_body(&room, rows[i].base);
        rows[i].change(body);
        adopt(&room, body);
        assert_refused(&room, ERR_MISMATCH, rows[i].pointer);
    }
    done_with(&room);
}

static void thresholds_can_be_met_and_missed(void **state)
{
    (void)state;
    static const struct {
        enum rule_base base;
        struct item_threshold threshold;
        const char *pointer;
    } rows[] = {
        {RULE_MAJORITY,  { BASE_SEATED, 1, 2, true },            "/thresholds/1"},
        { RULE_MAJORITY, { BASE_NONE, 1, 2, true },              "/thresholds/1"},
        { RULE_MAJORITY, { BASE_CAST, 1, 1, true },              "/thresholds/1"},
        { RULE_MAJORITY, { BASE_CAST, 0, 1, false },             "/thresholds/1"},
        { RULE_MAJORITY, { BASE_CAST, 3, 2, false },             "/thresholds/1"},
        { RULE_MAJORITY, { BASE_CAST, 1, 2, true },              "/thresholds/1"},
        { RULE_MAJORITY, { BASE_ELIGIBLE, 1, 1, false },         NULL           },
        { RULE_MAJORITY, { BASE_CAST_WITH_ABSTAIN, 1, 2, true }, NULL           },
        { RULE_CONSENT,  { BASE_CAST, 2, 3, false },             "/thresholds"  },
    };
    struct council_room room;
    room_found(&room, 3);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct item_threshold both[2] = {
            {BASE_CAST, 1, 2, true}
        };
        both[1] = rows[i].threshold;
        struct body_rule_set_adopted *body = rules_body(&room, rows[i].base);
        body->thresholds = threshold_list(&room, both, 2);
        adopt(&room, body);
        if (rows[i].pointer == NULL) {
            assert_done(&room);
        } else {
            assert_refused(&room, ERR_MISMATCH, rows[i].pointer);
        }
    }
    /* Abstentions cannot be counted where nobody can abstain. */
    static const struct item_threshold abstained[1] = {
        {BASE_CAST_WITH_ABSTAIN, 1, 2, true}
    };
    struct body_rule_set_adopted *body = rules_body(&room, RULE_MAJORITY);
    body->thresholds = threshold_list(&room, abstained, 1);
    body->abstain = OFFER_NO;
    adopt(&room, body);
    assert_refused(&room, ERR_MISMATCH, "/thresholds/0");
    done_with(&room);
}

CHANGE(half_hour, body->second_call_hours = 12)
CHANGE(offers_abstain, body->abstain = OFFER_YES)
CHANGE(blocks, body->recusal = RECUSAL_BLOCK)
CHANGE(rejects_ties, body->tie = TIE_REJECT)
CHANGE(youth_votes, body->youth = YOUTH_VOTES)
CHANGE(proxies, body->proxies_max = 1)
CHANGE(opens_with_third, body->opening_den = 3)

/* The Gemeentewet is no choice of the council; what it leaves open is. */
static void the_law_binds_a_raad(void **state)
{
    (void)state;
    static const struct contradiction_row rows[] = {
        {RULE_RAAD,  half_hour,        "/secondCallHours"},
        { RULE_RAAD, offers_abstain,   "/abstain"        },
        { RULE_RAAD, blocks,           "/recusal"        },
        { RULE_RAAD, rejects_ties,     "/tie"            },
        { RULE_RAAD, youth_votes,      "/youth"          },
        { RULE_RAAD, opens_with_third, "/openingDen"     },
        { RULE_RAAD, proxies,          "/proxiesMax"     },
    };
    struct council_room room;
    room_found(&room, 3);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct body_rule_set_adopted *body = rules_body(&room, rows[i].base);
        rows[i].change(body);
        adopt(&room, body);
        assert_refused(&room, ERR_MISMATCH, rows[i].pointer);
        /* A wijkraad's ordinance may say so. */
        body = rules_body(&room, RULE_WIJKRAAD);
        rows[i].change(body);
        adopt(&room, body);
        assert_done(&room);
    }
    static const struct item_threshold two_thirds[1] = {
        {BASE_CAST, 2, 3, false}
    };
    struct body_rule_set_adopted *body = rules_body(&room, RULE_RAAD);
    body->thresholds = threshold_list(&room, two_thirds, 1);
    adopt(&room, body);
    assert_refused(&room, ERR_MISMATCH, "/thresholds");
    body = rules_body(&room, RULE_RAAD);
    body->full_base = BASE_SEATED;
    adopt(&room, body);
    assert_done(&room);
    done_with(&room);
}

/* --- Decisions in writing. --- */

CHANGE(lot, body->tie = TIE_REVOTE)
CHANGE(by_consent, body->written = WRITTEN_CONSENT)
CHANGE(by_threshold, body->written = WRITTEN_THRESHOLD)
CHANGE(days_of_none, body->written_days = 14)
CHANGE(late_without_notice, body->late_items = LATE_ITEMS_BY_ALL)
CHANGE(request_of_none, body->written_request = WRITTEN_REQUEST_ENDS)
CHANGE(no_writing_but_days, body->written = WRITTEN_OFF; body->written_days = 14)
CHANGE(retry_of_no_validity, body->validity_base = BASE_NONE; body->validity_retry = RETRY_WAIVES)
CHANGE(silence_both_ways, body->must_vote = MUST_VOTE_ALWAYS;
       body->consent_silence = CONSENT_SILENCE_CONSENTS)

static void ties_silence_and_writing_agree(void **state)
{
    (void)state;
    static const struct contradiction_row rows[] = {
        {RULE_MAJORITY,     lot,                  "/tie"           },
        { RULE_ASSOCIATION, lot,                  "/tie"           },
        { RULE_MAJORITY,    by_consent,           "/written"       },
        { RULE_CONSENT,     by_threshold,         "/written"       },
        { RULE_RAAD,        by_threshold,         "/written"       },
        { RULE_MAJORITY,    days_of_none,         "/writtenDays"   },
        { RULE_MAJORITY,    request_of_none,      "/writtenRequest"},
        { RULE_MAJORITY,    late_without_notice,  "/lateItems"     },
        { RULE_ASSOCIATION, no_writing_but_days,  "/writtenDays"   },
        { RULE_WIJKRAAD,    retry_of_no_validity, "/validityRetry" },
        { RULE_CONSENT,     silence_both_ways,    "/mustVote"      },
    };
    struct council_room room;
    room_found(&room, 3);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct body_rule_set_adopted *body = rules_body(&room, rows[i].base);
        rows[i].change(body);
        adopt(&room, body);
        assert_refused(&room, ERR_MISMATCH, rows[i].pointer);
    }
    done_with(&room);
}

static void thresholds_in_writing_count_over_all(void **state)
{
    (void)state;
    static const struct {
        enum rule_base base;
        enum written_rule written;
        struct item_threshold threshold;
        const char *pointer;
    } rows[] = {
        {RULE_MAJORITY,  WRITTEN_THRESHOLD, { BASE_ELIGIBLE, 1, 2, true },  NULL                  },
        { RULE_WIJKRAAD, WRITTEN_THRESHOLD, { BASE_SEATS, 2, 3, false },    NULL                  },
        { RULE_MAJORITY, WRITTEN_THRESHOLD, { BASE_CAST, 1, 2, true },      "/writtenThresholds/0"},
        { RULE_MAJORITY, WRITTEN_THRESHOLD, { BASE_PRESENT, 1, 2, true },   "/writtenThresholds/0"},
        { RULE_MAJORITY,
         WRITTEN_THRESHOLD,                 { BASE_ELIGIBLE, 3, 2, false },
         "/writtenThresholds/0"                                                                   },
        { RULE_MAJORITY, WRITTEN_OFF,       { BASE_ELIGIBLE, 1, 1, false }, "/writtenThresholds"  },
        { RULE_CONSENT,  WRITTEN_CONSENT,   { BASE_ELIGIBLE, 1, 1, false }, "/writtenThresholds"  },
    };
    struct council_room room;
    room_found(&room, 3);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct body_rule_set_adopted *body = rules_body(&room, rows[i].base);
        body->written = (int)rows[i].written;
        body->written_thresholds = threshold_list(&room, &rows[i].threshold, 1);
        struct uuid id = adopt(&room, body);
        if (rows[i].pointer != NULL) {
            assert_refused(&room, ERR_MISMATCH, rows[i].pointer);
            continue;
        }
        assert_done(&room);
        const struct rule_threshold *second = room_object(&room, KIND_RULE_THRESHOLD, id, 2);
        assert_true(second->in_writing);
        assert_int_equal(second->base, rows[i].threshold.base);
        assert_int_equal(OBJECT(&room, rule_set, RULE_SET, id)->written_days, WRITTEN_DAYS);
    }
    done_with(&room);
}

/* What a set that decides in writing leaves out is unanimity, and what one gives up goes whole. */
static void writing_is_filled_in(void **state)
{
    (void)state;
    struct council_room room;
    room_found(&room, 3);
    struct uuid id = adopt(&room, rules_body(&room, RULE_ASSOCIATION));
    assert_done(&room);
    const struct rule_set *rules = OBJECT(&room, rule_set, RULE_SET, id);
    assert_int_equal(rules->written, WRITTEN_THRESHOLD);
    assert_int_equal(rules->written_request, WRITTEN_REQUEST_ENDS);
    const struct rule_threshold *all = room_object(&room, KIND_RULE_THRESHOLD, id, 2);
    assert_true(all->in_writing && !all->strict && all->num == all->den);
    assert_int_equal(all->base, BASE_ELIGIBLE);
    struct body_rule_set_adopted *body = rules_body(&room, RULE_ASSOCIATION);
    body->written = WRITTEN_OFF;
    id = adopt(&room, body);
    assert_done(&room);
    rules = OBJECT(&room, rule_set, RULE_SET, id);
    assert_int_equal(rules->written_days, FIELD_ABSENT_I32);
    assert_int_equal(rules->written_request, written_request_absent);
    assert_null(room_object(&room, KIND_RULE_THRESHOLD, id, 2));
    body = rules_body(&room, RULE_CONSENT);
    body->written = WRITTEN_CONSENT;
    id = adopt(&room, body);
    assert_done(&room);
    assert_int_equal(OBJECT(&room, rule_set, RULE_SET, id)->written_days, WRITTEN_DAYS);
    done_with(&room);
}

/* A rule for ties where no tie can be is no rule; one that nobody asked for is left out. */
static void a_rule_for_ties_needs_ties(void **state)
{
    (void)state;
    static const struct item_threshold two_thirds[1] = {
        {BASE_CAST, 2, 3, false}
    };
    struct council_room room;
    room_found(&room, 3);
    struct body_rule_set_adopted *body = rules_body(&room, RULE_WIJKRAAD);
    body->thresholds = threshold_list(&room, two_thirds, 1);
    struct uuid id = adopt(&room, body);
    assert_done(&room);
    assert_int_equal(OBJECT(&room, rule_set, RULE_SET, id)->tie, TIE_REJECT);
    for (int tie = TIE_REJECT; tie < tie_rule_end; tie++) {
        body = rules_body(&room, RULE_WIJKRAAD);
        body->thresholds = threshold_list(&room, two_thirds, 1);
        body->tie = tie;
        adopt(&room, body);
        if (tie == TIE_REJECT) {
            assert_done(&room);
        } else {
            assert_refused(&room, ERR_MISMATCH, "/tie");
        }
    }
    done_with(&room);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_request_says_stands),
        cmocka_unit_test(a_set_does_not_contradict_itself),
        cmocka_unit_test(thresholds_can_be_met_and_missed),
        cmocka_unit_test(the_law_binds_a_raad),
        cmocka_unit_test(ties_silence_and_writing_agree),
        cmocka_unit_test(thresholds_in_writing_count_over_all),
        cmocka_unit_test(writing_is_filled_in),
        cmocka_unit_test(a_rule_for_ties_needs_ties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
