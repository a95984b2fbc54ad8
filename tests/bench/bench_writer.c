/* How many votes a second the writer takes: as many voters as fit in flight, each correcting its
 * vote as soon as the one before is answered. Prints votes a second, and CPU time a vote of this
 * program (writer and what drives it) and of PostgreSQL. Usage: bench_writer [in flight] [votes] */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "buurtkas/base/queue.h"
#include "support/town.h"

/* A member may correct a vote 99 times. */
enum {
    VOTERS = 200,
    VOTES_EACH_MAX = 90
};

struct voter {
    size_t index;
    struct uuid last;
    struct command *command;
};

static struct town town;
static struct council_of council;
static struct voter voters[VOTERS];
static struct queue *ready;

static void voted(struct command *command)
{
    struct voter *voter = command->owner;
    (void)queue_push(ready, voter);
}

static void vote(struct voter *voter)
{
    const struct body_vote_cast body = { .motion = council.motion,
                                         .choice = CHOICE_FOR,
                                         .supersedes = voter->last };
    voter->command = town_command(&town, ACT_VOTE_CAST, &body, NULL);
    voter->command->person = council.persons[voter->index];
    voter->command->done = voted;
    voter->command->owner = voter;
    town_submit(&town, voter->command);
}

static int64_t own_cpu_us(void)
{
    struct rusage use;
    (void)getrusage(RUSAGE_SELF, &use);
    return ((int64_t)use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1000000 + use.ru_utime.tv_usec +
           use.ru_stime.tv_usec;
}

/* CPU time of the writer's backend, from its stat file: user and system ticks are fields 14 and 15.
 */
static int64_t backend_cpu_us(int pid)
{
    char path[64];
    char text[1024] = "";
    unsigned long user = 0;
    unsigned long system = 0;
    (void)snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *file = fopen(path, "r");
    if (file != NULL) {
        if (fgets(text, sizeof text, file) != NULL) {
            (void)sscanf(strrchr(text, ')') + 1,
                         " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
        }
        (void)fclose(file);
    }
    return (int64_t)(user + system) * 1000000 / sysconf(_SC_CLK_TCK);
}

/* @return how many votes were refused */
static size_t run(size_t in_flight, size_t votes)
{
    size_t sent = 0;
    size_t refused = 0;
    void *items[VOTERS];
    bool is_closed = false;
    for (; sent < in_flight && sent < votes; sent++) {
        vote(&voters[sent]);
    }
    for (size_t done = 0; done < votes;) {
        size_t count = queue_take(ready, items, VOTERS, -1, &is_closed);
        for (size_t i = 0; i < count; i++) {
            struct voter *voter = items[i];
            refused += err_is_set(&voter->command->err) ? 1 : 0;
            voter->last = voter->command->act.id;
            town_free_command(voter->command);
            done++;
            if (sent < votes) {
                vote(voter);
                sent++;
            }
        }
    }
    return refused;
}

static void report(size_t in_flight, size_t votes, int pid)
{
    struct writer_counters before;
    struct writer_counters after;
    struct timespec from;
    struct timespec to;
    int64_t own_us = own_cpu_us();
    int64_t backend_us = backend_cpu_us(pid);
    writer_counters(town.writer, &before);
    (void)clock_gettime(CLOCK_MONOTONIC, &from);
    size_t refused = run(in_flight, votes);
    (void)clock_gettime(CLOCK_MONOTONIC, &to);
    writer_counters(town.writer, &after);
    int64_t us = (to.tv_sec - from.tv_sec) * 1000000 + (to.tv_nsec - from.tv_nsec) / 1000;
    printf("in flight %zu: %lld votes/s, %.1f a batch, CPU us a vote: %.1f here + %.1f PostgreSQL; "
           "%zu of %zu refused\n",
           in_flight, (long long)((int64_t)votes * 1000000 / us),
           (double)votes / (double)(after.batches - before.batches),
           (double)(own_cpu_us() - own_us) / (double)votes,
           (double)(backend_cpu_us(pid) - backend_us) / (double)votes, refused, votes);
}

int main(int argc, char **argv)
{
    void *state = NULL;
    size_t in_flight = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 64;
    size_t votes = argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) : VOTES_EACH_MAX * in_flight;
    if (in_flight == 0 || in_flight > VOTERS || votes > VOTES_EACH_MAX * in_flight ||
        pg_fixture_setup(&state) != 0) {
        return 77;
    }
    town_found(&town, state);
    town_start(&town);
    town_open_motion(&town, &council, VOTERS);
    ready = queue_new(VOTERS);
    for (size_t i = 0; i < VOTERS; i++) {
        voters[i].index = i;
    }
    PGconn *conn = pg_fixture_connect(state, PG_SUPER);
    int pid = atoi(pg_value(conn, "SELECT pid FROM pg_locks WHERE locktype = 'advisory'"));
    report(in_flight, votes, pid);
    PQfinish(conn);
    queue_free(ready);
    town_stop(&town);
    town_close(&town);
    return pg_fixture_teardown(&state);
}
