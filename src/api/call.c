/* The two ends of a call: what a request asks, and what became of it. Routes with a way of their
 * own say so in the table; the rest goes by its kind. */
#include <assert.h>

#include "api/api_internal.h"

static bool prepare(struct api_call *call, struct err *err)
{
    const struct route *route = call->request.route;
    if (route->prepare != NULL) {
        return route->prepare(call, err);
    }
    switch (route->kind) {
    case ROUTE_ACT:
        return act_prepare(call, err);
    case ROUTE_PRIVATE:
        return private_prepare(call, err);
    case ROUTE_ITEM:
    case ROUTE_LIST:
        return read_prepare(call, err);
    case ROUTE_TEXT:
    case ROUTE_BYTES:
        break;
    }
    return err_set(err, ERR_INTERNAL, "The route %s has no way to be served.", route->path);
}

static bool render(struct api_call *call, struct err *err)
{
    const struct route *route = call->request.route;
    if (route->render != NULL) {
        return route->render(call, err);
    }
    switch (route->kind) {
    case ROUTE_ACT:
        return act_render(call, err);
    case ROUTE_PRIVATE:
        return private_render(call, err);
    case ROUTE_ITEM:
    case ROUTE_LIST:
        return read_render(call, err);
    case ROUTE_TEXT:
    case ROUTE_BYTES:
        break;
    }
    return err_set(err, ERR_INTERNAL, "The route %s has no way to be shown.", route->path);
}

void api_begin(struct api_call *call)
{
    struct err err = { 0 };
    if (!prepare(call, &err) || !read_note_add(call, &err)) {
        call->next = API_ANSWER;
        api_problem(call, &err);
    }
}

void api_finish(struct api_call *call)
{
    assert(call->next == API_WRITE || call->next == API_READ);
    const struct err *cause = call->next == API_WRITE ? &call->command.err : &call->read.err;
    if (err_is_set(cause)) {
        api_problem(call, cause);
        return;
    }
    struct err err = { 0 };
    if (!render(call, &err)) {
        api_problem(call, &err);
    }
}

bool api_cache_id(const struct api_call *call, struct uuid *out)
{
    const struct route *route = call->request.route;
    struct err err = { 0 };
    return route != NULL && route->is_cacheable && path_uuid(out, call, 0, &err);
}
