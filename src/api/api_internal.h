/* What the files of this room share: the steps between a request and its answer. Each returns false
 * with *err set; call.c turns that into a problem. */
#ifndef BUURTKAS_API_API_INTERNAL_H
#define BUURTKAS_API_API_INTERNAL_H

#include "buurtkas/api/call.h"
#include "buurtkas/base/str.h"
#include "buurtkas/domain/verdict.h"

enum {
    ANSWER_BYTES_MAX = 8 << 20,
    PATH_TEXT_MAX = 200, /* of an address that we make ourselves */
    API_LIMIT_DEFAULT = 20,
    API_LIMIT_MAX = 100,
    /* The API's own version (SemVer); the program's is another. */
    API_CACHE_FOREVER_S = 31536000,
};
#define API_VERSION     "1.0.0"
#define MEDIA_JSON      "application/json"
#define MEDIA_PROBLEM   "application/problem+json"
#define MEDIA_TEXT      "text/plain; charset=utf-8"
#define MEDIA_HTML      "text/html; charset=utf-8"
#define MEDIA_CSS       "text/css; charset=utf-8"
#define MEDIA_BYTES     "application/octet-stream"
#define MEDIA_ATOM      "application/atom+xml"
#define CACHE_IMMUTABLE "public, max-age=31536000, immutable"
#define CACHE_MINUTE    "public, max-age=60"

/* --- media.c: headers of a request. --- */

/** Whether the Content-Type is JSON in UTF-8. */
bool media_is_json(const char *content_type);
/** Whether an Accept header (NULL: anything) allows `media`, e.g. "application/json" (RFC
 * 9110, 12.5.1). */
bool media_is_accepted(const char *accept, const char *media);
/** The value of an Idempotency-Key: a structured-field string, or bare. */
MUST_CHECK bool header_key(const char **out, const char *header, struct arena *arena,
                           struct err *err);
/** The version in an If-Match header. @param out_has  false when there is none, or it is "*" */
MUST_CHECK bool header_if_match(uint64_t *out, bool *out_has, const char *header, struct err *err);
/** Whether an If-None-Match header names `etag` (weak comparison). */
bool header_names_etag(const char *header, const char *etag);

/* --- act_request.c, act_answer.c --- */

bool act_prepare(struct api_call *call, struct err *err);
bool act_render(struct api_call *call, struct err *err);
/** The verdict whose sum a closing holds. */
struct verdict verdict_of_body(const struct body_motion_closed *body);
bool private_prepare(struct api_call *call, struct err *err);
bool private_render(struct api_call *call, struct err *err);

/* --- resources.c: addresses. --- */

/** Writes the address of an object, e.g. "/v1/claims/0199…". @return false when its kind has none
 */
bool resource_path(char out[PATH_TEXT_MAX], enum kind kind, const struct uuid *id);
/** As resource_path, by the name of a column or field ("claim", "ruleSet" or "rule_set"). */
bool resource_path_by_name(char out[PATH_TEXT_MAX], const char *name, const struct uuid *id);
/** The path id of a template's first part: "/v1/claims/{id}/_accept" gives "/v1/claims/0199…". */
bool resource_of_route(char out[PATH_TEXT_MAX], const struct route *route, const struct uuid *id);

/* --- paging.c: paths and queries. --- */

/** The path parameter as a UUID. @return false with ERR_NOT_FOUND */
MUST_CHECK bool path_uuid(struct uuid *out, const struct api_call *call, size_t which,
                          struct err *err);
/** How many {name}s a template has. */
size_t path_param_count(const char *path);
/** What a query asks of a page. */
struct page {
    struct uuid after; /* zero: from the beginning */
    int32_t limit;
};
/** Reads the whole query: cursor and limit (lists only), and the route's own parameters as
 * statement parameters.
 * @return false with ERR_INVALID_PARAMETER */
MUST_CHECK bool query_read(struct api_call *call, struct page *out_page, struct param *out,
                           struct err *err);
/** The address of the page after the row with this id, as a Link header. NULL when memory is out.
 */
const char *query_next_link(struct api_call *call, const struct page *page,
                            const struct uuid *last);

/* --- read_request.c, read_answer.c --- */

bool read_prepare(struct api_call *call, struct err *err);
/** read_note.c: says who reads, where that is to be recorded. After the read is prepared. */
MUST_CHECK bool read_note_add(struct api_call *call, struct err *err);
bool read_render(struct api_call *call, struct err *err);
/** Whether the caller reads as an insider: holds an appointment somewhere. */
bool caller_is_insider(const struct api_caller *caller);
/** The organisations that the caller sees as a parameter; NULL: all of them. */
struct param caller_reach(const struct api_caller *caller);
/** Adds who asks and the day: by these a statement knows whether a closed meeting is open to them. */
void part_add_door(struct read_part *part, const struct api_call *call);
/** Adds one statement to the read. @return the part to add parameters to, NULL when full */
struct read_part *read_add(struct api_call *call, const char *statement);
void part_add(struct read_part *part, struct param param);

/* --- answer.c --- */

/** Puts the text into the answer. @return false with ERR_MEMORY when the builder failed */
MUST_CHECK bool answer_fill(struct api_call *call, int status, const char *content_type,
                            const struct str *body, struct err *err);
/** Sets the ETag; turns the answer into a 304 when the request has it already. */
void answer_etag(struct api_call *call, const char *etag);
/** As answer_etag, by the hash of the body: for what rests on several objects. */
MUST_CHECK bool answer_hash_etag(struct api_call *call, struct err *err);

/* --- log.c, openapi.c, page.c, problem_page.c: routes of their own. --- */

bool root_prepare(struct api_call *call, struct err *err);
bool openapi_prepare(struct api_call *call, struct err *err);
bool checkpoint_prepare(struct api_call *call, struct err *err);
bool keys_prepare(struct api_call *call, struct err *err);
bool tile_prepare(struct api_call *call, struct err *err);
bool tile_render(struct api_call *call, struct err *err);
bool overview_prepare(struct api_call *call, struct err *err);
bool overview_render(struct api_call *call, struct err *err);
bool problem_page_prepare(struct api_call *call, struct err *err);
bool stylesheet_prepare(struct api_call *call, struct err *err);
bool sign_page_prepare(struct api_call *call, struct err *err);
bool sign_script_prepare(struct api_call *call, struct err *err);
bool effects_page_prepare(struct api_call *call, struct err *err);
bool effects_page_render(struct api_call *call, struct err *err);
bool decision_page_prepare(struct api_call *call, struct err *err);
bool decision_page_render(struct api_call *call, struct err *err);
bool letter_prepare(struct api_call *call, struct err *err);
bool letter_render(struct api_call *call, struct err *err);
bool minutes_prepare(struct api_call *call, struct err *err);
bool minutes_render(struct api_call *call, struct err *err);
bool meeting_page_prepare(struct api_call *call, struct err *err);
bool meeting_page_render(struct api_call *call, struct err *err);
bool tally_prepare(struct api_call *call, struct err *err);
bool feed_prepare(struct api_call *call, struct err *err);
bool feed_render(struct api_call *call, struct err *err);

#endif
