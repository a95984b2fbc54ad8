/* Options of the command line, and the settings that they overlay. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli_internal.h"

enum {
    SETTINGS_BYTES_MAX = 1 << 20
};

static const struct option *option_find(const struct option *options, const char *name)
{
    for (; options->name != NULL; options++) {
        if (strcmp(options->name, name) == 0) {
            return options;
        }
    }
    return NULL;
}

bool options_read(int argc, char **argv, const struct option *options, const char **out_rest,
                  size_t rest_max, struct err *err)
{
    size_t rest = 0;
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--", 2) != 0) {
            if (rest == rest_max) {
                return err_set(err, ERR_USAGE, "\"%s\" is one argument too many", argv[i]);
            }
            out_rest[rest++] = argv[i];
            continue;
        }
        const struct option *option = option_find(options, argv[i]);
        if (option == NULL) {
            return err_set(err, ERR_USAGE, "there is no option %s", argv[i]);
        }
        if (option->value == NULL) {
            *option->flag = true;
        } else if (i + 1 == argc) {
            return err_set(err, ERR_USAGE, "%s needs a value", argv[i]);
        } else {
            *option->value = argv[++i];
        }
    }
    return true;
}

int report(const char *verb, const struct err *err)
{
    (void)fprintf(stderr, "buurtkas %s: %s\n", verb,
                  err->detail[0] != '\0' ? err->detail : err_title(err->code));
    if (err->code == ERR_USAGE) {
        return EXIT_USAGE;
    }
    return err->code == ERR_CORRUPT ? EXIT_NOT_VERIFIED : EXIT_FAULT;
}

bool settings_load(struct settings *settings, struct err *err)
{
    settings->arena = arena_new(SETTINGS_BYTES_MAX);
    if (settings->arena == NULL) {
        return err_set(err, ERR_MEMORY, "no memory for the settings");
    }
    if (!conf_load(&settings->conf, settings->config_file, environ, settings->arena, err)) {
        return false;
    }
    const struct {
        const char *key;
        const char *value;
    } flags[] = {
        {"state_dir",     settings->state       },
        { "listen",       settings->listen      },
        { "admin_listen", settings->admin_listen},
        { "database",     settings->database    },
    };
    for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
        if (flags[i].value != NULL &&
            !conf_set(&settings->conf, flags[i].key, flags[i].value, settings->arena, err)) {
            return false;
        }
    }
    return true;
}
