/* The public listener as a whole: what it is made of, how it starts, and in which order it stops.
 */
#include "http/http_internal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    IDLE_TIMEOUT_MS = 60000,
    CACHE_ENTRIES = 4096,
    CACHE_BYTES = 33554432,
    STOP_WAIT_MS = 3000,
    ARRIVAL_WAIT_MS = 200,
    NAP_US = 1000
};

/* The answer to a request that did not arrive in time, as bytes: there is no request yet to answer.
 */
static char *farewell_new(const struct api_site *site)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(ARENA_WRITE_BYTES);
    struct api_call *call = arena == NULL ? NULL : arena_alloc(arena, sizeof *call);
    if (call == NULL) {
        return NULL;
    }
    call->site = site;
    call->arena = arena;
    call->next = API_ANSWER;
    struct err late = { 0 };
    (void)err_set(&late, ERR_REQUEST_TIMEOUT, "The request did not arrive in time.");
    api_problem(call, &late);
    struct header_context context = { .site = site, .verb = VERB_NONE, .is_last = true };
    struct header_list headers;
    headers_of(&headers, &call->answer, &context);
    struct str text = str_new(arena, 8192);
    str_add(&text, "HTTP/1.1 408 Request Timeout\r\n");
    for (size_t i = 0; i < headers.count; i++) {
        str_addf(&text, "%s: %s\r\n", headers.items[i].name, headers.items[i].value);
    }
    str_addf(&text, "Content-Length: %zu\r\n\r\n", call->answer.len);
    str_add_len(&text, call->answer.body, call->answer.len);
    return text.failed ? NULL : strdup(text.ptr);
}

static void tick(void *self, int64_t now_ms)
{
    requests_abandon_late(self, now_ms);
}

static void server_free(struct http_server *server)
{
    requests_release(server);
    answer_cache_free(server->cache);
    metrics_free(server->metrics);
    router_free(server->router);
    free(server->farewell);
    (void)pthread_mutex_destroy(&server->waiting_lock);
    (void)pthread_mutex_destroy(&server->pool_lock);
    free(server);
}

static bool server_init(struct http_server *server, const struct http_options *options,
                        struct err *err)
{
    server->options = *options;
    (void)pthread_mutex_init(&server->waiting_lock, NULL);
    (void)pthread_mutex_init(&server->pool_lock, NULL);
    server->router = router_new(routes, routes_count, err);
    server->metrics = metrics_new(routes, routes_count);
    server->cache = answer_cache_new(CACHE_ENTRIES, CACHE_BYTES);
    server->farewell = farewell_new(options->site);
    if (server->metrics == NULL || server->cache == NULL || server->farewell == NULL) {
        return err_set(err, ERR_MEMORY, "no memory for the HTTP server");
    }
    return server->router != NULL;
}

struct http_server *http_start(const struct http_options *options, struct err *err)
{
    struct http_server *server = calloc(1, sizeof *server);
    if (server == NULL) {
        (void)err_set(err, ERR_MEMORY, "no memory for the HTTP server");
        return NULL;
    }
    if (server_init(server, options, err)) {
        struct wire_user user = exchange_steps;
        user.self = server;
        server->wire = wire_start(
            &(struct wire_options){
                .host = options->host,
                .port = options->port,
                .threads = options->threads,
                .connections_max = options->connections_max,
                .user = &user,
                .sweep = {.request_timeout_ms = options->request_timeout_ms,
                          .idle_timeout_ms = IDLE_TIMEOUT_MS,
                          .farewell = server->farewell,
                          .farewell_len = strlen(server->farewell),
                          .tick = tick,
                          .self = server}
        },
            err);
    }
    if (server->wire == NULL) {
        server_free(server);
        return NULL;
    }
    return server;
}

uint16_t http_port(const struct http_server *server)
{
    return wire_port(server->wire);
}

void http_quiesce(struct http_server *server)
{
    atomic_store(&server->is_draining, true);
    wire_quiesce(server->wire);
}

static void nap(void)
{
    (void)nanosleep(&(struct timespec){ .tv_nsec = NAP_US * 1000L }, NULL);
}

/* A suspended connection at the stop would abort the process: wait for as long as it takes, as its
 * worker must settle it. What has arrived gets time to be answered, what is arriving a moment to do
 * so. */
void http_stop(struct http_server *server)
{
    if (server == NULL) {
        return;
    }
    http_quiesce(server);
    int64_t from_ms = clock_monotonic_ms();
    int64_t waited_ms = 0;
    while (atomic_load(&server->suspended) > 0 ||
           (atomic_load(&server->complete) > 0 && waited_ms < STOP_WAIT_MS) ||
           (atomic_load(&server->open) > 0 && waited_ms < ARRIVAL_WAIT_MS)) {
        nap();
        waited_ms = clock_monotonic_ms() - from_ms;
    }
    wire_stop(server->wire);
    server_free(server);
}

static void print_one(struct str *out, const char *name, const char *type, const char *help,
                      uint64_t value)
{
    str_addf(out, "# HELP %s %s\n# TYPE %s %s\n%s %" PRIu64 "\n", name, help, name, type, name,
             value);
}

void http_metrics(struct http_server *server, struct str *out)
{
    struct cache_counters cache;
    answer_cache_counters(server->cache, &cache);
    metrics_print(server->metrics, out);
    print_one(out, "buurtkas_http_connections", "gauge", "Open connections of the public listener.",
              wire_connections(server->wire));
    print_one(out, "buurtkas_http_requests_waiting", "gauge",
              "Requests that wait for the writer or a reader.", atomic_load(&server->suspended));
    print_one(out, "buurtkas_http_connections_expired_total", "counter",
              "Connections that were shut down because of their deadline.",
              wire_expired(server->wire));
    print_one(out, "buurtkas_http_cache_hits_total", "counter", "Reads answered from memory.",
              cache.hits);
    print_one(out, "buurtkas_http_cache_misses_total", "counter", "Reads that were not in memory.",
              cache.misses);
    print_one(out, "buurtkas_http_cache_entries", "gauge", "Answers that are kept.", cache.entries);
    print_one(out, "buurtkas_http_cache_bytes", "gauge", "Bytes of the answers that are kept.",
              cache.bytes);
}
