/* What `demo --check` does after the main job: the record is exported to a folder and verified
 * there, with nothing but the bytes; and the folders that the demonstration uses. */
#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/demo_internal.h"

enum {
    OPEN_FOLDERS_MAX = 16
};

static int remove_one(const char *path, const struct stat *what, int flag, struct FTW *where)
{
    (void)what;
    (void)flag;
    (void)where;
    return remove(path);
}

void demo_remove(const char *folder)
{
    (void)nftw(folder, remove_one, OPEN_FOLDERS_MAX, FTW_DEPTH | FTW_PHYS);
}

const char *demo_default_state(struct arena *arena)
{
    const char *state = getenv("STATE_DIRECTORY");
    const char *home = getenv("HOME");
    const char *data = getenv("XDG_STATE_HOME");
    if (state != NULL) {
        return state;
    }
    if (geteuid() == 0 || home == NULL) {
        return "/var/lib/buurtkas-demo";
    }
    return data != NULL ? arena_printf(arena, "%s/buurtkas-demo", data)
                        : arena_printf(arena, "%s/.buurtkas-demo", home);
}

bool demo_verify(struct demo *demo, struct err *err)
{
    char folder[] = "/tmp/buurtkas-log-XXXXXX";
    char url[sizeof demo->daemon.public_url + 8];
    char verb[] = "verify";
    char *arguments[] = { verb, folder, NULL };
    (void)snprintf(url, sizeof url, "%s/log", demo->daemon.public_url);
    if (mkdtemp(folder) == NULL) {
        return err_set(err, ERR_IO, "no folder under /tmp");
    }
    bool is_done = export_log(url, folder, err);
    if (is_done) {
        (void)printf("The record, exported as a folder and verified without the daemon:\n");
        (void)fflush(stdout);
        is_done = cmd_verify(2, arguments) == EXIT_DONE ||
                  err_set(err, ERR_CORRUPT, "the exported record does not verify");
    }
    demo_remove(folder);
    return is_done;
}
