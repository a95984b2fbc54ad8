/* The fold: one leaf after another is run again by the same rules in a world that has no source, so
 * that whatever the record does not say itself cannot have been used. */
#include "buurtkas/domain/replay.h"

#include <assert.h>
#include <stdlib.h>

#include "buurtkas/domain/competence.h"

struct replay {
    struct world *world;
    uint64_t next_entry;
    struct instant last_at;
};

struct replay *replay_new(const struct world_source *record, size_t bytes_max)
{
    struct replay *replay = calloc(1, sizeof *replay);
    if (replay == NULL) {
        return NULL;
    }
    assert(record->load == NULL && record->load_related == NULL && record->same_person == NULL &&
           record->same_text == NULL);
    replay->last_at.ms = INSTANT_ABSENT;
    replay->world = world_new(record, bytes_max);
    if (replay->world == NULL) {
        free(replay);
        return NULL;
    }
    return replay;
}

void replay_free(struct replay *replay)
{
    if (replay != NULL) {
        world_free(replay->world);
        free(replay);
    }
}

struct world *replay_world(struct replay *replay)
{
    return replay->world;
}

static bool check_place(const struct replay *replay, const struct act *act, struct err *err)
{
    if (act->entry != replay->next_entry) {
        return err_set(err, ERR_CORRUPT, "entry %llu came where entry %llu is next",
                       (unsigned long long)act->entry, (unsigned long long)replay->next_entry);
    }
    if (act->at.ms < replay->last_at.ms) {
        return err_set(err, ERR_CORRUPT, "I9: its time is %lld ms before that of the entry before",
                       (long long)(replay->last_at.ms - act->at.ms));
    }
    return true;
}

static bool check_actor(struct act *act, struct err *err)
{
    struct actor said = act->actor;
    if (!competence_choose(act, &said.handle, 1, err)) {
        return false;
    }
    return act->actor.role == said.role ||
           err_set(err, ERR_CORRUPT, "I12: the actor's role was %s, not %s",
                   field_enum_name(role_names, (int)act->actor.role),
                   field_enum_name(role_names, (int)said.role));
}

/* A refusal means that the daemon should have refused too; only our own memory is another matter.
 */
static bool pass_on(const struct err *cause, struct err *err)
{
    if (cause->code == ERR_MEMORY || cause->code == ERR_CORRUPT) {
        return err_set_at(err, cause->code, cause->pointer, "%s", cause->detail);
    }
    return err_set_at(err, ERR_CORRUPT, cause->pointer, "the rules refuse it (%s): %s",
                      err_type(cause->code), cause->detail);
}

bool replay_act(struct replay *replay, struct act *act, struct err *err)
{
    if (!check_place(replay, act, err)) {
        return false;
    }
    act->world = replay->world;
    act->today = date_in_amsterdam(act->at);
    struct err cause = { 0 };
    if (!check_actor(act, &cause) || !act_run(act, &cause)) {
        return pass_on(&cause, err);
    }
    world_settle(replay->world);
    replay->next_entry++;
    replay->last_at = act->at;
    return true;
}
