/* Turning a job's parts into statements and their results into rowsets. */
#ifndef BUURTKAS_STORE_READER_INTERNAL_H
#define BUURTKAS_STORE_READER_INTERNAL_H

#include "buurtkas/store/reader.h"
#include "pg_internal.h"

/** Sends the size of the log, every part, and a sync. @return false with ERR_CONNECTION */
MUST_CHECK bool read_send(struct pg *pg, struct read_job *job, struct err *err);
/** Takes what read_send asked for, into the job and its arena; job->err says when it failed.
 * @return false when the connection is lost */
MUST_CHECK bool read_take(struct pg *pg, struct read_job *job);

/** @return how many rows of what was read hold a private value and are to be recorded before they are shown: 0 without
 * a note, or after a failure */
size_t read_private_rows(const struct read_job *job);
/** Records a read, in a transaction of its own that is committed on return; nothing else may be under way on the
 * connection. job->err says when it was not recorded (ERR_UNAVAILABLE): nothing of it may be shown then.
 * @return false when the connection is lost */
MUST_CHECK bool read_record(struct pg *pg, struct read_job *job, size_t rows);

#endif
