/* Bytes to acts. One pass against the field tables takes the values out; then the act is written
 * again and must give the same bytes. So there is one form of a leaf, the one that we write, and no
 * second reading of any. */
#include "leaf_internal.h"

#include <assert.h>
#include <string.h>
#include "buurtkas/audit/opening.h"

/** A leaf being read. */
struct reader {
    const char *text;
    size_t len;
    size_t at;
    struct arena *arena;
    struct err *err;
};

/** A string's characters, inside the leaf. */
struct string {
    const char *ptr;
    size_t len;
};

static bool refuse(struct reader *r, const char *why)
{
    return err_set(r->err, ERR_CORRUPT, "byte %zu of the leaf: %s", r->at, why);
}

static bool peek(const struct reader *r, char c)
{
    return r->at < r->len && r->text[r->at] == c;
}

static bool take(struct reader *r, const char *literal)
{
    size_t len = strlen(literal);
    if (r->len - r->at < len || memcmp(r->text + r->at, literal, len) != 0) {
        return false;
    }
    r->at += len;
    return true;
}

static bool expect(struct reader *r, const char *literal, const char *why)
{
    return take(r, literal) || refuse(r, why);
}

/* Printable ASCII that needs no escape, which is all that we write. */
static bool read_string(struct reader *r, struct string *out)
{
    if (!expect(r, "\"", "a string is expected")) {
        return false;
    }
    size_t start = r->at;
    while (r->at < r->len && r->text[r->at] >= ' ' && r->text[r->at] <= '~' &&
           r->text[r->at] != '"' && r->text[r->at] != '\\') {
        r->at++;
    }
    *out = (struct string){ r->text + start, r->at - start };
    return expect(r, "\"", "a string holds printable ASCII without escapes");
}

static bool read_integer(struct reader *r, int64_t *out)
{
    size_t start = r->at;
    while (r->at < r->len &&
           (r->text[r->at] == '-' || (r->text[r->at] >= '0' && r->text[r->at] <= '9'))) {
        r->at++;
    }
    return i64_parse(out, r->text + start, r->at - start) || refuse(r, "an integer is expected");
}

static bool read_uuid(struct reader *r, struct uuid *out)
{
    struct string text = { 0 };
    return read_string(r, &text) &&
           (uuid_parse(out, text.ptr, text.len) || refuse(r, "a UUID is expected"));
}

static bool read_date(struct reader *r, struct date *out)
{
    struct string text = { 0 };
    return read_string(r, &text) &&
           (date_parse(out, text.ptr, text.len) || refuse(r, "a date is expected"));
}

static bool read_hex(struct reader *r, uint8_t *out, size_t len)
{
    struct string text = { 0 };
    return read_string(r, &text) &&
           (hex_decode(out, len, text.ptr, text.len) || refuse(r, "hex digits are expected"));
}

static bool read_enum(struct reader *r, const char *const *names, int *out)
{
    struct string text = { 0 };
    if (!read_string(r, &text)) {
        return false;
    }
    *out = field_enum_parse(names, text.ptr, text.len);
    return *out != 0 || refuse(r, "the word is not of its vocabulary");
}

static bool read_code(struct reader *r, struct code *out)
{
    struct string text = { 0 };
    if (!read_string(r, &text)) {
        return false;
    }
    if (text.len > CODE_MAX) {
        return refuse(r, "the code is too long");
    }
    memcpy(out->text, text.ptr, text.len);
    out->text[text.len] = '\0';
    return true;
}

static bool read_i32(struct reader *r, int32_t *out)
{
    int64_t value = 0;
    if (!read_integer(r, &value)) {
        return false;
    }
    if (value < INT32_MIN || value > INT32_MAX) {
        return refuse(r, "the number does not fit in 32 bits");
    }
    *out = (int32_t)value;
    return true;
}

static bool read_bool(struct reader *r, bool *out)
{
    *out = take(r, "true");
    return *out || expect(r, "false", "true or false is expected");
}

static bool read_list(struct reader *r, struct list *out, const struct field *field);
static bool read_object(struct reader *r, void *base, const struct leaf_fields *fields);

/* Recursion ends with the tables, which are constants. */
static bool read_value(struct reader *r, void *at, const struct field *field)
{
    struct leaf_fields sub;
    switch (field->kind) {
    case FIELD_UUID:
        return read_uuid(r, at);
    case FIELD_I64:
    case FIELD_CENTS:
        return read_integer(r, at);
    case FIELD_I32:
        return read_i32(r, at);
    case FIELD_BOOL:
        return read_bool(r, at);
    case FIELD_ENUM:
        return read_enum(r, field->names, at);
    case FIELD_DATE:
        return read_date(r, at);
    case FIELD_INSTANT:
        return read_integer(r, &((struct instant *)at)->ms);
    case FIELD_HASH:
        return read_hex(r, ((struct hash *)at)->bytes, HASH_BYTES);
    case FIELD_SIGNATURE:
        return read_hex(r, ((struct signature *)at)->bytes, SIGNATURE_BYTES);
    case FIELD_CODE:
        return read_code(r, at);
    case FIELD_LIST:
        return read_list(r, at, field);
    case FIELD_OBJECT:
        leaf_fields_sort(&sub, field->sub);
        return read_object(r, at, &sub);
    case FIELD_TEXT:
    case FIELD_END:
        return refuse(r, "a text stands by its commitment, outside the body");
    }
    return false;
}

/* Keys come in the order of the names, so one walk along the table finds each. A key that is not
 * there or not in order runs off the table's end. */
static bool read_object(struct reader *r, void *base, const struct leaf_fields *fields)
{
    size_t next = 0;
    if (!expect(r, "{", "an object is expected")) {
        return false;
    }
    while (!peek(r, '}')) {
        struct string key = { 0 };
        if ((next > 0 && !expect(r, ",", "a comma is expected")) || !read_string(r, &key)) {
            return false;
        }
        while (next < fields->count && (strlen(fields->items[next]->name) != key.len ||
                                        memcmp(fields->items[next]->name, key.ptr, key.len) != 0)) {
            next++;
        }
        if (next == fields->count) {
            return refuse(r, "the key is unknown here, or not in order");
        }
        const struct field *field = fields->items[next++];
        if (!expect(r, ":", "a colon is expected") ||
            !read_value(r, field_at(base, field), field)) {
            return false;
        }
    }
    return take(r, "}");
}

/* Room for one item more, by doubling: what the list grew out of stays behind in the arena. */
static void *list_grow(struct reader *r, struct list *list, const struct field *field)
{
    enum {
        FIRST = 4
    };
    bool is_power = (list->count & (list->count - 1)) == 0;
    if (list->count == 0 || (list->count >= FIRST && is_power)) {
        size_t room = list->count == 0 ? FIRST : list->count * 2;
        void *items = arena_calloc(r->arena, room, field->struct_size);
        if (items == NULL) {
            err_set(r->err, ERR_MEMORY, "the leaf's lists do not fit in memory");
            return NULL;
        }
        if (list->count > 0) {
            memcpy(items, list->items, list->count * field->struct_size);
        }
        list->items = items;
    }
    void *item = (char *)list->items + list->count * field->struct_size;
    field_clear_all(item, field->sub);
    list->count++;
    return item;
}

static bool read_list(struct reader *r, struct list *out, const struct field *field)
{
    struct leaf_fields sub;
    leaf_fields_sort(&sub, field->sub);
    if (!expect(r, "[", "a list is expected")) {
        return false;
    }
    while (!peek(r, ']')) {
        if (field->max > 0 && (int64_t)out->count >= field->max) {
            return refuse(r, "the list is too long");
        }
        if (out->count > 0 && !expect(r, ",", "a comma is expected")) {
            return false;
        }
        void *item = list_grow(r, out, field);
        if (item == NULL || !read_object(r, item, &sub)) {
            return false;
        }
    }
    return take(r, "]");
}

static bool read_line(struct reader *r, struct posting_line *line)
{
    struct string name = { 0 };
    if (!expect(r, "[", "a posting line is expected") || !read_string(r, &name)) {
        return false;
    }
    if (!account_name_parse(name.ptr, name.len, &line->code, &line->envelope, &line->account)) {
        return refuse(r, "there is no such account");
    }
    return expect(r, ",", "a comma is expected") && read_integer(r, &line->amount_cents) &&
           expect(r, ",", "a comma is expected") && read_integer(r, &line->balance_cents) &&
           expect(r, "]", "the end of the line is expected");
}

static bool read_lines(struct reader *r, struct posting_draft *draft)
{
    if (!expect(r, "[", "a list is expected")) {
        return false;
    }
    while (!peek(r, ']')) {
        if (draft->count == POSTING_LINES_MAX) {
            return refuse(r, "there are too many posting lines");
        }
        if ((draft->count > 0 && !expect(r, ",", "a comma is expected")) ||
            !read_line(r, &draft->lines[draft->count])) {
            return false;
        }
        draft->count++;
    }
    return take(r, "]");
}

static bool read_commitments(struct reader *r, const struct act *act)
{
    bool is_first = true;
    if (!expect(r, "{", "an object is expected")) {
        return false;
    }
    while (!peek(r, '}')) {
        struct string path = { 0 };
        struct string value = { 0 };
        if ((!is_first && !expect(r, ",", "a comma is expected")) || !read_string(r, &path) ||
            !expect(r, ":", "a colon is expected") || !read_string(r, &value)) {
            return false;
        }
        struct text *text = leaf_text_at(act->body, act->kind->fields, path.ptr, path.len);
        if (text == NULL || !commitment_parse(&text->commitment, value.ptr, value.len)) {
            return refuse(r, "the path names no text, or its commitment has another form");
        }
        is_first = false;
    }
    return take(r, "}");
}

static bool read_actor(struct reader *r, struct actor *actor)
{
    int role = 0;
    bool is_good = expect(r, "{\"actor\":{\"handle\":", "an act begins with its actor") &&
                   read_uuid(r, &actor->handle) &&
                   expect(r, ",\"role\":", "the actor's role is expected");
    if (is_good && uuid_is_zero(&actor->handle)) {
        actor->role = role_absent;
        return expect(r, "\"" LEAF_ROLE_DAEMON "\"}", "only the daemon acts without a handle");
    }
    is_good =
        is_good && read_enum(r, role_names, &role) && expect(r, "}", "the actor's end is expected");
    actor->role = (enum role)role;
    return is_good;
}

static bool read_head(struct reader *r, struct act *act)
{
    struct leaf_fields fields;
    leaf_fields_sort(&fields, act->kind->fields);
    if (!read_actor(r, &act->actor) || !expect(r, ",\"at\":", "`at` is expected") ||
        !read_integer(r, &act->at.ms) || !expect(r, ",\"body\":", "`body` is expected") ||
        !read_object(r, act->body, &fields) || !expect(r, ",\"id\":", "`id` is expected") ||
        !read_uuid(r, &act->id)) {
        return false;
    }
    act->has_nonce = take(r, ",\"nonce\":");
    if (act->has_nonce && !read_hex(r, act->nonce, NONCE_BYTES)) {
        return false;
    }
    return !take(r, ",\"on\":") || read_date(r, &act->on);
}

static bool read_tail(struct reader *r, struct act *act)
{
    struct string name = { 0 };
    if ((take(r, ",\"post\":") && !read_lines(r, &act->lines)) ||
        (take(r, ",\"ref\":") && !read_code(r, &act->reference)) ||
        (take(r, ",\"text\":") && !read_commitments(r, act))) {
        return false;
    }
    return expect(r, ",\"type\":", "`type` is expected") && read_string(r, &name) &&
           expect(r, ",\"v\":1}", "a leaf ends with version 1") &&
           (r->at == r->len || refuse(r, "something stands after the leaf's end"));
}

/* The type stands last but one, and the body cannot be read without it. */
static const struct act_kind *find_kind(const char *text, size_t len)
{
    static const char end[] = "\",\"v\":1}";
    static const char key[] = ",\"type\":\"";
    size_t at = len >= sizeof end - 1 ? len - (sizeof end - 1) : 0;
    if (at == 0 || memcmp(text + at, end, sizeof end - 1) != 0) {
        return NULL;
    }
    size_t start = at;
    while (start > 0 && text[start - 1] != '"') {
        start--;
    }
    if (start < sizeof key - 1 ||
        memcmp(text + start - (sizeof key - 1), key, sizeof key - 1) != 0) {
        return NULL;
    }
    return act_kind_by_name(text + start, at - start);
}

/* Writes what was read and compares. The buffer is the stack's: nothing of it is kept. */
static bool compare(const struct reader *r, const struct act *act, struct err *err)
{
    char buffer[LEAF_BYTES_MAX + 1];
    struct str again = { .ptr = buffer, .cap = sizeof buffer, .max = LEAF_BYTES_MAX };
    if (!leaf_encode(&again, act, ERR_CORRUPT, err)) {
        return false;
    }
    size_t at = 0;
    while (at < again.len && at < r->len && again.ptr[at] == r->text[at]) {
        at++;
    }
    if (at != again.len || at != r->len) {
        return err_set(err, ERR_CORRUPT, "byte %zu of the leaf: not the canonical form", at);
    }
    return true;
}

bool leaf_read(struct act *act, struct arena *arena, const uint8_t *bytes, size_t len,
               struct err *err)
{
    struct reader r = { .text = (const char *)bytes, .len = len, .arena = arena, .err = err };
    if (len > LEAF_BYTES_MAX) {
        return err_set(err, ERR_TOO_LARGE, "a leaf of %zu bytes is over %d", len, LEAF_BYTES_MAX);
    }
    struct act read = { .kind = find_kind(r.text, len), .on = { DATE_ABSENT } };
    if (read.kind == NULL) {
        return err_set(err, ERR_CORRUPT, "the leaf does not end with a known type and version 1");
    }
    read.body = arena_alloc(arena, read.kind->body_size);
    if (read.body == NULL) {
        return err_set(err, ERR_MEMORY, "the leaf's body does not fit in memory");
    }
    field_clear_all(read.body, read.kind->fields);
    if (!read_head(&r, &read) || !read_tail(&r, &read) || !compare(&r, &read, err)) {
        return false;
    }
    read.today = date_in_amsterdam(read.at);
    read.world = act->world;
    read.entry = act->entry;
    read.arena = arena;
    *act = read;
    return true;
}
