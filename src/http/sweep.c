/* Deadlines of connections. The library's own time-out is one of idleness only: a client that sends
 * a byte a second would stay for ever. Here every connection has a deadline for what it is doing,
 * and one thread shuts down those that are late. It never closes a descriptor: the library sees the
 * end of the stream and does so itself. */
#include "http/http_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

enum {
    ROUND_MS = 100,
    PHASE_BITS = 3
};
#define NO_DEADLINE (UINT64_MAX >> PHASE_BITS)

struct sweep {
    struct sweep_options options;
    pthread_t thread;
    pthread_mutex_t lock; /* of the list and of `is_stopping` */
    pthread_cond_t wake;
    struct slot *first;
    bool is_stopping;
    _Atomic uint64_t expired;
    atomic_uint open;
};

static enum slot_phase phase_of(uint64_t state)
{
    return (enum slot_phase)(state & ((1U << PHASE_BITS) - 1));
}

static uint64_t deadline_of(const struct sweep *sweep, enum slot_phase phase)
{
    uint64_t now = (uint64_t)clock_monotonic_ms();
    switch (phase) {
    case SLOT_IDLE:
    case SLOT_SENDING:
        return now + (uint64_t)sweep->options.idle_timeout_ms;
    case SLOT_ARRIVING:
        return now + (uint64_t)sweep->options.request_timeout_ms;
    case SLOT_WORKING:
    case SLOT_EXPIRED:
        break;
    }
    return NO_DEADLINE;
}

bool slot_enter(struct slot *slot, enum slot_phase phase)
{
    uint64_t next = deadline_of(slot->sweep, phase) << PHASE_BITS | (uint64_t)phase;
    uint64_t state = atomic_load(&slot->state);
    while (phase_of(state) != SLOT_EXPIRED) {
        if (atomic_compare_exchange_weak(&slot->state, &state, next)) {
            return true;
        }
    }
    return false;
}

/* The compare-and-swap makes sure that no answer of the request has begun when the farewell is
 * sent. */
static void expire(struct sweep *sweep, struct slot *slot, uint64_t now)
{
    uint64_t state = atomic_load(&slot->state);
    if (state >> PHASE_BITS > now || phase_of(state) == SLOT_EXPIRED ||
        !atomic_compare_exchange_strong(&slot->state, &state,
                                        NO_DEADLINE << PHASE_BITS | SLOT_EXPIRED)) {
        return;
    }
    atomic_fetch_add(&sweep->expired, 1);
    if (phase_of(state) == SLOT_ARRIVING && sweep->options.farewell != NULL) {
        (void)send(slot->fd, sweep->options.farewell, sweep->options.farewell_len,
                   MSG_DONTWAIT | MSG_NOSIGNAL);
    }
    (void)shutdown(slot->fd, SHUT_RDWR);
}

static void wait_round(struct sweep *sweep)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += ROUND_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    while (!sweep->is_stopping &&
           pthread_cond_timedwait(&sweep->wake, &sweep->lock, &until) != ETIMEDOUT) {
    }
}

static void *run(void *self)
{
    struct sweep *sweep = self;
    (void)pthread_mutex_lock(&sweep->lock);
    while (!sweep->is_stopping) {
        int64_t now = clock_monotonic_ms();
        for (struct slot *slot = sweep->first; slot != NULL; slot = slot->after) {
            expire(sweep, slot, (uint64_t)now);
        }
        if (sweep->options.tick != NULL) {
            (void)pthread_mutex_unlock(&sweep->lock);
            sweep->options.tick(sweep->options.self, now);
            (void)pthread_mutex_lock(&sweep->lock);
        }
        wait_round(sweep);
    }
    (void)pthread_mutex_unlock(&sweep->lock);
    return NULL;
}

struct sweep *sweep_start(const struct sweep_options *options, struct err *err)
{
    struct sweep *sweep = calloc(1, sizeof *sweep);
    if (sweep == NULL) {
        (void)err_set(err, ERR_MEMORY, "no memory for the sweeper");
        return NULL;
    }
    sweep->options = *options;
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&sweep->wake, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    (void)pthread_mutex_init(&sweep->lock, NULL);
    if (pthread_create(&sweep->thread, NULL, run, sweep) != 0) {
        (void)err_set(err, ERR_IO, "cannot start the sweeper's thread");
        (void)pthread_cond_destroy(&sweep->wake);
        (void)pthread_mutex_destroy(&sweep->lock);
        free(sweep);
        return NULL;
    }
    return sweep;
}

void sweep_stop(struct sweep *sweep)
{
    if (sweep == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&sweep->lock);
    sweep->is_stopping = true;
    (void)pthread_cond_signal(&sweep->wake);
    (void)pthread_mutex_unlock(&sweep->lock);
    (void)pthread_join(sweep->thread, NULL);
    (void)pthread_cond_destroy(&sweep->wake);
    (void)pthread_mutex_destroy(&sweep->lock);
    free(sweep);
}

struct slot *slot_open(struct sweep *sweep, int fd)
{
    struct slot *slot = calloc(1, sizeof *slot);
    if (slot == NULL) {
        return NULL;
    }
    slot->sweep = sweep;
    slot->fd = fd;
    (void)atomic_fetch_add(&sweep->open, 1);
    /* A connection that was made for a request has no more time than the request itself. */
    atomic_init(&slot->state, deadline_of(sweep, SLOT_ARRIVING) << PHASE_BITS | SLOT_IDLE);
    (void)pthread_mutex_lock(&sweep->lock);
    slot->after = sweep->first;
    if (slot->after != NULL) {
        slot->after->before = slot;
    }
    sweep->first = slot;
    (void)pthread_mutex_unlock(&sweep->lock);
    return slot;
}

void slot_close(struct slot *slot)
{
    struct sweep *sweep = slot->sweep;
    (void)pthread_mutex_lock(&sweep->lock);
    if (slot->before != NULL) {
        slot->before->after = slot->after;
    } else {
        sweep->first = slot->after;
    }
    if (slot->after != NULL) {
        slot->after->before = slot->before;
    }
    (void)pthread_mutex_unlock(&sweep->lock);
    (void)atomic_fetch_sub(&sweep->open, 1);
    free(slot);
}

uint64_t sweep_expired(const struct sweep *sweep)
{
    return atomic_load(&sweep->expired);
}

unsigned sweep_open(const struct sweep *sweep)
{
    return atomic_load(&sweep->open);
}
