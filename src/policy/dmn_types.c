/* dmn_types.c: item definitions (DMN 1.5 §7.3.3) as feel types.
**
** Item definitions may refer to later ones and to themselves through a component, so each has its
** type's address from the declaration on and is filled afterwards; only an alias of an alias of
** itself has no meaning and is reported. */
#include "feel/ast.h"
#include "policy/dmn.h"

static void fill_item(dmn_model *m, dmn_item *item);

str dmn_attr_name(dmn_model *m, const xml_node *node)
{
    arena *a = m->set->arena;
    return feel_name_normal(a, str_trim(xml_attr(a, node, "name")));
}

static dmn_item *item_named(const dmn_model *m, str name)
{
    return strmap_find(&m->item_names, name);
}

/* "import.name": the longest import name that fits, then its model. */
static dmn_item *item_imported(dmn_model *m, str name, dmn_model **owner)
{
    for (int i = 0; i < m->imports.count; i++) {
        const dmn_import *import = &m->imports.items[i];
        if (!import->model || import->model == m) continue;
        str rest = name;
        if (import->name.len) {
            if (!str_starts(name, import->name) || name.len <= import->name.len) continue;
            if (name.ptr[import->name.len] != '.') continue;
            rest = str_sub(name, import->name.len + 1, name.len);
        }
        *owner = import->model;
        dmn_item *item = item_named(import->model, rest);
        if (!item && import->name.len) item = item_imported(import->model, rest, owner);
        if (item) return item;
    }
    return NULL;
}

static dmn_item *find_item(dmn_model *m, str name, dmn_model **owner)
{
    *owner = m;
    dmn_item *item = item_named(m, name);
    return item ? item : item_imported(m, name, owner);
}

/* "prefix:name", the way DMN 1.1 and 1.2 wrote references: feel:string, or an own type behind a
** namespace prefix. */
static str without_prefix(str name)
{
    int32_t colon = str_find(name, STR(":"));
    bool word = colon > 0 && str_find(name, STR("<")) < 0;
    return word ? str_sub(name, colon + 1, name.len) : name;
}

/* Names of DMN 1.1's type language that FEEL calls otherwise. */
static const feel_type *old_name(str name)
{
    if (str_eqc(name, "dateTime")) return &FEEL_TYPE_DATETIME;
    if (str_eqc(name, "dayTimeDuration")) return &FEEL_TYPE_NANOS;
    if (str_eqc(name, "yearMonthDuration")) return &FEEL_TYPE_MONTHS;
    if (str_eqc(name, "<Undefined>") || str_eqc(name, "Undefined")) return &FEEL_TYPE_ANY;
    return NULL;
}

const feel_type *dmn_find_type(void *self, str name)
{
    dmn_model *m = self, *owner = NULL;
    name = feel_name_normal(m->set->arena, str_trim(name));
    dmn_item *item = find_item(m, name, &owner);
    return item ? item->type : NULL;
}

const feel_type *dmn_type(dmn_model *m, str name, src_pos at)
{
    name = str_trim(name);
    if (!name.len) return NULL;
    const feel_type *t = dmn_find_type(m, name); /* an own type may be called "feel:x" or "date" */
    if (!t) t = feel_type_builtin(name);
    if (!t) t = old_name(name);
    if (!t) {
        str bare = without_prefix(name);
        t = dmn_find_type(m, bare);
        if (!t) t = feel_type_builtin(bare);
        if (!t) t = old_name(bare);
    }
    if (!t && str_find(name, STR("<")) >= 0)
        return feel_parse_type(m->set->arena, name, dmn_find_type, m, at, m->set->findings);
    if (!t)
        diag_error(m->set->findings, "E-TYPE", at,
                   "没有类型“" STR_FMT "”；请声明它或改用已有的类型",
                   "no type '" STR_FMT "'; declare it or use an existing one", STR_ARG(name));
    return t;
}

static src_pos at_node(const dmn_model *m, const xml_node *n) { return xml_pos(&m->xml, n); }

/* A list of plain literals is an enumeration: the finite domain of a type. */
static void take_values(arena *a, feel_type *t)
{
    const feel_expr *e = t->allowed;
    if (!e || e->kind != FEEL_N_TESTS || e->negated) return;
    int32_t count = e->as.tests.count;
    feel_value *values = ARENA_ARRAY(a, feel_value, count);
    for (int32_t i = 0; values && i < count; i++) {
        const feel_expr *test = e->as.tests.items[i];
        bool literal = test->kind == FEEL_N_TEST_VALUE && test->as.kid.a->kind == FEEL_N_LITERAL;
        if (!literal) return;
        values[i] = test->as.kid.a->as.value;
    }
    t->values = values;
    t->value_count = values ? count : 0;
}

static void constrain(dmn_model *m, feel_type *t, const xml_node *constraint)
{
    arena *a = m->set->arena;
    const xml_node *text = xml_first(constraint, "text");
    str source = text ? str_trim(xml_text(a, text)) : (str){ 0 };
    if (!source.len) return;
    const feel_scope *scope = feel_scope_new(a, NULL);
    t->allowed = feel_parse(a, source, FEEL_UNARY_TESTS, scope, at_node(m, text), m->set->findings);
    t->values = NULL;
    t->value_count = 0;
    take_values(a, t);
}

static const feel_type *component_type(dmn_model *m, const xml_node *node);

static feel_type function_type(dmn_model *m, const xml_node *node)
{
    arena *a = m->set->arena;
    feel_type t = { .kind = FEEL_T_FUNCTION };
    VEC(feel_member) params = { 0 };
    XML_EACH(p, node, "parameters") {
        feel_member *member = VEC_PUSH(a, &params);
        if (!member) break;
        member->name = dmn_attr_name(m, p);
        member->type = dmn_type(m, xml_attr(a, p, "typeRef"), at_node(m, p));
        if (!member->type) member->type = &FEEL_TYPE_ANY;
    }
    t.members = params.items;
    t.member_count = params.count;
    t.element = dmn_type(m, xml_attr(a, node, "outputTypeRef"), at_node(m, node));
    if (!t.element) t.element = &FEEL_TYPE_ANY;
    return t;
}

static feel_type structure_type(dmn_model *m, const xml_node *node)
{
    arena *a = m->set->arena;
    feel_type t = { .kind = FEEL_T_CONTEXT };
    VEC(feel_member) members = { 0 };
    XML_EACH(c, node, "itemComponent") {
        feel_member *member = VEC_PUSH(a, &members);
        if (!member) break;
        member->name = dmn_attr_name(m, c);
        member->type = component_type(m, c);
    }
    t.members = members.items;
    t.member_count = members.count;
    return t;
}

/* What the typeRef child names, filled, so that it may be copied; NULL = Any. */
static const feel_type *referred(dmn_model *m, const xml_node *node, bool copied)
{
    const xml_node *ref = xml_first(node, "typeRef");
    if (!ref) return NULL;
    str name = str_trim(xml_text(m->set->arena, ref));
    const feel_type *t = dmn_type(m, name, at_node(m, ref));
    if (!t || !copied) return t;
    dmn_model *owner = NULL;
    arena *a = m->set->arena;
    dmn_item *item = find_item(m, feel_name_normal(a, name), &owner);
    if (!item) item = find_item(m, feel_name_normal(a, without_prefix(name)), &owner);
    if (!item || item->type != t) return t;
    if (item->state == 1) {
        diag_error(m->set->findings, "E-CYCLE", at_node(m, ref),
                   "类型“" STR_FMT "”由自己定义；请给出它的内容",
                   "type '" STR_FMT "' is defined by itself; say what it is made of",
                   STR_ARG(name));
        return NULL;
    }
    fill_item(owner, item);
    return t;
}

/* The type written inside an itemDefinition or itemComponent element. */
static feel_type written_type(dmn_model *m, const xml_node *node)
{
    arena *a = m->set->arena;
    const xml_node *function = xml_first(node, "functionItem");
    feel_type t = { .kind = FEEL_T_ANY };
    if (function) {
        t = function_type(m, function);
    } else if (xml_first(node, "itemComponent")) {
        t = structure_type(m, node);
    } else {
        const feel_type *base = referred(m, node, true);
        if (base) t = *base;
    }
    bool collection = str_eqc(str_trim(xml_attr(a, node, "isCollection")), "true");
    if (xml_first(node, "allowedValues")) constrain(m, &t, xml_first(node, "allowedValues"));
    if (collection) {
        feel_type *element = ARENA_NEW(a, feel_type);
        if (element) *element = t;
        t = (feel_type){ .kind = FEEL_T_LIST, .element = element };
    }
    if (xml_first(node, "typeConstraint")) constrain(m, &t, xml_first(node, "typeConstraint"));
    return t;
}

/* A component that only refers keeps the address of what it refers to, so that a type may hold
** itself. */
static const feel_type *component_type(dmn_model *m, const xml_node *node)
{
    arena *a = m->set->arena;
    bool plain = xml_first(node, "typeRef") && !xml_first(node, "allowedValues") &&
                 !xml_first(node, "typeConstraint");
    feel_type *t = ARENA_NEW(a, feel_type);
    if (!t) return &FEEL_TYPE_ANY;
    if (!plain) {
        *t = written_type(m, node);
        return t;
    }
    const feel_type *base = referred(m, node, false);
    if (!base) base = &FEEL_TYPE_ANY;
    if (!str_eqc(str_trim(xml_attr(a, node, "isCollection")), "true")) return base;
    *t = (feel_type){ .kind = FEEL_T_LIST, .element = base };
    return t;
}

static void fill_item(dmn_model *m, dmn_item *item)
{
    if (item->state) return;
    item->state = 1;
    feel_type t = written_type(m, item->node);
    t.name = item->name;
    *item->type = t;
    item->state = 2;
}

void dmn_fill_types(dmn_model *m)
{
    for (int i = 0; i < m->items.count; i++) fill_item(m, m->items.items[i]);
}
