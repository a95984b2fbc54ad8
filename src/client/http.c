/* The client over libcurl: one easy handle, headers and body taken into the arena under a ceiling.
 * Retries live here, so that no verb has its own. */
#include "buurtkas/client/http.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "buurtkas/base/str.h"

enum {
    CONNECT_TIMEOUT_MS = 5000,
    TIMEOUT_MS = 30000,
    TRIES_MAX = 6,
    BODY_BYTES_MAX_DEFAULT = 67108864,
    FIRST_PAUSE_MS = 100,
    PAUSE_MAX_MS = 5000
};

struct client {
    struct client_options options; /* `url` and `token` are its own copies */
    char *url, *token;
    CURL *curl;
};

/* One try: where libcurl's callbacks write. */
struct exchange {
    struct arena *arena;
    struct str body;
    struct client_answer *answer;
    int64_t retry_after_ms;
};

static bool is_loopback(const char *url)
{
    static const char *const hosts[] = { "://127.", "://localhost", "://[::1]" };
    bool is_found = false;
    for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
        is_found = is_found || strstr(url, hosts[i]) != NULL;
    }
    return is_found;
}

struct client *client_new(const struct client_options *options, struct err *err)
{
    if (options->url == NULL ||
        (strncmp(options->url, "http://", 7) != 0 && strncmp(options->url, "https://", 8) != 0)) {
        (void)err_set(err, ERR_USAGE, "not an http or https address: %s",
                      options->url == NULL ? "" : options->url);
        return NULL;
    }
    struct client *client = calloc(1, sizeof *client);
    if (client == NULL || (client->url = strdup(options->url)) == NULL ||
        (client->curl = curl_easy_init()) == NULL) {
        (void)err_set(err, ERR_MEMORY, "no memory for the client");
        client_free(client);
        return NULL;
    }
    client->options = *options;
    client->options.url = client->url;
    size_t len = strlen(client->url);
    while (len > 0 && client->url[len - 1] == '/') {
        client->url[--len] = '\0';
    }
    if (!client_use_token(client, options->token, err)) {
        client_free(client);
        return NULL;
    }
    return client;
}

void client_free(struct client *client)
{
    if (client != NULL) {
        if (client->curl != NULL) {
            curl_easy_cleanup(client->curl);
        }
        free(client->url);
        free(client->token);
        free(client);
    }
}

void client_freep(struct client **client)
{
    client_free(*client);
    *client = NULL;
}

bool client_use_token(struct client *client, const char *token, struct err *err)
{
    char *copy = token == NULL ? NULL : strdup(token);
    if (token != NULL && copy == NULL) {
        return err_set(err, ERR_MEMORY, "no memory for the token");
    }
    free(client->token);
    client->token = copy;
    return true;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *self)
{
    struct exchange *exchange = self;
    str_add_len(&exchange->body, bytes, size * count);
    return exchange->body.failed ? 0 : size * count;
}

/* Seconds of a Retry-After; dates are left to the back-off. */
static int64_t pause_of(const char *text)
{
    int64_t seconds = 0;
    return i64_parse(&seconds, text, strlen(text)) && seconds > 0 && seconds <= PAUSE_MAX_MS / 1000
               ? seconds * 1000
               : 0;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *self)
{
    struct exchange *exchange = self;
    struct client_answer *answer = exchange->answer;
    size_t len = size * count;
    const char *colon = memchr(bytes, ':', len);
    if (colon == NULL) {
        return len;
    }
    size_t name_len = (size_t)(colon - bytes);
    const char *from = colon + 1;
    const char *to = bytes + len;
    while (from < to && (*from == ' ' || *from == '\t')) {
        from++;
    }
    while (to > from && (to[-1] == '\n' || to[-1] == '\r' || to[-1] == ' ')) {
        to--;
    }
    const struct {
        const char *name;
        const char **out;
    } wanted[] = {
        {"content-type", &answer->content_type},
        { "etag",        &answer->etag        },
        { "location",    &answer->location    },
        { "link",        &answer->link        },
    };
    for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
        if (strlen(wanted[i].name) == name_len &&
            strncasecmp(wanted[i].name, bytes, name_len) == 0) {
            *wanted[i].out = arena_strndup(exchange->arena, from, (size_t)(to - from));
        }
    }
    const char *value = arena_strndup(exchange->arena, from, (size_t)(to - from));
    if (value != NULL && name_len == 20 && strncasecmp("idempotency-replayed", bytes, 20) == 0) {
        answer->is_replay = strcmp(value, "true") == 0;
    } else if (value != NULL && name_len == 11 && strncasecmp("retry-after", bytes, 11) == 0) {
        exchange->retry_after_ms = pause_of(value);
    }
    return len;
}

static void headers_free(struct curl_slist **list)
{
    curl_slist_free_all(*list);
}

/* Adds one header. @return false when memory is out, or the value would end its line */
static bool add_header(struct curl_slist **list, struct arena *arena, const char *name,
                       const char *value, struct err *err)
{
    if (value == NULL) {
        return true;
    }
    if (strpbrk(value, "\r\n") != NULL) {
        return err_set(err, ERR_USAGE, "a line end in the header %s", name);
    }
    const char *line = arena_printf(arena, "%s: %s", name, value);
    struct curl_slist *longer = line == NULL ? NULL : curl_slist_append(*list, line);
    if (longer == NULL) {
        return err_set(err, ERR_MEMORY, "no memory for the headers");
    }
    *list = longer;
    return true;
}

static bool add_headers(struct curl_slist **list, const struct client *client,
                        const struct client_request *request, struct arena *arena, struct err *err)
{
    const char *bearer =
        client->token == NULL ? NULL : arena_printf(arena, "Bearer %s", client->token);
    if (client->token != NULL && bearer == NULL) {
        return err_set(err, ERR_MEMORY, "no memory for the headers");
    }
    return add_header(list, arena, "Authorization", bearer, err) &&
           add_header(list, arena, "Accept",
                      request->accept == NULL ? "application/json" : request->accept, err) &&
           add_header(list, arena, "Accept-Language", request->language, err) &&
           add_header(list, arena, "If-Match", request->if_match, err) &&
           add_header(list, arena, "If-None-Match", request->if_none_match, err) &&
           add_header(list, arena, "Idempotency-Key", request->key, err) &&
           add_header(list, arena, "Content-Type", request->is_post ? "application/json" : NULL,
                      err) &&
           add_header(list, arena, "User-Agent", "buurtkas/" BUURTKAS_VERSION, err);
}

static int64_t or_default(int64_t value, int64_t standard)
{
    return value > 0 ? value : standard;
}

static void set_up(const struct client *client, const struct client_request *request,
                   const char *url, struct curl_slist *headers, struct exchange *exchange)
{
    CURL *curl = client->curl;
    const struct client_options *options = &client->options;
    curl_easy_reset(curl); /* keeps the open connection */
    (void)curl_easy_setopt(curl, CURLOPT_URL, url);
    (void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    (void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                           (long)or_default(options->connect_timeout_ms, CONNECT_TIMEOUT_MS));
    (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS,
                           (long)or_default(options->timeout_ms, TIMEOUT_MS));
    (void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, exchange);
    (void)curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    (void)curl_easy_setopt(curl, CURLOPT_HEADERDATA, exchange);
    if (is_loopback(client->url)) {
        (void)curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    }
    if (request->is_post) {
        (void)curl_easy_setopt(curl, CURLOPT_POST, 1L);
        (void)curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_len);
        (void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS,
                               request->body == NULL ? "" : request->body);
    }
}

/* One try. @return libcurl's code */
static CURLcode try_once(const struct client *client, const struct client_request *request,
                         const char *url, struct curl_slist *headers, struct exchange *exchange)
{
    size_t max =
        (size_t)or_default((int64_t)client->options.body_bytes_max, BODY_BYTES_MAX_DEFAULT);
    unsigned tries = exchange->answer->tries;
    *exchange->answer = (struct client_answer){ .tries = tries + 1, .body = "" };
    exchange->body = str_new(exchange->arena, max);
    exchange->retry_after_ms = 0;
    set_up(client, request, url, headers, exchange);
    CURLcode code = curl_easy_perform(client->curl);
    long status = 0;
    (void)curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &status);
    exchange->answer->status = (int)status;
    exchange->answer->len = exchange->body.len;
    if (exchange->body.ptr != NULL) {
        exchange->answer->body = exchange->body.ptr;
    }
    return code;
}

static void pause_for(int64_t ms)
{
    struct timespec left = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
    (void)nanosleep(&left, NULL);
}

static bool is_worth_a_retry(CURLcode code, int status)
{
    switch ((int)code) {
    case CURLE_OK:
        return status == 503;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
        return true;
    default:
        return false;
    }
}

bool client_send(struct client *client, const struct client_request *request, struct arena *arena,
                 struct client_answer *out, struct err *err)
{
    CLEANUP(headers_free) struct curl_slist *headers = NULL;
    const char *url =
        arena_printf(arena, "%s%s", client->url, request->path == NULL ? "" : request->path);
    if (url == NULL) {
        return err_set(err, ERR_MEMORY, "no memory for the request");
    }
    if (!add_headers(&headers, client, request, arena, err)) {
        return false;
    }
    bool is_repeatable = !request->is_post || request->key != NULL;
    unsigned tries_max =
        is_repeatable ? (unsigned)or_default(client->options.tries_max, TRIES_MAX) : 1;
    struct client_answer answer = { 0 };
    struct exchange exchange = { .arena = arena, .answer = &answer };
    int64_t pause_ms = FIRST_PAUSE_MS;
    CURLcode code = try_once(client, request, url, headers, &exchange);
    while (answer.tries < tries_max && !exchange.body.failed &&
           is_worth_a_retry(code, answer.status)) {
        pause_for(exchange.retry_after_ms > pause_ms ? exchange.retry_after_ms : pause_ms);
        pause_ms = pause_ms * 2 > PAUSE_MAX_MS ? PAUSE_MAX_MS : pause_ms * 2;
        code = try_once(client, request, url, headers, &exchange);
    }
    if (exchange.body.failed) {
        return err_set(err, ERR_TOO_LARGE, "the answer of %s is larger than allowed", client->url);
    }
    if (code != CURLE_OK) {
        return err_set(err, ERR_CONNECTION, "%s does not answer: %s", client->url,
                       curl_easy_strerror(code));
    }
    *out = answer;
    return true;
}

bool client_get(struct client *client, const char *path, struct arena *arena,
                struct client_answer *out, struct err *err)
{
    return client_send(client, &(struct client_request){ .path = path }, arena, out, err);
}
