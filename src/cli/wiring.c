/* How http and api reach writer, readers and tokens: the functions behind their pointers. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "buurtkas/audit/hash.h"
#include "cli/daemon_internal.h"

enum {
    OPENAPI_BYTES_MAX = 8 << 20
};

static bool submit_command(void *self, struct command *command)
{
    struct daemon *daemon = self;
    return writer_submit(daemon->writer, command);
}

static bool submit_read(void *self, struct read_job *job)
{
    struct daemon *daemon = self;
    return readers_submit(daemon->readers, job);
}

static bool identify(void *self, const char *token, size_t len, struct date today,
                     struct api_caller *out)
{
    struct daemon *daemon = self;
    struct hash hash;
    struct identity identity;
    hash_bytes(&hash, token, len);
    if (!tokens_identify(daemon->tokens, &hash, today, &identity)) {
        return false;
    }
    out->is_known = true;
    out->person = identity.person;
    out->roles = identity.roles;
    out->is_installation = identity.is_installation;
    out->organisation_count = identity.organisation_count;
    memcpy(out->organisations, identity.organisations, sizeof out->organisations);
    return true;
}
_Static_assert((int)IDENTITY_REACH_MAX == (int)CALL_REACH_MAX, "the two reaches are one list");

static uint64_t stamp(void *self, const struct uuid *id)
{
    struct daemon *daemon = self;
    return writer_stamp(daemon->writer, id);
}

static bool is_ready(void *self)
{
    struct daemon *daemon = self;
    return writer_is_ready(daemon->writer);
}

static size_t checkpoint(void *self, char *out, size_t out_size)
{
    struct daemon *daemon = self;
    struct published published;
    writer_published(daemon->writer, &published);
    if (published.note_len > out_size) {
        return 0;
    }
    memcpy(out, published.note, published.note_len);
    return published.note_len;
}

static size_t keys(void *self, char *out, size_t out_size)
{
    struct daemon *daemon = self;
    char vkey[VKEY_TEXT_MAX + 1];
    vkey_print(vkey, log_key_vkey(daemon->key));
    int len = snprintf(out, out_size, "%s 0\n", vkey);
    return len < 0 || (size_t)len >= out_size ? 0 : (size_t)len;
}

static uint64_t size(void *self)
{
    struct daemon *daemon = self;
    return writer_published_size(daemon->writer);
}

/* The OpenAPI document depends on the tables and the public address only. */
static bool make_openapi(struct daemon *daemon, struct err *err)
{
    daemon->texts = arena_new(OPENAPI_BYTES_MAX);
    struct str document = str_new(daemon->texts, OPENAPI_BYTES_MAX);
    if (daemon->texts == NULL) {
        return err_set(err, ERR_MEMORY, "no memory for the OpenAPI document");
    }
    if (!api_openapi(&document, &daemon->site, err)) {
        return false;
    }
    daemon->site.openapi = document.ptr;
    daemon->site.openapi_len = document.len;
    return true;
}

bool daemon_wire(struct daemon *daemon, struct err *err)
{
    daemon->site = (struct api_site){
        .public_url = daemon->public_url,
        .origin = log_key_origin(daemon->key),
        .checkpoint = checkpoint,
        .keys = keys,
        .size = size,
        .self = daemon,
    };
    log_key_derive(daemon->key, "buurtkas-fingerprint-v1", daemon->site.fingerprint_key);
    daemon->backend = (struct http_backend){
        .submit_command = submit_command,
        .submit_read = submit_read,
        .identify = identify,
        .stamp = stamp,
        .is_ready = is_ready,
        .self = daemon,
    };
    return make_openapi(daemon, err);
}

bool daemon_is_ready(void *self, char *why, size_t why_size)
{
    struct daemon *daemon = self;
    const char *reason = "";
    const char *trouble = probe_trouble(daemon->probe);
    if (atomic_load(&daemon->is_stopping)) {
        reason = "stopping";
    } else if (!writer_is_ready(daemon->writer)) {
        reason = trouble != NULL ? trouble : "the writer has no database";
    } else if (!readers_are_ready(daemon->readers)) {
        reason = "the readers have no database";
    } else if (trouble != NULL) {
        reason = trouble;
    }
    (void)snprintf(why, why_size, "%s", reason);
    return reason[0] == '\0';
}

void daemon_ready_detail(void *self, struct str *out)
{
    struct daemon *daemon = self;
    selfcheck_add_detail(out, &daemon->selfcheck);
}

bool daemon_set_clock(void *self, const char *text, size_t len)
{
    struct daemon *daemon = self;
    struct instant at;
    if (len == 4 && memcmp(text, "real", 4) == 0) {
        return clock_settable_release(daemon->options.settable);
    }
    return instant_parse(&at, text, len) && clock_settable_set(daemon->options.settable, at);
}
