/* heng decide and heng policy as a person meets them: what they print, where, and their exit
 * status. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>

/* HENG_BIN: the program; POLICIES: tests/policy/good; BAD: tests/policy/bad. */
static char output[1 << 16];

/* Runs `heng ARGS`, both streams into `output`; the exit status. */
static int heng(const char *args)
{
    char command[2048];
    snprintf(command, sizeof command,
             "LC_ALL=C.UTF-8 LANG=zh_CN.UTF-8 " HENG_BIN " %s 2>&1 </dev/null", args);
    FILE *in = popen(command, "r");
    assert_non_null(in);
    size_t n = fread(output, 1, sizeof output - 1, in);
    output[n] = 0;
    return WEXITSTATUS(pclose(in));
}

#define P " --lang zh --policies " POLICIES

static void says(const char *text)
{
    if (!strstr(output, text)) fail_msg("“%s” is not in:\n%s", text, output);
}

static void a_decision_prints_its_figure_and_ends_with_zero(void **state)
{
    (void)state;
    assert_int_equal(heng("decide 救助金额 救助身份=低保对象 合规自付=50000 --at 2023-06-01" P), 0);
    assert_string_equal(output, "20,000.00元\n");
    assert_int_equal(
        heng("decide 救助金额 '救助身份=\"低保对象\"' 合规自付=1000 --at 2023年6月1日" P), 0);
    assert_string_equal(output, "700.00元\n");
}

static void explain_prints_steps_provisions_and_assumptions(void **state)
{
    (void)state;
    assert_int_equal(
        heng("decide 救助金额 救助身份=低保对象 合规自付=50000 --at 2023-06-01 --explain" P), 0);
    says("结果    20,000.00元");
    says("四(五)");
    says("测政办发〔2022〕30号");
    says("按默认取的事实");
    says("代入:");
}

static void json_in_and_json_out(void **state)
{
    (void)state;
    char command[1024];
    snprintf(command, sizeof command,
             "printf '{\"救助身份\":\"低保对象\",\"合规自付\":1000.10}' | " HENG_BIN
             " decide 救助金额 --json - --at 2023-06-01 --format json" P);
    FILE *in = popen(command, "r");
    assert_non_null(in);
    output[fread(output, 1, sizeof output - 1, in)] = 0;
    assert_int_equal(WEXITSTATUS(pclose(in)), 0);
    says("\"status\":\"ok\"");
    says("\"value\":\"700.07\"");
    assert_int_equal(heng("decide 救助金额 合规自付=1０ --format json --at 2023-06-01" P), 1);
    says("\"code\":\"E-NUMBER\"");
}

static void what_is_missing_or_not_in_force_ends_with_one(void **state)
{
    (void)state;
    assert_int_equal(heng("decide 救助金额 救助身份=低保对象 --at 2023-06-01" P), 1);
    says("E-MISSING");
    says("合规自付");
    assert_int_equal(heng("decide 救助金额 救助身份=低保对象 合规自付=1 --at 2022-06-01" P), 1);
    says("E-NOT-IN-FORCE");
    says("2023-01-01");
    assert_int_equal(heng("decide 救助金额 救助身份=低保対象 合规自付=1" P), 1);
    says("您要的是“低保对象”吗");
    assert_int_equal(heng("decide 救助金 合规自付=1" P), 1);
    says("您要的是“救助金额”吗");
}

static void wrong_use_ends_with_two_and_says_how(void **state)
{
    (void)state;
    assert_int_equal(heng("decide" P), 2);
    assert_int_equal(heng("decide 救助金额 低保对象" P), 2);
    says("事实=值");
    assert_int_equal(heng("decide 救助金额 --at 2023-02-30" P), 2);
    says("2023-02-30");
    assert_int_equal(heng("decide 救助金额 --explian" P), 2);
    says("--explain");
    assert_int_equal(heng("polcy list"), 2);
    says("policy");
    assert_int_equal(heng("policy chek" P), 2);
    assert_int_equal(heng("decide 救助金额 --policies /nowhere"), 3);
    assert_int_equal(heng("decide 救助金额 --json /nowhere" P), 3);
    assert_int_equal(heng(""), 2);
}

static void help_is_there_for_every_command_in_two_languages(void **state)
{
    (void)state;
    assert_int_equal(heng("--help"), 0);
    says("decide");
    assert_int_equal(heng("--help --lang en"), 0);
    says("exit status");
    assert_int_equal(heng("decide --help"), 0);
    says("用法:heng decide");
    assert_int_equal(heng("policy --help --lang en"), 0);
    says("usage:");
}

static void check_ends_with_one_summary_line(void **state)
{
    (void)state;
    assert_int_equal(heng("policy check" P), 0);
    says("1 个文件");
    says("0 个错误");
    assert_int_equal(heng("policy check " BAD "/types.md --lang zh"), 1);
    says("types.md:33:5: 单位不合");
    says("^~~~~~");
    says("12 个错误,0 个提醒\n");
    assert_int_equal(heng("policy check " BAD "/types.md --lang en"), 1);
    says("12 errors, 0 warnings\n");
}

static void lists_have_three_forms(void **state)
{
    (void)state;
    assert_int_equal(heng("policy list --format csv" P), 0);
    says("name,kind,type,doc_no,article,from,to,place,mark,file\r\n");
    says("\n救助金额,决策,元,测政办发〔2022〕30号,四(五),2023-01-01,,测试市,推定,");
    assert_int_equal(heng("policy list --format json" P), 0);
    says("\"name\":\"免押金\"");
    assert_int_equal(heng("policy list --at 2022-01-01 --format csv" P), 0);
    assert_null(strstr(output, "救助金额"));
    assert_int_equal(heng("policy show 救助金额" P), 0);
    says("您是哪一类对象?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_decision_prints_its_figure_and_ends_with_zero),
        cmocka_unit_test(explain_prints_steps_provisions_and_assumptions),
        cmocka_unit_test(json_in_and_json_out),
        cmocka_unit_test(what_is_missing_or_not_in_force_ends_with_one),
        cmocka_unit_test(wrong_use_ends_with_two_and_says_how),
        cmocka_unit_test(help_is_there_for_every_command_in_two_languages),
        cmocka_unit_test(check_ends_with_one_summary_line),
        cmocka_unit_test(lists_have_three_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
