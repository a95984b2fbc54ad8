/* Whether PostgreSQL answers, and takes writes: asked every second over a connection of its own, with a deadline, so
 * that a server that hangs is told from one that is slow. */
#ifndef BUURTKAS_STORE_PROBE_H
#define BUURTKAS_STORE_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include "buurtkas/base/attr.h"
#include "buurtkas/base/err.h"

enum {
    PROBE_EVERY_MS = 1000,
    PROBE_DEADLINE_MS = 2000, /**< for connecting, and for the answer */
    PROBE_STALE_MS = 4000     /**< an answer this old counts as none */
};

struct probe;

/** Starts asking, in a thread of its own. @param conninfo  must outlive the probe
 * @return NULL with ERR_MEMORY */
struct probe *probe_start(const char *conninfo, struct err *err);
/** Ends the thread within PROBE_DEADLINE_MS. NULL is allowed. */
void probe_stop(struct probe *probe);
/** Why the database cannot be used: it does not answer, or is read-only. Never waits. Any thread.
 * @return NULL when it can, or when it has not been asked yet; else a constant sentence */
const char *probe_trouble(const struct probe *probe);

#endif
