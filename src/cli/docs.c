/* The verb docs: prints one of the generated pages of docs/. */
#include <string.h>

#include "cli/cli_internal.h"
#include "cli/docs_internal.h"

static const struct page {
    const char *name;
    void (*print)(FILE *out);
} pages[] = {
    {"leaves",      docs_leaves    },
    { "competence", docs_competence},
    { "errors",     docs_errors    },
    { "states",     docs_states    },
    { "accounts",   docs_accounts  },
    { "rule-sets",  docs_rules     },
};

const struct route *docs_route_of(enum act_type type)
{
    for (size_t i = 0; i < routes_count; i++) {
        if (routes[i].kind == ROUTE_ACT && routes[i].act == type) {
            return &routes[i];
        }
    }
    return NULL;
}

void docs_words(FILE *out, const char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++) {
        (void)fprintf(out, "%s`%s`", i == 0 ? "" : ", ", names[i]);
    }
}

void docs_roles(FILE *out, role_set roles)
{
    const char *between = "";
    for (int role = role_absent + 1; role < role_end; role++) {
        if ((roles & ROLE_BIT(role)) != 0) {
            (void)fprintf(out, "%s`%s`", between, role_names[role - 1]);
            between = ", ";
        }
    }
    if (roles == 0) {
        (void)fputs("–", out);
    }
}

void docs_begin(FILE *out, const char *title, const char *page)
{
    (void)fprintf(out, "# %s\n\nPrinted by `buurtkas docs %s`; do not edit.\n\n", title, page);
}

int cmd_docs(int argc, char **argv)
{
    struct err err = { 0 };
    const struct option options[] = { { 0 } };
    const char *name = "";
    if (!options_read(argc, argv, options, &name, 1, &err)) {
        return report("docs", &err);
    }
    for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
        if (strcmp(name, pages[i].name) == 0) {
            pages[i].print(stdout);
            return EXIT_DONE;
        }
    }
    err_set(&err, ERR_USAGE, "say leaves, competence, errors, states, accounts or rule-sets");
    return report("docs", &err);
}
