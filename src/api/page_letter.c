/* The letter that tells an applicant what was decided, as HTML for print. The mandate's form fixes
 * in whose name it is written (Awb 10:10) and whether it has an objection clause: a foundation
 * takes no decision in public law, and an adviser sends no letter. It names the applicant, so it is
 * for insiders. */
#include <inttypes.h>
#include <string.h>

#include "api/page_internal.h"

enum {
    OBJECTION_DAYS = 42, /* six weeks, from the day after the notification */
    RECEIPT_CODE_BYTES = 6,
};

bool letter_prepare(struct api_call *call, struct err *err)
{
    static const struct page_source sources[] = {
        {NULL,  "letter_decision", false},
        { NULL, "letter_effects",  false},
    };
    if (!call->request.caller.is_known) {
        return err_set(err, ERR_UNAUTHENTICATED,
                       "Send a bearer token in the Authorization header.");
    }
    return page_read(call, sources, ARRAY_LEN(sources), err);
}

/* In whose name: whole sentences, with the council, the organisation and the mandate in between. */
struct letter_form {
    const char *word;
    bool is_by_council;  /* the council is the subject, else the organisation's own body */
    bool is_in_own_name; /* an objection goes to the council itself */
    bool is_besluit;     /* a decision in public law */
    const char *middle[2];
    const char *end[2];
};

static const struct letter_form letter_forms[] = {
    {"mandate",
     true,  false,
     true,  { " heeft dit besluit genomen namens ", " took this decision on behalf of " },
     { ", met een mandaat", ", under a mandate" }         },
    { "delegation",
     true,  true,
     true,  { " heeft dit besluit genomen in eigen naam. De bevoegdheid is overgedragen door ",
        " took this decision in its own name. The power was transferred by " },
     { "", "" }                                           },
    { "foundation",
     true,  false,
     false, { " heeft deze beslissing genomen voor ", " took this decision for " },
     { ", onder private regels", ", under private rules" }},
    { "advice",
     false, false,
     true,  { " heeft dit besluit zelf genomen, na advies van ",
        " took this decision itself, after advice from " },
     { "", "" }                                           },
};

/* A decision without a mandate is that of the organisation's own body. */
static const struct letter_form no_mandate = {
    "", false, false, true, {NULL, NULL},
        { "",  ""  }
};

static const struct letter_form *form_of(const struct view *view)
{
    for (size_t i = 0; i < ARRAY_LEN(letter_forms); i++) {
        if (view_is(view, "form", letter_forms[i].word)) {
            return &letter_forms[i];
        }
    }
    return &no_mandate;
}

static bool is_municipal(const struct view *view)
{
    return view_is(view, "organisation_kind", "municipality");
}

/* The body whose power it is. */
static void add_organ(const struct view *view)
{
    if (is_municipal(view)) {
        view_say(view, "het college van burgemeester en wethouders van ",
                 "the municipal executive (college van burgemeester en wethouders) of ");
    } else {
        view_say(view, "het bestuur van ", "the board of ");
    }
    view_text(view, "organisation_name");
}

static void add_title(const struct view *view, struct str *title)
{
    static const struct word titles[] = {
        {"grant",       { "Uw plan krijgt geld", "Your plan gets money" }              },
        { "partial",
         { "Uw plan krijgt een deel van het geld", "Your plan gets part of the money" }},
        { "refusal",    { "Uw plan krijgt geen geld", "Your plan gets no money" }      },
        { "release",    { "Geld valt vrij", "Money is released" }                      },
        { "settlement", { "Het definitieve bedrag", "The final amount" }               },
    };
    struct view to = *view;
    to.out = title;
    view_word(&to, "outcome", titles, ARRAY_LEN(titles));
}

/* What the applicant wants to know first. */
static void add_outcome(const struct view *view)
{
    str_add(view->out, "<p>");
    view_say(view, "U vroeg geld voor het plan ", "You asked for money for the plan ");
    str_add(view->out, "<strong>");
    view_text(view, "title");
    str_add(view->out, "</strong>");
    if (view_has(view, "asked_cents")) {
        view_say(view, ": ", ": ");
        view_euros(view, "asked_cents");
    }
    str_add(view->out, ". ");
    if (view_is(view, "outcome", "refusal")) {
        view_say(view, "Uw aanvraag is <strong>afgewezen</strong>.",
                 "Your application was <strong>refused</strong>.");
    } else {
        bool is_release = view_is(view, "outcome", "release");
        view_say(view, is_release ? "Daarvan valt vrij: <strong>" : "U krijgt: <strong>",
                 is_release ? "Of this is released: <strong>" : "You get: <strong>");
        view_euros(view, "amount_cents");
        str_add(view->out, "</strong>.");
    }
    str_add(view->out, "</p>\n");
}

static void add_who(const struct view *view, const struct letter_form *form)
{
    view_say(view, "<section>\n<h2>Wie dit heeft beslist</h2>\n<p>",
             "<section>\n<h2>Who decided this</h2>\n<p>");
    if (form->is_by_council) {
        view_text(view, "council_name");
        view_say(view, form->middle[0], form->middle[1]);
        add_organ(view);
    } else {
        view_say(view, "Het besluit is van ", "The decision is that of ");
        add_organ(view);
        if (form->middle[0] != NULL) {
            view_say(view, ": dat", ": it");
            view_say(view, form->middle[0], form->middle[1]);
            view_text(view, "council_name");
        }
    }
    view_say(view, form->end[0], form->end[1]);
    if (view_has(view, "mandate_reference")) {
        str_add(view->out, " (");
        view_text(view, "mandate_reference");
        str_add(view->out, ", ");
        view_text(view, "legal_basis");
        str_add(view->out, ")");
    }
    str_add(view->out, ".");
    if (view_is(view, "advice", "followed")) {
        view_say(view, " Het advies is gevolgd.", " The advice was followed.");
    } else if (view_is(view, "advice", "departed")) {
        view_say(view, " Van het advies is afgeweken; waarom, staat hieronder.",
                 " It departs from the advice; the reasons below say why.");
    }
    str_add(view->out, "</p>\n</section>\n");
}

static void add_paragraph(const struct view *view, const char *column)
{
    if (view_has(view, column)) {
        str_add(view->out, "<p class=\"text\">");
        view_text(view, column);
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
    static const struct word bases[] = {
        {"verdict",           { "een stemming", "a vote" }                                            },
        { "holder",
         { "een besluit van de houder van het mandaat", "a decision of the mandate's holder" }        },
        { "urgency",          { "spoed", "urgency" }                                                  },
        { "objection-ruling", { "de beslissing op een bezwaar", "the ruling on an objection" }        },
        { "court-ruling",     { "een uitspraak van de rechter", "a court's ruling" }                  },
        { "settlement",       { "de vaststelling na de verantwoording", "the settlement of accounts" }},
        { "withdrawal",       { "een intrekking", "a withdrawal" }                                    },
    };
    view_say(view, "<section>\n<h2>Welke regel gold</h2>\n",
             "<section>\n<h2>Which rule applied</h2>\n");
    if (!view_has(view, "closing")) {
        view_say(view, "<p>De beslissing berust op ", "<p>The decision rests on ");
        view_word(view, "basis", bases, ARRAY_LEN(bases));
        str_add(view->out, ".</p>\n</section>\n");
        return true;
    }
    const char *sentence = closing_sentence(view_cell(view, "closing"), view->language, arena, err);
    if (sentence == NULL) {
        return false;
    }
    view_say(view, "<p>De vraag was: <q>", "<p>The question was: <q>");
    view_text(view, "question");
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
        "<section>\n<h2>Wat dit doet met het samenleven in de wijk</h2>\n<p>Dit verwacht de "
        "raad voor de wijk. Het is geen oordeel over u.</p>\n<table>\n<thead><tr>"
        "<th scope=\"col\">Gevolg</th><th scope=\"col\">Verwachting</th></tr></thead>\n<tbody>\n",
        "<section>\n<h2>What this does to life in the neighbourhood</h2>\n<p>This is what the "
        "council expects for the neighbourhood. It is no mark for you.</p>\n<table>\n<thead><tr>"
        "<th scope=\"col\">Effect</th><th scope=\"col\">Expected</th></tr></thead>\n<tbody>\n");
    struct view each = { view->out, view->language, effects, 0 };
    for (; each.row < effects->row_count; each.row++) {
        str_add(view->out, "<tr><th scope=\"row\">");
        view_word(&each, "effect", words_effect, words_effect_count);
        str_add(view->out, "</th><td>");
        view_word(&each, "answer", words_answer, words_answer_count);
        if (view_has(&each, "reason")) {
            str_add(view->out, ": ");
            view_text(&each, "reason");
        }
        str_add(view->out, "</td></tr>\n");
    }
    str_add(view->out, "</tbody>\n</table>\n</section>\n");
}

/* Until when: six weeks from the day after the letter was sent, once it was. */
static void add_term(const struct view *view)
{
    if (!view_has(view, "notified_on")) {
        view_say(
            view, "Dat kan tot zes weken na de dag waarop deze brief is verzonden.</p>\n",
            "You can do so until six weeks after the day on which this letter was sent.</p>\n");
        return;
    }
    struct date sent = { cell_date_days(view_cell(view, "notified_on")) };
    view_say(view, "Deze brief is verzonden op ", "This letter was sent on ");
    html_add_day(view->out, sent, view->language);
    view_say(view, ". U heeft daarna zes weken: uw brief moet er uiterlijk op ",
             ". After that you have six weeks: your letter must be there on ");
    html_add_day(view->out, (struct date){ sent.days + OBJECTION_DAYS }, view->language);
    view_say(
        view,
        " zijn. Is dat een zaterdag, zondag of feestdag, dan geldt de eerste werkdag "
        "daarna.</p>\n",
        " at the latest. If that is a Saturday, Sunday or public holiday, the next working day "
        "counts.</p>\n");
}

static void add_objection(const struct view *view, const struct letter_form *form)
{
    view_say(view, "<section>\n<h2>Bent u het er niet mee eens?</h2>\n<p>",
             "<section>\n<h2>Do you disagree?</h2>\n<p>");
    if (!form->is_besluit || !is_municipal(view)) {
        view_say(
            view,
            "Deze beslissing is geen besluit in de zin van de Algemene wet bestuursrecht. U kunt "
            "er geen bezwaar tegen maken. U kunt wel om uitleg vragen of een klacht indienen "
            "bij ",
            "This decision is not a decision under the General Administrative Law Act. You "
            "cannot lodge an objection against it. You can ask for an explanation or file a "
            "complaint with ");
        add_organ(view);
        str_add(view->out, ".</p>\n</section>\n");
        return;
    }
    view_say(view, "Dan kunt u bezwaar maken bij ", "Then you can lodge an objection with ");
    if (form->is_in_own_name) {
        view_text(view, "council_name");
    } else {
        add_organ(view);
    }
    str_add(view->out, ". ");
    add_term(view);
    view_say(view, "<p>Schrijf op: uw naam en adres, de datum, om welk besluit het gaat (",
             "<p>Write down: your name and address, the date, which decision it is about (");
    view_text(view, "reference");
    view_say(view,
             ") en waarom u het er niet mee eens bent. Zet uw handtekening. Een bezwaar stelt "
             "het besluit niet uit.</p>\n</section>\n",
             ") and why you disagree. Sign it. An objection does not suspend the decision.</p>\n"
             "</section>\n");
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
    if (!view_is(view, "state", "in-effect")) {
        str_add(view->out, "<p class=\"note\">");
        view_word(view, "state", states, ARRAY_LEN(states));
        str_add(view->out, "</p>\n");
    }
}

static void add_address(const struct view *view)
{
    str_add(view->out, "<p class=\"address\">");
    view_text(view, "applicant_name");
    str_add(view->out, "</p>\n<dl>\n<dt>");
    view_say(view, "Kenmerk", "Reference");
    str_add(view->out, "</dt><dd>");
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

/* "Namens" under a mandate (Awb 10:10); else who decided signs alone. */
static void add_signature(const struct view *view, const struct letter_form *form)
{
    view_say(view, "<p>Met vriendelijke groet,</p>\n<p>", "<p>Yours sincerely,</p>\n<p>");
    if (!form->is_by_council) {
        add_organ(view);
    } else {
        if (form->is_besluit && !form->is_in_own_name) {
            view_say(view, "namens ", "on behalf of ");
            add_organ(view);
            str_add(view->out, "<br>\n");
        }
        view_text(view, "council_name");
    }
    str_add(view->out, "</p>\n");
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
    const struct letter_form *form = form_of(&view);
    add_title(&view, &title);
    html_page_begin(&out, title.len == 0 ? "" : title.ptr, view.language);
    add_state(&view);
    add_address(&view);
    add_outcome(&view);
    add_who(&view, form);
    add_why(&view);
    if (!add_rule(&view, call->arena, err)) {
        return false;
    }
    add_conditions(&view);
    add_effects(&view, page_rows(call, 1));
    add_objection(&view, form);
    add_signature(&view, form);
    add_receipt(&view);
    html_page_end(&out, view.language);
    return page_finish(call, &out, err);
}
