/* The lines that members sign. Their bytes are part of the record's format: a change needs a new
 * name in the first line. */
#include "buurtkas/domain/statement.h"

#include <stdio.h>
#include "buurtkas/base/str.h"
#include "buurtkas/domain/words.h"

enum {
    HASH_TEXT = 2 * HASH_BYTES
};

void statement_of_vote(struct statement *out, const struct vote_claim *claim)
{
    char motion[UUID_TEXT + 1];
    char member[UUID_TEXT + 1];
    char proposal[HASH_TEXT + 1];
    char nonce[HASH_TEXT + 1];
    uuid_print(motion, &claim->motion);
    uuid_print(member, &claim->member);
    hex_encode(proposal, claim->proposal.bytes, HASH_BYTES);
    hex_encode(nonce, claim->nonce.bytes, HASH_BYTES);
    int len = snprintf(out->text, sizeof out->text, "buurtkas-vote-v1\n%s\n%s\n%s\n%s\n%s\n%s\n",
                       claim->origin.text, motion, proposal, member,
                       field_enum_name(choice_names, claim->choice), nonce);
    out->len = (size_t)len;
}

void statement_of_key(struct statement *out, const struct code *origin, const struct uuid *handle,
                      const struct hash *public_key)
{
    char member[UUID_TEXT + 1];
    char key[HASH_TEXT + 1];
    uuid_print(member, handle);
    hex_encode(key, public_key->bytes, HASH_BYTES);
    int len = snprintf(out->text, sizeof out->text, "buurtkas-key-v1\n%s\n%s\n%s\n", origin->text,
                       member, key);
    out->len = (size_t)len;
}
