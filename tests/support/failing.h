/* Memory that runs out at a chosen moment. The linker puts these functions in the place of arena_alloc and its
 * like, of arena_new and of calloc (tests/CMakeLists.txt), so that no code under test knows of it. */
#ifndef BUURTKAS_TESTS_FAILING_H
#define BUURTKAS_TESTS_FAILING_H

#include <stdbool.h>

/** From now on `places` may pass; the next one fails, once. Of this thread only. */
void failing_after(long places);
/** Nothing fails any more. @return how many places were passed since failing_after, the failed one not counted */
long failing_stop(void);
/** A place of the test's own: whether it fails now. */
bool failing_here(void);
/** Whether the failure has happened since failing_after. */
bool failing_was_hit(void);

#endif
