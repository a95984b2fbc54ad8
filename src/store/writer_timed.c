/* The daemon's own acts, by the clock: when a day begins (and now and then after that, for those
 * that could not be done before) it asks whose deadline has passed and which round in writing is
 * over, and does a page of what is due between two batches. They run as any other act, by the same
 * rules; nobody waits for them. */
#include "writer_internal.h"

#include <string.h>
#include "buurtkas/base/log.h"
#include "buurtkas/domain/competence.h"
#include "rows_internal.h"

enum {
    TIMED_PAGE = 32,
    TIMED_AGAIN_MS = 600000, /* ten minutes */
    TIMED_BYTES_MAX = 1 << 20,
    TIMED_DEADLINE_MS = 10000,
};

struct timed_page {
    struct command commands[TIMED_PAGE];
    struct command *list[TIMED_PAGE];
    size_t count;
};

/* What is refused (too little money, a mandate that stands still) waits for the next time. */
static void tell(struct command *command)
{
    if (err_is_set(&command->err)) {
        log_event(LOG_WARN, "timed.refused", LOG_TEXT("act", command->act_kind->name),
                  LOG_TEXT("why", err_type(command->err.code)));
    } else {
        log_event(LOG_INFO, "timed.done", LOG_TEXT("act", command->act_kind->name),
                  LOG_I64("entry", (int64_t)command->act.entry));
    }
}

/* @param id  of the one object that an act by the clock names
 * @return false when there is no memory left */
static bool add(struct timed_page *page, const struct act_kind *kind, const struct uuid *id,
                struct arena *arena)
{
    const char *name = competence_of(kind->type)->field;
    void *body = arena_alloc(arena, kind->body_size);
    if (body == NULL) {
        return false;
    }
    field_clear_all(body, kind->fields);
    *(struct uuid *)field_at(body, field_find(kind->fields, name, strlen(name))) = *id;
    size_t at = page->count++;
    page->commands[at] = (struct command){ .kind = COMMAND_ACT,
                                           .act_kind = kind,
                                           .body = body,
                                           .key = "",
                                           .deadline_ms = clock_monotonic_ms() + TIMED_DEADLINE_MS,
                                           .arena = arena,
                                           .done = tell };
    page->list[at] = &page->commands[at];
    return true;
}

/* The next page of what is due today, after the one that was done last. */
static bool find_page(struct writer *writer, struct date today, struct timed_page *page,
                      struct arena *arena, struct err *err)
{
    struct bind bind = bind_new(arena);
    bind_date(&bind, today.days);
    bind_uuid(&bind, &writer->timed.after);
    bind_i32(&bind, TIMED_PAGE);
    CLEANUP(pg_result_freep)
    PGresult *found = pipeline_query(&writer->pg, STMT_TIMED_DUE, &bind, err);
    if (found == NULL) {
        return false;
    }
    for (int row = 0; row < PQntuples(found); row++) {
        struct uuid id = row_uuid(found, row, 0);
        struct cell act = row_cell(found, row, 1);
        const struct act_kind *kind = act_kind_by_name((const char *)act.ptr, (size_t)act.len);
        if (kind == NULL || !add(page, kind, &id, arena)) {
            return err_set(err, ERR_MEMORY, "There is no room for a page of what is due.");
        }
        writer->timed.after = id;
    }
    return true;
}

/* A round closes in steps: the voting, after its votes were opened the motion, then the round. Who
 * took one looks again at once; each is taken once, so that this ends. */
static bool has_more_steps(const struct timed_page *page)
{
    bool has_more = false;
    for (size_t i = 0; i < page->count; i++) {
        const struct command *command = &page->commands[i];
        has_more = has_more || (!err_is_set(&command->err) &&
                                (command->act_kind->type == ACT_VOTING_ENDED ||
                                 command->act_kind->type == ACT_MOTION_CLOSED));
    }
    return has_more;
}

/* @return false when there is nothing to look for now */
static bool is_time(struct writer *writer, struct date today)
{
    struct timed *timed = &writer->timed;
    if (timed->is_under_way && timed->has_day) {
        return true;
    }
    if (timed->has_day && timed->day.days == today.days && clock_monotonic_ms() < timed->again_ms) {
        return false;
    }
    *timed = (struct timed){ .day = today,
                             .has_day = true,
                             .is_under_way = true,
                             .again_ms = clock_monotonic_ms() + TIMED_AGAIN_MS,
                             .may_be_sealed = true };
    return true;
}

static void do_what_is_due(struct writer *writer)
{
    struct clock *clock = writer->options.clock;
    struct date today = date_in_amsterdam(clock->now(clock));
    struct err err = { 0 };
    if (!pg_is_open(&writer->pg) || !is_time(writer, today)) {
        return;
    }
    writer_rest(writer);
    CLEANUP(arena_freep) struct arena *arena = arena_new(TIMED_BYTES_MAX);
    struct timed_page *page = arena == NULL ? NULL : arena_calloc(arena, 1, sizeof *page);
    writer->timed.is_under_way = false;
    if (page == NULL || !find_page(writer, today, page, arena, &err)) {
        log_event(LOG_WARN, "timed.cannot_look", LOG_TEXT("why", err_type(err.code)));
        return;
    }
    writer->timed.is_under_way = page->count == TIMED_PAGE;
    if (page->count > 0) {
        writer_run_batch(writer, page->list, page->count);
        writer_rest(writer); /* the page goes, and its commands with it */
        writer->timed.has_day = writer->timed.has_day && !has_more_steps(page);
    }
}

/* Votes last: whoever ended a voting and was answered meanwhile finds them open. */
void writer_timed(struct writer *writer)
{
    do_what_is_due(writer);
    if (pg_is_open(&writer->pg)) {
        writer_open_votes(writer);
    }
}
