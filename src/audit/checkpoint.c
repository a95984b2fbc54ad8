/* Checkpoints, the log's signed heads, and witnesses' signatures on them.
 * Sources: C2SP tlog-checkpoint and tlog-cosignature. */
#include <assert.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include "buurtkas/audit/note.h"
#include "lines_internal.h"

size_t checkpoint_print(char out[CHECKPOINT_BODY_MAX + 1], const struct checkpoint *checkpoint)
{
    char root[45];
    sodium_bin2base64(root, sizeof root, checkpoint->root.bytes, HASH_BYTES,
                      sodium_base64_VARIANT_ORIGINAL);
    int len = snprintf(out, CHECKPOINT_BODY_MAX + 1, "%s\n%" PRIu64 "\n%s\n", checkpoint->origin,
                       checkpoint->size, root);
    assert(len > 0 && len <= CHECKPOINT_BODY_MAX);
    return (size_t)len;
}

static bool parse_body(struct checkpoint *out, struct span body)
{
    struct span line = { 0 };
    struct checkpoint checkpoint = { 0 };
    if (!take_line(&body, &line) || line.len == 0 || line.len > KEY_NAME_MAX ||
        !utf8_is_valid(line.ptr, line.len)) {
        return false;
    }
    memcpy(checkpoint.origin, line.ptr, line.len);
    if (!take_line(&body, &line) || !read_decimal(line, &checkpoint.size)) {
        return false;
    }
    if (!take_line(&body, &line) || !read_hash(line, &checkpoint.root)) {
        return false;
    }
    while (body.len > 0) { /* extension lines */
        if (!take_line(&body, &line) || line.len == 0) {
            return false;
        }
    }
    *out = checkpoint;
    return true;
}

bool checkpoint_parse(struct checkpoint *out, const char *body, size_t len, struct err *err)
{
    if (!parse_body(out, (struct span){ body, len })) {
        return err_set(err, ERR_CORRUPT, "a checkpoint has the lines origin, size and root");
    }
    return true;
}

bool checkpoint_sign(struct str *out, const struct checkpoint *checkpoint,
                     const struct log_key *key, struct err *err)
{
    char body[CHECKPOINT_BODY_MAX + 1];
    uint8_t signature[KEY_SIGNATURE_BYTES];
    if (strcmp(checkpoint->origin, log_key_origin(key)) != 0) {
        return err_set(err, ERR_MISMATCH, "the checkpoint is of %.120s, the key of %.120s",
                       checkpoint->origin, log_key_origin(key));
    }
    size_t len = checkpoint_print(body, checkpoint);
    log_key_sign(key, body, len, signature);
    str_add_len(out, body, len);
    str_add_char(out, '\n');
    note_add_signature(out, log_key_vkey(key), signature, sizeof signature);
    if (out->failed) {
        return err_set(err, ERR_MEMORY, "the checkpoint does not fit");
    }
    return true;
}

static bool is_signed_by_log(const struct note *note, const struct vkeys *known, const char *origin)
{
    for (size_t i = 0; i < known->count; i++) {
        if ((note->good >> i & 1) != 0 && known->keys[i].type == VKEY_ED25519 &&
            strcmp(known->keys[i].name, origin) == 0) {
            return true;
        }
    }
    return false;
}

bool checkpoint_open(struct checkpoint *out, const char *text, size_t len,
                     const struct vkeys *known, struct err *err)
{
    struct note note;
    struct checkpoint checkpoint;
    if (!note_open(&note, text, len, known, err) ||
        !checkpoint_parse(&checkpoint, note.body, note.body_len, err)) {
        return false;
    }
    if (!is_signed_by_log(&note, known, checkpoint.origin)) {
        return err_set(err, ERR_CORRUPT, "no known key of the log %.200s signed the checkpoint",
                       checkpoint.origin);
    }
    *out = checkpoint;
    return true;
}

size_t cosignature_message(char out[COSIGNATURE_MESSAGE_MAX], uint64_t time_s, const char *body,
                           size_t len)
{
    char head[15 + 5 + 20 + 2];
    if (len > COSIGNED_BODY_MAX) {
        return 0;
    }
    int head_len = snprintf(head, sizeof head, "cosignature/v1\ntime %" PRIu64 "\n", time_s);
    assert(head_len > 0 && (size_t)head_len < sizeof head);
    memcpy(out, head, (size_t)head_len);
    memcpy(out + head_len, body, len);
    return (size_t)head_len + len;
}

bool cosignature_verify(const struct vkey *key, const uint8_t signature[COSIGNATURE_BYTES],
                        const char *body, size_t len, uint64_t *out_time_s)
{
    char message[COSIGNATURE_MESSAGE_MAX];
    uint64_t time_s = 0;
    for (size_t i = 0; i < 8; i++) {
        time_s = time_s << 8 | signature[i];
    }
    size_t message_len = cosignature_message(message, time_s, body, len);
    if (key->type != VKEY_COSIGNATURE || message_len == 0 ||
        crypto_sign_verify_detached(signature + 8, (const unsigned char *)message, message_len,
                                    key->public_key) != 0) {
        return false;
    }
    *out_time_s = time_s;
    return true;
}
