/* The daemon's metrics in Prometheus' text format. Counts of things, never of persons or choices.
 */
#include <inttypes.h>

#include "cli/daemon_internal.h"

static void metric(struct str *out, const char *name, const char *type, const char *help,
                   uint64_t value)
{
    str_addf(out, "# HELP buurtkas_%s %s\n# TYPE buurtkas_%s %s\nbuurtkas_%s %" PRIu64 "\n", name,
             help, name, type, name, value);
}

void daemon_metrics(void *self, struct str *out)
{
    struct daemon *daemon = self;
    struct writer_counters counters;
    writer_counters(daemon->writer, &counters);
    const struct {
        const char *name, *type, *help;
        uint64_t value;
    } rows[] = {
        {"log_entries",              "gauge",   "Entries in the published log.",
         writer_published_size(daemon->writer)                                                             },
        { "acts_total",              "counter", "Acts committed since start.",             counters.acts   },
        { "acts_refused_total",      "counter", "Acts refused since start.",               counters.refused},
        { "acts_replayed_total",     "counter", "Answers given again for a known key.",
         counters.replayed                                                                                 },
        { "batches_total",           "counter", "Transactions of the writer.",             counters.batches},
        { "batches_replayed_total",  "counter", "Batches that were run again one by one.",
         counters.replayed_batches                                                                         },
        { "commits_lost_total",      "counter", "Commits whose answer was lost.",
         counters.lost_commits                                                                             },
        { "writer_reconnects_total", "counter", "Times the writer connected again.",
         counters.reconnects                                                                               },
        { "writer_waiting",          "gauge",   "Commands waiting for the writer.",        counters.waiting},
    };
    str_addf(
        out,
        "# HELP buurtkas_build_info Version of the program.\n# TYPE buurtkas_build_info gauge\n"
        "buurtkas_build_info{version=\"%s\"} 1\n",
        BUURTKAS_VERSION);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        metric(out, rows[i].name, rows[i].type, rows[i].help, rows[i].value);
    }
    bool is_wrong = atomic_load(&daemon->selfcheck.wrong_ms) != 0;
    if (is_wrong || atomic_load(&daemon->selfcheck.state) != SELFCHECK_NONE) {
        metric(out, "selfcheck_ok", "gauge", "1: the last self-check ran and found nothing wrong.",
               atomic_load(&daemon->selfcheck.state) == SELFCHECK_OK);
        metric(out, "selfcheck_wrong", "gauge",
               "1: a self-check found something wrong, and none has been right since.", is_wrong);
        metric(out, "selfcheck_findings", "gauge", "What the last self-check that ran found wrong.",
               atomic_load(&daemon->selfcheck.findings));
        metric(out, "selfcheck_last_seconds", "gauge", "When it began, in seconds since 1970.",
               (uint64_t)atomic_load(&daemon->selfcheck.at_ms) / 1000);
    }
    http_metrics(daemon->http, out);
}
