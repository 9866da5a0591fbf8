/* Completion dates: which words make one, which do not. */
#include "helper.h"
#include "gazette/internal.h"

static void check(const char *text, int year, bool column, const char *want)
{
    arena a;
    arena_init(&a, 0);
    str got = gz_deadline_in(&a, str_c(text), year, column);
    if (!str_eqc(got, want))
        fail_msg("%s gave \"%.*s\" instead of \"%s\"", text, STR_ARG(got), want);
    arena_deinit(&a);
}

static void explicit_dates_count(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } rows[] = {
        { "2023年6月底前完成。", "2023-06-30" },
        { "2024年2月底前完成", "2024-02-29" },
        { "2023年底完成率73%", "2023-12-31" },
        { "到2025年，建成10个", "2025" },
        { "到 2025年建成", "2025" },
        { "2020年，全面完成整治", "2020" },
        { "2019年上半年压缩到8天", "2019-06-30" },
        { "2023年三季度完成", "2023-09-30" },
        { "于2017年9月30日前报送", "2017-09-30" },
        { "政策延续至2025年4月30日", "2025-04-30" },
        { "2023年1月1日至2027年12月31日免征", "2027-12-31" },
        { "（2017年9月1日至9月30日）", "2017-09-30" },
        { "2023年6月中旬前完成", "2023-06-20" },
        { "2018年底前启动；2020年底前完成", "2020-12-31" },
        { "2018-2020年，分别完成", "2020" },
        { "在2023年10月前建成", "2023-10" },
        { "力争2026年实现全覆盖", "2026" },
        { "2022 年 12 月底前建成", "2022-12-31" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(rows[i].text, 0, false, rows[i].want);
}

static void the_document_year_completes_short_forms(void **state)
{
    (void)state;
    check("年底前完成", 2023, false, "2023-12-31");
    check("今年年底前完成", 2023, false, "2023-12-31");
    check("6月底前完成", 2023, false, "2023-06-30");
    check("11月底前无分歧账款清零", 2020, false, "2020-11-30");
    check("在年内要建强3所卫生院", 2023, false, "2023");
    check("明年3月底前完成", 2023, false, "2024-03-31");
    check("年底前完成", 0, false, "");
}

static void other_dates_do_not_count(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "自2019年7月1日起执行",
        "2021年起全市执行",
        "从2023年1月起支付",
        "每年7月底前报送",
        "五年内压减一半",
        "三年内完成",
        "2019年5月1日开始",
        "根据《2020年工作方案》落实",
        "按照（云政发〔2019〕3号）要求",
        "2023年继续给予补助",
        "截至2023年6月底已完成",
        "政策延长至明年3月底",
        "1945年9月2日以前参加革命",
        "落实本市2019年工作计划",
        "每年年底前编制预算",
        "于每月月底前编制计划",
        "2016年，完成了基础工作",
        "前期出台6月前到期的政策",
        "办理时间不超过5日",
        "",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) check(rows[i], 2019, false, "");
}

static void in_a_column_every_date_counts(void **state)
{
    (void)state;
    check("2024年6月", 2024, true, "2024-06");
    check("2024年", 2024, true, "2024");
    check("适用年限为2022年至2024年，另有规定的从其规定", 2023, true, "2024");
    check("受理期限至 2023年6月 30日", 2023, true, "2023-06-30");
    check("2027年12月31日", 2023, true, "2027-12-31");
    check("持续推进，2023年1月底前完成首批", 2022, true, "2023-01-31");
    check("长期坚持", 2024, true, "");
    check("2024-06-30", 2024, true, "2024-06-30");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(explicit_dates_count),
        cmocka_unit_test(the_document_year_completes_short_forms),
        cmocka_unit_test(other_dates_do_not_count),
        cmocka_unit_test(in_a_column_every_date_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
