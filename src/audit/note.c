/* Signed notes: a text, a blank line, and one or more lines of signatures. Source: C2SP
 * signed-note. */
#include "buurtkas/audit/note.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>
#include "lines_internal.h"

/* U+2014 and a space begin each line of a signature. */
#define SIGNATURE_PREFIX "\xe2\x80\x94 "

/* One line of a signature, decoded. */
struct note_signature {
    struct span name;
    uint32_t id;
    size_t len; /* of what stands behind the id */
    uint8_t bytes[NOTE_SIGNATURE_BYTES];
};

static void write_u32(uint8_t out[4], uint32_t value)
{
    for (unsigned i = 0; i < 4; i++) {
        out[i] = (uint8_t)(value >> (24 - 8 * i));
    }
}

void note_add_signature(struct str *note, const struct vkey *key, const uint8_t *signature,
                        size_t len)
{
    uint8_t bytes[4 + COSIGNATURE_BYTES];
    assert(len <= COSIGNATURE_BYTES);
    write_u32(bytes, key->id);
    memcpy(bytes + 4, signature, len);
    str_add(note, SIGNATURE_PREFIX);
    str_add(note, key->name);
    str_add_char(note, ' ');
    str_add_base64(note, bytes, 4 + len);
    str_add_char(note, '\n');
}

static bool has_only_text(struct span note)
{
    for (size_t i = 0; i < note.len; i++) {
        if ((unsigned char)note.ptr[i] < ' ' && note.ptr[i] != '\n') {
            return false;
        }
    }
    return utf8_is_valid(note.ptr, note.len);
}

/* Splits at the last blank line. */
static bool split(struct span note, struct span *out_body, struct span *out_signatures)
{
    for (size_t i = note.len; i >= 2; i--) {
        if (note.ptr[i - 1] == '\n' && note.ptr[i - 2] == '\n') {
            *out_body = (struct span){ note.ptr, i - 1 };
            *out_signatures = (struct span){ note.ptr + i, note.len - i };
            return out_signatures->len > 0;
        }
    }
    return false;
}

static bool parse_signature(struct note_signature *out, struct span line)
{
    uint8_t id[4];
    if (!take_prefix(&line, SIGNATURE_PREFIX)) {
        return false;
    }
    const char *space = line.len == 0 ? NULL : memchr(line.ptr, ' ', line.len);
    if (space == NULL) {
        return false;
    }
    out->name = (struct span){ line.ptr, (size_t)(space - line.ptr) };
    size_t base64_len = line.len - out->name.len - 1;
    ptrdiff_t len = base64_decode(out->bytes, sizeof out->bytes, space + 1, base64_len);
    if (!key_name_is_valid(out->name.ptr, out->name.len) || len < (ptrdiff_t)sizeof id + 1) {
        return false;
    }
    memcpy(id, out->bytes, sizeof id);
    out->id =
        (uint32_t)id[0] << 24 | (uint32_t)id[1] << 16 | (uint32_t)id[2] << 8 | (uint32_t)id[3];
    out->len = (size_t)len - sizeof id;
    memmove(out->bytes, out->bytes + sizeof id, out->len);
    return true;
}

static bool is_by(const struct note_signature *signature, const struct vkey *key)
{
    return signature->id == key->id && strlen(key->name) == signature->name.len &&
           memcmp(key->name, signature->name.ptr, signature->name.len) == 0;
}

static bool is_good(const struct note_signature *signature, const struct vkey *key,
                    const struct note *note, uint64_t *out_time_s)
{
    switch (key->type) {
    case VKEY_ED25519:
        *out_time_s = 0;
        return signature->len == KEY_SIGNATURE_BYTES &&
               crypto_sign_verify_detached(signature->bytes, (const unsigned char *)note->body,
                                           note->body_len, key->public_key) == 0;
    case VKEY_COSIGNATURE:
        return signature->len == COSIGNATURE_BYTES &&
               cosignature_verify(key, signature->bytes, note->body, note->body_len, out_time_s);
    }
    return false;
}

/* A line by a known key must verify; two known keys that share name and id are both tried. */
static bool judge(struct note *note, const struct note_signature *signature,
                  const struct vkeys *known, struct err *err)
{
    const struct vkey *refused = NULL;
    for (size_t i = 0; i < known->count; i++) {
        uint64_t time_s = 0;
        if (!is_by(signature, &known->keys[i])) {
            continue;
        }
        if (is_good(signature, &known->keys[i], note, &time_s)) {
            note->good |= UINT64_C(1) << i;
            note->signed_at_s[i] = time_s;
            return true;
        }
        refused = &known->keys[i];
    }
    if (refused != NULL) {
        return err_set(err, ERR_CORRUPT, "the signature of %.200s does not verify", refused->name);
    }
    return true;
}

static bool judge_all(struct note *note, struct span lines, const struct vkeys *known,
                      struct err *err)
{
    struct note_signature signature;
    struct span line;
    while (lines.len > 0) {
        if (note->signature_count == NOTE_SIGNATURES_MAX) {
            return err_set(err, ERR_CORRUPT, "the note has more than %d signatures",
                           NOTE_SIGNATURES_MAX);
        }
        if (!take_line(&lines, &line) || !parse_signature(&signature, line)) {
            return err_set(err, ERR_CORRUPT, "line %zu of the note's signatures is malformed",
                           note->signature_count + 1);
        }
        note->signature_count++;
        if (!judge(note, &signature, known, err)) {
            return false;
        }
    }
    return true;
}

bool note_open(struct note *out, const char *text, size_t len, const struct vkeys *known,
               struct err *err)
{
    struct span whole = { text, len };
    struct span body = { 0 };
    struct span lines = { 0 };
    assert(known->count <= NOTE_KEYS_MAX);
    if (len > NOTE_BYTES_MAX || !has_only_text(whole)) {
        return err_set(err, ERR_CORRUPT, "the note is not UTF-8 text of at most %d bytes",
                       NOTE_BYTES_MAX);
    }
    if (!split(whole, &body, &lines)) {
        return err_set(err, ERR_CORRUPT, "the note has no signatures behind a blank line");
    }
    struct note note = { .body = body.ptr, .body_len = body.len };
    if (!judge_all(&note, lines, known, err)) {
        return false;
    }
    if (note.good == 0) {
        return err_set(err, ERR_CORRUPT, "no known key signed the note");
    }
    *out = note;
    return true;
}
