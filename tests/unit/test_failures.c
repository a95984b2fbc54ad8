/* Without memory and without a record: what makes worlds, replays and readings says so and leaves nothing behind; what
 * the invariants cannot read they do not call right. (Acts: every one that a unit test runs is tried so, by
 * support/torture.h.) */
#include "powers_room.h"

#include "buurtkas/domain/pabulib.h"
#include "support/failing.h"

enum {
    PLACES_MAX = 10000,
    SMALL_BYTES = 1 << 20
};

static void a_world_needs_memory(void **state)
{
    (void)state;
    long place = 0;
    struct world *world = NULL;
    for (; world == NULL && place < PLACES_MAX; place++) {
        failing_after(place);
        world = world_new(NULL, SMALL_BYTES);
        (void)failing_stop();
        assert_int_equal(world == NULL, failing_was_hit());
    }
    assert_true(place > 3); /* itself and its two arenas */
    world_free(world);
    world_free(NULL);
}

static void a_replay_needs_memory(void **state)
{
    (void)state;
    const struct world_source record = room_record();
    long place = 0;
    struct replay *replay = NULL;
    for (; replay == NULL && place < PLACES_MAX; place++) {
        failing_after(place);
        replay = replay_new(&record, SMALL_BYTES);
        (void)failing_stop();
        assert_int_equal(replay == NULL, failing_was_hit());
    }
    assert_true(place > 4);
    replay_free(replay);
    replay_free(NULL);
}

static void out_of_memory_is_not_the_records_fault(void **state)
{
    (void)state;
    const struct world_source record = room_record();
    struct replay *replay = replay_new(&record, SMALL_BYTES);
    struct acting acting;
    acting_begin(&acting, &record);
    struct body_installation_opened *body =
        BODY_NEW(&acting, installation_opened, INSTALLATION_OPENED);
    body->operator_handle = numbered(1);
    struct act act = next_act(&acting, ACT_INSTALLATION_OPENED, body);
    act.actor = (struct actor){ numbered(1), ROLE_OPERATOR };
    struct err err = { 0 };
    failing_after(0);
    assert_false(replay_act(replay, &act, &err));
    (void)failing_stop();
    assert_int_equal(err.code, ERR_MEMORY);
    err = (struct err){ 0 };
    assert_true(replay_act(replay, &act, &err));
    replay_free(replay);
    acting_end(&acting);
}

static void a_world_without_a_record_has_no_leaves(void **state)
{
    (void)state;
    struct world *world = world_new(NULL, SMALL_BYTES);
    struct hash hash;
    struct code name;
    struct err err = { 0 };
    assert_false(world_leaf_hash(world, 0, &hash, &err));
    assert_int_equal(err.code, ERR_INTERNAL);
    assert_string_equal(err.detail, "There is no record to take a leaf's hash from.");
    err = (struct err){ 0 };
    assert_false(world_origin(world, &name, &err));
    assert_int_equal(err.code, ERR_INTERNAL);
    assert_string_equal(err.detail, "There is no record to take a log's name from.");
    static const struct hash key;
    static const struct signature signature;
    assert_false(world_signature_is_valid(world, &key, &signature, "", 0));
    world_free(world);
}

/* --- Reading an election. --- */

static void a_reading_needs_memory(void **state)
{
    (void)state;
    static const char file[] =
        "META\nkey;value\nunit;Voorbeeldstad\ninstance;2026\nnum_projects;2\nbudget;1000\n"
        "currency;EUR\nPROJECTS\nproject_id;cost;name;category;description\n"
        "1;250;Een plan;Groen;Waarom\n2;300;Nog een;Straat;Daarom\n";
    long place = 0;
    bool is_read = false;
    for (; !is_read && place < PLACES_MAX; place++) {
        struct arena *arena = arena_new(SMALL_BYTES);
        struct pabulib found = { .project_count = 77 };
        struct err err = { 0 };
        failing_after(place);
        is_read = pabulib_read(&found, arena, file, sizeof file - 1, &err);
        (void)failing_stop();
        assert_int_equal(is_read, !failing_was_hit());
        assert_int_equal(err.code, is_read ? ERR_OK : ERR_MEMORY);
        assert_int_equal(found.project_count, is_read ? 2 : 77);
        arena_free(arena);
    }
    assert_true(place > 10 && is_read);
}

/* --- The invariants over a world whose database does not answer. --- */

static bool load(void *self, struct world *world, enum kind kind, const struct uuid *id,
                 int32_t ordinal, world_take *take, struct err *err)
{
    const void *found = NULL;
    if (failing_here()) {
        return err_set(err, ERR_CONNECTION, "The database does not answer.");
    }
    return world_find(self, kind, id, ordinal, &found, err) &&
           (found == NULL || take(world, found, err));
}

static bool load_related(void *self, struct world *world, enum relation relation,
                         const struct uuid *id, world_take *take, struct err *err)
{
    struct object_list list;
    if (failing_here()) {
        return err_set(err, ERR_CONNECTION, "The database does not answer.");
    }
    bool is_whole = world_related(self, relation, id, &list, err);
    for (size_t i = 0; is_whole && i < list.count; i++) {
        is_whole = take(world, list.items[i], err);
    }
    return is_whole;
}

/* The objects of one kind over which the invariants walk, in a world that asks for all others. */
static bool hold(void *self, const struct object *object)
{
    const void *found = NULL;
    struct err err = { 0 };
    return world_find(self, object->kind, &object->id, object->ordinal, &found, &err) &&
           found != NULL;
}

static bool check_behind(struct world *rows, enum kind walked, long place, struct err *err)
{
    const struct world_source source = { .load = load, .load_related = load_related, .self = rows };
    struct world *world = world_new(&source, SMALL_BYTES);
    assert_true(world_each(rows, walked, hold, world));
    failing_after(place);
    bool is_right = invariants_of_all(world, err);
    (void)failing_stop();
    world_free(world);
    return is_right;
}

static void what_cannot_be_read_is_not_right(void **state)
{
    (void)state;
    struct powers p;
    powers_begin(&p, EXERCISE_ALONE);
    struct uuid commitment = commit(&p, granted(&p, 100000), 50000);
    assert_done(&p.room);
    struct body_transaction_reversed *body =
        NEW(&p.room, transaction_reversed, TRANSACTION_REVERSED);
    struct uuid controller = room_appoint(&p.room, ROLE_CONTROLLER, SCOPE_ORGANISATION,
                                          p.room.organisation, p.room.grantor);
    body->transaction = commitment;
    body->reason = words("Op de verkeerde naam.");
    RUN(&p.room, TRANSACTION_REVERSED, body, controller);
    assert_done(&p.room);
    static const enum kind walked[] = { KIND_ENVELOPE, KIND_COMMITMENT, KIND_DECISION,
                                        KIND_TRANSACTION };
    for (size_t i = 0; i < ARRAY_LEN(walked); i++) {
        bool is_right = false;
        long place = 0;
        for (; !is_right && place < PLACES_MAX; place++) {
            struct err err = { 0 };
            is_right = check_behind(p.room.acting.world, walked[i], place, &err);
            assert_int_equal(is_right, !failing_was_hit());
            assert_true(is_right || err.code == ERR_CONNECTION || err.code == ERR_MEMORY);
        }
        assert_true(place > 2 && is_right);
    }
    powers_end(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_world_needs_memory),
        cmocka_unit_test(a_replay_needs_memory),
        cmocka_unit_test(out_of_memory_is_not_the_records_fault),
        cmocka_unit_test(a_world_without_a_record_has_no_leaves),
        cmocka_unit_test(a_reading_needs_memory),
        cmocka_unit_test(what_cannot_be_read_is_not_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
