/* Reads of private columns by those whose reads are recorded: the row is on disk before the rows
 * that were read are handed on. A reader's session is read-only but for this one transaction. */
#include "reader_internal.h"

#include <string.h>

static bool is_private_row(const struct statement *statement, const struct rowset *rows, size_t row)
{
    for (size_t column = 0; column < rows->column_count; column++) {
        if (statement->is_private[column] && !cell_is_null(rowset_cell(rows, row, column))) {
            return true;
        }
    }
    return false;
}

static size_t private_rows_of(const struct read_part *part, size_t rows_max)
{
    const struct statement *statement = &statements[pg_statement(part->statement)];
    size_t count = 0;
    if (statement->is_private == NULL) {
        return 0;
    }
    for (size_t row = 0; row < part->rows.row_count && row < rows_max; row++) {
        count += is_private_row(statement, &part->rows, row);
    }
    return count;
}

size_t read_private_rows(const struct read_job *job)
{
    size_t count = 0;
    if (job->note == NULL || err_is_set(&job->err)) {
        return 0;
    }
    for (size_t i = 0; i < job->part_count; i++) {
        count += private_rows_of(&job->parts[i], job->note->rows_max);
    }
    return count;
}

static void bind_note(struct bind *bind, const struct read_note *note, size_t rows)
{
    struct uuid id = uuid_v7(note->at.ms);
    bind_uuid(bind, &id);
    bind_i64(bind, note->at.ms);
    bind_uuid(bind, &note->person);
    bind_date(bind, note->today.days);
    bind_bytes(bind, note->operation, strlen(note->operation));
    bind_bytes(bind, note->kind, strlen(note->kind));
    if (uuid_is_zero(&note->object)) {
        bind_null(bind);
    } else {
        bind_uuid(bind, &note->object);
    }
    bind_i32(bind, (int32_t)rows);
}

/* Two units, so that a failed INSERT leaves no transaction open: its COMMIT is then a ROLLBACK. */
static bool send_note(struct pg *pg, const struct bind *bind, struct err *err)
{
    return pipeline_text(pg, "BEGIN READ WRITE", err) &&
           pipeline_send(pg, STMT_PRIVATE_READ_INSERT, bind, err) && pipeline_sync(pg, err) &&
           pipeline_text(pg, "COMMIT", err) && pipeline_sync(pg, err);
}

/* @return whether it is committed */
static bool take_note(struct pg *pg, struct err *err)
{
    struct err lost = { 0 };
    bool is_made = pipeline_skip(pg, 2, err);
    is_made = pipeline_take_sync(pg, &lost) && is_made;
    CLEANUP(pg_result_freep) PGresult *ended = pipeline_take(pg, err);
    is_made = is_made && ended != NULL && strcmp(PQcmdStatus(ended), "COMMIT") == 0;
    return pipeline_take_sync(pg, &lost) && is_made;
}

bool read_record(struct pg *pg, struct read_job *job, size_t rows)
{
    struct err why = { 0 };
    struct bind bind = bind_new(job->arena);
    bind_note(&bind, job->note, rows);
    if (bind.failed) {
        (void)err_set(&job->err, ERR_MEMORY, "the request's memory is full");
        return true;
    }
    if (!send_note(pg, &bind, &why) || !take_note(pg, &why)) {
        (void)err_set(&job->err, ERR_UNAVAILABLE,
                      "The read could not be recorded, so nothing of it is shown.");
        memcpy(job->err.sqlstate, why.sqlstate, sizeof job->err.sqlstate);
    }
    return !pg->is_lost;
}
