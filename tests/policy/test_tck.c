/* The DMN compatibility kit as a test: every case passes, except those docs/decisions/tck.md names
** as wrong. The kit is looked for in $HENG_TCK, else beside the source tree; without one the test
** is skipped and says so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "policy/tck.h"

/* "folder#case" of scored cases held to be wrong; each has its clause in docs/decisions/tck.md. */
static const char *const contested[] = { NULL };

static int unexpected_count;

static void on_failure(void *self, const tck_failure *f)
{
    if (f->level == TCK_NON_COMPLIANT) return;
    for (int i = 0; contested[i]; i++) {
        size_t length = strlen(contested[i]);
        bool same =
            (size_t)(f->folder.len + 1 + f->case_id.len) == length &&
            strncmp(contested[i], f->folder.ptr, (size_t)f->folder.len) == 0 &&
            strncmp(contested[i] + f->folder.len + 1, f->case_id.ptr, (size_t)f->case_id.len) == 0;
        if (same) return;
    }
    unexpected_count++;
    print_error(STR_FMT " #" STR_FMT " " STR_FMT ": expected " STR_FMT ", got " STR_FMT " (" STR_FMT
                        ")\n",
                STR_ARG(f->folder), STR_ARG(f->case_id), STR_ARG(f->node), STR_ARG(f->expected),
                STR_ARG(f->got), STR_ARG(f->note_en));
}

static const char *kit_folder(void)
{
    const char *given = getenv("HENG_TCK");
    const char *folder = given && *given ? given : HENG_SOURCE_ROOT "/../shared/tck";
    struct stat s;
    return stat(folder, &s) == 0 ? folder : NULL;
}

static void every_case_of_a_level_passes(void **state)
{
    const int *level = *state;
    const char *folder = kit_folder();
    if (!folder) {
        print_message("no compatibility kit found (set HENG_TCK to its folder): skipped\n");
        skip();
    }
    arena a;
    arena_init(&a, 0);
    diag_list d;
    diag_init(&d, &a);
    tck_counts counts;
    tck_options options = { .level = *level, .on_failure = on_failure };
    unexpected_count = 0;
    assert_true(tck_run(str_c(folder), &options, &counts, &d));
    arena_deinit(&a);
    assert_true(counts.cases[*level] > 0);
    assert_int_equal(unexpected_count, 0);
}

/* ---- the runner itself, on small files ---- */

static int failed_names;
static char failed_note[200];

static void count_failure(void *self, const tck_failure *f)
{
    failed_names++;
    snprintf(failed_note, sizeof failed_note, STR_FMT "|" STR_FMT "|" STR_FMT "|" STR_FMT,
             STR_ARG(f->case_id), STR_ARG(f->node), STR_ARG(f->expected), STR_ARG(f->got));
}

static tck_counts run_own(const char *pattern)
{
    arena a;
    arena_init(&a, 0);
    diag_list d;
    diag_init(&d, &a);
    tck_counts counts;
    tck_options options = { .pattern = str_c(pattern), .on_failure = count_failure };
    failed_names = 0;
    assert_true(tck_run(STR(HENG_TEST_DMN "/kit"), &options, &counts, &d));
    arena_deinit(&a);
    return counts;
}

static void right_and_wrong_results_are_told_apart(void **state)
{
    tck_counts counts = run_own("");
    assert_int_equal(counts.cases[0], 6);
    assert_int_equal(counts.passed[0], 2);
    assert_int_equal(failed_names, 4);
}

static void a_failure_names_case_node_and_both_values(void **state)
{
    run_own("#wrong-number");
    assert_string_equal(failed_note, "wrong-number|sum|3.5|3");
}

static void cases_are_chosen_by_part_or_pattern(void **state)
{
    assert_int_equal(run_own("#right").cases[0], 2);
    assert_int_equal(run_own("*#right").cases[0], 1);
    assert_int_equal(run_own("no such").cases[0], 0);
}

int main(void)
{
    static int two = 2, three = 3;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_and_wrong_results_are_told_apart),
        cmocka_unit_test(a_failure_names_case_node_and_both_values),
        cmocka_unit_test(cases_are_chosen_by_part_or_pattern),
        { "every_case_of_level_2_passes", every_case_of_a_level_passes, NULL, NULL, &two },
        { "every_case_of_level_3_passes", every_case_of_a_level_passes, NULL, NULL, &three },
    };
    return cmocka_run_group_tests_name("policy/tck", tests, NULL, NULL);
}
