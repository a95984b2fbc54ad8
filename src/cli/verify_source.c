/* Where a record comes from (a folder, a URL), and the keys that its signatures are checked with.
 */
#include "cli/verify_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "buurtkas/client/http.h"

enum {
    CHUNK = 16384,
    REMOTE_ARENA_MAX = 80 << 20, /* an answer, and what it grew out of */
};

/** A log behind a URL. */
struct remote {
    struct client *client;
    struct arena *arena; /**< of one answer */
};

static void file_close(FILE **file)
{
    if (*file != NULL) {
        (void)fclose(*file);
    }
}

bool source_read_file(const char *path, struct str *out, struct err *err)
{
    CLEANUP(file_close) FILE *file = fopen(path, "rb");
    char chunk[CHUNK];
    size_t len = 0;
    if (file == NULL) {
        bool is_missing = errno == ENOENT || errno == ENOTDIR;
        return err_set(err, is_missing ? ERR_NOT_FOUND : ERR_IO, "%.200s: %s", path,
                       strerror(errno));
    }
    /* A file may claim to be endless: no further than there is room for. */
    while (!out->failed && (len = fread(chunk, 1, sizeof chunk, file)) > 0) {
        str_add_len(out, chunk, len);
    }
    if (ferror(file)) {
        return err_set(err, ERR_IO, "%.200s cannot be read", path);
    }
    if (out->failed) {
        return err_set(err, ERR_TOO_LARGE, "%.200s is over %zu bytes", path, out->max);
    }
    return true;
}

static bool fetch_file(void *self, const char *path, struct str *out, struct err *err)
{
    const char *folder = self;
    char name[4096];
    int len = snprintf(name, sizeof name, "%s/%s", folder, path);
    if (len < 0 || (size_t)len >= sizeof name) {
        return err_set(err, ERR_IO, "the name of the folder is too long");
    }
    /* Somebody else made the folder: a pipe in it would be waited for without end. */
    struct stat file;
    if (stat(name, &file) == 0 && !S_ISREG(file.st_mode)) {
        return err_set(err, ERR_IO, "%.200s is no regular file", name);
    }
    return source_read_file(name, out, err);
}

/* What a log does not serve is 404; any other answer says nothing about the record. */
static bool fetch_remote(void *self, const char *path, struct str *out, struct err *err)
{
    struct remote *remote = self;
    struct client_answer answer;
    char with_slash[256];
    arena_clear(remote->arena);
    (void)snprintf(with_slash, sizeof with_slash, "/%s", path);
    struct client_request request = { .path = with_slash, .accept = "*/*" };
    if (!client_send(remote->client, &request, remote->arena, &answer, err)) {
        return false;
    }
    if (answer.status != 200) {
        return err_set(err, answer.status == 404 ? ERR_NOT_FOUND : ERR_IO,
                       "the log answers %d for %.200s", answer.status, path);
    }
    str_add_len(out, answer.body, answer.len);
    if (out->failed) {
        return err_set(err, ERR_TOO_LARGE, "%.200s is over %zu bytes", path, out->max);
    }
    return true;
}

static void remote_free(struct remote *remote)
{
    if (remote != NULL) {
        client_free(remote->client);
        arena_free(remote->arena);
        free(remote);
    }
}

static bool open_remote(struct source *out, char *url, struct err *err)
{
    struct remote *remote = calloc(1, sizeof *remote);
    struct client_options options = { .url = url };
    if (remote == NULL || (remote->arena = arena_new(REMOTE_ARENA_MAX)) == NULL) {
        remote_free(remote);
        return err_set(err, ERR_MEMORY, "no memory for a connection");
    }
    remote->client = client_new(&options, err);
    if (remote->client == NULL) {
        remote_free(remote);
        return false;
    }
    *out = (struct source){ .name = url, .fetch = fetch_remote, .self = remote, .remote = remote };
    return true;
}

static bool is_url(const char *text)
{
    return strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0;
}

bool source_open(struct source *out, struct arena *arena, const char *text, struct err *err)
{
    struct stat status;
    size_t len = strlen(text);
    while (len > 1 && text[len - 1] == '/') {
        len--;
    }
    char *name = arena_strndup(arena, text, len);
    if (name == NULL) {
        return err_set(err, ERR_MEMORY, "no memory for the source's name");
    }
    if (is_url(name)) {
        return open_remote(out, name, err);
    }
    if (stat(name, &status) != 0 || !S_ISDIR(status.st_mode)) {
        return err_set(err, ERR_USAGE, "%.200s is no folder, URL or receipt", text);
    }
    *out = (struct source){ .name = name, .fetch = fetch_file, .self = name };
    return true;
}

void source_close(struct source *source)
{
    remote_free(source->remote);
    *source = (struct source){ 0 };
}

bool known_keys_add(struct known_keys *known, const char *text, size_t len, uint64_t from,
                    struct err *err)
{
    struct err flaw = { 0 };
    if (known->count == NOTE_KEYS_MAX) {
        return err_set(err, ERR_USAGE, "there are more than %d keys", NOTE_KEYS_MAX);
    }
    if (!vkey_parse(&known->keys[known->count], text, len, &flaw)) {
        return err_set(err, ERR_USAGE, "not a verifier key: %.*s", len < 120 ? (int)len : 120,
                       text);
    }
    known->from[known->count++] = from;
    return true;
}

/* `<vkey>` or `<vkey> <from-size>`. */
static bool read_key_line(struct known_keys *known, const char *line, size_t len, struct err *err)
{
    const char *space = memchr(line, ' ', len);
    size_t key_len = space == NULL ? len : (size_t)(space - line);
    int64_t from = 0;
    if (space != NULL && (!i64_parse(&from, space + 1, len - key_len - 1) || from < 0)) {
        return err_set(err, ERR_CORRUPT, "a line of keys is `<vkey> <from-size>`");
    }
    struct err ignored = { 0 }; /* it quotes the line, which may be a stranger's */
    return known_keys_add(known, line, key_len, (uint64_t)from, &ignored) ||
           err_set(err, ERR_CORRUPT, "a line of keys holds no verifier key, or is one too many");
}

bool known_keys_read(struct known_keys *known, const char *text, size_t len, struct err *err)
{
    const char *end = text + len;
    for (const char *line = text; line < end;) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        stop = stop == NULL ? end : stop;
        if (stop > line && *line != '#' &&
            !read_key_line(known, line, (size_t)(stop - line), err)) {
            return false;
        }
        line = stop + 1;
    }
    return true;
}

struct vkeys known_keys_at(const struct known_keys *known, uint64_t size,
                           struct vkey out[NOTE_KEYS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < known->count; i++) {
        if (known->from[i] <= size) {
            out[count++] = known->keys[i];
        }
    }
    return (struct vkeys){ .keys = out, .count = count };
}

/* Twice: the size is not to be believed before somebody known signed it. */
bool known_keys_open(const struct known_keys *known, const char *note, size_t len,
                     struct checkpoint *out, struct err *err)
{
    struct vkeys all = { .keys = known->keys, .count = known->count };
    struct vkey in_force[NOTE_KEYS_MAX];
    struct checkpoint checkpoint;
    if (!checkpoint_open(&checkpoint, note, len, &all, err)) {
        return false;
    }
    struct vkeys some = known_keys_at(known, checkpoint.size, in_force);
    return checkpoint_open(out, note, len, &some, err);
}
