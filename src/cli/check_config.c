/* The verb check-config: reads the settings as `serve` would, and says whether they are valid. */
#include <stdio.h>

#include "cli/cli_internal.h"

int cmd_check_config(int argc, char **argv)
{
    struct settings settings = { 0 };
    struct err err = { 0 };
    bool is_example = false;
    const struct option options[] = {
        {"--config",   &settings.config_file, NULL },
        { "--example",        NULL, &is_example },
        { 0},
    };
    if (!options_read(argc, argv, options, NULL, 0, &err)) {
        return report("check-config", &err);
    }
    if (is_example) {
        conf_print_example(stdout);
        return EXIT_DONE;
    }
    bool is_valid = settings_load(&settings, &err);
    if (is_valid) {
        const struct conf *conf = &settings.conf;
        (void)printf(
            "state_dir = %s\nlisten = %s\nadmin_listen = %s\npublic_url = %s\norigin = %s\n"
            "database = %s\n",
            conf->state_dir, conf->listen, conf->admin_listen, conf->public_url, conf->origin,
            conf->database[0] == '\0' ? "(a private cluster)" : "(set)");
    }
    arena_free(settings.arena);
    return is_valid ? EXIT_DONE : report("check-config", &err);
}
