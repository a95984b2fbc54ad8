/* Receipts as text. Source: C2SP tlog-proof. */
#include "buurtkas/audit/proof.h"

#include <assert.h>
#include <inttypes.h>
#include "lines_internal.h"

#define PROOF_HEADER "c2sp.org/tlog-proof@v1"

bool tlog_proof_write(struct str *out, const struct tlog_proof *proof, struct err *err)
{
    assert(proof->count <= MERKLE_PATH_MAX);
    str_add(out, PROOF_HEADER "\n");
    if (proof->has_extra) {
        str_add(out, "extra ");
        str_add_base64(out, proof->extra, proof->extra_len);
        str_add_char(out, '\n');
    }
    str_addf(out, "index %" PRIu64 "\n", proof->index);
    for (size_t i = 0; i < proof->count; i++) {
        str_add_base64(out, proof->path[i].bytes, HASH_BYTES);
        str_add_char(out, '\n');
    }
    str_add_char(out, '\n');
    str_add_len(out, proof->note, proof->note_len);
    if (out->failed) {
        return err_set(err, ERR_MEMORY, "the proof does not fit");
    }
    return true;
}

/* Decodes the line "extra …" into the arena. */
static bool read_extra(struct tlog_proof *proof, struct arena *arena, struct span base64,
                       struct err *err)
{
    size_t room = base64.len / 4 * 3;
    uint8_t *bytes = arena_alloc(arena, room + 1);
    if (bytes == NULL) {
        return err_set(err, ERR_MEMORY, "the proof's extra data of %zu bytes do not fit", room);
    }
    ptrdiff_t len = base64_decode(bytes, room, base64.ptr, base64.len);
    if (len < 0) {
        return err_set(err, ERR_CORRUPT, "the proof's extra data are not base64");
    }
    proof->has_extra = true;
    proof->extra = bytes;
    proof->extra_len = (size_t)len;
    return true;
}

/* Reads hashes up to the blank line. */
static bool read_path(struct tlog_proof *proof, struct span *text, struct err *err)
{
    struct span line = { 0 };
    while (take_line(text, &line)) {
        if (line.len == 0) {
            return true;
        }
        if (proof->count == MERKLE_PATH_MAX || !read_hash(line, &proof->path[proof->count])) {
            return err_set(err, ERR_CORRUPT, "hash %zu of the proof is malformed",
                           proof->count + 1);
        }
        proof->count++;
    }
    return err_set(err, ERR_CORRUPT, "the proof has no blank line before its checkpoint");
}

bool tlog_proof_parse(struct tlog_proof *out, struct arena *arena, const char *text, size_t len,
                      struct err *err)
{
    struct span rest = { text, len };
    struct span line = { 0 };
    struct tlog_proof proof = { 0 };
    if (len > TLOG_PROOF_BYTES_MAX || !take_prefix(&rest, PROOF_HEADER "\n")) {
        return err_set(err, ERR_CORRUPT, "a proof begins with the line " PROOF_HEADER);
    }
    if (!take_line(&rest, &line)) {
        return err_set(err, ERR_CORRUPT, "the proof is cut off");
    }
    if (take_prefix(&line, "extra ")) {
        if (!read_extra(&proof, arena, line, err)) {
            return false;
        }
        if (!take_line(&rest, &line)) {
            return err_set(err, ERR_CORRUPT, "the proof is cut off");
        }
    }
    if (!take_prefix(&line, "index ") || !read_decimal(line, &proof.index)) {
        return err_set(err, ERR_CORRUPT, "the proof has no line with its index");
    }
    if (!read_path(&proof, &rest, err)) {
        return false;
    }
    proof.note = rest.ptr;
    proof.note_len = rest.len;
    *out = proof;
    return true;
}

bool tlog_proof_verify(const struct tlog_proof *proof, const struct hash *leaf_hash,
                       const struct vkeys *known, struct checkpoint *out, struct err *err)
{
    struct checkpoint checkpoint;
    struct inclusion inclusion = { .index = proof->index, .count = proof->count };
    if (!checkpoint_open(&checkpoint, proof->note, proof->note_len, known, err)) {
        return false;
    }
    inclusion.size = checkpoint.size;
    memcpy(inclusion.path, proof->path, sizeof inclusion.path);
    if (!merkle_verify_inclusion(&inclusion, leaf_hash, &checkpoint.root, err)) {
        return false;
    }
    *out = checkpoint;
    return true;
}

bool receipt_verify(struct receipt *out, struct arena *arena, const struct receipt_text *text,
                    const struct vkeys *known, struct err *err)
{
    struct tlog_proof proof;
    struct checkpoint checkpoint;
    struct hash leaf_hash;
    if (!tlog_proof_parse(&proof, arena, text->ptr, text->len, err)) {
        return false;
    }
    if (!proof.has_extra) {
        return err_set(err, ERR_CORRUPT, "the receipt does not hold its entry");
    }
    hash_leaf(&leaf_hash, proof.extra, proof.extra_len);
    if (!tlog_proof_verify(&proof, &leaf_hash, known, &checkpoint, err)) {
        return false;
    }
    *out = (struct receipt){ .leaf = proof.extra,
                             .leaf_len = proof.extra_len,
                             .index = proof.index,
                             .checkpoint = checkpoint };
    return true;
}
