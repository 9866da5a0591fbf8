/* eval_data.c: lists, ranges, contexts and the way into them (§10.3.2.4, §10.3.2.11 table 55). */
#include "feel/eval.h"

feel_value eval_list(feel_run *r, const feel_expr *e)
{
    int32_t count = e->as.list.count;
    feel_value *items = ARENA_ARRAY(r->arena, feel_value, count ? count : 1);
    feel_list *list = items ? ARENA_NEW(r->arena, feel_list) : NULL;
    if (!list) return eval_no_memory(r, e);
    for (int32_t i = 0; i < count; i++) items[i] = eval_operand(r, e->as.list.items[i]);
    *list = (feel_list){ count, items };
    return (feel_value){ .kind = FEEL_LIST, .as.list = list };
}

static bool can_bound(feel_value v)
{
    return v.kind == FEEL_NULL || (v.kind >= FEEL_NUMBER && v.kind <= FEEL_NANOS);
}

feel_value eval_range(feel_run *r, const feel_expr *e)
{
    const feel_expr *low = e->as.range.low, *high = e->as.range.high;
    feel_range range = { .low_closed = e->low_closed,
                         .high_closed = e->high_closed,
                         .has_low = low != NULL,
                         .has_high = high != NULL,
                         .point = low && low == high };
    if (low) range.low = eval_operand(r, low);
    if (high) range.high = range.point ? range.low : eval_operand(r, high);
    if (!can_bound(range.low) || !can_bound(range.high))
        return eval_mismatch(r, e, range.low, range.high);
    if (range.has_low && range.has_high && !feel_is_null(range.low) && !feel_is_null(range.high) &&
        feel_order(range.low, range.high) == 2)
        return eval_mismatch(r, e, range.low, range.high);
    return feel_make_range(r->arena, range);
}

/* A boxed context may declare an entry's type: what does not conform is null with a note. */
static feel_value entry_value(feel_run *r, const feel_entry_node *entry)
{
    if (r->tracing && entry->pos.line > 0) return trace_expr(r, entry->expr, entry->name);
    return eval_operand(r, entry->expr);
}

feel_value eval_context(feel_run *r, const feel_expr *e)
{
    int32_t count = e->as.context.count;
    bool result = e->as.context.result != NULL;
    str *keys = result ? NULL : ARENA_ARRAY(r->arena, str, count ? count : 1);
    feel_value *values = result ? NULL : ARENA_ARRAY(r->arena, feel_value, count ? count : 1);
    feel_context *c = result ? NULL : ARENA_NEW(r->arena, feel_context);
    if (!result && (!keys || !values || !c)) return eval_no_memory(r, e);
    for (int32_t i = 0; i < count; i++) {
        const feel_entry_node *entry = &e->as.context.entries[i];
        feel_value v = entry_value(r, entry);
        if (entry->type) v = feel_coerce(r, v, entry->type);
        if (entry->local >= 0) r->locals[entry->local] = v;
        if (result) continue;
        keys[i] = entry->name;
        values[i] = v;
    }
    if (result)
        return r->tracing ? trace_expr(r, e->as.context.result, (str){ 0 })
                          : eval_operand(r, e->as.context.result);
    *c = (feel_context){ count, keys, values };
    return (feel_value){ .kind = FEEL_CONTEXT, .as.context = c };
}

/* ---- paths ---- */

static feel_value member(feel_run *r, const feel_expr *e, feel_value a, str name);

static feel_value list_path(feel_run *r, const feel_expr *e, const feel_list *list, str name)
{
    feel_value *items = ARENA_ARRAY(r->arena, feel_value, list->count ? list->count : 1);
    feel_list *out = items ? ARENA_NEW(r->arena, feel_list) : NULL;
    if (!out) return eval_no_memory(r, e);
    for (int32_t i = 0; i < list->count; i++) {
        feel_value item = list->items[i];
        items[i] = item.kind == FEEL_LIST ? FEEL_NULL_VALUE : member(r, e, item, name);
    }
    *out = (feel_list){ list->count, items };
    return (feel_value){ .kind = FEEL_LIST, .as.list = out };
}

static feel_value member(feel_run *r, const feel_expr *e, feel_value a, str name)
{
    bool known = false;
    feel_value v = FEEL_NULL_VALUE;
    if (a.kind == FEEL_CONTEXT) v = feel_context_get(a.as.context, name, &known);
    else if (a.kind == FEEL_NULL)
        return feel_fail(r, "E-NULL", feel_expr_pos(e), "空值没有成员“%.*s”",
                         "null has no member %.*s", STR_ARG(name));
    else v = feel_property(a, name, &known);
    if (known) return v;
    return feel_fail(r, "E-MEMBER", feel_expr_pos(e), "没有成员“%.*s”", "there is no member %.*s",
                     STR_ARG(name));
}

feel_value eval_path(feel_run *r, const feel_expr *e)
{
    feel_value a = eval_operand(r, e->as.path.a);
    if (a.kind == FEEL_LIST) return list_path(r, e, a.as.list, e->as.path.name);
    return member(r, e, a, e->as.path.name);
}

feel_value eval_item(feel_run *r, const feel_expr *e)
{
    feel_value item = r->locals[e->as.item.index];
    if (item.kind == FEEL_CONTEXT) {
        bool found;
        feel_value v = feel_context_get(item.as.context, e->as.item.name, &found);
        if (found) return v;
    }
    if (e->as.item.fallback) return eval_operand(r, e->as.item.fallback);
    if (item.kind != FEEL_CONTEXT && item.kind != FEEL_NULL) {
        bool known = false;
        feel_value v = feel_property(item, e->as.item.name, &known);
        if (known) return v;
    }
    str name = e->as.item.name;
    return feel_fail(r, "E-MEMBER", feel_expr_pos(e), "没有成员“%.*s”", "there is no member %.*s",
                     STR_ARG(name));
}
