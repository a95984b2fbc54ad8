/* The operators' listener: is the process alive, is it ready, what has it counted; for the
 * demonstration also what time it is. It runs over the same wire as the public one, in one thread,
 * and on another address. */
#include "http/http_internal.h"

#include <stdlib.h>
#include <string.h>

enum {
    ADMIN_BODY_MAX = 64,
    ADMIN_ARENA_BYTES = 33554432,
    METRICS_BYTES_MAX = 8388608,
    ADMIN_CONNECTIONS = 64
};
enum {
    ADMIN_TIMEOUT_MS = 5000,
    ADMIN_IDLE_MS = 60000,
    WHY_MAX = 256,
    READY_BYTES_MAX = 1024
};
#define PLAIN   "text/plain; charset=utf-8"
#define METRICS "text/plain; version=0.0.4; charset=utf-8"

struct admin_server {
    struct wire *wire;
    struct admin_options options;
};

struct admin_request {
    struct admin_server *server;
    struct arena *arena;
    struct guard guard;
    enum verb verb;
    const char *target;
    size_t body_len;
    bool is_body_over;
    char body[ADMIN_BODY_MAX];
};

struct admin_page {
    const char *path;
    enum verb verb; /* GET stands for HEAD too */
    void (*show)(struct admin_request *request, struct api_answer *out);
};

static void say(struct api_answer *out, int status, const char *text)
{
    *out = (struct api_answer){
        .status = status, .content_type = PLAIN, .body = text, .len = strlen(text)
    };
}

static void show_live(struct admin_request *request, struct api_answer *out)
{
    (void)request;
    say(out, 200, "live\n");
}

static void show_ready(struct admin_request *request, struct api_answer *out)
{
    const struct admin_options *options = &request->server->options;
    char why[WHY_MAX] = "";
    bool is_ready = options->is_ready(options->self, why, sizeof why);
    struct str text = str_new(request->arena, READY_BYTES_MAX);
    str_addf(&text, "%s\n", is_ready ? "ready" : why[0] == '\0' ? "not ready" : why);
    if (options->ready_detail != NULL) {
        options->ready_detail(options->self, &text);
    }
    say(out, is_ready ? 200 : 503, text.failed ? "no memory to say more\n" : text.ptr);
}

static void show_metrics(struct admin_request *request, struct api_answer *out)
{
    const struct admin_options *options = &request->server->options;
    struct str text = str_new(request->arena, METRICS_BYTES_MAX);
    options->metrics(options->self, &text);
    say(out, text.failed ? 500 : 200,
        text.failed    ? "the metrics do not fit\n"
        : text.len > 0 ? text.ptr
                       : "");
    out->content_type = text.failed ? PLAIN : METRICS;
}

static void set_clock(struct admin_request *request, struct api_answer *out)
{
    const struct admin_options *options = &request->server->options;
    size_t len = request->body_len;
    while (len > 0 && (request->body[len - 1] == '\n' || request->body[len - 1] == '\r')) {
        len--;
    }
    if (options->set_clock == NULL) {
        say(out, 404, "this clock cannot be set\n");
    } else if (request->is_body_over || !options->set_clock(options->self, request->body, len)) {
        say(out, 409, "not an instant, or one that is past: the clock goes forwards only\n");
    } else {
        say(out, 200, "set\n");
    }
}

static const struct admin_page pages[] = {
    {"/live",     VERB_GET,  show_live   },
    { "/ready",   VERB_GET,  show_ready  },
    { "/metrics", VERB_GET,  show_metrics},
    { "/clock",   VERB_POST, set_clock   },
};

static void *begin(void *self, struct wire_link *link, const char *target)
{
    (void)link;
    struct arena *arena = arena_new(ADMIN_ARENA_BYTES);
    struct admin_request *request = arena == NULL ? NULL : arena_alloc(arena, sizeof *request);
    if (request == NULL || (request->target = arena_strdup(arena, target)) == NULL) {
        arena_free(arena);
        return NULL;
    }
    request->server = self;
    request->arena = arena;
    return request;
}

static void header(void *self, const char *name, size_t name_len, const char *value,
                   size_t value_len)
{
    struct admin_request *request = self;
    guard_header(&request->guard, name, name_len, value, value_len);
}

static enum wire_step reply_with(const struct api_answer *answer, bool is_last,
                                 struct wire_reply **out_reply)
{
    struct header_context context = { .verb = VERB_NONE, .is_last = is_last };
    struct header_list headers;
    headers_of(&headers, answer, &context);
    *out_reply = wire_reply_new(answer, false, &headers);
    return *out_reply == NULL ? WIRE_CLOSE : WIRE_REPLY;
}

static enum wire_step head(void *self, const char *method, const char *version,
                           struct wire_reply **out_reply)
{
    struct admin_request *request = self;
    request->verb = guard_settle(&request->guard, method, version, request->target);
    if (request->verb != VERB_NONE) {
        return WIRE_GO_ON;
    }
    struct api_answer answer;
    say(&answer, 400, "the request's framing is not valid\n");
    return reply_with(&answer, true, out_reply);
}

static void body(void *self, const char *piece, size_t len)
{
    struct admin_request *request = self;
    if (len > sizeof request->body - request->body_len) {
        request->is_body_over = true;
        return;
    }
    memcpy(request->body + request->body_len, piece, len);
    request->body_len += len;
}

static enum wire_step complete(void *self, struct wire_reply **out_reply)
{
    struct admin_request *request = self;
    enum verb verb = request->verb == VERB_HEAD ? VERB_GET : request->verb;
    struct api_answer answer;
    say(&answer, 404, "there is nothing here\n");
    for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
        if (strcmp(pages[i].path, request->target) != 0) {
            continue;
        }
        if (pages[i].verb == verb) {
            pages[i].show(request, &answer);
        } else {
            say(&answer, 405, "this method is not allowed here\n");
            answer.allow = pages[i].verb == VERB_GET ? "GET, HEAD" : "POST";
        }
    }
    return reply_with(&answer, false, out_reply);
}

static void end(void *self)
{
    struct admin_request *request = self;
    arena_free(request->arena);
}

struct admin_server *admin_start(const struct admin_options *options, struct err *err)
{
    struct admin_server *server = calloc(1, sizeof *server);
    if (server == NULL) {
        (void)err_set(err, ERR_MEMORY, "no memory for the operators' listener");
        return NULL;
    }
    server->options = *options;
    const struct wire_user user = { .begin = begin,
                                    .header = header,
                                    .head = head,
                                    .body = body,
                                    .complete = complete,
                                    .end = end,
                                    .self = server };
    server->wire = wire_start(
        &(struct wire_options){
            .host = options->host,
            .port = options->port,
            .threads = 1,
            .connections_max = ADMIN_CONNECTIONS,
            .user = &user,
            .sweep = {.request_timeout_ms = ADMIN_TIMEOUT_MS, .idle_timeout_ms = ADMIN_IDLE_MS}
    },
        err);
    if (server->wire == NULL) {
        free(server);
        return NULL;
    }
    return server;
}

uint16_t admin_port(const struct admin_server *server)
{
    return wire_port(server->wire);
}

void admin_stop(struct admin_server *server)
{
    if (server != NULL) {
        wire_stop(server->wire);
        free(server);
    }
}
