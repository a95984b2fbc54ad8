/* The verb export: the public log as a folder that any web server can serve and `verify` can read.
 * Tiles come first and the checkpoint last, so that an export that was cut off never promises more
 * than it holds. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buurtkas/audit/note.h"
#include "buurtkas/audit/tile.h"
#include "cli/cli_internal.h"
#include "cli/verify_internal.h"

enum {
    EXPORT_ARENA_MAX = 64 << 20,
    EXPORT_FILE_MAX = 20 << 20,
    EXPORT_PATH_MAX = 4096
};

struct export
{
    struct source source;
    struct arena *arena; /* of one file */
    const char *folder;
};

/* Makes every folder on the way to a file. */
static bool make_folders(char *path, struct err *err)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool is_made = mkdir(path, 0755) == 0 || errno == EEXIST;
        int cause = errno;
        *slash = '/';
        if (!is_made) {
            return err_set(err, ERR_IO, "%s cannot be made: %s", path, strerror(cause));
        }
    }
    return true;
}

/* Whole or not at all: written beside, then renamed. */
static bool write_file(const char *path, const struct str *bytes, struct err *err)
{
    char beside[EXPORT_PATH_MAX + 8];
    (void)snprintf(beside, sizeof beside, "%s.new", path);
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) {
        return err_set(err, ERR_IO, "%s cannot be written: %s", path, strerror(errno));
    }
    bool is_written = bytes->len == 0 || write(fd, bytes->ptr, bytes->len) == (ssize_t)bytes->len;
    is_written = fsync(fd) == 0 && is_written;
    is_written = close(fd) == 0 && is_written;
    if (!is_written || rename(beside, path) != 0) {
        return err_set(err, ERR_IO, "%s cannot be written: %s", path, strerror(errno));
    }
    return true;
}

static bool save(struct export *export, const char *name, const struct str *bytes, struct err *err)
{
    char path[EXPORT_PATH_MAX];
    int len = snprintf(path, sizeof path, "%s/%s", export->folder, name);
    if (len < 0 || (size_t)len >= sizeof path) {
        return err_set(err, ERR_USAGE, "the folder's name is too long");
    }
    return make_folders(path, err) && write_file(path, bytes, err);
}

static bool copy(struct export *export, const char *name, struct err *err)
{
    arena_clear(export->arena);
    struct str bytes = str_new(export->arena, EXPORT_FILE_MAX);
    return export->source.fetch(export->source.self, name, &bytes, err) &&
           save(export, name, &bytes, err);
}

/* All tiles of a level (entries when `is_entries`) in a tree of `size`. */
static bool copy_level(struct export *export, uint64_t size, unsigned level, bool is_entries,
                       struct err *err)
{
    unsigned width = 0;
    for (uint64_t index = 0; (width = tile_width(size, level, index)) > 0; index++) {
        struct tile_path path = {
            .is_entries = is_entries, .level = level, .index = index, .width = width
        };
        char name[TILE_PATH_MAX + 1];
        tile_path_print(name, &path);
        if (!copy(export, name, err)) {
            return false;
        }
    }
    return true;
}

static bool copy_log(struct export *export, struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(EXPORT_FILE_MAX);
    struct str note = str_new(arena, NOTE_BYTES_MAX);
    struct checkpoint head;
    if (arena == NULL || !export->source.fetch(export->source.self, "checkpoint", &note, err)) {
        return err_set(err, ERR_MEMORY, "no memory to export");
    }
    /* The signature is verify's to check: here only the size is needed. */
    const char *blank = strstr(note.ptr == NULL ? "" : note.ptr, "\n\n");
    if (blank == NULL || !checkpoint_parse(&head, note.ptr, (size_t)(blank - note.ptr) + 1, err)) {
        return err_set(err, ERR_CORRUPT, "the checkpoint is no signed note");
    }
    for (unsigned level = 0; tile_width(head.size, level, 0) > 0; level++) {
        if (!copy_level(export, head.size, level, false, err)) {
            return false;
        }
    }
    return copy_level(export, head.size, 0, true, err) && copy(export, "keys", err) &&
           save(export, "checkpoint", &note, err);
}

bool export_log(const char *url, const char *folder, struct err *err)
{
    CLEANUP(arena_freep) struct arena *names = arena_new(65536);
    CLEANUP(arena_freep) struct arena *arena = arena_new(EXPORT_ARENA_MAX);
    struct export export = { .arena = arena, .folder = folder };
    if (names == NULL || arena == NULL) {
        return err_set(err, ERR_MEMORY, "no memory to export");
    }
    if (!source_open(&export.source, names, url, err)) {
        return false;
    }
    bool is_done = copy_log(&export, err);
    source_close(&export.source);
    return is_done;
}

int cmd_export(int argc, char **argv)
{
    struct err err = { 0 };
    const char *rest[2] = { 0 };
    const char *url = "http://127.0.0.1:8780/log";
    const struct option options[] = {
        {"--url", &url, NULL },
        { 0  }
    };
    bool is_done = options_read(argc, argv, options, rest, 2, &err);
    if (is_done && (rest[1] == NULL || strcmp(rest[0], "log") != 0)) {
        is_done = err_set(&err, ERR_USAGE, "say log FOLDER [--url URL]");
    }
    is_done = is_done && export_log(url, rest[1], &err);
    return is_done ? EXIT_DONE : report("export", &err);
}
