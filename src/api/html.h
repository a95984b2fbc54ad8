/* The pieces of a page; see html.c. */
#ifndef BUURTKAS_API_HTML_H
#define BUURTKAS_API_HTML_H

#include "buurtkas/base/str.h"

/** Adds text with & < > " ' escaped. */
void html_add(struct str *out, const char *text, size_t len);
void html_add_text(struct str *out, const char *text);
/** Adds an amount the Dutch way: "€ 1.234,50", whole euros without cents. */
void html_add_euros(struct str *out, int64_t cents);
/** Adds the page's beginning up to its heading, and its end. */
void html_begin(struct str *out, const char *title);
void html_end(struct str *out);

#endif
