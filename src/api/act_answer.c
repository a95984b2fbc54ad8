/* Answers to acts, rendered from the act alone, so that a replay, read back from its leaf, gives
 * the same bytes. What was sent but is no part of the record (a person, a posting date as sent) is
 * not shown; the posting date stands as `on`. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "api/api_internal.h"
#include "buurtkas/domain/ballot.h"
#include "buurtkas/domain/verdict.h"
#include "buurtkas/json/encode.h"

static void add_head(struct str *out, const struct act *act)
{
    char id[UUID_TEXT + 1];
    char at[INSTANT_TEXT + 1];
    uuid_print(id, &act->id);
    instant_print(at, act->at);
    str_addf(out, "{\"id\":\"%s\"", id);
    if (act->reference.text[0] != '\0') {
        str_addf(out, ",\"reference\":\"%s\"", act->reference.text);
    }
    str_addf(out, ",\"type\":\"%s\",\"entry\":%" PRIu64 ",\"at\":\"%s\"", act->kind->name,
             act->entry, at);
    if (act->on.days != DATE_ABSENT) {
        char on[11];
        date_print(on, act->on);
        str_addf(out, ",\"on\":\"%s\"", on);
    }
}

static void add_postings(struct str *out, const struct act *act)
{
    if (act->lines.count == 0) {
        return;
    }
    str_add(out, ",\"postings\":[");
    for (size_t i = 0; i < act->lines.count; i++) {
        const struct posting_line *line = &act->lines.lines[i];
        char name[ACCOUNT_NAME_MAX + 1];
        (void)account_name_print(name, line->code, &line->envelope, &line->account);
        str_addf(out,
                 "%s{\"account\":\"%s\",\"amountCents\":%" PRId64 ",\"balanceCents\":%" PRId64 "}",
                 i == 0 ? "" : ",", name, line->amount_cents, line->balance_cents);
    }
    str_add_char(out, ']');
}

static void thresholds_of_body(struct verdict *out, const struct list *thresholds)
{
    const struct item_threshold_sum *item = thresholds->items;
    for (size_t i = 0; i < thresholds->count && i < THRESHOLDS_MAX; i++) {
        out->thresholds[i] = (struct threshold_sum){
            .threshold = {.base = (enum threshold_base)item[i].base,
                          .num = item[i].num,
                          .den = item[i].den,
                          .is_strict = item[i].strict},
            .over = item[i].over,
            .needed = item[i].needed,
        };
        out->threshold_count = i + 1;
    }
}

/* The leaf holds every number of the sum. */
struct verdict verdict_of_body(const struct body_motion_closed *body)
{
    struct verdict verdict = {
        .state = (enum verdict_state)body->verdict,
        .base = (enum rule_base)body->base,
        .seats = body->seats,
        .seated = body->seated,
        .recused = body->recused,
        .eligible = body->eligible,
        .present = body->present,
        .took_part = body->took_part,
        .votes_for = body->votes_for,
        .votes_against = body->votes_against,
        .votes_abstain = body->votes_abstain,
        .votes_blank = body->votes_blank,
        .votes_consent = body->votes_consent,
        .votes_objection = body->votes_objection,
        .dropped = body->dropped,
        .votes_stand_aside = body->votes_stand_aside,
        .silent = body->silent,
        .refused = body->refused,
        .needed_take_part = body->needed_take_part,
        .waiver = (enum waiver)body->waiver,
        .needed_for = body->needed_for,
        .is_tie = body->is_tie,
        .is_full = body->is_full,
        .doubtful = body->doubtful,
        .is_pivotal = body->pivotal,
        .is_in_writing = body->left_office != FIELD_ABSENT_I32,
        .left = body->left_office,
    };
    thresholds_of_body(&verdict, &body->thresholds);
    return verdict;
}

static void add_ballot_sentence(struct str *out, const struct body_ballot_tallied *tally)
{
    char sentence[BALLOT_SENTENCE_MAX];
    ballot_sentence(sentence, tally, true);
    str_add(out, ",\"verdictSentence\":{\"nl\":");
    str_add_json(out, sentence, strlen(sentence));
    ballot_sentence(sentence, tally, false);
    str_add(out, ",\"en\":");
    str_add_json(out, sentence, strlen(sentence));
    str_add_char(out, '}');
}

static void add_sentence(struct str *out, const struct act *act)
{
    if (act->kind->type == ACT_BALLOT_TALLIED) {
        add_ballot_sentence(out, act->body);
        return;
    }
    if (act->kind->type == ACT_BALLOT_CORRECTED) {
        struct body_ballot_tallied tally;
        ballot_tally_of(&tally, act->body);
        add_ballot_sentence(out, &tally);
        return;
    }
    if (act->kind->type != ACT_MOTION_CLOSED) {
        return;
    }
    struct verdict verdict = verdict_of_body(act->body);
    char sentence[VERDICT_SENTENCE_MAX];
    verdict_sentence(sentence, &verdict, true);
    str_add(out, ",\"verdictSentence\":{\"nl\":");
    str_add_json(out, sentence, strlen(sentence));
    verdict_sentence(sentence, &verdict, false);
    str_add(out, ",\"en\":");
    str_add_json(out, sentence, strlen(sentence));
    str_add_char(out, '}');
}

/* Address of what the act made; of its entry, when that has none of its own. */
static void made_path(char out[PATH_TEXT_MAX], const struct api_call *call)
{
    const struct act *act = &call->command.act;
    char parent[PATH_TEXT_MAX];
    char id[UUID_TEXT + 1];
    uuid_print(id, &act->id);
    const char *child = act->kind->creates == KIND_VOTE               ? "votes"
                        : act->kind->creates == KIND_PROPOSAL_VERSION ? "versions"
                                                                      : NULL;
    bool has_place = act->kind->creates != KIND_TRANSACTION || act->lines.count > 0;
    if (child != NULL && resource_of_route(parent, call->request.route, &call->command.path_id)) {
        (void)snprintf(out, PATH_TEXT_MAX, "%.100s/%s/%s", parent, child, id);
    } else if (!has_place || !resource_path(out, act->kind->creates, &act->id)) {
        (void)snprintf(out, PATH_TEXT_MAX, "/v1/entries/%" PRIu64, act->entry);
    }
}

static void add_links(struct str *out, const struct api_call *call, const char *made)
{
    char changed[PATH_TEXT_MAX];
    str_addf(out, ",\"links\":{\"self\":\"%s\"", made);
    if (resource_of_route(changed, call->request.route, &call->command.path_id)) {
        str_addf(out, ",\"resource\":\"%s\"", changed);
    }
    str_addf(out, ",\"entry\":\"/v1/entries/%" PRIu64 "\"}", call->command.act.entry);
}

/* A POST to a collection makes something; one to an operation (_verb) changes something. */
static bool is_operation(const struct route *route)
{
    return strstr(route->path, "/_") != NULL;
}

bool act_render(struct api_call *call, struct err *err)
{
    const struct command *command = &call->command;
    const struct act *act = &command->act;
    const struct route *route = call->request.route;
    char self[PATH_TEXT_MAX];
    if (!is_operation(route) || !resource_of_route(self, route, &command->path_id)) {
        made_path(self, call);
    }
    struct str out = str_new(call->arena, ANSWER_BYTES_MAX);
    add_head(&out, act);
    (void)json_members(&out, act->body, act->kind->fields, true);
    add_postings(&out, act);
    add_sentence(&out, act);
    add_links(&out, call, self);
    str_add(&out, ",\"receipt\":");
    str_add_json(&out, command->receipt == NULL ? "" : command->receipt, command->receipt_len);
    str_add_char(&out, '}');
    call->answer = (struct api_answer){ .is_replay = command->is_replay };
    if (!answer_fill(call, is_operation(route) ? 200 : 201, MEDIA_JSON, &out, err)) {
        return false;
    }
    if (!is_operation(route)) {
        call->answer.location = arena_strdup(call->arena, self);
    }
    call->answer.etag = arena_printf(call->arena, "\"%" PRIu64 "\"", act->entry);
    return true;
}

bool private_render(struct api_call *call, struct err *err)
{
    const struct command *command = &call->command;
    struct str out = str_new(call->arena, ANSWER_BYTES_MAX);
    const struct uuid *id =
        command->kind == COMMAND_TOKEN_REVOKE ? &command->path_id : &command->made_id;
    char text[UUID_TEXT + 1];
    uuid_print(text, id);
    str_addf(&out, "{\"id\":\"%s\"", text);
    if (command->kind == COMMAND_TOKEN && command->token[0] != '\0') {
        str_add(&out, ",\"token\":");
        str_add_json(&out, command->token, strlen(command->token));
    }
    str_add_char(&out, '}');
    call->answer = (struct api_answer){ .is_replay = command->is_replay };
    return answer_fill(call, command->kind == COMMAND_TOKEN_REVOKE ? 200 : 201, MEDIA_JSON, &out,
                       err);
}
