/* The headers of every answer, in one place: whatever leaves the daemon carries the API's version,
 * the security headers of the NLGov design rules, and what its own answer adds. */
#include "http/http_internal.h"

#include <stdio.h>
#include <string.h>

#define API_VERSION "1.0.0"
#define PAGE_POLICY(script)                                                                        \
    "default-src 'self'; script-src " script "; style-src 'self'; object-src 'none'; "             \
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
#define EXPOSED "API-Version, ETag, Link, Location, Retry-After, Idempotency-Replayed"

static void add(struct header_list *list, const char *name, const char *value)
{
    if (value != NULL && list->count < HEADERS_MAX) {
        list->items[list->count++] = (struct header){ name, value };
    }
}

static bool is_page(const struct api_answer *answer)
{
    return answer->content_type != NULL && strncmp(answer->content_type, "text/html", 9) == 0;
}

static const char *policy_of(const struct api_answer *answer)
{
    if (!is_page(answer)) {
        return "frame-ancestors 'none'";
    }
    return answer->runs_script ? PAGE_POLICY("'self'") : PAGE_POLICY("'none'");
}

/* On every answer (NLGov ADR, transport/security-headers and version-header). */
static void add_common(struct header_list *list, const struct api_answer *answer,
                       const struct api_site *site)
{
    add(list, "API-Version", API_VERSION);
    add(list, "Content-Type", answer->len > 0 ? answer->content_type : NULL);
    add(list, "Content-Security-Policy", policy_of(answer));
    add(list, "X-Frame-Options", "DENY");
    add(list, "X-Content-Type-Options", "nosniff");
    add(list, "Referrer-Policy", "no-referrer");
    if (site != NULL && site->public_url != NULL && strncmp(site->public_url, "https://", 8) == 0) {
        add(list, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    }
}

/* Public reads may be read by any page, without credentials; nothing else may. */
static void add_cors(struct header_list *list, enum verb verb)
{
    if (verb == VERB_GET || verb == VERB_HEAD || verb == VERB_OPTIONS) {
        add(list, "Access-Control-Allow-Origin", "*");
        add(list, "Access-Control-Expose-Headers", EXPOSED);
    }
    if (verb == VERB_OPTIONS) {
        add(list, "Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
        add(list, "Access-Control-Allow-Headers", "Accept, Accept-Language, If-None-Match");
        add(list, "Access-Control-Max-Age", "86400");
    }
}

static void add_own(struct header_list *list, const struct api_answer *answer)
{
    add(list, "ETag", answer->etag);
    add(list, "Location", answer->location);
    add(list, "Link", answer->link);
    add(list, "Allow", answer->allow);
    int wait_s = answer->retry_after_s == 0 && answer->status == 503 ? 1 : answer->retry_after_s;
    if (wait_s > 0) {
        (void)snprintf(list->retry_after, sizeof list->retry_after, "%d", wait_s);
        add(list, "Retry-After", list->retry_after);
    }
    add(list, "Idempotency-Replayed", answer->is_replay ? "true" : NULL);
}

void headers_of(struct header_list *out, const struct api_answer *answer,
                const struct header_context *context)
{
    out->count = 0;
    add_common(out, answer, context->site);
    /* What only this caller may see is never kept by anybody on the way. */
    bool is_private = context->is_known_caller || answer->cache_control == NULL;
    add(out, "Cache-Control", is_private ? "no-store" : answer->cache_control);
    bool is_read = context->verb == VERB_GET || context->verb == VERB_HEAD;
    add(out, "Vary", is_read ? "Accept, Accept-Language, Authorization" : NULL);
    add_cors(out, context->verb);
    add_own(out, answer);
    if (answer->status == 401) {
        add(out, "WWW-Authenticate",
            context->has_token ? "Bearer realm=\"buurtkas\", error=\"invalid_token\""
                               : "Bearer realm=\"buurtkas\"");
    }
    add(out, "Connection", context->is_last ? "close" : NULL);
}
