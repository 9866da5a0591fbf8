/* batch_node.c: making nodes: sharing, folding, intervals. */
#include "policy/batch_plan.h"

const int64_t batch_ten_to[19] = { 1,
                                   10,
                                   100,
                                   1000,
                                   10000,
                                   100000,
                                   1000000,
                                   10000000,
                                   100000000,
                                   1000000000,
                                   10000000000,
                                   100000000000,
                                   1000000000000,
                                   10000000000000,
                                   100000000000000,
                                   1000000000000000,
                                   10000000000000000,
                                   100000000000000000,
                                   1000000000000000000 };

int64_t batch_round_one(int64_t x, int64_t unit, dec_round_mode mode)
{
    bool negative = x < 0;
    uint64_t size = negative ? 0 - (uint64_t)x : (uint64_t)x, u = (uint64_t)unit;
    uint64_t kept = size / u, rest = size % u, other = u - rest;
    bool away = false;
    if (rest) switch (mode) {
    case DEC_UP: away = true; break;
    case DEC_DOWN: break;
    case DEC_FLOOR: away = negative; break;
    case DEC_CEILING: away = !negative; break;
    case DEC_HALF_UP: away = rest >= other; break;
    case DEC_HALF_DOWN: away = rest > other; break;
    case DEC_HALF_EVEN: away = rest > other || (rest == other && (kept & 1)); break;
    }
    kept += away;
    return negative ? -(int64_t)kept : (int64_t)kept;
}

/* ---- one value ---- */

static int64_t ratio_one(int64_t a, int64_t b, dec_round_mode mode)
{
    if (b < 0) { a = -a; b = -b; }
    return batch_round_one(a, b ? b : 1, mode);
}

static int64_t step_one(batch_op op, int64_t a, int64_t b, int64_t c)
{
    switch (op) {
    case OP_ADD: return a + b;
    case OP_SUB: return a - b;
    case OP_MUL: return a * b;
    case OP_MIN: return a < b ? a : b;
    case OP_MAX: return a > b ? a : b;
    case OP_LT: return -(int64_t)(a < b);
    case OP_LE: return -(int64_t)(a <= b);
    case OP_EQ: return -(int64_t)(a == b);
    case OP_AND: return a & b;
    case OP_OR: return a | b;
    case OP_NOT: return ~a;
    case OP_SELECT: return (a & b) | (~a & c);
    default: return 0;
    }
}

static int64_t node_one(const node *n, int64_t a, int64_t b, int64_t c)
{
    if (n->op == OP_ROUND) return batch_round_one(a, batch_ten_to[n->k], (dec_round_mode)n->mode);
    if (n->op == OP_RATIO) return ratio_one(a, b, (dec_round_mode)n->mode);
    if (n->op == OP_TAKE) return a >= 0 && a < n->count ? n->table[a] : 0;
    return step_one((batch_op)n->op, a, b, c);
}

static int operands(batch_op op)
{
    static const int8_t counts[] = {
#define X(id, operands) operands,
        BATCH_OPS(X)
#undef X
    };
    return counts[op];
}

/* ---- sharing ---- */

static uint64_t node_hash(const node *n)
{
    uint64_t h = n->op * 0x9e3779b97f4a7c15u;
    const int64_t parts[] = { n->mode,  n->k,
                              n->a,     n->b,
                              n->c,     n->op == OP_CONST ? n->lo : 0,
                              n->count, n->count ? n->table[0] : 0 };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        h = (h ^ (uint64_t)parts[i]) * 0xff51afd7ed558ccdu;
        h ^= h >> 32;
    }
    return h;
}

static bool node_same(const node *x, const node *y)
{
    if (x->op != y->op || x->mode != y->mode || x->k != y->k || x->a != y->a || x->b != y->b ||
        x->c != y->c)
        return false;
    if (x->op == OP_CONST) return x->lo == y->lo;
    if (x->count != y->count || x->index != y->index) return false;
    return x->count == 0 || memcmp(x->table, y->table, (size_t)x->count * sizeof(int64_t)) == 0;
}

static int32_t intern(plan *p, const node *n)
{
    if (!p->buckets) {
        p->buckets = ARENA_ARRAY(p->arena, int32_t, BUCKETS);
        if (!p->buckets) { p->failed = true; return 0; }
    }
    uint64_t at = node_hash(n) % BUCKETS;
    for (; p->buckets[at]; at = (at + 1) % BUCKETS)
        if (node_same(&p->nodes.items[p->buckets[at] - 1], n)) return p->buckets[at] - 1;
    node *place = p->nodes.count < NODES_MAX ? VEC_PUSH(p->arena, &p->nodes) : NULL;
    if (!place) { p->failed = true; return 0; }
    *place = *n;
    p->buckets[at] = p->nodes.count;
    return p->nodes.count - 1;
}

int32_t plan_const(plan *p, int64_t value)
{
    node n = { .op = OP_CONST, .lo = value, .hi = value };
    return intern(p, &n);
}

bool plan_is_const(const plan *p, int32_t n, int64_t *value)
{
    if (n < 0 || p->nodes.items[n].op != OP_CONST) return false;
    if (value) *value = p->nodes.items[n].lo;
    return true;
}

int32_t plan_column(plan *p, batch_op op, int32_t column, int32_t extra, int64_t lo, int64_t hi)
{
    node n = { .op = (uint8_t)op, .a = column, .b = extra, .lo = lo, .hi = hi };
    return intern(p, &n);
}

static void table_range(node *n)
{
    n->lo = n->hi = n->table[0];
    for (int32_t i = 1; i < n->count; i++) {
        if (n->table[i] < n->lo) n->lo = n->table[i];
        if (n->table[i] > n->hi) n->hi = n->table[i];
    }
}

static int32_t table_node(plan *p, batch_op op, int32_t a, const int64_t *table, int32_t count)
{
    node n = { .op = (uint8_t)op, .a = a, .count = count };
    n.table = arena_copy(p->arena, table, (size_t)count * sizeof *table);
    if (!n.table) { p->failed = true; return 0; }
    table_range(&n);
    return n.lo == n.hi ? plan_const(p, n.lo) : intern(p, &n);
}

int32_t plan_lut(plan *p, int32_t codes, const int64_t *table, int32_t count)
{
    return table_node(p, OP_LUT, codes, table, count);
}

int32_t plan_index(plan *p, const batch_index *index, int64_t hi)
{
    node n = { .op = OP_INDEX, .index = index, .a = p->nodes.count, .lo = -2, .hi = hi };
    return intern(p, &n);
}

/* ---- folding ---- */

/* All operands constant, or tables over one column of codes: the codes' node, -1 when only
 * constants, -2 otherwise. */
static int32_t common_codes(const plan *p, const node *n)
{
    const int32_t from[] = { n->a, n->b, n->c };
    int32_t codes = -1;
    for (int i = 0; i < operands((batch_op)n->op); i++) {
        const node *x = plan_node(p, from[i]);
        if (x->op == OP_CONST) continue;
        if (x->op != OP_LUT || (codes >= 0 && codes != x->a)) return -2;
        codes = x->a;
    }
    return codes;
}

static int64_t value_at(const node *x, int32_t code)
{
    return x->op == OP_CONST ? x->lo : x->table[code];
}

static int32_t fold(plan *p, const node *n, int32_t codes)
{
    const node *zero = plan_node(p, 0), *a = plan_node(p, n->a);
    const node *b = operands((batch_op)n->op) > 1 ? plan_node(p, n->b) : zero,
               *c = operands((batch_op)n->op) > 2 ? plan_node(p, n->c) : zero;
    if (codes < 0)
        return plan_const(p, node_one(n, a->lo, b == zero ? 0 : b->lo, c == zero ? 0 : c->lo));
    int64_t table[256];
    int32_t count = (int32_t)plan_node(p, codes)->hi + 1;
    for (int32_t i = 0; i < count; i++)
        table[i] = node_one(n, value_at(a, i), b == zero ? 0 : value_at(b, i),
                            c == zero ? 0 : value_at(c, i));
    return plan_lut(p, codes, table, count);
}

/* ---- intervals ---- */

static bool interval(const plan *p, node *n)
{
    const node *a = plan_node(p, n->a), *b = operands((batch_op)n->op) > 1 ? plan_node(p, n->b) : a;
    const node *c = n->op == OP_SELECT ? plan_node(p, n->c) : a;
    __int128 lo = -1, hi = 0;
    switch ((batch_op)n->op) {
    case OP_ADD: lo = (__int128)a->lo + b->lo; hi = (__int128)a->hi + b->hi; break;
    case OP_SUB: lo = (__int128)a->lo - b->hi; hi = (__int128)a->hi - b->lo; break;
    case OP_MUL: {
        const __int128 ends[] = { (__int128)a->lo * b->lo, (__int128)a->lo * b->hi,
                                  (__int128)a->hi * b->lo, (__int128)a->hi * b->hi };
        lo = hi = ends[0];
        for (int i = 1; i < 4; i++) {
            if (ends[i] < lo) lo = ends[i];
            if (ends[i] > hi) hi = ends[i];
        }
        break;
    }
    case OP_MIN: lo = a->lo < b->lo ? a->lo : b->lo; hi = a->hi < b->hi ? a->hi : b->hi; break;
    case OP_MAX: lo = a->lo > b->lo ? a->lo : b->lo; hi = a->hi > b->hi ? a->hi : b->hi; break;
    case OP_SELECT: lo = b->lo < c->lo ? b->lo : c->lo; hi = b->hi > c->hi ? b->hi : c->hi; break;
    case OP_ROUND:
        lo = batch_round_one(a->lo, batch_ten_to[n->k], (dec_round_mode)n->mode);
        hi = batch_round_one(a->hi, batch_ten_to[n->k], (dec_round_mode)n->mode);
        break;
    case OP_RATIO: hi = a->hi > -(__int128)a->lo ? a->hi : -(__int128)a->lo; lo = -hi; break;
    default: break;
    }
    if (lo < -BATCH_LIMIT || hi > BATCH_LIMIT) return false;
    n->lo = (int64_t)lo;
    n->hi = (int64_t)hi;
    return true;
}

/* Steps that the intervals decide: -1 when there is nothing to say. */
static int32_t decided(plan *p, const node *n)
{
    const node *a = plan_node(p, n->a), *b = plan_node(p, n->b);
    int64_t k;
    switch ((batch_op)n->op) {
    case OP_MIN: return n->a == n->b || a->hi <= b->lo ? n->a : b->hi <= a->lo ? n->b : -1;
    case OP_MAX: return n->a == n->b || a->lo >= b->hi ? n->a : b->lo >= a->hi ? n->b : -1;
    case OP_LT: return a->hi < b->lo ? plan_const(p, -1) : a->lo >= b->hi ? plan_const(p, 0) : -1;
    case OP_LE: return a->hi <= b->lo ? plan_const(p, -1) : a->lo > b->hi ? plan_const(p, 0) : -1;
    case OP_EQ:
        return n->a == n->b                     ? plan_const(p, -1)
               : a->hi < b->lo || b->hi < a->lo ? plan_const(p, 0)
                                                : -1;
    case OP_ADD:
        return plan_is_const(p, n->b, &k) && k == 0   ? n->a
               : plan_is_const(p, n->a, &k) && k == 0 ? n->b
                                                      : -1;
    case OP_SUB:
        return n->a == n->b ? plan_const(p, 0) : plan_is_const(p, n->b, &k) && k == 0 ? n->a : -1;
    case OP_MUL:
        return plan_is_const(p, n->b, &k) && k == 1   ? n->a
               : plan_is_const(p, n->a, &k) && k == 1 ? n->b
                                                      : -1;
    case OP_SELECT:
        if (plan_is_const(p, n->a, &k)) return k ? n->b : n->c;
        return n->b == n->c ? n->b : -1;
    default: return -1;
    }
}

/* x - min(x, y) is max(0, x - y): the same numbers, and the interval shows that they are not
 * negative. */
static int32_t less_min(plan *p, int32_t a, int32_t b)
{
    const node *n = plan_node(p, b);
    if (n->op != OP_MIN || (n->a != a && n->b != a)) return -1;
    int32_t other = n->a == a ? n->b : n->a, rest = plan_step(p, OP_SUB, a, other, 0);
    return rest < 0 ? -1 : plan_step(p, OP_MAX, rest, plan_const(p, 0), 0);
}

static bool commutes(batch_op op)
{
    return op == OP_ADD || op == OP_MUL || op == OP_MIN || op == OP_MAX || op == OP_EQ ||
           op == OP_AND || op == OP_OR;
}

static int32_t finish(plan *p, node *n)
{
    if (p->failed) return 0;
    if (!interval(p, n)) { p->refused++; return -1; }
    int32_t codes = common_codes(p, n);
    return codes == -2 ? intern(p, n) : fold(p, n, codes);
}

int32_t plan_step(plan *p, batch_op op, int32_t a, int32_t b, int32_t c)
{
    if (p->failed) return 0;
    if (a < 0 || b < 0 || c < 0) return -1;
    node n = {
        .op = (uint8_t)op, .a = a, .b = operands(op) > 1 ? b : 0, .c = operands(op) > 2 ? c : 0
    };
    if (commutes(op) && (plan_is_const(p, a, NULL) || (a > b && !plan_is_const(p, b, NULL)))) {
        n.a = b;
        n.b = a;
    }
    int32_t sure = operands(op) > 1 ? decided(p, &n) : -1;
    if (sure < 0 && op == OP_SUB) sure = less_min(p, a, b);
    return sure >= 0 ? sure : finish(p, &n);
}

int32_t plan_round(plan *p, int32_t a, int digits, dec_round_mode mode)
{
    node n = { .op = OP_ROUND, .mode = (uint8_t)mode, .k = (int16_t)digits, .a = a };
    return a < 0 || digits > BATCH_SCALE_MAX ? -1 : digits <= 0 ? a : finish(p, &n);
}

int32_t plan_ratio(plan *p, int32_t a, int32_t b, dec_round_mode mode)
{
    node n = { .op = OP_RATIO, .mode = (uint8_t)mode, .a = a, .b = b };
    return a < 0 || b < 0 ? -1 : finish(p, &n);
}

int32_t plan_take(plan *p, int32_t a, const int64_t *table, int32_t count)
{
    node n = { .op = OP_TAKE, .a = a, .table = table, .count = count };
    int32_t codes = common_codes(p, &n);
    return codes == -2 ? table_node(p, OP_TAKE, a, table, count) : fold(p, &n, codes);
}

/* ---- masks ---- */

int32_t mask_not(plan *p, int32_t a)
{
    const node *n = plan_node(p, a);
    return n->op == OP_NOT ? n->a : plan_step(p, OP_NOT, a, 0, 0);
}

int32_t mask_or(plan *p, int32_t a, int32_t b)
{
    int64_t k;
    if (a == b) return a;
    if (plan_is_const(p, a, &k)) return k ? a : b;
    if (plan_is_const(p, b, &k)) return k ? b : a;
    return plan_step(p, OP_OR, a, b, 0);
}

int32_t mask_and(plan *p, int32_t a, int32_t b)
{
    int64_t k;
    if (a == b) return a;
    if (plan_is_const(p, a, &k)) return k ? b : a;
    if (plan_is_const(p, b, &k)) return k ? a : b;
    return plan_step(p, OP_AND, a, b, 0);
}

int32_t mask_pick(plan *p, int32_t m, int32_t a, int32_t b)
{
    int64_t k;
    if (plan_is_const(p, m, &k)) return k ? a : b;
    if (a == b) return a;
    return mask_or(p, mask_and(p, m, a), mask_and(p, mask_not(p, m), b));
}

int32_t plan_text(plan *p, str text)
{
    for (int i = 0; i < p->texts.count; i++)
        if (str_eq(p->texts.items[i], text)) return i;
    str *place = VEC_PUSH(p->arena, &p->texts);
    if (!place) { p->failed = true; return 0; }
    *place = text;
    return p->texts.count - 1;
}
