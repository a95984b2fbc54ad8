/* Lines of an election's file, and their cells: split at LF only, with the quotes of RFC 4180. One
 * line at a time is taken apart in one buffer. */
#include "domain/pabulib_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "buurtkas/base/str.h"

bool pabulib_refuse(const struct pabulib_reader *reader, struct err *err, const char *format, ...)
{
    char why[ERR_DETAIL_MAX];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(why, sizeof why, format, args);
    va_end(args);
    return err_set(err, ERR_INVALID_FIELD, "line %zu: %.280s", reader->line, why);
}

bool pabulib_over(const struct pabulib_reader *reader, struct err *err, const char *what,
                  size_t max)
{
    return err_set(err, ERR_TOO_LARGE, "line %zu: more than %zu %s", reader->line, max, what);
}

bool pabulib_no_memory(struct err *err)
{
    return err_set(err, ERR_MEMORY, "no memory to read the election");
}

const char *pabulib_take_line(struct pabulib_reader *reader, size_t *out_len)
{
    if (reader->at == reader->end) {
        return NULL;
    }
    const char *line = reader->at;
    const char *feed = memchr(line, '\n', (size_t)(reader->end - line));
    const char *last = feed == NULL ? reader->end : feed;
    reader->at = feed == NULL ? reader->end : feed + 1;
    reader->line++;
    *out_len = (size_t)(last - line);
    if (*out_len > 0 && last[-1] == '\r') {
        (*out_len)--;
    }
    return line;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

bool pabulib_is_blank(const char *line, size_t len)
{
    while (len > 0 && is_space(line[len - 1])) {
        len--;
    }
    return len == 0;
}

/* Ends the cell at `end`, without the spaces around it. Tabs inside become spaces. */
static const char *trim(struct pabulib_reader *reader, char *cell, char *end)
{
    char *start = cell;
    char *last = end;
    while (start < last && is_space(*start)) {
        start++;
    }
    while (last > start && is_space(last[-1])) {
        last--;
    }
    reader->found.trimmed_count += start != cell || last != end;
    *last = '\0';
    for (char *at = start; at < last; at++) {
        *at = *at == '\t' ? ' ' : *at;
    }
    return start;
}

/* A quoted cell, unquoted in its own place. @return behind its last quote; NULL when it has none */
static char *unquote(char *cell, char **out_end)
{
    char *out = cell;
    for (char *at = cell + 1; *at != '\0'; at++) {
        if (*at == '"' && at[1] != '"') {
            *out_end = out;
            return at + 1;
        }
        at += *at == '"';
        *out++ = *at;
    }
    return NULL;
}

/* Controls but the tab: as in the API, and so that no name plays tricks with a terminal. Those of
 * U+0080 to U+009F are C2 80 to C2 9F in UTF-8. */
static bool has_control(const char *line, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)line[i];
        unsigned char next = i + 1 < len ? (unsigned char)line[i + 1] : 0;
        if ((c < 0x20 && c != '\t') || c == 0x7f || (c == 0xc2 && next >= 0x80 && next <= 0x9f)) {
            return true;
        }
    }
    return false;
}

/* Divides the buffer into cells. */
static bool split(struct pabulib_reader *reader, struct err *err)
{
    reader->count = 0;
    for (char *cell = reader->buffer; cell != NULL;) {
        if (reader->count == PABULIB_COLUMNS_MAX) {
            return pabulib_over(reader, err, "cells", PABULIB_COLUMNS_MAX);
        }
        char *end = NULL;
        char *next = *cell == '"' ? unquote(cell, &end) : cell + strcspn(cell, ";");
        if (next == NULL) {
            return pabulib_refuse(reader, err, "a quoted cell does not end on this line");
        }
        if (*next != ';' && *next != '\0') {
            return pabulib_refuse(reader, err, "something stands between a quote and the next ;");
        }
        bool is_last = *next == '\0';
        reader->cells[reader->count++] = trim(reader, cell, end == NULL ? next : end);
        cell = is_last ? NULL : next + 1;
    }
    return true;
}

bool pabulib_read_row(struct pabulib_reader *reader, struct err *err)
{
    size_t len = 0;
    const char *line = pabulib_take_line(reader, &len);
    while (line != NULL && pabulib_is_blank(line, len)) {
        line = pabulib_take_line(reader, &len);
    }
    reader->count = 0;
    if (line == NULL) {
        return true;
    }
    if (len > PABULIB_LINE_BYTES_MAX) {
        return pabulib_over(reader, err, "bytes", PABULIB_LINE_BYTES_MAX);
    }
    if (!utf8_is_valid(line, len)) {
        return pabulib_refuse(reader, err, "this is not UTF-8 text");
    }
    if (has_control(line, len)) {
        return pabulib_refuse(reader, err, "a control character stands here");
    }
    memcpy(reader->buffer, line, len);
    reader->buffer[len] = '\0';
    return split(reader, err);
}

bool pabulib_is_title(const struct pabulib_reader *reader, const char *title)
{
    return reader->count == 1 && strcasecmp(reader->cells[0], title) == 0;
}
