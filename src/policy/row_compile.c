/* row_compile.c: from the trees of a library to the nodes of a row. What a row does not know
*becomes a node that bails, so
** that one branch never taken does not cost the whole decision its speed. */
#include "policy/row_node.h"

/* ---- nodes ---- */

static const row_node bail_node = { .fn = row_run_bail, .want = ROW_ANY_KIND };

const row_node *row_bail(void) { return &bail_node; }

row_node *row_new(row_builder *b, row_fn fn)
{
    row_node *n = ARENA_NEW(b->p->arena, row_node);
    if (!n) { b->p->no_memory = true; return NULL; }
    b->p->node_count++;
    n->fn = fn;
    n->want = ROW_ANY_KIND;
    return n;
}

const row_node *row_constant(row_builder *b, row_value v)
{
    row_node *n = row_new(b, row_run_constant);
    if (!n) return row_bail();
    n->constant = v;
    n->direct = &n->constant;
    return n;
}

static row_code scalar(const row_node *n) { return (row_code){ .node = n ? n : row_bail() }; }
static row_code unknown(void) { return scalar(NULL); }

/* A node whose operands are constants is its value, unless it bails: then the evaluator is asked
 * every time. */
static row_code folded(row_builder *b, row_node *n)
{
    if (!n) return unknown();
    const row_node *kids[3] = { n->a, n->b, n->c };
    for (int i = 0; i < 3; i++)
        if (kids[i] && kids[i]->fn != row_run_constant) return scalar(n);
    for (int32_t i = 0; i < n->count; i++)
        if (n->items[i]->fn != row_run_constant) return scalar(n);
    row_value v = { .code = ROW_CODE_NONE };
    return row_eval(b->p, n, &v) ? scalar(row_constant(b, v)) : scalar(n);
}

uint8_t row_want(const feel_type *t, bool *plain)
{
    *plain = true;
    if (!t) return ROW_ANY_KIND;
    switch (t->kind) {
    case FEEL_T_ANY: return ROW_ANY_KIND;
    case FEEL_T_BOOLEAN: return FEEL_BOOLEAN;
    case FEEL_T_NUMBER: return FEEL_NUMBER;
    case FEEL_T_STRING: return FEEL_STRING;
    case FEEL_T_DATE: return FEEL_DATE;
    default: *plain = false; return ROW_ANY_KIND;
    }
}

static row_code literal(row_builder *b, feel_value v)
{
    if (!row_plain(v)) return unknown();
    if (v.kind == FEEL_STRING) row_intern(b->p, v.as.string);
    return scalar(row_constant(b, row_from(b->p, v)));
}

const row_node *row_compile_scalar(row_builder *b, const feel_expr *e)
{
    row_code c = e ? row_compile(b, e) : unknown();
    return c.record ? row_bail() : c.node;
}

/* ---- facts ---- */

static void fact_codes(row_builder *b, row_fact *f, const feel_type *t)
{
    for (int32_t i = 0; i < t->value_count; i++) {
        if (t->values[i].kind != FEEL_STRING) { f->checkable = false; return; }
        row_intern(b->p, t->values[i].as.string);
    }
    f->code_count = b->p->texts.count;
    f->codes = ARENA_ARRAY(b->p->arena, uint8_t, f->code_count + 1);
    for (int32_t i = 0; f->codes && i < t->value_count; i++) {
        int32_t code = row_text_code(b->p, t->values[i].as.string);
        if (code >= 0) f->codes[code] = 1;
    }
    if (!f->codes) b->p->no_memory = true;
}

static bool constant_tests(const row_tests *t)
{
    for (int32_t i = 0; i < t->count; i++) {
        const row_test *test = &t->items[i];
        if (test->value && test->value->fn != row_run_constant) return false;
        if (test->high && test->high->fn != row_run_constant) return false;
    }
    return true;
}

/* What can be told of a value without the evaluator: its kind, an enumeration, comparisons with
 * constants. */
static void fact_checks(row_builder *b, row_fact *f, const policy_slot *s)
{
    const feel_type *t = f->def->type;
    bool plain;
    f->want = row_want(t, &plain);
    f->checkable = plain && f->want != ROW_ANY_KIND && s->version_count == 1;
    if (!f->checkable) return;
    if (t->value_count) fact_codes(b, f, t);
    else if (t->allowed) f->tests[0] = row_compile_tests(b, t->allowed);
    if (f->def->allowed) f->tests[1] = row_compile_tests(b, f->def->allowed);
    for (int i = 0; i < 2; i++)
        if (f->tests[i] && !constant_tests(f->tests[i])) f->checkable = false;
}

static row_fact *fact_of(row_builder *b, const policy_def *def)
{
    policy_row *p = b->p;
    int32_t slot = def->slot;
    if (p->fact_by_slot[slot]) return p->facts[p->fact_by_slot[slot] - 1];
    row_fact *f = ARENA_NEW(p->arena, row_fact);
    if (!f) { p->no_memory = true; return NULL; }
    p->facts[p->fact_count++] = f;
    p->fact_by_slot[slot] = p->fact_count;
    f->slot = slot;
    f->def = def;
    fact_checks(b, f, policy_slot_at(p->lib, slot));
    if (!def->default_expr) return f;
    const row_node *n = row_compile_scalar(b, def->default_expr);
    bool plain;
    uint8_t want = row_want(def->type, &plain);
    f->has_default = n->fn == row_run_constant && plain && row_fits(want, &n->constant);
    if (f->has_default) f->fallback = f->value = n->constant;
    return f;
}

/* In a narrowed row a fact is a place to read, a constant, or surely missing. */
static row_code use_known_fact(row_builder *b, const policy_def *def)
{
    const policy_row *wide = b->p->wide;
    const row_fact *f =
        wide->fact_by_slot[def->slot] ? wide->facts[wide->fact_by_slot[def->slot] - 1] : NULL;
    if (!f) return unknown();
    if (!f->given && f->has_default && !b->strict) return scalar(row_constant(b, f->fallback));
    row_node *n = row_new(b, f->given ? row_run_register : row_run_missing);
    if (!n || !f->given) return scalar(n);
    n->reg = (row_value *)&f->value;
    n->direct = n->reg;
    return scalar(n);
}

static row_code use_fact(row_builder *b, const policy_def *def)
{
    if (b->p->wide) return use_known_fact(b, def);
    row_fact *f = fact_of(b, def);
    row_node *n = f ? row_new(b, row_run_fact) : NULL;
    if (n) n->fact = f;
    return scalar(n);
}

/* ---- definitions ---- */

static const row_node *compile_conditions(row_builder *b, const policy_def *def)
{
    row_node *n = row_new(b, row_run_conditions);
    const row_node **items = ARENA_ARRAY(b->p->arena, const row_node *, def->condition_count + 1);
    if (!n || !items) { b->p->no_memory = true; return row_bail(); }
    for (int32_t i = 0; i < def->condition_count; i++) {
        items[i] = row_compile_scalar(b, def->conditions[i].expr);
        /* One that settles the matter does so whatever the others lack. */
        bool settles = items[i]->fn == row_run_constant && items[i]->constant.kind == FEEL_BOOLEAN
                       && items[i]->constant.as.boolean == def->any_of;
        if (settles && !b->p->keep_steps) return items[i];
    }
    n->op = def->any_of;
    n->items = items;
    n->count = def->condition_count;
    return n;
}

/* The kinds a structure's members must have; false when the type is none that a row can vouch for.
 */
static bool record_wants(row_builder *b, row_def *d)
{
    const feel_type *t = d->def->type;
    if (!t || t->kind == FEEL_T_ANY) return true;
    if (t->kind != FEEL_T_CONTEXT) return false;
    d->record_wants = ARENA_ARRAY(b->p->arena, uint8_t, d->record->count + 1);
    if (!d->record_wants) { b->p->no_memory = true; return false; }
    memset(d->record_wants, ROW_ANY_KIND, (size_t)d->record->count + 1);
    for (int32_t i = 0; i < t->member_count; i++) {
        int32_t at = 0;
        bool plain;
        while (at < d->record->count && !str_eq(d->record->names[at], t->members[i].name)) at++;
        if (at == d->record->count) return false;
        d->record_wants[at] = row_want(t->members[i].type, &plain);
        if (!plain) return false;
    }
    return true;
}

static void compile_def(row_builder *b, row_def *d)
{
    row_builder inner = { .p = b->p, .depth = b->depth + 1 };
    const policy_def *def = d->def;
    d->compiling = true;
    d->body = row_bail();
    row_code c = unknown();
    if (def->kind == POLICY_CONDITIONS) c.node = compile_conditions(&inner, def);
    else if (def->expr && def->table)
        c = row_compile_table(&inner, def->table, def->doc->family.len == 0);
    else if (def->expr) c = row_compile(&inner, def->expr);
    bool plain;
    d->record = c.record;
    d->want = row_want(def->type, &plain);
    d->body = c.node ? c.node : row_bail();
    if (c.record ? !record_wants(b, d) : !plain) d->body = row_bail();
    d->table = d->body->fn == row_run_table ? d->body->table : NULL;
    d->compiling = false;
}

static row_def *def_of(row_builder *b, const policy_def *def)
{
    row_def *d = b->p->defs[def->slot];
    if (d || b->depth > ROW_DEPTH_MAX) return d;
    d = ARENA_NEW(b->p->arena, row_def);
    if (!d) { b->p->no_memory = true; return NULL; }
    d->def = def;
    b->p->defs[def->slot] = d;
    compile_def(b, d);
    return d;
}

row_code row_compile_slot(row_builder *b, int32_t slot)
{
    policy_row *p = b->p;
    const policy_def *def;
    if (slot == POLICY_SLOT_DATE) return literal(b, feel_date(p->at));
    if (policy_version_at(p->lib, slot, p->place, p->at, &def, NULL, NULL) != POLICY_IN_FORCE)
        return unknown();
    if (def->kind == POLICY_FACT || (def->kind == POLICY_PARAMETER && (def->unset || !def->expr)))
        return use_fact(b, def);
    if (def->kind == POLICY_FUNCTION || def->kind == POLICY_SERVICE) return unknown();
    row_def *d = def_of(b, def);
    if (!d || d->compiling) return unknown();
    bool constant =
        !d->record && d->body->fn == row_run_constant && row_fits(d->want, &d->body->constant);
    if (constant && !p->keep_steps && d->body->constant.kind != FEEL_NULL) return scalar(d->body);
    row_node *n = row_new(b, row_run_def);
    if (!n) return unknown();
    n->def = d;
    return (row_code){ .node = n, .record = d->record };
}

/* ---- structures ---- */

static row_record *record_new(row_builder *b, int32_t count)
{
    row_record *r = ARENA_NEW(b->p->arena, row_record);
    if (!r) { b->p->no_memory = true; return NULL; }
    r->names = ARENA_ARRAY(b->p->arena, str, count + 1);
    r->values = ARENA_ARRAY(b->p->arena, row_value, count + 1);
    if (!r->names || !r->values) { b->p->no_memory = true; return NULL; }
    r->count = count;
    return r;
}

/* One entry: its value into a register, which later entries read. */
static const row_node *compile_entry(row_builder *b, const feel_entry_node *entry, row_value *reg,
                                     bool keep)
{
    bool plain;
    uint8_t want = row_want(entry->type, &plain);
    row_code c = row_compile(b, entry->expr);
    if (c.record && (keep || !plain || entry->type)) return row_bail();
    bool has_local = entry->local >= 0 && entry->local < b->locals.count;
    if (c.record) {
        if (has_local) b->locals.items[entry->local] = (row_code){ .record = c.record };
        return c.node ? c.node : row_constant(b, (row_value){ .kind = FEEL_NULL });
    }
    row_node *set = plain ? row_new(b, row_run_set) : NULL, *load = row_new(b, row_run_register);
    if (!set || !load) return row_bail();
    set->a = c.node;
    set->reg = load->reg = reg;
    load->direct = reg;
    set->want = want;
    if (has_local) b->locals.items[entry->local] = scalar(load);
    return set;
}

static row_code compile_context(row_builder *b, const feel_expr *e)
{
    int32_t count = e->as.context.count;
    row_record *record = record_new(b, count);
    row_node *n = row_new(b, row_run_sequence);
    const row_node **items = ARENA_ARRAY(b->p->arena, const row_node *, count + 1);
    if (!record || !n || !items) { b->p->no_memory = true; return unknown(); }
    bool result = e->as.context.result != NULL;
    for (int32_t i = 0; i < count; i++) {
        items[i] = compile_entry(b, &e->as.context.entries[i], &record->values[i], !result);
        record->names[i] = e->as.context.entries[i].name;
    }
    n->items = items;
    n->count = count;
    if (!result) return (row_code){ .node = n, .record = record };
    row_code c = row_compile(b, e->as.context.result);
    if (c.record && !c.node) return (row_code){ .node = n, .record = c.record };
    n->a = c.node;
    return (row_code){ .node = n, .record = c.record };
}

static row_code compile_path(row_builder *b, const feel_expr *e)
{
    row_code base = row_compile(b, e->as.path.a);
    for (int32_t i = 0; base.record && i < base.record->count; i++) {
        if (!str_eq(base.record->names[i], e->as.path.name)) continue;
        row_node *n = row_new(b, base.node ? row_run_member : row_run_register);
        if (!n) return unknown();
        n->a = base.node;
        n->reg = &base.record->values[i];
        if (!base.node) n->direct = n->reg;
        else if (base.node->fn == row_run_def) n->def = base.node->def;
        return scalar(n);
    }
    return unknown();
}

/* The variables of one frame: each place of code has its own. */
static row_code compile_frame(row_builder *b, const feel_expr *e)
{
    row_locals outer = b->locals;
    b->locals = (row_locals){ .items = ARENA_ARRAY(b->p->arena, row_code, e->as.frame.size + 1),
                              .count = e->as.frame.size };
    row_code c = unknown();
    if (b->locals.items) c = row_compile(b, e->as.frame.body);
    else b->p->no_memory = true;
    b->locals = outer;
    return c;
}

/* ---- calls ---- */

/* Arguments into registers, then the body, as if it stood there. */
static row_code compile_call(row_builder *b, const feel_expr *e)
{
    const policy_def *def;
    policy_row *p = b->p;
    if (policy_version_at(p->lib, e->as.call.of.symbol->slot, p->place, p->at, &def, NULL, NULL) !=
        POLICY_IN_FORCE)
        return unknown();
    if (def->kind != POLICY_FUNCTION || !def->expr || b->inline_depth == ROW_INLINE_MAX)
        return unknown();
    for (int i = 0; i < b->inline_depth; i++)
        if (b->inlined[i] == def) return unknown();
    const feel_expr *f = def->expr->kind == FEEL_N_FRAME ? def->expr->as.frame.body : def->expr;
    const feel_lambda_node *l = f->kind == FEEL_N_FUNCTION ? f->as.lambda : NULL;
    bool plain;
    if (!l || !l->body || l->capture_count || l->param_count != e->as.call.count) return unknown();
    int32_t size = l->frame_size > l->param_count ? l->frame_size : l->param_count;
    row_builder inner = *b;
    inner.inlined[inner.inline_depth++] = def;
    inner.locals = (row_locals){ ARENA_ARRAY(p->arena, row_code, size + 1), size };
    row_node *n = row_new(b, row_run_sequence);
    const row_node **items = ARENA_ARRAY(p->arena, const row_node *, l->param_count + 1);
    row_value *regs = ARENA_ARRAY(p->arena, row_value, l->param_count + 1);
    if (!inner.locals.items || !n || !items || !regs) { p->no_memory = true; return unknown(); }
    for (int32_t i = 0; i < l->param_count; i++) {
        row_node *set = row_new(b, row_run_set), *load = row_new(b, row_run_register);
        if (!set || !load || e->as.call.args[i].name.len) return unknown();
        set->a = row_compile_scalar(b, e->as.call.args[i].expr);
        set->reg = load->reg = &regs[i];
        load->direct = &regs[i];
        set->want = row_want(l->params[i].type, &plain);
        if (!plain) return unknown();
        items[i] = set;
        inner.locals.items[i] = scalar(load);
    }
    n->items = items;
    n->count = l->param_count;
    row_code body = row_compile(&inner, l->body);
    n->want = row_want(l->result, &plain);
    if (body.record || !plain) return unknown();
    n->a = body.node;
    return scalar(n);
}

static const struct { const char *name; dec_round_mode mode; bool places;
} roundings[] = {
    { "decimal", DEC_HALF_EVEN, true },         { "floor", DEC_FLOOR, false },
    { "ceiling", DEC_CEILING, false },          { "round up", DEC_UP, true },
    { "round down", DEC_DOWN, true },           { "round half up", DEC_HALF_UP, true },
    { "round half down", DEC_HALF_DOWN, true },
};

static row_code compile_rounding(row_builder *b, row_node *n, dec_round_mode mode)
{
    int64_t places = 0;
    const row_value *given = n->count > 1 ? &n->items[1]->constant : NULL;
    bool known = !given || (n->items[1]->fn == row_run_constant && given->kind == FEEL_NUMBER &&
                            dec_to_int64(given->as.number, &places));
    if (!known || places < -6000 || places > 6000) return folded(b, n);
    n->fn = row_run_round;
    n->op = (uint8_t)mode;
    n->a = n->items[0];
    n->constant.code = (int32_t)places;
    n->count = 0;
    return folded(b, n);
}

/* now() and today() are asked each time; they have no arguments that could be folded. */
static row_code compile_builtin(row_builder *b, const feel_expr *e)
{
    const feel_builtin *f = e->as.call.of.builtin;
    int32_t count = e->as.call.count;
    if (e->as.call.bad || count == 0 || count > BUILTIN_PARAMS_MAX) return unknown();
    row_node *n = row_new(b, row_run_builtin);
    const row_node **items = ARENA_ARRAY(b->p->arena, const row_node *, count);
    if (!n || !items) { b->p->no_memory = true; return unknown(); }
    for (int32_t i = 0; i < count; i++) {
        if (!e->as.call.args[i].expr) return unknown();
        items[i] = row_compile_scalar(b, e->as.call.args[i].expr);
        if (items[i]->fn == row_run_bail) return unknown();
    }
    n->items = items;
    n->count = count;
    n->expr = e;
    if (strcmp(f->name, "not") == 0 && count == 1) {
        n->fn = row_run_not;
        n->a = items[0];
        n->count = 0;
        return folded(b, n);
    }
    if (strcmp(f->name, "as unit") == 0 && count == 2)
        return scalar(items[0]->fn == row_run_constant ? items[0] : n);
    bool smallest = strcmp(f->name, "min") == 0, largest = strcmp(f->name, "max") == 0;
    if (smallest || largest) { n->fn = row_run_extreme; n->op = largest; return folded(b, n); }
    for (size_t i = 0; i < sizeof roundings / sizeof *roundings; i++)
        if (strcmp(f->name, roundings[i].name) == 0)
            return compile_rounding(b, n, roundings[i].mode);
    return scalar(n);
}

/* ---- operators ---- */

static row_code compile_kids(row_builder *b, const feel_expr *e, row_fn fn)
{
    row_node *n = row_new(b, fn);
    if (!n) return unknown();
    n->op = e->kind;
    n->a = row_compile_scalar(b, e->as.kid.a);
    if (e->as.kid.b) n->b = row_compile_scalar(b, e->as.kid.b);
    if (e->as.kid.c) n->c = row_compile_scalar(b, e->as.kid.c);
    bool lazy = e->kind == FEEL_N_IF || e->kind == FEEL_N_AND || e->kind == FEEL_N_OR;
    if (!lazy) return folded(b, n);
    /* A condition known now chooses now. */
    if (e->kind == FEEL_N_IF && n->a->fn == row_run_constant && n->a->constant.kind == FEEL_BOOLEAN)
        return scalar(n->a->constant.as.boolean ? n->b : n->c);
    return scalar(n);
}

static row_code compile_in(row_builder *b, const feel_expr *e)
{
    row_node *n = row_new(b, row_run_in);
    if (!n) return unknown();
    n->a = row_compile_scalar(b, e->as.kid.a);
    n->tests = row_compile_tests(b, e->as.kid.b);
    if (!n->tests) return unknown();
    return constant_tests(n->tests) ? folded(b, n) : scalar(n);
}

static row_code compile_between(row_builder *b, const feel_expr *e)
{
    row_node *n = row_new(b, row_run_in);
    row_tests *tests = ARENA_NEW(b->p->arena, row_tests);
    row_test *range = ARENA_NEW(b->p->arena, row_test);
    if (!n || !tests || !range) { b->p->no_memory = true; return unknown(); }
    n->a = row_compile_scalar(b, e->as.kid.a);
    *range = (row_test){ .kind = ROW_TEST_RANGE,
                         .low_closed = true,
                         .high_closed = true,
                         .value = row_compile_scalar(b, e->as.kid.b),
                         .high = row_compile_scalar(b, e->as.kid.c) };
    *tests = (row_tests){ .items = range, .count = 1 };
    n->tests = tests;
    return scalar(n);
}

row_code row_compile(row_builder *b, const feel_expr *e)
{
    if (!e || b->p->no_memory || b->p->node_count > ROW_NODES_MAX) return unknown();
    switch ((feel_node_kind)e->kind) {
    case FEEL_N_LITERAL: return literal(b, e->as.value);
    case FEEL_N_SLOT: return row_compile_slot(b, e->as.slot.slot);
    case FEEL_N_LOCAL: {
        int32_t i = e->as.local.index;
        bool known =
            i >= 0 && i < b->locals.count && (b->locals.items[i].node || b->locals.items[i].record);
        return known ? b->locals.items[i] : unknown();
    }
    case FEEL_N_FRAME: return compile_frame(b, e);
    case FEEL_N_NEG: return compile_kids(b, e, row_run_negate);
    case FEEL_N_ADD:
    case FEEL_N_SUB:
    case FEEL_N_MUL:
    case FEEL_N_DIV: return compile_kids(b, e, row_run_arithmetic);
    case FEEL_N_LT:
    case FEEL_N_LE:
    case FEEL_N_GT:
    case FEEL_N_GE: return compile_kids(b, e, row_run_compare);
    case FEEL_N_EQ: case FEEL_N_NE: return compile_kids(b, e, row_run_equal);
    case FEEL_N_AND: case FEEL_N_OR: return compile_kids(b, e, row_run_logic);
    case FEEL_N_IF: return compile_kids(b, e, row_run_if);
    case FEEL_N_BETWEEN: return compile_between(b, e);
    case FEEL_N_IN: return compile_in(b, e);
    case FEEL_N_CONTEXT: return compile_context(b, e);
    case FEEL_N_PATH: return compile_path(b, e);
    case FEEL_N_CALL_BUILTIN: return compile_builtin(b, e);
    case FEEL_N_CALL_SLOT: return compile_call(b, e);
    case FEEL_N_TABLE: return row_compile_table(b, e->as.table, false);
    default: return unknown();
    }
}

/* ---- constraints ---- */

static bool mentions(const feel_expr *e, const bool *asked, int depth)
{
    if (!e || depth > FEEL_DEPTH_MAX) return false;
    if (e->kind == FEEL_N_SLOT && e->as.slot.slot >= 0 && asked[e->as.slot.slot]) return true;
    for (int32_t i = 0; i < feel_expr_child_count(e); i++)
        if (mentions(feel_expr_child(e, i), asked, depth + 1)) return true;
    return false;
}

/* Those that say something about a fact the decision asks for; about others nothing can be given to
 * the row. */
static void compile_constraints(row_builder *b, int32_t slot)
{
    policy_row *p = b->p;
    int32_t *needed, count = policy_facts_needed(p->lib, slot, p->place, p->at, p->arena, &needed),
                     total = 0;
    bool *asked = ARENA_ARRAY(p->arena, bool, policy_slot_count(p->lib));
    for (int i = 0; i < policy_doc_count(p->lib); i++)
        total += policy_doc_at(p->lib, i)->constraints.count;
    p->constraints = ARENA_ARRAY(p->arena, const row_node *, total + 1);
    if (!asked || !p->constraints) { p->no_memory = true; return; }
    for (int32_t i = 0; i < count; i++) asked[needed[i]] = true;
    for (int i = 0; i < policy_doc_count(p->lib); i++) {
        const policy_doc *doc = policy_doc_at(p->lib, i);
        if (!policy_visible(doc, p->place)) continue;
        for (int k = 0; k < doc->constraints.count; k++)
            if (mentions(doc->constraints.items[k]->expr, asked, 0))
                p->constraints[p->constraint_count++] =
                    row_compile_scalar(b, doc->constraints.items[k]->expr);
    }
}

/* ---- the whole ---- */

static policy_row *fill_row(policy_row *p)
{
    row_builder b = { .p = p };
    row_code root = row_compile_slot(&b, p->slot);
    p->root = root.node ? root.node : row_bail();
    p->record = root.record;
    b.strict = true;
    compile_constraints(&b, p->slot);
    if (p->no_memory) { policy_row_free(p); return NULL; }
    p->generation = 1;
    return p;
}

static bool open_row(policy_row *p)
{
    size_t slots = (size_t)policy_slot_count(p->lib);
    p->facts = arena_get_array(p->arena, slots, sizeof *p->facts);
    p->fact_by_slot = arena_get_array(p->arena, slots, sizeof *p->fact_by_slot);
    p->defs = arena_get_array(p->arena, slots, sizeof *p->defs);
    if (p->keep_steps) p->steps = arena_get_array(p->arena, slots, sizeof *p->steps);
    p->step_room = p->keep_steps ? (int32_t)slots : 0;
    return p->facts && p->fact_by_slot && p->defs && (p->steps || !p->keep_steps);
}

static policy_row *make_row(policy_row start, arena *a)
{
    policy_row *p = ARENA_NEW(a, policy_row);
    if (!p) return NULL;
    *p = start;
    p->arena = a;
    arena_init(&p->scratch, 0);
    feel_run_init(&p->feel, &p->scratch, NULL);
    p->feel.calendar = policy_calendar(p->lib);
    return open_row(p) ? fill_row(p) : NULL;
}

policy_row *policy_row_compile(const policy_library *lib, int32_t slot, str place, date at,
                               bool keep_steps, arena *a)
{
    return make_row(
        (policy_row){
            .lib = lib, .slot = slot, .place = place, .at = at, .keep_steps = keep_steps },
        a);
}

policy_row *policy_row_narrow(const policy_row *row, arena *a)
{
    policy_row start = {
        .lib = row->lib, .slot = row->slot, .place = row->place, .at = row->at, .wide = row
    };
    start.texts.items = row->texts.items;
    start.texts.count = row->texts.count;
    start.text_slots = row->text_slots;
    start.text_slot_count = row->text_slot_count;
    return make_row(start, a);
}
