/* Tests of policy/dmn: models in XML from reading to results, and what happens to bad files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "policy/dmn.h"

/* HENG_TEST_DMN: the folder tests/policy/dmn. */
typedef struct fixture {
    arena arena, scratch;
    diag_list findings;
    dmn_set *set;
    dmn_model *model;
    dmn_run *run;
} fixture;

static void open_model(fixture *f, const char *file)
{
    *f = (fixture){ 0 };
    arena_init(&f->arena, 0);
    arena_init(&f->scratch, 0);
    diag_init(&f->findings, &f->arena);
    f->set = dmn_set_new(&f->arena, &f->findings);
    f->model = dmn_load(f->set, str_format(&f->arena, "%s/%s", HENG_TEST_DMN, file));
    dmn_link(f->set);
    f->run = dmn_run_new(f->set, &f->scratch);
}

static void close_model(fixture *f)
{
    arena_deinit(&f->scratch);
    arena_deinit(&f->arena);
}

/* A FEEL literal as a value. */
static feel_value value(fixture *f, const char *text)
{
    const feel_scope *scope = feel_scope_new(&f->scratch, NULL);
    feel_expr *e =
        feel_parse(&f->scratch, str_c(text), FEEL_EXPRESSION, scope, (src_pos){ 0 }, &f->findings);
    if (!e) fail_msg("the test's own literal: %s", text);
    return feel_eval(dmn_run_feel(f->run), e);
}

static void give(fixture *f, const char *name, const char *text)
{
    const dmn_element *e = dmn_find(f->model, DMN_INPUT, str_c(name));
    if (!e) fail_msg("no input %s", name);
    dmn_give(f->run, e, value(f, text));
}

static void check_value(fixture *f, const char *name, feel_value got, const char *expected)
{
    feel_value wanted = value(f, expected);
    str text = feel_literal(&f->scratch, got);
    if (!feel_same(got, wanted))
        fail_msg("%s is " STR_FMT ", expected %s", name, STR_ARG(text), expected);
}

static void check_decision(fixture *f, const char *name, const char *expected)
{
    const dmn_element *e = dmn_find(f->model, DMN_DECISION, str_c(name));
    if (!e) fail_msg("no decision %s", name);
    check_value(f, name, dmn_decide(f->run, e), expected);
}

static const diag *finding(const fixture *f, const char *code)
{
    for (int i = 0; i < f->findings.all.count; i++)
        if (strcmp(f->findings.all.items[i].code, code) == 0) return &f->findings.all.items[i];
    return NULL;
}

static void check_finding(const fixture *f, const char *code, int line)
{
    const diag *d = finding(f, code);
    if (!d) fail_msg("no finding %s", code);
    if (d->pos.line != line) fail_msg("%s in line %d, expected %d", code, (int)d->pos.line, line);
    assert_true(d->zh.len > 0 && d->en.len > 0);
}

/* ---- boxed expressions ---- */

static void open_boxed(fixture *f)
{
    open_model(f, "boxed.dmn");
    assert_non_null(f->model);
    give(f, "人数", "5");
    give(f, "风险 级别", "\"高\"");
    give(f, "parts",
         "[{unit price: 2, count: 10, children: []}, {unit price: 3, count: 1, children: []}]");
}

static void boxed_conditional_holds_a_table(void **state)
{
    fixture f;
    open_boxed(&f);
    check_decision(&f, "conditional", "15");
    close_model(&f);
}

static void boxed_list_holds_contexts_and_lists(void **state)
{
    fixture f;
    open_boxed(&f);
    check_decision(&f, "list", "[6, 10, [\"x, y) + (z\"]]");
    close_model(&f);
}

static void cells_of_a_relation_do_not_see_other_columns(void **state)
{
    fixture f;
    open_boxed(&f);
    check_decision(
        &f, "relation",
        "[{\"人数\": 100, \"twice as many\": 10}, {\"人数\": 200, \"twice as many\": \"yes\"}]");
    close_model(&f);
}

static void boxed_filter_knows_members_of_the_item(void **state)
{
    fixture f;
    open_boxed(&f);
    check_decision(&f, "filter", "[{unit price: 2, count: 10, children: []}]");
    check_decision(&f, "filter boxed", "[5]");
    close_model(&f);
}

static void boxed_loops_run_boxed_bodies(void **state)
{
    fixture f;
    open_boxed(&f);
    give(&f, "人数", "2");
    check_decision(&f, "for", "[{square: 1, \"so far\": 0}, {square: 4, \"so far\": 1}]");
    check_decision(&f, "some", "true");
    check_decision(&f, "every", "false");
    close_model(&f);
}

static void invocations_reach_models_builtins_and_own_functions(void **state)
{
    fixture f;
    open_boxed(&f);
    check_decision(&f, "invocation",
                   "{\"by name\": 11, \"built in\": \"cdef\", own: 42, text: 123}");
    close_model(&f);
}

static void results_are_coerced_to_the_declared_type(void **state)
{
    fixture f;
    open_boxed(&f);
    check_decision(&f, "typed", "\"only one\"");
    close_model(&f);
}

static void a_decision_sees_only_what_it_requires(void **state)
{
    fixture f;
    open_boxed(&f);
    const dmn_element *unseen = dmn_find(f.model, DMN_DECISION, STR("unseen"));
    assert_true(unseen->broken);
    check_decision(&f, "unseen", "null");
    assert_int_equal(f.findings.error_count, 1);
    close_model(&f);
}

static void an_input_outside_the_allowed_values_is_null_with_a_note(void **state)
{
    fixture f;
    open_boxed(&f);
    give(&f, "风险 级别", "\"特高\"");
    feel_run *feel = dmn_run_feel(f.run);
    assert_int_equal(feel->notes.count, 1);
    assert_string_equal(feel->notes.items[0].code, "E-ALLOWED");
    check_decision(&f, "conditional", "5");
    close_model(&f);
}

/* ---- services ---- */

static void services_run_in_a_frame_of_their_own(void **state)
{
    fixture f;
    open_boxed(&f);
    check_decision(&f, "calls service", "[10, 201, 15, 2, null, null, null]");
    check_decision(&f, "doubled", "10");
    const dmn_element *two = dmn_find(f.model, DMN_SERVICE, STR("two outputs"));
    check_value(&f, "two outputs", dmn_serve(f.run, two), "{\"plus one\": 11, doubled: 10}");
    close_model(&f);
}

/* ---- imports, old versions, tables ---- */

static void imports_resolve_by_namespace_and_by_location(void **state)
{
    fixture f;
    open_model(&f, "import-main.dmn");
    assert_int_equal(f.findings.error_count, 0);
    assert_int_equal(f.set->models.count, 3);
    give(&f, "who", "{full name: \"Wang\"}");
    const dmn_model *part = dmn_model_of(f.set, STR("urn:heng:test:part"));
    dmn_give(f.run, dmn_find(part, DMN_INPUT, STR("mark")), value(&f, "\"!\""));
    check_decision(&f, "greeting", "\"Hello Wang!.\"");
    close_model(&f);
}

static void dmn_1_2_is_read_with_prefixed_types(void **state)
{
    fixture f;
    open_model(&f, "dmn12.dmn");
    assert_int_equal(f.findings.error_count, 0);
    give(&f, "amount", "300");
    give(&f, "day", "@\"2024-05-01\"");
    check_decision(&f, "fee", "4");
    check_decision(&f, "year", "2024");
    give(&f, "amount", "1001");
    assert_string_equal(dmn_run_feel(f.run)->notes.items[0].code, "E-ALLOWED");
    close_model(&f);
}

static void tables_take_priorities_from_types_and_values(void **state)
{
    static const struct {
        const char *x, *priority, *order, *with_default;
    } rows[] = {
        { "1", "\"third\"", "[\"b\", \"a\"]", "{\"a b\": \"some\", c: 1}" },
        { "7", "\"second\"", "[\"b\", \"a\"]", "{\"a b\": \"none\", c: 0}" },
        { "11", "\"first\"", "[\"b\", \"a\"]", "{\"a b\": \"none\", c: 0}" },
        { "0", "null", "[\"b\", \"a\"]", "{\"a b\": \"none\", c: 0}" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fixture f;
        open_model(&f, "tables.dmn");
        assert_int_equal(f.findings.error_count, 0);
        give(&f, "x", rows[i].x);
        check_decision(&f, "priority by type", rows[i].priority);
        check_decision(&f, "output order", rows[i].order);
        check_decision(&f, "with default", rows[i].with_default);
        const dmn_element *e = dmn_find(f.model, DMN_DECISION, STR("with default"));
        assert_non_null(e->table);
        assert_true(str_eqc(e->table->rules[0].note, "why"));
        close_model(&f);
    }
}

/* ---- bad files ---- */

static void bad_files_are_findings_with_places(void **state)
{
    static const struct {
        const char *file, *code;
        int line;
        bool model;
    } rows[] = {
        { "bad/entity.dmn", "E-XML-DTD", 2, false }, { "bad/bomb.dmn", "E-XML-DTD", 2, false },
        { "bad/root.dmn", "E-DMN", 2, false },       { "bad/cut.dmn", "E-XML", 5, false },
        { "bad/absent.dmn", "E-FILE", 0, false },    { "bad/href.dmn", "E-HREF", 5, true },
        { "bad/cycle.dmn", "E-CYCLE", 3, true },     { "bad/twice.dmn", "E-DUPLICATE", 4, true },
        { "bad/import.dmn", "E-IMPORT", 3, true },   { "bad/types.dmn", "E-CYCLE", 4, true },
        { "bad/types.dmn", "E-TYPE", 5, true },      { "bad/table.dmn", "E-DMN", 4, true },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fixture f;
        open_model(&f, rows[i].file);
        if ((f.model != NULL) != rows[i].model)
            fail_msg("%s: model %p", rows[i].file, (void *)f.model);
        check_finding(&f, rows[i].code, rows[i].line);
        close_model(&f);
    }
}

static void one_broken_decision_leaves_the_others_alone(void **state)
{
    fixture f;
    open_model(&f, "bad/table.dmn");
    assert_true(f.findings.error_count >= 3);
    check_decision(&f, "d", "null");
    check_decision(&f, "e", "null");
    check_decision(&f, "f", "42");
    close_model(&f);
}

static void a_cycle_ends_in_null(void **state)
{
    fixture f;
    open_model(&f, "bad/cycle.dmn");
    check_decision(&f, "a", "null");
    bool noted = false;
    feel_run *feel = dmn_run_feel(f.run);
    for (int i = 0; i < feel->notes.count; i++)
        noted = noted || strcmp(feel->notes.items[i].code, "E-CYCLE") == 0;
    assert_true(noted);
    close_model(&f);
}

static dmn_model *read_text(fixture *f, str text)
{
    *f = (fixture){ 0 };
    arena_init(&f->arena, 0);
    arena_init(&f->scratch, 0);
    diag_init(&f->findings, &f->arena);
    f->set = dmn_set_new(&f->arena, &f->findings);
    f->model = dmn_read(f->set, text, STR(""));
    dmn_link(f->set);
    return f->model;
}

static void deep_nesting_is_a_finding(void **state)
{
    static const char open[] = "<list>", close[] = "</list>";
    for (int depth = 150; depth <= 100000; depth += 99850) {
        fixture f;
        arena a;
        arena_init(&a, 0);
        strbuf b;
        strbuf_init(&b, &a);
        strbuf_putc(&b, "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" "
                        "namespace=\"u\" name=\"n\">"
                        "<decision name=\"d\" id=\"d\"><variable name=\"d\"/>");
        for (int i = 0; i < depth; i++) strbuf_putc(&b, open);
        for (int i = 0; i < depth; i++) strbuf_putc(&b, close);
        strbuf_putc(&b, "</decision></definitions>");
        read_text(&f, strbuf_done(&b));
        assert_true(f.findings.error_count > 0);
        close_model(&f);
        arena_deinit(&a);
    }
}

/* Every prefix of a model is read without a crash, and with a finding. */
static void cut_files_are_findings(void **state)
{
    fixture f;
    arena a;
    arena_init(&a, 0);
    diag_list d;
    diag_init(&d, &a);
    str text;
    assert_true(xml_load(&a, str_format(&a, "%s/boxed.dmn", HENG_TEST_DMN), &text, &d));
    int32_t end = str_find(text, STR("</definitions>"));
    for (int32_t len = 0; len < end; len += 97) {
        assert_null(read_text(&f, str_sub(text, 0, len)));
        assert_int_equal(f.findings.error_count, 1);
        close_model(&f);
    }
    arena_deinit(&a);
}

/* Memory denied at every point: never a crash, never a leak (the sanitizers watch). */
static void lack_of_memory_is_survived(void **state)
{
    arena outer;
    arena_init(&outer, 0);
    diag_list d;
    diag_init(&d, &outer);
    str text;
    assert_true(xml_load(&outer, str_format(&outer, "%s/boxed.dmn", HENG_TEST_DMN), &text, &d));
    for (long n = 1; n < 4000; n += n < 200 ? 1 : 37) {
        arena a;
        arena_init(&a, 0);
        diag_list findings;
        diag_init(&findings, &a);
        a.deny_at = n;
        dmn_set *set = dmn_set_new(&a, &findings);
        if (set) {
            dmn_model *m = dmn_read(set, text, STR(""));
            dmn_link(set);
            a.deny_at = n;
            dmn_run *run = dmn_run_new(set, &a);
            for (int i = 0; run && m && i < m->elements.count; i++)
                dmn_decide(run, m->elements.items[i]);
        }
        arena_deinit(&a);
    }
    arena_deinit(&outer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxed_conditional_holds_a_table),
        cmocka_unit_test(boxed_list_holds_contexts_and_lists),
        cmocka_unit_test(cells_of_a_relation_do_not_see_other_columns),
        cmocka_unit_test(boxed_filter_knows_members_of_the_item),
        cmocka_unit_test(boxed_loops_run_boxed_bodies),
        cmocka_unit_test(invocations_reach_models_builtins_and_own_functions),
        cmocka_unit_test(results_are_coerced_to_the_declared_type),
        cmocka_unit_test(a_decision_sees_only_what_it_requires),
        cmocka_unit_test(an_input_outside_the_allowed_values_is_null_with_a_note),
        cmocka_unit_test(services_run_in_a_frame_of_their_own),
        cmocka_unit_test(imports_resolve_by_namespace_and_by_location),
        cmocka_unit_test(dmn_1_2_is_read_with_prefixed_types),
        cmocka_unit_test(tables_take_priorities_from_types_and_values),
        cmocka_unit_test(bad_files_are_findings_with_places),
        cmocka_unit_test(one_broken_decision_leaves_the_others_alone),
        cmocka_unit_test(a_cycle_ends_in_null),
        cmocka_unit_test(deep_nesting_is_a_finding),
        cmocka_unit_test(cut_files_are_findings),
        cmocka_unit_test(lack_of_memory_is_survived),
    };
    return cmocka_run_group_tests_name("policy/dmn", tests, NULL, NULL);
}
