/* What the pages share: their language, what they read, and the words of the record. */
#ifndef BUURTKAS_API_PAGE_INTERNAL_H
#define BUURTKAS_API_PAGE_INTERNAL_H

#include "api/api_internal.h"
#include "api/html.h"

enum {
    PAGE_BYTES_MAX = 1 << 20,
    PAGE_TITLE_MAX = 300,
};

/* A statement of a page: what anyone gets, and what insiders get. Each takes the id in the path;
 * the inside one the caller's reach besides. */
struct page_source {
    const char *statement; /* NULL: there is nothing for the public */
    const char *inside;
    bool is_of_several; /* its first parameter asks for another object: NULL */
    bool is_closable;   /* `inside` also takes who asks and today */
};

/** Checks media type, id and ?lang=, and asks for the sources: at most three. */
MUST_CHECK bool page_read(struct api_call *call, const struct page_source *sources, size_t count,
                          struct err *err);
/** The rows of a source: the insider's when the first source has a row for them. */
const struct rowset *page_rows(const struct api_call *call, size_t source);
bool page_is_inside(const struct api_call *call);
enum language page_language(const struct api_call *call);
/** The language of ?lang= (NULL or empty: not asked), else of Accept-Language, else Dutch. */
enum language language_of(const struct param *asked, const char *accept_language);
/** 404 when the first source has no row. */
MUST_CHECK bool page_found(const struct api_call *call, struct err *err);
MUST_CHECK bool page_finish(struct api_call *call, const struct str *out, struct err *err);

/** The ballots of a meeting in its minutes, one section each, from rows of minutes_ballots. */
MUST_CHECK bool add_ballots(const struct view *view, struct arena *arena, struct err *err);
/** The sentence of a verdict from the leaf of a closing or a tally, in the arena. NULL with *err set. */
const char *closing_sentence(const struct cell *leaf, enum language language, struct arena *arena,
                             struct err *err);

/* Words of the record: arrays of struct word. */
extern const struct word words_verdict[], words_motion[], words_outcome[], words_choice[],
    words_effect[], words_answer[], words_method[], words_decision[], words_basis[];
extern const size_t words_verdict_count, words_motion_count, words_outcome_count,
    words_choice_count, words_effect_count, words_answer_count, words_method_count,
    words_decision_count, words_basis_count;

/* --- page_written.c --- */

/** A list of what was decided in writing since the meeting before; nothing when there is none.
 * @param motions  of `minutes_written` */
void written_add(const struct view *view, const struct rowset *motions);

/* --- page_agenda.c --- */

/** When the meeting was called, and which version of its agenda was published when.
 * @param view  of `minutes_meeting` */
void agenda_published_add(const struct view *view, const char *before, const char *after);
/** What an item is about, as far as it is seen. @param item  of `agenda_list`, here and below */
void agenda_title_add(const struct view *item);
/** Of an item that came after the call, or too late: when, and what becomes of it. */
void agenda_announced_add(const struct view *item);
/** The agenda as the minutes have it; nothing when there is none. */
void agenda_minutes_add(const struct view *view, const struct rowset *items);

#endif
