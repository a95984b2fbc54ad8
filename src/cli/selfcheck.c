/* The nightly self-check: what `verify --database` does, inside the daemon, once a day at a set
 * hour. It reads one snapshot over a connection of its own at the lowest priority, so it takes
 * nothing from the writer but processor time that nobody wants. */
#include "cli/selfcheck_internal.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "buurtkas/base/log.h"
#include "cli/verify_database_internal.h"

enum {
    TICK_MS = 200,
    HOUR_MS = 3600000,
    LEAST_PRIORITY = 19
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

static void tell(struct selfcheck *self, const struct database_check *check, struct instant at)
{
    uint64_t findings = check->findings.count;
    atomic_store(&self->findings, findings);
    atomic_store(&self->at_ms, at.ms);
    atomic_store(&self->state, findings == 0 ? SELFCHECK_OK : SELFCHECK_WRONG);
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
    if (check != NULL && database_check_run(check, self->database, &err)) {
        tell(self, check, at);
    } else if (!atomic_load(&self->is_stopping)) {
        atomic_store(&self->at_ms, at.ms);
        atomic_store(&self->state, SELFCHECK_NOT_RUN);
        log_event(LOG_ERROR, "selfcheck.not_run", LOG_TEXT("why", err.detail));
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
    struct instant next = next_after(self->clock->now(self->clock), self->hour);
    while (!atomic_load(&self->is_stopping)) {
        struct instant now = self->clock->now(self->clock);
        if (now.ms >= next.ms) {
            check_now(self, now);
            next = next_after(now, self->hour);
        }
        (void)nanosleep(&tick, NULL);
    }
    return NULL;
}

bool selfcheck_start(struct selfcheck *self, const char *database, struct clock *clock,
                     int64_t hour, struct err *err)
{
    self->database = database;
    self->clock = clock;
    self->hour = hour;
    if (hour < 0) {
        return true;
    }
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

void selfcheck_add_detail(struct str *out, const struct selfcheck *self)
{
    static const char *const says[] = {
        [SELFCHECK_NONE] = "none yet",
        [SELFCHECK_OK] = "ok",
        [SELFCHECK_WRONG] = "the tables are not what the entries make them; see the log",
        [SELFCHECK_NOT_RUN] = "could not be run; see the log",
    };
    char at[INSTANT_TEXT + 1] = "";
    enum selfcheck_state state = (enum selfcheck_state)atomic_load(&self->state);
    if (!self->has_thread) {
        return;
    }
    str_addf(out, "self-check: %s", says[state]);
    if (state != SELFCHECK_NONE) {
        instant_print(at, (struct instant){ atomic_load(&self->at_ms) });
        str_addf(out, " (%s)", at);
    }
    str_add(out, "\n");
}
