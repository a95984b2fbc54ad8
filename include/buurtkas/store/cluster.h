/* The private PostgreSQL cluster: made, started, supervised and stopped by the daemon, inside its state
 * folder, on a Unix socket only. As root it runs as an unprivileged user. */
#ifndef BUURTKAS_STORE_CLUSTER_H
#define BUURTKAS_STORE_CLUSTER_H

#include <stdbool.h>
#include "buurtkas/base/arena.h"
#include "buurtkas/base/err.h"

struct cluster;

/** Makes the cluster when there is none (initdb with fsync, data checksums, UTF-8, C collation), adopts a live postmaster
 * of this folder or starts one, waits until it answers, and creates database and roles `buurtkas_owner`,
 * `buurtkas_daemon`. A socket path beyond 100 bytes moves to a private folder under /tmp.
 * @return NULL with ERR_IO (one clear line: folder not reachable by the unprivileged user, programs missing, …), or
 * ERR_BUSY when another process uses the folder: one daemon a folder */
struct cluster *cluster_start(const char *state_dir, struct err *err);
/** Looks for a live postmaster of this folder; starts, stops and locks nothing.
 * @param out_conninfo  the daemon role's, in the arena; NULL when none runs
 * @return false with ERR_IO (no such folder, or no database in it) or ERR_MEMORY */
MUST_CHECK bool cluster_find(const char *state_dir, struct arena *arena, const char **out_conninfo, struct err *err);
/** Connection strings; live as long as the cluster. */
const char *cluster_owner_conninfo(const struct cluster *cluster);
const char *cluster_daemon_conninfo(const struct cluster *cluster);
/** Superuser's, for tests and for `verify --database` of a stopped daemon. */
const char *cluster_super_conninfo(const struct cluster *cluster);
/** One look: when the postmaster is dead, starts it again (with back-off while its old backends live).
 * Called once a second by the daemon's supervisor thread. @return true while it runs */
bool cluster_supervise(struct cluster *cluster);
/** Stops it (fast) when this process started or adopted it, and frees. */
void cluster_stop(struct cluster *cluster);

#endif
