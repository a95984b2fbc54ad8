/* The little HTML that this room makes: everything that is not written here is escaped. No styles
 * or scripts stand in a page: the content security policy allows none. The stylesheet is a file of
 * its own (style.css), and the pages can be read without it. */
#include "api/html.h"

#include <inttypes.h>
#include <string.h>

#include "api/api_internal.h"

enum {
    STYLE_BYTES_MAX = 65536,
};

void html_add(struct str *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        switch (text[i]) {
        case '&':
            str_add(out, "&amp;");
            break;
        case '<':
            str_add(out, "&lt;");
            break;
        case '>':
            str_add(out, "&gt;");
            break;
        case '"':
            str_add(out, "&quot;");
            break;
        case '\'':
            str_add(out, "&#39;");
            break;
        default:
            str_add_char(out, text[i]);
        }
    }
}

void html_add_text(struct str *out, const char *text)
{
    html_add(out, text, strlen(text));
}

void html_add_euros(struct str *out, int64_t cents)
{
    uint64_t rest = cents < 0 ? 0 - (uint64_t)cents : (uint64_t)cents;
    char digits[24];
    size_t count = 0;
    for (uint64_t euros = rest / 100; euros > 0 || count == 0; euros /= 10) {
        digits[count++] = (char)('0' + euros % 10);
    }
    str_add(out, cents < 0 ? "-€\u00a0" : "€\u00a0");
    while (count > 0) {
        str_add_char(out, digits[--count]);
        if (count > 0 && count % 3 == 0) {
            str_add_char(out, '.');
        }
    }
    if (rest % 100 != 0) {
        str_addf(out, ",%02" PRIu64, rest % 100);
    }
}

void html_begin(struct str *out, const char *title)
{
    str_add(out,
            "<!doctype html>\n<html lang=\"nl\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    html_add_text(out, title);
    str_add(
        out,
        "</title>\n<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n<body>\n<main>\n<h1>");
    html_add_text(out, title);
    str_add(out, "</h1>\n");
}

void html_end(struct str *out)
{
    str_add(out,
            "</main>\n<footer>\n<p>Elke beslissing en elke euro staat in een "
            "<a href=\"/log/checkpoint\">openbaar logboek</a> dat iedereen kan controleren. "
            "Gecontroleerd betekent: niet veranderd sinds de ondertekening. Het betekent niet: "
            "verstandig, rechtmatig of goed besteed.</p>\n"
            "<p><a href=\"/\">Overzicht</a> <a href=\"/v1/openapi.json\">Voor programmeurs: de "
            "API</a></p>\n</footer>\n</body>\n</html>\n");
}

extern const char page_style[]; /* style.css, embedded by the build */

bool style_prepare(struct api_call *call, struct err *err)
{
    struct str out = str_new(call->arena, STYLE_BYTES_MAX);
    str_add(&out, page_style);
    call->next = API_ANSWER;
    call->answer = (struct api_answer){ .cache_control = CACHE_MINUTE };
    return answer_fill(call, 200, MEDIA_CSS, &out, err);
}
