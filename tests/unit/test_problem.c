/* Problems: the body of every refusal, and what a failure of ours does not say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "buurtkas/api/call.h"

static const struct api_site site = { .public_url = "https://kas.example" };

static struct api_call start(void)
{
    return (struct api_call){ .site = &site, .arena = arena_new(1 << 20) };
}

static void test_a_refusal_says_why(void **state)
{
    (void)state;
    struct api_call call = start();
    struct err err = { 0 };
    (void)err_set(&err, ERR_MORE_THAN_AVAILABLE, "Asked \"12\"; there is 5.");
    api_problem(&call, &err);
    assert_int_equal(call.answer.status, 409);
    assert_string_equal(call.answer.content_type, "application/problem+json");
    assert_string_equal(call.answer.body,
                        "{\"type\":\"https://kas.example/problems/more-than-available\","
                        "\"title\":\"The amount is more than what is available\",\"status\":409,"
                        "\"detail\":\"Asked \\\"12\\\"; there is 5.\"}");
    assert_int_equal(call.answer.len, strlen(call.answer.body));
    assert_int_equal(call.answer.retry_after_s, 0);
    arena_free(call.arena);
}

static void test_a_pointer_is_an_error_of_its_own(void **state)
{
    (void)state;
    struct api_call call = start();
    struct err err = { 0 };
    (void)err_set_at(&err, ERR_UNKNOWN_REFERENCE, "/payee", "No such payee.");
    api_problem(&call, &err);
    assert_non_null(strstr(call.answer.body,
                           "\"errors\":[{\"pointer\":\"/payee\",\"detail\":\"No such payee.\"}]"));
    arena_free(call.arena);
}

static void test_all_findings_stand_in_it(void **state)
{
    (void)state;
    struct api_call call = start();
    struct err err = { 0 };
    (void)err_set_at(&err, ERR_INVALID_FIELD, "/a", "/a is required.");
    call.findings.count = 2;
    (void)snprintf(call.findings.items[0].pointer, sizeof call.findings.items[0].pointer, "%s",
                   "/a");
    (void)snprintf(call.findings.items[0].detail, sizeof call.findings.items[0].detail, "%s",
                   "is required");
    (void)snprintf(call.findings.items[1].pointer, sizeof call.findings.items[1].pointer, "%s",
                   "/b~1c");
    (void)snprintf(call.findings.items[1].detail, sizeof call.findings.items[1].detail, "%s",
                   "must be a string");
    api_problem(&call, &err);
    assert_non_null(strstr(call.answer.body,
                           "\"errors\":[{\"pointer\":\"/a\",\"detail\":\"is required\"},"
                           "{\"pointer\":\"/b~1c\",\"detail\":\"must be a string\"}]"));
    arena_free(call.arena);
}

/* More findings were made than are kept. */
static void test_more_findings_than_fit(void **state)
{
    (void)state;
    struct api_call call = start();
    struct err err = { 0 };
    (void)err_set(&err, ERR_INVALID_FIELD, "x");
    call.findings.count = FINDINGS_MAX + 10;
    api_problem(&call, &err);
    assert_int_equal(call.answer.status, 400);
    arena_free(call.arena);
}

static void test_our_failures_keep_their_detail(void **state)
{
    (void)state;
    struct api_call call = start();
    struct err err = { 0 };
    (void)err_set_at(&err, ERR_DATABASE, "/secret", "relation \"person\" does not exist");
    api_problem(&call, &err);
    assert_int_equal(call.answer.status, 500);
    assert_null(strstr(call.answer.body, "person"));
    assert_null(strstr(call.answer.body, "secret"));
    arena_free(call.arena);
}

static void test_busy_says_when(void **state)
{
    (void)state;
    struct api_call call = start();
    struct err err = { 0 };
    (void)err_set(&err, ERR_BUSY, "The queue is full.");
    api_problem(&call, &err);
    assert_int_equal(call.answer.status, 503);
    assert_int_equal(call.answer.retry_after_s, 1);
    arena_free(call.arena);
}

static void test_without_memory_there_is_still_an_answer(void **state)
{
    (void)state;
    struct api_call call = { .site = &site, .arena = arena_new(8) };
    struct err err = { 0 };
    (void)err_set(&err, ERR_MEMORY, "full");
    api_problem(&call, &err);
    assert_int_equal(call.answer.status, 500);
    assert_true(call.answer.len > 10);
    arena_free(call.arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_refusal_says_why),
        cmocka_unit_test(test_a_pointer_is_an_error_of_its_own),
        cmocka_unit_test(test_all_findings_stand_in_it),
        cmocka_unit_test(test_more_findings_than_fit),
        cmocka_unit_test(test_our_failures_keep_their_detail),
        cmocka_unit_test(test_busy_says_when),
        cmocka_unit_test(test_without_memory_there_is_still_an_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
