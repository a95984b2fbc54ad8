/* A GET to its read: who may see what decides between two statements with columns of their own,
 * never between filters over one answer. */
#include <assert.h>
#include <string.h>

#include "api/api_internal.h"

struct read_part *read_add(struct api_call *call, const char *statement)
{
    if (call->read.part_count == READ_PARTS_MAX) {
        return NULL;
    }
    struct read_part *part = &call->read.parts[call->read.part_count++];
    *part = (struct read_part){ .statement = statement };
    return part;
}

void part_add(struct read_part *part, struct param param)
{
    assert(part->param_count < PARAMS_MAX);
    part->params[part->param_count++] = param;
}

bool caller_is_insider(const struct api_caller *caller)
{
    return caller->is_known && (caller->is_installation || caller->organisation_count > 0);
}

/* Audiences that are a few roles, each with the sentence for everybody else. */
static const struct {
    enum audience audience;
    unsigned roles; /* bit (1 << enum role) */
    const char *refusal;
} audiences[] = {
    {AUDIENCE_OPERATOR,   1U << ROLE_OPERATOR,                             "Only an operator may read this."},
    { AUDIENCE_PRIVACY,   1U << ROLE_OPERATOR | 1U << ROLE_PRIVACY_OFFICER,
     "Only an operator or a privacy officer may read this."                                                 },
    { AUDIENCE_OVERSIGHT, 1U << ROLE_PRIVACY_OFFICER | 1U << ROLE_CONTROLLER,
     "Only a privacy officer or a controller may read this."                                                },
};

static bool check_audience(const struct api_call *call, struct err *err)
{
    const struct api_caller *caller = &call->request.caller;
    enum audience audience = call->request.route->audience;
    if (audience != AUDIENCE_PUBLIC && !caller->is_known) {
        return err_set(err, ERR_UNAUTHENTICATED,
                       "Send a bearer token in the Authorization header.");
    }
    for (size_t i = 0; i < ARRAY_LEN(audiences); i++) {
        if (audiences[i].audience == audience && (caller->roles & audiences[i].roles) == 0) {
            return err_set(err, ERR_FORBIDDEN, "%s", audiences[i].refusal);
        }
    }
    return true;
}

/* Everything that both statements of a route are given. */
struct read_input {
    struct page page;
    struct param path[PATH_PARAMS_MAX];
    size_t path_count;
    struct param query[PARAMS_MAX];
};

/* An account's name stands for two parameters: what its reference names, and its code. */
static bool read_account(struct read_input *input, const char *name, struct err *err)
{
    enum account_code code = ACCOUNT_NONE;
    struct uuid envelope;
    struct uuid id;
    if (name == NULL || !account_name_parse(name, strlen(name), &code, &envelope, &id)) {
        return err_set(err, ERR_NOT_FOUND, "There is no account of that name.");
    }
    input->path[0] = param_uuid(id);
    input->path[1] = param_i32((int32_t)code);
    input->path_count = 2;
    return true;
}

static bool read_index(struct param *out, const char *text, struct err *err)
{
    int64_t index = 0;
    if (text == NULL || !i64_parse(&index, text, strlen(text)) || index < 0) {
        return err_set(err, ERR_NOT_FOUND, "There is no such entry.");
    }
    *out = param_i64(index);
    return true;
}

static bool read_path(struct read_input *input, const struct api_call *call, struct err *err)
{
    const char *path = call->request.route->path;
    if (strstr(path, "{name}") != NULL) {
        return read_account(input, call->request.params[0], err);
    }
    input->path_count = path_param_count(path);
    for (size_t i = 0; i < input->path_count; i++) {
        struct uuid id;
        if (strstr(path, "{index}") != NULL) {
            if (!read_index(&input->path[i], call->request.params[i], err)) {
                return false;
            }
            continue;
        }
        if (!path_uuid(&id, call, i, err)) {
            return false;
        }
        input->path[i] = param_uuid(id);
    }
    return true;
}

/* The reach of a caller over the whole installation is everything: NULL. */
struct param caller_reach(const struct api_caller *caller)
{
    return caller->is_installation ? param_null(VALUE_UUIDS)
                                   : param_uuids(caller->organisations, caller->organisation_count);
}

void part_add_door(struct read_part *part, const struct api_call *call)
{
    part_add(part, param_uuid(call->request.caller.person));
    part_add(part, param_date(call->request.today.days));
}

static bool add_part(struct api_call *call, const char *statement, const struct read_input *input,
                     bool is_inside, struct err *err)
{
    const struct route *route = call->request.route;
    struct read_part *part = read_add(call, statement);
    if (part == NULL) {
        return err_set(err, ERR_INTERNAL, "The route %s reads too much at once.", route->path);
    }
    for (size_t i = 0; i < input->path_count; i++) {
        part_add(part, input->path[i]);
    }
    if (route->kind == ROUTE_LIST && !route->is_whole) {
        part_add(part, param_uuid(input->page.after));
        part_add(part, param_i32(input->page.limit + 1));
    }
    if (is_inside) {
        part_add(part, caller_reach(&call->request.caller));
    }
    if (route->is_closable && is_inside) {
        part_add_door(part, call);
    }
    if (route->is_personal && (is_inside || route_is_by_role(route))) {
        part_add(part, param_uuid(call->request.caller.person));
    }
    if (route->is_personal) {
        part_add(part, param_date(call->request.today.days));
    }
    for (size_t i = 0; route->query != NULL && route->query[i].name != NULL; i++) {
        part_add(part, input->query[i]);
    }
    return true;
}

/* An insider's item is looked for inside first, and outside when it is not within reach. A list is
 * one or the other: with an appointment somewhere it shows what is inside one's organisations. */
static bool add_parts(struct api_call *call, const struct read_input *input, struct err *err)
{
    const struct route *route = call->request.route;
    bool is_inside = route->inside != NULL && caller_is_insider(&call->request.caller);
    if (is_inside && !add_part(call, route->inside, input, true, err)) {
        return false;
    }
    if (route->statement == NULL || (is_inside && route->kind == ROUTE_LIST)) {
        return is_inside || err_set(err, ERR_NOT_FOUND, "There is nothing here for you.");
    }
    return add_part(call, route->statement, input, false, err);
}

bool read_prepare(struct api_call *call, struct err *err)
{
    const struct api_request *request = &call->request;
    if (!media_is_accepted(request->accept, MEDIA_JSON)) {
        return err_set(err, ERR_NOT_ACCEPTABLE, "The answer is application/json.");
    }
    struct read_input *input = arena_alloc(call->arena, sizeof *input);
    if (input == NULL) {
        return err_set(err, ERR_MEMORY, "The request needs more memory than one may have.");
    }
    call->read = (struct read_job){ .arena = call->arena, .deadline_ms = request->deadline_ms };
    if (!check_audience(call, err) || !read_path(input, call, err) ||
        !query_read(call, &input->page, input->query, err) || !add_parts(call, input, err)) {
        return false;
    }
    call->state = input;
    call->next = API_READ;
    return true;
}
