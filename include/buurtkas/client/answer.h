/* Members of a JSON answer, for programs that need a few values and not the whole. */
#ifndef BUURTKAS_CLIENT_ANSWER_H
#define BUURTKAS_CLIENT_ANSWER_H

#include "buurtkas/base/arena.h"

/** A member by its path of names and positions divided by dots, e.g. "items.0.id": a string as it is, a number or
 * truth value as it prints. @return in `arena`; NULL when there is none, or when it is an object or a list */
const char *answer_member(struct arena *arena, const char *json, const char *path);

#endif
