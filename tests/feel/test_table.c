/* test_table.c: decision tables: hit policies, aggregation, defaults, conflicts, traces. */
#include "feel_test.h"

enum { COLUMNS_MAX = 4, ROWS_MAX = 8 };

/* A table in text: inputs and outputs by name; rows of cells, the first `in` of them tests. */
typedef struct sketch {
    hit_policy hit;
    const char *inputs[COLUMNS_MAX], *outputs[COLUMNS_MAX];
    const char *allowed_in, *allowed_out;        /* of the first input and output */
    const char *defaults[COLUMNS_MAX];
    const char *rows[ROWS_MAX][COLUMNS_MAX];
} sketch;

static feel_value two_facts(void *self, feel_run *run, int32_t slot)
{
    return ((feel_value *)self)[slot];
}

static feel_expr *parse_cell(feel_bench *b, const char *text, feel_entry entry, const feel_scope *s)
{
    if (!text) return NULL;
    feel_expr *e = bench_parse(b, text, entry, s);
    if (!e) fail_msg("cell %s does not parse", text);
    return e;
}

static feel_expr *build(feel_bench *b, const sketch *k, const feel_scope *s)
{
    feel_table *t = ARENA_NEW(&b->arena, feel_table);
    t->name = STR("试表");
    t->hit = k->hit;
    t->pos = (src_pos){ .line = 1 };
    t->inputs = ARENA_ARRAY(&b->arena, table_input, COLUMNS_MAX);
    t->outputs = ARENA_ARRAY(&b->arena, table_output, COLUMNS_MAX);
    t->rules = ARENA_ARRAY(&b->arena, table_rule, ROWS_MAX);
    for (; k->inputs[t->input_count]; t->input_count++)
        t->inputs[t->input_count] = (table_input){ .label = str_c(k->inputs[t->input_count]),
            .expr = parse_cell(b, k->inputs[t->input_count], FEEL_EXPRESSION, s) };
    t->inputs[0].allowed = parse_cell(b, k->allowed_in, FEEL_UNARY_TESTS, s);
    for (; k->outputs[t->output_count]; t->output_count++)
        t->outputs[t->output_count] = (table_output){ .name = str_c(k->outputs[t->output_count]),
            .default_value = parse_cell(b, k->defaults[t->output_count], FEEL_EXPRESSION, s) };
    t->outputs[0].allowed = parse_cell(b, k->allowed_out, FEEL_UNARY_TESTS, s);
    for (; t->rule_count < ROWS_MAX && k->rows[t->rule_count][0]; t->rule_count++) {
        table_rule *rule = &t->rules[t->rule_count];
        rule->tests = ARENA_ARRAY(&b->arena, feel_expr *, t->input_count);
        rule->results = ARENA_ARRAY(&b->arena, feel_expr *, t->output_count);
        rule->label = str_format(&b->arena, "%d", t->rule_count + 1);
        rule->provision = STR("四(五)");
        rule->pos = (src_pos){ .line = t->rule_count + 3 };
        for (int i = 0; i < t->input_count; i++)
            rule->tests[i] = parse_cell(b, k->rows[t->rule_count][i], FEEL_UNARY_TESTS, s);
        for (int i = 0; i < t->output_count; i++)
            rule->results[i] =
                parse_cell(b, k->rows[t->rule_count][t->input_count + i], FEEL_EXPRESSION, s);
    }
    return feel_table_expr(&b->arena, t);
}

/* Runs the table with 身份 and 金额; code: of the first note, NULL when there must be none. */
static void assert_table(const sketch *k, const char *who, const char *amount, const char *expected,
                         const char *code)
{
    feel_bench b;
    feel_value facts[2];
    bench_open(&b);
    facts[0] = bench_eval(&b, who, NULL);
    facts[1] = bench_eval(&b, amount, NULL);
    feel_env env = { .self = facts, .get = two_facts };
    b.run.env = &env;
    feel_scope *s = feel_scope_new(&b.arena, NULL);
    feel_scope_add(s, (feel_symbol){ .name = STR("身份"), .slot = 0 });
    feel_scope_add(s, (feel_symbol){ .name = STR("金额"), .slot = 1 });
    assert_value(&b, feel_eval(&b.run, build(&b, k, s)), expected);
    assert_int_equal(b.run.notes.count > 0, code != NULL);
    if (code) assert_string_equal(b.run.notes.items[0].code, code);
    bench_close(&b);
}

static const sketch standard = {
    .hit = HIT_UNIQUE,
    .inputs = { "身份", "金额" },
    .outputs = { "比例" },
    .rows = { { "\"甲\", \"乙\"", "-", "0.7" },
              { "\"丙\"", "< 1000", "0.5" },
              { "\"丙\"", "[1000..5000)", "0.6" },
              { "\"丙\"", ">= 4999", "金额 / 10000" } },
};

static void unique_gives_the_one_row_that_matches(void **state)
{
    assert_table(&standard, "\"甲\"", "1", "0.7", NULL);
    assert_table(&standard, "\"丙\"", "999.99", "0.5", NULL);
    assert_table(&standard, "\"丙\"", "1000", "0.6", NULL);
    assert_table(&standard, "\"丙\"", "6000", "0.6", NULL);
    assert_table(&standard, "\"丁\"", "1", "null", "E-NO-ROW");
    assert_table(&standard, "\"丙\"", "null", "null", "E-NO-ROW");
}

static void unique_with_two_rows_names_both(void **state)
{
    feel_bench b;
    bench_open(&b);
    feel_value facts[2] = { feel_string(STR("丙")), feel_number(dec_from_int(4999)) };
    feel_env env = { .self = facts, .get = two_facts };
    b.run.env = &env;
    feel_scope *s = feel_scope_new(&b.arena, NULL);
    feel_scope_add(s, (feel_symbol){ .name = STR("身份"), .slot = 0 });
    feel_scope_add(s, (feel_symbol){ .name = STR("金额"), .slot = 1 });
    assert_value(&b, feel_eval(&b.run, build(&b, &standard, s)), "null");
    assert_int_equal(b.run.notes.count, 1);
    const feel_note *n = &b.run.notes.items[0];
    assert_string_equal(n->code, "E-UNIQUE");
    assert_true(str_find(n->zh, STR("第 3 行与第 4 行")) >= 0);
    assert_true(str_find(n->en, STR("rows 3 and 4")) >= 0);
    assert_int_equal(n->pos.line, 6);
    bench_close(&b);
}

static void first_and_any(void **state)
{
    sketch k = standard;
    k.hit = HIT_FIRST;
    assert_table(&k, "\"丙\"", "4999", "0.6", NULL);
    k.hit = HIT_ANY;
    assert_table(&k, "\"丙\"", "4999", "null", "E-ANY");
    k.rows[3][2] = "0.6";
    assert_table(&k, "\"丙\"", "4999", "0.6", NULL);
}

static const sketch levels = {
    .hit = HIT_PRIORITY,
    .inputs = { "金额" },
    .outputs = { "等级" },
    .allowed_out = "\"高\", \"中\", \"低\"",
    .rows = { { "> 0", "\"低\"" },
              { "> 10", "\"中\"" },
              { "> 100", "\"高\"" },
              { "> 10", "\"中\"" } },
};

static void priority_follows_the_allowed_values_of_the_output(void **state)
{
    sketch k = levels;
    assert_table(&k, "null", "500", "\"高\"", NULL);
    assert_table(&k, "null", "5", "\"低\"", NULL);
    k.hit = HIT_OUTPUT_ORDER;
    assert_table(&k, "null", "500", "[\"高\", \"中\", \"中\", \"低\"]", NULL);
    k.hit = HIT_RULE_ORDER;
    assert_table(&k, "null", "500", "[\"低\", \"中\", \"高\", \"中\"]", NULL);
    k.hit = HIT_COLLECT;
    assert_table(&k, "null", "50", "[\"低\", \"中\", \"中\"]", NULL);
}

static void collect_aggregates(void **state)
{
    sketch k = { .hit = HIT_SUM, .inputs = { "金额" }, .outputs = { "补贴" },
        .rows = { { "> 0", "0.1" }, { "> 10", "0.2" }, { "> 100", "70" } } };
    assert_table(&k, "null", "50", "0.3", NULL);
    assert_table(&k, "null", "500", "70.3", NULL);
    assert_table(&k, "null", "-1", "null", "E-NO-ROW");
    k.hit = HIT_COUNT;
    assert_table(&k, "null", "500", "3", NULL);
    k.hit = HIT_MIN;
    assert_table(&k, "null", "500", "0.1", NULL);
    k.hit = HIT_MAX;
    assert_table(&k, "null", "500", "70", NULL);
    k.rows[2][1] = "\"x\"";
    assert_table(&k, "null", "500", "null", "E-TYPE");
}

static void several_outputs_make_a_context(void **state)
{
    sketch k = { .hit = HIT_UNIQUE,
                 .inputs = { "身份" },
                 .outputs = { "起付标准", "救助比例" },
                 .defaults = { "9999", "0" },
                 .rows = { { "\"甲\"", "0", "0.7" }, { "\"乙\"", "2000", "0.6" } } };
    assert_table(&k, "\"乙\"", "0", "{起付标准: 2000, 救助比例: 0.6}", NULL);
    assert_table(&k, "\"丁\"", "0", "{起付标准: 9999, 救助比例: 0}", NULL);
    k.hit = HIT_COLLECT;
    k.rows[1][0] = "-";
    assert_table(&k, "\"甲\"", "0", "[{起付标准: 0, 救助比例: 0.7}, {起付标准: 2000, 救助比例: 0.6}]", NULL);
    k.hit = HIT_SUM;
    assert_table(&k, "\"甲\"", "0", "{起付标准: 2000, 救助比例: 1.3}", NULL);
}

static void an_input_outside_its_allowed_values_gives_no_answer(void **state)
{
    sketch k = standard;
    k.allowed_in = "\"甲\", \"乙\", \"丙\"";
    assert_table(&k, "\"甲\"", "1", "0.7", NULL);
    assert_table(&k, "\"丁\"", "1", "null", "E-ALLOWED");
}

static void tests_may_use_other_facts_and_the_input_itself(void **state)
{
    sketch k = { .hit = HIT_FIRST, .inputs = { "身份" }, .outputs = { "r" },
        .rows = { { "string length(?) > 金额", "1" }, { "not(\"甲\")", "2" }, { "-", "3" } } };
    assert_table(&k, "\"甲乙丙\"", "2", "1", NULL);
    assert_table(&k, "\"甲乙丙\"", "3", "2", NULL);
    assert_table(&k, "\"甲\"", "3", "3", NULL);
}

static void a_trace_names_inputs_and_matched_rows(void **state)
{
    feel_bench b;
    bench_open(&b);
    feel_value facts[2] = { feel_string(STR("丙")), feel_number(dec_from_int(6000)) };
    feel_env env = { .self = facts, .get = two_facts };
    b.run.env = &env;
    b.run.tracing = true;
    feel_scope *s = feel_scope_new(&b.arena, NULL);
    feel_scope_add(s, (feel_symbol){ .name = STR("身份"), .slot = 0 });
    feel_scope_add(s, (feel_symbol){ .name = STR("金额"), .slot = 1 });
    assert_value(&b, feel_eval(&b.run, build(&b, &standard, s)), "0.6");
    const feel_trace *t = b.run.trace;
    assert_int_equal(t->kind, TRACE_TABLE);
    assert_true(str_eqc(t->label, "试表"));
    const feel_trace *in = t->first;
    assert_int_equal(in->kind, TRACE_INPUT);
    assert_true(str_eqc(in->label, "身份"));
    assert_value(&b, in->next->value, "6000");
    const feel_trace *row = in->next->next;
    assert_int_equal(row->kind, TRACE_ROW);
    assert_true(str_eqc(row->label, "4"));
    assert_true(str_eqc(row->provision, "四(五)"));
    assert_value(&b, row->value, "0.6");
    assert_null(row->next);
    bench_close(&b);
}

static void a_table_lists_its_expressions(void **state)
{
    feel_bench b;
    bench_open(&b);
    feel_scope *s = feel_scope_new(&b.arena, NULL);
    feel_scope_add(s, (feel_symbol){ .name = STR("身份"), .slot = 0 });
    feel_scope_add(s, (feel_symbol){ .name = STR("金额"), .slot = 1 });
    feel_expr *e = build(&b, &standard, s);
    assert_int_equal(feel_expr_child_count(e), 2 + 4 * 3);
    assert_ptr_equal(feel_expr_child(e, 0), e->as.table->inputs[0].expr);
    assert_ptr_equal(feel_expr_child(e, 13), e->as.table->rules[3].results[0]);
    assert_null(feel_expr_child(e, 14));
    bench_close(&b);
}

static void a_table_without_memory_ends_cleanly(void **state)
{
    sketch k = levels;
    k.hit = HIT_OUTPUT_ORDER;
    int denied = 0;
    for (long n = 1; n < 500; n++) {
        feel_bench b;
        bench_open(&b);
        feel_value facts[2] = { FEEL_NULL_VALUE, feel_number(dec_from_int(500)) };
        feel_env env = { .self = facts, .get = two_facts };
        b.run.env = &env;
        feel_scope *s = feel_scope_new(&b.arena, NULL);
        feel_scope_add(s, (feel_symbol){ .name = STR("金额"), .slot = 1 });
        feel_expr *e = build(&b, &k, s);
        b.run.tracing = n % 2;
        b.arena.deny_at = n;
        feel_value v = feel_eval(&b.run, e);
        bool used_up = b.arena.deny_at <= 0;
        bench_close(&b);
        if (!used_up) { assert_int_equal(v.kind, FEEL_LIST); break; }
        denied++;
    }
    assert_in_range(denied, 3, 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unique_gives_the_one_row_that_matches),
        cmocka_unit_test(unique_with_two_rows_names_both),
        cmocka_unit_test(first_and_any),
        cmocka_unit_test(priority_follows_the_allowed_values_of_the_output),
        cmocka_unit_test(collect_aggregates),
        cmocka_unit_test(several_outputs_make_a_context),
        cmocka_unit_test(an_input_outside_its_allowed_values_gives_no_answer),
        cmocka_unit_test(tests_may_use_other_facts_and_the_input_itself),
        cmocka_unit_test(a_trace_names_inputs_and_matched_rows),
        cmocka_unit_test(a_table_lists_its_expressions),
        cmocka_unit_test(a_table_without_memory_ends_cleanly),
    };
    return cmocka_run_group_tests_name("feel table", tests, NULL, NULL);
}
