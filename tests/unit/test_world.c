/* The world without a source: finding, undoing, lists in order, its ceiling. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "votes.h"

static void test_insert_find_edit(void **state)
{
    (void)state;
    struct world *world = world_new(NULL, BYTES);
    struct err err = { 0 };
    struct uuid id = id_of(7);
    world_begin(world, 41);
    struct motion *motion = world_insert(world, KIND_MOTION, &id, 0, &err);
    assert_non_null(motion);
    assert_int_equal(motion->object.mark, OBJECT_NEW);
    assert_int_equal(motion->object.entry, 41);
    assert_int_equal(motion->object.changed, 41);
    assert_true(motion->amount_cents == FIELD_ABSENT);
    assert_true(motion->opened_at.ms == INSTANT_ABSENT);
    world_keep(world);
    assert_ptr_equal(find(world, KIND_MOTION, 7, 0), motion);
    assert_null(find(world, KIND_MOTION, 7, 1));
    assert_null(find(world, KIND_VOTE, 7, 0));
    world_begin(world, 42);
    assert_null(world_insert(world, KIND_MOTION, &id, 0, &err));
    assert_int_equal(err.code, ERR_ALREADY_EXISTS);
    err = (struct err){ 0 };
    motion = world_edit(world, motion, &err);
    assert_int_equal(motion->object.entry, 41);
    assert_int_equal(motion->object.changed, 42);
    assert_int_equal(motion->object.mark, OBJECT_NEW);
    world_keep(world);
    assert_int_equal(world_changes(world).count, 1);
    world_settle(world);
    assert_int_equal(world_changes(world).count, 0);
    assert_int_equal(motion->object.mark, OBJECT_CLEAN);
    world_free(world);
}

static void test_undo_restores_everything(void **state)
{
    (void)state;
    struct world *world = world_new(NULL, BYTES);
    struct err err = { 0 };
    keep_vote(world, 1, 100);
    world_settle(world);
    const struct vote *vote = find(world, KIND_VOTE, 1, 0);
    struct vote before = *vote;
    world_begin(world, 9);
    struct vote *edited = world_edit(world, vote, &err);
    edited->choice = CHOICE_FOR;
    assert_ptr_equal(world_edit(world, vote, &err), edited);
    insert_vote(world, 2, 100);
    assert_int_equal(world_changes(world).count, 2);
    world_undo(world);
    assert_memory_equal(vote, &before, sizeof before);
    assert_null(find(world, KIND_VOTE, 2, 0));
    assert_int_equal(world_changes(world).count, 0);
    assert_int_equal(votes_of(world, 100).count, 1);
    world_free(world);
}

static void test_undone_inserts_cost_no_memory(void **state)
{
    (void)state;
    struct world *world = world_new(NULL, BYTES);
    size_t used = 0;
    for (unsigned i = 0; i < 1000; i++) {
        world_begin(world, i);
        insert_vote(world, i + 1, 100);
        insert_vote(world, i + 2, 100);
        world_undo(world);
        used = i == 10 ? world_used_bytes(world) : used;
    }
    assert_int_equal(world_used_bytes(world), used);
    world_free(world);
}

static void test_lists_see_inserts_when_kept(void **state)
{
    (void)state;
    struct world *world = world_new(NULL, BYTES);
    keep_vote(world, 5, 100);
    world_begin(world, 6);
    insert_vote(world, 3, 100);
    insert_vote(world, 8, 100);
    insert_vote(world, 4, 101);
    assert_int_equal(votes_of(world, 100).count, 1);
    world_keep(world);
    struct object_list list = votes_of(world, 100);
    assert_int_equal(list.count, 3);
    assert_ptr_equal(list.items[1], find(world, KIND_VOTE, 5, 0));
    assert_int_equal(votes_of(world, 101).count, 1);
    assert_int_equal(votes_of(world, 102).count, 0);
    world_free(world);
}

static void test_children_are_listed_by_their_id(void **state)
{
    (void)state;
    struct world *world = world_new(NULL, BYTES);
    struct err err = { 0 };
    struct uuid motion = id_of(100);
    world_begin(world, 1);
    for (int32_t i = 3; i > 0; i--) {
        assert_non_null(world_insert(world, KIND_ROSTER_SEAT, &motion, i, &err));
    }
    world_keep(world);
    struct object_list list;
    assert_true(world_related(world, REL_ROSTER_OF_MOTION, &motion, &list, &err));
    assert_int_equal(list.count, 3);
    for (int32_t i = 0; i < 3; i++) {
        assert_int_equal(list.items[i]->ordinal, i + 1);
    }
    world_free(world);
}

static void test_memory_has_a_ceiling(void **state)
{
    (void)state;
    struct world *world = world_new(NULL, 1 << 16);
    struct err err = { 0 };
    unsigned n = 0;
    while (!err_is_set(&err)) {
        struct uuid id = id_of(++n);
        world_begin(world, n);
        struct vote *vote = world_insert(world, KIND_VOTE, &id, 0, &err);
        if (vote != NULL) {
            vote->motion = id_of(100);
            world_keep(world);
            const void *out = NULL;
            (void)!world_find(world, KIND_VOTE, &id, 0, &out, &err);
        } else {
            world_undo(world);
        }
        assert_true(n < 10000);
    }
    assert_int_equal(err.code, ERR_MEMORY);
    assert_true(world_used_bytes(world) <= 2 << 16);
    world_clear(world);
    keep_vote(world, 1, 100);
    assert_int_equal(votes_of(world, 100).count, 1);
    world_free(world);
}

static bool count_one(void *self, const struct object *object)
{
    unsigned *next = self;
    struct uuid id = id_of(*next);
    assert_memory_equal(&object->id, &id, sizeof id);
    (*next)++;
    return *next != 4;
}

static void test_each_goes_in_order_of_insertion(void **state)
{
    (void)state;
    struct world *world = world_new(NULL, BYTES);
    unsigned next = 1;
    for (unsigned n = 1; n <= 5; n++) {
        world_begin(world, n);
        insert_vote(world, 90 + n, 100);
        world_undo(world);
        keep_vote(world, n, 100);
    }
    assert_false(world_each(world, KIND_VOTE, count_one, &next));
    assert_int_equal(next, 4);
    assert_true(world_each(world, KIND_MOTION, count_one, &next));
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_insert_find_edit),
        cmocka_unit_test(test_undo_restores_everything),
        cmocka_unit_test(test_undone_inserts_cost_no_memory),
        cmocka_unit_test(test_lists_see_inserts_when_kept),
        cmocka_unit_test(test_children_are_listed_by_their_id),
        cmocka_unit_test(test_memory_has_a_ceiling),
        cmocka_unit_test(test_each_goes_in_order_of_insertion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
