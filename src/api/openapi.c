/* The OpenAPI 3.0.3 document, made from the tables that the program runs on: routes, fields of
 * acts, columns of reads, errors. It cannot differ from them but by a mistake in here, which a test
 * would find. */
#include <string.h>

#include "api/openapi_internal.h"

enum {
    OPENAPI_BYTES_MAX = 4 << 20,
};

/* The host of the public URL, when it looks like a name that has mail. */
static const char *mail_host(const char *url, size_t *out_len)
{
    const char *host = strstr(url, "://");
    host = host == NULL ? url : host + 3;
    size_t len = strcspn(host, ":/");
    bool is_name =
        memchr(host, '.', len) != NULL && (host[0] < '0' || host[0] > '9') && host[0] != '[';
    *out_len = is_name ? len : strlen("example.org");
    return is_name ? host : "example.org";
}

static void add_info(struct str *out, const struct api_site *site)
{
    size_t host_len = 0;
    const char *host = mail_host(site->public_url, &host_len);
    str_add(out,
            "{\"openapi\":\"3.0.3\",\"info\":{\"title\":\"Buurtkas\",\"version\":\"" API_VERSION
            "\",\"description\":\"What a neighbourhood's programme council decides about a budget, "
            "where every euro went, and a signed, publicly checkable entry for each of those acts. "
            "Amounts are whole euro cents. Each POST needs an Idempotency-Key and answers with its "
            "receipt (a C2SP tlog-proof). Without a token a read shows what is public; with one, "
            "what your organisations see.\",\"contact\":{\"name\":\"Buurtkas\",\"url\":");
    str_add_json(out, site->public_url, strlen(site->public_url));
    str_addf(out, ",\"email\":\"contact@%.*s\"}", (int)host_len, host);
    str_add(out, ",\"license\":{\"name\":\"EUPL-1.2\",\"url\":\"https://eupl.eu/1.2/en/\"}},"
                 "\"servers\":[{\"description\":\"This installation\",\"url\":");
    const char *v1 = arena_printf(out->arena, "%s/v1", site->public_url);
    str_add_json(out, v1 == NULL ? "" : v1, v1 == NULL ? 0 : strlen(v1));
    str_add(out, "}]");
}

/* The length of a route's first segment below /v1. */
static size_t tag_len(const struct route *route)
{
    return strcspn(route->path + strlen("/v1/"), "/.");
}

static bool has_same_tag(const struct route *a, const struct route *b)
{
    return openapi_has(a) && openapi_has(b) && tag_len(a) == tag_len(b) &&
           memcmp(a->path + 4, b->path + 4, tag_len(a)) == 0;
}

static void add_tags(struct str *out)
{
    bool is_first = true;
    str_add(out, ",\"tags\":[");
    for (size_t i = 0; i < routes_count; i++) {
        bool is_new = openapi_has(&routes[i]);
        for (size_t k = 0; k < i && is_new; k++) {
            is_new = !has_same_tag(&routes[i], &routes[k]);
        }
        if (is_new) {
            str_addf(out, "%s{\"name\":\"%.*s\",\"description\":\"See docs/glossary.md.\"}",
                     is_first ? "" : ",", (int)tag_len(&routes[i]), routes[i].path + 4);
            is_first = false;
        }
    }
    str_add_char(out, ']');
}

static void add_path(struct str *out, size_t first)
{
    str_addf(out, "\"%s\":{", routes[first].path + strlen("/v1"));
    bool is_first = true;
    for (size_t i = first; i < routes_count; i++) {
        if (strcmp(routes[i].path, routes[first].path) == 0) {
            str_addf(out, "%s\"%s\":", is_first ? "" : ",",
                     routes[i].method == METHOD_GET ? "get" : "post");
            openapi_add_operation(out, &routes[i]);
            is_first = false;
        }
    }
    str_add_char(out, '}');
}

static void add_paths(struct str *out)
{
    bool is_first = true;
    str_add(out, ",\"paths\":{");
    for (size_t i = 0; i < routes_count; i++) {
        bool is_new = openapi_has(&routes[i]);
        for (size_t k = 0; k < i && is_new; k++) {
            is_new = strcmp(routes[i].path, routes[k].path) != 0;
        }
        if (is_new) {
            str_add(out, is_first ? "" : ",");
            add_path(out, i);
            is_first = false;
        }
    }
    str_add_char(out, '}');
}

static const char fixed_schemas[] =
    "\"Problem\":{\"type\":\"object\",\"description\":\"RFC 9457.\",\"required\":[\"type\",\"title\","
    "\"status\"],\"properties\":{\"type\":{\"type\":\"string\",\"format\":\"uri\"},\"title\":"
    "{\"type\":\"string\"},\"status\":{\"type\":\"integer\",\"format\":\"int32\"},\"detail\":"
    "{\"type\":\"string\"},\"instance\":{\"type\":\"string\"},\"errors\":{\"type\":\"array\",\"items\":"
    "{\"type\":\"object\",\"required\":[\"pointer\",\"detail\"],\"properties\":{\"pointer\":{\"type\":"
    "\"string\",\"description\":\"JSON pointer (RFC 6901) of the field.\"},\"detail\":{\"type\":"
    "\"string\"}}}}}},"
    "\"Links\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\",\"format\":"
    "\"uri-reference\"}},"
    "\"Posting\":{\"type\":\"object\",\"properties\":{\"account\":{\"type\":\"string\"},\"amountCents\":"
    "{\"type\":\"integer\",\"format\":\"int64\"},\"balanceCents\":{\"type\":\"integer\",\"format\":"
    "\"int64\"}}},"
    "\"Made\":{\"type\":\"object\",\"required\":[\"id\"],\"properties\":{\"id\":{\"type\":\"string\","
    "\"format\":\"uuid\"},\"token\":{\"type\":\"string\",\"description\":\"Shown in this answer only."
    "\"}}},"
    "\"Act\":{\"type\":\"object\",\"required\":[\"id\",\"type\",\"entry\",\"at\",\"links\",\"receipt\"],"
    "\"properties\":{\"id\":{\"type\":\"string\",\"format\":\"uuid\",\"description\":\"Id of the act, and "
    "of what it made.\"},\"reference\":{\"type\":\"string\",\"example\":\"D-2026-007\"},\"type\":"
    "{\"type\":\"string\",\"example\":\"decision.made\"},\"entry\":{\"type\":\"integer\",\"format\":"
    "\"int64\",\"description\":\"Index in the public log.\"},\"at\":{\"type\":\"string\",\"format\":"
    "\"date-time\"},\"on\":{\"type\":\"string\",\"format\":\"date\",\"description\":\"Posting date, when "
    "something was posted.\"},\"postings\":{\"type\":\"array\",\"items\":{\"$ref\":"
    "\"#/components/schemas/Posting\"}},\"links\":{\"$ref\":\"#/components/schemas/Links\"},"
    "\"receipt\":{\"type\":\"string\",\"description\":\"C2SP tlog-proof with the leaf in extra.\"}}}";

static const char fixed_components[] =
    "},\"headers\":{"
    "\"API-Version\":{\"description\":\"Version of this API.\",\"schema\":{\"type\":\"string\","
    "\"example\":\"" API_VERSION "\"}},"
    "\"ETag\":{\"description\":\"Version: index of the entry that changed it last.\",\"schema\":"
    "{\"type\":\"string\",\"example\":\"\\\"73901\\\"\"}},"
    "\"Location\":{\"description\":\"Where what was made stands.\",\"schema\":{\"type\":\"string\"}},"
    "\"Link\":{\"description\":\"The next page, with rel=next.\",\"schema\":{\"type\":\"string\"}},"
    "\"Retry-After\":{\"description\":\"Seconds.\",\"schema\":{\"type\":\"integer\"}},"
    "\"Idempotency-Replayed\":{\"description\":\"true when this key was used before.\",\"schema\":"
    "{\"type\":\"string\"}}},"
    "\"securitySchemes\":{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\"}},"
    "\"parameters\":{"
    "\"cursor\":{\"name\":\"cursor\",\"in\":\"query\",\"description\":\"From the Link of the page "
    "before.\",\"schema\":{\"type\":\"string\"}},"
    "\"limit\":{\"name\":\"limit\",\"in\":\"query\",\"description\":\"Items on a page.\",\"schema\":"
    "{\"type\":\"integer\",\"minimum\":1,\"maximum\":100,\"default\":20}},"
    "\"idempotencyKey\":{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"required\":true,"
    "\"description\":\"A new one for each act; the same again gives the same answer.\",\"schema\":"
    "{\"type\":\"string\",\"minLength\":1,\"maxLength\":255,\"example\":"
    "\"\\\"8e03978e-40d5-43e8-bc93-6894a57f9324\\\"\"}},"
    "\"ifMatch\":{\"name\":\"If-Match\",\"in\":\"header\",\"description\":\"The ETag that you read: refused "
    "when it has changed.\",\"schema\":{\"type\":\"string\"}},"
    "\"ifNoneMatch\":{\"name\":\"If-None-Match\",\"in\":\"header\",\"description\":\"ETags that you have."
    "\",\"schema\":{\"type\":\"string\"}}";

/* Parameters in paths: each name once. */
static void add_path_components(struct str *out)
{
    static const char *const names[] = { "id", "version", "vote", "handle" };
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        str_addf(out,
                 ",\"%s\":{\"name\":\"%s\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":"
                 "\"string\",\"format\":\"uuid\"}}",
                 names[i], names[i]);
    }
    str_add(out, ",\"name\":{\"name\":\"name\",\"in\":\"path\",\"required\":true,"
                 "\"description\":\"Name of an account.\",\"schema\":{\"type\":\"string\"}}");
    str_add(out,
            ",\"index\":{\"name\":\"index\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":"
            "\"integer\",\"format\":\"int64\",\"minimum\":0}}}");
}

static void add_route_schemas(struct str *out, const struct route *route)
{
    char name[64];
    openapi_type_name(name, route->name);
    if (route->method == METHOD_GET) {
        if (route->kind == ROUTE_ITEM || route->kind == ROUTE_LIST) {
            str_addf(out, ",\"%sItem\":", name);
            openapi_add_row(out, route);
        }
        return;
    }
    const struct field *fields =
        route->kind == ROUTE_ACT ? act_kind(route->act)->fields : route->body;
    if (fields != NULL && openapi_has_fields(fields, FIELD_REQUEST, 0)) {
        str_addf(out, ",\"%sRequest\":", name);
        openapi_add_fields(out, fields, FIELD_REQUEST);
    }
    if (route->kind == ROUTE_ACT) {
        str_addf(out, ",\"%sAnswer\":", name);
        openapi_add_act_answer(out, act_kind(route->act));
    }
}

bool api_openapi(struct str *out, const struct api_site *site, struct err *err)
{
    add_info(out, site);
    add_tags(out);
    add_paths(out);
    str_add(out, ",\"components\":{\"schemas\":{");
    str_add(out, fixed_schemas);
    for (size_t i = 0; i < routes_count; i++) {
        if (openapi_has(&routes[i])) {
            add_route_schemas(out, &routes[i]);
        }
    }
    str_add(out, fixed_components);
    add_path_components(out);
    str_add(out, ",\"responses\":{");
    openapi_add_shared_problems(out);
    str_add(out, "}}}");
    return !out->failed || err_set(err, ERR_MEMORY, "The OpenAPI document does not fit.");
}

bool openapi_prepare(struct api_call *call, struct err *err)
{
    if (!media_is_accepted(call->request.accept, MEDIA_JSON)) {
        return err_set(err, ERR_NOT_ACCEPTABLE, "The document is application/json.");
    }
    call->next = API_ANSWER;
    call->answer = (struct api_answer){ .cache_control = CACHE_MINUTE };
    struct str out = str_new(call->arena, OPENAPI_BYTES_MAX);
    if (call->site->openapi != NULL) {
        call->answer.status = 200;
        call->answer.content_type = MEDIA_JSON;
        call->answer.body = call->site->openapi;
        call->answer.len = call->site->openapi_len;
        return true;
    }
    return api_openapi(&out, call->site, err) && answer_fill(call, 200, MEDIA_JSON, &out, err);
}
