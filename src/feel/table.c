/* table.c: decision tables (DMN 1.5 chapter 8): matching, hit policies, aggregation, defaults.
** A rule matches when every one of its tests is true; null counts as no match. */
#include "feel/eval.h"

enum { INPUTS_ON_STACK = 16 };

typedef struct table_run {
    const feel_expr *e;
    const feel_table *t;
    feel_value *inputs;
    VEC(int32_t) matched;                /* rule numbers from 0, ascending */
    feel_trace *trace;
} table_run;

typedef struct expr_list { const feel_expr **items; int32_t count; uint16_t height; } expr_list;

static void list_put(expr_list *l, const feel_expr *e)
{
    if (!e) return;
    l->items[l->count++] = e;
    if (e->height > l->height) l->height = e->height;
}

static void list_table(const feel_table *t, expr_list *l)
{
    for (int32_t i = 0; i < t->input_count; i++) {
        list_put(l, t->inputs[i].expr);
        list_put(l, t->inputs[i].allowed);
    }
    for (int32_t i = 0; i < t->output_count; i++) {
        list_put(l, t->outputs[i].allowed);
        list_put(l, t->outputs[i].default_value);
    }
    for (int32_t k = 0; k < t->rule_count; k++) {
        for (int32_t i = 0; i < t->input_count; i++) list_put(l, t->rules[k].tests[i]);
        for (int32_t i = 0; i < t->output_count; i++) list_put(l, t->rules[k].results[i]);
    }
}

feel_expr *feel_table_expr(arena *a, const feel_table *t)
{
    size_t most = ((size_t)t->rule_count + 2) * ((size_t)t->input_count + (size_t)t->output_count);
    feel_expr *e = ARENA_NEW(a, feel_expr);
    expr_list all = { .items = ARENA_ARRAY(a, const feel_expr *, most ? most : 1) };
    if (!e || !all.items) return NULL;
    list_table(t, &all);
    e->kind = FEEL_N_TABLE;
    e->height = (uint16_t)(all.height < UINT16_MAX ? all.height + 1 : UINT16_MAX);
    e->as.rows.table = t;
    e->as.rows.items = all.items;
    e->as.rows.count = all.count;
    if (t->output_count == 1 && t->hit < HIT_RULE_ORDER) e->type = t->outputs[0].type;
    return e;
}

/* ---- inputs ---- */

static feel_value input_value(feel_run *r, const table_input *in)
{
    feel_trace *trace = r->tracing ? trace_enter(r, TRACE_INPUT, in->label) : NULL;
    feel_value v = in->expr ? eval_operand(r, in->expr) : FEEL_NULL_VALUE;
    if (trace) {
        trace->text = in->expr ? feel_expr_source(in->expr) : in->label;
        trace->pos = in->pos;
        trace->type = in->type;
        trace_leave(r, trace, v);
    }
    return v;
}

/* false: a value stands outside the input's allowed values (§8.3.3), so the table has no answer. */
static bool read_inputs(feel_run *r, table_run *x)
{
    for (int32_t i = 0; i < x->t->input_count; i++) {
        const table_input *in = &x->t->inputs[i];
        x->inputs[i] = input_value(r, in);
        if (r->stopped) return false;
        if (!in->allowed || feel_is_null(x->inputs[i]) ||
            eval_tests_of(r, in->allowed, x->inputs[i]) == 1)
            continue;
        str shown = feel_literal(r->arena, x->inputs[i]);
        feel_fail(r, "E-ALLOWED", in->pos, "“%.*s”的值 %.*s 不在允许的值之内；请改为允许的值",
                  "%.*s: the value %.*s is not allowed; give an allowed one", STR_ARG(in->label),
                  STR_ARG(shown));
        return false;
    }
    return true;
}

static bool rule_matches(feel_run *r, const table_run *x, const table_rule *rule)
{
    for (int32_t i = 0; i < x->t->input_count; i++)
        if (rule->tests[i] && eval_tests_of(r, rule->tests[i], x->inputs[i]) != 1) return false;
    return true;
}

static bool match_rules(feel_run *r, table_run *x)
{
    for (int32_t k = 0; k < x->t->rule_count && !r->stopped; k++) {
        if (!rule_matches(r, x, &x->t->rules[k])) continue;
        int32_t *place = VEC_PUSH(r->arena, &x->matched);
        if (!place) { eval_no_memory(r, x->e); return false; }
        *place = k;
        if (x->t->hit == HIT_FIRST) break;
    }
    return !r->stopped;
}

/* ---- outputs ---- */

static feel_value output_cell(feel_run *r, const table_output *out, const feel_expr *cell)
{
    feel_value v = cell ? eval_operand(r, cell) : FEEL_NULL_VALUE;
    return out->type && !feel_is_null(v) ? feel_coerce(r, v, out->type) : v;
}

static feel_value compose(feel_run *r, const table_run *x, feel_expr *const *cells, bool defaults)
{
    const feel_table *t = x->t;
    str *keys = NULL;
    feel_value *values = NULL;
    if (t->output_count == 1)
        return output_cell(r, &t->outputs[0], defaults ? t->outputs[0].default_value : cells[0]);
    keys = ARENA_ARRAY(r->arena, str, t->output_count);
    values = ARENA_ARRAY(r->arena, feel_value, t->output_count);
    if (!keys || !values) return eval_no_memory(r, x->e);
    for (int32_t i = 0; i < t->output_count; i++) {
        keys[i] = t->outputs[i].name;
        values[i] =
            output_cell(r, &t->outputs[i], defaults ? t->outputs[i].default_value : cells[i]);
    }
    return feel_make_context(r->arena, keys, values, t->output_count);
}

static feel_value rule_result(feel_run *r, const table_run *x, int32_t rule_index)
{
    const table_rule *rule = &x->t->rules[rule_index];
    feel_trace *trace = r->tracing ? trace_enter(r, TRACE_ROW, rule->label) : NULL;
    feel_value v = compose(r, x, rule->results, false);
    if (trace) {
        trace->text = rule->note;
        trace->provision = rule->provision;
        trace->pos = rule->pos;
        trace_leave(r, trace, v);
    }
    return v;
}

static feel_value no_match(feel_run *r, const table_run *x)
{
    bool has_default = false;
    for (int32_t i = 0; i < x->t->output_count; i++)
        has_default = has_default || x->t->outputs[i].default_value;
    if (has_default) return compose(r, x, NULL, true);
    str name = x->t->name;
    return feel_fail(r, "E-NO-ROW", x->t->pos, "决策表“%.*s”没有一行符合",
                     "no row of the table %.*s matches", STR_ARG(name));
}

/* ---- one answer: unique, any, first ---- */

static str row_name(feel_run *r, const table_rule *rule, int32_t index)
{
    str label = rule->label;
    return label.len ? label : str_format(r->arena, "%d", (int)index + 1);
}

static feel_value conflict(feel_run *r, const table_run *x, const char *code, int32_t first,
                           int32_t second)
{
    str a = row_name(r, &x->t->rules[first], first), b = row_name(r, &x->t->rules[second], second);
    str name = x->t->name;
    src_pos pos = x->t->rules[second].pos.line ? x->t->rules[second].pos : x->t->pos;
    return feel_fail(r, code, pos, "决策表“%.*s”的第 %.*s 行与第 %.*s 行同时符合，结果不唯一",
                     "table %.*s: rows %.*s and %.*s both match, so the result is not unique",
                     STR_ARG(name), STR_ARG(a), STR_ARG(b));
}

static feel_value any_result(feel_run *r, const table_run *x)
{
    feel_value v = rule_result(r, x, x->matched.items[0]);
    for (int i = 1; i < x->matched.count; i++) {
        feel_value other = rule_result(r, x, x->matched.items[i]);
        if (!feel_same(v, other))
            return conflict(r, x, "E-ANY", x->matched.items[0], x->matched.items[i]);
    }
    return v;
}

/* ---- priority and output order ---- */

/* Position of v among the output's allowed values; values that are not listed come last. */
static int32_t priority_of(feel_run *r, const table_output *out, feel_value v)
{
    const feel_expr *allowed = out->allowed;
    if (allowed && allowed->kind == FEEL_N_FRAME) allowed = allowed->as.frame.body;
    if (allowed && allowed->kind == FEEL_N_TESTS) {
        for (int32_t i = 0; i < allowed->as.tests.count; i++)
            if (eval_tests_of(r, allowed->as.tests.items[i], v) == 1) return i;
        return INT32_MAX;
    }
    for (int32_t i = 0; out->type && i < out->type->value_count; i++)
        if (feel_same(out->type->values[i], v)) return i;
    return INT32_MAX;
}

static feel_value output_of(const table_run *x, feel_value result, int32_t i)
{
    return x->t->output_count == 1 ? result : result.as.context->values[i];
}

static int compare_priority(feel_run *r, const table_run *x, feel_value a, feel_value b)
{
    for (int32_t i = 0; i < x->t->output_count; i++) {
        if (x->t->output_count > 1 && (a.kind != FEEL_CONTEXT || b.kind != FEEL_CONTEXT)) return 0;
        int32_t pa = priority_of(r, &x->t->outputs[i], output_of(x, a, i));
        int32_t pb = priority_of(r, &x->t->outputs[i], output_of(x, b, i));
        if (pa != pb) return pa < pb ? -1 : 1;
    }
    return 0;
}

/* All results, in order of the rules, or sorted by priority (stable). */
static feel_value all_results(feel_run *r, const table_run *x, bool by_priority)
{
    int count = x->matched.count;
    feel_value *items = ARENA_ARRAY(r->arena, feel_value, count);
    if (!items) return eval_no_memory(r, x->e);
    for (int i = 0; i < count; i++) items[i] = rule_result(r, x, x->matched.items[i]);
    for (int i = 1; by_priority && i < count; i++) {
        feel_value v = items[i];
        int k = i;
        for (; k > 0 && compare_priority(r, x, v, items[k - 1]) < 0; k--) items[k] = items[k - 1];
        items[k] = v;
    }
    return feel_make_list(r->arena, items, count);
}

/* ---- collect with an aggregator ---- */

static feel_value aggregate_column(feel_run *r, const table_run *x, const feel_value *values,
                                   int count)
{
    feel_value best = values[0];
    dec sum;
    if (x->t->hit == HIT_COUNT) {
        return feel_number(dec_from_int(count));
    }
    for (int i = 0; i < count; i++)
        if (feel_is_null(values[i]) || values[i].kind != best.kind)
            return eval_mismatch(r, x->e, best, values[i]);
    for (int i = 1; i < count; i++) {
        if (x->t->hit == HIT_SUM) {
            if (best.kind != FEEL_NUMBER) best = eval_add(r, x->e, best, values[i]);
            else if (dec_add(best.as.number, values[i].as.number, &sum)) best = feel_number(sum);
            else return eval_mismatch(r, x->e, best, values[i]);
            continue;
        }
        int order = feel_order(values[i], best);
        if (order == 2) return eval_mismatch(r, x->e, best, values[i]);
        if (x->t->hit == HIT_MIN ? order < 0 : order > 0) best = values[i];
    }
    return best;
}

static feel_value aggregate(feel_run *r, const table_run *x)
{
    feel_value all = all_results(r, x, false);
    if (all.kind != FEEL_LIST) return all;
    const feel_list *list = all.as.list;
    if (x->t->output_count == 1 || x->t->hit == HIT_COUNT)
        return aggregate_column(r, x, list->items, list->count);
    /* Several outputs: each is aggregated for itself. */
    str *keys = ARENA_ARRAY(r->arena, str, x->t->output_count);
    feel_value *values = ARENA_ARRAY(r->arena, feel_value, x->t->output_count);
    feel_value *column = ARENA_ARRAY(r->arena, feel_value, list->count);
    if (!keys || !values || !column) return eval_no_memory(r, x->e);
    for (int32_t i = 0; i < x->t->output_count; i++) {
        for (int32_t k = 0; k < list->count; k++)
            column[k] = list->items[k].kind == FEEL_CONTEXT ? list->items[k].as.context->values[i]
                                                            : FEEL_NULL_VALUE;
        keys[i] = x->t->outputs[i].name;
        values[i] = aggregate_column(r, x, column, list->count);
    }
    return feel_make_context(r->arena, keys, values, x->t->output_count);
}

/* ---- the whole ---- */

static feel_value table_result(feel_run *r, const table_run *x)
{
    if (x->matched.count == 0) return no_match(r, x);
    switch (x->t->hit) {
    case HIT_UNIQUE:
        if (x->matched.count > 1)
            return conflict(r, x, "E-UNIQUE", x->matched.items[0], x->matched.items[1]);
        return rule_result(r, x, x->matched.items[0]);
    case HIT_ANY: return any_result(r, x);
    case HIT_FIRST: return rule_result(r, x, x->matched.items[0]);
    case HIT_PRIORITY: {
        feel_value all = all_results(r, x, true);
        return all.kind == FEEL_LIST ? all.as.list->items[0] : all;
    }
    case HIT_OUTPUT_ORDER: return all_results(r, x, true);
    case HIT_RULE_ORDER: case HIT_COLLECT: return all_results(r, x, false);
    case HIT_SUM: case HIT_COUNT: case HIT_MIN: case HIT_MAX: return aggregate(r, x);
    }
    return FEEL_NULL_VALUE;
}

feel_value eval_table(feel_run *r, const feel_expr *e)
{
    feel_value room[INPUTS_ON_STACK];
    table_run x = { .e = e, .t = e->as.table, .inputs = room };
    if (x.t->input_count > INPUTS_ON_STACK &&
        !(x.inputs = ARENA_ARRAY(r->arena, feel_value, x.t->input_count)))
        return eval_no_memory(r, e);
    feel_trace *trace = r->tracing ? trace_enter(r, TRACE_TABLE, x.t->name) : NULL;
    feel_value v = FEEL_NULL_VALUE;
    if (read_inputs(r, &x) && match_rules(r, &x)) v = table_result(r, &x);
    if (r->stopped) v = FEEL_NULL_VALUE;
    if (trace) {
        trace->pos = x.t->pos;
        trace_leave(r, trace, v);
    }
    return v;
}
