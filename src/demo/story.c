/* Plays a story, line by line. Each command is a row of the table; all that it learns are
 * variables. */
#include "buurtkas/demo/story.h"

#include <string.h>

#include "demo/player_internal.h"

static const struct command_row commands[] = {
    {"at",       1, 1,  story_at     },
    { "say",     1, 64, story_say    },
    { "let",     2, 64, story_let    },
    { "as",      1, 1,  story_as     },
    { "person",  2, 64, story_person },
    { "appoint", 5, 5,  story_appoint},
    { "post",    1, 4,  story_post   },
    { "get",     2, 2,  story_get    },
    { "attend",  2, 40, story_attend },
    { "leave",   2, 40, story_leave  },
    { "votes",   3, 40, story_votes  },
    { "expect",  2, 2,  story_expect },
    { "sum",     1, 1,  story_sum    },
};

/* The next line without its LF; NULL at the end. A line that begins with two spaces goes with the
 * one before. */
static const char *take_line(struct player *player, size_t *out_len)
{
    const char *line = player->next;
    if (*line == '\0') {
        return NULL;
    }
    *out_len = strcspn(line, "\n");
    player->next = line + *out_len + (line[*out_len] == '\n');
    player->line++;
    return line;
}

/* Gathers the indented lines that follow: the body of a post. */
static const char *take_body(struct player *player)
{
    struct str body = str_new(player->scratch, STORY_BODY_MAX);
    while (strncmp(player->next, "  ", 2) == 0) {
        size_t len = 0;
        const char *line = take_line(player, &len);
        str_add_len(&body, line + 2, len - 2);
        str_add_char(&body, '\n');
    }
    return body.len == 0 ? "" : body.ptr;
}

static const struct command_row *find_command(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

/* Splits at single spaces; "…" keeps its spaces. */
static size_t split(struct player *player, const char *line, size_t len, const char **words)
{
    size_t count = 0;
    size_t at = 0;
    while (at < len && count < STORY_WORDS_MAX) {
        bool is_quoted = line[at] == '"';
        const char *from = line + at + (is_quoted ? 1 : 0);
        size_t rest = len - at - (is_quoted ? 1 : 0);
        const char *end = memchr(from, is_quoted ? '"' : ' ', rest);
        size_t word_len = end == NULL ? rest : (size_t)(end - from);
        words[count++] = arena_strndup(player->scratch, from, word_len);
        at = (size_t)(from - line) + word_len + (is_quoted ? 1 : 0);
        at += strspn(line + at, " ");
    }
    return count;
}

static bool play_line(struct player *player, const char *line, size_t len, struct err *err)
{
    const char *words[STORY_WORDS_MAX] = { 0 };
    size_t count = split(player, line, len, words);
    const struct command_row *row = count == 0 || words[0] == NULL ? NULL : find_command(words[0]);
    if (row == NULL || count - 1 < row->words_min || count - 1 > row->words_max) {
        return err_set(err, ERR_USAGE, "line %d of the story: not understood", player->line);
    }
    player->start = player->line;
    player->words = words + 1;
    player->word_count = count - 1;
    player->body = take_body(player);
    return row->run(player, err);
}

bool story_play(const struct story *story, struct arena *arena, struct story_result *out,
                struct err *err)
{
    CLEANUP(arena_freep) struct arena *scratch = arena_new(STORY_SCRATCH_MAX);
    struct player *player = arena_alloc(arena, sizeof *player);
    size_t len = 0;
    if (scratch == NULL || player == NULL) {
        return err_set(err, ERR_MEMORY, "no memory for the story");
    }
    *out = (struct story_result){ 0 };
    *player = (struct player){ .story = story,
                               .arena = arena,
                               .scratch = scratch,
                               .result = out,
                               .next = story->text,
                               .token = story->operator_token };
    bool is_done = true;
    for (const char *line; is_done && (line = take_line(player, &len)) != NULL;) {
        if (story->is_stopping != NULL && story->is_stopping(story->self)) {
            is_done = err_set(err, ERR_UNAVAILABLE, "stopping");
        } else if (len > 0 && line[0] != '#') {
            is_done = play_line(player, line, len, err);
        }
        arena_clear(scratch);
    }
    client_free(player->client);
    return is_done;
}
