/* The acts: one body struct a leaf type, generated from the lists in acts_*.def, and the table of types.
 * From one list follow the request's decoder, the leaf's bytes and their reader, the answer, OpenAPI, docs/leaves.md.
 *
 * F(kind, member, "jsonName", flag, min, max, extra, doc, example)
 *   kind   a FIELD_… of base/field.h; LIST's `extra` is the item's tag, ENUM's is its vocabulary
 *   flag   IN   sent by the client, must be there        OPT  sent by the client, may be absent
 *          PATH the id in the request's path             MADE made by the daemon (chance, clock)
 *          CALC made by the rule; recomputed by verify   PRIV sent by the client, never in the record;
 *                                                         PRIO likewise, and may be absent
 *          SEAL sent by the client, must be there; not in the record where it is sealed
 *          KEPT made by the rule together with its commitment; only the commitment is in the record
 *          SENT sent by the client, may be absent; the posting date, which stands as `on` at the leaf's top */
#ifndef BUURTKAS_DOMAIN_ACTS_H
#define BUURTKAS_DOMAIN_ACTS_H

#include "buurtkas/base/field.h"
#include "buurtkas/domain/objects.h"
#include "buurtkas/domain/words.h"

#define AMOUNT_CENTS_MAX INT64_C(100000000000000) /* EUR 1,000,000,000,000: sums of 64 stay within int64 */

enum { ROSTER_MAX = 200, COST_LINES_MAX = 100, POSTINGS_MAX = 64, AREA_CODES_MAX = 100, YEARS_MAX = 10,
       SEALED_PAGE = 100 /* most votes that one leaf opens */, AGENDA_VERSIONS_MAX = 100 };

#include "buurtkas/domain/acts_items.def"
#include "buurtkas/domain/acts_council.def"
#include "buurtkas/domain/acts_money.def"
#include "buurtkas/domain/acts_powers.def"
#include "buurtkas/domain/acts_keys.def"
#include "buurtkas/domain/acts_interests.def"
#include "buurtkas/domain/acts_ballots.def"
#include "buurtkas/domain/acts_voting.def"
#include "buurtkas/domain/acts_agenda.def"

/* A(tag, ENUM, "noun.verb", kind it creates or 0) in the order of their numbers in the database. */
#define ACT_TYPES(A) ACT_TYPES_COUNCIL(A) ACT_TYPES_MONEY(A) ACT_TYPES_POWERS(A) ACT_TYPES_BALLOTS(A) ACT_TYPES_INTERESTS(A) \
    ACT_TYPES_KEYS(A) ACT_TYPES_VOTING(A) ACT_TYPES_CORRECTIONS(A) ACT_TYPES_REFUNDS(A) ACT_TYPES_AGENDA(A)

enum act_type {
    ACT_NONE = 0,
#define ACT_ENUM(tag, NAME, text, creates) ACT_##NAME,
    ACT_TYPES(ACT_ENUM)
#undef ACT_ENUM
        ACT_COUNT
};

#define BODY_MEMBER(kind, member, json, flag, min, max, extra, doc, example) FIELD_TYPE_##kind member;
#define BODY_STRUCT(tag, NAME, text, creates) \
    struct body_##tag { \
        BODY_##tag(BODY_MEMBER) \
    };
#define ITEM_STRUCT(tag) \
    struct item_##tag { \
        ITEM_##tag(BODY_MEMBER) \
    };
ITEM_TAGS(ITEM_STRUCT)
ACT_TYPES(BODY_STRUCT)
#undef BODY_STRUCT
#undef ITEM_STRUCT

/** One leaf type. The field tables are made in domain/acts.c. */
struct act_kind {
    enum act_type type;
    const char *name;           /**< "claim.accepted": the leaf's `type` */
    const struct field *fields; /**< of the body */
    size_t body_size;
    enum kind creates;          /**< the object whose id is the act's id; KIND_NONE when it changes one */
};

/** @param type  1 to ACT_COUNT - 1 */
const struct act_kind *act_kind(enum act_type type);
/** Finds a type by its name. @return NULL when there is none. */
const struct act_kind *act_kind_by_name(const char *name, size_t len);

#endif
