/* The writer: one thread, one pipelined connection, group commit. It takes all that waits, runs the acts
 * one after another against the world, then writes objects, openings, leaves, tiles, keys and head in one
 * transaction, signs the new checkpoint, and answers. A session-level advisory lock makes it the only one. */
#ifndef BUURTKAS_STORE_WRITER_H
#define BUURTKAS_STORE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/audit/keys.h"
#include "buurtkas/audit/note.h"
#include "buurtkas/base/clock.h"
#include "buurtkas/base/err.h"
#include "buurtkas/domain/command.h"
#include "buurtkas/store/tokens.h"

struct writer_options {
    const char *conninfo;       /**< as the daemon role */
    const struct log_key *key;
    struct clock *clock;
    struct tokens *tokens;
    size_t queue_max;
    size_t batch_max;           /**< commands in one transaction, e.g. 512 */
    /** For fault tests: called at named points of a batch; NULL in production. */
    void (*fault)(void *self, const char *point);
    void *fault_self;
};

struct writer;
/** Connects, takes the lock (waits up to 5 s), reads head, frontier, tokens and appointments, signs the head again, starts
 * the thread. @return NULL with ERR_CONNECTION, ERR_BUSY (another writer holds the lock), ERR_MISMATCH (key's name is
 * not the log's origin; schema not this program's), ERR_CORRUPT (head does not fit its frontier) */
struct writer *writer_start(const struct writer_options *options, struct err *err);
/** Hands a command over. @return false when the queue is full or closed: the command stays the caller's */
bool writer_submit(struct writer *writer, struct command *command);
/** Takes no more, settles what waits. Blocks until done, at most `deadline_ms` from now; the rest gets ERR_UNAVAILABLE. */
void writer_drain(struct writer *writer, int deadline_ms);
/** After writer_drain. */
void writer_free(struct writer *writer);

enum { CHECKPOINT_NOTE_MAX = 2048 };
/** The published head: what was signed last. */
struct published {
    uint64_t size;
    size_t note_len;
    char note[CHECKPOINT_NOTE_MAX];
};
/** Any thread. */
void writer_published(struct writer *writer, struct published *out);
uint64_t writer_published_size(struct writer *writer);
/** Connected, lock held, last commit not failed. Any thread. */
bool writer_is_ready(struct writer *writer);
/** A stamp that changes whenever an object with this id may have changed. Any thread. */
uint64_t writer_stamp(struct writer *writer, const struct uuid *id);

/** Counters for /metrics; any thread. */
struct writer_counters {
    uint64_t acts, refused, replayed, batches, replayed_batches, lost_commits, reconnects;
    uint64_t waiting;
    int64_t last_commit_us;
};
void writer_counters(struct writer *writer, struct writer_counters *out);

/** Makes entry 0 (installation.opened), the first operator's person, appointment and token, in an empty database.
 * Refused while another writer holds the lock (ERR_BUSY), or when the record is not empty (ERR_ALREADY_EXISTS: person
 * and token are then filled in all the same, so that a demonstration finds its operator again).
 * @param name  of the operator; private */
struct first_operator {
    const char *name;
    struct date until_date;
    char token[TOKEN_TEXT_MAX + 1];
    struct uuid person;
};
MUST_CHECK bool writer_bootstrap(const struct writer_options *options, struct first_operator *operator, struct err *err);

#endif
