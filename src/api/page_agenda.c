/* What pages say of an agenda: when it was published and what came later, on the meeting's own page
 * and in its minutes. */
#include "api/page_internal.h"

static void add_moment(const struct view *view, const char *column)
{
    html_add_day(view->out, date_in_amsterdam((struct instant){ view_i64(view, column) }),
                 view->language);
    view_say(view, ", ", ", ");
    view_time(view, column);
}

void agenda_published_add(const struct view *view, const char *before, const char *after)
{
    str_add(view->out, before);
    view_say(view, "Bijeengeroepen op ", "Called on ");
    add_moment(view, "convened_at");
    if (view_i32(view, "agenda_version") == 0) {
        view_say(view, ". Er is nog geen agenda", ". No agenda was published yet");
    } else {
        view_say(view, ". Agenda: versie ", ". Agenda: version ");
        str_addf(view->out, "%d", view_i32(view, "agenda_version"));
        view_say(view, ", van ", ", of ");
        add_moment(view, "agenda_at");
    }
    str_add(view->out, after);
}

/* The sentence that tells what the rules make of an item that came late. */
static void add_what_follows(const struct view *item)
{
    if (view_has(item, "admitted_by")) {
        view_say(item, " Alle aanwezige leden (", " All members who were there (");
        str_addf(item->out, "%d", view_i32(item, "admitted_by"));
        view_say(item, ") wilden het toch behandelen.", ") agreed to deal with it all the same.");
    } else if (view_is(item, "late_items", "by-all-present")) {
        view_say(item, " Het wordt alleen behandeld als alle aanwezige leden dat willen.",
                 " It is dealt with only if all members who are there agree.");
    } else {
        view_say(item, " Het wacht op een andere vergadering.", " It waits for another meeting.");
    }
}

void agenda_announced_add(const struct view *item)
{
    bool is_late = view_bool(item, "late");
    if (!view_bool(item, "added") && !is_late) {
        return;
    }
    view_say(item, "<p class=\"note\">Dit punt is aangekondigd op ",
             "<p class=\"note\">This item was announced on ");
    add_moment(item, "announced_at");
    view_say(item, ", in versie ", ", in version ");
    str_addf(item->out, "%d", view_i32(item, "announced_in"));
    view_say(item, " van de agenda.", " of the agenda.");
    if (is_late) {
        view_say(item, " Zoals het er nu ligt is dat te laat: de regels vragen ",
                 " As it stands now that is too late: the rules ask ");
        str_addf(item->out, "%d", view_i32(item, "notice_days"));
        view_say(item, " dagen.", " days.");
        add_what_follows(item);
    }
    str_add(item->out, "</p>\n");
}

void agenda_minutes_add(const struct view *view, const struct rowset *items)
{
    struct view item = { view->out, view->language, items, 0 };
    int32_t before = 0;
    if (items->row_count == 0) {
        return;
    }
    view_say(view, "<section>\n<h2>Agenda</h2>\n<ul>\n",
             "<section>\n<h2>Agenda</h2>\n<ul>\n");
    for (; item.row < items->row_count; item.row++) {
        int32_t number = view_i32(&item, "item");
        if (number == before) {
            continue; /* another motion on the same item */
        }
        before = number;
        view_say(&item, "<li>Punt ", "<li>Item ");
        str_addf(item.out, "%d: ", number);
        agenda_title_add(&item);
        agenda_announced_add(&item);
        str_add(item.out, "</li>\n");
    }
    str_add(view->out, "</ul>\n</section>\n");
}

void agenda_title_add(const struct view *item)
{
    if (view_has(item, "title")) {
        view_words(item, "title");
    } else if (view_has(item, "proposal")) {
        view_say(item, "een aanvraag van een persoon", "an application by a person");
    }
}
