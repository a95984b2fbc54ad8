/* Starting and stopping the daemon's parts. The order of stopping matters: listeners take nothing
 * new, the writer and the readers settle what waits, and only then the HTTP threads end. */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "buurtkas/base/log.h"
#include "buurtkas/store/migrate.h"
#include "cli/daemon_internal.h"

enum {
    BATCH_MAX = 512,
    DRAIN_MS = 10000,
    SUPERVISE_MS = 1000
};

static void wait_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGHUP);
}

void daemon_block_signals(void)
{
    sigset_t set;
    wait_signals(&set);
    (void)pthread_sigmask(SIG_BLOCK, &set, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

void daemon_wait(void)
{
    sigset_t set;
    int which = 0;
    wait_signals(&set);
    do {
        (void)sigwait(&set, &which);
    } while (which == SIGHUP);
}

bool daemon_signal_waits(void)
{
    sigset_t pending;
    return sigpending(&pending) == 0 &&
           (sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1);
}

/* Looks after the cluster once a second; wakes up early only to stop. */
static void *supervise(void *self)
{
    struct daemon *daemon = self;
    const struct timespec second = { .tv_sec = 0, .tv_nsec = 100 * 1000 * 1000 };
    for (int tick = 0; !atomic_load(&daemon->is_stopping); tick++) {
        (void)nanosleep(&second, NULL);
        if (tick % (SUPERVISE_MS / 100) == 0) {
            notify_systemd("WATCHDOG=1");
            if (daemon->cluster != NULL && !cluster_supervise(daemon->cluster)) {
                log_event(LOG_WARN, "cluster.down");
            }
        }
    }
    return NULL;
}

static bool start_database(struct daemon *daemon, struct err *err)
{
    const struct conf *conf = daemon->options.conf;
    if (conf->database[0] != '\0') {
        daemon->database = conf->database;
        return migrate_check(conf->database, err);
    }
    int run = 0;
    daemon->cluster = cluster_start(conf->state_dir, err);
    if (daemon->cluster == NULL ||
        !migrate_run(cluster_owner_conninfo(daemon->cluster), &run, err)) {
        return false;
    }
    daemon->database = cluster_daemon_conninfo(daemon->cluster);
    return true;
}

static bool start_writer(struct daemon *daemon, struct err *err)
{
    const struct conf *conf = daemon->options.conf;
    struct writer_options options = {
        .conninfo = daemon->database,
        .key = daemon->key,
        .clock = daemon->options.clock,
        .tokens = daemon->tokens,
        .queue_max = (size_t)conf->write_queue,
        .batch_max = BATCH_MAX,
    };
    struct err first_err = { 0 };
    if (daemon->options.first != NULL &&
        !writer_bootstrap(&options, daemon->options.first, &first_err) &&
        first_err.code != ERR_ALREADY_EXISTS) {
        *err = first_err;
        return false;
    }
    daemon->writer = writer_start(&options, err);
    if (daemon->writer == NULL) {
        return false;
    }
    daemon->readers =
        readers_start(daemon->database, (size_t)conf->readers, (size_t)conf->read_queue, err);
    return daemon->readers != NULL;
}

bool daemon_pick_port(const char *address, char *out, size_t out_size, struct err *err)
{
    struct sockaddr_in any = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t len = sizeof any;
    const char *colon = strrchr(address, ':');
    if (colon == NULL || strcmp(colon, ":0") != 0) {
        (void)snprintf(out, out_size, "%s", address);
        return true;
    }
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&any, len) != 0 ||
        getsockname(fd, (struct sockaddr *)&any, &len) != 0) {
        (void)err_set(err, ERR_IO, "no free port: %s", strerror(errno));
    } else {
        (void)snprintf(out, out_size, "%.*s:%u", (int)(colon - address), address,
                       (unsigned)ntohs(any.sin_port));
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    return !err_is_set(err);
}

static bool start_public(struct daemon *daemon, struct arena *arena, struct err *err)
{
    const struct conf *conf = daemon->options.conf;
    struct http_options options = {
        .threads = (unsigned)conf->http_threads,
        .connections_max = (unsigned)conf->connections_max,
        .body_bytes_max = (size_t)conf->body_bytes_max,
        .request_timeout_ms = conf->request_timeout_ms,
        .clock = daemon->options.clock,
        .site = &daemon->site,
        .backend = &daemon->backend,
    };
    if (!conf_address_split(conf->listen, arena, &options.host, &options.port, err)) {
        return false;
    }
    daemon->http = http_start(&options, err);
    return daemon->http != NULL;
}

static bool start_admin(struct daemon *daemon, struct arena *arena, struct err *err)
{
    struct admin_options options = {
        .is_ready = daemon_is_ready,
        .ready_detail = daemon_ready_detail,
        .metrics = daemon_metrics,
        .set_clock = daemon->options.settable != NULL ? daemon_set_clock : NULL,
        .self = daemon,
    };
    if (!conf_address_split(daemon->options.conf->admin_listen, arena, &options.host, &options.port,
                            err)) {
        return false;
    }
    daemon->admin = admin_start(&options, err);
    return daemon->admin != NULL;
}

static bool start_all(struct daemon *daemon, struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(65536);
    const struct conf *conf = daemon->options.conf;
    daemon->key = log_key_load(conf->key_file, err);
    daemon->tokens = tokens_new();
    if (daemon->key == NULL || daemon->tokens == NULL || arena == NULL) {
        return err_set(err, ERR_MEMORY, "no memory to start");
    }
    (void)snprintf(daemon->public_url, sizeof daemon->public_url, "%s", conf->public_url);
    if (!start_database(daemon, err) || !start_writer(daemon, err)) {
        return false;
    }
    daemon->probe = probe_start(daemon->database, err);
    const struct selfcheck_options selfcheck = { .database = daemon->database,
                                                 .state_dir = conf->state_dir,
                                                 .clock = daemon->options.clock,
                                                 .hour = conf->selfcheck_hour };
    if (daemon->probe == NULL || !selfcheck_start(&daemon->selfcheck, &selfcheck, err)) {
        return false;
    }
    if (!daemon_wire(daemon, err) || !start_public(daemon, arena, err) ||
        !start_admin(daemon, arena, err)) {
        return false;
    }
    daemon->has_supervisor = pthread_create(&daemon->supervisor, NULL, supervise, daemon) == 0;
    return daemon->has_supervisor || err_set(err, ERR_MEMORY, "no thread for the supervisor");
}

bool daemon_start(struct daemon *daemon, const struct daemon_options *options, struct err *err)
{
    daemon->options = *options;
    log_set_level(options->conf->log_level);
    if (!start_all(daemon, err)) {
        daemon_stop(daemon);
        return false;
    }
    log_event(LOG_INFO, "daemon.ready", LOG_TEXT("public_url", daemon->public_url),
              LOG_I64("entries", (int64_t)writer_published_size(daemon->writer)));
    notify_systemd("READY=1");
    return true;
}

static void stop_serving(struct daemon *daemon)
{
    if (daemon->http != NULL) {
        http_quiesce(daemon->http);
    }
    if (daemon->writer != NULL) {
        writer_drain(daemon->writer, DRAIN_MS);
    }
    if (daemon->readers != NULL) {
        readers_stop(daemon->readers);
    }
    if (daemon->http != NULL) {
        http_stop(daemon->http);
    }
}

void daemon_stop(struct daemon *daemon)
{
    notify_systemd("STOPPING=1");
    atomic_store(&daemon->is_stopping, true);
    if (daemon->has_supervisor) {
        (void)pthread_join(daemon->supervisor, NULL);
    }
    if (daemon->admin != NULL) {
        admin_stop(daemon->admin);
    }
    selfcheck_stop(&daemon->selfcheck);
    probe_stop(daemon->probe);
    stop_serving(daemon);
    if (daemon->writer != NULL) {
        writer_free(daemon->writer);
    }
    arena_free(daemon->texts);
    tokens_free(daemon->tokens);
    log_key_free(daemon->key);
    if (daemon->cluster != NULL) {
        cluster_stop(daemon->cluster);
    }
}
