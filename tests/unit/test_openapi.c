/* The OpenAPI document against the tables it is made from, in both directions, and against the
 * rules of the Dutch API design rules that a machine can check. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "api/openapi_internal.h"

struct fixture {
    struct arena *arena;
    json_t *document;
};

static int setup(void **state)
{
    static struct fixture fixture;
    static const struct api_site site = { .public_url = "https://kas.voorbeeld.example",
                                          .origin = "kas.voorbeeld.example/log" };
    fixture.arena = arena_new(64 << 20);
    struct str out = str_new(fixture.arena, 8 << 20);
    struct err err = { 0 };
    assert_true(api_openapi(&out, &site, &err));
    json_error_t fault;
    fixture.document = json_loadb(out.ptr, out.len, JSON_REJECT_DUPLICATES, &fault);
    if (fixture.document == NULL) {
        print_error("%s at %d: %.80s\n", fault.text, fault.position, out.ptr + fault.position - 40);
        return 1;
    }
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    json_decref(fixture->document);
    arena_free(fixture->arena);
    return 0;
}

static json_t *get(json_t *object, const char *name)
{
    json_t *value = json_object_get(object, name);
    if (value == NULL) {
        fail_msg("there is no member %s", name);
    }
    return value;
}

static json_t *operation_of(json_t *document, const struct route *route)
{
    json_t *path = get(get(document, "paths"), route->path + strlen("/v1"));
    return get(path, route->method == METHOD_GET ? "get" : "post");
}

static void test_the_head(void **state)
{
    json_t *document = ((struct fixture *)*state)->document;
    assert_string_equal(json_string_value(get(document, "openapi")), "3.0.3");
    json_t *contact = get(get(document, "info"), "contact");
    assert_string_equal(json_string_value(get(contact, "url")), "https://kas.voorbeeld.example");
    assert_string_equal(json_string_value(get(contact, "email")), "contact@kas.voorbeeld.example");
    assert_non_null(json_string_value(get(contact, "name")));
    json_t *server = json_array_get(get(document, "servers"), 0);
    assert_string_equal(json_string_value(get(server, "url")), "https://kas.voorbeeld.example/v1");
    json_t *own = get(get(get(document, "paths"), "/openapi.json"), "get");
    json_t *headers = get(get(get(own, "responses"), "200"), "headers");
    assert_non_null(get(headers, "access-control-allow-origin"));
}

static void test_every_route_is_an_operation_and_every_operation_a_route(void **state)
{
    json_t *document = ((struct fixture *)*state)->document;
    size_t expected = 0;
    for (size_t i = 0; i < routes_count; i++) {
        if (openapi_has(&routes[i])) {
            json_t *operation = operation_of(document, &routes[i]);
            assert_string_equal(json_string_value(get(operation, "operationId")), routes[i].name);
            expected++;
        }
    }
    size_t found = 0;
    const char *path;
    json_t *item;
    json_object_foreach(get(document, "paths"), path, item)
    {
        assert_int_equal(path[0], '/');
        found += json_object_size(item);
    }
    assert_int_equal(found, expected);
    assert_true(expected > 100);
}

static bool has_type(json_t *document, json_t *response, const char *type)
{
    const char *ref = json_string_value(json_object_get(response, "$ref"));
    if (ref != NULL) {
        response = get(get(get(document, "components"), "responses"), strrchr(ref, '/') + 1);
    }
    size_t i;
    json_t *each;
    json_array_foreach(get(response, "x-problem-types"), i, each)
    {
        if (strcmp(json_string_value(each), type) == 0) {
            return true;
        }
    }
    return false;
}

static void test_every_refusal_of_a_route_is_listed(void **state)
{
    json_t *document = ((struct fixture *)*state)->document;
    for (size_t i = 0; i < routes_count; i++) {
        for (const enum err_code *error = routes[i].errors; error != NULL && *error != ERR_OK;
             error++) {
            char status[8];
            (void)snprintf(status, sizeof status, "%d", err_status(*error));
            json_t *responses = get(operation_of(document, &routes[i]), "responses");
            assert_true(has_type(document, get(responses, status), err_type(*error)));
        }
    }
}

static json_t *resolve(json_t *document, const char *ref)
{
    char copy[256];
    (void)snprintf(copy, sizeof copy, "%s", ref);
    assert_int_equal(strncmp(copy, "#/components/", 13), 0);
    char *kind = copy + 13;
    char *slash = strchr(kind, '/');
    assert_non_null(slash);
    *slash = '\0';
    return json_object_get(get(get(document, "components"), kind), slash + 1);
}

/* Walks everything; the document is as deep as its tables. */
static void check_references(json_t *document, json_t *value)
{
    const char *name;
    json_t *each;
    size_t i;
    if (json_is_array(value)) {
        json_array_foreach(value, i, each)
        {
            check_references(document, each);
        }
    }
    if (!json_is_object(value)) {
        return;
    }
    json_object_foreach(value, name, each)
    {
        if (strcmp(name, "$ref") == 0) {
            if (resolve(document, json_string_value(each)) == NULL) {
                fail_msg("%s leads nowhere", json_string_value(each));
            }
        }
        check_references(document, each);
    }
}

static void test_references_lead_somewhere(void **state)
{
    json_t *document = ((struct fixture *)*state)->document;
    check_references(document, document);
}

/* Names of properties are lowerCamelCase, and a name with Date in it is a date. */
static void check_properties(json_t *value)
{
    const char *name;
    json_t *each;
    size_t i;
    json_array_foreach(value, i, each)
    {
        check_properties(each);
    }
    json_object_foreach(value, name, each)
    {
        check_properties(each);
    }
    json_object_foreach(json_object_get(value, "properties"), name, each)
    {
        assert_true(name[0] >= 'a' && name[0] <= 'z' && strpbrk(name, "_-") == NULL);
        if (strstr(name, "Date") != NULL) {
            assert_string_equal(json_string_value(get(each, "format")), "date");
        }
    }
}

static void test_properties_are_named_by_the_rules(void **state)
{
    check_properties(get(get(((struct fixture *)*state)->document, "components"), "schemas"));
}

static void test_every_answer_carries_the_version(void **state)
{
    json_t *document = ((struct fixture *)*state)->document;
    for (size_t i = 0; i < routes_count; i++) {
        if (!openapi_has(&routes[i])) {
            continue;
        }
        const char *status;
        json_t *response;
        json_object_foreach(get(operation_of(document, &routes[i]), "responses"), status, response)
        {
            const char *ref = json_string_value(json_object_get(response, "$ref"));
            json_t *full = ref == NULL ? response : resolve(document, ref);
            assert_non_null(get(get(full, "headers"), "API-Version"));
            assert_non_null(json_string_value(get(full, "description")));
        }
    }
}

static void test_operations_have_names_of_their_own(void **state)
{
    (void)state;
    for (size_t i = 0; i < routes_count; i++) {
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(routes[i].name, routes[k].name);
        }
    }
}

/* Each statement of the files of SQL with its columns, as the list says. */
static size_t compare_statements(const char *text)
{
    size_t count = 0;
    for (const char *at = strstr(text, "-- name: "); at != NULL; at = strstr(at + 1, "-- name: ")) {
        char name[64];
        assert_int_equal(sscanf(at, "-- name: %63s", name), 1);
        if (strncmp(name, "log_", 4) == 0 || strncmp(name, "page_", 5) == 0) {
            continue;
        }
        const char *result = strstr(at, "-- result: ");
        if (result == NULL) {
            fail_msg("%s has no result", name);
            return count;
        }
        char expected[2048] = "";
        size_t len = 0;
        for (const char *item = result + 11; *item != '\n' && *item != '\0';) {
            size_t name_len = strcspn(item, " \n");
            assert_in_range(len + name_len, 0, sizeof expected - 2);
            memcpy(expected + len, item, name_len);
            len += name_len;
            expected[len++] = ' ';
            item += strcspn(item, ",\n");
            item += *item == ',' ? 2 : 0;
        }
        expected[len == 0 ? 0 : len - 1] = '\0';
        const char *listed = openapi_columns(name);
        if (listed == NULL || strcmp(listed, expected) != 0) {
            fail_msg("%s: %s", name, expected);
        }
        count++;
    }
    return count;
}

static void test_the_list_of_columns_is_that_of_the_statements(void **state)
{
    struct fixture *fixture = *state;
    DIR *folder = opendir(SOURCE_DIR "/src/store/sql");
    assert_non_null(folder);
    size_t count = 0;
    for (struct dirent *each = readdir(folder); each != NULL; each = readdir(folder)) {
        if (strncmp(each->d_name, "read_", 5) != 0) {
            continue;
        }
        char path[512];
        (void)snprintf(path, sizeof path, "%s/%s", SOURCE_DIR "/src/store/sql", each->d_name);
        FILE *file = fopen(path, "r");
        assert_non_null(file);
        char *text = arena_alloc(fixture->arena, 1 << 17);
        size_t len = fread(text, 1, (1 << 17) - 1, file);
        text[len] = '\0';
        (void)fclose(file);
        count += compare_statements(text);
    }
    (void)closedir(folder);
    assert_true(count > 90);
}

/* Every column of every route's statements is described. */
static void test_every_column_is_described(void **state)
{
    json_t *schemas = get(get(((struct fixture *)*state)->document, "components"), "schemas");
    for (size_t i = 0; i < routes_count; i++) {
        const struct route *route = &routes[i];
        if (route->statement == NULL || !openapi_has(route)) {
            continue;
        }
        const char *list =
            openapi_columns(route->inside == NULL ? route->statement : route->inside);
        assert_non_null(list);
        size_t expected = 1;
        for (const char *at = list; *at != '\0'; at++) {
            expected += *at == ' ';
        }
        char name[64];
        char full[80];
        openapi_type_name(name, route->name);
        (void)snprintf(full, sizeof full, "%sItem", name);
        json_t *properties = get(get(schemas, full), "properties");
        size_t found = json_object_size(properties);
        found -= json_object_get(properties, "links") != NULL;
        if (found != expected) {
            fail_msg("%s: %zu of %zu columns are described", route->name, found, expected);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_head),
        cmocka_unit_test(test_every_route_is_an_operation_and_every_operation_a_route),
        cmocka_unit_test(test_every_refusal_of_a_route_is_listed),
        cmocka_unit_test(test_references_lead_somewhere),
        cmocka_unit_test(test_properties_are_named_by_the_rules),
        cmocka_unit_test(test_every_answer_carries_the_version),
        cmocka_unit_test(test_operations_have_names_of_their_own),
        cmocka_unit_test(test_the_list_of_columns_is_that_of_the_statements),
        cmocka_unit_test(test_every_column_is_described),
    };
    return cmocka_run_group_tests(tests, setup, teardown) == 0 ? 0 : 1;
}
