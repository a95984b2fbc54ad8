/* The settings table and what its kinds accept. A setting that is not understood is an error and
 * never a guess: a misspelled ceiling would otherwise be no ceiling. */
#include "conf/conf_internal.h"

#include <inttypes.h>
#include <string.h>

#include "buurtkas/base/str.h"

const struct setting settings[SETTINGS_COUNT] = {
#define X(key, kind, fallback, min, max, unit, is_secret, doc)                                     \
    { #key, SETTING_##kind, offsetof(struct conf, key), fallback, min, max, unit, is_secret, doc },
#include "conf/settings.def"
#undef X
};

static const char *const level_names[] = { "debug", "info", "warn", "error" };

const struct setting *setting_find(const char *key, size_t len)
{
    for (size_t i = 0; i < SETTINGS_COUNT; i++) {
        if (strlen(settings[i].key) == len && memcmp(settings[i].key, key, len) == 0) {
            return &settings[i];
        }
    }
    return NULL;
}

static bool is_printable(char c)
{
    return (unsigned char)c >= 0x20 && c != 0x7F;
}

/* Printable ASCII with nothing that would end a word. */
static bool is_word(const char *text)
{
    size_t len = strlen(text);
    for (size_t i = 0; i < len; i++) {
        if (text[i] <= ' ' || text[i] > '~') {
            return false;
        }
    }
    return true;
}

static bool is_text(const char *text)
{
    size_t len = strlen(text);
    for (size_t i = 0; i < len; i++) {
        if (!is_printable(text[i])) {
            return false;
        }
    }
    return utf8_is_valid(text, len);
}

static bool is_url(const char *text)
{
    const char *rest = NULL;
    if (strncmp(text, "http://", 7) == 0) {
        rest = text + 7;
    } else if (strncmp(text, "https://", 8) == 0) {
        rest = text + 8;
    }
    return rest != NULL && *rest != '\0' && *rest != '/' && is_word(rest) &&
           strpbrk(rest, "?#\"<>\\") == NULL && rest[strlen(rest) - 1] != '/';
}

bool address_parse(const char *text, const char **out_host, size_t *out_host_len,
                   uint16_t *out_port)
{
    const char *colon = strrchr(text, ':');
    int64_t port = 0;
    if (colon == NULL || !is_word(text) || !i64_parse(&port, colon + 1, strlen(colon + 1)) ||
        port < 0 || port > UINT16_MAX) {
        return false;
    }
    const char *host = text;
    size_t len = (size_t)(colon - text);
    bool is_bracketed = len > 2 && host[0] == '[' && host[len - 1] == ']';
    if (is_bracketed) {
        host++;
        len -= 2;
    } else if (memchr(host, ':', len) != NULL) {
        return false; /* "::1:80" could mean two things */
    }
    if (len == 0 || memchr(host, '[', len) != NULL || memchr(host, ']', len) != NULL) {
        return false;
    }
    *out_host = host;
    *out_host_len = len;
    *out_port = (uint16_t)port;
    return true;
}

static bool is_address(const char *text)
{
    const char *host = NULL;
    size_t host_len = 0;
    uint16_t port = 0;
    return address_parse(text, &host, &host_len, &port);
}

static bool level_parse(enum log_level *out, const char *text)
{
    for (size_t i = 0; i < ARRAY_LEN(level_names); i++) {
        if (strcmp(text, level_names[i]) == 0) {
            *out = (enum log_level)i;
            return true;
        }
    }
    return false;
}

/* True when a kind kept as text accepts the value; its length is checked elsewhere. */
static bool is_valid_text(enum setting_kind kind, const char *value)
{
    switch (kind) {
    case SETTING_TEXT:
    case SETTING_PATH:
        return is_text(value);
    case SETTING_ADDRESS:
        return is_address(value);
    case SETTING_URL:
        return is_url(value);
    case SETTING_ORIGIN:
        return is_word(value) && strchr(value, '+') == NULL;
    case SETTING_I64:
    case SETTING_LEVEL:
        return false;
    }
    return false;
}

void setting_expected(char out[SETTING_EXPECTED_MAX], const struct setting *setting)
{
    switch (setting->kind) {
    case SETTING_I64:
        (void)snprintf(out, SETTING_EXPECTED_MAX,
                       "a whole number from %" PRId64 " to %" PRId64 " (%s)", setting->min,
                       setting->max, setting->unit);
        return;
    case SETTING_ADDRESS:
        (void)snprintf(out, SETTING_EXPECTED_MAX, "host:port, with a port from 0 to 65535");
        return;
    case SETTING_URL:
        (void)snprintf(out, SETTING_EXPECTED_MAX,
                       "an http:// or https:// address without a slash at the end");
        return;
    case SETTING_ORIGIN:
        (void)snprintf(out, SETTING_EXPECTED_MAX,
                       "%" PRId64 " to %" PRId64 " ASCII characters without spaces and '+'",
                       setting->min, setting->max);
        return;
    case SETTING_LEVEL:
        (void)snprintf(out, SETTING_EXPECTED_MAX, "debug, info, warn or error");
        return;
    case SETTING_TEXT:
    case SETTING_PATH:
        (void)snprintf(out, SETTING_EXPECTED_MAX,
                       "text of %" PRId64 " to %" PRId64 " bytes without control characters",
                       setting->min, setting->max);
        return;
    }
}

static bool refuse(const struct setting *setting, const char *value, const char *where,
                   struct err *err)
{
    char expected[SETTING_EXPECTED_MAX];
    setting_expected(expected, setting);
    if (setting->is_secret || !is_text(value)) {
        return err_set(err, ERR_USAGE, "%s%s must be %s", where, setting->key, expected);
    }
    return err_set(err, ERR_USAGE, "%s%s must be %s, not \"%.60s\"", where, setting->key, expected,
                   value);
}

bool setting_assign(const struct setting *setting, struct conf *conf, const char *value,
                    const char *where, struct arena *arena, struct err *err)
{
    void *at = (char *)conf + setting->offset;
    size_t len = strlen(value);
    if (setting->kind == SETTING_I64) {
        int64_t number = 0;
        if (!i64_parse(&number, value, len) || number < setting->min || number > setting->max) {
            return refuse(setting, value, where, err);
        }
        *(int64_t *)at = number;
        return true;
    }
    if (setting->kind == SETTING_LEVEL) {
        return level_parse(at, value) || refuse(setting, value, where, err);
    }
    if (len < (size_t)setting->min || len > (size_t)setting->max ||
        !is_valid_text(setting->kind, value)) {
        return refuse(setting, value, where, err);
    }
    char *copy = arena_strndup(arena, value, len);
    if (copy == NULL) {
        return err_set(err, ERR_MEMORY, "%sthe settings do not fit in memory", where);
    }
    *(const char **)at = copy;
    return true;
}
