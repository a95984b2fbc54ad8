/* Who may do which act: the competence table, one row a leaf type, and the choice of the appointment under
 * which a person acts. Printed into docs/competence.md. */
#ifndef BUURTKAS_DOMAIN_COMPETENCE_H
#define BUURTKAS_DOMAIN_COMPETENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/domain/act.h"

/** A set of roles: bit (1 << role). */
typedef uint32_t role_set;
#define ROLE_BIT(role) ((role_set)1 << (role))

/** One row: which roles may, and which object of the body says in whose organisation, council or commitment. */
struct competence {
    role_set roles;      /**< none: an act of the daemon itself, whose actor has no handle and no role */
    const char *body;    /**< the deciding body, as docs print it: "municipal council, entered by the grantor" */
    const char *field;   /**< JSON name of the field that names the object; NULL: the installation */
    enum kind kind;      /**< of that object; KIND_NONE: as the field `scope` says */
    bool is_by_clock;    /**< the daemon does it too, where timed_may_close (domain/timed.h) says so */
    bool is_within;      /**< an appointment in a part of the organisation will do (a council's secretary) */
};
const struct competence *competence_of(enum act_type type);

/** One role: where it can be held, who gives it, and who besides while nobody holds it there. What reaches the whole
 * installation is given by the operator. */
struct giving {
    unsigned scopes; /**< bits (1 << enum scope) */
    role_set givers;
    role_set givers_when_vacant;
};
/** @param role  1 to role_end - 1 */
const struct giving *giving_of(enum role role);

/** What an act touches: zero where it has none. An appointment covers it when its scope's id is one of these, or when
 * its scope is the installation. */
struct reach {
    struct uuid organisation;
    struct uuid council;
    struct uuid commitment;
};
/** Walks from the named object to its commitment, council and organisation.
 * @return false with ERR_UNKNOWN_REFERENCE / ERR_NOT_FOUND (path) or the source's failure */
MUST_CHECK bool competence_reach(struct act *act, struct reach *out, struct err *err);
/** The walk itself, from any object. */
MUST_CHECK bool reach_of_object(struct world *world, const struct object *object, struct reach *out, struct err *err);

/** Chooses among `handles` (one person's appointments) the one that may do the act today and sets act->actor to it.
 * In replay `handles` is the leaf's own one, and act->actor.role must then match.
 * @return false with ERR_FORBIDDEN and a sentence that names the roles that may */
MUST_CHECK bool competence_choose(struct act *act, const struct uuid *handles, size_t count, struct err *err);

/** True when an appointment is in force on that day. */
struct appointment;
bool appointment_in_force(const struct appointment *appointment, struct date day);

#endif
