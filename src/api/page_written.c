/* What the council decided in writing since its meeting before: a list in the agenda and in the
 * minutes of the next one, so that it is read out where people meet. */
#include "api/page_internal.h"

static void add_line(const struct view *line)
{
    struct uuid meeting = cell_uuid(view_cell(line, "meeting"));
    char id[UUID_TEXT + 1];
    uuid_print(id, &meeting);
    str_addf(line->out, "<li><a href=\"/meetings/%s?lang=%s\">", id,
             line->language == LANGUAGE_DUTCH ? "nl" : "en");
    view_text(line, "reference");
    str_add(line->out, "</a> ");
    if (view_has(line, "title")) {
        view_words(line, "title");
    } else {
        view_say(line, "een aanvraag van een persoon", "an application by a person");
    }
    str_add(line->out, ", ");
    view_euros(line, "amount_cents");
    if (view_has(line, "verdict")) {
        str_add(line->out, ": <strong>");
        view_word(line, "verdict", words_verdict, words_verdict_count);
        str_add(line->out, "</strong>");
    }
    if (view_has(line, "decision_reference")) {
        view_say(line, " (besluit ", " (decision ");
        view_text(line, "decision_reference");
        str_add(line->out, ")");
    }
    str_add(line->out, "</li>\n");
}

void written_add(const struct view *view, const struct rowset *motions)
{
    if (motions->row_count == 0) {
        return;
    }
    view_say(view, "<section>\n<h2>Schriftelijk besloten sinds de vorige vergadering</h2>\n<ul>\n",
             "<section>\n<h2>Decided in writing since the last meeting</h2>\n<ul>\n");
    struct view line = { view->out, view->language, motions, 0 };
    for (; line.row < motions->row_count; line.row++) {
        add_line(&line);
    }
    str_add(view->out, "</ul>\n</section>\n");
}
