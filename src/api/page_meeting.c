/* A meeting's page: its agenda, and how each vote stands as far as the rule of the tally shows it.
 * The API's tally reads the same statements, so that there is one rule. */
#include <string.h>

#include "api/page_internal.h"

bool meeting_page_prepare(struct api_call *call, struct err *err)
{
    static const struct page_source sources[] = {
        {"minutes_meeting", "minutes_meeting_inside", false, true},
        { "agenda_list",    "agenda_list_inside",     false, true},
        { "tally_list",     "tally_list_inside",      true , true},
        { "minutes_written", "minutes_written_inside", false, true},
    };
    return page_read(call, sources, ARRAY_LEN(sources), err);
}

static bool add_tally_part(struct api_call *call, bool is_inside, const struct uuid *motion,
                           struct err *err)
{
    struct read_part *part =
        read_add(call, is_inside ? call->request.route->inside : call->request.route->statement);
    if (part == NULL) {
        return err_set(err, ERR_INTERNAL, "A tally is two statements at most.");
    }
    part_add(part, param_uuid(*motion));
    part_add(part, param_null(VALUE_UUID));
    if (is_inside) {
        part_add(part, caller_reach(&call->request.caller));
        part_add_door(part, call);
    }
    return true;
}

bool tally_prepare(struct api_call *call, struct err *err)
{
    struct page page;
    struct param none[PARAMS_MAX];
    struct uuid motion;
    if (!media_is_accepted(call->request.accept, MEDIA_JSON)) {
        return err_set(err, ERR_NOT_ACCEPTABLE, "The answer is application/json.");
    }
    call->read =
        (struct read_job){ .arena = call->arena, .deadline_ms = call->request.deadline_ms };
    call->next = API_READ;
    bool is_insider = caller_is_insider(&call->request.caller);
    return path_uuid(&motion, call, 0, err) && query_read(call, &page, none, err) &&
           (!is_insider || add_tally_part(call, true, &motion, err)) &&
           add_tally_part(call, false, &motion, err);
}

/* One kind of vote of a tally. */
struct count {
    const char *column;
    const char *says[2];
    bool is_always; /* shown when it is nought, too */
};

static const struct count counts[] = {
    {"votes_for",          { "voor", "for" },                true },
    { "votes_against",     { "tegen", "against" },           true },
    { "votes_abstain",     { "onthouding", "abstained" },    false},
    { "votes_blank",       { "blanco", "blank" },            false},
    { "votes_consent",     { "stemt in", "consent" },        false},
    { "votes_objection",   { "bezwaar", "object" },          false},
    { "votes_stand_aside", { "stapt opzij", "stand aside" }, false},
};

static void add_counts(const struct view *tally)
{
    bool is_first = true;
    view_say(tally, "<br>Geteld: ", "<br>Counted: ");
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        int32_t value = view_i32(tally, counts[i].column);
        if (value > 0 || counts[i].is_always) {
            str_addf(tally->out, "%s%d ", is_first ? "" : ", ", value);
            view_say(tally, counts[i].says[0], counts[i].says[1]);
            is_first = false;
        }
    }
    str_add(tally->out, ".");
}

/* The denominator comes first: a count without it says nothing. */
static void add_tally(const struct view *tally)
{
    if (!view_has(tally, "voted")) {
        return;
    }
    view_say(tally, "<p class=\"verdict\">Stemmen: ", "<p class=\"verdict\">Votes: ");
    str_addf(tally->out, "%d ", view_i32(tally, "voted"));
    view_say(tally, "van ", "of ");
    bool in_writing = !view_has(tally, "present");
    str_addf(tally->out, "%d ", view_i32(tally, in_writing ? "eligible" : "present"));
    view_say(tally,
             in_writing ? "(schriftelijk, niet teruggetrokken). Leden: "
                        : "(aanwezig en niet teruggetrokken). Leden: ",
             in_writing ? "(in writing, not stepped back). Members: "
                        : "(present and not stepped back). Members: ");
    str_addf(tally->out, "%d, ", view_i32(tally, "seated"));
    view_say(tally, "teruggetrokken: ", "stepped back: ");
    str_addf(tally->out, "%d.", view_i32(tally, "recused"));
    if (view_has(tally, "votes_for")) {
        add_counts(tally);
    } else {
        view_say(tally, "<br>De tussenstand is geheim tot de stemming sluit.",
                 "<br>Interim counts stay hidden until voting closes.");
    }
    str_add(tally->out, "</p>\n");
}

static void add_tally_of(const struct view *view, const struct rowset *tallies)
{
    struct uuid id = cell_uuid(view_cell(view, "id"));
    struct view tally = { view->out, view->language, tallies, 0 };
    for (; tally.row < tallies->row_count; tally.row++) {
        struct uuid of = cell_uuid(view_cell(&tally, "id"));
        if (uuid_equal(&of, &id)) {
            add_tally(&tally);
        }
    }
}

static void add_motion(const struct view *view, const struct rowset *tallies)
{
    if (view_has(view, "question")) {
        str_add(view->out, "<p><q>");
        view_words(view, "question");
        str_add(view->out, "</q></p>\n");
    }
    view_say(view, "<p>Bedrag: ", "<p>Amount: ");
    view_euros(view, "amount_cents");
    str_add(view->out, ". ");
    if (view_has(view, "verdict")) {
        view_say(view, "Uitslag: ", "Verdict: ");
        str_add(view->out, "<strong>");
        view_word(view, "verdict", words_verdict, words_verdict_count);
        str_add(view->out, "</strong>");
    } else {
        view_say(view, "Stand: ", "State: ");
        view_word(view, "state", words_motion, words_motion_count);
    }
    str_add(view->out, ".</p>\n");
    add_tally_of(view, tallies);
}

/* An item may have no motion yet. */
static void add_item(const struct view *view, const struct rowset *tallies)
{
    view_say(view, "<section>\n<h2>Punt ", "<section>\n<h2>Item ");
    str_addf(view->out, "%d: ", view_i32(view, "item"));
    agenda_title_add(view);
    str_add(view->out, "</h2>\n");
    if (view_has(view, "repeats")) {
        view_say(view, "<p>Dit punt stond al op de eerste oproep, als punt ",
                 "<p>This item was in the first call, as item ");
        str_addf(view->out, "%d.</p>\n", view_i32(view, "repeats"));
    }
    agenda_announced_add(view);
    if (view_has(view, "id")) {
        add_motion(view, tallies);
    }
    str_add(view->out, "</section>\n");
}

static void add_when(const struct view *view)
{
    static const struct word states[] = {
        {"convened",    { "bijeengeroepen", "convened" }                                  },
        { "opened",     { "bezig", "under way" }                                          },
        { "closed",     { "gesloten", "closed" }                                          },
        { "not-opened", { "niet geopend: te weinig leden", "not opened: too few members" }},
    };
    str_add(view->out, "<p>");
    view_text(view, "council_name");
    str_add(view->out, ", ");
    view_day(view, "on_date");
    str_add(view->out, ". ");
    bool in_writing = view_has(view, "until_date");
    view_say(view, in_writing ? "De schriftelijke ronde is " : "De vergadering is ",
             in_writing ? "The round in writing is " : "The meeting is ");
    view_word(view, "state", states, ARRAY_LEN(states));
    str_add(view->out, ".</p>\n");
    if (in_writing) {
        view_say(view, "<p>Niemand komt bijeen. Stemmen tellen tot ",
                 "<p>Nobody meets. Votes count until ");
        view_day(view, "until_date");
        str_add(view->out, ".</p>\n");
    }
    agenda_published_add(view, "<p>", ".</p>\n");
    if (!view_bool(view, "public")) {
        view_say(view, "<p class=\"note\">Deze vergadering is niet openbaar.</p>\n",
                 "<p class=\"note\">This meeting is not public.</p>\n");
    }
}

static void add_links(const struct view *view)
{
    struct uuid meeting = cell_uuid(view_cell(view, "id"));
    struct uuid council = cell_uuid(view_cell(view, "council"));
    char id[UUID_TEXT + 1];
    uuid_print(id, &meeting);
    view_say(view, "<p class=\"screen\"><a href=\"/meetings/",
             "<p class=\"screen\"><a href=\"/meetings/");
    str_addf(view->out, "%s/minutes?lang=%s\">", id,
             view->language == LANGUAGE_DUTCH ? "nl" : "en");
    view_say(view, "Notulen", "Minutes");
    uuid_print(id, &council);
    str_addf(view->out, "</a> <a href=\"/v1/councils/%s/feed\">", id);
    view_say(view, "Besluiten en agenda's van deze raad volgen (Atom)</a></p>\n",
             "Follow this council's decisions and agendas (Atom)</a></p>\n");
}

bool meeting_page_render(struct api_call *call, struct err *err)
{
    if (!page_found(call, err)) {
        return false;
    }
    struct str out = str_new(call->arena, ANSWER_BYTES_MAX);
    struct str title = str_new(call->arena, PAGE_BYTES_MAX);
    struct view view = { &out, page_language(call), page_rows(call, 0), 0 };
    struct view to = { &title, view.language, view.rows, 0 };
    view_say(&to, "Agenda: ", "Agenda: ");
    if (view_has(&to, "title")) {
        struct cell cell = *view_cell(&to, "title");
        str_add_len(&title, cell.ptr, (size_t)cell.len);
    } else {
        view_say(&to, "vergadering", "meeting");
    }
    html_page_begin(&out, title.len == 0 ? "" : title.ptr, view.language);
    add_when(&view);
    struct view item = { &out, view.language, page_rows(call, 1), 0 };
    if (item.rows->row_count == 0) {
        view_say(&view, "<p>Er staan geen punten op de agenda.</p>\n",
                 "<p>There are no items on the agenda.</p>\n");
    }
    for (; item.row < item.rows->row_count; item.row++) {
        add_item(&item, page_rows(call, 2));
    }
    written_add(&view, page_rows(call, 3));
    add_links(&view);
    html_page_end(&out, view.language);
    return page_finish(call, &out, err);
}
