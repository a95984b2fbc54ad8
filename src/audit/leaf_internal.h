/* What the writer and the reader of leaves share: a table's recorded fields in the order of the
 * leaf, and what a value must be to stand in one. */
#ifndef BUURTKAS_AUDIT_LEAF_INTERNAL_H
#define BUURTKAS_AUDIT_LEAF_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include "buurtkas/audit/leaf.h"

enum {
    LEAF_FIELDS_MAX = 64, /**< recorded fields of one table */
    LEAF_VERSION = 1,
};

/** Integers stay where every JSON reader has them exactly (RFC 8785, 3.2.2.3). */
#define LEAF_INTEGER_MAX ((INT64_C(1) << 53) - 1)

/** A table's recorded fields, sorted by name. */
struct leaf_fields {
    const struct field *items[LEAF_FIELDS_MAX];
    size_t count;
};
void leaf_fields_sort(struct leaf_fields *out, const struct field *fields);

/** Why the field may not stand so in a leaf; NULL when it may. Looks at the field itself, not at
 * what a list or an object holds. */
const char *leaf_field_flaw(const void *base, const struct field *field);
/** Whether the instant is from 1970 to 2999, which is what dates can follow. */
bool leaf_instant_is_valid(struct instant at);
/** Whether the day is from 1900-01-01 to 2999-12-31. */
bool leaf_date_is_valid(struct date date);
/** Whether it is one to CODE_MAX characters of [A-Za-z0-9._:/-]. */
bool leaf_code_is_valid(const struct code *code);

/** The text that a path names in a body, NULL when it names none. */
struct text *leaf_text_at(void *body, const struct field *fields, const char *path, size_t len);

/** Adds the leaf's bytes. What may not stand in a leaf is refused with `flaw_code`: an act of our
 * own with ERR_INTERNAL, somebody else's leaf with ERR_CORRUPT. */
MUST_CHECK bool leaf_encode(struct str *out, const struct act *act, enum err_code flaw_code,
                            struct err *err);

/* Who acts in a timed act, with a handle of zeros: no appointment has this role. */
#define LEAF_ROLE_DAEMON "daemon"

#endif
