/* The verb token. The very first operator's token is made while no daemon runs; every other one is
 * made and revoked by the running daemon, of which this is a client. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buurtkas/base/uuid.h"
#include "buurtkas/client/answer.h"
#include "buurtkas/client/http.h"
#include "buurtkas/store/migrate.h"
#include "cli/cli_internal.h"
#include "cli/daemon_internal.h"

enum {
    TOKEN_ARENA_BYTES = 1 << 20
};

/** What the command line asks. */
struct token_request {
    struct settings settings;
    struct first_operator first;
    const char *words[2]; /* create | revoke, and the token's id */
    const char *until;
    const char *person;
    const char *url;
    bool is_first;
};

/* Opens the database as `serve` does, but serves nothing. */
static bool bootstrap(const struct conf *conf, struct first_operator *operator, struct err * err)
{
    CLEANUP(log_key_freep) struct log_key *key = log_key_load(conf->key_file, err);
    struct tokens *tokens = tokens_new();
    struct cluster *cluster = NULL;
    struct writer_options options = { .conninfo = conf->database,
                                      .key = key,
                                      .clock = clock_system(),
                                      .tokens = tokens,
                                      .queue_max = 1,
                                      .batch_max = 1 };
    int run = 0;
    bool is_open = key != NULL && tokens != NULL;
    if (is_open && conf->database[0] == '\0') {
        cluster = cluster_start(conf->state_dir, err);
        is_open = cluster != NULL && migrate_run(cluster_owner_conninfo(cluster), &run, err);
        options.conninfo = cluster != NULL ? cluster_daemon_conninfo(cluster) : NULL;
    }
    bool is_done = is_open && writer_bootstrap(&options, operator, err);
    if (cluster != NULL) {
        cluster_stop(cluster);
    }
    tokens_free(tokens);
    return is_done;
}

static bool create_first(struct token_request *request, struct err *err)
{
    if (request->first.name == NULL) {
        return err_set(err, ERR_USAGE, "say --name NAME");
    }
    if (!settings_load(&request->settings, err) ||
        !bootstrap(&request->settings.conf, &request->first, err)) {
        return false;
    }
    return printf("%s\n", request->first.token) > 0;
}

/* One POST to the daemon, as who the environment's token says. */
static bool ask_daemon(const struct token_request *request, const char *path, const char *body,
                       const char *member, struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(TOKEN_ARENA_BYTES);
    const struct client_options options = { .url = request->url,
                                            .token = getenv("BUURTKAS_TOKEN") };
    char key[UUID_TEXT + 1];
    struct uuid once = uuid_v4();
    struct client_answer answer;
    uuid_print(key, &once);
    const struct client_request post = {
        .path = path, .is_post = true, .key = key, .body = body, .body_len = strlen(body)
    };
    if (arena == NULL || options.token == NULL) {
        return err_set(err, ERR_USAGE, "BUURTKAS_TOKEN holds no operator's token");
    }
    CLEANUP(client_freep) struct client *client = client_new(&options, err);
    if (client == NULL || !client_send(client, &post, arena, &answer, err)) {
        return false;
    }
    if (answer.status / 100 != 2) {
        const char *detail = answer_member(arena, answer.body, "detail");
        return err_set(err, ERR_FORBIDDEN, "the daemon answered %d: %s", answer.status,
                       detail == NULL ? "no reason given" : detail);
    }
    const char *value = answer_member(arena, answer.body, member);
    return value == NULL || printf("%s\n", value) > 0;
}

static bool create(const struct token_request *request, struct err *err)
{
    struct uuid person;
    char body[256];
    char until[11];
    if (request->person == NULL || !uuid_parse(&person, request->person, strlen(request->person))) {
        return err_set(err, ERR_USAGE, "say --person ID, or --first");
    }
    date_print(until, request->first.until_date);
    (void)snprintf(body, sizeof body, "{\"person\":\"%s\",\"untilDate\":\"%s\"}", request->person,
                   until);
    return ask_daemon(request, "/v1/tokens", body, "token", err);
}

static bool revoke(const struct token_request *request, struct err *err)
{
    struct uuid token;
    char path[128];
    if (request->words[1] == NULL ||
        !uuid_parse(&token, request->words[1], strlen(request->words[1]))) {
        return err_set(err, ERR_USAGE, "say revoke ID");
    }
    (void)snprintf(path, sizeof path, "/v1/tokens/%s/_revoke", request->words[1]);
    return ask_daemon(request, path, "{}", "id", err);
}

static bool run(struct token_request *request, struct err *err)
{
    if (!date_parse(&request->first.until_date, request->until, strlen(request->until))) {
        return err_set(err, ERR_USAGE, "--until is not a date");
    }
    const char *what = request->words[0] == NULL ? "" : request->words[0];
    if (strcmp(what, "create") == 0) {
        return request->is_first ? create_first(request, err) : create(request, err);
    }
    return strcmp(what, "revoke") == 0 ? revoke(request, err)
                                       : err_set(err, ERR_USAGE, "say create or revoke");
}

int cmd_token(int argc, char **argv)
{
    struct err err = { 0 };
    struct token_request request = { .until = "2099-01-01", .url = "http://127.0.0.1:8780" };
    const struct option options[] = {
        {"--config", &request.settings.config_file, NULL },
        { "--state",      &request.settings.state, NULL },
        { "--name", &request.first.name, NULL },
        { "--until",      &request.until, NULL },
        { "--person",  &request.person, NULL },
        { "--url",      &request.url, NULL },
        { "--first", NULL, &request.is_first },
        { 0     },
    };
    bool is_done = options_read(argc, argv, options, request.words, 2, &err) && run(&request, &err);
    arena_free(request.settings.arena);
    if (!is_done && err.code == ERR_FORBIDDEN) {
        (void)report("token", &err);
        return EXIT_REFUSED;
    }
    return is_done ? EXIT_DONE : report("token", &err);
}
