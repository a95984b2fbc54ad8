/* Migrations: numbered, forward only, embedded, checksummed, under an advisory lock. */
#ifndef BUURTKAS_STORE_MIGRATE_H
#define BUURTKAS_STORE_MIGRATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/base/err.h"

/** An embedded file of migrations/. */
struct migration {
    int32_t number;
    const char *name;
    const char *sql;
    uint8_t sha256[32];
};
extern const struct migration migrations[];
extern const size_t migrations_count;

/** Runs what is missing, as the owner role, one transaction each.
 * @param out_run  how many were run
 * @return false with ERR_DATABASE, ERR_CONNECTION, or ERR_MISMATCH when a recorded checksum differs or the database is
 * ahead of this program */
MUST_CHECK bool migrate_run(const char *owner_conninfo, int *out_run, struct err *err);
/** Whether the database has exactly this program's migrations. */
MUST_CHECK bool migrate_check(const char *conninfo, struct err *err);

#endif
