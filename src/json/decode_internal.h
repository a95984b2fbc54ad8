/* What the two halves of the decoder share: the walk over the table (decode.c) and the single
 * values (decode_value.c). */
#ifndef BUURTKAS_JSON_DECODE_INTERNAL_H
#define BUURTKAS_JSON_DECODE_INTERNAL_H

#include <jansson.h>

#include "buurtkas/json/decode.h"

/** One decoding on its way. */
struct decoder {
    struct arena *arena;
    struct findings *findings;
    bool is_out_of_memory;
};

/** Adds a finding at `pointer`. @return false, so that callers can `return decoder_find(…)` */
bool decoder_find(struct decoder *decoder, const char *pointer, const char *format, ...)
    PRINTF_LIKE(3, 4);

/** Decodes one value that is neither a list nor an object into `at`.
 * @return false when a finding was added or memory is out */
bool decode_value(struct decoder *decoder, void *at, const struct field *field, const json_t *value,
                  const char *pointer);

#endif
