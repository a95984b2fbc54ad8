/* Field tables: what is absent, clearing, enum names, and the SQL spelling of names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "buurtkas/base/field.h"

struct part {
    int64_t cents;
    bool is_final;
};

struct flags {
    bool is_open;
};

struct sample {
    struct uuid id;
    int64_t count;
    int64_t cents;
    int32_t share;
    bool is_public;
    int state;
    struct date on;
    struct instant at;
    struct hash hash;
    struct signature signature;
    struct code code;
    struct text title;
    struct part part;
    struct flags flags;
    struct list lines;
    int untouched;
};

static const char *const states[] = { "draft", "open", "closed", NULL };

static const struct field part_fields[] = {
    { .name = "cents", .kind = FIELD_CENTS, .offset = offsetof(struct part, cents) },
    { .name = "isFinal", .kind = FIELD_BOOL, .offset = offsetof(struct part, is_final) },
    { 0 },
};

static const struct field flags_fields[] = {
    { .name = "isOpen", .kind = FIELD_BOOL, .offset = offsetof(struct flags, is_open) },
    { 0 },
};

#define ROW(n, k, member) { .name = (n), .kind = (k), .offset = offsetof(struct sample, member) }

static const struct field sample_fields[] = {
    ROW("id", FIELD_UUID, id),
    ROW("count", FIELD_I64, count),
    ROW("amountCents", FIELD_CENTS, cents),
    ROW("share", FIELD_I32, share),
    ROW("isPublic", FIELD_BOOL, is_public),
    { .name = "state",
                                         .kind = FIELD_ENUM,
                                         .offset = offsetof(struct sample, state),
                                         .names = states },
    ROW("on", FIELD_DATE, on),
    ROW("at", FIELD_INSTANT, at),
    ROW("hash", FIELD_HASH, hash),
    ROW("signature", FIELD_SIGNATURE, signature),
    ROW("code", FIELD_CODE, code),
    ROW("title", FIELD_TEXT, title),
    { .name = "part",
                                         .kind = FIELD_OBJECT,
                                         .offset = offsetof(struct sample, part),
                                         .sub = part_fields },
    { .name = "flags",
                                         .kind = FIELD_OBJECT,
                                         .offset = offsetof(struct sample, flags),
                                         .sub = flags_fields },
    { .name = "lines",
                                         .kind = FIELD_LIST,
                                         .offset = offsetof(struct sample, lines),
                                         .sub = part_fields,
                                         .struct_size = sizeof(struct part) },
    { 0 },
};

static bool is_absent(const struct sample *sample, const char *name)
{
    const struct field *field = field_find(sample_fields, name, strlen(name));
    assert_non_null(field);
    return field_is_absent(sample, field);
}

static bool can_be_absent(const struct field *field)
{
    return field->kind != FIELD_BOOL && strcmp(field->name, "flags") != 0;
}

static void field_clear_all__makes_every_field_absent_and_nothing_else(void **state)
{
    (void)state;
    struct sample sample;
    memset(&sample, 1, sizeof sample);
    sample.untouched = 77;
    field_clear_all(&sample, sample_fields);
    for (const struct field *field = sample_fields; field->kind != FIELD_END; field++) {
        assert_int_equal(field_is_absent(&sample, field), can_be_absent(field));
    }
    assert_false(sample.is_public);
    assert_false(sample.part.is_final);
    assert_true(sample.part.cents == FIELD_ABSENT);
    assert_true(sample.at.ms == INSTANT_ABSENT);
    assert_null(sample.lines.items);
    assert_int_equal(sample.untouched, 77);
}

static void field_is_absent__is_false_for_zero_numbers(void **state)
{
    (void)state;
    struct sample sample;
    field_clear_all(&sample, sample_fields);
    sample.count = 0;
    sample.cents = 0;
    sample.share = 0;
    sample.on.days = 0;
    sample.at.ms = 0;
    static const char *const names[] = { "count", "amountCents", "share", "on", "at" };
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        assert_false(is_absent(&sample, names[i]));
    }
}

static void field_is_absent__is_false_for_values(void **state)
{
    (void)state;
    struct sample sample;
    field_clear_all(&sample, sample_fields);
    sample.id.bytes[15] = 1;
    sample.state = 1;
    sample.hash.bytes[31] = 1;
    sample.signature.bytes[63] = 1;
    sample.code.text[0] = '6';
    sample.title.ptr = "";
    sample.part.cents = 5;
    sample.lines.count = 1;
    static const char *const names[] = { "id",        "state", "hash", "code",
                                         "signature", "title", "part", "lines" };
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        assert_false(is_absent(&sample, names[i]));
    }
}

static void field_is_absent__knows_a_text_by_its_commitment_alone(void **state)
{
    (void)state;
    struct sample sample;
    field_clear_all(&sample, sample_fields);
    sample.title.salt[0] = 1;
    assert_true(is_absent(&sample, "title"));
    sample.title.commitment.bytes[0] = 1;
    assert_false(is_absent(&sample, "title"));
}

static void field_is_absent__looks_into_objects_past_their_bools(void **state)
{
    (void)state;
    struct sample sample;
    field_clear_all(&sample, sample_fields);
    sample.part.is_final = true;
    assert_true(is_absent(&sample, "part"));
    sample.part.cents = 0;
    assert_false(is_absent(&sample, "part"));
}

static void field_find__needs_the_whole_name(void **state)
{
    (void)state;
    assert_int_equal(field_count(sample_fields), 15);
    assert_ptr_equal(field_find(sample_fields, "amountCents!", 11), &sample_fields[2]);
    static const char *const unknown[] = { "", "amount", "amountCentsX", "AmountCents" };
    for (size_t i = 0; i < ARRAY_LEN(unknown); i++) {
        assert_null(field_find(sample_fields, unknown[i], strlen(unknown[i])));
    }
    static const struct field empty[] = { { 0 } };
    assert_int_equal(field_count(empty), 0);
    assert_null(field_find(empty, "id", 2));
}

static void field_enum__goes_both_ways(void **state)
{
    (void)state;
    for (int i = 0; states[i] != NULL; i++) {
        assert_int_equal(field_enum_parse(states, states[i], strlen(states[i])), i + 1);
        assert_string_equal(field_enum_name(states, i + 1), states[i]);
    }
    static const char *const unknown[] = { "", "Open", "ope", "opens", "open " };
    for (size_t i = 0; i < ARRAY_LEN(unknown); i++) {
        assert_int_equal(field_enum_parse(states, unknown[i], strlen(unknown[i])), 0);
    }
    static const int outside[] = { 0, -1, 4, 1000, INT32_MIN, INT32_MAX };
    for (size_t i = 0; i < ARRAY_LEN(outside); i++) {
        assert_string_equal(field_enum_name(states, outside[i]), "");
    }
}

static void field_snake_name__splits_at_capitals(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        { "id", "id" },
        { "amountCents", "amount_cents" },
        { "a", "a" },
        { "openObjectionsUntilAt", "open_objections_until_at"},
        { "sha256Hash", "sha256_hash" },
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char out[64];
        field_snake_name(out, sizeof out, cases[i][0]);
        assert_string_equal(out, cases[i][1]);
    }
    char tight[13];
    field_snake_name(tight, sizeof tight, "amountCents");
    assert_string_equal(tight, "amount_cents");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(field_clear_all__makes_every_field_absent_and_nothing_else),
        cmocka_unit_test(field_is_absent__is_false_for_zero_numbers),
        cmocka_unit_test(field_is_absent__is_false_for_values),
        cmocka_unit_test(field_is_absent__knows_a_text_by_its_commitment_alone),
        cmocka_unit_test(field_is_absent__looks_into_objects_past_their_bools),
        cmocka_unit_test(field_find__needs_the_whole_name),
        cmocka_unit_test(field_enum__goes_both_ways),
        cmocka_unit_test(field_snake_name__splits_at_capitals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
