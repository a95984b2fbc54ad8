/* The page behind each problem's type: what it means in plain Dutch, and what to do. */
#include <string.h>

#include "api/page_internal.h"

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
    struct page page;
    struct param asked[PARAMS_MAX];
    if (!query_read(call, &page, asked, err)) {
        return false;
    }
    enum language language = language_of(&asked[0], call->request.accept_language);
    bool is_dutch = language == LANGUAGE_DUTCH;
    struct str out = str_new(call->arena, PAGE_BYTES_MAX);
    html_page_begin(&out, err_type(code), language);
    str_addf(&out, "<p%s>", is_dutch ? "" : " lang=\"nl\"");
    html_add_text(&out, meanings[code]);
    str_addf(&out, "</p>\n<p%s>", is_dutch ? " lang=\"en\"" : "");
    html_add_text(&out, err_title(code));
    str_addf(&out, ".</p>\n<p>%s: %d</p>\n", is_dutch ? "HTTP-status" : "HTTP status",
             err_status(code));
    html_page_end(&out, language);
    call->next = API_ANSWER;
    call->answer = (struct api_answer){ .cache_control = CACHE_MINUTE };
    return answer_fill(call, 200, MEDIA_HTML, &out, err);
}
