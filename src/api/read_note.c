/* Whose reads of private fields are recorded: of who holds the role of controller, whatever other
 * role they hold, by whichever route. The reader looks whether there is anything private in what was
 * read, and records it before it is shown. */
#include <string.h>

#include "api/api_internal.h"

/* The collection in a path: "payees" of "/v1/payees/{id}", "decisions" of "/decisions/{id}/letter". */
static const char *collection_of(const struct api_call *call)
{
    const char *path = call->request.route->path;
    const char *from = path + (strncmp(path, "/v1/", 4) == 0 ? 4 : 1);
    return arena_strndup(call->arena, from, strcspn(from, "/"));
}

static size_t rows_max_of(const struct api_call *call)
{
    const struct route *route = call->request.route;
    const struct page *page = call->state;
    return route->kind == ROUTE_LIST && !route->is_whole ? (size_t)page->limit : SIZE_MAX;
}

bool read_note_add(struct api_call *call, struct err *err)
{
    const struct api_request *request = &call->request;
    if (call->next != API_READ || (request->caller.roles & 1U << ROLE_CONTROLLER) == 0) {
        return true;
    }
    struct read_note *note = arena_alloc(call->arena, sizeof *note);
    const char *kind = collection_of(call);
    if (note == NULL || kind == NULL) {
        return err_set(err, ERR_MEMORY, "The request needs more memory than one may have.");
    }
    struct err no_id = { 0 };
    *note = (struct read_note){ .person = request->caller.person,
                                .today = request->today,
                                .at = request->now,
                                .operation = request->route->name,
                                .kind = kind,
                                .rows_max = rows_max_of(call) };
    if (strstr(request->route->path, "{id}") != NULL && !path_uuid(&note->object, call, 0, &no_id)) {
        note->object = (struct uuid){ 0 };
    }
    call->read.note = note;
    return true;
}
