/* The daemon: its parts, wired together, started and stopped in the right order. `serve` and `demo`
 * use it. */
#ifndef BUURTKAS_CLI_DAEMON_INTERNAL_H
#define BUURTKAS_CLI_DAEMON_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "buurtkas/api/call.h"
#include "buurtkas/audit/keys.h"
#include "buurtkas/base/clock.h"
#include "buurtkas/conf/conf.h"
#include "buurtkas/http/server.h"
#include "buurtkas/store/cluster.h"
#include "buurtkas/store/probe.h"
#include "buurtkas/store/reader.h"
#include "buurtkas/store/tokens.h"
#include "buurtkas/store/writer.h"
#include "cli/selfcheck_internal.h"

struct daemon_options {
    const struct conf *conf;
    struct clock *clock;
    struct clock_settable *settable; /**< the demonstration's clock; NULL: none can be set */
    struct first_operator *first;    /**< made when the record is empty; NULL: never */
};

/** All parts; a part that is NULL has not been started. Zero-initialise. */
struct daemon {
    struct daemon_options options;
    char public_url[512];
    const char *database; /**< conninfo of the daemon's role */
    struct cluster *cluster;
    struct log_key *key;
    struct tokens *tokens;
    struct writer *writer;
    struct readers *readers;
    struct api_site site;
    struct arena *texts; /**< what is made once at start */
    struct http_backend backend;
    struct http_server *http;
    struct admin_server *admin;
    struct probe *probe;
    struct selfcheck selfcheck;
    pthread_t supervisor;
    bool has_supervisor;
    atomic_bool is_stopping;
};

/** Starts everything: cluster, schema, key, writer, readers, listeners. On failure what was started
 * is stopped again. Signals SIGTERM, SIGINT and SIGHUP must be blocked before. */
MUST_CHECK bool daemon_start(struct daemon *daemon, const struct daemon_options *options,
                             struct err *err);
/** Quiesce, drain, stop: every acknowledged act is on disk, every request that was accepted is
 * answered. */
void daemon_stop(struct daemon *daemon);
/** Blocks the signals that daemon_wait waits for; before any thread is started. */
void daemon_block_signals(void);
/** Waits for SIGTERM or SIGINT. */
void daemon_wait(void);
/** Whether such a signal has arrived and waits to be taken. */
bool daemon_signal_waits(void);

/** Port of "host:port" replaced by a free one when it is 0, so that the public address is known
 * before listening. `out` holds 320 bytes. */
MUST_CHECK bool daemon_pick_port(const char *address, char *out, size_t out_size, struct err *err);

/** Fills in daemon->site and daemon->backend (wiring.c). @return false with ERR_MEMORY */
MUST_CHECK bool daemon_wire(struct daemon *daemon, struct err *err);
bool daemon_is_ready(void *self, char *why, size_t why_size);
void daemon_ready_detail(void *self, struct str *out);
void daemon_metrics(void *self, struct str *out);
bool daemon_set_clock(void *self, const char *text, size_t len);

/** The systemd notification protocol (sd_notify(3)): sends `state` when NOTIFY_SOCKET is set. */
void notify_systemd(const char *state);

#endif
