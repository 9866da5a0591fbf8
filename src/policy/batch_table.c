/* batch_table.c: decision tables as nodes. The rules become masks and those one column of row
*numbers; outputs that are
** constants are looked up by it. Where everything hangs on one column of codes, folding turns the
*whole into a table. */
#include "policy/batch_plan.h"

enum { RULES_AS_MASKS = 200 };

typedef struct rows {
    const feel_table *t;
    known *inputs;
    int32_t *holds;                  /* mask per rule */
    int32_t row;                     /* first rule that holds, from 0; -1 none */
    int32_t any, several;            /* masks: some rule holds, more than one */
    int32_t doubt;
} rows;

static bool read_inputs(plan *p, rows *x)
{
    known saved = p->subject;
    x->inputs = ARENA_ARRAY(p->arena, known, x->t->input_count + 1);
    if (!x->inputs) return false;
    for (int32_t i = 0; i < x->t->input_count; i++) {
        const table_input *in = &x->t->inputs[i];
        known v = in->expr ? plan_expr(p, in->expr) : known_null(p);
        x->inputs[i] = v;
        x->doubt = mask_or(p, x->doubt, v.doubt);
        if (!in->allowed || v.kind == K_NULL) continue;
        p->subject = v;
        known ok = plan_tests(p, in->allowed);
        int32_t fine = ok.kind == K_BOOLEAN
                           ? mask_or(p, mask_and(p, ok.value, mask_not(p, ok.doubt)), v.null)
                           : plan_const(p, 0);
        x->doubt = mask_or(p, x->doubt, mask_not(p, fine));
    }
    p->subject = saved;
    return true;
}

static int32_t rule_mask(plan *p, rows *x, const table_rule *rule)
{
    int32_t mask = plan_const(p, -1);
    known saved = p->subject;
    for (int32_t i = 0; i < x->t->input_count; i++) {
        if (!rule->tests[i]) continue;
        p->subject = x->inputs[i];
        known v = plan_tests(p, rule->tests[i]);
        if (v.kind != K_BOOLEAN) { mask = -1; break; }
        x->doubt = mask_or(p, x->doubt, v.doubt);
        mask = mask_and(p, mask, mask_and(p, v.value, mask_not(p, v.null)));
    }
    p->subject = saved;
    return mask;
}

/* Many rules: an index finds the row. */
static bool match_large(plan *p, rows *x)
{
    x->row = plan_large_table(p, x->t, x->inputs, &x->doubt);
    if (x->row < 0) return false;
    x->any = mask_not(p, plan_step(p, OP_LT, x->row, plan_const(p, 0), 0));
    x->several = plan_step(p, OP_LT, x->row, plan_const(p, -1), 0);
    return !p->failed;
}

static bool match_rules(plan *p, rows *x)
{
    int32_t count = x->t->rule_count;
    if (count > RULES_AS_MASKS) return match_large(p, x);
    x->holds = ARENA_ARRAY(p->arena, int32_t, count + 1);
    if (!x->holds) return false;
    x->any = x->several = plan_const(p, 0);
    for (int32_t k = 0; k < count; k++) {
        x->holds[k] = rule_mask(p, x, &x->t->rules[k]);
        if (x->holds[k] < 0) return false;
        x->several = mask_or(p, x->several, mask_and(p, x->any, x->holds[k]));
        x->any = mask_or(p, x->any, x->holds[k]);
    }
    x->row = plan_const(p, -1);
    for (int32_t k = count; k-- > 0;)
        x->row = plan_step(p, OP_SELECT, x->holds[k], plan_const(p, k), x->row);
    return !p->failed;
}

/* ---- outputs ---- */

/* Every cell of the column a constant of one kind? Then their values by row. */
static bool constant_cells(plan *p, const known *cells, int32_t count, int64_t *values,
                           int64_t *nulls, known *like)
{
    int scale = 0;
    *like = cells[0];
    for (int32_t k = 0; k < count; k++) {
        int64_t doubt, null;
        if (!plan_is_const(p, cells[k].doubt, &doubt) || doubt ||
            !plan_is_const(p, cells[k].null, &null))
            return false;
        nulls[k] = null;
        if (cells[k].kind == K_NULL) continue;
        if (!plan_is_const(p, cells[k].value, NULL) || cells[k].kind == K_CONTEXT ||
            cells[k].kind == K_RATIO)
            return false;
        if (like->kind == K_NULL) *like = cells[k];
        if (cells[k].kind != like->kind) return false;
        if (cells[k].scale > scale) scale = cells[k].scale;
    }
    for (int32_t k = 0; k < count; k++) {
        int64_t v = 0;
        plan_is_const(p, cells[k].value, &v);
        __int128 wide =
            cells[k].kind == K_NUMBER ? (__int128)v * batch_ten_to[scale - cells[k].scale] : v;
        if (wide > BATCH_LIMIT || wide < -BATCH_LIMIT) return false;
        values[k] = (int64_t)wide;
    }
    if (like->kind == K_NUMBER) like->scale = (int16_t)scale;
    return true;
}

/* The column's value in the row that holds. */
static known column(plan *p, const rows *x, const known *cells)
{
    int32_t count = x->t->rule_count;
    int64_t *values = ARENA_ARRAY(p->arena, int64_t, count + 1),
            *nulls = ARENA_ARRAY(p->arena, int64_t, count + 1);
    known v;
    if (!values || !nulls) { p->failed = true; return known_doubt(p); }
    if (constant_cells(p, cells, count, values + 1, nulls + 1, &v)) {
        int32_t row = plan_step(p, OP_ADD, x->row, plan_const(p, 1), 0);     /* 0: no row */
        v.value = plan_take(p, row, values, count + 1);
        v.null = plan_take(p, row, nulls, count + 1);
        v.doubt = plan_const(p, 0);
        return v;
    }
    if (!x->holds) return known_doubt(p);
    v = cells[count - 1];
    for (int32_t k = count - 1; k-- > 0;) v = known_pick(p, x->holds[k], cells[k], v);
    return v;
}

static known output(plan *p, const rows *x, int32_t i)
{
    const table_output *out = &x->t->outputs[i];
    known *cells = ARENA_ARRAY(p->arena, known, x->t->rule_count + 1);
    int64_t never;
    if (!cells) { p->failed = true; return known_doubt(p); }
    for (int32_t k = 0; k < x->t->rule_count; k++) {
        bool dead = x->holds && plan_is_const(p, x->holds[k], &never) && !never;
        cells[k] = dead ? known_null(p)
                        : plan_coerce(p, plan_expr(p, x->t->rules[k].results[i]), out->type);
    }
    known v = column(p, x, cells);
    if (!out->default_value) return v;
    return known_pick(p, x->any, v, plan_coerce(p, plan_expr(p, out->default_value), out->type));
}

static known single_row(plan *p, const rows *x)
{
    const feel_table *t = x->t;
    bool has_default = false;
    int32_t doubt = x->doubt;
    for (int32_t i = 0; i < t->output_count; i++)
        has_default = has_default || t->outputs[i].default_value;
    if (!has_default) doubt = mask_or(p, doubt, mask_not(p, x->any));
    if (t->hit != HIT_FIRST) doubt = mask_or(p, doubt, x->several);
    if (t->output_count == 1) return known_doubted(p, output(p, x, 0), doubt);
    known v = known_null(p);
    v.kind = K_CONTEXT;
    v.null = plan_const(p, 0);
    v.count = t->output_count;
    v.members = ARENA_ARRAY(p->arena, known, t->output_count);
    str *keys = ARENA_ARRAY(p->arena, str, t->output_count);
    if (!v.members || !keys) { p->failed = true; return known_doubt(p); }
    v.keys = keys;
    for (int32_t i = 0; i < t->output_count; i++) {
        keys[i] = t->outputs[i].name;
        v.members[i] = output(p, x, i);
        doubt = mask_or(p, doubt, v.members[i].doubt);
    }
    return known_doubted(p, v, doubt);
}

/* Sum and number of all rows that hold; none is 0 where the table is the decision itself
 * (policy-language.md section 6). */
static known collected(plan *p, const rows *x)
{
    const feel_table *t = x->t;
    bool own = p->deciding && p->deciding->table == t && p->deciding->doc->family.len == 0;
    if (!x->holds || t->output_count != 1 || t->outputs[0].default_value) return known_doubt(p);
    int32_t doubt = own ? x->doubt : mask_or(p, x->doubt, mask_not(p, x->any));
    known sum = known_null(p);
    for (int32_t k = 0; k < t->rule_count; k++) {
        known one = plan_coerce(p, plan_expr(p, t->rules[k].results[0]), t->outputs[0].type),
              none = one;
        doubt =
            mask_or(p, doubt,
                    mask_and(p, x->holds[k],
                             t->hit == HIT_COUNT ? one.doubt : mask_or(p, one.doubt, one.null)));
        if (t->hit == HIT_COUNT) {
            one = known_null(p);
            one.kind = K_NUMBER;
            one.value = plan_const(p, 1);
            none = one;
        }
        if (one.kind != K_NUMBER) return known_doubt(p);
        none.value = plan_const(p, 0);
        none.null = none.doubt = one.null = one.doubt = plan_const(p, 0);
        none = known_pick(p, x->holds[k], one, none);
        if (k && !known_align(p, &sum, &none)) return known_doubt(p);
        if (k) none.value = plan_step(p, OP_ADD, sum.value, none.value, 0);
        if (none.kind != K_NUMBER || none.value < 0) return known_doubt(p);
        sum = none;
    }
    return known_doubted(p, sum, doubt);
}

known plan_table(plan *p, const feel_expr *e)
{
    rows x = { .t = e->as.table, .doubt = plan_const(p, 0) };
    if (x.t->rule_count < 1 || x.t->output_count < 1 || !read_inputs(p, &x) || !match_rules(p, &x))
        return known_doubt(p);
    switch (x.t->hit) {
    case HIT_UNIQUE: case HIT_FIRST: case HIT_ANY: case HIT_PRIORITY:
        if (p->decisive == x.t) p->decisive_row = x.row;
        return single_row(p, &x);
    case HIT_SUM: case HIT_COUNT: return collected(p, &x);
    default: return known_doubt(p);
    }
}
