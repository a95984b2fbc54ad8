/* The pieces of a page; see html.c. */
#ifndef BUURTKAS_API_HTML_H
#define BUURTKAS_API_HTML_H

#include "buurtkas/base/clock.h"
#include "buurtkas/base/rowset.h"
#include "buurtkas/base/str.h"

/* The languages of pages and letters. */
enum language {
    LANGUAGE_DUTCH = 0,
    LANGUAGE_ENGLISH
};

/** Adds text with & < > " ' escaped; what neither HTML nor XML may hold is left out. */
void html_add(struct str *out, const char *text, size_t len);
void html_add_text(struct str *out, const char *text);
/** Adds an amount: "€ 1.234,50" in Dutch, "€1,234.50" in English; whole euros without cents. */
void html_add_euros(struct str *out, int64_t cents, enum language language);
/** Adds a day with its machine-readable form: "5 januari 2026". */
void html_add_day(struct str *out, struct date date, enum language language);
/** Adds the time of day in Amsterdam: "19:30". */
void html_add_time(struct str *out, struct instant at);
/** Adds the page's beginning up to its heading, with a link to the page in the other language. */
void html_page_begin(struct str *out, const char *title, enum language language);
/** The same for a page with a query: `more` is what the link keeps of it, escaped: "&amp;from=…". */
void html_page_begin_of(struct str *out, const char *title, enum language language,
                        const char *more);
void html_page_end(struct str *out, enum language language);

/* A word of the record as people say it. */
struct word {
    const char *word;
    const char *says[2]; /* by language */
};

/* One row of a page in one language: whatever comes out of it is escaped. */
struct view {
    struct str *out;
    enum language language;
    const struct rowset *rows;
    size_t row;
};

/** Adds markup of our own, in the page's language. Never text from outside. */
void view_say(const struct view *view, const char *dutch, const char *english);
const struct cell *view_cell(const struct view *view, const char *column);
bool view_has(const struct view *view, const char *column);
/** Whether a text column holds this word. */
bool view_is(const struct view *view, const char *column, const char *word);
/** @return the number, or 0 for NULL */
int64_t view_i64(const struct view *view, const char *column);
int32_t view_i32(const struct view *view, const char *column);
bool view_bool(const struct view *view, const char *column);
/** Add the column's value; nothing for NULL. */
void view_text(const struct view *view, const char *column);
/** As view_text, for words written by people: on an English page marked as Dutch, the language of
 * the record (WCAG 2.2, 3.1.2). */
void view_words(const struct view *view, const char *column);
void view_day(const struct view *view, const char *column);
void view_time(const struct view *view, const char *column);
void view_euros(const struct view *view, const char *column);
/** Adds the words for a column; one that the table lacks stands as it is. */
void view_word(const struct view *view, const char *column, const struct word *words, size_t count);

#endif
