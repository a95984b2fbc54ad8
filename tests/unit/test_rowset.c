/* Cells as PostgreSQL sends them, and the parameters that go there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "buurtkas/base/attr.h"
#include "buurtkas/base/clock.h"
#include "buurtkas/base/rowset.h"

static struct cell cell(const void *bytes, int32_t len)
{
    return (struct cell){ .ptr = bytes, .len = len };
}

static void number__is_big_endian(void **state)
{
    static const struct {
        uint8_t bytes[8];
        int64_t value;
    } cases[] = {
        {{ 0, 0, 0, 0, 0, 0, 0, 0 },                          0                          },
        { { 0, 0, 0, 0, 0, 0, 0, 1 },                         1                          },
        { { 1, 2, 3, 4, 5, 6, 7, 8 },                         INT64_C(0x0102030405060708)},
        { { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, -1                         },
        { { 0x80, 0, 0, 0, 0, 0, 0, 0 },                      INT64_MIN                  },
        { { 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, INT64_MAX                  },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct cell eight = cell(cases[i].bytes, 8);
        struct cell four = cell(cases[i].bytes + 4, 4);
        assert_int_equal(cell_i64(&eight), cases[i].value);
        assert_int_equal(cell_i32(&four), (int32_t)cases[i].value);
    }
}

static void bool__is_one_byte(void **state)
{
    static const uint8_t bytes[] = { 0, 1 };
    (void)state;
    struct cell no = cell(bytes, 1);
    struct cell yes = cell(bytes + 1, 1);
    assert_false(cell_bool(&no));
    assert_true(cell_bool(&yes));
}

/* PostgreSQL counts days from 2000-01-01. */
static void date__is_counted_from_1970(void **state)
{
    static const struct {
        uint8_t bytes[4];
        int32_t year, month, day;
    } cases[] = {
        {{ 0, 0, 0, 0 },              2000, 1,  1 },
        { { 0, 0, 0, 1 },             2000, 1,  2 },
        { { 0xff, 0xff, 0xff, 0xff }, 1999, 12, 31},
        { { 0, 0, 0x25, 0x19 },       2026, 1,  1 },
        { { 0xff, 0xff, 0xd5, 0x33 }, 1970, 1,  1 },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct cell date = cell(cases[i].bytes, 4);
        assert_int_equal(cell_date_days(&date),
                         date_of(cases[i].year, cases[i].month, cases[i].day).days);
    }
}

static void uuid__is_sixteen_bytes(void **state)
{
    struct uuid uuid = uuid_v4();
    struct cell bytes = cell(uuid.bytes, UUID_BYTES);
    struct uuid read = cell_uuid(&bytes);
    (void)state;
    assert_true(uuid_equal(&uuid, &read));
}

static void null__has_no_length(void **state)
{
    struct cell null = { .len = -1 };
    struct cell empty = cell("", 0);
    (void)state;
    assert_true(cell_is_null(&null));
    assert_false(cell_is_null(&empty));
}

static void rowset__is_row_after_row(void **state)
{
    static const struct rowset_column columns[] = {
        {"id",    VALUE_I32 },
        { "name", VALUE_TEXT}
    };
    const struct cell cells[] = { cell("a", 1), cell("bb", 2), cell("ccc", 3), cell("dddd", 4) };
    const struct rowset rows = { columns, 2, 2, cells };
    (void)state;
    assert_int_equal(rowset_column(&rows, "id"), 0);
    assert_int_equal(rowset_column(&rows, "name"), 1);
    assert_int_equal(rowset_cell(&rows, 0, 1)->len, 2);
    assert_int_equal(rowset_cell(&rows, 1, 0)->len, 3);
    assert_int_equal(rowset_cell(&rows, 1, 1)->len, 4);
}

static void param__remembers_its_type(void **state)
{
    struct uuid uuid = uuid_v4();
    (void)state;
    assert_int_equal(param_uuid(uuid).type, VALUE_UUID);
    assert_int_equal(param_i64(-5).i64, -5);
    assert_int_equal(param_i32(INT32_MIN).i64, INT32_MIN);
    assert_int_equal(param_i32(INT32_MIN).type, VALUE_I32);
    assert_int_equal(param_bool(true).i64, 1);
    assert_int_equal(param_date(20454).type, VALUE_DATE);
    assert_int_equal(param_text("abc", 3).bytes.len, 3);
    assert_int_equal(param_bytes("abc", 2).type, VALUE_BYTES);
    assert_int_equal(param_uuids(&uuid, 1).bytes.len, 1);
    assert_int_equal(param_uuids(&uuid, 1).type, VALUE_UUIDS);
    assert_true(param_null(VALUE_TEXT).is_null);
    assert_int_equal(param_null(VALUE_TEXT).type, VALUE_TEXT);
    assert_false(param_text("", 0).is_null);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(number__is_big_endian),      cmocka_unit_test(bool__is_one_byte),
        cmocka_unit_test(date__is_counted_from_1970), cmocka_unit_test(uuid__is_sixteen_bytes),
        cmocka_unit_test(null__has_no_length),        cmocka_unit_test(rowset__is_row_after_row),
        cmocka_unit_test(param__remembers_its_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
