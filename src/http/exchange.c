/* The steps of a request on the public listener: guard, cache, body, route, caller, api, worker,
 * answer. Nothing here blocks; what takes time is handed to a worker while the connection sleeps.
 */
#include "http/http_internal.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

static void *begin(void *self, struct wire_link *link, const char *target)
{
    return request_new(self, link, target);
}

static void header(void *self, const char *name, size_t name_len, const char *value,
                   size_t value_len)
{
    struct request *request = self;
    guard_header(&request->guard, name, name_len, value, value_len);
}

static void body(void *self, const char *piece, size_t len)
{
    request_take_body(self, piece, len);
}

static void end(void *self)
{
    struct request *request = self;
    struct http_server *server = request->server;
    bool is_complete = request->is_complete;
    request_drop(request);
    (void)atomic_fetch_sub(&server->complete, is_complete ? 1 : 0);
    (void)atomic_fetch_sub(&server->open, 1);
}

/* Every answer leaves through here. */
static enum wire_step send_reply(struct request *request, struct wire_reply *reply,
                                 const struct route *route, struct wire_reply **out_reply)
{
    request_enter(request, REQUEST_DONE);
    if (reply == NULL) {
        log_event(LOG_ERROR, "http.out_of_memory");
        return WIRE_CLOSE;
    }
    int status = wire_reply_status(reply);
    int64_t took_us = monotonic_us() - request->started_us;
    metrics_count(request->server->metrics, route, request->verb, status, took_us);
    log_event(LOG_DEBUG, "http.request", LOG_TEXT("route", route == NULL ? "none" : route->name),
              LOG_TEXT("method", verb_name(request->verb)), LOG_I64("status", status),
              LOG_I64("took_us", took_us));
    *out_reply = reply;
    return WIRE_REPLY;
}

static struct header_context context_of(const struct request *request, bool is_last)
{
    return (struct header_context){
        .site = request->server->options.site,
        .verb = request->verb,
        .is_known_caller = request->call != NULL && !request->is_abandoned &&
                           request->call->request.caller.is_known,
        .has_token = request->guard.values[HEADER_AUTHORIZATION] != NULL,
        .is_last = is_last || atomic_load(&request->server->is_draining),
    };
}

struct wire_reply *reply_problem(const struct api_site *site, const struct err *err,
                                 const char *allow, const struct header_context *context)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(ARENA_WRITE_BYTES);
    struct api_call *call = arena == NULL ? NULL : arena_alloc(arena, sizeof *call);
    if (call == NULL) {
        return NULL;
    }
    call->site = site;
    call->arena = arena;
    call->next = API_ANSWER;
    api_problem(call, err);
    call->answer.allow = allow;
    struct header_list headers;
    headers_of(&headers, &call->answer, context);
    return wire_reply_new(&call->answer, true, &headers);
}

/* Answers what never came to the api. */
static enum wire_step refuse(struct request *request, const struct err *err, bool is_last,
                             struct wire_reply **out_reply)
{
    char allow[ALLOW_MAX];
    bool has_allow = err->code == ERR_METHOD_NOT_ALLOWED;
    if (has_allow) {
        router_allow(allow, sizeof allow, request->match.methods);
    }
    struct header_context context = context_of(request, is_last);
    struct wire_reply *reply =
        reply_problem(request->server->options.site, err, has_allow ? allow : NULL, &context);
    return send_reply(request, reply, request->match.route, out_reply);
}

static enum wire_step answer(struct request *request, const struct api_answer *answer,
                             struct wire_reply **out_reply)
{
    /* A kept answer must not say "close", and must be one that the next asker would get too. */
    bool is_kept = request->has_basis && request->verb == VERB_GET &&
                   !atomic_load(&request->server->is_draining) &&
                   (answer->status == 200 || answer->status == 304);
    struct header_context context = context_of(request, false);
    struct header_list headers;
    headers_of(&headers, answer, &context);
    struct wire_reply *reply = wire_reply_new(answer, is_kept, &headers);
    if (is_kept && reply != NULL) {
        answer_cache_keep(request->server->cache, request->key, &request->basis,
                          request->match.route, reply, answer->len);
    }
    return send_reply(request, reply, request->match.route, out_reply);
}

static struct date today_of(const struct http_server *server)
{
    return date_in_amsterdam(server->options.clock->now(server->options.clock));
}

/* Whether any anonymous caller would get the same answer to the same question. */
static bool make_key(struct request *request, struct cache_key *key)
{
    const struct guard *guard = &request->guard;
    return (request->verb == VERB_GET || request->verb == VERB_HEAD) && !guard->has_body &&
           guard->values[HEADER_AUTHORIZATION] == NULL &&
           cache_key_make(key, request->text, guard->values[HEADER_ACCEPT],
                          guard->values[HEADER_ACCEPT_LANGUAGE],
                          guard->values[HEADER_IF_NONE_MATCH]);
}

static enum wire_step head(void *self, const char *method, const char *version,
                           struct wire_reply **out_reply)
{
    struct request *request = self;
    const struct http_server *server = request->server;
    request->verb = guard_settle(&request->guard, method, version, request->text);
    struct err err = { 0 };
    if (request->verb == VERB_NONE) {
        (void)err_set(&err, ERR_BAD_FRAMING, "%s", request->guard.fault);
    } else if (request->guard.content_length != UINT64_MAX &&
               request->guard.content_length > server->options.body_bytes_max) {
        (void)err_set(&err, ERR_TOO_LARGE, "The body is larger than %zu bytes.",
                      server->options.body_bytes_max);
    }
    if (err_is_set(&err)) {
        return refuse(request, &err, true, out_reply);
    }
    request_enter(request, REQUEST_BODY);
    return WIRE_GO_ON;
}

/* Finds the route. @return false with 400, 404, 405 or 415 in request->err */
static bool find_route(struct request *request)
{
    static const enum method methods[] = { [VERB_GET] = METHOD_GET,
                                           [VERB_HEAD] = METHOD_GET,
                                           [VERB_POST] = METHOD_POST,
                                           [VERB_OPTIONS] = 0,
                                           [VERB_OTHER] = 0 };
    if (strcmp(request->text, "*") == 0) {
        request->match.methods = 1U << METHOD_GET | 1U << METHOD_POST;
        return true;
    }
    if (!path_decode(request->text, &request->path, &request->query)) {
        return err_set(&request->err, ERR_BAD_FRAMING,
                       "The path is not valid UTF-8 with valid escapes.");
    }
    router_find(request->server->router, methods[request->verb], &request->path, &request->match);
    if (request->match.methods == 0) {
        return err_set(&request->err, ERR_NOT_FOUND, "There is no such path.");
    }
    if (request->match.route == NULL && request->verb != VERB_OPTIONS) {
        return err_set(&request->err, ERR_METHOD_NOT_ALLOWED,
                       "The path exists, but not for this method.");
    }
    const char *coding = request->guard.values[HEADER_CONTENT_ENCODING];
    if (request->body_len > 0 && coding != NULL && strcasecmp(coding, "identity") != 0) {
        return err_set(&request->err, ERR_UNSUPPORTED_MEDIA_TYPE, "A body may not be compressed.");
    }
    return true;
}

/* The library's memory of the headers ends with the request on its connection; a worker may look
 * longer. */
static const char *copy(struct arena *arena, const char *text)
{
    return text == NULL ? NULL : arena_strdup(arena, text);
}

/* Fills in the request for the api, and who asks. @return false with 401 or 503 in request->err */
static bool make_call(struct request *request)
{
    if (!request_make_call(request)) {
        return err_set(&request->err, ERR_BUSY, "no memory for the request");
    }
    const struct http_server *server = request->server;
    const char *const *values = request->guard.values;
    struct api_request *in = &request->call->request;
    in->route = request->match.route;
    in->is_head = request->verb == VERB_HEAD;
    in->path = request->path.text;
    memcpy(in->params, request->match.params, sizeof in->params);
    in->query = request->query;
    in->accept = copy(request->arena, values[HEADER_ACCEPT]);
    in->accept_language = copy(request->arena, values[HEADER_ACCEPT_LANGUAGE]);
    in->content_type = copy(request->arena, values[HEADER_CONTENT_TYPE]);
    in->idempotency_key = copy(request->arena, values[HEADER_IDEMPOTENCY_KEY]);
    in->if_match = copy(request->arena, values[HEADER_IF_MATCH]);
    in->if_none_match = copy(request->arena, values[HEADER_IF_NONE_MATCH]);
    in->body = request->body != NULL ? request->body : "";
    in->body_len = request->body_len;
    in->now = server->options.clock->now(server->options.clock);
    in->today = date_in_amsterdam(in->now);
    in->deadline_ms = request->started_us / 1000 + server->options.request_timeout_ms;
    if (arena_is_full(request->arena)) {
        return err_set(&request->err, ERR_TOO_LARGE, "The headers are too large.");
    }
    enum auth_result who = auth_identify(server->options.backend, values[HEADER_AUTHORIZATION],
                                         in->today, &in->caller);
    if (who == AUTH_REFUSED || (who == AUTH_ANONYMOUS && request->verb == VERB_POST)) {
        return err_set(&request->err, ERR_UNAUTHENTICATED, "%s",
                       who == AUTH_REFUSED ? "The bearer token is not valid."
                                           : "This act needs a bearer token.");
    }
    return true;
}

static void command_done(struct command *command)
{
    request_settle(command->owner);
}

static void read_done(struct read_job *job)
{
    request_settle(job->owner);
}

/* What an answer rests on is noted before it is read: what changes afterwards makes it stale. */
static void note_basis(struct request *request, const struct cache_key *key)
{
    struct api_call *call = request->call;
    if (call->next != API_READ || call->request.caller.is_known ||
        !api_cache_id(call, &request->basis.id)) {
        return;
    }
    const struct http_backend *backend = request->server->options.backend;
    request->key = arena_alloc(request->arena, sizeof *key);
    if (request->key != NULL) {
        *request->key = *key;
        request->basis.stamp = backend->stamp(backend->self, &request->basis.id);
        request->basis.today = call->request.today;
        request->has_basis = true;
    }
}

/* Suspends the connection first: the worker may be done before submit returns. */
static enum wire_step hand_over(struct request *request)
{
    struct api_call *call = request->call;
    const struct http_backend *backend = request->server->options.backend;
    bool is_write = call->next == API_WRITE;
    if (is_write) {
        call->command.done = command_done;
        call->command.owner = request;
        call->command.arena = request->arena;
        call->command.deadline_ms = call->request.deadline_ms;
    } else {
        call->read.done = read_done;
        call->read.owner = request;
        call->read.arena = request->arena;
        call->read.deadline_ms = call->request.deadline_ms;
    }
    request_wait(request);
    bool is_taken = is_write ? backend->submit_command(backend->self, &call->command)
                             : backend->submit_read(backend->self, &call->read);
    if (!is_taken) {
        bool is_away = !backend->is_ready(backend->self);
        (void)err_set(&request->err, is_away ? ERR_UNAVAILABLE : ERR_BUSY, "Nothing is taken now.");
        request_settle(request);
    }
    return WIRE_WAIT;
}

/* A failure of ours is logged once, here; the client learns its title only. */
static void log_failure(const struct request *request)
{
    const struct api_call *call = request->call;
    const struct err *err = call->next == API_WRITE ? &call->command.err : &call->read.err;
    if (call->answer.status >= 500 && err_is_set(err)) {
        log_event(call->answer.status == 503 ? LOG_WARN : LOG_ERROR, "http.failed",
                  LOG_TEXT("route", request->match.route->name),
                  LOG_TEXT("error", err_type(err->code)), LOG_TEXT("detail", err->detail),
                  LOG_TEXT("sqlstate", err->sqlstate));
    }
}

static enum wire_step finish(struct request *request, struct wire_reply **out_reply)
{
    if (request->is_abandoned) {
        struct err late = { 0 };
        (void)err_set(&late, ERR_DEADLINE, "The request was not finished in time.");
        return refuse(request, &late, false, out_reply);
    }
    if (err_is_set(&request->err)) {
        return refuse(request, &request->err, false, out_reply);
    }
    api_finish(request->call);
    log_failure(request);
    return answer(request, &request->call->answer, out_reply);
}

static enum wire_step answer_options(struct request *request, struct wire_reply **out_reply)
{
    char allow[ALLOW_MAX];
    router_allow(allow, sizeof allow, request->match.methods);
    struct api_answer options = { .status = 204, .allow = allow };
    return answer(request, &options, out_reply);
}

static enum wire_step complete(void *self, struct wire_reply **out_reply)
{
    struct request *request = self;
    struct http_server *server = request->server;
    if (request->phase == REQUEST_READY) {
        return finish(request, out_reply);
    }
    request->is_complete = true;
    (void)atomic_fetch_add(&server->complete, 1);
    struct cache_key key;
    bool has_key = make_key(request, &key);
    if (has_key && !atomic_load(&server->is_draining)) {
        const struct route *route = NULL;
        struct wire_reply *kept = answer_cache_find(server->cache, &key, server->options.backend,
                                                    today_of(server), &route);
        if (kept != NULL) {
            return send_reply(request, kept, route, out_reply);
        }
    }
    if (request->is_body_over) {
        (void)err_set(&request->err, ERR_TOO_LARGE, "The body is larger than %zu bytes.",
                      server->options.body_bytes_max);
    }
    if (err_is_set(&request->err) || !find_route(request)) {
        return refuse(request, &request->err, false, out_reply);
    }
    if (request->verb == VERB_OPTIONS) {
        return answer_options(request, out_reply);
    }
    if (!make_call(request)) {
        return refuse(request, &request->err, false, out_reply);
    }
    api_begin(request->call);
    if (request->call->next == API_ANSWER) {
        return answer(request, &request->call->answer, out_reply);
    }
    if (has_key) {
        note_basis(request, &key);
    }
    return hand_over(request);
}

const struct wire_user exchange_steps = {
    .begin = begin, .header = header, .head = head, .body = body, .complete = complete, .end = end
};
