/* The verb demo: a demonstration neighbourhood with a year of its own, on a private cluster and a
 * settable clock. With --check it runs the main job once and verifies the record instead. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buurtkas/base/log.h"
#include "cli/cli_internal.h"
#include "cli/daemon_internal.h"
#include "cli/demo_internal.h"
#include "buurtkas/demo/story.h"

/* The origin says that time was simulated, so that no such record passes for a real one. */
#define DEMO_ORIGIN "demo.localhost/buurtkas"

enum {
    DEMO_ARENA_BYTES = 64 << 20
};

static bool is_stopping(void *self)
{
    (void)self;
    return daemon_signal_waits();
}

static bool set_clock(void *self, struct instant at)
{
    struct demo *demo = self;
    /* What was played before a kill stays where it is: the clock only goes on from there. */
    (void)clock_settable_set(&demo->clock, at);
    return true;
}

static void say(void *self, const char *text)
{
    struct demo *demo = self;
    if (demo->is_check) {
        (void)printf("  %s\n", text);
    }
}

static bool play(struct demo *demo, const char *name, const char *text, struct err *err)
{
    const struct story story = {
        .name = name,
        .text = text,
        .public_url = demo->daemon.public_url,
        .operator_token = demo->first.token,
        .set_clock = set_clock,
        .say = say,
        .is_stopping = is_stopping,
        .self = demo,
    };
    return story_play(&story, demo->arena, &demo->result, err);
}

static bool make_state(struct demo *demo, struct err *err)
{
    struct conf *conf = &demo->settings.conf;
    struct vkey vkey;
    if (mkdir(conf->state_dir, 0755) != 0 && errno != EEXIST) {
        return err_set(err, ERR_IO, "%s cannot be made: %s", conf->state_dir, strerror(errno));
    }
    if (access(conf->key_file, F_OK) == 0) {
        return true;
    }
    return log_key_generate(conf->key_file, conf->origin, &vkey, err);
}

/* Ports are picked before the start, so that the public address is known. */
static bool set_addresses(struct demo *demo, struct err *err)
{
    struct settings *settings = &demo->settings;
    char listen[320];
    char url[340];
    const char *from = settings->listen != NULL ? settings->listen : settings->conf.listen;
    const char *admin = settings->admin_listen != NULL ? settings->admin_listen : "127.0.0.1:0";
    if (!daemon_pick_port(from, listen, sizeof listen, err)) {
        return false;
    }
    (void)snprintf(url, sizeof url, "http://%s", listen);
    return conf_set(&settings->conf, "listen", listen, settings->arena, err) &&
           conf_set(&settings->conf, "admin_listen", admin, settings->arena, err) &&
           conf_set(&settings->conf, "public_url", url, settings->arena, err) &&
           conf_set(&settings->conf, "origin", DEMO_ORIGIN, settings->arena, err) &&
           conf_set(&settings->conf, "database", "", settings->arena, err) &&
           conf_set(&settings->conf, "log_level", "warn", settings->arena, err);
}

static bool start(struct demo *demo, struct err *err)
{
    struct instant at;
    clock_settable_init(&demo->clock);
    if (demo->at == NULL && !demo->is_empty) {
        demo->at = "2025-01-01T00:00:00Z"; /* the story's own time; afterwards time is real */
    }
    if (demo->at != NULL) {
        if (!instant_parse(&at, demo->at, strlen(demo->at))) {
            return err_set(err, ERR_USAGE, "--at is not an instant (2026-01-05T09:00:00Z)");
        }
        /* Before anything is recorded the clock may stand anywhere; the record keeps it from going
         * back. */
        atomic_store(&demo->clock.fixed_ms, at.ms);
    }
    demo->first =
        (struct first_operator){ .name = "Voorbeeld Beheerder", .until_date = date_of(2099, 1, 1) };
    const struct daemon_options options = { .conf = &demo->settings.conf,
                                            .clock = &demo->clock.clock,
                                            .settable = &demo->clock,
                                            .first = &demo->first };
    return daemon_start(&demo->daemon, &options, err);
}

static void print_ready_json(const struct demo *demo)
{
    (void)printf(
        "{\"public_url\":\"%s\",\"admin_url\":\"http://127.0.0.1:%u\",\"tokens\":{\"operator\":"
        "\"%s\"",
        demo->daemon.public_url, (unsigned)admin_port(demo->daemon.admin), demo->first.token);
    for (size_t i = 0; i < demo->result.actor_count; i++) {
        (void)printf(",\"%s\":\"%s\"", demo->result.actors[i].name, demo->result.actors[i].token);
    }
    (void)printf("}}\n");
    (void)fflush(stdout);
}

static void print_ready(const struct demo *demo)
{
    const char *url = demo->daemon.public_url;
    (void)printf(
        "The demonstration neighbourhood is open.\n\n"
        "  %s/            the overview\n"
        "  %s/v1/openapi.json\n  %s/log/checkpoint\n\nTry:\n"
        "  curl -s %s/v1/envelopes\n  curl -s %s/v1/decisions\n  curl -s %s/v1/transactions\n\n"
        "Verify the whole record, offline from here on:\n  buurtkas verify %s/log\n\n"
        "Ctrl-C stops it; the next start finds everything again.\n",
        url, url, url, url, url, url, url);
    (void)fflush(stdout);
}

static bool run_demo(struct demo *demo, struct err *err)
{
    if (!start(demo, err)) {
        return false;
    }
    bool is_done = demo->is_empty || play(demo, "year", story_year, err);
    if (is_done && !demo->is_empty) {
        (void)clock_settable_release(&demo->clock);
    }
    if (is_done) {
        demo->is_json ? print_ready_json(demo) : print_ready(demo);
        daemon_wait();
    }
    daemon_stop(&demo->daemon);
    /* A signal during the seeding is no fault: the next start goes on. */
    return is_done || err->code == ERR_UNAVAILABLE;
}

static bool run_check(struct demo *demo, struct err *err)
{
    demo->at = "2026-01-05T08:00:00Z";
    if (!start(demo, err)) {
        return false;
    }
    bool is_done = play(demo, "main-job", story_main_job, err);
    if (is_done) {
        (void)printf("%zu requests, each answered as it should be\n", demo->result.acts);
        is_done = demo_verify(demo, err);
    }
    daemon_stop(&demo->daemon);
    return is_done;
}

static bool run(struct demo *demo, struct err *err)
{
    char folder[] = "/tmp/buurtkas-check-XXXXXX";
    if (demo->is_check && demo->settings.state == NULL) {
        if (mkdtemp(folder) == NULL || chmod(folder, 0755) != 0) {
            return err_set(err, ERR_IO, "no folder under /tmp: %s", strerror(errno));
        }
        demo->settings.state = folder;
    } else if (demo->settings.state == NULL) {
        demo->settings.state = demo_default_state(demo->arena);
    }
    daemon_block_signals();
    bool is_done = settings_load(&demo->settings, err) && set_addresses(demo, err) &&
                   make_state(demo, err) &&
                   (demo->is_check ? run_check(demo, err) : run_demo(demo, err));
    if (is_done && demo->is_check && demo->settings.state == folder) {
        demo_remove(folder);
    }
    return is_done;
}

int cmd_demo(int argc, char **argv)
{
    struct err err = { 0 };
    CLEANUP(arena_freep) struct arena *arena = arena_new(DEMO_ARENA_BYTES);
    struct demo *demo = arena == NULL ? NULL : arena_alloc(arena, sizeof *demo);
    if (demo == NULL) {
        return EXIT_FAULT;
    }
    demo->arena = arena;
    const struct option options[] = {
        {"--state",         &demo->settings.state, NULL },
        { "--listen",             &demo->settings.listen, NULL },
        { "--admin-listen",       &demo->settings.admin_listen, NULL },
        { "--at",             &demo->at, NULL },
        { "--json", NULL, &demo->is_json },
        { "--empty",             NULL, &demo->is_empty },
        { "--check",           NULL, &demo->is_check },
        { 0            },
    };
    bool is_done = options_read(argc, argv, options, NULL, 0, &err) && run(demo, &err);
    arena_free(demo->settings.arena);
    return is_done ? EXIT_DONE : report("demo", &err);
}
