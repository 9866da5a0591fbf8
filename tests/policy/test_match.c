/* test_match.c: benefits put to facts: three states, why, what to ask next, exclusions,
 * contradictions. */
#include "helper.h"
#include "policy/match.h"

static const char city[] = HEADER(
    "甲〔2023〕1号",
    "2023-01-01") "## 类型 身份\n\"低保\", \"特困\", \"无\"\n\n"
                  "## 单位\n| 单位 | 显示 | 小数 |\n|---|---|---|\n| 元/月 | 每月{}元 | 2 |\n\n"
                  "## 事实\n"
                  "| 事实 | 类型 | 默认 | 问 |\n|---|---|---|---|\n"
                  "| 身份 | 身份 | | 是哪一类? |\n"
                  "| 年龄 | 数 | | 几岁? |\n"
                  "| 收入 | 元/月 | | 每月收入多少? |\n"
                  "| 残疾 | 是否 | false | 有残疾证吗? |\n"
                  "| 就业 | 是否 | | 就业了吗? |\n"
                  "| 人数 | 数 | 1 | |\n"
                  "| 名单 | 列表<文本> | | 有谁? |\n\n"
                  "## 约束\n| 约束 | 条件 | 说明 |\n|---|---|---|\n"
                  "| 幼儿不就业 | not(就业 and 年龄 < 16) | 未满16岁却已就业 |\n"
                  "| 人数相符 | 人数 = count(名单) | 人数和名单不同 |\n\n"
                  "## 参数\n| 参数 | 值 | 类型 | 条款 |\n|---|---|---|---|\n| 补贴额 | 待定 | "
                  "元/月 | 五 |\n| 标准 | 700 | 元/月 | 一 |\n\n"
                  "## 条件 可得低保 〔一〕\n| 全部 | 条件 | 条款 |\n|---|---|---|\n"
                  "| 身份合 | 身份 = \"低保\" | 一(一) |\n| 收入低 | 收入 < 标准 | 一(二) |\n\n"
                  "## 决策 低保额 : 元/月 〔一〕\n    标准 - 收入\n\n"
                  "## 权益 低保 〔一〕\n| 对象 | 家庭 |\n|---|---|\n| 资格 | 可得低保 |\n| 金额 | "
                  "低保额 |\n| 办理 | 街道 |\n\n"
                  "## 条件 身份或老人 〔二〕\n| 任一 | 条件 | 条款 |\n|---|---|---|\n"
                  "| 特困 | 身份 = \"特困\" | 二(一) |\n| 老人 | 年龄 >= 60 | 二(二) |\n\n"
                  "## 条件 可得供养 〔二〕\n| 全部 | 条件 | 条款 |\n|---|---|---|\n| 合身份或年龄 "
                  "| 身份或老人 | 二 |\n\n"
                  "## 决策 供养额 : 元/月 〔二〕\n    1000\n\n"
                  "## 权益 供养 〔二〕\n| 对象 | 个人 |\n|---|---|\n| 资格 | 可得供养 |\n| 金额 | "
                  "供养额 |\n| 互斥 | 低保 |\n\n"
                  "## 条件 可得康复 〔三〕\n| 全部 | 条件 |\n|---|---|\n| 有残疾 | 残疾 |\n\n"
                  "## 权益 康复 〔三〕\n| 对象 | 个人 |\n|---|---|\n| 资格 | 可得康复 |\n\n"
                  "## 决策 老龄津贴 : 元/月 〔四〕\n    if 年龄 >= 80 then 100 * 人数 else 0\n\n"
                  "## 权益 津贴 〔四〕\n| 对象 | 个人 |\n|---|---|\n| 金额 | 老龄津贴 |\n\n"
                  "## 决策 市补贴 : 元/月 〔五〕\n    补贴额\n\n"
                  "## 权益 补贴 〔五〕\n| 对象 | 企业 |\n|---|---|\n| 金额 | 市补贴 |\n\n"
                  "## 权益 旧补贴 〔六〕\n> 适用:2023-01-01 至 2023-03-31\n| 对象 | 企业 "
                  "|\n|---|---|\n| 金额 | 低保额 |\n";

static int start(void **state)
{
    static fixture f;
    fixture_open(&f, (const char *[]){ city, NULL });
    print_findings(&f);
    assert_int_equal(f.findings.error_count, 0);
    *state = &f;
    return 0;
}

static int stop(void **state)
{
    fixture_close(*state);
    return 0;
}

static const policy_match *match(fixture *f, const char *target)
{
    match_options o = { .lib = f->lib, .at = day("2023-06-01"), .target = str_c(target) };
    const policy_match *m = policy_match_run(f->run, &o);
    assert_non_null(m);
    return m;
}

static const match_result *result(const policy_match *m, const char *name)
{
    for (int i = 0; i < m->count; i++)
        if (str_eqc(m->results[i].benefit->name, name)) return &m->results[i];
    return NULL;
}

static void assert_text(str s, const char *want)
{
    if (!str_eqc(s, want)) fail_msg("\"" STR_FMT "\" instead of \"%s\"", STR_ARG(s), want);
}

static const char *next_fact(fixture *f, const policy_match *m)
{
    if (m->question_count == 0) return "";
    return str_cstr(&f->answers, policy_slot_at(f->lib, m->questions[0])->name);
}

static void an_entitlement_has_its_amount_with_unit_and_period(void **state)
{
    fixture *f = *state;
    ask_at(f, "2023-06-01");
    give(f, "身份", "低保");
    give(f, "收入", "300");
    give(f, "年龄", "40");
    const match_result *r = result(match(f, ""), "低保");
    assert_int_equal(r->state, MATCH_ENTITLED);
    assert_text(r->shown, "每月400.00元");
    assert_true(r->has_amount);
}

static void one_false_condition_refuses_whatever_is_missing(void **state)
{
    fixture *f = *state;
    ask_at(f, "2023-06-01");
    give(f, "身份", "无");
    const match_result *r = result(match(f, ""), "低保");
    assert_int_equal(r->state, MATCH_REFUSED);
    assert_int_equal(r->failed.count, 1);
    assert_text(r->failed.items[0].condition, "身份合");
    assert_text(r->failed.items[0].provision, "一(一)");
    assert_text(r->failed.items[0].filled, "\"无\" = \"低保\"");
    assert_false(r->failed.items[0].any_of);
}

static void failed_conditions_are_found_inside_conditions(void **state)
{
    fixture *f = *state;
    ask_at(f, "2023-06-01");
    give(f, "身份", "无");
    give(f, "年龄", "59");
    const match_result *r = result(match(f, ""), "供养");
    assert_int_equal(r->state, MATCH_REFUSED);
    assert_int_equal(r->failed.count, 2);
    assert_text(r->failed.items[1].condition, "老人");
    assert_text(r->failed.items[1].filled, "59 >= 60");
    assert_true(r->failed.items[1].any_of);
}

static void missing_facts_leave_it_open_and_are_named(void **state)
{
    fixture *f = *state;
    ask_at(f, "2023-06-01");
    const policy_match *m = match(f, "");
    const match_result *r = result(m, "低保");
    assert_int_equal(r->state, MATCH_POSSIBLE);
    assert_int_equal(r->missing.count, 2);
    /* 身份 and 年龄 each stand in two open benefits; 身份 comes first. */
    assert_string_equal(next_fact(f, m), "身份");
    give(f, "身份", "无");
    assert_string_equal(next_fact(f, match(f, "")), "年龄");
}

static void a_refusal_never_rests_on_a_guess(void **state)
{
    fixture *f = *state;
    ask_at(f, "2023-06-01");
    const match_result *r = result(match(f, "个人"), "康复");
    assert_int_equal(r->state, MATCH_POSSIBLE);
    assert_int_equal(r->missing.count, 1);
    give(f, "残疾", "否");
    assert_int_equal(result(match(f, "个人"), "康复")->state, MATCH_REFUSED);
}

static void what_a_person_does_not_know_is_not_asked_again(void **state)
{
    fixture *f = *state;
    ask_at(f, "2023-06-01");
    int32_t skip[] = { policy_slot_find(f->lib, STR(""), STR("残疾")),
                       policy_slot_find(f->lib, STR(""), STR("身份")) };
    match_options o = { .lib = f->lib, .at = day("2023-06-01"), .skip = skip, .skip_count = 2 };
    const policy_match *m = policy_match_run(f->run, &o);
    for (int i = 0; i < m->question_count; i++)
        assert_true(m->questions[i] != skip[0] && m->questions[i] != skip[1]);
    assert_int_equal(result(m, "康复")->state, MATCH_POSSIBLE);  /* its default would be a guess */
    assert_int_equal(result(m, "低保")->state, MATCH_POSSIBLE);  /* there is none */
}

static void of_two_that_exclude_each_other_the_higher_is_offered(void **state)
{
    fixture *f = *state;
    ask_at(f, "2023-06-01");
    give(f, "身份", "低保");
    give(f, "收入", "100");
    give(f, "年龄", "70");
    const policy_match *m = match(f, "");
    const match_result *low = result(m, "低保"), *high = result(m, "供养");
    assert_int_equal(high->state, MATCH_ENTITLED);
    assert_int_equal(low->state, MATCH_REFUSED);
    assert_ptr_equal(low->outweighed_by, high);
    assert_text(low->failed.items[0].filled, "每月600.00元 < 每月1,000.00元");
}

static void an_amount_alone_decides_by_being_above_zero(void **state)
{
    fixture *f = *state;
    ask_at(f, "2023-06-01");
    give(f, "年龄", "80");
    assert_int_equal(result(match(f, ""), "津贴")->state, MATCH_ENTITLED);
    ask_at(f, "2023-06-01");
    give(f, "年龄", "79");
    assert_int_equal(result(match(f, ""), "津贴")->state, MATCH_REFUSED);
}

static void an_unset_figure_is_named_not_guessed(void **state)
{
    fixture *f = *state;
    ask_at(f, "2023-06-01");
    const policy_match *m = match(f, "企业");
    const match_result *r = result(m, "补贴");
    assert_int_equal(m->count, 1); /* 旧补贴 has ended, the others are for people */
    assert_int_equal(r->state, MATCH_POSSIBLE);
    assert_int_equal(r->unset.count, 1);
    assert_int_equal(m->question_count, 0);
}

static void targets_may_be_listed(void **state)
{
    fixture *f = *state;
    ask_at(f, "2023-06-01");
    assert_int_equal(match(f, "个人,家庭")->count, 4);
    assert_int_equal(match(f, "家庭")->count, 1);
}

static void contradictory_facts_are_refused_by_name(void **state)
{
    fixture *f = *state;
    ask_at(f, "2023-06-01");
    diag_list d;
    diag_init(&d, &f->memory);
    give(f, "年龄", "3");
    assert_true(policy_run_consistent(f->run, &d)); /* 就业 was not given */
    give(f, "就业", "是");
    assert_false(policy_run_consistent(f->run, &d));
    assert_string_equal(d.all.items[0].code, "E-CONTRADICT");
    assert_text(d.all.items[0].pos.file, "幼儿不就业");
    ask_at(f, "2023-06-01");
    give(f, "名单", "[\"甲\", \"乙\"]");
    assert_true(policy_run_consistent(f->run, &d)); /* the default 1 contradicts nothing */
    give(f, "人数", "3");
    assert_false(policy_run_consistent(f->run, &d));
}

static void a_constraint_that_does_not_parse_is_reported(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, (const char *[]){ HEADER("乙〔2023〕1号", "2023-01-01")
                                       "## 约束\n| 约束 | 条件 |\n|---|---|\n| 甲 | 1 + |\n", NULL });
    assert_true(f.findings.error_count > 0);
    assert_int_equal(f.findings.all.items[0].pos.line, 11);
    fixture_close(&f);
}

static void offers_over_rows_agree_with_the_single_match(void **state)
{
    static const char *const identities[] = { "低保", "特困", "无" };
    fixture *f = *state;
    match_options o = { .lib = f->lib, .at = day("2023-06-01") };
    arena plans;
    arena_init(&plans, 0);
    match_plan *plan = policy_match_plan(&o, &plans);
    match_offer offers[16];
    int compared = 0;
    for (int i = 0; i < 3 * 5 * 4; i++) {
        ask_at(f, "2023-06-01");
        give(f, "身份", identities[i % 3]);
        give(f, "年龄", (const char *[]){ "5", "59", "60", "79", "80" }[i / 3 % 5]);
        give(f, "收入", (const char *[]){ "0", "699.99", "700", "701" }[i / 15]);
        int count = policy_match_offers(plan, f->run, offers), entitled = 0;
        const policy_match *m = match(f, "");
        for (int k = 0; k < m->count; k++) {
            if (m->results[k].state != MATCH_ENTITLED) continue;
            const match_offer *own = NULL;
            for (int n = 0; n < count; n++)
                if (policy_match_plan_benefit(plan, offers[n].benefit) == m->results[k].benefit)
                    own = &offers[n];
            assert_non_null(own);
            if (own->has_amount) assert_true(dec_eq(own->amount, m->results[k].amount.as.number));
            entitled++;
            compared++;
        }
        assert_int_equal(entitled, count);
    }
    assert_true(compared > 20);
    arena_deinit(&plans);
}

static void memory_denied_at_any_point_is_survived(void **state)
{
    fixture *f = *state;
    bool finished = false;
    for (long n = 1; n < 5000 && !finished; n++) {
        ask_at(f, "2023-06-01");
        give(f, "身份", "无");
        f->answers.deny_at = n;
        match_options o = { .lib = f->lib, .at = day("2023-06-01") };
        finished = policy_match_run(f->run, &o) != NULL && !f->answers.failed;
        f->answers.deny_at = 0;
    }
    assert_true(finished);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entitlement_has_its_amount_with_unit_and_period),
        cmocka_unit_test(one_false_condition_refuses_whatever_is_missing),
        cmocka_unit_test(failed_conditions_are_found_inside_conditions),
        cmocka_unit_test(missing_facts_leave_it_open_and_are_named),
        cmocka_unit_test(a_refusal_never_rests_on_a_guess),
        cmocka_unit_test(what_a_person_does_not_know_is_not_asked_again),
        cmocka_unit_test(of_two_that_exclude_each_other_the_higher_is_offered),
        cmocka_unit_test(an_amount_alone_decides_by_being_above_zero),
        cmocka_unit_test(an_unset_figure_is_named_not_guessed),
        cmocka_unit_test(targets_may_be_listed),
        cmocka_unit_test(contradictory_facts_are_refused_by_name),
        cmocka_unit_test(a_constraint_that_does_not_parse_is_reported),
        cmocka_unit_test(offers_over_rows_agree_with_the_single_match),
        cmocka_unit_test(memory_denied_at_any_point_is_survived),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
