/* Proofs over decision tables: null as a value, tables inside boxed contexts, tables of ten
 * thousand rows. */
#include "helper.h"
#include <string.h>
#include <time.h>

static int found(fixture *f, const char *source, const char *code, const char *words)
{
    const char *const texts[] = { source, NULL };
    policy_check_counts counts;
    int n = 0;
    fixture_open(f, texts);
    assert_int_equal(f->findings.error_count, 0);
    policy_check(f->lib, &f->findings, &counts);
    for (int i = 0; i < f->findings.all.count; i++)
        n += strcmp(f->findings.all.items[i].code, code) == 0 &&
             str_find(f->findings.all.items[i].zh, str_c(words)) >= 0;
    return n;
}

#define FACTS(rows)                                                                                \
    HEADER("甲政发〔2023〕1号", "2023-01-01")                                                      \
    "## 事实\n| 事实 | 类型 | 默认 |\n|---|---|---|\n" rows "\n"
#define TABLE "## 决策 档 〔一〕\n| U | 分 | → |\n|---|---|---|\n| 1 | < 60 | 0 |\n| 2 | >= 60 | 1 |\n"

static void a_fact_that_is_null_by_default_leaves_a_gap_at_null(void **state)
{
    fixture f;
    (void)state;
    assert_int_equal(found(&f, FACTS("| 分 | 数 | null |\n") TABLE, "W-GAP", "分 = null"), 1);
    fixture_close(&f);
}

static void a_fact_that_must_be_given_has_no_null(void **state)
{
    fixture f;
    (void)state;
    assert_int_equal(found(&f, FACTS("| 分 | 数 | |\n") TABLE, "W-GAP", ""), 0);
    fixture_close(&f);
}

static void a_row_for_null_closes_the_gap(void **state)
{
    fixture f;
    (void)state;
    assert_int_equal(
        found(&f, FACTS("| 分 | 数 | null |\n") TABLE "| 3 | null | 2 |\n", "W-GAP", ""), 0);
    fixture_close(&f);
}

/* The table of an invoked function stands in its body. */
static void tables_inside_functions_are_searched(void **state)
{
    fixture f;
    (void)state;
    const char *source =
        FACTS("| 分 | 数 | |\n") "## 函数 档(甲: 数) : 数 〔一〕\n| U | 甲 | → |\n|---|---|---|\n| "
                                 "1 | < 60 | 0 |\n| 2 | >= 50 | 1 |\n\n"
                                 "## 决策 结果 〔一〕\n    档(分)\n";
    assert_int_equal(found(&f, source, "W-OVERLAP", "第 1 行与第 2 行重叠"), 1);
    fixture_close(&f);
}

/* ---- ten thousand rows: 档 i holds [i*10, i*10+10) of one kind ---- */

enum { ROWS = 10000 };

static char *large(int overlapping, int missing)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    fputs(FACTS("| 类 | 文本 | |\n| 分 | 数 | |\n")
          "## 决策 档 〔一〕\n| U | 类 | 分 | → |\n|---|---|---|---|\n", out);
    for (int i = 0; i < ROWS; i++)
        if (i != missing)
            fprintf(out, "| %d | - | [%d..%d%c | %d |\n", i + 1, i * 10,
                    i * 10 + (i == overlapping ? 12 : 10), ')', i);
    fprintf(out, "| 低 | - | < 0 | 0 |\n| 高 | - | >= %d | 1 |\n", ROWS * 10);
    fclose(out);
    return text;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void ten_thousand_rows_are_proven_whole_in_time(void **state)
{
    fixture f;
    policy_check_counts counts;
    (void)state;
    char *source = large(-1, -1);
    const char *const texts[] = { source, NULL };
    fixture_open(&f, texts);
    double from = seconds();
    policy_check(f.lib, &f.findings, &counts);
    double used = seconds() - from;
    print_findings(&f);
    assert_int_equal(f.findings.all.count, 0);
    print_message("%d rows: %.3f s\n", ROWS, used);
    assert_true(used < 1.0);
    fixture_close(&f);
    free(source);
}

static void one_overlap_and_one_gap_among_ten_thousand_are_found(void **state)
{
    fixture f;
    (void)state;
    char *source = large(7000, -1);
    assert_int_equal(found(&f, source, "E-OVERLAP", "第 7001 行与第 7002 行重叠"), 1);
    assert_int_equal(f.findings.all.count, 1);
    fixture_close(&f);
    free(source);
    source = large(-1, 8500);
    assert_int_equal(found(&f, source, "W-GAP", "分 = 85000"), 1);
    assert_int_equal(f.findings.all.count, 1);
    fixture_close(&f);
    free(source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fact_that_is_null_by_default_leaves_a_gap_at_null),
        cmocka_unit_test(a_fact_that_must_be_given_has_no_null),
        cmocka_unit_test(a_row_for_null_closes_the_gap),
        cmocka_unit_test(tables_inside_functions_are_searched),
        cmocka_unit_test(ten_thousand_rows_are_proven_whole_in_time),
        cmocka_unit_test(one_overlap_and_one_gap_among_ten_thousand_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
