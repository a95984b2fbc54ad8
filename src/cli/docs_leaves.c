/* docs/leaves.md: every leaf type with its fields, from the lists in domain/acts_*.def. */
#include <inttypes.h>
#include <string.h>

#include "buurtkas/audit/leaf.h"
#include "cli/docs_internal.h"

enum {
    NAME_MAX = 128
};

static const char *kind_name(enum field_kind kind)
{
    static const char *const names[] = {
        [FIELD_UUID] = "uuid",           [FIELD_I64] = "integer",  [FIELD_CENTS] = "cents",
        [FIELD_I32] = "integer",         [FIELD_BOOL] = "boolean", [FIELD_ENUM] = "word",
        [FIELD_DATE] = "date",           [FIELD_INSTANT] = "time", [FIELD_HASH] = "hash",
        [FIELD_SIGNATURE] = "signature", [FIELD_CODE] = "code",    [FIELD_TEXT] = "text",
        [FIELD_OBJECT] = "object",       [FIELD_LIST] = "list",
    };
    return names[kind];
}

static const char *unit_of(enum field_kind kind)
{
    switch (kind) {
    case FIELD_TEXT:
    case FIELD_CODE:
        return " characters";
    case FIELD_LIST:
        return " items";
    case FIELD_I64:
    case FIELD_CENTS:
    case FIELD_I32:
    case FIELD_END:
    case FIELD_UUID:
    case FIELD_BOOL:
    case FIELD_ENUM:
    case FIELD_DATE:
    case FIELD_INSTANT:
    case FIELD_HASH:
    case FIELD_SIGNATURE:
    case FIELD_OBJECT:
        return "";
    }
    return "";
}

static void print_range(FILE *out, const struct field *field)
{
    if (field->kind == FIELD_ENUM) {
        docs_words(out, field->names);
    } else if (field->min != 0 || field->max != 0) {
        (void)fprintf(out, "%" PRId64 " to %" PRId64 "%s", field->min, field->max,
                      unit_of(field->kind));
    }
}

static const char *source_of(unsigned flags)
{
    if ((flags & FIELD_PATH) != 0) {
        return "path";
    }
    if ((flags & FIELD_GIVEN) != 0) {
        return "daemon";
    }
    if ((flags & FIELD_COMPUTED) != 0) {
        return "rule";
    }
    return (flags & FIELD_REQUIRED) != 0 ? "client" : "client, optional";
}

static const char *presence_of(const struct field *field)
{
    if ((field->flags & FIELD_PRIVATE) != 0) {
        return "never";
    }
    if ((field->flags & FIELD_RECORD) == 0) {
        return "as `on`";
    }
    if ((field->flags & FIELD_SEALED) != 0) {
        return field->kind == FIELD_TEXT ? "commitment, if hidden" : "unless hidden";
    }
    bool is_always = (field->flags & FIELD_REQUIRED) != 0 || field->kind == FIELD_BOOL;
    if (field->kind == FIELD_TEXT) {
        return is_always ? "commitment" : "commitment, if sent";
    }
    return is_always ? "always" : "if there is one";
}

static void print_fields(FILE *out, const struct field *fields, const char *front)
{
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        (void)fprintf(out, "| `%s%s` | %s | ", front, field->name, kind_name(field->kind));
        print_range(out, field);
        (void)fprintf(out, " | %s | %s | %s | ", source_of(field->flags), presence_of(field),
                      field->doc);
        (void)fprintf(out, field->example == NULL ? "|\n" : "`%s` |\n", field->example);
        if (field->sub != NULL) {
            char below[NAME_MAX];
            (void)snprintf(below, sizeof below, "%s%s[].", front, field->name);
            print_fields(out, field->sub, below); /* tables are two deep */
        }
    }
}

static void print_type(FILE *out, enum act_type type)
{
    const struct act_kind *kind = act_kind(type);
    const struct route *route = docs_route_of(type);
    (void)fprintf(out, "\n## %s\n\n", kind->name);
    if (route != NULL) {
        (void)fprintf(out, "%s: `POST %s`, by ", route->summary, route->path);
        docs_roles(out, competence_of(type)->roles);
        (void)fputs(".\n\n", out);
    } else {
        (void)fputs("Made by the daemon itself: the first entry of every log.\n\n", out);
    }
    (void)fputs("| field | kind | range | from | in the leaf | meaning | example |\n"
                "|---|---|---|---|---|---|---|\n",
                out);
    print_fields(out, kind->fields, "");
}

void docs_leaves(FILE *out)
{
    docs_begin(out, "Leaf types", "leaves");
    (void)fprintf(
        out,
        "An entry of the public log is one leaf: an act, as canonical JSON (RFC 8785: keys "
        "sorted, no\n"
        "spaces, printable ASCII), at most %d bytes. At its top stand:\n\n"
        "| key | is | absent |\n|---|---|---|\n"
        "| `actor` | `handle` of the appointment and `role` in which it acts; a handle of zeros and "
        "`daemon` in the daemon's own acts, by the clock | never |\n"
        "| `at` | instant, in milliseconds since 1970 UTC | never |\n"
        "| `body` | the fields below | never |\n"
        "| `id` | UUIDv7 of the act, and of the object that it makes | never |\n"
        "| `nonce` | first 16 bytes of SHA-256 of the `Idempotency-Key`, in hex | daemon's own "
        "acts |\n"
        "| `on` | posting date in Europe/Amsterdam | nothing is posted |\n"
        "| `post` | lines: account name, amount, balance after it; debit is positive | nothing is "
        "posted |\n"
        "| `ref` | readable reference, such as `D-2026-007` | it makes nothing that has one |\n"
        "| `text` | commitments of the texts, by their path in the body | there are none |\n"
        "| `type` | the leaf type | never |\n"
        "| `v` | 1 | never |\n\n"
        "A *text* is never in a leaf: its commitment is (`hmac-sha256:…`), and "
        "`/v1/entries/{index}` "
        "shows the\nopenings that are public. *From* says who fills the field: the client, the "
        "request's path, the daemon (chance\nand clock; `verify` takes it from the leaf) or "
        "the rule "
        "(`verify` computes it again and compares).\n",
        LEAF_BYTES_MAX);
    for (int type = ACT_NONE + 1; type < ACT_COUNT; type++) {
        print_type(out, (enum act_type)type);
    }
}
