/* batch.h: one decision over columns of facts: the fast way through a whole population.
**
**     batch_spec specs[] = { { .slot = id, .kind = BATCH_CODE }, { .slot = sum, .kind =
*BATCH_NUMBER, .scale = 2 } };
**     policy_batch *b = policy_batch_open(&(batch_options){ .lib = lib, .slot = decision, .at =
*day, .specs = specs, .spec_count = 2 });
**     policy_batch_run(b, columns, n, outs);
**
** The decision as of the date, with everything it requires, becomes one straight program over
*64-bit columns, run in
** chunks that fit the cache. A number is an integer with a fixed count of decimal places; interval
*arithmetic over
** the ranges of the inputs proves that no step leaves 64 bits. Whatever the program cannot answer
*exactly (a fact that is
** missing, an error, a number out of the proven range, a construct it does not know) is marked row
*by row and
** answered by policy_decide_slot: every result is the scalar path's result.
**
** Units: numbers are value × 10^scale; dates are days since 1970-01-01.
** Ownership: the batch is on the heap; columns are the caller's; texts and values handed out live
*until the next run.
** Threads: one batch per thread; they share the library. Errors: per row (batch_error); NULL or
*false without memory.
** Layer: policy. */
#ifndef HENG_POLICY_BATCH_H
#define HENG_POLICY_BATCH_H

#include "policy/policy.h"

typedef struct policy_batch policy_batch;

typedef enum batch_kind {
    BATCH_NUMBER, /* numbers × 10^scale */
    BATCH_CODE,   /* inputs: index into the values of the fact's type; results: policy_batch_text */
    BATCH_BOOLEAN, /* inputs: codes 0, 1; results: 0, 1 */
    BATCH_DATE,
    BATCH_OTHER /* results only: policy_batch_value */
} batch_kind;

/* What a fact's column holds, fixed when the batch is opened. */
typedef struct batch_spec { int32_t slot; batch_kind kind; int scale; } batch_spec;

enum { BATCH_GIVEN = 0, BATCH_ABSENT = 1, BATCH_ODD = 2 };           /* states of an input cell */
enum {
    BATCH_VALUE = 0,
    BATCH_NULL = 1,
    BATCH_ERROR = 2,
    BATCH_WIDE = 3
}; /* of a result: WIDE asks policy_batch_value */

typedef struct batch_column {        /* the data of one spec, n rows */
    const int64_t *numbers;          /* NUMBER, DATE */
    const uint8_t *codes;            /* CODE, BOOLEAN */
    const uint8_t *states;           /* NULL: every cell is given */
} batch_column;

/* states may be NULL only where policy_batch_plain says so or when the caller does not care. */
typedef struct batch_out { int64_t *values; uint8_t *states; } batch_out;

/* An odd cell (a text the column cannot hold) is given to the run by the caller; false with a
 * finding. */
typedef bool (*batch_give)(void *self, policy_run *run, int32_t spec, int64_t row, diag_list *d);

typedef struct batch_options {
    const policy_library *lib;
    int32_t slot;                    /* the decision */
    const str *place;                /* NULL: the decision's own */
    date at;
    const batch_spec *specs; int spec_count;
    const str *members; int member_count;    /* results wanted of a context; 0: all of them */
    bool matched;                    /* matched rows of the decisive table */
    bool scalar_only;                /* every row through the scalar path (tests, comparison) */
    batch_give give; void *self;
} batch_options;

typedef struct batch_result {
    str name;                        /* the decision's, or its member's */
    batch_kind kind;
    int scale;                       /* NUMBER */
    const feel_type *type;           /* declared; may be NULL */
} batch_result;

typedef struct batch_error {
    int64_t row;                     /* from 0 in this run */
    int32_t spec;                    /* the fact's column; -1 none */
    const char *code;                /* E-MISSING, E-ALLOWED, … */
    str zh, en;
} batch_error;

policy_batch *policy_batch_open(const batch_options *o);
void policy_batch_close(policy_batch *b);
/* Results in order; fixed after open. */
int policy_batch_results(const policy_batch *b, const batch_result **results);
/* n rows. outs: one per result, values required. matched: NULL, or n row numbers from 1 of the
 * decisive table (0: none). */
bool policy_batch_run(policy_batch *b, const batch_column *columns, int64_t n,
                      const batch_out *outs, int32_t *matched);
/* Errors of the last run, by row. */
int64_t policy_batch_errors(const policy_batch *b, const batch_error **errors);
/* The text of a result code. */
str policy_batch_text(const policy_batch *b, int64_t code);
/* The value of a WIDE result, by what stands in values[]. */
feel_value policy_batch_value(const policy_batch *b, int64_t index);
/* The table whose rows `matched` counts; NULL when the decision has none. */
const feel_table *policy_batch_table(const policy_batch *b);
/* How the last runs went: rows in all, rows that took the scalar path, steps of the program. */
typedef struct batch_stats { int64_t rows, scalar_rows; int steps; bool compiled; } batch_stats;
batch_stats policy_batch_stats(const policy_batch *b);

#endif
