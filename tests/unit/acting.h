/* Running acts in a test: a world of its own, an arena, a clock that counts, and one call an act.
 */
#ifndef TESTS_UNIT_ACTING_H
#define TESTS_UNIT_ACTING_H

#include <string.h>

#include "buurtkas/domain/competence.h"
#include "support/torture.h"

enum {
    ACTING_BYTES = 1 << 24
};

struct acting {
    struct world *world;
    struct arena *arena;
    uint64_t entry;
    struct instant at;
};

static inline struct uuid numbered(unsigned n)
{
    struct uuid id = {
        {0x01, 0x90}
    };
    id.bytes[13] = (uint8_t)(n >> 16);
    id.bytes[14] = (uint8_t)(n >> 8);
    id.bytes[15] = (uint8_t)n;
    return id;
}

static inline void acting_begin(struct acting *acting, const struct world_source *source)
{
    *acting = (struct acting){ .world = world_new(source, ACTING_BYTES),
                               .arena = arena_new(ACTING_BYTES) };
    (void)instant_parse(&acting->at, "2026-03-02T10:00:00Z", 20);
}

static inline void acting_end(struct acting *acting)
{
    world_free(acting->world);
    arena_free(acting->arena);
}

/* A body with every field absent. */
static inline void *new_body(struct acting *acting, enum act_type type)
{
    const struct act_kind *kind = act_kind(type);
    void *body = arena_alloc(acting->arena, kind->body_size);
    field_clear_all(body, kind->fields);
    return body;
}
#define BODY_NEW(acting, tag, NAME) ((struct body_##tag *)new_body(acting, ACT_##NAME))

/* The act that would stand next, not run yet. Its id is its entry plus 1000. */
static inline struct act next_act(struct acting *acting, enum act_type type, void *body)
{
    struct act act = { .kind = act_kind(type),
                       .id = numbered((unsigned)acting->entry + 1000),
                       .entry = acting->entry,
                       .at = acting->at,
                       .today = date_in_amsterdam(acting->at),
                       .on = { DATE_ABSENT },
                       .body = body,
                       .world = acting->world,
                       .arena = acting->arena };
    return act;
}

/* Chooses the actor among one handle and runs the act, after every failure that could come in
 * between. */
static inline bool run_as(struct acting *acting, struct act *act, struct uuid handle,
                          struct err *err)
{
    *err = (struct err){ 0 };
    torture_act(act, &handle);
    if (!competence_choose(act, &handle, 1, err) || !act_run(act, err)) {
        return false;
    }
    acting->entry++;
    acting->at.ms += 1000;
    return true;
}

/* Puts an object into the world without a rule, between world_begin and world_keep. NULL when it
 * cannot. */
static inline void *put_object(struct acting *acting, enum kind kind, unsigned id, int32_t ordinal)
{
    struct err err = { 0 };
    struct uuid uuid = numbered(id);
    return world_insert(acting->world, kind, &uuid, ordinal, &err);
}

/* NULL when there is none. */
static inline const void *held_object(struct acting *acting, enum kind kind, unsigned id)
{
    struct err err = { 0 };
    struct uuid uuid = numbered(id);
    const void *out = NULL;
    return world_find(acting->world, kind, &uuid, 0, &out, &err) ? out : NULL;
}

/* --- The few acts that most tests begin with. Each returns the id of what it makes. --- */

static inline bool open_installation(struct acting *acting, struct uuid operator_handle,
                                     struct err *err)
{
    struct body_installation_opened *body =
        BODY_NEW(acting, installation_opened, INSTALLATION_OPENED);
    memcpy(body->origin.text, "test.example/log", sizeof "test.example/log");
    body->operator_handle = operator_handle;
    struct act act = next_act(acting, ACT_INSTALLATION_OPENED, body);
    return run_as(acting, &act, operator_handle, err);
}

static inline struct uuid enter_organisation(struct acting *acting, struct uuid actor,
                                             struct err *err)
{
    struct body_organisation_entered *body =
        BODY_NEW(acting, organisation_entered, ORGANISATION_ENTERED);
    body->kind = ORGANISATION_MUNICIPALITY;
    struct act act = next_act(acting, ACT_ORGANISATION_ENTERED, body);
    return run_as(acting, &act, actor, err) ? act.id : (struct uuid){ { 0 } };
}

struct giving_of_role {
    enum role role;
    enum scope scope;
    struct uuid scope_id;
    struct uuid handle;
};
static inline struct uuid appoint(struct acting *acting, struct uuid actor,
                                  const struct giving_of_role *given, struct err *err)
{
    struct body_appointment_made *body = BODY_NEW(acting, appointment_made, APPOINTMENT_MADE);
    body->role = given->role;
    body->scope = given->scope;
    body->scope_id = given->scope_id;
    body->from_date = date_in_amsterdam(acting->at);
    body->handle = given->handle;
    struct act act = next_act(acting, ACT_APPOINTMENT_MADE, body);
    return run_as(acting, &act, actor, err) ? act.id : (struct uuid){ { 0 } };
}

static inline struct uuid enter_area(struct acting *acting, struct uuid actor,
                                     struct uuid organisation, struct err *err)
{
    struct body_area_entered *body = BODY_NEW(acting, area_entered, AREA_ENTERED);
    static struct item_code code = { { "BU99990101" } };
    body->organisation = organisation;
    body->from_date = date_in_amsterdam(acting->at);
    body->codes = (struct list){ .items = &code, .count = 1 };
    struct act act = next_act(acting, ACT_AREA_ENTERED, body);
    return run_as(acting, &act, actor, err) ? act.id : (struct uuid){ { 0 } };
}

static inline struct uuid enter_council(struct acting *acting, struct uuid actor,
                                        struct uuid organisation, struct uuid area, struct err *err)
{
    struct body_council_entered *body = BODY_NEW(acting, council_entered, COUNCIL_ENTERED);
    body->organisation = organisation;
    body->area = area;
    body->statute = STATUTE_NONE;
    body->seats = 2;
    struct act act = next_act(acting, ACT_COUNCIL_ENTERED, body);
    return run_as(acting, &act, actor, err) ? act.id : (struct uuid){ { 0 } };
}

#endif
