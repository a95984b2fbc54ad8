/* libFuzzer target: any bytes as the body of any act. What is accepted must come out the same when
 * it is encoded and decoded again; nothing may crash, leak or be accepted with a NUL byte in it. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "buurtkas/domain/acts.h"
#include "buurtkas/json/decode.h"
#include "buurtkas/json/encode.h"

enum {
    ARENA_BYTES_MAX = 8 << 20,
    ANSWER_BYTES_MAX = 1 << 20,
};

static const char *members(struct arena *arena, const void *body, const struct field *fields)
{
    struct str out = str_new(arena, ANSWER_BYTES_MAX);
    str_add_char(&out, '{');
    (void)json_members(&out, body, fields, false);
    str_add_char(&out, '}');
    assert(!out.failed);
    return out.ptr;
}

/* Fields that a client sends and that an answer shows: those survive the way there and back. */
static size_t shown_fields(struct field *out, const struct field *fields)
{
    size_t count = 0;
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        unsigned both = FIELD_REQUEST | FIELD_RECORD;
        if (((unsigned)field->flags & both) == both) {
            out[count++] = *field;
        }
    }
    out[count] = (struct field){ 0 };
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) {
        return 0;
    }
    enum act_type type = (enum act_type)(1 + data[0] % (ACT_COUNT - 1));
    const struct act_kind *kind = act_kind(type);
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    void *body = arena_alloc(arena, kind->body_size);
    void *again = arena_alloc(arena, kind->body_size);
    struct findings findings = { 0 };
    struct err err = { 0 };
    struct field fields[64];
    (void)shown_fields(fields, kind->fields);
    const char *text = (const char *)data + 1;
    if (json_decode(body, fields, text, size - 1, arena, &findings, &err)) {
        assert(memchr(text, '\0', size - 1) == NULL);
        const char *first = members(arena, body, fields);
        assert(json_decode(again, fields, first, strlen(first), arena, &findings, &err));
        assert(strcmp(first, members(arena, again, fields)) == 0);
    } else {
        assert(err_is_set(&err));
    }
    arena_free(arena);
    return 0;
}
