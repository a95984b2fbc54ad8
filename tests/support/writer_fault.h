/* Faults at the named points of a writer's batch: what a test lets happen there, once. */
#ifndef BUURTKAS_TESTS_WRITER_FAULT_H
#define BUURTKAS_TESTS_WRITER_FAULT_H

#include <stdatomic.h>
#include "support/town.h"

struct writer_fault {
    const char *point;
    void (*act)(struct writer_fault *fault); /* in the writer's thread */
    const struct town *town;
    const struct pg_fixture *pg;
    PGconn *conn; /* made before the daemon's role loses its right to connect; NULL: made then */
    _Atomic bool is_armed;
    _Atomic bool is_reached;
    _Atomic bool is_open;
};

/** For struct town: `fault_self` is the fault. */
void fault_at_point(void *self, const char *point);
void fault_arm(struct writer_fault *fault, const struct town *town, const struct pg_fixture *pg,
               const char *point, void (*act)(struct writer_fault *));
/** Acts: holds the writer until fault_open; ends the writer's session; throws its answer away first. */
void fault_wait_for_gate(struct writer_fault *fault);
void fault_kill_session(struct writer_fault *fault);
/** Waits until one entry more than is published stands, throws the answer away, ends the session. */
void fault_lose_answer(struct writer_fault *fault);
/** The same for `entries` more. */
void fault_lose_answers(struct writer_fault *fault, unsigned entries);

/** Holds the writer at a point of a batch of one, so that all that is submitted meanwhile is the next batch. */
struct command *fault_hold(struct writer_fault *fault, struct town *town, const struct pg_fixture *pg,
                           const char *point, void (*act)(struct writer_fault *));
/** Lets it go on; it must have been done. */
void fault_release(struct writer_fault *fault, struct command *holder);

void kill_writers_session(const struct pg_fixture *pg);
void pg_super_do(const struct pg_fixture *pg, const char *sql);
void fault_pause(void);

#endif
