/* Verification of the database against its own leaves: what its files share. */
#ifndef BUURTKAS_VERIFY_DATABASE_INTERNAL_H
#define BUURTKAS_VERIFY_DATABASE_INTERNAL_H

#include "buurtkas/store/audit_scan.h"
#include "cli/verify_internal.h"

/** A comparison under way, and what came out. */
struct database_check {
    struct audit_scan *scan;
    struct verify_fold fold;
    struct findings findings;
    struct verify_sums sums;
    uint64_t openings;   /**< rows of opening that open their commitment */
    uint64_t rows;       /**< rows of objects that were compared */
    uint64_t stopped_at; /**< the entry that could not be run; FINDING_NO_ENTRY: all were */
    uint64_t heads;      /**< rows of head */
    int64_t last_at_ms;  /**< time of the last leaf, when it is known */
    bool knows_last_at;
    const _Atomic int64_t *give_up_ms; /**< monotonic: reading ends then; NULL or 0: never */
    bool has_gap; /**< leaves are missing: nothing that rests on them was compared */
};

/** Takes every leaf through the fold, and compares its row's columns with its bytes and each
 * opening with its commitment (verify_record.c).
 * @return false when this machine or the connection fails; what is wrong goes to findings */
MUST_CHECK bool check_record(struct database_check *check, struct err *err);
/** Compares the tiles and the head with the tree over the leaves. @return as check_record */
MUST_CHECK bool check_tree(struct database_check *check, struct err *err);
/** Compares every row of every object's table with the world that the leaves make, both ways
 * (verify_compare.c). @return as check_record */
MUST_CHECK bool check_objects(struct database_check *check, struct err *err);
/** All of these over the database at `conninfo`, in one snapshot. The caller zeroes *check, may set
 * give_up_ms, and releases check->fold afterwards, whatever came out.
 * @return as check_record */
MUST_CHECK bool database_check_run(struct database_check *check, const char *conninfo,
                                   struct err *err);

#endif
