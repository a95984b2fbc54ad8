/* The offline verifier over a small record: the acts of a neighbourhood run by their rules, laid
 * out as a public log in a folder. It verifies as it is; then one thing after another is changed,
 * also with everything hashed and signed again, and each change is found where it was made. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "buurtkas/audit/leaf.h"
#include "buurtkas/audit/opening.h"
#include "buurtkas/audit/proof.h"
#include "buurtkas/audit/tile.h"
#include "buurtkas/base/attr.h"
#include "buurtkas/domain/statement.h"
#include "cli/cli_internal.h"
#include "cli/verify_internal.h"

enum {
    LEAVES_MAX = 600,
    PROPOSALS = 300,
    MEMBERS = 3,
    ARENA_MAX = 64 << 20,
};
#define ORIGIN "demo.example/log"

struct leaf {
    char *ptr;
    size_t len;
};

/** A record being made, and the folder where it is laid out. */
struct record {
    struct arena *arena;
    struct world *world;
    struct leaf leaves[LEAVES_MAX];
    size_t count;
    size_t ids;
    struct uuid operator, grantor, secretary, payer, holder, members[MEMBERS];
    struct uuid organisation, area, council, rules, programme, envelope, grant, mandate;
    struct uuid applicant, proposal, meeting, motion;
    size_t first_grant; /**< index of envelope.opened */
    struct log_key *key;
    char folder[64];
    struct verify_result result;
};

/* --- Making it. --- */

static struct uuid new_id(struct record *r)
{
    struct uuid id = {
        {0x01, 0x90, 0, 0, 0, 0, 0x70, 0, 0x80}
    };
    r->ids++;
    id.bytes[14] = (uint8_t)(r->ids >> 8);
    id.bytes[15] = (uint8_t)r->ids;
    return id;
}

static bool leaf_hash_of(void *self, uint64_t entry, struct hash *out, struct err *err)
{
    const struct record *r = self;
    (void)err;
    assert_true(entry < r->count);
    hash_leaf(out, (const uint8_t *)r->leaves[entry].ptr, r->leaves[entry].len);
    return true;
}

static bool origin_of(void *self, struct code *out, struct err *err)
{
    (void)self;
    (void)err;
    *out = (struct code){ .text = ORIGIN };
    return true;
}

static bool is_signed(const struct hash *public_key, const struct signature *signature,
                      const void *message, size_t len)
{
    return key_signature_is_valid(public_key->bytes, signature->bytes, message, len);
}

static void *new_body(struct record *r, enum act_type type)
{
    void *body = arena_alloc(r->arena, act_kind(type)->body_size);
    field_clear_all(body, act_kind(type)->fields);
    return body;
}
#define BODY(r, TAG, tag) ((struct body_##tag *)new_body(r, ACT_##TAG))

static struct text text(const char *words)
{
    return (struct text){ .ptr = words, .len = strlen(words) };
}

static struct hash document(void)
{
    struct hash hash;
    hash_bytes(&hash, "document", 8);
    return hash;
}

/* Runs it and adds its leaf. @return its id */
static struct uuid act(struct record *r, enum act_type type, void *body, enum role role,
                       const struct uuid *handle)
{
    struct err err = { 0 };
    struct act act = {
        .kind = act_kind(type),
        .id = new_id(r),
        .entry = r->count,
        .at = {INT64_C(1767261600000) + 1000 * (int64_t)r->count},
        .on = {       DATE_ABSENT                                               },
        .actor = { *handle,                                                role },
        .has_nonce = true,
        .body = body,
        .world = r->world,
        .arena = r->arena
    };
    act.today = date_in_amsterdam(act.at);
    memset(act.nonce, (int)(r->count & 0xff), NONCE_BYTES);
    struct str out = str_new(r->arena, LEAF_BYTES_MAX);
    if (!leaf_commit_texts(&act, &err) || !act_run(&act, &err) || !leaf_write(&out, &act, &err)) {
        fail_msg("%s: %s %s", act.kind->name, err.detail, err.pointer);
    }
    world_settle(r->world);
    r->leaves[r->count++] = (struct leaf){ out.ptr, out.len };
    return act.id;
}

static struct uuid appoint(struct record *r, enum role role, enum scope scope,
                           const struct uuid *scope_id, enum role by, const struct uuid *giver)
{
    struct body_appointment_made *body = BODY(r, APPOINTMENT_MADE, appointment_made);
    body->role = (int)role;
    body->scope = (int)scope;
    body->scope_id = *scope_id;
    body->from_date = date_of(2026, 1, 1);
    body->document = document();
    body->handle = new_id(r);
    act(r, ACT_APPOINTMENT_MADE, body, by, giver);
    return body->handle;
}

static void make_organisation(struct record *r)
{
    struct body_installation_opened *opened = BODY(r, INSTALLATION_OPENED, installation_opened);
    strcpy(opened->origin.text, ORIGIN);
    opened->operator_handle = r->operator= new_id(r);
    act(r, ACT_INSTALLATION_OPENED, opened, ROLE_OPERATOR, &r->operator);
    struct body_organisation_entered *entered = BODY(r, ORGANISATION_ENTERED, organisation_entered);
    entered->name = text("Gemeente Voorbeeldstad");
    entered->kind = ORGANISATION_MUNICIPALITY;
    r->organisation = act(r, ACT_ORGANISATION_ENTERED, entered, ROLE_OPERATOR, &r->operator);
    r->grantor =
        appoint(r, ROLE_GRANTOR, SCOPE_ORGANISATION, &r->organisation, ROLE_OPERATOR, &r->operator);
    r->payer =
        appoint(r, ROLE_PAYER, SCOPE_ORGANISATION, &r->organisation, ROLE_GRANTOR, &r->grantor);
    r->holder =
        appoint(r, ROLE_HOLDER, SCOPE_ORGANISATION, &r->organisation, ROLE_GRANTOR, &r->grantor);
}

static void make_council(struct record *r)
{
    struct body_area_entered *area = BODY(r, AREA_ENTERED, area_entered);
    struct item_code *code = arena_alloc(r->arena, sizeof *code);
    strcpy(code->code.text, "BU99990101");
    area->organisation = r->organisation;
    area->name = text("Voorbeeldwijk");
    area->from_date = date_of(2026, 1, 1);
    area->codes = (struct list){ code, 1 };
    r->area = act(r, ACT_AREA_ENTERED, area, ROLE_GRANTOR, &r->grantor);
    struct body_council_entered *council = BODY(r, COUNCIL_ENTERED, council_entered);
    council->organisation = r->organisation;
    council->area = r->area;
    council->name = text("Programmaraad Voorbeeldwijk");
    council->statute = STATUTE_NONE;
    council->seats = MEMBERS;
    r->council = act(r, ACT_COUNCIL_ENTERED, council, ROLE_GRANTOR, &r->grantor);
    r->secretary =
        appoint(r, ROLE_SECRETARY, SCOPE_COUNCIL, &r->council, ROLE_GRANTOR, &r->grantor);
    for (size_t i = 0; i < MEMBERS; i++) {
        r->members[i] =
            appoint(r, ROLE_MEMBER, SCOPE_COUNCIL, &r->council, ROLE_SECRETARY, &r->secretary);
    }
    struct body_rule_set_adopted *rules = BODY(r, RULE_SET_ADOPTED, rule_set_adopted);
    rules->council = r->council;
    rules->base = RULE_MAJORITY;
    rules->from_date = date_of(2026, 1, 1);
    rules->change_vote = true;
    r->rules = act(r, ACT_RULE_SET_ADOPTED, rules, ROLE_GRANTOR, &r->grantor);
}

static void make_money(struct record *r)
{
    struct body_programme_entered *programme = BODY(r, PROGRAMME_ENTERED, programme_entered);
    programme->organisation = r->organisation;
    programme->name = text("Samenleven");
    strcpy(programme->task_field.text, "6.1");
    programme->budget_year = 2026;
    r->programme = act(r, ACT_PROGRAMME_ENTERED, programme, ROLE_GRANTOR, &r->grantor);
    struct body_envelope_opened *envelope = BODY(r, ENVELOPE_OPENED, envelope_opened);
    envelope->organisation = r->organisation;
    envelope->council = r->council;
    envelope->programme = r->programme;
    envelope->name = text("Wijkbudget 2026");
    envelope->mode = MODE_BANK;
    envelope->cashier = CASHIER_FOUNDATION;
    envelope->from_date = date_of(2026, 1, 1);
    envelope->until_date = date_of(2027, 1, 1);
    envelope->amount_cents = 100000000;
    envelope->document = document();
    envelope->grant_id = r->grant = new_id(r);
    r->first_grant = r->count;
    r->envelope = act(r, ACT_ENVELOPE_OPENED, envelope, ROLE_GRANTOR, &r->grantor);
    struct body_grant_received *received = BODY(r, GRANT_RECEIVED, grant_received);
    received->grant_id = r->grant;
    received->amount_cents = 60000000;
    received->proof_kind = PROOF_LEDGER_EXTRACT;
    received->proof = document();
    act(r, ACT_GRANT_RECEIVED, received, ROLE_PAYER, &r->payer);
    struct body_mandate_granted *mandate = BODY(r, MANDATE_GRANTED, mandate_granted);
    mandate->organisation = r->organisation;
    mandate->council = r->council;
    mandate->form = FORM_MANDATE;
    mandate->exercise = EXERCISE_ALONE;
    mandate->holder = r->holder;
    strcpy(mandate->legal_basis.text, "Awb-10:3");
    mandate->powers = text("Plannen van bewoners");
    mandate->ceiling_decision_cents = 50000000;
    mandate->ceiling_year_cents = 500000000;
    mandate->from_date = date_of(2026, 1, 1);
    mandate->document = document();
    r->mandate = act(r, ACT_MANDATE_GRANTED, mandate, ROLE_GRANTOR, &r->grantor);
    struct body_mandate_consented *consented = BODY(r, MANDATE_CONSENTED, mandate_consented);
    consented->mandate = r->mandate;
    act(r, ACT_MANDATE_CONSENTED, consented, ROLE_HOLDER, &r->holder);
}

static void register_applicant(struct record *r)
{
    struct body_payee_registered *payee = BODY(r, PAYEE_REGISTERED, payee_registered);
    payee->organisation = r->organisation;
    payee->kind = PAYEE_ORGANISATION;
    payee->name = text("Stichting Buurtmoestuin");
    payee->legal_person = true;
    payee->based_in_area = true;
    r->applicant = act(r, ACT_PAYEE_REGISTERED, payee, ROLE_SECRETARY, &r->secretary);
}

static void file_proposal(struct record *r)
{
    struct body_proposal_filed *body = BODY(r, PROPOSAL_FILED, proposal_filed);
    struct item_cost_line *line = arena_alloc(r->arena, sizeof *line);
    *line = (struct item_cost_line){ .label = text("Alles"), .amount_cents = 250000 };
    body->envelope = r->envelope;
    body->title = text("Buurtmoestuin");
    body->cost_lines = (struct list){ line, 1 };
    body->applicant = r->applicant;
    body->version = new_id(r);
    r->proposal = act(r, ACT_PROPOSAL_FILED, body, ROLE_SECRETARY, &r->secretary);
}

static void hold_meeting(struct record *r)
{
    struct body_meeting_convened *convened = BODY(r, MEETING_CONVENED, meeting_convened);
    convened->council = r->council;
    convened->on_date = date_of(2026, 1, 1);
    struct item_agenda_item *item = arena_alloc(r->arena, sizeof *item);
    *item = (struct item_agenda_item){ .number = 1,
                                       .title = text("Buurtmoestuin"),
                                       .proposal = r->proposal,
                                       .repeats = FIELD_ABSENT_I32 };
    convened->agenda = (struct list){ item, 1 };
    r->meeting = act(r, ACT_MEETING_CONVENED, convened, ROLE_SECRETARY, &r->secretary);
    for (size_t i = 0; i < MEMBERS; i++) {
        struct body_attendance_recorded *line = BODY(r, ATTENDANCE_RECORDED, attendance_recorded);
        line->meeting = r->meeting;
        line->member = r->members[i];
        line->presence = PRESENCE_ARRIVED;
        act(r, ACT_ATTENDANCE_RECORDED, line, ROLE_SECRETARY, &r->secretary);
    }
    struct body_meeting_opened *opened = BODY(r, MEETING_OPENED, meeting_opened);
    opened->meeting = r->meeting;
    opened->rule_set = r->rules;
    act(r, ACT_MEETING_OPENED, opened, ROLE_SECRETARY, &r->secretary);
}

/* The last member votes with a key of their own. */
static struct log_key *register_key(struct record *r)
{
    static const uint8_t seed[KEY_SEED_BYTES] = { 11 };
    struct err err = { 0 };
    struct log_key *key = log_key_from_seed("member", seed, &err);
    struct body_member_key_registered *body = BODY(r, MEMBER_KEY_REGISTERED, member_key_registered);
    const struct uuid *member = &r->members[MEMBERS - 1];
    struct object_list held;
    assert_true(world_related(r->world, REL_APPOINTMENTS_BY_HANDLE, member, &held, &err));
    body->appointment = held.items[0]->id;
    memcpy(body->public_key.bytes, log_key_vkey(key)->public_key, KEY_PUBLIC_BYTES);
    struct code origin = { .text = ORIGIN };
    struct statement statement;
    statement_of_key(&statement, &origin, member, &body->public_key);
    log_key_sign(key, statement.text, statement.len, body->proof.bytes);
    act(r, ACT_MEMBER_KEY_REGISTERED, body, ROLE_MEMBER, member);
    return key;
}

static void sign_vote(struct record *r, const struct log_key *key, struct body_vote_cast *cast)
{
    struct err err = { 0 };
    struct vote_claim claim = { .origin = { .text = ORIGIN },
                                .motion = r->motion,
                                .member = r->members[MEMBERS - 1],
                                .choice = cast->choice };
    const void *proposal = NULL;
    const void *version = NULL;
    assert_true(world_find(r->world, KIND_PROPOSAL, &r->proposal, 0, &proposal, &err));
    assert_true(world_find(r->world, KIND_PROPOSAL_VERSION,
                           &((const struct proposal *)proposal)->version, 0, &version, &err));
    assert_true(leaf_hash_of(r, ((const struct object *)version)->entry, &claim.proposal, &err));
    memset(cast->nonce.bytes, 5, HASH_BYTES);
    claim.nonce = cast->nonce;
    struct statement statement;
    statement_of_vote(&statement, &claim);
    log_key_sign(key, statement.text, statement.len, cast->signature.bytes);
}

static void vote(struct record *r)
{
    struct log_key *key = register_key(r);
    struct body_motion_drafted *drafted = BODY(r, MOTION_DRAFTED, motion_drafted);
    drafted->meeting = r->meeting;
    drafted->item = 1;
    drafted->subject = SUBJECT_ALLOCATION;
    drafted->proposal = r->proposal;
    drafted->rule_set = r->rules;
    drafted->mandate = r->mandate;
    drafted->amount_cents = 250000;
    drafted->question = text("Krijgt dit plan geld?");
    r->motion = act(r, ACT_MOTION_DRAFTED, drafted, ROLE_SECRETARY, &r->secretary);
    struct body_motion_opened *opened = BODY(r, MOTION_OPENED, motion_opened);
    opened->motion = r->motion;
    act(r, ACT_MOTION_OPENED, opened, ROLE_SECRETARY, &r->secretary);
    for (size_t i = 0; i < MEMBERS; i++) {
        struct body_vote_cast *cast = BODY(r, VOTE_CAST, vote_cast);
        cast->motion = r->motion;
        cast->choice = i == 0 ? CHOICE_AGAINST : CHOICE_FOR;
        if (i == MEMBERS - 1) {
            sign_vote(r, key, cast);
        }
        act(r, ACT_VOTE_CAST, cast, ROLE_MEMBER, &r->members[i]);
    }
    log_key_free(key);
    struct body_motion_closed *closed = BODY(r, MOTION_CLOSED, motion_closed);
    closed->motion = r->motion;
    act(r, ACT_MOTION_CLOSED, closed, ROLE_SECRETARY, &r->secretary);
}

/* --- Laying it out. --- */

static void write_file(const struct record *r, const char *path, const void *bytes, size_t len)
{
    char name[256];
    (void)snprintf(name, sizeof name, "%s/%s", r->folder, path);
    for (char *slash = strchr(name + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(name, 0700);
        *slash = '/';
    }
    FILE *file = fopen(name, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static void write_tile(const struct record *r, const struct tile_path *path, const void *bytes,
                       size_t len)
{
    char name[TILE_PATH_MAX + 1];
    tile_path_print(name, path);
    write_file(r, name, bytes, len);
}

static void write_bundle(const struct record *r, size_t first, unsigned width)
{
    struct err err = { 0 };
    struct arena *arena = arena_new(ARENA_MAX);
    struct str bytes = str_new(arena, ARENA_MAX / 4);
    struct tile_path path = { .is_entries = true, .index = first / TILE_WIDTH, .width = width };
    for (size_t i = first; i < first + width; i++) {
        assert_true(bundle_add(&bytes, (const uint8_t *)r->leaves[i].ptr, r->leaves[i].len, &err));
    }
    write_tile(r, &path, bytes.ptr, bytes.len);
    arena_free(arena);
}

/* Tiles of level 0, and of level 1 where 256 entries are full. */
static void write_tiles(struct record *r, struct hash *out_root)
{
    struct hash *hashes = calloc(LEAVES_MAX, sizeof *hashes);
    struct hash roots[4];
    struct merkle tree;
    struct merkle part;
    merkle_init(&tree);
    for (size_t i = 0; i < r->count; i++) {
        hash_leaf(&hashes[i], (const uint8_t *)r->leaves[i].ptr, r->leaves[i].len);
        merkle_append(&tree, &hashes[i]);
    }
    merkle_root(&tree, out_root);
    for (size_t first = 0; first < r->count; first += TILE_WIDTH) {
        unsigned width = tile_width(r->count, 0, first / TILE_WIDTH);
        struct tile_path path = { .index = first / TILE_WIDTH, .width = width };
        write_tile(r, &path, &hashes[first], width * HASH_BYTES);
        write_bundle(r, first, width);
        merkle_init(&part);
        for (size_t i = first; i < first + width; i++) {
            merkle_append(&part, &hashes[i]);
        }
        merkle_root(&part, &roots[first / TILE_WIDTH]);
    }
    unsigned width = tile_width(r->count, 1, 0);
    if (width > 0) {
        struct tile_path path = { .level = 1, .width = width };
        write_tile(r, &path, roots, width * HASH_BYTES);
    }
    free(hashes);
}

static void write_checkpoint(struct record *r, const struct hash *root)
{
    struct err err = { 0 };
    struct checkpoint checkpoint = { .origin = ORIGIN, .size = r->count, .root = *root };
    struct str note = str_new(r->arena, NOTE_BYTES_MAX);
    char keys[VKEY_TEXT_MAX + 8];
    assert_true(checkpoint_sign(&note, &checkpoint, r->key, &err));
    write_file(r, "checkpoint", note.ptr, note.len);
    size_t len = vkey_print(keys, log_key_vkey(r->key));
    strcpy(keys + len, " 0\n");
    write_file(r, "keys", keys, len + 3);
}

/* The whole log as it now is, hashed and signed. */
static void publish(struct record *r)
{
    struct hash root;
    char command[128];
    (void)snprintf(command, sizeof command, "rm -rf %s/*", r->folder);
    assert_int_equal(system(command), 0);
    write_tiles(r, &root);
    write_checkpoint(r, &root);
}

static int set_up(void **state)
{
    static const uint8_t seed[KEY_SEED_BYTES] = { 7 };
    struct record *r = calloc(1, sizeof *r);
    struct err err = { 0 };
    struct world_source source = {
        .leaf_hash = leaf_hash_of, .origin = origin_of, .signature_is_valid = is_signed, .self = r
    };
    r->arena = arena_new(ARENA_MAX);
    r->world = world_new(&source, ARENA_MAX);
    r->key = log_key_from_seed(ORIGIN, seed, &err);
    strcpy(r->folder, "/tmp/test_verify.XXXXXX");
    assert_non_null(mkdtemp(r->folder));
    make_organisation(r);
    make_council(r);
    make_money(r);
    register_applicant(r);
    file_proposal(r);
    hold_meeting(r);
    vote(r);
    for (int i = 0; i < PROPOSALS; i++) {
        file_proposal(r);
    }
    publish(r);
    *state = r;
    return 0;
}

static int tear_down(void **state)
{
    struct record *r = *state;
    char command[128];
    (void)snprintf(command, sizeof command, "rm -rf %s", r->folder);
    int code = system(command);
    log_key_free(r->key);
    world_free(r->world);
    arena_free(r->arena);
    free(r);
    return code;
}

/* --- Verifying it. --- */

static uint64_t verify(struct record *r)
{
    struct err err = { 0 };
    struct source source;
    struct known_keys *known = calloc(1, sizeof *known);
    r->result = (struct verify_result){ 0 };
    assert_true(source_open(&source, r->arena, r->folder, &err));
    if (!verify_log(&source, known, &r->result, &err)) {
        fail_msg("%s", err.detail);
    }
    source_close(&source);
    free(known);
    return r->result.findings.count;
}

static bool has_finding(const struct record *r, uint64_t entry, const char *words)
{
    const struct findings *findings = &r->result.findings;
    for (size_t i = 0; i < findings->count && i < FINDINGS_MAX; i++) {
        if (findings->items[i].entry == entry && strstr(findings->items[i].reason, words) != NULL) {
            return true;
        }
    }
    for (size_t i = 0; i < findings->count && i < FINDINGS_MAX; i++) {
        print_message("found: %lld %s\n", (long long)findings->items[i].entry,
                      findings->items[i].reason);
    }
    return false;
}

/* Replaces text of the same length in a leaf. */
static void edit(struct record *r, size_t entry, const char *from, const char *to)
{
    char *at = strstr(r->leaves[entry].ptr, from);
    assert_non_null(at);
    assert_int_equal(strlen(from), strlen(to));
    memcpy(at, to, strlen(to));
}

static void flip(const struct record *r, const char *path, long at)
{
    char name[256];
    (void)snprintf(name, sizeof name, "%s/%s", r->folder, path);
    FILE *file = fopen(name, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    int byte = fgetc(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    fputc(byte ^ 1, file);
    assert_int_equal(fclose(file), 0);
}

static size_t find_leaf(const struct record *r, const char *type)
{
    for (size_t i = 0; i < r->count; i++) {
        if (strstr(r->leaves[i].ptr, type) != NULL) {
            return i;
        }
    }
    fail_msg("no %s", type);
    return 0;
}

static void test_the_record_verifies(void **state)
{
    struct record *r = *state;
    assert_true(r->count > TILE_WIDTH);
    if (verify(r) != 0) {
        has_finding(r, 0, "\n");
        fail();
    }
    assert_int_equal(r->result.checkpoint.size, r->count);
    assert_int_equal(r->result.sums.envelopes, 1);
    assert_int_equal(r->result.sums.budget_cents[STAGE_GRANTED], 100000000);
    assert_int_equal(r->result.sums.budget_cents[STAGE_AVAILABLE], 100000000);
    assert_int_equal(r->result.sums.budget_cents[STAGE_PAID], 0);
}

static void test_every_size_verifies(void **state)
{
    struct record *r = *state;
    static const size_t sizes[] = { 1, 2, 3, 20, 255, 256, 257 };
    size_t whole = r->count;
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        r->count = sizes[i];
        publish(r);
        assert_int_equal(verify(r), 0);
    }
    r->count = whole;
    publish(r);
}

static void test_a_changed_leaf_is_found(void **state)
{
    struct record *r = *state;
    edit(r, r->first_grant, "\"amountCents\":100000000", "\"amountCents\":200000000");
    write_bundle(r, 0, TILE_WIDTH);
    assert_true(verify(r) > 0);
    assert_true(has_finding(r, r->first_grant, "differs"));
    assert_true(has_finding(r, r->first_grant, "its hash is not the one in tile/0/000"));
    assert_true(has_finding(r, FINDING_NO_ENTRY, "another root"));
    edit(r, r->first_grant, "\"amountCents\":200000000", "\"amountCents\":100000000");
}

static void test_a_changed_balance_is_found_though_all_is_signed_again(void **state)
{
    struct record *r = *state;
    edit(r, r->first_grant, "available\",-100000000,-100000000]",
         "available\",-100000000,-100000001]");
    publish(r);
    assert_int_equal(verify(r), 1);
    assert_true(has_finding(r, r->first_grant, "post differs"));
    edit(r, r->first_grant, "available\",-100000000,-100000001]",
         "available\",-100000000,-100000000]");
    publish(r);
}

static void test_a_changed_verdict_is_found_though_all_is_signed_again(void **state)
{
    struct record *r = *state;
    size_t closed = find_leaf(r, "\"type\":\"motion.closed\"");
    edit(r, closed, "\"verdict\":\"adopted\"", "\"verdict\":\"rejecte\"");
    publish(r);
    assert_true(verify(r) > 0);
    assert_true(has_finding(r, closed, "the word is not of its vocabulary"));
    assert_int_equal(r->result.stopped_at, closed);
    edit(r, closed, "\"verdict\":\"rejecte\"", "\"verdict\":\"adopted\"");
    edit(r, closed, "\"votesFor\":2", "\"votesFor\":3");
    publish(r);
    assert_int_equal(verify(r), 1);
    assert_true(has_finding(r, closed, "body.votesFor differs"));
    edit(r, closed, "\"votesFor\":3", "\"votesFor\":2");
    publish(r);
}

static void test_a_changed_vote_is_found_though_all_is_signed_again(void **state)
{
    struct record *r = *state;
    size_t first = find_leaf(r, "\"type\":\"vote.cast\"");
    size_t closed = find_leaf(r, "\"type\":\"motion.closed\"");
    struct leaf against = r->leaves[first];
    struct leaf changed = against;
    changed.ptr = arena_strndup(r->arena, against.ptr, against.len);
    char *at = strstr(changed.ptr, "against");
    memcpy(at, "for", 3);
    memmove(at + 3, at + 7, strlen(at + 7) + 1);
    changed.len -= 4;
    r->leaves[first] = changed;
    publish(r);
    assert_true(verify(r) > 0);
    assert_true(has_finding(r, closed, "body.votes"));
    r->leaves[first] = against;
    publish(r);
}

/* The log's own key signs it all again, but it is not the member's. */
static void test_a_changed_signature_is_found_though_all_is_signed_again(void **state)
{
    struct record *r = *state;
    static const char *const parts[] = { "\"signature\":\"", "\"nonce\":\"0505" };
    size_t cast = find_leaf(r, "\"signature\":");
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        char *at = strstr(r->leaves[cast].ptr, parts[i]) + strlen(parts[i]) + 20;
        char was = *at;
        *at = was == '0' ? '1' : '0';
        publish(r);
        assert_true(verify(r) > 0);
        assert_true(has_finding(r, cast, "signature-not-valid"));
        assert_int_equal(r->result.stopped_at, cast);
        *at = was;
    }
    struct leaf was = r->leaves[cast];
    struct leaf changed = was;
    changed.ptr = arena_alloc(r->arena, was.len + 5);
    char *choice = strstr(was.ptr, "\"choice\":\"for\"") + 10;
    changed.len = was.len + 4;
    (void)snprintf(changed.ptr, changed.len + 1, "%.*sagainst%s", (int)(choice - was.ptr), was.ptr,
                   choice + 3);
    r->leaves[cast] = changed;
    publish(r);
    assert_true(verify(r) > 0);
    assert_true(has_finding(r, cast, "signature-not-valid"));
    r->leaves[cast] = was;
    publish(r);
    assert_int_equal(verify(r), 0);
}

static void test_a_wrong_bound_hash_is_found(void **state)
{
    struct record *r = *state;
    size_t opened = find_leaf(r, "\"type\":\"motion.opened\"");
    char *at = strstr(r->leaves[opened].ptr, "\"mandateHash\":\"") + 15;
    char was = *at;
    *at = was == '0' ? '1' : '0';
    publish(r);
    assert_int_equal(verify(r), 1);
    assert_true(has_finding(r, opened, "body.mandateHash differs"));
    *at = was;
    publish(r);
}

static void swap(struct record *r, size_t i)
{
    struct leaf leaf = r->leaves[i];
    r->leaves[i] = r->leaves[i + 1];
    r->leaves[i + 1] = leaf;
}

static void test_swapped_leaves_are_found(void **state)
{
    struct record *r = *state;
    swap(r, 1); /* the organisation and its grantor: the second rests on the first */
    publish(r);
    assert_true(verify(r) > 0);
    assert_true(has_finding(r, 1, ""));
    swap(r, 1);
    size_t last = r->count - 2; /* two proposals: only their times tell */
    swap(r, last);
    publish(r);
    assert_true(verify(r) > 0);
    assert_true(has_finding(r, last, "ref") || has_finding(r, last + 1, "time"));
    swap(r, last);
    publish(r);
}

static void test_a_missing_act_is_found(void **state)
{
    struct record *r = *state;
    size_t gone = find_leaf(r, "\"type\":\"mandate.consented\"");
    struct leaf leaf = r->leaves[gone];
    size_t behind = r->count - gone - 1;
    memmove(&r->leaves[gone], &r->leaves[gone + 1], behind * sizeof leaf);
    r->count--;
    publish(r);
    assert_true(verify(r) > 0);
    assert_true(r->result.stopped_at != FINDING_NO_ENTRY);
    memmove(&r->leaves[gone + 1], &r->leaves[gone], behind * sizeof leaf);
    r->leaves[gone] = leaf;
    r->count++;
    publish(r);
}

static void test_changed_files_are_found(void **state)
{
    struct record *r = *state;
    char name[TILE_PATH_MAX + 1];
    flip(r, "tile/0/000", 40 * HASH_BYTES + 3);
    assert_int_equal(verify(r), 1);
    assert_true(has_finding(r, 40, "its hash is not the one in tile/0/000"));
    publish(r);
    flip(r, "tile/1/000.p/1", 3);
    assert_int_equal(verify(r), 1);
    assert_true(has_finding(r, 0, "not that of the entries 0 to 255"));
    publish(r);
    flip(r, "checkpoint", (long)strlen(ORIGIN "\n338\n"));
    assert_int_equal(verify(r), 1);
    assert_true(has_finding(r, FINDING_NO_ENTRY, "checkpoint: "));
    publish(r);
    flip(r, "keys", (long)strlen(ORIGIN) + 30);
    assert_true(verify(r) > 0);
    publish(r);
    flip(r, "tile/entries/000", 1);
    assert_true(verify(r) > 0);
    assert_true(has_finding(r, 0, ""));
    publish(r);
    struct tile_path path = { .index = 1, .width = tile_width(r->count, 0, 1) };
    tile_path_print(name, &path);
    write_file(r, name, "short", 5);
    assert_int_equal(verify(r), 1);
    assert_true(has_finding(r, FINDING_NO_ENTRY, "has 5 bytes"));
    publish(r);
}

static void remove_file(const struct record *r, const char *path)
{
    char name[256];
    (void)snprintf(name, sizeof name, "%s/%s", r->folder, path);
    assert_int_equal(unlink(name), 0);
}

static void test_missing_files_are_found(void **state)
{
    struct record *r = *state;
    remove_file(r, "tile/0/000");
    assert_int_equal(verify(r), 1);
    assert_true(has_finding(r, FINDING_NO_ENTRY, "tile/0/000 is missing"));
    publish(r);
    remove_file(r, "tile/entries/000");
    assert_true(verify(r) > 0);
    assert_true(has_finding(r, FINDING_NO_ENTRY, "tile/entries/000 is missing"));
    publish(r);
}

/* --- The verb. --- */

static int run(char *first, char *second, char *third)
{
    char verb[] = "verify";
    char *argv[] = { verb, first, second, third, NULL };
    int argc = 1 + (first != NULL) + (second != NULL) + (third != NULL);
    (void)fflush(stdout);
    return cmd_verify(argc, argv);
}

static void test_exit_codes(void **state)
{
    struct record *r = *state;
    static const uint8_t other_seed[KEY_SEED_BYTES] = { 8 };
    struct err err = { 0 };
    char with_vkey[] = "--vkey";
    char json[] = "--json";
    char nowhere[] = "/nowhere/at/all";
    char unknown[] = "--unknown";
    char vkey[VKEY_TEXT_MAX + 1];
    vkey_print(vkey, log_key_vkey(r->key));
    assert_int_equal(run(r->folder, NULL, NULL), EXIT_DONE);
    assert_int_equal(run(r->folder, json, NULL), EXIT_DONE);
    assert_int_equal(run(r->folder, with_vkey, vkey), EXIT_DONE);
    assert_int_equal(run(NULL, NULL, NULL), EXIT_USAGE);
    assert_int_equal(run(nowhere, NULL, NULL), EXIT_USAGE);
    assert_int_equal(run(r->folder, unknown, NULL), EXIT_USAGE);
    assert_int_equal(run(r->folder, with_vkey, nowhere), EXIT_USAGE);
    struct log_key *other = log_key_from_seed(ORIGIN, other_seed, &err);
    vkey_print(vkey, log_key_vkey(other));
    assert_int_equal(run(r->folder, with_vkey, vkey), EXIT_NOT_VERIFIED);
    log_key_free(other);
    remove_file(r, "checkpoint");
    assert_int_equal(run(r->folder, NULL, NULL), EXIT_FAULT);
    publish(r);
}

/* A proof of the last entry, from the naive side: all hashes are at hand in a cache. */
static void write_receipt(struct record *r, size_t index, const char *leaf, size_t len)
{
    struct err err = { 0 };
    struct merkle empty;
    struct merkle_cache *cache = malloc(sizeof *cache);
    struct inclusion inclusion;
    struct checkpoint checkpoint = { .origin = ORIGIN, .size = r->count };
    merkle_init(&empty);
    merkle_cache_init(cache, &empty);
    for (size_t i = 0; i < r->count; i++) {
        struct hash hash;
        hash_leaf(&hash, (const uint8_t *)r->leaves[i].ptr, r->leaves[i].len);
        merkle_cache_append(cache, &hash);
    }
    struct cached_reader cached = { .cache = cache };
    struct node_reader reader = cached_reader(&cached);
    assert_true(merkle_inclusion(&reader, index, r->count, &inclusion, &err));
    merkle_cache_root(cache, &checkpoint.root);
    struct str note = str_new(r->arena, NOTE_BYTES_MAX);
    assert_true(checkpoint_sign(&note, &checkpoint, r->key, &err));
    struct tlog_proof proof = { .has_extra = true,
                                .extra = (const uint8_t *)leaf,
                                .extra_len = len,
                                .index = index,
                                .count = inclusion.count,
                                .note = note.ptr,
                                .note_len = note.len };
    memcpy(proof.path, inclusion.path, sizeof proof.path);
    struct str text_of = str_new(r->arena, TLOG_PROOF_BYTES_MAX);
    assert_true(tlog_proof_write(&text_of, &proof, &err));
    write_file(r, "receipt.tlog-proof", text_of.ptr, text_of.len);
    free(cache);
}

static void test_receipts(void **state)
{
    struct record *r = *state;
    char path[128];
    char with_vkey[] = "--vkey";
    char vkey[VKEY_TEXT_MAX + 1];
    vkey_print(vkey, log_key_vkey(r->key));
    (void)snprintf(path, sizeof path, "%s/receipt.tlog-proof", r->folder);
    struct leaf leaf = r->leaves[r->first_grant];
    write_receipt(r, r->first_grant, leaf.ptr, leaf.len);
    assert_int_equal(run(path, with_vkey, vkey), EXIT_DONE);
    assert_int_equal(run(path, NULL, NULL), EXIT_USAGE);
    write_receipt(r, r->first_grant + 1, leaf.ptr, leaf.len);
    assert_int_equal(run(path, with_vkey, vkey), EXIT_NOT_VERIFIED);
    char *changed = arena_strndup(r->arena, leaf.ptr, leaf.len);
    *strstr(changed, "100000000") = '9';
    write_receipt(r, r->first_grant, changed, leaf.len);
    assert_int_equal(run(path, with_vkey, vkey), EXIT_NOT_VERIFIED);
    publish(r);
}

/* A key signs from the size that stands behind it in the list. */
static void test_a_key_counts_from_its_size(void **state)
{
    struct record *r = *state;
    char keys[VKEY_TEXT_MAX + 32];
    size_t len = vkey_print(keys, log_key_vkey(r->key));
    int more = snprintf(keys + len, 32, " %zu\n", r->count);
    write_file(r, "keys", keys, len + (size_t)more);
    assert_int_equal(verify(r), 0);
    more = snprintf(keys + len, 32, " %zu\n", r->count + 1);
    write_file(r, "keys", keys, len + (size_t)more);
    assert_int_equal(verify(r), 1);
    assert_true(has_finding(r, FINDING_NO_ENTRY, "no known key"));
    write_file(r, "keys", "nonsense\n", 9);
    assert_true(verify(r) > 0);
    publish(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_record_verifies),
        cmocka_unit_test(test_every_size_verifies),
        cmocka_unit_test(test_a_changed_leaf_is_found),
        cmocka_unit_test(test_a_changed_balance_is_found_though_all_is_signed_again),
        cmocka_unit_test(test_a_changed_verdict_is_found_though_all_is_signed_again),
        cmocka_unit_test(test_a_changed_vote_is_found_though_all_is_signed_again),
        cmocka_unit_test(test_a_changed_signature_is_found_though_all_is_signed_again),
        cmocka_unit_test(test_a_wrong_bound_hash_is_found),
        cmocka_unit_test(test_swapped_leaves_are_found),
        cmocka_unit_test(test_a_missing_act_is_found),
        cmocka_unit_test(test_changed_files_are_found),
        cmocka_unit_test(test_missing_files_are_found),
        cmocka_unit_test(test_a_key_counts_from_its_size),
        cmocka_unit_test(test_exit_codes),
        cmocka_unit_test(test_receipts),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down) == 0 ? 0 : 1;
}
