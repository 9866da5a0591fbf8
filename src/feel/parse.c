/* parse.c: the entry of the FEEL parser and its operators (DMN 1.5 §10.3.1.2 grammar, precedence as
 * listed there). */
#include "feel/parse.h"

/* ---- if, for, some, every ---- */

static feel_expr *parse_if(parser *p, int32_t start)
{
    feel_expr *a = parse_expression(p);
    if (!a) return NULL;
    if (!parse_word(p, "then")) return parse_unexpected(p, "then", "then");
    feel_expr *b = parse_expression(p);
    if (!b) return NULL;
    if (!parse_word(p, "else")) return parse_unexpected(p, "else", "else");
    feel_expr *c = parse_expression(p);
    if (!c) return NULL;
    feel_expr *e = parse_kids(p, FEEL_N_IF, start, a, b, c);
    if (e && b->type == c->type) e->type = b->type;
    return e;
}

/* One `name in domain` of a loop; declares the name in p->scope, which is the loop's own. */
static bool parse_iterator(parser *p, feel_scope *scope, feel_iterator *it, feel_expr *loop)
{
    it->name = parse_declared_name(p, "in");
    if (!it->name.len) return false;
    if (!parse_word(p, "in")) { parse_unexpected(p, "in", "in"); return false; }
    it->from = parse_expression(p);
    if (!it->from || !parse_height(p, loop, it->from)) return false;
    const feel_type *list = it->from->type;
    const feel_type *type =
        list && (list->kind == FEEL_T_LIST || list->kind == FEEL_T_RANGE) ? list->element : NULL;
    if (parse_symbol(p, "..")) {
        it->to = parse_expression(p);
        if (!it->to || !parse_height(p, loop, it->to)) return false;
        type = it->from->type;
    }
    it->local = scope_add_local(scope, it->name, type);
    if (it->local < 0) { parse_no_memory(p); return false; }
    return true;
}

static feel_expr *parse_loop_body(parser *p, feel_node_kind kind, feel_scope *scope,
                                  feel_expr *loop)
{
    VEC(feel_iterator) iterators = { 0 };
    do {
        feel_iterator *it = VEC_PUSH(p->arena, &iterators);
        if (!it) return parse_no_memory(p);
        if (!parse_iterator(p, scope, it, loop)) return NULL;
    } while (parse_symbol(p, ","));
    const char *word = kind == FEEL_N_FOR ? "return" : "satisfies";
    if (!parse_word(p, word)) return parse_unexpected(p, word, word);
    loop->as.loop.partial = -1;
    if (kind == FEEL_N_FOR) {
        loop->as.loop.partial = scope_add_local(scope, STR("partial"), NULL);
        if (loop->as.loop.partial < 0) return parse_no_memory(p);
    }
    feel_expr *body = parse_expression(p);
    if (!body || !parse_height(p, loop, body)) return NULL;
    /* Building the list so far for every round costs more than the round, so only a body that asks
     * gets it. */
    if (kind == FEEL_N_FOR && !scope_here(scope, STR("partial"))->used) loop->as.loop.partial = -1;
    loop->as.loop.iterators = iterators.items;
    loop->as.loop.count = iterators.count;
    loop->as.loop.body = body;
    loop->type =
        kind == FEEL_N_FOR ? parse_type_new(p, FEEL_T_LIST, body->type) : &FEEL_TYPE_BOOLEAN;
    return loop;
}

static feel_expr *parse_loop(parser *p, feel_node_kind kind, int32_t start)
{
    const feel_scope *outer = p->scope;
    feel_scope *scope = scope_open(p->scratch, outer, outer->frame);
    feel_expr *loop = parse_node(p, kind, start);
    if (!scope || !loop) return parse_no_memory(p);
    p->scope = scope;
    feel_expr *e = parse_loop_body(p, kind, scope, loop);
    p->scope = outer;
    if (e) e->length = p->pos - start;
    return e;
}

/* ---- operators ---- */

static bool is_number(const feel_expr *e)
{
    return e->type && e->type->kind == FEEL_T_NUMBER;
}

/* The type of an arithmetic node as far as it is plain: units are the checker's business. */
static void type_arithmetic(feel_expr *e, const feel_expr *a, const feel_expr *b)
{
    if (e && is_number(a) && is_number(b)) e->type = &FEEL_TYPE_NUMBER;
}

static feel_expr *parse_unary(parser *p)
{
    parse_skip(p);
    int32_t start = p->pos;
    if (!parse_symbol(p, "-")) {
        feel_expr *e = parse_primary(p);
        return e ? parse_postfix(p, e) : NULL;
    }
    if (!parse_deeper(p)) return NULL;
    feel_expr *a = parse_unary(p);
    parse_shallower(p);
    if (!a) return NULL;
    feel_expr *e = parse_kids(p, FEEL_N_NEG, start, a, NULL, NULL);
    if (e) e->type = a->type;
    return e;
}

static feel_expr *parse_instance(parser *p, feel_expr *a)
{
    feel_expr *e = parse_kids(p, FEEL_N_INSTANCE, a->offset, a, NULL, NULL);
    if (!e) return NULL;
    const feel_type *type = parse_type(p, false, NULL, NULL);
    if (!type) return NULL;
    e->as.instance.a = a;
    e->as.instance.type = type;
    e->type = &FEEL_TYPE_BOOLEAN;
    e->length = p->pos - e->offset;
    return e;
}

static feel_expr *parse_typed(parser *p)
{
    feel_expr *a = parse_unary(p);
    while (a) {
        parse_skip(p);
        int32_t back = p->pos;
        if (!parse_word(p, "instance")) break;
        if (!parse_word(p, "of")) { p->pos = back; break; }
        a = parse_instance(p, a);
    }
    return a;
}

static feel_expr *parse_power(parser *p)
{
    feel_expr *a = parse_typed(p);
    while (a && parse_symbol(p, "**")) {
        feel_expr *b = parse_typed(p);
        if (!b) return NULL;
        feel_expr *e = parse_kids(p, FEEL_N_POW, a->offset, a, b, NULL);
        type_arithmetic(e, a, b);
        a = e;
    }
    return a;
}

static feel_expr *parse_product(parser *p)
{
    feel_expr *a = parse_power(p);
    while (a) {
        feel_node_kind kind;
        if (parse_ahead(p, "**")) break;
        if (parse_symbol(p, "*")) kind = FEEL_N_MUL;
        else if (parse_symbol(p, "/")) kind = FEEL_N_DIV;
        else break;
        feel_expr *b = parse_power(p);
        if (!b) return NULL;
        feel_expr *e = parse_kids(p, kind, a->offset, a, b, NULL);
        type_arithmetic(e, a, b);
        a = e;
    }
    return a;
}

feel_expr *parse_sum(parser *p)
{
    feel_expr *a = parse_product(p);
    while (a) {
        feel_node_kind kind;
        if (parse_symbol(p, "+")) kind = FEEL_N_ADD;
        else if (parse_symbol(p, "-")) kind = FEEL_N_SUB;
        else break;
        feel_expr *b = parse_product(p);
        if (!b) return NULL;
        feel_expr *e = parse_kids(p, kind, a->offset, a, b, NULL);
        type_arithmetic(e, a, b);
        a = e;
    }
    return a;
}

static feel_expr *parse_between(parser *p, feel_expr *a)
{
    feel_expr *b = parse_sum(p);
    if (!b) return NULL;
    if (!parse_word(p, "and")) return parse_unexpected(p, "and", "and");
    feel_expr *c = parse_sum(p);
    if (!c) return NULL;
    return parse_kids(p, FEEL_N_BETWEEN, a->offset, a, b, c);
}

static bool comparison_ahead(parser *p, feel_node_kind *kind)
{
    static const struct { const char *symbol; feel_node_kind kind;
    } table[] = {
        { "<=", FEEL_N_LE }, { ">=", FEEL_N_GE }, { "!=", FEEL_N_NE },
        { "<", FEEL_N_LT },  { ">", FEEL_N_GT },  { "=", FEEL_N_EQ },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (!parse_symbol(p, table[i].symbol)) continue;
        *kind = table[i].kind;
        return true;
    }
    return false;
}

static feel_expr *parse_comparison(parser *p)
{
    feel_expr *a = parse_sum(p);
    while (a) {
        feel_node_kind kind;
        feel_expr *b;
        if (comparison_ahead(p, &kind)) {
            b = parse_sum(p);
            a = b ? parse_kids(p, kind, a->offset, a, b, NULL) : NULL;
        } else if (parse_word(p, "between")) {
            a = parse_between(p, a);
        } else {
            parse_skip(p);
            if (!parse_word(p, "in")) break;
            b = parse_in_tests(p);
            a = b ? parse_kids(p, FEEL_N_IN, a->offset, a, b, NULL) : NULL;
        }
        if (a) a->type = &FEEL_TYPE_BOOLEAN;
    }
    return a;
}

static feel_expr *parse_logic(parser *p, feel_node_kind kind)
{
    feel_expr *a = kind == FEEL_N_OR ? parse_logic(p, FEEL_N_AND) : parse_comparison(p);
    while (a && parse_word(p, kind == FEEL_N_OR ? "or" : "and")) {
        feel_expr *b = kind == FEEL_N_OR ? parse_logic(p, FEEL_N_AND) : parse_comparison(p);
        a = b ? parse_kids(p, kind, a->offset, a, b, NULL) : NULL;
        if (a) a->type = &FEEL_TYPE_BOOLEAN;
    }
    return a;
}

/* A keyword expression, unless a longer name of the scope begins here ("if it rains"). */
static feel_expr *parse_keyword_expression(parser *p, bool *none)
{
    int32_t start = p->pos;
    *none = false;
    if (parse_word(p, "if")) return parse_if(p, start);
    if (parse_word(p, "for")) return parse_loop(p, FEEL_N_FOR, start);
    if (parse_word(p, "some")) return parse_loop(p, FEEL_N_SOME, start);
    if (parse_word(p, "every")) return parse_loop(p, FEEL_N_EVERY, start);
    *none = true;
    return NULL;
}

feel_expr *parse_expression(parser *p)
{
    if (p->failed || !parse_deeper(p)) return NULL;
    bool range_high = p->range_high, none = true;
    p->range_high = false;
    parse_skip(p);
    feel_expr *e = parse_keyword_expression(p, &none);
    p->range_high = range_high;
    if (none) e = parse_logic(p, FEEL_N_OR);
    parse_shallower(p);
    return p->failed ? NULL : e;
}

/* ---- entry ---- */

static feel_expr *parse_frame(parser *p, feel_expr *body, const scope_frame *frame)
{
    feel_expr *e = parse_node(p, FEEL_N_FRAME, body->offset);
    if (!e) return NULL;
    e->length = body->length;
    e->height = body->height;
    e->type = body->type;
    e->uses_subject = body->uses_subject;
    e->as.frame.body = body;
    e->as.frame.size = frame->size;
    return e;
}

static feel_expr *parse_whole(parser *p, feel_entry entry)
{
    parse_skip(p);
    if (p->pos == p->text.len && !p->failed)
        return parse_error(p, "E-SYNTAX", 0, 1, "表达式是空的；请写出表达式",
                           "the expression is empty; write one");
    feel_expr *e = entry == FEEL_UNARY_TESTS ? parse_tests(p) : parse_expression(p);
    if (!e) return NULL;
    parse_skip(p);
    if (p->pos < p->text.len) return parse_unexpected(p, NULL, NULL);
    return p->failed ? NULL : e;
}

static feel_expr *parse_text(parser *p, feel_entry entry, const feel_scope *scope)
{
    scope_frame *own = NULL;
    strmap_init(&p->members, p->scratch);
    if (p->text.len > FEEL_SOURCE_MAX)
        return parse_error(p, "E-LIMIT", 0, 1, "表达式超过 %d 字节；请拆开",
                           "the expression is longer than %d bytes; split it", FEEL_SOURCE_MAX);
    if (!scope || !scope->frame) own = scope_frame_new(p->scratch, NULL);
    p->scope = scope_open(p->scratch, scope, own ? own : scope ? scope->frame : NULL);
    if (!p->scope || !p->scope->frame) return parse_no_memory(p);
    feel_expr *e = parse_whole(p, entry);
    if (!e && !p->failed) return parse_no_memory(p);
    return e && own && own->size > 0 ? parse_frame(p, e, own) : e;
}

feel_expr *feel_parse(arena *a, str source, feel_entry entry, const feel_scope *scope, src_pos at,
                      diag_list *d)
{
    arena scratch;
    parser p = { .arena = a, .scratch = &scratch, .diags = d, .text = source };
    p.source = ARENA_NEW(a, feel_source);
    if (!p.source) {
        diag_add(d, DIAG_ERROR, "E-LIMIT", at, STR("内存不足；请缩小表达式"),
                 STR("out of memory; make the expression smaller"));
        return NULL;
    }
    *p.source = (feel_source){ .text = source, .at = at };
    arena_init(&scratch, 0);
    feel_expr *e = parse_text(&p, entry, scope);
    arena_deinit(&scratch);
    return e;
}
