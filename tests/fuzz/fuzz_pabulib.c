/* Fuzz target: whatever the bytes, an election is refused with a reason and nothing is handed out,
 * or it is read and what was promised of it holds. clang -fsanitize=fuzzer,address,undefined …
 * tests/fuzz/fuzz_pabulib.c Without libFuzzer, tests/fuzz/driver.c replays files: fuzz_pabulib
 * FILE… */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "buurtkas/base/str.h"
#include "buurtkas/domain/pabulib.h"

enum {
    ARENA_MAX = 64 << 20
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void require_text(const char *text, bool is_needed)
{
    require(text != NULL || !is_needed);
    if (text != NULL) {
        size_t len = strlen(text);
        require(len > 0 && len <= PABULIB_LINE_BYTES_MAX && utf8_is_valid(text, len));
        require(text[0] != ' ' && text[len - 1] != ' ' && strpbrk(text, "\t\r\n\x1b") == NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct arena *arena = arena_new(ARENA_MAX);
    struct pabulib found;
    struct err err = { 0 };
    require(arena != NULL);
    if (pabulib_read(&found, arena, (const char *)bytes, len, &err)) {
        require(!err_is_set(&err) && found.budget_cents >= 0 && found.votes_said >= -1);
        require_text(found.unit, true);
        require_text(found.instance, true);
        require_text(found.currency, false);
        for (size_t i = 0; i < found.project_count; i++) {
            const struct pabulib_project *project = &found.projects[i];
            require(project->cost_cents >= 0 && project->line > (i == 0 ? 0 : project[-1].line));
            require_text(project->id, true);
            require_text(project->name, false);
            require_text(project->category, false);
            require_text(project->description, false);
        }
    } else {
        require(err.code == ERR_INVALID_FIELD || err.code == ERR_TOO_LARGE ||
                err.code == ERR_MEMORY);
        require(err.detail[0] != '\0');
    }
    arena_free(arena);
    return 0;
}
