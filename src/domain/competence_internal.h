/* Who may give which role, for the choice of an actor and for the rules of appointments. */
#ifndef DOMAIN_COMPETENCE_INTERNAL_H
#define DOMAIN_COMPETENCE_INTERNAL_H

#include "buurtkas/domain/competence.h"

/* Who has a vote of their own. */
#define ROLES_VOTING                                                                               \
    (ROLE_BIT(ROLE_MEMBER) | ROLE_BIT(ROLE_YOUTH_MEMBER) | ROLE_BIT(ROLE_SUBSTITUTE) |             \
     ROLE_BIT(ROLE_CHAIR))

/** Whether someone holds the role in that very scope on that day. */
MUST_CHECK bool role_is_held(struct world *world, const struct uuid *scope_id, enum role role,
                             struct date day, bool *out, struct err *err);

#endif
