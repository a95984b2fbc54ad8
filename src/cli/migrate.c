/* The verb migrate: brings a database to this program's schema, as its owner. */
#include <stdio.h>

#include "buurtkas/store/cluster.h"
#include "buurtkas/store/migrate.h"
#include "cli/cli_internal.h"

static bool migrate(const struct conf *conf, int *out_run, struct err *err)
{
    if (conf->database[0] != '\0') {
        return migrate_run(conf->database, out_run, err);
    }
    struct cluster *cluster = cluster_start(conf->state_dir, err);
    if (cluster == NULL) {
        return false;
    }
    bool is_done = migrate_run(cluster_owner_conninfo(cluster), out_run, err);
    cluster_stop(cluster);
    return is_done;
}

int cmd_migrate(int argc, char **argv)
{
    struct settings settings = { 0 };
    struct err err = { 0 };
    const struct option options[] = {
        {"--config", &settings.config_file, NULL },
        { "--state",      &settings.state, NULL },
        { "--database", &settings.database, NULL },
        { 0     },
    };
    int run = 0;
    bool is_done = options_read(argc, argv, options, NULL, 0, &err) &&
                   settings_load(&settings, &err) && migrate(&settings.conf, &run, &err);
    if (is_done) {
        (void)printf("%d migration(s) run\n", run);
    }
    arena_free(settings.arena);
    return is_done ? EXIT_DONE : report("migrate", &err);
}
