/* The folders of the private cluster: whose they are, the lock on the state folder, the log,
 * initdb. */
#include "cluster_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    SOCKET_PATH_MAX = 100,   /* of 108 in sockaddr_un */
    LOG_BYTES_MAX = 8 << 20, /* then the log begins again, the old one is kept beside it */
};

static bool fail_io(struct err *err, const char *what, const char *path)
{
    return err_set(err, ERR_IO, "cannot %s %.200s: %s", what, path, strerror(errno));
}

/* A folder of the service user's own, 0700. */
bool cluster_make_private(const struct cluster *cluster, const char *path, struct err *err)
{
    if (mkdir(path, 0700) != 0 && errno != EEXIST) {
        return fail_io(err, "make", path);
    }
    if (cluster->user.is_other && chown(path, cluster->user.uid, cluster->user.gid) != 0) {
        return fail_io(err, "hand over", path);
    }
    return chmod(path, 0700) == 0 || fail_io(err, "protect", path);
}

/* One daemon a folder: a second one would adopt the first one's postmaster, and stop it at its own
 * end. The kernel takes the lock back when we die, and no program that we start inherits it. */
static bool lock_state(struct cluster *cluster, struct err *err)
{
    char path[PATH_MAX];
    (void)snprintf(path, sizeof path, "%s/lock", cluster->state);
    cluster->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (cluster->lock_fd < 0) {
        return fail_io(err, "write", path);
    }
    if (flock(cluster->lock_fd, LOCK_EX | LOCK_NB) != 0) {
        return err_set(err, ERR_BUSY, "another daemon uses the state folder %.200s",
                       cluster->state);
    }
    return true;
}

bool cluster_locate(struct cluster *cluster, const char *state_dir, struct err *err)
{
    char absolute[PATH_MAX];
    if (realpath(state_dir, absolute) == NULL) {
        return fail_io(err, "find", state_dir);
    }
    if (strlen(absolute) >= sizeof cluster->state) {
        return err_set(err, ERR_IO, "the path of the state folder is too long");
    }
    memcpy(cluster->state, absolute, strlen(absolute) + 1);
    (void)snprintf(cluster->data, sizeof cluster->data, "%s/postgres", cluster->state);
    return true;
}

/* The state folder itself is ours: the service user gets through it, but cannot list or write it.
 */
bool cluster_open_state(struct cluster *cluster, const char *state_dir, struct err *err)
{
    if (mkdir(state_dir, 0711) != 0 && errno != EEXIST) {
        return fail_io(err, "make", state_dir);
    }
    return cluster_locate(cluster, state_dir, err) && lock_state(cluster, err);
}

/* Only its owner's search right is missing to a 0700 folder of root, as mktemp -d makes it: that we
 * give. Folders above it are not ours to open. */
bool cluster_open_to_user(const struct cluster *cluster, struct err *err)
{
    struct stat about;
    if (cluster->user.is_other && stat(cluster->state, &about) == 0 && about.st_uid == geteuid() &&
        (about.st_mode & S_IXOTH) == 0 &&
        chmod(cluster->state, (about.st_mode & 07777) | S_IXOTH) != 0) {
        return fail_io(err, "open", cluster->state);
    }
    return service_user_can_reach(&cluster->user, cluster->state, err);
}

bool cluster_make_socket_folder(struct cluster *cluster, struct err *err)
{
    (void)snprintf(cluster->socket, sizeof cluster->socket, "%s/run", cluster->state);
    cluster->socket_in_tmp = strlen(cluster->socket) + strlen("/.s.PGSQL.5432") > SOCKET_PATH_MAX;
    if (cluster->socket_in_tmp) {
        (void)snprintf(cluster->socket, sizeof cluster->socket, "/tmp/buurtkas-XXXXXX");
        if (mkdtemp(cluster->socket) == NULL) {
            return fail_io(err, "make", cluster->socket);
        }
    }
    return cluster_make_private(cluster, cluster->socket, err);
}

/* Appends to the log; one that has grown large is put aside first. @return -1 with *err set */
int cluster_open_log(const struct cluster *cluster, struct err *err)
{
    char path[PATH_MAX];
    char old[PATH_MAX + 8];
    struct stat about;
    (void)snprintf(path, sizeof path, "%s/postgres.log", cluster->state);
    (void)snprintf(old, sizeof old, "%s.1", path);
    if (stat(path, &about) == 0 && about.st_size > LOG_BYTES_MAX) {
        (void)rename(path, old);
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        (void)fail_io(err, "write", path);
    }
    return fd;
}

/* --- initdb. --- */

static int remove_entry(const char *path, const struct stat *about, int type, struct FTW *ftw)
{
    (void)about;
    (void)type;
    (void)ftw;
    return remove(path);
}

static bool sync_folder(const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_done = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) {
        (void)close(fd);
    }
    return is_done || fail_io(err, "sync", path);
}

/* What starts left that were killed. Their initdb died with them, but its own children may still
 * write for a moment: so each start has a folder of its own. */
static void remove_unfinished(const struct cluster *cluster)
{
    char pattern[PATH_MAX + 8];
    glob_t found = { 0 };
    (void)snprintf(pattern, sizeof pattern, "%s.new*", cluster->data);
    if (glob(pattern, GLOB_NOSORT, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++) {
            (void)nftw(found.gl_pathv[i], remove_entry, 16, FTW_DEPTH | FTW_PHYS);
        }
    }
    globfree(&found);
}

/* Made under another name and then renamed: a folder `postgres` is always a whole cluster. */
bool cluster_make(const struct cluster *cluster, int log_fd, struct err *err)
{
    char initdb[PATH_MAX + 16];
    char folder[PATH_MAX + 24];
    (void)snprintf(initdb, sizeof initdb, "%s/initdb", cluster->programs);
    (void)snprintf(folder, sizeof folder, "%s.new-%d", cluster->data, (int)getpid());
    remove_unfinished(cluster);
    const char *const argv[] = { initdb,
                                 "--pgdata",
                                 folder,
                                 "--username=postgres",
                                 "--encoding=UTF8",
                                 "--no-locale", /* C: bytes in order, the same on every machine */
                                 "--data-checksums",
                                 "--auth-local=trust",
                                 "--auth-host=reject",
                                 NULL };
    struct program program = {
        .argv = argv, .folder = folder, .log_fd = log_fd, .dies_with_us = true
    };
    return cluster_make_private(cluster, folder, err) &&
           program_run(&program, &cluster->user, err) &&
           (rename(folder, cluster->data) == 0 || fail_io(err, "rename", folder)) &&
           sync_folder(cluster->state, err);
}
