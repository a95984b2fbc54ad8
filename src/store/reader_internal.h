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

#endif
