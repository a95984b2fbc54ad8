/* Verification of proofs, step by step as RFC 9162 writes it, so that the two can be laid side by
 * side. */
#include "buurtkas/audit/merkle.h"

bool merkle_verify_inclusion(const struct inclusion *proof, const struct hash *leaf,
                             const struct hash *root, struct err *err)
{
    if (proof->index >= proof->size || proof->count > MERKLE_PATH_MAX) {
        return err_set(err, ERR_CORRUPT,
                       "the proof's entry %llu is not in its tree of %llu entries",
                       (unsigned long long)proof->index, (unsigned long long)proof->size);
    }
    uint64_t fn = proof->index;
    uint64_t sn = proof->size - 1;
    struct hash r = *leaf;
    for (size_t i = 0; i < proof->count; i++) {
        if (sn == 0) {
            return err_set(err, ERR_CORRUPT, "the inclusion proof is too long");
        }
        if ((fn & 1) != 0 || fn == sn) {
            hash_node(&r, &proof->path[i], &r);
            while ((fn & 1) == 0 && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            hash_node(&r, &r, &proof->path[i]);
        }
        fn >>= 1;
        sn >>= 1;
    }
    if (sn != 0) {
        return err_set(err, ERR_CORRUPT, "the inclusion proof is too short");
    }
    if (!hash_equal(&r, root)) {
        return err_set(err, ERR_CORRUPT, "the inclusion proof leads to another root");
    }
    return true;
}

/* The proof between two trees of one size is empty. */
static bool verify_same_size(const struct consistency *proof, const struct hash *old_root,
                             const struct hash *new_root, struct err *err)
{
    if (proof->count != 0) {
        return err_set(err, ERR_CORRUPT, "the consistency proof is too long");
    }
    if (!hash_equal(old_root, new_root)) {
        return err_set(err, ERR_CORRUPT, "two trees of one size have different roots");
    }
    return true;
}

/* What the verification knows between two steps: RFC 9162, 2.1.4.2, names the same. */
struct consistency_state {
    uint64_t fn;
    uint64_t sn;
    struct hash fr;
    struct hash sr;
};

static bool consistency_step(struct consistency_state *s, const struct hash *c, struct err *err)
{
    if (s->sn == 0) {
        return err_set(err, ERR_CORRUPT, "the consistency proof is too long");
    }
    if ((s->fn & 1) != 0 || s->fn == s->sn) {
        hash_node(&s->fr, c, &s->fr);
        hash_node(&s->sr, c, &s->sr);
        while ((s->fn & 1) == 0 && s->fn != 0) {
            s->fn >>= 1;
            s->sn >>= 1;
        }
    } else {
        hash_node(&s->sr, &s->sr, c);
    }
    s->fn >>= 1;
    s->sn >>= 1;
    return true;
}

static bool consistency_end(const struct consistency_state *s, const struct hash *old_root,
                            const struct hash *new_root, struct err *err)
{
    if (s->sn != 0) {
        return err_set(err, ERR_CORRUPT, "the consistency proof is too short");
    }
    if (!hash_equal(&s->fr, old_root) || !hash_equal(&s->sr, new_root)) {
        return err_set(err, ERR_CORRUPT, "the consistency proof leads to other roots");
    }
    return true;
}

bool merkle_verify_consistency(const struct consistency *proof, const struct hash *old_root,
                               const struct hash *new_root, struct err *err)
{
    if (proof->old_size == 0 || proof->old_size > proof->new_size ||
        proof->count > MERKLE_PATH_MAX) {
        return err_set(err, ERR_CORRUPT, "the consistency proof is between sizes %llu and %llu",
                       (unsigned long long)proof->old_size, (unsigned long long)proof->new_size);
    }
    if (proof->old_size == proof->new_size) {
        return verify_same_size(proof, old_root, new_root, err);
    }
    struct consistency_state s = { .fn = proof->old_size - 1, .sn = proof->new_size - 1 };
    while (s.fn & 1) {
        s.fn >>= 1;
        s.sn >>= 1;
    }
    /* A power of two: the old tree is itself a subtree of the new one, and its root is not sent. */
    size_t first = (proof->old_size & (proof->old_size - 1)) == 0 ? 0 : 1;
    if (proof->count < first) {
        return err_set(err, ERR_CORRUPT, "the consistency proof is empty");
    }
    s.fr = first == 0 ? *old_root : proof->path[0];
    s.sr = s.fr;
    for (size_t i = first; i < proof->count; i++) {
        if (!consistency_step(&s, &proof->path[i], err)) {
            return false;
        }
    }
    return consistency_end(&s, old_root, new_root, err);
}
