/* The letter that tells an applicant what was decided, as HTML for print: the outcome, why, the
 * rule, what it does to the neighbourhood, and the receipt's code. In whose name it is and what one
 * can do against it stands in page_letter_name.c. It names the applicant, so it is for insiders. */
#include <inttypes.h>
#include <string.h>

#include "api/letter_internal.h"

enum {
    RECEIPT_CODE_BYTES = 6
};

bool letter_prepare(struct api_call *call, struct err *err)
{
    static const struct page_source sources[] = {
        {NULL,  "letter_decision", false, true},
        { NULL, "letter_effects",  false, true},
    };
    if (!call->request.caller.is_known) {
        return err_set(err, ERR_UNAUTHENTICATED,
                       "Send a bearer token in the Authorization header.");
    }
    return page_read(call, sources, ARRAY_LEN(sources), err);
}

static void add_title(const struct view *view, struct str *title)
{
    static const struct word titles[] = {
        {"grant",                 { "Uw plan krijgt geld", "Your plan gets money" }             },
        { "partial",
         { "Uw plan krijgt een deel van het geld", "Your plan gets part of the money" }         },
        { "refusal",              { "Uw plan krijgt geen geld", "Your plan gets no money" }     },
        { "release",              { "Geld valt vrij", "Money is released" }                     },
        { "settlement",           { "Het definitieve bedrag", "The final amount" }              },
        { "ratification",
         { "Het spoedbesluit is bekrachtigd", "The urgent decision was ratified" }              },
        { "annulment",            { "Het besluit is vernietigd", "The decision was annulled" }  },
        { "stands",               { "Het besluit blijft staan", "The decision stands" }         },
        { "withdrawal",           { "Het besluit is ingetrokken", "The decision was withdrawn" }},
        { "ratification-refused",
         { "Het spoedbesluit is niet bekrachtigd", "The urgent decision was not ratified" }     },
        { "release-refused",      { "Het geld blijft opzij gezet", "The money stays set aside" }},
    };
    struct view to = *view;
    to.out = title;
    view_word(&to, "outcome", titles, ARRAY_LEN(titles));
}

/* What came of the plan, before its amount. */
static const struct word amounts[] = {
    {"grant",       { "U krijgt: ", "You get: " }                             },
    { "partial",    { "U krijgt: ", "You get: " }                             },
    { "release",    { "Daarvan valt vrij: ", "Of this is released: " }        },
    { "settlement", { "Het definitieve bedrag is: ", "The final amount is: " }},
};

static bool has_amount(const struct view *view)
{
    for (size_t i = 0; i < ARRAY_LEN(amounts); i++) {
        if (view_is(view, "outcome", amounts[i].word)) {
            return view_has(view, "amount_cents");
        }
    }
    return false;
}

/* What else can be told of a decision: the ruling on an objection, the ground of a withdrawal. */
static void add_grounds(const struct view *view, bool is_besluit)
{
    static const struct word rulings[] = {
        {"upheld",         { "Uw bezwaar is gegrond.", "Your objection is upheld." }    },
        { "partly-upheld",
         { "Uw bezwaar is voor een deel gegrond.", "Your objection is partly upheld." } },
        { "rejected",      { "Uw bezwaar is ongegrond.", "Your objection is rejected." }},
        { "inadmissible",
         { "Uw bezwaar is niet-ontvankelijk.", "Your objection is inadmissible." }      },
    };
    static const struct word grounds[] = {
        {"activities-not-done",
         { "wat was afgesproken, is niet gedaan", "what was agreed was not done" }  },
        { "obligations-not-met",
         { "de verplichtingen zijn niet nagekomen", "the obligations were not met" }},
        { "wrong-information",
         { "de gegevens bij de aanvraag waren onjuist",
            "the application held wrong information" }                              },
        { "wrong-decision",
         { "het besluit was onjuist en dat was te zien",
            "the decision was wrong and that was clear" }                           },
        { "at-request",          { "u heeft erom gevraagd", "you asked for it" }    },
    };
    if (view_has(view, "about_reference")) {
        view_say(view, " Het gaat over besluit ", " This is about decision ");
        view_text(view, "about_reference");
        str_add(view->out, ".");
    }
    if (view_has(view, "ruling")) {
        str_add(view->out, " ");
        view_word(view, "ruling", rulings, ARRAY_LEN(rulings));
    }
    if (view_has(view, "ground")) {
        view_say(view, " De grond is: ", " The ground is: ");
        view_word(view, "ground", grounds, ARRAY_LEN(grounds));
        /* The law names these grounds; that the applicant asks for it is none of them. */
        if (is_besluit && !view_is(view, "ground", "at-request")) {
            view_say(view,
                     " (Algemene wet bestuursrecht, artikel 4:48; na de vaststelling artikel 4:49)",
                     " (General Administrative Law Act, article 4:48; after the settlement article "
                     "4:49)");
        }
        str_add(view->out, ".");
    }
}

/* What the applicant wants to know first. */
static void add_outcome(const struct view *view, bool is_besluit)
{
    view_say(view, "<p>U vroeg geld voor het plan <strong>",
             "<p>You asked for money for the plan <strong>");
    view_words(view, "title");
    str_add(view->out, "</strong>");
    if (view_has(view, "asked_cents")) {
        str_add(view->out, ": ");
        view_euros(view, "asked_cents");
    }
    str_add(view->out, ".");
    if (view_is(view, "outcome", "refusal")) {
        view_say(view, " Uw aanvraag is <strong>afgewezen</strong>.",
                 " Your application was <strong>refused</strong>.");
    }
    if (has_amount(view)) {
        str_add(view->out, " ");
        view_word(view, "outcome", amounts, ARRAY_LEN(amounts));
        str_add(view->out, "<strong>");
        view_euros(view, "amount_cents");
        str_add(view->out, "</strong>.");
    }
    add_grounds(view, is_besluit);
    str_add(view->out, "</p>\n");
}

static void add_paragraph(const struct view *view, const char *column)
{
    if (view_has(view, column)) {
        str_add(view->out, "<p class=\"text\">");
        view_words(view, column);
        str_add(view->out, "</p>\n");
    }
}

static void add_why(const struct view *view)
{
    view_say(view, "<section>\n<h2>Waarom</h2>\n", "<section>\n<h2>Why</h2>\n");
    add_paragraph(view, "reasons");
    if (view_has(view, "partial_reason")) {
        view_say(view, "<h3>Waarom minder dan gevraagd</h3>\n", "<h3>Why less than asked</h3>\n");
        add_paragraph(view, "partial_reason");
    }
    str_add(view->out, "</section>\n");
}

/* The rule behind it: the verdict's whole sum, or what else the decision rests on. */
static bool add_rule(const struct view *view, struct arena *arena, struct err *err)
{
    view_say(view, "<section>\n<h2>Welke regel gold</h2>\n",
             "<section>\n<h2>Which rule applied</h2>\n");
    if (!view_has(view, "closing")) {
        view_say(view, "<p>De beslissing berust op ", "<p>The decision rests on ");
        view_word(view, "basis", words_basis, words_basis_count);
        str_add(view->out, ".</p>\n</section>\n");
        return true;
    }
    const char *sentence = closing_sentence(view_cell(view, "closing"), view->language, arena, err);
    if (sentence == NULL) {
        return false;
    }
    view_say(view, "<p>De vraag was: <q>", "<p>The question was: <q>");
    view_words(view, "question");
    str_add(view->out, "</q> (");
    view_day(view, "meeting_on");
    view_say(view, "). De uitslag is ", "). The verdict is ");
    str_add(view->out, "<strong>");
    view_word(view, "verdict", words_verdict, words_verdict_count);
    str_add(view->out, "</strong>.</p>\n<p class=\"verdict\">");
    html_add_text(view->out, sentence);
    str_add(view->out, "</p>\n</section>\n");
    return true;
}

static void add_conditions(const struct view *view)
{
    if (view_has(view, "conditions")) {
        view_say(view, "<section>\n<h2>Voorwaarden</h2>\n", "<section>\n<h2>Conditions</h2>\n");
        add_paragraph(view, "conditions");
        str_add(view->out, "</section>\n");
    }
}

static void add_effects(const struct view *view, const struct rowset *effects)
{
    if (effects->row_count == 0) {
        return;
    }
    view_say(
        view,
        "<section>\n<h2>Wat dit doet met het samenleven in de wijk</h2>\n"
        "<p>Dit is de verwachting voor de wijk. Het is geen oordeel over u.</p>\n<table>\n<thead><tr>"
        "<th scope=\"col\">Gevolg</th><th scope=\"col\">Verwachting</th></tr></thead>\n<tbody>\n",
        "<section>\n<h2>What this does to life in the neighbourhood</h2>\n<p>This is what is "
        "expected for the neighbourhood. It is no mark for you.</p>\n<table>\n<thead><tr>"
        "<th scope=\"col\">Effect</th><th scope=\"col\">Expected</th></tr></thead>\n<tbody>\n");
    struct view each = { view->out, view->language, effects, 0 };
    for (; each.row < effects->row_count; each.row++) {
        str_add(view->out, "<tr><th scope=\"row\">");
        view_word(&each, "effect", words_effect, words_effect_count);
        str_add(view->out, "</th><td>");
        view_word(&each, "answer", words_answer, words_answer_count);
        if (view_has(&each, "reason")) {
            str_add(view->out, ": ");
            view_words(&each, "reason");
        }
        str_add(view->out, "</td></tr>\n");
    }
    str_add(view->out, "</tbody>\n</table>\n</section>\n");
}

static void add_receipt(const struct view *view)
{
    char hash[2 * RECEIPT_CODE_BYTES + 1];
    hex_encode(hash, view_cell(view, "leaf_hash")->ptr, RECEIPT_CODE_BYTES);
    int64_t entry = view_i64(view, "entry");
    view_say(view, "<section class=\"small\">\n<h2>Zelf controleren</h2>\n<p>Bewijscode: ",
             "<section class=\"small\">\n<h2>Check it yourself</h2>\n<p>Receipt code: ");
    str_addf(view->out, "<code>%" PRId64 "-%s</code>. ", entry, hash);
    view_say(view,
             "Het eerste getal is het nummer van de regel in het openbare logboek, daarna komt het "
             "begin van de vingerafdruk van die regel: ",
             "The first number is that of the line in the public log; after it comes the beginning "
             "of that line's fingerprint: ");
    str_addf(view->out, "<a href=\"/v1/entries/%" PRId64 "\">/v1/entries/%" PRId64 "</a>.</p>\n",
             entry, entry);
    str_add(view->out, "</section>\n");
}

/* Where the decision does not simply stand, the letter says so first. */
static void add_state(const struct view *view)
{
    static const struct word states[] = {
        {"waiting",    { "Concept: dit besluit geldt nog niet.", "Draft: not in effect yet." }},
        { "contested",
         { "Tegen dit besluit loopt een procedure.", "This decision is contested." }          },
        { "suspended", { "Dit besluit is geschorst.", "This decision is suspended." }         },
        { "withdrawn", { "Dit besluit is ingetrokken.", "This decision was withdrawn." }      },
        { "annulled",  { "Dit besluit is vernietigd.", "This decision was annulled." }        },
    };
    static const struct word ratifications[] = {
        {"needed",
         { "Dit besluit is met spoed genomen. De raad moet het nog bekrachtigen.",
            "This decision was taken with urgency. The council has yet to ratify it." }},
        { "refused",
         { "De raad heeft dit spoedbesluit niet bekrachtigd.",
            "The council did not ratify this urgent decision." }                       },
    };
    if (!view_is(view, "state", "in-effect")) {
        str_add(view->out, "<p class=\"note\">");
        view_word(view, "state", states, ARRAY_LEN(states));
        str_add(view->out, "</p>\n");
    }
    if (view_has(view, "ratification") && !view_is(view, "ratification", "given")) {
        str_add(view->out, "<p class=\"note\">");
        view_word(view, "ratification", ratifications, ARRAY_LEN(ratifications));
        str_add(view->out, "</p>\n");
    }
}

static void add_address(const struct view *view)
{
    str_add(view->out, "<p class=\"address\">");
    view_text(view, "applicant_name");
    view_say(view, "</p>\n<dl>\n<dt>Van</dt><dd>", "</p>\n<dl>\n<dt>From</dt><dd>");
    view_text(view, "council_name");
    str_add(view->out, ", ");
    view_text(view, "organisation_name");
    view_say(view, "</dd>\n<dt>Kenmerk</dt><dd>", "</dd>\n<dt>Reference</dt><dd>");
    view_text(view, "reference");
    str_add(view->out, "</dd>\n<dt>");
    view_say(view, "Besloten op", "Decided on");
    str_add(view->out, "</dt><dd>");
    struct instant at = { view_i64(view, "at") };
    html_add_day(view->out, date_in_amsterdam(at), view->language);
    str_add(view->out, "</dd>\n");
    if (view_has(view, "effective_on")) {
        view_say(view, "<dt>Geldt vanaf</dt><dd>", "<dt>In effect from</dt><dd>");
        view_day(view, "effective_on");
        str_add(view->out, "</dd>\n");
    }
    str_add(view->out, "</dl>\n");
}

/* A decision that did not come about is told by nobody, nor does an adviser write. */
static bool check_letter(const struct view *view, struct err *err)
{
    if (view_is(view, "state", "declined")) {
        return err_set(err, ERR_NOT_FOUND,
                       "The holder did not concur, so there is no decision to tell.");
    }
    bool is_bare_advice = view_is(view, "form", "advice") && !view_has(view, "advice");
    return !is_bare_advice ||
           err_set(err, ERR_NOT_FOUND, "An adviser sends no letter; the deciding body does.");
}

bool letter_render(struct api_call *call, struct err *err)
{
    if (!page_found(call, err)) {
        return false;
    }
    struct str out = str_new(call->arena, PAGE_BYTES_MAX);
    struct str title = str_new(call->arena, PAGE_TITLE_MAX);
    struct view view = { &out, page_language(call), page_rows(call, 0), 0 };
    if (!check_letter(&view, err)) {
        return false;
    }
    const struct letter_form *form = letter_form_of(&view);
    add_title(&view, &title);
    html_page_begin(&out, title.len == 0 ? "" : title.ptr, view.language);
    add_state(&view);
    add_address(&view);
    add_outcome(&view, letter_is_besluit(&view, form));
    letter_add_who(&view, form);
    add_why(&view);
    if (!add_rule(&view, call->arena, err)) {
        return false;
    }
    add_conditions(&view);
    add_effects(&view, page_rows(call, 1));
    letter_add_objection(&view, form);
    letter_add_signature(&view, form);
    add_receipt(&view);
    html_page_end(&out, view.language);
    return page_finish(call, &out, err);
}
