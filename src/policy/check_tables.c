/* check_tables.c: gaps, overlaps and unreachable rows of decision tables, each shown as a concrete input.
**
** Every column's domain is cut into atoms: the values of an enumeration, true and false, or the thresholds that occur
** in its cells and one value between each two of them. One value stands for its atom, and the real evaluator says which
** cells it passes. A row is a box of atoms, so two rows overlap when their boxes meet, and a gap is a point that no box
** holds. Cells that depend on other facts pass every atom "perhaps": nothing is claimed that rests on them.
** Columns that are not plain names may hold combinations that cannot occur, so findings about them are warnings. */
#include "policy/infer.h"
#include "policy/run.h"

enum { ATOMS_MAX = 4096, STEPS_MAX = 200000, COLUMNS_MAX = 32 };

typedef struct domain {
    feel_value *atoms;
    int count;
    int searched; /* atoms a gap or an overlap may be shown at; behind them stand a code nobody wrote
                                        and null, which only tell whether a row can be reached */
    feel_value other; /* a value besides the codes; null: there is none */
    bool open;        /* other values exist that no atom stands for */
    bool plain;       /* the column is a fact's or a decision's name */
    const feel_type *type;
} domain;

typedef enum { CELL_NO, CELL_YES, CELL_PERHAPS } pass;

typedef struct checker {
    policy_library *lib;
    policy_run *run;
    arena *arena;
    diag_list *d;
    const policy_def *def;
    const feel_table *t;
    domain columns[COLUMNS_MAX];
    uint8_t *passes[COLUMNS_MAX]; /* [row * atoms + atom] */
    int point[COLUMNS_MAX];       /* atom chosen per column while searching */
    long steps;
} checker;

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
    if (!scalar) return;
    for (int i = 0; i < v->count; i++)
        if (feel_same(v->items[i], x)) return;
    feel_value *at = VEC_PUSH(a, v);
    if (at) *at = x;
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

/* Between 3 and 4 of a thing that is counted there is nothing; between 3.00 and 4.00 of money there is. */
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
    if (dom->count < ATOMS_MAX - 2 && v.kind != FEEL_NULL) dom->atoms[dom->count++] = v;
}

static void ordered_atoms(checker *c, domain *dom, const values *v)
{
    for (int i = 1; i < v->count; i++) {
        feel_value x = v->items[i];
        int k = i;
        for (; k > 0 && feel_order(x, v->items[k - 1]) == -1; k--) v->items[k] = v->items[k - 1];
        v->items[k] = x;
    }
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

/* Only equalities with constants: the column is a list of codes, and nothing lies between or beyond them. */
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

static void close_domain(checker *c, domain *dom, int column)
{
    dom->searched = dom->count;
    if (dom->open) {
        dom->atoms[0] = FEEL_NULL_VALUE;
        dom->count = dom->searched = 1;
        return;
    }
    bool null_is_a_case = false;
    for (int32_t k = 0; k < c->t->rule_count; k++)
        null_is_a_case = null_is_a_case || mentions_null(c->t->rules[k].tests[column]);
    dom->atoms[dom->count++] = FEEL_NULL_VALUE;
    if (null_is_a_case) dom->searched = dom->count;
    if (dom->other.kind != FEEL_NULL) dom->atoms[dom->count++] = dom->other;
}

static bool make_domain(checker *c, int column)
{
    const table_input *in = &c->t->inputs[column];
    domain *dom = &c->columns[column];
    infer quiet = { .lib = c->lib, .d = &(diag_list){ .arena = c->arena } };
    values v = { 0 };
    const feel_expr *body = infer_body(in->expr), *own = allowed_of_fact(c, in->expr);
    *dom = (domain){ .type = infer_type(&quiet, in->expr),
                     .plain = body && body->kind == FEEL_N_SLOT,
                     .atoms = ARENA_ARRAY(c->arena, feel_value, ATOMS_MAX) };
    if (!dom->atoms) return false;
    if (dom->type && dom->type->value_count) {
        for (int i = 0; i < dom->type->value_count; i++) put_atom(dom, dom->type->values[i]);
        return true;
    }
    if (dom->type && dom->type->kind == FEEL_T_BOOLEAN) {
        put_atom(dom, feel_bool(true));
        put_atom(dom, feel_bool(false));
        return true;
    }
    for (int32_t k = 0; k < c->t->rule_count; k++)
        collect_values(c, c->t->rules[k].tests[column], &v);
    collect_values(c, own, &v);
    if (dom->type && dom->type->allowed) collect_values(c, dom->type->allowed, &v);
    if (v.count == 0) {
        dom->open = true;
        return true;
    }
    for (int i = 1; i < v.count; i++)
        if (v.items[i].kind != v.items[0].kind) {
            dom->open = true;
            dom->count = 0;
            return true;
        }
    if (v.items[0].kind == FEEL_STRING || only_codes(c, column)) {
        for (int i = 0; i < v.count; i++) put_atom(dom, v.items[i]);
        dom->other = v.items[0].kind == FEEL_STRING ? feel_string(STR("…")) : FEEL_NULL_VALUE;
        for (int i = 0; i < v.count && v.items[0].kind == FEEL_NUMBER; i++)
            if (dom->other.kind == FEEL_NULL || feel_order(dom->other, v.items[i]) < 1)
                dom->other = beyond(v.items[i], 1);
        return true;
    }
    ordered_atoms(c, dom, &v);
    keep_allowed(c, dom, own);
    if (dom->type) keep_allowed(c, dom, dom->type->allowed);
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

static bool fill_passes(checker *c)
{
    for (int i = 0; i < c->t->input_count; i++) {
        if (!make_domain(c, i)) return false;
        domain *dom = &c->columns[i];
        if (dom->count == 0) dom->open = true;
        close_domain(c, dom, i);
        c->passes[i] =
            ARENA_ARRAY(c->arena, uint8_t, (size_t)c->t->rule_count * (size_t)dom->count + 1);
        if (!c->passes[i]) return false;
        for (int k = 0; k < c->t->rule_count; k++)
            for (int a = 0; a < dom->count; a++) {
                const feel_expr *test = c->t->rules[k].tests[i];
                c->passes[i][k * dom->count + a] =
                    (uint8_t)(dom->open ? (test ? CELL_PERHAPS : CELL_YES)
                                        : cell_pass(c, test, dom->atoms[a]));
            }
    }
    return true;
}

static pass passes(const checker *c, int column, int row, int atom)
{
    return c->passes[column][row * c->columns[column].count + atom];
}

/* ---- showing a point ---- */

static str point_text(checker *c)
{
    strbuf b;
    strbuf_init(&b, c->arena);
    for (int i = 0; i < c->t->input_count; i++) {
        const domain *dom = &c->columns[i];
        if (dom->open) continue;
        if (b.len) strbuf_putc(&b, ", ");
        str label = c->t->inputs[i].label;
        strbuf_printf(&b, STR_FMT " = " STR_FMT, STR_ARG(label),
                      STR_ARG(feel_literal(c->arena, dom->atoms[c->point[i]])));
    }
    return strbuf_done(&b);
}

static bool all_plain(const checker *c)
{
    for (int i = 0; i < c->t->input_count; i++)
        if (!c->columns[i].plain) return false;
    return true;
}

static str row_name(arena *a, const feel_table *t, int row)
{
    return t->rules[row].label.len ? t->rules[row].label : str_format(a, "%d", row + 1);
}

/* ---- overlaps (hit policy U): the boxes of two rows meet ---- */

static bool rows_meet(checker *c, int a, int b)
{
    for (int i = 0; i < c->t->input_count; i++) {
        bool meet = false;
        for (int k = 0; k < c->columns[i].searched && !meet; k++) {
            meet = passes(c, i, a, k) == CELL_YES && passes(c, i, b, k) == CELL_YES;
            if (meet) c->point[i] = k;
        }
        if (!meet) return false;
    }
    return true;
}

static void find_overlaps(checker *c)
{
    const feel_table *t = c->t;
    for (int a = 0; a < t->rule_count; a++) {
        for (int b = a + 1; b < t->rule_count; b++) {
            if (++c->steps > STEPS_MAX || !rows_meet(c, a, b)) continue;
            diag_level level = all_plain(c) ? DIAG_ERROR : DIAG_WARNING;
            str first = row_name(c->arena, t, a), second = row_name(c->arena, t, b),
                point = point_text(c);
            str zh = str_format(c->arena,
                                "决策表 U 的第 " STR_FMT " 行与第 " STR_FMT " 行重叠:" STR_FMT
                                " 时两行都符合;收窄一行,或改命中策略",
                                STR_ARG(first), STR_ARG(second), STR_ARG(point));
            str en = str_format(c->arena,
                                "rows " STR_FMT " and " STR_FMT
                                " of this U table overlap: both match " STR_FMT
                                "; narrow one or change the hit policy",
                                STR_ARG(first), STR_ARG(second), STR_ARG(point));
            diag *d = diag_add(c->d, level, level == DIAG_ERROR ? "E-OVERLAP" : "W-OVERLAP",
                               t->rules[b].pos, zh, en);
            if (d) d->also = t->rules[a].pos;
        }
    }
}

/* ---- a point that no row holds ---- */

/* rows: those that still may match; false when every point of the rest is held by one of them. */
static bool find_hole(checker *c, int column, const int *rows, int count)
{
    if (count == 0) {
        for (int i = column; i < c->t->input_count; i++) c->point[i] = 0;
        return true;
    }
    if (column == c->t->input_count || ++c->steps > STEPS_MAX) return false;
    for (int atom = 0; atom < c->columns[column].searched; atom++) {
        arena_pos mark = arena_mark(c->arena);
        int *left = ARENA_ARRAY(c->arena, int, count), n = 0;
        if (!left) return false;
        for (int i = 0; i < count; i++)
            if (passes(c, column, rows[i], atom) != CELL_NO) left[n++] = rows[i];
        c->point[column] = atom;
        bool hole = find_hole(c, column + 1, left, n);
        arena_rewind(c->arena, mark);
        if (hole) return true;
    }
    return false;
}

static void find_gap(checker *c)
{
    const feel_table *t = c->t;
    int *rows = ARENA_ARRAY(c->arena, int, t->rule_count + 1);
    for (int i = 0; i < t->output_count; i++)
        if (t->outputs[i].default_value) return;
    for (int i = 0; rows && i < t->rule_count; i++) rows[i] = i;
    c->steps = 0;
    if (!rows || !find_hole(c, 0, rows, t->rule_count)) return;
    str point = point_text(c);
    if (point.len == 0) return;
    diag_warn(c->d, "W-GAP", t->pos, "决策表有缺口:" STR_FMT " 时没有一行符合;补一行,或写“默认”行",
              "the table has a gap: no row matches " STR_FMT "; add a row or a default row",
              STR_ARG(point));
}

/* ---- rows that can never answer ---- */

static bool is_empty_row(const checker *c, int row, int *column)
{
    for (int i = 0; i < c->t->input_count; i++) {
        bool any = false;
        for (int k = 0; k < c->columns[i].count; k++) any = any || passes(c, i, row, k) != CELL_NO;
        if (!any) {
            *column = i;
            return true;
        }
    }
    return false;
}

/* Does some point of `row` escape every row of `before`? Only certain cells of earlier rows hide it. */
static bool escapes(checker *c, int column, int row, const int *before, int count)
{
    if (count == 0) return true;
    if (column == c->t->input_count) return false;
    if (++c->steps > STEPS_MAX) return true;
    for (int atom = 0; atom < c->columns[column].count; atom++) {
        if (passes(c, column, row, atom) == CELL_NO) continue;
        arena_pos mark = arena_mark(c->arena);
        int *left = ARENA_ARRAY(c->arena, int, count), n = 0;
        if (!left) return true;
        for (int i = 0; i < count; i++)
            if (passes(c, column, before[i], atom) == CELL_YES) left[n++] = before[i];
        bool out = escapes(c, column + 1, row, left, n);
        arena_rewind(c->arena, mark);
        if (out) return true;
    }
    return false;
}

static void find_unreachable(checker *c)
{
    const feel_table *t = c->t;
    int *before = ARENA_ARRAY(c->arena, int, t->rule_count + 1), column;
    for (int row = 0; before && row < t->rule_count; row++) {
        str name = row_name(c->arena, t, row);
        if (is_empty_row(c, row, &column)) {
            str label = t->inputs[column].label;
            diag_error(c->d, "E-UNREACHABLE", t->rules[row].pos,
                       "第 " STR_FMT " 行永远不会符合:“" STR_FMT "”没有一个值能通过这一格",
                       "row " STR_FMT " can never match: no value of " STR_FMT " passes its cell",
                       STR_ARG(name), STR_ARG(label));
            continue;
        }
        for (int i = 0; i < row; i++) before[i] = i;
        c->steps = 0;
        if (t->hit != HIT_FIRST || row == 0 || escapes(c, 0, row, before, row)) continue;
        diag_warn(c->d, "W-UNREACHABLE", t->rules[row].pos,
                  "第 " STR_FMT " 行永远轮不到:前面的行已经包住它;删去或移到前面",
                  "row " STR_FMT
                  " is never reached: rows before it hold all it holds; remove it or move it up",
                  STR_ARG(name));
    }
}

static void check_table(policy_library *lib, policy_run *run, arena *a, const policy_def *def,
                        diag_list *d)
{
    checker *c = ARENA_NEW(a, checker);
    if (!c || def->table->input_count == 0 || def->table->input_count > COLUMNS_MAX) return;
    *c = (checker){ .lib = lib, .run = run, .arena = a, .d = d, .def = def, .t = def->table };
    if (!fill_passes(c)) return;
    bool one_answer = def->table->hit <= HIT_FIRST;
    if (def->table->hit == HIT_UNIQUE) find_overlaps(c);
    find_unreachable(c);
    if (one_answer) find_gap(c);
}

void policy_check_tables(policy_library *lib, diag_list *d)
{
    arena scratch;
    arena_init(&scratch, 0);
    policy_run *run = policy_run_new(lib, &scratch);
    for (int i = 0; run && i < lib->docs.count; i++) {
        for (int k = 0; k < lib->docs.items[i]->defs.count; k++) {
            const policy_def *def = lib->docs.items[i]->defs.items[k];
            if (!def->table) continue;
            arena_reset(&scratch);
            policy_run_reset(run);
            check_table(lib, run, &scratch, def, d);
        }
    }
    policy_run_free(run);
    arena_deinit(&scratch);
}
