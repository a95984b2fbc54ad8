/* An envelope's sum in one line: granted = available + allocated + committed + payable + paid +
 * returned. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "buurtkas/base/attr.h"
#include "buurtkas/client/answer.h"
#include "demo/player_internal.h"

static const char *const parts[] = { "available", "allocated", "committed",
                                     "payable",   "paid",      "returned" };

static int64_t cents_of(struct player *player, const char *json, const char *part)
{
    const char *name = arena_printf(player->scratch, "%sCents", part);
    const char *value = answer_member(player->scratch, json, name);
    int64_t cents = 0;
    return value != NULL && i64_parse(&cents, value, strlen(value)) ? cents : 0;
}

static void add_euros(struct str *out, int64_t cents)
{
    str_addf(out, "EUR %" PRId64 ".%02" PRId64, cents / 100, cents % 100);
}

bool story_sum(struct player *player, struct err *err)
{
    const struct story *story = player->story;
    const char *json = NULL;
    struct str line = str_new(player->scratch, STORY_BODY_MAX);
    const char *envelope = player_expand(player, player->words[0], err);
    const char *path = arena_printf(player->scratch, "/v1/envelopes/%s/balance", envelope);
    if (envelope == NULL || !player_fetch(player, path, &json, err) ||
        !player_set(player, "sum", NULL, json, err)) {
        return false;
    }
    str_add(&line, "  granted ");
    add_euros(&line, cents_of(player, json, "granted"));
    const char *sign = " =";
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        int64_t cents = cents_of(player, json, parts[i]);
        if (cents != 0) {
            str_addf(&line, "%s %s ", sign, parts[i]);
            add_euros(&line, cents);
            sign = " +";
        }
    }
    if (story->say != NULL) {
        story->say(story->self, line.ptr);
    }
    return true;
}
