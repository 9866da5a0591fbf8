/* batch_program.h: a plan made ready to run, and the batch that owns it; shared by batch.c,
*batch_program.c, batch_run.c.
** Layer: policy. */
#ifndef HENG_POLICY_BATCH_PROGRAM_H
#define HENG_POLICY_BATCH_PROGRAM_H

#include "policy/batch_plan.h"

/* Where an operand stands: a buffer, a column of the caller's, or nowhere (a constant in the
 * arguments). */
typedef enum { AT_NOWHERE, AT_BUFFER, AT_COLUMN } place_kind;
typedef struct spot { uint8_t kind; int32_t index; } spot;

typedef struct instr {
    batch_kernel kernel;
    kernel_args args;                /* constants and tables filled in */
    spot a, b, c, out;
    int32_t column;                  /* LUT: codes; STATE: states; else -1 */
    const spot *inputs; int32_t input_count;        /* INDEX */
} instr;

typedef struct root { spot at; int64_t constant; } root;

typedef struct program {
    arena memory;
    instr *steps; int step_count;
    int buffer_count;
    root *values, *nulls;            /* per result */
    root doubt, matched;
    bool compiled;                   /* false: every row is doubtful */
    int refused;
} program;

struct policy_batch {
    batch_options o;
    str place;
    arena memory;                    /* of the batch */
    arena rows;                      /* of one scalar row and of what a run hands out */
    policy_run *run;
    batch_spec *specs;
    int32_t *value_count;            /* per spec: codes below this are valid */
    int64_t *lows, *highs;
    bool *may_miss;
    bool ranged, frozen;             /* bounds were taken from data; they grow no more */
    batch_result *results; int result_count;
    bool whole; /* the result is the decision's value itself, not members of a context */
    const feel_table *table;
    program program;
    bool ready;
    strmap codes;                    /* texts of results: address of the batch + code */
    VEC(str) texts;
    int64_t **buffers; int buffer_count;
    int64_t **lent; /* per result: its buffer while the caller's array stands in for it */
    const int64_t **inputs;          /* scratch for INDEX */
    VEC(feel_value) wide;
    VEC(batch_error) errors;
    batch_stats stats;
};

/* ---- batch_program.c ---- */
/* Compiles with the batch's present bounds. */
bool program_build(policy_batch *b, program *out);
void program_free(program *g);
/* The plan of a decision's value, for finding out what results there are. */
bool program_plan(policy_batch *b, plan *p, arena *a, known *value, int32_t *refused_facts);
/* The known value of a result inside the decision's. */
known program_result(plan *p, const policy_batch *b, known value, const batch_result *r);
int64_t batch_text_code(policy_batch *b, str text);

/* ---- batch_scalar.c ---- */
void batch_scalar_row(policy_batch *b, const batch_column *columns, int64_t row,
                      const batch_out *outs, int32_t *matched);

#endif
