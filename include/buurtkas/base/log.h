/* One JSON object a line on stderr. Event names are stable. Never a name, token, body or address. */
#ifndef BUURTKAS_BASE_LOG_H
#define BUURTKAS_BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/** One pair of a log line; a list ends with a NULL key. */
struct log_field {
    const char *key;
    const char *text; /**< NULL: `number` is meant */
    int64_t number;
};
#define LOG_TEXT(k, v) ((struct log_field){ .key = (k), .text = (v) })
#define LOG_I64(k, v)  ((struct log_field){ .key = (k), .number = (v) })

void log_set_level(enum log_level level);
/** log_event(LOG_WARN, "writer.batch_retried", LOG_I64("size", n)). Any thread; one write(2) a line. */
#define log_event(level, ...)                     \
    log_write((level), LOG_HEAD_(__VA_ARGS__, 0), \
              (const struct log_field[]){ LOG_TAIL_(__VA_ARGS__, LOG_END_) })
/* A list of arguments always ends with LOG_END_, so that C17 may leave the pairs out. */
#define LOG_END_              ((struct log_field){ 0 })
#define LOG_HEAD_(event, ...) (event)
#define LOG_TAIL_(event, ...) __VA_ARGS__
void log_write(enum log_level level, const char *event, const struct log_field *fields);

#endif
