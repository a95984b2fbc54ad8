/* Opens sealed votes, in acts of the daemon's own: right after a voting with hidden counts has
 * ended, and at the start, for what a crash left sealed. What a vote says is read from its opening;
 * the rule compares it with the commitment in the record, here as in a replay. */
#include "writer_internal.h"

#include <string.h>
#include "buurtkas/base/log.h"
#include "buurtkas/base/str.h"
#include "rows_internal.h"

enum {
    OPEN_PAGES_MAX = 300, /* in one go: all votes of a motion of the greatest council */
    OPEN_BYTES_MAX = 1 << 20,
    OPEN_DEADLINE_MS = 10000,
    /* A leaf holds 16 KiB: a vote without a signature weighs two parts of it, one with it five. */
    WEIGHT_MAX = 200,
    WEIGHT_PLAIN = 2,
    WEIGHT_SIGNED = 5,
};

/* @return false when it has another form than the rule that sealed it writes */
static bool take_value(struct item_vote_opening *out, struct cell value)
{
    const char *text = (const char *)value.ptr;
    const char *end = memchr(text, '\n', (size_t)value.len);
    size_t len = end == NULL ? (size_t)value.len : (size_t)(end - text);
    out->choice = field_enum_parse(choice_names, text, len);
    return out->choice != choice_absent &&
           (end == NULL || hex_decode(out->signature.bytes, SIGNATURE_BYTES, end + 1,
                                      (size_t)value.len - len - 1));
}

static bool take_row(struct item_vote_opening *out, const PGresult *found, int row)
{
    struct cell salt = row_cell(found, row, 3);
    field_clear_all(out, field_find(act_kind(ACT_VOTES_OPENED)->fields, "openings", 8)->sub);
    out->vote = row_uuid(found, row, 1);
    if (salt.len != HASH_BYTES || !take_value(out, row_cell(found, row, 2))) {
        return false;
    }
    memcpy(out->salt.bytes, salt.ptr, HASH_BYTES);
    return true;
}

/* As many as one leaf holds. */
static bool take_rows(struct body_votes_opened *body, const PGresult *found)
{
    struct item_vote_opening *item = body->openings.items;
    static const struct signature none;
    int weight = 0;
    for (int row = 0; row < PQntuples(found); row++) {
        struct uuid motion = row_uuid(found, row, 0);
        if (!uuid_equal(&motion, &body->motion)) {
            break;
        }
        if (!take_row(&item[body->openings.count], found, row)) {
            return false;
        }
        bool is_signed = memcmp(&item[body->openings.count].signature, &none, sizeof none) != 0;
        weight += is_signed ? WEIGHT_SIGNED : WEIGHT_PLAIN;
        if (weight > WEIGHT_MAX) {
            break;
        }
        body->openings.count++;
    }
    return true;
}

static void tell(struct command *command)
{
    if (err_is_set(&command->err)) {
        log_event(LOG_WARN, "sealed.refused", LOG_TEXT("why", err_type(command->err.code)));
    } else {
        log_event(LOG_INFO, "sealed.opened", LOG_I64("entry", (int64_t)command->act.entry));
    }
}

static bool run_page(struct writer *writer, struct body_votes_opened *body, struct arena *arena)
{
    struct command command = { .kind = COMMAND_ACT,
                               .act_kind = act_kind(ACT_VOTES_OPENED),
                               .body = body,
                               .key = "",
                               .deadline_ms = clock_monotonic_ms() + OPEN_DEADLINE_MS,
                               .arena = arena,
                               .done = tell };
    struct command *list[1] = { &command };
    writer_run_batch(writer, list, 1);
    writer_rest(writer); /* the page goes, and its command with it */
    return !err_is_set(&command.err);
}

/* The next page after the motion `after`, which becomes this one when it cannot be opened: others
 * need not wait for it. @return whether there may be more */
static bool open_page(struct writer *writer, struct uuid *after)
{
    struct err err = { 0 };
    CLEANUP(arena_freep) struct arena *arena = arena_new(OPEN_BYTES_MAX);
    struct body_votes_opened body;
    field_clear_all(&body, act_kind(ACT_VOTES_OPENED)->fields);
    if (arena == NULL) {
        return false;
    }
    body.openings.items = arena_calloc(arena, SEALED_PAGE + 1, sizeof(struct item_vote_opening));
    struct bind bind = bind_new(arena);
    bind_uuid(&bind, after);
    bind_i32(&bind, SEALED_PAGE);
    CLEANUP(pg_result_freep)
    PGresult *found = body.openings.items == NULL
                          ? NULL
                          : pipeline_query(&writer->pg, STMT_SEALED_PAGE, &bind, &err);
    if (found == NULL || PQntuples(found) == 0) {
        return false;
    }
    body.motion = row_uuid(found, 0, 0);
    if (!take_rows(&body, found)) {
        log_event(LOG_WARN, "sealed.cannot_read", LOG_I64("votes", PQntuples(found)));
        *after = body.motion;
    } else if (!run_page(writer, &body, arena)) {
        *after = body.motion;
    }
    return true;
}

void writer_open_votes(struct writer *writer)
{
    struct uuid after = { { 0 } };
    if (!writer->timed.may_be_sealed) {
        return;
    }
    writer_rest(writer);
    writer->timed.may_be_sealed = false;
    for (int page = 0; page < OPEN_PAGES_MAX && pg_is_open(&writer->pg); page++) {
        if (!open_page(writer, &after)) {
            return;
        }
    }
    writer->timed.may_be_sealed = true;
}
