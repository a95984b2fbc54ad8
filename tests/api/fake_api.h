/* An api and a backend for the tests of http/: a handful of routes whose answers are known
 * beforehand, and one worker thread that can be told to be slow, to hold what it has, or to take
 * nothing. No database, no rules. */
#ifndef BUURTKAS_TESTS_API_FAKE_API_H
#define BUURTKAS_TESTS_API_FAKE_API_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "buurtkas/base/queue.h"
#include "buurtkas/base/str.h"
#include "buurtkas/http/server.h"

#define FAKE_TOKEN "bk_token-of-the-test"

const struct route routes[] = {
    {.method = METHOD_GET,   .path = "/",               .name = "page",      .kind = ROUTE_TEXT },
    { .method = METHOD_GET,  .path = "/v1",             .name = "root",      .kind = ROUTE_TEXT },
    { .method = METHOD_GET,  .path = "/v1/things",      .name = "thingList", .kind = ROUTE_LIST },
    { .method = METHOD_POST, .path = "/v1/things",      .name = "thingMake", .kind = ROUTE_ACT  },
    { .method = METHOD_GET,  .path = "/v1/things/{id}", .name = "thingRead", .kind = ROUTE_ITEM },
    { .method = METHOD_POST,
     .path = "/v1/things/{id}/_close",
     .name = "thingClose",
     .kind = ROUTE_ACT                                                                          },
    { .method = METHOD_GET,  .path = "/log/{path+}",    .name = "logFile",   .kind = ROUTE_BYTES},
};
const size_t routes_count = ARRAY_LEN(routes);

struct fake {
    struct queue *queue;
    pthread_t thread;
    atomic_bool is_full;
    atomic_bool is_away;
    atomic_bool is_held;
    atomic_uint settled, reads, writes;
    _Atomic uint64_t stamp;
};

/* What travels through the queue: one of both. */
struct fake_job {
    struct command *command;
    struct read_job *read;
};

static void fake_nap(void)
{
    (void)nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
}

static void *fake_work(void *self)
{
    struct fake *fake = self;
    bool is_closed = false;
    while (!is_closed) {
        void *items[16];
        size_t count = queue_take(fake->queue, items, ARRAY_LEN(items), -1, &is_closed);
        for (size_t i = 0; i < count; i++) {
            while (atomic_load(&fake->is_held)) {
                fake_nap();
            }
            struct fake_job *job = items[i];
            struct fake_job copy = *job;
            (void)atomic_fetch_add(&fake->settled, 1);
            if (copy.command != NULL) {
                copy.command->done(copy.command);
            } else {
                copy.read->done(copy.read);
            }
        }
    }
    return NULL;
}

static bool fake_push(struct fake *fake, struct arena *arena, struct fake_job job)
{
    struct fake_job *kept = arena_alloc(arena, sizeof *kept);
    if (kept == NULL || atomic_load(&fake->is_full)) {
        return false;
    }
    *kept = job;
    return queue_push(fake->queue, kept);
}

static bool fake_submit_command(void *self, struct command *command)
{
    struct fake *fake = self;
    (void)atomic_fetch_add(&fake->writes, 1);
    return fake_push(fake, command->arena, (struct fake_job){ .command = command });
}

static bool fake_submit_read(void *self, struct read_job *job)
{
    struct fake *fake = self;
    (void)atomic_fetch_add(&fake->reads, 1);
    return fake_push(fake, job->arena, (struct fake_job){ .read = job });
}

static bool fake_identify(void *self, const char *token, size_t len, struct date today,
                          struct api_caller *out)
{
    (void)self;
    (void)today;
    out->roles = 2;
    return len == strlen(FAKE_TOKEN) && memcmp(token, FAKE_TOKEN, len) == 0;
}

static uint64_t fake_stamp(void *self, const struct uuid *id)
{
    struct fake *fake = self;
    (void)id;
    return atomic_load(&fake->stamp);
}

static bool fake_is_ready(void *self)
{
    struct fake *fake = self;
    return !atomic_load(&fake->is_away);
}

static void fake_start(struct fake *fake, struct http_backend *out)
{
    *fake = (struct fake){ .queue = queue_new(64) };
    (void)pthread_create(&fake->thread, NULL, fake_work, fake);
    *out = (struct http_backend){ .submit_command = fake_submit_command,
                                  .submit_read = fake_submit_read,
                                  .identify = fake_identify,
                                  .stamp = fake_stamp,
                                  .is_ready = fake_is_ready,
                                  .self = fake };
}

static void fake_drain(struct fake *fake)
{
    atomic_store(&fake->is_held, false);
    queue_close(fake->queue);
    (void)pthread_join(fake->thread, NULL);
}

static void fake_stop(struct fake *fake)
{
    queue_free(fake->queue);
}

/* --- The api. --- */

static void fake_say(struct api_call *call, int status, const char *type, const char *text)
{
    call->answer = (struct api_answer){
        .status = status, .content_type = type, .body = text, .len = strlen(text)
    };
}

void api_begin(struct api_call *call)
{
    const struct route *route = call->request.route;
    call->next = API_ANSWER;
    if (strcmp(route->name, "page") == 0) {
        fake_say(call, 200, "text/html; charset=utf-8", "<!doctype html><title>page</title>");
    } else if (route->kind == ROUTE_TEXT) {
        fake_say(call, 200, "application/json", "{}");
    } else if (route->method == METHOD_POST) {
        call->next = API_WRITE;
    } else {
        call->next = API_READ;
    }
}

void api_finish(struct api_call *call)
{
    const struct err *cause = call->next == API_WRITE ? &call->command.err : &call->read.err;
    if (err_is_set(cause)) {
        api_problem(call, cause);
        return;
    }
    struct str text = str_new(call->arena, 262144);
    str_addf(&text, "{\"route\":\"%s\",\"path\":", call->request.route->name);
    str_add_json(&text, call->request.path, strlen(call->request.path));
    const char *param = call->request.params[0];
    str_add(&text, ",\"param\":");
    str_add_json(&text, param == NULL ? "" : param, param == NULL ? 0 : strlen(param));
    str_addf(&text, ",\"query\":\"%s\",\"body_len\":%zu,\"known\":%s}",
             call->request.query == NULL ? "" : call->request.query, call->request.body_len,
             call->request.caller.is_known ? "true" : "false");
    fake_say(call, call->next == API_WRITE ? 201 : 200, "application/json", text.ptr);
    if (call->next == API_READ) {
        call->answer.etag = "\"7\"";
        call->answer.cache_control = "public, max-age=60";
        const char *known = call->request.if_none_match;
        if (known != NULL && strcmp(known, "\"7\"") == 0) {
            call->answer.status = 304;
            call->answer.len = 0;
        }
    } else {
        call->answer.location = "/v1/things/1";
    }
}

void api_problem(struct api_call *call, const struct err *err)
{
    char *text =
        arena_printf(call->arena, "{\"type\":\"%s/problems/%s\",\"title\":\"%s\",\"status\":%d}",
                     call->site == NULL ? "" : call->site->public_url, err_type(err->code),
                     err_title(err->code), err_status(err->code));
    fake_say(call, err_status(err->code), "application/problem+json", text);
}

bool api_cache_id(const struct api_call *call, struct uuid *out)
{
    *out = (struct uuid){ .bytes = { 1 } };
    return call->request.route->kind == ROUTE_ITEM;
}

#endif
