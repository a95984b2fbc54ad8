/* Compiler attributes that carry a contract. */
#ifndef BUURTKAS_BASE_ATTR_H
#define BUURTKAS_BASE_ATTR_H

/** The result must be looked at: false means that *err is set. */
#define MUST_CHECK       __attribute__((warn_unused_result))
/** Runs `fn(&variable)` when the variable leaves its scope. The variable must be initialised. */
#define CLEANUP(fn)      __attribute__((cleanup(fn)))
/** printf-like: the compiler checks the arguments. */
#define PRINTF_LIKE(f,a) __attribute__((format(printf, f, a)))

#define ARRAY_LEN(a)     (sizeof(a) / sizeof((a)[0]))

#endif
