/* Reads elections in Pabulib's format. One line at a time is taken apart in one buffer; only what
 * is kept is copied, so that a hostile file costs no more memory than its own size. */
#include "buurtkas/domain/pabulib.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "buurtkas/base/str.h"

enum {
    EUROS_DIGITS_MAX = 15, /* as cents they stay within int64 */
    FIRST_PROJECTS = 64
};

enum column {
    COLUMN_ID,
    COLUMN_COST,
    COLUMN_NAME,
    COLUMN_CATEGORY,
    COLUMN_DESCRIPTION,
    COLUMN_COUNT
};

static const char *const column_names[COLUMN_COUNT] = {
    [COLUMN_ID] = "project_id",
    [COLUMN_COST] = "cost",
    [COLUMN_NAME] = "name",
    [COLUMN_CATEGORY] = "category",
    [COLUMN_DESCRIPTION] = "description",
};

struct reader {
    struct arena *arena;
    const char *at, *end;
    char *buffer; /* of the line that is read */
    size_t line;  /* its number, from 1 */
    const char *cells[PABULIB_COLUMNS_MAX];
    size_t count;               /* cells of the line; 0 at the end of the file */
    size_t width;               /* columns of PROJECTS */
    size_t place[COLUMN_COUNT]; /* which cell each column is; PABULIB_COLUMNS_MAX: none */
    size_t project_room;
    size_t meta_rows;
    unsigned keys_seen; /* bits: positions in meta_keys */
    int64_t projects_said;
    struct pabulib found;
};

static bool refuse(const struct reader *reader, struct err *err, const char *format, ...)
    PRINTF_LIKE(3, 4);

static bool refuse(const struct reader *reader, struct err *err, const char *format, ...)
{
    char why[ERR_DETAIL_MAX];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(why, sizeof why, format, args);
    va_end(args);
    return err_set(err, ERR_INVALID_FIELD, "line %zu: %.280s", reader->line, why);
}

static bool over(const struct reader *reader, struct err *err, const char *what, size_t max)
{
    return err_set(err, ERR_TOO_LARGE, "line %zu: more than %zu %s", reader->line, max, what);
}

static bool no_memory(struct err *err)
{
    return err_set(err, ERR_MEMORY, "no memory to read the election");
}

/* Goes to the next line. @return its bytes without LF and CR; NULL at the end of the file */
static const char *take_line(struct reader *reader, size_t *out_len)
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

static bool is_blank(const char *line, size_t len)
{
    while (len > 0 && is_space(line[len - 1])) {
        len--;
    }
    return len == 0;
}

/* Ends the cell at `end`, without the spaces around it. Tabs inside become spaces. */
static const char *trim(struct reader *reader, char *cell, char *end)
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
static bool split(struct reader *reader, struct err *err)
{
    reader->count = 0;
    for (char *cell = reader->buffer; cell != NULL;) {
        if (reader->count == PABULIB_COLUMNS_MAX) {
            return over(reader, err, "cells", PABULIB_COLUMNS_MAX);
        }
        char *end = NULL;
        char *next = *cell == '"' ? unquote(cell, &end) : cell + strcspn(cell, ";");
        if (next == NULL) {
            return refuse(reader, err, "a quoted cell does not end on this line");
        }
        if (*next != ';' && *next != '\0') {
            return refuse(reader, err, "something stands between a quote and the next ;");
        }
        bool is_last = *next == '\0';
        reader->cells[reader->count++] = trim(reader, cell, end == NULL ? next : end);
        cell = is_last ? NULL : next + 1;
    }
    return true;
}

/* Reads the next line that is not blank into cells. */
static bool read_row(struct reader *reader, struct err *err)
{
    size_t len = 0;
    const char *line = take_line(reader, &len);
    while (line != NULL && is_blank(line, len)) {
        line = take_line(reader, &len);
    }
    reader->count = 0;
    if (line == NULL) {
        return true;
    }
    if (len > PABULIB_LINE_BYTES_MAX) {
        return over(reader, err, "bytes", PABULIB_LINE_BYTES_MAX);
    }
    if (!utf8_is_valid(line, len)) {
        return refuse(reader, err, "this is not UTF-8 text");
    }
    if (has_control(line, len)) {
        return refuse(reader, err, "a control character stands here");
    }
    memcpy(reader->buffer, line, len);
    reader->buffer[len] = '\0';
    return split(reader, err);
}

/* A section's title stands alone on its line. */
static bool is_title(const struct reader *reader, const char *title)
{
    return reader->count == 1 && strcasecmp(reader->cells[0], title) == 0;
}

/* `None` is how one common writer spells an empty cell. */
static bool keep(const struct reader *reader, const char **out, const char *cell, struct err *err)
{
    if (*cell == '\0' || strcmp(cell, "None") == 0) {
        *out = NULL;
        return true;
    }
    *out = arena_strdup(reader->arena, cell);
    return *out != NULL || no_memory(err);
}

bool pabulib_cents(int64_t *out, const char *text)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > EUROS_DIGITS_MAX) {
        return false;
    }
    int64_t cents = 0;
    for (size_t i = 0; i < digits; i++) {
        cents = cents * 10 + (text[i] - '0');
    }
    cents *= 100;
    if (text[digits] != '\0') {
        const char *part = text + digits + 1;
        size_t len = strspn(part, "0123456789");
        bool is_point = text[digits] == '.' || text[digits] == ',';
        if (!is_point || len < 1 || len > 2 || part[len] != '\0') {
            return false;
        }
        cents += (part[0] - '0') * 10 + (len == 2 ? part[1] - '0' : 0);
    }
    *out = cents;
    return true;
}

static bool take_unit(struct reader *reader, const char *value, struct err *err)
{
    return keep(reader, &reader->found.unit, value, err);
}

static bool take_instance(struct reader *reader, const char *value, struct err *err)
{
    return keep(reader, &reader->found.instance, value, err);
}

static bool take_currency(struct reader *reader, const char *value, struct err *err)
{
    return keep(reader, &reader->found.currency, value, err);
}

static bool take_budget(struct reader *reader, const char *value, struct err *err)
{
    return pabulib_cents(&reader->found.budget_cents, value) ||
           refuse(reader, err, "the budget is no amount with at most two decimals");
}

static bool take_count(struct reader *reader, int64_t *out, const char *value, struct err *err)
{
    return (i64_parse(out, value, strlen(value)) && *out >= 0) ||
           refuse(reader, err, "%.40s is no number", reader->cells[0]);
}

static bool take_projects(struct reader *reader, const char *value, struct err *err)
{
    return take_count(reader, &reader->projects_said, value, err);
}

static bool take_votes(struct reader *reader, const char *value, struct err *err)
{
    return take_count(reader, &reader->found.votes_said, value, err);
}

/* The keys of META that are read; all others are passed over. */
static const struct meta_key {
    const char *name;
    bool (*take)(struct reader *reader, const char *value, struct err *err);
    bool is_needed;
} meta_keys[] = {
    {"unit",          take_unit,     true },
    { "instance",     take_instance, true },
    { "budget",       take_budget,   true },
    { "num_projects", take_projects, true },
    { "num_votes",    take_votes,    false},
    { "currency",     take_currency, false},
};

static bool take_meta(struct reader *reader, struct err *err)
{
    if (reader->count != 2) {
        return refuse(reader, err, "a row of META has a key and a value, this has %zu cell(s)",
                      reader->count);
    }
    if (++reader->meta_rows > PABULIB_META_ROWS_MAX) {
        return over(reader, err, "rows of META", PABULIB_META_ROWS_MAX);
    }
    for (size_t i = 0; i < ARRAY_LEN(meta_keys); i++) {
        if (strcmp(reader->cells[0], meta_keys[i].name) != 0) {
            continue;
        }
        if ((reader->keys_seen & 1u << i) != 0) {
            return refuse(reader, err, "%s was said before", meta_keys[i].name);
        }
        bool is_empty = *reader->cells[1] == '\0' || strcmp(reader->cells[1], "None") == 0;
        if (is_empty && meta_keys[i].is_needed) {
            return refuse(reader, err, "%s is empty", meta_keys[i].name);
        }
        reader->keys_seen |= is_empty ? 0 : 1u << i;
        return is_empty || meta_keys[i].take(reader, reader->cells[1], err);
    }
    return true;
}

/* The title META, its header, its rows; ends at the title PROJECTS. */
static bool read_meta(struct reader *reader, struct err *err)
{
    if (!read_row(reader, err)) {
        return false;
    }
    if (!is_title(reader, "META")) {
        return refuse(reader, err, "the file does not begin with META");
    }
    if (!read_row(reader, err)) {
        return false;
    }
    if (reader->count != 2 || strcmp(reader->cells[0], "key") != 0) {
        return refuse(reader, err, "the header of META is not key;value");
    }
    for (;;) {
        if (!read_row(reader, err)) {
            return false;
        }
        if (reader->count == 0 || is_title(reader, "VOTES")) {
            return refuse(reader, err, "the section PROJECTS is missing");
        }
        if (is_title(reader, "PROJECTS")) {
            break;
        }
        if (!take_meta(reader, err)) {
            return false;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(meta_keys); i++) {
        if (meta_keys[i].is_needed && (reader->keys_seen & 1u << i) == 0) {
            return refuse(reader, err, "META, which ends here, has no %s", meta_keys[i].name);
        }
    }
    return true;
}

static bool read_columns(struct reader *reader, struct err *err)
{
    if (!read_row(reader, err)) {
        return false;
    }
    if (reader->count == 0 || strcmp(reader->cells[0], column_names[COLUMN_ID]) != 0) {
        return refuse(reader, err, "the header of PROJECTS does not begin with project_id");
    }
    reader->width = reader->count;
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        reader->place[i] = PABULIB_COLUMNS_MAX;
        for (size_t cell = 0; cell < reader->count; cell++) {
            if (strcmp(reader->cells[cell], column_names[i]) != 0) {
                continue;
            }
            if (reader->place[i] != PABULIB_COLUMNS_MAX) {
                return refuse(reader, err, "the column %s stands here twice", column_names[i]);
            }
            reader->place[i] = cell;
        }
    }
    return reader->place[COLUMN_COST] != PABULIB_COLUMNS_MAX ||
           refuse(reader, err, "the column cost is missing");
}

/* Room for one more project. */
static struct pabulib_project *add_project(struct reader *reader, struct err *err)
{
    struct pabulib *found = &reader->found;
    if (found->project_count == PABULIB_PROJECTS_MAX) {
        (void)over(reader, err, "projects", PABULIB_PROJECTS_MAX);
        return NULL;
    }
    if (found->project_count == reader->project_room) {
        size_t room = reader->project_room == 0 ? FIRST_PROJECTS : reader->project_room * 2;
        struct pabulib_project *more =
            arena_calloc(reader->arena, room, sizeof(struct pabulib_project));
        if (more == NULL) {
            (void)no_memory(err);
            return NULL;
        }
        if (found->project_count > 0) {
            memcpy(more, found->projects, found->project_count * sizeof *more);
        }
        found->projects = more;
        reader->project_room = room;
    }
    return &found->projects[found->project_count++];
}

static const char *cell_of(const struct reader *reader, enum column column)
{
    size_t place = reader->place[column];
    return place == PABULIB_COLUMNS_MAX ? "" : reader->cells[place];
}

static bool take_project(struct reader *reader, struct err *err)
{
    if (reader->count != reader->width) {
        return refuse(reader, err, "this row has %zu cells, the header of PROJECTS has %zu",
                      reader->count, reader->width);
    }
    const char *id = cell_of(reader, COLUMN_ID);
    int64_t cents = 0;
    if (*id == '\0') {
        return refuse(reader, err, "project_id is empty");
    }
    if (strlen(id) > PABULIB_ID_BYTES_MAX) {
        return over(reader, err, "bytes of project_id", PABULIB_ID_BYTES_MAX);
    }
    if (!pabulib_cents(&cents, cell_of(reader, COLUMN_COST))) {
        return refuse(reader, err, "the cost is no amount with at most two decimals");
    }
    struct pabulib_project *project = add_project(reader, err);
    if (project == NULL) {
        return false;
    }
    project->line = reader->line;
    project->cost_cents = cents;
    project->id = arena_strdup(reader->arena, id);
    if (project->id == NULL) {
        return no_memory(err);
    }
    return keep(reader, &project->name, cell_of(reader, COLUMN_NAME), err) &&
           keep(reader, &project->category, cell_of(reader, COLUMN_CATEGORY), err) &&
           keep(reader, &project->description, cell_of(reader, COLUMN_DESCRIPTION), err);
}

/* Ballots are counted by their lines: nothing of them is taken apart. */
static bool count_votes(struct reader *reader, struct err *err)
{
    reader->found.has_votes = true;
    if (!read_row(reader, err)) {
        return false;
    }
    if (reader->count == 0 || strcmp(reader->cells[0], "voter_id") != 0) {
        return refuse(reader, err, "the header of VOTES does not begin with voter_id");
    }
    size_t len = 0;
    for (const char *line = NULL; (line = take_line(reader, &len)) != NULL;) {
        if (len > PABULIB_LINE_BYTES_MAX) {
            return over(reader, err, "bytes", PABULIB_LINE_BYTES_MAX);
        }
        reader->found.vote_count += !is_blank(line, len);
        if (reader->found.vote_count > PABULIB_VOTES_MAX) {
            return over(reader, err, "votes", PABULIB_VOTES_MAX);
        }
    }
    return true;
}

static bool read_projects(struct reader *reader, struct err *err)
{
    if (!read_columns(reader, err)) {
        return false;
    }
    for (;;) {
        if (!read_row(reader, err)) {
            return false;
        }
        if (reader->count == 0 || is_title(reader, "VOTES")) {
            break;
        }
        if (!take_project(reader, err)) {
            return false;
        }
    }
    if ((uint64_t)reader->projects_said != reader->found.project_count) {
        return refuse(reader, err, "META says that there are %lld projects, this file has %zu",
                      (long long)reader->projects_said, reader->found.project_count);
    }
    return reader->count == 0 || count_votes(reader, err);
}

static int compare_projects(const void *a, const void *b)
{
    const struct pabulib_project *const *left = a;
    const struct pabulib_project *const *right = b;
    int order = strcmp((*left)->id, (*right)->id);
    return order != 0 ? order : ((*left)->line > (*right)->line) - ((*left)->line < (*right)->line);
}

static bool ids_are_unique(struct reader *reader, struct err *err)
{
    size_t count = reader->found.project_count;
    const struct pabulib_project **sorted =
        arena_calloc(reader->arena, count, sizeof(struct pabulib_project *));
    if (sorted == NULL) {
        return no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        sorted[i] = &reader->found.projects[i];
    }
    if (count > 0) {
        qsort(sorted, count, sizeof *sorted, compare_projects);
    }
    for (size_t i = 1; i < count; i++) {
        if (strcmp(sorted[i - 1]->id, sorted[i]->id) == 0) {
            reader->line = sorted[i]->line;
            return refuse(reader, err, "project %.60s stands on line %zu as well", sorted[i]->id,
                          sorted[i - 1]->line);
        }
    }
    return true;
}

bool pabulib_read(struct pabulib *out, struct arena *arena, const char *bytes, size_t len,
                  struct err *err)
{
    static const char mark[] = "\xef\xbb\xbf";
    struct reader reader = { .arena = arena, .at = len == 0 ? "" : bytes };
    reader.end = reader.at + len;
    if (len > PABULIB_BYTES_MAX) {
        return err_set(err, ERR_TOO_LARGE, "the file is over %d bytes", PABULIB_BYTES_MAX);
    }
    if (len >= 3 && memcmp(bytes, mark, 3) == 0) {
        reader.at += 3;
    }
    reader.found.votes_said = -1;
    reader.buffer = arena_alloc(arena, PABULIB_LINE_BYTES_MAX + 1);
    if (reader.buffer == NULL) {
        return no_memory(err);
    }
    if (!read_meta(&reader, err) || !read_projects(&reader, err) || !ids_are_unique(&reader, err)) {
        return false;
    }
    *out = reader.found;
    return true;
}
