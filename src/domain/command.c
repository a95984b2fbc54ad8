/* Bodies of the two commands that leave no trace in the record: a person and a token. */
#include "buurtkas/domain/command.h"

#include <stddef.h>

const struct field person_body_fields[] = {
    {.name = "name",
     .kind = FIELD_TEXT,
     .offset = offsetof(struct person_body, name),
     .flags = FIELD_REQUEST | FIELD_REQUIRED | FIELD_PRIVATE,
     .min = 1,
     .max = PERSON_NAME_MAX,
     .doc = "Name of the person; kept outside the record.",
     .example = "\"A. Voorbeeld\"" },
    { 0},
};

const struct field token_body_fields[] = {
    {.name = "person",
     .kind = FIELD_UUID,
     .offset = offsetof(struct token_body, person),
     .flags = FIELD_REQUEST | FIELD_REQUIRED | FIELD_PRIVATE,
     .doc = "The person whom the token identifies, from /v1/persons.",
     .example = "\"01993e5a-0000-7000-8000-000000000001\"" },
    { .name = "untilDate",
     .kind = FIELD_DATE,
     .offset = offsetof(struct token_body, until_date),
     .flags = FIELD_REQUEST | FIELD_REQUIRED | FIELD_PRIVATE,
     .doc = "First day on which the token is no longer valid.",
     .example = "\"2027-01-01\"" },
    { 0},
};
