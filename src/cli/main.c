/* The command line: one table of verbs. Data goes to stdout, messages to stderr. */
#include <stdio.h>
#include <string.h>

#include "cli/cli_internal.h"

static const struct verb verbs[] = {
    {"serve",         cmd_serve,        "serve [--config FILE] [--state DIR] [--listen HOST:PORT]",
     "run the daemon"                                                                                                                     },
    { "demo",         cmd_demo,         "demo [--state DIR] [--listen HOST:PORT] [--json] [--check]",
     "serve a demonstration neighbourhood"                                                                                                },
    { "check-config", cmd_check_config, "check-config [--config FILE] [--example]",
     "check the settings and say what they are"                                                                                           },
    { "migrate",      cmd_migrate,      "migrate [--config FILE] [--database CONNINFO]",
     "bring the database to this program's schema"                                                                                        },
    { "key",          cmd_key,          "key generate|show [--config FILE]",                          "make or show the log's signing key"},
    { "token",        cmd_token,        "token create --first --name NAME | create --person ID | revoke ID",
     "make or revoke a bearer token"                                                                                                    },
    { "export",       cmd_export,       "export log FOLDER [--url URL]",                              "copy the public log into a folder" },
    { "import",       cmd_import,       "import pb FILE --envelope ID [--url URL] [--dry-run] [--json]",
     "file an election's projects as proposals"                                                                                           },
    { "verify",       cmd_verify,       "verify FOLDER|URL|RECEIPT | --database [--state DIR]",       "check the record, offline"         },
    { "docs",         cmd_docs,         "docs leaves|competence|errors|states|accounts|rule-sets",
     "print a table of this program as Markdown"                                                                                          },
    { "version",      cmd_version,      "version",                                                    "say which version this is"         },
};

static int usage(FILE *out, int code)
{
    (void)fprintf(out, "usage: buurtkas VERB …\n\n");
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
        (void)fprintf(out, "  buurtkas %-58s %s\n", verbs[i].usage, verbs[i].summary);
    }
    (void)fprintf(out, "\nExit codes: 0 done, 1 failed, 2 usage, 3 not verified, 4 refused.\n");
    return code;
}

int cmd_version(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    (void)printf("buurtkas %s\n", BUURTKAS_VERSION);
    return EXIT_DONE;
}

static bool asks_for_help(int argc, char **argv)
{
    bool asks = false;
    for (int i = 1; i < argc && !asks; i++) {
        asks = strcmp(argv[i], "--help") == 0;
    }
    return asks;
}

static int run(const struct verb *verb, int argc, char **argv)
{
    if (!asks_for_help(argc, argv)) {
        return verb->run(argc, argv);
    }
    (void)printf("usage: buurtkas %s\n\n%s\n", verb->usage, verb->summary);
    return EXIT_DONE;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        return usage(stderr, EXIT_USAGE);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        return usage(stdout, EXIT_DONE);
    }
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
        if (strcmp(argv[1], verbs[i].name) == 0) {
            return run(&verbs[i], argc - 1, argv + 1);
        }
    }
    (void)fprintf(stderr, "buurtkas: there is no verb \"%s\"\n", argv[1]);
    return usage(stderr, EXIT_USAGE);
}
