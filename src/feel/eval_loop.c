/* eval_loop.c: for, some, every and filters (DMN 1.5 §10.3.2.5, §10.3.2.14, table 54). */
#include "feel/eval.h"

/* What one iterator walks through: the items of a list, or first..last in steps of one (numbers or
 * days). */
typedef struct domain {
    bool ok, steps, days;
    int32_t count;
    const feel_value *items;
    feel_value single;
    int64_t first;
    int direction;
} domain;

/* Values of one list are collected here; earlier lists made of it (partial) stay valid, because
*growing never writes
** over what was handed out. */
typedef struct collector {
    feel_value *items;
    int32_t count, cap;
} collector;

static bool collect(feel_run *r, collector *c, feel_value v)
{
    if (c->count == c->cap) {
        int32_t cap = c->cap ? c->cap * 2 : 16;
        if (c->count >= FEEL_LIST_MAX) return false;
        feel_value *items = arena_grow(r->arena, c->items, (size_t)c->cap * sizeof *items,
                                       (size_t)cap * sizeof *items);
        if (!items) return false;
        c->items = items;
        c->cap = cap;
    }
    c->items[c->count++] = v;
    return true;
}

static feel_value list_of(feel_run *r, const feel_expr *e, const collector *c)
{
    feel_list *list = ARENA_NEW(r->arena, feel_list);
    if (!list) return eval_no_memory(r, e);
    *list = (feel_list){ c->count, c->items };
    return (feel_value){ .kind = FEEL_LIST, .as.list = list };
}

/* Number of steps between two ends; false when they are no whole numbers, no dates, or too far
 * apart. */
static bool step_domain(feel_value from, feel_value to, domain *out)
{
    int64_t first, last;
    if (from.kind == FEEL_NUMBER && to.kind == FEEL_NUMBER) {
        if (!dec_to_int64(from.as.number, &first) || !dec_to_int64(to.as.number, &last))
            return false;
    } else if (from.kind == FEEL_DATE && to.kind == FEEL_DATE) {
        first = date_to_days(from.as.date);
        last = date_to_days(to.as.date);
        out->days = true;
    } else {
        return false;
    }
    uint64_t distance =
        first <= last ? (uint64_t)last - (uint64_t)first : (uint64_t)first - (uint64_t)last;
    if (distance >= FEEL_LIST_MAX) return false;
    out->ok = out->steps = true;
    out->first = first;
    out->direction = first <= last ? 1 : -1;
    out->count = (int32_t)distance + 1;
    return true;
}

static bool range_domain(const feel_range *range, domain *out)
{
    feel_value low = range->low, high = range->high;
    if (!range->has_low || !range->has_high || !step_domain(low, high, out)) return false;
    if (out->direction < 0) { out->ok = false; return false; }
    if (!range->low_closed) { out->first++; out->count--; }
    if (!range->high_closed) out->count--;
    if (out->count < 0) out->count = 0;
    return true;
}

static void no_steps(feel_run *r, const feel_expr *e, feel_value from, feel_value to)
{
    if (feel_is_null(from) || feel_is_null(to) || from.kind != to.kind)
        eval_mismatch(r, e, from, to);
    else
        feel_fail(r, "E-RANGE", feel_expr_pos(e),
                  "范围不能逐一列举；两端应是整数或日期，由小到大，且不超过 %d 项",
                  "the range cannot be stepped through; its ends must be whole numbers or dates, "
                  "ascending, at most %d items",
                  FEEL_LIST_MAX);
}

static domain find_domain(feel_run *r, const feel_expr *e, const feel_iterator *it)
{
    domain d = { 0 };
    feel_value from = eval_operand(r, it->from);
    if (it->to) {
        feel_value to = eval_operand(r, it->to);
        if (!step_domain(from, to, &d)) no_steps(r, e, from, to);
    } else if (from.kind == FEEL_LIST) {
        d = (domain){ .ok = true, .count = from.as.list->count, .items = from.as.list->items };
    } else if (from.kind == FEEL_RANGE) {
        if (!range_domain(from.as.range, &d))
            no_steps(r, e, from.as.range->low, from.as.range->high);
    } else if (from.kind == FEEL_NULL) {
        eval_mismatch(r, e, from, from);
    } else {
        d = (domain){ .ok = true, .count = 1, .single = from };
    }
    return d;
}

static feel_value domain_at(const domain *d, int32_t i)
{
    if (!d->steps) return d->items ? d->items[i] : d->single;
    int64_t at = d->first + (int64_t)i * d->direction;
    return d->days ? feel_date(date_from_days(at)) : feel_number(dec_from_int(at));
}

/* ---- for ---- */

typedef struct for_state { const feel_expr *e; collector out; bool failed; } for_state;

static bool for_body(feel_run *r, for_state *s)
{
    const feel_expr *e = s->e;
    if (e->as.loop.partial >= 0) r->locals[e->as.loop.partial] = list_of(r, e, &s->out);
    feel_value v = eval_operand(r, e->as.loop.body);
    if (r->stopped) return false;
    if (collect(r, &s->out, v)) return true;
    eval_stop(r, e, "列表太长或内存不足", "the list is too long or memory ran out");
    return false;
}

static bool for_level(feel_run *r, for_state *s, int32_t level)
{
    const feel_iterator *it = &s->e->as.loop.iterators[level];
    domain d = find_domain(r, s->e, it);
    if (!d.ok) { s->failed = true; return false; }
    for (int32_t i = 0; i < d.count; i++) {
        r->locals[it->local] = domain_at(&d, i);
        bool last = level + 1 == s->e->as.loop.count;
        if (!(last ? for_body(r, s) : for_level(r, s, level + 1))) return false;
    }
    return true;
}

feel_value eval_for(feel_run *r, const feel_expr *e)
{
    for_state s = { .e = e };
    for_level(r, &s, 0);
    return s.failed || r->stopped ? FEEL_NULL_VALUE : list_of(r, e, &s.out);
}

/* ---- some, every: 1, 0, -1 while nothing is decided but a null was seen ---- */

typedef struct quantifier { const feel_expr *e; bool stop, decided, null, failed; } quantifier;

static void quantified_level(feel_run *r, quantifier *q, int32_t level)
{
    const feel_iterator *it = &q->e->as.loop.iterators[level];
    domain d = find_domain(r, q->e, it);
    if (!d.ok) { q->failed = true; return; }
    for (int32_t i = 0; i < d.count && !q->decided && !q->failed && !r->stopped; i++) {
        r->locals[it->local] = domain_at(&d, i);
        if (level + 1 < q->e->as.loop.count) { quantified_level(r, q, level + 1); continue; }
        feel_value v = eval_operand(r, q->e->as.loop.body);
        if (v.kind != FEEL_BOOLEAN) q->null = true;
        else if (v.as.boolean == q->stop) q->decided = true;
    }
}

feel_value eval_quantified(feel_run *r, const feel_expr *e)
{
    quantifier q = { .e = e, .stop = e->kind == FEEL_N_SOME };
    quantified_level(r, &q, 0);
    if (q.decided) return feel_bool(q.stop);
    return q.failed || q.null || r->stopped ? FEEL_NULL_VALUE : feel_bool(!q.stop);
}

/* ---- filters ---- */

static feel_value filter_by_index(feel_run *r, const feel_expr *e, const feel_list *list,
                                  dec number)
{
    int64_t index;
    if (!dec_to_int64(number, &index) || index == 0)
        return feel_fail(r, "E-RANGE", feel_expr_pos(e), "列表的序号应是不为零的整数",
                         "a list index is a whole number, not zero");
    if (index < 0) index += (int64_t)list->count + 1;
    if (index < 1 || index > list->count)
        return feel_fail(r, "E-RANGE", feel_expr_pos(e), "列表只有 %d 项", "the list has %d items",
                         list->count);
    return list->items[index - 1];
}

/* Does the condition speak of the item? If not, it is asked once: an index may be computed. */
static bool is_plain_index(const feel_expr *condition)
{
    const feel_type *t = condition->type;
    return condition->kind == FEEL_N_LITERAL || (t && t->kind == FEEL_T_NUMBER);
}

feel_value eval_filter(feel_run *r, const feel_expr *e)
{
    feel_value a = eval_operand(r, e->as.filter.a);
    feel_list one = { 1, &a };
    const feel_expr *condition = e->as.filter.condition;
    const int32_t item = e->as.filter.item;
    collector out = { 0 };
    if (a.kind == FEEL_NULL) one.count = 0;
    const feel_list *list = a.kind == FEEL_LIST ? a.as.list : &one;
    if (is_plain_index(condition) || list->count == 0) {
        r->locals[item] = FEEL_NULL_VALUE;
        feel_value v = list->count == 0 && !is_plain_index(condition) ? FEEL_NULL_VALUE
                                                                      : eval_operand(r, condition);
        if (v.kind == FEEL_NUMBER) return filter_by_index(r, e, list, v.as.number);
    }
    for (int32_t i = 0; i < list->count && !r->stopped; i++) {
        r->locals[item] = list->items[i];
        feel_value v = eval_operand(r, condition);
        if (v.kind == FEEL_NUMBER && i == 0) return filter_by_index(r, e, list, v.as.number);
        if (feel_is_true(v) && !collect(r, &out, list->items[i])) return eval_no_memory(r, e);
    }
    return r->stopped ? FEEL_NULL_VALUE : list_of(r, e, &out);
}
