/* The rules of members' own signing keys. A key belongs to one appointment, so to one term: it is
 * new in the record, and only its holder can register it. Who revokes it and registers no other
 * votes without a signature again; what it signed stays valid. */
#include <string.h>
#include "buurtkas/domain/statement.h"
#include "domain/key_internal.h"

bool key_in_force(struct act *act, const struct uuid *handle, const struct member_key **out,
                  struct err *err)
{
    struct object_list keys;
    *out = NULL;
    if (!world_related(act->world, REL_KEYS_OF_MEMBER, handle, &keys, err)) {
        return false;
    }
    for (size_t i = 0; i < keys.count; i++) {
        const struct member_key *key = (const struct member_key *)keys.items[i];
        if (key->revoked_at.ms == INSTANT_ABSENT) {
            *out = key;
        }
    }
    return true;
}

static struct uuid head_of(const struct hash *public_key)
{
    struct uuid head;
    memcpy(head.bytes, public_key->bytes, UUID_BYTES);
    return head;
}

/* The same key in two terms would say that they are of one person. */
static bool key_must_be_new(struct act *act, const struct hash *public_key, struct err *err)
{
    const struct uuid head = head_of(public_key);
    struct object_list found;
    if (!world_related(act->world, REL_KEYS_BY_PUBLIC_KEY, &head, &found, err)) {
        return false;
    }
    for (size_t i = 0; i < found.count; i++) {
        const struct member_key *key = (const struct member_key *)found.items[i];
        if (memcmp(&key->public_key, public_key, sizeof *public_key) == 0) {
            return err_set_at(err, ERR_ALREADY_EXISTS, "/publicKey",
                              "This key stands in the record already; each term has a new one.");
        }
    }
    return true;
}

static bool none_is_in_force(struct act *act, struct err *err)
{
    const struct member_key *key = NULL;
    if (!key_in_force(act, &act->actor.handle, &key, err)) {
        return false;
    }
    return key == NULL || err_set(err, ERR_ALREADY_EXISTS,
                                  "Key %s of this appointment is in force; first revoke it.",
                                  key->object.reference.text);
}

static bool proof_is_right(struct act *act, const struct body_member_key_registered *body,
                           struct err *err)
{
    struct code origin;
    if (!world_origin(act->world, &origin, err)) {
        return false;
    }
    struct statement statement;
    statement_of_key(&statement, &origin, &act->actor.handle, &body->public_key);
    return world_signature_is_valid(act->world, &body->public_key, &body->proof, statement.text,
                                    statement.len) ||
           err_set_at(err, ERR_BAD_SIGNATURE, "/proof",
                      "The proof is no signature by this key over the statement that registers it "
                      "for the handle of this appointment.");
}

bool rule_member_key_registered(struct act *act, struct err *err)
{
    const struct body_member_key_registered *body = ACT_BODY(act, member_key_registered);
    if (act_need(act, KIND_APPOINTMENT, &body->appointment, "/appointment", err) == NULL ||
        !none_is_in_force(act, err) || !key_must_be_new(act, &body->public_key, err) ||
        !proof_is_right(act, body, err)) {
        return false;
    }
    struct member_key *key = act_insert(act, KIND_MEMBER_KEY, &act->id, 0, err);
    if (key == NULL) {
        return false;
    }
    key->appointment = body->appointment;
    key->member = act->actor.handle;
    key->public_key = body->public_key;
    key->public_key_head = head_of(&body->public_key);
    key->registered_at = act->at;
    return true;
}

bool rule_member_key_revoked(struct act *act, struct err *err)
{
    const struct body_member_key_revoked *body = ACT_BODY(act, member_key_revoked);
    const struct member_key *found = act_need(act, KIND_MEMBER_KEY, &body->member_key, NULL, err);
    if (found == NULL) {
        return false;
    }
    if (found->revoked_at.ms != INSTANT_ABSENT) {
        return err_set(err, ERR_WRONG_STATE, "The key was revoked before.");
    }
    struct member_key *key = act_edit(act, found, err);
    if (key != NULL) {
        key->revoked_at = act->at;
    }
    return key != NULL;
}
