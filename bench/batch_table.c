/* batch_table.c: a decision table of 10,000 rules with ranges, UNIQUE and FIRST, in batch and one
*by one.
**
**     bench_batch_table [rules [rows]]
**
** Prints name, rows, seconds (processor time, best of three), million rows a second. */
#include "policy/batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static str table_policy(arena *a, const char *hit, int rules)
{
    strbuf out;
    strbuf_init(&out, a);
    strbuf_putc(&out, "# t\n\n| 文号 | 甲〔2019〕1号 |\n|---|---|\n| 施行 | 2019-01-01 |\n\n## "
                      "类型 类别\n\"甲\", \"乙\"\n\n## 事实\n| 事实 | 类型 |\n|---|---|\n| 类别 | "
                      "类别 |\n| 金额 | 数 |\n\n");
    strbuf_printf(&out, "## 决策 档 〔一〕\n\n| %s | 类别 | 金额 | → 额 : 数 |\n|---|---|---|---|\n", hit);
    for (int i = 0; i < rules; i++)
        strbuf_printf(&out, "| %d | \"%s\" | [%d..%d) | %d.%02d |\n", i + 1, i % 2 ? "甲" : "乙",
                      i / 2 * 10, i / 2 * 10 + 10, i, i % 100);
    return strbuf_done(&out);
}

static policy_library *load(str source, arena *a)
{
    diag_list d;
    diag_init(&d, a);
    policy_library *lib = policy_library_new();
    policy_doc *doc = policy_md_declare(lib, STR("table.md"), source, &d);
    bool ok = doc && policy_md_types(lib, doc, &d) && policy_open_names(lib, &d) &&
              policy_md_define(lib, doc, false, &d) && policy_seal(lib, &d);
    for (int i = 0; !ok && i < d.all.count; i++)
        diag_print(stderr, &d.all.items[i], (str){ "", 0 }, LANG_EN);
    return ok ? lib : NULL;
}

static int measure(const char *hit, int rules, int64_t rows)
{
    arena a;
    arena_init(&a, 0);
    str source = table_policy(&a, hit, rules);
    policy_library *lib = load(source, &a);
    if (!lib) return 3;
    int64_t *sums = malloc((size_t)rows * 8), *values = malloc((size_t)rows * 8);
    uint8_t *codes = malloc((size_t)rows), *states = malloc((size_t)rows);
    uint64_t r = 88172645463325252u;
    for (int64_t i = 0; i < rows; i++) {
        r ^= r << 13; r ^= r >> 7; r ^= r << 17;
        sums[i] = (int64_t)(r % (uint64_t)(rules / 2 * 1000));
        codes[i] = (uint8_t)(r >> 60 & 1);
    }
    const batch_spec specs[2] = { { policy_slot_find(lib, STR(""), STR("类别")), BATCH_CODE, 0 },
                                  { policy_slot_find(lib, STR(""), STR("金额")), BATCH_NUMBER,
                                    2 } };
    policy_batch *b =
        policy_batch_open(&(batch_options){ .lib = lib,
                                            .slot = policy_slot_find(lib, STR(""), STR("档")),
                                            .at = { 2021, 1, 1 },
                                            .specs = specs,
                                            .spec_count = 2 });
    const batch_column columns[2] = { { .codes = codes }, { .numbers = sums } };
    double best = 1e9;
    for (int i = 0; b && i < 3; i++) {
        double from = seconds();
        policy_batch_run(b, columns, rows, &(batch_out){ values, states }, NULL);
        double took = seconds() - from;
        if (took < best) best = took;
    }
    const batch_result *results;
    int64_t wrong = 0;
    int scale = b && policy_batch_results(b, &results) ? results[0].scale : 0;
    for (int64_t i = 0; i < rows; i++) {
        int64_t rule = sums[i] / 1000 * 2 + (codes[i] == 0);
        wrong += states[i] != BATCH_VALUE || scale != 2 || values[i] != rule * 100 + rule % 100;
    }
    batch_stats s = policy_batch_stats(b);
    printf("table_%s\t%lld\t%.6f\t%.1f\n# rules %d wrong %lld scalar rows %lld source %d bytes\n",
           hit, (long long)rows, best, (double)rows / best * 1e-6, rules, (long long)wrong,
           (long long)s.scalar_rows, (int)source.len);
    policy_batch_close(b);
    policy_library_free(lib);
    arena_deinit(&a);
    return wrong != 0;
}

int main(int argc, char **argv)
{
    int rules = argc > 1 ? atoi(argv[1]) : 10000;
    int64_t rows = argc > 2 ? atoll(argv[2]) : 1000000;
    int unique = measure("U", rules, rows), first = measure("F", rules, rows);
    return unique ? unique : first;
}
