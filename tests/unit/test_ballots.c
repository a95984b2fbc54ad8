/* Secret ballots on persons, with a replay each: rows 12 to 18 of the voting reference; V1, V4, V9,
 * V19; who may count and draw; what a paper's entry holds. */
#include "deciding_room.h"

#include "buurtkas/audit/leaf.h"
#include "buurtkas/domain/ballot.h"

static struct uuid counter_of(struct council_room *room)
{
    return room->secretary;
}

static struct body_ballot_opened *ballot_body(struct council_room *room, bool has_two)
{
    struct body_ballot_opened *body = NEW(room, ballot_opened, BALLOT_OPENED);
    body->meeting = room->meeting;
    body->rule_set = room->rules;
    body->item = 2;
    body->purpose = words("Voorzitter");
    body->method = METHOD_SECRET;
    body->first_name = words("Voorbeeld Eerste");
    if (has_two) {
        body->second_name = words("Voorbeeld Tweede");
    }
    return body;
}

static struct uuid open_ballot(struct council_room *room, bool has_two)
{
    struct uuid ballot = RUN(room, BALLOT_OPENED, ballot_body(room, has_two), room->secretary);
    assert_done(room);
    return ballot;
}

/* The members from..until-1 are handed a paper, named last to first. */
static void close_box(struct council_room *room, struct uuid ballot, int from, int until)
{
    size_t count = (size_t)(until - from);
    struct item_handle *item = arena_calloc(room->acting.arena, count, sizeof *item);
    for (size_t i = 0; i < count; i++) {
        item[i].handle = room->member[until - 1 - (int)i];
    }
    struct body_ballot_closed *body = NEW(room, ballot_closed, BALLOT_CLOSED);
    body->ballot = ballot;
    body->voters = (struct list){ item, count };
    RUN(room, BALLOT_CLOSED, body, room->secretary);
}

static void enter_papers(struct council_room *room, struct uuid ballot, int count)
{
    for (int i = 0; i < count; i++) {
        struct body_paper_handed_in *body = NEW(room, paper_handed_in, PAPER_HANDED_IN);
        body->ballot = ballot;
        RUN(room, PAPER_HANDED_IN, body, room->secretary);
        assert_done(room);
    }
}

static struct body_ballot_tallied *tally_body(struct council_room *room, struct uuid ballot,
                                              struct ballot_piles piles, bool has_two)
{
    struct body_ballot_tallied *body = NEW(room, ballot_tallied, BALLOT_TALLIED);
    body->ballot = ballot;
    body->votes_first = piles.first;
    body->votes_second = has_two ? piles.other : FIELD_ABSENT_I32;
    body->votes_against = has_two ? FIELD_ABSENT_I32 : piles.other;
    body->votes_blank = piles.blank;
    body->votes_invalid = piles.invalid;
    body->counter = counter_of(room);
    body->second_counter = room->member[room->members - 1];
    return body;
}

static const struct body_ballot_tallied *tally(struct council_room *room, struct uuid ballot,
                                               struct ballot_piles piles, bool has_two)
{
    RUN(room, BALLOT_TALLIED, tally_body(room, ballot, piles, has_two), room->secretary);
    assert_done(room);
    return ACT_BODY(room->last, ballot_tallied);
}

static int sum_of(struct ballot_piles piles)
{
    return piles.first + piles.other + piles.blank + piles.invalid;
}

/* Closed with as many voters as papers, and counted. */
static const struct body_ballot_tallied *vote(struct council_room *room, struct uuid ballot,
                                              struct ballot_piles piles, bool has_two)
{
    close_box(room, ballot, 0, sum_of(piles));
    assert_done(room);
    enter_papers(room, ballot, sum_of(piles));
    return tally(room, ballot, piles, has_two);
}

static void begin_raad(struct council_room *room)
{
    begin_by(room, RULE_RAAD, 13);
    meet(room, 13);
}

static const struct ballot *ballot_at(struct council_room *room, struct uuid id)
{
    return OBJECT(room, ballot, BALLOT, id);
}

/* On one person; a tie between for and against is one on persons, so voted again (article 31). */
static void rows_12_to_15_what_is_cast_on_paper(void **state)
{
    (void)state;
    static const struct {
        struct ballot_piles piles;
        enum ballot_verdict verdict;
        int32_t cast;
        int32_t needed_for;
    } rows[] = {
        {{ 6, 5, 2, 0 },   BALLOT_ELECTED,     11, 6},
        { { 6, 6, 1, 0 },  BALLOT_TIED_REVOTE, 12, 7},
        { { 3, 2, 8, 0 },  BALLOT_ELECTED,     5,  3},
        { { 0, 0, 13, 0 }, BALLOT_NOT_ELECTED, 0,  1},
        { { 5, 6, 0, 2 },  BALLOT_NOT_ELECTED, 11, 6},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct council_room room;
        begin_raad(&room);
        struct uuid ballot = open_ballot(&room, false);
        const struct body_ballot_tallied *body = vote(&room, ballot, rows[i].piles, false);
        assert_int_equal(body->verdict, rows[i].verdict);
        assert_int_equal(body->papers, 13);
        assert_int_equal(body->cast, rows[i].cast);
        assert_int_equal(body->needed_for, rows[i].needed_for);
        assert_int_equal(body->needed_take_part, 7);
        assert_int_equal(body->chosen, rows[i].verdict == BALLOT_ELECTED ? 1 : 0);
        done_with(&room);
    }
}

static void row_16_more_papers_than_members_void_the_tally(void **state)
{
    (void)state;
    struct council_room room;
    begin_raad(&room);
    struct uuid ballot = open_ballot(&room, true);
    close_box(&room, ballot, 0, 13);
    assert_done(&room);
    enter_papers(&room, ballot, 14);
    const struct body_ballot_tallied *body =
        tally(&room, ballot, (struct ballot_piles){ 10, 4, 0, 0 }, true);
    assert_int_equal(body->verdict, BALLOT_TALLY_VOID);
    assert_int_equal(body->chosen, 0);
    assert_int_equal(ballot_at(&room, ballot)->state, BALLOT_COUNTED);
    /* A new vote: the same round, another box. */
    struct body_ballot_repeated *again = NEW(&room, ballot_repeated, BALLOT_REPEATED);
    again->ballot = ballot;
    RUN(&room, BALLOT_REPEATED, again, room.secretary);
    assert_done(&room);
    assert_int_equal(again->round, 1);
    assert_int_equal(again->box, 2);
    body = vote(&room, ballot, (struct ballot_piles){ 10, 3, 0, 0 }, true);
    assert_int_equal(body->verdict, BALLOT_ELECTED);
    assert_int_equal(ballot_at(&room, ballot)->state, BALLOT_ENDED);
    done_with(&room);
}

static struct uuid tie_twice(struct council_room *room)
{
    struct uuid ballot = open_ballot(room, true);
    assert_int_equal(vote(room, ballot, (struct ballot_piles){ 6, 6, 0, 0 }, true)->verdict,
                     BALLOT_TIED_REVOTE);
    /* The meeting cannot close before it is settled. */
    room_close_meeting(room, room->meeting);
    assert_refused(room, ERR_WRONG_STATE, "");
    struct body_ballot_repeated *again = NEW(room, ballot_repeated, BALLOT_REPEATED);
    again->ballot = ballot;
    RUN(room, BALLOT_REPEATED, again, room->secretary);
    assert_done(room);
    assert_int_equal(again->round, 2);
    assert_int_equal(vote(room, ballot, (struct ballot_piles){ 6, 6, 1, 0 }, true)->verdict,
                     BALLOT_LOT_NEEDED);
    return ballot;
}

static struct body_lot_drawn *lot_body(struct council_room *room, struct uuid ballot,
                                       int32_t chosen)
{
    struct body_lot_drawn *body = NEW(room, lot_drawn, LOT_DRAWN);
    body->ballot = ballot;
    body->chosen = chosen;
    body->drawn_by = room->secretary;
    body->witness = room->member[0];
    return body;
}

static void row_17_a_tie_a_tie_again_the_lot(void **state)
{
    (void)state;
    struct council_room room;
    begin_raad(&room);
    struct uuid ballot = tie_twice(&room);
    struct body_ballot_repeated *again = NEW(&room, ballot_repeated, BALLOT_REPEATED);
    again->ballot = ballot;
    RUN(&room, BALLOT_REPEATED, again, room.secretary);
    assert_refused(&room, ERR_WRONG_STATE, "");
    struct body_lot_drawn *lot = lot_body(&room, ballot, 2);
    lot->witness = lot->drawn_by;
    RUN(&room, LOT_DRAWN, lot, room.secretary);
    assert_refused(&room, ERR_SEPARATION, "");
    RUN(&room, LOT_DRAWN, lot_body(&room, ballot, 0), room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/chosen");
    RUN(&room, LOT_DRAWN, lot_body(&room, ballot, 2), room.secretary);
    assert_done(&room);
    const struct ballot *ended = ballot_at(&room, ballot);
    assert_int_equal(ended->verdict, BALLOT_ELECTED_BY_LOT);
    assert_int_equal(ended->chosen, 2);
    assert_int_equal(ended->state, BALLOT_ENDED);
    RUN(&room, LOT_DRAWN, lot_body(&room, ballot, 1), room.secretary);
    assert_refused(&room, ERR_WRONG_STATE, "");
    room_close_meeting(&room, room.meeting);
    assert_done(&room);
    done_with(&room);
}

static void row_18_not_by_show_of_hands(void **state)
{
    (void)state;
    static const enum vote_method open_ones[] = { METHOD_SHOW_OF_HANDS, METHOD_ROLL_CALL,
                                                  METHOD_PAPER };
    struct council_room room;
    begin_raad(&room);
    for (size_t i = 0; i < sizeof open_ones / sizeof open_ones[0]; i++) {
        struct body_ballot_opened *body = ballot_body(&room, true);
        body->method = (int)open_ones[i];
        RUN(&room, BALLOT_OPENED, body, room.secretary);
        assert_refused(&room, ERR_MISMATCH, "/method");
        assert_non_null(strstr(room.err.detail, "article 31"));
    }
    done_with(&room);
}

static void too_few_papers_are_not_valid_and_a_later_meeting_waives(void **state)
{
    (void)state;
    struct council_room room;
    begin_raad(&room);
    struct uuid first = open_ballot(&room, true);
    assert_int_equal(vote(&room, first, (struct ballot_piles){ 4, 2, 0, 0 }, true)->verdict,
                     BALLOT_INVALID_QUORUM);
    struct body_ballot_opened *body = ballot_body(&room, true);
    body->retry_of = first;
    RUN(&room, BALLOT_OPENED, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/retryOf"); /* the same meeting */
    room_close_meeting(&room, room.meeting);
    assert_done(&room);
    meet(&room, 7);
    body = ballot_body(&room, true);
    body->retry_of = first;
    struct uuid second = RUN(&room, BALLOT_OPENED, body, room.secretary);
    assert_done(&room);
    assert_true(uuid_equal(&ballot_at(&room, first)->retried_by, &second));
    const struct body_ballot_tallied *tallied =
        vote(&room, second, (struct ballot_piles){ 2, 1, 0, 0 }, true);
    assert_int_equal(tallied->verdict, BALLOT_ELECTED);
    assert_int_equal(tallied->waiver, WAIVER_PUT_AGAIN);
    assert_true(tallied->few);
    body = ballot_body(&room, true);
    body->retry_of = first;
    RUN(&room, BALLOT_OPENED, body, room.secretary);
    assert_refused(&room, ERR_ALREADY_EXISTS, "/retryOf");
    done_with(&room);
}

/* Gemeentewet 28: who can be chosen stays out; V4: and when one does not, it is flagged. */
static void a_nominee_with_a_seat_stays_out(void **state)
{
    (void)state;
    struct council_room room;
    begin_raad(&room);
    struct body_ballot_opened *body = ballot_body(&room, true);
    body->first_nominee = room.member[0];
    struct uuid ballot = RUN(&room, BALLOT_OPENED, body, room.secretary);
    assert_done(&room);
    assert_int_equal(body->recused, 1);
    close_box(&room, ballot, 0, 13);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, ballot_closed)->doubtful, 1);
    enter_papers(&room, ballot, 13);
    struct body_ballot_tallied *by_nominee =
        tally_body(&room, ballot, (struct ballot_piles){ 7, 6, 0, 0 }, true);
    by_nominee->counter = room.member[0];
    RUN(&room, BALLOT_TALLIED, by_nominee, room.secretary);
    assert_refused(&room, ERR_SEPARATION, "");
    const struct body_ballot_tallied *tallied =
        tally(&room, ballot, (struct ballot_piles){ 7, 6, 0, 0 }, true);
    assert_int_equal(tallied->doubtful, 1);
    assert_int_equal(tallied->eligible, 13);
    assert_true(tallied->pivotal);
    /* Without the nominee's paper: 12 of 12 eligible, no doubt. */
    ballot = RUN(&room, BALLOT_OPENED, body, room.secretary);
    assert_done(&room);
    close_box(&room, ballot, 1, 13);
    assert_done(&room);
    enter_papers(&room, ballot, 12);
    tallied = tally(&room, ballot, (struct ballot_piles){ 7, 5, 0, 0 }, true);
    assert_int_equal(tallied->eligible, 12);
    assert_false(tallied->pivotal);
    done_with(&room);
}

static void who_steps_back_gets_no_paper_where_the_rules_block(void **state)
{
    (void)state;
    struct council_room room;
    begin_by(&room, RULE_MAJORITY, 7);
    meet(&room, 6);
    struct item_handle out = { room.member[0] };
    struct body_ballot_opened *body = ballot_body(&room, false);
    body->stepped_back = (struct list){ &out, 1 };
    struct uuid ballot = RUN(&room, BALLOT_OPENED, body, room.secretary);
    assert_done(&room);
    close_box(&room, ballot, 0, 6);
    assert_refused(&room, ERR_RECUSED, "/voters");
    close_box(&room, ballot, 1, 7);
    assert_refused(&room, ERR_NOT_PRESENT, "/voters");
    close_box(&room, ballot, 1, 6);
    assert_done(&room);
    enter_papers(&room, ballot, 5);
    const struct body_ballot_tallied *tallied =
        tally(&room, ballot, (struct ballot_piles){ 5, 0, 0, 0 }, false);
    assert_int_equal(tallied->verdict, BALLOT_ELECTED);
    assert_int_equal(tallied->eligible, 6);
    assert_true(tallied->unanimous);
    assert_false(tallied->few);
    char sentence[BALLOT_SENTENCE_MAX];
    ballot_sentence(sentence, tallied, false);
    assert_non_null(strstr(sentence, "not secret"));
    assert_null(strstr(sentence, "Gemeentewet"));
    ballot_sentence(sentence, tallied, true);
    assert_non_null(strstr(sentence, "niet geheim"));
    done_with(&room);
}

static void the_piles_are_the_papers_and_two_persons_count(void **state)
{
    (void)state;
    struct council_room room;
    begin_raad(&room);
    struct uuid ballot = open_ballot(&room, true);
    struct body_paper_handed_in *early = NEW(&room, paper_handed_in, PAPER_HANDED_IN);
    early->ballot = ballot;
    RUN(&room, PAPER_HANDED_IN, early, room.secretary);
    assert_refused(&room, ERR_WRONG_STATE, ""); /* not while members vote */
    close_box(&room, ballot, 0, 13);
    assert_done(&room);
    close_box(&room, ballot, 0, 13);
    assert_refused(&room, ERR_WRONG_STATE, "");
    enter_papers(&room, ballot, 12);
    RUN(&room, BALLOT_TALLIED, tally_body(&room, ballot, (struct ballot_piles){ 7, 6, 0, 0 }, true),
        room.secretary);
    assert_refused(&room, ERR_MISMATCH, "");
    RUN(&room, BALLOT_TALLIED,
        tally_body(&room, ballot, (struct ballot_piles){ 7, 5, 0, 0 }, false), room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/votesSecond");
    struct body_ballot_tallied *alone =
        tally_body(&room, ballot, (struct ballot_piles){ 7, 5, 0, 0 }, true);
    alone->second_counter = alone->counter;
    RUN(&room, BALLOT_TALLIED, alone, room.secretary);
    assert_refused(&room, ERR_SEPARATION, "");
    assert_int_equal(tally(&room, ballot, (struct ballot_piles){ 7, 5, 0, 0 }, true)->verdict,
                     BALLOT_ELECTED);
    done_with(&room);
}

/* Members stand by roster, whatever order they were named in; no two objects share a member but
 * with the roster. */
static void voters_stand_in_the_order_of_the_roster(void **state)
{
    (void)state;
    struct council_room room;
    begin_raad(&room);
    struct uuid ballot = open_ballot(&room, true);
    close_box(&room, ballot, 3, 9);
    assert_done(&room);
    const struct item_handle *item = ACT_BODY(room.last, ballot_closed)->voters.items;
    for (int i = 0; i < 6; i++) {
        assert_true(uuid_equal(&item[i].handle, &room.member[3 + i]));
        const struct ballot_voter *voter = room_object(&room, KIND_BALLOT_VOTER, ballot, i + 1);
        assert_true(uuid_equal(&voter->member, &room.member[3 + i]));
    }
    done_with(&room);
}

/* --- V4 against a second way of counting: every subset of the papers, each a paper of its own. ---
 */

enum {
    PAPERS_SMALL = 7
};

/* Lays out papers as letters, kept ones last. @return how many */
static int lay_out(char out[PAPERS_SMALL + 1], const struct ballot_piles *piles, int kept)
{
    const int32_t counts[] = { piles->first, piles->other, piles->blank, piles->invalid, kept };
    int used = 0;
    for (int pile = 0; pile < 5; pile++) {
        for (int i = 0; i < counts[pile]; i++) {
            out[used++] = "12bik"[pile];
        }
    }
    return used;
}

static struct ballot_sum without(const struct verdict_rules *rules,
                                 const struct ballot_facts *facts, const char *papers, int count,
                                 unsigned out)
{
    struct ballot_piles left = { 0 };
    for (int i = 0; i < count; i++) {
        if ((out >> i & 1) == 0) {
            left.first += papers[i] == '1';
            left.other += papers[i] == '2';
            left.blank += papers[i] == 'b';
            left.invalid += papers[i] == 'i';
        }
    }
    struct ballot_facts fewer = *facts;
    fewer.voted -= fewer.doubtful;
    fewer.doubtful = 0;
    struct ballot_sum sum;
    ballot_count(&sum, rules, &fewer, &left);
    return sum;
}

static bool pivotal_by_subsets(const struct verdict_rules *rules, const struct ballot_facts *facts,
                               const struct ballot_piles *piles)
{
    char papers[PAPERS_SMALL + 1];
    int count = lay_out(papers, piles,
                        facts->voted - piles->first - piles->other - piles->blank - piles->invalid);
    struct ballot_sum sum;
    ballot_count(&sum, rules, facts, piles);
    for (unsigned out = 0; out < 1u << count; out++) {
        if (__builtin_popcount(out) == facts->doubtful) {
            struct ballot_sum other = without(rules, facts, papers, count, out);
            if (other.verdict != sum.verdict || other.chosen != sum.chosen) {
                return true;
            }
        }
    }
    return false;
}

static void pivotal_is_what_some_subset_of_the_papers_says(void **state)
{
    (void)state;
    struct rule_set set = {
        .base = RULE_RAAD, .validity_base = BASE_ELIGIBLE, .validity_num = 1, .validity_den = 2
    };
    struct verdict_rules rules = { .set = &set,
                                   .thresholds = { { BASE_CAST, 1, 2, true } },
                                   .threshold_count = 1 };
    int tried = 0;
    int pivotal = 0;
    for (int code = 0; code < 5 * 5 * 3 * 2 * 3 * 3 * 2; code++) {
        int c = code;
        struct ballot_piles piles = { .first = c % 5 };
        piles.other = (c /= 5) % 5;
        piles.blank = (c /= 5) % 3;
        piles.invalid = (c /= 3) % 2;
        struct ballot_facts facts = { .seats = 9, .seated = 9, .round = 1 };
        int32_t kept = (c /= 2) % 3;
        facts.voted = sum_of(piles) + kept;
        facts.doubtful = (c /= 3) % 3;
        facts.nominees = (c /= 3) % 2 + 1;
        facts.recused = 2;
        if (facts.voted > PAPERS_SMALL || facts.voted < facts.doubtful) {
            continue;
        }
        struct ballot_sum sum;
        ballot_count(&sum, &rules, &facts, &piles);
        assert_int_equal(sum.is_pivotal,
                         facts.doubtful > 0 && pivotal_by_subsets(&rules, &facts, &piles));
        tried++;
        pivotal += sum.is_pivotal;
    }
    assert_true(tried > 1000);
    assert_in_range(pivotal, 100, tried - 100);
}

/* Every sentence ends: the longest numbers and words fit. */
static void sentences_fit(void **state)
{
    (void)state;
    for (int verdict = 1; verdict < ballot_verdict_end; verdict++) {
        for (int nominees = 1; nominees <= 2; nominees++) {
            struct body_ballot_tallied body = { .base = RULE_RAAD,
                                                .nominees = nominees,
                                                .verdict = verdict,
                                                .chosen = 1,
                                                .votes_first = 400,
                                                .votes_second = 400,
                                                .votes_against = 400,
                                                .votes_blank = 400,
                                                .votes_invalid = 400,
                                                .seats = 200,
                                                .seated = 200,
                                                .eligible = 200,
                                                .voted = 200,
                                                .papers = 400,
                                                .cast = 400,
                                                .needed_take_part = 101,
                                                .needed_for = 201,
                                                .doubtful = 200,
                                                .pivotal = true,
                                                .few = true,
                                                .unanimous = true };
            for (int dutch = 0; dutch <= 1; dutch++) {
                char sentence[BALLOT_SENTENCE_MAX];
                ballot_sentence(sentence, &body, dutch == 1);
                size_t len = strlen(sentence);
                assert_in_range(len, 200, BALLOT_SENTENCE_MAX - 2);
                assert_int_equal(sentence[len - 1], '.');
                assert_non_null(strstr(sentence, "400"));
            }
        }
    }
}

/* A threshold of two thirds: a tie is none, and there is no lot. */
static void two_thirds_are_no_tie(void **state)
{
    (void)state;
    struct council_room room;
    room_found(&room, 13);
    struct body_rule_set_adopted *rules = rules_body(&room, RULE_ASSOCIATION);
    static struct item_threshold threshold = { BASE_CAST, 2, 3, false };
    rules->thresholds = (struct list){ &threshold, 1 };
    room.rules = adopt(&room, rules);
    assert_done(&room);
    meet(&room, 13);
    struct uuid ballot = open_ballot(&room, true);
    assert_int_equal(vote(&room, ballot, (struct ballot_piles){ 6, 6, 0, 0 }, true)->verdict,
                     BALLOT_NOT_ELECTED);
    ballot = open_ballot(&room, true);
    const struct body_ballot_tallied *body =
        vote(&room, ballot, (struct ballot_piles){ 4, 8, 1, 0 }, true);
    assert_int_equal(body->verdict, BALLOT_ELECTED);
    assert_int_equal(body->chosen, 2);
    done_with(&room);
}

static void a_term_that_ended_gives_no_paper(void **state)
{
    (void)state;
    struct council_room room;
    begin_raad(&room);
    struct uuid ballot = open_ballot(&room, true);
    struct object_list found;
    struct err err = { 0 };
    assert_true(world_related(room.acting.world, REL_APPOINTMENTS_BY_HANDLE, &room.member[4],
                              &found, &err));
    struct body_appointment_ended *body = NEW(&room, appointment_ended, APPOINTMENT_ENDED);
    body->appointment = found.items[0]->id;
    body->until_date = date_in_amsterdam(room.acting.at);
    body->document.bytes[0] = 1;
    RUN(&room, APPOINTMENT_ENDED, body, room.secretary);
    assert_done(&room);
    close_box(&room, ballot, 0, 13);
    assert_refused(&room, ERR_NOT_ENTITLED, "/voters");
    close_box(&room, ballot, 5, 13);
    assert_done(&room);
    done_with(&room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_12_to_15_what_is_cast_on_paper),
        cmocka_unit_test(row_16_more_papers_than_members_void_the_tally),
        cmocka_unit_test(row_17_a_tie_a_tie_again_the_lot),
        cmocka_unit_test(row_18_not_by_show_of_hands),
        cmocka_unit_test(too_few_papers_are_not_valid_and_a_later_meeting_waives),
        cmocka_unit_test(a_nominee_with_a_seat_stays_out),
        cmocka_unit_test(who_steps_back_gets_no_paper_where_the_rules_block),
        cmocka_unit_test(the_piles_are_the_papers_and_two_persons_count),
        cmocka_unit_test(voters_stand_in_the_order_of_the_roster),
        cmocka_unit_test(pivotal_is_what_some_subset_of_the_papers_says),
        cmocka_unit_test(sentences_fit),
        cmocka_unit_test(two_thirds_are_no_tie),
        cmocka_unit_test(a_term_that_ended_gives_no_paper),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
