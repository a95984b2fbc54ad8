/* The public HTTP/1.1 listener: framing guard, deadlines, bodies, authentication, dispatch to writer and
 * readers, and the one place where answers get their headers. Never blocks in an HTTP thread. */
#ifndef BUURTKAS_HTTP_SERVER_H
#define BUURTKAS_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/api/call.h"
#include "buurtkas/base/clock.h"
#include "buurtkas/base/err.h"
#include "buurtkas/base/str.h"

/** What the server needs of the rest; wired by cli/serve. All functions: any thread. */
struct http_backend {
    bool (*submit_command)(void *self, struct command *command); /**< false: busy */
    bool (*submit_read)(void *self, struct read_job *job);       /**< false: busy */
    /** Who is behind the bearer token. @return false when nobody */
    bool (*identify)(void *self, const char *token, size_t len, struct date today, struct api_caller *out);
    /** Stamp of what an id's answer rests on; see writer_stamp. */
    uint64_t (*stamp)(void *self, const struct uuid *id);
    bool (*is_ready)(void *self);
    void *self;
};

struct http_options {
    const char *host;
    uint16_t port;            /**< 0: any free one */
    unsigned threads;
    unsigned connections_max;
    size_t body_bytes_max;
    int64_t request_timeout_ms; /**< for a whole request to arrive, and to be answered */
    struct clock *clock;
    const struct api_site *site;
    const struct http_backend *backend;
};

struct http_server;
/** Listens. @return NULL with ERR_IO */
struct http_server *http_start(const struct http_options *options, struct err *err);
uint16_t http_port(const struct http_server *server);
/** Stops accepting; open requests go on. Then the owner drains writer and readers; then http_stop. */
void http_quiesce(struct http_server *server);
void http_stop(struct http_server *server);

/** Counters for /metrics: requests by route, status class; durations; any thread. Adds lines in the text format
 * (buurtkas_http_requests_total{route,method,code}, buurtkas_http_request_duration_seconds histogram). */
void http_metrics(struct http_server *server, struct str *out);

/** The operators' listener: /live, /ready, /metrics; for the demonstration also POST /clock. */
struct admin_options {
    const char *host;
    uint16_t port;
    bool (*is_ready)(void *self, char *why, size_t why_size);
    /** What /ready says besides, in whole lines, whether it is or not. NULL: nothing. */
    void (*ready_detail)(void *self, struct str *out);
    void (*metrics)(void *self, struct str *out);
    /** NULL when the clock cannot be set. Body: an RFC 3339 instant, or "real". @return false when it would go back */
    bool (*set_clock)(void *self, const char *text, size_t len);
    void *self;
};
struct admin_server;
struct admin_server *admin_start(const struct admin_options *options, struct err *err);
uint16_t admin_port(const struct admin_server *server);
void admin_stop(struct admin_server *server);

#endif
