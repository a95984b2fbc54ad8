/* The clocks, and the calendar. The civil-day arithmetic counts years from 1 March, so that a leap
 * day is a year's last day. Summer time is coded by rule instead of read from the machine's
 * time-zone files: a verifier must find the same day as the daemon did, on any machine. */
#include "buurtkas/base/clock.h"

#include <assert.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

enum {
    HOUR_MS = 3600000,
    DAY_MS = 86400000,
    DAYS_IN_400_YEARS = 146097
};

static struct instant system_now(struct clock *self)
{
    (void)self;
    struct timespec now = { 0 };
    int rc = clock_gettime(CLOCK_REALTIME, &now);
    assert(rc == 0);
    (void)rc;
    return (struct instant){ (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 };
}

struct clock *clock_system(void)
{
    static struct clock clock = { .now = system_now };
    return &clock;
}

static struct instant settable_now(struct clock *self)
{
    struct clock_settable *clock = (struct clock_settable *)self;
    int64_t fixed_ms = atomic_load(&clock->fixed_ms);
    return fixed_ms == INSTANT_ABSENT ? system_now(NULL) : (struct instant){ fixed_ms };
}

void clock_settable_init(struct clock_settable *clock)
{
    clock->clock.now = settable_now;
    atomic_init(&clock->fixed_ms, INSTANT_ABSENT);
}

bool clock_settable_set(struct clock_settable *clock, struct instant at)
{
    int64_t before = atomic_load(&clock->fixed_ms);
    do {
        int64_t now_ms = before == INSTANT_ABSENT ? system_now(NULL).ms : before;
        if (at.ms < now_ms) {
            return false;
        }
    } while (!atomic_compare_exchange_weak(&clock->fixed_ms, &before, at.ms));
    return true;
}

bool clock_settable_release(struct clock_settable *clock)
{
    int64_t before = atomic_load(&clock->fixed_ms);
    do {
        if (before != INSTANT_ABSENT && system_now(NULL).ms < before) {
            return false;
        }
    } while (!atomic_compare_exchange_weak(&clock->fixed_ms, &before, INSTANT_ABSENT));
    return true;
}

int64_t clock_monotonic_us(void)
{
    struct timespec now = { 0 };
    int rc = clock_gettime(CLOCK_MONOTONIC, &now);
    assert(rc == 0);
    (void)rc;
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_monotonic_ms(void)
{
    return clock_monotonic_us() / 1000;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t quotient = a / b;
    return a % b < 0 ? quotient - 1 : quotient;
}

struct civil {
    int64_t year;
    int32_t month;
    int32_t day;
};

static int64_t days_of(int64_t year, int32_t month, int64_t day)
{
    int64_t from_march = month > 2 ? month - 3 : month + 9;
    int64_t y = month > 2 ? year : year - 1;
    int64_t era = floor_div(y, 400);
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * from_march + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_IN_400_YEARS + day_of_era - 719468; /* 0000-03-01 to 1970-01-01 */
}

static struct civil civil_of(int64_t days)
{
    int64_t since_march = days + 719468;
    int64_t era = floor_div(since_march, DAYS_IN_400_YEARS);
    int64_t day_of_era = since_march - era * DAYS_IN_400_YEARS;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
                           day_of_era / (DAYS_IN_400_YEARS - 1)) /
                          365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t from_march = (5 * day_of_year + 2) / 153;
    int32_t month = (int32_t)(from_march < 10 ? from_march + 3 : from_march - 9);
    return (struct civil){ .year = year_of_era + era * 400 + (month <= 2),
                           .month = month,
                           .day = (int32_t)(day_of_year - (153 * from_march + 2) / 5 + 1) };
}

/* Instant of 01:00Z on the last Sunday of a month with 31 days. 1970-01-01 was a Thursday. */
static int64_t switch_ms(int64_t year, int32_t month)
{
    int64_t last = days_of(year, month, 31);
    int64_t weekday = (last + 4) - floor_div(last + 4, 7) * 7; /* 0: Sunday */
    return (last - weekday) * DAY_MS + HOUR_MS;
}

static int64_t amsterdam_offset_ms(int64_t at_ms)
{
    int64_t year = civil_of(floor_div(at_ms, DAY_MS)).year;
    bool is_summer = at_ms >= switch_ms(year, 3) && at_ms < switch_ms(year, 10);
    return is_summer ? 2 * HOUR_MS : HOUR_MS;
}

static bool is_printable_year(int64_t year)
{
    return year >= 0 && year <= 9999;
}

/* Absent stays absent; so does an instant outside the years 0 to 9999, which no one means. */
struct date date_in_amsterdam(struct instant at)
{
    if (!is_printable_year(civil_of(floor_div(at.ms, DAY_MS)).year)) {
        return (struct date){ DATE_ABSENT };
    }
    return (struct date){ (int32_t)floor_div(at.ms + amsterdam_offset_ms(at.ms), DAY_MS) };
}

/* The clocks change at 02:00 or 03:00 local time, so midnight is never skipped nor doubled. */
struct instant date_start_in_amsterdam(struct date date)
{
    if (date.days == DATE_ABSENT) {
        return (struct instant){ INSTANT_ABSENT };
    }
    int64_t utc_midnight_ms = (int64_t)date.days * DAY_MS;
    return (struct instant){ utc_midnight_ms - amsterdam_offset_ms(utc_midnight_ms - HOUR_MS) };
}

int32_t date_year(struct date date)
{
    return (int32_t)civil_of(date.days).year;
}

/* Months and days beyond their range run on into the next or previous ones: day 0 is the last of
 * the month before. */
struct date date_of(int32_t year, int32_t month, int32_t day)
{
    int64_t months = (int64_t)year * 12 + month - 1;
    int64_t whole_year = floor_div(months, 12);
    int64_t days = days_of(whole_year, (int32_t)(months - whole_year * 12) + 1, day);
    return (struct date){ days > INT32_MIN && days <= INT32_MAX ? (int32_t)days : DATE_ABSENT };
}

static void print_digits(char *out, int64_t value, size_t width)
{
    for (size_t i = width; i > 0; i--) {
        out[i - 1] = (char)('0' + value % 10);
        value /= 10;
    }
}

static void print_civil(char *out, struct civil civil)
{
    print_digits(out, civil.year, 4);
    out[4] = '-';
    print_digits(out + 5, civil.month, 2);
    out[7] = '-';
    print_digits(out + 8, civil.day, 2);
}

/* Empty for the absent date and for years that have no four digits. */
void date_print(char out[11], struct date date)
{
    struct civil civil = civil_of(date.days);
    out[0] = '\0';
    if (is_printable_year(civil.year)) {
        print_civil(out, civil);
        out[10] = '\0';
    }
}

/* Empty for the absent instant and for years that have no four digits. */
void instant_print(char out[INSTANT_TEXT + 1], struct instant at)
{
    int64_t days = floor_div(at.ms, DAY_MS);
    struct civil civil = civil_of(days);
    out[0] = '\0';
    if (!is_printable_year(civil.year)) {
        return;
    }
    int64_t ms = at.ms - days * DAY_MS;
    memcpy(out, "0000-00-00T00:00:00.000Z", INSTANT_TEXT + 1);
    print_civil(out, civil);
    print_digits(out + 11, ms / HOUR_MS, 2);
    print_digits(out + 14, ms / 60000 % 60, 2);
    print_digits(out + 17, ms / 1000 % 60, 2);
    print_digits(out + 20, ms % 1000, 3);
}

/* Reads exactly `width` digits. */
static bool read_digits(int32_t *out, const char *text, size_t width)
{
    int32_t value = 0;
    for (size_t i = 0; i < width; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
        value = value * 10 + (text[i] - '0');
    }
    *out = value;
    return true;
}

bool date_parse(struct date *out, const char *text, size_t len)
{
    int32_t year = 0;
    int32_t month = 0;
    int32_t day = 0;
    if (len != 10 || text[4] != '-' || text[7] != '-' || !read_digits(&year, text, 4) ||
        !read_digits(&month, text + 5, 2) || !read_digits(&day, text + 8, 2)) {
        return false;
    }
    if (year < 1900 || year > 2999 || month < 1 || month > 12 || day < 1 || day > 31) {
        return false;
    }
    int64_t days = days_of(year, month, day);
    if (civil_of(days).day != day) { /* 30 February ran on into March */
        return false;
    }
    out->days = (int32_t)days;
    return true;
}

/* "hh:mm" as minutes. */
static bool read_minutes(int32_t *out, const char *text)
{
    int32_t hours = 0;
    int32_t minutes = 0;
    if (!read_digits(&hours, text, 2) || text[2] != ':' || !read_digits(&minutes, text + 3, 2) ||
        hours > 23 || minutes > 59) {
        return false;
    }
    *out = hours * 60 + minutes;
    return true;
}

/* ".d", ".dd" or ".ddd" at the start of `text`; nothing counts as zero. @return false for a bad
 * fraction. */
static bool read_fraction(int32_t *out_ms, size_t *out_used, const char *text, size_t len)
{
    static const int32_t scale[] = { 0, 100, 10, 1 };
    *out_ms = 0;
    *out_used = 0;
    if (len == 0 || text[0] != '.') {
        return true;
    }
    size_t digits = 0;
    while (digits + 1 < len && text[digits + 1] >= '0' && text[digits + 1] <= '9') {
        digits++;
    }
    int32_t value = 0;
    if (digits < 1 || digits > 3 || !read_digits(&value, text + 1, digits)) {
        return false;
    }
    *out_ms = value * scale[digits];
    *out_used = digits + 1;
    return true;
}

/* "Z" or "+hh:mm" or "-hh:mm"; "-00:00" says "zone unknown" (RFC 3339, 4.3) and is refused. */
static bool read_zone(int32_t *out_minutes, const char *text, size_t len)
{
    *out_minutes = 0;
    if (len == 1 && text[0] == 'Z') {
        return true;
    }
    if (len != 6 || (text[0] != '+' && text[0] != '-') || !read_minutes(out_minutes, text + 1)) {
        return false;
    }
    if (text[0] == '-') {
        *out_minutes = -*out_minutes;
        return *out_minutes != 0;
    }
    return true;
}

bool instant_parse(struct instant *out, const char *text, size_t len)
{
    struct date date = { 0 };
    int32_t minutes = 0;
    int32_t seconds = 0;
    int32_t ms = 0;
    int32_t zone_minutes = 0;
    size_t used = 0;
    if (len < 20 || !date_parse(&date, text, 10) || text[10] != 'T' ||
        !read_minutes(&minutes, text + 11) || text[16] != ':' ||
        !read_digits(&seconds, text + 17, 2) || seconds > 59 ||
        !read_fraction(&ms, &used, text + 19, len - 19) ||
        !read_zone(&zone_minutes, text + 19 + used, len - 19 - used)) {
        return false;
    }
    int64_t minute = (int64_t)date.days * 1440 + minutes - zone_minutes;
    out->ms = (minute * 60 + seconds) * 1000 + ms;
    return true;
}
