/* A POST to its command: media types, key, caller, conditions, body, and the path's id. The order
 * is that in which a client would mend them. Nothing here knows the time. */
#include <string.h>

#include "api/api_internal.h"
#include "buurtkas/audit/hash.h"

static bool refuse_full(struct err *err)
{
    return err_set(err, ERR_MEMORY, "The request needs more memory than one may have.");
}

static bool check_media(const struct api_request *request, struct err *err)
{
    /* An empty body has no type; it stands for {}. */
    if (request->body_len > 0 && !media_is_json(request->content_type)) {
        return err_set(err, ERR_UNSUPPORTED_MEDIA_TYPE,
                       "Send the body as application/json in UTF-8.");
    }
    return media_is_accepted(request->accept, MEDIA_JSON) ||
           err_set(err, ERR_NOT_ACCEPTABLE, "The answer to an act is application/json.");
}

static void part_of(struct hash_part *out, uint8_t length[8], const void *bytes, size_t len)
{
    for (size_t i = 0; i < 8; i++) {
        length[i] = (uint8_t)(len >> (56 - 8 * i));
    }
    out[0] = (struct hash_part){ length, 8 };
    out[1] = (struct hash_part){ bytes, len };
}

/* Lengths stand before the parts, so that two requests never share a message. */
static void fingerprint(struct hash *out, const struct api_call *call)
{
    const struct api_request *request = &call->request;
    struct hash_part parts[6];
    uint8_t lengths[3][8];
    part_of(&parts[0], lengths[0], "POST", 4);
    part_of(&parts[2], lengths[1], request->path, strlen(request->path));
    part_of(&parts[4], lengths[2], request->body_len == 0 ? "" : request->body, request->body_len);
    hmac_sha256(out, call->site->fingerprint_key, parts, ARRAY_LEN(parts));
}

/* What acts and private rows have in common. */
static bool begin_command(struct api_call *call, struct err *err)
{
    const struct api_request *request = &call->request;
    struct command *command = &call->command;
    const char *key = NULL;
    if (!check_media(request, err) ||
        !header_key(&key, request->idempotency_key, call->arena, err)) {
        return false;
    }
    if (!request->caller.is_known) {
        return err_set(err, ERR_UNAUTHENTICATED,
                       "Send a bearer token in the Authorization header.");
    }
    /* The rest is zero since the call began. */
    command->person = request->caller.person;
    command->key = key;
    command->key_len = strlen(key);
    command->deadline_ms = request->deadline_ms;
    command->arena = call->arena;
    fingerprint(&command->fingerprint, call);
    return header_if_match(&command->if_match, &command->has_if_match, request->if_match, err);
}

/* Nothing may be sent where nothing is needed; elsewhere an empty body is no JSON. */
static bool needs_body(const struct field *fields)
{
    for (; fields->kind != FIELD_END; fields++) {
        if ((fields->flags & FIELD_REQUEST) != 0 && (fields->flags & FIELD_REQUIRED) != 0) {
            return true;
        }
    }
    return false;
}

static bool decode(struct api_call *call, void *body, const struct field *fields, struct err *err)
{
    const struct api_request *request = &call->request;
    bool is_empty = request->body_len == 0 && !needs_body(fields);
    return json_decode(body, fields, is_empty ? "{}" : request->body,
                       is_empty ? 2 : request->body_len, call->arena, &call->findings, err);
}

/* The path's id goes into the body's field that stands for it. */
static bool place_path(struct api_call *call, void *body, const struct field *fields,
                       struct err *err)
{
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        if ((field->flags & FIELD_PATH) != 0) {
            struct uuid id;
            if (!path_uuid(&id, call, 0, err)) {
                return false;
            }
            *(struct uuid *)field_at(body, field) = id;
            call->command.path_id = id;
        }
    }
    return true;
}

bool act_prepare(struct api_call *call, struct err *err)
{
    const struct act_kind *kind = act_kind(call->request.route->act);
    if (!begin_command(call, err)) {
        return false;
    }
    void *body = arena_alloc(call->arena, kind->body_size);
    if (body == NULL) {
        return refuse_full(err);
    }
    if (!decode(call, body, kind->fields, err) || !place_path(call, body, kind->fields, err)) {
        return false;
    }
    call->command.kind = COMMAND_ACT;
    call->command.act_kind = kind;
    call->command.body = body;
    call->next = API_WRITE;
    return true;
}

static bool check_operator(const struct api_caller *caller, struct err *err)
{
    return (caller->roles & (1U << ROLE_OPERATOR)) != 0 ||
           err_set(err, ERR_FORBIDDEN, "Only an operator may do this.");
}

/* Which private row a route makes follows from its body's table; without one it revokes a token. */
static bool private_body(struct api_call *call, const struct field *fields, struct err *err)
{
    struct command *command = &call->command;
    if (fields == NULL) {
        static const struct field none[] = { { 0 } };
        command->kind = COMMAND_TOKEN_REVOKE;
        return path_uuid(&command->path_id, call, 0, err) && decode(call, command, none, err);
    }
    bool is_person = fields == person_body_fields;
    command->kind = is_person ? COMMAND_PERSON : COMMAND_TOKEN;
    command->body = arena_alloc(call->arena,
                                is_person ? sizeof(struct person_body) : sizeof(struct token_body));
    return command->body == NULL ? refuse_full(err) : decode(call, command->body, fields, err);
}

bool private_prepare(struct api_call *call, struct err *err)
{
    const struct route *route = call->request.route;
    if (!begin_command(call, err) || !check_operator(&call->request.caller, err) ||
        !private_body(call, route->body, err)) {
        return false;
    }
    call->next = API_WRITE;
    return true;
}
