/* The framing guard: libmicrohttpd 0.9.75 takes two Content-Lengths, a Content-Length beside a
 * Transfer-Encoding and other shapes by which a proxy and this server can disagree on where a
 * request ends. Here every header is looked at before a byte of the body is read; whatever two
 * readers could read differently is refused.
 *
 * Not visible from here, as the library has read over it: lines that end in a bare line feed,
 * folded lines, and a NUL by which a value or the request line is cut. A proxy in front sees those.
 */
#include "http/http_internal.h"

#include <string.h>
#include <strings.h>

static const char *const unique_names[UNIQUE_HEADERS] = {
    [HEADER_HOST] = "Host",
    [HEADER_CONTENT_LENGTH] = "Content-Length",
    [HEADER_TRANSFER_ENCODING] = "Transfer-Encoding",
    [HEADER_EXPECT] = "Expect",
    [HEADER_AUTHORIZATION] = "Authorization",
    [HEADER_CONTENT_TYPE] = "Content-Type",
    [HEADER_CONTENT_ENCODING] = "Content-Encoding",
    [HEADER_ACCEPT] = "Accept",
    [HEADER_ACCEPT_LANGUAGE] = "Accept-Language",
    [HEADER_IDEMPOTENCY_KEY] = "Idempotency-Key",
    [HEADER_IF_MATCH] = "If-Match",
    [HEADER_IF_NONE_MATCH] = "If-None-Match",
};

static const struct verb_row {
    const char *name;
    enum verb verb;
} verbs[] = {
    {"GET",      VERB_GET    },
    { "HEAD",    VERB_HEAD   },
    { "POST",    VERB_POST   },
    { "OPTIONS", VERB_OPTIONS},
    { "PUT",     VERB_OTHER  },
    { "PATCH",   VERB_OTHER  },
    { "DELETE",  VERB_OTHER  },
    { "TRACE",   VERB_OTHER  },
    { "QUERY",   VERB_OTHER  },
};

static void refuse(struct guard *guard, const char *fault)
{
    if (guard->fault == NULL) {
        guard->fault = fault;
    }
}

/* tchar of RFC 9110, 5.6.2. */
static bool is_token(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        bool is_alphanumeric =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!is_alphanumeric && (c == '\0' || strchr("!#$%&'*+-.^_`|~", c) == NULL)) {
            return false;
        }
    }
    return len > 0;
}

static bool has_control(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if ((c < 0x20 && c != '\t') || c == 0x7F) {
            return true;
        }
    }
    return false;
}

void guard_header(struct guard *guard, const char *name, size_t name_len, const char *value,
                  size_t value_len)
{
    if (!is_token(name, name_len)) {
        refuse(guard, "a header's name is not a token");
        return;
    }
    if (has_control(value, value_len) || strlen(value) != value_len) {
        refuse(guard, "a header's value holds a control character");
        return;
    }
    for (size_t i = 0; i < UNIQUE_HEADERS; i++) {
        if (strcasecmp(name, unique_names[i]) == 0) {
            if (guard->values[i] != NULL) {
                refuse(guard, "a header that may stand once stands twice");
            }
            guard->values[i] = value;
            return;
        }
    }
}

/* Length without spaces and tabs at the end; those in front are the parser's. */
static size_t trimmed(const char *text)
{
    size_t len = strlen(text);
    while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t')) {
        len--;
    }
    return len;
}

static void settle_host(struct guard *guard, bool is_new)
{
    const char *host = guard->values[HEADER_HOST];
    if (host == NULL) {
        if (is_new) {
            refuse(guard, "the Host header is missing");
        }
        return;
    }
    size_t len = trimmed(host);
    if (len == 0 || strcspn(host, " \t,/?#@\\\"<>") < len) {
        refuse(guard, "the Host header is not a host");
    }
}

static void settle_length(struct guard *guard)
{
    const char *text = guard->values[HEADER_CONTENT_LENGTH];
    guard->content_length = UINT64_MAX;
    if (text == NULL) {
        return;
    }
    size_t len = trimmed(text);
    uint64_t value = 0;
    for (size_t i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9') {
            refuse(guard, "the Content-Length is not a number");
            return;
        }
        value = value * 10 + (uint64_t)(text[i] - '0');
    }
    if (len == 0 || len > 18) {
        refuse(guard, "the Content-Length is not a number of 1 to 18 digits");
        return;
    }
    guard->content_length = value;
    guard->has_body = value > 0;
}

static void settle_coding(struct guard *guard, bool is_new)
{
    const char *coding = guard->values[HEADER_TRANSFER_ENCODING];
    if (coding == NULL) {
        return;
    }
    if (!is_new) {
        refuse(guard, "Transfer-Encoding is not for HTTP/1.0");
    } else if (guard->values[HEADER_CONTENT_LENGTH] != NULL) {
        refuse(guard, "Content-Length and Transfer-Encoding stand together");
    } else if (trimmed(coding) != 7 || strncasecmp(coding, "chunked", 7) != 0) {
        refuse(guard, "the Transfer-Encoding is not chunked alone");
    }
    guard->has_body = true;
}

static void settle_expect(struct guard *guard)
{
    const char *expect = guard->values[HEADER_EXPECT];
    if (expect == NULL) {
        return;
    }
    if (trimmed(expect) != 12 || strncasecmp(expect, "100-continue", 12) != 0) {
        refuse(guard, "the Expect header is not 100-continue");
    }
    guard->expects_continue = true;
}

/* A target is printable ASCII without a fragment (RFC 9112, 3.2). The library unescapes %00 into a
 * string's end, so that two readers would see two paths. */
static void settle_target(struct guard *guard, const char *target)
{
    for (const char *at = target; *at != '\0'; at++) {
        unsigned char c = (unsigned char)*at;
        if (c <= 0x20 || c >= 0x7F || strchr("#\"<>\\^`{|}", c) != NULL) {
            refuse(guard, "the request target holds a character that must be escaped");
            return;
        }
        if (c == '%' && at[1] == '0' && at[2] == '0') {
            refuse(guard, "the request target holds an encoded NUL");
            return;
        }
    }
    bool is_absolute =
        strncasecmp(target, "http://", 7) == 0 || strncasecmp(target, "https://", 8) == 0;
    if (target[0] != '/' && !is_absolute && strcmp(target, "*") != 0) {
        refuse(guard, "the request target is not a path");
    }
}

enum verb guard_settle(struct guard *guard, const char *method, const char *version,
                       const char *target)
{
    bool is_new = strcmp(version, "HTTP/1.1") == 0;
    if (!is_new && strcmp(version, "HTTP/1.0") != 0) {
        refuse(guard, "the version is neither HTTP/1.0 nor HTTP/1.1");
    }
    settle_target(guard, target);
    settle_host(guard, is_new);
    settle_length(guard);
    settle_coding(guard, is_new);
    settle_expect(guard);
    enum verb verb = VERB_NONE;
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
        if (strcmp(method, verbs[i].name) == 0) {
            verb = verbs[i].verb;
        }
    }
    if (verb == VERB_NONE) {
        refuse(guard, "the method is not known");
    }
    if (strcmp(target, "*") == 0 && verb != VERB_OPTIONS) {
        refuse(guard, "the request target * is for OPTIONS only");
    }
    return guard->fault == NULL ? verb : VERB_NONE;
}
