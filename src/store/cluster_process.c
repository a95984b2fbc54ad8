/* The processes of the private cluster. Between fork and exec only what is safe there is called;
 * all memory is made before. */
#include "cluster_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    EXIT_NOT_STARTED = 126,
    LINE_MAX_BYTES = 256
};

/* --- The user. --- */

static void take_entry(struct service_user *user, const struct passwd *entry)
{
    user->uid = entry->pw_uid;
    user->gid = entry->pw_gid;
    (void)snprintf(user->name, sizeof user->name, "%s", entry->pw_name);
}

bool service_user_find(struct service_user *out, const char *owner_of, struct err *err)
{
    struct service_user user = { .uid = geteuid(), .gid = getegid() };
    (void)snprintf(user.name, sizeof user.name, "user %u", (unsigned)user.uid);
    struct stat about;
    bool is_there = stat(owner_of, &about) == 0;
    if (user.uid != 0) {
        *out = user;
        return true;
    }
    const struct passwd *entry = is_there ? getpwuid(about.st_uid) : getpwnam("postgres");
    if (entry == NULL && !is_there) {
        entry = getpwnam("nobody");
    }
    if (entry != NULL) {
        take_entry(&user, entry);
    } else if (is_there) {
        user.uid = about.st_uid;
        user.gid = about.st_gid;
    }
    if (user.uid == 0) {
        return err_set(err, ERR_IO, "PostgreSQL does not run as root, and %s",
                       is_there ? "its folder belongs to root"
                                : "there is no user postgres nor nobody");
    }
    user.is_other = true;
    *out = user;
    return true;
}

/* Gives root's rights up for good. After a fork only. */
static bool become(const struct service_user *user)
{
    return !user->is_other || (setgroups(0, NULL) == 0 && setgid(user->gid) == 0 &&
                               setuid(user->uid) == 0 && setuid(0) != 0);
}

/* The answer needs the user's own rights, access lists included: so a child asks as that user. */
static bool can_enter(const struct service_user *user, const char *folder)
{
    pid_t pid = fork();
    if (pid == 0) {
        _exit(become(user) && chdir(folder) == 0 ? 0 : 1);
    }
    int status = 1;
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool service_user_can_reach(const struct service_user *user, const char *folder, struct err *err)
{
    if (!user->is_other || can_enter(user, folder)) {
        return true;
    }
    char part[PATH_MAX];
    (void)snprintf(part, sizeof part, "%s", folder);
    for (char *slash = strchr(part + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (!can_enter(user, part)) {
            break;
        }
        *slash = '/';
    }
    return err_set(err, ERR_IO,
                   "the state folder %.100s cannot be reached by %s, which PostgreSQL runs as: "
                   "%.100s is shut to it (chmod o+x, or choose another folder)",
                   folder, user->name, part);
}

/* --- Programs. --- */

/* The child's part: never returns. */
static void exec_program(const struct program *program, const struct service_user *user)
{
    sigset_t none;
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    static const int plain[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT, SIGCHLD };
    for (size_t i = 0; i < ARRAY_LEN(plain); i++) {
        (void)signal(plain[i], SIG_DFL);
    }
    (void)setsid(); /* a terminal's Ctrl-C is ours to handle: we stop it in order */
    (void)umask(077);
    int null = open("/dev/null", O_RDONLY);
    bool is_ready = null >= 0 && dup2(null, STDIN_FILENO) >= 0 &&
                    dup2(program->log_fd, STDOUT_FILENO) >= 0 &&
                    dup2(program->log_fd, STDERR_FILENO) >= 0;
    (void)close_range(3, ~0U, 0);
    is_ready = is_ready && become(user);
    /* After the change of user, which would undo it (prctl(2)). */
    if (is_ready && program->dies_with_us) {
        is_ready = prctl(PR_SET_PDEATHSIG, SIGKILL) == 0;
    }
    if (is_ready && chdir(program->folder) == 0) {
        /* execv does not write to the strings. */
        (void)execv(program->argv[0], (char *const *)(uintptr_t)program->argv);
    }
    _exit(EXIT_NOT_STARTED);
}

pid_t program_start(const struct program *program, const struct service_user *user, struct err *err)
{
    pid_t pid = fork();
    if (pid == 0) {
        exec_program(program, user);
    }
    if (pid < 0) {
        err_set(err, ERR_IO, "cannot start %.200s: %s", program->argv[0], strerror(errno));
    }
    return pid;
}

bool program_run(const struct program *program, const struct service_user *user, struct err *err)
{
    pid_t pid = program_start(program, user, err);
    if (pid < 0) {
        return false;
    }
    int status = 0;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) {
            return err_set(err, ERR_IO, "lost sight of %.200s", program->argv[0]);
        }
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        return err_set(err, ERR_IO, "%.200s failed", program->argv[0]);
    }
    return true;
}

/* --- The postmaster. --- */

/* Lines of postmaster.pid (PostgreSQL's miscadmin.h): 1 pid, 2 data folder, 3 start, 4 port, 5
 * socket folder. It is written line by line, so that a young one may be short. */
bool postmaster_file_read(struct postmaster_file *out, const char *data_folder)
{
    char path[PATH_MAX + LINE_MAX_BYTES];
    (void)snprintf(path, sizeof path, "%s/postmaster.pid", data_folder);
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return false;
    }
    char line[PATH_MAX];
    int number = 0;
    long pid = 0;
    while (number < 5 && fgets(line, sizeof line, file) != NULL) {
        number++;
        line[strcspn(line, "\n")] = '\0';
        if (number == 1) {
            pid = strtol(line, NULL, 10);
        }
    }
    (void)fclose(file);
    if (number < 5 || pid <= 1 || pid > INT_MAX || line[0] != '/') {
        return false;
    }
    out->pid = (pid_t)pid;
    (void)snprintf(out->socket_folder, sizeof out->socket_folder, "%s", line);
    return true;
}

/* The number alone says nothing: after a restart of the machine another process may have it. */
bool postmaster_lives(pid_t pid, const char *data_folder)
{
    char link[64];
    char folder[PATH_MAX];
    (void)snprintf(link, sizeof link, "/proc/%ld/cwd", (long)pid);
    ssize_t len = readlink(link, folder, sizeof folder - 1);
    if (len <= 0) {
        return false;
    }
    folder[len] = '\0';
    return strcmp(folder, data_folder) == 0;
}

/* --- Where the server's programs are. --- */

static bool has_server(const char *folder)
{
    char path[PATH_MAX + LINE_MAX_BYTES];
    (void)snprintf(path, sizeof path, "%s/postgres", folder);
    return access(path, X_OK) == 0;
}

/* Debian's folder of the version that made the cluster: a newer server cannot open it. */
static bool programs_of_cluster(char *out, size_t out_size, const char *data_folder)
{
    char line[LINE_MAX_BYTES] = "";
    char path[PATH_MAX + LINE_MAX_BYTES];
    (void)snprintf(path, sizeof path, "%s/PG_VERSION", data_folder);
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return false;
    }
    bool has_line = fgets(line, sizeof line, file) != NULL;
    (void)fclose(file);
    line[strcspn(line, "\n")] = '\0';
    (void)snprintf(out, out_size, "/usr/lib/postgresql/%.20s/bin", line);
    return has_line && has_server(out);
}

static bool programs_of_pg_config(char *out, size_t out_size)
{
    FILE *answer = popen("pg_config --bindir 2>/dev/null", "re");
    if (answer == NULL) {
        return false;
    }
    bool has_line = fgets(out, (int)out_size, answer) != NULL;
    (void)pclose(answer);
    out[strcspn(out, "\n")] = '\0';
    return has_line && has_server(out);
}

static bool programs_newest(char *out, size_t out_size)
{
    glob_t found = { 0 };
    long newest = 0;
    if (glob("/usr/lib/postgresql/*/bin/postgres", 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++) {
            long version = strtol(found.gl_pathv[i] + strlen("/usr/lib/postgresql/"), NULL, 10);
            if (version > newest) {
                newest = version;
                (void)snprintf(out, out_size, "/usr/lib/postgresql/%ld/bin", version);
            }
        }
    }
    globfree(&found);
    return newest > 0 && has_server(out);
}

bool server_programs_find(char *out, size_t out_size, const char *data_folder, struct err *err)
{
    if (programs_of_cluster(out, out_size, data_folder) || programs_of_pg_config(out, out_size) ||
        programs_newest(out, out_size)) {
        return true;
    }
    return err_set(err, ERR_IO,
                   "the programs of a PostgreSQL server are not installed "
                   "(looked for them with pg_config and in /usr/lib/postgresql)");
}
