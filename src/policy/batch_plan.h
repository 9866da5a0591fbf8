/* batch_plan.h: the inside of batch execution: nodes of the column program, what the compiler knows
*about a value, and
** the kernels. Used by batch_*.c only.
**
** A node is one step over int64 columns; a truth value is a mask, 0 or -1. Nodes are made once (the
*same step on the
** same operands is the same node), folded when all operands are constants, and folded into a
*look-up table when all
** operands depend on one column of codes: whatever hangs on a category alone is computed while
*compiling.
** Every node carries the interval its values lie in; a step whose interval leaves 62 bits is not
*made.
**
** A FEEL value is a `known`: its node, a mask node that says where it is null, a mask node that
*says where the program
** does not know it (doubt). Doubtful rows go to the scalar path, so doubt may be too large, never
*too small.
** Layer: policy. */
#ifndef HENG_POLICY_BATCH_PLAN_H
#define HENG_POLICY_BATCH_PLAN_H

#include "feel/ast.h"
#include "policy/batch.h"
#include "policy/internal.h"
#include "policy/run.h"

enum { CHUNK = 1024, NODES_MAX = 40000, BUCKETS = 1 << 16, BATCH_SCALE_MAX = 18 };
#define BATCH_LIMIT ((__int128)1 << 62)

/* X(id, operands) */
#define BATCH_OPS(X)                                                                            \
    X(CONST, 0) X(NUMBERS, 0) X(CODES, 0) X(STATE, 0)                                           \
    X(LUT, 1)                        /* table[codes[i]] */                                      \
    X(TAKE, 1)                       /* table[a[i]], a in 0..n-1 */                             \
    X(ADD, 2) X(SUB, 2) X(MUL, 2) X(MIN, 2) X(MAX, 2)                                           \
    X(LT, 2) X(LE, 2) X(EQ, 2) X(AND, 2) X(OR, 2) X(NOT, 1)                                     \
    X(SELECT, 3)                     /* a is a mask */                                          \
    X(ROUND, 1)                      /* a / 10^k, mode */                                       \
    X(RATIO, 2)                      /* a / b rounded, mode; b is never 0 */                    \
    X(INDEX, 0)                      /* row of a large table */

typedef enum batch_op {
#define X(id, operands) OP_##id,
    BATCH_OPS(X)
#undef X
    OP_COUNT
} batch_op;

typedef struct batch_index batch_index;

typedef struct node {
    uint8_t op;
    uint8_t mode;                    /* ROUND, RATIO: dec_round_mode */
    int16_t k;                       /* ROUND: digits cut off */
    int32_t a, b, c; /* operands; NUMBERS, CODES, STATE: column (b of STATE: the state) */
    int64_t lo, hi;                  /* interval of the values */
    const int64_t *table; int32_t count;     /* LUT, TAKE */
    const batch_index *index;
} node;

typedef enum known_kind {
    K_DOUBT,
    K_NULL,
    K_NUMBER,
    K_TEXT,
    K_BOOLEAN,
    K_DATE,
    K_CONTEXT,
    K_RATIO
} known_kind;

typedef struct known known;
struct known {
    uint8_t kind;
    int16_t scale;                   /* NUMBER */
    int32_t value, null, doubt;      /* nodes */
    int32_t below;                   /* RATIO: denominator */
    const str *keys; known *members; int32_t count;          /* CONTEXT */
};

/* Facts as one asker sees them: values of slots are remembered per view. */
typedef struct view {
    struct view *outer;
    date at;
    known *memory;                   /* one per slot */
    uint8_t *state;                  /* cell_state */
    int depth;
} view;

typedef struct plan {
    const policy_library *lib;
    arena *arena;
    str place;
    const batch_spec *specs; int spec_count;
    const int64_t *lows, *highs;     /* proven bounds of number columns */
    const bool *may_miss;            /* columns whose cells may be absent or odd */
    VEC(node) nodes;
    int32_t *buckets;                /* BUCKETS of them: node + 1 by hash */
    VEC(str) texts;                  /* codes of texts */
    view *view;
    known *locals;
    known subject;
    const policy_def *deciding;      /* decision being compiled */
    const policy_def *wanted;        /* whose table is decisive */
    const feel_table *decisive;
    int32_t decisive_row; /* node of its row number from 0, -1 none */
    int depth;
    int refused;                     /* steps that would leave the range */
    bool failed;                     /* out of memory or nodes */
} plan;

/* ---- batch_node.c ---- */
int32_t plan_const(plan *p, int64_t value);
int32_t plan_column(plan *p, batch_op op, int32_t column, int32_t extra, int64_t lo, int64_t hi);
int32_t plan_lut(plan *p, int32_t codes, const int64_t *table, int32_t count);
int32_t plan_take(plan *p, int32_t a, const int64_t *table, int32_t count);
int32_t plan_index(plan *p, const batch_index *index, int64_t hi);
/* -1 when the result may leave the range. */
int32_t plan_step(plan *p, batch_op op, int32_t a, int32_t b, int32_t c);
int32_t plan_round(plan *p, int32_t a, int digits, dec_round_mode mode);
int32_t plan_ratio(plan *p, int32_t a, int32_t b, dec_round_mode mode);
bool plan_is_const(const plan *p, int32_t n, int64_t *value);
int32_t plan_text(plan *p, str text);
static inline const node *plan_node(const plan *p, int32_t n) { return &p->nodes.items[n]; }
/* Masks, with the trivial cases done. */
int32_t mask_or(plan *p, int32_t a, int32_t b);
int32_t mask_and(plan *p, int32_t a, int32_t b);
int32_t mask_not(plan *p, int32_t a);
int32_t mask_pick(plan *p, int32_t m, int32_t a, int32_t b);
int64_t batch_round_one(int64_t x, int64_t unit, dec_round_mode mode);
extern const int64_t batch_ten_to[19];

/* ---- batch_compile.c ---- */
known plan_expr(plan *p, const feel_expr *e);
known plan_slot(plan *p, int32_t slot);
known plan_coerce(plan *p, known v, const feel_type *t);
known known_doubt(plan *p);
known known_null(plan *p);
known known_boolean(plan *p, int32_t mask);
/* Where m holds a, else b. */
known known_pick(plan *p, int32_t m, known a, known b);
known known_doubted(plan *p, known v, int32_t doubt);
/* b scaled to the places of a or the other way; false when that leaves the range. */
bool known_align(plan *p, known *a, known *b);
/* ---- batch_test.c: unary tests over p->subject; value true, null where undecidable ---- */
known plan_tests(plan *p, const feel_expr *e);
known known_equal(plan *p, known a, known b, bool tri);
known known_order(plan *p, known a, known b, feel_node_kind kind, bool tri);
/* ---- batch_call.c ---- */
known plan_builtin(plan *p, const feel_expr *e);
known plan_call_slot(plan *p, const feel_expr *e);
/* ---- batch_table.c ---- */
known plan_table(plan *p, const feel_expr *e);

/* ---- batch_index.c: large tables ---- */
/* A node with the row of a table whose tests are all constants; -1 when they are not. *doubt grows
 * where it may fail. */
int32_t plan_large_table(plan *p, const feel_table *t, const known *inputs, int32_t *doubt);
/* The row from 0 for one set of inputs; -1 none, -2 several where that is an error. */
int32_t batch_index_find(const batch_index *index, const int64_t *values);
int batch_index_inputs(const batch_index *index, const int32_t **nodes);

/* ---- kernels: batch_kernel.c, compiled for each generation of processors ---- */
enum { INDEX_INPUTS_MAX = 16 };
typedef struct kernel_args {
    int64_t *out;
    const int64_t *a, *b, *c;        /* NULL: the constant ka, kb, kc */
    int64_t ka, kb, kc;
    const uint8_t *bytes;            /* LUT: codes; STATE: states */
    const int64_t *table;
    int32_t entries;                 /* of the table */
    int64_t unit;                    /* ROUND: 10^k */
    uint64_t bias, magic; /* ROUND: (x + bias) / 10^k = ((x + bias) >> k) * magic >> shift */
    int k, shift, mode;
    const batch_index *index;
    const int64_t *const *inputs;    /* INDEX */
    int count;
} kernel_args;
typedef void (*batch_kernel)(const kernel_args *x);
/* The kernel for a node whose operands a, b, c are constants or not; *x gets what the kernel needs
 * to be prepared. */
batch_kernel batch_kernel_for(const plan *p, const node *n, kernel_args *x);
batch_kernel batch_kernel_v1(const plan *p, const node *n, kernel_args *x);
batch_kernel batch_kernel_v3(const plan *p, const node *n, kernel_args *x);
batch_kernel batch_kernel_v4(const plan *p, const node *n, kernel_args *x);

#endif
