/* The one stylesheet of the pages, style.css, as the build embeds it. */
#include "api/api_internal.h"

enum {
    STYLE_BYTES_MAX = 65536,
};

extern const char page_style[];

bool stylesheet_prepare(struct api_call *call, struct err *err)
{
    if (!media_is_accepted(call->request.accept, "text/css")) {
        return err_set(err, ERR_NOT_ACCEPTABLE, "The stylesheet is text/css.");
    }
    struct str out = str_new(call->arena, STYLE_BYTES_MAX);
    str_add(&out, page_style);
    call->next = API_ANSWER;
    call->answer = (struct api_answer){ .cache_control = "public, max-age=3600" };
    return answer_fill(call, 200, MEDIA_CSS, &out, err) && answer_hash_etag(call, err);
}
