/* The wire: the only file that knows libmicrohttpd. It starts the library's threads, turns its
 * callbacks into the steps of a `struct wire_user`, and its responses into replies. What a request
 * means is not known here.
 *
 * What the library's version 0.9.75 asks for: an answer is queued only in the first call of the
 * handler (which then closes the connection) and in the last one; other threads do nothing but
 * resume; no connection is suspended at the stop; and the library's own threads are not used: when
 * 128 connections become ready at once, its event loop takes those 128 events and then sleeps as if
 * there were none (MHD_epoll waits again, with its full time-out, after a full array). Run from a
 * loop of ours, which never lets it wait, it cannot. */
#include "http/http_internal.h"

#include <errno.h>
#include <microhttpd.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    CONNECTION_MEMORY_BYTES =
        16384, /* is cleared for each request, so not larger than it must be */
    SPARE_CONNECTIONS = 64,
    LOOP_WAIT_MS = 1000
};

/* A connection on its way from the listener to the loop that will serve it. */
struct arrival {
    struct arrival *next;
    int fd;
    socklen_t address_len;
    struct sockaddr_storage address;
};

/* A thread with a daemon of the library, which it alone runs. */
struct loop {
    struct wire *wire;
    struct MHD_Daemon *daemon;
    pthread_t thread;
    bool is_running;
    int wake_fd;           /* written to when there are arrivals or resumes, and to stop */
    int ready_fd;          /* the library's epoll: readable when a socket has something to do */
    _Atomic bool is_woken; /* wake_fd was written to since the loop looked: once is enough */
    _Atomic bool is_stopping;
    pthread_mutex_t lock;
    struct arrival *arrivals; /* newest first */
};

struct wire {
    struct loop *loops;
    unsigned loops_count;
    _Atomic unsigned next_loop;
    _Atomic unsigned arriving; /* connections taken that no loop has yet */
    struct sweep *sweep;
    struct listener *listener;
    struct wire_user user;
    unsigned connections_max;
};

/* One request: what the library hands back to each of its callbacks. */
struct wire_link {
    struct wire *wire;
    struct loop *loop;
    struct MHD_Connection *connection;
    struct slot *slot;
    void *request;
    bool has_head;
};

struct wire_reply {
    struct MHD_Response *response;
    unsigned status;
    atomic_uint holds;
};

struct wire_reply *wire_reply_new(const struct api_answer *answer, bool is_copied,
                                  const struct header_list *headers)
{
    struct wire_reply *reply = calloc(1, sizeof *reply);
    if (reply == NULL) {
        return NULL;
    }
    /* The library takes a pointer to what it may free; with these two modes it never writes. */
    union {
        const char *in;
        void *out;
    } body = { .in = answer->len > 0 ? answer->body : "" };
    reply->response = MHD_create_response_from_buffer(
        answer->len, body.out, is_copied ? MHD_RESPMEM_MUST_COPY : MHD_RESPMEM_PERSISTENT);
    reply->status = (unsigned)answer->status;
    atomic_init(&reply->holds, 1);
    bool is_whole = reply->response != NULL;
    for (size_t i = 0; is_whole && i < headers->count; i++) {
        is_whole = MHD_add_response_header(reply->response, headers->items[i].name,
                                           headers->items[i].value) == MHD_YES;
    }
    if (!is_whole) {
        wire_reply_drop(reply);
        return NULL;
    }
    return reply;
}

struct wire_reply *wire_reply_hold(struct wire_reply *reply)
{
    (void)atomic_fetch_add(&reply->holds, 1);
    return reply;
}

void wire_reply_drop(struct wire_reply *reply)
{
    if (reply != NULL && atomic_fetch_sub(&reply->holds, 1) == 1) {
        if (reply->response != NULL) {
            MHD_destroy_response(reply->response);
        }
        free(reply);
    }
}

int wire_reply_status(const struct wire_reply *reply)
{
    return (int)reply->status;
}

void wire_suspend(struct wire_link *link)
{
    MHD_suspend_connection(link->connection);
}

static void loop_wake(struct loop *loop)
{
    if (!atomic_exchange(&loop->is_woken, true)) {
        (void)eventfd_write(loop->wake_fd, 1);
    }
}

/* Without threads of its own the library tells nobody of a resume. The link may be gone as soon as
 * it is resumed. */
void wire_resume(struct wire_link *link)
{
    struct loop *loop = link->loop;
    MHD_resume_connection(link->connection);
    loop_wake(loop);
}

/* The library's own lines name addresses and bytes of requests: they are dropped; what matters is
 * counted. */
static void drop_line(void *self, const char *format, va_list args)
{
    (void)self;
    (void)format;
    (void)args;
}

static void notify_connection(void *self, struct MHD_Connection *connection, void **context,
                              enum MHD_ConnectionNotificationCode code)
{
    struct loop *loop = self;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        *context = info == NULL ? NULL : slot_open(loop->wire->sweep, info->connect_fd);
    } else if (*context != NULL) {
        slot_close(*context);
        *context = NULL;
    }
}

/* The request line is there, as sent: the only moment at which the target is whole. */
static void *begin(void *self, const char *target, struct MHD_Connection *connection)
{
    struct loop *loop = self;
    struct wire *wire = loop->wire;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct wire_link *link = calloc(1, sizeof *link);
    if (link == NULL || info == NULL || info->socket_context == NULL || target == NULL ||
        !slot_enter(info->socket_context, SLOT_ARRIVING)) {
        free(link);
        return NULL;
    }
    link->wire = wire;
    link->loop = loop;
    link->connection = connection;
    link->slot = info->socket_context;
    link->request = wire->user.begin(wire->user.self, link, target);
    if (link->request == NULL) {
        free(link);
        return NULL;
    }
    return link;
}

static enum MHD_Result each_header(void *self, enum MHD_ValueKind kind, const char *name,
                                   size_t name_len, const char *value, size_t value_len)
{
    (void)kind;
    struct wire_link *link = self;
    link->wire->user.header(link->request, name, name_len, value != NULL ? value : "",
                            value != NULL ? value_len : 0);
    return MHD_YES;
}

static enum MHD_Result do_step(struct wire_link *link, enum wire_step step,
                               struct wire_reply *reply)
{
    enum MHD_Result result = MHD_NO;
    switch (step) {
    case WIRE_GO_ON:
    case WIRE_WAIT:
        return MHD_YES;
    case WIRE_REPLY:
        if (slot_enter(link->slot, SLOT_SENDING)) {
            result = MHD_queue_response(link->connection, reply->status, reply->response);
        }
        wire_reply_drop(reply);
        return result;
    case WIRE_CLOSE:
        break;
    }
    return result;
}

/* NOLINTNEXTLINE(readability-function-size): the library's signature */
static enum MHD_Result handle(void *self, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *piece,
                              size_t *piece_len, void **context)
{
    (void)self;
    (void)url;
    struct wire_link *link = *context;
    if (link == NULL) {
        return MHD_NO;
    }
    const struct wire_user *user = &link->wire->user;
    struct wire_reply *reply = NULL;
    if (!link->has_head) {
        link->has_head = true;
        (void)MHD_get_connection_values_n(connection, MHD_HEADER_KIND, each_header, link);
        enum wire_step step = user->head(link->request, method, version, &reply);
        return do_step(link, step, reply);
    }
    if (*piece_len > 0) {
        user->body(link->request, piece, *piece_len);
        *piece_len = 0;
        return MHD_YES;
    }
    if (!slot_enter(link->slot, SLOT_WORKING)) {
        return MHD_NO;
    }
    enum wire_step step = user->complete(link->request, &reply);
    return do_step(link, step, reply);
}

static void completed(void *self, struct MHD_Connection *connection, void **context,
                      enum MHD_RequestTerminationCode code)
{
    (void)self;
    (void)connection;
    (void)code;
    struct wire_link *link = *context;
    *context = NULL;
    if (link != NULL) {
        (void)slot_enter(link->slot, SLOT_IDLE);
        link->wire->user.end(link->request);
        free(link);
    }
}

/* --- Loops. --- */

/* Shares connections out in turn. */
static void take(void *self, int fd, const struct sockaddr *address, unsigned address_len)
{
    struct wire *wire = self;
    struct loop *loop = &wire->loops[atomic_fetch_add(&wire->next_loop, 1) % wire->loops_count];
    struct arrival *arrival = calloc(1, sizeof *arrival);
    if (arrival == NULL || address_len > sizeof arrival->address) {
        free(arrival);
        (void)close(fd);
        return;
    }
    arrival->fd = fd;
    arrival->address_len = address_len;
    memcpy(&arrival->address, address, address_len);
    (void)atomic_fetch_add(&wire->arriving, 1);
    (void)pthread_mutex_lock(&loop->lock);
    arrival->next = loop->arrivals;
    loop->arrivals = arrival;
    (void)pthread_mutex_unlock(&loop->lock);
    loop_wake(loop);
}

static bool is_full(void *self)
{
    struct wire *wire = self;
    return sweep_open(wire->sweep) + atomic_load(&wire->arriving) >= wire->connections_max;
}

static void add_arrivals(struct loop *loop)
{
    (void)pthread_mutex_lock(&loop->lock);
    struct arrival *arrival = loop->arrivals;
    loop->arrivals = NULL;
    (void)pthread_mutex_unlock(&loop->lock);
    while (arrival != NULL) {
        struct arrival *next = arrival->next;
        /* Closes the descriptor if it cannot. */
        (void)MHD_add_connection(loop->daemon, arrival->fd,
                                 (const struct sockaddr *)&arrival->address, arrival->address_len);
        (void)atomic_fetch_sub(&loop->wire->arriving, 1);
        free(arrival);
        arrival = next;
    }
}

/* How long the library may be left alone. */
static int patience_ms(struct loop *loop)
{
    MHD_UNSIGNED_LONG_LONG ms = 0;
    bool has_timeout = MHD_get_timeout(loop->daemon, &ms) == MHD_YES;
    return has_timeout && ms < LOOP_WAIT_MS ? (int)ms : LOOP_WAIT_MS;
}

static void *loop_run(void *self)
{
    struct loop *loop = self;
    struct pollfd both[] = {
        {.fd = loop->ready_fd, .events = POLLIN},
        { .fd = loop->wake_fd, .events = POLLIN}
    };
    while (!atomic_load(&loop->is_stopping)) {
        (void)poll(both, ARRAY_LEN(both), patience_ms(loop));
        if (both[1].revents != 0) {
            eventfd_t ignored;
            (void)eventfd_read(loop->wake_fd, &ignored);
            atomic_store(&loop->is_woken, false);
            add_arrivals(loop);
        }
        (void)MHD_run(loop->daemon);
    }
    return NULL;
}

static struct MHD_Daemon *daemon_start(struct loop *loop, const struct wire_options *options)
{
    /* The library counts in whole seconds. Our own limit binds first: a connection beyond it waits
     * in the kernel, one beyond the library's is closed. */
    unsigned idle_s = (unsigned)((options->sweep.idle_timeout_ms + 999) / 1000);
    struct MHD_OptionItem more[] = {
        {MHD_OPTION_CONNECTION_LIMIT,         (intptr_t)options->connections_max + SPARE_CONNECTIONS,
         NULL                                                                                             },
        { MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY_BYTES,                                NULL},
        { MHD_OPTION_CONNECTION_TIMEOUT,      (intptr_t)idle_s,                                       NULL},
        { MHD_OPTION_STRICT_FOR_CLIENT,       1,                                                      NULL},
        { MHD_OPTION_END,                     0,                                                      NULL},
    };
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ERROR_LOG, 0,
        NULL, NULL, handle, loop, MHD_OPTION_EXTERNAL_LOGGER, drop_line, NULL,
        MHD_OPTION_URI_LOG_CALLBACK, begin, loop, MHD_OPTION_NOTIFY_COMPLETED, completed, loop,
        MHD_OPTION_NOTIFY_CONNECTION, notify_connection, loop, MHD_OPTION_ARRAY, more,
        MHD_OPTION_END);
}

static bool loop_start(struct loop *loop, struct wire *wire, const struct wire_options *options)
{
    loop->wire = wire;
    loop->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    loop->daemon = loop->wake_fd < 0 ? NULL : daemon_start(loop, options);
    const union MHD_DaemonInfo *info =
        loop->daemon == NULL ? NULL : MHD_get_daemon_info(loop->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    loop->ready_fd = info == NULL ? -1 : info->epoll_fd;
    loop->is_running =
        loop->ready_fd >= 0 && pthread_create(&loop->thread, NULL, loop_run, loop) == 0;
    return loop->is_running;
}

static void loop_stop(struct loop *loop)
{
    if (loop->is_running) {
        atomic_store(&loop->is_stopping, true);
        loop_wake(loop);
        (void)pthread_join(loop->thread, NULL);
    }
    if (loop->daemon != NULL) {
        add_arrivals(loop); /* which the stop then closes */
        MHD_stop_daemon(loop->daemon);
    }
    if (loop->wake_fd >= 0) {
        (void)close(loop->wake_fd);
    }
    (void)pthread_mutex_destroy(&loop->lock);
}

static bool loops_start(struct wire *wire, const struct wire_options *options)
{
    unsigned count = options->threads > 0 ? options->threads : 1;
    wire->loops = calloc(count, sizeof *wire->loops);
    bool is_whole = wire->loops != NULL;
    while (is_whole && wire->loops_count < count) {
        struct loop *loop = &wire->loops[wire->loops_count++];
        (void)pthread_mutex_init(&loop->lock, NULL);
        is_whole = loop_start(loop, wire, options);
    }
    return is_whole;
}

/* --- Life. --- */

struct wire *wire_start(const struct wire_options *options, struct err *err)
{
    struct wire *wire = calloc(1, sizeof *wire);
    if (wire == NULL) {
        (void)err_set(err, ERR_MEMORY, "no memory for the listener");
        return NULL;
    }
    wire->user = *options->user;
    wire->connections_max = options->connections_max;
    struct listener_options listener = {
        .host = options->host, .port = options->port, .take = take, .is_full = is_full, .self = wire
    };
    wire->listener = listener_open(&listener, err);
    wire->sweep = wire->listener == NULL ? NULL : sweep_start(&options->sweep, err);
    if (wire->sweep == NULL || !loops_start(wire, options) ||
        !listener_start(wire->listener, err)) {
        (void)err_set(err, ERR_IO, "cannot start serving on %s", options->host);
        wire_stop(wire);
        return NULL;
    }
    return wire;
}

uint16_t wire_port(const struct wire *wire)
{
    return listener_port(wire->listener);
}

void wire_quiesce(struct wire *wire)
{
    listener_stop(wire->listener);
}

void wire_stop(struct wire *wire)
{
    if (wire == NULL) {
        return;
    }
    if (wire->listener != NULL) {
        listener_stop(wire->listener);
    }
    for (unsigned i = 0; i < wire->loops_count; i++) {
        loop_stop(&wire->loops[i]);
    }
    free(wire->loops);
    sweep_stop(wire->sweep);
    listener_free(wire->listener);
    free(wire);
}

uint64_t wire_expired(const struct wire *wire)
{
    return sweep_expired(wire->sweep);
}

unsigned wire_connections(const struct wire *wire)
{
    return sweep_open(wire->sweep);
}
