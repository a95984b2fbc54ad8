/* The residents' overview: for each envelope what is available, promised, paid and returned, first
 * in a sentence, then in a table, and as a bar for who likes pictures; then what was decided last
 * and the meetings. Each figure carries its meaning. */
#include <inttypes.h>
#include <string.h>

#include "api/page_internal.h"

enum {
    PAGE_ENVELOPES_MAX = 50,
    PAGE_DECISIONS_MAX = 12,
    PAGE_MEETINGS_MAX = 8,
    BAR_WIDTH = 1000,
};

/* In the order of the page. */
struct overview_part {
    const char *statement;
    int32_t limit;
};

static const struct overview_part parts[] = {
    {"page_overview",  PAGE_ENVELOPES_MAX},
    { "page_latest",   PAGE_DECISIONS_MAX},
    { "page_meetings", PAGE_MEETINGS_MAX },
};

bool overview_prepare(struct api_call *call, struct err *err)
{
    struct page page;
    struct param *asked = arena_alloc(call->arena, sizeof *asked * PARAMS_MAX);
    if (!media_is_accepted(call->request.accept, "text/html")) {
        return err_set(err, ERR_NOT_ACCEPTABLE, "This page is text/html; the API is at /v1.");
    }
    if (asked == NULL) {
        return err_set(err, ERR_MEMORY, "The request needs more memory than one may have.");
    }
    if (!query_read(call, &page, asked, err)) {
        return false;
    }
    call->read =
        (struct read_job){ .arena = call->arena, .deadline_ms = call->request.deadline_ms };
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        struct read_part *part = read_add(call, parts[i].statement);
        if (part == NULL) {
            return err_set(err, ERR_INTERNAL, "The page is three statements.");
        }
        part_add(part, param_i32(parts[i].limit));
    }
    call->state = asked;
    call->next = API_READ;
    return true;
}

/* One row of the table and one part of the bar. */
struct share {
    const char *label[2];
    const char *meaning[2];
    const char *column;
    const char *name; /* of its class in style.css */
    const char *fill; /* where there is no stylesheet */
};

/* clang-format off */
static const struct share shares[] = {
    { { "Beschikbaar", "Available" },
      { "vrij, of opzij gezet voor een plan", "free, or set aside for a plan" },
      "available_cents", "available", "#2a7f4f" },
    { { "Toegezegd", "Promised" },
      { "beloofd, nog niet betaald", "promised, not yet paid" },
      "promised_cents", "promised", "#b97a00" },
    { { "Betaald", "Paid" },
      { "van de rekening, nog niet altijd verantwoord", "paid out, not always accounted for yet" },
      "paid_cents", "paid", "#1f4e8c" },
    { { "Teruggegeven", "Returned" },
      { "terug naar de gever, niet verloren", "back to the giver, not lost" },
      "returned_cents", "returned", "#6b6b6b" },
};
/* clang-format on */

static void add_table(const struct view *view)
{
    struct str *out = view->out;
    view_say(view,
             "<table>\n<thead><tr><th scope=\"col\">Waar is het geld?</th>"
             "<th scope=\"col\" class=\"number\">Bedrag</th></tr></thead>\n<tbody>\n",
             "<table>\n<thead><tr><th scope=\"col\">Where is the money?</th>"
             "<th scope=\"col\" class=\"number\">Amount</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < ARRAY_LEN(shares); i++) {
        str_addf(out,
                 "<tr class=\"%s\"><th scope=\"row\">%s <small>%s</small></th>"
                 "<td class=\"number\">",
                 shares[i].name, shares[i].label[view->language],
                 shares[i].meaning[view->language]);
        html_add_euros(out, view_i64(view, shares[i].column), view->language);
        str_add(out, "</td></tr>\n");
    }
    view_say(view, "</tbody>\n<tfoot><tr><th scope=\"row\">Samen</th><td class=\"number\">",
             "</tbody>\n<tfoot><tr><th scope=\"row\">Together</th><td class=\"number\">");
    view_euros(view, "granted_cents");
    str_add(out, "</td></tr></tfoot>\n</table>\n");
}

/* The table says the same, so the picture is hidden from screen readers. */
static void add_bar(const struct view *view)
{
    int64_t granted = view_i64(view, "granted_cents");
    if (granted <= 0) {
        return;
    }
    str_addf(view->out,
             "<svg aria-hidden=\"true\" focusable=\"false\" width=\"100%%\" height=\"24\" "
             "viewBox=\"0 0 %d 24\" preserveAspectRatio=\"none\">",
             BAR_WIDTH);
    int64_t before = 0;
    for (size_t i = 0; i < ARRAY_LEN(shares); i++) {
        /* From the sum so far, so that no gap is left by rounding. Amounts end at 1e14 cents, so
         * the product stays within int64. */
        int64_t after = before + view_i64(view, shares[i].column);
        int64_t x = before * BAR_WIDTH / granted;
        int64_t width = after * BAR_WIDTH / granted - x;
        before = after;
        if (width > 0) {
            str_addf(view->out,
                     "<rect class=\"%s\" x=\"%" PRId64 "\" y=\"0\" width=\"%" PRId64
                     "\" height=\"24\" fill=\"%s\"/>",
                     shares[i].name, x, width, shares[i].fill);
        }
    }
    str_add(view->out, "</svg>\n");
}

static void add_budget(const struct view *view)
{
    int64_t granted = view_i64(view, "granted_cents");
    int64_t original = view_i64(view, "original_cents");
    view_say(view, "<p class=\"sum\">Van het wijkbudget van <strong>",
             "<p class=\"sum\">Of the neighbourhood budget of <strong>");
    html_add_euros(view->out, granted, view->language);
    view_say(view, "</strong> is nog <strong>", "</strong>, <strong>");
    view_euros(view, "available_cents");
    view_say(view, "</strong> beschikbaar.", "</strong> is still available.");
    if (granted > original) {
        view_say(view, " Het begon met ", " It began with ");
        view_euros(view, "original_cents");
        view_say(view, "; er kwam ", "; added since: ");
        html_add_euros(view->out, granted - original, view->language);
        view_say(view, " bij.", ".");
    } else if (granted < original) {
        view_say(view, " Het begon met ", " It began with ");
        view_euros(view, "original_cents");
        view_say(view, "; er ging ", "; taken off since: ");
        html_add_euros(view->out, original - granted, view->language);
        view_say(view, " af.", ".");
    }
    str_add(view->out, "</p>\n");
}

static void add_named(const struct view *view, const char *column, const char *dutch,
                      const char *english)
{
    if (view_has(view, column)) {
        view_words(view, column);
    } else {
        view_say(view, dutch, english);
    }
}

static void add_envelope(const struct view *view)
{
    char id[UUID_TEXT + 1];
    struct uuid uuid = cell_uuid(view_cell(view, "id"));
    uuid_print(id, &uuid);
    str_addf(view->out, "<section id=\"e-%s\">\n<h2>", id);
    add_named(view, "name", "Wijkbudget", "Neighbourhood budget");
    str_add(view->out, "</h2>\n<p class=\"about\">");
    add_named(view, "council_name", "Een raad uit de wijk", "A council from the neighbourhood");
    view_say(view, " beslist over dit geld. Het is er van ",
             " decides about this money. It is there from ");
    view_day(view, "from_date");
    if (view_has(view, "until_date")) {
        view_say(view, " tot ", " until ");
        view_day(view, "until_date");
    }
    str_add(view->out, ".</p>\n");
    add_budget(view);
    add_bar(view);
    add_table(view);
    str_addf(view->out, "<p><a href=\"/v1/envelopes/%s/balance\">", id);
    view_say(view, "Alle cijfers van ", "All figures of ");
    view_text(view, "reference");
    str_add(view->out, "</a></p>\n</section>\n");
}

/* A link to a page of ours: "/decisions/<id>?lang=nl". */
static void add_link(const struct view *view, const char *front)
{
    char id[UUID_TEXT + 1];
    struct uuid uuid = cell_uuid(view_cell(view, "id"));
    uuid_print(id, &uuid);
    str_addf(view->out, "<a href=\"%s%s?lang=", front, id);
    view_say(view, "nl\">", "en\">");
}

static void add_decision(const struct view *view)
{
    str_add(view->out, "<li>");
    add_link(view, "/decisions/");
    if (view_has(view, "title")) {
        view_words(view, "title");
    } else {
        view_text(view, "reference");
    }
    str_add(view->out, "</a>: ");
    view_word(view, "outcome", words_outcome, words_outcome_count);
    if (view_i64(view, "amount_cents") > 0) {
        str_add(view->out, ", ");
        view_euros(view, "amount_cents");
    }
    if (!view_is(view, "state", "in-effect")) {
        str_add(view->out, " (");
        view_word(view, "state", words_decision, words_decision_count);
        str_add(view->out, ")");
    }
    str_add(view->out, " <small>");
    html_add_day(view->out, date_in_amsterdam((struct instant){ view_i64(view, "published_at") }),
                 view->language);
    str_add(view->out, "</small></li>\n");
}

static void add_meeting(const struct view *view)
{
    str_add(view->out, "<li>");
    add_link(view, "/meetings/");
    add_named(view, "title", "Vergadering", "Meeting");
    str_add(view->out, "</a> <small>");
    view_day(view, "on_date");
    if (view_has(view, "council_name")) {
        str_add(view->out, ", ");
        view_words(view, "council_name");
    }
    str_add(view->out, "</small></li>\n");
}

static void add_list(const struct view *view, const char *dutch, const char *english,
                     void (*add)(const struct view *))
{
    if (view->rows->row_count == 0) {
        return;
    }
    str_add(view->out, "<section>\n<h2>");
    view_say(view, dutch, english);
    str_add(view->out, "</h2>\n<ul>\n");
    struct view each = *view;
    for (; each.row < each.rows->row_count; each.row++) {
        add(&each);
    }
    str_add(view->out, "</ul>\n</section>\n");
}

bool overview_render(struct api_call *call, struct err *err)
{
    struct str out = str_new(call->arena, PAGE_BYTES_MAX);
    enum language language = language_of(call->state, call->request.accept_language);
    struct view view = { &out, language, &call->read.parts[0].rows, 0 };
    html_page_begin(&out,
                    language == LANGUAGE_DUTCH ? "Waar is het geld van de wijk?"
                                               : "Where is the neighbourhood's money?",
                    language);
    if (view.rows->row_count == 0) {
        view_say(&view, "<p>Er is nog geen wijkbudget.</p>\n",
                 "<p>There is no neighbourhood budget yet.</p>\n");
    }
    for (; view.row < view.rows->row_count; view.row++) {
        add_envelope(&view);
    }
    view = (struct view){ &out, language, &call->read.parts[1].rows, 0 };
    add_list(&view, "Wat er het laatst is besloten", "What was decided last", add_decision);
    view.rows = &call->read.parts[2].rows;
    add_list(&view, "Vergaderingen", "Meetings", add_meeting);
    html_page_end(&out, language);
    call->answer = (struct api_answer){ .cache_control = CACHE_MINUTE };
    return answer_fill(call, 200, MEDIA_HTML, &out, err) && answer_hash_etag(call, err);
}
