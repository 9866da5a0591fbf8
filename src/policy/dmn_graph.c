/* dmn_graph.c: which DMN elements a set of decisions becomes, and what each requires
** (dmn_write.h). */
#include "feel/ast.h"
#include "policy/dmn_write.h"

bool write_indices_add(dmn_writer *w, write_indices *list, int32_t index)
{
    for (int i = 0; i < list->count; i++)
        if (list->items[i] == index) return false;
    int32_t *place = VEC_PUSH(w->arena, list);
    if (place) *place = index;
    return place != NULL;
}

const policy_def *write_def(const dmn_writer *w, int32_t slot)
{
    const policy_def *def = NULL;
    if (slot == POLICY_SLOT_DATE) return NULL;
    policy_found found =
        policy_version_at(w->what->lib, slot, w->what->place, w->what->at, &def, NULL, NULL);
    if (found == POLICY_IN_FORCE) return def;
    const policy_def *newest = policy_newest(w->what->lib, slot);
    return newest && newest->kind == POLICY_FACT ? newest : NULL;
}

static bool is_function(const dmn_writer *w, int32_t slot)
{
    const policy_def *def = policy_newest(w->what->lib, slot);
    return def && def->kind == POLICY_FUNCTION;
}

static write_kind kind_of(const policy_def *def, int32_t slot)
{
    if (slot == POLICY_SLOT_DATE) return WRITE_INPUT;
    if (def && (def->kind == POLICY_FACT || (def->kind == POLICY_PARAMETER && def->unset)))
        return WRITE_INPUT;
    return def && def->kind == POLICY_FUNCTION ? WRITE_KNOWLEDGE : WRITE_DECISION;
}

static int32_t new_node(dmn_writer *w, write_kind kind, int32_t slot, const policy_def *def,
                        str name)
{
    static const char *const prefixes[] = { "input", "decision", "function", "service", "source" };
    write_node *node = VEC_PUSH(w->arena, &w->nodes);
    if (!node) return -1;
    int32_t number = slot >= 0 ? slot : w->nodes.count;
    *node = (write_node){ .kind = kind, .slot = slot, .def = def, .name = name, .output = -1 };
    node->id = str_format(w->arena, "%s_%d", prefixes[kind], (int)number);
    return w->nodes.count - 1;
}

static void walk(dmn_writer *w, int32_t node, const feel_expr *e);
static int32_t node_of(dmn_writer *w, int32_t slot);

static void need(dmn_writer *w, int32_t node, int32_t needed)
{
    if (needed >= 0 && needed != node) write_indices_add(w, &w->nodes.items[node].needs, needed);
}

/* The value of a slot: a requirement, or a further parameter where requirements are not allowed. */
static bool need_value(dmn_writer *w, int32_t node, int32_t slot)
{
    int32_t needed = node_of(w, slot);
    write_node *n = &w->nodes.items[node];
    if (needed < 0) return false;
    return write_indices_add(w, n->kind == WRITE_KNOWLEDGE ? &n->extra : &n->needs,
                             n->kind == WRITE_KNOWLEDGE ? slot : needed);
}

static int32_t service_of(dmn_writer *w, int32_t slot)
{
    if (w->services[slot] >= 0) return w->services[slot];
    int32_t output = node_of(w, slot);
    str name =
        str_format(w->arena, STR_FMT "服务", STR_ARG(policy_slot_at(w->what->lib, slot)->name));
    int32_t service = new_node(w, WRITE_SERVICE, slot, write_def(w, slot), name);
    if (service < 0) return -1;
    w->nodes.items[service].output = output;
    need(w, service, output);
    w->services[slot] = service;
    return service;
}

static void walk_call(dmn_writer *w, int32_t node, const feel_expr *e)
{
    int32_t slot = e->as.call.of.symbol->slot;
    need(w, node, is_function(w, slot) ? node_of(w, slot) : service_of(w, slot));
    write_call *call = VEC_PUSH(w->arena, &w->calls);
    if (call) *call = (write_call){ node, e };
}

static void walk_table(dmn_writer *w, int32_t node, const feel_table *t)
{
    for (int32_t i = 0; i < t->input_count; i++) walk(w, node, t->inputs[i].expr);
    for (int32_t i = 0; i < t->output_count; i++) walk(w, node, t->outputs[i].default_value);
    for (int32_t k = 0; k < t->rule_count; k++) {
        for (int32_t i = 0; i < t->input_count; i++) walk(w, node, t->rules[k].tests[i]);
        for (int32_t i = 0; i < t->output_count; i++) walk(w, node, t->rules[k].results[i]);
    }
}

static void walk(dmn_writer *w, int32_t node, const feel_expr *e)
{
    if (!e) return;
    if (e->kind == FEEL_N_TABLE) {
        walk_table(w, node, e->as.table);
        return;
    }
    if (e->kind == FEEL_N_SLOT) {
        if (is_function(w, e->as.slot.slot)) need(w, node, node_of(w, e->as.slot.slot));
        else need_value(w, node, e->as.slot.slot);
    }
    if (e->kind == FEEL_N_CALL_SLOT) walk_call(w, node, e);
    if (e->kind == FEEL_N_ITEM) walk(w, node, e->as.item.fallback);
    for (int32_t i = 0, n = feel_expr_child_count(e); i < n; i++)
        walk(w, node, feel_expr_child(e, i));
}

static void cite(dmn_writer *w, int32_t node, const policy_def *def)
{
    str rest = def->provision, piece;
    while (rest.len && str_split_next(&rest, STR(";"), &piece)) {
        piece = str_trim(piece);
        if (!piece.len || !def->doc->number.len) continue;
        str name =
            str_format(w->arena, STR_FMT " " STR_FMT, STR_ARG(def->doc->number), STR_ARG(piece));
        int32_t source = -1;
        for (int i = 0; i < w->nodes.count && source < 0; i++)
            if (w->nodes.items[i].kind == WRITE_SOURCE && str_eq(w->nodes.items[i].name, name))
                source = i;
        if (source < 0) source = new_node(w, WRITE_SOURCE, -1, def, name);
        need(w, node, source);
    }
}

static int32_t node_of(dmn_writer *w, int32_t slot)
{
    if (w->by_slot[slot] >= 0) return w->by_slot[slot];
    const policy_def *def = write_def(w, slot);
    str name = policy_slot_at(w->what->lib, slot)->name;
    int32_t node = new_node(w, kind_of(def, slot), slot, def, name);
    if (node < 0) return -1;
    w->by_slot[slot] = node;
    if (!def && slot != POLICY_SLOT_DATE)
        diag_warn(w->findings, "W-EXPORT", (src_pos){ 0 },
                  "“" STR_FMT "”在该日没有有效的版本，写成没有逻辑的决策",
                  "'" STR_FMT
                  "' has no version in force that day; written as a decision without logic",
                  STR_ARG(name));
    if (!def || w->nodes.items[node].kind == WRITE_INPUT) return node;
    walk(w, node, def->expr);
    for (int i = 0; i < def->condition_count; i++) walk(w, node, def->conditions[i].expr);
    cite(w, node, def);
    return node;
}

/* ---- what calls have to hand on ---- */

/* Inputs that a decision's value rests on, over its requirements. */
static bool add_leaves(dmn_writer *w, int32_t node, write_indices *to, uint8_t *seen)
{
    bool changed = false;
    if (seen[node]) return false;
    seen[node] = 1;
    const write_node *n = &w->nodes.items[node];
    if (n->kind == WRITE_INPUT) return write_indices_add(w, to, n->slot);
    if (n->kind != WRITE_DECISION) return false;
    for (int i = 0; i < w->nodes.items[node].needs.count; i++)
        changed = add_leaves(w, w->nodes.items[node].needs.items[i], to, seen) || changed;
    return changed;
}

static bool is_named(const dmn_writer *w, const feel_expr *call, int32_t slot)
{
    str name = policy_slot_at(w->what->lib, slot)->name;
    for (int32_t i = 0; i < call->as.call.count; i++)
        if (str_eq(call->as.call.args[i].name, name)) return true;
    return false;
}

/* A service takes its decision's inputs, and whatever else some call replaces. */
static bool grow_service(dmn_writer *w, int32_t service)
{
    uint8_t *seen = ARENA_ARRAY(w->arena, uint8_t, w->nodes.count);
    write_indices leaves = w->nodes.items[service].extra;
    bool changed = seen && add_leaves(w, w->nodes.items[service].output, &leaves, seen);
    for (int i = 0; seen && i < w->calls.count; i++) {
        const feel_expr *call = w->calls.items[i].call;
        if (w->services[call->as.call.of.symbol->slot] != service) continue;
        for (int32_t k = 0; k < call->as.call.count; k++) {
            int32_t slot = policy_slot_find(w->what->lib, STR(""), call->as.call.args[k].name);
            bool computed = slot >= 0 && w->by_slot[slot] >= 0 && seen[w->by_slot[slot]];
            if (computed) changed = write_indices_add(w, &leaves, slot) || changed;
        }
    }
    w->nodes.items[service].extra = leaves;
    return changed;
}

static bool hand_on(dmn_writer *w, const write_call *c)
{
    int32_t slot = c->call->as.call.of.symbol->slot;
    int32_t callee = is_function(w, slot) ? w->by_slot[slot] : w->services[slot];
    bool changed = false;
    for (int i = 0; callee >= 0 && i < w->nodes.items[callee].extra.count; i++) {
        int32_t passed = w->nodes.items[callee].extra.items[i];
        if (!is_named(w, c->call, passed)) changed = need_value(w, c->caller, passed) || changed;
    }
    return changed;
}

/* Until nothing changes: what one call hands on may be a further input of the caller's own
** service. */
static void settle(dmn_writer *w)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (int i = 0; i < w->nodes.count; i++)
            if (w->nodes.items[i].kind == WRITE_SERVICE) changed = grow_service(w, i) || changed;
        for (int i = 0; i < w->calls.count; i++)
            changed = hand_on(w, &w->calls.items[i]) || changed;
    }
}

bool write_graph(dmn_writer *w)
{
    int32_t count = policy_slot_count(w->what->lib);
    w->by_slot = ARENA_ARRAY(w->arena, int32_t, count);
    w->services = ARENA_ARRAY(w->arena, int32_t, count);
    if (!w->by_slot || !w->services) return false;
    for (int32_t i = 0; i < count; i++) w->by_slot[i] = w->services[i] = -1;
    for (int32_t i = 0; i < w->what->slot_count; i++) node_of(w, w->what->slots[i]);
    settle(w);
    return w->nodes.count > 0;
}
