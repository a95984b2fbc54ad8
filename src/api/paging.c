/* Paths and queries of reads: ids, cursors, limits and the route's own parameters, strictly: an
 * unknown or doubled parameter is a mistake of the client that would otherwise go unseen. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "api/api_internal.h"

enum {
    QUERY_VALUE_MAX = 128,
    QUERY_PARAMETERS_MAX = 16,
};

size_t path_param_count(const char *path)
{
    size_t count = 0;
    for (const char *at = path; *at != '\0'; at++) {
        count += *at == '{';
    }
    return count;
}

bool path_uuid(struct uuid *out, const struct api_call *call, size_t which, struct err *err)
{
    const char *text = which < PATH_PARAMS_MAX ? call->request.params[which] : NULL;
    if (text != NULL && uuid_parse(out, text, strlen(text)) && !uuid_is_zero(out)) {
        return true;
    }
    return err_set(err, ERR_NOT_FOUND, "The id in the path is not a UUID.");
}

/* One name=value of a query, decoded. */
struct pair {
    char name[QUERY_VALUE_MAX];
    char value[QUERY_VALUE_MAX];
};

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Percent-decodes; NUL and what does not fit are refused. */
static bool decode(char out[QUERY_VALUE_MAX], const char *text, size_t len)
{
    size_t used = 0;
    for (size_t i = 0; i < len; i++) {
        int byte = (unsigned char)text[i];
        if (text[i] == '%') {
            int high = i + 2 < len ? hex_digit(text[i + 1]) : -1;
            int low = high < 0 ? -1 : hex_digit(text[i + 2]);
            byte = low < 0 ? 0 : high * 16 + low;
            i += 2;
        }
        if (byte == 0 || used + 1 >= QUERY_VALUE_MAX) {
            return false;
        }
        out[used++] = (char)byte;
    }
    out[used] = '\0';
    return utf8_is_valid(out, used);
}

/* A client's own name for a parameter is repeated only when it is a short plain word. */
static bool refuse(struct err *err, const char *name, const char *why)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    size_t len = strlen(name);
    bool is_plain = len > 0 && len <= 40 && strspn(name, plain) == len;
    return err_set(err, ERR_INVALID_PARAMETER, "The query parameter %s %s.",
                   is_plain ? name : "that was sent", why);
}

/* Takes the next pair from *at. */
static bool next_pair(struct pair *out, const char **at, struct err *err)
{
    size_t len = strcspn(*at, "&");
    size_t name_len = strcspn(*at, "=&");
    bool has_value = name_len < len;
    bool is_good = decode(out->name, *at, name_len) &&
                   decode(out->value, *at + name_len + has_value, len - name_len - has_value);
    *at += len;
    *at += **at == '&';
    return is_good || err_set(err, ERR_INVALID_PARAMETER, "The query is not well-formed.");
}

static bool read_number(struct param *out, const struct query_parameter *parameter,
                        const char *value, struct err *err)
{
    int64_t number = 0;
    if (!i64_parse(&number, value, strlen(value))) {
        return refuse(err, parameter->name, "must be a whole number");
    }
    *out = param_i64(number);
    return true;
}

static bool read_word(struct param *out, const struct query_parameter *parameter, const char *value,
                      struct arena *arena, struct err *err)
{
    size_t len = strlen(value);
    if (parameter->kind == FIELD_ENUM && field_enum_parse(parameter->names, value, len) == 0) {
        return refuse(err, parameter->name, "is not one of its words");
    }
    if (len == 0 || len > CODE_MAX) {
        return refuse(err, parameter->name, "must be a short word");
    }
    const char *copy = arena_strndup(arena, value, len);
    *out = param_text(copy, len);
    return copy != NULL || err_set(err, ERR_MEMORY, "The request needs too much memory.");
}

static bool read_value(struct param *out, const struct query_parameter *parameter,
                       const char *value, struct arena *arena, struct err *err)
{
    size_t len = strlen(value);
    struct uuid uuid;
    struct date date;
    struct instant instant;
    switch (parameter->kind) {
    case FIELD_UUID:
        if (!uuid_parse(&uuid, value, len)) {
            return refuse(err, parameter->name, "must be a UUID");
        }
        *out = param_uuid(uuid);
        return true;
    case FIELD_DATE:
        if (!date_parse(&date, value, len)) {
            return refuse(err, parameter->name, "must be a date as YYYY-MM-DD");
        }
        *out = param_date(date.days);
        return true;
    case FIELD_INSTANT:
        if (!instant_parse(&instant, value, len)) {
            return refuse(err, parameter->name, "must be a date-time as 2026-03-01T19:30:00Z");
        }
        *out = param_i64(instant.ms);
        return true;
    case FIELD_ENUM:
    case FIELD_CODE:
        return read_word(out, parameter, value, arena, err);
    case FIELD_I64:
        return read_number(out, parameter, value, err);
    case FIELD_END:
    case FIELD_CENTS:
    case FIELD_I32:
    case FIELD_BOOL:
    case FIELD_HASH:
    case FIELD_SIGNATURE:
    case FIELD_TEXT:
    case FIELD_OBJECT:
    case FIELD_LIST:
        break;
    }
    return err_set(err, ERR_INTERNAL, "The parameter %s has no way to be read.", parameter->name);
}

static enum value_type type_of(enum field_kind kind)
{
    if (kind == FIELD_UUID) {
        return VALUE_UUID;
    }
    if (kind == FIELD_DATE) {
        return VALUE_DATE;
    }
    return kind == FIELD_INSTANT || kind == FIELD_I64 ? VALUE_I64 : VALUE_TEXT;
}

/* The page's own parameters. @return false when the pair is none of them, or with *err set */
static bool read_page(struct page *page, const struct pair *pair, struct err *err)
{
    size_t len = strlen(pair->value);
    if (strcmp(pair->name, "cursor") == 0) {
        return (uuid_parse(&page->after, pair->value, len) && !uuid_is_zero(&page->after)) ||
               refuse(err, "cursor", "must be one that an answer gave");
    }
    int64_t limit = 0;
    if (strcmp(pair->name, "limit") != 0) {
        return false;
    }
    if (!i64_parse(&limit, pair->value, len) || limit < 1 || limit > API_LIMIT_MAX) {
        return refuse(err, "limit", "must be from 1 to 100");
    }
    page->limit = (int32_t)limit;
    return true;
}

static bool read_own(struct api_call *call, const struct pair *pair, struct param *out,
                     struct err *err)
{
    const struct query_parameter *own = call->request.route->query;
    for (size_t i = 0; own != NULL && own[i].name != NULL; i++) {
        if (strcmp(own[i].name, pair->name) == 0) {
            /* A form of a page sends its empty fields, too. */
            bool is_empty = call->request.route->kind == ROUTE_TEXT && pair->value[0] == '\0';
            return is_empty || read_value(&out[i], &own[i], pair->value, call->arena, err);
        }
    }
    return refuse(err, pair->name, "is not known here");
}

static bool check_required(const struct query_parameter *own, const struct param *values,
                           struct err *err)
{
    for (size_t i = 0; own != NULL && own[i].name != NULL; i++) {
        if (own[i].is_required && values[i].is_null) {
            return refuse(err, own[i].name, "is required");
        }
    }
    return true;
}

bool query_read(struct api_call *call, struct page *out_page, struct param *out, struct err *err)
{
    const struct route *route = call->request.route;
    *out_page = (struct page){ .limit = API_LIMIT_DEFAULT };
    for (size_t i = 0; route->query != NULL && route->query[i].name != NULL; i++) {
        out[i] = param_null(type_of(route->query[i].kind));
    }
    char seen[QUERY_PARAMETERS_MAX][QUERY_VALUE_MAX];
    size_t count = 0;
    const char *at = call->request.query == NULL ? "" : call->request.query;
    while (*at != '\0') {
        struct pair pair;
        if (!next_pair(&pair, &at, err)) {
            return false;
        }
        for (size_t i = 0; i < count; i++) {
            if (strcmp(seen[i], pair.name) == 0) {
                return refuse(err, pair.name, "stands twice");
            }
        }
        if (count == QUERY_PARAMETERS_MAX) {
            return err_set(err, ERR_INVALID_PARAMETER, "The query has too many parameters.");
        }
        memcpy(seen[count++], pair.name, sizeof pair.name);
        bool is_page =
            route->kind == ROUTE_LIST && !route->is_whole && read_page(out_page, &pair, err);
        if (err_is_set(err) || (!is_page && !read_own(call, &pair, out, err))) {
            return false;
        }
    }
    return check_required(route->query, out, err);
}

/* Copies a raw query for a header: what a URL may not hold is escaped, whatever the client sent. */
static void add_escaped(struct str *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        bool is_plain = c > 0x20 && c < 0x7f && strchr("\"<>\\^`{|}", c) == NULL;
        if (is_plain) {
            str_add_char(out, (char)c);
        } else {
            str_addf(out, "%%%02X", c);
        }
    }
}

const char *query_next_link(struct api_call *call, const struct page *page, const struct uuid *last)
{
    char id[UUID_TEXT + 1];
    uuid_print(id, last);
    struct str out = str_new(call->arena, 4096);
    str_addf(&out, "<%s", call->site->public_url);
    add_escaped(&out, call->request.path, strlen(call->request.path));
    str_addf(&out, "?limit=%" PRId32, page->limit);
    const char *at = call->request.query == NULL ? "" : call->request.query;
    while (*at != '\0') {
        size_t len = strcspn(at, "&");
        if (len > 0 && strncmp(at, "cursor=", 7) != 0 && strncmp(at, "limit=", 6) != 0) {
            str_add_char(&out, '&');
            add_escaped(&out, at, len);
        }
        at += len + (at[len] == '&');
    }
    str_addf(&out, "&cursor=%s>; rel=\"next\"", id);
    return out.failed ? NULL : out.ptr;
}
