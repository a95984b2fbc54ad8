/* docs/competence.md: who may do which act, and who gives which role. */
#include "cli/docs_internal.h"

static void print_act(FILE *out, enum act_type type)
{
    const struct competence *row = competence_of(type);
    (void)fprintf(out, "| `%s` | %s | ", act_kind(type)->name, row->body);
    docs_roles(out, row->roles);
    (void)fprintf(out, row->field == NULL ? " | the installation |\n" : " | `%s`%s |\n", row->field,
                  row->is_within ? ", or a council in it" : "");
}

static void print_role(FILE *out, enum role role)
{
    const struct giving *giving = giving_of(role);
    const char *between = "";
    (void)fprintf(out, "| `%s` | ", role_names[role - 1]);
    for (int scope = scope_absent + 1; scope < scope_end; scope++) {
        if ((giving->scopes & (1u << scope)) != 0) {
            (void)fprintf(out, "%s`%s`", between, scope_names[scope - 1]);
            between = ", ";
        }
    }
    (void)fputs(" | ", out);
    docs_roles(out, giving->givers);
    (void)fputs(" | ", out);
    docs_roles(out, giving->givers_when_vacant);
    (void)fputs(" |\n", out);
}

void docs_competence(FILE *out)
{
    docs_begin(out, "Competence", "competence");
    (void)fputs(
        "One row a leaf type. *Body* is who decides; *role* is the appointment that enters it; "
        "*reach* is the field\nwhose object must lie within the appointment's scope. An "
        "appointment "
        "counts on the days it is in force.\nWhere several of a person's appointments will do, the "
        "first is chosen, and stands in the leaf. Who may\nnot is answered 403 `forbidden`, "
        "with the "
        "roles that may.\n\n"
        "| act | body | role | reach |\n|---|---|---|---|\n",
        out);
    for (int type = ACT_NONE + 1; type < ACT_COUNT; type++) {
        print_act(out, (enum act_type)type);
    }
    (void)fputs("\n## Who gives which role\n\nWhat reaches the whole installation is given by the "
                "operator.\n\n"
                "| role | held in | given by | besides, while nobody holds it there |\n"
                "|---|---|---|---|\n",
                out);
    for (int role = role_absent + 1; role < role_end; role++) {
        print_role(out, (enum role)role);
    }
    (void)fputs(
        "\n## Acts that one person may not both do\n\nThe person counts, not the handle. "
        "Refused with 409 `separation-of-duties`.\n\n"
        "| who | may not be who |\n|---|---|\n"
        "| decides, concurs or declines | asks the money |\n"
        "| accepts a claim or an accountability | filed it, leads the project, signed the promise, "
        "or is paid |\n"
        "| accepts an accountability | paid on the commitment |\n"
        "| orders or books a payment | accepted the claim |\n"
        "| signs a promise, settles it, or took its decision | is paid |\n"
        "| reverses a posting | made it |\n"
        "| rules on an objection | took the decision, holds its mandate, or voted on it |\n"
        "| sits as chair when a motion opens | has a second seat in that council |\n",
        out);
}
