/* The one stylesheet of the pages. Its rules hold from 320 pixels on and on paper; text and ground
 * differ by at least 7 to 1, links by 5 to 1 (WCAG 2.2, 1.4.3). */
#include "api/api_internal.h"

static const char stylesheet[] =
    "*{box-sizing:border-box}\n"
    "html{font:100%/1.5 system-ui,sans-serif;color:#1c1c1c;background:#fff}\n"
    "body{max-width:44rem;margin:0 auto;padding:0 1rem 2rem;overflow-wrap:break-word}\n"
    "h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.25rem;line-height:1.3;margin:2rem 0 .5rem}"
    "h3{font-size:1rem;margin:1rem 0 .25rem}\n"
    "a{color:#0b4f9e}a:focus-visible{outline:3px solid #0b4f9e;outline-offset:2px}\n"
    ".skip{position:absolute;left:-99rem}.skip:focus{left:1rem;background:#fff;padding:.5rem}\n"
    "nav a,.links a{display:inline-block;margin-right:1rem;padding:.25rem 0;"
    "min-height:1.5rem}\n"
    "header{border-bottom:1px solid #767676;padding:.5rem 0}"
    "footer{border-top:1px solid #767676;margin-top:2rem;font-size:.875rem}\n"
    "table{width:100%;border-collapse:collapse}caption{text-align:left;font-weight:600;"
    "padding:.25rem 0}\n"
    "th,td{text-align:left;vertical-align:top;padding:.375rem .75rem .375rem 0;"
    "border-bottom:1px solid #c4c4c4}th{font-weight:600}td.number{text-align:right;"
    "font-variant-numeric:tabular-nums}\n"
    "dl{margin:0}dt{font-weight:600}dd{margin:0 0 .5rem}\n"
    ".note{border-left:4px solid #8a5a00;background:#fff6e0;padding:.5rem .75rem}\n"
    ".verdict{border-left:4px solid #1b6b3a;background:#eef7f1;padding:.5rem .75rem}\n"
    ".text{white-space:pre-line}.address{margin:1.5rem 0}.small{font-size:.875rem}\n"
    "code{font-size:.9375em;overflow-wrap:anywhere}svg{max-width:100%;height:auto}\n"
    "@media print{@page{size:A4;margin:22mm 20mm}html{font-size:10.5pt}body{max-width:none;"
    "padding:0}header,footer,.skip,.screen{display:none}a{color:inherit;text-decoration:none}"
    "h2,h3{break-after:avoid}tr,.verdict,.note,.whole{break-inside:avoid}"
    ".verdict,.note{background:none;border-left-color:#1c1c1c}}\n";

bool stylesheet_prepare(struct api_call *call, struct err *err)
{
    if (!media_is_accepted(call->request.accept, "text/css")) {
        return err_set(err, ERR_NOT_ACCEPTABLE, "The stylesheet is text/css.");
    }
    struct str out = str_new(call->arena, sizeof stylesheet);
    str_add(&out, stylesheet);
    call->next = API_ANSWER;
    call->answer = (struct api_answer){ .cache_control = "public, max-age=3600" };
    return answer_fill(call, 200, "text/css; charset=utf-8", &out, err) &&
           answer_hash_etag(call, err);
}
