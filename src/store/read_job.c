/* One read: its statements between two syncs are one implicit transaction, and the session's
 * default is REPEATABLE READ, READ ONLY: so all parts see one snapshot, and a failed part ends its
 * own read only. Rows stay where libpq put them; the job's arena frees them. */
#include "reader_internal.h"

#include <string.h>
#include "rows_internal.h"

static bool is_known(const struct read_part *part, enum stmt_id statement)
{
    return statement != STMT_COUNT && statements[statement].param_count == (int)part->param_count;
}

static void bind_part(struct bind *bind, const struct read_part *part)
{
    for (size_t i = 0; i < part->param_count; i++) {
        bind_param(bind, &part->params[i]);
    }
}

/* What cannot be asked ends the job's parts there: those before it were sent, and are taken. */
static bool part_bind(struct read_job *job, const struct read_part *part, struct bind *bind)
{
    if (!is_known(part, pg_statement(part->statement))) {
        return err_set(&job->err, ERR_INTERNAL, "no statement %.60s with %zu parameters",
                       part->statement, part->param_count);
    }
    bind_part(bind, part);
    return !bind->failed || err_set(&job->err, ERR_MEMORY, "the request's memory is full");
}

bool read_send(struct pg *pg, struct read_job *job, struct err *err)
{
    if (!pipeline_send(pg, STMT_HEAD_SIZE, NULL, err)) {
        return false;
    }
    for (size_t i = 0; i < job->part_count; i++) {
        const struct read_part *part = &job->parts[i];
        struct bind bind = bind_new(job->arena);
        if (!part_bind(job, part, &bind)) {
            job->part_count = i;
        } else if (!pipeline_send(pg, pg_statement(part->statement), &bind, err)) {
            return false;
        }
    }
    return pipeline_sync(pg, err);
}

static void clear_result(void *result)
{
    PQclear(result);
}

static void fill_cells(struct cell *cells, const PGresult *result,
                       const struct statement *statement)
{
    int rows = PQntuples(result);
    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < statement->column_count; column++) {
            struct cell cell = row_cell(result, row, column);
            if (statement->columns[column].type == VALUE_JSON && cell.len > 0) {
                cell.ptr++; /* jsonb begins with the version of its form */
                cell.len--;
            }
            *cells++ = cell;
        }
    }
}

/* The result becomes the arena's. */
static bool keep_rows(struct read_job *job, struct read_part *part, PGresult *result)
{
    const struct statement *statement = &statements[pg_statement(part->statement)];
    size_t row_count = (size_t)PQntuples(result);
    size_t column_count = (size_t)statement->column_count;
    struct cell *cells = column_count > 0 && row_count > SIZE_MAX / column_count
                             ? NULL
                             : arena_calloc(job->arena, row_count * column_count, sizeof *cells);
    if (!arena_defer(job->arena, clear_result, result) || cells == NULL) {
        return err_set(&job->err, ERR_MEMORY, "the answer is larger than a request's memory");
    }
    fill_cells(cells, result, statement);
    part->rows = (struct rowset){ .columns = statement->columns,
                                  .column_count = column_count,
                                  .row_count = row_count,
                                  .cells = cells };
    return true;
}

bool read_take(struct pg *pg, struct read_job *job)
{
    CLEANUP(pg_result_freep) PGresult *size = pipeline_take(pg, &job->err);
    if (size != NULL && PQntuples(size) == 1) {
        job->size = (uint64_t)row_i64(size, 0, 0);
    }
    for (size_t i = 0; i < job->part_count && !pg->is_lost; i++) {
        PGresult *result = pipeline_take(pg, &job->err);
        if (result != NULL && !keep_rows(job, &job->parts[i], result)) {
            break; /* what is left is dropped with the sync */
        }
    }
    struct err lost = { 0 };
    return pipeline_take_sync(pg, &lost);
}
