/* Fuzz target: whatever the bytes, a leaf is refused with a reason, or is read as exactly itself.
 *   clang -fsanitize=fuzzer,address,undefined … tests/fuzz/fuzz_leaf.c
 * Without libFuzzer, tests/fuzz/driver.c replays files: fuzz_leaf FILE… */
#include <stdint.h>
#include <stdlib.h>
#include "buurtkas/audit/leaf.h"

enum {
    ARENA_MAX = 4 << 20
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct arena *arena = arena_new(ARENA_MAX);
    struct act act = { 0 };
    struct err err = { 0 };
    require(arena != NULL);
    if (leaf_read(&act, arena, bytes, len, &err)) {
        struct str out = str_new(arena, LEAF_BYTES_MAX);
        require(!err_is_set(&err));
        require(leaf_write(&out, &act, &err));
        require(out.len == len && memcmp(out.ptr, bytes, len) == 0);
    } else {
        require(err.code == ERR_CORRUPT || err.code == ERR_TOO_LARGE);
        require(err.detail[0] != '\0');
    }
    arena_free(arena);
    return 0;
}
