/* Replay: folds the leaves of the record into a world, runs every rule again, and compares every computed
 * number. The caller decodes leaves and compares bytes; here is the fold and the invariants I1 to I12. */
#ifndef BUURTKAS_DOMAIN_REPLAY_H
#define BUURTKAS_DOMAIN_REPLAY_H

#include "buurtkas/domain/act.h"

struct replay;

/** @param record  what the record says itself: leaf hashes of entries that were replayed before, the log's name,
 *                 signatures; its functions may be called during replay_act. It has nothing to load: copied
 *  @param bytes_max  ceiling of the world's memory */
struct replay *replay_new(const struct world_source *record, size_t bytes_max);
void replay_free(struct replay *replay);
struct world *replay_world(struct replay *replay);

/** Runs a decoded act again. On entry: as read from its leaf. On success every CALC field, posting line and reference
 * is as the rules make it, so the caller can encode it and compare the bytes with the leaf's.
 * @return false with ERR_CORRUPT and what does not hold ("entry 12: …" is the caller's to add) */
MUST_CHECK bool replay_act(struct replay *replay, struct act *act, struct err *err);

/** Checks I2, I4, I5, I6 of one envelope from the account objects of a world.
 * @return false with ERR_CORRUPT that names the invariant, its sums, and the envelope */
MUST_CHECK bool invariants_of_envelope(struct world *world, const struct envelope *envelope, struct err *err);
/** Checks all envelopes, commitments (I4) and decisions (I8) of a world that holds everything. */
MUST_CHECK bool invariants_of_all(struct world *world, struct err *err);
enum { ACT_ENVELOPES_MAX = 2 };
/** The envelopes an act touched, for checking just those: none, one, or two when it carried money over.
 * @return how many */
size_t act_envelopes(const struct act *act, struct uuid out[ACT_ENVELOPES_MAX]);

#endif
