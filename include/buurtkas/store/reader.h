/* Readers: threads with a pipelined connection each; a read is one snapshot, one sync, one deadline. */
#ifndef BUURTKAS_STORE_READER_H
#define BUURTKAS_STORE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include "buurtkas/base/err.h"
#include "buurtkas/base/rowset.h"

struct readers;
/** @param conninfo  as the daemon role; sessions are read-only, but for the row that records a private read */
struct readers *readers_start(const char *conninfo, size_t count, size_t queue_max, struct err *err);
/** @return false when the queue is full or closed: the job stays the caller's */
bool readers_submit(struct readers *readers, struct read_job *job);
/** Takes no more, answers what waits, joins the threads, frees. */
void readers_stop(struct readers *readers);
/** Whether a statement of that name exists, with that many parameters; `out_columns` (may be NULL) gets its result. */
bool statement_describe(const char *name, size_t *out_param_count, const struct rowset_column **out_columns,
                        size_t *out_column_count);
bool readers_are_ready(struct readers *readers);

#endif
