/* The log's signing key and its file. The secret lives in one allocation by libsodium: locked in
 * memory, between guard pages, read-only after it is made, wiped when freed. */
#include "buurtkas/audit/keys.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "buurtkas/audit/hash.h"
#include "lines_internal.h"

#define KEY_FILE_PREFIX "buurtkas-key-v1 "

enum {
    KEY_FILE_MAX = 16 + KEY_NAME_MAX + 1 + 44 + 1,
    SEED_BASE64 = 44
};

struct log_key {
    struct vkey vkey;
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
};
/* sodium_malloc puts the end of the allocation at the end of a page: only such a size is aligned.
 */
static_assert(sizeof(struct log_key) % _Alignof(struct log_key) == 0,
              "aligned in sodium_malloc memory");

struct log_key *log_key_from_seed(const char *name, const uint8_t seed[KEY_SEED_BYTES],
                                  struct err *err)
{
    struct log_key *key = NULL;
    uint8_t public_key[KEY_PUBLIC_BYTES];
    if (sodium_init() < 0 || (key = sodium_malloc(sizeof *key)) == NULL) {
        (void)err_set(err, ERR_MEMORY, "no locked memory for the signing key");
        return NULL;
    }
    crypto_sign_seed_keypair(public_key, key->secret, seed);
    if (!vkey_make(&key->vkey, name, VKEY_ED25519, public_key, err)) {
        log_key_free(key);
        return NULL;
    }
    sodium_mprotect_readonly(key);
    return key;
}

void log_key_free(struct log_key *key)
{
    sodium_free(key);
}

void log_key_freep(struct log_key **key)
{
    log_key_free(*key);
}

const char *log_key_origin(const struct log_key *key)
{
    return key->vkey.name;
}

const struct vkey *log_key_vkey(const struct log_key *key)
{
    return &key->vkey;
}

void log_key_sign(const struct log_key *key, const void *message, size_t len,
                  uint8_t out[KEY_SIGNATURE_BYTES])
{
    crypto_sign_detached(out, NULL, message, len, key->secret);
}

void log_key_derive(const struct log_key *key, const char *label, uint8_t out[32])
{
    /* libsodium's secret key begins with the seed. */
    const struct hash_part part = { label, strlen(label) };
    struct hash made;
    hmac_sha256(&made, key->secret, &part, 1);
    memcpy(out, made.bytes, HASH_BYTES);
    sodium_memzero(&made, sizeof made);
}

/* --- The file. --- */

/* One line of a key file, wiped when it goes. */
struct key_line {
    char text[KEY_FILE_MAX + 2]; /* one byte more than a good file, and a NUL */
    size_t len;
};

static void key_line_wipe(struct key_line *line)
{
    sodium_memzero(line, sizeof *line);
}

static void close_fd(int *fd)
{
    if (*fd >= 0) {
        close(*fd);
    }
}

static bool write_all(int fd, const struct key_line *line)
{
    for (size_t done = 0; done < line->len;) {
        ssize_t n = write(fd, line->text + done, line->len - done);
        if (n < 0 && errno != EINTR) {
            return false;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

static bool sync_folder_of(const char *path)
{
    char copy[PATH_MAX];
    if ((size_t)snprintf(copy, sizeof copy, "%s", path) >= sizeof copy) {
        return false;
    }
    CLEANUP(close_fd) int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0 && fsync(fd) == 0;
}

/* Gives the finished file its name. A link, because rename would replace a key that is there. */
static bool publish(const char *temporary, const char *path, struct err *err)
{
    if (link(temporary, path) != 0) {
        if (errno == EEXIST) {
            return err_set(err, ERR_ALREADY_EXISTS,
                           "the key file %.200s exists already; it was left alone", path);
        }
        return err_set(err, ERR_IO, "cannot make the key file %.200s: errno %d", path, errno);
    }
    return true;
}

static bool key_file_write(const char *path, const struct key_line *line, struct err *err)
{
    char temporary[PATH_MAX];
    if ((size_t)snprintf(temporary, sizeof temporary, "%s.XXXXXX", path) >= sizeof temporary) {
        return err_set(err, ERR_IO, "the key file's path is too long");
    }
    CLEANUP(close_fd) int fd = mkostemp(temporary, O_CLOEXEC); /* mode 0600 */
    if (fd < 0) {
        return err_set(err, ERR_IO, "cannot write beside the key file %.200s: errno %d", path,
                       errno);
    }
    bool ok = fchmod(fd, S_IRUSR | S_IWUSR) == 0 && write_all(fd, line) && fsync(fd) == 0;
    if (!ok) {
        ok = err_set(err, ERR_IO, "cannot write the key file %.200s: errno %d", path, errno);
    } else {
        ok = publish(temporary, path, err);
    }
    unlink(temporary);
    if (ok && !sync_folder_of(path)) {
        ok = err_set(err, ERR_IO, "cannot flush the folder of the key file %.200s: errno %d", path,
                     errno);
    }
    return ok;
}

bool log_key_generate(const char *path, const char *name, struct vkey *out, struct err *err)
{
    uint8_t seed[KEY_SEED_BYTES];
    char base64[SEED_BASE64 + 1];
    CLEANUP(key_line_wipe) struct key_line line = { 0 };
    if (sodium_init() < 0) {
        return err_set(err, ERR_INTERNAL, "libsodium does not start");
    }
    randombytes_buf(seed, sizeof seed);
    CLEANUP(log_key_freep) struct log_key *key = log_key_from_seed(name, seed, err);
    sodium_bin2base64(base64, sizeof base64, seed, sizeof seed, sodium_base64_VARIANT_ORIGINAL);
    sodium_memzero(seed, sizeof seed);
    if (key == NULL) {
        sodium_memzero(base64, sizeof base64);
        return false;
    }
    int len = snprintf(line.text, sizeof line.text, KEY_FILE_PREFIX "%s %s\n", name, base64);
    sodium_memzero(base64, sizeof base64);
    assert(len > 0 && len <= KEY_FILE_MAX);
    line.len = (size_t)len;
    if (!key_file_write(path, &line, err)) {
        return false;
    }
    *out = key->vkey;
    return true;
}

/* Only the user that runs this may be able to read the key. */
static bool check_guard(int fd, const char *path, struct err *err)
{
    struct stat st;
    if (fstat(fd, &st) != 0) {
        return err_set(err, ERR_IO, "cannot look at the key file %.200s: errno %d", path, errno);
    }
    if (!S_ISREG(st.st_mode)) {
        return err_set(err, ERR_IO, "the key %.200s is not a regular file", path);
    }
    if (st.st_uid != geteuid()) {
        return err_set(err, ERR_IO, "the key file %.200s belongs to user %u, this runs as user %u",
                       path, (unsigned)st.st_uid, (unsigned)geteuid());
    }
    if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return err_set(err, ERR_IO,
                       "the key file %.200s has mode %04o: others may use it; it must be 0600",
                       path, (unsigned)(st.st_mode & 07777));
    }
    return true;
}

static bool key_file_read(const char *path, struct key_line *out, struct err *err)
{
    CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return err_set(err, ERR_IO, "cannot open the key file %.200s: errno %d", path, errno);
    }
    if (!check_guard(fd, path, err)) {
        return false;
    }
    while (out->len < sizeof out->text - 1) {
        ssize_t n = read(fd, out->text + out->len, sizeof out->text - 1 - out->len);
        if (n == 0) {
            return true;
        }
        if (n < 0 && errno != EINTR) {
            return err_set(err, ERR_IO, "cannot read the key file %.200s: errno %d", path, errno);
        }
        out->len += n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* Takes name and seed from the one line. */
static bool key_line_parse(const struct key_line *line, char name[KEY_NAME_MAX + 1],
                           uint8_t seed[KEY_SEED_BYTES])
{
    struct span text = { line->text, line->len };
    struct span fields = { 0 };
    struct hash seed_bytes;
    if (!take_line(&text, &fields) || text.len != 0 || !take_prefix(&fields, KEY_FILE_PREFIX)) {
        return false;
    }
    const char *space = fields.len == 0 ? NULL : memchr(fields.ptr, ' ', fields.len);
    if (space == NULL || space - fields.ptr > KEY_NAME_MAX) {
        return false;
    }
    size_t name_len = (size_t)(space - fields.ptr);
    if (!key_name_is_valid(fields.ptr, name_len)) {
        return false;
    }
    if (!read_hash((struct span){ space + 1, fields.len - name_len - 1 }, &seed_bytes)) {
        return false;
    }
    memcpy(name, fields.ptr, name_len);
    name[name_len] = '\0';
    memcpy(seed, seed_bytes.bytes, KEY_SEED_BYTES);
    sodium_memzero(&seed_bytes, sizeof seed_bytes);
    return true;
}

struct log_key *log_key_load(const char *path, struct err *err)
{
    CLEANUP(key_line_wipe) struct key_line line = { 0 };
    char name[KEY_NAME_MAX + 1];
    uint8_t seed[KEY_SEED_BYTES];
    if (!key_file_read(path, &line, err)) {
        return NULL;
    }
    if (!key_line_parse(&line, name, seed)) {
        (void)err_set(err, ERR_CORRUPT,
                      "the key file %.200s is not one line \"" KEY_FILE_PREFIX "name seed\"", path);
        return NULL;
    }
    struct log_key *key = log_key_from_seed(name, seed, err);
    sodium_memzero(seed, sizeof seed);
    return key;
}
