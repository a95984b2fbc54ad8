/* The pages of the verb docs: each printed from the tables that the program itself runs on, so that
 * a page cannot say anything else than the program does. */
#ifndef BUURTKAS_CLI_DOCS_INTERNAL_H
#define BUURTKAS_CLI_DOCS_INTERNAL_H

#include <stdio.h>

#include "buurtkas/api/route.h"
#include "buurtkas/domain/competence.h"

void docs_leaves(FILE *out);
void docs_competence(FILE *out);
void docs_errors(FILE *out);
void docs_states(FILE *out);
void docs_accounts(FILE *out);
void docs_rules(FILE *out);

/** The route by which an act is asked for; NULL for the daemon's own. */
const struct route *docs_route_of(enum act_type type);
/** Writes "`grantor`, `secretary`", or "–" for none. */
void docs_roles(FILE *out, role_set roles);
/** Writes the names of a vocabulary: "`open`, `ended`". */
void docs_words(FILE *out, const char *const *names);
/** Says which command printed the page, below its title. */
void docs_begin(FILE *out, const char *title, const char *page);

#endif
