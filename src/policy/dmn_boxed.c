/* dmn_boxed.c: boxed expressions (DMN 1.5 §10.2) as feel trees.
**
** Literal expressions, contexts, tables and functions have their own builders in feel.h. The
** others (list, relation, invocation, conditional, filter, for, some, every) say nothing that FEEL
** text does not, except that their parts may be boxed in turn. So each is composed: a part that is
** a plain literal expression goes into the text, any other becomes an entry of a box under a name
** no author writes (__1, __2, …), wrapped in a function when it must not be evaluated before its
** turn; the text over these names is the box's result. */
#include "feel/ast.h"
#include "policy/dmn.h"

typedef struct composer {
    dmn_reader *reader;
    const feel_scope *outer;
    const xml_node *node;
    feel_box *box; /* opened by the first part that needs a name */
    strbuf text;
    int32_t parts;
    bool failed;
} composer;

static arena *arena_of(const dmn_reader *r) { return r->model->set->arena; }
static diag_list *findings_of(const dmn_reader *r) { return r->model->set->findings; }
static src_pos pos_of(const dmn_reader *r, const xml_node *n) { return xml_pos(&r->model->xml, n); }

feel_expr *dmn_parse(dmn_reader *r, str text, feel_entry entry, const feel_scope *scope,
                     const xml_node *at)
{
    src_pos pos = pos_of(r, at);
    return feel_parse(arena_of(r), text, entry, scope, pos, findings_of(r));
}

static feel_expr *null_expr(dmn_reader *r, const feel_scope *scope, const xml_node *at)
{
    return dmn_parse(r, STR("null"), FEEL_EXPRESSION, scope, at);
}

static const feel_type *type_attr(dmn_reader *r, const xml_node *n)
{
    return dmn_type(r->model, xml_attr(arena_of(r), n, "typeRef"), pos_of(r, n));
}

/* { value: e as type } and then that entry: entries are where feel coerces. */
feel_expr *dmn_coerced(dmn_reader *r, feel_expr *e, const feel_type *type, const feel_scope *scope)
{
    if (!e || !type || type->kind == FEEL_T_ANY) return e;
    src_pos at = feel_expr_pos(e);
    const str name = STR("__value");
    feel_box *box = feel_box_open(arena_of(r), scope, at);
    boxed_entry value = { .name = name, .type = type, .expr = e, .pos = at };
    if (!box || !feel_box_add(box, value)) return NULL;
    boxed_entry result = { .pos = at };
    result.expr =
        feel_parse(arena_of(r), name, FEEL_EXPRESSION, feel_box_scope(box), at, findings_of(r));
    return result.expr && feel_box_add(box, result) ? feel_box_close(box) : NULL;
}

/* ---- composing ---- */

static composer compose_open(dmn_reader *r, const feel_scope *outer, const xml_node *node)
{
    composer c = { .reader = r, .outer = outer, .node = node };
    strbuf_init(&c.text, arena_of(r));
    return c;
}

static const feel_scope *part_scope(composer *c)
{
    if (!c->box) c->box = feel_box_open(arena_of(c->reader), c->outer, pos_of(c->reader, c->node));
    if (!c->box) c->failed = true;
    return c->box ? feel_box_scope(c->box) : c->outer;
}

/* Adds an entry and writes its name into the text. */
static void put_entry(composer *c, feel_expr *e, const xml_node *at)
{
    str name = str_format(arena_of(c->reader), "__%d", ++c->parts);
    boxed_entry entry = { .name = name, .expr = e, .pos = pos_of(c->reader, at) };
    if (!e || !name.ptr || !feel_box_add(c->box, entry)) c->failed = true;
    strbuf_put(&c->text, name);
}

static feel_lambda *lambda_open(composer *c, const feel_member *params, int32_t count)
{
    feel_lambda *l = feel_lambda_open(arena_of(c->reader), part_scope(c), params, count);
    if (!l) c->failed = true;
    return l;
}

/* A part evaluated at once, or only where its name stands (lazy). */
static void put_boxed(composer *c, const xml_node *part, const feel_type *type, bool lazy)
{
    if (!lazy) {
        const feel_scope *scope = part_scope(c);
        feel_expr *e = dmn_boxed(c->reader, part, scope);
        put_entry(c, dmn_coerced(c->reader, e, type, scope), part);
        return;
    }
    feel_lambda *l = lambda_open(c, NULL, 0);
    if (!l) return;
    feel_expr *e = dmn_boxed(c->reader, part, feel_lambda_scope(l));
    e = dmn_coerced(c->reader, e, type, feel_lambda_scope(l));
    put_entry(c, e ? feel_lambda_close(l, e, NULL) : NULL, part);
    strbuf_putc(&c->text, "()");
}

/* The text of a literal expression without a type of its own; empty otherwise. */
static str plain_text(composer *c, const xml_node *part)
{
    bool plain = xml_is(part, "literalExpression") && !xml_has(part, "typeRef");
    return plain ? str_trim(xml_text(arena_of(c->reader), xml_first(part, "text"))) : (str){ 0 };
}

/* Writes a part as text in brackets; the line break ends a comment that the author left open. */
static void put_text(composer *c, str text)
{
    strbuf_put_char(&c->text, '(');
    strbuf_put(&c->text, text);
    strbuf_putc(&c->text, "\n)");
}

/* only_constants: anything that could see a name is kept apart (cells of a relation). */
static void put_part(composer *c, const xml_node *part, const feel_type *type, bool lazy,
                     bool only_constants)
{
    if (!part) {
        strbuf_putc(&c->text, "null");
        return;
    }
    str text = type ? (str){ 0 } : plain_text(c, part);
    if (!text.len) {
        put_boxed(c, part, type, lazy);
        return;
    }
    /* Parsed alone first: a part must be an expression by itself, and its finding names its own
    ** line. */
    feel_expr *alone =
        dmn_parse(c->reader, text, FEEL_EXPRESSION, c->outer, xml_first(part, "text"));
    if (!alone) c->failed = true;
    else if (only_constants && alone->kind != FEEL_N_LITERAL) put_boxed(c, part, type, lazy);
    else put_text(c, text);
}

static feel_expr *compose_close(composer *c)
{
    str text = strbuf_done(&c->text);
    if (c->failed || c->text.failed) return NULL;
    const feel_scope *scope = c->box ? feel_box_scope(c->box) : c->outer;
    feel_expr *e = dmn_parse(c->reader, text, FEEL_EXPRESSION, scope, c->node);
    if (!e || !c->box) return e;
    if (!feel_box_add(c->box, (boxed_entry){ .expr = e, .pos = pos_of(c->reader, c->node) }))
        return NULL;
    return feel_box_close(c->box);
}

/* ---- the kinds ---- */

static feel_expr *read_literal(dmn_reader *r, const xml_node *n, const feel_scope *scope)
{
    arena *a = arena_of(r);
    str language = xml_attr(a, n, "expressionLanguage");
    if (language.len && str_find(language, STR("FEEL")) < 0 &&
        str_find(language, STR("feel")) < 0) {
        diag_error(findings_of(r), "E-LANGUAGE", pos_of(r, n),
                   "表达式语言“" STR_FMT "”读不了；请用 FEEL 书写",
                   "expression language '" STR_FMT "' is not understood; write it in FEEL",
                   STR_ARG(language));
        return NULL;
    }
    const xml_node *text = xml_first(n, "text");
    str source = xml_text(a, text);
    if (!str_trim(source).len) return null_expr(r, scope, n);
    return dmn_parse(r, source, FEEL_EXPRESSION, scope, text);
}

static feel_expr *read_context(dmn_reader *r, const xml_node *n, const feel_scope *scope)
{
    feel_box *box = feel_box_open(arena_of(r), scope, pos_of(r, n));
    bool ok = box != NULL;
    XML_EACH(entry, n, "contextEntry") {
        if (!box) break;
        const xml_node *variable = xml_first(entry, "variable"), *logic = dmn_logic(entry);
        const feel_scope *inner = feel_box_scope(box);
        boxed_entry e = { .pos = pos_of(r, variable ? variable : entry) };
        if (variable) {
            e.name = dmn_attr_name(r->model, variable);
            e.type = type_attr(r, variable);
        }
        e.expr = logic ? dmn_boxed(r, logic, inner) : null_expr(r, inner, entry);
        ok = e.expr && feel_box_add(box, e) && ok;
    }
    return ok ? feel_box_close(box) : NULL;
}

static feel_expr *read_list(dmn_reader *r, const xml_node *n, const feel_scope *scope)
{
    composer c = compose_open(r, scope, n);
    strbuf_put_char(&c.text, '[');
    bool first = true;
    XML_EACH(item, n, NULL) {
        if (!xml_is(item, "literalExpression") && !dmn_is_logic(item)) continue;
        if (!first) strbuf_putc(&c.text, ", ");
        first = false;
        put_part(&c, item, NULL, false, false);
    }
    strbuf_put_char(&c.text, ']');
    return compose_close(&c);
}

static void put_quoted(strbuf *b, str s)
{
    strbuf_put_char(b, '"');
    for (int32_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '"' || s.ptr[i] == '\\') strbuf_put_char(b, '\\');
        strbuf_put_char(b, s.ptr[i]);
    }
    strbuf_put_char(b, '"');
}

static feel_expr *read_relation(dmn_reader *r, const xml_node *n, const feel_scope *scope)
{
    composer c = compose_open(r, scope, n);
    strbuf_put_char(&c.text, '[');
    const char *row_comma = "";
    XML_EACH(row, n, "row") {
        strbuf_putc(&c.text, row_comma);
        strbuf_put_char(&c.text, '{');
        row_comma = ",\n";
        const char *comma = "";
        const xml_node *cell = xml_first(row, NULL);
        while (cell && !dmn_is_logic(cell)) cell = xml_next(cell, NULL);
        XML_EACH(column, n, "column") {
            strbuf_putc(&c.text, comma);
            comma = ", ";
            put_quoted(&c.text, dmn_attr_name(r->model, column));
            strbuf_putc(&c.text, ": ");
            put_part(&c, cell, type_attr(r, column), false, true);
            do {
                cell = cell ? xml_next(cell, NULL) : NULL;
            } while (cell && !dmn_is_logic(cell));
        }
        strbuf_put_char(&c.text, '}');
    }
    strbuf_put_char(&c.text, ']');
    return compose_close(&c);
}

/* A function named in the text stays a name, so that built-ins and services can be called; else it
** is a part. */
static void put_callee(composer *c, const xml_node *callee)
{
    str text = callee ? plain_text(c, callee) : (str){ 0 };
    str name = feel_name_normal(arena_of(c->reader), text);
    bool named = text.len && (feel_scope_find(c->outer, name) || feel_builtin_find(name));
    if (named) strbuf_put(&c->text, text);
    else put_part(c, callee, NULL, false, false);
}

static feel_expr *read_invocation(dmn_reader *r, const xml_node *n, const feel_scope *scope)
{
    composer c = compose_open(r, scope, n);
    put_callee(&c, dmn_logic(n));
    strbuf_put_char(&c.text, '(');
    const char *comma = "";
    XML_EACH(binding, n, "binding") {
        const xml_node *parameter = xml_first(binding, "parameter");
        strbuf_putc(&c.text, comma);
        comma = ", ";
        strbuf_put(&c.text, parameter ? dmn_attr_name(r->model, parameter) : STR("?"));
        strbuf_putc(&c.text, ": ");
        put_part(&c, dmn_logic(binding), parameter ? type_attr(r, parameter) : NULL, false, false);
    }
    strbuf_put_char(&c.text, ')');
    return compose_close(&c);
}

static const xml_node *child_logic(const xml_node *n, const char *name)
{
    const xml_node *child = xml_first(n, name);
    return child ? dmn_logic(child) : NULL;
}

/* The text so far becomes an entry of its own, evaluated once; the text starts anew. Its name. */
static str take_text(composer *c)
{
    arena *a = arena_of(c->reader);
    const feel_scope *scope = part_scope(c);
    str text = strbuf_done(&c->text);
    strbuf_init(&c->text, a);
    feel_expr *e = c->failed ? NULL : dmn_parse(c->reader, text, FEEL_EXPRESSION, scope, c->node);
    put_entry(c, e, c->node);
    str name = str_format(a, "__%d", c->parts);
    strbuf_init(&c->text, a);
    return name;
}

/* Stricter than `if`: a condition that is neither true nor false gives null (§10.2.2.7). */
static feel_expr *read_conditional(dmn_reader *r, const xml_node *n, const feel_scope *scope)
{
    composer c = compose_open(r, scope, n);
    put_part(&c, child_logic(n, "if"), NULL, false, false);
    str condition = take_text(&c);
    strbuf_printf(&c.text, "if " STR_FMT " = true then ", STR_ARG(condition));
    put_part(&c, child_logic(n, "then"), NULL, true, false);
    strbuf_printf(&c.text, " else if " STR_FMT " = false then ", STR_ARG(condition));
    put_part(&c, child_logic(n, "else"), NULL, true, false);
    strbuf_putc(&c.text, " else null");
    return compose_close(&c);
}

/* What is tested for each item: text where members of the item are names, or a call of a function
** of the item. */
static str match_text(composer *c, const xml_node *match)
{
    str text = match ? plain_text(c, match) : STR("null");
    if (text.len) return str_format(arena_of(c->reader), "(" STR_FMT "\n)", STR_ARG(text));
    feel_member item = { .name = STR("item"), .type = &FEEL_TYPE_ANY };
    feel_lambda *l = lambda_open(c, &item, 1);
    feel_expr *e = l ? dmn_boxed(c->reader, match, feel_lambda_scope(l)) : NULL;
    put_entry(c, e ? feel_lambda_close(l, e, NULL) : NULL, match);
    strbuf_init(&c->text, arena_of(c->reader));
    return str_format(arena_of(c->reader), "__%d(item)", c->parts);
}

/* A match that is neither boolean nor null makes the whole filter null (§10.2.2.8); it never is an
** index. */
static feel_expr *read_filter(dmn_reader *r, const xml_node *n, const feel_scope *scope)
{
    composer c = compose_open(r, scope, n);
    put_part(&c, child_logic(n, "in"), NULL, false, false);
    str list = take_text(&c), match = match_text(&c, child_logic(n, "match"));
    strbuf_printf(&c.text,
                  "if count(" STR_FMT "[not(" STR_FMT " instance of boolean or " STR_FMT
                  " = null)]) > 0"
                  " then null else " STR_FMT "[" STR_FMT " = true]",
                  STR_ARG(list), STR_ARG(match), STR_ARG(match), STR_ARG(list), STR_ARG(match));
    return compose_close(&c);
}

/* The results of all iterations, by a function of the variable (and of partial, where the body
** asks for that). */
static void put_iteration(composer *c, const char *body_name)
{
    dmn_reader *r = c->reader;
    arena *a = arena_of(r);
    str name = feel_name_normal(a, str_trim(xml_attr(a, c->node, "iteratorVariable")));
    const xml_node *body = child_logic(c->node, body_name);
    bool partial = body && str_find(xml_text(a, body), STR("partial")) >= 0;
    put_part(c, child_logic(c->node, "in"), NULL, false, false);
    str list = take_text(c);
    feel_member params[2] = { { .name = name, .type = &FEEL_TYPE_ANY },
                              { .name = STR("partial"), .type = &FEEL_TYPE_ANY } };
    feel_lambda *l = lambda_open(c, params, partial ? 2 : 1);
    if (!l) return;
    feel_expr *e = body ? dmn_boxed(r, body, feel_lambda_scope(l))
                        : null_expr(r, feel_lambda_scope(l), c->node);
    put_entry(c, e ? feel_lambda_close(l, e, NULL) : NULL, body ? body : c->node);
    str function = strbuf_done(&c->text);
    strbuf_init(&c->text, a);
    strbuf_printf(&c->text, "for __x in " STR_FMT " return " STR_FMT "(__x%s)", STR_ARG(list),
                  STR_ARG(function), partial ? ", partial" : "");
}

static feel_expr *read_for(dmn_reader *r, const xml_node *n, const feel_scope *scope)
{
    composer c = compose_open(r, scope, n);
    put_iteration(&c, "return");
    return compose_close(&c);
}

/* Here too, one result that is neither boolean nor null makes the whole null (§10.2.2.10). */
static feel_expr *read_quantified(dmn_reader *r, const xml_node *n, const feel_scope *scope)
{
    composer c = compose_open(r, scope, n);
    const char *word = xml_is(n, "some") ? "some" : "every";
    put_iteration(&c, "satisfies");
    str results = take_text(&c);
    strbuf_printf(&c.text,
                  "if (some __r in " STR_FMT
                  " satisfies not(__r instance of boolean or __r = null))"
                  " then null else (%s __r in " STR_FMT " satisfies __r)",
                  STR_ARG(results), word, STR_ARG(results));
    return compose_close(&c);
}

/* ---- functions ---- */

/* External functions are written as text; their context holds literals. */
static feel_expr *read_external(dmn_reader *r, const xml_node *n, const feel_scope *scope)
{
    arena *a = arena_of(r);
    strbuf b;
    strbuf_init(&b, a);
    strbuf_putc(&b, "function(");
    const char *comma = "";
    XML_EACH(p, n, "formalParameter") {
        str name = dmn_attr_name(r->model, p), type = str_trim(xml_attr(a, p, "typeRef"));
        strbuf_printf(&b, "%s" STR_FMT, comma, STR_ARG(name));
        if (type.len) strbuf_printf(&b, ": " STR_FMT, STR_ARG(type));
        comma = ", ";
    }
    strbuf_putc(&b, ") external {java: {");
    comma = "";
    const xml_node *context = xml_first(n, "context");
    XML_EACH(entry, context, "contextEntry") {
        const xml_node *variable = xml_first(entry, "variable");
        const xml_node *literal = xml_first(entry, "literalExpression");
        if (!variable || !literal) continue;
        str name = dmn_attr_name(r->model, variable);
        str text = str_trim(xml_text(a, xml_first(literal, "text")));
        strbuf_printf(&b, "%s" STR_FMT ": " STR_FMT, comma, STR_ARG(name), STR_ARG(text));
        comma = ", ";
    }
    strbuf_putc(&b, "}}");
    return dmn_parse(r, strbuf_done(&b), FEEL_EXPRESSION, scope, n);
}

feel_expr *dmn_function(dmn_reader *r, const xml_node *n, const feel_scope *scope,
                        const feel_type *result)
{
    arena *a = arena_of(r);
    str kind = xml_attr(a, n, "kind");
    if (str_eqc(kind, "Java")) return read_external(r, n, scope);
    if (kind.len && !str_eqc(kind, "FEEL")) {
        diag_error(findings_of(r), "E-LANGUAGE", pos_of(r, n),
                   "函数种类“" STR_FMT "”无法执行；请用 FEEL 书写",
                   "functions of kind '" STR_FMT "' cannot run here; write it in FEEL",
                   STR_ARG(kind));
        return NULL;
    }
    VEC(feel_member) params = { 0 };
    XML_EACH(p, n, "formalParameter") {
        feel_member *member = VEC_PUSH(a, &params);
        if (!member) return NULL;
        member->name = dmn_attr_name(r->model, p);
        member->type = type_attr(r, p);
        if (!member->type) member->type = &FEEL_TYPE_ANY;
    }
    feel_lambda *l = feel_lambda_open(a, scope, params.items, params.count);
    if (!l) return NULL;
    const xml_node *logic = dmn_logic(n);
    const feel_scope *inner = feel_lambda_scope(l);
    feel_expr *body = logic ? dmn_boxed(r, logic, inner) : null_expr(r, inner, n);
    return body ? feel_lambda_close(l, body, result) : NULL;
}

/* ---- choosing ---- */

typedef feel_expr *(*boxed_fn)(dmn_reader *r, const xml_node *n, const feel_scope *scope);

static feel_expr *read_function(dmn_reader *r, const xml_node *n, const feel_scope *s)
{
    return dmn_function(r, n, s, NULL);
}

static const struct {
    const char *name;
    boxed_fn read;
} boxed_kinds[] = {
    { "literalExpression", read_literal },
    { "context", read_context },
    { "decisionTable", dmn_table },
    { "invocation", read_invocation },
    { "functionDefinition", read_function },
    { "list", read_list },
    { "relation", read_relation },
    { "conditional", read_conditional },
    { "filter", read_filter },
    { "for", read_for },
    { "some", read_quantified },
    { "every", read_quantified },
};

static boxed_fn boxed_kind(const xml_node *n)
{
    for (size_t i = 0; i < sizeof boxed_kinds / sizeof *boxed_kinds; i++)
        if (xml_is(n, boxed_kinds[i].name)) return boxed_kinds[i].read;
    return NULL;
}

bool dmn_is_logic(const xml_node *n) { return boxed_kind(n) != NULL; }

const xml_node *dmn_logic(const xml_node *parent)
{
    const xml_node *n = xml_first(parent, NULL);
    while (n && !boxed_kind(n)) n = xml_next(n, NULL);
    return n;
}

feel_expr *dmn_boxed(dmn_reader *r, const xml_node *node, const feel_scope *scope)
{
    boxed_fn read = boxed_kind(node);
    if (!read || !scope) return NULL;
    if (r->depth >= DMN_BOXED_DEPTH_MAX) {
        diag_error(findings_of(r), "E-LIMIT", pos_of(r, node),
                   "框式表达式嵌套超过 %d 层；请拆成几个决策",
                   "boxed expressions are nested deeper than %d; split them into decisions",
                   DMN_BOXED_DEPTH_MAX);
        return NULL;
    }
    r->depth++;
    feel_expr *e = read(r, node, scope);
    r->depth--;
    return dmn_coerced(r, e, type_attr(r, node), scope);
}
