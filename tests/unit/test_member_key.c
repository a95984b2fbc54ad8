/* Members' own keys: who registers and revokes one, which votes must carry a signature by it, and
 * that a replay checks each again. The signatures are made by libsodium over text that is written
 * out here, so that the statement's bytes are pinned. */
#include <sodium.h>

#include "buurtkas/base/str.h"
#include "deciding_room.h"

struct signer {
    struct hash public_key;
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
};

static struct signer signer_of(uint8_t number)
{
    struct signer signer;
    uint8_t seed[crypto_sign_SEEDBYTES] = { number };
    assert_int_equal(crypto_sign_seed_keypair(signer.public_key.bytes, signer.secret, seed), 0);
    return signer;
}

static struct signature sign(const struct signer *signer, const char *text)
{
    struct signature signature;
    crypto_sign_detached(signature.bytes, NULL, (const unsigned char *)text, strlen(text),
                         signer->secret);
    return signature;
}

static struct signature proof_of(const struct signer *signer, struct uuid handle)
{
    char member[UUID_TEXT + 1];
    char key[2 * HASH_BYTES + 1];
    char text[256];
    uuid_print(member, &handle);
    hex_encode(key, signer->public_key.bytes, HASH_BYTES);
    (void)snprintf(text, sizeof text, "buurtkas-key-v1\nroom.example/log\n%s\n%s\n", member, key);
    return sign(signer, text);
}

static struct uuid appointment_of(struct council_room *room, struct uuid handle)
{
    struct object_list found;
    struct err err = { 0 };
    assert_true(
        world_related(room->acting.world, REL_APPOINTMENTS_BY_HANDLE, &handle, &found, &err));
    assert_int_equal(found.count, 1);
    return found.items[0]->id;
}

static struct body_member_key_registered *key_body(struct council_room *room,
                                                   const struct signer *signer, struct uuid handle)
{
    struct body_member_key_registered *body =
        NEW(room, member_key_registered, MEMBER_KEY_REGISTERED);
    body->appointment = appointment_of(room, handle);
    body->public_key = signer->public_key;
    body->proof = proof_of(signer, handle);
    return body;
}

static struct uuid register_key(struct council_room *room, const struct signer *signer, int member)
{
    struct uuid handle = room->member[member];
    struct uuid key = RUN(room, MEMBER_KEY_REGISTERED, key_body(room, signer, handle), handle);
    assert_done(room);
    return key;
}

static void revoke_key(struct council_room *room, struct uuid key, struct uuid actor)
{
    struct body_member_key_revoked *body = NEW(room, member_key_revoked, MEMBER_KEY_REVOKED);
    body->member_key = key;
    RUN(room, MEMBER_KEY_REVOKED, body, actor);
}

static struct uuid open_motion(struct council_room *room)
{
    struct uuid motion = room_draft(room, room_file(room, 100000), 100000);
    room_open_motion(room, motion);
    assert_done(room);
    return motion;
}

/* The statement of a vote, written out. */
static struct signature signature_of(struct council_room *room, const struct signer *signer,
                                     const struct body_vote_cast *body, struct uuid member)
{
    const struct motion *motion = OBJECT(room, motion, MOTION, body->motion);
    const struct proposal_version *version =
        OBJECT(room, proposal_version, PROPOSAL_VERSION, motion->proposal_version);
    struct hash hash;
    struct err err = { 0 };
    assert_true(fake_leaf_hash(NULL, version->object.entry, &hash, &err));
    char motion_id[UUID_TEXT + 1];
    char member_id[UUID_TEXT + 1];
    char proposal[2 * HASH_BYTES + 1];
    char nonce[2 * HASH_BYTES + 1];
    char text[512];
    uuid_print(motion_id, &body->motion);
    uuid_print(member_id, &member);
    hex_encode(proposal, hash.bytes, HASH_BYTES);
    hex_encode(nonce, body->nonce.bytes, HASH_BYTES);
    (void)snprintf(text, sizeof text, "buurtkas-vote-v1\nroom.example/log\n%s\n%s\n%s\n%s\n%s\n",
                   motion_id, proposal, member_id, field_enum_name(choice_names, body->choice),
                   nonce);
    return sign(signer, text);
}

static struct body_vote_cast *vote_body(struct council_room *room, struct uuid motion,
                                        enum choice choice)
{
    struct body_vote_cast *body = NEW(room, vote_cast, VOTE_CAST);
    body->motion = motion;
    body->choice = (int)choice;
    return body;
}

static struct body_vote_cast *signed_body(struct council_room *room, const struct signer *signer,
                                          struct uuid motion, int member, enum choice choice,
                                          uint8_t nonce)
{
    struct body_vote_cast *body = vote_body(room, motion, choice);
    body->nonce.bytes[0] = nonce;
    body->signature = signature_of(room, signer, body, room->member[member]);
    return body;
}

static void begin(struct council_room *room)
{
    assert_true(sodium_init() >= 0);
    room_begin(room, 3, EXERCISE_ALONE);
}

static void who_has_a_key_signs_each_vote(void **state)
{
    (void)state;
    struct council_room room;
    begin(&room);
    struct signer signer = signer_of(1);
    struct uuid key = register_key(&room, &signer, 0);
    const struct member_key *kept = OBJECT(&room, member_key, MEMBER_KEY, key);
    assert_true(uuid_equal(&kept->member, &room.member[0]));
    assert_memory_equal(&kept->public_key, &signer.public_key, sizeof signer.public_key);
    struct uuid motion = open_motion(&room);
    RUN(&room, VOTE_CAST, vote_body(&room, motion, CHOICE_FOR), room.member[0]);
    assert_refused(&room, ERR_BAD_SIGNATURE, "/signature");
    struct body_vote_cast *body = signed_body(&room, &signer, motion, 0, CHOICE_FOR, 9);
    struct uuid id = RUN(&room, VOTE_CAST, body, room.member[0]);
    assert_done(&room);
    const struct vote *vote = OBJECT(&room, vote, VOTE, id);
    assert_true(uuid_equal(&vote->signed_with, &key));
    assert_memory_equal(&vote->signature, &body->signature, sizeof body->signature);
    assert_memory_equal(&vote->nonce, &body->nonce, sizeof body->nonce);
    /* The others have none, and sign nothing. */
    body = vote_body(&room, motion, CHOICE_FOR);
    body->nonce.bytes[0] = 1;
    RUN(&room, VOTE_CAST, body, room.member[1]);
    assert_refused(&room, ERR_MISMATCH, "/nonce");
    RUN(&room, VOTE_CAST, signed_body(&room, &signer, motion, 1, CHOICE_FOR, 9), room.member[1]);
    assert_refused(&room, ERR_MISMATCH, "/signature");
    RUN(&room, VOTE_CAST, vote_body(&room, motion, CHOICE_FOR), room.member[1]);
    assert_done(&room);
    assert_true(uuid_is_zero(&ACT_BODY(room.last, vote_cast)->signed_with));
    done_with(&room);
}

/* Anything in the statement that is other than what was signed. */
static void a_signature_is_of_one_vote(void **state)
{
    (void)state;
    struct council_room room;
    begin(&room);
    struct signer signer = signer_of(1);
    struct signer other = signer_of(2);
    register_key(&room, &signer, 0);
    struct uuid motion = open_motion(&room);
    struct uuid second = open_motion(&room);
    struct body_vote_cast *body = signed_body(&room, &signer, second, 0, CHOICE_FOR, 9);
    body->motion = motion;
    RUN(&room, VOTE_CAST, body, room.member[0]);
    assert_refused(&room, ERR_BAD_SIGNATURE, "/signature");
    body = signed_body(&room, &signer, motion, 0, CHOICE_FOR, 9);
    body->choice = CHOICE_AGAINST;
    RUN(&room, VOTE_CAST, body, room.member[0]);
    assert_refused(&room, ERR_BAD_SIGNATURE, "/signature");
    body = signed_body(&room, &signer, motion, 0, CHOICE_FOR, 9);
    body->nonce.bytes[31] = 1;
    RUN(&room, VOTE_CAST, body, room.member[0]);
    assert_refused(&room, ERR_BAD_SIGNATURE, "/signature");
    body = signed_body(&room, &signer, motion, 0, CHOICE_FOR, 9);
    body->nonce = (struct hash){ 0 };
    RUN(&room, VOTE_CAST, body, room.member[0]);
    assert_refused(&room, ERR_BAD_SIGNATURE, "/nonce");
    RUN(&room, VOTE_CAST, signed_body(&room, &signer, motion, 1, CHOICE_FOR, 9), room.member[0]);
    assert_refused(&room, ERR_BAD_SIGNATURE, "/signature");
    RUN(&room, VOTE_CAST, signed_body(&room, &other, motion, 0, CHOICE_FOR, 9), room.member[0]);
    assert_refused(&room, ERR_BAD_SIGNATURE, "/signature");
    for (size_t bit = 0; bit < 8 * SIGNATURE_BYTES; bit += 37) {
        body = signed_body(&room, &signer, motion, 0, CHOICE_FOR, 9);
        body->signature.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        RUN(&room, VOTE_CAST, body, room.member[0]);
        assert_refused(&room, ERR_BAD_SIGNATURE, "/signature");
    }
    RUN(&room, VOTE_CAST, signed_body(&room, &signer, motion, 0, CHOICE_FOR, 9), room.member[0]);
    assert_done(&room);
    done_with(&room);
}

/* Who kept the statement of a vote that was corrected cannot put it back. */
static void a_statement_counts_once(void **state)
{
    (void)state;
    struct council_room room;
    begin(&room);
    struct signer signer = signer_of(1);
    register_key(&room, &signer, 0);
    struct uuid motion = open_motion(&room);
    struct body_vote_cast *body = signed_body(&room, &signer, motion, 0, CHOICE_FOR, 1);
    struct uuid first = RUN(&room, VOTE_CAST, body, room.member[0]);
    assert_done(&room);
    body = signed_body(&room, &signer, motion, 0, CHOICE_AGAINST, 2);
    body->supersedes = first;
    struct uuid second = RUN(&room, VOTE_CAST, body, room.member[0]);
    assert_done(&room);
    body = signed_body(&room, &signer, motion, 0, CHOICE_FOR, 1);
    body->supersedes = second;
    RUN(&room, VOTE_CAST, body, room.member[0]);
    assert_refused(&room, ERR_ALREADY_EXISTS, "/nonce");
    body = signed_body(&room, &signer, motion, 0, CHOICE_FOR, 3);
    body->supersedes = second;
    RUN(&room, VOTE_CAST, body, room.member[0]);
    assert_done(&room);
    done_with(&room);
}

/* The holder signs with the own key; the statement names the giver, whose key counts for nothing
 * here. */
static void by_proxy_the_holder_signs(void **state)
{
    (void)state;
    struct council_room room;
    assert_true(sodium_init() >= 0);
    begin_by(&room, RULE_ASSOCIATION, 3);
    struct body_rule_set_adopted *rules = rules_body(&room, RULE_ASSOCIATION);
    rules->proxies_max = 1;
    room.rules = adopt(&room, rules);
    assert_done(&room);
    room.meeting = call(&room, call_body(&room));
    struct signer holder = signer_of(1);
    struct signer giver = signer_of(2);
    register_key(&room, &holder, 0);
    register_key(&room, &giver, 2);
    struct body_proxy_given *proxy = NEW(&room, proxy_given, PROXY_GIVEN);
    proxy->meeting = room.meeting;
    proxy->holder = room.member[0];
    RUN(&room, PROXY_GIVEN, proxy, room.member[2]);
    assert_done(&room);
    arrive(&room, room.meeting, 0, 2);
    room_open_meeting(&room, room.meeting);
    struct uuid motion = open_motion(&room);
    /* For the own vote, and with the giver's key. */
    struct body_vote_cast *body = signed_body(&room, &holder, motion, 0, CHOICE_FOR, 1);
    body->member = room.member[2];
    RUN(&room, VOTE_CAST, body, room.member[0]);
    assert_refused(&room, ERR_BAD_SIGNATURE, "/signature");
    body = signed_body(&room, &giver, motion, 2, CHOICE_FOR, 1);
    body->member = room.member[2];
    RUN(&room, VOTE_CAST, body, room.member[0]);
    assert_refused(&room, ERR_BAD_SIGNATURE, "/signature");
    body = signed_body(&room, &holder, motion, 2, CHOICE_FOR, 1);
    body->member = room.member[2];
    RUN(&room, VOTE_CAST, body, room.member[0]);
    assert_done(&room);
    assert_int_equal(ACT_BODY(room.last, vote_cast)->manner, MANNER_PROXY);
    done_with(&room);
}

static void what_the_secretary_records_is_marked_and_not_signed(void **state)
{
    (void)state;
    struct council_room room;
    begin(&room);
    struct signer signer = signer_of(1);
    register_key(&room, &signer, 0);
    struct uuid motion = open_motion(&room);
    struct body_vote_cast *body = signed_body(&room, &signer, motion, 0, CHOICE_FOR, 1);
    body->member = room.member[0];
    body->method = METHOD_SHOW_OF_HANDS;
    RUN(&room, VOTE_CAST, body, room.secretary);
    assert_refused(&room, ERR_MISMATCH, "/signature");
    body = vote_body(&room, motion, CHOICE_FOR);
    body->member = room.member[0];
    body->method = METHOD_SHOW_OF_HANDS;
    struct uuid id = RUN(&room, VOTE_CAST, body, room.secretary);
    assert_done(&room);
    assert_int_equal(OBJECT(&room, vote, VOTE, id)->manner, MANNER_RECORDED);
    assert_true(uuid_is_zero(&OBJECT(&room, vote, VOTE, id)->signed_with));
    done_with(&room);
}

static void a_key_is_registered_by_its_holder_alone(void **state)
{
    (void)state;
    struct council_room room;
    begin(&room);
    struct signer signer = signer_of(1);
    struct body_member_key_registered *body = key_body(&room, &signer, room.member[0]);
    RUN(&room, MEMBER_KEY_REGISTERED, body, room.secretary);
    assert_refused(&room, ERR_FORBIDDEN, "");
    RUN(&room, MEMBER_KEY_REGISTERED, body, room.member[1]);
    assert_refused(&room, ERR_FORBIDDEN, "");
    body->proof.bytes[5] ^= 1;
    RUN(&room, MEMBER_KEY_REGISTERED, body, room.member[0]);
    assert_refused(&room, ERR_BAD_SIGNATURE, "/proof");
    body = key_body(&room, &signer, room.member[0]);
    body->proof = proof_of(&signer, room.member[1]);
    RUN(&room, MEMBER_KEY_REGISTERED, body, room.member[0]);
    assert_refused(&room, ERR_BAD_SIGNATURE, "/proof");
    body = key_body(&room, &signer, room.member[0]);
    body->appointment = room_id(&room);
    RUN(&room, MEMBER_KEY_REGISTERED, body, room.member[0]);
    assert_refused(&room, ERR_UNKNOWN_REFERENCE, "/appointment");
    /* A key of small order would let anything pass. */
    body = key_body(&room, &signer, room.member[0]);
    body->public_key = (struct hash){ .bytes = { 1 } };
    body->proof = (struct signature){ .bytes = { 1 } };
    RUN(&room, MEMBER_KEY_REGISTERED, body, room.member[0]);
    assert_refused(&room, ERR_BAD_SIGNATURE, "/proof");
    register_key(&room, &signer, 0);
    struct signer second = signer_of(2);
    RUN(&room, MEMBER_KEY_REGISTERED, key_body(&room, &second, room.member[0]), room.member[0]);
    assert_refused(&room, ERR_ALREADY_EXISTS, "");
    RUN(&room, MEMBER_KEY_REGISTERED, key_body(&room, &signer, room.member[1]), room.member[1]);
    assert_refused(&room, ERR_ALREADY_EXISTS, "/publicKey");
    done_with(&room);
}

static void after_a_revocation_old_votes_stay(void **state)
{
    (void)state;
    struct council_room room;
    begin(&room);
    struct signer signer = signer_of(1);
    struct uuid key = register_key(&room, &signer, 0);
    struct uuid motion = open_motion(&room);
    struct uuid vote = RUN(&room, VOTE_CAST, signed_body(&room, &signer, motion, 0, CHOICE_FOR, 1),
                           room.member[0]);
    assert_done(&room);
    revoke_key(&room, key, room.member[1]);
    assert_refused(&room, ERR_FORBIDDEN, "");
    revoke_key(&room, room_id(&room), room.member[0]);
    assert_refused(&room, ERR_NOT_FOUND, "");
    revoke_key(&room, key, room.member[0]);
    assert_done(&room);
    revoke_key(&room, key, room.secretary);
    assert_refused(&room, ERR_WRONG_STATE, "");
    assert_true(uuid_equal(&OBJECT(&room, vote, VOTE, vote)->signed_with, &key));
    /* It signs no more; and it does not come back. */
    struct body_vote_cast *body = signed_body(&room, &signer, motion, 0, CHOICE_AGAINST, 2);
    body->supersedes = vote;
    RUN(&room, VOTE_CAST, body, room.member[0]);
    assert_refused(&room, ERR_MISMATCH, "/signature");
    RUN(&room, MEMBER_KEY_REGISTERED, key_body(&room, &signer, room.member[0]), room.member[0]);
    assert_refused(&room, ERR_ALREADY_EXISTS, "/publicKey");
    struct signer second = signer_of(2);
    struct uuid next = register_key(&room, &second, 0);
    body = signed_body(&room, &second, motion, 0, CHOICE_AGAINST, 1);
    body->supersedes = vote;
    RUN(&room, VOTE_CAST, body, room.member[0]);
    assert_done(&room);
    revoke_key(&room, next, room.secretary);
    assert_done(&room);
    done_with(&room);
}

/* The record with one bit of a signature, a nonce or a key changed: the rules refuse it there. */
static void a_replay_checks_signatures_again(void **state)
{
    (void)state;
    struct council_room room;
    begin(&room);
    struct signer signer = signer_of(1);
    register_key(&room, &signer, 0);
    struct uuid motion = open_motion(&room);
    struct body_vote_cast *vote = signed_body(&room, &signer, motion, 0, CHOICE_FOR, 1);
    RUN(&room, VOTE_CAST, vote, room.member[0]);
    assert_done(&room);
    uint64_t last = room.acting.entry - 1;
    vote->signature.bytes[10] ^= 4;
    const struct world_source record = room_record();
    struct replay *replay = replay_new(&record, ACTING_BYTES);
    struct err err = { 0 };
    for (uint64_t entry = 0; entry < last; entry++) {
        struct act now = *room.done[entry];
        now.body = body_copy(room.acting.arena, room.done[entry]->kind, room.done[entry]->body);
        forget_sent_date(&now);
        assert_true(replay_act(replay, &now, &err));
    }
    struct act now = *room.done[last];
    now.body = body_copy(room.acting.arena, room.done[last]->kind, room.done[last]->body);
    assert_false(replay_act(replay, &now, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    assert_non_null(strstr(err.detail, "signature-not-valid"));
    replay_free(replay);
    vote->signature.bytes[10] ^= 4;
    done_with(&room);
}

/* --- Where interim counts are hidden. --- */

static void hide_counts(struct council_room *room)
{
    struct body_rule_set_adopted *body = NEW(room, rule_set_adopted, RULE_SET_ADOPTED);
    body->council = room->council;
    body->base = RULE_MAJORITY;
    body->from_date = day_of(2026, 1, 1);
    body->change_vote = true;
    body->interim = INTERIM_HIDDEN;
    room->rules = RUN(room, RULE_SET_ADOPTED, body, room->grantor);
    assert_done(room);
}

static struct text sealed_by_hand(const struct act *act, char *out, size_t size,
                                  const struct signature *signature)
{
    char hex[2 * SIGNATURE_BYTES + 1];
    hex_encode(hex, signature->bytes, SIGNATURE_BYTES);
    (void)snprintf(out, size, "for\n%s", hex);
    struct text text = { .ptr = out, .len = strlen(out) };
    (void)fake_seal(&text, &act->id, "sealed");
    return text;
}

static void open_by_hand(struct council_room *room, struct uuid motion, struct uuid vote,
                         const struct text *text, const struct signature *signature)
{
    struct body_votes_opened *body = NEW(room, votes_opened, VOTES_OPENED);
    struct item_vote_opening *item = arena_calloc(room->acting.arena, 1, sizeof *item);
    *item = (struct item_vote_opening){ .vote = vote, .choice = CHOICE_FOR, .signature = *signature };
    memcpy(item->salt.bytes, text->salt, HASH_BYTES);
    body->motion = motion;
    body->openings = (struct list){ item, 1 };
    RUN(room, VOTES_OPENED, body, (struct uuid){ { 0 } });
}

/* A signature gives the choice away, so it is sealed with it; whoever writes the record could seal
 * one that the member never gave: the opening finds that out. */
static void a_sealed_signature_is_looked_at_when_it_is_opened(void **state)
{
    (void)state;
    static const struct signature none;
    struct council_room room;
    begin(&room);
    hide_counts(&room);
    struct signer signer = signer_of(1);
    register_key(&room, &signer, 0);
    struct signer other = signer_of(2);
    register_key(&room, &other, 1);
    struct uuid motion = open_motion(&room);
    struct body_vote_cast *body = signed_body(&room, &signer, motion, 0, CHOICE_FOR, 1);
    struct signature given = body->signature;
    struct uuid vote = RUN(&room, VOTE_CAST, body, room.member[0]);
    assert_done(&room);
    const struct vote *kept = OBJECT(&room, vote, VOTE, vote);
    assert_memory_equal(&kept->signature, &none, sizeof none);
    assert_memory_equal(&body->signature, &none, sizeof none);
    assert_int_equal(kept->nonce.bytes[0], 1);
    assert_false(uuid_is_zero(&kept->signed_with));
    struct text first = body->sealed;

    struct body_vote_cast *forged = signed_body(&room, &signer, motion, 1, CHOICE_FOR, 2);
    struct signature wrong = forged->signature; /* by another key than the member's */
    struct act *act = arena_alloc(room.acting.arena, sizeof *act);
    *act = next_act(&room.acting, ACT_VOTE_CAST, forged);
    char lines[2 * SIGNATURE_BYTES + 8];
    struct text second = sealed_by_hand(act, lines, sizeof lines, &wrong);
    forged->choice = choice_absent;
    forged->signature = none;
    forged->sealed = (struct text){ .commitment = second.commitment };
    room.done[room.acting.entry] = act;
    room.last = act;
    assert_true(run_as(&room.acting, act, room.member[1], &room.err));

    struct body_voting_ended *ended = NEW(&room, voting_ended, VOTING_ENDED);
    ended->motion = motion;
    RUN(&room, VOTING_ENDED, ended, room.secretary);
    assert_done(&room);
    open_by_hand(&room, motion, act->id, &second, &wrong);
    assert_refused(&room, ERR_BAD_SIGNATURE, "/signature");
    open_by_hand(&room, motion, vote, &first, &given);
    assert_done(&room);
    const struct vote_opening *opened = room_object(&room, KIND_VOTE_OPENING, vote, 0);
    assert_memory_equal(&opened->signature, &given, sizeof given);
    room_replay(&room);
    room_end(&room);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_has_a_key_signs_each_vote),
        cmocka_unit_test(a_signature_is_of_one_vote),
        cmocka_unit_test(a_statement_counts_once),
        cmocka_unit_test(by_proxy_the_holder_signs),
        cmocka_unit_test(what_the_secretary_records_is_marked_and_not_signed),
        cmocka_unit_test(a_key_is_registered_by_its_holder_alone),
        cmocka_unit_test(after_a_revocation_old_votes_stay),
        cmocka_unit_test(a_replay_checks_signatures_again),
        cmocka_unit_test(a_sealed_signature_is_looked_at_when_it_is_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
