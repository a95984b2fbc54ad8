/* Filling an answer: bodies, entity tags, and the frames that need no database. */
#include <string.h>

#include "api/api_internal.h"
#include "buurtkas/audit/hash.h"

bool answer_fill(struct api_call *call, int status, const char *content_type,
                 const struct str *body, struct err *err)
{
    if (body->failed) {
        return err_set(err, ERR_MEMORY, "The answer needs more memory than one may have.");
    }
    struct api_answer *answer = &call->answer;
    answer->status = status;
    answer->content_type = content_type;
    answer->body = body->len == 0 ? "" : body->ptr;
    answer->len = body->len;
    return true;
}

void answer_etag(struct api_call *call, const char *etag)
{
    struct api_answer *answer = &call->answer;
    answer->etag = etag;
    if (etag != NULL && answer->status == 200 && call->request.route->method == METHOD_GET &&
        header_names_etag(call->request.if_none_match, etag)) {
        answer->status = 304;
        answer->body = "";
        answer->len = 0;
    }
}

bool answer_hash_etag(struct api_call *call, struct err *err)
{
    enum {
        ETAG_HASH_BYTES = 16
    };
    struct hash hash;
    char text[2 * ETAG_HASH_BYTES + 1];
    hash_bytes(&hash, call->answer.body, call->answer.len);
    hex_encode(text, hash.bytes, ETAG_HASH_BYTES);
    const char *etag = arena_printf(call->arena, "\"%s\"", text);
    if (etag == NULL) {
        return err_set(err, ERR_MEMORY, "The answer needs more memory than one may have.");
    }
    answer_etag(call, etag);
    return true;
}

bool root_prepare(struct api_call *call, struct err *err)
{
    struct str out = str_new(call->arena, ANSWER_BYTES_MAX);
    str_add(&out, "{\"name\":\"Buurtkas\",\"apiVersion\":\"" API_VERSION
                  "\",\"version\":\"" BUURTKAS_VERSION "\",\"origin\":");
    str_add_json(&out, call->site->origin, strlen(call->site->origin));
    str_add(&out, ",\"links\":{\"self\":\"/v1\",\"openapi\":\"/v1/openapi.json\","
                  "\"checkpoint\":\"/log/checkpoint\",\"keys\":\"/log/keys\"}}");
    call->next = API_ANSWER;
    return answer_fill(call, 200, MEDIA_JSON, &out, err);
}
