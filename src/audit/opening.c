/* Salted commitments. A key of exactly 32 bytes: HMAC pads shorter ones with zeros, so that a
 * variable length would let one commitment have two openings. */
#include "buurtkas/audit/opening.h"

#include <assert.h>
#include <sodium.h>
#include "buurtkas/base/str.h"

#define COMMITMENT_PREFIX "hmac-sha256:"
#define MESSAGE_PREFIX    "pbl-commit-v1\n"

static_assert(sizeof COMMITMENT_PREFIX - 1 + 2 * HASH_BYTES == COMMITMENT_TEXT, "text form");

void opening_make_salts(uint8_t *out, size_t count)
{
    randombytes_buf(out, count * OPENING_SALT_BYTES);
}

void opening_commit(struct hash *out, const struct opening *opening)
{
    assert(strchr(opening->entry_id, '\n') == NULL);
    assert(strchr(opening->field, '\n') == NULL);
    const struct hash_part parts[] = {
        {MESSAGE_PREFIX,     sizeof MESSAGE_PREFIX - 1},
        { opening->entry_id, strlen(opening->entry_id)},
        { "\n",              1                        },
        { opening->field,    strlen(opening->field)   },
        { "\n",              1                        },
        { opening->value,    opening->value_len       },
    };
    hmac_sha256(out, opening->salt, parts, ARRAY_LEN(parts));
}

bool opening_verify(const struct opening *opening, const struct hash *commitment)
{
    struct hash made;
    if (strchr(opening->entry_id, '\n') != NULL || strchr(opening->field, '\n') != NULL) {
        return false; /* from a stranger's file: no reading of the message may be open to choice */
    }
    opening_commit(&made, opening);
    return bytes_equal_ct(made.bytes, commitment->bytes, HASH_BYTES);
}

static void commit_text(struct hash *out, const struct text *text, const struct uuid *entry_id,
                        const char *field)
{
    char id[UUID_TEXT + 1];
    uuid_print(id, entry_id);
    struct opening opening = {
        .entry_id = id, .field = field, .value = text->ptr, .value_len = text->len
    };
    memcpy(opening.salt, text->salt, sizeof opening.salt);
    opening_commit(out, &opening);
}

void text_commit(struct text *text, const struct uuid *entry_id, const char *field)
{
    assert(text->ptr != NULL);
    commit_text(&text->commitment, text, entry_id, field);
}

bool text_seal(struct text *text, const struct uuid *entry_id, const char *field)
{
    opening_make_salts(text->salt, 1);
    text_commit(text, entry_id, field);
    return true;
}

bool text_commitment_verify(const struct text *text, const struct uuid *entry_id, const char *field)
{
    struct hash made;
    if (text->ptr == NULL) {
        return false;
    }
    commit_text(&made, text, entry_id, field);
    return bytes_equal_ct(made.bytes, text->commitment.bytes, HASH_BYTES);
}

void commitment_print(char out[COMMITMENT_TEXT + 1], const struct hash *commitment)
{
    memcpy(out, COMMITMENT_PREFIX, sizeof COMMITMENT_PREFIX - 1);
    hex_encode(out + sizeof COMMITMENT_PREFIX - 1, commitment->bytes, HASH_BYTES);
}

bool commitment_parse(struct hash *out, const char *text, size_t len)
{
    size_t prefix = sizeof COMMITMENT_PREFIX - 1;
    if (len != COMMITMENT_TEXT || memcmp(text, COMMITMENT_PREFIX, prefix) != 0) {
        return false;
    }
    return hex_decode(out->bytes, HASH_BYTES, text + prefix, len - prefix);
}
