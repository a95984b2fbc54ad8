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

/** What it needs; all outlive it. */
struct selfcheck_options {
    const char *database;
    const char *state_dir; /**< the folder where what was wrong is noted */
    struct clock *clock;
    int64_t hour; /**< of the day in Amsterdam, 0 to 23; -1: never */
};

/** Zero-initialise. What others read is atomic. */
struct selfcheck {
    struct selfcheck_options options;
    pthread_t thread;
    bool has_thread;
    atomic_bool is_stopping;
    _Atomic int64_t give_up_ms; /**< 0 until a stop */
    atomic_int state;           /**< enum selfcheck_state of the last one */
    _Atomic int64_t at_ms;      /**< when the last one began; 0: none */
    _Atomic int64_t wrong_ms;   /**< when the last one began that found something wrong, while none
                                   has been right since; 0: nothing is wrong that is known of */
    _Atomic uint64_t findings;  /**< of that one */
};

/** Reads what was wrong before the daemon stopped, and starts the thread, unless hour is -1.
 * @return false with ERR_MEMORY */
MUST_CHECK bool selfcheck_start(struct selfcheck *self, const struct selfcheck_options *options,
                                struct err *err);
/** Ends a check that runs, and the thread. */
void selfcheck_stop(struct selfcheck *self);
/** A line for /ready: what was wrong stands in it until a check is right. Nothing when it is off. */
void selfcheck_add_detail(struct str *out, const struct selfcheck *self);

#endif
