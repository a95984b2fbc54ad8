/* The HTTP server over real sockets with a fake api and backend: suspension, deadlines, framing,
 * headers, kept answers, and stopping while requests are under way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "api/fake_api.h"
#include "buurtkas/client/http.h"
#include "buurtkas/http/server.h"

enum {
    REPLY_MAX = 262144,
    BODY_MAX = 4096
};
#define HOST "Host: kas.example\r\n"
#define AUTH "Authorization: Bearer " FAKE_TOKEN "\r\n"

struct stand {
    struct fake fake;
    struct http_backend backend;
    struct api_site site;
    struct http_server *server;
};

static struct stand *stand_new(int64_t timeout_ms, const char *url)
{
    struct stand *stand = calloc(1, sizeof *stand);
    assert_non_null(stand);
    fake_start(&stand->fake, &stand->backend);
    stand->site = (struct api_site){ .public_url = url };
    struct http_options options = { .host = "127.0.0.1",
                                    .threads = 2,
                                    .connections_max = 64,
                                    .body_bytes_max = BODY_MAX,
                                    .request_timeout_ms = timeout_ms,
                                    .clock = clock_system(),
                                    .site = &stand->site,
                                    .backend = &stand->backend };
    struct err err = { 0 };
    stand->server = http_start(&options, &err);
    if (stand->server == NULL) {
        fail_msg("%s", err.detail);
    }
    return stand;
}

static void stand_free(struct stand *stand)
{
    http_quiesce(stand->server);
    fake_drain(&stand->fake);
    http_stop(stand->server);
    fake_stop(&stand->fake);
    free(stand);
}

static int setup(void **state)
{
    *state = stand_new(10000, "http://kas.example");
    return 0;
}

static int teardown(void **state)
{
    stand_free(*state);
    return 0;
}

static int dial(const struct stand *stand)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons(http_port(stand->server)) };
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static void put(int fd, const char *text)
{
    size_t len = strlen(text);
    assert_int_equal(send(fd, text, len, MSG_NOSIGNAL), (ssize_t)len);
}

/* One answer: to the end of its body, or of the stream. HEAD answers have none. @return the status,
 * 0 at the end */
static int take(int fd, char *reply, bool is_head)
{
    size_t len = 0;
    reply[0] = '\0';
    for (;;) {
        const char *end = strstr(reply, "\r\n\r\n");
        const char *length = end == NULL ? NULL : strcasestr(reply, "\r\nContent-Length: ");
        size_t body =
            length == NULL || length > end || is_head ? 0 : (size_t)strtoul(length + 18, NULL, 10);
        if (end != NULL && (size_t)(end + 4 - reply) + body <= len) {
            break;
        }
        struct pollfd wait = { .fd = fd, .events = POLLIN };
        assert_int_equal(poll(&wait, 1, 8000), 1);
        ssize_t got = recv(fd, reply + len, REPLY_MAX - 1 - len, 0);
        if (got <= 0) {
            return 0;
        }
        len += (size_t)got;
        reply[len] = '\0';
    }
    return atoi(reply + 9);
}

static bool is_at_end(int fd)
{
    char byte;
    struct pollfd wait = { .fd = fd, .events = POLLIN };
    return poll(&wait, 1, 3000) == 1 && recv(fd, &byte, 1, 0) <= 0;
}

/* Asks on a connection of its own. */
static int ask(const struct stand *stand, const char *text, char *reply)
{
    int fd = dial(stand);
    put(fd, text);
    int status = take(fd, reply, strncmp(text, "HEAD", 4) == 0);
    (void)close(fd);
    return status;
}

static char reply[REPLY_MAX];

static void http_server__answers_reads_and_writes(void **state)
{
    struct stand *stand = *state;
    assert_int_equal(ask(stand, "GET /v1/things/5?a=1 HTTP/1.1\r\n" HOST "\r\n", reply), 200);
    assert_non_null(strstr(
        reply,
        "{\"route\":\"thingRead\",\"path\":\"/v1/things/5\",\"param\":\"5\",\"query\":\"a=1\""));
    assert_int_equal(
        ask(stand, "POST /v1/things HTTP/1.1\r\n" HOST AUTH "Content-Length: 2\r\n\r\n{}", reply),
        201);
    assert_non_null(strstr(reply, "\"body_len\":2,\"known\":true"));
    assert_non_null(strstr(reply, "\r\nLocation: /v1/things/1\r\n"));
    assert_null(strstr(reply, "Access-Control-Allow-Origin"));
    assert_int_equal(ask(stand,
                         "POST /v1/things HTTP/1.1\r\n" HOST AUTH
                         "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
                         reply),
                     201);
    assert_non_null(strstr(reply, "\"body_len\":5"));
}

static void http_server__keeps_a_connection_open(void **state)
{
    struct stand *stand = *state;
    int fd = dial(stand);
    put(fd, "GET /v1/things HTTP/1.1\r\n" HOST "\r\nGET /nope HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(take(fd, reply, false), 200);
    if (strstr(reply, "404 Not Found") == NULL) {
        assert_int_equal(take(fd, reply, false), 404);
    }
    for (int i = 0; i < 50; i++) {
        put(fd, "POST /v1/things HTTP/1.1\r\n" HOST AUTH "Content-Length: 2\r\n\r\n{}");
        assert_int_equal(take(fd, reply, false), 201);
        put(fd, "HEAD /v1/things/1 HTTP/1.1\r\n" HOST "\r\n");
        assert_int_equal(take(fd, reply, true), 200);
        assert_non_null(strstr(reply, "\r\nContent-Length: 9"));
    }
    (void)close(fd);
}

static void http_server__sets_the_headers_of_every_answer(void **state)
{
    (void)state;
    struct stand *stand = stand_new(10000, "https://kas.example");
    static const char *const questions[] = {
        "GET / HTTP/1.1\r\n" HOST "\r\n",
        "GET /v1/things HTTP/1.1\r\n" HOST "\r\n",
        "GET /nope HTTP/1.1\r\n" HOST "\r\n",
        "DELETE /v1/things HTTP/1.1\r\n" HOST "\r\n",
        "OPTIONS /v1/things HTTP/1.1\r\n" HOST "\r\n",
        "POST /v1/things HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n",
        "POST /v1/things HTTP/1.1\r\n" HOST "Content-Length: 9999999\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    };
    static const char *const always[] = {
        "\r\nAPI-Version: 1.0.0\r\n",           "\r\nCache-Control: ",
        "\r\nContent-Security-Policy: ",        "frame-ancestors 'none'\r\n",
        "\r\nX-Frame-Options: DENY\r\n",        "\r\nX-Content-Type-Options: nosniff\r\n",
        "\r\nReferrer-Policy: no-referrer\r\n", "\r\nStrict-Transport-Security: max-age=31536000",
    };
    for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
        assert_true(ask(stand, questions[i], reply) >= 200);
        for (size_t k = 0; k < ARRAY_LEN(always); k++) {
            if (strstr(reply, always[k]) == NULL) {
                fail_msg("%s lacks %s:\n%s", questions[i], always[k], reply);
            }
        }
        assert_null(strcasestr(reply, "\r\nServer:"));
    }
    stand_free(stand);
}

static void http_server__says_what_is_allowed(void **state)
{
    struct stand *stand = *state;
    assert_int_equal(ask(stand, "PUT /v1/things HTTP/1.1\r\n" HOST "\r\n", reply), 405);
    assert_non_null(strstr(reply, "\r\nAllow: GET, HEAD, POST, OPTIONS\r\n"));
    assert_int_equal(ask(stand, "GET /v1/things/1/_close HTTP/1.1\r\n" HOST "\r\n", reply), 405);
    assert_non_null(strstr(reply, "\r\nAllow: POST, OPTIONS\r\n"));
    assert_int_equal(ask(stand, "OPTIONS /v1/things/1 HTTP/1.1\r\n" HOST "\r\n", reply), 204);
    assert_non_null(strstr(reply, "\r\nAllow: GET, HEAD, OPTIONS\r\n"));
    assert_non_null(strstr(reply, "\r\nAccess-Control-Allow-Origin: *\r\n"));
    assert_int_equal(ask(stand, "OPTIONS * HTTP/1.1\r\n" HOST "\r\n", reply), 204);
    assert_int_equal(ask(stand, "OPTIONS /nope HTTP/1.1\r\n" HOST "\r\n", reply), 404);
    assert_int_equal(ask(stand, "GET /v1/things/ HTTP/1.1\r\n" HOST "\r\n", reply), 404);
    assert_non_null(strstr(reply, "application/problem+json"));
}

static void http_server__asks_who_acts(void **state)
{
    struct stand *stand = *state;
    assert_int_equal(
        ask(stand, "POST /v1/things HTTP/1.1\r\n" HOST "Content-Length: 2\r\n\r\n{}", reply), 401);
    assert_non_null(strstr(reply, "\r\nWWW-Authenticate: Bearer realm=\"buurtkas\"\r\n"));
    static const char *const bad[] = { "Bearer nobody", "Basic YTpi",          "Bearer",  "Bearer ",
                                       "Bearer a b",    "bearer\t" FAKE_TOKEN, FAKE_TOKEN };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        char text[256];
        (void)snprintf(text, sizeof text,
                       "GET /v1/things HTTP/1.1\r\n" HOST "Authorization: %s\r\n\r\n", bad[i]);
        assert_int_equal(ask(stand, text, reply), 401);
        assert_non_null(strstr(reply, "error=\"invalid_token\""));
    }
    assert_int_equal(ask(stand,
                         "GET /v1/things HTTP/1.1\r\n" HOST "Authorization: bearer " FAKE_TOKEN
                         "\r\n\r\n",
                         reply),
                     200);
    assert_non_null(strstr(reply, "\r\nCache-Control: no-store\r\n"));
    assert_non_null(strstr(reply, "\"known\":true"));
}

static void http_server__bounds_bodies(void **state)
{
    struct stand *stand = *state;
    int fd = dial(stand);
    put(fd, "POST /v1/things HTTP/1.1\r\n" HOST AUTH "Content-Length: 4097\r\n\r\n");
    assert_int_equal(take(fd, reply, false), 413); /* without waiting for the body */
    assert_non_null(strstr(reply, "\r\nConnection: close\r\n"));
    assert_true(is_at_end(fd));
    (void)close(fd);
    fd = dial(stand);
    put(fd, "POST /v1/things HTTP/1.1\r\n" HOST AUTH "Transfer-Encoding: chunked\r\n\r\n");
    char chunk[1031];
    memset(chunk, 'a', sizeof chunk);
    memcpy(chunk, "400\r\n", 5);
    memcpy(chunk + 5 + 1024, "\r", 2);
    for (int i = 0; i < 5; i++) {
        put(fd, chunk);
        put(fd, "\n");
    }
    put(fd, "0\r\n\r\n");
    assert_int_equal(take(fd, reply, false), 413);
    put(fd, "GET / HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(take(fd, reply, false), 200);
    (void)close(fd);
    char text[BODY_MAX + 256];
    int head =
        snprintf(text, sizeof text,
                 "POST /v1/things HTTP/1.1\r\n" HOST AUTH "Content-Length: %d\r\n\r\n", BODY_MAX);
    memset(text + head, 'a', BODY_MAX);
    text[head + BODY_MAX] = '\0';
    assert_int_equal(ask(stand, text, reply), 201);
    assert_int_equal(ask(stand,
                         "POST /v1/things HTTP/1.1\r\n" HOST AUTH
                         "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
                         reply),
                     415);
}

static void http_server__refuses_doubtful_framing(void **state)
{
    struct stand *stand = *state;
    static const char *const bad[] = {
        "POST /v1/things HTTP/1.1\r\n" HOST AUTH "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "POST /v1/things HTTP/1.1\r\n" HOST AUTH
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /v1/things HTTP/1.1\r\n" HOST AUTH "Transfer-Encoding: gzip\r\n\r\n0\r\n\r\n",
        "POST /v1/things HTTP/1.0\r\n" HOST AUTH "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /v1/things HTTP/1.1\r\n" HOST AUTH "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\n" HOST "Accept: a\r\nAccept: b\r\n\r\n",
        "GET / HTTP/1.1\r\n" HOST "X Y: a\r\n\r\n",
        "GET / HTTP/1.1\r\n" HOST "Expect: tea\r\n\r\n",
        "GET /a%00b HTTP/1.1\r\n" HOST "\r\n",
        "GET /a\x01"
        "b HTTP/1.1\r\n" HOST "\r\n",
        "BREW / HTTP/1.1\r\n" HOST "\r\n",
        "GET / HTTP/1.2\r\n" HOST "\r\n",
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        int fd = dial(stand);
        put(fd, bad[i]);
        int status = take(fd, reply, false);
        if (status != 400 || strstr(reply, "problems/bad-framing") == NULL) {
            fail_msg("row %zu: %d\n%s", i, status, reply);
        }
        assert_non_null(strstr(reply, "\r\nConnection: close\r\n"));
        assert_true(is_at_end(fd));
        (void)close(fd);
    }
    assert_int_equal(atomic_load(&stand->fake.writes), 0);
}

static void http_server__says_busy_at_once(void **state)
{
    struct stand *stand = *state;
    atomic_store(&stand->fake.is_full, true);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(ask(stand,
                             "POST /v1/things HTTP/1.1\r\n" HOST AUTH "Content-Length: 2\r\n\r\n{}",
                             reply),
                         503);
        assert_non_null(strstr(reply, "\r\nRetry-After: 1\r\n"));
        assert_int_equal(ask(stand, "GET /v1/things HTTP/1.1\r\n" HOST "\r\n", reply), 503);
    }
    assert_non_null(strstr(reply, "problems/busy"));
    atomic_store(&stand->fake.is_away, true);
    assert_int_equal(ask(stand, "GET /v1/things HTTP/1.1\r\n" HOST "\r\n", reply), 503);
    assert_non_null(strstr(reply, "problems/unavailable"));
    atomic_store(&stand->fake.is_full, false);
    assert_int_equal(ask(stand, "GET /v1/things HTTP/1.1\r\n" HOST "\r\n", reply), 200);
}

/* Waits until the worker has met so many reads. */
static void await_reads(struct stand *stand, unsigned count)
{
    for (int i = 0; i < 3000 && atomic_load(&stand->fake.reads) < count; i++) {
        fake_nap();
    }
    assert_true(atomic_load(&stand->fake.reads) >= count);
}

static void http_server__serves_others_while_one_waits(void **state)
{
    struct stand *stand = *state;
    atomic_store(&stand->fake.is_held, true);
    int waiting[8];
    for (size_t i = 0; i < ARRAY_LEN(waiting); i++) {
        waiting[i] = dial(stand);
        put(waiting[i], "GET /v1/things HTTP/1.1\r\n" HOST "\r\n");
    }
    await_reads(stand, ARRAY_LEN(waiting));
    assert_int_equal(ask(stand, "GET / HTTP/1.1\r\n" HOST "\r\n", reply), 200);
    atomic_store(&stand->fake.is_held, false);
    for (size_t i = 0; i < ARRAY_LEN(waiting); i++) {
        assert_int_equal(take(waiting[i], reply, false), 200);
        (void)close(waiting[i]);
    }
}

static void http_server__gives_up_on_a_worker_that_is_late(void **state)
{
    (void)state;
    struct stand *stand = stand_new(300, "http://kas.example");
    atomic_store(&stand->fake.is_held, true);
    int gone = dial(stand);
    put(gone, "POST /v1/things HTTP/1.1\r\n" HOST AUTH "Content-Length: 2\r\n\r\n{}");
    int fd = dial(stand);
    put(fd, "GET /v1/things HTTP/1.1\r\n" HOST "\r\n");
    await_reads(stand, 1);
    (void)close(gone);
    int64_t from_ms = clock_monotonic_ms();
    assert_int_equal(take(fd, reply, false), 503);
    assert_non_null(strstr(reply, "problems/deadline"));
    assert_true(clock_monotonic_ms() - from_ms < 2500);
    /* The worker comes back to requests that are over: on this connection, and on one that is gone.
     */
    atomic_store(&stand->fake.is_held, false);
    put(fd, "GET /v1/things HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(take(fd, reply, false), 200);
    (void)close(fd);
    stand_free(stand);
}

static void http_server__shuts_down_who_is_slow(void **state)
{
    (void)state;
    struct stand *stand = stand_new(400, "http://kas.example");
    int body = dial(stand);
    put(body, "POST /v1/things HTTP/1.1\r\n" HOST AUTH "Content-Length: 100\r\n\r\n");
    int head = dial(stand);
    put(head, "GET / HTTP/1.1\r\nHo");
    int line = dial(stand);
    put(line, "G");
    int silent = dial(stand);
    int64_t from_ms = clock_monotonic_ms();
    while (clock_monotonic_ms() - from_ms < 250) { /* never idle */
        (void)send(body, "a", 1, MSG_NOSIGNAL);
        (void)send(head, "s", 1, MSG_NOSIGNAL);
        (void)send(line, "E", 1, MSG_NOSIGNAL);
        (void)usleep(20000);
    }
    assert_int_equal(take(body, reply, false), 408);
    assert_non_null(strstr(reply, "problems/request-timeout"));
    assert_non_null(strstr(reply, "\r\nAPI-Version: 1.0.0\r\n"));
    assert_true(is_at_end(body));
    assert_int_equal(take(head, reply, false), 408);
    assert_true(is_at_end(line));
    assert_true(is_at_end(silent));
    assert_true(clock_monotonic_ms() - from_ms < 2000);
    assert_int_equal(ask(stand, "GET / HTTP/1.1\r\n" HOST "\r\n", reply), 200);
    (void)close(body);
    (void)close(head);
    (void)close(line);
    (void)close(silent);
    stand_free(stand);
}

static void http_server__keeps_answers_until_their_stamp_changes(void **state)
{
    struct stand *stand = *state;
    static const char question[] = "GET /v1/things/5 HTTP/1.1\r\n" HOST "\r\n";
    static char first[REPLY_MAX];
    assert_int_equal(ask(stand, question, first), 200);
    assert_int_equal(atomic_load(&stand->fake.reads), 1);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(ask(stand, question, reply), 200);
        assert_string_equal(strstr(reply, "\r\n\r\n"), strstr(first, "\r\n\r\n"));
    }
    assert_int_equal(ask(stand, "HEAD /v1/things/5 HTTP/1.1\r\n" HOST "\r\n", reply), 200);
    assert_int_equal(atomic_load(&stand->fake.reads), 1);
    /* Other questions, and other askers, are not answered by it. */
    assert_int_equal(
        ask(stand, "GET /v1/things/5 HTTP/1.1\r\n" HOST "Accept-Language: nl\r\n\r\n", reply), 200);
    assert_int_equal(ask(stand, "GET /v1/things/5 HTTP/1.1\r\n" HOST AUTH "\r\n", reply), 200);
    assert_non_null(strstr(reply, "\"known\":true"));
    assert_int_equal(ask(stand, "GET /v1/things/5 HTTP/1.1\r\n" HOST AUTH "\r\n", reply), 200);
    assert_int_equal(ask(stand, "GET /v1/things/5?a HTTP/1.1\r\n" HOST "\r\n", reply), 200);
    assert_int_equal(atomic_load(&stand->fake.reads), 5);
    assert_int_equal(
        ask(stand, "GET /v1/things/5 HTTP/1.1\r\n" HOST "If-None-Match: \"7\"\r\n\r\n", reply),
        304);
    assert_int_equal(
        ask(stand, "GET /v1/things/5 HTTP/1.1\r\n" HOST "If-None-Match: \"7\"\r\n\r\n", reply),
        304);
    assert_int_equal(atomic_load(&stand->fake.reads), 6);
    (void)atomic_fetch_add(&stand->fake.stamp, 1);
    assert_int_equal(ask(stand, question, reply), 200);
    assert_int_equal(atomic_load(&stand->fake.reads), 7);
    /* A list has no id: it is read each time. */
    assert_int_equal(ask(stand, "GET /v1/things HTTP/1.1\r\n" HOST "\r\n", reply), 200);
    assert_int_equal(ask(stand, "GET /v1/things HTTP/1.1\r\n" HOST "\r\n", reply), 200);
    assert_int_equal(atomic_load(&stand->fake.reads), 9);
}

static void http_server__does_not_keep_what_changed_while_it_was_read(void **state)
{
    struct stand *stand = *state;
    static const char question[] = "GET /v1/things/5 HTTP/1.1\r\n" HOST "\r\n";
    atomic_store(&stand->fake.is_held, true);
    int fd = dial(stand);
    put(fd, question);
    await_reads(stand, 1);
    (void)atomic_fetch_add(&stand->fake.stamp, 1);
    atomic_store(&stand->fake.is_held, false);
    assert_int_equal(take(fd, reply, false), 200);
    (void)close(fd);
    assert_int_equal(ask(stand, question, reply), 200);
    assert_int_equal(atomic_load(&stand->fake.reads), 2);
}

/* The value of a counter, by the line that it stands on. */
static unsigned long counter(const struct stand *stand, const char *name)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(1 << 20);
    struct str text = str_new(arena, 1 << 19);
    http_metrics(stand->server, &text);
    char line[128];
    (void)snprintf(line, sizeof line, "\n%s ", name);
    const char *found = strstr(text.ptr, line);
    assert_non_null(found);
    return strtoul(found + strlen(line), NULL, 10);
}

static void http_server__bounds_what_it_keeps(void **state)
{
    struct stand *stand = *state;
    int fd = dial(stand);
    for (int i = 0; i < 6000; i++) {
        char text[128];
        (void)snprintf(text, sizeof text, "GET /v1/things/5?n=%d HTTP/1.1\r\n" HOST "\r\n", i);
        put(fd, text);
        assert_int_equal(take(fd, reply, false), 200);
    }
    (void)close(fd);
    unsigned long entries = counter(stand, "buurtkas_http_cache_entries");
    assert_in_range(entries, 2000, 4096);
    assert_in_range(counter(stand, "buurtkas_http_cache_bytes"), entries, 33554432);
    assert_int_equal(counter(stand, "buurtkas_http_cache_hits_total"), 0);
    assert_int_equal(ask(stand, "GET /v1/things/5?n=5999 HTTP/1.1\r\n" HOST "\r\n", reply), 200);
    assert_int_equal(counter(stand, "buurtkas_http_cache_hits_total"), 1);
    assert_int_equal(ask(stand, "GET /v1/things/5?n=0 HTTP/1.1\r\n" HOST "\r\n", reply), 200);
    assert_int_equal(counter(stand, "buurtkas_http_cache_hits_total"), 1);
}

static void http_server__stops_while_requests_wait(void **state)
{
    (void)state;
    struct stand *stand = stand_new(10000, "http://kas.example");
    atomic_store(&stand->fake.is_held, true);
    int waiting[16];
    for (size_t i = 0; i < ARRAY_LEN(waiting); i++) {
        waiting[i] = dial(stand);
        put(waiting[i], "GET /v1/things HTTP/1.1\r\n" HOST "\r\n");
    }
    await_reads(stand, ARRAY_LEN(waiting));
    stand_free(stand);
    for (size_t i = 0; i < ARRAY_LEN(waiting); i++) {
        assert_int_equal(take(waiting[i], reply, false), 200);
        assert_non_null(strstr(reply, "\r\nConnection: close\r\n"));
        (void)close(waiting[i]);
    }
}

static void http_server__lets_more_connections_wait_than_it_takes(void **state)
{
    struct stand *stand = *state;
    int open[96]; /* 64 are taken */
    for (size_t i = 0; i < ARRAY_LEN(open); i++) {
        open[i] = dial(stand);
        put(open[i], "GET / HTTP/1.1\r\n" HOST "\r\n");
    }
    for (size_t i = 0; i < ARRAY_LEN(open); i++) {
        assert_int_equal(take(open[i], reply, false), 200);
        (void)close(open[i]);
    }
}

static void http_metrics__counts(void **state)
{
    struct stand *stand = *state;
    (void)ask(stand, "GET /v1/things/5 HTTP/1.1\r\n" HOST "\r\n", reply);
    (void)ask(stand, "GET /v1/things/5 HTTP/1.1\r\n" HOST "\r\n", reply);
    (void)ask(stand, "GET /nope/secret HTTP/1.1\r\n" HOST "\r\n", reply);
    CLEANUP(arena_freep) struct arena *arena = arena_new(1 << 20);
    struct str text = str_new(arena, 1 << 19);
    http_metrics(stand->server, &text);
    assert_false(text.failed);
    assert_non_null(strstr(
        text.ptr,
        "buurtkas_http_requests_total{route=\"/v1/things/{id}\",method=\"GET\",code=\"200\"} 2\n"));
    assert_non_null(strstr(
        text.ptr, "buurtkas_http_requests_total{route=\"none\",method=\"GET\",code=\"404\"} 1\n"));
    assert_non_null(
        strstr(text.ptr, "buurtkas_http_request_duration_seconds_count{method=\"GET\"} 3\n"));
    assert_non_null(strstr(
        text.ptr, "buurtkas_http_request_duration_seconds_bucket{method=\"GET\",le=\"+Inf\"} 3\n"));
    assert_non_null(strstr(text.ptr, "buurtkas_http_cache_hits_total 1\n"));
    assert_null(strstr(text.ptr, "secret"));
}

/* --- The operators' listener. --- */

struct operator_state {
    bool is_ready;
    char clock[64];
};

static bool operator_ready(void *self, char *why, size_t why_size)
{
    const struct operator_state *operator= self;
    (void)snprintf(why, why_size, "the database is away");
    return operator->is_ready;
}

static void operator_metrics(void *self, struct str *out)
{
    (void)self;
    str_add(out, "buurtkas_build_info 1\n");
}

static bool operator_clock(void *self, const char *text, size_t len)
{
    struct operator_state *operator= self;
    (void)snprintf(operator->clock, sizeof operator->clock, "%.*s", (int)len, text);
    return len == 4;
}

static int ask_client(struct client *client, const char *path, const char *body,
                      struct arena *arena, struct client_answer *out)
{
    struct err err = { 0 };
    struct client_request request = { .path = path,
                                      .is_post = body != NULL,
                                      .body = body,
                                      .body_len = body == NULL ? 0 : strlen(body) };
    if (!client_send(client, &request, arena, out, &err)) {
        fail_msg("%s", err.detail);
    }
    return out->status;
}

static struct client *client_to(uint16_t port, unsigned tries_max)
{
    char url[64];
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/", (unsigned)port);
    struct err err = { 0 };
    struct client *client = client_new(
        &(struct client_options){ .url = url, .tries_max = tries_max, .body_bytes_max = 512 },
        &err);
    assert_non_null(client);
    return client;
}

static void admin_server__tells_operators(void **state)
{
    (void)state;
    struct operator_state operator= { .is_ready = true };
    struct admin_options options = { .host = "127.0.0.1",
                                     .is_ready = operator_ready,
                                     .metrics = operator_metrics,
                                     .set_clock = operator_clock,
                                     .self = &operator};
    struct err err = { 0 };
    struct admin_server *server = admin_start(&options, &err);
    assert_non_null(server);
    CLEANUP(client_freep) struct client *client = client_to(admin_port(server), 1);
    CLEANUP(arena_freep) struct arena *arena = arena_new(1 << 20);
    struct client_answer answer;
    assert_int_equal(ask_client(client, "/live", NULL, arena, &answer), 200);
    assert_int_equal(ask_client(client, "/ready", NULL, arena, &answer), 200);
    operator.is_ready = false;
    assert_int_equal(ask_client(client, "/ready", NULL, arena, &answer), 503);
    assert_string_equal(answer.body, "the database is away\n");
    assert_int_equal(ask_client(client, "/live", NULL, arena, &answer), 200);
    assert_int_equal(ask_client(client, "/metrics", NULL, arena, &answer), 200);
    assert_string_equal(answer.body, "buurtkas_build_info 1\n");
    assert_non_null(strstr(answer.content_type, "version=0.0.4"));
    assert_int_equal(ask_client(client, "/clock", "real\n", arena, &answer), 200);
    assert_string_equal(operator.clock, "real");
    assert_int_equal(ask_client(client, "/clock", "yesterday", arena, &answer), 409);
    assert_int_equal(ask_client(client, "/clock", NULL, arena, &answer), 405);
    assert_int_equal(ask_client(client, "/live", "x", arena, &answer), 405);
    assert_int_equal(ask_client(client, "/v1/things", NULL, arena, &answer), 404);
    admin_stop(server);
}

/* --- The client. --- */

static void *free_queue_later(void *self)
{
    struct fake *fake = self;
    (void)usleep(300000);
    atomic_store(&fake->is_full, false);
    return NULL;
}

static void client_send__tries_again_what_is_safe(void **state)
{
    struct stand *stand = *state;
    CLEANUP(client_freep) struct client *client = client_to(http_port(stand->server), 4);
    CLEANUP(arena_freep) struct arena *arena = arena_new(1 << 20);
    struct err err = { 0 };
    struct client_answer answer;
    assert_true(client_use_token(client, FAKE_TOKEN, &err));
    atomic_store(&stand->fake.is_full, true);
    struct client_request request = {
        .path = "/v1/things", .is_post = true, .body = "{}", .body_len = 2
    };
    assert_true(client_send(client, &request, arena, &answer, &err));
    assert_int_equal(answer.status, 503);
    assert_int_equal(answer.tries, 1); /* without a key a POST is sent once */
    pthread_t thread;
    (void)pthread_create(&thread, NULL, free_queue_later, &stand->fake);
    request.key = "k-1";
    assert_true(client_send(client, &request, arena, &answer, &err));
    (void)pthread_join(thread, NULL);
    assert_int_equal(answer.status, 201);
    assert_true(answer.tries > 1);
    assert_string_equal(answer.location, "/v1/things/1");
    assert_true(client_get(client, "/v1/things/5", arena, &answer, &err));
    assert_string_equal(answer.etag, "\"7\"");
    assert_string_equal(answer.content_type, "application/json");
    assert_int_equal(answer.len, strlen(answer.body));
}

static void client_send__says_why_it_fails(void **state)
{
    struct stand *stand = *state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(1 << 20);
    struct client_answer answer;
    struct err err = { 0 };
    assert_null(client_new(&(struct client_options){ .url = "ftp://x" }, &err));
    assert_int_equal(err.code, ERR_USAGE);
    CLEANUP(client_freep) struct client *nowhere = client_to(1, 2);
    struct err refused = { 0 };
    assert_false(client_get(nowhere, "/", arena, &answer, &refused));
    assert_int_equal(refused.code, ERR_CONNECTION);
    CLEANUP(client_freep) struct client *client = client_to(http_port(stand->server), 2);
    char path[700] = "/v1/things/";
    memset(path + 11, 'a', 600);
    struct err large = { 0 };
    assert_false(client_get(client, path, arena, &answer, &large));
    assert_int_equal(large.code, ERR_TOO_LARGE);
    struct err line = { 0 };
    struct client_request request = { .path = "/", .is_post = true, .key = "a\r\nX: y" };
    assert_false(client_send(client, &request, arena, &answer, &line));
    assert_int_equal(line.code, ERR_USAGE);
}

int main(void)
{
#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        WITH_SERVER(http_server__answers_reads_and_writes),
        WITH_SERVER(http_server__keeps_a_connection_open),
        cmocka_unit_test(http_server__sets_the_headers_of_every_answer),
        WITH_SERVER(http_server__says_what_is_allowed),
        WITH_SERVER(http_server__asks_who_acts),
        WITH_SERVER(http_server__bounds_bodies),
        WITH_SERVER(http_server__refuses_doubtful_framing),
        WITH_SERVER(http_server__says_busy_at_once),
        WITH_SERVER(http_server__serves_others_while_one_waits),
        cmocka_unit_test(http_server__gives_up_on_a_worker_that_is_late),
        cmocka_unit_test(http_server__shuts_down_who_is_slow),
        WITH_SERVER(http_server__keeps_answers_until_their_stamp_changes),
        WITH_SERVER(http_server__does_not_keep_what_changed_while_it_was_read),
        WITH_SERVER(http_server__bounds_what_it_keeps),
        cmocka_unit_test(http_server__stops_while_requests_wait),
        WITH_SERVER(http_server__lets_more_connections_wait_than_it_takes),
        WITH_SERVER(http_metrics__counts),
        cmocka_unit_test(admin_server__tells_operators),
        WITH_SERVER(client_send__tries_again_what_is_safe),
        WITH_SERVER(client_send__says_why_it_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
