/* fuzz.h: the frame of a fuzz target: one arena for each input, small enough that a run-away is an
** error and not a hang. A target defines  static void try_text(arena *a, str text)  before it
** includes this file. */
#ifndef HENG_TESTS_FUZZ_FUZZ_H
#define HENG_TESTS_FUZZ_FUZZ_H

#include "base/str.h"
#include <stdlib.h>

static void try_text(arena *a, str text);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena a;
    arena_init(&a, (size_t)256 << 20);
    /* A copy that ends where the input ends, so that reading one byte too far is seen. */
    char *copy = malloc(size ? size : 1);
    if (copy && size) memcpy(copy, data, size);
    if (copy) try_text(&a, (str){ copy, (int32_t)size });
    free(copy);
    arena_deinit(&a);
    return 0;
}

/* A broken promise stops the run like a crash. */
#define FUZZ_CHECK(condition) do { if (!(condition)) abort(); } while (0)

#endif
