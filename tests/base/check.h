/* check.h: what the tests of base share: cmocka, a repeatable random source, comparing slices with
** literals. */
#ifndef HENG_TESTS_BASE_CHECK_H
#define HENG_TESTS_BASE_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/str.h"

/* splitmix64: the same numbers for the same seed on every machine. */
static inline uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static inline int64_t random_between(uint64_t *state, int64_t low, int64_t high)
{
    return low + (int64_t)(random_next(state) % (uint64_t)(high - low + 1));
}

#define CHECK_STR(actual, expected) \
    do { \
        str actual_ = (actual), expected_ = str_c(expected); \
        if (!str_eq(actual_, expected_)) \
            fail_msg("is \"" STR_FMT "\", expected \"" STR_FMT "\"", STR_ARG(actual_), \
                     STR_ARG(expected_)); \
    } while (0)

#endif
