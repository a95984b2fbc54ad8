/* Leaves: every act type with random valid values goes to bytes and back; every damaged leaf is
 * refused, or is itself a leaf. The seed is printed; BUURTKAS_SEED sets it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>
#include "buurtkas/audit/leaf.h"
#include "buurtkas/audit/opening.h"

enum {
    ROUNDS = 20,
    ARENA_MAX = 8 << 20
};

/** What a test works with. */
struct bench {
    struct arena *arena;
    uint64_t random;
};

static uint64_t seed;

/* xorshift64 */
static uint64_t next(struct bench *b)
{
    b->random ^= b->random << 13;
    b->random ^= b->random >> 7;
    b->random ^= b->random << 17;
    return b->random;
}

static int64_t between(struct bench *b, int64_t least, int64_t most)
{
    return least + (int64_t)(next(b) % (uint64_t)(most - least + 1));
}

static void fill_bytes(struct bench *b, uint8_t *out, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        out[i] = (uint8_t)(next(b) | 1);
    }
}

static int set_up(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    b->random = seed;
    b->arena = arena_new(ARENA_MAX);
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    arena_free(b->arena);
    free(b);
    return 0;
}

/* --- Random bodies. --- */

static void fill_code(struct bench *b, struct code *code, const struct field *field)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:/-";
    size_t len = (size_t)between(b, field->min > 0 ? field->min : 1, field->max);
    for (size_t i = 0; i < len; i++) {
        code->text[i] = alphabet[next(b) % (sizeof alphabet - 1)];
    }
}

static void fill_text(struct bench *b, struct text *text)
{
    text->len = (size_t)between(b, 1, 40);
    char *ptr = arena_alloc(b->arena, text->len + 1);
    memset(ptr, 'a', text->len);
    text->ptr = ptr;
}

static void fill_all(struct bench *b, void *base, const struct field *fields);

static void fill_list(struct bench *b, struct list *list, const struct field *field)
{
    int64_t most = field->max < 12 || between(b, 0, 9) == 0 ? field->max : 12;
    list->count = (size_t)between(b, field->min, most < 100 ? most : 100);
    list->items = arena_calloc(b->arena, list->count, field->struct_size);
    for (size_t i = 0; i < list->count; i++) {
        void *item = (char *)list->items + i * field->struct_size;
        field_clear_all(item, field->sub);
        fill_all(b, item, field->sub);
    }
}

static void fill_one(struct bench *b, void *at, const struct field *field)
{
    int words = 0;
    switch (field->kind) {
    case FIELD_UUID:
    case FIELD_HASH:
        fill_bytes(b, at, field->kind == FIELD_UUID ? UUID_BYTES : HASH_BYTES);
        return;
    case FIELD_SIGNATURE:
        fill_bytes(b, at, SIGNATURE_BYTES);
        return;
    case FIELD_I64:
    case FIELD_CENTS:
        *(int64_t *)at = between(b, field->min, field->max);
        return;
    case FIELD_I32:
        *(int32_t *)at = (int32_t)between(b, field->min, field->max);
        return;
    case FIELD_BOOL:
        *(bool *)at = next(b) % 2 == 0;
        return;
    case FIELD_ENUM:
        while (field->names[words] != NULL) {
            words++;
        }
        *(int *)at = (int)between(b, 1, words);
        return;
    case FIELD_DATE:
        *(struct date *)at = (struct date){ (int32_t)between(b, 0, 40000) };
        return;
    case FIELD_INSTANT:
        *(struct instant *)at = (struct instant){ between(b, 0, INT64_C(4000000000000)) };
        return;
    case FIELD_CODE:
        fill_code(b, at, field);
        return;
    case FIELD_TEXT:
        fill_text(b, at);
        return;
    case FIELD_OBJECT:
        fill_all(b, at, field->sub);
        return;
    case FIELD_LIST:
        fill_list(b, at, field);
        return;
    case FIELD_END:
        return;
    }
}

/* Private and unrecorded fields are filled too: they must not show. */
static void fill_all(struct bench *b, void *base, const struct field *fields)
{
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        if ((field->flags & FIELD_REQUIRED) != 0 || next(b) % 3 != 0) {
            fill_one(b, field_at(base, field), field);
        }
    }
}

static void fill_lines(struct bench *b, struct posting_draft *lines)
{
    lines->count = (size_t)between(b, 1, 6);
    for (size_t i = 0; i < lines->count; i++) {
        struct posting_line *line = &lines->lines[i];
        line->code = (enum account_code)between(b, 1, ACCOUNT_COUNT - 1);
        fill_bytes(b, line->envelope.bytes, UUID_BYTES);
        line->account = line->envelope;
        if (account_type(line->code)->ref != REF_NONE) {
            fill_bytes(b, line->account.bytes, UUID_BYTES);
        }
        line->amount_cents = between(b, -AMOUNT_CENTS_MAX, -1);
        line->balance_cents = between(b, -AMOUNT_CENTS_MAX, AMOUNT_CENTS_MAX);
    }
}

static struct act random_act(struct bench *b, enum act_type type)
{
    struct act act = { .kind = act_kind(type), .on = { DATE_ABSENT } };
    struct err err = { 0 };
    act.body = arena_alloc(b->arena, act.kind->body_size);
    field_clear_all(act.body, act.kind->fields);
    fill_all(b, act.body, act.kind->fields);
    fill_bytes(b, act.id.bytes, UUID_BYTES);
    fill_bytes(b, act.actor.handle.bytes, UUID_BYTES);
    act.actor.role = (enum role)between(b, 1, role_end - 1);
    act.at.ms = between(b, INT64_C(1767225600000), INT64_C(1900000000000));
    act.has_nonce = next(b) % 4 != 0;
    if (act.has_nonce) {
        fill_bytes(b, act.nonce, NONCE_BYTES);
    }
    if (next(b) % 2 == 0) {
        act.on = date_of(2026, 3, 1);
        fill_lines(b, &act.lines);
    }
    if (next(b) % 2 == 0) {
        strcpy(act.reference.text, "D-2026-007");
    }
    assert_true(leaf_commit_texts(&act, &err));
    return act;
}

static struct str written(struct bench *b, const struct act *act)
{
    struct err err = { 0 };
    struct str out = str_new(b->arena, LEAF_BYTES_MAX);
    if (!leaf_write(&out, act, &err)) {
        print_error("%s: %s\n", act->kind->name, err.detail);
        assert_int_equal(err.code, ERR_TOO_LARGE);
        out.len = 0;
    }
    return out;
}

/* What a leaf says of an act, besides the body (which the bytes compare). */
static void assert_same_head(const struct act *a, const struct act *b)
{
    assert_ptr_equal(a->kind, b->kind);
    assert_memory_equal(&a->id, &b->id, sizeof a->id);
    assert_memory_equal(&a->actor.handle, &b->actor.handle, UUID_BYTES);
    assert_int_equal(a->actor.role, b->actor.role);
    assert_int_equal(a->at.ms, b->at.ms);
    assert_int_equal(a->on.days, b->on.days);
    assert_int_equal(a->has_nonce, b->has_nonce);
    assert_memory_equal(a->nonce, b->nonce, NONCE_BYTES);
    assert_string_equal(a->reference.text, b->reference.text);
    assert_int_equal(a->lines.count, b->lines.count);
    for (size_t i = 0; i < a->lines.count; i++) {
        const struct posting_line *x = &a->lines.lines[i];
        const struct posting_line *y = &b->lines.lines[i];
        /* money on its way back has the name of money on its way out: the first one is read */
        assert_int_equal(
            x->code == ACCOUNT_CASH_IN_TRANSIT_BACK ? ACCOUNT_CASH_IN_TRANSIT : x->code, y->code);
        assert_memory_equal(&x->account, &y->account, UUID_BYTES);
        assert_memory_equal(&x->envelope, &y->envelope, UUID_BYTES);
        assert_true(x->amount_cents == y->amount_cents && x->balance_cents == y->balance_cents);
        assert_int_equal(y->version, 0);
    }
}

static void test_every_type_comes_back(void **state)
{
    struct bench *b = *state;
    for (int round = 0; round < ROUNDS * (ACT_COUNT - 1); round++) {
        struct err err = { 0 };
        arena_clear(b->arena);
        struct act act = random_act(b, (enum act_type)(1 + round % (ACT_COUNT - 1)));
        struct str out = written(b, &act);
        if (out.len == 0) {
            continue;
        }
        struct act read = { .entry = 77 };
        if (!leaf_read(&read, b->arena, (const uint8_t *)out.ptr, out.len, &err)) {
            fail_msg("%s\n%s", err.detail, out.ptr);
        }
        assert_same_head(&act, &read);
        assert_int_equal(read.entry, 77);
        assert_int_equal(read.today.days, date_in_amsterdam(act.at).days);
        struct str again = written(b, &read);
        assert_string_equal(out.ptr, again.ptr);
        struct leaf_text before[LEAF_TEXTS_MAX];
        struct leaf_text after[LEAF_TEXTS_MAX];
        size_t count = leaf_texts(&act, before);
        assert_int_equal(leaf_texts(&read, after), count);
        for (size_t i = 0; i < count; i++) {
            assert_string_equal(before[i].path, after[i].path);
            assert_true(i == 0 || strcmp(before[i - 1].path, before[i].path) < 0);
            assert_true(text_commitment_verify(before[i].text, &act.id, before[i].path));
            assert_null(after[i].text->ptr);
        }
    }
}

/* A leaf is read as exactly itself or not at all. @return whether it was read */
static bool is_itself(struct arena *arena, const uint8_t *bytes, size_t len)
{
    struct err err = { 0 };
    struct act act = { 0 };
    if (!leaf_read(&act, arena, bytes, len, &err)) {
        assert_true(err.code == ERR_CORRUPT || err.code == ERR_TOO_LARGE);
        assert_null(act.kind);
        return false;
    }
    struct str out = str_new(arena, LEAF_BYTES_MAX);
    assert_true(leaf_write(&out, &act, &err));
    assert_int_equal(out.len, len);
    assert_memory_equal(out.ptr, bytes, len);
    return true;
}

static void test_every_damaged_byte_is_seen(void **state)
{
    struct bench *b = *state;
    struct arena *arena = arena_new(ARENA_MAX);
    size_t refused = 0;
    for (int type = 1; type < ACT_COUNT; type++) {
        arena_clear(b->arena);
        struct act act = random_act(b, (enum act_type)type);
        struct str out = written(b, &act);
        uint8_t *bytes = (uint8_t *)out.ptr;
        for (size_t i = 0; i < out.len && out.len < 6000; i++) {
            uint8_t right = bytes[i];
            const uint8_t wrong[] = {
                right ^ 1, right ^ 32, right ^ 128,          '0',
                '"',       '\\',       (uint8_t)(right + 1), (uint8_t)next(b)
            };
            for (size_t k = 0; k < sizeof wrong; k++) {
                bytes[i] = wrong[k];
                arena_clear(arena);
                refused += !is_itself(arena, bytes, out.len);
            }
            bytes[i] = right;
        }
    }
    assert_true(refused > 10000);
    arena_free(arena);
}

static void test_cut_and_grown_leaves_are_refused(void **state)
{
    struct bench *b = *state;
    struct arena *arena = arena_new(ARENA_MAX);
    for (int type = 1; type < ACT_COUNT; type++) {
        arena_clear(b->arena);
        struct act act = random_act(b, (enum act_type)type);
        struct str out = written(b, &act);
        uint8_t *bytes = malloc(out.len + 1);
        for (size_t i = 0; i < out.len && out.len < 6000; i++) {
            arena_clear(arena);
            memcpy(bytes, out.ptr, out.len);
            assert_false(is_itself(arena, bytes, i)); /* cut off */
            memmove(bytes + i + 1, bytes + i, out.len - i);
            is_itself(arena, bytes, out.len + 1); /* doubled: may be a longer code or number */
            bytes[i] = ' ';
            assert_false(is_itself(arena, bytes, out.len + 1));
            memcpy(bytes, out.ptr, out.len);
            memmove(bytes + i, bytes + i + 1, out.len - i - 1);
            is_itself(arena, bytes, out.len - 1); /* left out: may be a shorter one */
        }
        free(bytes);
    }
    arena_free(arena);
}

/* --- By hand. --- */

#define ID(x)  "0190000" x "-0000-7000-8000-000000000001"
#define HASH64 "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define HEAD                                                                                       \
    "{\"actor\":{\"handle\":\"" ID("1") "\",\"role\":\"acceptor\"},\"at\":1767225605000,\"body\":"
#define CLAIM "{\"amountCents\":2000000,\"claim\":\"" ID("2") "\",\"kind\":\"advance\"}"
#define TAIL(on, post)                                                                             \
    ",\"id\":\"" ID("3") "\",\"nonce\":\"5f0c000000000000000000000000000a\"" on post               \
                         ",\"type\":\"claim.accepted\",\"v\":1}"
#define ON ",\"on\":\"2026-01-01\""
#define POST                                                                                       \
    ",\"post\":[[\"budget:" ID("4") ":committed:" ID("5") "\",2000000,-3000000],[\"budget:" ID(    \
        "4") ":payable:" ID("5") "\",-2000000,-2000000]]"

static const char claim_leaf[] = HEAD CLAIM TAIL(ON, POST);

static bool reads(struct bench *b, const char *text, struct act *out)
{
    struct err err = { 0 };
    struct act act = { 0 };
    bool is_good = leaf_read(&act, b->arena, (const uint8_t *)text, strlen(text), &err);
    assert_true(is_good || err.code == ERR_CORRUPT);
    if (is_good && out != NULL) {
        *out = act;
    }
    return is_good;
}

static void test_a_leaf_by_hand(void **state)
{
    struct bench *b = *state;
    struct act act;
    assert_true(reads(b, claim_leaf, &act));
    const struct body_claim_accepted *body = ACT_BODY(&act, claim_accepted);
    assert_int_equal(act.kind->type, ACT_CLAIM_ACCEPTED);
    assert_int_equal(act.actor.role, ROLE_ACCEPTOR);
    assert_int_equal(act.at.ms, INT64_C(1767225605000));
    assert_int_equal(act.today.days, date_of(2026, 1, 1).days);
    assert_int_equal(act.on.days, date_of(2026, 1, 1).days);
    assert_int_equal(body->amount_cents, 2000000);
    assert_int_equal(body->kind, CLAIM_ADVANCE);
    assert_int_equal(body->on_date.days, DATE_ABSENT);
    assert_int_equal(act.nonce[0], 0x5f);
    assert_int_equal(act.lines.count, 2);
    assert_int_equal(act.lines.lines[0].code, ACCOUNT_BUDGET_COMMITTED);
    assert_int_equal(act.lines.lines[0].balance_cents, -3000000);
    assert_int_equal(act.lines.lines[1].amount_cents, -2000000);
}

#define LAPSED(handle, role)                                                                       \
    "{\"actor\":{\"handle\":\"" handle "\",\"role\":\"" role "\"},\"at\":1767225605000,\"body\":{" \
    "\"decision\":\"" ID("2") "\"},\"id\":\"" ID("3") "\",\"type\":\"decision.lapsed\",\"v\":1}"
#define NOBODY "00000000-0000-0000-0000-000000000000"

/* A timed act is done by nobody: a handle of zeros and "daemon" go together. */
static void test_a_leaf_of_the_daemon_itself(void **state)
{
    struct bench *b = *state;
    static const char leaf[] = LAPSED(NOBODY, "daemon");
    struct act act;
    struct err err = { 0 };
    assert_true(reads(b, leaf, &act));
    assert_true(uuid_is_zero(&act.actor.handle));
    assert_int_equal(act.actor.role, role_absent);
    assert_false(act.has_nonce);
    struct str out = str_new(b->arena, LEAF_BYTES_MAX + 1);
    assert_true(leaf_write(&out, &act, &err));
    assert_int_equal(out.len, sizeof leaf - 1);
    assert_memory_equal(out.ptr, leaf, out.len);
    assert_false(reads(b, LAPSED(NOBODY, "holder"), NULL));
    assert_false(reads(b, LAPSED(NOBODY, ""), NULL));
    assert_false(reads(b, LAPSED(ID("1"), "daemon"), NULL));
    act.actor.role = ROLE_HOLDER;
    assert_false(leaf_write(&out, &act, &err));
}

static void test_other_spellings_are_refused(void **state)
{
    static const char *const wrong[] = {
        /* order of keys, spaces, unknown, doubled and missing keys */
        HEAD
        "{\"claim\":\"" ID("2") "\",\"amountCents\":2000000,\"kind\":\"advance\"}" TAIL(ON, ""),
        HEAD
        "{\"amountCents\": 2000000,\"claim\":\"" ID("2") "\",\"kind\":\"advance\"}" TAIL("", ""),
        HEAD "{\"amountCents\":2000000,\"claim\":\"" ID("2") "\",\"note\":1}" TAIL("", ""),
        HEAD "{\"amountCents\":1,\"amountCents\":1,\"claim\":\"" ID("2") "\"}" TAIL("", ""),
        HEAD "{\"amountCents\":2000000,\"kind\":\"advance\"}" TAIL("", ""),
        HEAD "{\"amountCents\":2000000,\"claim\":\"" ID("2") "\",\"onDate\":\"2026-01-01\"}" TAIL(
            "", ""),
        /* values out of range or in another form */
        HEAD "{\"amountCents\":100000000000001,\"claim\":\"" ID("2") "\"}" TAIL("", ""),
        HEAD "{\"amountCents\":-1,\"claim\":\"" ID("2") "\"}" TAIL("", ""),
        HEAD "{\"amountCents\":01,\"claim\":\"" ID("2") "\"}" TAIL("", ""),
        HEAD "{\"amountCents\":1.0,\"claim\":\"" ID("2") "\"}" TAIL("", ""),
        HEAD "{\"amountCents\":\"1\",\"claim\":\"" ID("2") "\"}" TAIL("", ""),
        HEAD "{\"claim\":\"0190000A-0000-7000-8000-000000000001\"}" TAIL("", ""),
        HEAD "{\"claim\":\"00000000-0000-0000-0000-000000000000\"}" TAIL("", ""),
        HEAD "{\"claim\":\"" ID("2") "\",\"kind\":\"Advance\"}" TAIL("", ""),
        HEAD "{\"claim\":\"" ID("2") "\",\"kind\":\"adv\\u0061nce\"}" TAIL("", ""),
        HEAD "{\"claim\":\"" ID("2") "\",\"kind\":null}" TAIL("", ""),
        /* empty parts, unknown accounts, texts that are none */
        HEAD CLAIM TAIL(ON, ",\"post\":[]"),
        HEAD CLAIM TAIL("", ",\"text\":{}"),
        HEAD CLAIM TAIL("", ",\"ref\":\"\""),
        HEAD CLAIM TAIL("", ",\"ref\":\"D 7\""),
        HEAD CLAIM TAIL(ON, ",\"post\":[[\"budget:" ID("4") ":spent\",1,1]]"),
        HEAD CLAIM TAIL(ON, ",\"post\":[[\"budget:" ID("4") ":available\",0,1]]"),
        HEAD CLAIM TAIL(ON, ",\"post\":[[\"budget:" ID("4") ":available\",9007199254740992,1]]"),
        HEAD CLAIM TAIL("", ",\"text\":{\"title\":\"hmac-sha256:" HASH64 "\"}"),
        HEAD CLAIM TAIL("", ",\"text\":{\"claim\":\"hmac-sha256:" HASH64 "\"}"),
        HEAD CLAIM TAIL(",\"on\":\"2026-02-29\"", ""),
        HEAD CLAIM TAIL(",\"on\":\"1899-12-31\"", ""),
        HEAD CLAIM ",\"id\":\"" ID("3") "\",\"type\":\"claim.accepted\",\"v\":2}",
        HEAD CLAIM ",\"id\":\"" ID("3") "\",\"type\":\"claim.seen\",\"v\":1}",
        HEAD CLAIM
        ",\"id\":\"" ID("3") "\",\"nonce\":\"5f0c\",\"type\":\"claim.accepted\",\"v\":1}",
        HEAD CLAIM ",\"type\":\"claim.accepted\",\"v\":1}",
        "",
        "{}",
        "\",\"v\":1}",
        ",\"type\":\"\",\"v\":1}",
        ",\"type\":\"claim.accepted\",\"v\":1}",
    };
    struct bench *b = *state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        if (reads(b, wrong[i], NULL)) {
            fail_msg("this was read: %s", wrong[i]);
        }
    }
    assert_true(reads(b, HEAD CLAIM TAIL("", ""), NULL));
    assert_true(reads(b, HEAD "{\"claim\":\"" ID("2") "\"}" TAIL("", ""), NULL));
}

static void test_zero_bytes_and_high_bytes_are_refused(void **state)
{
    struct bench *b = *state;
    char *copy = arena_strdup(b->arena, claim_leaf);
    struct err err = { 0 };
    struct act act = { 0 };
    copy[40] = '\0';
    assert_false(leaf_read(&act, b->arena, (const uint8_t *)copy, sizeof claim_leaf - 1, &err));
    memcpy(copy, claim_leaf, sizeof claim_leaf);
    copy[40] = (char)0xc3;
    err = (struct err){ 0 };
    assert_false(leaf_read(&act, b->arena, (const uint8_t *)copy, sizeof claim_leaf - 1, &err));
}

#define LABEL(n) "\"costLines/" n "/label\":\"hmac-sha256:" HASH64 "\""
#define REVISED(lines, text)                                                                       \
    HEAD "{\"costLines\":[" lines "],\"proposal\":\"" ID("2") "\"},\"id\":\"" ID(                  \
        "3") "\",\"text\":{" text "\"title\":\"hmac-sha256:" HASH64                                \
             "\"},\"type\":\"proposal.revised\",\"v\":1}"
#define LINE "{\"amountCents\":1}"
#define TEN  LINE "," LINE "," LINE "," LINE "," LINE "," LINE "," LINE "," LINE "," LINE "," LINE

static void test_texts_stand_by_their_path(void **state)
{
    struct bench *b = *state;
    assert_true(reads(b, REVISED(LINE "," LINE, LABEL("0") "," LABEL("1") ","), NULL));
    /* order, index, a text too few, one too many, the same twice */
    assert_false(reads(b, REVISED(LINE "," LINE, LABEL("1") "," LABEL("0") ","), NULL));
    assert_false(reads(b, REVISED(LINE "," LINE, LABEL("0") "," LABEL("01") ","), NULL));
    assert_false(reads(b, REVISED(LINE "," LINE, LABEL("0") ","), NULL));
    assert_false(reads(b, REVISED(LINE, LABEL("0") "," LABEL("1") ","), NULL));
    assert_false(reads(b, REVISED(LINE, LABEL("0") "," LABEL("0") ","), NULL));
    assert_false(reads(b, REVISED(LINE, "\"costLines/0\":\"hmac-sha256:" HASH64 "\","), NULL));
    assert_false(reads(b, REVISED("", ""), NULL));
    /* paths sort as strings: 1 before 10 before 2 */
    assert_true(reads(
        b,
        REVISED(
            TEN "," LINE,
            LABEL("0") "," LABEL("1") "," LABEL("10") "," LABEL("2") "," LABEL("3") "," LABEL(
                "4") "," LABEL("5") "," LABEL("6") "," LABEL("7") "," LABEL("8") "," LABEL("9") ","),
        NULL));
}

static void test_too_much_is_refused(void **state)
{
    struct bench *b = *state;
    struct err err = { 0 };
    struct act act = random_act(b, ACT_PROPOSAL_REVISED);
    struct body_proposal_revised *body = ACT_BODY(&act, proposal_revised);
    struct item_cost_line *lines = arena_calloc(b->arena, 200, sizeof *lines);
    for (size_t i = 0; i < 200; i++) {
        lines[i] = (struct item_cost_line){
            .label = {.ptr = "x", .len = 1},
              .amount_cents = 1
        };
    }
    body->cost_lines = (struct list){ lines, COST_LINES_MAX };
    body->financing_lines = (struct list){ 0 };
    assert_true(leaf_commit_texts(&act, &err));
    struct str out = str_new(b->arena, 4 * LEAF_BYTES_MAX);
    str_add(&out, "before");
    assert_true(leaf_write(&out, &act, &err)); /* a hundred lines fit */
    out.len = 6;
    body->cost_lines.count = COST_LINES_MAX + 1;
    assert_true(leaf_commit_texts(&act, &err));
    assert_false(leaf_write(&out, &act, &err));
    assert_int_equal(err.code, ERR_INTERNAL); /* a rule let it pass */
    assert_string_equal(out.ptr, "before");

    struct item_financing_line *more = arena_calloc(b->arena, COST_LINES_MAX, sizeof *more);
    for (size_t i = 0; i < COST_LINES_MAX; i++) {
        more[i] = (struct item_financing_line){
            .source = {.ptr = "x", .len = 1},
            .amount_cents = AMOUNT_CENTS_MAX,
            .status = FINANCING_CONFIRMED
        };
    }
    body->cost_lines.count = COST_LINES_MAX;
    body->financing_lines = (struct list){ more, COST_LINES_MAX };
    err = (struct err){ 0 };
    assert_true(leaf_commit_texts(&act, &err));
    assert_false(leaf_write(&out, &act, &err));
    assert_int_equal(err.code, ERR_TOO_LARGE);
    assert_string_equal(out.ptr, "before");

    uint8_t *large = arena_alloc(b->arena, LEAF_BYTES_MAX + 1);
    err = (struct err){ 0 };
    assert_false(leaf_read(&act, b->arena, large, LEAF_BYTES_MAX + 1, &err));
    assert_int_equal(err.code, ERR_TOO_LARGE);
}

static void test_what_the_reader_refuses_is_not_written(void **state)
{
    struct bench *b = *state;
    struct err err = { 0 };
    struct str out = str_new(b->arena, LEAF_BYTES_MAX);
    struct act act = random_act(b, ACT_CLAIM_ACCEPTED);
    ACT_BODY(&act, claim_accepted)->amount_cents = AMOUNT_CENTS_MAX + 1;
    assert_false(leaf_write(&out, &act, &err));
    assert_int_equal(err.code, ERR_INTERNAL);

    err = (struct err){ 0 };
    act = random_act(b, ACT_CLAIM_ACCEPTED);
    ACT_BODY(&act, claim_accepted)->claim = (struct uuid){ 0 };
    assert_false(leaf_write(&out, &act, &err));
    assert_int_equal(err.code, ERR_INTERNAL);

    err = (struct err){ 0 };
    act = random_act(b, ACT_PROPOSAL_REVISED);
    ACT_BODY(&act, proposal_revised)->title.commitment = (struct hash){ 0 };
    assert_false(leaf_write(&out, &act, &err));
    assert_int_equal(err.code, ERR_INTERNAL);

    struct str small = str_new(b->arena, 100);
    err = (struct err){ 0 };
    act = random_act(b, ACT_CLAIM_ACCEPTED);
    assert_false(leaf_write(&small, &act, &err));
    assert_int_equal(err.code, ERR_TOO_LARGE);
}

static void test_a_full_roster_fits(void **state)
{
    struct bench *b = *state;
    struct act act = random_act(b, ACT_MOTION_OPENED);
    struct body_motion_opened *body = ACT_BODY(&act, motion_opened);
    struct item_roster_seat *seats = arena_calloc(b->arena, ROSTER_MAX, sizeof *seats);
    for (size_t i = 0; i < ROSTER_MAX; i++) {
        fill_bytes(b, seats[i].member.bytes, UUID_BYTES);
        seats[i].capacity = CAPACITY_YOUTH_MEMBER;
    }
    body->roster = (struct list){ seats, ROSTER_MAX };
    body->interested = (struct list){ 0 };
    fill_bytes(b, body->proposal_version.bytes, UUID_BYTES);
    fill_bytes(b, body->proposal_hash.bytes, HASH_BYTES);
    fill_bytes(b, body->rule_set_hash.bytes, HASH_BYTES);
    fill_bytes(b, body->mandate_hash.bytes, HASH_BYTES);
    act.lines.count = 0;
    assert_true(written(b, &act).len > 15000);
}

/* And so do the leaves of a secret ballot in the largest council. */
static void test_a_full_ballot_fits(void **state)
{
    struct bench *b = *state;
    struct item_handle *handles = arena_calloc(b->arena, ROSTER_MAX, sizeof *handles);
    for (size_t i = 0; i < ROSTER_MAX; i++) {
        fill_bytes(b, handles[i].handle.bytes, UUID_BYTES);
    }
    struct act opened = random_act(b, ACT_BALLOT_OPENED);
    struct body_ballot_opened *body = ACT_BODY(&opened, ballot_opened);
    body->roster = (struct list){ handles, ROSTER_MAX };
    body->stepped_back = (struct list){ handles, 100 };
    opened.lines.count = 0;
    assert_true(written(b, &opened).len > 14000);
    struct act closed = random_act(b, ACT_BALLOT_CLOSED);
    ACT_BODY(&closed, ballot_closed)->voters = (struct list){ handles, ROSTER_MAX };
    closed.lines.count = 0;
    assert_true(written(b, &closed).len > 9000);
}

int main(void)
{
    const char *given = getenv("BUURTKAS_SEED");
    seed = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL) | 1;
    printf("seed %llu\n", (unsigned long long)seed);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_type_comes_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_every_damaged_byte_is_seen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cut_and_grown_leaves_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_leaf_by_hand, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_leaf_of_the_daemon_itself, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_other_spellings_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_zero_bytes_and_high_bytes_are_refused, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_texts_stand_by_their_path, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_too_much_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_the_reader_refuses_is_not_written, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_full_roster_fits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_full_ballot_fits, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL) == 0 ? 0 : 1;
}
