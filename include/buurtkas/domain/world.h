/* The state that the rules read and change: objects by (kind, id, ordinal), lists of them by relation.
 * What it does not hold it asks of its source: the daemon's is PostgreSQL, `verify` has none and keeps
 * everything. The daemon's writer is the only one that writes, so what the world holds stays true between batches.
 * An act's changes can be undone as a whole; a batch's changes are listed for the store. One thread. */
#ifndef BUURTKAS_DOMAIN_WORLD_H
#define BUURTKAS_DOMAIN_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include "buurtkas/base/err.h"
#include "buurtkas/domain/objects.h"

struct world;

/** Takes one object that a source found; it is copied. @return false when memory is out. */
typedef bool world_take(struct world *world, const struct object *object, struct err *err);

/** Where objects come from that the world does not hold. Each call may fail with ERR_CONNECTION and the like. */
struct world_source {
    /** Calls `take` once when there is such an object, else not at all. */
    bool (*load)(void *self, struct world *world, enum kind kind, const struct uuid *id, int32_t ordinal,
                 world_take *take, struct err *err);
    /** Calls `take` for each object of the relation, in order of (id, ordinal). */
    bool (*load_related)(void *self, struct world *world, enum relation relation, const struct uuid *id,
                         world_take *take, struct err *err);
    /** RFC 6962 leaf hash of an entry, also of one of the open batch. */
    bool (*leaf_hash)(void *self, uint64_t entry, struct hash *out, struct err *err);
    /** Name of the log, which is in every statement that members sign. */
    bool (*origin)(void *self, struct code *out, struct err *err);
    /** Whether it is an Ed25519 signature (RFC 8032, canonical) by the key over the message: verify asks the same. */
    bool (*signature_is_valid)(const struct hash *public_key, const struct signature *signature, const void *message,
                               size_t len);
    /** Salts and commits a text of an entry: only the daemon can; NULL in verify, where the commitment is given. */
    bool (*seal)(struct text *text, const struct uuid *entry_id, const char *field);
    /** Whether text and salt open its commitment: verify asks the same. */
    bool (*opens)(const struct text *text, const struct uuid *entry_id, const char *field);
    /** Whether two handles are of one person. The record alone cannot tell: verify compares handles. */
    bool (*same_person)(void *self, const struct uuid *handle, const struct uuid *other, bool *out, struct err *err);
    /** Whether the text that an earlier entry opened at `field` ("question") reads as this one; both may be absent.
     * Leaves hold commitments under salts of their own: verify cannot tell, who holds the openings can. */
    bool (*same_text)(void *self, uint64_t entry, const char *field, const struct text *text, bool *out,
                      struct err *err);
    void *self;
};

/** @param source  copied; its `load` and `load_related` NULL: the world is all there is
 *  @param bytes_max  ceiling of its memory; beyond it changes fail with ERR_MEMORY
 *  @return NULL when memory is out */
struct world *world_new(const struct world_source *source, size_t bytes_max);
void world_free(struct world *world);
/** For CLEANUP(world_freep). */
void world_freep(struct world **world);
/** Forgets all objects (after a batch that was not committed, or to bound memory). Not inside an act. */
void world_clear(struct world *world);
size_t world_used_bytes(const struct world *world);

/** Finds an object. *out is NULL when there is none; it points to the kind's struct and lives until world_clear.
 * @return false only when the source failed */
MUST_CHECK bool world_find(struct world *world, enum kind kind, const struct uuid *id, int32_t ordinal,
                           const void **out, struct err *err);

/** Objects of a relation in order of (id, ordinal). A list shows an insert once its act is kept, never inside it, so
 * that it is the same whether it was held or has just been loaded. Stays as it is until world_keep or world_clear. */
struct object_list {
    const struct object *const *items;
    size_t count;
};
MUST_CHECK bool world_related(struct world *world, enum relation relation, const struct uuid *id,
                              struct object_list *out, struct err *err);

MUST_CHECK bool world_leaf_hash(struct world *world, uint64_t entry, struct hash *out, struct err *err);
MUST_CHECK bool world_origin(struct world *world, struct code *out, struct err *err);
/** False too when the source checks no signatures. */
MUST_CHECK bool world_signature_is_valid(const struct world *world, const struct hash *public_key,
                                         const struct signature *signature, const void *message, size_t len);
/** Sets salt and commitment. False when the source cannot. */
MUST_CHECK bool world_seal(const struct world *world, struct text *text, const struct uuid *entry_id, const char *field);
/** False too when the source opens nothing. */
MUST_CHECK bool world_opens(const struct world *world, const struct text *text, const struct uuid *entry_id,
                            const char *field);
/** Whether both handles are of one person, as far as the source can tell. */
MUST_CHECK bool world_same_person(struct world *world, const struct uuid *handle, const struct uuid *other, bool *out,
                                  struct err *err);
/** Whether an earlier entry's text reads the same, as far as the source can tell: without one, it does. */
MUST_CHECK bool world_same_text(struct world *world, uint64_t entry, const char *field, const struct text *text,
                                bool *out, struct err *err);

/* --- Changes: between world_begin and world_keep or world_undo. --- */

/** Begins an act that will stand at `entry`. */
void world_begin(struct world *world, uint64_t entry);
/** A new object with all columns absent, its head filled in. @return NULL (ERR_MEMORY; ERR_ALREADY_EXISTS when held) */
MUST_CHECK void *world_insert(struct world *world, enum kind kind, const struct uuid *id, int32_t ordinal,
                              struct err *err);
/** The object for changing its STATE columns; what it was is kept for world_undo. @return NULL when memory is out */
MUST_CHECK void *world_edit(struct world *world, const void *object, struct err *err);
void world_keep(struct world *world);
void world_undo(struct world *world);

/** Objects inserted or changed since world_settle, each once, in order of first touch.
 * `mark` says whether it is NEW or CHANGED since then. */
struct object_list world_changes(struct world *world);
/** The batch is on disk: nothing is new or changed any more. */
void world_settle(struct world *world);

/** Calls `visit` for every object of a kind that is held, in order of insertion (for verify). Stops on false. */
bool world_each(struct world *world, enum kind kind, bool (*visit)(void *self, const struct object *object),
                void *self);

#endif
