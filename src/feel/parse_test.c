/* parse_test.c: unary tests (DMN 1.5 §10.3.1.2 rules 7-17) and the right side of `in`. */
#include "feel/parse.h"

static feel_node_kind test_operator(parser *p)
{
    static const struct { const char *symbol; feel_node_kind kind;
    } table[] = {
        { "<=", FEEL_N_TEST_LE }, { ">=", FEEL_N_TEST_GE }, { "!=", FEEL_N_TEST_NE },
        { "<", FEEL_N_TEST_LT },  { ">", FEEL_N_TEST_GT },  { "=", FEEL_N_TEST_EQ },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (parse_symbol(p, table[i].symbol)) return table[i].kind;
    return FEEL_N_TEST_VALUE;
}

/* One test; `whole`: the operand may be any expression, else it ends before a comparison. */
static feel_expr *parse_test(parser *p, bool whole)
{
    parse_skip(p);
    int32_t start = p->pos;
    bool saved = p->saw_subject;
    p->saw_subject = false;
    feel_node_kind kind = test_operator(p);
    feel_expr *a = whole ? parse_expression(p) : parse_sum(p);
    if (!a) return NULL;
    bool uses = p->saw_subject;
    p->saw_subject = saved || uses;
    if (uses && kind == FEEL_N_TEST_VALUE) kind = FEEL_N_TEST_TRUE;
    feel_expr *e = parse_kids(p, kind, start, a, NULL, NULL);
    if (!e) return NULL;
    e->uses_subject = uses;
    e->type = &FEEL_TYPE_BOOLEAN;
    return e;
}

static feel_expr *tests_node(parser *p, int32_t start, feel_expr **items, int32_t count)
{
    feel_expr *e = parse_node(p, FEEL_N_TESTS, start);
    if (!e) return NULL;
    for (int32_t i = 0; i < count; i++) {
        if (!parse_height(p, e, items[i])) return NULL;
        e->uses_subject = e->uses_subject || items[i]->uses_subject;
    }
    e->as.tests.items = items;
    e->as.tests.count = count;
    e->type = &FEEL_TYPE_BOOLEAN;
    return e;
}

static feel_expr *one_test(parser *p, int32_t start, feel_expr *test)
{
    feel_expr **items = ARENA_ARRAY(p->arena, feel_expr *, 1);
    if (!items) return parse_no_memory(p);
    items[0] = test;
    return tests_node(p, start, items, 1);
}

/* test, test, … up to something else. */
static feel_expr *test_list(parser *p, int32_t start)
{
    VEC(feel_expr *) items = { 0 };
    do {
        feel_expr *test = parse_test(p, true);
        feel_expr **place = test ? VEC_PUSH(p->arena, &items) : NULL;
        if (!place) return test ? parse_no_memory(p) : NULL;
        *place = test;
    } while (parse_symbol(p, ","));
    return tests_node(p, start, items.items, items.count);
}

static bool at_end(parser *p)
{
    parse_skip(p);
    return p->pos >= p->text.len;
}

feel_expr *parse_tests(parser *p)
{
    parse_skip(p);
    int32_t start = p->pos;
    if (parse_symbol(p, "-") && at_end(p)) {
        feel_expr *any = parse_node(p, FEEL_N_TEST_ANY, start);
        return any ? one_test(p, start, any) : NULL;
    }
    p->pos = start;
    if (parse_word(p, "not") && parse_symbol(p, "(")) {
        feel_expr *e = test_list(p, start);
        if (!e) return NULL;
        if (!parse_symbol(p, ")")) return parse_unexpected(p, ", 或 )", ", or )");
        if (at_end(p)) {
            e->negated = true;
            e->length = p->pos - start;
            return e;
        }
    }
    p->pos = start;
    return test_list(p, start);
}

/* Behind `in (`: tests, or the lower end of an open range. NULL without a finding: neither, try an
 * expression. */
static feel_expr *bracketed_tests(parser *p, int32_t start)
{
    VEC(feel_expr *) items = { 0 };
    do {
        feel_expr *test = parse_test(p, true);
        if (!test) return NULL;
        if (items.count == 0 && test->kind == FEEL_N_TEST_VALUE && parse_symbol(p, "..")) {
            feel_expr *range = parse_range_rest(p, start, false, test->as.kid.a);
            feel_expr *value =
                range ? parse_kids(p, FEEL_N_TEST_VALUE, start, range, NULL, NULL) : NULL;
            return value ? one_test(p, start, value) : NULL;
        }
        feel_expr **place = VEC_PUSH(p->arena, &items);
        if (!place) return parse_no_memory(p);
        *place = test;
    } while (parse_symbol(p, ","));
    if (!parse_symbol(p, ")")) return parse_unexpected(p, ", 或 )", ", or )");
    if (parse_ahead(p, "[") || (parse_ahead(p, ".") && !parse_ahead(p, ".."))) return NULL;
    return tests_node(p, start, items.items, items.count);
}

feel_expr *parse_in_tests(parser *p)
{
    parse_skip(p);
    int32_t start = p->pos;
    bool saved = p->saw_subject;
    feel_expr *e = NULL;
    if (parse_symbol(p, "(")) {
        if (!parse_deeper(p)) return NULL;
        e = bracketed_tests(p, start);
        parse_shallower(p);
        if (!e && p->failed) return NULL;
    }
    if (!e) {
        p->pos = start;
        feel_expr *test = parse_test(p, false);
        e = test ? one_test(p, start, test) : NULL;
    }
    p->saw_subject = saved;
    return e;
}
