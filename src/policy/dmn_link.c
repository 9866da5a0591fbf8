/* dmn_link.c: what the elements of a set require of each other, and their logic as feel trees
** (dmn.h). */
#include "policy/dmn.h"

static void bad_href(dmn_model *m, const xml_node *at, str href)
{
    diag_error(m->set->findings, "E-HREF", xml_pos(&m->xml, at),
               "引用“" STR_FMT "”没有指向任何元素；请改正 href",
               "'" STR_FMT "' points to no element; correct the href", STR_ARG(href));
}

/* "#id", "namespace#id", or a bare id. */
static dmn_element *by_href(dmn_model *m, str href)
{
    int32_t hash = -1;
    for (int32_t i = 0; i < href.len; i++)
        if (href.ptr[i] == '#') hash = i;
    str space = str_sub(href, 0, hash < 0 ? 0 : hash), id = str_sub(href, hash + 1, href.len);
    dmn_model *owner = m;
    if (space.len && !str_eq(space, m->space)) {
        owner = dmn_model_of(m->set, space);
        for (int i = 0; !owner && i < m->imports.count; i++)
            if (str_eq(m->imports.items[i].location, space)) owner = m->imports.items[i].model;
    }
    return owner ? strmap_find(&owner->ids, id) : NULL;
}

/* The element a child like <requiredInput href="…"/> names, when it is of an expected kind. */
static dmn_element *target(dmn_model *m, const xml_node *reference, unsigned kinds)
{
    str href = str_trim(xml_attr(m->set->arena, reference, "href"));
    dmn_element *e = by_href(m, href);
    if (e && (kinds >> e->kind & 1)) return e;
    bad_href(m, reference, href);
    return NULL;
}

/* How `owner`'s elements are called inside m: "import." (nested: "a.b."), empty for m itself.
** false: not imported. */
static bool prefix_of(dmn_model *m, const dmn_model *owner, int depth, str *prefix)
{
    *prefix = (str){ 0 };
    if (m == owner) return true;
    if (depth > 8) return false;
    for (int i = 0; i < m->imports.count; i++) {
        const dmn_import *import = &m->imports.items[i];
        str rest;
        if (!import->model || !prefix_of(import->model, owner, depth + 1, &rest)) continue;
        *prefix = import->name.len ? str_format(m->set->arena, STR_FMT "." STR_FMT,
                                                STR_ARG(import->name), STR_ARG(rest))
                                   : rest;
        return true;
    }
    return false;
}

static void add_need(dmn_element *e, dmn_element *needed, const xml_node *at)
{
    dmn_model *m = e->model;
    if (!needed) return;
    for (int i = 0; i < e->needs.count; i++)
        if (e->needs.items[i].element == needed) return;
    str prefix;
    if (!prefix_of(m, needed->model, 0, &prefix)) {
        bad_href(m, at, needed->id);
        return;
    }
    str name = prefix.len ? str_format(m->set->arena, STR_FMT STR_FMT, STR_ARG(prefix),
                                       STR_ARG(needed->name))
                          : needed->name;
    dmn_need *need = VEC_PUSH(m->set->arena, &e->needs);
    if (need) *need = (dmn_need){ needed, name };
}

static void read_requirements(dmn_element *e)
{
    dmn_model *m = e->model;
    const unsigned functions = 1u << DMN_KNOWLEDGE | 1u << DMN_SERVICE;
    XML_EACH(requirement, e->node, NULL) {
        if (!xml_is(requirement, "informationRequirement") &&
            !xml_is(requirement, "knowledgeRequirement"))
            continue;
        XML_EACH(reference, requirement, NULL) {
            if (xml_is(reference, "requiredInput"))
                add_need(e, target(m, reference, 1u << DMN_INPUT), reference);
            if (xml_is(reference, "requiredDecision"))
                add_need(e, target(m, reference, 1u << DMN_DECISION), reference);
            if (xml_is(reference, "requiredKnowledge"))
                add_need(e, target(m, reference, functions), reference);
        }
    }
}

static void read_members(dmn_element *service, const char *tag, dmn_kind kind, dmn_elements *to)
{
    dmn_model *m = service->model;
    XML_EACH(reference, service->node, tag) {
        dmn_element *e = target(m, reference, 1u << kind);
        dmn_element **place = e ? VEC_PUSH(m->set->arena, to) : NULL;
        if (place) *place = e;
    }
}

static bool is_invocable(const dmn_element *e)
{
    return e->kind == DMN_KNOWLEDGE || e->kind == DMN_SERVICE;
}

/* The function type of a knowledge model or service, for `instance of` and for static types of
** calls. */
static const feel_type *callable_type(dmn_element *e)
{
    dmn_model *m = e->model;
    arena *a = m->set->arena;
    VEC(feel_member) params = { 0 };
    XML_EACH(p, xml_first(e->node, "encapsulatedLogic"), "formalParameter") {
        feel_member *member = VEC_PUSH(a, &params);
        if (!member) return NULL;
        member->name = dmn_attr_name(m, p);
        member->type = dmn_type(m, xml_attr(a, p, "typeRef"), xml_pos(&m->xml, p));
    }
    for (int i = 0; i < e->params.count; i++) {
        feel_member *member = VEC_PUSH(a, &params);
        if (!member) return NULL;
        *member = (feel_member){ e->params.items[i]->name, e->params.items[i]->type };
    }
    for (int i = 0; i < params.count; i++)
        if (!params.items[i].type) params.items[i].type = &FEEL_TYPE_ANY;
    feel_type *t = ARENA_NEW(a, feel_type);
    if (!t) return NULL;
    t->kind = FEEL_T_FUNCTION;
    t->members = params.items;
    t->member_count = params.count;
    t->element = e->type ? e->type : &FEEL_TYPE_ANY;
    return t;
}

static void read_type(dmn_element *e)
{
    dmn_model *m = e->model;
    const xml_node *variable = xml_first(e->node, "variable");
    if (!variable) return;
    e->type = dmn_type(m, xml_attr(m->set->arena, variable, "typeRef"), xml_pos(&m->xml, variable));
    /* Since DMN 1.4 the variable of an invocable has a function type; before, it had the result's.
    */
    if (is_invocable(e) && e->type && e->type->kind == FEEL_T_FUNCTION) e->type = e->type->element;
}

void dmn_link_callable(dmn_element *e)
{
    if (is_invocable(e)) e->callable = callable_type(e);
}

void dmn_link_needs(dmn_element *e)
{
    read_type(e);
    if (e->kind == DMN_DECISION || e->kind == DMN_KNOWLEDGE) read_requirements(e);
    if (e->kind != DMN_SERVICE) return;
    read_members(e, "inputData", DMN_INPUT, &e->params);
    read_members(e, "inputDecision", DMN_DECISION, &e->params);
    read_members(e, "outputDecision", DMN_DECISION, &e->outputs);
    if (!e->outputs.count)
        diag_error(e->model->set->findings, "E-DMN", e->pos,
                   "决策服务“" STR_FMT "”没有输出决策；请加上 outputDecision",
                   "decision service '" STR_FMT "' has no output decision; add one",
                   STR_ARG(e->name));
}

/* ---- logic ---- */

static bool add_symbol(feel_scope *scope, str name, const dmn_element *e)
{
    feel_symbol symbol = { .name = name,
                           .slot = e->slot,
                           .type = is_invocable(e) ? e->callable : e->type };
    symbol.invocable = e->kind == DMN_SERVICE;
    return feel_scope_add(scope, symbol);
}

/* Exactly what the requirements name; a knowledge model also sees itself. */
static const feel_scope *scope_of(dmn_element *e)
{
    dmn_set *set = e->model->set;
    feel_scope *scope = feel_scope_new(set->arena, NULL);
    if (!scope) return NULL;
    feel_scope_types(scope, dmn_find_type, e->model);
    for (int i = 0; i < e->needs.count; i++) {
        const dmn_need *need = &e->needs.items[i];
        if (add_symbol(scope, need->name, need->element)) continue;
        diag *found = diag_error(set->findings, "E-DUPLICATE", e->pos,
                                 "“" STR_FMT "”需要两个同名的元素“" STR_FMT "”；请改掉其中一个",
                                 "'" STR_FMT "' requires two elements named '" STR_FMT
                                 "'; rename one of them",
                                 STR_ARG(e->name), STR_ARG(need->name));
        if (found) found->also = need->element->pos;
    }
    if (e->kind == DMN_KNOWLEDGE && !feel_scope_find(scope, e->name)) add_symbol(scope, e->name, e);
    return scope;
}

void dmn_link_logic(dmn_element *e)
{
    dmn_set *set = e->model->set;
    const xml_node *logic = NULL;
    if (e->kind == DMN_DECISION) logic = dmn_logic(e->node);
    if (e->kind == DMN_KNOWLEDGE) logic = xml_first(e->node, "encapsulatedLogic");
    if (!logic) return;
    int errors = set->findings->error_count;
    dmn_reader reader = { .model = e->model, .element = e };
    const feel_scope *scope = scope_of(e);
    if (scope && e->kind == DMN_DECISION) e->expr = dmn_boxed(&reader, logic, scope);
    if (scope && e->kind == DMN_KNOWLEDGE) e->expr = dmn_function(&reader, logic, scope, e->type);
    if (xml_is(logic, "literalExpression"))
        e->text = str_trim(xml_text(set->arena, xml_first(logic, "text")));
    e->broken = !e->expr || set->findings->error_count > errors;
    if (e->broken) e->expr = NULL;
}

/* ---- cycles ---- */

enum { MARK_OPEN = 0, MARK_ENTERED = 1, MARK_LEFT = 2 };

static void report_cycle(dmn_element *e, const dmn_element *through)
{
    e->cyclic = true;
    diag *found =
        diag_error(e->model->set->findings, "E-CYCLE", e->pos,
                   "决策“" STR_FMT "”经“" STR_FMT "”又需要自己；请断开这个循环",
                   "decision '" STR_FMT "' requires itself through '" STR_FMT "'; break the cycle",
                   STR_ARG(e->name), STR_ARG(through->name));
    if (found) found->also = through->pos;
}

typedef struct {
    dmn_element *element;
    int next;
} visit;

/* Depth first with an own stack: a chain of requirements may be as long as the file. Functions may
** call themselves. */
static void search(dmn_set *set, dmn_element *start, visit *stack)
{
    int depth = 0;
    stack[depth++] = (visit){ start, 0 };
    start->mark = MARK_ENTERED;
    while (depth > 0) {
        visit *top = &stack[depth - 1];
        if (top->next >= top->element->needs.count) {
            top->element->mark = MARK_LEFT;
            depth--;
            continue;
        }
        dmn_element *e = top->element->needs.items[top->next++].element;
        if (e->kind != DMN_DECISION) continue;
        if (e->mark == MARK_ENTERED) report_cycle(e, top->element);
        if (e->mark != MARK_OPEN) continue;
        e->mark = MARK_ENTERED;
        stack[depth++] = (visit){ e, 0 };
    }
}

void dmn_find_cycles(dmn_set *set)
{
    visit *stack = ARENA_ARRAY(set->arena, visit, set->elements.count + 1);
    for (int i = 0; stack && i < set->elements.count; i++) {
        dmn_element *e = set->elements.items[i];
        if (e->kind == DMN_DECISION && e->mark == MARK_OPEN) search(set, e, stack);
    }
}
