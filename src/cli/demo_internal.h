/* The demonstration's own state, shared by demo.c and demo_check.c. */
#ifndef BUURTKAS_CLI_DEMO_INTERNAL_H
#define BUURTKAS_CLI_DEMO_INTERNAL_H

#include "cli/cli_internal.h"
#include "cli/daemon_internal.h"
#include "buurtkas/demo/story.h"

struct demo {
    struct settings settings;
    struct clock_settable clock;
    struct first_operator first;
    struct daemon daemon;
    struct story_result result;
    struct arena *arena;
    const char *at;
    bool is_json, is_empty, is_check;
};

/** Exports the record to a folder, verifies it there without the daemon, then a receipt. Prints
 * what it found. */
MUST_CHECK bool demo_verify(struct demo *demo, struct err *err);
/** $STATE_DIRECTORY, else $XDG_STATE_HOME/buurtkas-demo, else ~/.local/state/buurtkas-demo; as root
 * /var/lib/buurtkas-demo, which the database's user can reach. */
const char *demo_default_state(struct arena *arena);
/** Removes a folder and all in it. */
void demo_remove(const char *folder);

#endif
