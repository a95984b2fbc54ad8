/* What the two files of the Pabulib reader share: where the reading is, and its rows. */
#ifndef BUURTKAS_DOMAIN_PABULIB_INTERNAL_H
#define BUURTKAS_DOMAIN_PABULIB_INTERNAL_H

#include "buurtkas/domain/pabulib.h"

enum column {
    COLUMN_ID,
    COLUMN_COST,
    COLUMN_NAME,
    COLUMN_CATEGORY,
    COLUMN_DESCRIPTION,
    COLUMN_COUNT
};

struct pabulib_reader {
    struct arena *arena;
    const char *at, *end;
    char *buffer; /* of the line that is read */
    size_t line;  /* its number, from 1 */
    const char *cells[PABULIB_COLUMNS_MAX];
    size_t count;               /* cells of the line; 0 at the end of the file */
    size_t width;               /* columns of PROJECTS */
    size_t place[COLUMN_COUNT]; /* which cell each column is; PABULIB_COLUMNS_MAX: none */
    size_t project_room;
    size_t meta_rows;
    unsigned keys_seen; /* bits: positions in meta_keys */
    int64_t projects_said;
    struct pabulib found;
};

/** Goes to the next line. @return its bytes without LF and CR; NULL at the end of the file */
const char *pabulib_take_line(struct pabulib_reader *reader, size_t *out_len);
/** True for a line of nothing but spaces. */
bool pabulib_is_blank(const char *line, size_t len);
/** Reads the next line that is not blank into cells; there are none at the end of the file. */
MUST_CHECK bool pabulib_read_row(struct pabulib_reader *reader, struct err *err);
/** A section's title stands alone on its line. */
bool pabulib_is_title(const struct pabulib_reader *reader, const char *title);

/** Fails with "line 12: …". @return always false */
bool pabulib_refuse(const struct pabulib_reader *reader, struct err *err, const char *format, ...)
    PRINTF_LIKE(3, 4);
/** Fails with "line 12: more than 64 cells". @return always false */
bool pabulib_over(const struct pabulib_reader *reader, struct err *err, const char *what,
                  size_t max);
/** @return always false */
bool pabulib_no_memory(struct err *err);

#endif
