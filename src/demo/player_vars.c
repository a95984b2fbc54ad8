/* Variables of a story: set by answers, used as ${name} and ${name.member}. */
#include <stdio.h>
#include <string.h>

#include "buurtkas/client/answer.h"
#include "demo/player_internal.h"

static const struct story_var *find(const struct player *player, const char *name, size_t len)
{
    for (size_t i = player->var_count; i > 0; i--) {
        const struct story_var *var = &player->vars[i - 1];
        if (strlen(var->name) == len && memcmp(var->name, name, len) == 0) {
            return var;
        }
    }
    return NULL;
}

static const char *value_of(struct player *player, const char *name, size_t len)
{
    const struct story_var *whole = find(player, name, len);
    const char *dot = memchr(name, '.', len);
    if (whole != NULL) {
        return whole->value;
    }
    if (dot == NULL) {
        return NULL;
    }
    const struct story_var *var = find(player, name, (size_t)(dot - name));
    char path[STORY_NAME_MAX + 1];
    (void)snprintf(path, sizeof path, "%.*s", (int)(name + len - dot - 1), dot + 1);
    return var == NULL || var->json == NULL ? NULL
                                            : answer_member(player->scratch, var->json, path);
}

const char *player_expand(struct player *player, const char *text, struct err *err)
{
    struct str out = str_new(player->scratch, STORY_BODY_MAX);
    str_add(&out, "");
    for (const char *from = text; *from != '\0';) {
        const char *open = strstr(from, "${");
        const char *close = open == NULL ? NULL : strchr(open, '}');
        if (close == NULL) {
            str_add(&out, from);
            break;
        }
        str_add_len(&out, from, (size_t)(open - from));
        const char *value = value_of(player, open + 2, (size_t)(close - open - 2));
        if (value == NULL) {
            (void)err_set(err, ERR_USAGE, "line %d of the story: %.*s is not known", player->start,
                          (int)(close - open + 1), open);
            return NULL;
        }
        str_add(&out, value);
        from = close + 1;
    }
    return out.ptr == NULL ? "" : out.ptr;
}

bool player_set(struct player *player, const char *name, const char *value, const char *json,
                struct err *err)
{
    if (player->var_count == STORY_VARS_MAX) {
        return err_set(err, ERR_MEMORY, "the story has too many variables");
    }
    struct story_var *var = &player->vars[player->var_count++];
    var->name = arena_strdup(player->arena, name);
    var->value = value == NULL ? NULL : arena_strdup(player->arena, value);
    var->json = json == NULL ? NULL : arena_strdup(player->arena, json);
    return !arena_is_full(player->arena) || err_set(err, ERR_MEMORY, "the story is too long");
}

const char *player_token(struct player *player, const char *name, struct err *err)
{
    if (strcmp(name, "operator") == 0) {
        return player->story->operator_token;
    }
    for (size_t i = 0; i < player->result->actor_count; i++) {
        if (strcmp(player->result->actors[i].name, name) == 0) {
            return player->result->actors[i].token;
        }
    }
    (void)err_set(err, ERR_USAGE, "line %d of the story: nobody is called %s", player->start, name);
    return NULL;
}
