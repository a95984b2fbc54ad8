/* The names of the closed vocabularies, made from the same lists as the enums. */
#include "buurtkas/domain/words.h"

#include <stddef.h>

#define WORD_TEXT(name, text) text,
#define WORDS_DEFINE(tag)     const char *const tag##_names[] = { WORDS_##tag(WORD_TEXT) NULL };
WORDS_ALL(WORDS_DEFINE)
