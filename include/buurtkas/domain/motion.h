/* The states of a motion and which may follow which: one constant table for the rules, the docs and the
 * database's test. */
#ifndef BUURTKAS_DOMAIN_MOTION_H
#define BUURTKAS_DOMAIN_MOTION_H

#include <stdbool.h>
#include "buurtkas/domain/words.h"

enum { OPEN_MOTIONS_MAX = 200 /**< a council; more are refused */ };

/** motion_transitions[from][to]: whether a motion may go from one state to the other. Row and column 0 are unused. */
extern const bool motion_transitions[motion_state_end][motion_state_end];

/** Whether a motion may go from `from` to `to`. */
static inline bool motion_may(int from, int to)
{
    return motion_transitions[from][to];
}

#endif
