/* Rows to answers: an item or a page of them, with links, an entity tag and the next page's
 * address. What a column means is in columns.def; nothing here knows any of them but id, entry and
 * changed. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "api/api_internal.h"
#include "buurtkas/json/encode.h"

/* Position of a column, or SIZE_MAX. */
static size_t find_column(const struct rowset *rows, const char *name)
{
    for (size_t i = 0; i < rows->column_count; i++) {
        if (strcmp(rows->columns[i].name, name) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

static bool row_id(struct uuid *out, const struct rowset *rows, size_t row)
{
    size_t column = find_column(rows, "id");
    if (column == SIZE_MAX || rows->columns[column].type != VALUE_UUID ||
        cell_is_null(rowset_cell(rows, row, column))) {
        return false;
    }
    *out = cell_uuid(rowset_cell(rows, row, column));
    return true;
}

static void add_link(struct str *out, bool *is_first, const char *name, const char *path)
{
    str_addf(out, "%s\"%s\":", *is_first ? "" : ",", name);
    str_add_json(out, path, strlen(path));
    *is_first = false;
}

/* Links to the objects that columns name, and to the entry. */
static void add_column_links(struct str *out, bool *is_first, const struct rowset *rows, size_t row)
{
    for (size_t i = 0; i < rows->column_count; i++) {
        const struct cell *cell = rowset_cell(rows, row, i);
        char path[PATH_TEXT_MAX];
        if (cell_is_null(cell)) {
            continue;
        }
        if (rows->columns[i].type == VALUE_UUID) {
            struct uuid id = cell_uuid(cell);
            if (resource_path_by_name(path, rows->columns[i].name, &id)) {
                char name[64];
                json_name_of_column(name, sizeof name, rows->columns[i].name);
                add_link(out, is_first, name, path);
            }
        } else if (strcmp(rows->columns[i].name, "entry") == 0) {
            (void)snprintf(path, sizeof path, "/v1/entries/%" PRId64, cell_i64(cell));
            add_link(out, is_first, "entry", path);
        }
    }
}

/* Links to what stands below an item: "balance" gives "/v1/envelopes/<id>/balance". */
static void add_child_links(struct str *out, bool *is_first, const char *self, const char *children)
{
    const char *at = children == NULL ? "" : children;
    while (*at != '\0') {
        size_t len = strcspn(at, " ");
        char name[64];
        char path[PATH_TEXT_MAX];
        (void)snprintf(name, sizeof name, "%.*s", (int)len, at);
        (void)snprintf(path, sizeof path, "%.120s/%.60s", self, name);
        add_link(out, is_first, name, path);
        at += len + (at[len] == ' ');
    }
}

static void add_item(struct str *out, const struct api_call *call, const struct rowset *rows)
{
    bool is_first = true;
    str_add_char(out, '{');
    size_t count = json_row_members(out, rows, 0, false);
    str_add(out, count == 0 ? "\"links\":{" : ",\"links\":{");
    add_link(out, &is_first, "self", call->request.path);
    add_column_links(out, &is_first, rows, 0);
    add_child_links(out, &is_first, call->request.path, call->request.route->links);
    str_add(out, "}}");
}

/* A resource itself, and not a view that gathers others: a trail, or an entry with its openings. */
static bool is_resource(const struct route *route)
{
    size_t len = strlen(route->path);
    return route->path[len - 1] == '}' && strstr(route->path, "{index}") == NULL;
}

/* The version: of the row that changed last, else of the entry that made it. What anyone sees of a
 * resource that insiders see more of is another representation and has another tag. */
static const char *etag_of(struct api_call *call, const struct rowset *rows, bool is_public_view)
{
    size_t column = find_column(rows, "changed");
    if (column == SIZE_MAX && is_resource(call->request.route)) {
        column = find_column(rows, "entry");
    }
    if (column == SIZE_MAX || cell_is_null(rowset_cell(rows, 0, column))) {
        return NULL;
    }
    return arena_printf(call->arena, "\"%" PRId64 "%s\"", cell_i64(rowset_cell(rows, 0, column)),
                        is_public_view ? "-public" : "");
}

static bool render_item(struct api_call *call, struct err *err)
{
    const struct route *route = call->request.route;
    for (size_t i = 0; i < call->read.part_count; i++) {
        const struct read_part *part = &call->read.parts[i];
        if (part->rows.row_count == 0) {
            continue;
        }
        struct str out = str_new(call->arena, ANSWER_BYTES_MAX);
        add_item(&out, call, &part->rows);
        if (!answer_fill(call, 200, MEDIA_JSON, &out, err)) {
            return false;
        }
        bool is_public_view = route->inside != NULL && part->statement == route->statement;
        answer_etag(call, etag_of(call, &part->rows, is_public_view));
        return true;
    }
    return err_set(err, ERR_NOT_FOUND, "There is nothing here, or nothing that you may see.");
}

static void add_row(struct str *out, const struct api_call *call, const struct rowset *rows,
                    size_t row)
{
    const char *front = call->request.route->item_path;
    struct uuid id;
    str_add(out, row == 0 ? "{" : ",{");
    size_t count = json_row_members(out, rows, row, false);
    if (front != NULL && row_id(&id, rows, row)) {
        char text[UUID_TEXT + 1];
        uuid_print(text, &id);
        str_addf(out, "%s\"links\":{\"self\":\"%s%s\"}", count == 0 ? "" : ",", front, text);
    }
    str_add_char(out, '}');
}

static bool render_list(struct api_call *call, struct err *err)
{
    const struct rowset *rows = &call->read.parts[0].rows;
    const struct page *page = call->state;
    size_t limit = call->request.route->is_whole ? rows->row_count : (size_t)page->limit;
    size_t count = rows->row_count < limit ? rows->row_count : limit;
    struct str out = str_new(call->arena, ANSWER_BYTES_MAX);
    str_add(&out, "{\"items\":[");
    for (size_t i = 0; i < count; i++) {
        add_row(&out, call, rows, i);
    }
    str_add(&out, "]}");
    struct uuid last;
    if (rows->row_count > limit && count > 0 && row_id(&last, rows, count - 1)) {
        call->answer.link = query_next_link(call, page, &last);
    }
    return answer_fill(call, 200, MEDIA_JSON, &out, err);
}

bool read_render(struct api_call *call, struct err *err)
{
    call->answer = (struct api_answer){ 0 };
    return call->request.route->kind == ROUTE_LIST ? render_list(call, err)
                                                   : render_item(call, err);
}
