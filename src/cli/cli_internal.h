/* What the verbs share: exit codes, arguments, settings. */
#ifndef BUURTKAS_CLI_INTERNAL_H
#define BUURTKAS_CLI_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include "buurtkas/base/arena.h"
#include "buurtkas/base/err.h"
#include "buurtkas/conf/conf.h"

/** Exit codes; docs/operator.md lists them. */
enum {
    EXIT_DONE = 0,
    EXIT_FAULT = 1,        /**< something failed: one line on stderr says what */
    EXIT_USAGE = 2,        /**< the command line or the configuration is not valid */
    EXIT_NOT_VERIFIED = 3, /**< a verification found something */
    EXIT_REFUSED = 4,      /**< the daemon refused an act */
};

/** One verb: a row of the table in main.c. */
struct verb {
    const char *name;
    int (*run)(int argc, char **argv); /**< argv[0] is the verb */
    const char *usage;                 /**< after "buurtkas " */
    const char *summary;
};

/** An option of a verb. With `value` NULL it is a switch and sets `*flag`. */
struct option {
    const char *name; /**< with its dashes */
    const char **value;
    bool *flag;
};

/** Reads options up to `options[i].name == NULL`; the rest are positional.
 * @param out_rest  receives at most `rest_max` pointers
 * @return false with ERR_USAGE */
MUST_CHECK bool options_read(int argc, char **argv, const struct option *options,
                             const char **out_rest, size_t rest_max, struct err *err);

/** Prints "buurtkas VERB: detail" on stderr. @return the exit code that goes with the error */
int report(const char *verb, const struct err *err);

/** The settings of a verb: file, environment, flags. */
struct settings {
    struct conf conf;
    struct arena *arena;
    const char *config_file;
    const char *state;
    const char *listen;
    const char *admin_listen;
    const char *database;
};
/** Loads what the flags name, flags last. The caller frees settings->arena. */
MUST_CHECK bool settings_load(struct settings *settings, struct err *err);

/** Copies a public log (a URL ending in /log, or a folder) into a folder, its checkpoint last.
 * @return false with ERR_IO, ERR_CONNECTION, ERR_CORRUPT (no checkpoint), ERR_USAGE */
MUST_CHECK bool export_log(const char *url, const char *folder, struct err *err);

int cmd_serve(int argc, char **argv);
int cmd_demo(int argc, char **argv);
int cmd_check_config(int argc, char **argv);
int cmd_migrate(int argc, char **argv);
int cmd_key(int argc, char **argv);
int cmd_token(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_verify(int argc, char **argv);
int cmd_docs(int argc, char **argv);
int cmd_version(int argc, char **argv);

#endif
