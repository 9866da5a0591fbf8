/* test_eval.c: evaluation. Most of it is data (the .t files of cases); here are limits, traces,
 * memory, and calls from outside. */
#include "feel_test.h"
#include <stdio.h>
#include <stdlib.h>

/* ---- cases ---- */

static feel_value context_get(void *self, feel_run *run, int32_t slot)
{
    return ((const feel_context *)self)->values[slot];
}

static const char *run_case(const char *file, int line, const char *text, const char *context,
                            const char *expected)
{
    static char message[8000];
    feel_bench b;
    const char *wrong = NULL;
    bench_open(&b);
    feel_scope *scope = feel_scope_new(&b.arena, NULL);
    feel_env env = { .get = context_get };
    if (strcmp(context, "-") != 0) {
        feel_value c = bench_eval(&b, context, NULL);
        assert_int_equal(c.kind, FEEL_CONTEXT);
        env.self = (void *)c.as.context;
        for (int32_t i = 0; i < c.as.context->count; i++)
            assert_true(
                feel_scope_add(scope, (feel_symbol){ .name = c.as.context->keys[i], .slot = i }));
        b.run.env = &env;
    }
    feel_expr *e = bench_parse(&b, text, FEEL_EXPRESSION, scope);
    str got = e ? feel_literal(&b.arena, feel_eval(&b.run, e)) : bench_finding(&b, LANG_EN);
    bool ok = e && (expected[0] == '!' ? str_eqc(got, "null") && b.run.notes.count > 0
        && strcmp(b.run.notes.items[0].code, expected + 1) == 0 : str_eqc(got, expected));
    if (!ok) {
        const char *code = b.run.notes.count ? b.run.notes.items[0].code : "no note";
        snprintf(message, sizeof message, "%s:%d: %s gives " STR_FMT " (%s), expected %s", file,
                 line, text, STR_ARG(got), code, expected);
        wrong = message;
    }
    bench_close(&b);
    return wrong;
}

static bool read_line(FILE *f, char *line, int size, int *number)
{
    if (!fgets(line, size, f)) return false;
    line[strcspn(line, "\n")] = 0;
    ++*number;
    return true;
}

static void run_file(const char *name, int least)
{
    char path[1000], text[2000], context[2000], expected[2000];
    int number = 0, count = 0, failed = 0;
    snprintf(path, sizeof path, "%s/%s", CASES_DIR, name);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    while (read_line(f, text, sizeof text, &number)) {
        if (!text[0] || text[0] == '#') continue;
        assert_true(read_line(f, context, sizeof context, &number));
        assert_true(read_line(f, expected, sizeof expected, &number));
        const char *wrong = run_case(name, number - 2, text, context, expected);
        count++;
        if (wrong) {
            failed++;
            print_error("%s\n", wrong);
        }
    }
    fclose(f);
    if (failed) fail_msg("%d of %d cases of %s fail", failed, count, name);
    assert_true(count >= least);
}

static void arithmetic_cases(void **state) { run_file("arithmetic.t", 25); }
static void logic_cases(void **state) { run_file("logic.t", 40); }
static void data_cases(void **state) { run_file("data.t", 50); }

/* ---- unary tests from outside ---- */

static void assert_test(const char *tests, const char *input, const char *expected)
{
    feel_bench b;
    bench_open(&b);
    feel_value v = bench_eval(&b, input, NULL);
    feel_expr *e = bench_parse(&b, tests, FEEL_UNARY_TESTS, NULL);
    if (!e) fail_msg("%s does not parse", tests);
    str got = feel_literal(&b.arena, feel_test(&b.run, e, v));
    if (!str_eqc(got, expected))
        fail_msg("%s tested by %s gives " STR_FMT ", expected %s", input, tests, STR_ARG(got),
                 expected);
    bench_close(&b);
}

static void unary_tests_take_every_form(void **state)
{
    assert_test("-", "null", "true");
    assert_test("5", "5", "true");
    assert_test("\"甲\", \"乙\"", "\"乙\"", "true");
    assert_test("not(\"甲\", \"乙\")", "\"乙\"", "false");
    assert_test("not(\"甲\", \"乙\")", "\"丙\"", "true");
    assert_test("< 5", "4", "true");
    assert_test("[2000..3000)", "3000", "false");
    assert_test("[2000..3000), >= 9000", "9000", "true");
    assert_test("> @\"2023-01-01\"", "@\"2023-06-01\"", "true");
    assert_test("? * 2 > 9", "5", "true");
    assert_test("string length(?) = 2", "\"ab\"", "true");
    assert_test("not(contains(?, \"x\"))", "\"ab\"", "true");
    assert_test("true", "true", "true");
    assert_test("false", "true", "false");
    assert_test("null", "null", "true");
    assert_test("[1, 2, 3]", "2", "true");
    assert_test("every x in ? satisfies x > 1", "[2, 3]", "true");
    assert_test("< 5", "\"a\"", "null");
    assert_test("-5", "-5", "true");
    assert_test("!= 3", "4", "true");
}

/* ---- calls into an environment ---- */

typedef struct city { int asked; int invoked; } city;

static feel_value city_get(void *self, feel_run *run, int32_t slot)
{
    ((city *)self)->asked++;
    return feel_number(dec_from_int(slot * 100));
}

static feel_value city_invoke(void *self, feel_run *run, int32_t slot, const feel_arg *args,
                              int count)
{
    ((city *)self)->invoked++;
    assert_int_equal(count, 1);
    assert_true(str_eqc(args[0].name, "救助身份"));
    return args[0].value;
}

static void slots_are_asked_of_the_environment(void **state)
{
    city c = { 0 };
    feel_env env = { &c, city_get, city_invoke };
    feel_bench b;
    bench_open(&b);
    b.run.env = &env;
    feel_scope *s = feel_scope_new(&b.arena, NULL);
    feel_scope_add(s, (feel_symbol){ .name = STR("起付标准"), .slot = 20 });
    feel_scope_add(s, (feel_symbol){ .name = STR("结算"), .slot = 3, .invocable = true });
    assert_value(&b, bench_eval(&b, "起付标准 + 结算(救助身份: 7) + 结算", s), "2307");
    assert_int_equal(c.asked, 2);
    assert_int_equal(c.invoked, 1);
    bench_close(&b);
}

/* ---- limits ---- */

static void steps_run_out_with_a_note(void **state)
{
    feel_bench b;
    bench_open(&b);
    b.run.steps_left = 1000;
    assert_value(&b, bench_eval(&b, "some a in 1..9999999 satisfies a + 0 < 0", NULL), "null");
    assert_true(b.run.stopped);
    assert_string_equal(b.run.notes.items[0].code, "E-LIMIT");
    assert_int_equal(b.run.notes.count, 1);
    bench_close(&b);
}

static void steps_are_counted_alike_with_and_without_trace(void **state)
{
    long left[2];
    for (int tracing = 0; tracing < 2; tracing++) {
        feel_bench b;
        bench_open(&b);
        b.run.steps_left = 100000;
        b.run.tracing = tracing;
        assert_value(&b, bench_eval(&b, "sum(for a in 1..100 return a * 2 + 1)", NULL), "10200");
        left[tracing] = b.run.steps_left;
        bench_close(&b);
    }
    assert_in_range(100000 - left[0], 200, 400);
    assert_true(labs(left[0] - left[1]) < 20);
}

static void memory_limits_end_a_run(void **state)
{
    feel_bench b;
    bench_open(&b);
    feel_expr *e = bench_parse(&b, "for a in 1..1000000 return [a, a, a]", FEEL_EXPRESSION, NULL);
    b.arena.limit = b.arena.used + 100000;
    assert_int_equal(feel_eval(&b.run, e).kind, FEEL_NULL);
    assert_true(b.run.stopped);
    bench_close(&b);
}

static void an_evaluation_without_memory_ends_cleanly(void **state)
{
    static const char text[] =
        "{f: function(x: list<number>) sum(for i in x return i * 2), s: \"a\" + \"b\", r: if f([1, "
        "2, 3][item > 1]) "
        "> 3 then {t: @\"2023-07-01T10:00:00\" + @\"PT1H\"}.t.hour in ([1..30], not(4)) else null}";
    int denied = 0;
    for (long n = 1; n < 2000; n++) {
        feel_bench b;
        bench_open(&b);
        feel_expr *e = bench_parse(&b, text, FEEL_EXPRESSION, NULL);
        assert_non_null(e);
        b.run.tracing = n % 2;
        b.arena.deny_at = n;
        feel_value v = feel_eval(&b.run, e);
        bool used_up = b.arena.deny_at <= 0;
        b.arena.deny_at = 0;
        if (used_up) denied++;
        else assert_int_equal(v.kind, FEEL_CONTEXT);
        bench_close(&b);
        if (!used_up) break;
    }
    assert_in_range(denied, 8, 1000);
}

/* ---- traces ---- */

static void a_trace_shows_the_formula_with_its_numbers(void **state)
{
    city c = { 0 };
    feel_env env = { &c, city_get, city_invoke };
    feel_bench b;
    bench_open(&b);
    b.run.env = &env;
    b.run.tracing = true;
    feel_scope *s = feel_scope_new(&b.arena, NULL);
    feel_scope_add(s, (feel_symbol){ .name = STR("合规自付"), .slot = 500 });
    feel_scope_add(s, (feel_symbol){ .name = STR("起付标准"), .slot = 20 });
    assert_value(&b, bench_eval(&b, "max(0, 合规自付-起付标准) * 0.7", s), "33600");
    const feel_trace *t = b.run.trace;
    assert_non_null(t);
    assert_int_equal(t->kind, TRACE_EXPR);
    assert_true(str_eqc(t->text, "max(0, 合规自付-起付标准) * 0.7"));
    assert_true(str_eqc(t->filled, "max(0, 50000 - 2000) * 0.7"));
    assert_value(&b, t->value, "33600");
    bench_close(&b);
}

static void a_traced_call_has_its_body_below_it(void **state)
{
    feel_bench b;
    bench_open(&b);
    b.run.tracing = true;
    assert_value(&b, bench_eval(&b, "{f: function(x) x * 2, r: f(4) + 1}.r", NULL), "9");
    const feel_trace *call = b.run.trace->first;
    assert_non_null(call);
    assert_int_equal(call->kind, TRACE_CALL);
    assert_true(str_eqc(call->label, "f"));
    assert_value(&b, call->value, "8");
    assert_non_null(call->first);
    assert_true(str_eqc(call->first->filled, "4 * 2"));
    bench_close(&b);
}

/* ---- boxes and lambdas ---- */

static void a_box_computes_from_its_earlier_entries(void **state)
{
    feel_bench b;
    bench_open(&b);
    feel_box *box = feel_box_open(&b.arena, NULL, (src_pos){ 0 });
    const feel_scope *s = feel_box_scope(box);
    static const struct { str name; const feel_type *type; const char *text;
    } entries[] = {
        { { "余 额", 7 }, NULL, "100 - 30" },
        { { "f", 1 }, NULL, "function(k) 余 额 * k" },
        { { "n", 1 }, &FEEL_TYPE_STRING, "5" },
        { { NULL, 0 }, NULL, "[f(0.7), n, for i in 1..2 return i + 余 额]" },
    };
    for (int i = 0; i < 4; i++) {
        feel_expr *cell = bench_parse(&b, entries[i].text, FEEL_EXPRESSION, s);
        assert_true(feel_box_add(
            box, (boxed_entry){ .name = entries[i].name, .type = entries[i].type, .expr = cell }));
    }
    feel_expr *e = feel_box_close(box);
    assert_non_null(e);
    for (int i = 0; i < 2; i++) assert_value(&b, feel_eval(&b.run, e), "[49, null, [71, 72]]");
    bench_close(&b);
}

static void a_lambda_is_called_with_names_or_positions(void **state)
{
    feel_bench b;
    bench_open(&b);
    feel_member params[] = { { STR("金额"), &FEEL_TYPE_NUMBER }, { STR("比例"), NULL } };
    feel_lambda *l = feel_lambda_open(&b.arena, NULL, params, 2);
    feel_expr *body = bench_parse(&b, "{x: 金额 * 比例}.x - 1", FEEL_EXPRESSION, feel_lambda_scope(l));
    feel_value f = feel_eval(&b.run, feel_lambda_close(l, body, &FEEL_TYPE_NUMBER));
    assert_int_equal(f.kind, FEEL_FUNCTION);
    feel_arg args[] = { { STR("比例"), feel_number(dec_scaled(5, -1)) },
                        { STR("金额"), feel_number(dec_from_int(10)) } };
    assert_value(&b, feel_call(&b.run, f.as.function, args, 2), "4");
    args[0].name = args[1].name = (str){ 0 };
    assert_value(&b, feel_call(&b.run, f.as.function, args, 2), "4");
    assert_value(&b, feel_call(&b.run, f.as.function, args, 1), "null");
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arithmetic_cases),
        cmocka_unit_test(logic_cases),
        cmocka_unit_test(data_cases),
        cmocka_unit_test(unary_tests_take_every_form),
        cmocka_unit_test(slots_are_asked_of_the_environment),
        cmocka_unit_test(steps_run_out_with_a_note),
        cmocka_unit_test(steps_are_counted_alike_with_and_without_trace),
        cmocka_unit_test(memory_limits_end_a_run),
        cmocka_unit_test(an_evaluation_without_memory_ends_cleanly),
        cmocka_unit_test(a_trace_shows_the_formula_with_its_numbers),
        cmocka_unit_test(a_traced_call_has_its_body_below_it),
        cmocka_unit_test(a_box_computes_from_its_earlier_entries),
        cmocka_unit_test(a_lambda_is_called_with_names_or_positions),
    };
    return cmocka_run_group_tests_name("feel eval", tests, NULL, NULL);
}
