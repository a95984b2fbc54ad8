/* The verb token: the very first operator's token, made while no daemon runs. Later ones are made
 * over HTTP. */
#include <stdio.h>
#include <string.h>

#include "cli/cli_internal.h"
#include "cli/daemon_internal.h"
#include "buurtkas/store/migrate.h"

/* Opens the database as `serve` does, but serves nothing. */
static bool bootstrap(const struct conf *conf, struct first_operator *operator, struct err * err)
{
    CLEANUP(log_key_freep) struct log_key *key = log_key_load(conf->key_file, err);
    struct tokens *tokens = tokens_new();
    struct cluster *cluster = NULL;
    struct writer_options options = { .conninfo = conf->database,
                                      .key = key,
                                      .clock = clock_system(),
                                      .tokens = tokens,
                                      .queue_max = 1,
                                      .batch_max = 1 };
    int run = 0;
    bool is_open = key != NULL && tokens != NULL;
    if (is_open && conf->database[0] == '\0') {
        cluster = cluster_start(conf->state_dir, err);
        is_open = cluster != NULL && migrate_run(cluster_owner_conninfo(cluster), &run, err);
        options.conninfo = cluster != NULL ? cluster_daemon_conninfo(cluster) : NULL;
    }
    bool is_done = is_open && writer_bootstrap(&options, operator, err);
    if (cluster != NULL) {
        cluster_stop(cluster);
    }
    tokens_free(tokens);
    return is_done;
}

int cmd_token(int argc, char **argv)
{
    struct settings settings = { 0 };
    struct err err = { 0 };
    struct first_operator operator= { 0 };
    const char *what = "";
    const char *until = "2099-01-01";
    bool is_first = false;
    const struct option options[] = {
        {"--config", &settings.config_file, NULL },
        { "--state",      &settings.state, NULL },
        { "--name", &operator.name, NULL },
        { "--until",      &until, NULL },
        { "--first",  NULL, &is_first },
        { 0     },
    };
    bool is_done = options_read(argc, argv, options, &what, 1, &err);
    if (is_done && (strcmp(what, "create") != 0 || !is_first || operator.name == NULL)) {
        is_done = err_set(&err, ERR_USAGE, "say create --first --name NAME [--until YYYY-MM-DD]");
    }
    if (is_done && !date_parse(&operator.until_date, until, strlen(until))) {
        is_done = err_set(&err, ERR_USAGE, "--until is not a date");
    }
    is_done =
        is_done && settings_load(&settings, &err) && bootstrap(&settings.conf, &operator, & err);
    if (is_done) {
        (void)printf("%s\n", operator.token);
    }
    arena_free(settings.arena);
    return is_done ? EXIT_DONE : report("token", &err);
}
