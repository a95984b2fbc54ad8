/* The headers of a request that decide how it is read: media types, the idempotency key, and entity
 * tags. Each is read strictly, for a header that is half understood is a wrong answer later. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "api/api_internal.h"
#include "buurtkas/base/str.h"

static const char *skip_spaces(const char *at)
{
    while (*at == ' ' || *at == '\t') {
        at++;
    }
    return at;
}

/* A piece of a header, without the spaces around it. */
struct piece {
    const char *ptr;
    size_t len;
};

/* The piece up to one of `ends`; moves *at behind it. */
static struct piece take_until(const char **at, const char *ends)
{
    const char *start = skip_spaces(*at);
    size_t len = strcspn(start, ends);
    *at = start + len;
    while (len > 0 && (start[len - 1] == ' ' || start[len - 1] == '\t')) {
        len--;
    }
    return (struct piece){ start, len };
}

static bool piece_is(struct piece piece, const char *text)
{
    return piece.len == strlen(text) && strncasecmp(piece.ptr, text, piece.len) == 0;
}

bool media_is_json(const char *content_type)
{
    if (content_type == NULL) {
        return false;
    }
    const char *at = content_type;
    if (!piece_is(take_until(&at, ";"), MEDIA_JSON)) {
        return false;
    }
    while (*at == ';') {
        at++;
        struct piece parameter = take_until(&at, ";");
        if (parameter.len > 0 && !piece_is(parameter, "charset=utf-8") &&
            !piece_is(parameter, "charset=\"utf-8\"")) {
            return false;
        }
    }
    return true;
}

/* How closely a range names the media type: 3 exactly, 2 its type, 1 anything, 0 not at all. */
static int closeness(struct piece range, const char *media)
{
    if (piece_is(range, media)) {
        return 3;
    }
    size_t type_len = strcspn(media, "/") + 1;
    if (range.len == type_len + 1 && strncasecmp(range.ptr, media, type_len) == 0 &&
        range.ptr[type_len] == '*') {
        return 2;
    }
    return piece_is(range, "*/*") ? 1 : 0;
}

/* True for q=0, q=0.0, q=0.00 and q=0.000. */
static bool is_zero_weight(struct piece parameter)
{
    if (parameter.len < 3 || strncasecmp(parameter.ptr, "q=0", 3) != 0) {
        return false;
    }
    for (size_t i = 3; i < parameter.len; i++) {
        if (parameter.ptr[i] != '.' && parameter.ptr[i] != '0') {
            return false;
        }
    }
    return true;
}

bool media_is_accepted(const char *accept, const char *media)
{
    if (accept == NULL || *skip_spaces(accept) == '\0') {
        return true;
    }
    int best = 0;
    bool is_refused = true;
    const char *at = accept;
    for (;;) {
        int close = closeness(take_until(&at, ",;"), media);
        bool is_zero = false;
        while (*at == ';') {
            at++;
            is_zero = is_zero_weight(take_until(&at, ",;")) || is_zero;
        }
        if (close > best) {
            best = close;
            is_refused = is_zero;
        }
        if (*at == '\0') {
            return best > 0 && !is_refused;
        }
        at++;
    }
}

/* The inside of a structured-field string: \" and \\ are its only escapes (RFC 9651, 3.3.3). */
static bool unquote(char *out, const char *header)
{
    size_t len = 0;
    const char *at = header + 1;
    while (*at != '"' && *at != '\0') {
        if (*at == '\\') {
            at++;
            if (*at != '"' && *at != '\\') {
                return false;
            }
        }
        out[len++] = *at++;
    }
    out[len] = '\0';
    return *at == '"' && *skip_spaces(at + 1) == '\0';
}

static bool is_bare(const char *text)
{
    return strpbrk(text, " \t\",;\\") == NULL;
}

bool header_key(const char **out, const char *header, struct arena *arena, struct err *err)
{
    const char *start = header == NULL ? "" : skip_spaces(header);
    if (*start == '\0') {
        return err_set(err, ERR_KEY_MISSING,
                       "Send a new Idempotency-Key with each act, e.g. a quoted UUID.");
    }
    char *key = arena_strdup(arena, start);
    if (key == NULL) {
        return err_set(err, ERR_MEMORY, "The request needs more memory than one may have.");
    }
    bool is_good = *start == '"' ? unquote(key, start) : is_bare(start);
    size_t len = strlen(key);
    is_good = is_good && len >= 1 && len <= IDEMPOTENCY_KEY_MAX;
    for (size_t i = 0; i < len; i++) {
        is_good = is_good && key[i] >= 0x20 && key[i] <= 0x7e;
    }
    if (!is_good) {
        return err_set(err, ERR_INVALID_HEADER,
                       "The Idempotency-Key must be a quoted string, or a bare word, of 1 to %d "
                       "printable ASCII characters.",
                       IDEMPOTENCY_KEY_MAX);
    }
    *out = key;
    return true;
}

bool header_if_match(uint64_t *out, bool *out_has, const char *header, struct err *err)
{
    *out_has = false;
    const char *at = header == NULL ? "*" : skip_spaces(header);
    if (strcmp(at, "*") == 0) {
        return true;
    }
    size_t digits = *at == '"' ? strspn(at + 1, "0123456789") : 0;
    const char *end = digits == 0 ? at : at + 1 + digits;
    /* What anyone may read of a resource has a tag of its own; its version is the same. */
    end += strncmp(end, "-public", 7) == 0 ? 7 : 0;
    int64_t version = 0;
    if (strcmp(end, "\"") != 0 || !i64_parse(&version, at + 1, digits)) {
        return err_set(err, ERR_INVALID_HEADER,
                       "If-Match must be one entity tag as an answer gave it, e.g. \"12\".");
    }
    *out = (uint64_t)version;
    *out_has = true;
    return true;
}

bool header_names_etag(const char *header, const char *etag)
{
    if (header == NULL) {
        return false;
    }
    const char *at = header;
    do {
        struct piece tag = take_until(&at, ",");
        if (tag.len > 2 && strncmp(tag.ptr, "W/", 2) == 0) {
            tag = (struct piece){ tag.ptr + 2, tag.len - 2 };
        }
        if (piece_is(tag, "*") ||
            (tag.len == strlen(etag) && memcmp(tag.ptr, etag, tag.len) == 0)) {
            return true;
        }
    } while (*at++ == ',');
    return false;
}
