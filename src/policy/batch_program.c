/* batch_program.c: from a plan to steps: only what the results need, in few buffers that are used
 * again. */
#include "policy/batch_program.h"

/* ---- the plan ---- */

/* Facts are refused before anything is decided, whatever the decision does with them. */
static int32_t refused_cells(plan *p)
{
    int32_t refused = plan_const(p, 0);
    for (int i = 0; i < p->spec_count; i++) {
        const policy_def *def = policy_newest(p->lib, p->specs[i].slot);
        const feel_expr *tests[2] = { def ? def->allowed : NULL,
                                      def && def->type && !def->type->value_count
                                          ? def->type->allowed
                                          : NULL };
        int32_t absent =
            p->may_miss[i] ? plan_column(p, OP_STATE, i, BATCH_ABSENT, -1, 0) : plan_const(p, 0);
        if (p->may_miss[i])
            refused = mask_or(p, refused, plan_column(p, OP_STATE, i, BATCH_ODD, -1, 0));
        for (int k = 0; k < 2; k++) {
            if (!tests[k]) continue;
            /* The cell itself, not what stands for an absent one. */
            const bool *saved = p->may_miss;
            bool *none = ARENA_ARRAY(p->arena, bool, p->spec_count + 1);
            if (!none) { p->failed = true; return refused; }
            p->may_miss = none;
            p->view->state[p->specs[i].slot] = CELL_EMPTY;
            p->subject = plan_slot(p, p->specs[i].slot);
            p->view->state[p->specs[i].slot] = CELL_EMPTY;
            p->may_miss = saved;
            known v = plan_tests(p, tests[k]);
            int32_t fine = v.kind == K_BOOLEAN
                               ? mask_and(p, v.value, mask_not(p, mask_or(p, v.null, v.doubt)))
                               : plan_const(p, 0);
            refused = mask_or(p, refused, mask_and(p, mask_not(p, fine), mask_not(p, absent)));
        }
    }
    return refused;
}

bool program_plan(policy_batch *b, plan *p, arena *a, known *value, int32_t *refused)
{
    int count = policy_slot_count(b->o.lib);
    view *v = ARENA_NEW(a, view);
    *p = (plan){ .lib = b->o.lib,
                 .arena = a,
                 .place = b->place,
                 .specs = b->specs,
                 .spec_count = b->o.spec_count,
                 .lows = b->lows,
                 .highs = b->highs,
                 .may_miss = b->may_miss,
                 .decisive = b->table,
                 .decisive_row = -1,
                 .view = v };
    if (!v) return false;
    v->at = b->o.at;
    v->memory = ARENA_ARRAY(a, known, count);
    v->state = ARENA_ARRAY(a, uint8_t, count);
    if (!v->memory || !v->state || plan_const(p, 0) != 0) return false;
    p->subject = known_doubt(p);
    *refused = refused_cells(p);
    p->subject = known_doubt(p);
    *value = plan_slot(p, b->o.slot);
    return !p->failed;
}

static bool same_kind(uint8_t kind, batch_kind wanted)
{
    switch (kind) {
    case K_NUMBER: return wanted == BATCH_NUMBER;
    case K_TEXT: return wanted == BATCH_CODE;
    case K_BOOLEAN: return wanted == BATCH_BOOLEAN;
    case K_DATE: return wanted == BATCH_DATE;
    default: return false;
    }
}

known program_result(plan *p, const policy_batch *b, known value, const batch_result *r)
{
    known v = known_doubt(p);
    if (b->whole) v = value;
    for (int32_t i = 0; !b->whole && value.kind == K_CONTEXT && i < value.count; i++)
        if (str_eq(value.keys[i], r->name)) v = known_doubted(p, value.members[i], value.doubt);
    if (v.kind == K_NULL) return v;
    if (!same_kind(v.kind, r->kind)) return known_doubt(p);
    known like = { .kind = K_NUMBER, .scale = (int16_t)r->scale, .value = plan_const(p, 0) };
    if (v.kind == K_NUMBER && v.scale > r->scale) return known_doubt(p);
    if (v.kind == K_NUMBER && !known_align(p, &v, &like)) return known_doubt(p);
    return v;
}

/* ---- steps ---- */

typedef struct build {
    policy_batch *b;
    plan *p;
    program *g;
    int32_t *last; /* per node: the last node that reads it; -1 unread, INT32_MAX a result */
    spot *at;                       /* per node */
    VEC(int32_t) free_buffers;
} build;

static int node_inputs(const node *n, const int32_t **list, int32_t room[3])
{
    if (n->op == OP_INDEX) return batch_index_inputs(n->index, list);
    int count = n->op >= OP_ADD && n->op <= OP_EQ                          ? 2
                : n->op == OP_AND || n->op == OP_OR || n->op == OP_RATIO   ? 2
                : n->op == OP_NOT || n->op == OP_ROUND || n->op == OP_TAKE ? 1
                : n->op == OP_SELECT                                       ? 3
                                                                           : 0;
    room[0] = n->a;
    room[1] = n->b;
    room[2] = n->c;
    *list = room;
    return count;
}

static void mark(build *x, int32_t n)
{
    if (n >= 0) x->last[n] = INT32_MAX;
}

static void mark_read(build *x)
{
    for (int32_t i = x->p->nodes.count; i-- > 0;) {
        if (x->last[i] < 0) continue;
        const int32_t *list;
        int32_t room[3];
        int count = node_inputs(plan_node(x->p, i), &list, room);
        for (int k = 0; k < count; k++)
            if (x->last[list[k]] < i) x->last[list[k]] = i;
    }
}

static spot new_buffer(build *x)
{
    if (x->free_buffers.count)
        return (spot){ AT_BUFFER, x->free_buffers.items[--x->free_buffers.count] };
    return (spot){ AT_BUFFER, x->g->buffer_count++ };
}

static bool release(build *x, int32_t by)
{
    const int32_t *list;
    int32_t room[3];
    int count = node_inputs(plan_node(x->p, by), &list, room);
    for (int k = 0; k < count; k++) {
        if (x->last[list[k]] != by || x->at[list[k]].kind != AT_BUFFER) continue;
        bool again = false;
        for (int j = 0; j < k; j++) again = again || list[j] == list[k];
        if (again) continue;
        int32_t *spare = VEC_PUSH(&x->g->memory, &x->free_buffers);
        if (!spare) return false;
        *spare = x->at[list[k]].index;
    }
    return true;
}

static bool emit(build *x, int32_t i)
{
    const node *n = plan_node(x->p, i);
    const int32_t *list;
    int32_t room[3];
    int count = node_inputs(n, &list, room);
    if (n->op == OP_CONST || n->op == OP_CODES) return true;
    if (n->op == OP_NUMBERS) { x->at[i] = (spot){ AT_COLUMN, n->a }; return true; }
    instr *s = &x->g->steps[x->g->step_count++];
    *s = (instr){ .column = -1 };
    s->kernel = batch_kernel_for(x->p, n, &s->args);
    s->out = x->at[i] = new_buffer(x);
    if (n->op == OP_LUT) s->column = plan_node(x->p, n->a)->a;
    if (n->op == OP_STATE) s->column = n->a;
    if (n->op == OP_LUT || n->op == OP_TAKE)
        s->args.table = arena_copy(&x->g->memory, n->table, (size_t)n->count * sizeof *n->table);
    if (n->op == OP_INDEX) {
        spot *inputs = ARENA_ARRAY(&x->g->memory, spot, count + 1);
        for (int k = 0; inputs && k < count; k++) inputs[k] = x->at[list[k]];
        s->inputs = inputs;
        s->input_count = count;
        return inputs != NULL && release(x, i);
    }
    spot *where[3] = { &s->a, &s->b, &s->c };
    int64_t *constant[3] = { &s->args.ka, &s->args.kb, &s->args.kc };
    for (int k = 0; k < count; k++)
        if (!plan_is_const(x->p, list[k], constant[k])) *where[k] = x->at[list[k]];
    return release(x, i);
}

static root root_of(build *x, int32_t n)
{
    root r = { .at = x->at[n] };
    plan_is_const(x->p, n, &r.constant);
    return r;
}

/* An index reads its inputs as columns: constants among them are not worth the trouble. */
static bool index_of_columns(const build *x)
{
    for (int32_t i = 0; i < x->p->nodes.count; i++) {
        const int32_t *list;
        int32_t room[3];
        if (x->last[i] < 0 || plan_node(x->p, i)->op != OP_INDEX) continue;
        int count = node_inputs(plan_node(x->p, i), &list, room);
        for (int k = 0; k < count; k++)
            if (plan_is_const(x->p, list[k], NULL)) return false;
    }
    return true;
}

static bool build_steps(build *x, const known *results, int32_t doubt, int32_t matched)
{
    int32_t count = x->p->nodes.count;
    arena *a = &x->g->memory;
    x->last = ARENA_ARRAY(x->p->arena, int32_t, count + 1);
    x->at = ARENA_ARRAY(x->p->arena, spot, count + 1);
    x->g->steps = ARENA_ARRAY(a, instr, count + 1);
    x->g->values = ARENA_ARRAY(a, root, x->b->result_count + 1);
    x->g->nulls = ARENA_ARRAY(a, root, x->b->result_count + 1);
    if (!x->last || !x->at || !x->g->steps || !x->g->values || !x->g->nulls) return false;
    for (int32_t i = 0; i < count; i++) x->last[i] = -1;
    mark(x, doubt);
    mark(x, matched);
    for (int i = 0; i < x->b->result_count; i++) {
        mark(x, results[i].value);
        mark(x, results[i].null);
    }
    mark_read(x);
    if (!index_of_columns(x)) return false;
    for (int32_t i = 0; i < count; i++)
        if (x->last[i] >= 0 && !emit(x, i)) return false;
    for (int i = 0; i < x->b->result_count; i++) {
        x->g->values[i] = root_of(x, results[i].value);
        x->g->nulls[i] = root_of(x, results[i].null);
    }
    x->g->doubt = root_of(x, doubt);
    x->g->matched = matched >= 0 ? root_of(x, matched) : (root){ .constant = -1 };
    return true;
}

/* Codes of texts are the batch's, the same in every program it makes. */
static int32_t shared_codes(plan *p, policy_batch *b, int32_t value)
{
    int64_t *table = ARENA_ARRAY(p->arena, int64_t, p->texts.count + 1);
    if (!table) { p->failed = true; return value; }
    for (int i = 0; i < p->texts.count; i++) table[i] = batch_text_code(b, p->texts.items[i]);
    bool same = true;
    for (int i = 0; i < p->texts.count; i++) same = same && table[i] == i;
    return same ? value : plan_take(p, value, table, p->texts.count);
}

bool program_build(policy_batch *b, program *out)
{
    plan p;
    known value;
    int32_t doubt;
    *out = (program){ 0 };
    arena_init(&out->memory, 0);
    bool ok = program_plan(b, &p, &out->memory, &value, &doubt);
    known *results = ok ? ARENA_ARRAY(&out->memory, known, b->result_count + 1) : NULL;
    if (results) {
        doubt = mask_or(&p, doubt, value.doubt);
        /* A null answer has reasons only the scalar path can tell. */
        doubt = mask_or(&p, doubt, value.null);
        for (int i = 0; i < b->result_count; i++) {
            results[i] = program_result(&p, b, value, &b->results[i]);
            if (results[i].kind == K_TEXT) results[i].value = shared_codes(&p, b, results[i].value);
            doubt = mask_or(&p, doubt, results[i].doubt);
        }
        if (p.decisive_row >= 0 && !b->o.matched) p.decisive_row = -1;
        int64_t k;
        out->compiled = !p.failed && !(plan_is_const(&p, doubt, &k) && k);
        out->refused = p.refused;
        build x = { .b = b, .p = &p, .g = out };
        if (out->compiled) out->compiled = build_steps(&x, results, doubt, p.decisive_row);
    }
    return ok;
}

void program_free(program *g)
{
    arena_deinit(&g->memory);
    *g = (program){ 0 };
}
