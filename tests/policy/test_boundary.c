/* Thresholds: where they are found, and what is said below, at and above each. */
#include "helper.h"
#include "policy/boundary.h"

static const char source[] = HEADER("甲政发〔2023〕1号", "2023-01-01")
    "## 单位\n| 单位 | 显示 | 小数 | 英文 |\n|---|---|---|---|\n| 元 | {}元 | 2 | {} yuan |\n"
    "| 人 | {}人 | 0 | {} persons |\n| 比例 | {}% | | {}% |\n\n"
    "## 类型 身份\n\"甲类\", \"乙类\"\n\n"
    "## 事实\n| 事实 | 类型 | 默认 | 允许 |\n|---|---|---|---|\n| 身份 | 身份 | | |\n"
    "| 收入 | 元 | | >= 0 |\n| 人数 | 人 | 1 | >= 1 |\n| 申请日 | 日期 | | |\n\n"
    "## 决策 档次 〔一〕\n| U | 身份 | 收入 | → | 条款 |\n|---|---|---|---|---|\n"
    "| 1 | \"甲类\" | < 500 | 3 | 一1 |\n| 2 | \"甲类\" | >= 500 | 2 | 一2 |\n"
    "| 3 | \"乙类\" | < 300.5 | 1 | 一3 |\n| 4 | \"乙类\" | >= 300.5 | 0 | 一4 |\n\n"
    "## 决策 人均 : 元 〔二〕\n    收入 / 人数\n\n"
    "## 条件 可享 〔三〕\n| 全部 | 条件 | 条款 |\n|---|---|---|\n"
    "| 人均低 | 人均 <= 200 | 三1 |\n| 不晚 | 申请日 <= @\"2023-06-30\" | 三2 |\n\n"
    "## 决策 金额 〔四〕\n| 项 | 值 |\n|---|---|\n| 余额 : 元 | 1000 - 收入 |\n"
    "| → | if 余额 > 400 then 1 else 0 |\n\n"
    "## 决策 户型 〔五〕\n    if 人数 in [3..5] then \"中\" else \"别\"\n\n"
    "## 决策 常数 〔六〕\n    if 1 + 1 > 2 then 1 else 0\n\n"
    "## 示例 可享\n| 例 | 收入 | 人数 | 申请日 | 可享 |\n|---|---|---|---|---|\n"
    "| a | 500 | 3 | 2023-05-01 | true |\n";

static policy_boundary *all;
static int count;

static void find(fixture *f, const char *name)
{
    static const char *const texts[] = { source, NULL };
    fixture_open(f, texts);
    print_findings(f);
    assert_int_equal(f->findings.error_count, 0);
    int32_t slot = policy_find_decision(f->lib, str_c(name), &f->findings);
    count = policy_boundaries(f->lib, slot, day("2023-06-01"), LANG_ZH, &f->memory, &all);
}

static void says(const policy_boundary *b, const char *fact, const char *const shown[3],
                 const char *const results[3], const fixture *f)
{
    assert_true(b->fact >= 0);
    str name = policy_slot_at(f->lib, b->fact)->name;
    if (!str_eqc(name, fact)) fail_msg("fact " STR_FMT ", not %s", STR_ARG(name), fact);
    for (int i = 0; i < 3; i++) {
        if (!str_eqc(b->points[i].shown, shown[i]))
            fail_msg("value " STR_FMT ", not %s", STR_ARG(b->points[i].shown), shown[i]);
        if (!str_eqc(b->points[i].result, results[i]))
            fail_msg("result " STR_FMT ", not %s", STR_ARG(b->points[i].result), results[i]);
    }
}

#define THREE(...) ((const char *const[3]){ __VA_ARGS__ })

static void rows_that_meet_at_a_limit_are_one_threshold_with_both_provisions(void **state)
{
    fixture f;
    (void)state;
    find(&f, "档次");
    assert_int_equal(count, 2);
    says(&all[0], "收入", THREE("499.99元", "500.00元", "500.01元"), THREE("3", "2", "2"), &f);
    assert_string_equal(str_cstr(&f.memory, all[0].provision), "一1;一2");
    fixture_close(&f);
}

static void the_other_inputs_are_those_of_the_row(void **state)
{
    fixture f;
    (void)state;
    find(&f, "档次");
    says(&all[1], "收入", THREE("300.49元", "300.50元", "300.51元"), THREE("1", "0", "0"), &f);
    assert_true(str_find(all[1].others, STR("身份=\"乙类\"")) >= 0);
    fixture_close(&f);
}

static void a_limit_of_a_computed_figure_is_found_through_its_facts(void **state)
{
    fixture f;
    (void)state;
    find(&f, "可享");
    assert_int_equal(count, 2);
    says(&all[0], "收入", THREE("599.99元", "600.00元", "600.01元"), THREE("是", "是", "否"), &f);
    fixture_close(&f);
}

static void days_move_by_one_day(void **state)
{
    fixture f;
    (void)state;
    find(&f, "可享");
    says(&all[1], "申请日", THREE("2023年6月29日", "2023年6月30日", "2023年7月1日"),
         THREE("是", "是", "否"), &f);
    assert_string_equal(str_cstr(&f.memory, all[1].provision), "三2");
    fixture_close(&f);
}

static void a_comparison_of_a_context_entry_stands_on_facts(void **state)
{
    fixture f;
    (void)state;
    find(&f, "金额");
    assert_int_equal(count, 1);
    says(&all[0], "收入", THREE("599.99元", "600.00元", "600.01元"), THREE("1", "0", "0"), &f);
    fixture_close(&f);
}

static void counted_things_move_by_one_and_both_ends_of_a_range_are_limits(void **state)
{
    fixture f;
    (void)state;
    find(&f, "户型");
    assert_int_equal(count, 2);
    says(&all[0], "人数", THREE("2人", "3人", "4人"), THREE("别", "中", "中"), &f);
    says(&all[1], "人数", THREE("4人", "5人", "6人"), THREE("中", "中", "别"), &f);
    fixture_close(&f);
}

static void what_no_fact_moves_is_named_as_such(void **state)
{
    fixture f;
    (void)state;
    find(&f, "常数");
    assert_int_equal(count, 1);
    assert_int_equal(all[0].fact, -1);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_that_meet_at_a_limit_are_one_threshold_with_both_provisions),
        cmocka_unit_test(the_other_inputs_are_those_of_the_row),
        cmocka_unit_test(a_limit_of_a_computed_figure_is_found_through_its_facts),
        cmocka_unit_test(days_move_by_one_day),
        cmocka_unit_test(a_comparison_of_a_context_entry_stands_on_facts),
        cmocka_unit_test(counted_things_move_by_one_and_both_ends_of_a_range_are_limits),
        cmocka_unit_test(what_no_fact_moves_is_named_as_such),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
