/* The page on which a member signs with a key of their own, and its script: the only one there is.
 * The page sends nothing; what it shows is posted like any act. */
#include <string.h>

#include "api/page_internal.h"
#include "buurtkas/domain/words.h"

extern const char script_sign[]; /* src/api/sign.js */

static void add_input(const struct view *view, const char *id, const char *dutch,
                      const char *english)
{
    str_addf(view->out, "<p><label for=\"%s\">", id);
    view_say(view, dutch, english);
    str_addf(view->out, "</label><br><input id=\"%s\" size=\"40\" autocomplete=\"off\"></p>\n", id);
}

static void add_key(const struct view *view)
{
    view_say(view,
             "<p>Een sleutel van uzelf zet een handtekening onder uw stem. De sleutel blijft in "
             "deze browser en kan er niet uit. Deze pagina verstuurt niets: zij toont wat u "
             "instuurt.</p>\n<h2>Sleutel</h2>\n",
             "<p>A key of your own puts a signature under your vote. The key stays in this browser "
             "and cannot be taken out. This page sends nothing: it shows what you post.</p>\n"
             "<h2>Key</h2>\n");
    add_input(view, "handle", "Uw aanduiding in deze termijn (handle)", "Your handle in this term");
    add_input(view, "appointment", "Nummer (id) van uw aanstelling", "Id of your appointment");
    view_say(view, "<p><button id=\"make\" type=\"button\">Maak een sleutel</button></p>\n",
             "<p><button id=\"make\" type=\"button\">Make a key</button></p>\n");
    view_say(view, "<p>Voor ", "<p>For ");
    str_add(view->out, "<code>POST /v1/member-keys</code>:</p>\n"
                       "<pre id=\"key\" aria-live=\"polite\"></pre>\n");
}

static void add_vote(const struct view *view)
{
    view_say(view, "<h2>Stem</h2>\n", "<h2>Vote</h2>\n");
    add_input(view, "motion", "Nummer (id) van het voorstel", "Id of the motion");
    add_input(view, "member", "Alleen met een volmacht: voor wie u stemt (handle)",
              "Only by proxy: for whom you vote (handle)");
    view_say(view, "<p><label for=\"choice\">Keuze</label><br><select id=\"choice\">",
             "<p><label for=\"choice\">Choice</label><br><select id=\"choice\">");
    for (size_t i = 0; i < words_choice_count; i++) {
        const struct word *word = &words_choice[i];
        str_addf(view->out, "<option value=\"%s\">%s</option>", word->word,
                 word->says[view->language]);
    }
    str_add(view->out, "</select></p>\n");
    view_say(view, "<p><button id=\"sign\" type=\"button\">Onderteken</button></p>\n",
             "<p><button id=\"sign\" type=\"button\">Sign</button></p>\n");
    view_say(view, "<p>Voor ", "<p>For ");
    str_add(view->out, "<code>POST /v1/motions/{id}/votes</code>:</p>\n"
                       "<pre id=\"vote\" aria-live=\"polite\"></pre>\n"
                       "<p id=\"problem\" role=\"alert\"></p>\n<p id=\"no-key\" hidden>");
    view_say(view, "Deze browser heeft geen sleutel voor deze aanduiding.",
             "This browser has no key for this handle.");
    str_add(view->out, "</p>\n<script type=\"module\" src=\"/static/sign.js\"></script>\n");
}

bool sign_page_prepare(struct api_call *call, struct err *err)
{
    struct page page;
    struct param asked[PARAMS_MAX];
    if (!media_is_accepted(call->request.accept, "text/html")) {
        return err_set(err, ERR_NOT_ACCEPTABLE, "This page is text/html; the API is at /v1.");
    }
    if (!query_read(call, &page, asked, err)) {
        return false;
    }
    struct str out = str_new(call->arena, PAGE_BYTES_MAX);
    enum language language = language_of(&asked[0], call->request.accept_language);
    struct view view = { .out = &out, .language = language };
    html_page_begin(&out,
                    language == LANGUAGE_DUTCH ? "Stemmen met een eigen handtekening"
                                               : "Voting with a signature of your own",
                    language);
    add_key(&view);
    add_vote(&view);
    html_page_end(&out, language);
    call->next = API_ANSWER;
    call->answer = (struct api_answer){ .cache_control = CACHE_MINUTE, .runs_script = true };
    return answer_fill(call, 200, MEDIA_HTML, &out, err);
}

bool sign_script_prepare(struct api_call *call, struct err *err)
{
    if (!media_is_accepted(call->request.accept, "text/javascript")) {
        return err_set(err, ERR_NOT_ACCEPTABLE, "The script is text/javascript.");
    }
    size_t len = strlen(script_sign);
    struct str out = str_new(call->arena, len);
    str_add_len(&out, script_sign, len);
    call->next = API_ANSWER;
    call->answer = (struct api_answer){ .cache_control = CACHE_MINUTE };
    return answer_fill(call, 200, "text/javascript; charset=utf-8", &out, err) &&
           answer_hash_etag(call, err);
}
