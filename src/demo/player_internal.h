/* The state of a story that is being played, and its commands. */
#ifndef BUURTKAS_DEMO_PLAYER_INTERNAL_H
#define BUURTKAS_DEMO_PLAYER_INTERNAL_H

#include "buurtkas/base/str.h"
#include "buurtkas/client/http.h"
#include "buurtkas/demo/story.h"

enum {
    STORY_BODY_MAX = 65536,
    STORY_SCRATCH_MAX = 4 << 20,
    STORY_WORDS_MAX = 48,
    STORY_NAME_MAX = 63
};

/** A thing that the story knows: an answer (JSON) or a plain value. */
struct story_var {
    const char *name;
    const char *value; /**< ${name} */
    const char *json;  /**< ${name.member}; NULL: a plain value */
};

struct player {
    const struct story *story;
    struct arena *arena;   /**< what lasts */
    struct arena *scratch; /**< cleared after each line */
    struct story_result *result;
    const char *next; /**< the rest of the text */
    int line;         /**< read last */
    int start;        /**< where the command began */
    int part;         /**< of the command: several POSTs of one line have keys of their own */
    int part_line;    /**< the line that `part` counts in */
    struct client *client;
    const char *const *words; /**< after the command's name */
    size_t word_count;
    const char *body;
    const char *token; /**< who acts */
    size_t var_count;
    struct story_var vars[STORY_VARS_MAX];
};

struct command_row {
    const char *name;
    size_t words_min, words_max;
    bool (*run)(struct player *player, struct err *err);
};

bool story_at(struct player *player, struct err *err);
bool story_say(struct player *player, struct err *err);
bool story_let(struct player *player, struct err *err);
bool story_as(struct player *player, struct err *err);
bool story_person(struct player *player, struct err *err);
bool story_appoint(struct player *player, struct err *err);
bool story_post(struct player *player, struct err *err);
bool story_get(struct player *player, struct err *err);
bool story_attend(struct player *player, struct err *err);
bool story_leave(struct player *player, struct err *err);
bool story_votes(struct player *player, struct err *err);
bool story_expect(struct player *player, struct err *err);
bool story_sum(struct player *player, struct err *err);

/** Replaces every ${…}. @return in scratch; NULL with ERR_USAGE when a name is not known */
const char *player_expand(struct player *player, const char *text, struct err *err);
/** Remembers a variable; the last one of a name counts. */
MUST_CHECK bool player_set(struct player *player, const char *name, const char *value,
                           const char *json, struct err *err);
/** An actor's token by name; NULL with ERR_USAGE. */
const char *player_token(struct player *player, const char *name, struct err *err);
/** One POST of a story. */
struct player_request {
    const char *token; /**< as whom */
    const char *path;
    const char *body;
    const char *problem; /**< the refusal that must come; NULL: it must be done */
};
/** Sends it and looks at the answer. @param out_json  the answer, in scratch */
MUST_CHECK bool player_post(struct player *player, const struct player_request *request,
                            const char **out_json, struct err *err);
/** GETs as who acts; only 200 will do. */
MUST_CHECK bool player_fetch(struct player *player, const char *path, const char **out_json,
                             struct err *err);

#endif
