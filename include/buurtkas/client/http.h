/* An HTTP client for the verbs that act on a running daemon, and for `verify` of a public record:
 * requests with a bearer token and an Idempotency-Key, time-outs, and bounded retries of what is
 * safe to repeat. */
#ifndef BUURTKAS_CLIENT_HTTP_H
#define BUURTKAS_CLIENT_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/base/arena.h"
#include "buurtkas/base/err.h"

/** Zero stands for the default in each. */
struct client_options {
    const char *url;   /**< "http://127.0.0.1:8780", with a path or not; required, copied */
    const char *token; /**< bearer; NULL: anonymous; copied */
    int64_t connect_timeout_ms; /**< default 5000 */
    int64_t timeout_ms;         /**< of one try, default 30000 */
    unsigned tries_max;         /**< default 6; 1: no retries */
    size_t body_bytes_max;      /**< of an answer, default 64 MiB */
};

/** One connection, kept open between requests. One thread at a time. */
struct client;
/** @return NULL with ERR_USAGE (no http or https URL) or ERR_MEMORY */
struct client *client_new(const struct client_options *options, struct err *err);
/** NULL is allowed. */
void client_free(struct client *client);
/** For CLEANUP(client_freep). */
void client_freep(struct client **client);
/** Another bearer token from now on; NULL: anonymous. @return false with ERR_MEMORY */
MUST_CHECK bool client_use_token(struct client *client, const char *token, struct err *err);

/** What a request asks; zero-initialised members are left out. */
struct client_request {
    const char *path; /**< after the client's URL, with its query: "/v1/claims?limit=5" */
    bool is_post;
    const char *key;  /**< Idempotency-Key of a POST; without one a POST is sent once only */
    const char *body; /**< JSON */
    size_t body_len;
    const char *accept; /**< default "application/json" */
    const char *if_match, *if_none_match;
    const char *language; /**< Accept-Language */
};

/** What came back; everything in the arena. */
struct client_answer {
    int status;
    const char *body; /**< NUL-terminated, never NULL */
    size_t len;
    const char *content_type, *etag, *location, *link; /**< NULL when not sent */
    bool is_replay;                                    /**< Idempotency-Replayed: true */
    unsigned tries;                                    /**< how often it was sent */
};

/** Sends a request and waits for its answer, whatever its status is. Failures to connect, lost
 * connections and 503 are tried again, waiting as Retry-After says or longer each time: a GET
 * always, a POST with a key.
 * @return false with ERR_CONNECTION (nobody answered), ERR_TOO_LARGE (answer over the ceiling) or
 * ERR_MEMORY */
MUST_CHECK bool client_send(struct client *client, const struct client_request *request,
                            struct arena *arena, struct client_answer *out, struct err *err);
/** GET of a path. */
MUST_CHECK bool client_get(struct client *client, const char *path, struct arena *arena,
                           struct client_answer *out, struct err *err);
#endif
