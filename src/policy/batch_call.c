/* batch_call.c: calls as nodes: rounding, smallest and largest, functions written out, decisions
 * asked with other facts. */
#include "policy/batch_plan.h"

enum { CALLS_DEEP = 12 };

static known doubtful_arguments(plan *p, known v, const known *args, int count, bool nulls)
{
    for (int i = 0; i < count; i++) {
        v = known_doubted(p, v, args[i].doubt);
        if (nulls) v = known_doubted(p, v, args[i].null);
    }
    return v;
}

/* ---- built-ins ---- */

static known as_number(known from, int32_t value, int scale)
{
    from.kind = K_NUMBER;
    from.value = value;
    from.scale = (int16_t)scale;
    return from;
}

/* A quotient of integers differs from a rounding border by a part of its denominator at least, so
*rounding the exact
** quotient and rounding its first 34 digits agree while numerator and denominator stay below 10^15.
 */
static known round_ratio(plan *p, known a, int places, dec_round_mode mode)
{
    const __int128 bound = 1000000000000000;
    int shift = places - a.scale;
    const node *over = plan_node(p, a.value), *under = plan_node(p, a.below);
    int32_t above = a.value, below = a.below;
    if (shift > 12 || shift < -12 || over->hi > bound || over->lo < -bound || under->hi > bound ||
        under->lo < -bound)
        return known_doubt(p);
    if (shift > 0) above = plan_step(p, OP_MUL, above, plan_const(p, batch_ten_to[shift]), 0);
    else below = plan_step(p, OP_MUL, below, plan_const(p, batch_ten_to[-shift]), 0);
    int32_t value = plan_ratio(p, above, below, mode);
    return value < 0 ? known_doubt(p) : as_number(a, value, places);
}

static known rounded(plan *p, const known *args, int count, dec_round_mode mode)
{
    int64_t places = 0;
    if (count > 1 && (args[1].kind != K_NUMBER || args[1].scale != 0 ||
                      !plan_is_const(p, args[1].value, &places)))
        return known_doubt(p);
    if (places < 0 || places > BATCH_SCALE_MAX) return known_doubt(p);
    known v = args[0];
    if (v.kind == K_RATIO) v = round_ratio(p, v, (int)places, mode);
    if (v.kind != K_NUMBER) return known_doubt(p);
    if (v.scale > places) {
        int32_t value = plan_round(p, v.value, v.scale - (int)places, mode);
        if (value < 0) return known_doubt(p);
        v = as_number(v, value, (int)places);
    }
    known none = v;
    none.null = plan_const(p, 0);
    return doubtful_arguments(p, none, args, count, true);
}

static known extreme(plan *p, const known *args, int count, batch_op op)
{
    known best = args[0];
    if (count < 2) return known_doubt(p);            /* one list: the scalar path */
    for (int i = 0; i < count; i++) {
        known other = args[i];
        if (other.kind != best.kind || (other.kind != K_NUMBER && other.kind != K_DATE))
            return known_doubt(p);
        if (other.kind == K_NUMBER && !known_align(p, &best, &other)) return known_doubt(p);
        best.value = i ? plan_step(p, op, best.value, other.value, 0) : best.value;
        if (best.value < 0) return known_doubt(p);
    }
    best.null = plan_const(p, 0);
    return doubtful_arguments(p, best, args, count, true);
}

static known total(plan *p, const known *args, int count)
{
    known sum = args[0];
    if (count < 2) return known_doubt(p);
    for (int i = 0; i < count; i++) {
        known other = args[i];
        if (other.kind != K_NUMBER || sum.kind != K_NUMBER || !known_align(p, &sum, &other))
            return known_doubt(p);
        sum.value = i ? plan_step(p, OP_ADD, sum.value, other.value, 0) : sum.value;
        if (sum.value < 0) return known_doubt(p);
    }
    sum.null = plan_const(p, 0);
    return doubtful_arguments(p, sum, args, count, true);
}

static known absolute(plan *p, const known *args)
{
    known v = args[0];
    if (v.kind != K_NUMBER) return known_doubt(p);
    int32_t less = plan_step(p, OP_SUB, plan_const(p, 0), v.value, 0);
    v.value = plan_step(p, OP_MAX, v.value, less, 0);
    if (v.value < 0) return known_doubt(p);
    v.doubt = mask_or(p, v.doubt, v.null);
    return v;
}

static known negated(plan *p, known v)
{
    if (v.kind != K_BOOLEAN) return known_doubt(p);
    v.value = mask_not(p, v.value);
    v.doubt = mask_or(p, v.doubt, v.null);
    v.null = plan_const(p, 0);
    return v;
}

static known built_in(plan *p, const char *name, const known *args, int count)
{
    static const struct { const char *name; dec_round_mode mode;
    } roundings[] = {
        { "round half up", DEC_HALF_UP }, { "round half down", DEC_HALF_DOWN },
        { "round up", DEC_UP },           { "round down", DEC_DOWN },
        { "decimal", DEC_HALF_EVEN },     { "floor", DEC_FLOOR },
        { "ceiling", DEC_CEILING },
    };
    for (size_t i = 0; i < sizeof roundings / sizeof *roundings; i++)
        if (strcmp(name, roundings[i].name) == 0) return rounded(p, args, count, roundings[i].mode);
    if (strcmp(name, "min") == 0) return extreme(p, args, count, OP_MIN);
    if (strcmp(name, "max") == 0) return extreme(p, args, count, OP_MAX);
    if (strcmp(name, "sum") == 0) return total(p, args, count);
    if (strcmp(name, "abs") == 0) return absolute(p, args);
    if (strcmp(name, "not") == 0) return negated(p, args[0]);
    if (strcmp(name, "as unit") == 0 && args[0].kind == K_NUMBER && args[1].kind == K_TEXT) {
        known v = doubtful_arguments(p, args[0], args, 2, true);
        v.null = plan_const(p, 0);
        return v;
    }
    return known_doubt(p);
}

known plan_builtin(plan *p, const feel_expr *e)
{
    int count = e->as.call.count;
    known *args = ARENA_ARRAY(p->arena, known, count + 1);
    if (!args || e->as.call.bad || count < 1) return known_doubt(p);
    for (int i = 0; i < count; i++) {
        if (!e->as.call.args[i].expr) return known_doubt(p);
        args[i] = plan_expr(p, e->as.call.args[i].expr);
    }
    return built_in(p, e->as.call.of.builtin->name, args, count);
}

/* ---- functions of the library, written out where they are called ---- */

static bool place_arguments(plan *p, const feel_lambda_node *l, const feel_expr *e, known *params,
                            int32_t *doubt)
{
    for (int32_t i = 0; i < e->as.call.count; i++) {
        const feel_arg_node *arg = &e->as.call.args[i];
        int32_t place = i;
        if (arg->name.len)
            for (place = 0; place < l->param_count && !str_eq(l->params[place].name, arg->name);)
                place++;
        if (place >= l->param_count) return false;
        known v = plan_expr(p, arg->expr);
        *doubt = mask_or(p, *doubt, v.doubt);
        params[place] = plan_coerce(p, v, l->params[place].type);
        *doubt = mask_or(p, *doubt, params[place].doubt);
    }
    return true;
}

static known call_function(plan *p, const policy_def *def, const feel_expr *e)
{
    const feel_expr *f = def->expr;
    if (f && f->kind == FEEL_N_FRAME) f = f->as.frame.body;
    const feel_lambda_node *l = f && f->kind == FEEL_N_FUNCTION ? f->as.lambda : NULL;
    if (!l || !l->body || l->capture_count || l->param_count != e->as.call.count ||
        p->view->depth >= CALLS_DEEP)
        return known_doubt(p);
    int32_t size = l->frame_size > l->param_count ? l->frame_size : l->param_count,
            doubt = plan_const(p, 0);
    known *params = ARENA_ARRAY(p->arena, known, size + 1), *saved = p->locals;
    if (!params) { p->failed = true; return known_doubt(p); }
    for (int32_t i = 0; i < size; i++) params[i] = known_doubt(p);
    if (!place_arguments(p, l, e, params, &doubt)) return known_doubt(p);
    p->locals = params;
    p->view->depth++;
    known v = plan_expr(p, l->body);
    p->view->depth--;
    p->locals = saved;
    return known_doubted(p, l->result ? plan_coerce(p, v, l->result) : v, doubt);
}

/* ---- decisions asked with other facts ---- */

static bool open_view(plan *p, view *v)
{
    int count = policy_slot_count(p->lib);
    *v = (view){ .outer = p->view, .at = p->view->at, .depth = p->view->depth + 1 };
    v->memory = ARENA_ARRAY(p->arena, known, count);
    v->state = ARENA_ARRAY(p->arena, uint8_t, count);
    if (!v->memory || !v->state) { p->failed = true; return false; }
    for (int i = 0; i < count; i++) {
        if (p->view->state[i] != CELL_GIVEN) continue;
        v->state[i] = CELL_GIVEN;
        v->memory[i] = p->view->memory[i];
    }
    return true;
}

static known ask_again(plan *p, const policy_def *def, const feel_expr *e)
{
    view v;
    int32_t doubt = plan_const(p, 0);
    int64_t days;
    if (p->view->depth >= CALLS_DEEP || !open_view(p, &v)) return known_doubt(p);
    for (int32_t i = 0; i < e->as.call.count; i++) {
        const feel_arg_node *arg = &e->as.call.args[i];
        known value = plan_expr(p, arg->expr);
        int32_t slot = arg->name.len ? policy_slot_find(p->lib, def->doc->family, arg->name) : -1;
        if (slot < 0) return known_doubt(p);
        doubt = mask_or(p, doubt, value.doubt);
        v.state[slot] = CELL_GIVEN;
        v.memory[slot] = value;
        if (slot != POLICY_SLOT_DATE) continue;
        if (value.kind != K_DATE || !plan_is_const(p, value.value, &days)) return known_doubt(p);
        v.at = date_from_days(days);
    }
    p->view = &v;
    known out = plan_slot(p, def->slot);
    p->view = v.outer;
    return known_doubted(p, out, doubt);
}

known plan_call_slot(plan *p, const feel_expr *e)
{
    int32_t slot = e->as.call.of.symbol->slot;
    const policy_def *def = policy_newest(p->lib, slot);
    if (def && (def->kind == POLICY_DECISION || def->kind == POLICY_CONDITIONS ||
                def->kind == POLICY_PARAMETER))
        return ask_again(p, def, e);
    if (policy_version_at(p->lib, slot, p->place, p->view->at, &def, NULL, NULL) != POLICY_IN_FORCE)
        return known_doubt(p);
    return def->kind == POLICY_FUNCTION ? call_function(p, def, e) : known_doubt(p);
}
