/* docs/rule-sets.md: the shipped rule sets side by side, from the table that adopting starts from.
 */
#include <inttypes.h>
#include <string.h>

#include "buurtkas/domain/ruleset.h"
#include "cli/docs_internal.h"

static void print_bases(FILE *out)
{
    (void)fputs("| parameter |", out);
    for (int base = rule_base_absent + 1; base < rule_base_end; base++) {
        (void)fprintf(out, " `%s` |", rule_base_names[base - 1]);
    }
    (void)fputs("\n|---|", out);
    for (int base = rule_base_absent + 1; base < rule_base_end; base++) {
        (void)fputs("---|", out);
    }
    (void)fputs("\n", out);
}

/* A word, or a number; absent is a dash. */
static void print_value(FILE *out, const char *const *names, int32_t value)
{
    if (value == FIELD_ABSENT_I32 || (names != NULL && value == 0)) {
        (void)fputs(" – |", out);
    } else if (names != NULL) {
        (void)fprintf(out, " %s |", names[value - 1]);
    } else {
        (void)fprintf(out, " %" PRId32 " |", value);
    }
}

/* The words of a parameter are those of its field in the leaf. */
static const struct field *field_of(const char *pointer)
{
    return field_find(act_kind(ACT_RULE_SET_ADOPTED)->fields, pointer + 1, strlen(pointer + 1));
}

#define PRINT_ROW(type, member, pointer, is_law)                                                   \
    (void)fprintf(out, "| `%s`%s |", (pointer) + 1, (is_law) ? "" : " *");                         \
    for (int base = rule_base_absent + 1; base < rule_base_end; base++) {                          \
        print_value(out, field_of(pointer)->names,                                                 \
                    rule_template_of((enum rule_base)base)->member);                               \
    }                                                                                              \
    (void)fputs("\n", out);

static void print_thresholds(FILE *out, bool in_writing)
{
    (void)fputs(in_writing ? "| `writtenThresholds` |" : "| `thresholds` |", out);
    for (int base = rule_base_absent + 1; base < rule_base_end; base++) {
        const struct rule_template *of = rule_template_of((enum rule_base)base);
        const struct threshold *all = in_writing ? of->written_thresholds : of->thresholds;
        size_t count = in_writing ? of->written_threshold_count : of->threshold_count;
        for (size_t i = 0; i < count; i++) {
            const struct threshold *threshold = &all[i];
            (void)fprintf(out, "%s %s %" PRId32 "/%" PRId32 " of %s", i == 0 ? "" : ";",
                          threshold->is_strict ? "more than" : "at least", threshold->num,
                          threshold->den, threshold_base_names[threshold->base - 1]);
        }
        (void)fputs(count == 0 ? " – |" : " |", out);
    }
    (void)fputs("\n", out);
}

void docs_rules(FILE *out)
{
    docs_begin(out, "Rule sets", "rule-sets");
    (void)fputs(
        "What a council adopts starts from one of these and may change any parameter by its name in "
        "`POST /v1/rule-sets`; what was\nadopted stands whole in the leaf `rule-set.adopted`. A set "
        "that contradicts itself is refused with 409 `mismatch` and the\nreason. The Gemeentewet "
        "fixes a `raad`: it can change only what is marked *. What each parameter means stands in\n"
        "[leaves.md](leaves.md) at `rule-set.adopted`; what an evening looks like under each set in\n"
        "[council-secretary.md](council-secretary.md).\n\n",
        out);
    print_bases(out);
    RULE_PARAMETERS(PRINT_ROW)
    print_thresholds(out, false);
    print_thresholds(out, true);
    (void)fputs("\nRefused always: `tie` revote-then-lot. Lots are drawn on persons only, and ballots on "
                "persons have them anyway; a decision on money\nrests on reasons.\n",
                out);
}
