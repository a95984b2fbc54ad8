/* Persons and tokens: rows without a leaf. A token's text follows from the daemon's key, so that a
 * repeat of its making shows it again and nothing but its hash is stored. */
#include "writer_internal.h"

#include <assert.h>
#include <string.h>
#include "buurtkas/audit/hash.h"
#include "rows_internal.h"

enum {
    TOKEN_SECRET_BYTES = 32, /* the whole HMAC */
};
#define TOKEN_PREFIX "bk_"

static_assert(sizeof TOKEN_PREFIX + 2 * TOKEN_SECRET_BYTES <= TOKEN_TEXT_MAX + 1, "a token fits");

void token_text(const struct writer *writer, const struct uuid *person, const struct uuid *id,
                char out[TOKEN_TEXT_MAX + 1])
{
    static const char label[] = "token";
    const struct hash_part parts[] = {
        {label,          sizeof label - 1},
        { person->bytes, UUID_BYTES      },
        { id->bytes,     UUID_BYTES      },
    };
    struct hash secret;
    hmac_sha256(&secret, writer->token_secret, parts, ARRAY_LEN(parts));
    memcpy(out, TOKEN_PREFIX, sizeof TOKEN_PREFIX - 1);
    hex_encode(out + sizeof TOKEN_PREFIX - 1, secret.bytes, TOKEN_SECRET_BYTES);
}

static void token_hash(const char *text, struct hash *out)
{
    hash_bytes(out, text, strlen(text));
}

/* The first operator is made by the same batch that names it. */
static bool is_first_operator(const struct batch *batch, const struct uuid *person)
{
    return batch->first_operator != NULL && uuid_equal(&batch->first_operator->person, person);
}

bool person_exists(struct batch *batch, const struct uuid *person, const char *pointer,
                   struct err *err)
{
    if (is_first_operator(batch, person)) {
        return true;
    }
    struct bind bind = bind_new(batch->arena);
    bind_uuid(&bind, person);
    CLEANUP(pg_result_freep)
    PGresult *found = writer_query(batch->writer, STMT_PERSON_FIND, &bind, err);
    return found != NULL &&
           (PQntuples(found) == 1 ||
            err_set_at(err, ERR_UNKNOWN_REFERENCE, pointer, "There is no such person."));
}

static bool token_exists(struct batch *batch, const struct uuid *id, struct err *err)
{
    struct bind bind = bind_new(batch->arena);
    bind_uuid(&bind, id);
    CLEANUP(pg_result_freep)
    PGresult *found = writer_query(batch->writer, STMT_TOKEN_FIND, &bind, err);
    return found != NULL &&
           (PQntuples(found) == 1 || err_set(err, ERR_NOT_FOUND, "There is no such token."));
}

static struct instant now_of(const struct batch *batch)
{
    struct clock *clock = batch->writer->options.clock;
    return clock->now(clock);
}

bool private_run(struct batch *batch, struct item *item, struct err *err)
{
    struct command *command = item->command;
    if (uuid_is_zero(&command->made_id)) { /* else the start chose it */
        command->made_id = writer_next_id(batch->writer, now_of(batch).ms);
    }
    switch (command->kind) {
    case COMMAND_PERSON:
        return true;
    case COMMAND_TOKEN: {
        const struct token_body *body = command->body;
        token_text(batch->writer, &body->person, &command->made_id, command->token);
        return person_exists(batch, &body->person, "/person", err);
    }
    case COMMAND_TOKEN_REVOKE:
        command->made_id = command->path_id;
        return token_exists(batch, &command->path_id, err);
    case COMMAND_ACT:
        break;
    }
    return err_set(err, ERR_INTERNAL, "not a private command");
}

static void bind_person(struct bind *bind, const struct command *command)
{
    const struct person_body *body = command->body;
    bind_uuid(bind, &command->made_id);
    bind_bytes(bind, body->name.ptr, body->name.len);
}

static bool bind_token(struct bind *bind, const struct command *command)
{
    const struct token_body *body = command->body;
    struct hash *hash = arena_alloc(bind->arena, sizeof *hash);
    if (hash == NULL) {
        return false;
    }
    token_hash(command->token, hash);
    bind_uuid(bind, &command->made_id);
    bind_uuid(bind, &body->person);
    bind_bytes(bind, hash->bytes, HASH_BYTES);
    bind_date(bind, body->until_date.days);
    return true;
}

bool private_send(struct batch *batch, const struct item *item, size_t *sent, struct err *err)
{
    struct command *command = item->command;
    struct bind bind = bind_new(batch->arena);
    enum stmt_id statement = STMT_COUNT;
    switch (command->kind) {
    case COMMAND_ACT:
        return true;
    case COMMAND_PERSON:
        bind_person(&bind, command);
        statement = STMT_PERSON_INSERT;
        break;
    case COMMAND_TOKEN:
        bind.failed = !bind_token(&bind, command);
        statement = STMT_TOKEN_INSERT;
        break;
    case COMMAND_TOKEN_REVOKE:
        bind_uuid(&bind, &command->path_id);
        statement = STMT_TOKEN_REVOKE;
        break;
    }
    bind_i64(&bind, now_of(batch).ms);
    ++*sent;
    return pipeline_send(&batch->writer->pg, statement, &bind, err);
}

void private_settle(struct batch *batch, const struct item *item)
{
    const struct command *command = item->command;
    struct tokens *tokens = batch->writer->options.tokens;
    struct hash hash;
    if (command->kind == COMMAND_TOKEN) {
        const struct token_body *body = command->body;
        token_hash(command->token, &hash);
        /* Without memory the token is valid after the next start only; nothing else depends on it.
         */
        (void)!tokens_add(tokens, command->made_id, &hash, body->person, body->until_date);
    } else if (command->kind == COMMAND_TOKEN_REVOKE) {
        tokens_revoke(tokens, command->path_id);
    }
}

/* --- At start. --- */

static bool load_tokens(struct writer *writer, struct err *err)
{
    struct tokens *tokens = writer->options.tokens;
    struct hash hash;
    CLEANUP(pg_result_freep)
    PGresult *found = pipeline_query(&writer->pg, STMT_TOKENS_LOAD, NULL, err);
    for (int row = 0; found != NULL && row < PQntuples(found); row++) {
        struct uuid id = row_uuid(found, row, 0);
        struct cell until = row_cell(found, row, 3);
        struct cell is_revoked = row_cell(found, row, 4);
        if (!row_hash(found, row, 1, &hash)) {
            return err_set(err, ERR_CORRUPT, "a token's hash cannot be read");
        }
        if (!tokens_add(tokens, id, &hash, row_uuid(found, row, 2),
                        (struct date){ cell_date_days(&until) })) {
            return err_set(err, ERR_MEMORY, "no memory for the tokens");
        }
        if (cell_bool(&is_revoked)) {
            tokens_revoke(tokens, id);
        }
    }
    return found != NULL;
}

/* One appointment a row; all asked for before the first answer is taken. */
static bool load_appointments(struct writer *writer, const PGresult *links, struct err *err)
{
    int count = PQntuples(links);
    union any_object object;
    for (int row = 0; row < count; row++) {
        struct uuid id = row_uuid(links, row, 0);
        struct bind bind = bind_new(writer->record.arena);
        bind_uuid(&bind, &id);
        if (!pipeline_send(&writer->pg, STMT_APPOINTMENT_LOAD, &bind, err)) {
            return false;
        }
    }
    if (!pipeline_sync(&writer->pg, err)) {
        return false;
    }
    bool ok = true;
    for (int row = 0; row < count; row++) {
        CLEANUP(pg_result_freep) PGresult *found = pipeline_take(&writer->pg, err);
        ok =
            ok && found != NULL && PQntuples(found) == 1 &&
            rows_decode(&object, KIND_APPOINTMENT, found, 0, err) &&
            (tokens_appoint(writer->options.tokens, row_uuid(links, row, 1), &object.appointment) ||
             err_set(err, ERR_MEMORY, "no memory for the appointments"));
    }
    return pipeline_take_sync(&writer->pg, err) &&
           (ok || err_set(err, ERR_CORRUPT, "an appointment cannot be read"));
}

bool private_load(struct writer *writer, struct err *err)
{
    if (!load_tokens(writer, err)) {
        return false;
    }
    CLEANUP(pg_result_freep)
    PGresult *links = pipeline_query(&writer->pg, STMT_APPOINTMENT_PERSONS_LOAD, NULL, err);
    arena_clear(writer->record.arena);
    return links != NULL && load_appointments(writer, links, err);
}
