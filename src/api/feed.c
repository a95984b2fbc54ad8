/* A council's decisions and agendas as an Atom feed (RFC 4287): decisions that were notified and
 * published, agendas of public meetings, each in its last version; newest first. */
#include <inttypes.h>
#include <string.h>

#include "api/page_internal.h"

enum {
    FEED_ENTRIES_MAX = 50
};

bool feed_prepare(struct api_call *call, struct err *err)
{
    struct page page;
    struct param *asked = arena_alloc(call->arena, sizeof *asked * PARAMS_MAX);
    struct uuid council;
    if (!media_is_accepted(call->request.accept, "application/atom+xml")) {
        return err_set(err, ERR_NOT_ACCEPTABLE, "The feed is application/atom+xml.");
    }
    if (asked == NULL) {
        return err_set(err, ERR_MEMORY, "The request needs more memory than one may have.");
    }
    if (!path_uuid(&council, call, 0, err) || !query_read(call, &page, asked, err)) {
        return false;
    }
    call->read =
        (struct read_job){ .arena = call->arena, .deadline_ms = call->request.deadline_ms };
    struct read_part *about = read_add(call, "feed_council");
    struct read_part *decisions = read_add(call, "feed_decisions");
    struct read_part *agendas = read_add(call, "feed_agendas");
    if (about == NULL || decisions == NULL || agendas == NULL) {
        return err_set(err, ERR_INTERNAL, "A feed is three statements.");
    }
    part_add(about, param_uuid(council));
    part_add(decisions, param_uuid(council));
    part_add(decisions, param_i32(FEED_ENTRIES_MAX));
    part_add(agendas, param_uuid(council));
    part_add(agendas, param_i32(FEED_ENTRIES_MAX));
    call->state = asked;
    call->next = API_READ;
    return true;
}

static void add_instant(const struct view *view, const char *element, const char *column)
{
    char text[INSTANT_TEXT + 1];
    instant_print(text, (struct instant){ view_i64(view, column) });
    str_addf(view->out, "<%s>%s</%s>\n", element, text, element);
}

static void add_id(const struct view *view)
{
    struct uuid id = cell_uuid(view_cell(view, "id"));
    char text[UUID_TEXT + 1];
    uuid_print(text, &id);
    str_addf(view->out, "<id>urn:uuid:%s</id>\n", text);
}

static void add_entry(const struct view *view, const char *public_url)
{
    struct uuid uuid = cell_uuid(view_cell(view, "id"));
    char id[UUID_TEXT + 1];
    uuid_print(id, &uuid);
    str_add(view->out, "<entry>\n");
    add_id(view);
    str_add(view->out, "<title>");
    view_text(view, "reference");
    str_add(view->out, ": ");
    if (view_has(view, "title")) {
        view_text(view, "title");
        str_add(view->out, ", ");
    }
    view_word(view, "outcome", words_outcome, words_outcome_count);
    str_add(view->out, "</title>\n");
    add_instant(view, "published", "published_at");
    add_instant(view, "updated", "updated_at");
    str_add(view->out, "<link rel=\"alternate\" type=\"application/json\" href=\"");
    html_add_text(view->out, public_url);
    str_addf(view->out, "/v1/decisions/%s\"/>\n<summary>", id);
    view_word(view, "outcome", words_outcome, words_outcome_count);
    if (view_has(view, "amount_cents") && !view_is(view, "outcome", "refusal")) {
        str_add(view->out, ": ");
        view_euros(view, "amount_cents");
    }
    str_add(view->out, "</summary>\n</entry>\n");
}

static void add_agenda(const struct view *view, const char *public_url)
{
    struct uuid uuid = cell_uuid(view_cell(view, "id"));
    char id[UUID_TEXT + 1];
    uuid_print(id, &uuid);
    str_add(view->out, "<entry>\n");
    add_id(view);
    str_add(view->out, "<title>");
    view_text(view, "reference");
    view_say(view, ": agenda, ", ": agenda, ");
    if (view_has(view, "title")) {
        view_text(view, "title");
        str_add(view->out, ", ");
    }
    char day[11];
    date_print(day, (struct date){ cell_date_days(view_cell(view, "on_date")) });
    str_addf(view->out, "%s</title>\n", day);
    add_instant(view, "published", "published_at");
    add_instant(view, "updated", "updated_at");
    str_add(view->out, "<link rel=\"alternate\" type=\"text/html\" href=\"");
    html_add_text(view->out, public_url);
    str_addf(view->out, "/meetings/%s\"/>\n<summary>", id);
    bool in_writing = view_has(view, "until_date");
    view_say(view, in_writing ? "Schriftelijke ronde, versie " : "Vergadering, versie ",
             in_writing ? "Round in writing, version " : "Meeting, version ");
    str_addf(view->out, "%d", view_i32(view, "agenda_version"));
    view_say(view, " van de agenda", " of the agenda");
    str_add(view->out, "</summary>\n</entry>\n");
}

/* @param updated  when the feed changed last; INT64_MIN: nothing is in it */
static void add_head(const struct view *council, int64_t updated, const char *public_url)
{
    struct str *out = council->out;
    bool is_dutch = council->language == LANGUAGE_DUTCH;
    struct uuid uuid = cell_uuid(view_cell(council, "id"));
    char id[UUID_TEXT + 1];
    uuid_print(id, &uuid);
    str_addf(out,
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"%s\">\n",
             is_dutch ? "nl" : "en");
    add_id(council);
    view_say(council, "<title>Besluiten en agenda's van ", "<title>Decisions and agendas of ");
    view_text(council, "name");
    str_add(out, "</title>\n<author><name>");
    view_text(council, "name");
    str_add(out, "</name></author>\n<link rel=\"self\" type=\"application/atom+xml\" href=\"");
    html_add_text(out, public_url);
    str_addf(out, "/v1/councils/%s/feed%s\"/>\n", id, is_dutch ? "" : "?lang=en");
    if (updated == INT64_MIN) {
        add_instant(council, "updated", "at");
        return;
    }
    char text[INSTANT_TEXT + 1];
    instant_print(text, (struct instant){ updated });
    str_addf(out, "<updated>%s</updated>\n", text);
}

/* The entry that changed last dates the feed. */
static int64_t later_of(int64_t latest, const struct rowset *rows)
{
    struct view view = { .rows = rows };
    for (; view.row < rows->row_count; view.row++) {
        int64_t at = view_i64(&view, "updated_at");
        latest = at > latest ? at : latest;
    }
    return latest;
}

/* Both lists begin with the newest; a decision by its publication, an agenda by its last version. */
static void add_entries(struct view *decision, struct view *agenda, const char *public_url)
{
    for (int count = 0; count < FEED_ENTRIES_MAX; count++) {
        bool has_decision = decision->row < decision->rows->row_count;
        bool has_agenda = agenda->row < agenda->rows->row_count;
        if (!has_decision && !has_agenda) {
            return;
        }
        if (has_decision && (!has_agenda || view_i64(decision, "published_at") >=
                                                view_i64(agenda, "updated_at"))) {
            add_entry(decision, public_url);
            decision->row++;
        } else {
            add_agenda(agenda, public_url);
            agenda->row++;
        }
    }
}

bool feed_render(struct api_call *call, struct err *err)
{
    const struct rowset *about = &call->read.parts[0].rows;
    const struct rowset *decisions = &call->read.parts[1].rows;
    const struct rowset *agendas = &call->read.parts[2].rows;
    if (about->row_count == 0) {
        return err_set(err, ERR_NOT_FOUND, "There is no such council.");
    }
    struct str out = str_new(call->arena, PAGE_BYTES_MAX);
    enum language language = language_of(call->state, call->request.accept_language);
    struct view council = { &out, language, about, 0 };
    struct view decision = { &out, language, decisions, 0 };
    struct view agenda = { &out, language, agendas, 0 };
    add_head(&council, later_of(later_of(INT64_MIN, decisions), agendas), call->site->public_url);
    add_entries(&decision, &agenda, call->site->public_url);
    str_add(&out, "</feed>\n");
    call->answer = (struct api_answer){ .cache_control = CACHE_MINUTE };
    return answer_fill(call, 200, MEDIA_ATOM, &out, err) && answer_hash_etag(call, err);
}
