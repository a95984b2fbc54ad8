/* Whole euro cents: checked sums, shares without rounding loss, and how an amount is written in a
 * sentence. */
#ifndef BUURTKAS_DOMAIN_MONEY_H
#define BUURTKAS_DOMAIN_MONEY_H

#include <stdbool.h>
#include <stdint.h>
#include "buurtkas/base/err.h"

enum {
    CENTS_TEXT_MAX = 28
};

/** Adds `addend` to `*sum`. @return false with ERR_TOO_LARGE outside int64; *sum is then as it was
 */
MUST_CHECK bool cents_add(int64_t *sum, int64_t addend, struct err *err);
/** A column's amount: 0 where it is absent. */
int64_t cents_or_zero(int64_t cents);
/** Writes "EUR 1234.05" (or "-EUR 0.10") and a NUL. */
void cents_print(char out[CENTS_TEXT_MAX + 1], int64_t cents);
/** floor(amount * part / whole) and what is left of the division, without overflow.
 * @param part  0 to whole @param whole  1 or more @param amount  0 or more */
int64_t cents_share(int64_t amount, int64_t part, int64_t whole, int64_t *out_remainder);

/** Refuses with `code` when `asked` is above `there`: "EUR 100.00 asked, EUR 20.00 available".
 * @param of_what  what there is: "available" */
MUST_CHECK bool cents_within(int64_t asked, int64_t there, enum err_code code, const char *of_what,
                             struct err *err);

#endif
