/* The routes: one constant table, from two lists. The router, the OpenAPI document, the docs and
 * the tests read it; a route that does more than its kind names its own functions. */
#include "buurtkas/api/route.h"

#include "api/api_internal.h"

#define PARAMETER_UUID(label, text) { .name = label, .kind = FIELD_UUID, .doc = text },
#define PARAMETER_WORD(label, words)                                                               \
    { .name = label, .kind = FIELD_ENUM, .names = words, .doc = "Only those with this " label "." },
#define QUERY(query_name, ...)                                                                     \
    static const struct query_parameter query_name[] = { __VA_ARGS__{ 0 } };

#define OF_AREA         PARAMETER_UUID("area", "Only those of this neighbourhood.")
#define OF_PROGRAMME    PARAMETER_UUID("programme", "Only those of this programme.")
#define OF_DECIDED                                                                                 \
    { .name = "from",                                                                              \
      .kind = FIELD_DATE,                                                                          \
      .doc = "First day on which it was decided; absent: from the beginning." },                   \
        { .name = "until",                                                                         \
          .kind = FIELD_DATE,                                                                      \
          .doc = "First day after those; absent: until now." },
#define OF_ORGANISATION PARAMETER_UUID("organisation", "Only those of this organisation.")
#define OF_COUNCIL      PARAMETER_UUID("council", "Only those of this council.")
#define OF_ENVELOPE     PARAMETER_UUID("envelope", "Only those of this envelope.")
#define OF_PROPOSAL     PARAMETER_UUID("proposal", "Only those on this proposal.")
#define OF_DECISION     PARAMETER_UUID("decision", "Only those of this decision.")
#define OF_COMMITMENT   PARAMETER_UUID("commitment", "Only those of this commitment.")

static const char *const language_names[] = { "nl", "en", NULL };
/* In the order in which the statements take them. */
QUERY(query_kind, PARAMETER_WORD("kind", organisation_kind_names))
QUERY(query_organisation, OF_ORGANISATION)
QUERY(query_council, OF_COUNCIL)
QUERY(query_envelope, OF_ENVELOPE)
QUERY(query_decision, OF_DECISION)
QUERY(query_appointments, OF_ORGANISATION PARAMETER_UUID("scopeId", "Only those in this scope.")
                              PARAMETER_WORD("role", role_names))
QUERY(query_mandates, OF_ORGANISATION OF_COUNCIL PARAMETER_WORD("state", mandate_state_names))
QUERY(query_envelopes, OF_ORGANISATION OF_COUNCIL PARAMETER_WORD("state", envelope_state_names))
QUERY(query_proposals,
      OF_ENVELOPE{
          .name = "category", .kind = FIELD_CODE, .doc = "Only those of this category." }, )
QUERY(query_meetings, OF_COUNCIL PARAMETER_WORD("state", meeting_state_names))
QUERY(query_motions,
      OF_COUNCIL PARAMETER_UUID("meeting", "Only those of this meeting.") OF_PROPOSAL)
QUERY(query_ballots, OF_COUNCIL PARAMETER_UUID("meeting", "Only those of this meeting."))
QUERY(query_decisions,
      OF_COUNCIL OF_ENVELOPE OF_PROPOSAL PARAMETER_WORD("state", decision_state_names){
          .name = "effect",
          .kind = FIELD_ENUM,
          .names = effect_kind_names,
          .doc = "Only those that expect this effect, wholly or partly." },
      { .name = "fromDate", .kind = FIELD_DATE, .doc = "Only those made on this day or later." },
      { .name = "untilDate", .kind = FIELD_DATE, .doc = "Only those made before this day." }, )
QUERY(query_mandate, PARAMETER_UUID("mandate", "Only those of this mandate."))
QUERY(query_member_keys, PARAMETER_UUID("member", "Only those of this handle."))
QUERY(query_person, PARAMETER_UUID("person", "Only those of this person."))
QUERY(query_report,
      { .name = "organisation",
        .kind = FIELD_UUID,
        .is_required = true,
        .doc = "The organisation whose money it is." },
      { .name = "from", .kind = FIELD_DATE, .doc = "First day; absent: from the beginning." },
      { .name = "until", .kind = FIELD_DATE, .doc = "First day after; absent: until now." }, )
QUERY(query_effects, OF_ORGANISATION OF_AREA OF_PROGRAMME OF_DECIDED)
QUERY(query_commitments, OF_ENVELOPE OF_DECISION)
QUERY(query_claims, OF_COMMITMENT PARAMETER_WORD("state", claim_state_names))
QUERY(query_payments, OF_COMMITMENT PARAMETER_UUID("claim", "Only those of this claim.")
                          PARAMETER_WORD("state", payment_state_names))
QUERY(query_recoveries, OF_COMMITMENT PARAMETER_WORD("state", recovery_state_names))
QUERY(query_at,
      { .name = "at",
        .kind = FIELD_INSTANT,
        .doc = "The instant; absent: now. RFC 3339, any offset." }, )

QUERY(query_language,
      { .name = "lang",
        .kind = FIELD_ENUM,
        .names = language_names,
        .doc = "nl or en; absent: by Accept-Language." }, )

QUERY(query_effects_page,
      OF_ORGANISATION OF_AREA OF_PROGRAMME OF_DECIDED{
          .name = "lang",
          .kind = FIELD_ENUM,
          .names = language_names,
          .doc = "nl or en; absent: by Accept-Language." }, )

#define ACT(TYPE, template, operation, text, ...)                                                  \
    {                                                                                              \
        .method = METHOD_POST,                                                                     \
        .path = template,                                                                          \
        .name = operation,                                                                         \
        .summary = text,                                                                           \
        .kind = ROUTE_ACT,                                                                         \
        .act = ACT_##TYPE,                                                                         \
        .errors = (const enum err_code[]){__VA_ARGS__, ERR_OK}                                   \
},
#define PRIVATE(template, operation, text, fields)                                                 \
    { .method = METHOD_POST,                                                                       \
      .path = template,                                                                            \
      .name = operation,                                                                           \
      .summary = text,                                                                             \
      .kind = ROUTE_PRIVATE,                                                                       \
      .body = fields,                                                                              \
      .audience = AUDIENCE_OPERATOR },
#define READ(route_kind, template, operation, text, public_statement, inside_statement)            \
    .method = METHOD_GET, .path = template, .name = operation, .summary = text,                    \
    .kind = route_kind, .audience = AUDIENCE_PUBLIC, .statement = public_statement,                \
    .inside = inside_statement
#define ITEM(template, operation, text, statement, inside, cacheable, below)                       \
    { READ(ROUTE_ITEM, template, operation, text, statement, inside), .is_cacheable = cacheable,   \
      .links = below },
/* What may belong to a closed meeting. */
#define ITEM_CLOSABLE(template, operation, text, statement, inside, cacheable, below)              \
    { READ(ROUTE_ITEM, template, operation, text, statement, inside), .is_cacheable = cacheable,   \
      .links = below, .is_closable = true },
#define LIST_CLOSABLE(template, operation, text, statement, inside, front, parameters)             \
    { READ(ROUTE_LIST, template, operation, text, statement, inside), .item_path = front,          \
      .query = parameters, .is_closable = true },
#define WHOLE_CLOSABLE(template, operation, text, statement, inside, parameters)                   \
    { READ(ROUTE_LIST, template, operation, text, statement, inside), .is_whole = true,            \
      .query = parameters, .is_closable = true },
#define ITEM_AT(template, operation, text, statement, inside, parameters)                          \
    { READ(ROUTE_ITEM, template, operation, text, statement, inside), .query = parameters },
#define REPORT(template, operation, text, statement, inside, parameters)                           \
    { READ(ROUTE_ITEM, template, operation, text, statement, inside), .query = parameters },
#define LIST(template, operation, text, statement, inside, front, parameters)                      \
    { READ(ROUTE_LIST, template, operation, text, statement, inside), .item_path = front,          \
      .query = parameters },
#define ITEM_FOR(template, operation, text, statement, inside)                                     \
    { READ(ROUTE_ITEM, template, operation, text, statement, inside), .is_personal = true },
#define LIST_FOR(template, operation, text, statement, inside, front, parameters)                  \
    { READ(ROUTE_LIST, template, operation, text, statement, inside), .item_path = front,          \
      .query = parameters, .is_personal = true },
#define LIST_BY_ROLE(template, operation, text, who, list, parameters)                             \
    { .method = METHOD_GET,                                                                        \
      .path = template,                                                                            \
      .name = operation,                                                                           \
      .summary = text,                                                                             \
      .kind = ROUTE_LIST,                                                                          \
      .audience = who,                                                                             \
      .statement = list,                                                                           \
      .query = parameters,                                                                         \
      .is_personal = true,                                                                         \
      .errors = (const enum err_code[]){ ERR_FORBIDDEN, ERR_OK } },
#define WHOLE(template, operation, text, statement, inside, parameters)                            \
    { READ(ROUTE_LIST, template, operation, text, statement, inside), .is_whole = true,            \
      .query = parameters },
#define FRAME(route_kind, template, operation, text, begin, finish)                                \
    { .method = METHOD_GET,                                                                        \
      .path = template,                                                                            \
      .name = operation,                                                                           \
      .summary = text,                                                                             \
      .kind = route_kind,                                                                          \
      .audience = AUDIENCE_PUBLIC,                                                                 \
      .prepare = begin,                                                                            \
      .render = finish },
#define PAGE(template, operation, text, who, begin, finish)                                        \
    { .method = METHOD_GET,                                                                        \
      .path = template,                                                                            \
      .name = operation,                                                                           \
      .summary = text,                                                                             \
      .kind = ROUTE_TEXT,                                                                          \
      .audience = who,                                                                             \
      .query = query_language,                                                                     \
      .prepare = begin,                                                                            \
      .render = finish },

const struct route routes[] = {
#include "api/routes_acts.def"
#include "api/routes_reads.def"
#include "api/routes_pages.def"
    FRAME(ROUTE_TEXT, "/v1", "root", "The API and its version", root_prepare, NULL)
        FRAME(ROUTE_TEXT, "/v1/openapi.json", "openapi", "This document", openapi_prepare, NULL)
            FRAME(ROUTE_TEXT, "/log/checkpoint", "logCheckpoint", "The signed head of the log",
                  checkpoint_prepare, NULL) FRAME(ROUTE_TEXT, "/log/keys", "logKeys",
                                                  "The log's verifier keys", keys_prepare, NULL)
                FRAME(ROUTE_BYTES, "/log/tile/{path+}", "logTile", "A tile or bundle of the log",
                      tile_prepare, tile_render)
};
const size_t routes_count = ARRAY_LEN(routes);

bool route_is_by_role(const struct route *route)
{
    return route->audience == AUDIENCE_PRIVACY || route->audience == AUDIENCE_OVERSIGHT;
}
