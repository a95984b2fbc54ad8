/* Addresses: which kind of object stands under which collection. */
#include <stdio.h>
#include <string.h>

#include "api/api_internal.h"

struct resource {
    enum kind kind;
    const char *name; /* of the column or field that names one */
    const char *collection;
};

static const struct resource resources[] = {
    {KIND_ORGANISATION,         "organisation",        "organisations"       },
    { KIND_ORGANISATION,        "funder",              "organisations"       },
    { KIND_AREA,                "area",                "areas"               },
    { KIND_COUNCIL,             "council",             "councils"            },
    { KIND_RULE_SET,            "rule_set",            "rule-sets"           },
    { KIND_PROGRAMME,           "programme",           "programmes"          },
    { KIND_ENVELOPE,            "envelope",            "envelopes"           },
    { KIND_GRANT,               "grant",               "grants"              },
    { KIND_MANDATE,             "mandate",             "mandates"            },
    { KIND_PAYEE,               "payee",               "payees"              },
    { KIND_PROPOSAL,            "proposal",            "proposals"           },
    { KIND_MEETING,             "meeting",             "meetings"            },
    { KIND_MOTION,              "motion",              "motions"             },
    { KIND_BALLOT,              "ballot",              "ballots"             },
    { KIND_DECISION,            "decision",            "decisions"           },
    { KIND_NOTIFICATION,        "notification",        "notifications"       },
    { KIND_PUBLICATION,         "publication",         "publications"        },
    { KIND_DECISION,            "about",               "decisions"           },
    { KIND_OBJECTION,           "objection",           "objections"          },
    { KIND_INTEREST,            "interest",            "interests"           },
    { KIND_INSTRUCTION,         "instruction",         "instructions"        },
    { KIND_INFORMATION_REQUEST, "information_request", "information-requests"},
    { KIND_COMMITMENT,          "commitment",          "commitments"         },
    { KIND_CLAIM,               "claim",               "claims"              },
    { KIND_ACCOUNTABILITY,      "accountability",      "accountabilities"    },
    { KIND_PAYMENT,             "payment",             "payments"            },
    { KIND_RECOVERY,            "recovery",            "recoveries"          },
    { KIND_RETURN_PART,         "return",              "returns"             },
    { KIND_MEMBER_KEY,          "member_key",          "member-keys"         },
    { KIND_MEMBER_KEY,          "signed_with",         "member-keys"         },
    { KIND_TRANSACTION,         "transaction",         "transactions"        },
    { KIND_APPOINTMENT,         "appointment",         "appointments"        },
};

static bool print_path(char out[PATH_TEXT_MAX], const char *collection, const struct uuid *id)
{
    char text[UUID_TEXT + 1];
    uuid_print(text, id);
    (void)snprintf(out, PATH_TEXT_MAX, "/v1/%s/%s", collection, text);
    return true;
}

bool resource_path(char out[PATH_TEXT_MAX], enum kind kind, const struct uuid *id)
{
    for (size_t i = 0; i < ARRAY_LEN(resources); i++) {
        if (resources[i].kind == kind) {
            return print_path(out, resources[i].collection, id);
        }
    }
    return false;
}

bool resource_path_by_name(char out[PATH_TEXT_MAX], const char *name, const struct uuid *id)
{
    for (size_t i = 0; i < ARRAY_LEN(resources); i++) {
        if (strcmp(resources[i].name, name) == 0) {
            return print_path(out, resources[i].collection, id);
        }
    }
    return false;
}

bool resource_of_route(char out[PATH_TEXT_MAX], const struct route *route, const struct uuid *id)
{
    const char *brace = strchr(route->path, '{');
    if (brace == NULL) {
        return false;
    }
    char text[UUID_TEXT + 1];
    uuid_print(text, id);
    (void)snprintf(out, PATH_TEXT_MAX, "%.*s%s", (int)(brace - route->path), route->path, text);
    return true;
}
