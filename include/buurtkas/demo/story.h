/* A story: acts in order, as lines of text, played against a running daemon over its API. The
 * demonstration year and the main job of `demo --check` are stories.
 *
 *   at 2025-01-06T09:00:00+01:00         sets the demonstration's clock
 *   person NAME "Shown name"             POST /v1/persons and /v1/tokens as the operator; NAME can
 * act from now on as NAME                              who acts from here appoint NAME ROLE SCOPE
 * ID DATE      POST /v1/appointments; ${NAME.ROLE} is the handle. ID "-": the installation post
 * PATH [VAR] [! PROBLEM]          the JSON body follows, indented; ${VAR} is the answer's id and
 *                                        ${VAR.member} a member of it; with ! the act must be
 * refused so say TEXT                             a step's name, printed with --check expect
 * VAR.member VALUE              the member of that answer must print as VALUE
 *
 * Every act's Idempotency-Key is made of the story's name and the line's number, so a story can be
 * played again after a kill: what was done before answers as it did. */
#ifndef BUURTKAS_DEMO_STORY_H
#define BUURTKAS_DEMO_STORY_H

#include <stdbool.h>
#include <stddef.h>

#include "buurtkas/base/arena.h"
#include "buurtkas/base/clock.h"
#include "buurtkas/base/err.h"

/** A story to play. */
struct story {
    const char *name; /**< part of the idempotency keys: never change it */
    const char *text; /**< the lines */
    const char *public_url;
    const char *operator_token;
    /** Sets the clock; called for `at`. NULL: the story has none. @return false when it would go
     * back */
    bool (*set_clock)(void *self, struct instant at);
    /** Called for `say`. NULL: nobody listens. */
    void (*say)(void *self, const char *text);
    /** True when the daemon is to stop: the story is left where it is. */
    bool (*is_stopping)(void *self);
    void *self;
};

enum {
    STORY_ACTORS_MAX = 64,
    STORY_VARS_MAX = 1024
};

/** Who can act after the story, with a token. */
struct story_actor {
    const char *name;
    const char *token;
    const char *person;
};
struct story_result {
    struct story_actor actors[STORY_ACTORS_MAX];
    size_t actor_count;
    size_t acts; /**< POSTs answered as expected, refusals among them */
};

/** Plays it to the end. @param arena  keeps the result's texts
 * @return false with ERR_MISMATCH ("line 12: …": another answer than expected), ERR_IO, ERR_USAGE
 * (the story is malformed), or ERR_UNAVAILABLE (stopping) */
MUST_CHECK bool story_play(const struct story *story, struct arena *arena, struct story_result *out,
                           struct err *err);

/** Embedded at build from src/demo/NAME.story. */
extern const char story_year[];
extern const char story_main_job[];

#endif
