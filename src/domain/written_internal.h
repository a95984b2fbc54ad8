/* Rounds in writing: what calling and opening one checks. */
#ifndef DOMAIN_WRITTEN_INTERNAL_H
#define DOMAIN_WRITTEN_INTERNAL_H

#include "domain/council_internal.h"

/** Refuses with ERR_MISMATCH or ERR_BAD_DATE a call in writing that cannot be one. */
MUST_CHECK bool round_is_right(const struct body_meeting_convened *body, struct err *err);
/** Refuses to open a round under rules that have none, or with fewer days than they give. */
MUST_CHECK bool round_may_open(const struct act *act, const struct meeting *meeting,
                               const struct rule_set *rules, struct err *err);

#endif
