/* eval.h: the inside of the evaluator, shared by its files.
**   eval.c        dispatch, operators, logic, feel_eval
**   eval_run.c    limits, frames, notes
**   eval_arith.c  arithmetic beyond plain numbers
**   eval_loop.c   for, some, every, filters
**   eval_call.c   functions and calls
**   eval_data.c   lists, contexts, ranges, paths
**   eval_test.c   unary tests
**   table.c       decision tables
** Layer: feel, internal. */
#ifndef HENG_FEEL_EVAL_H
#define HENG_FEEL_EVAL_H

#include "feel/ast.h"

/* The value of a node in the current frame. */
feel_value eval_node(feel_run *r, const feel_expr *e);

/* Leaves need no call. */
static inline feel_value eval_operand(feel_run *r, const feel_expr *e)
{
    if (e->kind == FEEL_N_LITERAL) return e->as.value;
    if (e->kind == FEEL_N_LOCAL) return r->locals[e->as.local.index];
    return eval_node(r, e);
}

/* ---- eval_run.c ---- */
/* Room for `size` variables, all null; NULL when a limit is reached (noted). The caller keeps
 * `locals` and `mark`. */
typedef struct eval_frame { feel_value *locals; struct feel_stack *stack; int32_t top; } eval_frame;
bool eval_enter(feel_run *r, int32_t size, eval_frame *saved);
void eval_leave(feel_run *r, const eval_frame *saved);
/* Ends the run with null: E-LIMIT. */
feel_value eval_stop(feel_run *r, const feel_expr *e, const char *zh, const char *en);
feel_value eval_no_memory(feel_run *r, const feel_expr *e);
/* The C stack used since the outermost feel_eval is near its bound. */
bool eval_stack_full(const feel_run *r);
/* Called when fuel runs out: really out of steps, or tracing. */
feel_value eval_slow(feel_run *r, const feel_expr *e);
feel_value eval_dispatch(feel_run *r, const feel_expr *e);

/* ---- eval_arith.c: operands already evaluated, not both numbers ---- */
feel_value eval_add(feel_run *r, const feel_expr *e, feel_value a, feel_value b);
feel_value eval_subtract(feel_run *r, const feel_expr *e, feel_value a, feel_value b);
feel_value eval_multiply(feel_run *r, const feel_expr *e, feel_value a, feel_value b);
feel_value eval_divide(feel_run *r, const feel_expr *e, feel_value a, feel_value b);
feel_value eval_power(feel_run *r, const feel_expr *e, feel_value a, feel_value b);
feel_value eval_negate(feel_run *r, const feel_expr *e, feel_value a);
/* A note that an operator does not take these kinds. */
feel_value eval_mismatch(feel_run *r, const feel_expr *e, feel_value a, feel_value b);

/* ---- eval_loop.c ---- */
feel_value eval_for(feel_run *r, const feel_expr *e);
feel_value eval_quantified(feel_run *r, const feel_expr *e);
feel_value eval_filter(feel_run *r, const feel_expr *e);

/* ---- eval_data.c ---- */
feel_value eval_list(feel_run *r, const feel_expr *e);
feel_value eval_context(feel_run *r, const feel_expr *e);
feel_value eval_range(feel_run *r, const feel_expr *e);
feel_value eval_path(feel_run *r, const feel_expr *e);
feel_value eval_item(feel_run *r, const feel_expr *e);

/* ---- eval_call.c ---- */
feel_value eval_function(feel_run *r, const feel_expr *e);
feel_value eval_call_builtin(feel_run *r, const feel_expr *e);
feel_value eval_call_slot(feel_run *r, const feel_expr *e);
feel_value eval_call(feel_run *r, const feel_expr *e);

/* ---- eval_test.c ---- */
/* The tests hold for r->subject: 1, 0, -1 (null). */
int eval_tests(feel_run *r, const feel_expr *e);
feel_value eval_in(feel_run *r, const feel_expr *e);
/* The same with `subject` as ?. */
int eval_tests_of(feel_run *r, const feel_expr *e, feel_value subject);

/* ---- table.c ---- */
feel_value eval_table(feel_run *r, const feel_expr *e);

/* ---- trace.c: called only while r->tracing ---- */
void trace_fill(feel_run *r, const feel_expr *e, feel_value v);
/* One TRACE_EXPR around the evaluation of e; label may be empty. */
feel_value trace_expr(feel_run *r, const feel_expr *e, str label);

static inline feel_value feel_tri(int t)
{
    return t < 0 ? FEEL_NULL_VALUE : feel_bool(t);
}

#endif
