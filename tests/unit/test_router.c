/* The router: exact matching, decoding, precedence of literals, and the tables that it refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "http/http_internal.h"

static const struct route table[] = {
    {.method = METHOD_GET,   .path = "/",                               .name = "root"       },
    { .method = METHOD_GET,  .path = "/v1/claims",                      .name = "claimList"  },
    { .method = METHOD_POST, .path = "/v1/claims",                      .name = "claimSubmit"},
    { .method = METHOD_GET,  .path = "/v1/claims/{id}",                 .name = "claimRead"  },
    { .method = METHOD_POST, .path = "/v1/claims/{id}/_accept",         .name = "claimAccept"},
    { .method = METHOD_GET,  .path = "/v1/{kind}/special/x",            .name = "special"    },
    { .method = METHOD_GET,  .path = "/v1/motions/{motion}/votes/{id}", .name = "voteRead"   },
    { .method = METHOD_GET,  .path = "/log/tile/{path+}",               .name = "tile"       },
    { .method = METHOD_GET,  .path = "/log/tile/entries/{path+}",       .name = "entries"    },
    { .method = METHOD_GET,  .path = "/log/checkpoint",                 .name = "checkpoint" },
};

static int setup(void **state)
{
    struct err err = { 0 };
    *state = router_new(table, ARRAY_LEN(table), &err);
    return *state == NULL ? -1 : 0;
}

static int teardown(void **state)
{
    router_free(*state);
    return 0;
}

/* The name of the route, "405" or "404"; "400" when the path does not decode. */
static const char *find(const struct router *router, enum method method, const char *target,
                        struct route_match *out)
{
    static char text[2048];
    static char segments[2048];
    struct path path = { .text = text, .segments = segments };
    const char *query = NULL;
    *out = (struct route_match){ 0 };
    if (!path_decode(target, &path, &query)) {
        return "400";
    }
    router_find(router, method, &path, out);
    return out->methods == 0 ? "404" : out->route == NULL ? "405" : out->route->name;
}

static void router_find__matches_exactly(void **state)
{
    static const struct {
        enum method method;
        const char *target, *name, *first, *second;
    } rows[] = {
        {METHOD_GET,   "/",                            "root",        NULL,             NULL},
        { METHOD_GET,  "/?a=b",                        "root",        NULL,             NULL},
        { METHOD_GET,  "http://kas.example/v1/claims", "claimList",   NULL,             NULL},
        { METHOD_GET,  "http://kas.example",           "root",        NULL,             NULL},
        { METHOD_GET,  "/v1/claims",                   "claimList",   NULL,             NULL},
        { METHOD_POST, "/v1/claims",                   "claimSubmit", NULL,             NULL},
        { METHOD_GET,  "/v1/claims/",                  "404",         NULL,             NULL},
        { METHOD_GET,  "/v1//claims",                  "404",         NULL,             NULL},
        { METHOD_GET,  "//v1/claims",                  "404",         NULL,             NULL},
        { METHOD_GET,  "/V1/claims",                   "404",         NULL,             NULL},
        { METHOD_GET,  "/v1/claim",                    "404",         NULL,             NULL},
        { METHOD_GET,  "/v1/claims2",                  "404",         NULL,             NULL},
        { METHOD_GET,  "/v1/%63laims",                 "claimList",   NULL,             NULL},
        { METHOD_GET,  "/v1/claims/7",                 "claimRead",   "7",              NULL},
        { METHOD_GET,  "/v1/claims/%C3%A9+%20",        "claimRead",   "\xC3\xA9+ ",     NULL},
        { METHOD_POST, "/v1/claims/7",                 "405",         "7",              NULL},
        { METHOD_GET,  "/v1/claims/7/_accept",         "405",         "7",              NULL},
        { METHOD_POST, "/v1/claims/7/_accept",         "claimAccept", "7",              NULL},
        { METHOD_POST, "/v1/claims/7/_accept/",        "404",         NULL,             NULL},
        { METHOD_GET,  "/v1/motions/m/votes/v",        "voteRead",    "m",              "v" },
        { METHOD_GET,  "/v1/claims/special/x",         "special",     "claims",         NULL},
        { METHOD_GET,  "/log/checkpoint",              "checkpoint",  NULL,             NULL},
        { METHOD_GET,  "/log/tile/0/x001/067.p/8",     "tile",        "0/x001/067.p/8", NULL},
        { METHOD_GET,  "/log/tile/entries/000",        "entries",     "000",            NULL},
        { METHOD_GET,  "/log/tile/entries",            "tile",        "entries",        NULL},
        { METHOD_GET,  "/log/tile/",                   "404",         NULL,             NULL},
        { METHOD_GET,  "/log/tile",                    "404",         NULL,             NULL},
        { METHOD_GET,  "/v1/claims/a%2Fb",             "400",         NULL,             NULL},
        { METHOD_GET,  "/v1/claims/%00",               "400",         NULL,             NULL},
        { METHOD_GET,  "/v1/claims/%0A",               "400",         NULL,             NULL},
        { METHOD_GET,  "/v1/claims/%7f",               "400",         NULL,             NULL},
        { METHOD_GET,  "/v1/claims/%ff",               "400",         NULL,             NULL},
        { METHOD_GET,  "/v1/claims/%4",                "400",         NULL,             NULL},
        { METHOD_GET,  "/v1/claims/%",                 "400",         NULL,             NULL},
        { METHOD_GET,  "/v1/claims/%gg",               "400",         NULL,             NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct route_match match;
        const char *name = find(*state, rows[i].method, rows[i].target, &match);
        if (strcmp(name, rows[i].name) != 0) {
            fail_msg("%s: %s, not %s", rows[i].target, name, rows[i].name);
        }
        if (rows[i].first != NULL) {
            assert_string_equal(match.params[0], rows[i].first);
        } else {
            assert_null(match.params[0]);
        }
        if (rows[i].second != NULL) {
            assert_string_equal(match.params[1], rows[i].second);
        } else {
            assert_null(match.params[1]);
        }
    }
}

static void router_find__knows_every_method_of_a_path(void **state)
{
    struct route_match match;
    char allow[ALLOW_MAX];
    assert_string_equal(find(*state, 0, "/v1/claims", &match), "405");
    router_allow(allow, sizeof allow, match.methods);
    assert_string_equal(allow, "GET, HEAD, POST, OPTIONS");
    (void)find(*state, METHOD_GET, "/v1/claims/7/_accept", &match);
    router_allow(allow, sizeof allow, match.methods);
    assert_string_equal(allow, "POST, OPTIONS");
    (void)find(*state, METHOD_POST, "/v1/claims/7", &match);
    router_allow(allow, sizeof allow, match.methods);
    assert_string_equal(allow, "GET, HEAD, OPTIONS");
}

static void path_decode__finds_the_query(void **state)
{
    (void)state;
    char text[64];
    char segments[64];
    struct path path = { .text = text, .segments = segments };
    const char *query = "x";
    assert_true(path_decode("/a/b?c=%00&d?", &path, &query));
    assert_string_equal(query, "c=%00&d?");
    assert_string_equal(text, "/a/b");
    assert_int_equal(path.count, 2);
    assert_true(path_decode("/a", &path, &query));
    assert_null(query);
    assert_true(path_decode("*", &path, &query));
}

static void router_new__refuses_tables_that_are_not_clear(void **state)
{
    (void)state;
    static const char *const bad[][2] = {
        {"/a",      "/a"              },
        { "/a/{x}", "/a/{y}"          },
        { "/{x+}",  "/{y+}"           },
        { "/b",     "a"               },
        { "/b",     "/a/"             },
        { "/b",     "//a"             },
        { "/b",     "/{}"             },
        { "/b",     "/{x"             },
        { "/b",     "/a{x}"           },
        { "/b",     "/{x+}/c"         },
        { "/b",     "/{1}/{2}/{3}/{4}"},
        { "/b",     "/a b"            },
        { "/b",     "/a?b"            },
        { "/b",     "/{+}"            },
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        const struct route two[] = {
            {.method = METHOD_GET,  .path = bad[i][0], .name = "one"},
            { .method = METHOD_GET, .path = bad[i][1], .name = "two"}
        };
        struct err err = { 0 };
        struct router *router = router_new(two, 2, &err);
        if (router != NULL) {
            fail_msg("%s and %s were taken", bad[i][0], bad[i][1]);
        }
        assert_int_equal(err.code, ERR_USAGE);
        assert_non_null(strstr(err.detail, "two"));
    }
    const struct route both[] = {
        {.method = METHOD_GET,   .path = "/a", .name = "one"},
        { .method = METHOD_POST, .path = "/a", .name = "two"}
    };
    struct err err = { 0 };
    struct router *router = router_new(both, 2, &err);
    assert_non_null(router);
    router_free(router);
    const struct route none = { .method = 0, .path = "/a", .name = "one" };
    assert_null(router_new(&none, 1, &err));
}

static void router_new__takes_the_programs_own_table(void **state)
{
    (void)state;
    struct err err = { 0 };
    struct router *router = router_new(routes, routes_count, &err);
    if (router == NULL) {
        fail_msg("%s", err.detail);
    }
    for (size_t i = 0; i < routes_count; i++) {
        char path[256];
        size_t len = 0;
        for (const char *at = routes[i].path; *at != '\0'; at++) {
            path[len++] = *at == '{' ? 'x' : *at;
            at += *at == '{' ? strcspn(at, "}") : 0;
        }
        path[len] = '\0';
        struct route_match match;
        assert_string_equal(find(router, routes[i].method, path, &match), routes[i].name);
    }
    router_free(router);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(router_find__matches_exactly, setup, teardown),
        cmocka_unit_test_setup_teardown(router_find__knows_every_method_of_a_path, setup, teardown),
        cmocka_unit_test(path_decode__finds_the_query),
        cmocka_unit_test(router_new__refuses_tables_that_are_not_clear),
        cmocka_unit_test(router_new__takes_the_programs_own_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
