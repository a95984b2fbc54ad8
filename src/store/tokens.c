/* Who is asking: tokens and appointments in memory, under one lock that readers share. The rows are
 * in growing arrays; chains through them lead from a hash, a handle or a person to its rows. Rows
 * are never taken out: a revoked token stays as a row that no longer answers. */
#include "buurtkas/store/tokens.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "buurtkas/base/str.h"
#include "buurtkas/domain/competence.h"
#include "buurtkas/domain/objects.h"

enum {
    CHAIN_HEADS = 4096, /* a power of two; a town's register is a few thousand rows */
    ROWS_FIRST = 64,
    /* Ends a chain. Rows are numbered from 1, so that zeroed heads are empty. */
    CHAIN_END = 0,
};

struct token_row {
    struct uuid id;
    struct hash hash;
    struct uuid person;
    struct date until_date;
    bool is_revoked;
    uint32_t next_hash;
};

struct appointment_row {
    struct uuid person;
    struct appointment appointment;
    uint32_t next_handle;
    uint32_t next_person;
};

struct tokens {
    pthread_rwlock_t lock;
    struct token_row *tokens;
    size_t token_count, token_room;
    struct appointment_row *appointments;
    size_t appointment_count, appointment_room;
    uint32_t by_hash[CHAIN_HEADS];
    uint32_t by_handle[CHAIN_HEADS];
    uint32_t by_person[CHAIN_HEADS];
};

static void must(int rc)
{
    assert(rc == 0);
    (void)rc;
}

/* Hashes and random ids are spread evenly already; a UUIDv7's random part is at its end. */
static uint32_t *chain_of(uint32_t heads[CHAIN_HEADS], const uint8_t *end)
{
    return &heads[((size_t)end[-1] << 8 | end[-2]) % CHAIN_HEADS];
}

static uint32_t *chain_of_uuid(uint32_t heads[CHAIN_HEADS], const struct uuid *id)
{
    return chain_of(heads, id->bytes + UUID_BYTES);
}

struct tokens *tokens_new(void)
{
    struct tokens *tokens = calloc(1, sizeof *tokens);
    if (tokens != NULL) {
        must(pthread_rwlock_init(&tokens->lock, NULL));
    }
    return tokens;
}

void tokens_free(struct tokens *tokens)
{
    if (tokens != NULL) {
        must(pthread_rwlock_destroy(&tokens->lock));
        free(tokens->tokens);
        free(tokens->appointments);
        free(tokens);
    }
}

/* Room for one more row. @return the rows, moved perhaps; NULL when memory is out */
static void *rows_grow(void *rows, size_t count, size_t *room, size_t row_size)
{
    if (count < *room) {
        return rows;
    }
    size_t bigger = *room == 0 ? ROWS_FIRST : *room * 2;
    if (bigger >= UINT32_MAX || bigger > SIZE_MAX / row_size) {
        return NULL;
    }
    void *moved = realloc(rows, bigger * row_size);
    if (moved != NULL) {
        *room = bigger;
    }
    return moved;
}

static struct token_row *token_by_id(struct tokens *tokens, const struct uuid *id)
{
    for (size_t i = 0; i < tokens->token_count; i++) {
        if (uuid_equal(&tokens->tokens[i].id, id)) {
            return &tokens->tokens[i];
        }
    }
    return NULL;
}

static bool token_append(struct tokens *tokens, const struct token_row *row)
{
    void *rows =
        rows_grow(tokens->tokens, tokens->token_count, &tokens->token_room, sizeof *tokens->tokens);
    if (rows == NULL) {
        return false;
    }
    tokens->tokens = rows;
    uint32_t *head = chain_of(tokens->by_hash, row->hash.bytes + HASH_BYTES);
    tokens->tokens[tokens->token_count] = *row;
    tokens->tokens[tokens->token_count].next_hash = *head;
    *head = (uint32_t)++tokens->token_count;
    return true;
}

bool tokens_add(struct tokens *tokens, struct uuid id, const struct hash *hash, struct uuid person,
                struct date until_date)
{
    const struct token_row row = {
        .id = id, .hash = *hash, .person = person, .until_date = until_date
    };
    must(pthread_rwlock_wrlock(&tokens->lock));
    bool ok = token_by_id(tokens, &id) != NULL || token_append(tokens, &row);
    must(pthread_rwlock_unlock(&tokens->lock));
    return ok;
}

void tokens_revoke(struct tokens *tokens, struct uuid id)
{
    must(pthread_rwlock_wrlock(&tokens->lock));
    struct token_row *row = token_by_id(tokens, &id);
    if (row != NULL) {
        row->is_revoked = true;
    }
    must(pthread_rwlock_unlock(&tokens->lock));
}

static struct appointment_row *row_by_handle(struct tokens *tokens, const struct uuid *handle)
{
    uint32_t at = *chain_of_uuid(tokens->by_handle, handle);
    while (at != CHAIN_END) {
        struct appointment_row *row = &tokens->appointments[at - 1];
        if (uuid_equal(&row->appointment.handle, handle)) {
            return row;
        }
        at = row->next_handle;
    }
    return NULL;
}

static bool appointment_append(struct tokens *tokens, const struct appointment_row *row)
{
    void *rows = rows_grow(tokens->appointments, tokens->appointment_count,
                           &tokens->appointment_room, sizeof *tokens->appointments);
    if (rows == NULL) {
        return false;
    }
    tokens->appointments = rows;
    struct appointment_row *added = &tokens->appointments[tokens->appointment_count];
    uint32_t *by_handle = chain_of_uuid(tokens->by_handle, &row->appointment.handle);
    uint32_t *by_person = chain_of_uuid(tokens->by_person, &row->person);
    *added = *row;
    added->next_handle = *by_handle;
    added->next_person = *by_person;
    *by_handle = *by_person = (uint32_t)++tokens->appointment_count;
    return true;
}

bool tokens_appoint(struct tokens *tokens, struct uuid person,
                    const struct appointment *appointment)
{
    const struct appointment_row row = { .person = person, .appointment = *appointment };
    bool ok = true;
    must(pthread_rwlock_wrlock(&tokens->lock));
    struct appointment_row *known = row_by_handle(tokens, &appointment->handle);
    if (known != NULL) {
        known->appointment = *appointment;
    } else {
        ok = appointment_append(tokens, &row);
    }
    must(pthread_rwlock_unlock(&tokens->lock));
    return ok;
}

size_t tokens_handles(struct tokens *tokens, struct uuid person, struct uuid *out, size_t max)
{
    size_t count = 0;
    must(pthread_rwlock_rdlock(&tokens->lock));
    uint32_t at = *chain_of_uuid(tokens->by_person, &person);
    while (at != CHAIN_END && count < max) {
        const struct appointment_row *row = &tokens->appointments[at - 1];
        if (uuid_equal(&row->person, &person)) {
            out[count++] = row->appointment.handle;
        }
        at = row->next_person;
    }
    must(pthread_rwlock_unlock(&tokens->lock));
    for (size_t i = 0; i < count / 2; i++) { /* the chain begins with the newest */
        struct uuid swapped = out[i];
        out[i] = out[count - 1 - i];
        out[count - 1 - i] = swapped;
    }
    return count;
}

bool tokens_person(struct tokens *tokens, struct uuid handle, struct uuid *out)
{
    must(pthread_rwlock_rdlock(&tokens->lock));
    const struct appointment_row *row = row_by_handle(tokens, &handle);
    if (row != NULL) {
        *out = row->person;
    }
    must(pthread_rwlock_unlock(&tokens->lock));
    return row != NULL;
}

/* The last row with this hash wins. Every row of the chain is compared in constant time. */
static const struct token_row *token_by_hash(struct tokens *tokens, const struct hash *hash)
{
    const struct token_row *found = NULL;
    uint32_t at = *chain_of(tokens->by_hash, hash->bytes + HASH_BYTES);
    while (at != CHAIN_END) {
        const struct token_row *row = &tokens->tokens[at - 1];
        if (bytes_equal_ct(row->hash.bytes, hash->bytes, HASH_BYTES)) {
            found = row;
        }
        at = row->next_hash;
    }
    return found;
}

static void identity_reach(struct identity *identity, const struct appointment *appointment)
{
    const struct uuid *organisation = &appointment->organisation;
    identity->roles |= 1U << (unsigned)appointment->role;
    if (appointment->scope == SCOPE_INSTALLATION) {
        identity->is_installation = true;
    }
    if (uuid_is_zero(organisation) || identity->organisation_count == IDENTITY_REACH_MAX) {
        return;
    }
    for (size_t i = 0; i < identity->organisation_count; i++) {
        if (uuid_equal(&identity->organisations[i], organisation)) {
            return;
        }
    }
    identity->organisations[identity->organisation_count++] = *organisation;
}

bool tokens_identify(struct tokens *tokens, const struct hash *hash, struct date day,
                     struct identity *out)
{
    struct identity identity = { 0 };
    must(pthread_rwlock_rdlock(&tokens->lock));
    const struct token_row *token = token_by_hash(tokens, hash);
    bool ok = token != NULL && !token->is_revoked && day.days < token->until_date.days;
    if (ok) {
        identity.person = token->person;
        uint32_t at = *chain_of_uuid(tokens->by_person, &token->person);
        while (at != CHAIN_END) {
            const struct appointment_row *row = &tokens->appointments[at - 1];
            if (uuid_equal(&row->person, &token->person) &&
                appointment_in_force(&row->appointment, day)) {
                identity_reach(&identity, &row->appointment);
            }
            at = row->next_person;
        }
    }
    must(pthread_rwlock_unlock(&tokens->lock));
    if (ok) {
        *out = identity;
    }
    return ok;
}
