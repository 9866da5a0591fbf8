/* batch.c: a batch over its life: what results it has, bounds of its columns, chunks. */
#include "policy/batch_program.h"

enum { NUMBER_MOST_DIGITS = 13, EXPLORED = 1000000 };

/* ---- texts of results ---- */

/* Codes are given out as programs come to need them and stay. */
int64_t batch_text_code(policy_batch *b, str text)
{
    const char *found = strmap_find(&b->codes, text);
    if (found) return found - (const char *)b;
    str *kept = VEC_PUSH(&b->memory, &b->texts);
    if (!kept) return -1;
    *kept = text;
    return strmap_put(&b->codes, text, (char *)b + b->texts.count - 1) ? b->texts.count - 1 : -1;
}

str policy_batch_text(const policy_batch *b, int64_t code)
{
    return code >= 0 && code < b->texts.count ? b->texts.items[code] : (str){ "", 0 };
}

/* ---- results ---- */

static bool add_result(policy_batch *b, str name, const known *v, const feel_type *t)
{
    batch_result r = { .name = name, .kind = BATCH_OTHER, .type = t };
    feel_type_kind declared = t ? t->kind : FEEL_T_ANY;
    if (v->kind == K_NUMBER || v->kind == K_RATIO || declared == FEEL_T_NUMBER)
        r.kind = BATCH_NUMBER;
    else if (v->kind == K_TEXT || declared == FEEL_T_STRING) r.kind = BATCH_CODE;
    else if (v->kind == K_BOOLEAN || declared == FEEL_T_BOOLEAN) r.kind = BATCH_BOOLEAN;
    else if (v->kind == K_DATE || declared == FEEL_T_DATE) r.kind = BATCH_DATE;
    if (r.kind == BATCH_NUMBER) r.scale = v->kind == K_NUMBER ? v->scale : 2;
    b->results[b->result_count++] = r;
    return true;
}

static const feel_type *member_type(const feel_type *t, str name)
{
    for (int32_t i = 0; t && t->kind == FEEL_T_CONTEXT && i < t->member_count; i++)
        if (str_eq(t->members[i].name, name)) return t->members[i].type;
    return NULL;
}

static bool is_wanted(const policy_batch *b, str name)
{
    for (int i = 0; i < b->o.member_count; i++)
        if (str_eq(b->o.members[i], name)) return true;
    return b->o.member_count == 0;
}

static bool find_results(policy_batch *b, const known *value, const policy_def *def)
{
    const feel_type *t = def ? def->type : NULL;
    int declared = t && t->kind == FEEL_T_CONTEXT ? t->member_count : 0,
        most = (value->kind == K_CONTEXT ? value->count : declared) + 1;
    b->results = ARENA_ARRAY(&b->memory, batch_result, most);
    b->lent = ARENA_ARRAY(&b->memory, int64_t *, most);
    if (!b->results || !b->lent) return false;
    known none = { .kind = K_DOUBT };
    b->whole = value->kind != K_CONTEXT && !declared;
    if (b->whole) return add_result(b, policy_slot_at(b->o.lib, b->o.slot)->name, value, t);
    for (int i = 0; i < most - 1; i++) {
        str name =
            value->kind == K_CONTEXT ? str_copy(&b->memory, value->keys[i]) : t->members[i].name;
        if (is_wanted(b, name))
            add_result(b, name, value->kind == K_CONTEXT ? &value->members[i] : &none,
                       member_type(t, name));
    }
    return true;
}

/* The decision's own table, else the first single-row table among what it needs. */
static const feel_table *decisive_table(policy_batch *b, int32_t slot, int depth)
{
    const policy_def *def;
    if (depth > 20 ||
        policy_version_at(b->o.lib, slot, b->place, b->o.at, &def, NULL, NULL) != POLICY_IN_FORCE)
        return NULL;
    if (def->kind == POLICY_DECISION && def->table && def->table->hit <= HIT_FIRST)
        return def->table;
    for (int i = 0; i < def->use_count; i++) {
        const feel_table *t = decisive_table(b, def->uses[i], depth + 1);
        if (t) return t;
    }
    return NULL;
}

/* A plan with every cell possibly absent and moderate numbers: it shows all results there can be,
 * and their places. */
static bool explore(policy_batch *b)
{
    plan p;
    known value;
    arena a;
    int32_t refused;
    const policy_def *def = NULL;
    for (int i = 0; i < b->o.spec_count; i++) {
        b->may_miss[i] = true;
        b->lows[i] = -EXPLORED;
        b->highs[i] = EXPLORED;
    }
    arena_init(&a, 0);
    policy_version_at(b->o.lib, b->o.slot, b->place, b->o.at, &def, NULL, NULL);
    bool ok = program_plan(b, &p, &a, &value, &refused) && find_results(b, &value, def);
    for (int i = 0; i < b->o.spec_count; i++) b->may_miss[i] = false;
    arena_deinit(&a);
    return ok;
}

/* ---- life ---- */

/* The place that the scalar path would take for the decision. */
static str own_place(const policy_batch *b)
{
    const policy_slot *s = policy_slot_at(b->o.lib, b->o.slot);
    str own = { "", 0 };
    for (int i = 0; i < s->version_count; i++)
        if (s->versions[i]->doc->place.len > own.len) own = s->versions[i]->doc->place;
    return own;
}

static bool copy_specs(policy_batch *b)
{
    int count = b->o.spec_count;
    b->specs = ARENA_ARRAY(&b->memory, batch_spec, count + 1);
    b->value_count = ARENA_ARRAY(&b->memory, int32_t, count + 1);
    b->lows = ARENA_ARRAY(&b->memory, int64_t, count + 1);
    b->highs = ARENA_ARRAY(&b->memory, int64_t, count + 1);
    b->may_miss = ARENA_ARRAY(&b->memory, bool, count + 1);
    b->inputs = ARENA_ARRAY(&b->memory, const int64_t *, INDEX_INPUTS_MAX);
    if (!b->specs || !b->value_count || !b->lows || !b->highs || !b->may_miss || !b->inputs)
        return false;
    for (int i = 0; i < count; i++) {
        const policy_def *def = policy_newest(b->o.lib, b->o.specs[i].slot);
        b->specs[i] = b->o.specs[i];
        b->value_count[i] = b->specs[i].kind == BATCH_BOOLEAN ? 2
                            : def && def->type                ? def->type->value_count
                                                              : 0;
    }
    b->o.specs = b->specs;
    return true;
}

policy_batch *policy_batch_open(const batch_options *o)
{
    policy_batch *b = heap_get(sizeof *b);
    if (!b) return NULL;
    b->o = *o;
    arena_init(&b->memory, 0);
    arena_init(&b->rows, 0);
    strmap_init(&b->codes, &b->memory);
    b->place = o->place ? *o->place : own_place(b);
    b->run = policy_run_new(o->lib, &b->rows);
    if (b->run && copy_specs(b)) {
        b->table = decisive_table(b, o->slot, 0);
        if (explore(b)) return b;
    }
    policy_batch_close(b);
    return NULL;
}

void policy_batch_close(policy_batch *b)
{
    if (!b) return;
    if (b->ready) program_free(&b->program);
    for (int i = 0; i < b->buffer_count; i++) heap_free(b->buffers[i]);
    heap_free(b->buffers);
    policy_run_free(b->run);
    arena_deinit(&b->rows);
    arena_deinit(&b->memory);
    heap_free(b);
}

int policy_batch_results(const policy_batch *b, const batch_result **results)
{
    *results = b->results;
    return b->result_count;
}

int64_t policy_batch_errors(const policy_batch *b, const batch_error **errors)
{
    *errors = b->errors.items;
    return b->errors.count;
}

feel_value policy_batch_value(const policy_batch *b, int64_t index)
{
    return index >= 0 && index < b->wide.count ? b->wide.items[index] : FEEL_NULL_VALUE;
}

const feel_table *policy_batch_table(const policy_batch *b) { return b->table; }
batch_stats policy_batch_stats(const policy_batch *b) { return b->stats; }

/* ---- bounds ---- */

typedef struct seen { int64_t lo, hi; } seen;

static seen bounds_of(const int64_t *restrict values, int64_t n)
{
    int64_t lo = values[0], hi = values[0];
    for (int64_t i = 1; i < n; i++) {
        lo = values[i] < lo ? values[i] : lo;
        hi = values[i] > hi ? values[i] : hi;
    }
    return (seen){ lo, hi };
}

/* 1, 2 or 5 × 10^n, so that bounds settle soon and programs are not made again and again. */
static int64_t round_bound(int64_t v)
{
    for (int i = 3; i <= NUMBER_MOST_DIGITS; i++)
        for (int k = 0; k < 3; k++) {
            int64_t bound = batch_ten_to[i] / (k == 0 ? 5 : k == 1 ? 2 : 1);
            if (bound >= v) return bound;
        }
    return batch_ten_to[NUMBER_MOST_DIGITS];
}

static bool grow_buffers(policy_batch *b)
{
    if (b->program.buffer_count <= b->buffer_count) return true;
    int64_t **grown = heap_grow(b->buffers, (size_t)b->program.buffer_count * sizeof *grown);
    if (!grown) return false;
    b->buffers = grown;
    while (b->buffer_count < b->program.buffer_count) {
        b->buffers[b->buffer_count] = heap_get(CHUNK * sizeof(int64_t));
        if (!b->buffers[b->buffer_count]) return false;
        b->buffer_count++;
    }
    return true;
}

static bool rebuild(policy_batch *b)
{
    if (b->ready) program_free(&b->program);
    b->ready = program_build(b, &b->program);
    b->stats.steps = b->program.step_count;
    b->stats.compiled = b->program.compiled;
    return b->ready && grow_buffers(b);
}

/* Wider bounds, unless they make steps unprovable that were fine before: then the few rows outside
 * are left to the scalar path. */
static bool widen(policy_batch *b, int32_t i, seen s)
{
    int64_t lo = b->lows[i], hi = b->highs[i];
    int refused = b->ready ? b->program.refused : 0;
    bool first = !b->ranged;
    if (b->frozen) return true;
    if (first) { b->lows[i] = 0; b->highs[i] = 0; lo = hi = 0; }
    if (s.hi > b->highs[i]) b->highs[i] = round_bound(s.hi);
    if (s.lo < b->lows[i]) b->lows[i] = -round_bound(s.lo == INT64_MIN ? INT64_MAX : -s.lo);
    if (b->lows[i] == lo && b->highs[i] == hi) return true;
    if (first) return true;
    if (!rebuild(b)) return false;
    if (b->program.refused <= refused) return true;
    b->lows[i] = lo;
    b->highs[i] = hi;
    b->frozen = true;
    return rebuild(b);
}

/* ---- one chunk ---- */

static bool any_state(const uint8_t *states, int64_t n)
{
    uint8_t all = 0;
    for (int64_t i = 0; i < n; i++) all |= states[i];
    return all != 0;
}

static bool codes_fit(const uint8_t *codes, int64_t n, int32_t count)
{
    uint8_t most = 0;
    for (int64_t i = 0; i < n; i++) most = codes[i] > most ? codes[i] : most;
    return most < count;
}

/* beyond: some number stands outside the proven bounds. */
typedef struct chunk {
    const batch_column *columns;
    int64_t from;
    int n;
    bool all_scalar, beyond;
} chunk;

/* Fits the program to the chunk: columns with absent cells, wider bounds. false without memory. */
static bool look(policy_batch *b, chunk *c)
{
    bool changed = !b->ready;
    for (int i = 0; i < b->o.spec_count; i++) {
        const batch_column *col = &c->columns[i];
        if (col->states && !b->may_miss[i] && any_state(col->states + c->from, c->n))
            b->may_miss[i] = changed = true;
        bool coded = b->specs[i].kind == BATCH_CODE || b->specs[i].kind == BATCH_BOOLEAN;
        if (coded && !codes_fit(col->codes + c->from, c->n, b->value_count[i]))
            c->all_scalar = true;
        if (coded || b->specs[i].kind == BATCH_OTHER) continue;
        seen s = bounds_of(col->numbers + c->from, c->n);
        bool inside = b->ranged && s.lo >= b->lows[i] && s.hi <= b->highs[i];
        if (!inside && !widen(b, i, s)) return false;
        c->beyond = c->beyond || s.lo < b->lows[i] || s.hi > b->highs[i];
    }
    b->ranged = true;
    return !changed || rebuild(b);
}

static const int64_t *at_place(const policy_batch *b, const chunk *c, spot p)
{
    if (p.kind == AT_BUFFER) return b->buffers[p.index];
    return p.kind == AT_COLUMN ? c->columns[p.index].numbers + c->from : NULL;
}

static void run_steps(policy_batch *b, const chunk *c)
{
    for (int i = 0; i < b->program.step_count; i++) {
        const instr *s = &b->program.steps[i];
        kernel_args x = s->args;
        x.count = c->n;
        x.out = b->buffers[s->out.index];
        x.a = at_place(b, c, s->a);
        x.b = at_place(b, c, s->b);
        x.c = at_place(b, c, s->c);
        if (s->column >= 0) {
            const batch_column *col = &c->columns[s->column];
            x.bytes = s->args.table ? col->codes + c->from
                      : col->states ? col->states + c->from
                                    : NULL;
        }
        for (int k = 0; k < s->input_count; k++) b->inputs[k] = at_place(b, c, s->inputs[k]);
        x.inputs = b->inputs;
        s->kernel(&x);
    }
}

/* A number that is never null is computed where the caller wants it: the result's array stands in
 * for its buffer. */
static bool goes_straight(const policy_batch *b, int r)
{
    const root *v = &b->program.values[r], *null = &b->program.nulls[r];
    if (v->at.kind != AT_BUFFER || null->at.kind != AT_NOWHERE || null->constant ||
        b->results[r].kind != BATCH_NUMBER)
        return false;
    for (int k = 0; k < r; k++)
        if (b->program.values[k].at.kind == AT_BUFFER &&
            b->program.values[k].at.index == v->at.index)
            return false;
    return true;
}

static void lend_outputs(policy_batch *b, const chunk *c, const batch_out *outs)
{
    for (int r = 0; r < b->result_count; r++) {
        if (!goes_straight(b, r)) continue;
        int64_t **buffer = &b->buffers[b->program.values[r].at.index];
        b->lent[r] = *buffer;
        *buffer = outs[r].values + c->from;
    }
}

static void return_outputs(policy_batch *b)
{
    for (int r = 0; r < b->result_count; r++) {
        if (b->lent[r]) b->buffers[b->program.values[r].at.index] = b->lent[r];
        b->lent[r] = NULL;
    }
}

static void put_results(policy_batch *b, const chunk *c, const batch_out *outs, int32_t *matched)
{
    for (int r = 0; r < b->result_count; r++) {
        const root *v = &b->program.values[r], *null = &b->program.nulls[r];
        int64_t *out = outs[r].values + c->from;
        const int64_t *from = at_place(b, c, v->at), *gone = at_place(b, c, null->at);
        if (from == out) { /* computed in place */
        } else if (from && b->results[r].kind != BATCH_BOOLEAN)
            memcpy(out, from, (size_t)c->n * sizeof *out);
        else
            for (int i = 0; i < c->n; i++)
                out[i] = b->results[r].kind == BATCH_BOOLEAN ? (from ? from[i] : v->constant) & 1
                                                             : v->constant;
        if (!outs[r].states) continue;
        uint8_t *states = outs[r].states + c->from;
        if (!gone) {
            memset(states, null->constant ? BATCH_NULL : BATCH_VALUE, (size_t)c->n);
            continue;
        }
        for (int i = 0; i < c->n; i++) {
            states[i] = gone[i] ? BATCH_NULL : BATCH_VALUE;
            if (gone[i]) out[i] = 0;
        }
    }
    const int64_t *row = matched ? at_place(b, c, b->program.matched.at) : NULL;
    for (int i = 0; matched && i < c->n; i++)
        matched[c->from + i] = (int32_t)((row ? row[i] : b->program.matched.constant) + 1);
}

static bool outside(const policy_batch *b, const chunk *c, int i)
{
    for (int k = 0; k < b->o.spec_count; k++) {
        if (b->specs[k].kind != BATCH_NUMBER && b->specs[k].kind != BATCH_DATE) continue;
        int64_t v = c->columns[k].numbers[c->from + i];
        if (v < b->lows[k] || v > b->highs[k]) return true;
    }
    return false;
}

/* Which rows the program cannot answer. */
static void settle_rows(policy_batch *b, const chunk *c, const batch_out *outs, int32_t *matched)
{
    bool nothing = !b->program.compiled || c->all_scalar || b->o.scalar_only;
    const int64_t *doubt = nothing ? NULL : at_place(b, c, b->program.doubt.at);
    int64_t all = doubt ? 0 : b->program.doubt.constant, some = 0;
    for (int i = 0; doubt && i < c->n; i++) some |= doubt[i];
    if (!nothing && !c->beyond && !all && !some) return;
    for (int i = 0; i < c->n; i++)
        if (nothing || all || (doubt && doubt[i]) || (c->beyond && outside(b, c, i)))
            batch_scalar_row(b, c->columns, c->from + i, outs, matched);
}

bool policy_batch_run(policy_batch *b, const batch_column *columns, int64_t n,
                      const batch_out *outs, int32_t *matched)
{
    b->errors = (__typeof__(b->errors)){ 0 };
    b->wide = (__typeof__(b->wide)){ 0 };
    arena_reset(&b->rows);
    if (b->o.matched == false) matched = NULL;
    for (int64_t from = 0; from < n; from += CHUNK) {
        chunk c = { .columns = columns,
                    .from = from,
                    .n = n - from < CHUNK ? (int)(n - from) : CHUNK };
        if (!look(b, &c)) return false;
        if (b->program.compiled && !c.all_scalar && !b->o.scalar_only) {
            lend_outputs(b, &c, outs);
            run_steps(b, &c);
            put_results(b, &c, outs, matched);
        }
        settle_rows(b, &c, outs, matched);
        return_outputs(b);
    }
    b->stats.rows += n;
    return true;
}
