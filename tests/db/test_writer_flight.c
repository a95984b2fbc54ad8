/* Two batches on their way at once: the second ran on top of the first before that one stood. What
 * befalls the first, befalls the second too, and nobody else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "store/writer_internal.h"
#include "support/town.h"
#include "support/writer_fault.h"

enum {
    BEHIND = 3
};

static struct town town;
static struct writer_fault fault;
static PGconn *locker;  /* holds the first batch back */
static PGconn *locker2; /* holds the second back, where a test asks for it */
static bool is_on_top;  /* the second was sent while the first was in flight */

static void (*answered)(struct command *);
static uint64_t size_at_answer; /* of what is shown, when the first was answered */

static void note_size(struct command *command)
{
    size_at_answer = writer_published_size(town.writer);
    answered(command);
}

static struct command *organisation(const char *code)
{
    struct body_organisation_entered body = {
        .name = {.ptr = "Samen", .len = 5},
          .kind = ORGANISATION_FUNDER
    };
    (void)snprintf(body.code.text, sizeof body.code.text, "%s", code);
    return town_command(&town, ACT_ORGANISATION_ENTERED, &body, NULL);
}

/* The second was sent: the first goes on. */
static void let_go(struct writer_fault *armed)
{
    (void)armed;
    is_on_top = town.writer->in_flight != NULL;
    pg_do(locker, "COMMIT");
}

static void end_both(struct writer_fault *armed)
{
    is_on_top = town.writer->in_flight != NULL;
    kill_writers_session(armed->pg);
    pg_do(locker, "COMMIT");
}

static void let_first_stand_then_end(struct writer_fault *armed)
{
    let_go(armed);
    fault_lose_answers(armed, 1);
    pg_do(locker2, "COMMIT");
}

static void let_both_stand_then_end(struct writer_fault *armed)
{
    let_go(armed);
    fault_lose_answers(armed, 1 + BEHIND);
}

/* Runs `first` as a batch that waits for a lock, and `behind` as the batch on top of it; `act`
 * happens when both were sent. Waits until all are answered. */
static void run_both(const struct pg_fixture *pg, struct command *first, struct command **behind,
                     size_t count, void (*act)(struct writer_fault *))
{
    /* Nothing has to be looked up then, which would have to wait for the first. */
    town_free_command(town_must(&town, organisation("WARM")));
    locker = pg_fixture_connect(pg, PG_SUPER);
    pg_do(locker, "BEGIN; LOCK TABLE leaf IN EXCLUSIVE MODE");
    fault_arm(&fault, &town, pg, "commit_sent", fault_wait_for_gate);
    town_submit(&town, first);
    while (!fault.is_reached) {
        fault_pause();
    }
    for (size_t i = 0; i < count; i++) {
        town_submit(&town, behind[i]);
    }
    fault.point = "commit_sent";
    fault.act = act;
    is_on_top = false;
    /* The gate's own act ends before this one can begin. */
    fault.is_armed = true;
    fault.is_open = true;
    town_wait(first);
    for (size_t i = 0; i < count; i++) {
        town_wait(behind[i]);
    }
    assert_false(fault.is_armed);
    assert_true(is_on_top);
    PQfinish(locker);
}

static void make_behind(struct command *behind[BEHIND])
{
    for (size_t i = 0; i < BEHIND; i++) {
        behind[i] = organisation("BEHIND");
    }
}

static void check_all_stand(struct command **commands, size_t count, uint64_t first)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(commands[i]->err.code, ERR_OK);
        assert_false(commands[i]->is_replay);
        assert_int_equal(commands[i]->act.entry, first + i);
        town_check_receipt(&town, commands[i]);
        town_free_command(commands[i]);
    }
}

/* With the entry that run_both's first act makes. */
static uint64_t size_then(void)
{
    return town_published(&town).size + 1;
}

static void both_stand(const struct pg_fixture *pg, void (*act)(struct writer_fault *),
                       uint64_t lost, uint64_t reconnects)
{
    struct writer_counters before;
    struct writer_counters after;
    struct command *behind[BEHIND];
    struct command *first = organisation("FIRST");
    uint64_t size = size_then();
    make_behind(behind);
    answered = first->done;
    first->done = note_size;
    writer_counters(town.writer, &before);
    run_both(pg, first, behind, BEHIND, act);
    writer_counters(town.writer, &after);
    check_all_stand(&first, 1, size);
    check_all_stand(behind, BEHIND, size + 1);
    assert_int_equal(after.lost_commits - before.lost_commits, lost);
    assert_int_equal(after.reconnects - before.reconnects, reconnects);
    assert_int_equal(town_published(&town).size, size + 1 + BEHIND);
}

static void second__runs_before_the_first_stands(void **state)
{
    both_stand(*state, let_go, 0, 0);
}

static void session_ends_under_both__both_are_run_again(void **state)
{
    both_stand(*state, end_both, 2, 1);
}

static void both_answers_lost__the_record_knows_both(void **state)
{
    both_stand(*state, let_both_stand_then_end, 2, 1);
    /* The whole record was shown when the session came back; it does not become smaller again. */
    assert_int_equal(size_at_answer, town_published(&town).size);
}

/* The first stands, the second waits for a lock when the session ends: it is run again, once. */
static void first_stands_and_second_does_not__each_gets_its_own(void **state)
{
    struct command *first = organisation("FIRST");
    struct person_body body = {
        .name = {.ptr = "Voorbeeld", .len = 9}
    };
    struct command *behind[] = { organisation("BEHIND"),
                                 town_private(&town, COMMAND_PERSON, &body, NULL) };
    uint64_t size = size_then();
    locker2 = pg_fixture_connect(*state, PG_SUPER);
    pg_do(locker2, "BEGIN; LOCK TABLE person IN EXCLUSIVE MODE");
    run_both(*state, first, behind, 2, let_first_stand_then_end);
    check_all_stand(&first, 1, size);
    check_all_stand(behind, 1, size + 1);
    assert_int_equal(behind[1]->err.code, ERR_OK);
    town_free_command(behind[1]);
    assert_int_equal(town_published(&town).size, size + 2);
    PQfinish(locker2);
}

/* --- The database refuses the first. --- */

#define REFUSE_BAD                                                                                 \
    "CREATE FUNCTION refuse_bad() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "                   \
    "IF NEW.code = 'BAD' THEN RAISE EXCEPTION 'bad' USING ERRCODE = 'check_violation'; END IF; "   \
    "RETURN NULL; END $$;"                                                                         \
    "CREATE CONSTRAINT TRIGGER made_for_this_test AFTER INSERT ON organisation "                   \
    "DEFERRABLE INITIALLY %s FOR EACH ROW EXECUTE FUNCTION refuse_bad()"

static void refuse_bad(const struct pg_fixture *pg, const char *when)
{
    char sql[1024];
    (void)snprintf(sql, sizeof sql, REFUSE_BAD, when);
    pg_super_do(pg, sql);
}

static void allow_bad(const struct pg_fixture *pg)
{
    pg_super_do(pg, "DROP FUNCTION refuse_bad() CASCADE");
}

/* `when`: at its statement, so that its transaction is still open, or at its COMMIT, which ends it.
 */
static void first_is_refused(const struct pg_fixture *pg, const char *when)
{
    struct command *first = organisation("BAD");
    struct command *behind[BEHIND];
    uint64_t size = size_then();
    make_behind(behind);
    refuse_bad(pg, when);
    run_both(pg, first, behind, BEHIND, let_go);
    allow_bad(pg);
    assert_int_equal(first->err.code, ERR_INTERNAL);
    town_free_command(first);
    check_all_stand(behind, BEHIND, size);
    assert_int_equal(town_published(&town).size, size + BEHIND);
}

static void first_refused_at_its_statement__harms_itself_only(void **state)
{
    first_is_refused(*state, "IMMEDIATE");
}

static void first_refused_at_its_commit__harms_itself_only(void **state)
{
    first_is_refused(*state, "DEFERRED");
}

/* The head is the fence for a batch without acts too. */
static void second_without_an_act__does_not_stand_alone(void **state)
{
    struct person_body body = {
        .name = {.ptr = "Voorbeeld", .len = 9}
    };
    struct command *first = organisation("BAD");
    struct command *person = town_private(&town, COMMAND_PERSON, &body, NULL);
    struct writer_counters before;
    struct writer_counters after;
    uint64_t size = size_then();
    refuse_bad(*state, "DEFERRED");
    writer_counters(town.writer, &before);
    run_both(*state, first, &person, 1, let_go);
    writer_counters(town.writer, &after);
    allow_bad(*state);
    assert_int_equal(first->err.code, ERR_INTERNAL);
    assert_int_equal(person->err.code, ERR_OK);
    /* The first act of run_both, and the person: after the first fell, not with it. */
    assert_int_equal(after.batches - before.batches, 2);
    assert_int_equal(town_published(&town).size, size);
    town_free_command(first);
    town_free_command(person);
}

static void second_refused__harms_itself_only(void **state)
{
    struct command *first = organisation("FIRST");
    struct command *behind[BEHIND] = { organisation("BEHIND"), organisation("BAD"),
                                       organisation("BEHIND") };
    uint64_t size = size_then();
    refuse_bad(*state, "DEFERRED");
    run_both(*state, first, behind, BEHIND, let_go);
    allow_bad(*state);
    check_all_stand(&first, 1, size);
    assert_int_equal(behind[1]->err.code, ERR_INTERNAL);
    check_all_stand(&behind[0], 1, size + 1);
    check_all_stand(&behind[2], 1, size + 2);
    town_free_command(behind[1]);
}

/* --- */

static int setup(void **state)
{
    if (pg_fixture_setup(state) != 0) {
        return -1;
    }
    town_found(&town, *state);
    town.fault = fault_at_point;
    town.fault_self = &fault;
    town_start(&town);
    return 0;
}

static int teardown(void **state)
{
    town_stop(&town);
    town_close(&town);
    return pg_fixture_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(second__runs_before_the_first_stands),
        cmocka_unit_test(session_ends_under_both__both_are_run_again),
        cmocka_unit_test(both_answers_lost__the_record_knows_both),
        cmocka_unit_test(first_stands_and_second_does_not__each_gets_its_own),
        cmocka_unit_test(first_refused_at_its_statement__harms_itself_only),
        cmocka_unit_test(first_refused_at_its_commit__harms_itself_only),
        cmocka_unit_test(second_without_an_act__does_not_stand_alone),
        cmocka_unit_test(second_refused__harms_itself_only),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
