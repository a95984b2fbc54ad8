/* The router: the route table as a tree of segments, made once at start. Matching is exact: no
 * slash is added or dropped, and escapes are decoded segment by segment, so that an encoded slash
 * never becomes one. */
#include "http/http_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum node_kind {
    NODE_LITERAL = 1,
    NODE_PARAM,
    NODE_REST
};

/* Children of one parent are linked in the order of their kinds: literals, then {name}, then
 * {name+}. */
struct node {
    enum node_kind kind;
    const char *text; /* in the template, not NUL-terminated */
    size_t len;
    struct node *child, *sibling;
    const struct route *routes[METHOD_POST + 1];
};

struct router {
    struct node *root;
    struct arena *arena;
};

static struct node *node_new(struct router *router, enum node_kind kind, const char *text,
                             size_t len)
{
    struct node *node = arena_alloc(router->arena, sizeof *node);
    if (node != NULL) {
        node->kind = kind;
        node->text = text;
        node->len = len;
    }
    return node;
}

static bool is_template_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           strchr("-_.~", c) != NULL;
}

/* The kind of one segment of a template; 0 when it is malformed. */
static int segment_kind(const char **text, size_t *len, bool is_last)
{
    enum node_kind kind = NODE_LITERAL;
    if (*len >= 3 && (*text)[0] == '{' && (*text)[*len - 1] == '}') {
        kind = NODE_PARAM;
        *text += 1;
        *len -= 2;
        if ((*text)[*len - 1] == '+') {
            kind = NODE_REST;
            *len -= 1;
        }
    }
    for (size_t i = 0; i < *len; i++) {
        if (!is_template_char((*text)[i])) {
            return 0;
        }
    }
    return *len == 0 || (kind == NODE_REST && !is_last) ? 0 : (int)kind;
}

/* The child for a segment, made when it is not there. Names of parameters do not tell paths apart.
 */
static struct node *child_for(struct router *router, struct node *parent, enum node_kind kind,
                              const char *text, size_t len)
{
    struct node **link = &parent->child;
    while (*link != NULL && (*link)->kind <= kind) {
        struct node *node = *link;
        bool is_same_text = node->len == len && memcmp(node->text, text, len) == 0;
        if (node->kind == kind && (kind != NODE_LITERAL || is_same_text)) {
            return node;
        }
        link = &node->sibling;
    }
    struct node *node = node_new(router, kind, text, len);
    if (node != NULL) {
        node->sibling = *link;
        *link = node;
    }
    return node;
}

static bool malformed(const struct route *route, struct err *err)
{
    return err_set(err, ERR_USAGE, "route %s: the template %s is malformed", route->name,
                   route->path);
}

/* Goes down from the root by the template's segments. */
static struct node *node_for(struct router *router, const struct route *route, struct err *err)
{
    struct node *node = router->root;
    size_t params = 0;
    for (const char *at = route->path + 1; *at != '\0';) {
        const char *text = at;
        size_t len = strcspn(at, "/");
        at += len;
        bool is_last = *at == '\0';
        if (!is_last && *++at == '\0') {
            (void)malformed(route, err);
            return NULL;
        }
        int kind = segment_kind(&text, &len, is_last);
        params += kind != NODE_LITERAL;
        if (kind == 0 || params > PATH_PARAMS_MAX) {
            (void)malformed(route, err);
            return NULL;
        }
        node = child_for(router, node, (enum node_kind)kind, text, len);
        if (node == NULL) {
            (void)err_set(err, ERR_MEMORY, "the routes do not fit");
            return NULL;
        }
    }
    return node;
}

static bool add_route(struct router *router, const struct route *route, struct err *err)
{
    bool is_known = route->method == METHOD_GET || route->method == METHOD_POST;
    if (!is_known || route->path == NULL || route->path[0] != '/' || route->name == NULL) {
        return err_set(err, ERR_USAGE, "route %s lacks its method, path or name",
                       route->name == NULL ? "without a name" : route->name);
    }
    struct node *node = node_for(router, route, err);
    if (node == NULL) {
        return false;
    }
    const struct route *other = node->routes[route->method];
    if (other != NULL) {
        return err_set(err, ERR_USAGE, "routes %s (%s) and %s (%s) match the same paths",
                       other->name, other->path, route->name, route->path);
    }
    node->routes[route->method] = route;
    return true;
}

struct router *router_new(const struct route *table, size_t count, struct err *err)
{
    struct router *router = calloc(1, sizeof *router);
    if (router == NULL || (router->arena = arena_new((size_t)1 << 24)) == NULL ||
        (router->root = node_new(router, NODE_LITERAL, "", 0)) == NULL) {
        router_free(router);
        (void)err_set(err, ERR_MEMORY, "no memory for the routes");
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        if (!add_route(router, &table[i], err)) {
            router_free(router);
            return NULL;
        }
    }
    return router;
}

void router_free(struct router *router)
{
    if (router != NULL) {
        arena_free(router->arena);
        free(router);
    }
}

/* Fills the match from a node at which the path ends. @return false when no route ends there */
static bool take(const struct node *node, enum method method, struct route_match *out)
{
    for (unsigned each = METHOD_GET; each <= METHOD_POST; each++) {
        out->methods |= node->routes[each] != NULL ? 1U << each : 0;
    }
    out->route = method != 0 ? node->routes[method] : NULL;
    return out->methods != 0;
}

/* Depth first, so that a literal that leads nowhere does not hide a parameter that does. The depth
 * is bounded by the templates' own. */
static bool find(const struct node *node, enum method method, const struct path *path, size_t at,
                 size_t left, size_t params, struct route_match *out);

static bool find_below(const struct node *child, enum method method, const struct path *path,
                       size_t at, size_t left, size_t params, struct route_match *out)
{
    const char *segment = path->segments + at;
    size_t len = strlen(segment);
    if (child->kind == NODE_LITERAL) {
        return child->len == len && memcmp(child->text, segment, len) == 0 &&
               find(child, method, path, at + len + 1, left - 1, params, out);
    }
    if (len == 0) {
        return false;
    }
    out->params[params] = child->kind == NODE_REST ? path->text + at + 1 : segment;
    if (child->kind == NODE_REST
            ? take(child, method, out)
            : find(child, method, path, at + len + 1, left - 1, params + 1, out)) {
        return true;
    }
    out->params[params] = NULL;
    return false;
}

static bool find(const struct node *node, enum method method, const struct path *path, size_t at,
                 size_t left, size_t params, struct route_match *out)
{
    if (left == 0) {
        return take(node, method, out);
    }
    for (const struct node *child = node->child; child != NULL; child = child->sibling) {
        if (find_below(child, method, path, at, left, params, out)) {
            return true;
        }
    }
    return false;
}

void router_find(const struct router *router, enum method method, const struct path *path,
                 struct route_match *out)
{
    *out = (struct route_match){ 0 };
    (void)find(router->root, method, path, 0, path->count, 0, out);
}

void router_allow(char *out, size_t out_size, unsigned methods)
{
    bool has_get = (methods & 1U << METHOD_GET) != 0;
    bool has_post = (methods & 1U << METHOD_POST) != 0;
    (void)snprintf(out, out_size, "%s%sOPTIONS", has_get ? "GET, HEAD, " : "",
                   has_post ? "POST, " : "");
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One byte of the path, decoded. @return -1 when it may not stand there */
static int decode_byte(const char **at)
{
    const char *from = *at;
    if (*from != '%') {
        *at += 1;
        return (unsigned char)*from;
    }
    int high = hex_digit(from[1]);
    int low = high < 0 ? -1 : hex_digit(from[2]);
    int byte = high * 16 + low;
    *at += low < 0 ? 1 : 3;
    return low < 0 || byte == '/' || byte < 0x20 || byte == 0x7F ? -1 : byte;
}

/* The target from its path on: an absolute form loses scheme and authority (RFC 9112, 3.2.2). */
static const char *path_of(const char *target)
{
    const char *colon = target[0] == '/' ? NULL : strstr(target, "://");
    if (colon == NULL) {
        return target;
    }
    return colon + 3 + strcspn(colon + 3, "/?");
}

bool path_decode(const char *target, struct path *path, const char **out_query)
{
    const char *at = path_of(target);
    *out_query = NULL;
    path->count = 0;
    path->text[0] = '/';
    path->text[1] = path->segments[0] = '\0';
    size_t len = 1;
    at += *at == '/';
    while (*at != '\0' && *at != '?') {
        bool is_slash = *at == '/';
        int byte = decode_byte(&at);
        if (byte < 0) {
            return false;
        }
        path->text[len] = (char)byte;
        path->segments[len - 1] = is_slash ? '\0' : (char)byte;
        path->count += is_slash;
        len++;
    }
    path->text[len] = path->segments[len - 1] = '\0';
    path->count += len > 1;
    *out_query = *at == '?' ? at + 1 : NULL;
    return utf8_is_valid(path->text, len);
}
