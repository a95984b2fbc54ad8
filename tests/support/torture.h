/* Torture: an act is run again and again, each time with one failure more to the right: an allocation that gets nothing,
 * a database that does not answer. Whatever fails, nothing may be half-done. */
#ifndef BUURTKAS_TESTS_TORTURE_H
#define BUURTKAS_TESTS_TORTURE_H

#include "buurtkas/domain/act.h"

/**
 * Tries an act that is about to be run in act->world, which stays as it is. The act runs in worlds of its own that have
 * what act->world has behind a source. Every place that can fail is made to fail once; then
 * - the act says so (ERR_MEMORY or ERR_CONNECTION), and no object is changed; or
 * - all of the act is done, but the world is spoiled and refuses everything from then on;
 * and the same act run again without a failure comes to exactly what it comes to undisturbed (in the same world; in a
 * cleared one when memory was out).
 * Fails the test otherwise. An act that asks for the same, in the same order, as one of its type before is not tried
 * again.
 * @param handle  who acts, chosen by competence; NULL: act->actor stands
 */
void torture_act(const struct act *act, const struct uuid *handle);
/** No more torture in this program: for histories that are long or measured. */
void torture_rest(void);

#endif
