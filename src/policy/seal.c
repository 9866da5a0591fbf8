/* seal.c: what can only be known when every document is read: repeals, the order of versions,
 * requirements, cycles. */
#include "feel/ast.h"
#include "policy/internal.h"
#include <stdlib.h>

/* ---- repeals ---- */

static void apply_repeals(policy_library *lib)
{
    for (int i = 0; i < lib->docs.count; i++) {
        const policy_doc *by = lib->docs.items[i];
        for (int k = 0; k < by->repeals.count; k++) {
            date from = by->repeals.items[k].from;
            if (!policy_has_date(from)) from = by->period.from;
            for (int j = 0; j < lib->docs.count; j++) {
                policy_doc *old = lib->docs.items[j];
                bool same = old != by && old->number.len &&
                            str_eq(old->number, by->repeals.items[k].number);
                if (!same || !policy_has_date(from)) continue;
                if (policy_has_date(old->repealed_from) && date_cmp(old->repealed_from, from) <= 0)
                    continue;
                old->repealed_from = from;
                old->repealed_by = by;
            }
        }
    }
}

static int newest_first(const void *a, const void *b)
{
    const policy_def *x = *(policy_def *const *)a, *y = *(policy_def *const *)b;
    date from_x = policy_def_period(x).from, from_y = policy_def_period(y).from;
    if (!policy_has_date(from_x) || !policy_has_date(from_y)) {
        int dated = policy_has_date(from_y) - policy_has_date(from_x);
        if (dated) return dated;
    } else if (date_cmp(from_x, from_y)) {
        return date_cmp(from_y, from_x);
    }
    int by_file = str_cmp(x->doc->file, y->doc->file);
    return by_file ? by_file : x->pos.line - y->pos.line;
}

/* ---- requirements ---- */

typedef struct uses {
    arena *arena;
    VEC(int32_t) slots;
    bool no_memory;
} uses;

/* A decision asked with other facts is evaluated anew (section 6), so such a call is no requirement
*that could make a
** cycle; calling a function is. */
static bool is_own_evaluation(const policy_library *lib, const feel_expr *e)
{
    if (e->kind != FEEL_N_CALL_SLOT) return false;
    const policy_slot *slot = policy_slot_at(lib, e->as.call.of.symbol->slot);
    return slot && slot->version_count > 0 && slot->versions[0]->kind != POLICY_FUNCTION;
}

static void add_use(uses *u, int32_t slot)
{
    for (int i = 0; i < u->slots.count; i++)
        if (u->slots.items[i] == slot) return;
    int32_t *at = VEC_PUSH(u->arena, &u->slots);
    if (at) *at = slot;
    else u->no_memory = true;
}

static void collect(const policy_library *lib, const feel_expr *e, uses *u, bool asked_anew);

/* A table of ten thousand rows is walked row by row: asking for its i-th child would count them
 * each time. */
static void collect_table(const policy_library *lib, const feel_table *t, uses *u, bool asked_anew)
{
    for (int32_t i = 0; i < t->input_count; i++) collect(lib, t->inputs[i].expr, u, asked_anew);
    for (int32_t i = 0; i < t->output_count; i++)
        collect(lib, t->outputs[i].default_value, u, asked_anew);
    for (int32_t k = 0; k < t->rule_count; k++) {
        for (int32_t i = 0; i < t->input_count; i++)
            collect(lib, t->rules[k].tests[i], u, asked_anew);
        for (int32_t i = 0; i < t->output_count; i++)
            collect(lib, t->rules[k].results[i], u, asked_anew);
    }
}

static void collect(const policy_library *lib, const feel_expr *e, uses *u, bool asked_anew)
{
    if (!e) return;
    if (e->kind == FEEL_N_TABLE) {
        collect_table(lib, e->as.table, u, asked_anew);
        return;
    }
    if (e->kind == FEEL_N_SLOT && e->as.slot.slot >= 0) add_use(u, e->as.slot.slot);
    if (e->kind == FEEL_N_CALL_SLOT && (asked_anew || !is_own_evaluation(lib, e)))
        add_use(u, e->as.call.of.symbol->slot);
    if (e->kind == FEEL_N_ITEM) collect(lib, e->as.item.fallback, u, asked_anew);
    int32_t n = feel_expr_child_count(e);
    for (int32_t i = 0; i < n; i++) collect(lib, feel_expr_child(e, i), u, asked_anew);
}

static void collect_def(const policy_library *lib, const policy_def *def, uses *u, bool asked_anew)
{
    collect(lib, def->expr, u, asked_anew);
    collect(lib, def->default_expr, u, asked_anew);
    for (int i = 0; i < def->condition_count; i++)
        collect(lib, def->conditions[i].expr, u, asked_anew);
    for (int i = 0; i < def->output_count; i++) add_use(u, def->outputs[i]);
}

static bool fill_uses(policy_library *lib, policy_def *def)
{
    uses u = { .arena = &lib->arena };
    collect_def(lib, def, &u, true);
    def->uses = u.slots.items;
    def->use_count = u.slots.count;
    return !u.no_memory;
}

/* ---- cycles over all dates ----
** The walk goes over versions, not names: two versions meet only when some day is in both their
*periods. */

typedef struct walk {
    policy_library *lib;
    diag_list *d;
    policy_def **path;
    int32_t depth, room;
} walk;

enum { WALK_UNSEEN, WALK_ON_PATH, WALK_DONE };

static void report_cycle(walk *w, const policy_def *again)
{
    strbuf names;
    strbuf_init(&names, w->d->arena);
    int32_t from = w->depth - 1;
    while (from > 0 && w->path[from] != again) from--;
    bool reported = false;
    for (int32_t i = from; i < w->depth; i++)
        reported = reported || w->lib->slots.items[w->path[i]->slot]->cyclic;
    for (int32_t i = from; i < w->depth; i++) {
        w->lib->slots.items[w->path[i]->slot]->cyclic = true;
        strbuf_put(&names, w->path[i]->name);
        strbuf_putc(&names, " → ");
    }
    strbuf_put(&names, again->name);
    str text = strbuf_done(&names);
    if (reported) return;
    diag *d =
        diag_error(w->d, "E-CYCLE", w->path[w->depth - 1]->pos,
                   "依赖成环:" STR_FMT ";去掉其中一处引用",
                   "depends on itself: " STR_FMT "; remove one of these references", STR_ARG(text));
    if (d && w->depth - 1 > from) d->also = again->pos;
}

static bool overlap(policy_period a, policy_period b)
{
    bool a_first = policy_has_date(a.to) && policy_has_date(b.from) && date_cmp(a.to, b.from) < 0;
    bool b_first = policy_has_date(b.to) && policy_has_date(a.from) && date_cmp(b.to, a.from) < 0;
    return !a_first && !b_first;
}

static void visit(walk *w, policy_def *def);

/* Requirements that make a cycle: names, and functions called; not decisions asked anew. */
static void visit_uses(walk *w, policy_def *def, const uses *u)
{
    policy_period own = policy_def_period(def);
    for (int k = 0; k < u->slots.count; k++) {
        policy_slot *slot = w->lib->slots.items[u->slots.items[k]];
        for (int i = 0; i < slot->version_count; i++) {
            policy_def *next = slot->versions[i];
            if (!overlap(own, policy_def_period(next))) continue;
            bool recursion = next == def && def->kind == POLICY_FUNCTION; /* a function's right */
            if (next->walk_state == WALK_ON_PATH && !recursion) report_cycle(w, next);
            if (next->walk_state == WALK_UNSEEN) visit(w, next);
        }
    }
}

static void visit(walk *w, policy_def *def)
{
    if (w->depth >= w->room) return;
    def->walk_state = WALK_ON_PATH;
    w->path[w->depth++] = def;
    uses u = { .arena = w->d->arena };
    collect_def(w->lib, def, &u, false);
    visit_uses(w, def, &u);
    w->depth--;
    def->walk_state = WALK_DONE;
}

static bool find_cycles(policy_library *lib, diag_list *d)
{
    walk w = { .lib = lib, .d = d };
    for (int i = 0; i < lib->docs.count; i++) w.room += lib->docs.items[i]->defs.count;
    w.path = ARENA_ARRAY(&lib->arena, policy_def *, w.room + 1);
    if (!w.path) return false;
    for (int i = 0; i < lib->docs.count; i++)
        for (int k = 0; k < lib->docs.items[i]->defs.count; k++)
            if (lib->docs.items[i]->defs.items[k]->walk_state == WALK_UNSEEN)
                visit(&w, lib->docs.items[i]->defs.items[k]);
    return true;
}

bool policy_seal(policy_library *lib, diag_list *d)
{
    apply_repeals(lib);
    for (int i = 0; i < lib->slots.count; i++) {
        policy_slot *slot = lib->slots.items[i];
        if (slot->version_count > 1)
            qsort(slot->versions, (size_t)slot->version_count, sizeof *slot->versions,
                  newest_first);
        for (int k = 0; k < slot->version_count; k++)
            if (!fill_uses(lib, slot->versions[k])) return false;
    }
    lib->sealed = find_cycles(lib, d);
    return lib->sealed;
}
