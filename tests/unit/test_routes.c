/* The routes' table, and the way from a request to a command or read and back to an answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "api/api_internal.h"

#define ID       "01993e5a-0000-7000-8000-000000000001"
#define OTHER    "01993e5a-0000-7000-8000-000000000002"
#define BARE_KEY "5b2c1f60-3f6e-4d0c-9a58-0d9f4f5a7c11"

static size_t write_note(void *self, char *out, size_t out_size)
{
    (void)self;
    return (size_t)snprintf(out, out_size, "note\n");
}

static uint64_t size_of_log(void *self)
{
    (void)self;
    return 700;
}

static const struct api_site site = { .public_url = "https://kas.example",
                                      .origin = "kas.example/log",
                                      .checkpoint = write_note,
                                      .keys = write_note,
                                      .size = size_of_log };

static const struct route *route_named(const char *name)
{
    for (size_t i = 0; i < routes_count; i++) {
        if (strcmp(routes[i].name, name) == 0) {
            return &routes[i];
        }
    }
    fail_msg("there is no route %s", name);
    return NULL;
}

/* A call as http would make it: anonymous for reads, somebody for acts. */
static struct api_call call_of(const char *name, const char *path)
{
    struct api_call call = { .site = &site, .arena = arena_new(8 << 20) };
    call.request.route = route_named(name);
    call.request.path = path;
    call.request.params[0] = ID;
    if (call.request.route->method == METHOD_POST) {
        call.request.caller.is_known = true;
        call.request.idempotency_key = "\"k-1\"";
        call.request.content_type = "application/json";
    }
    return call;
}

static void expect_problem(struct api_call *call, enum err_code code)
{
    api_begin(call);
    assert_int_equal(call->next, API_ANSWER);
    assert_int_equal(call->answer.status, err_status(code));
    char type[128];
    (void)snprintf(type, sizeof type, "/problems/%s\"", err_type(code));
    if (strstr(call->answer.body, type) == NULL) {
        fail_msg("expected %s, got %s", err_type(code), call->answer.body);
    }
    arena_free(call->arena);
}

/* --- The table. --- */

static void test_each_path_and_method_stands_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < routes_count; i++) {
        assert_int_equal(routes[i].path[0], '/');
        for (size_t k = 0; k < i; k++) {
            bool is_same = strcmp(routes[i].path, routes[k].path) == 0;
            assert_false(is_same && routes[i].method == routes[k].method);
        }
    }
}

static bool has_path_field(const struct act_kind *kind)
{
    for (const struct field *field = kind->fields; field->kind != FIELD_END; field++) {
        if ((field->flags & FIELD_PATH) != 0) {
            return true;
        }
    }
    return false;
}

static void test_each_act_has_one_route_and_its_path_an_id(void **state)
{
    (void)state;
    for (int type = ACT_NONE + 1; type < ACT_COUNT; type++) {
        size_t count = 0;
        for (size_t i = 0; i < routes_count; i++) {
            if (routes[i].kind == ROUTE_ACT && routes[i].act == (enum act_type)type) {
                count++;
                bool has_id = strchr(routes[i].path, '{') != NULL;
                assert_int_equal(has_id, has_path_field(act_kind((enum act_type)type)));
                assert_non_null(routes[i].errors);
            }
        }
        /* What the daemon does by itself nobody asks for. */
        bool is_own = type == ACT_INSTALLATION_OPENED || type == ACT_DECISION_LAPSED ||
                      type == ACT_VOTES_OPENED;
        assert_int_equal(count, is_own ? 0 : 1);
    }
}

static void test_each_read_has_a_statement_and_fits(void **state)
{
    (void)state;
    for (size_t i = 0; i < routes_count; i++) {
        const struct route *route = &routes[i];
        if (route->kind != ROUTE_ITEM && route->kind != ROUTE_LIST) {
            continue;
        }
        assert_non_null(route->statement);
        size_t count = path_param_count(route->path) + 3;
        for (size_t k = 0; route->query != NULL && route->query[k].name != NULL; k++) {
            count++;
        }
        assert_in_range(count, 0, PARAMS_MAX);
    }
}

/* Where an answer says something stands, there is a route. */
static void test_each_kind_with_an_address_has_an_item_route(void **state)
{
    (void)state;
    struct uuid id = { { 1 } };
    size_t count = 0;
    for (int kind = KIND_NONE + 1; kind < KIND_COUNT; kind++) {
        char path[PATH_TEXT_MAX];
        if (!resource_path(path, (enum kind)kind, &id)) {
            continue;
        }
        char template[PATH_TEXT_MAX];
        (void)snprintf(template, sizeof template, "%.*s/{id}", (int)(strrchr(path, '/') - path),
                       path);
        bool is_found = false;
        for (size_t i = 0; i < routes_count; i++) {
            is_found = is_found || strcmp(routes[i].path, template) == 0;
        }
        assert_true(is_found);
        count++;
    }
    assert_true(count > 20);
}

/* --- Acts: the way in. --- */

static void test_an_act_becomes_a_command(void **state)
{
    (void)state;
    struct api_call call = call_of("claimAccept", "/v1/claims/" ID "/_accept");
    call.request.if_match = "\"12\"";
    call.request.body = "{\"onDate\":\"2026-03-01\"}";
    call.request.body_len = strlen(call.request.body);
    api_begin(&call);
    assert_int_equal(call.next, API_WRITE);
    assert_int_equal(call.command.kind, COMMAND_ACT);
    assert_ptr_equal(call.command.act_kind, act_kind(ACT_CLAIM_ACCEPTED));
    assert_string_equal(call.command.key, "k-1");
    assert_true(call.command.has_if_match);
    assert_int_equal(call.command.if_match, 12);
    const struct body_claim_accepted *body = call.command.body;
    char text[UUID_TEXT + 1];
    uuid_print(text, &body->claim);
    assert_string_equal(text, ID);
    assert_int_equal(body->on_date.days, date_of(2026, 3, 1).days);
    arena_free(call.arena);
}

static void test_an_empty_body_stands_for_an_empty_object(void **state)
{
    (void)state;
    struct api_call call = call_of("meetingClose", "/v1/meetings/" ID "/_close");
    call.request.content_type = NULL;
    api_begin(&call);
    assert_int_equal(call.next, API_WRITE);
    arena_free(call.arena);
    /* Where something must be sent, nothing is no JSON. */
    call = call_of("claimFile", "/v1/claims");
    expect_problem(&call, ERR_MALFORMED_JSON);
}

static void test_fingerprints_differ_where_requests_do(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *body;
    } requests[] = {
        {"/v1/a",    "{}" },
        { "/v1/a{}", ""   },
        { "/v1/a",   "{ }"},
        { "/v1/b",   "{}" }
    };
    struct hash seen[4];
    for (size_t i = 0; i < 4; i++) {
        struct api_call call = call_of("meetingClose", requests[i].path);
        call.request.body = requests[i].body;
        call.request.body_len = strlen(requests[i].body);
        api_begin(&call);
        assert_int_equal(call.next, API_WRITE);
        seen[i] = call.command.fingerprint;
        for (size_t k = 0; k < i; k++) {
            assert_memory_not_equal(&seen[i], &seen[k], sizeof seen[i]);
        }
        arena_free(call.arena);
    }
}

/* One header of an act, and what it leads to. */
struct header_case {
    size_t offset; /* of the header in struct api_request */
    const char *value;
    enum err_code code;
};
#define HEADER(member) offsetof(struct api_request, member)

static const struct header_case header_cases[] = {
    {HEADER(content_type),     NULL,                                 ERR_UNSUPPORTED_MEDIA_TYPE},
    { HEADER(content_type),    "text/plain",                         ERR_UNSUPPORTED_MEDIA_TYPE},
    { HEADER(content_type),    "application/json; charset=latin1",   ERR_UNSUPPORTED_MEDIA_TYPE},
    { HEADER(content_type),    "application/jsonx",                  ERR_UNSUPPORTED_MEDIA_TYPE},
    { HEADER(content_type),    "Application/JSON ; Charset=UTF-8",   ERR_OK                    },
    { HEADER(content_type),    "application/json;charset=\"utf-8\"", ERR_OK                    },
    { HEADER(accept),          "text/html",                          ERR_NOT_ACCEPTABLE        },
    { HEADER(accept),          "application/json;q=0",               ERR_NOT_ACCEPTABLE        },
    { HEADER(accept),          "application/json;q=0, */*",          ERR_NOT_ACCEPTABLE        },
    { HEADER(accept),          "*/*",                                ERR_OK                    },
    { HEADER(accept),          "text/html, application/*;q=0.1",     ERR_OK                    },
    { HEADER(accept),          "application/json;q=0.001",           ERR_OK                    },
    { HEADER(idempotency_key), NULL,                                 ERR_KEY_MISSING           },
    { HEADER(idempotency_key), "",                                   ERR_KEY_MISSING           },
    { HEADER(idempotency_key), "\"\"",                               ERR_INVALID_HEADER        },
    { HEADER(idempotency_key), "\"a",                                ERR_INVALID_HEADER        },
    { HEADER(idempotency_key), "\"a\"b",                             ERR_INVALID_HEADER        },
    { HEADER(idempotency_key), "\"a\\n\"",                           ERR_INVALID_HEADER        },
    { HEADER(idempotency_key), "a b",                                ERR_INVALID_HEADER        },
    { HEADER(idempotency_key), "\"\xc3\xa9\"",                       ERR_INVALID_HEADER        },
    { HEADER(idempotency_key), BARE_KEY,                             ERR_OK                    },
    { HEADER(idempotency_key), "\"a \\\"b\\\\\"",                    ERR_OK                    },
    { HEADER(if_match),        "12",                                 ERR_INVALID_HEADER        },
    { HEADER(if_match),        "W/\"12\"",                           ERR_INVALID_HEADER        },
    { HEADER(if_match),        "\"12\", \"13\"",                     ERR_INVALID_HEADER        },
    { HEADER(if_match),        "\"\"",                               ERR_INVALID_HEADER        },
    { HEADER(if_match),        "\"99999999999999999999\"",           ERR_INVALID_HEADER        },
    { HEADER(if_match),        "\"12-public\"",                      ERR_OK                    },
    { HEADER(if_match),        "*",                                  ERR_OK                    },
};

static void test_headers_of_acts(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(header_cases); i++) {
        struct api_call call = call_of("meetingClose", "/v1/meetings/" ID "/_close");
        call.request.body = "{}";
        call.request.body_len = 2;
        memcpy((char *)&call.request + header_cases[i].offset, &header_cases[i].value,
               sizeof header_cases[i].value);
        if (header_cases[i].code != ERR_OK) {
            expect_problem(&call, header_cases[i].code);
            continue;
        }
        api_begin(&call);
        if (call.next != API_WRITE) {
            fail_msg("%s: %s", header_cases[i].value, call.answer.body);
        }
        arena_free(call.arena);
    }
}

static void test_who_and_what_an_act_needs(void **state)
{
    (void)state;
    struct api_call call = call_of("meetingClose", "/v1/meetings/x/_close");
    call.request.params[0] = "x";
    expect_problem(&call, ERR_NOT_FOUND);
    call = call_of("meetingClose", "/v1/meetings/" ID "/_close");
    call.request.caller.is_known = false;
    expect_problem(&call, ERR_UNAUTHENTICATED);
    call = call_of("appointmentMake", "/v1/appointments");
    call.request.body =
        "{\"role\":\"member\",\"scope\":\"installation\",\"fromDate\":\"2026-01-01\"}";
    call.request.body_len = strlen(call.request.body);
    expect_problem(&call, ERR_INVALID_FIELD);
    call = call_of("personEnter", "/v1/persons");
    call.request.body = "{\"name\":\"A. Voorbeeld\"}";
    call.request.body_len = strlen(call.request.body);
    call.request.caller.roles = 1U << ROLE_GRANTOR;
    expect_problem(&call, ERR_FORBIDDEN);
}

/* --- Acts: the way out. --- */

/* A closed motion, as the writer fills it in. */
static void settle(struct api_call *call, struct body_motion_closed *body)
{
    field_clear_all(body, act_kind(ACT_MOTION_CLOSED)->fields);
    *body = (struct body_motion_closed){ .verdict = VERDICT_ADOPTED,
                                         .seats = 9,
                                         .seated = 9,
                                         .recused = 1,
                                         .eligible = 8,
                                         .present = 6,
                                         .took_part = 6,
                                         .votes_for = 4,
                                         .votes_against = 2,
                                         .needed_take_part = 5,
                                         .needed_for = 4 };
    (void)uuid_parse(&body->motion, ID, 36);
    struct act *act = &call->command.act;
    *act = (struct act){ .kind = act_kind(ACT_MOTION_CLOSED),
                         .entry = 42,
                         .at = { 1767225605000 },
                         .on = { DATE_ABSENT },
                         .body = body };
    (void)uuid_parse(&act->id, OTHER, 36);
    call->command.receipt = "c2sp.org/tlog-proof@v1\n";
    call->command.receipt_len = strlen(call->command.receipt);
}

static void test_the_answer_to_an_operation(void **state)
{
    (void)state;
    struct api_call call = call_of("motionClose", "/v1/motions/" ID "/_close");
    api_begin(&call);
    struct body_motion_closed body;
    settle(&call, &body);
    api_finish(&call);
    assert_int_equal(call.answer.status, 200);
    assert_null(call.answer.location);
    assert_string_equal(call.answer.etag, "\"42\"");
    static const char start[] = "{\"id\":\"" OTHER "\",\"type\":\"motion.closed\",\"entry\":42,"
                                "\"at\":\"2026-01-01T00:00:05.000Z\",\"motion\":\"" ID
                                "\",\"verdict\":\"adopted\",\"seats\":9,";
    assert_memory_equal(call.answer.body, start, sizeof start - 1);
    assert_non_null(strstr(call.answer.body, ",\"verdictSentence\":{\"nl\":\""));
    assert_non_null(strstr(call.answer.body,
                           ",\"links\":{\"self\":\"/v1/motions/" ID
                           "\",\"resource\":\"/v1/motions/" ID "\",\"entry\":\"/v1/entries/42\"},"
                           "\"receipt\":\"c2sp.org/tlog-proof@v1\\n\"}"));
    struct api_call again = call_of("motionClose", "/v1/motions/" ID "/_close");
    api_begin(&again);
    settle(&again, &body);
    again.command.is_replay = true;
    api_finish(&again);
    assert_true(again.answer.is_replay);
    assert_int_equal(again.answer.len, call.answer.len);
    assert_memory_equal(again.answer.body, call.answer.body, call.answer.len);
    arena_free(again.arena);
    arena_free(call.arena);
}

static void test_the_answer_to_what_makes_something(void **state)
{
    (void)state;
    struct api_call call = call_of("voteCast", "/v1/motions/" ID "/votes");
    call.request.body = "{\"choice\":\"for\"}";
    call.request.body_len = strlen(call.request.body);
    api_begin(&call);
    assert_int_equal(call.next, API_WRITE);
    struct act *act = &call.command.act;
    *act = (struct act){ .kind = act_kind(ACT_VOTE_CAST),
                         .entry = 7,
                         .on = { DATE_ABSENT },
                         .body = call.command.body };
    (void)uuid_parse(&act->id, OTHER, 36);
    (void)snprintf(act->reference.text, sizeof act->reference.text, "V-2026-001");
    api_finish(&call);
    assert_int_equal(call.answer.status, 201);
    assert_string_equal(call.answer.location, "/v1/motions/" ID "/votes/" OTHER);
    assert_non_null(strstr(call.answer.body, "\"reference\":\"V-2026-001\""));
    arena_free(call.arena);
}

static void test_postings_stand_in_the_answer(void **state)
{
    (void)state;
    struct api_call call = call_of("envelopeEnd", "/v1/envelopes/" ID "/_end");
    api_begin(&call);
    struct body_envelope_ended body;
    field_clear_all(&body, act_kind(ACT_ENVELOPE_ENDED)->fields);
    struct act *act = &call.command.act;
    *act = (struct act){ .kind = act_kind(ACT_ENVELOPE_ENDED),
                         .on = date_of(2026, 3, 1),
                         .body = &body };
    act->lines.count = 1;
    struct posting_line *line = &act->lines.lines[0];
    *line = (struct posting_line){ .code = ACCOUNT_BUDGET_AVAILABLE,
                                   .amount_cents = 4000000,
                                   .balance_cents = -96000000 };
    (void)uuid_parse(&line->envelope, ID, 36);
    line->account = line->envelope;
    api_finish(&call);
    assert_non_null(strstr(call.answer.body, ",\"on\":\"2026-03-01\""));
    assert_non_null(strstr(call.answer.body,
                           ",\"postings\":[{\"account\":\"budget:" ID ":available\","
                           "\"amountCents\":4000000,\"balanceCents\":-96000000}]"));
    arena_free(call.arena);
}

static void test_a_refused_command_is_a_problem(void **state)
{
    (void)state;
    struct api_call call = call_of("meetingClose", "/v1/meetings/" ID "/_close");
    api_begin(&call);
    (void)err_set(&call.command.err, ERR_WRONG_STATE, "Meeting ME-2026-001 is closed.");
    call.command.is_replay = true;
    api_finish(&call);
    assert_int_equal(call.answer.status, 409);
    assert_true(call.answer.is_replay);
    arena_free(call.arena);
}

/* --- Reads. --- */

static const struct rowset_column columns[] = {
    {"id",            VALUE_UUID},
    { "entry",        VALUE_I64 },
    { "name",         VALUE_TEXT},
    { "organisation", VALUE_UUID}
};

/* Rows of an area, with ids that end in 1, 2, …. */
static struct rowset rows_of(struct arena *arena, size_t count)
{
    static const uint8_t entry[8] = { 0, 0, 0, 0, 0, 0, 0, 5 };
    struct cell *cells = arena_calloc(arena, count * 4, sizeof *cells);
    for (size_t i = 0; i < count; i++) {
        struct uuid *id = arena_alloc(arena, sizeof *id);
        (void)uuid_parse(id, "01993e5a-0000-7000-8000-000000000000", 36);
        id->bytes[15] = (uint8_t)(i + 1);
        cells[4 * i] = (struct cell){ id->bytes, 16 };
        cells[4 * i + 1] = (struct cell){ entry, 8 };
        cells[4 * i + 2] = (struct cell){ (const uint8_t *)"wijk", 4 };
        cells[4 * i + 3] = (struct cell){ id->bytes, 16 };
    }
    return (struct rowset){ columns, 4, count, cells };
}

static void test_an_item(void **state)
{
    (void)state;
    struct api_call call = call_of("areaGet", "/v1/areas/" ID);
    api_begin(&call);
    assert_int_equal(call.next, API_READ);
    assert_int_equal(call.read.part_count, 1);
    assert_string_equal(call.read.parts[0].statement, "area_item");
    assert_int_equal(call.read.parts[0].param_count, 1);
    call.read.parts[0].rows = rows_of(call.arena, 1);
    api_finish(&call);
    assert_int_equal(call.answer.status, 200);
    assert_string_equal(call.answer.etag, "\"5\"");
    assert_string_equal(call.answer.body,
                        "{\"id\":\"" ID "\",\"entry\":5,\"name\":\"wijk\",\"organisation\":\"" ID
                        "\",\"links\":{\"self\":\"/v1/areas/" ID "\",\"entry\":\"/v1/entries/5\","
                        "\"organisation\":\"/v1/organisations/" ID "\"}}");
    call.request.if_none_match = "\"4\", W/\"5\"";
    api_finish(&call);
    assert_int_equal(call.answer.status, 304);
    assert_int_equal(call.answer.len, 0);
    call.request.if_none_match = "\"6\"";
    call.read.parts[0].rows.row_count = 0;
    api_finish(&call);
    assert_int_equal(call.answer.status, 404);
    struct uuid id;
    assert_true(api_cache_id(&call, &id));
    arena_free(call.arena);
}

/* A trail gathers what changes without the grant: it has no version. */
static void test_a_view_has_no_etag(void **state)
{
    (void)state;
    struct api_call call = call_of("grantTrail", "/v1/grants/" ID "/trail");
    api_begin(&call);
    call.read.parts[0].rows = rows_of(call.arena, 1);
    api_finish(&call);
    assert_int_equal(call.answer.status, 200);
    assert_null(call.answer.etag);
    struct uuid id;
    assert_false(api_cache_id(&call, &id));
    arena_free(call.arena);
}

/* Who has an appointment looks inside first; what is not within reach is looked for outside. */
static void test_an_insider_sees_more(void **state)
{
    (void)state;
    struct api_call call = call_of("decisionGet", "/v1/decisions/" ID);
    call.request.caller.is_known = true;
    call.request.caller.organisation_count = 1;
    api_begin(&call);
    assert_int_equal(call.read.part_count, 2);
    assert_string_equal(call.read.parts[0].statement, "decision_item_inside");
    assert_int_equal(call.read.parts[0].params[1].type, VALUE_UUIDS);
    assert_int_equal(call.read.parts[0].params[1].bytes.len, 1);
    assert_string_equal(call.read.parts[1].statement, "decision_item");
    call.read.parts[1].rows = rows_of(call.arena, 1);
    api_finish(&call);
    assert_string_equal(call.answer.etag, "\"5-public\"");
    call.read.parts[0].rows = rows_of(call.arena, 1);
    api_finish(&call);
    assert_string_equal(call.answer.etag, "\"5\"");
    arena_free(call.arena);
    call = call_of("decisionGet", "/v1/decisions/" ID);
    call.request.caller.is_known = true;
    api_begin(&call);
    assert_int_equal(call.read.part_count, 1);
    assert_string_equal(call.read.parts[0].statement, "decision_item");
    arena_free(call.arena);
}

/* The reads of a controller are recorded, whatever other role they hold; nobody else's are. */
static void test_a_controllers_read_has_a_note(void **state)
{
    (void)state;
    struct api_call call = call_of("payeeGet", "/v1/payees/" ID);
    call.request.caller = (struct api_caller){ .is_known = true,
                                               .person = { { 7 } },
                                               .roles = 1U << ROLE_CONTROLLER | 1U << ROLE_SECRETARY,
                                               .organisation_count = 1 };
    api_begin(&call);
    const struct read_note *note = call.read.note;
    assert_non_null(note);
    assert_int_equal(note->person.bytes[0], 7);
    assert_string_equal(note->operation, "payeeGet");
    assert_string_equal(note->kind, "payees");
    assert_false(uuid_is_zero(&note->object));
    assert_true(note->rows_max == SIZE_MAX);
    struct api_call list = call_of("payeeList", "/v1/payees");
    list.request.caller = call.request.caller;
    list.request.query = "limit=2";
    api_begin(&list);
    assert_true(uuid_is_zero(&list.read.note->object));
    assert_int_equal(list.read.note->rows_max, 2);
    struct api_call letter = call_of("letterPage", "/decisions/" ID "/letter");
    letter.request.caller = call.request.caller;
    api_begin(&letter);
    assert_string_equal(letter.read.note->kind, "decisions");
    arena_free(letter.arena);
    letter = call_of("letterPage", "/decisions/" ID "/letter");
    letter.request.caller = call.request.caller;
    letter.request.caller.roles = 1U << ROLE_SECRETARY;
    api_begin(&letter);
    assert_int_equal(letter.next, API_READ);
    assert_null(letter.read.note);
    arena_free(letter.arena);
    arena_free(list.arena);
    arena_free(call.arena);
}

static void test_a_list_has_pages(void **state)
{
    (void)state;
    struct api_call call = call_of("areaList", "/v1/areas");
    call.request.query = "limit=2&organisation=" ID "&cursor=" OTHER;
    api_begin(&call);
    assert_int_equal(call.next, API_READ);
    const struct read_part *part = &call.read.parts[0];
    assert_int_equal(part->param_count, 3);
    assert_int_equal(part->params[0].uuid.bytes[15], 2);
    assert_int_equal(part->params[1].i64, 3);
    assert_false(part->params[2].is_null);
    call.read.parts[0].rows = rows_of(call.arena, 3);
    api_finish(&call);
    assert_int_equal(call.answer.status, 200);
    assert_string_equal(call.answer.link, "<https://kas.example/v1/areas?limit=2&organisation=" ID
                                          "&cursor=" OTHER ">; rel=\"next\"");
    assert_non_null(strstr(call.answer.body, "\"links\":{\"self\":\"/v1/areas/" OTHER "\"}}]}"));
    assert_null(strstr(call.answer.body, "000000000003"));
    call.read.parts[0].rows.row_count = 2;
    api_finish(&call);
    assert_null(call.answer.link);
    call.read.parts[0].rows.row_count = 0;
    api_finish(&call);
    assert_string_equal(call.answer.body, "{\"items\":[]}");
    arena_free(call.arena);
}

static void test_the_first_page_is_of_twenty(void **state)
{
    (void)state;
    struct api_call call = call_of("areaList", "/v1/areas");
    api_begin(&call);
    assert_true(uuid_is_zero(&call.read.parts[0].params[0].uuid));
    assert_int_equal(call.read.parts[0].params[1].i64, 21);
    assert_true(call.read.parts[0].params[2].is_null);
    arena_free(call.arena);
}

static void test_bad_queries(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "limit=0",
        "limit=101",
        "limit=",
        "limit=1&limit=1",
        "x=1",
        "organisation=x",
        "cursor=x",
        "limit=%",
        "limit=%31%0",
        "%00=1",
        "organisation",
        "=",
        "cursor=00000000-0000-0000-0000-000000000000",
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct api_call call = call_of("areaList", "/v1/areas");
        call.request.query = bad[i];
        expect_problem(&call, ERR_INVALID_PARAMETER);
    }
    struct api_call call = call_of("areaGet", "/v1/areas/" ID);
    call.request.query = "limit=1";
    expect_problem(&call, ERR_INVALID_PARAMETER);
    call = call_of("areaGet", "/v1/areas/" ID);
    call.request.accept = "text/html";
    expect_problem(&call, ERR_NOT_ACCEPTABLE);
    call = call_of("envelopeBalance", "/v1/envelopes/" ID "/balance");
    call.request.query = "at=2026-03-01T00:00:00%2B01:00";
    api_begin(&call);
    assert_int_equal(call.next, API_READ);
    assert_int_equal(call.read.parts[0].params[1].i64, 1772319600000);
    arena_free(call.arena);
}

static void test_tiles_end_at_the_published_size(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *statement; /* NULL: not there */
    } tiles[] = {
        {"/log/tile/0/000",              "log_tile"       },
        { "/log/tile/0/001",             "log_tile"       },
        { "/log/tile/0/002",             NULL             },
        { "/log/tile/0/002.p/188",       "log_leaf_hashes"},
        { "/log/tile/0/002.p/189",       NULL             },
        { "/log/tile/0/002.p/1",         "log_leaf_hashes"},
        { "/log/tile/1/000.p/2",         "log_tiles_below"},
        { "/log/tile/1/000.p/3",         NULL             },
        { "/log/tile/entries/000",       "log_entries"    },
        { "/log/tile/entries/002.p/188", "log_entries"    },
        { "/log/tile/entries/003",       NULL             },
        { "/log/tile/0/0",               NULL             },
        { "/log/tile/../keys",           NULL             },
    };
    for (size_t i = 0; i < ARRAY_LEN(tiles); i++) {
        struct api_call call = call_of("logTile", tiles[i].path);
        if (tiles[i].statement == NULL) {
            expect_problem(&call, ERR_NOT_FOUND);
            continue;
        }
        api_begin(&call);
        assert_int_equal(call.next, API_READ);
        assert_string_equal(call.read.parts[0].statement, tiles[i].statement);
        arena_free(call.arena);
    }
}

static void test_pages_and_frames(void **state)
{
    (void)state;
    static const char *const frames[] = { "root", "openapi", "logCheckpoint", "logKeys" };
    for (size_t i = 0; i < ARRAY_LEN(frames); i++) {
        struct api_call call = call_of(frames[i], "/");
        api_begin(&call);
        assert_int_equal(call.next, API_ANSWER);
        assert_int_equal(call.answer.status, 200);
        assert_true(call.answer.len > 4);
        arena_free(call.arena);
    }
    struct api_call call = call_of("problemPage", "/problems/recused");
    call.request.params[0] = "recused";
    api_begin(&call);
    assert_int_equal(call.answer.status, 200);
    assert_non_null(strstr(call.answer.body, "<html lang=\"nl\">"));
    arena_free(call.arena);
    call = call_of("problemPage", "/problems/<b>");
    call.request.params[0] = "<b>";
    expect_problem(&call, ERR_NOT_FOUND);
    for (int code = ERR_MALFORMED_JSON; code <= ERR_DEADLINE; code++) {
        call = call_of("problemPage", "/problems/x");
        call.request.params[0] = err_type((enum err_code)code);
        api_begin(&call);
        assert_int_equal(call.answer.status, 200);
        arena_free(call.arena);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_path_and_method_stands_once),
        cmocka_unit_test(test_each_act_has_one_route_and_its_path_an_id),
        cmocka_unit_test(test_each_read_has_a_statement_and_fits),
        cmocka_unit_test(test_each_kind_with_an_address_has_an_item_route),
        cmocka_unit_test(test_an_act_becomes_a_command),
        cmocka_unit_test(test_an_empty_body_stands_for_an_empty_object),
        cmocka_unit_test(test_fingerprints_differ_where_requests_do),
        cmocka_unit_test(test_headers_of_acts),
        cmocka_unit_test(test_who_and_what_an_act_needs),
        cmocka_unit_test(test_the_answer_to_an_operation),
        cmocka_unit_test(test_the_answer_to_what_makes_something),
        cmocka_unit_test(test_postings_stand_in_the_answer),
        cmocka_unit_test(test_a_refused_command_is_a_problem),
        cmocka_unit_test(test_an_item),
        cmocka_unit_test(test_a_view_has_no_etag),
        cmocka_unit_test(test_an_insider_sees_more),
        cmocka_unit_test(test_a_controllers_read_has_a_note),
        cmocka_unit_test(test_a_list_has_pages),
        cmocka_unit_test(test_the_first_page_is_of_twenty),
        cmocka_unit_test(test_bad_queries),
        cmocka_unit_test(test_tiles_end_at_the_published_size),
        cmocka_unit_test(test_pages_and_frames),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
