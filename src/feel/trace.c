/* trace.c: the explanation of a run (feel.h, feel_trace). Nothing here runs unless r->tracing is
 * set. */
#include "feel/eval.h"

enum { FILLS_MAX = 20000, FILLED_MAX = 4000 };

feel_trace *trace_enter(feel_run *r, trace_kind kind, str label)
{
    if (!r->tracing) return NULL;
    feel_trace *node = ARENA_NEW(r->arena, feel_trace);
    if (!node) return NULL;
    node->kind = kind;
    node->label = label;
    if (r->trace) {
        if (r->trace->last) r->trace->last->next = node;
        else r->trace->first = node;
        r->trace->last = node;
    }
    /* While the node is open `next` is its parent; a sibling can only come after trace_leave. */
    node->next = r->trace;
    r->trace = node;
    return node;
}

void trace_leave(feel_run *r, feel_trace *node, feel_value v)
{
    if (!node) return;
    node->value = v;
    r->trace = node->next;
    node->next = NULL;
    /* The outermost node stays as the root so that the caller finds it. */
    if (!r->trace) r->trace = node;
}

/* ---- formulas with their numbers ---- */

static bool is_scalar(feel_value v)
{
    return v.kind <= FEEL_NANOS;
}

void trace_fill(feel_run *r, const feel_expr *e, feel_value v)
{
    switch (e->kind) {
    case FEEL_N_SLOT:
    case FEEL_N_PATH:
    case FEEL_N_ITEM:
    case FEEL_N_CALL_SLOT:
    case FEEL_N_CALL:
    case FEEL_N_FILTER: break;
    default: return;
    }
    if (!is_scalar(v) || r->fills.count >= FILLS_MAX) return;
    struct feel_fill *f = VEC_PUSH(r->arena, &r->fills);
    if (f) *f = (struct feel_fill){ e, v };
}

typedef struct filler { feel_run *r; int from; int steps; } filler;

/* Inside loops, filters and function bodies a name has many values, so the text stays as written.
 */
static str fill_text(void *self, const feel_expr *e)
{
    filler *f = self;
    arena *a = f->r->arena;
    switch (e->kind) {
    case FEEL_N_FOR:
    case FEEL_N_SOME:
    case FEEL_N_EVERY:
    case FEEL_N_FUNCTION: return feel_print(a, e);
    case FEEL_N_LOCAL: {
        feel_value v = f->r->locals ? f->r->locals[e->as.local.index] : FEEL_NULL_VALUE;
        return is_scalar(v) ? feel_literal(a, v) : (str){ 0 };
    }
    case FEEL_N_SLOT:
    case FEEL_N_PATH:
    case FEEL_N_ITEM:
    case FEEL_N_CALL_SLOT:
    case FEEL_N_CALL:
    case FEEL_N_FILTER: break;
    default: return (str){ 0 };
    }
    for (int i = f->r->fills.count - 1; i >= f->from && f->steps > 0; i--, f->steps--)
        if (f->r->fills.items[i].node == e) return feel_literal(a, f->r->fills.items[i].value);
    return e->kind == FEEL_N_FILTER ? feel_print(a, e) : (str){ 0 };
}

static bool own_trace(const feel_expr *e)
{
    return e->kind == FEEL_N_TABLE || (e->kind == FEEL_N_CONTEXT && !e->source) ||
           e->kind == FEEL_N_FRAME;
}

static feel_value trace_body(feel_run *r, const feel_expr *e)
{
    if (e->kind == FEEL_N_LITERAL || e->kind == FEEL_N_LOCAL) return eval_operand(r, e);
    return eval_node(r, e);
}

/* A FRAME wraps the body whose variables the formula needs: it is entered here so that they can be
 * read afterwards. */
static feel_value trace_frame(feel_run *r, const feel_expr *e, str label)
{
    eval_frame saved;
    if (!eval_enter(r, e->as.frame.size, &saved)) return eval_no_memory(r, e);
    feel_value v = trace_expr(r, e->as.frame.body, label);
    eval_leave(r, &saved);
    return v;
}

feel_value trace_expr(feel_run *r, const feel_expr *e, str label)
{
    if (e->kind == FEEL_N_FRAME) return trace_frame(r, e, label);
    if (own_trace(e) && !label.len) return trace_body(r, e);
    feel_trace *t = trace_enter(r, TRACE_EXPR, label);
    int from = r->fills.count;
    feel_value v = trace_body(r, e);
    if (!t) return v;
    if (!own_trace(e)) {
        filler f = { r, from, 100000 };
        t->text = feel_expr_source(e);
        t->filled = e->length <= FILLED_MAX && e->kind != FEEL_N_LITERAL
                        ? feel_print_with(r->arena, e, fill_text, &f)
                        : (str){ 0 };
    }
    t->pos = feel_expr_pos(e);
    t->type = e->type;
    trace_leave(r, t, v);
    return v;
}
