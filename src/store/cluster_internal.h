/* The processes of the private cluster: an unprivileged user, programs run as that user, the
 * postmaster's life. Shared by the files cluster*.c. */
#ifndef BUURTKAS_STORE_CLUSTER_INTERNAL_H
#define BUURTKAS_STORE_CLUSTER_INTERNAL_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "buurtkas/base/attr.h"
#include "buurtkas/base/err.h"

/** The user that PostgreSQL runs as. */
struct service_user {
    uid_t uid;
    gid_t gid;
    bool is_other; /**< not the user that we are: we are root and give the rights up first */
    char name[64]; /**< for messages */
};

/** A program to run. */
struct program {
    const char *const *argv; /**< NULL-ended; argv[0] is the whole path */
    const char *folder;      /**< working folder */
    int log_fd;              /**< where its stdout and stderr go */
    bool dies_with_us;       /**< killed when the thread that started it ends */
};

enum {
    CONNINFO_MAX = 2 * PATH_MAX + 128
};

struct cluster {
    struct service_user user;
    char state[PATH_MAX - 64]; /* absolute, without links; leaves room for names in it */
    char data[PATH_MAX];
    char socket[PATH_MAX];
    bool socket_in_tmp;
    char programs[PATH_MAX];
    int lock_fd;   /* 0: none */
    pid_t pid;     /* 0: not running */
    bool is_child; /* else adopted: waitpid does not know it */
    int64_t next_start_ms;
    int64_t backoff_ms;
    char owner_conninfo[CONNINFO_MAX];
    char daemon_conninfo[CONNINFO_MAX];
    char super_conninfo[CONNINFO_MAX];
};

/** Us, or when we are root `postgres`, else `nobody`.
 * @param owner_of  when this exists, its owner: what a former start chose stays chosen */
MUST_CHECK bool service_user_find(struct service_user *out, const char *owner_of, struct err *err);
/** Whether that user can search the folder, and if not which part of its path is shut.
 * @return false with ERR_IO */
MUST_CHECK bool service_user_can_reach(const struct service_user *user, const char *folder,
                                       struct err *err);
/** Starts a program in its own session. @return its pid; -1 with ERR_IO */
pid_t program_start(const struct program *program, const struct service_user *user,
                    struct err *err);
/** Starts it and waits for its end. @return false with ERR_IO unless it exits with 0 */
MUST_CHECK bool program_run(const struct program *program, const struct service_user *user,
                            struct err *err);

/** What stands in postmaster.pid. */
struct postmaster_file {
    pid_t pid;
    char socket_folder[PATH_MAX];
};
/** Reads it. @return false when there is none, or it is not whole */
bool postmaster_file_read(struct postmaster_file *out, const char *data_folder);
/** True when that process lives and works in that folder, as a postmaster does. */
bool postmaster_lives(pid_t pid, const char *data_folder);

/** Folder of initdb and postgres: of the cluster's own version when there is one, else the newest.
 * @return false with ERR_IO when there are no server programs */
MUST_CHECK bool server_programs_find(char *out, size_t out_size, const char *data_folder,
                                     struct err *err);

/* --- Folders (cluster_folder.c). --- */

/** Fills in `state` and `data` of a state folder that is there. @return false with ERR_IO */
MUST_CHECK bool cluster_locate(struct cluster *cluster, const char *state_dir, struct err *err);
/** Makes the state folder when there is none, fills in `state` and `data`, and locks it.
 * @return false with ERR_IO, or ERR_BUSY when another process holds the lock */
MUST_CHECK bool cluster_open_state(struct cluster *cluster, const char *state_dir, struct err *err);
/** Lets the service user through the state folder, where only our own mode bits are in the way. */
MUST_CHECK bool cluster_open_to_user(const struct cluster *cluster, struct err *err);
/** A folder of the service user's own, 0700; it may be there already. */
MUST_CHECK bool cluster_make_private(const struct cluster *cluster, const char *path,
                                     struct err *err);
/** Fills in `socket` and makes it. */
MUST_CHECK bool cluster_make_socket_folder(struct cluster *cluster, struct err *err);
/** The log, to append to. @return -1 with *err set */
int cluster_open_log(const struct cluster *cluster, struct err *err);
/** initdb. */
MUST_CHECK bool cluster_make(const struct cluster *cluster, int log_fd, struct err *err);

#endif
