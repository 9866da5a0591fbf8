/* batch_compile.c: feel trees and definitions as nodes. It follows eval.c and run.c construct by
*construct; where those
** would note a problem, the row becomes doubtful. */
#include "policy/batch_plan.h"

enum { COMPILE_DEPTH = 400 };

/* ---- what is known of a value ---- */

static known known_of(plan *p, known_kind kind, int32_t value)
{
    return (known){
        .kind = (uint8_t)kind, .value = value, .null = plan_const(p, 0), .doubt = plan_const(p, 0)
    };
}

known known_doubt(plan *p)
{
    known v = known_of(p, K_DOUBT, plan_const(p, 0));
    v.doubt = plan_const(p, -1);
    return v;
}

known known_null(plan *p)
{
    known v = known_of(p, K_NULL, plan_const(p, 0));
    v.null = plan_const(p, -1);
    return v;
}

known known_boolean(plan *p, int32_t mask) { return known_of(p, K_BOOLEAN, mask); }

known known_doubted(plan *p, known v, int32_t doubt)
{
    v.doubt = mask_or(p, v.doubt, doubt);
    return v;
}

static known number(plan *p, int32_t value, int scale)
{
    known v = known_of(p, K_NUMBER, value);
    v.scale = (int16_t)scale;
    return v;
}

/* A step that leaves the range leaves doubt. */
static known checked(plan *p, known v)
{
    return v.value < 0 ? known_doubt(p) : v;
}

static int32_t raise_scale(plan *p, const known *v, int scale)
{
    int digits = scale - v->scale;
    return digits > BATCH_SCALE_MAX
               ? -1
               : plan_step(p, OP_MUL, v->value, plan_const(p, batch_ten_to[digits]), 0);
}

bool known_align(plan *p, known *a, known *b)
{
    known *low = a->scale < b->scale ? a : b, *high = low == a ? b : a;
    int32_t value = raise_scale(p, low, high->scale);
    if (value < 0) return false;
    low->value = value;
    low->scale = high->scale;
    return true;
}

static known pick_context(plan *p, int32_t m, known a, known b)
{
    if (a.count != b.count) return known_doubt(p);
    known *members = ARENA_ARRAY(p->arena, known, a.count + 1);
    if (!members) { p->failed = true; return known_doubt(p); }
    for (int32_t i = 0; i < a.count; i++) {
        if (!str_eq(a.keys[i], b.keys[i])) return known_doubt(p);
        members[i] = known_pick(p, m, a.members[i], b.members[i]);
    }
    a.members = members;
    return a;
}

known known_pick(plan *p, int32_t m, known a, known b)
{
    int64_t k;
    if (plan_is_const(p, m, &k)) return k ? a : b;
    int32_t doubt = mask_pick(p, m, a.doubt, b.doubt), null = mask_pick(p, m, a.null, b.null);
    if (a.kind == K_NULL || a.kind == K_DOUBT) {
        known swap = b;
        b = a;
        a = swap;
        m = mask_not(p, m);
    }
    bool one = b.kind == K_NULL || b.kind == K_DOUBT;
    known v = a;
    if (!one && (a.kind != b.kind || a.kind == K_RATIO)) return known_doubt(p);
    if (!one && a.kind == K_CONTEXT) {
        v = pick_context(p, m, a, b);
        if (v.kind == K_DOUBT) return v;
    } else if (!one) {
        if (a.kind == K_NUMBER && !known_align(p, &a, &b)) return known_doubt(p);
        v = a;
        v.value = plan_step(p, OP_SELECT, m, a.value, b.value);
        if (v.value < 0) return known_doubt(p);
    }
    v.doubt = doubt;
    v.null = null;
    return v;
}

/* ---- literals ---- */

static known literal_number(plan *p, dec d)
{
    int64_t coefficient;
    int exponent;
    if (!dec_parts(d, &coefficient, &exponent)) return known_doubt(p);
    if (coefficient == 0) exponent = 0;
    while (exponent < 0 && coefficient % 10 == 0) { coefficient /= 10; exponent++; }
    if (exponent < -BATCH_SCALE_MAX || exponent > BATCH_SCALE_MAX) return known_doubt(p);
    int32_t value = plan_const(p, coefficient);
    if (exponent > 0) value = plan_step(p, OP_MUL, value, plan_const(p, batch_ten_to[exponent]), 0);
    return checked(p, number(p, value, exponent < 0 ? -exponent : 0));
}

static known literal(plan *p, feel_value v)
{
    switch ((feel_kind)v.kind) {
    case FEEL_NULL: return known_null(p);
    case FEEL_BOOLEAN: return known_boolean(p, plan_const(p, v.as.boolean ? -1 : 0));
    case FEEL_NUMBER: return literal_number(p, v.as.number);
    case FEEL_STRING: return known_of(p, K_TEXT, plan_const(p, plan_text(p, v.as.string)));
    case FEEL_DATE: return known_of(p, K_DATE, plan_const(p, date_to_days(v.as.date)));
    default: return known_doubt(p);
    }
}

/* ---- types ---- */

static bool kind_fits(const known *v, const feel_type *t)
{
    if (!t || t->kind == FEEL_T_ANY || v->kind == K_NULL || v->kind == K_DOUBT) return true;
    switch (t->kind) {
    case FEEL_T_NUMBER: return v->kind == K_NUMBER || v->kind == K_RATIO;
    case FEEL_T_STRING: return v->kind == K_TEXT;
    case FEEL_T_BOOLEAN: return v->kind == K_BOOLEAN;
    case FEEL_T_DATE: return v->kind == K_DATE;
    case FEEL_T_CONTEXT: break;
    default: return false;
    }
    if (v->kind != K_CONTEXT) return false;
    for (int32_t i = 0; i < t->member_count; i++) {
        bool found = false;
        for (int32_t k = 0; k < v->count; k++)
            if (str_eq(v->keys[k], t->members[i].name))
                found = kind_fits(&v->members[k], t->members[i].type);
        if (!found) return false;
    }
    return true;
}

known plan_coerce(plan *p, known v, const feel_type *t)
{
    return kind_fits(&v, t) ? v : known_doubt(p);
}

/* ---- arithmetic ---- */

/* 1/b as a finite decimal: digits and value. */
static bool reciprocal(int64_t b, int *digits, int64_t *value)
{
    for (*digits = 0; *digits <= 12; ++*digits)
        if (batch_ten_to[*digits] % b == 0) { *value = batch_ten_to[*digits] / b; return true; }
    return false;
}

static known divide(plan *p, known a, known b)
{
    int64_t k, value;
    int digits;
    const node *below = plan_node(p, b.value);
    if (below->lo <= 0 && below->hi >= 0) return known_doubt(p);        /* it may be zero */
    if (plan_is_const(p, b.value, &k) && reciprocal(k, &digits, &value)) {
        /* a / (k × 10^-s) = a × value × 10^(s - digits) */
        int32_t product = plan_step(p, OP_MUL, a.value, plan_const(p, value), 0);
        int scale = a.scale + digits - b.scale;
        if (product >= 0 && scale < 0) {
            product = plan_step(p, OP_MUL, product, plan_const(p, batch_ten_to[-scale]), 0);
            scale = 0;
        }
        return scale > BATCH_SCALE_MAX ? known_doubt(p) : checked(p, number(p, product, scale));
    }
    known v = known_of(p, K_RATIO, a.value);
    v.scale = (int16_t)(a.scale - b.scale);
    v.below = b.value;
    return v;
}

static known arithmetic(plan *p, const feel_expr *e)
{
    known a = plan_expr(p, e->as.kid.a), b = plan_expr(p, e->as.kid.b), v = known_doubt(p);
    int32_t doubt = mask_or(p, mask_or(p, a.doubt, b.doubt), mask_or(p, a.null, b.null));
    if (a.kind != K_NUMBER || b.kind != K_NUMBER) return known_doubt(p);
    switch (e->kind) {
    case FEEL_N_ADD: case FEEL_N_SUB:
        if (known_align(p, &a, &b))
            v = checked(p, number(p,
                                  plan_step(p, e->kind == FEEL_N_ADD ? OP_ADD : OP_SUB, a.value,
                                            b.value, 0),
                                  a.scale));
        break;
    case FEEL_N_MUL:
        if (a.scale + b.scale <= BATCH_SCALE_MAX)
            v = checked(p, number(p, plan_step(p, OP_MUL, a.value, b.value, 0), a.scale + b.scale));
        break;
    case FEEL_N_DIV: v = divide(p, a, b); break;
    default: break;
    }
    return known_doubted(p, v, doubt);
}

static known negate(plan *p, const feel_expr *e)
{
    known a = plan_expr(p, e->as.kid.a);
    if (a.kind != K_NUMBER) return known_doubt(p);
    known v = checked(p, number(p, plan_step(p, OP_SUB, plan_const(p, 0), a.value, 0), a.scale));
    return known_doubted(p, v, mask_or(p, a.doubt, a.null));
}

/* ---- truth ---- */

/* `stop` decides alone (false for and, true for or); the second operand is only asked where the
 * first does not. */
static known logic(plan *p, const feel_expr *e, bool stop)
{
    known a = plan_expr(p, e->as.kid.a);
    if (a.kind != K_BOOLEAN) return known_doubt(p);
    int32_t stops = stop ? a.value : mask_not(p, a.value), unsure = mask_or(p, a.doubt, a.null);
    int64_t k;
    if (plan_is_const(p, stops, &k) && k) return known_doubted(p, a, a.null);
    known b = plan_expr(p, e->as.kid.b);
    int32_t second = b.kind == K_BOOLEAN ? mask_or(p, b.doubt, b.null) : plan_const(p, -1);
    int32_t value = b.kind != K_BOOLEAN ? a.value
                    : stop              ? mask_or(p, a.value, b.value)
                                        : mask_and(p, a.value, b.value);
    return known_doubted(p, known_boolean(p, value),
                         mask_or(p, unsure, mask_and(p, second, mask_not(p, stops))));
}

static known conditional(plan *p, const feel_expr *e)
{
    known c = plan_expr(p, e->as.kid.a);
    if (c.kind == K_DOUBT) return c;
    int32_t m = c.kind == K_BOOLEAN ? mask_and(p, c.value, mask_not(p, c.null)) : plan_const(p, 0);
    int64_t k;
    if (plan_is_const(p, m, &k))
        return known_doubted(p, plan_expr(p, k ? e->as.kid.b : e->as.kid.c), c.doubt);
    known yes = plan_expr(p, e->as.kid.b), no = plan_expr(p, e->as.kid.c);
    return known_doubted(p, known_pick(p, m, yes, no), c.doubt);
}

static known between(plan *p, const feel_expr *e)
{
    known a = plan_expr(p, e->as.kid.a), low = plan_expr(p, e->as.kid.b),
          high = plan_expr(p, e->as.kid.c);
    known above = known_order(p, a, low, FEEL_N_GE, false),
          below = known_order(p, a, high, FEEL_N_LE, false);
    if (above.kind != K_BOOLEAN || below.kind != K_BOOLEAN) return known_doubt(p);
    known v = known_boolean(p, mask_and(p, above.value, below.value));
    return known_doubted(p, v, mask_or(p, above.doubt, below.doubt));
}

static known in_tests(plan *p, const feel_expr *e)
{
    known saved = p->subject, a = plan_expr(p, e->as.kid.a);
    p->subject = a;
    known v = plan_tests(p, e->as.kid.b);
    p->subject = saved;
    v = known_doubted(p, v, mask_or(p, v.null, a.doubt));
    v.null = plan_const(p, 0);
    return v;
}

/* ---- contexts ---- */

static known context(plan *p, const feel_expr *e)
{
    int32_t count = e->as.context.count, doubt = plan_const(p, 0);
    str *keys = ARENA_ARRAY(p->arena, str, count + 1);
    known *members = ARENA_ARRAY(p->arena, known, count + 1);
    if (!keys || !members) { p->failed = true; return known_doubt(p); }
    for (int32_t i = 0; i < count; i++) {
        const feel_entry_node *entry = &e->as.context.entries[i];
        known v = plan_expr(p, entry->expr);
        if (entry->type) v = plan_coerce(p, v, entry->type);
        if (entry->local >= 0) p->locals[entry->local] = v;
        keys[i] = entry->name;
        members[i] = v;
        doubt = mask_or(p, doubt, v.doubt); /* every entry is computed, whoever asks for which */
    }
    if (e->as.context.result) return known_doubted(p, plan_expr(p, e->as.context.result), doubt);
    known v = known_of(p, K_CONTEXT, plan_const(p, 0));
    v.keys = keys;
    v.members = members;
    v.count = count;
    v.doubt = doubt;
    return v;
}

static known path(plan *p, const feel_expr *e)
{
    known a = plan_expr(p, e->as.path.a);
    if (a.kind != K_CONTEXT) return known_doubt(p);
    for (int32_t i = 0; i < a.count; i++)
        if (str_eq(a.keys[i], e->as.path.name))
            return known_doubted(p, a.members[i], mask_or(p, a.doubt, a.null));
    return known_doubt(p);
}

static known framed(plan *p, const feel_expr *e)
{
    known *saved = p->locals;
    p->locals = ARENA_ARRAY(p->arena, known, e->as.frame.size + 1);
    if (!p->locals) p->failed = true;
    for (int32_t i = 0; p->locals && i < e->as.frame.size; i++) p->locals[i] = known_doubt(p);
    known v = p->locals ? plan_expr(p, e->as.frame.body) : known_doubt(p);
    p->locals = saved;
    return v;
}

static known dispatch(plan *p, const feel_expr *e)
{
    switch ((feel_node_kind)e->kind) {
    case FEEL_N_LITERAL: return literal(p, e->as.value);
    case FEEL_N_LOCAL: return p->locals ? p->locals[e->as.local.index] : known_doubt(p);
    case FEEL_N_SLOT: return plan_slot(p, e->as.slot.slot);
    case FEEL_N_SUBJECT: return p->subject;
    case FEEL_N_FRAME: return framed(p, e);
    case FEEL_N_NEG: return negate(p, e);
    case FEEL_N_ADD: case FEEL_N_SUB: case FEEL_N_MUL: case FEEL_N_DIV: return arithmetic(p, e);
    case FEEL_N_EQ: case FEEL_N_NE: {
        known v = known_equal(p, plan_expr(p, e->as.kid.a), plan_expr(p, e->as.kid.b), false);
        if (v.kind == K_BOOLEAN && e->kind == FEEL_N_NE) v.value = mask_not(p, v.value);
        return v;
    }
    case FEEL_N_LT: case FEEL_N_LE: case FEEL_N_GT: case FEEL_N_GE:
        return known_order(p, plan_expr(p, e->as.kid.a), plan_expr(p, e->as.kid.b),
                           (feel_node_kind)e->kind, false);
    case FEEL_N_AND: return logic(p, e, false);
    case FEEL_N_OR: return logic(p, e, true);
    case FEEL_N_BETWEEN: return between(p, e);
    case FEEL_N_IN: return in_tests(p, e);
    case FEEL_N_IF: return conditional(p, e);
    case FEEL_N_CONTEXT: return context(p, e);
    case FEEL_N_PATH: return path(p, e);
    case FEEL_N_TABLE: return plan_table(p, e);
    case FEEL_N_CALL_BUILTIN: return plan_builtin(p, e);
    case FEEL_N_CALL_SLOT: return plan_call_slot(p, e);
    case FEEL_N_TESTS:
    case FEEL_N_TEST_ANY:
    case FEEL_N_TEST_LT:
    case FEEL_N_TEST_LE:
    case FEEL_N_TEST_GT:
    case FEEL_N_TEST_GE:
    case FEEL_N_TEST_EQ:
    case FEEL_N_TEST_NE:
    case FEEL_N_TEST_VALUE:
    case FEEL_N_TEST_TRUE: return plan_tests(p, e);
    default: return known_doubt(p);
    }
}

known plan_expr(plan *p, const feel_expr *e)
{
    if (!e || p->failed || p->depth >= COMPILE_DEPTH) return known_doubt(p);
    p->depth++;
    known v = dispatch(p, e);
    p->depth--;
    return v;
}

/* ---- slots ---- */

static known column_value(plan *p, int32_t column)
{
    const batch_spec *s = &p->specs[column];
    const policy_def *def = policy_newest(p->lib, s->slot);
    const feel_type *t = def ? def->type : NULL;
    int64_t table[256];
    if (s->kind == BATCH_NUMBER)
        return number(p, plan_column(p, OP_NUMBERS, column, 0, p->lows[column], p->highs[column]),
                      s->scale);
    if (s->kind == BATCH_DATE)
        return known_of(p, K_DATE,
                        plan_column(p, OP_NUMBERS, column, 0, p->lows[column], p->highs[column]));
    int32_t count = s->kind == BATCH_BOOLEAN ? 2 : t ? t->value_count : 0;
    if (count < 1 || count > 256) return known_doubt(p);
    int32_t codes = plan_column(p, OP_CODES, column, 0, 0, count - 1);
    for (int32_t i = 0; i < count; i++) {
        if (s->kind == BATCH_CODE && t->values[i].kind != FEEL_STRING) return known_doubt(p);
        table[i] = s->kind == BATCH_BOOLEAN ? -i : plan_text(p, t->values[i].as.string);
    }
    return known_of(p, s->kind == BATCH_BOOLEAN ? K_BOOLEAN : K_TEXT,
                    plan_lut(p, codes, table, count));
}

static known plan_def(plan *p, const policy_def *def);

static const policy_def *def_of(plan *p, int32_t slot)
{
    const policy_def *def;
    return policy_version_at(p->lib, slot, p->place, p->view->at, &def, NULL, NULL) ==
                   POLICY_IN_FORCE
               ? def
               : NULL;
}

/* A fact or parameter that has a column: its cell, or what stands for an absent one. */
static known plan_given(plan *p, int32_t slot, int32_t column)
{
    known v = column_value(p, column);
    if (!p->may_miss[column]) return v;
    int32_t absent = plan_column(p, OP_STATE, column, BATCH_ABSENT, -1, 0),
            odd = plan_column(p, OP_STATE, column, BATCH_ODD, -1, 0);
    const policy_def *def = def_of(p, slot);
    v = known_doubted(p, v, odd);
    return known_pick(p, absent, def ? plan_def(p, def) : known_doubt(p), v);
}

static known conditions(plan *p, const policy_def *def)
{
    int32_t settled = plan_const(p, 0), unknown = plan_const(p, 0);
    for (int i = 0; i < def->condition_count; i++) {
        known v = plan_expr(p, def->conditions[i].expr);
        int32_t unsure = v.kind == K_BOOLEAN ? mask_or(p, v.doubt, v.null) : plan_const(p, -1);
        int32_t decides = def->any_of ? v.value : mask_not(p, v.value);
        settled = mask_or(p, settled, mask_and(p, decides, mask_not(p, unsure)));
        unknown = mask_or(p, unknown, unsure);
    }
    known v = known_boolean(p, def->any_of ? settled : mask_not(p, settled));
    return known_doubted(p, v, mask_and(p, unknown, mask_not(p, settled)));
}

static known decision(plan *p, const policy_def *def)
{
    const policy_def *outer = p->deciding;
    known *locals = p->locals, subject = p->subject, v;
    p->deciding = def;
    p->locals = NULL;
    if (def->kind == POLICY_CONDITIONS) v = conditions(p, def);
    else v = def->expr ? plan_coerce(p, plan_expr(p, def->expr), def->type) : known_doubt(p);
    p->locals = locals;
    p->subject = subject;
    p->deciding = outer;
    return v;
}

static known plan_def(plan *p, const policy_def *def)
{
    switch (def->kind) {
    case POLICY_FACT:
        return def->default_expr ? plan_coerce(p, plan_expr(p, def->default_expr), def->type)
                                 : known_doubt(p);
    case POLICY_PARAMETER:
        return def->unset || !def->expr ? known_doubt(p)
                                        : plan_coerce(p, plan_expr(p, def->expr), def->type);
    case POLICY_DECISION: case POLICY_CONDITIONS: return decision(p, def);
    default: return known_doubt(p);
    }
}

static known compute(plan *p, int32_t slot)
{
    for (int i = 0; i < p->spec_count; i++)
        if (p->specs[i].slot == slot) return plan_given(p, slot, i);
    if (slot == POLICY_SLOT_DATE)
        return known_of(p, K_DATE, plan_const(p, date_to_days(p->view->at)));
    const policy_def *def = def_of(p, slot);
    return def ? plan_def(p, def) : known_doubt(p);
}

known plan_slot(plan *p, int32_t slot)
{
    view *v = p->view;
    if (v->state[slot] == CELL_DONE || v->state[slot] == CELL_GIVEN) return v->memory[slot];
    if (v->state[slot] == CELL_RUNNING) return known_doubt(p);
    v->state[slot] = CELL_RUNNING;
    v->memory[slot] = compute(p, slot);
    v->state[slot] = CELL_DONE;
    return v->memory[slot];
}
