/* The verb serve: the daemon until SIGTERM or SIGINT. */
#include "buurtkas/base/log.h"
#include "cli/cli_internal.h"
#include "cli/daemon_internal.h"

static bool serve(const struct conf *conf, struct err *err)
{
    struct daemon daemon = { 0 };
    const struct daemon_options options = { .conf = conf, .clock = clock_system() };
    daemon_block_signals();
    if (!daemon_start(&daemon, &options, err)) {
        return false;
    }
    daemon_wait();
    log_event(LOG_INFO, "daemon.stopping");
    daemon_stop(&daemon);
    log_event(LOG_INFO, "daemon.stopped");
    return true;
}

int cmd_serve(int argc, char **argv)
{
    struct settings settings = { 0 };
    struct err err = { 0 };
    const struct option options[] = {
        {"--config",  &settings.config_file, NULL },
        { "--state",       &settings.state, NULL },
        { "--listen",  &settings.listen, NULL },
        { "--admin-listen",       &settings.admin_listen, NULL },
        { 0},
    };
    bool is_done = options_read(argc, argv, options, NULL, 0, &err) &&
                   settings_load(&settings, &err) && serve(&settings.conf, &err);
    arena_free(settings.arena);
    return is_done ? EXIT_DONE : report("serve", &err);
}
