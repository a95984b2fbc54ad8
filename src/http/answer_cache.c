/* Kept answers to anonymous reads. An answer is served as long as the stamp of the object it rests
 * on is the one that was there before it was read, and the day is the same; so a hit is as fresh as
 * a read would be. Bounded in entries and bytes; the oldest of a shard makes room. */
#include "http/http_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    SHARDS = 16,
    ENTRY_BYTES_MAX = 262144
};

struct entry {
    struct entry *next;          /* in its bucket */
    struct entry *older, *newer; /* in its shard */
    struct cache_basis basis;
    const struct route *route;
    struct wire_reply *reply;
    size_t bytes;
    uint64_t hash;
    size_t key_len;
    char key[];
};

struct shard {
    pthread_mutex_t lock;
    struct entry **buckets;
    struct entry *oldest, *newest;
    size_t entries, bytes;
};

struct answer_cache {
    struct shard shards[SHARDS];
    size_t buckets;     /* a shard; a power of two */
    size_t entries_max; /* a shard */
    size_t bytes_max;   /* a shard */
    _Atomic uint64_t hits, misses;
};

struct answer_cache *answer_cache_new(size_t entries_max, size_t bytes_max)
{
    struct answer_cache *cache = calloc(1, sizeof *cache);
    if (cache == NULL) {
        return NULL;
    }
    cache->entries_max = (entries_max + SHARDS - 1) / SHARDS;
    cache->bytes_max = bytes_max / SHARDS;
    cache->buckets = 1;
    while (cache->buckets < cache->entries_max) {
        cache->buckets *= 2;
    }
    bool is_whole = true;
    for (size_t i = 0; i < SHARDS; i++) {
        (void)pthread_mutex_init(&cache->shards[i].lock, NULL);
        cache->shards[i].buckets = calloc(cache->buckets, sizeof(struct entry *));
        is_whole = is_whole && cache->shards[i].buckets != NULL;
    }
    if (!is_whole) {
        answer_cache_free(cache);
        return NULL;
    }
    return cache;
}

/* Adds a part and its end. @return false when the key is full */
static bool add_part(struct cache_key *key, const char *part)
{
    size_t len = part == NULL ? 0 : strlen(part);
    if (len + 1 > sizeof key->bytes - key->len) {
        return false;
    }
    if (len > 0) {
        memcpy(key->bytes + key->len, part, len);
    }
    key->bytes[key->len + len] = part == NULL ? '\1' : '\0';
    key->len += len + 1;
    return true;
}

bool cache_key_make(struct cache_key *out, const char *target, const char *accept,
                    const char *accept_language, const char *if_none_match)
{
    out->len = 0;
    if (!add_part(out, target) || !add_part(out, accept) || !add_part(out, accept_language) ||
        !add_part(out, if_none_match)) {
        return false;
    }
    uint64_t hash =
        0xCBF29CE484222325U; /* FNV-1a; who fills a bucket by choice pays for a miss, no more */
    for (size_t i = 0; i < out->len; i++) {
        hash = (hash ^ (unsigned char)out->bytes[i]) * 0x100000001B3U;
    }
    out->hash = hash;
    return true;
}

static struct shard *shard_of(struct answer_cache *cache, uint64_t hash)
{
    return &cache->shards[hash >> 60 & (SHARDS - 1)];
}

/* The link that points to the entry of a key, or to the end of its bucket. */
static struct entry **link_of(const struct answer_cache *cache, const struct shard *shard,
                              uint64_t hash, const char *key, size_t key_len)
{
    struct entry **link = &shard->buckets[hash & (cache->buckets - 1)];
    while (*link != NULL) {
        const struct entry *entry = *link;
        if (entry->hash == hash && entry->key_len == key_len &&
            memcmp(entry->key, key, key_len) == 0) {
            break;
        }
        link = &(*link)->next;
    }
    return link;
}

static void remove_at(struct shard *shard, struct entry **link)
{
    struct entry *entry = *link;
    assert(entry != NULL);
    *link = entry->next;
    *(entry->older != NULL ? &entry->older->newer : &shard->oldest) = entry->newer;
    *(entry->newer != NULL ? &entry->newer->older : &shard->newest) = entry->older;
    shard->entries--;
    shard->bytes -= entry->bytes;
    wire_reply_drop(entry->reply);
    free(entry);
}

struct wire_reply *answer_cache_find(struct answer_cache *cache, const struct cache_key *key,
                                     const struct http_backend *backend, struct date today,
                                     const struct route **out_route)
{
    struct shard *shard = shard_of(cache, key->hash);
    struct wire_reply *reply = NULL;
    (void)pthread_mutex_lock(&shard->lock);
    struct entry **link = link_of(cache, shard, key->hash, key->bytes, key->len);
    if (*link != NULL) {
        const struct entry *entry = *link;
        if (entry->basis.today.days == today.days &&
            entry->basis.stamp == backend->stamp(backend->self, &entry->basis.id)) {
            reply = wire_reply_hold(entry->reply);
            *out_route = entry->route;
        } else {
            remove_at(shard, link);
        }
    }
    (void)pthread_mutex_unlock(&shard->lock);
    (void)atomic_fetch_add_explicit(reply != NULL ? &cache->hits : &cache->misses, 1,
                                    memory_order_relaxed);
    return reply;
}

static void make_room(const struct answer_cache *cache, struct shard *shard, size_t bytes)
{
    while (shard->oldest != NULL &&
           (shard->entries >= cache->entries_max || shard->bytes + bytes > cache->bytes_max)) {
        const struct entry *oldest = shard->oldest;
        remove_at(shard, link_of(cache, shard, oldest->hash, oldest->key, oldest->key_len));
    }
}

void answer_cache_keep(struct answer_cache *cache, const struct cache_key *key,
                       const struct cache_basis *basis, const struct route *route,
                       struct wire_reply *reply, size_t bytes)
{
    size_t whole = bytes + sizeof(struct entry) + key->len;
    struct entry *entry = whole > ENTRY_BYTES_MAX || whole > cache->bytes_max
                              ? NULL
                              : calloc(1, sizeof *entry + key->len);
    if (entry == NULL) {
        return;
    }
    entry->basis = *basis;
    entry->route = route;
    entry->reply = wire_reply_hold(reply);
    entry->bytes = whole;
    entry->hash = key->hash;
    entry->key_len = key->len;
    memcpy(entry->key, key->bytes, key->len);
    struct shard *shard = shard_of(cache, key->hash);
    (void)pthread_mutex_lock(&shard->lock);
    struct entry **link = link_of(cache, shard, key->hash, key->bytes, key->len);
    if (*link != NULL) {
        remove_at(shard, link);
    }
    make_room(cache, shard, whole);
    struct entry **head = &shard->buckets[key->hash & (cache->buckets - 1)];
    entry->next = *head;
    *head = entry;
    entry->older = shard->newest;
    *(shard->newest != NULL ? &shard->newest->newer : &shard->oldest) = entry;
    shard->newest = entry;
    shard->entries++;
    shard->bytes += whole;
    (void)pthread_mutex_unlock(&shard->lock);
}

void answer_cache_counters(struct answer_cache *cache, struct cache_counters *out)
{
    *out = (struct cache_counters){ .hits = atomic_load(&cache->hits),
                                    .misses = atomic_load(&cache->misses) };
    for (size_t i = 0; i < SHARDS; i++) {
        (void)pthread_mutex_lock(&cache->shards[i].lock);
        out->entries += cache->shards[i].entries;
        out->bytes += cache->shards[i].bytes;
        (void)pthread_mutex_unlock(&cache->shards[i].lock);
    }
}

void answer_cache_free(struct answer_cache *cache)
{
    for (size_t i = 0; cache != NULL && i < SHARDS; i++) {
        struct shard *shard = &cache->shards[i];
        while (shard->oldest != NULL) {
            const struct entry *oldest = shard->oldest;
            remove_at(shard, link_of(cache, shard, oldest->hash, oldest->key, oldest->key_len));
        }
        free(shard->buckets);
        (void)pthread_mutex_destroy(&shard->lock);
    }
    free(cache);
}
