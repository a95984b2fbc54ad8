/* The minutes of a meeting, made from the record: who was there and when, the opening quorum with
 * its numbers, and each motion with its votes, its verdict's sum and what was decided. In public a
 * member stands by handle, and only where the rules make names public; an outcome only once its
 * decision was notified and published. */
#include <stdio.h>
#include <string.h>

#include "api/page_internal.h"

enum {
    HANDLE_SHOWN = 8
};

bool minutes_prepare(struct api_call *call, struct err *err)
{
    static const struct page_source sources[] = {
        {"minutes_meeting",  "minutes_meeting_inside", false, true},
        { "minutes_motions", "minutes_motions_inside", false, true},
        { "minutes_lines",   "minutes_lines_inside",   false, true},
        { "minutes_ballots", "minutes_ballots_inside", false, true},
        { "minutes_written", "minutes_written_inside", false, true},
        { "agenda_list",     "agenda_list_inside",     false, true},
    };
    return page_read(call, sources, ARRAY_LEN(sources), err);
}

/* A name that is not shown or was erased leaves the beginning of the handle. */
static void add_person(const struct view *line, const char *name, const char *handle)
{
    if (view_has(line, name)) {
        view_text(line, name);
        return;
    }
    struct uuid member = cell_uuid(view_cell(line, handle));
    char text[UUID_TEXT + 1];
    uuid_print(text, &member);
    view_say(line, "lid ", "member ");
    str_addf(line->out, "<code>%.*s</code>", HANDLE_SHOWN, text);
}

static void add_member(const struct view *line)
{
    add_person(line, "name", "member");
}

static void add_facts(const struct view *view)
{
    view_say(view, "<dl>\n<dt>Raad</dt><dd>", "<dl>\n<dt>Council</dt><dd>");
    view_text(view, "council_name");
    str_add(view->out, " (");
    view_text(view, "organisation_name");
    view_say(view, ")</dd>\n<dt>Datum</dt><dd>", ")</dd>\n<dt>Date</dt><dd>");
    view_day(view, "on_date");
    bool in_writing = view_has(view, "until_date"); /* days apart: a time says nothing */
    if (view_has(view, "opened_at") && !in_writing) {
        view_say(view, ", geopend om ", ", opened at ");
        view_time(view, "opened_at");
    }
    if (view_has(view, "closed_at") && !in_writing) {
        view_say(view, ", gesloten om ", ", closed at ");
        view_time(view, "closed_at");
    }
    if (in_writing) {
        view_say(view, "</dd>\n<dt>Schriftelijk</dt><dd>stemmen telden tot ",
                 "</dd>\n<dt>In writing</dt><dd>votes counted until ");
        view_day(view, "until_date");
    }
    view_say(view, "</dd>\n<dt>Oproep</dt><dd>", "</dd>\n<dt>Call</dt><dd>");
    agenda_published_add(view, "", "");
    view_say(view, "</dd>\n<dt>Kenmerk</dt><dd>", "</dd>\n<dt>Reference</dt><dd>");
    view_text(view, "reference");
    view_say(view, "</dd>\n<dt>Openbaar</dt><dd>", "</dd>\n<dt>Public</dt><dd>");
    view_say(view, view_bool(view, "public") ? "ja" : "nee, achter gesloten deuren",
             view_bool(view, "public") ? "yes" : "no, behind closed doors");
    if (view_has(view, "second_call_of")) {
        view_say(view, "</dd>\n<dt>Tweede oproep van</dt><dd>",
                 "</dd>\n<dt>Second call of</dt><dd>");
        view_text(view, "second_call_of");
    }
    str_add(view->out, "</dd>\n</dl>\n");
}

static void add_quorum(const struct view *view)
{
    bool is_opened = view_has(view, "opened_at");
    if (!is_opened) {
        bool has_lapsed = view_is(view, "state", "not-opened");
        view_say(view,
                 has_lapsed ? "<p class=\"note\">Deze vergadering kon niet worden geopend.</p>\n"
                            : "<p class=\"note\">Deze vergadering is nog niet geopend.</p>\n",
                 has_lapsed ? "<p class=\"note\">This meeting could not be opened.</p>\n"
                            : "<p class=\"note\">This meeting was not opened yet.</p>\n");
    }
    if (!view_has(view, "opening_present")) {
        return;
    }
    view_say(view, is_opened ? "<p>Bij de opening waren er " : "<p>Er waren ",
             is_opened ? "<p>When it opened, " : "<p>There, ");
    str_addf(view->out, "%d", view_i32(view, "opening_present"));
    view_say(view, " van de ", " of the ");
    str_addf(view->out, "%d", view_i32(view, "opening_seated"));
    view_say(view, " leden aanwezig (de raad heeft ", " members were present (the council has ");
    str_addf(view->out, "%d", view_i32(view, "opening_seats"));
    view_say(view, " zetels).", " seats).");
    if (view_has(view, "opening_needed")) {
        view_say(view, " Nodig om te openen: ", " Needed to open: ");
        str_addf(view->out, "%d.", view_i32(view, "opening_needed"));
    }
    if (view_bool(view, "quorum_waived")) {
        view_say(view, " In een tweede oproep geldt dit niet voor de punten van de eerste.",
                 " In a second call this does not hold for the items of the first.");
    }
    str_add(view->out, "</p>\n");
}

static void add_attendance(const struct view *view, const struct rowset *lines)
{
    struct view line = { view->out, view->language, lines, 0 };
    bool is_first = true;
    for (; line.row < lines->row_count; line.row++) {
        if (!view_is(&line, "part", "attendance")) {
            continue;
        }
        if (is_first) {
            view_say(view,
                     "<table>\n<thead><tr><th scope=\"col\">Tijd</th><th scope=\"col\">Lid</th>"
                     "<th scope=\"col\">Wat</th></tr></thead>\n<tbody>\n",
                     "<table>\n<thead><tr><th scope=\"col\">Time</th><th scope=\"col\">Member</th>"
                     "<th scope=\"col\">What</th></tr></thead>\n<tbody>\n");
        }
        is_first = false;
        str_add(view->out, "<tr><td>");
        view_time(&line, "at");
        str_add(view->out, "</td><td>");
        add_member(&line);
        bool has_arrived = view_is(&line, "word", "arrived");
        view_say(view, has_arrived ? "</td><td>gekomen" : "</td><td>weggegaan",
                 has_arrived ? "</td><td>arrived" : "</td><td>left");
        if (view_has(&line, "place")) {
            view_say(&line, ", in de plaats van ", ", in the place of ");
            add_person(&line, "place_name", "place");
        }
        str_add(view->out, "</td></tr>\n");
    }
    if (is_first) {
        view_say(view, "<p>Wie er waren, wordt hier niet genoemd.</p>\n",
                 "<p>Who was there is not named here.</p>\n");
        return;
    }
    str_add(view->out, "</tbody>\n</table>\n");
}

static bool is_of_motion(const struct view *line, const char *part, const struct uuid *motion)
{
    if (!view_is(line, "part", part)) {
        return false;
    }
    struct uuid of = cell_uuid(view_cell(line, "motion"));
    return uuid_equal(&of, motion);
}

static void add_recusals(const struct view *view, const struct rowset *lines,
                         const struct uuid *motion)
{
    struct view line = { view->out, view->language, lines, 0 };
    bool is_first = true;
    for (; line.row < lines->row_count; line.row++) {
        if (is_of_motion(&line, "recusal", motion)) {
            if (is_first) {
                view_say(view, "<p>Deden niet mee, om een persoonlijk belang: ",
                         "<p>Did not take part, for a personal interest: ");
            } else {
                str_add(view->out, ", ");
            }
            is_first = false;
            add_member(&line);
        }
    }
    str_add(view->out, is_first ? "" : ".</p>\n");
}

static void add_vote(const struct view *line)
{
    str_add(line->out, "<tr><td>");
    add_member(line);
    str_add(line->out, "</td><td>");
    view_word(line, "word", words_choice, words_choice_count);
    if (view_has(line, "reason")) {
        str_add(line->out, ": ");
        view_words(line, "reason");
    }
    if (view_is(line, "manner", "recorded")) {
        view_say(line, " (opgeschreven door de secretaris)", " (recorded by the secretary)");
    } else if (view_is(line, "manner", "by-proxy")) {
        view_say(line, " (met een volmacht)", " (by proxy)");
    }
    if (!view_bool(line, "is_standing")) {
        view_say(line, " (telt niet: later gewijzigd of teruggetreden)",
                 " (does not count: changed later, or stepped back)");
    }
    str_add(line->out, "</td></tr>\n");
}

static void add_votes(const struct view *view, const struct rowset *lines,
                      const struct uuid *motion)
{
    struct view line = { view->out, view->language, lines, 0 };
    bool is_first = true;
    for (; line.row < lines->row_count; line.row++) {
        if (!is_of_motion(&line, "vote", motion)) {
            continue;
        }
        if (is_first) {
            view_say(view,
                     "<table>\n<caption>Stemmen</caption>\n<thead><tr><th scope=\"col\">Lid</th>"
                     "<th scope=\"col\">Stem</th></tr></thead>\n<tbody>\n",
                     "<table>\n<caption>Votes</caption>\n<thead><tr><th scope=\"col\">Member</th>"
                     "<th scope=\"col\">Vote</th></tr></thead>\n<tbody>\n");
        }
        is_first = false;
        add_vote(&line);
    }
    str_add(view->out, is_first ? "" : "</tbody>\n</table>\n");
}

static bool add_verdict(const struct view *view, struct arena *arena, struct err *err)
{
    str_add(view->out, "<p>");
    if (!view_has(view, "closing")) {
        bool is_closed = view_is(view, "state", "closed");
        if (is_closed) {
            view_say(view, "De stemming is gesloten. De uitslag is nog niet bekendgemaakt.",
                     "Voting has closed. The outcome was not made public yet.");
        } else {
            view_say(view, "Stand: ", "State: ");
            view_word(view, "state", words_motion, words_motion_count);
            str_add(view->out, ".");
        }
        str_add(view->out, "</p>\n");
        return true;
    }
    const char *sentence = closing_sentence(view_cell(view, "closing"), view->language, arena, err);
    if (sentence == NULL) {
        return false;
    }
    view_say(view, "Uitslag: <strong>", "Verdict: <strong>");
    view_word(view, "verdict", words_verdict, words_verdict_count);
    str_add(view->out, "</strong> (");
    view_word(view, "method", words_method, words_method_count);
    if (!view_is(view, "method", "in-writing")) {
        view_say(view, ", geopend om ", ", opened at ");
        view_time(view, "opened_at");
        view_say(view, ", gesloten om ", ", closed at ");
        view_time(view, "closed_at");
    }
    str_add(view->out, ").</p>\n<p class=\"verdict\">");
    html_add_text(view->out, sentence);
    str_add(view->out, "</p>\n");
    if (view_has(view, "casting")) {
        view_say(view,
                 "<p>De stem van de voorzitter gaf de doorslag: ", "<p>The chair's casting vote: ");
        view_word(view, "casting", words_choice, words_choice_count);
        str_add(view->out, ".</p>\n");
    }
    return true;
}

static void add_decision(const struct view *view)
{
    if (!view_has(view, "decision_reference")) {
        return;
    }
    view_say(view, "<p>Besluit ", "<p>Decision ");
    view_text(view, "decision_reference");
    str_add(view->out, ": ");
    view_word(view, "outcome", words_outcome, words_outcome_count);
    if (view_has(view, "decision_cents") && !view_is(view, "outcome", "refusal")) {
        str_add(view->out, ", ");
        view_euros(view, "decision_cents");
    }
    str_add(view->out, ".</p>\n");
    if (view_has(view, "conditions")) {
        view_say(view, "<p class=\"text\">Voorwaarden: ", "<p class=\"text\">Conditions: ");
        view_words(view, "conditions");
        str_add(view->out, "</p>\n");
    }
}

static bool add_motion(const struct view *view, const struct rowset *lines, struct arena *arena,
                       struct err *err)
{
    struct uuid id = cell_uuid(view_cell(view, "id"));
    view_say(view, "<section>\n<h2>Punt ", "<section>\n<h2>Item ");
    str_addf(view->out, "%d", view_i32(view, "item"));
    str_add(view->out, ": ");
    if (view_has(view, "title")) {
        view_words(view, "title");
    } else {
        view_say(view, "een aanvraag van een persoon", "an application by a person");
    }
    str_add(view->out, " (");
    view_text(view, "reference");
    if (view_i32(view, "attempt") > 1) {
        view_say(view, ", opnieuw in stemming: ", ", put to the vote again: ");
        str_addf(view->out, "%d", view_i32(view, "attempt"));
    }
    str_add(view->out, ")</h2>\n<p>");
    if (view_has(view, "question")) {
        str_add(view->out, "<q>");
        view_words(view, "question");
        str_add(view->out, "</q> ");
    }
    view_say(view, "Bedrag: ", "Amount: ");
    view_euros(view, "amount_cents");
    str_add(view->out, "</p>\n");
    add_recusals(view, lines, &id);
    add_votes(view, lines, &id);
    if (!add_verdict(view, arena, err)) {
        return false;
    }
    add_decision(view);
    str_add(view->out, "</section>\n");
    return true;
}

static void add_title(const struct view *view, struct str *title)
{
    struct view to = *view;
    to.out = title;
    view_say(&to, "Notulen: ", "Minutes: ");
    if (view_has(&to, "title")) {
        struct cell cell = *view_cell(&to, "title");
        str_add_len(title, cell.ptr, (size_t)cell.len);
    } else {
        view_say(&to, "vergadering", "meeting");
    }
}

bool minutes_render(struct api_call *call, struct err *err)
{
    if (!page_found(call, err)) {
        return false;
    }
    struct str out = str_new(call->arena, ANSWER_BYTES_MAX);
    struct str title = str_new(call->arena, PAGE_BYTES_MAX);
    struct view view = { &out, page_language(call), page_rows(call, 0), 0 };
    add_title(&view, &title);
    html_page_begin(&out, title.len == 0 ? "" : title.ptr, view.language);
    if (!view_has(&view, "closed_at")) {
        view_say(&view, "<p class=\"note\">Concept: de vergadering is nog niet gesloten.</p>\n",
                 "<p class=\"note\">Draft: the meeting is not closed yet.</p>\n");
    }
    add_facts(&view);
    if (!view_has(&view, "until_date")) {
        view_say(&view, "<section>\n<h2>Aanwezig</h2>\n", "<section>\n<h2>Attendance</h2>\n");
        add_quorum(&view);
        add_attendance(&view, page_rows(call, 2));
        str_add(&out, "</section>\n");
    }
    agenda_minutes_add(&view, page_rows(call, 5));
    written_add(&view, page_rows(call, 4));
    struct view motion = { &out, view.language, page_rows(call, 1), 0 };
    for (; motion.row < motion.rows->row_count; motion.row++) {
        if (!add_motion(&motion, page_rows(call, 2), call->arena, err)) {
            return false;
        }
    }
    struct view ballots = { &out, view.language, page_rows(call, 3), 0 };
    if (!add_ballots(&ballots, call->arena, err)) {
        return false;
    }
    html_page_end(&out, view.language);
    return page_finish(call, &out, err);
}
