/* Answers: members of structs and rows, and what is never among them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "buurtkas/domain/acts.h"
#include "buurtkas/json/encode.h"

static const char *members_of(struct arena *arena, enum act_type type, const void *body)
{
    struct str out = str_new(arena, 1 << 16);
    (void)json_members(&out, body, act_kind(type)->fields, false);
    assert_false(out.failed);
    return out.len == 0 ? "" : out.ptr;
}

static struct uuid id_of(uint8_t last)
{
    struct uuid id = {
        {1, 2, 3, 4, 5, 6, 0x70, 8, 0x80, 10, 11, 12, 13, 14, 15, last}
    };
    return id;
}

static void test_members_in_the_order_of_the_table(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    struct body_proposal_revised body;
    field_clear_all(&body, act_kind(ACT_PROPOSAL_REVISED)->fields);
    struct item_cost_line line = {
        .label = {.ptr = "\"x\"", .len = 3},
          .amount_cents = 12
    };
    body.proposal = id_of(1);
    body.title = (struct text){ .ptr = "T", .len = 1 };
    body.cost_lines = (struct list){ .items = &line, .count = 1 };
    body.number = 2;
    body.asked_cents = 0;
    assert_string_equal(members_of(arena, ACT_PROPOSAL_REVISED, &body),
                        "\"proposal\":\"01020304-0506-7008-800a-0b0c0d0e0f01\",\"title\":\"T\","
                        "\"costLines\":[{\"label\":\"\\\"x\\\"\",\"amountCents\":12}],"
                        "\"number\":2,\"askedCents\":0");
    arena_free(arena);
}

/* An erased text stands as null; one that never was is left out. */
static void test_an_erased_text_is_null(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    struct body_envelope_ended body;
    field_clear_all(&body, act_kind(ACT_ENVELOPE_ENDED)->fields);
    assert_string_equal(members_of(arena, ACT_ENVELOPE_ENDED, &body), "");
    body.reason.commitment.bytes[0] = 1;
    assert_string_equal(members_of(arena, ACT_ENVELOPE_ENDED, &body), "\"reason\":null");
    arena_free(arena);
}

static void test_private_and_sent_fields_are_not_shown(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    struct body_appointment_made body;
    field_clear_all(&body, act_kind(ACT_APPOINTMENT_MADE)->fields);
    body.person = id_of(9);
    body.role = ROLE_MEMBER;
    assert_string_equal(members_of(arena, ACT_APPOINTMENT_MADE, &body), "\"role\":\"member\"");
    struct body_claim_accepted claim;
    field_clear_all(&claim, act_kind(ACT_CLAIM_ACCEPTED)->fields);
    claim.on_date = date_of(2026, 3, 1);
    assert_string_equal(members_of(arena, ACT_CLAIM_ACCEPTED, &claim), "");
    arena_free(arena);
}

static const struct rowset_column columns[] = {
    {"id",            VALUE_UUID },
    { "amount_cents", VALUE_I64  },
    { "opened_at",    VALUE_I64  },
    { "at",           VALUE_I64  },
    { "seats",        VALUE_I32  },
    { "is_open",      VALUE_BOOL },
    { "name",         VALUE_TEXT },
    { "document",     VALUE_BYTES},
    { "on_date",      VALUE_DATE },
    { "cost_lines",   VALUE_JSON },
};

static void test_a_row(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    struct uuid id = id_of(2);
    const uint8_t cents[8] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe };
    const uint8_t at[8] = { 0, 0, 0, 0, 0, 0, 0x03, 0xe8 };
    const uint8_t seats[4] = { 0, 0, 0, 9 };
    const uint8_t yes = 1;
    const uint8_t day[4] = { 0, 0, 0, 1 };
    const struct cell cells[] = {
        {id.bytes,                         16},
        { cents,                           8 },
        { at,                              8 },
        { at,                              8 },
        { seats,                           4 },
        { &yes,                            1 },
        { (const uint8_t *)"a\nb",         3 },
        { (const uint8_t *)"\x01\xab",     2 },
        { day,                             4 },
        { (const uint8_t *)"[{\"x\": 1}]", 10},
    };
    struct rowset rows = { columns, ARRAY_LEN(columns), 1, cells };
    struct str out = str_new(arena, 4096);
    assert_int_equal(json_row_members(&out, &rows, 0, true), 10);
    assert_string_equal(out.ptr, ",\"id\":\"01020304-0506-7008-800a-0b0c0d0e0f02\","
                                 "\"amountCents\":-2,\"openedAt\":\"1970-01-01T00:00:01.000Z\","
                                 "\"at\":\"1970-01-01T00:00:01.000Z\",\"seats\":9,\"isOpen\":true,"
                                 "\"name\":\"a\\nb\",\"document\":\"01ab\","
                                 "\"onDate\":\"2000-01-02\",\"costLines\":[{\"x\": 1}]");
    arena_free(arena);
}

static void test_null_cells_are_left_out(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    const struct cell cells[] = {
        {NULL,  -1},
        { NULL, -1}
    };
    struct rowset rows = { columns, 2, 1, cells };
    struct str out = str_new(arena, 4096);
    assert_int_equal(json_row_members(&out, &rows, 0, false), 0);
    assert_int_equal(out.len, 0);
    json_cell(&out, &columns[0], &cells[0]);
    assert_string_equal(out.ptr, "\"id\":null");
    arena_free(arena);
}

static void test_names_of_columns(void **state)
{
    (void)state;
    char name[64];
    json_name_of_column(name, sizeof name, "in_transit_back_cents");
    assert_string_equal(name, "inTransitBackCents");
    json_name_of_column(name, sizeof name, "id");
    assert_string_equal(name, "id");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members_in_the_order_of_the_table),
        cmocka_unit_test(test_an_erased_text_is_null),
        cmocka_unit_test(test_private_and_sent_fields_are_not_shown),
        cmocka_unit_test(test_a_row),
        cmocka_unit_test(test_null_cells_are_left_out),
        cmocka_unit_test(test_names_of_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
