/* What the compiler is told when branches are counted: err_set() and err_set_at() always return false
 * (buurtkas/base/err.h), so that `return is_right || err_set(…)` has no branch in which they return true. */
#ifndef BUURTKAS_TESTS_CONTRACTS_H
#define BUURTKAS_TESTS_CONTRACTS_H

#include "buurtkas/base/err.h"

#define err_set(...)    (err_set(__VA_ARGS__), false)
#define err_set_at(...) (err_set_at(__VA_ARGS__), false)

#endif
