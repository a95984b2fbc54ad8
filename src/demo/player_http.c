/* A story's requests: an idempotency key made of the story's name and the line, and a look at the
 * answer. */
#include <string.h>

#include "buurtkas/client/answer.h"
#include "buurtkas/client/http.h"
#include "demo/player_internal.h"

static bool open_client(struct player *player, struct err *err)
{
    const struct client_options options = { .url = player->story->public_url };
    if (player->client == NULL) {
        player->client = client_new(&options, err);
    }
    return player->client != NULL;
}

/* The last part of a problem's type. */
static const char *problem_type(struct player *player, const char *json)
{
    const char *type = answer_member(player->scratch, json, "type");
    const char *slash = type == NULL ? NULL : strrchr(type, '/');
    return slash == NULL ? "" : slash + 1;
}

static bool look(struct player *player, const struct client_answer *answer, const char *problem,
                 struct err *err)
{
    bool is_done = answer->status / 100 == 2;
    if (problem == NULL ? is_done : strcmp(problem_type(player, answer->body), problem) == 0) {
        player->result->acts++;
        return true;
    }
    return err_set(err, ERR_MISMATCH, "line %d of the story: answered %d: %.200s", player->start,
                   answer->status, answer->body);
}

bool player_post(struct player *player, const struct player_request *request, const char **out_json,
                 struct err *err)
{
    struct client_answer answer;
    if (!open_client(player, err) || !client_use_token(player->client, request->token, err)) {
        return false;
    }
    player->part = player->part_line == player->start ? player->part + 1 : 1;
    player->part_line = player->start;
    const struct client_request sent = {
        .path = request->path,
        .is_post = true,
        .key = arena_printf(player->scratch, "story-%s-%d-%d", player->story->name, player->start,
                            player->part),
        .body = request->body,
        .body_len = strlen(request->body),
    };
    if (!client_send(player->client, &sent, player->scratch, &answer, err)) {
        return false;
    }
    *out_json = answer.body;
    return look(player, &answer, request->problem, err);
}

bool player_fetch(struct player *player, const char *path, const char **out_json, struct err *err)
{
    struct client_answer answer;
    if (!open_client(player, err) || !client_use_token(player->client, player->token, err) ||
        !client_get(player->client, path, player->scratch, &answer, err)) {
        return false;
    }
    *out_json = answer.body;
    return answer.status == 200 ||
           err_set(err, ERR_MISMATCH, "line %d of the story: %s answered %d", player->start, path,
                   answer.status);
}
