/* The page of a decision: where it stands, why, by which rule and with whose votes, what it does to
 * the neighbourhood and what was found later, and each change since. Public once the decision was
 * notified and published. */
#include <inttypes.h>
#include <string.h>

#include "api/page_internal.h"

bool decision_page_prepare(struct api_call *call, struct err *err)
{
    static const struct page_source sources[] = {
        {"page_decision",          "page_decision_inside",         false, true},
        { "page_decision_effects", "page_decision_effects_inside", false, false},
        { "page_decision_lines",   "page_decision_lines_inside",   false, true},
    };
    return page_read(call, sources, ARRAY_LEN(sources), err);
}

/* --- Where it stands. --- */

static void add_note(const struct view *view, const char *dutch, const char *english)
{
    str_add(view->out, "<p class=\"note\">");
    view_say(view, dutch, english);
    str_add(view->out, "</p>\n");
}

static void add_state(const struct view *view)
{
    static const struct word states[] = {
        {"waiting",
         { "Dit besluit geldt nog niet: het wacht op de houder van het mandaat.",
            "Not in effect yet: it waits for the mandate's holder." }                         },
        { "declined",
         { "Dit besluit gaat niet door: de houder van het mandaat stemde niet in.",
            "This decision does not go through: the mandate's holder declined." }             },
        { "contested",
         { "Dit besluit is betwist. Tot daarover is beslist, wordt er geen geld op toegezegd.",
            "This decision is contested. Until that is decided, no money is promised on it." }},
        { "suspended",
         { "Dit besluit is geschorst: het geldt nu even niet.",
            "This decision is suspended: for now it has no effect." }                         },
        { "withdrawn", { "Dit besluit is ingetrokken.", "This decision was withdrawn." }      },
        { "annulled",  { "Dit besluit is vernietigd.", "This decision was annulled." }        },
    };
    if (!view_is(view, "state", "in-effect")) {
        str_add(view->out, "<p class=\"note\">");
        view_word(view, "state", states, ARRAY_LEN(states));
        str_add(view->out, "</p>\n");
    }
    if (view_i32(view, "conflicts") > 0) {
        view_say(view,
                 "<p class=\"note\">Later bleek dat iemand die meedeed een persoonlijk belang "
                 "had. Zonder die stem was de uitslag: ",
                 "<p class=\"note\">Later it was found that someone who took part had a personal "
                 "interest. Without that vote the verdict would have been: ");
        view_word(view, "conflict_verdict", words_verdict, words_verdict_count);
        view_say(view,
                 view_bool(view, "conflict_pivotal") ? ". De stem was beslissend.</p>\n"
                                                     : ". De stem was niet beslissend.</p>\n",
                 view_bool(view, "conflict_pivotal") ? ". The vote decided.</p>\n"
                                                     : ". The vote did not decide.</p>\n");
    }
    if (view_is(view, "ratification", "needed")) {
        add_note(view, "Dit besluit is met spoed genomen. De raad moet het nog bekrachtigen.",
                 "This decision was taken with urgency. The council has yet to ratify it.");
    } else if (view_is(view, "ratification", "refused")) {
        add_note(
            view,
            "Dit besluit is met spoed genomen. De raad heeft het niet bekrachtigd: er komen "
            "geen nieuwe toezeggingen.",
            "This decision was taken with urgency. The council did not ratify it: nothing more "
            "is promised on it.");
    } else if (view_is(view, "ratification", "given")) {
        view_say(view, "<p>Dit besluit is met spoed genomen. De raad heeft het bekrachtigd.</p>\n",
                 "<p>This decision was taken with urgency. The council ratified it.</p>\n");
    }
}

/* --- What it is. --- */

static void add_term(const struct view *view, const char *dutch, const char *english)
{
    str_add(view->out, "<dt>");
    view_say(view, dutch, english);
    str_add(view->out, "</dt><dd>");
}

static void add_words(const struct view *view, const char *column, const char *dutch,
                      const char *english)
{
    if (view_has(view, column)) {
        add_term(view, dutch, english);
        view_words(view, column);
        str_add(view->out, "</dd>\n");
    }
}

static void add_amount(const struct view *view, const char *column, const char *dutch,
                       const char *english)
{
    if (view_i64(view, column) > 0) {
        add_term(view, dutch, english);
        view_euros(view, column);
        str_add(view->out, "</dd>\n");
    }
}

static void add_day(const struct view *view, const char *column, const char *dutch,
                    const char *english)
{
    if (view_has(view, column)) {
        add_term(view, dutch, english);
        view_day(view, column);
        str_add(view->out, "</dd>\n");
    }
}

static void add_about(const struct view *view)
{
    if (!view_has(view, "about")) {
        return;
    }
    char id[UUID_TEXT + 1];
    struct uuid about = cell_uuid(view_cell(view, "about"));
    uuid_print(id, &about);
    add_term(view, "Gaat over besluit", "About decision");
    str_addf(view->out, "<a href=\"/decisions/%s?lang=%s\">", id,
             view->language == LANGUAGE_DUTCH ? "nl" : "en");
    view_text(view, "about_reference");
    str_add(view->out, "</a></dd>\n");
}

static void add_facts(const struct view *view)
{
    str_add(view->out, "<section>\n<dl>\n");
    add_words(view, "council_name", "Raad", "Council");
    add_words(view, "applicant_name", "Aanvrager", "Applicant");
    add_words(view, "category", "Soort plan", "Category");
    add_about(view);
    add_term(view, "Uitkomst", "Outcome");
    str_add(view->out, "<strong>");
    view_word(view, "outcome", words_outcome, words_outcome_count);
    str_add(view->out, "</strong></dd>\n");
    add_amount(view, "asked_cents", "Gevraagd", "Asked");
    add_amount(view, "amount_cents", "Bedrag van het besluit", "Amount decided");
    add_amount(view, "committed_cents", "Toegezegd", "Promised");
    add_amount(view, "paid_cents", "Betaald", "Paid");
    add_term(view, "Besloten op", "Decided on");
    html_add_day(view->out, date_in_amsterdam((struct instant){ view_i64(view, "at") }),
                 view->language);
    str_add(view->out, "</dd>\n");
    add_day(view, "effective_on", "Geldt vanaf", "In effect from");
    add_day(view, "notified_on", "Aanvrager bericht gestuurd op", "Applicant told on");
    str_add(view->out, "</dl>\n</section>\n");
}

static void add_reasons(const struct view *view)
{
    static const char *const columns[] = { "reasons", "partial_reason", "conditions" };
    static const char *const heads[][2] = {
        {"Waarom",                      "Why"                },
        { "Waarom minder dan gevraagd", "Why less than asked"},
        { "Voorwaarden",                "Conditions"         },
    };
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        if (view_has(view, columns[i])) {
            str_addf(view->out, "<section>\n<h2>%s</h2>\n<p class=\"text\">",
                     heads[i][view->language]);
            view_words(view, columns[i]);
            str_add(view->out, "</p>\n</section>\n");
        }
    }
}

/* --- The vote. --- */

/* Lines of one part, as "Name (word), …"; nothing in public, where there are no names. */
static void add_names(const struct view *lines, const char *part, const struct word *words,
                      size_t count)
{
    bool is_first = true;
    for (struct view each = *lines; each.row < each.rows->row_count; each.row++) {
        if (!view_is(&each, "part", part) || !view_has(&each, "name")) {
            continue;
        }
        str_add(each.out, is_first ? ": " : ", ");
        is_first = false;
        view_text(&each, "name");
        if (words != NULL) {
            str_add(each.out, " (");
            view_word(&each, "word", words, count);
            str_add(each.out, ")");
        }
    }
}

static void add_doubts(const struct view *view, const struct view *lines)
{
    int32_t recused = view_i32(view, "recused");
    int32_t doubtful = view_i32(view, "doubtful");
    if (recused > 0) {
        view_say(view, "<p>Deden niet mee, om een persoonlijk belang: ",
                 "<p>Did not take part, because of a personal interest: ");
        str_addf(view->out, "%d", recused);
        add_names(lines, "recusal", NULL, 0);
        str_add(view->out, ".</p>\n");
    }
    if (doubtful > 0) {
        view_say(view, "<p class=\"note\">Stemden ondanks een bekend belang: ",
                 "<p class=\"note\">Voted despite a known interest: ");
        str_addf(view->out, "%d", doubtful);
        add_names(lines, "flagged", words_choice, words_choice_count);
        view_say(view,
                 view_bool(view, "pivotal") ? ". Zonder deze stemmen was de uitslag anders."
                                            : ". Zonder deze stemmen was de uitslag hetzelfde.",
                 view_bool(view, "pivotal") ? ". Without these votes the verdict would differ."
                                            : ". Without these votes the verdict is the same.");
        str_add(view->out, "</p>\n");
    }
}

static void add_meeting(const struct view *view)
{
    char id[UUID_TEXT + 1];
    struct uuid meeting = cell_uuid(view_cell(view, "meeting"));
    uuid_print(id, &meeting);
    str_addf(view->out, "<p><a href=\"/meetings/%s?lang=%s\">", id,
             view->language == LANGUAGE_DUTCH ? "nl" : "en");
    view_say(view, "De vergadering van ", "The meeting of ");
    view_day(view, "meeting_on");
    str_add(view->out, "</a></p>\n");
}

static bool add_rule(const struct view *view, const struct view *lines, struct arena *arena,
                     struct err *err)
{
    view_say(view, "<section>\n<h2>Hoe dit is besloten</h2>\n",
             "<section>\n<h2>How this was decided</h2>\n");
    if (!view_has(view, "closing")) {
        view_say(view, "<p>Het besluit berust op ", "<p>The decision rests on ");
        view_word(view, "basis", words_basis, words_basis_count);
        str_add(view->out, ".</p>\n</section>\n");
        return true;
    }
    const char *sentence = closing_sentence(view_cell(view, "closing"), view->language, arena, err);
    if (sentence == NULL) {
        return false;
    }
    if (view_has(view, "question")) {
        str_add(view->out, "<p><q>");
        view_words(view, "question");
        str_add(view->out, "</q></p>\n");
    }
    str_add(view->out, "<p class=\"verdict\">");
    html_add_text(view->out, sentence);
    str_add(view->out, "</p>\n");
    if (view_is(view, "advice", "followed")) {
        view_say(view, "<p>De stemming was een advies. Het is gevolgd.</p>\n",
                 "<p>The vote was an advice. It was followed.</p>\n");
    } else if (view_is(view, "advice", "departed")) {
        add_note(view, "De stemming was een advies. Daarvan is afgeweken.",
                 "The vote was an advice. The decision departs from it.");
    }
    add_doubts(view, lines);
    add_meeting(view);
    str_add(view->out, "</section>\n");
    return true;
}

/* --- Effects, and looking back. --- */

static void add_effect(const struct view *view, bool is_reviewed)
{
    bool is_dutch = view->language == LANGUAGE_DUTCH;
    str_add(view->out, "<tr><th scope=\"row\">");
    view_word(view, "effect", words_effect, words_effect_count);
    str_addf(view->out, "</th><td data-label=\"%s\"><span>", is_dutch ? "verwacht" : "expected");
    view_word(view, "answer", words_answer, words_answer_count);
    if (view_has(view, "reason")) {
        str_add(view->out, "<small>");
        view_words(view, "reason");
        str_add(view->out, "</small>");
    }
    str_add(view->out, "</span></td>");
    if (is_reviewed) {
        str_addf(view->out, "<td data-label=\"%s\"><span>", is_dutch ? "gevonden" : "found");
        view_word(view, "found", words_answer, words_answer_count);
        if (view_has(view, "found_reason")) {
            str_add(view->out, "<small>");
            view_words(view, "found_reason");
            str_add(view->out, "</small>");
        }
        str_add(view->out, "</span></td>");
    }
    str_add(view->out, "</tr>\n");
}

static void add_effects(const struct view *view)
{
    if (view->rows->row_count == 0) {
        return;
    }
    bool is_reviewed = view_has(view, "looked_at");
    view_say(
        view,
        "<section>\n<h2>Wat dit doet met het samenleven in de wijk</h2>\n"
        "<p>Dit is de verwachting voor de wijk. Het is geen oordeel over de aanvrager.</p>\n<table "
        "class=\"words\">\n<thead><tr><th scope=\"col\">Gevolg</th>"
        "<th scope=\"col\">Verwacht</th>",
        "<section>\n<h2>What this does to life in the neighbourhood</h2>\n<p>This is what is "
        "expected for the neighbourhood. It is no mark for the applicant.</p>\n<table "
        "class=\"words\">\n<thead><tr><th scope=\"col\">Effect</th>"
        "<th scope=\"col\">Expected</th>");
    if (is_reviewed) {
        view_say(view, "<th scope=\"col\">Achteraf gevonden</th>",
                 "<th scope=\"col\">Found later</th>");
    }
    str_add(view->out, "</tr></thead>\n<tbody>\n");
    for (struct view each = *view; each.row < each.rows->row_count; each.row++) {
        add_effect(&each, is_reviewed);
    }
    str_add(view->out, "</tbody>\n</table>\n");
    if (is_reviewed) {
        view_say(view, "<p>De raad keek terug op ", "<p>The council looked back on ");
        html_add_day(view->out, date_in_amsterdam((struct instant){ view_i64(view, "looked_at") }),
                     view->language);
        str_add(view->out, ".</p>\n");
    }
    if (view_has(view, "lessons")) {
        view_say(view, "<h3>Wat we ervan leerden</h3>\n<p class=\"text\">",
                 "<h3>What was learned</h3>\n<p class=\"text\">");
        view_words(view, "lessons");
        str_add(view->out, "</p>\n");
    }
    str_add(view->out, "</section>\n");
}

/* How many there are is public; what a member saw differently is read inside. */
static void add_views(const struct view *view, const struct view *lines)
{
    int32_t count = view_i32(view, "views");
    if (count == 0) {
        return;
    }
    view_say(
        view,
        "<section>\n<h2>Andere meningen</h2>\n<p>Leden die hun andere mening lieten "
        "vastleggen: ",
        "<section>\n<h2>Differing views</h2>\n<p>Members who put a differing view on record: ");
    str_addf(view->out, "%d.</p>\n", count);
    for (struct view each = *lines; each.row < each.rows->row_count; each.row++) {
        if (view_is(&each, "part", "view") && view_has(&each, "text")) {
            str_add(view->out, "<p class=\"text\"><q>");
            view_words(&each, "text");
            str_add(view->out, "</q> ");
            view_text(&each, "name");
            str_add(view->out, "</p>\n");
        }
    }
    str_add(view->out, "</section>\n");
}

/* --- What came after. --- */

/* Each leaf type that a decision's history may hold. */
static const struct word changes[] = {
    {"decision.made",            { "Besloten", "Decided" }                                           },
    { "decision.ruled",          { "Beslist op bezwaar of door de rechter", "Ruled upon" }           },
    { "decision.withdrawn",      { "Ingetrokken", "Withdrawn" }                                      },
    { "decision.concurred",
     { "Antwoord van de houder van het mandaat", "The mandate's holder answered" }                   },
    { "decision.lapsed",
     { "De termijn van de houder is verlopen", "The holder's deadline passed" }                      },
    { "mandate.suspended",
     { "Mandaat geschorst: de termijn van de houder staat stil", "Mandate suspended: the holder's time stands still" }},
    { "mandate.resumed",
     { "Mandaat geldt weer: de termijn loopt verder", "Mandate in force again: the holder's time goes on" }},
    { "mandate.withdrawn",       { "Mandaat ingetrokken", "Mandate withdrawn" }                      },
    { "decision.notified",       { "Bericht aan de aanvrager", "Applicant told" }                    },
    { "decision.published",      { "Openbaar gemaakt", "Published" }                                 },
    { "decision.suspended",      { "Geschorst", "Suspended" }                                        },
    { "decision.resumed",        { "Geldt weer", "In effect again" }                                 },
    { "settlement.decided",      { "Vastgesteld", "Settled" }                                        },
    { "objection.filed",         { "Bezwaar gemaakt", "Objection filed" }                            },
    { "appeal.filed",            { "Beroep ingesteld", "Appeal filed" }                              },
    { "conflict.found",          { "Persoonlijk belang ontdekt", "Conflict of interest found" }      },
    { "effect.reviewed",         { "Teruggekeken", "Looked back" }                                   },
    { "view.recorded",           { "Andere mening vastgelegd", "Differing view put on record" }      },
    { "commitment.made",         { "Geld toegezegd", "Money promised" }                              },
    { "commitment.raised",       { "Meer geld toegezegd", "More money promised" }                    },
    { "commitment.released",     { "Toezegging vrijgevallen", "Promise released" }                   },
    { "commitment.carried-over", { "Toezegging naar een volgend budget", "Promise carried over" }    },
    { "allocation.released",     { "Opzij gezet geld vrijgevallen", "Money set aside released" }     },
    { "claim.accepted",          { "Declaratie goedgekeurd", "Claim accepted" }                      },
    { "accountability.accepted", { "Verantwoording goedgekeurd", "Accountability accepted" }         },
    { "payment.ordered",         { "Betaling opgedragen", "Payment ordered" }                        },
    { "payment.booked",          { "Betaald", "Paid" }                                               },
    { "payment.rejected",        { "Betaling geweigerd door de bank", "Payment rejected" }           },
    { "payment.returned",        { "Betaling teruggekomen", "Payment came back" }                    },
    { "payment.abandoned",       { "Betaling gaat niet meer door", "Payment will not be made again" }},
    { "recovery.claimed",        { "Geld teruggevraagd", "Money claimed back" }                      },
    { "recovery.received",       { "Geld teruggekregen", "Money received back" }                     },
    { "refund.received",         { "Geld uit eigen beweging teruggestort", "Money sent back unasked" }},
    { "recovery.written-off",    { "Terugvordering afgeschreven", "Recovery written off" }           },
    { "transaction.reversed",    { "Boeking hersteld", "Recording corrected" }                       },
};

static void add_change(const struct view *view)
{
    int64_t entry = view_i64(view, "entry");
    str_add(view->out, "<li>");
    view_word(view, "type", changes, ARRAY_LEN(changes));
    str_add(view->out, " <small>");
    html_add_day(view->out, date_in_amsterdam((struct instant){ view_i64(view, "at") }),
                 view->language);
    view_say(view, ", logregel ", ", entry ");
    str_addf(view->out, "<a href=\"/v1/entries/%" PRId64 "\">%" PRId64 "</a></small></li>\n", entry,
             entry);
}

static void add_after(const struct view *view)
{
    char id[UUID_TEXT + 1];
    struct uuid other = cell_uuid(view_cell(view, "other"));
    uuid_print(id, &other);
    view_say(view, "<p>Later besluit hierover: ", "<p>Later decision about this: ");
    str_addf(view->out, "<a href=\"/decisions/%s?lang=%s\">", id,
             view->language == LANGUAGE_DUTCH ? "nl" : "en");
    view_text(view, "other_reference");
    str_add(view->out, "</a>, ");
    view_word(view, "word", words_outcome, words_outcome_count);
    str_add(view->out, ".</p>\n");
}

static void add_history(const struct view *lines)
{
    view_say(lines, "<section>\n<h2>Wat er met dit besluit gebeurde</h2>\n",
             "<section>\n<h2>What happened to this decision</h2>\n");
    for (struct view each = *lines; each.row < each.rows->row_count; each.row++) {
        if (view_is(&each, "part", "after")) {
            add_after(&each);
        }
    }
    str_add(lines->out, "<ol>\n");
    for (struct view each = *lines; each.row < each.rows->row_count; each.row++) {
        if (view_is(&each, "part", "history")) {
            add_change(&each);
        }
    }
    str_add(lines->out, "</ol>\n</section>\n");
}

/* --- The page. --- */

static void add_title(const struct view *view)
{
    view_say(view, "Besluit ", "Decision ");
    struct cell reference = *view_cell(view, "reference");
    str_add_len(view->out, reference.ptr, (size_t)reference.len);
    if (view_has(view, "title")) {
        struct cell title = *view_cell(view, "title");
        str_add(view->out, ": ");
        str_add_len(view->out, title.ptr, (size_t)title.len);
    }
}

bool decision_page_render(struct api_call *call, struct err *err)
{
    if (!page_found(call, err)) {
        return false;
    }
    struct str out = str_new(call->arena, ANSWER_BYTES_MAX);
    struct str title = str_new(call->arena, PAGE_BYTES_MAX);
    struct view view = { &out, page_language(call), page_rows(call, 0), 0 };
    struct view lines = { &out, view.language, page_rows(call, 2), 0 };
    struct view to = { &title, view.language, view.rows, 0 };
    add_title(&to);
    html_page_begin(&out, title.len == 0 ? "" : title.ptr, view.language);
    if (!view_has(&view, "published_at") || !view_has(&view, "notified_on")) {
        add_note(&view, "Dit besluit is nog niet openbaar.", "This decision is not public yet.");
    }
    add_state(&view);
    add_facts(&view);
    add_reasons(&view);
    if (!add_rule(&view, &lines, call->arena, err)) {
        return false;
    }
    add_effects(&(struct view){ &out, view.language, page_rows(call, 1), 0 });
    add_views(&view, &lines);
    add_history(&lines);
    html_page_end(&out, view.language);
    return page_finish(call, &out, err);
}
