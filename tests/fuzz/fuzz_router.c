/* Fuzz target: whatever the target, it is refused, or its path is valid text of which both forms
 * say the same, and every parameter of a match lies inside it.
 *   clang -fsanitize=fuzzer,address,undefined … tests/fuzz/fuzz_router.c
 * Without libFuzzer, tests/fuzz/driver.c replays files: fuzz_router FILE… */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "http/http_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const struct route table[] = {
    {.method = METHOD_GET,   .path = "/",             .name = "root"},
    { .method = METHOD_GET,  .path = "/v1/a",         .name = "list"},
    { .method = METHOD_POST, .path = "/v1/a",         .name = "make"},
    { .method = METHOD_GET,  .path = "/v1/a/{id}",    .name = "read"},
    { .method = METHOD_GET,  .path = "/v1/{x}/b/{y}", .name = "both"},
    { .method = METHOD_GET,  .path = "/log/{path+}",  .name = "rest"},
};

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void check_match(const struct router *router, const struct path *path)
{
    size_t len = strlen(path->text);
    for (unsigned method = 0; method <= METHOD_POST; method++) {
        struct route_match match;
        router_find(router, (enum method)method, path, &match);
        require(match.route == NULL || (match.methods & 1U << method) != 0);
        for (size_t i = 0; i < PATH_PARAMS_MAX; i++) {
            const char *param = match.params[i];
            bool is_inside = param >= path->segments
                                 ? param <= path->segments + len
                                 : param >= path->text && param <= path->text + len;
            require(param == NULL || (is_inside && param[0] != '\0'));
        }
        /* The root is one path only. */
        require(match.route == NULL || strcmp(match.route->name, "root") != 0 ||
                strcmp(path->text, "/") == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    char *target = malloc(3 * (len + 2) + 1);
    if (target == NULL) {
        return 0;
    }
    memcpy(target, bytes, len);
    target[len] = '\0';
    struct path path = { .text = target + len + 1, .segments = target + 2 * len + 3 };
    const char *query = NULL;
    struct err err = { 0 };
    struct router *router = router_new(table, ARRAY_LEN(table), &err);
    require(router != NULL);
    if (path_decode(target, &path, &query)) {
        size_t path_len = strlen(path.text);
        require(path.text[0] == '/' && utf8_is_valid(path.text, path_len) && path_len <= len + 1);
        for (size_t i = 1; i < path_len; i++) {
            require(path.text[i] == '/' ? path.segments[i - 1] == '\0'
                                        : path.segments[i - 1] == path.text[i]);
        }
        require(query == NULL || query[-1] == '?');
        check_match(router, &path);
    }
    router_free(router);
    free(target);
    return 0;
}
