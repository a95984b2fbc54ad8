/* In whose name a letter is written, and what can be done against the decision. The mandate's form
 * fixes both (Awb 10:10): a foundation takes no decision in public law, an adviser sends no letter,
 * and what the organisation's own body decides is its own. */
#include <string.h>

#include "api/letter_internal.h"

enum {
    OBJECTION_DAYS = 42
}; /* six weeks, from the day after the notification */

/* Whole sentences, with the decider, the organisation and the mandate in between. */
struct letter_form {
    const char *word;
    bool is_under_mandate; /* who decides is the council, holder or chair; else the body itself */
    bool is_in_own_name;   /* an objection goes to the council itself */
    bool is_besluit;       /* a decision in public law */
    const char *middle[2]; /* NULL: nothing but whose it is */
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
     true,  { ": dat heeft dit besluit zelf genomen, na advies van ",
        ": it took this decision itself, after advice from " },
     { "", "" }                                           },
};

/* The organisation's own body decides, in public law or not. */
static const struct letter_form own_public = {
    "", false, false, true, {NULL, NULL},
        { "",  ""  }
};
static const struct letter_form own_private = {
    "", false, false, false, {NULL, NULL},
        { "",  ""  }
};

/* Bases on which the organisation's own body decides, whoever decided before. */
static bool is_of_own_body(const struct view *view)
{
    static const char *const bases[] = { "objection-ruling", "court-ruling", "settlement",
                                         "withdrawal", "grantor" };
    bool is_one = !view_has(view, "form");
    for (size_t i = 0; i < ARRAY_LEN(bases); i++) {
        is_one = is_one || view_is(view, "basis", bases[i]);
    }
    return is_one;
}

const struct letter_form *letter_form_of(const struct view *view)
{
    if (is_of_own_body(view)) {
        return view_is(view, "form", "foundation") ? &own_private : &own_public;
    }
    for (size_t i = 0; i < ARRAY_LEN(letter_forms); i++) {
        if (view_is(view, "form", letter_forms[i].word)) {
            return &letter_forms[i];
        }
    }
    return &own_public;
}

static bool is_municipal(const struct view *view)
{
    return view_is(view, "organisation_kind", "municipality");
}

bool letter_is_besluit(const struct view *view, const struct letter_form *form)
{
    return form->is_besluit && is_municipal(view);
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

/* Who used the mandate: the council by a vote, else its holder, or the chair with urgency. */
static void add_decider(const struct view *view)
{
    if (!view_is(view, "basis", "verdict")) {
        bool is_chair = view_is(view, "decider_role", "chair");
        view_say(view, is_chair ? "De voorzitter van " : "De houder van het mandaat van ",
                 is_chair ? "The chair of " : "The holder of the mandate of ");
    }
    view_text(view, "council_name");
}

static void add_mandate(const struct view *view)
{
    str_add(view->out, " (");
    view_text(view, "mandate_reference");
    str_add(view->out, ", ");
    view_text(view, "legal_basis");
    str_add(view->out, ")");
}

void letter_add_who(const struct view *view, const struct letter_form *form)
{
    view_say(view, "<section>\n<h2>Wie dit heeft beslist</h2>\n<p>",
             "<section>\n<h2>Who decided this</h2>\n<p>");
    if (form->is_under_mandate) {
        add_decider(view);
        view_say(view, form->middle[0], form->middle[1]);
        add_organ(view);
        view_say(view, form->end[0], form->end[1]);
        add_mandate(view);
    } else {
        view_say(view, "Het besluit is van ", "The decision is that of ");
        add_organ(view);
        if (form->middle[0] != NULL) {
            view_say(view, form->middle[0], form->middle[1]);
            view_text(view, "council_name");
        }
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

static void add_no_objection(const struct view *view)
{
    view_say(
        view,
        "Deze beslissing is geen besluit in de zin van de Algemene wet bestuursrecht. U kunt er "
        "geen bezwaar tegen maken. U kunt wel om uitleg vragen of een klacht indienen bij ",
        "This decision is not a decision under the General Administrative Law Act. You cannot "
        "lodge an objection against it. You can ask for an explanation or file a complaint "
        "with ");
    add_organ(view);
    str_add(view->out, ".</p>\n");
}

/* Against the ruling on an objection one goes to the court. */
static void add_appeal(const struct view *view)
{
    view_say(view, "Dan kunt u in beroep gaan bij de rechtbank. ",
             "Then you can appeal to the district court. ");
    add_term(view);
}

static void add_objection(const struct view *view, const struct letter_form *form)
{
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
             "het besluit niet uit.</p>\n",
             ") and why you disagree. Sign it. An objection does not suspend the decision.</p>\n");
}

void letter_add_objection(const struct view *view, const struct letter_form *form)
{
    view_say(view, "<section>\n<h2>Bent u het er niet mee eens?</h2>\n<p>",
             "<section>\n<h2>Do you disagree?</h2>\n<p>");
    if (!letter_is_besluit(view, form)) {
        add_no_objection(view);
    } else if (view_is(view, "basis", "court-ruling")) {
        view_say(view, "Wat u dan kunt doen, staat in de uitspraak van de rechter.</p>\n",
                 "The court's ruling says what you can do.</p>\n");
    } else if (view_is(view, "basis", "objection-ruling")) {
        add_appeal(view);
    } else {
        add_objection(view, form);
    }
    str_add(view->out, "</section>\n");
}

/* "Namens" under a mandate (Awb 10:10); else who decided signs alone. */
void letter_add_signature(const struct view *view, const struct letter_form *form)
{
    view_say(view, "<p>Met vriendelijke groet,</p>\n<p>", "<p>Yours sincerely,</p>\n<p>");
    if (!form->is_under_mandate) {
        add_organ(view);
    } else {
        if (form->is_besluit && !form->is_in_own_name) {
            view_say(view, "namens ", "on behalf of ");
            add_organ(view);
            str_add(view->out, "<br>\n");
        }
        add_decider(view);
    }
    str_add(view->out, "</p>\n");
}
