/* print.c: a tree as FEEL text with the fewest brackets: filled-in formulas of a trace, DMN export
*(ast.h).
** parse(print(tree)) gives the same tree but for positions. */
#include "feel/ast.h"
#include "feel/lexer.h"

typedef struct printer { strbuf out; feel_print_hook hook; void *self; int depth; } printer;

/* Binding strength; a child that binds less than its place asks for gets brackets. */
enum {
    P_LOW,
    P_OR,
    P_AND,
    P_COMPARE,
    P_SUM,
    P_PRODUCT,
    P_POWER,
    P_INSTANCE,
    P_NEG,
    P_POSTFIX,
    P_ATOM
};

static int strength(const feel_expr *e)
{
    switch ((feel_node_kind)e->kind) {
    case FEEL_N_IF:
    case FEEL_N_FOR:
    case FEEL_N_SOME:
    case FEEL_N_EVERY:
    case FEEL_N_FUNCTION: return P_LOW;
    case FEEL_N_OR: return P_OR;
    case FEEL_N_AND: return P_AND;
    case FEEL_N_EQ:
    case FEEL_N_NE:
    case FEEL_N_LT:
    case FEEL_N_LE:
    case FEEL_N_GT:
    case FEEL_N_GE:
    case FEEL_N_BETWEEN:
    case FEEL_N_IN: return P_COMPARE;
    case FEEL_N_ADD: case FEEL_N_SUB: return P_SUM;
    case FEEL_N_MUL: case FEEL_N_DIV: return P_PRODUCT;
    case FEEL_N_POW: return P_POWER;
    case FEEL_N_INSTANCE: return P_INSTANCE;
    case FEEL_N_NEG: return P_NEG;
    case FEEL_N_PATH:
    case FEEL_N_FILTER:
    case FEEL_N_CALL:
    case FEEL_N_CALL_BUILTIN:
    case FEEL_N_CALL_SLOT: return P_POSTFIX;
    case FEEL_N_FRAME: return strength(e->as.frame.body);
    default: return P_ATOM;
    }
}

static void print(printer *p, const feel_expr *e, int least);

static void put(printer *p, const char *text)
{
    strbuf_putc(&p->out, text);
}

static void binary(printer *p, const feel_expr *e, const char *symbol)
{
    int own = strength(e);
    print(p, e->as.kid.a, own);
    put(p, symbol);
    print(p, e->as.kid.b, own + 1);
}

/* A literal's text; -5 in place of an operand of something that binds tighter gets brackets. */
static void literal(printer *p, feel_value v, int least)
{
    if (v.kind == FEEL_FUNCTION) {
        strbuf_put(&p->out, v.as.function->name);
        return;
    }
    bool negative = v.kind == FEEL_NUMBER && dec_sign(v.as.number) < 0 && least > P_NEG;
    if (negative) put(p, "(");
    strbuf_put(&p->out, feel_literal(p->out.arena, v));
    if (negative) put(p, ")");
}

static void print_list(printer *p, feel_expr *const *items, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        if (i) put(p, ", ");
        print(p, items[i], P_LOW);
    }
}

static void print_loop(printer *p, const feel_expr *e)
{
    put(p, e->kind == FEEL_N_FOR ? "for " : e->kind == FEEL_N_SOME ? "some " : "every ");
    for (int32_t i = 0; i < e->as.loop.count; i++) {
        const feel_iterator *it = &e->as.loop.iterators[i];
        if (i) put(p, ", ");
        strbuf_put(&p->out, it->name);
        put(p, " in ");
        print(p, it->from, P_LOW);
        if (it->to) {
            put(p, "..");
            print(p, it->to, P_LOW);
        }
    }
    put(p, e->kind == FEEL_N_FOR ? " return " : " satisfies ");
    print(p, e->as.loop.body, P_LOW);
}

static void print_range(printer *p, const feel_expr *e)
{
    const feel_expr *low = e->as.range.low, *high = e->as.range.high;
    if (low && low == high) put(p, e->low_closed ? "(= " : "(!= ");
    else if (!low) put(p, e->high_closed ? "(<= " : "(< ");
    else if (!high) put(p, e->low_closed ? "(>= " : "(> ");
    if (!low || !high || low == high) {
        print(p, low ? low : high, P_LOW);
        put(p, ")");
        return;
    }
    put(p, e->low_closed ? "[" : "(");
    print(p, low, P_LOW);
    put(p, "..");
    print(p, high, P_LOW);
    put(p, e->high_closed ? "]" : ")");
}

/* A key that is a name goes bare, anything else quoted. */
static void print_key(printer *p, str key)
{
    lex_name name;
    lex_name_scan(key, 0, LEX_PARTS_MAX, NULL, &name);
    bool bare = name.count > 0 && name.end[name.count - 1] == key.len &&
                str_eq(lex_name_text(&name, name.count - 1), key);
    strbuf_put(&p->out, bare ? key : feel_literal(p->out.arena, feel_string(key)));
}

static void print_context(printer *p, const feel_expr *e)
{
    put(p, "{");
    for (int32_t i = 0; i < e->as.context.count; i++) {
        if (i) put(p, ", ");
        print_key(p, e->as.context.entries[i].name);
        put(p, ": ");
        print(p, e->as.context.entries[i].expr, P_LOW);
    }
    if (e->as.context.result) {
        /* A box with a result cell: {…, result: e}.result is the same value in plain FEEL. */
        put(p, e->as.context.count ? ", result: " : "result: ");
        print(p, e->as.context.result, P_LOW);
        put(p, "}.result");
        return;
    }
    put(p, "}");
}

static void print_function(printer *p, const feel_lambda_node *l)
{
    put(p, "function(");
    for (int32_t i = 0; i < l->param_count; i++) {
        if (i) put(p, ", ");
        strbuf_put(&p->out, l->params[i].name);
        if (!l->params[i].type) continue;
        put(p, ": ");
        strbuf_put(&p->out, feel_type_text(p->out.arena, l->params[i].type));
    }
    put(p, ") ");
    if (l->body) {
        print(p, l->body, P_LOW);
        return;
    }
    put(p, "external {java: {class: ");
    strbuf_put(&p->out, feel_literal(p->out.arena, feel_string(l->java_class)));
    put(p, ", method signature: ");
    strbuf_put(&p->out, feel_literal(p->out.arena, feel_string(l->java_signature)));
    put(p, "}}");
}

static void print_call(printer *p, const feel_expr *e)
{
    if (e->kind == FEEL_N_CALL_BUILTIN) put(p, e->as.call.of.builtin->name);
    else if (e->kind == FEEL_N_CALL_SLOT) strbuf_put(&p->out, e->as.call.of.symbol->name);
    else print(p, e->as.call.of.function, P_POSTFIX);
    put(p, "(");
    bool first = true;
    for (int32_t i = 0; i < e->as.call.count; i++) {
        const feel_arg_node *arg = &e->as.call.args[i];
        if (!arg->expr) continue;
        if (!first) put(p, ", ");
        first = false;
        if (arg->name.len > 0) {
            strbuf_put(&p->out, arg->name);
            put(p, ": ");
        }
        print(p, arg->expr, P_LOW);
    }
    put(p, ")");
}

static void print_in(printer *p, const feel_expr *e)
{
    print(p, e->as.kid.a, P_COMPARE);
    put(p, " in ");
    const feel_expr *tests = e->as.kid.b;
    bool single = tests->kind == FEEL_N_TESTS && tests->as.tests.count == 1 &&
                  tests->as.tests.items[0]->kind == FEEL_N_TEST_VALUE;
    if (single) {
        print(p, tests->as.tests.items[0]->as.kid.a, P_SUM);
        return;
    }
    put(p, "(");
    print(p, tests, P_LOW);
    put(p, ")");
}

static void print_test(printer *p, const feel_expr *e, const char *symbol)
{
    put(p, symbol);
    print(p, e->as.kid.a, *symbol ? P_SUM : P_LOW);
}

static void print_if(printer *p, const feel_expr *e)
{
    put(p, "if ");
    print(p, e->as.kid.a, P_LOW);
    put(p, " then ");
    print(p, e->as.kid.b, P_LOW);
    put(p, " else ");
    print(p, e->as.kid.c, P_LOW);
}

static void print_operator(printer *p, const feel_expr *e)
{
    static const char *const symbols[] = {
        [FEEL_N_ADD] = " + ",  [FEEL_N_SUB] = " - ", [FEEL_N_MUL] = " * ", [FEEL_N_DIV] = " / ",
        [FEEL_N_POW] = " ** ", [FEEL_N_EQ] = " = ",  [FEEL_N_NE] = " != ", [FEEL_N_LT] = " < ",
        [FEEL_N_LE] = " <= ",  [FEEL_N_GT] = " > ",  [FEEL_N_GE] = " >= ", [FEEL_N_AND] = " and ",
        [FEEL_N_OR] = " or "
    };
    static const char *const tests[] = {
        [FEEL_N_TEST_LT] = "< ",  [FEEL_N_TEST_LE] = "<= ", [FEEL_N_TEST_GT] = "> ",
        [FEEL_N_TEST_GE] = ">= ", [FEEL_N_TEST_EQ] = "= ",  [FEEL_N_TEST_NE] = "!= ",
        [FEEL_N_TEST_VALUE] = "", [FEEL_N_TEST_TRUE] = ""
    };
    if (e->kind >= FEEL_N_TEST_LT && e->kind <= FEEL_N_TEST_TRUE) print_test(p, e, tests[e->kind]);
    else if (e->kind >= FEEL_N_ADD && e->kind <= FEEL_N_OR) binary(p, e, symbols[e->kind]);
}

static void print_node(printer *p, const feel_expr *e, int least)
{
    switch ((feel_node_kind)e->kind) {
    case FEEL_N_LITERAL: literal(p, e->as.value, least); break;
    case FEEL_N_LOCAL: strbuf_put(&p->out, e->as.local.name); break;
    case FEEL_N_SLOT: strbuf_put(&p->out, e->as.slot.symbol->name); break;
    case FEEL_N_SUBJECT: put(p, "?"); break;
    case FEEL_N_ITEM: strbuf_put(&p->out, e->as.item.name); break;
    case FEEL_N_FRAME: print(p, e->as.frame.body, P_LOW); break;
    case FEEL_N_NEG: put(p, "-"); print(p, e->as.kid.a, P_NEG); break;
    case FEEL_N_BETWEEN:
        print(p, e->as.kid.a, P_COMPARE);
        put(p, " between ");
        print(p, e->as.kid.b, P_SUM);
        put(p, " and ");
        print(p, e->as.kid.c, P_SUM);
        break;
    case FEEL_N_IN: print_in(p, e); break;
    case FEEL_N_INSTANCE:
        print(p, e->as.instance.a, P_INSTANCE);
        put(p, " instance of ");
        strbuf_put(&p->out, feel_type_text(p->out.arena, e->as.instance.type));
        break;
    case FEEL_N_IF: print_if(p, e); break;
    case FEEL_N_FOR: case FEEL_N_SOME: case FEEL_N_EVERY: print_loop(p, e); break;
    case FEEL_N_LIST:
        put(p, "[");
        print_list(p, e->as.list.items, e->as.list.count);
        put(p, "]");
        break;
    case FEEL_N_RANGE: print_range(p, e); break;
    case FEEL_N_CONTEXT: print_context(p, e); break;
    case FEEL_N_FUNCTION: print_function(p, e->as.lambda); break;
    case FEEL_N_CALL_BUILTIN: case FEEL_N_CALL_SLOT: case FEEL_N_CALL: print_call(p, e); break;
    case FEEL_N_PATH:
        print(p, e->as.path.a, P_POSTFIX);
        put(p, ".");
        strbuf_put(&p->out, e->as.path.name);
        break;
    case FEEL_N_FILTER:
        print(p, e->as.filter.a, P_POSTFIX);
        put(p, "[");
        print(p, e->as.filter.condition, P_LOW);
        put(p, "]");
        break;
    case FEEL_N_TESTS:
        put(p, e->negated ? "not(" : "");
        print_list(p, e->as.tests.items, e->as.tests.count);
        put(p, e->negated ? ")" : "");
        break;
    case FEEL_N_TEST_ANY: put(p, "-"); break;
    case FEEL_N_TABLE: strbuf_put(&p->out, e->as.table->name); break;
    default: print_operator(p, e); break;
    }
}

static void print(printer *p, const feel_expr *e, int least)
{
    str text = p->hook ? p->hook(p->self, e) : (str){ 0 };
    if (text.len) {
        bool negative = text.ptr[0] == '-' && least > P_NEG;
        if (negative) put(p, "(");
        strbuf_put(&p->out, text);
        if (negative) put(p, ")");
        return;
    }
    bool brackets = strength(e) < least;
    if (brackets) put(p, "(");
    print_node(p, e, least);
    if (brackets) put(p, ")");
}

str feel_print_with(arena *a, const feel_expr *e, feel_print_hook hook, void *self)
{
    printer p = { .hook = hook, .self = self };
    if (!e) return (str){ 0 };
    strbuf_init(&p.out, a);
    print(&p, e, P_LOW);
    str text = strbuf_done(&p.out);
    return p.out.failed ? (str){ 0 } : text;
}

str feel_print(arena *a, const feel_expr *e)
{
    return feel_print_with(a, e, NULL, NULL);
}
