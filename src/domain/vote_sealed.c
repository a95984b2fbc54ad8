/* A vote's choice while counts are hidden. What is committed to is a text of one or two lines: the
 * choice, and the member's signature, for it would give the choice away: there are few to try. The
 * nonce of the signature says nothing and stays in clear, so that it still counts once. */
#include <stdio.h>
#include "buurtkas/base/str.h"
#include "domain/sealed_internal.h"

enum {
    SIGNATURE_TEXT = 2 * SIGNATURE_BYTES,
};

static const char field_name[] = "sealed";

static bool signature_is_absent(const struct signature *signature)
{
    static const struct signature none;
    return memcmp(signature, &none, sizeof none) == 0;
}

bool sealed_text(struct act *act, int choice, const struct signature *signature, struct text *out,
                 struct err *err)
{
    char hex[SIGNATURE_TEXT + 1] = "";
    if (!signature_is_absent(signature)) {
        hex_encode(hex, signature->bytes, SIGNATURE_BYTES);
    }
    const char *made = arena_printf(act->arena, "%s%s%s", field_enum_name(choice_names, choice),
                                    hex[0] == '\0' ? "" : "\n", hex);
    if (made == NULL) {
        return err_set(err, ERR_MEMORY, "The memory for one vote is full.");
    }
    *out = (struct text){ .ptr = made, .len = strlen(made) };
    return true;
}

bool vote_unseal(struct act *act, struct body_vote_cast *body, const struct rule_set *rules,
                 struct err *err)
{
    (void)act;
    if (body->sealed.ptr != NULL) {
        size_t len = strcspn(body->sealed.ptr, "\n");
        body->choice = field_enum_parse(choice_names, body->sealed.ptr, len);
        const char *hex = body->sealed.ptr + len;
        if (*hex == '\n' &&
            !hex_decode(body->signature.bytes, SIGNATURE_BYTES, hex + 1, strlen(hex + 1))) {
            return err_set(err, ERR_INTERNAL, "The sealed vote has another form.");
        }
        body->sealed = (struct text){ 0 };
        return true;
    }
    bool is_hidden = rules->interim == INTERIM_HIDDEN;
    if (text_is_given(&body->sealed) && (!is_hidden || body->choice != choice_absent)) {
        return err_set_at(err, ERR_MISMATCH, "/sealed",
                          is_hidden ? "A sealed vote does not say its choice."
                                    : "The rules hide no counts, so a vote says its choice.");
    }
    return body->choice != choice_absent || text_is_given(&body->sealed) ||
           err_set_at(err, ERR_MISMATCH, "/choice", "A vote has a choice.");
}

bool vote_seal(struct act *act, struct body_vote_cast *body, const struct rule_set *rules,
               struct err *err)
{
    if (rules->interim != INTERIM_HIDDEN || vote_is_sealed(body)) {
        return true;
    }
    struct text text;
    if (!sealed_text(act, body->choice, &body->signature, &text, err)) {
        return false;
    }
    if (!world_seal(act->world, &text, &act->id, field_name)) {
        return err_set_at(err, ERR_MISMATCH, "/choice",
                          "The rules hide interim counts, so the record does not say the choice.");
    }
    body->sealed = text;
    body->choice = choice_absent;
    body->signature = (struct signature){ 0 };
    return true;
}

bool sealed_choice(struct act *act, const struct vote *vote, enum choice *out, struct err *err)
{
    if (vote->choice != choice_absent) {
        return true;
    }
    /* A motion closes once all are opened. */
    const struct vote_opening *opening =
        act_need(act, KIND_VOTE_OPENING, &vote->object.id, NULL, err);
    if (opening != NULL) {
        *out = (enum choice)opening->choice;
    }
    return opening != NULL;
}
