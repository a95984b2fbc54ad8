/* The rows of the settings table, shared by the reader of sources (conf.c) and the values
 * (setting.c). */
#ifndef BUURTKAS_CONF_INTERNAL_H
#define BUURTKAS_CONF_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/conf/conf.h"

/** How a value is spelled and kept: I64 as int64_t, LEVEL as enum log_level, the others as text. */
enum setting_kind {
    SETTING_TEXT,
    SETTING_PATH,
    SETTING_I64,
    SETTING_ADDRESS, /**< host:port */
    SETTING_URL,     /**< http(s)://…, no slash at the end */
    SETTING_ORIGIN,  /**< printable ASCII without space and '+' (C2SP signed-note key names) */
    SETTING_LEVEL,
};

struct setting {
    const char *key;
    enum setting_kind kind;
    size_t offset;        /**< in struct conf */
    const char *fallback; /**< the default, as it would stand in the file */
    int64_t min;
    int64_t max;
    const char *unit;
    bool is_secret; /**< no message shows its value */
    const char *doc;
};

enum {
#define X(key, ...) SETTING_INDEX_##key,
#include "conf/settings.def"
#undef X
    SETTINGS_COUNT
};

extern const struct setting settings[SETTINGS_COUNT];

/** The row of a key. @return NULL when there is none. */
const struct setting *setting_find(const char *key, size_t len);

/** Checks one value and keeps it; text is copied. `where` ("FILE:LINE: ", or "") begins an error's
 * detail. */
MUST_CHECK bool setting_assign(const struct setting *setting, struct conf *conf, const char *value,
                               const char *where, struct arena *arena, struct err *err);

/** Splits "host:port" or "[host]:port" without copying. @return false when it is neither. */
bool address_parse(const char *text, const char **out_host, size_t *out_host_len,
                   uint16_t *out_port);

enum {
    SETTING_EXPECTED_MAX = 120
};
/** Says what a value must be, to stand after "must be": "a whole number from 1 to 16 (threads)". */
void setting_expected(char out[SETTING_EXPECTED_MAX], const struct setting *setting);

#endif
