/* The verb key: makes the log's signing key, or shows its public half. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "buurtkas/audit/keys.h"
#include "cli/cli_internal.h"

static bool show_vkey(const struct vkey *vkey)
{
    char text[VKEY_TEXT_MAX + 1];
    vkey_print(text, vkey);
    return printf("%s\n", text) > 0;
}

static bool generate(const struct conf *conf, struct err *err)
{
    struct vkey vkey;
    if (mkdir(conf->state_dir, 0755) != 0 && errno != EEXIST) {
        return err_set(err, ERR_IO, "%s cannot be made: %s", conf->state_dir, strerror(errno));
    }
    return log_key_generate(conf->key_file, conf->origin, &vkey, err) && show_vkey(&vkey);
}

static bool show(const struct conf *conf, struct err *err)
{
    CLEANUP(log_key_freep) struct log_key *key = log_key_load(conf->key_file, err);
    return key != NULL && show_vkey(log_key_vkey(key));
}

int cmd_key(int argc, char **argv)
{
    struct settings settings = { 0 };
    struct err err = { 0 };
    const char *what = "";
    const struct option options[] = {
        {"--config", &settings.config_file, NULL },
        { "--state",      &settings.state, NULL },
        { 0},
    };
    bool is_done =
        options_read(argc, argv, options, &what, 1, &err) && settings_load(&settings, &err);
    if (is_done && strcmp(what, "generate") == 0) {
        is_done = generate(&settings.conf, &err);
    } else if (is_done && strcmp(what, "show") == 0) {
        is_done = show(&settings.conf, &err);
    } else if (is_done) {
        is_done = err_set(&err, ERR_USAGE, "say generate or show");
    }
    arena_free(settings.arena);
    return is_done ? EXIT_DONE : report("key", &err);
}
