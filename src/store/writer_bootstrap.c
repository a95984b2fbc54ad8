/* The first entry: the installation opens, and its first operator gets an appointment and a token.
 * Who made them has no token yet, so this runs without a daemon, under the same lock, as one batch
 * of three. */
#include "writer_internal.h"

#include <string.h>
#include "rows_internal.h"

enum {
    OPENING_BYTES_MAX = 1 << 20,
};

static void nobody_waits(struct command *command)
{
    (void)command;
}

/* The three commands and their bodies. */
struct opening_batch {
    struct person_body person;
    struct token_body token;
    struct body_installation_opened opened;
    struct command commands[3];
    struct command *list[3];
};

static void opening_make(struct opening_batch *opening, const struct first_operator *operator,
                         struct arena * arena)
{
    *opening = (struct opening_batch){
        .person = { .name = { .ptr = operator->name, .len = strlen(operator->name) } },
        .token = { .person = operator->person, .until_date = operator->until_date },
        .commands = {
            { .kind = COMMAND_PERSON, .body = &opening->person, .made_id = operator->person },
            { .kind = COMMAND_ACT,
              .body = &opening->opened,
              .act_kind = act_kind(ACT_INSTALLATION_OPENED) },
            { .kind = COMMAND_TOKEN, .body = &opening->token },
        },
    };
    for (size_t i = 0; i < ARRAY_LEN(opening->commands); i++) {
        opening->commands[i].key = "";
        opening->commands[i].arena = arena;
        opening->commands[i].deadline_ms = INT64_MAX;
        opening->commands[i].done = nobody_waits;
        opening->list[i] = &opening->commands[i];
    }
}

static bool open_record(struct writer *writer, struct opening_batch *opening,
                        struct first_operator *operator, struct err * err)
{
    struct batch *batch = &writer->both[0];
    if (!batch_begin(batch, opening->list, ARRAY_LEN(opening->list))) {
        return err_set(err, ERR_MEMORY, "no memory for the first entry");
    }
    batch->first_operator = operator;
    enum batch_end end = batch_ask(batch, err) ? batch_run(batch, err) : BATCH_ABORTED;
    end = end == BATCH_SENT ? batch_take(batch, err) : end;
    for (size_t i = 0; i < ARRAY_LEN(opening->commands); i++) {
        if (err_is_set(&opening->commands[i].err) && !err_is_set(err)) {
            *err = opening->commands[i].err;
        }
    }
    if (end != BATCH_SETTLED || err_is_set(err)) {
        return err_set(err, ERR_INTERNAL, "the first entry was not written");
    }
    batch_tell(batch);
    batch_settle(batch);
    return true;
}

/* A token's text follows from the daemon's key, so the first one can be told again. */
static bool find_first(struct writer *writer, struct first_operator *operator, struct err * err)
{
    CLEANUP(pg_result_freep)
    PGresult *found = pipeline_query(&writer->pg, STMT_TOKEN_FIRST, NULL, err);
    if (found == NULL) {
        return false;
    }
    if (PQntuples(found) == 1) {
        struct uuid id = row_uuid(found, 0, 0);
        operator->person = row_uuid(found, 0, 1);
        token_text(writer, &operator->person, &id, operator->token);
    }
    return true;
}

static bool bootstrap(struct writer *writer, struct first_operator *operator, struct err * err)
{
    struct opening_batch opening;
    struct clock *clock = writer->options.clock;
    CLEANUP(arena_freep) struct arena *arena = arena_new(OPENING_BYTES_MAX);
    if (arena == NULL) {
        return err_set(err, ERR_MEMORY, "no memory for the first entry");
    }
    if (!writer_connect(writer, err)) {
        return false;
    }
    if (writer->record.tree.size > 0) {
        return find_first(writer, operator, err) &&
               err_set(err, ERR_ALREADY_EXISTS, "the record is not empty: it has %llu entries",
                       (unsigned long long)writer->record.tree.size);
    }
    operator->person = uuid_v7(clock->now(clock).ms);
    opening_make(&opening, operator, arena);
    if (!open_record(writer, &opening, operator, err)) {
        return false;
    }
    memcpy(operator->token, opening.commands[2].token, sizeof operator->token);
    return true;
}

bool writer_bootstrap(const struct writer_options *options, struct first_operator *operator,
                      struct err * err)
{
    struct writer_options own = *options;
    own.batch_max = own.queue_max = 1;
    struct tokens *tokens = own.tokens == NULL ? tokens_new() : NULL;
    own.tokens = own.tokens == NULL ? tokens : own.tokens;
    struct writer *writer = own.tokens == NULL ? NULL : writer_new(&own, err);
    bool ok = writer != NULL && bootstrap(writer, operator, err);
    writer_free(writer);
    tokens_free(tokens);
    return ok || err_set(err, ERR_MEMORY, "no memory for the first entry");
}
