/* eval.c: evaluation by walking the tree (DMN 1.5 §10.3.2). One switch; what is rare or long stands
*in other files.
** Null and wrong kinds: an operator yields null with a note (§10.3.2.2), `and` and `or` are
*three-valued (§10.3.2.7). */
#include "feel/eval.h"

static feel_value numeric(feel_run *r, const feel_expr *e, bool ok, dec out)
{
    if (ok) return feel_number(out);
    if (e->kind == FEEL_N_DIV)
        return feel_fail(r, "E-DIV0", feel_expr_pos(e), "除数是零", "division by zero");
    return feel_fail(r, "E-RANGE", feel_expr_pos(e), "结果超出可表示的范围",
                     "the result is beyond the range of numbers");
}

static feel_value arithmetic(feel_run *r, const feel_expr *e)
{
    feel_value a = eval_operand(r, e->as.kid.a), b = eval_operand(r, e->as.kid.b);
    dec out = { 0, 0 };
    if (a.kind == FEEL_NUMBER && b.kind == FEEL_NUMBER) {
        switch (e->kind) {
        case FEEL_N_ADD:
            if (dec_add(a.as.number, b.as.number, &out)) return feel_number(out);
            break;
        case FEEL_N_SUB:
            if (dec_sub(a.as.number, b.as.number, &out)) return feel_number(out);
            break;
        case FEEL_N_MUL:
            if (dec_mul(a.as.number, b.as.number, &out)) return feel_number(out);
            break;
        case FEEL_N_DIV: return numeric(r, e, dec_div(a.as.number, b.as.number, &out), out);
        default: return numeric(r, e, dec_pow(a.as.number, b.as.number, &out), out);
        }
        return numeric(r, e, false, out);
    }
    switch (e->kind) {
    case FEEL_N_ADD: return eval_add(r, e, a, b);
    case FEEL_N_SUB: return eval_subtract(r, e, a, b);
    case FEEL_N_MUL: return eval_multiply(r, e, a, b);
    case FEEL_N_DIV: return eval_divide(r, e, a, b);
    default: return eval_power(r, e, a, b);
    }
}

static bool order_holds(uint8_t kind, int order)
{
    switch (kind) {
    case FEEL_N_LT: return order < 0;
    case FEEL_N_LE: return order <= 0;
    case FEEL_N_GT: return order > 0;
    default: return order >= 0;
    }
}

static feel_value comparison(feel_run *r, const feel_expr *e)
{
    feel_value a = eval_operand(r, e->as.kid.a), b = eval_operand(r, e->as.kid.b);
    if (a.kind == FEEL_NUMBER && b.kind == FEEL_NUMBER)
        return feel_bool(order_holds(e->kind, dec_cmp(a.as.number, b.as.number)));
    int order = feel_order(a, b);
    return order == 2 ? eval_mismatch(r, e, a, b) : feel_bool(order_holds(e->kind, order));
}

static feel_value equality(feel_run *r, const feel_expr *e)
{
    feel_value a = eval_operand(r, e->as.kid.a), b = eval_operand(r, e->as.kid.b);
    int equal = a.kind == FEEL_NUMBER && b.kind == FEEL_NUMBER ? dec_eq(a.as.number, b.as.number)
                                                               : feel_equal(a, b);
    if (equal < 0) return eval_mismatch(r, e, a, b);
    return feel_bool(e->kind == FEEL_N_EQ ? equal : !equal);
}

/* `stop` decides the whole: false for and, true for or. A kind that is not boolean counts as null.
 */
static feel_value logic(feel_run *r, const feel_expr *e, bool stop)
{
    feel_value a = eval_operand(r, e->as.kid.a);
    if (a.kind == FEEL_BOOLEAN && a.as.boolean == stop) return a;
    feel_value b = eval_operand(r, e->as.kid.b);
    if (b.kind == FEEL_BOOLEAN && b.as.boolean == stop) return b;
    if (a.kind == FEEL_BOOLEAN && b.kind == FEEL_BOOLEAN) return feel_bool(!stop);
    bool nulls = (a.kind == FEEL_NULL || a.kind == FEEL_BOOLEAN) &&
                 (b.kind == FEEL_NULL || b.kind == FEEL_BOOLEAN);
    return nulls ? FEEL_NULL_VALUE : eval_mismatch(r, e, a, b);
}

static feel_value between(feel_run *r, const feel_expr *e)
{
    feel_value a = eval_operand(r, e->as.kid.a);
    feel_value low = eval_operand(r, e->as.kid.b), high = eval_operand(r, e->as.kid.c);
    int above = feel_order(a, low), below = feel_order(a, high);
    if (above == 2 || below == 2) return eval_mismatch(r, e, a, above == 2 ? low : high);
    return feel_bool(above >= 0 && below <= 0);
}

static feel_value in_frame(feel_run *r, const feel_expr *e)
{
    eval_frame saved;
    if (!eval_enter(r, e->as.frame.size, &saved)) return eval_no_memory(r, e);
    feel_value v = eval_node(r, e->as.frame.body);
    eval_leave(r, &saved);
    return v;
}

feel_value eval_dispatch(feel_run *r, const feel_expr *e)
{
    switch ((feel_node_kind)e->kind) {
    case FEEL_N_LITERAL: return e->as.value;
    case FEEL_N_LOCAL: return r->locals[e->as.local.index];
    case FEEL_N_SLOT:
        return r->env ? r->env->get(r->env->self, r, e->as.slot.slot) : FEEL_NULL_VALUE;
    case FEEL_N_SUBJECT: return r->subject;
    case FEEL_N_ITEM: return eval_item(r, e);
    case FEEL_N_FRAME: return in_frame(r, e);
    case FEEL_N_NEG: {
        feel_value a = eval_operand(r, e->as.kid.a);
        return a.kind == FEEL_NUMBER ? feel_number(dec_neg(a.as.number)) : eval_negate(r, e, a);
    }
    case FEEL_N_ADD:
    case FEEL_N_SUB:
    case FEEL_N_MUL:
    case FEEL_N_DIV:
    case FEEL_N_POW: return arithmetic(r, e);
    case FEEL_N_EQ: case FEEL_N_NE: return equality(r, e);
    case FEEL_N_LT: case FEEL_N_LE: case FEEL_N_GT: case FEEL_N_GE: return comparison(r, e);
    case FEEL_N_AND: return logic(r, e, false);
    case FEEL_N_OR: return logic(r, e, true);
    case FEEL_N_BETWEEN: return between(r, e);
    case FEEL_N_IN: return eval_in(r, e);
    case FEEL_N_INSTANCE: {
        feel_value a = eval_operand(r, e->as.instance.a);
        return feel_bool(feel_value_is(a, e->as.instance.type));
    }
    case FEEL_N_IF:
        return eval_operand(r,
                            feel_is_true(eval_operand(r, e->as.kid.a)) ? e->as.kid.b : e->as.kid.c);
    case FEEL_N_FOR: return eval_for(r, e);
    case FEEL_N_SOME: case FEEL_N_EVERY: return eval_quantified(r, e);
    case FEEL_N_LIST: return eval_list(r, e);
    case FEEL_N_RANGE: return eval_range(r, e);
    case FEEL_N_CONTEXT: return eval_context(r, e);
    case FEEL_N_FUNCTION: return eval_function(r, e);
    case FEEL_N_CALL_BUILTIN: return eval_call_builtin(r, e);
    case FEEL_N_CALL_SLOT: return eval_call_slot(r, e);
    case FEEL_N_CALL: return eval_call(r, e);
    case FEEL_N_PATH: return eval_path(r, e);
    case FEEL_N_FILTER: return eval_filter(r, e);
    case FEEL_N_TESTS:
    case FEEL_N_TEST_ANY:
    case FEEL_N_TEST_LT:
    case FEEL_N_TEST_LE:
    case FEEL_N_TEST_GT:
    case FEEL_N_TEST_GE:
    case FEEL_N_TEST_EQ:
    case FEEL_N_TEST_NE:
    case FEEL_N_TEST_VALUE:
    case FEEL_N_TEST_TRUE: return feel_tri(eval_tests(r, e));
    case FEEL_N_TABLE: return eval_table(r, e);
    case FEEL_NODE_COUNT: break;
    }
    return FEEL_NULL_VALUE;
}

feel_value eval_node(feel_run *r, const feel_expr *e)
{
    if (__builtin_expect(--r->fuel < 0, 0)) return eval_slow(r, e);
    return eval_dispatch(r, e);
}
