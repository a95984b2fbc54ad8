/* docs/errors.md: every error with what it means for who gets it, and which acts may be refused
 * with it, from the error table and the routes. */
#include "buurtkas/base/err.h"
#include "cli/docs_internal.h"

static const char *const advice[ERR_COUNT] = {
    [ERR_OK] = "Never sent.",
    [ERR_MALFORMED_JSON] = "The detail names line and column.",
    [ERR_INVALID_FIELD] = "`errors` lists every field that is not valid, with its pointer.",
    [ERR_INVALID_PARAMETER] = "Unknown parameters are refused too.",
    [ERR_INVALID_HEADER] = "The detail names the header.",
    [ERR_BAD_FRAMING] = "The request was not read; the connection is closed.",
    [ERR_KEY_MISSING] =
        "Send a fresh `Idempotency-Key` with each act, and the same one to repeat it.",
    [ERR_UNAUTHENTICATED] = "Send `Authorization: Bearer …` with a token that is in force.",
    [ERR_FORBIDDEN] = "The detail names the roles that may; see competence.md.",
    [ERR_NOT_FOUND] = "Nothing, or nothing that you may see.",
    [ERR_METHOD_NOT_ALLOWED] = "`Allow` lists the methods that are.",
    [ERR_NOT_ACCEPTABLE] = "Ask for `application/json`, or `text/html` of a page.",
    [ERR_REQUEST_TIMEOUT] = "Send it again, without pauses.",
    [ERR_PRECONDITION_FAILED] = "Read it again, and decide again.",
    [ERR_TOO_LARGE] = "The detail names the limit.",
    [ERR_UNSUPPORTED_MEDIA_TYPE] = "Send `Content-Type: application/json`.",
    [ERR_KEY_REUSED] = "Take a new key: this one belongs to another request.",
    [ERR_UNKNOWN_REFERENCE] = "`errors` points at the field.",
    [ERR_NOT_YET_SUPPORTED] = "The rule exists; this program does not know it yet.",
    [ERR_WRONG_STATE] = "The detail names the state; see states.md.",
    [ERR_ALREADY_EXISTS] = "The detail names what is there.",
    [ERR_MISMATCH] = "For example a mandate of another council.",
    [ERR_SEPARATION] = "Ask someone else; see competence.md.",
    [ERR_NO_MANDATE] = "None, or withdrawn, or out of its dates.",
    [ERR_OVER_CEILING] = "Of one decision, or of the calendar year.",
    [ERR_NO_CONSENT] = "The holder consents first.",
    [ERR_ENVELOPE_NOT_OPEN] = "Ended or closed: nothing new is granted, allocated or promised.",
    [ERR_MORE_THAN_AVAILABLE] = "The detail says how much there is.",
    [ERR_MORE_THAN_GRANTED] = "The detail says how much that grant is.",
    [ERR_MORE_THAN_RECEIVABLE] = "The detail says how much is still to come.",
    [ERR_MORE_THAN_ALLOCATED] = "Allocated to the proposal and not yet promised.",
    [ERR_MORE_THAN_COMMITTED] = "Promised and not yet claimed.",
    [ERR_MORE_THAN_PAYABLE] = "Accepted and not yet ordered.",
    [ERR_MORE_THAN_IN_TRANSIT] = "Ordered and not yet booked.",
    [ERR_MORE_THAN_PAID] = "Booked and not come back.",
    [ERR_MORE_THAN_ADVANCE] = "Paid in advance and not yet accounted for.",
    [ERR_MORE_THAN_RECOVERY] = "Claimed back and not yet received.",
    [ERR_MORE_THAN_EXPENSE] = "Accepted as spent.",
    [ERR_MORE_THAN_BANK] = "In the bank less what is on its way.",
    [ERR_MORE_THAN_ASKED] = "Of the version that is put to the vote.",
    [ERR_ADVANCE_OPEN] = "Account for the advance first.",
    [ERR_NOT_NOTIFIED] = "Tell the applicant first: `POST /v1/notifications`.",
    [ERR_NOT_IN_EFFECT] = "It waits for its holder, was declined, or was annulled.",
    [ERR_CONTESTED] = "Until somebody has ruled on it: `POST /v1/decisions/{id}/rulings`.",
    [ERR_SUSPENDED] = "Until the suspension is lifted.",
    [ERR_UNRATIFIED] = "Until the council ratifies it; for good when the council refused.",
    [ERR_NOT_SETTLED_UP] = "The detail names an account that is not at zero.",
    [ERR_LATER_ROW_RESTS_ON_IT] =
        "Reverse the later one first; the detail names the account or act.",
    [ERR_ALREADY_REVERSED] = "A transaction is reversed once.",
    [ERR_NOT_REVERSIBLE] = "A reversal itself, or a late act of a closed envelope.",
    [ERR_PROOF_NEEDED] = "Money at the bank is undone with a proof only.",
    [ERR_BAD_DATE] = "The detail names the limit.",
    [ERR_NOTICE_TOO_SHORT] = "The detail names the rule set and its days; for a call also the first day that is left.",
    [ERR_NOT_ON_AGENDA] = "Add the item to the agenda first, with its proposal.",
    [ERR_MEETING_NOT_OPEN] = "Open the meeting first.",
    [ERR_NO_QUORUM] = "The detail says how many are there and how many it takes.",
    [ERR_MOTION_NOT_OPEN] = "Not opened yet, closed, decided or void.",
    [ERR_NOT_ENTITLED] = "Not on the roster that was fixed at the opening.",
    [ERR_NOT_PRESENT] = "Record the arrival first.",
    [ERR_RECUSED] = "Stepping back is for good.",
    [ERR_ALREADY_VOTED] =
        "To correct it, name the earlier vote in `supersedes`, if the rules allow it.",
    [ERR_BAD_SIGNATURE] = "Sign the statement again, by the recipe in docs/auditor.md.",
    [ERR_CHOICE_NOT_OFFERED] = "The detail names the choices that are.",
    [ERR_NOT_ADOPTED] = "Rejected, or too few took part.",
    [ERR_EFFECTS_MISSING] = "All four, each with an answer and a reason.",
    [ERR_INTERNAL] = "Nothing was recorded. The log of the daemon says more.",
    [ERR_BUSY] = "Repeat with the same `Idempotency-Key` after `Retry-After`.",
    [ERR_UNAVAILABLE] = "Repeat with the same `Idempotency-Key` after `Retry-After`.",
    [ERR_DEADLINE] = "Repeat with the same `Idempotency-Key`: it may have been recorded.",
    [ERR_IO] = "Command line only.",
    [ERR_USAGE] = "Command line only: exit code 2.",
    [ERR_DATABASE] = "In logs only.",
    [ERR_CONNECTION] = "Repeat with the same `Idempotency-Key`: it may have been recorded.",
    [ERR_MEMORY] = "Command line and logs only.",
    [ERR_CORRUPT] = "Command line only: exit code 3 of `verify`.",
};

static bool may_refuse(const struct route *route, enum err_code code)
{
    for (const enum err_code *at = route->errors; at != NULL && *at != ERR_OK; at++) {
        if (*at == code) {
            return true;
        }
    }
    return false;
}

static void print_refused(FILE *out, enum err_code code)
{
    const char *between = "";
    for (size_t i = 0; i < routes_count; i++) {
        if (may_refuse(&routes[i], code)) {
            (void)fprintf(out, "%s`%s`", *between == '\0' ? "" : between, routes[i].name);
            between = ", ";
        }
    }
}

static bool is_refused_somewhere(enum err_code code)
{
    for (size_t i = 0; i < routes_count; i++) {
        if (may_refuse(&routes[i], code)) {
            return true;
        }
    }
    return false;
}

void docs_errors(FILE *out)
{
    docs_begin(out, "Errors", "errors");
    (void)fputs(
        "An error is `application/problem+json` (RFC 9457). `type` is `/problems/` and the "
        "type below, at the\ndaemon's public address; that page explains it in Dutch. "
        "`detail` is one sentence with its numbers, `errors`\nlists the fields. An act that "
        "was answered with an error has not happened, unless the row says otherwise.\n\n"
        "| type | status | title | what it means for you |\n|---|---|---|---|\n",
        out);
    for (int code = ERR_OK + 1; code < ERR_COUNT; code++) {
        (void)fprintf(out, "| `%s` | %d | %s | %s |\n", err_type((enum err_code)code),
                      err_status((enum err_code)code), err_title((enum err_code)code),
                      advice[code]);
    }
    (void)fputs(
        "\n## Which acts may be refused with it\n\nBy `operationId` of the OpenAPI document. "
        "Errors that every act may meet are not listed.\n\n"
        "| type | acts |\n|---|---|\n",
        out);
    for (int code = ERR_OK + 1; code < ERR_COUNT; code++) {
        if (is_refused_somewhere((enum err_code)code)) {
            (void)fprintf(out, "| `%s` | ", err_type((enum err_code)code));
            print_refused(out, (enum err_code)code);
            (void)fputs(" |\n", out);
        }
    }
}
