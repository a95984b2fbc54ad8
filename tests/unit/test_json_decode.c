/* Request bodies: what is refused, where, and that everything that is wrong is found at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "buurtkas/domain/acts.h"
#include "buurtkas/json/decode.h"

struct world {
    struct arena *arena;
    struct findings findings;
    struct err err;
};

static struct world start(void)
{
    struct world world = { .arena = arena_new(1 << 22) };
    assert_non_null(world.arena);
    return world;
}

static bool decode(struct world *world, enum act_type type, void *body, const char *text)
{
    world->findings = (struct findings){ 0 };
    world->err = (struct err){ 0 };
    return json_decode(body, act_kind(type)->fields, text, strlen(text), world->arena,
                       &world->findings, &world->err);
}

static void expect_finding(const struct world *world, size_t which, const char *pointer,
                           const char *part_of_detail)
{
    assert_in_range(which, 0, world->findings.count - 1);
    assert_string_equal(world->findings.items[which].pointer, pointer);
    assert_non_null(strstr(world->findings.items[which].detail, part_of_detail));
}

#define ID "01993e5a-0000-7000-8000-000000000001"

static void test_a_good_body_fills_the_struct(void **state)
{
    (void)state;
    struct world world = start();
    struct body_proposal_filed body;
    bool is_good = decode(&world, ACT_PROPOSAL_FILED, &body,
                          "{\"envelope\":\"" ID "\",\"title\":\"Buurt\\u00e9\\nmoes\","
                          "\"costLines\":[{\"label\":\"a\",\"amountCents\":1},"
                          "{\"amountCents\":100000000000000,\"label\":\"b\"}]}");
    assert_true(is_good);
    assert_string_equal(body.title.ptr, "Buurt\xc3\xa9\nmoes");
    assert_int_equal(body.title.len, 12);
    assert_int_equal(body.cost_lines.count, 2);
    const struct item_cost_line *lines = body.cost_lines.items;
    assert_int_equal(lines[1].amount_cents, AMOUNT_CENTS_MAX);
    assert_string_equal(lines[1].label.ptr, "b");
    assert_int_equal(body.financing_lines.count, 0);
    assert_null(body.summary.ptr);
    assert_int_equal(body.cost_cents, FIELD_ABSENT);
    arena_free(world.arena);
}

#define HEX64 "00000000000000000000000000000000000000000000000000000000000000ab"

static void test_a_signature_is_128_lower_case_digits(void **state)
{
    (void)state;
    struct world world = start();
    struct body_vote_cast body;
    assert_true(decode(&world, ACT_VOTE_CAST, &body,
                       "{\"choice\":\"for\",\"nonce\":\"" HEX64 "\",\"signature\":\"" HEX64 HEX64
                       "\"}"));
    assert_int_equal(body.nonce.bytes[31], 0xab);
    assert_int_equal(body.signature.bytes[31], 0xab);
    assert_int_equal(body.signature.bytes[63], 0xab);
    static const char *const wrong[] = {
        "\"\"",
        "7",
        "\"" HEX64 "\"",
        "\"" HEX64 HEX64 "00\"",
        "\"" HEX64 "00000000000000000000000000000000000000000000000000000000000000AB\"",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char text[512];
        (void)snprintf(text, sizeof text, "{\"choice\":\"for\",\"signature\":%s}", wrong[i]);
        assert_false(decode(&world, ACT_VOTE_CAST, &body, text));
        assert_int_equal(world.findings.count, 1);
        expect_finding(&world, 0, "/signature", "must be");
    }
    arena_free(world.arena);
}

static void test_everything_wrong_is_found_at_once(void **state)
{
    (void)state;
    struct world world = start();
    struct body_proposal_filed body;
    bool is_good = decode(&world, ACT_PROPOSAL_FILED, &body,
                          "{\"envelope\":\"nope\",\"title\":\"\",\"costCents\":5,\"a/b~c\":1,"
                          "\"category\":\"two words\",\"summary\":null,"
                          "\"costLines\":[{\"label\":\"x\",\"amountCents\":5.0},{\"label\":7}]}");
    assert_false(is_good);
    assert_int_equal(world.err.code, ERR_INVALID_FIELD);
    assert_string_equal(world.err.pointer, "/envelope");
    assert_int_equal(world.findings.count, 9);
    expect_finding(&world, 0, "/envelope", "UUID");
    expect_finding(&world, 1, "/title", "1 to 200");
    expect_finding(&world, 2, "/summary", "null");
    expect_finding(&world, 3, "/category", "may hold only");
    expect_finding(&world, 4, "/costLines/0/amountCents", "whole number");
    expect_finding(&world, 5, "/costLines/1/label", "string");
    expect_finding(&world, 6, "/costLines/1/amountCents", "required");
    expect_finding(&world, 7, "/costCents", "not a member");
    expect_finding(&world, 8, "/a~1b~0c", "not a member");
    arena_free(world.arena);
}

/* Findings beyond the ceiling are counted and dropped. */
static void test_many_findings_do_not_overflow(void **state)
{
    (void)state;
    struct world world = start();
    struct body_proposal_filed body;
    char text[4096] = "{";
    size_t len = 1;
    for (int i = 0; i < 100; i++) {
        len += (size_t)snprintf(text + len, sizeof text - len, "\"x%d\":1,", i);
    }
    (void)snprintf(text + len, sizeof text - len, "\"y\":1}");
    assert_false(decode(&world, ACT_PROPOSAL_FILED, &body, text));
    assert_true(world.findings.count > 100);
    arena_free(world.arena);
}

static void expect_malformed(struct world *world, const char *text, size_t len)
{
    struct body_organisation_entered body;
    world->findings = (struct findings){ 0 };
    world->err = (struct err){ 0 };
    assert_false(json_decode(&body, act_kind(ACT_ORGANISATION_ENTERED)->fields, text, len,
                             world->arena, &world->findings, &world->err));
    assert_int_equal(world->err.code, ERR_MALFORMED_JSON);
}

static void test_what_is_not_json_is_malformed(void **state)
{
    (void)state;
    struct world world = start();
    static const char *const bad[] = {
        "",
        " ",
        "{",
        "{}x",
        "{\"a\":1,\"a\":1}",
        "{\"a\":\"\\u0000\"}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":01}",
        "{'a':1}",
        "{\"a\":1,}",
        "\xff",
        "{\"a\":\"\xc0\xaf\"}",
        "{\"a\":99999999999999999999}",
        "\xef\xbb\xbf{}",
        "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]",
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        expect_malformed(&world, bad[i], strlen(bad[i]));
    }
    /* jansson swallows a raw NUL after a number. */
    expect_malformed(&world, "{\"a\":12\0}", 9);
    expect_malformed(&world, "{}\0", 3);
    arena_free(world.arena);
}

static void test_what_is_no_object_is_a_finding(void **state)
{
    (void)state;
    struct world world = start();
    struct body_organisation_entered body;
    assert_false(decode(&world, ACT_ORGANISATION_ENTERED, &body, "[]"));
    assert_int_equal(world.err.code, ERR_INVALID_FIELD);
    expect_finding(&world, 0, "", "object");
    arena_free(world.arena);
}

/* One field of one body, with a value. */
struct value_case {
    enum act_type type;
    const char *name;
    const char *value;
    bool is_good;
};

static const struct value_case value_cases[] = {
    {ACT_COUNCIL_ENTERED,   "seats",        "1",                                        true },
    { ACT_COUNCIL_ENTERED,  "seats",        "0",                                        false},
    { ACT_COUNCIL_ENTERED,  "seats",        "201",                                      false},
    { ACT_COUNCIL_ENTERED,  "seats",        "\"9\"",                                    false},
    { ACT_COUNCIL_ENTERED,  "seats",        "9.0",                                      false},
    { ACT_COUNCIL_ENTERED,  "seats",        "1e1",                                      false},
    { ACT_COUNCIL_ENTERED,  "seats",        "4294967305",                               false},
    { ACT_COUNCIL_ENTERED,  "namesPublic",  "true",                                     true },
    { ACT_COUNCIL_ENTERED,  "namesPublic",  "1",                                        false},
    { ACT_COUNCIL_ENTERED,  "statute",      "\"none\"",                                 true },
    { ACT_COUNCIL_ENTERED,  "statute",      "\"None\"",                                 false},
    { ACT_COUNCIL_ENTERED,  "statute",      "\"\"",                                     false},
    { ACT_COUNCIL_ENTERED,  "name",         "\"\\t\"",                                  false},
    { ACT_COUNCIL_ENTERED,  "name",         "\"\\r\\n\"",                               false},
    { ACT_COUNCIL_ENTERED,  "name",         "\"\\u0085\"",                              false},
    { ACT_COUNCIL_ENTERED,  "name",         "\"\\u007f\"",                              false},
    { ACT_COUNCIL_ENTERED,  "name",         "\"a\\nb\"",                                true },
    { ACT_COUNCIL_ENTERED,  "name",         "\"\xf0\x9f\x8c\xb1\"",                     true },
    { ACT_COUNCIL_ENTERED,  "organisation", "\"00000000-0000-0000-0000-000000000000\"", false},
    { ACT_COUNCIL_ENTERED,  "organisation", "\"{" ID "}\"",                             false},
    { ACT_COUNCIL_ENTERED,  "document",
     "\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"",            true },
    { ACT_COUNCIL_ENTERED,  "document",
     "\"9F86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"",            false},
    { ACT_COUNCIL_ENTERED,  "document",
     "\"0000000000000000000000000000000000000000000000000000000000000000\"",            false},
    { ACT_MEETING_CONVENED, "onDate",       "\"2026-02-28\"",                           true },
    { ACT_MEETING_CONVENED, "onDate",       "\"2026-02-29\"",                           false},
    { ACT_MEETING_CONVENED, "onDate",       "\"2026-02-28T00:00:00Z\"",                 false},
    { ACT_COMMITMENT_MADE,  "amountCents",  "0",                                        false},
    { ACT_COMMITMENT_MADE,  "amountCents",  "-1",                                       false},
    { ACT_COMMITMENT_MADE,  "amountCents",  "100000000000001",                          false},
    { ACT_PAYMENT_ORDERED,  "endToEndId",   "\"BK-2026-0001\"",                         true },
    { ACT_PAYMENT_ORDERED,  "endToEndId",   "\"BK 2026\"",                              false},
    { ACT_PAYMENT_ORDERED,  "endToEndId",   "\"123456789012345678901234567890123456\"", false},
};

/* A value is good when no finding names its field (others of the body are missing). */
static void test_values(void **state)
{
    (void)state;
    struct world world = start();
    for (size_t i = 0; i < ARRAY_LEN(value_cases); i++) {
        const struct value_case *each = &value_cases[i];
        void *body = arena_alloc(world.arena, act_kind(each->type)->body_size);
        char text[256];
        char pointer[64];
        (void)snprintf(text, sizeof text, "{\"%s\":%s}", each->name, each->value);
        (void)snprintf(pointer, sizeof pointer, "/%s", each->name);
        assert_false(decode(&world, each->type, body, text));
        bool is_found = false;
        for (size_t k = 0; k < world.findings.count; k++) {
            is_found = is_found || strcmp(world.findings.items[k].pointer, pointer) == 0;
        }
        if (is_found == each->is_good) {
            fail_msg("%s: %s", text, world.err.detail);
        }
    }
    arena_free(world.arena);
}

/* 200 code points of two bytes pass, 201 do not. */
static void test_length_is_in_code_points(void **state)
{
    (void)state;
    struct world world = start();
    struct body_organisation_entered body;
    for (size_t count = 200; count <= 201; count++) {
        char text[600] = "{\"kind\":\"funder\",\"name\":\"";
        size_t len = strlen(text);
        for (size_t i = 0; i < count; i++) {
            text[len++] = '\xc3';
            text[len++] = '\xa9';
        }
        (void)snprintf(text + len, sizeof text - len, "\"}");
        assert_int_equal(decode(&world, ACT_ORGANISATION_ENTERED, &body, text), count == 200);
    }
    arena_free(world.arena);
}

/* What the daemon makes or computes, and what the path says, is no member of a body. */
static void test_made_and_computed_fields_are_unknown(void **state)
{
    (void)state;
    struct world world = start();
    struct body_claim_accepted body;
    assert_true(decode(&world, ACT_CLAIM_ACCEPTED, &body, "{}"));
    assert_true(uuid_is_zero(&body.claim));
    assert_false(decode(&world, ACT_CLAIM_ACCEPTED, &body, "{\"claim\":\"" ID "\"}"));
    assert_false(decode(&world, ACT_CLAIM_ACCEPTED, &body, "{\"amountCents\":1}"));
    assert_true(decode(&world, ACT_CLAIM_ACCEPTED, &body, "{\"onDate\":\"2026-03-01\"}"));
    assert_int_equal(body.on_date.days, date_of(2026, 3, 1).days);
    arena_free(world.arena);
}

static void test_a_full_arena_is_an_error_of_memory(void **state)
{
    (void)state;
    struct world world = start();
    struct arena *small = arena_new(16);
    struct body_organisation_entered body;
    static const char text[] =
        "{\"kind\":\"funder\",\"name\":\"a name of more than sixteen bytes\"}";
    assert_false(json_decode(&body, act_kind(ACT_ORGANISATION_ENTERED)->fields, text,
                             sizeof text - 1, small, &world.findings, &world.err));
    assert_int_equal(world.err.code, ERR_MEMORY);
    arena_free(small);
    arena_free(world.arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_good_body_fills_the_struct),
        cmocka_unit_test(test_a_signature_is_128_lower_case_digits),
        cmocka_unit_test(test_everything_wrong_is_found_at_once),
        cmocka_unit_test(test_many_findings_do_not_overflow),
        cmocka_unit_test(test_what_is_not_json_is_malformed),
        cmocka_unit_test(test_what_is_no_object_is_a_finding),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_length_is_in_code_points),
        cmocka_unit_test(test_made_and_computed_fields_are_unknown),
        cmocka_unit_test(test_a_full_arena_is_an_error_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
