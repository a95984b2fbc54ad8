/* The verb verify over the daemon's own database: the leaves are folded into a world by the rules,
 * and all that stands in tables is compared with it, in one snapshot, beside a running daemon or
 * without one. So a change that passed by rights, triggers and constraints is found and named. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "buurtkas/store/cluster.h"
#include "buurtkas/store/migrate.h"
#include "cli/cli_internal.h"
#include "cli/verify_database_internal.h"

enum {
    REPORT_ARENA_MAX = 4 << 20,
};

/* What rests on leaves that are missing or could not be run is not compared. */
static bool compare_all(struct database_check *check, struct err *err)
{
    if (!check_record(check, err)) {
        return false;
    }
    if (check->has_gap) {
        return true;
    }
    if (!check_tree(check, err)) {
        return false;
    }
    return check->fold.is_stuck ||
           (check_objects(check, err) && verify_fold_sums(&check->fold, &check->sums, err));
}

static bool check_at(struct database_check *check, const char *conninfo, struct err *err)
{
    if (!migrate_check(conninfo, err)) {
        return false;
    }
    check->scan = audit_scan_open(conninfo, err);
    if (check->scan != NULL) {
        audit_scan_give_up(check->scan, check->give_up_ms);
    }
    bool is_done = check->scan != NULL && compare_all(check, err);
    audit_scan_close(check->scan);
    check->scan = NULL;
    return is_done;
}

bool database_check_run(struct database_check *check, const char *conninfo, struct err *err)
{
    check->stopped_at = FINDING_NO_ENTRY;
    return verify_fold_begin(&check->fold, err) && check_at(check, conninfo, err);
}

/* A private cluster that nobody runs is started, and stopped again. */
static bool check_private(struct database_check *check, const struct settings *settings,
                          struct err *err)
{
    const char *state = settings->conf.state_dir;
    const char *conninfo = NULL;
    if (!cluster_find(state, settings->arena, &conninfo, err)) {
        return false;
    }
    if (conninfo != NULL) {
        return check_at(check, conninfo, err);
    }
    struct cluster *cluster = cluster_start(state, err);
    if (cluster == NULL) {
        return false;
    }
    bool is_done = check_at(check, cluster_daemon_conninfo(cluster), err);
    cluster_stop(cluster);
    return is_done;
}

static bool run_check(struct database_check *check, const struct settings *settings,
                      struct err *err)
{
    check->stopped_at = FINDING_NO_ENTRY;
    if (!verify_fold_begin(&check->fold, err)) {
        return false;
    }
    return settings->conf.database[0] != '\0' ? check_at(check, settings->conf.database, err)
                                              : check_private(check, settings, err);
}

/* --- What comes out. --- */

static void print_text(const struct database_check *check, const char *root)
{
    findings_print(&check->findings);
    (void)printf("database: %" PRIu64 " entries, root %s\n", check->fold.tree.size, root);
    if (check->has_gap) {
        (void)printf("leaves are missing: what rests on them was not compared\n");
    } else if (check->stopped_at != FINDING_NO_ENTRY) {
        (void)printf("the entries after %" PRIu64
                     " rest on it: they were only hashed, and no object was compared\n",
                     check->stopped_at);
    }
    if (check->findings.count > 0) {
        (void)printf("NOT VERIFIED: %" PRIu64 " finding(s)\n", check->findings.count);
        return;
    }
    sums_print(&check->sums);
    (void)printf("VERIFIED: %" PRIu64 " row(s) and %" PRIu64
                 " opening(s) are as the leaves make them\n",
                 check->rows, check->openings);
}

static bool print_json(const struct database_check *check, const char *root, struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(REPORT_ARENA_MAX);
    struct str out = str_new(arena, REPORT_ARENA_MAX / 4);
    if (arena == NULL) {
        return err_set(err, ERR_MEMORY, "no memory for the report");
    }
    str_addf(&out,
             "{\"verified\":%s,\"entries\":%" PRIu64 ",\"root\":\"%s\",\"rows\":%" PRIu64
             ",\"openings\":%" PRIu64 ",\"envelopes\":%" PRIu64,
             check->findings.count == 0 ? "true" : "false", check->fold.tree.size, root,
             check->rows, check->openings, check->sums.envelopes);
    findings_add_json(&out, &check->findings);
    str_add_char(&out, '}');
    if (out.failed) {
        return err_set(err, ERR_MEMORY, "no memory for the report");
    }
    (void)printf("%s\n", out.ptr);
    return true;
}

static int show(const struct database_check *check, bool is_json, struct err *err)
{
    struct hash hash;
    char root[2 * HASH_BYTES + 1];
    merkle_root(&check->fold.tree, &hash);
    hex_encode(root, hash.bytes, HASH_BYTES);
    if (!is_json) {
        print_text(check, root);
    } else if (!print_json(check, root, err)) {
        return report("verify", err);
    }
    return check->findings.count == 0 ? EXIT_DONE : EXIT_NOT_VERIFIED;
}

int verify_database(int argc, char **argv)
{
    struct settings settings = { 0 };
    struct err err = { 0 };
    bool is_database = false;
    bool is_json = false;
    const struct option options[] = {
        {"--database",  NULL, &is_database },
        { "--json", NULL, &is_json },
        { "--state",     &settings.state, NULL },
        { "--config",     &settings.config_file, NULL },
        { 0   },
    };
    struct database_check *check = calloc(1, sizeof *check);
    if (check == NULL) {
        (void)err_set(&err, ERR_MEMORY, "no memory to begin with");
        return report("verify", &err);
    }
    bool is_done = options_read(argc, argv, options, NULL, 0, &err) &&
                   settings_load(&settings, &err) && run_check(check, &settings, &err);
    int code = is_done ? show(check, is_json, &err) : report("verify", &err);
    verify_fold_release(&check->fold);
    arena_free(settings.arena);
    free(check);
    return code;
}
