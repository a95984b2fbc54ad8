/* The nightly self-check of the daemon; see selfcheck.c. */
#ifndef BUURTKAS_SELFCHECK_INTERNAL_H
#define BUURTKAS_SELFCHECK_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "buurtkas/base/clock.h"
#include "buurtkas/base/err.h"
#include "buurtkas/base/str.h"

enum selfcheck_state {
    SELFCHECK_NONE, /**< not run since the start */
    SELFCHECK_OK,
    SELFCHECK_WRONG,  /**< something in the tables is not what the leaves make it */
    SELFCHECK_NOT_RUN /**< the database could not be read to its end */
};

/** Zero-initialise. What others read is atomic. */
struct selfcheck {
    const char *database;
    struct clock *clock;
    int64_t hour; /**< of the day in Amsterdam, 0 to 23; -1: never */
    pthread_t thread;
    bool has_thread;
    atomic_bool is_stopping;
    _Atomic int64_t give_up_ms; /**< 0 until a stop */
    atomic_int state;           /**< enum selfcheck_state of the last one */
    _Atomic int64_t at_ms;      /**< when the last one began; 0: none */
    _Atomic uint64_t findings;
};

/** Starts the thread, unless hour is -1. @return false with ERR_MEMORY */
MUST_CHECK bool selfcheck_start(struct selfcheck *self, const char *database, struct clock *clock,
                                int64_t hour, struct err *err);
/** Ends a check that runs, and the thread. */
void selfcheck_stop(struct selfcheck *self);
/** A line for /ready; nothing when it is off. */
void selfcheck_add_detail(struct str *out, const struct selfcheck *self);

#endif
