/* The routes: one constant table. The router, the OpenAPI document, the tests and the docs read it. */
#ifndef BUURTKAS_API_ROUTE_H
#define BUURTKAS_API_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include "buurtkas/base/err.h"
#include "buurtkas/domain/acts.h"

enum method { METHOD_GET = 1, METHOD_POST };

/** How a route is served. */
enum route_kind {
    ROUTE_ACT = 1,  /**< POST: one leaf type */
    ROUTE_PRIVATE,  /**< POST: a private row; no entry, no receipt */
    ROUTE_ITEM,     /**< GET: one row, 404 without one */
    ROUTE_LIST,     /**< GET: {"items":[…]} with cursor paging */
    ROUTE_TEXT,     /**< GET: answered from memory: OpenAPI, checkpoint, keys, pages' frame */
    ROUTE_BYTES,    /**< GET: tiles and entry bundles */
};

/** Who may read. */
enum audience {
    AUDIENCE_PUBLIC = 1, /**< anyone; `inside` gives more to who has an appointment in the organisation */
    AUDIENCE_INSIDE,     /**< who has an appointment in the organisation of the row (404 otherwise, 401 without a token) */
    AUDIENCE_OPERATOR,   /**< operators, and nobody else (403) */
    AUDIENCE_PRIVACY,    /**< operators and privacy officers (403), each within the reach of that role: the statement is
                              given the person who asks, and the day */
    AUDIENCE_OVERSIGHT,  /**< the same for privacy officers and controllers */
};

/** A query parameter of a list, bound after the route's fixed ones. */
struct query_parameter {
    const char *name;          /**< lowerCamelCase */
    enum field_kind kind;      /**< FIELD_UUID, FIELD_DATE, FIELD_INSTANT, FIELD_ENUM, FIELD_CODE, FIELD_I64 */
    const char *const *names;  /**< FIELD_ENUM */
    bool is_required;
    const char *doc;
};

struct api_call;

struct route {
    enum method method;
    /** Template: "/v1/claims/{id}/_accept"; at most two {name}s, each a whole segment. A last "{name+}" stands for one or
     * more segments ("/log/tile/{path+}"); where several templates fit, literal segments win over names. */
    const char *path;
    const char *name; /**< operationId: "claimAccept" */
    const char *summary;
    enum route_kind kind;
    enum act_type act;             /**< ROUTE_ACT */
    const struct field *body;      /**< ROUTE_PRIVATE; ROUTE_ACT takes its act's */
    enum audience audience;        /**< reads */
    const char *statement;         /**< reads: what anyone gets */
    const char *inside;            /**< reads: what insiders get; NULL: the same */
    const char *media;             /**< ROUTE_TEXT below /v1: its media type; NULL: application/json */
    const char *item_path;         /**< lists: "/v1/claims/" in front of a row's id gives its own address; NULL: none */
    const char *links;             /**< items: names of the resources below it, a space between; NULL: none */
    bool is_whole;                 /**< lists: all rows at once, no cursor: few, or without an id */
    bool is_closable;              /**< reads: `inside` also takes who asks and today: closed meetings are open to few */
    bool is_personal;              /**< reads: both statements also take today, `inside` takes who asks before it */
    bool is_cacheable;             /**< items: the answer rests on the objects with the path's id only */
    const struct query_parameter *query; /**< ends with a NULL name; NULL: none */
    const enum err_code *errors;   /**< ends with ERR_OK; beyond those that every route of its kind has */
    /** Routes that do more than their kind: NULL for the kind's own way. */
    bool (*prepare)(struct api_call *call, struct err *err);
    bool (*render)(struct api_call *call, struct err *err);
};

/** Whether its rows are outside the record and for a few roles only: AUDIENCE_PRIVACY, AUDIENCE_OVERSIGHT. */
bool route_is_by_role(const struct route *route);

extern const struct route routes[];
extern const size_t routes_count;

#endif
