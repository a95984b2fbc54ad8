/* What the rules of secret ballots share. */
#ifndef DOMAIN_BALLOT_INTERNAL_H
#define DOMAIN_BALLOT_INTERNAL_H

#include "buurtkas/domain/ballot.h"
#include "domain/motion_internal.h"

enum {
    BOXES_MAX = 20,
    CORRECTIONS_MAX = 100
};

/** The path's ballot in this state, its meeting still open.
 * @return NULL with ERR_NOT_FOUND, ERR_WRONG_STATE, ERR_MEETING_NOT_OPEN or the source's failure */
MUST_CHECK const struct ballot *ballot_in_state(struct act *act, const struct uuid *id,
                                                enum ballot_state state, struct err *err);
/** Two who count or draw: both appointed to the council, two persons, neither a nominee.
 * @param pointers  of the two fields
 * @return false with ERR_UNKNOWN_REFERENCE, ERR_MISMATCH or ERR_SEPARATION */
MUST_CHECK bool ballot_two_are_right(struct act *act, const struct ballot *ballot,
                                     const struct uuid *two[2], const char *const pointers[2],
                                     struct err *err);

#endif
