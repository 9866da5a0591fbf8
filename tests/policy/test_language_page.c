/* The language page is true: its policy blocks are one policy without findings, its feel lines
 * hold. */
#include "helper.h"

static str read_text(arena *a, const char *path)
{
    FILE *in = fopen(path, "rb");
    if (!in) fail_msg("cannot read %s", path);
    strbuf b;
    strbuf_init(&b, a);
    char chunk[4096];
    size_t n;
    while ((n = fread(chunk, 1, sizeof chunk, in)) > 0) strbuf_put(&b, (str){ chunk, (int32_t)n });
    fclose(in);
    return strbuf_done(&b);
}

/* All fenced blocks of one kind, one after the other. */
static str blocks(arena *a, str page, const char *fence, int *count)
{
    strbuf out;
    strbuf_init(&out, a);
    *count = 0;
    for (int32_t at = str_find(page, str_c(fence)); at >= 0;
         at = str_find_from(page, str_c(fence), at)) {
        int32_t from = at + (int32_t)strlen(fence), to = str_find_from(page, STR("\n```"), from);
        assert_true(to > from);
        strbuf_put(&out, str_sub(page, from, to + 1));
        strbuf_putc(&out, "\n");
        at = to;
        ++*count;
    }
    return strbuf_done(&out);
}

static void every_policy_block_of_the_page_is_checked(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, 0);
    int count;
    str policy = blocks(&a, read_text(&a, HENG_SOURCE_ROOT "/docs/policy-language.md"),
                        "```policy\n", &count);
    assert_true(count >= 11);
    fixture f;
    fixture_open(&f, (const char *const[]){ policy.ptr, NULL });
    policy_check_counts counts;
    policy_check(f.lib, &f.findings, &counts);
    print_findings(&f);
    assert_int_equal(f.findings.all.count, 0);
    assert_int_equal(counts.failed, 0);
    assert_int_equal(counts.passed, counts.examples);
    assert_true(counts.examples >= 14);
    fixture_close(&f);
    arena_deinit(&a);
}

static void every_feel_line_of_the_page_is_true(void **state)
{
    (void)state;
    arena a;
    arena_init(&a, 0);
    diag_list d;
    diag_init(&d, &a);
    int count, lines = 0;
    str text = blocks(&a, read_text(&a, HENG_SOURCE_ROOT "/docs/policy-language.md"), "```feel\n",
                      &count),
        line;
    policy_library *lib =
        policy_load(&(policy_load_options){ .dir = STR(HENG_SOURCE_ROOT "/policies/calendar") },
                    &d);
    assert_non_null(lib);
    assert_int_equal(d.error_count, 0);
    policy_run *run = policy_run_new(lib, &a);
    while (str_split_next(&text, STR("\n"), &line)) {
        if (str_trim(line).len == 0) continue;
        feel_expr *e =
            feel_parse(&a, line, FEEL_EXPRESSION, feel_scope_new(&a, NULL), (src_pos){ 0 }, &d);
        if (!e || !feel_is_true(policy_run_eval(run, e)))
            fail_msg("not true: " STR_FMT, STR_ARG(line));
        lines++;
    }
    assert_true(lines >= 7);
    policy_run_free(run);
    policy_library_free(lib);
    arena_deinit(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_policy_block_of_the_page_is_checked),
        cmocka_unit_test(every_feel_line_of_the_page_is_true),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
