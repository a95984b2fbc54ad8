/* What the parts of the OpenAPI document share: openapi.c writes the frame, openapi_operation.c one
 * operation, openapi_schema.c schemas of fields and columns, openapi_errors.c the refusals. */
#ifndef BUURTKAS_API_OPENAPI_INTERNAL_H
#define BUURTKAS_API_OPENAPI_INTERNAL_H

#include "api/api_internal.h"

/** Adds the operation of a route as an object. */
void openapi_add_operation(struct str *out, const struct route *route);
/** Whether the route stands in the document: everything below /v1 but /v1 itself. */
bool openapi_has(const struct route *route);

/** Adds an object schema of a table's fields that have any of `flags`. */
void openapi_add_fields(struct str *out, const struct field *fields, unsigned flags);
/** Whether some field has any of `flags`, and all of those in `all`. */
bool openapi_has_fields(const struct field *fields, unsigned flags, unsigned all);
/** Adds the schema of an answer to an act. */
void openapi_add_act_answer(struct str *out, const struct act_kind *kind);
/** Adds the schema of one row of a read: the columns of both statements; what only insiders get
 * says so. */
void openapi_add_row(struct str *out, const struct route *route);
/** The columns of a statement, a space between. NULL when it is not in the list. */
const char *openapi_columns(const char *statement);
/** Adds the schema of a query parameter's value. */
void openapi_add_parameter_schema(struct str *out, const struct query_parameter *parameter);
/** Adds "name":"text" with a comma in front. */
void openapi_add_text(struct str *out, const char *name, const char *text);
/** The name with its first letter in upper case, e.g. "ClaimAccept". `out` holds 64 bytes. */
void openapi_type_name(char out[64], const char *operation);

/** Adds the problem responses of a route, each with a comma in front. */
void openapi_add_problems(struct str *out, const struct route *route);
/** Adds the shared problem responses: members of components/responses. */
void openapi_add_shared_problems(struct str *out);

#endif
