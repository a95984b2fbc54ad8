/* Every kind of object goes to its table and comes back the same: all columns set, all that may be
 * absent absent, and after an update. The tables' own rules are taken away first: here it is about
 * the columns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <time.h>

#include <cmocka.h>

#include "store/rows_internal.h"
#include "support/pg_fixture.h"

enum {
    ARENA_BYTES = 4 << 20,
    OBJECTS = 3
};

static const char *const no_settings[] = { NULL };
static const char no_rules[] =
    "DO $$ DECLARE r record; BEGIN"
    " FOR r IN SELECT conrelid::regclass AS tab, conname FROM pg_constraint"
    "  WHERE contype IN ('c', 'f', 'u') AND conrelid <> 0"
    "   AND connamespace = 'public'::regnamespace ORDER BY contype DESC LOOP"
    "  EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', r.tab, r.conname);"
    " END LOOP;"
    " FOR r IN SELECT tgrelid::regclass AS tab, tgname FROM pg_trigger"
    "  WHERE NOT tgisinternal LOOP"
    "  EXECUTE format('DROP TRIGGER IF EXISTS %I ON %s', r.tgname, r.tab);"
    " END LOOP;"
    " FOR r IN SELECT indexrelid::regclass AS index FROM pg_index JOIN pg_class ON oid = indrelid"
    "  WHERE relnamespace = 'public'::regnamespace AND NOT indisprimary LOOP"
    "  EXECUTE format('DROP INDEX %s', r.index);"
    " END LOOP;"
    " FOR r IN SELECT attrelid::regclass AS tab, attname FROM pg_attribute"
    "  JOIN pg_class ON pg_class.oid = attrelid WHERE relkind = 'r' AND attnum > 0 AND attnotnull"
    "   AND relnamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_index"
    "    WHERE indrelid = attrelid AND indisprimary AND attnum = ANY (indkey)) LOOP"
    "  EXECUTE format('ALTER TABLE %s ALTER %I DROP NOT NULL', r.tab, r.attname);"
    " END LOOP; END $$";

static struct pg pg;
static struct arena *arena;
static unsigned seed;

static int64_t any(int64_t below)
{
    return (int64_t)rand_r(&seed) % below;
}

static int count_names(const char *const *names)
{
    int count = 0;
    while (names[count] != NULL) {
        count++;
    }
    return count;
}

static void fill_field(void *at, const struct field *field)
{
    switch (field->kind) {
    case FIELD_UUID:
        *(struct uuid *)at = uuid_v4();
        break;
    case FIELD_I64:
    case FIELD_CENTS:
        *(int64_t *)at = any(INT64_C(2000000000));
        break;
    case FIELD_INSTANT:
        ((struct instant *)at)->ms = any(INT64_C(2000000000)) * 1000;
        break;
    case FIELD_I32:
        *(int32_t *)at = (int32_t)any(100000);
        break;
    case FIELD_BOOL:
        *(bool *)at = any(2) == 1;
        break;
    case FIELD_DATE:
        ((struct date *)at)->days = (int32_t)any(40000) - 5000;
        break;
    case FIELD_HASH:
        memset(at, 1 + (int)any(255), HASH_BYTES);
        break;
    case FIELD_SIGNATURE:
        memset(at, 1 + (int)any(255), SIGNATURE_BYTES);
        break;
    case FIELD_CODE:
        (void)snprintf(((struct code *)at)->text, CODE_MAX, "C-%lld:x/y_z", (long long)any(1000));
        break;
    case FIELD_ENUM:
        *(int *)at = 1 + (int)any(count_names(field->names));
        break;
    case FIELD_TEXT:
    case FIELD_OBJECT:
    case FIELD_LIST:
    case FIELD_END:
        fail_msg("column %s", field->name);
    }
}

/* Which columns get a value. */
enum filling {
    FILL_ALL,
    FILL_NONE,
    FILL_STATE
};

static void fill(union any_object *object, enum kind kind, enum filling filling)
{
    const struct object_type *type = object_type(kind);
    if (filling != FILL_STATE) {
        memset(object, 0, sizeof *object);
        field_clear_all(object, type->columns);
        object->object.id = uuid_v4();
        object->object.ordinal = type->is_child ? 1 + (int32_t)any(1000) : 0;
        object->object.kind = kind;
        object->object.entry = (uint64_t)any(1000000);
        object->object.changed = object->object.entry;
        if (type->prefix != NULL) {
            (void)snprintf(object->object.reference.text, CODE_MAX, "%s-2026-%03d", type->prefix,
                           (int)any(1000));
        }
    } else {
        object->object.changed += 1000000;
    }
    for (const struct field *field = type->columns; field->kind != FIELD_END; field++) {
        bool is_state = (field->flags & FIELD_FIXED) == 0;
        if (filling == FILL_ALL || (filling == FILL_STATE && is_state)) {
            fill_field(field_at(object, field), field);
        }
    }
}

static void run(enum stmt_id statement, const struct bind *bind)
{
    struct err err = { 0 };
    PGresult *result = pipeline_query(&pg, statement, bind, &err);
    if (result == NULL) {
        fail_msg("%s: %s %s", statements[statement].name, err.detail, err.sqlstate);
    }
    PQclear(result);
}

static void check_loaded(const union any_object *object, enum kind kind)
{
    static union any_object loaded;
    struct bind bind = bind_new(arena);
    struct err err = { 0 };
    bind_uuid(&bind, &object->object.id);
    if (object_type(kind)->is_child) {
        bind_i32(&bind, object->object.ordinal);
    }
    PGresult *result = pipeline_query(&pg, rows_load_statement(kind), &bind, &err);
    assert_non_null(result);
    assert_int_equal(PQntuples(result), 1);
    if (!rows_decode(&loaded, kind, result, 0, &err)) {
        fail_msg("%s: %s", object_type(kind)->table, err.detail);
    }
    PQclear(result);
    if (memcmp(&loaded.object.id, &object->object.id, UUID_BYTES) != 0 ||
        loaded.object.entry != object->object.entry ||
        loaded.object.changed != object->object.changed ||
        loaded.object.ordinal != object->object.ordinal || loaded.object.kind != kind ||
        strcmp(loaded.object.reference.text, object->object.reference.text) != 0) {
        fail_msg("%s: the head differs", object_type(kind)->table);
    }
    for (const struct field *field = object_type(kind)->columns; field->kind != FIELD_END;
         field++) {
        static const size_t sizes[] = {
            [FIELD_UUID] = 16, [FIELD_I64] = 8,   [FIELD_CENTS] = 8, [FIELD_I32] = 4,
            [FIELD_BOOL] = 1,  [FIELD_ENUM] = 4,  [FIELD_DATE] = 4,  [FIELD_INSTANT] = 8,
            [FIELD_HASH] = 32, [FIELD_CODE] = 64,  [FIELD_SIGNATURE] = 64,
        };
        if (memcmp(field_at(&loaded, field), field_at_const(object, field), sizes[field->kind]) !=
            0) {
            fail_msg("%s.%s differs", object_type(kind)->table, field->name);
        }
    }
}

static void rows_of_kind(enum kind kind)
{
    static union any_object objects[OBJECTS];
    const struct object *items[OBJECTS];
    struct bind insert = bind_new(arena);
    for (size_t i = 0; i < OBJECTS; i++) {
        fill(&objects[i], kind, i == 1 ? FILL_NONE : FILL_ALL);
        items[i] = &objects[i].object;
    }
    rows_bind_insert(&insert, kind, items, OBJECTS);
    run(rows_insert_statement(kind), &insert);
    for (size_t i = 0; i < OBJECTS; i++) {
        check_loaded(&objects[i], kind);
    }
    if (object_type(kind)->is_journal) {
        assert_int_equal(rows_update_statement(kind), STMT_COUNT);
        return;
    }
    struct bind update = bind_new(arena);
    fill(&objects[1], kind, FILL_STATE);
    fill(&objects[2], kind, FILL_STATE);
    rows_bind_update(&update, kind, items + 1, OBJECTS - 1);
    run(rows_update_statement(kind), &update);
    for (size_t i = 0; i < OBJECTS; i++) {
        check_loaded(&objects[i], kind);
    }
}

static void every_kind__comes_back_the_same(void **state)
{
    (void)state;
    for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++) {
        rows_of_kind((enum kind)kind);
        arena_clear(arena);
    }
}

static void every_relation__is_in_order(void **state)
{
    (void)state;
    for (int i = 0; i < REL_COUNT; i++) {
        static union any_object objects[OBJECTS];
        const struct relation_type *relation = relation_type((enum relation)i);
        const struct field *column = object_type(relation->kind)->columns;
        const struct object *items[OBJECTS];
        struct uuid id = uuid_v4();
        struct err err = { 0 };
        for (size_t object = 0; object < OBJECTS; object++) {
            fill(&objects[object], relation->kind, FILL_ALL);
            items[object] = &objects[object].object;
            objects[object].object.ordinal =
                object_type(relation->kind)->is_child ? (int32_t)(OBJECTS - object) : 0;
            const struct field *by = field_find(column, relation->column, strlen(relation->column));
            *(struct uuid *)(by == NULL ? &objects[object].object.id
                                        : field_at(&objects[object], by)) = id;
        }
        struct bind insert = bind_new(arena);
        rows_bind_insert(&insert, relation->kind, items, OBJECTS);
        run(rows_insert_statement(relation->kind), &insert);
        struct bind find = bind_new(arena);
        bind_uuid(&find, &id);
        PGresult *result =
            pipeline_query(&pg, rows_related_statement((enum relation)i), &find, &err);
        assert_non_null(result);
        assert_int_equal(PQntuples(result), OBJECTS);
        static union any_object before, row;
        for (int at = 0; at < OBJECTS; at++) {
            assert_true(rows_decode(&row, relation->kind, result, at, &err));
            int order = at == 0 ? -1 : memcmp(&before.object.id, &row.object.id, UUID_BYTES);
            assert_true(order < 0 || (order == 0 && before.object.ordinal < row.object.ordinal));
            before = row;
        }
        PQclear(result);
        arena_clear(arena);
    }
}

static void unknown_word__is_corrupt(void **state)
{
    static union any_object object;
    struct err err = { 0 };
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    struct bind bind = bind_new(arena);
    pg_do(conn, "INSERT INTO organisation (id, entry, reference, kind) VALUES "
                "('00000000-0000-0000-0000-000000000001', 1, 'O-1', 'circus')");
    PQfinish(conn);
    struct uuid id = { { [15] = 1 } };
    bind_uuid(&bind, &id);
    PGresult *result = pipeline_query(&pg, STMT_ORGANISATION_LOAD, &bind, &err);
    assert_non_null(result);
    assert_false(rows_decode(&object, KIND_ORGANISATION, result, 0, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    PQclear(result);
}

static int setup(void **state)
{
    struct err err = { 0 };
    if (pg_fixture_setup(state) != 0) {
        return -1;
    }
    PGconn *conn = pg_fixture_connect(*state, PG_SUPER);
    pg_do(conn, no_rules);
    PQfinish(conn);
    seed = (unsigned)time(NULL);
    print_message("seed %u\n", seed);
    arena = arena_new(ARENA_BYTES);
    if (!pg_open(&pg, pg_fixture_conninfo(*state, PG_DAEMON), no_settings, &err)) {
        print_error("%s\n", err.detail);
        return -1;
    }
    return 0;
}

static int teardown(void **state)
{
    pg_close(&pg);
    arena_free(arena);
    return pg_fixture_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind__comes_back_the_same),
        cmocka_unit_test(every_relation__is_in_order),
        cmocka_unit_test(unknown_word__is_corrupt),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
