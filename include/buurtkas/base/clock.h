/* Instants and dates. All time comes from one clock, so that tests and the demonstration can set it. */
#ifndef BUURTKAS_BASE_CLOCK_H
#define BUURTKAS_BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Milliseconds since 1970-01-01T00:00:00Z. INSTANT_ABSENT means "none". */
struct instant {
    int64_t ms;
};
#define INSTANT_ABSENT INT64_MIN

/** Days since 1970-01-01 in the Gregorian calendar. DATE_ABSENT means "none". */
struct date {
    int32_t days;
};
#define DATE_ABSENT INT32_MIN

/** A clock: `now` is called with `self`. Any thread. */
struct clock {
    struct instant (*now)(struct clock *self);
};

/** The system's real-time clock. */
struct clock *clock_system(void);

/** A settable clock, forwards only: shows `offset` on top of real time, or stands still. */
struct clock_settable {
    struct clock clock;
    _Atomic int64_t fixed_ms; /**< INSTANT_ABSENT: real time */
};
void clock_settable_init(struct clock_settable *clock);
/** Stands still at `at`. @return false when that would go back. */
bool clock_settable_set(struct clock_settable *clock, struct instant at);
/** Goes on with real time. @return false when real time is before the fixed time. */
bool clock_settable_release(struct clock_settable *clock);

/** Monotonic milliseconds, for deadlines only. */
int64_t clock_monotonic_ms(void);
/** The same clock in microseconds. */
int64_t clock_monotonic_us(void);

/** The calendar day in Europe/Amsterdam: CET, and CEST from the last Sunday of March 01:00Z to the last of
 * October 01:00Z (Directive 2000/84/EC). Right for instants from 1996 on. */
struct date date_in_amsterdam(struct instant at);
/** Start of that day in Europe/Amsterdam. */
struct instant date_start_in_amsterdam(struct date date);
void date_print(char out[11], struct date date);               /**< YYYY-MM-DD */
bool date_parse(struct date *out, const char *text, size_t len); /**< strict, 1900-01-01 to 2999-12-31 */
int32_t date_year(struct date date);
struct date date_of(int32_t year, int32_t month, int32_t day);
enum { INSTANT_TEXT = 24 };
void instant_print(char out[INSTANT_TEXT + 1], struct instant at); /**< 2026-01-01T00:00:00.000Z */
/** RFC 3339 with upper-case T, Z or a numeric offset (never -00:00), at most three decimals. */
bool instant_parse(struct instant *out, const char *text, size_t len);

#endif
