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
#define log_event(level, event, ...) \
    log_write((level), (event), (const struct log_field[]){ __VA_ARGS__ __VA_OPT__(, ) { 0 } })
void log_write(enum log_level level, const char *event, const struct log_field *fields);

#endif
