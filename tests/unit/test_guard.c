/* The framing guard: whatever two readers could read differently is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "http/http_internal.h"

/* Judges a head: "METHOD target VERSION", then "name: value", each ended by a line feed. */
static enum verb judge(const char *head, struct guard *guard)
{
    *guard = (struct guard){ 0 };
    char text[256];
    (void)snprintf(text, sizeof text, "%s", head);
    char *lines = strchr(text, '\n');
    *lines++ = '\0';
    char *target = strchr(text, ' ');
    char *version = strrchr(text, ' ');
    *target++ = *version++ = '\0';
    for (char *name = lines; *name != '\0';) {
        char *value = strstr(name, ": ");
        char *end = strchr(value, '\n');
        *value = *end = '\0';
        value += 2;
        guard_header(guard, name, strlen(name), value, strlen(value));
        name = end + 1;
    }
    return guard_settle(guard, text, version, target);
}

static void guard_settle__takes_what_is_clear(void **state)
{
    (void)state;
    static const char *const good[] = {
        "GET / HTTP/1.1\nHost: kas.example\n",
        "GET /v1/x?y=z&a=%20 HTTP/1.1\nhost: kas.example:8780\n",
        "GET / HTTP/1.1\nHost: [::1]:80\n",
        "GET http://kas.example/v1 HTTP/1.1\nHost: kas.example\n",
        "HEAD / HTTP/1.0\n",
        "OPTIONS * HTTP/1.1\nHost: h\n",
        "POST /v1 HTTP/1.1\nHost: h\nContent-Length: 0\n",
        "POST /v1 HTTP/1.1\nHost: h\nContent-Length: 12 \n",
        "POST /v1 HTTP/1.0\nHost: h\nContent-Length: 12\n",
        "POST /v1 HTTP/1.1\nHost: h\nTransfer-Encoding: Chunked\n",
        "POST /v1 HTTP/1.1\nHost: h\nExpect: 100-Continue\nContent-Length: 2\n",
        "DELETE /v1 HTTP/1.1\nHost: h\nX-Y_z.1~: a\tb \xC3\xA9\n",
        "GET /v1 HTTP/1.1\nHost: h\nX-Twice: a\nX-Twice: b\n",
    };
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        struct guard guard;
        if (judge(good[i], &guard) == VERB_NONE) {
            fail_msg("refused: %s %s", good[i], guard.fault);
        }
    }
}

static void guard_settle__refuses_what_is_not(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "GET / HTTP/1.1\n",
        "GET / HTTP/1.1\nHost: a\nHost: b\n",
        "GET / HTTP/1.1\nHost: a\nHOST: a\n",
        "GET / HTTP/1.1\nHost: \n",
        "GET / HTTP/1.1\nHost: a, b\n",
        "GET / HTTP/1.1\nHost: a/b\n",
        "GET / HTTP/1.1\nHost: u@a\n",
        "GET / HTTP/1.2\nHost: a\n",
        "GET / HTTP/2.0\nHost: a\n",
        "GET / http/1.1\nHost: a\n",
        "get / HTTP/1.1\nHost: a\n",
        "BREW / HTTP/1.1\nHost: a\n",
        "CONNECT / HTTP/1.1\nHost: a\n",
        " / HTTP/1.1\nHost: a\n",
        "GET * HTTP/1.1\nHost: a\n",
        "GET  HTTP/1.1\nHost: a\n",
        "GET v1 HTTP/1.1\nHost: a\n",
        "GET ftp://a/b HTTP/1.1\nHost: a\n",
        "GET /a%00b HTTP/1.1\nHost: a\n",
        "GET /a?b=%00 HTTP/1.1\nHost: a\n",
        "GET /a b HTTP/1.1\nHost: a\n",
        "GET /a\rb HTTP/1.1\nHost: a\n",
        "GET /a\x7F HTTP/1.1\nHost: a\n",
        "GET /a#b HTTP/1.1\nHost: a\n",
        "GET /\xC3\xA9 HTTP/1.1\nHost: a\n",
        "POST / HTTP/1.1\nHost: a\nContent-Length: 1\nContent-Length: 2\n",
        "POST / HTTP/1.1\nHost: a\nContent-Length: 1\ncontent-length: 1\n",
        "POST / HTTP/1.1\nHost: a\nContent-Length: 1\nTransfer-Encoding: chunked\n",
        "POST / HTTP/1.1\nHost: a\nContent-Length: 1, 1\n",
        "POST / HTTP/1.1\nHost: a\nContent-Length: +1\n",
        "POST / HTTP/1.1\nHost: a\nContent-Length: -1\n",
        "POST / HTTP/1.1\nHost: a\nContent-Length: 0x1\n",
        "POST / HTTP/1.1\nHost: a\nContent-Length: \n",
        "POST / HTTP/1.1\nHost: a\nContent-Length: 18446744073709551617\n",
        "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: gzip, chunked\n",
        "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: identity\n",
        "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: xchunked\n",
        "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: \n",
        "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\nTransfer-Encoding: chunked\n",
        "POST / HTTP/1.0\nHost: a\nTransfer-Encoding: chunked\n",
        "POST / HTTP/1.1\nHost: a\nExpect: 200-ok\n",
        "GET / HTTP/1.1\nHost: a\nAuthorization: Bearer a\nauthorization: Bearer b\n",
        "GET / HTTP/1.1\nHost: a\nIdempotency-Key: a\nIdempotency-Key: a\n",
        "GET / HTTP/1.1\nHost: a\nIf-Match: a\nIf-Match: a\n",
        "GET / HTTP/1.1\nHost: a\nAccept: a\nAccept: a\n",
        "GET / HTTP/1.1\nHost: a\nContent-Type: a\nContent-Type: a\n",
        "GET / HTTP/1.1\nHost: a\nX Y: a\n",
        "GET / HTTP/1.1\nHost: a\nX : a\n",
        "GET / HTTP/1.1\nHost: a\n X: a\n",
        "GET / HTTP/1.1\nHost: a\n: a\n",
        "GET / HTTP/1.1\nHost: a\nX(y): a\n",
        "GET / HTTP/1.1\nHost: a\nX\xC3\xA9: a\n",
        "GET / HTTP/1.1\nHost: a\nX: a\rb\n",
        "GET / HTTP/1.1\nHost: a\nX: a\x01\n",
        "GET / HTTP/1.1\nHost: a\nX: a\x7F\n",
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct guard guard;
        if (judge(bad[i], &guard) != VERB_NONE) {
            fail_msg("taken: %s", bad[i]);
        }
        assert_non_null(guard.fault);
    }
}

static void guard_header__sees_ends_inside_a_value(void **state)
{
    (void)state;
    struct guard guard = { 0 };
    guard_header(&guard, "X", 1, "a\0b", 3);
    assert_non_null(guard.fault);
    struct guard line = { 0 };
    guard_header(&line, "X", 1, "a\nb", 3);
    assert_non_null(line.fault);
}

static void guard_settle__says_how_long_the_body_is(void **state)
{
    (void)state;
    struct guard guard;
    const char sized[] = "POST / HTTP/1.1\nHost: a\nContent-Length: 00123\n";
    assert_int_equal(judge(sized, &guard), VERB_POST);
    assert_int_equal(guard.content_length, 123);
    assert_true(guard.has_body);
    const char chunked[] = "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n";
    assert_int_equal(judge(chunked, &guard), VERB_POST);
    assert_true(guard.content_length == UINT64_MAX);
    assert_true(guard.has_body);
    const char none[] = "PATCH / HTTP/1.1\nHost: a\n";
    assert_int_equal(judge(none, &guard), VERB_OTHER);
    assert_false(guard.has_body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guard_settle__takes_what_is_clear),
        cmocka_unit_test(guard_settle__refuses_what_is_not),
        cmocka_unit_test(guard_header__sees_ends_inside_a_value),
        cmocka_unit_test(guard_settle__says_how_long_the_body_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
