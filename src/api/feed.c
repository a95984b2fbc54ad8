/* A council's decisions as an Atom feed (RFC 4287): only those that were notified and published,
 * newest first. */
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
    if (about == NULL || decisions == NULL) {
        return err_set(err, ERR_INTERNAL, "A feed is two statements.");
    }
    part_add(about, param_uuid(council));
    part_add(decisions, param_uuid(council));
    part_add(decisions, param_i32(FEED_ENTRIES_MAX));
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

static void add_head(const struct view *council, const struct view *newest, const char *public_url)
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
    view_say(council, "<title>Besluiten van ", "<title>Decisions of ");
    view_text(council, "name");
    str_add(out, "</title>\n<author><name>");
    view_text(council, "name");
    str_add(out, "</name></author>\n<link rel=\"self\" type=\"application/atom+xml\" href=\"");
    html_add_text(out, public_url);
    str_addf(out, "/v1/councils/%s/feed%s\"/>\n", id, is_dutch ? "" : "?lang=en");
    if (newest->rows->row_count > 0) {
        add_instant(newest, "updated", "updated_at");
    } else {
        add_instant(council, "updated", "at");
    }
}

/* The entry that changed last dates the feed; the newest publication comes first. */
static size_t newest_of(const struct rowset *rows)
{
    size_t newest = 0;
    struct view view = { .rows = rows };
    int64_t latest = INT64_MIN;
    for (; view.row < rows->row_count; view.row++) {
        int64_t at = view_i64(&view, "updated_at");
        newest = at > latest ? view.row : newest;
        latest = at > latest ? at : latest;
    }
    return newest;
}

bool feed_render(struct api_call *call, struct err *err)
{
    const struct rowset *about = &call->read.parts[0].rows;
    const struct rowset *decisions = &call->read.parts[1].rows;
    if (about->row_count == 0) {
        return err_set(err, ERR_NOT_FOUND, "There is no such council.");
    }
    struct str out = str_new(call->arena, PAGE_BYTES_MAX);
    enum language language = language_of(call->state, call->request.accept_language);
    struct view council = { &out, language, about, 0 };
    struct view newest = { &out, language, decisions, newest_of(decisions) };
    add_head(&council, &newest, call->site->public_url);
    struct view each = { &out, language, decisions, 0 };
    for (; each.row < decisions->row_count; each.row++) {
        add_entry(&each, call->site->public_url);
    }
    str_add(&out, "</feed>\n");
    call->answer = (struct api_answer){ .cache_control = CACHE_MINUTE };
    return answer_fill(call, 200, MEDIA_ATOM, &out, err) && answer_hash_etag(call, err);
}
