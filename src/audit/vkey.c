/* Verifier keys: name, id and public key in one line of text. Source: C2SP signed-note. */
#include <assert.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include "buurtkas/audit/hash.h"
#include "buurtkas/audit/keys.h"
#include "lines_internal.h"

/* The white space beyond ASCII: Unicode's White_Space property, as UTF-8. */
static const char *const wide_spaces[] = {
    "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81",
    "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86",
    "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8",
    "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80",
};

bool key_name_is_valid(const char *name, size_t len)
{
    if (len == 0 || !utf8_is_valid(name, len)) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)name[i] <= ' ' || name[i] == '+') {
            return false;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(wide_spaces); i++) {
        if (memmem(name, len, wide_spaces[i], strlen(wide_spaces[i])) != NULL) {
            return false;
        }
    }
    return true;
}

static uint32_t key_id(const struct vkey *vkey)
{
    uint8_t input[KEY_NAME_MAX + 2 + KEY_PUBLIC_BYTES];
    struct hash hash;
    size_t len = strlen(vkey->name);
    memcpy(input, vkey->name, len);
    input[len++] = '\n';
    input[len++] = (uint8_t)vkey->type;
    memcpy(input + len, vkey->public_key, KEY_PUBLIC_BYTES);
    hash_bytes(&hash, input, len + KEY_PUBLIC_BYTES);
    return (uint32_t)hash.bytes[0] << 24 | (uint32_t)hash.bytes[1] << 16 |
           (uint32_t)hash.bytes[2] << 8 | (uint32_t)hash.bytes[3];
}

static bool make(struct vkey *out, struct span name, enum vkey_type type, const uint8_t *public_key)
{
    if (name.len > KEY_NAME_MAX || !key_name_is_valid(name.ptr, name.len)) {
        return false;
    }
    struct vkey vkey = { .type = type };
    memcpy(vkey.name, name.ptr, name.len);
    memcpy(vkey.public_key, public_key, KEY_PUBLIC_BYTES);
    vkey.id = key_id(&vkey);
    *out = vkey;
    return true;
}

bool vkey_make(struct vkey *out, const char *name, enum vkey_type type,
               const uint8_t public_key[KEY_PUBLIC_BYTES], struct err *err)
{
    if (!make(out, (struct span){ name, strlen(name) }, type, public_key)) {
        return err_set(err, ERR_INVALID_PARAMETER,
                       "a key's name is 1 to %d bytes of UTF-8 without spaces and '+'",
                       KEY_NAME_MAX);
    }
    return true;
}

/* Takes what stands before the next '+'. */
static bool take_part(struct span *text, struct span *out)
{
    const char *end = text->len == 0 ? NULL : memchr(text->ptr, '+', text->len);
    if (end == NULL) {
        return false;
    }
    *out = (struct span){ text->ptr, (size_t)(end - text->ptr) };
    text->len -= out->len + 1;
    text->ptr = end + 1;
    return true;
}

bool vkey_parse(struct vkey *out, const char *text, size_t len, struct err *err)
{
    struct span rest = { text, len };
    struct span name = { 0 };
    struct span id = { 0 };
    uint8_t key[KEY_PUBLIC_BYTES + 1];
    uint8_t id_bytes[4];
    struct vkey vkey;
    if (!take_part(&rest, &name) || !take_part(&rest, &id) ||
        !hex_decode(id_bytes, 4, id.ptr, id.len) || rest.len != 44 ||
        base64_decode(key, sizeof key, rest.ptr, rest.len) != (ptrdiff_t)sizeof key) {
        return err_set(err, ERR_CORRUPT, "a verifier key has the form name+hex8+base64");
    }
    if (key[0] != VKEY_ED25519 && key[0] != VKEY_COSIGNATURE) {
        return err_set(err, ERR_CORRUPT, "the verifier key is of type %u, which is not known here",
                       key[0]);
    }
    if (!make(&vkey, name, (enum vkey_type)key[0], key + 1)) {
        return err_set(err, ERR_CORRUPT, "the verifier key's name is not valid");
    }
    uint32_t given = (uint32_t)id_bytes[0] << 24 | (uint32_t)id_bytes[1] << 16 |
                     (uint32_t)id_bytes[2] << 8 | (uint32_t)id_bytes[3];
    if (given != vkey.id) {
        return err_set(err, ERR_CORRUPT, "the verifier key's id is %08" PRIx32 ", not %08" PRIx32,
                       vkey.id, given);
    }
    *out = vkey;
    return true;
}

size_t vkey_print(char out[VKEY_TEXT_MAX + 1], const struct vkey *vkey)
{
    uint8_t key[1 + KEY_PUBLIC_BYTES];
    char base64[45];
    key[0] = (uint8_t)vkey->type;
    memcpy(key + 1, vkey->public_key, KEY_PUBLIC_BYTES);
    sodium_bin2base64(base64, sizeof base64, key, sizeof key, sodium_base64_VARIANT_ORIGINAL);
    int len = snprintf(out, VKEY_TEXT_MAX + 1, "%s+%08" PRIx32 "+%s", vkey->name, vkey->id, base64);
    assert(len > 0 && len <= VKEY_TEXT_MAX);
    return (size_t)len;
}
