/* Fuzz target: whatever the headers, a request that passes has one Host, at most one length, never
 * a length beside a coding, and no byte that ends a line. Input: method, version and target, then
 * names and values, each ended by a line feed.
 *   clang -fsanitize=fuzzer,address,undefined … tests/fuzz/fuzz_guard.c
 * Without libFuzzer, tests/fuzz/driver.c replays files: fuzz_guard FILE… */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "http/http_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

enum {
    LINES_MAX = 64
};

struct line {
    char *text;
    size_t len; /* with the NULs that may stand in it */
};

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

static size_t split(char *text, size_t len, struct line lines[LINES_MAX])
{
    size_t count = 0;
    size_t from = 0;
    for (size_t i = 0; i <= len && count < LINES_MAX; i++) {
        if (i == len || text[i] == '\n') {
            text[i] = '\0';
            lines[count++] = (struct line){ text + from, i - from };
            from = i + 1;
        }
    }
    return count;
}

static size_t count_of(const struct line *lines, size_t count, const char *name)
{
    size_t found = 0;
    for (size_t i = 3; i + 1 < count; i += 2) {
        found += strcasecmp(lines[i].text, name) == 0;
    }
    return found;
}

static void check(const struct guard *guard, const struct line *lines, size_t count)
{
    size_t lengths = count_of(lines, count, "content-length");
    size_t codings = count_of(lines, count, "transfer-encoding");
    size_t hosts = count_of(lines, count, "host");
    bool is_new = strcmp(lines[1].text, "HTTP/1.1") == 0;
    require(is_new || strcmp(lines[1].text, "HTTP/1.0") == 0);
    require(lengths + codings <= 1 && hosts <= 1 && (hosts == 1 || !is_new) &&
            (codings == 0 || is_new));
    require((guard->content_length != UINT64_MAX) == (lengths == 1));
    require(strpbrk(lines[2].text, " \r\t#") == NULL && strstr(lines[2].text, "%00") == NULL);
    for (size_t i = 3; i + 1 < count; i += 2) {
        require(lines[i].len > 0 && strlen(lines[i].text) == lines[i].len &&
                strpbrk(lines[i].text, " \t:\r") == NULL);
        require(strlen(lines[i + 1].text) == lines[i + 1].len &&
                strchr(lines[i + 1].text, '\r') == NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    char *text = malloc(len + 1);
    if (text == NULL) {
        return 0;
    }
    memcpy(text, bytes, len);
    struct line lines[LINES_MAX];
    size_t count = split(text, len, lines);
    if (count >= 3) {
        struct guard guard = { 0 };
        for (size_t i = 3; i + 1 < count; i += 2) {
            guard_header(&guard, lines[i].text, lines[i].len, lines[i + 1].text, lines[i + 1].len);
        }
        enum verb verb = guard_settle(&guard, lines[0].text, lines[1].text, lines[2].text);
        require((verb == VERB_NONE) == (guard.fault != NULL));
        if (verb != VERB_NONE) {
            check(&guard, lines, count);
        }
    }
    free(text);
    return 0;
}
