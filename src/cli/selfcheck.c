/* The nightly self-check: what `verify --database` does, inside the daemon, once a day at a set
 * hour. It reads one snapshot over a connection of its own at the lowest priority, so it takes
 * nothing from the writer but processor time that nobody wants. What was wrong stays known until a
 * check is right: neither a night in which none can run nor a new start makes it forgotten. For the
 * latter it is noted in a file. */
#include "cli/selfcheck_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "buurtkas/base/log.h"
#include "cli/verify_database_internal.h"

enum {
    TICK_MS = 200,
    HOUR_MS = 3600000,
    LEAST_PRIORITY = 19,
    NOTE_PATH = 1100 /* state_dir has at most 1000 bytes */
};

/* The first instant after `now` at which the hour begins in Amsterdam; on the two nights when the
 * clock changes it may be an hour beside it. */
static struct instant next_after(struct instant now, int64_t hour)
{
    struct date day = date_in_amsterdam(now);
    struct instant at = { date_start_in_amsterdam(day).ms + hour * HOUR_MS };
    if (at.ms <= now.ms) {
        at.ms = date_start_in_amsterdam((struct date){ day.days + 1 }).ms + hour * HOUR_MS;
    }
    return at;
}

/* --- What was wrong, across a stop. --- */

static void note_path(const struct selfcheck *self, char out[NOTE_PATH])
{
    (void)snprintf(out, NOTE_PATH, "%s/selfcheck.wrong", self->options.state_dir);
}

/* When it began and how much was wrong. A note that cannot be read says that something was. */
static void read_note(struct selfcheck *self)
{
    char path[NOTE_PATH];
    char text[INSTANT_TEXT + 1] = "";
    uint64_t findings = 1;
    struct instant at = self->options.clock->now(self->options.clock);
    note_path(self, path);
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return;
    }
    if (fscanf(file, "%24s %" SCNu64, text, &findings) == 2) {
        (void)instant_parse(&at, text, strlen(text));
    }
    (void)fclose(file);
    atomic_store(&self->findings, findings);
    atomic_store(&self->at_ms, at.ms);
    atomic_store(&self->wrong_ms, at.ms);
    log_event(LOG_ERROR, "selfcheck.still_wrong", LOG_I64("findings", (int64_t)findings));
}

/* @param findings  0: nothing is wrong any more */
static void write_note(const struct selfcheck *self, struct instant at, uint64_t findings)
{
    char path[NOTE_PATH];
    char text[INSTANT_TEXT + 1];
    bool is_kept = false;
    note_path(self, path);
    if (findings == 0) {
        is_kept = remove(path) == 0 || errno == ENOENT;
    } else {
        instant_print(text, at);
        FILE *file = fopen(path, "we");
        is_kept = file != NULL && fprintf(file, "%s %" PRIu64 "\n", text, findings) > 0;
        is_kept = file != NULL && fclose(file) == 0 && is_kept;
    }
    if (!is_kept) {
        log_event(LOG_WARN, "selfcheck.not_noted", LOG_I64("errno", errno));
    }
}

/* --- The check. --- */

static void tell(struct selfcheck *self, const struct database_check *check, struct instant at)
{
    uint64_t findings = check->findings.count;
    atomic_store(&self->findings, findings);
    atomic_store(&self->at_ms, at.ms);
    atomic_store(&self->wrong_ms, findings == 0 ? 0 : at.ms);
    atomic_store(&self->state, findings == 0 ? SELFCHECK_OK : SELFCHECK_WRONG);
    write_note(self, at, findings);
    if (findings == 0) {
        log_event(LOG_INFO, "selfcheck.ok", LOG_I64("entries", (int64_t)check->fold.tree.size),
                  LOG_I64("rows", (int64_t)check->rows));
        return;
    }
    log_event(LOG_ERROR, "selfcheck.wrong", LOG_I64("findings", (int64_t)findings),
              LOG_TEXT("first", check->findings.items[0].reason));
}

static void check_now(struct selfcheck *self, struct instant at)
{
    struct err err = { 0 };
    struct database_check *check = calloc(1, sizeof *check);
    if (check == NULL) {
        (void)err_set(&err, ERR_MEMORY, "no memory for the self-check");
    } else {
        check->give_up_ms = &self->give_up_ms;
    }
    if (check != NULL && database_check_run(check, self->options.database, &err)) {
        tell(self, check, at);
    } else if (!atomic_load(&self->is_stopping)) {
        atomic_store(&self->at_ms, at.ms);
        atomic_store(&self->state, SELFCHECK_NOT_RUN);
        bool was_wrong = atomic_load(&self->wrong_ms) != 0;
        log_event(LOG_ERROR, "selfcheck.not_run", LOG_TEXT("why", err.detail),
                  LOG_I64("findings_before",
                          was_wrong ? (int64_t)atomic_load(&self->findings) : INT64_C(0)));
    }
    if (check != NULL) {
        verify_fold_release(&check->fold);
        free(check);
    }
}

static void *run(void *argument)
{
    struct selfcheck *self = argument;
    const struct timespec tick = { .tv_nsec = TICK_MS * 1000 * 1000 };
    /* On Linux priority is a thread's. */
    (void)setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), LEAST_PRIORITY);
    struct clock *clock = self->options.clock;
    struct instant next = next_after(clock->now(clock), self->options.hour);
    while (!atomic_load(&self->is_stopping)) {
        struct instant now = clock->now(clock);
        if (now.ms >= next.ms) {
            check_now(self, now);
            next = next_after(now, self->options.hour);
        }
        (void)nanosleep(&tick, NULL);
    }
    return NULL;
}

bool selfcheck_start(struct selfcheck *self, const struct selfcheck_options *options,
                     struct err *err)
{
    self->options = *options;
    if (options->hour < 0) {
        return true;
    }
    read_note(self);
    self->has_thread = pthread_create(&self->thread, NULL, run, self) == 0;
    return self->has_thread || err_set(err, ERR_MEMORY, "no thread for the self-check");
}

void selfcheck_stop(struct selfcheck *self)
{
    if (self->has_thread) {
        atomic_store(&self->is_stopping, true);
        atomic_store(&self->give_up_ms, 1); /* its next wait for the database ends at once */
        (void)pthread_join(self->thread, NULL);
    }
}

static void add_when(struct str *out, int64_t ms)
{
    char at[INSTANT_TEXT + 1];
    instant_print(at, (struct instant){ ms });
    str_addf(out, " (%s)", at);
}

void selfcheck_add_detail(struct str *out, const struct selfcheck *self)
{
    static const char *const says[] = {
        [SELFCHECK_NONE] = "none yet",
        [SELFCHECK_OK] = "ok",
        [SELFCHECK_WRONG] = "the tables are not what the entries make them; see the log",
        [SELFCHECK_NOT_RUN] = "could not be run; see the log",
    };
    enum selfcheck_state state = (enum selfcheck_state)atomic_load(&self->state);
    int64_t wrong_ms = atomic_load(&self->wrong_ms);
    if (!self->has_thread) {
        return;
    }
    str_add(out, "self-check: ");
    if (wrong_ms != 0 && state != SELFCHECK_WRONG) {
        str_add(out, says[SELFCHECK_WRONG]);
        add_when(out, wrong_ms);
        str_add(out, "; since then ");
    }
    str_add(out, says[state]);
    if (state != SELFCHECK_NONE) {
        add_when(out, atomic_load(&self->at_ms));
    }
    str_add(out, "\n");
}
