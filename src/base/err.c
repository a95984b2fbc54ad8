/* The error table as constant rows, and the two functions that fill a struct err. The rows come
 * from err.def, so that a code, its HTTP status and its problem type cannot drift apart. */
#include "buurtkas/base/err.h"

#include <assert.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct err_row {
    int status;
    const char *type;
    const char *title;
};

static const struct err_row err_rows[] = {
#define X(code, status, type, title) [ERR_##code] = { status, type, title },
#include "buurtkas/base/err.def"
#undef X
};

_Static_assert(ARRAY_LEN(err_rows) == ERR_COUNT, "one row a code");

/* A cut may fall inside a multi-byte character; half a character would make the answer invalid
 * JSON. */
static void drop_partial_character(char *text, size_t len)
{
    size_t start = len;
    while (start > 0 && len - start < 3 && ((unsigned char)text[start - 1] & 0xC0) == 0x80) {
        start--;
    }
    if (start == 0) {
        return;
    }
    unsigned char lead = (unsigned char)text[start - 1];
    size_t have = len - start + 1;
    size_t want = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (have < want) {
        text[start - 1] = '\0';
    }
}

static void err_vset(struct err *err, enum err_code code, const char *pointer, const char *format,
                     va_list args) PRINTF_LIKE(4, 0);

static void err_vset(struct err *err, enum err_code code, const char *pointer, const char *format,
                     va_list args)
{
    assert(code > ERR_OK && code < ERR_COUNT);
    if (err_is_set(err)) {
        return;
    }
    err->code = code;
    int len = snprintf(err->pointer, sizeof err->pointer, "%s", pointer);
    if (len >= (int)sizeof err->pointer) {
        drop_partial_character(err->pointer, sizeof err->pointer - 1);
    }
    len = vsnprintf(err->detail, sizeof err->detail, format, args);
    if (len >= (int)sizeof err->detail) {
        drop_partial_character(err->detail, sizeof err->detail - 1);
    }
}

bool err_set(struct err *err, enum err_code code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    err_vset(err, code, "", format, args);
    va_end(args);
    return false;
}

bool err_set_at(struct err *err, enum err_code code, const char *pointer, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    err_vset(err, code, pointer, format, args);
    va_end(args);
    return false;
}

static const struct err_row *err_row(enum err_code code)
{
    assert(code >= ERR_OK && code < ERR_COUNT);
    return &err_rows[code];
}

int err_status(enum err_code code)
{
    return err_row(code)->status;
}

const char *err_type(enum err_code code)
{
    return err_row(code)->type;
}

const char *err_title(enum err_code code)
{
    return err_row(code)->title;
}

enum err_code err_by_type(const char *type)
{
    for (size_t i = 0; i < ARRAY_LEN(err_rows); i++) {
        if (strcmp(err_rows[i].type, type) == 0) {
            return (enum err_code)i;
        }
    }
    return ERR_COUNT;
}
