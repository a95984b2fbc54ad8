/* PostgreSQL as the source of a world: what the world does not hold is loaded on the writer's
 * connection, between two batches' writes. */
#ifndef BUURTKAS_STORE_WORLD_SOURCE_INTERNAL_H
#define BUURTKAS_STORE_WORLD_SOURCE_INTERNAL_H

#include "buurtkas/domain/world.h"
#include "buurtkas/store/tokens.h"
#include "pg_internal.h"

struct record;
struct batch;

struct pg_source {
    struct pg *pg;
    struct arena *arena;       /**< for parameters */
    struct record *record;     /**< leaf hashes */
    const char *origin;        /**< the log's name */
    struct tokens *tokens;     /**< persons behind handles */
    const struct batch *batch; /**< appointments made in the open batch; may be NULL */
};
/** The functions over it; `source` must stay where it is. */
struct world_source pg_source_functions(struct pg_source *source);

#endif
