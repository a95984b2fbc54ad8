/* The settings: one row each in src/conf/settings.def, from which defaults, parsing, errors and the
 * example file follow. Read once at start, constant afterwards. */
#ifndef BUURTKAS_CONF_CONF_H
#define BUURTKAS_CONF_CONF_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "buurtkas/base/arena.h"
#include "buurtkas/base/err.h"
#include "buurtkas/base/log.h"

/** All settings. Text is never NULL; it lives in the arena of conf_load or is constant. */
struct conf {
    const char *state_dir; /**< folder for the key and the private cluster */
    const char
        *database;      /**< libpq conninfo; empty: a private cluster in the state folder. Secret */
    const char *listen; /**< host:port of the public listener; port 0: any free one */
    const char *admin_listen; /**< host:port of the operators' listener */
    const char *public_url;   /**< how the world reaches `listen`; no slash at the end */
    const char *origin;       /**< the log's origin line (C2SP tlog-checkpoint) */
    const char *key_file;     /**< never empty: log.key in the state folder unless set */
    int64_t http_threads;
    int64_t write_queue;     /**< commands that may wait for the writer */
    int64_t read_queue;      /**< commands that may wait for the readers */
    int64_t readers;         /**< reading connections to the database, one thread each */
    int64_t connections_max; /**< open connections of the public listener */
    int64_t body_bytes_max;
    int64_t request_timeout_ms; /**< for a whole request to arrive */
    int64_t selfcheck_hour;     /**< in Amsterdam; -1: never */
    enum log_level log_level;
    const char *derived_key_file; /**< conf.c's own: `key_file` while it follows `state_dir` */
};

/**
 * Reads the defaults, then the file, then the environment, each over the one before.
 * @param path_or_null  `key = value` lines; NULL: no file
 * @param envp  NULL-ended as environ(7), or NULL; BUURTKAS_<KEY> counts, an unknown BUURTKAS_* is
 * refused
 * @param arena  must outlive *out
 * @return false with ERR_USAGE ("FILE:LINE: …" or "VARIABLE: …"), ERR_IO or ERR_MEMORY; *out is
 * then untouched
 */
MUST_CHECK bool conf_load(struct conf *out, const char *path_or_null, char **envp,
                          struct arena *arena, struct err *err);

/** Sets one value over all others, for flags. Copies `value`. @return false with ERR_USAGE or
 * ERR_MEMORY. */
MUST_CHECK bool conf_set(struct conf *conf, const char *key, const char *value, struct arena *arena,
                         struct err *err);

/** Prints every setting with its meaning and default, commented out: docs/buurtkas.conf.example. */
void conf_print_example(FILE *out);

/**
 * Splits a valid `listen` or `admin_listen`. "[::1]:80" has the host "::1".
 * @param out_host  a copy in `arena`
 * @return false with ERR_USAGE or ERR_MEMORY; the outputs are then untouched
 */
MUST_CHECK bool conf_address_split(const char *address, struct arena *arena, const char **out_host,
                                   uint16_t *out_port, struct err *err);

#endif
