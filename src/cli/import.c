/* The verb import: brings data of elsewhere into a running daemon, as its client and with the
 * rights of a token. Formats are rows of a table. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buurtkas/domain/pabulib.h"
#include "cli/cli_internal.h"
#include "cli/import_internal.h"
#include "cli/verify_internal.h"

enum {
    IMPORT_ARENA_MAX = 4 * PABULIB_BYTES_MAX,
    SCRATCH_MAX = 4 << 20,
    TOKEN_FILE_MAX = 4096
};

struct request {
    const char *format, *file, *envelope, *url, *token_file;
    bool is_dry, is_json, is_any_budget;
};

static const struct format {
    const char *name;
    bool (*run)(struct import_job *job, const struct str *file, struct err *err);
} formats[] = {
    {"pb", import_pb},
};

void import_warn(size_t line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)fprintf(stderr, "buurtkas import: line %zu: ", line);
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
    va_end(args);
}

static const struct format *find_format(const char *name)
{
    for (size_t i = 0; name != NULL && i < ARRAY_LEN(formats); i++) {
        if (strcmp(name, formats[i].name) == 0) {
            return &formats[i];
        }
    }
    return NULL;
}

static bool read_request(int argc, char **argv, struct request *out, struct err *err)
{
    const char *rest[2] = { 0 };
    const struct option options[] = {
        {"--envelope",    &out->envelope, NULL },
        { "--url",           &out->url, NULL },
        { "--token-file",        &out->token_file, NULL },
        { "--dry-run",           NULL, &out->is_dry },
        { "--json", NULL, &out->is_json },
        { "--any-budget",           NULL, &out->is_any_budget },
        { 0   }
    };
    if (!options_read(argc, argv, options, rest, ARRAY_LEN(rest), err)) {
        return false;
    }
    out->format = rest[0];
    out->file = rest[1];
    if (find_format(out->format) == NULL || out->file == NULL || out->envelope == NULL) {
        return err_set(err, ERR_USAGE,
                       "say pb FILE --envelope ID [--url URL] [--token-file FILE] "
                       "[--any-budget] [--dry-run] [--json]");
    }
    return true;
}

/* Not an option of its own: arguments can be read by every user of the machine. */
static bool find_token(const struct request *request, struct arena *arena, const char **out,
                       struct err *err)
{
    const char *token = getenv("BUURTKAS_TOKEN");
    if (request->token_file != NULL) {
        struct str text = str_new(arena, TOKEN_FILE_MAX);
        if (!source_read_file(request->token_file, &text, err)) {
            return false;
        }
        if (text.ptr != NULL) {
            text.ptr[strcspn(text.ptr, " \t\r\n")] = '\0';
        }
        token = text.ptr;
    }
    if ((token == NULL || *token == '\0') && !request->is_dry) {
        return err_set(err, ERR_USAGE, "a token is needed: BUURTKAS_TOKEN or --token-file FILE");
    }
    *out = token == NULL || *token == '\0' ? NULL : token;
    return true;
}

static bool open_job(struct import_job *job, const struct request *request, struct err *err)
{
    struct uuid envelope;
    const char *token = NULL;
    if (!uuid_parse(&envelope, request->envelope, strlen(request->envelope))) {
        return err_set(err, ERR_USAGE, "--envelope is no UUID");
    }
    uuid_print(job->envelope, &envelope);
    job->is_dry = request->is_dry;
    job->is_json = request->is_json;
    job->is_any_budget = request->is_any_budget;
    if (job->arena == NULL || job->scratch == NULL) {
        return err_set(err, ERR_MEMORY, "no memory to import");
    }
    if (!find_token(request, job->arena, &token, err)) {
        return false;
    }
    const struct client_options options = { .url = request->url, .token = token };
    job->client = client_new(&options, err);
    return job->client != NULL;
}

static void print_counts(const struct import_job *job)
{
    const struct import_counts *counts = &job->counts;
    size_t all = counts->filed + counts->there + counts->skipped + counts->refused;
    if (job->is_json) {
        (void)printf("{\"projects\":%zu,\"%s\":%zu,\"alreadyThere\":%zu,\"skipped\":%zu,"
                     "\"refused\":%zu}\n",
                     all, job->is_dry ? "wouldFile" : "filed", counts->filed, counts->there,
                     counts->skipped, counts->refused);
        return;
    }
    (void)printf("%zu projects: %zu %s, %zu already there, %zu skipped, %zu refused\n", all,
                 counts->filed, job->is_dry ? "would be filed" : "filed", counts->there,
                 counts->skipped, counts->refused);
}

static bool run(struct import_job *job, const struct request *request, struct err *err)
{
    struct str file = str_new(job->arena, PABULIB_BYTES_MAX);
    const struct format *format = find_format(request->format);
    if (format == NULL || !source_read_file(request->file, &file, err) ||
        !format->run(job, &file, err)) {
        return false;
    }
    print_counts(job);
    return fflush(stdout) == 0 || err_set(err, ERR_IO, "standard output cannot be written");
}

int cmd_import(int argc, char **argv)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(IMPORT_ARENA_MAX);
    CLEANUP(arena_freep) struct arena *scratch = arena_new(SCRATCH_MAX);
    struct import_job job = { .arena = arena, .scratch = scratch };
    struct request request = { .url = "http://127.0.0.1:8780" };
    struct err err = { 0 };
    bool is_done = read_request(argc, argv, &request, &err) && open_job(&job, &request, &err) &&
                   run(&job, &request, &err);
    client_free(job.client);
    if (!is_done) {
        int code = report("import", &err);
        return job.is_refused ? EXIT_REFUSED : code;
    }
    return job.counts.refused > 0 ? EXIT_REFUSED : EXIT_DONE;
}
