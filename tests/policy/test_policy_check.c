/* The checker's findings, word for word: every bad/NAME.md has its findings in bad/NAME.txt. */
#include "helper.h"

typedef struct text_file {
    char *text;
    size_t length;
} text_file;

static bool read_whole(const char *path, text_file *out)
{
    FILE *in = fopen(path, "rb");
    if (!in) return false;
    fseek(in, 0, SEEK_END);
    out->length = (size_t)ftell(in);
    rewind(in);
    out->text = malloc(out->length + 1);
    bool ok = out->text && fread(out->text, 1, out->length, in) == out->length;
    if (ok) out->text[out->length] = 0;
    fclose(in);
    return ok;
}

static char *findings_of(const char *name, const char *source)
{
    char *text = NULL;
    size_t length = 0;
    arena a;
    arena_init(&a, 0);
    diag_list d;
    diag_init(&d, &a);
    policy_library *lib = policy_library_new();
    assert_non_null(policy_md_declare(lib, str_c(name), str_c(source), &d));
    define_all(lib, &d);
    policy_check_counts counts;
    policy_check(lib, &d, &counts);
    FILE *out = open_memstream(&text, &length);
    for (int i = 0; i < d.all.count; i++) diag_print(out, &d.all.items[i], str_c(source), LANG_ZH);
    fprintf(out, "%d %d %d %d\n", counts.examples, counts.failed, d.error_count, d.warning_count);
    fclose(out);
    policy_library_free(lib);
    arena_deinit(&a);
    return text;
}

static void findings_are_exactly_those_written_down(void **state)
{
    const char *name = *state;
    char path[512], file[64];
    text_file source, expected = { NULL, 0 };
    snprintf(file, sizeof file, "%s.md", name);
    snprintf(path, sizeof path, HENG_TEST_DIR "/bad/%s.md", name);
    if (!read_whole(path, &source)) fail_msg("cannot read %s", path);
    snprintf(path, sizeof path, HENG_TEST_DIR "/bad/%s.txt", name);
    if (!read_whole(path, &expected)) print_error("cannot read %s\n", path);
    char *got = findings_of(file, source.text);
    bool same = expected.text && strcmp(got, expected.text) == 0;
    if (!same) fprintf(stderr, "%s now says:\n%s", file, got);
    free(got);
    free(source.text);
    free(expected.text);
    assert_true(same);
}

/* Damaged text of every kind is reported and survived. */
static void damaged_files_are_reported_not_fatal(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "\n\n",
        "|",
        "|-|",
        "# ",
        "##",
        "## ",
        "## 决策",
        "## 决策 \n|---|\n",
        "# t\n| a",
        "```\n",
        "# t\n## 决策 x\n```\n1",
        "> x",
        "# t\n\xff\xfe\n",
        "# t\n## 函数 f(\n    1\n",
        "# t\n## 函数 f(a:\n    1\n",
        "# t\n## 函数 f()\n    1\n",
        "# t\n## 参数\n|||\n|||\n",
        "# t\n## 事实\n|事实|\n|---|\n||\n",
        "# t\n## 示例\n||\n|---|\n||\n",
        "# t\n## 单位\n| |\n|---|\n| |\n",
        "# t\n## 条件 c\n|全部|\n",
        "# t\n## 对照\n|a|\n",
        "# t\n## 决策 x 〔\n    1\n",
        "# t\n## 决策 x : \n    1\n",
        "# t\n## 类型 t : t\n",
        "# t\n## 类型 t : 列表<t>\n",
        "# t\n## 类型 a : b\n## 类型 b : a\n",
        "# t\n## 权益 x\n|||\n",
        "# t\n## 冲突\n|||\n",
        "# t\n## 决策 x\n|U|a|→|\n|1|",
        "# t\r\n## 决策 x\r\n    1\r\n",
        "\xEF\xBB\xBF# t\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) free(findings_of("x.md", texts[i]));
}

static void a_long_line_and_deep_brackets_are_reported_quickly(void **state)
{
    (void)state;
    size_t n = 1 << 20;
    char *text = malloc(n + 200);
    int head = sprintf(text, "# t\n| 文号 | x |\n|---|---|\n| 施行 | 2023-01-01 |\n| 地域 | a "
                             "|\n\n## 决策 x 〔一〕\n    ");
    memset(text + head, '(', n);
    text[(size_t)head + n] = 0;
    char *got = findings_of("x.md", text);
    assert_non_null(strstr(got, "x.md:8:"));
    free(got);
    memset(text + head, '|', n);
    free(findings_of("x.md", text));
    free(text);
}

int main(void)
{
    static const char *const names[] = {
        "header", "names", "types", "tables", "cycle", "examples"
    };
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(findings_are_exactly_those_written_down, (void *)names[0]),
        cmocka_unit_test_prestate(findings_are_exactly_those_written_down, (void *)names[1]),
        cmocka_unit_test_prestate(findings_are_exactly_those_written_down, (void *)names[2]),
        cmocka_unit_test_prestate(findings_are_exactly_those_written_down, (void *)names[3]),
        cmocka_unit_test_prestate(findings_are_exactly_those_written_down, (void *)names[4]),
        cmocka_unit_test_prestate(findings_are_exactly_those_written_down, (void *)names[5]),
        cmocka_unit_test(damaged_files_are_reported_not_fatal),
        cmocka_unit_test(a_long_line_and_deep_brackets_are_reported_quickly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
