/* boundary_find.c: the comparisons of a decision and of what it rests on, each as two trees that
*can be evaluated alone.
**
** An entry of a boxed context is a variable of its frame; a comparison that reads one is rewritten
*with the entry's own
** expression, so that it stands on facts and decisions only. */
#include "policy/boundary.h"
#include "policy/infer.h"

enum { LOCALS_MAX = 256 };

typedef struct finder {
    policy_library *lib;
    arena *arena;
    str place;
    date at;
    bool *seen;
    threshold_list *out;
    /* of the definition being walked */
    const policy_def *def;
    str provision;
    const feel_expr *locals[LOCALS_MAX];
    int32_t frame_size;
} finder;

/* ---- rewriting variables ---- */

static bool has_local(const finder *f, const feel_expr *e)
{
    if (e->kind == FEEL_N_LOCAL)
        return e->as.local.index < LOCALS_MAX && f->locals[e->as.local.index] != NULL;
    int32_t n = feel_expr_child_count(e);
    for (int32_t i = 0; i < n; i++)
        if (has_local(f, feel_expr_child(e, i))) return true;
    return false;
}

static const feel_expr *inlined(finder *f, const feel_expr *e);

static bool inline_kid(finder *f, feel_expr **kid)
{
    if (!*kid) return true;
    *kid = (feel_expr *)inlined(f, *kid);
    return *kid != NULL;
}

static bool inline_args(finder *f, feel_expr *copy)
{
    size_t size = (size_t)copy->as.call.count * sizeof *copy->as.call.args;
    copy->as.call.args = arena_copy(f->arena, copy->as.call.args, size);
    for (int32_t i = 0; copy->as.call.args && i < copy->as.call.count; i++)
        if (!inline_kid(f, &copy->as.call.args[i].expr)) return false;
    return copy->as.call.args != NULL;
}

/* The same tree without variables; NULL where a variable has no expression of its own (loops,
 * parameters). */
static const feel_expr *inlined(finder *f, const feel_expr *e)
{
    if (!has_local(f, e)) return e;
    if (e->kind == FEEL_N_LOCAL) return inlined(f, f->locals[e->as.local.index]);
    bool kids = (e->kind >= FEEL_N_NEG && e->kind <= FEEL_N_BETWEEN) || e->kind == FEEL_N_IF;
    bool call = e->kind == FEEL_N_CALL_BUILTIN || e->kind == FEEL_N_CALL_SLOT;
    feel_expr *copy = arena_copy(f->arena, e, sizeof *e);
    if (!copy) return NULL;
    if (kids && inline_kid(f, &copy->as.kid.a) && inline_kid(f, &copy->as.kid.b) &&
        inline_kid(f, &copy->as.kid.c))
        return copy;
    if (call && inline_args(f, copy)) return copy;
    return e->kind == FEEL_N_PATH && inline_kid(f, &copy->as.path.a) ? copy : NULL;
}

/* Loops inside the tree keep their places in the frame. */
static const feel_expr *standalone(finder *f, const feel_expr *e)
{
    const feel_expr *body = e ? inlined(f, infer_body(e)) : NULL;
    feel_expr *framed = body && f->frame_size ? ARENA_NEW(f->arena, feel_expr) : NULL;
    if (!framed) return body;
    framed->kind = FEEL_N_FRAME;
    framed->height = (uint16_t)(body->height + 1);
    framed->as.frame.body = (feel_expr *)body;
    framed->as.frame.size = f->frame_size;
    return framed;
}

/* ---- adding ---- */

static bool may_be_ordered(finder *f, const feel_expr *e)
{
    infer quiet = { .lib = f->lib, .d = &(diag_list){ .arena = f->arena } };
    if (e->kind == FEEL_N_LITERAL && e->as.value.kind == FEEL_NULL) return false;
    const feel_type *t = infer_type(&quiet, e);
    return !t || t->kind == FEEL_T_ANY || t->kind == FEEL_T_NUMBER || t->kind == FEEL_T_DATE ||
           t->kind == FEEL_T_MONTHS || t->kind == FEEL_T_NANOS;
}

static threshold *add(finder *f, const feel_expr *left, const feel_expr *right, str text,
                      src_pos pos)
{
    bool constant = left && right && left->kind == FEEL_N_LITERAL && right->kind == FEEL_N_LITERAL;
    if (!left || !right || constant || !may_be_ordered(f, left) || !may_be_ordered(f, right))
        return NULL;
    left = standalone(f, left);
    right = standalone(f, right);
    threshold *t = left && right && f->out->all.count < BOUNDARIES_MAX
                       ? VEC_PUSH(f->arena, &f->out->all)
                       : NULL;
    if (t)
        *t = (threshold){ .left = left,
                          .right = right,
                          .def = f->def,
                          .text = text,
                          .provision = f->provision,
                          .pos = pos };
    return t;
}

static const feel_expr *literal(finder *f, feel_value v)
{
    feel_expr *e = ARENA_NEW(f->arena, feel_expr);
    if (!e) return NULL;
    e->kind = FEEL_N_LITERAL;
    e->height = 1;
    e->as.value = v;
    return e;
}

typedef struct subject {
    const feel_expr *left;
    const feel_table *table;
    int32_t rule, column;
    str label;
    src_pos pos;
} subject;

static void add_test(finder *f, const subject *s, const feel_expr *limit, str text)
{
    threshold *t = add(f, s->left, limit, text, s->pos);
    if (!t) return;
    t->table = s->table;
    t->rule = s->rule;
    t->column = s->column;
    if (s->table && s->table->rules[s->rule].provision.len)
        t->provision = s->table->rules[s->rule].provision;
}

/* Every limit that the unary tests name. */
static void walk_tests(finder *f, const subject *s, const feel_expr *e)
{
    e = e ? infer_body(e) : NULL;
    if (!e) return;
    if (e->kind == FEEL_N_TESTS) {
        for (int32_t i = 0; i < e->as.tests.count; i++) walk_tests(f, s, e->as.tests.items[i]);
        return;
    }
    bool compares = e->kind >= FEEL_N_TEST_LT && e->kind <= FEEL_N_TEST_NE;
    if (!compares && e->kind != FEEL_N_TEST_VALUE) return;
    str text = str_format(f->arena, STR_FMT " " STR_FMT, STR_ARG(s->label),
                          STR_ARG(feel_print(f->arena, e)));
    const feel_expr *limit = infer_body(e->as.kid.a);
    if (limit->kind == FEEL_N_RANGE) {
        if (limit->as.range.low) add_test(f, s, limit->as.range.low, text);
        if (limit->as.range.high) add_test(f, s, limit->as.range.high, text);
    } else if (limit->kind == FEEL_N_LITERAL && limit->as.value.kind == FEEL_RANGE) {
        const feel_range *r = limit->as.value.as.range;
        if (r->has_low) add_test(f, s, literal(f, r->low), text);
        if (r->has_high) add_test(f, s, literal(f, r->high), text);
    } else {
        add_test(f, s, limit, text);
    }
}

/* ---- walking ---- */

static void walk(finder *f, const feel_expr *e);

static void walk_table(finder *f, const feel_table *t)
{
    for (int32_t i = 0; i < t->input_count; i++) walk(f, t->inputs[i].expr);
    for (int32_t r = 0; r < t->rule_count; r++) {
        for (int32_t i = 0; i < t->input_count; i++) {
            subject s = { .left = t->inputs[i].expr, .table = t, .rule = r, .column = i,
                          .label = t->inputs[i].label, .pos = t->rules[r].pos };
            walk_tests(f, &s, t->rules[r].tests[i]);
        }
        for (int32_t i = 0; i < t->output_count; i++) walk(f, t->rules[r].results[i]);
    }
    for (int32_t i = 0; i < t->output_count; i++) walk(f, t->outputs[i].default_value);
}

static void walk_context(finder *f, const feel_expr *e)
{
    for (int32_t i = 0; i < e->as.context.count; i++) {
        const feel_entry_node *entry = &e->as.context.entries[i];
        walk(f, entry->expr);
        if (entry->local >= 0 && entry->local < LOCALS_MAX) f->locals[entry->local] = entry->expr;
    }
    walk(f, e->as.context.result);
}

static bool is_extreme(const feel_expr *e)
{
    const char *name = e->kind == FEEL_N_CALL_BUILTIN && e->as.call.bad == 0
                           ? e->as.call.of.builtin->name
                           : "";
    return strcmp(name, "min") == 0 || strcmp(name, "max") == 0;
}

static void walk_comparison(finder *f, const feel_expr *e)
{
    str text = feel_print(f->arena, e);
    src_pos pos = feel_expr_pos(e);
    if (e->kind >= FEEL_N_EQ && e->kind <= FEEL_N_GE) add(f, e->as.kid.a, e->as.kid.b, text, pos);
    if (e->kind == FEEL_N_BETWEEN) {
        add(f, e->as.kid.a, e->as.kid.b, text, pos);
        add(f, e->as.kid.a, e->as.kid.c, text, pos);
    }
    if (e->kind == FEEL_N_IN) {
        subject s = { .left = e->as.kid.a, .label = feel_print(f->arena, e->as.kid.a), .pos = pos };
        walk_tests(f, &s, e->as.kid.b);
    }
    for (int32_t i = 1; is_extreme(e) && i < e->as.call.count; i++)
        add(f, e->as.call.args[0].expr, e->as.call.args[i].expr, text, pos);
}

static void walk(finder *f, const feel_expr *e)
{
    if (!e) return;
    switch (e->kind) {
    case FEEL_N_FRAME: {
        int32_t outer = f->frame_size;
        f->frame_size = e->as.frame.size;
        walk(f, e->as.frame.body);
        f->frame_size = outer;
        return;
    }
    case FEEL_N_TABLE: walk_table(f, e->as.table); return;
    case FEEL_N_CONTEXT: walk_context(f, e); return;
    case FEEL_N_FUNCTION:
    case FEEL_N_FOR:
    case FEEL_N_SOME:
    case FEEL_N_EVERY:
    case FEEL_N_FILTER: return;
    default: break;
    }
    walk_comparison(f, e);
    int32_t n = feel_expr_child_count(e);
    for (int32_t i = 0; i < n; i++) walk(f, feel_expr_child(e, i));
}

static void walk_def(finder *f, const policy_def *def)
{
    bool computed = def->kind == POLICY_DECISION || def->kind == POLICY_CONDITIONS;
    if (!computed || f->seen[def->slot]) return;
    f->seen[def->slot] = true;
    const policy_def **at = VEC_PUSH(f->arena, &f->out->defs);
    if (at) *at = def;
    f->def = def;
    f->provision = def->provision;
    memset(f->locals, 0, sizeof f->locals);
    /* The conditions are the expression of such a decision, cut at its rows, which cite for
     * themselves. */
    for (int32_t i = 0; i < def->condition_count; i++) {
        f->provision =
            def->conditions[i].provision.len ? def->conditions[i].provision : def->provision;
        walk(f, def->conditions[i].expr);
    }
    if (def->condition_count == 0) walk(f, def->expr);
    for (int32_t i = 0; i < def->use_count; i++) {
        const policy_def *used = NULL;
        policy_version_at(f->lib, def->uses[i], f->place, f->at, &used, NULL, NULL);
        if (used) walk_def(f, used);
    }
}

void policy_thresholds(policy_library *lib, const policy_def *def, str place, date at, arena *a,
                       threshold_list *out)
{
    *out = (threshold_list){ .all.count = 0 };
    finder *f = ARENA_NEW(a, finder);
    bool *seen = ARENA_ARRAY(a, bool, policy_slot_count(lib));
    if (!f || !seen) return;
    f->lib = lib;
    f->arena = a;
    f->place = place;
    f->at = at;
    f->seen = seen;
    f->out = out;
    walk_def(f, def);
}
