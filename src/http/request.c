/* One request's life: its memory, its phases, and the hand-over between the wire's threads and the
 * workers. A request that a worker has is in the server's list of those that wait; whoever takes it
 * out of there, the worker when it is done or the sweeper when it is late, is the one that resumes
 * the connection. */
#include "http/http_internal.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t monotonic_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

struct request *request_new(struct http_server *server, struct wire_link *link, const char *target)
{
    size_t len = strlen(target);
    size_t room = len + 2;
    struct request *request = calloc(1, sizeof *request + 3 * room);
    if (request == NULL) {
        return NULL;
    }
    request->server = server;
    request->link = link;
    request->phase = REQUEST_HEADERS;
    request->started_us = monotonic_us();
    atomic_init(&request->holds, 1);
    memcpy(request->text, target, len + 1);
    request->path.text = request->text + room;
    request->path.segments = request->text + 2 * room;
    (void)atomic_fetch_add(&server->open, 1);
    return request;
}

/* An arena for an act; the pool keeps a few. */
static struct arena *pool_take(struct http_server *server)
{
    struct arena *arena = NULL;
    (void)pthread_mutex_lock(&server->pool_lock);
    if (server->pool_count > 0) {
        arena = server->pool[--server->pool_count];
    }
    (void)pthread_mutex_unlock(&server->pool_lock);
    return arena != NULL ? arena : arena_new(ARENA_WRITE_BYTES);
}

static void pool_give(struct http_server *server, struct arena *arena)
{
    arena_clear(arena);
    (void)pthread_mutex_lock(&server->pool_lock);
    bool has_room = server->pool_count < ARENA_POOL;
    if (has_room) {
        server->pool[server->pool_count++] = arena;
    }
    (void)pthread_mutex_unlock(&server->pool_lock);
    if (!has_room) {
        arena_free(arena);
    }
}

void requests_release(struct http_server *server)
{
    while (server->pool_count > 0) {
        arena_free(server->pool[--server->pool_count]);
    }
}

/* All but the room for findings, which is half of a call and mostly stays empty. */
static struct api_call *call_new(struct arena *arena)
{
    struct api_call *call = arena_alloc_raw(arena, sizeof *call);
    if (call != NULL) {
        const size_t after = offsetof(struct api_call, next);
        memset(call, 0, offsetof(struct api_call, findings));
        call->findings.count = 0;
        memset((char *)call + after, 0, sizeof *call - after);
    }
    return call;
}

bool request_make_call(struct request *request)
{
    request->arena =
        request->verb == VERB_POST ? pool_take(request->server) : arena_new(ARENA_READ_BYTES);
    if (request->arena != NULL) {
        request->call = call_new(request->arena);
    }
    if (request->call == NULL) {
        return false;
    }
    request->call->site = request->server->options.site;
    request->call->arena = request->arena;
    return true;
}

void request_drop(struct request *request)
{
    if (atomic_fetch_sub(&request->holds, 1) != 1) {
        return;
    }
    if (request->arena != NULL && request->verb == VERB_POST) {
        pool_give(request->server, request->arena);
    } else {
        arena_free(request->arena);
    }
    free(request->body);
    free(request);
}

void request_enter(struct request *request, enum request_phase phase)
{
    static const unsigned next[] = {
        [REQUEST_HEADERS] = 1U << REQUEST_BODY | 1U << REQUEST_DONE,
        [REQUEST_BODY] = 1U << REQUEST_WAITING | 1U << REQUEST_DONE,
        [REQUEST_WAITING] = 1U << REQUEST_READY,
        [REQUEST_READY] = 1U << REQUEST_DONE,
        [REQUEST_DONE] = 0,
    };
    assert((next[request->phase] & 1U << phase) != 0);
    request->phase = phase;
}

void request_take_body(struct request *request, const char *piece, size_t len)
{
    size_t max = request->server->options.body_bytes_max;
    if (request->is_body_over || len > max - request->body_len) {
        request->is_body_over = true;
        return;
    }
    size_t needed = request->body_len + len + 1;
    if (needed > request->body_room) {
        size_t room = request->body_room == 0 ? 1024 : request->body_room * 2;
        room = room < needed ? needed : room;
        char *grown = realloc(request->body, room);
        if (grown == NULL) {
            (void)err_set(&request->err, ERR_BUSY, "no memory for the body");
            request->is_body_over = true;
            return;
        }
        request->body = grown;
        request->body_room = room;
    }
    memcpy(request->body + request->body_len, piece, len);
    request->body_len += len;
    request->body[request->body_len] = '\0';
}

void request_wait(struct request *request)
{
    struct http_server *server = request->server;
    (void)atomic_fetch_add(&server->suspended, 1);
    wire_suspend(request->link);
    (void)pthread_mutex_lock(&server->waiting_lock);
    request_enter(request, REQUEST_WAITING);
    request->before = NULL;
    request->after = server->waiting;
    if (request->after != NULL) {
        request->after->before = request;
    }
    server->waiting = request;
    (void)pthread_mutex_unlock(&server->waiting_lock);
}

/* Within the lock. */
static void unlink_waiting(struct request *request)
{
    *(request->before != NULL ? &request->before->after : &request->server->waiting) =
        request->after;
    if (request->after != NULL) {
        request->after->before = request->before;
    }
    request_enter(request, REQUEST_READY);
}

/* The last thing that a thread does with a request that waited. The count goes down when the resume
 * has returned, so that nobody stops the wire in between. */
static void resume(struct http_server *server, struct wire_link *link)
{
    wire_resume(link);
    (void)atomic_fetch_sub(&server->suspended, 1);
}

void request_settle(struct request *request)
{
    struct http_server *server = request->server;
    struct wire_link *link = request->link;
    (void)pthread_mutex_lock(&server->waiting_lock);
    bool is_abandoned = request->is_abandoned;
    if (!is_abandoned) {
        unlink_waiting(request);
    }
    (void)pthread_mutex_unlock(&server->waiting_lock);
    if (is_abandoned) {
        request_drop(request);
    } else {
        resume(server, link);
    }
}

void requests_abandon_late(struct http_server *server, int64_t now_ms)
{
    int64_t oldest_us = (now_ms - server->options.request_timeout_ms - LATE_MS) * 1000;
    (void)pthread_mutex_lock(&server->waiting_lock);
    for (struct request *request = server->waiting, *after = NULL; request != NULL;
         request = after) {
        after = request->after;
        if (request->started_us < oldest_us) {
            unlink_waiting(request);
            request->is_abandoned = true;
            (void)atomic_fetch_add(&request->holds, 1); /* the worker's */
            resume(server, request->link);
        }
    }
    (void)pthread_mutex_unlock(&server->waiting_lock);
}
