/* parse_name.c: names (the longest one in sight wins, §10.3.1.2), paths, filters and invocations.
 */
#include "feel/parse.h"

/* What a name turned out to be. */
typedef struct resolved {
    const scope_symbol *symbol;
    const feel_scope *scope;             /* where the symbol stands */
    const feel_builtin *builtin;
    bool member;                         /* a member of some filter's item */
    int32_t end;
    str name;                            /* normalised; points into the lex_name */
} resolved;

static const scope_symbol *find_symbol(const feel_scope *s, str name, const feel_scope **where)
{
    for (; s; s = s->outer) {
        const scope_symbol *symbol = scope_here(s, name);
        if (!symbol) continue;
        *where = s;
        return symbol;
    }
    return NULL;
}

static const feel_type *member_type(const feel_type *t, str name, bool *known)
{
    *known = false;
    if (!t || t->kind != FEEL_T_CONTEXT) return NULL;
    for (int32_t i = 0; i < t->member_count; i++) {
        if (!str_eq(t->members[i].name, name)) continue;
        *known = true;
        return t->members[i].type;
    }
    return NULL;
}

static bool type_open(const feel_type *t)
{
    return !t || t->kind == FEEL_T_ANY || t->kind == FEEL_T_NULL;
}

/* Is the name a member of an item in sight, as far as types and names met so far tell? */
static bool is_item_member(parser *p, str name)
{
    for (const feel_scope *s = p->scope; s; s = s->outer) {
        bool known;
        if (!s->is_item) continue;
        member_type(s->item_type, name, &known);
        if (known || (type_open(s->item_type) && strmap_find(&p->members, name))) return true;
    }
    return false;
}

static bool resolve(parser *p, const lex_name *name, resolved *out)
{
    for (int i = name->count - 1; i >= 0; i--) {
        str text = lex_name_text(name, i);
        *out = (resolved){ .end = name->end[i], .name = text };
        out->symbol = find_symbol(p->scope, text, &out->scope);
        out->builtin = feel_builtin_find(text);
        out->member = is_item_member(p, text);
        if (out->symbol || out->builtin || out->member) return true;
    }
    return false;
}

/* ---- nodes for names ---- */

static feel_expr *local_node(parser *p, int32_t start, const scope_frame *owner, int32_t local,
                             bool self, str name)
{
    int32_t index = scope_reach(p->arena, p->scope->frame, (scope_frame *)owner, local, self);
    feel_expr *e = index < 0 ? parse_no_memory(p) : parse_node(p, FEEL_N_LOCAL, start);
    if (!e) return NULL;
    e->as.local.index = index;
    e->as.local.name = name;
    return e;
}

static feel_expr *symbol_node(parser *p, int32_t start, const resolved *r)
{
    const scope_symbol *symbol = r->symbol;
    feel_expr *e;
    if (symbol->pub.slot < 0) {
        ((scope_symbol *)symbol)->used = true;
        e = local_node(p, start, r->scope->frame, symbol->local, symbol->self, r->name);
    } else {
        e = parse_node(p, FEEL_N_SLOT, start);
        if (e) {
            e->as.slot.symbol = &symbol->pub;
            e->as.slot.slot = symbol->pub.slot;
        }
    }
    if (e) e->type = symbol->pub.type;
    return e;
}

static feel_function *builtin_function(parser *p, const feel_builtin *b)
{
    feel_function *f = ARENA_NEW(p->arena, feel_function);
    if (!f) return parse_no_memory(p);
    f->kind = FUNCTION_BUILTIN;
    f->name = str_c(b->name);
    f->builtin = b;
    f->param_min = b->arg_min;
    f->param_max = b->arg_max;
    return f;
}

static feel_expr *builtin_node(parser *p, int32_t start, const feel_builtin *b)
{
    feel_expr *e = parse_node(p, FEEL_N_LITERAL, start);
    feel_function *f = e ? builtin_function(p, b) : NULL;
    if (!f) return NULL;
    e->as.value = (feel_value){ .kind = FEEL_FUNCTION, .as.function = f };
    return e;
}

/* May the item have members that its type does not list? Only a type somebody declared is taken at
 * its word. */
static bool members_open(const feel_type *t)
{
    return type_open(t) || (t->kind == FEEL_T_CONTEXT && !t->name.len);
}

/* Wraps `inner` (NULL: no such outer name) in the item scopes between here and `until`, the
 * innermost asked first. */
static feel_expr *item_chain(parser *p, const feel_scope *s, const feel_scope *until, int32_t start,
                             str name, feel_expr *inner, bool *wrapped)
{
    if (!s || s == until) return inner;
    feel_expr *fallback = item_chain(p, s->outer, until, start, name, inner, wrapped);
    bool known = false;
    if (p->failed || !s->is_item) return fallback;
    const feel_type *type = member_type(s->item_type, name, &known);
    if (!known && !(fallback ? type_open(s->item_type) : members_open(s->item_type)))
        return fallback;
    feel_expr *item = local_node(p, start, s->frame, s->item_local, false, STR("item"));
    feel_expr *e = item ? parse_node(p, FEEL_N_ITEM, start) : NULL;
    if (!e || !parse_height(p, e, fallback)) return NULL;
    e->as.item.fallback = known ? NULL : fallback;
    e->as.item.name = name;
    e->as.item.index = item->as.local.index;
    e->type = known ? type : NULL;
    *wrapped = true;
    return e;
}

static void *unknown_name(parser *p, const lex_name *name, int32_t start)
{
    if (name->plain == 0) return parse_unexpected(p, "数、名称或括号", "a number, a name or a bracket");
    str text = lex_name_text(name, 0);
    int32_t length = name->end[0] - start;
    str near = scope_nearest(p->scope, text);
    if (near.len)
        return parse_error(p, "E-NAME", start, length, "没有叫“%.*s”的名称；是不是“%.*s”?",
                           "unknown name %.*s; did you mean %.*s?", STR_ARG(text), STR_ARG(near));
    return parse_error(p, "E-NAME", start, length, "没有叫“%.*s”的名称；请先声明它，或检查写法",
        "unknown name %.*s; declare it or check its spelling", STR_ARG(text));
}

/* How many plain parts an undeclared member name takes: words up to a keyword. */
static int undeclared_parts(const lex_name *name, str text, int32_t start)
{
    int count = 1;
    for (; count < name->plain; count++) {
        int32_t from = name->end[count - 1];
        str word = str_trim(str_sub(text, from, name->end[count]));
        if (lex_is_keyword(word)) break;
    }
    (void)start;
    return count;
}

static bool in_open_item(const feel_scope *s)
{
    for (; s; s = s->outer)
        if (s->is_item && members_open(s->item_type)) return true;
    return false;
}

static feel_expr *undeclared(parser *p, const lex_name *name, int32_t start)
{
    if (name->plain == 0 || !in_open_item(p->scope)) return unknown_name(p, name, start);
    int parts = undeclared_parts(name, p->text, start);
    p->pos = name->end[parts - 1];
    str normal = parse_keep_name(p, start, p->pos, lex_name_text(name, parts - 1));
    if (p->failed) return NULL;
    bool wrapped = false;
    return item_chain(p, p->scope, NULL, start, normal, NULL, &wrapped);
}

static feel_expr *parse_call(parser *p, feel_expr *function, const resolved *r, int32_t start);

/* A data name that hides a built-in of the same length does not hide it where it is called:
 * date("2023-07-01"). */
static bool calls_builtin(const resolved *r)
{
    if (!r->builtin) return false;
    if (!r->symbol) return true;
    const feel_type *type = r->symbol->pub.type;
    bool not_function = type && type->kind != FEEL_T_ANY && type->kind != FEEL_T_FUNCTION;
    return !r->symbol->pub.invocable && (not_function || (r->symbol->pub.slot >= 0 && !type));
}

feel_expr *parse_name(parser *p)
{
    lex_name name;
    resolved r;
    int32_t start = p->pos;
    lex_name_scan(p->text, start, p->scope->parts_max, NULL, &name);
    if (name.count == 0) return parse_unexpected(p, "名称", "a name");
    if (!resolve(p, &name, &r)) return undeclared(p, &name, start);
    p->pos = r.end;
    r.name = parse_keep_name(p, start, r.end, r.name);
    if (p->failed) return NULL;
    bool call = parse_ahead(p, "(");
    if (call && calls_builtin(&r)) return parse_call(p, NULL, &r, start);
    if (call && r.symbol && r.symbol->pub.invocable) return parse_call(p, NULL, &r, start);
    p->pos = r.end;
    feel_expr *e = r.symbol ? symbol_node(p, start, &r) : NULL;
    if (p->failed) return NULL;
    if (!r.symbol && r.builtin && !r.member) return builtin_node(p, start, r.builtin);
    bool wrapped = false;
    /* A member called `item` comes before the item itself. */
    bool is_item = r.symbol && r.scope->is_item;
    const feel_scope *until = is_item ? r.scope->outer : r.symbol ? r.scope : NULL;
    return item_chain(p, p->scope, until, start, r.name, e, &wrapped);
}

/* ---- invocation ---- */

/* `name:` at the start of an argument. */
static str argument_name(parser *p)
{
    lex_name name;
    parse_skip(p);
    lex_name_scan(p->text, p->pos, LEX_PARTS_MAX, NULL, &name);
    if (name.count == 0) return (str){ 0 };
    int32_t back = p->pos, end = name.end[name.count - 1];
    p->pos = end;
    if (!parse_symbol(p, ":")) { p->pos = back; return (str){ 0 }; }
    return parse_keep_name(p, back, end, lex_name_text(&name, name.count - 1));
}

static bool parse_args(parser *p, feel_expr *call)
{
    VEC(feel_arg_node) args = { 0 };
    p->pos++;
    if (!parse_symbol(p, ")")) {
        do {
            feel_arg_node *arg = VEC_PUSH(p->arena, &args);
            if (!arg) { parse_no_memory(p); return false; }
            str name = argument_name(p);
            if (args.count > 1 && (name.len > 0) != (args.items[0].name.len > 0)) {
                parse_error(p, "E-SYNTAX", p->pos, 1, "参数要么都写名称，要么都不写",
                            "either all arguments have names or none has");
                return false;
            }
            feel_expr *e = parse_expression(p);
            if (!e || !parse_height(p, call, e)) return false;
            args.items[args.count - 1] = (feel_arg_node){ name, e };
        } while (parse_symbol(p, ","));
        if (!parse_symbol(p, ")")) { parse_unexpected(p, ", 或 )", ", or )"); return false; }
    }
    call->as.call.args = args.items;
    call->as.call.count = args.count;
    call->length = p->pos - call->offset;
    src_pos pos = feel_expr_pos(call);
    call->as.call.pos = arena_copy(p->arena, &pos, sizeof pos);
    if (!call->as.call.pos) parse_no_memory(p);
    return call->as.call.pos != NULL;
}

/* Named arguments of a built-in are put into the order of its parameters; a parameter nobody gave
 * is null. */
static bool order_arguments(parser *p, feel_expr *call)
{
    const int count = call->as.call.count;
    str names[BUILTIN_PARAMS_MAX];
    int8_t place[BUILTIN_PARAMS_MAX];
    int argc = 0;
    if (count > BUILTIN_PARAMS_MAX) { call->as.call.bad = FEEL_CALL_BAD_ARGS; return true; }
    for (int i = 0; i < count; i++) names[i] = call->as.call.args[i].name;
    const feel_builtin *b =
        feel_builtin_named(call->as.call.of.builtin, names, count, place, &argc);
    if (!b) { call->as.call.bad = FEEL_CALL_BAD_ARGS; return true; }
    feel_arg_node *args = ARENA_ARRAY(p->arena, feel_arg_node, argc > 0 ? argc : 1);
    if (!args) { parse_no_memory(p); return false; }
    for (int i = 0; i < count; i++) args[place[i]] = call->as.call.args[i];
    call->as.call.of.builtin = b;
    call->as.call.args = args;
    call->as.call.count = argc;
    return true;
}

static const feel_type *result_type(uint8_t kind)
{
    static const feel_type *const types[] = {
        [FEEL_T_BOOLEAN] = &FEEL_TYPE_BOOLEAN, [FEEL_T_NUMBER] = &FEEL_TYPE_NUMBER,
        [FEEL_T_STRING] = &FEEL_TYPE_STRING,   [FEEL_T_DATE] = &FEEL_TYPE_DATE,
        [FEEL_T_TIME] = &FEEL_TYPE_TIME,       [FEEL_T_DATETIME] = &FEEL_TYPE_DATETIME,
        [FEEL_T_MONTHS] = &FEEL_TYPE_MONTHS,   [FEEL_T_NANOS] = &FEEL_TYPE_NANOS
    };
    return kind <= FEEL_T_NANOS ? types[kind] : NULL;
}

/* Behind a name that is called: r is the name, or NULL when `function` is an expression. p->pos is
 * at the bracket. */
static feel_expr *parse_call(parser *p, feel_expr *function, const resolved *r, int32_t start)
{
    bool builtin = !function && calls_builtin(r);
    feel_expr *e = parse_node(p,
                              function  ? FEEL_N_CALL
                              : builtin ? FEEL_N_CALL_BUILTIN
                                        : FEEL_N_CALL_SLOT,
                              start);
    if (!e || !parse_height(p, e, function)) return NULL;
    if (function) e->as.call.of.function = function;
    else if (builtin) e->as.call.of.builtin = r->builtin;
    else e->as.call.of.symbol = &r->symbol->pub;
    if (!parse_args(p, e)) return NULL;
    if (builtin) {
        bool named = e->as.call.count > 0 && e->as.call.args[0].name.len > 0;
        if (named && !order_arguments(p, e)) return NULL;
        if (!named && !feel_builtin_arity(r->builtin, e->as.call.count))
            e->as.call.bad = FEEL_CALL_BAD_ARGS;
        e->type = result_type(e->as.call.of.builtin->result);
        return e;
    }
    const feel_type *type = function ? function->type : r->symbol->pub.type;
    e->type = type && type->kind == FEEL_T_FUNCTION ? type->element : function ? NULL : type;
    return e;
}

/* ---- paths and filters ---- */

void parse_member_seen(parser *p, str name)
{
    if (!strmap_find(&p->members, name) && !strmap_put(&p->members, name, p)) parse_no_memory(p);
}

static bool is_property(str name)
{
    static const char *const names[] = { "time offset", "start included", "end included" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eqc(name, names[i])) return true;
    return false;
}

/* The candidate that names a member: by the type, else by names met so far, else words up to a
 * keyword. */
static int member_choice(parser *p, const lex_name *name, const feel_type *type, int32_t start)
{
    bool known;
    const feel_type *item = type && type->kind == FEEL_T_LIST ? type->element : type;
    for (int i = name->count - 1; i >= 0; i--) {
        member_type(item, lex_name_text(name, i), &known);
        if (known) return i;
    }
    for (int i = name->count - 1; i > 0; i--)
        if (is_property(lex_name_text(name, i)) || strmap_find(&p->members, lex_name_text(name, i)))
            return i;
    return name->plain > 0 ? undeclared_parts(name, p->text, start) - 1 : -1;
}

static const feel_type *path_type(const feel_type *base, str name)
{
    bool known;
    if (base && base->kind == FEEL_T_CONTEXT) return member_type(base, name, &known);
    return NULL;
}

static feel_expr *parse_path(parser *p, feel_expr *base)
{
    lex_name name;
    parse_skip(p);
    int32_t start = p->pos;
    lex_name_scan(p->text, start, LEX_PARTS_MAX, NULL, &name);
    int choice = name.count > 0 ? member_choice(p, &name, base->type, start) : -1;
    if (choice < 0) return parse_unexpected(p, "成员名称", "a member name");
    p->pos = name.end[choice];
    feel_expr *e = parse_kids(p, FEEL_N_PATH, base->offset, base, NULL, NULL);
    if (!e) return NULL;
    e->as.path.a = base;
    e->as.path.name = parse_keep_name(p, start, p->pos, lex_name_text(&name, choice));
    if (p->failed) return NULL;
    e->type = path_type(base->type, e->as.path.name);
    return e;
}

/* Does the `[` at p->pos close an open range (]1..5[) rather than begin a filter? */
static bool closes_range(parser *p)
{
    int32_t bad = -1, pos = lex_skip(p->text, p->pos + 1, &bad);
    uint32_t cp = lex_peek(p->text, pos);
    if (!p->range_high) return false;
    if (!cp || strchr(")],}=!<>*/+.", (int)(cp < 0x80 ? cp : 'x'))) return true;
    static const char *const words[] = { "and",       "or", "then",    "else",    "return",
                                         "satisfies", "in", "between", "instance" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (lex_word(p->text, pos, words[i]) >= 0) return true;
    return false;
}

static feel_expr *filter_condition(parser *p, feel_expr *e, const feel_type *list)
{
    const feel_scope *outer = p->scope;
    feel_scope *scope = scope_open(p->scratch, outer, outer->frame);
    if (!scope) return parse_no_memory(p);
    scope->is_item = true;
    scope->item_type = !list ? NULL : list->kind == FEEL_T_LIST ? list->element : list;
    scope->item_local = scope_add_local(scope, STR("item"), scope->item_type);
    e->as.filter.item = scope->item_local;
    if (scope->item_local < 0) return parse_no_memory(p);
    p->scope = scope;
    feel_expr *condition = parse_expression(p);
    p->scope = outer;
    return condition;
}

static feel_expr *parse_filter(parser *p, feel_expr *base)
{
    p->pos++;
    feel_expr *e = parse_kids(p, FEEL_N_FILTER, base->offset, base, NULL, NULL);
    if (!e) return NULL;
    e->as.filter.a = base;
    feel_expr *condition = filter_condition(p, e, base->type);
    if (!condition || !parse_height(p, e, condition)) return NULL;
    if (!parse_symbol(p, "]")) return parse_unexpected(p, "]", "]");
    e->as.filter.condition = condition;
    e->length = p->pos - e->offset;
    bool indexed = condition->type && condition->type->kind == FEEL_T_NUMBER;
    bool is_list = base->type && base->type->kind == FEEL_T_LIST;
    e->type = indexed && is_list ? base->type->element : indexed || !is_list ? NULL : base->type;
    return e;
}

feel_expr *parse_postfix(parser *p, feel_expr *e)
{
    while (e && !p->failed) {
        parse_skip(p);
        uint32_t cp = lex_peek(p->text, p->pos);
        if (cp == '.' && !parse_ahead(p, "..")) {
            p->pos++;
            e = parse_path(p, e);
        } else if (cp == '[' && !closes_range(p)) {
            e = parse_filter(p, e);
        } else if (cp == '(') {
            e = parse_call(p, e, NULL, e->offset);
        } else {
            break;
        }
    }
    return p->failed ? NULL : e;
}
