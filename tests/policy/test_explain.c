/* Explanations, word for word, and the figures in them. */
#include "helper.h"

static char *read_file(const char *path)
{
    FILE *in = fopen(path, "rb");
    if (!in) return NULL;
    char *text = calloc(1, 1 << 16);
    if (text && fread(text, 1, (1 << 16) - 1, in) == 0) text[0] = 0;
    fclose(in);
    return text;
}

static void open_relief(fixture *f)
{
    char *source = read_file(HENG_TEST_DIR "/good/relief.md");
    assert_non_null(source);
    *f = (fixture){ .lib = policy_library_new() };
    arena_init(&f->memory, 0);
    arena_init(&f->answers, 0);
    diag_init(&f->findings, &f->memory);
    policy_md_declare(f->lib, STR("relief.md"), str_copy(policy_arena(f->lib), str_c(source)),
                      &f->findings);
    free(source);
    define_all(f->lib, &f->findings);
    assert_int_equal(f->findings.error_count, 0);
    f->run = policy_run_new(f->lib, &f->answers);
}

static void compare(const char *name, const char *got)
{
    char path[512];
    snprintf(path, sizeof path, HENG_TEST_DIR "/good/%s", name);
    char *expected = read_file(path);
    bool same = expected && strcmp(expected, got) == 0;
    if (!same) fprintf(stderr, "---- %s is now\n%s----\n", name, got);
    free(expected);
    assert_true(same);
}

static const char *explanation(fixture *f, const char *name, lang language)
{
    strbuf out;
    strbuf_init(&out, &f->answers);
    policy_run_trace(f->run, true);
    policy_explain_text(f->lib, decide(f, name), &out, language);
    return strbuf_done(&out).ptr;
}

static void an_amount_is_explained_step_by_step(void **state)
{
    fixture f;
    (void)state;
    open_relief(&f);
    ask_at(&f, "2023-06-01");
    assert_true(give(&f, "救助身份", "低保边缘家庭成员") && give(&f, "合规自付", "12000"));
    compare("amount.zh.txt", explanation(&f, "救助金额", LANG_ZH));
    ask_at(&f, "2023-06-01");
    assert_true(give(&f, "救助身份", "低保边缘家庭成员") && give(&f, "合规自付", "12000"));
    compare("amount.en.txt", explanation(&f, "救助金额", LANG_EN));
    fixture_close(&f);
}

static void a_no_lists_the_conditions_that_failed(void **state)
{
    fixture f;
    (void)state;
    open_relief(&f);
    ask_at(&f, "2023-06-01");
    assert_true(give(&f, "救助身份", "低保边缘家庭成员"));
    compare("refused.zh.txt", explanation(&f, "免押金", LANG_ZH));
    fixture_close(&f);
}

static void no_result_says_why_and_what_was_before_or_after(void **state)
{
    fixture f;
    (void)state;
    open_relief(&f);
    ask_at(&f, "2022-06-01");
    assert_true(give(&f, "救助身份", "低保对象"));
    compare("lapsed.zh.txt", explanation(&f, "救助金额", LANG_ZH));
    fixture_close(&f);
}

static void the_figure_bears_unit_and_period(void **state)
{
    static const struct {
        const char *unit, *figure, *zh, *en;
    } cases[] = {
        { "元", "20000", "20,000.00元", "20,000.00 yuan" },
        { "元/人·月", "760", "每人每月760.00元", "760.00 yuan per person and month" },
        { "元", "0.005", "0.005元", "0.005 yuan" },
        { "比例", "0.7", "70%", "70%" },
        { "比例", "0.125", "12.5%", "12.5%" },
        { "元", "-1234567.8", "-1,234,567.80元", "-1,234,567.80 yuan" },
        { "元", "123", "123.00元", "123.00 yuan" },
    };
    fixture f;
    (void)state;
    open_relief(&f);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dec n;
        assert_true(dec_parse(str_c(cases[i].figure), &n));
        const feel_type *t = policy_find_unit(f.lib, str_c(cases[i].unit))->type;
        assert_string_equal(str_cstr(&f.answers,
                                     policy_shown(f.lib, &f.answers, feel_number(n), t, LANG_ZH)),
                            cases[i].zh);
        assert_string_equal(str_cstr(&f.answers,
                                     policy_shown(f.lib, &f.answers, feel_number(n), t, LANG_EN)),
                            cases[i].en);
    }
    fixture_close(&f);
}

static void the_json_answer_is_json_with_exact_digits(void **state)
{
    fixture f;
    (void)state;
    open_relief(&f);
    ask_at(&f, "2023-06-01");
    assert_true(give(&f, "救助身份", "低保对象") && give(&f, "合规自付", "1000.10"));
    policy_run_trace(f.run, true);
    strbuf out;
    json_out j;
    strbuf_init(&out, &f.answers);
    json_out_init(&j, &out);
    policy_answer_json(f.lib, decide(&f, "救助金额"), &j, LANG_ZH, true);
    json *answer = json_parse(&f.answers, strbuf_done(&out), STR("answer"), &f.findings);
    assert_non_null(answer);
    assert_true(str_eqc(json_str(answer, "status"), "ok"));
    assert_true(str_eqc(json_str(json_get(answer, "result"), "value"), "700.07"));
    assert_true(str_eqc(json_str(json_get(answer, "result"), "display_zh"), "700.07元"));
    assert_true(str_eqc(json_str(json_get(answer, "version"), "doc"), "测政办发〔2022〕30号"));
    assert_int_equal(json_get(answer, "assumed")->count, 1);
    assert_int_equal(json_get(answer, "given")->count, 2);
    assert_true(str_eqc(json_str(json_get(answer, "trace"), "kind"), "decision"));
    ask_at(&f, "2023-06-01");
    strbuf_init(&out, &f.answers);
    json_out_init(&j, &out);
    policy_answer_json(f.lib, decide(&f, "救助金额"), &j, LANG_ZH, false);
    answer = json_parse(&f.answers, strbuf_done(&out), STR("answer"), &f.findings);
    assert_true(str_eqc(json_str(answer, "status"), "missing"));
    assert_true(json_get(answer, "missing")->count >= 1);
    assert_int_equal(json_get(answer, "result")->kind, JSON_NULL);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_amount_is_explained_step_by_step),
        cmocka_unit_test(a_no_lists_the_conditions_that_failed),
        cmocka_unit_test(no_result_says_why_and_what_was_before_or_after),
        cmocka_unit_test(the_figure_bears_unit_and_period),
        cmocka_unit_test(the_json_answer_is_json_with_exact_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
