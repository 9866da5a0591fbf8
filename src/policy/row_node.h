/* row_node.h: the inside of a policy_row: nodes that know how to run themselves. row.c runs,
*row_compile.c and row_table.c make.
**
** A node's function writes its value and answers true, or answers false: "not plain, ask the
*evaluator". Registers are
** row_values in the arena; each place of code owns its registers, so nothing is saved or restored.
** Layer: policy, internal. */
#ifndef HENG_POLICY_ROW_NODE_H
#define HENG_POLICY_ROW_NODE_H

#include "feel/ast.h"
#include "policy/internal.h"
#include "policy/row.h"

enum {
    ROW_CODE_NONE = -1,
    ROW_RULES_MAX = 64,
    ROW_ITEMS_MAX = 64,
    ROW_INLINE_MAX = 12,
    ROW_DEPTH_MAX = 40,
    ROW_NODES_MAX = 100000,
    ROW_ANY_KIND = 255
};

typedef struct row_value {
    uint8_t kind; /* feel_kind: null, boolean, number, string, date; context = the registers of a
                     record */
    int32_t code;                    /* texts: number of the text in the row, or ROW_CODE_NONE */
    union { dec number; str string; bool boolean; date date; } as;
} row_value;

typedef struct row_node row_node;
typedef bool (*row_fn)(policy_row *p, const row_node *n, row_value *out);

typedef enum {
    ROW_TEST_ANY,
    ROW_TEST_LT,
    ROW_TEST_LE,
    ROW_TEST_GT,
    ROW_TEST_GE,
    ROW_TEST_EQ,
    ROW_TEST_NE,
    ROW_TEST_VALUE,
    ROW_TEST_RANGE,
    ROW_TEST_BAIL
} row_test_kind;
typedef struct row_test {
    row_test_kind kind;
    bool literal, low_closed, high_closed;
    const row_node *value, *high;    /* a range: its ends, NULL = open */
} row_test;
typedef struct row_tests { row_test *items; int32_t count; bool negated; } row_tests;

struct row_node {
    row_fn fn;
    uint8_t op;   /* feel_node_kind of arithmetic and comparisons; rounding mode */
    uint8_t want; /* kind a value must have here (null passes), ROW_ANY_KIND = any */
    const row_node *a, *b, *c;
    row_value constant;
    row_value *reg;
    const row_value *direct;         /* constants and registers: their value */
    const row_node **items; int32_t count;
    const row_tests *tests;
    struct row_def *def;             /* of a definition, and of a member of its record */
    struct row_table *table;
    struct row_fact *fact;
    const feel_expr *expr;           /* of a built-in call */
};

/* Several named registers: the value of a structure. */
typedef struct row_record { int32_t count; str *names; row_value *values; } row_record;

typedef struct row_fact {
    int32_t slot;
    const policy_def *def;
    bool given, checkable;
    row_value value;                 /* given, or the default */
    row_value fallback;
    bool has_default;
    uint64_t noted;
    const row_tests *tests[2];       /* of the type, of the fact */
    uint8_t *codes; int32_t code_count;      /* enumeration: which texts it may be */
    uint8_t want;
} row_fact;

typedef struct row_def {
    const policy_def *def;
    const row_node *body;
    row_record *record;
    uint8_t *record_wants;           /* kind of each register, ROW_ANY_KIND = any; may be NULL */
    uint8_t want;
    uint64_t generation;
    row_value value;
    struct row_table *table;         /* when the body is one table */
    bool compiling;
} row_def;

typedef enum { ROW_BY_TESTS, ROW_BY_TEXT, ROW_BY_TRUTH } row_column_kind;
typedef struct row_column {
    row_column_kind kind;
    const row_node *input;
    const row_tests *allowed;
    const row_tests **tests;         /* one a rule, NULL = any */
    uint64_t *masks; int32_t mask_count;     /* by text or truth value: rules that hold */
    uint64_t other;                  /* rules that hold for a text no cell names */
} row_column;

typedef struct row_table {
    const feel_table *source;
    uint64_t possible;               /* rules that constants have not ruled out */
    row_column *columns;
    int32_t column_count, prefix;    /* prefix: leading columns that masks settle */
    const row_node **results;        /* rule by rule, then output */
    const row_node **defaults;       /* one an output; NULL: no defaults */
    uint8_t *wants;
    row_value *outputs;              /* registers */
    row_value *subjects;
    int32_t matched;                 /* -1: the defaults, or a sum */
} row_table;

typedef struct row_step { row_def *def; row_fact *fact; } row_step;

struct policy_row {
    const policy_library *lib;
    int32_t slot;
    arena *arena;
    str place;
    date at;
    bool keep_steps, no_memory;
    uint64_t generation;
    row_fact **facts; int32_t fact_count;
    int32_t *fact_by_slot;           /* index + 1 */
    row_def **defs;                  /* by slot */
    VEC(str) texts;
    int32_t *text_slots; int32_t text_slot_count;            /* open addressing: index + 1 */
    const row_node *root;
    int32_t node_count;
    row_record *record;
    row_value result;
    const row_node **constraints;
    int32_t constraint_count;        /* what must hold of facts given together */
    const policy_row *wide;          /* a narrowed row: whose facts it reads */
    bool strict, missing; /* while they are looked at: defaults do not count; one was not given */
    row_step *steps; int32_t step_count, step_room;
    feel_run feel;                   /* for built-ins */
    arena scratch;
};

/* ---- row.c ---- */
static inline bool row_eval(policy_row *p, const row_node *n, row_value *out)
{
    return n->fn(p, n, out);
}
int row_hold(policy_row *p, const row_tests *t,
             const row_value *subject); /* 1, 0, -1 = ask the evaluator */
int32_t row_text_code(const policy_row *p, str text);
row_value row_from(const policy_row *p, feel_value v);
feel_value row_to(const row_value *v);
bool row_plain(feel_value v);
static inline bool row_fits(uint8_t want, const row_value *v)
{
    return want == ROW_ANY_KIND || v->kind == FEEL_NULL || v->kind == want;
}

/* Where the value of a node stands, when that costs no call; else it is put into *room. NULL: ask
 * the evaluator. */
static inline const row_value *row_operand(policy_row *p, const row_node *n, row_value *room)
{
    if (n->direct) return n->direct;
    if (n->def && n->def->generation == p->generation) return n->reg ? n->reg : &n->def->value;
    return row_eval(p, n, room) ? room : NULL;
}

bool row_run_bail(policy_row *p, const row_node *n, row_value *out);
bool row_run_missing(policy_row *p, const row_node *n, row_value *out);
bool row_run_constant(policy_row *p, const row_node *n, row_value *out);
bool row_run_register(policy_row *p, const row_node *n, row_value *out);
bool row_run_member(policy_row *p, const row_node *n, row_value *out);
bool row_run_fact(policy_row *p, const row_node *n, row_value *out);
bool row_run_def(policy_row *p, const row_node *n, row_value *out);
bool row_run_arithmetic(policy_row *p, const row_node *n, row_value *out);
bool row_run_negate(policy_row *p, const row_node *n, row_value *out);
bool row_run_compare(policy_row *p, const row_node *n, row_value *out);
bool row_run_equal(policy_row *p, const row_node *n, row_value *out);
bool row_run_logic(policy_row *p, const row_node *n, row_value *out);
bool row_run_if(policy_row *p, const row_node *n, row_value *out);
bool row_run_in(policy_row *p, const row_node *n, row_value *out);
bool row_run_not(policy_row *p, const row_node *n, row_value *out);
bool row_run_extreme(policy_row *p, const row_node *n, row_value *out);
bool row_run_round(policy_row *p, const row_node *n, row_value *out);
bool row_run_builtin(policy_row *p, const row_node *n, row_value *out);
bool row_run_sequence(policy_row *p, const row_node *n, row_value *out);
bool row_run_set(policy_row *p, const row_node *n, row_value *out);
bool row_run_conditions(policy_row *p, const row_node *n, row_value *out);
bool row_run_table(policy_row *p, const row_node *n, row_value *out);

/* ---- making ---- */
typedef struct row_code {
    const row_node *node;
    row_record *record;
} row_code; /* node NULL: the record is there already */
typedef struct row_locals { row_code *items; int32_t count; } row_locals;
typedef struct row_builder {
    policy_row *p;
    row_locals locals;
    int depth;                       /* definitions on the way here */
    bool strict;                     /* a constraint: defaults do not count */
    const policy_def *inlined[ROW_INLINE_MAX]; int inline_depth;     /* functions on the way here */
} row_builder;

row_code row_compile(row_builder *b, const feel_expr *e);
/* A node of one value, never NULL (a shared node that bails stands for what cannot be made). */
const row_node *row_compile_scalar(row_builder *b, const feel_expr *e);
row_code row_compile_slot(row_builder *b, int32_t slot);
row_code row_compile_table(row_builder *b, const feel_table *t, bool sum_may_be_zero);
const row_tests *row_compile_tests(row_builder *b, const feel_expr *tests);
row_node *row_new(row_builder *b, row_fn fn);
const row_node *row_bail(void);
const row_node *row_constant(row_builder *b, row_value v);
uint8_t row_want(const feel_type *t, bool *plain); /* *plain false: not a kind rows know */
int32_t row_intern(policy_row *p, str text);

#endif
