/* eval_test.c: unary tests (DMN 1.5 §10.3.2.8) and `in` (§10.3.2.11 table 53). */
#include "feel/eval.h"

/* Is the subject equal to v, or inside it when v is a list or a range? 1, 0, -1. */
static int matches(feel_run *r, feel_value v)
{
    feel_value s = r->subject;
    if (v.kind == FEEL_RANGE && s.kind != FEEL_RANGE) return feel_in_range(s, v.as.range);
    if (v.kind != FEEL_LIST) return feel_equal(s, v);
    int result = s.kind == FEEL_LIST && feel_equal(s, v) == 1;
    for (int32_t i = 0; i < v.as.list->count && result != 1; i++) {
        feel_value item = v.as.list->items[i];
        int one = item.kind == FEEL_RANGE && s.kind != FEEL_RANGE ? feel_in_range(s, item.as.range)
                                                                  : feel_equal(s, item);
        if (one > 0) result = 1;
    }
    return result;
}

static int ordered(feel_run *r, const feel_expr *e)
{
    feel_value v = eval_operand(r, e->as.kid.a);
    int order = v.kind == FEEL_NUMBER && r->subject.kind == FEEL_NUMBER
                    ? dec_cmp(r->subject.as.number, v.as.number)
                    : feel_order(r->subject, v);
    if (order == 2) return -1;
    switch (e->kind) {
    case FEEL_N_TEST_LT: return order < 0;
    case FEEL_N_TEST_LE: return order <= 0;
    case FEEL_N_TEST_GT: return order > 0;
    default: return order >= 0;
    }
}

static int range_test(feel_run *r, const feel_expr *e)
{
    /* A literal range is compared without building it. */
    feel_range range = { .low_closed = e->low_closed,
                         .high_closed = e->high_closed,
                         .has_low = e->as.range.low != NULL,
                         .has_high = e->as.range.high != NULL };
    if (range.has_low) range.low = eval_operand(r, e->as.range.low);
    if (range.has_high) range.high = eval_operand(r, e->as.range.high);
    return feel_in_range(r->subject, &range);
}

static int value_test(feel_run *r, const feel_expr *e)
{
    const feel_expr *a = e->as.kid.a;
    if (a->kind == FEEL_N_RANGE && r->subject.kind == FEEL_NUMBER) return range_test(r, a);
    feel_value v = eval_operand(r, a);
    /* A condition that does not mention ? ("a > b" in a cell) holds or not whatever the input is.
     */
    if (v.kind == FEEL_BOOLEAN && r->subject.kind != FEEL_BOOLEAN && a->kind != FEEL_N_LITERAL)
        return v.as.boolean;
    return matches(r, v);
}

static int one_test(feel_run *r, const feel_expr *e)
{
    int equal;
    feel_value v;
    switch (e->kind) {
    case FEEL_N_TEST_ANY: return 1;
    case FEEL_N_TEST_LT:
    case FEEL_N_TEST_LE:
    case FEEL_N_TEST_GT:
    case FEEL_N_TEST_GE: return ordered(r, e);
    case FEEL_N_TEST_EQ: return feel_equal(r->subject, eval_operand(r, e->as.kid.a));
    case FEEL_N_TEST_NE:
        equal = feel_equal(r->subject, eval_operand(r, e->as.kid.a));
        return equal < 0 ? -1 : !equal;
    case FEEL_N_TEST_VALUE: return value_test(r, e);
    case FEEL_N_TEST_TRUE:
        v = eval_operand(r, e->as.kid.a);
        if (v.kind == FEEL_BOOLEAN) return v.as.boolean;
        return v.kind == FEEL_NULL ? -1 : matches(r, v);
    case FEEL_N_FRAME: case FEEL_N_TESTS: return eval_tests(r, e);
    default: return -1;
    }
}

int eval_tests(feel_run *r, const feel_expr *e)
{
    if (e->kind == FEEL_N_FRAME) {
        feel_value v = eval_node(r, e);
        return v.kind == FEEL_BOOLEAN ? v.as.boolean : -1;
    }
    if (e->kind != FEEL_N_TESTS) return one_test(r, e);
    int result = 0;
    for (int32_t i = 0; i < e->as.tests.count && result != 1; i++) {
        int one = one_test(r, e->as.tests.items[i]);
        if (one != 0) result = one;
    }
    if (e->negated && result >= 0) result = !result;
    return result;
}

int eval_tests_of(feel_run *r, const feel_expr *e, feel_value subject)
{
    feel_value saved = r->subject;
    r->subject = subject;
    int result = eval_tests(r, e);
    r->subject = saved;
    return result;
}

feel_value eval_in(feel_run *r, const feel_expr *e)
{
    feel_value a = eval_operand(r, e->as.kid.a);
    int result = eval_tests_of(r, e->as.kid.b, a);
    return result < 0 ? eval_mismatch(r, e, a, FEEL_NULL_VALUE) : feel_bool(result);
}
