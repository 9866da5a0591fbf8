/* feel.h: the expression language FEEL (DMN 1.5 chapter 10) and decision tables (chapter 8): parse
*once, evaluate often.
**
** An expression is parsed against a scope (the names it may use, Chinese and spaced names included:
*the longest name
** in scope wins) into an immutable tree in the arena given. Names of the outermost scope are slots;
*their values
** are asked of a feel_env at run time, so this layer knows nothing of policies. The same tree
*serves evaluation,
** checking, batch execution and DMN exchange (ast.h).
**
** Errors: parsing reports into a diag_list with line and column. Evaluation never fails: it yields
*null and notes why
** (feel_note); limits on steps, nesting and memory end an evaluation with null and a note of code
*E-LIMIT.
** Threads: trees and scopes are read-only after parsing; each thread uses its own feel_run.
** Layer: feel; includes base only. */
#ifndef HENG_FEEL_FEEL_H
#define HENG_FEEL_FEEL_H

#include "base/diag.h"
#include "feel/value.h"

enum {
    FEEL_DEPTH_MAX = 200,            /* nesting of an expression's text */
    FEEL_CALL_DEPTH_MAX = 500,       /* nested invocations in one run */
    FEEL_SOURCE_MAX = 1 << 20,       /* bytes of one expression */
    FEEL_LIST_MAX = 10000000         /* items of one list */
};
#define FEEL_STEPS_DEFAULT 50000000L

typedef struct feel_expr feel_expr;          /* ast.h */
typedef struct feel_run feel_run;

/* A function value. Built-ins and closures are made by the evaluator; an environment may hand out
*the invocables of its
** slots (FUNCTION_SLOT) as values. */
typedef enum { FUNCTION_BUILTIN, FUNCTION_CLOSURE, FUNCTION_SLOT } function_kind;
struct feel_function {
    function_kind kind;
    str name;                                /* may be empty */
    const feel_type
        *type; /* FEEL_T_FUNCTION: members = parameters, element = result; NULL = unknown */
    const struct feel_builtin *builtin;
    const struct feel_lambda_node *lambda;   /* closure: code and */
    const feel_value *captured;              /* the values it took with it */
    int32_t slot;
    int32_t param_min, param_max;            /* parameters accepted; param_max -1 = any number */
};

/* ---- names ---- */
typedef struct feel_symbol {
    str name;
    int32_t slot;                    /* ≥ 0: asked of the env by this number */
    const feel_type *type;           /* NULL = Any */
    bool invocable; /* a BKM, decision service or decision: name(...) goes to env->invoke */
} feel_symbol;
typedef struct feel_scope feel_scope;
feel_scope *feel_scope_new(arena *a, const feel_scope *outer);
bool feel_scope_add(feel_scope *s,
                    feel_symbol symbol); /* false: no memory or the name exists in this scope */
const feel_symbol *feel_scope_find(const feel_scope *s, str name);
/* How `instance of` and typed parameters find declared types; inner scopes ask further out. */
typedef const feel_type *(*feel_find_type)(void *self, str name);
void feel_scope_types(feel_scope *s, feel_find_type find, void *self);
/* Names are compared after this normalisation: runs of blanks become one, none around operators
 * (§10.3.1.2). */
str feel_name_normal(arena *a, str name);

/* ---- parsing ---- */
typedef enum { FEEL_EXPRESSION, FEEL_UNARY_TESTS } feel_entry;
/* at: where the text stands in its file (line 0: a bare text). NULL on error (≥ 1 finding added).
** The tree points into `source` and at the symbols of `scope`: both live as long as the tree. */
feel_expr *feel_parse(arena *a, str source, feel_entry entry, const feel_scope *scope, src_pos at,
                      diag_list *d);
/* A type expression: number, list<number>, context<a: number>, range<date>, function<number> ->
*string, or a name that
** `find` knows. */
const feel_type *feel_parse_type(arena *a, str source, feel_find_type find, void *self, src_pos at,
                                 diag_list *d);

/* ---- running ---- */
typedef struct feel_arg { str name; feel_value value; } feel_arg;      /* name empty = positional */

typedef struct feel_env {
    void *self;
    /* Value of a slot. May run other expressions on the same run (decisions required by this one).
     */
    feel_value (*get)(void *self, feel_run *run, int32_t slot);
    feel_value (*invoke)(void *self, feel_run *run, int32_t slot, const feel_arg *args,
                         int arg_count);
} feel_env;

typedef struct feel_note {
    const char *code;                /* E-TYPE, E-NULL, E-DIV0, E-RANGE, E-LIMIT, … */
    src_pos pos;
    str zh, en;
} feel_note;

/* The value a node had while tracing. */
struct feel_fill { const feel_expr *node; feel_value value; };

/* One step of an explanation; a tree (the one trace model behind text, JSON and the web page). */
typedef enum {
    TRACE_DECISION,
    TRACE_INPUT,
    TRACE_ASSUMED,
    TRACE_PARAMETER,
    TRACE_TABLE,
    TRACE_ROW,
    TRACE_CALL,
    TRACE_EXPR,
    TRACE_NOTE
} trace_kind;
typedef struct feel_trace {
    trace_kind kind;
    str label;                       /* name of the decision, input, function; row number */
    str text;                        /* the expression as written */
    str filled; /* the expression with the numbers filled in, e.g. "(50000 - 0) * 0.7" */
    str provision;                   /* 四(五); empty when none */
    str document;                    /* 文号; empty when none */
    src_pos pos;
    const feel_type *type;           /* unit and period for display; may be NULL */
    feel_value value;
    struct feel_trace *first, *last, *next;   /* children, sibling */
} feel_trace;

struct feel_run {
    arena *arena; /* of this evaluation; may be reset by the caller between runs */
    const feel_env *env;
    long steps_left;                 /* set to FEEL_STEPS_DEFAULT when 0 */
    int call_depth;
    bool tracing;
    feel_trace *trace;               /* current parent when tracing */
    const datetime *now;             /* for now() and today(); NULL = the machine's clock */
    VEC(feel_note) notes;            /* at most 1000 are kept */
    const struct calendar *calendar; /* working days; NULL = none known (E-CALENDAR) */
    bool stopped;                    /* a limit was reached */

    /* Private part: the evaluator's own. */
    feel_value *locals;              /* current frame */
    struct feel_stack *stack;        /* where frames live */
    feel_value subject;              /* ? */
    long fuel;                       /* steps until the slow path looks; 0 while tracing */
    int depth;                       /* nested feel_eval */
    const char *stack_base;          /* C stack at the outermost feel_eval, bounds recursion */
    VEC(struct feel_fill) fills;     /* values of operands, for `filled` */
};

void feel_run_init(feel_run *r, arena *a, const feel_env *env);
feel_value feel_eval(feel_run *r, const feel_expr *e);
/* Unary tests against an input value: true/false, null when not decidable. */
feel_value feel_test(feel_run *r, const feel_expr *unary_tests, feel_value input);
/* Calls a function value (built-in, closure). */
feel_value feel_call(feel_run *r, const feel_function *f, const feel_arg *args, int arg_count);
/* Notes why a value is null and returns null. */
feel_value feel_fail(feel_run *r, const char *code, src_pos pos, const char *zh, const char *en,
                     ...);
/* Adds a child to the current trace node (NULL when not tracing); trace_leave restores the parent.
 */
feel_trace *trace_enter(feel_run *r, trace_kind kind, str label);
void trace_leave(feel_run *r, feel_trace *node, feel_value v);
/* Converts per §10.3.2.9.4: singleton list ↔ item, date ↔ date and time; null (with a note) when it
 * does not conform to t. */
feel_value feel_coerce(feel_run *r, feel_value v, const feel_type *t);

/* ---- boxed expressions, built by the readers of policy/ ---- */
typedef enum {
    HIT_UNIQUE,
    HIT_ANY,
    HIT_PRIORITY,
    HIT_FIRST,
    HIT_RULE_ORDER,
    HIT_OUTPUT_ORDER,
    HIT_COLLECT,
    HIT_SUM,
    HIT_COUNT,
    HIT_MIN,
    HIT_MAX
} hit_policy;

typedef struct table_input {
    str label;
    feel_expr *expr;
    const feel_type *type;
    feel_expr *allowed;
    src_pos pos;
} table_input;
typedef struct table_output {
    str name;
    const feel_type *type;
    feel_expr *allowed; /* order of allowed values = priority (P, O) */
    feel_expr *default_value; src_pos pos;
} table_output;
typedef struct table_rule {
    feel_expr **tests;               /* one per input, NULL = "-" */
    feel_expr **results;             /* one per output */
    str label, provision, note;
    src_pos pos;
} table_rule;
typedef struct feel_table {
    str name;
    hit_policy hit;
    table_input *inputs; int32_t input_count;
    table_output *outputs; int32_t output_count;
    table_rule *rules; int32_t rule_count;
    src_pos pos;
} feel_table;
/* The table as an expression: one output gives its value, several a context. */
feel_expr *feel_table_expr(arena *a, const feel_table *t);

typedef struct boxed_entry {
    str name;
    const feel_type *type;
    feel_expr *expr;
    src_pos pos;
} boxed_entry;
/* Each entry's expression is parsed with a scope that holds the earlier entries: open with
*feel_box_open, parse, add.
** An entry without a name is the result; otherwise the box's value is the context. */
typedef struct feel_box feel_box;
feel_box *feel_box_open(arena *a, const feel_scope *outer, src_pos at);
const feel_scope *feel_box_scope(feel_box *b);
bool feel_box_add(feel_box *b, boxed_entry entry);
feel_expr *feel_box_close(feel_box *b);
/* function(params) body: the body is parsed with feel_lambda_scope. */
typedef struct feel_lambda feel_lambda;
feel_lambda *feel_lambda_open(arena *a, const feel_scope *outer, const feel_member *params,
                              int32_t param_count);
const feel_scope *feel_lambda_scope(feel_lambda *l);
feel_expr *feel_lambda_close(feel_lambda *l, feel_expr *body, const feel_type *result);

#endif
