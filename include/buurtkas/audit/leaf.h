/* Leaves: the canonical JSON bytes of an act, written from its field table and read back strictly.
 * Keys are sorted at every level and the text is printable ASCII, so the bytes equal RFC 8785 (JCS). At the top:
 *   actor {handle, role} · at (ms) · body · id · nonce (32 hex; absent without one) · on (YYYY-MM-DD; absent when
 *   nothing is posted) · post [[account name, amount, balance after], …] (absent when empty) · ref (readable reference;
 *   absent when it makes no object that has one) · text {path: "hmac-sha256:…"} (absent when empty) · type · v = 1.
 * body holds every RECORD field that is present except texts; a text stands in `text` under its path in the body, e.g.
 * "title" or "costLines/0/label". docs/leaves.md is generated from the tables. */
#ifndef BUURTKAS_AUDIT_LEAF_H
#define BUURTKAS_AUDIT_LEAF_H

#include "buurtkas/audit/hash.h"
#include "buurtkas/base/str.h"
#include "buurtkas/domain/act.h"

enum { LEAF_BYTES_MAX = 16384, LEAF_TEXTS_MAX = 512, LEAF_PATH_MAX = 63 };

/** Adds the leaf's bytes. Texts must have their commitments. @return false with ERR_TOO_LARGE above LEAF_BYTES_MAX
 * (the act was malformed: too much), ERR_MEMORY */
MUST_CHECK bool leaf_write(struct str *out, const struct act *act, struct err *err);

/** Reads a leaf strictly: only what leaf_write writes is accepted, byte for byte. Fills act->kind, id, at, today, on,
 * actor, nonce, reference, body and lines (balances too; versions 0). Texts have only their commitments.
 * The act's world and entry are left alone; lists and the body live in `arena`.
 * @return false with ERR_CORRUPT and the reason with its byte offset, or ERR_MEMORY */
MUST_CHECK bool leaf_read(struct act *act, struct arena *arena, const uint8_t *bytes, size_t len, struct err *err);

/** One text of an act, wherever it stands in the body. */
struct leaf_text {
    char path[LEAF_PATH_MAX + 1]; /**< "costLines/0/label" */
    struct text *text;            /**< into the body */
    const struct field *field;
};
/** Lists the present texts of an act, in the order of the leaf (sorted by path). @return their number, or
 * LEAF_TEXTS_MAX + 1 when there are more */
size_t leaf_texts(const struct act *act, struct leaf_text out[LEAF_TEXTS_MAX]);
/** Gives every present text a fresh salt and its commitment (audit/opening.h), by the act's id and the path. */
MUST_CHECK bool leaf_commit_texts(struct act *act, struct err *err);

#endif
