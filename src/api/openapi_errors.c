/* Refusals in the OpenAPI document: what every route of a kind may be refused with stands once,
 * among the components; a route's own business refusals stand with it. `x-problem-types` lists the
 * types by name. */
#include <string.h>

#include "api/openapi_internal.h"

/* What every route of a kind may answer; each list ends with ERR_OK. */
static const enum err_code act_errors[] = {
    ERR_MALFORMED_JSON,
    ERR_INVALID_FIELD,
    ERR_INVALID_HEADER,
    ERR_BAD_FRAMING,
    ERR_KEY_MISSING,
    ERR_UNAUTHENTICATED,
    ERR_FORBIDDEN,
    ERR_NOT_FOUND,
    ERR_NOT_ACCEPTABLE,
    ERR_REQUEST_TIMEOUT,
    ERR_PRECONDITION_FAILED,
    ERR_TOO_LARGE,
    ERR_KEY_REUSED,
    ERR_UNSUPPORTED_MEDIA_TYPE,
    ERR_INTERNAL,
    ERR_BUSY,
    ERR_UNAVAILABLE,
    ERR_DEADLINE,
    ERR_CONNECTION,
    ERR_OK,
};
static const enum err_code read_errors[] = {
    ERR_INVALID_PARAMETER,
    ERR_INVALID_HEADER,
    ERR_BAD_FRAMING,
    ERR_UNAUTHENTICATED,
    ERR_NOT_FOUND,
    ERR_NOT_ACCEPTABLE,
    ERR_REQUEST_TIMEOUT,
    ERR_INTERNAL,
    ERR_BUSY,
    ERR_UNAVAILABLE,
    ERR_DEADLINE,
    ERR_CONNECTION,
    ERR_OK,
};
/* Every act may name something that does not exist, or not belong together. */
static const enum err_code act_refusals[] = { ERR_UNKNOWN_REFERENCE, ERR_OK };

static const int statuses[] = { 400, 401, 403, 404, 406, 408, 409, 412, 413, 415, 422, 500, 503 };

struct group {
    const char *name;
    const enum err_code *errors;
};
static const struct group groups[] = {
    {"Act",   act_errors },
    { "Read", read_errors}
};

static const struct group *group_of(const struct route *route)
{
    return &groups[route->method == METHOD_POST ? 0 : 1];
}

static bool has_status(const enum err_code *errors, int status)
{
    for (; *errors != ERR_OK; errors++) {
        if (err_status(*errors) == status) {
            return true;
        }
    }
    return false;
}

/* Adds the titles, or the types, of those with this status. @return whether there was one */
static bool add_list(struct str *out, const enum err_code *errors, int status, bool are_types,
                     bool is_first)
{
    for (; *errors != ERR_OK; errors++) {
        if (err_status(*errors) != status) {
            continue;
        }
        if (are_types) {
            str_addf(out, "%s\"%s\"", is_first ? "" : ",", err_type(*errors));
        } else {
            str_addf(out, "%s%s", is_first ? "" : "; ", err_title(*errors));
        }
        is_first = false;
    }
    return is_first;
}

static void add_response(struct str *out, const enum err_code *errors, const enum err_code *more,
                         int status)
{
    str_add(out, "{\"description\":\"");
    bool is_first = add_list(out, errors, status, false, true);
    if (more != NULL) {
        (void)add_list(out, more, status, false, is_first);
    }
    str_add(out,
            ".\",\"headers\":{\"API-Version\":{\"$ref\":\"#/components/headers/API-Version\"}");
    if (status == 503) {
        str_add(out, ",\"Retry-After\":{\"$ref\":\"#/components/headers/Retry-After\"}");
    }
    str_add(out, "},\"content\":{\"application/problem+json\":{\"schema\":"
                 "{\"$ref\":\"#/components/schemas/Problem\"}}},\"x-problem-types\":[");
    is_first = add_list(out, errors, status, true, true);
    if (more != NULL) {
        (void)add_list(out, more, status, true, is_first);
    }
    str_add(out, "]}");
}

/* Without an id in its path a route cannot miss it, nor its version. */
static bool applies(const struct route *route, int status)
{
    bool is_about_one = strchr(route->path, '{') != NULL;
    return (status != 404 && status != 412) || is_about_one;
}

void openapi_add_problems(struct str *out, const struct route *route)
{
    const struct group *group = group_of(route);
    for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
        int status = statuses[i];
        if (status == 409 && route->kind == ROUTE_ACT) {
            str_add(out, ",\"409\":");
            add_response(out, act_refusals, route->errors, 409);
        } else if (status == 403 && route_is_by_role(route)) {
            str_addf(out, ",\"403\":{\"$ref\":\"#/components/responses/%s403\"}", groups[0].name);
        } else if (has_status(group->errors, status) && applies(route, status)) {
            str_addf(out, ",\"%d\":{\"$ref\":\"#/components/responses/%s%d\"}", status, group->name,
                     status);
        }
    }
}

void openapi_add_shared_problems(struct str *out)
{
    bool is_first = true;
    for (size_t i = 0; i < ARRAY_LEN(groups); i++) {
        for (size_t k = 0; k < ARRAY_LEN(statuses); k++) {
            if (has_status(groups[i].errors, statuses[k])) {
                str_addf(out, "%s\"%s%d\":", is_first ? "" : ",", groups[i].name, statuses[k]);
                add_response(out, groups[i].errors, NULL, statuses[k]);
                is_first = false;
            }
        }
    }
}
