/* Deciding: versions by date and place, facts given and missing, other facts, what is never given
 * out as a result. */
#include "helper.h"

#define UNITS \
    "## 单位\n| 单位 | 显示 | 小数 |\n|---|---|---|\n| 元 | {}元 | 2 |\n| 元/月 | 每月{}元 | 2 " \
    "|\n| 比例 | {}% | |\n\n"

static const char *const basic[] = {
    HEADER("甲〔2019〕1号", "2019-01-01") UNITS
    "## 类型 身份\n\"低保对象\", \"特困人员\", \"其他\"\n\n"
    "## 事实\n| 事实 | 类型 | 默认 | 允许 |\n|---|---|---|---|\n| 身份 | 身份 | | |\n| 自付 | 元 | "
    "| >= 0 |\n"
    "| 已付 | 元 | 0 | |\n| 生日 | 日期 | | |\n| 参保 | 是否 | | |\n| 比率 | 比例 | | |\n| 清单 | "
    "列表<身份> | | |\n\n"
    "## 参数\n| 参数 | 值 | 类型 | 起 | 止 | 条款 |\n|---|---|---|---|---|---|\n"
    "| 标准 | 100 | 元 | 2019-01-01 | 2019-12-31 | 一 |\n| 标准 | 200 | 元 | 2020-03-01 | | 二 "
    "|\n| 定额 | 待定 | 元 | | | 三 |\n\n"
    "## 决策 金额 : 元 〔四(五)〕\n    max(0, 自付 - 已付 - 标准)\n\n"
    "## 决策 按定额 : 元 〔五〕\n    定额 * 2\n\n"
    "## 决策 去年 : 元 〔六〕\n    金额(适用日: 适用日 - @\"P1Y\")\n\n"
    "## 决策 换人 : 是否 〔六〕\n    是低保(身份: \"低保对象\")\n\n"
    "## 决策 是低保 : 是否 〔六〕\n    身份 = \"低保对象\"\n\n"
    "## 条件 合格 〔七〕\n| 全部 | 条件 | 条款 |\n|---|---|---|\n| 是低保 | 身份 = \"低保对象\" | "
    "七1 |\n| 已参保 | 参保 | 七2 |\n\n"
    "## 条件 有一项 〔八〕\n| 任一 | 条件 |\n|---|---|\n| 是低保 | 身份 = \"低保对象\" |\n| 已参保 "
    "| 参保 |\n\n"
    "## 函数 半(x: 数) : 数 〔推定〕\n    x / 2\n\n"
    "## 决策 一半 : 元 〔九〕\n    半(金额)\n",
    NULL
};

static void the_version_in_force_answers(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, basic);
    print_findings(&f);
    assert_int_equal(f.findings.all.count, 0);
    ask_at(&f, "2019-12-31");
    assert_answer(&f, "标准", "100");
    ask_at(&f, "2020-03-01");
    assert_answer(&f, "标准", "200");
    assert_true(give(&f, "自付", "1000.50"));
    assert_answer(&f, "金额", "800.5");
    fixture_close(&f);
}

static void between_two_versions_the_answer_names_both_and_the_last_value(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, basic);
    ask_at(&f, "2020-01-15");
    const policy_answer *a = decide(&f, "标准");
    assert_int_equal(a->code, POLICY_E_NOT_IN_FORCE);
    assert_int_equal(a->value.kind, FEEL_NULL);
    const policy_problem *p = &a->problems.items[0];
    assert_non_null(p->before);
    assert_non_null(p->after);
    assert_string_equal(str_cstr(&f.answers, p->before->provision), "一");
    assert_string_equal(str_cstr(&f.answers, p->after->provision), "二");
    assert_string_equal(str_cstr(&f.answers, feel_literal(&f.answers, p->last_value)), "100");
    assert_true(give(&f, "自付", "1000"));
    assert_code(&f, "金额", "E-NOT-IN-FORCE");
    ask_at(&f, "2018-12-31");
    assert_code(&f, "一半", "E-NOT-IN-FORCE");
    fixture_close(&f);
}

static void a_missing_fact_names_itself_and_who_asks(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, basic);
    ask_at(&f, "2019-06-01");
    const policy_answer *a = decide(&f, "一半");
    assert_int_equal(a->code, POLICY_E_MISSING);
    assert_string_equal(str_cstr(&f.answers, a->problems.items[0].name), "自付");
    assert_string_equal(str_cstr(&f.answers, a->problems.items[0].asked_by->name), "金额");
    assert_string_equal(str_cstr(&f.answers, a->problems.items[0].asked_by->provision), "四(五)");
    assert_int_equal(a->value.kind, FEEL_NULL);
    fixture_close(&f);
}

static void an_assumed_fact_is_told_from_a_given_one(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, basic);
    ask_at(&f, "2019-06-01");
    assert_true(give(&f, "自付", "300"));
    const policy_answer *a = decide(&f, "金额");
    assert_int_equal(a->inputs.count, 2);
    for (int i = 0; i < 2; i++) {
        bool paid = str_eqc(policy_slot_at(f.lib, a->inputs.items[i].slot)->name, "已付");
        assert_int_equal(a->inputs.items[i].assumed, paid);
    }
    fixture_close(&f);
}

static void an_unset_figure_is_asked_for_and_may_come_with_the_request(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, basic);
    ask_at(&f, "2019-06-01");
    const policy_answer *a = decide(&f, "按定额");
    assert_int_equal(a->code, POLICY_E_UNSET);
    assert_string_equal(str_cstr(&f.answers, a->problems.items[0].name), "定额");
    assert_true(give(&f, "定额", "15"));
    assert_answer(&f, "按定额", "30");
    fixture_close(&f);
}

static void a_decision_asked_with_another_day_uses_the_law_of_that_day(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, basic);
    ask_at(&f, "2020-06-01");
    assert_true(give(&f, "自付", "1000"));
    assert_answer(&f, "金额", "800");
    assert_answer(&f, "去年", "900");
    fixture_close(&f);
}

static void a_decision_asked_with_another_fact_leaves_the_first_alone(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, basic);
    ask_at(&f, "2019-06-01");
    assert_true(give(&f, "身份", "其他"));
    assert_answer(&f, "换人", "true");
    assert_answer(&f, "是低保", "false");
    fixture_close(&f);
}

static void one_condition_settles_the_matter_whatever_is_missing(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, basic);
    ask_at(&f, "2019-06-01");
    assert_true(give(&f, "身份", "其他"));
    assert_answer(&f, "合格", "false");
    assert_code(&f, "有一项", "E-MISSING");
    ask_at(&f, "2019-06-01");
    assert_true(give(&f, "参保", "是"));
    assert_answer(&f, "有一项", "true");
    assert_code(&f, "合格", "E-MISSING");
    fixture_close(&f);
}

static void facts_are_read_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text, *literal;
    } good[] = {
        { "身份", "低保对象", "\"低保对象\"" },
        { "身份", "\"低保对象\"", "\"低保对象\"" },
        { "自付", " 12.50 ", "12.5" },
        { "自付", "12345678901234567890.12", "12345678901234567890.12" },
        { "参保", "否", "false" },
        { "参保", "true", "true" },
        { "生日", "2000-02-29", "@\"2000-02-29\"" },
        { "生日", "date(\"2000-02-29\")", "@\"2000-02-29\"" },
        { "比率", "70%", "0.7" },
        { "比率", "0.7", "0.7" },
        { "清单", "[\"特困人员\",\"其他\"]", "[\"特困人员\", \"其他\"]" },
        { "清单", "特困人员", "[\"特困人员\"]" },
    };
    fixture f;
    fixture_open(&f, basic);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        ask_at(&f, "2019-06-01");
        if (!give(&f, good[i].name, good[i].text)) {
            print_findings(&f);
            fail_msg("%s=%s refused", good[i].name, good[i].text);
        }
        feel_expr *e =
            feel_parse(&f.answers, str_c(good[i].name), FEEL_EXPRESSION,
                       policy_scope(f.lib, policy_doc_at(f.lib, 0)), (src_pos){ 0 }, &f.findings);
        str literal = feel_literal(&f.answers, policy_run_eval(f.run, e));
        assert_string_equal(str_cstr(&f.answers, literal), good[i].literal);
    }
    fixture_close(&f);
}

static void bad_facts_are_refused_with_the_place(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text, *code;
        int column;
        const char *says;
    } bad[] = {
        { "自付", "1２0", "E-NUMBER", 2, "2" },
        { "自付", "100元", "E-NUMBER", 4, "元" },
        { "自付", "abc", "E-NUMBER", 1, "a" },
        { "自付", "-1", "E-ALLOWED", 1, "-1" },
        { "生日", "2023-02-29", "E-DATE", 1, "没有这一天" },
        { "身份", "低保対象", "E-ALLOWED", 1, "低保对象" },
        { "身份份", "x", "E-NAME", 1, "身份" },
        { "参保", "也许", "E-TYPE", 1, "是 或 否" },
        { "金额", "5", "E-NAME", 1, "算出" },
        { "清单", "[\"甲\"]", "E-ALLOWED", 1, "清单[1]" },
        { "自付", "\"12\"", "E-TYPE", 1, "元" },
    };
    fixture f;
    fixture_open(&f, basic);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ask_at(&f, "2019-06-01");
        if (give(&f, bad[i].name, bad[i].text))
            fail_msg("%s=%s accepted", bad[i].name, bad[i].text);
        assert_last_finding(&f, bad[i].code, 1, bad[i].column);
        str zh = f.findings.all.items[f.findings.all.count - 1].zh;
        if (str_find(zh, str_c(bad[i].says)) < 0)
            fail_msg("%s=%s says " STR_FMT, bad[i].name, bad[i].text, STR_ARG(zh));
    }
    fixture_close(&f);
}

static json *json_of(fixture *f, const char *text)
{
    json *j = json_parse(&f->answers, str_c(text), STR("facts.json"), &f->findings);
    assert_non_null(j);
    return j;
}

static void json_facts_keep_their_digits_and_take_the_declared_type(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, basic);
    ask_at(&f, "2019-06-01");
    assert_true(policy_run_facts_json(
        f.run,
        json_of(
            &f,
            "{\"自付\": 12345678901234567890.12, \"生日\": \"2000-02-29\", \"已付\": \"0.02\"}"),
        &f.findings));
    assert_answer(&f, "金额", "12345678901234567790.1");
    ask_at(&f, "2019-06-01");
    assert_false(policy_run_facts_json(f.run, json_of(&f, "{\"自付\": true}"), &f.findings));
    assert_last_finding(&f, "E-TYPE", 1, 1);
    assert_false(policy_run_facts_json(f.run, json_of(&f, "[1]"), &f.findings));
    assert_false(policy_run_facts_json(f.run, json_of(&f, "{\"清单\": [\"特困人员\", \"无此\"]}"),
                                       &f.findings));
    assert_last_finding(&f, "E-ALLOWED", 1, 1);
    fixture_close(&f);
}

static void places_and_precedence_choose_between_versions(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "# 市\n\n| 文号 | 市1 |\n|---|---|\n| 施行 | 2020-01-01 |\n| 地域 | 甲市 |\n\n## 决策 线 "
        "〔一〕\n    1\n\n## 决策 用线 〔二〕\n    线 * 10\n",
        "# 县\n\n| 文号 | 县1 |\n|---|---|\n| 施行 | 2019-01-01 |\n| 地域 | 甲市/乙县 |\n\n## 决策 "
        "线 〔一〕\n    2\n",
        "# 特别\n\n| 文号 | 市2 |\n|---|---|\n| 施行 | 2018-01-01 |\n| 地域 | 甲市 |\n| 优先 | "
        "特别 |\n\n## 决策 线 〔一〕\n> 适用:2018-01-01 至 2020-12-31\n    3\n",
        NULL
    };
    fixture f;
    fixture_open(&f, texts);
    assert_int_equal(f.findings.all.count, 0);
    ask_at(&f, "2020-06-01");
    policy_run_place(f.run, STR("甲市"));
    assert_answer(&f, "线", "3");
    assert_answer(&f, "用线", "30");
    ask_at(&f, "2021-06-01");
    policy_run_place(f.run, STR("甲市"));
    assert_answer(&f, "线", "1");
    ask_at(&f, "2021-06-01");
    policy_run_place(f.run, STR("甲市/乙县"));
    assert_answer(&f, "用线", "20");
    ask_at(&f, "2021-06-01");
    policy_run_place(f.run, STR("丙市"));
    assert_code(&f, "线", "E-NOT-IN-FORCE");
    fixture_close(&f);
}

static void a_repeal_ends_the_repealed_document(void **state)
{
    (void)state;
    static const char *const texts[] = {
        HEADER("甲〔2019〕1号",
               "2019-01-01") "## 决策 线 〔一〕\n    1\n\n## 决策 旧事 〔一〕\n    7\n",
        "# t\n\n| 文号 | 甲〔2020〕2号 |\n|---|---|\n| 施行 | 2020-05-01 |\n| 地域 | 甲市 |\n| "
        "废止 | 甲[2019] 1 号 自 2020-07-01 |\n\n## 决策 线 〔一〕\n> 适用:2020-07-01 起\n    2\n",
        NULL
    };
    fixture f;
    fixture_open(&f, texts);
    print_findings(&f);
    ask_at(&f, "2020-06-30");
    assert_answer(&f, "线", "1");
    ask_at(&f, "2020-07-01");
    assert_answer(&f, "线", "2");
    assert_code(&f, "旧事", "E-NOT-IN-FORCE");
    fixture_close(&f);
}

static void two_versions_of_one_rank_clash(void **state)
{
    (void)state;
    static const char *const texts[] = {
        HEADER("甲〔2019〕1号", "2019-01-01") "## 决策 线 〔一〕\n    1\n",
        HEADER("甲〔2019〕2号", "2019-01-01") "## 决策 线 〔一〕\n    2\n", NULL
    };
    fixture f;
    fixture_open(&f, texts);
    ask_at(&f, "2019-06-01");
    const policy_answer *a = decide(&f, "线");
    assert_int_equal(a->code, POLICY_E_VERSION_CLASH);
    assert_non_null(a->problems.items[0].before);
    assert_non_null(a->problems.items[0].after);
    fixture_close(&f);
}

static void a_circle_is_found_before_and_stopped_while_running(void **state)
{
    (void)state;
    static const char *const texts[] = {
        HEADER("甲1",
               "2019-01-01") "## 决策 甲 〔一〕\n    乙 + 1\n\n## 决策 乙 〔一〕\n    甲 + 1\n",
        NULL
    };
    fixture f;
    fixture_open(&f, texts);
    assert_int_equal(f.findings.error_count, 1);
    assert_last_finding(&f, "E-CYCLE", 11, 7);
    ask_at(&f, "2019-06-01");
    assert_code(&f, "甲", "E-CYCLE");
    fixture_close(&f);
}

static void versions_that_never_meet_make_no_circle(void **state)
{
    (void)state;
    static const char *const texts[] = {
        HEADER("甲1", "2019-01-01") "## 决策 甲 〔一〕\n> 适用:2019-01-01 至 2019-12-31\n    乙 + "
                                    "1\n\n## 决策 甲 〔一〕\n> 适用:2020-01-01 起\n    5\n\n"
                                    "## 决策 乙 〔一〕\n> 适用:2020-01-01 起\n    甲 + 1\n\n## "
                                    "决策 乙 〔一〕\n> 适用:2019-01-01 至 2019-12-31\n    1\n",
        NULL
    };
    fixture f;
    fixture_open(&f, texts);
    assert_int_equal(f.findings.all.count, 0);
    ask_at(&f, "2019-06-01");
    assert_answer(&f, "甲", "2");
    ask_at(&f, "2020-06-01");
    assert_answer(&f, "乙", "6");
    fixture_close(&f);
}

static void endless_asking_anew_ends_with_a_limit(void **state)
{
    (void)state;
    static const char *const texts[] = {
        HEADER("甲1", "2019-01-01") "## 事实\n| 事实 | 类型 |\n|---|---|\n| n | 数 |\n\n## 决策 甲 "
                                    ": 数 〔一〕\n    甲(n: n + 1)\n",
        NULL
    };
    fixture f;
    fixture_open(&f, texts);
    ask_at(&f, "2019-06-01");
    assert_true(give(&f, "n", "1"));
    assert_code(&f, "甲", "E-LIMIT");
    fixture_close(&f);
}

static void an_unknown_decision_names_the_nearest(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, basic);
    ask_at(&f, "2019-06-01");
    const policy_answer *a = decide(&f, "金额数");
    assert_int_equal(a->code, POLICY_E_NAME);
    assert_true(str_find(a->problems.items[0].zh, STR("“金额”")) > 0);
    fixture_close(&f);
}

static void facts_needed_are_listed_over_everything_required(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, basic);
    int32_t *slots, slot = policy_slot_find(f.lib, (str){ "", 0 }, STR("一半"));
    int32_t count =
        policy_facts_needed(f.lib, slot, STR("甲市"), day("2019-06-01"), &f.answers, &slots);
    assert_int_equal(count, 2);
    assert_true(str_eqc(policy_slot_at(f.lib, slots[0])->name, "自付"));
    assert_true(str_eqc(policy_slot_at(f.lib, slots[1])->name, "已付"));
    fixture_close(&f);
}

/* Every allocation of loading and deciding is denied once: an error or a partial library, never a
 * crash. */
static void memory_denied_at_any_point_is_survived(void **state)
{
    (void)state;
    for (long n = 1; n < 3000; n += n < 300 ? 1 : 17) {
        fixture f = { .lib = policy_library_new() };
        arena_init(&f.memory, 0);
        arena_init(&f.answers, 0);
        diag_init(&f.findings, &f.memory);
        policy_arena(f.lib)->deny_at = n;
        policy_md_declare(f.lib, STR("a.md"), str_c(basic[0]), &f.findings);
        define_all(f.lib, &f.findings);
        policy_arena(f.lib)->deny_at = 0;
        policy_library_free(f.lib);
        arena_deinit(&f.memory);
        arena_deinit(&f.answers);
    }
    fixture f;
    fixture_open(&f, basic);
    for (long n = 1; n < 120; n++) {
        ask_at(&f, "2020-06-01");
        policy_run_trace(f.run, true);
        assert_true(give(&f, "自付", "1000"));
        f.answers.deny_at = n;
        (void)policy_decide(f.run, STR("去年"));
        f.answers.deny_at = 0;
    }
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_version_in_force_answers),
        cmocka_unit_test(between_two_versions_the_answer_names_both_and_the_last_value),
        cmocka_unit_test(a_missing_fact_names_itself_and_who_asks),
        cmocka_unit_test(an_assumed_fact_is_told_from_a_given_one),
        cmocka_unit_test(an_unset_figure_is_asked_for_and_may_come_with_the_request),
        cmocka_unit_test(a_decision_asked_with_another_day_uses_the_law_of_that_day),
        cmocka_unit_test(a_decision_asked_with_another_fact_leaves_the_first_alone),
        cmocka_unit_test(one_condition_settles_the_matter_whatever_is_missing),
        cmocka_unit_test(facts_are_read_as_people_write_them),
        cmocka_unit_test(bad_facts_are_refused_with_the_place),
        cmocka_unit_test(json_facts_keep_their_digits_and_take_the_declared_type),
        cmocka_unit_test(places_and_precedence_choose_between_versions),
        cmocka_unit_test(a_repeal_ends_the_repealed_document),
        cmocka_unit_test(two_versions_of_one_rank_clash),
        cmocka_unit_test(a_circle_is_found_before_and_stopped_while_running),
        cmocka_unit_test(versions_that_never_meet_make_no_circle),
        cmocka_unit_test(endless_asking_anew_ends_with_a_limit),
        cmocka_unit_test(an_unknown_decision_names_the_nearest),
        cmocka_unit_test(facts_needed_are_listed_over_everything_required),
        cmocka_unit_test(memory_denied_at_any_point_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
