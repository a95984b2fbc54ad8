/* Problems (RFC 9457): every refusal and failure as one body. A failure of ours says no more than
 * its title: its detail is for the log. */
#include <string.h>

#include "api/api_internal.h"

enum {
    PROBLEM_BYTES_MAX = 32768,
    RETRY_AFTER_S = 1,
};

static void add_member(struct str *out, const char *name, const char *text)
{
    str_addf(out, ",\"%s\":", name);
    str_add_json(out, text, strlen(text));
}

static void add_finding(struct str *out, bool is_first, const char *pointer, const char *detail)
{
    str_add(out, is_first ? "{\"pointer\":" : ",{\"pointer\":");
    str_add_json(out, pointer, strlen(pointer));
    add_member(out, "detail", detail);
    str_add_char(out, '}');
}

static void add_errors(struct str *out, const struct findings *findings, const struct err *err)
{
    size_t count = findings->count < FINDINGS_MAX ? findings->count : FINDINGS_MAX;
    if (count == 0 && err->pointer[0] == '\0') {
        return;
    }
    str_add(out, ",\"errors\":[");
    for (size_t i = 0; i < count; i++) {
        add_finding(out, i == 0, findings->items[i].pointer, findings->items[i].detail);
    }
    if (count == 0) {
        add_finding(out, true, err->pointer, err->detail);
    }
    str_add_char(out, ']');
}

void api_problem(struct api_call *call, const struct err *err)
{
    int status = err_status(err->code);
    struct str out = str_new(call->arena, PROBLEM_BYTES_MAX);
    str_add(&out, "{\"type\":");
    const char *url = call->site == NULL ? "" : call->site->public_url;
    const char *type = arena_printf(call->arena, "%s/problems/%s", url, err_type(err->code));
    str_add_json(&out, type == NULL ? "about:blank" : type, type == NULL ? 11 : strlen(type));
    add_member(&out, "title", err_title(err->code));
    str_addf(&out, ",\"status\":%d", status);
    if (status < 500) {
        add_member(&out, "detail", err->detail[0] == '\0' ? err_title(err->code) : err->detail);
        add_errors(&out, &call->findings, err);
    }
    str_add_char(&out, '}');
    bool is_replay = call->next == API_WRITE && call->command.is_replay;
    call->answer = (struct api_answer){ .status = status,
                                        .content_type = MEDIA_PROBLEM,
                                        .retry_after_s = status == 503 ? RETRY_AFTER_S : 0,
                                        .is_replay = is_replay };
    struct err full = { 0 };
    if (!answer_fill(call, status, MEDIA_PROBLEM, &out, &full)) {
        static const char bare[] = "{\"title\":\"Something went wrong here\",\"status\":500}";
        call->answer.status = 500;
        call->answer.body = bare;
        call->answer.len = sizeof bare - 1;
        call->answer.content_type = MEDIA_PROBLEM;
    }
}
