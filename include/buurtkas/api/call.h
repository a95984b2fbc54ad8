/* One request on its way through the API: http fills in the request, api says what to do with it and renders
 * the answer. api knows neither sockets nor threads nor SQL. */
#ifndef BUURTKAS_API_CALL_H
#define BUURTKAS_API_CALL_H

#include "buurtkas/api/route.h"
#include "buurtkas/base/rowset.h"
#include "buurtkas/base/str.h"
#include "buurtkas/domain/command.h"
#include "buurtkas/json/decode.h"

enum { PATH_PARAMS_MAX = 3, CALL_REACH_MAX = 64, BODY_BYTES_MAX = 65536 };

/** What is constant for the whole daemon; lives as long as it. */
struct api_site {
    const char *public_url;   /**< no slash at the end */
    const char *origin;       /**< of the log */
    uint8_t fingerprint_key[32]; /**< for the HMAC of (method, path, body) */
    /** Writes the published checkpoint note; @return its length. */
    size_t (*checkpoint)(void *self, char *out, size_t out_size);
    /** Writes the lines of /log/keys; @return its length. */
    size_t (*keys)(void *self, char *out, size_t out_size);
    uint64_t (*size)(void *self); /**< of the published log */
    void *self;
    const char *openapi; /**< the document, made once by api_openapi; NULL: made for each request */
    size_t openapi_len;
};

/** Who asks. Zero: anonymous. */
struct api_caller {
    bool is_known;
    struct uuid person;
    unsigned roles;          /**< bit (1 << enum role) */
    bool is_installation;
    size_t organisation_count;
    struct uuid organisations[CALL_REACH_MAX];
};

struct api_request {
    const struct route *route;
    bool is_head;
    const char *path;        /**< percent-decoded, NUL-terminated, without the query */
    const char *params[PATH_PARAMS_MAX]; /**< in the order of the template */
    const char *query;       /**< raw, after '?', or NULL */
    const char *accept, *content_type, *idempotency_key, *if_match, *if_none_match, *accept_language; /**< or NULL */
    const char *body;
    size_t body_len;
    struct api_caller caller;
    struct instant now;
    struct date today;       /**< of now, in Amsterdam */
    int64_t deadline_ms;     /**< monotonic */
};

struct api_answer {
    int status;
    const char *content_type;
    const char *body;        /**< in the call's arena or constant */
    size_t len;
    const char *location;    /**< or NULL; so are the rest */
    const char *etag;
    const char *link;
    const char *allow;
    const char *cache_control;  /**< NULL: "no-store" */
    int retry_after_s;          /**< 0: none */
    bool runs_script;           /**< a page that runs the daemon's own script; no other may */
    bool is_replay;             /**< Idempotency-Replayed: true */
};

enum api_next { API_ANSWER = 1, API_WRITE, API_READ };

struct api_call {
    const struct api_site *site;
    struct arena *arena;
    struct api_request request;
    struct findings findings;
    enum api_next next;
    struct command command; /**< API_WRITE */
    struct read_job read;   /**< API_READ */
    struct api_answer answer;
    void *state;            /**< a route's own, in the arena */
};

/** Looks at a complete request: media types, key, caller, body, parameters. Fills call->next and what goes with it.
 * On any fault it fills call->answer with a problem and next = API_ANSWER: it cannot fail otherwise. */
void api_begin(struct api_call *call);
/** After the command or read was settled: fills call->answer (200, 201, 304, or a problem). */
void api_finish(struct api_call *call);
/** Fills call->answer with a problem (RFC 9457) for *err and call->findings. Codes of 500 and more show no detail.
 * @param request may be only partly known (no route) */
void api_problem(struct api_call *call, const struct err *err);

/** Adds the OpenAPI 3.0.3 document of the routes (about 300 kB). @return false with ERR_MEMORY */
bool api_openapi(struct str *out, const struct api_site *site, struct err *err);

/** The id that a resource route is about, for stamps of cached answers; false when it has none. An insider's answer is
 * another than the public one: a cache keeps only anonymous callers' answers of 200. */
bool api_cache_id(const struct api_call *call, struct uuid *out);

#endif
