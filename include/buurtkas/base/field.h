/* Field tables: one row a field, from which the rest follows: the request decoder, the leaf's bytes and
 * their strict reader, the API's answers, the columns of a table, OpenAPI and the docs. */
#ifndef BUURTKAS_BASE_FIELD_H
#define BUURTKAS_BASE_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "buurtkas/base/arena.h"
#include "buurtkas/base/clock.h"
#include "buurtkas/base/uuid.h"

/** How a field is kept in C, and written in JSON and SQL. */
enum field_kind {
    FIELD_END = 0, /**< ends a table */
    FIELD_UUID,    /**< struct uuid (zero: absent) · "0190…" · uuid */
    FIELD_I64,     /**< int64_t (FIELD_ABSENT: absent) · 12 · int8 */
    FIELD_CENTS,   /**< as FIELD_I64: whole euro cents · 1250000 · int8 */
    FIELD_I32,     /**< int32_t (FIELD_ABSENT_I32: absent) · 12 · int4 */
    FIELD_BOOL,    /**< bool, never absent in a leaf · true · bool */
    FIELD_ENUM,    /**< int (0: absent; n: names[n-1]) · "open" · text */
    FIELD_DATE,    /**< struct date · "2026-01-01" · date */
    FIELD_INSTANT, /**< struct instant · API "2026-01-01T00:00:00.000Z", leaf milliseconds · int8 */
    FIELD_HASH,    /**< struct hash (all zero: absent) · 64 hex digits · bytea */
    FIELD_SIGNATURE, /**< struct signature (all zero: absent) · 128 hex digits · bytea */
    FIELD_CODE,    /**< struct code: public ASCII [A-Za-z0-9._:/-], never free text · "6.1" · text */
    FIELD_TEXT,    /**< struct text: UTF-8 of any kind; in a leaf only its commitment stands · opening table */
    FIELD_OBJECT,  /**< an inline sub-struct described by `sub`; `struct_size` unused */
    FIELD_LIST,    /**< struct list of `struct_size`-d items described by `sub` */
};

#define FIELD_ABSENT     INT64_MIN
#define FIELD_ABSENT_I32 INT32_MIN

enum field_flag {
    FIELD_REQUIRED = 1,  /**< must be there (in the request when REQUEST is set, else in the leaf) */
    FIELD_REQUEST = 2,   /**< a client sends it in the body */
    FIELD_RECORD = 4,    /**< stands in the leaf (a TEXT: as its commitment) */
    FIELD_GIVEN = 8,     /**< made by the daemon from chance or its clock (ids, handles); verify takes it from the leaf */
    FIELD_COMPUTED = 16, /**< made by the rule; verify makes it again and compares */
    FIELD_PRIVATE = 32,  /**< never in the leaf nor in an answer (a person, an IBAN) */
    FIELD_FIXED = 64,    /**< column of an object: never changes after the insert */
    FIELD_KEY = 128,     /**< column of an object: part of its primary key */
    FIELD_PATH = 256,    /**< set from the request's path, RECORDed */
    FIELD_SEALED = 512,  /**< of a vote whose choice is hidden: what is sealed stands in the request and not in the leaf; a
                          * TEXT: the commitment, made by the rule */
};

struct field {
    const char *name; /**< lowerCamelCase, from the glossary */
    enum field_kind kind;
    size_t offset;
    unsigned flags;
    int64_t min; /**< least value, length in code points, or count */
    int64_t max; /**< greatest; 0 with min 0 for a TEXT, CODE or LIST means the kind's default */
    const char *const *names; /**< FIELD_ENUM: NULL-ended */
    const struct field *sub;  /**< FIELD_OBJECT, FIELD_LIST */
    size_t struct_size;       /**< FIELD_LIST: size of one item */
    const char *doc;          /**< one sentence with the unit */
    const char *example;      /**< as JSON, e.g. "1250000" or "\"open\"" */
};

enum { HASH_BYTES = 32, SIGNATURE_BYTES = 64, CODE_MAX = 63, TEXT_BYTES_MAX = 8000 };

struct hash {
    uint8_t bytes[HASH_BYTES];
};

/** An Ed25519 signature (RFC 8032): R, then S. */
struct signature {
    uint8_t bytes[SIGNATURE_BYTES];
};

/** A short public identifier; the empty string means absent. */
struct code {
    char text[CODE_MAX + 1];
};

/** Free text. Before a leaf is written `ptr` holds it; after one is read only `commitment` is known. */
struct text {
    const char *ptr; /**< NUL-terminated, NULL when absent or unknown */
    size_t len;
    struct hash commitment; /**< HMAC-SHA-256 by audit/opening.h; zero when not made yet */
    uint8_t salt[32];       /**< the opening's key; zero when unknown */
};

struct list {
    void *items;
    size_t count;
};

/** Number of rows before FIELD_END. */
size_t field_count(const struct field *fields);
const struct field *field_find(const struct field *fields, const char *name, size_t len);
/** Address of the field inside the struct. */
static inline void *field_at(void *base, const struct field *field)
{
    return (char *)base + field->offset;
}
static inline const void *field_at_const(const void *base, const struct field *field)
{
    return (const char *)base + field->offset;
}
/** True when the field holds the kind's "absent" value (a BOOL never does; an empty LIST is absent). */
bool field_is_absent(const void *base, const struct field *field);
/** Sets every field of the table to its "absent" value, sub-objects too; the rest of the struct is left. */
void field_clear_all(void *base, const struct field *fields);
/** The enum's value by name, 0 when unknown. */
int field_enum_parse(const char *const *names, const char *text, size_t len);
/** The enum's name; "" for 0. */
const char *field_enum_name(const char *const *names, int value);
/** snake_case of a lowerCamelCase name, for SQL ("amountCents" -> "amount_cents"). `out` holds 64 bytes. */
void field_snake_name(char *out, size_t out_size, const char *name);

#endif
