/* What the two files of the letter share: in whose name it is. */
#ifndef BUURTKAS_API_LETTER_INTERNAL_H
#define BUURTKAS_API_LETTER_INTERNAL_H

#include "api/page_internal.h"

struct letter_form;

/** The form of the decision's mandate; where the decision is the organisation's own, none. */
const struct letter_form *letter_form_of(const struct view *view);
/** Whether it is a decision in public law, so that the Awb binds. */
bool letter_is_besluit(const struct view *view, const struct letter_form *form);
/** Each adds a part of the letter. */
void letter_add_who(const struct view *view, const struct letter_form *form);
void letter_add_objection(const struct view *view, const struct letter_form *form);
void letter_add_signature(const struct view *view, const struct letter_form *form);

#endif
