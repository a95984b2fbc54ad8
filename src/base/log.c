/* The logger: a line is built on the stack and leaves in one write(2), so that lines of several
 * threads never mix and logging needs no lock and no memory. A line that grows too long loses its
 * last fields and says so. */
#include "buurtkas/base/log.h"

#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "buurtkas/base/clock.h"
#include "buurtkas/base/str.h"

enum {
    LINE_BYTES = 4096,
    TAIL_BYTES = 32
};

static _Atomic int least_level = LOG_INFO;

void log_set_level(enum log_level level)
{
    atomic_store(&least_level, (int)level);
}

static const char *level_name(enum log_level level)
{
    switch (level) {
    case LOG_DEBUG:
        return "debug";
    case LOG_INFO:
        return "info";
    case LOG_WARN:
        return "warn";
    case LOG_ERROR:
        return "error";
    }
    return "error";
}

static void add_pair(struct str *line, const struct log_field *field)
{
    str_add_char(line, ',');
    str_add_json(line, field->key, strlen(field->key));
    str_add_char(line, ':');
    if (field->text == NULL) {
        str_add_i64(line, field->number);
    } else if (utf8_is_valid(field->text, strlen(field->text))) {
        str_add_json(line, field->text, strlen(field->text));
    } else {
        str_add(line, "\"(not UTF-8)\"");
    }
}

void log_write(enum log_level level, const char *event, const struct log_field *fields)
{
    if ((int)level < atomic_load(&least_level)) {
        return;
    }
    char buffer[LINE_BYTES + TAIL_BYTES];
    /* A builder on the stack: it never outgrows its buffer, so it never asks an arena. */
    struct str line = { .ptr = buffer, .cap = LINE_BYTES, .max = LINE_BYTES - 1 };
    char at[INSTANT_TEXT + 1];
    instant_print(at, clock_system()->now(clock_system()));
    str_addf(&line, "{\"at\":\"%s\",\"level\":\"%s\",\"event\":\"%.100s\"", at, level_name(level),
             event);
    for (const struct log_field *field = fields; field->key != NULL && !line.failed; field++) {
        size_t whole = line.len;
        add_pair(&line, field);
        line.len = line.failed ? whole : line.len;
    }
    bool is_cut = line.failed;
    line = (struct str){
        .ptr = buffer, .len = line.len, .cap = sizeof buffer, .max = sizeof buffer - 1
    };
    str_add(&line, is_cut ? ",\"cut\":true}\n" : "}\n");
    if (write(STDERR_FILENO, buffer, line.len) < 0) {
        return; /* There is nowhere left to say it. */
    }
}
