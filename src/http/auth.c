/* Who asks: the bearer token of RFC 6750, 2.1. The token itself is known to the backend only, as a
 * hash. */
#include "http/http_internal.h"

#include <string.h>
#include <strings.h>

enum {
    BEARER_LEN = 7
};

/* token68 of RFC 9110, 11.2. @return its length without spaces at the end; 0 when malformed */
static size_t token_length(const char *text)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/";
    size_t len = strspn(text, allowed);
    size_t end = len == 0 ? 0 : len + strspn(text + len, "=");
    return text[end + strspn(text + end, " \t")] == '\0' ? end : 0;
}

enum auth_result auth_identify(const struct http_backend *backend, const char *authorization,
                               struct date today, struct api_caller *out)
{
    *out = (struct api_caller){ 0 };
    if (authorization == NULL) {
        return AUTH_ANONYMOUS;
    }
    if (strncasecmp(authorization, "Bearer ", BEARER_LEN) != 0) {
        return AUTH_REFUSED;
    }
    const char *token = authorization + BEARER_LEN;
    token += strspn(token, " ");
    size_t len = token_length(token);
    if (len == 0 || len > TOKEN_TEXT_MAX ||
        !backend->identify(backend->self, token, len, today, out)) {
        *out = (struct api_caller){ 0 };
        return AUTH_REFUSED;
    }
    out->is_known = true;
    return AUTH_KNOWN;
}
