/* Acts to bytes: canonical JSON written straight from the field tables. The same walk says what may
 * not stand in a leaf, so that nothing is ever signed that the reader would refuse. */
#include "leaf_internal.h"

#include <assert.h>
#include <inttypes.h>
#include "buurtkas/audit/opening.h"

/** A leaf on its way out. Errors: the first one wins, and what is written after it is thrown away.
 */
struct writer {
    struct str *out;
    enum err_code flaw_code;
    struct err *err;
};

static bool refuse(struct writer *w, const char *name, const char *flaw)
{
    return err_set(w->err, w->flaw_code, "%.80s %s", name, flaw);
}

static void add_string(struct str *out, const char *text)
{
    str_add_char(out, '"');
    str_add(out, text);
    str_add_char(out, '"');
}

/* `,"name":`, or without the comma right after an opening brace. */
static void add_key(struct str *out, const char *name)
{
    if (out->len > 0 && out->ptr != NULL && out->ptr[out->len - 1] != '{') {
        str_add_char(out, ',');
    }
    add_string(out, name);
    str_add_char(out, ':');
}

static void add_uuid(struct str *out, const struct uuid *uuid)
{
    char text[UUID_TEXT + 1];
    uuid_print(text, uuid);
    add_string(out, text);
}

static void add_date(struct str *out, struct date date)
{
    char text[11];
    date_print(text, date);
    add_string(out, text);
}

static void add_hex(struct str *out, const uint8_t *bytes, size_t len)
{
    char text[2 * SIGNATURE_BYTES + 1];
    assert(len <= SIGNATURE_BYTES);
    hex_encode(text, bytes, len);
    add_string(out, text);
}

static bool add_list(struct writer *w, const struct list *list, const struct field *field);
static bool add_object(struct writer *w, const void *base, const struct leaf_fields *fields);

/* Recursion ends with the tables, which are constants. */
static bool add_value(struct writer *w, const void *at, const struct field *field)
{
    struct leaf_fields sub;
    switch (field->kind) {
    case FIELD_UUID:
        add_uuid(w->out, at);
        return true;
    case FIELD_I64:
    case FIELD_CENTS:
        str_add_i64(w->out, *(const int64_t *)at);
        return true;
    case FIELD_I32:
        str_add_i64(w->out, *(const int32_t *)at);
        return true;
    case FIELD_BOOL:
        str_add(w->out, *(const bool *)at ? "true" : "false");
        return true;
    case FIELD_ENUM:
        add_string(w->out, field_enum_name(field->names, *(const int *)at));
        return true;
    case FIELD_DATE:
        add_date(w->out, *(const struct date *)at);
        return true;
    case FIELD_INSTANT:
        str_add_i64(w->out, ((const struct instant *)at)->ms);
        return true;
    case FIELD_HASH:
        add_hex(w->out, ((const struct hash *)at)->bytes, HASH_BYTES);
        return true;
    case FIELD_SIGNATURE:
        add_hex(w->out, ((const struct signature *)at)->bytes, SIGNATURE_BYTES);
        return true;
    case FIELD_CODE:
        add_string(w->out, ((const struct code *)at)->text);
        return true;
    case FIELD_LIST:
        return add_list(w, at, field);
    case FIELD_OBJECT:
        leaf_fields_sort(&sub, field->sub);
        return add_object(w, at, &sub);
    case FIELD_TEXT:
    case FIELD_END:
        return true;
    }
    return true;
}

static bool add_object(struct writer *w, const void *base, const struct leaf_fields *fields)
{
    str_add_char(w->out, '{');
    for (size_t i = 0; i < fields->count; i++) {
        const struct field *field = fields->items[i];
        const char *flaw = leaf_field_flaw(base, field);
        if (flaw != NULL) {
            return refuse(w, field->name, flaw);
        }
        if (field->kind == FIELD_TEXT || field_is_absent(base, field)) {
            continue;
        }
        add_key(w->out, field->name);
        if (!add_value(w, field_at_const(base, field), field)) {
            return false;
        }
    }
    str_add_char(w->out, '}');
    return true;
}

static bool add_list(struct writer *w, const struct list *list, const struct field *field)
{
    struct leaf_fields sub;
    leaf_fields_sort(&sub, field->sub);
    str_add_char(w->out, '[');
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0) {
            str_add_char(w->out, ',');
        }
        if (!add_object(w, (const char *)list->items + i * field->struct_size, &sub)) {
            return false;
        }
    }
    str_add_char(w->out, ']');
    return true;
}

static bool add_actor(struct writer *w, const struct actor *actor)
{
    const char *role = field_enum_name(role_names, (int)actor->role);
    bool is_nobody = uuid_is_zero(&actor->handle);
    if (is_nobody && actor->role == role_absent) {
        role = LEAF_ROLE_DAEMON; /* a timed act */
    } else if (is_nobody || role[0] == '\0') {
        return refuse(w, "actor", "has no handle or no role");
    }
    add_key(w->out, "actor");
    str_add_char(w->out, '{');
    add_key(w->out, "handle");
    add_uuid(w->out, &actor->handle);
    add_key(w->out, "role");
    add_string(w->out, role);
    str_add_char(w->out, '}');
    return true;
}

static bool is_exact(int64_t cents)
{
    return cents >= -LEAF_INTEGER_MAX && cents <= LEAF_INTEGER_MAX;
}

static bool add_line(struct writer *w, const struct posting_line *line)
{
    char name[ACCOUNT_NAME_MAX + 1];
    if (line->code <= ACCOUNT_NONE || line->code >= ACCOUNT_COUNT ||
        uuid_is_zero(&line->envelope) || line->amount_cents == 0 || !is_exact(line->amount_cents) ||
        !is_exact(line->balance_cents)) {
        return refuse(w, "post", "has a line without account or amount, or beyond 2^53 - 1 cents");
    }
    bool has_ref = account_type(line->code)->ref != REF_NONE;
    account_name_print(name, line->code, &line->envelope, has_ref ? &line->account : NULL);
    str_add_char(w->out, '[');
    add_string(w->out, name);
    str_add_char(w->out, ',');
    str_add_i64(w->out, line->amount_cents);
    str_add_char(w->out, ',');
    str_add_i64(w->out, line->balance_cents);
    str_add_char(w->out, ']');
    return true;
}

static bool add_lines(struct writer *w, const struct posting_draft *draft)
{
    if (draft->count == 0) {
        return true;
    }
    if (draft->count > POSTING_LINES_MAX) {
        return refuse(w, "post", "has more than 64 lines");
    }
    add_key(w->out, "post");
    str_add_char(w->out, '[');
    for (size_t i = 0; i < draft->count; i++) {
        if (i > 0) {
            str_add_char(w->out, ',');
        }
        if (!add_line(w, &draft->lines[i])) {
            return false;
        }
    }
    str_add_char(w->out, ']');
    return true;
}

static bool add_texts(struct writer *w, const struct act *act)
{
    static const struct hash none;
    struct leaf_text texts[LEAF_TEXTS_MAX];
    size_t count = leaf_texts(act, texts);
    if (count > LEAF_TEXTS_MAX) {
        return err_set(w->err, ERR_TOO_LARGE, "the act has more than %d texts", LEAF_TEXTS_MAX);
    }
    if (count == 0) {
        return true;
    }
    add_key(w->out, "text");
    str_add_char(w->out, '{');
    for (size_t i = 0; i < count; i++) {
        char commitment[COMMITMENT_TEXT + 1];
        if (hash_equal(&texts[i].text->commitment, &none)) {
            return refuse(w, texts[i].path, "has no commitment");
        }
        commitment_print(commitment, &texts[i].text->commitment);
        add_key(w->out, texts[i].path);
        add_string(w->out, commitment);
    }
    str_add_char(w->out, '}');
    return true;
}

/* actor, at, body, id, nonce, on: the first half of the alphabet. */
static bool add_head(struct writer *w, const struct act *act)
{
    struct leaf_fields fields;
    if (!leaf_instant_is_valid(act->at) || uuid_is_zero(&act->id)) {
        return refuse(w, "the act", "has no id, or its instant is out of range");
    }
    if (!add_actor(w, &act->actor)) {
        return false;
    }
    add_key(w->out, "at");
    str_add_i64(w->out, act->at.ms);
    add_key(w->out, "body");
    leaf_fields_sort(&fields, act->kind->fields);
    if (!add_object(w, act->body, &fields)) {
        return false;
    }
    add_key(w->out, "id");
    add_uuid(w->out, &act->id);
    if (act->has_nonce) {
        add_key(w->out, "nonce");
        add_hex(w->out, act->nonce, NONCE_BYTES);
    }
    if (act->on.days != DATE_ABSENT) {
        if (!leaf_date_is_valid(act->on)) {
            return refuse(w, "on", "is out of its range");
        }
        add_key(w->out, "on");
        add_date(w->out, act->on);
    }
    return true;
}

/* post, ref, text, type, v: the second half. */
static bool add_tail(struct writer *w, const struct act *act)
{
    if (!add_lines(w, &act->lines)) {
        return false;
    }
    if (act->reference.text[0] != '\0') {
        if (!leaf_code_is_valid(&act->reference)) {
            return refuse(w, "ref", "is not a code");
        }
        add_key(w->out, "ref");
        add_string(w->out, act->reference.text);
    }
    if (!add_texts(w, act)) {
        return false;
    }
    add_key(w->out, "type");
    add_string(w->out, act->kind->name);
    add_key(w->out, "v");
    str_add_i64(w->out, LEAF_VERSION);
    return true;
}

bool leaf_encode(struct str *out, const struct act *act, enum err_code flaw_code, struct err *err)
{
    struct writer w = { .out = out, .flaw_code = flaw_code, .err = err };
    size_t start = out->len;
    str_add_char(out, '{');
    bool is_good = add_head(&w, act) && add_tail(&w, act);
    str_add_char(out, '}');
    size_t len = out->len - start;
    if (is_good && !out->failed && len <= LEAF_BYTES_MAX) {
        return true;
    }
    if (out->ptr != NULL) {
        out->len = start;
        out->ptr[start] = '\0';
    }
    if (!is_good) {
        return false;
    }
    if (out->failed && out->arena != NULL && arena_is_full(out->arena)) {
        return err_set(err, ERR_MEMORY, "the leaf does not fit in memory");
    }
    return err_set(err, ERR_TOO_LARGE, "the act takes more than the %d bytes of a leaf",
                   LEAF_BYTES_MAX);
}

bool leaf_write(struct str *out, const struct act *act, struct err *err)
{
    return leaf_encode(out, act, ERR_INTERNAL, err);
}
