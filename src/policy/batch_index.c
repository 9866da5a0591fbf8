/* batch_index.c: finding the row of a large decision table. Each cell becomes intervals of
*integers; the input that tells
** rules apart best is cut at all its borders, and every piece keeps the rules that may hold there,
*in their order.
** A piece is closed once nothing further in it can matter, so nested thresholds stay cheap. */
#include "policy/batch_plan.h"

#include <stdlib.h>

enum { ENTRIES_PER_RULE = 64 };

typedef struct span { int64_t lo, hi; } span;
typedef struct spans { const span *items; int32_t count; } spans;       /* count -1: any value */
typedef VEC(span) span_list;

struct batch_index {
    int32_t rule_count, input_count;
    bool unique;
    int32_t nodes[INDEX_INPUTS_MAX];
    spans *sets;                     /* rule × input */
    int32_t first;                   /* the input that is cut */
    const int64_t *starts; int32_t piece_count;          /* where each piece begins, ascending */
    const int32_t *grid;
    int shift;
    int64_t grid_lo, grid_hi; /* even steps over the borders: the first piece of each step */
    const int32_t *from;      /* candidates of piece i: rules[from[i]] .. rules[from[i + 1]] */
    const int32_t *rules;
};

int batch_index_inputs(const batch_index *index, const int32_t **nodes)
{
    *nodes = index->nodes;
    return index->input_count;
}

/* ---- finding ---- */

static bool set_holds(const spans *s, int64_t v)
{
    for (int32_t i = 0; i < s->count; i++)
        if (v >= s->items[i].lo && v <= s->items[i].hi) return true;
    return s->count < 0;
}

static bool rule_holds(const batch_index *x, int32_t rule, const int64_t *values)
{
    const spans *sets = &x->sets[(size_t)rule * (size_t)x->input_count];
    for (int32_t i = 0; i < x->input_count; i++)
        if (!set_holds(&sets[i], values[i])) return false;
    return true;
}

/* The last piece that begins at or before v, among `left` from `first`; the first piece begins at
 * INT64_MIN. */
static int32_t search_piece(const batch_index *x, int64_t v, int32_t first, int32_t left)
{
    const int64_t *base = x->starts + first;
    while (left > 1) {
        int32_t half = left / 2;
        base = base[half] <= v ? base + half : base;
        left -= half;
    }
    return (int32_t)(base - x->starts);
}

static int32_t piece_of(const batch_index *x, int64_t v)
{
    if (!x->grid) return search_piece(x, v, 0, x->piece_count);
    if (v < x->grid_lo) return 0;
    if (v >= x->grid_hi) return x->piece_count - 1;
    uint64_t step = ((uint64_t)v - (uint64_t)x->grid_lo) >> x->shift;
    int32_t first = x->grid[step];
    return search_piece(x, v, first, x->grid[step + 1] - first + 1);
}

int32_t batch_index_find(const batch_index *x, const int64_t *values)
{
    int32_t piece = piece_of(x, values[x->first]), found = -1;
    for (int32_t i = x->from[piece]; i < x->from[piece + 1]; i++) {
        if (!rule_holds(x, x->rules[i], values)) continue;
        if (!x->unique) return x->rules[i];
        if (found >= 0) return -2;
        found = x->rules[i];
    }
    return found;
}

/* ---- cells as intervals ---- */

typedef struct cutter {
    plan *p;
    const known *input;
    int scale;
    span_list *out;
    bool failed;
} cutter;

/* A constant of the input's kind, at the scale of the column. */
static int64_t constant(cutter *c, const feel_expr *e)
{
    known v = plan_expr(c->p, e);
    int64_t k = 0, doubt = -1, null = -1;
    plan_is_const(c->p, v.doubt, &doubt);
    plan_is_const(c->p, v.null, &null);
    if (doubt || null || v.kind != c->input->kind || !plan_is_const(c->p, v.value, &k)) {
        c->failed = true;
        return 0;
    }
    if (v.kind != K_NUMBER) return k;
    if (v.scale > c->scale) { c->failed = true; return 0; }
    __int128 wide = (__int128)k * batch_ten_to[c->scale - v.scale];
    if (wide > BATCH_LIMIT || wide < -BATCH_LIMIT) { c->failed = true; return 0; }
    return (int64_t)wide;
}

static void put_span(cutter *c, int64_t lo, int64_t hi)
{
    if (lo > hi) return;
    span *place = VEC_PUSH(c->p->arena, c->out);
    if (place) *place = (span){ lo, hi };
    else c->failed = true;
}

static void cut_range(cutter *c, const feel_expr *e)
{
    int64_t lo = INT64_MIN, hi = INT64_MAX;
    if (e->as.range.low) lo = constant(c, e->as.range.low) + !e->low_closed;
    if (e->as.range.high) hi = constant(c, e->as.range.high) - !e->high_closed;
    if (e->as.range.low && e->as.range.low == e->as.range.high) c->failed = true;
    put_span(c, lo, hi);
}

static bool ordered(const cutter *c)
{
    return c->input->kind == K_NUMBER || c->input->kind == K_DATE;
}

static void cut_value(cutter *c, const feel_expr *e)
{
    if (e->kind == FEEL_N_RANGE && ordered(c)) { cut_range(c, e); return; }
    if (e->kind == FEEL_N_LIST) {
        for (int32_t i = 0; i < e->as.list.count; i++) cut_value(c, e->as.list.items[i]);
        return;
    }
    int64_t v = constant(c, e);
    put_span(c, v, v);
}

static void cut_test(cutter *c, const feel_expr *e)
{
    int64_t v;
    bool order = e->kind >= FEEL_N_TEST_LT && e->kind <= FEEL_N_TEST_GE;
    if (order && !ordered(c)) { c->failed = true; return; }
    switch ((feel_node_kind)e->kind) {
    case FEEL_N_TEST_ANY: put_span(c, INT64_MIN, INT64_MAX); return;
    case FEEL_N_TEST_LT: put_span(c, INT64_MIN, constant(c, e->as.kid.a) - 1); return;
    case FEEL_N_TEST_LE: put_span(c, INT64_MIN, constant(c, e->as.kid.a)); return;
    case FEEL_N_TEST_GT: put_span(c, constant(c, e->as.kid.a) + 1, INT64_MAX); return;
    case FEEL_N_TEST_GE: put_span(c, constant(c, e->as.kid.a), INT64_MAX); return;
    case FEEL_N_TEST_EQ: v = constant(c, e->as.kid.a); put_span(c, v, v); return;
    case FEEL_N_TEST_NE:
        v = constant(c, e->as.kid.a);
        put_span(c, INT64_MIN, v - 1);
        put_span(c, v + 1, INT64_MAX);
        return;
    case FEEL_N_TEST_VALUE: cut_value(c, e->as.kid.a); return;
    case FEEL_N_TESTS:
        if (e->negated) c->failed = true;
        for (int32_t i = 0; i < e->as.tests.count && !c->failed; i++)
            cut_test(c, e->as.tests.items[i]);
        return;
    default: c->failed = true;
    }
}

/* not("a", "b"): what lies between the intervals. */
static void cut_negated(cutter *c, const feel_expr *e)
{
    span_list inside = { 0 }, *out = c->out;
    int64_t from = INT64_MIN;
    c->out = &inside;
    for (int32_t i = 0; i < e->as.tests.count && !c->failed; i++) cut_test(c, e->as.tests.items[i]);
    c->out = out;
    for (int i = 1; i < inside.count; i++)
        for (int k = i; k > 0 && inside.items[k].lo < inside.items[k - 1].lo; k--) {
            span swap = inside.items[k];
            inside.items[k] = inside.items[k - 1];
            inside.items[k - 1] = swap;
        }
    for (int i = 0; i < inside.count; i++) {
        if (inside.items[i].lo > from) put_span(c, from, inside.items[i].lo - 1);
        if (inside.items[i].hi == INT64_MAX) return;
        if (inside.items[i].hi >= from) from = inside.items[i].hi + 1;
    }
    put_span(c, from, INT64_MAX);
}

static bool cut_rules(plan *p, batch_index *x, const feel_table *t, const known *inputs)
{
    for (int32_t k = 0; k < t->rule_count; k++)
        for (int32_t i = 0; i < t->input_count; i++) {
            const feel_expr *e = t->rules[k].tests[i];
            spans *s = &x->sets[(size_t)k * (size_t)x->input_count + (size_t)i];
            span_list list = { 0 };
            cutter c = { .p = p, .input = &inputs[i], .scale = inputs[i].scale, .out = &list };
            s->count = -1;
            if (!e || e->kind == FEEL_N_TEST_ANY) continue;
            if (e->kind == FEEL_N_TESTS && e->negated) cut_negated(&c, e);
            else cut_test(&c, e);
            if (c.failed || p->failed) return false;
            *s = (spans){ list.items, list.count };
        }
    return true;
}

/* ---- pieces ---- */

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static bool cut_pieces(plan *p, batch_index *x, int32_t input, int64_t **starts, int32_t *count)
{
    VEC(int64_t) cuts = { 0 };
    int64_t *place = VEC_PUSH(p->arena, &cuts);
    if (!place) return false;
    *place = INT64_MIN;
    for (int32_t k = 0; k < x->rule_count; k++) {
        const spans *s = &x->sets[(size_t)k * (size_t)x->input_count + (size_t)input];
        for (int32_t i = 0; i < s->count; i++) {
            if (!(place = VEC_PUSH(p->arena, &cuts))) return false;
            *place = s->items[i].lo;
            if (s->items[i].hi == INT64_MAX) continue;
            if (!(place = VEC_PUSH(p->arena, &cuts))) return false;
            *place = s->items[i].hi + 1;
        }
    }
    qsort(cuts.items, (size_t)cuts.count, sizeof *cuts.items, by_value);
    *count = 0;
    for (int i = 0; i < cuts.count; i++)
        if (i == 0 || cuts.items[i] != cuts.items[*count - 1])
            cuts.items[(*count)++] = cuts.items[i];
    *starts = cuts.items;
    return true;
}

typedef struct entry { int32_t piece, rule; } entry;
typedef VEC(entry) entry_list;

/* The next piece from `i` that is still open. */
static int32_t open_from(int32_t *next, int32_t i)
{
    while (next[i] != i) {
        next[i] = next[next[i]];
        i = next[i];
    }
    return i;
}

/* The rule asks nothing of the other inputs. */
static bool settles(const batch_index *x, int32_t rule, int32_t input)
{
    for (int32_t i = 0; i < x->input_count; i++)
        if (i != input && x->sets[(size_t)rule * (size_t)x->input_count + (size_t)i].count >= 0)
            return false;
    return true;
}

static bool list_entries(plan *p, batch_index *x, int32_t input, entry_list *out)
{
    int32_t *next = ARENA_ARRAY(p->arena, int32_t, x->piece_count + 1);
    uint8_t *full = ARENA_ARRAY(p->arena, uint8_t, x->piece_count + 1);
    if (!next || !full) return false;
    for (int32_t i = 0; i <= x->piece_count; i++) next[i] = i;
    for (int32_t k = 0; k < x->rule_count; k++) {
        const spans *s = &x->sets[(size_t)k * (size_t)x->input_count + (size_t)input];
        static const span all = { INT64_MIN, INT64_MAX };
        bool enough = settles(x, k, input);
        for (int32_t j = 0; j < (s->count < 0 ? 1 : s->count); j++) {
            const span *cut = s->count < 0 ? &all : &s->items[j];
            for (int32_t i = open_from(next, piece_of(x, cut->lo));
                 i < x->piece_count && x->starts[i] <= cut->hi; i = open_from(next, i + 1)) {
                entry *place =
                    out->count < x->rule_count * ENTRIES_PER_RULE ? VEC_PUSH(p->arena, out) : NULL;
                if (!place) return false;
                *place = (entry){ i, k };
                if (enough && ++full[i] > x->unique) next[i] = i + 1;
            }
        }
    }
    return true;
}

static bool try_input(plan *p, batch_index *x, int32_t input, entry_list *out)
{
    int64_t *starts;
    *out = (entry_list){ 0 };
    if (!cut_pieces(p, x, input, &starts, &x->piece_count)) return false;
    x->starts = starts;
    x->first = input;
    x->grid = NULL;
    return list_entries(p, x, input, out);
}

static bool lay_out(plan *p, batch_index *x, const entry_list *entries)
{
    int32_t *from = ARENA_ARRAY(p->arena, int32_t, x->piece_count + 2),
            *rules = ARENA_ARRAY(p->arena, int32_t, entries->count + 1);
    if (!from || !rules) return false;
    for (int i = 0; i < entries->count; i++) from[entries->items[i].piece + 2]++;
    for (int32_t i = 2; i < x->piece_count + 2; i++) from[i] += from[i - 1];
    for (int i = 0; i < entries->count; i++)
        rules[from[entries->items[i].piece + 1]++] = entries->items[i].rule;
    x->from = from;
    x->rules = rules;
    return true;
}

/* About four steps a piece: most searches end where they begin. */
static bool lay_grid(plan *p, batch_index *x)
{
    if (x->piece_count < 8) return true;
    int64_t lo = x->starts[1], hi = x->starts[x->piece_count - 1];
    uint64_t width = (uint64_t)hi - (uint64_t)lo;
    int shift = 0;
    while (width >> shift > (uint64_t)x->piece_count * 4) shift++;
    int32_t steps = (int32_t)(width >> shift) + 1;
    int32_t *grid = ARENA_ARRAY(p->arena, int32_t, steps + 2);
    if (!grid) return false;
    for (int32_t i = 0; i < steps; i++)
        grid[i] =
            search_piece(x, (int64_t)((uint64_t)lo + ((uint64_t)i << shift)), 0, x->piece_count);
    grid[steps] = grid[steps + 1] = x->piece_count - 1;
    x->shift = shift;
    x->grid_lo = lo;
    x->grid_hi = hi;
    x->grid = grid;
    return true;
}

/* The input with the shortest lists of candidates on average. */
static bool choose_input(plan *p, batch_index *x)
{
    entry_list entries;
    int32_t input = -1;
    int64_t best_count = 0, best_pieces = 1;
    for (int32_t i = 0; i < x->input_count; i++) {
        if (!try_input(p, x, i, &entries)) continue;
        if (input >= 0 && entries.count * best_pieces >= best_count * x->piece_count) continue;
        input = i;
        best_count = entries.count;
        best_pieces = x->piece_count;
    }
    return input >= 0 && try_input(p, x, input, &entries) && lay_grid(p, x) &&
           lay_out(p, x, &entries);
}

int32_t plan_large_table(plan *p, const feel_table *t, const known *inputs, int32_t *doubt)
{
    batch_index *x = ARENA_NEW(p->arena, batch_index);
    known *scaled = ARENA_ARRAY(p->arena, known, t->input_count + 1);
    if (!x || !scaled || t->input_count < 1 || t->input_count > INDEX_INPUTS_MAX) return -1;
    *x = (batch_index){ .rule_count = t->rule_count,
                        .input_count = t->input_count,
                        .unique = t->hit != HIT_FIRST };
    x->sets = ARENA_ARRAY(p->arena, spans, (size_t)t->rule_count * (size_t)t->input_count);
    for (int32_t i = 0; i < t->input_count; i++) {
        scaled[i] = inputs[i];
        *doubt = mask_or(p, *doubt, inputs[i].null);
        /* Room for the decimals of the cells; one that has more is left to the scalar path. */
        known fine = inputs[i];
        fine.scale = 4;
        if (inputs[i].kind == K_NUMBER && inputs[i].scale < 4 && !known_align(p, &scaled[i], &fine))
            return -1;
        if (inputs[i].kind < K_NUMBER || inputs[i].kind > K_DATE) return -1;
        x->nodes[i] = scaled[i].value;
    }
    if (!x->sets || !cut_rules(p, x, t, scaled) || !choose_input(p, x)) return -1;
    return plan_index(p, x, t->rule_count - 1);
}
