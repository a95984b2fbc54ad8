/* One operation of the OpenAPI document: parameters, body, answers. */
#include <stdio.h>
#include <string.h>

#include "api/openapi_internal.h"
#include "buurtkas/domain/competence.h"

#define REF_VERSION "\"API-Version\":{\"$ref\":\"#/components/headers/API-Version\"}"

static void add_reference(struct str *out, bool *is_first, const char *name)
{
    str_addf(out, "%s{\"$ref\":\"#/components/parameters/%s\"}", *is_first ? "" : ",", name);
    *is_first = false;
}

static void add_path_parameters(struct str *out, bool *is_first, const char *path)
{
    for (const char *at = strchr(path, '{'); at != NULL; at = strchr(at + 1, '{')) {
        char name[32];
        (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(at + 1, "}"), at + 1);
        add_reference(out, is_first, name);
    }
}

static void add_query_parameters(struct str *out, bool *is_first, const struct route *route)
{
    if (route->kind == ROUTE_LIST && !route->is_whole) {
        add_reference(out, is_first, "cursor");
        add_reference(out, is_first, "limit");
    }
    for (size_t i = 0; route->query != NULL && route->query[i].name != NULL; i++) {
        const struct query_parameter *each = &route->query[i];
        str_addf(out, "%s{\"name\":\"%s\",\"in\":\"query\",\"required\":%s", *is_first ? "" : ",",
                 each->name, each->is_required ? "true" : "false");
        openapi_add_text(out, "description", each->doc);
        str_add(out, ",\"schema\":");
        openapi_add_parameter_schema(out, each);
        str_add_char(out, '}');
        *is_first = false;
    }
}

static void add_parameters(struct str *out, const struct route *route)
{
    bool is_first = true;
    str_add(out, ",\"parameters\":[");
    add_path_parameters(out, &is_first, route->path);
    add_query_parameters(out, &is_first, route);
    if (route->method == METHOD_POST) {
        add_reference(out, &is_first, "idempotencyKey");
    }
    if (route->kind == ROUTE_ACT && strchr(route->path, '{') != NULL) {
        add_reference(out, &is_first, "ifMatch");
    }
    if (route->kind == ROUTE_ITEM) {
        add_reference(out, &is_first, "ifNoneMatch");
    }
    str_add_char(out, ']');
}

static const struct field *body_of(const struct route *route)
{
    return route->kind == ROUTE_ACT ? act_kind(route->act)->fields : route->body;
}

static void add_request_body(struct str *out, const struct route *route)
{
    const struct field *fields = body_of(route);
    if (fields == NULL || !openapi_has_fields(fields, FIELD_REQUEST, 0)) {
        return;
    }
    char name[64];
    openapi_type_name(name, route->name);
    bool is_required = openapi_has_fields(fields, FIELD_REQUEST, FIELD_REQUIRED);
    str_addf(out,
             ",\"requestBody\":{\"required\":%s,\"content\":{\"application/json\":{\"schema\":"
             "{\"$ref\":\"#/components/schemas/%sRequest\"}}}}",
             is_required ? "true" : "false", name);
}

static bool is_operation(const struct route *route)
{
    return strstr(route->path, "/_") != NULL;
}

static void add_success_of_post(struct str *out, const struct route *route)
{
    char name[64];
    openapi_type_name(name, route->name);
    bool is_act = route->kind == ROUTE_ACT;
    str_addf(out, "\"%d\":{\"description\":\"%s\",\"headers\":{" REF_VERSION,
             is_operation(route) ? 200 : 201,
             is_act ? "Done and on disk; with its receipt." : "Done.");
    if (is_act) {
        str_add(out, ",\"ETag\":{\"$ref\":\"#/components/headers/ETag\"},\"Idempotency-Replayed\":"
                     "{\"$ref\":\"#/components/headers/Idempotency-Replayed\"}");
    }
    if (is_act && !is_operation(route)) {
        str_add(out, ",\"Location\":{\"$ref\":\"#/components/headers/Location\"}");
    }
    str_addf(out,
             "},\"content\":{\"application/json\":{\"schema\":{\"$ref\":"
             "\"#/components/schemas/%s%s\"}}}}",
             is_act ? name : "Made", is_act ? "Answer" : "");
}

static void add_success_of_read(struct str *out, const struct route *route)
{
    char name[64];
    openapi_type_name(name, route->name);
    bool is_list = route->kind == ROUTE_LIST;
    str_addf(out, "\"200\":{\"description\":\"%s.\",\"headers\":{" REF_VERSION,
             route->kind == ROUTE_TEXT ? "The document" : route->summary);
    bool has_etag = route->kind == ROUTE_ITEM || route->media != NULL;
    if (has_etag) {
        str_add(out, ",\"ETag\":{\"$ref\":\"#/components/headers/ETag\"}");
    } else if (is_list && !route->is_whole) {
        str_add(out, ",\"Link\":{\"$ref\":\"#/components/headers/Link\"}");
    }
    if (route->kind == ROUTE_TEXT) {
        /* In lower case: so the linter of the design rules 2.1 wants it. */
        str_add(out, ",\"access-control-allow-origin\":{\"description\":\"Open to every origin.\","
                     "\"schema\":{\"type\":\"string\",\"example\":\"*\"}}");
    }
    str_addf(out, "},\"content\":{\"%s\":{\"schema\":",
             route->media == NULL ? MEDIA_JSON : route->media);
    if (is_list) {
        str_addf(out,
                 "{\"type\":\"object\",\"required\":[\"items\"],\"properties\":{\"items\":"
                 "{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/%sItem\"}}}}",
                 name);
    } else if (route->kind == ROUTE_ITEM) {
        str_addf(out, "{\"$ref\":\"#/components/schemas/%sItem\"}", name);
    } else {
        str_add(out, route->media == NULL ? "{\"type\":\"object\"}" : "{\"type\":\"string\"}");
    }
    str_add(out, "}}}");
    if (has_etag) {
        str_add(
            out,
            ",\"304\":{\"description\":\"Not changed since your copy.\",\"headers\":{" REF_VERSION
            "}}");
    }
}

bool openapi_has(const struct route *route)
{
    return strncmp(route->path, "/v1/", 4) == 0;
}

static void add_tag(struct str *out, const struct route *route)
{
    const char *at = route->path + strlen("/v1/");
    str_addf(out, ",\"tags\":[\"%.*s\"]", (int)strcspn(at, "/."), at);
}

/* Who may, and what comes of it. */
static void add_description(struct str *out, const struct route *route)
{
    const char *text = "Outside the record: no entry, no receipt. Who may: operator.";
    if (route->kind == ROUTE_ACT) {
        const struct competence *competence = competence_of(route->act);
        const char *body = competence == NULL || competence->body == NULL ? "see docs/competence.md"
                                                                          : competence->body;
        text = arena_printf(out->arena, "Makes one entry of type %s. Who may: %s.",
                            act_kind(route->act)->name, body);
    } else if (route->audience == AUDIENCE_PRIVACY) {
        text = "Outside the record. Who may: operator; a privacy officer, within the organisation.";
    } else if (route->audience == AUDIENCE_OVERSIGHT) {
        text = "Outside the record. Who may: privacy officer, controller; within the organisation.";
    } else if (route->inside != NULL) {
        text = "Without a token what is public; with one, what is inside your organisations.";
    } else if (route->method == METHOD_GET) {
        text = "Public.";
    }
    openapi_add_text(out, "description", text == NULL ? "" : text);
}

void openapi_add_operation(struct str *out, const struct route *route)
{
    str_addf(out, "{\"operationId\":\"%s\"", route->name);
    openapi_add_text(out, "summary", route->summary);
    add_description(out, route);
    add_tag(out, route);
    add_parameters(out, route);
    if (route->method == METHOD_POST) {
        add_request_body(out, route);
        str_add(out, ",\"security\":[{\"bearer\":[]}],\"responses\":{");
        add_success_of_post(out, route);
    } else {
        str_add(out, route_is_by_role(route)
                         ? ",\"security\":[{\"bearer\":[]}],\"responses\":{"
                     : route->kind == ROUTE_TEXT
                         ? ",\"security\":[{}],\"responses\":{"
                         : ",\"security\":[{},{\"bearer\":[]}],\"responses\":{");
        add_success_of_read(out, route);
    }
    openapi_add_problems(out, route);
    str_add(out, "}}");
}
