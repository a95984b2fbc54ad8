/* What each command of a story does. */
#include <stdio.h>
#include <string.h>

#include "buurtkas/client/answer.h"
#include "demo/player_internal.h"

bool story_at(struct player *player, struct err *err)
{
    struct instant at;
    const char *text = player->words[0];
    if (!instant_parse(&at, text, strlen(text))) {
        return err_set(err, ERR_USAGE, "line %d of the story: not an instant", player->start);
    }
    return player->story->set_clock == NULL || player->story->set_clock(player->story->self, at) ||
           err_set(err, ERR_USAGE, "line %d of the story: the clock would go back", player->start);
}

static bool send(struct player *player, struct player_request request, const char **out_json,
                 struct err *err)
{
    return player_post(player, &request, out_json, err);
}

/* The words of the line as one text again. */
static const char *joined(struct player *player, size_t from)
{
    struct str text = str_new(player->scratch, STORY_BODY_MAX);
    for (size_t i = from; i < player->word_count; i++) {
        str_add(&text, i > from ? " " : "");
        str_add(&text, player->words[i]);
    }
    return text.ptr == NULL ? "" : text.ptr;
}

bool story_say(struct player *player, struct err *err)
{
    const char *text = player_expand(player, joined(player, 0), err);
    if (text != NULL && player->story->say != NULL) {
        player->story->say(player->story->self, text);
    }
    return text != NULL;
}

bool story_let(struct player *player, struct err *err)
{
    const char *text = player_expand(player, joined(player, 1), err);
    return text != NULL && player_set(player, player->words[0], text, NULL, err);
}

bool story_as(struct player *player, struct err *err)
{
    player->token = player_token(player, player->words[0], err);
    return player->token != NULL;
}

bool story_person(struct player *player, struct err *err)
{
    struct story_result *result = player->result;
    const char *json = NULL;
    const char *name = player->words[0];
    const char *operator= player->story->operator_token;
    if (result->actor_count == STORY_ACTORS_MAX) {
        return err_set(err, ERR_MEMORY, "the story has too many people");
    }
    const char *body = arena_printf(player->scratch, "{\"name\":\"%s\"}", joined(player, 1));
    if (!send(player, (struct player_request){ operator, "/v1/persons", body, NULL }, &json, err)) {
        return false;
    }
    const char *person = answer_member(player->arena, json, "id");
    body =
        arena_printf(player->scratch, "{\"person\":\"%s\",\"untilDate\":\"2099-01-01\"}", person);
    if (!send(player, (struct player_request){ operator, "/v1/tokens", body, NULL }, &json, err)) {
        return false;
    }
    result->actors[result->actor_count++] =
        (struct story_actor){ .name = arena_strdup(player->arena, name),
                              .token = answer_member(player->arena, json, "token"),
                              .person = person };
    return player_set(player, name, person, NULL, err);
}

bool story_appoint(struct player *player, struct err *err)
{
    const char *const *words = player->words;
    char var[STORY_NAME_MAX + 1];
    const char *json = NULL;
    const char *person =
        player_expand(player, arena_printf(player->scratch, "${%s}", words[0]), err);
    const char *scope_id = player_expand(player, words[3], err);
    if (person == NULL || scope_id == NULL) {
        return false;
    }
    bool has_id = strcmp(scope_id, "-") != 0;
    const char *body = arena_printf(
        player->scratch,
        "{\"person\":\"%s\",\"role\":\"%s\",\"scope\":\"%s\",%s%s%s\"fromDate\":\"%s\"}", person,
        words[1], words[2], has_id ? "\"scopeId\":\"" : "", has_id ? scope_id : "",
        has_id ? "\"," : "", words[4]);
    if (!send(player, (struct player_request){ player->token, "/v1/appointments", body, NULL },
              &json, err)) {
        return false;
    }
    const char *handle = answer_member(player->scratch, json, "handle");
    (void)snprintf(var, sizeof var, "%s.%s", words[0], words[1]);
    if (!player_set(player, var, handle, json, err)) {
        return false;
    }
    /* A seat at the table: by which attendance and roll calls know the member. */
    (void)snprintf(var, sizeof var, "%s.seat", words[0]);
    return strcmp(words[2], "council") != 0 || strcmp(words[1], "secretary") == 0 ||
           player_set(player, var, handle, json, err);
}

bool story_post(struct player *player, struct err *err)
{
    const char *problem = NULL;
    const char *var = NULL;
    const char *json = NULL;
    for (size_t i = 1; i < player->word_count; i++) {
        if (strcmp(player->words[i], "!") == 0 && i + 1 < player->word_count) {
            problem = player->words[++i];
        } else {
            var = player->words[i];
        }
    }
    const char *path = player_expand(player, player->words[0], err);
    const char *body = path == NULL ? NULL : player_expand(player, player->body, err);
    if (body == NULL ||
        !send(player, (struct player_request){ player->token, path, body, problem }, &json, err)) {
        return false;
    }
    return var == NULL ||
           player_set(player, var, answer_member(player->scratch, json, "id"), json, err);
}

bool story_get(struct player *player, struct err *err)
{
    const char *json = NULL;
    const char *path = player_expand(player, player->words[0], err);
    return path != NULL && player_fetch(player, path, &json, err) &&
           player_set(player, player->words[1], answer_member(player->scratch, json, "id"), json,
                      err);
}

static bool record_attendance(struct player *player, const char *presence, struct err *err)
{
    const char *meeting = player_expand(player, player->words[0], err);
    const char *json = NULL;
    for (size_t i = 1; meeting != NULL && i < player->word_count; i++) {
        const char *member = player_expand(
            player, arena_printf(player->scratch, "${%s.seat}", player->words[i]), err);
        const char *path = arena_printf(player->scratch, "/v1/meetings/%s/attendance", meeting);
        const char *body = arena_printf(player->scratch, "{\"member\":\"%s\",\"presence\":\"%s\"}",
                                        member, presence);
        if (member == NULL ||
            !send(player, (struct player_request){ player->token, path, body, NULL }, &json, err)) {
            return false;
        }
    }
    return meeting != NULL;
}

bool story_attend(struct player *player, struct err *err)
{
    return record_attendance(player, "arrived", err);
}

bool story_leave(struct player *player, struct err *err)
{
    return record_attendance(player, "left", err);
}

bool story_votes(struct player *player, struct err *err)
{
    const char *motion = player_expand(player, player->words[0], err);
    const char *json = NULL;
    for (size_t i = 2; motion != NULL && i < player->word_count; i++) {
        const char *token = player_token(player, player->words[i], err);
        const char *path = arena_printf(player->scratch, "/v1/motions/%s/votes", motion);
        const char *body = arena_printf(player->scratch, "{\"choice\":\"%s\"}", player->words[1]);
        if (token == NULL ||
            !send(player, (struct player_request){ token, path, body, NULL }, &json, err)) {
            return false;
        }
    }
    return motion != NULL;
}

bool story_expect(struct player *player, struct err *err)
{
    const char *name = arena_printf(player->scratch, "${%s}", player->words[0]);
    const char *value = player_expand(player, name, err);
    const char *wanted = player_expand(player, player->words[1], err);
    if (value == NULL || wanted == NULL) {
        return false;
    }
    return strcmp(value, wanted) == 0 ||
           err_set(err, ERR_MISMATCH, "line %d of the story: %s is %s, not %s", player->start,
                   player->words[0], value, wanted);
}
