/* Counters of the public listener: requests by route, method and status, and a histogram of their
 * durations. Labels are templates of routes, never paths: nothing here tells who asked for what. */
#include "http/http_internal.h"

#include <inttypes.h>
#include <stdlib.h>

static const int statuses[] = { 200, 201, 202, 204, 304, 400, 401, 403, 404, 405,
                                406, 408, 409, 412, 413, 415, 422, 429, 500, 503 };
enum {
    STATUSES = ARRAY_LEN(statuses),
    CODES = STATUSES + 1,
    VERBS = VERB_OTHER + 1
};

static const char *const verb_names[VERBS] = {
    [VERB_NONE] = "none", [VERB_GET] = "GET",         [VERB_HEAD] = "HEAD",
    [VERB_POST] = "POST", [VERB_OPTIONS] = "OPTIONS", [VERB_OTHER] = "other",
};

const char *verb_name(enum verb verb)
{
    return verb_names[verb];
}

/* Upper bounds in microseconds, and as the text format wants them. */
static const struct bound {
    int64_t us;
    const char *text;
} bounds[] = {
    {500,       "0.0005"},
    { 1000,     "0.001" },
    { 2500,     "0.0025"},
    { 5000,     "0.005" },
    { 10000,    "0.01"  },
    { 25000,    "0.025" },
    { 50000,    "0.05"  },
    { 100000,   "0.1"   },
    { 250000,   "0.25"  },
    { 500000,   "0.5"   },
    { 1000000,  "1"     },
    { 2500000,  "2.5"   },
    { 5000000,  "5"     },
    { 10000000, "10"    },
};
enum {
    BUCKETS = ARRAY_LEN(bounds) + 1
};

struct histogram {
    _Atomic uint64_t buckets[BUCKETS];
    _Atomic uint64_t sum_us;
};

struct metrics {
    const struct route *table;
    size_t count;
    struct histogram durations[VERBS];
    _Atomic uint64_t requests[]; /* [route, the last for none][verb][code] */
};

struct metrics *metrics_new(const struct route *table, size_t count)
{
    struct metrics *metrics =
        calloc(1, sizeof *metrics + (count + 1) * VERBS * CODES * sizeof(uint64_t));
    if (metrics != NULL) {
        metrics->table = table;
        metrics->count = count;
    }
    return metrics;
}

void metrics_free(struct metrics *metrics)
{
    free(metrics);
}

static size_t code_of(int status)
{
    size_t code = 0;
    while (code < STATUSES && statuses[code] != status) {
        code++;
    }
    return code;
}

static void add(_Atomic uint64_t *counter, uint64_t value)
{
    (void)atomic_fetch_add_explicit(counter, value, memory_order_relaxed);
}

void metrics_count(struct metrics *metrics, const struct route *route, enum verb verb, int status,
                   int64_t took_us)
{
    size_t row = route == NULL ? metrics->count : (size_t)(route - metrics->table);
    add(&metrics->requests[(row * VERBS + verb) * CODES + code_of(status)], 1);
    size_t bucket = 0;
    while (bucket < ARRAY_LEN(bounds) && took_us > bounds[bucket].us) {
        bucket++;
    }
    add(&metrics->durations[verb].buckets[bucket], 1);
    add(&metrics->durations[verb].sum_us, took_us > 0 ? (uint64_t)took_us : 0);
}

static void print_requests(const struct metrics *metrics, struct str *out)
{
    str_add(out, "# HELP buurtkas_http_requests_total Requests answered on the public listener.\n"
                 "# TYPE buurtkas_http_requests_total counter\n");
    for (size_t i = 0; i < (metrics->count + 1) * VERBS * CODES; i++) {
        uint64_t value = atomic_load_explicit(&metrics->requests[i], memory_order_relaxed);
        if (value == 0) {
            continue;
        }
        size_t row = i / CODES / VERBS;
        size_t code = i % CODES;
        str_addf(out, "buurtkas_http_requests_total{route=\"%s\",method=\"%s\",code=\"",
                 row == metrics->count ? "none" : metrics->table[row].path,
                 verb_names[i / CODES % VERBS]);
        if (code < STATUSES) {
            str_addf(out, "%d\"} %" PRIu64 "\n", statuses[code], value);
        } else {
            str_addf(out, "other\"} %" PRIu64 "\n", value);
        }
    }
}

static void print_durations(const struct metrics *metrics, struct str *out)
{
    static const char name[] = "buurtkas_http_request_duration_seconds";
    str_addf(
        out,
        "# HELP %s Time from the request line until the answer was made.\n# TYPE %s histogram\n",
        name, name);
    for (size_t verb = 0; verb < VERBS; verb++) {
        const struct histogram *durations = &metrics->durations[verb];
        uint64_t total = 0;
        for (size_t i = 0; i < BUCKETS; i++) {
            total += atomic_load_explicit(&durations->buckets[i], memory_order_relaxed);
        }
        if (total == 0) {
            continue;
        }
        uint64_t below = 0;
        for (size_t i = 0; i < BUCKETS; i++) {
            below += atomic_load_explicit(&durations->buckets[i], memory_order_relaxed);
            str_addf(out, "%s_bucket{method=\"%s\",le=\"%s\"} %" PRIu64 "\n", name,
                     verb_names[verb], i < ARRAY_LEN(bounds) ? bounds[i].text : "+Inf", below);
        }
        uint64_t sum_us = atomic_load_explicit(&durations->sum_us, memory_order_relaxed);
        str_addf(out, "%s_sum{method=\"%s\"} %" PRIu64 ".%06" PRIu64 "\n", name, verb_names[verb],
                 sum_us / 1000000, sum_us % 1000000);
        str_addf(out, "%s_count{method=\"%s\"} %" PRIu64 "\n", name, verb_names[verb], below);
    }
}

void metrics_print(const struct metrics *metrics, struct str *out)
{
    print_requests(metrics, out);
    print_durations(metrics, out);
}
