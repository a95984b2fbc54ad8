/* Reads elections in Pabulib's format: the three sections, by the rows that pabulib_rows.c takes
 * apart. Only what is kept is copied, so that a hostile file costs no more memory than its size. */
#include "domain/pabulib_internal.h"

#include <stdlib.h>
#include <string.h>

#include "buurtkas/base/str.h"

enum {
    EUROS_DIGITS_MAX = 15, /* as cents they stay within int64 */
    FIRST_PROJECTS = 64
};

static const char *const column_names[COLUMN_COUNT] = {
    [COLUMN_ID] = "project_id",
    [COLUMN_COST] = "cost",
    [COLUMN_NAME] = "name",
    [COLUMN_CATEGORY] = "category",
    [COLUMN_DESCRIPTION] = "description",
};

/* `None` is how one common writer spells an empty cell. */
static bool keep(const struct pabulib_reader *reader, const char **out, const char *cell,
                 struct err *err)
{
    if (*cell == '\0' || strcmp(cell, "None") == 0) {
        *out = NULL;
        return true;
    }
    *out = arena_strdup(reader->arena, cell);
    return *out != NULL || pabulib_no_memory(err);
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

static bool take_unit(struct pabulib_reader *reader, const char *value, struct err *err)
{
    return keep(reader, &reader->found.unit, value, err);
}

static bool take_instance(struct pabulib_reader *reader, const char *value, struct err *err)
{
    return keep(reader, &reader->found.instance, value, err);
}

static bool take_currency(struct pabulib_reader *reader, const char *value, struct err *err)
{
    return keep(reader, &reader->found.currency, value, err);
}

static bool take_budget(struct pabulib_reader *reader, const char *value, struct err *err)
{
    return pabulib_cents(&reader->found.budget_cents, value) ||
           pabulib_refuse(reader, err, "the budget is no amount with at most two decimals");
}

static bool take_count(struct pabulib_reader *reader, int64_t *out, const char *value,
                       struct err *err)
{
    return (i64_parse(out, value, strlen(value)) && *out >= 0) ||
           pabulib_refuse(reader, err, "%.40s is no number", reader->cells[0]);
}

static bool take_projects(struct pabulib_reader *reader, const char *value, struct err *err)
{
    return take_count(reader, &reader->projects_said, value, err);
}

static bool take_votes(struct pabulib_reader *reader, const char *value, struct err *err)
{
    return take_count(reader, &reader->found.votes_said, value, err);
}

/* The keys of META that are read; all others are passed over. */
static const struct meta_key {
    const char *name;
    bool (*take)(struct pabulib_reader *reader, const char *value, struct err *err);
    bool is_needed;
} meta_keys[] = {
    {"unit",          take_unit,     true },
    { "instance",     take_instance, true },
    { "budget",       take_budget,   true },
    { "num_projects", take_projects, true },
    { "num_votes",    take_votes,    false},
    { "currency",     take_currency, false},
};

static bool take_meta(struct pabulib_reader *reader, struct err *err)
{
    if (reader->count != 2) {
        return pabulib_refuse(reader, err,
                              "a row of META has a key and a value, this has %zu cell(s)",
                              reader->count);
    }
    if (++reader->meta_rows > PABULIB_META_ROWS_MAX) {
        return pabulib_over(reader, err, "rows of META", PABULIB_META_ROWS_MAX);
    }
    for (size_t i = 0; i < ARRAY_LEN(meta_keys); i++) {
        if (strcmp(reader->cells[0], meta_keys[i].name) != 0) {
            continue;
        }
        if ((reader->keys_seen & 1u << i) != 0) {
            return pabulib_refuse(reader, err, "%s was said before", meta_keys[i].name);
        }
        bool is_empty = *reader->cells[1] == '\0' || strcmp(reader->cells[1], "None") == 0;
        if (is_empty && meta_keys[i].is_needed) {
            return pabulib_refuse(reader, err, "%s is empty", meta_keys[i].name);
        }
        reader->keys_seen |= is_empty ? 0 : 1u << i;
        return is_empty || meta_keys[i].take(reader, reader->cells[1], err);
    }
    return true;
}

/* The title META, its header, its rows; ends at the title PROJECTS. */
static bool read_meta(struct pabulib_reader *reader, struct err *err)
{
    if (!pabulib_read_row(reader, err)) {
        return false;
    }
    if (!pabulib_is_title(reader, "META")) {
        return pabulib_refuse(reader, err, "the file does not begin with META");
    }
    if (!pabulib_read_row(reader, err)) {
        return false;
    }
    if (reader->count != 2 || strcmp(reader->cells[0], "key") != 0) {
        return pabulib_refuse(reader, err, "the header of META is not key;value");
    }
    for (;;) {
        if (!pabulib_read_row(reader, err)) {
            return false;
        }
        if (reader->count == 0 || pabulib_is_title(reader, "VOTES")) {
            return pabulib_refuse(reader, err, "the section PROJECTS is missing");
        }
        if (pabulib_is_title(reader, "PROJECTS")) {
            break;
        }
        if (!take_meta(reader, err)) {
            return false;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(meta_keys); i++) {
        if (meta_keys[i].is_needed && (reader->keys_seen & 1u << i) == 0) {
            return pabulib_refuse(reader, err, "META, which ends here, has no %s",
                                  meta_keys[i].name);
        }
    }
    return true;
}

static bool read_columns(struct pabulib_reader *reader, struct err *err)
{
    if (!pabulib_read_row(reader, err)) {
        return false;
    }
    if (reader->count == 0 || strcmp(reader->cells[0], column_names[COLUMN_ID]) != 0) {
        return pabulib_refuse(reader, err, "the header of PROJECTS does not begin with project_id");
    }
    reader->width = reader->count;
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        reader->place[i] = PABULIB_COLUMNS_MAX;
        for (size_t cell = 0; cell < reader->count; cell++) {
            if (strcmp(reader->cells[cell], column_names[i]) != 0) {
                continue;
            }
            if (reader->place[i] != PABULIB_COLUMNS_MAX) {
                return pabulib_refuse(reader, err, "the column %s stands here twice",
                                      column_names[i]);
            }
            reader->place[i] = cell;
        }
    }
    return reader->place[COLUMN_COST] != PABULIB_COLUMNS_MAX ||
           pabulib_refuse(reader, err, "the column cost is missing");
}

/* Room for one more project. */
static struct pabulib_project *add_project(struct pabulib_reader *reader, struct err *err)
{
    struct pabulib *found = &reader->found;
    if (found->project_count == PABULIB_PROJECTS_MAX) {
        (void)pabulib_over(reader, err, "projects", PABULIB_PROJECTS_MAX);
        return NULL;
    }
    if (found->project_count == reader->project_room) {
        size_t room = reader->project_room == 0 ? FIRST_PROJECTS : reader->project_room * 2;
        struct pabulib_project *more =
            arena_calloc(reader->arena, room, sizeof(struct pabulib_project));
        if (more == NULL) {
            (void)pabulib_no_memory(err);
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

static const char *cell_of(const struct pabulib_reader *reader, enum column column)
{
    size_t place = reader->place[column];
    return place == PABULIB_COLUMNS_MAX ? "" : reader->cells[place];
}

static bool take_project(struct pabulib_reader *reader, struct err *err)
{
    if (reader->count != reader->width) {
        return pabulib_refuse(reader, err, "this row has %zu cells, the header of PROJECTS has %zu",
                              reader->count, reader->width);
    }
    const char *id = cell_of(reader, COLUMN_ID);
    int64_t cents = 0;
    if (*id == '\0') {
        return pabulib_refuse(reader, err, "project_id is empty");
    }
    if (strlen(id) > PABULIB_ID_BYTES_MAX) {
        return pabulib_over(reader, err, "bytes of project_id", PABULIB_ID_BYTES_MAX);
    }
    if (!pabulib_cents(&cents, cell_of(reader, COLUMN_COST))) {
        return pabulib_refuse(reader, err, "the cost is no amount with at most two decimals");
    }
    struct pabulib_project *project = add_project(reader, err);
    if (project == NULL) {
        return false;
    }
    project->line = reader->line;
    project->cost_cents = cents;
    project->id = arena_strdup(reader->arena, id);
    if (project->id == NULL) {
        return pabulib_no_memory(err);
    }
    return keep(reader, &project->name, cell_of(reader, COLUMN_NAME), err) &&
           keep(reader, &project->category, cell_of(reader, COLUMN_CATEGORY), err) &&
           keep(reader, &project->description, cell_of(reader, COLUMN_DESCRIPTION), err);
}

/* Ballots are counted by their lines: nothing of them is taken apart. */
static bool count_votes(struct pabulib_reader *reader, struct err *err)
{
    reader->found.has_votes = true;
    if (!pabulib_read_row(reader, err)) {
        return false;
    }
    if (reader->count == 0 || strcmp(reader->cells[0], "voter_id") != 0) {
        return pabulib_refuse(reader, err, "the header of VOTES does not begin with voter_id");
    }
    size_t len = 0;
    for (const char *line = NULL; (line = pabulib_take_line(reader, &len)) != NULL;) {
        if (len > PABULIB_LINE_BYTES_MAX) {
            return pabulib_over(reader, err, "bytes", PABULIB_LINE_BYTES_MAX);
        }
        reader->found.vote_count += !pabulib_is_blank(line, len);
        if (reader->found.vote_count > PABULIB_VOTES_MAX) {
            return pabulib_over(reader, err, "votes", PABULIB_VOTES_MAX);
        }
    }
    return true;
}

static bool read_projects(struct pabulib_reader *reader, struct err *err)
{
    if (!read_columns(reader, err)) {
        return false;
    }
    for (;;) {
        if (!pabulib_read_row(reader, err)) {
            return false;
        }
        if (reader->count == 0 || pabulib_is_title(reader, "VOTES")) {
            break;
        }
        if (!take_project(reader, err)) {
            return false;
        }
    }
    if ((uint64_t)reader->projects_said != reader->found.project_count) {
        return pabulib_refuse(reader, err,
                              "META says that there are %lld projects, this file has %zu",
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

static bool ids_are_unique(struct pabulib_reader *reader, struct err *err)
{
    size_t count = reader->found.project_count;
    const struct pabulib_project **sorted =
        arena_calloc(reader->arena, count, sizeof(struct pabulib_project *));
    if (sorted == NULL) {
        return pabulib_no_memory(err);
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
            return pabulib_refuse(reader, err, "project %.60s stands on line %zu as well",
                                  sorted[i]->id, sorted[i - 1]->line);
        }
    }
    return true;
}

bool pabulib_read(struct pabulib *out, struct arena *arena, const char *bytes, size_t len,
                  struct err *err)
{
    static const char mark[] = "\xef\xbb\xbf";
    struct pabulib_reader reader = { .arena = arena, .at = len == 0 ? "" : bytes };
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
        return pabulib_no_memory(err);
    }
    if (!read_meta(&reader, err) || !read_projects(&reader, err) || !ids_are_unique(&reader, err)) {
        return false;
    }
    *out = reader.found;
    return true;
}
