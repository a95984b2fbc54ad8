/* Secret ballots in the minutes: purpose, nominees, each tally with its sum, and the lot. Who was
 * handed a paper does not stand here: of a vote of all alike it would say what they voted. */
#include <string.h>

#include "api/page_internal.h"

static void add_nominee(const struct view *view, const char *name, const char *number)
{
    str_add(view->out, "<li>");
    if (view_has(view, name)) {
        view_words(view, name);
    } else {
        view_say(view, "kandidaat ", "nominee ");
        str_add(view->out, number);
    }
    str_add(view->out, "</li>\n");
}

static void begin_ballot(const struct view *view)
{
    view_say(view, "<section>\n<h2>Punt ", "<section>\n<h2>Item ");
    str_addf(view->out, "%d", view_i32(view, "item"));
    view_say(view, ": geheime stemming (", ": secret ballot (");
    view_text(view, "reference");
    str_add(view->out, ")</h2>\n<p>");
    view_words(view, "purpose");
    str_add(view->out, "</p>\n<ol>\n");
    add_nominee(view, "first_name", "1");
    if (view_i32(view, "nominees") == 2) {
        add_nominee(view, "second_name", "2");
    }
    str_add(view->out, "</ol>\n");
}

static bool add_tally(const struct view *view, struct arena *arena, struct err *err)
{
    if (!view_has(view, "tally")) {
        view_say(view, "<p>Nog niet geteld.</p>\n", "<p>Not counted yet.</p>\n");
        return true;
    }
    const char *sentence = closing_sentence(view_cell(view, "tally"), view->language, arena, err);
    if (sentence == NULL) {
        return false;
    }
    str_add(view->out, "<p>");
    html_add_text(view->out, sentence);
    str_add(view->out, "</p>\n");
    return true;
}

static bool verdict_is(const struct view *view, const char *word)
{
    const struct cell *cell = view_cell(view, "verdict");
    return !cell_is_null(cell) && (size_t)cell->len == strlen(word) &&
           memcmp(cell->ptr, word, strlen(word)) == 0;
}

static void end_ballot(const struct view *view)
{
    if (verdict_is(view, "elected-by-lot")) {
        view_say(view, "<p>Het lot koos kandidaat ", "<p>The lot chose nominee ");
        str_addf(view->out, "%d.</p>\n", view_i32(view, "chosen"));
    } else if (verdict_is(view, "rejected-by-lot")) {
        view_say(view, "<p>Het lot besliste: niet gekozen.</p>\n",
                 "<p>The lot decided: not elected.</p>\n");
    }
    str_add(view->out, "</section>\n");
}

/* Rows of one ballot stand together, one a tally. */
bool add_ballots(const struct view *view, struct arena *arena, struct err *err)
{
    struct view row = *view;
    struct uuid last = { 0 };
    for (; row.row < row.rows->row_count; row.row++) {
        struct uuid id = cell_uuid(view_cell(&row, "id"));
        if (!uuid_equal(&id, &last)) {
            begin_ballot(&row);
            last = id;
        }
        if (!add_tally(&row, arena, err)) {
            return false;
        }
        struct view next = row;
        next.row++;
        bool is_last = next.row >= row.rows->row_count;
        struct uuid follows = is_last ? (struct uuid){ 0 } : cell_uuid(view_cell(&next, "id"));
        if (!uuid_equal(&id, &follows)) {
            end_ballot(&row);
        }
    }
    return true;
}
