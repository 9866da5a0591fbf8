/* The library as its users see it: include/heng.h alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <pthread.h>

#include "heng.h"

static const char city[] =
    "# 甲\n\n| 文号 | 甲政发〔2019〕1号 |\n|---|---|\n| 施行 | 2019-01-01 |\n| 地域 | 甲市 |\n\n"
    "## 单位\n| 单位 | 显示 | 小数 | 英文 |\n|---|---|---|---|\n| 元 | {}元 | 2 | {} yuan |\n| "
    "比例 | {}% | | |\n\n"
    "## 类型 身份\n\"低保对象\", \"特困人员\", \"其他\"\n\n"
    "## 类型 结算\n| 成员 | 类型 |\n|---|---|\n| 救助 | 元 |\n| 余额 | 元 |\n\n"
    "## 事实\n| 事实 | 类型 | 默认 | 允许 |\n|---|---|---|---|\n| 身份 | 身份 | | |\n| 自付 | 元 | "
    "| >= 0 |\n| 已付 | 元 | 0 | |\n"
    "| 生日 | 日期 | | |\n| 参保 | 是否 | | |\n| 清单 | 列表<元> | | |\n\n"
    "## 参数\n| 参数 | 值 | 类型 | 起 | 止 | 条款 |\n|---|---|---|---|---|---|\n"
    "| 限额 | 100 | 元 | 2019-01-01 | 2019-12-31 | 一 |\n| 限额 | 200 | 元 | 2020-03-01 | | 二 "
    "|\n| 定额 | 待定 | 元 | | | 三 |\n\n"
    "## 约束\n| 约束 | 条件 | 说明 |\n|---|---|---|\n| 已付不过自付 | 已付 <= 自付 | "
    "已付比自付还多 |\n\n"
    "## 函数 到分(x: 数) : 数 〔推定〕\n    round half up(x, 2)\n\n"
    "## 函数 无尽(x: 数) : 数 〔推定〕\n    无尽(x + 1)\n\n"
    "## 决策 比率 〔四〕\n| U | 身份 | → 起付 : 元 | → 比例 : 比例 | 条款 "
    "|\n|---|---|---|---|---|\n"
    "| 1 | \"低保对象\",\"特困人员\" | 0 | 0.7 | 四1 |\n| 2 | \"其他\" | 10 | 0.6 | 四2 |\n\n"
    "## 决策 金额 : 元 〔四(五)〕\n    max(0, min(限额 - 已付, 到分((自付 - 比率.起付) * "
    "比率.比例)))\n\n"
    "## 决策 结果 : 结算 〔五〕\n| 项 | 值 |\n|---|---|\n| 救助 : 元 | 金额 |\n| 余额 : 元 | 自付 "
    "- 救助 |\n\n"
    "## 决策 按定额 : 元 〔六〕\n    定额 * 2\n\n"
    "## 决策 总和 : 元 〔七〕\n    sum(清单)\n\n"
    "## 决策 巨大 : 元 〔八〕\n    自付 ** 6000 * 自付 ** 6000\n\n"
    "## 决策 不停 : 元 〔九〕\n    无尽(自付)\n\n"
    "## 决策 商 : 元 〔十〕\n    自付 / 已付\n\n"
    "## 决策 满月 : 日期 〔十一〕\n    生日 + @\"P1M\"\n\n"
    "## 条件 合格 〔十二〕\n| 全部 | 条件 |\n|---|---|\n| 是低保 | 身份 = \"低保对象\" |\n| 已参保 "
    "| 参保 |\n";

static heng_library *open_city(void)
{
    heng_library *lib = NULL;
    heng_error why;
    heng_file file = { "a.md", city, -1 };
    heng_status status = heng_open_memory(&file, 1, &lib, &why);
    if (status != HENG_OK) print_error("%s %s %s\n", why.code, why.where, why.zh);
    assert_int_equal(status, HENG_OK);
    for (size_t i = 0; i < heng_finding_count(lib); i++) {
        assert_int_equal(heng_finding(lib, i, &why), HENG_OK);
        print_error("%s %s %s\n", why.code, why.where, why.zh);
    }
    assert_int_equal(heng_finding_count(lib), 0);
    return lib;
}

static heng_decision *prepare(heng_library *lib, const char *name, const char *day)
{
    heng_decision *d = NULL;
    heng_error why;
    if (heng_prepare(lib, name, NULL, day, &d, &why) != HENG_OK)
        print_error("%s %s\n", why.code, why.zh);
    assert_non_null(d);
    return d;
}

static void bind(heng_decision *d, const char *fact, const char *text)
{
    int i = heng_fact_index(d, fact);
    assert_true(i >= 0);
    if (heng_bind_text(d, i, text, -1) != HENG_OK) print_error("%s\n", heng_last_error(d)->zh);
    assert_string_equal(heng_last_error(d)->code, "");
}

static void assert_problem(heng_decision *d, const char *code)
{
    heng_error why;
    assert_int_equal(heng_step(d), HENG_NO_RESULT);
    assert_true(heng_problem_count(d) > 0);
    assert_int_equal(heng_problem(d, 0, &why, NULL), HENG_OK);
    assert_string_equal(why.code, code);
    assert_true(why.zh[0] && why.en[0]);
    assert_int_equal(heng_column_count(d), 0);
    assert_int_equal(heng_column_kind(d, 0), HENG_NULL);
}

static void typed_facts_give_typed_results(void **state)
{
    heng_library *lib = open_city();
    heng_decision *d = prepare(lib, "金额", "2019-06-01");
    int64_t fen = 0, coefficient;
    int exponent;
    bind(d, "身份", "其他");
    assert_int_equal(heng_bind_number(d, heng_fact_index(d, "自付"), 11005, -2), HENG_OK);
    assert_int_equal(heng_step(d), HENG_OK);
    assert_int_equal(heng_column_count(d), 1);
    assert_int_equal(heng_column_kind(d, 0), HENG_NUMBER);
    assert_string_equal(heng_column_text(d, 0).ptr, "60.03");
    assert_string_equal(heng_column_shown(d, 0, HENG_ZH).ptr, "60.03元");
    assert_string_equal(heng_column_shown(d, 0, HENG_EN).ptr, "60.03 yuan");
    assert_string_equal(heng_column_name(d, 0).ptr, "金额");
    assert_string_equal(heng_column_unit(d, 0).ptr, "元");
    assert_true(heng_column_scaled(d, 0, 2, &fen));
    assert_int_equal(fen, 6003);
    assert_false(heng_column_scaled(d, 0, 1, &fen));
    assert_true(heng_column_number(d, 0, &coefficient, &exponent));
    assert_int_equal(coefficient, 6003);
    assert_int_equal(exponent, -2);
    assert_string_equal(heng_document(d).ptr, "甲政发〔2019〕1号");
    assert_string_equal(heng_provision(d).ptr, "四(五)");
    assert_true(heng_inferred(d));
    heng_finalize(d);
    heng_close(lib);
}

static void a_structure_has_one_column_a_member(void **state)
{
    heng_library *lib = open_city();
    heng_decision *d = prepare(lib, "结果", "2019-06-01");
    assert_int_equal(
        heng_bind_facts(d, "{\"身份\": \"低保对象\", \"自付\": 50.5, \"已付\": \"1\"}", -1),
        HENG_OK);
    assert_int_equal(heng_step(d), HENG_OK);
    assert_int_equal(heng_column_count(d), 2);
    assert_string_equal(heng_column_name(d, 1).ptr, "余额");
    assert_string_equal(heng_column_text(d, 0).ptr, "35.35");
    assert_string_equal(heng_column_text(d, 1).ptr, "15.15");
    assert_string_equal(heng_column_unit(d, 1).ptr, "元");
    heng_finalize(d);
    heng_close(lib);
}

static void what_is_bound_stays_until_it_changes(void **state)
{
    heng_library *lib = open_city();
    heng_decision *d = prepare(lib, "金额", "2020-06-01");
    bind(d, "身份", "低保对象");
    bind(d, "自付", "100");
    assert_int_equal(heng_step(d), HENG_OK);
    assert_string_equal(heng_column_text(d, 0).ptr, "70");
    bind(d, "自付", "1000");
    assert_int_equal(heng_column_count(d), 0); /* the answer was to other facts */
    assert_int_equal(heng_step(d), HENG_OK);
    assert_string_equal(heng_column_text(d, 0).ptr, "200");
    bind(d, "已付", "150");
    assert_int_equal(heng_step(d), HENG_OK);
    assert_string_equal(heng_column_text(d, 0).ptr, "50");
    assert_int_equal(heng_unbind(d, heng_fact_index(d, "已付")), HENG_OK);
    assert_int_equal(heng_step(d), HENG_OK);
    assert_string_equal(heng_column_text(d, 0).ptr, "200");
    heng_clear(d);
    assert_problem(d, "E-MISSING");
    heng_finalize(d);
    heng_close(lib);
}

static void long_use_with_changing_facts_stays_right(void **state)
{
    heng_library *lib = open_city();
    heng_decision *d = prepare(lib, "金额", "2020-06-01");
    int paid = heng_fact_index(d, "自付"), already = heng_fact_index(d, "已付");
    bind(d, "身份", "其他");
    for (int i = 0; i < 1000; i++) {
        int64_t fen = -1, paid_fen = 1000 + i * 7, expected = (paid_fen - 1000) * 6;
        bool some = i / 100 % 2 == 1;
        heng_bind_number(d, paid, paid_fen, -2);
        if (some) heng_bind_number(d, already, 10, -2);
        else heng_unbind(d, already);
        expected = (expected + 5) / 10;
        if (expected > 20000 - (some ? 10 : 0)) expected = 20000 - (some ? 10 : 0);
        assert_int_equal(heng_step(d), HENG_OK);
        assert_true(heng_column_scaled(d, 0, 2, &fen));
        assert_int_equal(fen, expected);
    }
    heng_finalize(d);
    heng_close(lib);
}

static void a_parameter_may_be_given(void **state)
{
    heng_library *lib = open_city();
    heng_decision *d = prepare(lib, "按定额", "2019-06-01");
    assert_problem(d, "E-UNSET");
    bind(d, "定额", "12.5");
    assert_int_equal(heng_step(d), HENG_OK);
    assert_string_equal(heng_column_text(d, 0).ptr, "25");
    heng_finalize(d);
    d = prepare(lib, "金额", "2019-06-01");
    bind(d, "身份", "低保对象");
    bind(d, "自付", "1000");
    bind(d, "限额", "333");
    assert_int_equal(heng_step(d), HENG_OK);
    assert_string_equal(heng_column_text(d, 0).ptr, "333");
    assert_int_equal(heng_unbind(d, heng_fact_index(d, "限额")), HENG_OK);
    assert_int_equal(heng_step(d), HENG_OK);
    assert_string_equal(heng_column_text(d, 0).ptr, "100");
    heng_finalize(d);
    heng_close(lib);
}

static void lists_truth_values_and_dates_are_facts_too(void **state)
{
    int y, m, day;
    heng_library *lib = open_city();
    heng_decision *d = prepare(lib, "总和", "2019-06-01");
    assert_int_equal(heng_bind_json(d, heng_fact_index(d, "清单"), "[1.10, 2.20, \"3\"]", -1),
                     HENG_OK);
    assert_int_equal(heng_step(d), HENG_OK);
    assert_string_equal(heng_column_text(d, 0).ptr, "6.3");
    assert_int_equal(heng_step(d), HENG_OK);
    assert_string_equal(heng_column_text(d, 0).ptr, "6.3");
    heng_finalize(d);
    d = prepare(lib, "满月", "2019-06-01");
    assert_int_equal(heng_bind_date(d, heng_fact_index(d, "生日"), 2020, 1, 31), HENG_OK);
    assert_int_equal(heng_step(d), HENG_OK);
    assert_true(heng_column_date(d, 0, &y, &m, &day));
    assert_true(y == 2020 && m == 2 && day == 29);
    assert_string_equal(heng_column_text(d, 0).ptr, "2020-02-29");
    heng_finalize(d);
    d = prepare(lib, "合格", "2019-06-01");
    bind(d, "身份", "低保对象");
    assert_problem(d, "E-MISSING");
    assert_int_equal(heng_bind_bool(d, heng_fact_index(d, "参保"), true), HENG_OK);
    assert_int_equal(heng_step(d), HENG_OK);
    assert_true(heng_column_bool(d, 0));
    assert_string_equal(heng_column_text(d, 0).ptr, "true");
    bind(d, "身份", "其他");
    assert_int_equal(heng_unbind(d, heng_fact_index(d, "参保")), HENG_OK);
    assert_int_equal(heng_step(d), HENG_OK); /* one failed condition settles it */
    assert_false(heng_column_bool(d, 0));
    heng_finalize(d);
    heng_close(lib);
}

static void wrong_facts_are_refused_with_reasons(void **state)
{
    heng_library *lib = open_city();
    heng_decision *d = prepare(lib, "金额", "2019-06-01");
    int who = heng_fact_index(d, "身份"), paid = heng_fact_index(d, "自付");
    assert_int_equal(heng_bind_text(d, who, "低保", -1), HENG_ERROR);
    assert_string_equal(heng_last_error(d)->code, "E-ALLOWED");
    assert_non_null(strstr(heng_last_error(d)->zh, "低保对象"));
    assert_int_equal(heng_bind_text(d, paid, "１０", -1), HENG_ERROR);
    assert_string_equal(heng_last_error(d)->code, "E-NUMBER");
    assert_int_equal(heng_bind_number(d, paid, -1, 0), HENG_ERROR);
    assert_string_equal(heng_last_error(d)->code, "E-ALLOWED");
    assert_int_equal(heng_bind_bool(d, paid, true), HENG_ERROR);
    assert_string_equal(heng_last_error(d)->code, "E-TYPE");
    assert_int_equal(heng_bind_text(d, who, "\xC0\xAF", 2), HENG_ERROR);
    assert_string_equal(heng_last_error(d)->code, "E-UTF8");
    assert_int_equal(heng_bind_date(d, heng_fact_index(d, "生日"), 2023, 2, 30), HENG_ERROR);
    assert_string_equal(heng_last_error(d)->code, "E-DATE");
    assert_int_equal(heng_bind_json(d, who, "{", -1), HENG_ERROR);
    assert_int_equal(heng_bind_facts(d, "[1]", -1), HENG_ERROR);
    assert_int_equal(heng_bind_facts(d, "{\"自负\": 1}", -1), HENG_ERROR);
    assert_string_equal(heng_last_error(d)->code, "E-NAME");
    assert_int_equal(heng_fact_index(d, "身分"), -1);
    assert_non_null(strstr(heng_last_error(d)->zh, "身份"));
    assert_int_equal(heng_bind_number(d, 99, 1, 0), HENG_MISUSE);
    assert_int_equal(heng_bind_number(NULL, 0, 1, 0), HENG_MISUSE);
    assert_problem(d, "E-MISSING"); /* nothing of all that was kept */
    heng_finalize(d);
    heng_close(lib);
}

static void facts_that_contradict_each_other_are_refused(void **state)
{
    heng_library *lib = open_city();
    heng_decision *d = prepare(lib, "金额", "2020-06-01");
    bind(d, "身份", "低保对象");
    bind(d, "自付", "100");
    bind(d, "已付", "101");
    assert_int_equal(heng_step(d), HENG_ERROR);
    assert_string_equal(heng_last_error(d)->code, "E-CONTRADICT");
    assert_non_null(strstr(heng_last_error(d)->zh, "已付比自付还多"));
    assert_int_equal(heng_column_count(d), 0);
    bind(d, "已付", "100");
    assert_int_equal(heng_step(d), HENG_OK);
    assert_string_equal(heng_column_text(d, 0).ptr, "70");
    heng_finalize(d);
    heng_close(lib);
}

static void unknown_names_and_days_are_answered(void **state)
{
    heng_library *lib = open_city();
    heng_decision *d;
    heng_error why;
    assert_int_equal(heng_prepare(lib, "金颏", NULL, "2019-06-01", &d, &why), HENG_ERROR);
    assert_null(d);
    assert_string_equal(why.code, "E-NAME");
    assert_non_null(strstr(why.zh, "金额"));
    assert_non_null(strstr(why.en, "金额"));
    assert_int_equal(heng_prepare(lib, "身份", NULL, NULL, &d, &why), HENG_ERROR);       /* a fact */
    assert_int_equal(heng_prepare(lib, "金额", NULL, "2019-02-30", &d, &why), HENG_ERROR);
    assert_string_equal(why.code, "E-DATE");
    assert_int_equal(heng_prepare(lib, NULL, NULL, NULL, &d, NULL), HENG_MISUSE);
    heng_library *none = lib;
    assert_int_equal(heng_open("/nowhere/at/all", &none, &why), HENG_ERROR);
    assert_null(none);
    assert_true(why.zh[0]);
    heng_close(lib);
}

static void numbers_out_of_range_and_endless_calls_end_with_a_code(void **state)
{
    heng_library *lib = open_city();
    heng_decision *d = prepare(lib, "巨大", "2019-06-01");
    bind(d, "自付", "9999999999");
    assert_problem(d, "E-NULL");
    heng_finalize(d);
    d = prepare(lib, "不停", "2019-06-01");
    bind(d, "自付", "1");
    assert_problem(d, "E-LIMIT");
    heng_finalize(d);
    d = prepare(lib, "商", "2019-06-01");
    bind(d, "自付", "10");
    assert_problem(d, "E-NULL");
    bind(d, "已付", "3");
    assert_int_equal(heng_step(d), HENG_OK);
    assert_string_equal(heng_column_text(d, 0).ptr, "3.333333333333333333333333333333333");
    assert_int_equal(
        heng_bind_text(d, heng_fact_index(d, "自付"), "12345678901234567890123456789012345", -1),
        HENG_ERROR);
    assert_string_equal(heng_last_error(d)->code, "E-NUMBER"); /* a 35th digit would be lost */
    heng_finalize(d);
    d = prepare(lib, "金额", "2020-01-15");
    bind(d, "身份", "低保对象");
    bind(d, "自付", "1");
    assert_problem(d, "E-NOT-IN-FORCE");
    heng_finalize(d);
    heng_close(lib);
}

static void steps_cite_what_was_used(void **state)
{
    heng_library *lib = open_city();
    heng_trace_step step;
    bool limit = false, rate = false, given = false, assumed = false;
    heng_decision *d = prepare(lib, "金额", "2019-06-01");
    bind(d, "身份", "其他");
    bind(d, "自付", "110");
    assert_int_equal(heng_step(d), HENG_OK);
    assert_int_equal(heng_step_count(d), 0);                         /* tracing is off */
    heng_trace(d, true);
    assert_int_equal(heng_step(d), HENG_OK);
    for (int i = 0; i < heng_step_count(d); i++) {
        assert_int_equal(heng_step_at(d, i, &step), HENG_OK);
        limit =
            limit || (step.kind == HENG_STEP_PARAMETER && strcmp(step.name.ptr, "限额") == 0 &&
                      strcmp(step.value.ptr, "100") == 0 && strcmp(step.provision.ptr, "一") == 0);
        rate = rate || (strcmp(step.name.ptr, "比率") == 0 && strcmp(step.row.ptr, "2") == 0 &&
                        strcmp(step.provision.ptr, "四2") == 0);
        given = given || (step.kind == HENG_STEP_GIVEN && strcmp(step.name.ptr, "自付") == 0);
        assumed =
            assumed || (step.kind == HENG_STEP_ASSUMED && strcmp(step.name.ptr, "已付") == 0 &&
                        strcmp(step.value.ptr, "0") == 0);
    }
    assert_true(limit && rate && given && assumed);
    assert_string_equal(step.name.ptr, "金额"); /* the decision itself comes last */
    assert_string_equal(step.document.ptr, "甲政发〔2019〕1号");
    assert_non_null(strstr(heng_explain_text(d, HENG_ZH).ptr, "max(0, min(100 - 0, 60))"));
    assert_non_null(strstr(heng_explain_json(d, HENG_EN).ptr, "\"status\":\"ok\""));
    assert_string_equal(heng_column_text(d, 0).ptr, "60");
    heng_finalize(d);
    heng_close(lib);
}

static void columns_decide_many_rows(void **state)
{
    heng_library *lib = open_city();
    heng_decision *d = prepare(lib, "金额", "2019-06-01");
    const heng_text who[] = { { "低保对象", 12 }, { "其他", 6 }, { "路人", 6 }, { "其他", 6 } };
    const int64_t paid[] = { 10000, 11005, 1, -5 };
    const uint8_t none[] = { 0, 0, 0, 0 };
    int64_t out[4];
    uint8_t status[4];
    bind(d, "自付", "1");
    const heng_column columns[] = {
        { .fact = heng_fact_index(d, "身份"), .text = who },
        { .fact = heng_fact_index(d, "自付"), .scaled = paid, .exponent = -2, .null_mask = none }
    };
    assert_int_equal(heng_run_columns(d, columns, 2, 4, 2, out, status), HENG_NO_RESULT);
    assert_int_equal(status[0], HENG_OK);
    assert_int_equal(out[0], 7000);
    assert_int_equal(status[1], HENG_OK);
    assert_int_equal(out[1], 6003);
    assert_int_equal(status[2], HENG_ERROR);
    assert_int_equal(status[3], HENG_ERROR);
    bind(d, "身份", "低保对象");
    assert_int_equal(heng_step(d), HENG_OK);                         /* 自付 is 1 again */
    assert_string_equal(heng_column_text(d, 0).ptr, "0.7");
    heng_finalize(d);
    heng_close(lib);
}

static void the_library_lists_what_it_decides(void **state)
{
    heng_library *lib = open_city();
    heng_info info;
    bool found = false;
    for (size_t i = 0; i < heng_decision_count(lib); i++) {
        assert_int_equal(heng_decision_info(lib, i, &info), HENG_OK);
        if (strcmp(info.name.ptr, "金额") != 0) continue;
        found = true;
        assert_string_equal(info.kind.ptr, "decision");
        assert_string_equal(info.unit.ptr, "元");
        assert_string_equal(info.provision.ptr, "四(五)");
        assert_int_equal(info.version_count, 1);
    }
    assert_true(found);
    assert_int_equal(heng_decision_info(lib, heng_decision_count(lib), &info), HENG_MISUSE);
    heng_decision *d = prepare(lib, "金额", "2019-06-01");
    assert_int_equal(heng_fact_count(d), 3);
    assert_int_equal(heng_fact_info(d, 3, &info), HENG_MISUSE);
    heng_finalize(d);
    heng_close(lib);
    assert_int_equal(heng_version_number(), HENG_VERSION_NUMBER);
}

static void broken_files_are_reported_and_the_rest_works(void **state)
{
    static const char broken[] = "# 乙\n\n| 文号 | 乙〔2019〕1号 |\n|---|---|\n| 施行 | 2019-01-01 "
                                 "|\n\n## 决策 坏的 〔一〕\n    1 +\n";
    heng_library *lib;
    heng_error why;
    heng_file files[] = { { "a.md", city, -1 }, { "b.md", broken, -1 } };
    assert_int_equal(heng_open_memory(files, 2, &lib, &why), HENG_OK);
    assert_true(heng_finding_count(lib) > 0);
    bool found = false;
    for (size_t i = 0; i < heng_finding_count(lib); i++) {
        assert_int_equal(heng_finding(lib, i, &why), HENG_OK);
        found = found || (strstr(why.where, "b.md:") && strncmp(why.code, "E-", 2) == 0);
        if (!found) print_message("%s %s\n", why.where, why.zh);
    }
    assert_true(found);
    heng_decision *d = prepare(lib, "金额", "2019-06-01");
    heng_finalize(d);
    heng_close(lib);
}

typedef struct reader { heng_library *lib; int wrong; int number; } reader;

static void *read_often(void *arg)
{
    reader *r = arg;
    heng_decision *d = NULL;
    if (heng_prepare(r->lib, "金额", NULL, "2020-06-01", &d, NULL) != HENG_OK) {
        r->wrong++;
        return NULL;
    }
    heng_bind_text(d, heng_fact_index(d, "身份"), "低保对象", -1);
    for (int i = 0; i < 2000; i++) {
        int64_t fen = -1;
        heng_bind_number(d, heng_fact_index(d, "自付"), i % 100 + r->number, 0);
        if (heng_step(d) != HENG_OK || !heng_column_scaled(d, 0, 2, &fen) ||
            fen != (i % 100 + r->number) * 70)
            r->wrong++;
    }
    heng_finalize(d);
    return NULL;
}

static void threads_read_one_library(void **state)
{
    heng_library *lib = open_city();
    reader readers[4];
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) {
        readers[i] = (reader){ .lib = lib, .number = i };
        assert_int_equal(pthread_create(&threads[i], NULL, read_often, &readers[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(readers[i].wrong, 0);
    }
    heng_close(lib);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typed_facts_give_typed_results),
        cmocka_unit_test(a_structure_has_one_column_a_member),
        cmocka_unit_test(what_is_bound_stays_until_it_changes),
        cmocka_unit_test(a_parameter_may_be_given),
        cmocka_unit_test(lists_truth_values_and_dates_are_facts_too),
        cmocka_unit_test(wrong_facts_are_refused_with_reasons),
        cmocka_unit_test(unknown_names_and_days_are_answered),
        cmocka_unit_test(numbers_out_of_range_and_endless_calls_end_with_a_code),
        cmocka_unit_test(steps_cite_what_was_used),
        cmocka_unit_test(columns_decide_many_rows),
        cmocka_unit_test(the_library_lists_what_it_decides),
        cmocka_unit_test(broken_files_are_reported_and_the_rest_works),
        cmocka_unit_test(threads_read_one_library),
        cmocka_unit_test(long_use_with_changing_facts_stays_right),
        cmocka_unit_test(facts_that_contradict_each_other_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
