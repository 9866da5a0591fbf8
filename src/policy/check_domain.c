/* check_domain.c: every column's domain cut into atoms, and which of them each cell passes.
**
** A test answers alike between two neighbouring constants of its own, so it is asked once for each
*stretch between
** them: a table of ten thousand rows costs a few questions a cell, not one for every atom. */
#include "policy/check_tables.h"
#include <stdlib.h>

/* ---- thresholds ---- */

static bool is_constant(const feel_expr *e)
{
    if (e->kind == FEEL_N_SLOT || e->kind == FEEL_N_LOCAL || e->kind == FEEL_N_CALL_SLOT ||
        e->kind == FEEL_N_ITEM)
        return false;
    int32_t n = feel_expr_child_count(e);
    for (int32_t i = 0; i < n; i++)
        if (!is_constant(feel_expr_child(e, i))) return false;
    return true;
}

typedef VEC(feel_value) values;

static void add_value(arena *a, values *v, feel_value x)
{
    if (v->count >= ATOMS_MAX) return;
    if (x.kind == FEEL_LIST) {
        for (int32_t i = 0; i < x.as.list->count; i++) add_value(a, v, x.as.list->items[i]);
        return;
    }
    if (x.kind == FEEL_RANGE) {
        if (x.as.range->has_low) add_value(a, v, x.as.range->low);
        if (x.as.range->has_high) add_value(a, v, x.as.range->high);
        return;
    }
    bool scalar = x.kind == FEEL_NUMBER || x.kind == FEEL_STRING || x.kind == FEEL_DATE ||
                  x.kind == FEEL_MONTHS || x.kind == FEEL_NANOS;
    feel_value *at = scalar ? VEC_PUSH(a, v) : NULL;
    if (at) *at = x;
}

static int by_order(const void *a, const void *b)
{
    const feel_value *x = a, *y = b;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    int order = feel_order(*x, *y);
    return order == 2 ? 0 : order;
}

/* Ascending, each once; values of one kind stand together. */
static void sort_values(values *v)
{
    int kept = 0;
    if (v->count > 1) qsort(v->items, (size_t)v->count, sizeof *v->items, by_order);
    for (int i = 0; i < v->count; i++)
        if (kept == 0 || !feel_same(v->items[kept - 1], v->items[i]))
            v->items[kept++] = v->items[i];
    v->count = kept;
}

/* Every constant that stands in a test is a threshold. */
static void collect_values(checker *c, const feel_expr *e, values *v)
{
    if (!e) return;
    bool leaf_test =
        e->kind == FEEL_N_TEST_VALUE || (e->kind >= FEEL_N_TEST_LT && e->kind <= FEEL_N_TEST_NE);
    if (leaf_test && is_constant(e->as.kid.a)) {
        add_value(c->arena, v, policy_run_eval(c->run, e->as.kid.a));
        return;
    }
    if (e->kind == FEEL_N_LITERAL) {
        add_value(c->arena, v, e->as.value);
        return;
    }
    int32_t n = feel_expr_child_count(e);
    for (int32_t i = 0; i < n; i++) collect_values(c, feel_expr_child(e, i), v);
}

/* ---- atoms ---- */

static bool between(feel_value low, feel_value high, feel_value *out)
{
    dec sum, half;
    if (low.kind == FEEL_NUMBER) {
        if (!dec_add(low.as.number, high.as.number, &sum) ||
            !dec_mul(sum, dec_scaled(5, -1), &half))
            return false;
        *out = feel_number(half);
        return true;
    }
    if (low.kind == FEEL_DATE) {
        int64_t a = date_to_days(low.as.date), b = date_to_days(high.as.date);
        *out = feel_date(date_from_days((a + b) / 2));
        return b - a > 1;
    }
    return false;
}

static feel_value beyond(feel_value v, int direction)
{
    dec moved;
    if (v.kind == FEEL_NUMBER && dec_add(v.as.number, dec_from_int(direction), &moved))
        return feel_number(moved);
    if (v.kind == FEEL_DATE) return feel_date(date_from_days(date_to_days(v.as.date) + direction));
    return FEEL_NULL_VALUE;
}

/* Between 3 and 4 of a thing that is counted there is nothing; between 3.00 and 4.00 of money there
 * is. */
static bool counted_neighbours(const checker *c, const feel_type *t, feel_value low,
                               feel_value high)
{
    const policy_unit *u = policy_find_unit(c->lib, policy_type_unit(t));
    dec gap;
    bool money = u && (u->places > 0 || u->bare);
    if (low.kind != FEEL_NUMBER || money || !dec_is_integer(low.as.number) ||
        !dec_is_integer(high.as.number))
        return false;
    return dec_sub(high.as.number, low.as.number, &gap) && dec_eq(gap, DEC_ONE);
}

static void put_atom(domain *dom, feel_value v)
{
    if (v.kind != FEEL_NULL) dom->atoms[dom->count++] = v;
}

static void ordered_atoms(checker *c, domain *dom, const values *v)
{
    feel_value below = beyond(v->items[0], -1);
    bool figure = policy_type_unit(dom->type).len > 0;
    bool impossible = figure && below.kind == FEEL_NUMBER &&
                      dec_sign(below.as.number) < 0; /* a quantity is not negative */
    if (!impossible) put_atom(dom, below);
    for (int i = 0; i < v->count; i++) {
        feel_value middle;
        put_atom(dom, v->items[i]);
        bool inner =
            i + 1 < v->count && !counted_neighbours(c, dom->type, v->items[i], v->items[i + 1]);
        if (inner && between(v->items[i], v->items[i + 1], &middle)) put_atom(dom, middle);
    }
    put_atom(dom, beyond(v->items[v->count - 1], 1));
}

static bool allowed(checker *c, const feel_expr *tests, feel_value v)
{
    return !tests || !is_constant(tests) || feel_is_true(feel_test(&c->run->feel, tests, v));
}

/* Atoms outside the declared values are dropped. */
static void keep_allowed(checker *c, domain *dom, const feel_expr *tests)
{
    int kept = 0;
    for (int i = 0; i < dom->count; i++)
        if (allowed(c, tests, dom->atoms[i])) dom->atoms[kept++] = dom->atoms[i];
    dom->count = kept;
}

static const feel_expr *allowed_of_fact(const checker *c, const feel_expr *e)
{
    e = infer_body(e);
    if (!e || e->kind != FEEL_N_SLOT) return NULL;
    const policy_def *def = policy_newest(c->lib, e->as.slot.slot);
    return def ? def->allowed : NULL;
}

/* Only equalities with constants: the column is a list of codes, and nothing lies between or beyond
 * them. */
static bool is_code(const feel_expr *tests)
{
    const feel_expr *body = infer_body(tests);
    if (!body || body->kind == FEEL_N_TEST_ANY) return true;
    if (body->kind == FEEL_N_TEST_VALUE) return infer_body(body->as.kid.a)->kind == FEEL_N_LITERAL;
    if (body->kind != FEEL_N_TESTS) return false;
    for (int32_t i = 0; i < body->as.tests.count; i++)
        if (!is_code(body->as.tests.items[i])) return false;
    return true;
}

static bool only_codes(const checker *c, int column)
{
    for (int32_t k = 0; k < c->t->rule_count; k++)
        if (c->t->rules[k].tests[column] && !is_code(c->t->rules[k].tests[column])) return false;
    return true;
}

static bool mentions_null(const feel_expr *e)
{
    if (!e) return false;
    if (e->kind == FEEL_N_LITERAL) return e->as.value.kind == FEEL_NULL;
    int32_t n = feel_expr_child_count(e);
    for (int32_t i = 0; i < n; i++)
        if (mentions_null(feel_expr_child(e, i))) return true;
    return false;
}

/* null is a value of a column whose cells ask for it, and of a fact that is null when nobody gives
 * it. */
static bool null_is_a_case(const checker *c, int column)
{
    const feel_expr *body = infer_body(c->t->inputs[column].expr);
    const policy_def *def =
        body && body->kind == FEEL_N_SLOT ? policy_newest(c->lib, body->as.slot.slot) : NULL;
    const domain *dom = &c->columns[column];
    bool so = def && def->kind == POLICY_FACT &&
              (mentions_null(def->allowed) ||
               (def->default_expr && is_constant(def->default_expr) &&
                policy_run_eval(c->run, def->default_expr).kind == FEEL_NULL));
    so = so || (dom->type && mentions_null(dom->type->allowed));
    for (int32_t k = 0; k < c->t->rule_count && !so; k++)
        so = mentions_null(c->t->rules[k].tests[column]);
    return so;
}

static void close_domain(checker *c, domain *dom, int column)
{
    dom->searched = dom->count;
    if (dom->open) {
        dom->atoms[0] = FEEL_NULL_VALUE;
        dom->count = dom->searched = 1;
        dom->sorted = 0;
        return;
    }
    dom->atoms[dom->count++] = FEEL_NULL_VALUE;
    if (null_is_a_case(c, column)) dom->searched = dom->count;
    if (dom->other.kind != FEEL_NULL) dom->atoms[dom->count++] = dom->other;
}

/* The values of the type; false when it does not list them. */
static bool listed_atoms(domain *dom)
{
    if (dom->type && dom->type->value_count)
        for (int i = 0; i < dom->type->value_count; i++) put_atom(dom, dom->type->values[i]);
    else if (dom->type && dom->type->kind == FEEL_T_BOOLEAN) {
        put_atom(dom, feel_bool(true));
        put_atom(dom, feel_bool(false));
    }
    return dom->count > 0;
}

static void code_atoms(domain *dom, const values *v)
{
    for (int i = 0; i < v->count; i++) put_atom(dom, v->items[i]);
    if (v->items[0].kind == FEEL_STRING) dom->other = feel_string(STR("…"));
    else dom->other = beyond(v->items[v->count - 1], 1);
}

static bool make_domain(checker *c, int column)
{
    const table_input *in = &c->t->inputs[column];
    domain *dom = &c->columns[column];
    infer quiet = { .lib = c->lib, .d = &(diag_list){ .arena = c->arena } };
    values v = { 0 };
    const feel_expr *body = infer_body(in->expr), *own = allowed_of_fact(c, in->expr);
    *dom = (domain){ .type = infer_type(&quiet, in->expr),
                     .plain = body && body->kind == FEEL_N_SLOT };
    for (int32_t k = 0; k < c->t->rule_count; k++)
        collect_values(c, c->t->rules[k].tests[column], &v);
    collect_values(c, own, &v);
    if (dom->type && dom->type->allowed) collect_values(c, dom->type->allowed, &v);
    sort_values(&v);
    int values_of_type = dom->type ? dom->type->value_count : 0;
    dom->atoms = ARENA_ARRAY(c->arena, feel_value, 2 * v.count + values_of_type + 8);
    if (!dom->atoms) return false;
    if (listed_atoms(dom)) return true;
    bool mixed = v.count == 0 || v.items[0].kind != v.items[v.count - 1].kind;
    if (mixed) {
        dom->open = true;
    } else if (v.items[0].kind == FEEL_STRING || only_codes(c, column)) {
        code_atoms(dom, &v);
        dom->sorted = dom->count;
    } else {
        ordered_atoms(c, dom, &v);
        keep_allowed(c, dom, own);
        if (dom->type) keep_allowed(c, dom, dom->type->allowed);
        dom->sorted = dom->count;
    }
    return true;
}

/* ---- which atoms a cell passes ---- */

static pass cell_pass(checker *c, const feel_expr *test, feel_value atom)
{
    if (!test) return CELL_YES;
    if (!is_constant(test)) return CELL_PERHAPS;
    feel_value v = feel_test(&c->run->feel, test, atom);
    return feel_is_true(v) ? CELL_YES : CELL_NO;
}

typedef VEC(span) span_list;

static void put_span(checker *c, span_list *l, int lo, int hi, pass p)
{
    if (p == CELL_NO || hi < lo) return;
    span *last = l->count ? &l->items[l->count - 1] : NULL;
    if (last && last->hi + 1 == lo && last->pass == p) {
        last->hi = hi;
        return;
    }
    last = VEC_PUSH(c->arena, l);
    if (last) *last = (span){ lo, hi, p };
}

/* First sorted atom that is not below v. */
static int atom_from(const domain *dom, feel_value v)
{
    int lo = 0, hi = dom->sorted;
    while (lo < hi) {
        int middle = (lo + hi) / 2;
        if (feel_order(dom->atoms[middle], v) == -1) lo = middle + 1;
        else hi = middle;
    }
    return lo;
}

/* Does the test look at its subject otherwise than by comparing it with constants? */
static bool computes(const feel_expr *e)
{
    if (e->kind == FEEL_N_SUBJECT || e->kind == FEEL_N_TEST_TRUE) return true;
    int32_t n = feel_expr_child_count(e);
    for (int32_t i = 0; i < n; i++)
        if (computes(feel_expr_child(e, i))) return true;
    return false;
}

/* The stretches between the test's own constants, each asked once. The count of sorted atoms dealt
 * with. */
static int stretch_spans(checker *c, domain *dom, const feel_expr *test, span_list *out)
{
    values v = { 0 };
    if (dom->sorted == 0 || computes(test)) return 0;
    collect_values(c, test, &v);
    sort_values(&v);
    int at = 0;
    for (int i = 0; i < v.count; i++) {
        int k = atom_from(dom, v.items[i]);
        if (k > at) put_span(c, out, at, k - 1, cell_pass(c, test, dom->atoms[at]));
        if (k >= dom->sorted) return dom->sorted;
        if (k >= at) put_span(c, out, k, k, cell_pass(c, test, dom->atoms[k]));
        at = k + 1 > at ? k + 1 : at;
    }
    if (at < dom->sorted)
        put_span(c, out, at, dom->sorted - 1, cell_pass(c, test, dom->atoms[at]));
    return dom->sorted;
}

static spans cell_spans(checker *c, domain *dom, const feel_expr *test)
{
    span_list l = { 0 };
    if (!test) put_span(c, &l, 0, dom->count - 1, CELL_YES);
    else if (dom->open || !is_constant(test)) put_span(c, &l, 0, dom->count - 1, CELL_PERHAPS);
    else
        for (int i = stretch_spans(c, dom, test, &l); i < dom->count; i++)
            put_span(c, &l, i, i, cell_pass(c, test, dom->atoms[i]));
    return (spans){ l.items, l.count };
}

bool check_domains(checker *c)
{
    for (int i = 0; i < c->t->input_count; i++) {
        if (!make_domain(c, i)) return false;
        domain *dom = &c->columns[i];
        if (dom->count == 0) dom->open = true;
        close_domain(c, dom, i);
        c->cells[i] = ARENA_ARRAY(c->arena, spans, c->t->rule_count + 1);
        for (int k = 0; c->cells[i] && k < c->t->rule_count; k++)
            c->cells[i][k] = cell_spans(c, dom, c->t->rules[k].tests[i]);
        if (!c->cells[i] || c->arena->failed) return false;
    }
    return true;
}
