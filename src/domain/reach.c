/* What an object belongs to: the walk from it to its commitment, council and organisation, by a
 * table of parents. It has no branches for kinds but the three that are themselves what is looked
 * for. */
#include "buurtkas/domain/competence.h"

#include <string.h>

/* The column that names the parent; "id" for what stands under its parent's id. */
struct parent {
    const char *column;
    enum kind kind;
};
static const struct parent parents[KIND_COUNT] = {
    [KIND_AREA_CODE] = {"id",            KIND_AREA            },
    [KIND_COUNCIL] = { "organisation", KIND_ORGANISATION    },
    [KIND_RULE_SET] = { "council",      KIND_COUNCIL         },
    [KIND_RULE_THRESHOLD] = { "id",           KIND_RULE_SET        },
    [KIND_GRANT] = { "envelope",     KIND_ENVELOPE        },
    [KIND_MANDATE_YEAR] = { "id",           KIND_MANDATE         },
    [KIND_PROPOSAL] = { "envelope",     KIND_ENVELOPE        },
    [KIND_PROPOSAL_VERSION] = { "proposal",     KIND_PROPOSAL        },
    [KIND_COST_LINE] = { "id",           KIND_PROPOSAL_VERSION},
    [KIND_FINANCING_LINE] = { "id",           KIND_PROPOSAL_VERSION},
    [KIND_MEETING] = { "council",      KIND_COUNCIL         },
    [KIND_AGENDA_ITEM] = { "id",           KIND_MEETING         },
    [KIND_ITEM_ADMISSION] = { "id",           KIND_MEETING         },
    [KIND_PROXY] = { "id",           KIND_MEETING         },
    [KIND_ATTENDANCE] = { "id",           KIND_MEETING         },
    [KIND_MOTION] = { "council",      KIND_COUNCIL         },
    [KIND_ROSTER_SEAT] = { "id",           KIND_MOTION          },
    [KIND_RECUSAL] = { "id",           KIND_MOTION          },
    [KIND_VOTE] = { "motion",       KIND_MOTION          },
    [KIND_DECISION_STATUS] = { "id",           KIND_DECISION        },
    [KIND_DECISION_YEAR] = { "id",           KIND_DECISION        },
    [KIND_EFFECT] = { "id",           KIND_DECISION        },
    [KIND_CONCURRENCE] = { "decision",     KIND_DECISION        },
    [KIND_NOTIFICATION] = { "decision",     KIND_DECISION        },
    [KIND_PUBLICATION] = { "decision",     KIND_DECISION        },
    [KIND_OBJECTION] = { "decision",     KIND_DECISION        },
    [KIND_APPEAL] = { "decision",     KIND_DECISION        },
    [KIND_INSTRUCTION] = { "mandate",      KIND_MANDATE         },
    [KIND_INFORMATION_REQUEST] = { "mandate",      KIND_MANDATE         },
    [KIND_REVIEW] = { "decision",     KIND_DECISION        },
    [KIND_DIFFERING_VIEW] = { "decision",     KIND_DECISION        },
    [KIND_INTEREST] = { "council",      KIND_COUNCIL         },
    [KIND_CONFLICT] = { "decision",     KIND_DECISION        },
    [KIND_BALLOT] = { "council",      KIND_COUNCIL         },
    [KIND_BALLOT_SEAT] = { "id",           KIND_BALLOT          },
    [KIND_BALLOT_VOTER] = { "id",           KIND_BALLOT          },
    [KIND_BALLOT_PAPER] = { "ballot",       KIND_BALLOT          },
    [KIND_BALLOT_TALLY] = { "id",           KIND_BALLOT          },
    [KIND_MEMBER_KEY] = { "appointment",  KIND_APPOINTMENT     },
    [KIND_CLAIM] = { "commitment",   KIND_COMMITMENT      },
    [KIND_ACCOUNTABILITY] = { "commitment",   KIND_COMMITMENT      },
    [KIND_PAYMENT] = { "commitment",   KIND_COMMITMENT      },
    [KIND_RECOVERY] = { "commitment",   KIND_COMMITMENT      },
    [KIND_RETURN_PART] = { "envelope",     KIND_ENVELOPE        },
    [KIND_TRANSACTION] = { "envelope",     KIND_ENVELOPE        },
    [KIND_ACCOUNT] = { "envelope",     KIND_ENVELOPE        },
    [KIND_POSTING] = { "envelope",     KIND_ENVELOPE        },
};

static const struct uuid *column_of(const struct object *object, const char *name)
{
    const struct field *columns = object_type(object->kind)->columns;
    const struct field *column = field_find(columns, name, strlen(name));
    return column == NULL ? NULL : field_at_const(object, column);
}

/* What was found nearer to the object stands: a payment's own commitment, not a later one's. */
static void fill(struct uuid *out, const struct uuid *found)
{
    if (found != NULL && uuid_is_zero(out)) {
        *out = *found;
    }
}

static void fill_from_scope(struct reach *out, const struct object *object)
{
    const struct appointment *appointment = (const struct appointment *)object;
    switch ((enum scope)appointment->scope) {
    case SCOPE_COUNCIL:
        fill(&out->council, &appointment->scope_id);
        break;
    case SCOPE_COMMITMENT:
        fill(&out->commitment, &appointment->scope_id);
        break;
    case scope_absent:
    case SCOPE_INSTALLATION:
    case SCOPE_ORGANISATION:
    case scope_end:
        break;
    }
}

static void fill_from(struct reach *out, const struct object *object)
{
    if (object->kind == KIND_ORGANISATION) {
        fill(&out->organisation, &object->id);
    } else if (object->kind == KIND_COUNCIL) {
        fill(&out->council, &object->id);
    } else if (object->kind == KIND_COMMITMENT) {
        fill(&out->commitment, &object->id);
    } else if (object->kind == KIND_APPOINTMENT) {
        fill_from_scope(out, object);
    }
    fill(&out->organisation, column_of(object, "organisation"));
    fill(&out->council, column_of(object, "council"));
    fill(&out->commitment, column_of(object, "commitment"));
}

bool reach_of_object(struct world *world, const struct object *object, struct reach *out,
                     struct err *err)
{
    *out = (struct reach){ 0 };
    fill_from(out, object);
    /* The parents of a kind make no circle, so the walk is at most as long as the table. */
    while (uuid_is_zero(&out->organisation) && parents[object->kind].column != NULL) {
        const struct parent *parent = &parents[object->kind];
        const struct uuid *id = column_of(object, parent->column);
        const void *found = NULL;
        if (!world_find(world, parent->kind, id == NULL ? &object->id : id, 0, &found, err)) {
            return false;
        }
        if (found == NULL) {
            return err_set(err, ERR_CORRUPT, "A %s names a %s that does not exist.",
                           object_type(object->kind)->table, object_type(parent->kind)->table);
        }
        object = found;
        fill_from(out, object);
    }
    return true;
}
