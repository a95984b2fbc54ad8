/* The page behind each problem's type: what it means in plain Dutch, and what to do. */
#include <string.h>

#include "api/api_internal.h"
#include "api/html.h"

enum {
    PAGE_BYTES_MAX = 16384,
};

#define T(code, meaning) [ERR_##code] = meaning,
static const char *const meanings[ERR_COUNT] = {
#include "api/problem_texts.def"
};
#undef T

bool problem_page_prepare(struct api_call *call, struct err *err)
{
    enum err_code code = err_by_type(call->request.params[0]);
    if (code == ERR_COUNT || code == ERR_OK || meanings[code] == NULL) {
        return err_set(err, ERR_NOT_FOUND, "There is no problem of that name.");
    }
    struct str out = str_new(call->arena, PAGE_BYTES_MAX);
    html_begin(&out, err_type(code));
    str_add(&out, "<p>");
    html_add_text(&out, meanings[code]);
    str_add(&out, "</p>\n<p lang=\"en\">");
    html_add_text(&out, err_title(code));
    str_addf(&out, ".</p>\n<p>HTTP-status: %d</p>\n", err_status(code));
    html_end(&out);
    call->next = API_ANSWER;
    call->answer = (struct api_answer){ .cache_control = CACHE_MINUTE };
    return answer_fill(call, 200, MEDIA_HTML, &out, err);
}
