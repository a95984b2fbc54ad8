/* Bodies of acts, for tests that run an act again: copying one whole, and comparing two. */
#ifndef BUURTKAS_TESTS_BODIES_H
#define BUURTKAS_TESTS_BODIES_H

#include "buurtkas/base/arena.h"
#include "buurtkas/domain/act.h"

/** A copy with lists of its own, to any depth; texts are shared. */
void *body_copy(struct arena *arena, const struct act_kind *kind, const void *body);
/** Whether both have the same values, texts aside. Else *out_name is the first field that differs. */
bool bodies_are_same(const void *one, const void *other, const struct field *fields,
                     const char **out_name);

#endif
