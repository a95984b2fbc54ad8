/* A writer over a throw-away cluster, with its first operator, for tests that let acts happen. */
#ifndef BUURTKAS_TESTS_TOWN_H
#define BUURTKAS_TESTS_TOWN_H

#include "buurtkas/store/writer.h"
#include "support/pg_fixture.h"

struct town {
    const struct pg_fixture *pg;
    const char *conninfo; /* NULL: the daemon's own */
    struct log_key *key;
    struct tokens *tokens;
    struct writer *writer;
    struct clock_settable clock;
    struct first_operator operator;
    void (*fault)(void *self, const char *point);
    void *fault_self;
};

/** A key, and the first entry. Fails the test when it cannot be. */
void town_found(struct town *town, const struct pg_fixture *pg);
void town_start(struct town *town);
void town_stop(struct town *town);
void town_close(struct town *town);

/** A command in an arena of its own; `body` is copied. An empty key is none; NULL: a new one. */
struct command *town_command(const struct town *town, enum act_type type, const void *body,
                             const char *key);
struct command *town_private(const struct town *town, enum command_kind kind, const void *body,
                             const char *key);
/** Hands it over without waiting. Fails the test when the queue is full. */
void town_submit(struct town *town, struct command *command);
/** Waits until it is settled. */
void town_wait(struct command *command);
/** Both. */
struct command *town_do(struct town *town, struct command *command);
/** The same, and fails the test when it was refused. */
struct command *town_must(struct town *town, struct command *command);
void town_free_command(struct command *command);

/** An organisation of that name enters: the simplest act. */
struct command *town_organisation(const struct town *town, const char *name, const char *key);
struct published town_published(const struct town *town);
/** Fails the test unless the act's receipt verifies and is for its entry. */
void town_check_receipt(const struct town *town, const struct command *command);

/** A council of `members` with an open motion on which all may vote. */
struct council_of {
    struct uuid organisation, council, meeting, motion;
    size_t count;
    struct uuid persons[200];
    struct uuid handles[200];
};
void town_open_motion(struct town *town, struct council_of *out, size_t members);

#endif
