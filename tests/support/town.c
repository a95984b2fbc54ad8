/* Founding a small town through the writer, the way its people would. */
#include "support/town.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pthread.h>

#include <cmocka.h>

#include "buurtkas/audit/proof.h"

enum {
    COMMAND_BYTES = 256 << 10,
    WAIT_MS = 30000
};

/* What waits for a command. */
struct waiter {
    pthread_mutex_t lock;
    pthread_cond_t done;
    bool is_done;
};

static struct writer_options options_of(struct town *town)
{
    return (struct writer_options){
        .conninfo =
            town->conninfo != NULL ? town->conninfo : pg_fixture_conninfo(town->pg, PG_DAEMON),
        .key = town->key,
        .clock = &town->clock.clock,
        .tokens = town->tokens,
        .queue_max = 4096,
        .batch_max = 512,
        .fault = town->fault,
        .fault_self = town->fault_self,
    };
}

void town_found(struct town *town, const struct pg_fixture *pg)
{
    static const uint8_t seed[KEY_SEED_BYTES] = { 7 };
    struct err err = { 0 };
    town->pg = pg;
    clock_settable_init(&town->clock);
    town->key = log_key_from_seed("test.example/log", seed, &err);
    assert_non_null(town->key);
    town->operator.name = "First Operator";
    town->operator.until_date = date_of(2999, 1, 1);
    const struct writer_options options = options_of(town);
    if (!writer_bootstrap(&options, &town->operator, & err)) {
        fail_msg("bootstrap: %s", err.detail);
    }
}

void town_start(struct town *town)
{
    struct err err = { 0 };
    town->tokens = tokens_new();
    const struct writer_options options = options_of(town);
    town->writer = writer_start(&options, &err);
    if (town->writer == NULL) {
        fail_msg("start: %s", err.detail);
    }
}

void town_stop(struct town *town)
{
    writer_drain(town->writer, 5000);
    writer_free(town->writer);
    tokens_free(town->tokens);
    town->writer = NULL;
    town->tokens = NULL;
}

void town_close(struct town *town)
{
    log_key_free(town->key);
    town->key = NULL;
}

static void settled(struct command *command)
{
    struct waiter *waiter = command->owner;
    pthread_mutex_lock(&waiter->lock);
    waiter->is_done = true;
    pthread_cond_signal(&waiter->done);
    pthread_mutex_unlock(&waiter->lock);
}

static struct command *make(const struct town *town, const void *body, size_t body_size,
                            const char *key)
{
    struct arena *arena = arena_new(COMMAND_BYTES);
    struct command *command = arena_alloc(arena, sizeof *command);
    struct waiter *waiter = arena_alloc(arena, sizeof *waiter);
    assert_non_null(waiter);
    pthread_mutex_init(&waiter->lock, NULL);
    pthread_cond_init(&waiter->done, NULL);
    char fresh[UUID_TEXT + 1];
    const struct uuid random = uuid_v4();
    uuid_print(fresh, &random);
    command->arena = arena;
    command->owner = waiter;
    command->done = settled;
    command->person = town->operator.person;
    command->key = arena_strdup(arena, key == NULL ? fresh : key);
    command->key_len = strlen(command->key);
    command->deadline_ms = clock_monotonic_ms() + WAIT_MS;
    command->body = arena_alloc(arena, body_size);
    assert_non_null(command->body);
    if (body != NULL) {
        memcpy(command->body, body, body_size);
    }
    hash_bytes(&command->fingerprint, command->body, body_size);
    return command;
}

struct command *town_command(const struct town *town, enum act_type type, const void *body,
                             const char *key)
{
    const struct act_kind *kind = act_kind(type);
    struct command *command = make(town, body, kind->body_size, key);
    command->kind = COMMAND_ACT;
    command->act_kind = kind;
    return command;
}

struct command *town_private(const struct town *town, enum command_kind kind, const void *body,
                             const char *key)
{
    size_t size = kind == COMMAND_PERSON ? sizeof(struct person_body) : sizeof(struct token_body);
    struct command *command = make(town, body, size, key);
    command->kind = kind;
    return command;
}

void town_submit(struct town *town, struct command *command)
{
    assert_true(writer_submit(town->writer, command));
}

void town_wait(struct command *command)
{
    struct waiter *waiter = command->owner;
    pthread_mutex_lock(&waiter->lock);
    while (!waiter->is_done) {
        pthread_cond_wait(&waiter->done, &waiter->lock);
    }
    pthread_mutex_unlock(&waiter->lock);
}

struct command *town_do(struct town *town, struct command *command)
{
    town_submit(town, command);
    town_wait(command);
    return command;
}

struct command *town_must(struct town *town, struct command *command)
{
    (void)town_do(town, command);
    if (err_is_set(&command->err)) {
        fail_msg("%s: %s (%s) %s", command->act_kind == NULL ? "private" : command->act_kind->name,
                 command->err.detail, command->err.pointer, command->err.sqlstate);
    }
    return command;
}

void town_free_command(struct command *command)
{
    arena_free(command->arena);
}

struct command *town_organisation(const struct town *town, const char *name, const char *key)
{
    struct body_organisation_entered body = {
        .name = {.ptr = name, .len = strlen(name)},
          .kind = ORGANISATION_FUNDER
    };
    return town_command(town, ACT_ORGANISATION_ENTERED, &body, key);
}

struct published town_published(const struct town *town)
{
    struct published head;
    writer_published(town->writer, &head);
    return head;
}

/* The receipt verifies, and its leaf is the entry in the database. */
void town_check_receipt(const struct town *town, const struct command *command)
{
    const struct vkeys known = { log_key_vkey(town->key), 1 };
    const struct receipt_text text = { command->receipt, command->receipt_len };
    struct arena *arena = arena_new(1 << 20);
    struct receipt receipt;
    struct err err = { 0 };
    if (!receipt_verify(&receipt, arena, &text, &known, &err)) {
        fail_msg("receipt: %s", err.detail);
    }
    assert_int_equal(receipt.index, command->act.entry);
    arena_free(arena);
}

/* --- A council. --- */

static struct text text_of(const char *text)
{
    return (struct text){ .ptr = text, .len = strlen(text) };
}

/* Lets an act happen; @return its id */
static struct uuid act_done(struct town *town, const struct uuid *person, enum act_type type,
                            const void *body)
{
    struct command *command = town_command(town, type, body, NULL);
    command->person = *person;
    (void)town_must(town, command);
    struct uuid id = command->act.id;
    town_free_command(command);
    return id;
}

#define BODY(tag, type, ...)                                                                       \
    struct body_##tag type##_body;                                                                 \
    memset(&type##_body, 0, sizeof type##_body);                                                   \
    field_clear_all(&type##_body, act_kind(type)->fields)

static struct uuid person_made(struct town *town, const char *name)
{
    const struct person_body body = { .name = text_of(name) };
    struct command *command = town_must(town, town_private(town, COMMAND_PERSON, &body, NULL));
    struct uuid id = command->made_id;
    town_free_command(command);
    return id;
}

static struct uuid appointed(struct town *town, const struct uuid *by, struct uuid person,
                             enum role role, const struct body_appointment_made *over)
{
    struct body_appointment_made body = *over;
    body.person = person;
    body.role = (int)role;
    memset(body.document.bytes, 1, HASH_BYTES);
    struct command *command = town_command(town, ACT_APPOINTMENT_MADE, &body, NULL);
    command->person = *by;
    (void)town_must(town, command);
    struct uuid handle = ((struct body_appointment_made *)command->act.body)->handle;
    town_free_command(command);
    return handle;
}

/* People of the council and its organisation. */
struct officers {
    struct uuid operator, grantor, holder, secretary;
    struct uuid holder_handle;
};

static void found_council(struct town *town, struct council_of *out, struct officers *who,
                          size_t members)
{
    BODY(organisation_entered, ACT_ORGANISATION_ENTERED);
    ACT_ORGANISATION_ENTERED_body.name = text_of("Gemeente Voorbeeldstad");
    ACT_ORGANISATION_ENTERED_body.kind = ORGANISATION_MUNICIPALITY;
    who->operator= town->operator.person;
    out->organisation =
        act_done(town, &who->operator, ACT_ORGANISATION_ENTERED, &ACT_ORGANISATION_ENTERED_body);
    BODY(appointment_made, ACT_APPOINTMENT_MADE);
    struct body_appointment_made *over = &ACT_APPOINTMENT_MADE_body;
    over->from_date = date_of(2020, 1, 1);
    over->scope = SCOPE_ORGANISATION;
    over->scope_id = out->organisation;
    who->grantor = person_made(town, "Grantor");
    who->holder = person_made(town, "Holder");
    who->secretary = person_made(town, "Secretary");
    (void)appointed(town, &who->operator, who->grantor, ROLE_GRANTOR, over);
    who->holder_handle = appointed(town, &who->grantor, who->holder, ROLE_HOLDER, over);
    BODY(area_entered, ACT_AREA_ENTERED);
    struct item_code codes[1] = { { .code = { "BU05990110" } } };
    ACT_AREA_ENTERED_body.organisation = out->organisation;
    ACT_AREA_ENTERED_body.name = text_of("Voorbeeldwijk");
    ACT_AREA_ENTERED_body.from_date = date_of(2020, 1, 1);
    ACT_AREA_ENTERED_body.codes = (struct list){ codes, 1 };
    struct uuid area = act_done(town, &who->grantor, ACT_AREA_ENTERED, &ACT_AREA_ENTERED_body);
    BODY(council_entered, ACT_COUNCIL_ENTERED);
    ACT_COUNCIL_ENTERED_body.organisation = out->organisation;
    ACT_COUNCIL_ENTERED_body.area = area;
    ACT_COUNCIL_ENTERED_body.name = text_of("Programmaraad Voorbeeldwijk");
    ACT_COUNCIL_ENTERED_body.statute = STATUTE_NONE;
    ACT_COUNCIL_ENTERED_body.seats = (int32_t)members;
    out->council = act_done(town, &who->grantor, ACT_COUNCIL_ENTERED, &ACT_COUNCIL_ENTERED_body);
    over->scope = SCOPE_COUNCIL;
    over->scope_id = out->council;
    (void)appointed(town, &who->grantor, who->secretary, ROLE_SECRETARY, over);
    out->count = members;
    for (size_t i = 0; i < members; i++) {
        out->persons[i] = person_made(town, "Member");
        out->handles[i] = appointed(town, &who->secretary, out->persons[i], ROLE_MEMBER, over);
    }
}

/* What a motion is about. */
struct agenda {
    struct uuid rule_set, envelope, mandate, proposal;
};

static void open_envelope(struct town *town, const struct council_of *of,
                          const struct officers *who, struct agenda *out)
{
    BODY(programme_entered, ACT_PROGRAMME_ENTERED);
    ACT_PROGRAMME_ENTERED_body.organisation = of->organisation;
    ACT_PROGRAMME_ENTERED_body.name = text_of("Samenleven in de wijk");
    ACT_PROGRAMME_ENTERED_body.task_field = (struct code){ "6.1" };
    ACT_PROGRAMME_ENTERED_body.budget_year = 2026;
    struct uuid programme =
        act_done(town, &who->grantor, ACT_PROGRAMME_ENTERED, &ACT_PROGRAMME_ENTERED_body);
    BODY(envelope_opened, ACT_ENVELOPE_OPENED);
    struct body_envelope_opened *envelope = &ACT_ENVELOPE_OPENED_body;
    envelope->organisation = of->organisation;
    envelope->council = of->council;
    envelope->programme = programme;
    envelope->name = text_of("Wijkbudget");
    envelope->mode = MODE_MUNICIPAL;
    envelope->cashier = CASHIER_MUNICIPALITY;
    envelope->from_date = date_of(2020, 1, 1);
    envelope->until_date = date_of(2999, 1, 1);
    envelope->amount_cents = 100000000;
    memset(envelope->document.bytes, 1, HASH_BYTES);
    out->envelope = act_done(town, &who->grantor, ACT_ENVELOPE_OPENED, envelope);
}

static void adopt_rules(struct town *town, const struct council_of *of, const struct officers *who,
                        struct agenda *out)
{
    BODY(rule_set_adopted, ACT_RULE_SET_ADOPTED);
    ACT_RULE_SET_ADOPTED_body.council = of->council;
    ACT_RULE_SET_ADOPTED_body.base = RULE_MAJORITY;
    ACT_RULE_SET_ADOPTED_body.from_date = date_of(2020, 1, 1);
    ACT_RULE_SET_ADOPTED_body.change_vote = true;
    out->rule_set = act_done(town, &who->grantor, ACT_RULE_SET_ADOPTED, &ACT_RULE_SET_ADOPTED_body);
    BODY(mandate_granted, ACT_MANDATE_GRANTED);
    struct body_mandate_granted *mandate = &ACT_MANDATE_GRANTED_body;
    mandate->organisation = of->organisation;
    mandate->council = of->council;
    mandate->form = FORM_MANDATE;
    mandate->exercise = EXERCISE_ALONE;
    mandate->holder = who->holder_handle;
    mandate->legal_basis = (struct code){ "Awb-10:3" };
    mandate->powers = text_of("Subsidies voor bewonersinitiatieven");
    mandate->ceiling_decision_cents = 100000000;
    mandate->ceiling_year_cents = 100000000;
    mandate->from_date = date_of(2020, 1, 1);
    memset(mandate->document.bytes, 1, HASH_BYTES);
    out->mandate = act_done(town, &who->grantor, ACT_MANDATE_GRANTED, mandate);
    BODY(mandate_consented, ACT_MANDATE_CONSENTED);
    ACT_MANDATE_CONSENTED_body.mandate = out->mandate;
    (void)act_done(town, &who->holder, ACT_MANDATE_CONSENTED, &ACT_MANDATE_CONSENTED_body);
    BODY(payee_registered, ACT_PAYEE_REGISTERED);
    ACT_PAYEE_REGISTERED_body.organisation = of->organisation;
    ACT_PAYEE_REGISTERED_body.kind = PAYEE_ORGANISATION;
    ACT_PAYEE_REGISTERED_body.name = text_of("Stichting Buurtmoestuin");
    ACT_PAYEE_REGISTERED_body.legal_person = true;
    BODY(proposal_filed, ACT_PROPOSAL_FILED);
    ACT_PROPOSAL_FILED_body.applicant =
        act_done(town, &who->secretary, ACT_PAYEE_REGISTERED, &ACT_PAYEE_REGISTERED_body);
    struct item_cost_line costs[1] = {
        {.label = text_of("Zaalhuur"), .amount_cents = 250000}
    };
    ACT_PROPOSAL_FILED_body.envelope = out->envelope;
    ACT_PROPOSAL_FILED_body.title = text_of("Buurtmoestuin");
    ACT_PROPOSAL_FILED_body.cost_lines = (struct list){ costs, 1 };
    out->proposal = act_done(town, &who->secretary, ACT_PROPOSAL_FILED, &ACT_PROPOSAL_FILED_body);
}

static void open_meeting(struct town *town, struct council_of *of, const struct officers *who,
                         const struct agenda *agenda)
{
    BODY(meeting_convened, ACT_MEETING_CONVENED);
    ACT_MEETING_CONVENED_body.council = of->council;
    ACT_MEETING_CONVENED_body.on_date =
        date_in_amsterdam(town->clock.clock.now(&town->clock.clock));
    ACT_MEETING_CONVENED_body.is_public = true;
    struct item_agenda_item items[1] = {
        {.number = 1, .title = text_of("Buurtmoestuin"), .proposal = agenda->proposal,
         .repeats = FIELD_ABSENT_I32}
    };
    ACT_MEETING_CONVENED_body.agenda = (struct list){ items, 1 };
    of->meeting = act_done(town, &who->secretary, ACT_MEETING_CONVENED, &ACT_MEETING_CONVENED_body);
    for (size_t i = 0; i < of->count; i++) {
        BODY(attendance_recorded, ACT_ATTENDANCE_RECORDED);
        ACT_ATTENDANCE_RECORDED_body.meeting = of->meeting;
        ACT_ATTENDANCE_RECORDED_body.member = of->handles[i];
        ACT_ATTENDANCE_RECORDED_body.presence = PRESENCE_ARRIVED;
        (void)act_done(town, &who->secretary, ACT_ATTENDANCE_RECORDED,
                       &ACT_ATTENDANCE_RECORDED_body);
    }
    BODY(meeting_opened, ACT_MEETING_OPENED);
    ACT_MEETING_OPENED_body.meeting = of->meeting;
    ACT_MEETING_OPENED_body.rule_set = agenda->rule_set;
    (void)act_done(town, &who->secretary, ACT_MEETING_OPENED, &ACT_MEETING_OPENED_body);
    BODY(motion_drafted, ACT_MOTION_DRAFTED);
    struct body_motion_drafted *motion = &ACT_MOTION_DRAFTED_body;
    motion->meeting = of->meeting;
    motion->item = 1;
    motion->subject = SUBJECT_ALLOCATION;
    motion->proposal = agenda->proposal;
    motion->rule_set = agenda->rule_set;
    motion->mandate = agenda->mandate;
    motion->amount_cents = 250000;
    motion->question = text_of("Krijgt de buurtmoestuin 2.500 euro?");
    of->motion = act_done(town, &who->secretary, ACT_MOTION_DRAFTED, motion);
    BODY(motion_opened, ACT_MOTION_OPENED);
    ACT_MOTION_OPENED_body.motion = of->motion;
    (void)act_done(town, &who->secretary, ACT_MOTION_OPENED, &ACT_MOTION_OPENED_body);
}

void town_open_motion(struct town *town, struct council_of *out, size_t members)
{
    struct officers who;
    struct agenda agenda;
    found_council(town, out, &who, members);
    open_envelope(town, out, &who, &agenda);
    adopt_rules(town, out, &who, &agenda);
    open_meeting(town, out, &who, &agenda);
}
