/* Takes connections in a thread of its own and hands them to the wire. The library could listen
 * itself, but its way to stop listening races with its own threads (MHD_quiesce_daemon of 0.9.75
 * aborts when a worker was faster), and a stop under load is what a daemon must do without losing
 * anybody: here every connection that the kernel has taken is served. */
#include "http/http_internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    BACK_OFF_MS = 20
};

struct listener {
    struct listener_options options;
    pthread_t thread;
    int fd, stop_fd;
    uint16_t port;
    bool is_running;
};

static void addresses_free(struct addrinfo **list)
{
    if (*list != NULL) {
        freeaddrinfo(*list);
    }
}

static uint16_t bound_port(int fd)
{
    struct sockaddr_storage address = { 0 };
    socklen_t len = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &len) != 0) {
        return 0;
    }
    if (address.ss_family == AF_INET6) {
        return ntohs(((const struct sockaddr_in6 *)(const void *)&address)->sin6_port);
    }
    return ntohs(((const struct sockaddr_in *)(const void *)&address)->sin_port);
}

static int open_one(const struct addrinfo *address)
{
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return -1;
    }
    int on = 1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address->ai_family == AF_INET6) {
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    }
    if (bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0) {
        return fd;
    }
    int why = errno;
    (void)close(fd);
    errno = why;
    return -1;
}

static int open_any(const char *host, uint16_t port, struct err *err)
{
    char service[8];
    (void)snprintf(service, sizeof service, "%u", (unsigned)port);
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV };
    CLEANUP(addresses_free) struct addrinfo *list = NULL;
    int code = getaddrinfo(host, service, &hints, &list);
    if (code != 0) {
        (void)err_set(err, ERR_IO, "cannot listen on %s: %s", host, gai_strerror(code));
        return -1;
    }
    for (const struct addrinfo *each = list; each != NULL; each = each->ai_next) {
        int fd = open_one(each);
        if (fd >= 0) {
            return fd;
        }
    }
    char why[64];
    (void)err_set(err, ERR_IO, "cannot listen on %s port %u: %s", host, (unsigned)port,
                  strerror_r(errno, why, sizeof why));
    return -1;
}

/* Takes one connection. @return false when nobody waits, or nobody can be taken now */
static bool take_one(struct listener *listener)
{
    struct sockaddr_storage address = { 0 };
    socklen_t len = sizeof address;
    int fd = accept4(listener->fd, (struct sockaddr *)&address, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
        listener->options.take(listener->options.self, fd, (const struct sockaddr *)&address, len);
    }
    return fd >= 0 || errno == ECONNABORTED || errno == EINTR;
}

/* At the limit, and out of descriptors, those who knock wait in the kernel's queue. */
static void *run(void *self)
{
    struct listener *listener = self;
    struct pollfd both[] = {
        {.fd = listener->stop_fd, .events = POLLIN},
        { .fd = listener->fd,     .events = POLLIN}
    };
    bool is_resting = false;
    for (;;) {
        (void)poll(both, is_resting ? 1 : 2, is_resting ? BACK_OFF_MS : -1);
        if (both[0].revents != 0) {
            break;
        }
        bool is_pending = is_resting || both[1].revents != 0;
        is_resting = is_pending && listener->options.is_full(listener->options.self);
        if (is_pending && !is_resting && !take_one(listener)) {
            is_resting = errno != EAGAIN;
        }
    }
    while (!listener->options.is_full(listener->options.self) && take_one(listener)) {
    }
    return NULL;
}

struct listener *listener_open(const struct listener_options *options, struct err *err)
{
    struct listener *listener = calloc(1, sizeof *listener);
    if (listener == NULL) {
        (void)err_set(err, ERR_MEMORY, "no memory for the listener");
        return NULL;
    }
    listener->options = *options;
    listener->fd = open_any(options->host, options->port, err);
    listener->stop_fd = eventfd(0, EFD_CLOEXEC);
    if (listener->fd < 0 || listener->stop_fd < 0) {
        (void)err_set(err, ERR_IO, "cannot listen on %s", options->host);
        listener_free(listener);
        return NULL;
    }
    listener->port = bound_port(listener->fd);
    return listener;
}

bool listener_start(struct listener *listener, struct err *err)
{
    if (pthread_create(&listener->thread, NULL, run, listener) != 0) {
        return err_set(err, ERR_IO, "cannot start the listener's thread");
    }
    listener->is_running = true;
    return true;
}

uint16_t listener_port(const struct listener *listener)
{
    return listener->port;
}

void listener_stop(struct listener *listener)
{
    if (listener->is_running) {
        (void)eventfd_write(listener->stop_fd, 1);
        (void)pthread_join(listener->thread, NULL);
        listener->is_running = false;
    }
    if (listener->fd >= 0) {
        (void)close(listener->fd);
        listener->fd = -1;
    }
}

void listener_free(struct listener *listener)
{
    if (listener != NULL) {
        listener_stop(listener);
        if (listener->stop_fd >= 0) {
            (void)close(listener->stop_fd);
        }
        free(listener);
    }
}
