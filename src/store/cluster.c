/* The private cluster: <state>/postgres is its data, <state>/run (or a private folder under /tmp
 * when that path is too long for a socket) holds its socket, <state>/postgres.log what it says.
 *
 * Who may connect: whoever reaches the socket ("trust"). Its folder is 0700 and belongs to the user
 * that PostgreSQL runs as, so that means this user and root: exactly those who can read the data
 * files anyway. A password would have to lie in a file beside them and keep out nobody else; `peer`
 * would need a map of users, since the daemon may be root while PostgreSQL never is. There is no
 * TCP. */
#include "buurtkas/store/cluster.h"

#include <libpq-fe.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buurtkas/base/clock.h"
#include "buurtkas/base/log.h"
#include "cluster_internal.h"

enum {
    START_DEADLINE_MS = 120000, /* a recovery after a crash can be long */
    STOP_DEADLINE_MS = 60000,
    POLL_MS = 20,
    BACKOFF_FIRST_MS = 500,
    BACKOFF_MAX_MS = 8000,
    SETTING_MAX = PATH_MAX + 64,
};

/* --- The postmaster. --- */

/* The folder is quoted, since the setting is a list with commas. */
static pid_t start_postmaster(const struct cluster *cluster, struct err *err)
{
    int log_fd = cluster_open_log(cluster, err);
    if (log_fd < 0) {
        return -1;
    }
    char postgres[PATH_MAX + 16];
    char socket[SETTING_MAX];
    (void)snprintf(postgres, sizeof postgres, "%s/postgres", cluster->programs);
    (void)snprintf(socket, sizeof socket, "unix_socket_directories=\"%s\"", cluster->socket);
    const char *const argv[] = {
        postgres, "-D", cluster->data, "-c", socket, "-c", "listen_addresses=", "-c",
        "port=5432", /* only the name of the socket */
        "-c", "unix_socket_permissions=0700", "-c", "fsync=on", "-c", "full_page_writes=on", "-c",
        "synchronous_commit=on", "-c", "shared_buffers=128MB", "-c", "max_connections=20", "-c",
        "max_wal_size=2GB", /* fewer checkpoints under load */
        "-c",
        /* A new segment is filled with zeros while everybody waits: keep
         * those of the last rush. */
        "min_wal_size=512MB", "-c", "jit=off", /* our statements are short: compiling only delays */
        "-c", "log_min_messages=warning", "-c", "log_line_prefix=%m [%p] ", NULL
    };
    struct program program = { .argv = argv, .folder = cluster->data, .log_fd = log_fd };
    pid_t pid = program_start(&program, &cluster->user, err);
    (void)close(log_fd);
    return pid;
}

/* Forgets a postmaster that has ended. @return true while it runs */
static bool is_running(struct cluster *cluster)
{
    if (cluster->pid <= 0) {
        return false;
    }
    bool has_ended = cluster->is_child ? waitpid(cluster->pid, NULL, WNOHANG) == cluster->pid
                                       : !postmaster_lives(cluster->pid, cluster->data);
    if (has_ended) {
        cluster->pid = 0;
    }
    return !has_ended;
}

static bool answers(const struct cluster *cluster)
{
    return PQping(cluster->super_conninfo) == PQPING_OK;
}

static bool wait_until_it_answers(struct cluster *cluster, struct err *err)
{
    int64_t deadline_ms = clock_monotonic_ms() + START_DEADLINE_MS;
    while (!answers(cluster)) {
        if (!is_running(cluster)) {
            return err_set(err, ERR_IO, "PostgreSQL did not start: see %.200s/postgres.log",
                           cluster->state);
        }
        if (clock_monotonic_ms() > deadline_ms) {
            return err_set(err, ERR_IO, "PostgreSQL does not answer: see %.200s/postgres.log",
                           cluster->state);
        }
        (void)poll(NULL, 0, POLL_MS);
    }
    return true;
}

/* In a connection string a value stands in quotes, with \ before ' and \. */
static void print_conninfo(char out[CONNINFO_MAX], const char *folder, const char *role,
                           const char *database)
{
    size_t len = 0;
    const char head[] = "host='";
    memcpy(out, head, sizeof head - 1);
    len = sizeof head - 1;
    for (const char *c = folder; *c != '\0' && len < 2 * (size_t)PATH_MAX; c++) {
        if (*c == '\'' || *c == '\\') {
            out[len++] = '\\';
        }
        out[len++] = *c;
    }
    (void)snprintf(out + len, CONNINFO_MAX - len,
                   "' port=5432 user=%s dbname=%s connect_timeout=10 application_name=buurtkas",
                   role, database);
}

static void set_conninfos(struct cluster *cluster)
{
    print_conninfo(cluster->super_conninfo, cluster->socket, "postgres", "postgres");
    print_conninfo(cluster->owner_conninfo, cluster->socket, "buurtkas_owner", "buurtkas");
    print_conninfo(cluster->daemon_conninfo, cluster->socket, "buurtkas_daemon", "buurtkas");
}

/* A live postmaster of this folder, left by a daemon that was killed. One that no longer answers at
 * all is left to the start that follows: PostgreSQL itself then says what is wrong. */
static bool adopt(struct cluster *cluster, struct err *err)
{
    struct postmaster_file file;
    if (!postmaster_file_read(&file, cluster->data) || !postmaster_lives(file.pid, cluster->data)) {
        return false;
    }
    cluster->pid = file.pid;
    cluster->is_child = false;
    (void)snprintf(cluster->socket, sizeof cluster->socket, "%s", file.socket_folder);
    cluster->socket_in_tmp = strncmp(file.socket_folder, "/tmp/buurtkas-", 14) == 0;
    set_conninfos(cluster);
    struct err cause = { 0 };
    if (wait_until_it_answers(cluster, &cause)) {
        log_event(LOG_INFO, "cluster.adopted", LOG_I64("pid", file.pid));
        return true;
    }
    if (cluster->pid > 0) { /* it lives and is silent */
        *err = cause;
    }
    return false;
}

/* A file of a postmaster that is gone can name a process that is somebody else's by now, and
 * PostgreSQL would refuse to start because of it. */
static void remove_stale_file(const struct cluster *cluster)
{
    struct postmaster_file file;
    char path[PATH_MAX + 16];
    char link[64];
    char folder[PATH_MAX];
    (void)snprintf(path, sizeof path, "%s/postmaster.pid", cluster->data);
    if (!postmaster_file_read(&file, cluster->data)) {
        return;
    }
    (void)snprintf(link, sizeof link, "/proc/%ld/cwd", (long)file.pid);
    if (readlink(link, folder, sizeof folder) > 0 && !postmaster_lives(file.pid, cluster->data)) {
        (void)unlink(path);
    }
}

static bool start_new(struct cluster *cluster, struct err *err)
{
    remove_stale_file(cluster);
    if (!cluster_make_socket_folder(cluster, err)) {
        return false;
    }
    set_conninfos(cluster);
    pid_t pid = start_postmaster(cluster, err);
    if (pid < 0) {
        return false;
    }
    cluster->pid = pid;
    cluster->is_child = true;
    return wait_until_it_answers(cluster, err);
}

/* --- Roles and database. --- */

/* Each is left alone when it is there. The answer of a query is the statement to run, or no row. */
static const char *const setup[] = {
    "SELECT 'CREATE ROLE buurtkas_owner LOGIN' "
    "WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'buurtkas_owner')",
    "SELECT 'CREATE ROLE buurtkas_daemon LOGIN' "
    "WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'buurtkas_daemon')",
    "SELECT 'CREATE DATABASE buurtkas OWNER buurtkas_owner TEMPLATE template0 ENCODING ''UTF8''' "
    "WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'buurtkas')",
    "SELECT 'REVOKE ALL ON DATABASE buurtkas FROM PUBLIC'",
    "SELECT 'GRANT CONNECT ON DATABASE buurtkas TO buurtkas_daemon'",
};

static bool run_setup(PGconn *conn, const char *query, struct err *err)
{
    PGresult *answer = PQexec(conn, query);
    bool is_done = PQresultStatus(answer) == PGRES_TUPLES_OK;
    if (is_done && PQntuples(answer) == 1) {
        PGresult *done = PQexec(conn, PQgetvalue(answer, 0, 0));
        is_done = PQresultStatus(done) == PGRES_COMMAND_OK;
        PQclear(done);
    }
    PQclear(answer);
    return is_done ||
           err_set(err, ERR_IO, "cannot set up the private database: %.200s", PQerrorMessage(conn));
}

static bool set_up(const struct cluster *cluster, struct err *err)
{
    PGconn *conn = PQconnectdb(cluster->super_conninfo);
    bool is_done = PQstatus(conn) == CONNECTION_OK ||
                   err_set(err, ERR_IO, "cannot connect to the private database: %.200s",
                           PQerrorMessage(conn));
    for (size_t i = 0; i < ARRAY_LEN(setup) && is_done; i++) {
        is_done = run_setup(conn, setup[i], err);
    }
    PQfinish(conn);
    return is_done;
}

/* --- The interface. --- */

static bool start(struct cluster *cluster, const char *state_dir, struct err *err)
{
    if (!cluster_open_state(cluster, state_dir, err) ||
        !service_user_find(&cluster->user, cluster->data, err) ||
        !cluster_open_to_user(cluster, err) ||
        !server_programs_find(cluster->programs, sizeof cluster->programs, cluster->data, err)) {
        return false;
    }
    if (access(cluster->data, F_OK) != 0) {
        int log_fd = cluster_open_log(cluster, err);
        bool is_made = log_fd >= 0 && cluster_make(cluster, log_fd, err);
        if (log_fd >= 0) {
            (void)close(log_fd);
        }
        if (!is_made) {
            return false;
        }
    }
    if (!adopt(cluster, err) && (err_is_set(err) || !start_new(cluster, err))) {
        return false;
    }
    return set_up(cluster, err);
}

struct cluster *cluster_start(const char *state_dir, struct err *err)
{
    struct cluster *cluster = calloc(1, sizeof *cluster);
    if (cluster == NULL) {
        err_set(err, ERR_MEMORY, "no memory for the private cluster");
        return NULL;
    }
    cluster->backoff_ms = BACKOFF_FIRST_MS;
    if (!start(cluster, state_dir, err)) {
        cluster_stop(cluster);
        return NULL;
    }
    return cluster;
}

static bool find_live(struct cluster *cluster, const char *state_dir, bool *out, struct err *err)
{
    struct postmaster_file file;
    if (!cluster_locate(cluster, state_dir, err)) {
        return false;
    }
    if (access(cluster->data, F_OK) != 0) { /* a start would make a new one, which nobody asked */
        return err_set(err, ERR_IO, "there is no database in %.200s", cluster->state);
    }
    *out = postmaster_file_read(&file, cluster->data) && postmaster_lives(file.pid, cluster->data);
    if (*out) {
        (void)snprintf(cluster->socket, sizeof cluster->socket, "%s", file.socket_folder);
        set_conninfos(cluster);
    }
    return true;
}

bool cluster_find(const char *state_dir, struct arena *arena, const char **out_conninfo,
                  struct err *err)
{
    struct cluster *cluster = calloc(1, sizeof *cluster);
    bool is_live = false;
    const char *conninfo = NULL;
    if (cluster == NULL) {
        return err_set(err, ERR_MEMORY, "no memory for the private cluster");
    }
    bool is_done = find_live(cluster, state_dir, &is_live, err);
    if (is_live && (conninfo = arena_strdup(arena, cluster->daemon_conninfo)) == NULL) {
        is_done = err_set(err, ERR_MEMORY, "no memory for the private cluster");
    }
    free(cluster);
    if (is_done) {
        *out_conninfo = conninfo;
    }
    return is_done;
}

const char *cluster_owner_conninfo(const struct cluster *cluster)
{
    return cluster->owner_conninfo;
}

const char *cluster_daemon_conninfo(const struct cluster *cluster)
{
    return cluster->daemon_conninfo;
}

const char *cluster_super_conninfo(const struct cluster *cluster)
{
    return cluster->super_conninfo;
}

/* A start too early, while backends of the dead postmaster still hold its shared memory, ends at
 * once: the next look finds that and waits longer. */
bool cluster_supervise(struct cluster *cluster)
{
    if (is_running(cluster)) {
        if (cluster->backoff_ms > BACKOFF_FIRST_MS && answers(cluster)) {
            cluster->backoff_ms = BACKOFF_FIRST_MS;
        }
        return true;
    }
    int64_t now_ms = clock_monotonic_ms();
    if (now_ms < cluster->next_start_ms) {
        return false;
    }
    cluster->next_start_ms = now_ms + cluster->backoff_ms;
    cluster->backoff_ms =
        cluster->backoff_ms * 2 > BACKOFF_MAX_MS ? BACKOFF_MAX_MS : cluster->backoff_ms * 2;
    struct err cause = { 0 };
    remove_stale_file(cluster);
    pid_t pid =
        cluster_make_private(cluster, cluster->socket, &cause) /* /tmp may have been swept */
            ? start_postmaster(cluster, &cause)
            : -1;
    log_event(LOG_WARN, "cluster.restarted", LOG_I64("pid", pid));
    if (pid > 0) {
        cluster->pid = pid;
        cluster->is_child = true;
    }
    return false;
}

static bool wait_for_end(struct cluster *cluster)
{
    int64_t deadline_ms = clock_monotonic_ms() + STOP_DEADLINE_MS;
    while (is_running(cluster) && clock_monotonic_ms() < deadline_ms) {
        (void)poll(NULL, 0, POLL_MS);
    }
    return cluster->pid == 0;
}

/* SIGINT is PostgreSQL's fast shutdown; SIGQUIT its immediate one, from which it recovers. */
void cluster_stop(struct cluster *cluster)
{
    if (cluster == NULL) {
        return;
    }
    if (is_running(cluster)) {
        (void)kill(cluster->pid, SIGINT);
        if (!wait_for_end(cluster)) {
            (void)kill(cluster->pid, SIGQUIT);
            (void)wait_for_end(cluster);
        }
    }
    if (cluster->socket_in_tmp) {
        (void)rmdir(cluster->socket);
    }
    if (cluster->lock_fd > 0) {
        (void)close(cluster->lock_fd); /* which unlocks it */
    }
    free(cluster);
}
