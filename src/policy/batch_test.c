/* batch_test.c: comparison and unary tests as masks, after eval_test.c: true, false, or null where
 * it cannot be decided. */
#include "policy/batch_plan.h"

static known undecided(plan *p, known v, int32_t where)
{
    v.null = mask_or(p, v.null, where);
    v.value = mask_and(p, v.value, mask_not(p, where));
    return v;
}

/* tri: a null operand of an order makes the test null; otherwise the row is doubtful, for the
 * scalar path notes it. */
known known_order(plan *p, known a, known b, feel_node_kind kind, bool tri)
{
    int32_t doubt = mask_or(p, a.doubt, b.doubt), null = mask_or(p, a.null, b.null), value;
    if (tri && (a.kind == K_NULL || b.kind == K_NULL))
        return known_doubted(p, undecided(p, known_boolean(p, plan_const(p, 0)), plan_const(p, -1)),
                             doubt);
    if (a.kind != b.kind || (a.kind != K_NUMBER && a.kind != K_DATE)) return known_doubt(p);
    if (a.kind == K_NUMBER && !known_align(p, &a, &b)) return known_doubt(p);
    bool turned = kind == FEEL_N_GT || kind == FEEL_N_GE,
         strict = kind == FEEL_N_LT || kind == FEEL_N_GT;
    value = plan_step(p, strict ? OP_LT : OP_LE, turned ? b.value : a.value,
                      turned ? a.value : b.value, 0);
    known v = known_doubted(p, known_boolean(p, value), doubt);
    return tri ? undecided(p, v, null) : known_doubted(p, v, null);
}

/* null equals null and nothing else; different kinds do not compare (the scalar path answers
 * those). */
known known_equal(plan *p, known a, known b, bool tri)
{
    (void)tri;
    int32_t doubt = mask_or(p, a.doubt, b.doubt), value;
    if (a.kind == K_DOUBT || b.kind == K_DOUBT) return known_doubt(p);
    if (a.kind == K_NULL || b.kind == K_NULL)
        return known_doubted(p, known_boolean(p, a.kind == K_NULL ? b.null : a.null), doubt);
    if (a.kind != b.kind || a.kind == K_CONTEXT || a.kind == K_RATIO) return known_doubt(p);
    if (a.kind == K_NUMBER && !known_align(p, &a, &b)) return known_doubt(p);
    if (a.kind == K_BOOLEAN)
        value = mask_not(p, mask_pick(p, a.value, mask_not(p, b.value), b.value));
    else value = plan_step(p, OP_EQ, a.value, b.value, 0);
    value = mask_pick(p, mask_or(p, a.null, b.null), mask_and(p, a.null, b.null), value);
    return known_doubted(p, known_boolean(p, value), doubt);
}

static known in_range(plan *p, const feel_expr *e)
{
    known s = p->subject, v = known_boolean(p, plan_const(p, -1));
    const feel_expr *low = e->as.range.low, *high = e->as.range.high;
    if (low && low == high) return known_doubt(p);
    known ends[2] = { v, v };
    if (low)
        ends[0] = known_order(p, s, plan_expr(p, low), e->low_closed ? FEEL_N_GE : FEEL_N_GT, true);
    if (high)
        ends[1] =
            known_order(p, s, plan_expr(p, high), e->high_closed ? FEEL_N_LE : FEEL_N_LT, true);
    if (ends[0].kind != K_BOOLEAN || ends[1].kind != K_BOOLEAN) return known_doubt(p);
    /* One end that fails settles it, else an undecided end leaves it undecided. */
    v.value = mask_and(p, ends[0].value, ends[1].value);
    int32_t null = mask_or(p, ends[0].null, ends[1].null);
    int32_t fails = mask_or(p, mask_and(p, mask_not(p, ends[0].value), mask_not(p, ends[0].null)),
                            mask_and(p, mask_not(p, ends[1].value), mask_not(p, ends[1].null)));
    v = undecided(p, v, mask_and(p, null, mask_not(p, fails)));
    return known_doubted(p, v, mask_or(p, ends[0].doubt, ends[1].doubt));
}

/* Any item of a written list. */
static known in_list(plan *p, const feel_expr *e)
{
    known v = known_boolean(p, plan_const(p, 0));
    for (int32_t i = 0; i < e->as.list.count; i++) {
        const feel_expr *item = e->as.list.items[i];
        if (item->kind == FEEL_N_LIST || item->kind == FEEL_N_CONTEXT) return known_doubt(p);
        known one = item->kind == FEEL_N_RANGE
                        ? in_range(p, item)
                        : known_equal(p, p->subject, plan_expr(p, item), true);
        if (one.kind != K_BOOLEAN) return known_doubt(p);
        v.value = mask_or(p, v.value, mask_and(p, one.value, mask_not(p, one.null)));
        v.doubt = mask_or(p, v.doubt, one.doubt);
    }
    return v;
}

static known of_value(plan *p, const feel_expr *a)
{
    if (a->kind == FEEL_N_RANGE) return in_range(p, a);
    if (a->kind == FEEL_N_LIST) return in_list(p, a);
    known v = plan_expr(p, a);
    /* A condition that does not mention ? holds or not, whatever the input is. */
    if (v.kind == K_BOOLEAN && p->subject.kind != K_BOOLEAN && a->kind != FEEL_N_LITERAL)
        return known_doubted(p, v, v.null);
    if (v.kind == K_BOOLEAN && p->subject.kind == K_BOOLEAN && a->kind != FEEL_N_LITERAL)
        return known_doubted(p, known_equal(p, p->subject, v, true), p->subject.null);
    return known_equal(p, p->subject, v, true);
}

static known of_truth(plan *p, const feel_expr *a)
{
    known v = plan_expr(p, a);
    if (v.kind != K_BOOLEAN) return known_doubt(p);
    return undecided(p, v, v.null);
}

static known one_test(plan *p, const feel_expr *e)
{
    known v;
    switch ((feel_node_kind)e->kind) {
    case FEEL_N_TEST_ANY: return known_boolean(p, plan_const(p, -1));
    case FEEL_N_TEST_LT:
        return known_order(p, p->subject, plan_expr(p, e->as.kid.a), FEEL_N_LT, true);
    case FEEL_N_TEST_LE:
        return known_order(p, p->subject, plan_expr(p, e->as.kid.a), FEEL_N_LE, true);
    case FEEL_N_TEST_GT:
        return known_order(p, p->subject, plan_expr(p, e->as.kid.a), FEEL_N_GT, true);
    case FEEL_N_TEST_GE:
        return known_order(p, p->subject, plan_expr(p, e->as.kid.a), FEEL_N_GE, true);
    case FEEL_N_TEST_EQ: return known_equal(p, p->subject, plan_expr(p, e->as.kid.a), true);
    case FEEL_N_TEST_NE:
        v = known_equal(p, p->subject, plan_expr(p, e->as.kid.a), true);
        if (v.kind == K_BOOLEAN) v.value = mask_not(p, v.value);
        return v;
    case FEEL_N_TEST_VALUE: return of_value(p, e->as.kid.a);
    case FEEL_N_TEST_TRUE: return of_truth(p, e->as.kid.a);
    case FEEL_N_TESTS: return plan_tests(p, e);
    default: return known_doubt(p);
    }
}

known plan_tests(plan *p, const feel_expr *e)
{
    if (e->kind == FEEL_N_FRAME) {
        known v = plan_expr(p, e);
        return v.kind == K_BOOLEAN ? v : known_doubt(p);
    }
    if (e->kind != FEEL_N_TESTS) return one_test(p, e);
    known v = known_boolean(p, plan_const(p, 0));
    for (int32_t i = 0; i < e->as.tests.count; i++) {
        known one = one_test(p, e->as.tests.items[i]);
        if (one.kind != K_BOOLEAN) return known_doubt(p);
        v.value = mask_or(p, v.value, mask_and(p, one.value, mask_not(p, one.null)));
        v.null = mask_or(p, v.null, one.null);
        v.doubt = mask_or(p, v.doubt, one.doubt);
    }
    v.null = mask_and(p, v.null, mask_not(p, v.value));
    if (e->negated) v.value = mask_and(p, mask_not(p, v.value), mask_not(p, v.null));
    return v;
}
