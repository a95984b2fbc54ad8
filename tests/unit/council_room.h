/* A council in a room, for tests: an organisation with a council, its people, rules, mandate,
 * envelope and a meeting, one call an act; and a replay of everything that was done in a world of
 * its own. */
#ifndef TESTS_UNIT_COUNCIL_ROOM_H
#define TESTS_UNIT_COUNCIL_ROOM_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>

#include "acting.h"
#include "buurtkas/audit/keys.h"
#include "buurtkas/audit/opening.h"
#include "buurtkas/domain/motion.h"
#include "buurtkas/domain/replay.h"
#include "support/bodies.h"

enum {
    ROOM_PEOPLE_MAX = 24,
    ROOM_ACTS_MAX = 2048
};

/* An organisation with a council, its people and what they decide with. */
#define COUNCIL_PARTY                                                                              \
    struct uuid grantor;                                                                           \
    struct uuid holder;                                                                            \
    struct uuid secretary;                                                                         \
    struct uuid member[ROOM_PEOPLE_MAX];                                                           \
    int members;                                                                                   \
    struct uuid organisation;                                                                      \
    struct uuid area;                                                                              \
    struct uuid council;                                                                           \
    struct uuid rules;                                                                             \
    struct uuid mandate;                                                                           \
    struct uuid programme;                                                                         \
    struct uuid envelope;                                                                          \
    struct uuid meeting;                                                                           \
    struct uuid applicant;

struct council_party {
    COUNCIL_PARTY
};

struct council_room {
    struct acting acting;
    struct err err;
    struct act *last; /* the act that was run last, refused or not */
    struct act *done[ROOM_ACTS_MAX];
    struct uuid operator_handle;
    unsigned made; /* ids given so far */
    enum exercise exercise;
    union {
        struct {
            COUNCIL_PARTY
        };
        struct council_party party;
    };
    struct uuid twin[2]; /* two handles (or a payee) of one person, which the record does not say */
    const char *said;    /* what every earlier text reads; NULL: nobody looks */
};

static inline bool fake_leaf_hash(void *self, uint64_t entry, struct hash *out, struct err *err)
{
    (void)self;
    (void)err;
    *out = (struct hash){ .bytes = { 0xaa } };
    for (size_t i = 0; i < sizeof entry; i++) {
        out->bytes[HASH_BYTES - 1 - i] = (uint8_t)(entry >> (8 * i));
    }
    return true;
}

static inline bool fake_origin(void *self, struct code *out, struct err *err)
{
    (void)self;
    (void)err;
    *out = (struct code){ .text = "room.example/log" };
    return true;
}

static inline bool real_signature(const struct hash *public_key, const struct signature *signature,
                                  const void *message, size_t len)
{
    return key_signature_is_valid(public_key->bytes, signature->bytes, message, len);
}

/* As the daemon's, but for the salt: an act that is run again comes to the same. */
static inline bool fake_seal(struct text *text, const struct uuid *entry_id, const char *field)
{
    memcpy(text->salt, entry_id->bytes, UUID_BYTES);
    memcpy(text->salt + UUID_BYTES, entry_id->bytes, UUID_BYTES);
    text_commit(text, entry_id, field);
    return true;
}

/* What only the daemon knows. */
static inline bool room_same_person(void *self, const struct uuid *handle, const struct uuid *other,
                                    bool *out, struct err *err)
{
    const struct council_room *room = self;
    (void)err;
    *out = (uuid_equal(handle, &room->twin[0]) && uuid_equal(other, &room->twin[1])) ||
           (uuid_equal(handle, &room->twin[1]) && uuid_equal(other, &room->twin[0]));
    return true;
}

static inline bool room_same_text(void *self, uint64_t entry, const char *field,
                                  const struct text *text, bool *out, struct err *err)
{
    const struct council_room *room = self;
    (void)entry;
    (void)field;
    (void)err;
    *out = room->said == NULL || text->ptr == NULL || strcmp(room->said, text->ptr) == 0;
    return true;
}

/* What the record says, in the room and in its replay. */
static inline struct world_source room_record(void)
{
    return (struct world_source){ .leaf_hash = fake_leaf_hash,
                                  .origin = fake_origin,
                                  .signature_is_valid = real_signature,
                                  .seal = fake_seal,
                                  .opens = text_commitment_verify };
}

static inline struct uuid room_id(struct council_room *room)
{
    return numbered(0x200000u + room->made++);
}

static inline struct text words(const char *ptr)
{
    return (struct text){ .ptr = ptr, .len = strlen(ptr) };
}

static inline struct date day_of(int32_t year, int32_t month, int32_t day)
{
    return date_of(year, month, day);
}

/* Runs an act as the handle. @return its id, zero when it was refused (room->err says why) */
static inline struct uuid room_run(struct council_room *room, enum act_type type, void *body,
                                   struct uuid actor)
{
    struct act *act = arena_alloc(room->acting.arena, sizeof *act);
    *act = next_act(&room->acting, type, body);
    room->last = act;
    uint64_t entry = room->acting.entry;
    if (!run_as(&room->acting, act, actor, &room->err)) {
        return (struct uuid){ { 0 } };
    }
    room->done[entry] = act;
    return act->id;
}

#define NEW(room, tag, NAME)         BODY_NEW(&(room)->acting, tag, NAME)
#define RUN(room, NAME, body, actor) room_run((room), ACT_##NAME, (body), (actor))
/* The act that was just run went through. */
#define assert_done(room)                                                                          \
    do {                                                                                           \
        if (err_is_set(&(room)->err)) {                                                            \
            print_error("%s: %s (%s)\n", err_type((room)->err.code), (room)->err.detail,           \
                        (room)->err.pointer);                                                      \
        }                                                                                          \
        assert_int_equal((room)->err.code, ERR_OK);                                                \
    } while (0)
/* The act that was just run was refused with this code, at this field ("": at none), and did
 * nothing. */
#define assert_refused(room, expected, at)                                                         \
    do {                                                                                           \
        if ((room)->err.code != (expected)) {                                                      \
            print_error("%s: %s\n", err_type((room)->err.code), (room)->err.detail);               \
        }                                                                                          \
        assert_int_equal((room)->err.code, (expected));                                            \
        assert_string_equal((room)->err.pointer, (at));                                            \
        assert_true(strlen((room)->err.detail) > 10);                                              \
    } while (0)
/* And this was the sentence. */
#define assert_says(room, expected, at, sentence)                                                  \
    do {                                                                                           \
        assert_refused(room, expected, at);                                                        \
        assert_string_equal((room)->err.detail, (sentence));                                       \
    } while (0)
#define OBJECT(room, tag, KIND, id) ((const struct tag *)room_object((room), KIND_##KIND, (id), 0))

static inline const void *room_object(struct council_room *room, enum kind kind, struct uuid id,
                                      int32_t ordinal)
{
    const void *found = NULL;
    struct err err = { 0 };
    assert_true(world_find(room->acting.world, kind, &id, ordinal, &found, &err));
    return found;
}

static inline struct uuid room_appoint(struct council_room *room, enum role role, enum scope scope,
                                       struct uuid scope_id, struct uuid actor)
{
    struct body_appointment_made *body = NEW(room, appointment_made, APPOINTMENT_MADE);
    body->role = (int)role;
    body->scope = (int)scope;
    body->scope_id = scope_id;
    body->from_date = day_of(2026, 1, 1);
    body->document.bytes[0] = 1;
    body->handle = room_id(room);
    RUN(room, APPOINTMENT_MADE, body, actor);
    assert_done(room);
    return body->handle;
}

static inline struct uuid room_rules(struct council_room *room, bool change_vote)
{
    struct body_rule_set_adopted *body = NEW(room, rule_set_adopted, RULE_SET_ADOPTED);
    body->council = room->council;
    body->base = RULE_MAJORITY;
    body->from_date = day_of(2026, 1, 1);
    body->change_vote = change_vote;
    return RUN(room, RULE_SET_ADOPTED, body, room->grantor);
}

static inline struct body_mandate_granted *room_mandate_body(struct council_room *room)
{
    struct body_mandate_granted *body = NEW(room, mandate_granted, MANDATE_GRANTED);
    body->organisation = room->organisation;
    body->council = room->council;
    body->form = FORM_MANDATE;
    body->exercise = (int)room->exercise;
    body->holder = room->holder;
    memcpy(body->legal_basis.text, "Awb-10:3", sizeof "Awb-10:3");
    body->powers = words("Subsidies");
    body->ceiling_decision_cents = 1000000;
    body->ceiling_year_cents = 1500000;
    body->from_date = day_of(2026, 1, 1);
    body->until_date = day_of(2028, 1, 1);
    body->document.bytes[0] = 2;
    return body;
}

static inline struct uuid room_mandate(struct council_room *room)
{
    struct uuid mandate = RUN(room, MANDATE_GRANTED, room_mandate_body(room), room->grantor);
    assert_done(room);
    struct body_mandate_consented *consent = NEW(room, mandate_consented, MANDATE_CONSENTED);
    consent->mandate = mandate;
    RUN(room, MANDATE_CONSENTED, consent, room->holder);
    assert_done(room);
    return mandate;
}

static inline struct uuid room_envelope(struct council_room *room, int64_t cents)
{
    struct body_envelope_opened *body = NEW(room, envelope_opened, ENVELOPE_OPENED);
    body->organisation = room->organisation;
    body->council = room->council;
    body->programme = room->programme;
    body->name = words("Wijkbudget");
    body->mode = MODE_MUNICIPAL;
    body->cashier = CASHIER_MUNICIPALITY;
    body->from_date = day_of(2026, 1, 1);
    body->until_date = day_of(2028, 1, 1);
    body->amount_cents = cents;
    body->document.bytes[0] = 3;
    body->grant_id = room_id(room);
    struct uuid envelope = RUN(room, ENVELOPE_OPENED, body, room->grantor);
    assert_done(room);
    return envelope;
}

/* Three items without a plan of their own, on which any may be put to the vote. */
static inline struct list room_agenda(void)
{
    static struct item_agenda_item items[3];
    for (int32_t i = 0; i < 3; i++) {
        items[i] = (struct item_agenda_item){ .number = i + 1,
                                              .title = { .ptr = "Plannen", .len = 7 },
                                              .repeats = FIELD_ABSENT_I32 };
    }
    return (struct list){ items, 3 };
}

static inline struct uuid room_convene(struct council_room *room)
{
    struct body_meeting_convened *body = NEW(room, meeting_convened, MEETING_CONVENED);
    body->council = room->council;
    body->on_date = day_of(2026, 3, 1);
    body->agenda = room_agenda();
    struct uuid meeting = RUN(room, MEETING_CONVENED, body, room->secretary);
    assert_done(room);
    return meeting;
}

static inline void room_attend(struct council_room *room, struct uuid meeting, struct uuid member,
                               enum presence presence)
{
    struct body_attendance_recorded *body = NEW(room, attendance_recorded, ATTENDANCE_RECORDED);
    body->meeting = meeting;
    body->member = member;
    body->presence = (int)presence;
    RUN(room, ATTENDANCE_RECORDED, body, room->secretary);
}

static inline void room_open_meeting(struct council_room *room, struct uuid meeting)
{
    struct body_meeting_opened *body = NEW(room, meeting_opened, MEETING_OPENED);
    body->meeting = meeting;
    body->rule_set = room->rules;
    RUN(room, MEETING_OPENED, body, room->secretary);
}

/* It could not open. */
static inline void room_lapse(struct council_room *room, struct uuid meeting)
{
    struct body_meeting_lapsed *body = NEW(room, meeting_lapsed, MEETING_LAPSED);
    body->meeting = meeting;
    body->rule_set = room->rules;
    RUN(room, MEETING_LAPSED, body, room->secretary);
}

static inline void room_close_meeting(struct council_room *room, struct uuid meeting)
{
    struct body_meeting_closed *body = NEW(room, meeting_closed, MEETING_CLOSED);
    body->meeting = meeting;
    RUN(room, MEETING_CLOSED, body, room->secretary);
}

/* A municipality with a council of so many members, without rules. */
static inline void room_settle(struct council_room *room, int members)
{
    room->members = members;
    struct body_organisation_entered *organisation =
        NEW(room, organisation_entered, ORGANISATION_ENTERED);
    organisation->kind = ORGANISATION_MUNICIPALITY;
    room->organisation = RUN(room, ORGANISATION_ENTERED, organisation, room->operator_handle);
    assert_done(room);
    room->grantor = room_appoint(room, ROLE_GRANTOR, SCOPE_ORGANISATION, room->organisation,
                                 room->operator_handle);
    room->holder =
        room_appoint(room, ROLE_HOLDER, SCOPE_ORGANISATION, room->organisation, room->grantor);
    static struct item_code code = { { "BU99990101" } };
    struct body_area_entered *area = NEW(room, area_entered, AREA_ENTERED);
    area->organisation = room->organisation;
    area->from_date = day_of(2026, 1, 1);
    area->codes = (struct list){ &code, 1 };
    room->area = RUN(room, AREA_ENTERED, area, room->grantor);
    assert_done(room);
    struct body_council_entered *council = NEW(room, council_entered, COUNCIL_ENTERED);
    council->organisation = room->organisation;
    council->area = room->area;
    council->statute = STATUTE_NONE;
    council->seats = members + 4;
    room->council = RUN(room, COUNCIL_ENTERED, council, room->grantor);
    assert_done(room);
    room->secretary =
        room_appoint(room, ROLE_SECRETARY, SCOPE_COUNCIL, room->council, room->grantor);
    for (int i = 0; i < members; i++) {
        room->member[i] =
            room_appoint(room, ROLE_MEMBER, SCOPE_COUNCIL, room->council, room->secretary);
    }
    struct body_programme_entered *programme = NEW(room, programme_entered, PROGRAMME_ENTERED);
    programme->organisation = room->organisation;
    memcpy(programme->task_field.text, "6.1", 4);
    programme->budget_year = 2026;
    room->programme = RUN(room, PROGRAMME_ENTERED, programme, room->grantor);
    assert_done(room);
}

/* Organisation, council and people, without rules. The clock stands at 2 March 2026. */
static inline void room_found(struct council_room *room, int members)
{
    *room = (struct council_room){ .exercise = EXERCISE_ALONE };
    struct world_source source = room_record();
    source.same_person = room_same_person;
    source.same_text = room_same_text;
    source.self = room;
    acting_begin(&room->acting, &source);
    room->operator_handle = room_id(room);
    struct body_installation_opened *first = NEW(room, installation_opened, INSTALLATION_OPENED);
    first->operator_handle = room->operator_handle;
    RUN(room, INSTALLATION_OPENED, first, room->operator_handle);
    assert_done(room);
    room_settle(room, members);
}

/* And rules, mandate, EUR 20,000 and an open meeting where everybody is. */
static inline void room_begin(struct council_room *room, int members, enum exercise exercise)
{
    room_found(room, members);
    room->exercise = exercise;
    room->rules = room_rules(room, true);
    assert_done(room);
    room->mandate = room_mandate(room);
    room->envelope = room_envelope(room, 2000000);
    room->meeting = room_convene(room);
    for (int i = 0; i < members; i++) {
        room_attend(room, room->meeting, room->member[i], PRESENCE_ARRIVED);
        assert_done(room);
    }
    room_open_meeting(room, room->meeting);
    assert_done(room);
}

/* Another municipality beside this one: a council of two with rules, mandate, envelope and a
 * meeting that was called. The room stays as it is. */
static inline struct council_party room_neighbour(struct council_room *room)
{
    const struct council_party home = room->party;
    room->applicant = (struct uuid){ { 0 } };
    room_settle(room, 2);
    room->rules = room_rules(room, true);
    assert_done(room);
    room->mandate = room_mandate(room);
    room->envelope = room_envelope(room, 500000);
    room->meeting = room_convene(room);
    const struct council_party other = room->party;
    room->party = home;
    return other;
}

static inline struct uuid room_payee(struct council_room *room, const struct council_party *of)
{
    struct body_payee_registered *payee = NEW(room, payee_registered, PAYEE_REGISTERED);
    payee->organisation = of->organisation;
    payee->kind = PAYEE_ORGANISATION;
    payee->legal_person = true;
    payee->based_in_area = true;
    struct uuid id = RUN(room, PAYEE_REGISTERED, payee, of->secretary);
    assert_done(room);
    return id;
}

static inline void room_end(struct council_room *room)
{
    acting_end(&room->acting);
}

/* --- Proposals, motions, votes. --- */

/* An organisation that asks, registered when the first plan is filed. */
static inline struct uuid room_applicant(struct council_room *room)
{
    if (uuid_is_zero(&room->applicant)) {
        struct body_payee_registered *body = NEW(room, payee_registered, PAYEE_REGISTERED);
        body->organisation = room->organisation;
        body->kind = PAYEE_ORGANISATION;
        body->legal_person = true;
        body->based_in_area = true;
        room->applicant = RUN(room, PAYEE_REGISTERED, body, room->secretary);
        assert_done(room);
    }
    return room->applicant;
}

static inline struct uuid room_file(struct council_room *room, int64_t cents)
{
    struct item_cost_line *line = arena_alloc(room->acting.arena, sizeof *line);
    *line = (struct item_cost_line){ .label = words("Grond"), .amount_cents = cents };
    struct body_proposal_filed *body = NEW(room, proposal_filed, PROPOSAL_FILED);
    body->envelope = room->envelope;
    body->title = words("Buurtmoestuin");
    body->cost_lines = (struct list){ line, 1 };
    body->applicant = room_applicant(room);
    body->version = room_id(room);
    struct uuid proposal = RUN(room, PROPOSAL_FILED, body, room->secretary);
    assert_done(room);
    return proposal;
}

static inline void room_revise(struct council_room *room, struct uuid proposal, int64_t cents)
{
    struct item_cost_line *line = arena_alloc(room->acting.arena, sizeof *line);
    *line = (struct item_cost_line){ .label = words("Grond"), .amount_cents = cents };
    struct body_proposal_revised *body = NEW(room, proposal_revised, PROPOSAL_REVISED);
    body->proposal = proposal;
    body->title = words("Buurtmoestuin");
    body->cost_lines = (struct list){ line, 1 };
    RUN(room, PROPOSAL_REVISED, body, room->secretary);
}

static inline struct body_motion_drafted *room_draft_body(struct council_room *room,
                                                          struct uuid proposal, int64_t cents)
{
    struct body_motion_drafted *body = NEW(room, motion_drafted, MOTION_DRAFTED);
    body->meeting = room->meeting;
    body->item = 1;
    body->subject = SUBJECT_ALLOCATION;
    body->proposal = proposal;
    body->rule_set = room->rules;
    body->mandate = room->mandate;
    body->amount_cents = cents;
    body->question = words("Krijgt de tuin het geld?");
    return body;
}

static inline struct uuid room_draft(struct council_room *room, struct uuid proposal, int64_t cents)
{
    struct body_motion_drafted *body = room_draft_body(room, proposal, cents);
    body->partial_reason = words("Het hek betaalt de gemeente.");
    struct uuid motion = RUN(room, MOTION_DRAFTED, body, room->secretary);
    assert_done(room);
    return motion;
}

static inline void room_open_motion(struct council_room *room, struct uuid motion)
{
    struct body_motion_opened *body = NEW(room, motion_opened, MOTION_OPENED);
    body->motion = motion;
    RUN(room, MOTION_OPENED, body, room->secretary);
}

static inline struct uuid room_vote(struct council_room *room, struct uuid motion, int member,
                                    enum choice choice, struct uuid supersedes)
{
    struct body_vote_cast *body = NEW(room, vote_cast, VOTE_CAST);
    body->motion = motion;
    body->choice = (int)choice;
    body->supersedes = supersedes;
    return RUN(room, VOTE_CAST, body, room->member[member]);
}

static inline void room_recuse(struct council_room *room, struct uuid motion, int member)
{
    struct body_recusal_declared *body = NEW(room, recusal_declared, RECUSAL_DECLARED);
    body->motion = motion;
    RUN(room, RECUSAL_DECLARED, body, room->member[member]);
}

static inline void room_close_motion(struct council_room *room, struct uuid motion)
{
    struct body_motion_closed *body = NEW(room, motion_closed, MOTION_CLOSED);
    body->motion = motion;
    RUN(room, MOTION_CLOSED, body, room->secretary);
}

/* A motion on all of a new proposal, opened, voted by the first `votes_for` for and the next
 * against, closed. */
static inline struct uuid room_voted(struct council_room *room, int64_t cents, int votes_for,
                                     int votes_against)
{
    struct uuid motion = room_draft(room, room_file(room, cents), cents);
    room_open_motion(room, motion);
    assert_done(room);
    for (int i = 0; i < votes_for + votes_against; i++) {
        room_vote(room, motion, i, i < votes_for ? CHOICE_FOR : CHOICE_AGAINST,
                  (struct uuid){ { 0 } });
        assert_done(room);
    }
    room_close_motion(room, motion);
    assert_done(room);
    return motion;
}

static inline struct list all_effects(struct council_room *room)
{
    struct item_effect *effect = arena_calloc(room->acting.arena, 4, sizeof *effect);
    for (int i = 0; i < 4; i++) {
        effect[i] = (struct item_effect){ .effect = i + 1,
                                          .answer = ANSWER_YES,
                                          .reason = words("Buren leren elkaar kennen.") };
    }
    return (struct list){ effect, 4 };
}

static inline struct body_decision_made *room_decision_body(struct council_room *room,
                                                            struct uuid motion)
{
    struct body_decision_made *body = NEW(room, decision_made, DECISION_MADE);
    body->basis = BASIS_VERDICT;
    body->motion = motion;
    body->reasons = words("De tuin brengt buren bij elkaar.");
    body->effects = all_effects(room);
    return body;
}

static inline struct uuid room_decide(struct council_room *room, struct uuid motion)
{
    return RUN(room, DECISION_MADE, room_decision_body(room, motion), room->secretary);
}

static inline struct uuid room_concur(struct council_room *room, struct uuid decision,
                                      enum concurrence_answer answer)
{
    struct body_decision_concurred *body = NEW(room, decision_concurred, DECISION_CONCURRED);
    body->decision = decision;
    body->answer = (int)answer;
    if (answer == CONCURRENCE_DECLINES) {
        body->reason = words("Past niet in het programma.");
    }
    return RUN(room, DECISION_CONCURRED, body, room->holder);
}

static inline int64_t room_balance(struct council_room *room, enum account_code code,
                                   struct uuid id)
{
    const struct account *account = room_object(room, KIND_ACCOUNT, id, (int32_t)code);
    return account == NULL ? 0 : account->balance_cents;
}

/* --- Replay: the same acts, as a verifier would run them, come to the same bodies and lines. ---
 */

static inline void assert_same_act(const struct act *was, const struct act *now)
{
    const char *name = "";
    if (!bodies_are_same(was->body, now->body, was->kind->fields, &name)) {
        print_error("%s: %s differs\n", was->kind->name, name);
        assert_true(false);
    }
    assert_int_equal(was->lines.count, now->lines.count);
    assert_memory_equal(&was->lines, &now->lines, sizeof was->lines);
    assert_int_equal(was->on.days, now->on.days);
    assert_string_equal(was->reference.text, now->reference.text);
}

/* Of a text only the commitment stands in a leaf. */
static inline void forget_texts(struct council_room *room, void *base, const struct field *fields)
{
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        void *at = field_at(base, field);
        if (field->kind == FIELD_TEXT && !field_is_absent(base, field)) {
            struct text *text = at;
            bool is_kept = (field->flags & FIELD_SEALED) != 0;
            *text = (struct text){ .commitment = is_kept ? text->commitment
                                                         : (struct hash){ .bytes = { 7 } } };
        } else if (field->kind == FIELD_LIST) {
            struct list *list = at;
            char *items = arena_calloc(room->acting.arena, list->count, field->struct_size);
            for (size_t i = 0; i < list->count; i++) {
                char *item = items + i * field->struct_size;
                memcpy(item, (char *)list->items + i * field->struct_size, field->struct_size);
                forget_texts(room, item, field->sub);
            }
            list->items = items;
        }
    }
}

/* The posting date is not in a body's record but at the leaf's top, and only when something was
 * posted. */
static inline void forget_sent_date(struct act *act)
{
    for (const struct field *field = act->kind->fields; field->kind != FIELD_END; field++) {
        if (field->kind == FIELD_DATE && field->flags == FIELD_REQUEST) {
            *(struct date *)field_at(act->body, field) = (struct date){ DATE_ABSENT };
        }
    }
}

static inline void room_replay(struct council_room *room)
{
    const struct world_source record = room_record();
    struct replay *replay = replay_new(&record, ACTING_BYTES);
    for (uint64_t entry = 0; entry < room->acting.entry; entry++) {
        const struct act *was = room->done[entry];
        struct act now = *was;
        struct err err = { 0 };
        now.body = body_copy(room->acting.arena, was->kind, was->body);
        forget_sent_date(&now);
        forget_texts(room, now.body, now.kind->fields);
        if (!replay_act(replay, &now, &err)) {
            print_error("entry %llu, %s: %s\n", (unsigned long long)entry, was->kind->name,
                        err.detail);
            assert_true(false);
        }
        assert_same_act(was, &now);
    }
    struct err err = { 0 };
    if (!invariants_of_all(replay_world(replay), &err)) {
        print_error("%s\n", err.detail);
        assert_true(false);
    }
    replay_free(replay);
}

#endif
