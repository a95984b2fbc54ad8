/* Acts of the daemon itself, by the clock: which are due at an instant. Their rules check it again, so
 * that `verify` does too. */
#ifndef BUURTKAS_DOMAIN_TIMED_H
#define BUURTKAS_DOMAIN_TIMED_H

#include "buurtkas/domain/act.h"
#include "buurtkas/domain/world.h"

/** Whether a decision's holder has let the deadline pass and silence counts: decision.lapsed is due. */
bool timed_decision_is_due(const struct decision_status *status, struct date today);
/** The decisions for which that holds, among those that the world holds. The daemon's world holds only
 * what was used: its store asks the database the same (statement `timed_due`).
 * @param room  of `out`, 0 or more @return how many, at most `room` */
size_t timed_due(struct world *world, struct date today, struct uuid *out, size_t room);
/** Whether the days of a round in writing that is open are over: then the daemon closes it, unless the secretary or the chair
 * does so first. */
bool timed_round_is_over(const struct meeting *meeting, struct date today);
/** Whether the daemon does this act itself: it ends the voting on a motion of such a round, closes the motion, or the round.
 * @return false with ERR_FORBIDDEN, or why it cannot be told */
MUST_CHECK bool timed_may_close(struct act *act, struct err *err);

#endif
