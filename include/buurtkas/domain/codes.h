/* Public codes with a form of their own, and the one that may never stand in the record. */
#ifndef BUURTKAS_DOMAIN_CODES_H
#define BUURTKAS_DOMAIN_CODES_H

#include <stdbool.h>
#include "buurtkas/base/field.h"

/** A task field of the municipal budget: digit, point, one to three digits, perhaps a letter ("6.1", "6.71a").
 * Source: Besluit begroting en verantwoording, Iv3. */
bool code_is_task_field(const struct code *code);
/** A CBS code of a gemeente (GM, four digits), wijk (WK, six) or buurt (BU, eight). */
bool code_is_cbs_area(const struct code *code);
/** An IBAN by its form and check digits (ISO 13616, ISO 7064 mod 97-10): personal data, never in the record. */
bool code_is_iban(const struct code *code);

#endif
