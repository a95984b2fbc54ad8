/* Where settings come from: defaults, file, environment, flags, each over the one before. All four
 * go through setting_assign, so that a default cannot be a value that the file may not hold. */
#include "buurtkas/conf/conf.h"

#include <errno.h>
#include <string.h>

#include "buurtkas/base/str.h"
#include "conf/conf_internal.h"

enum {
    FILE_BYTES_MAX = 65536,
    WHERE_MAX = 160
};

static const char env_prefix[] = "BUURTKAS_";
static const char key_file_name[] = "log.key";

static bool apply_defaults(struct conf *conf, struct arena *arena, struct err *err)
{
    for (size_t i = 0; i < SETTINGS_COUNT; i++) {
        if (!setting_assign(&settings[i], conf, settings[i].fallback, "default: ", arena, err)) {
            return false;
        }
    }
    return true;
}

/* What one setting takes from another: the key lies in the state folder unless it was set. */
static bool settle(struct conf *conf, struct arena *arena, struct err *err)
{
    if (conf->key_file[0] != '\0' && conf->key_file != conf->derived_key_file) {
        return true;
    }
    size_t len = strlen(conf->state_dir);
    const char *slash = conf->state_dir[len - 1] == '/' ? "" : "/";
    const char *path = arena_printf(arena, "%s%s%s", conf->state_dir, slash, key_file_name);
    if (path == NULL) {
        return err_set(err, ERR_MEMORY, "the settings do not fit in memory");
    }
    conf->key_file = path;
    conf->derived_key_file = path;
    return true;
}

static void close_file(FILE **file)
{
    if (*file != NULL) {
        (void)fclose(*file);
    }
}

/* The file's bytes with a NUL behind them, in the arena. @return NULL with *err set. */
static char *read_file(const char *path, size_t *out_len, struct arena *arena, struct err *err)
{
    CLEANUP(close_file) FILE *file = fopen(path, "re");
    if (file == NULL) {
        (void)err_set(err, ERR_IO, "%.200s: %s", path, strerror(errno));
        return NULL;
    }
    char *bytes = arena_alloc(arena, FILE_BYTES_MAX + 2);
    if (bytes == NULL) {
        (void)err_set(err, ERR_MEMORY, "the settings do not fit in memory");
        return NULL;
    }
    size_t len = fread(bytes, 1, FILE_BYTES_MAX + 1, file);
    if (ferror(file)) {
        (void)err_set(err, ERR_IO, "%.200s: %s", path, strerror(errno));
        return NULL;
    }
    if (len > FILE_BYTES_MAX) {
        (void)err_set(err, ERR_USAGE, "%.200s: the file is over %d bytes", path, FILE_BYTES_MAX);
        return NULL;
    }
    *out_len = len;
    return bytes;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Cuts the blanks off both ends, in place. */
static char *trim(char *text)
{
    while (is_blank(*text)) {
        text++;
    }
    size_t len = strlen(text);
    while (len > 0 && is_blank(text[len - 1])) {
        len--;
    }
    text[len] = '\0';
    return text;
}

/* One file while it is read. */
struct source {
    const char *path;
    int line;
    int first_lines[SETTINGS_COUNT]; /* where each key stood, 0: not yet */
    struct conf *conf;
    struct arena *arena;
};

static bool apply_line(struct source *source, char *line, struct err *err)
{
    char where[WHERE_MAX];
    (void)snprintf(where, sizeof where, "%.120s:%d: ", source->path, source->line);
    line = trim(line);
    if (*line == '\0' || *line == '#') {
        return true;
    }
    char *equals = strchr(line, '=');
    if (equals == NULL) {
        return err_set(err, ERR_USAGE, "%sa line must be \"key = value\"", where);
    }
    *equals = '\0';
    const char *key = trim(line);
    const struct setting *setting = setting_find(key, strlen(key));
    if (setting == NULL) {
        return err_set(err, ERR_USAGE, "%sthere is no setting \"%.60s\"", where, key);
    }
    int *first_line = &source->first_lines[setting - settings];
    if (*first_line != 0) {
        return err_set(err, ERR_USAGE, "%s%s was set on line %d already", where, key, *first_line);
    }
    *first_line = source->line;
    return setting_assign(setting, source->conf, trim(equals + 1), where, source->arena, err);
}

static bool apply_file(struct conf *conf, const char *path, struct arena *arena, struct err *err)
{
    size_t len = 0;
    char *text = read_file(path, &len, arena, err);
    if (text == NULL) {
        return false;
    }
    if (!utf8_is_valid(text, len)) {
        return err_set(err, ERR_USAGE, "%.200s: the file must be UTF-8 text", path);
    }
    struct source source = { .path = path, .conf = conf, .arena = arena };
    for (char *line = text; line != NULL;) {
        char *end = strchr(line, '\n');
        if (end != NULL) {
            *end = '\0';
        }
        source.line++;
        if (!apply_line(&source, line, err)) {
            return false;
        }
        line = end == NULL ? NULL : end + 1;
    }
    return true;
}

/* "LISTEN" for "listen". */
static bool is_upper_of(const char *name, size_t len, const char *key)
{
    for (size_t i = 0; i < len; i++) {
        char upper = key[i] >= 'a' && key[i] <= 'z' ? (char)(key[i] - 'a' + 'A') : key[i];
        if (upper == '\0' || name[i] != upper) {
            return false;
        }
    }
    return key[len] == '\0';
}

static bool apply_variable(struct conf *conf, const char *variable, struct arena *arena,
                           struct err *err)
{
    const char *name = variable + sizeof env_prefix - 1;
    const char *equals = strchr(name, '=');
    if (equals == NULL) {
        return true;
    }
    size_t len = (size_t)(equals - name);
    for (size_t i = 0; i < SETTINGS_COUNT; i++) {
        if (is_upper_of(name, len, settings[i].key)) {
            char where[WHERE_MAX];
            (void)snprintf(where, sizeof where, "%s%.*s: ", env_prefix, (int)len, name);
            return setting_assign(&settings[i], conf, equals + 1, where, arena, err);
        }
    }
    return err_set(err, ERR_USAGE, "there is no setting for the environment variable %s%.*s",
                   env_prefix, len > 60 ? 60 : (int)len, name);
}

static bool apply_environment(struct conf *conf, char **envp, struct arena *arena, struct err *err)
{
    for (char **variable = envp; variable != NULL && *variable != NULL; variable++) {
        bool is_ours = strncmp(*variable, env_prefix, sizeof env_prefix - 1) == 0;
        if (is_ours && !apply_variable(conf, *variable, arena, err)) {
            return false;
        }
    }
    return true;
}

bool conf_load(struct conf *out, const char *path_or_null, char **envp, struct arena *arena,
               struct err *err)
{
    struct conf conf = { 0 };
    if (!apply_defaults(&conf, arena, err) ||
        (path_or_null != NULL && !apply_file(&conf, path_or_null, arena, err)) ||
        !apply_environment(&conf, envp, arena, err) || !settle(&conf, arena, err)) {
        return false;
    }
    *out = conf;
    return true;
}

bool conf_set(struct conf *conf, const char *key, const char *value, struct arena *arena,
              struct err *err)
{
    const struct setting *setting = setting_find(key, strlen(key));
    if (setting == NULL) {
        return err_set(err, ERR_USAGE, "there is no setting \"%.60s\"", key);
    }
    struct conf changed = *conf;
    if (!setting_assign(setting, &changed, value, "", arena, err) ||
        !settle(&changed, arena, err)) {
        return false;
    }
    *conf = changed;
    return true;
}

bool conf_address_split(const char *address, struct arena *arena, const char **out_host,
                        uint16_t *out_port, struct err *err)
{
    const char *host = NULL;
    size_t host_len = 0;
    uint16_t port = 0;
    if (!address_parse(address, &host, &host_len, &port)) {
        return err_set(err, ERR_USAGE, "\"%.100s\" is not host:port", address);
    }
    const char *copy = arena_strndup(arena, host, host_len);
    if (copy == NULL) {
        return err_set(err, ERR_MEMORY, "the settings do not fit in memory");
    }
    *out_host = copy;
    *out_port = port;
    return true;
}

void conf_print_example(FILE *out)
{
    (void)fputs("# Settings of buurtkas: one `key = value` a line; a line that begins with # is a "
                "comment.\n"
                "# The environment wins over this file (BUURTKAS_LISTEN over listen), a flag over "
                "both.\n"
                "# Every setting stands here with its default.\n",
                out);
    for (size_t i = 0; i < SETTINGS_COUNT; i++) {
        const struct setting *setting = &settings[i];
        char expected[SETTING_EXPECTED_MAX];
        setting_expected(expected, setting);
        (void)fprintf(out, "\n# %s\n# Must be %s.%s\n#%s =%s%s\n", setting->doc, expected,
                      setting->is_secret ? " May hold a secret." : "", setting->key,
                      setting->fallback[0] == '\0' ? "" : " ", setting->fallback);
    }
}
