/* The world behind a source: what it asks, and that it sees what a world without one sees, act by
 * act. The source here is a second world. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "votes.h"

/* A database that is a world, and counts what it is asked. */
struct fake {
    struct world *rows;
    int loads;
    int list_loads;
    bool is_down;
};

static bool fake_load(void *self, struct world *world, enum kind kind, const struct uuid *id,
                      int32_t ordinal, world_take *take, struct err *err)
{
    struct fake *fake = self;
    const void *object = NULL;
    fake->loads++;
    if (fake->is_down) {
        return err_set(err, ERR_CONNECTION, "down");
    }
    return world_find(fake->rows, kind, id, ordinal, &object, err) &&
           (object == NULL || take(world, object, err));
}

static bool fake_related(void *self, struct world *world, enum relation relation,
                         const struct uuid *id, world_take *take, struct err *err)
{
    struct fake *fake = self;
    struct object_list list;
    fake->list_loads++;
    if (fake->is_down) {
        return err_set(err, ERR_CONNECTION, "down");
    }
    if (!world_related(fake->rows, relation, id, &list, err)) {
        return false;
    }
    for (size_t i = 0; i < list.count; i++) {
        if (!take(world, list.items[i], err)) {
            return false;
        }
    }
    return true;
}

static struct world *behind(struct fake *fake)
{
    fake->rows = world_new(NULL, BYTES);
    struct world_source source = { .load = fake_load, .load_related = fake_related, .self = fake };
    struct world *world = world_new(&source, BYTES);
    assert_non_null(world);
    return world;
}

static void free_both(struct world *world, struct fake *fake)
{
    world_free(world);
    world_free(fake->rows);
}

/* What the batch changed goes to the database. */
static void commit(struct world *world, struct fake *fake)
{
    struct object_list changes = world_changes(world);
    struct err err = { 0 };
    world_begin(fake->rows, 0);
    for (size_t i = 0; i < changes.count; i++) {
        const struct object *from = changes.items[i];
        const void *old = NULL;
        assert_true(world_find(fake->rows, from->kind, &from->id, from->ordinal, &old, &err));
        assert_true((old == NULL) == (from->mark == OBJECT_NEW));
        void *to = old == NULL
                       ? world_insert(fake->rows, from->kind, &from->id, from->ordinal, &err)
                       : world_edit(fake->rows, old, &err);
        assert_non_null(to);
        memcpy(to, from, object_type(from->kind)->size);
    }
    world_keep(fake->rows);
    world_settle(fake->rows);
    world_settle(world);
}

static void test_source_is_asked_once(void **state)
{
    (void)state;
    struct fake fake = { 0 };
    struct world *world = behind(&fake);
    keep_vote(fake.rows, 1, 100);
    keep_vote(fake.rows, 2, 100);
    world_settle(fake.rows);
    const void *vote = find(world, KIND_VOTE, 2, 0);
    assert_non_null(vote);
    assert_ptr_equal(find(world, KIND_VOTE, 2, 0), vote);
    assert_int_equal(fake.loads, 1);
    struct object_list list = votes_of(world, 100);
    assert_int_equal(list.count, 2);
    assert_ptr_equal(list.items[1], vote);
    assert_int_equal(list.items[0]->mark, OBJECT_CLEAN);
    (void)votes_of(world, 100);
    assert_int_equal(fake.list_loads, 1);
    assert_null(find(world, KIND_ACCOUNT, 3, 2));
    assert_null(find(world, KIND_ACCOUNT, 3, 2));
    assert_int_equal(fake.loads, 2);
    free_both(world, &fake);
}

static void test_held_is_newer_than_the_source(void **state)
{
    (void)state;
    struct fake fake = { 0 };
    struct world *world = behind(&fake);
    struct err err = { 0 };
    keep_vote(fake.rows, 1, 100);
    world_begin(world, 2);
    struct vote *vote = world_edit(world, find(world, KIND_VOTE, 1, 0), &err);
    vote->choice = CHOICE_AGAINST;
    insert_vote(world, 2, 100);
    world_keep(world);
    struct object_list list = votes_of(world, 100);
    assert_int_equal(list.count, 2);
    assert_int_equal(((const struct vote *)list.items[0])->choice, CHOICE_AGAINST);
    assert_int_equal(list.items[0]->mark, OBJECT_CHANGED);
    assert_int_equal(list.items[1]->mark, OBJECT_NEW);
    free_both(world, &fake);
}

/* A list that is loaded in the middle of an act shows what a held one would: not the act's own
 * inserts. */
static void test_loading_inside_an_act_hides_its_inserts(void **state)
{
    (void)state;
    struct fake fake = { 0 };
    struct world *world = behind(&fake);
    keep_vote(fake.rows, 1, 100);
    keep_vote(world, 2, 100);
    world_begin(world, 3);
    insert_vote(world, 3, 100);
    assert_int_equal(votes_of(world, 100).count, 2);
    world_keep(world);
    assert_int_equal(votes_of(world, 100).count, 3);
    world_begin(world, 4);
    insert_vote(world, 4, 100);
    world_undo(world);
    assert_int_equal(votes_of(world, 100).count, 3);
    free_both(world, &fake);
}

static void test_lists_of_what_was_made_here_need_no_source(void **state)
{
    (void)state;
    struct fake fake = { 0 };
    struct world *world = behind(&fake);
    struct err err = { 0 };
    struct uuid id = id_of(100);
    world_begin(world, 1);
    assert_non_null(world_insert(world, KIND_MOTION, &id, 0, &err));
    world_keep(world);
    keep_vote(world, 2, 100);
    commit(world, &fake);
    fake.is_down = true;
    assert_int_equal(votes_of(world, 100).count, 1);
    assert_int_equal(fake.list_loads, 0);
    free_both(world, &fake);
}

/* A year's sum stands under the mandate's id but does not begin it: its motions are in the
 * database. */
static void test_a_child_does_not_begin_its_parent(void **state)
{
    (void)state;
    struct fake fake = { 0 };
    struct world *world = behind(&fake);
    struct err err = { 0 };
    struct uuid mandate = id_of(50);
    struct uuid motion_id = id_of(51);
    world_begin(fake.rows, 1);
    struct motion *motion = world_insert(fake.rows, KIND_MOTION, &motion_id, 0, &err);
    motion->mandate = mandate;
    world_keep(fake.rows);
    world_begin(world, 2);
    assert_non_null(world_insert(world, KIND_MANDATE_YEAR, &mandate, 2026, &err));
    world_keep(world);
    struct object_list list;
    assert_true(world_related(world, REL_MOTIONS_OF_MANDATE, &mandate, &list, &err));
    assert_int_equal(list.count, 1);
    free_both(world, &fake);
}

static void test_a_source_that_fails_leaves_nothing_half(void **state)
{
    (void)state;
    struct fake fake = { 0 };
    struct world *world = behind(&fake);
    struct err err = { 0 };
    struct uuid id = id_of(100);
    struct object_list list;
    const void *out = NULL;
    keep_vote(fake.rows, 1, 100);
    fake.is_down = true;
    assert_false(world_related(world, REL_VOTES_OF_MOTION, &id, &list, &err));
    assert_int_equal(err.code, ERR_CONNECTION);
    err = (struct err){ 0 };
    id = id_of(1);
    assert_false(world_find(world, KIND_VOTE, &id, 0, &out, &err));
    fake.is_down = false;
    assert_int_equal(votes_of(world, 100).count, 1);
    free_both(world, &fake);
}

static void test_absence_is_forgotten_by_an_insert(void **state)
{
    (void)state;
    struct fake fake = { 0 };
    struct world *world = behind(&fake);
    struct err err = { 0 };
    struct uuid id = id_of(9);
    assert_null(find(world, KIND_ACCOUNT, 9, 2));
    world_begin(world, 1);
    assert_non_null(world_insert(world, KIND_ACCOUNT, &id, 2, &err));
    assert_non_null(find(world, KIND_ACCOUNT, 9, 2));
    world_undo(world);
    assert_null(find(world, KIND_ACCOUNT, 9, 2));
    assert_int_equal(fake.loads, 1);
    world_begin(world, 1);
    struct account *account = world_insert(world, KIND_ACCOUNT, &id, 2, &err);
    assert_true(account->balance_cents == FIELD_ABSENT);
    world_keep(world);
    assert_ptr_equal(find(world, KIND_ACCOUNT, 9, 2), account);
    free_both(world, &fake);
}

static void test_clear_forgets(void **state)
{
    (void)state;
    struct fake fake = { 0 };
    struct world *world = behind(&fake);
    keep_vote(fake.rows, 1, 100);
    keep_vote(world, 2, 100);
    assert_int_equal(votes_of(world, 100).count, 2);
    world_clear(world);
    assert_int_equal(world_changes(world).count, 0);
    assert_null(find(world, KIND_VOTE, 2, 0));
    assert_int_equal(votes_of(world, 100).count, 1);
    free_both(world, &fake);
}

static uint32_t draw(uint32_t *seed, uint32_t below)
{
    *seed = *seed * UINT32_C(1664525) + UINT32_C(1013904223);
    return (*seed >> 8) % below;
}

static void assert_same_lists(struct world *a, struct world *b)
{
    for (unsigned motion = 1000; motion < 1008; motion++) {
        struct object_list one = votes_of(a, motion);
        struct object_list two = votes_of(b, motion);
        assert_int_equal(one.count, two.count);
        for (size_t i = 0; i < one.count; i++) {
            assert_int_equal(((const struct vote *)one.items[i])->choice,
                             ((const struct vote *)two.items[i])->choice);
            assert_memory_equal(&one.items[i]->id, &two.items[i]->id, sizeof(struct uuid));
        }
    }
}

/* One random act on a world: votes, corrections of votes, kept or undone; now and then a new
 * motion. */
static void random_act(struct world *world, uint32_t seed, unsigned n)
{
    struct err err = { 0 };
    if (n % 400 == 1) {
        struct uuid id = id_of(1000 + n / 400);
        world_begin(world, n);
        assert_non_null(world_insert(world, KIND_MOTION, &id, 0, &err));
        world_keep(world);
    }
    world_begin(world, n);
    /* Of those that are there: nothing stands under an object before it is made. */
    unsigned motion = 1000 + draw(&seed, (n - 1) / 400 + 1);
    insert_vote(world, n * 7919 % 100003, motion);
    struct object_list list = votes_of(world, motion);
    if (list.count > 0) {
        struct vote *vote = world_edit(world, list.items[draw(&seed, (uint32_t)list.count)], &err);
        assert_non_null(vote);
        vote->choice = (int)(1 + draw(&seed, 4));
    }
    if (draw(&seed, 5) == 0) {
        world_undo(world);
    } else {
        world_keep(world);
    }
}

/* SEED, to repeat a run; else by the clock. */
static uint32_t first_seed(void)
{
    const char *given = getenv("SEED");
    return given != NULL ? (uint32_t)strtoul(given, NULL, 10) : (uint32_t)time(NULL);
}

static void test_both_kinds_of_world_agree(void **state)
{
    (void)state;
    uint32_t seed = first_seed();
    printf("seed %u\n", seed);
    struct fake fake = { 0 };
    struct world *world = behind(&fake);
    struct world *whole = world_new(NULL, BYTES);
    for (unsigned n = 1; n <= 3000; n++) {
        uint32_t own = draw(&seed, UINT32_C(1) << 24);
        random_act(world, own, n);
        random_act(whole, own, n);
        if (draw(&seed, 20) == 0) {
            commit(world, &fake);
            world_settle(whole);
            assert_same_lists(world, whole);
        }
        if (world_changes(world).count == 0 && draw(&seed, 3) == 0) {
            world_clear(world);
        }
    }
    assert_same_lists(world, whole);
    world_free(whole);
    free_both(world, &fake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_source_is_asked_once),
        cmocka_unit_test(test_held_is_newer_than_the_source),
        cmocka_unit_test(test_loading_inside_an_act_hides_its_inserts),
        cmocka_unit_test(test_lists_of_what_was_made_here_need_no_source),
        cmocka_unit_test(test_a_child_does_not_begin_its_parent),
        cmocka_unit_test(test_a_source_that_fails_leaves_nothing_half),
        cmocka_unit_test(test_absence_is_forgotten_by_an_insert),
        cmocka_unit_test(test_clear_forgets),
        cmocka_unit_test(test_both_kinds_of_world_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
