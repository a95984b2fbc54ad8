/* The tables that everything is generated from: kinds, relations, acts and competences fit
 * together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "buurtkas/domain/competence.h"

static void test_kinds_have_tables_and_columns(void **state)
{
    (void)state;
    for (int i = KIND_NONE + 1; i < KIND_COUNT; i++) {
        const struct object_type *type = object_type((enum kind)i);
        assert_non_null(type->table);
        assert_true(type->size >= sizeof(struct object));
        assert_true(field_count(type->columns) > 0);
        for (const struct field *c = type->columns; c->kind != FIELD_END; c++) {
            assert_true(c->offset >= sizeof(struct object) && c->offset < type->size);
            assert_true(c->kind != FIELD_ENUM || c->names != NULL);
            /* A journal is INSERT only, so nothing of it may change. */
            assert_true(!type->is_journal || (c->flags & FIELD_FIXED) != 0);
            assert_ptr_equal(field_find(type->columns, c->name, strlen(c->name)), c);
        }
    }
}

static void test_prefixes_are_unique_and_never_of_children(void **state)
{
    (void)state;
    int count = 0;
    for (int i = KIND_NONE + 1; i < KIND_COUNT; i++) {
        const char *prefix = object_type((enum kind)i)->prefix;
        if (prefix == NULL) {
            continue;
        }
        count++;
        assert_false(object_type((enum kind)i)->is_child);
        for (int j = KIND_NONE + 1; j < i; j++) {
            const char *other = object_type((enum kind)j)->prefix;
            assert_true(other == NULL || strcmp(prefix, other) != 0);
        }
    }
    assert_int_equal(count, 35);
    assert_string_equal(object_type(KIND_DECISION)->prefix, "D");
    assert_null(object_type(KIND_DECISION_STATUS)->prefix);
    assert_null(object_type(KIND_TRANSACTION)->prefix);
}

/* A paper of a secret ballot has none: a number would be an order. */
static void test_what_an_act_creates_has_a_reference(void **state)
{
    (void)state;
    assert_null(object_type(KIND_BALLOT_PAPER)->prefix);
    for (int i = ACT_NONE + 1; i < ACT_COUNT; i++) {
        enum kind creates = act_kind((enum act_type)i)->creates;
        assert_true(creates == KIND_NONE || creates == KIND_TRANSACTION ||
                    creates == KIND_BALLOT_PAPER ||
                    object_type(creates)->prefix != NULL);
    }
}

static void test_relations_go_by_ids_that_never_change(void **state)
{
    (void)state;
    for (int i = 0; i < REL_COUNT; i++) {
        const struct relation_type *type = relation_type((enum relation)i);
        const struct field *columns = object_type(type->kind)->columns;
        const struct field *column = field_find(columns, type->column, strlen(type->column));
        if (column == NULL) {
            assert_string_equal(type->column, "id");
            assert_true(object_type(type->kind)->is_child);
        } else {
            assert_int_equal(column->kind, FIELD_UUID);
            assert_true((column->flags & FIELD_FIXED) != 0);
        }
    }
}

static void test_acts_are_found_by_name(void **state)
{
    (void)state;
    for (int i = ACT_NONE + 1; i < ACT_COUNT; i++) {
        const struct act_kind *kind = act_kind((enum act_type)i);
        assert_int_equal(kind->type, i);
        assert_ptr_equal(act_kind_by_name(kind->name, strlen(kind->name)), kind);
    }
    assert_null(act_kind_by_name("claim.accepte", 13));
    assert_null(act_kind_by_name("", 0));
}

static void test_every_act_has_a_rule_and_a_competence(void **state)
{
    (void)state;
    for (int i = ACT_NONE + 1; i < ACT_COUNT; i++) {
        const struct act_kind *kind = act_kind((enum act_type)i);
        const struct competence *row = competence_of((enum act_type)i);
        assert_non_null(act_rule_of((enum act_type)i));
        assert_non_null(row->body);
        /* Only the daemon acts without a role, by the clock. */
        assert_true((row->roles == 0) == (i == ACT_DECISION_LAPSED || i == ACT_VOTES_OPENED));
        assert_true((row->roles & 1) == 0);
        assert_true(row->roles < ROLE_BIT(role_end));
        if (row->field == NULL) {
            assert_int_equal(row->kind, KIND_NONE);
            continue;
        }
        const struct field *field = field_find(kind->fields, row->field, strlen(row->field));
        assert_non_null(field);
        assert_int_equal(field->kind, FIELD_UUID);
        assert_true(row->kind != KIND_NONE || i == ACT_APPOINTMENT_MADE);
    }
}

static void test_no_role_is_without_an_act_but_the_silent_ones(void **state)
{
    (void)state;
    role_set silent = ROLE_BIT(ROLE_OBSERVER) | ROLE_BIT(ROLE_PRIVACY_OFFICER);
    role_set used = 0;
    for (int i = ACT_NONE + 1; i < ACT_COUNT; i++) {
        used |= competence_of((enum act_type)i)->roles;
    }
    for (int role = 1; role < role_end; role++) {
        assert_true(((used & ROLE_BIT(role)) != 0) != ((silent & ROLE_BIT(role)) != 0));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds_have_tables_and_columns),
        cmocka_unit_test(test_prefixes_are_unique_and_never_of_children),
        cmocka_unit_test(test_what_an_act_creates_has_a_reference),
        cmocka_unit_test(test_relations_go_by_ids_that_never_change),
        cmocka_unit_test(test_acts_are_found_by_name),
        cmocka_unit_test(test_every_act_has_a_rule_and_a_competence),
        cmocka_unit_test(test_no_role_is_without_an_act_but_the_silent_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
