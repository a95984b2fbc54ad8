/* The little HTML that this room makes: everything that is not written here is escaped. No styles
 * or scripts stand in a page: the content security policy allows none. */
#include "api/html.h"

#include <inttypes.h>
#include <string.h>

#include "api/api_internal.h"

enum {
    HOUR_MS = 3600000,
    DAY_MS = 86400000,
};

/* Controls, and U+FFFE and U+FFFF: no document may hold them. @return how many bytes to leave out
 */
static size_t forbidden(const char *text, size_t len)
{
    unsigned char c = (unsigned char)text[0];
    if (c < 0x20 || c == 0x7f) {
        return c != '\t' && c != '\n';
    }
    bool is_noncharacter =
        len >= 3 && c == 0xef && (unsigned char)text[1] == 0xbf && (unsigned char)text[2] >= 0xbe;
    return is_noncharacter ? 3 : 0;
}

static const char *escape_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void html_add(struct str *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len;) {
        size_t skipped = forbidden(text + i, len - i);
        const char *escape = escape_of(text[i]);
        if (skipped > 0) {
            i += skipped;
            continue;
        }
        if (escape != NULL) {
            str_add(out, escape);
        } else {
            str_add_char(out, text[i]);
        }
        i++;
    }
}

void html_add_text(struct str *out, const char *text)
{
    html_add(out, text, strlen(text));
}

void html_add_euros(struct str *out, int64_t cents, enum language language)
{
    bool is_dutch = language == LANGUAGE_DUTCH;
    uint64_t rest = cents < 0 ? 0 - (uint64_t)cents : (uint64_t)cents;
    char digits[24];
    size_t count = 0;
    for (uint64_t euros = rest / 100; euros > 0 || count == 0; euros /= 10) {
        digits[count++] = (char)('0' + euros % 10);
    }
    str_add(out, cents < 0 ? "-" : "");
    str_add(out, is_dutch ? "€\u00a0" : "€");
    while (count > 0) {
        str_add_char(out, digits[--count]);
        if (count > 0 && count % 3 == 0) {
            str_add_char(out, is_dutch ? '.' : ',');
        }
    }
    if (rest % 100 != 0) {
        str_addf(out, "%c%02" PRIu64, is_dutch ? ',' : '.', rest % 100);
    }
}

void html_add_day(struct str *out, struct date date, enum language language)
{
    static const char *const months[2][12] = {
        {"januari",  "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
         "oktober", "november", "december"},
        { "January", "February", "March", "April", "May", "June", "July", "August",   "September",
         "October", "November", "December"},
    };
    char text[11];
    date_print(text, date);
    int month = (text[5] - '0') * 10 + text[6] - '0';
    int day = (text[8] - '0') * 10 + text[9] - '0';
    str_addf(out, "<time datetime=\"%s\">%d %s %.4s</time>", text, day, months[language][month - 1],
             text);
}

/* Summer time begins and ends at 01:00Z; on every other day the offset at midnight holds. */
static int64_t amsterdam_ms(struct instant at)
{
    struct date day = date_in_amsterdam(at);
    struct date next = { day.days + 1 };
    int64_t midnight = (int64_t)day.days * DAY_MS;
    int64_t before = midnight - date_start_in_amsterdam(day).ms;
    int64_t after = midnight + DAY_MS - date_start_in_amsterdam(next).ms;
    return at.ms + (at.ms < midnight + HOUR_MS ? before : after) - midnight;
}

void html_add_time(struct str *out, struct instant at)
{
    int minutes = (int)(amsterdam_ms(at) / 60000);
    str_addf(out, "<time>%02d:%02d</time>", minutes / 60, minutes % 60);
}

static const char *say(enum language language, const char *dutch, const char *english)
{
    return language == LANGUAGE_DUTCH ? dutch : english;
}

static void add_head(struct str *out, const char *title, enum language language)
{
    str_addf(out,
             "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
             say(language, "nl", "en"));
    html_add_text(out, title);
    str_add(out, "</title>\n<link rel=\"stylesheet\" href=\"/static/buurtkas.css\">\n</head>\n"
                 "<body>\n");
}

/* The other language keeps what was asked of the page: `more` is the rest of its query, escaped. */
static void add_header(struct str *out, enum language language, const char *more)
{
    const char *own = say(language, "nl", "en");
    const char *other = say(language, "en", "nl");
    str_addf(out,
             "<a class=\"skip\" href=\"#main\">%s</a>\n"
             "<header>\n<nav aria-label=\"%s\"><a href=\"/?lang=%s\">%s</a> ",
             say(language, "Naar de inhoud", "Skip to content"),
             say(language, "Navigatie", "Navigation"), own, say(language, "Overzicht", "Overview"));
    str_addf(out, "<a href=\"/reports/effects?lang=%s\">%s</a> ", own,
             say(language, "Gevolgen", "Effects"));
    str_addf(out, "<a href=\"?lang=%s%s\" lang=\"%s\" hreflang=\"%s\">%s</a></nav>\n</header>\n",
             other, more, other, other, say(language, "English", "Nederlands"));
}

void html_page_begin_of(struct str *out, const char *title, enum language language,
                        const char *more)
{
    add_head(out, title, language);
    add_header(out, language, more);
    str_add(out, "<main id=\"main\">\n<h1>");
    html_add_text(out, title);
    str_add(out, "</h1>\n");
}

void html_page_begin(struct str *out, const char *title, enum language language)
{
    html_page_begin_of(out, title, language, "");
}

static void add_footer(struct str *out, enum language language)
{
    str_add(out,
            say(language,
                "<footer>\n<p>Elke beslissing en elke euro staat in een "
                "<a href=\"/log/checkpoint\">openbaar logboek</a> dat iedereen kan "
                "controleren. Gecontroleerd betekent: niet veranderd sinds de ondertekening. "
                "Het betekent niet: verstandig, rechtmatig of goed besteed.</p>\n"
                "<p class=\"links\"><a href=\"/\">Overzicht</a> <a href=\"/v1/openapi.json\">Voor "
                "programmeurs: de API</a></p>\n</footer>\n",
                "<footer>\n<p>Every decision and every euro stands in a "
                "<a href=\"/log/checkpoint\">public log</a> that anyone can check. Checked "
                "means: unchanged since it was signed. It does not mean: wise, lawful or well "
                "spent.</p>\n<p class=\"links\"><a href=\"/\">Overview</a> "
                "<a href=\"/v1/openapi.json\">For programmers: the API</a></p>\n</footer>\n"));
}

void html_page_end(struct str *out, enum language language)
{
    str_add(out, "</main>\n");
    add_footer(out, language);
    str_add(out, "</body>\n</html>\n");
}

/* --- Views of a row. --- */

void view_say(const struct view *view, const char *dutch, const char *english)
{
    str_add(view->out, say(view->language, dutch, english));
}

const struct cell *view_cell(const struct view *view, const char *column)
{
    return rowset_cell(view->rows, view->row, rowset_column(view->rows, column));
}

bool view_has(const struct view *view, const char *column)
{
    return !cell_is_null(view_cell(view, column));
}

static bool cell_is(const struct cell *cell, const char *word)
{
    size_t len = strlen(word);
    return !cell_is_null(cell) && (size_t)cell->len == len && memcmp(cell->ptr, word, len) == 0;
}

bool view_is(const struct view *view, const char *column, const char *word)
{
    return cell_is(view_cell(view, column), word);
}

int64_t view_i64(const struct view *view, const char *column)
{
    const struct cell *cell = view_cell(view, column);
    return cell_is_null(cell) ? 0 : cell_i64(cell);
}

int32_t view_i32(const struct view *view, const char *column)
{
    const struct cell *cell = view_cell(view, column);
    return cell_is_null(cell) ? 0 : cell_i32(cell);
}

bool view_bool(const struct view *view, const char *column)
{
    const struct cell *cell = view_cell(view, column);
    return !cell_is_null(cell) && cell_bool(cell);
}

void view_text(const struct view *view, const char *column)
{
    const struct cell *cell = view_cell(view, column);
    if (!cell_is_null(cell)) {
        html_add(view->out, (const char *)cell->ptr, (size_t)cell->len);
    }
}

void view_words(const struct view *view, const char *column)
{
    view_say(view, "", "<span lang=\"nl\">");
    view_text(view, column);
    view_say(view, "", "</span>");
}

void view_day(const struct view *view, const char *column)
{
    const struct cell *cell = view_cell(view, column);
    if (!cell_is_null(cell)) {
        html_add_day(view->out, (struct date){ cell_date_days(cell) }, view->language);
    }
}

void view_time(const struct view *view, const char *column)
{
    const struct cell *cell = view_cell(view, column);
    if (!cell_is_null(cell)) {
        html_add_time(view->out, (struct instant){ cell_i64(cell) });
    }
}

void view_euros(const struct view *view, const char *column)
{
    const struct cell *cell = view_cell(view, column);
    if (!cell_is_null(cell)) {
        html_add_euros(view->out, cell_i64(cell), view->language);
    }
}

void view_word(const struct view *view, const char *column, const struct word *words, size_t count)
{
    const struct cell *cell = view_cell(view, column);
    for (size_t i = 0; i < count; i++) {
        if (cell_is(cell, words[i].word)) {
            html_add_text(view->out, words[i].says[view->language]);
            return;
        }
    }
    view_text(view, column);
}
