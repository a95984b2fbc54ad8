/* Connecting, preparing, and what the server's failures mean to us: two tables, SQLSTATE and
 * constraint. The text of a message decides nothing. */
#include "pg_internal.h"

#include <assert.h>
#include <string.h>

void pg_result_freep(PGresult **result)
{
    PQclear(*result);
}

bool pg_is_open(const struct pg *pg)
{
    return pg->conn != NULL && !pg->is_lost;
}

void pg_close(struct pg *pg)
{
    PQfinish(pg->conn);
    *pg = (struct pg){ .give_up_ms = pg->give_up_ms };
}

enum stmt_id pg_statement(const char *name)
{
    size_t low = 0;
    size_t high = STMT_COUNT;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(statements[middle].name, name);
        if (order == 0) {
            return (enum stmt_id)middle;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return STMT_COUNT;
}

/* --- Failures. --- */

/* A prefix of SQLSTATE and what it means; the first that fits. */
struct state_rule {
    const char *prefix;
    enum err_code code;
    const char *detail;
};
static const struct state_rule state_rules[] = {
    {"08P01",  ERR_DATABASE,    "the database could not read a parameter"   },
    { "08",    ERR_CONNECTION,  "the connection to the database is lost"    },
    { "57P",   ERR_CONNECTION,  "the database ended the session"            },
    { "25P03", ERR_CONNECTION,  "the database ended the session"            },
    { "57014", ERR_DEADLINE,    "the database did not finish in time"       },
    { "55P03", ERR_BUSY,        "a lock in the database was held too long"  },
    { "40",    ERR_BUSY,        "the database asks to try again"            },
    { "53",    ERR_BUSY,        "the database is out of room or connections"},
    { "25006", ERR_UNAVAILABLE, "the database takes no writes"              },
};

/* Constraints that say what a rule would have said, had it not been passed by. */
struct constraint_rule {
    const char *constraint;
    enum err_code code;
    const char *detail;
};
static const struct constraint_rule constraint_rules[] = {
    {"appointment_person_person_fkey",   ERR_UNKNOWN_REFERENCE, "No such person exists."  },
    { "payee_person_person_fkey",        ERR_UNKNOWN_REFERENCE, "No such person exists."  },
    { "token_person_fkey",               ERR_UNKNOWN_REFERENCE, "No such person exists."  },
    { "vote_one_per_ordinal",            ERR_ALREADY_VOTED,     "The member has voted."   },
    { "decision_motion",                 ERR_ALREADY_EXISTS,    "It has its decision."    },
    { "concurrence_decision",            ERR_ALREADY_EXISTS,    "The holder has answered."},
    { "publication_decision",            ERR_ALREADY_EXISTS,    "The decision is public." },
    { "rule_set_one_per_version",        ERR_ALREADY_EXISTS,    "These rules exist."      },
    { "proposal_version_one_per_number", ERR_ALREADY_EXISTS,    "This version exists."    },
    { "payment_end_to_end_once",         ERR_ALREADY_EXISTS,    "The EndToEndId is used." },
    { "transaction_reverses",            ERR_ALREADY_REVERSED,  "It is reversed already." },
};

/* True when a constraint of the table names the refusal. */
static bool fail_by_constraint(const char *constraint, struct err *err)
{
    for (size_t i = 0; constraint != NULL && i < ARRAY_LEN(constraint_rules); i++) {
        const struct constraint_rule *rule = &constraint_rules[i];
        if (strcmp(rule->constraint, constraint) == 0) {
            (void)err_set(err, rule->code, "%s", rule->detail);
            return true;
        }
    }
    return false;
}

static void fail_by_state(const char *state, const PGresult *result, struct err *err)
{
    for (size_t i = 0; i < ARRAY_LEN(state_rules); i++) {
        const struct state_rule *rule = &state_rules[i];
        if (strncmp(state, rule->prefix, strlen(rule->prefix)) == 0) {
            (void)err_set(err, rule->code, "%s", rule->detail);
            return;
        }
    }
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    bool is_integrity = strncmp(state, "23", 2) == 0;
    (void)err_set(err, is_integrity ? ERR_INTERNAL : ERR_DATABASE, "%.200s",
                  message == NULL ? "the database gave no reason" : message);
}

bool pg_fail(const PGresult *result, struct err *err)
{
    if (err_is_set(err)) {
        return false;
    }
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (state == NULL || strlen(state) != sizeof err->sqlstate - 1) {
        return err_set(err, ERR_CONNECTION, "the connection to the database is lost");
    }
    if (!fail_by_constraint(PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME), err)) {
        fail_by_state(state, result, err);
    }
    memcpy(err->sqlstate, state, sizeof err->sqlstate);
    return false;
}

/* --- Opening. --- */

static PGconn *connect_start(const char *conninfo)
{
    static const char *const keywords[] = { "dbname", "connect_timeout", "application_name",
                                            "client_encoding", NULL };
    const char *const values[] = { conninfo, "5", "buurtkas", "UTF8", NULL };
    return PQconnectdbParams(keywords, values, 1);
}

static bool prepare_all(struct pg *pg, struct err *err)
{
    for (size_t i = 0; i < STMT_COUNT; i++) {
        if (!pipeline_prepare(pg, &statements[i], err)) {
            return false;
        }
    }
    if (!pipeline_sync(pg, err)) {
        return false;
    }
    for (size_t i = 0; i < STMT_COUNT; i++) {
        struct err cause = { 0 };
        if (!pipeline_skip(pg, 1, &cause)) {
            enum err_code code = cause.code == ERR_CONNECTION ? ERR_CONNECTION : ERR_DATABASE;
            return err_set(err, code, "statement %s: %s", statements[i].name, cause.detail);
        }
    }
    return pipeline_take_sync(pg, err);
}

static bool session_begin(struct pg *pg, const char *const *settings, struct err *err)
{
    if (PQsetnonblocking(pg->conn, 1) != 0 || PQenterPipelineMode(pg->conn) != 1) {
        return err_set(err, ERR_CONNECTION, "the connection does not enter pipeline mode");
    }
    for (; *settings != NULL; settings++) {
        if (!pipeline_run(pg, *settings, err)) {
            return false;
        }
    }
    return prepare_all(pg, err);
}

/* What a server says unasked. The last word of a session is that it ends. */
static void hear(void *self, const PGresult *notice)
{
    struct pg *pg = self;
    const char *severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (severity != NULL && (strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0)) {
        pg->is_lost = true;
    }
}

bool pg_open(struct pg *pg, const char *conninfo, const char *const *settings, struct err *err)
{
    pg_close(pg); /* a lost one would keep its session, and the session its lock */
    pg->conn = connect_start(conninfo);
    if (pg->conn == NULL || PQstatus(pg->conn) != CONNECTION_OK) {
        (void)err_set(err, ERR_CONNECTION, "cannot connect to the database: %.200s",
                      pg->conn == NULL ? "out of memory" : PQerrorMessage(pg->conn));
        pg_close(pg);
        return false;
    }
    (void)PQsetNoticeReceiver(pg->conn, hear, pg);
    if (!session_begin(pg, settings, err)) {
        pg_close(pg);
        return false;
    }
    return true;
}
