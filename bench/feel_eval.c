/* feel_eval.c: nanoseconds per node of the FEEL evaluator, of processor time, without trace. Prints
*one line per expression:
** the expression, its nodes, ns per evaluation, ns per node. Not a test: it judges nothing. */
#include "feel/ast.h"
#include <stdio.h>
#include <time.h>

typedef struct facts { feel_value values[4]; } facts;

static feel_value get(void *self, feel_run *run, int32_t slot)
{
    return ((facts *)self)->values[slot];
}

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int count_nodes(const feel_expr *e)
{
    int count = 1;
    for (int32_t i = 0; feel_expr_child(e, i); i++) count += count_nodes(feel_expr_child(e, i));
    return count;
}

static void measure(const char *text, const feel_scope *scope, const feel_env *env, long rounds)
{
    arena model, work;
    diag_list d;
    arena_init(&model, 0);
    arena_init(&work, 0);
    diag_init(&d, &model);
    feel_expr *e = feel_parse(&model, str_c(text), FEEL_EXPRESSION, scope, (src_pos){ 0 }, &d);
    if (!e) {
        diag_print(stderr, &d.all.items[0], str_c(text), LANG_EN);
        return;
    }
    feel_value v = FEEL_NULL_VALUE;
    int64_t best = INT64_MAX;
    for (int pass = 0; pass < 5; pass++) {
        int64_t start = now_ns();
        for (long i = 0; i < rounds; i++) {
            feel_run r;
            arena_reset(&work);
            feel_run_init(&r, &work, env);
            v = feel_eval(&r, e);
        }
        int64_t took = now_ns() - start;
        if (took < best) best = took;
    }
    int nodes = count_nodes(e);
    str shown = feel_literal(&model, v);
    long tenths = (long)(best * 10 / rounds), per_node = (long)(best * 10 / rounds / nodes);
    printf("%6ld.%ld ns  %3d nodes  %4ld.%ld ns/node  = " STR_FMT "   %s\n", tenths / 10,
           tenths % 10, nodes, per_node / 10, per_node % 10, STR_ARG(shown), text);
    arena_deinit(&work);
    arena_deinit(&model);
}

int main(void)
{
    arena a;
    facts f = { { feel_number(dec_from_int(50000)), feel_number(dec_from_int(2000)),
                  feel_number(dec_scaled(7, -1)), feel_string(STR("低保对象")) } };
    feel_env env = { .self = &f, .get = get };
    arena_init(&a, 0);
    feel_scope *s = feel_scope_new(&a, NULL);
    feel_scope_add(s, (feel_symbol){ .name = STR("a"), .slot = 0 });
    feel_scope_add(s, (feel_symbol){ .name = STR("b"), .slot = 1 });
    feel_scope_add(s, (feel_symbol){ .name = STR("c"), .slot = 2 });
    feel_scope_add(s, (feel_symbol){ .name = STR("d"), .slot = 3 });
    measure("1", s, &env, 2000000);
    measure("a", s, &env, 2000000);
    measure("(a - b) * c", s, &env, 2000000);
    measure("(a - b) * c + (a - b) * c + (a - b) * c + (a - b) * c + (a - b) * c + (a - b) * c", s,
            &env, 500000);
    measure("a > b and c < 1 or a = b", s, &env, 1000000);
    measure("if a > b then (a - b) * c else 0", s, &env, 1000000);
    measure("max(0, a - b) * c", s, &env, 1000000);
    measure("d in (\"特困人员\", \"孤儿\", \"低保对象\")", s, &env, 1000000);
    measure("a in [2000..60000)", s, &env, 1000000);
    measure("a / 3", s, &env, 1000000);
    measure("{x: a - b, y: x * c}.y", s, &env, 500000);
    measure("[1, 2, 3, 4][item > 2]", s, &env, 500000);
    measure("sum(for i in 1..1000 return i * c)", s, &env, 2000);
    measure("{f: function(x) x * c + b, r: sum(for i in 1..1000 return f(i))}.r", s, &env, 1000);
    arena_deinit(&a);
    return 0;
}
