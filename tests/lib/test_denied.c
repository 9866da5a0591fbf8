/* Memory denied at every point of opening a library, preparing and deciding: an answer or an error,
*never a crash, a leak or a
** wrong figure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lib/internal.h"

enum { POINTS_MAX = 200000 };

static const char city[] =
    "# 甲\n\n| 文号 | 甲政发〔2019〕1号 |\n|---|---|\n| 施行 | 2019-01-01 |\n\n"
    "## 单位\n| 单位 | 显示 | 小数 |\n|---|---|---|\n| 元 | {}元 | 2 |\n\n"
    "## 类型 身份\n\"低保对象\", \"特困人员\", \"其他\"\n\n"
    "## 事实\n| 事实 | 类型 | 默认 | 允许 |\n|---|---|---|---|\n| 身份 | 身份 | | |\n| 自付 | 元 | "
    "| >= 0 |\n| 清单 | 列表<元> | [] | |\n\n"
    "## 参数\n| 参数 | 值 | 类型 | 条款 |\n|---|---|---|---|\n| 限额 | 100 | 元 | 一 |\n\n"
    "## 函数 到分(x: 数) : 数 〔推定〕\n    round half up(x, 2)\n\n"
    "## 决策 比率 〔四〕\n| U | 身份 | → 起付 : 元 | → 比例 |\n|---|---|---|---|\n| 1 | "
    "\"低保对象\",\"特困人员\" | 0 | 0.7 |\n"
    "| 2 | \"其他\" | 10 | 0.6 |\n\n"
    "## 决策 另计 : 元 〔五〕\n    sum(append(for i in 清单 return i * 2, 0))\n\n"
    "## 决策 金额 : 元 〔四(五)〕\n    max(0, min(限额, 到分((自付 - 比率.起付) * 比率.比例))) + "
    "另计\n";

static heng_library *open_city(heng_error *why)
{
    heng_library *lib = NULL;
    heng_file file = { "a.md", city, -1 };
    heng_open_memory(&file, 1, &lib, why);
    return lib;
}

/* The whole use of a decision; true when it ended with a result. */
static bool use(heng_library *lib, heng_decision *d, const char *expected)
{
    bool bound = heng_bind_facts(d, "{\"身份\": \"其他\", \"自付\": 60.05, \"清单\": [1, 2.5]}",
                                 -1) == HENG_OK;
    heng_trace(d, true);
    heng_status status = bound ? heng_step(d) : HENG_ERROR;
    if (status == HENG_OK) {
        heng_text text = heng_column_text(d, 0);
        if (text.len) assert_string_equal(text.ptr, expected);
    }
    if (status == HENG_NO_RESULT) assert_true(heng_problem_count(d) > 0);
    heng_explain_text(d, HENG_ZH);
    heng_explain_json(d, HENG_EN);
    return status == HENG_OK;
}

/* Every request of one of the decision's three arenas and of its run. */
static bool deny_arena(heng_library *lib, int which, long at)
{
    heng_decision *d;
    assert_int_equal(heng_prepare(lib, "金额", NULL, "2020-01-01", &d, NULL), HENG_OK);
    arena *a = which == 0 ? &d->memory : which == 1 ? &d->scratch : &d->texts;
    a->deny_at = at;
    use(lib, d, "37.03");
    bool reached = a->deny_at == 0;
    a->deny_at = 0;
    heng_clear(d);
    assert_true(use(lib, d, "37.03")); /* well again once there is memory */
    assert_string_equal(heng_column_text(d, 0).ptr, "37.03");
    heng_finalize(d);
    return reached;
}

static void denied_while_deciding(void **state)
{
    heng_library *lib = open_city(NULL);
    assert_non_null(lib);
    int points = 0;
    for (int which = 0; which < 3; which++)
        for (long at = 1; at < POINTS_MAX && deny_arena(lib, which, at); at++) points++;
    assert_true(points > 100);
    heng_close(lib);
}

static void denied_while_preparing(void **state)
{
    heng_library *lib = open_city(NULL);
    int points = 0;
    for (long at = 1; at < POINTS_MAX; at++) {
        heng_decision *d;
        heng_error why;
        heap_deny_at = at;
        heng_status status = heng_prepare(lib, "金额", NULL, "2020-01-01", &d, &why);
        bool reached = heap_deny_at == 0;
        heap_deny_at = 0;
        if (status != HENG_OK) {
            assert_int_equal(status, HENG_NOMEM);
            assert_null(d);
            points++;
        } else heng_finalize(d);
        if (!reached) break;
    }
    assert_true(points > 0);
    heng_close(lib);
}

static void denied_while_opening(void **state)
{
    int points = 0;
    for (long at = 1; at < POINTS_MAX; at++) {
        heng_error why;
        heap_deny_at = at;
        heng_library *lib = open_city(&why);
        bool reached = heap_deny_at == 0;
        heap_deny_at = 0;
        if (lib) heng_close(lib);
        else { assert_string_equal(why.code, "E-LIMIT"); points++; }
        if (!reached) break;
    }
    assert_true(points > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(denied_while_deciding),
        cmocka_unit_test(denied_while_preparing),
        cmocka_unit_test(denied_while_opening),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
