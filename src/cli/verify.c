/* The verb verify: checks a public log, or one receipt, without trusting who served it. Needs no
 * database, unless it is asked to check one (verify_database.c). What is found goes to stdout, one
 * line a finding; failures of this machine to stderr. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buurtkas/audit/leaf.h"
#include "buurtkas/audit/proof.h"
#include "buurtkas/domain/money.h"
#include "cli/cli_internal.h"
#include "cli/verify_internal.h"

enum {
    KEYS_FILE_MAX = 64 << 10,
    VERIFY_ARENA_MAX = 4 * TLOG_PROOF_BYTES_MAX,
};

#define RECEIPT_FIRST_LINE "c2sp.org/tlog-proof@v1\n"

/** The command line, read. */
struct asked {
    const char *source;
    bool is_json;
    struct known_keys known;
    struct arena *arena;
};

static bool read_keys_file(struct asked *asked, const char *path, struct err *err)
{
    struct str text = str_new(asked->arena, KEYS_FILE_MAX);
    return source_read_file(path, &text, err) &&
           known_keys_read(&asked->known, text.len == 0 ? "" : text.ptr, text.len, err);
}

/* --keys and --vkey may stand any number of times, which options_read does not do. */
static bool read_arguments(struct asked *asked, int argc, char **argv, struct err *err)
{
    for (int i = 1; i < argc; i++) {
        bool is_keys = strcmp(argv[i], "--keys") == 0;
        bool is_vkey = strcmp(argv[i], "--vkey") == 0;
        if ((is_keys || is_vkey) && i + 1 == argc) {
            return err_set(err, ERR_USAGE, "%s needs a value", argv[i]);
        }
        if (is_keys && !read_keys_file(asked, argv[++i], err)) {
            return false;
        }
        if (is_vkey) {
            i++;
            if (!known_keys_add(&asked->known, argv[i], strlen(argv[i]), 0, err)) {
                return false;
            }
        }
        if (is_keys || is_vkey) {
            continue;
        }
        if (strcmp(argv[i], "--json") == 0) {
            asked->is_json = true;
        } else if (strncmp(argv[i], "--", 2) == 0 || asked->source != NULL) {
            return err_set(err, ERR_USAGE, "%.100s is not understood here", argv[i]);
        } else {
            asked->source = argv[i];
        }
    }
    return asked->source != NULL ||
           err_set(err, ERR_USAGE, "say what to verify: a folder, a URL or a receipt");
}

/* --- A log. --- */

static void add_json_number(struct str *out, const char *name, int64_t value)
{
    str_addf(out, ",\"%s\":%" PRId64, name, value);
}

void findings_add_json(struct str *out, const struct findings *findings)
{
    add_json_number(out, "findingCount", (int64_t)findings->count);
    str_add(out, ",\"findings\":[");
    for (size_t i = 0; i < findings->count && i < FINDINGS_MAX; i++) {
        const struct finding *finding = &findings->items[i];
        str_add(out, i == 0 ? "{" : ",{");
        if (finding->entry != FINDING_NO_ENTRY) {
            str_addf(out, "\"entry\":%" PRIu64 ",", finding->entry);
        }
        str_add(out, "\"reason\":");
        str_add_json(out, finding->reason, strlen(finding->reason));
        str_add_char(out, '}');
    }
    str_add_char(out, ']');
}

static void print_log_json(const struct asked *asked, const struct verify_result *result)
{
    struct str out = str_new(asked->arena, VERIFY_ARENA_MAX / 4);
    const struct findings *findings = &result->findings;
    char root[2 * HASH_BYTES + 1];
    hex_encode(root, result->checkpoint.root.bytes, HASH_BYTES);
    str_addf(&out, "{\"verified\":%s,\"origin\":", findings->count == 0 ? "true" : "false");
    str_add_json(&out, result->checkpoint.origin, strlen(result->checkpoint.origin));
    add_json_number(&out, "entries", (int64_t)result->checkpoint.size);
    str_addf(&out, ",\"root\":\"%s\",\"keysFromLog\":%s", root,
             asked->known.is_from_log ? "true" : "false");
    add_json_number(&out, "envelopes", (int64_t)result->sums.envelopes);
    for (int stage = STAGE_GRANTED; stage <= STAGE_RETURNED; stage++) {
        str_addf(&out, ",\"%sCents\":%" PRId64, stage_names[stage - 1],
                 result->sums.budget_cents[stage]);
    }
    findings_add_json(&out, findings);
    str_add_char(&out, '}');
    (void)printf("%s\n", out.failed ? "{\"verified\":false}" : out.ptr);
}

void findings_print(const struct findings *findings)
{
    for (size_t i = 0; i < findings->count && i < FINDINGS_MAX; i++) {
        const struct finding *finding = &findings->items[i];
        if (finding->entry != FINDING_NO_ENTRY) {
            (void)printf("entry %" PRIu64 ": ", finding->entry);
        }
        (void)printf("%s\n", finding->reason);
    }
    if (findings->count > FINDINGS_MAX) {
        (void)printf("… and %" PRIu64 " more\n", findings->count - FINDINGS_MAX);
    }
}

void sums_print(const struct verify_sums *sums)
{
    (void)printf("%" PRIu64 " envelope(s)", sums->envelopes);
    for (int stage = STAGE_GRANTED; stage <= STAGE_RETURNED; stage++) {
        char amount[CENTS_TEXT_MAX + 1];
        cents_print(amount, sums->budget_cents[stage]);
        (void)printf("%s%s %s",
                     stage == STAGE_GRANTED     ? ": "
                     : stage == STAGE_AVAILABLE ? " = "
                                                : " + ",
                     stage_names[stage - 1], amount);
    }
    (void)printf("\n");
}

static void print_log(const struct asked *asked, const struct verify_result *result)
{
    char root[2 * HASH_BYTES + 1];
    hex_encode(root, result->checkpoint.root.bytes, HASH_BYTES);
    findings_print(&result->findings);
    if (result->checkpoint.origin[0] != '\0') {
        (void)printf("log %s: %" PRIu64 " entries, root %s\n", result->checkpoint.origin,
                     result->checkpoint.size, root);
    }
    if (result->stopped_at != FINDING_NO_ENTRY) {
        (void)printf("the entries after %" PRIu64 " rest on it: they were only hashed\n",
                     result->stopped_at);
    }
    if (result->findings.count > 0) {
        (void)printf("NOT VERIFIED: %" PRIu64 " finding(s)\n", result->findings.count);
        return;
    }
    sums_print(&result->sums);
    if (asked->known.is_from_log) {
        (void)printf("The keys are the log's own list. Give --vkey with a key that you have from "
                     "elsewhere to know whose log it is.\n");
    }
    (void)printf("VERIFIED: every entry, balance, verdict and hash is as the rules make it\n");
}

static int run_log(struct asked *asked, struct err *err)
{
    struct source source;
    struct verify_result *result = arena_alloc(asked->arena, sizeof *result);
    if (result == NULL) {
        err_set(err, ERR_MEMORY, "no memory for the result");
        return report("verify", err);
    }
    if (!source_open(&source, asked->arena, asked->source, err)) {
        return report("verify", err);
    }
    bool is_done = verify_log(&source, &asked->known, result, err);
    source_close(&source);
    if (!is_done) {
        return report("verify", err);
    }
    if (asked->is_json) {
        print_log_json(asked, result);
    } else {
        print_log(asked, result);
    }
    return result->findings.count == 0 ? EXIT_DONE : EXIT_NOT_VERIFIED;
}

/* --- A receipt. --- */

/* The leaf's members, one a line, as they stand in its bytes. Leaves hold no escapes. */
static void print_members(const char *leaf, size_t len)
{
    int depth = 0;
    size_t start = 1;
    bool is_string = false;
    for (size_t i = 0; i < len; i++) {
        is_string ^= leaf[i] == '"';
        if (is_string) {
            continue;
        }
        depth += leaf[i] == '{' || leaf[i] == '[';
        depth -= leaf[i] == '}' || leaf[i] == ']';
        if ((leaf[i] == ',' && depth == 1) || (leaf[i] == '}' && depth == 0)) {
            (void)printf("  %.*s\n", (int)(i - start), leaf + start);
            start = i + 1;
        }
    }
}

static void print_receipt(const struct asked *asked, const struct receipt *receipt,
                          const struct act *act)
{
    char at[INSTANT_TEXT + 1];
    instant_print(at, act->at);
    if (asked->is_json) {
        struct str out = str_new(asked->arena, 4 * LEAF_BYTES_MAX);
        str_add(&out, "{\"verified\":true,\"origin\":");
        str_add_json(&out, receipt->checkpoint.origin, strlen(receipt->checkpoint.origin));
        str_addf(&out, ",\"entry\":%" PRIu64 ",\"size\":%" PRIu64 ",\"leaf\":", receipt->index,
                 receipt->checkpoint.size);
        str_add_len(&out, receipt->leaf, receipt->leaf_len);
        str_add_char(&out, '}');
        (void)printf("%s\n", out.failed ? "{\"verified\":true}" : out.ptr);
        return;
    }
    (void)printf("entry %" PRIu64 " of %s, of %" PRIu64 " then: %s at %s\n", receipt->index,
                 receipt->checkpoint.origin, receipt->checkpoint.size, act->kind->name, at);
    print_members((const char *)receipt->leaf, receipt->leaf_len);
    (void)printf("VERIFIED: this entry is in the log that the key signed\n");
}

static int refuse_receipt(const struct asked *asked, const char *why)
{
    if (asked->is_json) {
        struct str out = str_new(asked->arena, KEYS_FILE_MAX);
        str_add(&out, "{\"verified\":false,\"findings\":[{\"reason\":");
        str_add_json(&out, why, strlen(why));
        str_add(&out, "}]}");
        (void)printf("%s\n", out.failed ? "{\"verified\":false}" : out.ptr);
    } else {
        (void)printf("%s\nNOT VERIFIED\n", why);
    }
    return EXIT_NOT_VERIFIED;
}

/* Twice, as a checkpoint: the keys in force are known once the size is. */
static bool check_receipt(struct asked *asked, const struct str *text, struct receipt *out,
                          struct err *err)
{
    struct vkey in_force[NOTE_KEYS_MAX];
    struct vkeys known = { .keys = asked->known.keys, .count = asked->known.count };
    struct receipt_text receipt_text = { .ptr = text->ptr, .len = text->len };
    if (!receipt_verify(out, asked->arena, &receipt_text, &known, err)) {
        return false;
    }
    known = known_keys_at(&asked->known, out->checkpoint.size, in_force);
    return receipt_verify(out, asked->arena, &receipt_text, &known, err);
}

static int run_receipt(struct asked *asked, const struct str *text, struct err *err)
{
    struct receipt receipt;
    struct act act = { 0 };
    if (asked->known.count == 0) {
        err_set(err, ERR_USAGE, "a receipt is checked with the log's key: give --vkey or --keys");
        return report("verify", err);
    }
    if (check_receipt(asked, text, &receipt, err) &&
        leaf_read(&act, asked->arena, receipt.leaf, receipt.leaf_len, err)) {
        print_receipt(asked, &receipt, &act);
        return EXIT_DONE;
    }
    return fold_is_finding(err) ? refuse_receipt(asked, err->detail) : report("verify", err);
}

/* True when the source is a file that begins as a receipt does; it is then in `out`. */
static bool is_receipt(const struct asked *asked, struct str *out)
{
    struct err ignored = { 0 };
    *out = str_new(asked->arena, TLOG_PROOF_BYTES_MAX);
    return source_read_file(asked->source, out, &ignored) &&
           out->len >= sizeof RECEIPT_FIRST_LINE - 1 &&
           memcmp(out->ptr, RECEIPT_FIRST_LINE, sizeof RECEIPT_FIRST_LINE - 1) == 0;
}

static bool is_about_database(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--database") == 0) {
            return true;
        }
    }
    return false;
}

int cmd_verify(int argc, char **argv)
{
    if (is_about_database(argc, argv)) {
        return verify_database(argc, argv);
    }
    struct err err = { 0 };
    struct asked *asked = calloc(1, sizeof *asked);
    struct str text;
    int code = EXIT_FAULT;
    if (asked == NULL || (asked->arena = arena_new(VERIFY_ARENA_MAX)) == NULL) {
        err_set(&err, ERR_MEMORY, "no memory to begin with");
        code = report("verify", &err);
    } else if (!read_arguments(asked, argc, argv, &err)) {
        code = report("verify", &err);
    } else if (is_receipt(asked, &text)) {
        code = run_receipt(asked, &text, &err);
    } else {
        code = run_log(asked, &err);
    }
    if (asked != NULL) {
        arena_free(asked->arena);
    }
    free(asked);
    return code;
}
