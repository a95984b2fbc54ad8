/* What the files of http/ share. Three layers: the wire (server.c is the only file that knows
 * libmicrohttpd), the request with its phases and its memory, and the service that puts both
 * between the network and the api. */
#ifndef BUURTKAS_HTTP_INTERNAL_H
#define BUURTKAS_HTTP_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include "buurtkas/base/log.h"
#include "buurtkas/base/str.h"
#include "buurtkas/http/server.h"

/* --- Sockets and deadlines (listen.c, sweep.c). --- */

struct sockaddr;
struct listener_options {
    const char *host;
    uint16_t port; /**< 0: any free one */
    /** Takes a connection over; the descriptor is the callee's. Called by the listener's thread. */
    void (*take)(void *self, int fd, const struct sockaddr *address, unsigned address_len);
    /** True while no more connections can be taken. */
    bool (*is_full)(void *self);
    void *self;
};
struct listener;
/** Listens; nobody is taken yet. @return NULL with ERR_IO or ERR_MEMORY */
struct listener *listener_open(const struct listener_options *options, struct err *err);
/** Starts to take. */
bool listener_start(struct listener *listener, struct err *err);
uint16_t listener_port(const struct listener *listener);
/** Takes those whom the kernel has let in already, then listens no more. May be called twice. */
void listener_stop(struct listener *listener);
/** Stops and frees. NULL is allowed. */
void listener_free(struct listener *listener);

/** What a connection's deadline stands for. */
enum slot_phase {
    SLOT_IDLE = 1, /**< between two requests, or before the first */
    SLOT_ARRIVING, /**< a request line is there, the request is not complete */
    SLOT_WORKING,  /**< the request is complete, its answer is not made: no deadline of the
                      connection's own */
    SLOT_SENDING,  /**< the answer is on its way */
    SLOT_EXPIRED,  /**< shut down by the sweeper; final */
};

/** One open connection. `state` packs phase and deadline, so that one compare-and-swap decides who
 * was first. */
struct slot {
    struct slot *before, *after;
    struct sweep *sweep;
    int fd;
    _Atomic uint64_t state; /**< deadline in monotonic milliseconds << 3 | enum slot_phase */
};

struct sweep_options {
    int64_t request_timeout_ms; /**< for a request to arrive */
    int64_t idle_timeout_ms;    /**< between two requests, and for an answer to be taken */
    /** Sent on a connection whose request did not arrive in time, before it is shut down; constant.
     */
    const char *farewell;
    size_t farewell_len;
    /** Called at each round by the sweeper's thread; NULL is allowed. */
    void (*tick)(void *self, int64_t now_ms);
    void *self;
};
struct sweep;
/** Starts the thread. Connections are shut down with shutdown(2), never closed: the descriptor is
 * their owner's.
 * @return NULL with ERR_MEMORY or ERR_IO */
struct sweep *sweep_start(const struct sweep_options *options, struct err *err);
/** Joins the thread and frees; every slot must be gone. NULL is allowed. */
void sweep_stop(struct sweep *sweep);
/** @return NULL when memory is out */
struct slot *slot_open(struct sweep *sweep, int fd);
/** Before the descriptor is closed: afterwards the sweeper does not know it. */
void slot_close(struct slot *slot);
/** Goes to a phase and gives it its time. @return false when the sweeper has shut the connection
 * down */
bool slot_enter(struct slot *slot, enum slot_phase phase);
/** Slots that are open now. */
unsigned sweep_open(const struct sweep *sweep);
/** Connections that were shut down because of their deadline. */
uint64_t sweep_expired(const struct sweep *sweep);

/* --- The framing guard (guard.c). --- */

/** Headers that may stand once only, in the order in which `struct guard` keeps them. */
enum unique_header {
    HEADER_HOST,
    HEADER_CONTENT_LENGTH,
    HEADER_TRANSFER_ENCODING,
    HEADER_EXPECT,
    HEADER_AUTHORIZATION,
    HEADER_CONTENT_TYPE,
    HEADER_CONTENT_ENCODING,
    HEADER_ACCEPT,
    HEADER_ACCEPT_LANGUAGE,
    HEADER_IDEMPOTENCY_KEY,
    HEADER_IF_MATCH,
    HEADER_IF_NONE_MATCH,
    UNIQUE_HEADERS
};

enum verb {
    VERB_NONE,
    VERB_GET,
    VERB_HEAD,
    VERB_POST,
    VERB_OPTIONS,
    VERB_OTHER
};

/** What one request's headers say about its framing. Zero-initialised is a new one. */
struct guard {
    const char
        *values[UNIQUE_HEADERS]; /**< NUL-terminated; live as long as the connection's request */
    const char *fault;           /**< why the request is refused, NULL: nothing found yet */
    bool has_body;
    bool expects_continue;
    uint64_t content_length; /**< UINT64_MAX: not said */
};

/** Looks at one header. `name` and `value` are NUL-terminated too. */
void guard_header(struct guard *guard, const char *name, size_t name_len, const char *value,
                  size_t value_len);
/** After the last header: method, version, target, and the headers together. @return the verb,
 * VERB_NONE with guard->fault Source: RFC 9112, 3.2, 5.1, 6.1, 6.3; RFC 9110, 5.3, 10.1.1. */
enum verb guard_settle(struct guard *guard, const char *method, const char *version,
                       const char *target);

/* --- The router (router.c). --- */

struct router;
/** What a path was found to be. */
struct route_match {
    const struct route *route; /**< for the method; NULL when the path or the method is not there */
    unsigned methods; /**< bit (1 << enum method) of those that the path has; 0: no such path */
    const char
        *params[PATH_PARAMS_MAX]; /**< in the order of the template, into the path; else NULL */
};
/** Compiles the table. A template is segments of literals, {name}s, and as the last one perhaps
 * {name+}, which takes one segment or more. A literal goes before a {name}, and that before a
 * {name+}.
 * @return NULL with ERR_USAGE naming the row: malformed, or two templates that match the same
 * paths; or ERR_MEMORY */
struct router *router_new(const struct route *table, size_t count, struct err *err);
void router_free(struct router *router);
/** A decoded path: the same bytes twice, once with '/' and once with a NUL after each segment. */
struct path {
    char *text;     /**< NUL-terminated; begins with '/' */
    char *segments; /**< the byte at segments[i] is that of text[i + 1] */
    size_t count;   /**< of segments; "/" has none */
};
void router_find(const struct router *router, enum method method, const struct path *path,
                 struct route_match *out);
/** The value of Allow, e.g. "GET, HEAD, OPTIONS". `out` holds 48 bytes. */
void router_allow(char *out, size_t out_size, unsigned methods);

/** Decodes the path of a request target (origin or absolute form). Refused: bad escapes, an encoded
 * '/', control characters, bytes that are no UTF-8.
 * @param path      text and segments have room for strlen(target) + 2 bytes each
 * @param out_query where the query begins in `target`, or NULL
 * @return false when refused */
bool path_decode(const char *target, struct path *path, const char **out_query);

/* --- Answers (headers.c, and replies in server.c). --- */

enum {
    HEADERS_MAX = 24,
    ALLOW_MAX = 48
};

struct header {
    const char *name, *value;
};
struct header_list {
    struct header items[HEADERS_MAX];
    size_t count;
    char retry_after[12];
};

/** What beside the answer decides on its headers. */
struct header_context {
    const struct api_site *site;
    enum verb verb;
    bool is_known_caller; /**< the answer may hold what only this caller may see */
    bool has_token;       /**< a bearer token was sent */
    bool is_last;         /**< the connection closes after this answer */
};
/** The one place where answers get their headers. The list points into the answer and constants. */
void headers_of(struct header_list *out, const struct api_answer *answer,
                const struct header_context *context);

/** An answer with its headers, ready to be sent any number of times; reference-counted, any thread.
 */
struct wire_reply;
/** @param body  copied when `is_copied`, else it must outlive the request that it answers
 * @return NULL when memory is out */
struct wire_reply *wire_reply_new(const struct api_answer *answer, bool is_copied,
                                  const struct header_list *headers);
struct wire_reply *wire_reply_hold(struct wire_reply *reply);
void wire_reply_drop(struct wire_reply *reply);
int wire_reply_status(const struct wire_reply *reply);

/* --- The wire (server.c). --- */

/** A connection that has a request. */
struct wire_link;

/** What the wire is to do after a step of the request. */
enum wire_step {
    WIRE_GO_ON = 1, /**< take what comes next */
    WIRE_REPLY,     /**< send *out_reply, which the wire then drops */
    WIRE_WAIT,  /**< the connection is suspended; `complete` is called again after wire_resume */
    WIRE_CLOSE, /**< give the connection up without a word */
};

/** Who serves the requests of a wire. All are called by the wire's threads; for one request never
 * at the same time. */
struct wire_user {
    /** A request line is there. @param target  as sent. @return the request; NULL closes the
     * connection */
    void *(*begin)(void *self, struct wire_link *link, const char *target);
    /** Once a header. */
    void (*header)(void *request, const char *name, size_t name_len, const char *value,
                   size_t value_len);
    /** The headers are complete. A reply here closes the connection: the body is not read. */
    enum wire_step (*head)(void *request, const char *method, const char *version,
                           struct wire_reply **out_reply);
    /** A piece of the body. */
    void (*body)(void *request, const char *piece, size_t len);
    /** The request is complete, or was resumed. */
    enum wire_step (*complete)(void *request, struct wire_reply **out_reply);
    /** The request is over, answered or not; it is not touched afterwards. */
    void (*end)(void *request);
    void *self;
};

struct wire_options {
    const char *host;
    uint16_t port;
    unsigned threads;
    unsigned connections_max;
    const struct wire_user *user; /**< lives as long as the wire */
    struct sweep_options sweep;
};

struct wire;
/** Listens and serves. @return NULL with ERR_IO or ERR_MEMORY */
struct wire *wire_start(const struct wire_options *options, struct err *err);
uint16_t wire_port(const struct wire *wire);
void wire_quiesce(struct wire *wire);
/** Closes every connection and frees. No connection may be suspended. */
void wire_stop(struct wire *wire);
uint64_t wire_expired(const struct wire *wire);
unsigned wire_connections(const struct wire *wire);
/** Before the request is handed to another thread. Within `complete` only. */
void wire_suspend(struct wire_link *link);
/** Any thread; the request may be gone when this returns. */
void wire_resume(struct wire_link *link);

/* --- Authentication (auth.c). --- */

enum auth_result {
    AUTH_ANONYMOUS = 1,
    AUTH_KNOWN,
    AUTH_REFUSED
};
/** @param authorization  the header's value or NULL */
enum auth_result auth_identify(const struct http_backend *backend, const char *authorization,
                               struct date today, struct api_caller *out);

/* --- Kept answers (answer_cache.c). --- */

enum {
    CACHE_KEY_MAX = 768
};
/** The question, as bytes that are equal only for requests with equal answers to an anonymous
 * caller. */
struct cache_key {
    size_t len;
    uint64_t hash;
    char bytes[CACHE_KEY_MAX];
};
/** What an answer rests on. */
struct cache_basis {
    struct uuid id;
    uint64_t stamp; /**< of `id`, taken before the read */
    struct date today;
};
struct answer_cache;
struct answer_cache *answer_cache_new(size_t entries_max, size_t bytes_max);
void answer_cache_free(struct answer_cache *cache);
/** @return false when the parts are too long to be kept */
bool cache_key_make(struct cache_key *out, const char *target, const char *accept,
                    const char *accept_language, const char *if_none_match);
/** @param out_route  the route of the kept answer, for the counters
 * @return a reply to drop, or NULL */
struct wire_reply *answer_cache_find(struct answer_cache *cache, const struct cache_key *key,
                                     const struct http_backend *backend, struct date today,
                                     const struct route **out_route);
/** Keeps a reply (holds it); what is too large is left out, the least recently kept makes room. */
void answer_cache_keep(struct answer_cache *cache, const struct cache_key *key,
                       const struct cache_basis *basis, const struct route *route,
                       struct wire_reply *reply, size_t bytes);
struct cache_counters {
    uint64_t hits, misses, entries, bytes;
};
void answer_cache_counters(struct answer_cache *cache, struct cache_counters *out);

/* --- Counters (metrics.c). --- */

struct metrics;
struct metrics *metrics_new(const struct route *table, size_t count);
void metrics_free(struct metrics *metrics);
/** @param route  NULL: none was found */
void metrics_count(struct metrics *metrics, const struct route *route, enum verb verb, int status,
                   int64_t took_us);
void metrics_print(const struct metrics *metrics, struct str *out);

/* --- Requests (request.c) and the service around them (service.c). --- */

enum {
    ARENA_POOL = 32,
    ARENA_WRITE_BYTES = 262144, /**< of an act: 64 KiB of body and its struct, answer and receipt */
    ARENA_READ_BYTES = 33554432, /**< of a read: rows as they came, and their text while it grows */
    LATE_MS = 250,               /**< beyond the deadline the worker itself should have said so */
};

enum request_phase {
    REQUEST_HEADERS = 1,
    REQUEST_BODY,
    REQUEST_WAITING,
    REQUEST_READY,
    REQUEST_DONE
};

struct request {
    struct http_server *server;
    struct wire_link *link;
    struct request *before, *after; /**< in the server's list of those that wait */
    enum request_phase phase;
    bool is_complete;   /**< it has arrived, and is counted as such */
    bool is_abandoned;  /**< its deadline passed while a worker had it */
    atomic_uint holds;  /**< the wire's, and the worker's of an abandoned one */
    int64_t started_us; /**< monotonic */
    struct guard guard;
    enum verb verb;
    struct route_match match;
    struct err err; /**< found before the api was asked */
    struct arena *arena;
    struct api_call *call; /**< in the arena, once there is one */
    char *body;
    size_t body_len, body_room;
    bool is_body_over;
    bool has_basis;
    struct cache_key *key; /**< in the arena */
    struct cache_basis basis;
    const char *query; /**< in the target, or NULL */
    struct path path;  /**< in `text` */
    char text[];       /**< the target as sent, its path decoded, its segments */
};

struct http_server {
    struct wire *wire;
    struct router *router;
    struct metrics *metrics;
    struct answer_cache *cache;
    struct http_options options;
    pthread_mutex_t waiting_lock;
    struct request *waiting; /**< first of those that a worker has */
    atomic_uint suspended;   /**< connections whose resume has not returned */
    atomic_uint open;        /**< requests between begin and end */
    atomic_uint complete;    /**< those of them that have arrived */
    atomic_bool is_draining;
    char *farewell; /**< the 408 of the sweeper */
    pthread_mutex_t pool_lock;
    struct arena *pool[ARENA_POOL];
    size_t pool_count;
};

struct request *request_new(struct http_server *server, struct wire_link *link, const char *target);
/** Drops one hold; the last frees. */
void request_drop(struct request *request);
/** The only function that changes the phase; asserts that the step is one of the machine's. */
void request_enter(struct request *request, enum request_phase phase);
/** Makes the call, and the arena it lives in. @return false when memory is out */
bool request_make_call(struct request *request);
/** Takes a piece of the body, or notes that there is too much. */
void request_take_body(struct request *request, const char *piece, size_t len);
/** Suspends and links; then the owner submits. */
void request_wait(struct request *request);
/** By the worker that settled it, or by the submitter whose submit failed: resumes it, unless it
 * was abandoned. */
void request_settle(struct request *request);
/** By the sweeper: abandons what a worker has kept beyond its deadline. */
void requests_abandon_late(struct http_server *server, int64_t now_ms);
/** Frees the pool of arenas. */
void requests_release(struct http_server *server);
/** Monotonic microseconds. */
int64_t monotonic_us(void);

/** The method's name in log lines and counters. */
const char *verb_name(enum verb verb);
/** The steps of the public listener's requests (exchange.c); self is a struct http_server. */
extern const struct wire_user exchange_steps;
/** An answer from memory for what never came to the api: a problem for *err.
 * @param allow  or NULL @return NULL when memory is out */
struct wire_reply *reply_problem(const struct api_site *site, const struct err *err,
                                 const char *allow, const struct header_context *context);

#endif
