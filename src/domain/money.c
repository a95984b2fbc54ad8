/* Whole euro cents: no floating point, no rounding that loses a cent, no silent overflow. */
#include "buurtkas/domain/money.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#include "buurtkas/base/field.h"

/* A product of two amounts needs up to 94 bits. */
__extension__ typedef unsigned __int128 wide;

bool cents_add(int64_t *sum, int64_t addend, struct err *err)
{
    int64_t total = 0;
    if (__builtin_add_overflow(*sum, addend, &total)) {
        return err_set(err, ERR_TOO_LARGE, "A sum of money is over the 64-bit range.");
    }
    *sum = total;
    return true;
}

int64_t cents_or_zero(int64_t cents)
{
    return cents == FIELD_ABSENT ? 0 : cents;
}

void cents_print(char out[CENTS_TEXT_MAX + 1], int64_t cents)
{
    uint64_t size = cents < 0 ? 0 - (uint64_t)cents : (uint64_t)cents;
    (void)snprintf(out, CENTS_TEXT_MAX + 1, "%sEUR %" PRIu64 ".%02u", cents < 0 ? "-" : "",
                   size / 100, (unsigned)(size % 100));
}

int64_t cents_share(int64_t amount, int64_t part, int64_t whole, int64_t *out_remainder)
{
    assert(amount >= 0 && part >= 0 && whole >= 1 && part <= whole);
    wide product = (wide)(uint64_t)amount * (uint64_t)part;
    *out_remainder = (int64_t)(product % (uint64_t)whole);
    return (int64_t)(product / (uint64_t)whole);
}

bool cents_within(int64_t asked, int64_t there, enum err_code code, const char *of_what,
                  struct err *err)
{
    if (asked <= there) {
        return true;
    }
    char asked_text[CENTS_TEXT_MAX + 1];
    char there_text[CENTS_TEXT_MAX + 1];
    cents_print(asked_text, asked);
    cents_print(there_text, there);
    return err_set(err, code, "%s asked, %s %s.", asked_text, there_text, of_what);
}
