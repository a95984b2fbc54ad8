/* The report on effects as a page: an area and programme a section, from the rows that the API's
 * report gives, so that page and API cannot differ. */
#include <string.h>

#include "api/page_internal.h"

enum {
    EFFECT_KINDS = 4,
    EFFECT_ANSWERS = 4,
    MORE_BYTES_MAX = 2048,
    ASKED_FROM = 3, /* where the query has them */
    ASKED_UNTIL = 4,
    ASKED_LANGUAGE = 5,
};

static bool add_part(struct api_call *call, const struct param *asked, bool is_inside,
                     struct err *err)
{
    struct read_part *part = read_add(call, is_inside ? "effects_report_inside" : "effects_report");
    if (part == NULL) {
        return err_set(err, ERR_INTERNAL, "The page is one statement.");
    }
    if (is_inside) {
        part_add(part, caller_reach(&call->request.caller));
    }
    for (size_t i = 0; i < ASKED_LANGUAGE; i++) {
        part_add(part, asked[i]);
    }
    return true;
}

bool effects_page_prepare(struct api_call *call, struct err *err)
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
    call->state = asked;
    call->next = API_READ;
    return add_part(call, asked, caller_is_insider(&call->request.caller), err);
}

/* Outcomes that a reader takes together. */
struct group {
    const char *outcomes[4];
    const char *says[2];    /* after a number of decisions */
    const char *caption[2]; /* of the table of what was expected */
};

static const struct group groups[] = {
    {{ "grant", "partial" },
     { "keer geld gegeven", "times money was granted" },
     { "Wat de raad verwacht van plannen die geld kregen",
        "What the council expects of plans that got money" }                 },
    { { "refusal" },
     { "keer afgewezen", "times refused" },
     { "Wat de raad verwachtte van plannen die zijn afgewezen",
        "What the council expected of plans that were refused" }             },
    { { "withdrawal", "annulment" },
     { "keer een besluit ingetrokken of vernietigd",
        "times a decision was withdrawn or annulled" },
     { "Wat het intrekken of vernietigen met de wijk doet",
        "What withdrawing or annulling does to the neighbourhood" }          },
    { { "ratification", "ratification-refused", "release", "settlement" },
     { "keer later nog iets besloten over hetzelfde geld",
        "later decisions about the same money" },
     { "Wat latere besluiten over hetzelfde geld met de wijk doen",
        "What later decisions about the same money do to the neighbourhood" }},
};

static bool is_of(const struct view *view, const struct group *group)
{
    for (size_t i = 0; i < ARRAY_LEN(group->outcomes) && group->outcomes[i] != NULL; i++) {
        if (view_is(view, "outcome", group->outcomes[i])) {
            return true;
        }
    }
    return false;
}

static bool is_same(const struct view *view, size_t row, const char *column)
{
    struct view other = *view;
    other.row = row;
    bool has = view_has(view, column);
    if (!has || !view_has(&other, column)) {
        return has == view_has(&other, column);
    }
    struct uuid one = cell_uuid(view_cell(view, column));
    struct uuid two = cell_uuid(view_cell(&other, column));
    return uuid_equal(&one, &two);
}

/* The first row behind those of the same area and programme. */
static size_t section_end(const struct view *view)
{
    size_t end = view->row + 1;
    while (end < view->rows->row_count && is_same(view, end, "area") &&
           is_same(view, end, "programme")) {
        end++;
    }
    return end;
}

struct sum {
    int32_t count;
    int64_t cents;
};

static void sum_add(struct sum *sum, const struct view *view)
{
    sum->count += view_i32(view, "count");
    sum->cents += view_i64(view, "sum_cents");
}

static size_t word_at(const struct view *view, const char *column, const struct word *words,
                      size_t count)
{
    size_t at = 0;
    while (at < count && !view_is(view, column, words[at].word)) {
        at++;
    }
    return at;
}

/* --- How often, and how much. --- */

static void add_sums(const struct view *view, size_t end)
{
    str_add(view->out, "<ul>\n");
    for (size_t i = 0; i < ARRAY_LEN(groups); i++) {
        struct sum sum = { 0 };
        for (struct view each = *view; each.row < end; each.row++) {
            if (view_is(&each, "part", "decisions") && is_of(&each, &groups[i])) {
                sum_add(&sum, &each);
            }
        }
        if (sum.count > 0) {
            str_addf(view->out, "<li><strong>%d</strong> %s: <strong>", sum.count,
                     groups[i].says[view->language]);
            html_add_euros(view->out, sum.cents, view->language);
            str_add(view->out, "</strong></li>\n");
        }
    }
    str_add(view->out, "</ul>\n");
}

/* --- What was expected. --- */

static void add_answer_heads(const struct view *view)
{
    for (size_t i = 0; i < words_answer_count; i++) {
        str_addf(view->out, "<th scope=\"col\" class=\"number\">%s</th>",
                 words_answer[i].says[view->language]);
    }
}

/* On a phone each number bears its own label; see table.wide in style.css. */
static void add_sum_cell(const struct view *view, const struct sum *sum, const char *label)
{
    str_addf(view->out, "<td class=\"number%s\" data-label=\"%s\"><span>%d",
             sum->count == 0 ? " nought" : "", label, sum->count);
    if (sum->count > 0) {
        str_add(view->out, " <small>");
        html_add_euros(view->out, sum->cents, view->language);
        str_add(view->out, "</small>");
    }
    str_add(view->out, "</span></td>");
}

static void add_expected_row(const struct view *view, size_t effect,
                             const struct sum sums[EFFECT_ANSWERS])
{
    str_addf(view->out, "<tr><th scope=\"row\">%s</th>", words_effect[effect].says[view->language]);
    for (size_t i = 0; i < EFFECT_ANSWERS; i++) {
        add_sum_cell(view, &sums[i], words_answer[i].says[view->language]);
    }
    str_add(view->out, "</tr>\n");
}

static void add_expected(const struct view *view, size_t end, const struct group *group)
{
    struct sum sums[EFFECT_KINDS][EFFECT_ANSWERS] = { 0 };
    int32_t count = 0;
    for (struct view each = *view; each.row < end; each.row++) {
        size_t effect = word_at(&each, "effect", words_effect, EFFECT_KINDS);
        size_t answer = word_at(&each, "answer", words_answer, EFFECT_ANSWERS);
        if (view_is(&each, "part", "expected") && is_of(&each, group) && effect < EFFECT_KINDS &&
            answer < EFFECT_ANSWERS) {
            sum_add(&sums[effect][answer], &each);
            count += view_i32(&each, "count");
        }
    }
    if (count == 0) {
        return;
    }
    str_addf(view->out, "<table class=\"wide\">\n<caption>%s</caption>\n<thead><tr>",
             group->caption[view->language]);
    view_say(view, "<th scope=\"col\">Gevolg</th>", "<th scope=\"col\">Effect</th>");
    add_answer_heads(view);
    str_add(view->out, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < EFFECT_KINDS; i++) {
        add_expected_row(view, i, sums[i]);
    }
    str_add(view->out, "</tbody>\n</table>\n");
}

/* --- Not yet known, and why. --- */

static void add_unknown(const struct view *view)
{
    char id[UUID_TEXT + 1];
    struct uuid uuid = cell_uuid(view_cell(view, "decision"));
    uuid_print(id, &uuid);
    str_addf(view->out, "<li><a href=\"/decisions/%s?lang=%s\">", id,
             view->language == LANGUAGE_DUTCH ? "nl" : "en");
    view_text(view, "decision_reference");
    str_add(view->out, "</a>, ");
    view_word(view, "effect", words_effect, words_effect_count);
    if (view_has(view, "reason")) {
        str_add(view->out, ": ");
        view_words(view, "reason");
    }
    str_add(view->out, "</li>\n");
}

static void add_unknowns(const struct view *view, size_t end)
{
    bool is_first = true;
    for (struct view each = *view; each.row < end; each.row++) {
        if (!view_is(&each, "part", "not-yet-known")) {
            continue;
        }
        if (is_first) {
            view_say(view, "<h3>Wat de raad nog niet weet, en waarom</h3>\n<ul>\n",
                     "<h3>What the council does not know yet, and why</h3>\n<ul>\n");
        }
        is_first = false;
        add_unknown(&each);
    }
    str_add(view->out, is_first ? "" : "</ul>\n");
}

/* --- Looking back. --- */

static void add_found_row(const struct view *view)
{
    struct view found = *view;
    str_add(view->out, "<tr><th scope=\"row\">");
    view_word(view, "effect", words_effect, words_effect_count);
    str_addf(view->out, "</th><td data-label=\"%s\">",
             view->language == LANGUAGE_DUTCH ? "verwacht" : "expected");
    view_word(view, "answer", words_answer, words_answer_count);
    str_addf(view->out, "</td><td data-label=\"%s\">",
             view->language == LANGUAGE_DUTCH ? "gevonden" : "found");
    view_word(&found, "found", words_answer, words_answer_count);
    struct sum sum = { 0 };
    sum_add(&sum, view);
    str_add(view->out, "</td>");
    add_sum_cell(view, &sum, view->language == LANGUAGE_DUTCH ? "besluiten" : "decisions");
    str_add(view->out, "</tr>\n");
}

static void add_found(const struct view *view, size_t end)
{
    bool has_table = false;
    for (struct view each = *view; each.row < end; each.row++) {
        if (view_is(&each, "part", "looked-back")) {
            view_say(
                view,
                "<h3>Achteraf bekeken</h3>\n<p>Besluiten waarvan de raad later heeft "
                "bekeken wat ervan is gekomen: ",
                "<h3>Looking back</h3>\n<p>Decisions of which the council looked later at what "
                "came of them: ");
            str_addf(view->out, "<strong>%d</strong>.</p>\n", view_i32(&each, "count"));
        }
        if (!view_is(&each, "part", "found")) {
            continue;
        }
        if (!has_table) {
            view_say(view,
                     "<table class=\"wide\">\n<caption>Verwacht en gevonden</caption>\n<thead><tr>"
                     "<th scope=\"col\">Gevolg</th><th scope=\"col\">Verwacht</th><th "
                     "scope=\"col\">Gevonden</th><th scope=\"col\" "
                     "class=\"number\">Besluiten</th></tr></thead>\n<tbody>\n",
                     "<table class=\"wide\">\n<caption>Expected and found</caption>\n<thead><tr>"
                     "<th scope=\"col\">Effect</th><th scope=\"col\">Expected</th><th "
                     "scope=\"col\">Found</th><th scope=\"col\" "
                     "class=\"number\">Decisions</th></tr></thead>\n<tbody>\n");
        }
        has_table = true;
        add_found_row(&each);
    }
    str_add(view->out, has_table ? "</tbody>\n</table>\n" : "");
}

static void add_views(const struct view *view, size_t end)
{
    for (struct view each = *view; each.row < end; each.row++) {
        if (view_is(&each, "part", "differing-views")) {
            view_say(view, "<p>Leden lieten bij deze besluiten een andere mening vastleggen: ",
                     "<p>Differing views that members put on record about these decisions: ");
            str_addf(view->out, "<strong>%d</strong>.</p>\n", view_i32(&each, "count"));
        }
    }
}

/* --- The page. --- */

static void add_section(const struct view *view, size_t end)
{
    str_add(view->out, "<section>\n<h2>");
    if (view_has(view, "area_name")) {
        view_words(view, "area_name");
    } else {
        view_say(view, "Een wijk", "A neighbourhood");
    }
    if (view_has(view, "programme")) {
        str_add(view->out, ": ");
        view_words(view, "programme_name");
        str_addf(view->out, " %d", view_i32(view, "budget_year"));
    }
    str_add(view->out, "</h2>\n");
    add_sums(view, end);
    for (size_t i = 0; i < ARRAY_LEN(groups); i++) {
        add_expected(view, end, &groups[i]);
    }
    add_unknowns(view, end);
    add_found(view, end);
    add_views(view, end);
    str_add(view->out, "</section>\n");
}

static void add_input(const struct view *view, const char *label, const char *name,
                      const struct param *asked)
{
    str_addf(view->out,
             "<div><label for=\"%s\">%s</label><input type=\"date\" id=\"%s\" name=\"%s\"", name,
             label, name, name);
    if (!asked->is_null) {
        char day[11];
        date_print(day, (struct date){ (int32_t)asked->i64 });
        str_addf(view->out, " value=\"%s\"", day);
    }
    str_add(view->out, "></div>\n");
}

static void add_filter(const struct view *view, const struct param *asked)
{
    bool is_dutch = view->language == LANGUAGE_DUTCH;
    str_add(view->out,
            "<form class=\"filter screen\" method=\"get\" action=\"/reports/effects\">\n");
    str_addf(view->out, "<input type=\"hidden\" name=\"lang\" value=\"%s\">\n",
             is_dutch ? "nl" : "en");
    add_input(view, is_dutch ? "Besloten vanaf" : "Decided from", "from", &asked[ASKED_FROM]);
    add_input(view, is_dutch ? "en voor" : "and before", "until", &asked[ASKED_UNTIL]);
    str_addf(view->out, "<button type=\"submit\">%s</button>\n</form>\n",
             is_dutch ? "Toon" : "Show");
}

/* What the link to the other language keeps: ids and days only, so nothing needs escaping. */
static const char *more_of(struct api_call *call, const struct param *asked)
{
    const struct query_parameter *own = call->request.route->query;
    struct str more = str_new(call->arena, MORE_BYTES_MAX);
    str_add(&more, "");
    for (size_t i = 0; i < ASKED_LANGUAGE; i++) {
        char text[UUID_TEXT + 1] = "";
        if (asked[i].is_null) {
            continue;
        }
        if (own[i].kind == FIELD_UUID) {
            uuid_print(text, &asked[i].uuid);
        } else {
            date_print(text, (struct date){ (int32_t)asked[i].i64 });
        }
        str_addf(&more, "&amp;%s=%s", own[i].name, text);
    }
    return more.len == 0 || more.failed ? "" : more.ptr;
}

bool effects_page_render(struct api_call *call, struct err *err)
{
    const struct param *asked = call->state;
    struct str out = str_new(call->arena, ANSWER_BYTES_MAX);
    enum language language = language_of(&asked[ASKED_LANGUAGE], call->request.accept_language);
    struct view view = { &out, language, &call->read.parts[0].rows, 0 };
    html_page_begin_of(&out,
                       language == LANGUAGE_DUTCH ? "Wat doet dit met het samenleven in de wijk?"
                                                  : "What does this do to life together?",
                       language, more_of(call, asked));
    view_say(
        &view,
        "<p>Bij elk besluit vraagt de raad wat het doet met het samenleven: versterkt, "
        "herstelt, vervangt of bedwelmt het dat? Dit is wat de raad verwacht voor de wijk. Het "
        "is geen oordeel over wie geld vroeg.</p>\n",
        "<p>At each decision the council asks what it does to life together: does it "
        "strengthen, restore, replace or numb it? This is what the council expects for the "
        "neighbourhood. It is no mark for who asked for money.</p>\n");
    add_filter(&view, asked);
    if (view.rows->row_count == 0) {
        view_say(&view, "<p>Er zijn in deze tijd geen besluiten.</p>\n",
                 "<p>There are no decisions in this period.</p>\n");
    }
    for (size_t end = 0; view.row < view.rows->row_count; view.row = end) {
        end = section_end(&view);
        add_section(&view, end);
    }
    html_page_end(&out, language);
    return page_finish(call, &out, err);
}
