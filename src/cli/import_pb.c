/* Pabulib elections into proposals: the translation of a project, the act that files it, and the
 * line that says what came of it. Ballots stay in the file. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "buurtkas/audit/hash.h"
#include "buurtkas/base/field.h"
#include "buurtkas/client/answer.h"
#include "buurtkas/domain/money.h"
#include "buurtkas/domain/pabulib.h"
#include "cli/import_internal.h"

enum {
    TITLE_MAX = 200, /* code points, as in the act proposal.filed */
    SUMMARY_MAX = 4000,
    BODY_MAX = 1 << 16,
    TAG_DIGITS = 8, /* of the hash that tells cut codes apart */
};

#define CODE_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:/-"

/* One project on its way. */
struct filing {
    struct import_job *job;
    const struct pabulib *election;
    const struct pabulib_project *project;
    const char *file_hash; /* hex */
    const char *title;
};

static bool no_memory(struct err *err)
{
    return err_set(err, ERR_MEMORY, "no memory to import");
}

/* The longest beginning within `max` code points and what a text field may hold in bytes; never cut
 * in silence. */
static const char *fit(const struct filing *filing, const char *what, const char *text, size_t max)
{
    size_t len = strlen(text);
    size_t points = 0;
    size_t at = 0;
    while (at < len) {
        size_t next = at + 1;
        while (next < len && ((unsigned char)text[next] & 0xc0) == 0x80) {
            next++;
        }
        if (points == max || next > TEXT_BYTES_MAX) {
            import_warn(filing->project->line,
                        "project %s: its %s of %zu characters is cut after %zu",
                        filing->project->id, what, utf8_length(text, len), points);
            return arena_strndup(filing->job->scratch, text, at);
        }
        points++;
        at = next;
    }
    return text;
}

/* What a byte is in a code: letters small, letters with an accent (C3 80 to C3 BF in UTF-8)
 * without, and 0 for all that has no place there. */
static char code_char(unsigned char byte, unsigned char next)
{
    static const char latin[] = "aaaaaaaceeeeiiiidnooooo-ouuuuyts"
                                "aaaaaaaceeeeiiiidnooooo-ouuuuyty";
    if (byte == 0xc3 && next >= 0x80 && next <= 0xbf && latin[next - 0x80] != '-') {
        return latin[next - 0x80];
    }
    if (byte >= 'A' && byte <= 'Z') {
        return (char)(byte - 'A' + 'a');
    }
    bool is_kept =
        (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '.' || byte == '_';
    return is_kept ? (char)byte : '\0';
}

/* Adds a text as a code; a run of what has no place there becomes one dash between two words. */
static void add_slug(struct str *out, const char *text)
{
    bool is_begun = false;
    bool is_gap = false;
    for (const char *at = text; *at != '\0'; at++) {
        char c = code_char((unsigned char)at[0], (unsigned char)at[1]);
        if (c == '\0') {
            is_gap = true;
            continue;
        }
        at += (unsigned char)*at == 0xc3;
        if (is_gap && is_begun) {
            str_add_char(out, '-');
        }
        str_add_char(out, c);
        is_begun = true;
        is_gap = false;
    }
}

/* A dash and the first digits of the text's hash: codes of different texts stay different. */
static void add_tag(struct str *out, const char *text)
{
    struct hash hash;
    char digits[TAG_DIGITS + 1];
    hash_bytes(&hash, text, strlen(text));
    hex_encode(digits, hash.bytes, TAG_DIGITS / 2);
    bool is_joined = out->len == 0 || out->ptr[out->len - 1] == '-';
    str_add(out, is_joined ? "" : "-");
    str_add(out, digits);
}

/* The code as it is when it is one; cut and tagged by `text`, of which it is made, when it is not.
 */
static const char *finish_code(struct str *code, const char *text)
{
    if (code->len == 0 || code->len > CODE_MAX) {
        code->len = code->len > CODE_MAX ? CODE_MAX - TAG_DIGITS - 1 : 0;
        add_tag(code, text);
    }
    return code->failed ? NULL : code->ptr;
}

static const char *category_of(const struct filing *filing)
{
    struct str code = str_new(filing->job->scratch, PABULIB_LINE_BYTES_MAX * 2);
    add_slug(&code, filing->project->category);
    return finish_code(&code, filing->project->category);
}

/* "pabulib:assen-2024/3" */
static const char *source_of(const struct filing *filing)
{
    struct str code = str_new(filing->job->scratch, PABULIB_LINE_BYTES_MAX * 2);
    const char *id = filing->project->id;
    str_add(&code, "pabulib:");
    add_slug(&code, filing->election->unit);
    str_add_char(&code, '-');
    add_slug(&code, filing->election->instance);
    str_add_char(&code, '/');
    if (id[strspn(id, CODE_CHARS)] == '\0') {
        str_add(&code, id);
    } else {
        add_slug(&code, id);
        add_tag(&code, id);
    }
    return finish_code(&code, id);
}

static void add_text(struct str *body, const char *name, const char *text)
{
    str_addf(body, ",\"%s\":", name);
    str_add_json(body, text, strlen(text));
}

static bool make_body(struct filing *filing, struct str *body, struct err *err)
{
    const struct pabulib_project *project = filing->project;
    struct arena *scratch = filing->job->scratch;
    const char *name = project->name;
    if (name == NULL) {
        name = arena_printf(scratch, "Project %s", project->id);
    }
    const char *summary = project->description;
    const char *category = project->category == NULL ? "" : category_of(filing);
    const char *source = source_of(filing);
    filing->title = name == NULL ? NULL : fit(filing, "name", name, TITLE_MAX);
    summary = summary == NULL ? "" : fit(filing, "description", summary, SUMMARY_MAX);
    if (filing->title == NULL || summary == NULL || category == NULL || source == NULL) {
        return no_memory(err);
    }
    str_addf(body, "{\"envelope\":\"%s\"", filing->job->envelope);
    add_text(body, "title", filing->title);
    if (*summary != '\0') {
        add_text(body, "summary", summary);
    }
    if (*category != '\0') {
        add_text(body, "category", category);
    }
    add_text(body, "sourceRef", source);
    str_addf(body, ",\"costLines\":[{\"label\":\"Begroot\",\"amountCents\":%" PRId64 "}]}",
             project->cost_cents);
    return !body->failed || no_memory(err);
}

/* The same for the same project of the same file in the same envelope, for ever. */
static const char *key_of(const struct filing *filing)
{
    struct hash hash;
    char hex[HASH_BYTES * 2 + 1];
    const char *parts = arena_printf(filing->job->scratch, "%s\n%s\n%s", filing->file_hash,
                                     filing->job->envelope, filing->project->id);
    if (parts == NULL) {
        return NULL;
    }
    hash_bytes(&hash, parts, strlen(parts));
    hex_encode(hex, hash.bytes, HASH_BYTES);
    return arena_printf(filing->job->scratch, "pabulib-%s", hex);
}

static void add_member(struct str *line, const char *name, const char *text)
{
    if (text != NULL) {
        add_text(line, name, text);
    }
}

/* One line on stdout. `detail` is NULL, or why it was refused. */
static bool tell(const struct filing *filing, const char *outcome, const char *json,
                 const char *detail, struct err *err)
{
    struct import_job *job = filing->job;
    const char *reference = json == NULL ? NULL : answer_member(job->scratch, json, "reference");
    if (!job->is_json) {
        char cost[CENTS_TEXT_MAX + 1];
        cents_print(cost, filing->project->cost_cents);
        (void)printf("%-14s  %-13s  %s  %s, %s%s%s\n", outcome, reference == NULL ? "" : reference,
                     filing->project->id, filing->title, cost, detail == NULL ? "" : ": ",
                     detail == NULL ? "" : detail);
        return true;
    }
    struct str line = str_new(job->scratch, BODY_MAX);
    str_addf(&line, "{\"line\":%zu", filing->project->line);
    add_text(&line, "project", filing->project->id);
    add_text(&line, "outcome", outcome);
    str_addf(&line, ",\"amountCents\":%" PRId64, filing->project->cost_cents);
    add_member(&line, "proposal",
               reference == NULL ? NULL : answer_member(job->scratch, json, "id"));
    add_member(&line, "reference", reference);
    add_member(&line, "detail", detail);
    str_add(&line, "}\n");
    if (line.failed) {
        return no_memory(err);
    }
    (void)fputs(line.ptr, stdout);
    return true;
}

static const char *detail_of(struct arena *arena, const char *problem)
{
    const char *first = answer_member(arena, problem, "errors.0.detail");
    const char *pointer = answer_member(arena, problem, "errors.0.pointer");
    const char *detail = answer_member(arena, problem, "detail");
    if (first != NULL && pointer != NULL) {
        return arena_printf(arena, "%s %s", pointer, first);
    }
    return detail == NULL ? "no reason was given" : detail;
}

/* Ends the import when the answer is about who asks or where to, and not about a project. */
static bool is_welcome(struct import_job *job, const struct client_answer *answer, struct err *err)
{
    if (answer->status < 401 || answer->status > 404) {
        return true;
    }
    const char *detail = detail_of(job->scratch, answer->body);
    job->is_refused = true;
    return err_set(err, ERR_FORBIDDEN, "the daemon refuses: %.250s", detail == NULL ? "" : detail);
}

static bool take_answer(struct filing *filing, const struct client_answer *answer, struct err *err)
{
    struct import_job *job = filing->job;
    if (answer->status / 100 == 2) {
        job->counts.there += answer->is_replay;
        job->counts.filed += !answer->is_replay;
        return tell(filing, answer->is_replay ? "already there" : "filed", answer->body, NULL, err);
    }
    if (!is_welcome(job, answer, err)) {
        return false;
    }
    const char *detail = detail_of(job->scratch, answer->body);
    if (detail == NULL) {
        return no_memory(err);
    }
    if (answer->status / 100 != 4 || answer->status == 429) {
        return err_set(err, ERR_UNAVAILABLE,
                       "the daemon answers %d at project %.60s; import again to go on",
                       answer->status, filing->project->id);
    }
    job->counts.refused++;
    return tell(filing, "refused", NULL, detail, err);
}

static bool file_project(struct filing *filing, struct err *err)
{
    struct import_job *job = filing->job;
    arena_clear(job->scratch);
    if (filing->project->cost_cents == 0) {
        import_warn(filing->project->line, "project %s costs nothing and is skipped",
                    filing->project->id);
        filing->title = filing->project->name == NULL ? "" : filing->project->name;
        job->counts.skipped++;
        return tell(filing, "skipped", NULL, "a proposal asks 1 cent or more", err);
    }
    struct str body = str_new(job->scratch, BODY_MAX);
    if (!make_body(filing, &body, err)) {
        return false;
    }
    if (job->is_dry) {
        job->counts.filed++;
        return tell(filing, "would be filed", NULL, NULL, err);
    }
    const struct client_request request = { .path = "/v1/proposals",
                                            .is_post = true,
                                            .key = key_of(filing),
                                            .body = body.ptr,
                                            .body_len = body.len };
    struct client_answer answer;
    if (request.key == NULL) {
        return no_memory(err);
    }
    return client_send(job->client, &request, job->scratch, &answer, err) &&
           take_answer(filing, &answer, err);
}

static bool read_granted(struct import_job *job, int64_t *out, struct err *err)
{
    struct client_answer answer;
    const char *path = arena_printf(job->scratch, "/v1/envelopes/%s/balance", job->envelope);
    if (path == NULL) {
        return no_memory(err);
    }
    if (!client_get(job->client, path, job->scratch, &answer, err)) {
        return false;
    }
    if (answer.status == 404) {
        job->is_refused = true;
        return err_set(err, ERR_NOT_FOUND, "there is no envelope %s", job->envelope);
    }
    if (!is_welcome(job, &answer, err)) {
        return false;
    }
    const char *granted = answer_member(job->scratch, answer.body, "grantedCents");
    if (answer.status != 200 || granted == NULL || !i64_parse(out, granted, strlen(granted))) {
        return err_set(err, ERR_UNAVAILABLE, "the envelope's balance was answered by %d",
                       answer.status);
    }
    return true;
}

static bool budget_is_granted(struct import_job *job, const struct pabulib *election,
                              struct err *err)
{
    int64_t granted = 0;
    if (!read_granted(job, &granted, err)) {
        return false;
    }
    if (granted == election->budget_cents || job->is_any_budget) {
        return true;
    }
    char said[CENTS_TEXT_MAX + 1];
    char there[CENTS_TEXT_MAX + 1];
    cents_print(said, election->budget_cents);
    cents_print(there, granted);
    job->is_refused = true;
    return err_set(err, ERR_MISMATCH,
                   "the election's budget is %s and the envelope was granted %s (--any-budget to "
                   "import all the same)",
                   said, there);
}

static bool read_election(struct import_job *job, const struct str *file, struct pabulib *out,
                          struct err *err)
{
    if (!pabulib_read(out, job->arena, file->ptr, file->len, err)) {
        return false;
    }
    if (out->currency != NULL && strcmp(out->currency, "EUR") != 0) {
        return err_set(err, ERR_INVALID_FIELD, "the election counts in %.10s, not in EUR",
                       out->currency);
    }
    if (out->trimmed_count > 0) {
        (void)fprintf(stderr, "buurtkas import: spaces around %zu cell(s) are dropped\n",
                      out->trimmed_count);
    }
    if (out->has_votes && out->votes_said >= 0 && (uint64_t)out->votes_said != out->vote_count) {
        (void)fprintf(stderr,
                      "buurtkas import: META says that there are %" PRId64
                      " votes, the file has %zu; they are not imported\n",
                      out->votes_said, out->vote_count);
    }
    return true;
}

bool import_pb(struct import_job *job, const struct str *file, struct err *err)
{
    struct pabulib election;
    struct hash hash;
    char hex[HASH_BYTES * 2 + 1];
    if (!read_election(job, file, &election, err) || !budget_is_granted(job, &election, err)) {
        return false;
    }
    hash_bytes(&hash, file->ptr, file->len);
    hex_encode(hex, hash.bytes, HASH_BYTES);
    struct filing filing = { .job = job, .election = &election, .file_hash = hex };
    for (size_t i = 0; i < election.project_count; i++) {
        filing.project = &election.projects[i];
        if (!file_project(&filing, err)) {
            return false;
        }
    }
    return true;
}
