/* row_table.c: decision tables of a row. Cells that only name texts or truth values become one bit
*mask a value, so that the
** rows that hold are found without comparing texts; all other cells are looked at one by one, in
*the evaluator's order. */
#include "policy/row_node.h"

/* ---- making: tests ---- */

static row_test_kind test_kind(const feel_expr *e)
{
    switch (e->kind) {
    case FEEL_N_TEST_ANY: return ROW_TEST_ANY;
    case FEEL_N_TEST_LT: return ROW_TEST_LT;
    case FEEL_N_TEST_LE: return ROW_TEST_LE;
    case FEEL_N_TEST_GT: return ROW_TEST_GT;
    case FEEL_N_TEST_GE: return ROW_TEST_GE;
    case FEEL_N_TEST_EQ: return ROW_TEST_EQ;
    case FEEL_N_TEST_NE: return ROW_TEST_NE;
    case FEEL_N_TEST_VALUE: return ROW_TEST_VALUE;
    default: return ROW_TEST_BAIL;
    }
}

static row_test range_test(row_builder *b, const feel_expr *e)
{
    row_test t = { .kind = ROW_TEST_RANGE,
                   .low_closed = e->low_closed,
                   .high_closed = e->high_closed };
    const feel_expr *low = e->as.range.low, *high = e->as.range.high;
    if (low && low == high) return (row_test){ .kind = ROW_TEST_BAIL };
    if (low) t.value = row_compile_scalar(b, low);
    if (high) t.high = row_compile_scalar(b, high);
    return t;
}

static bool add_test(row_builder *b, row_tests *out, row_test t)
{
    if (out->count >= ROW_ITEMS_MAX) return false;
    out->items[out->count++] = t;
    return true;
}

/* A literal list stands for its items; anything else a cell may hold stands for itself. */
static bool add_item(row_builder *b, row_tests *out, const feel_expr *e)
{
    row_test t = { .kind = test_kind(e) };
    if (t.kind == ROW_TEST_ANY || t.kind == ROW_TEST_BAIL) return add_test(b, out, t);
    const feel_expr *a = e->as.kid.a;
    if (t.kind == ROW_TEST_VALUE && a->kind == FEEL_N_RANGE)
        return add_test(b, out, range_test(b, a));
    if (t.kind == ROW_TEST_VALUE && a->kind == FEEL_N_LITERAL && a->as.value.kind == FEEL_LIST)
        return false;
    if (t.kind == ROW_TEST_VALUE && a->kind == FEEL_N_LIST) {
        for (int32_t i = 0; i < a->as.list.count; i++) {
            const feel_expr *item = a->as.list.items[i];
            bool literal = item->kind == FEEL_N_LITERAL && row_plain(item->as.value) &&
                           item->as.value.kind != FEEL_NULL;
            row_test one = { .kind = ROW_TEST_EQ, .literal = true };
            if (!literal) return false;
            one.value = row_compile_scalar(b, item);
            if (!add_test(b, out, one)) return false;
        }
        return true;
    }
    t.literal = a->kind == FEEL_N_LITERAL;
    t.value = row_compile_scalar(b, a);
    return add_test(b, out, t);
}

const row_tests *row_compile_tests(row_builder *b, const feel_expr *tests)
{
    row_tests *out = ARENA_NEW(b->p->arena, row_tests);
    if (out) out->items = ARENA_ARRAY(b->p->arena, row_test, ROW_ITEMS_MAX);
    if (!out || !out->items) { b->p->no_memory = true; return NULL; }
    bool ok = true;
    if (tests->kind == FEEL_N_TESTS) {
        out->negated = tests->negated;
        for (int32_t i = 0; ok && i < tests->as.tests.count; i++)
            ok = add_item(b, out, tests->as.tests.items[i]);
    } else {
        ok = add_item(b, out, tests);
    }
    if (!ok) { out->count = 1; out->items[0] = (row_test){ .kind = ROW_TEST_BAIL }; }
    return out;
}

/* ---- making: columns ---- */

static bool only_literals(const row_tests *t, uint8_t kind)
{
    for (int32_t i = 0; i < t->count; i++) {
        const row_test *test = &t->items[i];
        if (test->kind == ROW_TEST_ANY) continue;
        bool compares =
            test->kind == ROW_TEST_EQ || test->kind == ROW_TEST_NE || test->kind == ROW_TEST_VALUE;
        if (!compares || !test->literal || test->value->fn != row_run_constant ||
            test->value->constant.kind != kind)
            return false;
    }
    return true;
}

static bool column_is(const row_column *c, int32_t rules, uint8_t kind)
{
    bool any = false;
    for (int32_t k = 0; k < rules; k++) {
        if (!c->tests[k]) continue;
        any = true;
        if (!only_literals(c->tests[k], kind)) return false;
    }
    return any;
}

static uint64_t mask_of(row_builder *b, const row_column *c, int32_t rules,
                        const row_value *subject)
{
    uint64_t mask = 0;
    for (int32_t k = 0; k < rules; k++)
        if (!c->tests[k] || row_hold(b->p, c->tests[k], subject) == 1) mask |= (uint64_t)1 << k;
    return mask;
}

static bool column_masks(row_builder *b, row_column *c, int32_t rules)
{
    bool text = column_is(c, rules, FEEL_STRING),
         truth = !text && column_is(c, rules, FEEL_BOOLEAN);
    if (!text && !truth) return true;
    c->mask_count = text ? b->p->texts.count : 2;
    c->masks = ARENA_ARRAY(b->p->arena, uint64_t, c->mask_count + 1);
    if (!c->masks) return false;
    for (int32_t i = 0; i < c->mask_count; i++) {
        row_value subject = { .kind = text ? FEEL_STRING : FEEL_BOOLEAN, .code = i };
        if (text) subject.as.string = b->p->texts.items[i];
        else subject.as.boolean = i == 1;
        c->masks[i] = mask_of(b, c, rules, &subject);
    }
    row_value other = { .kind = FEEL_STRING,
                        .code = ROW_CODE_NONE,
                        .as.string = STR("\n") }; /* no cell's text */
    c->other = text ? mask_of(b, c, rules, &other) : 0;
    c->kind = text ? ROW_BY_TEXT : ROW_BY_TRUTH;
    return true;
}

static bool compile_column(row_builder *b, row_table *t, int32_t i)
{
    const feel_table *s = t->source;
    row_column *c = &t->columns[i];
    c->input = row_compile_scalar(b, s->inputs[i].expr);
    c->tests = ARENA_ARRAY(b->p->arena, const row_tests *, s->rule_count + 1);
    if (!c->tests) return false;
    if (s->inputs[i].allowed) {
        c->allowed = row_compile_tests(b, s->inputs[i].allowed);
        if (!c->allowed) return false;
    }
    for (int32_t k = 0; k < s->rule_count; k++) {
        if (!s->rules[k].tests[i]) continue;
        c->tests[k] = row_compile_tests(b, s->rules[k].tests[i]);
        if (!c->tests[k]) return false;
        bool any = c->tests[k]->count == 1 && c->tests[k]->items[0].kind == ROW_TEST_ANY &&
                   !c->tests[k]->negated;
        if (any) c->tests[k] = NULL;
    }
    return column_masks(b, c, s->rule_count);
}

static bool compile_outputs(row_builder *b, row_table *t)
{
    const feel_table *s = t->source;
    bool has_default = false;
    for (int32_t i = 0; i < s->output_count; i++) {
        bool plain;
        t->wants[i] = row_want(s->outputs[i].type, &plain);
        if (!plain) return false;
        has_default = has_default || s->outputs[i].default_value;
        for (int32_t k = 0; k < s->rule_count; k++)
            t->results[k * s->output_count + i] = row_compile_scalar(b, s->rules[k].results[i]);
    }
    if (!has_default) return true;
    t->defaults = ARENA_ARRAY(b->p->arena, const row_node *, s->output_count);
    for (int32_t i = 0; t->defaults && i < s->output_count; i++)
        t->defaults[i] = s->outputs[i].default_value
                             ? row_compile_scalar(b, s->outputs[i].default_value)
                             : row_constant(b, (row_value){ .kind = FEEL_NULL });
    return t->defaults != NULL;
}

static bool table_room(row_builder *b, row_table *t)
{
    arena *a = b->p->arena;
    const feel_table *s = t->source;
    t->columns = ARENA_ARRAY(a, row_column, s->input_count + 1);
    t->results =
        ARENA_ARRAY(a, const row_node *, (size_t)s->rule_count *(size_t)s->output_count + 1);
    t->wants = ARENA_ARRAY(a, uint8_t, s->output_count);
    t->outputs = ARENA_ARRAY(a, row_value, s->output_count);
    t->subjects = ARENA_ARRAY(a, row_value, s->input_count + 1);
    return t->columns && t->results && t->wants && t->outputs && t->subjects;
}

static row_record *table_record(row_builder *b, const row_table *t)
{
    row_record *r = ARENA_NEW(b->p->arena, row_record);
    if (r) r->names = ARENA_ARRAY(b->p->arena, str, t->source->output_count);
    if (!r || !r->names) { b->p->no_memory = true; return NULL; }
    r->count = t->source->output_count;
    r->values = t->outputs;
    for (int32_t i = 0; i < r->count; i++) r->names[i] = t->source->outputs[i].name;
    return r;
}

static bool column_mask(const row_column *c, const row_value *subject, uint64_t *mask)
{
    if (c->kind == ROW_BY_TRUTH) {
        if (subject->kind != FEEL_BOOLEAN) return false;
        *mask &= c->masks[subject->as.boolean];
        return true;
    }
    if (subject->kind != FEEL_STRING) return false;
    *mask &=
        subject->code >= 0 && subject->code < c->mask_count ? c->masks[subject->code] : c->other;
    return true;
}

/* Leading columns whose input is a constant have chosen their rows already. */
static void drop_settled(row_builder *b, row_table *t)
{
    int32_t settled = 0;
    t->possible =
        t->source->rule_count == 64 ? ~(uint64_t)0 : ((uint64_t)1 << t->source->rule_count) - 1;
    for (; settled < t->column_count; settled++) {
        const row_column *c = &t->columns[settled];
        if (c->kind == ROW_BY_TESTS || c->allowed || c->input->fn != row_run_constant) break;
        if (!column_mask(c, &c->input->constant, &t->possible)) break;
    }
    t->columns += settled;
    t->column_count -= settled;
}

row_code row_compile_table(row_builder *b, const feel_table *s, bool sum_may_be_zero)
{
    row_code none = { .node = row_bail() };
    bool known = s->hit == HIT_UNIQUE || s->hit == HIT_FIRST ||
                 (s->hit == HIT_SUM && sum_may_be_zero && s->output_count == 1);
    if (!known || s->rule_count > ROW_RULES_MAX || s->rule_count == 0 || s->output_count < 1)
        return none;
    row_table *t = ARENA_NEW(b->p->arena, row_table);
    row_node *n = t ? row_new(b, row_run_table) : NULL;
    if (t) t->source = s;
    if (!n || !table_room(b, t)) { b->p->no_memory = true; return none; }
    t->column_count = s->input_count;
    for (int32_t i = 0; i < s->input_count; i++)
        if (!compile_column(b, t, i)) { b->p->no_memory = true; return none; }
    drop_settled(b, t);
    while (t->prefix < t->column_count && t->columns[t->prefix].kind != ROW_BY_TESTS) t->prefix++;
    if (!compile_outputs(b, t)) return none;
    n->table = t;
    row_record *record = s->output_count > 1 ? table_record(b, t) : NULL;
    return (row_code){ .node = n, .record = record };
}

/* ---- running ---- */

/* All inputs first, each within its allowed values. */
static bool read_inputs(policy_row *p, row_table *t, uint64_t *mask)
{
    for (int32_t i = 0; i < t->column_count; i++) {
        const row_column *c = &t->columns[i];
        const row_value *v = row_operand(p, c->input, &t->subjects[i]);
        if (!v) return false;
        if (v != &t->subjects[i]) t->subjects[i] = *v;
        if (c->allowed && t->subjects[i].kind != FEEL_NULL &&
            row_hold(p, c->allowed, &t->subjects[i]) != 1)
            return false;
    }
    for (int32_t i = 0; i < t->prefix; i++)
        if (!column_mask(&t->columns[i], &t->subjects[i], mask)) return false;
    return true;
}

/* 1, 0, -1 */
static int rule_holds(policy_row *p, row_table *t, int32_t k)
{
    for (int32_t i = t->prefix; i < t->column_count; i++) {
        const row_tests *tests = t->columns[i].tests[k];
        int held = tests ? row_hold(p, tests, &t->subjects[i]) : 1;
        if (held != 1) return held;
    }
    return 1;
}

static bool take_outputs(policy_row *p, row_table *t, const row_node **cells)
{
    for (int32_t i = 0; i < t->source->output_count; i++) {
        const row_value *v = row_operand(p, cells[i], &t->outputs[i]);
        if (!v || !row_fits(t->wants[i], v)) return false;
        if (v != &t->outputs[i]) t->outputs[i] = *v;
    }
    return true;
}

static bool finish(policy_row *p, row_table *t, int32_t matched, row_value *out)
{
    const row_node **cells =
        matched >= 0 ? &t->results[matched * t->source->output_count] : t->defaults;
    if (!cells || !take_outputs(p, t, cells)) return false;
    t->matched = matched;
    if (t->source->output_count == 1) *out = t->outputs[0];
    else out->kind = FEEL_CONTEXT;
    return true;
}

static bool sum_of(policy_row *p, row_table *t, uint64_t rules, row_value *out)
{
    dec sum = DEC_ZERO;
    bool first = true;
    for (; rules; rules &= rules - 1, first = false) {
        int32_t k = __builtin_ctzll(rules);
        if (!take_outputs(p, t, &t->results[k]) || t->outputs[0].kind != FEEL_NUMBER) return false;
        if (first) sum = t->outputs[0].as.number;
        else if (!dec_add(sum, t->outputs[0].as.number, &sum)) return false;
    }
    if (first && t->defaults) return finish(p, t, -1, out);
    t->matched = -1;
    out->kind = FEEL_NUMBER;
    out->as.number = sum;
    return true;
}

bool row_run_table(policy_row *p, const row_node *n, row_value *out)
{
    row_table *t = n->table;
    uint64_t mask = t->possible, hold = 0;
    if (!read_inputs(p, t, &mask)) return false;
    bool by_masks = t->prefix == t->column_count;
    if (by_masks) hold = mask;
    for (uint64_t rest = by_masks ? 0 : mask; rest; rest &= rest - 1) {
        int32_t k = __builtin_ctzll(rest);
        int held = rule_holds(p, t, k);
        if (held < 0) return false;
        if (held) hold |= (uint64_t)1 << k;
        if (held && t->source->hit == HIT_FIRST) break;
    }
    if (t->source->hit == HIT_SUM) return sum_of(p, t, hold, out);
    if (t->source->hit == HIT_UNIQUE && (hold & (hold - 1))) return false;
    return finish(p, t, hold ? __builtin_ctzll(hold) : -1, out);
}
